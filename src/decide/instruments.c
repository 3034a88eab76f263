/* instruments.c - orders by themselves, and orders upon orders.
 *
 * SEMANTICS sections 5 and 6.  Each question is asked in a direction: what
 * protects is read one way, what takes protection away the other, and so
 * on up the chain of orders on orders.  An order acts only on what was
 * entered before it, so the recursion ends. */

#include "decide/instruments.h"

#include <string.h>

/* Whose way an act of this kind is read, on a target read in direction d. */
enum dir
edge_actor_dir(enum edge_kind k, enum dir d)
{
	switch (k) {
	case EDGE_EXTENDS:
	case EDGE_WIDENS:
	case EDGE_CLARIFIES:
	case EDGE_REVIVES:
	case EDGE_ISSUES:
	case EDGE_CORRECTS:
		return d;
	default:
		return dir_flip(d);
	}
}

bool
edge_is(const struct edge *e, enum edge_kind k)
{
	return e->kind == k;
}

static bool
deeper(struct eval *ev)
{
	if (ev->err != 0)
		return false;
	if (ev->depth >= EVAL_DEPTH || ev->acts >= EVAL_ACTS) {
		eval_fail(ev, E_LIMIT);
		return false;
	}
	ev->acts++;
	ev->depth++;
	return true;
}

/* A mandate of y is on record, and not recalled. */
enum tri
instrument_mandate(struct eval *ev, const struct instrument *y, enum dir d)
{
	enum tri v = NO, one;

	for (size_t i = 0; i < y->nupon; i++) {
		const struct instrument *m = y->upon_by[i];

		if (!edge_is(y->upon[i], EDGE_ISSUES))
			continue;
		one = edge_counts(ev, m, y->upon[i], d);
		for (size_t j = 0; j < m->nupon && one != NO; j++)
			if (edge_is(m->upon[j], EDGE_RECALLS))
				one = tri_and(one,
				    tri_not(edge_counts(ev, m->upon_by[j],
					m->upon[j], dir_flip(d))));
		v = tri_or(v, one);
	}
	return v;
}

/* What takes protection needs a second person (SEMANTICS 9): the table of
 * section 6 says which acts do.  A correction is compared clause by clause,
 * and an order's stay of itself is not proposed apart from the order. */
static bool
is_loss(const struct edge *e)
{
	switch (e->kind) {
	case EDGE_SHORTENS:
	case EDGE_NARROWS:
	case EDGE_REPLACES:
	case EDGE_VACATES:
	case EDGE_REVERSES:
	case EDGE_DISSOLVES:
	case EDGE_DISMISSES:
	case EDGE_EXEMPTS:
		return true;
	default:
		return e->kind == EDGE_STAYS && !e->itself;
	}
}

/* y has begun, and a loss that it brings has been confirmed: else the answer
 * is taken with it and without it, whichever way it leads. */
static enum tri
acts_now(struct eval *ev, const struct instrument *y, const struct edge *e,
    enum dir d)
{
	enum tri v = instrument_begun(ev, y, d);
	struct begins b;

	instrument_begins(ev, y, &b);
	return b.recorded == UNKNOWN && is_loss(e) ? tri_and(v, UNKNOWN) : v;
}

/* An act of y counts at t: y has begun, its effect instant is past, and y
 * itself is not suspended and not vacated.  A stay counts only while it
 * lasts.  d is the direction in which y itself is read. */
enum tri
edge_counts(struct eval *ev, const struct instrument *y, const struct edge *e,
    enum dir d)
{
	enum tri v;

	if (!deeper(ev))
		return UNKNOWN;
	v = acts_now(ev, y, e, d);
	if (d == TAKE && e->unverified && !instrument_acts_confirmed(ev, y))
		v = tri_and(v, UNKNOWN);
	if (v != NO && e->from_mandate)
		v = tri_and(v, instrument_mandate(ev, y, d));
	if (v != NO && !e->itself)
		v = tri_and(v, tri_not(instrument_suspended(ev, y, d)));
	if (v != NO)
		v = tri_and(v, tri_not(instrument_vacated(ev, y, d)));
	if (v != NO && e->kind == EDGE_STAYS) {
		v = tri_and(v, instrument_not_past(ev, y, &e->until, d));
		if (v != NO && !e->itself)
			v = tri_and(v, tri_not(instrument_ended(ev, y, d)));
	}
	ev->depth--;
	return v;
}

/* y began before x, on the readings that matter in direction d: of what
 * protects one is enough. */
static bool
began_before(struct eval *ev, const struct instrument *y,
    const struct instrument *x, enum dir d)
{
	struct when first = instrument_start(ev, y),
		    last = { INSTANT_NEVER, INSTANT_BEGIN };
	struct begins b;

	instrument_begins(ev, x, &b);
	for (size_t i = 0; i < b.n; i++) {
		last.first = instant_min(last.first, b.w[i].last);
		last.last = instant_max(last.last, b.w[i].last);
	}
	if (d == PROTECT)
		return first.first.us < last.last.us;
	instrument_begins(ev, y, &b);
	for (size_t i = 0; i < b.n; i++)
		first.last = instant_max(first.last, b.w[i].last);
	return first.last.us < last.first.us;
}

/* A lifting or revival of x undoes what another did to x before it. */
static enum tri
undone(struct eval *ev, const struct instrument *x, const struct instrument *by,
    enum dir d)
{
	enum tri v = NO;

	for (size_t i = 0; i < x->nupon; i++) {
		const struct edge *e = x->upon[i];

		if (!edge_is(e, EDGE_LIFTS) && !edge_is(e, EDGE_REVIVES))
			continue;
		if (x->upon_by[i] == by ||
		    !began_before(ev, by, x->upon_by[i], d))
			continue;
		v = tri_or(v, edge_counts(ev, x->upon_by[i], e, d));
	}
	return v;
}

static bool
names(struct instrument *const *list, size_t n, const struct instrument *x)
{
	for (size_t i = 0; i < n; i++)
		if (list[i] == x)
			return true;
	return false;
}

/* A vacatur that counts as far as c says what becomes of what was replaced
 * by an order that is gone: where the order is gone for certain and this may
 * not count, it may be another that vacated it, and said nothing. */
static bool
says_what(enum tri c, enum tri gone)
{
	return c == YES || (c == UNKNOWN && gone == UNKNOWN);
}

/* What becomes of x when y, which replaced it, is vacated: its vacatur says
 * so, or it is doubt. */
enum tri
instrument_replaced(struct eval *ev, const struct instrument *x,
    const struct instrument *y, const struct edge *edge, enum dir d)
{
	enum tri base = acts_now(ev, y, edge, d), gone, said = UNKNOWN;

	if (base == NO)
		return NO;
	gone = tri_or(instrument_vacated(ev, y, d),
	    instrument_suspended(ev, y, d));
	if (gone == NO)
		return base;
	for (size_t i = 0; i < y->nupon; i++) {
		const struct edge *e = y->upon[i];
		const struct instrument *by = y->upon_by[i];

		/* To leave x ended takes, to revive it gives back. */
		if (names(e->leaves_on, e->nleaves, x) &&
		    says_what(edge_counts(ev, by, e, d), gone))
			said = YES;
		if (names(e->revives_on, e->nrevives, x) &&
		    says_what(edge_counts(ev, by, e, dir_flip(d)), gone))
			said = NO;
	}
	return gone == YES ? tri_and(base, said)
			   : tri_agree(base, tri_and(base, said));
}

bool
instrument_stays(const struct instrument *x)
{
	for (size_t i = 0; i < x->nedges; i++)
		if (edge_is(&x->edges[i], EDGE_STAYS))
			return true;
	return false;
}

enum tri
instrument_vacated(struct eval *ev, const struct instrument *x, enum dir d)
{
	enum tri v = NO, one;

	for (size_t i = 0; i < x->nupon && v != YES; i++) {
		const struct edge *e = x->upon[i];

		if (!edge_is(e, EDGE_VACATES) && !edge_is(e, EDGE_REVERSES))
			continue;
		one = edge_counts(ev, x->upon_by[i], e, dir_flip(d));
		if (one != NO)
			one = tri_and(one,
			    tri_not(undone(ev, x, x->upon_by[i], d)));
		v = tri_or(v, one);
	}
	return v;
}

/* x was entered before y: compare latest instants.  What protects is not
 * reached by what ends it on a reading that has it entered first. */
static bool
entered_earlier(struct eval *ev, const struct instrument *x,
    const struct instrument *y, enum dir d)
{
	struct begins bx, by;

	instrument_begins(ev, x, &bx);
	instrument_begins(ev, y, &by);
	return d == PROTECT ? bx.entry.last.us < by.entry.first.us
			    : bx.entry.first.us < by.entry.last.us;
}

/* x acts on y by name: whatever their days are read to be, y came first. */
static bool
acts_on(const struct instrument *x, const struct instrument *y)
{
	for (size_t i = 0; i < x->nedges; i++)
		if (x->edges[i].on == y)
			return true;
	return false;
}

/* A dismissal of the case ends every order of it entered before, unless the
 * order survives. */
enum tri
instrument_dismissed(struct eval *ev, const struct instrument *x, enum dir d)
{
	const struct law_case *in = x->in_case;
	enum tri v = NO, one;

	if (in == NULL || x->survives_dismissal)
		return NO;
	for (size_t i = 0; i < in->ndismissals; i++) {
		const struct edge *e = in->dismissals[i];
		const struct instrument *y = in->dismissals_by[i];

		if (y == x || acts_on(x, y) || !entered_earlier(ev, x, y, d))
			continue;
		one = edge_counts(ev, y, e, dir_flip(d));
		if (one != NO)
			one = tri_and(one, tri_not(undone(ev, x, y, d)));
		v = tri_or(v, one);
	}
	return v;
}

/* Ended by others. */
static enum tri
ended_by_others(struct eval *ev, const struct instrument *x, enum dir d)
{
	enum tri v = instrument_dismissed(ev, x, d), one;

	for (size_t i = 0; i < x->nupon && v != YES; i++) {
		const struct edge *e = x->upon[i];
		const struct instrument *y = x->upon_by[i];

		if (edge_is(e, EDGE_REPLACES))
			one = instrument_replaced(ev, x, y, e, dir_flip(d));
		else if (edge_is(e, EDGE_VACATES) ||
		    edge_is(e, EDGE_REVERSES) || edge_is(e, EDGE_DISSOLVES) ||
		    edge_is(e, EDGE_RECALLS) ||
		    (edge_is(e, EDGE_LIFTS) && instrument_stays(x)))
			one = edge_counts(ev, y, e, dir_flip(d));
		else
			continue;
		if (one != NO && !edge_is(e, EDGE_LIFTS))
			one = tri_and(one, tri_not(undone(ev, x, y, d)));
		v = tri_or(v, one);
	}
	return v;
}

/* A correction counts since it was recorded, for every instant asked about;
 * one not confirmed may or may not.  *by_reading: on one reading, of its own
 * date or of its vacatur's, it does not count, so the bar holds with it and
 * without it. */
enum tri
instrument_corrects(struct eval *ev, const struct instrument *y,
    bool *by_reading)
{
	struct begins b;
	enum tri late, early;

	instrument_begins(ev, y, &b);
	late = tri_and(b.recorded, tri_not(instrument_vacated(ev, y, PROTECT)));
	early = tri_and(b.recorded, tri_not(instrument_vacated(ev, y, TAKE)));
	*by_reading = !b.on_all || (late == YES && early != YES);
	return b.unverified ? tri_and(late, UNKNOWN) : late;
}

/* t is inside x's own time, as corrected. */
static enum tri
running_itself(struct eval *ev, const struct instrument *x, enum dir d)
{
	enum tri v = instrument_not_past(ev, x, &x->until, d), c, n;
	bool by_reading;

	for (size_t i = 0; i < x->nupon; i++) {
		const struct instrument *y = x->upon_by[i];

		if (!edge_is(x->upon[i], EDGE_CORRECTS) ||
		    y->until.kind == END_NONE)
			continue;
		c = instrument_corrects(ev, y, &by_reading);
		n = instrument_not_past(ev, y, &y->until, d);
		if (c == UNKNOWN)
			n = tri_agree(v, n);
		if (c != NO)
			v = !by_reading    ? n
			    : d == PROTECT ? tri_or(v, n)
					   : tri_and(v, n);
	}
	return v;
}

/* t is inside x's own time, as extended and shortened in order of entry.
 * Extending never brings an end nearer and shortening never moves it away;
 * extending what has ended starts anew. */
static enum tri
running(struct eval *ev, const struct instrument *x, enum dir d)
{
	enum tri v = running_itself(ev, x, d), c, n;

	for (size_t i = 0; i < x->nupon; i++) {
		const struct edge *e = x->upon[i];
		const struct instrument *y = x->upon_by[i];

		if (!edge_is(e, EDGE_EXTENDS) && !edge_is(e, EDGE_SHORTENS))
			continue;
		c = edge_counts(ev, y, e, edge_actor_dir(e->kind, d));
		n = instrument_not_past(ev, y, &e->until, d);
		if (edge_is(e, EDGE_EXTENDS))
			v = tri_or(v, tri_and(c, n));
		else
			v = tri_and(v, tri_or(tri_not(c), n));
	}
	return v;
}

enum tri
instrument_ended(struct eval *ev, const struct instrument *x, enum dir d)
{
	enum tri v;

	if (!deeper(ev))
		return UNKNOWN;
	v = tri_not(running(ev, x, d));
	if (v != YES)
		v = tri_or(v, ended_by_others(ev, x, d));
	ev->depth--;
	return v;
}

enum tri
instrument_suspended(struct eval *ev, const struct instrument *x, enum dir d)
{
	enum tri v = NO, one;

	if (!deeper(ev))
		return UNKNOWN;
	for (size_t i = 0; i < x->nedges; i++)
		if (edge_is(&x->edges[i], EDGE_STAYS) && x->edges[i].itself)
			v = tri_or(v,
			    edge_counts(ev, x, &x->edges[i], dir_flip(d)));
	for (size_t i = 0; i < x->nupon && v != YES; i++) {
		const struct edge *e = x->upon[i];

		if (!edge_is(e, EDGE_STAYS))
			continue;
		one = edge_counts(ev, x->upon_by[i], e, dir_flip(d));
		if (one != NO)
			one = tri_and(one,
			    tri_not(undone(ev, x, x->upon_by[i], d)));
		v = tri_or(v, one);
	}
	ev->depth--;
	return v;
}

enum tri
instrument_in_force(struct eval *ev, const struct instrument *x)
{
	struct instant before = ev->next;
	enum tri v;

	if (cache_in_force(ev, x, &v))
		return v;
	ev->next = INSTANT_NEVER;
	v = instrument_begun(ev, x, PROTECT);
	if (v != NO)
		v = tri_and(v, tri_not(instrument_ended(ev, x, PROTECT)));
	if (v != NO)
		v = tri_and(v, tri_not(instrument_suspended(ev, x, PROTECT)));
	if (ev->err == 0)
		cache_keep(ev, x, v, ev->next);
	ev->next = instant_min(ev->next, before);
	return v;
}
