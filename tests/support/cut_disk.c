/* cut_disk.c - see cut_disk.h. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "property/rng.h"
#include "support/cut_disk.h"
#include "support/disk_store.h"

#define NAMES     192
#define FILES     192
#define HANDLES   32
#define NAME_MAX_ 160
#define SECTOR    512
#define FIRST_FD  1000

struct op {
	struct op *next;
	bool truncate;
	size_t at, n; /* n bytes at `at`; or the length n */
	unsigned char bytes[];
};

struct bytes {
	unsigned char *s;
	size_t n, room;
};

struct disk_file {
	struct disk *disk;
	bool folder, nameless;
	char was[NAME_MAX_]; /* for lies: as it was made */
	struct bytes live, safe;
	struct op *ops, **last; /* live is safe and these */
	unsigned shared, reserved, exclusive;
};

struct name {
	char path[NAME_MAX_];
	struct disk_file *live, *safe;
};

/* A change of names that no sync has seen: to gets file (NULL: nothing),
 * from, when there is one, nothing. */
struct rename_op {
	int to, from;
	struct disk_file *file;
};

struct handle {
	struct disk_file *file;
	size_t at;
	int flags;
};

struct disk {
	struct disk_file *files[FILES];
	size_t nfiles;
	struct name names[NAMES];
	size_t nnames;
	struct rename_op renames[NAMES * 2];
	size_t nrenames;
	struct handle handles[HANDLES];
	struct disk_plan plan;
	char boot[37];
	void (*each)(void *ctx);
	void *ctx;
};

static struct disk *now_used;

static void *
must(void *p)
{
	if (p == NULL)
		abort();
	return p;
}

/* -- Bytes -------------------------------------------------------------- */

static void
bytes_room(struct bytes *b, size_t n)
{
	if (n <= b->room)
		return;
	b->room = n + n / 2 + 4096;
	b->s = must(realloc(b->s, b->room));
}

static void
bytes_length(struct bytes *b, size_t n)
{
	bytes_room(b, n);
	if (n > b->n)
		memset(b->s + b->n, 0, n - b->n);
	b->n = n;
}

static void
bytes_put(struct bytes *b, const unsigned char *s, size_t n, size_t at)
{
	if (n == 0)
		return;
	if (at + n > b->n)
		bytes_length(b, at + n);
	memcpy(b->s + at, s, n);
}

static void
bytes_same(struct bytes *b, const struct bytes *as)
{
	b->n = 0;
	bytes_put(b, as->s, as->n, 0);
}

/* -- Files -------------------------------------------------------------- */

static struct disk_file *
file_new(struct disk *d)
{
	struct disk_file *f = must(calloc(1, sizeof(*f)));

	if (d->nfiles == FILES)
		abort();
	f->disk = d;
	f->last = &f->ops;
	d->files[d->nfiles++] = f;
	return f;
}

static void
file_forget(struct disk_file *f)
{
	struct op *o, *next;

	for (o = f->ops; o != NULL; o = next) {
		next = o->next;
		free(o);
	}
	f->ops = NULL;
	f->last = &f->ops;
}

static void
file_settle(struct disk_file *f)
{
	struct op *o;

	for (o = f->ops; o != NULL; o = o->next)
		if (o->truncate)
			bytes_length(&f->safe, o->n);
		else
			bytes_put(&f->safe, o->bytes, o->n, o->at);
	file_forget(f);
}

static void
file_remember(struct disk_file *f, bool truncate, const void *s, size_t n,
    size_t at)
{
	struct op *o = must(malloc(sizeof(*o) + (truncate ? 0 : n)));

	*o = (struct op){ .truncate = truncate, .at = at, .n = n };
	if (!truncate && n > 0)
		memcpy(o->bytes, s, n);
	*f->last = o;
	f->last = &o->next;
}

/* -- The disk ----------------------------------------------------------- */

static int
name_of(struct disk *d, const char *path)
{
	size_t i;

	for (i = 0; i < d->nnames; i++)
		if (strcmp(d->names[i].path, path) == 0)
			return (int)i;
	if (d->nnames == NAMES || strlen(path) >= NAME_MAX_)
		abort();
	snprintf(d->names[i].path, sizeof(d->names[i].path), "%s", path);
	d->nnames++;
	return (int)i;
}

static bool
name_within(const struct name *n, const char *folder)
{
	size_t len = strlen(folder);

	return strncmp(n->path, folder, len) == 0 && n->path[len] == '/' &&
	    strchr(n->path + len + 1, '/') == NULL;
}

static bool
parent_is(const struct disk *d, const char *path)
{
	const char *slash = strrchr(path, '/');
	size_t i, n = (size_t)(slash - path);

	for (i = 0; i < d->nnames; i++)
		if (strlen(d->names[i].path) == n &&
		    memcmp(d->names[i].path, path, n) == 0)
			return d->names[i].live != NULL &&
			    d->names[i].live->folder;
	return n == 0;
}

struct disk *
disk_new(void)
{
	struct disk *d = must(calloc(1, sizeof(*d)));
	int i = name_of(d, "/d");

	d->names[i].live = d->names[i].safe = file_new(d);
	d->names[i].live->folder = true;
	snprintf(d->boot, sizeof(d->boot), "%036d", 1);
	return d;
}

void
disk_free(struct disk *d)
{
	size_t i;

	if (d == NULL)
		return;
	for (i = 0; i < d->nfiles; i++) {
		file_forget(d->files[i]);
		free(d->files[i]->live.s);
		free(d->files[i]->safe.s);
		free(d->files[i]);
	}
	free(d);
}

/* The file that stands for f in a copy. */
static struct disk_file *
file_copy(struct disk *to, const struct disk_file *f, struct disk_file **made,
    const struct disk *from)
{
	size_t i;

	if (f == NULL)
		return NULL;
	for (i = 0; from->files[i] != f; i++)
		continue;
	if (made[i] == NULL) {
		made[i] = file_new(to);
		made[i]->folder = f->folder;
		memcpy(made[i]->was, f->was, sizeof(f->was));
	}
	return made[i];
}

struct disk *
disk_copy(const struct disk *d)
{
	struct disk *to = must(calloc(1, sizeof(*to)));
	struct disk_file *made[FILES] = { NULL };
	const struct op *o;
	size_t i;

	memcpy(to->boot, d->boot, sizeof(to->boot));
	to->plan.lie = d->plan.lie;
	for (i = 0; i < d->nnames; i++) {
		to->names[i] = d->names[i];
		to->names[i].live = file_copy(to, d->names[i].live, made, d);
		to->names[i].safe = file_copy(to, d->names[i].safe, made, d);
	}
	to->nnames = d->nnames;
	for (i = 0; i < d->nrenames; i++) {
		to->renames[i] = d->renames[i];
		to->renames[i].file =
		    file_copy(to, d->renames[i].file, made, d);
	}
	to->nrenames = d->nrenames;
	for (i = 0; i < d->nfiles; i++) {
		if (made[i] == NULL)
			continue;
		bytes_same(&made[i]->live, &d->files[i]->live);
		bytes_same(&made[i]->safe, &d->files[i]->safe);
		for (o = d->files[i]->ops; o != NULL; o = o->next)
			file_remember(made[i], o->truncate, o->bytes, o->n,
			    o->at);
	}
	return to;
}

/* -- Power -------------------------------------------------------------- */

/* How cruel a cut is: all of it kept, all lost, or each write by itself. */
enum mood { MOOD_KEEP, MOOD_LOSE, MOOD_EACH };

static void
cut_write(struct bytes *b, const struct op *o, struct rng *g)
{
	size_t at = o->at, end = o->at + o->n, n, i;
	unsigned way = rng_below(g, 6);
	bool garbage;

	if (way <= 1) {
		bytes_put(b, o->bytes, o->n, o->at);
		return;
	}
	if (way <= 3) {
		/* Lost, but the file may be longer for it. */
		if (way == 3 && end > b->n)
			bytes_length(b, end);
		return;
	}
	for (; at < end; at += n) {
		n = SECTOR - at % SECTOR;
		n = n < end - at ? n : end - at;
		garbage = way == 5 && rng_chance(g, 1, 4);
		if (garbage || rng_chance(g, 1, 2))
			bytes_put(b, o->bytes + (at - o->at), n, at);
		for (i = 0; garbage && i < n; i++)
			b->s[at + i] = (unsigned char)rng_next(g);
	}
}

static void
cut_file(struct disk_file *to, const struct disk_file *f, struct rng *g,
    enum mood mood)
{
	const struct op *all[512], *o;
	size_t n = 0, i, k;

	bytes_same(&to->safe, &f->safe);
	if (mood == MOOD_LOSE)
		return;
	for (o = f->ops; o != NULL && mood == MOOD_KEEP; o = o->next)
		if (o->truncate)
			bytes_length(&to->safe, o->n);
		else
			bytes_put(&to->safe, o->bytes, o->n, o->at);
	if (mood == MOOD_KEEP)
		return;
	for (o = f->ops; o != NULL; o = o->next) {
		if (n == 512)
			n = 256; /* the older ones are as good as lost */
		all[n++] = o;
	}
	if (rng_chance(g, 1, 3))
		for (i = n; i > 1; i--) {
			k = rng_below(g, (unsigned)i);
			o = all[k];
			all[k] = all[i - 1];
			all[i - 1] = o;
		}
	for (i = 0; i < n; i++)
		if (!all[i]->truncate)
			cut_write(&to->safe, all[i], g);
		else if (rng_chance(g, 1, 2))
			bytes_length(&to->safe, all[i]->n);
}

static void
cut_names(struct disk *to, struct rng *g, enum mood mood)
{
	const struct rename_op *r;
	size_t i;

	for (i = 0; i < to->nrenames; i++) {
		r = &to->renames[i];
		if (mood == MOOD_LOSE ||
		    (mood == MOOD_EACH && rng_chance(g, 1, 2)))
			continue;
		to->names[r->to].safe = r->file;
		if (r->from >= 0)
			to->names[r->from].safe = NULL;
	}
	to->nrenames = 0;
	for (i = 0; i < to->nnames; i++)
		to->names[i].live = to->names[i].safe;
	/* What lies in a folder that is lost is lost. */
	for (i = 0; i < to->nnames; i++)
		if (to->names[i].live != NULL &&
		    !parent_is(to, to->names[i].path))
			to->names[i].live = to->names[i].safe = NULL;
}

struct disk *
disk_cut(const struct disk *d, uint64_t seed)
{
	struct disk *to = must(calloc(1, sizeof(*to)));
	struct disk_file *made[FILES] = { NULL };
	struct rng g = { seed };
	unsigned way = rng_below(&g, 12);
	enum mood mood, names;
	size_t i;

	mood = way == 0 ? MOOD_KEEP : way == 1 ? MOOD_LOSE : MOOD_EACH;
	way = rng_below(&g, 4);
	names = way == 0 ? MOOD_KEEP : way == 1 ? MOOD_LOSE : MOOD_EACH;
	snprintf(to->boot, sizeof(to->boot), "%036llu",
	    2 + (unsigned long long)(seed >> 1));
	to->plan.lie = d->plan.lie;
	for (i = 0; i < d->nnames; i++) {
		to->names[i] = d->names[i];
		to->names[i].safe = file_copy(to, d->names[i].safe, made, d);
		to->names[i].live = NULL;
	}
	to->nnames = d->nnames;
	for (i = 0; i < d->nrenames; i++) {
		to->renames[i] = d->renames[i];
		to->renames[i].file =
		    file_copy(to, d->renames[i].file, made, d);
	}
	to->nrenames = d->nrenames;
	cut_names(to, &g, names);
	for (i = 0; i < d->nfiles; i++) {
		if (made[i] == NULL)
			continue;
		cut_file(made[i], d->files[i], &g, mood);
		bytes_same(&made[i]->live, &made[i]->safe);
	}
	return to;
}

void
disk_settle(struct disk *d)
{
	size_t i;

	for (i = 0; i < d->nfiles; i++)
		file_settle(d->files[i]);
	for (i = 0; i < d->nnames; i++)
		d->names[i].safe = d->names[i].live;
	d->nrenames = 0;
}

/* -- Asked -------------------------------------------------------------- */

struct disk_plan *
disk_plan(struct disk *d)
{
	return &d->plan;
}

const char *
disk_boot(const struct disk *d)
{
	return d->boot;
}

bool
disk_has(const struct disk *d, const char *path)
{
	size_t i;

	for (i = 0; i < d->nnames; i++)
		if (strcmp(d->names[i].path, path) == 0)
			return d->names[i].live != NULL;
	return false;
}

size_t
disk_bytes(const struct disk *d)
{
	size_t i, n = 0;

	for (i = 0; i < d->nnames; i++)
		if (d->names[i].live != NULL)
			n += d->names[i].live->live.n;
	return n;
}

void
disk_watch(struct disk *d, void (*each)(void *ctx), void *ctx)
{
	d->each = each;
	d->ctx = ctx;
}

struct disk *
disk_use(struct disk *d)
{
	struct disk *before = now_used;

	now_used = d;
	return before;
}

struct disk *
disk_used(void)
{
	return now_used;
}

/* -- Calls -------------------------------------------------------------- */

/* Whether this call is to fail. */
static bool
fails(struct disk *d)
{
	struct disk_plan *p = &d->plan;
	bool yes;

	p->calls++;
	yes = p->at != 0 && (p->on ? p->calls >= p->at : p->calls == p->at);
	if (yes)
		p->failed++;
	return yes;
}

static int
failed(int e)
{
	errno = e;
	return -1;
}

int
disk_call(struct disk *d)
{
	return fails(d) ? failed(EIO) : 0;
}

static void
boundary(struct disk *d)
{
	if (d->each != NULL)
		d->each(d->ctx);
}

static void
remember_name(struct disk *d, int to, int from, struct disk_file *f)
{
	if (d->nrenames == NAMES * 2)
		abort();
	d->renames[d->nrenames++] = (struct rename_op){ to, from, f };
	d->names[to].live = f;
	if (from >= 0)
		d->names[from].live = NULL;
}

struct disk_file *
disk_open(struct disk *d, const char *path, int flags)
{
	struct disk_file *f;
	int i;

	if (fails(d)) {
		errno = EIO;
		return NULL;
	}
	if (path == NULL) {
		f = file_new(d);
		f->nameless = true;
		return f;
	}
	i = name_of(d, path);
	f = d->names[i].live;
	if (f != NULL && (flags & O_CREAT) != 0 && (flags & O_EXCL) != 0) {
		errno = EEXIST;
		return NULL;
	}
	if (f == NULL && ((flags & O_CREAT) == 0 || !parent_is(d, path))) {
		errno = ENOENT;
		return NULL;
	}
	if (f == NULL) {
		boundary(d);
		f = file_new(d);
		memcpy(f->was, d->names[i].path, sizeof(f->was));
		remember_name(d, i, -1, f);
	}
	if ((flags & O_TRUNC) != 0 && f->live.n > 0) {
		boundary(d);
		bytes_length(&f->live, 0);
		file_remember(f, true, NULL, 0, 0);
	}
	return f;
}

void
disk_close(struct disk_file *f)
{
	(void)f; /* it lives as long as its disk */
}

int
disk_read(struct disk_file *f, void *to, size_t n, size_t at, size_t *got)
{
	*got = 0;
	if (fails(f->disk))
		return failed(EIO);
	if (at >= f->live.n)
		return 0;
	*got = n < f->live.n - at ? n : f->live.n - at;
	memcpy(to, f->live.s + at, *got);
	return 0;
}

static void
file_write(struct disk_file *f, const void *from, size_t n, size_t at)
{
	if (n == 0)
		return;
	bytes_put(&f->live, from, n, at);
	file_remember(f, false, from, n, at);
}

int
disk_write(struct disk_file *f, const void *from, size_t n, size_t at)
{
	struct disk *d = f->disk;
	size_t used, grows;

	boundary(d);
	if (fails(d)) {
		if (d->plan.fault != DISK_FAILS)
			file_write(f, from,
			    d->plan.fault == DISK_SHORT ? n / 2 : n, at);
		return failed(EIO);
	}
	grows = at + n > f->live.n ? at + n - f->live.n : 0;
	if (d->plan.room > 0 && grows > 0 &&
	    (used = disk_bytes(d)) + grows > d->plan.room) {
		/* What goes in goes in. */
		grows -= used < d->plan.room ? d->plan.room - used : 0;
		file_write(f, from, n > grows ? n - grows : 0, at);
		d->plan.failed++;
		return failed(ENOSPC);
	}
	file_write(f, from, n, at);
	return 0;
}

int
disk_truncate(struct disk_file *f, size_t n)
{
	struct disk *d = f->disk;

	boundary(d);
	if (fails(d)) {
		if (d->plan.fault != DISK_AFTER)
			return failed(EIO);
		bytes_length(&f->live, n);
		file_remember(f, true, NULL, n, 0);
		return failed(EIO);
	}
	bytes_length(&f->live, n);
	file_remember(f, true, NULL, n, 0);
	return 0;
}

static bool
lied_to(const struct disk_file *f)
{
	const char *was = f->was;

	switch (f->disk->plan.lie) {
	case DISK_NO_SYNC:
		return true;
	case DISK_NO_JOURNAL_SYNC:
		return strstr(was, "-journal") != NULL;
	case DISK_NO_BLOB_SYNC:
		return strstr(was, "/blobs/") != NULL;
	case DISK_NO_TILE_SYNC:
		return strstr(was, "/tiles/tile/") != NULL;
	case DISK_NO_LOG_SYNC:
		return strstr(was, "/ledger.log") != NULL;
	default:
		return false;
	}
}

int
disk_sync(struct disk_file *f)
{
	struct disk *d = f->disk;

	boundary(d);
	if (fails(d)) {
		if (d->plan.fault == DISK_AFTER)
			file_settle(f);
		/* The system may throw away what it could not write: then
		 * it is still read, and no later sync brings it there. */
		if (d->plan.fault == DISK_SHORT)
			file_forget(f);
		return failed(EIO);
	}
	if (!lied_to(f))
		file_settle(f);
	return 0;
}

static int
sync_names(struct disk *d, const char *folder)
{
	struct rename_op *r = d->renames;
	size_t i, n = 0;

	boundary(d);
	if (fails(d))
		return failed(EIO);
	if (d->plan.lie == DISK_NO_NAME_SYNC)
		return 0;
	for (i = 0; i < d->nrenames; i++) {
		bool mark = d->plan.lie == DISK_NO_MARK && r[i].file != NULL &&
		    strstr(d->names[r[i].to].path, "views.mark") != NULL;

		if (mark || !name_within(&d->names[r[i].to], folder)) {
			r[n++] = r[i];
			continue;
		}
		d->names[r[i].to].safe = r[i].file;
		if (r[i].from >= 0)
			d->names[r[i].from].safe = NULL;
	}
	d->nrenames = n;
	return 0;
}

int
disk_sync_folder_of(struct disk *d, const char *path)
{
	const char *slash = strrchr(path, '/');
	char folder[NAME_MAX_];

	snprintf(folder, sizeof(folder), "%.*s", (int)(slash - path), path);
	return sync_names(d, folder);
}

int
disk_unlink(struct disk *d, const char *path)
{
	int i = name_of(d, path);

	if (d->names[i].live == NULL)
		return failed(ENOENT);
	boundary(d);
	if (fails(d))
		return failed(EIO);
	remember_name(d, i, -1, NULL);
	return 0;
}

size_t
disk_size(const struct disk_file *f)
{
	return f->live.n;
}

/* -- Locks -------------------------------------------------------------- */

enum { L_NONE, L_SHARED, L_RESERVED, L_PENDING, L_EXCLUSIVE };

bool
disk_lock(struct disk_file *f, unsigned *held, unsigned level)
{
	if (*held >= level)
		return true;
	if (level == L_SHARED) {
		if (f->exclusive > 0)
			return false;
		f->shared++;
	} else if (level == L_RESERVED) {
		if (f->reserved > 0)
			return false;
		f->reserved++;
	} else {
		if (f->shared > 1 || f->exclusive > 0 ||
		    (f->reserved > 0 && *held < L_RESERVED))
			return false;
		f->exclusive++;
		if (*held < L_RESERVED)
			f->reserved++;
	}
	*held = level;
	return true;
}

void
disk_unlock(struct disk_file *f, unsigned *held, unsigned level)
{
	if (*held <= level)
		return;
	if (*held >= L_PENDING)
		f->exclusive--;
	if (*held >= L_RESERVED)
		f->reserved--;
	if (level == L_NONE)
		f->shared--;
	*held = level;
}

bool
disk_reserved(const struct disk_file *f)
{
	return f->reserved > 0;
}

/* -- struct file_system ------------------------------------------------- */

static struct handle *
handle_of(int fd)
{
	struct disk *d = now_used;

	if (fd < FIRST_FD || fd >= FIRST_FD + HANDLES ||
	    d->handles[fd - FIRST_FD].file == NULL)
		abort();
	return &d->handles[fd - FIRST_FD];
}

static int
fs_open(const char *path, int flags, mode_t mode)
{
	struct disk *d = now_used;
	struct disk_file *f;
	int i;

	(void)mode;
	if ((f = disk_open(d, path, flags)) == NULL)
		return -1;
	for (i = 0; i < HANDLES; i++)
		if (d->handles[i].file == NULL) {
			d->handles[i] = (struct handle){ f, 0, flags };
			return FIRST_FD + i;
		}
	abort(); /* something is never closed */
}

static ssize_t
fs_read(int fd, void *to, size_t n)
{
	struct handle *h = handle_of(fd);
	size_t got;

	if (disk_read(h->file, to, n, h->at, &got) != 0)
		return -1;
	h->at += got;
	return (ssize_t)got;
}

static ssize_t
fs_write(int fd, const void *from, size_t n)
{
	struct handle *h = handle_of(fd);
	size_t before = h->file->live.n;

	if (disk_write(h->file, from, n, h->at) != 0) {
		/* write(2) says what it took, and fails the next time. */
		if (errno == ENOSPC && h->file->live.n > before) {
			n = h->file->live.n - h->at;
			h->at += n;
			return (ssize_t)n;
		}
		return -1;
	}
	h->at += n;
	return (ssize_t)n;
}

static ssize_t
fs_write_at(int fd, const void *from, size_t n, off_t at)
{
	struct disk_file *f = handle_of(fd)->file;

	if (f->disk->plan.lie == DISK_ONE_PART && (size_t)at >= DISK_STORE_PART)
		at -= (off_t)DISK_STORE_PART;
	return disk_write(f, from, n, (size_t)at) == 0 ? (ssize_t)n : -1;
}

static int
fs_sync(int fd)
{
	struct handle *h = handle_of(fd);
	size_t i;

	if (!h->file->folder)
		return disk_sync(h->file);
	for (i = 0; i < now_used->nnames; i++)
		if (now_used->names[i].live == h->file)
			return sync_names(now_used, now_used->names[i].path);
	abort();
}

static int
fs_close(int fd)
{
	handle_of(fd)->file = NULL;
	return 0;
}

static int
fs_rename(const char *from, const char *to)
{
	struct disk *d = now_used;
	int a = name_of(d, from), b = name_of(d, to);

	if (d->names[a].live == NULL)
		return failed(ENOENT);
	boundary(d);
	if (fails(d))
		return failed(EIO);
	remember_name(d, b, a, d->names[a].live);
	return 0;
}

static int
fs_unlink(const char *path)
{
	return disk_unlink(now_used, path);
}

static int
fs_mkdir(const char *path, mode_t mode)
{
	struct disk *d = now_used;
	int i = name_of(d, path);
	struct disk_file *f;

	(void)mode;
	if (d->names[i].live != NULL)
		return failed(EEXIST);
	if (!parent_is(d, path))
		return failed(ENOENT);
	boundary(d);
	if (fails(d))
		return failed(EIO);
	f = file_new(d);
	f->folder = true;
	remember_name(d, i, -1, f);
	return 0;
}

static int
fs_list(const char *folder, void (*each)(void *ctx, const char *name),
    void *ctx)
{
	struct disk *d = now_used;
	size_t n = strlen(folder), i;

	if (disk_call(d) != 0)
		return -1;
	for (i = 0; i < d->nnames; i++) {
		const char *path = d->names[i].path;

		if (d->names[i].live != NULL && strncmp(path, folder, n) == 0 &&
		    path[n] == '/' && strchr(path + n + 1, '/') == NULL)
			each(ctx, path + n + 1);
	}
	return 0;
}

const struct file_system disk_files = { .open = fs_open,
	.read = fs_read,
	.write = fs_write,
	.sync = fs_sync,
	.close = fs_close,
	.rename = fs_rename,
	.unlink = fs_unlink,
	.mkdir = fs_mkdir,
	.write_at = fs_write_at,
	.sync_bytes = fs_sync,
	.list = fs_list };
