/* vignette.c - see vignette.h. */

#include <stdarg.h>
#include <string.h>

#include "core/limits.h"
#include "intake/givens.h"
#include "intake/vignette.h"

/* The most a sentence about one check may take. */
#define VIGNETTE_TEXT_MAX ((size_t)1 << 20)

/* One vignette while it runs. */
struct run {
	struct arena *arena;
	const struct law *law;
	const struct vignette *v;
	const struct instrument **only;
	size_t nonly;
	const struct zone *zone;
	void (*report)(void *ctx, const struct vignette_result *r);
	void *ctx;
};

static int
run_against(struct run *r, size_t *cap, const struct instrument *x)
{
	size_t i;

	for (i = 0; i < r->nonly; i++)
		if (r->only[i] == x)
			return 0;
	r->only =
	    arena_grow(r->arena, r->only, r->nonly, cap, sizeof(*r->only));
	if (r->only == NULL)
		return E_NOMEM;
	r->only[r->nonly++] = x;
	return 0;
}

static int
run_against_case(struct run *r, size_t *cap, const struct law_case *c)
{
	size_t i;
	int e;

	for (i = 0; i < c->ninstruments; i++)
		if ((e = run_against(r, cap, c->instruments[i])) != 0)
			return e;
	return 0;
}

/* Against which instruments; none: the whole casebook. */
static int
run_instruments(struct run *r)
{
	const struct vignette *v = r->v;
	const struct law_case *c;
	const struct instrument *x;
	size_t i, cap = 0;
	int e;

	if (v->under_casebook)
		return 0;
	if (v->nunder == 0)
		return v->in_case == NULL
		    ? 0
		    : run_against_case(r, &cap, v->in_case);
	for (i = 0; i < v->nunder; i++) {
		c = law_case(r->law, v->under[i].s);
		x = law_instrument(r->law, v->under[i].s);
		if (c != NULL)
			e = run_against_case(r, &cap, c);
		else
			e = x == NULL ? E_NAME : run_against(r, &cap, x);
		if (e != 0)
			return e;
	}
	return 0;
}

/* In which its hours are written: that of the case, else of what it is
 * under, else of what its first check names, else UTC. */
static const struct zone *
run_zone(const struct law *law, const struct vignette *v)
{
	const struct law_case *c;
	const struct instrument *x;
	size_t i;

	if (v->in_case != NULL && v->in_case->zone != NULL)
		return v->in_case->zone;
	for (i = 0; i < v->nunder; i++) {
		if ((c = law_case(law, v->under[i].s)) != NULL &&
		    c->zone != NULL)
			return c->zone;
		if ((x = law_instrument(law, v->under[i].s)) != NULL)
			return x->zone;
	}
	for (i = 0; i < v->nlines; i++)
		if (v->lines[i].kind == LINE_CHECK && v->lines[i].check.nby > 0)
			return v->lines[i].check.by_on[0]->zone;
	return zone_builtin("UTC");
}

static bool
cites(const struct answer *ans, size_t n, const struct instrument *x)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (ans->citations[i].order == x)
			return true;
	return false;
}

/* The reasons of a hold, and what held orders say of themselves. */
static bool
held_for(const struct answer *ans, const char *text)
{
	size_t i;

	for (i = 0; i < ans->nholds; i++)
		if (strstr(ans->holds[i], text) != NULL)
			return true;
	for (i = 0; i < ans->ncitations; i++)
		if (ans->citations[i].why_held != NULL &&
		    strstr(ans->citations[i].why_held, text) != NULL)
			return true;
	return false;
}

/* The first minute at which an `until` lets go; NEVER: no date. */
static struct instant
until_instant(const struct zone *z, const struct end *end)
{
	struct when w;

	if (end->kind != END_MOMENT)
		return INSTANT_NEVER;
	w = zone_when(z, &end->moment);
	return instant_add_minutes(w.last, 1);
}

/* What differs, in words; never NULL, since NULL is "as expected". */
static const char *differs(struct arena *a, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

static const char *
differs(struct arena *a, const char *fmt, ...)
{
	struct buf b;
	const char *s;
	va_list ap;

	buf_init(&b, a->mem, VIGNETTE_TEXT_MAX);
	va_start(ap, fmt);
	buf_vprintf(&b, fmt, ap);
	va_end(ap);
	s = b.failed ? NULL : arena_strdup(a, b.s);
	buf_release(&b);
	return s != NULL ? s : "it differs, and there is no memory to say how";
}

/* NULL when the answer is the expected one. */
static const char *
compare(struct arena *a, const struct zone *z, const struct vignette_check *c,
    const struct answer *ans)
{
	static const enum verdict wants[] = {
		[EXPECT_BARRED] = VERDICT_BARRED,
		[EXPECT_HELD] = VERDICT_HOLD,
		[EXPECT_NO_BAR] = VERDICT_NO_BAR,
	};
	struct instant until;
	struct buf b;
	const char *s;
	size_t i, n;

	if (ans->failed)
		return differs(a, "it could not be decided: %s",
		    err_text(ans->err));
	if (ans->verdict != wants[c->expect])
		return differs(a, "the answer is %s",
		    verdict_text(ans->verdict));
	n = c->expect == EXPECT_BARRED ? ans->nbarring : ans->ncitations;
	for (i = 0; i < c->nby; i++)
		if (!cites(ans, n, c->by_on[i]))
			return differs(a, "%s does not %s it", c->by[i].s,
			    c->expect == EXPECT_BARRED ? "bar" : "hold");
	if (c->why != NULL && !held_for(ans, c->why))
		return differs(a, "no reason of the hold says \"%s\"", c->why);
	if (c->until.kind == END_NONE)
		return NULL;
	until = until_instant(z, &c->until);
	if (instant_cmp(until, ans->until) == 0)
		return NULL;
	buf_init(&b, a->mem, VIGNETTE_TEXT_MAX);
	if (instant_cmp(ans->until, INSTANT_NEVER) < 0)
		zone_print_end(&b, z, ans->until);
	else
		buf_puts(&b,
		    ans->until_text != NULL ? ans->until_text : "no date");
	s = differs(a, "it is barred until %s", b.s);
	buf_release(&b);
	return s;
}

static int
run_act(const struct run *r, const struct vignette_check *c, struct act *act)
{
	struct value *slots =
	    arena_array(r->arena, c->act->nslots, sizeof(*slots));
	struct when at = zone_when(r->zone, &c->at);
	size_t i;

	if (slots == NULL)
		return E_NOMEM;
	for (i = 0; i < c->nslots; i++)
		if (c->slots[i].index >= 0 &&
		    (size_t)c->slots[i].index < c->act->nslots)
			slots[c->slots[i].index] = c->slots[i].value.v;
	/* A minute that occurs twice is both of them. */
	*act = (struct act){ .kind = c->act,
		.departs = at.first,
		.arrives = at.last,
		.slots = slots };
	if (c->arrives.kind != MOMENT_NONE)
		act->arrives =
		    instant_max(at.first, zone_when(r->zone, &c->arrives).last);
	return 0;
}

/* A deadline of that name, on both readings; or none of that name. */
static const char *
compare_due(struct arena *a, const struct question *q, const struct zone *z,
    const struct vignette_check *c)
{
	struct deadline *dl;
	const char *found = NULL;
	struct buf b;
	size_t n;

	if (decide_deadlines(a, q, &dl, &n) != 0)
		return "the deadlines could not be worked out";
	for (size_t i = 0; i < n; i++) {
		if (dl[i].what == NULL || strcmp(dl[i].what, c->due) != 0)
			continue;
		if (c->expect == EXPECT_NOT_DUE)
			return differs(a, "%s is due", c->due);
		if (instant_cmp(dl[i].earliest,
			until_instant(z, &c->earliest)) == 0 &&
		    instant_cmp(dl[i].latest, until_instant(z, &c->until)) == 0)
			return NULL;
		buf_init(&b, a->mem, VIGNETTE_TEXT_MAX);
		zone_print_end(&b, z, dl[i].earliest);
		buf_puts(&b, ", at the latest ");
		zone_print_end(&b, z, dl[i].latest);
		found = differs(a, "%s is due by %s", c->due, b.s);
		buf_release(&b);
	}
	return found != NULL              ? found
	    : c->expect == EXPECT_NOT_DUE ? NULL
					  : differs(a, "%s is not due", c->due);
}

/* How each order named stands at the act. */
static const char *
compare_stands(struct arena *a, const struct question *q,
    const struct vignette_check *c)
{
	for (size_t i = 0; i < c->nby; i++) {
		struct instant end;
		const char *how = standing_text(
		    decide_standing(a, q, c->by_on[i], q->act->departs, &end));

		if (strcmp(how, c->why) != 0)
			return differs(a, "%s stands: %s", c->by[i].s, how);
	}
	return NULL;
}

static const char *
compare_any(struct arena *a, const struct question *q, const struct zone *z,
    const struct vignette_check *c, const struct answer *ans)
{
	switch (c->expect) {
	case EXPECT_DUE:
	case EXPECT_NOT_DUE:
		return compare_due(a, q, z, c);
	case EXPECT_STANDS:
		return compare_stands(a, q, c);
	default:
		return compare(a, z, c, ans);
	}
}

/* By what they are known: who gives none of it is whom the lines say they are,
 * and nobody else. */
static bool
says_who(const struct givens *g)
{
	size_t i;

	for (i = 0; i < g->nas; i++)
		if (g->as[i].how == KNOWN_BY)
			return true;
	return false;
}

static int
run_check(const struct run *r, struct givens *g, const struct vignette_check *c)
{
	struct record record = { .dockets_fresh = true,
		.named_known = !says_who(g) };
	struct vignette_result result = { .vignette = r->v,
		.check = c,
		.zone = r->zone,
		.npeople = 1 };
	struct question q = { .law = r->law,
		.record = &record,
		.nwho = 1,
		.exact = true,
		.only = r->only,
		.nonly = r->nonly,
		.horizon = c->until.kind != END_NONE };
	struct person person;
	const struct person *who = &person;
	struct answer ans;
	struct act act;
	int e;

	if ((e = run_act(r, c, &act)) != 0 ||
	    (e = givens_person(g, "the person", NULL, &person)) != 0)
		return e;
	q.who = &who;
	q.act = &act;
	/* On a day alone: all that was known on that day. */
	q.known = zone_when(r->zone,
	    c->known.kind == MOMENT_NONE ? &c->at : &c->known)
		      .last;
	/* decide() says its own failures in the answer. */
	(void)decide(r->arena, &q, &ans);
	result.wrong = compare_any(r->arena, &q, r->zone, c, &ans);
	if (result.wrong != NULL) {
		q.explain = q.settle = q.horizon = true;
		(void)decide(r->arena, &q, &ans);
	}
	result.question = &q;
	result.answer = &ans;
	r->report(r->ctx, &result);
	return 0;
}

int
vignette_run(struct arena *a, const struct law *law, const struct vignette *v,
    void (*report)(void *ctx, const struct vignette_result *r), void *ctx)
{
	struct run r = { .arena = a,
		.law = law,
		.v = v,
		.zone = run_zone(law, v),
		.report = report,
		.ctx = ctx };
	struct givens g = { .arena = a, .law = law, .zone = r.zone };
	const struct vignette_line *line;
	struct arena_mark mark;
	size_t i, k;
	int e;

	if ((e = run_instruments(&r)) != 0)
		return e;
	/* No instrument at all would mean all of them to decide(). */
	if (r.nonly == 0 && !v->under_casebook &&
	    (v->nunder > 0 || v->in_case != NULL))
		return E_NAME;
	for (i = 0; i < v->nlines; i++) {
		line = &v->lines[i];
		for (k = 0; line->kind == LINE_PERSON && k < line->ngivens; k++)
			if ((e = givens_add(&g, &line->givens[k])) != 0)
				return e;
		if (line->kind != LINE_CHECK)
			continue;
		mark = arena_mark(a);
		e = run_check(&r, &g, &line->check);
		arena_rewind(a, mark);
		if (e != 0)
			return e;
	}
	return 0;
}

static void
print_names(struct buf *b, const char *before, const struct vignette_check *c)
{
	for (size_t i = 0; i < c->nby; i++)
		buf_printf(b, "%s%s", i == 0 ? before : ", ", c->by[i].s);
}

static void
print_end(struct buf *b, const struct end *end)
{
	if (end->kind != END_MOMENT) {
		buf_puts(b, "further order");
		return;
	}
	moment_print(b, &end->moment);
	if (end->end_of_day)
		buf_puts(b, " end of day");
}

void
vignette_expectation(struct buf *b, const struct vignette_check *c)
{
	if (c->expect == EXPECT_DUE) {
		buf_printf(b, "due %s by ", c->due);
		print_end(b, &c->earliest);
		buf_puts(b, ", at the latest ");
		print_end(b, &c->until);
		return;
	}
	if (c->expect == EXPECT_NOT_DUE) {
		buf_printf(b, "not due %s", c->due);
		return;
	}
	buf_puts(b,
	    c->expect == EXPECT_BARRED       ? "barred"
		: c->expect == EXPECT_HELD   ? "held"
		: c->expect == EXPECT_STANDS ? "stands"
					     : "no bar");
	print_names(b, c->expect == EXPECT_STANDS ? " " : " by ", c);
	if (c->why != NULL)
		buf_printf(b, " \"%s\"", c->why);
	if (c->until.kind == END_NONE)
		return;
	buf_puts(b, " until ");
	print_end(b, &c->until);
}
