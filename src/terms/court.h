/* court.h - the federal courts and their clocks. */

#ifndef FORESTAY_COURT_H
#define FORESTAY_COURT_H

#include <stdbool.h>
#include <stddef.h>

/* Source: Free Law Project, courts-db (BSD-2-Clause) for ids and names; 28
 * U.S.C. 81-131 for where each sits.  A district that spans two zones is
 * given the zone of its principal seat. */
struct court {
	const char *id;      /* "mied", "ca6", "scotus", "bia" */
	const char *name;    /* "E.D. Michigan" */
	const char *zone;    /* "America/Detroit" */
	const char *circuit; /* "ca6" or NULL */
	bool appellate;      /* its judgment waits for a mandate */
};

const struct court *court_find(const char *id); /* NULL: none */
const struct court *court_table(size_t *n);

#endif
