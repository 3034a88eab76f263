/* test_everybody.c - everybody decided at once, of what no vignette can ask:
 * orders picked, clauses that are not there, limits, acts of years. */

#include "unit/decide/cases.h"

#include "core/limits.h"
#include "decide/population_inner.h"
#include "support/everybody.h"

#define ZONE "America/New_York"
#define MANY 9000u
#define DEEP 120u
#define LOTS 230u

struct crowd {
	struct bench_law b;
	struct record record;
	const struct person *people[MANY];
	struct everybody e;
	struct value slots[8];
	struct act act;
	struct population_ask q;
	struct arena a;
};

/* As those who import write it: it needs no second person. */
static const struct person *
entered_once(const struct person *p)
{
	for (size_t i = 0; i < p->nfacts; i++)
		if (!p->facts[i]->entry.is_loss)
			((struct fact *)(uintptr_t)p->facts[i])
			    ->entry.confirmed = INSTANT_NEVER;
	return p;
}

/* The orders of text, asked of n people of whom the i-th is givens[i % m]. */
static void
open_crowd(struct crowd *c, const char *text, const char *const *givens,
    size_t m, size_t n, const char *act, const char *departs)
{
	static const struct person *made[LOTS];

	memset(c, 0, sizeof(*c));
	bench_open(&c->b, "crowd", text);
	arena_init(&c->a, &mem_system, (size_t)1 << 28);
	c->record.dockets_fresh = true;
	for (size_t i = 0; i < m; i++)
		made[i] =
		    entered_once(person_of(&c->b, "A000-000-001", givens[i]));
	for (size_t i = 0; i < n; i++)
		c->people[i] = made[i % m];
	assert_int_equal(everybody_write(&c->b.arena, &c->b.law, c->people, n,
			     &c->e),
	    0);
	c->act = (struct act){ .kind = vocab_act(c->b.law.vocab, act),
		.departs = at(ZONE, departs),
		.arrives = at(ZONE, departs),
		.slots = c->slots };
	c->q = (struct population_ask){ .law = &c->b.law,
		.record = &c->record,
		.columns = segment_columns(c->e.segment),
		.act = &c->act,
		.known = c->act.departs };
}

static void
close_crowd(struct crowd *c)
{
	everybody_close(&c->e);
	arena_release(&c->a);
	bench_close(&c->b);
}

#define HEAD "case k\n  title \"K\"\n  court dcd docket \"1\"\n"

static const char three[] =
    HEAD "order k.a\n  document \"1\"  entered 2020-01-06 10:00\n"
	 "  covers citizenship is IQ\n  bars interview\n"
	 "order k.b\n  document \"2\"  entered 2020-01-06 10:00\n"
	 "  covers leash now\n  bars interview\n"
	 "order k.c\n  document \"3\"  entered 2020-01-06 10:00\n"
	 "  covers citizenship is SY when entered\n"
	 "  bars removal where to is IQ\n";

static const char *const people[] = {
	"citizenship IQ since 2018-01-01; no leash",
	"citizenship SY since 2018-01-01; leash kind short since 2019-01-01",
	"no leash",
};

static struct population *
made(struct crowd *c)
{
	struct population *p;

	assert_int_equal(population_new(&c->a, &c->q, &p), 0);
	return p;
}

static int
refuse_rows(void *ctx, enum columns_part part, size_t table, size_t row,
    size_t n)
{
	return part == COLUMNS_ROWS ? E_BROKEN : 0;
}

/* A clause that an order does not have is no clause, and nothing is written. */
static void
clauses_that_are_not_there(void **state)
{
	static struct crowd c;
	static uint8_t rows[2][COLUMNS_BLOCK];
	uint8_t *out[] = { rows[0], rows[1] };
	struct columns broken;
	struct population *p;

	open_crowd(&c, three, people, 3, 3, "interview", "2020-02-03 10:00");
	p = made(&c);
	assert_int_equal(population_norders(p), 2);
	assert_int_equal(population_nclauses(p, 0), 1);
	assert_non_null(population_clause(p, 0, 0));
	assert_null(population_clause(p, 0, 1));
	assert_int_equal(population_reasons(p, 0, 0, out, 1), 0);
	for (size_t row = 0; row < 3; row++) {
		static const uint8_t is[] = { YES, NO, UNKNOWN };

		assert_int_equal(rows[0][row],
		    is[everybody_of_row(c.q.columns, row)]);
	}
	assert_int_equal(population_reasons(p, 0, 0, out, 2), E_RANGE);
	assert_int_equal(population_reasons(p, 0, 2, out, 1), E_RANGE);
	assert_int_equal(population_reasons(p, population_blocks(p), 0, out, 1),
	    E_RANGE);
	population_free(p);
	/* Nor is it read from a block that is not as it was written. */
	broken = *c.q.columns;
	broken.touch = refuse_rows;
	c.q.columns = &broken;
	p = made(&c);
	assert_int_equal(population_reasons(p, 0, 0, out, 1), E_BROKEN);
	population_free(p);
	population_free(NULL);
	close_crowd(&c);
}

/* Of one order alone, what it says beside the others; at an instant and
 * throughout an act of months. */
static void
orders_picked(void **state)
{
	static struct crowd c;
	struct population_tally t;
	const struct instrument *only[1];
	struct population *p;
	uint64_t yes[8], unknown[8];

	open_crowd(&c, three, people, 3, 3, "interview", "2020-02-03 10:00");
	for (int lasts = 0; lasts < 2; lasts++) {
		if (lasts != 0)
			c.act.arrives = at(ZONE, "2020-05-03 10:00");
		for (size_t i = 0; i < 2; i++) {
			only[0] = c.b.law.instruments[i];
			c.q.only = only;
			c.q.nonly = 1;
			p = made(&c);
			assert_int_equal(population_norders(p), 1);
			assert_ptr_equal(population_order(p, 0), only[0]);
			t = (struct population_tally){ .order_yes = yes,
				.order_unknown = unknown };
			assert_int_equal(population_count(p, &t), 0);
			assert_int_equal(yes[0], 1);
			assert_int_equal(unknown[0], i == 0);
			population_free(p);
		}
	}
	close_crowd(&c);
}

/* What only an order, or an act, could say is not asked without one. */
static void
conditions_alone(void **state)
{
	static struct crowd c;
	const struct instrument *x;
	struct population_tally t = { .order_yes = NULL };
	struct population *p;

	open_crowd(&c, three, people, 3, 3, "removal", "2020-02-03 10:00");
	x = order(&c.b, "k.c");
	assert_int_equal(population_of(&c.a, &c.q, x->covers, x->zone, &p),
	    E_RANGE);
	/* Nobody: it goes elsewhere. */
	c.slots[act_slot(c.act.kind, "to")] =
	    (struct value){ .kind = VALUE_WORD,
		    .word = vocab_any_word(c.b.law.vocab, "SY"),
		    .s = "SY" };
	assert_int_equal(population_of(&c.a, &c.q, x->bars[0].where, x->zone,
			     &p),
	    0);
	assert_int_equal(population_count(p, &t), 0);
	assert_int_equal(t.yes + t.unknown, 0);
	population_free(p);
	c.q.at = c.act.departs;
	c.q.act = NULL;
	assert_int_equal(population_of(&c.a, &c.q, x->bars[0].where, x->zone,
			     &p),
	    E_RANGE);
	x = order(&c.b, "k.a");
	assert_int_equal(population_of(&c.a, &c.q, x->covers, x->zone, &p), 0);
	assert_int_equal(population_count(p, &t), 0);
	assert_int_equal(t.yes, 1);
	assert_int_equal(t.unknown, 1);
	population_free(p);
	close_crowd(&c);
}

/* Lists that outgrow their room twice hold what is counted; of more pairs
 * than they may hold they are refused. */
static void
long_lists(void **state)
{
	static struct crowd c;
	struct population_tally t = { .order_yes = NULL };
	struct population_lists l = { .at = NULL };
	struct population *p;
	struct buf text;

	buf_init(&text, &mem_system, 1u << 16);
	buf_printf(&text, HEAD);
	for (unsigned i = 0; i < 20; i++)
		buf_printf(&text,
		    "order k.o%u\n  document \"%u\"\n"
		    "  entered 2020-01-06 10:00\n"
		    "  covers everyone\n  bars visit\n",
		    i, i + 1);
	open_crowd(&c, text.s, people, 3, MANY, "visit", "2020-02-03 10:00");
	p = made(&c);
	assert_int_equal(population_count(p, &t), 0);
	assert_int_equal(t.yes, 20 * MANY);
	l.at = arena_array(&c.a, MANY + 1, sizeof(*l.at));
	assert_int_equal(population_lists(p, &c.a, &l), 0);
	assert_int_equal(l.n, 20 * MANY);
	for (size_t row = 0; row < MANY; row++)
		for (uint32_t i = 0; i < 20; i++) {
			assert_int_equal(l.order[l.at[row] + i], i);
			assert_false(l.doubt[l.at[row] + i]);
		}
	assert_int_equal(population_lists_of(p, &c.a, 20 * MANY, &l), 0);
	assert_int_equal(population_lists_of(p, &c.a, 20 * MANY - 1, &l),
	    E_LIMIT);
	population_free(p);
	close_crowd(&c);
	buf_release(&text);
}

/* Deeper than an evaluator goes: of everybody it is asked one by one, and of
 * one it is a hold; what is less deep is as it was. */
static void
too_deep(void **state)
{
	static struct crowd c;
	static const char *const links[] = {
		"  covers members of k.o%u\n  bars visit\n",
		"  corrects k.o%u\n  covers citizenship is IQ\n",
	};
	struct population_tally t;
	uint64_t yes[DEEP], unknown[DEEP];
	struct population *p;
	struct buf text;

	for (size_t k = 0; k < 2; k++) {
		buf_init(&text, &mem_system, 1u << 16);
		buf_printf(&text,
		    HEAD "order k.o0\n  document \"1\"\n"
			 "  entered 2020-01-06 10:00\n"
			 "  covers citizenship is IQ\n  bars visit\n");
		for (unsigned i = 1; i < DEEP; i++) {
			buf_printf(&text,
			    "order k.o%u\n  document \"%u\"\n"
			    "  entered 2020-01-06 10:00\n",
			    i, i + 1);
			buf_printf(&text, links[k], i - 1);
		}
		open_crowd(&c, text.s, people, 3, 3, "visit",
		    "2020-02-03 10:00");
		p = made(&c);
		t = (struct population_tally){ .order_yes = yes,
			.order_unknown = unknown };
		assert_int_equal(population_count(p, &t), 0);
		/* Corrections of corrections are one deep. */
		assert_int_equal(population_norders(p), k == 0 ? DEEP : 1);
		for (size_t i = 0; i < population_norders(p); i++) {
			assert_int_equal(yes[i], i < EVAL_DEPTH ? 1 : 0);
			assert_int_equal(unknown[i], i < EVAL_DEPTH ? 1 : 3);
		}
		population_free(p);
		close_crowd(&c);
		buf_release(&text);
	}
}

/* One who changes every day is asked day by day: of more days than are tried
 * it is not known, and never no bar. */
static void
more_changes_than_are_tried(void **state)
{
	static struct crowd c;
	static const char text[] = HEAD
	    "order k.o\n  document \"1\"  entered 1999-01-06 10:00\n"
	    "  covers leash (kind is long) now and citizenship is SY\n  bars visit\n";
	struct population_tally t = { .order_yes = NULL };
	struct population *p;
	const char *given[1];
	struct buf days;

	buf_init(&days, &mem_system, 1u << 20);
	for (unsigned i = 0; i < LIMIT_HORIZON; i++)
		buf_printf(&days,
		    "leash kind long since %u-%02u-%02u until %u-%02u-%02u; ",
		    2000 + i / 168, i / 14 % 12 + 1, i % 14 * 2 + 1,
		    2000 + i / 168, i / 14 % 12 + 1, i % 14 * 2 + 2);
	buf_printf(&days, "no other leash; citizenship IQ since 1990-01-01");
	given[0] = days.s;
	open_crowd(&c, text, given, 1, 1, "visit", "2000-01-01 00:00");
	c.q.known = at(ZONE, "2010-01-01 00:00");
	c.act.arrives = at(ZONE, "2000-02-01 00:00");
	p = made(&c);
	assert_int_equal(population_count(p, &t), 0);
	assert_int_equal(t.yes + t.unknown, 0);
	population_free(p);
	c.act.arrives = at(ZONE, "2004-01-01 00:00");
	p = made(&c);
	assert_int_equal(population_count(p, &t), 0);
	assert_int_equal(t.yes, 0);
	assert_int_equal(t.unknown, 1);
	population_free(p);
	close_crowd(&c);
	buf_release(&days);
}

static void
are_as_alone(struct crowd *c)
{
	const char *differs = everybody_differs(&c->a, &c->e, &c->q);

	if (differs != NULL)
		fail_msg("%s", differs);
}

/* What goes stale does so on the day that each one's own beginning says, in
 * whatever unit that is counted. */
static void
stale_in_any_unit(void **state)
{
	static struct crowd c;
	static const char text[] =
	    "vocabulary crowd\n"
	    "  state shift (code) one stale after 240 hours\n"
	    "  state pass (code) one stale after 2 months clamped\n"
	    "  state seat (code) one stale after 900 days\n"
	    "  state desk (code) one stale after 20000 hours\n" HEAD
	    "order k.o\n  document \"1\"  entered 2020-01-06 10:00\n"
	    "  covers shift now\n  bars visit\n"
	    "order k.p\n  document \"2\"  entered 2020-01-06 10:00\n"
	    "  covers pass now or seat now or desk now\n  bars visit\n";
	static const char *const given[] = {
		"shift a since 2020-01-25; pass b since 2019-12-03; no seat",
		"shift a since 2020-01-23; seat b since 2017-08-18; no pass",
		"shift a since 2020-01-22; desk b since 2017-10-23; no pass",
		"shift a since 2020-01-10; pass b since 2019-12-04; no desk",
	};

	open_crowd(&c, text, given, 4, 4, "visit", "2020-02-01 10:00");
	for (unsigned i = 0; i < 5; i++) {
		are_as_alone(&c);
		c.act.departs.us += 24 * 60 * INSTANT_MINUTE;
		c.act.arrives = c.q.known = c.act.departs;
	}
	close_crowd(&c);
}

/* Of more forms whose answer turns on the day than are looked up, the rest
 * are asked one by one. */
static void
more_stairs_than_are_kept(void **state)
{
	static struct crowd c;
	static const char *given[LOTS];
	struct buf text;

	buf_init(&text, &mem_system, 1u << 16);
	buf_printf(&text,
	    HEAD "order k.o\n  document \"1\"  entered 2020-01-06 10:00\n"
		 "  covers rank on 2020-01-20");
	for (unsigned i = 1; i < 15; i++)
		buf_printf(&text, " or rank is %u now", i);
	buf_printf(&text, "\n  bars visit\n");
	for (unsigned i = 0; i < LOTS; i++) {
		static char said[LOTS][40];

		snprintf(said[i], sizeof(said[i]), "rank %u since 2020-01-%02u",
		    i + 1, i % 28 + 1);
		given[i] = said[i];
	}
	open_crowd(&c, text.s, given, LOTS, LOTS, "visit", "2020-02-03 10:00");
	are_as_alone(&c);
	close_crowd(&c);
	buf_release(&text);
}

/* Forms that lie beside each other and differ in one part. */
static void
forms_that_differ_in_one_part(void **state)
{
	static struct crowd c;
	static const char text[] =
	    HEAD "order k.o\n  document \"1\"  entered 2020-01-06 10:00\n"
		 "  covers home now or ever files\n  bars visit\n"
		 "order k.p\n  document \"2\"  entered 2020-01-06 10:00\n"
		 "  covers spouse now or guardian now\n  bars visit\n";
	static const char *const given[] = {
		"home area.DET since 2020-02-03; no other home",
		"home area.DET since 2020-02-03; no other home",
		"home area.DET since 2020-02-03; no other home",
		"home area.DET since 2020-02-03; no other home; no files",
		"home area.DET since 2020-02-04; no files",
	};
	struct fact *f;

	open_crowd(&c, text, given, 5, 5, "visit", "2020-02-03 10:00");
	everybody_close(&c.e);
	f = (struct fact *)(uintptr_t)c.people[0]->facts[0];
	f->zone = zone_builtin("America/Los_Angeles");
	f = (struct fact *)(uintptr_t)c.people[1]->facts[0];
	f->entry.refused = at(ZONE, "2020-02-01 10:00");
	f = (struct fact *)(uintptr_t)c.people[2]->facts[0];
	f->seen = f->from;
	f = (struct fact *)(uintptr_t)c.people[3]->facts[1];
	f->zone = zone_builtin("America/Los_Angeles");
	assert_int_equal(everybody_write(&c.b.arena, &c.b.law, c.people, 5,
			     &c.e),
	    0);
	c.q.columns = segment_columns(c.e.segment);
	for (unsigned i = 0; i < 20; i++) {
		are_as_alone(&c);
		c.act.departs.us += 2 * 60 * INSTANT_MINUTE;
		c.act.arrives = c.q.known = c.act.departs;
	}
	close_crowd(&c);
}

/* An act in whose course more orders begin than are asked at once: each is
 * asked of each, and of those that were not picked nothing is said. */
static void
more_instants_than_are_asked_at_once(void **state)
{
	static struct crowd c;
	static const struct instrument *only[SAMPLES_MAX + 10];
	struct population *p;
	struct buf text;

	buf_init(&text, &mem_system, 1u << 16);
	buf_printf(&text, HEAD);
	for (unsigned i = 0; i < SAMPLES_MAX + 10; i++)
		buf_printf(&text,
		    "order k.o%u\n  document \"%u\"\n"
		    "  entered 2020-01-%02u %02u:00\n"
		    "  covers citizenship is IQ\n  bars visit\n",
		    i, i + 1, i / 4 + 1, i % 4 * 5 + 1);
	open_crowd(&c, text.s, people, 3, 3, "visit", "2020-01-01 00:30");
	c.act.arrives = at(ZONE, "2020-02-01 10:00");
	c.q.known = c.act.arrives;
	are_as_alone(&c);
	for (size_t i = 0; i < SAMPLES_MAX + 9; i++)
		only[i] = c.b.law.instruments[i + 1];
	c.q.only = only;
	c.q.nonly = SAMPLES_MAX + 9;
	p = made(&c);
	assert_int_equal(population_norders(p), SAMPLES_MAX + 9);
	assert_ptr_equal(population_order(p, 0), only[0]);
	population_free(p);
	close_crowd(&c);
	buf_release(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(clauses_that_are_not_there),
		cmocka_unit_test(orders_picked),
		cmocka_unit_test(conditions_alone),
		cmocka_unit_test(long_lists),
		cmocka_unit_test(too_deep),
		cmocka_unit_test(more_changes_than_are_tried),
		cmocka_unit_test(stale_in_any_unit),
		cmocka_unit_test(more_stairs_than_are_kept),
		cmocka_unit_test(forms_that_differ_in_one_part),
		cmocka_unit_test(more_instants_than_are_asked_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
