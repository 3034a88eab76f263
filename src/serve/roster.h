/* roster.h - who is at the desk, and how to reach them.
 *
 * Every hold names somebody who answers the telephone.  A shift has a
 * beginning and an end; where two overlap, one hands over to the other, and
 * the one that began later is on duty.  Nobody on duty is an alarm, never a
 * hold without a name passed over in silence. */

#ifndef FORESTAY_SERVE_ROSTER_H
#define FORESTAY_SERVE_ROSTER_H

#include "core/limits.h"
#include "store/store.h"

/* A name and a number stand in an answer of fixed size. */
#define SHIFT_TEXT_MAX 60

struct shift {
	const char *name;
	const char *telephone;
	const char *account; /* which is told when others do not acknowledge;
			      * or NULL */
	struct instant from, until; /* until is exclusive */
	uint64_t seq;
	bool ended; /* taken back */
};

struct roster {
	const struct shift *items; /* in the order they were entered */
	size_t n;
};

/* Lives in a.  E_BROKEN: an entry that is not understood; or what the store
 * said. */
int roster_read(struct arena *a, struct store *s, uint64_t through,
    struct roster *out) MUST_CHECK;

/* Who is on duty at an instant; or NULL. */
const struct shift *roster_on_duty(const struct roster *r, struct instant now);

/* From now on somebody is on duty without a gap, until then; now when nobody
 * is. */
struct instant roster_covered(const struct roster *r, struct instant now);

/* Write a shift down, or take one back.  As store_append. */
int roster_add(struct store *s, const struct shift *x, const char *by,
    struct appended *out) MUST_CHECK;
int roster_end(struct store *s, uint64_t of, const char *by,
    struct appended *out) MUST_CHECK;

/* Their name and telephone, or null, in JSON. */
struct buf;
void roster_tell(struct buf *b, const struct shift *duty);

/* Text that may stand on every page: not empty, no control, not too long. */
bool shift_text_ok(const char *s);

#endif
