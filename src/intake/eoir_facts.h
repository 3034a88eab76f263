/* eoir_facts.h - a case said in the words of the vocabulary. */

#ifndef FORESTAY_EOIR_FACTS_H
#define FORESTAY_EOIR_FACTS_H

#include "intake/eoir_final.h"
#include "record/person.h"

struct eoir_words;

/* The kinds, steps and places that facts of one release are said in.  E_NAME:
 * the vocabulary has not *missing; E_NOMEM. */
int eoir_words_find(struct arena *a, const struct vocab *v,
    struct eoir_words **out, const char **missing) MUST_CHECK;

/* What the person is made with.  row_of: eoir_row_of of its release. */
struct eoir_telling {
	struct arena *a;
	struct eoir_words *words;
	const struct eoir_codes *codes;
	uint16_t as_of; /* the release is whole before it */
	uint32_t (
	    *row_of)(const void *ctx, enum eoir_table_id t, uint32_t line);
	const void *ctx;
};

/* E_NOMEM. */
int eoir_tell(const struct eoir_telling *t, const struct eoir_case *c,
    const struct finality *f, const struct person **out) MUST_CHECK;

#endif
