/* stored.h - what a store knows at one instant, made into what decide()
 * takes.
 *
 * Everything is read from entries (docs/entries.md): those recorded by K,
 * and no later one, so that what was known at K never changes.  Facts are
 * texts of the order language, read against the vocabulary that the store
 * holds; `recorded` is always the entry's own instant.
 *
 * An entry that takes protection away counts from when a second person
 * confirms it, and never once one refuses it.  Until then it waits.  A fact
 * that waits is on record perhaps: unknown.  Orders that wait are a casebook
 * of their own: the answer is taken under each, and where they differ it is
 * a hold with the reason and since when (SEMANTICS 9).
 *
 * What cannot be read is never dropped: whoever it is about is held. */

#ifndef FORESTAY_STORED_H
#define FORESTAY_STORED_H

#include "decide/decide.h"
#include "record/identity.h"
#include "store/store.h"

/* Orders that wait at one time: each set of them is a casebook. */
#define STORED_WAITING_ORDERS 4
/* Records linked as one person. */
#define STORED_LINKED         64

/* An entry that waits for a second person. */
struct stored_wait {
	uint64_t seq;
	const char *kind;   /* "fact", "correct", "law" ... */
	const char *author; /* who may not confirm it */
	const char *what;   /* its text, or its name */
	const char *import; /* of a fact that an import brought; or NULL */
	struct instant since;
};

/* One version of a source of orders. */
struct stored_source {
	const char *name; /* "hamama.law" */
	const char *text;
	size_t len;
	const char *author;
	const char *document; /* or NULL */
	uint64_t seq;         /* 0: not entered yet */
	struct instant at;
	bool own;        /* its instruments were known from their own dates */
	bool loss;       /* needs a second person */
	enum tri counts; /* YES; UNKNOWN: it waits; NO: refused */
	struct source_text src;
};

/* A casebook: the newest version of each source that counts in it. */
struct stored_law {
	struct law law;
	struct diags diags;
	bool good; /* parsed and checked without an error */
	const struct stored_source **sources;
	size_t nsources;
	struct record record; /* confirmations, recordings, dockets */
	struct hash hash;     /* of names and texts */
	unsigned with;        /* bit i: waits[i] counts */
};

/* An entry that is not written: how it would be if it were. */
struct stored_unwritten {
	struct written w; /* its number is after all that are */
	const char *const *on;
	size_t non;
};

/* That the docket of a case was read. */
struct stored_docket {
	const char *in_case;
	const char *author;
	uint64_t seq;
	struct instant at;
	bool loss;       /* needs a second person */
	enum tri counts; /* YES; UNKNOWN: nobody else says so; NO: refused */
	bool waits;      /* for one who does, and something would come of it */
};

struct stored {
	struct arena *arena;
	struct store *store;
	struct store_head head; /* of the store, when it was read */
	uint64_t through;       /* the last entry recorded by K */
	struct instant known;
	struct stored_source *versions; /* every one by then, in order */
	size_t nversions;
	struct stored_law *laws; /* [0]: without any that waits */
	size_t nlaws;
	struct stored_wait *waits; /* orders */
	size_t nwaits;
	struct stored_docket *dockets; /* every reading by then, in order */
	size_t ndockets;
	const char *broken; /* why everyone is held; or NULL */
	bool whole; /* people with all they are known by, though no order of
		     * now says whom it names */
	const struct stored_unwritten *unwritten; /* about people */
	size_t nunwritten;
	/* Read as if a record carried these too: not written either. */
	const char *numbered; /* "p-..."; or NULL */
	const struct identifier *numbers;
	size_t nnumbers;
};

/* Read the orders as known at `known`, of the entries through `through`
 * (0: the head).  Lives in a.  0 even when they cannot be understood: see
 * broken.  Else what the store said. */
int stored_open(struct arena *a, struct store *s, struct instant known,
    uint64_t through, struct stored *out) MUST_CHECK;

/* How many entries were recorded by `known`. */
int stored_by(struct store *s, const struct store_head *head,
    struct instant known, uint64_t *out) MUST_CHECK;

/* The casebook that sources make, at most one of a name, checked together;
 * versions are all there ever were, for when an instrument became known.
 * 0 even when it is not good; E_NOMEM. */
int stored_law_make(struct arena *a, const struct stored_source *const *now,
    size_t n, const struct stored_source *versions, size_t nversions,
    struct stored_law *out) MUST_CHECK;

/* A reading that waits, as what waits is told.  0; E_NOMEM. */
int stored_docket_wait(struct arena *a, const struct stored_docket *d,
    struct stored_wait *out) MUST_CHECK;

/* -- People (stored_person.c) ------------------------------------------- */

enum stored_as {
	STORED_AS_KNOWN,
	/* Facts that wait count: one person's word is enough to protect. */
	STORED_AS_SAID,
	STORED_AS_IF_REFUSED, /* what waits, for whom it holds */
	STORED_AS_IF_CONFIRMED
};

struct stored_person {
	const char *id;       /* "p-..." */
	const char *name;     /* as first recorded; or NULL */
	const char *a_number; /* in its one form; or NULL */
	struct person *under; /* of each law of the store */
	size_t nentries;      /* that touch them by K; 0: not on record */
	struct stored_wait *waits;
	size_t nwaits;
	bool said;            /* a fact that waits counts where it protects */
	const char *damaged;  /* why they are held; or NULL */
	const char **touched; /* "person/p-...": all that was read */
	size_t ntouched;
	const char **same; /* records that are certainly theirs too */
	size_t nsame;
	/* Those of whom that waits for a second person, or of whom what was
	 * said contradicts itself. */
	const char **perhaps;
	size_t nperhaps;
	const char *contradiction; /* which links; or NULL */
};

/* Everything known of a person, the records linked with theirs included.
 * Lives in a.  0, E_NOMEM, or what the store said. */
int stored_person(const struct stored *st, struct arena *a, const char *id,
    enum stored_as as, struct stored_person *out) MUST_CHECK;

/* Of an entry `unread`: "row 17, Country: Irak?: this is no place".  NULL:
 * E_NOMEM. */
const char *stored_unread_text(struct arena *a, const json_t *body);

/* Everyone on the registry by K, in the order of their ids.  each returns 0
 * to go on. */
int stored_everyone(const struct stored *st, struct arena *a,
    int (*each)(void *ctx, const char *id), void *ctx) MUST_CHECK;

/* -- By what a record is known (stored_identity.c) ----------------------- */

/* An identifier as it was written down, and whether it stands: UNKNOWN, when
 * it or its withdrawal waits for a second person; NO, when it was refused or
 * is withdrawn.  It is never forgotten: whoever once carried it is near. */
struct stored_identifier {
	struct identifier id;
	uint64_t seq, gone_by; /* gone_by: the withdrawal's, or 0 */
	struct instant at;
	const char *author;
	bool loss;
	enum tri stands;
	const char *why; /* not YES: in one sentence */
};

int stored_identifiers(const struct stored *st, struct arena *a,
    const char *person, struct stored_identifier **out, size_t *n) MUST_CHECK;

/* A record that carries a number, or did. */
struct stored_carrier {
	const char *person;
	enum tri stands;
	const char *why;
};

/* All of them, those of whom it is certain first: *nstand. */
int stored_carriers(const struct stored *st, struct arena *a,
    const struct identifier *id, struct stored_carrier **out, size_t *n,
    size_t *nstand) MUST_CHECK;

/* Whom an identifier means by K: *n is 1 and *exact when it is somebody's;
 * else those to whom it is near, who are candidates.  *why (may be NULL):
 * a number that is not certain to be theirs, in one sentence; or NULL. */
int stored_find(const struct stored *st, struct arena *a, const char *who,
    const char ***out, size_t *n, bool *exact, const char **why) MUST_CHECK;

/* Somebody else on record who may be this person: a candidate. */
#define STORED_NEAR 32 /* more are not looked at, and hold */

struct stored_other {
	const char *id;
	const char *reason; /* "digits 4 and 5 exchanged" */
};

/* Those near p by K, or near a record that is theirs or perhaps is, but for
 * the records certainly theirs and those that a second person confirmed to
 * be somebody else's.  *more: beyond
 * STORED_NEAR. */
int stored_near(const struct stored *st, struct arena *a,
    const struct stored_person *p, struct stored_other **out, size_t *n,
    bool *more) MUST_CHECK;

/* Whether recording this of someone takes protection away under law: an
 * absence, `no other`, `not on list`, an event that leads straight to the
 * end of a bar (SEMANTICS 9). */
bool stored_takes(const struct law *law, const struct given *g);

/* One and the same author, however written: without regard to case, blanks,
 * points and marks, nor to which alphabet a look-alike is of. */
bool stored_same_author(const char *a, const char *b);

/* -- Answers (stored_decide.c) ------------------------------------------ */

/* Whom an answer rests on besides those asked of. */
struct stored_others {
	const char **touched; /* "person/p-..." */
	size_t n;
};

struct stored_question {
	const struct stored *st;
	const struct stored_person *const *who;
	size_t nwho;
	bool exact;
	const struct act *act;   /* of any law: its words are looked up */
	const char *const *only; /* instruments; or cases */
	size_t nonly;
	bool dockets_fresh;
	bool dockets_said; /* readings that wait count too */
	bool explain, horizon, settle;
	bool brief;              /* of stored_decide_under: nothing is cited */
	const struct zone *zone; /* of the reasons; NULL: UTC */
	struct decide_cache **caches; /* of each law, or NULL */
	bool alone; /* no bar of one record, whoever is near it */
	struct stored_others *others; /* filled in; or NULL */
	const char *unsure; /* why it is not exact, as stored_find says */
};

/* Decide under each law; where they differ, HOLD with what waits.  Always
 * fills *out; on failure it is a hold.  The answer lives in a. */
int stored_decide(struct arena *a, const struct stored_question *q,
    struct answer *out);

/* The answer under one of the laws alone, whatever waits. */
int stored_decide_under(struct arena *a, const struct stored_question *q,
    size_t law, struct answer *out);

/* The act in the words of another vocabulary.  0; E_NAME when that has no
 * such act or word; E_NOMEM. */
int stored_act(struct arena *a, const struct law *law, const struct act *act,
    struct act *out) MUST_CHECK;

/* "entry 41, by m.weiss, waits ... since ...: no motion ..." */
const char *stored_wait_text(struct arena *a, const struct stored_wait *w,
    const struct zone *z);

#endif
