/* views_sqlite_inner.h - what views_sqlite.c and views_scan.c share. */

#ifndef FORESTAY_VIEWS_SQLITE_INNER_H
#define FORESTAY_VIEWS_SQLITE_INNER_H

#include <limits.h>

#include "store/sql.h"
#include "store/views_fill.h"
#include "store/views_sqlite.h"

/* A key of VIEW_ENTRY: a number, big-endian. */
#define ENTRY_KEY 8

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
	ST_PUT_MANY,
	ST_PUT_ENTRIES,
	ST_SCAN,
	ST_SCAN_END,
	ST_SCAN_ENTRY,
	NSTATEMENTS
};

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
	/* Made anew: one transaction, its rows held back to be sorted, by a
	 * thread that has sql to itself until bulk_end. */
	bool bulk;
	bool begun;
	struct views_fill fill;
	struct views_mark gathered; /* where they will stand */
	int held; /* to be read under one lock: so many, one in another */
};

static inline struct views_sqlite *
views_sqlite_of(struct views *v)
{
	return (struct views_sqlite *)(void *)v;
}

/* The first bytes of an entry's key as its number; what is missing is 0. */
static inline uint64_t
views_entry_number(const uint8_t *key, size_t n)
{
	uint64_t v = 0;

	for (size_t i = 0; i < ENTRY_KEY; i++)
		v = v << 8 | (i < n ? key[i] : 0);
	return v;
}

/* r, its sentence where the user of the views looks for it. */
int views_said(struct views_sqlite *v, int r);

/* The same of what did not come from SQLite; e is errno or 0. */
int views_why(struct views_sqlite *v, int r, const char *what, int e);

/* As views_ops.scan. */
int views_sqlite_scan(struct views *base, enum view_id view, const void *prefix,
    size_t nprefix, const void *from, size_t nfrom,
    int (*each)(void *ctx, const void *key, size_t nkey, const void *value,
	size_t nvalue),
    void *ctx);

#endif
