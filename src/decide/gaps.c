#include "decide/gaps.h"

#include <assert.h>
#include <string.h>

#include "decide/eval.h"
#include "decide/sample.h"
#include "law/diff.h"

#define PERSON_MAX ((size_t)16 << 10)
#define LINKS_MAX  64u /* members of members */

/* -- One example -------------------------------------------------------- */

struct wanted {
	const struct side *sides[2];
};

/* The act a member is asked about: the first that x, or its casebook,
 * speaks of; only what it implies can matter. */
static int
act_of(struct arena *a, const struct side *side, struct instant t,
    struct act *act)
{
	const struct vocab *v = side->law->vocab;
	struct value *slots;
	size_t i;

	act->kind = v->nacts > 0 ? v->acts[0] : NULL;
	for (i = 0; i < side->x->nbars; i++)
		if (side->x->bars[i].act != NULL) {
			act->kind = side->x->bars[i].act;
			break;
		}
	act->departs = act->arrives = t;
	act->slots = NULL;
	if (act->kind == NULL)
		return 0;
	slots = arena_array(a, act->kind->nslots, sizeof(*slots));
	if (slots == NULL)
		return E_NOMEM;
	act->slots = slots;
	return 0;
}

/* 1 when the side is what it wants to be, 0 when not, or an error. */
static int
test_side(const struct side *side, const struct sample *s, const size_t *choice)
{
	static const struct record known = { .named_known = true };
	const struct person *who = sample_person(s, s->a, side->law, choice);
	struct question q = { .law = side->law,
		.record = &known,
		.who = &who,
		.nwho = 1,
		.exact = true,
		.known = s->t };
	struct act act;
	struct eval ev;
	enum tri v;

	if (who == NULL || act_of(s->a, side, s->t, &act) != 0)
		return E_NOMEM;
	if (act.kind != NULL)
		q.act = &act;
	eval_begin(&ev, s->a, &q, who, s->t);
	if (side->condition == NULL) {
		v = order_members(&ev, side->x);
	} else {
		(void)eval_ask(&ev, side->x);
		v = eval_expr(&ev, side->condition);
	}
	if (ev.err == E_NOMEM)
		return E_NOMEM;
	/* What cannot be counted for this person shows nothing. */
	return ev.err == 0 && v == side->want;
}

static int
test_both(void *ctx, const struct sample *s, const size_t *choice)
{
	const struct wanted *w = ctx;
	int r = test_side(w->sides[0], s, choice);

	return r != 1 ? r : test_side(w->sides[1], s, choice);
}

static struct instant
day_after(const struct instrument *x, const struct instrument *y)
{
	struct instant a = latest_begin(x), b = latest_begin(y);

	if (instant_cmp(a, INSTANT_NEVER) == 0)
		a = b;
	if (instant_cmp(b, INSTANT_NEVER) == 0)
		b = a;
	return instant_add_minutes(instant_max(a, b), 24 * 60);
}

const char *
gap_person(const struct sample *s, const size_t *choice)
{
	const char *person;
	struct buf b;

	buf_init(&b, s->a->mem, PERSON_MAX);
	sample_print(&b, s, choice);
	person = b.failed ? NULL : arena_strdup(s->a, b.s);
	buf_release(&b);
	return person;
}

static void
draw_side(struct sample *s, const struct side *side)
{
	if (side->condition != NULL)
		sample_draw(s, side->condition);
	else
		sample_draw_members(s, side->x);
}

int
gap_example(struct arena *a, const struct side *one, const struct side *two,
    const char **person)
{
	struct wanted w = { { one, two } };
	struct instant t = day_after(one->x, two->x);
	struct sample s;
	size_t *choice = NULL;
	bool found;
	int r;

	*person = NULL;
	/* Nobody knows when either began: no day to ask about. */
	if (instant_cmp(t, INSTANT_NEVER) >= 0)
		return 0;
	sample_init(&s, a, one->law->vocab, t, one->x->zone);
	draw_side(&s, one);
	draw_side(&s, two);
	if ((r = sample_search(&s, test_both, &w, &found, &choice)) != 0)
		return r;
	if (!found)
		return 0;
	*person = gap_person(&s, choice);
	return *person == NULL ? E_NOMEM : 0;
}

const char *
gap_hint(struct arena *a, const char *person)
{
	return arena_printf(a, "for example: %s",
	    person[0] != '\0' ? person : "anybody");
}

/* -- Gaps and overlaps in one casebook ---------------------------------- */

static bool
takes_over(enum edge_kind k)
{
	return k == EDGE_WIDENS || k == EDGE_CLARIFIES || k == EDGE_REPLACES;
}

static int
lint_edge(struct arena *a, const struct law *law, const struct instrument *y,
    const struct edge *e, struct diags *ds)
{
	struct side in = { law, e->on, NULL, YES };
	struct side out = { law, y, NULL, NO };
	const char *person;
	int r;

	if (!takes_over(e->kind))
		return 0;
	assert(e->on != NULL);
	if (e->on->covers == NULL || y->covers == NULL)
		return 0;
	if ((r = gap_example(a, &in, &out, &person)) != 0)
		return r;
	if (person != NULL)
		diag_add(ds, DIAG_NOTE, e->target.pos, NULL,
		    gap_hint(a, person),
		    "%s %s %s, and does not cover everyone it covers", y->id.s,
		    edge_text(e->kind), e->on->id.s);
	return 0;
}

static int
lint_excepts(struct arena *a, const struct law *law, const struct instrument *x,
    struct diags *ds)
{
	const char *person;
	size_t i, k;
	int r;

	for (i = 1; i < x->nexcepts; i++)
		for (k = 0; k < i; k++) {
			struct side one = { law, x, x->excepts[k].expr, YES };
			struct side two = { law, x, x->excepts[i].expr, YES };

			r = gap_example(a, &one, &two, &person);
			if (r != 0)
				return r;
			if (person != NULL)
				diag_add(ds, DIAG_NOTE, x->excepts[i].label.pos,
				    NULL, gap_hint(a, person),
				    "the exceptions %s and %s overlap",
				    x->excepts[k].label.s,
				    x->excepts[i].label.s);
		}
	return 0;
}

int
gaps_lint(struct arena *a, const struct law *law, struct diags *ds)
{
	size_t i, k;
	int r;

	for (i = 0; i < law->ninstruments; i++) {
		const struct instrument *x = law->instruments[i];

		if (x->kind == INSTR_FORM)
			continue;
		for (k = 0; k < x->nedges; k++)
			if ((r = lint_edge(a, law, x, &x->edges[k], ds)) != 0)
				return r;
		if ((r = lint_excepts(a, law, x, ds)) != 0)
			return r;
	}
	if ((r = gaps_in_cases(a, law, ds)) != 0 ||
	    (r = gaps_in_stages(a, law, ds)) != 0)
		return r;
	return ds->failed ? E_NOMEM : 0;
}

/* -- Two casebooks ------------------------------------------------------ */

struct whoms {
	struct arena *a;
	const struct law *from, *to;
	struct whom *items; /* two for each order: gains, loses */
	size_t n;
};

static int
add_whom(struct whoms *w, const struct instrument *x,
    const struct instrument *y, bool gains)
{
	struct side old = { w->from, x, NULL, gains ? NO : YES };
	struct side new = { w->to, y, NULL, gains ? YES : NO };
	const char *person;
	int r;

	if ((r = gap_example(w->a, &old, &new, &person)) != 0 || person == NULL)
		return r;
	w->items[w->n++] = (struct whom){ y->id.s, gains, person };
	return 0;
}

static bool
changes_class(const struct law_change *c)
{
	return c->kind == CHANGE_CHANGED &&
	    (strcmp(c->clause, "covers") == 0 ||
		strcmp(c->clause, "except") == 0);
}

/* Whether x's class is changed by one of n changes, in its own words or
 * those of an order whose members it covers. */
static bool class_changed(const struct instrument *x,
    const struct law_change *changes, size_t n, unsigned links);

static bool
speaks_of_changed(const struct expr *e, const struct law_change *changes,
    size_t n, unsigned links)
{
	size_t i;

	if (e == NULL)
		return false;
	if (e->kind == EXPR_MEMBERS)
		return links < LINKS_MAX &&
		    class_changed(e->members, changes, n, links + 1);
	for (i = 0; i < e->nargs; i++)
		if (speaks_of_changed(e->args[i], changes, n, links))
			return true;
	return speaks_of_changed(e->where, changes, n, links);
}

static bool
class_changed(const struct instrument *x, const struct law_change *changes,
    size_t n, unsigned links)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (changes_class(&changes[i]) &&
		    strcmp(changes[i].id, x->id.s) == 0)
			return true;
	if (speaks_of_changed(x->covers, changes, n, links))
		return true;
	for (i = 0; i < x->nexcepts; i++)
		if (speaks_of_changed(x->excepts[i].expr, changes, n, links))
			return true;
	return false;
}

int
gaps_diff(struct arena *a, const struct law *from, const struct law *to,
    struct whom **out, size_t *n)
{
	struct whoms w = { .a = a, .from = from, .to = to };
	struct law_change *changes;
	size_t nchanges, i;
	int r;

	w.items = arena_array(a, 2 * to->ninstruments, sizeof(*w.items));
	if (w.items == NULL)
		return E_NOMEM;
	if ((r = law_diff(a, from, to, &changes, &nchanges)) != 0)
		return r;
	for (i = 0; i < to->ninstruments; i++) {
		const struct instrument *y = to->instruments[i];
		const struct instrument *x = law_instrument(from, y->id.s);

		if (x == NULL || y->kind == INSTR_FORM ||
		    x->kind == INSTR_FORM ||
		    !class_changed(y, changes, nchanges, 0))
			continue;
		if ((r = add_whom(&w, x, y, true)) != 0 ||
		    (r = add_whom(&w, x, y, false)) != 0)
			return r;
	}
	*out = w.items;
	*n = w.n;
	return 0;
}
