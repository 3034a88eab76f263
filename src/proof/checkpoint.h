/* checkpoint.h - what a log says of itself, and a proof that can be carried.
 *
 * c2sp.org/tlog-checkpoint: the text of a note that names the log, how many
 * entries it has and the root of the tree over them.  c2sp.org/tlog-proof: one
 * file that shows, without asking anybody, that something is in that log.
 * c2sp.org/tlog-tiles: how the tree lies in files. */

#ifndef FORESTAY_PROOF_CHECKPOINT_H
#define FORESTAY_PROOF_CHECKPOINT_H

#include "proof/merkle.h"
#include "proof/note.h"

struct checkpoint {
	const char *origin; /* norigin bytes; not NUL-terminated */
	size_t norigin;
	uint64_t size;
	struct hash root;
};

/* The text to sign: three lines. */
void checkpoint_text(struct buf *b, const struct checkpoint *c);

/* The whole note: the text and the line of the log's key, whose name is the
 * origin.  b->failed as ever. */
void checkpoint_sign(struct buf *b, uint64_t size, const struct hash *root,
    const struct note_key *key, const uint8_t secret[NOTE_SECRET_BYTES]);

/* Read a note's text; origin points into it.  0, or E_SYNTAX.  Lines after
 * the third say nothing here, and are signed with the rest. */
int checkpoint_read(const char *text, size_t n,
    struct checkpoint *out) MUST_CHECK;

/* A proof taken apart; it points into the bytes it was read from. */
struct tlog_proof {
	const char *extra; /* base64 as written, nextra of it; or NULL */
	size_t nextra;
	uint64_t index;
	struct merkle_proof proof;
	const char *checkpoint; /* a note, whole */
	size_t ncheckpoint;
	struct note note;
	struct checkpoint head;
};

void tlog_proof_write(struct buf *b, const void *extra, size_t nextra,
    uint64_t index, const struct merkle_proof *proof, const char *checkpoint,
    size_t ncheckpoint);

/* 0; E_SYNTAX, E_LIMIT with *why (static). */
int tlog_proof_read(const char *bytes, size_t n, struct tlog_proof *out,
    const char **why) MUST_CHECK;

/* Whether it shows that leaf is in the log that key is the key of: the
 * checkpoint is the log's, signed by it, and the leaf is in its tree.  0;
 * E_NAME: another log's, or not signed by it; E_BROKEN; E_NOMEM; with *why. */
int tlog_proof_check(const struct tlog_proof *p, const struct hash *leaf,
    const struct note_key *log, const struct mem *mem,
    const char **why) MUST_CHECK;

/* -- Tiles -------------------------------------------------------------- */

#define TILE_HEIGHT 8
#define TILE_WIDTH  256

/* "tile/0/x001/x234/067", with ".p/112" when it is width hashes wide and
 * not full.  Room for TILE_PATH bytes. */
#define TILE_PATH   64
void tile_path(char out[TILE_PATH], unsigned level, uint64_t n, unsigned width);

/* The node (level, index) of the tree from the tile that holds it: hashes
 * i.. of the tile, folded.  tile has `width` hashes; 0, or E_BROKEN when the
 * node is not in it.  *tile_level and *tile_n say which tile that is. */
void tile_of(unsigned level, uint64_t index, unsigned *tile_level,
    uint64_t *tile_n);
int tile_node(const struct hash *tile, unsigned width, unsigned level,
    uint64_t index, struct hash *out) MUST_CHECK;

#endif
