/* check_edge.c - one instrument upon another: who may act on whom, what a
 * loss must carry, and the order in which acts count. */

#include <stdlib.h>
#include <string.h>

#include "law/check.h"

bool
entered_before(const struct check *c, const struct instrument *x,
    const struct instrument *y)
{
	int order;

	if (c->latest == NULL)
		return true;
	order = instant_cmp(c->latest[x->index], c->latest[y->index]);
	return order < 0 || (order == 0 && x->index < y->index);
}

/* What takes protection away (SEMANTICS 6 and 9): refused without a
 * document.  A mandate carries out a loss, so it needs one too. */
static bool
is_loss(enum edge_kind k)
{
	switch (k) {
	case EDGE_SHORTENS:
	case EDGE_NARROWS:
	case EDGE_REPLACES:
	case EDGE_STAYS:
	case EDGE_VACATES:
	case EDGE_REVERSES:
	case EDGE_DISSOLVES:
	case EDGE_DISMISSES:
	case EDGE_EXEMPTS:
	case EDGE_CORRECTS:
	case EDGE_ISSUES:
		return true;
	case EDGE_EXTENDS:
	case EDGE_WIDENS:
	case EDGE_CLARIFIES:
	case EDGE_LIFTS:
	case EDGE_REVIVES:
	case EDGE_RECALLS:
		break;
	}
	return false;
}

static bool
has_document(const struct instrument *x)
{
	size_t i;

	for (i = 0; i < x->nquotes; i++)
		if (x->quotes[i].kind == QUOTE_DOCUMENT)
			return true;
	return false;
}

static void
check_loss(struct check *c, const struct instrument *x, const struct edge *e)
{
	/* A form may leave its document to the instance. */
	if (is_loss(e->kind) && x->kind != INSTR_FORM && !has_document(x))
		diag_add(c->ds, DIAG_ERROR, e->pos, "`document \"...\"`",
		    "what makes anyone lose protection names its document "
		    "(rule 4)",
		    "%s `%s` without a document", x->id.s, edge_text(e->kind));
}

/* A vacatur has two instants, judgment and mandate: which one counts is
 * said, for there is no default. */
static void
check_mandate(struct check *c, const struct instrument *x, const struct edge *e)
{
	if (e->kind != EDGE_VACATES && e->kind != EDGE_REVERSES)
		return;
	if (!e->at_once && !e->from_mandate)
		diag_add(c->ds, DIAG_ERROR, e->pos,
		    "`at once` or `from mandate`",
		    "a judgment of a court of appeals takes effect with its "
		    "mandate, unless it says otherwise",
		    "`%s` does not say when it takes effect",
		    edge_text(e->kind));
	if (e->from_mandate && (x->court == NULL || !x->court->appellate))
		diag_add(c->ds, DIAG_ERROR, e->pos, "`at once`",
		    x->court == NULL ? "name the court with `court`" : NULL,
		    "%s%s issues no mandate",
		    x->court == NULL ? "" : "the court ",
		    x->court == NULL ? "an instrument of no court"
				     : x->court->name);
}

/* What becomes of an order that e's target had replaced. */
static void
check_replaced(struct check *c, const struct edge *e, struct name *names,
    size_t n, struct instrument ***out)
{
	size_t i, k;

	*out = arena_array(c->a, n, sizeof(**out));
	if (*out == NULL) {
		c->nomem = true;
		return;
	}
	for (i = 0; i < n; i++) {
		struct instrument *old = need_instrument(c, &names[i]);
		const struct instrument *y = e->on;

		(*out)[i] = old;
		if (old == NULL || y == NULL)
			continue;
		for (k = 0; k < y->nedges; k++)
			if (y->edges[k].kind == EDGE_REPLACES &&
			    y->edges[k].target.s != NULL &&
			    strcmp(y->edges[k].target.s, old->id.s) == 0)
				break;
		if (k == y->nedges)
			diag_add(c->ds, DIAG_ERROR, names[i].pos,
			    said(c, "an order that %s replaces", y->id.s), NULL,
			    "%s did not replace %s", y->id.s, old->id.s);
	}
}

static void
check_order_of_entry(struct check *c, const struct instrument *x,
    const struct instrument *target, const struct edge *e)
{
	if (x->kind == INSTR_FORM)
		return;
	if (target == x) {
		diag_add(c->ds, DIAG_ERROR, e->target.pos,
		    "an order entered before this one",
		    e->kind == EDGE_STAYS ? "write: stays itself" : NULL,
		    "%s acts on itself", x->id.s);
		return;
	}
	if (entered_before(c, target, x))
		return;
	diag_add(c->ds, DIAG_ERROR, e->target.pos,
	    "an order entered before this one",
	    instant_cmp(c->latest[target->index], c->latest[x->index]) == 0
		? "both may begin at the same time: write the one acted upon "
		  "first, or give their hours"
		: NULL,
	    "refers to a later order: %s", target->id.s);
}

static void
check_mandate_target(struct check *c, const struct edge *e)
{
	size_t i;

	if (e->kind != EDGE_ISSUES && e->kind != EDGE_RECALLS)
		return;
	for (i = 0; i < e->on->nedges; i++)
		if (e->kind == EDGE_ISSUES
			? e->on->edges[i].from_mandate
			: e->on->edges[i].kind == EDGE_ISSUES)
			return;
	if (e->kind == EDGE_ISSUES)
		diag_add(c->ds, DIAG_ERROR, e->target.pos,
		    "a judgment that says `from mandate`", NULL,
		    "nothing in %s waits for a mandate", e->on->id.s);
	else
		diag_add(c->ds, DIAG_ERROR, e->target.pos,
		    "a mandate: an instrument that `issues` a judgment", NULL,
		    "%s is no mandate", e->on->id.s);
}

static void
check_edge(struct check *c, struct instrument *x, struct edge *e)
{
	struct at at = { .lean = LEAN_YES, .covers = true };

	check_loss(c, x, e);
	check_mandate(c, x, e);
	if (e->kind == EDGE_EXEMPTS && form_param(c, e->person.s) == NULL)
		names_add(c, &c->persons, e->person.s);
	if (e->itself) {
		e->on = x;
	} else if (form_param(c, e->target.s) != NULL) {
		e->on = NULL;
	} else if (e->kind == EDGE_DISMISSES) {
		e->on_case = need_case(c, &e->target);
	} else {
		e->on = need_instrument(c, &e->target);
		if (e->on != NULL) {
			check_order_of_entry(c, x, e->on, e);
			check_mandate_target(c, e);
		}
	}
	check_end(c, &e->until);
	if (e->to != NULL)
		check_expr(c, e->to, at);
	if (e->nrevives > 0)
		check_replaced(c, e, e->revives, e->nrevives, &e->revives_on);
	if (e->nleaves > 0)
		check_replaced(c, e, e->leaves, e->nleaves, &e->leaves_on);
}

void
check_edges(struct check *c, struct instrument *x)
{
	size_t i;

	for (i = 0; i < x->nedges; i++)
		check_edge(c, x, &x->edges[i]);
}

/* -- The acts upon each, in order of entry ------------------------------ */

struct dated {
	struct instrument *x;
	struct instant latest;
};

static int
dated_cmp(const void *a, const void *b)
{
	const struct dated *x = a, *y = b;
	int order = instant_cmp(x->latest, y->latest);

	if (order != 0)
		return order;
	return x->x->index < y->x->index ? -1 : x->x->index > y->x->index;
}

static bool
acts_upon(const struct instrument *x, const struct edge *e)
{
	return x->kind != INSTR_FORM && e->on != NULL && !e->itself;
}

/* Of two entered in the same minute either may have come first, and the end
 * that is nearer must not win by where it is written (D1): what shortens goes
 * before what extends. */
static void
shortest_first(const struct check *c, struct instrument *x)
{
	for (size_t i = 1; i < x->nupon; i++) {
		const struct edge *e = x->upon[i];
		struct instrument *by = x->upon_by[i];
		size_t k = i;

		if (e->kind != EDGE_SHORTENS)
			continue;
		for (; k > 0 && x->upon[k - 1]->kind == EDGE_EXTENDS &&
		     instant_cmp(c->latest[x->upon_by[k - 1]->index],
			 c->latest[by->index]) == 0;
		     k--) {
			x->upon[k] = x->upon[k - 1];
			x->upon_by[k] = x->upon_by[k - 1];
		}
		x->upon[k] = e;
		x->upon_by[k] = by;
	}
}

static bool
dismisses(const struct instrument *x, const struct edge *e)
{
	return x->kind != INSTR_FORM && e->kind == EDGE_DISMISSES &&
	    e->on_case != NULL;
}

/* Fill in the dismissals of each case: an order asks for those of its own,
 * and not every other order. */
int
check_dismissals(struct check *c, struct law *law)
{
	for (int fill = 0; fill < 2; fill++) {
		for (size_t i = 0; i < law->ncases; i++) {
			struct law_case *k = law->cases[i];

			if (fill == 1 && k->ndismissals > 0 &&
			    ((k->dismissals = arena_array(c->a, k->ndismissals,
				  sizeof(*k->dismissals))) == NULL ||
				(k->dismissals_by = arena_array(c->a,
				     k->ndismissals,
				     sizeof(*k->dismissals_by))) == NULL))
				return E_NOMEM;
			k->ndismissals = 0;
		}
		for (size_t i = 0; i < law->ninstruments; i++) {
			struct instrument *x = law->instruments[i];

			for (size_t j = 0; j < x->nedges; j++) {
				struct law_case *k = x->edges[j].on_case;

				if (!dismisses(x, &x->edges[j]))
					continue;
				if (fill == 1) {
					k->dismissals[k->ndismissals] =
					    &x->edges[j];
					k->dismissals_by[k->ndismissals] = x;
				}
				k->ndismissals++;
			}
		}
	}
	return 0;
}

/* Fill in upon and upon_by.  Instruments are walked in order of entry, so
 * each list comes out in that order. */
int
check_upon(struct check *c, struct law *law)
{
	struct dated *dated;
	struct instrument *x, *on;
	size_t i, k;

	dated = arena_array(c->a, law->ninstruments, sizeof(*dated));
	if (dated == NULL)
		return E_NOMEM;
	for (i = 0; i < law->ninstruments; i++) {
		x = law->instruments[i];
		dated[i] = (struct dated){ x, c->latest[i] };
		for (k = 0; k < x->nedges; k++)
			if (acts_upon(x, &x->edges[k]))
				x->edges[k].on->nupon++;
	}
	for (i = 0; i < law->ninstruments; i++) {
		x = law->instruments[i];
		x->upon = arena_array(c->a, x->nupon, sizeof(*x->upon));
		x->upon_by = arena_array(c->a, x->nupon, sizeof(*x->upon_by));
		if (x->upon == NULL || x->upon_by == NULL)
			return E_NOMEM;
		x->nupon = 0;
	}
	qsort(dated, law->ninstruments, sizeof(*dated), dated_cmp);
	for (i = 0; i < law->ninstruments; i++) {
		x = dated[i].x;
		for (k = 0; k < x->nedges; k++) {
			if (!acts_upon(x, &x->edges[k]))
				continue;
			on = x->edges[k].on;
			on->upon[on->nupon] = &x->edges[k];
			on->upon_by[on->nupon++] = x;
		}
	}
	for (i = 0; i < law->ninstruments; i++)
		shortest_first(c, law->instruments[i]);
	return 0;
}
