/* answer.c - the verdict over all orders, its horizon and its reasons. */

#include "decide/instruments.h"

#include <string.h>

const char *
decide_version(void)
{
	return "1";
}

const char *
verdict_text(enum verdict v)
{
	switch (v) {
	case VERDICT_BARRED:
		return "BARRED";
	case VERDICT_NO_BAR:
		return "NO BAR ON RECORD";
	default:
		return "HOLD";
	}
}

const char *
standing_text(enum standing s)
{
	static const char *const text[] = { [STANDING_NOT_BEGUN] =
						"entered, not yet effective",
		[STANDING_SELF_STAYED] = "entered, stayed by its own terms",
		[STANDING_IN_FORCE] = "in force",
		[STANDING_AWAITING_MANDATE] =
		    "vacated or reversed, awaiting the mandate: in force",
		[STANDING_VACATUR_STAYED] = "its vacatur is stayed: in force",
		[STANDING_STAYED] = "stayed",
		[STANDING_EXPIRED] = "expired",
		[STANDING_REPLACED] = "replaced",
		[STANDING_VACATED] = "vacated",
		[STANDING_DISSOLVED] = "dissolved",
		[STANDING_DISMISSED] = "dismissed",
		[STANDING_LIFTED] = "lifted",
		[STANDING_RECALLED] = "recalled",
		[STANDING_NOT_RECORDED] = "not on record by then",
		[STANDING_DOUBT] = "whether it is in force is not known" };

	return text[s];
}

/* One instant, every order: the third value of each, and the next instant
 * at which any of it could change. */
struct sample {
	enum tri *values;      /* law->ninstruments */
	struct instant *nexts; /* of each: until then its value stays */
	enum verdict verdict;
	struct instant next;
	int err;
};

/* What one candidate says of an order at one instant turns on that instant
 * alone: of an act that lasts, a walk to the horizon would ask of each again
 * for every departure that has it inside. */
#define SAID 2048u

struct said {
	const struct instrument *x;
	const struct person *who;
	struct instant t, next;
	enum tri value;
};

struct decider {
	enum tri *last; /* BARRED with no date: the values that stay */
	struct when_memo *memo;
	struct arena *a;
	const struct question *q;
	size_t n; /* instruments */
	const char *forced;
	enum tri forced_value;
	struct said *said; /* SAID of them, direct-mapped; or NULL */
};

static bool
asked_of(const struct question *q, const struct instrument *x)
{
	if (q->nonly == 0)
		return true;
	for (size_t i = 0; i < q->nonly; i++)
		if (q->only[i] == x)
			return true;
	return false;
}

/* What one candidate says of x at one instant. */
static enum tri
order_at(struct decider *d, const struct instrument *x,
    const struct person *who, struct instant t, struct sample *s,
    struct want *wants, size_t *nwants)
{
	struct order_value ov;
	struct eval ev;

	eval_begin(&ev, d->a, d->q, who, t);
	ev.memo = d->memo;
	ev.forced = d->forced;
	ev.forced_value = d->forced_value;
	if (wants != NULL) {
		ev.wants = wants;
		ev.nwants = *nwants;
	}
	order_decide(&ev, x, &ov);
	if (wants != NULL)
		*nwants = ev.nwants;
	if (s->err == 0)
		s->err = ev.err;
	s->next = ev.next;
	return ov.value;
}

static bool
lasts(const struct act *act)
{
	return act->arrives.us > act->departs.us;
}

static enum tri
order_said(struct decider *d, const struct instrument *x,
    const struct person *who, struct instant t, struct sample *s)
{
	uint64_t h = ((uint64_t)t.us * 31 + x->index) * 0x9e3779b97f4a7c15u;
	struct arena_mark mark = arena_mark(d->a);
	struct sample one = { .err = 0 };
	struct said *is = NULL;
	enum tri v;

	if (d->said != NULL && lasts(d->q->act)) {
		is = &d->said[(h ^ h >> 32) % SAID];
		if (is->x == x && is->who == who && is->t.us == t.us) {
			s->next = is->next;
			return is->value;
		}
	}
	v = order_at(d, x, who, t, &one, NULL, NULL);
	arena_rewind(d->a, mark);
	s->next = one.next;
	if (s->err == 0)
		s->err = one.err;
	if (is != NULL && one.err == 0)
		*is = (struct said){ x, who, t, one.next, v };
	return v;
}

/* The act is barred if barred at any instant of its span: what is so at
 * some instant of [t, t + span] is taken together.  s->next is the first
 * later t at which that could change. */
static enum tri
order_span(struct decider *d, const struct instrument *x,
    const struct person *who, struct instant t, struct sample *s)
{
	const struct act *act = d->q->act;
	int64_t span = act->arrives.us - act->departs.us;
	struct instant last = { t.us + span }, next;
	enum tri v = order_said(d, x, who, t, s);

	next = s->next;
	for (unsigned i = 0; s->next.us <= last.us; i++) {
		if (i >= LIMIT_HORIZON) {
			s->err = E_LIMIT;
			return tri_or(v, UNKNOWN);
		}
		v = tri_or(v, order_said(d, x, who, s->next, s));
	}
	/* Something enters the span when it reaches its end. */
	if (s->next.us < INSTANT_NEVER.us)
		next = instant_min(next, (struct instant){ s->next.us - span });
	s->next = next;
	return v;
}

/* The value that all candidates of a near match share, each over the whole
 * act; else unknown. */
static enum tri
order_shared(struct decider *d, const struct instrument *x, struct instant t,
    struct sample *s)
{
	struct instant next = INSTANT_NEVER;
	enum tri v = UNKNOWN, one;

	for (size_t i = 0; i < d->q->nwho; i++) {
		one = order_span(d, x, d->q->who[i], t, s);
		v = i == 0 ? one : tri_agree(v, one);
		next = instant_min(next, s->next);
	}
	s->next = next;
	return v;
}

/* was: an earlier sample, or NULL.  What cannot have changed since is not
 * decided again: of a thousand orders, most never do. */
static void
sample_since(struct decider *d, struct instant t, const struct sample *was,
    struct sample *s)
{
	const struct law *law = d->q->law;
	struct instant next = INSTANT_NEVER;
	bool unknown, yes = false;

	s->err = 0;
	/* An identity that is not certain is never shown to have no bar. */
	unknown = !d->q->exact || d->q->nwho == 0;
	for (size_t i = 0; i < d->n; i++) {
		const struct instrument *x = law->instruments[i];

		if (was != NULL && was->nexts[i].us > t.us) {
			s->values[i] = was->values[i];
			s->nexts[i] = was->nexts[i];
		} else if (!asked_of(d->q, x)) {
			s->values[i] = NO;
			s->nexts[i] = INSTANT_NEVER;
		} else {
			s->values[i] = order_shared(d, x, t, s);
			s->nexts[i] = s->next;
		}
		next = instant_min(next, s->nexts[i]);
		unknown |= s->values[i] == UNKNOWN;
		yes |= s->values[i] == YES;
	}
	s->next = next;
	s->verdict = yes ? VERDICT_BARRED
	    : unknown    ? VERDICT_HOLD
			 : VERDICT_NO_BAR;
}

static void
sample_span(struct decider *d, struct instant t, struct sample *s)
{
	sample_since(d, t, NULL, s);
}

static bool
same_sample(const struct decider *d, const struct sample *a,
    const struct sample *b)
{
	return a->verdict == b->verdict &&
	    memcmp(a->values, b->values, d->n * sizeof(*a->values)) == 0;
}

static int
sample_new(struct decider *d, struct sample *s)
{
	s->values = arena_array(d->a, d->n + 1, sizeof(*s->values));
	s->nexts = arena_array(d->a, d->n + 1, sizeof(*s->nexts));
	return s->values == NULL || s->nexts == NULL ? E_NOMEM : 0;
}

/* Walk forward from t to the first change of answer or citations, and on
 * to the first instant at which the verdict is no longer BARRED. */
static int
find_horizon(struct decider *d, const struct sample *now, struct answer *out)
{
	const struct sample *was = now;
	struct sample s;
	struct instant t = now->next;
	bool changed = false;
	int r;

	if ((r = sample_new(d, &s)) != 0)
		return r;
	d->last = arena_array(d->a, d->n + 1, sizeof(*d->last));
	d->said =
	    arena_array(d->a, lasts(d->q->act) ? SAID : 1, sizeof(*d->said));
	d->memo->counted =
	    arena_array(d->a, COUNTED_MEMO, sizeof(*d->memo->counted));
	if (d->last == NULL || d->said == NULL || d->memo->counted == NULL)
		return E_NOMEM;
	memcpy(d->last, now->values, d->n * sizeof(*d->last));
	out->horizon = INSTANT_NEVER;
	out->until = INSTANT_NEVER;
	for (unsigned i = 0; t.us < INSTANT_NEVER.us; i++) {
		if (i >= LIMIT_HORIZON) {
			/* Never too far. */
			out->walked_out = true;
			if (!changed)
				out->horizon = t;
			if (now->verdict == VERDICT_BARRED) {
				out->until = t;
				out->barred_until_known = true;
			}
			return 0;
		}
		sample_since(d, t, was, &s);
		was = &s;
		if (s.err != 0)
			return s.err;
		if (!changed && !same_sample(d, now, &s)) {
			out->horizon = t;
			changed = true;
		}
		if (now->verdict == VERDICT_BARRED &&
		    s.verdict != VERDICT_BARRED) {
			out->until = t;
			out->barred_until_known = true;
			return 0;
		}
		if (changed && now->verdict != VERDICT_BARRED)
			return 0;
		memcpy(d->last, s.values, d->n * sizeof(*d->last));
		t = s.next;
	}
	return 0;
}

/* -- Citations ------------------------------------------------------------- */

static int
add_text(struct arena *a, const char ***list, size_t *n, const char *s)
{
	size_t cap = *n;
	const char **v;

	if (s == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < *n; i++)
		if (strcmp((*list)[i], s) == 0)
			return 0;
	v = arena_grow(a, *list, *n, &cap, sizeof(*v));
	if (v == NULL)
		return E_NOMEM;
	*list = v;
	(*list)[(*n)++] = s;
	return 0;
}

static int
add_unverified(struct eval *ev, const struct instrument *x, struct citation *c)
{
	struct begins b;
	int r = 0;

	instrument_begins(ev, x, &b);
	if (b.recorded == NO)
		return 0;
	if (b.unverified)
		r = add_text(ev->a, &c->unverified, &c->nunverified,
		    arena_printf(ev->a, "%s %s: its document or date",
			instrument_kind_text(x->kind), x->id.s));
	if (r == 0 && x->until.unverified)
		r = add_text(ev->a, &c->unverified, &c->nunverified,
		    arena_printf(ev->a, "%s: its end", x->id.s));
	for (size_t i = 0; r == 0 && i < x->nquotes; i++)
		if (x->quotes[i].unverified &&
		    x->quotes[i].kind != QUOTE_DOCUMENT)
			r = add_text(ev->a, &c->unverified, &c->nunverified,
			    arena_printf(ev->a, "%s: %s", x->id.s,
				x->quotes[i].s));
	for (size_t i = 0; r == 0 && i < x->nbars; i++)
		if (x->bars[i].unless != NULL &&
		    x->bars[i].unless->kind == EXPR_SHOWN &&
		    x->bars[i].unless->args[0]->notice.unverified)
			r = add_text(ev->a, &c->unverified, &c->nunverified,
			    arena_printf(ev->a, "%s: the length of notice",
				x->id.s));
	return r;
}

/* What an answer that rests on x rests on, that nobody has verified. */
static int
unverified_of(struct eval *ev, const struct instrument *x, struct citation *c)
{
	int r = add_unverified(ev, x, c);

	for (size_t i = 0; r == 0 && i < x->nupon; i++) {
		const struct instrument *y = x->upon_by[i];

		if (instrument_begun(ev, y, PROTECT) == NO)
			continue;
		r = add_unverified(ev, y, c);
		for (size_t j = 0; r == 0 && j < y->nupon; j++)
			if (instrument_begun(ev, y->upon_by[j], PROTECT) != NO)
				r = add_unverified(ev, y->upon_by[j], c);
	}
	return r;
}

static const char *
end_text(struct arena *a, const struct instrument *x, struct instant end)
{
	struct buf b;
	const char *s;

	if (end.us >= INSTANT_NEVER.us)
		return x->each.given ? "no date: the member's own clock"
				     : "until further order";
	buf_init(&b, a->mem, LIMIT_STRING_BYTES);
	zone_print_end(&b, x->zone, end);
	s = b.failed ? NULL : arena_strdup(a, b.s);
	buf_release(&b);
	return s;
}

static const char *
join_wants(struct arena *a, const struct want *wants, size_t n)
{
	struct buf b;
	const char *s;

	if (n == 0)
		return "a value it rests on is not known";
	buf_init(&b, a->mem, LIMIT_STRING_BYTES);
	buf_puts(&b, "not known: ");
	for (size_t i = 0; i < n && i < 4; i++)
		buf_printf(&b, "%s%s", i > 0 ? "; " : "", wants[i].text);
	if (n > 4)
		buf_printf(&b, "; and %zu more", n - 4);
	s = b.failed ? NULL : arena_strdup(a, b.s);
	buf_release(&b);
	return s;
}

/* The instant of the act at which the first candidate has the value cited;
 * where they differ, that may be none. */
static struct instant
instant_of(struct decider *d, const struct instrument *x, enum tri value)
{
	const struct act *act = d->q->act;
	struct arena_mark mark = arena_mark(d->a);
	struct instant t = act->departs;
	struct sample one = { .err = 0 };

	/* No longer a way than order_span() went. */
	while (t.us <= act->arrives.us) {
		enum tri v = order_at(d, x, d->q->who[0], t, &one, NULL, NULL);

		arena_rewind(d->a, mark);
		if (v == value)
			return t;
		t = one.next;
	}
	return act->departs;
}

static int
cite(struct decider *d, const struct instrument *x, enum tri value,
    struct citation *c)
{
	struct want wants[WANT_MAX];
	struct reason *root = NULL;
	struct order_value ov;
	struct eval ev;
	bool not_sure;
	int r;

	eval_begin(&ev, d->a, d->q, d->q->who[0], instant_of(d, x, value));
	ev.wants = wants;
	if (d->q->explain) {
		if ((root = arena_alloc(d->a, sizeof(*root))) == NULL)
			return E_NOMEM;
		root->text = x->id.s;
		root->pos = x->pos;
		ev.reason = root;
	}
	order_decide(&ev, x, &ov);
	ev.reason = NULL;
	for (size_t i = 1; i < d->q->nwho && ev.err == 0; i++) {
		struct order_value other;

		ev.who = ev.asked = d->q->who[i];
		order_decide(&ev, x, &other);
	}
	if (root != NULL)
		root->value = value;
	*c = (struct citation){ .order = x,
		.value = value,
		.in_force = ov.in_force,
		.covers = ov.covers,
		.stage = ov.stage,
		.why = root };
	c->standing = instrument_standing(&ev, x);
	c->end = instrument_own_end(&ev, x, &not_sure);
	c->end_text = end_text(d->a, x, c->end);
	c->mandate = c->standing == STANDING_AWAITING_MANDATE
	    ? instrument_mandate_due(&ev, x)
	    : INSTANT_NEVER;
	if (value == UNKNOWN)
		c->why_held = join_wants(d->a, wants, ev.nwants);
	if ((r = unverified_of(&ev, x, c)) != 0)
		return r;
	if (c->end_text == NULL || (value == UNKNOWN && c->why_held == NULL))
		return E_NOMEM;
	return ev.err;
}

static int
cite_all(struct decider *d, const struct sample *now, struct answer *out)
{
	const struct law *law = d->q->law;
	struct citation *cs;
	enum tri pass[] = { YES, UNKNOWN };
	int r;

	cs = arena_array(d->a, d->n + 1, sizeof(*cs));
	if (cs == NULL)
		return E_NOMEM;
	out->citations = cs;
	for (size_t p = 0; p < 2; p++)
		for (size_t i = 0; i < d->n; i++) {
			struct citation *c = &cs[out->ncitations];

			if (now->values[i] != pass[p])
				continue;
			if ((r = cite(d, law->instruments[i], pass[p], c)) != 0)
				return r;
			out->ncitations++;
			if (pass[p] == YES)
				out->nbarring++;
			else if ((r = add_text(d->a, &out->holds, &out->nholds,
				      arena_printf(d->a, "%s: %s",
					  c->order->id.s, c->why_held))) != 0)
				return r;
		}
	return 0;
}

/* -- The one fact that would settle a hold --------------------------------- */

static int
collect_wants(struct decider *d, const struct sample *now, struct want *wants,
    size_t *n)
{
	const struct law *law = d->q->law;
	struct sample s = { .err = 0 };

	*n = 0;
	for (size_t i = 0; i < d->n; i++) {
		const struct instrument *x = law->instruments[i];
		struct instant t;

		if (now->values[i] != UNKNOWN)
			continue;
		t = instant_of(d, x, UNKNOWN);
		for (size_t j = 0; j < d->q->nwho; j++)
			(void)order_at(d, x, d->q->who[j], t, &s, wants, n);
	}
	return s.err;
}

/* A fact settles the hold if, whichever way it turned out, the answer
 * would be a hold no longer. */
static int
find_settling(struct decider *d, const struct sample *now, struct answer *out)
{
	struct want wants[WANT_MAX];
	struct sample s;
	size_t n;
	int r;

	if ((r = collect_wants(d, now, wants, &n)) != 0)
		return r;
	if (n == 1) {
		out->settle = wants[0].text;
		return 0;
	}
	if ((r = sample_new(d, &s)) != 0)
		return r;
	for (size_t i = 0; i < n && out->settle == NULL; i++) {
		bool settled = true;

		if (wants[i].leaf == NULL)
			continue;
		d->forced = wants[i].spelled;
		for (int v = NO; v <= YES && settled; v += YES - NO) {
			d->said = NULL;
			d->forced_value = (enum tri)v;
			sample_span(d, d->q->act->departs, &s);
			settled = s.verdict != VERDICT_HOLD && s.err == 0;
		}
		if (settled)
			out->settle = wants[i].text;
	}
	d->forced = NULL;
	return 0;
}

static const struct citation *
cited(const struct answer *out, const struct instrument *x)
{
	for (size_t i = 0; i < out->nbarring; i++)
		if (out->citations[i].order == x)
			return &out->citations[i];
	return NULL;
}

/* What ends a bar no date ends: of the orders that still bar when every
 * date has passed. */
static int
say_until(struct decider *d, struct answer *out)
{
	struct buf b;

	if (out->verdict != VERDICT_BARRED || out->until.us < INSTANT_NEVER.us)
		return 0;
	buf_init(&b, d->a->mem, LIMIT_STRING_BYTES);
	buf_puts(&b, "no date: ends on ");
	for (size_t i = 0, n = 0; i < d->n; i++) {
		const struct instrument *x = d->q->law->instruments[i];
		const struct citation *c = cited(out, x);

		if (d->last[i] != YES)
			continue;
		buf_puts(&b, n++ > 0 ? " and " : "");
		if (c != NULL && c->standing == STANDING_AWAITING_MANDATE)
			buf_printf(&b, "the mandate (%s)", x->id.s);
		else if (c != NULL && c->stage != NULL)
			buf_printf(&b, "the member's own clock, stage %s (%s)",
			    c->stage, x->id.s);
		else if (x->each.given)
			buf_printf(&b, "the member's own clock (%s)", x->id.s);
		else
			buf_printf(&b, "further order (%s)", x->id.s);
	}
	out->until_text = b.failed ? NULL : arena_strdup(d->a, b.s);
	buf_release(&b);
	return out->until_text == NULL ? E_NOMEM : 0;
}

static size_t
barring(const struct decider *d, const struct sample *now)
{
	size_t n = 0;

	for (size_t i = 0; i < d->n; i++)
		n += now->values[i] == YES;
	return n;
}

static int
fill(struct decider *d, struct answer *out)
{
	struct sample now;
	int r;

	if ((r = sample_new(d, &now)) != 0)
		return r;
	/* An act that ends before it begins was never looked at. */
	if (d->q->act->arrives.us < d->q->act->departs.us)
		return E_RANGE;
	sample_span(d, d->q->act->departs, &now);
	out->verdict = now.verdict;
	if (now.err != 0)
		return now.err;
	if (d->q->horizon && (r = find_horizon(d, &now, out)) != 0)
		return r;
	if (d->q->brief) {
		out->nbarring = barring(d, &now);
		return 0;
	}
	if (d->q->nwho > 0 && (r = cite_all(d, &now, out)) != 0)
		return r;
	if (!d->q->exact || d->q->nwho == 0)
		if ((r = add_text(d->a, &out->holds, &out->nholds,
			 "who this is: the identity is not certain")) != 0)
			return r;
	if (d->q->settle && out->verdict == VERDICT_HOLD && d->q->nwho > 0 &&
	    (r = find_settling(d, &now, out)) != 0)
		return r;
	return d->q->horizon ? say_until(d, out) : 0;
}

int
decide(struct arena *a, const struct question *q, struct answer *out)
{
	struct question own = *q;
	struct when_memo memo;
	struct decider d = { .memo = &memo,
		.a = a,
		.q = &own,
		.n = q->law->ninstruments };
	int r;

	memset(out, 0, sizeof(*out));
	memset(&memo, 0, sizeof(memo));
	/* Worth it for one question too: a horizon asks many instants. */
	if (own.cache == NULL && q->horizon)
		own.cache = decide_cache_new(a, q->law);
	out->horizon = INSTANT_NEVER;
	out->until = INSTANT_NEVER;
	if ((r = fill(&d, out)) == 0)
		return 0;
	/* A failure is a hold, never no bar; a bar found stands. */
	if (out->verdict != VERDICT_BARRED)
		out->verdict = VERDICT_HOLD;
	out->failed = true;
	out->err = r;
	out->horizon = q->act->departs;
	out->until = INSTANT_NEVER;
	out->barred_until_known = false;
	return r;
}

int
decide_explain(struct arena *a, const struct question *q,
    const struct instrument *x, struct citation *out)
{
	struct question own = *q;
	struct decider d = { .a = a, .q = &own, .n = q->law->ninstruments };
	struct sample s = { .err = 0 };
	enum tri v;

	own.explain = true;
	if (q->nwho == 0)
		return E_RANGE;
	v = order_shared(&d, x, q->act->departs, &s);
	return s.err != 0 ? s.err : cite(&d, x, v, out);
}

enum standing
decide_standing(struct arena *a, const struct question *q,
    const struct instrument *x, struct instant t, struct instant *end)
{
	static const struct person nobody = { .id = "" };
	enum standing s;
	struct eval ev;
	bool not_sure;

	eval_begin(&ev, a, q, q->nwho > 0 ? q->who[0] : &nobody, t);
	s = instrument_standing(&ev, x);
	*end = instrument_own_end(&ev, x, &not_sure);
	return ev.err != 0 ? STANDING_DOUBT : s;
}
