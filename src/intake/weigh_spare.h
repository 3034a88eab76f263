/* weigh_spare.h - inside weigh*.c: whom a change of orders cannot reach.
 *
 * A source of orders may mean something else when it differs, or when it
 * names what such a source defines, or is named by one.  Whoever each order
 * of those sources is NO for from now on, under both casebooks, gets the same
 * answers under both, at any instant: columns tell (decide/population.h), and
 * nobody is read for it.  Whoever cannot be told so is not spared. */

#ifndef FORESTAY_WEIGH_SPARE_H
#define FORESTAY_WEIGH_SPARE_H

#include "intake/weigh.h"

struct spared {
	const char **ids; /* where their text puts them; NULL: empty */
	size_t cap;       /* a power of two */
	size_t n;
};

/* Those of w's store whom nothing of w->acts that differs could bar or hold
 * from now on.  store is its folder, where a snapshot is kept, or is made.
 * Lives in a.  0; an error, with nobody spared: E_AGAIN, the orders differ in
 * what a snapshot cannot follow (the vocabulary); or why there is none. */
int weigh_spare(struct arena *a, const struct weighing *w, const char *store,
    struct instant now, bool (*progress)(void *ctx, size_t done, size_t all),
    void *ctx, struct spared *out) MUST_CHECK;

bool spared_has(const struct spared *s, const char *id);

#endif
