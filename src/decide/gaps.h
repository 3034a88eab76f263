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

/* A `person` line of who was found, and as a hint says it; NULL when
 * refused. */
struct sample;
const char *gap_person(const struct sample *s, const size_t *choice);
const char *gap_hint(struct arena *a, const char *person);

/* Notes of: people whom an order covers, and one that widens, clarifies or
 * replaces it does not; exceptions of one order that overlap; and what the
 * two below find.  law has been checked.  0 or E_NOMEM. */
int gaps_lint(struct arena *a, const struct law *law,
    struct diags *ds) MUST_CHECK;

/* gaps_case.c.  Of the orders of one case: two that bar the same act of the
 * same person at one time, though neither leads to the other; and whom one
 * protects until it ends and another, or the same one extended too late,
 * protects again, with a time between when no order of the case does. */
int gaps_in_cases(struct arena *a, const struct law *law,
    struct diags *ds) MUST_CHECK;

/* gaps_stage.c.  A stage that waits for the end of a filing and leaves out
 * one of the ways in which it ends. */
int gaps_in_stages(struct arena *a, const struct law *law,
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
