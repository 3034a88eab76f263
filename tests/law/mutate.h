/* mutate.h - the parts of the mutator: where a casebook can be changed, and
 * which changes say the same by a rule of the language. */

#ifndef FORESTAY_TESTS_MUTATE_H
#define FORESTAY_TESTS_MUTATE_H

#include "core/arena.h"
#include "law/law.h"

enum change {
	CHANGE_OTHER,
	CHANGE_CONDITION, /* of one condition of the owner, and no more */
	CHANGE_FREE       /* whether one stage of the owner is free */
};

/* A walk over all points of a casebook that was read and not yet checked.
 * Each is told of, and the one wanted is made. */
struct walk {
	struct arena *a;
	long want; /* the point to change; -1: none */
	void (*tell)(void *ctx, long at, const char *owner, const char *what,
	    const char *how); /* or NULL */
	void *ctx;

	/* Found. */
	long at;           /* points passed */
	const char *owner; /* id of the instrument or clock changed */
	enum change change;
	size_t stage; /* CHANGE_FREE */
	bool done;
};

void walk_law(struct walk *w, struct law *law);

/* The rule by which the changed casebook gives every answer and every
 * deadline that the first gives, or NULL when no rule says so.  Both are
 * checked. */
const char *same_by_rule(struct arena *a, const struct law *was,
    const struct law *now, const struct walk *w);

#endif
