/* dockets.h - what came from a docket, and waits for a person.
 *
 * A notice says that a court may have ordered something: pasted from a mail or
 * a paper, or sent by a docket service as a webhook.  It is a proposed order
 * and no more: its entries touch nothing that an answer rests on, so that none
 * changes before a person enters the order from it, or refuses it with a
 * reason.  The text of one that was pasted is a document of the store (a blob);
 * that of one that was sent an entry of its own, since the process that takes
 * it can write no file. */

#ifndef FORESTAY_SERVE_DOCKETS_H
#define FORESTAY_SERVE_DOCKETS_H

#include "serve/account.h"
#include "store/wire.h"

#define DOCKET_SUBJECT_BYTES 160 /* of those below, with its NUL */

enum docket_state {
	DOCKET_WAITS,
	DOCKET_TAKEN,  /* an order was entered from it */
	DOCKET_REFUSED /* there is none in it, and why */
};

struct docket_notice {
	uint64_t seq; /* its entry, by which it is named */
	struct instant at;
	const char *by;       /* who pasted it */
	const char *source;   /* what it is: "ECF mail of 22 June"; or NULL */
	const char *document; /* "sha256:...": of its text */
	const char *key;      /* as its sender calls it; or NULL */
	bool sent;            /* by a feed; `by` is its account */
	bool clash;           /* its key was another text's before: an alarm */
	enum docket_state state;
	uint64_t settled; /* the entry that did; 0: it waits */
	struct instant settled_at;
	const char *settled_by, *why; /* why: of a refusal, else NULL */
};

struct docket_notices {
	struct docket_notice *items; /* in the order they came */
	size_t n;
};

/* Lives in a.  E_BROKEN: an entry that is not understood; or what the store
 * said. */
int docket_notices_read(struct arena *a, struct store *s, uint64_t through,
    struct docket_notices *out) MUST_CHECK;

/* The one that is entry seq; or NULL. */
const struct docket_notice *docket_notices_of(const struct docket_notices *l,
    uint64_t seq);
/* The one whose text is that document; or NULL. */
const struct docket_notice *docket_notices_same(const struct docket_notices *l,
    const char *document);

/* "waits", "taken", "refused". */
const char *docket_state_text(enum docket_state state);

/* One line or more of text: UTF-8, no NUL, not blank, at most
 * LIMIT_DOCKET_BYTES.  0, E_SYNTAX, E_LIMIT. */
int docket_text_check(const char *s, size_t n) MUST_CHECK;

/* Keep a text, then write down that it came.  0: durable.  E_CONFLICT: the
 * same text is on record already, whatever became of it.  E_SYNTAX, E_LIMIT as
 * docket_text_check; else as store_append, store_blob_put. */
int docket_put(struct store *s, const char *text, size_t n, const char *source,
    const char *by, struct appended *out) MUST_CHECK;

/* What a feed sends: JSON of CourtListener's webhooks. */
struct docket_body {
	const char *text;
	size_t n;
	const char *key; /* as its sender calls it; or NULL */
	bool alert;      /* it tells of entries in a docket; else it is none
			  * of ours, and is not kept */
};

/* Whether it is one: an object, its keys each once, with `webhook` (an
 * `event_type`, 1: a docket alert) and `payload` (of an alert `results`, a
 * list).  0, or E_SYNTAX, E_LIMIT with *why (static).  text is
 * borrowed. */
int docket_body_read(const char *s, size_t n, struct docket_body *out,
    const char **why) MUST_CHECK;
void docket_body_put(struct buf *b, const struct docket_body *d);
int docket_body_get(struct wire *w, struct arena *a,
    struct docket_body *out) MUST_CHECK;

/* 1 to LIMIT_DOCKET_KEY of A-Z a-z 0-9 and -. */
bool docket_key_ok(const char *s, size_t n);

enum docket_came { DOCKET_KEPT, DOCKET_AGAIN, DOCKET_CLASH };

/* Keep what a feed sent.  0: durable, or on record already (AGAIN: the same
 * text).  CLASH: kept, and its key stood for another text before.  As
 * store_append. */
int docket_take_sent(struct store *s, const struct docket_body *d,
    const char *feed, enum docket_came *came, struct appended *out) MUST_CHECK;

/* The text of a notice, in the arena.  E_BROKEN: not as it came. */
int docket_text(struct arena *a, struct store *s, uint64_t through,
    const struct docket_notice *x, const void **text, size_t *n) MUST_CHECK;

/* Nothing new came from this account for as long as it may be quiet. */
bool docket_feed_silent(const struct docket_notices *l,
    const struct account *feed, struct instant now);
size_t docket_feeds_silent(const struct docket_notices *l,
    const struct accounts *all, struct instant now);

/* How many wait; and of them how many clash. */
size_t docket_waiting(const struct docket_notices *l, bool clashes);

/* There is no order in it.  E_CONFLICT: somebody settled it meanwhile. */
int docket_refuse(struct store *s, uint64_t seq, const char *why,
    const char *by, struct appended *out) MUST_CHECK;

/* What an entry that settles seq touches, and must not have been touched
 * before: for whoever writes the order and this in one batch. */
void docket_settled_subject(uint64_t seq, char out[DOCKET_SUBJECT_BYTES]);

/* What every entry of notices touches. */
extern const char docket_subject[];

#endif
