/* test_beyond.c - where an answer must give up, and how: a failure is a
 * hold, a bar found stands, and an end too near is never told as too far. */

#include "unit/decide/asking.h"

static const char book[] =
    "case t\n"
    "  title \"T\"\n"
    "  court dcd docket \"1\"\n"
    "  read every 900000 years\n"
    "order t.a\n"
    "  text \"as quoted in the press\" unverified\n"
    "  document \"1\" entered 2020-01-06 10:00\n"
    "  covers citizenship is IQ\n"
    "  bars removal\n"
    "order t.always\n"
    "  document \"2\" entered 2020-01-06 10:00\n"
    "  covers everyone\n"
    "  bars removal\n"
    "order t.years\n"
    "  document \"3\" entered 2020-01-06 10:00\n"
    "  covers everyone\n"
    "  except settled: custody for 900000 years\n"
    "  bars removal\n"
    "order t.told\n"
    "  document \"4\" entered 2020-01-06 10:00\n"
    "  covers everyone\n"
    "  bars transfer unless told: shown notice at least 28000 days before act\n"
    "order t.readings\n"
    "  document \"5\" entered 2020-01-06 10:00\n"
    "  covers everyone\n"
    "  bars interview\n"
    "  until 1 days also read 2 days also read 3 days also read 4 days\n"
    "        also read 5 days also read 6 days also read 7 days\n"
    "        also read 8 days also read 9 days also read 10 days\n"
    "        also read 11 days also read 12 days also read 13 days\n"
    "        also read 14 days also read 15 days also read 16 days\n"
    "order t.mixed\n"
    "  document \"5a\" entered 2020-01-06 10:00\n"
    "  covers everyone\n"
    "  bars interview\n"
    "  until 5 days also read 6 days\n"
    "        also read 1 days also read 2 days also read 3 days\n"
    "        also read 4 days also read 7 days also read 8 days\n"
    "        also read 9 days also read 10 days also read 11 days\n"
    "        also read 15 days also read 16 days also read 17 days\n"
    "        also read 12 days\n"
    "clock t.brief\n"
    "  count 5 days under none\n"
    "  from 2020-03-02  count 900000 years\n"
    "  from 2020-03-04  count 5 days under none\n"
    "clock t.eighty\n"
    "  count 5 days under none\n"
    "  from 2020-12-25  count 80 years\n"
    "  from 2021-01-10  count 5 days under none\n"
    "clock t.many_hours\n"
    "  reading \"one\"  count 1000000 hours\n"
    "  reading \"two\"  count 5 hours\n"
    "order t.brief_end\n"
    "  document \"5b\" entered 2020-01-06 10:00\n"
    "  covers everyone\n"
    "  bars visit\n"
    "  until clock t.brief after leave\n"
    "order t.brief_clock\n"
    "  document \"5c\" entered 2020-01-06 10:00\n"
    "  covers everyone\n"
    "  bars visit\n"
    "  requires government papers to \"papers\" by clock t.brief after leave\n"
    "  for each member\n"
    "    stage first  on leave  then run\n"
    "    stage run  within clock t.brief  else ends \"over\"\n"
    "order t.eighty_clock\n"
    "  document \"5d\" entered 2020-01-06 10:00\n"
    "  covers everyone\n"
    "  bars visit\n"
    "  for each member\n"
    "    stage first  on leave  then run\n"
    "    stage run  within clock t.eighty  else ends \"over\"\n"
    "order t.hours_clock\n"
    "  document \"5e\" entered 2020-01-06 10:00\n"
    "  covers everyone\n"
    "  bars visit\n"
    "  for each member\n"
    "    stage first  on leave  then run\n"
    "    stage run  within clock t.many_hours  else ends \"over\"\n"
    "order t.hours\n"
    "  document \"5f\" entered 2020-01-06 10:00\n"
    "  covers everyone\n"
    "  bars visit\n"
    "  for each member\n"
    "    stage first  on leave  then run\n"
    "    stage run  within 1000000 hours also read 5 hours\n"
    "               else ends \"over\"\n"
    "order t.conflicts\n"
    "  document \"6\" entered 2020-01-06 10:00\n"
    "  conflict entered also read 2020-01-07 \"1\"\n"
    "  conflict entered also read 2020-01-08 \"2\"\n"
    "  conflict entered also read 2020-01-09 \"3\"\n"
    "  conflict entered also read 2020-01-10 \"4\"\n"
    "  conflict entered also read 2020-01-11 \"5\"\n"
    "  conflict entered also read 2020-01-12 \"6\"\n"
    "  conflict entered also read 2020-01-13 \"7\"\n"
    "  conflict entered also read 2020-01-14 \"8\"\n"
    "  covers everyone\n"
    "  bars interview\n"
    "order t.products\n"
    "  document \"7\" entered 2020-01-06 10:00\n"
    "  conflict entered also read 2020-01-07 \"1\"\n"
    "  conflict entered also read 2020-01-08 \"2\"\n"
    "  effective 2020-01-09\n"
    "  conflict effective also read 2020-01-10 \"1\"\n"
    "  conflict effective also read 2020-01-11 \"2\"\n"
    "  covers everyone\n"
    "  bars interview\n"
    "order t.corrected\n"
    "  document \"8\" entered 2020-01-06 10:00\n"
    "  covers everyone\n"
    "  bars interview\n"
    "order t.c1\n"
    "  document \"9\" unverified entered 2020-01-07 10:00\n"
    "  corrects t.corrected\n"
    "  covers rank is 1\n"
    "order t.c2\n"
    "  document \"10\" unverified entered 2020-01-08 10:00\n"
    "  corrects t.corrected\n"
    "  covers rank is 2\n"
    "order t.c3\n"
    "  document \"11\" unverified entered 2020-01-09 10:00\n"
    "  corrects t.corrected\n"
    "  covers rank is 3\n"
    "order t.c4\n"
    "  document \"12\" unverified entered 2020-01-10 10:00\n"
    "  corrects t.corrected\n"
    "  covers rank is 4\n"
    "order t.c5\n"
    "  document \"12a\" unverified entered 2020-01-11 10:00\n"
    "  corrects t.corrected\n"
    "  covers rank is 5\n"
    "order t.c6\n"
    "  document \"12b\" unverified entered 2020-01-12 10:00\n"
    "  corrects t.corrected\n"
    "  covers rank is 6\n"
    "order t.later\n"
    "  document \"13\" entered 2020-01-06 10:00 effective 2020-03-02 10:00\n"
    "  covers everyone\n"
    "  bars transfer to IQ\n"
    "order t.over\n"
    "  document \"14\" entered 2020-01-06 10:00\n"
    "  covers everyone\n"
    "  bars interview\n"
    "  until 2020-01-20 12:00\n"
    "order t.unknown\n"
    "  document \"15\" entered not known\n"
    "  covers everyone\n"
    "  bars interview\n"
    "  requires government report to \"report\" by 3 days under none after leave\n"
    "  requires government papers to \"papers\" by 3 days under none\n"
    "  requires government century to \"a century\" by 2190-06-01\n"
    "order t.late\n"
    "  document \"17\" entered 2020-01-06 10:00\n"
    "  covers everyone\n"
    "  bars release\n"
    "order t.late_gone\n"
    "  court cadc\n"
    "  document \"18\" entered 2100-11-12 10:00\n"
    "  reverses t.late from mandate\n"
    "order t.last\n"
    "  document \"19\" entered 2020-01-06 10:00\n"
    "  covers everyone\n"
    "  bars release\n"
    "order t.last_gone\n"
    "  court cadc\n"
    "  document \"20\" entered 2100-12-01 10:00\n"
    "  reverses t.last from mandate\n"
    "order t.soon\n"
    "  document \"21\" entered 2017-01-06 10:00\n"
    "  covers everyone\n"
    "  bars release\n"
    "order t.soon_gone\n"
    "  court cadc\n"
    "  document \"22\" entered 2018-12-20\n"
    "  reverses t.soon from mandate\n"
    "form t.form\n"
    "  document \"16\"\n"
    "  covers everyone\n"
    "  bars interview\n";

static int
set_up(void **state)
{
	return asking_open(state, book);
}

/* Ask where the answer may fail. */
static int
try(struct fixture *f, const struct person *p, const char *id, const char *act,
    const char *t)
{
	/* Fill the question in by asking what cannot fail. */
	(void)ask(f, p, "t.always", act, NULL, t);
	f->only[0] = order(&f->b, id);
	f->q.known = f->act.departs;
	return decide(&f->run, &f->q, &f->ans);
}

static void
expect_failed(struct fixture *f, int got, int err, enum verdict v)
{
	assert_int_equal(got, err);
	assert_true(f->ans.failed);
	assert_int_equal(f->ans.err, err);
	assert_int_equal(f->ans.verdict, v);
}

/* n values of a state, a minute each, in turn. */
static const struct person *
changing(struct fixture *f, unsigned n, const char *even, const char *odd)
{
	const struct person *p;
	struct buf b;

	buf_init(&b, &mem_system, 1u << 20);
	for (unsigned i = 0; i < n; i++)
		buf_printf(&b,
		    "citizenship %s since 2020-01-%02u %02u:%02u "
		    "recorded 2020-01-01; ",
		    i % 2 == 0 ? even : odd, 7 + i / 1440, i / 60 % 24, i % 60);
	buf_puts(&b, "nothing else happened");
	p = person_of(&f->b, "A", b.s);
	buf_release(&b);
	return p;
}

static void
more_changes_than_are_followed(void **state)
{
	struct fixture *f = *state;
	const struct person *p = changing(f, 700, "IQ", "IR");
	const struct person *q = changing(f, 700, "IR", "SY");
	struct citation c;

	/* Over a flight a bar found stands; else it is a hold. */
	f->arrives = "2020-01-07 11:00";
	f->q.known = at(DC, "2020-01-09 10:00");
	(void)ask(f, p, "t.always", "removal", NULL, "2020-01-07 00:00");
	f->only[0] = order(&f->b, "t.a");
	f->q.known = at(DC, "2020-01-09 10:00");
	expect_failed(f, decide(&f->run, &f->q, &f->ans), E_LIMIT,
	    VERDICT_BARRED);
	f->who[0] = q;
	expect_failed(f, decide(&f->run, &f->q, &f->ans), E_LIMIT,
	    VERDICT_HOLD);
	assert_int_equal(decide_explain(&f->run, &f->q, f->only[0], &c),
	    E_LIMIT);
	/* At one instant the horizon is no further than was looked. */
	f->act.arrives = f->act.departs;
	assert_int_equal(decide(&f->run, &f->q, &f->ans), 0);
	assert_int_equal(f->ans.verdict, VERDICT_NO_BAR);
	assert_true(f->ans.horizon.us > f->act.departs.us);
	assert_true(f->ans.horizon.us < at(DC, "2020-01-07 11:40").us);
	/* Barred for ever by one, and cited with another or not. */
	f->who[0] = p;
	f->q.nonly = 0;
	assert_int_equal(decide(&f->run, &f->q, &f->ans), 0);
	assert_int_equal(f->ans.verdict, VERDICT_BARRED);
	assert_int_equal(f->ans.horizon.us, at(DC, "2020-01-07 00:01").us);
	assert_true(f->ans.barred_until_known);
	assert_true(f->ans.until.us < at(DC, "2020-01-07 11:40").us);
}

static void
lengths_past_the_calendar(void **state)
{
	struct fixture *f = *state;
	const struct person *held = person_of(&f->b, "A",
	    "custody agency ICE since 2020-02-01 2020-02-05");
	const struct person *stale = person_of(&f->b, "B",
	    "custody agency ICE since 2020-01-20; "
	    "no custody through 2020-01-19");
	const struct person *told =
	    person_of(&f->b, "C", "notice 2030-01-06 recorded 2020-01-01");
	const struct person *either = person_of(&f->b, "D",
	    "notice between 2010-01-06 and 2030-01-06 recorded 2020-01-01");
	const struct person *nobody = person_of(&f->b, "E", "no leave");
	const struct person *late = person_of(&f->b, "F",
	    "notice between 2020-01-06 and 2030-01-06 recorded 2020-01-01");
	const char *t = "2020-02-05 10:00";

	expect_failed(f, try(f, held, "t.years", "removal", t), E_RANGE,
	    VERDICT_HOLD);
	expect_failed(f, try(f, stale, "t.years", "removal", t), E_RANGE,
	    VERDICT_HOLD);
	expect_failed(f, try(f, told, "t.told", "transfer", "2030-02-05 10:00"),
	    E_RANGE, VERDICT_HOLD);
	expect_failed(f,
	    try(f, either, "t.told", "transfer", "2030-02-05 10:00"), E_RANGE,
	    VERDICT_HOLD);
	expect_failed(f, try(f, late, "t.told", "transfer", "2030-02-05 10:00"),
	    E_RANGE, VERDICT_HOLD);
	/* How long a reading is good cannot be counted: it is not. */
	f->record.dockets_fresh = false;
	f->record.reads =
	    &(struct docket_read){ "t", at(DC, "2020-02-05 09:00") };
	f->record.nreads = 1;
	f->q.horizon = false;
	(void)ask(f, nobody, "t.later", "transfer", "IQ", t);
	assert_int_equal(f->ans.verdict, VERDICT_HOLD);
	f->q.record = NULL;
	f->q.known = f->act.departs;
	assert_int_equal(decide(&f->run, &f->q, &f->ans), 0);
	assert_int_equal(f->ans.verdict, VERDICT_HOLD);
}

/* A length that counts from some minute of an imprecise event is past the
 * calendar: from none of its ends, or from the last alone. */
static void
lengths_of_an_imprecise_event(void **state)
{
	static const struct {
		const char *leave, *id, *t;
	} rows[] = {
		{ "2020-03-01 2020-03-06", "t.brief_end", "2020-04-01 10:00" },
		{ "1960-01-01 1960-01-05", "t.brief_end", "2020-04-01 10:00" },
		{ "2020-03-01 2020-03-06", "t.brief_clock",
		    "2020-04-01 10:00" },
		{ "2020-12-20 2021-01-20", "t.eighty_clock",
		    "2021-04-01 10:00" },
		{ "2020-03-01 2020-03-06", "t.hours_clock",
		    "2020-04-01 10:00" },
		{ "2020-03-01 2020-03-06", "t.hours", "2020-04-01 10:00" },
	};
	struct fixture *f = *state;
	struct deadline *due;
	size_t n;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char givens[120];

		snprintf(givens, sizeof(givens),
		    "leave between %.10s and %.10s; nothing else happened",
		    rows[i].leave, rows[i].leave + 11);
		expect_failed(f,
		    try(f, person_of(&f->b, "A", givens), rows[i].id, "visit",
			rows[i].t),
		    E_RANGE, VERDICT_HOLD);
		if (i > 2)
			continue;
		assert_int_equal(decide_deadlines(&f->run, &f->q, &due, &n),
		    E_RANGE);
	}
}

static void
more_readings_than_are_kept(void **state)
{
	static const struct {
		const char *id, *t;
	} rows[] = { { "t.readings", "2020-01-10 10:00" },
		{ "t.mixed", "2020-01-10 10:00" },
		{ "t.conflicts", "2020-01-20 10:00" },
		{ "t.products", "2020-01-20 10:00" },
		{ "t.corrected", "2020-01-20 10:00" } };
	struct fixture *f = *state;
	const struct person *p = person_of(&f->b, "A", "no leave");

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct instant end;

		expect_failed(f, try(f, p, rows[i].id, "interview", rows[i].t),
		    E_LIMIT, VERDICT_HOLD);
		if (i > 3)
			continue; /* how it stands asks for no clause */
		assert_int_equal(decide_standing(&f->run, &f->q,
				     order(&f->b, rows[i].id), f->act.departs,
				     &end),
		    STANDING_DOUBT);
	}
}

static void
questions_that_are_none(void **state)
{
	struct fixture *f = *state;
	const struct person *p =
	    person_of(&f->b, "A", "citizenship IQ since 2019-01-01");
	struct citation c;
	struct deadline *due;
	struct instant end;
	size_t n = 7;

	(void)ask(f, p, "t.a", "removal", "IQ", "2020-02-05 10:00");
	assert_int_equal(f->ans.verdict, VERDICT_BARRED);
	assert_int_equal(f->ans.citations[0].nunverified, 1);
	assert_string_equal(f->ans.citations[0].unverified[0],
	    "t.a: as quoted in the press");
	f->q.known = f->act.departs;
	/* It arrives before it departs. */
	f->act.arrives = instant_add_minutes(f->act.departs, -1);
	expect_failed(f, decide(&f->run, &f->q, &f->ans), E_RANGE,
	    VERDICT_HOLD);
	f->act.arrives = f->act.departs;
	/* Of nobody, however exactly. */
	f->q.nwho = 0;
	assert_int_equal(decide(&f->run, &f->q, &f->ans), 0);
	assert_int_equal(f->ans.verdict, VERDICT_HOLD);
	assert_int_equal(decide_deadlines(&f->run, &f->q, &due, &n), 0);
	assert_int_equal(n, 0);
	/* A form stands in no way of its own. */
	assert_int_equal(decide_standing(&f->run, &f->q, order(&f->b, "t.form"),
			     f->act.departs, &end),
	    STANDING_DOUBT);
	/* Of an order not recorded yet, and of one that is over. */
	f->q.nwho = 1;
	f->q.known = at(DC, "2020-01-05 10:00");
	assert_int_equal(decide_explain(&f->run, &f->q, order(&f->b, "t.a"),
			     &c),
	    0);
	assert_int_equal(c.value, NO);
	assert_int_equal(c.standing, STANDING_NOT_RECORDED);
	assert_int_equal(c.nunverified, 0);
	f->q.known = f->act.departs;
	f->act.kind = vocab_act(f->b.law.vocab, "interview");
	assert_int_equal(decide_explain(&f->run, &f->q, order(&f->b, "t.over"),
			     &c),
	    0);
	assert_int_equal(c.value, NO);
	assert_int_equal(c.covers, YES);
	assert_int_equal(c.standing, STANDING_EXPIRED);
}

static void
duties_without_a_day(void **state)
{
	struct fixture *f = *state;
	const struct person *p = person_of(&f->b, "A", "");
	struct deadline *due;
	size_t n;

	(void)ask(f, p, "t.unknown", "interview", NULL, "2020-02-05 10:00");
	f->q.known = f->act.departs;
	assert_int_equal(decide_deadlines(&f->run, &f->q, &due, &n), 0);
	assert_int_equal(n, 3);
	/* Counted from nobody knows when: no safe day. */
	assert_string_equal(due[0].what, "papers");
	assert_int_equal(due[0].earliest.us, INSTANT_BEGIN.us);
	assert_false(due[0].has_safe);
	/* Counted from what nobody recorded: nothing is due yet. */
	assert_string_equal(due[2].what, "report");
	assert_int_equal(due[2].earliest.us, INSTANT_NEVER.us);
	assert_false(due[2].has_safe);
	/* Past the calendar nobody knows which days are safe. */
	assert_string_equal(due[1].what, "a century");
	assert_int_equal(due[1].latest.us, at(DC, "2190-06-02 00:00").us);
	assert_false(due[1].has_safe);
}

/* 45 days and 7: from 20 December 2018 to Monday 11 February; past the
 * calendar the bar stands and no day is named. */
static void
a_mandate_to_come(void **state)
{
	static const struct {
		const char *id, *t, *due;
	} rows[] = {
		{ "t.soon", "2018-12-21 09:00", "2019-02-12 00:00" },
		{ "t.late", "2100-11-13 09:00", NULL },
		{ "t.last", "2100-12-02 09:00", NULL },
	};
	struct fixture *f = *state;
	const struct person *p = person_of(&f->b, "A", "no leave");

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(ask(f, p, rows[i].id, "release", NULL,
				     rows[i].t),
		    VERDICT_BARRED);
		assert_int_equal(f->ans.citations[0].standing,
		    STANDING_AWAITING_MANDATE);
		assert_int_equal(f->ans.citations[0].mandate.us,
		    rows[i].due == NULL ? INSTANT_NEVER.us
					: at(DC, rows[i].due).us);
	}
}

/* Orders that each stay the one before: deeper than is followed. */
static void
a_chain_of_stays(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct buf b;

	(void)state;
	buf_init(&b, &mem_system, 1u << 20);
	buf_puts(&b,
	    "case t\n  title \"T\"\n  court dcd docket \"1\"\n"
	    "order t.always\n  document \"0\" entered 2020-01-06 10:00\n"
	    "  covers everyone\n  bars interview\n"
	    "order t.x0\n  document \"1\" entered 2020-01-06 10:00\n"
	    "  covers everyone\n  bars interview\n");
	for (int i = 1; i <= 60; i++)
		buf_printf(&b,
		    "order t.x%d\n  document \"%d\" entered 2020-01-07 10:%02d\n"
		    "  stays t.x%d pending \"appeal\"\n",
		    i, i + 1, i - 1, i - 1);
	bench_open(&f->b, "chain", b.s);
	arena_init(&f->run, &mem_system, (size_t)1 << 28);
	f->record.dockets_fresh = true;
	expect_failed(f,
	    try(f, person_of(&f->b, "A", "no leave"), "t.x0", "interview",
		"2020-02-05 10:00"),
	    E_LIMIT, VERDICT_HOLD);
	arena_release(&f->run);
	bench_close(&f->b);
	buf_release(&b);
	free(f);
}

/* Orders that each stay the two before: more ways through them than are
 * followed, though none is deep. */
static void
stays_upon_stays(void **state)
{
	static const struct {
		int n;
		bool followed;
	} rows[] = { { 20, true }, { 36, false } };

	(void)state;
	for (size_t k = 0; k < 2; k++) {
		struct fixture *f = calloc(1, sizeof(*f));
		struct buf b;

		buf_init(&b, &mem_system, 1u << 20);
		buf_puts(&b,
		    "case t\n  title \"T\"\n  court dcd docket \"1\"\n"
		    "order t.always\n  document \"0\" "
		    "entered 2020-01-06 10:00\n"
		    "  covers everyone\n  bars interview\n"
		    "order t.x0\n  document \"1\" entered 2020-01-06 10:00\n"
		    "  covers everyone\n  bars interview\n"
		    "order t.x1\n  document \"2\" entered 2020-01-06 10:00\n"
		    "  covers everyone\n  bars interview\n");
		for (int i = 2; i < rows[k].n; i++)
			buf_printf(&b,
			    "order t.x%d\n  document \"%d\" "
			    "entered 2020-01-07 10:%02d\n"
			    "  stays t.x%d pending \"a\"\n"
			    "  stays t.x%d pending \"b\"\n",
			    i, i + 1, i, i - 1, i - 2);
		bench_open(&f->b, "stays", b.s);
		arena_init(&f->run, &mem_system, (size_t)1 << 28);
		f->record.dockets_fresh = true;
		if (rows[k].followed)
			(void)ask(f, person_of(&f->b, "A", "no leave"), "t.x0",
			    "interview", NULL, "2020-02-05 10:00");
		else
			expect_failed(f,
			    try(f, person_of(&f->b, "A", "no leave"), "t.x0",
				"interview", "2020-02-05 10:00"),
			    E_LIMIT, VERDICT_HOLD);
		arena_release(&f->run);
		bench_close(&f->b);
		buf_release(&b);
		free(f);
	}
}

/* A member's clock that stands still more often than is followed. */
static void
a_clock_stopped_too_often(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct buf b;

	(void)state;
	buf_init(&b, &mem_system, 1u << 20);
	buf_puts(&b,
	    "case t\n  title \"T\"\n  court dcd docket \"1\"\n"
	    "order t.always\n  document \"0\" entered 2020-01-06 10:00\n"
	    "  covers everyone\n  bars interview\n"
	    "order t.x\n  document \"1\" entered 2020-01-06 10:00\n"
	    "  covers everyone\n  bars interview\n"
	    "  for each member\n"
	    "    stage in within 60 days under none else ends \"late\"\n"
	    "      on files then out\n"
	    "    stage out open\n");
	for (int i = 0; i < 300; i++)
		buf_printf(&b,
		    "order t.s%d\n  document \"%d\" entered 2020-01-07 %02d:%02d\n"
		    "  stays t.x until 2020-01-07 %02d:%02d\n",
		    i, i + 2, i * 3 / 60, i * 3 % 60, (i * 3 + 1) / 60,
		    (i * 3 + 1) % 60);
	bench_open(&f->b, "stops", b.s);
	arena_init(&f->run, &mem_system, (size_t)1 << 28);
	f->record.dockets_fresh = true;
	f->q.horizon = false;
	expect_failed(f,
	    try(f, person_of(&f->b, "A", "no files"), "t.x", "interview",
		"2020-02-05 10:00"),
	    E_LIMIT, VERDICT_HOLD);
	arena_release(&f->run);
	bench_close(&f->b);
	buf_release(&b);
	free(f);
}

/* More doubts than are told: a hold all the same. */
static void
more_doubts_than_are_told(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct buf b;

	(void)state;
	buf_init(&b, &mem_system, 1u << 20);
	buf_puts(&b,
	    "case t\n  title \"T\"\n  court dcd docket \"1\"\n"
	    "order t.x\n  document \"1\" entered 2020-01-06 10:00\n"
	    "  covers text only \"word 0\"\n");
	for (int i = 1; i < 40; i++)
		buf_printf(&b, "    and text only \"word %d\"\n", i);
	buf_puts(&b, "  bars interview\n");
	bench_open(&f->b, "doubts", b.s);
	arena_init(&f->run, &mem_system, (size_t)1 << 28);
	f->record.dockets_fresh = true;
	assert_int_equal(ask(f, person_of(&f->b, "A", "no files"), "t.x",
			     "interview", NULL, "2020-02-05 10:00"),
	    VERDICT_HOLD);
	assert_non_null(strstr(f->ans.holds[0], "and 28 more"));
	assert_null(f->ans.settle);
	arena_release(&f->run);
	bench_close(&f->b);
	buf_release(&b);
	free(f);
}

int
main(void)
{
#define CASE(t) cmocka_unit_test_setup_teardown(t, set_up, asking_close)
	const struct CMUnitTest tests[] = {
		CASE(more_changes_than_are_followed),
		CASE(lengths_past_the_calendar),
		CASE(lengths_of_an_imprecise_event),
		CASE(more_readings_than_are_kept),
		CASE(questions_that_are_none),
		CASE(duties_without_a_day),
		CASE(a_mandate_to_come),
		cmocka_unit_test(a_chain_of_stays),
		cmocka_unit_test(stays_upon_stays),
		cmocka_unit_test(a_clock_stopped_too_often),
		cmocka_unit_test(more_doubts_than_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
