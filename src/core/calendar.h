/* calendar.h - which days a court is open.
 *
 * Federal legal holidays by rule (5 U.S.C. 6103 as it stood each year;
 * Fed. R. Civ. P. 6(a)(6)), 1970 to 2100, and closures of courts as data,
 * each with its source.  Pure. */

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

#endif
