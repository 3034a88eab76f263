/* ledger.h - what a backend of the ledger has to do.  For keeper.c alone.
 *
 * A ledger keeps rows in order and forgets none.  It knows nothing of what
 * they say: salts, heads, subjects and batch ids come from the keeper.
 * One keeper at a time; `epoch` fences one that was deposed. */

#ifndef FORESTAY_STORE_LEDGER_H
#define FORESTAY_STORE_LEDGER_H

#include "store/store.h"
#include "store/top_ids.h"

struct ledger;

struct ledger_row {
	struct salt salt;
	const char *bytes; /* stamped */
	size_t n;
	const char *const *on; /* what it touches */
	size_t non;
};

struct ledger_batch {
	uint64_t id[2];
	uint64_t first;
	size_t n;
	struct instant at;
};

/* Several batches committed together (group commit): all or none. */
struct ledger_group {
	const struct ledger_row *rows; /* first is entry size + 1 */
	size_t nrows;
	const struct ledger_batch *batches;
	size_t nbatches;
	struct store_head before; /* E_STALE unless it stands here */
	struct store_head after;
};

struct ledger_ops {
	/* Where it stands; all zero but epoch when it is empty.  Also shows
	 * that it can be read. */
	int (*head)(struct ledger *l, struct store_head *out);
	/* Take over: one more than any epoch before, durable. */
	int (*take)(struct ledger *l, uint64_t *epoch);
	/* Durable and whole when it returns 0.  E_STALE: the head or the
	 * epoch is not `before`; E_FULL, E_NOMEM, E_AGAIN: nothing was
	 * written; E_IO: its fate is open, and the ledger takes nothing
	 * more until it is opened again. */
	int (*commit)(struct ledger *l, const struct ledger_group *g);
	/* The last entry after `since` that touched subject, 0 when none
	 * did. */
	int (*touched)(struct ledger *l, const char *subject, uint64_t since,
	    uint64_t *seq);
	/* A batch by its id: 0 with *out, E_NAME when it was never written. */
	int (*batch)(struct ledger *l, const uint64_t id[2],
	    struct ledger_batch *out);
	/* Its greatest ids. */
	int (*top_ids)(struct ledger *l, struct top_ids *out);
	/* Rows after `after`, at most max (0: all), in order; each leaf is
	 * checked by the keeper, not here.  When each returns another than
	 * 0, that is what it returns.  each reads nothing of the ledger. */
	int (*read)(struct ledger *l, uint64_t after, uint64_t max,
	    int (*each)(void *ctx, const struct written *w), void *ctx);
	void (*close)(struct ledger *l);
	/* Of how many parts the log in front of it is (ledger_front.h), which
	 * whoever opens it must know; 0: there is none.  Say so, durably.
	 * NULL: there never is one. */
	int (*fronted)(struct ledger *l, unsigned *parts);
	int (*set_fronted)(struct ledger *l, unsigned parts);
	/* There is time: do what waits to be done.  Nothing that was
	 * acknowledged hangs on it.  NULL: nothing ever waits. */
	int (*settle)(struct ledger *l);
	/* As read, by any thread, while another writes: of those entries that
	 * need not be asked of whoever writes.  NULL: there are none. */
	int (*read_settled)(struct ledger *l, uint64_t after, uint64_t max,
	    int (*each)(void *ctx, const struct written *w), void *ctx);
};

struct ledger {
	const struct ledger_ops *ops;
	const char *why; /* of its last failure; static or its own */
	/* Called within a long commit, where another may ask (touched, batch,
	 * read) before it goes on.  NULL: nobody does. */
	void (*pause)(void *ctx);
	void *pause_ctx;
};

#endif
