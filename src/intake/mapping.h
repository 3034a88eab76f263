/* mapping.h - what the columns of somebody's table mean.
 *
 * A mapping names, for each heading of a table, one of the headings of
 * docs/people-files.md; what to write for a value ("Iraq" is IQ); and in
 * which order its dates are.  It is said on the command line, saved in the
 * store under a name, and used again.  Headings are compared without case,
 * blanks and signs. */

#ifndef FORESTAY_MAPPING_H
#define FORESTAY_MAPPING_H

#include <jansson.h>

#include "core/arena.h"
#include "core/err.h"
#include "core/limits.h"

enum mapping_dates {
	DATES_ISO, /* 2017-06-11, or not at all */
	DATES_MDY, /* 06/11/2017 is the eleventh of June */
	DATES_DMY
};

struct mapping_pair {
	const char *from, *to;
};

struct mapping {
	const char *name; /* or NULL */
	struct mapping_pair columns[LIMIT_COLUMNS];
	size_t ncolumns;
	struct mapping_pair values[LIMIT_COLUMNS];
	size_t nvalues;
	struct mapping_pair constants[16]; /* a column that the table lacks */
	size_t nconstants;
	enum mapping_dates dates;
};

/* Add "FROM=TO" to pairs; the latest of one FROM counts.  False with *why,
 * static, when it is no pair or there are too many. */
bool mapping_add(struct arena *a, struct mapping_pair *pairs, size_t *n,
    size_t max, const char *pair, const char **why);

bool mapping_dates(const char *s, enum mapping_dates *out);

/* What a heading means: as said, else NULL. */
const char *mapping_column(const struct mapping *m, const char *heading);

/* A guess from what such tables are usually headed: NULL when there is
 * none.  A guess is shown, and nothing is written on it. */
const char *mapping_guess(const char *heading);

/* What to write for a cell: its value as mapped; "" for what only says that
 * it was withheld ("b(6), b(7)c", "N/A"). */
const char *mapping_value(const struct mapping *m, const char *cell);

/* A date in the mapping's order made YYYY-MM-DD[ HH:MM]; the cell itself
 * when it is none or needs none. */
const char *mapping_date(struct arena *a, const struct mapping *m,
    const char *cell);

/* Whether two headings, or values, are one: no case, blanks or signs. */
bool mapping_same(const char *a, const char *b);

/* As the body of an entry, and back: NULL when refused memory; false when
 * it is no mapping. */
json_t *mapping_json(const struct mapping *m);
bool mapping_read(struct arena *a, const json_t *body, struct mapping *out);

#endif
