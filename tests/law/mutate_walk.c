/* mutate_walk.c - the points at which the mutator changes a casebook: each
 * date, count, comparison, tense, connective, `else` and effect, once. */

#include <stdio.h>
#include <string.h>

#include "law/mutate.h"

/* One change that could be made here; true when it is the one to make. */
static bool
point(struct walk *w, const char *what, const char *how)
{
	if (w->tell != NULL)
		w->tell(w->ctx, w->at, w->owner, what, how);
	if (w->at++ != w->want)
		return false;
	w->done = true;
	return true;
}

/* The same, where a condition alone is changed. */
static bool
point_in_expr(struct walk *w, const char *what, const char *how)
{
	if (!point(w, what, how))
		return false;
	w->change = CHANGE_CONDITION;
	return true;
}

static void
walk_civil(struct civil *c, int days, int minutes)
{
	c->day.n += days;
	c->minute += minutes;
	if (c->minute < 0) {
		c->minute += 1440;
		c->day.n--;
	} else if (c->minute > 1439) {
		c->minute -= 1440;
		c->day.n++;
	}
}

static void
walk_moment(struct walk *w, struct moment *m, const char *what)
{
	int step;

	if (m->kind != MOMENT_DAYS && m->kind != MOMENT_CLOCK)
		return;
	for (step = -1; step <= 1; step += 2) {
		const char *how = m->kind == MOMENT_DAYS
		    ? (step < 0 ? "a day earlier" : "a day later")
		    : (step < 0 ? "a minute earlier" : "a minute later");

		if (!point(w, what, how))
			continue;
		walk_civil(&m->lo, m->kind == MOMENT_DAYS ? step : 0,
		    m->kind == MOMENT_CLOCK ? step : 0);
		walk_civil(&m->hi, m->kind == MOMENT_DAYS ? step : 0,
		    m->kind == MOMENT_CLOCK ? step : 0);
	}
}

static void
walk_length(struct walk *w, struct length *len, const char *what)
{
	if (point(w, what, "one more"))
		len->n++;
	if (len->n > 0 && point(w, what, "one less"))
		len->n--;
}

static void
walk_due(struct walk *w, struct due *due, const char *what)
{
	for (size_t i = 0; i < due->nreadings; i++) {
		struct reading *r =
		    (struct reading *)(uintptr_t)&due->readings[i];

		if (r->kind == READING_LENGTH)
			walk_length(w, &r->length, what);
		else if (point(w, what, "one business day more"))
			r->time.business_day++;
		else if (point(w, what, "a minute later"))
			r->time.minute++;
	}
}

static void
walk_end(struct walk *w, struct end *end, const char *what)
{
	if (end->kind == END_MOMENT)
		walk_moment(w, &end->moment, what);
	else if (end->kind == END_DUE)
		walk_due(w, &end->due, what);
}

static const char *
spelt(struct walk *w, const struct expr *e)
{
	struct buf b;
	const char *s;

	buf_init(&b, &mem_system, 400);
	expr_print(&b, e);
	s = arena_strdup(w->a, b.s);
	buf_release(&b);
	return s == NULL ? "?" : s;
}

static void
negate(struct walk *w, struct expr **e)
{
	struct expr *not = arena_alloc(w->a, sizeof(*not ));
	struct expr **args = arena_array(w->a, 1, sizeof(*args));

	args[0] = *e;
	not ->kind = EXPR_NOT;
	not ->pos = (*e)->pos;
	not ->args = args;
	not ->nargs = 1;
	*e = not ;
}

static void
walk_compare(struct walk *w, struct expr *e, const char *s)
{
	static const struct {
		enum compare from, to;
		const char *how;
	} swaps[] = {
		{ CMP_IS, CMP_IS_NOT, "is not" },
		{ CMP_IS_NOT, CMP_IS, "is" },
		{ CMP_BEFORE, CMP_AFTER, "after" },
		{ CMP_BEFORE, CMP_BY, "by" },
		{ CMP_AFTER, CMP_BEFORE, "before" },
		{ CMP_AFTER, CMP_SINCE, "since" },
		{ CMP_BY, CMP_BEFORE, "before" },
		{ CMP_BY, CMP_SINCE, "since" },
		{ CMP_SINCE, CMP_AFTER, "after" },
		{ CMP_SINCE, CMP_BY, "by" },
		{ CMP_AT_LEAST, CMP_AT_MOST, "at most" },
		{ CMP_AT_MOST, CMP_AT_LEAST, "at least" },
	};

	for (size_t i = 0; i < sizeof(swaps) / sizeof(swaps[0]); i++)
		if (e->compare == swaps[i].from &&
		    point_in_expr(w, s, swaps[i].how)) {
			e->compare = swaps[i].to;
			return;
		}
	for (size_t i = 0; i < e->nterms; i++)
		if (e->terms[i].v.kind == VALUE_MOMENT)
			walk_moment(w, &e->terms[i].v.moment, s);
}

static void walk_expr(struct walk *w, struct expr **e);

static void
walk_fact(struct walk *w, struct expr **ep)
{
	static const enum tense tenses[] = { TENSE_NONE, TENSE_EVER, TENSE_ONCE,
		TENSE_NEVER, TENSE_WILL_BE };
	static const char *const names[] = { "now", "ever", "once", "never",
		"will be" };
	struct expr *e = *ep;
	const char *s = spelt(w, e);

	if (e->where != NULL)
		walk_expr(w, &e->where);
	if (e->before_act)
		walk_length(w, &e->notice, s);
	if (e->scope == SCOPE_FOR_LENGTH)
		walk_length(w, &e->length, s);
	if (e->day.kind != MOMENT_NONE)
		walk_moment(w, &e->day, s);
	if (e->scope == SCOPE_ON_DAY && point_in_expr(w, s, "by"))
		e->scope = SCOPE_BY_DAY;
	else if (e->scope == SCOPE_BY_DAY && point_in_expr(w, s, "on"))
		e->scope = SCOPE_ON_DAY;
	for (size_t i = 0; i < 5; i++) {
		if (e->tense == tenses[i])
			continue;
		/* Without a tense a fact is asked now: other tenses of it
		 * are tried where the order says `now`. */
		if (e->tense == TENSE_NONE &&
		    (e->scope != SCOPE_NOW || tenses[i] == TENSE_WILL_BE ||
			tenses[i] == TENSE_NEVER))
			continue;
		if (tenses[i] == TENSE_NONE && e->scope != SCOPE_NONE)
			continue;
		if (!point_in_expr(w, s, names[i]))
			continue;
		e->tense = tenses[i];
		if (tenses[i] == TENSE_NONE)
			e->scope = SCOPE_NOW;
		else if (e->scope == SCOPE_NOW)
			e->scope = SCOPE_NONE;
		return;
	}
	if (e->nterms > 0 && point_in_expr(w, s, "is not"))
		negate(w, ep);
}

static void
walk_expr(struct walk *w, struct expr **ep)
{
	struct expr *e = *ep;

	switch (e->kind) {
	case EXPR_AND:
	case EXPR_OR:
		for (size_t i = 0; i < e->nargs; i++)
			walk_expr(w, &e->args[i]);
		if (point_in_expr(w, spelt(w, e),
			e->kind == EXPR_AND ? "or" : "and"))
			e->kind = e->kind == EXPR_AND ? EXPR_OR : EXPR_AND;
		break;
	case EXPR_NOT:
		walk_expr(w, &e->args[0]);
		if (point_in_expr(w, spelt(w, e), "without not"))
			*ep = e->args[0];
		break;
	case EXPR_SHOWN:
	case EXPR_PRESUMED:
	case EXPR_DOUBT:
		for (size_t i = 0; i < e->nargs; i++)
			walk_expr(w, &e->args[i]);
		break;
	case EXPR_COMPARE:
		walk_compare(w, e, spelt(w, e));
		break;
	case EXPR_FACT:
		walk_fact(w, ep);
		break;
	case EXPR_ON_LIST:
	case EXPR_PERSON_IS:
	case EXPR_MEMBERS:
		if (point_in_expr(w, spelt(w, e), "not"))
			negate(w, ep);
		break;
	default:
		break;
	}
}

static void
walk_transition(struct walk *w, struct each *each, size_t s,
    struct transition *tr)
{
	struct stage *last = &each->stages[each->nstages - 1];
	char what[160];

	snprintf(what, sizeof(what), "stage %s", each->stages[s].id.s);
	for (size_t i = 0; i < tr->nsteps; i++)
		if (tr->steps[i].where != NULL)
			walk_expr(w, &tr->steps[i].where);
	if (tr->kind == TRANS_ON && tr->nsteps > 1 &&
	    point(w, what, tr->all ? "or" : "and"))
		tr->all = !tr->all;
	if (tr->kind == TRANS_WITHIN)
		walk_due(w, &tr->within, what);
	if (tr->kind == TRANS_TEXT_ONLY)
		return;
	if (tr->then.s != NULL &&
	    point(w, what,
		tr->kind == TRANS_ON ? "on ... ends" : "else ends")) {
		tr->then.s = NULL;
		tr->ends = "mutant";
	} else if (tr->then.s == NULL && s + 1 < each->nstages &&
	    point(w, what, "does not end")) {
		tr->then = last->id;
		tr->ends = NULL;
	}
}

static void
walk_each(struct walk *w, struct each *each)
{
	if (each->where != NULL)
		walk_expr(w, &each->where);
	for (size_t i = 0; i < each->nstages; i++) {
		struct stage *st = &each->stages[i];
		char what[160];

		snprintf(what, sizeof(what), "stage %s", st->id.s);
		if (point(w, what, st->free ? "not free" : "free")) {
			st->free = !st->free;
			w->change = CHANGE_FREE;
			w->stage = i;
		}
		for (size_t j = 0; j < st->ntransitions; j++)
			walk_transition(w, each, i, &st->transitions[j]);
	}
}

static void
walk_edge(struct walk *w, struct instrument *x, size_t i)
{
	struct edge *e = &x->edges[i];
	const char *what = edge_text(e->kind);

	walk_end(w, &e->until, what);
	if (e->to != NULL)
		walk_expr(w, &e->to);
	if (e->from_mandate && point(w, what, "at once")) {
		e->from_mandate = false;
		e->at_once = true;
	}
	/* These say something to people and change no answer. */
	if (e->kind == EDGE_WIDENS || e->kind == EDGE_CLARIFIES)
		return;
	if (point(w, what, "left out")) {
		x->edges[i] = x->edges[x->nedges - 1];
		x->nedges--;
	}
}

static void
walk_instrument(struct walk *w, struct instrument *x)
{
	w->owner = x->id.s;
	walk_moment(w, &x->oral.moment, "oral");
	walk_moment(w, &x->entered.moment, "entered");
	walk_moment(w, &x->effective.moment, "effective");
	walk_end(w, &x->until, "until");
	for (size_t i = 0; i < x->nedges && !w->done; i++)
		walk_edge(w, x, i);
	if (x->covers != NULL)
		walk_expr(w, &x->covers);
	for (size_t i = 0; i < x->nexcepts; i++)
		walk_expr(w, &x->excepts[i].expr);
	for (size_t i = 0; i < x->nneeds; i++)
		walk_expr(w, &x->needs[i].expr);
	for (size_t i = 0; i < x->nbars; i++) {
		/* A bar of several acts is several that share these. */
		bool shared = i > 0 && x->bars[i].where != NULL &&
		    x->bars[i].where == x->bars[i - 1].where;
		bool same = i > 0 && x->bars[i].unless != NULL &&
		    x->bars[i].unless == x->bars[i - 1].unless;

		walk_moment(w, &x->bars[i].from, "bars from");
		if (x->bars[i].where != NULL && !shared)
			walk_expr(w, &x->bars[i].where);
		if (x->bars[i].unless != NULL && !same)
			walk_expr(w, &x->bars[i].unless);
	}
	for (size_t i = 0; i < x->nduties; i++)
		walk_end(w, &x->duties[i].by, "requires ... by");
	if (x->each.given)
		walk_each(w, &x->each);
}

void
walk_law(struct walk *w, struct law *law)
{
	for (size_t i = 0; i < law->ninstruments && !w->done; i++)
		walk_instrument(w, law->instruments[i]);
	for (size_t i = 0; i < law->nclocks && !w->done; i++) {
		struct clock *c = law->clocks[i];

		w->owner = c->id.s;
		for (size_t j = 0; j < c->nversions; j++) {
			walk_moment(w, &c->versions[j].from.moment, "from");
			if (!c->versions[j].no_limit)
				walk_length(w, &c->versions[j].length, "count");
			if (c->versions[j].when != NULL)
				walk_expr(w,
				    (struct expr **)(uintptr_t)&c->versions[j]
					.when);
		}
	}
}
