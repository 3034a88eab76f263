/* verify.h - every entry of a store hashed again.
 *
 * The head of a ledger vouches for all that was written, together: what was
 * changed shows in it, but not where.  That shows in the entry itself, when
 * it is none, or stands where it cannot; or beside the copy that the views
 * hold of each. */

#ifndef FORESTAY_STORE_VERIFY_H
#define FORESTAY_STORE_VERIFY_H

#include "store/store.h"

struct verified {
	uint64_t n;       /* entries that were read */
	uint64_t bad;     /* the first that is not right; 0: not to be said */
	const char *what; /* static: what is not; NULL: all is */
};

/* Read all that is on record now.  0: out->what says what was found; else
 * what the store said of why it could not be read. */
int store_verify(struct store *s,
    void (*progress)(void *ctx, uint64_t done, uint64_t all), void *ctx,
    struct verified *out) MUST_CHECK;

#endif
