/* due.c - lengths of time and named clocks, in every reading. */

#include "decide/eval.h"

#include <assert.h>
#include <string.h>

static int
add(struct due_at *out, struct outcome o)
{
	size_t i = out->n;

	if (out->n >= LIMIT_READINGS)
		return E_LIMIT;
	while (i > 0 && out->outs[i - 1].end.us > o.end.us) {
		out->outs[i] = out->outs[i - 1];
		i--;
	}
	out->outs[i] = o;
	out->n++;
	return 0;
}

static int
add_all(struct due_at *out, const struct outcome *outs, size_t n)
{
	int r = 0;

	for (size_t i = 0; i < n && r == 0; i++)
		r = add(out, outs[i]);
	return r;
}

/* Where it may be kept; NULL: nowhere. */
static struct counted *
counted_at(struct eval *ev, const struct length *len, struct instant trigger)
{
	uint64_t h =
	    ((uint64_t)trigger.us ^ (uintptr_t)len >> 4) * 0x9e3779b97f4a7c15u;

	if (ev->texts || ev->memo == NULL || ev->memo->counted == NULL)
		return NULL;
	return &ev->memo->counted[(h ^ h >> 32) % COUNTED_MEMO];
}

static int
add_length(struct eval *ev, const struct length *len, struct instant trigger,
    struct due_at *out)
{
	struct counted *kept = counted_at(ev, len, trigger);
	struct outcome outs[LIMIT_READINGS];
	struct counted_of of;
	size_t n = 0;
	int r;

	memset(&of, 0, sizeof(of));
	of.len = len;
	of.z = ev->zone;
	of.court = ev->cal.court;
	of.from = ev->cal.from_state;
	of.trigger = trigger;
	if (kept != NULL && memcmp(&kept->of, &of, sizeof(of)) == 0)
		return add_all(out, kept->outs, kept->n);
	if ((r = count_length(ev->texts ? ev->a : NULL, len, &ev->cal, ev->zone,
		 trigger, outs, &n)) != 0)
		return r;
	assert(n <= COUNTED_MOST);
	if (kept != NULL) {
		kept->of = of;
		kept->n = n;
		memcpy(kept->outs, outs, n * sizeof(*outs));
	}
	return add_all(out, outs, n);
}

/* A version holds from its date until another of the same reading does:
 * the triggers from which it counts. */
static struct when
version_holds(struct eval *ev, const struct clock *c,
    const struct clock_version *v)
{
	struct when holds = { INSTANT_BEGIN, INSTANT_NEVER };
	struct instant from;

	if (v->from.moment.kind != MOMENT_NONE)
		holds.first = zone_when(ev->zone, &v->from.moment).first;
	for (size_t i = 0; i < c->nversions; i++) {
		const struct clock_version *w = &c->versions[i];

		if (w->from.moment.kind == MOMENT_NONE)
			continue;
		if (v->reading == NULL ? w->reading != NULL
				       : w->reading == NULL ||
			    strcmp(v->reading, w->reading) != 0)
			continue;
		from = zone_when(ev->zone, &w->from.moment).first;
		from.us--;
		if (from.us >= holds.first.us)
			holds.last = instant_min(holds.last, from);
	}
	return holds;
}

/* Some trigger in w is one from which the version counts. */
static bool
version_may_hold(struct eval *ev, const struct clock *c,
    const struct clock_version *v, struct when w)
{
	struct when holds = version_holds(ev, c, v);

	return holds.first.us <= w.last.us && holds.last.us >= w.first.us;
}

/* It counts from each of them, so far as is known: what cannot be excluded
 * is a reading. */
static bool
version_counts(struct eval *ev, const struct clock *c,
    const struct clock_version *v, struct when w)
{
	return version_may_hold(ev, c, v, w) &&
	    (v->when == NULL || eval_expr(ev, v->when) != NO);
}

static int
add_clock(struct eval *ev, const struct clock *c, struct instant trigger,
    struct due_at *out)
{
	struct outcome never = { .end = INSTANT_NEVER,
		.why = "no limit of time" };
	int r = 0;

	for (size_t i = 0; i < c->nversions && r == 0; i++) {
		const struct clock_version *v = &c->versions[i];

		if (!version_counts(ev, c, v,
			(struct when){ trigger, trigger }))
			continue;
		r = v->no_limit ? add(out, never)
				: add_length(ev, &v->length, trigger, out);
	}
	return r;
}

/* The event that `due` names, or its clock does; NULL when it is counted
 * from the order's start, or entry into the stage. */
static const struct ref *
after_event(const struct due *due)
{
	const struct ref *after = due->has_after ? &due->after : NULL;

	for (size_t i = 0;
	     after == NULL && due->clock != NULL && i < due->clock->nversions;
	     i++)
		if (due->clock->versions[i].has_after)
			after = &due->clock->versions[i].after;
	return after != NULL && after->kind == REF_EVENT ? after : NULL;
}

/* What `due` is counted from: an event it names, or that its clock does.
 * False when that is the order's start, or entry into the stage. */
bool
due_trigger(struct eval *ev, const struct due *due, struct when *w,
    enum tri *known)
{
	const struct ref *after = after_event(due);

	if (after == NULL)
		return false;
	*w = last_event(ev, after->event, after->step, known);
	return true;
}

/* Of an event that may never have happened: where the recorded ones lie.
 * False when none is. */
bool
due_may_start(struct eval *ev, const struct due *due, struct when *w)
{
	const struct ref *after = after_event(due);

	*w = event_may(ev, after->event, after->step);
	return w->first.us < INSTANT_NEVER.us;
}

/* Some length that `due` is counted by, from a trigger in w, is one that
 * nobody has verified. */
bool
due_unverified(struct eval *ev, const struct due *due, struct when w)
{
	const struct clock *c = due->clock;

	for (size_t i = 0; i < due->nreadings; i++)
		if (due->readings[i].unverified)
			return true;
	for (size_t i = 0; c != NULL && i < c->nversions; i++) {
		const struct clock_version *v = &c->versions[i];

		if (v->unverified && version_may_hold(ev, c, v, w))
			return true;
	}
	return false;
}

/* Every end of `due` counted from trigger, earliest first.  A clock no
 * version of which applies has no limit on record: never. */
int
due_count(struct eval *ev, const struct due *due, struct instant trigger,
    struct due_at *out)
{
	struct outcome outs[LIMIT_READINGS];
	size_t n = 0;
	int r = 0;

	out->n = 0;
	out->outs = arena_array(ev->a, LIMIT_READINGS, sizeof(*out->outs));
	if (out->outs == NULL)
		return E_NOMEM;
	if (trigger.us <= INSTANT_BEGIN.us || trigger.us >= INSTANT_NEVER.us)
		return add(out,
		    (struct outcome){ .end = trigger,
			.why = "counted from a day that is not known" });
	for (size_t i = 0; i < due->nreadings && r == 0; i++) {
		const struct reading *rd = &due->readings[i];

		if (rd->kind == READING_LENGTH) {
			r = add_length(ev, &rd->length, trigger, out);
			continue;
		}
		if ((r = count_clock(ev->texts ? ev->a : NULL, &rd->time,
			 &ev->cal, ev->zone, trigger, outs, &n)) == 0)
			r = add_all(out, outs, n);
	}
	if (r == 0 && due->clock != NULL)
		r = add_clock(ev, due->clock, trigger, out);
	if (r == 0 && out->n == 0)
		r = add(out,
		    (struct outcome){ .end = INSTANT_NEVER,
			.why = "no limit of time on record" });
	return r;
}

/* Hours that roll come to the same hour of the next court day, so of two
 * triggers the later can end earlier: the ends counted from an imprecise
 * trigger's own two ends do not bound the others. */
static int
widen(struct eval *ev, const struct length *len, struct when trigger,
    struct when *all)
{
	struct instant a, b;
	int r;

	if (len->unit != UNIT_HOURS && len->unit != UNIT_BUSINESS_HOURS)
		return 0;
	if ((r = count_span(len, &ev->cal, ev->zone, trigger, &a, &b)) != 0)
		return r;
	all->first = instant_min(all->first, a);
	all->last = instant_max(all->last, b);
	return 0;
}

/* The same for each length that `due` is counted by from all of `part`. */
static int
widen_part(struct eval *ev, const struct due *due, struct when part,
    struct when *all)
{
	const struct clock *c = due->clock;
	int r = 0;

	for (size_t i = 0; i < due->nreadings && r == 0; i++)
		if (due->readings[i].kind == READING_LENGTH)
			r = widen(ev, &due->readings[i].length, part, all);
	for (size_t i = 0; c != NULL && i < c->nversions && r == 0; i++)
		if (!c->versions[i].no_limit &&
		    version_counts(ev, c, &c->versions[i], part))
			r = widen(ev, &c->versions[i].length, part, all);
	return r;
}

/* Taken off *rest: the triggers up to the next at which another version of
 * the clock comes into force.  False when none are left. */
bool
due_part(struct eval *ev, const struct due *due, struct when *rest,
    struct when *part)
{
	const struct clock *c = due->clock;
	struct instant from;

	if (rest->first.us > rest->last.us)
		return false;
	*part = *rest;
	for (size_t i = 0; c != NULL && i < c->nversions; i++) {
		if (c->versions[i].from.moment.kind == MOMENT_NONE)
			continue;
		from = zone_when(ev->zone, &c->versions[i].from.moment).first;
		from.us--;
		if (from.us >= rest->first.us)
			part->last = instant_min(part->last, from);
	}
	rest->first.us = part->last.us + 1;
	return true;
}

static int
add_part(struct eval *ev, const struct due *due, struct when part,
    struct when *all)
{
	struct due_at at;
	int r;

	if ((r = due_count(ev, due, part.first, &at)) != 0)
		return r;
	all->first = instant_min(all->first, at.outs[0].end);
	all->last = instant_max(all->last, at.outs[at.n - 1].end);
	if ((r = due_count(ev, due, part.last, &at)) != 0)
		return r;
	all->first = instant_min(all->first, at.outs[0].end);
	all->last = instant_max(all->last, at.outs[at.n - 1].end);
	return 0;
}

/* No calendar reaches back so far. */
static bool
before_calendars(const struct eval *ev, struct instant t)
{
	return t.us > INSTANT_BEGIN.us && t.us < INSTANT_NEVER.us &&
	    zone_civil(ev->zone, t).day.n < CALENDAR_FIRST.n;
}

int
due_ends(struct eval *ev, const struct due *due, struct when trigger,
    struct due_ends *out)
{
	struct when rest, part;
	int r = 0;

	/* Some day up to one: counted from a day that is not known. */
	if (before_calendars(ev, trigger.first) &&
	    !before_calendars(ev, trigger.last))
		trigger.first = INSTANT_BEGIN;
	rest = trigger;
	out->all = (struct when){ INSTANT_NEVER, INSTANT_BEGIN };
	while (r == 0 && due_part(ev, due, &rest, &part)) {
		if (part.first.us > trigger.first.us ||
		    part.last.us < trigger.last.us)
			r = add_part(ev, due, part, &out->all);
		if (r == 0 && part.first.us < part.last.us &&
		    part.first.us > INSTANT_BEGIN.us &&
		    part.last.us < INSTANT_NEVER.us)
			r = widen_part(ev, due, part, &out->all);
	}
	if (r != 0 || (r = due_count(ev, due, trigger.first, &out->lo)) != 0)
		return r;
	return due_count(ev, due, trigger.last, &out->hi);
}
