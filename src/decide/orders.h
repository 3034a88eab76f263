/* orders.h - parts of one order's decision that the population evaluator
 * asks alone, once for everybody. */

#ifndef FORESTAY_ORDERS_H
#define FORESTAY_ORDERS_H

#include "decide/eval.h"

/* x could bar, or hold, acts of this kind at all. */
bool order_concerns(const struct eval *ev, const struct instrument *x,
    const struct view *view);
bool order_need_concerns(const struct eval *ev, const struct view *view,
    const struct need *need);

/* x, which is recorded, has not begun on some reading; it may come to bar by
 * itself; the docket that would say so was read too long ago. */
bool order_may_begin(struct eval *ev, const struct instrument *x);
bool order_may_resume(struct eval *ev, const struct instrument *x);
bool order_docket_stale(struct eval *ev, const struct instrument *x);

/* The part of a bar that looks at where the person is or under what they
 * are ordered removed. */
enum tri order_out_of(struct eval *ev, const struct bar *bar);
enum tri order_under(struct eval *ev, const struct bar *bar);

#endif
