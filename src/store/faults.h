/* faults.h - what goes wrong in a store in memory, when a test says so.
 *
 * Every call that the ledger, the views and the blobs get is counted; the
 * N-th fails as the plan says.  A test runs the same story with at = 1, 2,
 * 3 ... until nothing fails.  The bugs are planted to show that the tests
 * find them. */

#ifndef FORESTAY_STORE_FAULTS_H
#define FORESTAY_STORE_FAULTS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/err.h"

struct keeper_world;

enum store_bug {
	BUG_NONE,
	BUG_TORN,  /* a commit that fails with E_IO keeps half its rows */
	BUG_LOST,  /* whoever opens it next does not find the last batch */
	BUG_TWICE, /* no batch is ever found by its id */
	BUG_VIEWS  /* a commit of views that fails moves their mark alone */
};

struct store_faults {
	unsigned long at; /* the call that fails, from 1; 0: none does */
	int err;          /* E_IO, E_AGAIN, E_FULL, E_NOMEM */
	bool after;       /* E_IO only after it took effect */
	enum store_bug bug;
	const struct keeper_world *world; /* clock and chance; NULL: real */
	unsigned long calls;              /* so far */
};

/* Count one call.  0: it goes on; else it fails with this, at once, or when
 * *after is set once it is done. */
static inline int
store_fault(struct store_faults *f, bool *after)
{
	*after = false;
	if (f == NULL)
		return 0;
	f->calls++;
	if (f->at == 0 || f->calls != f->at)
		return 0;
	*after = f->after && f->err == E_IO;
	return f->err;
}

#endif
