/* population_new.c - a population made ready: trees arranged, the blocks found
 * that each order could cover. */

#include <string.h>

#include "decide/population_inner.h"

#define SCRATCH_MOST ((size_t)256 << 20)

/* The blocks in which a node may be more than NO. */
static int
may_be(struct population *p, const struct node *nd, uint64_t *out)
{
	uint64_t *x;
	int r;

	if (nd->op == NODE_LEAF && nd->leaf != NULL) {
		memcpy(out, nd->leaf->may, p->words * sizeof(*out));
		return 0;
	}
	if (nd->op != NODE_AND && nd->op != NODE_OR &&
	    nd->op != NODE_PRESUMED && nd->op != NODE_SHOWN) {
		memset(out, node_is(nd, NO) ? 0 : 0xff,
		    p->words * sizeof(*out));
		return 0;
	}
	if ((x = arena_array(p->a, p->words, sizeof(*x))) == NULL)
		return E_NOMEM;
	if ((r = may_be(p, nd->of[0], out)) != 0)
		return r;
	for (size_t i = 1; i < nd->n; i++) {
		if ((r = may_be(p, nd->of[i], x)) != 0)
			return r;
		for (size_t w = 0; w < p->words; w++)
			out[w] =
			    nd->op == NODE_AND ? out[w] & x[w] : out[w] | x[w];
	}
	return 0;
}

static size_t
bits_in(uint64_t w)
{
	size_t n = 0;

	for (; w != 0; w &= w - 1)
		n++;
	return n;
}

static size_t
blocks_in(const struct population *p, const struct leaf *l)
{
	size_t n = 0;

	for (size_t w = 0; w < p->words; w++)
		n += bits_in(l->may[w]);
	return n;
}

/* `and` of `and` is one, its narrowest part first. */
static size_t
flatten(struct node *nd, enum node_op op, struct node **out)
{
	size_t n = 0;

	if (nd->op != op) {
		if (out != NULL)
			out[0] = nd;
		return 1;
	}
	for (size_t i = 0; i < nd->n; i++)
		n += flatten(nd->of[i], op, out == NULL ? NULL : out + n);
	return n;
}

static size_t
width_of(const struct population *p, const struct node *nd)
{
	return nd->op == NODE_LEAF ? blocks_in(p, nd->leaf)
				   : p->blocks + nd->depth;
}

static int
arrange(struct population *p, struct node *nd)
{
	struct node **of;
	size_t n;
	int r;

	if (nd->op == NODE_AND || nd->op == NODE_OR) {
		n = flatten(nd, nd->op, NULL);
		if ((of = arena_array(p->a, n, sizeof(struct node *))) == NULL)
			return E_NOMEM;
		(void)flatten(nd, nd->op, of);
		nd->of = of;
		nd->n = n;
	}
	for (size_t i = 0; i < nd->n; i++)
		if ((r = arrange(p, nd->of[i])) != 0)
			return r;
	for (size_t i = 1; nd->op == NODE_AND && i < nd->n; i++)
		for (size_t j = i; j > 0 &&
		     width_of(p, nd->of[j]) < width_of(p, nd->of[j - 1]);
		     j--) {
			struct node *x = nd->of[j];

			nd->of[j] = nd->of[j - 1];
			nd->of[j - 1] = x;
		}
	return 0;
}

static size_t
deepest(const struct node *nd)
{
	size_t most = 0, d;

	for (size_t i = 0; i < nd->n; i++)
		if ((d = deepest(nd->of[i]) + 1) > most)
			most = d;
	return most;
}

static int
make_planes(struct population *p)
{
	size_t most = 0, d;

	for (size_t i = 0; i < p->norders; i++)
		if ((d = deepest(p->orders[i].node)) > most)
			most = d;
	p->nlevels = most + 3;
	p->levels = arena_array(p->a, 2 * p->nlevels, sizeof(*p->levels));
	if (p->levels == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < 2 * p->nlevels; i++)
		if ((p->levels[i] = arena_alloc(p->a, COLUMNS_BLOCK)) == NULL)
			return E_NOMEM;
	/* What several orders ask is kept for as long as a block is read. */
	for (size_t i = 0; i < p->nleaves; i++) {
		struct leaf *l = p->leaves[i];

		if (l->refs < 2)
			continue;
		l->lo = arena_alloc(p->a, COLUMNS_BLOCK);
		l->hi = arena_alloc(p->a, COLUMNS_BLOCK);
		if (l->lo == NULL || l->hi == NULL)
			return E_NOMEM;
	}
	return 0;
}

/* The form that blanket absences have, if all have one that a look-up can
 * take in. */
static int
find_blanket(struct population *p)
{
	size_t b = TABLE_BLANKET(p->c);
	const struct kind_table *t = &p->c->tables[b];
	const struct form *f;
	uint32_t code;
	int r;

	p->blanket = CODE_NONE;
	if (t->code == NULL || p->blocks == 0)
		return 0;
	if ((r = columns_touch(p->c, COLUMNS_ZONES, b, 0, 0)) != 0)
		return r;
	code = t->zones[0].form_lo;
	for (size_t i = 0; i < p->blocks; i++)
		if (t->zones[i].form_lo != code || t->zones[i].form_hi != code)
			return 0;
	if (code < CODE_FIRST)
		return 0;
	f = &t->forms[code - CODE_FIRST];
	if (f->plain && !f->from_day && !f->to_day && !f->timed)
		p->blanket = code;
	return 0;
}

static uint32_t
rank_by(const struct columns *c, struct instant t)
{
	size_t lo = 0, hi = c->ninstants;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (c->instants[mid].us <= t.us)
			lo = mid + 1;
		else
			hi = mid;
	}
	return (uint32_t)lo;
}

static int
population_init(struct arena *a, const struct population_ask *ask,
    size_t norders, struct population **out)
{
	const struct columns *c = ask->columns;
	struct population *p = arena_alloc(a, sizeof(*p));

	/* Words of another vocabulary would be nobody's. */
	if (c->vocab != ask->law->vocab)
		return E_NAME;
	if (p == NULL)
		return E_NOMEM;
	arena_init(&p->scratch, a->mem, SCRATCH_MOST);
	p->next = INSTANT_NEVER;
	p->a = a;
	p->ask = *ask;
	/* One instant, unless orders find more in the act. */
	p->at[0] = ask->act != NULL ? ask->act->departs : ask->at;
	p->at[1] = (struct instant){ p->at[0].us + 1 };
	p->nsamples = 1;
	p->c = c;
	p->k = population_kernels(ask->width);
	p->cache = decide_cache_new(a, ask->law);
	p->skeletons = arena_array(a, c->ntables, sizeof(*p->skeletons));
	p->orders = arena_array(a, norders + 1, sizeof(*p->orders));
	p->tmp = arena_alloc(a, COLUMNS_BLOCK);
	p->out = arena_alloc(a, COLUMNS_BLOCK);
	if (p->cache == NULL || p->skeletons == NULL || p->orders == NULL ||
	    p->tmp == NULL || p->out == NULL)
		return E_NOMEM;
	p->q = (struct question){ .law = ask->law,
		.record = ask->record,
		.exact = true,
		.act = ask->act,
		.known = ask->known,
		.cache = p->cache };
	p->blocks = (c->rows + COLUMNS_BLOCK - 1) / COLUMNS_BLOCK;
	p->words = p->blocks / 64 + 1;
	p->known_rank = rank_by(c, ask->known);
	*out = p;
	return find_blanket(p);
}

static bool
asked_of(const struct population_ask *q, const struct instrument *x)
{
	for (size_t i = 0; i < q->nonly; i++)
		if (q->only[i] == x)
			return true;
	return q->nonly == 0;
}

/* The tables whose rows leaves of a node look at. */
static void
note_columns(const struct population *p, const struct node *nd, bool *columns)
{
	const struct leaf *l = nd->op == NODE_LEAF ? nd->leaf : NULL;

	if (l != NULL && l->whole)
		for (size_t i = 0; i < p->c->ntables; i++)
			columns[i] |= l->reads[i];
	else if (l != NULL)
		columns[l->table] = true;
	if (l != NULL && l->blanket)
		columns[TABLE_BLANKET(p->c)] = true;
	for (size_t i = 0; i < nd->n; i++)
		note_columns(p, nd->of[i], columns);
}

static int
finish(struct population *p)
{
	int r;

	p->touched = arena_array(p->a, p->c->ntables, sizeof(*p->touched));
	if (p->touched == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < p->norders; i++) {
		struct order_program *o = &p->orders[i];

		o->may = arena_array(p->a, p->words, sizeof(*o->may));
		o->columns = arena_array(p->a, p->c->ntables, sizeof(bool));
		if (o->may == NULL || o->columns == NULL)
			return E_NOMEM;
		note_columns(p, o->node, o->columns);
		if ((r = arrange(p, o->node)) != 0 ||
		    (r = may_be(p, o->node, o->may)) != 0)
			return r;
	}
	return make_planes(p);
}

/* All orders at one of its instants; p->next is what was noted there. */
static int
compile_at(struct population *p, size_t sample)
{
	const struct law *law = p->ask.law;
	int r;

	p->next = INSTANT_NEVER;
	for (size_t i = 0; i < law->ninstruments; i++)
		if (asked_of(&p->ask, law->instruments[i]) &&
		    (r = population_compile(p, law->instruments[i], sample,
			 &p->orders[i])) != 0)
			return r;
	return 0;
}

/* Of an act with more instants than are asked at once. */
static int
ask_each(struct population *p)
{
	const struct law *law = p->ask.law;
	int r;

	p->nsamples = 1;
	p->next = INSTANT_NEVER;
	for (size_t i = 0; i < law->ninstruments; i++)
		if (asked_of(&p->ask, law->instruments[i]) &&
		    (r = population_each(p, law->instruments[i],
			 &p->orders[i])) != 0)
			return r;
	return 0;
}

static int
compile_orders(struct population *p)
{
	const struct instant arrives = p->ask.act->arrives;
	struct instant first = INSTANT_NEVER;
	size_t n = 0;
	int r = compile_at(p, 0);

	for (; r == 0 && p->next.us <= arrives.us; r = compile_at(p, n)) {
		first = instant_min(first, p->next);
		if (++n == SAMPLES_MAX)
			break;
		p->at[n] = p->next;
	}
	if (r == 0 && n == SAMPLES_MAX)
		r = ask_each(p);
	else
		p->nsamples = n + 1;
	p->at[p->nsamples] = (struct instant){ arrives.us + 1 };
	if (n < SAMPLES_MAX) {
		struct instant last = p->next;

		p->next = first;
		population_note_end(p, last);
	}
	for (size_t i = 0; r == 0 && i < p->ask.law->ninstruments; i++)
		if (p->orders[i].node != NULL &&
		    !node_is(p->orders[i].node, NO))
			p->orders[p->norders++] = p->orders[i];
	return r;
}

int
population_new(struct arena *a, const struct population_ask *q,
    struct population **out)
{
	struct population *p;
	int r;

	if (q->act->arrives.us < q->act->departs.us)
		return E_RANGE;
	if ((r = population_init(a, q, q->law->ninstruments, &p)) != 0)
		return r;
	if ((r = compile_orders(p)) != 0 || (r = finish(p)) != 0)
		population_free(p);
	else
		*out = p;
	return r;
}

/* What only an order that asks, or an act, could say. */
static int
condition_alone(struct population *p, const struct expr *e)
{
	struct order_program *o = &p->orders[0];
	struct reads rd;
	int r;

	if ((r = population_reads(p, p->a, &rd)) != 0)
		return r;
	reads_expr(&rd, e);
	if (rd.entry || (rd.slots && p->ask.act == NULL))
		return E_RANGE;
	o->reads = rd.tables;
	o->plain_reads = !rd.opaque && !rd.is;
	return 0;
}

int
population_of(struct arena *a, const struct population_ask *q,
    const struct expr *e, const struct zone *zone, struct population **out)
{
	struct asker as = { .zone = zone };
	struct population *p;
	int r;

	if ((r = population_init(a, q, 1, &p)) != 0)
		return r;
	p->expr = e;
	p->zone = zone;
	p->norders = 1;
	if ((r = condition_alone(p, e)) != 0 ||
	    (r = population_compile_expr(p, e, &as, &p->orders[0].node)) != 0 ||
	    (r = finish(p)) != 0)
		population_free(p);
	else
		*out = p;
	return r;
}

void
population_free(struct population *p)
{
	if (p != NULL)
		arena_release(&p->scratch);
}
