/* fault_vfs.h - a file system of SQLite's that fails when a test says so.
 *
 * Registered under its own name; every write, sync and truncation of any
 * file opened through it is counted, and from the N-th on (or the N-th
 * alone) it fails with the code given. */

#ifndef FORESTAY_FAULT_VFS_H
#define FORESTAY_FAULT_VFS_H

#include <stdbool.h>

#define FAULT_VFS "forestay-faults"

struct fault_vfs {
	int fail_at; /* 1: the first; 0: none */
	bool once;
	int rc; /* SQLITE_FULL, SQLITE_IOERR_FSYNC ... */
	int calls;
	int syncs;
};

/* The one there is; registers it at first. */
struct fault_vfs *fault_vfs(void);

#endif
