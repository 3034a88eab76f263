/* decide.h - is this act barred, by which order, until when, and what must
 * be filed by then?
 *
 * A pure function of (facts as known, orders as known, act, instant).  No
 * I/O, no clock, no globals.  SEMANTICS sections 3 to 10. */

#ifndef FORESTAY_DECIDE_H
#define FORESTAY_DECIDE_H

#include "core/arena.h"
#include "core/instant.h"
#include "law/law.h"
#include "record/record.h"
#include "terms/tri.h"

/* In order of severity: dropping a confirmation or adding a reading never
 * lowers it (SEMANTICS, P2). */
enum verdict { VERDICT_NO_BAR, VERDICT_HOLD, VERDICT_BARRED };

const char *verdict_text(enum verdict v); /* "NO BAR ON RECORD" ... */

/* What somebody is about to do.  Legal minutes; arrives >= departs. */
struct act {
	const struct act_kind *kind;
	struct instant departs;
	struct instant arrives;
	const struct value *slots; /* kind->nslots; NONE: not given */
};

/* What the orders alone say at one instant as known at another, kept from
 * one question to the next: ask many people about one instant with one
 * cache.  It holds nothing of any person.  Not for two threads at once. */
struct decide_cache;

/* For questions about one law and one record; lives in a.  NULL when refused.
 */
struct decide_cache *decide_cache_new(struct arena *a, const struct law *law);

struct question {
	const struct law *law;
	const struct record *record; /* or NULL: nothing recorded */
	/* Whom it is asked of: one person when exact, else every candidate
	 * of a near match. */
	const struct person *const *who;
	size_t nwho;
	bool exact;
	const struct act *act;
	struct instant known;                 /* as known at */
	const struct instrument *const *only; /* these instruments ... */
	size_t nonly;                         /* ... 0: all */
	bool explain;                         /* build reason trees */
	bool horizon;                         /* find horizon and until */
	struct decide_cache *cache;           /* or NULL */
	bool settle;                          /* find what settles a hold */
	/* The verdict, the horizon and how many bar: nothing is cited, and
	 * nothing said in words. */
	bool brief;
};

/* SEMANTICS section 5. */
enum standing {
	STANDING_NOT_BEGUN, /* entered, not yet effective */
	STANDING_SELF_STAYED,
	STANDING_IN_FORCE,
	STANDING_AWAITING_MANDATE, /* vacated or reversed: still bars */
	STANDING_VACATUR_STAYED,   /* still bars */
	STANDING_STAYED,
	STANDING_EXPIRED,
	STANDING_REPLACED,
	STANDING_VACATED,
	STANDING_DISSOLVED,
	STANDING_DISMISSED,
	STANDING_LIFTED,       /* a stay no longer */
	STANDING_RECALLED,     /* a mandate no longer */
	STANDING_NOT_RECORDED, /* not yet known at K */
	STANDING_DOUBT         /* in force is unknown */
};

const char *standing_text(enum standing s);

/* Why a value is what it is.  Lives in the arena given to decide(). */
struct reason {
	enum tri value;
	const char *text;          /* the clause, in plain English */
	const char *note;          /* what would change it; or NULL */
	struct pos pos;            /* where it is written, src NULL: none */
	const struct fact **facts; /* it rests on */
	size_t nfacts;
	struct reason **parts;
	size_t nparts;
	size_t cap_facts, cap_parts;
};

struct citation {
	const struct instrument *order;
	enum tri value; /* YES or UNKNOWN */
	enum tri in_force;
	enum tri covers;
	enum standing standing;
	const char *stage;       /* "preparing", or NULL */
	struct instant end;      /* its own end, exclusive;
				  * NEVER: no date */
	const char *end_text;    /* "until further order" ... */
	struct instant mandate;  /* AWAITING_MANDATE: none is due before,
				  * unless the court shortens the time;
				  * else NEVER */
	const char **unverified; /* what it rests on unverified */
	size_t nunverified;
	const char *why_held; /* UNKNOWN: in one sentence */
	struct reason *why;   /* when explain */
};

struct answer {
	enum verdict verdict;
	const struct citation *citations; /* BARRED: every yes, then every
					   * unknown; HOLD: unknowns */
	size_t ncitations;
	size_t nbarring; /* how many of them are yes */
	bool barred_until_known;
	struct instant until;   /* BARRED: first instant it would
				 * stop being; NEVER: no date */
	const char *until_text; /* "no date: ends on ..." */
	struct instant horizon; /* NEVER: never by itself */
	bool walked_out;        /* horizon, and until, are nearer than they
				 * need be: LIMIT_HORIZON instants were tried */
	const char **holds;     /* HOLD: each reason */
	size_t nholds;
	const char *settle; /* the one fact, or NULL */
	bool failed;        /* a failure made it HOLD */
	int err;
};

/* Decide.  Always fills *out: on failure (E_NOMEM, E_LIMIT, E_RANGE) the
 * verdict is HOLD, failed is set, err says why and the return is err: a
 * failure is a hold, never no bar.  The answer lives in a. */
int decide(struct arena *a, const struct question *q, struct answer *out);

/* Why one instrument has the value it has for q, NO included: a citation
 * with its reason tree, where decide() gives only those that bar or hold.
 * Of several candidates, the first one's tree.  0 or an error. */
int decide_explain(struct arena *a, const struct question *q,
    const struct instrument *x, struct citation *out) MUST_CHECK;

/* How an instrument stands at t as known at q->known, and its own end. */
enum standing decide_standing(struct arena *a, const struct question *q,
    const struct instrument *x, struct instant t, struct instant *end);

/* Something due. */
enum deadline_kind { DEADLINE_MEMBER, DEADLINE_DUTY, DEADLINE_ORDER_ENDS };

struct deadline {
	enum deadline_kind kind;
	const struct instrument *order;
	const char *stage;       /* MEMBER */
	const char *what;        /* "motion_to_reopen.filed" */
	struct instant earliest; /* exclusive; counsel must meet */
	struct instant latest;   /* exclusive; a bar holds to */
	struct day safe;         /* counsel's safe day */
	bool has_safe;
	const char **arithmetic; /* one a reading */
	size_t narithmetic;
	const char *consequence; /* "ends: no motion ..." */
	bool late_on_early;      /* met, but after the earliest */
	enum tri met;            /* duty done; filing made */
	bool unverified;
	const struct zone *zone;
};

/* Every deadline running for the person at act->departs, member clocks and
 * duties, soonest earliest first.  0 or an error with *n = 0. */
int decide_deadlines(struct arena *a, const struct question *q,
    struct deadline **out, size_t *n) MUST_CHECK;

/* Whether no date of these comes after `known`.  Where that holds of the
 * orders and of everybody asked of, and nothing is recorded after, the answer
 * to an act of one instant is the same as known at any later one, up to its
 * horizon: what is not dated later cannot come to be known by itself. */
bool decide_person_past(const struct person *p, struct instant known);
bool decide_orders_past(const struct law *law, const struct record *record,
    struct instant known);

/* Version of the deciding rules; every answer records it. */
const char *decide_version(void);

#endif
