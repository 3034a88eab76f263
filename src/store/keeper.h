/* keeper.h - the one writer of a store.
 *
 * It checks drafts, tries preconditions, gives sequence numbers, salts and
 * instants, commits what has come in together (group commit), and brings
 * the views after it.  keeper.c is this alone, and works on any ledger and
 * any views; serve.c puts it behind a socket. */

#ifndef FORESTAY_STORE_KEEPER_H
#define FORESTAY_STORE_KEEPER_H

#include "core/limits.h"
#include "store/ledger.h"
#include "store/signer.h"
#include "store/views.h"

/* What it takes from the outside world. */
struct keeper_world {
	int (*now)(void *ctx, struct instant *out); /* UTC, microseconds */
	int (*random)(void *ctx, void *out, size_t n);
	void *ctx;
};

extern const struct keeper_world keeper_world_real;

/* The caller fills in mem .. views and zeroes the rest. */
struct keeper {
	const struct mem *mem;
	const struct keeper_world *world;
	struct ledger *ledger;
	struct views *views;   /* or NULL: none are kept here */
	struct signer *signer; /* or NULL: nobody signs; set once opened */
	struct store_head head;
	struct store_kind kind; /* as entry 1 says */
	char name[LIMIT_ID_BYTES + 1];
	char id[33];         /* the store's own; hex */
	struct instant told; /* of a rehearsal */
	int broken;      /* E_IO, E_STALE: takes nothing more; open it again */
	const char *why; /* of the last failure; never NULL once opened */
};

/* One asker's batch, drafts as bytes, and what became of it. */
struct keeper_request {
	const char *const *drafts; /* entry_draft's bytes */
	const size_t *sizes;
	size_t n;
	uint64_t id[2];
	bool has_expected;
	uint64_t expected;
	const struct precondition *pre;
	size_t npre;
	int r; /* filled in: as store_append returns */
	struct appended out;
	const char *why; /* never NULL when r is not 0 */
};

/* Take over the ledger: epoch, head, and the entries' hashes checked from
 * where the views stand to the head (all of them when there are no views).
 * The keeper owns neither ledger nor views.  0; E_BROKEN: what is kept is
 * not what was written, or is less than the views have seen; E_NEWER; or
 * what the ledger said; *k is then not to be used, but for k->why.
 *
 * An empty ledger is opened too; keeper_begin must come next. */
int keeper_open(struct keeper *k) MUST_CHECK;

/* Write entry 1 of an empty ledger: what the store is.  E_CONFLICT: it is
 * not empty; E_LIMIT, E_SYNTAX: the name; or as store_append. */
int keeper_begin(struct keeper *k, const struct store_kind *kind) MUST_CHECK;

/* Write the requests that can be, in order, in one commit; r of each says
 * what became of it.  A later request sees the earlier ones (its
 * preconditions can fail on them).  Recorded instants never go back: each
 * batch is at least a microsecond after the one before, whatever the clock
 * does. */
void keeper_append(struct keeper *k, struct keeper_request *reqs, size_t n);

/* Of a rehearsal: what the clock shows from now on (1970 until told); as
 * store_tell_time. */
int keeper_tell(struct keeper *k, struct instant now) MUST_CHECK;

/* Bring the views towards the head by at most max entries (0: all), and say
 * where they stand.  Views made by another version are made anew. */
int keeper_project(struct keeper *k, uint64_t max, uint64_t *at) MUST_CHECK;

/* Bring back what a ledger that was put back from an older copy lacks and its
 * views still hold: nothing unless it is, hash for hash, what they were made
 * of.  Instead of keeper_open, which comes after it.  *n entries came back;
 * 0 when the views are not ahead.  Which batches they were is not known: one
 * of them that is sent again is written again.  E_BROKEN, or what ledger or
 * views said; k->why. */
int keeper_recover(struct keeper *k, uint64_t *n) MUST_CHECK;

/* Check the hash chain and the order of instants of the entries after `from`
 * (size and hash of a head known to be good; NULL: of all entries) to the
 * head.  0, E_BROKEN, or what the ledger said. */
int keeper_verify(struct keeper *k, const struct store_head *from) MUST_CHECK;

#endif
