/* check_ring.c - `members of` must come to an end: whether someone is a
 * member of one order may hang on another, and so on, but never in a ring,
 * and never so often that nobody could work it out. */

#include "law/check.h"

#define VIEWS_DOUBLED 3 /* corrections taken with and without each other */

enum walk { WALK_NOT_YET, WALK_NOW, WALK_DONE };

struct ring {
	struct check *c;
	enum walk *walk; /* by index of instrument */
	size_t *classes; /* by index: that are looked at for its own */
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

/* How many classes are looked at to know whether e is so. */
static size_t
walk_expr(struct ring *r, const struct expr *e, unsigned depth)
{
	size_t i, n = 0;

	if (e->kind == EXPR_MEMBERS && e->members != NULL) {
		if (r->walk[e->members->index] == WALK_NOW)
			say_ring(r, e, "members of each other, in a ring");
		else if (depth >= LIMIT_NESTING)
			say_ring(r, e, "members of members, nested too deeply");
		else
			walk_instrument(r, e->members, depth + 1);
		n = r->classes[e->members->index];
	}
	for (i = 0; i < e->nargs; i++)
		n += walk_expr(r, e->args[i], depth);
	if (e->where != NULL)
		n += walk_expr(r, e->where, depth);
	return n;
}

static size_t
walk_class(struct ring *r, const struct instrument *x, unsigned depth)
{
	size_t i, n = 0;

	if (x->covers != NULL)
		n += walk_expr(r, x->covers, depth);
	for (i = 0; i < x->nexcepts; i++)
		n += walk_expr(r, x->excepts[i].expr, depth);
	return n;
}

/* narrows X to EXPR joins the covers of X, corrects X replaces it: whose
 * member someone is of X hangs on both.  With and without each correction
 * that is not confirmed the class is looked at again. */
static void
walk_instrument(struct ring *r, const struct instrument *x, unsigned depth)
{
	unsigned corrections = 0;
	size_t i, n;

	if (r->walk[x->index] == WALK_DONE)
		return;
	r->walk[x->index] = WALK_NOW;
	n = walk_class(r, x, depth);
	for (i = 0; i < x->nupon; i++) {
		if (x->upon[i]->kind == EDGE_NARROWS) {
			n += walk_expr(r, x->upon[i]->to, depth);
		} else if (x->upon[i]->kind == EDGE_CORRECTS) {
			n += walk_class(r, x->upon_by[i], depth);
			corrections += corrections < VIEWS_DOUBLED;
		}
	}
	n = (n << corrections) + 1;
	if (n > LIMIT_CLASSES) {
		diag_add(r->c->ds, DIAG_ERROR, x->id.pos,
		    "a class of fewer others", "give it the words of the class",
		    "members of members, %zu classes in all: more than %u", n,
		    LIMIT_CLASSES);
		n = 1; /* said once */
	}
	r->classes[x->index] = n;
	r->walk[x->index] = WALK_DONE;
}

int
check_rings(struct check *c, struct law *law)
{
	struct ring r = { .c = c };
	size_t i;

	r.walk = arena_array(c->a, law->ninstruments, sizeof(*r.walk));
	r.classes = arena_array(c->a, law->ninstruments, sizeof(*r.classes));
	if (r.walk == NULL || r.classes == NULL)
		return E_NOMEM;
	for (i = 0; i < law->ninstruments; i++)
		walk_instrument(&r, law->instruments[i], 0);
	return 0;
}
