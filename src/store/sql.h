/* sql.h - SQLite, as the ledger and the views use it.
 *
 * The SQL itself stands in the .sql files beside this one: X_schema.sql
 * makes the tables, and X.sql holds statements, each below a line
 * "-- NAME" that it is asked for by. */

#ifndef FORESTAY_SQL_H
#define FORESTAY_SQL_H

#include <sqlite3.h>
#include <stdbool.h>

#include "core/embedded.h"
#include "core/err.h"
#include "store/files.h"

extern const struct embedded sql_files[];
extern const size_t sql_nfiles;

/* SQLite before this can lose what a WAL held: two connections that write
 * and checkpoint at once may reset it wrongly (sqlite.org/wal.html, "the
 * WAL-reset bug").  Debian 12 has 3.40.1. */
#define SQL_WAL_MENDED 3051003

struct sql {
	sqlite3 *db;
	const char *name; /* "ledger.db", for sentences; static */
	bool wal;         /* it was refused for its WAL */
	char why[320];    /* of the last failure */
};

struct sql_opening {
	const char *path;
	const char *name;             /* static */
	const char *vfs;              /* NULL: the system's; a test's own */
	const struct file_system *fs; /* to make it through; NULL: real */
	int flags;                    /* SQLITE_OPEN_READWRITE ... */
	int application_id;           /* of a file of ours */
	int format;                   /* user_version */
};

/* Open a file and look at its header.  *fresh: it is empty, its tables are
 * to be made.  E_BROKEN: in WAL mode under a SQLite that is not to be
 * trusted with it, or no file of ours; E_NEWER; E_NAME: not there.  Nothing
 * is written, no lock is taken.  On failure s holds its why and no db. */
int sql_open(struct sql *s, const struct sql_opening *o,
    bool *fresh) MUST_CHECK;

/* NULL db is allowed. */
void sql_close(struct sql *s);

/* Whether a file in WAL mode may be opened by this version of SQLite. */
bool sql_wal_allowed(int version);

/* What SQLite said, as an enum err with its sentence in s->why; doing is
 * "be read", "be written". */
int sql_failed(struct sql *s, int rc, const char *doing) MUST_CHECK;

/* Run a whole text of statements: a pragma, or X_schema.sql by its name. */
int sql_run(struct sql *s, const char *text) MUST_CHECK;
int sql_run_file(struct sql *s, const char *file) MUST_CHECK;

/* Prepare the statement `name` of `file`, to be kept. */
int sql_prepare(struct sql *s, const char *file, const char *name,
    sqlite3_stmt **out) MUST_CHECK;

/* Step a statement that gives no row, and reset it. */
int sql_do(struct sql *s, sqlite3_stmt *st) MUST_CHECK;

/* The one number that a pragma or a query gives. */
int sql_number(struct sql *s, const char *text, sqlite3_int64 *out) MUST_CHECK;

#endif
