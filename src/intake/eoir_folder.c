/* eoir_folder.c - see eoir_folder.h. */

#include "intake/eoir_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILES_MOST 512

struct folder_source {
	struct arena *a;
	const char *path;
	const char *names[FILES_MOST];
	size_t n;
};

static bool
wanted(const char *name)
{
	size_t n = strlen(name);

	return n > 4 &&
	    (strcasecmp(name + n - 4, ".csv") == 0 ||
		strcasecmp(name, "Count.txt") == 0);
}

static int
list_folder(struct folder_source *f, const char *path, const char *before)
{
	DIR *d = opendir(path);
	struct dirent *e;
	int r = 0;

	if (d == NULL)
		return E_IO;
	while (r == 0 && (e = readdir(d)) != NULL) {
		if (!wanted(e->d_name))
			continue;
		if (f->n == FILES_MOST) {
			r = E_LIMIT;
			break;
		}
		f->names[f->n] = arena_printf(f->a, "%s%s", before, e->d_name);
		r = f->names[f->n++] != NULL ? 0 : E_NOMEM;
	}
	(void)closedir(d);
	return r;
}

static int
folder_list(void *ctx, struct arena *a, const char ***names, size_t *n,
    const char **why)
{
	struct folder_source *f = ctx;

	(void)a;
	(void)why;
	*names = f->names;
	*n = f->n;
	return 0;
}

/* The name as it stands in the folder, whatever its case. */
static const char *
folder_name(const struct folder_source *f, const char *name)
{
	for (size_t i = 0; i < f->n; i++)
		if (strcasecmp(f->names[i], name) == 0)
			return f->names[i];
	return NULL;
}

static const char *
folder_file(const struct folder_source *f, const char *name)
{
	const char *there = folder_name(f, name);

	return arena_printf(f->a, "%s/%s", f->path,
	    there != NULL ? there : name);
}

static int
folder_open_file(void *ctx, const char *name, int *fd, const char **why)
{
	struct folder_source *f = ctx;
	const char *path = folder_file(f, name);

	*why = err_text(E_NOMEM);
	if (path == NULL)
		return E_NOMEM;
	*fd = open(path, O_RDONLY | O_CLOEXEC);
	if (*fd >= 0) {
		(void)posix_fadvise(*fd, 0, 0, POSIX_FADV_SEQUENTIAL);
		return 0;
	}
	*why = arena_printf(f->a, "%s: %s", path, strerror(errno));
	return E_IO;
}

static int
folder_close_file(void *ctx, int fd)
{
	(void)ctx;
	return close(fd) == 0 ? 0 : E_IO;
}

static uint64_t
folder_bytes(void *ctx, const char *name)
{
	const char *path = folder_file(ctx, name);
	struct stat st;

	return path != NULL && stat(path, &st) == 0 && st.st_size > 0
	    ? (uint64_t)st.st_size
	    : 0;
}

int
eoir_folder(struct arena *a, const char *path, struct eoir_source *out,
    struct day *bound, const char **why)
{
	struct folder_source *f = arena_alloc(a, sizeof(*f));
	const char *lookup = arena_printf(a, "%s/Lookup", path), *count;
	struct stat st;
	int r;

	*why = err_text(E_NOMEM);
	if (f == NULL || lookup == NULL)
		return E_NOMEM;
	f->a = a;
	f->path = path;
	if ((r = list_folder(f, path, "")) != 0) {
		*why = arena_printf(a, "%s: %s", path,
		    r == E_IO ? strerror(errno) : err_text(r));
		return r;
	}
	r = list_folder(f, lookup, "Lookup/");
	if (r != 0 && r != E_IO) /* a release may come without */
		return r;
	count = folder_file(f, "Count.txt");
	if (count == NULL)
		return E_NOMEM;
	bound->n = 0;
	if (stat(count, &st) == 0 || stat(path, &st) == 0)
		bound->n = (int32_t)(st.st_mtime / 86400);
	*out = (struct eoir_source){ folder_list, folder_open_file,
		folder_close_file, folder_bytes, f };
	return 0;
}
