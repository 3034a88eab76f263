/* prop_columns.c - nothing is lost in columns.
 *
 * Random people are written to a segment under a random casebook; each row
 * is made a person again, and of both the scalar evaluator says the same:
 * verdict, value of each order, horizon.
 *
 *	PROP_CASES=1000 SEED=7 build/tests/property/prop_columns
 *
 * Shown to catch: a hole filled with the next one's word; the other person
 * of a relation left out; the day of a column one too late. */

#include "property/gpeople.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct gpeople g;

static bool
same(const struct answer *a, const struct answer *b)
{
	if (a->verdict != b->verdict || a->ncitations != b->ncitations ||
	    a->horizon.us != b->horizon.us || a->until.us != b->until.us ||
	    a->err != b->err)
		return false;
	for (size_t i = 0; i < a->ncitations; i++)
		if (a->citations[i].order != b->citations[i].order ||
		    a->citations[i].value != b->citations[i].value)
			return false;
	return true;
}

static bool
same_known(const struct person *a, const struct person *b)
{
	if (a->nas != b->nas)
		return false;
	for (size_t i = 0; i < a->nas; i++) {
		const struct known_as *x = &a->as[i], *y = &b->as[i];

		if (x->how != y->how ||
		    (x->how == KNOWN_BY && x->type != y->type) ||
		    strcmp(x->value, y->value) != 0 ||
		    x->entry.recorded.us != y->entry.recorded.us ||
		    x->entry.is_loss != y->entry.is_loss ||
		    x->entry.confirmed.us != y->entry.confirmed.us ||
		    x->entry.refused.us != y->entry.refused.us)
			return false;
	}
	return true;
}

/* Of the person in a row and of the one who was put there. */
static bool
row_same(struct built *b, size_t row)
{
	const struct person *back;
	struct answer was, now;
	struct arena a;
	bool ok;

	if (gpeople_build(&g, gpeople_of_row(&g, row), b) != 0)
		return false;
	arena_init(&a, &mem_system, (size_t)64 << 20);
	ok = segment_person(g.segment, &a, row, &back) == 0 &&
	    back->nfacts == b->people[0].nfacts &&
	    same_known(back, &b->people[0]);
	if (ok) {
		b->q.horizon = true;
		(void)decide(&b->arena, &b->q, &was);
		b->who[0] = back;
		(void)decide(&b->arena, &b->q, &now);
		ok = same(&was, &now);
		b->who[0] = &b->people[0];
	}
	arena_release(&a);
	return ok;
}

static bool
holds(struct rng *r, size_t *rows, size_t *refused)
{
	struct built b;
	bool ok;

	if (!gpeople_make(r, 1 + rng_below(r, 60), &g, refused))
		return true;
	if (gcase_build_law(&g.base, &b, NULL) != 0)
		return false;
	ok = gpeople_write(&g, &b) == 0 &&
	    segment_columns(g.segment)->rows == g.n &&
	    segment_verify(g.segment) == 0;
	for (size_t i = 0; ok && i < g.n; i++, ++*rows) {
		ok = row_same(&b, i);
		if (!ok) {
			struct gcase *c = &g.people[gpeople_of_row(&g, i)];

			printf("row %zu is another person:\n", i);
			prop_show(c);
		}
	}
	gpeople_close(&g);
	built_release(&b);
	return ok;
}

int
main(void)
{
	size_t n = (size_t)prop_number("PROP_CASES", 4000) / 20, rows = 0;
	uint64_t seed = prop_number("SEED", 20190304);
	size_t passed = 0, failed = 0, refused = 0;

	for (size_t i = 0; i < n && failed < 3; i++) {
		struct rng r = prop_rng(seed, i);

		if (holds(&r, &rows, &refused)) {
			passed++;
		} else {
			failed++;
			printf("case %zu of seed %llu\n", i,
			    (unsigned long long)seed);
		}
	}
	printf("%zu people, %zu casebooks refused\n", rows, refused);
	printf("%zu passed, %zu failed\n", passed, failed);
	return failed > 0;
}
