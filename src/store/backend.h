/* backend.h - what a store has to do that store.c does not do for all.
 *
 * store.c makes drafts into bytes, and entries and subjects out of scans;
 * store_memory.c and folder.c do the rest.  Each has a struct that begins
 * with struct store. */

#ifndef FORESTAY_STORE_BACKEND_H
#define FORESTAY_STORE_BACKEND_H

#include "store/keeper.h"

struct store_ops {
	/* Write one batch; all of req is filled in. */
	void (*append)(struct store *s, struct keeper_request *req);
	int (*tell_time)(struct store *s, struct instant now);
	int (*head)(struct store *s, struct store_head *out);
	int (*follow)(struct store *s, uint64_t after, uint64_t max,
	    int (*each)(void *ctx, const struct written *w), void *ctx);
	/* Bring the views to the head; where they stand then. */
	int (*sync_views)(struct store *s, struct store_head *out);
	int (*view_scan)(struct store *s, enum view_id v, const void *prefix,
	    size_t nprefix, const void *from, size_t nfrom,
	    int (*each)(void *ctx, const void *key, size_t nkey,
		const void *value, size_t nvalue),
	    void *ctx);
	/* As views_ops has it; NULL: nothing is held. */
	void (*view_hold)(struct store *s, bool hold);
	/* NULL: they never are. */
	bool (*views_old)(struct store *s);
	int (*rebuild)(struct store *s,
	    void (*progress)(void *ctx, uint64_t done, uint64_t all), void *ctx,
	    uint64_t *n);
	/* A note, in the arena; NULL: nobody ever signs. */
	int (*signed_head)(struct store *s, struct arena *a, bool in_tiles,
	    const char **note, size_t *n);
	/* store.c has checked n and made the hash. */
	int (*blob_put)(struct store *s, const struct hash *h,
	    const void *bytes, size_t n);
	/* store.c checks the bytes against h. */
	int (*blob_get)(struct store *s, struct arena *a, const struct hash *h,
	    const void **bytes, size_t *n);
	/* Gives s itself back too. */
	void (*close)(struct store *s);
};

struct store {
	const struct store_ops *ops;
	const struct mem *mem;
	struct store_kind kind;
	/* Of the last failure, set by whoever found it: static, or its own
	 * until the next call.  NULL: err_text says it. */
	const char *why;
	int r;           /* the last failure */
	uint64_t viewed; /* through here the views are known to stand */
};

#endif
