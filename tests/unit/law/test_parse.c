/* What the parser makes of a text: the tree, its names and its places. */

#include "unit/law/reading.h"

#define FIXTURE "tests/law/fixtures/hamama11"

/* SEMANTICS section 11 is the language's founding example. */
static void
reads_hamama_whole(void **state)
{
	struct reading_test t;
	const struct instrument *x;

	reading_init(&t);
	assert_int_equal(law_parse(&t.arena, source_file(&t, FIXTURE ".vocab"),
			     &t.law, &t.ds),
	    0);
	assert_int_equal(law_parse(&t.arena, source_file(&t, FIXTURE ".law"),
			     &t.law, &t.ds),
	    0);
	assert_string_equal(said(&t), "");
	assert_int_equal(t.law.ncases, 1);
	assert_int_equal(t.law.ninstruments, 8);
	assert_int_equal(t.law.cases[0]->ninstruments, 8);
	assert_int_equal(t.law.nvignettes, 2);
	x = law_instrument(&t.law, "hamama.injunction");
	assert_non_null(x);
	assert_true(x->each.given);
	assert_int_equal(x->each.nstages, 9);
	assert_true(x->each.stages[7].open);
	assert_int_equal(x->each.stages[1].transitions[0].within.nreadings, 2);
	x = law_instrument(&t.law, "hamama.reversal");
	assert_int_equal(x->nedges, 2);
	assert_true(x->edges[1].from_mandate);
	assert_string_equal(x->edges[1].target.s, "hamama.bond");
	assert_int_equal(t.law.vignettes[0]->nlines, 6);
	reading_release(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_hamama_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
