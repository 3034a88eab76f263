/* signer.h - the log of a store, signed with every commit.
 *
 * The keeper alone holds the log's key.  What it commits is in the ledger,
 * durable, before a checkpoint speaks of it; so that the tree of every
 * checkpoint that was ever given out can be made again of the ledger alone,
 * whenever the process ends.  That is why the tiles need not be: they follow
 * by a job beside the keeper, and whoever opens them goes on from their own
 * last checkpoint.  Written with each commit they would cost it six syncs
 * and more.
 *
 * The tree grows leaf by leaf and is never made anew. */

#ifndef FORESTAY_SIGNER_H
#define FORESTAY_SIGNER_H

#include "proof/checkpoint.h"
#include "store/keys.h"
#include "store/ledger.h"

/* So many leaves may wait for tiles that cannot be written; then nothing more
 * is taken, or they would be lost sight of. */
#define SIGNER_WAITING ((uint64_t)1 << 20)

struct signer;

/* A checkpoint that somebody else vouches for: what a witness has signed, kept
 * elsewhere than in the store, which may have been put back with all that is
 * in it. */
struct signer_seen {
	const char *name; /* the witness's */
	struct checkpoint head;
	uint64_t seconds; /* when it says that it saw it */
};

/* Whoever keeps the store signs its log with this. */
struct signing {
	const struct key *key;
	const struct signer_seen *seen;
	size_t nseen;
};

struct signer_opening {
	const struct file_system *fs;
	const char *folder; /* the store's */
	const struct signing *how;
	bool rehearsal;         /* what the store is: its clock is told */
	bool thread;            /* its job is done by one of its own */
	struct store_head head; /* of the ledger */
	struct instant now;     /* as the clock shows it */
};

/* Whether a key may sign for such a store: NULL, or why not.  A receipt is
 * read far from the store that it came from: the name of a rehearsal's key
 * says so, and no other's. */
const char *signer_unfit(const struct key *key, bool rehearsal);

/* Bring the tiles to the ledger's head, and sign it.  The lock of tiles_claim
 * is the caller's.  0; E_BROKEN: the ledger is older than what was signed or
 * witnessed, or of another history, or the tiles are not what the checkpoint
 * says: nothing was signed then; E_RANGE: the clock is behind the last entry,
 * or behind what a witness signed; E_NAME: the key is unfit; E_IO, E_FULL,
 * E_NOMEM; why, of size n, is a sentence. */
int signer_open(const struct mem *mem, const struct signer_opening *o,
    struct ledger *l, struct signer **out, char *why, size_t n) MUST_CHECK;

/* What waits is written to tiles, if it can be.  NULL is allowed. */
void signer_close(struct signer *s);

/* Before a commit: its commitments (entry_leaf).  0; E_NOMEM; E_FULL: the
 * tiles could not be written for too long. */
int signer_hold(struct signer *s, const struct hash *commitments,
    size_t n) MUST_CHECK;

/* After it: it is durable, and signed for; or it was not written. */
void signer_keep(struct signer *s);
void signer_let_go(struct signer *s);

/* The newest checkpoint: a note; it may be given out. */
const char *signer_note(const struct signer *s, size_t *n);
uint64_t signer_size(const struct signer *s);

/* -- Into tiles --------------------------------------------------------- */

/* How many leaves the checkpoint in the files speaks of. */
uint64_t signer_published(const struct signer *s);

/* Begin to write what waits, unless that is being done. */
void signer_publish(struct signer *s);

/* Take note of what was done meanwhile; or wait for it.  0, or why the last
 * try failed: it is to be tried again. */
int signer_look(struct signer *s);
int signer_wait(struct signer *s);

/* The sentence of the last failure; never NULL. */
const char *signer_why(const struct signer *s);

#endif
