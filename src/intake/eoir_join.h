/* eoir_join.h - all rows of one case brought together. */

#ifndef FORESTAY_EOIR_JOIN_H
#define FORESTAY_EOIR_JOIN_H

#include "intake/eoir_read.h"

struct joiner {
	const struct mem *mem;
	const struct eoir_codes *codes;
	struct worker *workers;
	size_t nworkers;
	const struct rec_federal *federal; /* by appeal */
	size_t nfederal;
	struct dirt *dirt;
	uint32_t *first; /* PART_CASES + 1: of each number's rows in rows */
	const struct rec **rows;
	size_t cap;
	struct eoir_case c;
	uint64_t cases, proceedings;
};

int joiner_init(struct joiner *j, const struct mem *mem) MUST_CHECK;
void joiner_release(struct joiner *j);

/* Each case of a part, by number; what it held is given back.  What each()
 * returns, when not 0, ends it. */
int join_part(struct joiner *j, unsigned part,
    int (*each)(void *ctx, const struct eoir_case *c), void *ctx) MUST_CHECK;

#endif
