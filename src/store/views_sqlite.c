/* views_sqlite.c - see views_sqlite.h. */

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "core/limits.h"
#include "store/sql.h"
#include "store/views_run.h"
#include "store/views_sqlite.h"

#define FILE_SQL       "views.sql"
#define SCHEMA_SQL     "views_schema.sql"

/* One read transaction: so many rows, or so many bytes and the row that
 * passes them.  It takes about a millisecond, and the rows are handed on
 * after it has ended. */
#define CHUNK_ROWS     512
#define CHUNK_BYTES    ((size_t)256 << 10)

/* A key of VIEW_ENTRY: a number, big-endian. */
#define ENTRY_KEY      8

/* How long the writer waits for readers to end theirs, and they for it. */
#define WRITER_WAIT_MS 250
#define READER_WAIT_MS 5000

enum statement {
	ST_BEGIN,
	ST_BEGIN_READ,
	ST_COMMIT,
	ST_ROLLBACK,
	ST_STAND,
	ST_MOVE,
	ST_CLEAR,
	ST_CLEAR_ENTRY,
	ST_PUT,
	ST_PUT_ENTRY,
	ST_SCAN,
	ST_SCAN_END,
	ST_SCAN_ENTRY,
	NSTATEMENTS
};

static const char *const statement_names[NSTATEMENTS] = { "begin", "begin_read",
	"commit", "rollback", "stand", "move", "clear", "clear_entry", "put",
	"put_entry", "scan", "scan_end", "scan_entry" };

struct views_sqlite {
	struct views base; /* first: its users hold this */
	const struct mem *mem;
	struct views_sqlite_opening o;
	struct sql sql;
	sqlite3_stmt *st[NSTATEMENTS];
	char path[PATH_MAX];
	char mark[PATH_MAX];
	bool write;
	bool marked; /* the mark lies beside it */
	bool failed; /* in doubt: the mark stays */
	/* Made anew: one transaction, and rows held back to be sorted. */
	bool bulk;
	struct views_run run;
};

static struct views_sqlite *
of(struct views *v)
{
	return (struct views_sqlite *)(void *)v;
}

/* The first bytes of an entry's key as its number; what is missing is 0. */
static uint64_t
number(const uint8_t *key, size_t n)
{
	uint64_t v = 0;

	for (size_t i = 0; i < ENTRY_KEY; i++)
		v = v << 8 | (i < n ? key[i] : 0);
	return v;
}

static int
views_said(struct views_sqlite *v, int r)
{
	if (r != 0)
		v->base.why = v->sql.why;
	return r;
}

static int
views_why(struct views_sqlite *v, int r, const char *what, int e)
{
	if (e == ENOSPC || e == EDQUOT)
		r = E_FULL;
	snprintf(v->sql.why, sizeof(v->sql.why), "%s %s%s%s", v->sql.name, what,
	    e != 0 ? ": " : "", e != 0 ? strerror(e) : "");
	return views_said(v, r);
}

/* -- The mark ----------------------------------------------------------- */

/* Whether the file was written to by a boot that ended in between. */
static int
mark_read(struct views_sqlite *v, bool *there, bool *torn)
{
	const struct file_system *fs = v->o.fs;
	char boot[VIEWS_BOOT_BYTES];
	ssize_t n;
	int fd;

	*there = *torn = false;
	fd = fs->open(v->mark, O_RDONLY | O_CLOEXEC | O_NOFOLLOW, 0);
	if (fd < 0 && errno == ENOENT)
		return 0;
	if (fd < 0)
		return views_why(v, E_IO, "has a mark that cannot be opened",
		    errno);
	n = fs->read(fd, boot, sizeof(boot));
	(void)fs->close(fd);
	*there = true;
	*torn = n != (ssize_t)sizeof(boot) || v->o.boot[0] == '\0' ||
	    memcmp(boot, v->o.boot, sizeof(boot)) != 0;
	return 0;
}

static int
mark_put(struct views_sqlite *v)
{
	const struct file_system *fs = v->o.fs;
	int fd, r;

	if (v->marked)
		return 0;
	fd = fs->open(v->mark,
	    O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return views_why(v, E_IO, "cannot be marked", errno);
	r = files_write(fs, fd, v->o.boot, strlen(v->o.boot));
	if (r == 0 && fs->sync(fd) != 0)
		r = E_IO;
	if (fs->close(fd) != 0 && r == 0)
		r = E_IO;
	if (r == 0)
		r = files_sync_folder(fs, v->o.folder);
	if (r != 0)
		return views_why(v, r, "cannot be marked", errno);
	v->marked = true;
	return 0;
}

/* The file is not what it says: never to be trusted again. */
static void
mark_spoil(struct views_sqlite *v)
{
	const struct file_system *fs = v->o.fs;
	int fd = fs->open(v->mark,
	    O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd >= 0) {
		(void)fs->sync(fd);
		(void)fs->close(fd);
	}
}

/* Everything durable, then the mark away. */
static int
mark_away(struct views_sqlite *v)
{
	const struct file_system *fs = v->o.fs;

	if (!v->marked)
		return 0;
	if (fs->unlink(v->mark) != 0 && errno != ENOENT)
		return views_why(v, E_IO, "keeps its mark", errno);
	if (files_sync_folder(fs, v->o.folder) != 0)
		return views_why(v, E_IO, "keeps its mark", errno);
	v->marked = false;
	return 0;
}

/* -- Where it stands ---------------------------------------------------- */

static int
views_sqlite_at(struct views *base, struct views_mark *out)
{
	struct views_sqlite *v = of(base);
	sqlite3_stmt *st = v->st[ST_STAND];
	int rc = sqlite3_step(st), r = 0;

	*out = (struct views_mark){ 0 };
	if (rc == SQLITE_ROW && sqlite3_column_bytes(st, 2) == HASH_BYTES) {
		out->at = (uint64_t)sqlite3_column_int64(st, 0);
		out->version = (uint32_t)sqlite3_column_int64(st, 1);
		memcpy(out->head.b, sqlite3_column_blob(st, 2), HASH_BYTES);
	} else if (rc != SQLITE_DONE && rc != SQLITE_ROW) {
		r = views_said(v, sql_failed(&v->sql, rc, "be read"));
	}
	(void)sqlite3_reset(st);
	return r;
}

/* -- Writing ------------------------------------------------------------ */

static int
views_sqlite_begin(struct views *base)
{
	struct views_sqlite *v = of(base);
	int r;

	if (!v->write)
		return views_why(v, E_IO, "is open to read only", 0);
	if (v->failed)
		return views_why(v, E_IO, "could not undo a write", 0);
	/* Of what is made anew nobody sees a thing before it is whole. */
	if (v->bulk && sqlite3_get_autocommit(v->sql.db) == 0)
		return 0;
	if (!v->bulk && (r = mark_put(v)) != 0)
		return r;
	return views_said(v, sql_do(&v->sql, v->st[ST_BEGIN]));
}

/* A row as it lies in the file. */
static int
row_put(void *ctx, enum view_id view, const void *key, size_t nkey,
    const void *value, size_t nvalue)
{
	struct views_sqlite *v = ctx;
	sqlite3_stmt *st = v->st[ST_PUT];

	(void)sqlite3_bind_int(st, 1, (int)view);
	(void)sqlite3_bind_blob64(st, 2, key, nkey, SQLITE_STATIC);
	(void)sqlite3_bind_blob64(st, 3, nvalue == 0 ? "" : value, nvalue,
	    SQLITE_STATIC);
	return views_said(v, sql_do(&v->sql, st));
}

/* Entries lie under their number, in the order they come: in a table of
 * their own, which is then never searched to put one more. */
static int
entry_put(struct views_sqlite *v, const void *key, size_t nkey,
    const void *value, size_t nvalue)
{
	sqlite3_stmt *st = v->st[ST_PUT_ENTRY];
	uint64_t seq;

	if (nkey != ENTRY_KEY || (seq = number(key, nkey)) > INT64_MAX)
		return views_why(v, E_SYNTAX, "is given no entry's number", 0);
	(void)sqlite3_bind_int64(st, 1, (sqlite3_int64)seq);
	(void)sqlite3_bind_blob64(st, 2, nvalue == 0 ? "" : value, nvalue,
	    SQLITE_STATIC);
	return views_said(v, sql_do(&v->sql, st));
}

static int
run_put(struct views_sqlite *v)
{
	return views_run_each(&v->run, row_put, v);
}

static int
views_sqlite_put(struct views *base, enum view_id view, const void *key,
    size_t nkey, const void *value, size_t nvalue)
{
	struct views_sqlite *v = of(base);
	int r;

	if (nkey > LIMIT_KEY_BYTES)
		return views_why(v, E_LIMIT, "is given too long a key", 0);
	if (view == VIEW_ENTRY)
		return entry_put(v, key, nkey, value, nvalue);
	if (!v->bulk)
		return row_put(v, view, key, nkey, value, nvalue);
	r = views_run_add(&v->run, view, key, nkey, value, nvalue);
	if (r == E_LIMIT && (r = run_put(v)) == 0)
		r = views_run_add(&v->run, view, key, nkey, value, nvalue);
	return r == 0 ? 0 : views_why(v, r, "cannot be sorted", 0);
}

static void
views_sqlite_rollback(struct views *base)
{
	struct views_sqlite *v = of(base);

	/* It has no journal: what it holds now is of no use. */
	if (v->bulk)
		v->failed = true;
	if (sqlite3_get_autocommit(v->sql.db) == 0 &&
	    sql_do(&v->sql, v->st[ST_ROLLBACK]) != 0)
		v->failed = true;
}

static int
views_move(struct views_sqlite *v, const struct views_mark *mark)
{
	sqlite3_stmt *st = v->st[ST_MOVE];

	if (v->failed)
		return views_why(v, E_IO, "could not undo a write", 0);
	(void)sqlite3_bind_int64(st, 1, (sqlite3_int64)mark->at);
	(void)sqlite3_bind_int64(st, 2, (sqlite3_int64)mark->version);
	(void)sqlite3_bind_blob(st, 3, mark->head.b, HASH_BYTES, SQLITE_STATIC);
	return views_said(v, sql_do(&v->sql, st));
}

static int
views_sqlite_commit(struct views *base, const struct views_mark *mark)
{
	struct views_sqlite *v = of(base);
	int r;

	if ((r = views_move(v, mark)) == 0 && !v->bulk)
		r = views_said(v, sql_do(&v->sql, v->st[ST_COMMIT]));
	if (r != 0)
		views_sqlite_rollback(base);
	return r;
}

static int
views_sqlite_clear(struct views *base)
{
	struct views_sqlite *v = of(base);
	static const struct views_mark nowhere;
	int r;

	if ((r = views_sqlite_begin(base)) != 0)
		return r;
	v->run.nrows = v->run.nbytes = 0;
	r = views_said(v, sql_do(&v->sql, v->st[ST_CLEAR]));
	if (r == 0)
		r = views_said(v, sql_do(&v->sql, v->st[ST_CLEAR_ENTRY]));
	if (r != 0) {
		views_sqlite_rollback(base);
		return r;
	}
	return views_sqlite_commit(base, &nowhere);
}

/* -- Reading ------------------------------------------------------------ */

struct chunk_row {
	size_t key, nkey, value, nvalue; /* offsets into the bytes */
};

/* The rows of one read transaction, copied. */
struct chunk {
	struct buf bytes;
	struct chunk_row rows[CHUNK_ROWS];
	size_t n;
	bool end; /* no row comes after */
};

struct scan {
	struct views_sqlite *v;
	enum view_id view;
	struct buf from; /* where the next chunk begins */
	uint8_t to[LIMIT_KEY_BYTES];
	size_t nto; /* 0: to the end of the view */
};

/* The first key after all that begin with prefix: none when it is empty or
 * all 0xff. */
static size_t
prefix_end(const uint8_t *prefix, size_t n, uint8_t *out)
{
	while (n > 0 && prefix[n - 1] == 0xff)
		n--;
	if (n > 0) {
		memcpy(out, prefix, n);
		out[n - 1]++;
	}
	return n;
}

static void
entry_key(struct buf *b, uint64_t seq)
{
	for (int i = ENTRY_KEY - 1; i >= 0; i--)
		buf_putc(b, (char)(uint8_t)(seq >> (8 * i)));
}

/* The numbers of those entries whose keys are not before `from` and before
 * `to`; false: there can be none. */
static bool
entry_bounds(const struct scan *s, sqlite3_stmt *st)
{
	uint64_t low = number((const uint8_t *)s->from.s, s->from.len);
	uint64_t high = INT64_MAX;

	/* What is longer than a number comes after it. */
	if (s->from.len > ENTRY_KEY && low++ == UINT64_MAX)
		return false;
	if (s->nto > 0) {
		high = number(s->to, s->nto);
		if (s->nto <= ENTRY_KEY && high-- == 0)
			return false;
		if (high > INT64_MAX)
			high = INT64_MAX;
	}
	if (low > high)
		return false;
	(void)sqlite3_bind_int64(st, 1, (sqlite3_int64)low);
	(void)sqlite3_bind_int64(st, 2, (sqlite3_int64)high);
	(void)sqlite3_bind_int(st, 3, CHUNK_ROWS);
	return true;
}

static sqlite3_stmt *
chunk_bind(struct scan *s)
{
	struct views_sqlite *v = s->v;
	sqlite3_stmt *st = v->st[s->nto > 0 ? ST_SCAN : ST_SCAN_END];
	int i = 1;

	if (s->view == VIEW_ENTRY) {
		st = v->st[ST_SCAN_ENTRY];
		return entry_bounds(s, st) ? st : NULL;
	}
	(void)sqlite3_bind_int(st, i++, (int)s->view);
	(void)sqlite3_bind_blob64(st, i++, s->from.s, s->from.len,
	    SQLITE_STATIC);
	if (s->nto > 0)
		(void)sqlite3_bind_blob64(st, i++, s->to, s->nto,
		    SQLITE_STATIC);
	(void)sqlite3_bind_int(st, i, CHUNK_ROWS);
	return st;
}

static int
chunk_fill(struct scan *s, sqlite3_stmt *st, struct chunk *c)
{
	struct chunk_row *row;
	int rc;

	while (c->n < CHUNK_ROWS && c->bytes.len < CHUNK_BYTES) {
		rc = sqlite3_step(st);
		if (rc == SQLITE_DONE) {
			c->end = true;
			return 0;
		}
		if (rc != SQLITE_ROW)
			return sql_failed(&s->v->sql, rc, "be read");
		row = &c->rows[c->n++];
		row->key = c->bytes.len;
		if (s->view == VIEW_ENTRY) {
			row->nkey = ENTRY_KEY;
			entry_key(&c->bytes,
			    (uint64_t)sqlite3_column_int64(st, 0));
		} else {
			row->nkey = (size_t)sqlite3_column_bytes(st, 0);
			buf_add(&c->bytes, sqlite3_column_blob(st, 0),
			    row->nkey);
		}
		row->value = c->bytes.len;
		row->nvalue = (size_t)sqlite3_column_bytes(st, 1);
		if (row->nvalue > 0)
			buf_add(&c->bytes, sqlite3_column_blob(st, 1),
			    row->nvalue);
		if (c->bytes.failed)
			return E_NOMEM;
	}
	return 0;
}

/* One short read transaction: a single statement is one of its own. */
static int
chunk_read(struct scan *s, struct chunk *c)
{
	struct views_sqlite *v = s->v;
	sqlite3_stmt *st = chunk_bind(s);
	int r;

	buf_clear(&c->bytes);
	c->n = 0;
	c->end = st == NULL;
	if (st == NULL)
		return 0;
	r = chunk_fill(s, st, c);
	(void)sqlite3_reset(st);
	(void)sqlite3_clear_bindings(st);
	/* The last key's successor: itself and a NUL. */
	if (r == 0 && c->n > 0) {
		const struct chunk_row *last = &c->rows[c->n - 1];

		if (c->n < CHUNK_ROWS && c->bytes.len < CHUNK_BYTES)
			c->end = true;
		buf_clear(&s->from);
		buf_add(&s->from, c->bytes.s + last->key, last->nkey);
		buf_putc(&s->from, '\0');
		if (s->from.failed)
			r = E_NOMEM;
	}
	return views_said(v, r);
}

static int
views_sqlite_scan(struct views *base, enum view_id view, const void *prefix,
    size_t nprefix, const void *from, size_t nfrom,
    int (*each)(void *ctx, const void *key, size_t nkey, const void *value,
	size_t nvalue),
    void *ctx)
{
	struct views_sqlite *v = of(base);
	struct scan s = { .v = v, .view = view };
	const struct chunk_row *row;
	struct chunk *c;
	size_t i;
	int r = 0;

	/* A key's successor is one longer than it. */
	if (nprefix > LIMIT_KEY_BYTES || nfrom > LIMIT_KEY_BYTES + 1)
		return views_why(v, E_LIMIT, "is asked for too long a key", 0);
	if ((c = v->mem->alloc(v->mem->ctx, sizeof(*c))) == NULL)
		return E_NOMEM;
	buf_init(&c->bytes, v->mem, CHUNK_BYTES + 2 * LIMIT_ENTRY_BYTES);
	buf_init(&s.from, v->mem, LIMIT_KEY_BYTES + 1);
	buf_add(&s.from, nfrom > 0 ? from : prefix,
	    nfrom > 0 ? nfrom : nprefix);
	if (s.from.failed)
		r = E_NOMEM;
	s.nto = prefix_end(prefix, nprefix, s.to);
	for (c->end = false; r == 0 && !c->end;) {
		if ((r = chunk_read(&s, c)) != 0)
			break;
		for (i = 0; r == 0 && i < c->n; i++) {
			row = &c->rows[i];
			r = each(ctx, c->bytes.s + row->key, row->nkey,
			    c->bytes.s + row->value, row->nvalue);
		}
	}
	buf_release(&s.from);
	buf_release(&c->bytes);
	v->mem->free(v->mem->ctx, c);
	return r;
}

/* -- Opening and closing ------------------------------------------------ */

/* What was held back put in, and all of it committed: an ordinary file from
 * now on, but for its name, its journal and its sync. */
static int
bulk_end(struct views_sqlite *v)
{
	int r = run_put(v);

	if (r == 0 && sqlite3_get_autocommit(v->sql.db) == 0)
		r = views_said(v, sql_do(&v->sql, v->st[ST_COMMIT]));
	if (r != 0)
		views_sqlite_rollback(&v->base);
	views_run_release(&v->run);
	v->bulk = false;
	return r;
}

/* What was written since the mark, made durable: a commit in full mode
 * syncs the file, and the journal once its header is zeroed.  But a commit
 * that changes nothing syncs nothing, and an update to what stands there
 * already is no change to SQLite: so the mark moves away and back. */
static int
views_settle(struct views_sqlite *v)
{
	struct views_mark mark, away;
	int r;

	if (v->failed)
		return views_why(v, E_IO, "could not undo a write", 0);
	if (v->bulk && (r = bulk_end(v)) != 0)
		return r;
	if ((r = views_sqlite_at(&v->base, &mark)) != 0 ||
	    (r = sql_run(&v->sql, "PRAGMA synchronous=FULL")) != 0)
		return views_said(v, r);
	if ((r = views_sqlite_begin(&v->base)) != 0)
		return r;
	away = mark;
	away.version++;
	if ((r = views_move(v, &away)) == 0)
		return views_sqlite_commit(&v->base, &mark);
	views_sqlite_rollback(&v->base);
	return r;
}

static void
views_let_go(struct views_sqlite *v)
{
	size_t i;

	for (i = 0; i < NSTATEMENTS; i++) {
		(void)sqlite3_finalize(v->st[i]);
		v->st[i] = NULL;
	}
	sql_close(&v->sql);
}

/* Nothing is lost with it: it is made anew. */
static int
views_throw_away(struct views_sqlite *v)
{
	char journal[PATH_MAX + sizeof("-journal")];

	views_let_go(v);
	snprintf(journal, sizeof(journal), "%s-journal", v->path);
	if ((v->o.fs->unlink(v->path) != 0 && errno != ENOENT) ||
	    (v->o.fs->unlink(journal) != 0 && errno != ENOENT))
		return views_why(v, E_IO, "cannot be removed", errno);
	return 0;
}

static void
views_sqlite_close(struct views *base)
{
	struct views_sqlite *v = of(base);
	int r = 0;

	views_run_release(&v->run);
	/* It never took its place: the mark speaks of the other file. */
	if (v->o.anew && v->write) {
		(void)views_throw_away(v);
	} else if (v->write && v->marked) {
		r = views_settle(v);
		views_let_go(v);
		if (r == 0)
			(void)mark_away(v);
		else if (r != E_AGAIN)
			mark_spoil(v);
	}
	views_let_go(v);
	v->mem->free(v->mem->ctx, v);
}

static const struct views_ops views_sqlite_ops = {
	.at = views_sqlite_at,
	.begin = views_sqlite_begin,
	.put = views_sqlite_put,
	.commit = views_sqlite_commit,
	.rollback = views_sqlite_rollback,
	.clear = views_sqlite_clear,
	.scan = views_sqlite_scan,
	.close = views_sqlite_close,
};

static int
views_prepare(struct views_sqlite *v)
{
	size_t i;
	int r = 0;

	for (i = 0; r == 0 && i < NSTATEMENTS; i++)
		r = sql_prepare(&v->sql, FILE_SQL, statement_names[i],
		    &v->st[i]);
	return r;
}

static int
views_make(struct views_sqlite *v)
{
	char pragmas[128];
	int r;

	snprintf(pragmas, sizeof(pragmas),
	    "PRAGMA application_id=%d; PRAGMA user_version=%d;",
	    VIEWS_APPLICATION, VIEWS_FORMAT);
	if ((r = sql_run(&v->sql, "BEGIN EXCLUSIVE")) != 0 ||
	    (r = sql_run(&v->sql, pragmas)) != 0 ||
	    (r = sql_run_file(&v->sql, SCHEMA_SQL)) != 0 ||
	    (r = sql_run(&v->sql, "COMMIT")) != 0)
		return r;
	return views_prepare(v);
}

/* Only this format: another is made anew by whoever writes. */
static int
views_format(struct views_sqlite *v)
{
	sqlite3_int64 format;
	int r;

	if ((r = sql_number(&v->sql, "PRAGMA user_version", &format)) != 0)
		return r;
	if (format != VIEWS_FORMAT)
		return views_why(v, E_NEWER,
		    "was made by another forestay: its keeper makes it anew",
		    0);
	return 0;
}

static int
views_connect(struct views_sqlite *v)
{
	const char *name = v->o.anew ? "views.new" : "views.db";
	struct sql_opening o = { .path = v->path,
		.name = name,
		.vfs = v->o.vfs,
		.fs = v->o.fs,
		.flags = v->write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
				  : SQLITE_OPEN_READONLY,
		.application_id = VIEWS_APPLICATION,
		.format = VIEWS_FORMAT };
	bool fresh;
	int r;

	if ((r = sql_open(&v->sql, &o, &fresh)) != 0)
		return r;
	(void)sqlite3_busy_timeout(v->sql.db,
	    v->write ? WRITER_WAIT_MS : READER_WAIT_MS);
	if (!v->write) {
		if (fresh)
			return E_NAME;
		return (r = views_format(v)) != 0 ? r : views_prepare(v);
	}
	r = sql_run(&v->sql,
	    v->o.anew ? "PRAGMA journal_mode=OFF;"
		      : "PRAGMA journal_mode=PERSIST;"
			"PRAGMA journal_size_limit=67108864;");
	if (r == 0)
		r = sql_run(&v->sql,
		    "PRAGMA synchronous=OFF;"
		    "PRAGMA temp_store=MEMORY;"
		    "PRAGMA cache_size=-65536;");
	if (r != 0)
		return r;
	if (fresh && !v->o.anew && (r = mark_put(v)) != 0)
		return r;
	if (fresh)
		return views_make(v);
	return (r = views_format(v)) != 0 ? r : views_prepare(v);
}

static int
views_begin_writing(struct views_sqlite *v)
{
	bool there = false, torn = v->o.anew;
	int r;

	if (!v->o.anew && (r = mark_read(v, &there, &torn)) != 0)
		return r;
	if (torn && (r = views_throw_away(v)) != 0)
		return r;
	v->marked = there && !torn;
	r = views_connect(v);
	if ((r != E_BROKEN && r != E_NEWER) || v->sql.wal)
		return r;
	if ((r = views_throw_away(v)) != 0)
		return r;
	return views_connect(v);
}

static int
views_sqlite_new(const struct mem *mem, const struct views_sqlite_opening *o,
    bool write, struct views **out, char *why, size_t n)
{
	struct views_sqlite *v = mem->alloc(mem->ctx, sizeof(*v));
	int r, len, marklen;

	*out = NULL;
	if (v == NULL) {
		snprintf(why, n, "there is no memory to open the views");
		return E_NOMEM;
	}
	*v = (struct views_sqlite){ .base = { .ops = &views_sqlite_ops,
					.why = "" },
		.mem = mem,
		.o = *o,
		.sql = { .name = "views.db" },
		.write = write,
		.bulk = o->anew,
		.run = { .mem = mem } };
	len = snprintf(v->path, sizeof(v->path), "%s/%s", o->folder,
	    o->anew ? "views.new" : "views.db");
	marklen =
	    snprintf(v->mark, sizeof(v->mark), "%s/views.mark", o->folder);
	if (len < 0 || (size_t)len >= sizeof(v->path) || marklen < 0 ||
	    (size_t)marklen >= sizeof(v->mark))
		r = views_why(v, E_LIMIT, "has too long a name", 0);
	else
		r = write ? views_begin_writing(v) : views_connect(v);
	if (r != 0) {
		snprintf(why, n, "%s", v->sql.why);
		v->marked = false; /* nothing was promised: leave it */
		views_sqlite_close(&v->base);
		return r;
	}
	*out = &v->base;
	return 0;
}

int
views_sqlite_open(const struct mem *mem, const struct views_sqlite_opening *o,
    struct views **out, char *why, size_t n)
{
	return views_sqlite_new(mem, o, true, out, why, n);
}

int
views_sqlite_read(const struct mem *mem, const struct views_sqlite_opening *o,
    struct views **out, char *why, size_t n)
{
	return views_sqlite_new(mem, o, false, out, why, n);
}

int
views_sqlite_replace(struct views *base)
{
	struct views_sqlite *v = of(base);
	char place[PATH_MAX], journal[PATH_MAX + sizeof("-journal")];
	int r;

	if (!v->o.anew)
		return views_why(v, E_NAME, "is in its place", 0);
	if ((r = views_settle(v)) != 0)
		return r;
	views_let_go(v);
	snprintf(place, sizeof(place), "%s/views.db", v->o.folder);
	snprintf(journal, sizeof(journal), "%s-journal", place);
	/* An old journal must never be played into the new file. */
	if (v->o.fs->unlink(journal) != 0 && errno != ENOENT)
		return views_why(v, E_IO, "cannot take its place", errno);
	if (v->o.fs->rename(v->path, place) != 0)
		return views_why(v, E_IO, "cannot take its place", errno);
	snprintf(v->path, sizeof(v->path), "%s", place);
	v->o.anew = false;
	if (files_sync_folder(v->o.fs, v->o.folder) != 0)
		return views_why(v, E_IO, "cannot be synced", errno);
	/* All is durable; the next write marks it. */
	v->marked = true;
	(void)mark_away(v);
	v->marked = false;
	r = views_connect(v);
	return views_said(v, r);
}
