/* segment.h - people in one immutable columnar file, named by its hash.
 *
 * An import of court data writes millions of people once; what reads them
 * maps the file.  docs/segments.md is its format.  While it is written the
 * people lie in a temporary file beside it; memory holds the dictionaries,
 * and while rows are laid out 32 bytes a person and what is mapped of that
 * file.  The order of rows is chosen at the end from what the people are,
 * never from any order.
 *
 * Nobody may add to one that is finished. */

#ifndef FORESTAY_SEGMENT_H
#define FORESTAY_SEGMENT_H

#include "decide/columns.h"
#include "store/entry.h"
#include "store/files.h"

struct segment_writer;

/* A segment to be in folder.  v must outlive the writer, and the kinds and
 * words of the people added must be v's own.  0, E_NOMEM, E_IO, E_FULL. */
int segment_writer_new(const struct mem *mem, const struct file_system *fs,
    const char *folder, const struct vocab *v,
    struct segment_writer **out) MUST_CHECK;

/* How many lay the rows out, up to SEGMENT_THREADS; without it one.  The
 * segment is the same, byte for byte.  mem is then asked by all of them. */
#define SEGMENT_THREADS 16
void segment_writer_threads(struct segment_writer *w, unsigned n);

/* Add a person; nothing of it is kept but copies.  People whom its relations
 * name are kept with it, and are no rows of their own.  0; E_NAME, a word or
 * zone that the vocabulary or the program does not have; E_RANGE, a fact
 * corrects one that is not the person's; E_LIMIT; E_NOMEM, E_IO, E_FULL.
 * After an error the writer can only be freed. */
int segment_add(struct segment_writer *w, const struct person *p) MUST_CHECK;

size_t segment_added(const struct segment_writer *w);

/* Lay out, write, sync and rename: folder/<64 hex digits>.segment.  Nothing
 * more can be added.  progress may be NULL; it is told rows written of all,
 * and stops the writing by returning false (E_AGAIN). */
int segment_finish(struct segment_writer *w,
    bool (*progress)(void *ctx, size_t done, size_t of), void *ctx,
    struct hash *hash) MUST_CHECK;

/* Removes what was not finished.  Accepts NULL. */
void segment_writer_free(struct segment_writer *w);

/* "FOLDER/<hex>.segment" in a; NULL when refused. */
char *segment_path(struct arena *a, const char *folder, const struct hash *h);

struct segment;

/* Map a segment, read only.  The name of the file is not asked; h, when not
 * NULL, is what its hash must be.  Checked now: the head, the directory,
 * the checksums as a whole, the dictionaries.  Columns are checked where they
 * are first touched (columns_touch).  0; E_IO; E_NEWER; E_BROKEN, *why names
 * what is; E_NAME, a kind or word that a fact uses is not in v; E_NOMEM. */
int segment_open(const struct mem *mem, const char *path, const struct vocab *v,
    const struct hash *h, struct segment **out, const char **why) MUST_CHECK;
void segment_close(struct segment *s); /* accepts NULL */

/* Valid until it is closed.  Of one thread, until segment_verify was called:
 * touching notes what it has checked. */
const struct columns *segment_columns(const struct segment *s);
struct hash segment_hash(const struct segment *s);

/* Check all that is in it, now.  0 or E_BROKEN. */
int segment_verify(struct segment *s) MUST_CHECK;

/* The person of a row; lives in a. */
int segment_person(const struct segment *s, struct arena *a, size_t row,
    const struct person **out) MUST_CHECK;

#endif
