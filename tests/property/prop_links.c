/* prop_links.c - links that contradict each other are a doubt.
 *
 * Four records with random facts, and random links between them, each
 * confirmed: one and the same, or not.  A reading of the links is as many of
 * them as do not contradict each other.  Whoever is NO BAR ON RECORD in the
 * store is so in every reading; and whoever the links contradict says so.
 * A link more changes no answer as known before it (P4).
 *
 *	CASES=3000 SEED=7 build/tests/property/prop_links */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "intake/say.h"
#include "intake/stored.h"
#include "property/rng.h"

#define RECORDS 4
#define LINKS   5

static const char vocab_text[] =
    "vocabulary small\n"
    "state nationality (country) whole set persists\n"
    "state present (place) one persists\n"
    "act removal (from, to, under, by)\n"
    "place US, IQ, SY\n";
static const char law_text[] = "case one\n"
			       "  title \"One v. Two\"\n"
			       "  court mied\n"
			       "order one.stay\n"
			       "  document \"Dkt. 1\"\n"
			       "  entered 2017-06-22\n"
			       "  covers nationality is IQ\n"
			       "  bars removal\n";

static const char *const ids[RECORDS] = { "p-one", "p-two", "p-three",
	"p-four" };
static const char *const texts[] = { "nationality IQ", "nationality SY",
	"nationality SY since 2018", "nationality IQ since 2019",
	"present place SY", "present place US", "present place SY since 2019",
	"no other nationality" };

struct link {
	unsigned a, b;
	bool same;
};

struct links_case {
	unsigned facts[RECORDS][2];
	unsigned nfacts[RECORDS];
	struct link links[LINKS];
	unsigned nlinks;
};

static void
must(bool ok, const char *what)
{
	if (ok)
		return;
	printf("FAILED: %s\n0 passed, 1 failed\n", what);
	exit(1);
}

static void
make(struct rng *r, struct links_case *c)
{
	unsigned i, k, usual;

	memset(c, 0, sizeof(*c));
	/* Most records say the same, or nobody would be anything but held. */
	usual = rng_below(r, 2);
	for (i = 0; i < RECORDS; i++) {
		c->nfacts[i] = 1 + rng_below(r, 2);
		for (k = 0; k < c->nfacts[i]; k++)
			c->facts[i][k] = rng_chance(r, 3, 4)
			    ? usual
			    : rng_below(r, sizeof(texts) / sizeof(texts[0]));
	}
	c->nlinks = 2 + rng_below(r, LINKS - 1);
	for (i = 0; i < c->nlinks; i++) {
		c->links[i].a = rng_below(r, RECORDS);
		c->links[i].b =
		    (c->links[i].a + 1 + rng_below(r, RECORDS - 1)) % RECORDS;
		c->links[i].same = rng_chance(r, 2, 3);
	}
}

/* -- Readings -------------------------------------------------------------- */

static bool
is_pair(const struct link *x, const struct link *y)
{
	return (x->a == y->a && x->b == y->b) || (x->a == y->b && x->b == y->a);
}

/* What was said last of each pair is all that counts of it. */
static unsigned
last_said(const struct links_case *c)
{
	unsigned mask = 0, i, k;

	for (i = 0; i < c->nlinks; i++) {
		for (k = i + 1; k < c->nlinks; k++)
			if (is_pair(&c->links[i], &c->links[k]))
				break;
		if (k == c->nlinks)
			mask |= 1u << i;
	}
	return mask;
}

static bool
consistent(const struct links_case *c, unsigned mask)
{
	unsigned of[RECORDS], i, k, from, to;

	for (i = 0; i < RECORDS; i++)
		of[i] = i;
	for (i = 0; i < c->nlinks; i++) {
		if ((mask & 1u << i) == 0 || !c->links[i].same)
			continue;
		from = of[c->links[i].a];
		to = of[c->links[i].b];
		for (k = 0; k < RECORDS; k++)
			if (of[k] == from)
				of[k] = to;
	}
	for (i = 0; i < c->nlinks; i++)
		if ((mask & 1u << i) != 0 && !c->links[i].same &&
		    of[c->links[i].a] == of[c->links[i].b])
			return false;
	return true;
}

/* Consistent, and with any link more it is not. */
static bool
is_reading(const struct links_case *c, unsigned all, unsigned mask)
{
	unsigned i;

	if ((mask & ~all) != 0 || !consistent(c, mask))
		return false;
	for (i = 0; i < c->nlinks; i++)
		if ((all & ~mask & 1u << i) != 0 &&
		    consistent(c, mask | 1u << i))
			return false;
	return true;
}

/* -- A store of some of the links ------------------------------------------ */

static void
say_links(const struct links_case *c, unsigned mask, struct saying *s)
{
	unsigned i;

	for (i = 0; i < c->nlinks; i++)
		if ((mask & 1u << i) != 0)
			must(say_link(s, ids[c->links[i].a], ids[c->links[i].b],
				 c->links[i].same) == 0,
			    "no link");
}

static void
write_all(struct store *store, struct saying *s, struct appended *done)
{
	struct batch b = { .drafts = s->drafts, .n = s->n };

	must(store_batch_id(&b) == 0 && store_append(store, &b, done) == 0,
	    store_why(store));
	say_release(s);
}

static void
confirm_links(struct arena *a, struct store *store, const struct links_case *c,
    unsigned mask, uint64_t first)
{
	struct saying s = { .arena = a, .matter = "test", .author = "second" };
	struct appended done;
	const char **on;
	unsigned i;

	for (i = 0; i < c->nlinks; i++) {
		if ((mask & 1u << i) == 0)
			continue;
		on = arena_array(a, 2, sizeof(*on));
		on[0] = arena_printf(a, "person/%s", ids[c->links[i].a]);
		on[1] = arena_printf(a, "person/%s", ids[c->links[i].b]);
		must(say_other(&s, "confirm",
			 json_pack("{s:I}", "of", (json_int_t)first++), on,
			 2) == 0,
		    "no confirmation");
	}
	if (s.n > 0)
		write_all(store, &s, &done);
}

static struct store *
build(struct arena *a, const struct links_case *c, unsigned mask)
{
	static const struct store_kind kind = { .rehearsal = false };
	static const char *const on[] = { "orders" };
	struct saying s = { .arena = a, .matter = "test", .author = "first" };
	struct appended done;
	struct store *store = NULL;
	unsigned i, k;
	uint64_t before;

	must(store_memory(&mem_system, &kind, NULL, &store) == 0, "no store");
	must(say_other(&s, "law",
		 json_pack("{s:s,s:s,s:s}", "name", "small.vocab", "text",
		     vocab_text, "dates", "own"),
		 on, 1) == 0 &&
		say_other(&s, "law",
		    json_pack("{s:s,s:s,s:s}", "name", "one.law", "text",
			law_text, "dates", "own"),
		    on, 1) == 0,
	    "no law");
	for (i = 0; i < RECORDS; i++) {
		must(say_person(&s, ids[i]) == 0, "nobody");
		for (k = 0; k < c->nfacts[i]; k++)
			must(say_fact(&s, ids[i], texts[c->facts[i][k]],
				 NULL) == 0,
			    "no fact");
	}
	before = s.n;
	say_links(c, mask, &s);
	write_all(store, &s, &done);
	confirm_links(a, store, c, mask, done.first + before);
	return store;
}

/* After all that is written. */
static const struct instant asked_at = { (int64_t)60000000 * 60000000 };

static enum verdict
ask_known(struct arena *a, struct store *store, unsigned who,
    struct instant known, bool *doubt)
{
	struct stored_person p;
	const struct stored_person *one = &p;
	struct stored st;
	struct act act = { 0 };
	struct stored_question q = { .st = &st,
		.who = &one,
		.nwho = 1,
		.exact = true,
		.act = &act,
		.dockets_fresh = true,
		/* Who is near does not come into what links say; as known
		 * then it does. */
		.alone = instant_cmp(known, asked_at) == 0 };
	struct value *slots;
	struct answer ans;
	int at;

	must(stored_open(a, store, known, 0, &st) == 0 && st.broken == NULL &&
		stored_person(&st, a, ids[who], STORED_AS_KNOWN, &p) == 0,
	    "it is not read");
	act.kind = vocab_act(st.laws[0].law.vocab, "removal");
	act.departs = act.arrives = asked_at;
	slots = arena_array(a, act.kind->nslots, sizeof(*slots));
	at = act_slot(act.kind, "to");
	slots[at] = (struct value){ .kind = VALUE_WORD,
		.word = vocab_word(st.laws[0].law.vocab, FIELD_PLACE, "IQ"),
		.s = "IQ" };
	act.slots = slots;
	(void)stored_decide(a, &q, &ans);
	*doubt = p.contradiction != NULL;
	/* Where it makes a hold, the hold says so. */
	if (*doubt && ans.verdict == VERDICT_HOLD)
		must(ans.nholds > 0, "a doubt without a reason");
	return ans.verdict;
}

static enum verdict
ask(struct arena *a, struct store *store, unsigned who, bool *doubt)
{
	return ask_known(a, store, who, asked_at, doubt);
}

/* -- One case -------------------------------------------------------------- */

struct tally {
	unsigned long doubts, free, held, barred, changed;
};

/* The last link is said, and confirmed, after everyone was asked. */
static bool
check_known(const struct links_case *c, struct tally *t)
{
	unsigned last = 1u << (c->nlinks - 1), who;
	struct saying s = { .matter = "test", .author = "first" };
	enum verdict then[RECORDS], now;
	bool doubt[RECORDS], is, ok = true;
	struct store_head head;
	struct appended done;
	struct store *store;
	struct arena a;

	arena_init(&a, &mem_system, (size_t)256 << 20);
	store = build(&a, c, last - 1);
	must(store_head(store, &head) == 0, "no head");
	for (who = 0; who < RECORDS; who++)
		then[who] = ask_known(&a, store, who, head.at, &doubt[who]);
	s.arena = &a;
	say_links(c, last, &s);
	write_all(store, &s, &done);
	confirm_links(&a, store, c, last, done.first);
	for (who = 0; who < RECORDS; who++) {
		now = ask_known(&a, store, who, head.at, &is);
		t->changed += ask(&a, store, who, &is) != then[who];
		(void)ask_known(&a, store, who, head.at, &is);
		if (now == then[who] && is == doubt[who])
			continue;
		printf("FAILED: %s was %s as known, and is %s by a link said "
		       "since\n",
		    ids[who], verdict_text(then[who]), verdict_text(now));
		ok = false;
	}
	store_close(store);
	arena_release(&a);
	return ok;
}

static bool
check(const struct links_case *c, struct tally *t)
{
	unsigned all = last_said(c), mask, who;
	enum verdict v[RECORDS], one;
	bool doubt[RECORDS], ignored, ok = true;
	struct store *store;
	struct arena a;

	arena_init(&a, &mem_system, (size_t)256 << 20);
	store = build(&a, c, (1u << c->nlinks) - 1);
	for (who = 0; who < RECORDS; who++) {
		v[who] = ask(&a, store, who, &doubt[who]);
		t->doubts += doubt[who];
		t->free += v[who] == VERDICT_NO_BAR;
		t->held += v[who] == VERDICT_HOLD;
		t->barred += v[who] == VERDICT_BARRED;
	}
	store_close(store);
	for (mask = 0; mask <= all; mask++) {
		if (!is_reading(c, all, mask))
			continue;
		store = build(&a, c, mask);
		for (who = 0; who < RECORDS; who++) {
			one = ask(&a, store, who, &ignored);
			if (v[who] != VERDICT_NO_BAR || one == VERDICT_NO_BAR)
				continue;
			printf("FAILED: %s is no bar, and %s when only links "
			       "%x count of %x\n",
			    ids[who], verdict_text(one), mask, all);
			ok = false;
		}
		store_close(store);
	}
	for (who = 0; who < RECORDS && consistent(c, all); who++)
		if (doubt[who]) {
			printf("FAILED: %s: links that agree are a doubt\n",
			    ids[who]);
			ok = false;
		}
	arena_release(&a);
	return ok;
}

static unsigned long
number(const char *name, unsigned long otherwise)
{
	const char *s = getenv(name);

	return s == NULL ? otherwise : strtoul(s, NULL, 10);
}

int
main(void)
{
	struct rng r = { number("SEED", 1) };
	unsigned long all = number("CASES", 400), i, failed = 0;
	struct tally t = { 0 };
	struct links_case c;

	for (i = 0; i < all && failed < 5; i++) {
		make(&r, &c);
		failed += !check(&c, &t) || !check_known(&c, &t);
	}
	printf("%lu cases; %lu doubts; %lu no bar, %lu held, %lu barred\n", i,
	    t.doubts, t.free, t.held, t.barred);
	printf("%lu answers changed by a link more, and none as known before "
	       "it\n",
	    t.changed);
	if (t.doubts < all / 10 || t.free < all / 10 || t.barred < all / 10 ||
	    t.changed < all / 10)
		failed++;
	printf("%lu passed, %lu failed\n", i - failed, failed);
	return failed == 0 ? 0 : 1;
}
