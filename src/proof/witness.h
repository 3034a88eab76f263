/* witness.h - what a witness is asked, and what it may say.
 *
 * c2sp.org/tlog-witness, add-checkpoint: a log shows how its checkpoint grew
 * out of the one that the witness saw last, and the witness, which keeps
 * nothing but that one, signs that it saw this one.  It signs no smaller
 * tree and no other branch, so whoever holds a cosigned checkpoint knows
 * that nobody who asks this witness was shown another history.
 *
 *	old 20852014
 *	PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
 *	jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
 *
 *	example.org/log
 *	20852163
 *	CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
 *
 *	- example.org/log Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJ...
 *
 * Bytes in, bytes out: what it saw last, and when it is, its caller says
 * (store/witness_state.h). */

#ifndef FORESTAY_PROOF_WITNESS_H
#define FORESTAY_PROOF_WITNESS_H

#include "proof/checkpoint.h"

/* A request taken apart; it points into the bytes it was read from. */
struct witness_request {
	uint64_t old;
	struct merkle_proof proof;
	const char *checkpoint; /* a note, whole */
	size_t ncheckpoint;
	struct note note;
	struct checkpoint head;
};

void witness_request_write(struct buf *b, uint64_t old,
    const struct merkle_proof *proof, const char *checkpoint,
    size_t ncheckpoint);

/* 0; E_SYNTAX, E_LIMIT with *why (static). */
int witness_request_read(const char *bytes, size_t n,
    struct witness_request *out, const char **why) MUST_CHECK;

/* As the status of HTTP that says it. */
enum witness_verdict {
	WITNESS_SIGNS = 200,
	WITNESS_MALFORMED = 400,
	WITNESS_NOT_SIGNED = 403,
	WITNESS_OTHER_LOG = 404,
	WITNESS_CONFLICT = 409,  /* it saw another size, or another root */
	WITNESS_NO_GROWTH = 422, /* the proof does not show it */
	WITNESS_FAILED = 500
};

/* seen: what it signed last of that log; of size 0 when it never did.  *why
 * is static. */
enum witness_verdict witness_judge(const struct witness_request *q,
    const struct note_key *log, const struct checkpoint *seen,
    const struct mem *mem, const char **why);

/* What came back: its lines, of which one is the witness's.  A note with all
 * signatures of `note` and that one, in out; *seconds is when it says it saw
 * it.  0; E_SYNTAX; E_NAME: the witness has not signed this; E_BROKEN: what
 * stands there is no signature; E_LIMIT, E_NOMEM; *why is static. */
int witness_take(const char *note, size_t nnote, const char *lines,
    size_t nlines, const struct note_key *witness, const struct mem *mem,
    struct buf *out, uint64_t *seconds, const char **why) MUST_CHECK;

#endif
