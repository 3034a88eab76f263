/* views_sqlite.h - the views in one file of SQLite.
 *
 * One keeper writes it; any process of the same user reads it, directly
 * and read-only, in short transactions.
 *
 * Writing it waits for no disk (synchronous=OFF): the ledger needs the
 * disk, and the views can be made anew.  What must never be is a file that
 * says it stands at an entry and does not.  A process that dies leaves its
 * writes with the system, and SQLite's journal undoes the half-done one.
 * Only a machine that dies can lose some and keep others.  So a mark lies
 * beside the file while it is written to, durable before the first write
 * and removed after everything is synced: views.mark, with the system's
 * boot id in it.  Found with another boot's id, the file is thrown away.
 * (Refused: full syncs, four more for each step, which cost the keeper a
 * half of its pace; a mark inside the file, which an old journal could
 * undo.)
 *
 * What is made anew lies beside as views.new and is nobody's before it is
 * whole: one transaction without a journal, its rows sorted and put in by a
 * second thread (views_fill.h), one sync before it takes the place of
 * views.db. */

#ifndef FORESTAY_VIEWS_SQLITE_H
#define FORESTAY_VIEWS_SQLITE_H

#include "store/files.h"
#include "store/views.h"

#define VIEWS_APPLICATION 0x46537677 /* "FSvw" */
#define VIEWS_FORMAT      2
#define VIEWS_BOOT_BYTES  36

struct views_sqlite_opening {
	const struct file_system *fs;
	const char *folder; /* holds views.db and views.mark */
	const char *vfs;    /* of SQLite; NULL: the system's */
	/* The system's boot id, or "" when it cannot be known: then the
	 * files of a keeper that did not close are never trusted. */
	char boot[VIEWS_BOOT_BYTES + 1];
	bool anew;   /* in views.new: views_sqlite_replace puts it in place */
	bool thread; /* anew: a second one puts the rows in */
};

/* To write: makes the file when there is none, or when it is not to be
 * trusted.  E_BROKEN: it is in WAL mode; E_IO, E_FULL, E_NOMEM, E_AGAIN;
 * why, of size n, is then a sentence. */
int views_sqlite_open(const struct mem *mem,
    const struct views_sqlite_opening *o, struct views **out, char *why,
    size_t n) MUST_CHECK;

/* Read-only; put and its kin are E_IO.  E_NAME: there is no file yet. */
int views_sqlite_read(const struct mem *mem,
    const struct views_sqlite_opening *o, struct views **out, char *why,
    size_t n) MUST_CHECK;

/* What was opened anew takes the place of views.db, whose own writer must
 * be closed.  On failure the old one stands. */
int views_sqlite_replace(struct views *base) MUST_CHECK;

#endif
