/* What is weighed before it is recorded: whom it reaches, and how far it is
 * looked at.  What is not seen to lower nothing waits. */

#include "unit/stored_story.h"
#include "intake/say.h"
#include "intake/weigh_said.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

static const char spouse_law[] = "case two\n"
				 "  title \"Two v. Three\"\n"
				 "  court mied\n"
				 "order two.families\n"
				 "  document \"Dkt. 1\"\n"
				 "  entered 2017-06-22\n"
				 "  covers some spouse (nationality is US)\n"
				 "  bars removal to IQ\n";
static const char lasting_law[] = "case two\n"
				  "  title \"Two v. Three\"\n"
				  "  court mied\n"
				  "order two.stay\n"
				  "  document \"Dkt. 1\"\n"
				  "  entered 2017-06-22\n"
				  "  covers nationality is IQ\n"
				  "  bars removal to IQ\n";

static void
fact_of(struct story *s, const char *who, const char *text)
{
	const char *subject = arena_printf(&s->arena, "person/%s", who);

	(void)story_say(s, "first", "fact", subject, NULL,
	    json_pack("{s:s, s:s}", "person", who, "text", text));
}

static void
confirmed_of(struct story *s, const char *who, const char *text)
{
	const char *subject = arena_printf(&s->arena, "person/%s", who);
	uint64_t of = story_say(s, "first", "fact", subject, NULL,
	    json_pack("{s:s, s:s}", "person", who, "text", text));

	(void)story_settle(s, "confirm", "second", of, subject);
}

static struct said_weigher *
weigher(struct story *s, struct stored *st)
{
	struct said_weigher *g = NULL;

	assert_int_equal(stored_open(&s->arena, s->store, s->now, 0, st), 0);
	assert_null(st->broken);
	assert_int_equal(said_weigher_new(&s->arena, st, &g), 0);
	return g;
}

/* One fact of p-one. */
static enum said_grade
grade_of(struct story *s, const char *text, struct weighed *worst)
{
	struct saying say = { .arena = &s->arena,
		.matter = "test",
		.author = "first" };
	enum said_grade grade = SAID_TAKES;
	struct said_of of = { .person = "p-one", .n = 1 };
	struct said_weigher *g;
	struct stored st;

	g = weigher(s, &st);
	assert_int_equal(say_fact(&say, "p-one", text, NULL), 0);
	of.drafts = say.drafts;
	assert_int_equal(weigh_said(g, &of, &grade, worst), 0);
	said_weigher_release(g);
	say_release(&say);
	return grade;
}

/* One's wife is on record by a number that is nobody's; who is given it may
 * be shown not to be a citizen. */
static void
a_number_that_a_relation_names(void **state)
{
	static const struct identifier number = { IDENTIFIER_A_NUMBER,
		"A000-444-999" };
	static const struct identifier another = { IDENTIFIER_A_NUMBER,
		"A000-444-111" };
	struct said_of of = { .person = "p-two",
		.numbers = &number,
		.nnumbers = 1 };
	enum said_grade grade = SAID_COUNTS;
	struct said_weigher *g;
	struct weighed worst;
	struct stored st;
	struct story s;

	(void)state;
	story_begin(&s, NULL);
	(void)story_law(&s, "small.vocab", small_vocab, false);
	(void)story_law(&s, "two.law", spouse_law, false);
	fact_of(&s, "p-one", "spouse person A000-444-999 since 2010");
	confirmed_of(&s, "p-one", "no other spouse");
	fact_of(&s, "p-two", "nationality SY since 1980");
	confirmed_of(&s, "p-two", "no other nationality");
	g = weigher(&s, &st);
	assert_int_equal(weigh_numbers(g, &of, &grade, &worst), 0);
	assert_int_equal(grade, SAID_WAITS);
	assert_string_equal(worst.id, "p-one");
	assert_int_equal(worst.was, VERDICT_HOLD);
	assert_int_equal(worst.is, VERDICT_NO_BAR);
	said_weigher_release(g);
	/* One that no relation names says nothing of anybody else. */
	of.numbers = &another;
	g = weigher(&s, &st);
	assert_int_equal(weigh_numbers(g, &of, &grade, &worst), 0);
	assert_int_equal(grade, SAID_COUNTS);
	said_weigher_release(g);
	story_end(&s);
}

/* Iraqi and Syrian by turns, from 2018 on. */
static void
changes_by_itself(struct story *s, unsigned times)
{
	unsigned i;

	story_begin(s, NULL);
	(void)story_law(s, "small.vocab", small_vocab, false);
	(void)story_law(s, "two.law", lasting_law, false);
	fact_of(s, "p-one", "nationality SY since 1980");
	for (i = 0; i < times; i++)
		fact_of(s, "p-one",
		    arena_printf(&s->arena, "nationality %s since %u-01-01",
			i % 2 == 0 ? "IQ" : "SY", 2018 + i));
}

static void
more_instants_than_are_looked_at(void **state)
{
	struct weighed worst;
	struct story s;

	(void)state;
	changes_by_itself(&s, 3);
	assert_int_equal(grade_of(&s, "final_order since 1995", &worst),
	    SAID_COUNTS);
	assert_null(worst.id);
	story_end(&s);
	changes_by_itself(&s, 2 * SAID_INSTANTS);
	assert_int_equal(grade_of(&s, "final_order since 1995", &worst),
	    SAID_WAITS);
	assert_string_equal(worst.id, "p-one");
	assert_non_null(worst.unseen);
	story_end(&s);
}

static void
more_acts_than_are_looked_at(void **state)
{
	struct weighed worst;
	struct buf b, law;
	struct story s;
	unsigned i;

	(void)state;
	buf_init(&b, &mem_system, 1 << 16);
	buf_init(&law, &mem_system, 1 << 16);
	buf_puts(&b, small_vocab);
	buf_puts(&law, lasting_law);
	for (i = 0; i < WEIGH_ACTS; i++) {
		buf_printf(&b, "place C%u\n", i);
		buf_printf(&law, "  bars removal to C%u\n", i);
	}
	story_begin(&s, NULL);
	(void)story_law(&s, "small.vocab", b.s, false);
	(void)story_law(&s, "two.law", lasting_law, false);
	fact_of(&s, "p-one", "nationality IQ since 1980");
	assert_int_equal(grade_of(&s, "final_order since 1995", &worst),
	    SAID_COUNTS);
	(void)story_law(&s, "two.law", law.s, false);
	assert_int_equal(grade_of(&s, "final_order since 1995", &worst),
	    SAID_WAITS);
	assert_non_null(worst.unseen);
	story_end(&s);
	buf_release(&law);
	buf_release(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_number_that_a_relation_names),
		cmocka_unit_test(more_instants_than_are_looked_at),
		cmocka_unit_test(more_acts_than_are_looked_at),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
