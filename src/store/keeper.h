/* keeper.h - the one writer of a store.
 *
 * It checks drafts, tries preconditions, gives sequence numbers, salts and
 * instants, commits what has come in together (group commit), and brings
 * the views after it.  keeper.c is this alone, and works on any ledger and
 * any views; serve.c puts it behind a socket. */

#ifndef FORESTAY_STORE_KEEPER_H
#define FORESTAY_STORE_KEEPER_H

#include "store/ledger.h"
#include "store/views.h"

/* What it takes from the outside world. */
struct keeper_world {
	int (*now)(void *ctx, struct instant *out); /* UTC, microseconds */
	int (*random)(void *ctx, void *out, size_t n);
	void *ctx;
};

extern const struct keeper_world keeper_world_real;

struct keeper {
	const struct mem *mem;
	const struct keeper_world *world;
	struct ledger *ledger;
	struct views *views; /* or NULL: none are kept here */
	struct store_head head;
	struct store_kind kind;
	struct instant told; /* of a rehearsal */
	bool broken;         /* takes nothing more; must be opened again */
	const char *why;
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
	const char *why;
};

/* Take over the ledger: epoch, head checked against the entries' hashes
 * from the last known good one on.  The keeper owns neither ledger nor
 * views. */
int keeper_open(struct keeper *k) MUST_CHECK;

/* Write the requests that can be, in order, in one commit; r of each says
 * what became of it.  A later request sees the earlier ones (its
 * preconditions can fail on them).  Recorded instants never go back: each
 * batch is at least a microsecond after the one before, whatever the clock
 * does. */
void keeper_append(struct keeper *k, struct keeper_request *reqs, size_t n);

/* Bring the views towards the head by at most max entries (0: all). */
int keeper_project(struct keeper *k, uint64_t max, uint64_t *at) MUST_CHECK;

#endif
