/* fault_vfs.c - see fault_vfs.h. */

#include <stddef.h>
#include <string.h>

#include <sqlite3.h>

#include "support/fault_vfs.h"

struct fault_file {
	sqlite3_file base;
	sqlite3_file *real; /* beside it, in the same allocation */
};

static struct fault_vfs plan;
static sqlite3_vfs shim;
static sqlite3_vfs *system_vfs;

static sqlite3_file *
real(sqlite3_file *f)
{
	return ((struct fault_file *)(void *)f)->real;
}

static int
refused(void)
{
	plan.calls++;
	if (plan.fail_at == 0 ||
	    (plan.once ? plan.calls != plan.fail_at
		       : plan.calls < plan.fail_at))
		return SQLITE_OK;
	return plan.rc;
}

static int
f_close(sqlite3_file *f)
{
	return real(f)->pMethods->xClose(real(f));
}

static int
f_read(sqlite3_file *f, void *to, int n, sqlite3_int64 at)
{
	return real(f)->pMethods->xRead(real(f), to, n, at);
}

static int
f_write(sqlite3_file *f, const void *from, int n, sqlite3_int64 at)
{
	int rc = refused();

	return rc != SQLITE_OK
	    ? rc
	    : real(f)->pMethods->xWrite(real(f), from, n, at);
}

static int
f_truncate(sqlite3_file *f, sqlite3_int64 n)
{
	int rc = refused();

	return rc != SQLITE_OK ? rc : real(f)->pMethods->xTruncate(real(f), n);
}

static int
f_sync(sqlite3_file *f, int flags)
{
	int rc = refused();

	plan.syncs++;
	return rc != SQLITE_OK ? rc : real(f)->pMethods->xSync(real(f), flags);
}

static int
f_size(sqlite3_file *f, sqlite3_int64 *n)
{
	return real(f)->pMethods->xFileSize(real(f), n);
}

static int
f_lock(sqlite3_file *f, int level)
{
	return real(f)->pMethods->xLock(real(f), level);
}

static int
f_unlock(sqlite3_file *f, int level)
{
	return real(f)->pMethods->xUnlock(real(f), level);
}

static int
f_reserved(sqlite3_file *f, int *out)
{
	return real(f)->pMethods->xCheckReservedLock(real(f), out);
}

static int
f_control(sqlite3_file *f, int op, void *arg)
{
	return real(f)->pMethods->xFileControl(real(f), op, arg);
}

static int
f_sector(sqlite3_file *f)
{
	return real(f)->pMethods->xSectorSize(real(f));
}

static int
f_device(sqlite3_file *f)
{
	return real(f)->pMethods->xDeviceCharacteristics(real(f));
}

/* Version 1: no shared memory, so that a WAL cannot be had through it. */
static const sqlite3_io_methods methods = { .iVersion = 1,
	.xClose = f_close,
	.xRead = f_read,
	.xWrite = f_write,
	.xTruncate = f_truncate,
	.xSync = f_sync,
	.xFileSize = f_size,
	.xLock = f_lock,
	.xUnlock = f_unlock,
	.xCheckReservedLock = f_reserved,
	.xFileControl = f_control,
	.xSectorSize = f_sector,
	.xDeviceCharacteristics = f_device };

static int
f_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags,
    int *out)
{
	struct fault_file *f = (struct fault_file *)(void *)file;
	int rc;

	(void)vfs;
	f->real = (sqlite3_file *)(void *)(f + 1);
	memset(f->real, 0, (size_t)system_vfs->szOsFile);
	rc = system_vfs->xOpen(system_vfs, name, f->real, flags, out);
	f->base.pMethods = rc == SQLITE_OK ? &methods : NULL;
	return rc;
}

struct fault_vfs *
fault_vfs(void)
{
	if (system_vfs == NULL) {
		system_vfs = sqlite3_vfs_find(NULL);
		shim = *system_vfs;
		shim.zName = FAULT_VFS;
		shim.pNext = NULL;
		shim.szOsFile =
		    (int)sizeof(struct fault_file) + system_vfs->szOsFile;
		shim.xOpen = f_open;
		sqlite3_vfs_register(&shim, 0);
	}
	return &plan;
}
