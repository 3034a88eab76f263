/* candidates.h - who of a store may be meant by what is known of somebody.
 *
 * Found in VIEW_IDENTITY, which holds a row for each key of an identifier
 * (record/identity.h):
 *
 *	key, NUL, seq (8 bytes, big-endian) -> person, NUL, type, NUL, value
 *	"p/", person, NUL, seq              -> type, NUL, value
 *
 * Nobody is merged: what comes back are candidates, each with a score and a
 * reason.  Only a number makes one exact. */

#ifndef FORESTAY_STORE_CANDIDATES_H
#define FORESTAY_STORE_CANDIDATES_H

#include "record/identity.h"
#include "store/store.h"

struct known_identifier {
	struct identifier id;
	uint64_t seq; /* the entry that says so */
};

struct candidate {
	const char *person; /* "p-..." */
	struct identity_match match;
	const struct known_identifier *ids;
	size_t nids;
};

/* What identifies a person, of entries through `through`, as recorded. */
int person_identifiers(struct store *s, struct arena *a, const char *person,
    uint64_t through, struct known_identifier **out, size_t *n) MUST_CHECK;

/* Identifiers in the order recorded, in runs that were written together:
 * where the run that begins at `at` ends; 0 after the last.  Those of the
 * first run, of the first two ... are what was known of a person, and who is
 * near by any of them stays near. */
size_t identifiers_before(const struct known_identifier *ids, size_t n,
    size_t at);

/* Those who may be meant by ids, best first, at most max; of entries through
 * `through`.  *all is how many there are beyond IDENTITY_SHOWN, of those that
 * were looked at.  The views must be in step (store_sync_views). */
int candidates_find(struct store *s, struct arena *a,
    const struct identifier *ids, size_t n, uint64_t through, size_t max,
    struct candidate **out, size_t *nout, size_t *all) MUST_CHECK;

/* The same; *unseen: more may be near than were looked at. */
int candidates_near(struct store *s, struct arena *a,
    const struct identifier *ids, size_t n, uint64_t through, size_t max,
    struct candidate **out, size_t *nout, size_t *all, bool *unseen) MUST_CHECK;

/* Those who carry this very number: more than one is possible, and is not
 * to be resolved by a program. */
int candidates_exact(struct store *s, struct arena *a,
    const struct identifier *id, uint64_t through, const char ***out,
    size_t *n) MUST_CHECK;

#endif
