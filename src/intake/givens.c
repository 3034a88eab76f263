/* givens.c - see givens.h. */

#include <string.h>

#include "core/limits.h"
#include "intake/givens.h"

static int
givens_push(struct givens *g, const struct fact *f)
{
	if (g->nfacts >= LIMIT_FACTS)
		return E_LIMIT;
	g->facts = arena_grow(g->arena, g->facts, g->nfacts, &g->cap_facts,
	    sizeof(*g->facts));
	if (g->facts == NULL)
		return E_NOMEM;
	g->facts[g->nfacts++] = f;
	return 0;
}

/* Terms as one value: several are a set. */
static int
givens_value(struct arena *a, const struct term *terms, size_t n,
    struct value *out)
{
	struct value *items;
	size_t i;

	if (n == 1) {
		*out = terms[0].v;
		return 0;
	}
	items = arena_array(a, n, sizeof(*items));
	if (items == NULL)
		return E_NOMEM;
	for (i = 0; i < n; i++)
		items[i] = terms[i].v;
	*out = (struct value){ .kind = VALUE_SET, .items = items, .nitems = n };
	return 0;
}

static int
givens_fields(struct arena *a, const struct given *given, struct fact *f)
{
	const struct kind *k = given->fact;
	const struct given_field *gf;
	struct value *fields;
	size_t i;
	int r;

	if (k == NULL || k->nfields == 0)
		return 0;
	fields = arena_array(a, k->nfields, sizeof(*fields));
	if (fields == NULL)
		return E_NOMEM;
	if (given->nterms > 0 &&
	    (r = givens_value(a, given->terms, given->nterms, &fields[0])) != 0)
		return r;
	for (i = 0; i < given->nfields; i++) {
		gf = &given->fields[i];
		if (gf->other_kind != NULL || gf->index < 0)
			continue;
		r = givens_value(a, gf->terms, gf->nterms, &fields[gf->index]);
		if (r != 0)
			return r;
	}
	f->fields = fields;
	return 0;
}

/* The other person of a relation, from the fields that are facts of
 * theirs; fields of one kind are one fact. */
static int
givens_other(struct arena *a, const struct given *given, const struct fact *rel,
    const struct person **out)
{
	const struct given_field *gf;
	const struct fact **facts;
	struct person *p;
	struct fact *f;
	struct value *v;
	size_t i, k, n = 0;
	int r;

	for (i = 0; i < given->nfields; i++)
		n += given->fields[i].other_kind != NULL;
	if (n == 0)
		return 0;
	p = arena_alloc(a, sizeof(*p));
	facts = arena_array(a, n, sizeof(*facts));
	if (p == NULL || facts == NULL)
		return E_NOMEM;
	n = 0;
	for (i = 0; i < given->nfields; i++) {
		gf = &given->fields[i];
		if (gf->other_kind == NULL)
			continue;
		for (k = 0; k < n; k++)
			if (facts[k]->kind == gf->other_kind)
				break;
		if (k < n) {
			/* Made below, by us, for this very person. */
			v = (struct value *)facts[k]->fields;
		} else {
			f = arena_alloc(a, sizeof(*f));
			v = arena_array(a, gf->other_kind->nfields + 1,
			    sizeof(*v));
			if (f == NULL || v == NULL)
				return E_NOMEM;
			*f = (struct fact){ .type = FACT_HELD,
				.kind = gf->other_kind,
				.step = -1,
				.fields = v,
				.zone = rel->zone,
				.source = rel->source,
				.entry = rel->entry };
			facts[n++] = f;
		}
		if (gf->index < 0 ||
		    (size_t)gf->index >= gf->other_kind->nfields)
			continue;
		r = givens_value(a, gf->terms, gf->nterms, &v[gf->index]);
		if (r != 0)
			return r;
	}
	*p = (struct person){ .id = "", .facts = facts, .nfacts = n };
	*out = p;
	return 0;
}

/* The last filing of a kind, or NULL. */
static const struct fact *
givens_last_filing(const struct givens *g, const struct kind *k)
{
	size_t i;

	for (i = g->nfacts; i > 0; i--)
		if (g->facts[i - 1]->type == FACT_HAPPENED &&
		    g->facts[i - 1]->kind == k)
			return g->facts[i - 1];
	return NULL;
}

static int
givens_filing(struct givens *g, const struct given *given, struct fact *f)
{
	const struct fact *last;

	f->of = given->of;
	f->filing = given->as;
	/* A filing named without a step was at least opened. */
	if (given->fact->type == KIND_FILING && f->step < 0)
		f->step = 0;
	if (given->fact->type != KIND_FILING || f->filing != NULL)
		return 0;
	last = givens_last_filing(g, given->fact);
	if (f->step > 0 && last != NULL) {
		f->filing = last->filing;
		return 0;
	}
	f->filing =
	    arena_printf(g->arena, "%s#%zu", given->fact->name, ++g->nfilings);
	return f->filing == NULL ? E_NOMEM : 0;
}

static int
givens_source(struct givens *g, const struct given *given, struct fact *f)
{
	struct source *s;

	f->source = g->source;
	if (given->source == NULL && given->document == NULL &&
	    !given->has_good)
		return 0;
	s = arena_alloc(g->arena, sizeof(*s));
	if (s == NULL)
		return E_NOMEM;
	if (g->source != NULL && given->source == NULL)
		*s = *g->source;
	if (given->source != NULL)
		s->name = given->source;
	if (given->document != NULL)
		s->document = given->document;
	s->has_good = given->has_good;
	s->good_for = given->good_for;
	f->source = s;
	return 0;
}

/* The first minute a written time may mean; BEGIN when none is given. */
static struct instant
moment_first(const struct givens *g, const struct moment *m)
{
	if (m->kind == MOMENT_NONE || m->kind == MOMENT_NOT_KNOWN)
		return INSTANT_BEGIN;
	return zone_when(g->zone, m).first;
}

static bool
is_loss(const struct given *given)
{
	return given->kind == GIVEN_NO || given->kind == GIVEN_NO_OTHER ||
	    given->kind == GIVEN_NOTHING_ELSE ||
	    given->kind == GIVEN_NOT_ON_LIST || given->kind == GIVEN_IS_NOT;
}

static void
givens_entry(struct givens *g, const struct given *given, struct fact *f)
{
	struct entry *e = &f->entry;
	bool unconfirmed = given->unconfirmed;

	if (g->entry != NULL) {
		*e = *g->entry;
		return;
	}
	if (given->recorded.kind != MOMENT_NONE)
		e->recorded = zone_when(g->zone, &given->recorded).last;
	else if (is_loss(given))
		e->recorded = moment_first(g, &given->to);
	else if (given->from.kind != MOMENT_NONE)
		e->recorded = moment_first(g, &given->from);
	else
		e->recorded = moment_first(g, &given->seen);
	e->is_loss = is_loss(given) || unconfirmed;
	if (is_loss(given) && g->losses_need_document &&
	    (f->source == NULL || f->source->document == NULL)) {
		unconfirmed = true;
		g->nunconfirmed++;
	}
	e->confirmed = unconfirmed ? INSTANT_NEVER : e->recorded;
	e->refused = INSTANT_NEVER;
}

int
givens_known(struct givens *g, const struct known_as *known)
{
	if (g->nas >= LIMIT_FACTS)
		return E_LIMIT;
	g->as = arena_grow(g->arena, g->as, g->nas, &g->cap_as, sizeof(*g->as));
	if (g->as == NULL)
		return E_NOMEM;
	g->as[g->nas++] = *known;
	return 0;
}

/* Who somebody is has no time of its own: it is known from the first. */
static int
givens_is(struct givens *g, const struct given *given)
{
	struct fact f = { .type = FACT_UNKNOWN };
	struct known_as known = { .type = given->type, .value = given->list.s };
	int r;

	if ((r = givens_source(g, given, &f)) != 0)
		return r;
	givens_entry(g, given, &f);
	known.how = given->kind == GIVEN_IS ? KNOWN_IS
	    : given->kind == GIVEN_IS_NOT   ? KNOWN_IS_NOT
					    : KNOWN_BY;
	known.entry = f.entry;
	return givens_known(g, &known);
}

static int
givens_fact(struct givens *g, const struct given *given, struct fact *f)
{
	bool event =
	    given->fact->type == KIND_EVENT || given->fact->type == KIND_FILING;
	int r;

	f->type = event ? FACT_HAPPENED : FACT_HELD;
	f->from = given->from;
	f->to = given->to;
	f->seen = given->seen;
	/* The checker moves an event's bare time to `from`. */
	if (event && f->from.kind == MOMENT_NONE)
		f->from = given->seen;
	if (event && f->from.kind == MOMENT_NONE)
		f->from.kind = MOMENT_NOT_KNOWN;
	if ((r = givens_fields(g->arena, given, f)) != 0)
		return r;
	if (event)
		return givens_filing(g, given, f);
	f->of = given->of;
	if (given->other.s != NULL)
		f->other = g->other;
	else if (given->fact->type == KIND_RELATION)
		return givens_other(g->arena, given, f, &f->other);
	return 0;
}

int
givens_add(struct givens *g, const struct given *given)
{
	static const enum fact_type types[] = {
		[GIVEN_FACT] = FACT_HELD,
		[GIVEN_NO] = FACT_ABSENT,
		[GIVEN_NO_OTHER] = FACT_ONLY,
		[GIVEN_UNKNOWN] = FACT_UNKNOWN,
		[GIVEN_ON_LIST] = FACT_LIST,
		[GIVEN_NOT_ON_LIST] = FACT_LIST,
		[GIVEN_NEAR_LIST] = FACT_LIST,
		[GIVEN_NOTHING_ELSE] = FACT_ABSENT,
	};
	struct fact *f;
	int r;

	if (given->kind == GIVEN_IS || given->kind == GIVEN_IS_NOT ||
	    given->kind == GIVEN_KNOWN_BY)
		return givens_is(g, given);
	if (g->nfacts >= LIMIT_FACTS)
		return E_LIMIT;
	f = arena_alloc(g->arena, sizeof(*f));
	if (f == NULL)
		return E_NOMEM;
	f->type = types[given->kind];
	f->kind = given->fact;
	f->step = given->step;
	f->zone = g->zone_binds ? g->zone : NULL;
	if ((r = givens_source(g, given, f)) != 0)
		return r;
	givens_entry(g, given, f);
	switch (given->kind) {
	case GIVEN_FACT:
		if ((r = givens_fact(g, given, f)) != 0)
			return r;
		break;
	case GIVEN_NO:
	case GIVEN_NO_OTHER:
		f->from = given->from;
		f->to = given->to;
		f->of = given->of;
		f->filing = given->as;
		if (given->nterms + given->nfields > 0 &&
		    (r = givens_fields(g->arena, given, f)) != 0)
			return r;
		break;
	case GIVEN_ON_LIST:
	case GIVEN_NOT_ON_LIST:
	case GIVEN_NEAR_LIST:
		f->kind = NULL;
		f->list = given->list.s;
		f->on_list = given->kind == GIVEN_ON_LIST ? LIST_EXACT
		    : given->kind == GIVEN_NEAR_LIST      ? LIST_NEAR
							  : LIST_NOT;
		break;
	case GIVEN_NOTHING_ELSE:
		f->kind = NULL;
		f->step = -1;
		break;
	case GIVEN_UNKNOWN:
	case GIVEN_IS:
	case GIVEN_IS_NOT:
	case GIVEN_KNOWN_BY:
		break;
	}
	return givens_push(g, f);
}

int
givens_person(struct givens *g, const char *id, const char *name,
    struct person *out)
{
	const struct fact **facts =
	    arena_array(g->arena, g->nfacts, sizeof(*facts));
	struct known_as *as = arena_array(g->arena, g->nas, sizeof(*as));
	size_t i;

	if (facts == NULL || as == NULL)
		return E_NOMEM;
	for (i = 0; i < g->nfacts; i++)
		facts[i] = g->facts[i];
	for (i = 0; i < g->nas; i++)
		as[i] = g->as[i];
	*out = (struct person){ .id = id,
		.name = name,
		.facts = facts,
		.nfacts = g->nfacts,
		.as = as,
		.nas = g->nas };
	return 0;
}
