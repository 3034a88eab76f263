/* instruments.c - orders by themselves, and orders upon orders.
 *
 * SEMANTICS sections 5 and 6.  Each question is asked in a direction: what
 * protects is read one way, what takes protection away the other, and so
 * on up the chain of orders on orders.  An order acts only on what was
 * entered before it, so the recursion ends. */

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

/* -- Ends ---------------------------------------------------------------- */

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

/* An end counted from w: where the reading that matters lies. */
static struct when
counted_end(struct eval *ev, const struct due *due, struct when w, enum dir d)
{
	struct due_at lo, hi;
	struct when e = WHEN_UNKNOWN, all;
	int r;

	if ((r = due_count(ev, due, w.first, &lo)) != 0 ||
	    (r = due_count(ev, due, w.last, &hi)) != 0) {
		eval_fail(ev, r);
		return e;
	}
	e.first = d == PROTECT ? lo.outs[lo.n - 1].end : lo.outs[0].end;
	e.last = d == PROTECT ? hi.outs[hi.n - 1].end : hi.outs[0].end;
	all = e;
	if ((r = due_widen(ev, due, w, &all)) != 0)
		eval_fail(ev, r);
	e.last = all.last;
	if (d == TAKE)
		e.first = all.first;
	else if (all.last.us != all.first.us && rolled_only(&lo))
		e.first =
		    zone_day(ev->zone, zone_civil(ev->zone, e.first).day).first;
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

	if (verified(ev, x).ends)
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
static enum tri
not_past(struct eval *ev, const struct instrument *x, const struct end *end,
    enum dir d)
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

/* -- One instrument upon another ---------------------------------------- */

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
	if (ev->depth >= EVAL_DEPTH) {
		eval_fail(ev, E_LIMIT);
		return false;
	}
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
	if (d == TAKE && e->unverified && !verified(ev, y).acts)
		v = tri_and(v, UNKNOWN);
	if (v != NO && e->from_mandate)
		v = tri_and(v, instrument_mandate(ev, y, d));
	if (v != NO && !e->itself)
		v = tri_and(v, tri_not(instrument_suspended(ev, y, d)));
	if (v != NO)
		v = tri_and(v, tri_not(instrument_vacated(ev, y, d)));
	if (v != NO && e->kind == EDGE_STAYS) {
		v = tri_and(v, not_past(ev, y, &e->until, d));
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

/* A dismissal of the case ends every order of it entered before, unless the
 * order survives. */
enum tri
instrument_dismissed(struct eval *ev, const struct instrument *x, enum dir d)
{
	const struct law *law = ev->q->law;
	enum tri v = NO, one;

	if (x->in_case == NULL || x->survives_dismissal)
		return NO;
	for (size_t i = 0; i < law->ninstruments; i++) {
		const struct instrument *y = law->instruments[i];

		for (size_t j = 0; j < y->nedges; j++) {
			const struct edge *e = &y->edges[j];

			if (!edge_is(e, EDGE_DISMISSES) || y == x ||
			    e->on_case != x->in_case || y->kind == INSTR_FORM)
				continue;
			if (!entered_earlier(ev, x, y, d))
				continue;
			one = edge_counts(ev, y, e, dir_flip(d));
			if (one != NO)
				one =
				    tri_and(one, tri_not(undone(ev, x, y, d)));
			v = tri_or(v, one);
		}
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
	enum tri v = not_past(ev, x, &x->until, d), c, n;
	bool by_reading;

	for (size_t i = 0; i < x->nupon; i++) {
		const struct instrument *y = x->upon_by[i];

		if (!edge_is(x->upon[i], EDGE_CORRECTS) ||
		    y->until.kind == END_NONE)
			continue;
		c = instrument_corrects(ev, y, &by_reading);
		n = not_past(ev, y, &y->until, d);
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
		n = not_past(ev, y, &e->until, d);
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
