/* sample.h - people made up to show what a text does.
 *
 * From the conditions of a few orders a bounded set of people is drawn: of
 * each kind of fact they name, a person has no record, or one, with values
 * and times that the conditions name or just miss.  All else is recorded
 * absent, so that most questions about them have an answer.  A person found
 * shows that there is such a person; none found shows nothing. */

#ifndef FORESTAY_SAMPLE_H
#define FORESTAY_SAMPLE_H

#include "decide/decide.h"

/* One record, or none, of one kind; by name, so that the same person can be
 * asked about under two casebooks. */
struct made {
	const struct kind *kind;   /* NULL: a list, or who it is */
	bool absent;               /* none of this kind; not on it; not it */
	int step;                  /* of a filing; -1 */
	const char *const *values; /* kind->nfields words, or NULL each */
	struct moment from, to;
	const char *list;         /* on it */
	const char *is;           /* this very person */
	const struct made *other; /* a relation's other person: its one
				   * record; or NULL */
};

struct facet {
	struct made *choices; /* the first: nothing */
	size_t n, cap;
};

struct sample {
	struct arena *a;
	const struct vocab *vocab;
	struct facet *facets;
	size_t n, cap;
	struct instant t; /* when they are asked about */
	const struct zone *zone;
	bool nomem;
};

void sample_init(struct sample *s, struct arena *a, const struct vocab *vocab,
    struct instant t, const struct zone *zone);

/* Draw from a condition, or from whom x covers; before any is asked. */
void sample_draw(struct sample *s, const struct expr *e);
void sample_draw_members(struct sample *s, const struct instrument *x);

/* The person of those choices, one index a facet, in law's words; NULL when
 * refused.  Lives in a. */
const struct person *sample_person(const struct sample *s, struct arena *a,
    const struct law *law, const size_t *choice);

/* As a `person` line of a vignette says it. */
void sample_print(struct buf *b, const struct sample *s, const size_t *choice);

/* Whether the person of those choices is who is looked for: 1, 0, or an
 * error.  What it allocates of s->a is given back after each. */
typedef int sample_test(void *ctx, const struct sample *s,
    const size_t *choice);

/* Try the people drawn, within a bound, and make the first found as plain
 * as can be.  *found says whether; *out are the choices.  0 or an error. */
int sample_search(struct sample *s, sample_test *test, void *ctx, bool *found,
    size_t **out) MUST_CHECK;

#endif
