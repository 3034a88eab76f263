/* history.c - see history.h. */

#include "property/history.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char vocab_name[] = "small.vocab";
static const char *const people[] = { "person/p-one", "person/p-two" };

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

struct instant
history_at(size_t minute)
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
void
history_place(struct rng *r, struct history *h)
{
	size_t i, base = HISTORY_BASE;

	for (i = 0; i < h->saids.n; i++) {
		struct said *s = &h->saids.items[i];

		if (i < h->nlaw)
			s->at = history_at(base + i);
		else
			s->at = history_at(base + 100 + rng_below(r, 60));
		if (s->of > 0)
			s->at = instant_max(s->at,
			    instant_add_minutes(h->saids.items[s->of - 1].at,
				1 + rng_below(r, 5)));
	}
}

int
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

void
history_end(struct history *h)
{
	saids_release(&h->saids);
	built_release(&h->built);
}

void
history_show(const struct history *h, const struct gcase *c)
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
