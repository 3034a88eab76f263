/* population.c - the trees of all orders over all blocks of people. */

#include "decide/population_inner.h"

#include <assert.h>
#include <string.h>

#include "core/limits.h"

/* -- Values of a node in a block ------------------------------------------- */

static size_t
block_rows(const struct population *p, size_t block)
{
	size_t left = p->c->rows - block * COLUMNS_BLOCK;

	return left < COLUMNS_BLOCK ? left : COLUMNS_BLOCK;
}

static struct plane
plane_all(enum tri v)
{
	return (struct plane){ (int)v, NULL, NULL };
}

static const uint8_t *
most_of(const struct plane *pl)
{
	return pl->hi != NULL ? pl->hi : pl->lo;
}

/* One that stands in planes of a level that will be written is moved down. */
static struct plane
keep(struct population *p, struct plane v, size_t level, size_t n)
{
	uint8_t *lo = p->levels[2 * level], *hi = p->levels[2 * level + 1];

	if (v.all >= 0 || v.lo != p->levels[2 * level + 2])
		return v;
	memcpy(lo, v.lo, n);
	v.lo = lo;
	if (v.hi != NULL) {
		memcpy(hi, v.hi, n);
		v.hi = hi;
	}
	return v;
}

static struct plane
two_planes(struct population *p, enum node_op op, struct plane a,
    struct plane b, size_t level, size_t n)
{
	uint8_t *lo = p->levels[2 * level], *hi = p->levels[2 * level + 1];
	void (*f)(uint8_t *, const uint8_t *, const uint8_t *, size_t) =
	    op == NODE_AND ? p->k->least : p->k->most;
	struct plane out = { -1, lo, NULL };

	if (a.hi != NULL || b.hi != NULL) {
		f(hi, most_of(&a), most_of(&b), n);
		out.hi = hi;
	}
	f(lo, a.lo, b.lo, n);
	return out;
}

/* A plane and a value that everybody has. */
static struct plane
plane_and_all(struct population *p, enum node_op op, struct plane a, int all,
    size_t level, size_t n)
{
	struct plane b = { -1, p->tmp, NULL };

	memset(p->tmp, all, n);
	return two_planes(p, op, a, b, level, n);
}

static struct plane run_node(struct population *p, const struct node *nd,
    size_t block, size_t level);

/* Nothing more can change it. */
static bool
settled(const struct population *p, enum node_op op, const struct plane *v,
    size_t n)
{
	if (v->all >= 0)
		return v->all == (op == NODE_AND ? NO : YES);
	return op == NODE_AND ? p->k->any(most_of(v), n) == 0
			      : p->k->some(v->lo, n) == 0;
}

static struct plane
run_many(struct population *p, const struct node *nd, size_t block,
    size_t level)
{
	size_t n = block_rows(p, block);
	struct plane v = run_node(p, nd->of[0], block, level + 1), x;

	for (size_t i = 1; i < nd->n; i++) {
		if (settled(p, nd->op, &v, n))
			return plane_all(nd->op == NODE_AND ? NO : YES);
		v = keep(p, v, level, n);
		x = run_node(p, nd->of[i], block, level + 1);
		if (v.all >= 0 && x.all >= 0)
			v = plane_all(nd->op == NODE_AND
				? tri_and((enum tri)v.all, (enum tri)x.all)
				: tri_or((enum tri)v.all, (enum tri)x.all));
		else if (v.all >= 0)
			v = plane_and_all(p, nd->op, x, v.all, level, n);
		else if (x.all >= 0)
			v = plane_and_all(p, nd->op, v, x.all, level, n);
		else
			v = two_planes(p, nd->op, v, x, level, n);
	}
	return v;
}

const struct node_map *
node_map(enum node_op op)
{
	static const struct node_map maps[] = {
		{ { YES, UNKNOWN, NO }, true },    /* NODE_NOT */
		{ { NO, NO, YES }, false },        /* NODE_SHOWN */
		{ { NO, YES, YES }, false },       /* NODE_PRESUMED */
		{ { UNKNOWN, UNKNOWN, NO }, true } /* NODE_NEEDS */
	};

	assert(op >= NODE_NOT && op <= NODE_NEEDS);
	return &maps[op - NODE_NOT];
}

static void
map_bytes(uint8_t *dst, const uint8_t *src, size_t n, const uint8_t by[3])
{
	for (size_t i = 0; i < n; i++)
		dst[i] = by[src[i]];
}

static struct plane
run_map(struct population *p, const struct node *nd, size_t block, size_t level)
{
	const struct node_map *m = node_map(nd->op);
	const uint8_t *by = m->by;
	struct plane v = run_node(p, nd->of[0], block, level + 1), out;
	size_t n = block_rows(p, block);

	if (v.all >= 0)
		return plane_all((enum tri)by[v.all]);
	out = (struct plane){ -1, p->levels[2 * level], NULL };
	if (v.hi != NULL) {
		out.hi = p->levels[2 * level + 1];
		map_bytes(p->levels[2 * level], m->turns ? v.hi : v.lo, n, by);
		map_bytes(p->levels[2 * level + 1], m->turns ? v.lo : v.hi, n,
		    by);
	} else if (nd->op == NODE_NOT) {
		p->k->negate(p->levels[2 * level], v.lo, n);
	} else {
		map_bytes(p->levels[2 * level], v.lo, n, by);
	}
	return out;
}

/* What is not decided on either side is not decided. */
static struct plane
run_agree(struct population *p, const struct node *nd, size_t block,
    size_t level)
{
	size_t n = block_rows(p, block);
	uint8_t *lo = p->levels[2 * level], *hi = p->levels[2 * level + 1];
	struct plane a = run_node(p, nd->of[0], block, level + 1), b;
	struct plane out = { -1, lo, hi };
	uint8_t any = 0;

	a = keep(p, a, level, n);
	if (a.all >= 0) {
		memset(lo, a.all, n);
		a = (struct plane){ -1, lo, NULL };
	}
	b = run_node(p, nd->of[1], block, level + 1);
	if (b.all >= 0) {
		memset(p->tmp, b.all, n);
		b = (struct plane){ -1, p->tmp, NULL };
	}
	for (size_t i = 0; i < n; i++) {
		uint8_t u = (uint8_t)(a.lo[i] != most_of(&a)[i] ||
		    b.lo[i] != most_of(&b)[i]);
		uint8_t v = a.lo[i] == b.lo[i] ? a.lo[i] : UNKNOWN;

		any |= u;
		hi[i] = u != 0 ? YES : v;
		lo[i] = u != 0 ? NO : v;
	}
	if (any == 0)
		out.hi = NULL;
	return out;
}

static struct plane
undecided(struct population *p, size_t level, size_t n)
{
	memset(p->levels[2 * level], NO, n);
	memset(p->levels[2 * level + 1], YES, n);
	return (
	    struct plane){ -1, p->levels[2 * level], p->levels[2 * level + 1] };
}

static struct plane
run_node(struct population *p, const struct node *nd, size_t block,
    size_t level)
{
	switch (nd->op) {
	case NODE_ALL:
		return plane_all(nd->all);
	case NODE_LEAF:
		if (nd->leaf == NULL)
			return undecided(p, level, block_rows(p, block));
		return leaf_run(p, nd->leaf, block, p->levels[2 * level],
		    p->levels[2 * level + 1]);
	case NODE_AND:
	case NODE_OR:
		return run_many(p, nd, block, level);
	case NODE_AGREE:
		return run_agree(p, nd, block, level);
	default:
		return run_map(p, nd, block, level);
	}
}

/* -- Who is not decided -----------------------------------------------------
 */

/* Two rows of one record, as far as an order reads it. */
static bool
same_row(const struct population *p, const bool *reads, size_t a, size_t b)
{
	const struct columns *c = p->c;

	for (size_t i = 0; i < c->ntables; i++) {
		const struct kind_table *t = &c->tables[i];
		size_t n;

		if (!reads[i] || t->code == NULL)
			continue;
		if (table_code(t, a) != table_code(t, b) ||
		    (t->day[0] != NULL && t->day[0][a] != t->day[0][b]) ||
		    (t->day[1] != NULL && t->day[1][a] != t->day[1][b]) ||
		    (t->recorded != NULL && t->recorded[a] != t->recorded[b]))
			return false;
		if (t->at == NULL)
			continue;
		n = t->at[a + 1] - t->at[a];
		if (n != t->at[b + 1] - t->at[b] ||
		    memcmp(t->words + t->at[a], t->words + t->at[b],
			n * sizeof(uint32_t)) != 0)
			return false;
	}
	return true;
}

static uint64_t
row_hash(const struct population *p, const bool *reads, size_t row)
{
	const struct columns *c = p->c;
	uint64_t h = 0x9e3779b97f4a7c15u;

	for (size_t i = 0; i < c->ntables; i++) {
		const struct kind_table *t = &c->tables[i];
		uint64_t x;

		if (!reads[i] || t->code == NULL)
			continue;
		x = table_code(t, row);
		if (t->day[0] != NULL)
			x |= (uint64_t)t->day[0][row] << 32;
		if (t->day[1] != NULL)
			x |= (uint64_t)t->day[1][row] << 48;
		h = (h ^ x) * 0xbf58476d1ce4e5b9u;
		h ^= h >> 31;
	}
	return h;
}

#define REMEMBERED 256

/* What an order was found to say of a row, for those like it. */
struct remembered {
	uint32_t row[REMEMBERED]; /* + 1; 0 none */
	uint8_t value[REMEMBERED];
};

/* order_span() of answer.c. */
static enum tri
ask_throughout(struct population *p, const struct instrument *x,
    const struct person *who, struct eval *ev)
{
	const struct act *act = p->ask.act;
	int64_t span = act->arrives.us - act->departs.us;
	struct instant t = act->departs, first = INSTANT_NEVER;
	enum tri v = NO;
	unsigned n = 0;

	do {
		struct arena_mark mark = arena_mark(&p->scratch);
		struct order_value ov;

		eval_begin(ev, &p->scratch, &p->q, who, t);
		order_decide(ev, x, &ov);
		arena_rewind(&p->scratch, mark);
		v = tri_or(v, ov.value);
		t = ev->next;
		first = instant_min(first, t);
	} while (t.us <= act->arrives.us && n++ < LIMIT_HORIZON);
	population_note(p, first);
	if (t.us <= act->arrives.us)
		return tri_or(v, UNKNOWN);
	if (t.us < INSTANT_NEVER.us)
		population_note(p, (struct instant){ t.us - span });
	return v;
}

static int
ask_scalar(struct population *p, const struct order_program *o, size_t row,
    uint8_t *value)
{
	struct arena_mark mark = arena_mark(&p->scratch);
	struct asker as = { .zone = p->zone };
	const struct person *who;
	struct eval ev;
	int r;

	if ((r = columns_person_of(&p->scratch, p->c, row,
		 o->plain_reads ? o->reads : NULL, &who)) != 0)
		return r;
	p->cost.scalar++;
	if (o->order == NULL) {
		population_eval(p, &ev, &as, who);
		*value = (uint8_t)eval_expr(&ev, p->expr);
		population_noted(p, &ev);
		/* A failure is a hold, never no bar; an order's is UNKNOWN. */
		if (ev.err != 0)
			*value = UNKNOWN;
	} else {
		*value = (uint8_t)ask_throughout(p, o->order, who, &ev);
	}
	arena_rewind(&p->scratch, mark);
	return ev.err == E_NOMEM ? E_NOMEM : 0;
}

/* The least and the most that a node is of one row. */
struct bounds {
	enum tri lo, hi;
};

static struct bounds
row_leaf(struct population *p, struct leaf *l, size_t row)
{
	uint8_t v = l == NULL ? UNDECIDED : leaf_row(p, l, row);

	return v == UNDECIDED ? (struct bounds){ NO, YES }
			      : (struct bounds){ (enum tri)v, (enum tri)v };
}

static struct bounds
row_node(struct population *p, const struct node *nd, size_t row)
{
	const struct node_map *m;
	struct bounds a, b;

	if (nd->op == NODE_ALL)
		return (struct bounds){ nd->all, nd->all };
	if (nd->op == NODE_LEAF)
		return row_leaf(p, nd->leaf, row);
	a = row_node(p, nd->of[0], row);
	for (size_t i = 1; i < nd->n; i++) {
		if (nd->op == NODE_AND && a.hi == NO)
			return a;
		if (nd->op == NODE_OR && a.lo == YES)
			return a;
		b = row_node(p, nd->of[i], row);
		if (nd->op == NODE_AND)
			a = (struct bounds){ tri_and(a.lo, b.lo),
				tri_and(a.hi, b.hi) };
		else if (nd->op == NODE_OR)
			a = (struct bounds){ tri_or(a.lo, b.lo),
				tri_or(a.hi, b.hi) };
		else if (a.lo != a.hi || b.lo != b.hi)
			a = (struct bounds){ NO, YES };
		else
			a.lo = a.hi = tri_agree(a.lo, b.lo);
	}
	if (nd->op < NODE_NOT)
		return a;
	m = node_map(nd->op);
	return (struct bounds){ (enum tri)m->by[m->turns ? a.hi : a.lo],
		(enum tri)m->by[m->turns ? a.lo : a.hi] };
}

static int
decide_row(struct population *p, struct order_program *o, size_t row,
    uint8_t *value)
{
	struct bounds bounds = row_node(p, o->node, row);

	struct remembered *m = o->remembered;
	size_t slot;
	int r;

	if (bounds.lo == bounds.hi) {
		*value = (uint8_t)bounds.lo;
		return 0;
	}
	if (!o->plain_reads || (p->c->marks[row] & MARK_LINKED) != 0)
		return ask_scalar(p, o, row, value);
	if (m == NULL) {
		m = arena_alloc(p->a, sizeof(*m));
		if (m == NULL)
			return E_NOMEM;
		o->remembered = m;
	}
	for (size_t i = 0; i < p->c->ntables; i++)
		if (o->reads[i] &&
		    (r = columns_touch(p->c, COLUMNS_WORDS, i, row, 1)) != 0)
			return r;
	slot = row_hash(p, o->reads, row) % REMEMBERED;
	if (m->row[slot] != 0 && same_row(p, o->reads, m->row[slot] - 1, row)) {
		p->cost.remembered++;
		*value = m->value[slot];
		return 0;
	}
	if ((r = ask_scalar(p, o, row, value)) != 0)
		return r;
	m->row[slot] = (uint32_t)row + 1;
	m->value[slot] = *value;
	return 0;
}

/* Ask of those whose value could be one thing or another. */
static int
resolve(struct population *p, struct order_program *o, size_t row, size_t n,
    struct plane *v, uint8_t *out)
{
	int r;

	if (v->hi == NULL)
		return 0;
	for (size_t i = 0; i < n; i++) {
		out[i] = v->lo[i];
		if (v->lo[i] != v->hi[i] &&
		    (r = decide_row(p, o, row + i, &out[i])) != 0)
			return r;
	}
	v->lo = out;
	v->hi = NULL;
	return 0;
}

/* -- Clauses --------------------------------------------------------------- */

static const struct node *
clause_at(const struct node *nd, size_t *i)
{
	const struct node *found;

	if (nd->op == NODE_LEAF)
		return (*i)-- == 0 ? nd : NULL;
	for (size_t k = 0; k < nd->n; k++)
		if ((found = clause_at(nd->of[k], i)) != NULL)
			return found;
	return NULL;
}

static size_t
count_clauses(const struct node *nd)
{
	size_t n = nd->op == NODE_LEAF;

	for (size_t k = 0; k < nd->n; k++)
		n += count_clauses(nd->of[k]);
	return n;
}

size_t
population_nclauses(const struct population *p, size_t order)
{
	return count_clauses(p->orders[order].node);
}

const struct expr *
population_clause(const struct population *p, size_t order, size_t i)
{
	const struct node *nd = clause_at(p->orders[order].node, &i);

	return nd == NULL || nd->leaf == NULL ? NULL : nd->leaf->e;
}

/* The bounds of a row as one of four: what is not decided is 3. */
static void
join_bounds(uint8_t *out, const struct plane *v, size_t n)
{
	if (v->all >= 0)
		memset(out, v->all, n);
	else if (v->hi == NULL)
		memcpy(out, v->lo, n);
	else
		for (size_t i = 0; i < n; i++)
			out[i] = v->lo[i] == v->hi[i] ? v->lo[i] : UNDECIDED;
}

/* What leaves look at in a block is as it was written. */
static int
touch_block(struct population *p, const struct order_program *o, size_t block)
{
	size_t row = block * COLUMNS_BLOCK, n = block_rows(p, block);
	int r;

	if (p->c->touch == NULL)
		return 0;
	if (p->touched_marks != block + 1 &&
	    (r = columns_touch(p->c, COLUMNS_MARKS, 0, row, n)) != 0)
		return r;
	p->touched_marks = block + 1;
	for (size_t i = 0; i < p->c->ntables; i++) {
		if (!o->columns[i] || p->touched[i] == block + 1)
			continue;
		if ((r = columns_touch(p->c, COLUMNS_ROWS, i, row, n)) != 0)
			return r;
		p->touched[i] = block + 1;
	}
	return 0;
}

int
population_reasons(struct population *p, size_t block, size_t order,
    uint8_t *const *out, size_t nout)
{
	size_t n = block_rows(p, block);
	int r;

	if (block >= p->blocks || order >= p->norders)
		return E_RANGE;
	if ((r = touch_block(p, &p->orders[order], block)) != 0)
		return r;
	for (size_t i = 0; i < nout; i++) {
		size_t at = i;
		const struct node *nd = clause_at(p->orders[order].node, &at);
		struct plane v;

		if (nd == NULL)
			return E_RANGE;
		v = run_node(p, nd, block, 0);
		join_bounds(out[i], &v, n);
	}
	return 0;
}

int
population_run(struct population *p, size_t from, size_t to,
    population_told *told, void *ctx)
{
	int r;

	for (size_t b = from; b < to && b < p->blocks; b++) {
		size_t row = b * COLUMNS_BLOCK, n = block_rows(p, b);

		for (size_t i = 0; i < p->norders; i++) {
			struct order_program *o = &p->orders[i];
			struct plane v;

			if ((o->may[b / 64] >> b % 64 & 1) == 0)
				continue;
			if ((r = touch_block(p, o, b)) != 0)
				return r;
			v = run_node(p, o->node, b, 0);
			if (v.all == NO)
				continue;
			if (v.all < 0 &&
			    (r = resolve(p, o, row, n, &v, p->out)) != 0)
				return r;
			told(ctx, i, row, n, v.all < 0 ? v.lo : NULL,
			    v.all < 0 ? NO : (enum tri)v.all);
		}
	}
	return 0;
}

size_t
population_norders(const struct population *p)
{
	return p->norders;
}

const struct instrument *
population_order(const struct population *p, size_t i)
{
	return p->orders[i].order;
}

size_t
population_blocks(const struct population *p)
{
	return p->blocks;
}

struct instant
population_next(const struct population *p)
{
	return p->next;
}

struct population_cost
population_cost(const struct population *p)
{
	return p->cost;
}

int
population_why(struct population *p, struct arena *a, size_t i, size_t row,
    const char **texts, size_t *n)
{
	struct asker as = { .order = p->orders[i].order, .zone = p->zone };
	struct instant t = p->at[0], last = p->at[p->nsamples];
	struct want wants[WANT_MAX];
	const struct person *who;
	struct eval ev;
	enum tri v;
	int r;

	*n = 0;
	if ((r = columns_person_of(a, p->c, row,
		 p->orders[i].plain_reads ? p->orders[i].reads : NULL, &who)) !=
	    0)
		return r;
	/* At the first of its instants at which it is not known. */
	do {
		struct order_value ov = { .value = NO };

		population_eval(p, &ev, &as, who);
		ev.a = a;
		ev.t = t;
		ev.wants = wants;
		if (as.order == NULL)
			ov.value = eval_expr(&ev, p->expr);
		else
			order_decide(&ev, as.order, &ov);
		v = ov.value;
		t = ev.next;
	} while (v != UNKNOWN && t.us < last.us);
	for (size_t k = 0; k < ev.nwants && k < POPULATION_WHY; k++)
		texts[(*n)++] = wants[k].text;
	return ev.err;
}
