/* What a person line says, as facts. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "intake/givens.h"

#include "small_law.h"

static struct arena arena;
static struct law law;
static struct givens givens;

static int
begin(void **state)
{
	arena_init(&arena, &mem_system, 1 << 26);
	small_law(&arena, &law);
	givens = (struct givens){ .arena = &arena,
		.law = &law,
		.zone = zone_builtin("America/Detroit") };
	return 0;
}

static int
end(void **state)
{
	arena_release(&arena);
	return 0;
}

static void
add(const char *text)
{
	struct source_text *src = arena_alloc(&arena, sizeof(*src));
	struct given *gs = NULL;
	struct diags ds;
	size_t n = 0, i;

	assert_non_null(src);
	*src = (struct source_text){ "line", text, strlen(text) };
	diags_init(&ds, &arena);
	if (law_parse_givens(&arena, src, &law, &gs, &n, &ds) != 0 ||
	    ds.nerrors > 0)
		fail_msg("%s: %s", text, ds.n > 0 ? ds.items[0].message : "?");
	for (i = 0; i < n; i++)
		assert_int_equal(givens_add(&givens, &gs[i]), 0);
}

static const struct fact *
fact(size_t i)
{
	assert_true(i < givens.nfacts);
	return givens.facts[i];
}

static struct instant
utc(const char *s)
{
	struct instant t = { 0 };

	assert_int_equal(instant_parse_utc(s, strlen(s), &t), 0);
	return t;
}

static void
assert_instant(struct instant a, struct instant b)
{
	assert_true(a.us == b.us);
}

static void
a_state_is_known_from_its_beginning(void **state)
{
	add("custody agency ICE place area.DET since 2017-06-11");
	assert_int_equal(fact(0)->type, FACT_HELD);
	assert_string_equal(fact(0)->kind->name, "custody");
	assert_string_equal(fact(0)->fields[0].word->name, "ICE");
	assert_string_equal(fact(0)->fields[1].word->name, "area.DET");
	assert_instant(fact(0)->entry.recorded, utc("2017-06-11T04:00:00Z"));
	assert_false(fact(0)->entry.is_loss);
	assert_null(fact(0)->zone);
}

static void
a_state_without_a_date_is_known_always(void **state)
{
	add("nationality IQ");
	assert_instant(fact(0)->entry.recorded, INSTANT_BEGIN);
	assert_int_equal(fact(0)->from.kind, MOMENT_NONE);
	add("custody agency ICE 2017-06-11");
	assert_int_equal(fact(1)->from.kind, MOMENT_NONE);
	assert_int_equal(fact(1)->seen.kind, MOMENT_DAYS);
	assert_instant(fact(1)->entry.recorded, utc("2017-06-11T04:00:00Z"));
}

static void
sets_are_sets(void **state)
{
	add("nationality {IQ, SY}");
	assert_int_equal(fact(0)->fields[0].kind, VALUE_SET);
	assert_int_equal(fact(0)->fields[0].nitems, 2);
}

static void
an_event_happens_at_its_instant(void **state)
{
	add("a_file.produced 2017-11-06");
	assert_int_equal(fact(0)->type, FACT_HAPPENED);
	assert_int_equal(fact(0)->from.kind, MOMENT_DAYS);
	assert_instant(fact(0)->entry.recorded, utc("2017-11-06T05:00:00Z"));
}

static void
steps_belong_to_the_last_filing_of_their_kind(void **state)
{
	add("motion.filed 2017-07-01; motion.denied 2017-08-01");
	add("motion.filed 2017-09-01; motion.granted 2017-10-01");
	assert_string_equal(fact(0)->filing, fact(1)->filing);
	assert_string_equal(fact(2)->filing, fact(3)->filing);
	assert_string_not_equal(fact(0)->filing, fact(2)->filing);
	assert_int_equal(fact(0)->step, 0);
	assert_int_equal(fact(1)->step, 2);
}

static void
filings_may_be_named(void **state)
{
	add("motion.filed as m1 2017-07-01; motion.filed as m2 2017-08-01");
	add("motion.denied as m1 2017-09-01; appeal.filed of m1 2017-09-15");
	assert_string_equal(fact(0)->filing, "m1");
	assert_string_equal(fact(2)->filing, "m1");
	assert_string_equal(fact(3)->of, "m1");
	/* Unnamed, it belongs to the last. */
	add("motion.granted 2017-10-01");
	assert_string_equal(fact(4)->filing, "m1");
}

/* Nobody knows on Monday that nothing happened through Tuesday. */
static void
an_absence_is_a_loss_known_at_its_end(void **state)
{
	add("no motion.filed through 2018-02-06");
	assert_int_equal(fact(0)->type, FACT_ABSENT);
	assert_int_equal(fact(0)->step, 0);
	assert_instant(fact(0)->entry.recorded, utc("2018-02-06T05:00:00Z"));
	assert_true(fact(0)->entry.is_loss);
	assert_instant(fact(0)->entry.confirmed, fact(0)->entry.recorded);
	add("no motion.filed through 2018-02-06 unconfirmed");
	assert_true(fact(1)->entry.is_loss);
	assert_instant(fact(1)->entry.confirmed, INSTANT_NEVER);
	add("no other final_order");
	assert_int_equal(fact(2)->type, FACT_ONLY);
	assert_true(fact(2)->entry.is_loss);
}

static void
a_people_file_must_name_a_document_for_a_loss(void **state)
{
	givens.losses_need_document = true;
	add("no motion.filed through 2018-02-06");
	assert_instant(fact(0)->entry.confirmed, INSTANT_NEVER);
	add("no motion.filed through 2018-02-06 document \"docket\"");
	assert_instant(fact(1)->entry.confirmed, fact(1)->entry.recorded);
	add("final_order since 1995");
	assert_false(fact(2)->entry.is_loss);
}

static void
recorded_says_when_it_was_written_down(void **state)
{
	add("final_order since 1995 recorded 2017-06-20 09:00");
	assert_instant(fact(0)->entry.recorded, utc("2017-06-20T13:00:00Z"));
	/* A day alone: certainly by its last minute. */
	add("final_order since 1995 recorded 2017-06-20");
	assert_instant(fact(1)->entry.recorded, utc("2017-06-21T03:59:00Z"));
}

static void
sources_are_kept(void **state)
{
	static const struct source file = { .name = "clinic" };

	givens.source = &file;
	add("nationality IQ");
	assert_ptr_equal(fact(0)->source, &file);
	add("nationality SY source \"passport\" document \"p. 3\"");
	assert_string_equal(fact(1)->source->name, "passport");
	assert_string_equal(fact(1)->source->document, "p. 3");
	add("nationality IQ document \"p. 4\"");
	assert_string_equal(fact(2)->source->name, "clinic");
	assert_string_equal(fact(2)->source->document, "p. 4");
}

static void
a_relation_has_another_person(void **state)
{
	add("spouse nationality US since 2015");
	assert_int_equal(fact(0)->type, FACT_HELD);
	assert_non_null(fact(0)->other);
	assert_int_equal(fact(0)->other->nfacts, 1);
	assert_string_equal(fact(0)->other->facts[0]->kind->name,
	    "nationality");
	assert_string_equal(fact(0)->other->facts[0]->fields[0].word->name,
	    "US");
}

static void
lists_and_names(void **state)
{
	struct person p;

	add("on list manifest; near list manifest; not on list manifest");
	assert_int_equal(fact(0)->on_list, LIST_EXACT);
	assert_int_equal(fact(1)->on_list, LIST_NEAR);
	assert_int_equal(fact(2)->on_list, LIST_NOT);
	assert_true(fact(2)->entry.is_loss);
	assert_false(fact(0)->entry.is_loss);
	add("is abrego_garcia");
	assert_int_equal(givens.nfacts, 3);
	assert_int_equal(givens_person(&givens, "x", NULL, &p), 0);
	assert_int_equal(p.nas, 1);
	assert_int_equal(p.as[0].how, KNOWN_IS);
	assert_string_equal(p.as[0].value, "abrego_garcia");
}

static void
nothing_else_happened_is_absence_of_all(void **state)
{
	add("nothing else happened; nationality unknown");
	assert_int_equal(fact(0)->type, FACT_ABSENT);
	assert_null(fact(0)->kind);
	assert_int_equal(fact(1)->type, FACT_UNKNOWN);
}

static void
what_a_person_holds_is_limited(void **state)
{
	static const struct given g = { .kind = GIVEN_NOTHING_ELSE };
	size_t i;

	for (i = 0; i + 1 < LIMIT_FACTS; i++)
		assert_int_equal(givens_add(&givens, &g), 0);
	assert_int_equal(givens_add(&givens, &g), 0);
	assert_int_equal(givens_add(&givens, &g), E_LIMIT);
	assert_int_equal(givens.nfacts, LIMIT_FACTS);
}

#define T(f) cmocka_unit_test_setup_teardown(f, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_state_is_known_from_its_beginning),
		T(a_state_without_a_date_is_known_always),
		T(sets_are_sets),
		T(an_event_happens_at_its_instant),
		T(steps_belong_to_the_last_filing_of_their_kind),
		T(filings_may_be_named),
		T(an_absence_is_a_loss_known_at_its_end),
		T(a_people_file_must_name_a_document_for_a_loss),
		T(recorded_says_when_it_was_written_down),
		T(sources_are_kept),
		T(a_relation_has_another_person),
		T(lists_and_names),
		T(nothing_else_happened_is_absence_of_all),
		T(what_a_person_holds_is_limited),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
