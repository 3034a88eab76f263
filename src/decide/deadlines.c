/* deadlines.c - what is due for a person: the clocks of the stages the
 * record puts them in, duties owed to them, and orders about to end. */

#include "decide/instruments.h"

#include <string.h>

struct due_list {
	struct deadline *v;
	size_t n, cap;
};

static int
add_deadline(struct arena *a, struct due_list *l, const struct deadline *d)
{
	struct deadline *v = arena_grow(a, l->v, l->n, &l->cap, sizeof(*v));

	if (v == NULL)
		return E_NOMEM;
	l->v = v;
	l->v[l->n++] = *d;
	return 0;
}

static void
safe_day(struct eval *ev, struct deadline *d)
{
	d->has_safe = d->earliest.us > INSTANT_BEGIN.us &&
	    d->earliest.us < INSTANT_NEVER.us &&
	    count_safe_day(&ev->cal, ev->zone, d->earliest, &d->safe) == 0;
}

/* How each end is reckoned, once. */
static int
add_arithmetic(struct arena *a, struct deadline *d, const struct due_at *at)
{
	size_t cap = d->narithmetic, k;
	const char **v;

	for (size_t i = 0; i < at->n; i++) {
		for (k = 0; k < d->narithmetic; k++)
			if (strcmp(d->arithmetic[k], at->outs[i].why) == 0)
				break;
		if (k < d->narithmetic)
			continue;
		v = arena_grow(a, d->arithmetic, d->narithmetic, &cap,
		    sizeof(*v));
		if (v == NULL)
			return E_NOMEM;
		d->arithmetic = v;
		d->arithmetic[d->narithmetic++] = at->outs[i].why;
	}
	return 0;
}

/* An end as a range of readings, with its arithmetic. */
static int
due_of(struct eval *ev, const struct instrument *x, const struct end *end,
    struct deadline *d)
{
	struct begins b;
	struct due_ends at;
	struct when w;
	enum tri known = YES;
	int r;

	if (end->kind == END_MOMENT) {
		w = zone_when(x->zone, &end->moment);
		if (end->moment.kind == MOMENT_DAYS)
			w.first = zone_day(x->zone, end->moment.lo.day).last;
		d->earliest = instant_add_minutes(w.first, 1);
		d->latest = instant_add_minutes(w.last, 1);
		return 0;
	}
	if (end->kind != END_DUE)
		return 0;
	instrument_begins(ev, x, &b);
	w = instrument_start(ev, x);
	if (!due_trigger(ev, &end->due, &w, &known))
		w.last = b.w[b.n - 1].last;
	if (known != YES)
		return 0; /* not started: nothing is due yet */
	if ((r = due_ends(ev, &end->due, w, &at)) != 0)
		return r;
	d->earliest = instant_min(at.lo.outs[0].end, at.all.first);
	d->latest = instant_max(at.hi.outs[at.hi.n - 1].end, at.all.last);
	if ((r = add_arithmetic(ev->a, d, &at.lo)) == 0)
		r = add_arithmetic(ev->a, d, &at.hi);
	return r;
}

static int
add_duties(struct eval *ev, const struct instrument *x, struct due_list *l)
{
	int r = 0;

	for (size_t i = 0; i < x->nduties && r == 0; i++) {
		const struct duty *duty = &x->duties[i];
		struct deadline d = { .kind = DEADLINE_DUTY,
			.order = x,
			.what = duty->what,
			.consequence = duty->party.s,
			.earliest = INSTANT_NEVER,
			.latest = INSTANT_NEVER,
			.met = UNKNOWN,
			.unverified = duty->unverified,
			.zone = x->zone };

		if (duty->of != NULL && eval_expr(ev, duty->of) == NO)
			continue;
		if (duty->met != NULL)
			d.met = eval_expr(ev, duty->met);
		if ((r = due_of(ev, x, &duty->by, &d)) == 0) {
			safe_day(ev, &d);
			r = add_deadline(ev->a, l, &d);
		}
	}
	return r;
}

static int
add_end(struct eval *ev, const struct instrument *x, struct due_list *l)
{
	struct deadline d = { .kind = DEADLINE_ORDER_ENDS,
		.order = x,
		.what = "the order ends by itself",
		.met = UNKNOWN,
		.zone = x->zone };
	bool not_sure;
	int r;

	d.earliest = d.latest = instrument_own_end(ev, x, &not_sure);
	if (d.latest.us >= INSTANT_NEVER.us)
		return 0;
	d.unverified = x->until.unverified;
	/* Counted, and moved by nobody: its readings too. */
	if (x->until.kind == END_DUE &&
	    d.latest.us ==
		instrument_end_lies(ev, x, &x->until, PROTECT).last.us) {
		struct instant latest = d.latest;

		if ((r = due_of(ev, x, &x->until, &d)) != 0)
			return r;
		d.latest = latest;
		d.earliest = instant_min(d.earliest, latest);
	}
	return add_deadline(ev->a, l, &d);
}

static int
add_order(struct eval *ev, const struct instrument *x, struct due_list *l)
{
	struct stage_report report = { .collect = true };
	struct view views[VIEW_MAX];
	struct asking was;
	int r = 0;

	if (x->kind == INSTR_FORM || x->covers == NULL ||
	    instrument_in_force(ev, x) == NO || order_members(ev, x) == NO)
		return ev->err;
	was = eval_ask(ev, x);
	(void)instrument_views(ev, x, views);
	if (views[0].each->given) {
		(void)stage_bars(ev, x, views[0].each, &report);
		for (size_t i = 0; i < report.ndeadlines && r == 0; i++)
			r = add_deadline(ev->a, l, &report.deadlines[i]);
	}
	if (r == 0)
		r = add_end(ev, x, l);
	eval_asked(ev, was);
	return r != 0 ? r : ev->err;
}

static void
sort_deadlines(struct due_list *l)
{
	for (size_t i = 1; i < l->n; i++) {
		struct deadline d = l->v[i];
		size_t j = i;

		for (; j > 0 && l->v[j - 1].earliest.us > d.earliest.us; j--)
			l->v[j] = l->v[j - 1];
		l->v[j] = d;
	}
}

int
decide_deadlines(struct arena *a, const struct question *q,
    struct deadline **out, size_t *n)
{
	struct due_list l = { NULL, 0, 0 };
	struct eval ev;
	int r = 0;

	*n = 0;
	*out = NULL;
	if (q->nwho == 0)
		return 0;
	eval_begin(&ev, a, q, q->who[0], q->act->departs);
	ev.texts = true;
	for (size_t i = 0; i < q->law->ninstruments && r == 0; i++) {
		const struct instrument *x = q->law->instruments[i];
		struct asking was;

		if (q->nonly > 0) {
			bool asked = false;

			for (size_t j = 0; j < q->nonly; j++)
				asked |= q->only[j] == x;
			if (!asked)
				continue;
		}
		if ((r = add_order(&ev, x, &l)) != 0 || x->nduties == 0)
			continue;
		if (x->kind == INSTR_FORM || instrument_in_force(&ev, x) == NO)
			continue;
		was = eval_ask(&ev, x);
		if (x->covers == NULL || order_members(&ev, x) != NO)
			r = add_duties(&ev, x, &l);
		eval_asked(&ev, was);
	}
	if (r == 0)
		r = ev.err;
	if (r != 0)
		return r;
	sort_deadlines(&l);
	*out = l.v;
	*n = l.n;
	return 0;
}
