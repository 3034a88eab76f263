/* gpeople.h - many random people under one random casebook, in a segment. */

#ifndef FORESTAY_PROPERTY_GPEOPLE_H
#define FORESTAY_PROPERTY_GPEOPLE_H

#include "property/run.h"
#include "store/segment.h"

#define GP_MAX 512

struct gpeople {
	struct gcase base;           /* casebook, record and question */
	struct gcase people[GP_MAX]; /* facts alone are theirs */
	size_t n;
	char folder[64];
	struct segment *segment;
	char path[160];
};

/* Casebook, question and n people.  False when no casebook was good. */
bool gpeople_make(struct rng *r, size_t n, struct gpeople *g, size_t *refused);

/* Write them to a segment in folder and open it with the vocabulary of b;
 * 0 or an error. */
int gpeople_write(struct gpeople *g, struct built *b) MUST_CHECK;
void gpeople_close(struct gpeople *g);

/* Person i as what decide() takes, in b; the question is the base's. */
int gpeople_build(const struct gpeople *g, size_t i, struct built *b);

/* Which of them is in a row of the segment. */
size_t gpeople_of_row(const struct gpeople *g, size_t row);

#endif
