/* held.c - states over time: what the record says held at some instant, or
 * throughout, of a stretch of time.
 *
 * SEMANTICS section 2.  A stretch is judged whole: a state since 24 June
 * held at some instant of that day though no single instant is certain.
 * Every test here is one-sided, so that making a fact wider, unknown or
 * contested can only turn yes and no into unknown (P1). */

#include "decide/eval.h"

#include <string.h>

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

/* x <= b, noting the instant at which that becomes so. */
static bool
by_b(struct eval *ev, const struct span *sp, struct instant x)
{
	if (sp->b_now)
		eval_note(ev, x);
	return x.us <= sp->b.us;
}

static bool
by_a(struct eval *ev, const struct span *sp, struct instant x)
{
	if (sp->a_now)
		eval_note(ev, x);
	return x.us <= sp->a.us;
}

/* Whether a fact counts at K: recorded, not superseded, not overruled by a
 * resolution. */
enum tri
fact_exists(struct eval *ev, const struct fact *f)
{
	struct instant k = ev->q->known;
	enum tri v = entry_counts(&f->entry, k);

	for (size_t i = 0; i < ev->who->nfacts && v != NO; i++) {
		const struct fact *g = ev->who->facts[i];
		bool over = g->corrects == f;

		for (size_t j = 0; j < g->nover && !over; j++)
			over = g->over[j] == f;
		if (over)
			v = tri_and(v, tri_not(entry_counts(&g->entry, k)));
	}
	return v;
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

/* What an absence's own moment means: of a month or a year it is certain
 * of one day alone, the last for `since` and the first for `through`. */
static struct when
absence_when(struct eval *ev, const struct fact *f, const struct moment *m,
    bool through)
{
	struct moment day = *m;

	if (m->kind != MOMENT_DAYS || m->lo.day.n == m->hi.day.n)
		return eval_when(ev, f, m);
	if (through)
		day.hi = day.lo;
	else
		day.lo = day.hi;
	return zone_when(f->zone != NULL ? f->zone : ev->zone, &day);
}

/* Minutes an absence is certain to cover: from *lo through *hi, both
 * included.  A day named is covered whole; of anything else not known to
 * the minute, the end that covers less. */
static void
absence_span(struct eval *ev, const struct fact *f, struct instant *lo,
    struct instant *hi)
{
	struct outcome outs[LIMIT_READINGS];
	struct when w;
	size_t n = 0;

	*lo = INSTANT_BEGIN;
	if (f->from.kind != MOMENT_NONE) {
		w = absence_when(ev, f, &f->from, false);
		*lo = f->from.kind == MOMENT_DAYS ? w.first : w.last;
	}
	*hi = INSTANT_NEVER;
	if (f->to.kind == MOMENT_NONE)
		return;
	w = absence_when(ev, f, &f->to, true);
	*hi = f->to.kind == MOMENT_DAYS ? w.last : w.first;
	if (f->source == NULL || !f->source->has_good)
		return;
	if (count_length(NULL, &f->source->good_for, &ev->cal, ev->zone, *hi,
		outs, &n) == 0)
		*hi = instant_add_minutes(outs[0].end, -1);
}

/* A blanket absence speaks of events and filings, unless their kind was
 * said to be unknown. */
static bool
absence_of(struct eval *ev, const struct fact *f, const struct kind *k,
    int step)
{
	if (f->type != FACT_ABSENT)
		return false;
	if (f->kind == k)
		return f->step < 0 || f->step == step;
	if (f->kind != NULL || k->type == KIND_STATE ||
	    k->type == KIND_RELATION)
		return false;
	for (size_t i = 0; i < ev->who->nfacts; i++) {
		const struct fact *g = ev->who->facts[i];

		if (g->type == FACT_UNKNOWN && g->kind == k &&
		    fact_exists(ev, g) != NO)
			return false;
	}
	return true;
}

/* An absence that may speak against a fact of k.  "Nothing else happened"
 * conflicts with nothing. */
static bool
speaks_against(struct eval *ev, const struct fact *f, const struct kind *k,
    int step)
{
	return f->kind != NULL && absence_of(ev, f, k, step) &&
	    fact_exists(ev, f) != NO;
}

/* Minutes it may cover. */
static void
absence_most(struct eval *ev, const struct fact *f, struct instant *lo,
    struct instant *hi)
{
	absence_span(ev, f, lo, hi);
	if (f->from.kind != MOMENT_NONE)
		*lo = instant_min(*lo, eval_when(ev, f, &f->from).first);
	if (f->to.kind != MOMENT_NONE)
		*hi = instant_max(*hi, eval_when(ev, f, &f->to).last);
}

/* A fact and an absence that may cover it conflict: two candidates, so
 * what the fact says is known only where the absence agrees.  One that
 * begins after `sure` leaves what was so until then. */
static bool
contested(struct eval *ev, const struct kind *k, int step, struct instant first,
    struct instant sure, struct instant last)
{
	for (size_t i = 0; i < ev->who->nfacts; i++) {
		struct instant lo, hi;

		if (!speaks_against(ev, ev->who->facts[i], k, step))
			continue;
		absence_most(ev, ev->who->facts[i], &lo, &hi);
		if (lo.us <= sure.us && first.us <= hi.us && last.us >= lo.us)
			return true;
	}
	return false;
}

/* What h says is contested from where such an absence begins. */
static void
sure_until_absence(struct eval *ev, const struct kind *k, struct held *h)
{
	for (size_t i = 0; i < ev->who->nfacts; i++) {
		struct instant lo, hi;

		if (!speaks_against(ev, ev->who->facts[i], k, -1))
			continue;
		absence_most(ev, ev->who->facts[i], &lo, &hi);
		if (lo.us > h->from.last.us)
			h->end.first = instant_min(h->end.first, lo);
	}
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
		sure_until_absence(ev, k, h);
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

static struct instant
covered_by_absence(struct eval *ev, const struct kind *k, int step,
    struct instant cover)
{
	struct instant reach = cover;

	for (size_t i = 0; i < ev->who->nfacts; i++) {
		const struct fact *f = ev->who->facts[i];
		struct instant lo, hi;
		bool only = f->type == FACT_ONLY && f->kind == k;

		if (!only && !absence_of(ev, f, k, step))
			continue;
		if (fact_exists(ev, f) != YES)
			continue;
		absence_span(ev, f, &lo, &hi);
		eval_note(ev, lo); /* what it shows, it shows from here */
		if (lo.us <= cover.us && hi.us >= cover.us) {
			reach = instant_max(reach, instant_add_minutes(hi, 1));
			reason_fact(ev, f);
		}
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

static int
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

/* -- Events -------------------------------------------------------------- */

static bool
is_step(const struct fact *f, const struct kind *k, int step)
{
	return f->type == FACT_HAPPENED && f->kind == k &&
	    (step < 0 || f->step == step);
}

/* The whole of sp is under recorded absences. */
bool
absent_through(struct eval *ev, const struct kind *k, int step, struct span sp)
{
	struct instant cover = sp.a, reach;

	for (;;) {
		reach = covered_by_absence(ev, k, step, cover);
		if (reach.us > sp.b.us || reach.us >= INSTANT_NEVER.us)
			break;
		if (reach.us <= cover.us)
			return false;
		cover = reach;
	}
	if (sp.b_now)
		eval_note(ev, reach);
	return true;
}

bool
same_filing(const struct fact *a, const struct fact *b)
{
	return a->filing != NULL && b->filing != NULL &&
	    strcmp(a->filing, b->filing) == 0;
}

/* What the other steps of f's filing say of a field that f leaves out; where
 * they differ nobody knows. */
static struct value
filing_field(struct eval *ev, const struct fact *f, size_t field)
{
	static const struct value none;
	struct value v = none;

	for (size_t i = 0; i < ev->who->nfacts; i++) {
		const struct fact *g = ev->who->facts[i];

		if (g == f || g->fields == NULL || !is_step(g, f->kind, -1) ||
		    !same_filing(f, g) || fact_exists(ev, g) != YES ||
		    g->fields[field].kind == VALUE_NONE)
			continue;
		if (v.kind != VALUE_NONE && !value_equal(&v, &g->fields[field]))
			return none;
		/* A time written in another zone is another time. */
		if (g->fields[field].kind == VALUE_MOMENT && g->zone != f->zone)
			return none;
		v = g->fields[field];
	}
	return v;
}

/* A step's fields are the filing's: what this step leaves out another may
 * say. */
const struct value *
filing_fields(struct eval *ev, const struct fact *f)
{
	struct value *v;

	if (f->kind->type != KIND_FILING || f->kind->nfields == 0)
		return f->fields;
	v = arena_array(ev->a, f->kind->nfields, sizeof(*v));
	if (v == NULL) {
		eval_fail(ev, E_NOMEM);
		return f->fields;
	}
	for (size_t j = 0; j < f->kind->nfields; j++)
		v[j] = f->fields != NULL && f->fields[j].kind != VALUE_NONE
		    ? f->fields[j]
		    : filing_field(ev, f, j);
	return v;
}

/* An absence speaks against the event. */
bool
contested_event(struct eval *ev, const struct fact *f)
{
	struct when w = eval_when(ev, f, &f->from);

	return contested(ev, f->kind, f->step, w.first, w.last, w.last);
}

static enum tri
one_happened(struct eval *ev, const struct expr *e, const struct fact *f,
    const struct span *sp)
{
	struct when w = eval_when(ev, f, &f->from);
	enum tri in, v = fact_exists(ev, f);

	if (v == NO)
		return NO;
	if (!by_b(ev, sp, w.first) || w.last.us < sp->a.us)
		return NO;
	in = by_b(ev, sp, w.last) && w.first.us >= sp->a.us ? YES : UNKNOWN;
	v = tri_and(v,
	    tri_and(in, fact_matches(ev, e, f, filing_fields(ev, f))));
	if (v == YES && contested_event(ev, f))
		v = UNKNOWN;
	if (v != NO)
		reason_fact(ev, f);
	return v;
}

/* At some instant of sp an event of the kind happened. */
enum tri
happened_some(struct eval *ev, const struct expr *e, struct span sp)
{
	enum tri v = NO;

	for (size_t i = 0; i < ev->who->nfacts && v != YES; i++) {
		const struct fact *f = ev->who->facts[i];

		if (is_step(f, e->fact, e->step))
			v = tri_or(v, one_happened(ev, e, f, &sp));
	}
	if (v == NO && !absent_through(ev, e->fact, e->step, sp))
		v = UNKNOWN;
	return v;
}

/* `motion_to_reopen now`: a filing is open, from its first step to a
 * closing one. */
enum tri
filing_open_now(struct eval *ev, const struct expr *e)
{
	struct span all = { INSTANT_BEGIN, ev->t, false, true };
	const struct kind *k = e->fact;
	struct expr closing = *e;
	enum tri v = NO, o;

	closing.where = NULL;
	for (size_t i = 0; i < ev->who->nfacts; i++) {
		const struct fact *f = ev->who->facts[i];

		if (!is_step(f, k, 0))
			continue;
		o = one_happened(ev, e, f, &all);
		for (size_t j = 0; o != NO && j < ev->who->nfacts; j++) {
			const struct fact *g = ev->who->facts[j];

			if (!is_step(g, k, -1) || !same_filing(f, g) ||
			    (size_t)g->step < k->first_closing)
				continue;
			o = tri_and(o,
			    tri_not(one_happened(ev, &closing, g, &all)));
		}
		v = tri_or(v, o);
	}
	if (v == NO && !absent_through(ev, k, 0, all))
		v = UNKNOWN;
	return v;
}

/* The last event of the kind by t: where it may lie.  Later than t where
 * nothing says that no other came, or that the last one recorded has come:
 * what is counted from it then ends no sooner than it does from t, whatever
 * t is, and the count does not move with t. */
struct when
last_event(struct eval *ev, const struct kind *k, int step, enum tri *known)
{
	struct when w = { INSTANT_BEGIN, INSTANT_BEGIN };
	struct span after;
	enum tri x;

	*known = NO;
	for (size_t i = 0; i < ev->who->nfacts; i++) {
		const struct fact *f = ev->who->facts[i];
		struct when at;

		if (!is_step(f, k, step) || (x = fact_exists(ev, f)) == NO)
			continue;
		if (x == YES && contested_event(ev, f))
			x = UNKNOWN;
		at = eval_when(ev, f, &f->from);
		if (!eval_reached(ev, at.first))
			continue;
		if (x == YES && eval_reached(ev, at.last)) {
			w.first = instant_max(w.first, at.first);
			*known = YES;
		} else {
			*known = tri_or(*known, UNKNOWN);
		}
		w.last = instant_max(w.last, at.last);
	}
	after = (struct span){ w.last, ev->t, false, true };
	if (w.last.us <= ev->t.us && !absent_through(ev, k, step, after)) {
		w.last = INSTANT_NEVER;
		*known = tri_or(*known, UNKNOWN);
	}
	return w;
}

struct instant
event_may(struct eval *ev, const struct kind *k, int step)
{
	struct instant may = INSTANT_NEVER, first;

	for (size_t i = 0; i < ev->who->nfacts; i++) {
		const struct fact *f = ev->who->facts[i];

		if (!is_step(f, k, step) || fact_exists(ev, f) == NO)
			continue;
		first = eval_when(ev, f, &f->from).first;
		if (eval_reached(ev, first))
			may = instant_min(may, first);
	}
	return may;
}

/* `notice(...) at least N before act`: the whole period, latest reading,
 * has run before the act begins. */
enum tri
noticed_before_act(struct eval *ev, const struct expr *e)
{
	struct span sp = { INSTANT_BEGIN, ev->t, false, true };
	struct instant earliest, latest, may;
	enum tri v = NO, x;

	for (size_t i = 0; i < ev->who->nfacts; i++) {
		const struct fact *f = ev->who->facts[i];
		struct when w;

		if (!is_step(f, e->fact, e->step))
			continue;
		x = one_happened(ev, e, f, &sp);
		if (x == NO)
			continue;
		w = eval_when(ev, f, &f->from);
		if (w.first.us <= INSTANT_BEGIN.us) {
			v = tri_or(v, UNKNOWN);
			continue;
		}
		if (count_ends(ev, &e->notice, w.first, &earliest, &may) != 0 ||
		    count_ends(ev, &e->notice, w.last, &earliest, &latest) != 0)
			return UNKNOWN;
		if (!eval_reached(ev, latest))
			x = eval_reached(ev, may) ? tri_and(x, UNKNOWN) : NO;
		/* What lifts a bar on an unverified length is unknown. */
		if (x == YES && e->notice.unverified) {
			ev->shown_unverified = true;
			x = ev->shown ? YES : UNKNOWN;
		}
		v = tri_or(v, x);
	}
	if (v == NO && !absent_through(ev, e->fact, e->step, sp))
		v = UNKNOWN;
	return v;
}
