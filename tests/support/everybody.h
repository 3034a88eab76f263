/* everybody.h - people in columns, and whether all of them decided at once
 * are what each of them is alone. */

#ifndef FORESTAY_TEST_EVERYBODY_H
#define FORESTAY_TEST_EVERYBODY_H

#include "decide/population.h"
#include "store/segment.h"

struct everybody {
	struct person *people; /* as they were given, under ids of their own */
	size_t n;
	struct segment *segment;
	char folder[64];
	char path[160];
};

/* Write people to a segment below /tmp and open it; what they are made of must
 * outlive it.  0 or an error of the segment's. */
int everybody_write(struct arena *a, const struct law *law,
    const struct person *const *people, size_t n,
    struct everybody *out) MUST_CHECK;
void everybody_close(struct everybody *e);

/* Who of people is in a row. */
size_t everybody_of_row(const struct columns *c, size_t row);

/* Ask q of everybody, and of each alone: every order of every row; counts,
 * marks and lists; clauses; what is wanted; and that nothing changes before
 * it is said to.  NULL, or in what they differ.  Lives in a. */
const char *everybody_differs(struct arena *a, const struct everybody *e,
    const struct population_ask *q);

/* c laid out in another way: row i is row map[i], codes are `width` bytes (0:
 * as they were), and nothing is left to be touched.  Lives in a.  0, E_NOMEM,
 * or what touching said. */
int columns_spread(struct arena *a, const struct columns *c,
    const uint32_t *map, size_t n, unsigned width,
    struct columns *out) MUST_CHECK;

#endif
