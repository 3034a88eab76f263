/* folder.h - how a store lies on a disk.
 *
 *	ledger.db	the entries (ledger_sqlite.h)
 *	ledger.log	there while many write: the last of them, in front of
 *			ledger.db (ledger_front.h)
 *	views.db	what is made of them (views_sqlite.h)
 *	views.mark	there while views.db is written to
 *	blobs/ab/...	documents, named by their hash
 *	blobs/new/...	those that are being written
 *	segments/	columns of court data
 *	snapshots/	columns of the views
 *	keeper.lock	locked by the one process that writes
 *	keeper.sock	where it listens
 *
 * All of it is its owner's alone: 0700 and 0600.  A ledger.db that is there
 * is whole: it is made under another name.  Nothing that a killed process
 * leaves needs a hand: its lock went with it, its socket is replaced, its
 * half-done transaction is undone by the next. */

#ifndef FORESTAY_FOLDER_H
#define FORESTAY_FOLDER_H

#include <limits.h>

#include "store/files.h"
#include "store/store.h"

/* Names in it are appended to its path, with room to spare. */
#define FOLDER_PATH_MAX (PATH_MAX - 128)

struct folder {
	const struct file_system *fs;
	int fd;   /* of the folder, for its socket */
	int lock; /* of keeper.lock while held, or -1 */
	uid_t owner;
	char path[FOLDER_PATH_MAX]; /* absolute */
	char why[FOLDER_PATH_MAX + 512];
};

/* Make the folder and those in it; one that is there must be empty, but for
 * what an init that was cut off has left.  E_NAME: there is a store, or
 * something else, in it; E_IO, E_LIMIT.  f->why says which. */
int folder_make(struct folder *f, const struct file_system *fs,
    const char *path) MUST_CHECK;

/* E_NAME: no store there; E_IO: not to be read, or open to others. */
int folder_open(struct folder *f, const struct file_system *fs,
    const char *path) MUST_CHECK;
void folder_close(struct folder *f); /* lets go of the lock too */

/* "PATH/name" in out. */
void folder_name(const struct folder *f, const char *name, char out[PATH_MAX]);

/* Become the one who writes: 0; E_AGAIN: another does; E_IO. */
int folder_lock(struct folder *f) MUST_CHECK;
void folder_unlock(struct folder *f);

/* The keeper's socket; only by who holds the lock. */
int folder_listen(struct folder *f, int *out) MUST_CHECK;
void folder_unlisten(struct folder *f);

/* Reach the keeper: 0 with a connected socket; E_NAME: nobody is there;
 * E_AGAIN: too many ask; E_IO. */
int folder_connect(struct folder *f, int *out) MUST_CHECK;

/* Whether the one at the other end may know what the store knows: its
 * owner, or root. */
bool folder_trusts(const struct folder *f, int fd);

/* -- The store in it (store_folder.c) ----------------------------------- */

/* What store_init does in a folder that folder_make has made: an empty
 * store in it, durable when 0 is returned.  A test brings its own world and
 * a VFS of SQLite that goes with f->fs. */
struct keeper_world;
int store_folder_begin(struct arena *a, struct folder *f,
    const struct store_kind *kind, const struct keeper_world *world,
    const char *vfs, const char **why) MUST_CHECK;

/* Whether this process is the one that writes: then its end hands over. */
bool store_folder_keeps(const struct store *s);

/* -- Blobs (blob.c) ----------------------------------------------------- */

/* Kept under its hash, and durable when 0 is returned: written beside,
 * synced, renamed, its folder synced.  What stands there already is read
 * and, when it is not what its name says, replaced.  E_FULL, E_IO. */
int blob_put(struct folder *f, const struct hash *h, const void *bytes,
    size_t n) MUST_CHECK;

/* By who has just taken the lock: what those left who were killed while they
 * wrote a document goes away.  One who is writing now writes again. */
void blobs_tidy(struct folder *f);

/* As kept, into the arena: whoever asked checks the hash.  E_NAME: none;
 * E_LIMIT, E_NOMEM, E_IO. */
int blob_get(struct folder *f, struct arena *a, const struct hash *h,
    const void **bytes, size_t *n) MUST_CHECK;

#endif
