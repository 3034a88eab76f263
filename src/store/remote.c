/* remote.c - see remote.h. */

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "store/remote.h"

#define READ_BLOCK ((size_t)64 << 10)

int64_t
remote_clock(void)
{
	struct timespec t;

	if (clock_gettime(CLOCK_MONOTONIC, &t) != 0)
		return 0;
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void
remote_init(struct remote *r, const struct mem *mem)
{
	*r = (struct remote){ .fd = -1 };
	buf_init(&r->in, mem, WIRE_ANSWER_MAX + READ_BLOCK);
	buf_init(&r->out, mem, WIRE_REQUEST_MAX + 4);
}

void
remote_hang_up(struct remote *r)
{
	if (r->fd >= 0)
		(void)close(r->fd);
	r->fd = -1;
}

void
remote_release(struct remote *r)
{
	remote_hang_up(r);
	buf_release(&r->in);
	buf_release(&r->out);
}

struct buf *
remote_begin(struct remote *r, enum wire_kind kind)
{
	/* A large batch's room is given back. */
	if (r->out.cap > WIRE_ANSWER_MAX) {
		const struct mem *mem = r->out.mem;

		buf_release(&r->out);
		buf_init(&r->out, mem, WIRE_REQUEST_MAX + 4);
	}
	buf_clear(&r->out);
	r->sent = false;
	(void)wire_begin(&r->out);
	wire_u8(&r->out, kind);
	return &r->out;
}

static int
cut(struct remote *r, int err, const char *why)
{
	snprintf(r->why, sizeof(r->why), "%s", why);
	r->lost = true;
	remote_hang_up(r);
	return err;
}

/* Until the socket is ready; E_AGAIN when the clock ran out. */
static int
wait_for(struct remote *r, short what, int64_t until)
{
	struct pollfd p = { .fd = r->fd, .events = what };
	int64_t left = -1;
	int n;

	do {
		if (until >= 0 && (left = until - remote_clock()) < 0)
			left = 0;
		n = poll(&p, 1, left > INT32_MAX ? INT32_MAX : (int)left);
	} while (n < 0 && errno == EINTR);
	if (n > 0)
		return 0;
	return cut(r, E_AGAIN, "the keeper of this store does not answer");
}

static int
send_all(struct remote *r, int64_t until)
{
	size_t at = 0;
	ssize_t n;
	int e;

	while (at < r->out.len) {
		n = send(r->fd, r->out.s + at, r->out.len - at,
		    MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n > 0) {
			at += (size_t)n;
			r->sent = true;
			continue;
		}
		if (errno == EINTR)
			continue;
		if (errno != EAGAIN && errno != EWOULDBLOCK)
			return cut(r, E_AGAIN,
			    "the keeper of this store hung up");
		if ((e = wait_for(r, POLLOUT, until)) != 0)
			return e;
	}
	return 0;
}

int
remote_more(struct remote *r, int64_t until, struct wire *out)
{
	char block[READ_BLOCK];
	size_t n;
	ssize_t got;
	int e;

	/* What came with the last answer is the start of this one. */
	if (r->took > 0)
		memmove(r->in.s, r->in.s + r->took, r->in.len - r->took);
	r->in.len -= r->took;
	r->took = 0;
	while ((e = wire_whole(&r->in, WIRE_ANSWER_MAX, out, &n)) == E_AGAIN) {
		got = recv(r->fd, block, sizeof(block), MSG_DONTWAIT);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
			if ((e = wait_for(r, POLLIN, until)) != 0)
				return e;
			continue;
		}
		if (got <= 0)
			return cut(r, E_AGAIN,
			    "the keeper of this store hung up");
		buf_add(&r->in, block, (size_t)got);
		if (r->in.failed)
			return cut(r, E_NOMEM, "out of memory");
	}
	if (e != 0)
		return cut(r, E_SYNTAX, "the keeper speaks another language");
	r->took = n;
	e = -(int)wire_get_u8(out);
	if (e != 0)
		snprintf(r->why, sizeof(r->why), "%s", wire_get_text(out));
	if (out->failed)
		return cut(r, E_SYNTAX, "the keeper speaks another language");
	return e;
}

int
remote_ask(struct remote *r, int64_t until, struct wire *out)
{
	int e;

	r->lost = false;
	wire_end(&r->out, 0);
	if (r->out.failed) {
		snprintf(r->why, sizeof(r->why), "the request is too long");
		return E_LIMIT;
	}
	if (r->fd < 0)
		return cut(r, E_AGAIN, "no keeper");
	buf_clear(&r->in);
	r->took = 0;
	if ((e = send_all(r, until)) != 0)
		return e;
	return remote_more(r, until, out);
}
