/* test_found.c - what the random cases of tests/property found, each made
 * small and kept: a casebook, a few facts, a question, the answer. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "property/gcase.h"

#define BASE                        \
	"case c1\n  court mied\n\n" \
	"order o1\n  entered 2019-03-07 09:00\n"

static struct moment
at(const char *s)
{
	struct moment m;

	assert_int_equal(moment_parse(s, strlen(s), &m), 0);
	return m;
}

static struct moment
between(const char *a, const char *b)
{
	struct moment m = at(a);

	m.hi = at(b).hi;
	return m;
}

static struct instant
instant_of(const char *s)
{
	struct moment m = at(s);

	return zone_when(zone_builtin("America/Detroit"), &m).first;
}

static void
begin(struct gcase *c, const char *text, const char *t)
{
	memset(c, 0, sizeof(*c));
	snprintf(c->text, sizeof(c->text), "%s", text);
	c->read[0] = c->read[1] = INSTANT_NEVER;
	c->fresh = true;
	c->departs = c->arrives = c->known = instant_of(t);
}

static struct gfact *
add(struct gcase *c, enum fact_type type, int kind)
{
	struct gfact *f = &c->facts[c->nfacts++];

	*f = (struct gfact){ .type = type,
		.kind = kind,
		.step = -1,
		.recorded = INSTANT_BEGIN,
		.confirmed = INSTANT_NEVER,
		.refused = INSTANT_NEVER,
		.corrects = -1,
		.over = -1 };
	return f;
}

static struct answer
ask(const struct gcase *c)
{
	struct answer a;
	struct built b;
	const char *why = "";

	if (gcase_build_law(c, &b, &why) != 0)
		fail_msg("%s", why);
	assert_int_equal(gcase_build_people(c, &b), 0);
	b.q.horizon = true;
	assert_int_equal(decide(&b.arena, &b.q, &a), 0);
	built_release(&b);
	/* What it points to is gone: the verdict and the instants are not. */
	a.citations = NULL;
	a.ncitations = 0;
	return a;
}

/* An absence from no known day covers nothing. */
static void
absence_since_not_known(void **state)
{
	static struct gcase c;
	struct gfact *f;

	(void)state;
	begin(&c,
	    BASE "  covers everyone\n  bars removal\n"
		 "  for each motion\n    stage s0 open\n",
	    "2019-03-09 09:00");
	assert_int_equal(ask(&c).verdict, VERDICT_HOLD);
	f = add(&c, FACT_ABSENT, -1);
	assert_int_equal(ask(&c).verdict, VERDICT_NO_BAR);
	f->from.kind = MOMENT_NOT_KNOWN;
	assert_int_equal(ask(&c).verdict, VERDICT_HOLD);
}

/* Since 'between A and B': certain from B, in conflict from A. */
static void
absence_since_between(void **state)
{
	static struct gcase c;
	struct gfact *f;

	(void)state;
	begin(&c,
	    BASE "  covers never served since 2019-03-05\n  bars removal\n",
	    "2019-03-12 09:00");
	f = add(&c, FACT_ABSENT, K_SERVED);
	f->from = at("2019-03-05 00:00");
	assert_int_equal(ask(&c).verdict, VERDICT_BARRED);
	f->from = between("2019-03-05 00:00", "2019-03-06 00:00");
	assert_int_equal(ask(&c).verdict, VERDICT_HOLD);
	/* Served where the absence may reach: which is right is not known. */
	add(&c, FACT_HAPPENED, K_SERVED)->from = at("2019-03-05 12:00");
	assert_int_equal(ask(&c).verdict, VERDICT_HOLD);
}

/* Since an event that may never have been, nothing is known to be. */
static void
since_what_may_never_have_been(void **state)
{
	static struct gcase c;
	struct gfact *f;

	(void)state;
	begin(&c,
	    BASE "  covers everyone\n"
		 "  except e1: ever home (place in area.A) since served\n"
		 "  bars removal\n",
	    "2019-03-12 09:00");
	f = add(&c, FACT_HELD, K_HOME);
	f->fields[0] = (struct gvalue){ GV_ONE, { W_AREA_A, 0 } };
	f = add(&c, FACT_ABSENT, K_SERVED);
	assert_int_equal(ask(&c).verdict, VERDICT_BARRED);
	f->to = at("2019-03-08");
	assert_int_equal(ask(&c).verdict, VERDICT_HOLD);
	f->type = FACT_HAPPENED;
	f->from = at("2019-03-08");
	f->to.kind = MOMENT_NONE;
	assert_int_equal(ask(&c).verdict, VERDICT_NO_BAR);
}

/* What is counted from an event that may yet come again, or from an entry
 * not dated, does not run ahead of the act. */
static void
no_horizon_that_runs_ahead(void **state)
{
	static const char *const texts[] = {
		BASE "  covers everyone\n  bars removal\n"
		     "  until 8 days after served\n",
		BASE "  covers everyone\n  bars removal\n"
		     "  for each member\n"
		     "    stage s0 free\n      on served then s1\n"
		     "    stage s1\n      within 2 days else ends \"over\"\n",
	};
	static struct gcase c;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct answer a;

		begin(&c, texts[i], "2019-03-23 02:00");
		add(&c, FACT_HAPPENED, K_SERVED)->from = at("2019-03-04 00:00");
		a = ask(&c);
		assert_int_equal(a.verdict, VERDICT_HOLD);
		assert_int_equal(a.horizon.us, INSTANT_NEVER.us);
	}
}

/* What is asked since an event that may have come as late as the act is asked
 * of its minute alone: the minute after, it may have come after the notice. */
static void
a_minute_that_moves_with_the_act(void **state)
{
	static struct gcase c;
	struct answer a;

	(void)state;
	begin(&c, BASE "  covers ever notice since served\n  bars removal\n",
	    "2019-03-20 00:00");
	add(&c, FACT_HAPPENED, K_SERVED)->from = at("2019-03-09 12:00");
	add(&c, FACT_HAPPENED, K_NOTICE)->from = at("2019-03-20 00:00");
	a = ask(&c);
	assert_int_equal(a.verdict, VERDICT_BARRED);
	assert_int_equal(a.horizon.us, instant_of("2019-03-20 00:01").us);
	c.departs = c.arrives = a.horizon;
	a = ask(&c);
	assert_int_equal(a.verdict, VERDICT_HOLD);
	assert_int_equal(a.horizon.us, INSTANT_NEVER.us);
}

/* Two free stages that lead to each other: events not on record lead round
 * and round, to no bar, not to a limit. */
static void
round_and_round(void **state)
{
	static struct gcase c;

	(void)state;
	begin(&c,
	    BASE "  covers everyone\n  bars removal\n  for each member\n"
		 "    stage s0 free\n      on served then s1\n"
		 "    stage s1 free\n      on notice then s0\n",
	    "2019-03-12 09:00");
	assert_int_equal(ask(&c).verdict, VERDICT_NO_BAR);
	begin(&c,
	    BASE "  covers everyone\n  bars removal\n  for each member\n"
		 "    stage s0 free\n      on served then s1\n"
		 "      within 24 hours also read 2 days else then s1\n"
		 "    stage s1\n      on notice then s0\n"
		 "      within 16 business hours else ends \"over\"\n",
	    "2019-04-12 09:00");
	assert_int_equal(ask(&c).verdict, VERDICT_HOLD);
}

/* Begun on one reading and not on another: not yet begun, for a docket
 * nobody has read. */
static void
docket_of_what_may_not_have_begun(void **state)
{
	static struct gcase c;

	(void)state;
	begin(&c,
	    "case c1\n  court mied\n\n"
	    "order o1\n  oral 2019-03-04\n  entered 2019-03-20 09:00\n"
	    "  covers everyone\n  bars removal\n"
	    "  for each member\n    stage s0 free\n      on served then s1\n"
	    "    stage s1 open\n",
	    "2019-03-09 09:00");
	add(&c, FACT_ABSENT, -1);
	assert_int_equal(ask(&c).verdict, VERDICT_NO_BAR);
	c.fresh = false;
	assert_int_equal(ask(&c).verdict, VERDICT_HOLD);
	c.read[0] = instant_of("2019-03-09 08:00");
	assert_int_equal(ask(&c).verdict, VERDICT_NO_BAR);
}

/* Nobody is arrested since an entry that has not come, which the docket may
 * say has: on a reading that has come they are, and the other still holds. */
static void
docket_of_an_entry_to_come(void **state)
{
	static const char *const covers[] = {
		"  covers never cust since entry\n",
		"  covers everyone\n  except e1: ever cust since entry\n",
	};
	static struct gcase c;

	(void)state;
	for (size_t i = 0; i < sizeof(covers) / sizeof(*covers); i++) {
		begin(&c, "", "2019-03-09 09:00");
		c.known = instant_of("2019-03-25 09:00");
		snprintf(c.text, sizeof(c.text),
		    "case c1\n  court mied\n\norder o1\n"
		    "  entered 2019-03-20 09:00\n%s  bars removal\n",
		    covers[i]);
		c.fresh = false;
		assert_int_equal(ask(&c).verdict, VERDICT_HOLD);
		snprintf(c.text, sizeof(c.text),
		    "case c1\n  court mied\n\norder o1\n"
		    "  entered 2019-03-20 09:00\n"
		    "  conflict entered also read 2019-03-04 \"why\"\n%s"
		    "  bars removal\n",
		    covers[i]);
		assert_int_equal(ask(&c).verdict, VERDICT_HOLD);
		c.fresh = true;
		assert_int_equal(ask(&c).verdict, VERDICT_NO_BAR);
		/* Whom an order covers that has not begun does not turn on
		 * its docket. */
		snprintf(c.text, sizeof(c.text),
		    "case c1\n  court mied\n\norder o1\n"
		    "  entered 2019-03-20 09:00\n"
		    "  conflict entered also read 2019-03-04 \"why\"\n%s\n"
		    "order o2\n  entered 2019-03-05\n"
		    "  covers members of o1\n  bars removal\n",
		    covers[i]);
		assert_int_equal(ask(&c).verdict, VERDICT_BARRED);
	}
}

/* What an order needs is wanted too where it may have begun, or its stay
 * ended, and its docket was not read. */
static void
needs_of_what_may_have_begun(void **state)
{
	static const char *const begun[] = {
		"  entered 2019-03-20 09:00\n",
		"  document \"1\"\n  entered 2019-03-01 09:00\n"
		"  stays itself until 2019-03-30\n",
	};
	static struct gcase c;

	(void)state;
	for (size_t i = 0; i < sizeof(begun) / sizeof(*begun); i++) {
		begin(&c, "", "2019-03-09 09:00");
		c.known = instant_of("2019-03-25 09:00");
		snprintf(c.text, sizeof(c.text),
		    "case c1\n  court mied\n\norder o1\n%s"
		    "  covers everyone\n  bars removal to SV\n"
		    "  needs served \"service\"\n",
		    begun[i]);
		c.slots[1] = (struct gvalue){ GV_ONE, { W_IQ, 0 } };
		assert_int_equal(ask(&c).verdict, VERDICT_NO_BAR);
		c.fresh = false;
		assert_int_equal(ask(&c).verdict, VERDICT_HOLD);
	}
}

/* Orders that correct another, each unverified and each of a day that may
 * not have been recorded: whoever none of them covers is not held. */
static void
corrected_more_than_once(void **state)
{
	static const char *const clauses[] = { "", "  covers nat is IQ\n" };
	static struct gcase c;
	struct gfact *f;
	size_t n;

	(void)state;
	for (size_t i = 0; i < sizeof(clauses) / sizeof(*clauses); i++) {
		begin(&c, "", "2019-03-22 09:00");
		c.known = instant_of("2019-03-06 00:00");
		n = (size_t)snprintf(c.text, sizeof(c.text),
		    "case c1\n  court mied\n\norder o1\n"
		    "  entered 2019-03-05\n  covers nat is IQ\n"
		    "  bars removal\n\n");
		for (unsigned k = 2; k < 5; k++)
			n += (size_t)snprintf(c.text + n, sizeof(c.text) - n,
			    "order o%u\n  document \"%u\" unverified\n"
			    "  entered 2019-03\n  oral 2019-03-%u\n"
			    "  corrects o1\n%s\n",
			    k, k, 10 + k, clauses[i]);
		f = add(&c, FACT_HELD, K_NAT);
		f->fields[0] = (struct gvalue){ GV_ONE, { W_SV, 0 } };
		assert_int_equal(ask(&c).verdict, VERDICT_NO_BAR);
		f->fields[0].w[0] = W_IQ;
		assert_int_equal(ask(&c).verdict, VERDICT_BARRED);
	}
}

/* Clocks that lead round and round, of which each reading leads to each of
 * the next: what the same visit says is asked once. */
static void
clocks_round_and_round(void **state)
{
	static struct gcase c;
	struct answer a;
	struct gfact *f;

	(void)state;
	begin(&c,
	    "case c1\n  court ca6\n\n"
	    "clock k1\n  count 8 days\n"
	    "  reading \"other\" count 40 business hours when served\n"
	    "  from 2019-03-20 count 0 days under none\n\n"
	    "order o1\n  effective 2019-03-11 09:00\n"
	    "  covers everyone\n  bars removal\n  for each member\n"
	    "    stage s0\n"
	    "      on motion.granted and motion.filed (basis is b1) then s1\n"
	    "      on motion.denied and motion.filed then s0\n"
	    "      within clock k1 else then s2\n"
	    "    stage s1\n"
	    "      within 5 days under none also read 1 days also read\n"
	    "        0 business days under none else then s2\n"
	    "    stage s2 free\n"
	    "      on motion.denied then s0\n"
	    "      on motion.filed (basis is b1) and motion.withdrawn then s0\n",
	    "2019-03-21 09:00");
	c.arrives = instant_of("2019-03-21 21:00");
	add(&c, FACT_ABSENT, K_MOTION)->from = at("2019-03-13 09:00");
	f = add(&c, FACT_HAPPENED, K_MOTION);
	f->step = 3;
	f->filing = 1;
	f->from = at("2019-03-19");
	f->is_loss = true;
	a = ask(&c);
	assert_int_equal(a.verdict, VERDICT_HOLD);
	assert_false(a.failed);
}

/* A dismissal with two dates reaches what was entered before both. */
static void
dismissal_with_two_dates(void **state)
{
	static const char *const text =
	    BASE "  covers everyone\n  bars removal\n\n"
		 "order o2\n  document \"2\"\n  entered 2019-03-%s\n%s"
		 "  dismisses c1\n";
	static const struct {
		const char *day, *also;
		enum verdict verdict;
	} t[] = {
		{ "08", "", VERDICT_NO_BAR },
		{ "07 08:00", "", VERDICT_BARRED },
		{ "08", "  conflict entered also read 2019-03-06 \"why\"\n",
		    VERDICT_BARRED },
		{ "08", "  conflict entered also read 2019-03-09 \"why\"\n",
		    VERDICT_NO_BAR },
		{ "08", "  oral 2019-03-06 10:00\n", VERDICT_BARRED },
	};
	static struct gcase c;

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++) {
		begin(&c, "", "2019-03-12 09:00");
		snprintf(c.text, sizeof(c.text), text, t[i].day, t[i].also);
		assert_int_equal(ask(&c).verdict, t[i].verdict);
	}
}

/* What revives an order undoes its dismissal too. */
static void
dismissal_undone(void **state)
{
	static struct gcase c;

	(void)state;
	begin(&c,
	    BASE "  covers everyone\n  bars removal\n\n"
		 "order o2\n  document \"2\"\n  entered 2019-03-08\n"
		 "  dismisses c1\n\n"
		 "order o3\n  entered 2019-03-10 09:00\n  revives o1\n",
	    "2019-03-09 09:00");
	assert_int_equal(ask(&c).verdict, VERDICT_NO_BAR);
	c.departs = c.arrives = c.known = instant_of("2019-03-10 09:00");
	assert_int_equal(ask(&c).verdict, VERDICT_BARRED);
}

/* Of several liftings each undoes what began before itself. */
static void
liftings_each_by_itself(void **state)
{
	static struct gcase c;

	(void)state;
	begin(&c,
	    BASE "  covers everyone\n  bars removal\n\n"
		 "order o2\n  document \"2\"\n  entered 2019-03-08 09:00\n"
		 "  effective 2019-03-11 09:00\n  lifts o1\n"
		 "  stays itself until further order\n\n"
		 "order o3\n  entered 2019-03-08 10:00\n  revives o1\n\n"
		 "order o4\n  document \"4\"\n  entered 2019-03-09 09:00\n"
		 "  dissolves o1\n",
	    "2019-03-12 09:00");
	assert_int_equal(ask(&c).verdict, VERDICT_NO_BAR);
}

/* Of `a and b` the path comes through both: another motion than the one
 * that led on is nothing to it. */
static void
path_through_both(void **state)
{
	static struct gcase c;
	struct gfact *f;

	(void)state;
	begin(&c,
	    BASE "  covers everyone\n  bars removal\n  for each member\n"
		 "    stage s0\n      on served and motion.filed then s1\n"
		 "    stage s1\n      on motion.denied ends \"denied\"\n",
	    "2019-03-20 09:00");
	add(&c, FACT_ABSENT, -1);
	add(&c, FACT_HAPPENED, K_SERVED)->from = at("2019-03-08");
	for (int i = 0; i < 3; i++) {
		f = add(&c, FACT_HAPPENED, K_MOTION);
		f->step = i == 2 ? 3 : 0;
		f->filing = i == 0 ? 1 : 2;
		f->from = at(i == 0 ? "2019-03-09"
			: i == 1    ? "2019-03-11"
				    : "2019-03-12");
	}
	assert_int_equal(ask(&c).verdict, VERDICT_BARRED);
	f->filing = 1;
	assert_int_equal(ask(&c).verdict, VERDICT_NO_BAR);
}

/* That a kind is not known says so from when it was recorded. */
static void
said_unknown_later(void **state)
{
	static struct gcase c;
	struct gfact *f;

	(void)state;
	begin(&c, BASE "  covers served\n  bars removal\n", "2019-03-12 09:00");
	add(&c, FACT_ABSENT, -1);
	f = add(&c, FACT_UNKNOWN, K_SERVED);
	f->recorded = instant_of("2019-03-13 09:00");
	assert_int_equal(ask(&c).verdict, VERDICT_NO_BAR);
	c.known = f->recorded;
	assert_int_equal(ask(&c).verdict, VERDICT_HOLD);
}

static void
refused(const char *text)
{
	static struct gcase c;
	struct built b;
	const char *why = "";

	begin(&c, text, "2019-03-09 09:00");
	assert_int_not_equal(gcase_build_law(&c, &b, &why), 0);
	assert_non_null(strstr(why, "in a ring"));
	built_release(&b);
}

/* Members by way of what narrows or corrects an order. */
static void
members_in_a_ring(void **state)
{
	(void)state;
	refused(BASE "  covers everyone\n  bars removal\n\n"
		     "order o2\n  document \"2\"\n  entered 2019-03-08 09:00\n"
		     "  narrows o1 to members of o1\n");
	refused(BASE "  covers everyone\n  bars removal\n\n"
		     "order o2\n  document \"2\"\n  entered 2019-03-08 09:00\n"
		     "  corrects o1\n  covers not (members of o1)\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(absence_since_not_known),
		cmocka_unit_test(absence_since_between),
		cmocka_unit_test(since_what_may_never_have_been),
		cmocka_unit_test(no_horizon_that_runs_ahead),
		cmocka_unit_test(a_minute_that_moves_with_the_act),
		cmocka_unit_test(round_and_round),
		cmocka_unit_test(docket_of_what_may_not_have_begun),
		cmocka_unit_test(docket_of_an_entry_to_come),
		cmocka_unit_test(needs_of_what_may_have_begun),
		cmocka_unit_test(corrected_more_than_once),
		cmocka_unit_test(clocks_round_and_round),
		cmocka_unit_test(dismissal_with_two_dates),
		cmocka_unit_test(dismissal_undone),
		cmocka_unit_test(liftings_each_by_itself),
		cmocka_unit_test(path_through_both),
		cmocka_unit_test(said_unknown_later),
		cmocka_unit_test(members_in_a_ring),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
