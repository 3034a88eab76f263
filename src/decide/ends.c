/* ends.c - where an instrument, or an act of it on another, ends: at a
 * moment, or counted from its beginnings or from an event.
 *
 * SEMANTICS sections 5 and 7.  What protects is read to the latest, what
 * takes protection away to the earliest. */

#include "decide/instruments.h"

#include <string.h>

/* t is before the exclusive end that lies in [e1, e2]. */
static enum tri
before_end(struct eval *ev, struct instant e1, struct instant e2)
{
	if (!eval_reached(ev, e1))
		return YES;
	return eval_reached(ev, e2) ? NO : UNKNOWN;
}

/* The exclusive ends a moment means: a named minute is inside, and a day
 * runs to its end. */
static struct when
moment_end(const struct zone *z, const struct moment *m)
{
	struct when w = zone_when(z, m);

	if (m->kind == MOMENT_DAYS) {
		w.first = zone_day(z, m->lo.day).last;
	} else if (m->kind == MOMENT_CLOCK) {
		/* A minute that occurs twice ends at the second. */
		w.first = w.last;
	}
	w.first = instant_add_minutes(w.first, 1);
	w.last = instant_add_minutes(w.last, 1);
	return w;
}

/* The latest reading is one that rolled, and no other ends there. */
static bool
rolled_only(const struct due_at *at)
{
	uint32_t kinds = at->outs[at->n - 1].kinds, rolled = 0;

	for (unsigned k = 0; k < 32; k++)
		if ((k & COUNT_ROLLED) != 0)
			rolled |= (uint32_t)1 << k;
	return kinds != 0 && (kinds & ~rolled) == 0;
}

/* An end counted from w, throughout which the same law counts: where the
 * reading that matters lies. */
static struct when
counted_from(struct eval *ev, const struct due *due, struct when w, enum dir d)
{
	struct due_ends at;
	struct when e = WHEN_UNKNOWN;
	struct instant least;
	int r;

	if ((r = due_ends(ev, due, w, &at)) != 0) {
		eval_fail(ev, r);
		return e;
	}
	e.first = at.lo.outs[d == PROTECT ? at.lo.n - 1 : 0].end;
	e.last = at.hi.outs[d == PROTECT ? at.hi.n - 1 : 0].end;
	e.last = instant_max(e.last, at.all.last);
	least = instant_min(e.first, at.all.first);
	if (d == TAKE)
		e.first = least;
	else if (e.last.us != least.us && rolled_only(&at.lo))
		e.first =
		    zone_day(ev->zone, zone_civil(ev->zone, e.first).day).first;
	return e;
}

/* An end counted from w: from one part of it or another. */
static struct when
counted_end(struct eval *ev, const struct due *due, struct when w, enum dir d)
{
	struct when e = { INSTANT_NEVER, INSTANT_BEGIN }, part, one;

	while (due_part(ev, due, &w, &part)) {
		one = counted_from(ev, due, part, d);
		e.first = instant_min(e.first, one.first);
		e.last = instant_max(e.last, one.last);
	}
	return e;
}

static struct when
widest(struct when a, struct when b, enum dir d)
{
	if (d == PROTECT) {
		a.first = instant_max(a.first, b.first);
		a.last = instant_max(a.last, b.last);
	} else {
		a.first = instant_min(a.first, b.first);
		a.last = instant_min(a.last, b.last);
	}
	return a;
}

/* Where the exclusive end lies, of x's own or of an act of x on another.
 * NEVER when nothing dates it. */
struct when
instrument_end_lies(struct eval *ev, const struct instrument *x,
    const struct end *end, enum dir d)
{
	struct asking was;
	struct begins b;
	struct when e = WHEN_NEVER, w;
	enum tri known;

	if (end->kind == END_MOMENT)
		return moment_end(x->zone, &end->moment);
	if (end->kind != END_DUE)
		return e;
	was = eval_ask(ev, x);
	if (due_trigger(ev, &end->due, &w, &known)) {
		if (known == YES)
			e = counted_end(ev, &end->due, w, d);
		else if (known == UNKNOWN && d == TAKE)
			e = WHEN_UNKNOWN;
		else if (known == UNKNOWN && due_may_start(ev, &end->due, &w))
			e.first = counted_end(ev, &end->due, w, d).first;
	} else {
		instrument_begins(ev, x, &b);
		for (size_t i = 0; i < b.n; i++) {
			w = counted_end(ev, &end->due, b.w[i], d);
			e = i == 0 ? w : widest(e, w, d);
		}
	}
	eval_asked(ev, was);
	return e;
}

/* Nobody verified where `end` lies: it, or a length it is counted by. */
static bool
end_unverified(struct eval *ev, const struct instrument *x,
    const struct end *end)
{
	struct asking was;
	bool v;

	if (instrument_ends_confirmed(ev, x))
		return false;
	if (end->unverified || end->kind != END_DUE)
		return end->unverified;
	was = eval_ask(ev, x);
	v = due_unverified(ev, &end->due, instrument_start(ev, x));
	eval_asked(ev, was);
	return v;
}

/* t is not past `end`.  `d` is the direction of what ends.  An unverified
 * end is doubt from its date. */
enum tri
instrument_not_past(struct eval *ev, const struct instrument *x,
    const struct end *end, enum dir d)
{
	struct when e = instrument_end_lies(ev, x, end, d);
	enum tri v = before_end(ev, e.first, e.last);

	if (d == PROTECT && end_unverified(ev, x, end))
		v = tri_or(v, UNKNOWN);
	/* The document says two things of its end. */
	for (size_t i = 0; end == &x->until && i < x->nconflicts; i++) {
		const struct conflict *c = &x->conflicts[i];

		if (strcmp(c->of.s, "until") != 0)
			continue;
		e = moment_end(x->zone, &c->moment);
		v = d == PROTECT ? tri_or(v, before_end(ev, e.first, e.last))
				 : tri_and(v, before_end(ev, e.first, e.last));
	}
	return v;
}
