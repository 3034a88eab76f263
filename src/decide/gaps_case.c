/* gaps_case.c - the orders of one case against each other: overlaps, and
 * times between two of them when nobody is protected.
 *
 * Each finding is proved before it is told: the person made up is decided,
 * whole, by the orders in question at the instants in question. */

#include <assert.h>
#include <string.h>

#include "decide/eval.h"
#include "decide/gaps.h"
#include "decide/sample.h"
#include "law/lint.h"

#define TIMES_MAX 200u /* bytes of two instants */

/* Dockets count as just read: it is the text that is asked about. */
static const struct record fresh = { .dockets_fresh = true,
	.named_known = true };

/* -- Whether one order leads to another --------------------------------- */

/* The orders to which one leads, each found once. */
struct ways {
	const struct instrument **found;
	size_t nfound;
	bool *seen; /* by index of instrument */
};

static void
add_way(struct ways *w, const struct instrument *y)
{
	if (y == NULL || w->seen[y->index])
		return;
	w->seen[y->index] = true;
	w->found[w->nfound++] = y;
}

static void
add_spoken_of(struct ways *w, const struct expr *e)
{
	if (e == NULL)
		return;
	if (e->kind == EXPR_MEMBERS)
		add_way(w, e->members);
	for (size_t i = 0; i < e->nargs; i++)
		add_spoken_of(w, e->args[i]);
	add_spoken_of(w, e->where);
}

/* -- One person, asked about -------------------------------------------- */

/* The orders looked at, the act, and the orders of the case. */
struct probe {
	const struct law *law;
	const struct instrument *pair[2];
	struct act act; /* its instants are set for each question */
	const struct instrument *const *all;
	size_t nall;
	struct instant before, between, after;
};

/* Whether n orders give that verdict at t of the person of those choices;
 * nbarring of them bar. */
static int
answers(const struct probe *p, const struct sample *s, const size_t *choice,
    const struct instrument *const *only, size_t n, struct instant t,
    enum verdict verdict, size_t nbarring)
{
	const struct person *who = sample_person(s, s->a, p->law, choice);
	struct act act = p->act;
	struct question q = { .law = p->law,
		.record = &fresh,
		.who = &who,
		.nwho = 1,
		.exact = true,
		.act = &act,
		.known = s->t,
		.only = only,
		.nonly = n };
	struct answer answer;
	int r;

	if (who == NULL)
		return E_NOMEM;
	act.departs = act.arrives = t;
	r = decide(s->a, &q, &answer);
	if (r == E_NOMEM)
		return r;
	/* What cannot be decided for this person is held: it shows nothing. */
	return answer.verdict == verdict && answer.nbarring == nbarring;
}

static int
both_bar(void *ctx, const struct sample *s, const size_t *choice)
{
	const struct probe *p = ctx;

	return answers(p, s, choice, p->pair, 2, s->t, VERDICT_BARRED, 2);
}

static int
barred_and_again(void *ctx, const struct sample *s, const size_t *choice)
{
	const struct probe *p = ctx;
	int r;

	r = answers(p, s, choice, &p->pair[0], 1, p->before, VERDICT_BARRED, 1);
	if (r == 1)
		r = answers(p, s, choice, &p->pair[1], 1, p->after,
		    VERDICT_BARRED, 1);
	if (r == 1)
		r = answers(p, s, choice, p->all, p->nall, p->between,
		    VERDICT_NO_BAR, 0);
	return r;
}

static void
set_slot(const struct act_kind *k, struct value *slots, const char *name,
    bool given, const struct term *t)
{
	int i = act_slot(k, name);

	assert(!given || i >= 0);
	if (given)
		slots[i] = t->v;
}

/* An act that both bars speak of, as far as slots are named. */
static int
act_of_bars(struct arena *a, const struct bar *one, const struct bar *two,
    struct act *act)
{
	const struct bar *bars[2] = { one, two };
	struct value *slots = arena_array(a, one->act->nslots, sizeof(*slots));

	if (slots == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < 2; i++) {
		const struct bar *b = bars[i];

		set_slot(b->act, slots, "to", b->has_to, &b->to);
		set_slot(b->act, slots, "under", b->has_under, &b->under);
		set_slot(b->act, slots, "from", b->has_out_of, &b->out_of);
	}
	*act = (struct act){ .kind = one->act, .slots = slots };
	return 0;
}

/* Somebody of whom test holds, asked about at t: *person is a `person` line,
 * or NULL. */
static int
find(struct arena *a, struct probe *p, const struct bar *one,
    const struct bar *two, struct instant t, sample_test *test,
    const char **person)
{
	struct sample s;
	size_t *choice = NULL;
	bool found;
	int r;

	*person = NULL;
	if ((r = act_of_bars(a, one, two, &p->act)) != 0)
		return r;
	sample_init(&s, a, p->law->vocab, t, p->pair[0]->zone);
	for (size_t i = 0; i < 2; i++)
		sample_draw_members(&s, p->pair[i]);
	sample_draw(&s, one->where);
	sample_draw(&s, two->where);
	if ((r = sample_search(&s, test, p, &found, &choice)) != 0 || !found)
		return r;
	*person = gap_person(&s, choice);
	return *person == NULL ? E_NOMEM : 0;
}

/* -- The course of a case ----------------------------------------------- */

struct course {
	struct arena *a;
	const struct law *law;
	const struct law_case *c;
	struct diags *ds;
	struct instant known; /* when all of it is on record */
	struct ways ways;     /* leads_to's own */
	/* Times between that were told: once each, whoever ended, and one
	 * for each order that did. */
	struct told {
		const struct act_kind *kind;
		struct instant end, again;
	} * told;
	size_t ntold;
};

static enum standing
standing_at(const struct course *k, const struct instrument *x,
    struct instant t, struct instant *end)
{
	struct question q = { .law = k->law,
		.record = &fresh,
		.exact = true,
		.known = k->known };

	return decide_standing(k->a, &q, x, t, end);
}

static bool
stands(const struct course *k, const struct instrument *x, struct instant t)
{
	struct instant end;

	return standing_at(k, x, t, &end) == STANDING_IN_FORCE;
}

/* x can be looked at: it covers somebody and begins. */
static bool
protects(const struct instrument *x)
{
	return x->kind != INSTR_FORM && x->covers != NULL && x->nbars > 0 &&
	    instant_cmp(latest_begin(x), INSTANT_NEVER) < 0;
}

/* -- Overlaps ----------------------------------------------------------- */

static bool
same_class(const struct instrument *x, const struct instrument *y)
{
	if (!expr_equal(x->covers, y->covers) || x->nexcepts != y->nexcepts)
		return false;
	for (size_t i = 0; i < x->nexcepts; i++)
		if (!expr_equal(x->excepts[i].expr, y->excepts[i].expr))
			return false;
	return true;
}

static bool
same_or_none(const struct expr *a, const struct expr *b)
{
	return a == NULL || b == NULL ? a == b : expr_equal(a, b);
}

/* In what the terms of two bars differ, or NULL. */
static const char *
terms_differ(const struct course *k, const struct instrument *x,
    const struct instrument *y, const struct bar *one, const struct bar *two,
    struct instant t)
{
	struct instant ends[2];

	if (!same_or_none(one->unless, two->unless))
		return "they do not say the same `unless`";
	if (x->each.given || y->each.given)
		return "their stages are not the same";
	(void)standing_at(k, x, t, &ends[0]);
	(void)standing_at(k, y, t, &ends[1]);
	return instant_cmp(ends[0], ends[1]) == 0
	    ? NULL
	    : "they do not end at the same time";
}

static int
overlap(struct course *k, const struct instrument *x,
    const struct instrument *y, const struct bar *one, const struct bar *two,
    bool *told)
{
	/* The day after, so that an order which hands over is left alone. */
	struct instant t =
	    instant_add_minutes(instant_max(latest_begin(x), latest_begin(y)),
		24 * 60);
	struct probe p = { .law = k->law, .pair = { x, y } };
	const char *person, *differ;
	int r;

	if (!stands(k, x, t) || !stands(k, y, t))
		return 0;
	/* One class within another on the same terms does no harm, nor what
	 * two courts say alike. */
	differ = terms_differ(k, x, y, one, two, t);
	if (differ == NULL && (x->court != y->court || !same_class(x, y)))
		return 0;
	if ((r = find(k->a, &p, one, two, t, both_bar, &person)) != 0 ||
	    person == NULL)
		return r;
	person = gap_hint(k->a, person);
	if (differ == NULL)
		diag_add(k->ds, DIAG_NOTE, y->id.pos, NULL, person,
		    "%s says again what %s says of %s", y->id.s, x->id.s,
		    one->act->name);
	else
		diag_add(k->ds, DIAG_NOTE, y->id.pos, NULL, person,
		    "%s and %s both bar %s, neither names the other, and %s",
		    x->id.s, y->id.s, one->act->name, differ);
	*told = true;
	return 0;
}

/* y is x, acts upon it, speaks of its members, or does so by way of
 * others. */
static bool
leads_to(struct course *k, const struct instrument *y,
    const struct instrument *x)
{
	struct ways *w = &k->ways;

	memset(w->seen, 0, k->law->ninstruments * sizeof(*w->seen));
	w->nfound = 0;
	add_way(w, y);
	for (size_t n = 0; n < w->nfound && !w->seen[x->index]; n++) {
		y = w->found[n];
		for (size_t i = 0; i < y->nedges; i++)
			add_way(w, y->edges[i].on);
		add_spoken_of(w, y->covers);
		for (size_t i = 0; i < y->nexcepts; i++)
			add_spoken_of(w, y->excepts[i].expr);
	}
	return w->seen[x->index];
}

/* Each act that two orders bar, once. */
static int
overlaps_of(struct course *k, const struct instrument *x,
    const struct instrument *y)
{
	if (leads_to(k, x, y) || leads_to(k, y, x))
		return 0;
	for (size_t i = 0; i < x->nbars; i++) {
		bool told = false;

		for (size_t j = 0; j < y->nbars && !told; j++) {
			int r;

			if (x->bars[i].act == NULL ||
			    x->bars[i].act != y->bars[j].act)
				continue;
			r = overlap(k, x, y, &x->bars[i], &y->bars[j], &told);
			if (r != 0)
				return r;
		}
	}
	return 0;
}

/* -- Times between ------------------------------------------------------ */

/* The first instant x is over of itself, after every extension of it that
 * came in time; NEVER when it is not. */
static struct instant
runs_out(const struct course *k, const struct instrument *x)
{
	struct instant t = latest_begin(x), end;

	/* Each turn is another extension, and later. */
	for (;;) {
		(void)standing_at(k, x, t, &end);
		if (instant_cmp(end, t) <= 0 || instant_cmp(end, k->known) >= 0)
			return INSTANT_NEVER;
		if (standing_at(k, x, end, &t) == STANDING_EXPIRED)
			return end;
		t = end;
	}
}

/* The first that begins, of the acts of the case and after `from`, by which
 * y is in force; NEVER when there is none. */
static struct instant
begins_after(const struct course *k, const struct instrument *y,
    struct instant from)
{
	struct instant found = INSTANT_NEVER, t;

	for (size_t i = 0; i < k->c->ninstruments; i++) {
		t = latest_begin(k->c->instruments[i]);
		if (instant_cmp(t, from) > 0 && instant_cmp(t, found) < 0 &&
		    stands(k, y, t))
			found = t;
	}
	return found;
}

static bool
told_before(const struct course *k, const struct act_kind *kind,
    struct instant end, struct instant again)
{
	for (size_t i = 0; i < k->ntold; i++)
		if (k->told[i].kind == kind &&
		    instant_cmp(k->told[i].end, end) == 0 &&
		    instant_cmp(k->told[i].again, again) == 0)
			return true;
	return false;
}

static void
tell_between(struct course *k, const struct instrument *x,
    const struct instrument *y, const struct act_kind *kind,
    const struct probe *p, const char *person)
{
	bool itself = y == x;
	struct buf b;

	assert(k->ntold < k->c->ninstruments);
	k->told[k->ntold++] = (struct told){ kind, p->between, p->after };
	buf_init(&b, k->a->mem, TIMES_MAX);
	zone_print(&b, x->zone, p->between);
	buf_puts(&b, " until ");
	zone_print(&b, y->zone, p->after);
	if (!b.failed)
		diag_add(k->ds, DIAG_NOTE, y->id.pos, NULL,
		    gap_hint(k->a, person),
		    "%s ends before %s %s: no order of the case bars %s from "
		    "%s",
		    x->id.s, itself ? "it" : y->id.s,
		    itself ? "is extended" : "begins", kind->name, b.s);
	k->ds->failed |= b.failed;
	buf_release(&b);
}

static int
time_between(struct course *k, const struct instrument *x,
    const struct instrument *y, struct instant end, struct instant again,
    bool *told)
{
	struct probe p = { .law = k->law,
		.pair = { x, y },
		.all = (const struct instrument *const *)k->c->instruments,
		.nall = k->c->ninstruments,
		.before = instant_add_minutes(end, -1),
		.between = end,
		.after = again };

	for (size_t i = 0; i < x->nbars; i++)
		for (size_t j = 0; j < y->nbars && !*told; j++) {
			const struct act_kind *kind = x->bars[i].act;
			const char *person;
			int r;

			if (kind == NULL || kind != y->bars[j].act)
				continue;
			r = find(k->a, &p, &x->bars[i], &y->bars[j], again,
			    barred_and_again, &person);
			if (r != 0)
				return r;
			if (person == NULL)
				continue;
			*told = true;
			if (!told_before(k, kind, end, again))
				tell_between(k, x, y, kind, &p, person);
		}
	return 0;
}

/* The orders after x, soonest first, until one shows a gap. */
static int
times_after(struct course *k, const struct instrument *x)
{
	struct instant end = runs_out(k, x), last = end, again;
	bool told = false;
	int r;

	while (!told && instant_cmp(last, INSTANT_NEVER) < 0) {
		struct instant next = INSTANT_NEVER;

		for (size_t i = 0; i < k->c->ninstruments && !told; i++) {
			const struct instrument *y = k->c->instruments[i];

			if (!protects(y) || stands(k, y, end))
				continue;
			again = begins_after(k, y, end);
			if (instant_cmp(again, last) > 0)
				next = instant_min(next, again);
			if (instant_cmp(again, last) != 0)
				continue;
			if ((r = time_between(k, x, y, end, again, &told)) != 0)
				return r;
		}
		last = next;
	}
	return 0;
}

/* -- The whole ---------------------------------------------------------- */

static int
lint_case(struct course *k)
{
	struct instant t;
	int r;

	k->told = arena_array(k->a, k->c->ninstruments, sizeof(*k->told));
	k->ways.found = arena_array(k->a, k->law->ninstruments,
	    sizeof(const struct instrument *));
	k->ways.seen =
	    arena_array(k->a, k->law->ninstruments, sizeof(*k->ways.seen));
	if (k->told == NULL || k->ways.found == NULL || k->ways.seen == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < k->c->ninstruments; i++) {
		t = latest_begin(k->c->instruments[i]);
		if (instant_cmp(t, INSTANT_NEVER) < 0)
			k->known = instant_max(k->known,
			    instant_add_minutes(t, 2 * 24 * 60));
	}
	for (size_t i = 0; i < k->c->ninstruments; i++) {
		const struct instrument *x = k->c->instruments[i];

		if (!protects(x))
			continue;
		for (size_t j = 0; j < i; j++)
			if (protects(k->c->instruments[j]) &&
			    (r = overlaps_of(k, k->c->instruments[j], x)) != 0)
				return r;
		if ((r = times_after(k, x)) != 0)
			return r;
	}
	return 0;
}

int
gaps_in_cases(struct arena *a, const struct law *law, struct diags *ds)
{
	for (size_t i = 0; i < law->ncases; i++) {
		struct course k = { .a = a,
			.law = law,
			.c = law->cases[i],
			.ds = ds,
			.known = INSTANT_BEGIN };
		int r = lint_case(&k);

		if (r != 0)
			return r;
	}
	return 0;
}
