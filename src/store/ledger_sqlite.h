/* ledger_sqlite.h - the ledger in one file of SQLite.
 *
 * A rollback journal (PERSIST, synchronous=EXTRA) and an exclusive lock for
 * as long as it is open: one keeper, and no reader that would cost it its
 * pace.  A commit is four syncs, whatever it holds: the journal, its length,
 * the file, the end of the journal.  The journal is not cut (TRUNCATE) but
 * its header zeroed, and synced: a file that shrinks and grows with every
 * commit has the file system's own journal written twice more, and half as
 * much is written down in a second (bench_keeper).
 */

#ifndef FORESTAY_LEDGER_SQLITE_H
#define FORESTAY_LEDGER_SQLITE_H

#include "store/files.h"
#include "store/ledger.h"

/* "FSLg", at byte 68 of the file: file(1) can know it. */
#define LEDGER_APPLICATION 0x46534c67
#define LEDGER_FORMAT      1

/* The same, and a log in front of it may hold more (ledger_front.h): of one
 * part, as it was at first, or of two. */
#define LEDGER_FORMAT_LOG  2
#define LEDGER_FORMAT_LOGS 3

struct ledger_sqlite_opening {
	const char *path;
	const char *vfs;              /* of SQLite; NULL: the system's */
	bool create;                  /* make an empty one; there is none yet */
	const struct file_system *fs; /* to make it through; NULL: real */
	bool front; /* a log may lie in front; else E_NEWER says so */
};

/* 0 and a ledger whose close gives everything back.  E_NAME: there is none
 * (or, to create: there is one); E_NEWER; E_AGAIN: another program has it
 * open; E_BROKEN; E_IO, E_FULL, E_NOMEM.  why, of size n, is then a
 * sentence for people. */
int ledger_sqlite_open(const struct mem *mem,
    const struct ledger_sqlite_opening *o, struct ledger **out, char *why,
    size_t n) MUST_CHECK;

#endif
