/* store.c - what all stores do alike. */

#include "store/store.h"

#include <string.h>

#include "core/limits.h"
#include "store/backend.h"

/* Remember what failed, and say so. */
static int
done(struct store *s, int r)
{
	s->r = r;
	return r;
}

static int
no(struct store *s, int r, const char *why)
{
	s->why = why;
	return done(s, r);
}

void
store_close(struct store *s)
{
	if (s != NULL)
		s->ops->close(s);
}

const struct store_kind *
store_kind(const struct store *s)
{
	return &s->kind;
}

const char *
store_why(const struct store *s)
{
	return s->why != NULL && *s->why != '\0' ? s->why : err_text(s->r);
}

/* -- Entries ------------------------------------------------------------ */

/* It begins with the time, in milliseconds: those written together lie
 * together, and one commit need not touch as many pages as it has batches.
 * What is left, 80 bits, is random. */
int
store_batch_id(struct batch *b)
{
	const struct keeper_world *w = &keeper_world_real;
	struct instant now;
	int r;

	if ((r = w->random(w->ctx, b->id, sizeof(b->id))) != 0 ||
	    (r = w->now(w->ctx, &now)) != 0)
		return r;
	b->id[0] = (uint64_t)(now.us / 1000) << 16 | (b->id[0] & 0xffff);
	return 0;
}

/* The drafts as bytes, one after another in all; sizes says where. */
static int
make_drafts(const struct batch *b, struct buf *all, size_t *sizes)
{
	int r;

	for (size_t i = 0; i < b->n; i++) {
		size_t before = all->len;

		if ((r = entry_draft(all, &b->drafts[i])) != 0)
			return r;
		sizes[i] = all->len - before;
	}
	return 0;
}

int
store_append(struct store *s, const struct batch *b, struct appended *out)
{
	struct keeper_request q = { .n = b->n,
		.id = { b->id[0], b->id[1] },
		.has_expected = b->has_expected,
		.expected = b->expected,
		.pre = b->pre,
		.npre = b->npre };
	const char **drafts;
	struct arena a;
	struct buf all;
	size_t *sizes;
	int r;

	*out = (struct appended){ .n = 0 };
	if (b->n == 0 || b->n > LIMIT_BATCH)
		return no(s, b->n == 0 ? E_SYNTAX : E_LIMIT,
		    b->n == 0 ? "a batch without entries"
			      : "too many entries in a batch");
	/* One left out would be one that nothing guards. */
	if (b->npre > LIMIT_PRECONDITIONS)
		return no(s, E_LIMIT, "too many preconditions");
	arena_init(&a, s->mem, SIZE_MAX / 2);
	buf_init(&all, s->mem, LIMIT_BATCH_BYTES);
	drafts = arena_array(&a, b->n, sizeof(*drafts));
	sizes = arena_array(&a, b->n, sizeof(*sizes));
	if (drafts == NULL || sizes == NULL) {
		r = no(s, E_NOMEM, NULL);
		goto out;
	}
	if ((r = make_drafts(b, &all, sizes)) != 0) {
		(void)no(s, r, NULL);
		goto out;
	}
	for (size_t i = 0, at = 0; i < b->n; at += sizes[i++])
		drafts[i] = all.s + at;
	q.drafts = drafts;
	q.sizes = sizes;
	s->ops->append(s, &q);
	*out = q.out;
	r = q.r != 0 ? no(s, q.r, q.why) : 0;
out:
	buf_release(&all);
	arena_release(&a);
	return r;
}

int
store_tell_time(struct store *s, struct instant now)
{
	return done(s, s->ops->tell_time(s, now));
}

int
store_head(struct store *s, struct store_head *out)
{
	return done(s, s->ops->head(s, out));
}

int
store_follow(struct store *s, uint64_t after, uint64_t max,
    int (*each)(void *ctx, const struct written *w), void *ctx)
{
	return done(s, s->ops->follow(s, after, max, each, ctx));
}

int
store_signed(struct store *s, struct arena *a, bool in_tiles, const char **note,
    size_t *n)
{
	if (s->ops->signed_head == NULL)
		return no(s, E_NAME, "nobody signs this store's log");
	return done(s, s->ops->signed_head(s, a, in_tiles, note, n));
}

/* -- Views -------------------------------------------------------------- */

int
store_sync_views(struct store *s, struct store_head *out)
{
	int r;

	if ((r = s->ops->sync_views(s, out)) == 0)
		s->viewed = out->size;
	return done(s, r);
}

int
store_view_scan(struct store *s, enum view_id v, const void *prefix,
    size_t nprefix, const void *from, size_t nfrom,
    int (*each)(void *ctx, const void *key, size_t nkey, const void *value,
	size_t nvalue),
    void *ctx)
{
	return done(s,
	    s->ops->view_scan(s, v, prefix, nprefix, from, nfrom, each, ctx));
}

struct one {
	struct arena *arena;
	struct written w;
	bool found;
};

static int
take_entry(void *ctx, const void *key, size_t nkey, const void *value,
    size_t nvalue)
{
	struct one *o = ctx;
	char *bytes;

	(void)key;
	if (nkey != 8 || nvalue < SALT_BYTES)
		return E_BROKEN;
	memcpy(o->w.salt.b, value, SALT_BYTES);
	o->w.n = nvalue - SALT_BYTES;
	if ((bytes = arena_alloc(o->arena, o->w.n + 1)) == NULL)
		return E_NOMEM;
	memcpy(bytes, (const char *)value + SALT_BYTES, o->w.n);
	o->w.bytes = bytes;
	o->found = true;
	return entry_at(bytes, o->w.n, &o->w.at) == 0 ? 0 : E_BROKEN;
}

int
store_entry(struct store *s, struct arena *a, uint64_t seq, struct written *out)
{
	struct one o = { .arena = a, .w = { .seq = seq } };
	uint8_t key[8];
	int r;

	for (int i = 0; i < 8; i++)
		key[i] = (uint8_t)(seq >> (56 - 8 * i));
	r = store_view_scan(s, VIEW_ENTRY, key, sizeof(key), NULL, 0,
	    take_entry, &o);
	if (r != 0)
		return r;
	if (!o.found)
		return no(s, E_NAME, "there is no entry of that number");
	*out = o.w;
	return 0;
}

struct about {
	struct arena *arena;
	size_t prefix;
	uint64_t through;
	struct written *list;
	size_t n, room;
};

static int
take_about(void *ctx, const void *key, size_t nkey, const void *value,
    size_t nvalue)
{
	struct about *l = ctx;
	const uint8_t *k = key;
	uint64_t seq = 0;

	(void)value;
	(void)nvalue;
	if (nkey != l->prefix + 8)
		return E_BROKEN;
	for (size_t i = l->prefix; i < nkey; i++)
		seq = seq << 8 | k[i];
	if (seq > l->through)
		return 0;
	l->list =
	    arena_grow(l->arena, l->list, l->n, &l->room, sizeof(*l->list));
	if (l->list == NULL)
		return E_NOMEM;
	l->list[l->n++].seq = seq;
	return 0;
}

static int
about(struct store *s, struct arena *a, const char *subject, uint64_t through,
    struct written **out, size_t *n)
{
	struct about l = { .arena = a,
		.prefix = strlen(subject) + 1,
		.through = through };
	int r;

	if (through > s->viewed)
		return no(s, E_AGAIN, "the views are not brought so far yet");
	/* The NUL belongs to the prefix: no subject begins another's. */
	if ((r = store_view_scan(s, VIEW_ABOUT, subject, l.prefix, NULL, 0,
		 take_about, &l)) != 0)
		return r;
	for (size_t i = 0; i < l.n; i++) {
		r = store_entry(s, a, l.list[i].seq, &l.list[i]);
		if (r == E_NAME)
			return no(s, E_BROKEN,
			    "the views name an entry that they do not have");
		if (r != 0)
			return r;
	}
	*out = l.list;
	*n = l.n;
	return 0;
}

void
store_hold(struct store *s, bool hold)
{
	if (s->ops->view_hold != NULL)
		s->ops->view_hold(s, hold);
}

int
store_about(struct store *s, struct arena *a, const char *subject,
    uint64_t through, struct written **out, size_t *n)
{
	int r;

	store_hold(s, true);
	r = about(s, a, subject, through, out, n);
	store_hold(s, false);
	return r;
}

bool
store_views_old(struct store *s)
{
	return s->ops->views_old != NULL && s->ops->views_old(s);
}

int
store_rebuild(struct store *s,
    void (*progress)(void *ctx, uint64_t done, uint64_t all), void *ctx,
    uint64_t *n)
{
	s->viewed = 0;
	return done(s, s->ops->rebuild(s, progress, ctx, n));
}

/* -- Blobs -------------------------------------------------------------- */

int
store_blob_put(struct store *s, const void *bytes, size_t n, struct hash *out)
{
	struct hash h;
	int r;

	if (n > LIMIT_BLOB_BYTES)
		return no(s, E_LIMIT, "the document is too large");
	h = hash_of(bytes, n);
	if ((r = s->ops->blob_put(s, &h, bytes, n)) == 0)
		*out = h;
	return done(s, r);
}

int
store_blob_get(struct store *s, struct arena *a, const struct hash *h,
    const void **bytes, size_t *n)
{
	struct hash is;
	int r;

	if ((r = s->ops->blob_get(s, a, h, bytes, n)) != 0)
		return done(s, r);
	is = hash_of(*bytes, *n);
	if (memcmp(&is, h, sizeof(is)) != 0)
		return no(s, E_BROKEN, "a document is not what was kept");
	return 0;
}
