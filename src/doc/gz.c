/* gz.c - see gz.h. */

#include "doc/gz.h"

#include <archive.h>
#include <archive_entry.h>

#define BLOCK 32768

static int
unpack(struct archive *a, int (*bytes)(void *ctx, const char *s, size_t n),
    void *ctx, struct buf *why)
{
	char block[BLOCK];
	size_t all = 0;
	la_ssize_t n;
	int r = 0;

	while (r == 0 && (n = archive_read_data(a, block, BLOCK)) != 0) {
		if (n < 0) {
			buf_puts(why, "the packed file is damaged");
			return E_SYNTAX;
		}
		all += (size_t)n;
		if (all > GZ_MAX) {
			buf_puts(why, "it unpacks to more than is read");
			return E_LIMIT;
		}
		r = bytes(ctx, block, (size_t)n);
	}
	return r;
}

int
gz_read(int fd, int (*bytes)(void *ctx, const char *s, size_t n), void *ctx,
    struct buf *why)
{
	struct archive *a = archive_read_new();
	struct archive_entry *e;
	int r = E_SYNTAX;

	if (a == NULL) {
		buf_puts(why, "no memory");
		return E_NOMEM;
	}
	if (archive_read_support_filter_gzip(a) == ARCHIVE_OK &&
	    archive_read_support_format_raw(a) == ARCHIVE_OK &&
	    archive_read_open_fd(a, fd, BLOCK) == ARCHIVE_OK &&
	    archive_read_next_header(a, &e) == ARCHIVE_OK)
		r = unpack(a, bytes, ctx, why);
	else
		buf_puts(why, "it is not packed as gzip does");
	archive_read_free(a);
	return r;
}
