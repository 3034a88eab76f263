/* cut_disk.h - a disk in memory that can lose its power.
 *
 * It knows of each file what is durable and what was written since, and of
 * each folder which names are.  disk_cut makes the disk that is found after
 * the power came back: of what was not synced each write is kept, lost,
 * torn at a sector of 512 bytes, garbled in one of them, or done in another
 * order than it was asked for; so are lengths and names.  What was synced
 * is there.
 *
 * It is spoken to through struct file_system and through a VFS of SQLite
 * (CUT_VFS), both of which reach the one disk that disk_use names.  It is
 * as good to SQLite as SQLite's own assumptions: no byte outside of a write
 * changes, and the first sync of a new journal syncs its folder.
 *
 * Calls are counted, so that the N-th can fail; bytes are, so that it can
 * be full. */

#ifndef FORESTAY_CUT_DISK_H
#define FORESTAY_CUT_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/files.h"

#define CUT_VFS "forestay-cut"

struct disk;

/* What goes wrong with the N-th call. */
enum disk_fault {
	DISK_FAILS, /* nothing is done */
	DISK_SHORT, /* of a write, a half is done; of a sync, nothing ever */
	DISK_AFTER  /* it is done, and said to have failed */
};

/* What a disk does wrong for ever, to show that it is seen. */
enum disk_lie {
	DISK_HONEST,
	DISK_NO_SYNC,         /* a sync does nothing */
	DISK_NO_JOURNAL_SYNC, /* of SQLite's journals alone */
	DISK_NO_NAME_SYNC,    /* of folders */
	DISK_NO_BLOB_SYNC,    /* of documents */
	DISK_NO_MARK,         /* of views.mark */
	DISK_NO_LOG_SYNC,     /* of ledger.log */
	DISK_NO_TILE_SYNC,    /* of the log's tiles, not of its checkpoint */
	DISK_ONE_PART         /* its second part lies over the first */
};

struct disk_plan {
	unsigned long at; /* from 1; 0: none */
	bool on;          /* and all after it */
	enum disk_fault fault;
	size_t room; /* bytes it holds; 0: no bound */
	enum disk_lie lie;
	unsigned long calls, failed; /* so far */
};

struct disk *disk_new(void);
void disk_free(struct disk *d);

/* The same disk once more, its files closed, everything as processes see
 * it: what a process that was killed leaves. */
struct disk *disk_copy(const struct disk *d);

/* What is found after a power cut now; each seed another. */
struct disk *disk_cut(const struct disk *d, uint64_t seed);

/* Everything is durable as it stands. */
void disk_settle(struct disk *d);

struct disk_plan *disk_plan(struct disk *d);
const char *disk_boot(const struct disk *d); /* another after a cut */
bool disk_has(const struct disk *d, const char *path);
size_t disk_bytes(const struct disk *d);

/* Called before each change, sync or change of a name: where power can go.
 * NULL: nothing is. */
void disk_watch(struct disk *d, void (*each)(void *ctx), void *ctx);

/* The disk that is spoken to from now on; the one before. */
struct disk *disk_use(struct disk *d);

extern const struct file_system disk_files;

/* Registers CUT_VFS. */
void cut_vfs(void);

/* -- For cut_vfs.c ------------------------------------------------------ */

struct disk_file;

struct disk *disk_used(void);
/* flags as open(2); NULL with errno.  path NULL: of no name. */
struct disk_file *disk_open(struct disk *d, const char *path, int flags);
void disk_close(struct disk_file *f);
/* 0, or -1 with errno; *got is short at the end of the file. */
int disk_read(struct disk_file *f, void *to, size_t n, size_t at, size_t *got);
int disk_write(struct disk_file *f, const void *from, size_t n, size_t at);
int disk_truncate(struct disk_file *f, size_t n);
int disk_sync(struct disk_file *f);
int disk_sync_folder_of(struct disk *d, const char *path);
int disk_unlink(struct disk *d, const char *path);
size_t disk_size(const struct disk_file *f);
/* Count a call that changes nothing: 0, or -1 with errno. */
int disk_call(struct disk *d);
/* SQLite's five levels; false: somebody else's. */
bool disk_lock(struct disk_file *f, unsigned *held, unsigned level);
void disk_unlock(struct disk_file *f, unsigned *held, unsigned level);
bool disk_reserved(const struct disk_file *f);

#endif
