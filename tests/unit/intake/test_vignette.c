/* The runner of examples: a runner that passes everything would hide every
 * fault of every order, so each way to be wrong is shown to be noticed. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "intake/vignette.h"

#include "small_law.h"

#define HEAD                                                            \
	"case two\n  court mied\n"                                      \
	"order two.stay\n  document \"Dkt. 2\"\n  entered 2017-06-22\n" \
	"  covers nationality is SY\n  bars removal\n"                  \
	"  until 2017-07-06 end of day\n"                               \
	"vignette \"v\"\n"

struct tally {
	size_t passed, failed;
	char wrong[256]; /* of the last that failed */
	size_t citations_explained;
};

static void
report(void *ctx, const struct vignette_result *r)
{
	struct tally *t = ctx;
	size_t i;

	if (r->wrong == NULL) {
		t->passed++;
		return;
	}
	t->failed++;
	snprintf(t->wrong, sizeof(t->wrong), "%s", r->wrong);
	for (i = 0; i < r->answer->ncitations; i++)
		t->citations_explained += r->answer->citations[i].why != NULL;
}

static int
run(const char *text, struct tally *t)
{
	struct source_text src = { "v.law", text, strlen(text) };
	struct source_text vocab = { "small.vocab", small_vocab,
		sizeof(small_vocab) - 1 };
	struct source_text order = { "small.law", small_order,
		sizeof(small_order) - 1 };
	struct law law = { 0 };
	struct arena a;
	struct diags ds;
	size_t i;
	int r = 0;

	memset(t, 0, sizeof(*t));
	arena_init(&a, &mem_system, 1 << 26);
	diags_init(&ds, &a);
	assert_int_equal(law_parse(&a, &vocab, &law, &ds), 0);
	assert_int_equal(law_parse(&a, &order, &law, &ds), 0);
	assert_int_equal(law_parse(&a, &src, &law, &ds), 0);
	if (law_check(&a, &law, &ds) != 0)
		fail_msg("%s", ds.n > 0 ? ds.items[0].message : "?");
	for (i = 0; i < law.nvignettes && r == 0; i++)
		r = vignette_run(&a, &law, law.vignettes[i], report, t);
	arena_release(&a);
	return r;
}

static void
each_way_to_be_wrong_is_noticed(void **state)
{
	static const struct {
		const char *lines, *wrong; /* NULL: it passes */
	} cases[] = {
		{ "person nationality SY\n on 2017-06-23 10:00 removal to IQ "
		  "barred by two.stay until 2017-07-06 end of day\n",
		    NULL },
		{ "person nationality SY\n on 2017-06-23 10:00 removal to IQ "
		  "barred by two.stay until 2017-07-05 end of day\n",
		    "it is barred until 2017-07-06 end of day EDT" },
		{ "person nationality SY\n on 2017-06-23 10:00 removal to IQ "
		  "barred by two.stay until 2017-07-06 23:58\n",
		    "it is barred until 2017-07-06 end of day EDT" },
		{ "person nationality SY\n on 2017-06-23 10:00 removal to IQ "
		  "barred by two.stay until 2017-07-06 23:59\n",
		    NULL },
		{ "person nationality SY\n on 2017-06-23 10:00 removal to IQ "
		  "held by two.stay\n",
		    "the answer is BARRED" },
		{ "person nationality SY\n on 2017-06-23 10:00 removal to IQ "
		  "no bar\n",
		    "the answer is BARRED" },
		{ "person nationality SY\n on 2017-07-07 00:00 removal to IQ "
		  "barred by two.stay\n",
		    "the answer is NO BAR ON RECORD" },
		{ "person nationality unknown\n on 2017-06-23 10:00 removal to "
		  "IQ held by two.stay\n",
		    NULL },
		{ "person nationality unknown\n on 2017-06-23 10:00 removal to "
		  "IQ held by two.stay \"nationality\"\n",
		    NULL },
		{ "person nationality unknown\n on 2017-06-23 10:00 removal to "
		  "IQ held by two.stay \"the moon\"\n",
		    "no reason of the hold says \"the moon\"" },
		/* Against its own case's instruments alone. */
		{ "person nationality IQ\n on 2017-06-23 10:00 removal to IQ "
		  "no bar\n",
		    NULL },
		{ "person nationality {IQ, SY}\n on 2017-06-23 10:00 removal to "
		  "IQ barred by one.stay, two.stay\n",
		    "one.stay does not bar it" },
		/* Known at the instant asked, unless given. */
		{ "person nationality SY\n on 2017-06-23 10:00 removal to IQ "
		  "known 2017-06-21 10:00 no bar\n",
		    NULL },
		/* Person lines hold for the checks below them alone. */
		{ "on 2017-06-23 10:00 removal to IQ held by two.stay\n"
		  "person nationality SY\n"
		  "on 2017-06-23 10:00 removal to IQ barred by two.stay\n",
		    NULL },
		/* How the order stands, and what is due. */
		{ "on 2017-06-23 10:00 removal stands two.stay \"in force\"\n"
		  "on 2017-07-07 00:00 removal stands two.stay \"expired\"\n",
		    NULL },
		{ "on 2017-07-07 00:00 removal stands two.stay, one.stay "
		  "\"in force\"\n",
		    "two.stay stands: expired" },
		{ "person nationality SY\n on 2017-06-23 10:00 removal due "
		  "\"the order ends by itself\" earliest 2017-07-06 end of "
		  "day latest 2017-07-06 end of day\n",
		    NULL },
		{ "person nationality SY\n on 2017-06-23 10:00 removal due "
		  "\"the order ends by itself\" earliest 2017-07-05 end of "
		  "day latest 2017-07-06 end of day\n",
		    "the order ends by itself is due by 2017-07-06 end of day "
		    "EDT, at the latest 2017-07-06 end of day EDT" },
		{ "person nationality SY\n on 2017-07-07 10:00 removal "
		  "not due \"the order ends by itself\"\n",
		    NULL },
		{ "person nationality SY\n on 2017-06-23 10:00 removal "
		  "not due \"the order ends by itself\"\n",
		    "the order ends by itself is due" },
		/* The air counts. */
		{ "person nationality SY\n on 2017-06-21 22:00 arrives "
		  "2017-06-23 06:00 removal to IQ known 2017-06-23 06:00 "
		  "barred by two.stay\n",
		    NULL },
	};
	char text[2048];
	struct tally t;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(text, sizeof(text), "%s%s", HEAD, cases[i].lines);
		assert_int_equal(run(text, &t), 0);
		if (t.failed != (cases[i].wrong != NULL))
			fail_msg("case %zu: %zu failed: %s", i, t.failed,
			    t.wrong);
		if (cases[i].wrong != NULL)
			assert_string_equal(t.wrong, cases[i].wrong);
		else
			assert_true(t.passed > 0);
	}
}

static void
what_failed_is_explained(void **state)
{
	struct tally t;

	assert_int_equal(run(HEAD "person nationality SY\n on 2017-06-23 10:00 "
				  "removal to IQ no bar\n",
			     &t),
	    0);
	assert_int_equal(t.failed, 1);
	assert_int_equal(t.citations_explained, 1);
}

static void
under_names_what_it_is_against(void **state)
{
	static const char lines[] =
	    "person nationality {IQ, SY}; final_order; no other final_order\n"
	    " on 2017-06-23 10:00 removal to IQ barred by one.stay, two.stay\n";
	char text[2048];
	struct tally t;

	snprintf(text, sizeof(text), "%.*s under casebook\n%s",
	    (int)strlen(HEAD) - 1, HEAD, lines);
	assert_int_equal(run(text, &t), 0);
	assert_int_equal(t.passed, 1);
	snprintf(text, sizeof(text), "%.*s under one, two.stay\n%s",
	    (int)strlen(HEAD) - 1, HEAD, lines);
	assert_int_equal(run(text, &t), 0);
	assert_int_equal(t.passed, 1);
	snprintf(text, sizeof(text), "%.*s under one\n%s",
	    (int)strlen(HEAD) - 1, HEAD, lines);
	assert_int_equal(run(text, &t), 0);
	assert_int_equal(t.failed, 1);
}

/* No instrument would be all of them to decide(): a vignette of a case that
 * has none is not run. */
static void
a_case_without_instruments_is_not_every_order(void **state)
{
	struct tally t;

	assert_int_equal(run("case three\n  court mied\n"
			     "vignette \"v\"\n person nationality IQ\n"
			     " on 2017-06-23 10:00 removal to IQ no bar\n",
			     &t),
	    E_NAME);
	assert_int_equal(t.passed, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_way_to_be_wrong_is_noticed),
		cmocka_unit_test(what_failed_is_explained),
		cmocka_unit_test(under_names_what_it_is_against),
		cmocka_unit_test(a_case_without_instruments_is_not_every_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
