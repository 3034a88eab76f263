/* prop_history.c - what a store knew never changes (P4), and the order of
 * recording does not matter (P3).
 *
 * Random people under random casebooks, as entries: facts, corrections,
 * resolutions, links, imports undone, orders that wait, confirmations and
 * refusals, in random order at random instants.  An answer as known at K,
 * asked when the store stands at K, is the answer as known at K asked when
 * all is recorded.  And all of it in another order of recording gives the
 * same answer in the end, but for what is said of what came before it.
 *
 *	HISTORIES=100000 SEED=7 build/tests/property/prop_history */

#include "property/history.h"
#include "property/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/fault_mem.h"

#define ORDERS 16
#define ASKS   4

/* What two answers are compared by. */
struct told {
	enum verdict verdict;
	enum tri values[ORDERS];
	struct instant horizon, until;
	size_t nholds;
	bool failed, broken;
};

/* -- Asking ---------------------------------------------------------------- */

static int
ask(struct store *s, const struct history *h, struct instant known,
    struct instant when, struct told *t)
{
	struct stored_person who;
	const struct stored_person *one = &who;
	struct act act = h->built.act;
	struct stored_question q = { .who = &one,
		.nwho = 1,
		.exact = true,
		.act = &act,
		.dockets_fresh = true,
		.horizon = true };
	struct stored st;
	struct answer ans;
	struct arena a;
	int r;

	memset(t, 0, sizeof(*t));
	act.arrives.us += when.us - act.departs.us;
	act.departs = when;
	arena_init(&a, &mem_system, (size_t)64 << 20);
	q.st = &st;
	r = stored_open(&a, s, known, 0, &st);
	if (r == 0)
		r = stored_person(&st, &a, "p-one", STORED_AS_KNOWN, &who);
	if (r == 0) {
		(void)stored_decide(&a, &q, &ans);
		t->verdict = ans.verdict;
		t->failed = ans.failed;
		t->broken = st.broken != NULL || who.damaged != NULL;
		t->horizon = ans.horizon;
		t->until = ans.until;
		t->nholds = ans.nholds;
		for (size_t i = 0; i < ans.ncitations; i++)
			t->values[(prop_order(ans.citations[i].order) + 1) %
			    ORDERS] = ans.citations[i].value;
	}
	arena_release(&a);
	return r;
}

static bool
same(const struct told *a, const struct told *b)
{
	return a->verdict == b->verdict && a->failed == b->failed &&
	    a->broken == b->broken && a->nholds == b->nholds &&
	    instant_cmp(a->horizon, b->horizon) == 0 &&
	    instant_cmp(a->until, b->until) == 0 &&
	    memcmp(a->values, b->values, sizeof(a->values)) == 0;
}

struct tally {
	size_t cases, p4, p3, damaged, held, barred, free, differing, failed;
	size_t links, corrections, undos; /* kept in their order */
};

static int
store_new(struct store **out)
{
	static const struct store_kind kind = { .rehearsal = true };

	return store_memory(&mem_system, &kind, NULL, out);
}

/* P4.  The store is left with all of it. */
static const char *
as_known(struct rng *r, const struct gcase *c, struct history *h,
    struct store *s, struct tally *t)
{
	struct instant known[ASKS], when[ASKS], from = INSTANT_BEGIN;
	struct told then[ASKS], now;
	size_t i;

	for (i = 0; i < ASKS; i++)
		when[i] = i > 0 && rng_chance(r, 1, 2) ? when[i - 1]
						       : gen_instant(r, c);
	for (i = 0; i < ASKS; i++)
		known[i] =
		    history_at(HISTORY_BASE + 95 + 18 * i + rng_below(r, 18));
	for (i = 0; i < ASKS; i++) {
		if (saids_write_some(s, &h->saids, from, known[i]) != 0 ||
		    ask(s, h, known[i], when[i], &then[i]) != 0)
			return "the store failed";
		from = known[i];
	}
	if (saids_write_some(s, &h->saids, from, INSTANT_NEVER) != 0)
		return "the store failed";
	for (i = 0; i < ASKS; i++) {
		if (ask(s, h, known[i], when[i], &now) != 0)
			return "the store failed";
		t->p4++;
		if (!same(&then[i], &now))
			return "P4: an answer as known at K changed";
		t->differing += i > 0 &&
		    instant_cmp(when[i], when[i - 1]) == 0 &&
		    !same(&then[i], &then[i - 1]);
	}
	return NULL;
}

static bool
brought(const struct said *s)
{
	return json_object_get(s->body, "import") != NULL &&
	    strcmp(s->kind, "fact") == 0;
}

/* Whether which of two came first is part of what they say: two words on
 * one link; two corrections of one fact (which filing is the later); what
 * comes after an undo is not undone. */
static bool
bound(const struct said *a, const struct said *b)
{
	bool undo = strcmp(a->kind, "undo") == 0;

	if (strcmp(a->kind, "link") == 0 && strcmp(b->kind, "link") == 0)
		return true;
	if (strcmp(a->kind, "correct") == 0 && strcmp(b->kind, "correct") == 0)
		return a->of == b->of;
	return (undo && brought(b)) ||
	    (strcmp(b->kind, "undo") == 0 && brought(a));
}

struct turn {
	struct said *one;
	size_t i;
};

static int
by_turn(const void *a, const void *b)
{
	const struct turn *x = a, *y = b;
	int r = instant_cmp(x->one->at, y->one->at);

	return r != 0 ? r : (x->i > y->i) - (x->i < y->i);
}

/* Other instants for all, and so another order; those that are bound stay as
 * they were to each other. */
static int
place_again(struct rng *r, struct history *h, struct tally *t)
{
	size_t n = h->saids.n, i, k;
	struct turn *turns = calloc(n + 1, sizeof(*turns));

	if (turns == NULL)
		return E_NOMEM;
	for (i = 0; i < n; i++)
		turns[i] = (struct turn){ &h->saids.items[i], i };
	qsort(turns, n, sizeof(*turns), by_turn);
	history_place(r, h);
	for (i = 0; i < n; i++) {
		struct said *s = turns[i].one;

		if (s->of > 0)
			s->at = instant_max(s->at,
			    instant_add_minutes(h->saids.items[s->of - 1].at,
				1));
		for (k = 0; k < i; k++) {
			if (!bound(turns[k].one, s))
				continue;
			s->at = instant_max(s->at,
			    instant_add_minutes(turns[k].one->at, 1));
			t->links += strcmp(s->kind, "link") == 0;
			t->corrections +=
			    s->of > 0 && s->of == turns[k].one->of;
			t->undos += strcmp(s->kind, "undo") == 0 ||
			    strcmp(turns[k].one->kind, "undo") == 0;
		}
	}
	free(turns);
	return 0;
}

static const char *
shuffled(struct rng *r, const struct gcase *c, struct history *h,
    struct store *s, struct tally *t)
{
	struct store *other = NULL;
	struct told was, is;
	const char *wrong = NULL;
	struct instant when;

	if (place_again(r, h, t) != 0 || store_new(&other) != 0 ||
	    saids_write(other, &h->saids) != 0)
		wrong = "the store failed";
	for (size_t i = 0; i < ASKS && wrong == NULL; i++) {
		when = gen_instant(r, c);
		if (ask(s, h, history_at(HISTORY_BASE + 9999), when, &was) !=
			0 ||
		    ask(other, h, history_at(HISTORY_BASE + 9999), when, &is) !=
			0)
			wrong = "the store failed";
		else if (!same(&was, &is))
			wrong = "P3: the order of recording matters";
		t->p3++;
		t->damaged += was.broken;
		t->held += was.verdict == VERDICT_HOLD;
		t->barred += was.verdict == VERDICT_BARRED;
		t->free += was.verdict == VERDICT_NO_BAR;
	}
	store_close(other);
	return wrong;
}

static void
run_one(size_t i, uint64_t seed, struct tally *t)
{
	static const struct gen_how how = { .exact = false };
	static struct gcase c;
	struct rng r = { seed ^ (i * 0x9e3779b97f4a7c15u) };
	struct store *s = NULL;
	struct history h;
	const char *wrong;

	(void)rng_next(&r);
	gen_case(&r, &how, &c);
	if (history_make(&r, &c, &h) != 0) {
		/* The checker refused the casebook. */
		history_end(&h);
		return;
	}
	t->cases++;
	history_place(&r, &h);
	if (store_new(&s) != 0)
		wrong = "no store";
	else if ((wrong = as_known(&r, &c, &h, s, t)) == NULL)
		wrong = shuffled(&r, &c, &h, s, t);
	if (wrong != NULL && t->failed++ < 3) {
		printf("FAILED %s: SEED=%llu PROP_ONE=%zu\n", wrong,
		    (unsigned long long)seed, i);
		history_show(&h, &c);
	}
	store_close(s);
	history_end(&h);
}

static uint64_t
number(const char *name, uint64_t otherwise)
{
	const char *s = getenv(name);

	return s == NULL ? otherwise : strtoull(s, NULL, 10);
}

int
main(void)
{
	uint64_t seed = number("SEED", 20190304);
	size_t n = number("HISTORIES", 1000), i;
	static struct tally t;

	printf("seed %llu, %zu cases\n", (unsigned long long)seed, n);
	if (getenv("PROP_ONE") != NULL)
		run_one(number("PROP_ONE", 0), seed, &t);
	else
		for (i = 0; i < n; i++)
			run_one(i, seed, &t);
	printf("%zu histories, %zu answers as known then, %zu of them unlike "
	       "the one before\n",
	    t.cases, t.p4, t.differing);
	printf("%zu in another order: %zu barred, %zu held, %zu no bar; %zu "
	       "with something not read\n",
	    t.p3, t.barred, t.held, t.free, t.damaged);
	printf("kept in their order there: %zu words on a link, %zu on a fact, "
	       "%zu on an import\n",
	    t.links, t.corrections, t.undos);
	printf("%zu passed, %zu failed\n", t.cases - t.failed, t.failed);
	return t.failed > 0;
}
