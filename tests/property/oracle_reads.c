/* oracle_reads.c - sections 5, 6 and 8 of SEMANTICS written again.
 *
 * As simply as they can be where every instant is exact and every fact
 * known: booleans over whole minutes, no readings but those of a stage's
 * clock, no horizon.  Nothing of src/decide was looked at for it. */

#include "property/oracle.h"

/* -- Orders ---------------------------------------------------------------- */

/* What a replacement that is itself undone leaves behind is doubt, and acts
 * upon it are in doubt with it: hence three values where all is exact. */

static enum tri suspended(const struct model *m, int x, int t);
static enum tri vacated(const struct model *m, int x, int t);

static int
start_of(const struct oorder *x)
{
	return x->effective > x->entered ? x->effective : x->entered;
}

static bool
begun(const struct model *m, int x, int t)
{
	return t >= start_of(&m->orders[x]);
}

static enum tri counts(const struct model *m, int y, const struct oedge *e,
    int t);

/* The n-th act of any order, by *y, or NULL. */
static const struct oedge *
act(const struct model *m, int n, int *y)
{
	for (*y = 0; *y < m->norders; (*y)++) {
		if (n < m->orders[*y].nedges)
			return &m->orders[*y].edges[n];
		n -= m->orders[*y].nedges;
	}
	return NULL;
}

/* Some act of that kind upon x counts at t. */
static enum tri
acted_on(const struct model *m, int x, enum edge_kind k, int t)
{
	const struct oedge *e;
	enum tri v = NO;
	int y;

	for (int i = 0; (e = act(m, i, &y)) != NULL; i++)
		if (e->kind == k && e->on == x)
			v = tri_or(v, counts(m, y, e, t));
	return v;
}

/* "An act of Y upon X counts at t if Y has begun, its effect instant is
 * past, and Y itself is not suspended and not vacated at t." */
static enum tri
counts(const struct model *m, int y, const struct oedge *e, int t)
{
	const struct oedge *f;
	enum tri issued = NO, v;
	int z;

	if (!begun(m, y, t))
		return NO;
	v = tri_and(tri_not(suspended(m, y, t)), tri_not(vacated(m, y, t)));
	if (!e->mandate)
		return v;
	for (int i = 0; (f = act(m, i, &z)) != NULL; i++)
		if (f->kind == EDGE_ISSUES && f->on == y)
			issued = tri_or(issued,
			    tri_and(counts(m, z, f, t),
				tri_not(acted_on(m, z, EDGE_RECALLS, t))));
	return tri_and(v, issued);
}

/* A lifting or revival of x, begun after `by` began, counts: what `by` did
 * is undone. */
static enum tri
undone(const struct model *m, int x, int by, int t)
{
	const struct oedge *e;
	enum tri v = NO;
	int y;

	for (int i = 0; (e = act(m, i, &y)) != NULL; i++)
		if ((e->kind == EDGE_LIFTS || e->kind == EDGE_REVIVES) &&
		    e->on == x && y != by &&
		    start_of(&m->orders[by]) < start_of(&m->orders[y]))
			v = tri_or(v, counts(m, y, e, t));
	return v;
}

static enum tri
vacated(const struct model *m, int x, int t)
{
	const struct oedge *e;
	enum tri v = NO;
	int y;

	for (int i = 0; (e = act(m, i, &y)) != NULL; i++)
		if (e->kind == EDGE_VACATES && e->on == x)
			v = tri_or(v,
			    tri_and(counts(m, y, e, t),
				tri_not(undone(m, x, y, t))));
	return v;
}

/* What becomes of what y replaced. */
static enum tri
replaced(const struct model *m, int y, int t)
{
	const struct oedge *e;
	enum tri gone, said = UNKNOWN;
	int z;

	if (!begun(m, y, t))
		return NO;
	gone = tri_or(suspended(m, y, t), vacated(m, y, t));
	if (gone == NO)
		return YES;
	for (int i = 0; (e = act(m, i, &z)) != NULL; i++)
		if (e->kind == EDGE_VACATES && e->on == y && e->says != 0 &&
		    counts(m, z, e, t) == YES)
			said = e->says == 1 ? NO : YES;
	return gone == YES ? said : tri_agree(YES, said);
}

static enum tri
running(const struct model *m, int x, int t)
{
	enum tri v = tri_of(t <= m->orders[x].until), c;
	const struct oedge *e;
	int y;

	for (int i = 0; (e = act(m, i, &y)) != NULL; i++) {
		if (e->on != x)
			continue;
		c = counts(m, y, e, t);
		if (e->kind == EDGE_EXTENDS)
			v = tri_or(v, tri_and(c, tri_of(t <= e->until)));
		if (e->kind == EDGE_SHORTENS)
			v = tri_and(v,
			    tri_or(tri_not(c), tri_of(t <= e->until)));
	}
	return v;
}

bool
oracle_stays(const struct oorder *x)
{
	for (int i = 0; i < x->nedges; i++)
		if (x->edges[i].kind == EDGE_STAYS)
			return true;
	return false;
}

static enum tri
ended(const struct model *m, int x, int t)
{
	const struct oorder *me = &m->orders[x];
	enum tri v = tri_not(running(m, x, t)), one;
	const struct oedge *e;
	int y;

	for (int i = 0; (e = act(m, i, &y)) != NULL; i++) {
		if (e->kind == EDGE_DISMISSES && y != x && !me->survives &&
		    me->entered < m->orders[y].entered)
			one = counts(m, y, e, t);
		else if (e->on != x)
			continue;
		else if (e->kind == EDGE_REPLACES)
			one = replaced(m, y, t);
		else if (e->kind == EDGE_VACATES || e->kind == EDGE_DISSOLVES ||
		    e->kind == EDGE_RECALLS ||
		    (e->kind == EDGE_LIFTS && oracle_stays(me)))
			one = counts(m, y, e, t);
		else
			continue;
		/* The lifting of a stay ends it: nothing undoes that but
		 * what undoes the lifting. */
		if (e->kind != EDGE_LIFTS)
			one = tri_and(one, tri_not(undone(m, x, y, t)));
		v = tri_or(v, one);
	}
	return v;
}

static enum tri
suspended(const struct model *m, int x, int t)
{
	const struct oedge *e;
	enum tri v = NO, one;
	int y;

	for (int i = 0; (e = act(m, i, &y)) != NULL; i++) {
		if (e->kind != EDGE_STAYS || t > e->until)
			continue;
		if (e->on == NONE && y == x && begun(m, x, t))
			v = tri_or(v, tri_not(vacated(m, x, t)));
		if (e->on != x)
			continue;
		one = counts(m, y, e, t);
		if (one != NO)
			one = tri_and(one,
			    tri_and(tri_not(ended(m, y, t)),
				tri_not(undone(m, x, y, t))));
		v = tri_or(v, one);
	}
	return v;
}

enum tri
oracle_in_force(const struct model *m, int x, int t)
{
	if (!begun(m, x, t))
		return NO;
	return tri_and(tri_not(suspended(m, x, t)), tri_not(ended(m, x, t)));
}

/* -- Stages ---------------------------------------------------------------- */

struct path {
	unsigned used;
	int motion, appeal; /* filings come through; 0: none */
};

static bool
is_motion(enum ostep s)
{
	return s == FILED || s == GRANTED || s == DENIED;
}

static bool
is_appeal(enum ostep s)
{
	return s == APPEALED || s == DISMISSED;
}

static bool
belongs(const struct oevent *e, const struct path *p)
{
	if (is_motion(e->step))
		return p->motion == 0 || p->motion == e->filing;
	if (!is_appeal(e->step))
		return true;
	if (p->appeal != 0)
		return p->appeal == e->filing;
	return p->motion == 0 || p->motion == e->of;
}

/* When e meets a trigger for somebody who entered at `entry`; NONE: not. */
static int
met(const struct model *m, const struct oevent *e, int entry)
{
	if (e->at >= entry)
		return e->at;
	if (!is_motion(e->step) && !is_appeal(e->step))
		return NONE;
	for (int i = 0; i < m->nevents; i++) {
		const struct oevent *g = &m->events[i];

		if (g->filing == e->filing &&
		    is_motion(g->step) == is_motion(e->step) &&
		    (g->step == GRANTED || g->step == DENIED ||
			g->step == DISMISSED) &&
		    g->at <= entry)
			return NONE;
	}
	return entry;
}

/* While order 0 is suspended, a member's clock stands still. */
static int
paused(const struct model *m, int entry, int end)
{
	/* What is past the act's instant does not matter. */
	for (int t = entry; t < end && t <= m->t; t++)
		if (begun(m, 0, t) && suspended(m, 0, t) != NO)
			end++;
	return end;
}

static int
clock_end(const struct model *m, const struct ostage *s, int i, int entry)
{
	/* The minute an hour comes round to is inside, as a named one is. */
	int end = s->hours[i] != NONE ? entry + s->hours[i] * 60 + 1
				      : (entry / DAY + s->days[i] + 1) * DAY;

	/* A clock that starts a bar does not stand still for it. */
	return s->free ? end : paused(m, entry, end);
}

struct branch {
	int at, then;
	struct path path;
};

#define BRANCHES 64

static void
add_branch(struct branch *bs, int *n, int at, int then, struct path p,
    const struct oevent *e, int i)
{
	p.used |= 1u << i;
	if (is_motion(e->step))
		p.motion = e->filing;
	if (is_appeal(e->step))
		p.appeal = e->filing;
	if (*n < BRANCHES)
		bs[(*n)++] = (struct branch){ at, then, p };
}

static void
branches_of(const struct model *m, const struct otrans *tr, int entry,
    const struct path *p, struct branch *bs, int *n)
{
	for (int i = 0; i < m->nevents; i++) {
		const struct oevent *e = &m->events[i];
		int at = met(m, e, entry);

		if ((p->used & (1u << i)) != 0 || !belongs(e, p) || at == NONE)
			continue;
		if (!tr->all) {
			for (int k = 0; k < tr->nsteps; k++)
				if (tr->steps[k] == e->step)
					add_branch(bs, n, at, tr->then, *p, e,
					    i);
			continue;
		}
		if (tr->steps[0] != e->step)
			continue;
		for (int j = 0; j < m->nevents; j++) {
			const struct oevent *f = &m->events[j];
			int also = met(m, f, entry);
			struct branch one[1];
			int k = 0;

			if (j == i || (p->used & (1u << j)) != 0 ||
			    tr->steps[1] != f->step || !belongs(f, p) ||
			    also == NONE)
				continue;
			add_branch(one, &k, 0, 0, *p, e, i);
			add_branch(bs, n, also > at ? also : at, tr->then,
			    one[0].path, f, j);
		}
	}
}

static enum tri stage_value(const struct model *m, int s, int entry,
    struct path p);

static enum tri
go(const struct model *m, int s, int entry, struct path p)
{
	return s == NONE ? NO : stage_value(m, s, entry, p);
}

static enum tri
on_reading(const struct model *m, const struct ostage *s, int entry,
    struct path p, int end)
{
	struct branch bs[BRANCHES];
	int n = 0, first = FOREVER;
	enum tri v = UNKNOWN;
	bool any = false;

	for (int i = 0; i < 2; i++)
		if (s->on[i].given)
			branches_of(m, &s->on[i], entry, &p, bs, &n);
	for (int i = 0; i < n; i++)
		if (bs[i].at <= m->t && bs[i].at < end && bs[i].at < first)
			first = bs[i].at;
	for (int i = 0; i < n; i++) {
		enum tri one;

		if (bs[i].at != first || first == FOREVER)
			continue;
		one = go(m, bs[i].then, bs[i].at, bs[i].path);
		v = any ? tri_agree(v, one) : one;
		any = true;
	}
	if (any)
		return v;
	if (end <= m->t)
		return go(m, s->otherwise, end, p);
	return tri_of(!s->free);
}

static enum tri
stage_value(const struct model *m, int i, int entry, struct path p)
{
	const struct ostage *s = &m->stages[i];
	enum tri v = NO;

	if (!s->clock)
		return on_reading(m, s, entry, p, FOREVER);
	for (int k = 0; k < s->nlengths; k++)
		v = tri_or(v,
		    on_reading(m, s, entry, p, clock_end(m, s, k, entry)));
	return v;
}

enum tri
oracle_stages_bar(const struct model *m)
{
	struct path p = { 0, 0, 0 };
	enum tri v = NO;

	if (m->nstages == 0)
		return YES;
	if (!m->each_motion)
		return stage_value(m, 0, start_of(&m->orders[0]), p);
	for (int i = 0; i < m->nevents; i++) {
		const struct oevent *e = &m->events[i];

		if (e->step != FILED || e->at > m->t)
			continue;
		p = (struct path){ 1u << i, e->filing, 0 };
		v = tri_or(v, stage_value(m, 0, e->at, p));
	}
	return v;
}
