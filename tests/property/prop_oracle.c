/* prop_oracle.c - decide() against a second reading of SEMANTICS.
 *
 * Sections 5, 6 and 8 written again, as simply as they can be where every
 * instant is exact and every fact known: booleans over whole minutes, no
 * readings but those of a stage's clock, no horizon.  Nothing of src/decide
 * was looked at for it.
 *
 *	PROP_CASES=200000 SEED=7 build/tests/property/prop_oracle
 *
 * Of the cases that fail the shortest of each kind is printed. */

#include "property/gcase.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NONE    (-1)
#define FOREVER INT_MAX
#define DAY     1440
#define FIRST   ((struct ymd){ 2019, 3, 4 })
#define ORDERS  6
#define EDGES   2
#define STAGES  4
#define EVENTS  8
#define LENGTHS 2

/* Times are minutes since 2019-03-04 00:00 UTC. */

struct oedge {
	enum edge_kind kind;
	int on;    /* STAYS: NONE is itself */
	int until; /* last minute inside; FOREVER: none stated */
	bool mandate;
	int says; /* vacating what replaced another: 1 revives, 2 leaves */
};

struct oorder {
	int entered, effective; /* NONE: not given */
	int until;              /* last minute inside; FOREVER */
	bool survives, bars;
	struct oedge edges[EDGES];
	int nedges;
};

enum ostep { SERVED, NOTICE, FILED, GRANTED, DENIED, APPEALED, DISMISSED };

struct oevent {
	enum ostep step;
	int at;
	int filing, of; /* 0: none */
};

struct otrans {
	bool given;
	enum ostep steps[2];
	int nsteps;
	bool all;
	int then; /* NONE: ends */
};

struct ostage {
	bool free;
	struct otrans on[2];
	bool clock;
	int hours[LENGTHS]; /* NONE: days */
	int days[LENGTHS];
	int nlengths;
	int otherwise;
};

struct model {
	struct oorder orders[ORDERS]; /* in order of entry */
	int norders;
	struct ostage stages[STAGES];
	int nstages;
	bool each_motion;
	struct oevent events[EVENTS];
	int nevents;
	int t;
};

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

static bool
stays(const struct oorder *x)
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
		    (e->kind == EDGE_LIFTS && stays(me)))
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

static enum tri
in_force(const struct model *m, int x, int t)
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

static enum tri
stages_bar(const struct model *m)
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

/* -- Random models ----------------------------------------------------- */

static int
some_time(struct rng *r)
{
	static const int minutes[] = { 0, 540, 720, 1439 };

	return DAY * (int)rng_below(r, 12) + minutes[rng_below(r, 4)];
}

static int
some_end(struct rng *r, int from)
{
	static const int minutes[] = { 0, 540, 1439 };

	if (rng_chance(r, 1, 3))
		return FOREVER;
	return (from / DAY + (int)rng_below(r, 6)) * DAY +
	    minutes[rng_below(r, 3)];
}

static int
find(struct rng *r, const struct model *m, int n,
    bool (*is)(const struct oorder *))
{
	int found = NONE, seen = 0;

	for (int i = 0; i < n; i++)
		if (is(&m->orders[i]) && rng_below(r, (unsigned)++seen) == 0)
			found = i;
	return found;
}

static bool
waits(const struct oorder *x)
{
	for (int i = 0; i < x->nedges; i++)
		if (x->edges[i].mandate)
			return true;
	return false;
}

static bool
issues(const struct oorder *x)
{
	for (int i = 0; i < x->nedges; i++)
		if (x->edges[i].kind == EDGE_ISSUES)
			return true;
	return false;
}

static int
replaces(const struct oorder *x)
{
	for (int i = 0; i < x->nedges; i++)
		if (x->edges[i].kind == EDGE_REPLACES)
			return x->edges[i].on;
	return NONE;
}

static void
gen_edge(struct rng *r, struct model *m, int self)
{
	static const enum edge_kind kinds[] = { EDGE_EXTENDS, EDGE_SHORTENS,
		EDGE_REPLACES, EDGE_STAYS, EDGE_STAYS, EDGE_STAYS, EDGE_LIFTS,
		EDGE_REVIVES, EDGE_VACATES, EDGE_VACATES, EDGE_VACATES,
		EDGE_DISSOLVES, EDGE_DISMISSES, EDGE_ISSUES, EDGE_ISSUES,
		EDGE_RECALLS };
	struct oorder *x = &m->orders[self];
	struct oedge *e = &x->edges[x->nedges];
	int on = (int)rng_below(r, (unsigned)self), other = NONE;

	*e = (struct oedge){ kinds[rng_below(r, 16)], on, FOREVER, false, 0 };
	switch (e->kind) {
	case EDGE_EXTENDS:
	case EDGE_SHORTENS:
	case EDGE_STAYS:
		e->until = some_end(r, x->entered);
		break;
	case EDGE_LIFTS:
		other = find(r, m, self, stays);
		e->on = other != NONE ? other : on;
		break;
	case EDGE_VACATES:
		e->mandate = rng_chance(r, 1, 2);
		if (replaces(&m->orders[on]) != NONE)
			e->says = (int)rng_below(r, 3);
		break;
	case EDGE_ISSUES:
		e->on = find(r, m, self, waits);
		break;
	case EDGE_RECALLS:
		e->on = find(r, m, self, issues);
		break;
	case EDGE_DISMISSES:
		e->on = NONE;
		break;
	default:
		break;
	}
	if (e->on != NONE || e->kind == EDGE_DISMISSES)
		x->nedges++;
}

static void
gen_orders(struct rng *r, struct model *m, int n)
{
	int at = some_time(r) % (3 * DAY);

	for (m->norders = 0; m->norders < n; m->norders++) {
		struct oorder *x = &m->orders[m->norders];

		*x = (struct oorder){ .entered = at,
			.effective = NONE,
			.until = FOREVER };
		if (rng_chance(r, 1, 8))
			x->effective = at + (int)rng_below(r, 3) * 720;
		x->survives = rng_chance(r, 1, 8);
		x->bars = m->norders == 0 || rng_chance(r, 1, 3);
		if (rng_chance(r, 1, 3))
			x->until = some_end(r, at);
		if (m->norders > 0)
			gen_edge(r, m, m->norders);
		if (rng_chance(r, 1, 8) && x->nedges < EDGES)
			x->edges[x->nedges++] = (struct oedge){ EDGE_STAYS,
				NONE, some_end(r, at), false, 0 };
		at += 1 + (int)rng_below(r, 3) * 700;
	}
}

static void
gen_trans(struct rng *r, struct otrans *tr, int nstages)
{
	tr->given = true;
	tr->steps[0] = (enum ostep)rng_below(r, 7);
	tr->nsteps = 1;
	if (rng_chance(r, 1, 3)) {
		tr->all = rng_chance(r, 1, 2);
		/* Two steps of one filing in one trigger: which filing is
		 * not said. */
		tr->steps[1] = (enum ostep)rng_below(r, 7);
		if (tr->all)
			tr->steps[0] = rng_chance(r, 1, 2) ? SERVED : NOTICE;
		if (tr->all && tr->steps[1] == tr->steps[0])
			tr->steps[1] = FILED;
		tr->nsteps = tr->steps[1] == tr->steps[0] ? 1 : 2;
	}
	tr->then = (int)rng_below(r, (unsigned)nstages + 1);
	if (tr->then == nstages)
		tr->then = NONE;
}

static void
gen_stages(struct rng *r, struct model *m)
{
	m->nstages = 1 + (int)rng_below(r, STAGES);
	m->each_motion = rng_chance(r, 1, 4);
	for (int i = 0; i < m->nstages; i++) {
		struct ostage *s = &m->stages[i];

		s->free = rng_chance(r, 1, 4);
		for (int k = 0; k < 2; k++)
			if (rng_chance(r, 2, 3))
				gen_trans(r, &s->on[k], m->nstages);
		s->clock = rng_chance(r, 1, 2);
		s->nlengths = 1 + (int)rng_below(r, LENGTHS);
		for (int k = 0; k < s->nlengths; k++) {
			s->hours[k] =
			    rng_chance(r, 1, 2) ? (int)rng_below(r, 80) : NONE;
			s->days[k] = (int)rng_below(r, 5);
		}
		s->otherwise =
		    i + 1 + (int)rng_below(r, (unsigned)(m->nstages - i));
		if (s->otherwise >= m->nstages)
			s->otherwise = NONE;
	}
}

/* Filings whole: a first step, and perhaps one that closes. */
static void
gen_events(struct rng *r, struct model *m)
{
	int motions = (int)rng_below(r, 3), appeals = (int)rng_below(r, 2);

	for (int i = (int)rng_below(r, 3); i > 0; i--)
		m->events[m->nevents++] =
		    (struct oevent){ rng_chance(r, 1, 2) ? SERVED : NOTICE,
			    some_time(r), 0, 0 };
	for (int i = 1; i <= motions; i++) {
		int at = some_time(r);

		m->events[m->nevents++] = (struct oevent){ FILED, at, i, 0 };
		if (rng_chance(r, 1, 2))
			m->events[m->nevents++] =
			    (struct oevent){ rng_chance(r, 1, 2) ? GRANTED
								 : DENIED,
				    at + (int)rng_below(r, 4) * 1000, i, 0 };
	}
	if (appeals > 0) {
		int at = some_time(r), of = 1 + (int)rng_below(r, 2);

		m->events[m->nevents++] =
		    (struct oevent){ APPEALED, at, 3, of };
		if (rng_chance(r, 1, 2))
			m->events[m->nevents++] = (struct oevent){ DISMISSED,
				at + (int)rng_below(r, 4) * 1000, 3, of };
	}
}

/* -- As a casebook --------------------------------------------------------- */

static void
put_time(struct buf *b, int m)
{
	struct day d = { day_of(FIRST).n + m / DAY };

	day_print(b, d);
	buf_printf(b, " %02d:%02d", m % DAY / 60, m % 60);
}

static void
put_end(struct buf *b, int m)
{
	if (m == FOREVER)
		buf_puts(b, "further order");
	else
		put_time(b, m);
	buf_putc(b, '\n');
}

static void
put_edge(struct buf *b, const struct model *m, const struct oedge *e)
{
	buf_printf(b, "  %s ", edge_text(e->kind));
	if (e->kind == EDGE_DISMISSES)
		buf_puts(b, "c1");
	else if (e->on == NONE)
		buf_puts(b, "itself");
	else
		buf_printf(b, "o%d", e->on + 1);
	switch (e->kind) {
	case EDGE_STAYS:
		if (e->until == FOREVER && e->on != NONE) {
			buf_puts(b, " pending \"appeal\"\n");
			return;
		}
		/* fallthrough */
	case EDGE_EXTENDS:
	case EDGE_SHORTENS:
		buf_puts(b, " until ");
		put_end(b, e->until);
		return;
	case EDGE_VACATES:
		buf_puts(b, e->mandate ? " from mandate" : " at once");
		if (e->says != 0)
			buf_printf(b, " %s o%d",
			    e->says == 1 ? "revives" : "leaves ended",
			    replaces(&m->orders[e->on]) + 1);
		break;
	default:
		break;
	}
	buf_putc(b, '\n');
}

static const char *const step_names[] = { "served", "notice", "motion.filed",
	"motion.granted", "motion.denied", "appeal.filed", "appeal.dismissed" };

static void
put_then(struct buf *b, int then)
{
	if (then == NONE)
		buf_puts(b, " ends \"over\"\n");
	else
		buf_printf(b, " then s%d\n", then);
}

static void
put_stage(struct buf *b, const struct ostage *s, int i)
{
	bool left = s->on[0].given || s->on[1].given || s->clock;

	buf_printf(b, "    stage s%d%s%s\n", i, s->free ? " free" : "",
	    left ? "" : " open");
	for (int k = 0; k < 2; k++) {
		const struct otrans *tr = &s->on[k];

		if (!tr->given)
			continue;
		buf_printf(b, "      on %s", step_names[tr->steps[0]]);
		if (tr->nsteps > 1)
			buf_printf(b, "%s%s", tr->all ? " and " : ", ",
			    step_names[tr->steps[1]]);
		put_then(b, tr->then);
	}
	for (int k = 0; s->clock && k < s->nlengths; k++) {
		buf_puts(b, k == 0 ? "      within " : " also read ");
		if (s->hours[k] != NONE)
			buf_printf(b, "%d hours under none", s->hours[k]);
		else
			buf_printf(b, "%d days under none", s->days[k]);
	}
	if (s->clock) {
		buf_puts(b, " else");
		put_then(b, s->otherwise);
	}
}

static void
put_order(struct buf *b, const struct model *m, int i)
{
	const struct oorder *x = &m->orders[i];

	buf_printf(b, "order o%d\n  document \"%d\"\n  entered ", i + 1, i + 1);
	put_time(b, x->entered);
	buf_putc(b, '\n');
	if (x->effective != NONE) {
		buf_puts(b, "  effective ");
		put_time(b, x->effective);
		buf_putc(b, '\n');
	}
	for (int k = 0; k < x->nedges; k++)
		put_edge(b, m, &x->edges[k]);
	if (x->bars)
		buf_puts(b, "  covers everyone\n  bars removal\n");
	if (x->until != FOREVER) {
		buf_puts(b, "  until ");
		put_end(b, x->until);
	}
	if (x->survives)
		buf_puts(b, "  survives dismissal\n");
	if (i == 0 && m->nstages > 0) {
		buf_printf(b, "  for each %s\n",
		    m->each_motion ? "motion" : "member");
		for (int k = 0; k < m->nstages; k++)
			put_stage(b, &m->stages[k], k);
	}
	buf_putc(b, '\n');
}

static struct instant
instant_of(int m)
{
	return (struct instant){ ((int64_t)day_of(FIRST).n * DAY + m) *
		INSTANT_MINUTE };
}

static void
put_facts(struct gcase *c, const struct model *m)
{
	static const struct {
		int kind, step;
	} of[] = { { K_SERVED, -1 }, { K_NOTICE, -1 }, { K_MOTION, 0 },
		{ K_MOTION, 2 }, { K_MOTION, 3 }, { K_APPEAL, 0 },
		{ K_APPEAL, 1 } };
	static const struct gfact none = { .recorded = { INT64_MIN / 4 },
		.confirmed = { INT64_MAX / 4 },
		.refused = { INT64_MAX / 4 },
		.corrects = -1,
		.over = -1 };

	for (int i = 0; i < m->nevents; i++) {
		const struct oevent *e = &m->events[i];
		struct gfact *f = &c->facts[c->nfacts++];

		*f = none;
		f->type = FACT_HAPPENED;
		f->kind = of[e->step].kind;
		f->step = of[e->step].step;
		f->from.kind = MOMENT_EXACT;
		f->from.first = f->from.last = instant_of(e->at);
		f->filing = e->filing;
		f->of = e->of;
	}
	c->facts[c->nfacts] = none;
	c->facts[c->nfacts].type = FACT_ABSENT;
	c->facts[c->nfacts].kind = -1;
	c->facts[c->nfacts++].step = -1;
}

static void
case_of(const struct model *m, struct gcase *c)
{
	struct buf b;

	memset(c, 0, sizeof(*c));
	buf_init(&b, &mem_system, G_TEXT - 1);
	buf_puts(&b, "case c1\n  court ca6  zone \"UTC\"\n\n");
	for (int i = 0; i < m->norders; i++)
		put_order(&b, m, i);
	snprintf(c->text, sizeof(c->text), "%s", b.s);
	buf_release(&b);
	put_facts(c, m);
	c->read[0] = c->read[1] = INSTANT_NEVER;
	c->fresh = true;
	c->departs = c->arrives = c->known = instant_of(m->t);
}

/* -- Comparing ------------------------------------------------------------- */

struct tally {
	size_t cases, failed, refused, said[3];
	char shortest[1 << 15];
};

static enum tri
told(const struct answer *a, int order)
{
	for (size_t i = 0; i < a->ncitations; i++)
		if (atoi(a->citations[i].order->id.s + 1) == order + 1)
			return a->citations[i].value;
	return NO;
}

static void
disagree(const struct model *m, const struct gcase *c, int order, enum tri mine,
    enum tri theirs, struct tally *t)
{
	struct buf b;

	t->failed++;
	buf_init(&b, &mem_system, sizeof(t->shortest) - 1);
	gcase_print(c, &b);
	buf_printf(&b, "o%d: the decider says %s, the second reading %s\n",
	    order + 1, tri_text(theirs), tri_text(mine));
	if (t->shortest[0] == '\0' || b.len < strlen(t->shortest))
		snprintf(t->shortest, sizeof(t->shortest), "%s", b.s);
	buf_release(&b);
	(void)m;
}

static void
compare(const struct model *m, struct tally *t)
{
	static struct gcase c;
	const char *why = "";
	struct answer a;
	struct built b;

	case_of(m, &c);
	if (gcase_build_law(&c, &b, &why) != 0) {
		t->refused++;
		if (getenv("PROP_REFUSED") != NULL)
			printf("%s\n", why);
		built_release(&b);
		return;
	}
	t->cases++;
	if (gcase_build_people(&c, &b) == 0 && decide(&b.arena, &b.q, &a) == 0)
		for (int i = 0; i < m->norders; i++) {
			enum tri v = NO;

			if (m->orders[i].bars)
				v = in_force(m, i, m->t);
			if (v != NO && i == 0)
				v = tri_and(v, stages_bar(m));
			t->said[v]++;
			if (v != told(&a, i)) {
				disagree(m, &c, i, v, told(&a, i), t);
				break;
			}
		}
	built_release(&b);
}

static uint64_t
number(const char *name, uint64_t otherwise)
{
	const char *s = getenv(name);

	return s == NULL ? otherwise : strtoull(s, NULL, 10);
}

/* Some instant near something that matters. */
static int
gen_t(struct rng *r, const struct model *m)
{
	int t = some_time(r);

	if (rng_chance(r, 1, 2)) {
		const struct oorder *x =
		    &m->orders[rng_below(r, (unsigned)m->norders)];

		t = x->until < FOREVER && rng_chance(r, 1, 2) ? x->until
							      : x->entered;
		if (x->nedges > 0 && x->edges[0].until < FOREVER &&
		    rng_chance(r, 1, 2))
			t = x->edges[0].until;
	} else if (m->nevents > 0 && rng_chance(r, 1, 2)) {
		t = m->events[rng_below(r, (unsigned)m->nevents)].at +
		    DAY * (int)rng_below(r, 4);
	}
	t += (int)rng_below(r, 3) - 1;
	return t < 0 ? 0 : t;
}

static void
run(const char *name, bool staged, uint64_t seed, size_t n, struct tally *t)
{
	for (size_t i = 0; i < n; i++) {
		struct rng r = { seed ^ (i * 0x9e3779b97f4a7c15u) };
		struct model m;

		memset(&m, 0, sizeof(m));
		(void)rng_next(&r);
		if (staged) {
			/* One order, and perhaps a stay of it. */
			gen_orders(&r, &m, 1 + (int)rng_below(&r, 4) / 3);
			gen_stages(&r, &m);
			gen_events(&r, &m);
		} else {
			gen_orders(&r, &m, 2 + (int)rng_below(&r, ORDERS - 1));
		}
		m.t = gen_t(&r, &m);
		compare(&m, t);
	}
	printf("%-8s %zu cases, %zu refused, %zu failed; no %zu, not known "
	       "%zu, yes %zu\n%s\n",
	    name, t->cases, t->refused, t->failed, t->said[NO],
	    t->said[UNKNOWN], t->said[YES], t->shortest);
}

int
main(void)
{
	static struct tally orders, stages;
	uint64_t seed = number("SEED", 20190304);
	size_t n = number("PROP_CASES", 20000);

	printf("seed %llu\n", (unsigned long long)seed);
	run("orders", false, seed, n / 2, &orders);
	run("stages", true, seed, n - n / 2, &stages);
	printf("%zu passed, %zu failed\n",
	    orders.cases + stages.cases - orders.failed - stages.failed,
	    orders.failed + stages.failed);
	return orders.failed + stages.failed > 0;
}
