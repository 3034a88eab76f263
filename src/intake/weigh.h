/* weigh.h - what a new casebook takes and gives, and whom.
 *
 * What is a loss is read off the text, for a class defined by facts has
 * members whom nobody knows (SEMANTICS 6 and 9); and whoever is on the
 * registry is decided under both, now and at the next instant at which one
 * of the answers changes by itself. */

#ifndef FORESTAY_WEIGH_H
#define FORESTAY_WEIGH_H

#include "intake/stored.h"
#include "law/diff.h"

/* Something by which anyone may lose. */
struct weigh_loss {
	const char *why; /* "hamama.reversal vacates hamama.injunction" */
	const struct stored_source *by; /* the new source; NULL: one is gone */
};

#define WEIGH_ACTS 256 /* that are asked about; more is said */

/* One person, for whom something changes. */
struct weighed {
	const char *id, *a_number, *name; /* a_number, name may be NULL */
	enum verdict was, is;
	struct instant at; /* where they differ */
	const char *act;   /* "removal to IQ" */
	bool loses;        /* else gains */
	bool fewer;        /* still barred, by fewer orders */
	/* Not shown to be lower: why it was not looked at to the end.  NULL
	 * when it was. */
	const char *unseen;
};

struct weighing {
	struct stored st; /* laws[0]: as it was; laws[1]: as it would be */
	struct law_change *changes;
	size_t nchanges;
	struct weigh_loss *losses;
	size_t nlosses;
	struct act acts[WEIGH_ACTS]; /* in the words of laws[1] */
	size_t nacts;
	bool more_acts; /* than are asked about */
	struct weighed *people;
	size_t npeople, cap_people;
	size_t nloses, ngains, nsame, nfewer;
	size_t nspared; /* of nsame: told by columns, not read */
};

/* Compare two casebooks of the store as known at K: what changed, what of
 * it is a loss, which acts it touches.  only_act, only_to: ask about that
 * alone; NULL: all that is touched.  0 or an error. */
int weigh_texts(struct arena *a, const struct stored *st,
    const struct stored_law *was, const struct stored_law *is,
    const char *only_act, const char *only_to, struct weighing *out) MUST_CHECK;

/* Decide everyone on the registry under both.  store is its folder: whom no
 * order that may differ could ever cover is told from a snapshot kept there
 * (weigh_spare.h); NULL: everybody is read.  progress may be NULL. */
int weigh_people(struct arena *a, struct weighing *w, const char *store,
    void (*progress)(void *ctx, size_t done, size_t all), void *ctx) MUST_CHECK;

/* The kinds of act that any order of l bars, each to every country that an
 * order names and to one that none does; at most WEIGH_ACTS. */
int weigh_acts(struct arena *a, const struct stored_law *l,
    struct act out[WEIGH_ACTS], size_t *n, bool *more) MUST_CHECK;

/* "removal to IQ" */
const char *weigh_act_text(struct arena *a, const struct act *act);

/* What settling all that waits of these people's facts would change: as if
 * refused, against as if confirmed.  progress may be NULL. */
int weigh_facts(struct arena *a, const struct stored *st,
    const char *const *ids, size_t n, struct weighing *out,
    void (*progress)(void *ctx, size_t done, size_t all), void *ctx) MUST_CHECK;

#endif
