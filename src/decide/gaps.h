/* gaps.h - overlaps and gaps between clauses, and what a new casebook does
 * to whom, each shown by a person made up.
 *
 * An example is proof; that none was found is not.  Asked a day after the
 * later of the orders began, with whatever was then on record of them. */

#ifndef FORESTAY_GAPS_H
#define FORESTAY_GAPS_H

#include "decide/decide.h"

/* Whether somebody is: a member of x (condition NULL), or one of whom the
 * condition, a clause of x, holds. */
struct side {
	const struct law *law;
	const struct instrument *x;
	const struct expr *condition;
	enum tri want;
};

/* Somebody for whom both sides are what they want: *person is a `person`
 * line, or NULL when none was found.  0 or E_NOMEM. */
int gap_example(struct arena *a, const struct side *one, const struct side *two,
    const char **person) MUST_CHECK;

/* Notes of: people whom an order covers, and one that widens, clarifies or
 * replaces it does not; exceptions of one order that overlap.  law has been
 * checked.  0 or E_NOMEM. */
int gaps_lint(struct arena *a, const struct law *law,
    struct diags *ds) MUST_CHECK;

/* An order that covers somebody it did not, or no longer does. */
struct whom {
	const char *id;
	bool gains; /* else loses */
	const char *person;
};

/* For each order of both casebooks whose class reads differently, somebody
 * who gains and somebody who loses, where they are found.  0 or E_NOMEM
 * with *out and *n untouched. */
int gaps_diff(struct arena *a, const struct law *from, const struct law *to,
    struct whom **out, size_t *n) MUST_CHECK;

#endif
