/* People files: what is taken, what is listed as rejected, and what that
 * does to whoever it may have spoken of. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "intake/people.h"
#include "support/fault_mem.h"

#include "small_law.h"

static struct arena arena;
static struct law law;
static struct people people;

static int
begin(void **state)
{
	arena_init(&arena, &mem_system, 1 << 28);
	small_law(&arena, &law);
	return people_init(&people, &arena, &law, NULL);
}

static int
end(void **state)
{
	arena_release(&arena);
	return 0;
}

static void
take(const char *path, const char *text)
{
	struct source_text *src = arena_alloc(&arena, sizeof(*src));

	assert_non_null(src);
	*src = (struct source_text){ path, text, strlen(text) };
	assert_int_equal(people_read(&people, src), 0);
	assert_int_equal(people_done(&people), 0);
}

static const struct people_entry *
who(const char *id)
{
	const struct people_entry **found;
	size_t n;
	bool exact;

	assert_int_equal(people_find(&people, &arena, id, &found, &n, &exact),
	    0);
	assert_true(exact && n == 1);
	return found[0];
}

static void
lines_are_read(void **state)
{
	take("x.people",
	    "# a comment\n"
	    "zone   America/Detroit\n"
	    "source \"clinic # 1\"  # another\n"
	    "\n"
	    "person A000-000-001 \"Synthetic One\"\n"
	    "    nationality IQ; final_order since 1995\n"
	    "    custody agency ICE\n"
	    "        place area.DET since 2017-06-11 # the raid\n"
	    "person a000000002\n"
	    "\ta_file.produced 2017-11-06\n");
	assert_int_equal(people.nrejects, 0);
	assert_int_equal(people.n, 2);
	assert_string_equal(who("A000-000-001")->name, "Synthetic One");
	assert_int_equal(who("000 000 001")->person.nfacts, 3);
	assert_int_equal(who("A000-000-002")->person.nfacts, 1);
	assert_string_equal(who("A000-000-001")->person.facts[0]->source->name,
	    "clinic # 1");
	assert_string_equal(zone_name(
				who("A000-000-001")->person.facts[0]->zone),
	    "America/Detroit");
}

static void
a_person_named_again_is_the_same_person(void **state)
{
	take("x",
	    "person A000-000-001 \"Synthetic One\"\n nationality IQ\n"
	    "person 000000001 \"Synthetic Other\"\n nationality SY\n");
	assert_int_equal(people.n, 1);
	assert_int_equal(who("A000-000-001")->person.nfacts, 2);
	assert_true(who("A000-000-001")->named_twice);
}

static void
a_relation_names_another_person(void **state)
{
	const struct people_entry *one;
	const struct fact *f;

	take("x.csv", "a_number,nationality\na000000004,SY\n");
	take("x.people",
	    "person A000-000-001\n"
	    "    spouse person A000-000-002 since 2015\n"
	    "    spouse person \"someone else\" until 2014\n"
	    "    spouse person 000000004; spouse nationality US\n"
	    "person A000-000-002\n"
	    "    nationality SY; nationality US since 2019-05-01\n"
	    "    spouse person A000-000-001 since 2015\n"
	    "person \"someone else\"\n    nationality IQ\n");
	assert_int_equal(people.nrejects, 0);
	assert_int_equal(people.n, 4);
	one = who("A000-000-001");
	assert_int_equal(one->person.nfacts, 4);
	f = one->person.facts[0];
	assert_ptr_equal(f->other, &who("A000-000-002")->person);
	assert_int_equal(f->other->nfacts, 3);
	assert_ptr_equal(f->other->facts[2]->other, &one->person);
	assert_int_not_equal(f->from.kind, MOMENT_NONE);
	assert_ptr_equal(one->person.facts[1]->other,
	    &who("someone else")->person);
	assert_ptr_equal(one->person.facts[2]->other,
	    &who("A000-000-004")->person);
	/* Whose facts stand in the line, as before. */
	assert_string_equal(one->person.facts[3]->other->id, "");
}

static void
a_relation_to_nobody_is_listed(void **state)
{
	take("x.people",
	    "person A000-000-001\n"
	    "    spouse person A000-000-002 since 2015\n"
	    "person A000-000-003\n"
	    "    spouse person A000-000-004\n"
	    "person A000-000-004\n"
	    "    natonality US\n");
	assert_int_equal(people_done(&people), 0); /* said once */
	assert_int_equal(people.nrejects, 2);
	assert_false(people.lost);
	assert_string_equal(people.rejects[1].person, "A000-000-001");
	assert_string_equal(people.rejects[1].value, "A000-000-002");
	assert_int_equal(people.rejects[1].line, 2);
	assert_true(who("A000-000-001")->damaged);
	/* What was lost of a spouse was lost of whoever is asked about. */
	assert_false(who("A000-000-003")->damaged);
	assert_true(who("A000-000-003")->kin_damaged);
	assert_false(who("A000-000-004")->kin_damaged);
}

static void
a_named_person_is_said_elsewhere(void **state)
{
	static const char *const wrong[] = {
		"spouse person A000-000-002 nationality US",
		"nationality IQ person A000-000-002",
		"no spouse person A000-000-002",
		"spouse person since 2015",
		"spouse person A000-000-002 person A000-000-003",
		"spouse person {A000-000-002}",
	};
	size_t i;
	char text[200];

	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		(void)snprintf(text, sizeof(text), "person A000-000-001\n %s\n",
		    wrong[i]);
		take("x.people", text);
		if (people.nrejects != i + 1)
			fail_msg("%s: taken", wrong[i]);
		assert_int_equal(who("A000-000-001")->person.nfacts, 0);
	}
}

static void
what_is_on_record_of_orders(void **state)
{
	const struct record *r = &people.record;

	take("x",
	    "zone America/Detroit\n"
	    "docket one read 2017-06-23 08:00\n"
	    "recorded one.stay 2017-06-22 15:00\n"
	    "recorded one.stay 2017-06-22 15:00 unconfirmed\n"
	    "confirm one.stay entered 2017-06-22\n"
	    "    document \"Dkt. 1\" by \"Synthetic Two\"\n"
	    "    recorded 2017-06-24\n"
	    "confirm one.stay oral 2017-06-21 09:00 effective 2017-06-23 ends\n"
	    "    acts document \"Dkt. 2\" by \"Synthetic Two\"\n"
	    "    recorded 2017-06-25\n");
	assert_int_equal(people.nrejects, 0);
	assert_int_equal(r->nreads, 1);
	assert_string_equal(r->reads[0].in_case, "one");
	assert_int_equal(r->nrecordings, 2);
	assert_false(r->recordings[0].entry.is_loss);
	assert_true(r->recordings[1].entry.is_loss);
	assert_true(r->recordings[1].entry.confirmed.us == INSTANT_NEVER.us);
	assert_int_equal(r->nconfirmations, 2);
	assert_string_equal(r->confirmations[0].document, "Dkt. 1");
	assert_int_equal(r->confirmations[0].entered.kind, MOMENT_DAYS);
	assert_int_equal(r->confirmations[0].oral.kind, MOMENT_NONE);
	assert_int_equal(r->confirmations[0].effective.kind, MOMENT_NONE);
	assert_false(r->confirmations[0].ends || r->confirmations[0].acts);
	assert_int_equal(r->confirmations[1].entered.kind, MOMENT_NONE);
	assert_int_equal(r->confirmations[1].oral.kind, MOMENT_CLOCK);
	assert_int_equal(r->confirmations[1].effective.kind, MOMENT_DAYS);
	assert_true(r->confirmations[1].ends && r->confirmations[1].acts);
}

/* Every line that is not taken is listed; about = whose it was, "" when it
 * may be anyone's. */
static void
nothing_is_dropped_in_silence(void **state)
{
	static const struct {
		const char *text;
		unsigned line;
		const char *about;
	} cases[] = {
		{ "persom A000-000-001\n", 1, "" },
		{ "person\n", 1, "" },
		{ "person A000-000-001 No Quotes\n", 1, "" },
		{ "  nationality IQ\n", 1, "" },
		{ "person A000-000-001\n  nationality XX\n", 2,
		    "A000-000-001" },
		{ "person A000-000-001\n  nationalty IQ\n", 2, "A000-000-001" },
		{ "person A000-000-001\n\n  nationality \"IQ\n", 3,
		    "A000-000-001" },
		{ "person A000-000-001\n  a_file.produced 2017-02-30\n", 2,
		    "A000-000-001" },
		{ "zone Detroit\n", 1, "" },
		{ "source clinic\n", 1, "" },
		{ "confirm one.stay entered 2017-06-22 by \"x\" recorded "
		  "2017-06-24T00:00Z\n",
		    1, "" }, /* no document */
		{ "confirm one.sty document \"x\" by \"y\" recorded "
		  "2017-06-24T00:00Z\n",
		    1, "" },
		{ "confirm one.stay document \"x\" by \"y\" recorded "
		  "2017-06-24\n",
		    1, "" }, /* no zone */
		{ "confirm one.stay \"ends\" document \"x\" by \"y\" recorded "
		  "2017-06-24T00:00Z\n",
		    1, "" },
		{ "docket two read 2017-06-24T00:00Z\n", 1, "" },
		{ "docket one 2017-06-24T00:00Z\n", 1, "" },
		{ "docket one read 2017-06-24T00:00Z twice\n", 1, "" },
		{ "recorded one.stay soon\n", 1, "" },
		{ "recorded one.stay 2017-06-24T00:00Z confirmed\n", 1, "" },
		{ "person \"A000-000-001\n", 1, "" },
	};
	const struct people_reject *r;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(people_init(&people, &arena, &law, NULL), 0);
		take("x", cases[i].text);
		if (people.nrejects != 1)
			fail_msg("case %zu: %zu rejects", i, people.nrejects);
		r = &people.rejects[0];
		assert_int_equal(r->line, cases[i].line);
		assert_non_null(r->why);
		assert_non_null(r->value);
		if (people.lost != (cases[i].about[0] == '\0'))
			fail_msg("case %zu: lost", i);
		if (!people.lost) {
			assert_string_equal(r->person, cases[i].about);
			assert_true(who(cases[i].about)->damaged);
		}
	}
}

static void
a_rejected_line_takes_nothing_with_it(void **state)
{
	take("x",
	    "person A000-000-001\n"
	    "  nationality IQ\n"
	    "  final_oder since 1995\n"
	    "  a_file.produced 2017-11-06\n"
	    "person A000-000-002\n"
	    "  nationality IQ\n");
	assert_int_equal(people.nrejects, 1);
	assert_int_equal(who("A000-000-001")->person.nfacts, 2);
	assert_true(who("A000-000-001")->damaged);
	assert_false(who("A000-000-002")->damaged);
	assert_false(people.lost);
}

/* More mistakes than diagnostics are kept: all are listed. */
static void
all_mistakes_are_listed(void **state)
{
	const size_t n = LIMIT_DIAGNOSTICS * 2;
	const size_t size = n * 32 + 64;
	char *text = malloc(size);
	size_t at = 0, i;

	assert_non_null(text);
	at += (size_t)snprintf(text, size, "person A000-000-001\n");
	for (i = 0; i < n; i++)
		at += (size_t)snprintf(text + at, size - at,
		    "  nationality X%zu\n", i);
	take("x", text);
	assert_int_equal(people.nrejects, n);
	free(text);
}

static void
tables_say_what_lines_say(void **state)
{
	const struct person *p;

	take("x.csv",
	    "a_number,name,nationality,final_order.since,custody.agency,"
	    "custody.place,custody.since,a_file.produced,motion.filed,"
	    "motion.basis,no motion.granted,list manifest,document,#note\n"
	    "A000-000-001,\"One, Synthetic\",IQ,1995,ICE,area.DET,2017-06-11,"
	    "2017-11-06,2018-01-02,changed_conditions,2018-02-06,near,A-file,"
	    "anything at all\n"
	    "000000001,,SY|IQ,,,,,,,,,,,\n");
	assert_int_equal(people.nrejects, 0);
	assert_int_equal(people.n, 1);
	p = &who("A000-000-001")->person;
	assert_string_equal(p->name, "One, Synthetic");
	assert_int_equal(p->nfacts, 8);
	assert_string_equal(p->facts[0]->fields[0].word->name, "IQ");
	assert_string_equal(p->facts[2]->fields[1].word->name, "area.DET");
	assert_int_equal(p->facts[3]->type, FACT_HAPPENED);
	assert_int_equal(p->facts[4]->step, 0);
	assert_string_equal(p->facts[4]->fields[0].s, "changed_conditions");
	assert_int_equal(p->facts[5]->type, FACT_ABSENT);
	/* The row names a document, so the absence counts. */
	assert_true(p->facts[5]->entry.confirmed.us < INSTANT_NEVER.us);
	assert_int_equal(p->facts[6]->on_list, LIST_NEAR);
	assert_int_equal(p->facts[7]->fields[0].kind, VALUE_SET);
}

static void
cells_that_are_not_taken_are_listed(void **state)
{
	static const struct {
		const char *text;
		unsigned line;
		const char *column; /* NULL: of the row */
		bool lost;
		size_t facts; /* of A000-000-001 */
	} cases[] = {
		{ "a_number,nationality\nA000-000-001,XX\n", 2, "nationality",
		    false, 0 },
		{ "a_number,final_order.since\nA000-000-001,06/11/2017\n", 2,
		    "final_order.since", false, 0 },
		{ "a_number,a_file.produced\nA000-000-001,yes\n", 2,
		    "a_file.produced", false, 0 },
		{ "a_number,nationality\nA000-000-001,IQ; final_order\n", 2,
		    "nationality", false, 0 },
		{ "a_number,nationality\nA000-000-001,\"I\"\"Q\"\n", 2,
		    "nationality", false, 0 },
		{ "a_number,nationality\nA000-000-001,IQ\n,IQ\n", 3, "a_number",
		    true, 1 },
		{ "a_number,nationality\nA000-000-001,IQ\nA,b,c\n", 3, NULL,
		    true, 1 },
		{ "a_number,nationality\nA000-000-001,IQ\n\"A\n", 3, NULL, true,
		    1 },
		{ "a_number,nationality,phone\nA000-000-001,IQ,1\n", 1, "phone",
		    true, 1 },
		{ "a_number,motion.filed,motion.basis\nA000-000-001,,x\n", 2,
		    "motion.filed", false, 0 },
		{ "a_number,list manifest\nA000-000-001,maybe\n", 2,
		    "list manifest", false, 0 },
		{ "a_number,nationality\nA000-000-001,IQ\nA000-000-7,IQ\n", 3,
		    "a_number", true, 1 },
		{ "a_number,no motion.filed\nA000-000-001,never\n", 2,
		    "no motion.filed", false, 0 },
		{ "a_number,nationality,document\nA000-000-001,IQ,\"a\"\"b\"\n",
		    2, "nationality", false, 0 },
	};
	const struct people_reject *r;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(people_init(&people, &arena, &law, NULL), 0);
		take("x.csv", cases[i].text);
		if (people.nrejects != 1)
			fail_msg("case %zu: %zu rejects", i, people.nrejects);
		r = &people.rejects[0];
		if (r->line != cases[i].line || people.lost != cases[i].lost)
			fail_msg("case %zu: line %u lost %d", i, r->line,
			    people.lost);
		if (cases[i].column == NULL)
			assert_null(r->column);
		else
			assert_string_equal(r->column, cases[i].column);
		if (who("A000-000-001")->person.nfacts != cases[i].facts)
			fail_msg("case %zu: facts", i);
	}
}

static void
a_table_without_people_is_rejected(void **state)
{
	take("x.csv", "");
	assert_int_equal(people.nrejects, 1);
	assert_true(people.lost);
	assert_int_equal(people_init(&people, &arena, &law, NULL), 0);
	take("x.csv", "name,nationality\nOne,IQ\n");
	assert_int_equal(people.nrejects, 1);
	assert_int_equal(people.n, 0);
	/* Nor is a row two people's. */
	assert_int_equal(people_init(&people, &arena, &law, NULL), 0);
	take("x.csv",
	    "a_number,id,nationality\nA000-000-002,A000-000-001,IQ\n");
	assert_int_equal(people.nrejects, 1);
	assert_string_equal(people.rejects[0].column, "id");
	assert_true(people.lost);
	assert_int_equal(people.n, 0);
}

static void
near_numbers_are_candidates(void **state)
{
	const struct people_entry **found;
	size_t n;
	bool exact;

	take("x",
	    "person A000-000-012\nperson A000-000-021\n"
	    "person A000-000-912\nperson somebody\n");
	assert_int_equal(people_find(&people, &arena, "A000-000-012", &found,
			     &n, &exact),
	    0);
	assert_true(exact && n == 1);
	/* One digit from the first and the third. */
	assert_int_equal(people_find(&people, &arena, "A000-000-112", &found,
			     &n, &exact),
	    0);
	assert_true(!exact && n == 2);
	assert_int_equal(people_find(&people, &arena, "A000-777-777", &found,
			     &n, &exact),
	    0);
	assert_true(!exact && n == 0);
	assert_int_equal(people_find(&people, &arena, "somebody", &found, &n,
			     &exact),
	    0);
	assert_true(exact && n == 1);
	/* Names that are not numbers are never near. */
	assert_int_equal(people_find(&people, &arena, "somebodi", &found, &n,
			     &exact),
	    0);
	assert_true(!exact && n == 0);
}

/* Every refusal of memory comes back as E_NOMEM. */
static void
memory_may_run_out(void **state)
{
	static const struct source_text lines = { "x",
		"person A000-000-001 \"S\"\n  nationality IQ\n  bad bad\n"
		"docket one read 2017-06-24T00:00Z\n",
		84 };
	static const struct source_text table = { "x.csv",
		"a_number,nationality\nA000-000-001,IQ\nA000-000-002,XX\n",
		54 };
	struct fault_mem f;
	struct arena a;
	size_t at;
	int r = E_NOMEM;

	for (at = 1; r != 0 && at < 10000; at++) {
		fault_mem_init(&f, at);
		arena_init(&a, &f.mem, 1 << 26);
		r = people_init(&people, &a, &law, NULL);
		if (r == 0)
			r = people_read(&people, &lines);
		if (r == 0)
			r = people_read(&people, &table);
		if (r == 0)
			r = people_done(&people);
		if (r != 0)
			assert_int_equal(r, E_NOMEM);
		arena_release(&a);
		assert_int_equal(f.live, 0);
	}
	assert_int_equal(r, 0);
	assert_true(at > 3);
}

#define T(f) cmocka_unit_test_setup_teardown(f, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(lines_are_read),
		T(a_person_named_again_is_the_same_person),
		T(a_relation_names_another_person),
		T(a_relation_to_nobody_is_listed),
		T(a_named_person_is_said_elsewhere),
		T(what_is_on_record_of_orders),
		T(nothing_is_dropped_in_silence),
		T(a_rejected_line_takes_nothing_with_it),
		T(all_mistakes_are_listed),
		T(tables_say_what_lines_say),
		T(cells_that_are_not_taken_are_listed),
		T(a_table_without_people_is_rejected),
		T(near_numbers_are_candidates),
		T(memory_may_run_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
