/* census_by.h - people divided by what is on record of them. */

#ifndef FORESTAY_CENSUS_BY_H
#define FORESTAY_CENSUS_BY_H

#include "decide/columns.h"

#define BY_LABELS_MAX 65536u

struct by_cell {
	const char *label;
	uint64_t yes, unknown;
};

/* One division: by a field of a kind, by what its place lies in, by the year
 * it began, or by whether it is on record at all. */
struct by {
	const char *name; /* as asked for */
	const struct kind *kind;
	int field;          /* -1: whether it is on record */
	bool year;          /* in which it began */
	const char *within; /* "area.": the place of that kind it lies in */
	struct by_cell *cells;
	size_t ncells, cap_cells;
	uint32_t *of_code; /* 1 + cell; 0: not looked up */
	uint32_t not_known;
};

/* "court", "nationality", "custody", "year", "represented", "office",
 * "state"; or a kind, or KIND.FIELD.  0; E_NAME: the vocabulary, or these
 * columns, know nothing of that name; E_NOMEM. */
int by_find(struct arena *a, const struct columns *c, const char *name,
    struct by *out) MUST_CHECK;

/* Whether any row of c has a fact of its kind. */
bool by_on_record(const struct columns *c, const struct by *by);

/* Go on with the rows of other columns of the same vocabulary.  0, E_NOMEM. */
int by_columns(struct arena *a, const struct columns *c,
    struct by *by) MUST_CHECK;

/* Put row, whose value is v (YES or UNKNOWN), into its cell, as of K.
 * 0, E_NOMEM, E_LIMIT, E_BROKEN. */
int by_count(struct arena *a, const struct columns *c, struct instant known,
    size_t row, enum tri v, struct by *by) MUST_CHECK;

/* Most first. */
void by_sort(struct by *by);

#endif
