/* ledger_log.h - groups of a ledger, written one after another into a file
 * that lies there already, so that each costs one sync.
 *
 * The file is of two parts, and rounds are written into one and the other in
 * turn: while what a round holds is brought into the ledger, the next goes
 * on.  (At first it was of one part; that is still read.)  A part is
 *
 *	two blocks	the header of every second of its rounds each
 *	blocks ...	records, each beginning a block of its own: a write
 *			that is torn touches no record before it
 *
 * A round begins with a header that names the head its first record follows.
 * A record holds one group and the seal of the record (or header) before it,
 * and ends with its own: the SHA-256 of all of it.  So what an earlier round
 * left in the file continues no record of this one, and is never taken for
 * one.  The header is synced with the first record: before that nothing of
 * the round was acknowledged.  One record at a time is not yet durable: of the
 * last round, what cannot be read is the end, unless a record of it comes
 * after; the round before it ends where the last one begins. */

#ifndef FORESTAY_LEDGER_LOG_H
#define FORESTAY_LEDGER_LOG_H

#include "core/buf.h"
#include "store/files.h"
#include "store/ledger.h"

#define LEDGER_LOG_NAME  "ledger.log"
#define LEDGER_LOG_BLOCK 4096
#define LEDGER_LOG_BYTES ((size_t)4 << 20)
#define LEDGER_LOG_MAX   ((size_t)1 << 30) /* that is ever read */
#define LEDGER_LOG_PARTS 2

struct ledger_log {
	const struct mem *mem;
	const struct file_system *fs;
	const char *folder;
	size_t bytes; /* of a part */
	int fd;       /* -1: not open */
	uint64_t round;
	uint64_t at, end; /* where the next record goes, and its part ends */
	struct hash seal;
	struct buf scratch;
	const char *why; /* of the last failure; static */
};

/* fd is -1 after it; nothing is opened. */
void ledger_log_init(struct ledger_log *log, const struct mem *mem,
    const struct file_system *fs, const char *folder, size_t bytes);
void ledger_log_release(struct ledger_log *log);

/* Make the file, full of zeroes, and begin a round after `head`.  One that
 * is there is of no use and is overwritten.  0 when it is durable. */
int ledger_log_make(struct ledger_log *log,
    const struct store_head *head) MUST_CHECK;

/* Open one of so many parts and hand on the groups of the last round of each,
 * in order; what it is given lives during the call.  each returns 0 to go on;
 * another is returned.  E_NAME: there is none; E_BROKEN: beyond `known`, where
 * the ledger stands, something is missing: a header, a record before one that
 * can be read, the end of the round before the last, or what lies between the
 * ledger and a round; E_IO, E_NOMEM.  To write, begin a round. */
int ledger_log_open(struct ledger_log *log, struct arena *a, unsigned parts,
    uint64_t known, int (*each)(void *ctx, const struct ledger_group *g),
    void *ctx) MUST_CHECK;

/* Begin a round after `head` in the other part: all that was written into it
 * before is in the ledger, durably.  Nothing is synced.  After E_IO it takes
 * nothing more. */
int ledger_log_begin(struct ledger_log *log,
    const struct store_head *head) MUST_CHECK;

/* Write a group; 0 when it is durable.  E_LIMIT: no room is left; E_NOMEM:
 * nothing was written; E_IO: its fate is open. */
int ledger_log_append(struct ledger_log *log,
    const struct ledger_group *g) MUST_CHECK;

/* Close and remove it, when it is of no use any more. */
void ledger_log_remove(struct ledger_log *log);

#endif
