/* instant.h - points and days of time, and how well they are known.
 *
 * Pure: no clock, no locale.  A civil day carries no zone; an instant is
 * UTC.  They never mix with integers or each other: zone.h turns one into
 * the other.  Legal time is counted in whole minutes: an instant of legal
 * time stands for its minute, [us, us + INSTANT_MINUTE). */

#ifndef FORESTAY_INSTANT_H
#define FORESTAY_INSTANT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/buf.h"
#include "core/err.h"

struct instant {
	int64_t us; /* microseconds since 1970, UTC */
};

struct day {
	int32_t n; /* days since 1970-01-01, Gregorian */
};

#define INSTANT_MINUTE ((int64_t)60 * 1000 * 1000)
#define INSTANT_BEGIN  ((struct instant){ INT64_MIN / 4 }) /* before all */
#define INSTANT_NEVER  ((struct instant){ INT64_MAX / 4 }) /* after all */

/* A civil (wall clock) minute, no zone. */
struct civil {
	struct day day;
	int minute; /* 0 .. 1439 */
};

struct ymd {
	int year, month, day; /* month 1-12, day 1-31 */
};

bool ymd_valid(struct ymd d);    /* within LIMIT_YEAR_FIRST..LAST */
struct day day_of(struct ymd d); /* d must be valid */
struct ymd day_ymd(struct day d);
int day_weekday(struct day d); /* 0 Sunday .. 6 Saturday */
int days_in_month(int year, int month);

/* Minutes are added saturating at INSTANT_BEGIN and INSTANT_NEVER, which
 * stay what they are whatever is added. */
struct instant instant_add_minutes(struct instant t, int64_t minutes);
struct instant instant_floor_minute(struct instant t);
int instant_cmp(struct instant a, struct instant b); /* -1, 0, 1 */
struct instant instant_min(struct instant a, struct instant b);
struct instant instant_max(struct instant a, struct instant b);

/* When something is, as well as it is known: in one of the minutes from
 * first to last, both included.  Exactly known: first == last. */
struct when {
	struct instant first;
	struct instant last;
};

#define WHEN_UNKNOWN ((struct when){ INSTANT_BEGIN, INSTANT_NEVER })
#define WHEN_NEVER   ((struct when){ INSTANT_NEVER, INSTANT_NEVER })

/* A time as somebody wrote it, before any zone is asked. */
enum moment_kind {
	MOMENT_NONE,     /* not given */
	MOMENT_DAYS,     /* some minute of lo.day .. hi.day, both included;
			  * a year and a month are days too */
	MOMENT_CLOCK,    /* between two civil minutes, both included */
	MOMENT_EXACT,    /* between two instants of UTC, both included */
	MOMENT_NOT_KNOWN /* it was, but when is not known */
};

struct moment {
	enum moment_kind kind;
	struct civil lo, hi;        /* DAYS (minute unused), CLOCK */
	struct instant first, last; /* EXACT */
};

/* Read "2017", "2017-06", "2017-06-22", "2017-06-22 09:00" (local: CLOCK),
 * "2017-06-22T13:00Z" or with an offset "+02:00" (EXACT; seconds and a
 * fraction may stand and are dropped to the minute).
 * Returns 0; E_SYNTAX when it is none of these; E_RANGE when it is but the
 * day or the hour does not exist (2017-02-29, 24:00) or the year is not
 * understood; *out is then untouched. */
int moment_parse(const char *s, size_t n, struct moment *out) MUST_CHECK;

/* As written: "1995", "2017-06-22", "2017-06-22 09:00",
 * "between 2017-06-01 and 2017-06-05", "not known", "not given" for NONE;
 * EXACT in UTC with Z. */
void moment_print(struct buf *b, const struct moment *m);

bool moment_equal(const struct moment *a, const struct moment *b);

/* RFC 3339, UTC: "2017-06-22T13:00:00Z", a fraction only when there is
 * one; "begin" and "never" for the two ends. */
void instant_print_utc(struct buf *b, struct instant t);

/* RFC 3339 with Z or an offset; 0, E_SYNTAX or E_RANGE. */
int instant_parse_utc(const char *s, size_t n, struct instant *out) MUST_CHECK;

void day_print(struct buf *b, struct day d); /* 2017-06-22 */
const char *weekday_name(int weekday);       /* "Sunday" ... */

#endif
