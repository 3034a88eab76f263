/* desk.c - the process that decides, and the listener of those who are not
 * officers. */

#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "serve/confine.h"
#include "serve/desk_inner.h"
#include "store/folder.h"
#include "store/keys.h"

#define LOOK_MS   100
#define OPEN_MS   5000
#define ROUND_MAX ((size_t)1 << 30)
#define KEPT_MAX  ((size_t)1 << 30)
#define TEXT_MAX  ((size_t)64 << 20)

static void
ask(void *ctx, const struct http_request *h)
{
	struct desk *d = ctx;
	struct desk_request r;
	const char *detail;
	enum problem bad;

	/* Files are of pages, and those are the gate's. */
	if (h->route->file != NULL) {
		http_problem(d->http, h->id, PROBLEM_PATH, NULL);
		return;
	}
	bad = desk_request_read(&d->round, h, &r, &detail);
	if (bad != PROBLEM_NONE)
		http_problem(d->http, h->id, bad, detail);
	else if (!desk_add(d, NULL, SIDE_DESK, &r, bad, detail))
		http_problem(d->http, h->id, PROBLEM_BUSY, NULL);
}

static void
stream_gone(void *ctx, uint64_t id)
{
	desk_stream_gone(ctx, NULL, id);
}

/* What the gates have asked; what does not fit waits in the link. */
static void
take_requests(struct desk *d, struct link *l)
{
	struct desk_request r;
	struct wire w;

	if (l->fd < 0 || !link_move(l))
		return;
	for (;;) {
		if (d->njobs == ROUND_JOBS) {
			d->full = true;
			return;
		}
		if (!link_next(l, &w))
			return;
		/* A gate that does not keep to the form is hung up on. */
		if (desk_request_get(&w, &d->round, &r) != 0) {
			link_release(l);
			return;
		}
		if (r.gone) {
			desk_stream_gone(d, l, r.id);
			continue;
		}
		(void)desk_add(d, l, SIDE_GATE, &r, PROBLEM_NONE, NULL);
	}
}

/* -- The process --------------------------------------------------------- */

/* The first link is to the keeper, the others to gates: which it is, its
 * first notice says (run.c). */
static enum child_next
notices(struct desk *d)
{
	struct link new[1];
	char what, text[NOTICE_BYTES + 1];
	struct link *of;
	size_t i;
	int fd, r;

	while ((r = notice_receive(d->c->control, &what, text, &fd)) == 0) {
		if (what == NOTICE_END)
			return CHILD_ENDS;
		if (fd < 0)
			continue;
		link_init(&new[0], d->c->mem, fd);
		of = strcmp(text, "keeper") == 0 ? d->keepers
		    : strcmp(text, "post") == 0  ? d->posts
						 : d->gates;
		for (i = 0; i < CHILD_LINKS && of[i].fd >= 0; i++)
			;
		if (what != NOTICE_LINK || i == CHILD_LINKS) {
			link_release(&new[0]);
			continue;
		}
		link_release(&of[i]);
		desk_streams_drop(d, &of[i]);
		of[i] = new[0];
		/* What the one before did not send, this one does. */
		if (of == d->posts)
			d->watch.posted = 0;
		if (of == d->gates)
			d->born[i]++;
	}
	return r == E_AGAIN ? CHILD_GOES_ON : CHILD_ENDS;
}

static void
one_round(struct desk *d)
{
	struct pollfd fds[2 + CHILD_LINKS];
	int wait = d->http == NULL ? LOOK_MS : http_wait(d->http, LOOK_MS);
	bool more = d->full || d->njobs > 0 || manifest_waits(d);
	size_t i;

	fds[0] = (struct pollfd){ .fd = d->c->control, .events = POLLIN };
	fds[1] = (struct pollfd){ .fd = d->http == NULL ? -1 : http_fd(d->http),
		.events = POLLIN };
	for (i = 0; i < CHILD_LINKS; i++)
		fds[2 + i] = (struct pollfd){ .fd = d->gates[i].fd,
			.events = (short)(POLLIN |
			    (link_full(&d->gates[i]) ? POLLOUT : 0)) };
	(void)poll(fds, 2 + CHILD_LINKS, more ? 0 : wait);
	d->full = false;
	for (i = 0; i < CHILD_LINKS; i++)
		take_requests(d, &d->gates[i]);
	if (d->http != NULL)
		http_run(d->http);
	desk_round(d);
	desk_watch(d);
	for (i = 0; i < CHILD_LINKS; i++)
		(void)link_send(&d->gates[i]);
	if (d->http != NULL)
		http_run(d->http);
}

static int
desk_loop(struct desk *d)
{
	while (notices(d) == CHILD_GOES_ON) {
		one_round(d);
		/* What it signs late would be taken for the next. */
		if (d->no_sign)
			return child_failed(d->c, "the keeper does not sign");
	}
	return 0;
}

static int
listen_too(struct desk *d, struct arena *a)
{
	const struct serve_listener *at = &d->c->desk;
	struct http_opening o = { .mem = d->c->mem,
		.listener = at->fd,
		.side = SIDE_DESK,
		.ask = ask,
		.gone = stream_gone,
		.ctx = d };
	const char *why;
	int r;

	if (at->fd < 0)
		return 0;
	if (at->certificate != NULL) {
		o.certificate = child_file(a, at->certificate, &why);
		if (o.certificate == NULL)
			return child_failed(d->c, "%s: %s", at->certificate,
			    why);
		if ((o.key = child_file(a, at->key, &why)) == NULL)
			return child_failed(d->c, "%s: %s", at->key, why);
	}
	if ((r = http_open(&o, &d->http)) != 0)
		return child_failed(d->c, "the desk cannot listen: %s",
		    r == E_SYNTAX ? "its certificate and key are not a pair "
				    "of PEM files"
				  : err_text(r));
	return 0;
}

static int
read_session_key(struct desk *d, struct arena *a)
{
	const struct keys_world w = { &file_system_real,
		keeper_world_real.random, keeper_world_real.ctx };
	const char *why = "";
	struct key key;

	if (keys_get(a, &w, d->c->keys, KEY_SESSION, 0, &key, &why) != 0)
		return child_failed(d->c, "%s", why);
	memcpy(d->session_key, key.bytes, SESSION_KEY);
	return 0;
}

static int
desk_start(struct desk *d, struct arena *a, struct buf *said)
{
	const char *why = NULL;
	int r;

	if (listen_too(d, a) != 0 || read_session_key(d, a) != 0)
		return 1;
	if ((r = store_open(a, d->c->store, OPEN_MS, &d->store, &why)) != 0)
		return child_failed(d->c, "the store cannot be read: %s",
		    why != NULL ? why : err_text(r));
	/* Two who write would be one too many: the keeper's process is it. */
	if (store_folder_keeps(d->store))
		return child_failed(d->c, "the store's keeper is gone");
	if (confine_files(CONFINE_DESK, d->c->store, said) != 0 ||
	    confine_calls(CONFINE_DESK, said) != 0)
		return child_failed(d->c, "the desk: %s", said->s);
	if ((r = desk_refresh(d)) != 0 || (r = desk_watch_open(d)) != 0)
		return child_failed(d->c, "the store cannot be read: %s",
		    *store_why(d->store) != '\0' ? store_why(d->store)
						 : err_text(r));
	return 0;
}

static void
desk_init(struct desk *d, const struct child *c)
{
	size_t i;

	memset(d, 0, sizeof(*d));
	d->c = c;
	for (i = 0; i < CHILD_LINKS; i++) {
		link_init(&d->gates[i], c->mem, -1);
		link_init(&d->keepers[i], c->mem, -1);
		link_init(&d->posts[i], c->mem, -1);
	}
	d->law_kept.subjects[0] = "orders";
	d->law_kept.subjects[1] = "dockets";
	d->account_kept.subjects[0] = "accounts";
	d->roster_kept.subjects[0] = "roster";
	d->address_kept.subjects[0] = "addresses";
	d->docket_kept.subjects[0] = docket_subject;
	arena_init(&d->law_kept.arena, c->mem, KEPT_MAX);
	arena_init(&d->account_kept.arena, c->mem, KEPT_MAX);
	arena_init(&d->roster_kept.arena, c->mem, KEPT_MAX);
	answers_init(&d->kept, c->mem);
	arena_init(&d->address_kept.arena, c->mem, KEPT_MAX);
	arena_init(&d->docket_kept.arena, c->mem, KEPT_MAX);
	arena_init(&d->round, c->mem, ROUND_MAX);
	buf_init(&d->text, c->mem, TEXT_MAX);
}

static void
desk_release(struct desk *d)
{
	size_t i;

	http_close(d->http);
	manifest_release(d);
	desk_watch_release(d);
	if (d->store != NULL)
		store_close(d->store);
	for (i = 0; i < CHILD_LINKS; i++) {
		link_release(&d->gates[i]);
		link_release(&d->keepers[i]);
		link_release(&d->posts[i]);
	}
	answers_release(&d->kept);
	desk_retire(d);
	arena_release(&d->law_kept.arena);
	arena_release(&d->account_kept.arena);
	arena_release(&d->roster_kept.arena);
	arena_release(&d->address_kept.arena);
	arena_release(&d->docket_kept.arena);
	arena_release(&d->round);
	buf_release(&d->text);
}

int
desk_main(const struct child *c)
{
	struct desk *d = c->mem->alloc(c->mem->ctx, sizeof(*d));
	struct arena a;
	struct buf said;
	int r;

	if (d == NULL)
		return child_failed(c, "the desk: out of memory");
	desk_init(d, c);
	arena_init(&a, c->mem, (size_t)1 << 24);
	buf_init(&said, c->mem, NOTICE_BYTES);
	r = desk_start(d, &a, &said);
	if (r == 0)
		r = child_ready(c, said.s) == 0 ? desk_loop(d) : 1;
	desk_release(d);
	buf_release(&said);
	arena_release(&a);
	c->mem->free(c->mem->ctx, d);
	return r;
}
