/* internal.h - what the files of src/law share.
 *
 * The parser (lex, parse, format, expr_print) knows no vocabulary; the
 * checker (check*) does.  What the parser hands over, where law.h leaves it
 * open:
 *
 * - A term: word holds the text as written and its position, of paths too.
 *   A quoted string, a number and a time are known by their looks, so v is
 *   set by the parser (STR, INT, MOMENT); a bare word or path has v.kind
 *   NONE and is resolved by the checker, which also sets path.
 * - Both "path is V" and "path in {...}" / "path in path" make a FACT with
 *   compare IS or IN; every other comparison makes a COMPARE.  The checker
 *   turns a FACT into a COMPARE where the path names a field or a slot, and
 *   `E since D` and `E by D` of an event, read as a FACT with a scope, into
 *   one too; `K by D` of a state, read as a COMPARE, into a FACT.
 * - An edge with several targets is several edges; a bar of several acts is
 *   several bars, which may share `where` and `unless` (the checker copies
 *   them before it resolves them).
 * - A bare time in a given is `seen`; the checker moves an event's to
 *   `from`.
 * - `out of P` in a bar is the act's slot `from`; in a vignette's check the
 *   slot is named "from" or "out of".
 * - Instruments' kinds, edges' kinds, names with positions are the
 *   parser's; a NULL s means "not written" everywhere. */

#ifndef FORESTAY_LAW_INTERNAL_H
#define FORESTAY_LAW_INTERNAL_H

#include "law/law.h"

/* Resolve and check n givens or one condition against law, which has been
 * checked.  0 when nothing is wrong, E_CHECK when ds says what is, E_NOMEM.
 * check_condition.c and check_given.c; called by law_parse_givens and
 * law_parse_condition after a parse without errors. */
int check_givens(struct arena *a, const struct law *law, struct given *givens,
    size_t n, struct diags *ds) MUST_CHECK;
int check_condition(struct arena *a, const struct law *law, struct expr *e,
    struct diags *ds) MUST_CHECK;

#endif
