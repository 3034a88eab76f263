/* witness_state.h - a witness, and the one thing that it keeps: the last
 * checkpoint that it signed.
 *
 * In a file of its own, far from the log's store; synced before the
 * signature leaves, so that no crash lets it sign a smaller tree or another
 * branch.  One process has it at a time. */

#ifndef FORESTAY_WITNESS_STATE_H
#define FORESTAY_WITNESS_STATE_H

#include "proof/witness.h"
#include "store/files.h"
#include "store/keys.h"

struct witness;

struct witness_opening {
	const struct file_system *fs;
	const char *path; /* of its file; PATH.lock and PATH.new beside it */
	const struct note_key *log;
	const struct key *own; /* of purpose KEY_WITNESS */
	bool lock;             /* a test, all in one process, has no need */
};

/* 0; E_AGAIN: another process has it; E_BROKEN: what lies there was not
 * signed by both; E_IO, E_LIMIT, E_NOMEM; why, of size n, is a sentence. */
int witness_open(const struct mem *mem, const struct witness_opening *o,
    struct witness **out, char *why, size_t n) MUST_CHECK;
void witness_close(struct witness *w); /* NULL is allowed */

/* What it signed last; size 0: nothing yet. */
uint64_t witness_size(const struct witness *w);

/* Answer a request of add-checkpoint, at this second of POSIX time; in out
 * the body of the answer: the line that it signs, of a conflict its size,
 * else a sentence. */
enum witness_verdict witness_answer(struct witness *w, const char *request,
    size_t n, uint64_t seconds, struct buf *out);

#endif
