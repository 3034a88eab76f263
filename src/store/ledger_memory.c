/* ledger_memory.c - rows in memory, and failures on demand. */

#include <string.h>

#include "store/memory.h"

struct ledger_memory {
	struct ledger ledger; /* first */
	struct medium *m;
	struct store_faults *faults;
	bool broken;
};

void
medium_init(struct medium *m, const struct mem *mem)
{
	*m = (struct medium){ .mem = mem };
	omap_init(&m->touched, mem);
	omap_init(&m->batches, mem);
	omap_init(&m->views, mem);
	omap_init(&m->blobs, mem);
}

void
medium_release(struct medium *m)
{
	for (size_t i = 0; i < m->nrows; i++)
		m->mem->free(m->mem->ctx, m->rows[i]);
	m->mem->free(m->mem->ctx, m->rows);
	omap_release(&m->touched);
	omap_release(&m->batches);
	omap_release(&m->views);
	omap_release(&m->blobs);
	medium_init(m, m->mem);
}

static struct ledger_memory *
self(struct ledger *l)
{
	return (struct ledger_memory *)l;
}

static int
fault(struct ledger_memory *l, bool *after)
{
	int r = store_fault(l->faults, after);

	if (r != 0)
		l->ledger.why = "the ledger in memory was told to fail";
	return r;
}

static int
memory_head(struct ledger *l, struct store_head *out)
{
	bool after;
	int r;

	if ((r = fault(self(l), &after)) == 0)
		*out = self(l)->m->head;
	return r;
}

/* The head after the first n rows: what a bug left of the ledger is to be
 * found by who knows what was acknowledged, not by its hashes. */
static void
cut(struct medium *m, size_t n)
{
	struct store_head h = { .epoch = m->head.epoch };
	struct omap_pending p;
	struct omap_node *b;

	while (m->nrows > n)
		m->mem->free(m->mem->ctx, m->rows[--m->nrows]);
	for (size_t i = 0; i < n; i++) {
		const struct medium_row *row = m->rows[i];
		struct hash leaf = entry_leaf(&row->salt, row->bytes, row->n);

		h.hash = head_next(&h.hash, &leaf);
		h.at = row->at;
		h.size = i + 1;
	}
	m->head = h;
	omap_pending_init(&p);
	for (b = omap_from(&m->batches, "", 0); b != NULL; b = omap_next(b)) {
		struct ledger_batch batch;

		memcpy(&batch, b->value, sizeof(batch));
		if (batch.first + batch.n - 1 <= n)
			(void)omap_make(&m->batches, &p, b->key, b->nkey,
			    b->value, b->nvalue);
	}
	omap_release(&m->batches);
	omap_link(&m->batches, &p);
}

static void
lose_last(struct medium *m)
{
	uint64_t first = 1;
	struct omap_node *b;

	for (b = omap_from(&m->batches, "", 0); b != NULL; b = omap_next(b)) {
		struct ledger_batch batch;

		memcpy(&batch, b->value, sizeof(batch));
		if (batch.first > first)
			first = batch.first;
	}
	if (first > 1)
		cut(m, (size_t)first - 1);
	omap_release(&m->views);
	m->mark = (struct views_mark){ .at = 0 };
}

static int
memory_take(struct ledger *l, uint64_t *epoch)
{
	struct ledger_memory *me = self(l);
	bool after;
	int r;

	if ((r = fault(me, &after)) != 0 && !after)
		return r;
	if (me->faults != NULL && me->faults->bug == BUG_LOST)
		lose_last(me->m);
	me->m->head.epoch++;
	if (r == 0)
		*epoch = me->m->head.epoch;
	return r;
}

/* All that a commit adds, made before any of it is. */
struct made {
	struct omap_pending touched, batches;
	size_t nrows; /* beyond those of the medium */
};

static bool
make_room(struct medium *m, size_t n)
{
	size_t room = m->room == 0 ? 64 : m->room;
	struct medium_row **rows;

	if (m->nrows + n <= m->room)
		return true;
	while (room < m->nrows + n)
		room *= 2;
	rows = m->mem->alloc(m->mem->ctx, room * sizeof(struct medium_row *));
	if (rows == NULL)
		return false;
	if (m->nrows > 0)
		memcpy(rows, m->rows, m->nrows * sizeof(struct medium_row *));
	m->mem->free(m->mem->ctx, m->rows);
	m->rows = rows;
	m->room = room;
	return true;
}

static bool
make_row(struct medium *m, struct made *made, const struct ledger_row *from,
    uint64_t seq)
{
	struct medium_row *row;

	row = m->mem->alloc(m->mem->ctx, sizeof(*row) + from->n);
	if (row == NULL)
		return false;
	row->salt = from->salt;
	if (entry_at(from->bytes, from->n, &row->at) != 0)
		row->at.us = 0;
	row->n = from->n;
	memcpy(row->bytes, from->bytes, from->n);
	m->rows[m->nrows + made->nrows++] = row;
	for (size_t i = 0; i < from->non; i++)
		if (!omap_make(&m->touched, &made->touched, from->on[i],
			strlen(from->on[i]), &seq, sizeof(seq)))
			return false;
	return true;
}

static bool
make_all(struct medium *m, struct made *made, const struct ledger_group *g)
{
	if (!make_room(m, g->nrows))
		return false;
	for (size_t i = 0; i < g->nrows; i++)
		if (!make_row(m, made, &g->rows[i], g->before.size + 1 + i))
			return false;
	for (size_t i = 0; i < g->nbatches; i++) {
		const struct ledger_batch *b = &g->batches[i];

		if (!omap_make(&m->batches, &made->batches, b->id,
			sizeof(b->id), b, sizeof(*b)))
			return false;
		for (size_t k = 0; k < b->n; k++)
			m->rows[b->first - 1 + k]->at = b->at;
	}
	return true;
}

static int
memory_commit(struct ledger *l, const struct ledger_group *g)
{
	struct ledger_memory *me = self(l);
	struct medium *m = me->m;
	struct made made = { .nrows = 0 };
	bool after;
	int r;

	if (me->broken)
		return E_IO;
	r = fault(me, &after);
	me->broken = r == E_IO;
	if (r != 0 && !after &&
	    (r != E_IO || me->faults->bug != BUG_TORN || g->nrows < 2))
		return r;
	if (g->before.size != m->head.size ||
	    g->before.epoch != m->head.epoch ||
	    memcmp(&g->before.hash, &m->head.hash, sizeof(m->head.hash)) != 0) {
		l->why = "another keeper has taken over";
		return E_STALE;
	}
	omap_pending_init(&made.touched);
	omap_pending_init(&made.batches);
	if (!make_all(m, &made, g)) {
		omap_drop(&m->touched, &made.touched);
		omap_drop(&m->batches, &made.batches);
		while (made.nrows > 0)
			m->mem->free(m->mem->ctx,
			    m->rows[m->nrows + --made.nrows]);
		l->why = "out of memory";
		return r != 0 ? r : E_NOMEM;
	}
	omap_link(&m->touched, &made.touched);
	omap_link(&m->batches, &made.batches);
	m->nrows += made.nrows;
	m->head = g->after;
	if (r != 0 && me->faults->bug == BUG_TORN)
		cut(m, (size_t)g->before.size + g->nrows / 2);
	return r;
}

static int
memory_touched(struct ledger *l, const char *subject, uint64_t since,
    uint64_t *seq)
{
	struct omap_node *n;
	bool after;
	int r;

	if ((r = fault(self(l), &after)) != 0)
		return r;
	*seq = 0;
	n = omap_find(&self(l)->m->touched, subject, strlen(subject));
	if (n != NULL)
		memcpy(seq, n->value, sizeof(*seq));
	if (*seq <= since)
		*seq = 0;
	return 0;
}

static int
memory_batch(struct ledger *l, const uint64_t id[2], struct ledger_batch *out)
{
	struct ledger_memory *me = self(l);
	struct omap_node *n;
	bool after;
	int r;

	if ((r = fault(me, &after)) != 0)
		return r;
	n = omap_find(&me->m->batches, id, 2 * sizeof(*id));
	if (n == NULL || (me->faults != NULL && me->faults->bug == BUG_TWICE))
		return E_NAME;
	memcpy(out, n->value, sizeof(*out));
	return 0;
}

static int
memory_top_ids(struct ledger *l, struct top_ids *out)
{
	struct omap_node *n;
	uint64_t id[2];
	bool after;
	int r;

	if ((r = fault(self(l), &after)) != 0)
		return r;
	*out = (struct top_ids){ .n = 0 };
	n = omap_from(&self(l)->m->batches, "", 0);
	for (; n != NULL; n = omap_next(n)) {
		memcpy(id, n->key, sizeof(id));
		top_ids_add(out, id);
	}
	return 0;
}

static int
memory_read(struct ledger *l, uint64_t from, uint64_t max,
    int (*each)(void *ctx, const struct written *w), void *ctx)
{
	const struct medium *m = self(l)->m;
	struct written w;
	bool after;
	int r;

	if ((r = fault(self(l), &after)) != 0)
		return r;
	for (uint64_t i = from; i < m->nrows && (max == 0 || i - from < max);
	     i++) {
		const struct medium_row *row = m->rows[i];

		w = (struct written){ i + 1, row->at, row->salt, row->bytes,
			row->n };
		if ((r = each(ctx, &w)) != 0)
			return r;
	}
	return 0;
}

static void
memory_close(struct ledger *l)
{
	const struct mem *mem = self(l)->m->mem;

	mem->free(mem->ctx, l);
}

static int
memory_fronted(struct ledger *l, unsigned *parts)
{
	bool after;
	int r;

	if ((r = fault(self(l), &after)) == 0)
		*parts = self(l)->m->fronted;
	return r;
}

static int
memory_set_fronted(struct ledger *l, unsigned parts)
{
	bool after;
	int r;

	if ((r = fault(self(l), &after)) == 0 || after)
		self(l)->m->fronted = parts;
	return r;
}

static const struct ledger_ops ops = {
	.head = memory_head,
	.take = memory_take,
	.commit = memory_commit,
	.touched = memory_touched,
	.batch = memory_batch,
	.top_ids = memory_top_ids,
	.read = memory_read,
	.close = memory_close,
	.fronted = memory_fronted,
	.set_fronted = memory_set_fronted,
};

int
ledger_memory(struct medium *m, struct store_faults *faults,
    struct ledger **out)
{
	struct ledger_memory *l;

	if ((l = m->mem->alloc(m->mem->ctx, sizeof(*l))) == NULL)
		return E_NOMEM;
	*l = (struct ledger_memory){ .ledger = { .ops = &ops, .why = "" },
		.m = m,
		.faults = faults };
	*out = &l->ledger;
	return 0;
}
