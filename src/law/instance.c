/* instance.c - an instance is its form with the parameters replaced; a
 * clause of its own takes the place of the form's clause of that kind. */

#include <string.h>

#include "law/check.h"

/* -- Parameters --------------------------------------------------------- */

static struct instrument *
find_form(struct check *c, const struct instrument *x)
{
	struct names names = { NULL, 0, 0 };
	struct instrument *form;
	size_t i;

	if (x->of_name.s == NULL) {
		diag_add(c->ds, DIAG_ERROR, x->id.pos, "`of FORM`", NULL,
		    "%s is an instance of no form", x->id.s);
		return NULL;
	}
	form = find_name(c, x->of_name.s).instrument;
	if (form != NULL && form->kind == INSTR_FORM)
		return form;
	for (i = 0; i < c->law->ninstruments; i++)
		if (c->law->instruments[i]->kind == INSTR_FORM)
			names_add(c, &names, c->law->instruments[i]->id.s);
	diag_add(c->ds, DIAG_ERROR, x->of_name.pos,
	    one_of(c, &names, "a form declared with `form`"),
	    did_you_mean(c, x->of_name.s, &names),
	    form == NULL ? "no form is called %s" : "%s is not a form",
	    x->of_name.s);
	return NULL;
}

static struct param *
find_param(struct instrument *x, const char *name)
{
	size_t i;

	for (i = 0; i < x->nparams; i++)
		if (strcmp(x->params[i].name.s, name) == 0)
			return &x->params[i];
	return NULL;
}

/* The two candidates that a `conflict` on a parameter leaves: the value
 * given and the value also read. */
static void
add_candidates(struct check *c, struct instrument *x, struct param *p,
    const struct field *field)
{
	struct value *items;
	size_t i, n = 1;

	for (i = 0; i < x->nconflicts; i++)
		if (strcmp(x->conflicts[i].of.s, p->name.s) == 0)
			n++;
	if (n == 1)
		return;
	items = arena_array(c->a, n, sizeof(*items));
	if (items == NULL) {
		c->nomem = true;
		return;
	}
	items[0] = p->value.v;
	for (i = 0, n = 1; i < x->nconflicts; i++) {
		struct conflict *k = &x->conflicts[i];

		if (strcmp(k->of.s, p->name.s) != 0)
			continue;
		check_terms(c, field, &k->also, 1, (struct at){ 0 });
		items[n++] = k->also.v;
	}
	p->value.v =
	    (struct value){ .kind = VALUE_EITHER, .items = items, .nitems = n };
}

static void
check_params(struct check *c, struct instrument *x, struct instrument *form)
{
	struct names names = { NULL, 0, 0 };
	struct param *p;
	size_t i;

	for (i = 0; i < form->nparams; i++)
		names_add(c, &names, form->params[i].name.s);
	for (i = 0; i < x->nparams; i++) {
		struct param *own = &x->params[i];
		struct field field;

		p = find_param(form, own->name.s);
		if (p == NULL || find_param(x, own->name.s) != own) {
			diag_add(c->ds, DIAG_ERROR, own->name.pos,
			    one_of(c, &names, "no parameter"),
			    p == NULL ? did_you_mean(c, own->name.s, &names)
				      : NULL,
			    p == NULL ? "the form has no parameter %s"
				      : "%s is given twice",
			    own->name.s);
			continue;
		}
		field = (struct field){ p->type.s, field_type_of(p->type.s) };
		check_terms(c, &field, &own->value, 1, (struct at){ 0 });
		add_candidates(c, x, own, &field);
	}
	for (i = 0; i < form->nparams; i++)
		if (find_param(x, form->params[i].name.s) == NULL)
			diag_add(c->ds, DIAG_ERROR, x->id.pos,
			    said(c, "%s = a value of type %s",
				form->params[i].name.s, form->params[i].type.s),
			    NULL, "%s does not say what %s is", x->id.s,
			    form->params[i].name.s);
}

/* -- Clauses ------------------------------------------------------------ */

/* n items of size bytes, copied; NULL when refused or when there are none. */
static void *
copy_items(struct check *c, const void *items, size_t n, size_t size)
{
	void *copy;

	if (n == 0)
		return NULL;
	copy = arena_array(c->a, n, size);
	if (copy == NULL) {
		c->nomem = true;
		return NULL;
	}
	memcpy(copy, items, n * size);
	return copy;
}

static struct term
swap_term(struct term t, const struct instrument *x)
{
	size_t i;

	for (i = 0; t.word.s != NULL && i < x->nparams; i++)
		if (strcmp(x->params[i].name.s, t.word.s) == 0) {
			t.word.s = x->params[i].value.word.s;
			t.v = x->params[i].value.v;
			break;
		}
	return t;
}

static void
copy_bars(struct check *c, struct instrument *x, const struct instrument *form,
    const struct swap *swap)
{
	size_t i;

	x->bars = copy_items(c, form->bars, form->nbars, sizeof(*x->bars));
	x->nbars = x->bars == NULL ? 0 : form->nbars;
	for (i = 0; i < x->nbars; i++) {
		struct bar *b = &x->bars[i];

		b->to = swap_term(b->to, x);
		b->out_of = swap_term(b->out_of, x);
		b->under = swap_term(b->under, x);
		b->where = expr_copy(c, b->where, swap, 0);
		b->unless = expr_copy(c, b->unless, swap, 0);
	}
}

static void
copy_duties(struct check *c, struct instrument *x,
    const struct instrument *form, const struct swap *swap)
{
	size_t i;

	x->duties =
	    copy_items(c, form->duties, form->nduties, sizeof(*x->duties));
	x->nduties = x->duties == NULL ? 0 : form->nduties;
	for (i = 0; i < x->nduties; i++) {
		x->duties[i].of = expr_copy(c, x->duties[i].of, swap, 0);
		x->duties[i].met = expr_copy(c, x->duties[i].met, swap, 0);
	}
}

static void
copy_needs(struct check *c, struct instrument *x, const struct instrument *form,
    const struct swap *swap)
{
	size_t i;

	x->needs = copy_items(c, form->needs, form->nneeds, sizeof(*x->needs));
	x->nneeds = x->needs == NULL ? 0 : form->nneeds;
	for (i = 0; i < x->nneeds; i++)
		x->needs[i].expr = expr_copy(c, x->needs[i].expr, swap, 0);
}

static void
copy_names(struct check *c, struct instrument *x, const struct instrument *form)
{
	const struct param *p;
	size_t i;

	x->names = copy_items(c, form->names, form->nnames, sizeof(*x->names));
	x->nnames = x->names == NULL ? 0 : form->nnames;
	for (i = 0; i < x->nnames; i++) {
		p = find_param(x, x->names[i].person.s);
		if (p != NULL)
			x->names[i].person.s = p->value.word.s;
	}
}

static void
copy_excepts(struct check *c, struct instrument *x,
    const struct instrument *form, const struct swap *swap)
{
	size_t i;

	x->excepts =
	    copy_items(c, form->excepts, form->nexcepts, sizeof(*x->excepts));
	x->nexcepts = x->excepts == NULL ? 0 : form->nexcepts;
	for (i = 0; i < x->nexcepts; i++)
		x->excepts[i].expr = expr_copy(c, x->excepts[i].expr, swap, 0);
}

static void
copy_transition(struct check *c, struct transition *t, const struct swap *swap)
{
	size_t i;

	t->steps = copy_items(c, t->steps, t->nsteps, sizeof(*t->steps));
	if (t->steps == NULL)
		t->nsteps = 0;
	for (i = 0; i < t->nsteps; i++)
		t->steps[i].where = expr_copy(c, t->steps[i].where, swap, 0);
}

static void
copy_each(struct check *c, struct instrument *x, const struct instrument *form,
    const struct swap *swap)
{
	size_t i, k;

	x->each = form->each;
	x->each.where = expr_copy(c, form->each.where, swap, 0);
	x->each.stages = copy_items(c, form->each.stages, form->each.nstages,
	    sizeof(*x->each.stages));
	if (x->each.stages == NULL)
		x->each.nstages = 0;
	for (i = 0; i < x->each.nstages; i++) {
		struct stage *s = &x->each.stages[i];

		s->transitions = copy_items(c, s->transitions, s->ntransitions,
		    sizeof(*s->transitions));
		if (s->transitions == NULL)
			s->ntransitions = 0;
		for (k = 0; k < s->ntransitions; k++)
			copy_transition(c, &s->transitions[k], swap);
	}
}

static void
copy_edges(struct check *c, struct instrument *x, const struct instrument *form,
    const struct swap *swap)
{
	const struct param *p;
	size_t i;

	x->edges = copy_items(c, form->edges, form->nedges, sizeof(*x->edges));
	x->nedges = x->edges == NULL ? 0 : form->nedges;
	for (i = 0; i < x->nedges; i++) {
		struct edge *e = &x->edges[i];

		e->to = expr_copy(c, e->to, swap, 0);
		p = e->target.s == NULL ? NULL : find_param(x, e->target.s);
		if (p != NULL)
			e->target.s = p->value.word.s;
		p = e->person.s == NULL ? NULL : find_param(x, e->person.s);
		if (p != NULL)
			e->person.s = p->value.word.s;
	}
}

static void
copy_begins(struct instrument *x, const struct instrument *form)
{
	if (x->oral.moment.kind == MOMENT_NONE)
		x->oral = form->oral;
	if (x->entered.moment.kind == MOMENT_NONE)
		x->entered = form->entered;
	if (x->docketed.moment.kind == MOMENT_NONE)
		x->docketed = form->docketed;
	if (x->effective.moment.kind == MOMENT_NONE)
		x->effective = form->effective;
}

/* Words of the form stand before the instance's own: both are shown. */
static void
copy_quotes(struct check *c, struct instrument *x,
    const struct instrument *form)
{
	struct quote *all;
	size_t i;

	if (form->nquotes == 0)
		return;
	all = arena_array(c->a, form->nquotes + x->nquotes, sizeof(*all));
	if (all == NULL) {
		c->nomem = true;
		return;
	}
	for (i = 0; i < form->nquotes; i++)
		all[i] = form->quotes[i];
	for (i = 0; i < x->nquotes; i++)
		all[form->nquotes + i] = x->quotes[i];
	x->quotes = all;
	x->nquotes += form->nquotes;
}

static void
copy_clauses(struct check *c, struct instrument *x,
    const struct instrument *form)
{
	struct swap swap = { form, x };

	copy_quotes(c, x, form);
	copy_begins(x, form);
	if (x->court_id.s == NULL) {
		x->court_id = form->court_id;
		x->from_id = form->from_id;
	}
	if (x->zone_name.s == NULL)
		x->zone_name = form->zone_name;
	if (x->judge == NULL)
		x->judge = form->judge;
	if (x->covers == NULL)
		x->covers = expr_copy(c, form->covers, &swap, 0);
	if (x->nnames == 0)
		copy_names(c, x, form);
	if (x->nexcepts == 0)
		copy_excepts(c, x, form, &swap);
	if (x->nbars == 0)
		copy_bars(c, x, form, &swap);
	if (x->nduties == 0)
		copy_duties(c, x, form, &swap);
	if (x->nneeds == 0)
		copy_needs(c, x, form, &swap);
	if (x->nedges == 0)
		copy_edges(c, x, form, &swap);
	if (x->until.kind == END_NONE)
		x->until = form->until;
	if (x->nfinds == 0) {
		x->finds = form->finds;
		x->nfinds = form->nfinds;
	}
	x->survives_dismissal =
	    x->survives_dismissal || form->survives_dismissal;
	if (!x->each.given && form->each.given)
		copy_each(c, x, form, &swap);
}

void
instance_fill(struct check *c, struct instrument *x)
{
	struct instrument *form = find_form(c, x);
	size_t before = c->ds->nerrors;

	if (form == NULL)
		return;
	if (x->nconflicts == 0) {
		x->conflicts = copy_items(c, form->conflicts, form->nconflicts,
		    sizeof(*x->conflicts));
		x->nconflicts = x->conflicts == NULL ? 0 : form->nconflicts;
	}
	check_params(c, x, form);
	copy_clauses(c, x, form);
	if (c->ds->nerrors == before)
		x->of = form;
}
