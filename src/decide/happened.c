/* happened.c - events and filings: what the record says happened, when the
 * last one did, and which filings are open.
 *
 * SEMANTICS section 2.  One-sided as held.c is (P1). */

#include "decide/held.h"

#include <string.h>

static bool
is_step(const struct fact *f, const struct kind *k, int step)
{
	return f->type == FACT_HAPPENED && f->kind == k &&
	    (step < 0 || f->step == step);
}

bool
same_filing(const struct fact *a, const struct fact *b)
{
	return a->filing != NULL && b->filing != NULL &&
	    strcmp(a->filing, b->filing) == 0;
}

/* What the other steps of f's filing say of a field that f leaves out; where
 * they differ nobody knows. */
static struct value
filing_field(struct eval *ev, const struct fact *f, size_t field)
{
	static const struct value none;
	struct value v = none;

	for (size_t i = 0; i < ev->who->nfacts; i++) {
		const struct fact *g = ev->who->facts[i];

		if (g == f || g->fields == NULL || !is_step(g, f->kind, -1) ||
		    !same_filing(f, g) || fact_exists(ev, g) != YES ||
		    g->fields[field].kind == VALUE_NONE)
			continue;
		if (v.kind != VALUE_NONE && !value_equal(&v, &g->fields[field]))
			return none;
		/* A time written in another zone is another time. */
		if (g->fields[field].kind == VALUE_MOMENT && g->zone != f->zone)
			return none;
		v = g->fields[field];
	}
	return v;
}

/* A step's fields are the filing's: what this step leaves out another may
 * say. */
const struct value *
filing_fields(struct eval *ev, const struct fact *f)
{
	struct value *v;

	if (f->kind->type != KIND_FILING || f->kind->nfields == 0)
		return f->fields;
	v = arena_array(ev->a, f->kind->nfields, sizeof(*v));
	if (v == NULL) {
		eval_fail(ev, E_NOMEM);
		return f->fields;
	}
	for (size_t j = 0; j < f->kind->nfields; j++)
		v[j] = f->fields != NULL && f->fields[j].kind != VALUE_NONE
		    ? f->fields[j]
		    : filing_field(ev, f, j);
	return v;
}

/* An absence speaks against the event. */
bool
contested_event(struct eval *ev, const struct fact *f)
{
	struct when w = eval_when(ev, f, &f->from);

	return contested(ev, f->kind, f->step, w.first, w.last, w.last);
}

/* x >= a; of a stretch that begins with t, noting the minute after x, at which
 * it no longer is. */
static bool
from_a(struct eval *ev, const struct span *sp, struct instant x)
{
	if (sp->a_now)
		eval_note(ev, instant_add_minutes(x, 1));
	return x.us >= sp->a.us;
}

static enum tri
one_happened(struct eval *ev, const struct expr *e, const struct fact *f,
    const struct span *sp)
{
	struct when w = eval_when(ev, f, &f->from);
	enum tri in, v = fact_exists(ev, f);

	if (v == NO)
		return NO;
	if (!by_b(ev, sp, w.first) || !from_a(ev, sp, w.last))
		return NO;
	in = by_b(ev, sp, w.last) && from_a(ev, sp, w.first) ? YES : UNKNOWN;
	v = tri_and(v,
	    tri_and(in, fact_matches(ev, e, f, filing_fields(ev, f))));
	if (v == YES && contested_event(ev, f))
		v = UNKNOWN;
	if (v != NO)
		reason_fact(ev, f);
	return v;
}

/* At some instant of sp an event of the kind happened. */
enum tri
happened_some(struct eval *ev, const struct expr *e, struct span sp)
{
	enum tri v = NO;

	for (size_t i = 0; i < ev->who->nfacts && v != YES; i++) {
		const struct fact *f = ev->who->facts[i];

		if (is_step(f, e->fact, e->step))
			v = tri_or(v, one_happened(ev, e, f, &sp));
	}
	if (v == NO && !absent_through(ev, e->fact, e->step, sp))
		v = UNKNOWN;
	return v;
}

/* `motion_to_reopen now`: a filing is open, from its first step to a
 * closing one. */
enum tri
filing_open_now(struct eval *ev, const struct expr *e)
{
	struct span all = { INSTANT_BEGIN, ev->t, false, true };
	const struct kind *k = e->fact;
	struct expr closing = *e;
	enum tri v = NO, o;

	closing.where = NULL;
	for (size_t i = 0; i < ev->who->nfacts; i++) {
		const struct fact *f = ev->who->facts[i];

		if (!is_step(f, k, 0))
			continue;
		o = one_happened(ev, e, f, &all);
		for (size_t j = 0; o != NO && j < ev->who->nfacts; j++) {
			const struct fact *g = ev->who->facts[j];

			if (!is_step(g, k, -1) || !same_filing(f, g) ||
			    (size_t)g->step < k->first_closing)
				continue;
			o = tri_and(o,
			    tri_not(one_happened(ev, &closing, g, &all)));
		}
		v = tri_or(v, o);
	}
	if (v == NO && !absent_through(ev, k, 0, all))
		v = UNKNOWN;
	return v;
}

/* The last event of the kind by t: where it may lie.  Later than t where
 * nothing says that no other came, or that the last one recorded has come:
 * what is counted from it then ends no sooner than it does from t, whatever
 * t is, and the count does not move with t. */
struct when
last_event(struct eval *ev, const struct kind *k, int step, enum tri *known)
{
	struct when w = { INSTANT_BEGIN, INSTANT_BEGIN };
	struct span after;
	enum tri x;

	*known = NO;
	for (size_t i = 0; i < ev->who->nfacts; i++) {
		const struct fact *f = ev->who->facts[i];
		struct when at;

		if (!is_step(f, k, step) || (x = fact_exists(ev, f)) == NO)
			continue;
		if (x == YES && contested_event(ev, f))
			x = UNKNOWN;
		at = eval_when(ev, f, &f->from);
		if (!eval_reached(ev, at.first))
			continue;
		if (x == YES && eval_reached(ev, at.last)) {
			w.first = instant_max(w.first, at.first);
			*known = YES;
		} else {
			*known = tri_or(*known, UNKNOWN);
		}
		w.last = instant_max(w.last, at.last);
	}
	/* Another in the same minute would be no later. */
	after =
	    (struct span){ instant_add_minutes(w.last, 1), ev->t, false, true };
	if (w.last.us <= ev->t.us && !absent_through(ev, k, step, after)) {
		w.last = INSTANT_NEVER;
		*known = tri_or(*known, UNKNOWN);
	}
	return w;
}

struct when
event_may(struct eval *ev, const struct kind *k, int step)
{
	struct when may = { INSTANT_NEVER, INSTANT_BEGIN }, w;

	for (size_t i = 0; i < ev->who->nfacts; i++) {
		const struct fact *f = ev->who->facts[i];

		if (!is_step(f, k, step) || fact_exists(ev, f) == NO)
			continue;
		w = eval_when(ev, f, &f->from);
		if (!eval_reached(ev, w.first))
			continue;
		may.first = instant_min(may.first, w.first);
		may.last = instant_max(may.last, w.last);
	}
	return may;
}

/* `notice(...) at least N before act`: the whole period, latest reading,
 * has run before the act begins. */
enum tri
noticed_before_act(struct eval *ev, const struct expr *e)
{
	struct span sp = { INSTANT_BEGIN, ev->t, false, true };
	struct instant earliest, latest, may;
	enum tri v = NO, x;

	for (size_t i = 0; i < ev->who->nfacts; i++) {
		const struct fact *f = ev->who->facts[i];
		struct when w;

		if (!is_step(f, e->fact, e->step))
			continue;
		x = one_happened(ev, e, f, &sp);
		if (x == NO)
			continue;
		w = eval_when(ev, f, &f->from);
		if (w.first.us <= INSTANT_BEGIN.us) {
			v = tri_or(v, UNKNOWN);
			continue;
		}
		if (count_ends(ev, &e->notice, w.first, &earliest, &may) != 0 ||
		    count_ends(ev, &e->notice, w.last, &earliest, &latest) != 0)
			return UNKNOWN;
		if (!eval_reached(ev, latest))
			x = eval_reached(ev, may) ? tri_and(x, UNKNOWN) : NO;
		/* What lifts a bar on an unverified length is unknown. */
		if (x == YES && e->notice.unverified) {
			ev->shown_unverified = true;
			x = ev->shown ? YES : UNKNOWN;
		}
		v = tri_or(v, x);
	}
	if (v == NO && !absent_through(ev, e->fact, e->step, sp))
		v = UNKNOWN;
	return v;
}
