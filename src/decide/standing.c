/* standing.c - how an instrument stands, for people and for clocks: its
 * corrections, its own end, the minutes it was suspended, its name in the
 * table of SEMANTICS 5. */

#include <string.h>

#include "decide/instruments.h"

static void
correct(struct view *v, const struct instrument *y)
{
	if (y->covers != NULL)
		v->covers = y->covers;
	if (y->nexcepts > 0) {
		v->excepts = y->excepts;
		v->nexcepts = y->nexcepts;
	}
	if (y->nbars > 0) {
		v->bars = y->bars;
		v->nbars = y->nbars;
	}
	if (y->each.given)
		v->each = &y->each;
}

/* Some clause of x is another by y. */
static bool
corrects_a_clause(const struct instrument *y)
{
	return y->covers != NULL || y->nexcepts > 0 || y->nbars > 0 ||
	    y->each.given;
}

/* A correction stands for x's clause from x's own start, since it was
 * recorded; one not confirmed leaves both. */
size_t
instrument_views(struct eval *ev, const struct instrument *x,
    struct view *views)
{
	size_t n = 1;

	views[0] = (struct view){ x->covers, x->excepts, x->nexcepts, x->bars,
		x->nbars, &x->each, 0 };
	for (size_t i = 0; i < x->nupon; i++) {
		const struct edge *e = x->upon[i];
		const struct instrument *y = x->upon_by[i];
		size_t was = n, without;
		bool by_reading;
		enum tri c;

		if (!edge_is(e, EDGE_CORRECTS) || !corrects_a_clause(y) ||
		    (c = instrument_corrects(ev, y, &by_reading)) == NO)
			continue;
		without = (size_t)by_reading + (c == UNKNOWN);
		if (was * (1 + without) > VIEW_MAX) {
			eval_fail(ev, E_LIMIT);
			return n;
		}
		for (; without > 0; without--, n += was)
			memcpy(&views[n], views, was * sizeof(*views));
		/* The last are as they are on another reading. */
		for (size_t j = n - was; by_reading && j < n; j++)
			views[j].reading |= (unsigned)1 << (i % 32);
		for (size_t j = 0; j < was; j++)
			correct(&views[j], y);
	}
	return n;
}

/* Over doubts of fact the value all views have, else unknown; over readings
 * of a date the one the bar holds to, or what frees from it does not. */
enum tri
view_value(const struct eval *ev, const struct view *views,
    const enum tri *values, size_t n)
{
	enum tri v = UNKNOWN;

	for (size_t i = 0; i < n; i++) {
		enum tri one = values[i];

		for (size_t j = 0; j < n; j++)
			if (views[j].reading == views[i].reading)
				one = tri_agree(one, values[j]);
		v = i == 0 ? one : ev->frees ? tri_and(v, one) : tri_or(v, one);
	}
	return v;
}

/* The exclusive end x has by itself and by extensions that count now, on
 * the reading that protects; NEVER when none is dated. */
struct instant
instrument_own_end(struct eval *ev, const struct instrument *x, bool *not_sure)
{
	struct when e = instrument_end_lies(ev, x, &x->until, PROTECT);
	struct instant end = e.last;

	*not_sure = e.first.us != e.last.us || x->until.unverified;
	for (size_t i = 0; i < x->nupon; i++) {
		const struct instrument *y = x->upon_by[i];
		bool by_reading;
		enum tri c;

		if (!edge_is(x->upon[i], EDGE_CORRECTS) ||
		    y->until.kind == END_NONE ||
		    (c = instrument_corrects(ev, y, &by_reading)) == NO)
			continue;
		e = instrument_end_lies(ev, y, &y->until, PROTECT);
		*not_sure |= c == UNKNOWN || e.first.us != e.last.us;
		end =
		    c == YES && !by_reading ? e.last : instant_max(end, e.last);
	}
	for (size_t i = 0; i < x->nupon; i++) {
		const struct edge *g = x->upon[i];
		enum tri c;

		if (!edge_is(g, EDGE_EXTENDS) && !edge_is(g, EDGE_SHORTENS))
			continue;
		c = edge_counts(ev, x->upon_by[i], g,
		    edge_actor_dir(g->kind, PROTECT));
		if (c == NO)
			continue;
		*not_sure |= c == UNKNOWN;
		e = instrument_end_lies(ev, x->upon_by[i], &g->until, PROTECT);
		end = edge_is(g, EDGE_EXTENDS) ? instant_max(end, e.last)
					       : instant_min(end, e.last);
	}
	return end;
}

/* Suspended at an instant: on any reading, a stay begins at its earliest and
 * ends at its latest (TAKE flipped); on every one, the reverse. */
static bool
pauses(struct eval *at, const struct instrument *x, enum pause how)
{
	return how == PAUSE_MOST ? instrument_suspended(at, x, TAKE) != NO
				 : instrument_suspended(at, x, PROTECT) == YES;
}

/* The end moved by every minute, from `from` on, in which x was suspended: a
 * member's clock stands still for the bar (SEMANTICS 7).  Walks from change to
 * change, as the horizon does. */
struct instant
instrument_pause(struct eval *ev, const struct instrument *x, enum pause how,
    struct instant from, struct instant end)
{
	struct eval at = *ev;
	bool stayed = instrument_stays(x);

	for (size_t i = 0; i < x->nupon && !stayed; i++)
		stayed = edge_is(x->upon[i], EDGE_STAYS);
	if (!stayed || end.us >= INSTANT_NEVER.us)
		return end;
	at.reason = NULL;
	at.wants = NULL;
	at.cache = NULL; /* kept for the instant asked */
	at.t = from;
	for (unsigned i = 0; i < LIMIT_HORIZON && at.t.us < end.us; i++) {
		struct instant next;

		at.next = INSTANT_NEVER;
		if (pauses(&at, x, how)) {
			next = at.next;
			if (next.us >= INSTANT_NEVER.us) {
				end = INSTANT_NEVER;
				break;
			}
			end.us += next.us - at.t.us;
		} else {
			next = at.next;
		}
		at.t = next;
	}
	/* Not walked to its end: an end too near would let people go. */
	if (at.t.us < end.us && end.us < INSTANT_NEVER.us)
		eval_fail(ev, E_LIMIT);
	if (at.err != 0)
		eval_fail(ev, at.err);
	return end;
}

static bool
counts_now(struct eval *ev, const struct instrument *x, size_t i)
{
	return edge_counts(ev, x->upon_by[i], x->upon[i], TAKE) != NO;
}

static enum standing
ended_standing(struct eval *ev, const struct instrument *x)
{
	if (instrument_dismissed(ev, x, PROTECT) != NO)
		return STANDING_DISMISSED;
	for (size_t i = x->nupon; i > 0; i--) {
		enum edge_kind k = x->upon[i - 1]->kind;

		if (k == EDGE_REPLACES &&
		    instrument_replaced(ev, x, x->upon_by[i - 1],
			x->upon[i - 1], TAKE) != NO)
			return STANDING_REPLACED;
		if ((k == EDGE_VACATES || k == EDGE_REVERSES) &&
		    counts_now(ev, x, i - 1))
			return STANDING_VACATED;
		if (k == EDGE_DISSOLVES && counts_now(ev, x, i - 1))
			return STANDING_DISSOLVED;
		if (k == EDGE_LIFTS && instrument_stays(x) &&
		    counts_now(ev, x, i - 1))
			return STANDING_LIFTED;
		if (k == EDGE_RECALLS && counts_now(ev, x, i - 1))
			return STANDING_RECALLED;
	}
	return STANDING_EXPIRED;
}

/* In force, but has somebody vacated it without effect yet? */
static enum standing
force_standing(struct eval *ev, const struct instrument *x)
{
	for (size_t i = 0; i < x->nupon; i++) {
		const struct edge *e = x->upon[i];
		const struct instrument *y = x->upon_by[i];

		if (!edge_is(e, EDGE_VACATES) && !edge_is(e, EDGE_REVERSES))
			continue;
		if (instrument_begun(ev, y, TAKE) == NO)
			continue;
		if (instrument_suspended(ev, y, TAKE) != NO)
			return STANDING_VACATUR_STAYED;
		if (e->from_mandate && instrument_mandate(ev, y, TAKE) == NO)
			return STANDING_AWAITING_MANDATE;
	}
	return STANDING_IN_FORCE;
}

enum standing
instrument_standing(struct eval *ev, const struct instrument *x)
{
	struct begins b;
	enum tri v;

	instrument_begins(ev, x, &b);
	if (b.recorded == NO)
		return STANDING_NOT_RECORDED;
	v = instrument_in_force(ev, x);
	if (v == YES)
		return force_standing(ev, x);
	if (v == UNKNOWN)
		return STANDING_DOUBT;
	if (instrument_begun(ev, x, PROTECT) == NO)
		return STANDING_NOT_BEGUN;
	if (instrument_ended(ev, x, PROTECT) == YES)
		return ended_standing(ev, x);
	for (size_t i = 0; i < x->nedges; i++)
		if (x->edges[i].itself &&
		    edge_counts(ev, x, &x->edges[i], TAKE) != NO)
			return STANDING_SELF_STAYED;
	return STANDING_STAYED;
}

/* A petition for rehearing may be filed for 45 days where the United States
 * is a party (Fed. R. App. P. 40), and the mandate issues 7 days after that
 * (41(b)).  NEVER where that cannot be counted. */
static struct instant
mandate_due(struct eval *ev, const struct instrument *y)
{
	const struct count_rule *rule = count_rule_find("frap26");
	const struct length rehearing = { .n = 45,
		.unit = UNIT_DAYS,
		.rule = rule };
	const struct length then = { .n = 7, .unit = UNIT_DAYS, .rule = rule };
	struct outcome outs[LIMIT_READINGS];
	struct asking was = eval_ask(ev, y);
	struct instant t = instrument_start(ev, y).first;
	size_t n = 0;

	if (count_length(NULL, &rehearing, &ev->cal, ev->zone, t, outs, &n) !=
		0 ||
	    count_length(NULL, &then, &ev->cal, ev->zone,
		instant_add_minutes(outs[0].end, -1), outs, &n) != 0)
		outs[0].end = INSTANT_NEVER;
	eval_asked(ev, was);
	return outs[0].end;
}

struct instant
instrument_mandate_due(struct eval *ev, const struct instrument *x)
{
	struct instant due = INSTANT_NEVER;

	for (size_t i = 0; i < x->nupon; i++)
		if (x->upon[i]->from_mandate &&
		    instrument_begun(ev, x->upon_by[i], PROTECT) != NO)
			due = instant_min(due, mandate_due(ev, x->upon_by[i]));
	return due;
}
