/* tri.h - yes, no, and not known (Kleene's strong three-valued logic).
 *
 * Never used as a truth value: `if (t)` is refused by make check-tri.
 * Compare with YES, NO or UNKNOWN by name. */

#ifndef FORESTAY_TRI_H
#define FORESTAY_TRI_H

#include <stdbool.h>

enum tri { NO = 0, UNKNOWN = 1, YES = 2 };

static inline enum tri
tri_and(enum tri a, enum tri b)
{
	return a < b ? a : b;
}

static inline enum tri
tri_or(enum tri a, enum tri b)
{
	return a > b ? a : b;
}

static inline enum tri
tri_not(enum tri a)
{
	return (enum tri)(2 - (int)a);
}

/* The value both have, else unknown. */
static inline enum tri
tri_agree(enum tri a, enum tri b)
{
	return a == b ? a : UNKNOWN;
}

static inline enum tri
tri_of(bool b)
{
	return b ? YES : NO;
}

/* "yes", "no", "not known" */
static inline const char *
tri_text(enum tri a)
{
	return a == YES ? "yes" : a == NO ? "no" : "not known";
}

#endif
