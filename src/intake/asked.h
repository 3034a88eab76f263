/* asked.h - one question put to a store: whom it is of, what is decided, and
 * what is written down about it.
 *
 * The command line and the server ask in the same way, and a replay asks
 * again what they wrote. */

#ifndef FORESTAY_ASKED_H
#define FORESTAY_ASKED_H

#include "intake/stored.h"

/* Found in a store, or not.  Someone who is not in it may still be anyone:
 * then n is 1, and nfound 0. */
struct asked {
	struct stored st;
	const char *who; /* in its one form */
	const struct stored_person *const *people;
	size_t n, nfound;
	bool exact;
	const char *unsure; /* why a number is not exactly theirs; or NULL */
	/* Why nobody knows what "now" is, of a question about now: no bar is
	 * then a hold; or NULL. */
	const char *clock_behind;
	const char *const *stated; /* what the asker said of them */
	size_t nstated;
	const struct act *act;
	/* Of each law of st, for all who are asked about at one instant; or
	 * NULL. */
	struct decide_cache **caches;
	struct stored_others others; /* filled in by asked_decide */
};

/* Whom `who` means.  What the asker states counts of someone who is not in
 * the store, and of nobody else: on record it would be one more claim.  st
 * must outlive *out; its laws must be good.  0, or what the store said;
 * E_CHECK: what is stated is not in the language of the orders. */
int asked_find(struct arena *a, const struct stored *st, const char *who,
    const char *const *stated, size_t nstated, struct asked *out) MUST_CHECK;

/* The act by its words.  0; E_NAME with *why: a word that the vocabulary does
 * not have; E_NOMEM. */
struct asked_slot {
	const char *name, *value;
};
int asked_act(struct arena *a, const struct vocab *v, const char *act,
    const struct asked_slot *slots, size_t n, struct act *out,
    const char **why) MUST_CHECK;

/* Decide.  Someone who is not in the store has no bar when what is stated
 * shows each order, of each casebook that may count, not to apply: that
 * nobody of the record carries their number shows nothing.  As stored_decide;
 * the answer and its horizon. */
int asked_decide(struct arena *a, struct asked *q, struct answer *out);

/* No bar is a hold where the clock is behind the record. */
void asked_clock(struct arena *a, const struct asked *q, struct answer *out);

/* The body of an answer's entry (docs/entries.md); a new reference, or NULL. */
json_t *asked_body(const struct asked *q, struct instant known,
    const struct answer *ans, const char *program);

/* The question of an answer's entry, put again of *st, which must outlive
 * *out as the body and *act must.  0, or as asked_find; E_NAME: a word that
 * the orders do not declare.  Both are filled in but for the decision. */
int asked_again(struct arena *a, const struct stored *st, const json_t *body,
    struct act *act, struct asked *out) MUST_CHECK;

/* An instant of such a body. */
struct instant asked_instant(const json_t *body, const char *key,
    struct instant otherwise);

/* What must not have been touched since, one after the other from pre[n] on,
 * of which there are asked_npre.  Returns how many there are then. */
size_t asked_npre(const struct asked *q);
size_t asked_pre(const struct asked *q, struct precondition *pre, size_t n);

#endif
