/* stages.c - where a member stands on an order's own clock.
 *
 * SEMANTICS section 8.  The record of one person is replayed as often as
 * it leaves doubt: a branch for each order in which imprecise events may
 * have come, for each event that may or may not have happened, and a whole
 * replay for each reading of a length.  A branch set bars if every branch
 * does, and does not if none does; over readings, one that bars is enough. */

#include "decide/eval.h"

#include <string.h>

/* Which filing of its kind the path has come through, and which events
 * have moved the person already: each moves once, so cycles end. */
struct trail {
	const struct trail *up;
	const struct kind *kind; /* a filing of this kind ... */
	const char *filing;      /* ... is this one */
	const struct fact *used;
};

struct replay {
	struct eval *ev;
	const struct instrument *x;
	const struct each *each;
	struct stage_report *report;
	unsigned steps;
	bool quiet; /* supposing: report nothing */
};

/* An event, or several together, that may move the person on. */
struct candidate {
	struct when w;
	enum tri sure; /* it happened, and counts */
	const struct transition *trans;
	const struct kind *kind;
	const char *filing;
	int step;
	const struct fact *fact[4]; /* the events used */
	size_t nfacts;
	bool carried;      /* before entry, filing open */
	bool open_assumed; /* no closing step recorded, nor
			    * its absence */
};

struct candidates {
	struct candidate *v;
	size_t n, cap;
};

/* Readings of the clock of one stage visit. */
struct limits {
	bool given;
	struct instant d1, d2; /* exclusive end lies in [d1, d2] */
	struct instant latest; /* over all readings */
	const struct transition *within;
};

#define TRIGGER_PARTS 4

static enum tri stage_at(struct replay *rp, int s, struct when entry,
    const struct trail *trail);

static bool
used(const struct trail *t, const struct fact *f)
{
	for (; t != NULL; t = t->up)
		if (t->used == f)
			return true;
	return false;
}

static const char *
trail_filing(const struct trail *t, const struct kind *k)
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

		if (g->kind == f->kind && g->of != NULL && g->filing != NULL &&
		    f->filing != NULL && strcmp(g->filing, f->filing) == 0)
			return g->of;
	}
	return NULL;
}

/* Later steps belong to the filing the path came through, and an appeal to
 * the decision it is of. */
static enum tri
belongs(const struct eval *ev, const struct fact *f, const struct trail *t)
{
	const char *mine = trail_filing(t, f->kind), *of, *up;
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

		if (k == NULL || (up = trail_filing(t, k)) == NULL)
			continue;
		v = of == NULL ? UNKNOWN : tri_of(strcmp(of, up) == 0);
		if (v == YES)
			return YES;
	}
	return v;
}

/* Steps of f's own filing at or before `at` that close it. */
static enum tri
closed_by(struct eval *ev, const struct fact *f, struct instant at,
    bool *recorded)
{
	enum tri v = NO, x;

	*recorded = false;
	for (size_t i = 0; i < ev->who->nfacts; i++) {
		const struct fact *g = ev->who->facts[i];
		struct when w;

		if (g->type != FACT_HAPPENED || g->kind != f->kind ||
		    g->step < 0 || (size_t)g->step < f->kind->first_closing ||
		    g->filing == NULL || f->filing == NULL ||
		    strcmp(g->filing, f->filing) != 0 ||
		    (x = fact_exists(ev, g)) == NO)
			continue;
		*recorded = true;
		w = eval_when(ev, g, &g->from);
		if (w.first.us > at.us)
			continue;
		v = tri_or(v, w.last.us <= at.us ? x : UNKNOWN);
	}
	return v;
}

static bool
closings_absent(struct eval *ev, const struct fact *f, struct instant at)
{
	struct when w = eval_when(ev, f, &f->from);

	for (size_t i = f->kind->first_closing; i < f->kind->nsteps; i++)
		if (!absent_through(ev, f->kind, (int)i, span_of(w.first, at)))
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
	c->sure = tri_and(c->sure,
	    fact_matches(ev, &cond, st->kind, values, f->other));
	c->sure = tri_and(c->sure, for_destination(rp, values, st->kind));
	if (c->sure == YES && contested_event(ev, f))
		c->sure = UNKNOWN;
	c->w = eval_when(ev, f, &f->from);
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
		if (++rp->steps > LIMIT_REPLAY || part >= TRIGGER_PARTS) {
			eval_fail(ev, E_LIMIT);
			return;
		}
		if (part == 0) {
			both = c;
		} else {
			both.w.first = instant_max(both.w.first, c.w.first);
			both.w.last = instant_max(both.w.last, c.w.last);
			both.sure = tri_and(both.sure, c.sure);
			both.fact[both.nfacts++] = c.fact[0];
			both.open_assumed |= c.open_assumed;
		}
		gather_all(rp, tr, part + 1, entry, trail, both, cs);
	}
}

static void
gather(struct replay *rp, const struct stage *st, struct when entry,
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

/* -- What is not recorded ------------------------------------------------- */

/* A filing made before the stage may still have been open at its entry, so
 * only absence from the beginning of the record rules one out, unless the
 * path came through the filing, or through what it is of. */
static bool
step_absent(struct eval *ev, const struct step *st, struct span sp,
    const struct trail *trail)
{
	bool known = st->kind->type != KIND_FILING ||
	    trail_filing(trail, st->kind) != NULL;

	for (size_t i = 0; i < st->kind->nof && !known; i++) {
		const struct kind *of =
		    vocab_kind(ev->q->law->vocab, st->kind->of[i]);

		known = of != NULL && trail_filing(trail, of) != NULL;
	}
	if (!known)
		sp.a = INSTANT_BEGIN;
	return absent_through(ev, st->kind, st->step, sp);
}

/* No event that could meet the trigger happened in sp, on record. */
static bool
trigger_absent(struct eval *ev, const struct transition *tr, struct span sp,
    const struct trail *trail)
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

static void
want_absence(struct replay *rp, const struct stage *st, struct instant end)
{
	struct eval *ev = rp->ev;
	struct buf b;

	if (ev->wants == NULL || rp->quiet)
		return;
	buf_init(&b, ev->a->mem, LIMIT_STRING_BYTES);
	buf_puts(&b, "whether ");
	for (size_t i = 0, n = 0; i < st->ntransitions; i++)
		for (size_t j = 0; j < st->transitions[i].nsteps; j++)
			buf_printf(&b, "%s%s", n++ > 0 ? " or " : "",
			    st->transitions[i].steps[j].path.s);
	buf_puts(&b, " ever happened");
	if (end.us < INSTANT_NEVER.us) {
		buf_puts(&b, " by ");
		zone_print_end(&b, ev->zone, end);
	}
	if (b.failed)
		eval_fail(ev, E_NOMEM);
	else
		eval_want(ev, NULL, arena_strdup(ev->a, b.s));
	buf_release(&b);
}

/* The record leaves open when something happened. */
static void
want_when(struct replay *rp, const struct candidate *c)
{
	struct eval *ev = rp->ev;

	if (ev->wants != NULL && !rp->quiet && c->kind != NULL)
		eval_want(ev, NULL,
		    arena_printf(ev->a, "when exactly %s%s%s happened",
			c->kind->name, c->step >= 0 ? "." : "",
			c->step >= 0 ? c->kind->steps[c->step] : ""));
}

/* -- Moving on ------------------------------------------------------------ */

/* The first stage a branch ends in is the one shown. */
static void
leaf(struct replay *rp, const struct stage *st)
{
	struct stage_report *report = rp->report;

	if (!rp->quiet && report != NULL && report->stage == NULL)
		report->stage = st->id.s;
}

/* Take what is shown, and show `next` in its place. */
static const char *
stage_shown(struct replay *rp, const char *next)
{
	const char *was;

	if (rp->quiet || rp->report == NULL)
		return NULL;
	was = rp->report->stage;
	rp->report->stage = next;
	return was;
}

static enum tri
leaf_value(const struct stage *st)
{
	for (size_t i = 0; i < st->ntransitions; i++)
		if (st->transitions[i].kind == TRANS_TEXT_ONLY)
			return UNKNOWN;
	return st->free ? NO : YES;
}

static enum tri
go_to(struct replay *rp, int then, struct when at, const struct trail *trail)
{
	return then < 0 ? NO : stage_at(rp, then, at, trail);
}

static struct trail
step_trail(const struct candidate *c, const struct trail *up, size_t i)
{
	return (struct trail){ .up = up,
		.kind = i == 0 ? c->kind : NULL,
		.filing = i == 0 ? c->filing : NULL,
		.used = c->fact[i] };
}

/* The value of taking candidate c at time w. */
static enum tri
take(struct replay *rp, const struct candidate *c, struct when w,
    const struct trail *trail)
{
	struct trail t[TRIGGER_PARTS];
	const struct trail *up = trail;

	for (size_t i = 0; i < c->nfacts; i++) {
		t[i] = step_trail(c, up, i);
		if (t[i].kind != NULL && t[i].filing == NULL)
			t[i].kind = NULL;
		up = &t[i];
	}
	return go_to(rp, c->trans->then_stage, w, up);
}

/* Of the closing steps of one filing, one recorded excludes the others. */
static bool
excluded(const struct candidate *c, const struct transition *other)
{
	if (c->kind == NULL || c->kind->type != KIND_FILING ||
	    (size_t)c->step < c->kind->first_closing)
		return false;
	for (size_t i = 0; i < other->nsteps; i++)
		if (other->steps[i].kind != c->kind ||
		    other->steps[i].step < 0 ||
		    (size_t)other->steps[i].step < c->kind->first_closing)
			return false;
	return true;
}

/* A person whom the record takes out of the bar by c: could another event,
 * not recorded absent, have come first and kept the bar? */
static bool
might_have_stayed(struct replay *rp, const struct stage *st,
    const struct candidate *c, struct when entry, const struct trail *trail)
{
	struct span before = span_of(entry.first, c->w.last);
	struct when then = { entry.first, c->w.last };
	bool was = rp->quiet, kept = false;

	rp->quiet = true;
	for (size_t i = 0; i < st->ntransitions && !kept; i++) {
		const struct transition *o = &st->transitions[i];

		if (o->kind != TRANS_ON || o == c->trans || excluded(c, o) ||
		    trigger_absent(rp->ev, o, before, trail))
			continue;
		kept = go_to(rp, o->then_stage, then, trail) != NO;
	}
	rp->quiet = was;
	return kept;
}

/* In a free stage an event not on record may have come before the recorded
 * one c: both are kept. */
static enum tri
or_moved_before(struct replay *rp, const struct stage *st,
    const struct candidate *c, struct when entry, const struct trail *trail,
    enum tri v)
{
	struct span before = span_of(entry.first, c->w.last);
	struct when then = { entry.first, c->w.last };
	bool mine = trail_filing(trail, c->kind) != NULL;

	for (size_t i = 0; i < st->ntransitions; i++) {
		const struct transition *o = &st->transitions[i];

		if (o->kind != TRANS_ON || (o == c->trans && mine) ||
		    (o != c->trans && excluded(c, o)) ||
		    trigger_absent(rp->ev, o, before, trail))
			continue;
		v = tri_agree(v, go_to(rp, o->then_stage, then, trail));
		if (v == UNKNOWN)
			want_absence(rp, st, c->w.last);
	}
	return v;
}

/* What becomes of a person no recorded event has moved: the clock, then
 * the stage itself. */
static enum tri
unmoved(struct replay *rp, const struct stage *st, struct when entry,
    const struct limits *lim, const struct trail *trail)
{
	struct eval *ev = rp->ev;
	enum tri here = leaf_value(st), out = NO, v, otherwise;
	bool absent = true, any = false;
	struct span to_now = { entry.first, ev->t, false, true };

	leaf(rp, st);
	if (here == UNKNOWN && !rp->quiet)
		eval_want(ev, NULL, "a person must read the order's own words");
	if (lim->given)
		out = eval_when_reached(ev, (struct when){ lim->d1, lim->d2 });
	/* An event not recorded has not happened while the stage bars; in a
	 * free stage both are kept. */
	v = here;
	for (size_t i = 0; i < st->ntransitions; i++) {
		const struct transition *tr = &st->transitions[i];

		if (tr->kind != TRANS_ON)
			continue;
		any = true;
		if (lim->given &&
		    !trigger_absent(ev, tr,
			span_of(entry.first,
			    instant_add_minutes(lim->latest, -1)),
			trail))
			absent = false;
		if (!st->free || trigger_absent(ev, tr, to_now, trail))
			continue;
		v = tri_agree(v,
		    go_to(rp, tr->then_stage,
			(struct when){ entry.first, ev->t }, trail));
		if (v == UNKNOWN)
			want_absence(rp, st, INSTANT_NEVER);
	}
	if (out == NO)
		return v;
	otherwise = go_to(rp, lim->within->then_stage,
	    (struct when){ lim->d1, lim->d2 }, trail);
	if (out == YES && (!any || absent))
		return otherwise;
	if (any && !absent && tri_agree(v, otherwise) == UNKNOWN)
		want_absence(rp, st, lim->latest);
	return tri_agree(v, otherwise);
}

/* c may be the first to happen: no certain one is sure to come before. */
static bool
may_be_first(const struct candidates *cs, size_t i, const enum tri *valid)
{
	for (size_t j = 0; j < cs->n; j++)
		if (j != i && valid[j] == YES &&
		    cs->v[j].w.last.us < cs->v[i].w.first.us)
			return false;
	return true;
}

/* One visit to a stage on one reading of its clock. */
static enum tri
visit(struct replay *rp, const struct stage *st, struct when entry,
    const struct limits *lim, const struct candidates *cs,
    const struct trail *trail)
{
	struct eval *ev = rp->ev;
	enum tri *valid, v = UNKNOWN, one, stay = YES;
	bool have = false;

	valid = arena_array(ev->a, cs->n + 1, sizeof(*valid));
	if (valid == NULL)
		return eval_fail(ev, E_NOMEM);
	for (size_t i = 0; i < cs->n; i++) {
		const struct candidate *c = &cs->v[i];

		valid[i] = tri_and(c->sure, eval_when_reached(ev, c->w));
		if (lim->given)
			valid[i] = tri_and(valid[i],
			    c->w.last.us < lim->d1.us         ? YES
				: c->w.first.us >= lim->d2.us ? NO
							      : UNKNOWN);
		if (valid[i] == YES)
			stay = NO;
	}
	for (size_t i = 0; i < cs->n && ev->err == 0; i++) {
		const struct candidate *c = &cs->v[i];
		struct when w = { c->w.first, instant_min(c->w.last, ev->t) };

		if (valid[i] == NO || !may_be_first(cs, i, valid))
			continue;
		one = take(rp, c, w, trail);
		if (one == NO && !st->free &&
		    (c->open_assumed ||
			might_have_stayed(rp, st, c, entry, trail)))
			one = UNKNOWN;
		if (st->free)
			one = or_moved_before(rp, st, c, entry, trail, one);
		/* What leads away from words nobody could encode proves
		 * nothing of when it did. */
		if (leaf_value(st) == UNKNOWN && one == NO)
			one = UNKNOWN;
		if (valid[i] == UNKNOWN && c->sure == YES)
			want_when(rp, c);
		v = have ? tri_agree(v, one) : one;
		have = true;
	}
	if (stay == NO && have)
		return v;
	one = unmoved(rp, st, entry, lim, trail);
	return have ? tri_agree(v, one) : one;
}

static const struct transition *
clock_of(const struct stage *st)
{
	for (size_t i = 0; i < st->ntransitions; i++)
		if (st->transitions[i].kind == TRANS_WITHIN)
			return &st->transitions[i];
	return NULL;
}

/* Ends of the stage's clock for an entry in [first, last]: readings in
 * step, counted from both. */
static int
clock_ends(struct replay *rp, const struct due *due, struct when entry,
    struct due_at *lo, struct due_at *hi, struct when *all)
{
	struct eval *ev = rp->ev;
	struct when from = entry;
	enum tri known;
	int r;

	if (due_trigger(ev, due, &from, &known) && known == NO)
		from = WHEN_NEVER;
	*all = (struct when){ INSTANT_NEVER, INSTANT_BEGIN };
	if ((r = due_count(ev, due, from.first, lo)) != 0 ||
	    (r = due_count(ev, due, from.last, hi)) != 0 ||
	    (r = due_widen(ev, due, from, all)) != 0)
		eval_fail(ev, r);
	return r;
}

static void report_deadline(struct replay *rp, const struct stage *st,
    const struct transition *clock, const struct due_at *lo,
    const struct due_at *hi, const struct candidates *cs, struct when entry,
    const struct trail *trail);

static enum tri
stage_at(struct replay *rp, int s, struct when entry, const struct trail *trail)
{
	struct eval *ev = rp->ev;
	const struct stage *st = &rp->each->stages[s];
	const struct transition *clock = clock_of(st);
	struct candidates cs = { NULL, 0, 0 };
	struct limits lim = { .given = false };
	struct due_at lo, hi;
	struct when all;
	enum tri v = NO;

	if (++rp->steps > LIMIT_REPLAY || ev->depth >= EVAL_DEPTH)
		return eval_fail(ev, E_LIMIT);
	if (ev->err != 0)
		return UNKNOWN;
	ev->depth++;
	gather(rp, st, entry, trail, &cs);
	if (clock == NULL) {
		v = visit(rp, st, entry, &lim, &cs, trail);
		goto out;
	}
	if (clock_ends(rp, &clock->within, entry, &lo, &hi, &all) != 0)
		goto out;
	if (!rp->quiet && rp->report != NULL && rp->report->collect)
		report_deadline(rp, st, clock, &lo, &hi, &cs, entry, trail);
	lim.given = true;
	lim.within = clock;
	lim.latest = instrument_pause(ev, rp->x, entry.first,
	    instant_max(all.last, hi.outs[hi.n - 1].end));
	for (size_t i = 0; (i < lo.n || i < hi.n) && ev->err == 0; i++) {
		size_t j = i < lo.n ? i : lo.n - 1;
		size_t k = i < hi.n ? i : hi.n - 1;
		const char *was = stage_shown(rp, NULL), *here;
		enum tri one;

		lim.d1 = instrument_pause(ev, rp->x, entry.first,
		    instant_min(all.first, lo.outs[j].end));
		lim.d2 = instrument_pause(ev, rp->x, entry.first,
		    instant_max(all.last, hi.outs[k].end));
		one = visit(rp, st, entry, &lim, &cs, trail);
		/* Show where the reading that bars most leads. */
		here = stage_shown(rp, NULL);
		(void)stage_shown(rp, was != NULL && one <= v ? was : here);
		v = tri_or(v, one);
	}
out:
	ev->depth--;
	return ev->err != 0 ? UNKNOWN : v;
}

/* -- Deadlines ------------------------------------------------------------- */

static const char *
trigger_text(struct eval *ev, const struct stage *st)
{
	struct buf b;
	const char *s;

	buf_init(&b, ev->a->mem, LIMIT_STRING_BYTES);
	for (size_t i = 0, n = 0; i < st->ntransitions; i++)
		for (size_t j = 0; j < st->transitions[i].nsteps; j++)
			buf_printf(&b, "%s%s", n++ > 0 ? " or " : "",
			    st->transitions[i].steps[j].path.s);
	s = b.failed ? NULL : arena_strdup(ev->a, b.s);
	if (s == NULL)
		eval_fail(ev, E_NOMEM);
	buf_release(&b);
	return s;
}

/* Was it met, and was that after the earliest reading? */
static void
deadline_met(struct eval *ev, const struct candidates *cs,
    struct instant earliest, struct instant latest, struct deadline *d)
{
	for (size_t i = 0; i < cs->n; i++) {
		const struct candidate *c = &cs->v[i];

		if (c->w.first.us > ev->t.us || c->w.first.us >= latest.us)
			continue;
		d->met = tri_or(d->met, c->sure);
		if (c->sure == YES && c->w.last.us >= earliest.us)
			d->late_on_early = true;
	}
}

static void
report_deadline(struct replay *rp, const struct stage *st,
    const struct transition *clock, const struct due_at *lo,
    const struct due_at *hi, const struct candidates *cs, struct when entry,
    const struct trail *trail)
{
	struct eval *ev = rp->ev;
	struct stage_report *rep = rp->report;
	struct deadline *d;

	for (size_t i = 0; i < rep->ndeadlines; i++)
		if (rep->deadlines[i].stage == st->id.s &&
		    rep->deadlines[i].earliest.us == lo->outs[0].end.us)
			return;
	d = arena_grow(ev->a, rep->deadlines, rep->ndeadlines, &rep->cap,
	    sizeof(*d));
	if (d == NULL) {
		eval_fail(ev, E_NOMEM);
		return;
	}
	rep->deadlines = d;
	d = &rep->deadlines[rep->ndeadlines];
	memset(d, 0, sizeof(*d));
	d->kind = DEADLINE_MEMBER;
	d->order = rp->x;
	d->zone = ev->zone;
	d->stage = st->id.s;
	d->what = trigger_text(ev, st);
	/* Counsel's clock runs on while the order is suspended. */
	d->earliest = lo->outs[0].end;
	d->latest =
	    instrument_pause(ev, rp->x, entry.first, hi->outs[hi->n - 1].end);
	d->has_safe = d->earliest.us < INSTANT_NEVER.us &&
	    d->earliest.us > INSTANT_BEGIN.us &&
	    count_safe_day(&ev->cal, ev->zone, d->earliest, &d->safe) == 0;
	d->consequence = clock->ends != NULL ? clock->ends : clock->then.s;
	d->arithmetic = arena_array(ev->a, hi->n, sizeof(*d->arithmetic));
	if (d->arithmetic == NULL) {
		eval_fail(ev, E_NOMEM);
		return;
	}
	for (size_t i = 0; i < hi->n; i++)
		d->arithmetic[d->narithmetic++] = hi->outs[i].why;
	d->met = NO;
	for (size_t i = 0; i < st->ntransitions; i++)
		if (st->transitions[i].kind == TRANS_ON &&
		    !trigger_absent(ev, &st->transitions[i],
			span_of(entry.first,
			    instant_min(ev->t,
				instant_add_minutes(d->latest, -1))),
			trail))
			d->met = UNKNOWN;
	deadline_met(ev, cs, d->earliest, d->latest, d);
	rep->ndeadlines++;
}

/* -- Members and filings ----------------------------------------------------
 */

static enum tri
member_bars(struct replay *rp)
{
	struct eval *ev = rp->ev;
	struct begins b;
	enum tri v = NO;

	instrument_begins(ev, rp->x, &b);
	for (size_t i = 0; i < b.n && v != YES; i++) {
		enum tri begun = eval_when_reached(ev, b.w[i]);

		if (begun == NO)
			continue;
		v = tri_or(v,
		    tri_and(begun == YES ? YES : UNKNOWN,
			stage_at(rp, 0, b.w[i], NULL)));
		/* Inside an hour of entry that is not known, the member
		 * stands in the first stage if anywhere. */
	}
	return v;
}

/* A clock for each filing of a kind: it starts at the filing's first step. */
static enum tri
filings_bar(struct replay *rp)
{
	struct eval *ev = rp->ev;
	const struct kind *k = rp->each->filing;
	struct expr where = { .kind = EXPR_FACT,
		.fact = k,
		.step = 0,
		.where = rp->each->where };
	struct span all = { INSTANT_BEGIN, ev->t, false, true };
	enum tri v = NO, one;

	for (size_t i = 0; i < ev->who->nfacts && v != YES; i++) {
		const struct fact *f = ev->who->facts[i];
		struct trail t = { .kind = k, .filing = f->filing, .used = f };
		struct when w;

		if (f->type != FACT_HAPPENED || f->kind != k || f->step != 0)
			continue;
		w = eval_when(ev, f, &f->from);
		one = tri_and(fact_exists(ev, f), eval_when_reached(ev, w));
		if (one == YES && contested_event(ev, f))
			one = UNKNOWN;
		if (one != NO)
			one = tri_and(one,
			    fact_matches(ev, &where, k, filing_fields(ev, f),
				f->other));
		if (one == NO)
			continue;
		reason_fact(ev, f);
		w.last = instant_min(w.last, ev->t);
		v = tri_or(v, tri_and(one, stage_at(rp, 0, w, &t)));
	}
	/* A filing not on record is unknown unless its absence is. */
	if (v == NO && !absent_through(ev, k, 0, all)) {
		struct buf b;

		buf_init(&b, ev->a->mem, LIMIT_STRING_BYTES);
		buf_printf(&b, "whether %s.%s ever happened", k->name,
		    k->steps[0]);
		if (ev->wants != NULL && !b.failed)
			eval_want(ev, NULL, arena_strdup(ev->a, b.s));
		buf_release(&b);
		v = UNKNOWN;
	}
	return v;
}

/* Whether the stages bar: yes, no, or it depends on what is not known. */
enum tri
stage_bars(struct eval *ev, const struct instrument *x, const struct each *each,
    struct stage_report *report)
{
	struct replay rp = { .ev = ev, .x = x, .each = each, .report = report };

	if (!each->given || each->nstages == 0)
		return YES;
	return each->filing != NULL ? filings_bar(&rp) : member_bars(&rp);
}
