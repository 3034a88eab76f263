/* dockets.h - what came from a docket, and waits for a person.
 *
 * A notice says that a court may have ordered something: pasted from a mail or
 * a paper.  It is a proposed order and no more: its entries touch nothing that
 * an answer rests on, so that none changes before a person enters the order
 * from it, or refuses it with a reason.  Its text is a document of the store
 * (a blob), never part of an entry. */

#ifndef FORESTAY_SERVE_DOCKETS_H
#define FORESTAY_SERVE_DOCKETS_H

#include "store/store.h"

#define DOCKET_SUBJECT_BYTES 96 /* of those below, with its NUL */

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
	const char *document; /* "sha256:...": its text */
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

/* There is no order in it.  E_CONFLICT: somebody settled it meanwhile. */
int docket_refuse(struct store *s, uint64_t seq, const char *why,
    const char *by, struct appended *out) MUST_CHECK;

/* What an entry that settles seq touches, and must not have been touched
 * before: for whoever writes the order and this in one batch. */
void docket_settled_subject(uint64_t seq, char out[DOCKET_SUBJECT_BYTES]);

/* What every entry of notices touches. */
extern const char docket_subject[];

#endif
