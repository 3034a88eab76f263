/* eval.h - inside the deciders: one question being answered.
 *
 * Values are computed at one instant t.  Every comparison of t with a
 * later instant is noted, so the earliest note is the first instant at
 * which any value computed could change by itself: the horizon is found by
 * asking again there, never by guessing.
 *
 * Failure is sticky: a function that cannot go on sets err and answers
 * UNKNOWN; decide() turns that into a hold. */

#ifndef FORESTAY_EVAL_H
#define FORESTAY_EVAL_H

#include "decide/decide.h"

/* Which way a doubt about when is read (SEMANTICS 5): PROTECT begins at the
 * earliest reading and ends at the latest; TAKE, which takes protection
 * away, begins at the latest and ends at the earliest. */
enum dir { PROTECT, TAKE };

static inline enum dir
dir_flip(enum dir d)
{
	return d == PROTECT ? TAKE : PROTECT;
}

/* Something that would settle a doubt. */
struct want {
	const char *text;
	const struct expr *leaf; /* or NULL: not a condition */
	const char *spelled;     /* the condition as written */
};

#define WANT_MAX 32

/* The record in whose parentheses a condition stands. */
struct fields {
	const struct kind *kind;
	const struct value *values; /* kind->nfields, or NULL */
	const struct person *other;
	bool relation;
	const struct zone *zone; /* of its times; NULL: of who asks */
};

struct decide_cache;

/* What moments of facts mean in a zone, for the length of one question:
 * each order asks again of the same few.  Direct-mapped by address. */
#define WHEN_MEMO 128

struct when_memo {
	struct {
		const struct moment *m;
		const struct zone *z;
		struct when w;
	} slot[WHEN_MEMO];
	struct counted *counted; /* COUNTED_MEMO, of due.c; or NULL */
};

/* Where lengths end, for as long: the replay of a clock counts from the same
 * few times at every instant that it is asked about. */
#define COUNTED_MEMO 256
#define COUNTED_MOST 8 /* readings: four kinds, each with doubt or without */

/* Compared as bytes: nothing of it is left unset. */
struct counted_of {
	const struct length *len; /* NULL: nothing kept */
	const struct zone *z;
	const char *court, *from;
	struct instant trigger;
};

struct counted {
	struct counted_of of;
	struct outcome outs[COUNTED_MOST];
	size_t n;
};

struct eval {
	struct when_memo *memo;     /* or NULL */
	struct decide_cache *cache; /* or NULL */
	struct arena *a;
	const struct question *q;
	struct instant t;
	const struct person *who;
	const struct person *asked;     /* whose act it is */
	const struct instrument *order; /* that asks; may be NULL */
	const struct zone *zone;
	struct calendar cal;
	const struct act *act;
	const struct fields *fields; /* or NULL */
	struct instant next;         /* earliest noted after t */
	int err;
	unsigned depth;
	unsigned acts;         /* of orders on orders, weighed */
	bool frees;            /* yes here leads out of a bar: `except`,
				* `unless`; `not` turns it */
	bool coming;           /* a beginning that has not come is a reading
				* as well */
	bool texts;            /* lengths are told with their arithmetic */
	bool shown;            /* inside `shown` ... */
	bool shown_unverified; /* ... on an unverified length */
	struct reason *reason; /* explaining; or NULL */
	struct want *wants;    /* WANT_MAX; or NULL */
	size_t nwants;
	const char *unsure; /* why the leaf just asked is not known; or NULL */
	const char *forced; /* leaf text; or NULL */
	enum tri forced_value;
};

/* A stretch of time asked about, both minutes included.  *_now: that end
 * is t, so comparisons with it are noted. */
struct span {
	struct instant a, b;
	bool a_now, b_now;
};

#define EVAL_DEPTH 96
#define EVAL_ACTS  200000u

/* eval.c */
enum tri eval_fail(struct eval *ev, int err);
void eval_note(struct eval *ev, struct instant x);
bool eval_reached(struct eval *ev, struct instant x); /* t >= x, noted */
enum tri eval_when_reached(struct eval *ev, struct when w);
/* spelled: the leaf as it is written; NULL as leaf is. */
void eval_want(struct eval *ev, const struct expr *leaf, const char *spelled,
    const char *text);
void eval_use(struct eval *ev, const struct instrument *x);
struct reason *reason_open(struct eval *ev, struct pos pos, const char *fmt,
    ...) __attribute__((format(printf, 3, 4)));
void reason_close(struct eval *ev, struct reason *parent, struct reason *r,
    enum tri v);
void reason_fact(struct eval *ev, const struct fact *f);
void reason_note(struct eval *ev, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* m must be part of f, or of something as lasting. */
struct when eval_when(struct eval *ev, const struct fact *f,
    const struct moment *m);

/* held.c, happened.c, absence.c: what the record says */
struct span span_now(const struct eval *ev);
struct span span_of(struct instant a, struct instant b);
enum tri fact_exists(struct eval *ev, const struct fact *f);
enum tri held_some(struct eval *ev, const struct expr *e, struct span sp);
enum tri held_all(struct eval *ev, const struct expr *e, struct span sp);
enum tri held_for(struct eval *ev, const struct expr *e);
enum tri happened_some(struct eval *ev, const struct expr *e, struct span sp);
bool contested_event(struct eval *ev, const struct fact *f);
enum tri filing_open_now(struct eval *ev, const struct expr *e);
bool absent_through(struct eval *ev, const struct kind *k, int step,
    struct span sp);
enum tri fields_value(struct eval *ev, const struct kind *k, int field,
    const struct term *terms, size_t n);
enum tri noticed_before_act(struct eval *ev, const struct expr *e);
enum tri fact_matches(struct eval *ev, const struct expr *e,
    const struct fact *f, const struct value *values);
const struct value *filing_fields(struct eval *ev, const struct fact *f);
bool same_filing(const struct fact *a, const struct fact *b);
/* When the last event of a kind by t was, later than t where nothing bounds
 * it; *known says whether any is recorded: YES, NO (recorded absent),
 * UNKNOWN. */
struct when last_event(struct eval *ev, const struct kind *k, int step,
    enum tri *known);

/* Where the recorded events of the kind that may have been by t lie: from
 * NEVER when there are none. */
struct when event_may(struct eval *ev, const struct kind *k, int step);

/* cond.c: conditions */
enum tri eval_expr(struct eval *ev, const struct expr *e);
enum tri terms_match(struct eval *ev, const struct value *v,
    const struct term *terms, size_t n);

/* named.c: *text says what is not known, when somebody wants to hear it */
enum tri eval_person(struct eval *ev, const struct expr *e, const char **text);

/* due.c: lengths and clocks */
struct due_at {
	struct outcome *outs; /* earliest first */
	size_t n;
};
bool due_trigger(struct eval *ev, const struct due *due, struct when *w,
    enum tri *known);
bool due_may_start(struct eval *ev, const struct due *due, struct when *w);
bool due_unverified(struct eval *ev, const struct due *due, struct when w);
int due_count(struct eval *ev, const struct due *due, struct instant trigger,
    struct due_at *out) MUST_CHECK;

/* Counted from an imprecise trigger: from its first minute, from its last,
 * and the earliest and latest from any other, where those two do not bound
 * them (else NEVER to BEGIN: nothing). */
struct due_ends {
	struct due_at lo, hi;
	struct when all;
};
int due_ends(struct eval *ev, const struct due *due, struct when trigger,
    struct due_ends *out) MUST_CHECK;
bool due_part(struct eval *ev, const struct due *due, struct when *rest,
    struct when *part);

/* instruments.c: instruments upon instruments */
#define BEGINS_MAX 8
struct begins {
	struct when w[BEGINS_MAX]; /* oral, entered, and what else they
				    * read; each no earlier than
				    * effective */
	size_t n;
	/* The latest it may have been entered, on the reading that is
	 * soonest and on the one that is last. */
	struct when entry;
	bool unverified;
	enum tri recorded; /* as known at K */
	bool on_all;       /* by K on every reading: what takes
			    * protection counts no sooner */
};
void instrument_begins(struct eval *ev, const struct instrument *x,
    struct begins *out);
enum tri instrument_begun(struct eval *ev, const struct instrument *x,
    enum dir d);
enum tri instrument_ended(struct eval *ev, const struct instrument *x,
    enum dir d);
enum tri instrument_suspended(struct eval *ev, const struct instrument *x,
    enum dir d);
enum tri instrument_in_force(struct eval *ev, const struct instrument *x);
enum tri edge_counts(struct eval *ev, const struct instrument *y,
    const struct edge *e, enum dir d);
struct instant instrument_start_first(struct eval *ev,
    const struct instrument *x);
struct when instrument_start(struct eval *ev, const struct instrument *x);
enum standing instrument_standing(struct eval *ev, const struct instrument *x);
struct instant instrument_own_end(struct eval *ev, const struct instrument *x,
    bool *not_sure);
/* The most it can have been suspended, or what it was for certain. */
enum pause { PAUSE_MOST, PAUSE_LEAST };
struct instant instrument_pause(struct eval *ev, const struct instrument *x,
    enum pause how, struct instant from, struct instant end);

/* cache.c.  begins: the slot of x, *ready when it is filled.  in_force: what
 * was found at ev->t, with the note it left; false when it is not kept. */
struct begins *cache_begins(struct eval *ev, const struct instrument *x,
    bool **ready);
bool cache_in_force(struct eval *ev, const struct instrument *x, enum tri *v);
/* Whether some end that bears on x counts from an event of the person. */
bool decide_cache_personal(const struct decide_cache *c,
    const struct instrument *x);
void cache_keep(struct eval *ev, const struct instrument *x, enum tri v,
    struct instant next);

/* The clauses of x as corrected by K.  Up to VIEW_MAX views when a
 * correction is not confirmed; the value is what all have. */
struct view {
	const struct expr *covers;
	const struct labelled *excepts;
	size_t nexcepts;
	const struct bar *bars;
	size_t nbars;
	const struct each *each;
	unsigned reading; /* which corrections it lacks on a reading */
};
/* Three corrections that may not count, or not on one reading. */
#define VIEW_MAX 32
enum tri view_value(const struct eval *ev, const struct view *views,
    const enum tri *values, size_t n);
size_t instrument_views(struct eval *ev, const struct instrument *x,
    struct view *views);

/* stages.c: where a member stands, of an order that has stages */
struct stage_report {
	const char *stage;          /* names of the leaves, or NULL */
	struct deadline *deadlines; /* when collecting */
	size_t ndeadlines, cap;
	bool collect;
};
enum tri stage_bars(struct eval *ev, const struct instrument *x,
    const struct each *each, struct stage_report *report);

/* orders.c: one order, whole */
struct order_value {
	enum tri value;
	enum tri in_force;
	enum tri covers; /* covers and not except */
	const char *stage;
};
void order_decide(struct eval *ev, const struct instrument *x,
    struct order_value *out);
enum tri order_members(struct eval *ev, const struct instrument *x);

void eval_begin(struct eval *ev, struct arena *a, const struct question *q,
    const struct person *who, struct instant t);
/* Make x the order that asks; restore with the value returned. */
struct asking {
	const struct instrument *order;
	const struct zone *zone;
	struct calendar cal;
};
struct asking eval_ask(struct eval *ev, const struct instrument *x);
void eval_asked(struct eval *ev, struct asking was);

#endif
