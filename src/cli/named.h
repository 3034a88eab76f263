/* named.h - orders for one named person, beside a NO BAR ON RECORD.
 *
 * `covers person is ash` covers whoever is said to be ash.  If nobody said so
 * of this person the order does not cover them, and the answer may be NO BAR
 * although they are ash: whoever reads it must see that such orders stand.
 * Not for an officer: it tells whom an order protects. */

#ifndef FORESTAY_NAMED_H
#define FORESTAY_NAMED_H

#include "cli/ask.h"

struct named {
	const struct instrument *order;
	const char *name; /* whom it covers */
};

/* Those that bar such an act, stand at its instant, and name a person whom
 * nobody said that this is.  In the arena of a->c; *n is 0 and NULL returned
 * for none, and when memory is refused. */
const struct named *named_orders(const struct ask *a, size_t *n);

void named_show(struct ask *a);

/* The person whom an order covers by name; NULL when it names none. */
const char *named_by(const struct instrument *x);

#endif
