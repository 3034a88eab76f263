/* sheet.h - the rows of one table, from whatever file it came in.
 *
 * Comma-separated values are read here; a workbook (XLSX) is an archive of
 * hostile XML and is read by forestay-doc, a process that can do nothing
 * else, which gives back rows of text (doc/wire.h). */

#ifndef FORESTAY_SHEET_H
#define FORESTAY_SHEET_H

#include "core/arena.h"
#include "core/diag.h"
#include "core/err.h"
#include "intake/table.h"

struct sheet_row {
	unsigned line; /* of the file, or row of the sheet */
	const char **cells;
	size_t ncells;
	const char *wrong; /* why it cannot be read; NULL: it can */
};

struct sheet {
	const char *path;
	const char *name; /* of the sheet; NULL: of a file that has none */
	struct sheet_row *rows;
	size_t n, cap;
};

/* From bytes in memory.  0, E_NOMEM, E_LIMIT. */
int sheet_from_csv(struct arena *a, const struct source_text *src,
    struct sheet *out) MUST_CHECK;

/* Whether the bytes begin as a workbook does. */
bool sheet_is_workbook(const struct source_text *src);

/* From a workbook at path, by the program reader.  which: the sheet's name,
 * or its number from 1; NULL: the only one that has rows.  On failure *why
 * says what to do, in the arena. */
int sheet_from_workbook(struct arena *a, const char *reader, const char *path,
    const char *which, struct sheet *out, const char **why) MUST_CHECK;

/* Who takes the rows of a file that is too large to hold: each returns 0 to
 * go on.  Cells and names live during the call. */
struct sheet_taker {
	int (*sheet)(void *ctx, const char *name);
	int (
	    *row)(void *ctx, unsigned line, const char *const *cells, size_t n);
	int (*bytes)(void *ctx, const char *s, size_t n); /* of "gz" */
	void *ctx;
	bool large; /* nothing of a row is held when it was taken */
};

/* By the program reader, as kind: "xlsx", "xlsx-large", "gz".  What a taker
 * returned, or E_SYNTAX, E_LIMIT, E_IO, E_NOMEM with *why in the arena. */
int sheet_stream(struct arena *a, const char *reader, const char *kind,
    const char *path, const struct sheet_taker *to,
    const char **why) MUST_CHECK;

/* Add a row; cells are copied.  E_LIMIT beyond LIMIT_SHEET_ROWS. */
int sheet_add(struct arena *a, struct sheet *s, unsigned line,
    const char *const *cells, size_t n, const char *wrong) MUST_CHECK;

/* The row as table_next would give it, filled up with blanks or cut of
 * blanks to n cells. */
void sheet_record(const struct sheet_row *row, size_t n,
    struct table_record *out);

#endif
