/* stages.c - where a member stands on an order's own clock.
 *
 * SEMANTICS section 8.  The record of one person is replayed as often as
 * it leaves doubt: a branch for each order in which imprecise events may
 * have come, for each event that may or may not have happened, and a whole
 * replay for each reading of a length.  A branch set bars if every branch
 * does, and does not if none does; over readings, one that bars is enough. */

#include <assert.h>
#include <limits.h>
#include <string.h>

#include "decide/stages.h"

static enum tri stage_at(struct replay *rp, int s, struct when entry,
    const struct trail *trail);

/* The first stage a branch ends in is the one shown. */
static void
leaf(struct replay *rp, const struct stage *st)
{
	if (!rp->quiet && rp->report->stage == NULL)
		rp->report->stage = st->id.s;
}

/* Take what is shown, and show `next` in its place. */
static const char *
stage_shown(struct replay *rp, const char *next)
{
	const char *was;

	if (rp->quiet)
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

/* What may have happened has led round to a stage that is being visited
 * for every entry this could be: it leads nowhere that is not being looked
 * at already. */
static bool
circling(struct replay *rp, int then, struct when at, const struct trail *trail)
{
	for (const struct visiting *p = rp->path; p != NULL; p = p->up)
		if (p->stage == then && p->trail == trail &&
		    p->entry.first.us <= at.first.us &&
		    p->entry.last.us >= at.last.us) {
			if (p->depth < rp->cut)
				rp->cut = p->depth;
			return true;
		}
	return false;
}

/* Whether what branches would say is asked for, beside their value.  Only
 * up to a bound: branches can be very many. */
#define STEPS_TOLD 512

static bool
telling(const struct replay *rp)
{
	return !rp->quiet && rp->steps <= STEPS_TOLD &&
	    (rp->ev->wants != NULL || rp->report->collect);
}

/* Branches that differ stay in doubt whatever others there are. */
static bool
settled(const struct replay *rp, enum tri v)
{
	return v == UNKNOWN && !telling(rp);
}

/* They last as long as the replay. */
static struct trail *
trail_new(struct replay *rp, size_t n)
{
	struct trail *t = arena_array(rp->ev->a, n, sizeof(*t));

	if (t == NULL)
		eval_fail(rp->ev, E_NOMEM);
	return t;
}

/* The value of taking candidate c. */
static enum tri
take(struct replay *rp, const struct candidate *c, const struct trail *trail)
{
	struct trail *t = trail_new(rp, c->nfacts);
	const struct trail *up = trail;

	if (t == NULL)
		return UNKNOWN;
	/* Of each event of `a and b` that is a step, the path comes through
	 * its filing. */
	for (size_t i = 0; i < c->nfacts; i++) {
		const struct fact *f = c->fact[i];

		t[i] = (struct trail){ .up = up,
			.kind = f->filing != NULL ? f->kind : NULL,
			.filing = f->filing,
			.used = f };
		up = &t[i];
	}
	return go_to(rp, c->trans->then_stage, c->w, up);
}

/* Of the closing steps of one filing, one recorded excludes the others. */
static bool
excluded(const struct candidate *c, const struct transition *other)
{
	if (c->kind->type != KIND_FILING ||
	    (size_t)c->step < c->kind->first_closing)
		return false;
	for (size_t i = 0; i < other->nsteps; i++)
		if (other->steps[i].kind != c->kind ||
		    (size_t)other->steps[i].step < c->kind->first_closing)
			return false;
	return true;
}

/* From entry until c moved the person on, which it has by the act. */
static struct span
until_moved(const struct eval *ev, const struct candidate *c, struct when entry)
{
	return (struct span){ entry.first, instant_min(c->w.last, ev->t), false,
		c->w.last.us >= ev->t.us };
}

/* A person whom the record takes out of the bar by c: could another event,
 * not recorded absent, have come first and kept the bar? */
static bool
might_have_stayed(struct replay *rp, const struct stage *st,
    const struct candidate *c, struct when entry, const struct trail *trail)
{
	struct span before = until_moved(rp->ev, c, entry);
	struct when then = { entry.first, c->w.last };
	bool was = rp->quiet, kept = false;

	rp->quiet = true;
	for (size_t i = 0; i < st->ntransitions && !kept; i++) {
		const struct transition *o = &st->transitions[i];

		if (o->kind != TRANS_ON || o == c->trans || excluded(c, o) ||
		    circling(rp, o->then_stage, then, trail) ||
		    stage_trigger_absent(rp->ev, o, before, trail))
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
	struct span before = until_moved(rp->ev, c, entry);
	struct when then = { entry.first, c->w.last };
	bool mine = stage_trail_filing(trail, c->kind) != NULL;

	for (size_t i = 0; i < st->ntransitions && !settled(rp, v); i++) {
		const struct transition *o = &st->transitions[i];

		if (o->kind != TRANS_ON || (o == c->trans && mine) ||
		    (o != c->trans && excluded(c, o)) ||
		    circling(rp, o->then_stage, then, trail) ||
		    stage_trigger_absent(rp->ev, o, before, trail))
			continue;
		v = tri_agree(v, go_to(rp, o->then_stage, then, trail));
		if (v == UNKNOWN)
			stage_want_absence(rp, st, c->w.last);
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
	bool absent = true, any = false, sure;
	struct span to_now = { entry.first, ev->t, false, true };
	struct when sometime = { entry.first, INSTANT_NEVER };
	struct when late = { lim->d1, lim->d2 };

	leaf(rp, st);
	if (here == UNKNOWN && !rp->quiet)
		eval_want(ev, NULL, NULL,
		    "a person must read the order's own words");
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
		    !stage_trigger_absent(ev, tr,
			span_of(entry.first,
			    instant_add_minutes(lim->latest, -1)),
			trail))
			absent = false;
		if (!st->free || settled(rp, v) ||
		    circling(rp, tr->then_stage, sometime, trail) ||
		    stage_trigger_absent(ev, tr, to_now, trail))
			continue;
		v = tri_agree(v, go_to(rp, tr->then_stage, sometime, trail));
		if (v == UNKNOWN)
			stage_want_absence(rp, st, INSTANT_NEVER);
	}
	sure = out == YES && (!any || absent);
	if (out == NO ||
	    (!sure &&
		(settled(rp, v) ||
		    circling(rp, lim->within->then_stage, late, trail))))
		return v;
	otherwise = go_to(rp, lim->within->then_stage, late, trail);
	/* What rests on a length nobody verified, or on words nobody could
	 * encode, never shows that the bar is over. */
	if (otherwise == NO && (here == UNKNOWN || lim->unverified))
		otherwise = UNKNOWN;
	if (sure)
		return otherwise;
	if (any && !absent && tri_agree(v, otherwise) == UNKNOWN)
		stage_want_absence(rp, st, lim->latest);
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

/* c moved the person while the clock ran. */
static enum tri
in_time(const struct limits *lim, const struct candidate *c)
{
	if (!lim->given || c->w.last.us < lim->d1.us)
		return YES;
	return c->w.first.us >= lim->d2.us ? NO : UNKNOWN;
}

/* Two readings of the clock, b ending no sooner than a, take the person the
 * same way: they are one, or neither has run out and each event is as timely
 * on the one as on the other. */
static bool
same_way(const struct replay *rp, const struct limits *a,
    const struct limits *b, const struct candidates *cs)
{
	assert(a->d1.us <= b->d1.us);
	if (a->d1.us == b->d1.us && a->d2.us == b->d2.us)
		return true;
	if (a->d1.us <= rp->ev->t.us)
		return false;
	for (size_t i = 0; i < cs->n; i++)
		if (in_time(a, &cs->v[i]) != in_time(b, &cs->v[i]))
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

		valid[i] =
		    tri_and(tri_and(c->sure, c->reached), in_time(lim, c));
		if (valid[i] == YES)
			stay = NO;
	}
	for (size_t i = 0; i < cs->n && ev->err == 0; i++) {
		const struct candidate *c = &cs->v[i];

		if (valid[i] == NO || !may_be_first(cs, i, valid) ||
		    (have && settled(rp, v)))
			continue;
		one = take(rp, c, trail);
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
			stage_want_when(rp, c);
		v = have ? tri_agree(v, one) : one;
		have = true;
	}
	if (have && (stay == NO || settled(rp, v)))
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

/* Ends of the stage's clock for an entry in [first, last]. */
static int
clock_ends(struct eval *ev, const struct due *due, struct when entry,
    struct due_ends *at)
{
	struct when from = entry;
	enum tri known;
	int r;

	if (due_trigger(ev, due, &from, &known) && known == NO)
		from = WHEN_NEVER;
	if ((r = due_ends(ev, due, from, at)) != 0)
		eval_fail(ev, r);
	return r;
}

/* A clock that starts a bar does not stand still for it. */
static struct instant
paused(struct replay *rp, const struct stage *st, enum pause how,
    struct instant from, struct instant end)
{
	return st->free ? end : instrument_pause(rp->ev, rp->x, how, from, end);
}

/* A visit, where the reading that bars most leads being what is shown. */
static enum tri
visit_also(struct replay *rp, const struct stage *st, struct when entry,
    const struct limits *lim, const struct candidates *cs,
    const struct trail *trail, enum tri v)
{
	const char *was = stage_shown(rp, NULL), *now;
	enum tri one = visit(rp, st, entry, lim, cs, trail);

	now = stage_shown(rp, NULL);
	(void)stage_shown(rp, was != NULL && one <= v ? was : now);
	return tri_or(v, one);
}

/* How long the order was suspended may be doubtful: on the shortest reading
 * the clock ends sooner, and what was in time on the longest may not have
 * been; or anywhere between. */
static enum tri
paused_less(struct replay *rp, const struct stage *st, struct when entry,
    struct limits lim, struct when end, const struct candidates *cs,
    const struct trail *trail, enum tri v)
{
	struct instant most = lim.d2;

	end.first = paused(rp, st, PAUSE_LEAST, entry.first, end.first);
	end.last = paused(rp, st, PAUSE_LEAST, entry.first, end.last);
	if (end.first.us == lim.d1.us && end.last.us == lim.d2.us)
		return v;
	(void)eval_when_reached(rp->ev, end);
	lim.d1 = end.first;
	lim.d2 = end.last;
	v = visit_also(rp, st, entry, &lim, cs, trail, v);
	lim.d2 = most;
	return visit_also(rp, st, entry, &lim, cs, trail, v);
}

static enum tri
stage_at(struct replay *rp, int s, struct when entry, const struct trail *trail)
{
	struct eval *ev = rp->ev;
	const struct stage *st = &rp->each->stages[s];
	const struct transition *clock = clock_of(st);
	struct visiting here = { .up = rp->path,
		.depth = rp->path != NULL ? rp->path->depth + 1 : 0,
		.stage = s,
		.entry = entry,
		.trail = trail };
	struct candidates cs = { NULL, 0, 0 };
	struct limits lim = { .given = false }, before = lim;
	const char *shown = rp->report->stage;
	unsigned cut = rp->cut;
	struct due_ends at;
	enum tri v = NO;

	if (++rp->steps > LIMIT_REPLAY || ev->depth >= EVAL_DEPTH)
		return eval_fail(ev, E_LIMIT);
	if (ev->err != 0)
		return UNKNOWN;
	if (stage_recall(rp, s, entry, trail, &v))
		return v;
	ev->depth++;
	rp->cut = UINT_MAX;
	/* Taken back below: the path is as long as this visit. */
	/* cppcheck-suppress autoVariables */
	rp->path = &here;
	stage_gather(rp, st, entry, trail, &cs);
	if (clock == NULL) {
		v = visit(rp, st, entry, &lim, &cs, trail);
		goto out;
	}
	if (clock_ends(ev, &clock->within, entry, &at) != 0)
		goto out;
	if (!rp->quiet && rp->report->collect)
		stage_report_deadline(rp, st, clock, &at, &cs, entry, trail);
	lim.given = true;
	lim.within = clock;
	lim.unverified = due_unverified(ev, &clock->within, entry);
	lim.latest = paused(rp, st, PAUSE_MOST, entry.first,
	    instant_max(at.all.last, at.hi.outs[at.hi.n - 1].end));
	/* Readings in step, counted from both ends. */
	for (size_t i = 0; (i < at.lo.n || i < at.hi.n) && ev->err == 0 &&
	     (v != YES || telling(rp));
	     i++) {
		size_t j = i < at.lo.n ? i : at.lo.n - 1;
		size_t k = i < at.hi.n ? i : at.hi.n - 1;
		struct when end = { instant_min(at.all.first,
					at.lo.outs[j].end),
			instant_max(at.all.last, at.hi.outs[k].end) };

		lim.d1 = paused(rp, st, PAUSE_MOST, entry.first, end.first);
		lim.d2 = paused(rp, st, PAUSE_MOST, entry.first, end.last);
		(void)eval_when_reached(ev, (struct when){ lim.d1, lim.d2 });
		if (i > 0 && same_way(rp, &before, &lim, &cs))
			continue;
		before = lim;
		v = visit_also(rp, st, entry, &lim, &cs, trail, v);
		v = paused_less(rp, st, entry, lim, end, &cs, trail, v);
	}
out:
	rp->path = here.up;
	ev->depth--;
	if (rp->cut >= here.depth && ev->err == 0)
		stage_keep(rp, s, entry, trail, shown, v);
	rp->cut = cut < rp->cut ? cut : rp->cut;
	return ev->err != 0 ? UNKNOWN : v;
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
		struct trail *t;
		struct when w;

		if (f->type != FACT_HAPPENED || f->kind != k || f->step != 0)
			continue;
		w = eval_when(ev, f, &f->from);
		one = tri_and(fact_exists(ev, f), eval_when_reached(ev, w));
		if (one == YES && contested_event(ev, f))
			one = UNKNOWN;
		if (one != NO)
			one = tri_and(one,
			    fact_matches(ev, &where, f, filing_fields(ev, f)));
		if (one == NO)
			continue;
		reason_fact(ev, f);
		if ((t = trail_new(rp, 1)) == NULL)
			return UNKNOWN;
		*t = (struct trail){ NULL, k, f->filing, f };
		v = tri_or(v, tri_and(one, stage_at(rp, 0, w, t)));
	}
	/* A filing not on record is unknown unless its absence is. */
	if (v == NO && !absent_through(ev, k, 0, all)) {
		struct buf b;

		buf_init(&b, ev->a->mem, LIMIT_STRING_BYTES);
		buf_printf(&b, "whether %s.%s ever happened", k->name,
		    k->steps[0]);
		if (ev->wants != NULL && !b.failed)
			eval_want(ev, NULL, NULL, arena_strdup(ev->a, b.s));
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
	struct replay rp = { .ev = ev,
		.x = x,
		.each = each,
		.report = report,
		.cut = UINT_MAX };

	assert(each->given && each->nstages > 0);
	return each->filing != NULL ? filings_bar(&rp) : member_bars(&rp);
}
