/* ledger_front.c - see ledger_front.h. */

#include <stdio.h>
#include <string.h>

#include "store/ledger_front.h"
#include "store/ledger_log.h"
#include "store/omap.h"

#define WHY_CLOSED "ledger.log failed while writing; open the store again"
#define WHY_ASTRAY                                                        \
	"ledger.log does not follow ledger.db: one of them was put back " \
	"from a copy; put the newest backup of the whole store in its place"

struct ledger_front {
	struct ledger base; /* first: the keeper holds this */
	const struct mem *mem;
	struct ledger *behind;
	struct ledger_log log;
	unsigned straight;       /* groups that still go past the log */
	bool fronted;            /* the ledger says that there is a log */
	bool round;              /* the log takes groups that follow `stood` */
	bool dead;               /* a write's fate is open */
	struct store_head head;  /* with what is in front */
	struct store_head stood; /* the ledger behind */
	/* In front: copies, each row's instant, and who is asked for. */
	struct arena arena;
	struct ledger_row *rows;
	struct instant *at;
	struct ledger_batch *batches;
	size_t nrows, nbatches, rows_room, at_room, batches_room;
	struct omap touched, by_id;
};

static struct ledger_front *
of(struct ledger *l)
{
	return (struct ledger_front *)(void *)l;
}

static int
front_no(struct ledger_front *f, int r, const char *why)
{
	f->base.why = why != NULL && *why != '\0' ? why : err_text(r);
	return r;
}

static int
behind_said(struct ledger_front *f, int r)
{
	return r == 0 ? 0 : front_no(f, r, f->behind->why);
}

/* -- In front ----------------------------------------------------------- */

static void
front_clear(struct ledger_front *f)
{
	arena_release(&f->arena);
	omap_release(&f->touched);
	omap_release(&f->by_id);
	f->rows = NULL;
	f->at = NULL;
	f->batches = NULL;
	f->nrows = f->nbatches = 0;
	f->rows_room = f->at_room = f->batches_room = 0;
}

static bool
copy_row(struct ledger_front *f, const struct ledger_row *from,
    struct instant at)
{
	struct ledger_row row = *from, *rows;
	struct instant *instants;
	const char **on;

	rows = arena_grow(&f->arena, f->rows, f->nrows, &f->rows_room,
	    sizeof(*rows));
	if (rows == NULL)
		return false;
	f->rows = rows;
	instants = arena_grow(&f->arena, f->at, f->nrows, &f->at_room,
	    sizeof(*instants));
	if (instants == NULL)
		return false;
	f->at = instants;
	row.bytes = arena_strndup(&f->arena, from->bytes, from->n);
	on = arena_array(&f->arena, from->non, sizeof(*on));
	if (row.bytes == NULL || on == NULL)
		return false;
	for (size_t i = 0; i < from->non; i++)
		if ((on[i] = arena_strdup(&f->arena, from->on[i])) == NULL)
			return false;
	row.on = on;
	f->at[f->nrows] = at;
	f->rows[f->nrows++] = row;
	return true;
}

static bool
copy_batch(struct ledger_front *f, const struct ledger_batch *b)
{
	struct ledger_batch *batches;

	batches = arena_grow(&f->arena, f->batches, f->nbatches,
	    &f->batches_room, sizeof(*batches));
	if (batches == NULL)
		return false;
	f->batches = batches;
	f->batches[f->nbatches++] = *b;
	return true;
}

struct copied {
	struct omap_pending touched, by_id;
	size_t nrows, nbatches; /* before it */
};

static void
copy_undo(struct ledger_front *f, struct copied *c)
{
	omap_drop(&f->touched, &c->touched);
	omap_drop(&f->by_id, &c->by_id);
	f->nrows = c->nrows;
	f->nbatches = c->nbatches;
}

/* Made whole before the log is written: after that nothing can be refused. */
static bool
copy_group(struct ledger_front *f, const struct ledger_group *g,
    struct copied *c)
{
	*c = (struct copied){ .nrows = f->nrows, .nbatches = f->nbatches };
	omap_pending_init(&c->touched);
	omap_pending_init(&c->by_id);
	for (size_t i = 0; i < g->nrows; i++) {
		uint64_t seq = g->before.size + 1 + i;
		struct instant at;

		if (entry_at(g->rows[i].bytes, g->rows[i].n, &at) != 0)
			at = g->after.at;
		if (!copy_row(f, &g->rows[i], at))
			goto undo;
		for (size_t k = 0; k < g->rows[i].non; k++)
			if (!omap_make(&f->touched, &c->touched,
				g->rows[i].on[k], strlen(g->rows[i].on[k]),
				&seq, sizeof(seq)))
				goto undo;
	}
	for (size_t i = 0; i < g->nbatches; i++)
		if (!copy_batch(f, &g->batches[i]) ||
		    !omap_make(&f->by_id, &c->by_id, g->batches[i].id,
			sizeof(g->batches[i].id), &g->batches[i],
			sizeof(g->batches[i])))
			goto undo;
	return true;
undo:
	copy_undo(f, c);
	return false;
}

/* -- Into the ledger ---------------------------------------------------- */

/* All that is in front, in one commit; the log is then of no use. */
static int
bring_in(struct ledger_front *f)
{
	struct ledger_group g = { .rows = f->rows,
		.nrows = f->nrows,
		.batches = f->batches,
		.nbatches = f->nbatches,
		.before = f->stood,
		.after = f->head };
	int r;

	if (f->nrows == 0)
		return 0;
	r = f->behind->ops->commit(f->behind, &g);
	if (r != 0) {
		/* Whatever became of it, the log still has it. */
		if (r != E_FULL && r != E_AGAIN && r != E_NOMEM)
			f->dead = true;
		return behind_said(f, r);
	}
	f->stood = f->head;
	f->round = false;
	front_clear(f);
	return 0;
}

static int
go_straight(struct ledger_front *f, const struct ledger_group *g)
{
	int r = bring_in(f);

	if (r != 0)
		return r;
	if ((r = f->behind->ops->commit(f->behind, g)) != 0) {
		if (r != E_FULL && r != E_AGAIN && r != E_NOMEM)
			f->dead = true;
		return behind_said(f, r);
	}
	f->head = f->stood = g->after;
	f->round = false;
	return 0;
}

/* A log that takes what follows the ledger. */
static int
begin_round(struct ledger_front *f)
{
	int r;

	if (f->fronted) {
		r = ledger_log_begin(&f->log, &f->stood);
	} else if ((r = ledger_log_make(&f->log, &f->stood)) == 0) {
		if ((r = f->behind->ops->set_fronted(f->behind, true)) != 0)
			return behind_said(f, r);
		f->fronted = true;
	} else {
		ledger_log_remove(&f->log);
	}
	if (r != 0) {
		/* A header whose fate is open. */
		f->dead = f->fronted && r == E_IO;
		return front_no(f, r, f->log.why);
	}
	f->round = true;
	return 0;
}

static int
write_ahead(struct ledger_front *f, const struct ledger_group *g)
{
	struct copied c;
	int r;

	if (!copy_group(f, g, &c))
		return front_no(f, E_NOMEM, NULL);
	if ((r = ledger_log_append(&f->log, g)) != 0) {
		copy_undo(f, &c);
		f->dead = f->dead || r == E_IO;
		return front_no(f, r, f->log.why);
	}
	omap_link(&f->touched, &c.touched);
	omap_link(&f->by_id, &c.by_id);
	f->head = g->after;
	return 0;
}

static bool
stands(const struct ledger_front *f, const struct store_head *before)
{
	return before->size == f->head.size && before->epoch == f->head.epoch &&
	    memcmp(&before->hash, &f->head.hash, HASH_BYTES) == 0;
}

static int
front_commit(struct ledger *base, const struct ledger_group *g)
{
	struct ledger_front *f = of(base);
	int r;

	if (f->dead)
		return front_no(f, E_IO, WHY_CLOSED);
	if (!stands(f, &g->before))
		return front_no(f, E_STALE,
		    "another keeper has written to the ledger since; open the "
		    "store again");
	if (f->straight > 0) {
		f->straight--;
		return go_straight(f, g);
	}
	if (!f->round && (r = begin_round(f)) != 0) {
		if (f->fronted)
			return r;
		/* No log is to be had: as if there were none. */
		f->straight = UINT32_MAX;
		return go_straight(f, g);
	}
	if ((r = write_ahead(f, g)) != E_LIMIT)
		return r;
	/* Full: what it holds goes in, and it begins anew; a group that is
	 * larger than all of it goes past it. */
	if ((r = bring_in(f)) != 0 || (r = begin_round(f)) != 0)
		return r;
	r = write_ahead(f, g);
	return r == E_LIMIT ? go_straight(f, g) : r;
}

/* -- Asked -------------------------------------------------------------- */

static int
front_head(struct ledger *base, struct store_head *out)
{
	struct ledger_front *f = of(base);
	struct store_head behind;
	int r;

	if ((r = f->behind->ops->head(f->behind, &behind)) != 0)
		return behind_said(f, r);
	if (behind.size != f->stood.size || behind.epoch != f->stood.epoch)
		return front_no(f, E_STALE, "another keeper took over");
	*out = f->head;
	return 0;
}

static int
front_take(struct ledger *base, uint64_t *epoch)
{
	struct ledger_front *f = of(base);
	int r;

	if (f->dead)
		return front_no(f, E_IO, WHY_CLOSED);
	/* What is in front was written under the old epoch. */
	if ((r = bring_in(f)) != 0)
		return r;
	if ((r = f->behind->ops->take(f->behind, epoch)) != 0) {
		f->dead = f->dead || r == E_IO;
		return behind_said(f, r);
	}
	f->head.epoch = f->stood.epoch = *epoch;
	f->round = false;
	return 0;
}

static int
front_touched(struct ledger *base, const char *subject, uint64_t *seq)
{
	struct ledger_front *f = of(base);
	struct omap_node *n = omap_find(&f->touched, subject, strlen(subject));

	if (n != NULL) {
		memcpy(seq, n->value, sizeof(*seq));
		return 0;
	}
	return behind_said(f, f->behind->ops->touched(f->behind, subject, seq));
}

static int
front_batch(struct ledger *base, const uint64_t id[2], struct ledger_batch *out)
{
	struct ledger_front *f = of(base);
	struct omap_node *n = omap_find(&f->by_id, id, 2 * sizeof(*id));

	if (n != NULL) {
		memcpy(out, n->value, sizeof(*out));
		return 0;
	}
	return behind_said(f, f->behind->ops->batch(f->behind, id, out));
}

static int
front_read(struct ledger *base, uint64_t after, uint64_t max,
    int (*each)(void *ctx, const struct written *w), void *ctx)
{
	struct ledger_front *f = of(base);
	uint64_t n = 0;
	int r;

	if (after < f->stood.size) {
		n = f->stood.size - after;
		if (max != 0 && max < n)
			n = max;
		f->behind->why = "";
		r = f->behind->ops->read(f->behind, after, n, each, ctx);
		if (r != 0)
			return behind_said(f, r);
		after += n;
	}
	for (; after < f->head.size && (max == 0 || n < max); after++, n++) {
		size_t i = (size_t)(after - f->stood.size);
		const struct ledger_row *row = &f->rows[i];
		struct written w = { after + 1, f->at[i], row->salt, row->bytes,
			row->n };

		if ((r = each(ctx, &w)) != 0)
			return r;
	}
	return 0;
}

static int
front_settle(struct ledger *base)
{
	struct ledger_front *f = of(base);

	return f->dead ? front_no(f, E_IO, WHY_CLOSED) : bring_in(f);
}

/* -- Opening and closing ------------------------------------------------ */

static void
front_close(struct ledger *base)
{
	struct ledger_front *f = of(base);
	const struct mem *mem = f->mem;

	/* In order: the ledger as if there had been no log.  Not so, and
	 * whoever opens it next finds what is in the log. */
	if (!f->dead && bring_in(f) == 0 && f->fronted &&
	    f->behind->ops->set_fronted(f->behind, false) == 0)
		(void)ledger_log_remove(&f->log);
	ledger_log_release(&f->log);
	front_clear(f);
	f->behind->ops->close(f->behind);
	mem->free(mem->ctx, f);
}

static const struct ledger_ops ledger_front_ops = {
	.head = front_head,
	.take = front_take,
	.commit = front_commit,
	.touched = front_touched,
	.batch = front_batch,
	.read = front_read,
	.close = front_close,
	.settle = front_settle,
};

/* A group of the log: the ledger has it, or it follows. */
static int
replay(void *ctx, const struct ledger_group *g)
{
	struct ledger_front *f = ctx;
	struct copied c;

	if (g->after.size <= f->stood.size)
		return g->after.size < f->stood.size ||
			memcmp(&g->after.hash, &f->stood.hash, HASH_BYTES) == 0
		    ? 0
		    : front_no(f, E_BROKEN, WHY_ASTRAY);
	/* Nobody took over since it was written, who would have brought it
	 * in first. */
	if (!stands(f, &g->before) || g->after.epoch != f->head.epoch ||
	    g->after.size != g->before.size + g->nrows)
		return front_no(f, E_BROKEN, WHY_ASTRAY);
	if (!copy_group(f, g, &c))
		return front_no(f, E_NOMEM, NULL);
	omap_link(&f->touched, &c.touched);
	omap_link(&f->by_id, &c.by_id);
	f->head = g->after;
	return 0;
}

static int
front_begin(struct ledger_front *f)
{
	struct arena a;
	int r;

	f->base.why = "";
	if ((r = f->behind->ops->head(f->behind, &f->stood)) != 0 ||
	    (r = f->behind->ops->fronted(f->behind, &f->fronted)) != 0)
		return behind_said(f, r);
	f->head = f->stood;
	if (!f->fronted)
		return 0;
	arena_init(&a, f->mem, 8 * f->log.bytes);
	r = ledger_log_open(&f->log, &a, f->stood.size, replay, f);
	if (r != 0 && *f->base.why == '\0')
		(void)front_no(f, r, f->log.why);
	arena_release(&a);
	if (r == E_NAME || r == E_LIMIT)
		r = E_BROKEN;
	return r == 0 ? bring_in(f) : r;
}

int
ledger_front_open(const struct mem *mem, const struct ledger_front_opening *o,
    struct ledger *behind, struct ledger **out, char *why, size_t n)
{
	struct ledger_front *f = mem->alloc(mem->ctx, sizeof(*f));
	size_t bytes = o->bytes != 0 ? o->bytes : LEDGER_LOG_BYTES;
	int r;

	*out = NULL;
	if (f == NULL) {
		snprintf(why, n, "there is no memory to open the ledger");
		behind->ops->close(behind);
		return E_NOMEM;
	}
	*f = (struct ledger_front){ .base = { .ops = &ledger_front_ops,
					.why = "" },
		.mem = mem,
		.behind = behind,
		.straight = o->straight };
	ledger_log_init(&f->log, mem, o->fs, o->folder, bytes);
	arena_init(&f->arena, mem, SIZE_MAX / 2);
	omap_init(&f->touched, mem);
	omap_init(&f->by_id, mem);
	if ((r = front_begin(f)) != 0) {
		snprintf(why, n, "%s", f->base.why);
		f->dead = true; /* it is left as it is */
		front_close(&f->base);
		return r;
	}
	*out = &f->base;
	return 0;
}
