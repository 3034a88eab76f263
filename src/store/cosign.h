/* cosign.h - have a witness sign a log's checkpoint: what it is asked, and
 * what of its answer is kept beside the tiles.
 *
 * Bytes in, bytes out: a request may go over a network or be carried by hand
 * (c2sp.org/tlog-witness).  What is kept was compared with the tree first. */

#ifndef FORESTAY_COSIGN_H
#define FORESTAY_COSIGN_H

#include "proof/witness.h"
#include "store/tiles.h"

/* A request is never longer: a note, and a proof of 63 hashes. */
#define COSIGN_REQUEST_MAX  ((size_t)LIMIT_NOTE_BYTES + 8192)

/* No clock is so far from another and both are right. */
#define COSIGN_CLOCKS_APART 120 /* seconds */

/* How many entries this witness signed for last, as far as is known here; 0:
 * nothing is. */
uint64_t cosign_known(struct tiles *t, struct arena *a, const struct mem *mem,
    const struct note_key *witness);

/* The newest checkpoint, and how it grew out of one of `old` entries.  0;
 * E_NAME: nothing was signed yet; E_RANGE: the witness has seen more than
 * there is: this store is an older one; what tiles_nodes says; *why in the
 * arena. */
int cosign_request(struct tiles *t, struct arena *a, uint64_t old,
    struct buf *out, const char **why) MUST_CHECK;

/* An answer that has come. */
struct cosign_answer {
	const char *request; /* as it was asked */
	size_t nrequest;
	const char *lines; /* what came back */
	size_t nlines;
	/* When it was asked and when the answer was here, in seconds of POSIX
	 * time.  asked is 0 when it was carried by hand: then a witness's
	 * clock that is behind shows nothing. */
	uint64_t asked, came;
};

/* Keep it.  0, and how many entries it signed for; E_RANGE: its clock and
 * ours are more than COSIGN_CLOCKS_APART apart, and nothing is kept; E_BROKEN:
 * it is of another history, or not signed by both; E_NAME: a later one is kept
 * already; E_SYNTAX, E_IO, E_LIMIT, E_NOMEM; *why in the arena. */
int cosign_take(struct tiles *t, struct arena *a, const struct mem *mem,
    const struct note_key *log, const struct note_key *witness,
    const struct cosign_answer *answer, uint64_t *size,
    const char **why) MUST_CHECK;

#endif
