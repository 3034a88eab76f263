/* disk_store.c - see disk_store.h. */

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "store/backend.h"
#include "store/folder.h"
#include "store/ledger_front.h"
#include "store/ledger_sqlite.h"
#include "store/views_sqlite.h"
#include "support/cut_disk.h"
#include "support/disk_store.h"

/* The ledger as the keeper sees it, a planted bug between them. */
struct between {
	struct ledger base;
	struct ledger *real;
	enum disk_bug bug;
	struct disk_store *of;
};

struct views_between {
	struct views base;
	struct views *real;
	struct views_mark next;
};

struct disk_store {
	struct store store; /* first */
	struct keeper keeper;
	struct folder folder;
	struct between ledger;
	struct views_between views;
	struct disk_store_how how;
	char why[400];
};

static struct disk_store *
self(struct store *s)
{
	return (struct disk_store *)(void *)s;
}

struct keeper *
disk_store_keeper(struct store *s)
{
	return &self(s)->keeper;
}

/* -- Bugs --------------------------------------------------------------- */

static struct between *
between(struct ledger *l)
{
	return (struct between *)(void *)l;
}

static int
said(struct between *b, int r)
{
	if (r != 0)
		b->base.why = b->real->why;
	return r;
}

static int
b_head(struct ledger *l, struct store_head *out)
{
	struct between *b = between(l);

	return said(b, b->real->ops->head(b->real, out));
}

static int
b_take(struct ledger *l, uint64_t *epoch)
{
	struct between *b = between(l);

	return said(b, b->real->ops->take(b->real, epoch));
}

/* A group of so many of the batches, from one on. */
static struct ledger_group
part(const struct ledger_group *g, size_t nrows)
{
	struct ledger_group p = *g;

	p.nrows = nrows;
	p.nbatches = 0;
	p.after = g->before;
	p.after.size += nrows;
	p.after.at = g->after.at;
	p.after.hash.b[0] ^= 1;
	return p;
}

static void
tell(struct disk_store *d)
{
	struct signer *log = d->keeper.signer;
	const char *note;
	size_t n;

	if (log == NULL || d->how.told == NULL)
		return;
	note = signer_note(log, &n);
	d->how.told(d->how.told_ctx, note, n);
}

static int
b_commit(struct ledger *l, const struct ledger_group *g)
{
	struct between *b = between(l);
	struct ledger_group p = *g, rest = *g;
	struct store_head now;
	int r;

	if (b->bug == BUG_SIGNED_FIRST && b->of->keeper.signer != NULL) {
		signer_keep(b->of->keeper.signer);
		tell(b->of);
	}
	if (b->bug == BUG_NO_FENCE && b->real->ops->head(b->real, &now) == 0) {
		p.before.epoch = now.epoch;
		if (now.size > p.before.size) {
			p.before = now;
			p.after.size = now.size + g->nrows;
		}
	}
	if (b->bug == BUG_TWO_COMMITS && g->nrows > 1) {
		p = part(g, g->nrows / 2);
		if ((r = said(b, b->real->ops->commit(b->real, &p))) != 0)
			return r;
		rest.rows += p.nrows;
		rest.nrows -= p.nrows;
		rest.before = p.after;
		p = rest;
	}
	r = said(b, b->real->ops->commit(b->real, &p));
	if ((b->bug == BUG_FULL_IS_FINE && r == E_FULL) ||
	    (b->bug == BUG_NOMEM_IS_FINE && r == E_NOMEM))
		r = 0;
	if (b->bug == BUG_IO_IS_NOTHING && r == E_IO)
		r = E_AGAIN;
	return r;
}

static int
b_touched(struct ledger *l, const char *subject, uint64_t since, uint64_t *seq)
{
	struct between *b = between(l);

	return said(b, b->real->ops->touched(b->real, subject, since, seq));
}

static int
b_batch(struct ledger *l, const uint64_t id[2], struct ledger_batch *out)
{
	struct between *b = between(l);

	return said(b, b->real->ops->batch(b->real, id, out));
}

static int
b_read(struct ledger *l, uint64_t after, uint64_t max,
    int (*each)(void *ctx, const struct written *w), void *ctx)
{
	struct between *b = between(l);

	return said(b, b->real->ops->read(b->real, after, max, each, ctx));
}

static void
b_close(struct ledger *l)
{
	between(l)->real->ops->close(between(l)->real);
}

static const struct ledger_ops between_ops = { .head = b_head,
	.take = b_take,
	.commit = b_commit,
	.touched = b_touched,
	.batch = b_batch,
	.read = b_read,
	.close = b_close };

static struct views_between *
views_of(struct views *v)
{
	return (struct views_between *)(void *)v;
}

static int
w_said(struct views_between *b, int r)
{
	if (r != 0)
		b->base.why = b->real->why;
	return r;
}

static int
w_at(struct views *v, struct views_mark *out)
{
	struct views_between *b = views_of(v);

	return w_said(b, b->real->ops->at(b->real, out));
}

static int
w_begin(struct views *v)
{
	struct views_between *b = views_of(v);

	return w_said(b, b->real->ops->begin(b->real));
}

static int
w_put(struct views *v, enum view_id view, const void *key, size_t nkey,
    const void *value, size_t nvalue)
{
	struct views_between *b = views_of(v);

	return w_said(b,
	    b->real->ops->put(b->real, view, key, nkey, value, nvalue));
}

static int
w_commit(struct views *v, const struct views_mark *mark)
{
	struct views_between *b = views_of(v);
	struct views_mark before;
	int r;

	/* The rows of before, the mark of after; the rows come next time. */
	if ((r = b->real->ops->at(b->real, &before)) != 0)
		return w_said(b, r);
	b->real->ops->rollback(b->real);
	if ((r = b->real->ops->begin(b->real)) != 0)
		return w_said(b, r);
	return w_said(b, b->real->ops->commit(b->real, mark));
}

static void
w_rollback(struct views *v)
{
	views_of(v)->real->ops->rollback(views_of(v)->real);
}

static int
w_clear(struct views *v)
{
	struct views_between *b = views_of(v);

	return w_said(b, b->real->ops->clear(b->real));
}

static int
w_scan(struct views *v, enum view_id view, const void *prefix, size_t nprefix,
    const void *from, size_t nfrom,
    int (*each)(void *ctx, const void *key, size_t nkey, const void *value,
	size_t nvalue),
    void *ctx)
{
	struct views_between *b = views_of(v);

	return w_said(b,
	    b->real->ops->scan(b->real, view, prefix, nprefix, from, nfrom,
		each, ctx));
}

static void
w_close(struct views *v)
{
	views_of(v)->real->ops->close(views_of(v)->real);
}

static const struct views_ops views_between_ops = { .at = w_at,
	.begin = w_begin,
	.put = w_put,
	.commit = w_commit,
	.rollback = w_rollback,
	.clear = w_clear,
	.scan = w_scan,
	.close = w_close };

/* -- What a store does -------------------------------------------------- */

static int
kept(struct store *s, int r)
{
	if (r != 0)
		s->why = self(s)->keeper.why;
	return r;
}

static void
d_append(struct store *s, struct keeper_request *q)
{
	struct disk_store *d = self(s);

	keeper_append(&d->keeper, q, 1);
	if (q->r == 0)
		tell(d);
	if (d->how.bug == BUG_TIME_FORGOTTEN)
		d->keeper.head.at.us -= (int64_t)86400 * 1000000;
}

static int
d_tell(struct store *s, struct instant now)
{
	return kept(s, keeper_tell(&self(s)->keeper, now));
}

static int
d_head(struct store *s, struct store_head *out)
{
	const struct keeper *k = &self(s)->keeper;

	if (k->broken != 0)
		return kept(s, k->broken);
	*out = k->head;
	return 0;
}

static int
d_follow(struct store *s, uint64_t after, uint64_t max,
    int (*each)(void *ctx, const struct written *w), void *ctx)
{
	struct keeper *k = &self(s)->keeper;

	s->why = NULL;
	if (k->broken != 0)
		return kept(s, k->broken);
	return k->ledger->ops->read(k->ledger, after, max, each, ctx);
}

static int
d_sync_views(struct store *s, struct store_head *out)
{
	struct keeper *k = &self(s)->keeper;
	uint64_t at;
	int r;

	if (k->broken != 0)
		return kept(s, k->broken);
	if (k->views == NULL) {
		s->why = "the views could not be opened again";
		return E_IO;
	}
	if ((r = keeper_project(k, 0, &at)) != 0)
		return kept(s, r);
	*out = k->head;
	return 0;
}

static int
d_scan(struct store *s, enum view_id v, const void *prefix, size_t nprefix,
    const void *from, size_t nfrom,
    int (*each)(void *ctx, const void *key, size_t nkey, const void *value,
	size_t nvalue),
    void *ctx)
{
	struct views *views = self(s)->keeper.views;

	s->why = NULL;
	if (views == NULL)
		return E_IO;
	return views->ops->scan(views, v, prefix, nprefix, from, nfrom, each,
	    ctx);
}

static struct views_sqlite_opening
views_opening(const struct disk_store *d, bool anew)
{
	struct views_sqlite_opening o = { .fs = &disk_files,
		.folder = d->folder.path,
		.vfs = CUT_VFS,
		.anew = anew };

	memcpy(o.boot, disk_boot(disk_used()), sizeof(o.boot));
	return o;
}

/* As project_anew in serve_project.c. */
static int
d_rebuild(struct store *s, void (*progress)(void *, uint64_t, uint64_t),
    void *ctx, uint64_t *n)
{
	struct disk_store *d = self(s);
	struct keeper *k = &d->keeper;
	struct views_sqlite_opening o = views_opening(d, true);
	struct views *old = k->views, *made;
	int r;

	(void)progress;
	(void)ctx;
	*n = 0;
	s->why = d->why;
	if (k->broken != 0)
		return kept(s, k->broken);
	r = views_sqlite_open(s->mem, &o, &made, d->why, sizeof(d->why));
	if (r != 0)
		return r;
	k->views = made;
	if ((r = keeper_project(k, 0, n)) != 0)
		snprintf(d->why, sizeof(d->why), "%s", k->why);
	if (r == 0) {
		if (old != NULL)
			old->ops->close(old);
		old = NULL;
		if ((r = views_sqlite_replace(made)) != 0)
			snprintf(d->why, sizeof(d->why), "%s", made->why);
	}
	if (r != 0) {
		made->ops->close(made);
		k->views = old;
	}
	return r;
}

static int
in_place(struct disk_store *d, const struct hash *h, const void *bytes,
    size_t n)
{
	char text[72], path[128];
	int fd, r;

	hash_text(h, text);
	snprintf(path, sizeof(path), "/d/blobs/%.2s", text + 7);
	(void)disk_files.mkdir(path, 0700);
	snprintf(path, sizeof(path), "/d/blobs/%.2s/%s", text + 7, text + 9);
	fd = disk_files.open(path, O_WRONLY | O_CREAT, 0600);
	if (fd < 0)
		return E_IO;
	r = files_write(d->folder.fs, fd, bytes, n);
	(void)disk_files.close(fd);
	return r;
}

static int
d_blob_put(struct store *s, const struct hash *h, const void *bytes, size_t n)
{
	struct disk_store *d = self(s);

	s->why = d->folder.why;
	if (d->how.bug == BUG_BLOB_IN_PLACE)
		return in_place(d, h, bytes, n);
	return blob_put(&d->folder, h, bytes, n);
}

static int
d_blob_get(struct store *s, struct arena *a, const struct hash *h,
    const void **bytes, size_t *n)
{
	struct disk_store *d = self(s);

	s->why = d->folder.why;
	return blob_get(&d->folder, a, h, bytes, n);
}

static void
d_close(struct store *s)
{
	struct disk_store *d = self(s);
	const struct mem *mem = s->mem;

	signer_close(d->keeper.signer);
	if (d->keeper.views != NULL)
		d->keeper.views->ops->close(d->keeper.views);
	if (d->keeper.ledger != NULL)
		d->keeper.ledger->ops->close(d->keeper.ledger);
	mem->free(mem->ctx, d);
}

static const struct store_ops ops = {
	.append = d_append,
	.tell_time = d_tell,
	.head = d_head,
	.follow = d_follow,
	.sync_views = d_sync_views,
	.view_scan = d_scan,
	.rebuild = d_rebuild,
	.blob_put = d_blob_put,
	.blob_get = d_blob_get,
	.close = d_close,
};

/* -- Opening ------------------------------------------------------------ */

static void
folder_at(struct folder *f)
{
	*f = (struct folder){ .fs = &disk_files, .fd = -1, .lock = -1 };
	snprintf(f->path, sizeof(f->path), "/d");
}

int
disk_store_init(const struct disk_store_how *how, const struct store_kind *kind)
{
	static const char *const inner[] = { "/d/blobs", "/d/segments",
		"/d/snapshots" };
	const char *why = NULL;
	struct folder f;
	struct arena a;
	size_t i;
	int r = 0;

	folder_at(&f);
	/* As folder_make. */
	for (i = 0; i < 3; i++)
		if (disk_files.mkdir(inner[i], 0700) != 0 &&
		    !disk_has(disk_used(), inner[i]))
			return E_IO;
	if (files_sync_folder(&disk_files, f.path) != 0)
		return E_IO;
	arena_init(&a, how->mem, (size_t)1 << 20);
	r = store_folder_begin(&a, &f, kind, how->world, CUT_VFS, &why);
	arena_release(&a);
	return r;
}

static int
open_all(struct disk_store *d)
{
	struct ledger_sqlite_opening lo = { .path = "/d/ledger.db",
		.vfs = CUT_VFS,
		.fs = &disk_files,
		.front = true };
	/* Often full, used after one commit, and brought in while the next
	 * part is written to. */
	struct ledger_front_opening fo = { .fs = &disk_files,
		.folder = "/d",
		.bytes = DISK_STORE_PART,
		.straight = 1,
		.late = 1 };
	struct views_sqlite_opening vo = views_opening(d, false);
	struct signer_opening so = { .fs = &disk_files,
		.folder = "/d",
		.how = d->how.log,
		.now = { INT64_MAX } };
	struct keeper *k = &d->keeper;
	struct ledger *behind;
	int r;

	r = ledger_sqlite_open(d->how.mem, &lo, &behind, d->why,
	    sizeof(d->why));
	if (r == 0)
		r = ledger_front_open(d->how.mem, &fo, behind, &k->ledger,
		    d->why, sizeof(d->why));
	if (r != 0)
		return r;
	if (d->how.bug != BUG_NO) {
		d->ledger = (struct between){ .base = { .ops = &between_ops,
						  .why = "" },
			.real = k->ledger,
			.bug = d->how.bug,
			.of = d };
		k->ledger = &d->ledger.base;
	}
	r = views_sqlite_open(d->how.mem, &vo, &k->views, d->why,
	    sizeof(d->why));
	if (r != 0)
		return r;
	if (d->how.bug == BUG_VIEWS_AHEAD) {
		d->views.base.ops = &views_between_ops;
		d->views.base.why = "";
		d->views.real = k->views;
		k->views = &d->views.base;
	}
	if ((r = keeper_open(k)) != 0) {
		snprintf(d->why, sizeof(d->why), "%s", k->why);
	} else if (k->head.size == 0) {
		r = E_BROKEN;
		snprintf(d->why, sizeof(d->why), "it never began");
	}
	if (r == 0 && d->how.log != NULL) {
		so.head = k->head;
		r = signer_open(d->how.mem, &so, k->ledger, &k->signer, d->why,
		    sizeof(d->why));
		if (r == 0)
			tell(d);
	}
	return r;
}

int
disk_store_open(const struct disk_store_how *how, struct store **out, char *why,
    size_t n)
{
	const struct mem *mem = how->mem;
	struct disk_store *d = mem->alloc(mem->ctx, sizeof(*d));
	int r;

	*out = NULL;
	snprintf(why, n, "there is no memory");
	if (d == NULL)
		return E_NOMEM;
	memset(d, 0, sizeof(*d));
	d->store.ops = &ops;
	d->store.mem = mem;
	d->how = *how;
	d->keeper.mem = mem;
	d->keeper.world = how->world;
	folder_at(&d->folder);
	if ((r = open_all(d)) != 0) {
		snprintf(why, n, "%s", d->why);
		d_close(&d->store);
		return r;
	}
	if (how->bug != BUG_UNTIDY)
		blobs_tidy(&d->folder);
	d->store.kind = d->keeper.kind;
	*out = &d->store;
	return 0;
}
