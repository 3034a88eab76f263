/* check.h - what the files of the checker share.
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

#ifndef FORESTAY_LAW_CHECK_H
#define FORESTAY_LAW_CHECK_H

#include "law/law.h"

struct id_entry;

/* Names that might have been meant. */
struct names {
	const char **s;
	size_t n, cap;
};

/* One run of the checker.  A refused allocation sets nomem and the run goes
 * on without what it would have said: the caller returns E_NOMEM. */
struct check {
	struct arena *a;
	const struct law *law;
	const struct vocab *vocab;
	struct diags *ds;
	bool nomem;
	struct id_entry *ids; /* by hash of name; NULL: walk the law */
	size_t nids;          /* a power of two */
	/* By index of instrument: the latest instant of its beginning.
	 * NULL when a condition is checked on its own. */
	struct instant *latest;
	/* The form whose body is read, or NULL: its parameters may stand
	 * where a value does. */
	const struct instrument *form;
	struct names persons; /* whom conditions call by a name, as met */
	bool persons_lost;    /* a text with errors may call more */
};

/* Which value of a condition leans toward the bar (SEMANTICS 3). */
enum lean {
	LEAN_ANY, /* no order yet: both words may stand */
	LEAN_YES,
	LEAN_NO,
	LEAN_NEITHER /* a stage's step, a clock: neither may */
};

/* Where a condition stands, and so what its names may mean. */
struct at {
	enum lean lean;
	bool covers;                /* places ask for their tense */
	bool notice;                /* `before act` may stand here */
	const struct act_kind *act; /* its slots have names; or NULL */
	const struct kind *within;  /* in whose parentheses; or NULL */
	bool other;                 /* the other person is asked */
	bool *asks_other;           /* set when a name does; not NULL
				     * within a relation */
	int depth;
};

/* -- Names (check_names.c) ---------------------------------------------- */

void names_add(struct check *c, struct names *names, const char *s);
void names_of_fields(struct check *c, struct names *names,
    const struct field *fields, size_t n);
void names_of_kinds(struct check *c, struct names *names);
void names_of_steps(struct check *c, struct names *names, const struct kind *k);

/* "did you mean x?", or NULL when nothing is near. */
const char *did_you_mean(struct check *c, const char *word,
    const struct names *names);

/* "one of a, b, c"; or otherwise when there are none. */
const char *one_of(struct check *c, const struct names *names,
    const char *otherwise);

/* Text in the run's arena; "" when refused. */
const char *said(struct check *c, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* What a name of the casebook means: one of these, or none. */
struct named {
	struct instrument *instrument;
	struct law_case *in_case;
	const struct law_list *list;
	const struct clock *clock;
};

/* Make the table of names, and say which are declared twice. */
int ids_build(struct check *c, struct law *law) MUST_CHECK;
struct named find_name(const struct check *c, const char *id);

/* What the name means, or NULL when it has been said what is wrong. */
struct instrument *need_instrument(struct check *c, const struct name *name);
struct law_case *need_case(struct check *c, const struct name *name);
const struct law_list *need_list(struct check *c, const struct name *name);
const struct clock *need_clock(struct check *c, const struct name *name);
const struct act_kind *need_act(struct check *c, const struct name *name);

/* -- Conditions (check_expr.c, check_fact.c, check_term.c) -------------- */

void check_expr(struct check *c, struct expr *e, struct at at);
void check_fact(struct check *c, struct expr *e, struct at at);
void check_terms(struct check *c, const struct field *field, struct term *terms,
    size_t n, struct at at);
void check_ref(struct check *c, struct ref *ref);
void check_due(struct check *c, struct due *due);
void check_end(struct check *c, struct end *end);

/* Resolve a path that must be an event or a filing's step; where it stands
 * is said in what ("`on`"). */
bool check_event_path(struct check *c, const struct name *path,
    const char *what, const struct kind **kind, int *step);

const struct param *form_param(const struct check *c, const char *name);

/* -- Instruments -------------------------------------------------------- */

void check_clauses(struct check *c, struct instrument *x);
void check_stages(struct check *c, struct instrument *x);
void check_edges(struct check *c, struct instrument *x);
int check_upon(struct check *c, struct law *law) MUST_CHECK;
int check_dismissals(struct check *c, struct law *law) MUST_CHECK;
int check_rings(struct check *c, struct law *law) MUST_CHECK;

/* Whether y may speak of x: x began no later, or was written first of two
 * that began at the same time. */
bool entered_before(const struct check *c, const struct instrument *x,
    const struct instrument *y);

/* Copy the form's clauses into x, parameters replaced; of stays NULL when
 * the form or a parameter is wrong. */
void instance_fill(struct check *c, struct instrument *x);

/* A copy of e down to its terms, names replaced by swap when given. */
struct swap {
	const struct instrument *form, *instance;
};
struct expr *expr_copy(struct check *c, const struct expr *e,
    const struct swap *swap, int depth);

/* -- Examples (check_given.c, check_vignette.c) ------------------------- */

/* Put whom the orders call by a name into law, in order. */
void persons_found(struct check *c, struct law *law);

/* What an instrument says of whom it names; and what all of them say. */
void check_naming(struct check *c, const struct naming *n);
void papers_found(struct check *c, struct law *law);

void check_given(struct check *c, struct given *g);
void check_vignette(struct check *c, struct vignette *v);

#endif
