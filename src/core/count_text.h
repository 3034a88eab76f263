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
	const struct zone *z;
	struct instant trigger;
	struct day trigger_day;
	int kind;

	/* what came of it: the last day or minute inside */
	struct civil raw; /* before any rolling */
	struct civil final;
	struct instant raw_at, final_at; /* when it is to the minute */
	struct instant end;
	bool doubted; /* a doubtful closure was met on the way */
};

/* "90 days from Mon 6 Nov 2017: Sun 4 Feb 2018; rolls to Mon 5 Feb 2018
 * (Sunday)"; NULL when memory is refused. */
const char *count_text(struct arena *a, const struct counting *c);

#endif
