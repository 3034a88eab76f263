/* cut_vfs.c - SQLite over cut_disk.h. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include <sqlite3.h>

#include "support/cut_disk.h"

struct cut_file {
	sqlite3_file base;
	struct disk *disk;
	struct disk_file *file;
	unsigned held;
	bool sync_folder; /* with the first sync: a new journal */
	bool delete_on_close;
	char path[160];
};

static struct cut_file *
of(sqlite3_file *f)
{
	return (struct cut_file *)(void *)f;
}

static int
v_close(sqlite3_file *base)
{
	struct cut_file *f = of(base);

	disk_unlock(f->file, &f->held, SQLITE_LOCK_NONE);
	if (f->delete_on_close && f->path[0] != '\0')
		(void)disk_unlink(f->disk, f->path);
	disk_close(f->file);
	return SQLITE_OK;
}

static int
v_read(sqlite3_file *base, void *to, int n, sqlite3_int64 at)
{
	struct cut_file *f = of(base);
	size_t got;

	if (disk_read(f->file, to, (size_t)n, (size_t)at, &got) != 0)
		return SQLITE_IOERR_READ;
	if (got == (size_t)n)
		return SQLITE_OK;
	memset((char *)to + got, 0, (size_t)n - got);
	return SQLITE_IOERR_SHORT_READ;
}

static int
v_write(sqlite3_file *base, const void *from, int n, sqlite3_int64 at)
{
	struct cut_file *f = of(base);

	if (disk_write(f->file, from, (size_t)n, (size_t)at) == 0)
		return SQLITE_OK;
	return errno == ENOSPC ? SQLITE_FULL : SQLITE_IOERR_WRITE;
}

static int
v_truncate(sqlite3_file *base, sqlite3_int64 n)
{
	return disk_truncate(of(base)->file, (size_t)n) == 0
	    ? SQLITE_OK
	    : SQLITE_IOERR_TRUNCATE;
}

static int
v_sync(sqlite3_file *base, int flags)
{
	struct cut_file *f = of(base);

	(void)flags;
	if (disk_sync(f->file) != 0)
		return SQLITE_IOERR_FSYNC;
	if (!f->sync_folder)
		return SQLITE_OK;
	f->sync_folder = false;
	/* As SQLite's own: a folder that cannot be synced is let pass only
	 * when it cannot be opened. */
	return disk_sync_folder_of(f->disk, f->path) == 0
	    ? SQLITE_OK
	    : SQLITE_IOERR_DIR_FSYNC;
}

static int
v_size(sqlite3_file *base, sqlite3_int64 *n)
{
	if (disk_call(of(base)->disk) != 0)
		return SQLITE_IOERR_FSTAT;
	*n = (sqlite3_int64)disk_size(of(base)->file);
	return SQLITE_OK;
}

static int
v_lock(sqlite3_file *base, int level)
{
	struct cut_file *f = of(base);

	if (disk_call(f->disk) != 0)
		return SQLITE_IOERR_LOCK;
	return disk_lock(f->file, &f->held, (unsigned)level) ? SQLITE_OK
							     : SQLITE_BUSY;
}

static int
v_unlock(sqlite3_file *base, int level)
{
	struct cut_file *f = of(base);

	disk_unlock(f->file, &f->held, (unsigned)level);
	return SQLITE_OK;
}

static int
v_reserved(sqlite3_file *base, int *out)
{
	*out = disk_reserved(of(base)->file);
	return SQLITE_OK;
}

static int
v_control(sqlite3_file *base, int op, void *arg)
{
	(void)base;
	(void)op;
	(void)arg;
	return SQLITE_NOTFOUND;
}

static int
v_sector(sqlite3_file *base)
{
	(void)base;
	return 4096;
}

static int
v_device(sqlite3_file *base)
{
	(void)base;
	return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static const sqlite3_io_methods methods = { .iVersion = 1,
	.xClose = v_close,
	.xRead = v_read,
	.xWrite = v_write,
	.xTruncate = v_truncate,
	.xSync = v_sync,
	.xFileSize = v_size,
	.xLock = v_lock,
	.xUnlock = v_unlock,
	.xCheckReservedLock = v_reserved,
	.xFileControl = v_control,
	.xSectorSize = v_sector,
	.xDeviceCharacteristics = v_device };

static int
v_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *base, int flags,
    int *out)
{
	struct cut_file *f = of(base);
	struct disk *d = disk_used();
	bool there = name != NULL && disk_has(d, name);
	int how = (flags & SQLITE_OPEN_READWRITE) != 0 ? O_RDWR : O_RDONLY;

	(void)vfs;
	*f = (struct cut_file){ .disk = d };
	if ((flags & SQLITE_OPEN_CREATE) != 0)
		how |= O_CREAT;
	if (name != NULL)
		snprintf(f->path, sizeof(f->path), "%s", name);
	f->file = disk_open(d, name, how);
	if (f->file == NULL)
		return SQLITE_CANTOPEN;
	f->sync_folder = !there && name != NULL &&
	    (flags & (SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL)) !=
		0;
	f->delete_on_close = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
	f->base.pMethods = &methods;
	if (out != NULL)
		*out = flags;
	return SQLITE_OK;
}

static int
v_delete(sqlite3_vfs *vfs, const char *name, int sync_folder)
{
	struct disk *d = disk_used();

	(void)vfs;
	if (disk_unlink(d, name) != 0)
		return errno == ENOENT ? SQLITE_IOERR_DELETE_NOENT
				       : SQLITE_IOERR_DELETE;
	if (sync_folder != 0 && disk_sync_folder_of(d, name) != 0)
		return SQLITE_IOERR_DIR_FSYNC;
	return SQLITE_OK;
}

static int
v_access(sqlite3_vfs *vfs, const char *name, int flags, int *out)
{
	struct disk *d = disk_used();

	(void)vfs;
	(void)flags;
	if (disk_call(d) != 0)
		return SQLITE_IOERR_ACCESS;
	*out = disk_has(d, name);
	return SQLITE_OK;
}

static int
v_full_name(sqlite3_vfs *vfs, const char *name, int n, char *out)
{
	(void)vfs;
	snprintf(out, (size_t)n, "%s", name);
	return SQLITE_OK;
}

static int
v_last_error(sqlite3_vfs *vfs, int n, char *out)
{
	(void)vfs;
	if (n > 0 && out != NULL)
		out[0] = '\0';
	return errno;
}

void
cut_vfs(void)
{
	static sqlite3_vfs vfs;
	sqlite3_vfs *real;

	if (vfs.zName != NULL)
		return;
	real = sqlite3_vfs_find(NULL);
	vfs = *real; /* its clock and chance */
	vfs.iVersion = 1;
	vfs.zName = CUT_VFS;
	vfs.pNext = NULL;
	vfs.szOsFile = (int)sizeof(struct cut_file);
	vfs.mxPathname = 150;
	vfs.xOpen = v_open;
	vfs.xDelete = v_delete;
	vfs.xAccess = v_access;
	vfs.xFullPathname = v_full_name;
	vfs.xGetLastError = v_last_error;
	(void)sqlite3_vfs_register(&vfs, 0);
}
