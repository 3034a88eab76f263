/* oracle_gen.c - random models. */

#include "property/oracle.h"

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

int
oracle_replaces(const struct oorder *x)
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
		other = find(r, m, self, oracle_stays);
		e->on = other != NONE ? other : on;
		break;
	case EDGE_VACATES:
		e->mandate = rng_chance(r, 1, 2);
		if (oracle_replaces(&m->orders[on]) != NONE)
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

void
oracle_gen_orders(struct rng *r, struct model *m, int n)
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

void
oracle_gen_stages(struct rng *r, struct model *m)
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
void
oracle_gen_events(struct rng *r, struct model *m)
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

/* Some instant near something that matters. */
void
oracle_gen_t(struct rng *r, struct model *m)
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
	m->t = t < 0 ? 0 : t;
}
