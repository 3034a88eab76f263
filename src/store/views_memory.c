/* views_memory.c - views in memory: one map, the view's number before each
 * key, and what is put linked when it is committed. */

#include <string.h>

#include "store/memory.h"

struct views_memory {
	struct views views; /* first */
	struct medium *m;
	struct store_faults *faults;
	struct omap_pending pending;
	struct buf key;
};

static struct views_memory *
self(struct views *v)
{
	return (struct views_memory *)v;
}

static int
fault(struct views_memory *v, bool *after)
{
	int r = store_fault(v->faults, after);

	if (r != 0)
		v->views.why = "the views in memory were told to fail";
	return r;
}

static int
refused(struct views *v)
{
	v->why = "out of memory";
	return E_NOMEM;
}

static int
memory_at(struct views *v, struct views_mark *out)
{
	bool after;
	int r;

	if ((r = fault(self(v), &after)) == 0)
		*out = self(v)->m->mark;
	return r;
}

static int
memory_begin(struct views *v)
{
	bool after;

	/* What failed was not rolled back: it would be committed now. */
	if (self(v)->pending.first != NULL) {
		v->why = "the views were left half put";
		return E_BROKEN;
	}
	return fault(self(v), &after);
}

/* The key as it stands in the map. */
static bool
full_key(struct views_memory *v, enum view_id view, const void *key, size_t n)
{
	buf_clear(&v->key);
	buf_putc(&v->key, (char)view);
	buf_add(&v->key, key, n);
	return !v->key.failed;
}

static int
memory_put(struct views *v, enum view_id view, const void *key, size_t nkey,
    const void *value, size_t nvalue)
{
	struct views_memory *me = self(v);
	bool after;
	int r;

	if ((r = fault(me, &after)) != 0)
		return r;
	if (!full_key(me, view, key, nkey) ||
	    !omap_make(&me->m->views, &me->pending, me->key.s, me->key.len,
		value, nvalue))
		return refused(v);
	return 0;
}

static int
memory_commit(struct views *v, const struct views_mark *mark)
{
	struct views_memory *me = self(v);
	bool after;
	int r;

	if ((r = fault(me, &after)) != 0 && !after) {
		if (r == E_IO && me->faults->bug == BUG_VIEWS)
			me->m->mark = *mark;
		return r;
	}
	omap_link(&me->m->views, &me->pending);
	me->m->mark = *mark;
	return r;
}

static void
memory_rollback(struct views *v)
{
	omap_drop(&self(v)->m->views, &self(v)->pending);
}

static int
memory_clear(struct views *v)
{
	struct views_memory *me = self(v);
	bool after;
	int r;

	if ((r = fault(me, &after)) != 0 && !after)
		return r;
	omap_release(&me->m->views);
	me->m->mark = (struct views_mark){ .at = 0 };
	return r;
}

static int
memory_scan(struct views *v, enum view_id view, const void *prefix,
    size_t nprefix, const void *from, size_t nfrom,
    int (*each)(void *ctx, const void *key, size_t nkey, const void *value,
	size_t nvalue),
    void *ctx)
{
	struct views_memory *me = self(v);
	struct omap_node *n;
	bool after;
	int r;

	if ((r = fault(me, &after)) != 0)
		return r;
	if (!full_key(me, view, nfrom > 0 ? from : prefix,
		nfrom > 0 ? nfrom : nprefix))
		return refused(v);
	n = omap_from(&me->m->views, me->key.s, me->key.len);
	for (; n != NULL; n = omap_next(n)) {
		if (n->nkey < 1 + nprefix || n->key[0] != (uint8_t)view ||
		    (nprefix > 0 && memcmp(n->key + 1, prefix, nprefix) != 0))
			break;
		if ((r = each(ctx, n->key + 1, n->nkey - 1, n->value,
			 n->nvalue)) != 0)
			return r;
	}
	return 0;
}

static void
memory_close(struct views *v)
{
	const struct mem *mem = self(v)->m->mem;

	memory_rollback(v);
	buf_release(&self(v)->key);
	mem->free(mem->ctx, v);
}

static const struct views_ops ops = {
	.at = memory_at,
	.begin = memory_begin,
	.put = memory_put,
	.commit = memory_commit,
	.rollback = memory_rollback,
	.clear = memory_clear,
	.scan = memory_scan,
	.close = memory_close,
};

int
views_memory(struct medium *m, struct store_faults *faults, struct views **out)
{
	struct views_memory *v;

	if ((v = m->mem->alloc(m->mem->ctx, sizeof(*v))) == NULL)
		return E_NOMEM;
	*v = (struct views_memory){ .views = { &ops, "" },
		.m = m,
		.faults = faults };
	omap_pending_init(&v->pending);
	buf_init(&v->key, m->mem, LIMIT_ENTRY_BYTES);
	*out = &v->views;
	return 0;
}
