/* count.h - counting a length of time from a trigger, in every reading.
 *
 * Fed. R. Civ. P. 6, Fed. R. App. P. 26, SEMANTICS section 7.  Where the
 * law leaves doubt about when, each reading is an outcome of its own with
 * its arithmetic as text: a bar holds to the latest, counsel is shown the
 * earliest.  Pure. */

#ifndef FORESTAY_COUNT_H
#define FORESTAY_COUNT_H

#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/buf.h"
#include "core/calendar.h"
#include "core/instant.h"
#include "core/zone.h"

enum unit {
	UNIT_HOURS, /* from the minute; every hour */
	UNIT_DAYS,  /* trigger day excluded; end of day */
	UNIT_BUSINESS_DAYS,
	UNIT_BUSINESS_HOURS,  /* readings: clock hours on business days (24 h
			       * of each), and of an eight-hour day 9-17 */
	UNIT_MONTHS_CLAMPED,  /* 31 Jan + 1 month = 28 or 29 Feb */
	UNIT_MONTHS_NEXT_DAY, /* 31 Jan + 1 month = 1 March */
	UNIT_YEARS            /* 29 Feb: both roundings are readings */
};

/* A named rule says what else is fixed: whether an end on a closed day
 * rolls to the next open one. */
enum roll { ROLL_BOTH, ROLL_YES, ROLL_NO };

/* Whose holidays, beside the nation's, end no period. */
enum states { STATES_COURT, STATES_COURT_AND_CIRCUIT, STATES_NONE };

struct count_rule {
	const char *id; /* "frcp6", "frap26", "none", ... */
	enum roll roll;
	const char *what; /* "Fed. R. Civ. P. 6(a)" */
	bool verified;
	enum states states;
};

/* NULL when no rule has that id.  count_rules lists all, id NULL ends. */
const struct count_rule *count_rule_find(const char *id);
const struct count_rule *count_rules(void);

struct length {
	int n; /* 0 .. LIMIT_COUNT */
	enum unit unit;
	bool tro; /* {n x 24 h, end of day, rolled}:
		   * Fed. R. Civ. P. 65(b)(2); of UNIT_DAYS alone */
	bool unverified;
	const struct count_rule *rule; /* NULL: both rolls are readings, and
					* the state's holidays count */
};

/* "4:00 p.m. on the second business day after": civil minute, inclusive. */
struct clock_time {
	int minute;       /* 0..1439 of the zone */
	int business_day; /* the N-th after the trigger day; N>=1 */
};

/* Which reading an end comes from: one of the first group, and the marks
 * of the second.  The readings of one length are the same whatever its
 * trigger, so kinds can be compared between two triggers. */
enum count_kind {
	COUNT_END_OF_DAY,    /* days and longer; business days */
	COUNT_TO_THE_MINUTE, /* hours; N x 24 h of a tro */
	COUNT_CLAMPED,       /* months, years: the month's last day */
	COUNT_NEXT_DAY,      /* months, years: the first of the next */
	COUNT_CLOCK_HOURS,   /* business hours, 24 of each business day */
	COUNT_EIGHT_HOURS,   /* business hours, 09:00 to 17:00 */
	COUNT_CLOCK_TIME,    /* count_clock */

	COUNT_ROLLED = 8,     /* an end on a closed day moves on */
	COUNT_DOUBT_OPEN = 16 /* days that may be closed taken as open */
};

struct outcome {
	struct instant end; /* exclusive: first minute outside */
	const char *why;    /* arithmetic, in the arena; or NULL */
	int kind;           /* the first reading that ends here */
	uint32_t kinds;     /* all that do: bit 1 << kind */
};

/* The outcome to which a reading comes, or NULL when it is none of len's. */
const struct outcome *count_of_kind(const struct outcome *out, size_t n,
    int kind);

/* Every distinct end, earliest first, of counting len from trigger (the
 * exact minute).  Without an arena (NULL) the arithmetic is left out, which
 * is most of the work.  Fills out[0 .. *n-1], at most LIMIT_READINGS.
 * 0, E_RANGE when a day falls outside the calendar, E_NOMEM; *n untouched
 * on failure: a wrong date is worse than none. */
int count_length(struct arena *a, const struct length *len,
    const struct calendar *cal, const struct zone *z, struct instant trigger,
    struct outcome *out, size_t *n) MUST_CHECK;
int count_clock(struct arena *a, const struct clock_time *ct,
    const struct calendar *cal, const struct zone *z, struct instant trigger,
    struct outcome *out, size_t *n) MUST_CHECK;

/* The earliest and the latest end over every reading and every minute of
 * trigger.  Not those of trigger's own ends: hours that roll come to the
 * same hour of the next court day (rule 6(a)(2)(C)), so of two triggers
 * the later can end earlier.  0 or E_RANGE, nothing touched. */
int count_span(const struct length *len, const struct calendar *cal,
    const struct zone *z, struct when trigger, struct instant *earliest,
    struct instant *latest) MUST_CHECK;

/* Counting backwards, for notice before an act: the latest minute at which
 * a notice could be given so that the whole length has run before act on
 * every reading (the latest reading of the length). */
int count_notice_ok(const struct length *len, const struct calendar *cal,
    const struct zone *z, struct instant notice, struct instant act,
    bool *ok) MUST_CHECK;

/* The last business day not after the last day that end, exclusive, leaves
 * inside: what counsel is told to aim for.  A day that may be closed is no
 * business day here; a holiday of the state alone is one, for the federal
 * court is open.  E_RANGE off the calendar, *out untouched. */
int count_safe_day(const struct calendar *cal, const struct zone *z,
    struct instant end, struct day *out) MUST_CHECK;

/* As the order language writes it: "90 days", "14 days tro",
 * "3 months clamped", "30 days under bia", "7 days unverified". */
void length_print(struct buf *b, const struct length *len);

#endif
