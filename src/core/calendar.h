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

/* The federal holiday observed on d, or NULL.  E.g. "Independence Day" on
 * Monday 2021-07-05.  *is_observance is set when it is the day observed
 * instead of the day itself; may be NULL. */
const char *calendar_holiday(struct day d, bool *is_observance);

/* Why the court is closed on d: "Sunday", a holiday, a closure; NULL when
 * it is open.  d outside CALENDAR_FIRST..LAST is decided by weekday alone:
 * callers check calendar_knows first. */
const char *calendar_closed(const struct calendar *c, struct day d);
bool calendar_knows(struct day d);

#endif
