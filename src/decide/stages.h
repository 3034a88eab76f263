/* stages.h - inside the replay of a member's clock: for stage*.c. */

#ifndef FORESTAY_STAGES_H
#define FORESTAY_STAGES_H

#include "decide/eval.h"

/* Which filing of its kind the path has come through, and which events
 * have moved the person already: each moves once, so cycles end. */
struct trail {
	const struct trail *up;
	const struct kind *kind; /* a filing of this kind ... */
	const char *filing;      /* ... is this one */
	const struct fact *used;
};

/* A stage being visited; the innermost first. */
struct visiting {
	const struct visiting *up;
	unsigned depth;
	int stage;
	struct when entry;
	const struct trail *trail;
};

struct stage_memo;

struct replay {
	struct eval *ev;
	const struct instrument *x;
	const struct each *each;
	struct stage_report *report;
	const struct visiting *path;
	unsigned steps;
	unsigned cut; /* the least depth of the path that anything below
		       * the visit at hand turned on */
	bool quiet;   /* supposing: report nothing */
	struct stage_memo *memo; /* or NULL */
};

/* An event, or several together, that may move the person on.
 *
 * A stage is entered by the act's instant or not at all, but where the
 * record does not say when, w and the entry made of it reach beyond it: a
 * clock counted from there ends when it ends, whatever instant is asked. */
struct candidate {
	struct when w;
	enum tri sure;    /* it happened, and counts */
	enum tri reached; /* by the act's instant */
	const struct transition *trans;
	const struct kind *kind;
	const char *filing;
	int step;
	/* the events used */
	const struct fact *fact[LIMIT_TOGETHER];
	size_t nfacts;
	bool carried;      /* before entry, filing open */
	bool open_assumed; /* no closing step recorded, nor
			    * its absence */
};

struct candidates {
	struct candidate *v;
	size_t n, cap;
};

/* Readings of the clock of one stage visit. */
struct limits {
	bool given;
	struct instant d1, d2; /* exclusive end lies in [d1, d2] */
	struct instant latest; /* over all readings */
	const struct transition *within;
	bool unverified; /* a length that nobody verified */
};

/* stage_trigger.c */

/* The filing of kind k that the path has come through, or NULL. */
const char *stage_trail_filing(const struct trail *t, const struct kind *k);

/* Every recorded event that may move a person who entered st at `entry`. */
void stage_gather(struct replay *rp, const struct stage *st, struct when entry,
    const struct trail *trail, struct candidates *cs);

/* No event that could meet the trigger happened in sp, on record. */
bool stage_trigger_absent(struct eval *ev, const struct transition *tr,
    struct span sp, const struct trail *trail);

/* stage_memo.c: what a visit came to, and what was shown after it, where as
 * much was shown before it; false: not kept. */
bool stage_recall(struct replay *rp, int stage, struct when entry,
    const struct trail *trail, enum tri *v);
/* trail lasts as long as the replay. */
void stage_keep(struct replay *rp, int stage, struct when entry,
    const struct trail *trail, const char *shown, enum tri v);

/* stage_report.c */

/* That an event of st's triggers happened would settle it. */
void stage_want_absence(struct replay *rp, const struct stage *st,
    struct instant end);

/* The record leaves open when something happened. */
void stage_want_when(struct replay *rp, const struct candidate *c);

/* Note the deadline of st for an entry, once. */
void stage_report_deadline(struct replay *rp, const struct stage *st,
    const struct transition *clock, const struct due_ends *at,
    const struct candidates *cs, struct when entry, const struct trail *trail);

#endif
