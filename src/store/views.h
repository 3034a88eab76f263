/* views.h - what a backend of the views has to do.
 *
 * Views are made of the entries and can be made anew: losing them costs
 * time, never an answer.  What must never be is a view that says it stands
 * at an entry and does not. */

#ifndef FORESTAY_STORE_VIEWS_H
#define FORESTAY_STORE_VIEWS_H

#include "store/store.h"

struct views;

/* Where views stand: at an entry, with the head of the ledger there, so
 * that views of another history are known for what they are; made by this
 * version of the projections.  The head is also what keeper_open has to
 * check the ledger's hashes from. */
struct views_mark {
	uint64_t at;
	struct hash head;
	uint32_t version;
};

struct views_ops {
	/* Where they stand; all zero when empty or not to be trusted (not
	 * closed, torn, of another store). */
	int (*at)(struct views *v, struct views_mark *out);
	/* begin, put any number, commit: readers see all of it or none.  A
	 * key put again has its new value.  After a failed put or commit
	 * comes rollback. */
	int (*begin)(struct views *v);
	int (*put)(struct views *v, enum view_id view, const void *key,
	    size_t nkey, const void *value, size_t nvalue);
	int (*commit)(struct views *v, const struct views_mark *mark);
	void (*rollback)(struct views *v);
	int (*clear)(struct views *v); /* empty, at 0 */
	/* As store_view_scan.  When each returns another than 0, that is
	 * what it returns. */
	int (*scan)(struct views *v, enum view_id view, const void *prefix,
	    size_t nprefix, const void *from, size_t nfrom,
	    int (*each)(void *ctx, const void *key, size_t nkey,
		const void *value, size_t nvalue),
	    void *ctx);
	/* NULL: there is nothing to hold.  What is read between hold true and
	 * hold false is read under one lock, which a writer waits for: keep it
	 * short.  It may fail unseen, and then each read takes its own. */
	void (*hold)(struct views *v, bool hold);
	void (*close)(struct views *v);
};

struct views {
	const struct views_ops *ops;
	const char *why; /* of the last failure; static or their own */
};

/* -- What an entry puts into the views (project.c) ---------------------- */

#define PROJECT_VERSION 4

/* Put the rows of one entry; the caller has begun.  The same entry always
 * makes the same rows.  scratch is cleared and used.  0; E_NEWER, E_SYNTAX:
 * the entry cannot be read; E_NOMEM; or what put said. */
int project_entry(struct views *v, const struct written *w,
    struct buf *scratch) MUST_CHECK;

/* Those of an `identifier` (candidates.h); called by project_entry.  Nothing
 * is put for what cannot be understood. */
int project_identity(struct views *v, const struct written *w,
    const struct mem *mem) MUST_CHECK;

#endif
