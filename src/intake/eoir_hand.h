/* eoir_hand.h - persons made by one thread and taken by another. */

#ifndef FORESTAY_EOIR_HAND_H
#define FORESTAY_EOIR_HAND_H

#include "intake/eoir_facts.h"

/* Run make() in a thread of its own; it calls eoir_put for each case, in
 * order, and each() is called here with what came of it, in that order.
 * 0, or what make() or each() returned. */
struct eoir_hand;

int eoir_hand(const struct mem *mem, const struct eoir_telling *how,
    int (*make)(void *ctx, struct eoir_hand *h), void *make_ctx,
    int (*each)(void *ctx, const struct person *p), void *ctx) MUST_CHECK;

int eoir_put(struct eoir_hand *h, const struct eoir_case *c,
    const struct finality *f) MUST_CHECK;

#endif
