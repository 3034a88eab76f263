/* file.c - see file.h. */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "intake/file.h"

/* Files of one folder; a casebook has a few dozen. */
#define FILE_LIST_MAX 4096

static int
file_why(struct arena *a, const char **why, const char *path, const char *what)
{
	int e = errno;

	*why = arena_printf(a, "%s: %s: %s", path, what, strerror(e));
	if (*why == NULL)
		return E_NOMEM;
	return E_IO;
}

/* Read fd to its end into b, whose maximum is the limit. */
static int
read_all(const struct file_system *fs, int fd, struct buf *b)
{
	char block[16384];
	ssize_t n;

	for (;;) {
		n = fs->read(fd, block, sizeof(block));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return E_IO;
		if (n == 0)
			return 0;
		if (b->len + (size_t)n > b->max)
			return E_LIMIT;
		buf_add(b, block, (size_t)n);
		if (b->failed)
			return E_NOMEM;
	}
}

int
file_read(const struct file_system *fs, struct arena *a, const char *path,
    size_t max, struct source_text *out, const char **why)
{
	struct buf b;
	char *bytes;
	int fd, r;

	*why = NULL;
	buf_init(&b, a->mem, max);
	fd = strcmp(path, "-") == 0 ? STDIN_FILENO
				    : fs->open(path, O_RDONLY | O_CLOEXEC, 0);
	if (fd < 0) {
		r = file_why(a, why, path, "cannot be opened");
		goto out;
	}
	if ((r = read_all(fs, fd, &b)) == E_IO)
		r = file_why(a, why, path, "cannot be read");
	if (r == E_LIMIT) {
		*why = arena_printf(a,
		    "%s: longer than %zu bytes, the most that one file may be",
		    path, max);
		if (*why == NULL)
			r = E_NOMEM;
	}
	if (r != 0)
		goto out;
	bytes = arena_strndup(a, b.s, b.len);
	path = arena_strdup(a, path);
	if (bytes == NULL || path == NULL) {
		r = E_NOMEM;
		goto out;
	}
	*out = (struct source_text){ path, bytes, b.len };
out:
	if (fd > STDIN_FILENO)
		fs->close(fd);
	buf_release(&b);
	return r;
}

/* The folder of path, so that the rename itself survives a crash. */
static int
sync_folder(const struct file_system *fs, struct arena *a, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *folder;

	folder = slash == NULL ? "."
	    : slash == path    ? "/"
			       : arena_strndup(a, path, (size_t)(slash - path));
	if (folder == NULL)
		return E_NOMEM;
	return files_sync_folder(fs, folder);
}

int
file_replace(const struct file_system *fs, struct arena *a, const char *path,
    const char *bytes, size_t n, const char **why)
{
	struct stat st;
	const char *temp = arena_printf(a, "%s.new", path);
	mode_t mode = 0666;
	int fd = -1, r = 0;

	*why = NULL;
	if (temp == NULL)
		return E_NOMEM;
	if (stat(path, &st) == 0)
		mode = st.st_mode & 0777;
	/* Never over somebody else's file: O_EXCL. */
	fd = fs->open(temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	if (fd < 0)
		return file_why(a, why, temp, "cannot be made");
	if (files_write(fs, fd, bytes, n) != 0 || fs->sync(fd) != 0) {
		r = file_why(a, why, temp, "cannot be written");
		goto out;
	}
	if (fs->close(fd) != 0) {
		fd = -1;
		r = file_why(a, why, temp, "cannot be written");
		goto out;
	}
	fd = -1;
	if (fs->rename(temp, path) != 0) {
		r = file_why(a, why, path, "cannot be replaced");
		goto out;
	}
	temp = NULL; /* it is path now */
	if (sync_folder(fs, a, path) != 0)
		r = file_why(a, why, path, "its folder cannot be synced");
out:
	if (fd >= 0)
		fs->close(fd);
	if (r != 0 && temp != NULL)
		fs->unlink(temp);
	return r;
}

static bool
has_suffix(const char *name, const char *const *suffixes)
{
	size_t n = strlen(name), k;

	for (; *suffixes != NULL; suffixes++) {
		k = strlen(*suffixes);
		if (n > k && strcmp(name + n - k, *suffixes) == 0)
			return name[0] != '.';
	}
	return false;
}

static int
by_name(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

int
file_list(struct arena *a, const char *folder, const char *const *suffixes,
    const char ***out, size_t *n, const char **why)
{
	const char **names = NULL;
	struct dirent *e;
	size_t cap = 0, len = strlen(folder);
	DIR *d = opendir(folder);
	int r = 0;

	*n = 0;
	*why = NULL;
	if (d == NULL)
		return file_why(a, why, folder, "cannot be listed");
	while (len > 1 && folder[len - 1] == '/')
		len--;
	while ((e = readdir(d)) != NULL) {
		if (!has_suffix(e->d_name, suffixes))
			continue;
		if (*n == FILE_LIST_MAX) {
			*why = "more files in one folder than are read";
			r = E_LIMIT;
			break;
		}
		names = arena_grow(a, names, *n, &cap, sizeof(*names));
		if (names == NULL ||
		    (names[*n] = arena_printf(a, "%.*s/%s", (int)len, folder,
			 e->d_name)) == NULL) {
			r = E_NOMEM;
			break;
		}
		(*n)++;
	}
	closedir(d);
	if (r != 0) {
		*n = 0;
		return r;
	}
	if (*n > 0)
		qsort(names, *n, sizeof(*names), by_name);
	*out = names;
	return 0;
}
