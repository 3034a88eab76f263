/* gaps_stage.c - a stage that waits for the end of a filing and forgets one
 * of the ways in which filings of that kind end: who comes there never
 * leaves.
 *
 * Proved by a person who does: his record is made event by event, from the
 * first stage to that one, and replayed. */

#include <string.h>

#include "decide/eval.h"
#include "decide/gaps.h"

/* A step and the first of its filing, for each event that leads on. */
#define EVENTS(nstages) ((nstages)*2 * LIMIT_TOGETHER + 4)
#define PERSON_MAX      ((size_t)16 << 10)

struct story {
	struct arena *a;
	const struct law *law;
	const struct instrument *x;
	struct fact *facts;
	const struct fact **list;
	size_t n;
	int32_t day; /* of the next event */
	const struct act_kind *act;
	const struct value *slots; /* none given */
	/* Of each stage the way in and from where; -1 for one that no event
	 * which can be made up leads to. */
	struct way {
		int from;
		const struct transition *by;
	} * ways;
	bool nomem;
};

static void *
take(struct story *y, size_t n, size_t size)
{
	void *p = arena_array(y->a, n, size);

	y->nomem |= p == NULL;
	return p;
}

/* -- What a stage leaves out -------------------------------------------- */

static bool
waits_for(const struct stage *st, const struct kind *k, int step)
{
	for (size_t i = 0; i < st->ntransitions; i++) {
		const struct transition *t = &st->transitions[i];

		for (size_t j = 0; j < t->nsteps; j++)
			if (t->steps[j].kind == k && t->steps[j].step == step)
				return true;
	}
	return false;
}

/* The kind of filing whose end st waits for, with a way to end that it does
 * not name: its step is *step.  NULL when there is none, or a clock leads
 * on whatever happens. */
static const struct kind *
left_out(const struct stage *st, int *step)
{
	const struct kind *found = NULL;

	for (size_t i = 0; i < st->ntransitions; i++) {
		const struct transition *t = &st->transitions[i];

		if (t->kind != TRANS_ON)
			return NULL;
		for (size_t j = 0; j < t->nsteps && found == NULL; j++) {
			const struct kind *k = t->steps[j].kind;

			if (k->type != KIND_FILING ||
			    (size_t)t->steps[j].step < k->first_closing)
				continue;
			for (size_t c = k->first_closing; c < k->nsteps; c++)
				if (!waits_for(st, k, (int)c)) {
					found = k;
					*step = (int)c;
					break;
				}
		}
	}
	return found;
}

/* -- Somebody who comes there ------------------------------------------- */

static const struct fact *
filing_in(const struct story *y, const char *kind)
{
	for (size_t i = y->n; i > 0; i--)
		if (strcmp(y->facts[i - 1].kind->name, kind) == 0)
			return &y->facts[i - 1];
	return NULL;
}

/* The fields with which an event meets the condition of a step, where it
 * says no more than what they are; false where it does.  fields NULL: only
 * whether. */
static bool
meet(const struct expr *where, struct value *fields)
{
	if (where == NULL)
		return true;
	if (where->kind == EXPR_AND) {
		for (size_t i = 0; i < where->nargs; i++)
			if (!meet(where->args[i], fields))
				return false;
		return true;
	}
	if (where->kind != EXPR_COMPARE || where->terms[0].path != NULL ||
	    (where->compare != CMP_IS && where->compare != CMP_HAS &&
		where->compare != CMP_IN))
		return false;
	if (fields != NULL)
		fields[where->field] = where->terms[0].v;
	return true;
}

static void
happen(struct story *y, const struct kind *k, int step,
    const struct expr *where)
{
	struct value *fields = take(y, k->nfields, sizeof(*fields));
	struct fact *f = &y->facts[y->n];
	struct day d = { y->day++ };
	const struct fact *of;

	if (fields == NULL)
		return;
	(void)meet(where, fields);
	*f = (struct fact){ .type = FACT_HAPPENED,
		.kind = k,
		.step = step,
		.fields = fields,
		.from = { .kind = MOMENT_DAYS, .lo.day = d, .hi.day = d },
		.filing = k->type == KIND_FILING ? k->name : NULL,
		.entry = { .recorded = INSTANT_BEGIN,
		    .confirmed = INSTANT_BEGIN,
		    .refused = INSTANT_NEVER } };
	for (size_t i = 0; i < k->nof && f->of == NULL; i++)
		if ((of = filing_in(y, k->of[i])) != NULL)
			f->of = of->filing;
	y->list[y->n++] = f;
}

/* A step, after the filing's first. */
static void
step_happens(struct story *y, const struct kind *k, int step,
    const struct expr *where)
{
	if (step > 0 && filing_in(y, k->name) == NULL)
		happen(y, k, 0, NULL);
	happen(y, k, step, where);
}

/* Its events can be made to happen. */
static bool
can_happen(const struct transition *t)
{
	if (t->kind != TRANS_ON)
		return false;
	for (size_t i = 0; i < t->nsteps; i++)
		if (!meet(t->steps[i].where, NULL))
			return false;
	return true;
}

static void
find_ways(const struct each *each, struct way *ways)
{
	bool more = true;

	for (size_t i = 1; i < each->nstages; i++)
		ways[i].from = -1;
	while (more) {
		more = false;
		for (size_t i = 0; i < each->nstages; i++) {
			const struct stage *st = &each->stages[i];

			for (size_t j = 0;
			     ways[i].from >= 0 && j < st->ntransitions; j++) {
				const struct transition *t =
				    &st->transitions[j];

				if (t->then_stage < 0 ||
				    ways[t->then_stage].from >= 0 ||
				    !can_happen(t))
					continue;
				ways[t->then_stage] = (struct way){ (int)i, t };
				more = true;
			}
		}
	}
}

/* Of events joined by a comma the first, of those joined by `and` all. */
static void
come_to(struct story *y, int to)
{
	const struct transition *by = y->ways[to].by;
	size_t n;

	if (to == 0)
		return;
	come_to(y, y->ways[to].from);
	n = by->all ? by->nsteps : 1;
	for (size_t i = 0; i < n; i++) {
		const struct step *st = &by->steps[i];

		step_happens(y, st->kind, st->step, st->where);
	}
}

/* He stands there still, and the record says it all. */
static int
stands_there(struct story *y, const struct stage *st, bool *stands)
{
	struct stage_report report = { .stage = NULL };
	struct person who = { .id = "A000-000-001",
		.facts = y->list,
		.nfacts = y->n + 1 };
	const struct person *one = &who;
	struct question q = { .law = y->law,
		.who = &one,
		.nwho = 1,
		.exact = true };
	struct moment m = { .kind = MOMENT_DAYS };
	struct act act = { .kind = y->act, .slots = y->slots };
	struct eval ev;
	enum tri v;

	q.act = &act;
	m.lo.day.n = m.hi.day.n = y->day + 30;
	q.known = zone_when(y->x->zone, &m).last;
	act.departs = act.arrives = q.known;
	y->facts[y->n] = (struct fact){ .type = FACT_ABSENT,
		.step = -1,
		.entry = y->facts[0].entry };
	y->list[y->n] = &y->facts[y->n];
	eval_begin(&ev, y->a, &q, &who, q.known);
	(void)eval_ask(&ev, y->x);
	v = stage_bars(&ev, y->x, &y->x->each, &report);
	*stands = v == (st->free ? NO : YES) && report.stage == st->id.s;
	return ev.err == E_NOMEM ? E_NOMEM : 0;
}

static const char *
told(struct story *y)
{
	const char *s;
	struct buf b;

	buf_init(&b, y->a->mem, PERSON_MAX);
	for (size_t i = 0; i < y->n; i++) {
		const struct fact *f = &y->facts[i];

		buf_printf(&b, "%s%s",
		    i > 0 ? "; " : "for example: ", f->kind->name);
		if (f->step >= 0)
			buf_printf(&b, ".%s", f->kind->steps[f->step]);
		for (size_t k = 0; k < f->kind->nfields; k++) {
			if (f->fields[k].kind == VALUE_NONE)
				continue;
			buf_printf(&b, " %s ", f->kind->fields[k].name);
			value_print(&b, &f->fields[k]);
		}
		buf_puts(&b, " ");
		day_print(&b, f->from.lo.day);
	}
	buf_puts(&b, "; nothing else happened");
	s = b.failed ? NULL : arena_strdup(y->a, b.s);
	buf_release(&b);
	return s;
}

static int
lint_stage(struct story *y, size_t at, struct diags *ds)
{
	const struct each *each = &y->x->each;
	const struct stage *st = &each->stages[at];
	const struct kind *k;
	const char *person;
	bool stands;
	int step = -1, r;

	if (y->ways[at].from < 0 || (k = left_out(st, &step)) == NULL)
		return 0;
	y->n = 0;
	y->day = zone_civil(y->x->zone, latest_begin(y->x)).day.n + 1;
	if (each->filing != NULL)
		happen(y, each->filing, 0, each->where);
	come_to(y, (int)at);
	step_happens(y, k, step, NULL);
	if (y->nomem)
		return E_NOMEM;
	if ((r = stands_there(y, st, &stands)) != 0 || !stands)
		return r;
	if ((person = told(y)) == NULL)
		return E_NOMEM;
	diag_add(ds, DIAG_NOTE, st->id.pos, NULL, person,
	    "stage %s does not say what follows %s.%s", st->id.s, k->name,
	    k->steps[step]);
	return 0;
}

static int
lint_stages(struct arena *a, const struct law *law, const struct instrument *x,
    struct diags *ds)
{
	struct story y = { .a = a, .law = law, .x = x };
	int r = 0;

	for (size_t i = 0; i < x->nbars && y.act == NULL; i++)
		y.act = x->bars[i].act;
	if (y.act == NULL)
		return 0;
	y.slots = take(&y, y.act->nslots, sizeof(*y.slots));
	y.facts = take(&y, EVENTS(x->each.nstages), sizeof(*y.facts));
	y.list = take(&y, EVENTS(x->each.nstages), sizeof(struct fact *));
	y.ways = take(&y, x->each.nstages, sizeof(*y.ways));
	if (y.nomem)
		return E_NOMEM;
	find_ways(&x->each, y.ways);
	for (size_t i = 0; i < x->each.nstages && r == 0; i++)
		r = lint_stage(&y, i, ds);
	return r;
}

int
gaps_in_stages(struct arena *a, const struct law *law, struct diags *ds)
{
	for (size_t i = 0; i < law->ninstruments; i++) {
		const struct instrument *x = law->instruments[i];
		int r;

		/* No day to begin on: no story. */
		if (x->kind == INSTR_FORM || !x->each.given ||
		    instant_cmp(latest_begin(x), INSTANT_NEVER) >= 0)
			continue;
		if ((r = lint_stages(a, law, x, ds)) != 0)
			return r;
	}
	return 0;
}
