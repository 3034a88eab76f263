/* views.h - what a backend of the views has to do.
 *
 * Views are made of the entries and can be made anew: losing them costs
 * time, never an answer.  What must never be is a view that says it stands
 * at an entry and does not. */

#ifndef FORESTAY_STORE_VIEWS_H
#define FORESTAY_STORE_VIEWS_H

#include "store/store.h"

struct views;

struct views_ops {
	/* The entry they stand at and the projections' version they were
	 * made with; at 0, version 0 when empty or not to be trusted (not
	 * closed, torn, of another store). */
	int (*at)(struct views *v, uint64_t *at, uint32_t *version);
	/* begin, put any number, commit: readers see all of it or none. */
	int (*begin)(struct views *v);
	int (*put)(struct views *v, enum view_id view, const void *key,
	    size_t nkey, const void *value, size_t nvalue);
	int (*commit)(struct views *v, uint64_t at, uint32_t version);
	void (*rollback)(struct views *v);
	int (*clear)(struct views *v); /* empty, at 0 */
	int (*scan)(struct views *v, enum view_id view, const void *prefix,
	    size_t nprefix, const void *from, size_t nfrom,
	    int (*each)(void *ctx, const void *key, size_t nkey,
		const void *value, size_t nvalue),
	    void *ctx);
	void (*close)(struct views *v);
};

struct views {
	const struct views_ops *ops;
	const char *why;
};

/* -- What an entry puts into the views (project.c); pure ---------------- */

#define PROJECT_VERSION 1

/* Put the rows of one entry.  The same entry always makes the same rows. */
int project_entry(struct views *v, const struct written *w) MUST_CHECK;

#endif
