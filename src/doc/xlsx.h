/* xlsx.h - a workbook (ECMA-376, "XLSX") as rows of text.
 *
 * Hostile until shown otherwise: it runs in forestay-doc (main.c), every
 * part is bounded, a document type declaration is refused.  Dates are those
 * that the cell's style says are dates, in the workbook's own system (from
 * 1900 or from 1904); a whole number is written without a fraction.  Merged
 * cells have their value in the first.  A formula is its value, #FORMULA!
 * where the workbook holds none.  Hidden sheets, rows and columns are read
 * as others are. */

#ifndef FORESTAY_DOC_XLSX_H
#define FORESTAY_DOC_XLSX_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buf.h"
#include "core/err.h"

#define XLSX_PART_MAX    ((size_t)128 << 20) /* of one part, unpacked */
#define XLSX_ALL_MAX     ((size_t)768 << 20) /* of all */
#define XLSX_LARGE_MAX   ((size_t)64 << 30)  /* of a large one */
#define XLSX_STRINGS_MAX (4u << 20)          /* shared strings */
#define XLSX_SHEETS_MAX  64u
#define XLSX_STYLES_MAX  65536u

/* Who takes the rows.  Cells live during the call; each returns 0 to go
 * on. */
struct xlsx_taker {
	int (*sheet)(void *ctx, const char *name);
	int (
	    *row)(void *ctx, unsigned line, const char *const *cells, size_t n);
	void *ctx;
	bool large; /* what an agency publishes: XLSX_LARGE_MAX, unpacked */
};

/* Read the workbook at fd, which can be sought.  0; E_SYNTAX, E_LIMIT,
 * E_NOMEM with *why, a sentence in why; or what the taker returned. */
int xlsx_read(const struct mem *mem, int fd, const struct xlsx_taker *to,
    struct buf *why) MUST_CHECK;

/* A serial number of a spreadsheet as a day, and a minute when it has a
 * fraction: "2017-06-11", "2017-06-11 09:30"; false when it is none. */
bool xlsx_date(double serial, bool from_1904, char out[24]);

/* Whether a number format shows a date. */
bool xlsx_format_is_date(const char *code);

#endif
