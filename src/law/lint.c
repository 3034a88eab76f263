#include "law/lint.h"

#include <string.h>

#define DEPTH 256u

struct lint {
	const struct law *law;
	struct diags *ds;
	const struct law_case **dismissed;
	size_t ndismissed;
};

/* -- Whom --------------------------------------------------------------- */

/* An exception that says what the class says takes everybody out again. */
static const struct labelled *
except_of_all(const struct instrument *x)
{
	const struct expr *covers = x->covers;
	size_t i, k;

	for (i = 0; i < x->nexcepts; i++) {
		const struct expr *e = x->excepts[i].expr;

		if (e->kind == EXPR_EVERYONE || expr_equal(e, covers))
			return &x->excepts[i];
		for (k = 0; covers->kind == EXPR_AND && k < covers->nargs; k++)
			if (expr_equal(e, covers->args[k]))
				return &x->excepts[i];
	}
	return NULL;
}

static void
lint_covers(struct lint *l, const struct instrument *x)
{
	const struct labelled *except;
	size_t i;

	if (x->covers == NULL)
		return;
	except = except_of_all(x);
	if (expr_covers_nobody(x->covers))
		diag_add(l->ds, DIAG_WARNING, x->covers->pos, NULL,
		    "two of its conditions can never both be so",
		    "%s covers nobody", x->id.s);
	else if (except != NULL)
		diag_add(l->ds, DIAG_WARNING, except->label.pos, NULL,
		    "it says again what `covers` says",
		    "the exception %s takes out everyone whom %s covers",
		    except->label.s, x->id.s);
	for (i = 0; i < x->nexcepts; i++)
		if (expr_covers_nobody(x->excepts[i].expr))
			diag_add(l->ds, DIAG_WARNING, x->excepts[i].label.pos,
			    NULL, "two of its conditions can never both be so",
			    "the exception %s takes out nobody",
			    x->excepts[i].label.s);
}

/* -- What a condition leans on ------------------------------------------ */

static void
lint_members(struct lint *l, const struct instrument *x, const struct expr *e)
{
	if (instant_cmp(latest_begin(e->members), latest_begin(x)) > 0)
		diag_add(l->ds, DIAG_WARNING, e->ref.pos, NULL,
		    "was the class the same before that order? then put its "
		    "words with the earlier one",
		    "refers to a later order: %s", e->members->id.s);
}

static void
lint_list(struct lint *l, const struct expr *e)
{
	const struct law_list *list = e->list;

	if (list->complete && list->nidentifiers == 0)
		diag_add(l->ds, DIAG_WARNING, e->ref.pos,
		    "`identifier a_number` in the list",
		    "without an identifier that every row has, nobody is "
		    "known not to be on it",
		    "the list %s is complete and says no to nobody",
		    list->id.s);
}

static void
lint_condition(struct lint *l, const struct instrument *x, const struct expr *e,
    unsigned depth)
{
	size_t i;

	if (e == NULL || depth > DEPTH)
		return;
	if (e->kind == EXPR_MEMBERS)
		lint_members(l, x, e);
	if (e->kind == EXPR_ON_LIST)
		lint_list(l, e);
	for (i = 0; i < e->nargs; i++)
		lint_condition(l, x, e->args[i], depth + 1);
	lint_condition(l, x, e->where, depth + 1);
}

/* -- Who it is ---------------------------------------------------------- */

/* The first person whom it names and no paper speaks of. */
static const struct name *
unsaid_name(const struct lint *l, const struct expr *e, unsigned depth)
{
	const struct name *found = NULL;
	size_t i, n;

	if (depth > DEPTH)
		return NULL;
	if (e->kind == EXPR_PERSON_IS)
		return law_papers(l->law, e->ref.s, &n) == NULL ? &e->ref
								: NULL;
	for (i = 0; i < e->nargs && found == NULL; i++)
		found = unsaid_name(l, e->args[i], depth + 1);
	return found;
}

static void
lint_names(struct lint *l, const struct instrument *x)
{
	const struct name *who =
	    x->covers == NULL ? NULL : unsaid_name(l, x->covers, 0);

	if (who != NULL)
		diag_add(l->ds, DIAG_WARNING, who->pos,
		    "`names ... a_number A000-000-001`, or birth, or name",
		    "write what the paper says; until it is said who that is, "
		    "everyone is held",
		    "no order says who %s is", who->s);
}

/* -- Unless ------------------------------------------------------------- */

static bool
holds_kind(const struct expr *e, enum expr_kind kind, unsigned depth)
{
	size_t i;

	if (depth > DEPTH)
		return false;
	if (e->kind == kind)
		return true;
	for (i = 0; i < e->nargs; i++)
		if (holds_kind(e->args[i], kind, depth + 1))
			return true;
	return false;
}

/* A notice that need not come before the act. */
static const struct expr *
bare_notice(const struct expr *e, unsigned depth)
{
	const struct expr *found;
	size_t i;

	if (depth > DEPTH)
		return NULL;
	if (e->kind == EXPR_FACT && !e->before_act &&
	    strcmp(e->fact->name, "notice") == 0)
		return e;
	for (i = 0; i < e->nargs; i++) {
		found = bare_notice(e->args[i], depth + 1);
		if (found != NULL)
			return found;
	}
	return NULL;
}

static void
lint_bar(struct lint *l, const struct bar *bar)
{
	const struct expr *notice;

	if (bar->where != NULL && expr_covers_nobody(bar->where))
		diag_add(l->ds, DIAG_WARNING, bar->where->pos, NULL,
		    "two of its conditions can never both be so",
		    "this bars no %s at all", bar->act_name.s);
	if (bar->unless == NULL)
		return;
	if (!holds_kind(bar->unless, EXPR_SHOWN, 0))
		diag_add(l->ds, DIAG_WARNING, bar->unless_label.pos, "`shown`",
		    "while it is not known the act is held, not barred: write "
		    "`shown` if whoever acts must show it",
		    "nobody bears the burden of `unless %s`",
		    bar->unless_label.s);
	notice = bare_notice(bar->unless, 0);
	if (notice != NULL)
		diag_add(l->ds, DIAG_WARNING, notice->pos,
		    "`at least 14 days before act`",
		    "any notice lifts the bar, however late",
		    "a notice without its length of time");
}

/* -- How it ends -------------------------------------------------------- */

static bool
ends_others(enum edge_kind k)
{
	switch (k) {
	case EDGE_SHORTENS:
	case EDGE_REPLACES:
	case EDGE_VACATES:
	case EDGE_REVERSES:
	case EDGE_DISSOLVES:
		return true;
	case EDGE_EXTENDS:
	case EDGE_WIDENS:
	case EDGE_CLARIFIES:
	case EDGE_NARROWS:
	case EDGE_STAYS:
	case EDGE_LIFTS:
	case EDGE_REVIVES:
	case EDGE_DISMISSES:
	case EDGE_EXEMPTS:
	case EDGE_CORRECTS:
	case EDGE_ISSUES:
	case EDGE_RECALLS:
		break;
	}
	return false;
}

static bool
stage_ends(const struct each *each)
{
	size_t i, k;

	for (i = 0; i < each->nstages; i++)
		for (k = 0; k < each->stages[i].ntransitions; k++) {
			const struct transition *t =
			    &each->stages[i].transitions[k];

			if (t->kind != TRANS_TEXT_ONLY && t->then.s == NULL)
				return true;
		}
	return false;
}

static bool
is_dismissed(const struct lint *l, const struct instrument *x)
{
	size_t i;

	if (x->in_case == NULL || x->survives_dismissal)
		return false;
	for (i = 0; i < l->ndismissed; i++)
		if (l->dismissed[i] == x->in_case)
			return true;
	return false;
}

/* The cases that some instrument dismisses. */
static int
find_dismissed(struct lint *l, struct arena *a)
{
	const struct law_case **grown;
	size_t i, k, cap = 0;

	for (i = 0; i < l->law->ninstruments; i++) {
		const struct instrument *y = l->law->instruments[i];

		for (k = 0; k < y->nedges; k++) {
			if (y->edges[k].on_case == NULL)
				continue;
			grown = arena_grow(a, l->dismissed, l->ndismissed, &cap,
			    sizeof(struct law_case *));
			if (grown == NULL)
				return E_NOMEM;
			l->dismissed = grown;
			l->dismissed[l->ndismissed++] = y->edges[k].on_case;
		}
	}
	return 0;
}

static void
lint_end(struct lint *l, const struct instrument *x)
{
	size_t i;

	if (x->nbars == 0 || x->kind == INSTR_REGULATION ||
	    x->until.kind != END_NONE || stage_ends(&x->each))
		return;
	for (i = 0; i < x->nupon; i++)
		if (ends_others(x->upon[i]->kind) ||
		    (x->upon[i]->kind == EDGE_EXTENDS &&
			x->upon[i]->until.kind != END_FURTHER_ORDER))
			return;
	if (is_dismissed(l, x))
		return;
	diag_add(l->ds, DIAG_WARNING, x->id.pos, NULL,
	    "write `until further order` if the text says so",
	    "nothing on record ends %s", x->id.s);
}

/* -- Stages ------------------------------------------------------------- */

/* A step that leads nowhere new: from a stage to itself. */
static void
lint_stages(struct lint *l, const struct instrument *x)
{
	size_t i, k;

	for (i = 0; i < x->each.nstages; i++) {
		const struct stage *s = &x->each.stages[i];

		for (k = 0; k < s->ntransitions; k++) {
			const struct transition *t = &s->transitions[k];

			if (t->kind == TRANS_ON && t->then_stage == (int)i &&
			    s->ntransitions == 1)
				diag_add(l->ds, DIAG_WARNING, t->pos, NULL,
				    "write `open` if nothing ends it",
				    "stage %s leads only to itself", s->id.s);
		}
	}
}

static void
lint_instrument(struct lint *l, const struct instrument *x)
{
	size_t i;

	lint_covers(l, x);
	lint_names(l, x);
	lint_condition(l, x, x->covers, 0);
	for (i = 0; i < x->nexcepts; i++)
		lint_condition(l, x, x->excepts[i].expr, 0);
	for (i = 0; i < x->nbars; i++) {
		lint_condition(l, x, x->bars[i].where, 0);
		lint_condition(l, x, x->bars[i].unless, 0);
		lint_bar(l, &x->bars[i]);
	}
	lint_end(l, x);
	lint_stages(l, x);
}

int
law_lint(struct arena *a, const struct law *law, struct diags *ds)
{
	struct lint l = { .law = law, .ds = ds };
	size_t i;
	int r;

	if ((r = find_dismissed(&l, a)) != 0)
		return r;
	for (i = 0; i < law->ninstruments; i++)
		if (law->instruments[i]->kind != INSTR_FORM)
			lint_instrument(&l, law->instruments[i]);
	return ds->failed ? E_NOMEM : 0;
}
