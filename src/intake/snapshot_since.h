/* snapshot_since.h - inside snapshot*.c: whom to read again.
 *
 * What came after a snapshot makes some of its rows old: of those whom an
 * entry is about, of those made of their records too, and, when orders came,
 * of those whose facts are read otherwise under them. */

#ifndef FORESTAY_SNAPSHOT_SINCE_H
#define FORESTAY_SNAPSHOT_SINCE_H

#include "decide/columns.h"
#include "intake/snapshot_rests.h"

struct since {
	bool anew;      /* the rows do not serve: make them all again */
	struct ids ids; /* of people; sorted */
};

/* Whose rows of c, made of the entries through `after` and resting on `was`,
 * are not as st through its own last entry has them; and who is new.  `now`
 * is of st's orders.  Lives in a.  0, E_NOMEM, E_BROKEN (of c), or what the
 * store said. */
int snapshot_since(struct arena *a, const struct stored *st, uint64_t after,
    const struct rests *was, const struct rests *now, const struct columns *c,
    struct since *out) MUST_CHECK;

#endif
