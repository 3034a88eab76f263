/* history.h - random people under random casebooks, as entries to be.
 *
 * Facts, corrections, resolutions, links, imports undone, orders that wait,
 * confirmations and refusals, about p-one and p-two, in random order at
 * random instants. */

#ifndef FORESTAY_PROPERTY_HISTORY_H
#define FORESTAY_PROPERTY_HISTORY_H

#include "property/gcase.h"
#include "property/stored_book.h"

/* Minutes: in 2020, after all that the cases know.  Orders are entered from
 * then on, all else within 160 minutes. */
#define HISTORY_BASE 26300000

struct history {
	struct saids saids;
	struct arena arena;
	size_t nlaw; /* the first of them: the orders */
	struct act act;
	struct built built;
};

struct instant history_at(size_t minute);

/* 0, or the checker refused the casebook; history_end either way. */
int history_make(struct rng *r, const struct gcase *c, struct history *h);
void history_end(struct history *h);

/* Instants: each entry after what it speaks of; otherwise as it falls. */
void history_place(struct rng *r, struct history *h);

void history_show(const struct history *h, const struct gcase *c);

#endif
