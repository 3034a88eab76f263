/* views_sqlite.c - see views_sqlite.h. */

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "core/limits.h"
#include "store/views_sqlite_inner.h"

#define FILE_SQL       "views.sql"
#define SCHEMA_SQL     "views_schema.sql"

/* How long the writer waits for readers to end theirs, and they for it. */
#define WRITER_WAIT_MS 250
#define READER_WAIT_MS 5000

static const char *const statement_names[NSTATEMENTS] = { "begin", "begin_read",
	"commit", "rollback", "stand", "move", "clear", "clear_entry", "put",
	"put_entry", "put_many", "put_entries", "scan", "scan_end",
	"scan_entry" };

int
views_said(struct views_sqlite *v, int r)
{
	if (r != 0)
		v->base.why = v->sql.why;
	return r;
}

int
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
	struct views_sqlite *v = views_sqlite_of(base);
	sqlite3_stmt *st = v->st[ST_STAND];
	int rc, r = 0;

	if (v->bulk) {
		*out = v->gathered;
		return 0;
	}
	rc = sqlite3_step(st);
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

/* Each read by itself takes the file's lock and looks whether it changed:
 * a quarter of what looking up a person costs. */
static void
views_sqlite_hold(struct views *base, bool hold)
{
	struct views_sqlite *v = views_sqlite_of(base);

	if (v->write || v->sql.db == NULL || (!hold && v->held == 0))
		return;
	v->held += hold ? 1 : -1;
	/* One within another is a part of it. */
	if (v->held != (hold ? 1 : 0))
		return;
	(void)sqlite3_exec(v->sql.db, hold ? "BEGIN" : "COMMIT", NULL, NULL,
	    NULL);
	if (!hold && sqlite3_get_autocommit(v->sql.db) == 0)
		(void)sqlite3_exec(v->sql.db, "ROLLBACK", NULL, NULL, NULL);
}

/* -- Writing ------------------------------------------------------------ */

static int
views_sqlite_begin(struct views *base)
{
	struct views_sqlite *v = views_sqlite_of(base);
	int r;

	if (!v->write)
		return views_why(v, E_IO, "is open to read only", 0);
	if (v->failed)
		return views_why(v, E_IO, "could not undo a write", 0);
	/* Of what is made anew nobody sees a thing before it is whole. */
	if (v->bulk && v->begun)
		return 0;
	if (!v->bulk && (r = mark_put(v)) != 0)
		return r;
	r = views_said(v, sql_do(&v->sql, v->st[ST_BEGIN]));
	v->begun = r == 0;
	return r;
}

/* The parameters of one row, from i on; the number of the next. */
static int
bind_row(sqlite3_stmt *st, int i, const struct views_row *row)
{
	if (row->view == VIEW_ENTRY) {
		/* Entries lie under their number, in the order they come: in
		 * a table of their own, which is then never searched to put
		 * one more. */
		(void)sqlite3_bind_int64(st, i++,
		    (sqlite3_int64)views_entry_number(row->key, row->nkey));
	} else {
		(void)sqlite3_bind_int(st, i++, (int)row->view);
		(void)sqlite3_bind_blob64(st, i++, row->key, row->nkey,
		    SQLITE_STATIC);
	}
	(void)sqlite3_bind_blob64(st, i++, row->nvalue == 0 ? "" : row->value,
	    row->nvalue, SQLITE_STATIC);
	return i;
}

/* Rows of one view as they lie in the file.  Sixteen in one statement cost a
 * half of what sixteen statements do. */
static int
rows_put(void *ctx, const struct views_row *rows, size_t n)
{
	struct views_sqlite *v = ctx;
	bool entries = rows[0].view == VIEW_ENTRY;
	bool many = n == VIEWS_TOGETHER;
	sqlite3_stmt *st = v->st[entries && many ? ST_PUT_ENTRIES
		: entries                        ? ST_PUT_ENTRY
		: many                           ? ST_PUT_MANY
						 : ST_PUT];
	size_t i;
	int at = 1, r = 0;

	for (i = 0; r == 0 && i < n; i++) {
		at = bind_row(st, at, &rows[i]);
		if (many && i < n - 1)
			continue;
		r = views_said(v, sql_do(&v->sql, st));
		at = 1;
	}
	return r;
}

static int
views_sqlite_put(struct views *base, enum view_id view, const void *key,
    size_t nkey, const void *value, size_t nvalue)
{
	struct views_sqlite *v = views_sqlite_of(base);
	const struct views_row row = { view, key, value, nkey, nvalue };
	int r;

	if (nkey > LIMIT_KEY_BYTES)
		return views_why(v, E_LIMIT, "is given too long a key", 0);
	if (view == VIEW_ENTRY &&
	    (nkey != ENTRY_KEY || views_entry_number(key, nkey) > INT64_MAX))
		return views_why(v, E_SYNTAX, "is given no entry's number", 0);
	if (!v->bulk)
		return rows_put(v, &row, 1);
	r = views_fill_add(&v->fill, view, key, nkey, value, nvalue);
	return r == 0 || r == v->fill.r
	    ? r
	    : views_why(v, r, "cannot be sorted", 0);
}

static void
views_sqlite_rollback(struct views *base)
{
	struct views_sqlite *v = views_sqlite_of(base);

	/* It has no journal: what it holds now is of no use. */
	if (v->bulk) {
		views_fill_forget(&v->fill);
		v->failed = true;
	}
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
	struct views_sqlite *v = views_sqlite_of(base);
	int r;

	if (v->bulk && !v->failed) {
		v->gathered = *mark;
		return 0;
	}
	if ((r = views_move(v, mark)) == 0)
		r = views_said(v, sql_do(&v->sql, v->st[ST_COMMIT]));
	if (r != 0)
		views_sqlite_rollback(base);
	return r;
}

static int
views_sqlite_clear(struct views *base)
{
	struct views_sqlite *v = views_sqlite_of(base);
	static const struct views_mark nowhere;
	int r;

	if ((r = views_sqlite_begin(base)) != 0)
		return r;
	if (v->bulk)
		views_fill_forget(&v->fill);
	r = views_said(v, sql_do(&v->sql, v->st[ST_CLEAR]));
	if (r == 0)
		r = views_said(v, sql_do(&v->sql, v->st[ST_CLEAR_ENTRY]));
	if (r != 0) {
		views_sqlite_rollback(base);
		return r;
	}
	return views_sqlite_commit(base, &nowhere);
}

/* -- Opening and closing ------------------------------------------------ */

/* What was held back put in, and all of it committed: an ordinary file from
 * now on, but for its name, its journal and its sync. */
static int
bulk_end(struct views_sqlite *v)
{
	int r = views_fill_end(&v->fill);

	if (r == 0 && v->begun && (r = views_move(v, &v->gathered)) == 0)
		r = views_said(v, sql_do(&v->sql, v->st[ST_COMMIT]));
	if (r != 0)
		views_sqlite_rollback(&v->base);
	views_fill_release(&v->fill);
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
	struct views_sqlite *v = views_sqlite_of(base);
	int r = 0;

	if (v->bulk)
		views_fill_release(&v->fill);
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
	.hold = views_sqlite_hold,
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
		.bulk = o->anew };
	if (o->anew &&
	    (r = views_fill_init(&v->fill, mem, o->thread, rows_put, v)) != 0) {
		mem->free(mem->ctx, v);
		snprintf(why, n, "there is no memory to make the views");
		return r;
	}
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
	struct views_sqlite *v = views_sqlite_of(base);
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
