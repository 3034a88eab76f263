/* pace.h - how far a long command is, and how long it still takes.
 *
 * On a terminal, after a second; Ctrl-C is asked for at the same time, so
 * that a command stops where it can do so cleanly. */

#ifndef FORESTAY_PACE_H
#define FORESTAY_PACE_H

#include <stdbool.h>
#include <stdint.h>

struct pace {
	int64_t began, shown; /* us */
	const char *what;
	bool drawn;
};

/* From now on SIGINT and SIGTERM are only noticed. */
void pace_catch(void);

/* True when one was. */
bool pace_stopped(void);

/* done of all; a new `what` begins anew.  False: stop. */
bool pace_tell(struct pace *p, const char *what, uint64_t done, uint64_t all);
void pace_end(struct pace *p);

#endif
