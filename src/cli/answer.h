/* answer.h - an answer on paper: for counsel, for an officer, for programs.
 *
 * An officer sees the verdict, the orders, and a date only if it is the
 * order's own: a member's clock or stage tells whether a motion was filed,
 * a reason tells facts.  What the officer's forms leave out is left out
 * here, in one place. */

#ifndef FORESTAY_ANSWER_H
#define FORESTAY_ANSWER_H

#include "cli/ask.h"
#include "cli/json.h"

/* The whole page of `check`. */
void answer_show(struct ask *a, const struct answer *ans,
    const struct deadline *due, size_t ndue);
void answer_show_officer(struct ask *a, const struct answer *ans);

void answer_json(struct ask *a, const struct answer *ans,
    const struct deadline *due, size_t ndue);
void answer_json_officer(struct ask *a, const struct answer *ans);

/* One order and how it stands: shared with explain. */
void answer_citation(struct cli *c, const struct citation *x,
    const struct deadline *due, size_t n);

/* Deadlines, each with its arithmetic, as they stand at `at`; nothing
 * printed for none. */
void answer_deadlines(struct cli *c, const struct deadline *due, size_t n,
    struct instant at, bool members_only);
void answer_deadlines_json(struct json *j, const struct deadline *due,
    size_t n);

/* Until when a NO BAR ON RECORD is good: five minutes, or the horizon if it
 * is nearer.  NEVER of any other answer. */
struct instant answer_expires(const struct ask *a, const struct answer *ans);

/* What every page closes with. */
void answer_foot(struct ask *a, const struct answer *ans);

#endif
