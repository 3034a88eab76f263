/* snapshot.h - a store's people as columns, as of one entry.
 *
 * STORE/snapshots/ holds segments named by their hash, and `current`, which
 * says of which entry one is.  A snapshot is made of what is on record and
 * can be thrown away at any time: what stands in the ledger rules.  Whoever
 * is held as damaged stands in it without a fact, and so is unknown to every
 * condition. */

#ifndef FORESTAY_SNAPSHOT_H
#define FORESTAY_SNAPSHOT_H

#include "intake/stored.h"
#include "store/segment.h"

/* The snapshot of st, as of the entry through which it was read: that which
 * is there, or a new one.  store is its folder.  *out is mapped with the
 * vocabulary of st->laws[0].  progress may be NULL; false stops it (E_AGAIN).
 * 0; E_IO, E_FULL, E_NOMEM, E_NAME, or what the store said. */
int snapshot_open(struct arena *a, const struct stored *st, const char *store,
    bool (*progress)(void *ctx, size_t done, size_t all), void *ctx,
    struct segment **out) MUST_CHECK;

#endif
