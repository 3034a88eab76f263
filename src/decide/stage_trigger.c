/* stage_trigger.c - which recorded events meet a stage's triggers, and which
 * are recorded absent (SEMANTICS 8.1, 8.3). */

#include <assert.h>
#include <string.h>

#include "decide/stages.h"

static bool
used(const struct trail *t, const struct fact *f)
{
	for (; t != NULL; t = t->up)
		if (t->used == f)
			return true;
	return false;
}

const char *
stage_trail_filing(const struct trail *t, const struct kind *k)
{
	for (; t != NULL; t = t->up)
		if (t->kind == k)
			return t->filing;
	return NULL;
}

static const char *
filing_of(const struct eval *ev, const struct fact *f)
{
	if (f->of != NULL)
		return f->of;
	for (size_t i = 0; i < ev->who->nfacts; i++) {
		const struct fact *g = ev->who->facts[i];

		if (g->kind == f->kind && g->of != NULL && same_filing(g, f))
			return g->of;
	}
	return NULL;
}

/* Later steps belong to the filing the path came through, and an appeal to
 * the decision it is of. */
static enum tri
belongs(const struct eval *ev, const struct fact *f, const struct trail *t)
{
	const char *mine = stage_trail_filing(t, f->kind), *of, *up;
	enum tri v = YES;

	if (f->kind->type != KIND_FILING)
		return YES;
	if (mine != NULL)
		return f->filing == NULL ? UNKNOWN
					 : tri_of(strcmp(mine, f->filing) == 0);
	of = filing_of(ev, f);
	for (size_t i = 0; i < f->kind->nof; i++) {
		const struct kind *k =
		    vocab_kind(ev->q->law->vocab, f->kind->of[i]);

		if (k == NULL || (up = stage_trail_filing(t, k)) == NULL)
			continue;
		v = of == NULL ? UNKNOWN : tri_of(strcmp(of, up) == 0);
		if (v == YES)
			return YES;
	}
	return v;
}

/* Steps of f's own filing at or before `at`, but not later than the act,
 * that close it. */
static enum tri
closed_by(struct eval *ev, const struct fact *f, struct instant at,
    bool *recorded)
{
	enum tri v = NO, x;
	bool now = at.us >= ev->t.us;

	*recorded = false;
	for (size_t i = 0; i < ev->who->nfacts; i++) {
		const struct fact *g = ev->who->facts[i];
		struct when w;

		if (g->type != FACT_HAPPENED || g->kind != f->kind ||
		    g->step < 0 || (size_t)g->step < f->kind->first_closing ||
		    !same_filing(g, f) || (x = fact_exists(ev, g)) == NO)
			continue;
		*recorded = true;
		w = eval_when(ev, g, &g->from);
		if (now)
			x = tri_and(x, eval_when_reached(ev, w));
		else if (w.first.us > at.us)
			x = NO;
		else if (w.last.us > at.us)
			x = tri_and(x, UNKNOWN);
		v = tri_or(v, x);
	}
	return v;
}

static bool
closings_absent(struct eval *ev, const struct fact *f, struct instant at)
{
	struct when w = eval_when(ev, f, &f->from);

	struct span sp = { w.first, instant_min(at, ev->t), false,
		at.us >= ev->t.us };

	for (size_t i = f->kind->first_closing; i < f->kind->nsteps; i++)
		if (!absent_through(ev, f->kind, (int)i, sp))
			return false;
	return true;
}

/* For each destination its own clock: an event that names a country counts
 * only for that one. */
static enum tri
for_destination(struct replay *rp, const struct value *values,
    const struct kind *k)
{
	const struct act *act = rp->ev->act;
	int f = kind_field(k, "country"), slot;

	if (!rp->each->by_destination)
		return YES;
	if (f < 0)
		f = kind_field(k, "to");
	if (f < 0)
		return YES;
	slot = act_slot(act->kind, "to");
	if (values == NULL || slot < 0)
		return UNKNOWN;
	return value_is(&values[f], &act->slots[slot]);
}

/* Whether the event f meets one step of a trigger, for a person who
 * entered the stage at `entry`. */
static bool
meets(struct replay *rp, const struct step *st, const struct fact *f,
    struct when entry, const struct trail *trail, struct candidate *c)
{
	struct eval *ev = rp->ev;
	struct expr cond = { .kind = EXPR_FACT,
		.fact = st->kind,
		.step = st->step,
		.where = st->where };
	const struct value *values;
	bool recorded;
	enum tri since;

	memset(c, 0, sizeof(*c));
	if (f->type != FACT_HAPPENED || f->kind != st->kind ||
	    (st->step >= 0 && f->step != st->step) || used(trail, f))
		return false;
	c->sure = tri_and(fact_exists(ev, f), belongs(ev, f, trail));
	if (c->sure == NO)
		return false;
	values = filing_fields(ev, f);
	c->sure = tri_and(c->sure, fact_matches(ev, &cond, f, values));
	c->sure = tri_and(c->sure, for_destination(rp, values, st->kind));
	if (c->sure == YES && contested_event(ev, f))
		c->sure = UNKNOWN;
	c->w = eval_when(ev, f, &f->from);
	c->reached = eval_when_reached(ev, c->w);
	since = c->w.first.us >= entry.last.us ? YES
	    : c->w.last.us < entry.first.us    ? NO
					       : UNKNOWN;
	if (since != YES && f->kind->type == KIND_FILING) {
		/* Still open at entry: met at entry. */
		enum tri open =
		    tri_not(closed_by(ev, f, entry.last, &recorded));

		c->carried = open != NO;
		c->open_assumed =
		    !recorded && !closings_absent(ev, f, entry.last);
		since = tri_or(since, open);
	}
	c->sure = tri_and(c->sure, since);
	c->w.first = instant_max(c->w.first, entry.first);
	c->w.last = instant_max(c->w.last, c->w.first);
	if (c->carried)
		c->w.last = instant_max(c->w.last, entry.last);
	c->kind = f->kind;
	c->filing = f->filing;
	c->step = f->step;
	c->fact[c->nfacts++] = f;
	return c->sure != NO;
}

static int
push(struct eval *ev, struct candidates *cs, const struct candidate *c)
{
	struct candidate *v;

	v = arena_grow(ev->a, cs->v, cs->n, &cs->cap, sizeof(*v));
	if (v == NULL) {
		eval_fail(ev, E_NOMEM);
		return E_NOMEM;
	}
	cs->v = v;
	cs->v[cs->n++] = *c;
	return 0;
}

/* `a and b`: the last of them.  Every combination of recorded events. */
static void
gather_all(struct replay *rp, const struct transition *tr, size_t part,
    struct when entry, const struct trail *trail, struct candidate so_far,
    struct candidates *cs)
{
	struct eval *ev = rp->ev;

	assert(tr->nsteps <= LIMIT_TOGETHER);
	if (part == tr->nsteps) {
		so_far.trans = tr;
		(void)push(ev, cs, &so_far);
		return;
	}
	for (size_t i = 0; i < ev->who->nfacts && ev->err == 0; i++) {
		struct candidate c, both = so_far;

		if (!meets(rp, &tr->steps[part], ev->who->facts[i], entry,
			trail, &c))
			continue;
		if (++rp->steps > LIMIT_REPLAY) {
			eval_fail(ev, E_LIMIT);
			return;
		}
		if (part == 0) {
			both = c;
		} else {
			both.w.first = instant_max(both.w.first, c.w.first);
			both.w.last = instant_max(both.w.last, c.w.last);
			both.sure = tri_and(both.sure, c.sure);
			both.reached = tri_and(both.reached, c.reached);
			both.fact[both.nfacts++] = c.fact[0];
			both.open_assumed |= c.open_assumed;
		}
		gather_all(rp, tr, part + 1, entry, trail, both, cs);
	}
}

void
stage_gather(struct replay *rp, const struct stage *st, struct when entry,
    const struct trail *trail, struct candidates *cs)
{
	struct candidate none, c;
	struct eval *ev = rp->ev;

	memset(&none, 0, sizeof(none));
	for (size_t i = 0; i < st->ntransitions; i++) {
		const struct transition *tr = &st->transitions[i];

		if (tr->kind != TRANS_ON)
			continue;
		if (tr->all) {
			gather_all(rp, tr, 0, entry, trail, none, cs);
			continue;
		}
		for (size_t j = 0; j < tr->nsteps; j++)
			for (size_t k = 0; k < ev->who->nfacts; k++)
				if (meets(rp, &tr->steps[j], ev->who->facts[k],
					entry, trail, &c)) {
					c.trans = tr;
					if (push(ev, cs, &c) != 0)
						return;
				}
	}
}

/* A later step of a filing is on record, its first is not: so the filing was
 * made, nobody says when, in sp or before. */
static bool
filed_unseen(struct eval *ev, const struct step *st, struct span sp)
{
	for (size_t i = 0; i < ev->who->nfacts; i++) {
		const struct fact *f = ev->who->facts[i], *g;
		bool seen = false;

		if (f->type != FACT_HAPPENED || f->kind != st->kind ||
		    f->step <= 0 || fact_exists(ev, f) == NO ||
		    eval_when(ev, f, &f->from).last.us < sp.a.us)
			continue;
		for (size_t j = 0; j < ev->who->nfacts && !seen; j++) {
			g = ev->who->facts[j];
			seen = g->type == FACT_HAPPENED && g->kind == f->kind &&
			    g->step == 0 && same_filing(g, f) &&
			    fact_exists(ev, g) != NO;
		}
		if (!seen)
			return true;
	}
	return false;
}

/* A filing made before the stage may still have been open at its entry, so
 * only absence from the beginning of the record rules one out, unless the
 * path came through the filing, or through what it is of. */
static bool
step_absent(struct eval *ev, const struct step *st, struct span sp,
    const struct trail *trail)
{
	bool known = st->kind->type != KIND_FILING ||
	    stage_trail_filing(trail, st->kind) != NULL;

	for (size_t i = 0; i < st->kind->nof && !known; i++) {
		const struct kind *of =
		    vocab_kind(ev->q->law->vocab, st->kind->of[i]);

		known = of != NULL && stage_trail_filing(trail, of) != NULL;
	}
	if (!known)
		sp.a = INSTANT_BEGIN;
	if (st->kind->type == KIND_FILING && st->step == 0 &&
	    filed_unseen(ev, st, sp))
		return false;
	return absent_through(ev, st->kind, st->step, sp);
}

/* No event that could meet the trigger happened in sp, on record. */
bool
stage_trigger_absent(struct eval *ev, const struct transition *tr,
    struct span sp, const struct trail *trail)
{
	for (size_t i = 0; i < tr->nsteps; i++) {
		bool gone = step_absent(ev, &tr->steps[i], sp, trail);

		if (tr->all && gone)
			return true; /* one missing is enough */
		if (!tr->all && !gone)
			return false;
	}
	return !tr->all;
}
