/* stored_book.h - stores for tests: what is recorded, and when. */

#ifndef FORESTAY_PROPERTY_STORED_BOOK_H
#define FORESTAY_PROPERTY_STORED_BOOK_H

#include <stdbool.h>

#include "intake/stored.h"

/* One entry to be: its body in JSON. */
struct said {
	struct instant at;
	const char *kind, *author, *document;
	const char *on[4]; /* NULL ends */
	json_t *body;      /* given up to saids_add */
	size_t of;         /* of which said it speaks, from 1; 0 none ... */
	uint64_t seq;      /* filled in */
};

struct saids {
	struct said *items;
	size_t n, cap;
};

/* 0, or E_NOMEM.  The strings must outlive s. */
int saids_add(struct saids *s, struct said *one) MUST_CHECK;
void saids_release(struct saids *s);

/* Write them all into a rehearsal, in order of `at`, those of one instant
 * in one batch; in their own order among equals.  `of` becomes the entry's
 * number and the subject entry/SEQ. */
int saids_write(struct store *st, struct saids *s) MUST_CHECK;

/* Those recorded after `after`, up to and with `upto`. */
int saids_write_some(struct store *st, struct saids *s, struct instant after,
    struct instant upto) MUST_CHECK;

#endif
