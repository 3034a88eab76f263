/* snapshot.h - a store's people as columns, as of one entry.
 *
 * STORE/snapshots/ holds segments named by their hash, beside each what its
 * rows rest on, and `current`, which says of which entry one is.  A snapshot
 * is made of what is on record and can be thrown away at any time: what
 * stands in the ledger rules.  Whoever is held as damaged stands in it
 * without a fact, and so is unknown to every condition.
 *
 * What was recorded after it is an overlay: those people are read again and
 * stand in columns of their own, in the place of their rows.  When they
 * become many, all is written again. */

#ifndef FORESTAY_SNAPSHOT_H
#define FORESTAY_SNAPSHOT_H

#include "intake/snapshot_rests.h"
#include "store/segment.h"

struct snapshot {
	struct segment *base;
	uint64_t of; /* the entry through which base was read */
	/* Those read again since and those new; NULL: nobody. */
	struct segment *after;
	uint64_t *stale; /* a bit a row of base, least first: in `after` */
	size_t nstale;
};

static inline bool
snapshot_stale(const struct snapshot *s, size_t row)
{
	return s->stale != NULL && (s->stale[row / 64] >> row % 64 & 1) != 0;
}

/* The people of st as of the entry through which it was read.  store is its
 * folder.  Segments are mapped with the vocabulary of st->laws[0].  progress
 * may be NULL; false stops it (E_AGAIN).  0; E_CHECK, the store's orders are
 * not understood; E_IO, E_FULL, E_NOMEM, E_NAME, or what the store said; then
 * nothing is to be closed. */
int snapshot_open(struct arena *a, const struct stored *st, const char *store,
    bool (*progress)(void *ctx, size_t done, size_t all), void *ctx,
    struct snapshot *out) MUST_CHECK;
void snapshot_close(struct snapshot *s);

/* The rows that stand as they are, of what snapshot_open last kept: those of
 * whoever is to be read again, or is held as damaged, are stale; nothing is
 * read, made or written.  E_AGAIN: none serves. */
int snapshot_rows(struct arena *a, const struct stored *st, const char *store,
    struct snapshot *out) MUST_CHECK;

/* Whom alone anything that waits for a second person may be about, sorted by
 * strcmp; perhaps some of whom nothing waits, or who are not on record.  Made
 * as snapshot_open makes it where none serves.  Lives in a.  Errors as
 * there: then it may be anybody. */
int snapshot_waits(struct arena *a, const struct stored *st, const char *store,
    bool (*progress)(void *ctx, size_t done, size_t all), void *ctx,
    struct ids *out) MUST_CHECK;

#endif
