/* stored_named.h - inside stored*.c: whom orders name, of people in a store.
 *
 * That somebody is `ash` is found by the subject `named/ash` of its entry. */

#ifndef FORESTAY_STORED_NAMED_H
#define FORESTAY_STORED_NAMED_H

#include "intake/givens.h"
#include "intake/stored_read.h"

/* Add by what a record is known by K; theirs: whether the record is of the
 * person who is made.  A number of nobody on record is what they are asked
 * for by.  0, E_NOMEM, or what the store said. */
int stored_known(const struct stored *st, struct arena *a, const char *person,
    enum tri theirs, struct givens *gs) MUST_CHECK;

/* Into the record of each law: of whom it is said that its orders name them.
 * Lives in a.  0, E_NOMEM, or what the store said. */
int stored_said(struct stored *st, struct arena *a) MUST_CHECK;

#endif
