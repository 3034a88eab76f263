/* doubt.c - in words, what is not known of whether an order is in force. */

#include "decide/instruments.h"

/* Whether y began is not known, read in that direction: why; or NULL. */
static const char *
begun_doubt(struct eval *ev, const struct instrument *y, enum dir d)
{
	struct begins b;
	struct buf day;
	const char *s = NULL;
	struct civil first, last;

	if (instrument_begun(ev, y, d) != UNKNOWN)
		return NULL;
	instrument_begins(ev, y, &b);
	if (b.recorded == UNKNOWN)
		return arena_printf(ev->a,
		    "whether %s counts: no second person has confirmed it",
		    y->id.s);
	if (d == TAKE && b.unverified)
		return arena_printf(ev->a,
		    "whether %s is as written: its document or date is not "
		    "verified",
		    y->id.s);
	for (size_t i = 0; i < b.n; i++) {
		if (eval_when_reached(ev, b.w[i]) != UNKNOWN ||
		    b.w[i].first.us <= INSTANT_BEGIN.us ||
		    b.w[i].last.us >= INSTANT_NEVER.us)
			continue;
		first = zone_civil(y->zone, b.w[i].first);
		last = zone_civil(y->zone, b.w[i].last);
		if (first.day.n != last.day.n)
			continue;
		buf_init(&day, ev->a->mem, LIMIT_ID_BYTES);
		day_print(&day, first.day);
		s = arena_printf(ev->a, "at which hour of %s %s was entered",
		    day.failed ? "the day" : day.s, y->id.s);
		buf_release(&day);
		return s;
	}
	return arena_printf(ev->a, "when %s began", y->id.s);
}

/* Of what is done to x, which is read in direction d, and of what is done
 * to that; but no further: deeper than that a sentence says nothing. */
static const char *
acts_doubt(struct eval *ev, const struct instrument *x, enum dir d,
    unsigned depth)
{
	const char *s = NULL;

	for (size_t i = 0; i < x->nupon && s == NULL; i++) {
		const struct edge *e = x->upon[i];
		enum dir its = edge_actor_dir(e->kind, d);

		if (edge_counts(ev, x->upon_by[i], e, its) != UNKNOWN)
			continue;
		s = begun_doubt(ev, x->upon_by[i], its);
		if (s == NULL && depth > 0)
			s = acts_doubt(ev, x->upon_by[i], its, depth - 1);
	}
	return s;
}

const char *
instrument_doubt(struct eval *ev, const struct instrument *x)
{
	const char *s = begun_doubt(ev, x, PROTECT);

	if (s == NULL)
		s = acts_doubt(ev, x, PROTECT, 1);
	return s != NULL ? s : "whether the order is in force at this instant";
}
