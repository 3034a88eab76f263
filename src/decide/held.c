/* held.c - states over time: what the record says held at some instant, or
 * throughout, of a stretch of time.
 *
 * SEMANTICS section 2.  A stretch is judged whole: a state since 24 June
 * held at some instant of that day though no single instant is certain.
 * Every test here is one-sided, so that making a fact wider, unknown or
 * contested can only turn yes and no into unknown (P1). */

#include "decide/held.h"

/* A recorded state, resolved for the order that asks. */
struct held {
	struct when from;
	struct when end; /* its own; NEVER: none */
	bool has_end;
	enum tri exists;
	bool contested; /* by an absence */
	enum tri match; /* of the condition asked */
	const struct fact *fact;
};

struct helds {
	struct held *v;
	size_t n;
	bool succeed; /* one, whole set: the later ends
		       * the earlier */
};

struct span
span_now(const struct eval *ev)
{
	return (struct span){ ev->t, ev->t, true, true };
}

struct span
span_of(struct instant a, struct instant b)
{
	return (struct span){ a, b, false, false };
}

/* The minute after which a sighting says no more. */
static struct instant
stale_from(struct eval *ev, const struct kind *k, struct instant seen)
{
	struct outcome outs[LIMIT_READINGS];
	size_t n = 0;

	if (seen.us <= INSTANT_BEGIN.us)
		return seen;
	if (count_length(NULL, &k->stale, &ev->cal, ev->zone, seen, outs, &n) !=
	    0)
		return seen; /* cannot be counted: stale at once */
	return outs[0].end;
}

static void
resolve(struct eval *ev, const struct kind *k, const struct fact *f,
    struct held *h)
{
	const struct moment *seen = &f->seen;

	h->fact = f;
	/* Seen on a day and no more: since when, nobody said. */
	h->from = f->from.kind != MOMENT_NONE ? eval_when(ev, f, &f->from)
	    : seen->kind != MOMENT_NONE
	    ? (struct when){ INSTANT_BEGIN, eval_when(ev, f, seen).last }
	    : (struct when){ INSTANT_BEGIN, INSTANT_BEGIN };
	h->end = WHEN_NEVER;
	h->has_end = f->to.kind != MOMENT_NONE;
	if (h->has_end)
		h->end = eval_when(ev, f, &f->to);
	/* Who records that it is over has seen it to its end; an end still to
	 * come is no sighting. */
	if (!k->has_stale || (h->has_end && h->end.last.us <= ev->q->known.us))
		return;
	if (seen->kind == MOMENT_NONE)
		seen = &f->from;
	if (seen->kind == MOMENT_NONE)
		return; /* no date at all: fresh */
	h->end.first = instant_min(h->end.first,
	    stale_from(ev, k, eval_when(ev, f, seen).first));
}

static int
collect(struct eval *ev, const struct expr *e, struct helds *out)
{
	const struct kind *k = e->fact;

	out->n = 0;
	out->succeed = k->number != NUMBER_MANY;
	out->v = arena_array(ev->a, ev->who->nfacts + 1, sizeof(*out->v));
	if (out->v == NULL) {
		eval_fail(ev, E_NOMEM);
		return E_NOMEM;
	}
	for (size_t i = 0; i < ev->who->nfacts; i++) {
		const struct fact *f = ev->who->facts[i];
		struct held *h = &out->v[out->n];

		if (f->type != FACT_HELD || f->kind != k ||
		    (h->exists = fact_exists(ev, f)) == NO)
			continue;
		resolve(ev, k, f, h);
		h->match = fact_matches(ev, e, f, f->fields);
		h->contested = contested(ev, k, -1, h->from.first, h->from.last,
		    instant_add_minutes(h->end.last, -1));
		h->end.first = instant_min(h->end.first,
		    absence_from(ev, k, h->from.last));
		if (h->match == YES && h->contested)
			h->match = UNKNOWN;
		reason_fact(ev, f);
		out->n++;
	}
	return 0;
}

/* g may begin at or after f's beginning. */
static bool
may_follow(const struct held *g, const struct held *f)
{
	return g->from.last.us >= f->from.first.us;
}

static bool
may_tie(const struct held *g, const struct held *f)
{
	return g->from.first.us <= f->from.last.us &&
	    g->from.last.us >= f->from.first.us;
}

/* f alone shows that the state held at some instant of sp. */
static bool
shows_some(struct eval *ev, const struct helds *hs, const struct held *f,
    const struct span *sp)
{
	if (f->exists != YES || f->match != YES || !by_b(ev, sp, f->from.last))
		return false;
	if (by_a(ev, sp, f->end.first))
		return false;
	for (size_t i = 0; hs->succeed && i < hs->n; i++) {
		const struct held *g = &hs->v[i];

		if (g == f)
			continue;
		if (g->match != YES && may_tie(g, f))
			return false;
		/* Another value took its place before the stretch began. */
		if (may_follow(g, f) && by_a(ev, sp, g->from.first) &&
		    (g->match != YES || by_a(ev, sp, g->end.first)))
			return false;
	}
	return true;
}

/* f cannot be what holds at any instant of sp. */
static bool
cannot_hold(struct eval *ev, const struct helds *hs, const struct held *f,
    const struct span *sp)
{
	if (!by_b(ev, sp, f->from.first))
		return true;
	if (by_a(ev, sp, f->end.last))
		return true;
	for (size_t i = 0; hs->succeed && i < hs->n; i++) {
		const struct held *g = &hs->v[i];

		/* What has an end of its own is not ended by another value,
		 * but is not so while that one is; what ends no later than
		 * it begins never was. */
		if (g->exists == YES && g->match == NO &&
		    g->from.first.us > f->from.last.us &&
		    g->from.last.us < g->end.first.us &&
		    by_a(ev, sp, g->from.last) &&
		    (!f->has_end || !by_b(ev, sp, g->end.first)))
			return true;
	}
	return false;
}

/* How far from `cover` the record shows that the state is not so, by
 * another value of a state that has one at a time. */
static struct instant
covered_by_values(struct eval *ev, const struct helds *hs, struct instant cover,
    const struct span *sp)
{
	struct instant reach = cover;

	for (size_t i = 0; hs->succeed && i < hs->n; i++) {
		const struct held *g = &hs->v[i];
		struct instant limit = g->end.first;

		if (g->exists != YES || g->match != NO)
			continue;
		if (cover.us == sp->a.us ? !by_a(ev, sp, g->from.last)
					 : g->from.last.us > cover.us)
			continue;
		/* A later value with an end of its own leaves a gap. */
		for (size_t j = 0; j < hs->n; j++)
			if (j != i && may_follow(&hs->v[j], g))
				limit = instant_min(limit, hs->v[j].end.first);
		reach = instant_max(reach, limit);
	}
	return reach;
}

/* The whole of sp is shown to be without the state. */
static bool
shows_none(struct eval *ev, const struct helds *hs, const struct kind *k,
    const struct span *sp, bool absences)
{
	struct instant cover = sp->a, reach;

	for (size_t i = 0; i < hs->n; i++)
		if (hs->v[i].match != NO && !cannot_hold(ev, hs, &hs->v[i], sp))
			return false;
	for (;;) {
		reach = covered_by_values(ev, hs, cover, sp);
		if (absences)
			reach = instant_max(reach,
			    covered_by_absence(ev, k, -1, cover));
		if (reach.us > sp->b.us)
			break;
		if (reach.us <= cover.us)
			return false;
		cover = reach;
	}
	if (sp->b_now)
		eval_note(ev, reach);
	return true;
}

/* At some instant of sp. */
enum tri
held_some(struct eval *ev, const struct expr *e, struct span sp)
{
	struct helds hs;

	if (collect(ev, e, &hs) != 0)
		return UNKNOWN;
	for (size_t i = 0; i < hs.n; i++)
		if (shows_some(ev, &hs, &hs.v[i], &sp))
			return YES;
	return shows_none(ev, &hs, e->fact, &sp, true) ? NO : UNKNOWN;
}

/* At every instant of sp: not so at none.  An absence shows that the state
 * was not there, which is the other way round. */
enum tri
held_all(struct eval *ev, const struct expr *e, struct span sp)
{
	struct helds hs;

	if (collect(ev, e, &hs) != 0)
		return UNKNOWN;
	if (absent_through(ev, e->fact, -1, span_of(sp.a, sp.a)) && hs.n == 0)
		return NO;
	for (size_t i = 0; i < hs.n; i++)
		hs.v[i].match = tri_not(hs.v[i].match);
	if (hs.succeed) {
		for (size_t i = 0; i < hs.n; i++)
			if (shows_some(ev, &hs, &hs.v[i], &sp))
				return NO;
		return shows_none(ev, &hs, e->fact, &sp, false) ? YES : UNKNOWN;
	}
	/* Of a state that may hold many times over, one record that spans
	 * the stretch is enough. */
	for (size_t i = 0; i < hs.n; i++)
		if (hs.v[i].exists == YES && hs.v[i].match == NO &&
		    by_a(ev, &sp, hs.v[i].from.last) &&
		    !by_b(ev, &sp, hs.v[i].end.first))
			return YES;
	return UNKNOWN;
}

/* A field of the person's own records.  Of a `many` state it stands for
 * each record that holds, or may hold, at t: known where all agree. */
enum tri
fields_value(struct eval *ev, const struct kind *k, int field,
    const struct term *terms, size_t n)
{
	struct expr test = { .kind = EXPR_COMPARE,
		.compare = CMP_IN,
		.subject = SUBJECT_FIELD,
		.fact = k,
		.field = field,
		.terms = (struct term *)(uintptr_t)terms,
		.nterms = n };
	struct expr e = { .kind = EXPR_FACT,
		.fact = k,
		.step = -1,
		.where = &test };
	struct span now = span_now(ev);
	enum tri v = UNKNOWN;
	struct helds hs;
	bool any = false, sure = false;

	if (k->number != NUMBER_MANY)
		return held_some(ev, &e, now);
	if (collect(ev, &e, &hs) != 0)
		return UNKNOWN;
	for (size_t i = 0; i < hs.n; i++) {
		if (!by_b(ev, &now, hs.v[i].from.first) ||
		    by_a(ev, &now, hs.v[i].end.last))
			continue;
		sure |= by_b(ev, &now, hs.v[i].from.last) &&
		    !by_a(ev, &now, hs.v[i].end.first) &&
		    hs.v[i].exists == YES && !hs.v[i].contested;
		v = any ? tri_agree(v, hs.v[i].match) : hs.v[i].match;
		any = true;
	}
	/* Of records that may none of them hold, nothing is sure. */
	return sure ? v : UNKNOWN;
}

/* Where a length counted from an instant ends, on its earliest reading and
 * on its latest. */
int
count_ends(struct eval *ev, const struct length *len, struct instant from,
    struct instant *earliest, struct instant *latest)
{
	struct outcome outs[LIMIT_READINGS];
	size_t n = 0;
	int r;

	if ((r = count_length(NULL, len, &ev->cal, ev->zone, from, outs, &n)) !=
	    0) {
		eval_fail(ev, r);
		return r;
	}
	*earliest = outs[0].end;
	*latest = outs[n - 1].end;
	return 0;
}

/* `P for LENGTH`: since a beginning from which the length has run by t.
 * Yes on its latest reading, no on its earliest. */
enum tri
held_for(struct eval *ev, const struct expr *e)
{
	struct span now = span_now(ev);
	struct instant earliest, latest, x;
	struct helds hs;
	enum tri v;

	if ((v = held_some(ev, e, now)) == NO)
		return NO;
	if (collect(ev, e, &hs) != 0)
		return UNKNOWN;
	for (size_t i = 0; v == YES && i < hs.n; i++) {
		x = hs.v[i].from.last;
		if (hs.v[i].exists != YES || hs.v[i].match != YES ||
		    !eval_reached(ev, x))
			continue;
		if (x.us <= INSTANT_BEGIN.us)
			latest = x;
		else if (count_ends(ev, &e->length, x, &earliest, &latest) != 0)
			return UNKNOWN;
		if (eval_reached(ev, latest) &&
		    held_all(ev, e, (struct span){ x, ev->t, false, true }) ==
			YES)
			return YES;
	}
	/* Not so at an instant too near to t. */
	for (size_t i = 0; i < hs.n; i++) {
		x = instant_add_minutes(hs.v[i].from.first, -1);
		if (x.us <= INSTANT_BEGIN.us || x.us > ev->t.us)
			continue;
		if (held_some(ev, e, span_of(x, x)) != NO)
			continue;
		if (count_ends(ev, &e->length, hs.v[i].from.first, &earliest,
			&latest) != 0)
			return UNKNOWN;
		if (!eval_reached(ev, earliest))
			return NO;
	}
	return UNKNOWN;
}
