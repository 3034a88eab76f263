/* absence.c - what the record says did not happen, and was not.
 *
 * SEMANTICS section 2.  Whether a fact counts at all, which minutes an
 * absence is certain to cover, and which facts it speaks against. */

#include "decide/held.h"

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
bool
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

/* The first instant after `after` at which an absence that may speak
 * against k begins; NEVER: none. */
struct instant
absence_from(struct eval *ev, const struct kind *k, struct instant after)
{
	struct instant from = INSTANT_NEVER, lo, hi;

	for (size_t i = 0; i < ev->who->nfacts; i++) {
		if (!speaks_against(ev, ev->who->facts[i], k, -1))
			continue;
		absence_most(ev, ev->who->facts[i], &lo, &hi);
		if (lo.us > after.us)
			from = instant_min(from, lo);
	}
	return from;
}

/* How far from `cover` absences alone show that there is none. */
struct instant
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
