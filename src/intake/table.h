/* table.h - comma-separated values, one record at a time (RFC 4180).
 *
 * The separator is a comma, or, where the heading has none, a semicolon or
 * a tab, as spreadsheets of other countries write.  A record that breaks
 * the form is given as such, with its line, and reading goes on below it. */

#ifndef FORESTAY_TABLE_H
#define FORESTAY_TABLE_H

#include "core/arena.h"
#include "core/diag.h"
#include "core/err.h"
#include "core/limits.h"

struct table {
	struct arena *arena;
	const struct source_text *src;
	size_t at;
	unsigned line; /* on which the next record begins */
	char separator;
};

struct table_record {
	unsigned line; /* on which it begins */
	const char *cells[LIMIT_COLUMNS];
	size_t ncells;
	const char *wrong; /* why it cannot be read; NULL: it can */
};

void table_init(struct table *t, struct arena *a,
    const struct source_text *src);

/* The next record; blank lines are passed over.  1, 0 at the end, or
 * E_NOMEM.  Cells live in the arena. */
int table_next(struct table *t, struct table_record *out) MUST_CHECK;

#endif
