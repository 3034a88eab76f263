/* test_record.c - what only a record can say: what was recorded when, what
 * nobody confirmed, what was corrected, dockets read, uncertain identity;
 * and where an answer must give up. */

#include "unit/decide/asking.h"

static const char book[] =
    "case t\n"
    "  title \"T\"\n"
    "  court dcd docket \"1\"\n"
    "order t.a\n"
    "  document \"1\" entered 2020-01-06 10:00\n"
    "  covers citizenship is IQ\n"
    "  bars removal\n"
    "order t.vac\n"
    "  court cadc\n"
    "  document \"2\" unverified entered 2020-02-03 10:00 unverified\n"
    "  vacates t.a from mandate\n"
    "mandate t.m\n"
    "  court cadc\n"
    "  document \"3\" entered not known\n"
    "  issues t.vac\n"
    "order t.b\n"
    "  document \"4\" entered 2020-01-06 10:00 effective 2020-03-02 10:00\n"
    "  covers citizenship is IR\n"
    "  bars removal\n"
    "order t.c\n"
    "  document \"5\" entered 2020-01-06 10:00\n"
    "  covers nationality is SY\n"
    "  bars removal\n"
    "order t.c_right\n"
    "  document \"6\" entered 2020-01-08 10:00\n"
    "  corrects t.c\n"
    "  covers nationality is SY and files\n"
    "  except gone: ever leave\n"
    "order t.d\n"
    "  document \"7\" entered 2020-01-06 10:00\n"
    "  covers final_order on 2019-06-24\n"
    "  bars interview\n"
    "order t.circle\n"
    "  document \"8\" entered 2020-01-06 10:00\n"
    "  covers everyone\n"
    "  bars transfer\n"
    "  for each member\n"
    "    stage in  on files  then out\n"
    "    stage out on records  then in\n"
    "form t.withheld given C: country\n"
    "  document \"9\" entered 2020-01-06 10:00\n"
    "  bars removal to C\n"
    "instance t.w of t.withheld, C = SY\n"
    "  covers person is adam\n"
    "  conflict C also read IR \"the decision names another country\"\n";

static int
set_up(void **state)
{
	return asking_open(state, book);
}

static void
a_confirmation_verifies(void **state)
{
	struct fixture *f = *state;
	const struct person *p =
	    person_of(&f->b, "A", "citizenship IQ since 2019-01-01");
	struct confirmation c[2] = { { .instrument = "t.vac",
					 .at = at(DC, "2020-02-05 10:00"),
					 .document = "d",
					 .by = "b" },
		{ .instrument = "t.m",
		    .at = at(DC, "2020-02-20 10:00"),
		    .document = "d",
		    .by = "b" } };

	/* A mandate known to exist and not when: held at any time. */
	assert_int_equal(ask(f, p, "t.a", "removal", "IQ", "2020-02-04 10:00"),
	    VERDICT_HOLD);
	assert_int_equal(f->ans.citations[0].standing, STANDING_DOUBT);
	f->record.confirmations = c;
	f->record.nconfirmations = 2;
	assert_int_equal(moment_parse("2020-02-18 10:00", 16, &c[1].entered),
	    0);
	assert_int_equal(ask(f, p, "t.a", "removal", "IQ", "2020-02-19 10:00"),
	    VERDICT_HOLD);
	/* Of the reversal a document was seen, and no date confirmed. */
	assert_int_equal(ask(f, p, "t.a", "removal", "IQ", "2020-02-21 10:00"),
	    VERDICT_HOLD);
	assert_int_equal(moment_parse("2020-02-03 10:00", 16, &c[0].entered),
	    0);
	assert_int_equal(ask(f, p, "t.a", "removal", "IQ", "2020-02-21 10:00"),
	    VERDICT_NO_BAR);
	/* As known before it was confirmed nothing has changed. */
	f->q.known = at(DC, "2020-02-20 09:59");
	assert_int_equal(ask(f, p, "t.a", "removal", "IQ", "2020-02-21 10:00"),
	    VERDICT_HOLD);
	/* Before the date confirmed it was in force. */
	f->q.known = at(DC, "2020-02-21 10:00");
	assert_int_equal(ask(f, p, "t.a", "removal", "IQ", "2020-02-18 09:59"),
	    VERDICT_BARRED);
	assert_int_equal(f->ans.citations[0].standing,
	    STANDING_AWAITING_MANDATE);
}

static void
an_order_recorded_late(void **state)
{
	struct fixture *f = *state;
	const struct person *p =
	    person_of(&f->b, "A", "citizenship IQ since 2019-01-01");
	struct recording r[2] = { { .instrument = "t.a",
				      .entry = { .recorded =
						     at(DC, "2020-01-07 09:00"),
					  .confirmed = INSTANT_NEVER,
					  .refused = INSTANT_NEVER } },
		{ .instrument = "t.c_right",
		    .entry = { .recorded = at(DC, "2020-01-08 10:00"),
			.is_loss = true,
			.confirmed = at(DC, "2020-01-10 10:00"),
			.refused = INSTANT_NEVER } } };

	f->record.recordings = r;
	f->record.nrecordings = 2;
	assert_int_equal(ask(f, p, "t.a", "removal", "IQ", "2020-01-06 12:00"),
	    VERDICT_NO_BAR);
	f->q.known = at(DC, "2020-01-07 09:00");
	assert_int_equal(ask(f, p, "t.a", "removal", "IQ", "2020-01-06 12:00"),
	    VERDICT_BARRED);

	/* A correction that waits for a second person: with and without. */
	p = person_of(&f->b, "B",
	    "nationality SY; no files; nothing else happened");
	assert_int_equal(ask(f, p, "t.c", "removal", "SY", "2020-01-09 10:00"),
	    VERDICT_HOLD);
	assert_int_equal(ask(f, p, "t.c", "removal", "SY", "2020-01-07 10:00"),
	    VERDICT_BARRED);
	assert_int_equal(ask(f, p, "t.c", "removal", "SY", "2020-01-10 10:00"),
	    VERDICT_NO_BAR);
	r[1].entry.refused = at(DC, "2020-01-10 09:00");
	r[1].entry.confirmed = INSTANT_NEVER;
	assert_int_equal(ask(f, p, "t.c", "removal", "SY", "2020-01-11 10:00"),
	    VERDICT_BARRED);
}

static void
a_docket_read_too_long_ago(void **state)
{
	struct fixture *f = *state;
	const struct person *p =
	    person_of(&f->b, "A", "citizenship IR since 2019-01-01");
	const struct person *other =
	    person_of(&f->b, "B", "citizenship IQ since 2019-01-01");
	struct docket_read reads[2] = { { "t", at(DC, "2020-01-10 10:00") },
		{ "else", at(DC, "2020-01-10 11:00") } };

	assert_int_equal(ask(f, p, "t.b", "removal", "IR", "2020-01-10 12:00"),
	    VERDICT_NO_BAR);
	f->record.dockets_fresh = false;
	assert_int_equal(ask(f, p, "t.b", "removal", "IR", "2020-01-10 12:00"),
	    VERDICT_HOLD);
	f->record.reads = reads;
	f->record.nreads = 2;
	assert_int_equal(ask(f, p, "t.b", "removal", "IR", "2020-01-10 12:00"),
	    VERDICT_NO_BAR);
	assert_int_equal(f->ans.horizon.us, at(DC, "2020-01-11 10:01").us);
	assert_int_equal(ask(f, p, "t.b", "removal", "IR", "2020-01-11 10:01"),
	    VERDICT_HOLD);
	/* Nobody else is held for it. */
	assert_int_equal(ask(f, other, "t.b", "removal", "IR",
			     "2020-01-11 10:01"),
	    VERDICT_NO_BAR);
	/* With no record of any reading at all, every docket is stale. */
	f->q.record = NULL;
}

static void
facts_corrected_and_resolved(void **state)
{
	struct fixture *f = *state;
	const struct person *p = person_of(&f->b, "A",
	    "final_order since 2019-01-01; final_order since 2019-08-01; "
	    "no other final_order");
	const struct fact *over[2];
	const char *t = "2020-01-10 10:00";

	assert_int_equal(ask(f, p, "t.d", "interview", NULL, t),
	    VERDICT_BARRED);
	/* The second corrects the first; until a second person confirms it
	 * both are candidates. */
	writable(p, 1)->corrects = p->facts[0];
	writable(p, 1)->entry.is_loss = true;
	writable(p, 1)->entry.recorded = at(DC, "2020-01-09 10:00");
	writable(p, 1)->entry.confirmed = INSTANT_NEVER;
	writable(p, 1)->entry.refused = INSTANT_NEVER;
	assert_int_equal(ask(f, p, "t.d", "interview", NULL, t), VERDICT_HOLD);
	assert_int_equal(ask(f, p, "t.d", "interview", NULL,
			     "2020-01-09 09:59"),
	    VERDICT_BARRED);
	writable(p, 1)->entry.confirmed = at(DC, "2020-01-09 12:00");
	assert_int_equal(ask(f, p, "t.d", "interview", NULL, t),
	    VERDICT_NO_BAR);
	writable(p, 1)->entry.confirmed = INSTANT_NEVER;
	writable(p, 1)->entry.refused = at(DC, "2020-01-09 12:00");
	assert_int_equal(ask(f, p, "t.d", "interview", NULL, t),
	    VERDICT_BARRED);
	/* A resolution chooses the second over the first. */
	over[0] = over[1] = p->facts[0];
	writable(p, 1)->corrects = NULL;
	writable(p, 1)->over = over;
	writable(p, 1)->nover = 2;
	writable(p, 1)->entry.refused = INSTANT_NEVER;
	writable(p, 1)->entry.confirmed = at(DC, "2020-01-09 12:00");
	assert_int_equal(ask(f, p, "t.d", "interview", NULL, t),
	    VERDICT_NO_BAR);
}

static void
an_identity_not_certain(void **state)
{
	struct fixture *f = *state;
	const struct person *iq =
	    person_of(&f->b, "A", "citizenship IQ since 2019-01-01");
	const struct person *sy =
	    person_of(&f->b, "B", "citizenship SY since 2019-01-01");

	f->q.exact = false;
	f->q.nwho = 2;
	f->who[1] = sy;
	assert_int_equal(ask(f, iq, "t.a", "removal", "IQ", "2020-01-07 10:00"),
	    VERDICT_HOLD);
	f->who[1] = iq;
	assert_int_equal(ask(f, iq, "t.a", "removal", "IQ", "2020-01-07 10:00"),
	    VERDICT_BARRED);
	/* Whichever of them is named first. */
	assert_int_equal(ask(f, sy, "t.a", "removal", "IQ", "2020-01-07 10:00"),
	    VERDICT_HOLD);
	/* What all candidates share is never no. */
	f->who[1] = sy;
	assert_int_equal(ask(f, sy, "t.a", "removal", "IQ", "2020-01-07 10:00"),
	    VERDICT_HOLD);
	/* Whether this is the person named is not known either. */
	assert_int_equal(ask(f, sy, "t.w", "removal", "SY", "2020-01-07 10:00"),
	    VERDICT_HOLD);
	/* And of nobody at all nothing is known. */
	f->q.nwho = 0;
	assert_int_equal(decide(&f->run, &f->q, &f->ans), 0);
	assert_int_equal(f->ans.verdict, VERDICT_HOLD);
	assert_true(f->ans.nholds > 0);
}

static void
two_readings_of_a_country(void **state)
{
	struct fixture *f = *state;
	const struct person *p = person_of(&f->b, "A", "is adam");
	const struct person *q = person_of(&f->b, "B", "files 2019");
	const char *t = "2020-01-07 10:00";

	assert_int_equal(ask(f, p, "t.w", "removal", "SY", t), VERDICT_HOLD);
	assert_int_equal(ask(f, p, "t.w", "removal", "IR", t), VERDICT_HOLD);
	assert_int_equal(ask(f, p, "t.w", "removal", "IQ", t), VERDICT_NO_BAR);
	/* Nobody said who adam is. */
	assert_int_equal(ask(f, q, "t.w", "removal", "SY", t), VERDICT_HOLD);
	f->record.named_known = true;
	assert_int_equal(ask(f, q, "t.w", "removal", "SY", t), VERDICT_NO_BAR);
}

/* Of whom it is said that orders name them so: not by another name, and
 * nothing where nobody keeps a record. */
static void
who_is_said_to_be(void **state)
{
	struct fixture *f = *state;
	const struct person *q = person_of(&f->b, "B", "files 2019");
	const char *t = "2020-01-07 10:00";
	struct said_is said[] = {
		{ "eve",
		    { .confirmed = INSTANT_NEVER, .refused = INSTANT_NEVER } },
		{ "adam",
		    { .confirmed = INSTANT_NEVER, .refused = INSTANT_NEVER } }
	};
	struct citation c;

	f->record.said = said;
	f->record.nsaid = 1;
	assert_int_equal(ask(f, q, "t.w", "removal", "SY", t), VERDICT_HOLD);
	f->record.nsaid = 2;
	assert_int_equal(ask(f, q, "t.w", "removal", "SY", t), VERDICT_NO_BAR);
	said[1].entry.is_loss = true;
	assert_int_equal(ask(f, q, "t.w", "removal", "SY", t), VERDICT_HOLD);
	said[1].entry.is_loss = false;
	f->q.record = NULL;
	f->q.known = f->act.departs;
	assert_int_equal(decide(&f->run, &f->q, &f->ans), 0);
	assert_int_equal(f->ans.verdict, VERDICT_HOLD);
	/* Nobody asks what would settle it. */
	f->q.explain = f->q.settle = false;
	assert_int_equal(decide_explain(&f->run, &f->q, order(&f->b, "t.w"),
			     &c),
	    0);
	assert_non_null(c.why);
	assert_int_equal(decide(&f->run, &f->q, &f->ans), 0);
	assert_int_equal(f->ans.verdict, VERDICT_HOLD);
}

/* A history with more branches than are followed: a hold, said to be one. */
static void
too_many_branches(void **state)
{
	struct fixture *f = *state;
	struct buf b;
	const struct person *p;

	buf_init(&b, &mem_system, 1u << 20);
	for (int i = 0; i < 24; i++)
		buf_puts(&b, "files 2020-02; records 2020-02; ");
	buf_puts(&b, "nothing else happened");
	p = person_of(&f->b, "A", b.s);
	buf_release(&b);
	f->q.horizon = f->q.settle = false;
	f->who[0] = p;
	(void)ask(f, person_of(&f->b, "B", "nothing else happened"), "t.circle",
	    "transfer", NULL, "2020-03-10 10:00");
	f->who[0] = p;
	f->q.known = f->act.departs;
	assert_int_equal(decide(&f->run, &f->q, &f->ans), E_LIMIT);
	assert_int_equal(f->ans.verdict, VERDICT_HOLD);
	assert_true(f->ans.failed);
	assert_int_equal(f->ans.err, E_LIMIT);
}

static void
how_orders_stand(void **state)
{
	static const struct {
		const char *id, *t;
		enum standing want;
	} rows[] = {
		{ "t.a", "2020-01-05 10:00", STANDING_NOT_RECORDED },
		{ "t.a", "2020-01-06 10:00", STANDING_IN_FORCE },
		{ "t.b", "2020-01-10 10:00", STANDING_NOT_BEGUN },
		{ "t.b", "2020-03-02 10:00", STANDING_IN_FORCE },
		{ "t.m", "2020-03-02 10:00", STANDING_DOUBT },
	};
	struct fixture *f = *state;
	struct instant end;

	(void)ask(f, person_of(&f->b, "A", "citizenship IQ since 2019-01-01"),
	    "t.a", "removal", "IQ", "2020-01-07 10:00");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct instant t = at(DC, rows[i].t);

		f->q.known = t;
		assert_int_equal(decide_standing(&f->run, &f->q,
				     order(&f->b, rows[i].id), t, &end),
		    rows[i].want);
		assert_non_null(standing_text(rows[i].want));
	}
	assert_int_equal(end.us, INSTANT_NEVER.us);
	f->q.nwho = 0;
	assert_int_equal(decide_standing(&f->run, &f->q, order(&f->b, "t.a"),
			     at(DC, "2020-01-06 10:00"), &end),
	    STANDING_IN_FORCE);
}

/* The other ways to stand, on the orders of the cases. */
static void
how_ended_orders_stand(void **state)
{
	static const struct {
		const char *file, *id, *t;
		enum standing want;
	} rows[] = {
		{ "edges.law", "t.a", "2020-01-24 12:01", STANDING_EXPIRED },
		{ "awaiting.law", "w.ended", "2020-01-21 10:00",
		    STANDING_EXPIRED },
		{ "edges.law", "t.c", "2020-04-02 10:00", STANDING_REPLACED },
		{ "edges.law", "t.d", "2020-04-06 10:00", STANDING_VACATED },
		{ "edges.law", "t.g", "2020-06-09 10:00",
		    STANDING_AWAITING_MANDATE },
		{ "edges.law", "t.g", "2020-06-10 10:00", STANDING_VACATED },
		{ "edges.law", "t.g_mandate", "2020-06-11 10:00",
		    STANDING_IN_FORCE },
		{ "edges.law", "t.g_mandate", "2020-06-13 10:00",
		    STANDING_RECALLED },
		{ "edges.law", "t.h", "2020-07-03 10:00", STANDING_DISSOLVED },
		{ "edges.law", "t.h", "2020-07-07 10:00", STANDING_IN_FORCE },
		{ "edges.law", "t.j", "2020-09-10 10:00", STANDING_DISMISSED },
		{ "edges.law", "t.l", "2020-10-05 10:00", STANDING_STAYED },
		{ "edges.law", "t.l_stay", "2020-10-08 10:00",
		    STANDING_LIFTED },
		{ "edges.law", "t.m", "2020-11-04 10:00", STANDING_DOUBT },
		{ "orders.law", "t.self", "2020-03-02 10:00",
		    STANDING_SELF_STAYED },
		{ "orders.law", "t.oral", "2020-01-08 09:01",
		    STANDING_EXPIRED },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct bench_law b;
		struct question q = { .exact = true };
		struct instant end;
		char path[160];

		snprintf(path, sizeof(path), CASES "%s", rows[i].file);
		bench_open(&b, path, NULL);
		q.law = &b.law;
		q.known = at(DC, rows[i].t);
		if (decide_standing(&f->run, &q, order(&b, rows[i].id), q.known,
			&end) != rows[i].want)
			fail_msg("%s %s", rows[i].id, rows[i].t);
		assert_non_null(standing_text(rows[i].want));
		bench_close(&b);
	}
}

/* One cache for many people and instants answers as none does. */
static void
a_cache_changes_nothing(void **state)
{
	static const char *const times[] = { "2020-01-06 10:00",
		"2020-03-02 10:00", "2020-01-06 09:59", "2020-03-02 10:00" };
	struct fixture *f = *state;
	const struct person *p[] = { person_of(&f->b, "A",
					 "citizenship IQ since 2019-01-01"),
		person_of(&f->b, "B", "citizenship IR since 2019-01-01") };
	struct decide_cache *cache = decide_cache_new(&f->run, &f->b.law);

	for (size_t i = 0; i < 4; i++)
		for (size_t j = 0; j < 2; j++) {
			enum verdict v;

			f->q.cache = NULL;
			v = ask(f, p[j], j == 0 ? "t.a" : "t.b", "removal",
			    "IQ", times[i]);
			f->q.cache = cache;
			assert_int_equal(ask(f, p[j], j == 0 ? "t.a" : "t.b",
					     "removal", "IQ", times[i]),
			    v);
		}
	f->q.cache = NULL;
}

int
main(void)
{
#define CASE(t) cmocka_unit_test_setup_teardown(t, set_up, asking_close)
	const struct CMUnitTest tests[] = {
		CASE(a_confirmation_verifies),
		CASE(an_order_recorded_late),
		CASE(a_docket_read_too_long_ago),
		CASE(facts_corrected_and_resolved),
		CASE(an_identity_not_certain),
		CASE(two_readings_of_a_country),
		CASE(who_is_said_to_be),
		CASE(too_many_branches),
		CASE(how_orders_stand),
		CASE(how_ended_orders_stand),
		CASE(a_cache_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
