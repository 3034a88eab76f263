/* court.h - the federal courts and their clocks. */

#ifndef FORESTAY_COURT_H
#define FORESTAY_COURT_H

#include <stdbool.h>
#include <stddef.h>

#include "core/calendar.h"

/* Source: Free Law Project, courts-db (BSD-2-Clause) for ids and names; 28
 * U.S.C. 81-131 and 41 for where each sits, a court of appeals where its
 * clerk has the principal office.  A district that spans two zones is
 * given the zone of its principal seat. */
struct court {
	const char *id;      /* "mied", "ca6", "scotus", "bia" */
	const char *name;    /* "E.D. Michigan" */
	const char *zone;    /* "America/Detroit" */
	const char *circuit; /* "ca6" or NULL */
	bool appellate;      /* its judgment waits for a mandate */
	const char *state;   /* "MI"; NULL: keeps no state's holidays */
};

const struct court *court_find(const char *id); /* NULL: none */
const struct court *court_table(size_t *n);

/* The calendar of that court, with the closures carried by the program;
 * court NULL: of none.  from: the district court whose judgment a court of
 * appeals has before it, or NULL when there is none or it is not known. */
struct calendar court_calendar(const struct court *court,
    const struct court *from);

#endif
