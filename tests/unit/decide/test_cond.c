/* test_cond.c - conditions on what no vignette can say: rows that nobody
 * confirmed, fields of several values, what was recorded later. */

#include "unit/decide/asking.h"

static const char book[] =
    "case t\n"
    "  title \"T\"\n"
    "  court dcd docket \"1\"\n"
    "order t.list\n"
    "  document \"1\" entered 2020-01-06 10:00\n"
    "  covers not on list t.rows\n"
    "  bars removal\n"
    "clock t.long\n"
    "  count 5 days under none\n"
    "  from 2150-01-01  reading \"as drafted\"  "
    "count 1000000 business hours\n"
    "order t.clock\n"
    "  document \"5\" entered 2020-01-06 10:00\n"
    "  covers everyone\n"
    "  bars removal\n"
    "  for each member\n"
    "    stage first  on files  then run\n"
    "    stage run  within clock t.long  else ends \"over\"\n"
    "list t.rows \"rows\"\n"
    "  identifier a_number  complete\n"
    "order t.is\n"
    "  document \"2\" entered 2020-01-06 10:00\n"
    "  covers rank (given_on is 2020-01-10 03:00) now\n"
    "  bars removal\n"
    "order t.same\n"
    "  document \"2a\" entered 2020-01-06 10:00\n"
    "  covers spouse (married_on is rank.given_on) now\n"
    "  bars removal\n"
    "order t.at_home\n"
    "  document \"2b\" entered 2020-01-06 10:00\n"
    "  covers custody (place is home.place) now\n"
    "  bars removal\n"
    "order t.last\n"
    "  document \"3\" entered 2020-01-06 10:00\n"
    "  covers everyone\n"
    "  bars removal\n"
    "  for each member\n"
    "    stage first  on files  then run\n"
    "    stage run  within 30 days under none  else ends \"over\"\n"
    "order t.denied\n"
    "  document \"3a\" entered 2020-01-06 10:00\n"
    "  covers ever motion.denied (country is IQ)\n"
    "  bars removal\n"
    "order t.filed\n"
    "  document \"4\" entered 2020-01-06 10:00\n"
    "  covers everyone\n"
    "  bars removal\n"
    "  for each member\n"
    "    stage first  on motion.filed  then filed\n"
    "                 within 5 days under none  else ends \"over\"\n"
    "    stage filed  on motion.denied  ends \"denied\"\n";

static const char *const t = "2020-02-03 10:00";

static int
set_up(void **state)
{
	return asking_open(state, book);
}

/* A row that brings somebody out of a class waits for a second person. */
static void
a_row_not_confirmed(void **state)
{
	struct fixture *f = *state;
	const struct person *p = person_of(&f->b, "A", "on list t.rows");
	struct fact *row = writable(p, 0);

	assert_int_equal(ask(f, p, "t.list", "removal", "IQ", t),
	    VERDICT_NO_BAR);
	row->entry.is_loss = true;
	row->entry.confirmed = INSTANT_NEVER;
	assert_int_equal(ask(f, p, "t.list", "removal", "IQ", t), VERDICT_HOLD);
	row->entry.confirmed = at(DC, t);
	assert_int_equal(ask(f, p, "t.list", "removal", "IQ", t),
	    VERDICT_NO_BAR);
}

/* A day there begins at that very minute here, and is longer. */
static void
a_day_that_begins_then(void **state)
{
	struct fixture *f = *state;
	const struct person *p =
	    person_of(&f->b, "A", "rank 1 given_on 2020-01-10");

	writable(p, 0)->zone = zone_builtin("America/Los_Angeles");
	assert_int_equal(ask(f, p, "t.is", "removal", "IQ", t), VERDICT_HOLD);
}

/* Counted from the first day of the last year, but not from its last. */
static void
beyond_what_is_counted(void **state)
{
	struct fixture *f = *state;
	const struct person *p =
	    person_of(&f->b, "A", "files 2199; nothing else happened");

	(void)ask(f, p, "t.filed", "removal", "IQ", t);
	f->only[0] = order(&f->b, "t.last");
	f->act.departs = f->act.arrives = at(DC, "2199-06-01 10:00");
	f->q.known = f->act.departs;
	assert_int_equal(decide(&f->run, &f->q, &f->ans), E_RANGE);
	assert_int_equal(f->ans.verdict, VERDICT_HOLD);
	/* A version of a clock that does not count yet is not counted. */
	p = person_of(&f->b, "B",
	    "files between 2020-01-07 and 2020-01-31; nothing else happened");
	assert_int_equal(ask(f, p, "t.clock", "removal", "IQ",
			     "2020-02-10 10:00"),
	    VERDICT_NO_BAR);
}

/* A field of which sources disagree, and a file that names its own zone:
 * each candidate is a time of that zone. */
static void
candidates_in_another_zone(void **state)
{
	struct fixture *f = *state;
	const struct person *p =
	    person_of(&f->b, "A", "rank 1 given_on 2020-01-10 00:00");
	struct value times[2],
	    either = { .kind = VALUE_EITHER, .items = times, .nitems = 2 };
	struct fact *rank = writable(p, 0);
	struct value *field = (struct value *)(uintptr_t)&rank->fields[1];

	times[0] = times[1] = *field;
	assert_int_equal(moment_parse("2020-01-10 03:00", 16, &times[1].moment),
	    0);
	rank->zone = zone_builtin("America/Los_Angeles");
	/* Midnight there is three in the morning here. */
	assert_int_equal(ask(f, p, "t.is", "removal", "IQ", t), VERDICT_BARRED);
	*field = either;
	assert_int_equal(ask(f, p, "t.is", "removal", "IQ", t), VERDICT_HOLD);
	times[0] = times[1];
	assert_int_equal(ask(f, p, "t.is", "removal", "IQ", t), VERDICT_NO_BAR);
	/* Of no zone they are of the court's. */
	rank->zone = NULL;
	assert_int_equal(ask(f, p, "t.is", "removal", "IQ", t), VERDICT_BARRED);
}

/* A time of one zone against a field of another record, of another: nobody
 * says which minute of which is the same. */
static void
a_field_of_another_zone(void **state)
{
	struct fixture *f = *state;
	struct value *married, two[2];
	const struct person *p = person_of(&f->b, "A",
	    "rank 1 given_on 2020-01-10 03:00; "
	    "spouse married_on 2020-01-10 03:00");

	assert_int_equal(ask(f, p, "t.same", "removal", "IQ", t),
	    VERDICT_BARRED);
	writable(p, 1)->zone = zone_builtin("America/Los_Angeles");
	assert_int_equal(ask(f, p, "t.same", "removal", "IQ", t), VERDICT_HOLD);
	/* Nor of several: all of them, or one of which sources disagree. */
	married = (struct value *)(uintptr_t)&p->facts[1]->fields[0];
	two[0] = two[1] = *married;
	*married =
	    (struct value){ .kind = VALUE_EITHER, .items = two, .nitems = 2 };
	assert_int_equal(ask(f, p, "t.same", "removal", "IQ", t), VERDICT_HOLD);
	married->kind = VALUE_SET;
	assert_int_equal(ask(f, p, "t.same", "removal", "IQ", t), VERDICT_HOLD);
	/* A place is the same in every zone. */
	p = person_of(&f->b, "B",
	    "custody place jail.A agency ICE; home place jail.A");
	writable(p, 0)->zone = zone_builtin("America/Los_Angeles");
	assert_int_equal(ask(f, p, "t.at_home", "removal", "IQ", t),
	    VERDICT_BARRED);
}

/* Steps of a filing count from when they were on record. */
static void
steps_recorded_later(void **state)
{
	struct fixture *f = *state;
	const struct person *p = person_of(&f->b, "A",
	    "motion.filed 2019-12-02 10:00 as m1; "
	    "motion.denied 2019-12-20 10:00 as m1; nothing else happened");
	struct instant later = at(DC, "2020-02-10 10:00");

	assert_int_equal(ask(f, p, "t.filed", "removal", "IQ", t),
	    VERDICT_NO_BAR);
	/* Until then it looked open, and so the clock did not run out. */
	writable(p, 1)->entry.recorded = later;
	assert_int_equal(ask(f, p, "t.filed", "removal", "IQ", t),
	    VERDICT_BARRED);
	f->q.known = later;
	assert_int_equal(ask(f, p, "t.filed", "removal", "IQ", t),
	    VERDICT_NO_BAR);
	/* Denied, but when it was filed is on record only later. */
	writable(p, 1)->entry.recorded = INSTANT_BEGIN;
	writable(p, 0)->entry.recorded = later;
	assert_int_equal(ask(f, p, "t.filed", "removal", "IQ", t),
	    VERDICT_HOLD);
}

/* A step that says nothing of its fields has those of its filing. */
static void
a_step_without_fields(void **state)
{
	struct fixture *f = *state;
	const struct person *p = person_of(&f->b, "A",
	    "motion.filed country IQ 2020-01-07 10:00 as m1; "
	    "motion.denied 2020-01-20 10:00 as m1; nothing else happened");

	assert_int_equal(ask(f, p, "t.denied", "removal", "IQ", t),
	    VERDICT_BARRED);
	writable(p, 1)->fields = NULL;
	assert_int_equal(ask(f, p, "t.denied", "removal", "IQ", t),
	    VERDICT_BARRED);
}

int
main(void)
{
#define CASE(t) cmocka_unit_test_setup_teardown(t, set_up, asking_close)
	const struct CMUnitTest tests[] = {
		CASE(a_row_not_confirmed),
		CASE(a_day_that_begins_then),
		CASE(beyond_what_is_counted),
		CASE(candidates_in_another_zone),
		CASE(a_field_of_another_zone),
		CASE(steps_recorded_later),
		CASE(a_step_without_fields),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
