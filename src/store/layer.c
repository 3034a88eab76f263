/* layer.c - see layer.h. */

#include <string.h>

#include "store/layer.h"

void
layer_init(struct layer *l, const struct mem *mem)
{
	*l = (struct layer){ .mem = mem };
	arena_init(&l->arena, mem, SIZE_MAX / 2);
	omap_init(&l->touched, mem);
	omap_init(&l->by_id, mem);
}

void
layer_clear(struct layer *l, const struct store_head *head)
{
	arena_release(&l->arena);
	omap_release(&l->touched);
	omap_release(&l->by_id);
	layer_init(l, l->mem);
	l->before = l->after = *head;
}

/* -- Putting in --------------------------------------------------------- */

static bool
copy_row(struct layer *l, const struct ledger_row *from, struct instant at)
{
	struct ledger_row row = *from, *rows;
	struct instant *instants;
	const char **on;

	rows = arena_grow(&l->arena, l->rows, l->nrows, &l->rows_room,
	    sizeof(*rows));
	if (rows == NULL)
		return false;
	l->rows = rows;
	instants =
	    arena_grow(&l->arena, l->at, l->nrows, &l->at_room, sizeof(*l->at));
	if (instants == NULL)
		return false;
	l->at = instants;
	row.bytes = arena_strndup(&l->arena, from->bytes, from->n);
	on = arena_array(&l->arena, from->non, sizeof(*on));
	if (row.bytes == NULL || on == NULL)
		return false;
	for (size_t i = 0; i < from->non; i++)
		if ((on[i] = arena_strdup(&l->arena, from->on[i])) == NULL)
			return false;
	row.on = on;
	l->at[l->nrows] = at;
	l->rows[l->nrows++] = row;
	return true;
}

static bool
put_row(struct layer *l, struct layer_group *g, const struct ledger_row *row,
    uint64_t seq, struct instant last)
{
	struct instant at;

	if (entry_at(row->bytes, row->n, &at) != 0)
		at = last;
	if (!copy_row(l, row, at))
		return false;
	for (size_t i = 0; i < row->non; i++)
		if (!omap_make(&l->touched, &g->touched, row->on[i],
			strlen(row->on[i]), &seq, sizeof(seq)))
			return false;
	return true;
}

static bool
put_batch(struct layer *l, struct layer_group *g, const struct ledger_batch *b)
{
	struct ledger_batch *batches;

	batches = arena_grow(&l->arena, l->batches, l->nbatches,
	    &l->batches_room, sizeof(*batches));
	if (batches == NULL)
		return false;
	l->batches = batches;
	l->batches[l->nbatches++] = *b;
	return omap_make(&l->by_id, &g->by_id, b->id, sizeof(b->id), b,
	    sizeof(*b));
}

bool
layer_put(struct layer *l, const struct ledger_group *g,
    struct layer_group *out)
{
	*out = (struct layer_group){ .nrows = l->nrows,
		.nbatches = l->nbatches,
		.after = g->after };
	omap_pending_init(&out->touched);
	omap_pending_init(&out->by_id);
	for (size_t i = 0; i < g->nrows; i++)
		if (!put_row(l, out, &g->rows[i], g->before.size + 1 + i,
			g->after.at))
			goto undo;
	for (size_t i = 0; i < g->nbatches; i++)
		if (!put_batch(l, out, &g->batches[i]))
			goto undo;
	return true;
undo:
	layer_undo(l, out);
	return false;
}

void
layer_undo(struct layer *l, struct layer_group *g)
{
	omap_drop(&l->touched, &g->touched);
	omap_drop(&l->by_id, &g->by_id);
	l->nrows = g->nrows;
	l->nbatches = g->nbatches;
}

void
layer_link(struct layer *l, struct layer_group *g)
{
	omap_link(&l->touched, &g->touched);
	omap_link(&l->by_id, &g->by_id);
	l->after = g->after;
}

/* -- Asked -------------------------------------------------------------- */

struct ledger_group
layer_group(const struct layer *l)
{
	return (struct ledger_group){ .rows = l->rows,
		.nrows = l->nrows,
		.batches = l->batches,
		.nbatches = l->nbatches,
		.before = l->before,
		.after = l->after };
}

bool
layer_touched(const struct layer *l, const char *subject, uint64_t *seq)
{
	struct omap_node *n = omap_find(&l->touched, subject, strlen(subject));

	if (n != NULL)
		memcpy(seq, n->value, sizeof(*seq));
	return n != NULL;
}

bool
layer_batch(const struct layer *l, const uint64_t id[2],
    struct ledger_batch *out)
{
	struct omap_node *n = omap_find(&l->by_id, id, 2 * sizeof(*id));

	if (n != NULL)
		memcpy(out, n->value, sizeof(*out));
	return n != NULL;
}

int
layer_read(const struct layer *l, uint64_t *after, uint64_t *left,
    int (*each)(void *ctx, const struct written *w), void *ctx)
{
	bool all = *left == 0;
	int r;

	while (*after >= l->before.size && *after < l->after.size &&
	    (all || *left > 0)) {
		size_t i = (size_t)(*after - l->before.size);
		const struct ledger_row *row = &l->rows[i];
		struct written w = { *after + 1, l->at[i], row->salt,
			row->bytes, row->n };

		++*after;
		if (!all)
			--*left;
		if ((r = each(ctx, &w)) != 0)
			return r;
	}
	return 0;
}
