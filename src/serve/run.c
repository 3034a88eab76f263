/* run.c - see run.h. */

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "serve/child.h"
#include "serve/run.h"

/* A process may end by itself so often in so long. */
#define RESTARTS    20
#define RESTARTS_MS 60000
/* Before what did not start is tried again. */
#define AGAIN_MS    200

/* Until a process is ready, and until it has ended; then it is killed. */
#define READY_MS    30000
/* The keeper hashes what was written while nobody signed. */
#define KEEPER_MS   600000
/* Then it is said that one is still starting. */
#define SAY_MS      3000
#define END_MS      10000

/* keeper, desk, gate; and a gate that finishes while the next one serves. */
enum place { KEEPER, DESK, GATE, POST, OLD_GATE, PLACES };

static const char *const names[PLACES] = { "keeper", "desk", "gate", "post",
	"old gate" };

struct process {
	pid_t pid; /* 0: none */
	int control;
};

struct runner {
	const struct run_opening *o;
	struct child child; /* what each is told */
	int signals;
	struct process p[PLACES];
	int64_t ended[RESTARTS]; /* when processes ended by themselves */
	size_t nended;
	bool ends, loads_anew; /* it was told so */
};

static int64_t
clock_ms(void)
{
	struct timespec t;

	if (clock_gettime(CLOCK_MONOTONIC, &t) != 0)
		return 0;
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void
say(const struct runner *r, const char *fmt, const char *a, const char *b)
{
	char text[NOTICE_BYTES + 128];

	(void)snprintf(text, sizeof(text), fmt, a, b);
	r->o->say(r->o->ctx, text);
}

/* Where it listens, as a URL. */
static void
say_where(const struct runner *r, const char *what,
    const struct listen_address *at, int fd)
{
	char url[128];

	listen_url(at, fd, url, sizeof(url));
	say(r, "%s listens at %s", what, url);
}

static int
listen_at(const struct runner *r, const struct listen_address *at, int *out)
{
	char why[256];
	int e = listen_open(at, out, why, sizeof(why));

	if (e != 0)
		say(r, "%s%s", why, "");
	return e;
}

/* -- Processes ----------------------------------------------------------- */

static void
close_if(int fd)
{
	if (fd >= 0)
		(void)close(fd);
}

/* In the new process: what is not its own is closed. */
static int
child_begin(struct runner *r, enum place which, int control)
{
	struct child c = r->child;
	size_t i;

	for (i = 0; i < PLACES; i++)
		if (r->p[i].pid != 0)
			(void)close(r->p[i].control);
	(void)close(r->signals);
	if (which != GATE) {
		close_if(c.gate.fd);
		c.gate.fd = -1;
	}
	if (which != DESK) {
		close_if(c.desk.fd);
		c.desk.fd = -1;
	}
	c.control = control;
	return which == KEEPER ? keep_main(&c)
	    : which == DESK    ? desk_main(&c)
	    : which == POST    ? post_main(&c)
			       : gate_main(&c);
}

static void
reap(struct runner *r, enum place which)
{
	struct process *p = &r->p[which];

	if (p->pid == 0)
		return;
	(void)close(p->control);
	while (waitpid(p->pid, NULL, 0) < 0 && errno == EINTR)
		continue;
	p->pid = 0;
	p->control = -1;
}

/* What it is told within ms, if anything. */
static void
take_signal(struct runner *r, int ms)
{
	struct pollfd f = { .fd = r->signals, .events = POLLIN };
	struct signalfd_siginfo s;

	if (poll(&f, 1, ms) <= 0 ||
	    read(r->signals, &s, sizeof(s)) != sizeof(s))
		return;
	if (s.ssi_signo == SIGHUP)
		r->loads_anew = true;
	else
		r->ends = true;
}

/* Until it says that it is ready, or why not. */
static int
await_ready(struct runner *r, enum place which)
{
	int64_t until = clock_ms() + (which == KEEPER ? KEEPER_MS : READY_MS);
	int64_t left;
	bool said = false;
	char what, text[NOTICE_BYTES + 1];
	struct pollfd p[] = { { .fd = r->p[which].control, .events = POLLIN },
		{ .fd = r->signals, .events = POLLIN } };
	int fd, got = E_AGAIN;

	while (got == E_AGAIN && !r->ends && (left = until - clock_ms()) > 0) {
		(void)poll(p, 2, left < SAY_MS ? (int)left : SAY_MS);
		take_signal(r, 0);
		got = notice_receive(p[0].fd, &what, text, &fd);
		if (got == E_AGAIN && !said) {
			say(r, "the %s is still starting%s", names[which],
			    which == KEEPER
				? ": it reads what is not signed yet"
				: "");
			said = true;
		}
	}
	if (got == 0 && what == NOTICE_READY) {
		if (text[0] != '\0')
			say(r, "the %s: %s", names[which], text);
		return 0;
	}
	say(r, "the %s did not start%s", names[which], "");
	if (got == 0 && what == NOTICE_FAILED)
		say(r, "%s%s", text, "");
	if (got == E_AGAIN)
		(void)kill(r->p[which].pid, SIGKILL);
	reap(r, which);
	return E_IO;
}

static int
start(struct runner *r, enum place which)
{
	int both[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, both) != 0)
		return E_IO;
	pid = fork();
	if (pid == 0) {
		(void)close(both[0]);
		_exit(child_begin(r, which, both[1]));
	}
	(void)close(both[1]);
	if (pid < 0) {
		(void)close(both[0]);
		return E_IO;
	}
	r->p[which] = (struct process){ pid, both[0] };
	return await_ready(r, which);
}

/* Two of them can speak with each other from now on. */
static int
join(struct runner *r, enum place one, const char *to_one, enum place other)
{
	int both[2], e;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, both) != 0)
		return E_IO;
	e = notice_send(r->p[one].control, NOTICE_LINK, to_one, both[0]);
	if (e == 0)
		e = notice_send(r->p[other].control, NOTICE_LINK, "", both[1]);
	(void)close(both[0]);
	(void)close(both[1]);
	return e;
}

/* Told to end; killed when it does not. */
static void
end(struct runner *r, enum place which)
{
	int64_t until = clock_ms() + END_MS, left;
	struct process *p = &r->p[which];
	struct pollfd f = { .fd = p->control, .events = POLLIN };
	char what, text[NOTICE_BYTES + 1];
	int fd, got = 0;

	if (p->pid == 0)
		return;
	(void)!notice_send(p->control, NOTICE_END, "", -1);
	while (got != E_IO && (left = until - clock_ms()) > 0) {
		(void)poll(&f, 1, (int)left);
		got = notice_receive(p->control, &what, text, &fd);
	}
	if (got != E_IO)
		(void)kill(p->pid, SIGKILL);
	reap(r, which);
}

/* -- Watching ------------------------------------------------------------ */

/* What does not run is started, and linked with what does. */
static int
start_missing(struct runner *r)
{
	bool desk, gate, post;
	int e = 0;

	/* The desk's way to the store goes with the keeper; it may wait for
	 * it, and has nothing to lose. */
	if (r->p[KEEPER].pid == 0) {
		if (r->p[DESK].pid != 0)
			(void)kill(r->p[DESK].pid, SIGKILL);
		reap(r, DESK);
		e = start(r, KEEPER);
	}
	desk = r->p[DESK].pid == 0;
	if (e == 0 && desk)
		e = start(r, DESK);
	if (e == 0 && desk)
		e = join(r, DESK, "keeper", KEEPER);
	gate = r->p[GATE].pid == 0;
	if (e == 0 && gate)
		e = start(r, GATE);
	if (e == 0 && (desk || gate))
		e = join(r, GATE, "", DESK);
	post = r->o->post.on && r->p[POST].pid == 0;
	if (e == 0 && post)
		e = start(r, POST);
	if (e == 0 && r->o->post.on && (desk || post))
		e = join(r, DESK, "post", POST);
	return e;
}

/* Whether a process says its last, or is gone. */
static bool
is_gone(struct runner *r, enum place which)
{
	char what, text[NOTICE_BYTES + 1];
	int fd, got;

	while ((got = notice_receive(r->p[which].control, &what, text, &fd)) ==
	    0) {
		close_if(fd);
		if (what == NOTICE_FAILED)
			say(r, "the %s: %s", names[which], text);
	}
	return got == E_IO;
}

/* Whether one ended that is missed. */
static bool
see_ended(struct runner *r)
{
	bool missed = false;
	size_t i;

	for (i = 0; i < PLACES; i++) {
		if (r->p[i].pid == 0 || !is_gone(r, (enum place)i))
			continue;
		reap(r, (enum place)i);
		if (i == OLD_GATE)
			continue;
		say(r, "the %s ended by itself%s", names[i], "");
		missed = true;
	}
	return missed;
}

/* Not too often. */
static bool
may_restart(struct runner *r)
{
	int64_t now = clock_ms();
	size_t i, n = 0;

	for (i = 0; i < r->nended; i++)
		if (now - r->ended[i] < RESTARTS_MS)
			r->ended[n++] = r->ended[i];
	r->nended = n;
	if (n == RESTARTS) {
		say(r, "its processes end again and again: it gives up%s%s", "",
		    "");
		return false;
	}
	r->ended[r->nended++] = now;
	return true;
}

/* Others may end while one is started: all links are the desk's, so it is
 * started anew with them. */
static int
restart(struct runner *r)
{
	while (may_restart(r)) {
		if (start_missing(r) == 0)
			return 0;
		end(r, DESK);
		take_signal(r, AGAIN_MS);
		if (r->ends)
			return 0;
		(void)see_ended(r);
	}
	return E_IO;
}

/* A new gate, on the same socket; the old one finishes. */
static int
reload(struct runner *r)
{
	r->loads_anew = false;
	end(r, OLD_GATE);
	r->p[OLD_GATE] = r->p[GATE];
	r->p[GATE].pid = 0;
	if (start(r, GATE) != 0) {
		/* A certificate that cannot be read ends nobody's gate. */
		say(r, "nothing was loaded anew%s%s", "", "");
		r->p[GATE] = r->p[OLD_GATE];
		r->p[OLD_GATE].pid = 0;
		return 0;
	}
	(void)!notice_send(r->p[OLD_GATE].control, NOTICE_END, "", -1);
	say(r, "loaded anew%s%s", "", "");
	if (join(r, GATE, "", DESK) == 0)
		return 0;
	end(r, DESK);
	return restart(r);
}

static int
watch(struct runner *r)
{
	struct pollfd fds[1 + PLACES];
	size_t i;
	int e = 0;

	while (e == 0 && !r->ends) {
		fds[0] = (struct pollfd){ .fd = r->signals, .events = POLLIN };
		for (i = 0; i < PLACES; i++)
			fds[1 + i] = (struct pollfd){ .fd = r->p[i].pid == 0
				    ? -1
				    : r->p[i].control,
				.events = POLLIN };
		if (poll(fds, 1 + PLACES, -1) < 0 && errno != EINTR)
			return E_IO;
		take_signal(r, 0);
		if (!r->ends && see_ended(r))
			e = restart(r);
		if (e == 0 && r->loads_anew)
			e = reload(r);
	}
	return e;
}

static int
start_all(struct runner *r)
{
	int e = start_missing(r);

	if (e != 0)
		return e;
	say_where(r, "the gate", &r->o->gate, r->child.gate.fd);
	if (r->o->desk.address != NULL)
		say_where(r, "the desk", &r->o->desk, r->child.desk.fd);
	return 0;
}

/* Signals are told to this process, and to it alone. */
static int
take_signals(struct runner *r)
{
	sigset_t set;

	if (sigemptyset(&set) != 0 || sigaddset(&set, SIGTERM) != 0 ||
	    sigaddset(&set, SIGINT) != 0 || sigaddset(&set, SIGHUP) != 0 ||
	    sigaddset(&set, SIGPIPE) != 0 ||
	    sigprocmask(SIG_BLOCK, &set, NULL) != 0 ||
	    sigdelset(&set, SIGPIPE) != 0)
		return E_IO;
	r->signals = signalfd(-1, &set, SFD_CLOEXEC);
	return r->signals < 0 ? E_IO : 0;
}

int
run(const struct run_opening *o)
{
	struct runner r = { .o = o,
		.signals = -1,
		.child = { .mem = o->mem,
		    .store = o->store,
		    .keys = o->keys,
		    .log = &o->log,
		    .program = o->program,
		    .gate = { -1, o->gate.certificate, o->gate.key },
		    .desk = { -1, o->desk.certificate, o->desk.key },
		    .post = o->post } };
	int e;

	if ((e = listen_at(&r, &o->gate, &r.child.gate.fd)) == 0 &&
	    (e = listen_at(&r, &o->desk, &r.child.desk.fd)) == 0 &&
	    (e = take_signals(&r)) == 0 && (e = start_all(&r)) == 0)
		e = watch(&r);
	/* Told to while it started, it is no failure. */
	if (r.ends)
		e = 0;
	/* Nobody new; those who were asked are answered; then the store. */
	end(&r, OLD_GATE);
	end(&r, GATE);
	end(&r, DESK);
	end(&r, POST);
	end(&r, KEEPER);
	close_if(r.child.gate.fd);
	close_if(r.child.desk.fd);
	close_if(r.signals);
	return e;
}
