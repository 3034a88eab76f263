/* test_confirm.c - what a second person confirmed of an order, and what
 * nobody did (SEMANTICS 6 and 9). */

#include "unit/decide/asking.h"

static const char book[] =
    "case t\n"
    "  title \"T\"\n"
    "  court dcd docket \"1\"\n"
    "order t.waits\n"
    "  document \"1\" unverified entered 2020-01-06 10:00\n"
    "  effective 2020-02-03 10:00 unverified\n"
    "  covers everyone\n"
    "  bars interview\n"
    "  until 2020-03-02 12:00 unverified\n"
    "order t.a\n"
    "  document \"2\" entered 2020-01-06 10:00\n"
    "  covers everyone\n"
    "  bars removal\n"
    "order t.gone\n"
    "  document \"3\" unverified oral 2020-02-03 10:00 unverified\n"
    "  entered 2020-02-05 10:00 unverified\n"
    "  dissolves t.a\n"
    "order t.b\n"
    "  document \"4\" entered 2020-01-06 10:00\n"
    "  covers everyone\n"
    "  bars transfer\n"
    "order t.b_vac\n"
    "  court cadc\n"
    "  document \"5\" entered 2020-02-03 10:00\n"
    "  vacates t.b at once unverified\n"
    "order t.b_saved\n"
    "  court scotus\n"
    "  document \"6\" entered 2020-02-05 10:00\n"
    "  stays t.b_vac pending \"certiorari\"\n"
    "order t.c\n"
    "  document \"7\" entered 2020-01-06 10:00\n"
    "  covers everyone\n"
    "  bars removal\n"
    "order t.c_stay\n"
    "  document \"8\" entered 2020-02-03 10:00\n"
    "  stays t.c until further order\n"
    "order t.c_lift\n"
    "  document \"9\" entered 2020-02-05 10:00\n"
    "  lifts t.c_stay\n"
    "order t.d\n"
    "  document \"10\" entered 2020-01-06 10:00\n"
    "  covers everyone\n"
    "  bars removal\n"
    "order t.d_stay\n"
    "  document \"11\" entered 2020-02-03 10:00\n"
    "  stays t.d until further order\n"
    "order t.d_other\n"
    "  document \"12\" entered 2020-02-05 10:00\n"
    "  replaces t.d_stay\n"
    "  covers everyone\n"
    "  bars transfer\n";

static int
set_up(void **state)
{
	return asking_open(state, book);
}

static struct moment
day(const char *s)
{
	struct moment m;

	assert_int_equal(moment_parse(s, strlen(s), &m), 0);
	return m;
}

/* Ask of everyone, by what is confirmed or recorded. */
static enum verdict
of(struct fixture *f, const char *id, const char *act, const char *t)
{
	return ask(f, person_of(&f->b, "A", "nothing else happened"), id, act,
	    NULL, t);
}

static void
a_confirmation_of_a_beginning(void **state)
{
	struct fixture *f = *state;
	struct confirmation c = { .instrument = "t.waits",
		.at = at(DC, "2020-01-07 10:00"),
		.entered = day("2020-01-06 10:00"),
		.document = "d",
		.by = "b" };
	const char *waiting = "2020-01-20 10:00", *in = "2020-02-10 10:00";

	assert_int_equal(of(f, "t.waits", "interview", waiting), VERDICT_HOLD);
	f->record.confirmations = &c;
	f->record.nconfirmations = 1;
	/* When it was entered says nothing of when it takes effect. */
	assert_int_equal(of(f, "t.waits", "interview", waiting), VERDICT_HOLD);
	c.effective = day("2020-02-04 10:00");
	assert_int_equal(of(f, "t.waits", "interview", waiting),
	    VERDICT_NO_BAR);
	assert_int_equal(f->ans.horizon.us, at(DC, "2020-02-04 10:00").us);
	assert_int_equal(of(f, "t.waits", "interview", in), VERDICT_BARRED);
	/* Another zone's hour is another instant. */
	c.zone = zone_builtin("America/Los_Angeles");
	assert_int_equal(of(f, "t.waits", "interview", waiting),
	    VERDICT_NO_BAR);
	assert_int_equal(f->ans.horizon.us, at(DC, "2020-02-04 13:00").us);
}

static void
a_confirmation_of_an_end(void **state)
{
	struct fixture *f = *state;
	struct confirmation c = { .instrument = "t.waits",
		.at = at(DC, "2020-01-07 10:00"),
		.entered = day("2020-01-06 10:00"),
		.effective = day("2020-02-03 10:00"),
		.document = "d",
		.by = "b" };
	const char *after = "2020-03-02 12:01";

	f->record.confirmations = &c;
	f->record.nconfirmations = 1;
	assert_int_equal(of(f, "t.waits", "interview", "2020-03-02 12:00"),
	    VERDICT_BARRED);
	assert_int_equal(of(f, "t.waits", "interview", after), VERDICT_HOLD);
	c.acts = true;
	assert_int_equal(of(f, "t.waits", "interview", after), VERDICT_HOLD);
	c.ends = true;
	assert_int_equal(of(f, "t.waits", "interview", after), VERDICT_NO_BAR);
	/* Of another order, it says nothing of this one. */
	c.instrument = "t.gone";
	assert_int_equal(of(f, "t.waits", "interview", after), VERDICT_HOLD);
}

/* An order that takes protection away counts by what all its beginnings are
 * verified to be. */
static void
a_confirmation_of_one_beginning_of_two(void **state)
{
	struct fixture *f = *state;
	struct confirmation c[2] = { { .instrument = "t.gone",
					 .at = at(DC, "2020-02-06 10:00"),
					 .document = "d",
					 .by = "b" },
		{ .instrument = "t.gone",
		    .at = at(DC, "2020-02-07 10:00"),
		    .entered = day("2020-02-05 12:00"),
		    .document = "d",
		    .by = "b" } };
	const char *t = "2020-02-10 10:00";

	f->record.confirmations = c;
	f->record.nconfirmations = 1;
	/* The document alone says no date. */
	assert_int_equal(of(f, "t.a", "removal", t), VERDICT_HOLD);
	f->record.nconfirmations = 2;
	assert_int_equal(of(f, "t.a", "removal", t), VERDICT_HOLD);
	c[0].oral = day("2020-02-04 10:00");
	assert_int_equal(of(f, "t.a", "removal", t), VERDICT_NO_BAR);
	f->q.known = at(DC, t);
	assert_int_equal(of(f, "t.a", "removal", "2020-02-05 11:59"),
	    VERDICT_BARRED);
	f->q.known = at(DC, t);
	assert_int_equal(of(f, "t.a", "removal", "2020-02-05 12:00"),
	    VERDICT_NO_BAR);
	/* Of two confirmed dates the one confirmed later stands, in
	 * whichever order they come. */
	c[0].entered = day("2020-02-08 10:00");
	f->q.known = at(DC, t);
	assert_int_equal(of(f, "t.a", "removal", "2020-02-05 12:00"),
	    VERDICT_NO_BAR);
	c[0].at = at(DC, "2020-02-09 10:00");
	f->q.known = at(DC, t);
	assert_int_equal(of(f, "t.a", "removal", "2020-02-05 12:00"),
	    VERDICT_BARRED);
	/* And none that was recorded after K. */
	f->q.known = at(DC, "2020-02-08 10:00");
	assert_int_equal(of(f, "t.a", "removal", "2020-02-05 12:00"),
	    VERDICT_HOLD);
}

static void
a_confirmation_of_an_act(void **state)
{
	struct fixture *f = *state;
	struct confirmation c = { .instrument = "t.b_vac",
		.at = at(DC, "2020-02-03 12:00"),
		.entered = day("2020-02-03 10:00"),
		.ends = true,
		.document = "d",
		.by = "b" };
	const char *t = "2020-02-04 10:00";

	f->record.confirmations = &c;
	f->record.nconfirmations = 1;
	assert_int_equal(of(f, "t.b", "transfer", t), VERDICT_HOLD);
	c.acts = true;
	assert_int_equal(of(f, "t.b", "transfer", t), VERDICT_NO_BAR);
}

/* With it and without it, whichever way it leads. */
static void
a_stay_nobody_confirmed(void **state)
{
	struct fixture *f = *state;
	struct confirmation c = { .instrument = "t.b_vac",
		.at = at(DC, "2020-02-03 12:00"),
		.acts = true,
		.document = "d",
		.by = "b" };
	struct recording r = { .instrument = "t.b_saved",
		.entry = { .recorded = at(DC, "2020-02-05 10:00"),
		    .is_loss = true,
		    .confirmed = at(DC, "2020-02-05 11:00"),
		    .refused = INSTANT_NEVER } };
	const char *t = "2020-02-10 10:00";

	f->record.confirmations = &c;
	f->record.nconfirmations = 1;
	f->record.recordings = &r;
	f->record.nrecordings = 1;
	assert_int_equal(of(f, "t.b", "transfer", t), VERDICT_BARRED);
	assert_int_equal(f->ans.citations[0].standing, STANDING_VACATUR_STAYED);
	r.entry.confirmed = INSTANT_NEVER;
	assert_int_equal(of(f, "t.b", "transfer", t), VERDICT_HOLD);
	assert_int_equal(f->ans.citations[0].standing, STANDING_DOUBT);
	r.entry.refused = at(DC, "2020-02-05 11:00");
	assert_int_equal(of(f, "t.b", "transfer", t), VERDICT_NO_BAR);
}

/* The lifting of a stay is no loss: it counts at once. */
static void
a_lifting_nobody_confirmed(void **state)
{
	struct fixture *f = *state;
	struct recording r = { .instrument = "t.c_lift",
		.entry = { .recorded = at(DC, "2020-02-05 10:00"),
		    .is_loss = true,
		    .confirmed = INSTANT_NEVER,
		    .refused = INSTANT_NEVER } };

	f->record.recordings = &r;
	f->record.nrecordings = 1;
	assert_int_equal(of(f, "t.c", "removal", "2020-02-04 10:00"),
	    VERDICT_NO_BAR);
	assert_int_equal(of(f, "t.c", "removal", "2020-02-10 10:00"),
	    VERDICT_BARRED);
}

/* What replaces a stay ends it, which protects; a replacement is a loss.
 * What it bars itself counts. */
static void
a_replacement_nobody_confirmed(void **state)
{
	struct fixture *f = *state;
	struct recording r = { .instrument = "t.d_other",
		.entry = { .recorded = at(DC, "2020-02-05 10:00"),
		    .is_loss = true,
		    .confirmed = at(DC, "2020-02-05 10:00"),
		    .refused = INSTANT_NEVER } };
	const char *t = "2020-02-10 10:00";

	f->record.recordings = &r;
	f->record.nrecordings = 1;
	assert_int_equal(of(f, "t.d", "removal", t), VERDICT_BARRED);
	r.entry.confirmed = INSTANT_NEVER;
	assert_int_equal(of(f, "t.d", "removal", t), VERDICT_HOLD);
	assert_int_equal(of(f, "t.d_other", "transfer", t), VERDICT_BARRED);
}

int
main(void)
{
#define CASE(t) cmocka_unit_test_setup_teardown(t, set_up, asking_close)
	const struct CMUnitTest tests[] = {
		CASE(a_confirmation_of_a_beginning),
		CASE(a_confirmation_of_an_end),
		CASE(a_confirmation_of_one_beginning_of_two),
		CASE(a_confirmation_of_an_act),
		CASE(a_stay_nobody_confirmed),
		CASE(a_lifting_nobody_confirmed),
		CASE(a_replacement_nobody_confirmed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
