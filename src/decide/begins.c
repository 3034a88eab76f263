/* begins.c - when an instrument began, as known at K: each reading of what
 * its document says, and what a second person has confirmed.
 *
 * SEMANTICS section 5. */

#include "decide/instruments.h"

#include <string.h>

/* What of an instrument a second person has confirmed by K: no more than
 * they said.  Of two who gave a date, the later. */
struct verified {
	bool document, ends, acts;
	const struct confirmation *oral, *entered, *effective;
};

static const struct confirmation *
later(const struct confirmation *a, const struct confirmation *b,
    const struct moment *said)
{
	if (said->kind == MOMENT_NONE)
		return a;
	return a == NULL || b->at.us >= a->at.us ? b : a;
}

static struct verified
verified(const struct eval *ev, const struct instrument *x)
{
	const struct record *rec = ev->q->record;
	struct verified v = { .document = false };

	for (size_t i = 0; rec != NULL && i < rec->nconfirmations; i++) {
		const struct confirmation *c = &rec->confirmations[i];

		if (strcmp(c->instrument, x->id.s) != 0 ||
		    c->at.us > ev->q->known.us)
			continue;
		v.document = true;
		v.ends |= c->ends;
		v.acts |= c->acts;
		v.oral = later(v.oral, c, &c->oral);
		v.entered = later(v.entered, c, &c->entered);
		v.effective = later(v.effective, c, &c->effective);
	}
	return v;
}

static const struct recording *
recording_of(const struct eval *ev, const struct instrument *x)
{
	const struct record *rec = ev->q->record;

	for (size_t i = 0; rec != NULL && i < rec->nrecordings; i++)
		if (strcmp(rec->recordings[i].instrument, x->id.s) == 0)
			return &rec->recordings[i];
	return NULL;
}

static bool
quote_unverified(const struct instrument *x)
{
	for (size_t i = 0; i < x->nquotes; i++)
		if (x->quotes[i].kind == QUOTE_DOCUMENT &&
		    x->quotes[i].unverified)
			return true;
	return false;
}

/* The times that x gives for one of its beginnings: the one named, and each
 * that the document is also read to say. */
struct says {
	struct when w[BEGINS_MAX];
	size_t n;
	bool unverified;
};

static void
says_moment(struct eval *ev, const struct zone *z, const struct moment *m,
    struct says *out)
{
	if (m->kind == MOMENT_NONE)
		return;
	if (out->n == BEGINS_MAX)
		eval_fail(ev, E_LIMIT);
	else
		out->w[out->n++] = zone_when(z, m);
}

/* A date confirmed stands for whatever the order was read to say. */
static void
says_confirmed(struct eval *ev, const struct instrument *x,
    const struct confirmation *c, const struct moment *m, struct says *out)
{
	out->n = 0;
	out->unverified = false;
	says_moment(ev, c->zone != NULL ? c->zone : x->zone, m, out);
}

static void
says_begin(struct eval *ev, const struct instrument *x, const char *name,
    const struct begin *b, struct says *out)
{
	out->n = 0;
	out->unverified = b->unverified;
	says_moment(ev, x->zone, &b->moment, out);
	for (size_t i = 0; i < x->nconflicts; i++)
		if (strcmp(x->conflicts[i].of.s, name) == 0)
			says_moment(ev, x->zone, &x->conflicts[i].moment, out);
}

static void
says_entry(const struct says *s, struct when *entry)
{
	for (size_t i = 0; i < s->n; i++) {
		entry->first = instant_min(entry->first, s->w[i].last);
		entry->last = instant_max(entry->last, s->w[i].last);
	}
}

/* Every one of them may have been by k. */
static bool
says_by(const struct says *s, struct instant k)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->w[i].first.us > k.us)
			return false;
	return true;
}

/* Each reading of a beginning is no earlier than the order is effective, on
 * each reading of that. */
static void
add_begins(struct eval *ev, const struct says *b, const struct says *effective,
    struct begins *out)
{
	bool bare = b == effective || effective->n == 0;

	if (b->n > 0)
		out->unverified |=
		    b->unverified || (!bare && effective->unverified);
	for (size_t i = 0; i < b->n; i++)
		for (size_t j = 0; j < (bare ? 1 : effective->n); j++) {
			struct when w = b->w[i];

			if (!bare) {
				/* Nobody verified that it waits: it may not. */
				if (!effective->unverified)
					w.first = instant_max(w.first,
					    effective->w[j].first);
				w.last =
				    instant_max(w.last, effective->w[j].last);
			}
			if (out->n == BEGINS_MAX)
				eval_fail(ev, E_LIMIT);
			else
				out->w[out->n++] = w;
		}
}

/* When x is recorded by itself: at its earliest beginning. */
static struct instant
recorded_at(const struct instrument *x)
{
	const struct begin *b[] = { &x->oral, &x->entered, &x->docketed };
	struct instant at = INSTANT_NEVER;

	for (size_t i = 0; i < 3; i++)
		if (b[i]->moment.kind != MOMENT_NONE)
			at = instant_min(at,
			    zone_when(x->zone, &b[i]->moment).first);
	for (size_t i = 0; i < x->nconflicts; i++)
		if (strcmp(x->conflicts[i].of.s, "oral") == 0 ||
		    strcmp(x->conflicts[i].of.s, "entered") == 0)
			at = instant_min(at,
			    zone_when(x->zone, &x->conflicts[i].moment).first);
	/* Something says when: the checker sees to it. */
	if (at.us == INSTANT_NEVER.us)
		at = zone_when(x->zone, &x->effective.moment).first;
	return at;
}

/* The readings of x's beginning: oral and entered, or effective if later.
 * A confirmation replaces the date that it speaks of. */
static void
find_begins(struct eval *ev, const struct instrument *x, struct begins *out)
{
	const struct verified v = verified(ev, x);
	const struct recording *rec = recording_of(ev, x);
	struct says oral, entered, effective;

	memset(out, 0, sizeof(*out));
	says_begin(ev, x, "oral", &x->oral, &oral);
	says_begin(ev, x, "entered", &x->entered, &entered);
	says_begin(ev, x, "effective", &x->effective, &effective);
	if (v.oral != NULL)
		says_confirmed(ev, x, v.oral, &v.oral->oral, &oral);
	if (v.entered != NULL)
		says_confirmed(ev, x, v.entered, &v.entered->entered, &entered);
	if (v.effective != NULL)
		says_confirmed(ev, x, v.effective, &v.effective->effective,
		    &effective);
	add_begins(ev, &oral, &effective, out);
	add_begins(ev, &entered, &effective, out);
	if (out->n == 0)
		add_begins(ev, &effective, &effective, out);
	out->entry = (struct when){ INSTANT_NEVER, INSTANT_BEGIN };
	says_entry(&oral, &out->entry);
	says_entry(&entered, &out->entry);
	if (oral.n + entered.n == 0)
		says_entry(&effective, &out->entry);
	if (out->n == 0) {
		/* Nothing says when: it may have begun at any time. */
		out->w[out->n++] = WHEN_UNKNOWN;
		out->unverified = true;
	}
	out->unverified |= quote_unverified(x) && !v.document;
	out->on_all = true;
	if (rec != NULL) {
		out->recorded = entry_counts(&rec->entry, ev->q->known);
		return;
	}
	out->recorded = out->w[0].first.us <= INSTANT_BEGIN.us
	    ? YES
	    : tri_of(recorded_at(x).us <= ev->q->known.us);
	if (x->docketed.moment.kind == MOMENT_NONE ||
	    zone_when(x->zone, &x->docketed.moment).first.us > ev->q->known.us)
		out->on_all = says_by(&oral, ev->q->known) &&
		    says_by(&entered, ev->q->known);
}

void
instrument_begins(struct eval *ev, const struct instrument *x,
    struct begins *out)
{
	bool *ready = NULL;
	struct begins *kept = cache_begins(ev, x, &ready);

	if (kept == NULL) {
		find_begins(ev, x, out);
		return;
	}
	if (!*ready)
		find_begins(ev, x, kept);
	*ready = true;
	*out = *kept;
}

struct when
instrument_start(struct eval *ev, const struct instrument *x)
{
	struct begins b;
	struct when w;

	instrument_begins(ev, x, &b);
	w = b.w[0];
	for (size_t i = 1; i < b.n; i++) {
		w.first = instant_min(w.first, b.w[i].first);
		w.last = instant_min(w.last, b.w[i].last);
	}
	return w;
}

/* Protecting: begun on one reading.  Taking: on every one, and what rests
 * on an unverified value is unknown from its date. */
enum tri
instrument_begun(struct eval *ev, const struct instrument *x, enum dir d)
{
	struct begins b;
	enum tri v;

	instrument_begins(ev, x, &b);
	if (b.recorded == NO || (d == TAKE && !b.on_all))
		return NO;
	v = eval_when_reached(ev, b.w[0]);
	for (size_t i = 1; i < b.n; i++)
		v = d == PROTECT ? tri_or(v, eval_when_reached(ev, b.w[i]))
				 : tri_and(v, eval_when_reached(ev, b.w[i]));
	if (d == TAKE && (b.unverified || b.recorded == UNKNOWN))
		v = tri_and(v, UNKNOWN);
	return v;
}

/* A second person confirmed that its ends are as written. */
bool
instrument_ends_confirmed(const struct eval *ev, const struct instrument *x)
{
	return verified(ev, x).ends;
}

/* The same of what it does to others. */
bool
instrument_acts_confirmed(const struct eval *ev, const struct instrument *x)
{
	return verified(ev, x).acts;
}
