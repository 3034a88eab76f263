/* What a store knows: what counts, what waits, what is never dropped. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "unit/stored_story.h"

#define ONE "person/p-one"
#define TWO "person/p-two"

static struct stored st;
static struct stored_person who;

static struct answer
ask_at(struct story *s, struct instant known, const char *act_day)
{
	const struct stored_person *one = &who;
	struct stored_question q = { .st = &st,
		.who = &one,
		.nwho = 1,
		.exact = true,
		.horizon = true };
	struct act act = { .kind = NULL };
	struct answer ans;
	struct moment m;

	assert_int_equal(stored_open(&s->arena, s->store, known, 0, &st), 0);
	assert_int_equal(stored_person(&st, &s->arena, "p-one", STORED_AS_KNOWN,
			     &who),
	    0);
	if (st.laws[0].law.vocab != NULL)
		act.kind = vocab_act(st.laws[0].law.vocab, "removal");
	assert_int_equal(moment_parse(act_day, strlen(act_day), &m), 0);
	act.departs = act.arrives = zone_when(zone_builtin("UTC"), &m).first;
	q.act = &act;
	if (act.kind == NULL)
		return (struct answer){ .verdict = VERDICT_HOLD };
	(void)stored_decide(&s->arena, &q, &ans);
	return ans;
}

static struct answer
ask(struct story *s)
{
	return ask_at(s, s->now, "2017-07-01 12:00");
}

static const struct fact *
fact_of(size_t i)
{
	assert_true(i < who.under[0].nfacts);
	return who.under[0].facts[i];
}

static bool
held_for(const struct answer *a, const char *text)
{
	for (size_t i = 0; i < a->nholds; i++)
		if (strstr(a->holds[i], text) != NULL)
			return true;
	return false;
}

/* An absence waits for a second person; who said it is not one. */
static void
test_absence_waits(void **state)
{
	struct story s;
	struct answer a;
	uint64_t seq;

	story_begin(&s, NULL);
	story_small_law(&s);
	(void)story_fact(&s, "nationality IQ");
	assert_int_equal(ask(&s).verdict, VERDICT_BARRED);
	(void)story_fact(&s, "nationality SY");
	assert_int_equal(ask(&s).verdict, VERDICT_HOLD);
	seq = story_fact(&s, "no other final_order");
	assert_int_equal(ask(&s).verdict, VERDICT_HOLD);
	assert_int_equal(who.nwaits, 1);
	assert_true(who.waits[0].seq == seq);
	(void)story_settle(&s, "confirm", "First", seq, ONE);
	a = ask(&s);
	assert_int_equal(who.nwaits, 1);
	/* It would change nothing: it is no reason of this hold. */
	assert_false(held_for(&a, "waits"));
	(void)story_settle(&s, "confirm", "second", seq, ONE);
	(void)ask(&s);
	assert_int_equal(who.nwaits, 0);
	story_end(&s);
}

/* A correction takes what was said away only once it is confirmed. */
static void
test_correction(void **state)
{
	struct story s;
	struct answer a;
	uint64_t fact, seq, undo;

	story_begin(&s, NULL);
	story_small_law(&s);
	fact = story_fact(&s, "nationality IQ");
	seq = story_say(&s, "first", "correct", ONE, NULL,
	    json_pack("{s:s, s:I, s:s}", "person", "p-one", "of",
		(json_int_t)fact, "text", "nationality SY"));
	a = ask(&s);
	assert_int_equal(a.verdict, VERDICT_HOLD);
	assert_true(held_for(&a, "waits for a second person since 2017"));
	assert_true(held_for(&a, "nationality SY"));
	(void)story_settle(&s, "confirm", "second", seq, ONE);
	assert_int_equal(ask(&s).verdict, VERDICT_NO_BAR);
	assert_int_equal(who.under[0].nfacts, 1);
	/* The correction withdrawn, what it corrected stands again. */
	undo = story_say(&s, "first", "correct", ONE, NULL,
	    json_pack("{s:s, s:I, s:n}", "person", "p-one", "of",
		(json_int_t)seq, "text"));
	assert_int_equal(ask(&s).verdict, VERDICT_HOLD);
	(void)story_settle(&s, "confirm", "second", undo, ONE);
	assert_int_equal(ask(&s).verdict, VERDICT_BARRED);
	/* Refused is refused, whatever else is said. */
	(void)story_settle(&s, "refuse", "third", seq, ONE);
	assert_int_equal(ask(&s).verdict, VERDICT_BARRED);
	story_end(&s);
}

static void
test_refused(void **state)
{
	struct story s;
	uint64_t fact, seq;

	story_begin(&s, NULL);
	story_small_law(&s);
	fact = story_fact(&s, "nationality IQ");
	seq = story_say(&s, "first", "correct", ONE, NULL,
	    json_pack("{s:s, s:I, s:n}", "person", "p-one", "of",
		(json_int_t)fact, "text"));
	assert_int_equal(ask(&s).verdict, VERDICT_HOLD);
	(void)story_settle(&s, "refuse", "first", seq, ONE);
	assert_int_equal(ask(&s).verdict, VERDICT_HOLD);
	(void)story_settle(&s, "refuse", "second", seq, ONE);
	assert_int_equal(ask(&s).verdict, VERDICT_BARRED);
	story_end(&s);
}

static void
test_resolution(void **state)
{
	struct story s;
	uint64_t iq, sy, seq;

	story_begin(&s, NULL);
	story_small_law(&s);
	iq = story_fact(&s, "nationality IQ");
	sy = story_fact(&s, "nationality SY");
	assert_int_equal(ask(&s).verdict, VERDICT_HOLD);
	seq = story_say(&s, "first", "resolve", ONE, NULL,
	    json_pack("{s:s, s:I, s:[I]}", "person", "p-one", "of",
		(json_int_t)sy, "over", (json_int_t)iq));
	assert_int_equal(ask(&s).verdict, VERDICT_HOLD);
	(void)story_settle(&s, "confirm", "second", seq, ONE);
	assert_int_equal(ask(&s).verdict, VERDICT_NO_BAR);
	story_end(&s);
}

/* A choice falls with what it chose: the fact that it put aside is there
 * again, whichever of the two was recorded first. */
static void
test_resolution_falls(void **state)
{
	struct story s;
	uint64_t fact[2], seq;

	for (int chosen = 0; chosen < 2; chosen++) {
		story_begin(&s, NULL);
		story_small_law(&s);
		(void)story_fact(&s, "nationality SY");
		fact[0] = story_fact(&s,
		    chosen == 0 ? "nationality SY" : "nationality IQ");
		fact[1] = story_fact(&s,
		    chosen == 0 ? "nationality IQ" : "nationality SY");
		seq = story_say(&s, "first", "resolve", ONE, NULL,
		    json_pack("{s:s, s:I, s:[I]}", "person", "p-one", "of",
			(json_int_t)fact[chosen], "over",
			(json_int_t)fact[1 - chosen]));
		(void)story_settle(&s, "confirm", "second", seq, ONE);
		assert_int_equal(ask(&s).verdict, VERDICT_NO_BAR);
		seq = story_say(&s, "first", "correct", ONE, NULL,
		    json_pack("{s:s, s:I, s:n}", "person", "p-one", "of",
			(json_int_t)fact[chosen], "text"));
		assert_int_equal(ask(&s).verdict, VERDICT_HOLD);
		(void)story_settle(&s, "confirm", "second", seq, ONE);
		assert_int_equal(ask(&s).verdict, VERDICT_HOLD);
		story_end(&s);
	}
}

static void
test_same_author(void **state)
{
	static const char *const one[][2] = { { "m.weiss", "M. Weiss" },
		{ "m.weiss", " m weiss." }, { "ann", "a\xc2\xa0nn" },
		{ "ann", "\xd0\xb0nn" }, { "ann", "\xd0\x90NN" },
		{ "ann", "\xef\xbc\xa1\xef\xbc\xae\xef\xbc\xae" },
		{ "ann", "an\xe2\x80\x8bn" }, { "ann", "a\xcc\x81nn" },
		{ "Ann", "\xc3\xa1nn\n" }, { "ann", "ann\xff" },
		{ "\xd9\x85\xd9\x87", "\xd9\x85 \xd9\x87" } };
	static const char *const two[][2] = { { "ann", "anna" },
		{ "clerk 1", "clerk 2" }, { "ann", "" }, { "bob", "ann" },
		{ "\xd9\x85", "\xd9\x87" } };

	for (size_t i = 0; i < sizeof(one) / sizeof(one[0]); i++) {
		assert_true(stored_same_author(one[i][0], one[i][1]));
		assert_true(stored_same_author(one[i][1], one[i][0]));
	}
	for (size_t i = 0; i < sizeof(two) / sizeof(two[0]); i++) {
		assert_false(stored_same_author(two[i][0], two[i][1]));
		assert_false(stored_same_author(two[i][1], two[i][0]));
	}
}

/* Two records linked: the facts of both; unconfirmed, with and without. */
static void
test_link(void **state)
{
	struct story s;
	uint64_t seq;

	story_begin(&s, NULL);
	story_small_law(&s);
	(void)story_fact(&s, "custody agency ICE since 2017-06-11");
	(void)story_say(&s, "first", "fact", TWO, NULL,
	    json_pack("{s:s, s:s}", "person", "p-two", "text",
		"nationality IQ"));
	assert_int_equal(ask(&s).verdict, VERDICT_HOLD);
	assert_int_equal(who.under[0].nfacts, 1);
	seq = story_say(&s, "first", "link", ONE, TWO,
	    json_pack("{s:s, s:s, s:b}", "person", "p-one", "with", "p-two",
		"same", 1));
	assert_int_equal(ask(&s).verdict, VERDICT_HOLD);
	assert_int_equal(who.under[0].nfacts, 2);
	assert_int_equal(who.nwaits, 1);
	(void)story_settle(&s, "confirm", "second", seq, ONE);
	assert_int_equal(ask(&s).verdict, VERDICT_BARRED);
	assert_int_equal(who.nsame, 1);
	assert_int_equal(who.ntouched, 2);
	/* Said apart again: it holds until that is confirmed. */
	seq = story_say(&s, "first", "link", ONE, TWO,
	    json_pack("{s:s, s:s, s:b}", "person", "p-one", "with", "p-two",
		"same", 0));
	assert_int_equal(ask(&s).verdict, VERDICT_HOLD);
	(void)story_settle(&s, "confirm", "second", seq, ONE);
	(void)ask(&s);
	assert_int_equal(who.under[0].nfacts, 1);
	story_end(&s);
}

static void
test_undo(void **state)
{
	struct story s;
	uint64_t seq;

	story_begin(&s, NULL);
	story_small_law(&s);
	(void)story_say(&s, "first", "fact", ONE, NULL,
	    json_pack("{s:s, s:s, s:s}", "person", "p-one", "text",
		"nationality IQ", "import", "i7"));
	(void)story_fact(&s, "custody agency ICE since 2017-06-11");
	seq = story_say(&s, "first", "undo", ONE, "imports",
	    json_pack("{s:s}", "import", "i7"));
	assert_int_equal(ask(&s).verdict, VERDICT_HOLD);
	(void)story_settle(&s, "confirm", "second", seq, ONE);
	(void)ask(&s);
	assert_int_equal(who.under[0].nfacts, 1);
	assert_string_equal(fact_of(0)->kind->name, "custody");
	story_end(&s);
}

/* Never dropped: a kind, a text, a reference this program cannot read. */
static void
test_never_dropped(void **state)
{
	static const char *const texts[] = { "gibberish",
		"nationality IQ until", "motion", "" };
	struct story s;
	struct answer a;

	for (size_t i = 0; i < 4; i++) {
		story_begin(&s, NULL);
		story_small_law(&s);
		(void)story_fact(&s, "nationality SY");
		assert_int_equal(ask(&s).verdict, VERDICT_NO_BAR);
		(void)story_fact(&s, texts[i]);
		assert_int_equal(ask(&s).verdict, VERDICT_HOLD);
		assert_non_null(who.damaged);
		story_end(&s);
	}
	story_begin(&s, NULL);
	story_small_law(&s);
	(void)story_fact(&s, "nationality SY");
	(void)story_say(&s, "first", "oracle", ONE, NULL, json_object());
	a = ask(&s);
	assert_int_equal(a.verdict, VERDICT_HOLD);
	assert_true(held_for(&a, "a kind this program does not know"));
	story_end(&s);
	/* Of the orders, everyone is held. */
	story_begin(&s, NULL);
	story_small_law(&s);
	(void)story_fact(&s, "nationality SY");
	(void)story_say(&s, "first", "oracle", "orders", NULL, json_object());
	a = ask(&s);
	assert_int_equal(a.verdict, VERDICT_HOLD);
	assert_true(a.failed);
	story_end(&s);
}

/* An event that leads straight to the end of a bar is a loss. */
static void
test_event_ends(void **state)
{
	static const char text[] =
	    "case two\n  court mied\n"
	    "order two.stay\n  document \"Dkt. 2\"\n  entered 2017-06-22\n"
	    "  covers nationality is IQ\n  bars removal\n"
	    "  for each member\n"
	    "    stage wait on motion.denied ends \"denied\"\n"
	    "               on motion.granted then free_now\n"
	    "    stage free_now open\n";
	struct story s;
	uint64_t seq;

	story_begin(&s, NULL);
	story_small_law(&s);
	(void)story_law(&s, "two.law", text, false);
	(void)story_fact(&s, "nationality IQ");
	(void)story_fact(&s, "motion.filed 2017-06-25");
	(void)story_fact(&s, "no motion.granted through 2017-07-20");
	(void)story_settle(&s, "confirm", "second", 6, ONE);
	(void)ask(&s);
	assert_null(who.damaged);
	seq = story_fact(&s, "motion.denied 2017-07-10");
	(void)ask(&s);
	assert_true(who.waits[who.nwaits - 1].seq == seq);
	story_end(&s);
}

/* Orders that wait: with them and without, HOLD where these differ. */
static void
test_order_waits(void **state)
{
	static const char text[] =
	    "case up\n  court ca6\n"
	    "order up.vacatur\n  document \"Dkt. 9\"\n  entered 2017-06-28\n"
	    "  vacates one.stay at once\n";
	struct story s;
	struct answer a;
	struct instant before;
	uint64_t seq;

	story_begin(&s, NULL);
	story_small_law(&s);
	(void)story_fact(&s, "nationality IQ");
	before = s.now;
	seq = story_law(&s, "up.law", text, true);
	a = ask(&s);
	assert_int_equal(st.nlaws, 2);
	assert_int_equal(a.verdict, VERDICT_HOLD);
	assert_true(held_for(&a, "by clerk waits for a second person"));
	/* Where they agree nothing is held: before it was entered. */
	assert_int_equal(ask_at(&s, s.now, "2017-06-25 12:00").verdict,
	    VERDICT_BARRED);
	(void)story_settle(&s, "confirm", "clerk", seq, "orders");
	assert_int_equal(ask(&s).verdict, VERDICT_HOLD);
	(void)story_settle(&s, "confirm", "second", seq, "orders");
	assert_int_equal(ask(&s).verdict, VERDICT_NO_BAR);
	assert_int_equal(st.nlaws, 1);
	/* As known before, it is what it was. */
	assert_int_equal(ask_at(&s, before, "2017-07-01 12:00").verdict,
	    VERDICT_BARRED);
	story_end(&s);
}

/* One more than can be weighed: nobody is told no bar. */
static void
test_orders_wait_limit(void **state)
{
	char name[32];
	struct story s;

	for (int n = STORED_WAITING_ORDERS; n <= STORED_WAITING_ORDERS + 1;
	     n++) {
		story_begin(&s, NULL);
		story_small_law(&s);
		(void)story_fact(&s, "nationality SY");
		for (int i = 0; i < n; i++) {
			snprintf(name, sizeof(name), "more%d.law", i);
			(void)story_law(&s, name, "# nothing\n", true);
		}
		assert_int_equal(ask(&s).verdict,
		    n == STORED_WAITING_ORDERS ? VERDICT_NO_BAR : VERDICT_HOLD);
		story_end(&s);
	}
}

/* A step without a name is of the last filing by when it was made, whichever
 * was recorded first. */
static void
test_filings(void **state)
{
	static const char *const said[] = { "motion.filed 2016-01-05",
		"motion.filed 2017-06-25", "motion.denied 2017-07-10" };
	static const int orders[][3] = { { 0, 1, 2 }, { 1, 0, 2 }, { 2, 1, 0 },
		{ 2, 0, 1 } };
	struct story s;

	for (size_t o = 0; o < 4; o++) {
		const char *name[3] = { NULL };

		story_begin(&s, NULL);
		story_small_law(&s);
		for (size_t i = 0; i < 3; i++)
			(void)story_fact(&s, said[orders[o][i]]);
		(void)ask(&s);
		assert_int_equal(who.under[0].nfacts, 3);
		for (size_t i = 0; i < 3; i++)
			name[orders[o][i]] = fact_of(i)->filing;
		assert_string_equal(name[2], name[1]);
		assert_string_not_equal(name[2], name[0]);
		story_end(&s);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_absence_waits),
		cmocka_unit_test(test_correction),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_resolution),
		cmocka_unit_test(test_resolution_falls),
		cmocka_unit_test(test_same_author),
		cmocka_unit_test(test_link),
		cmocka_unit_test(test_undo),
		cmocka_unit_test(test_never_dropped),
		cmocka_unit_test(test_event_ends),
		cmocka_unit_test(test_order_waits),
		cmocka_unit_test(test_orders_wait_limit),
		cmocka_unit_test(test_filings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
