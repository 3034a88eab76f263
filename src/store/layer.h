/* layer.h - groups of a ledger kept in memory, one after another, and what
 * can be asked of them.
 *
 * Rows are copies.  A group is put in whole before it is written anywhere,
 * and linked when it was: linking cannot be refused. */

#ifndef FORESTAY_STORE_LAYER_H
#define FORESTAY_STORE_LAYER_H

#include "store/ledger.h"
#include "store/omap.h"

struct layer {
	const struct mem *mem;
	struct store_head before, after;
	struct arena arena;
	struct ledger_row *rows;
	struct instant *at; /* of each row */
	struct ledger_batch *batches;
	size_t nrows, nbatches, rows_room, at_room, batches_room;
	struct omap touched, by_id;
};

/* A group that is in it and not yet of it. */
struct layer_group {
	struct omap_pending touched, by_id;
	size_t nrows, nbatches; /* before it */
	struct store_head after;
};

void layer_init(struct layer *l, const struct mem *mem);

/* Empty, and to be used again: what comes follows `head`. */
void layer_clear(struct layer *l, const struct store_head *head);

/* Copy a group that follows what is there; false when memory is refused,
 * and nothing changed.  layer_link or layer_undo comes next. */
bool layer_put(struct layer *l, const struct ledger_group *g,
    struct layer_group *out);
void layer_link(struct layer *l, struct layer_group *g);
void layer_undo(struct layer *l, struct layer_group *g);

/* All of it as one group, lent. */
struct ledger_group layer_group(const struct layer *l);

/* The last of its entries that touched subject; false: none did. */
bool layer_touched(const struct layer *l, const char *subject, uint64_t *seq);
bool layer_batch(const struct layer *l, const uint64_t id[2],
    struct ledger_batch *out);

/* Its rows after *after, which moves, as many as *left (which falls; 0: all
 * that are left); as ledger_ops.read. */
int layer_read(const struct layer *l, uint64_t *after, uint64_t *left,
    int (*each)(void *ctx, const struct written *w), void *ctx) MUST_CHECK;

#endif
