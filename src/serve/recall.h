/* recall.h - answers of no bar that are still relied on, and which of them
 * would now be another.
 *
 * Whoever was told NO BAR ON RECORD acts on it until it expires.  What is
 * written down meanwhile may bar the act, or hold it: then they are told.
 * An answer rests on subjects (intake/asked.h, asked_pre); an entry that
 * touches one of them, recorded before the answer expired, has it decided
 * again.  Everything here is made of the entries, in their order: who starts
 * anew and reads them from recall_since on misses none.
 *
 * In memory, 40 bytes an answer and 8 for each subject. */

#ifndef FORESTAY_SERVE_RECALL_H
#define FORESTAY_SERVE_RECALL_H

#include "intake/asked.h"
#include "serve/account.h"

/* An answer that is relied on. */
struct relied {
	uint64_t seq;     /* its entry */
	uint64_t through; /* it was the same as of this one */
	struct instant expires;
	uint64_t *rests; /* subjects, hashed; NULL: not known, everything */
	uint32_t nrests;
	bool due; /* to be decided again */
};

struct recall {
	const struct mem *mem;
	struct relied *items; /* by entry, from first on */
	size_t first, n, cap;
	size_t ndue;
	/* What the entries of one batch touched; they have one instant. */
	struct instant batch_at;
	uint64_t batch_last;
	uint64_t *touched;
	size_t ntouched, cap_touched;
	bool all_touched;
	/* What answers of our own rest on that were not read back yet. */
	struct relied *own;
	size_t nown, cap_own;
};

void recall_init(struct recall *r, const struct mem *mem);
void recall_release(struct recall *r);

/* From which entry on they are to be read when a process begins: those that
 * were relied on when the last one of them was given, and what came since. */
int recall_since(struct store *s, struct arena *scratch, uint64_t head,
    uint64_t *after) MUST_CHECK;

/* An answer that this process has written, and what it rests on.  In the
 * order of the entries, before they are read.  0; E_NOMEM: it is decided
 * again more often. */
int recall_own(struct recall *r, uint64_t seq, const struct asked *q);

/* The next entry.  0; E_NOMEM; E_BROKEN: an answer that cannot be read. */
int recall_entry(struct recall *r, struct arena *scratch,
    const struct written *w) MUST_CHECK;

/* All of them have been read for now: what is due is marked; what has
 * expired and is not due is let go. */
void recall_settle(struct recall *r, struct instant now);

/* Decide one that is due again, as st has it.  In *no_longer: no bar was said
 * and would not be now, with *by, the account it was given to (in a).
 * Otherwise it is relied on as before.  What the store said; then it is due
 * still. */
int recall_decide(struct recall *r, struct relied *x, struct arena *a,
    const struct stored *st, bool *no_longer, const char **by) MUST_CHECK;

/* The next that is due, from item *i on; or NULL. */
struct relied *recall_due(struct recall *r, size_t *i);

/* It was taken back, or nobody is to be told. */
void recall_done(struct recall *r, struct relied *x);

#endif
