/* bringer.h - brings groups into a ledger while others ask it.
 *
 * A ledger is used by one at a time.  Whoever asks waits for no whole
 * commit: in the middle of a long one, between rows, it lets those go first
 * who wait (ledger.h, pause); only its last step, the syncs, is not to be
 * interrupted. */

#ifndef FORESTAY_STORE_BRINGER_H
#define FORESTAY_STORE_BRINGER_H

#include "store/job_thread.h"
#include "store/ledger.h"

struct bringer {
	struct ledger *ledger;
	struct job_thread thread;
	struct ledger_group group; /* given; lent until it is taken back */
	char why[512];             /* of its failure */
	pthread_mutex_t lock;      /* of what is below */
	pthread_cond_t free;
	bool used;        /* somebody uses the ledger */
	unsigned waiting; /* so many wait for it */
};

/* Takes the ledger over.  0 or E_NOMEM: then the ledger is the caller's. */
int bringer_init(struct bringer *b, struct ledger *l, bool thread) MUST_CHECK;

/* Waits for what it was given, and closes the ledger. */
void bringer_release(struct bringer *b);

/* The ledger, to ask it; give it back soon.  What its `why` says is to be
 * copied before. */
struct ledger *bringer_borrow(struct bringer *b);
void bringer_return(struct bringer *b);

/* Give it a group; nothing was given, or it was taken back. */
void bringer_give(struct bringer *b, const struct ledger_group *g);

/* Whether bringer_take would not wait. */
bool bringer_done(struct bringer *b);

/* Wait until it is in the ledger: 0, or what commit said, b->why. */
int bringer_take(struct bringer *b) MUST_CHECK;

#endif
