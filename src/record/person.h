/* person.h - people, and what is said of them, over two clocks.
 *
 * A fact is only ever added.  Valid time is in from and to; recorded time
 * and confirmation are in its entry.  Everything is immutable once built
 * and lives in the arena of whoever built it. */

#ifndef FORESTAY_PERSON_H
#define FORESTAY_PERSON_H

#include "core/instant.h"
#include "core/zone.h"
#include "record/identity.h"
#include "terms/value.h"
#include "terms/vocab.h"

struct source {
	const char *name;     /* "ICE production log" */
	const char *document; /* or NULL: no document */
	unsigned page;
	bool has_good; /* how long its silence is good */
	struct length good_for;
};

/* When something was written down, and by whose leave it counts. */
struct entry {
	struct instant recorded;
	bool is_loss;             /* needs a second person (SEMANTICS 9) */
	struct instant confirmed; /* INSTANT_NEVER: not confirmed */
	struct instant refused;   /* INSTANT_NEVER: not refused */
};

/* As far as is known at K: YES it counts, NO it does not (not recorded by
 * K, or refused by K), UNKNOWN it is a loss recorded and not confirmed. */
enum tri entry_counts(const struct entry *e, struct instant known);

enum fact_type {
	FACT_HELD,     /* a state or relation, from .. to */
	FACT_HAPPENED, /* an event or a filing's step, at `from` */
	FACT_ABSENT,   /* none of kind since `from` through `to` */
	FACT_ONLY,     /* `no other K`: none but what is recorded */
	FACT_UNKNOWN,  /* said to be unknown: no blanket absence
			* covers this kind */
	FACT_LIST      /* about a list: see list and on_list */
};

enum on_list { LIST_EXACT, LIST_NEAR, LIST_NOT };

struct person;

struct fact {
	enum fact_type type;
	const struct kind *kind;    /* NULL in ABSENT: every event and
				     * filing kind ("nothing else
				     * happened"); NULL in LIST */
	int step;                   /* of a filing; -1: the whole kind */
	struct moment from;         /* HAPPENED: when.  NONE in HELD:
				     * throughout.  NONE in ABSENT: from the
				     * beginning of the record */
	struct moment to;           /* NONE: no end of its own.  ABSENT:
				     * through; NONE: every instant asked.
				     * HELD: first minute it no longer is */
	struct moment seen;         /* last sighting; NONE: from, and when
				     * that is NONE too, fresh */
	const struct value *fields; /* kind->nfields of them, or NULL */
	const struct person *other; /* a relation's; NULL: not known */
	const char *filing;         /* which filing of its kind, or NULL */
	const char *of;             /* which filing or order, or NULL */
	const struct zone *zone;    /* for days and clock times; NULL: the
				     * zone of the order that asks */
	const char *list;           /* LIST: id of the list */
	enum on_list on_list;
	const struct source *source; /* or NULL */
	struct entry entry;
	const char *id;                 /* to be named by others, or NULL */
	const struct fact *corrects;    /* superseded by this one once
					 * this one counts; or NULL */
	const struct fact *const *over; /* a resolution: this one is
					 * chosen over these */
	size_t nover;
};

/* What somebody is known by, or is said to be, over two clocks like a fact. */
enum known_how {
	KNOWN_BY, /* a number, a day of birth, a name: `type` says which */
	KNOWN_IS, /* this is whom orders call that (`person is ash`) */
	KNOWN_IS_NOT
};

struct known_as {
	enum known_how how;
	enum identifier_type type; /* KNOWN_BY */
	const char *value;         /* as written; or the orders' word */
	struct entry entry;
};

/* facts are in any order, and so is as. */
struct person {
	const char *id;   /* "A000-000-001" */
	const char *name; /* or NULL */
	const struct fact *const *facts;
	size_t nfacts;
	const struct known_as *as;
	size_t nas;
};

#endif
