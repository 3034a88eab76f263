/* ledger_front.h - a log in front of a ledger, for a keeper of many.
 *
 * SQLite's rollback journal syncs four times a commit.  A keeper that
 * writes all day puts its groups into ledger.log instead (ledger_log.h), one
 * sync each, and brings them into the ledger behind it together: when the
 * log is full, when there is time (settle), before another takes over, and
 * when it is closed.  What is in front is kept in memory too: questions see
 * it as if it were in the ledger.
 *
 * The first groups after opening go straight into the ledger: a command that
 * writes once makes no log.  When one is made the ledger says so durably
 * (set_fronted; another program version refuses it then), and when it is
 * closed in order the log is removed and the ledger is as it was before.
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
	size_t bytes;       /* of a log that is made; 0: LEDGER_LOG_BYTES */
	unsigned straight;  /* groups that go straight into the ledger */
};

/* What serves many: after so many groups a log is made. */
#define LEDGER_FRONT_STRAIGHT 32

/* Takes `behind` over: closing the front closes it; so does a failure, with
 * why, of size n, a sentence.  0; E_BROKEN: the log is missing or damaged, or
 * does not follow the ledger; E_IO, E_FULL, E_NOMEM, E_AGAIN. */
int ledger_front_open(const struct mem *mem,
    const struct ledger_front_opening *o, struct ledger *behind,
    struct ledger **out, char *why, size_t n) MUST_CHECK;

#endif
