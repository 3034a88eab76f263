/* diff.h - what one casebook says that another does not.
 *
 * By words and clauses: whom a change takes in or out is asked of the
 * decider (src/decide/diff.h). */

#ifndef FORESTAY_LAW_DIFF_H
#define FORESTAY_LAW_DIFF_H

#include "law/law.h"

enum change_kind { CHANGE_ADDED, CHANGE_REMOVED, CHANGE_CHANGED };

/* Of an order, clock or list as a whole; or of one clause, then was and is
 * are its text in plain English, "" when it is not there. */
struct law_change {
	enum change_kind kind;
	const char *what; /* "order", "clock", "list", ... */
	const char *id;
	const char *clause; /* CHANGED: "covers"; else NULL */
	const char *was, *is;
};

/* All changes, by id; both laws checked.  0 or E_NOMEM with *out and *n
 * untouched.  Lives in a. */
int law_diff(struct arena *a, const struct law *from, const struct law *to,
    struct law_change **out, size_t *n) MUST_CHECK;

/* As a person reads it: + and - before what is new and gone. */
void law_change_print(struct buf *b, const struct law_change *c);

#endif
