/* serve.c - see serve.h. */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "store/ledger_front.h"
#include "store/ledger_sqlite.h"
#include "store/linux.h"
#include "store/remote.h"
#include "store/serve_inner.h"
#include "store/tiles.h"
#include "store/views_sqlite.h"

#define READ_BLOCK      ((size_t)64 << 10)

/* Who is in the middle of a message and says no more is let go. */
#define SILENCE_MS      30000

/* A request beyond this needs one of few places, so that what many asks
 * together can hold in memory has a bound. */
#define SMALL_REQUEST   ((size_t)1 << 20)
#define LARGE_PLACES    2

/* No descriptor for who knocks: look again after this. */
#define ACCEPT_REST_MS  100

/* Others are about to ask: those answered together ask again together.
 * Without this wait every second commit would be of one or two batches.
 * It is no longer than a commit takes on the fastest disk measured. */
#define GATHER_MS       1

/* How long the answers may take to get out at the end. */
#define FAREWELL_MS     500

/* The ledger is left alone for so long after a commit. */
#define SETTLE_MS       500

/* The log's tiles follow it at this pace, at most. */
#define PUBLISH_MS      1000

/* And it is seen that they have, when somebody waits. */
#define PUBLISHING_MS   2

#define ROUND_ARENA_MAX ((size_t)1 << 30)

/* -- Those who ask ------------------------------------------------------ */

static int
conn_new(struct server *s, int fd, enum conn_role role)
{
	struct conn *c;

	if (s->n == SERVE_CONNS)
		return E_LIMIT;
	if ((c = s->mem->alloc(s->mem->ctx, sizeof(*c))) == NULL)
		return E_NOMEM;
	*c = (struct conn){ .fd = fd, .role = role, .since = remote_clock() };
	buf_init(&c->in, s->mem, WIRE_REQUEST_MAX + 4 + READ_BLOCK);
	buf_init(&c->out, s->mem, 2 * WIRE_ANSWER_MAX);
	s->conns[s->n++] = c;
	return 0;
}

static void
conn_drop(struct server *s, size_t i)
{
	struct conn *c = s->conns[i];

	if (c->large)
		s->large--;
	(void)close(c->fd);
	buf_release(&c->in);
	buf_release(&c->out);
	s->mem->free(s->mem->ctx, c);
	s->conns[i] = s->conns[--s->n];
}

/* More may be read of it: its request is not whole, or too large for now. */
static bool
conn_hungry(struct server *s, struct conn *c)
{
	struct wire w;
	size_t n = 0;
	int r;

	if (c->dead || c->out.len > c->sent)
		return false;
	r = wire_whole(&c->in, WIRE_REQUEST_MAX, &w, &n);
	if (r == E_LIMIT)
		c->dead = true;
	/* While its request waits, it is read only to see it hang up. */
	if (r != E_AGAIN)
		return false;
	if (n <= SMALL_REQUEST || c->in.len < 4 || c->large)
		return true;
	if (s->large == LARGE_PLACES)
		return false;
	c->large = true;
	s->large++;
	return true;
}

static void
conn_read(struct server *s, struct conn *c)
{
	char block[READ_BLOCK];
	ssize_t n;

	while (conn_hungry(s, c)) {
		n = recv(c->fd, block, sizeof(block), MSG_DONTWAIT);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return;
		if (n <= 0) {
			c->dead = true;
			return;
		}
		buf_add(&c->in, block, (size_t)n);
		c->since = remote_clock();
		if (c->in.failed)
			c->dead = true;
		if ((size_t)n < sizeof(block))
			return; /* nothing more is there */
	}
}

static void
conn_write(struct conn *c)
{
	ssize_t n;

	if (c->out.failed)
		c->dead = true;
	while (!c->dead && c->sent < c->out.len) {
		n = send(c->fd, c->out.s + c->sent, c->out.len - c->sent,
		    MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return;
		if (n <= 0) {
			c->dead = true;
			return;
		}
		c->sent += (size_t)n;
		c->since = remote_clock();
	}
	if (c->sent == c->out.len) {
		buf_clear(&c->out);
		c->sent = 0;
	}
}

static void
conns_write(struct server *s)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		conn_write(s->conns[i]);
}

/* Those who hung up, and those who stopped in the middle of a word. */
static void
conns_drop(struct server *s)
{
	int64_t now = remote_clock();
	size_t i;

	for (i = s->n; i-- > 0;) {
		struct conn *c = s->conns[i];
		bool midway =
		    c->out.len > c->sent || (c->in.len > 0 && c->waits == 0);

		if (c->role != CONN_PROJECTOR && midway &&
		    now - c->since > SILENCE_MS)
			c->dead = true;
		if (c->dead)
			conn_drop(s, i);
	}
}

static void
accept_some(struct server *s)
{
	int fd;

	while (s->n < SERVE_CONNS) {
		fd = accept(s->listener, NULL, NULL);
		if (fd < 0 && (errno == EINTR || errno == ECONNABORTED))
			continue;
		if (fd < 0) {
			if (errno != EAGAIN && errno != EWOULDBLOCK)
				s->accept_after =
				    remote_clock() + ACCEPT_REST_MS;
			return;
		}
		if (fcntl(fd, F_SETFD, FD_CLOEXEC) != 0 ||
		    !folder_trusts(s->folder, fd) ||
		    conn_new(s, fd, CONN_CLIENT) != 0)
			(void)close(fd);
	}
}

/* -- The loop ----------------------------------------------------------- */

struct round {
	struct pollfd fds[SERVE_CONNS + 2];
	size_t n; /* conns in it, from 2 on */
};

static int
next_timeout(const struct server *s)
{
	int64_t now = remote_clock(), at = now + 1000;

	if (s->unsettled && s->wrote + SETTLE_MS < at)
		at = s->wrote + SETTLE_MS;
	if (s->project_r != 0 && s->project_after < at)
		at = s->project_after;
	if (s->accept_after > now && s->accept_after < at)
		at = s->accept_after;
	if (s->publish_asked && now + PUBLISHING_MS < at)
		at = now + PUBLISHING_MS;
	return at <= now ? 0 : (int)(at - now);
}

static void
round_fill(struct server *s, struct round *r)
{
	size_t i;

	r->fds[0] = (struct pollfd){ .fd = s->stop[0], .events = POLLIN };
	r->fds[1] = (struct pollfd){ .fd = s->listener, .events = POLLIN };
	if (s->n == SERVE_CONNS || remote_clock() < s->accept_after)
		r->fds[1].fd = -1;
	r->n = s->n;
	for (i = 0; i < s->n; i++) {
		struct conn *c = s->conns[i];

		r->fds[2 + i] = (struct pollfd){ .fd = c->fd };
		if (c->out.len > c->sent)
			r->fds[2 + i].events = POLLOUT;
		else if (conn_hungry(s, c))
			r->fds[2 + i].events = POLLIN;
	}
}

/* Wait for what comes, and take it in.  False when it is time to end. */
static bool
take_in(struct server *s, struct round *r, int timeout)
{
	size_t i;
	int n;

	round_fill(s, r);
	n = poll(r->fds, (nfds_t)(2 + r->n), timeout);
	if (n <= 0)
		return true;
	for (i = 0; i < r->n; i++) {
		short what = r->fds[2 + i].revents;

		if ((what & POLLOUT) != 0)
			conn_write(s->conns[i]);
		if ((what & (POLLIN | POLLHUP | POLLERR)) != 0) {
			conn_read(s, s->conns[i]);
			if ((what & (POLLHUP | POLLERR)) != 0 &&
			    (what & POLLIN) == 0)
				s->conns[i]->dead = true;
		}
	}
	if (r->fds[1].revents != 0)
		accept_some(s);
	return r->fds[0].revents == 0;
}

/* A request that lies there whole need not be waited for. */
static bool
any_whole(const struct server *s)
{
	struct wire w;
	size_t i, n;

	for (i = 0; i < s->n; i++)
		if (conn_whole(s->conns[i], &w, &n))
			return true;
	return false;
}

/* Nobody has written for a while: what waits to be done is done. */
static void
settle(struct server *s)
{
	const struct ledger_ops *ops = s->ledger->ops;

	if (!s->unsettled || remote_clock() < s->wrote + SETTLE_MS)
		return;
	s->unsettled = false;
	/* What it could not do now it does before the next commit, or says
	 * there that it cannot. */
	if (ops->settle != NULL && ops->settle(s->ledger) != 0)
		return;
}

/* The log's tiles: at once when somebody waits, else now and then. */
static void
publish(struct server *s)
{
	struct signer *log = s->keeper.signer;
	int64_t now = remote_clock();

	if (log == NULL || (!s->publish_asked && now < s->published))
		return;
	if (signer_look(log) != 0 && now < s->published)
		return;
	if (signer_published(log) == signer_size(log))
		return;
	signer_publish(log);
	s->published = now + PUBLISH_MS;
}

static void
serve_rounds(struct server *s, struct round *r)
{
	struct arena_mark mark = arena_mark(&s->round);
	bool go = true;
	size_t before;

	while (go && s->keeper.broken == 0) {
		go = take_in(s, r, any_whole(s) ? 0 : next_timeout(s));
		/* As long as more come in, up to as many as last time. */
		do {
			before = answer_batches(s);
			if (!go || before == 0 || before >= s->last_group)
				break;
			go = take_in(s, r, GATHER_MS);
		} while (answer_batches(s) > before);
		answer_round(s);
		conns_write(s);
		publish(s);
		settle(s);
		conns_drop(s);
		arena_rewind(&s->round, mark);
	}
}

/* -- The end ------------------------------------------------------------ */

static struct conn *
projector_conn(struct server *s)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (s->conns[i]->role == CONN_PROJECTOR)
			return s->conns[i];
	return NULL;
}

/* The projector is in the middle of something: it is refused more entries,
 * comes back, and is told that this is the end. */
static void
end_projector(struct server *s)
{
	struct conn *c = projector_conn(s);
	struct pollfd p;

	while (c != NULL && !c->dead) {
		answer_waiting(s);
		conn_write(c);
		p = (struct pollfd){ .fd = c->fd, .events = POLLIN };
		if (c->out.len > c->sent)
			p.events = POLLIN | POLLOUT;
		(void)poll(&p, 1, -1);
		conn_read(s, c);
		answer_round(s);
	}
	(void)pthread_join(s->projector, NULL);
}

static void
answer_late(struct server *s)
{
	struct wire w;
	size_t i, n;

	for (i = 0; i < s->n; i++) {
		struct conn *c = s->conns[i];

		conn_read(s, c);
		if (c->waits == 0 && !conn_whole(c, &w, &n))
			continue;
		c->waits = 0;
		answer_error(c, E_AGAIN, "the store is being closed");
		buf_clear(&c->in);
	}
}

static void
farewell(struct server *s)
{
	int64_t until = remote_clock() + FAREWELL_MS;
	struct pollfd p;
	size_t i;

	for (i = 0; i < s->n; i++) {
		struct conn *c = s->conns[i];

		for (conn_write(c); !c->dead && c->out.len > c->sent;
		     conn_write(c)) {
			p = (struct pollfd){ .fd = c->fd, .events = POLLOUT };
			if (remote_clock() >= until || poll(&p, 1, 10) < 0)
				break;
		}
	}
}

static void
end_signing(struct server *s)
{
	signer_close(s->keeper.signer);
	s->keeper.signer = NULL;
	if (s->tiles_lock >= 0)
		(void)close(s->tiles_lock);
	s->tiles_lock = -1;
}

static void
serve_end(struct server *s)
{
	size_t i;

	/* Nobody new; what has come in is done. */
	folder_unlisten(s->folder);
	(void)close(s->listener);
	s->listener = -1;
	for (i = 0; i < s->n; i++)
		conn_read(s, s->conns[i]);
	s->stopping = true;
	answer_round(s);
	conns_write(s);
	end_projector(s);
	answer_late(s);
	/* Whoever is told to ask again finds the lock free. */
	end_signing(s);
	s->ledger->ops->close(s->ledger);
	s->ledger = NULL;
	folder_unlock(s->folder);
	farewell(s);
	while (s->n > 0)
		conn_drop(s, s->n - 1);
}

static void *
serve_thread(void *arg)
{
	struct server *s = arg;
	struct round *r = s->mem->alloc(s->mem->ctx, sizeof(*r));

	if (r != NULL)
		serve_rounds(s, r);
	serve_end(s);
	s->mem->free(s->mem->ctx, r);
	atomic_store(&s->ended, true);
	return NULL;
}

/* -- The beginning ------------------------------------------------------ */

static int
open_both(struct server *s, char *why, size_t n)
{
	struct folder *f = s->folder;
	char path[PATH_MAX];
	struct ledger_sqlite_opening lo = { .path = path, .front = true };
	struct ledger_front_opening fo = { .fs = f->fs,
		.folder = f->path,
		.straight = LEDGER_FRONT_STRAIGHT,
		.thread = true };
	struct ledger *behind;
	struct views_sqlite_opening vo = { .fs = f->fs, .folder = f->path };
	struct views_mark mark;
	int r;

	folder_name(f, "ledger.db", path);
	if ((r = ledger_sqlite_open(s->mem, &lo, &behind, why, n)) != 0 ||
	    (r = ledger_front_open(s->mem, &fo, behind, &s->ledger, why, n)) !=
		0)
		return r;
	linux_boot(vo.boot);
	if ((r = views_sqlite_open(s->mem, &vo, &s->views, why, n)) != 0)
		return r;
	s->keeper = (struct keeper){ .mem = s->mem,
		.world = &keeper_world_real,
		.ledger = s->ledger,
		.views = s->views };
	if ((r = keeper_open(&s->keeper)) != 0)
		snprintf(why, n, "%s", s->keeper.why);
	else if (s->keeper.head.size == 0) {
		r = E_BROKEN;
		snprintf(why, n, "the ledger is empty: it never began");
	}
	/* Views of another program are made anew before anybody is shown
	 * them. */
	if (r == 0 && (r = s->views->ops->at(s->views, &mark)) != 0)
		snprintf(why, n, "%s", s->views->why);
	s->rebuild = r == 0 && mark.at > 0 && mark.version != PROJECT_VERSION;
	s->keeper.views = NULL; /* the projector's now */
	return r;
}

static int
begin_signing(struct server *s, const struct signing *how, char *why, size_t n)
{
	struct signer_opening o = { .fs = s->folder->fs,
		.folder = s->folder->path,
		.how = how,
		.rehearsal = s->keeper.kind.rehearsal,
		.thread = true,
		.head = s->keeper.head };
	const struct keeper_world *world = s->keeper.world;
	const char *text = NULL;
	struct arena a;
	int r;

	if (how == NULL)
		return 0;
	if (world->now(world->ctx, &o.now) != 0) {
		snprintf(why, n, "the clock cannot be read");
		return E_AGAIN;
	}
	arena_init(&a, s->mem, PATH_MAX + 1024);
	r = tiles_claim(&a, s->folder->path, &s->tiles_lock, &text);
	if (r != 0)
		snprintf(why, n, "%s", text != NULL ? text : err_text(r));
	arena_release(&a);
	if (r != 0)
		return r;
	return signer_open(s->mem, &o, s->ledger, &s->keeper.signer, why, n);
}

/* A pair of sockets: one end is the loop's, the other *fd. */
static int
pair(struct server *s, enum conn_role role, int *fd)
{
	int both[2];
	int r;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, both) != 0)
		return E_IO;
	if ((r = conn_new(s, both[0], role)) != 0) {
		(void)close(both[0]);
		(void)close(both[1]);
		return r;
	}
	*fd = both[1];
	return 0;
}

static int
start_threads(struct server *s)
{
	sigset_t all, before;
	int r = 0;

	/* Signals are the opener's affair. */
	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &before);
	if (pthread_create(&s->projector, NULL, project_thread, s) != 0) {
		r = E_AGAIN;
		goto out;
	}
	s->projecting = true;
	if (pthread_create(&s->thread, NULL, serve_thread, s) != 0) {
		/* Hung up on, it ends. */
		while (s->n > 0)
			conn_drop(s, s->n - 1);
		(void)pthread_join(s->projector, NULL);
		r = E_AGAIN;
	}
out:
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	return r;
}

static void
server_free(struct server *s)
{
	while (s->n > 0)
		conn_drop(s, s->n - 1);
	if (s->listener >= 0) {
		folder_unlisten(s->folder);
		(void)close(s->listener);
	}
	if (s->stop[0] >= 0) {
		(void)close(s->stop[0]);
		(void)close(s->stop[1]);
	}
	end_signing(s);
	if (s->views != NULL && !s->projecting)
		s->views->ops->close(s->views);
	if (s->ledger != NULL)
		s->ledger->ops->close(s->ledger);
	arena_release(&s->round);
	s->mem->free(s->mem->ctx, s);
}

int
server_start(const struct mem *mem, struct folder *f, const struct signing *log,
    struct server **out, int *fd, char *why, size_t n)
{
	struct server *s = mem->alloc(mem->ctx, sizeof(*s));
	int own = -1, r;

	if (s == NULL) {
		snprintf(why, n, "out of memory");
		return E_NOMEM;
	}
	memset(s, 0, sizeof(*s));
	s->mem = mem;
	s->folder = f;
	s->listener = s->stop[0] = s->stop[1] = s->projector_fd = -1;
	s->tiles_lock = -1;
	arena_init(&s->round, mem, ROUND_ARENA_MAX);
	atomic_init(&s->ended, false);
	if ((r = open_both(s, why, n)) != 0 ||
	    (r = begin_signing(s, log, why, n)) != 0)
		goto out;
	blobs_tidy(f);
	snprintf(why, n, "no descriptors or threads are to be had");
	if (pipe(s->stop) != 0 || fcntl(s->stop[0], F_SETFD, FD_CLOEXEC) != 0 ||
	    fcntl(s->stop[1], F_SETFD, FD_CLOEXEC) != 0) {
		r = E_IO;
		goto out;
	}
	if ((r = folder_listen(f, &s->listener)) != 0) {
		snprintf(why, n, "%s", f->why);
		goto out;
	}
	if ((r = pair(s, CONN_CLIENT, &own)) != 0 ||
	    (r = pair(s, CONN_PROJECTOR, &s->projector_fd)) != 0 ||
	    (r = start_threads(s)) != 0)
		goto out;
	*fd = own;
	*out = s;
	return 0;
out:
	if (own >= 0)
		(void)close(own);
	server_free(s);
	return r;
}

bool
server_ended(struct server *s)
{
	return atomic_load(&s->ended);
}

void
server_stop(struct server *s)
{
	if (s == NULL)
		return;
	while (write(s->stop[1], "", 1) < 0 && errno == EINTR)
		continue;
	(void)pthread_join(s->thread, NULL);
	server_free(s);
}
