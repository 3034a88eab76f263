/* test_shapes.c - facts of shapes that no text gives, and conditions, clocks
 * and replays that come to a bound: each is a hold, or what is left of the
 * answer, never no bar. */

#include "unit/decide/cases.h"

#include <stdint.h>

#define DC "America/New_York"

static const char book[] =
    "case t\n"
    "  title \"T\"\n"
    "  court dcd docket \"1\"\n"
    "order t.early\n"
    "  document \"1\" entered 2020-01-06 10:00\n"
    "  covers rank (given_on before 2019-06-01) now\n"
    "  bars transfer\n"
    "order t.high\n"
    "  document \"2\" entered 2020-01-06 10:00\n"
    "  covers rank.number at least 3\n"
    "  bars transfer\n"
    "order t.is\n"
    "  document \"3\" entered 2020-01-06 10:00\n"
    "  covers custody is ICE now\n"
    "  bars transfer\n"
    "order t.appeal\n"
    "  document \"4\" entered 2020-01-06 10:00\n"
    "  covers everyone\n"
    "  bars removal\n"
    "  for each member\n"
    "    stage judge  on motion.filed  then ruling\n"
    "    stage ruling  on motion.denied  then lost\n"
    "                  on motion.granted  then won\n"
    "    stage lost  on appeal.filed  then board\n"
    "                within 10 days under none  else ends \"no appeal\"\n"
    "    stage board  open\n"
    "    stage won  open\n"
    "order t.where\n"
    "  document \"5\" entered 2020-01-06 10:00\n"
    "  covers everyone\n"
    "  bars removal\n"
    "  for each member and destination\n"
    "    stage silent  on notice  ends \"told\"\n"
    "order t.open\n"
    "  document \"6\" entered 2020-01-06 10:00\n"
    "  covers everyone\n"
    "  bars removal\n"
    "  for each member\n"
    "    stage ready  on motion.filed  ends \"filed\"\n"
    "order t.both\n"
    "  document \"7\" entered 2020-01-06 10:00\n"
    "  covers everyone\n"
    "  bars interview\n"
    "  for each member\n"
    "    stage papers  on files and records  ends \"both\"\n"
    "order t.circle\n"
    "  document \"8\" entered 2020-01-06 10:00\n"
    "  covers everyone\n"
    "  bars transfer\n"
    "  for each member\n"
    "    stage in  on files  then out\n"
    "    stage out free  on records  then in\n"
    "order t.told\n"
    "  document \"9\" entered 2020-01-06 10:00\n"
    "  covers everyone\n"
    "  bars removal\n"
    "  for each member\n"
    "    stage silent  on notice  then told\n"
    "    stage told  within 5 days under none  else ends \"time\"\n"
    "                on motion.filed  then filed\n"
    "    stage filed  open\n";

static struct bench_law b;
static struct arena run;

static int
set_up(void **state)
{
	(void)state;
	bench_open(&b, "book", book);
	arena_init(&run, &mem_system, (size_t)1 << 30);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	arena_release(&run);
	bench_close(&b);
	return 0;
}

static const struct act *
act_at(const char *kind, const char *to, const char *t)
{
	const struct vocab *v = b.law.vocab;
	struct act *act = arena_alloc(&run, sizeof(*act));
	struct value *slots = arena_array(&run, 8, sizeof(*slots));

	*act = (struct act){ .kind = vocab_act(v, kind),
		.departs = at(DC, t),
		.arrives = at(DC, t),
		.slots = slots };
	if (to != NULL)
		slots[act_slot(act->kind, "to")] =
		    (struct value){ .kind = VALUE_WORD,
			    .word = vocab_any_word(v, to),
			    .s = to };
	return act;
}

static const struct record fresh = { .dockets_fresh = true };

static struct question
question_of(const struct person *const *who, const struct act *act)
{
	return (struct question){ .law = &b.law,
		.record = &fresh,
		.who = who,
		.nwho = 1,
		.exact = true,
		.act = act,
		.known = act->departs };
}

/* The answer of one order alone, as written and then with what would settle
 * it. */
static struct answer
ask(const struct person *p, const char *id, const char *kind, const char *to,
    const char *t)
{
	const struct instrument *only = order(&b, id);
	struct question q = question_of(&p, act_at(kind, to, t));
	struct answer plain, full;

	q.only = &only;
	q.nonly = 1;
	(void)decide(&run, &q, &plain);
	q.settle = true;
	(void)decide(&run, &q, &full);
	assert_int_equal(plain.verdict, full.verdict);
	return full;
}

static struct fact *
writable(const struct person *p, size_t i)
{
	return (struct fact *)(uintptr_t)p->facts[i];
}

static struct value *
field_of(const struct person *p, size_t i, const char *name)
{
	const struct fact *f = p->facts[i];

	return (struct value *)(uintptr_t)&f->fields[kind_field(f->kind, name)];
}

static void
fields_not_given(void **state)
{
	const struct person *p = person_of(&b, "A",
	    "rank 5 given_on 2019-05-01 since 2019-05-01; "
	    "custody agency ICE since 2020-02-01 2020-02-03");

	(void)state;
	assert_int_equal(
	    ask(p, "t.early", "transfer", NULL, "2020-02-03 23:59").verdict,
	    VERDICT_BARRED);
	assert_int_equal(
	    ask(p, "t.is", "transfer", NULL, "2020-02-03 23:59").verdict,
	    VERDICT_BARRED);
	writable(p, 0)->fields = NULL;
	writable(p, 1)->fields = NULL;
	assert_int_equal(
	    ask(p, "t.early", "transfer", NULL, "2020-02-03 23:59").verdict,
	    VERDICT_HOLD);
	assert_int_equal(
	    ask(p, "t.is", "transfer", NULL, "2020-02-03 23:59").verdict,
	    VERDICT_HOLD);
}

/* Sources that disagree leave candidates: what they agree on is known. */
static void
candidates_compared(void **state)
{
	static const struct {
		const char *field, *first, *second;
		const char *order;
		enum verdict verdict;
	} rows[] = {
		{ "given_on", "2019-05-01", "2019-04-01", "t.early",
		    VERDICT_BARRED },
		{ "given_on", "2019-05-01", "2019-07-01", "t.early",
		    VERDICT_HOLD },
		{ "given_on", "2019-08-01", "2019-07-01", "t.early",
		    VERDICT_NO_BAR },
		{ "number", "3", "4", "t.high", VERDICT_BARRED },
		{ "number", "2", "4", "t.high", VERDICT_HOLD },
		{ "number", "2", "1", "t.high", VERDICT_NO_BAR },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *written[] = { rows[i].first, rows[i].second };
		const struct person *p =
		    person_of(&b, "A", "rank 5 since 2019-01-01");
		struct value two[2];

		memset(two, 0, sizeof(two));
		for (size_t k = 0; k < 2; k++)
			if (strlen(written[k]) == 1) {
				two[k].kind = VALUE_INT;
				two[k].n = written[k][0] - '0';
			} else {
				two[k].kind = VALUE_MOMENT;
				assert_int_equal(moment_parse(written[k],
						     strlen(written[k]),
						     &two[k].moment),
				    0);
			}
		*field_of(p, 0, rows[i].field) =
		    (struct value){ .kind = VALUE_EITHER,
			    .items = two,
			    .nitems = 2 };
		if (ask(p, rows[i].order, "transfer", NULL, "2020-02-03 10:00")
			.verdict != rows[i].verdict)
			fail_msg("%s %s or %s", rows[i].field, rows[i].first,
			    rows[i].second);
	}
}

/* Steps that nobody tied to a filing, or that nobody named, may be those of
 * the filing the path came through: a doubt, never a way out. */
static void
steps_of_no_filing(void **state)
{
	const char givens[] = "motion.filed 2020-01-10 10:00 as m1; "
			      "motion.denied 2020-01-20 10:00 as m1; "
			      "appeal.filed 2020-01-25 10:00 of m1 as a1; "
			      "no other motion; no other appeal";
	const struct person *p = person_of(&b, "A", givens);

	(void)state;
	assert_int_equal(
	    ask(p, "t.appeal", "removal", "IQ", "2020-02-15 10:00").verdict,
	    VERDICT_BARRED);
	/* Whose denial? */
	writable(p, 1)->filing = NULL;
	assert_int_equal(
	    ask(p, "t.appeal", "removal", "IQ", "2020-01-22 10:00").verdict,
	    VERDICT_BARRED);
	assert_int_not_equal(
	    ask(p, "t.appeal", "removal", "IQ", "2020-02-15 10:00").verdict,
	    VERDICT_NO_BAR);
	/* Of what is the appeal, a later step of which says it? */
	p = person_of(&b, "B", givens);
	writable(p, 2)->of = NULL;
	writable(p, 2)->filing = NULL;
	assert_int_equal(
	    ask(p, "t.appeal", "removal", "IQ", "2020-02-15 10:00").verdict,
	    VERDICT_HOLD);
}

/* A step that is none of those declared closes nothing. */
static void
a_step_nobody_named(void **state)
{
	const struct person *p = person_of(&b, "A",
	    "motion.filed 2019-05-01 10:00 as m1; "
	    "motion.denied 2019-06-01 10:00 as m1; nothing else happened");

	(void)state;
	assert_int_equal(
	    ask(p, "t.open", "removal", "IQ", "2020-02-03 10:00").verdict,
	    VERDICT_BARRED);
	writable(p, 1)->step = -1;
	assert_int_equal(
	    ask(p, "t.open", "removal", "IQ", "2020-02-03 10:00").verdict,
	    VERDICT_NO_BAR);
}

static void
an_event_of_no_destination(void **state)
{
	const struct person *p = person_of(&b, "A",
	    "notice country IQ 2020-01-10 10:00; no other notice");

	(void)state;
	assert_int_equal(
	    ask(p, "t.where", "removal", "IQ", "2020-02-03 10:00").verdict,
	    VERDICT_NO_BAR);
	assert_int_equal(
	    ask(p, "t.where", "removal", "IR", "2020-02-03 10:00").verdict,
	    VERDICT_BARRED);
	writable(p, 0)->fields = NULL;
	assert_int_equal(
	    ask(p, "t.where", "removal", "IQ", "2020-02-03 10:00").verdict,
	    VERDICT_HOLD);
}

/* -- Bounds ------------------------------------------------------------- */

/* n events, each its own minute, of two kinds in turn, and no other. */
static const struct person *
person_of_events(size_t n)
{
	struct person *p = arena_alloc(&run, sizeof(*p));
	struct fact *facts = arena_array(&run, n + 2, sizeof(*facts));
	const struct fact **list = arena_array(&run, n + 2, sizeof(*list));

	for (size_t i = 0; i < n + 2; i++) {
		struct instant t =
		    instant_add_minutes(at(DC, "2020-01-07 10:00"), (int64_t)i);

		facts[i] = (struct fact){ .type =
					      i < n ? FACT_HAPPENED : FACT_ONLY,
			.kind = vocab_kind(b.law.vocab,
			    i % 2 == 0 ? "files" : "records"),
			.step = -1,
			.from = { .kind = i < n ? MOMENT_EXACT : MOMENT_NONE,
			    .first = t,
			    .last = t },
			.entry = { .recorded = INSTANT_BEGIN,
			    .confirmed = INSTANT_NEVER,
			    .refused = INSTANT_NEVER } };
		list[i] = &facts[i];
	}
	*p = (struct person){ .id = "A000-000-001",
		.facts = list,
		.nfacts = n + 2 };
	return p;
}

static struct answer
ask_plainly(const struct person *p, const char *id, const char *kind)
{
	const struct instrument *only = order(&b, id);
	struct question q =
	    question_of(&p, act_at(kind, NULL, "2020-06-01 10:00"));
	struct answer a;

	q.only = &only;
	q.nonly = 1;
	(void)decide(&run, &q, &a);
	return a;
}

static void
moved_too_often(void **state)
{
	struct answer a;

	(void)state;
	a = ask_plainly(person_of_events(40), "t.circle", "transfer");
	assert_int_equal(a.err, 0);
	assert_int_equal(a.verdict, VERDICT_BARRED);
	a = ask_plainly(person_of_events(120), "t.circle", "transfer");
	assert_int_equal(a.err, E_LIMIT);
	assert_int_equal(a.verdict, VERDICT_HOLD);
}

static void
too_many_pairs_of_events(void **state)
{
	struct answer a;

	(void)state;
	a = ask_plainly(person_of_events(8), "t.both", "interview");
	assert_int_equal(a.err, 0);
	assert_int_equal(a.verdict, VERDICT_NO_BAR);
	a = ask_plainly(person_of_events(920), "t.both", "interview");
	assert_int_equal(a.err, E_LIMIT);
	assert_int_equal(a.verdict, VERDICT_HOLD);
}

/* Each order covers the members of the one before. */
static void
members_of_members(void **state)
{
	static const struct {
		size_t n;
		int err;
	} rows[] = { { 40, 0 }, { 120, E_LIMIT } };

	(void)state;
	for (size_t k = 0; k < 2; k++) {
		const struct person *p;
		struct answer a;
		struct buf text;
		char last[32];

		buf_init(&text, &mem_system, 1u << 20);
		buf_puts(&text,
		    "order o0\n  court dcd\n  document \"d\" entered 2020-01-06 10:00\n"
		    "  covers citizenship is IQ\n  bars transfer\n");
		for (size_t i = 1; i <= rows[k].n; i++)
			buf_printf(&text,
			    "order o%zu\n  court dcd\n  document \"d\" entered 2020-01-06 "
			    "10:00\n  covers members of o%zu\n  bars "
			    "transfer\n",
			    i, i - 1);
		bench_close(&b);
		bench_open(&b, "chain", arena_strdup(&run, text.s));
		buf_release(&text);
		snprintf(last, sizeof(last), "o%zu", rows[k].n);
		p = person_of(&b, "A", "citizenship IQ since 2019-01-01");
		a = ask_plainly(p, last, "transfer");
		assert_int_equal(a.err, rows[k].err);
		assert_int_equal(a.verdict,
		    rows[k].err == 0 ? VERDICT_BARRED : VERDICT_HOLD);
	}
}

/* A clock that may have begun so late that nobody can count to its end. */
static void
counted_past_the_calendar(void **state)
{
	const struct person *p = person_of(&b, "A",
	    "notice between 2020-01-10 and 2199-12-31; no motion");
	struct answer a = ask(p, "t.told", "removal", "IQ", "2020-06-01 10:00");

	(void)state;
	assert_int_equal(a.err, E_RANGE);
	assert_int_equal(a.verdict, VERDICT_HOLD);
}

/* What is known now of a time after the instant asked had not been done by
 * then. */
static void
met_after_the_instant_asked(void **state)
{
	const struct person *p = person_of(&b, "A",
	    "notice 2020-01-10 10:00; motion.filed 2020-01-13 10:00 as m1; "
	    "no other motion; no other notice");
	const struct act *early = act_at("removal", "IQ", "2020-01-11 10:00");
	const struct act *late = act_at("removal", "IQ", "2020-01-14 10:00");
	struct question q = question_of(&p, early);
	struct deadline *dl;
	size_t n, told = 0;

	(void)state;
	q.known = late->departs;
	assert_int_equal(decide_deadlines(&run, &q, &dl, &n), 0);
	for (size_t i = 0; i < n; i++)
		if (dl[i].stage != NULL && strcmp(dl[i].stage, "told") == 0) {
			assert_int_equal(dl[i].met, NO);
			told++;
		}
	q.act = late;
	assert_int_equal(decide_deadlines(&run, &q, &dl, &n), 0);
	for (size_t i = 0; i < n; i++)
		if (dl[i].stage != NULL && strcmp(dl[i].stage, "told") == 0) {
			assert_int_equal(dl[i].met, YES);
			told++;
		}
	assert_int_equal(told, 2);
}

/* -- The cache ---------------------------------------------------------- */

static const char ends[] = "case o\n  title \"O\"\n  court dcd docket \"1\"\n"
			   "order o.entry\n"
			   "  document \"1\" entered 2020-01-06 10:00\n"
			   "  covers everyone\n  bars transfer\n"
			   "  until 5 days under none after entry\n"
			   "order o.event\n"
			   "  document \"2\" entered 2020-01-06 10:00\n"
			   "  covers everyone\n  bars interview\n"
			   "  until 5 days under none after files\n";

/* An end counted from the order's own entry is everybody's, one from an
 * event each person's. */
static void
a_cache_keeps_what_is_nobodys(void **state)
{
	static const char *const times[] = { "2020-01-08 10:00",
		"2020-01-12 10:00", "2020-01-20 10:00", "2020-02-03 10:00" };
	static const char *const acts[] = { "transfer", "interview" };
	const struct person *p[2];
	struct decide_cache *cache;

	(void)state;
	bench_close(&b);
	bench_open(&b, "ends", ends);
	p[0] = person_of(&b, "A", "files 2020-01-07 10:00; no other files");
	p[1] = person_of(&b, "B", "files 2020-01-17 10:00; no other files");
	cache = decide_cache_new(&run, &b.law);
	for (size_t i = 0; i < 4 * 2 * 2; i++) {
		struct question q = question_of(&p[i % 2],
		    act_at(acts[i / 2 % 2], NULL, times[i / 4]));
		struct answer without, with;

		assert_int_equal(decide(&run, &q, &without), 0);
		q.cache = cache;
		assert_int_equal(decide(&run, &q, &with), 0);
		assert_int_equal(with.verdict, without.verdict);
		/* The fifth day from entry is the 11th; from the files the
		 * 12th and the 22nd. */
		assert_int_equal(without.verdict,
		    i / 4 == 0           ? VERDICT_BARRED
			: i / 2 % 2 == 0 ? VERDICT_NO_BAR
			: i / 4 == 1 || (i / 4 == 2 && i % 2 == 1)
			? VERDICT_BARRED
			: VERDICT_NO_BAR);
	}
}

int
main(void)
{
#define CASE(t) cmocka_unit_test_setup_teardown(t, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		CASE(fields_not_given),
		CASE(candidates_compared),
		CASE(steps_of_no_filing),
		CASE(a_step_nobody_named),
		CASE(an_event_of_no_destination),
		CASE(moved_too_often),
		CASE(too_many_pairs_of_events),
		CASE(members_of_members),
		CASE(counted_past_the_calendar),
		CASE(met_after_the_instant_asked),
		CASE(a_cache_keeps_what_is_nobodys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
