/* blob.c - documents by their hash; see folder.h. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/limits.h"
#include "store/folder.h"
#include "store/keeper.h"

#define HEX_BYTES     (2 * (size_t)HASH_BYTES)
#define READ_BLOCK    ((size_t)1 << 16)
#define TRIES         3

/* Documents that are being written, or were when somebody was killed. */
#define BEING_WRITTEN "blobs/new"

static int
blob_why(struct folder *f, int r, const char *what)
{
	if (errno == ENOSPC || errno == EDQUOT)
		r = E_FULL;
	snprintf(f->why, sizeof(f->why), "a document %s: %s", what,
	    strerror(errno));
	return r;
}

/* "blobs/ab" and "blobs/ab/cdef..." below the folder. */
static void
blob_names(const struct folder *f, const struct hash *h, char dir[PATH_MAX],
    char path[PATH_MAX])
{
	char text[72];
	const char *hex;
	char name[32 + HEX_BYTES];

	hash_text(h, text);
	hex = strchr(text, ':') + 1;
	snprintf(name, sizeof(name), "blobs/%.2s", hex);
	folder_name(f, name, dir);
	snprintf(name, sizeof(name), "blobs/%.2s/%s", hex, hex + 2);
	folder_name(f, name, path);
}

static int
read_all(struct folder *f, int fd, struct buf *b)
{
	char *block = b->mem->alloc(b->mem->ctx, READ_BLOCK);
	ssize_t n;
	int r = 0;

	if (block == NULL)
		return E_NOMEM;
	while (r == 0) {
		n = f->fs->read(fd, block, READ_BLOCK);
		if (n < 0 && errno == EINTR)
			continue;
		if (n == 0)
			break;
		if (n < 0) {
			r = blob_why(f, E_IO, "cannot be read");
			break;
		}
		if ((size_t)n > b->max - b->len) {
			r = E_LIMIT;
			break;
		}
		buf_add(b, block, (size_t)n);
		if (b->failed)
			r = E_NOMEM;
	}
	b->mem->free(b->mem->ctx, block);
	return r;
}

/* What stands at path, as it is. */
static int
blob_read(struct folder *f, const char *path, struct buf *b)
{
	int fd, r;

	fd = f->fs->open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW, 0);
	if (fd < 0 && errno == ENOENT) {
		snprintf(f->why, sizeof(f->why), "no such document is kept");
		return E_NAME;
	}
	if (fd < 0)
		return blob_why(f, E_IO, "cannot be opened");
	r = read_all(f, fd, b);
	(void)f->fs->close(fd);
	return r;
}

int
blob_get(struct folder *f, struct arena *a, const struct hash *h,
    const void **bytes, size_t *n)
{
	char dir[PATH_MAX], path[PATH_MAX];
	struct buf b;
	char *copy;
	int r;

	blob_names(f, h, dir, path);
	buf_init(&b, a->mem, LIMIT_BLOB_BYTES);
	if ((r = blob_read(f, path, &b)) != 0)
		goto out;
	if ((copy = arena_strndup(a, b.s, b.len)) == NULL) {
		r = E_NOMEM;
		goto out;
	}
	*bytes = copy;
	*n = b.len;
out:
	buf_release(&b);
	return r;
}

/* Whether what is kept under its name is what the name says. */
static bool
kept_already(struct folder *f, const char *path, const void *bytes, size_t n)
{
	struct buf b;
	bool same;

	buf_init(&b, &mem_system, LIMIT_BLOB_BYTES);
	same = blob_read(f, path, &b) == 0 && b.len == n &&
	    (n == 0 || memcmp(b.s, bytes, n) == 0);
	buf_release(&b);
	return same;
}

static int
write_beside(struct folder *f, const char *temp, const void *bytes, size_t n)
{
	int fd, r;

	fd = f->fs->open(temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return blob_why(f, E_IO, "cannot be written");
	r = files_write(f->fs, fd, bytes, n);
	if (r == 0 && f->fs->sync(fd) != 0)
		r = E_IO;
	if (r != 0)
		r = blob_why(f, r, "cannot be written");
	if (f->fs->close(fd) != 0 && r == 0)
		r = blob_why(f, E_IO, "cannot be written");
	return r;
}

/* E_AGAIN: a keeper that has just begun has tidied it away; or no random
 * bytes are to be had. */
static int
write_in_place(struct folder *f, const char *path, const void *bytes, size_t n)
{
	const struct keeper_world *w = &keeper_world_real;
	char being[PATH_MAX], temp[PATH_MAX + 32];
	uint64_t tag;
	int r;

	folder_name(f, BEING_WRITTEN, being);
	if (f->fs->mkdir(being, 0700) != 0 && errno != EEXIST)
		return blob_why(f, E_IO, "has no folder");
	if (w->random(w->ctx, &tag, sizeof(tag)) != 0)
		return E_AGAIN;
	snprintf(temp, sizeof(temp), "%s/%016llx", being,
	    (unsigned long long)tag);
	r = write_beside(f, temp, bytes, n);
	if (r == 0 && f->fs->rename(temp, path) != 0)
		r = blob_why(f, errno == ENOENT ? E_AGAIN : E_IO,
		    "cannot be put in place");
	if (r != 0)
		(void)f->fs->unlink(temp);
	return r;
}

static void
tidy_one(void *ctx, const char *name)
{
	struct folder *f = ctx;
	char being[PATH_MAX], path[PATH_MAX + NAME_MAX + 2];

	folder_name(f, BEING_WRITTEN, being);
	snprintf(path, sizeof(path), "%s/%s", being, name);
	(void)f->fs->unlink(path);
}

void
blobs_tidy(struct folder *f)
{
	char being[PATH_MAX];

	folder_name(f, BEING_WRITTEN, being);
	(void)f->fs->list(being, tidy_one, f);
}

int
blob_put(struct folder *f, const struct hash *h, const void *bytes, size_t n)
{
	char dir[PATH_MAX], path[PATH_MAX], blobs[PATH_MAX];
	int r = E_AGAIN, tries;

	blob_names(f, h, dir, path);
	folder_name(f, "blobs", blobs);
	if (f->fs->mkdir(dir, 0700) != 0 && errno != EEXIST)
		return blob_why(f, E_IO, "has no folder");
	if (!kept_already(f, path, bytes, n)) {
		for (tries = 0; r == E_AGAIN && tries < TRIES; tries++)
			r = write_in_place(f, path, bytes, n);
		if (r != 0)
			return r;
	}
	/* Another's rename, not yet synced, may be what stands there. */
	if (files_sync_folder(f->fs, dir) != 0 ||
	    files_sync_folder(f->fs, blobs) != 0)
		return blob_why(f, E_IO, "cannot be made durable");
	return 0;
}
