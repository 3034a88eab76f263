/* test_answer.c - the verdict over an act's whole span, over candidates, and
 * in times of other zones: what no vignette can say. */

#include "unit/decide/asking.h"

static const char book[] =
    "case t\n"
    "  title \"T\"\n"
    "  court dcd docket \"1\"\n"
    "order t.a\n"
    "  document \"1\" entered 2020-01-06 10:00\n"
    "  covers citizenship is IQ\n"
    "  bars removal\n"
    "order t.before\n"
    "  document \"2\" entered 2020-01-06 10:00\n"
    "  covers rank (given_on before 2020-01-10 00:00)\n"
    "  bars removal\n"
    "order t.days\n"
    "  document \"3\" entered 2020-01-06 10:00\n"
    "  covers rank (given_on before 2020-01-10)\n"
    "  bars removal\n"
    "order t.is\n"
    "  document \"4\" entered 2020-01-06 10:00\n"
    "  covers rank (given_on is 2020-01-10 02:30)\n"
    "  bars removal\n"
    "order t.filed\n"
    "  document \"5\" entered 2020-01-06 10:00\n"
    "  covers ever motion.granted (basis before 2020-01-10 00:00)\n"
    "  bars removal\n";

static int
set_up(void **state)
{
	return asking_open(state, book);
}

/* Each candidate is barred at some instant of the flight, though at no
 * instant are both: what they share over the act is that it is barred. */
static void
candidates_over_an_act(void **state)
{
	struct fixture *f = *state;
	const struct person *early = person_of(&f->b, "A",
	    "citizenship IQ since 2019-01-01 until 2020-01-07 11:00");
	const struct person *late = person_of(&f->b, "B",
	    "citizenship IR since 2019-01-01 until 2020-01-07 12:00; "
	    "citizenship IQ since 2020-01-07 12:00");
	const struct person *never =
	    person_of(&f->b, "C", "citizenship SY since 2019-01-01");

	f->q.exact = false;
	f->q.nwho = 2;
	f->who[1] = late;
	f->arrives = "2020-01-07 14:00";
	f->q.known = at(DC, "2020-01-08 10:00");
	assert_int_equal(ask(f, early, "t.a", "removal", "IQ",
			     "2020-01-07 10:00"),
	    VERDICT_BARRED);
	/* At one instant of it they differ. */
	f->arrives = NULL;
	f->q.known = at(DC, "2020-01-08 10:00");
	assert_int_equal(ask(f, early, "t.a", "removal", "IQ",
			     "2020-01-07 10:00"),
	    VERDICT_HOLD);
	/* As they do over an act that touches one alone. */
	f->arrives = "2020-01-07 11:30";
	f->q.known = at(DC, "2020-01-08 10:00");
	assert_int_equal(ask(f, early, "t.a", "removal", "IQ",
			     "2020-01-07 10:00"),
	    VERDICT_HOLD);
	f->who[1] = never;
	f->arrives = "2020-01-07 14:00";
	f->q.known = at(DC, "2020-01-08 10:00");
	assert_int_equal(ask(f, early, "t.a", "removal", "IQ",
			     "2020-01-07 10:00"),
	    VERDICT_HOLD);
}

/* What is cited of an act, and explained of it, is what is so at the instant
 * of it that bars. */
static void
an_order_that_begins_in_flight(void **state)
{
	struct fixture *f = *state;
	const struct person *p = person_of(&f->b, "A",
	    "citizenship IR since 2019-01-01 until 2020-01-07 12:00; "
	    "citizenship IQ since 2020-01-07 12:00");
	struct citation c;

	f->arrives = "2020-01-07 14:00";
	f->q.known = at(DC, "2020-01-08 10:00");
	assert_int_equal(ask(f, p, "t.a", "removal", "IQ", "2020-01-07 10:00"),
	    VERDICT_BARRED);
	assert_int_equal(f->ans.citations[0].covers, YES);
	f->q.known = at(DC, "2020-01-08 10:00");
	assert_int_equal(decide_explain(&f->run, &f->q, order(&f->b, "t.a"),
			     &c),
	    0);
	assert_int_equal(c.value, YES);
	assert_int_equal(c.why->value, YES);
	f->q.nwho = 0;
	assert_int_equal(decide_explain(&f->run, &f->q, order(&f->b, "t.a"),
			     &c),
	    E_RANGE);
}

/* A field's hour is of the zone its file names; two days are days. */
static void
a_field_in_another_zone(void **state)
{
	struct fixture *f = *state;
	const struct zone *west = zone_builtin("America/Los_Angeles");
	const struct person *hour =
	    person_of(&f->b, "A", "rank 1 given_on 2020-01-09 23:30");
	const struct person *on =
	    person_of(&f->b, "B", "rank 1 given_on 2020-01-09");
	const char *t = "2020-02-03 10:00";

	/* Written where the order is. */
	assert_int_equal(ask(f, hour, "t.before", "removal", "IQ", t),
	    VERDICT_BARRED);
	assert_int_equal(ask(f, on, "t.before", "removal", "IQ", t),
	    VERDICT_BARRED);
	assert_int_equal(ask(f, hour, "t.is", "removal", "IQ", t),
	    VERDICT_NO_BAR);
	/* 23:30 in Los Angeles is 02:30 the day after, and a day there runs
	 * three hours into it. */
	writable(hour, 0)->zone = west;
	writable(on, 0)->zone = west;
	assert_int_equal(ask(f, hour, "t.before", "removal", "IQ", t),
	    VERDICT_NO_BAR);
	assert_int_equal(ask(f, on, "t.before", "removal", "IQ", t),
	    VERDICT_HOLD);
	assert_int_equal(ask(f, hour, "t.is", "removal", "IQ", t),
	    VERDICT_BARRED);
	assert_int_equal(ask(f, on, "t.is", "removal", "IQ", t), VERDICT_HOLD);
	assert_int_equal(ask(f, on, "t.days", "removal", "IQ", t),
	    VERDICT_BARRED);
	assert_int_equal(ask(f, hour, "t.days", "removal", "IQ", t),
	    VERDICT_HOLD);
	hour = person_of(&f->b, "C", "rank 1 given_on 2020-01-09 23:31");
	writable(hour, 0)->zone = west;
	assert_int_equal(ask(f, hour, "t.is", "removal", "IQ", t),
	    VERDICT_NO_BAR);
	hour = person_of(&f->b, "D", "rank 1 given_on 2020-01-09 23:29");
	writable(hour, 0)->zone = west;
	assert_int_equal(ask(f, hour, "t.is", "removal", "IQ", t),
	    VERDICT_NO_BAR);
}

/* A step's fields are the filing's, unless they are times of another zone. */
static void
a_filing_in_two_zones(void **state)
{
	struct fixture *f = *state;
	const struct person *p = person_of(&f->b, "A",
	    "motion.filed basis 2020-01-09 12:00 2020-01-20 10:00; "
	    "motion.granted 2020-01-21 10:00; nothing else happened");
	const char *t = "2020-02-03 10:00";

	assert_int_equal(ask(f, p, "t.filed", "removal", "IQ", t),
	    VERDICT_BARRED);
	writable(p, 0)->zone = zone_builtin("America/Los_Angeles");
	assert_int_equal(ask(f, p, "t.filed", "removal", "IQ", t),
	    VERDICT_HOLD);
	writable(p, 1)->zone = p->facts[0]->zone;
	assert_int_equal(ask(f, p, "t.filed", "removal", "IQ", t),
	    VERDICT_BARRED);
}

int
main(void)
{
#define CASE(t) cmocka_unit_test_setup_teardown(t, set_up, asking_close)
	const struct CMUnitTest tests[] = {
		CASE(candidates_over_an_act),
		CASE(an_order_that_begins_in_flight),
		CASE(a_field_in_another_zone),
		CASE(a_filing_in_two_zones),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
