/* memory.h - a store in memory: what lies on the disk of others lies here
 * in a medium, which outlives the one who opened it.
 *
 * A process that ends without closing is a store closed with its medium
 * kept: what was committed stays, what was not is gone. */

#ifndef FORESTAY_STORE_MEMORY_H
#define FORESTAY_STORE_MEMORY_H

#include "store/faults.h"
#include "store/keeper.h"
#include "store/omap.h"

struct medium_row {
	struct salt salt;
	struct instant at;
	size_t n;
	char bytes[];
};

struct medium {
	const struct mem *mem;
	struct store_head head;
	unsigned fronted;
	struct medium_row **rows;
	size_t nrows, room;
	struct omap touched; /* subject -> the last seq */
	struct omap batches; /* id -> struct ledger_batch */
	struct omap views;   /* the view's number, key -> value */
	struct views_mark mark;
	struct omap blobs; /* hash -> bytes */
};

void medium_init(struct medium *m, const struct mem *mem);
void medium_release(struct medium *m);

/* Backends over a medium.  faults may be NULL and is shared by them; it and
 * the medium outlive them.  0 or E_NOMEM; ops->close gives them back. */
int ledger_memory(struct medium *m, struct store_faults *faults,
    struct ledger **out) MUST_CHECK;
int views_memory(struct medium *m, struct store_faults *faults,
    struct views **out) MUST_CHECK;

/* store_memory over a medium of the caller's, which may hold a store: then
 * kind is not asked and may be NULL. */
int store_memory_open(struct medium *m, const struct store_kind *kind,
    struct store_faults *faults, struct store **out,
    const char **why) MUST_CHECK;

/* Its keeper, for tests. */
struct keeper *store_memory_keeper(struct store *s);

#endif
