/* prop_population.c - everybody at once is each one alone (SEMANTICS P6).
 *
 * Random people under a random casebook, in a segment; at random instants as
 * known at others every order's value of every row is what order_decide()
 * says of that person, the third value included.  Counts, marks and lists
 * are held against the same values; so are conditions by themselves.
 *
 *	PROP_CASES=40000 SEED=7 build/tests/property/prop_population
 *	TRIPLES=10000000 ...       until so many (order, person, instant)
 *
 * Shown to catch: a stretch of days one day too long; who was recorded later
 * taken for known; a condition without an act asked as of another instant; a
 * blanket absence left out; `not` of two bounds that does
 * not turn them; an `and` that forgets what is undecided; a remembered row
 * that differs in a day. */

#include "decide/population_inner.h"
#include "property/gpeople.h"

#include "core/limits.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ASKS   5
#define ORDERS 24

struct ask {
	struct act act;
	struct instant known;
	uint8_t value[ORDERS][GP_MAX];
	uint8_t condition[GP_MAX];
	bool no_act; /* the condition is asked of no act, at departs */
	const struct expr *e;
	const struct zone *zone;
};

static struct gpeople g;
static struct ask asks[ASKS];
static struct population *running;
static uint64_t triples, differ;
static struct population_cost cost;
static uint64_t yes_seen, unknown_seen;

static void
told(void *ctx, size_t order, size_t row, size_t n, const uint8_t *values,
    enum tri all)
{
	struct ask *a = ctx;
	const struct instrument *x = population_order(running, order);
	uint8_t *to = x == NULL ? a->condition : a->value[x->index];

	for (size_t i = 0; i < n; i++)
		to[row + i] = values != NULL ? values[i] : (uint8_t)all;
}

static enum population_width
some_width(struct rng *r)
{
#if defined(__x86_64__)
	return rng_chance(r, 1, 2) && __builtin_cpu_supports("avx2")
	    ? WIDTH_AVX2
	    : WIDTH_PORTABLE;
#else
	return WIDTH_PORTABLE;
#endif
}

/* What is counted, marked and listed is what was told. */
static bool
tallies(struct population *p, const struct ask *a, struct arena *arena)
{
	uint64_t barred[GP_MAX / 64 + 1], held[GP_MAX / 64 + 1];
	uint32_t at[GP_MAX + 1];
	struct population_tally t = { .order_yes = NULL };
	struct population_lists l = { .at = at };
	uint64_t yes = 0, unknown = 0, nb = 0, nh = 0;

	if (population_count(p, &t) != 0 ||
	    population_people(p, barred, held) != 0 ||
	    population_lists(p, arena, &l) != 0)
		return false;
	for (size_t row = 0; row < g.n; row++) {
		uint8_t most = NO;
		uint32_t at_row = l.at[row];

		for (size_t i = 0; i < population_norders(p); i++) {
			uint8_t v =
			    a->value[population_order(p, i)->index][row];

			most = v > most ? v : most;
			yes += v == YES;
			unknown += v == UNKNOWN;
			if (v == NO)
				continue;
			if (at_row >= l.at[row + 1] || l.order[at_row] != i ||
			    l.doubt[at_row] != (v == UNKNOWN))
				return false;
			at_row++;
		}
		if (at_row != l.at[row + 1] ||
		    (barred[row / 64] >> row % 64 & 1) != (most == YES) ||
		    (held[row / 64] >> row % 64 & 1) != (most == UNKNOWN))
			return false;
		nb += most == YES;
		nh += most == UNKNOWN;
	}
	return t.yes == yes && t.unknown == unknown && t.barred == nb &&
	    t.held == nh;
}

/* Some order's condition that does not speak of the order itself. */
static const struct expr *
some_condition(struct rng *r, struct built *b, struct ask *a)
{
	const struct instrument *x =
	    b->law.instruments[rng_below(r, (unsigned)b->law.ninstruments)];
	bool tables[64];
	struct reads rd = { .law = &b->law,
		.tables = tables,
		.ntables = b->law.vocab->nkinds + 2 };

	memset(tables, 0, sizeof(tables));
	a->zone = x->zone;
	if (x->covers == NULL)
		return NULL;
	reads_expr(&rd, x->covers);
	a->no_act = !rd.slots && rng_chance(r, 1, 2);
	return rd.entry ? NULL : x->covers;
}

/* Nothing changes before the instant that is said (P5). */
static bool
constant(struct rng *r, struct population_ask q, const struct ask *a,
    struct instant next, struct arena *arena)
{
	static struct ask then;
	int64_t span = (next.us - a->act.departs.us) / INSTANT_MINUTE;
	struct population *p;
	bool ok;

	if (span <= 1)
		return true;
	span = span > 100000 ? 100000 : span;
	then.act = a->act;
	then.act.departs = instant_add_minutes(a->act.departs,
	    rng_chance(r, 1, 2) ? span - 1
				: (int64_t)rng_below(r, (unsigned)span));
	then.act.arrives.us += then.act.departs.us - a->act.departs.us;
	q.act = &then.act;
	memset(then.value, NO, sizeof(then.value));
	if (population_new(arena, &q, &p) != 0)
		return false;
	running = p;
	ok = population_run(p, 0, population_blocks(p), told, &then) == 0 &&
	    memcmp(then.value, a->value, sizeof(then.value)) == 0;
	population_free(p);
	if (!ok)
		printf("it changed before it was said to\n");
	return ok;
}

static bool
run_one(struct rng *r, struct built *b, struct ask *a, struct arena *arena)
{
	struct population_ask q = { .law = &b->law,
		.record = &b->record,
		.columns = segment_columns(g.segment),
		.act = &a->act,
		.known = a->known,
		.width = some_width(r) };
	struct population *p;
	bool ok;

	memset(a->value, NO, sizeof(a->value));
	memset(a->condition, NO, sizeof(a->condition));
	if (population_new(arena, &q, &p) != 0)
		return false;
	running = p;
	ok = population_run(p, 0, population_blocks(p), told, a) == 0 &&
	    tallies(p, a, arena);
	cost.scalar += population_cost(p).scalar;
	cost.remembered += population_cost(p).remembered;
	ok = ok && constant(r, q, a, population_next(p), arena);
	population_free(p);
	a->e = some_condition(r, b, a);
	if (!ok || a->e == NULL)
		return ok;
	if (a->no_act) {
		q.act = NULL;
		q.at = a->act.departs;
	}
	if (population_of(arena, &q, a->e, a->zone, &p) != 0)
		return false;
	running = p;
	ok = population_run(p, 0, population_blocks(p), told, a) == 0;
	population_free(p);
	return ok;
}

static void
say(const char *what, size_t i, size_t row, const struct ask *a, enum tri alone,
    enum tri together)
{
	struct gcase *c = &g.people[gpeople_of_row(&g, row)];

	differ++;
	printf("%s %zu of row %zu: alone %s, together %s\n", what, i, row,
	    tri_text(alone), tri_text(together));
	c->departs = a->act.departs;
	c->arrives = a->act.arrives;
	c->known = a->known;
	c->act = g.base.act;
	memcpy(c->slots, g.base.slots, sizeof(c->slots));
	memcpy(c->confirmations, g.base.confirmations,
	    sizeof(c->confirmations));
	memcpy(c->recordings, g.base.recordings, sizeof(c->recordings));
	c->nconfirmations = g.base.nconfirmations;
	c->nrecordings = g.base.nrecordings;
	memcpy(c->read, g.base.read, sizeof(c->read));
	c->fresh = g.base.fresh;
	prop_show(c);
}

/* order_span() of answer.c, for one order. */
static enum tri
alone(const struct question *q, const struct person *who,
    const struct instrument *x, struct arena *scratch)
{
	struct instant t = q->act->departs;
	struct order_value ov;
	struct eval ev;
	enum tri v = NO;

	for (unsigned i = 0; t.us <= q->act->arrives.us; i++) {
		struct arena_mark mark = arena_mark(scratch);

		if (i > LIMIT_HORIZON)
			return tri_or(v, UNKNOWN);
		eval_begin(&ev, scratch, q, who, t);
		order_decide(&ev, x, &ov);
		arena_rewind(scratch, mark);
		v = tri_or(v, ov.value);
		t = ev.next;
	}
	return v;
}

/* Minutes to years; half of all acts are of one instant. */
static int64_t
some_span(struct rng *r)
{
	static const unsigned most[] = { 1, 90, 1440, 40 * 1440, 900 * 1440 };

	return rng_chance(r, 1, 2)
	    ? 0
	    : 1 + (int64_t)rng_below(r, most[rng_below(r, 5)]);
}

/* Each row alone. */
static void
check_row(struct built *b, size_t row, struct arena *scratch)
{
	if (gpeople_build(&g, gpeople_of_row(&g, row), b) != 0) {
		differ++;
		return;
	}
	for (size_t k = 0; k < ASKS && differ == 0; k++) {
		struct ask *a = &asks[k];
		struct question q = b->q;
		struct act act = b->act;
		struct eval ev;
		enum tri v;

		act.departs = a->act.departs;
		act.arrives = a->act.arrives;
		q.act = &act;
		q.known = a->known;
		for (size_t i = 0; i < b->law.ninstruments; i++) {
			v = alone(&q, &b->people[0], b->law.instruments[i],
			    scratch);
			triples++;
			yes_seen += v == YES;
			unknown_seen += v == UNKNOWN;
			if (v != (enum tri)a->value[i][row]) {
				say("order", i, row, a, v,
				    (enum tri)a->value[i][row]);
				return;
			}
		}
		if (a->e == NULL)
			continue;
		q.act = a->no_act ? NULL : &act;
		eval_begin(&ev, scratch, &q, &b->people[0], a->act.departs);
		ev.zone = a->zone;
		v = eval_expr(&ev, a->e);
		if (ev.err != 0)
			v = UNKNOWN;
		if (v != (enum tri)a->condition[row])
			say("condition", k, row, a, v,
			    (enum tri)a->condition[row]);
	}
}

static bool
holds(struct rng *r, size_t *refused)
{
	struct arena arena, scratch;
	struct built b;
	bool ok;

	if (!gpeople_make(r, 1 + rng_below(r, 200), &g, refused))
		return true;
	if (gcase_build_law(&g.base, &b, NULL) != 0 ||
	    b.law.ninstruments > ORDERS)
		return false;
	arena_init(&arena, &mem_system, (size_t)256 << 20);
	/* As much as the evaluator has. */
	arena_init(&scratch, &mem_system, (size_t)256 << 20);
	ok = gpeople_write(&g, &b) == 0 && gpeople_build(&g, 0, &b) == 0;
	for (size_t k = 0; ok && k < ASKS; k++) {
		struct ask *a = &asks[k];

		a->act = b.act;
		a->act.departs =
		    k == 0 ? g.base.departs : gen_instant(r, &g.base);
		a->act.arrives =
		    instant_add_minutes(a->act.departs, some_span(r));
		a->known = rng_chance(r, 1, 2) ? a->act.departs
					       : gen_instant(r, &g.base);
		if (rng_chance(r, 1, 6))
			a->known = INSTANT_NEVER;
		ok = run_one(r, &b, a, &arena);
		if (!ok)
			printf("it failed, or its counts are others\n");
	}
	for (size_t row = 0; ok && row < g.n && differ == 0; row++)
		check_row(&b, row, &scratch);
	gpeople_close(&g);
	arena_release(&arena);
	arena_release(&scratch);
	built_release(&b);
	return ok && differ == 0;
}

int
main(void)
{
	size_t n = (size_t)prop_number("PROP_CASES", 6000) / 40;
	uint64_t seed = prop_number("SEED", 20190304);
	uint64_t enough = prop_number("TRIPLES", 0);
	size_t one = (size_t)prop_number("PROP_ONE", SIZE_MAX);
	size_t passed = 0, failed = 0, refused = 0;

	for (size_t i = one == SIZE_MAX ? 0 : one;
	     (enough > 0 ? triples < enough : i < n) && failed < 3; i++) {
		struct rng r = prop_rng(seed, i);

		differ = 0;
		if (holds(&r, &refused)) {
			passed++;
		} else {
			failed++;
			printf("case %zu of seed %llu\n", i,
			    (unsigned long long)seed);
		}
		if (one != SIZE_MAX)
			break;
	}
	printf("%llu triples, %llu yes, %llu not known; %llu asked alone, "
	       "%llu remembered; %zu casebooks refused\n",
	    (unsigned long long)triples, (unsigned long long)yes_seen,
	    (unsigned long long)unknown_seen, (unsigned long long)cost.scalar,
	    (unsigned long long)cost.remembered, refused);
	printf("%zu passed, %zu failed\n", passed, failed);
	return failed > 0;
}
