/* What came after a snapshot is laid over it, and no more: whose row rests on
 * what, beyond the entries about themselves. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "intake/snapshot.h"
#include "unit/stored_story.h"

static struct stored st;
static struct snapshot snap;
static char folder[64];

static void
begin(struct story *s)
{
	story_begin(s, NULL);
	snprintf(folder, sizeof(folder), "/tmp/forestay-snapshot-XXXXXX");
	assert_non_null(mkdtemp(folder));
}

static void
look(struct story *s)
{
	snapshot_close(&snap);
	assert_int_equal(stored_open(&s->arena, s->store, s->now, 0, &st), 0);
	assert_int_equal(snapshot_open(&s->arena, &st, folder, NULL, NULL,
			     &snap),
	    0);
}

static void
end(struct story *s)
{
	char command[96];

	snapshot_close(&snap);
	story_end(s);
	snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	assert_int_equal(system(command), 0);
}

static void
person(struct story *s, const char *id)
{
	char subject[64];

	snprintf(subject, sizeof(subject), "person/%s", id);
	(void)story_say(s, "first", "person", subject, "people",
	    json_pack("{s:s}", "person", id));
}

static void
number(struct story *s, const char *id, const char *value)
{
	char subject[64];

	snprintf(subject, sizeof(subject), "person/%s", id);
	(void)story_say(s, "first", "identifier", subject, "people",
	    json_pack("{s:s, s:s, s:s}", "person", id, "type", "a_number",
		"value", value));
}

/* Of everybody laid over it, the one with that id. */
static const struct person *
over(struct story *s, const char *id)
{
	const struct person *p = NULL;

	if (snap.after == NULL)
		return NULL;
	for (size_t i = 0; i < segment_columns(snap.after)->rows; i++) {
		assert_int_equal(segment_person(snap.after, &s->arena, i, &p),
		    0);
		if (strcmp(p->id, id) == 0)
			return p;
	}
	return NULL;
}

static void
test_nothing_came(void **state)
{
	struct story s;

	begin(&s);
	story_small_law(&s);
	person(&s, "p-one");
	look(&s);
	assert_int_equal(snap.of, 4);
	assert_int_equal(segment_columns(snap.base)->rows, 1);
	look(&s);
	assert_int_equal(snap.of, 4);
	assert_null(snap.after);
	/* An answer changes nobody. */
	(void)story_say(&s, "first", "answer", "answers", "person/p-one",
	    json_pack("{s:s}", "who", "p-one"));
	look(&s);
	assert_null(snap.after);
	end(&s);
}

/* Whose number a relation names is found out again when somebody new may
 * have it. */
static void
test_relation_by_number(void **state)
{
	struct story s;
	const struct person *p;

	begin(&s);
	story_small_law(&s);
	person(&s, "p-one");
	(void)story_fact(&s, "spouse person A000-000-002");
	look(&s);
	assert_null(snap.after);
	person(&s, "p-two");
	number(&s, "p-two", "A000-000-002");
	(void)story_say(&s, "first", "fact", "person/p-two", NULL,
	    json_pack("{s:s, s:s}", "person", "p-two", "text",
		"nationality IQ"));
	look(&s);
	assert_int_equal(snap.nstale, 1);
	p = over(&s, "p-one");
	assert_non_null(p);
	assert_int_equal(p->nfacts, 1);
	assert_non_null(p->facts[0]->other);
	assert_int_equal(p->facts[0]->other->nfacts, 1);
	end(&s);
}

static const char ends[] = "case two\n"
			   "  title \"Two v. Three\"\n"
			   "  court mied\n"
			   "order two.stay\n"
			   "  document \"Dkt. 2\"\n"
			   "  entered 2017-06-23\n"
			   "  covers nationality is IQ\n"
			   "  bars removal\n"
			   "  for each member\n"
			   "    stage waiting  on a_file.produced  "
			   "ends \"the file is there\"\n";

/* What an order lets nobody record alone waits from then on. */
static void
test_order_takes(void **state)
{
	struct story s;
	const struct person *p;

	begin(&s);
	story_small_law(&s);
	person(&s, "p-one");
	person(&s, "p-two");
	(void)story_fact(&s, "a_file.produced 2017-07-01 12:00");
	look(&s);
	assert_null(snap.after);
	(void)story_law(&s, "two.law", ends, false);
	look(&s);
	assert_true(st.laws[0].good);
	assert_int_equal(snap.of, 6);
	p = over(&s, "p-one");
	assert_non_null(p);
	assert_null(over(&s, "p-two"));
	assert_int_equal(p->nfacts, 1);
	assert_true(p->facts[0]->entry.is_loss);
	end(&s);
}

/* It waits already while the order waits itself, and only under it. */
static void
test_waits(void **state)
{
	struct ids few;
	struct story s;
	struct stored_person p;

	begin(&s);
	story_small_law(&s);
	person(&s, "p-one");
	person(&s, "p-two");
	(void)story_fact(&s, "a_file.produced 2017-07-01 12:00");
	look(&s);
	assert_int_equal(snapshot_waits(&s.arena, &st, folder, NULL, NULL,
			     &few),
	    0);
	assert_int_equal(few.n, 0);
	(void)story_law(&s, "two.law", ends, true);
	assert_int_equal(stored_open(&s.arena, s.store, s.now, 0, &st), 0);
	assert_int_equal(st.nlaws, 2);
	assert_int_equal(stored_person(&st, &s.arena, "p-one", STORED_AS_KNOWN,
			     &p),
	    0);
	assert_int_equal(p.nwaits, 1);
	assert_int_equal(snapshot_waits(&s.arena, &st, folder, NULL, NULL,
			     &few),
	    0);
	assert_true(ids_have(&few, "p-one"));
	assert_false(ids_have(&few, "p-two"));
	end(&s);
}

/* Who was damaged for want of an order's word is read again when one comes
 * that has it. */
static void
test_words_come(void **state)
{
	static const char list[] = "list exhibit \"a paper\"\n"
				   "  rows 2 identifier a_number complete\n";
	struct story s;
	const struct person *p;

	begin(&s);
	story_small_law(&s);
	person(&s, "p-one");
	(void)story_fact(&s, "on list exhibit");
	look(&s);
	assert_null(snap.after);
	(void)story_law(&s, "list.law", list, false);
	look(&s);
	assert_int_equal(snap.nstale, 1);
	p = over(&s, "p-one");
	assert_non_null(p);
	assert_int_equal(p->nfacts, 1);
	end(&s);
}

/* Other words for facts, or a store of other entries: all is made anew. */
static void
test_anew(void **state)
{
	struct story s, other;
	char more[4096];

	begin(&s);
	story_small_law(&s);
	person(&s, "p-one");
	look(&s);
	snprintf(more, sizeof(more), "%sstate hair (agency) one persists\n",
	    small_vocab);
	(void)story_law(&s, "small.vocab", more, false);
	look(&s);
	assert_int_equal(snap.of, 5);
	assert_null(snap.after);
	story_begin(&other, NULL);
	story_small_law(&other);
	person(&other, "p-one");
	person(&other, "p-two");
	(void)story_say(&other, "first", "person", "person/p-six", "people",
	    json_pack("{s:s}", "person", "p-six"));
	look(&other);
	assert_int_equal(snap.of, 6);
	assert_int_equal(segment_columns(snap.base)->rows, 3);
	snapshot_close(&snap);
	story_end(&other);
	end(&s);
}

/* What was known before: a snapshot of its own, and none is lost for it. */
static void
test_earlier(void **state)
{
	struct story s;
	struct instant then;

	begin(&s);
	story_small_law(&s);
	person(&s, "p-one");
	then = s.now;
	person(&s, "p-two");
	look(&s);
	assert_int_equal(snap.of, 5);
	snapshot_close(&snap);
	assert_int_equal(stored_open(&s.arena, s.store, then, 0, &st), 0);
	assert_int_equal(snapshot_open(&s.arena, &st, folder, NULL, NULL,
			     &snap),
	    0);
	assert_int_equal(segment_columns(snap.base)->rows, 1);
	look(&s);
	assert_int_equal(snap.of, 5);
	assert_int_equal(segment_columns(snap.base)->rows, 2);
	end(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_came),
		cmocka_unit_test(test_relation_by_number),
		cmocka_unit_test(test_order_takes),
		cmocka_unit_test(test_waits),
		cmocka_unit_test(test_words_come),
		cmocka_unit_test(test_anew),
		cmocka_unit_test(test_earlier),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
