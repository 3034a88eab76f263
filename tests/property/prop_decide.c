/* prop_decide.c - the properties of SEMANTICS section 10 on random
 * casebooks, people and questions.
 *
 *	PROP_CASES=1000000 SEED=7 build/tests/property/prop_decide
 *	PROP_ONE=123 SEED=7 ...            the 123rd case alone
 *	PROP_ONLY=vaguer ...               one property
 *	PROP_SHOW=1 ...                    print each case before it is run
 *	PROP_QUICK=1 ...                   name what fails and no more
 *
 * A case that fails is made smaller and printed as casebook, person and
 * question.
 *
 * Two cases in three are large casebooks at random (gen_law.c), in which
 * things meet that nobody thought of.  The others are small (gen_small.c):
 * one rule of SEMANTICS, facts that say just what it turns on, and the
 * answer that the page gives, to which "small" holds the decider.  A doubt
 * lost the same way before and after a fact is made vaguer breaks none of
 * the other properties.
 *
 * tests/code-mutants has 44 one-line changes of the deciders.  Of these,
 * with PROP_CASES=2000 and SEED=20190304 (tools/mutate-code --properties),
 * the properties notice 7 on large casebooks, 11 with prop_oracle, 35 on
 * small ones, and 38 all together; the cases of tests/unit/decide or the
 * casebook notice the rest.
 */

#include "property/gcase.h"
#include "property/run.h"
#include "support/fault_mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ORDERS 16

/* What two answers are compared by. */
struct told {
	enum verdict verdict;
	enum tri values[ORDERS]; /* by the number in the order's name */
	struct instant horizon, until;
	bool until_known;
	bool walked_out;
	bool failed;
	int err;
};

/* What a property found; told to whoever reads the report. */
static char said[8192];
static struct gcase changed; /* the case as it was changed */
static bool has_changed;
static bool to_the_point; /* the case could have failed */
static unsigned tries = 1;
static char brief[2][2048];

static int
order_number(const struct instrument *x)
{
	int n = prop_order(x);

	return n >= 0 && n < ORDERS ? n : 0;
}

static void
tell(const struct answer *a, struct told *t, int slot)
{
	struct buf b;

	memset(t, 0, sizeof(*t));
	t->verdict = a->verdict;
	t->horizon = a->horizon;
	t->until = a->until;
	t->until_known = a->barred_until_known;
	t->walked_out = a->walked_out;
	t->failed = a->failed;
	t->err = a->err;
	for (size_t i = 0; i < a->ncitations; i++)
		t->values[order_number(a->citations[i].order)] =
		    a->citations[i].value;
	if (tries > 1) {
		buf_init(&b, &mem_system, sizeof(brief[0]) - 1);
		answer_brief(a, &b);
		snprintf(brief[slot], sizeof(brief[0]), "%s", b.s);
		buf_release(&b);
	}
}

/* Ask of a built case, at t. */
static int
ask_at(struct built *b, struct instant t, bool horizon, struct told *told,
    int slot)
{
	struct act act = b->act;
	struct question q = b->q;
	struct answer a;
	int r;

	act.arrives.us += t.us - act.departs.us;
	act.departs = t;
	q.act = &act;
	q.horizon = horizon;
	r = decide(&b->arena, &q, &a);
	tell(&a, told, slot);
	return r;
}

static bool
same_values(const struct told *a, const struct told *b)
{
	return a->verdict == b->verdict &&
	    memcmp(a->values, b->values, sizeof(a->values)) == 0;
}

/* Build c and ask; law_of is kept when the text is the same. */
static int
ask(const struct gcase *c, struct told *t, bool horizon, int slot)
{
	struct built b;
	int r;

	if ((r = gcase_build(c, &b)) == 0) {
		(void)ask_at(&b, c->departs, horizon, t, slot);
	}
	built_release(&b);
	return r;
}

static const char *
say(const char *how)
{
	size_t n = (size_t)snprintf(said, sizeof(said), "%s", how);

	if (tries > 1)
		snprintf(said + n, sizeof(said) - n, "\n  %s  %s", brief[0],
		    brief[1]);
	return said;
}

typedef const char *mutate_fn(struct rng *r, struct gcase *c);

/* Ask of c, and of c changed: wrong() says what may not be. */
static const char *
changed_so(const struct gcase *c, mutate_fn *mutate, bool horizon,
    bool (*asked)(const struct told *),
    bool (*wrong)(const struct told *, const struct told *))
{
	struct told was, now;
	struct rng r = { c->seed };
	char done[256];

	has_changed = true;
	if (ask(c, &was, horizon, 0) != 0 || !asked(&was))
		return NULL;
	for (unsigned i = 0; i < 8 * tries; i++) {
		const char *how;

		changed = *c;
		if ((how = mutate(&r, &changed)) == NULL)
			continue;
		snprintf(done, sizeof(done), "%s", how);
		if (ask(&changed, &now, horizon, 1) != 0)
			continue;
		to_the_point = true;
		if (wrong(&was, &now))
			return say(done);
		if (tries == 1)
			break;
	}
	return NULL;
}

static bool
asked_any(const struct told *t)
{
	return !t->failed;
}

static bool
asked_held(const struct told *t)
{
	return t->verdict != VERDICT_NO_BAR;
}

static bool
became_free(const struct told *was, const struct told *now)
{
	return was->verdict != VERDICT_NO_BAR && now->verdict == VERDICT_NO_BAR;
}

/* P1 */
static const char *
prop_vaguer(const struct gcase *c)
{
	return changed_so(c, mutate_vaguer, false, asked_held, became_free);
}

static bool
flipped(const struct told *was, const struct told *now)
{
	for (int i = 0; i < ORDERS; i++)
		if ((was->values[i] == YES && now->values[i] == NO) ||
		    (was->values[i] == NO && now->values[i] == YES))
			return true;
	return false;
}

/* P1': what is definite stays so when a fact is made precise. */
static const char *
prop_sharper(const struct gcase *c)
{
	return changed_so(c, mutate_sharper, false, asked_any, flipped);
}

static bool
lowered(const struct told *was, const struct told *now)
{
	return now->verdict < was->verdict;
}

/* P2, readings.  A casebook's order is recorded at its earliest beginning:
 * all that has begun by the act is known, so that an earlier reading adds
 * no knowledge of an order. */
static const char *
prop_reading(const struct gcase *c)
{
	static struct gcase all;

	all = *c;
	all.known = instant_max(c->known, c->arrives);
	return changed_so(&all, mutate_law_reading, false, asked_held, lowered);
}

/* P2, confirmations: from BARRED to HOLD by a loss proposed. */
static const char *
prop_unconfirmed(const struct gcase *c)
{
	return changed_so(c, mutate_unconfirm, false, asked_held, became_free);
}

static bool
differs(const struct told *was, const struct told *now)
{
	return !same_values(was, now) || was->horizon.us != now->horizon.us ||
	    was->until.us != now->until.us;
}

/* P3 */
static const char *
prop_shuffled(const struct gcase *c)
{
	return changed_so(c, mutate_shuffle, true, asked_any, differs);
}

/* P4 */
static const char *
prop_later(const struct gcase *c)
{
	return changed_so(c, mutate_later, true, asked_any, differs);
}

/* -- P5 -------------------------------------------------------------------- */

static struct instant
between(struct rng *r, const struct gcase *c, struct instant from,
    struct instant to)
{
	int64_t n;

	if (to.us >= INSTANT_NEVER.us) {
		struct instant t = gen_instant(r, c);

		return t.us > from.us ? t : instant_add_minutes(from, 70000);
	}
	n = (to.us - from.us) / INSTANT_MINUTE;
	return instant_add_minutes(from,
	    n <= 1 ? 0 : (int64_t)(rng_next(r) % (uint64_t)n));
}

static const char *
steady(struct built *b, const struct gcase *c, const struct told *was,
    struct rng *r)
{
	struct told at;
	struct instant t;

	for (unsigned i = 0; i < 3; i++) {
		t = i == 0 && was->horizon.us < INSTANT_NEVER.us
		    ? instant_add_minutes(was->horizon, -1)
		    : between(r, c, c->departs, was->horizon);
		if (ask_at(b, t, false, &at, 1) == 0 && !same_values(was, &at))
			return say(i == 0 ? "not constant: the minute before "
					    "the horizon"
					  : "not constant up to the horizon");
	}
	if (was->horizon.us < INSTANT_NEVER.us && !was->walked_out &&
	    ask_at(b, was->horizon, false, &at, 1) == 0 &&
	    same_values(was, &at))
		return say("nothing changes at the horizon");
	if (was->horizon.us <= c->departs.us)
		return say("a horizon not after the act");
	return NULL;
}

static const char *
until_right(struct built *b, const struct gcase *c, const struct told *was,
    struct rng *r)
{
	struct told at;
	struct instant t;

	if (was->until_known) {
		if (!was->walked_out &&
		    ask_at(b, was->until, false, &at, 1) == 0 &&
		    at.verdict == VERDICT_BARRED)
			return say("still barred at `until`");
		if (ask_at(b, instant_add_minutes(was->until, -1), false, &at,
			1) == 0 &&
		    at.verdict != VERDICT_BARRED)
			return say("not barred the minute before `until`");
	}
	for (unsigned i = 0; i < 2 * tries; i++) {
		t = between(r, c, c->departs, was->until);
		if (ask_at(b, t, false, &at, 1) == 0 &&
		    at.verdict != VERDICT_BARRED)
			return say("not barred before `until`");
	}
	return NULL;
}

static bool
recorded(const struct entry *e, struct instant k)
{
	return e->recorded.us <= k.us &&
	    (e->confirmed.us <= k.us || e->confirmed.us >= INSTANT_NEVER.us) &&
	    (e->refused.us <= k.us || e->refused.us >= INSTANT_NEVER.us);
}

/* All of it was on record by then, and settled. */
static bool
all_recorded(const struct built *b, struct instant k)
{
	const struct record *r = &b->record;
	size_t i, n;

	for (n = 0; n < 2; n++) {
		for (i = 0; i < b->people[n].nfacts; i++)
			if (!recorded(&b->people[n].facts[i]->entry, k))
				return false;
		for (i = 0; i < b->people[n].nas; i++)
			if (!recorded(&b->people[n].as[i].entry, k))
				return false;
	}
	for (i = 0; i < r->nconfirmations; i++)
		if (r->confirmations[i].at.us > k.us)
			return false;
	for (i = 0; i < r->nrecordings; i++)
		if (!recorded(&r->recordings[i].entry, k))
			return false;
	for (i = 0; i < r->nreads; i++)
		if (r->reads[i].at.us > k.us)
			return false;
	for (i = 0; i < r->nsaid; i++)
		if (!recorded(&r->said[i].entry, k))
			return false;
	return true;
}

static bool
all_past(const struct built *b, struct instant k)
{
	return all_recorded(b, k) &&
	    decide_orders_past(&b->law, &b->record, k) &&
	    decide_person_past(&b->people[0], k) &&
	    decide_person_past(&b->people[1], k);
}

/* What answers that are kept rest on: as time goes on and nothing is
 * recorded, the answer is that of before up to its horizon. */
static const char *
prop_kept(const struct gcase *c)
{
	struct rng r = { c->seed };
	struct told was, at;
	struct instant t, k;
	struct built b;
	const char *wrong = NULL;
	int e = gcase_build(c, &b);

	k = b.q.known;
	if (e == 0 && all_past(&b, k) &&
	    ask_at(&b, c->departs, true, &was, 0) == 0) {
		to_the_point = true;
		for (unsigned i = 0; i < 6 && wrong == NULL; i++) {
			t = i == 0 ? c->departs
			    : i == 1 && was.horizon.us < INSTANT_NEVER.us
			    ? instant_add_minutes(was.horizon, -1)
			    : between(&r, c, c->departs, was.horizon);
			/* Later by as much, and then by any. */
			b.q.known.us = k.us +
			    (i % 2 == 1 ? t.us - c->departs.us
					: (int64_t)(rng_next(&r) % 1000000) *
					INSTANT_MINUTE);
			if (ask_at(&b, t, true, &at, 1) == 0 &&
			    (!same_values(&was, &at) ||
				was.horizon.us != at.horizon.us))
				wrong = say("another answer, though nothing "
					    "was recorded");
		}
	}
	built_release(&b);
	return wrong;
}

static const char *
prop_horizon(const struct gcase *c)
{
	struct rng r = { c->seed };
	const char *wrong = NULL;
	struct told was;
	struct built b;

	if (gcase_build(c, &b) == 0 &&
	    ask_at(&b, c->departs, true, &was, 0) == 0) {
		to_the_point = was.horizon.us < INSTANT_NEVER.us;
		wrong = steady(&b, c, &was, &r);
		if (wrong == NULL && was.verdict == VERDICT_BARRED)
			wrong = until_right(&b, c, &was, &r);
	}
	built_release(&b);
	return wrong;
}

/* -- Failure --------------------------------------------------------------- */

static const char *
refused_wrong(const struct told *was, const struct answer *a, int r)
{
	if (a->verdict == VERDICT_NO_BAR)
		return r != 0 || was->verdict != VERDICT_NO_BAR
		    ? "memory refused, and no bar"
		    : NULL;
	if (r == 0)
		return a->failed ? "failed, and returned 0" : NULL;
	if (!a->failed || a->err != r || r != E_NOMEM)
		return "memory refused, and not said so";
	if (a->verdict == VERDICT_BARRED && was->verdict != VERDICT_BARRED)
		return "memory refused, and barred";
	return NULL;
}

static const char *
refuse(struct built *b, const struct told *was, size_t fail_at, bool once,
    size_t max)
{
	struct question q = b->q;
	struct fault_mem f;
	struct arena arena;
	struct answer a;
	const char *wrong;
	int r;

	fault_mem_init(&f, fail_at);
	f.once = once;
	arena_init(&arena, &f.mem, max);
	q.horizon = q.explain = q.settle = true;
	r = decide(&arena, &q, &a);
	wrong = refused_wrong(was, &a, r);
	if (wrong == NULL && r == 0 && f.calls >= fail_at && fail_at > 0 &&
	    arena.used == 0)
		wrong = "an arena that holds nothing";
	arena_release(&arena);
	return wrong == NULL && f.live != 0 ? "memory not given back" : wrong;
}

/* The N-th allocation is refused; or the arena is full. */
static const char *
prop_refused(const struct gcase *c)
{
	struct rng r = { c->seed };
	const char *wrong = NULL;
	struct fault_mem f;
	struct arena arena;
	struct question q;
	struct answer a;
	struct told was;
	struct built b;

	if (gcase_build(c, &b) == 0 &&
	    ask_at(&b, c->departs, false, &was, 0) == 0) {
		fault_mem_init(&f, 0);
		arena_init(&arena, &f.mem, (size_t)64 << 20);
		q = b.q;
		q.horizon = q.explain = q.settle = true;
		if (decide(&arena, &q, &a) == 0)
			for (unsigned i = 0; i < 2 * tries && wrong == NULL;
			     i++) {
				wrong = refuse(&b, &was,
				    1 + rng_below(&r, (unsigned)f.calls),
				    rng_chance(&r, 1, 2), (size_t)64 << 20);
				if (wrong == NULL)
					wrong = refuse(&b, &was, 0, false,
					    rng_below(&r,
						(unsigned)arena.used + 1));
			}
		arena_release(&arena);
		to_the_point = true;
	}
	built_release(&b);
	return wrong == NULL ? NULL : say(wrong);
}

/* -- Nobody's ----------------------------------------------------------- */

/* Every order covers Iraqis alone, and the person is known to be none. */
static const char *
prop_free(const struct gcase *c)
{
	static const struct gfact sv = { .type = FACT_HELD,
		.kind = K_NAT,
		.step = -1,
		.fields = { { GV_ONE, { W_SV, 0 } }, { GV_NONE, { 0, 0 } } },
		.recorded = INSTANT_BEGIN,
		.confirmed = INSTANT_NEVER,
		.refused = INSTANT_NEVER,
		.corrects = -1,
		.over = -1 };
	struct told told;

	changed = *c;
	has_changed = true;
	for (size_t i = 0; i < changed.nfacts; i++)
		if (changed.facts[i].kind == K_NAT)
			changed.facts[i].recorded = INSTANT_NEVER;
	if (changed.nfacts == G_FACTS)
		return NULL;
	changed.facts[changed.nfacts++] = sv;
	changed.fresh = true;
	changed.near = 0;
	if (strstr(c->text, "covers nat is IQ") == NULL ||
	    ask(&changed, &told, false, 0) != 0)
		return NULL;
	to_the_point = true;
	brief[1][0] = '\0';
	for (const char *s = c->text; (s = strstr(s, "covers ")) != NULL; s++)
		if (strncmp(s, "covers nat is IQ\n", 17) != 0)
			return NULL;
	return told.verdict == VERDICT_NO_BAR ? NULL
					      : say("held by nobody's order");
}

/* -- Small ----------------------------------------------------------------- */

/* What the page says of a casebook of one rule. */
static const char *
prop_small(const struct gcase *c)
{
	static const char *const names[] = { [VERDICT_NO_BAR] = "no bar",
		[VERDICT_HOLD] = "a hold",
		[VERDICT_BARRED] = "barred" };
	static char wrong[64];
	struct told told;

	if (ask(c, &told, false, 0) != 0)
		return say("it could not be decided");
	to_the_point = true;
	if ((int)told.verdict == c->want)
		return NULL;
	snprintf(wrong, sizeof(wrong), "%s, where SEMANTICS has %s",
	    names[told.verdict], names[c->want]);
	return say(wrong);
}

/* -- Running --------------------------------------------------------------- */

static const struct gen_how plain = { .plain = true };
static const struct gen_how any = { .plain = false };
static const struct gen_how iraqis = { .only_iq = true };
static const struct gen_how small = { .small = true };

static const struct property {
	const char *name;
	fails_fn *fails;
	const struct gen_how *how;
	unsigned of_40; /* how many cases in forty */
} properties[] = {
	{ "vaguer", prop_vaguer, &any, 6 },
	{ "sharper", prop_sharper, &plain, 4 },
	{ "reading", prop_reading, &any, 4 },
	{ "unconfirmed", prop_unconfirmed, &any, 2 },
	{ "shuffled", prop_shuffled, &any, 3 },
	{ "later", prop_later, &any, 2 },
	{ "horizon", prop_horizon, &any, 3 },
	{ "kept", prop_kept, &any, 3 },
	{ "refused", prop_refused, &any, 1 },
	{ "free", prop_free, &iraqis, 1 },
	{ "small", prop_small, &small, 8 },
	{ "small_vaguer", prop_vaguer, &small, 2 },
	{ "small_sharper", prop_sharper, &small, 1 },
	{ "small_reading", prop_reading, &small, 2 },
	{ "small_horizon", prop_horizon, &small, 1 },
	{ "small_kept", prop_kept, &small, 1 },
};
#define NPROPS (sizeof(properties) / sizeof(*properties))

struct tally {
	size_t cases[NPROPS], pointed[NPROPS], failed[NPROPS];
	size_t refused; /* casebooks the checker refused */
	double slowest;
	size_t slow_case;
};

static const struct property *
property_of(size_t i)
{
	unsigned n = (unsigned)(i % 40);

	for (size_t p = 0; p < NPROPS; p++) {
		if (n < properties[p].of_40)
			return &properties[p];
		n -= properties[p].of_40;
	}
	return &properties[0];
}

static void
report(const struct property *p, struct gcase *c, size_t i, uint64_t seed)
{
	struct buf b;

	tries = 30;
	/* What the page says of a small case it says of it whole. */
	if (p->fails(c) != NULL && p->fails != prop_small)
		shrink(c, p->fails);
	buf_init(&b, &mem_system, (size_t)1 << 16);
	has_changed = false;
	if (strcmp(p->name, "reading") == 0)
		c->known = instant_max(c->known, c->arrives);
	if (p->fails(c) == NULL)
		snprintf(said, sizeof(said), "did not fail again");
	gcase_print(c, &b);
	printf("FAILED %s, case %zu: SEED=%llu PROP_ONE=%zu\n  %s\n%s", p->name,
	    i, (unsigned long long)seed, i, said, b.s);
	if (has_changed) {
		buf_clear(&b);
		gcase_print(&changed, &b);
		printf("-- changed to --\n%s", b.s);
	}
	printf("--\n\n");
	fflush(stdout);
	buf_release(&b);
	tries = 1;
}

static void
run_one(size_t i, uint64_t seed, const char *only, struct tally *t)
{
	static struct gcase c;
	const struct property *p = property_of(i);
	size_t n = (size_t)(p - properties);
	struct rng r = prop_rng(seed, i);
	const char *wrong;
	clock_t began;
	double took;

	if (only != NULL && strcmp(only, p->name) != 0)
		return;
	if (!prop_good(&r, p->how, &c, &t->refused))
		return;
	t->cases[n]++;
	if (getenv("PROP_SHOW") != NULL)
		prop_show(&c);
	to_the_point = false;
	began = clock();
	wrong = p->fails(&c);
	took = (double)(clock() - began) / CLOCKS_PER_SEC;
	if (took > t->slowest) {
		t->slowest = took;
		t->slow_case = i;
	}
	if (wrong == NULL) {
		t->pointed[n] += to_the_point;
		return;
	}
	t->pointed[n]++;
	if (t->failed[n]++ >= 2)
		return;
	if (getenv("PROP_QUICK") == NULL)
		report(p, &c, i, seed);
	else
		printf("FAILED %s: SEED=%llu PROP_ONE=%zu\n", p->name,
		    (unsigned long long)seed, i);
}

int
main(void)
{
	uint64_t seed = prop_number("SEED", 20190304);
	size_t n = prop_number("PROP_CASES", 20000), passed = 0, failed = 0;
	const char *only = getenv("PROP_ONLY");
	static struct tally t;

	printf("seed %llu, %zu cases\n", (unsigned long long)seed, n);
	if (getenv("PROP_ONE") != NULL) {
		run_one(prop_number("PROP_ONE", 0), seed, NULL, &t);
		n = 0;
	}
	for (size_t i = 0; i < n; i++)
		run_one(i, seed, only, &t);
	for (size_t p = 0; p < NPROPS; p++) {
		printf("%-12s %8zu cases, %8zu to the point, %zu failed\n",
		    properties[p].name, t.cases[p], t.pointed[p], t.failed[p]);
		passed += t.cases[p] - t.failed[p];
		failed += t.failed[p];
	}
	printf("%zu casebooks refused by the checker; slowest %.3f s, "
	       "PROP_ONE=%zu\n",
	    t.refused, t.slowest, t.slow_case);
	printf("%zu passed, %zu failed\n", passed, failed);
	return failed > 0;
}
