/* check_given.c - facts as a `person` line or a people file gives them. */

#include <stdlib.h>
#include <string.h>

#include "law/check.h"

static bool
happens(const struct kind *k)
{
	return k->type == KIND_EVENT || k->type == KIND_FILING;
}

/* What people write where there is nothing: it is no value. */
static bool
is_nothing(const struct term *t, bool no_too)
{
	static const char *const nothing[] = { "none", "n/a", "na", "nil",
		"null", "no", "false" };
	size_t n = sizeof(nothing) / sizeof(nothing[0]), i;

	if (t->v.kind != VALUE_ID && t->v.kind != VALUE_STR)
		return false;
	for (i = 0; i < (no_too ? n : n - 2); i++) {
		const struct value word = { .kind = VALUE_ID, .s = nothing[i] };

		if (value_is(&t->v, &word) == YES)
			return true;
	}
	return false;
}

/* A fact states values; it compares with nothing.  A kind's first field,
 * which goes without its name, is not said with `no`: `visa no` would be a
 * visa of that class. */
static void
given_terms(struct check *c, const struct given *g, const struct field *field,
    struct term *terms, size_t n)
{
	bool unnamed = terms == g->terms;
	size_t i;

	check_terms(c, field, terms, n, (struct at){ 0 });
	for (i = 0; i < n; i++) {
		if (terms[i].path != NULL)
			diag_add(c->ds, DIAG_ERROR, terms[i].word.pos,
			    "a value", NULL, "%s names a field, not a value",
			    terms[i].word.s);
		else if (is_nothing(&terms[i], unnamed))
			diag_add(c->ds, DIAG_ERROR, terms[i].word.pos,
			    said(c, "what the %s is", field->name),
			    said(c,
				"write `no %s` if there is none, `%s unknown` "
				"if nobody knows",
				g->path.s, g->path.s),
			    "%s is no value of %s", terms[i].v.s, g->path.s);
	}
}

/* A field of the fact, or of a relation a fact of the other person. */
static void
given_field(struct check *c, const struct given *g, struct given_field *f)
{
	struct names names = { NULL, 0, 0 };
	const struct kind *k = g->fact, *other;
	const char *rest;
	size_t i;

	f->other_kind = NULL;
	f->index = kind_field(k, f->field.s);
	if (f->index >= 0) {
		given_terms(c, g, &k->fields[f->index], f->terms, f->nterms);
		return;
	}
	if (k->type == KIND_RELATION &&
	    (other = vocab_path(c->vocab, f->field.s, &rest)) != NULL &&
	    other->type == KIND_STATE && other->nfields > 0 &&
	    (*rest == '\0' || kind_field(other, rest) >= 0)) {
		f->other_kind = other;
		f->index = *rest == '\0' ? 0 : kind_field(other, rest);
		given_terms(c, g, &other->fields[f->index], f->terms,
		    f->nterms);
		return;
	}
	names_of_fields(c, &names, k->fields, k->nfields);
	for (i = 0; k->type == KIND_RELATION && i < c->vocab->nkinds; i++)
		if (c->vocab->kinds[i]->type == KIND_STATE &&
		    c->vocab->kinds[i]->nfields > 0)
			names_add(c, &names, c->vocab->kinds[i]->name);
	diag_add(c->ds, DIAG_ERROR, f->field.pos,
	    one_of(c, &names, "nothing: it has no fields"),
	    did_you_mean(c, f->field.s, &names), "%s has no field called %s",
	    k->name, f->field.s);
}

/* What the path names: a kind, or a filing's step. */
static bool
given_path(struct check *c, struct given *g)
{
	struct names names = { NULL, 0, 0 };
	const char *rest;

	g->step = -1;
	g->fact = vocab_path(c->vocab, g->path.s, &rest);
	if (g->fact == NULL) {
		names_of_kinds(c, &names);
		diag_add(c->ds, DIAG_ERROR, g->path.pos,
		    "a fact that the vocabulary declares",
		    did_you_mean(c, g->path.s, &names), "no fact is called %s",
		    g->path.s);
		return false;
	}
	if (*rest == '\0' || (g->step = kind_step(g->fact, rest)) >= 0)
		return true;
	names_of_steps(c, &names, g->fact);
	diag_add(c->ds, DIAG_ERROR, g->path.pos,
	    one_of(c, &names, said(c, "%s alone", g->fact->name)),
	    did_you_mean(c, g->path.s, &names), "%s has no step called %s",
	    g->fact->name, rest);
	return false;
}

/* An event has an instant; a state has a since, an until and a day on which
 * it was seen. */
static void
given_times(struct check *c, struct given *g)
{
	struct names names = { NULL, 0, 0 };

	if (!happens(g->fact))
		return;
	if (g->fact->type == KIND_FILING && g->step < 0) {
		names_of_steps(c, &names, g->fact);
		diag_add(c->ds, DIAG_ERROR, g->path.pos,
		    one_of(c, &names, "a step"), NULL,
		    "%s is a filing: which of its steps?", g->path.s);
		return;
	}
	if (g->from.kind == MOMENT_NONE) {
		g->from = g->seen;
		g->seen = (struct moment){ .kind = MOMENT_NONE };
	}
	if (g->from.kind == MOMENT_NONE)
		diag_add(c->ds, DIAG_ERROR, g->pos,
		    "a day, an instant, or `between A and B`",
		    said(c, "write `%s unknown` if it may not have happened",
			g->path.s),
		    "when did %s happen?", g->path.s);
	else if (g->seen.kind != MOMENT_NONE || g->to.kind != MOMENT_NONE)
		diag_add(c->ds, DIAG_ERROR, g->pos, "one instant", NULL,
		    "%s happens at an instant: it has no `until`", g->path.s);
}

static void
given_fact(struct check *c, struct given *g)
{
	size_t i;

	given_times(c, g);
	if (g->nterms > 0 && g->fact->nfields == 0)
		diag_add(c->ds, DIAG_ERROR, g->terms[0].word.pos, NULL, NULL,
		    "%s takes no value", g->fact->name);
	else if (g->nterms > 0)
		given_terms(c, g, &g->fact->fields[0], g->terms, g->nterms);
	for (i = 0; i < g->nfields; i++)
		given_field(c, g, &g->fields[i]);
}

/* `spouse person A000-000-002`: what is known of that person stands with
 * them, so nothing of it may stand here. */
static void
given_person(struct check *c, const struct given *g)
{
	size_t i;

	if (g->kind != GIVEN_FACT || g->fact == NULL ||
	    g->fact->type != KIND_RELATION) {
		diag_add(c->ds, DIAG_ERROR, g->other.pos, NULL, NULL,
		    "`person` names whom a relation is with, as "
		    "`spouse person A000-000-002`");
		return;
	}
	for (i = 0; i < g->nfields; i++)
		if (g->fields[i].other_kind != NULL)
			diag_add(c->ds, DIAG_ERROR, g->fields[i].field.pos,
			    NULL, said(c, "say it below person %s", g->other.s),
			    "%s is a fact of the other person, who is named",
			    g->fields[i].field.s);
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void
persons_found(struct check *c, struct law *law)
{
	size_t i, n = 0;

	c->persons_lost = c->ds->nerrors > 0;
	law->persons = c->persons.s;
	law->npersons = 0;
	if (c->persons.n == 0)
		return;
	qsort(law->persons, c->persons.n, sizeof(*law->persons), by_name);
	for (i = 0; i < c->persons.n; i++)
		if (n == 0 || strcmp(law->persons[n - 1], law->persons[i]) != 0)
			law->persons[n++] = law->persons[i];
	law->npersons = n;
}

/* Who is misspelt is nobody's petitioner, and every order would be shown not
 * to apply. */
static void
given_is(struct check *c, const struct name *name)
{
	const struct law *law = c->law;
	struct names names = { law->persons, law->npersons, law->npersons };
	const char *near;

	if (c->persons_lost ||
	    (law->npersons > 0 &&
		bsearch(&name->s, law->persons, law->npersons,
		    sizeof(*law->persons), by_name) != NULL))
		return;
	near = did_you_mean(c, name->s, &names);
	diag_add(c->ds, DIAG_ERROR, name->pos,
	    "a name that an order has in `person is NAME`",
	    near != NULL ? near
			 : "`is` says which order's person this is: write the "
			   "order's own word for them",
	    "no order speaks of a person called %s", name->s);
}

/* -- What papers say of them -------------------------------------------- */

static bool
check_known_by(struct check *c, const struct identifier *id, struct pos pos)
{
	const char *kept = NULL, *why = NULL;
	int r = identifier_kept(c->a, id, &kept, &why);

	if (r == E_NOMEM)
		c->nomem = true;
	else if (r != 0)
		diag_add(c->ds, DIAG_ERROR, pos, NULL, why,
		    "`%s` cannot be read as %s", id->value,
		    identifier_word(id->type));
	return r == 0;
}

void
check_naming(struct check *c, const struct naming *n)
{
	size_t of[IDENTIFIER_TYPES] = { 0 }, i;

	for (i = 0; i < n->nids; i++)
		if (check_known_by(c, &n->ids[i], n->ids_pos[i]) &&
		    ++of[n->ids[i].type] == PROFILE_EACH + 1)
			diag_add(c->ds, DIAG_ERROR, n->ids_pos[i], NULL,
			    "write a second `names` line",
			    "more than %u of one kind in one line",
			    (unsigned)PROFILE_EACH);
}

static int
by_person(const void *a, const void *b)
{
	const struct law_paper *x = a, *y = b;
	int order = strcmp(x->person, y->person);

	if (order != 0)
		return order;
	return x->by->index < y->by->index ? -1 : x->by->index > y->by->index;
}

void
papers_found(struct check *c, struct law *law)
{
	size_t i, k, n = 0;

	law->npapers = 0;
	for (i = 0; i < law->ninstruments; i++)
		n += law->instruments[i]->nnames;
	if (n == 0)
		return;
	law->papers = arena_array(c->a, n, sizeof(*law->papers));
	if (law->papers == NULL) {
		c->nomem = true;
		return;
	}
	for (i = 0; i < law->ninstruments; i++) {
		const struct instrument *x = law->instruments[i];

		if (x->kind == INSTR_FORM)
			continue;
		for (k = 0; k < x->nnames; k++) {
			given_is(c, &x->names[k].person);
			law->papers[law->npapers++] =
			    (struct law_paper){ x->names[k].person.s, x,
				    &x->names[k] };
		}
	}
	qsort(law->papers, law->npapers, sizeof(*law->papers), by_person);
}

const struct law_paper *
law_papers(const struct law *law, const char *person, size_t *n)
{
	size_t lo = 0, hi = law->npapers, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (strcmp(law->papers[mid].person, person) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (*n = 0; lo + *n < law->npapers &&
	     strcmp(law->papers[lo + *n].person, person) == 0;
	     (*n)++)
		;
	return *n == 0 ? NULL : &law->papers[lo];
}

void
check_given(struct check *c, struct given *g)
{
	switch (g->kind) {
	case GIVEN_FACT:
		if (given_path(c, g))
			given_fact(c, g);
		break;
	case GIVEN_NO:
	case GIVEN_NO_OTHER:
	case GIVEN_UNKNOWN:
		(void)given_path(c, g);
		break;
	case GIVEN_ON_LIST:
	case GIVEN_NOT_ON_LIST:
	case GIVEN_NEAR_LIST:
		g->on = need_list(c, &g->list);
		break;
	case GIVEN_IS:
	case GIVEN_IS_NOT:
		given_is(c, &g->list);
		break;
	case GIVEN_KNOWN_BY:
		(void)check_known_by(c,
		    &(struct identifier){ g->type, g->list.s }, g->list.pos);
		break;
	case GIVEN_NOTHING_ELSE:
		break;
	}
	if (g->other.s != NULL)
		given_person(c, g);
}

int
law_check_givens(struct arena *a, const struct law *law, struct given *givens,
    size_t n, struct diags *ds)
{
	struct check c = { .a = a, .law = law, .vocab = law->vocab, .ds = ds };
	size_t before = ds->nerrors, i;

	for (i = 0; i < n; i++)
		check_given(&c, &givens[i]);
	if (c.nomem || ds->failed)
		return E_NOMEM;
	return ds->nerrors > before ? E_CHECK : 0;
}

/* -- Vignettes ---------------------------------------------------------- */

static void
check_slot(struct check *c, const struct act_kind *act, struct slot_given *s)
{
	struct names names = { NULL, 0, 0 };
	bool out_of = strcmp(s->slot.s, "out of") == 0;

	s->index = act_slot(act, out_of ? "from" : s->slot.s);
	if (s->index >= 0) {
		check_terms(c, &act->slots[s->index], &s->value, 1,
		    (struct at){ 0 });
		return;
	}
	names_of_fields(c, &names, act->slots, act->nslots);
	diag_add(c->ds, DIAG_ERROR, s->slot.pos,
	    one_of(c, &names, "nothing: it has no slots"),
	    did_you_mean(c, s->slot.s, &names), "%s takes no `%s`", act->name,
	    s->slot.s);
}

/* The steps that lead out of a stage, as a deadline is called by them. */
static const char *
steps_of(struct check *c, const struct stage *st)
{
	const char *s = NULL;

	for (size_t i = 0; i < st->ntransitions; i++)
		for (size_t j = 0; j < st->transitions[i].nsteps; j++)
			s = s == NULL ? st->transitions[i].steps[j].path.s
				      : arena_printf(c->a, "%s or %s", s,
					    st->transitions[i].steps[j].path.s);
	return s;
}

/* What is misspelt is never due: the check could not fail. */
static void
check_not_due(struct check *c, const struct vignette_check *k)
{
	struct names names = { NULL, 0, 0 };
	const char *s;

	names_add(c, &names, "the order ends by itself");
	for (size_t i = 0; i < c->law->ninstruments; i++) {
		const struct instrument *x = c->law->instruments[i];

		for (size_t j = 0; j < x->nduties; j++)
			names_add(c, &names, x->duties[j].what);
		for (size_t j = 0; j < x->each.nstages; j++)
			if ((s = steps_of(c, &x->each.stages[j])) != NULL)
				names_add(c, &names, s);
	}
	for (size_t i = 0; i < names.n; i++)
		if (strcmp(names.s[i], k->due) == 0)
			return;
	diag_add(c->ds, DIAG_ERROR, k->pos,
	    "what a duty is to, the steps a stage waits for, or \"the order "
	    "ends by itself\"",
	    did_you_mean(c, k->due, &names), "nothing called %s is ever due",
	    k->due);
}

static void
check_vignette_check(struct check *c, struct vignette_check *k)
{
	size_t i;

	k->act = need_act(c, &k->act_name);
	for (i = 0; k->act != NULL && i < k->nslots; i++)
		check_slot(c, k->act, &k->slots[i]);
	k->by_on = arena_array(c->a, k->nby, sizeof(*k->by_on));
	if (k->by_on == NULL) {
		c->nomem = true;
		return;
	}
	for (i = 0; i < k->nby; i++)
		k->by_on[i] = need_instrument(c, &k->by[i]);
	check_end(c, &k->until);
	if (k->expect == EXPECT_NOT_DUE)
		check_not_due(c, k);
}

static void
check_under(struct check *c, const struct name *under)
{
	struct named is = find_name(c, under->s);
	struct names names = { NULL, 0, 0 };
	size_t i;

	if (is.in_case != NULL)
		return;
	if (is.instrument != NULL) {
		(void)need_instrument(c, under);
		return;
	}
	for (i = 0; i < c->law->ncases; i++)
		names_add(c, &names, c->law->cases[i]->id.s);
	for (i = 0; i < c->law->ninstruments; i++)
		names_add(c, &names, c->law->instruments[i]->id.s);
	diag_add(c->ds, DIAG_ERROR, under->pos,
	    "an order, a case, or `casebook`",
	    did_you_mean(c, under->s, &names), "no order or case is called %s",
	    under->s);
}

void
check_vignette(struct check *c, struct vignette *v)
{
	size_t i, j;

	for (i = 0; i < v->nunder; i++)
		check_under(c, &v->under[i]);
	if (v->nunder == 0 && !v->under_casebook && v->in_case == NULL)
		diag_add(c->ds, DIAG_ERROR, v->pos,
		    "`under ORDER`, `under CASE` or `under casebook`", NULL,
		    "a vignette that stands in no case says what it is under");
	for (i = 0; i < v->nlines; i++) {
		struct vignette_line *l = &v->lines[i];

		for (j = 0; l->kind == LINE_PERSON && j < l->ngivens; j++) {
			check_given(c, &l->givens[j]);
			if (l->givens[j].other.s != NULL)
				diag_add(c->ds, DIAG_ERROR,
				    l->givens[j].other.pos, NULL,
				    "write what is known of them: "
				    "spouse nationality US",
				    "a vignette has one person");
		}
		if (l->kind == LINE_CHECK)
			check_vignette_check(c, &l->check);
	}
}
