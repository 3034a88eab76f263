/* check_ring.c - `members of` must come to an end: whether someone is a
 * member of one order may hang on another, and so on, but never in a ring. */

#include "law/check.h"

enum walk { WALK_NOT_YET, WALK_NOW, WALK_DONE };

struct ring {
	struct check *c;
	enum walk *walk; /* by index of instrument */
};

static void walk_instrument(struct ring *r, const struct instrument *x,
    unsigned depth);

static void
say_ring(struct ring *r, const struct expr *e, const char *what)
{
	diag_add(r->c->ds, DIAG_ERROR, e->ref.pos,
	    "an order whose members do not hang on this one",
	    "give one of them the words of the class", "%s: %s", what,
	    e->members->id.s);
}

static void
walk_expr(struct ring *r, const struct expr *e, unsigned depth)
{
	size_t i;

	if (e->kind == EXPR_MEMBERS && e->members != NULL) {
		if (r->walk[e->members->index] == WALK_NOW)
			say_ring(r, e, "members of each other, in a ring");
		else if (depth >= LIMIT_NESTING)
			say_ring(r, e, "members of members, nested too deeply");
		else
			walk_instrument(r, e->members, depth + 1);
	}
	for (i = 0; i < e->nargs; i++)
		walk_expr(r, e->args[i], depth);
	if (e->where != NULL)
		walk_expr(r, e->where, depth);
}

static void
walk_class(struct ring *r, const struct instrument *x, unsigned depth)
{
	size_t i;

	if (x->covers != NULL)
		walk_expr(r, x->covers, depth);
	for (i = 0; i < x->nexcepts; i++)
		walk_expr(r, x->excepts[i].expr, depth);
}

/* narrows X to EXPR joins the covers of X, corrects X replaces it: whose
 * member someone is of X hangs on both. */
static void
walk_instrument(struct ring *r, const struct instrument *x, unsigned depth)
{
	size_t i;

	if (r->walk[x->index] == WALK_DONE)
		return;
	r->walk[x->index] = WALK_NOW;
	walk_class(r, x, depth);
	for (i = 0; i < x->nupon; i++) {
		if (x->upon[i]->kind == EDGE_NARROWS)
			walk_expr(r, x->upon[i]->to, depth);
		else if (x->upon[i]->kind == EDGE_CORRECTS)
			walk_class(r, x->upon_by[i], depth);
	}
	r->walk[x->index] = WALK_DONE;
}

int
check_rings(struct check *c, struct law *law)
{
	struct ring r = { .c = c };
	size_t i;

	r.walk = arena_array(c->a, law->ninstruments, sizeof(*r.walk));
	if (r.walk == NULL)
		return E_NOMEM;
	for (i = 0; i < law->ninstruments; i++)
		walk_instrument(&r, law->instruments[i], 0);
	return 0;
}
