/* ledger_front.h - a log in front of a ledger, for a keeper of many.
 *
 * SQLite's rollback journal syncs four times a commit.  A keeper that
 * writes all day puts its groups into ledger.log instead (ledger_log.h), one
 * sync each, and brings them into the ledger behind it together: when a part
 * of the log is full, when there is time (settle), before another takes over,
 * and when it is closed.  While one part is brought in, by a thread of its
 * own, the other is written to: nobody waits, but for a part that is full
 * before the other was brought in.
 *
 * What is in front is kept in memory too, and for a while longer (layer.h):
 * questions see it as if it were in the ledger, and whoever asks what was
 * touched of late, or for a batch whose id is newer than all that are behind
 * (ids begin with the time), is answered without the ledger.
 *
 * The first batches after opening go straight into the ledger: a command that
 * writes once makes no log.  When one is made the ledger says so durably
 * (set_fronted; an earlier program refuses it then), and when it is closed
 * in order the log is removed and the ledger is as it was before.
 * Opened after a crash, what is in the log is brought in first; the log of a
 * ledger that says it has one must be there.
 *
 * One front at a time: whoever opens it holds the lock of the folder. */

#ifndef FORESTAY_LEDGER_FRONT_H
#define FORESTAY_LEDGER_FRONT_H

#include "store/files.h"
#include "store/ledger.h"

struct ledger_front_opening {
	const struct file_system *fs;
	const char *folder; /* outlives it */
	size_t bytes;       /* of each part of a log; 0: LEDGER_LOG_BYTES */
	unsigned straight;  /* batches that go straight into the ledger */
	bool thread;        /* brings in; else a commit does, after `late` */
	unsigned late;      /* groups of the next part */
};

/* What serves many: after so many batches a log is made. */
#define LEDGER_FRONT_STRAIGHT 32

/* Takes `behind` over: closing the front closes it; so does a failure, with
 * why, of size n, a sentence.  0; E_BROKEN: the log is missing or damaged, or
 * does not follow the ledger; E_IO, E_FULL, E_NOMEM, E_AGAIN. */
int ledger_front_open(const struct mem *mem,
    const struct ledger_front_opening *o, struct ledger *behind,
    struct ledger **out, char *why, size_t n) MUST_CHECK;

#endif
