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

#include "property/gcase.h"
#include "property/run.h"
#include "property/stored_book.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/fault_mem.h"

#define ORDERS 16
#define ASKS   4
#define BASE   26300000 /* minutes: in 2020, after all that the cases know */

static const char vocab_name[] = "small.vocab";
static const char *const people[] = { "person/p-one", "person/p-two" };

/* What two answers are compared by. */
struct told {
	enum verdict verdict;
	enum tri values[ORDERS];
	struct instant horizon, until;
	size_t nholds;
	bool failed, broken;
};

struct history {
	struct saids saids;
	struct arena arena;
	size_t nlaw; /* the first of them: the orders */
	struct act act;
	struct built built;
};

/* -- Facts in words -------------------------------------------------------- */

static void
put_moment(struct buf *b, const char *word, const struct moment *m)
{
	struct moment lo = *m, hi = *m;

	if (m->kind == MOMENT_NONE || m->kind == MOMENT_NOT_KNOWN)
		return;
	lo.hi = m->lo;
	hi.lo = m->hi;
	if (moment_equal(&lo, &hi)) {
		buf_printf(b, " %s ", word);
		moment_print(b, m);
		return;
	}
	/* Only a beginning may be between two. */
	if (strcmp(word, "until") == 0 || strcmp(word, "through") == 0) {
		buf_printf(b, " %s ", word);
		moment_print(b, &hi);
		return;
	}
	buf_puts(b, " between ");
	moment_print(b, &lo);
	buf_puts(b, " and ");
	moment_print(b, &hi);
}

static void
put_value(struct buf *b, const struct gvalue *v)
{
	if (v->kind == GV_SET)
		buf_printf(b, "{%s, %s}", gwords[v->w[0]], gwords[v->w[1]]);
	else
		buf_puts(b, gwords[v->w[0]]);
}

static const char *const kinds[K_N] = { "nat", "home", "cust", "final",
	"spouse", "served", "notice", "motion", "appeal" };
static const char *const fields[K_N][2] = { { "country" }, { "place" },
	{ "agency", "place" }, { "authority", "designated" }, { NULL },
	{ NULL }, { "country" }, { "basis" }, { "country" } };
static const char *const steps[2][5] = {
	{ "filed", "briefed", "granted", "denied", "withdrawn" },
	{ "filed", "dismissed", "sustained" },
};
static const char *const filings[] = { NULL, "m1", "m2", "a1", "a2" };

static void
put_kind(struct buf *b, const struct gfact *f)
{
	buf_puts(b, kinds[f->kind]);
	if (f->step >= 0 && (f->kind == K_MOTION || f->kind == K_APPEAL))
		buf_printf(b, ".%s", steps[f->kind - K_MOTION][f->step]);
}

/* Filings that nobody names: which a step belongs to is found. */
static bool nameless;

/* False when the language has no words for it. */
static bool
put_fact(struct buf *b, const struct gfact *f)
{
	switch (f->type) {
	case FACT_ABSENT:
		buf_puts(b, "no ");
		if (f->kind < 0)
			return false;
		put_kind(b, f);
		put_moment(b, "since", &f->from);
		put_moment(b, "through", &f->to);
		break;
	case FACT_ONLY:
		buf_printf(b, "no other %s", kinds[f->kind]);
		break;
	case FACT_UNKNOWN:
		buf_printf(b, "%s unknown", kinds[f->kind]);
		break;
	case FACT_LIST:
		if (f->on_list == LIST_NOT)
			buf_puts(b, "not on list l1");
		else
			buf_printf(b, "%s list l1",
			    f->on_list == LIST_NEAR ? "near" : "on");
		break;
	default:
		put_kind(b, f);
		for (int i = 0; i < G_FIELDS; i++)
			if (fields[f->kind][i] != NULL &&
			    f->fields[i].kind != GV_NONE) {
				buf_printf(b, " %s ", fields[f->kind][i]);
				put_value(b, &f->fields[i]);
			}
		if (f->type == FACT_HAPPENED && f->from.kind == MOMENT_NONE)
			return false;
		put_moment(b, f->type == FACT_HAPPENED ? "" : "since",
		    &f->from);
		put_moment(b, "until", &f->to);
		if (f->filing > 0 && f->kind >= K_MOTION && !nameless)
			buf_printf(b, " as %s", filings[f->filing]);
		if (f->of > 0 && f->kind == K_APPEAL && !nameless)
			buf_printf(b, " of %s", filings[f->of]);
		break;
	}
	if (f->good > 0)
		buf_printf(b, " source \"a log\" good for %d hours", f->good);
	return !b->failed;
}

/* -- A history ------------------------------------------------------------- */

static struct instant
at(size_t minute)
{
	struct instant t = { (int64_t)minute * INSTANT_MINUTE };

	return t;
}

static int
say(struct history *h, const char *kind, const char *author, size_t of,
    const char *on, const char *on2, json_t *body)
{
	struct said one = { .kind = kind,
		.author = author,
		.on = { on, on2 },
		.of = of,
		.body = body };

	return saids_add(&h->saids, &one);
}

/* A second person, or the author, whose word does not count. */
static int
say_decision(struct rng *r, struct history *h, size_t of)
{
	const struct said *s = &h->saids.items[of - 1];
	const char *on = s->on[0], *on2 = s->on[1];

	if (rng_chance(r, 1, 3))
		return 0;
	return say(h, rng_chance(r, 1, 4) ? "refuse" : "confirm",
	    rng_chance(r, 1, 6) ? s->author : "second", of, on, on2,
	    json_object());
}

static int
say_law(struct rng *r, const struct gcase *c, struct history *h,
    const char *vocabulary)
{
	const char *cut = NULL, *next = c->text;
	bool loss;
	int bad;

	bad = say(h, "law", "clerk", 0, "orders", NULL,
	    json_pack("{s:s, s:s, s:s}", "name", vocab_name, "text", vocabulary,
		"dates", "own"));
	/* A first version without the last order, then all of it. */
	while ((next = strstr(next + 1, "\norder ")) != NULL)
		cut = next;
	if (cut != NULL && rng_chance(r, 1, 2) && bad == 0)
		bad = say(h, "law", "clerk", 0, "orders", NULL,
		    json_pack("{s:s, s:s%, s:s}", "name", "case.law", "text",
			c->text, (size_t)(cut + 1 - c->text), "dates", "own"));
	loss = h->saids.n > 1 && rng_chance(r, 1, 2);
	if (bad == 0)
		bad = say(h, "law", "clerk", 0, "orders", NULL,
		    json_pack("{s:s, s:s, s:b, s:s*}", "name", "case.law",
			"text", c->text, "loss", loss ? 1 : 0, "dates",
			rng_chance(r, 1, 2) ? "own" : NULL));
	h->nlaw = h->saids.n;
	return bad == 0 && loss ? say_decision(r, h, h->saids.n) : bad;
}

static int
say_text(struct rng *r, struct history *h, const struct gfact *f, int who,
    const char *kind, size_t of)
{
	struct buf b;
	int bad = 0;
	json_t *body;

	buf_init(&b, &mem_system, 4096);
	if (put_fact(&b, f)) {
		body = json_pack("{s:s, s:s, s:s}", "person", people[who] + 7,
		    "text", b.s, "zone", "America/Detroit");
		if (body != NULL && rng_chance(r, 1, 3))
			json_object_set_new(body, "import", json_string("i1"));
		bad = say(h, kind, rng_chance(r, 1, 2) ? "first" : "other", of,
		    people[who], NULL, body);
		if (bad == 0)
			bad = say_decision(r, h, h->saids.n);
	}
	buf_release(&b);
	return bad;
}

static size_t
some_fact(struct rng *r, const struct history *h, const char *about)
{
	size_t n = h->saids.n, i = rng_below(r, (unsigned)n), k;

	for (k = 0; k < n; k++, i = (i + 1) % n)
		if (strcmp(h->saids.items[i].on[0], about) == 0 &&
		    (strcmp(h->saids.items[i].kind, "fact") == 0 ||
			strcmp(h->saids.items[i].kind, "correct") == 0))
			return i + 1;
	return 0;
}

static int
say_more(struct rng *r, const struct gcase *c, struct history *h)
{
	static const struct gen_how how = { .exact = false };
	static struct gcase scratch;
	int who = rng_chance(r, 1, 4);
	struct gfact f;
	size_t of;
	int bad;

	switch (rng_below(r, 6)) {
	case 0:
		bad = say(h, "link", "first", 0, people[0], people[1],
		    json_pack("{s:s, s:s, s:b}", "person", "p-one", "with",
			"p-two", "same", rng_chance(r, 4, 5)));
		return bad != 0 ? bad : say_decision(r, h, h->saids.n);
	case 1:
		bad = say(h, "undo", "first", 0, people[who], "imports",
		    json_pack("{s:s}", "import", "i1"));
		return bad != 0 ? bad : say_decision(r, h, h->saids.n);
	case 2:
		if ((of = some_fact(r, h, people[who])) == 0)
			return 0;
		bad = say(h, "correct", "first", of, people[who], NULL,
		    json_pack("{s:s, s:n}", "person", people[who] + 7, "text"));
		return bad != 0 ? bad : say_decision(r, h, h->saids.n);
	default:
		if ((of = some_fact(r, h, people[who])) == 0)
			return 0;
		scratch = *c;
		gen_fact(r, &how, &scratch, &f, 2);
		return say_text(r, h, &f, who, "correct", of);
	}
}

/* Instants: each entry after what it speaks of; otherwise as it falls. */
static void
place(struct rng *r, struct history *h)
{
	size_t i, base = BASE;

	for (i = 0; i < h->saids.n; i++) {
		struct said *s = &h->saids.items[i];

		if (i < h->nlaw)
			s->at = at(base + i);
		else
			s->at = at(base + 100 + rng_below(r, 60));
		if (s->of > 0)
			s->at = instant_max(s->at,
			    instant_add_minutes(h->saids.items[s->of - 1].at,
				1 + rng_below(r, 5)));
	}
}

static int
history_make(struct rng *r, const struct gcase *c, struct history *h)
{
	size_t i, more = rng_below(r, 6);
	int bad;

	memset(h, 0, sizeof(*h));
	nameless = rng_chance(r, 1, 2);
	if ((bad = gcase_build(c, &h->built)) != 0)
		return bad;
	bad = say_law(r, c, h, h->built.vocab_src.bytes);
	for (i = 0; i < 2 && bad == 0; i++)
		bad = say(h, "person", "first", 0, people[i], "people",
		    json_pack("{s:s}", "person", people[i] + 7));
	for (i = 0; i < c->nfacts && bad == 0; i++)
		bad = say_text(r, h, &c->facts[i], 0, "fact", 0);
	for (i = 0; i < c->nothers && bad == 0; i++)
		bad = say_text(r, h, &c->others[i], 1, "fact", 0);
	for (i = 0; i < more && bad == 0; i++)
		bad = say_more(r, c, h);
	return bad;
}

static void
history_end(struct history *h)
{
	saids_release(&h->saids);
	built_release(&h->built);
}

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
		known[i] = at(BASE + 95 + 18 * i + rng_below(r, 18));
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
	place(r, h);
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
		if (ask(s, h, at(BASE + 9999), when, &was) != 0 ||
		    ask(other, h, at(BASE + 9999), when, &is) != 0)
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
show(const struct history *h, const struct gcase *c)
{
	char at_text[28], *s;

	printf("%s\n", c->text);
	for (size_t i = 0; i < h->saids.n; i++) {
		const struct said *one = &h->saids.items[i];

		s = json_dumps(one->body, JSON_COMPACT | JSON_SORT_KEYS);
		(void)!instant_text(one->at, at_text);
		if (i >= h->nlaw)
			printf("%zu %s %s by %s of %zu on %s: %s\n", i + 1,
			    at_text, one->kind, one->author, one->of,
			    one->on[0], s);
		free(s);
	}
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
	place(&r, &h);
	if (store_new(&s) != 0)
		wrong = "no store";
	else if ((wrong = as_known(&r, &c, &h, s, t)) == NULL)
		wrong = shuffled(&r, &c, &h, s, t);
	if (wrong != NULL && t->failed++ < 3) {
		printf("FAILED %s: SEED=%llu PROP_ONE=%zu\n", wrong,
		    (unsigned long long)seed, i);
		show(&h, &c);
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
