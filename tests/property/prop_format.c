/* prop_format.c - formatting and reparsing change nothing.
 *
 * Of each random casebook, and of it laid out at random: what the formatter
 * writes can be read, holds the same words and comments, is its own format,
 * and gives the same answers and deadlines for both people, each act and
 * the instants that matter.
 *
 *	PROP_CASES=200000 SEED=7 build/tests/property/prop_format
 *	PROP_ONE=123 SEED=7 ...            the 123rd case alone
 *	PROP_QUICK=1 ...                   name what fails and no more
 *
 * One case in twenty of PROP_CASES is run: each asks some hundred questions
 * of four texts.  A case that fails is made smaller and printed. */

#include "property/gcase.h"
#include "property/layout.h"
#include "property/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_MAX ((size_t)1 << 18)
#define INSTANTS 16
#define ASKED    (2 * 2 * (INSTANTS + 2))

static char said[512], unread[256];
static size_t nasked, nbarred, nheld; /* of all cases: to the point */

/* -- Answers ------------------------------------------------------------- */

static uint64_t
mix(uint64_t h, uint64_t x)
{
	struct rng r = { h ^ x };

	return rng_next(&r);
}

static uint64_t
mix_text(uint64_t h, const char *s)
{
	while (s != NULL && *s != '\0')
		h = mix(h, (unsigned char)*s++);
	return h;
}

static uint64_t
answer_hash(const struct answer *a, int r)
{
	uint64_t h = mix((uint64_t)r, a->verdict);

	for (size_t i = 0; i < a->ncitations; i++) {
		const struct citation *x = &a->citations[i];

		h = mix_text(h, x->order->id.s);
		h = mix(h, x->value);
		h = mix(h, x->standing);
		h = mix_text(h, x->stage);
		h = mix_text(h, x->why_held);
	}
	h = mix(h, (uint64_t)a->horizon.us);
	return mix(h, (uint64_t)a->until.us);
}

static uint64_t
due_hash(struct built *b, const struct question *q)
{
	struct deadline *d;
	size_t n;
	uint64_t h = (uint64_t)decide_deadlines(&b->arena, q, &d, &n);

	for (size_t i = 0; i < n; i++) {
		h = mix_text(h, d[i].what);
		h = mix(h, (uint64_t)d[i].earliest.us);
		h = mix(h, (uint64_t)d[i].latest.us);
	}
	return h;
}

static size_t
ask_at(struct built *b, struct question q, struct instant t, bool all,
    uint64_t *out)
{
	struct act act = *q.act;
	struct arena_mark mark = arena_mark(&b->arena);
	struct answer a;
	size_t n = 0;
	int r;

	act.arrives.us += t.us - act.departs.us;
	act.departs = t;
	q.act = &act;
	q.horizon = all;
	r = decide(&b->arena, &q, &a);
	nasked++;
	nbarred += a.verdict == VERDICT_BARRED;
	nheld += a.verdict == VERDICT_HOLD;
	out[n++] = answer_hash(&a, r);
	if (all)
		out[n++] = due_hash(b, &q);
	arena_rewind(&b->arena, mark);
	return n;
}

/* What text answers to each question of c; how many, or 0 when it cannot be
 * read. */
static size_t
answers(const struct gcase *c, const char *text, uint64_t *out)
{
	static const char *const acts[] = { "removal", "transfer" };
	const char *why = "";
	struct built b;
	size_t n = 0;

	if (gcase_build_text(text, &b, &why) != 0 ||
	    gcase_build_people(c, &b) != 0) {
		snprintf(unread, sizeof(unread), "cannot be read: %s", why);
		built_release(&b);
		return 0;
	}
	for (size_t i = 0; i < 4; i++) {
		struct rng r = { c->seed + i };
		struct question q = b.q;

		/* The second person alone, then whomever the case asks of. */
		if (i % 2 == 0) {
			q.who = &b.who[1];
			q.nwho = 1;
			q.exact = true;
		}
		b.act.kind = vocab_act(b.law.vocab, acts[i / 2]);
		n += ask_at(&b, q, c->departs, true, out + n);
		for (size_t j = 0; j < INSTANTS; j++) {
			struct instant t = c->nedges == 0
			    ? c->departs
			    : c->edges[rng_below(&r, (unsigned)c->nedges)];

			t = instant_add_minutes(t, -(int)rng_below(&r, 2));
			n += ask_at(&b, q, t, false, out + n);
		}
	}
	built_release(&b);
	return n;
}

static const char *
same_answers(const struct gcase *c, const uint64_t *was, size_t n,
    const char *text, const char *what)
{
	uint64_t now[ASKED];
	size_t m = answers(c, text, now);

	if (m == 0) {
		snprintf(said, sizeof(said), "%s %s", what, unread);
		return said;
	}
	for (size_t i = 0; i < n; i++)
		if (was[i] != now[i]) {
			snprintf(said, sizeof(said),
			    "%s answers question %zu otherwise", what, i);
			return said;
		}
	return NULL;
}

/* -- Formats ------------------------------------------------------------- */

static const char *
format(struct arena *a, const char *text, struct buf *out)
{
	struct source_text src = { "case.law", text, strlen(text) };
	struct diags ds;

	diags_init(&ds, a);
	return law_format(a, &src, out, &ds) == 0 ? NULL
						  : "cannot be formatted";
}

/* text, its format and the format of that: what differs, or NULL. */
static const char *
format_changes(const struct gcase *c, const char *text, const uint64_t *was,
    size_t n)
{
	struct buf once, twice;
	const char *wrong;
	struct arena a;

	arena_init(&a, &mem_system, (size_t)64 << 20);
	buf_init(&once, &mem_system, TEXT_MAX);
	buf_init(&twice, &mem_system, TEXT_MAX);
	if ((wrong = format(&a, text, &once)) == NULL &&
	    (wrong = layout_lost(&a, text, once.s)) == NULL &&
	    (wrong = format(&a, once.s, &twice)) == NULL &&
	    strcmp(once.s, twice.s) != 0)
		wrong = "the format of the format is another";
	if (wrong == NULL)
		wrong = same_answers(c, was, n, once.s, "the format");
	buf_release(&twice);
	buf_release(&once);
	arena_release(&a);
	return wrong;
}

static const char *
prop_format(const struct gcase *c)
{
	struct rng r = { c->seed };
	uint64_t was[ASKED];
	const char *wrong;
	struct arena a;
	struct buf anew;
	size_t n = answers(c, c->text, was);

	if (n == 0)
		return NULL; /* made so small that it is no casebook */
	if ((wrong = format_changes(c, c->text, was, n)) != NULL)
		return wrong;
	arena_init(&a, &mem_system, (size_t)64 << 20);
	buf_init(&anew, &mem_system, TEXT_MAX);
	if (layout_anew(&r, &a, c->text, &anew) != 0)
		wrong = "could not be laid out";
	else if ((wrong = same_answers(c, was, n, anew.s,
		      "laid out anew, it")) == NULL)
		wrong = format_changes(c, anew.s, was, n);
	buf_release(&anew);
	arena_release(&a);
	return wrong;
}

/* -- Running ------------------------------------------------------------- */

static void
show_layout(const struct gcase *c)
{
	struct rng r = { c->seed };
	struct arena a;
	struct buf b;

	arena_init(&a, &mem_system, (size_t)64 << 20);
	buf_init(&b, &mem_system, TEXT_MAX);
	if (layout_anew(&r, &a, c->text, &b) == 0)
		printf("-- laid out anew --\n%s--\n", b.s);
	buf_release(&b);
	arena_release(&a);
}

static void
report(struct gcase *c, size_t i, uint64_t seed)
{
	const char *wrong;

	shrink(c, prop_format);
	wrong = prop_format(c);
	printf("FAILED case %zu: SEED=%llu PROP_ONE=%zu\n  %s\n", i,
	    (unsigned long long)seed, i,
	    wrong == NULL ? "did not fail again" : wrong);
	prop_show(c);
	show_layout(c);
}

int
main(void)
{
	static const struct gen_how how = { .plain = false };
	static struct gcase c;
	uint64_t seed = prop_number("SEED", 20190304);
	size_t n = prop_number("PROP_CASES", 20000) / 20, first = 0;
	size_t ran = 0, failed = 0, refused = 0;
	const char *wrong;

	printf("seed %llu, %zu cases\n", (unsigned long long)seed, n);
	if (getenv("PROP_ONE") != NULL) {
		first = prop_number("PROP_ONE", 0);
		n = first + 1;
	}
	for (size_t i = first; i < n; i++) {
		struct rng r = prop_rng(seed, i);

		if (!prop_good(&r, &how, &c, &refused))
			continue;
		ran++;
		if ((wrong = prop_format(&c)) == NULL || failed++ >= 2)
			continue;
		if (getenv("PROP_QUICK") == NULL)
			report(&c, i, seed);
		else
			printf("FAILED format: SEED=%llu PROP_ONE=%zu\n  %s\n",
			    (unsigned long long)seed, i, wrong);
	}
	printf("%zu questions: %zu barred, %zu held\n", nasked, nbarred, nheld);
	printf("%zu passed, %zu failed\n", ran - failed, failed);
	return failed > 0;
}
