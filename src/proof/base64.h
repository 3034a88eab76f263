/* base64.h - RFC 4648, section 4: the standard alphabet, always padded.
 *
 * One sequence of bytes has one spelling: what is read must be what would be
 * written, so no blanks, no missing padding, no stray bits at the end. */

#ifndef FORESTAY_PROOF_BASE64_H
#define FORESTAY_PROOF_BASE64_H

#include "core/buf.h"
#include "core/err.h"

void base64_write(struct buf *b, const void *bytes, size_t n);

/* How many bytes n characters stand for at most. */
#define BASE64_ROOM(n) ((n) / 4 * 3)

/* Read the n characters at s into out, which has room for BASE64_ROOM(n).
 * 0 with *len, or E_SYNTAX; out is then not to be used.  out NULL: whether it
 * is base64. */
int base64_read(const char *s, size_t n, void *out, size_t *len) MUST_CHECK;

#endif
