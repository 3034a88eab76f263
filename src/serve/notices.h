/* notices.h - what an account must be told, and how far that has come.
 *
 * A notice says that an answer is taken back, that an order was entered, or
 * that somebody has not acknowledged.  It is an entry of its own; that it was
 * handed over, that it is seen to have come, and that it was acknowledged are
 * entries too: four instants, none of which stands for another.
 *
 * Each is written at most once: a recall for an answer, a broadcast for an
 * order and account, an escalation for a notice and level. */

#ifndef FORESTAY_SERVE_NOTICES_H
#define FORESTAY_SERVE_NOTICES_H

#include "core/limits.h"
#include "serve/account.h"

enum notice_what { NOTICE_RECALL, NOTICE_ORDER, NOTICE_ESCALATION, NOTICES };

const char *notice_what_text(enum notice_what w); /* "recall" */

enum notice_step {
	NOTICE_SENT,     /* handed over: shown, or sent */
	NOTICE_RECEIVED, /* the other side has shown that it came */
	NOTICE_ACKNOWLEDGED,
	NOTICE_ESCALATED_1, /* it was not, after ten minutes */
	NOTICE_ESCALATED_2, /* after twenty */
	NOTICE_STEPS
};

struct notice {
	uint64_t seq; /* its entry; by which it is known */
	enum notice_what what;
	const char *account; /* whose it is */
	uint64_t of;         /* the answer, the order, the notice: an entry */
	const char *about;   /* public, for people; or NULL */
	bool mailed;         /* a mail said that it waits */
	struct instant at;
	struct instant steps[NOTICE_STEPS]; /* INSTANT_NEVER: not yet */
};

/* All there are.  Every string lives in arena, which is let go with it. */
struct notices {
	struct arena arena;
	struct notice *items; /* by entry */
	size_t n, cap;
	uint64_t through;    /* the last entry that was taken in */
	uint64_t last_order; /* the last that was broadcast; 0: none */
};

void notices_init(struct notices *n, const struct mem *mem);
void notices_release(struct notices *n);

/* Those of a store, by the entry through.  E_BROKEN: an entry about them that
 * this program does not understand; or what the store said. */
int notices_read(struct notices *n, struct arena *scratch, struct store *s,
    uint64_t through) MUST_CHECK;

/* The next entry, of any kind.  Errors as above. */
int notices_entry(struct notices *n, struct arena *scratch,
    const struct written *w) MUST_CHECK;

/* By its entry; or NULL. */
struct notice *notices_find(const struct notices *n, uint64_t seq);

bool notice_has(const struct notice *x, enum notice_step step);

/* How many of an account are not acknowledged; of all: NULL. */
size_t notices_open(const struct notices *n, const char *account);

/* -- Writing ------------------------------------------------------------- */

/* Drafts of one batch, and what must not be there yet. */
struct notice_batch {
	struct arena *a;
	struct draft *drafts;
	struct precondition *pre;
	size_t n, cap, npre, cap_pre;
};

/* A notice, written once: the subject `once` may not have been touched, and
 * is by it ("recall/155").  Strings live in b->a.  0; E_NOMEM; E_LIMIT: the
 * batch is full. */
int notice_draft(struct notice_batch *b, enum notice_what what,
    const char *account, uint64_t of, const char *about,
    const char *once) MUST_CHECK;

/* That steps of an account's notices were taken, by whom. */
int notice_step_draft(struct notice_batch *b, enum notice_step step,
    const char *account, const uint64_t *seqs, size_t n, const char *how,
    const char *once) MUST_CHECK;

/* Write them; when it is found that one was written already, *which is its
 * number in the batch and E_CONFLICT is returned.  As store_append. */
int notice_write(struct store *s, struct notice_batch *b, struct appended *out,
    size_t *which) MUST_CHECK;

void notice_batch_release(struct notice_batch *b);

/* -- Telling ------------------------------------------------------------- */

/* Every notice told has so many bytes: which kind it is shows in no length. */
#define NOTICE_TOLD_BYTES 1024

/* A line of JSON without its newline. */
void notice_tell(struct buf *b, const struct notice *x);

#endif
