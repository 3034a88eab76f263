/* lines.h - the lines that c2sp.org's texts are made of.  For the room. */

#ifndef FORESTAY_PROOF_LINES_H
#define FORESTAY_PROOF_LINES_H

#include <stdbool.h>

#include "core/buf.h"
#include "proof/merkle.h"

/* The line at *at, without its newline; false when none ends there. */
bool lines_next(const char *s, size_t n, size_t *at, const char **line,
    size_t *len);

bool lines_begins(const char *line, size_t n, const char *with);

/* A whole number as it is written: no sign, no leading zero. */
bool lines_number(const char *s, size_t n, uint64_t *out);

bool lines_hash(const char *s, size_t n, struct hash *out);

/* Hashes, one a line, up to and with the empty one.  0; E_SYNTAX, E_LIMIT
 * with *why (static). */
int lines_proof(const char *s, size_t n, size_t *at, struct merkle_proof *p,
    const char **why) MUST_CHECK;

/* The same, written. */
void lines_put_proof(struct buf *b, const struct merkle_proof *p);

#endif
