/* wire.h - what a keeper and those who ask it say to each other.
 *
 * A message is its length (4 bytes, not counting themselves) and its bytes;
 * numbers are little-endian.  A request begins with its kind, an answer
 * with 0 or an enum err and, when it is an error, a sentence.  One request
 * at a time: the next comes after the answer.
 *
 *	HELLO	version			-> version, head, rehearsal, name
 *	HEAD				-> head
 *	APPEND	id, expected, preconditions, drafts
 *					-> first, n, at, again; subject
 *	TELL	instant			->
 *	FOLLOW	after, max		-> n, n entries; n = 0: none is left
 *	SYNC				-> head, the views stand there
 *	REBUILD				-> (done, all) again and again, all
 *					   there when done = all
 *	SIGNED	in tiles		-> the newest checkpoint; when asked,
 *					   once the tiles are there
 *
 * and of the thread that makes the views:
 *
 *	WAIT	r, why, at		-> what next, head
 *	DONE	at			->			*/

#ifndef FORESTAY_WIRE_H
#define FORESTAY_WIRE_H

#include "core/limits.h"
#include "store/keeper.h"

#define WIRE_VERSION     1

/* The largest request is the largest batch; the largest answer a chunk of
 * entries and the one that passed it. */
#define WIRE_CHUNK_BYTES ((size_t)256 << 10)
#define WIRE_REQUEST_MAX                                       \
	((size_t)LIMIT_BATCH_BYTES + (size_t)4 * LIMIT_BATCH + \
	    (size_t)LIMIT_PRECONDITIONS * (LIMIT_SUBJECT_BYTES + 16) + 4096)
#define WIRE_ANSWER_MAX (WIRE_CHUNK_BYTES + (size_t)2 * LIMIT_ENTRY_BYTES)
#define WIRE_WHY_MAX    512

enum wire_kind {
	WIRE_HELLO = 1,
	WIRE_HEAD,
	WIRE_APPEND,
	WIRE_TELL,
	WIRE_FOLLOW,
	WIRE_SYNC,
	WIRE_REBUILD,
	WIRE_WAIT,
	WIRE_DONE,
	WIRE_SIGNED
};

enum wire_next { WIRE_NEXT_MORE = 1, WIRE_NEXT_REBUILD, WIRE_NEXT_END };

/* -- Writing ------------------------------------------------------------ */

/* A message's length is filled in by wire_end: begin gives where it stands.
 * A refusal shows in b->failed, at the end. */
size_t wire_begin(struct buf *b);
void wire_end(struct buf *b, size_t begin);

void wire_u8(struct buf *b, unsigned v);
void wire_u32(struct buf *b, uint32_t v);
void wire_u64(struct buf *b, uint64_t v);
void wire_bytes(struct buf *b, const void *s, size_t n); /* length, bytes */
void wire_text(struct buf *b, const char *s);            /* NULL is "" */
void wire_head(struct buf *b, const struct store_head *h);
void wire_append(struct buf *b, const struct keeper_request *q);
void wire_written(struct buf *b, const struct written *w);

/* -- Reading ------------------------------------------------------------ */

/* Bytes not yet read; what is asked beyond them gives zeros and fails. */
struct wire {
	const uint8_t *at, *end;
	bool failed;
};

/* The bytes of a message that is whole at the start of b: 0 and its length
 * in *n; E_AGAIN: it has not all come; E_LIMIT: it is longer than max. */
int wire_whole(const struct buf *b, size_t max, struct wire *out,
    size_t *n) MUST_CHECK;

unsigned wire_get_u8(struct wire *w);
uint32_t wire_get_u32(struct wire *w);
uint64_t wire_get_u64(struct wire *w);
const char *wire_get_bytes(struct wire *w, size_t *n); /* lies in it */
const char *wire_get_text(struct wire *w); /* NUL-terminated; never NULL */
void wire_get_head(struct wire *w, struct store_head *out);
void wire_get_written(struct wire *w, struct written *out);

/* All of it was read, and was there. */
bool wire_done(const struct wire *w);

/* A batch, its strings in the message, its lists in the arena. */
int wire_get_append(struct wire *w, struct arena *a,
    struct keeper_request *out) MUST_CHECK;

#endif
