/* population_form.c - what a condition on one kind of fact comes to, of each
 * form.
 *
 * What people have on record of one kind is one of a few forms, so the
 * scalar evaluator is asked of somebody who has that form and nothing else,
 * and its answer holds for all who have it.  Where a form leaves a day to
 * each row, the answer changes with the day only where the day meets an
 * instant that is asked about: between two such days it is asked once. */

#include <assert.h>
#include <string.h>

#include "decide/population_inner.h"

#define INSTANTS_MAX 48
#define TESTS_MAX    12
#define STALE_SLACK  9 /* days that an end may roll on */
#define STALE_MOST   400

void
population_eval(struct population *p, struct eval *ev, const struct asker *as,
    const struct person *who)
{
	eval_begin(ev, &p->scratch, &p->q, who, p->at[as->sample]);
	ev->zone = as->zone;
	if (as->order != NULL)
		(void)eval_ask(ev, as->order);
	ev->frees = as->frees;
	ev->coming = as->coming;
}

/* -- Somebody who has one form --------------------------------------------- */

struct somebody {
	struct fact facts[2 * FORM_FACTS]; /* of a form, and of a blanket one */
	const struct fact *list[2 * FORM_FACTS];
	struct person person;
};

/* What was recorded at an instant of its own counts, or is left out. */
static void
put_form(struct somebody *s, const struct form *f, bool before)
{
	for (size_t i = 0; i < f->nfacts; i++) {
		struct fact *to = &s->facts[s->person.nfacts];
		bool timed = (f->facts[i].holes & HOLE_RECORDED) != 0;

		assert(s->person.nfacts < sizeof(s->list) / sizeof(s->list[0]));
		if (timed && before)
			continue;
		*to = f->facts[i].fact;
		if (timed)
			to->entry.recorded = INSTANT_BEGIN;
		/* What a filing is called matters to others of that name, and
		 * here is none. */
		if ((f->facts[i].holes & HOLE_FILING) != 0)
			to->filing = "this filing";
		if ((f->facts[i].holes & HOLE_OF) != 0)
			to->of = "another filing";
		s->list[s->person.nfacts++] = to;
	}
}

static bool
left_out(const struct form *f, bool before)
{
	return before && (f->facts[0].holes & HOLE_RECORDED) != 0;
}

/* f NULL: nothing of the kind. */
static void
make_somebody(const struct population *p, const struct leaf *l,
    const struct form *f, uint16_t from, uint16_t to, bool before,
    struct somebody *s)
{
	const struct kind_table *blanket = &p->c->tables[TABLE_BLANKET(p->c)];

	memset(s, 0, sizeof(*s));
	s->person.id = "";
	s->person.facts = s->list;
	if (f != NULL)
		put_form(s, f, before);
	if (f != NULL && f->from_day && !left_out(f, before))
		s->facts[0].from = columns_day(p->c, from);
	if (f != NULL && f->to_day && !left_out(f, before))
		s->facts[0].to = columns_day(p->c, to);
	if (l->blanket && l->expect >= CODE_FIRST)
		put_form(s, &blanket->forms[l->expect - CODE_FIRST], false);
}

uint8_t
leaf_form(struct population *p, const struct leaf *l, const struct form *f,
    uint16_t from, uint16_t to, bool before, struct instant *next)
{
	struct arena_mark mark = arena_mark(&p->scratch);
	struct stage_report report = { .stage = NULL };
	struct somebody s;
	struct eval ev;
	enum tri v;

	make_somebody(p, l, f, from, to, before, &s);
	population_eval(p, &ev, &l->asker, &s.person);
	v = l->e != NULL ? eval_expr(&ev, l->e)
			 : stage_bars(&ev, l->staged, l->each, &report);
	*next = ev.next;
	arena_rewind(&p->scratch, mark);
	return ev.err != 0 ? UNDECIDED : (uint8_t)v;
}

static uint8_t
value_of(struct population *p, const struct leaf *l, const struct form *f,
    uint16_t day, bool before)
{
	struct instant next;
	uint8_t v = leaf_form(p, l, f, day, 0, before, &next);

	population_note(p, next);
	return v;
}

/* -- Forms that are alike -------------------------------------------------- */

static const char *
text_of(const char *s)
{
	return s != NULL ? s : "";
}

static bool
same_but_fields(const struct form_fact *x, const struct form_fact *y)
{
	const struct fact *a = &x->fact, *b = &y->fact;

	assert(a->kind == b->kind); /* of one table */
	return x->holes == y->holes && a->type == b->type &&
	    a->step == b->step && moment_equal(&a->from, &b->from) &&
	    moment_equal(&a->to, &b->to) && moment_equal(&a->seen, &b->seen) &&
	    a->zone == b->zone &&
	    strcmp(text_of(a->list), text_of(b->list)) == 0 &&
	    a->on_list == b->on_list && a->source == b->source &&
	    a->entry.recorded.us == b->entry.recorded.us &&
	    a->entry.refused.us == b->entry.refused.us;
}

static bool
same_skeleton(const struct form *a, const struct form *b)
{
	if (a->nfacts != b->nfacts || a->from_day != b->from_day ||
	    a->to_day != b->to_day || a->timed != b->timed ||
	    a->plain != b->plain)
		return false;
	for (size_t i = 0; i < a->nfacts; i++)
		if (!same_but_fields(&a->facts[i], &b->facts[i]))
			return false;
	return true;
}

static bool
silence_is_good(const struct form *f)
{
	for (size_t i = 0; i < f->nfacts; i++) {
		const struct source *s = f->facts[i].fact.source;

		if (s != NULL && s->has_good)
			return true;
	}
	return false;
}

/* Forms are sorted: those of one skeleton lie together. */
int
population_skeletons(struct population *p, size_t table)
{
	struct skeletons *sk = &p->skeletons[table];
	const struct kind_table *t = &p->c->tables[table];

	if (sk->done)
		return 0;
	sk->of = arena_array(p->a, t->nforms + 1, sizeof(*sk->of));
	if (sk->of == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < t->nforms; i++)
		sk->good |= silence_is_good(&t->forms[i]);
	for (size_t i = 1; i < t->nforms; i++)
		sk->of[i] = sk->of[i - 1] +
		    !same_skeleton(&t->forms[i - 1], &t->forms[i]);
	sk->done = true;
	return 0;
}

/* The tests on fields of a kind that a condition makes. */
struct tests {
	const struct expr *e[TESTS_MAX];
	size_t n;
	bool each; /* they cannot be asked of the fields alone */
};

static void
find_tests(const struct expr *e, struct tests *ts)
{
	bool fact = e->kind == EXPR_FACT ||
	    (e->kind == EXPR_COMPARE && e->subject != SUBJECT_SLOT);

	for (size_t i = 0; i < e->nterms; i++)
		ts->each |= e->terms[i].path != NULL;
	if (e->where != NULL) {
		struct tests inner = { .n = 0 };

		find_tests(e->where, &inner);
		ts->each |= inner.each;
	}
	if (fact && e->subject != SUBJECT_FIELD) {
		if (ts->n == TESTS_MAX)
			ts->each = true;
		else
			ts->e[ts->n++] = e;
	}
	for (size_t i = 0; i < e->nargs; i++)
		find_tests(e->args[i], ts);
}

static enum tri
test_fields(struct eval *ev, const struct expr *e, const struct fact *f)
{
	struct expr test = *e,
		    fact = { .kind = EXPR_FACT,
			    .fact = e->fact,
			    .step = -1,
			    .where = &test };

	if (e->kind == EXPR_FACT || e->subject == SUBJECT_EVENT)
		return fact_matches(ev, e, f, f->fields);
	test.subject = SUBJECT_FIELD;
	return fact_matches(ev, &fact, f, f->fields);
}

struct group {
	uint32_t skeleton;
	uint8_t answers[TESTS_MAX];
	uint8_t value, before;
	uint16_t stair;
};

/* Asked in the name of l of somebody who has nothing: fields are fields,
 * whoever's they are. */
static void
answers_of(struct eval *ev, const struct tests *ts, const struct form *f,
    uint8_t *answers)
{
	const struct fact *main = &f->facts[0].fact;

	if (main->type != FACT_HELD && main->type != FACT_HAPPENED)
		return;
	for (size_t i = 0; i < ts->n; i++) {
		const struct expr *e = ts->e[i];

		if (e->nterms > 0 || e->where != NULL)
			answers[i] = (uint8_t)test_fields(ev, e, main);
	}
}

/* -- The days at which the answer may change ------------------------------- */

struct instants {
	struct instant at[INSTANTS_MAX];
	size_t n;
	bool full;
};

static void
add_instant(struct instants *is, struct instant t)
{
	if (t.us <= INSTANT_BEGIN.us || t.us >= INSTANT_NEVER.us)
		return;
	for (size_t i = 0; i < is->n; i++)
		if (is->at[i].us == t.us)
			return;
	if (is->n == INSTANTS_MAX)
		is->full = true;
	else
		is->at[is->n++] = t;
}

static void
add_moment(struct instants *is, const struct zone *z, const struct moment *m)
{
	struct when w;

	if (m->kind == MOMENT_NONE || m->kind == MOMENT_NOT_KNOWN)
		return;
	w = zone_when(z, m);
	add_instant(is, w.first);
	add_instant(is, w.last);
	/* Of a month, each of its ends is a day of its own. */
	if (m->kind == MOMENT_DAYS) {
		add_instant(is, zone_day(z, m->lo.day).last);
		add_instant(is, zone_day(z, m->hi.day).first);
	}
}

static void
add_expr(struct instants *is, const struct zone *z, const struct expr *e)
{
	add_moment(is, z, &e->day);
	for (size_t i = 0; i < e->nterms; i++)
		if (e->terms[i].v.kind == VALUE_MOMENT)
			add_moment(is, z, &e->terms[i].v.moment);
	for (size_t i = 0; i < e->nargs; i++)
		add_expr(is, z, e->args[i]);
}

/* What is on record besides; false: its silence is good for as long as its
 * source says. */
static bool
add_fact(struct instants *is, const struct zone *z, const struct fact *f)
{
	if (f->zone != NULL)
		z = f->zone;
	if (f->source != NULL && f->source->has_good)
		return false;
	add_moment(is, z, &f->from);
	add_moment(is, z, &f->to);
	return true;
}

/* False: it cannot be said where the answer changes. */
static bool
instants_of(struct population *p, const struct leaf *l, const struct form *f,
    struct instants *is)
{
	struct somebody nobody, s;
	struct eval ev;

	is->n = 0;
	is->full = false;
	make_somebody(p, l, NULL, 0, 0, false, &nobody);
	population_eval(p, &ev, &l->asker, &nobody.person);
	add_instant(is, ev.t);
	add_instant(is, p->ask.known);
	if (l->e != NULL)
		add_expr(is, ev.zone, l->e);
	if (l->asker.order != NULL) {
		struct begins b;

		instrument_begins(&ev, l->asker.order, &b);
		for (size_t i = 0; i < b.n; i++) {
			add_instant(is, b.w[i].first);
			add_instant(is, b.w[i].last);
		}
		add_instant(is, instrument_start(&ev, l->asker.order).first);
		add_instant(is, instrument_start(&ev, l->asker.order).last);
	}
	/* All but the fact whose day is asked about. */
	make_somebody(p, l, f, 1, 0, false, &s);
	for (size_t i = 1; i < s.person.nfacts; i++)
		if (!add_fact(is, ev.zone, s.person.facts[i]))
			return false;
	return !is->full && ev.err == 0;
}

struct day_set {
	uint16_t code[INSTANTS_MAX * (3 + STALE_SLACK + 3)];
	size_t n;
};

static void
add_day(struct day_set *d, const struct columns *c, int32_t day)
{
	int32_t code = day - c->day0 + 1;
	size_t i;

	if (code < 1 || code > UINT16_MAX)
		return;
	for (i = d->n; i > 0 && d->code[i - 1] > code; i--)
		;
	if (i > 0 && d->code[i - 1] == code)
		return;
	memmove(&d->code[i + 1], &d->code[i], (d->n - i) * sizeof(d->code[0]));
	d->code[i] = (uint16_t)code;
	d->n++;
}

/* How many days after its beginning a state may go stale; -1: not said in
 * days. */
static int
stale_days(const struct kind *k)
{
	const struct length *len = &k->stale;

	if (len->unit == UNIT_DAYS && len->n <= STALE_MOST)
		return len->n;
	if (len->unit == UNIT_HOURS && len->n / 24 <= STALE_MOST)
		return len->n / 24;
	return -1;
}

static bool
days_of(struct population *p, const struct leaf *l, const struct form *f,
    struct day_set *out)
{
	const struct fact *main = &f->facts[0].fact;
	const struct zone *z = main->zone != NULL ? main->zone
	    : l->asker.order != NULL              ? l->asker.order->zone
						  : l->asker.zone;
	bool stale = main->kind->has_stale;
	int n = stale ? stale_days(main->kind) : 0;
	struct instants is;

	out->n = 0;
	if (n < 0 || !instants_of(p, l, f, &is))
		return false;
	for (size_t i = 0; i < is.n; i++) {
		int32_t day = zone_civil(z, is.at[i]).day.n;

		for (int32_t d = day - 1; d <= day + 1; d++)
			add_day(out, p->c, d);
		for (int32_t d = day - n - STALE_SLACK;
		     stale && d <= day - n + 2; d++)
			add_day(out, p->c, d);
	}
	return true;
}

/* What the day says, of a form that leaves it to each row; 0: a value. */
static int
make_stair(struct population *p, struct leaf *l, const struct form *f,
    struct group *g)
{
	struct arena_mark mark = arena_mark(&p->scratch);
	struct day_set *days = arena_alloc(&p->scratch, sizeof(*days));
	struct stair st, *stairs;

	if (days == NULL)
		return E_NOMEM;
	g->value = UNDECIDED;
	if (l->nstairs == STAIRS_MAX || !days_of(p, l, f, days))
		goto out;
	st.from = arena_array(p->a, days->n + 1, sizeof(*st.from));
	st.value = arena_array(p->a, days->n + 1, sizeof(*st.value));
	if (st.from == NULL || st.value == NULL)
		return E_NOMEM;
	st.n = 1;
	st.value[0] = value_of(p, l, f, 1, false);
	for (size_t i = 0; i < days->n; i++) {
		uint8_t v = value_of(p, l, f, days->code[i], false);

		if (v == st.value[st.n - 1])
			continue;
		st.from[st.n] = days->code[i];
		st.value[st.n++] = v;
	}
	g->value = st.value[0];
	if (st.n == 1)
		goto out;
	stairs = arena_grow(p->a, l->stairs, l->nstairs, &l->cap_stairs,
	    sizeof(*stairs));
	if (stairs == NULL)
		return E_NOMEM;
	l->stairs = stairs;
	l->stairs[l->nstairs++] = st;
	g->stair = (uint16_t)l->nstairs;
out:
	arena_rewind(&p->scratch, mark);
	return 0;
}

/* -- Codes ----------------------------------------------------------------- */

static bool
same_group(const struct group *a, const struct group *b)
{
	return a->skeleton == b->skeleton &&
	    memcmp(a->answers, b->answers, sizeof(a->answers)) == 0;
}

static int
value_of_form(struct population *p, struct leaf *l, const struct reads *rd,
    const struct form *f, struct group *g)
{
	g->stair = 0;
	g->value = g->before = UNDECIDED;
	/* Before it was recorded; where a day is not, there is none. */
	if (f->timed && f->plain && (!f->from_day || left_out(f, true)) &&
	    (!f->to_day || left_out(f, true)))
		g->before = value_of(p, l, f, 0, true);
	if (!f->plain || f->to_day)
		return 0;
	if (!f->from_day) {
		g->value = value_of(p, l, f, 0, false);
		return 0;
	}
	return rd->days ? 0 : make_stair(p, l, f, g);
}

static int
add_run(struct population *p, struct leaf *l, size_t *cap, uint32_t code,
    const struct group *g)
{
	uint8_t value = g->value;
	uint16_t stair = g->stair;
	struct run *r = l->nruns > 0 ? &l->runs[l->nruns - 1] : NULL;

	if (r == NULL || r->value != value || r->stair != stair) {
		r = arena_grow(p->a, l->runs, l->nruns, cap, sizeof(*r));
		if (r == NULL)
			return E_NOMEM;
		l->runs = r;
		l->runs[l->nruns++] = (struct run){ code, code, value, stair };
	}
	l->runs[l->nruns - 1].hi = code;
	l->run_of[code] = (uint32_t)l->nruns - 1;
	l->before[code] = g->before;
	l->values[code] =
	    stair > 0 ? (uint8_t)(STAIR_FIRST + stair - 1) : value;
	return 0;
}

int
leaf_look_up(struct population *p, struct leaf *l, const struct reads *rd)
{
	const struct kind_table *t = &p->c->tables[l->table];
	struct group *groups = NULL, g, *grown;
	size_t ngroups = 0, cap_groups = 0, cap_runs = 0, at;
	struct tests ts = { .n = 0 };
	struct somebody nobody;
	struct eval ev;
	int r;

	l->run_of =
	    arena_array(p->a, t->nforms + CODE_FIRST, sizeof(*l->run_of));
	l->values =
	    arena_array(p->a, t->nforms + CODE_FIRST, sizeof(*l->values));
	l->before =
	    arena_array(p->a, t->nforms + CODE_FIRST, sizeof(*l->before));
	if (l->run_of == NULL || l->values == NULL || l->before == NULL)
		return E_NOMEM;
	if (l->e != NULL)
		find_tests(l->e, &ts);
	else
		ts.each = true;
	make_somebody(p, l, NULL, 0, 0, false, &nobody);
	population_eval(p, &ev, &l->asker, &nobody.person);
	g = (struct group){ .value = l->none, .before = l->none };
	if ((r = population_skeletons(p, l->table)) != 0 ||
	    (r = add_run(p, l, &cap_runs, CODE_NONE, &g)) != 0)
		return r;
	g.value = g.before = UNDECIDED;
	if ((r = add_run(p, l, &cap_runs, CODE_MANY, &g)) != 0)
		return r;
	l->before_all = -2;
	for (size_t i = 0; i < t->nforms; i++) {
		const struct form *f = &t->forms[i];

		memset(&g, 0, sizeof(g));
		g.skeleton = p->skeletons[l->table].of[i];
		if (!ts.each)
			answers_of(&ev, &ts, f, g.answers);
		/* Neighbours are alike more often than not. */
		for (at = ngroups; at > 0 && !ts.each; at--)
			if (same_group(&groups[at - 1], &g))
				break;
		if (at == 0 || ts.each) {
			if ((r = value_of_form(p, l, rd, f, &g)) != 0)
				return r;
			grown = arena_grow(p->a, groups, ngroups, &cap_groups,
			    sizeof(*groups));
			if (grown == NULL)
				return E_NOMEM;
			groups = grown;
			groups[ngroups++] = g;
			at = ngroups;
		}
		g = groups[at - 1];
		if ((r = add_run(p, l, &cap_runs, (uint32_t)i + CODE_FIRST,
			 &g)) != 0)
			return r;
		if (f->timed)
			l->before_all =
			    l->before_all == -2 || l->before_all == g.before
			    ? g.before
			    : -1;
	}
	population_noted(p, &ev);
	return 0;
}

uint8_t
leaf_none(struct population *p, const struct leaf *l)
{
	return value_of(p, l, NULL, 0, false);
}
