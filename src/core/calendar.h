/* calendar.h - which days a court is open.
 *
 * Federal legal holidays by rule (5 U.S.C. 6103 as it stood each year;
 * Fed. R. Civ. P. 6(a)(6)), 1970 to 2100; closures of courts, and the
 * holidays of states, as data, each with its source.  Pure. */

#ifndef FORESTAY_CALENDAR_H
#define FORESTAY_CALENDAR_H

#include <stdbool.h>

#include "core/arena.h"
#include "core/instant.h"

/* A day on which one court, or all ("*"), was closed although no statute
 * makes it a holiday: a declared holiday, a storm. */
struct closure {
	const char *court;
	struct day day;
	const char *why;
	const char *source;
	bool verified;
};

struct calendar {
	const char *court; /* "mied"; NULL for none */
	const struct closure *closures;
	size_t nclosures;
	/* Two letters, or NULL for none: where the court sits, and where its
	 * court of appeals (itself, when it is one) has its principal office.
	 */
	const char *state;
	const char *circuit_state;
	/* Where the district court sits whose judgment a court of appeals
	 * has before it; NULL: none, or not known. */
	const char *from_state;
};

#define CALENDAR_FIRST ((struct day){ 0 })     /* 1970-01-01 */
#define CALENDAR_LAST  ((struct day){ 47846 }) /* 2100-12-31 */

const char *calendar_version(void);

/* Closures carried by the program (src/core/closures.c). */
const struct closure *calendar_closures(size_t *n);

/* The federal holiday that d is, or is observed on, or NULL.  E.g.
 * "Independence Day" on Sunday 2021-07-04 and on Monday 2021-07-05.
 * *is_observance is set when d is observed instead of the day itself; may
 * be NULL. */
const char *calendar_holiday(struct day d, bool *is_observance);

/* Whether the court is open on d.  Doubtful: a closure that nobody has
 * verified, so that both are readings.  *why is "Sunday", a holiday or the
 * closure, NULL when open; why may be NULL.  d outside CALENDAR_FIRST..LAST
 * is decided by weekday alone: callers check calendar_knows first. */
enum court_day { COURT_OPEN, COURT_DOUBTFUL, COURT_CLOSED };

enum court_day calendar_court_day(const struct calendar *c, struct day d,
    const char **why);

/* Why the court is, or may be, closed on d; NULL when it is open. */
const char *calendar_closed(const struct calendar *c, struct day d);
bool calendar_knows(struct day d);

/* A day that a state declares a holiday and the nation does not.  It counts
 * for periods after an event alone, Fed. R. Civ. P. 6(a)(6)(C), Fed. R.
 * App. P. 26(a)(6)(C): the federal court itself may be open. */
struct state_holiday {
	char state[3]; /* "MA"; the District and the territories too */
	const char *name;
	int first, last; /* years in force; last 0: still */
	int sure;        /* from this year the text of the law was read, and
			  * state offices or courts close; 0: never */
	int month;       /* 0: counted from Easter Sunday */
	int day;         /* of the month, or 0: by weekday */
	int week;        /* 1..4; 5: the last */
	int weekday;
	int plus;       /* days after that day */
	int every;      /* years: 1; 2, the even ones; 4, after an election */
	unsigned moves; /* MOVES_... */
	const char *source;
};

/* Where a holiday is kept as well when its own day is no weekday. */
#define MOVES_MONDAY 1U /* a Sunday: the Monday after */
#define MOVES_FRIDAY 2U /* a Saturday: the Friday before */
#define MOVES_EVE                                                   \
	4U             /* an eve on Friday: the Thursday before; on \
			* Saturday or Sunday: the Friday before */
#define MOVES_DOUBT 8U /* all of these are in doubt */

/* Those carried by the program (src/core/state_holidays.c), by state. */
const struct state_holiday *state_holidays(size_t *n);

/* Whether d is a holiday of that state (two letters; NULL: of none) that
 * is no federal one: closed; doubtful, when the row is not sure in that
 * year; or open.  *why is set unless open. */
enum court_day state_holidays_on(const char *state, struct day d,
    const char **why);

#endif
