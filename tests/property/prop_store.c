/* prop_store.c - nothing acknowledged is lost, whatever fails and when.
 *
 * A story is a list of batches (with preconditions, wrong drafts, ids sent
 * again), of projecting and of opening again, under a clock that jumps.
 * Each is told once with nothing failing, and then once for each call that
 * the ledger and the views get: that call fails, before or after it took
 * effect; after E_IO everything is opened again; what was not acknowledged
 * is sent again.  (Every call of two stories; some of all others.)  All along
 *the keeper is held against store_model.c.
 *
 * SQLite's ledger and views have to come to the same head.  Planted bugs
 * show that each of the things looked for would be seen.
 *
 *	PROP_CASES=100000 SEED=7 build/tests/property/prop_store */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "property/rng.h"
#include "property/run.h"
#include "property/store_model.h"
#include "store/ledger_sqlite.h"
#include "store/memory.h"
#include "store/views_sqlite.h"
#include "support/fault_mem.h"

#define MAX_SCENES 24
#define GROUP      3 /* batches that come in together */

enum op { ASK, PROJECT, REOPEN };

struct scene {
	enum op op;
	struct ask asks[GROUP];
	size_t nasks;
	uint64_t max;
};

struct story {
	uint64_t seed;
	struct scene scenes[MAX_SCENES];
	size_t n;
};

/* -- A story ------------------------------------------------------------ */

static void
make_draft(struct arena *a, struct rng *g, struct wrote *w)
{
	const char *on[SUBJECTS];
	struct draft d = { .kind = "note",
		.matter = "hamama",
		.author = "m.weiss",
		.on = on };
	json_t *body;
	struct buf b;

	*w = (struct wrote){ .wrong = rng_chance(g, 1, 60) };
	w->on = rng_below(g, 1 << SUBJECTS) & rng_below(g, 1 << SUBJECTS);
	for (unsigned i = 0; i < SUBJECTS; i++)
		if ((w->on >> i & 1) != 0)
			on[d.non++] = model_subjects[i];
	body = json_pack("{s:i}", "n", (int)rng_below(g, 1000));
	d.body = body;
	buf_init(&b, &mem_system, 4096);
	if (entry_draft(&b, &d) != 0)
		abort();
	if (w->wrong)
		b.s[b.len - 1] = ' ';
	w->bytes = arena_strndup(a, b.s, b.len);
	w->n = b.len;
	if (w->bytes == NULL)
		abort();
	buf_release(&b);
	json_decref(body);
}

static void
make_ask(struct arena *a, struct rng *g, struct ask *q, uint64_t about)
{
	q->id[0] = rng_next(g);
	q->id[1] = rng_next(g);
	q->n = 1 + rng_below(g, MAX_DRAFTS);
	for (size_t i = 0; i < q->n; i++)
		make_draft(a, g, &q->drafts[i]);
	q->has_expected = rng_chance(g, 1, 6);
	q->expected = about;
	q->npre = rng_chance(g, 1, 2) ? rng_below(g, MAX_PRE + 1) : 0;
	for (size_t i = 0; i < q->npre; i++)
		q->pre[i] = (struct precondition){
			model_subjects[rng_below(g, SUBJECTS)],
			about > 4 ? about - rng_below(g, 5) : about,
		};
}

/* One of those that came before, or in this group: as it was, with other
 * drafts, or with some of its own. */
static void
ask_again(struct story *s, struct rng *g, struct ask *q)
{
	const struct scene *from = &s->scenes[s->n];
	const struct ask *old;

	if (rng_chance(g, 1, 2))
		from = &s->scenes[rng_below(g, (unsigned)s->n + 1)];
	if (from->op != ASK || from->nasks == 0)
		return;
	old = &from->asks[rng_below(g, (unsigned)from->nasks)];
	switch (rng_below(g, 5)) {
	case 0:
		memcpy(q->id, old->id, sizeof(q->id));
		break;
	case 1:
		*q = *old;
		q->n = 1 + rng_below(g, (unsigned)old->n);
		break;
	default:
		*q = *old;
	}
}

static void
make_story(struct arena *a, uint64_t seed, struct story *s)
{
	struct rng g = { seed };
	size_t n = 4 + rng_below(&g, MAX_SCENES - 4);
	uint64_t about = 1; /* the size it may have by then */

	*s = (struct story){ .seed = seed };
	for (; s->n < n; s->n++) {
		struct scene *st = &s->scenes[s->n];
		unsigned what = rng_below(&g, 10);

		st->op = what < 6 ? ASK : what < 9 ? PROJECT : REOPEN;
		st->max = rng_below(&g, 6);
		if (st->op != ASK)
			continue;
		for (size_t k = 1 + rng_below(&g, GROUP); k > 0; k--) {
			struct ask *q = &st->asks[st->nasks];

			make_ask(a, &g, q, about);
			if (rng_chance(&g, 1, 5))
				ask_again(s, &g, q);
			st->nasks++;
			about += rng_chance(&g, 3, 4) ? q->n : 0;
		}
	}
}

/* -- Where it is kept --------------------------------------------------- */

struct place {
	int (*open)(struct place *p, struct ledger **l, struct views **v);
	struct store_faults faults;
	struct medium medium;
	struct fault_mem mem;
	char folder[64];
};

static int
open_memory(struct place *p, struct ledger **l, struct views **v)
{
	int r;

	if ((r = ledger_memory(&p->medium, &p->faults, l)) != 0)
		return r;
	return views_memory(&p->medium, &p->faults, v);
}

static int
open_sqlite(struct place *p, struct ledger **l, struct views **v)
{
	struct views_sqlite_opening vo = { .fs = &file_system_real,
		.folder = p->folder };
	struct ledger_sqlite_opening lo = { .create = false };
	char path[80], why[200];
	int r;

	(void)snprintf(path, sizeof(path), "%s/ledger.db", p->folder);
	lo.path = path;
	lo.create = access(path, F_OK) != 0;
	r = ledger_sqlite_open(&mem_system, &lo, l, why, sizeof(why));
	if (r != 0)
		return r;
	return views_sqlite_open(&mem_system, &vo, v, why, sizeof(why));
}

/* -- Telling it --------------------------------------------------------- */

enum plant { PLANT_NONE, PLANT_FORGETS_TIME };

struct run {
	struct keeper k;
	struct keeper_world world;
	struct place *place;
	struct model m;
	struct rng chance;
	struct rng time;
	int64_t clock;
	enum plant plant;
	bool open;
	/* Asked for, and their fate open. */
	const struct ask *pending[GROUP];
	size_t npending;
};

static int
run_now(void *ctx, struct instant *out)
{
	struct run *r = ctx;

	/* Two hours back to three forward. */
	r->clock += (int64_t)rng_below(&r->time, 300) * 60000000 -
	    (int64_t)120 * 60000000;
	out->us = r->clock;
	return 0;
}

static int
run_random(void *ctx, void *out, size_t n)
{
	struct run *r = ctx;
	uint8_t *p = out;

	while (n-- > 0)
		*p++ = (uint8_t)(rng_next(&r->chance) >> 32);
	return 0;
}

static void
run_close(struct run *r)
{
	if (r->k.ledger != NULL)
		r->k.ledger->ops->close(r->k.ledger);
	if (r->k.views != NULL)
		r->k.views->ops->close(r->k.views);
	r->k.ledger = NULL;
	r->k.views = NULL;
	r->open = false;
}

static int
learn_row(void *ctx, const struct written *w)
{
	struct run *r = ctx;
	struct model *m = &r->m;

	if (w->seq == 1 && m->n == 0) {
		m->first = hash_of(w->bytes, w->n);
		m->at[m->n++] = w->at;
	} else if (w->seq == m->n + 1 && r->npending > 0) {
		model_add(m, r->pending[0], w->at);
		r->npending--;
		memmove(r->pending, r->pending + 1,
		    r->npending * sizeof(struct ask *));
	}
	return 0;
}

/* What was asked for and not acknowledged is there whole, or not at all. */
static const char *
learn_fate(struct run *r)
{
	size_t all = 0;

	for (size_t i = 0; i < r->npending; i++)
		all += r->pending[i]->n;
	if (r->k.head.size == r->m.n + all || r->m.n == 0) {
		if (r->k.ledger->ops->read(r->k.ledger, 0, 0, learn_row, r) !=
		    0)
			return "the ledger cannot be read";
	}
	r->npending = 0;
	if (r->k.head.size < r->m.n)
		return "something acknowledged is lost";
	if (r->k.head.size > r->m.n)
		return "half of what came together is there";
	return NULL;
}

/* Nothing fails while it is looked at. */
static const char *
look(struct run *r, bool views)
{
	struct store_faults f = r->place->faults;
	size_t fail_at = r->place->mem.fail_at;
	const char *why;

	r->place->faults.at = 0;
	r->place->mem.fail_at = 0;
	if ((why = learn_fate(r)) == NULL)
		why = model_ledger(&r->m, &r->k);
	if (why == NULL && views)
		why = model_views(&r->m, &r->k);
	r->place->faults = f;
	r->place->mem.fail_at = fail_at;
	return why;
}

static bool
fired(const struct run *r, unsigned long calls, size_t allocations)
{
	const struct place *p = r->place;

	return (p->faults.at > calls && p->faults.at <= p->faults.calls) ||
	    (p->mem.fail_at > allocations && p->mem.fail_at <= p->mem.calls);
}

static int
try_open(struct run *r)
{
	static const struct store_kind kind = { false, "a story" };
	int e;

	if ((e = r->place->open(r->place, &r->k.ledger, &r->k.views)) != 0)
		return e;
	r->k.mem = &r->place->mem.mem;
	r->k.world = &r->world;
	if ((e = keeper_open(&r->k)) != 0)
		return e;
	return r->k.head.size == 0 ? keeper_begin(&r->k, &kind) : 0;
}

static const char *
run_open(struct run *r)
{
	for (int tries = 0; tries < 3; tries++) {
		unsigned long calls = r->place->faults.calls;
		size_t allocations = r->place->mem.calls;
		const char *why;
		int e;

		run_close(r);
		r->k = (struct keeper){ .mem = NULL };
		if ((e = try_open(r)) != 0) {
			if (!fired(r, calls, allocations))
				return r->k.why != NULL ? r->k.why
							: err_text(e);
			continue;
		}
		r->open = true;
		if ((why = look(r, false)) != NULL)
			return why;
		if (r->plant == PLANT_FORGETS_TIME)
			r->k.head.at.us -= (int64_t)86400 * 1000000;
		return NULL;
	}
	return "it cannot be opened though one call alone failed";
}

/* One answer, held against the model. */
static const char *
judge(struct run *r, const struct ask *a, const struct keeper_request *q,
    bool failing)
{
	struct appended want;
	int says = model_says(&r->m, a, &want);

	if (failing && q->r != 0) {
		/* It may have failed, or rest on what then failed. */
		if (q->r == E_IO)
			r->pending[r->npending++] = a;
		return q->why == NULL ? "a failure without a sentence" : NULL;
	}
	if (q->r != says)
		return "an answer other than the model's";
	if (q->r != 0 && q->why == NULL)
		return "a refusal without a sentence";
	if (q->r == E_CONFLICT && q->out.subject != want.subject)
		return "another subject is named";
	if (q->r != 0)
		return NULL;
	if (q->out.first != want.first || q->out.n != want.n ||
	    q->out.again != want.again)
		return "another range";
	if (want.again)
		return q->out.at.us == want.at.us ? NULL : "another instant";
	if (q->out.at.us <= r->m.at[r->m.n - 1].us)
		return "recorded instants go back";
	model_add(&r->m, a, q->out.at);
	return NULL;
}

static void
as_request(const struct ask *a, const char *drafts[MAX_DRAFTS],
    size_t sizes[MAX_DRAFTS], struct keeper_request *q)
{
	for (size_t i = 0; i < a->n; i++) {
		drafts[i] = a->drafts[i].bytes;
		sizes[i] = a->drafts[i].n;
	}
	*q = (struct keeper_request){ .drafts = drafts,
		.sizes = sizes,
		.n = a->n,
		.id = { a->id[0], a->id[1] },
		.has_expected = a->has_expected,
		.expected = a->expected,
		.pre = a->pre,
		.npre = a->npre };
}

/* A batch twice in a group has one fate. */
static void
pending_once(struct run *r)
{
	size_t n = 0;

	for (size_t i = 0; i < r->npending; i++) {
		bool before = false;

		for (size_t k = 0; k < n; k++)
			before = before ||
			    memcmp(r->pending[k]->id, r->pending[i]->id,
				sizeof(r->pending[k]->id)) == 0;
		if (!before)
			r->pending[n++] = r->pending[i];
	}
	r->npending = n;
}

static const char *
run_asks(struct run *r, const struct scene *st)
{
	const char *drafts[GROUP][MAX_DRAFTS], *why;
	size_t sizes[GROUP][MAX_DRAFTS];
	struct keeper_request q[GROUP];

	for (int tries = 0; tries < 3; tries++) {
		unsigned long calls = r->place->faults.calls;
		size_t allocations = r->place->mem.calls;
		bool failing;

		for (size_t i = 0; i < st->nasks; i++)
			as_request(&st->asks[i], drafts[i], sizes[i], &q[i]);
		keeper_append(&r->k, q, st->nasks);
		failing = fired(r, calls, allocations);
		for (size_t i = 0; i < st->nasks; i++)
			if ((why = judge(r, &st->asks[i], &q[i], failing)) !=
			    NULL)
				return why;
		if (!failing)
			return r->k.broken != 0 ? "it broke by itself" : NULL;
		pending_once(r);
		if (r->k.broken == 0)
			r->npending = 0;
		else if ((why = run_open(r)) != NULL)
			return why;
	}
	return "it is refused though one call alone failed";
}

static const char *
run_project(struct run *r, uint64_t max)
{
	unsigned long calls = r->place->faults.calls;
	size_t allocations = r->place->mem.calls;
	uint64_t at;
	int e = keeper_project(&r->k, max, &at);

	if (e != 0 && !fired(r, calls, allocations))
		return r->k.why;
	return at > r->m.n ? "the views are ahead" : NULL;
}

/* Tell the story; NULL or what did not hold. */
static const char *
run_story(struct run *r, const struct story *s, struct place *p,
    enum plant plant)
{
	const char *why;

	*r = (struct run){ .place = p,
		.plant = plant,
		.chance = { s->seed + 1 },
		.time = { s->seed + 2 },
		.clock = 1498140000000000 };
	r->world = (struct keeper_world){ run_now, run_random, r };
	why = run_open(r);
	for (size_t i = 0; why == NULL && i < s->n; i++) {
		const struct scene *st = &s->scenes[i];

		if (st->op == ASK)
			why = run_asks(r, st);
		else if (st->op == PROJECT)
			why = run_project(r, st->max);
		else
			why = run_open(r);
	}
	if (why == NULL && (why = look(r, true)) == NULL)
		why = run_open(r);
	if (why == NULL)
		why = look(r, true);
	run_close(r);
	return why;
}

/* -- All of it ---------------------------------------------------------- */

static const struct way {
	const char *what;
	int err;
	bool after;
	enum store_bug bug;
	enum plant plant;
} ways[] = {
	{ "E_IO before", E_IO, false, BUG_NONE, PLANT_NONE },
	{ "E_IO after", E_IO, true, BUG_NONE, PLANT_NONE },
	{ "E_AGAIN", E_AGAIN, false, BUG_NONE, PLANT_NONE },
	{ "E_FULL", E_FULL, false, BUG_NONE, PLANT_NONE },
	{ "E_NOMEM", E_NOMEM, false, BUG_NONE, PLANT_NONE },
};

static const struct way planted[] = {
	{ "half a group kept", E_IO, false, BUG_TORN, PLANT_NONE },
	{ "the last batch lost", 0, false, BUG_LOST, PLANT_NONE },
	{ "a batch written twice", E_IO, true, BUG_TWICE, PLANT_NONE },
	{ "views ahead of themselves", E_IO, false, BUG_VIEWS, PLANT_NONE },
	{ "time forgotten", 0, false, BUG_NONE, PLANT_FORGETS_TIME },
};

static struct run run; /* too large for a stack */

struct told {
	unsigned long calls;
	size_t allocations;
	struct hash head;
};

static const char *
tell(const struct story *s, const struct way *w, unsigned long at,
    size_t refuse_at, struct told *told)
{
	static struct place p;
	const char *why;

	p = (struct place){ .open = open_memory,
		.faults = { .at = at,
		    .err = w->err,
		    .after = w->after,
		    .bug = w->bug } };
	fault_mem_init(&p.mem, refuse_at);
	p.mem.once = true;
	medium_init(&p.medium, &p.mem.mem);
	why = run_story(&run, s, &p, w->plant);
	*told =
	    (struct told){ p.faults.calls, p.mem.calls, p.medium.head.hash };
	medium_release(&p.medium);
	if (why == NULL && p.mem.live != 0)
		why = "memory is not given back";
	return why;
}

static bool
report(const struct story *s, const char *what, unsigned long at,
    const char *why)
{
	if (why != NULL)
		printf("SEED=%llu %s at %lu: %s\n", (unsigned long long)s->seed,
		    what, at, why);
	return why == NULL;
}

struct tally {
	size_t passed, failed, most;
};

static void
count(struct tally *t, bool ok)
{
	if (ok)
		t->passed++;
	else
		t->failed++;
}

static bool
enough(const struct tally *t)
{
	return t->passed + t->failed >= t->most || t->failed >= 20;
}

#define WAYS (sizeof(ways) / sizeof(ways[0]))

static void
one_fault(struct tally *t, const struct story *s, const struct way *w,
    unsigned long at)
{
	struct told told;

	count(t, report(s, w->what, at, tell(s, w, at, 0, &told)));
}

/* every: each call fails once in each way; else some calls do in some. */
static void
one_story(struct tally *t, const struct story *s, bool every)
{
	static const struct way clean = { "nothing fails", 0, false, BUG_NONE,
		PLANT_NONE };
	struct rng g = { s->seed + 3 };
	struct told all, told;

	count(t, report(s, clean.what, 0, tell(s, &clean, 0, 0, &all)));
	for (size_t i = 0; every && i < WAYS; i++)
		for (unsigned long at = 1; at <= all.calls && !enough(t); at++)
			one_fault(t, s, &ways[i], at);
	for (int i = 0; i < 40 && !enough(t); i++)
		one_fault(t, s, &ways[rng_below(&g, WAYS)],
		    1 + rng_below(&g, (unsigned)all.calls));
	for (int i = 0; i < 10 && !enough(t); i++) {
		size_t at = 1 + rng_below(&g, (unsigned)all.allocations);

		count(t,
		    report(s, "memory refused", at,
			tell(s, &clean, 0, at, &told)));
	}
}

/* Whether the bug is seen in some of a few stories. */
static bool
seen(struct arena *a, const struct way *w)
{
	static struct story s;
	struct told told;

	for (uint64_t seed = 1; seed <= 20; seed++) {
		make_story(a, seed, &s);
		if (w->err == 0) {
			if (tell(&s, w, 0, 0, &told) != NULL)
				return true;
			continue;
		}
		(void)tell(&s, w, 0, 0, &told);
		for (unsigned long at = told.calls; at > 0; at--) {
			struct told t;

			if (tell(&s, w, at, 0, &t) != NULL)
				return true;
		}
	}
	printf("planted and not seen: %s\n", w->what);
	return false;
}

/* The same story in files comes to the same head. */
static bool
same_in_files(const struct story *s)
{
	static const char *const files[] = { "ledger.db", "ledger.db-journal",
		"views.db", "views.db-journal", "views.mark" };
	static const struct way clean = { "", 0, false, BUG_NONE, PLANT_NONE };
	static struct place p;
	const char *why, *tmp = getenv("TMPDIR");
	char path[80];
	struct told told;

	p = (struct place){ .open = open_sqlite };
	fault_mem_init(&p.mem, 0);
	(void)snprintf(p.folder, sizeof(p.folder), "%s/prop_store.XXXXXX",
	    tmp != NULL && strlen(tmp) < 30 ? tmp : "/tmp");
	if (mkdtemp(p.folder) == NULL)
		return report(s, "in files", 0, "no folder can be made");
	why = run_story(&run, s, &p, PLANT_NONE);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		(void)snprintf(path, sizeof(path), "%s/%s", p.folder, files[i]);
		(void)unlink(path);
	}
	if (rmdir(p.folder) != 0 && why == NULL)
		why = "a file is left over";
	if (why == NULL && tell(s, &clean, 0, 0, &told) == NULL &&
	    memcmp(&told.head, &run.k.head.hash, sizeof(told.head)) != 0)
		why = "another head than in memory";
	return report(s, "in files", 0, why);
}

int
main(void)
{
	struct tally t = { .most = prop_number("PROP_CASES", 5000) };
	uint64_t seed = prop_number("SEED", 1);
	static struct story s;
	struct arena a;

	arena_init(&a, &mem_system, (size_t)1 << 30);
	for (size_t i = 0; i < sizeof(planted) / sizeof(planted[0]); i++)
		count(&t, seen(&a, &planted[i]));
	for (uint64_t i = 0; i < 5; i++) {
		make_story(&a, seed + i, &s);
		count(&t, same_in_files(&s));
	}
	for (uint64_t i = 0; !enough(&t); i++) {
		make_story(&a, seed + i, &s);
		one_story(&t, &s, i < 2);
		arena_release(&a);
	}
	arena_release(&a);
	printf("%zu passed, %zu failed\n", t.passed, t.failed);
	return t.failed > 0;
}
