/* check_expr.c - conditions: what joins them, and the two words that settle
 * doubt. */

#include <string.h>

#include "law/check.h"

/* Parentheses are bounded by the parser; this bounds what calls us. */
#define EXPR_DEPTH (4 * LIMIT_NESTING)

static enum lean
turned(enum lean lean)
{
	if (lean == LEAN_YES)
		return LEAN_NO;
	if (lean == LEAN_NO)
		return LEAN_YES;
	return lean;
}

/* `presumed` settles doubt for the bar, `shown` puts the burden on whoever
 * wants out of it: each may stand on one side only (SEMANTICS 3). */
static void
check_burden(struct check *c, const struct expr *e, enum lean lean)
{
	bool presumed = e->kind == EXPR_PRESUMED;
	const char *word = presumed ? "presumed" : "shown";

	if (lean == LEAN_ANY || lean == (presumed ? LEAN_YES : LEAN_NO))
		return;
	if (lean == LEAN_NEITHER) {
		diag_add(c->ds, DIAG_ERROR, e->pos,
		    "a condition that may be unknown",
		    said(c, "leave out `%s`", word),
		    "`%s` cannot stand in the condition of a step or a clock",
		    word);
		return;
	}
	diag_add(c->ds, DIAG_ERROR, e->pos,
	    presumed ? "a place where yes leans toward the bar (`covers`, "
		       "`where`)"
		     : "a place where no leans toward the bar (`except`, "
		       "`unless`)",
	    presumed ? "what takes people out of a bar is never presumed: "
		       "write `shown`, or leave it out"
		     : "nobody has to show that a bar covers him: write "
		       "`presumed` with its source, or leave it out",
	    "`%s` would settle doubt against the bar here", word);
}

static void
check_members(struct check *c, struct expr *e)
{
	struct instrument *x;

	if (form_param(c, e->ref.s) != NULL)
		return;
	x = need_instrument(c, &e->ref);
	if (x == NULL)
		return;
	if (x->covers == NULL) {
		diag_add(c->ds, DIAG_ERROR, e->ref.pos,
		    "an order with a `covers` of its own", NULL,
		    "%s covers nobody by itself", x->id.s);
		return;
	}
	e->members = x;
}

/* Lists, members and persons are asked of a whole person. */
static bool
asks_person(struct check *c, const struct expr *e, const struct at *at)
{
	if (at->within == NULL)
		return true;
	if (at->within->type == KIND_RELATION) {
		*at->asks_other = true;
		return true;
	}
	diag_add(c->ds, DIAG_ERROR, e->pos,
	    said(c, "a condition on the fields of %s", at->within->name),
	    "write it outside the parentheses, joined with `and`",
	    "this asks about a person, and stands among the fields of %s",
	    at->within->name);
	return false;
}

void
check_expr(struct check *c, struct expr *e, struct at at)
{
	size_t i;

	if (at.depth++ >= (int)EXPR_DEPTH) {
		diag_add(c->ds, DIAG_ERROR, e->pos, NULL,
		    "cut the condition in two", "nested too deeply");
		return;
	}
	switch (e->kind) {
	case EXPR_NOT:
		at.lean = turned(at.lean);
		break;
	case EXPR_SHOWN:
	case EXPR_PRESUMED:
		check_burden(c, e, at.lean);
		break;
	case EXPR_MEMBERS:
		if (asks_person(c, e, &at))
			check_members(c, e);
		break;
	case EXPR_ON_LIST:
		if (asks_person(c, e, &at) && form_param(c, e->ref.s) == NULL)
			e->list = need_list(c, &e->ref);
		break;
	case EXPR_PERSON_IS:
		if (asks_person(c, e, &at) && form_param(c, e->ref.s) == NULL)
			names_add(c, &c->persons, e->ref.s);
		break;
	case EXPR_EVERYONE:
		(void)asks_person(c, e, &at);
		break;
	case EXPR_FACT:
	case EXPR_COMPARE:
		check_fact(c, e, at);
		return;
	case EXPR_AND:
	case EXPR_OR:
	case EXPR_DOUBT:
	case EXPR_TEXT_ONLY:
		break;
	}
	for (i = 0; i < e->nargs; i++)
		check_expr(c, e->args[i], at);
}

int
law_check_condition(struct arena *a, const struct law *law, struct expr *e,
    struct diags *ds)
{
	struct check c = { .a = a, .law = law, .vocab = law->vocab, .ds = ds };
	size_t before = ds->nerrors;

	check_expr(&c, e, (struct at){ .lean = LEAN_ANY });
	if (c.nomem || ds->failed)
		return E_NOMEM;
	return ds->nerrors > before ? E_CHECK : 0;
}

/* -- Copies ------------------------------------------------------------- */

/* The instance's value for a parameter of its form; NULL when name is not
 * one. */
static const struct param *
swapped(const struct swap *swap, const char *name)
{
	size_t i;

	if (swap == NULL || name == NULL)
		return NULL;
	for (i = 0; i < swap->instance->nparams; i++)
		if (strcmp(swap->instance->params[i].name.s, name) == 0)
			return &swap->instance->params[i];
	return NULL;
}

static struct name
copy_name(struct name name, const struct swap *swap)
{
	const struct param *p = swapped(swap, name.s);

	if (p != NULL)
		name.s = p->value.word.s;
	return name;
}

static struct term
copy_term(struct term t, const struct swap *swap)
{
	const struct param *p = swapped(swap, t.word.s);

	if (p != NULL) {
		t.word.s = p->value.word.s;
		t.v = p->value.v;
	}
	return t;
}

static struct expr *
copy_one(struct check *c, const struct expr *e, const struct swap *swap)
{
	struct expr *copy = arena_alloc(c->a, sizeof(*copy));
	size_t i;

	if (copy == NULL)
		goto refused;
	*copy = *e;
	if (e->kind == EXPR_MEMBERS || e->kind == EXPR_ON_LIST ||
	    e->kind == EXPR_PERSON_IS)
		copy->ref = copy_name(e->ref, swap);
	copy->terms = arena_array(c->a, e->nterms, sizeof(*copy->terms));
	copy->args = arena_array(c->a, e->nargs, sizeof(struct expr *));
	if (copy->terms == NULL || copy->args == NULL)
		goto refused;
	for (i = 0; i < e->nterms; i++)
		copy->terms[i] = copy_term(e->terms[i], swap);
	return copy;
refused:
	c->nomem = true;
	return NULL;
}

struct expr *
expr_copy(struct check *c, const struct expr *e, const struct swap *swap,
    int depth)
{
	struct expr *copy;
	size_t i;

	if (e == NULL || depth > (int)EXPR_DEPTH)
		return NULL;
	copy = copy_one(c, e, swap);
	if (copy == NULL)
		return NULL;
	copy->where = expr_copy(c, e->where, swap, depth + 1);
	for (i = 0; i < e->nargs; i++) {
		copy->args[i] = expr_copy(c, e->args[i], swap, depth + 1);
		if (copy->args[i] == NULL)
			return NULL;
	}
	return copy;
}
