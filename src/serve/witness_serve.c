/* witness_serve.c - see witness_serve.h. */

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "serve/child.h"
#include "serve/confine.h"
#include "serve/http.h"
#include "serve/witness_serve.h"
#include "store/keeper.h"

#define LOOK_MS      500
#define FILES_BYTES  ((size_t)1 << 20)

/* A line by each of its keys, or a sentence. */
#define ANSWER_BYTES ((size_t)8192)

struct serving {
	const struct witness_serving *o;
	struct witness *witness;
	struct http *http;
	int signals;
};

static void
say(const struct serving *s, const char *text)
{
	s->o->say(s->o->ctx, text);
}

static int
failed(const struct serving *s, int e, const char *text)
{
	say(s, text);
	return e;
}

/* -- A request ------------------------------------------------------------ */

static uint64_t
seconds_now(void)
{
	const struct keeper_world *w = &keeper_world_real;
	struct instant now;

	if (w->now(w->ctx, &now) != 0 || now.us <= 0)
		return 0;
	return (uint64_t)now.us / 1000000;
}

/* Of a conflict the body is the size that it knows, and nothing else. */
static const char *
media_of(enum witness_verdict v)
{
	return v == WITNESS_CONFLICT ? "text/x.tlog.size"
				     : "text/plain; charset=utf-8";
}

static void
ask(void *ctx, const struct http_request *h)
{
	struct serving *s = ctx;
	struct http_reply r = { .status = WITNESS_FAILED };
	enum witness_verdict v = WITNESS_FAILED;
	uint64_t now = seconds_now();
	struct buf b;

	buf_init(&b, s->o->mem, ANSWER_BYTES);
	if (now > 0)
		v = witness_answer(s->witness, h->body, h->nbody, now, &b);
	r.status = b.failed ? WITNESS_FAILED : (unsigned)v;
	r.media = media_of(v);
	r.body = b.s;
	r.n = b.len;
	if (r.status == WITNESS_FAILED)
		http_problem(s->http, h->id, PROBLEM_INTERNAL, NULL);
	else
		http_reply(s->http, h->id, &r);
	buf_release(&b);
}

/* -- The process ---------------------------------------------------------- */

static int
take_signals(struct serving *s)
{
	sigset_t set;

	if (sigemptyset(&set) != 0 || sigaddset(&set, SIGTERM) != 0 ||
	    sigaddset(&set, SIGINT) != 0 || sigaddset(&set, SIGPIPE) != 0 ||
	    sigprocmask(SIG_BLOCK, &set, NULL) != 0 ||
	    sigdelset(&set, SIGPIPE) != 0)
		return failed(s, E_IO, "signals cannot be taken");
	s->signals = signalfd(-1, &set, SFD_CLOEXEC);
	return s->signals >= 0 ? 0 : failed(s, E_IO, "signals cannot be taken");
}

static int
open_http(struct serving *s, struct arena *a, int listener)
{
	const struct listen_address *at = &s->o->at;
	struct http_opening h = { .mem = s->o->mem,
		.listener = listener,
		.side = SIDE_WITNESS,
		.ask = ask,
		.ctx = s };
	const char *why;
	int r;

	if (at->certificate != NULL) {
		h.certificate = child_file(a, at->certificate, &why);
		if (h.certificate == NULL ||
		    (h.key = child_file(a, at->key, &why)) == NULL)
			return failed(s, E_IO, why);
	}
	r = http_open(&h, &s->http);
	return r == 0
	    ? 0
	    : failed(s, r,
		  r == E_SYNTAX
		      ? "its certificate and key are not a pair of PEM files"
		      : err_text(r));
}

/* The folder of its file: it is put there anew with each signature. */
static int
confine(struct serving *s, struct arena *a)
{
	const char *path = s->o->witness.path, *slash = strrchr(path, '/');
	const char *folder = slash == NULL ? "."
	    : slash == path                ? "/"
			    : arena_strndup(a, path, (size_t)(slash - path));
	struct buf said;
	int r;

	if (folder == NULL)
		return failed(s, E_NOMEM, "there is not enough memory");
	buf_init(&said, s->o->mem, NOTICE_BYTES);
	r = confine_files(CONFINE_WITNESS, folder, &said);
	if (r == 0)
		r = confine_calls(CONFINE_WITNESS, &said);
	if (said.len > 0)
		say(s, said.s);
	buf_release(&said);
	return r;
}

static int
start(struct serving *s, struct arena *a, int *listener)
{
	char why[512], url[128];
	int r;

	r = witness_open(s->o->mem, &s->o->witness, &s->witness, why,
	    sizeof(why));
	if (r == 0)
		r = listen_open(&s->o->at, listener, why, sizeof(why));
	if (r != 0)
		return failed(s, r, why);
	if ((r = take_signals(s)) != 0 ||
	    (r = open_http(s, a, *listener)) != 0 || (r = confine(s, a)) != 0)
		return r;
	listen_url(&s->o->at, *listener, url, sizeof(url));
	(void)snprintf(why, sizeof(why), "the witness listens at %s", url);
	say(s, why);
	return 0;
}

static void
answer_until_told(struct serving *s)
{
	struct pollfd fds[2];

	for (;;) {
		fds[0] = (struct pollfd){ .fd = s->signals, .events = POLLIN };
		fds[1] =
		    (struct pollfd){ .fd = http_fd(s->http), .events = POLLIN };
		if (poll(fds, 2, http_wait(s->http, LOOK_MS)) < 0 &&
		    errno != EINTR)
			return;
		http_run(s->http);
		if (fds[0].revents != 0)
			return;
	}
}

int
witness_serve(const struct witness_serving *o)
{
	struct serving s = { .o = o, .signals = -1 };
	int listener = -1, r;
	struct arena a;

	arena_init(&a, o->mem, FILES_BYTES);
	r = start(&s, &a, &listener);
	if (r == 0)
		answer_until_told(&s);
	http_close(s.http);
	if (s.signals >= 0)
		(void)close(s.signals);
	if (listener >= 0)
		(void)close(listener);
	witness_close(s.witness);
	arena_release(&a);
	return r;
}
