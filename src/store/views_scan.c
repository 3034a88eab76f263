/* views_scan.c - rows read out of the views, in short transactions. */

#include <string.h>

#include "core/limits.h"
#include "store/views_sqlite_inner.h"

/* One read transaction: so many rows, or so many bytes and the row that
 * passes them.  It takes about a millisecond, and the rows are handed on
 * after it has ended. */
#define CHUNK_ROWS  512
#define CHUNK_BYTES ((size_t)256 << 10)

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
	uint64_t low =
	    views_entry_number((const uint8_t *)s->from.s, s->from.len);
	uint64_t high = INT64_MAX;

	/* What is longer than a number comes after it. */
	if (s->from.len > ENTRY_KEY && low++ == UINT64_MAX)
		return false;
	if (s->nto > 0) {
		high = views_entry_number(s->to, s->nto);
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

int
views_sqlite_scan(struct views *base, enum view_id view, const void *prefix,
    size_t nprefix, const void *from, size_t nfrom,
    int (*each)(void *ctx, const void *key, size_t nkey, const void *value,
	size_t nvalue),
    void *ctx)
{
	struct views_sqlite *v = views_sqlite_of(base);
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
