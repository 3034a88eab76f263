/* reply.h - what a server's signed reply says, for people.
 *
 * A reply that was kept is its bytes, an empty line, and the log's signature
 * under them: a signed note (c2sp.org/signed-note), which the server sends as
 * a body and the header Forestay-Signature. */

#ifndef FORESTAY_REPLY_H
#define FORESTAY_REPLY_H

#include <stdbool.h>

#include "core/buf.h"
#include "core/err.h"
#include "proof/note.h"

/* Body and header put together; signature is NAME KEY, as the header has it. */
void reply_note(struct buf *b, const char *body, size_t n,
    const char *signature);

/* Whether a file is one: a receipt begins otherwise. */
bool reply_is(const char *bytes, size_t n);

/* Whether the log's key has signed a body: one line, which may be longer than
 * notes are (LIMIT_NOTE_BYTES). */
bool reply_signed(const char *body, size_t n, const char *signature,
    const struct note_key *log, const struct mem *mem);

/* Of such a file: how long its body is.  0; E_SYNTAX: it is none; E_BROKEN:
 * the log has not signed it; E_LIMIT; E_NOMEM; *why is static. */
int reply_check(const char *bytes, size_t n, const struct note_key *log,
    const struct mem *mem, size_t *nbody, const char **why) MUST_CHECK;

/* Every member that was signed, one to a line, in the order it has, but for
 * what only makes all replies of one length.  0; E_SYNTAX; E_NOMEM. */
int reply_words(struct buf *b, const char *body, size_t n) MUST_CHECK;

#endif
