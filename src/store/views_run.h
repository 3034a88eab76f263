/* views_run.h - rows put into views that are made anew, held back and
 * sorted.
 *
 * A B-tree that is filled in the order of its keys grows at its end: no page
 * is looked for, split or read again.  Rows come in the order of entries, so
 * they wait here, up to a bound, and go in sorted.  Of a key that was put
 * twice the later value comes later.  The entries themselves come in the
 * order of their keys, and are not sorted with the rest. */

#ifndef FORESTAY_VIEWS_RUN_H
#define FORESTAY_VIEWS_RUN_H

#include "store/views.h"

/* What one run holds: some 40,000 entries about two subjects. */
#define VIEWS_RUN_ROWS  ((size_t)1 << 17)
#define VIEWS_RUN_BYTES ((size_t)16 << 20)

/* As many as are handed on together, all of one view. */
#define VIEWS_TOGETHER  16

struct views_row {
	enum view_id view;
	const void *key, *value;
	size_t nkey, nvalue;
};

struct views_run_row;

/* Beginning with zeroes but for mem. */
struct views_run {
	const struct mem *mem;
	struct views_run_row *rows; /* entries from its start, the rest
				     * from its end */
	char *bytes;
	size_t nentries, nothers, nbytes;
	bool astray; /* an entry came out of order */
};

/* Remember a row; E_LIMIT: it is full (views_run_each empties it), or the
 * row alone is larger; E_NOMEM. */
int views_run_add(struct views_run *run, enum view_id view, const void *key,
    size_t nkey, const void *value, size_t nvalue) MUST_CHECK;

/* Hand on every row in order, and forget them.  put returns 0 to go on;
 * another is what is returned, and nothing is left either way. */
int views_run_each(struct views_run *run,
    int (*put)(void *ctx, const struct views_row *rows, size_t n),
    void *ctx) MUST_CHECK;

void views_run_clear(struct views_run *run); /* forget them */
void views_run_release(struct views_run *run);

#endif
