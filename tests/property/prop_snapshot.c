/* prop_snapshot.c - a snapshot with what came after laid over it says what
 * the store says.
 *
 * Part of a random history is recorded and laid out as columns; then the
 * rest, and what came since is laid over them.  Whoever is made again of
 * their row gets the answers that the person read from the store gets, and
 * everybody is there once.
 *
 *	SNAPSHOTS=3000 SEED=7 build/tests/property/prop_snapshot
 *
 * Shown to catch: whoever is only linked with somebody of whom more was
 * recorded, or is made of a relation's records, left as they were.  What else
 * a row rests on: tests/unit/intake/test_snapshot.c. */

#include "intake/snapshot.h"
#include "property/history.h"
#include "property/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ASKS 3

struct tally {
	size_t histories, again, over, stale, people, failed;
};

static char folder[] = "/tmp/forestay-snapshot-XXXXXX";

static bool
same(const struct answer *a, const struct answer *b)
{
	if (a->verdict != b->verdict || a->ncitations != b->ncitations ||
	    a->horizon.us != b->horizon.us || a->until.us != b->until.us ||
	    a->err != b->err)
		return false;
	for (size_t i = 0; i < a->ncitations; i++)
		if (a->citations[i].order != b->citations[i].order ||
		    a->citations[i].value != b->citations[i].value)
			return false;
	return true;
}

static bool
answers_same(struct arena *a, const struct stored *st,
    const struct instant when[ASKS], const struct act *of,
    const struct person *was, const struct person *is)
{
	struct act act = *of;
	struct question q = { .law = &st->laws[0].law,
		.record = &st->laws[0].record,
		.nwho = 1,
		.exact = true,
		.act = &act,
		.known = st->known,
		.horizon = true };
	struct answer x, y;

	for (size_t i = 0; i < ASKS; i++) {
		act.arrives.us += when[i].us - act.departs.us;
		act.departs = when[i];
		q.who = &was;
		(void)decide(a, &q, &x);
		q.who = &is;
		(void)decide(a, &q, &y);
		if (!same(&x, &y))
			return false;
	}
	return true;
}

/* The row of a person, of the base or of what is laid over it. */
static int
find_row(struct arena *a, const struct snapshot *s, const char *id, size_t *n,
    const struct person **out)
{
	const struct columns *c = segment_columns(s->base);
	int r = columns_touch(c, COLUMNS_WHO, 0, 0, c->all);

	*n = 0;
	for (size_t row = 0; r == 0 && row < c->rows; row++)
		if (!snapshot_stale(s, row) &&
		    strcmp(columns_id(c, row), id) == 0) {
			++*n;
			r = segment_person(s->base, a, row, out);
		}
	if (r != 0 || s->after == NULL)
		return r;
	c = segment_columns(s->after);
	r = columns_touch(c, COLUMNS_WHO, 0, 0, c->all);
	for (size_t row = 0; r == 0 && row < c->rows; row++)
		if (strcmp(columns_id(c, row), id) == 0) {
			++*n;
			r = segment_person(s->after, a, row, out);
		}
	return r;
}

static const char *
person_same(struct arena *a, const struct stored *st, const struct snapshot *s,
    const char *id, const struct instant when[ASKS], const struct act *of)
{
	static const struct person nobody;
	struct person unread = nobody;
	struct stored_person sp;
	const struct person *is = NULL, *was;
	struct act act;
	size_t n;

	if (stored_person(st, a, id, STORED_AS_KNOWN, &sp) != 0 ||
	    find_row(a, s, id, &n, &is) != 0 ||
	    stored_act(a, &st->laws[0].law, of, &act) != 0)
		return "somebody cannot be read";
	if (n != (sp.nentries > 0))
		return "somebody is not there once";
	if (n == 0)
		return NULL;
	unread.id = id;
	was = sp.damaged != NULL ? &unread : &sp.under[0];
	if (was->nfacts != is->nfacts || was->nas != is->nas)
		return "somebody has not the facts that the store has";
	return answers_same(a, st, when, &act, was, is)
	    ? NULL
	    : "somebody gets another answer";
}

static const char *
as_recorded(struct store *s, struct instant known,
    const struct instant when[ASKS], const struct act *act, struct tally *t)
{
	struct snapshot snap = { .base = NULL };
	const char *wrong = NULL;
	struct stored st;
	struct arena a;

	arena_init(&a, &mem_system, (size_t)256 << 20);
	if (stored_open(&a, s, known, 0, &st) != 0)
		wrong = "the store failed";
	else if (st.laws[0].good &&
	    snapshot_open(&a, &st, folder, NULL, NULL, &snap) != 0)
		wrong = "no snapshot";
	else if (st.laws[0].good) {
		st.whole = true;
		t->again += snap.of == st.through;
		t->over += snap.after != NULL;
		t->stale += snap.nstale;
		wrong = person_same(&a, &st, &snap, "p-one", when, act);
		if (wrong == NULL)
			wrong = person_same(&a, &st, &snap, "p-two", when, act);
		t->people += 2;
	}
	snapshot_close(&snap);
	arena_release(&a);
	return wrong;
}

static const char *
try(struct rng *r, const struct gcase *c, struct history *h, struct store *s,
    struct tally *t)
{
	struct instant from = INSTANT_BEGIN, known, when[ASKS];
	const char *wrong = NULL;

	for (size_t i = 0; i < ASKS; i++)
		when[i] = gen_instant(r, c);
	for (size_t i = 0; wrong == NULL && i < 3; i++) {
		known =
		    history_at(HISTORY_BASE + 120 + 16 * i + rng_below(r, 16));
		if (saids_write_some(s, &h->saids, from, known) != 0)
			return "the store failed";
		wrong = as_recorded(s, known, when, &h->built.act, t);
		from = known;
	}
	return wrong;
}

/* The last version of the orders comes among what is said of people. */
static void
order_later(struct rng *r, struct history *h)
{
	struct instant late = history_at(HISTORY_BASE + 115 + rng_below(r, 40));

	h->saids.items[h->nlaw - 1].at = late;
	for (size_t i = h->nlaw; i < h->saids.n; i++)
		if (h->saids.items[i].of == h->nlaw)
			h->saids.items[i].at =
			    instant_add_minutes(late, 1 + rng_below(r, 9));
}

static void
run_one(size_t i, uint64_t seed, struct tally *t)
{
	static const struct store_kind kind = { .rehearsal = true };
	static const struct gen_how how = { .exact = false };
	static struct gcase c;
	struct rng r = prop_rng(seed, i);
	struct store *s = NULL;
	struct history h;
	const char *wrong;

	gen_case(&r, &how, &c);
	if (history_make(&r, &c, &h) != 0) {
		history_end(&h);
		return;
	}
	t->histories++;
	history_place(&r, &h);
	if (h.nlaw > 2 && rng_chance(&r, 1, 2))
		order_later(&r, &h);
	wrong = store_memory(&mem_system, &kind, NULL, &s) != 0
	    ? "no store"
	    : try(&r, &c, &h, s, t);
	if (wrong != NULL && t->failed++ < 3) {
		printf("FAILED %s: SEED=%llu PROP_ONE=%zu\n", wrong,
		    (unsigned long long)seed, i);
		history_show(&h, &c);
	}
	store_close(s);
	history_end(&h);
}

int
main(void)
{
	uint64_t seed = prop_number("SEED", 20190304);
	size_t n = prop_number("SNAPSHOTS", 150);
	char command[64];
	static struct tally t;

	if (mkdtemp(folder) == NULL) {
		printf("no folder\n0 passed, 1 failed\n");
		return 1;
	}
	if (getenv("PROP_ONE") != NULL)
		run_one(prop_number("PROP_ONE", 0), seed, &t);
	else
		for (size_t i = 0; i < n; i++)
			run_one(i, seed, &t);
	printf(
	    "%zu histories, %zu people compared; %zu laid out anew, %zu laid "
	    "over, %zu rows replaced\n",
	    t.histories, t.people, t.again, t.over, t.stale);
	if (n > 100 && t.over * 4 < t.histories) {
		printf("FAILED hardly anything was laid over\n");
		t.failed++;
	}
	snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	(void)!system(command);
	printf("%zu passed, %zu failed\n", t.histories - t.failed, t.failed);
	return t.failed > 0;
}
