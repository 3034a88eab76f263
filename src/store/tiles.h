/* tiles.h - the log of a store: the tree over its entries, kept in files that
 * can be handed to anybody.
 *
 *	tiles/checkpoint		what the log says of itself, signed
 *	tiles/witnessed			the last that witnesses have signed too
 *	tiles/tile/0/000		256 leaf hashes; a wider tree has more
 *	tiles/tile/0/001.p/17		and the last of a row is as wide as it
 *is tiles/tile/1/000.p/1		one hash for each full tile below
 *
 * As c2sp.org/tlog-tiles has it.  Entry SEQ is leaf SEQ - 1, and a leaf hides
 * its entry (proof/receipt.h): whoever has all the tiles can try no name
 * against them.  Everything but the checkpoint is made of the entries alone
 * and can be made again; a checkpoint that was given out binds for ever.
 *
 * Tiles are synced before the checkpoint that speaks of them is renamed into
 * its place, so that a cut at any moment leaves the old checkpoint, whole. */

#ifndef FORESTAY_TILES_H
#define FORESTAY_TILES_H

#include "proof/checkpoint.h"
#include "store/files.h"
#include "store/store.h"

struct tiles;

/* Before opening to write: be the only one who does, until *fd is closed.  An
 * older checkpoint must never take the place of a newer one.  E_AGAIN:
 * somebody else is; E_IO, E_LIMIT; *why in the arena. */
int tiles_claim(struct arena *a, const char *folder, int *fd,
    const char **why) MUST_CHECK;

/* The tiles below a store's folder, as they stand; none at first.  Checked:
 * what lies there has the root that the checkpoint says (not who signed it);
 * not when they are doubted, to be compared leaf by leaf: such tiles do not
 * grow.  fs and mem must outlive it.  0; E_BROKEN: it has not, or a tile is
 * not there; E_IO, E_NOMEM, E_LIMIT; *why in the arena. */
int tiles_open(struct arena *a, const struct mem *mem,
    const struct file_system *fs, const char *folder, bool doubted,
    struct tiles **out, const char **why) MUST_CHECK;
void tiles_close(struct tiles *t); /* NULL is allowed */

/* How many leaves there are, and how many the checkpoint speaks of. */
uint64_t tiles_size(const struct tiles *t);
uint64_t tiles_signed(const struct tiles *t);

/* The checkpoint as it lies there, a note; NULL when there is none. */
const char *tiles_checkpoint(const struct tiles *t, size_t *n);

/* One leaf more; a tile that it fills is written, and not yet synced.  0, or
 * why not: the checkpoint that is there stands, and the tiles are to be opened
 * again. */
int tiles_add(struct tiles *t, const struct hash *commitment) MUST_CHECK;

/* The right edge, to go on from elsewhere. */
const struct merkle_edge *tiles_edge(const struct tiles *t);

/* Write what is not full, sync all, and put a checkpoint of just these leaves
 * in its place.  E_BROKEN: it speaks of another tree. */
int tiles_publish(struct tiles *t, const char *note, size_t n) MUST_CHECK;

/* The same with one that is signed here.  Nothing is done when nothing was
 * added and the key has signed already. */
int tiles_sign(struct tiles *t, const struct note_key *key,
    const uint8_t secret[NOTE_SECRET_BYTES]) MUST_CHECK;

/* The newest checkpoint that witnesses have signed too, beside the other: a
 * note, in the arena.  E_NAME: there is none; E_IO, E_NOMEM.  Put one there;
 * whoever does has compared it with the tree. */
int tiles_witnessed(struct tiles *t, struct arena *a, const char **note,
    size_t *n) MUST_CHECK;
int tiles_put_witnessed(struct tiles *t, const char *note, size_t n) MUST_CHECK;

/* Nodes of the tree that the checkpoint speaks of, read from the files. */
struct merkle_nodes tiles_nodes(struct tiles *t);

/* The leaf hashes from `first` on, at most TILE_WIDTH, of one tile; 0 with
 * *n, or E_BROKEN, E_IO. */
int tiles_leaves(struct tiles *t, uint64_t first, struct hash out[TILE_WIDTH],
    size_t *n) MUST_CHECK;

/* The sentence that goes with the last failure; never NULL. */
const char *tiles_why(const struct tiles *t);

#endif
