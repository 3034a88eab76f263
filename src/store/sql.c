/* sql.c - see sql.h. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "store/sql.h"

/* The first bytes of a file of SQLite (sqlite.org/fileformat.html, 1.3):
 * its magic, and at 18 and 19 the versions that write and read it: 1 with a
 * rollback journal, 2 with a WAL. */
#define HEADER_MAGIC "SQLite format 3" /* with its NUL */
#define HEADER_BYTES 100
#define HEADER_WRITE 18
#define HEADER_READ  19
#define FORMAT_WAL   2

bool
sql_wal_allowed(int version)
{
	return version >= SQL_WAL_MENDED;
}

static void
sql_say(struct sql *s, const char *what, const char *remedy)
{
	snprintf(s->why, sizeof(s->why), "%s %s; %s", s->name, what, remedy);
}

int
sql_failed(struct sql *s, int rc, const char *doing)
{
	char what[160];
	const char *words =
	    s->db != NULL ? sqlite3_errmsg(s->db) : sqlite3_errstr(rc);

	snprintf(what, sizeof(what), "cannot %s: %s", doing, words);
	if (rc == SQLITE_IOERR_NOMEM) {
		sql_say(s, what, "there is no memory: try again");
		return E_NOMEM;
	}
	switch (rc & 0xff) {
	case SQLITE_NOMEM:
		sql_say(s, what, "there is no memory: try again");
		return E_NOMEM;
	case SQLITE_FULL:
		sql_say(s, what, "make room on the disk and try again");
		return E_FULL;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		sql_say(s, what,
		    "another program has the file open: close it, try again");
		return E_AGAIN;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
	case SQLITE_CONSTRAINT:
	case SQLITE_MISMATCH:
		sql_say(s, what,
		    "the file is damaged: keep it as it is and put the newest "
		    "backup in its place");
		return E_BROKEN;
	case SQLITE_CANTOPEN:
	case SQLITE_PERM:
	case SQLITE_AUTH:
	case SQLITE_READONLY:
		sql_say(s, what, "see who owns it and its mode");
		return E_IO;
	case SQLITE_TOOBIG:
		sql_say(s, what, "it is longer than SQLite takes");
		return E_LIMIT;
	default:
		sql_say(s, what,
		    "look at the disk (dmesg), then open the store again");
		return E_IO;
	}
}

/* Read the header through SQLite's own file: to open it a second time and
 * close that would let go every lock this process has on it (POSIX). */
static int
header_read(struct sql *s, unsigned char *header, bool *fresh)
{
	sqlite3_file *f = NULL;
	sqlite3_int64 size = 0;
	int rc;

	rc = sqlite3_file_control(s->db, "main", SQLITE_FCNTL_FILE_POINTER, &f);
	if (rc == SQLITE_OK && (f == NULL || f->pMethods == NULL))
		rc = SQLITE_CANTOPEN;
	if (rc == SQLITE_OK)
		rc = f->pMethods->xFileSize(f, &size);
	if (rc != SQLITE_OK)
		return sql_failed(s, rc, "be read");
	*fresh = size == 0;
	if (size == 0)
		return 0;
	if (size < HEADER_BYTES) {
		sql_say(s, "is no database",
		    "keep it as it is and put the newest backup in its place");
		return E_BROKEN;
	}
	rc = f->pMethods->xRead(f, header, HEADER_BYTES, 0);
	return rc == SQLITE_OK ? 0 : sql_failed(s, rc, "be read");
}

static int
header_check(struct sql *s, const struct sql_opening *o, bool *fresh)
{
	unsigned char h[HEADER_BYTES] = { 0 };
	sqlite3_int64 id = 0, format = 0;
	int r;

	if ((r = header_read(s, h, fresh)) != 0 || *fresh)
		return r;
	/* What a power cut garbled says nothing: its journal mends it. */
	if (memcmp(h, HEADER_MAGIC, sizeof(HEADER_MAGIC)) == 0 &&
	    (h[HEADER_WRITE] == FORMAT_WAL || h[HEADER_READ] == FORMAT_WAL) &&
	    !sql_wal_allowed(sqlite3_libversion_number())) {
		s->wal = true;
		sql_say(s, "is in WAL mode, which this SQLite can lose it by",
		    "turn it back with sqlite3 3.51.3 or later: "
		    "PRAGMA journal_mode=DELETE");
		return E_BROKEN;
	}
	if ((r = sql_number(s, "PRAGMA application_id", &id)) != 0 ||
	    (r = sql_number(s, "PRAGMA user_version", &format)) != 0)
		return r;
	/* Made, and cut off before its tables were: nothing is in it. */
	if (id == 0 && format == 0) {
		sqlite3_int64 tables = 0;

		r = sql_number(s, "SELECT count(*) FROM sqlite_schema",
		    &tables);
		*fresh = r == 0 && tables == 0;
		if (r != 0 || *fresh)
			return r;
	}
	if (id != o->application_id) {
		sql_say(s, "was not made by forestay", "name another folder");
		return E_BROKEN;
	}
	if (format > o->format) {
		sql_say(s, "was written by a later forestay",
		    "use that one, or a newer one");
		return E_NEWER;
	}
	return 0;
}

/* SQLite would let everyone read what it makes; its journals take after the
 * file. */
static int
make_private(struct sql *s, const struct file_system *fs, const char *path)
{
	int fd = fs->open(path,
	    O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd >= 0)
		(void)fs->close(fd);
	else if (errno != EEXIST)
		return sql_failed(s,
		    errno == ENOSPC || errno == EDQUOT ? SQLITE_FULL
						       : SQLITE_CANTOPEN,
		    "be made");
	return 0;
}

int
sql_open(struct sql *s, const struct sql_opening *o, bool *fresh)
{
	int rc, r;

	*s = (struct sql){ .name = o->name };
	*fresh = false;
	if ((o->flags & SQLITE_OPEN_CREATE) != 0 &&
	    (r = make_private(s, o->fs != NULL ? o->fs : &file_system_real,
		 o->path)) != 0)
		return r;
	rc = sqlite3_open_v2(o->path, &s->db,
	    o->flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
		SQLITE_OPEN_NOFOLLOW,
	    o->vfs);
	if (rc != SQLITE_OK) {
		r = sql_failed(s, rc, "be opened");
		if ((rc & 0xff) == SQLITE_CANTOPEN && s->db != NULL &&
		    sqlite3_system_errno(s->db) == ENOENT)
			r = E_NAME;
		goto out;
	}
	(void)sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	(void)sqlite3_db_config(s->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	r = header_check(s, o, fresh);
out:
	if (r != 0)
		sql_close(s);
	return r;
}

void
sql_close(struct sql *s)
{
	/* Refused only when a statement was left: then what it holds is let
	 * go with the last of them. */
	if (s->db != NULL)
		(void)sqlite3_close_v2(s->db);
	s->db = NULL;
}

int
sql_run(struct sql *s, const char *text)
{
	int rc = sqlite3_exec(s->db, text, NULL, NULL, NULL);

	return rc == SQLITE_OK ? 0 : sql_failed(s, rc, "be written");
}

static const char *
file_text(const char *file)
{
	size_t i;

	for (i = 0; i < sql_nfiles; i++)
		if (strcmp(sql_files[i].name, file) == 0)
			return sql_files[i].bytes;
	return NULL;
}

int
sql_run_file(struct sql *s, const char *file)
{
	const char *text = file_text(file);

	if (text == NULL)
		return E_NAME;
	return sql_run(s, text);
}

int
sql_prepare(struct sql *s, const char *file, const char *name,
    sqlite3_stmt **out)
{
	const char *at = file_text(file);
	size_t n = strlen(name);
	int rc;

	*out = NULL;
	while (at != NULL) {
		if (strncmp(at, "-- ", 3) == 0 &&
		    strncmp(at + 3, name, n) == 0 && at[3 + n] == '\n')
			break;
		at = strchr(at, '\n');
		if (at != NULL)
			at++;
	}
	if (at == NULL) {
		snprintf(s->why, sizeof(s->why), "%s has no statement %s", file,
		    name);
		return E_NAME;
	}
	rc = sqlite3_prepare_v3(s->db, at + 4 + n, -1,
	    SQLITE_PREPARE_PERSISTENT, out, NULL);
	return rc == SQLITE_OK ? 0 : sql_failed(s, rc, "be read");
}

int
sql_do(struct sql *s, sqlite3_stmt *st)
{
	int rc = sqlite3_step(st);
	int r = 0;

	/* The sentence before the reset, which may speak of something else. */
	if (rc != SQLITE_DONE && rc != SQLITE_ROW)
		r = sql_failed(s, rc, "be written");
	(void)sqlite3_reset(st);
	return r;
}

int
sql_number(struct sql *s, const char *text, sqlite3_int64 *out)
{
	sqlite3_stmt *st = NULL;
	int rc, r = 0;

	rc = sqlite3_prepare_v2(s->db, text, -1, &st, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(st);
	if (rc == SQLITE_ROW)
		*out = sqlite3_column_int64(st, 0);
	else if (rc == SQLITE_DONE)
		*out = 0;
	else
		r = sql_failed(s, rc, "be read");
	(void)sqlite3_finalize(st);
	return r;
}
