/* gathering.h - inside stored_person.c: what the entries about one person,
 * and of the records linked with theirs, say before anything is decided of
 * which count. */

#ifndef FORESTAY_INTAKE_GATHERING_H
#define FORESTAY_INTAKE_GATHERING_H

#include "intake/stored_read.h"

enum item_kind {
	ITEM_FACT,
	ITEM_CORRECT,
	ITEM_RESOLVE,
	ITEM_UNDO,
	ITEM_UNREAD, /* what could not be read of them is not known */
	ITEM_LINK,
	/* What a record is known by decides nothing of whose it is: it is
	 * here to be seen to wait (stored_identity.c). */
	ITEM_IDENTIFIER,
	ITEM_WITHDRAW
};

/* An entry about somebody. */
struct item {
	enum item_kind kind;
	uint64_t seq, of;
	struct instant at;
	size_t owner; /* of the records linked */
	const char *author, *text, *import, *with;
	const uint64_t *over;
	size_t nover;
	bool same;
	bool loss; /* whoever wrote it down saw that it takes */
	const struct zone *zone;
	struct source *source; /* or NULL */

	/* Under one law. */
	struct given *givens;
	size_t ngivens;
	const struct fact **facts; /* of each given, or NULL */
	bool is_loss;
	enum tri counts, acts, exists;
};

/* A record linked with the one asked for, or that one itself. */
struct owner {
	const char *id;
	enum tri is;     /* the same person */
	size_t first, n; /* of its items */
};

/* A name or an A-number of the record asked for. */
struct label {
	const char *value;
	uint64_t seq;
	bool is_name;
};

#define GATHERING_LABELS 16 /* more are not shown */

struct gathering {
	const struct stored *st;
	struct arena *a;
	enum stored_as as;
	bool hop;   /* of somebody's spouse: nobody of theirs is looked at */
	size_t law; /* under which facts are being made */
	struct stored_person *out;
	struct item *items;
	size_t nitems, cap_items;
	struct owner owners[STORED_LINKED];
	size_t nowners;
	struct stored_decision *decisions;
	size_t ndecisions, cap_decisions;
	size_t cap_waits;
	struct label labels[GATHERING_LABELS];
	size_t nlabels;
};

/* Records read for one person: theirs, and of those they name. */
#define STORED_TOUCHED (4 * STORED_LINKED)

/* Something about the person could not be read: whoever they are, they are
 * a hold.  fmt has one %llu, the entry; the first is kept.  0 or E_NOMEM. */
int gathering_damaged(struct gathering *rd, const char *fmt,
    unsigned long long seq) MUST_CHECK;

/* A record to be read with them; `is`: they are one.  Beyond STORED_LINKED
 * of them the person is damaged.  0 or E_NOMEM. */
int gathering_own(struct gathering *rd, const char *id, enum tri is) MUST_CHECK;

/* Something said of the person that could not be read, once it is known
 * whether that still stands.  0 or E_NOMEM. */
int gathering_unread(struct gathering *rd) MUST_CHECK;

/* Read the entries about each record, and about those linked with it, in
 * turn.  0; E_NOMEM; what the store says. */
int gathering_linked(struct gathering *rd) MUST_CHECK;

/* The first name and number of theirs that stand. */
void gathering_label(struct gathering *rd);

/* What is known of whether an entry counts, as the question takes what
 * waits for a second person. */
enum tri gathering_taken(const struct gathering *rd, enum tri counts);

#endif
