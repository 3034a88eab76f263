/* count_text.h - one count as it is made, and as text; for count*.c. */

#ifndef FORESTAY_COUNT_TEXT_H
#define FORESTAY_COUNT_TEXT_H

#include "core/count.h"

#define COUNT_BASE 7 /* the bits of a kind that are not marks */

struct counting {
	/* what is counted, on which reading */
	int n;
	enum unit unit;
	bool tro;
	const struct clock_time *ct; /* instead of n units; or NULL */
	const struct calendar *cal;
	enum states states;
	const struct zone *z;
	struct instant trigger;
	struct day trigger_day;
	int kind;

	/* what came of it: the last day or minute inside */
	struct civil raw; /* before any rolling */
	struct civil final;
	struct instant raw_at, final_at; /* when it is to the minute */
	struct instant end;
	bool doubted; /* a day that may be closed was met on the way */
};

/* Whether d is a day on which what c counts can end.  As
 * calendar_court_day, and a holiday of the state besides.  Whether such a
 * day is a business day no rule says: there it is doubtful at most. */
enum court_day counting_day(const struct counting *c, struct day d,
    const char **why);

/* "90 days from Mon 6 Nov 2017: Sun 4 Feb 2018; rolls to Mon 5 Feb 2018
 * (Sunday)"; NULL when memory is refused. */
const char *count_text(struct arena *a, const struct counting *c);

#endif
