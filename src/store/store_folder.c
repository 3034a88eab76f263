/* store_folder.c - a store in a folder: whoever opens it finds the keeper
 * behind its socket, or becomes it; a keeper that goes away in between is
 * found again, or replaced, and asked again. */

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "store/backend.h"
#include "store/folder.h"
#include "store/ledger_front.h"
#include "store/ledger_sqlite.h"
#include "store/linux.h"
#include "store/remote.h"
#include "store/serve.h"
#include "store/views_sqlite.h"

/* Between two tries to reach or become the keeper. */
#define TRY_MS     5

/* A rebuild says how far it is; silence for so long is a failure. */
#define REBUILD_MS 120000

struct store_folder {
	struct store store; /* first */
	struct folder folder;
	struct remote remote;
	struct server *server; /* when this process is the keeper */
	struct views *views;   /* to read; NULL until they are */
	int wait_ms;
	const struct signing *log; /* to sign with as the keeper, or NULL */
	char name[LIMIT_ID_BYTES + 1];
	char why[FOLDER_PATH_MAX + 512];
};

static struct store_folder *
self(struct store *s)
{
	return (struct store_folder *)(void *)s;
}

static int
no(struct store_folder *s, int r, const char *why)
{
	if (why != s->why)
		snprintf(s->why, sizeof(s->why), "%s", why);
	s->store.why = s->why;
	return r;
}

bool
store_folder_keeps(const struct store *s)
{
	const struct store_folder *f =
	    (const struct store_folder *)(const void *)s;

	return f->server != NULL && !server_ended(f->server);
}

/* -- Reaching the keeper ------------------------------------------------ */

static void
rest(int64_t until)
{
	int64_t left = until - remote_clock();

	if (left > 0)
		(void)poll(NULL, 0, left < TRY_MS ? (int)left : TRY_MS);
}

/* The greeting: what the store is. */
static int
greet(struct store_folder *s, int64_t until)
{
	struct store_head head;
	struct wire w;
	const char *name;
	int r;

	wire_u32(remote_begin(&s->remote, WIRE_HELLO), WIRE_VERSION);
	if ((r = remote_ask(&s->remote, until, &w)) != 0)
		return no(s, r, s->remote.why);
	(void)wire_get_u32(&w);
	wire_get_head(&w, &head);
	s->store.kind.rehearsal = wire_get_u8(&w) != 0;
	name = wire_get_text(&w);
	if (!wire_done(&w) || strlen(name) >= sizeof(s->name)) {
		remote_hang_up(&s->remote);
		return no(s, E_SYNTAX, "the keeper speaks another language");
	}
	snprintf(s->name, sizeof(s->name), "%s", name);
	s->store.kind.name = *s->name != '\0' ? s->name : NULL;
	return 0;
}

/* Nobody keeps it: become the keeper.  E_AGAIN when somebody else is just
 * becoming it. */
static int
become(struct store_folder *s)
{
	char why[512];
	int r;

	if ((r = folder_lock(&s->folder)) != 0)
		return no(s, r, s->folder.why);
	r = server_start(s->store.mem, &s->folder, s->log, &s->server,
	    &s->remote.fd, why, sizeof(why));
	if (r != 0) {
		folder_unlock(&s->folder);
		s->server = NULL;
		return no(s, r, why);
	}
	return 0;
}

static int
reach(struct store_folder *s)
{
	int fd, r;

	if (s->server != NULL && server_ended(s->server)) {
		server_stop(s->server);
		s->server = NULL;
	}
	r = folder_connect(&s->folder, &fd);
	if (r == E_NAME)
		return become(s);
	if (r != 0)
		return no(s, r, s->folder.why);
	if (!folder_trusts(&s->folder, fd)) {
		(void)close(fd);
		return no(s, E_IO,
		    "another user listens where the keeper should; see who "
		    "may write to the store's folder");
	}
	s->remote.fd = fd;
	return 0;
}

static int
attach(struct store_folder *s, int64_t until)
{
	int r;

	for (;;) {
		if ((r = reach(s)) == 0 && (r = greet(s, until)) == 0)
			return 0;
		if (!s->remote.lost && r != E_AGAIN)
			return r;
		remote_hang_up(&s->remote);
		if (remote_clock() >= until)
			return r;
		rest(until);
	}
}

/* Ask what was begun, of this keeper or the next, until the time is up.
 * *sent: whether some of it ever went out. */
static int
ask(struct store_folder *s, struct wire *w, bool *sent)
{
	int64_t until = remote_clock() + s->wait_ms;
	int r;

	*sent = false;
	for (;;) {
		/* The greeting goes the same way: the request waits aside. */
		if (s->remote.fd < 0) {
			struct buf aside = s->remote.out;

			buf_init(&s->remote.out, s->store.mem,
			    WIRE_REQUEST_MAX + 4);
			r = attach(s, until);
			buf_release(&s->remote.out);
			s->remote.out = aside;
			if (r != 0)
				return r;
		}
		s->remote.sent = false;
		r = remote_ask(&s->remote, until, w);
		*sent = *sent || s->remote.sent;
		if (r != 0)
			(void)no(s, r, s->remote.why);
		if (r != E_AGAIN || remote_clock() >= until)
			break;
		if (!s->remote.lost)
			rest(until);
	}
	return r;
}

/* -- Entries ------------------------------------------------------------ */

static void
refuse(struct store_folder *s, struct keeper_request *q, int r)
{
	q->r = r;
	q->why = s->why;
}

static void
folder_append(struct store *base, struct keeper_request *q)
{
	struct store_folder *s = self(base);
	struct wire w;
	uint32_t which;
	bool sent, conflict;
	int r;

	q->r = 0;
	q->why = NULL;
	q->out = (struct appended){ .n = 0 };
	wire_append(remote_begin(&s->remote, WIRE_APPEND), q);
	r = ask(s, &w, &sent);
	if (r == E_AGAIN && s->remote.lost && sent)
		r = no(s, E_IO,
		    "the keeper did not answer: whether it was written is not "
		    "known; ask again");
	if (r != 0) {
		refuse(s, q, r);
		return;
	}
	conflict = wire_get_u8(&w) != 0;
	which = wire_get_u32(&w);
	(void)no(s, 0, wire_get_text(&w));
	q->out.first = wire_get_u64(&w);
	q->out.n = (size_t)wire_get_u64(&w);
	q->out.at.us = (int64_t)wire_get_u64(&w);
	q->out.again = wire_get_u8(&w) != 0;
	if (!wire_done(&w) || which > q->npre) {
		remote_hang_up(&s->remote);
		refuse(s, q, no(s, E_IO, "the keeper speaks another language"));
	} else if (conflict) {
		q->out.subject = which > 0 ? q->pre[which - 1].subject : NULL;
		refuse(s, q, E_CONFLICT);
	}
}

static int
folder_tell_time(struct store *base, struct instant now)
{
	struct store_folder *s = self(base);
	struct wire w;
	bool sent;

	wire_u64(remote_begin(&s->remote, WIRE_TELL), (uint64_t)now.us);
	return ask(s, &w, &sent);
}

/* A question whose whole answer is a head. */
static int
ask_head(struct store_folder *s, enum wire_kind kind, struct store_head *out)
{
	struct store_head head;
	struct wire w;
	bool sent;
	int r;

	(void)remote_begin(&s->remote, kind);
	if ((r = ask(s, &w, &sent)) != 0)
		return r;
	wire_get_head(&w, &head);
	if (!wire_done(&w)) {
		remote_hang_up(&s->remote);
		return no(s, E_IO, "the keeper speaks another language");
	}
	*out = head;
	return 0;
}

static int
folder_head(struct store *base, struct store_head *out)
{
	return ask_head(self(base), WIRE_HEAD, out);
}

static int
folder_follow(struct store *base, uint64_t after, uint64_t max,
    int (*each)(void *ctx, const struct written *w), void *ctx)
{
	struct store_folder *s = self(base);
	struct written one;
	struct wire w;
	struct buf *b;
	bool sent;
	uint32_t n;
	int r;

	s->store.why = NULL;
	for (;;) {
		b = remote_begin(&s->remote, WIRE_FOLLOW);
		wire_u64(b, after);
		wire_u64(b, max);
		if ((r = ask(s, &w, &sent)) != 0)
			return r;
		if ((n = wire_get_u32(&w)) == 0)
			return 0;
		while (n-- > 0) {
			wire_get_written(&w, &one);
			if (w.failed || one.seq != after + 1) {
				remote_hang_up(&s->remote);
				return no(s, E_IO,
				    "the keeper speaks another language");
			}
			after = one.seq;
			if ((r = each(ctx, &one)) != 0)
				return r;
			if (max != 0 && --max == 0)
				return 0;
		}
	}
}

static int
folder_signed(struct store *base, struct arena *a, bool in_tiles,
    const char **note, size_t *n)
{
	struct store_folder *s = self(base);
	const char *bytes;
	struct wire w;
	bool sent;
	int r;

	wire_u8(remote_begin(&s->remote, WIRE_SIGNED), in_tiles);
	if ((r = ask(s, &w, &sent)) != 0)
		return r;
	bytes = wire_get_bytes(&w, n);
	if (!wire_done(&w)) {
		remote_hang_up(&s->remote);
		return no(s, E_IO, "the keeper speaks another language");
	}
	*note = arena_strndup(a, bytes, *n);
	return *note == NULL ? no(s, E_NOMEM, "there is no memory") : 0;
}

/* -- Views -------------------------------------------------------------- */

static int
folder_sync_views(struct store *base, struct store_head *out)
{
	return ask_head(self(base), WIRE_SYNC, out);
}

static void
views_shut(struct store_folder *s)
{
	if (s->views != NULL)
		s->views->ops->close(s->views);
	s->views = NULL;
}

static int
views_reopen(struct store_folder *s)
{
	struct views_sqlite_opening o = { .fs = s->folder.fs,
		.folder = s->folder.path };
	char why[400];
	int r;

	views_shut(s);
	r = views_sqlite_read(s->store.mem, &o, &s->views, why, sizeof(why));
	return r == 0 ? 0 : no(s, r == E_NAME ? E_AGAIN : r, why);
}

static bool
folder_views_old(struct store *base)
{
	struct store_folder *s = self(base);
	struct views_mark mark;

	return views_reopen(s) == 0 &&
	    s->views->ops->at(s->views, &mark) == 0 && mark.at > 0 &&
	    mark.version != PROJECT_VERSION;
}

/* Open, and standing where store_sync_views has said: a file that was made
 * anew since is opened again. */
static int
views_ready(struct store_folder *s)
{
	struct views_mark mark;
	int i, r = E_AGAIN;

	for (i = 0; i < 2; i++) {
		if ((s->views == NULL || i > 0) && (r = views_reopen(s)) != 0)
			return r;
		if ((r = s->views->ops->at(s->views, &mark)) != 0) {
			(void)no(s, r, s->views->why);
			continue;
		}
		if (mark.at > 0 && mark.version != PROJECT_VERSION) {
			r = no(s, E_NEWER,
			    "the views were made by another forestay, which "
			    "keeps the store: end it, and whoever opens the "
			    "store next makes them anew");
			continue;
		}
		if (mark.at >= s->store.viewed)
			return 0;
		r = no(s, E_AGAIN,
		    "the views do not stand where they did: bring them to "
		    "the head again");
	}
	return r;
}

static int
folder_view_scan(struct store *base, enum view_id v, const void *prefix,
    size_t nprefix, const void *from, size_t nfrom,
    int (*each)(void *ctx, const void *key, size_t nkey, const void *value,
	size_t nvalue),
    void *ctx)
{
	struct store_folder *s = self(base);
	int r;

	s->store.why = NULL;
	if ((r = views_ready(s)) != 0)
		return r;
	s->views->why = "";
	r = s->views->ops->scan(s->views, v, prefix, nprefix, from, nfrom, each,
	    ctx);
	if (r != 0 && *s->views->why != '\0')
		(void)no(s, r, s->views->why);
	return r;
}

static void
folder_view_hold(struct store *base, bool hold)
{
	struct store_folder *s = self(base);

	if (s->views != NULL && s->views->ops->hold != NULL)
		s->views->ops->hold(s->views, hold);
}

static int
folder_rebuild(struct store *base,
    void (*progress)(void *ctx, uint64_t done, uint64_t all), void *ctx,
    uint64_t *n)
{
	struct store_folder *s = self(base);
	uint64_t done = 0, all = 0;
	struct wire w;
	bool sent;
	int r;

	*n = 0;
	views_shut(s);
	(void)remote_begin(&s->remote, WIRE_REBUILD);
	if ((r = ask(s, &w, &sent)) != 0)
		return r;
	for (;;) {
		done = wire_get_u64(&w);
		all = wire_get_u64(&w);
		if (!wire_done(&w))
			return no(s, E_IO,
			    "the keeper speaks another language");
		*n = done;
		if (progress != NULL)
			progress(ctx, done, all);
		if (done == all)
			return 0;
		r = remote_more(&s->remote, remote_clock() + REBUILD_MS, &w);
		if (r != 0)
			return no(s, r, s->remote.why);
	}
}

/* -- Blobs -------------------------------------------------------------- */

static int
folder_blob_put(struct store *base, const struct hash *h, const void *bytes,
    size_t n)
{
	struct store_folder *s = self(base);
	int r = blob_put(&s->folder, h, bytes, n);

	return r == 0 ? 0 : no(s, r, s->folder.why);
}

static int
folder_blob_get(struct store *base, struct arena *a, const struct hash *h,
    const void **bytes, size_t *n)
{
	struct store_folder *s = self(base);
	int r = blob_get(&s->folder, a, h, bytes, n);

	return r == 0 ? 0 : no(s, r, s->folder.why);
}

/* -- Opening and closing ------------------------------------------------ */

static void
folder_store_close(struct store *base)
{
	struct store_folder *s = self(base);
	const struct mem *mem = base->mem;

	views_shut(s);
	remote_release(&s->remote);
	server_stop(s->server);
	folder_close(&s->folder);
	mem->free(mem->ctx, s);
}

static const struct store_ops ops = {
	.append = folder_append,
	.tell_time = folder_tell_time,
	.head = folder_head,
	.follow = folder_follow,
	.sync_views = folder_sync_views,
	.signed_head = folder_signed,
	.view_scan = folder_view_scan,
	.view_hold = folder_view_hold,
	.views_old = folder_views_old,
	.rebuild = folder_rebuild,
	.blob_put = folder_blob_put,
	.blob_get = folder_blob_get,
	.close = folder_store_close,
};

static int
tell_why(struct arena *a, const char *text, int r, const char **why)
{
	const char *copy =
	    arena_strdup(a, text != NULL && *text != '\0' ? text : err_text(r));

	*why = copy != NULL ? copy : err_text(r);
	return r;
}

int
store_open_signing(struct arena *a, const char *folder, int wait_ms,
    const struct signing *log, struct store **out, const char **why)
{
	struct store_folder *s = a->mem->alloc(a->mem->ctx, sizeof(*s));
	int r;

	*why = NULL;
	if (s == NULL)
		return tell_why(a, NULL, E_NOMEM, why);
	memset(s, 0, sizeof(*s));
	s->store = (struct store){ .ops = &ops, .mem = a->mem };
	s->wait_ms = wait_ms > 0 ? wait_ms : 0;
	s->log = log;
	remote_init(&s->remote, a->mem);
	if ((r = folder_open(&s->folder, &file_system_real, folder)) != 0) {
		(void)tell_why(a, s->folder.why, r, why);
		goto out;
	}
	if ((r = attach(s, remote_clock() + s->wait_ms)) != 0)
		(void)tell_why(a, s->why, r, why);
out:
	if (r != 0)
		folder_store_close(&s->store);
	else
		*out = &s->store;
	return r;
}

int
store_open(struct arena *a, const char *folder, int wait_ms, struct store **out,
    const char **why)
{
	return store_open_signing(a, folder, wait_ms, NULL, out, why);
}

/* -- Making ------------------------------------------------------------- */

/* A ledger with its first entry, under another name. */
static int
make_ledger(struct arena *a, const struct ledger_sqlite_opening *o,
    const struct keeper_world *world, const struct store_kind *kind,
    const char **why)
{
	struct keeper k = { .mem = a->mem, .world = world };
	char text[512];
	int r;

	r = ledger_sqlite_open(a->mem, o, &k.ledger, text, sizeof(text));
	if (r != 0)
		return tell_why(a, text, r, why);
	if ((r = keeper_open(&k)) != 0 || (r = keeper_begin(&k, kind)) != 0)
		(void)tell_why(a, k.why, r, why);
	k.ledger->ops->close(k.ledger);
	return r;
}

int
store_folder_begin(struct arena *a, struct folder *f,
    const struct store_kind *kind, const struct keeper_world *world,
    const char *vfs, const char **why)
{
	char made[PATH_MAX], journal[PATH_MAX], place[PATH_MAX];
	struct ledger_sqlite_opening o = { .path = made,
		.vfs = vfs,
		.fs = f->fs,
		.create = true };
	int r;

	folder_name(f, "ledger.new", made);
	folder_name(f, "ledger.new-journal", journal);
	folder_name(f, "ledger.db", place);
	/* What an init that was cut off has left. */
	(void)f->fs->unlink(made);
	(void)f->fs->unlink(journal);
	if ((r = make_ledger(a, &o, world, kind, why)) != 0)
		return r;
	(void)f->fs->unlink(journal);
	if (f->fs->rename(made, place) != 0 ||
	    files_sync_folder(f->fs, f->path) != 0)
		r = tell_why(a, "the store could not be put in place", E_IO,
		    why);
	return r;
}

int
store_init(struct arena *a, const char *folder, const struct store_kind *kind,
    const char **why)
{
	struct folder f;
	int r;

	*why = NULL;
	if ((r = folder_make(&f, &file_system_real, folder)) != 0)
		return tell_why(a, f.why, r, why);
	if ((r = folder_lock(&f)) != 0)
		(void)tell_why(a, f.why, r, why);
	else
		r = store_folder_begin(a, &f, kind, &keeper_world_real, NULL,
		    why);
	folder_close(&f);
	return r;
}

/* -- Mending ------------------------------------------------------------ */

static int
recover(struct arena *a, struct folder *f, uint64_t *n, const char **why)
{
	char path[PATH_MAX], text[512];
	struct ledger_sqlite_opening lo = { .path = path, .front = true };
	struct ledger_front_opening fo = { .fs = f->fs, .folder = f->path };
	struct views_sqlite_opening vo = { .fs = f->fs, .folder = f->path };
	struct keeper k = { .mem = a->mem, .world = &keeper_world_real };
	struct ledger *behind;
	int r;

	folder_name(f, "ledger.db", path);
	linux_boot(vo.boot);
	r = ledger_sqlite_open(a->mem, &lo, &behind, text, sizeof(text));
	if (r == 0)
		r = ledger_front_open(a->mem, &fo, behind, &k.ledger, text,
		    sizeof(text));
	if (r == 0 &&
	    (r = views_sqlite_open(a->mem, &vo, &k.views, text,
		 sizeof(text))) == 0 &&
	    (r = keeper_recover(&k, n)) != 0)
		snprintf(text, sizeof(text), "%s", k.why);
	if (k.views != NULL)
		k.views->ops->close(k.views);
	if (k.ledger != NULL)
		k.ledger->ops->close(k.ledger);
	return r == 0 ? 0 : tell_why(a, text, r, why);
}

int
store_recover(struct arena *a, const char *folder, uint64_t *n,
    const char **why)
{
	struct folder f;
	int r;

	*why = NULL;
	*n = 0;
	if ((r = folder_open(&f, &file_system_real, folder)) != 0)
		return tell_why(a, f.why, r, why);
	if ((r = folder_lock(&f)) != 0)
		(void)tell_why(a, f.why, r, why);
	else
		r = recover(a, &f, n, why);
	folder_close(&f);
	return r;
}
