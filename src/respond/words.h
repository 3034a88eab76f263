/* words.h - what an entry says, in words, for the head of a receipt.
 *
 * Made of the entry's bytes and of nothing else, so that whoever verifies a
 * receipt can make them again and compare.  Instants are in UTC, as the
 * entry has them. */

#ifndef FORESTAY_WORDS_H
#define FORESTAY_WORDS_H

#include "core/arena.h"
#include "core/buf.h"
#include "core/err.h"

/* Version of these words: a receipt is compared with the words that its own
 * version makes. */
#define WORDS_WIDTH 76

/* Lines of at most WORDS_WIDTH columns where what they hold allows it, each
 * ended.  0; E_SYNTAX, E_NEWER, E_LIMIT: the bytes are no entry; E_NOMEM. */
int words_of_entry(struct arena *a, struct buf *b, const char *entry,
    size_t n) MUST_CHECK;

#endif
