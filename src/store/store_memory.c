/* store_memory.c - a store over a medium in memory, its keeper inside. */

#include <string.h>

#include "store/backend.h"
#include "store/memory.h"

struct store_memory {
	struct store store; /* first */
	struct keeper keeper;
	struct medium *medium;
	struct medium own; /* when the medium is nobody else's */
	struct store_faults *faults;
};

static struct store_memory *
self(struct store *s)
{
	return (struct store_memory *)s;
}

struct keeper *
store_memory_keeper(struct store *s)
{
	return &self(s)->keeper;
}

static int
kept(struct store *s, int r)
{
	if (r != 0)
		s->why = self(s)->keeper.why;
	return r;
}

static void
memory_append(struct store *s, struct keeper_request *req)
{
	keeper_append(&self(s)->keeper, req, 1);
}

static int
memory_tell_time(struct store *s, struct instant now)
{
	return kept(s, keeper_tell(&self(s)->keeper, now));
}

static int
memory_head(struct store *s, struct store_head *out)
{
	const struct keeper *k = &self(s)->keeper;

	/* What may have been written and what not is not known. */
	if (k->broken != 0)
		return kept(s, k->broken);
	*out = k->head;
	return 0;
}

static int
memory_follow(struct store *s, uint64_t after, uint64_t max,
    int (*each)(void *ctx, const struct written *w), void *ctx)
{
	struct keeper *k = &self(s)->keeper;

	s->why = NULL;
	if (k->broken != 0)
		return kept(s, k->broken);
	return k->ledger->ops->read(k->ledger, after, max, each, ctx);
}

static int
memory_sync_views(struct store *s, struct store_head *out)
{
	struct keeper *k = &self(s)->keeper;
	uint64_t at;
	int r;

	if (k->broken != 0)
		return kept(s, k->broken);
	if ((r = keeper_project(k, 0, &at)) != 0)
		return kept(s, r);
	*out = k->head;
	return 0;
}

static int
memory_view_scan(struct store *s, enum view_id v, const void *prefix,
    size_t nprefix, const void *from, size_t nfrom,
    int (*each)(void *ctx, const void *key, size_t nkey, const void *value,
	size_t nvalue),
    void *ctx)
{
	struct views *views = self(s)->keeper.views;

	s->why = NULL;
	return views->ops->scan(views, v, prefix, nprefix, from, nfrom, each,
	    ctx);
}

static int
memory_rebuild(struct store *s,
    void (*progress)(void *ctx, uint64_t done, uint64_t all), void *ctx,
    uint64_t *n)
{
	struct keeper *k = &self(s)->keeper;
	int r;

	*n = 0;
	if (k->broken != 0)
		return kept(s, k->broken);
	if ((r = k->views->ops->clear(k->views)) != 0) {
		s->why = k->views->why;
		return r;
	}
	while (*n < k->head.size) {
		if ((r = keeper_project(k, 4096, n)) != 0)
			return kept(s, r);
		if (progress != NULL)
			progress(ctx, *n, k->head.size);
	}
	return 0;
}

static int
memory_blob_put(struct store *s, const struct hash *h, const void *bytes,
    size_t n)
{
	struct store_memory *me = self(s);
	struct omap *m = &me->medium->blobs;
	struct omap_pending p;
	bool after;
	int r;

	s->why = NULL;
	if ((r = store_fault(me->faults, &after)) != 0 && !after)
		return r;
	omap_pending_init(&p);
	if (omap_find(m, h->b, HASH_BYTES) != NULL)
		return r;
	if (!omap_make(m, &p, h->b, HASH_BYTES, bytes, n))
		return r != 0 ? r : E_NOMEM;
	omap_link(m, &p);
	return r;
}

static int
memory_blob_get(struct store *s, struct arena *a, const struct hash *h,
    const void **bytes, size_t *n)
{
	struct store_memory *me = self(s);
	struct omap_node *node;
	bool after;
	void *copy;
	int r;

	s->why = NULL;
	if ((r = store_fault(me->faults, &after)) != 0)
		return r;
	node = omap_find(&me->medium->blobs, h->b, HASH_BYTES);
	if (node == NULL) {
		s->why = "no such document is kept";
		return E_NAME;
	}
	if ((copy = arena_alloc(a, node->nvalue)) == NULL)
		return E_NOMEM;
	if (node->nvalue > 0)
		memcpy(copy, node->value, node->nvalue);
	*bytes = copy;
	*n = node->nvalue;
	return 0;
}

static void
memory_close(struct store *s)
{
	struct store_memory *me = self(s);
	const struct mem *mem = s->mem;

	if (me->keeper.ledger != NULL)
		me->keeper.ledger->ops->close(me->keeper.ledger);
	if (me->keeper.views != NULL)
		me->keeper.views->ops->close(me->keeper.views);
	if (me->medium == &me->own)
		medium_release(&me->own);
	mem->free(mem->ctx, me);
}

static const struct store_ops ops = {
	.append = memory_append,
	.tell_time = memory_tell_time,
	.head = memory_head,
	.follow = memory_follow,
	.sync_views = memory_sync_views,
	.view_scan = memory_view_scan,
	.rebuild = memory_rebuild,
	.blob_put = memory_blob_put,
	.blob_get = memory_blob_get,
	.close = memory_close,
};

static int
start(struct store_memory *me, const struct store_kind *kind, const char **why)
{
	struct keeper *k = &me->keeper;
	int r;

	*why = "out of memory";
	if ((r = ledger_memory(me->medium, me->faults, &k->ledger)) != 0 ||
	    (r = views_memory(me->medium, me->faults, &k->views)) != 0)
		return r;
	if ((r = keeper_open(k)) != 0)
		goto out;
	if (k->head.size == 0) {
		if (kind == NULL) {
			*why = "there is no store";
			return E_NAME;
		}
		r = keeper_begin(k, kind);
	}
out:
	*why = k->why != NULL && *k->why != '\0' ? k->why : err_text(r);
	return r;
}

/* m: NULL for one of its own. */
static int
store_memory_on(const struct mem *mem, struct medium *m,
    const struct store_kind *kind, struct store_faults *faults,
    struct store **out, const char **why)
{
	struct store_memory *me;
	int r;

	*why = "out of memory";
	if ((me = mem->alloc(mem->ctx, sizeof(*me))) == NULL)
		return E_NOMEM;
	*me = (struct store_memory){ .store = { .ops = &ops, .mem = mem },
		.medium = m,
		.faults = faults };
	if (m == NULL) {
		medium_init(&me->own, mem);
		me->medium = &me->own;
	}
	me->keeper.mem = mem;
	me->keeper.world = faults != NULL && faults->world != NULL
	    ? faults->world
	    : &keeper_world_real;
	if ((r = start(me, kind, why)) != 0) {
		store_close(&me->store);
		return r;
	}
	me->store.kind = me->keeper.kind;
	*out = &me->store;
	return 0;
}

int
store_memory_open(struct medium *m, const struct store_kind *kind,
    struct store_faults *faults, struct store **out, const char **why)
{
	return store_memory_on(m->mem, m, kind, faults, out, why);
}

int
store_memory(const struct mem *mem, const struct store_kind *kind,
    struct store_faults *faults, struct store **out)
{
	const char *why;

	return store_memory_on(mem, NULL, kind, faults, out, &why);
}
