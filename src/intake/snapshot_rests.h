/* snapshot_rests.h - what rows of a snapshot rest on.
 *
 * A row is what the store knew of a person at one entry, under the orders as
 * they were.  Whether it still is can be told without reading the person
 * again: from whom else it was made, what of it could not be read, which
 * words there were, and which events an order lets nobody alone record. */

#ifndef FORESTAY_SNAPSHOT_RESTS_H
#define FORESTAY_SNAPSHOT_RESTS_H

#include "intake/stored.h"

/* Strings, in the order they were added until ids_sort. */
struct ids {
	const char **s;
	size_t n, cap;
};

int ids_add(struct arena *a, struct ids *l, const char *s) MUST_CHECK;
void ids_sort(struct ids *l); /* by strcmp, each once */
/* Those of more besides, sorted. */
int ids_join(struct arena *a, const struct ids *more, struct ids *l) MUST_CHECK;
bool ids_have(const struct ids *l, const char *s); /* l is sorted */

/* Of the row of `who`. */
struct rest {
	const char *who, *on;
};

struct rests {
	struct hash vocab; /* of what can be said */
	struct ids takes;  /* "event step": see stored_takes */
	struct ids names;  /* of lists, and of those whom an order names */
	struct ids damaged;
	struct ids waits;  /* of whom something waits for a second person */
	struct ids people; /* made by looking for whose a number is */
	struct rest *on;   /* made of another record too */
	size_t n, cap;
};

/* What facts are read against; *out is empty otherwise. */
int rests_of_law(struct arena *a, const struct law *law,
    struct rests *out) MUST_CHECK;

/* A person was read. */
int rests_add(struct arena *a, struct rests *rs,
    const struct stored_person *p) MUST_CHECK;

/* As lines of text. */
int rests_write(const struct rests *rs, struct buf *out) MUST_CHECK;
/* text is cut up.  0; E_SYNTAX; E_NOMEM. */
int rests_read(struct arena *a, char *text, struct rests *out) MUST_CHECK;

#endif
