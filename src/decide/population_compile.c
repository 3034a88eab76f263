/* population_compile.c - an order made a tree over everybody.
 *
 * The same as order_decide() says of one person, in the same order of
 * thought: what does not turn on the person is asked here, of nobody. */

#include "decide/population_inner.h"

#include <stdio.h>
#include <string.h>

#include "decide/orders.h"

/* A failure is kept in err, and what was to be made is `nothing`: a tree like
 * another, which nobody runs. */
struct compiling {
	struct population *p;
	struct asker as;
	int err;
	unsigned depth;
	struct node nothing;
	struct node *parts[2]; /* of nothing */
};

static const struct person nobody = { .id = "" };

static struct node *
failed(struct compiling *cc, int err)
{
	if (cc->err == 0)
		cc->err = err;
	cc->nothing = (struct node){ .all = UNKNOWN, .of = cc->parts };
	return &cc->nothing;
}

static struct node *
node_new(struct compiling *cc, enum node_op op, size_t n)
{
	struct node *nd =
	    arena_alloc(cc->p->a, sizeof(*nd) + n * sizeof(*nd->of));

	if (nd == NULL)
		return failed(cc, E_NOMEM);
	nd->op = op;
	nd->of = (struct node **)(nd + 1);
	nd->n = n;
	return nd;
}

static struct node *
node_all(struct compiling *cc, enum tri v)
{
	struct node *n = node_new(cc, NODE_ALL, 0);

	n->all = v;
	return n;
}

static struct node *
node_leaf(struct compiling *cc, struct leaf *l)
{
	struct node *n = node_new(cc, NODE_LEAF, 0);

	n->leaf = l;
	return n;
}

static struct node *
node_one(struct compiling *cc, enum node_op op, struct node *of)
{
	struct node *n;

	if (of->op == NODE_ALL)
		return node_all(cc, (enum tri)node_map(op)->by[of->all]);
	n = node_new(cc, op, 1);
	n->of[0] = of;
	n->depth = of->depth + 1;
	return n;
}

static enum tri
two_values(enum node_op op, enum tri a, enum tri b)
{
	return op == NODE_AND ? tri_and(a, b)
	    : op == NODE_OR   ? tri_or(a, b)
			      : tri_agree(a, b);
}

static struct node *
node_two(struct compiling *cc, enum node_op op, struct node *a, struct node *b)
{
	enum tri stop = op == NODE_AND ? NO : YES;
	struct node *n;

	if (a->op == NODE_ALL && b->op == NODE_ALL)
		return node_all(cc, two_values(op, a->all, b->all));
	if (op != NODE_AGREE && a->op == NODE_ALL && a->all != UNKNOWN)
		return a->all == stop ? a : b;
	if (op != NODE_AGREE && b->op == NODE_ALL && b->all != UNKNOWN)
		return b->all == stop ? b : a;
	n = node_new(cc, op, 2);
	n->of[0] = a;
	n->of[1] = b;
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
	int r = population_reads(cc->p, &cc->p->scratch, rd);

	if (r != 0)
		failed(cc, r);
	return r == 0;
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
	if (ev->err != 0)
		failed(cc, ev->err);
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

	if (cc->err != 0)
		return &cc->nothing;
	snprintf(key, sizeof(key), "whole %s %p %zu %d %d %s", what, which,
	    cc->as.sample, cc->as.frees, cc->as.coming,
	    cc->as.order != NULL ? cc->as.order->id.s : "");
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
	return whole(cc, "expr", e, rd, v);
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
	if (e->before_act)
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

	for (size_t i = 0; i < e->nargs; i++)
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
	struct node *n;
	struct leaf *l;
	struct eval ev;
	size_t tables;
	int r;

	/* What was refused is not tried again in other places. */
	if (cc->err != 0 || !reads_init(cc, &rd))
		return &cc->nothing;
	if (++cc->depth > EVAL_DEPTH)
		return failed(cc, E_LIMIT);
	reads_expr(&rd, e);
	tables = tables_read(cc, &rd);
	if (rd.members || rd.opaque || rd.is || tables > 1) {
		n = compile_parts(cc, e, &rd);
	} else if (tables == 0) {
		as_nobody(cc, &ev);
		n = node_all(cc, noted(cc, &ev, eval_expr(&ev, e)));
	} else if ((r = leaf_make(cc->p, e, &cc->as, &rd, &l)) == 0) {
		n = node_leaf(cc, l);
	} else {
		n = failed(cc, r);
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

/* Whether it is in force, or narrowed, turns on the person: what acts upon
 * x was looked at for that too. */
static bool
personal(const struct compiling *cc, const struct instrument *x)
{
	return decide_cache_personal(cc->p->cache, x);
}

/* Who x covers, where it may read whatever is on record of a person. */
static struct node *
whole_members(struct compiling *cc, const struct instrument *x)
{
	struct reads rd;
	struct eval ev;
	enum tri v;

	if (!reads_init(cc, &rd))
		return &cc->nothing;
	reads_all(&rd);
	as_nobody(cc, &ev);
	v = noted(cc, &ev, order_members(&ev, x));
	return whole(cc, "members", x, &rd, v);
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
	for (size_t i = 0; i < x->nupon; i++) {
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

	for (size_t i = 0; i < view->nexcepts; i++)
		n = node_two(cc, NODE_AND, n,
		    node_one(cc, NODE_NOT,
			compile_freeing(cc, view->excepts[i].expr)));
	return narrowed(cc, x, n);
}

static struct node *
compile_members(struct compiling *cc, const struct instrument *x)
{
	const struct asker was = cc->as;
	struct view views[VIEW_MAX];
	struct node *n;
	struct eval ev;
	size_t nviews;

	if (personal(cc, x))
		return whole_members(cc, x);
	cc->as.order = x;
	cc->as.coming = true;
	as_nobody(cc, &ev);
	nviews = instrument_views(&ev, x, views);
	(void)noted(cc, &ev, NO);
	n = nviews == 1 ? view_nodes(cc, x, &views[0]) : NULL;
	cc->as = was;
	return n != NULL ? n : whole_members(cc, x);
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
		return &cc->nothing;
	reads_field(&rd, field);
	as_nobody(cc, &ev);
	v = noted(cc, &ev, of(&ev, bar));
	return whole(cc, field, bar, &rd, v);
}

static struct node *
compile_out_of(struct compiling *cc, const struct bar *bar)
{
	const struct value *from = slot(cc->p, "from");
	struct eval ev;

	/* The record has a say where nothing is claimed, and where the claim
	 * would get out of the bar. */
	if (value_is(from, &bar->out_of.v) == NO || from->kind == VALUE_NONE)
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

	for (size_t i = 0; i < view->nbars; i++)
		n = node_two(cc, NODE_OR, n,
		    compile_bar(cc, x, &view->bars[i]));
	return n;
}

static struct node *
one_kind_of_stages(struct compiling *cc, const struct each *each,
    const struct reads *rd)
{
	struct leaf *l;
	int r;

	if ((r = leaf_stages(cc->p, &cc->as, each, rd, &l)) != 0)
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
		return &cc->nothing;
	reads_each(&rd, view->each);
	if (rd.opaque)
		reads_all(&rd);
	if (!rd.is && tables_read(cc, &rd) == 1)
		return one_kind_of_stages(cc, view->each, &rd);
	as_nobody(cc, &ev);
	v = noted(cc, &ev, stage_bars(&ev, x, view->each, &report));
	return whole(cc, "stages", view->each, &rd, v);
}

static struct node *
compile_needs(struct compiling *cc, const struct instrument *x,
    const struct view *view)
{
	struct node *n = node_all(cc, NO);
	struct eval ev;

	as_nobody(cc, &ev);
	for (size_t i = 0; i < x->nneeds; i++)
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

static bool
reads_entry(struct compiling *cc, const struct instrument *x)
{
	struct reads rd;

	if (!reads_init(cc, &rd))
		return false;
	reads_order(&rd, x);
	return rd.entry;
}

/* bars_coming() of orders.c. */
static struct node *
bars_coming(struct compiling *cc, const struct instrument *x,
    const struct view *view, struct node *covers, struct node *act,
    struct node *needs)
{
	if (reads_entry(cc, x)) {
		cc->as.coming = true;
		covers = view_nodes(cc, x, view);
		act = compile_act(cc, x, view);
		needs = compile_needs(cc, x, view);
		cc->as.coming = false;
	}
	return both(cc, covers, node_two(cc, NODE_OR, act, needs));
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
	(void)noted(cc, &ev, in_force);
	if (in_force == NO && !resumes)
		return node_all(cc, NO);
	covers = view_nodes(cc, x, view);
	act = compile_act(cc, x, view);
	stages = compile_stages(cc, x, view);
	needs = compile_needs(cc, x, view);
	n = bars_now(cc, in_force, covers, act, stages, needs);
	if (!resumes)
		return n;
	begins = order_may_begin(&ev, x);
	stale = order_docket_stale(&ev, x);
	(void)noted(cc, &ev, in_force);
	if (!stale || (!begins && in_force != NO))
		return n;
	held = begins ? bars_coming(cc, x, view, covers, act, needs)
		      : bars_now(cc, UNKNOWN, covers, act, stages, needs);
	return node_two(cc, NODE_OR, n, both(cc, node_all(cc, UNKNOWN), held));
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
	(void)noted(cc, &ev, NO);
	return view_program(cc, x, &views[0]);
}

/* What cannot be asked of nobody is asked of each: nothing is known of
 * anybody until the scalar evaluator is asked. */
static struct node *
or_of_each(struct compiling *cc, struct node *n)
{
	if (cc->err == 0 || cc->err == E_NOMEM || cc->err == E_BROKEN)
		return n;
	cc->err = 0;
	return node_leaf(cc, NULL);
}

static int
order_reads(struct compiling *cc, const struct instrument *x,
    struct order_program *out)
{
	struct reads rd;
	int r = population_reads(cc->p, cc->p->a, &rd);

	if (r != 0)
		return r;
	reads_order(&rd, x);
	if (personal(cc, x))
		reads_all(&rd);
	out->reads = rd.tables;
	out->plain_reads = !rd.opaque && !rd.is;
	return 0;
}

int
population_compile(struct population *p, const struct instrument *x,
    size_t sample, struct order_program *out)
{
	struct compiling cc = { .p = p,
		.as = { .order = x, .sample = sample } };
	struct arena_mark mark = arena_mark(&p->scratch);
	struct node *n;

	if (sample == 0)
		*out = (struct order_program){ .order = x,
			.node = node_all(&cc, NO) };
	n = or_of_each(&cc, order_nodes(&cc, x));
	out->node = node_two(&cc, NODE_OR, out->node, n);
	arena_rewind(&p->scratch, mark);
	if (cc.err != 0 || out->reads != NULL || node_is(out->node, NO))
		return cc.err;
	return order_reads(&cc, x, out);
}

int
population_each(struct population *p, const struct instrument *x,
    struct order_program *out)
{
	struct compiling cc = { .p = p };

	*out =
	    (struct order_program){ .order = x, .node = node_leaf(&cc, NULL) };
	return cc.err != 0 ? cc.err : order_reads(&cc, x, out);
}

int
population_compile_expr(struct population *p, const struct expr *e,
    const struct asker *as, struct node **out)
{
	struct compiling cc = { .p = p, .as = *as };
	struct arena_mark mark = arena_mark(&p->scratch);

	*out = or_of_each(&cc, compile(&cc, e));
	arena_rewind(&p->scratch, mark);
	return cc.err;
}
