/* ledger_front.c - see ledger_front.h. */

#include <stdio.h>
#include <string.h>

#include "store/bringer.h"
#include "store/layer.h"
#include "store/ledger_front.h"
#include "store/ledger_log.h"

#define WHY_CLOSED "ledger.log failed while writing; open the store again"
#define WHY_ASTRAY                                                        \
	"ledger.log does not follow ledger.db: one of them was put back " \
	"from a copy; put the newest backup of the whole store in its place"

/* Layers: written to; being brought in, or to be; brought in last. */
#define LAYERS 3

struct ledger_front {
	struct ledger base; /* first: the keeper holds this */
	const struct mem *mem;
	struct bringer behind;
	struct ledger_log log;
	unsigned straight; /* batches that still go past the log */
	unsigned parts;    /* of the log, as the ledger says */
	bool round;        /* the log takes groups that follow the head */
	bool dead;         /* a write's fate is open */
	bool given;        /* `going` was given to be brought in */
	bool thread;
	unsigned late, waited;
	struct store_head head;  /* with what is in front */
	struct store_head stood; /* the ledger behind */
	struct top_ids top;      /* of batches that are in no layer */
	struct layer layers[LAYERS], *now, *going, *kept;
	char why[512];
};

static struct ledger_front *
of(struct ledger *l)
{
	return (struct ledger_front *)(void *)l;
}

static int
front_no(struct ledger_front *f, int r, const char *why)
{
	if (why != f->why)
		snprintf(f->why, sizeof(f->why), "%s",
		    why != NULL && *why != '\0' ? why : err_text(r));
	f->base.why = f->why;
	return r;
}

/* What the ledger behind said, before it is given back. */
static int
behind_said(struct ledger_front *f, int r)
{
	if (r != 0)
		(void)front_no(f, r, f->behind.ledger->why);
	bringer_return(&f->behind);
	return r;
}

/* Nothing was written, and it can be tried again. */
static bool
may_be_tried(int r)
{
	return r == E_FULL || r == E_AGAIN || r == E_NOMEM;
}

/* -- Into the ledger ---------------------------------------------------- */

static void
give(struct ledger_front *f)
{
	struct ledger_group g = layer_group(f->going);

	f->given = true;
	f->waited = 0;
	bringer_give(&f->behind, &g);
}

/* Forget a layer that is in the ledger; what comes into it follows head. */
static void
forget(struct ledger_front *f, struct layer *l)
{
	for (size_t i = 0; i < l->nbatches; i++)
		top_ids_add(&f->top, l->batches[i].id);
	layer_clear(l, &f->head);
}

/* What is being brought in is in the ledger. */
static int
finish(struct ledger_front *f)
{
	struct layer *in = f->going;
	int r;

	if (in->nrows == 0)
		return 0;
	if (!f->given)
		give(f);
	r = bringer_take(&f->behind);
	f->given = false;
	if (r != 0) {
		/* Whatever became of it, the log still has it. */
		f->dead = f->dead || !may_be_tried(r);
		return front_no(f, r, f->behind.why);
	}
	f->stood = in->after;
	forget(f, f->kept);
	f->going = f->kept;
	f->kept = in;
	return 0;
}

/* The part is full: it is brought in, and the other takes over. */
static int
turn(struct ledger_front *f)
{
	struct layer *full = f->now;
	int r;

	if ((r = finish(f)) != 0 || full->nrows == 0)
		return r;
	f->now = f->going;
	layer_clear(f->now, &f->head);
	f->going = full;
	f->round = false;
	give(f);
	return 0;
}

/* All that is in front; the log is then of no use. */
static int
bring_in(struct ledger_front *f)
{
	int r = turn(f);

	if (r == 0 && (r = finish(f)) == 0)
		f->round = false;
	return r;
}

/* No layer reaches to the head any more. */
static void
forget_all(struct ledger_front *f)
{
	size_t i;

	for (i = 0; i < LAYERS; i++)
		forget(f, &f->layers[i]);
}

static int
go_straight(struct ledger_front *f, const struct ledger_group *g)
{
	struct ledger *l;
	size_t i;
	int r;

	if ((r = bring_in(f)) != 0)
		return r;
	l = bringer_borrow(&f->behind);
	if ((r = behind_said(f, l->ops->commit(l, g))) != 0) {
		f->dead = f->dead || !may_be_tried(r);
		return r;
	}
	f->head = f->stood = g->after;
	f->round = false;
	forget_all(f);
	for (i = 0; i < g->nbatches; i++)
		top_ids_add(&f->top, g->batches[i].id);
	return 0;
}

/* A log that takes what follows the head. */
static int
begin_round(struct ledger_front *f)
{
	struct ledger *l;
	int r;

	if (f->parts > 0) {
		r = ledger_log_begin(&f->log, &f->head);
	} else if ((r = ledger_log_make(&f->log, &f->head)) == 0) {
		l = bringer_borrow(&f->behind);
		r = behind_said(f, l->ops->set_fronted(l, LEDGER_LOG_PARTS));
		if (r != 0)
			return r;
		f->parts = LEDGER_LOG_PARTS;
	} else {
		ledger_log_remove(&f->log);
	}
	if (r != 0) {
		/* A header whose fate is open. */
		f->dead = f->parts > 0 && r == E_IO;
		return front_no(f, r, f->log.why);
	}
	f->round = true;
	return 0;
}

static int
write_ahead(struct ledger_front *f, const struct ledger_group *g)
{
	struct layer_group lg;
	int r;

	if (!layer_put(f->now, g, &lg))
		return front_no(f, E_NOMEM, NULL);
	if ((r = ledger_log_append(&f->log, g)) != 0) {
		layer_undo(f->now, &lg);
		f->dead = f->dead || r == E_IO;
		return front_no(f, r, f->log.why);
	}
	layer_link(f->now, &lg);
	f->head = g->after;
	return 0;
}

static bool
stands(const struct ledger_front *f, const struct store_head *before)
{
	return before->size == f->head.size && before->epoch == f->head.epoch &&
	    memcmp(&before->hash, &f->head.hash, HASH_BYTES) == 0;
}

/* What was brought in meanwhile is taken note of; what could not be is tried
 * again when its part is needed. */
static void
look_behind(struct ledger_front *f)
{
	bool done =
	    f->thread ? bringer_done(&f->behind) : f->waited++ >= f->late;

	if (f->given && done)
		(void)finish(f);
}

static int
front_commit(struct ledger *base, const struct ledger_group *g)
{
	struct ledger_front *f = of(base);
	int r;

	look_behind(f);
	if (f->dead)
		return front_no(f, E_IO, WHY_CLOSED);
	if (!stands(f, &g->before))
		return front_no(f, E_STALE,
		    "another keeper has written to the ledger since; open the "
		    "store again");
	if (f->straight > 0) {
		f->straight -= g->nbatches < f->straight ? (unsigned)g->nbatches
							 : f->straight;
		return go_straight(f, g);
	}
	if (!f->round && (r = begin_round(f)) != 0) {
		if (f->parts > 0)
			return r;
		/* No log is to be had: as if there were none. */
		f->straight = UINT32_MAX;
		return go_straight(f, g);
	}
	if ((r = write_ahead(f, g)) != E_LIMIT)
		return r;
	/* A group that is larger than all of a part goes past it. */
	if ((r = turn(f)) != 0 || (r = begin_round(f)) != 0)
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
	struct ledger *l;
	int r;

	/* In the middle of a commit it stands nowhere. */
	if (f->given && f->thread && (r = finish(f)) != 0)
		return r;
	l = bringer_borrow(&f->behind);
	if ((r = behind_said(f, l->ops->head(l, &behind))) != 0)
		return r;
	if (behind.size != f->stood.size || behind.epoch != f->stood.epoch)
		return front_no(f, E_STALE, "another keeper took over");
	*out = f->head;
	return 0;
}

static int
front_take(struct ledger *base, uint64_t *epoch)
{
	struct ledger_front *f = of(base);
	struct ledger *l;
	int r;

	if (f->dead)
		return front_no(f, E_IO, WHY_CLOSED);
	/* What is in front was written under the old epoch. */
	if ((r = bring_in(f)) != 0)
		return r;
	l = bringer_borrow(&f->behind);
	if ((r = behind_said(f, l->ops->take(l, epoch))) != 0) {
		f->dead = f->dead || r == E_IO;
		return r;
	}
	f->head.epoch = f->stood.epoch = *epoch;
	f->now->before.epoch = f->now->after.epoch = *epoch;
	f->round = false;
	return 0;
}

/* The layers, newest first. */
static const struct layer *
layer_of(const struct ledger_front *f, size_t i)
{
	const struct layer *all[LAYERS] = { f->now, f->going, f->kept };

	return all[i];
}

/* All that was written after this many entries is in a layer. */
static uint64_t
remembered(const struct ledger_front *f)
{
	uint64_t from = f->head.size;
	size_t i;

	for (i = 0; i < LAYERS; i++)
		if (layer_of(f, i)->nrows > 0)
			from = layer_of(f, i)->before.size;
	return from;
}

static int
front_touched(struct ledger *base, const char *subject, uint64_t since,
    uint64_t *seq)
{
	struct ledger_front *f = of(base);
	struct ledger *l;
	size_t i;

	*seq = 0;
	for (i = 0; i < LAYERS; i++)
		if (layer_touched(layer_of(f, i), subject, seq)) {
			if (*seq <= since)
				*seq = 0;
			return 0;
		}
	if (since >= remembered(f))
		return 0;
	l = bringer_borrow(&f->behind);
	return behind_said(f, l->ops->touched(l, subject, since, seq));
}

static int
front_batch(struct ledger *base, const uint64_t id[2], struct ledger_batch *out)
{
	struct ledger_front *f = of(base);
	struct ledger *l;
	size_t i;

	for (i = 0; i < LAYERS; i++)
		if (layer_batch(layer_of(f, i), id, out))
			return 0;
	if (top_ids_never(&f->top, id))
		return E_NAME;
	l = bringer_borrow(&f->behind);
	return behind_said(f, l->ops->batch(l, id, out));
}

static int
front_top_ids(struct ledger *base, struct top_ids *out)
{
	struct ledger_front *f = of(base);

	*out = f->top;
	for (size_t i = 0; i < LAYERS; i++)
		for (size_t k = 0; k < layer_of(f, i)->nbatches; k++)
			top_ids_add(out, layer_of(f, i)->batches[k].id);
	return 0;
}

static int
read_behind(struct ledger_front *f, uint64_t after, uint64_t n,
    int (*each)(void *ctx, const struct written *w), void *ctx)
{
	struct ledger *l = bringer_borrow(&f->behind);

	l->why = "";
	return behind_said(f, l->ops->read(l, after, n, each, ctx));
}

static int
front_read(struct ledger *base, uint64_t after, uint64_t max,
    int (*each)(void *ctx, const struct written *w), void *ctx)
{
	struct ledger_front *f = of(base);
	uint64_t from = remembered(f), left = max, n;
	size_t i;
	int r;

	if (after < from) {
		n = from - after;
		if (max != 0 && max < n)
			n = max;
		if ((r = read_behind(f, after, n, each, ctx)) != 0)
			return r;
		after += n;
		if (max != 0 && (left -= n) == 0)
			return 0;
	}
	for (i = LAYERS; i-- > 0;) {
		r = layer_read(layer_of(f, i), &after, &left, each, ctx);
		if (r != 0 || (max != 0 && left == 0))
			return r;
	}
	return 0;
}

/* What lies behind: its own thread's, or anybody's.  Nothing of the front is
 * touched. */
static int
front_read_settled(struct ledger *base, uint64_t after, uint64_t max,
    int (*each)(void *ctx, const struct written *w), void *ctx)
{
	struct bringer *b = &of(base)->behind;
	struct ledger *l = bringer_borrow(b);
	int r = l->ops->read(l, after, max, each, ctx);

	bringer_return(b);
	return r;
}

static int
front_settle(struct ledger *base)
{
	struct ledger_front *f = of(base);

	if (f->dead)
		return front_no(f, E_IO, WHY_CLOSED);
	/* Whoever comes next waits for nothing. */
	if (f->thread)
		return f->given ? 0 : turn(f);
	return bring_in(f);
}

/* -- Opening and closing ------------------------------------------------ */

static void
front_close(struct ledger *base)
{
	struct ledger_front *f = of(base);
	const struct mem *mem = f->mem;
	struct ledger *l;
	size_t i;

	/* In order: the ledger as if there had been no log.  Not so, and
	 * whoever opens it next finds what is in the log. */
	if (!f->dead && bring_in(f) == 0 && f->parts > 0) {
		l = bringer_borrow(&f->behind);
		if (behind_said(f, l->ops->set_fronted(l, 0)) == 0)
			(void)ledger_log_remove(&f->log);
	}
	ledger_log_release(&f->log);
	bringer_release(&f->behind);
	for (i = 0; i < LAYERS; i++)
		layer_clear(&f->layers[i], &f->head);
	mem->free(mem->ctx, f);
}

static const struct ledger_ops ledger_front_ops = {
	.head = front_head,
	.take = front_take,
	.commit = front_commit,
	.touched = front_touched,
	.batch = front_batch,
	.top_ids = front_top_ids,
	.read = front_read,
	.close = front_close,
	.settle = front_settle,
	.read_settled = front_read_settled,
};

/* A group of the log: the ledger has it, or it follows. */
static int
replay(void *ctx, const struct ledger_group *g)
{
	struct ledger_front *f = ctx;
	struct layer_group lg;

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
	if (!layer_put(f->now, g, &lg))
		return front_no(f, E_NOMEM, NULL);
	layer_link(f->now, &lg);
	f->head = g->after;
	return 0;
}

static int
read_log(struct ledger_front *f)
{
	struct ledger *l;
	struct arena a;
	int r;

	arena_init(&a, f->mem, LEDGER_LOG_MAX);
	r = ledger_log_open(&f->log, &a, f->parts, f->stood.size, replay, f);
	if (r != 0 && *f->base.why == '\0')
		(void)front_no(f, r, f->log.why);
	arena_release(&a);
	if (r == E_NAME || r == E_LIMIT)
		r = E_BROKEN;
	if (r != 0 || (r = bring_in(f)) != 0 || f->parts == LEDGER_LOG_PARTS)
		return r;
	/* As it was made at first: a new one takes its place. */
	l = bringer_borrow(&f->behind);
	if ((r = behind_said(f, l->ops->set_fronted(l, 0))) != 0)
		return r;
	f->parts = 0;
	ledger_log_remove(&f->log);
	return 0;
}

static int
front_begin(struct ledger_front *f)
{
	struct ledger *l = bringer_borrow(&f->behind);
	size_t i;
	int r;

	f->base.why = "";
	if ((r = l->ops->head(l, &f->stood)) == 0 &&
	    (r = l->ops->fronted(l, &f->parts)) == 0)
		r = l->ops->top_ids(l, &f->top);
	if ((r = behind_said(f, r)) != 0)
		return r;
	f->head = f->stood;
	for (i = 0; i < LAYERS; i++)
		layer_clear(&f->layers[i], &f->head);
	return f->parts == 0 ? 0 : read_log(f);
}

int
ledger_front_open(const struct mem *mem, const struct ledger_front_opening *o,
    struct ledger *behind, struct ledger **out, char *why, size_t n)
{
	struct ledger_front *f = mem->alloc(mem->ctx, sizeof(*f));
	size_t bytes = o->bytes != 0 ? o->bytes : LEDGER_LOG_BYTES, i;
	int r;

	*out = NULL;
	snprintf(why, n, "there is no memory to open the ledger");
	if (f == NULL) {
		behind->ops->close(behind);
		return E_NOMEM;
	}
	*f = (struct ledger_front){ .base = { .ops = &ledger_front_ops,
					.why = "" },
		.mem = mem,
		.straight = o->straight,
		.thread = o->thread,
		.late = o->late };
	if ((r = bringer_init(&f->behind, behind, o->thread)) != 0) {
		behind->ops->close(behind);
		mem->free(mem->ctx, f);
		return r;
	}
	ledger_log_init(&f->log, mem, o->fs, o->folder, bytes);
	for (i = 0; i < LAYERS; i++)
		layer_init(&f->layers[i], mem);
	f->now = &f->layers[0];
	f->going = &f->layers[1];
	f->kept = &f->layers[2];
	if ((r = front_begin(f)) != 0) {
		snprintf(why, n, "%s", f->base.why);
		f->dead = true; /* it is left as it is */
		front_close(&f->base);
		return r;
	}
	*out = &f->base;
	return 0;
}
