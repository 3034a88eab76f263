/* lint.h - what is no fault of a text, and yet is seldom meant. */

#ifndef FORESTAY_LAW_LINT_H
#define FORESTAY_LAW_LINT_H

#include "law/law.h"

/* Warn of each instrument of a law that law_check has passed: a class that
 * covers nobody, an order nothing ends, an `unless` whose burden nobody
 * bears, members of a later order, a list that settles nothing, a stage that
 * keeps its own door shut.  Only what can be shown from the text is said.
 *
 * 0 or E_NOMEM; warnings are added to ds. */
int law_lint(struct arena *a, const struct law *law,
    struct diags *ds) MUST_CHECK;

/* Whether e is yes for nobody, whatever the record: `P and not P`, one
 * field in two places that do not overlap.  False: it cannot be shown. */
bool expr_covers_nobody(const struct expr *e);

/* Whether two conditions are the same as written; positions, parentheses
 * and the order of a set do not count. */
bool expr_equal(const struct expr *a, const struct expr *b);

#endif
