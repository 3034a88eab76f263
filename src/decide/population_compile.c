/* population_compile.c - an order made a tree over everybody.
 *
 * The same as order_decide() says of one person, in the same order of
 * thought: what does not turn on the person is asked here, of nobody. */

#include "decide/population_inner.h"

#include <stdio.h>
#include <string.h>

#include "decide/orders.h"

struct compiling {
	struct population *p;
	struct asker as;
	int err;
	unsigned depth;
};

static const struct person nobody = { .id = "" };

static struct node *
failed(struct compiling *cc, int err)
{
	if (cc->err == 0)
		cc->err = err;
	return NULL;
}

static struct node *
node_new(struct compiling *cc, enum node_op op)
{
	struct node *n = arena_alloc(cc->p->a, sizeof(*n));

	if (n == NULL)
		return failed(cc, E_NOMEM);
	n->op = op;
	return n;
}

static struct node *
node_all(struct compiling *cc, enum tri v)
{
	struct node *n = node_new(cc, NODE_ALL);

	if (n != NULL)
		n->all = v;
	return n;
}

static struct node *
node_leaf(struct compiling *cc, struct leaf *l)
{
	struct node *n = node_new(cc, NODE_LEAF);

	if (n != NULL)
		n->leaf = l;
	return n;
}

static enum tri
apply(enum node_op op, enum tri v)
{
	switch (op) {
	case NODE_NOT:
		return tri_not(v);
	case NODE_SHOWN:
		return v == YES ? YES : NO;
	case NODE_PRESUMED:
		return v == NO ? NO : YES;
	default: /* NODE_NEEDS */
		return v == YES ? NO : UNKNOWN;
	}
}

static struct node *
node_one(struct compiling *cc, enum node_op op, struct node *of)
{
	struct node *n;

	if (of == NULL)
		return NULL;
	if (of->op == NODE_ALL)
		return node_all(cc, apply(op, of->all));
	if ((n = node_new(cc, op)) == NULL)
		return NULL;
	if ((n->of = arena_alloc(cc->p->a, sizeof(*n->of))) == NULL)
		return failed(cc, E_NOMEM);
	n->of[0] = of;
	n->n = 1;
	n->depth = of->depth + 1;
	return n;
}

static struct node *
node_two(struct compiling *cc, enum node_op op, struct node *a, struct node *b)
{
	enum tri stop = op == NODE_AND ? NO : YES;
	struct node *n;

	if (a == NULL || b == NULL)
		return NULL;
	if (op != NODE_AGREE) {
		if (a->op == NODE_ALL && a->all == stop)
			return a;
		if (b->op == NODE_ALL && b->all == stop)
			return b;
		if (a->op == NODE_ALL && a->all == tri_not(stop))
			return b;
		if (b->op == NODE_ALL && b->all == tri_not(stop))
			return a;
	}
	if (a->op == NODE_ALL && b->op == NODE_ALL)
		return node_all(cc,
		    op == NODE_AND      ? tri_and(a->all, b->all)
			: op == NODE_OR ? tri_or(a->all, b->all)
					: tri_agree(a->all, b->all));
	if ((n = node_new(cc, op)) == NULL)
		return NULL;
	if ((n->of = arena_array(cc->p->a, 2, sizeof(*n->of))) == NULL)
		return failed(cc, E_NOMEM);
	n->of[0] = a;
	n->of[1] = b;
	n->n = 2;
	n->depth = (a->depth > b->depth ? a->depth : b->depth) + 1;
	return n;
}

/* -- Conditions ------------------------------------------------------------ */

static struct node *compile(struct compiling *cc, const struct expr *e);
static struct node *compile_members(struct compiling *cc,
    const struct instrument *x);

static bool
reads_init(struct compiling *cc, struct reads *rd)
{
	memset(rd, 0, sizeof(*rd));
	rd->law = cc->p->ask.law;
	rd->ntables = cc->p->c->ntables;
	rd->tables =
	    arena_array(&cc->p->scratch, rd->ntables, sizeof(*rd->tables));
	if (rd->tables == NULL)
		failed(cc, E_NOMEM);
	return rd->tables != NULL;
}

static void
as_nobody(struct compiling *cc, struct eval *ev)
{
	population_eval(cc->p, ev, &cc->as, &nobody);
}

static enum tri
noted(struct compiling *cc, const struct eval *ev, enum tri v)
{
	population_noted(cc->p, ev);
	return v;
}

/* A leaf that no look-up serves: what it is for who has none of the facts it
 * reads, and undecided for everybody else. */
static struct node *
whole(struct compiling *cc, const char *what, const void *which,
    const struct reads *rd, enum tri none)
{
	struct leaf *l;
	char key[256];
	int r;

	snprintf(key, sizeof(key), "whole %s %p %d %s", what, which,
	    cc->as.frees, cc->as.order != NULL ? cc->as.order->id.s : "");
	if ((r = leaf_whole(cc->p, key, rd, none, &l)) != 0)
		return failed(cc, r);
	return node_leaf(cc, l);
}

static struct node *
whole_expr(struct compiling *cc, const struct expr *e, const struct reads *rd)
{
	struct eval ev;
	enum tri v;

	as_nobody(cc, &ev);
	v = noted(cc, &ev, eval_expr(&ev, e));
	return ev.err != 0 ? failed(cc, ev.err) : whole(cc, "expr", e, rd, v);
}

static size_t
tables_read(const struct compiling *cc, const struct reads *rd)
{
	size_t n = 0;

	for (size_t i = 0; i < rd->ntables; i++)
		n += rd->tables[i] && i != TABLE_BLANKET(cc->p->c);
	return n;
}

static bool
before_act(const struct expr *e)
{
	if (e->kind == EXPR_FACT && e->before_act)
		return true;
	for (size_t i = 0; i < e->nargs; i++)
		if (before_act(e->args[i]))
			return true;
	return false;
}

static struct node *
compile_many(struct compiling *cc, const struct expr *e)
{
	enum node_op op = e->kind == EXPR_AND ? NODE_AND : NODE_OR;
	struct node *n = node_all(cc, e->kind == EXPR_AND ? YES : NO);

	for (size_t i = 0; n != NULL && i < e->nargs; i++)
		n = node_two(cc, op, n, compile(cc, e->args[i]));
	return n;
}

/* What reads more than one kind: the parts that each read one are leaves. */
static struct node *
compile_parts(struct compiling *cc, const struct expr *e,
    const struct reads *rd)
{
	struct node *n;

	switch (e->kind) {
	case EXPR_AND:
	case EXPR_OR:
		return compile_many(cc, e);
	case EXPR_NOT:
		cc->as.frees = !cc->as.frees;
		n = node_one(cc, NODE_NOT, compile(cc, e->args[0]));
		cc->as.frees = !cc->as.frees;
		return n;
	case EXPR_SHOWN:
		/* What is shown on an unverified length is not known. */
		if (before_act(e))
			return whole_expr(cc, e, rd);
		return node_one(cc, NODE_SHOWN, compile(cc, e->args[0]));
	case EXPR_PRESUMED:
		return node_one(cc, NODE_PRESUMED, compile(cc, e->args[0]));
	case EXPR_DOUBT:
		n = compile(cc, e->args[0]);
		return node_two(cc, NODE_AGREE, n, compile(cc, e->args[1]));
	case EXPR_MEMBERS:
		return compile_members(cc, e->members);
	default:
		return whole_expr(cc, e, rd);
	}
}

static struct node *
compile(struct compiling *cc, const struct expr *e)
{
	struct arena_mark mark = arena_mark(&cc->p->scratch);
	struct reads rd;
	struct node *n = NULL;
	struct leaf *l;
	struct eval ev;
	enum tri v;
	int r;

	if (cc->err != 0 || !reads_init(cc, &rd))
		return NULL;
	if (++cc->depth > EVAL_DEPTH)
		return failed(cc, E_LIMIT);
	reads_expr(&rd, e);
	if (rd.members) {
		n = compile_parts(cc, e, &rd);
	} else if (!rd.opaque && !rd.is && tables_read(cc, &rd) == 0) {
		as_nobody(cc, &ev);
		v = noted(cc, &ev, eval_expr(&ev, e));
		n = ev.err != 0 ? failed(cc, ev.err) : node_all(cc, v);
	} else if (!rd.opaque && !rd.is && tables_read(cc, &rd) == 1) {
		if ((r = leaf_make(cc->p, e, &cc->as, &rd, &l)) == 0)
			n = node_leaf(cc, l);
		else
			n = failed(cc, r);
	} else {
		n = compile_parts(cc, e, &rd);
	}
	cc->depth--;
	arena_rewind(&cc->p->scratch, mark);
	return n;
}

static struct node *
compile_freeing(struct compiling *cc, const struct expr *e)
{
	struct node *n;

	cc->as.frees = !cc->as.frees;
	n = compile(cc, e);
	cc->as.frees = !cc->as.frees;
	return n;
}

/* -- Members --------------------------------------------------------------- */

static bool
personal(struct compiling *cc, const struct instrument *x)
{
	if (decide_cache_personal(cc->p->cache, x))
		return true;
	for (size_t i = 0; i < x->nupon; i++)
		if (decide_cache_personal(cc->p->cache, x->upon_by[i]))
			return true;
	return false;
}

/* Whatever it reads is left to the scalar evaluator; NULL reads: all. */
static struct node *
whole_order(struct compiling *cc, const struct instrument *x, const char *what,
    enum tri (*of)(struct eval *, const struct instrument *))
{
	struct reads rd;
	struct eval ev;
	enum tri v;

	if (!reads_init(cc, &rd))
		return NULL;
	reads_order(&rd, x);
	reads_all(&rd);
	as_nobody(cc, &ev);
	v = noted(cc, &ev, of(&ev, x));
	return ev.err != 0 ? failed(cc, ev.err) : whole(cc, what, x, &rd, v);
}

static struct node *
exempted(struct compiling *cc, const struct edge *edge)
{
	struct expr *is = arena_alloc(cc->p->a, sizeof(*is));

	if (is == NULL)
		return failed(cc, E_NOMEM);
	is->kind = EXPR_PERSON_IS;
	is->ref = edge->person;
	return node_one(cc, NODE_NOT, compile(cc, is));
}

static struct node *
narrowed(struct compiling *cc, const struct instrument *x, struct node *n)
{
	for (size_t i = 0; n != NULL && i < x->nupon; i++) {
		const struct edge *edge = x->upon[i];
		const struct instrument *was = cc->as.order;
		struct node *to;
		struct eval ev;
		enum tri counts;

		if (edge->kind != EDGE_NARROWS && edge->kind != EDGE_EXEMPTS)
			continue;
		as_nobody(cc, &ev);
		counts =
		    noted(cc, &ev, edge_counts(&ev, x->upon_by[i], edge, TAKE));
		if (ev.err != 0)
			return failed(cc, ev.err);
		if (counts == NO)
			continue;
		cc->as.order = x->upon_by[i];
		to = edge->kind == EDGE_NARROWS ? compile(cc, edge->to)
						: exempted(cc, edge);
		cc->as.order = was;
		n = node_two(cc, NODE_AND, n,
		    node_two(cc, NODE_OR, node_all(cc, tri_not(counts)), to));
	}
	return n;
}

static struct node *
view_nodes(struct compiling *cc, const struct instrument *x,
    const struct view *view)
{
	struct node *n = compile(cc, view->covers);

	for (size_t i = 0; n != NULL && i < view->nexcepts; i++)
		n = node_two(cc, NODE_AND, n,
		    node_one(cc, NODE_NOT,
			compile_freeing(cc, view->excepts[i].expr)));
	return narrowed(cc, x, n);
}

static struct node *
compile_members(struct compiling *cc, const struct instrument *x)
{
	const struct instrument *was = cc->as.order;
	struct view views[VIEW_MAX];
	struct node *n;
	struct eval ev;
	size_t nviews;

	if (personal(cc, x))
		return whole_order(cc, x, "members", order_members);
	cc->as.order = x;
	as_nobody(cc, &ev);
	nviews = instrument_views(&ev, x, views);
	population_noted(cc->p, &ev);
	if (ev.err != 0)
		n = failed(cc, ev.err);
	else if (nviews != 1 || views[0].covers == NULL) {
		cc->as.order = was;
		return whole_order(cc, x, "members", order_members);
	} else {
		n = view_nodes(cc, x, &views[0]);
	}
	cc->as.order = was;
	return n;
}

/* -- What is barred -------------------------------------------------------- */

static const struct value *
slot(const struct population *p, const char *name)
{
	static const struct value none;
	int i = act_slot(p->ask.act->kind, name);

	return i < 0 ? &none : &p->ask.act->slots[i];
}

/* One that looks at a field of any state that has it. */
static struct node *
by_field(struct compiling *cc, const struct bar *bar, const char *field,
    enum tri (*of)(struct eval *, const struct bar *))
{
	struct reads rd;
	struct eval ev;
	enum tri v;

	if (!reads_init(cc, &rd))
		return NULL;
	reads_field(&rd, field);
	as_nobody(cc, &ev);
	v = noted(cc, &ev, of(&ev, bar));
	return ev.err != 0 ? failed(cc, ev.err) : whole(cc, field, bar, &rd, v);
}

static struct node *
compile_out_of(struct compiling *cc, const struct bar *bar)
{
	struct eval ev;

	if (slot(cc->p, "from")->kind == VALUE_NONE)
		return by_field(cc, bar, "place", order_out_of);
	as_nobody(cc, &ev);
	return node_all(cc, noted(cc, &ev, order_out_of(&ev, bar)));
}

static struct node *
compile_under(struct compiling *cc, const struct bar *bar)
{
	enum tri v = value_is(slot(cc->p, "under"), &bar->under.v);

	return v != NO ? node_all(cc, v)
		       : by_field(cc, bar, "authority", order_under);
}

static struct node *
compile_bar(struct compiling *cc, const struct instrument *x,
    const struct bar *bar)
{
	struct node *n = node_all(cc, YES);
	struct eval ev;

	if (bar->text_only != NULL)
		return node_all(cc, UNKNOWN);
	if (bar->act != cc->p->ask.act->kind)
		return node_all(cc, NO);
	if (bar->from.kind != MOMENT_NONE) {
		as_nobody(cc, &ev);
		n = node_all(cc,
		    noted(cc, &ev,
			eval_when_reached(&ev,
			    zone_when(x->zone, &bar->from))));
	}
	if (bar->has_to)
		n = node_two(cc, NODE_AND, n,
		    node_all(cc, value_is(slot(cc->p, "to"), &bar->to.v)));
	if (bar->has_out_of)
		n = node_two(cc, NODE_AND, n, compile_out_of(cc, bar));
	if (bar->has_under)
		n = node_two(cc, NODE_AND, n, compile_under(cc, bar));
	if (bar->where != NULL)
		n = node_two(cc, NODE_AND, n, compile(cc, bar->where));
	if (bar->unless != NULL)
		n = node_two(cc, NODE_AND, n,
		    node_one(cc, NODE_NOT, compile_freeing(cc, bar->unless)));
	return n;
}

static struct node *
compile_act(struct compiling *cc, const struct instrument *x,
    const struct view *view)
{
	struct node *n = node_all(cc, NO);

	for (size_t i = 0; n != NULL && i < view->nbars; i++)
		n = node_two(cc, NODE_OR, n,
		    compile_bar(cc, x, &view->bars[i]));
	return n;
}

static struct node *
one_kind_of_stages(struct compiling *cc, const struct instrument *x,
    const struct each *each, const struct reads *rd)
{
	struct leaf *l;
	int r;

	if ((r = leaf_stages(cc->p, x, each, rd, &l)) != 0)
		return failed(cc, r);
	return node_leaf(cc, l);
}

static struct node *
compile_stages(struct compiling *cc, const struct instrument *x,
    const struct view *view)
{
	struct stage_report report = { .stage = NULL };
	struct reads rd;
	struct eval ev;
	enum tri v;

	if (!view->each->given)
		return node_all(cc, YES);
	if (!reads_init(cc, &rd))
		return NULL;
	reads_each(&rd, view->each);
	if (rd.opaque)
		reads_all(&rd);
	if (!rd.is && tables_read(cc, &rd) == 1)
		return one_kind_of_stages(cc, x, view->each, &rd);
	as_nobody(cc, &ev);
	v = noted(cc, &ev, stage_bars(&ev, x, view->each, &report));
	return ev.err != 0 ? failed(cc, ev.err)
			   : whole(cc, "stages", view->each, &rd, v);
}

static struct node *
compile_needs(struct compiling *cc, const struct instrument *x,
    const struct view *view)
{
	struct node *n = node_all(cc, NO);
	struct eval ev;

	as_nobody(cc, &ev);
	for (size_t i = 0; n != NULL && i < x->nneeds; i++)
		if (order_need_concerns(&ev, view, &x->needs[i]))
			n = node_two(cc, NODE_OR, n,
			    node_one(cc, NODE_NEEDS,
				compile_freeing(cc, x->needs[i].expr)));
	return n;
}

/* -- One order ------------------------------------------------------------- */

static struct node *
both(struct compiling *cc, struct node *a, struct node *b)
{
	return node_two(cc, NODE_AND, a, b);
}

/* bars_now() of orders.c. */
static struct node *
bars_now(struct compiling *cc, enum tri in_force, struct node *covers,
    struct node *act, struct node *stages, struct node *needs)
{
	struct node *v = both(cc, node_all(cc, in_force), covers);

	return node_two(cc, NODE_OR, both(cc, v, both(cc, act, stages)),
	    both(cc, v, needs));
}

static struct node *
view_program(struct compiling *cc, const struct instrument *x,
    const struct view *view)
{
	struct node *covers, *act, *stages, *needs, *n, *held;
	enum tri in_force;
	bool resumes, begins, stale;
	struct eval ev;

	as_nobody(cc, &ev);
	if (!order_concerns(&ev, x, view) || view->covers == NULL)
		return node_all(cc, NO);
	in_force = instrument_in_force(&ev, x);
	resumes = order_may_resume(&ev, x);
	population_noted(cc->p, &ev);
	if (in_force == NO && !resumes)
		return node_all(cc, NO);
	covers = view_nodes(cc, x, view);
	act = compile_act(cc, x, view);
	stages = compile_stages(cc, x, view);
	needs = compile_needs(cc, x, view);
	n = bars_now(cc, in_force, covers, act, stages, needs);
	if (!resumes || n == NULL)
		return n;
	begins = order_may_begin(&ev, x);
	stale = order_docket_stale(&ev, x);
	population_noted(cc->p, &ev);
	if (!stale)
		return n;
	if (ev.err != 0)
		return failed(cc, ev.err);
	if (!begins && in_force != NO)
		return n;
	held = both(cc, node_all(cc, UNKNOWN), both(cc, act, covers));
	if (!begins)
		held = both(cc, held,
		    bars_now(cc, UNKNOWN, covers, act, stages, needs));
	return node_two(cc, NODE_OR, n, held);
}

static struct node *
order_nodes(struct compiling *cc, const struct instrument *x)
{
	struct view views[VIEW_MAX];
	struct eval ev;

	for (size_t i = 0; i < x->nedges; i++)
		if (x->edges[i].kind == EDGE_CORRECTS)
			return node_all(cc, NO);
	if (x->kind == INSTR_FORM || (x->covers == NULL && x->nupon == 0))
		return node_all(cc, NO);
	as_nobody(cc, &ev);
	if (personal(cc, x) || instrument_views(&ev, x, views) != 1)
		return failed(cc, E_AGAIN);
	population_noted(cc->p, &ev);
	return view_program(cc, x, &views[0]);
}

/* Nothing is known of anybody until the scalar evaluator is asked. */
static struct node *
asked_of_each(struct compiling *cc)
{
	struct node *n = node_new(cc, NODE_LEAF);

	if (n != NULL)
		n->leaf = NULL;
	return n;
}

static int
order_reads(struct compiling *cc, const struct instrument *x,
    struct order_program *out)
{
	struct reads rd;

	if (!reads_init(cc, &rd))
		return cc->err;
	reads_order(&rd, x);
	if (personal(cc, x))
		reads_all(&rd);
	out->reads =
	    arena_array(cc->p->a, cc->p->c->ntables, sizeof(*out->reads));
	if (out->reads == NULL)
		return E_NOMEM;
	memcpy(out->reads, rd.tables, cc->p->c->ntables * sizeof(*out->reads));
	out->plain_reads = !rd.opaque && !rd.is;
	return 0;
}

int
population_compile(struct population *p, const struct instrument *x,
    struct order_program *out)
{
	struct compiling cc = { .p = p, .as = { .order = x } };
	struct arena_mark mark = arena_mark(&p->scratch);
	int r;

	memset(out, 0, sizeof(*out));
	out->order = x;
	out->node = order_nodes(&cc, x);
	/* What cannot be asked of nobody is asked of each. */
	if (cc.err != 0 && cc.err != E_NOMEM && cc.err != E_BROKEN) {
		cc.err = 0;
		cc.as = (struct asker){ .order = x };
		out->node = asked_of_each(&cc);
	}
	r = cc.err;
	if (r == 0 && !(out->node->op == NODE_ALL && out->node->all == NO))
		r = order_reads(&cc, x, out);
	arena_rewind(&p->scratch, mark);
	return r;
}

int
population_compile_expr(struct population *p, const struct expr *e,
    const struct asker *as, struct node **out)
{
	struct compiling cc = { .p = p, .as = *as };
	struct arena_mark mark = arena_mark(&p->scratch);

	*out = compile(&cc, e);
	if (cc.err != 0 && cc.err != E_NOMEM && cc.err != E_BROKEN) {
		cc.err = 0;
		*out = asked_of_each(&cc);
	}
	arena_rewind(&p->scratch, mark);
	return cc.err;
}
