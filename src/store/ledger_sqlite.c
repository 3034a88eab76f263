/* ledger_sqlite.c - see ledger_sqlite.h. */

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "store/ledger_sqlite.h"
#include "store/sql.h"

#define FILE_SQL    "ledger.sql"
#define SCHEMA_SQL  "ledger_schema.sql"
#define ID_BYTES    16
#define PAUSE_ROWS  32
#define WHY_CLOSED  "ledger.db failed while writing; open the store again"
#define WHY_DAMAGED "keep it as it is and put the newest backup in its place"

enum statement {
	ST_BEGIN,
	ST_COMMIT,
	ST_ROLLBACK,
	ST_HEAD,
	ST_LAST,
	ST_TAKE,
	ST_STANDS,
	ST_ADVANCE,
	ST_ENTRY,
	ST_TOUCH,
	ST_BATCH,
	ST_TOUCHED,
	ST_BATCH_BY_ID,
	ST_TOP_IDS,
	ST_READ,
	NSTATEMENTS
};

static const char *const statement_names[NSTATEMENTS] = { "begin", "commit",
	"rollback", "head", "last", "take", "stands", "advance", "entry",
	"touch", "batch", "touched", "batch_by_id", "top_ids", "read" };

struct ledger_sqlite {
	struct ledger base; /* first: the keeper holds this */
	const struct mem *mem;
	struct sql sql;
	sqlite3_stmt *st[NSTATEMENTS];
	bool dead; /* a commit's fate is open */
};

static struct ledger_sqlite *
of(struct ledger *l)
{
	return (struct ledger_sqlite *)(void *)l;
}

/* r, its sentence kept where the keeper looks for it. */
static int
ledger_said(struct ledger_sqlite *l, int r)
{
	if (r != 0)
		l->base.why = l->sql.why;
	return r;
}

static int
ledger_damaged(struct ledger_sqlite *l, const char *what)
{
	snprintf(l->sql.why, sizeof(l->sql.why), "ledger.db %s; %s", what,
	    WHY_DAMAGED);
	return ledger_said(l, E_BROKEN);
}

static void
id_bytes(const uint64_t id[2], uint8_t out[ID_BYTES])
{
	int i;

	for (i = 0; i < ID_BYTES; i++)
		out[i] = (uint8_t)(id[i / 8] >> (56 - 8 * (i % 8)));
}

static sqlite3_int64
num(uint64_t n)
{
	return n > INT64_MAX ? INT64_MAX : (sqlite3_int64)n;
}

/* One row of a statement: 0, E_NAME when there is none. */
static int
step_row(struct ledger_sqlite *l, sqlite3_stmt *st)
{
	int rc = sqlite3_step(st);

	if (rc == SQLITE_ROW)
		return 0;
	if (rc == SQLITE_DONE)
		return E_NAME;
	return ledger_said(l, sql_failed(&l->sql, rc, "be read"));
}

static int
read_head(struct ledger_sqlite *l, struct store_head *out)
{
	sqlite3_stmt *st = l->st[ST_HEAD];
	int r = step_row(l, st);

	if (r == 0 && sqlite3_column_bytes(st, 1) == HASH_BYTES) {
		*out = (struct store_head){
			.size = (uint64_t)sqlite3_column_int64(st, 0),
			.at = { sqlite3_column_int64(st, 2) },
			.epoch = (uint64_t)sqlite3_column_int64(st, 3)
		};
		memcpy(out->hash.b, sqlite3_column_blob(st, 1), HASH_BYTES);
	} else if (r == 0 || r == E_NAME) {
		r = ledger_damaged(l, "has no head");
	}
	(void)sqlite3_reset(st);
	return r;
}

static int
ledger_sqlite_head(struct ledger *base, struct store_head *out)
{
	struct ledger_sqlite *l = of(base);
	sqlite3_stmt *st = l->st[ST_LAST];
	struct store_head head;
	char what[128];
	uint64_t last;
	int r;

	if ((r = read_head(l, &head)) != 0)
		return r;
	r = step_row(l, st);
	last = r == 0 ? (uint64_t)sqlite3_column_int64(st, 0) : 0;
	(void)sqlite3_reset(st);
	if (r != 0)
		return r;
	if (last != head.size) {
		snprintf(what, sizeof(what),
		    "does not end at the entry its head names: entry %llu is "
		    "the last, and should be %llu",
		    (unsigned long long)last, (unsigned long long)head.size);
		return ledger_damaged(l, what);
	}
	*out = head;
	return 0;
}

static int
ledger_sqlite_take(struct ledger *base, uint64_t *epoch)
{
	struct ledger_sqlite *l = of(base);
	sqlite3_stmt *st = l->st[ST_TAKE];
	uint64_t e = 0;
	int rc, r = 0;

	if (l->dead) {
		l->base.why = WHY_CLOSED;
		return E_IO;
	}
	rc = sqlite3_step(st);
	if (rc == SQLITE_ROW) {
		e = (uint64_t)sqlite3_column_int64(st, 0);
		rc = sqlite3_step(st); /* it is written when this is done */
	}
	if (rc != SQLITE_DONE)
		r = ledger_said(l, sql_failed(&l->sql, rc, "be written"));
	(void)sqlite3_reset(st);
	if (r == 0)
		*epoch = e;
	if (r == E_IO)
		l->dead = true;
	return r;
}

/* Whether it stands where the group says, inside its transaction. */
static int
check_stands(struct ledger_sqlite *l, const struct store_head *before)
{
	sqlite3_stmt *st = l->st[ST_STANDS];
	int r;

	(void)sqlite3_bind_int64(st, 1, num(before->size));
	(void)sqlite3_bind_blob(st, 2, before->hash.b, HASH_BYTES,
	    SQLITE_STATIC);
	(void)sqlite3_bind_int64(st, 3, num(before->epoch));
	r = step_row(l, st);
	(void)sqlite3_reset(st);
	if (r == E_NAME) {
		l->base.why = "another keeper has written to ledger.db since; "
			      "open the store again";
		return E_STALE;
	}
	return r;
}

static int
put_row(struct ledger_sqlite *l, uint64_t seq, const struct ledger_row *row)
{
	sqlite3_stmt *st = l->st[ST_ENTRY];
	size_t i;
	int rc, r;

	(void)sqlite3_bind_int64(st, 1, num(seq));
	(void)sqlite3_bind_blob(st, 2, row->salt.b, SALT_BYTES, SQLITE_STATIC);
	rc = sqlite3_bind_blob64(st, 3, row->bytes, row->n, SQLITE_STATIC);
	r = rc == SQLITE_OK ? sql_do(&l->sql, st)
			    : sql_failed(&l->sql, rc, "be written");
	st = l->st[ST_TOUCH];
	for (i = 0; r == 0 && i < row->non; i++) {
		(void)sqlite3_bind_text(st, 1, row->on[i], -1, SQLITE_STATIC);
		(void)sqlite3_bind_int64(st, 2, num(seq));
		r = sql_do(&l->sql, st);
	}
	return ledger_said(l, r);
}

static int
put_batch(struct ledger_sqlite *l, const struct ledger_batch *b)
{
	sqlite3_stmt *st = l->st[ST_BATCH];
	uint8_t id[ID_BYTES];
	int r;

	id_bytes(b->id, id);
	(void)sqlite3_bind_blob(st, 1, id, ID_BYTES, SQLITE_STATIC);
	(void)sqlite3_bind_int64(st, 2, num(b->first));
	(void)sqlite3_bind_int64(st, 3, num(b->n));
	(void)sqlite3_bind_int64(st, 4, b->at.us);
	r = sql_do(&l->sql, st);
	(void)sqlite3_clear_bindings(st);
	return ledger_said(l, r);
}

/* A question that failed may have had SQLite undo everything: no row more
 * must go in, each a commit of its own. */
static int
pause_here(struct ledger_sqlite *l)
{
	if (l->base.pause == NULL)
		return 0;
	l->base.pause(l->base.pause_ctx);
	if (sqlite3_get_autocommit(l->sql.db) == 0)
		return 0;
	snprintf(l->sql.why, sizeof(l->sql.why), "%s", WHY_CLOSED);
	return ledger_said(l, E_IO);
}

static int
put_group(struct ledger_sqlite *l, const struct ledger_group *g)
{
	sqlite3_stmt *st = l->st[ST_ADVANCE];
	size_t i;
	int r;

	if ((r = check_stands(l, &g->before)) != 0)
		return r;
	for (i = 0; i < g->nrows; i++) {
		if ((r = put_row(l, g->before.size + 1 + i, &g->rows[i])) != 0)
			return r;
		if (i % PAUSE_ROWS == PAUSE_ROWS - 1 &&
		    (r = pause_here(l)) != 0)
			return r;
	}
	for (i = 0; i < g->nbatches; i++)
		if ((r = put_batch(l, &g->batches[i])) != 0)
			return r;
	(void)sqlite3_bind_int64(st, 1, num(g->after.size));
	(void)sqlite3_bind_blob(st, 2, g->after.hash.b, HASH_BYTES,
	    SQLITE_STATIC);
	(void)sqlite3_bind_int64(st, 3, g->after.at.us);
	return ledger_said(l, sql_do(&l->sql, st));
}

/* After a failure: undo, and see that it stands where it stood.  A disk
 * that failed (E_IO) is not asked: what it will say after a restart cannot
 * be known now. */
static int
undo(struct ledger_sqlite *l, const struct ledger_group *g, int r)
{
	struct store_head now;
	char why[sizeof(l->sql.why)];

	snprintf(why, sizeof(why), "%s",
	    l->base.why != NULL ? l->base.why : err_text(r));
	if (sqlite3_get_autocommit(l->sql.db) == 0 &&
	    sql_do(&l->sql, l->st[ST_ROLLBACK]) != 0)
		r = E_IO;
	if (r != E_IO && r != E_BROKEN && r != E_STALE &&
	    (read_head(l, &now) != 0 || now.size != g->before.size ||
		memcmp(&now.hash, &g->before.hash, sizeof(now.hash)) != 0))
		r = E_IO;
	if (r == E_IO)
		l->dead = true;
	snprintf(l->sql.why, sizeof(l->sql.why), "%s", why);
	return ledger_said(l, r);
}

static int
ledger_sqlite_commit(struct ledger *base, const struct ledger_group *g)
{
	struct ledger_sqlite *l = of(base);
	int r;

	if (l->dead) {
		l->base.why = WHY_CLOSED;
		return E_IO;
	}
	if ((r = ledger_said(l, sql_do(&l->sql, l->st[ST_BEGIN]))) != 0)
		return undo(l, g, r);
	if ((r = put_group(l, g)) == 0)
		r = ledger_said(l, sql_do(&l->sql, l->st[ST_COMMIT]));
	return r == 0 ? 0 : undo(l, g, r);
}

static int
ledger_sqlite_touched(struct ledger *base, const char *subject, uint64_t since,
    uint64_t *seq)
{
	struct ledger_sqlite *l = of(base);
	sqlite3_stmt *st = l->st[ST_TOUCHED];
	int r;

	(void)sqlite3_bind_text(st, 1, subject, -1, SQLITE_STATIC);
	(void)sqlite3_bind_int64(st, 2, num(since));
	r = step_row(l, st);
	if (r == 0)
		*seq = (uint64_t)sqlite3_column_int64(st, 0);
	else if (r == E_NAME)
		*seq = 0;
	(void)sqlite3_reset(st);
	(void)sqlite3_clear_bindings(st);
	return r == E_NAME ? 0 : r;
}

static int
ledger_sqlite_batch(struct ledger *base, const uint64_t id[2],
    struct ledger_batch *out)
{
	struct ledger_sqlite *l = of(base);
	sqlite3_stmt *st = l->st[ST_BATCH_BY_ID];
	uint8_t bytes[ID_BYTES];
	int r;

	id_bytes(id, bytes);
	(void)sqlite3_bind_blob(st, 1, bytes, ID_BYTES, SQLITE_STATIC);
	if ((r = step_row(l, st)) == 0)
		*out = (struct ledger_batch){ .id = { id[0], id[1] },
			.first = (uint64_t)sqlite3_column_int64(st, 0),
			.n = (size_t)sqlite3_column_int64(st, 1),
			.at = { sqlite3_column_int64(st, 2) } };
	(void)sqlite3_reset(st);
	(void)sqlite3_clear_bindings(st);
	return r;
}

static int
ledger_sqlite_top_ids(struct ledger *base, struct top_ids *out)
{
	struct ledger_sqlite *l = of(base);
	sqlite3_stmt *st = l->st[ST_TOP_IDS];
	const uint8_t *bytes;
	uint64_t id[2] = { 0, 0 };
	int r, i;

	*out = (struct top_ids){ .n = 0 };
	(void)sqlite3_bind_int(st, 1, TOP_IDS);
	while ((r = step_row(l, st)) == 0) {
		bytes = sqlite3_column_blob(st, 0);
		if (bytes == NULL || sqlite3_column_bytes(st, 0) != ID_BYTES) {
			r = ledger_damaged(l, "holds a batch without its id");
			break;
		}
		for (i = 0; i < ID_BYTES; i++)
			id[i / 8] = id[i / 8] << 8 | bytes[i];
		top_ids_add(out, id);
	}
	(void)sqlite3_reset(st);
	return r == E_NAME ? 0 : r;
}

/* A row as written.  Its instant is the one in its bytes: they are what the
 * hash vouches for. */
static int
row_written(struct ledger_sqlite *l, sqlite3_stmt *st, struct written *w)
{
	const void *salt = sqlite3_column_blob(st, 1);

	*w = (struct written){ .seq = (uint64_t)sqlite3_column_int64(st, 0),
		.bytes = sqlite3_column_blob(st, 2),
		.n = (size_t)sqlite3_column_bytes(st, 2) };
	if (salt == NULL || w->bytes == NULL ||
	    sqlite3_column_bytes(st, 1) != SALT_BYTES)
		return ledger_damaged(l, "holds an entry that is none");
	memcpy(w->salt.b, salt, SALT_BYTES);
	if (entry_at(w->bytes, w->n, &w->at) != 0)
		return ledger_damaged(l, "holds an entry without its instant");
	return 0;
}

static int
ledger_sqlite_read(struct ledger *base, uint64_t after, uint64_t max,
    int (*each)(void *ctx, const struct written *w), void *ctx)
{
	struct ledger_sqlite *l = of(base);
	sqlite3_stmt *st = l->st[ST_READ];
	struct written w;
	uint64_t next = after + 1;
	bool end = false;
	int r;

	(void)sqlite3_bind_int64(st, 1, num(after));
	(void)sqlite3_bind_int64(st, 2, max == 0 ? INT64_MAX : num(max));
	for (;;) {
		r = step_row(l, st);
		end = r == E_NAME;
		if (r != 0 || (r = row_written(l, st, &w)) != 0)
			break;
		if (w.seq != next++) {
			r = ledger_damaged(l, "misses an entry");
			break;
		}
		if ((r = each(ctx, &w)) != 0)
			break;
	}
	(void)sqlite3_reset(st);
	return end ? 0 : r;
}

static void
ledger_sqlite_close(struct ledger *base)
{
	struct ledger_sqlite *l = of(base);
	size_t i;

	for (i = 0; i < NSTATEMENTS; i++)
		(void)sqlite3_finalize(l->st[i]);
	sql_close(&l->sql);
	l->mem->free(l->mem->ctx, l);
}

static int
ledger_sqlite_fronted(struct ledger *base, unsigned *parts)
{
	struct ledger_sqlite *l = of(base);
	sqlite3_int64 format;
	int r;

	r = sql_number(&l->sql, "PRAGMA user_version", &format);
	if (r == 0)
		*parts = format == LEDGER_FORMAT_LOGS ? 2
		    : format == LEDGER_FORMAT_LOG     ? 1
						      : 0;
	return ledger_said(l, r);
}

static int
ledger_sqlite_set_fronted(struct ledger *base, unsigned parts)
{
	struct ledger_sqlite *l = of(base);
	char pragma[64];
	int r;

	if (l->dead) {
		l->base.why = WHY_CLOSED;
		return E_IO;
	}
	snprintf(pragma, sizeof(pragma), "PRAGMA user_version=%d",
	    parts == 0 ? LEDGER_FORMAT : LEDGER_FORMAT_LOGS);
	r = ledger_said(l, sql_run(&l->sql, pragma));
	if (r == E_IO)
		l->dead = true;
	return r;
}

static const struct ledger_ops ledger_sqlite_ops = {
	.head = ledger_sqlite_head,
	.take = ledger_sqlite_take,
	.commit = ledger_sqlite_commit,
	.touched = ledger_sqlite_touched,
	.batch = ledger_sqlite_batch,
	.top_ids = ledger_sqlite_top_ids,
	.read = ledger_sqlite_read,
	.close = ledger_sqlite_close,
	.fronted = ledger_sqlite_fronted,
	.set_fronted = ledger_sqlite_set_fronted,
};

/* How the connection works; the lock is taken with the first read. */
static int
settle(struct ledger_sqlite *l)
{
	sqlite3_stmt *st = NULL;
	const char *mode = NULL;
	int rc, r;

	r = sql_run(&l->sql,
	    "PRAGMA locking_mode=EXCLUSIVE;"
	    "PRAGMA synchronous=EXTRA;"
	    "PRAGMA journal_size_limit=67108864;"
	    "PRAGMA temp_store=MEMORY;"
	    "PRAGMA cell_size_check=ON;"
	    "PRAGMA cache_size=-65536;");
	if (r != 0)
		return r;
	rc = sqlite3_prepare_v2(l->sql.db, "PRAGMA journal_mode=PERSIST", -1,
	    &st, NULL);
	if (rc == SQLITE_OK && (rc = sqlite3_step(st)) == SQLITE_ROW) {
		mode = (const char *)sqlite3_column_text(st, 0);
		if (mode == NULL || strcmp(mode, "persist") != 0)
			r = ledger_damaged(l, "does not take its journal");
	} else {
		r = sql_failed(&l->sql, rc, "be opened");
	}
	(void)sqlite3_finalize(st);
	return r;
}

static int
make_tables(struct ledger_sqlite *l)
{
	char pragmas[128];
	int r;

	snprintf(pragmas, sizeof(pragmas),
	    "PRAGMA application_id=%d; PRAGMA user_version=%d;",
	    LEDGER_APPLICATION, LEDGER_FORMAT);
	if ((r = sql_run(&l->sql, "BEGIN EXCLUSIVE")) != 0 ||
	    (r = sql_run(&l->sql, pragmas)) != 0 ||
	    (r = sql_run_file(&l->sql, SCHEMA_SQL)) != 0)
		return r;
	return sql_run(&l->sql, "COMMIT");
}

/* A keeper may have been killed once it had zeroed the journal's header and
 * before that was synced.  Its commit is then seen, and built upon; power lost
 * while the next journal is written would bring the old header back over some
 * of the new one's pages, and half of the commit would be undone. */
static int
sync_journal(struct ledger_sqlite *l, const struct ledger_sqlite_opening *o)
{
	const struct file_system *fs =
	    o->fs != NULL ? o->fs : &file_system_real;
	char path[PATH_MAX];
	int fd, r;

	snprintf(path, sizeof(path), "%s-journal", o->path);
	if ((fd = fs->open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0)) < 0 &&
	    errno == ENOENT)
		return 0;
	r = fd >= 0 && fs->sync(fd) == 0 ? 0 : E_IO;
	if (fd >= 0)
		(void)fs->close(fd);
	if (r != 0)
		snprintf(l->sql.why, sizeof(l->sql.why),
		    "the journal of ledger.db cannot be synced: %s",
		    strerror(errno));
	return r;
}

static int
ledger_begin(struct ledger_sqlite *l, const struct ledger_sqlite_opening *o)
{
	struct sql_opening opening = { .path = o->path,
		.name = "ledger.db",
		.vfs = o->vfs,
		.fs = o->fs,
		.flags = SQLITE_OPEN_READWRITE |
		    (o->create ? SQLITE_OPEN_CREATE : 0),
		.application_id = LEDGER_APPLICATION,
		.format = o->front ? LEDGER_FORMAT_LOGS : LEDGER_FORMAT };
	struct store_head head;
	bool fresh;
	size_t i;
	int r;

	if ((r = sync_journal(l, o)) != 0 ||
	    (r = sql_open(&l->sql, &opening, &fresh)) != 0)
		return r;
	if (fresh != o->create) {
		snprintf(l->sql.why, sizeof(l->sql.why), "%s",
		    fresh ? "ledger.db is empty; it was cut off while being "
			    "made: forestay init makes a new store"
			  : "there is a ledger.db already");
		return E_NAME;
	}
	if ((r = settle(l)) != 0)
		return r;
	if (o->create && (r = make_tables(l)) != 0)
		return r;
	for (i = 0; i < NSTATEMENTS; i++) {
		r = sql_prepare(&l->sql, FILE_SQL, statement_names[i],
		    &l->st[i]);
		if (r != 0)
			return r;
	}
	return ledger_sqlite_head(&l->base, &head);
}

int
ledger_sqlite_open(const struct mem *mem, const struct ledger_sqlite_opening *o,
    struct ledger **out, char *why, size_t n)
{
	struct ledger_sqlite *l = mem->alloc(mem->ctx, sizeof(*l));
	int r;

	*out = NULL;
	if (l == NULL) {
		snprintf(why, n, "there is no memory to open the ledger");
		return E_NOMEM;
	}
	*l = (struct ledger_sqlite){ .base = { .ops = &ledger_sqlite_ops,
					 .why = "" },
		.mem = mem };
	if ((r = ledger_begin(l, o)) != 0) {
		snprintf(why, n, "%s", l->sql.why);
		ledger_sqlite_close(&l->base);
		return r;
	}
	*out = &l->base;
	return 0;
}
