/* link.c - see link.h. */

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "serve/link.h"

#define READ_BLOCK ((size_t)64 << 10)

/* So many whole messages may wait; whoever sends more does not read. */
#define OUT_MAX    ((size_t)8 * LIMIT_LINK_BYTES)

void
link_init(struct link *l, const struct mem *mem, int fd)
{
	*l = (struct link){ .fd = fd };
	buf_init(&l->in, mem, (size_t)LIMIT_LINK_BYTES + 4 + READ_BLOCK);
	buf_init(&l->out, mem, OUT_MAX);
}

static void
hang_up(struct link *l)
{
	if (l->fd >= 0)
		(void)close(l->fd);
	l->fd = -1;
}

void
link_release(struct link *l)
{
	hang_up(l);
	buf_release(&l->in);
	buf_release(&l->out);
}

static void
drop_taken(struct link *l)
{
	if (l->took == 0)
		return;
	memmove(l->in.s, l->in.s + l->took, l->in.len - l->took);
	l->in.len -= l->took;
	l->took = 0;
}

static bool
take_in(struct link *l)
{
	char block[READ_BLOCK];
	ssize_t n;

	drop_taken(l);
	/* A message that is whole is answered before more is taken. */
	while (l->in.len < (size_t)LIMIT_LINK_BYTES + 4) {
		n = recv(l->fd, block, sizeof(block), MSG_DONTWAIT);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return true;
		if (n <= 0)
			return false;
		buf_add(&l->in, block, (size_t)n);
		if (l->in.failed)
			return false;
		if ((size_t)n < sizeof(block))
			return true;
	}
	return true;
}

static bool
send_out(struct link *l)
{
	ssize_t n;

	if (l->out.failed)
		return false;
	while (l->sent < l->out.len) {
		n = send(l->fd, l->out.s + l->sent, l->out.len - l->sent,
		    MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return true;
		if (n <= 0)
			return false;
		l->sent += (size_t)n;
	}
	buf_clear(&l->out);
	l->sent = 0;
	return true;
}

bool
link_move(struct link *l)
{
	bool out, in;

	if (l->fd < 0)
		return false;
	out = send_out(l);
	in = take_in(l);
	if (!out || !in)
		hang_up(l);
	return l->fd >= 0;
}

bool
link_send(struct link *l)
{
	if (l->fd >= 0 && !send_out(l))
		hang_up(l);
	return l->fd >= 0;
}

bool
link_next(struct link *l, struct wire *out)
{
	struct buf rest = l->in;
	size_t n;
	int r;

	rest.s += l->took;
	rest.len -= l->took;
	r = wire_whole(&rest, LIMIT_LINK_BYTES, out, &n);
	if (r == E_LIMIT)
		hang_up(l);
	if (r != 0)
		return false;
	l->took += n;
	return true;
}

size_t
link_begin(struct link *l)
{
	return wire_begin(&l->out);
}

void
link_end(struct link *l, size_t begin)
{
	wire_end(&l->out, begin);
}

bool
link_full(const struct link *l)
{
	return l->fd >= 0 && l->out.len > l->sent;
}

/* -- Descriptors --------------------------------------------------------- */

union fd_space {
	struct cmsghdr align;
	char bytes[CMSG_SPACE(sizeof(int))];
};

int
notice_send(int socket, char what, const char *text, int fd)
{
	union fd_space space;
	struct iovec parts[2] = { { &what, 1 },
		{ (void *)(uintptr_t)text, strnlen(text, NOTICE_BYTES) } };
	struct msghdr m = { .msg_iov = parts, .msg_iovlen = 2 };
	struct cmsghdr *c;
	ssize_t n;

	memset(&space, 0, sizeof(space));
	if (fd >= 0) {
		m.msg_control = space.bytes;
		m.msg_controllen = sizeof(space.bytes);
		c = CMSG_FIRSTHDR(&m);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(c), &fd, sizeof(fd));
	}
	do
		n = sendmsg(socket, &m, MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	return n > 0 ? 0 : E_IO;
}

int
notice_receive(int socket, char *what, char text[NOTICE_BYTES + 1], int *fd)
{
	union fd_space space;
	struct iovec parts[2] = { { what, 1 }, { text, NOTICE_BYTES } };
	struct msghdr m = { .msg_iov = parts,
		.msg_iovlen = 2,
		.msg_control = space.bytes,
		.msg_controllen = sizeof(space.bytes) };
	struct cmsghdr *c;
	ssize_t n;

	*fd = -1;
	memset(&space, 0, sizeof(space));
	do
		n = recvmsg(socket, &m, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
		return E_AGAIN;
	if (n <= 0)
		return E_IO;
	text[n - 1] = '\0';
	c = CMSG_FIRSTHDR(&m);
	if (c != NULL && c->cmsg_level == SOL_SOCKET &&
	    c->cmsg_type == SCM_RIGHTS && c->cmsg_len == CMSG_LEN(sizeof(int)))
		memcpy(fd, CMSG_DATA(c), sizeof(*fd));
	return 0;
}
