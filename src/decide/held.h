/* held.h - what held.c, happened.c and absence.c share: stretches of time
 * and the absences that cover them. */

#ifndef FORESTAY_HELD_H
#define FORESTAY_HELD_H

#include "decide/eval.h"

/* x <= b, noting the instant at which that becomes so. */
static inline bool
by_b(struct eval *ev, const struct span *sp, struct instant x)
{
	if (sp->b_now)
		eval_note(ev, x);
	return x.us <= sp->b.us;
}

static inline bool
by_a(struct eval *ev, const struct span *sp, struct instant x)
{
	if (sp->a_now)
		eval_note(ev, x);
	return x.us <= sp->a.us;
}

/* A fact and an absence that may cover it conflict: two candidates, so what
 * the fact says is known only where the absence agrees.  One that begins
 * after `sure` leaves what was so until then. */
bool contested(struct eval *ev, const struct kind *k, int step,
    struct instant first, struct instant sure, struct instant last);

struct instant absence_from(struct eval *ev, const struct kind *k,
    struct instant after);
struct instant covered_by_absence(struct eval *ev, const struct kind *k,
    int step, struct instant cover);

int count_ends(struct eval *ev, const struct length *len, struct instant from,
    struct instant *earliest, struct instant *latest);

#endif
