/* disk_store.h - a store on the disk that cut_disk.h names.
 *
 * Keeper, SQLite's ledger and views, and blobs, in one thread and without a
 * socket: what serve.c and store_folder.c put together, so that a test can
 * make every call of it fail in turn. */

#ifndef FORESTAY_DISK_STORE_H
#define FORESTAY_DISK_STORE_H

#include "store/keeper.h"

/* Bugs, planted to show that they are found. */
enum disk_bug {
	BUG_NO,
	BUG_TWO_COMMITS, /* a group is written in two */
	BUG_NO_FENCE,    /* whoever comes is of the right epoch */
	BUG_FULL_IS_FINE,
	BUG_NOMEM_IS_FINE,
	BUG_IO_IS_NOTHING, /* an open fate is told as nothing written */
	BUG_VIEWS_AHEAD,   /* the mark is committed before the rows */
	BUG_TIME_FORGOTTEN,
	BUG_SALT_IS_ZERO,  /* no chance: zeros are taken */
	BUG_BLOB_IN_PLACE, /* written under its own name at once */
	BUG_UNTIDY,        /* what a killed one left is let lie */
	BUG_SIGNED_FIRST   /* a checkpoint is out before the commit is */
};

/* Of each part of the log: so small that it is often full. */
#define DISK_STORE_PART ((size_t)16 << 10)

struct disk_store_how {
	const struct mem *mem;
	const struct keeper_world *world;
	enum disk_bug bug;
	const struct signing *log; /* it is signed; NULL: not */
	/* Each checkpoint, as it may be given out. */
	void (*told)(void *ctx, const char *note, size_t n);
	void *told_ctx;
};

/* Make the folders and an empty store in /d; as store_init. */
int disk_store_init(const struct disk_store_how *how,
    const struct store_kind *kind) MUST_CHECK;

/* why, of size n, is a sentence when it fails. */
int disk_store_open(const struct disk_store_how *how, struct store **out,
    char *why, size_t n) MUST_CHECK;

struct keeper *disk_store_keeper(struct store *s);

#endif
