/* check.c - a casebook checked, from the outside in: names, courts, forms,
 * then each instrument, then what acts upon what, then the examples. */

#include <string.h>

#include "law/check.h"

/* Where an instrument of no court and no case counts its days: the seat of
 * government.  Only for what no court gives out; an order must say. */
#define NO_COURT_ZONE "America/New_York"

/* -- Courts and clocks -------------------------------------------------- */

static const struct court *
need_court(struct check *c, const struct name *name)
{
	const struct court *court = court_find(name->s), *all;
	struct names names = { NULL, 0, 0 };
	size_t i, n;

	if (court != NULL)
		return court;
	all = court_table(&n);
	for (i = 0; i < n; i++)
		names_add(c, &names, all[i].id);
	diag_add(c->ds, DIAG_ERROR, name->pos,
	    "a court's id, as the Free Law Project writes it: mied, ca6, "
	    "scotus",
	    did_you_mean(c, name->s, &names), "no court is called %s", name->s);
	return NULL;
}

static const struct zone *
need_zone(struct check *c, const struct name *name)
{
	const struct zone *z = zone_builtin(name->s);
	struct names names = { NULL, 0, 0 };
	const char *const *all;

	if (z != NULL)
		return z;
	for (all = zone_names(); *all != NULL; all++)
		names_add(c, &names, *all);
	diag_add(c->ds, DIAG_ERROR, name->pos,
	    "a time zone: \"America/Detroit\"",
	    did_you_mean(c, name->s, &names), "no zone is called %s", name->s);
	return NULL;
}

/* Whether judgments of that district court go to that court of appeals; to
 * the Federal Circuit they go from all of them. */
static bool
hears_from(const struct court *court, const struct court *from)
{
	return from->circuit != NULL &&
	    (strcmp(from->circuit, court->id) == 0 ||
		strcmp(court->id, "cafc") == 0);
}

static const struct court *
need_from(struct check *c, const struct court *court, const struct name *name)
{
	const struct court *from = need_court(c, name);

	if (from == NULL || court == NULL)
		return NULL;
	if (!court->appellate || court->state == NULL)
		diag_add(c->ds, DIAG_ERROR, name->pos, NULL, NULL,
		    "%s is no court of appeals: `from` is for the district "
		    "court whose judgment one has before it",
		    court->name);
	else if (from->circuit == NULL)
		diag_add(c->ds, DIAG_ERROR, name->pos, "a district court", NULL,
		    "%s is no district court", from->name);
	else if (!hears_from(court, from))
		diag_add(c->ds, DIAG_ERROR, name->pos, NULL, NULL,
		    "%s is a district of %s, not of %s", from->id,
		    from->circuit, court->id);
	else
		return from;
	return NULL;
}

static void
check_case(struct check *c, struct law_case *k)
{
	if (k->court_id.s != NULL)
		k->court = need_court(c, &k->court_id);
	if (k->from_id.s != NULL)
		k->from = need_from(c, k->court, &k->from_id);
	if (k->zone_name.s != NULL)
		k->zone = need_zone(c, &k->zone_name);
	else if (k->court != NULL)
		k->zone = zone_builtin(k->court->zone);
	if (k->zone == NULL)
		k->zone = zone_builtin(NO_COURT_ZONE);
}

/* What a court of appeals reviews, where that is written or plain. */
static void
find_from(struct check *c, struct instrument *x)
{
	const struct law_case *k = x->in_case;

	if (x->from_id.s != NULL)
		x->from = need_from(c, x->court, &x->from_id);
	else if (k == NULL || k->court == NULL || x->court == NULL)
		return;
	else if (x->court == k->court)
		x->from = k->from;
	else if (x->court->appellate && hears_from(x->court, k->court))
		x->from = k->court;
}

/* Court and zone: its own, else its case's. */
static void
find_court(struct check *c, struct instrument *x)
{
	const struct law_case *k = x->in_case;
	bool said_where = x->court_id.s != NULL || x->zone_name.s != NULL ||
	    (k != NULL && (k->court_id.s != NULL || k->zone_name.s != NULL));

	if (x->court_id.s != NULL)
		x->court = need_court(c, &x->court_id);
	else if (k != NULL)
		x->court = k->court;
	find_from(c, x);
	if (x->zone_name.s != NULL)
		x->zone = need_zone(c, &x->zone_name);
	else if (x->court_id.s == NULL && k != NULL)
		x->zone = k->zone;
	else if (x->court != NULL)
		x->zone = zone_builtin(x->court->zone);
	if (x->zone == NULL)
		x->zone = zone_builtin(NO_COURT_ZONE);
	if (x->kind == INSTR_ORDER && !said_where)
		diag_add(c->ds, DIAG_ERROR, x->id.pos, "`court ID` or `zone`",
		    "without one nobody knows when its days begin and end",
		    "%s has no court", x->id.s);
}

static void
check_begin(struct check *c, const struct instrument *x)
{
	if (x->entered.moment.kind != MOMENT_NONE ||
	    x->oral.moment.kind != MOMENT_NONE ||
	    x->effective.moment.kind != MOMENT_NONE || x->kind == INSTR_FORM)
		return;
	diag_add(c->ds, DIAG_ERROR, x->id.pos,
	    "`entered DAY`, `oral INSTANT` or `effective DAY`",
	    "write `entered not known` if it is not on record",
	    "nothing says when %s began", x->id.s);
}

/* -- What an instrument says -------------------------------------------- */

const struct act_kind *
need_act(struct check *c, const struct name *name)
{
	const struct act_kind *act = vocab_act(c->vocab, name->s);
	struct names names = { NULL, 0, 0 };
	size_t i;

	if (act != NULL)
		return act;
	for (i = 0; i < c->vocab->nacts; i++)
		names_add(c, &names, c->vocab->acts[i]->name);
	diag_add(c->ds, DIAG_ERROR, name->pos, one_of(c, &names, "an act"),
	    did_you_mean(c, name->s, &names), "no act is called %s", name->s);
	return NULL;
}

static void
check_bar_slot(struct check *c, const struct bar *bar, const char *slot,
    const char *written, struct term *t)
{
	int i = act_slot(bar->act, slot);
	struct names names = { NULL, 0, 0 };

	if (i < 0) {
		names_of_fields(c, &names, bar->act->slots, bar->act->nslots);
		diag_add(c->ds, DIAG_ERROR, t->word.pos,
		    one_of(c, &names, "nothing: it has no slots"), NULL,
		    "%s takes no `%s`", bar->act->name, written);
		return;
	}
	check_terms(c, &bar->act->slots[i], t, 1, (struct at){ 0 });
}

static void
check_bar(struct check *c, struct bar *bar)
{
	struct at at = { .lean = LEAN_YES, .notice = true };

	if (bar->text_only != NULL)
		return;
	bar->act = need_act(c, &bar->act_name);
	if (bar->act == NULL)
		return;
	if (bar->has_to)
		check_bar_slot(c, bar, "to", "to", &bar->to);
	if (bar->has_out_of)
		check_bar_slot(c, bar, "from", "out of", &bar->out_of);
	if (bar->has_under)
		check_bar_slot(c, bar, "under", "under", &bar->under);
	at.act = bar->act;
	if (bar->where != NULL)
		check_expr(c, bar->where, at);
	at.lean = LEAN_NO;
	if (bar->unless != NULL)
		check_expr(c, bar->unless, at);
}

/* Bars of one clause may share a condition, and what its slots mean depends
 * on the act: each gets its own before anything is resolved. */
static void
part_bars(struct check *c, struct instrument *x)
{
	size_t i;

	for (i = x->nbars; i > 1; i--) {
		struct bar *bar = &x->bars[i - 1], *other = &x->bars[i - 2];

		if (bar->where != NULL && bar->where == other->where)
			bar->where = expr_copy(c, bar->where, NULL, 0);
		if (bar->unless != NULL && bar->unless == other->unless)
			bar->unless = expr_copy(c, bar->unless, NULL, 0);
	}
}

static void
check_duty(struct check *c, struct duty *d)
{
	struct names names = { NULL, 0, 0 };
	size_t i;

	if (vocab_word(c->vocab, FIELD_PARTY, d->party.s) == NULL) {
		for (i = 0; i < c->vocab->nwords; i++)
			if (c->vocab->words[i]->type == FIELD_PARTY)
				names_add(c, &names, c->vocab->words[i]->name);
		diag_add(c->ds, DIAG_ERROR, d->party.pos,
		    one_of(c, &names, "a party"),
		    did_you_mean(c, d->party.s, &names),
		    "no party is called %s", d->party.s);
	}
	if (d->of != NULL)
		check_expr(c, d->of, (struct at){ 0 });
	if (d->met != NULL)
		check_expr(c, d->met, (struct at){ 0 });
	check_end(c, &d->by);
}

static void
check_need(struct check *c, struct need *need)
{
	size_t i;

	/* Where it is not yes the act is held: no leans toward the bar. */
	check_expr(c, need->expr, (struct at){ .lean = LEAN_NO });
	need->act_kinds =
	    arena_array(c->a, need->nacts, sizeof(*need->act_kinds));
	if (need->act_kinds == NULL) {
		c->nomem = true;
		return;
	}
	for (i = 0; i < need->nacts; i++)
		need->act_kinds[i] = need_act(c, &need->acts[i]);
}

static void
check_labels(struct check *c, const struct instrument *x)
{
	size_t i, k;

	for (i = 1; i < x->nexcepts; i++)
		for (k = 0; k < i; k++)
			if (strcmp(x->excepts[i].label.s,
				x->excepts[k].label.s) == 0) {
				diag_add(c->ds, DIAG_ERROR,
				    x->excepts[i].label.pos,
				    "a label of its own", NULL,
				    "two exceptions are called %s",
				    x->excepts[i].label.s);
				break;
			}
}

/* A second reading of something: of an end, a beginning or a parameter. */
static void
check_conflict(struct check *c, const struct instrument *x,
    const struct conflict *k)
{
	static const char *const times[] = { "until", "entered", "oral",
		"effective" };
	const struct instrument *form = x->of != NULL ? x->of : x;
	struct names names = { NULL, 0, 0 };
	size_t i;

	for (i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		if (strcmp(k->of.s, times[i]) == 0 &&
		    k->moment.kind == MOMENT_NONE)
			diag_add(c->ds, DIAG_ERROR, k->pos,
			    "a day or an instant", NULL,
			    "`%s` cannot also be read so", k->of.s);
		if (strcmp(k->of.s, times[i]) == 0)
			return;
		names_add(c, &names, times[i]);
	}
	for (i = 0; i < form->nparams; i++) {
		if (strcmp(k->of.s, form->params[i].name.s) == 0)
			return;
		names_add(c, &names, form->params[i].name.s);
	}
	diag_add(c->ds, DIAG_ERROR, k->of.pos, one_of(c, &names, NULL),
	    did_you_mean(c, k->of.s, &names), "nothing here is called %s",
	    k->of.s);
}

/* A bar that protects nobody looks like one that does. */
static void
covers_someone(struct check *c, const struct instrument *x)
{
	size_t i;

	if (x->covers != NULL || x->nbars == 0 || x->kind == INSTR_FORM)
		return;
	for (i = 0; i < x->nedges; i++)
		if (x->edges[i].kind == EDGE_CORRECTS)
			return; /* the corrected order says whom */
	diag_add(c->ds, DIAG_ERROR, x->id.pos, "`covers ...`",
	    "write `covers everyone` if the text says so",
	    "%s bars something and covers nobody", x->id.s);
}

void
check_clauses(struct check *c, struct instrument *x)
{
	size_t i;

	covers_someone(c, x);
	for (i = 0; i < x->nnames; i++)
		check_naming(c, &x->names[i]);
	if (x->covers != NULL)
		check_expr(c, x->covers,
		    (struct at){ .lean = LEAN_YES, .covers = true });
	for (i = 0; i < x->nexcepts; i++)
		check_expr(c, x->excepts[i].expr,
		    (struct at){ .lean = LEAN_NO });
	check_labels(c, x);
	part_bars(c, x);
	for (i = 0; i < x->nbars; i++)
		check_bar(c, &x->bars[i]);
	for (i = 0; i < x->nduties; i++)
		check_duty(c, &x->duties[i]);
	for (i = 0; i < x->nneeds; i++)
		check_need(c, &x->needs[i]);
	check_end(c, &x->until);
	for (i = 0; i < x->nconflicts; i++)
		check_conflict(c, x, &x->conflicts[i]);
	check_stages(c, x);
}

/* -- Forms -------------------------------------------------------------- */

static void
check_form(struct check *c, struct instrument *x)
{
	size_t i, k;

	for (i = 0; i < x->nparams; i++)
		for (k = 0; k < i; k++)
			if (strcmp(x->params[i].name.s, x->params[k].name.s) ==
			    0)
				diag_add(c->ds, DIAG_ERROR,
				    x->params[i].name.pos, "a name of its own",
				    NULL, "two parameters are called %s",
				    x->params[i].name.s);
	c->form = x;
	check_clauses(c, x);
	check_edges(c, x);
	c->form = NULL;
}

/* -- Clocks ------------------------------------------------------------- */

static void
check_clock(struct check *c, struct clock *clock)
{
	size_t i;

	if (clock->nversions == 0)
		diag_add(c->ds, DIAG_ERROR, clock->id.pos, "`count ...`", NULL,
		    "the clock %s counts nothing", clock->id.s);
	for (i = 0; i < clock->nversions; i++) {
		struct clock_version *v = &clock->versions[i];

		if (v->has_after)
			check_ref(c, &v->after);
		/* Written const for its readers; the checker is the one
		 * who fills it in. */
		if (v->when != NULL) {
			struct expr *when = expr_copy(c, v->when, NULL, 0);

			v->when = when;
			if (when != NULL)
				check_expr(c, when,
				    (struct at){ .lean = LEAN_NEITHER });
		}
	}
}

/* -- The whole ---------------------------------------------------------- */

static int
begin_all(struct check *c, struct law *law)
{
	size_t i;

	c->latest = arena_array(c->a, law->ninstruments, sizeof(*c->latest));
	if (c->latest == NULL)
		return E_NOMEM;
	for (i = 0; i < law->ncases; i++)
		check_case(c, law->cases[i]);
	return 0;
}

int
law_check(struct arena *a, struct law *law, struct diags *ds)
{
	static const struct vocab nothing = { .name = "" };
	struct check c = { .a = a, .law = law, .vocab = law->vocab, .ds = ds };
	size_t before = ds->nerrors, i;
	bool bad_forms = false;

	/* Orders without a vocabulary: each name in them is unknown. */
	if (c.vocab == NULL)
		c.vocab = &nothing;
	if (ids_build(&c, law) != 0 || begin_all(&c, law) != 0)
		return E_NOMEM;
	for (i = 0; i < law->nclocks; i++)
		check_clock(&c, law->clocks[i]);
	/* When each began is asked while conditions are read. */
	for (i = 0; i < law->ninstruments; i++) {
		struct instrument *x = law->instruments[i];

		if (x->kind == INSTR_INSTANCE)
			instance_fill(&c, x);
		find_court(&c, x);
		check_begin(&c, x);
		c.latest[i] = x->zone == NULL ? INSTANT_NEVER : latest_begin(x);
	}
	/* A copy that was refused has left holes. */
	if (c.nomem)
		return E_NOMEM;
	for (i = 0; i < law->ninstruments; i++)
		if (law->instruments[i]->kind == INSTR_FORM) {
			size_t were = ds->nerrors;

			check_form(&c, law->instruments[i]);
			bad_forms = bad_forms || ds->nerrors > were;
		}
	for (i = 0; i < law->ninstruments; i++) {
		struct instrument *x = law->instruments[i];

		/* What is wrong in a form is said once; an instance that
		 * lacks a parameter has been told so. */
		if (x->kind == INSTR_FORM ||
		    (x->kind == INSTR_INSTANCE && (bad_forms || x->of == NULL)))
			continue;
		check_clauses(&c, x);
		check_edges(&c, x);
	}
	if (check_upon(&c, law) != 0 || check_dismissals(&c, law) != 0 ||
	    check_rings(&c, law) != 0)
		return E_NOMEM;
	persons_found(&c, law);
	papers_found(&c, law);
	for (i = 0; i < law->nvignettes; i++)
		check_vignette(&c, law->vignettes[i]);
	if (c.nomem || ds->failed)
		return E_NOMEM;
	return ds->nerrors > before ? E_CHECK : 0;
}
