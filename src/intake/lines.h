/* lines.h - delimited text cut into rows as it comes, whatever its length.
 *
 * Cells are parted by a bar, a tab or a comma, whichever the first bytes
 * hold most of; a cell in quotes may hold any of them, line ends and doubled
 * quotes (RFC 4180).  Pure. */

#ifndef FORESTAY_LINES_H
#define FORESTAY_LINES_H

#include "core/buf.h"
#include "core/err.h"
#include "core/limits.h"

struct lines {
	int (
	    *row)(void *ctx, unsigned line, const char *const *cells, size_t n);
	void *ctx;
	struct buf b;              /* cells of the row, each with its NUL */
	size_t at[LIMIT_COLUMNS];  /* where each begins */
	size_t n;                  /* begun */
	unsigned line, begun;      /* of the file, from 1 */
	char separator;            /* 0: not chosen yet */
	bool quoted, quote, blank; /* in quotes; a quote was the last; row is */
};

/* 1 MB a row, LIMIT_COLUMNS cells. */
void lines_init(struct lines *l, const struct mem *mem,
    int (*row)(void *ctx, unsigned line, const char *const *cells, size_t n),
    void *ctx);
void lines_release(struct lines *l);

/* More bytes.  What row() returned, or E_LIMIT, E_NOMEM. */
int lines_feed(struct lines *l, const char *s, size_t n) MUST_CHECK;

/* No more: the last line may have no end. */
int lines_end(struct lines *l) MUST_CHECK;

#endif
