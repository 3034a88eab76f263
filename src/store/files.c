/* files.c - see files.h. */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/files.h"

static int
real_open(const char *path, int flags, mode_t mode)
{
	return open(path, flags, mode);
}

static int
real_list(const char *folder, void (*each)(void *ctx, const char *name),
    void *ctx)
{
	DIR *d = opendir(folder);
	struct dirent *e;

	if (d == NULL)
		return -1;
	while ((e = readdir(d)) != NULL)
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			each(ctx, e->d_name);
	return closedir(d);
}

const struct file_system file_system_real = { .open = real_open,
	.read = read,
	.write = write,
	.sync = fsync,
	.close = close,
	.rename = rename,
	.unlink = unlink,
	.mkdir = mkdir,
	.write_at = pwrite,
	.sync_bytes = fdatasync,
	.list = real_list };

int
files_write(const struct file_system *fs, int fd, const void *bytes, size_t n)
{
	const char *at = bytes;
	ssize_t took;

	while (n > 0) {
		took = fs->write(fd, at, n);
		if (took < 0 && errno == EINTR)
			continue;
		if (took < 0 && (errno == ENOSPC || errno == EDQUOT))
			return E_FULL;
		if (took <= 0)
			return E_IO;
		at += took;
		n -= (size_t)took;
	}
	return 0;
}

int
files_sync_folder(const struct file_system *fs, const char *folder)
{
	int fd, r;

	fd = fs->open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
	if (fd < 0)
		return E_IO;
	r = fs->sync(fd) == 0 ? 0 : E_IO;
	if (fs->close(fd) != 0)
		r = E_IO;
	return r;
}
