/* child.c - see child.h. */

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "serve/child.h"

#define FILE_MAX ((size_t)64 << 10)

int
child_failed(const struct child *c, const char *fmt, ...)
{
	char text[NOTICE_BYTES];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	/* Who does not hear it sees that this process ended. */
	(void)!notice_send(c->control, NOTICE_FAILED, text, -1);
	return 1;
}

int
child_ready(const struct child *c, const char *text)
{
	return notice_send(c->control, NOTICE_READY, text, -1);
}

enum child_next
child_notices(const struct child *c, struct link *links, size_t n)
{
	char what, text[NOTICE_BYTES + 1];
	size_t i;
	int fd, r;

	while ((r = notice_receive(c->control, &what, text, &fd)) == 0) {
		if (what == NOTICE_END)
			return CHILD_ENDS;
		if (fd < 0)
			continue;
		for (i = 0; i < n && links[i].fd >= 0; i++)
			;
		if (what != NOTICE_LINK || i == n) {
			(void)close(fd);
			continue;
		}
		link_release(&links[i]);
		link_init(&links[i], c->mem, fd);
	}
	return r == E_AGAIN ? CHILD_GOES_ON : CHILD_ENDS;
}

const char *
child_file(struct arena *a, const char *path, const char **why)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char *s = arena_alloc(a, FILE_MAX + 1);
	size_t n = 0;
	ssize_t got = fd < 0 ? -1 : 1;

	while (s != NULL && fd >= 0 && n < FILE_MAX) {
		got = read(fd, s + n, FILE_MAX - n);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		n += (size_t)got;
	}
	*why = s == NULL    ? "out of memory"
	    : got < 0       ? strerror(errno)
	    : n == FILE_MAX ? "it is longer than 64 KiB"
	    : n == 0        ? "it is empty"
			    : NULL;
	if (fd >= 0)
		(void)close(fd);
	return *why == NULL ? s : NULL;
}
