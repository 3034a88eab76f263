/* gate.c - the officers' listener.
 *
 * It has TLS, HTTP, JSON and pages, and nothing else: no store, no name, no
 * key but that of its certificate, no file, no way out.  What it is asked it
 * hands to the desk in a fixed form; what the desk answers it sends as it is,
 * or as the page that says the same.  When the desk does not answer, that is
 * a hold. */

#include <poll.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/web.h"
#include "serve/child.h"
#include "serve/confine.h"
#include "serve/desk.h"
#include "serve/page_form.h"
#include "serve/keep.h"
#include "serve/page.h"
#include "store/keeper.h"

/* At the end: for those who were asked already. */
#define FAREWELL_MS 5000

#define LOOK_MS     500

/* Of one request. */
#define SCRATCH_MAX ((size_t)4 << 20)
#define PAGE_MAX    ((size_t)1 << 20)

struct waiting {
	uint64_t id;
	int64_t until;
	enum route_id route;
	char *kept; /* a signed answer, to be had as a file; or NULL */
	size_t nkept;
};

struct gate {
	const struct child *c;
	struct http *http;
	struct link desks[CHILD_LINKS]; /* the first is asked */
	struct arena scratch;
	struct waiting waiting[LIMIT_HTTP_CONNECTIONS];
	size_t nwaiting;
	struct page_desk at_desk;
};

static int64_t
clock_ms(void)
{
	struct timespec t;

	if (clock_gettime(CLOCK_MONOTONIC, &t) != 0)
		return 0;
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static struct instant
wall_clock(void)
{
	const struct keeper_world *w = &keeper_world_real;
	struct instant now;

	/* Then every answer is over. */
	return w->now(w->ctx, &now) == 0 ? now : INSTANT_NEVER;
}

/* -- To the desk --------------------------------------------------------- */

static struct link *
desk_of(struct gate *g)
{
	size_t i;

	for (i = 0; i < CHILD_LINKS; i++)
		if (g->desks[i].fd >= 0)
			return &g->desks[i];
	return NULL;
}

static const char *
media_of(const char *file)
{
	const char *dot = strrchr(file, '.');

	return dot != NULL && strcmp(dot, ".js") == 0
	    ? "text/javascript; charset=utf-8"
	    : "text/css; charset=utf-8";
}

/* What the desk need not be asked for. */
static void
send_file(struct gate *g, const struct http_request *h)
{
	struct http_reply r = { .status = 200 };
	size_t i;

	for (i = 0; i < web_nfiles; i++) {
		if (strcmp(web_files[i].name, h->route->file) != 0)
			continue;
		r.media = media_of(h->route->file);
		r.body = web_files[i].bytes;
		r.n = web_files[i].len;
	}
	if (r.body == NULL)
		http_problem(g->http, h->id, PROBLEM_INTERNAL, NULL);
	else
		http_reply(g->http, h->id, &r);
}

/* The signed answer that a page sends back, to be had as a file: of the form
 * that the log's key signs, and nothing else. */
static enum problem
take_kept(struct gate *g, const struct http_request *h, struct waiting *w,
    const char **detail)
{
	const char *answer, *signature;
	struct page_form form;
	struct buf b;
	bool ok;

	if (page_form_read(&g->scratch, h->body, h->nbody, &form, detail) != 0)
		return PROBLEM_BODY;
	*detail = "this is no signed answer";
	answer = page_form_get(&form, "answer");
	signature = page_form_get(&form, "signature");
	if (answer == NULL || signature == NULL)
		return PROBLEM_BODY;
	buf_init(&b, g->c->mem, LIMIT_FORM_BYTES);
	buf_printf(&b, "%s\n", answer);
	ok = !b.failed && keep_may_sign(b.s, b.len);
	if (ok)
		buf_printf(&b, "\n\xe2\x80\x94 %s\n", signature);
	if (!ok || b.failed) {
		buf_release(&b);
		return PROBLEM_BODY;
	}
	w->kept = b.s; /* the waiting one's now */
	w->nkept = b.len;
	return PROBLEM_NONE;
}

static void
ask(void *ctx, const struct http_request *h)
{
	struct waiting w = { .id = h->id, .route = h->route->id };
	struct gate *g = ctx;
	struct link *l = desk_of(g);
	struct desk_request r;
	const char *detail;
	enum problem bad;
	size_t begin;

	if (h->route->file != NULL) {
		send_file(g, h);
		return;
	}
	arena_release(&g->scratch);
	bad = desk_request_read(&g->scratch, h, &r, &detail);
	if (bad == PROBLEM_NONE && h->route->id == ROUTE_PAGE_KEEP)
		bad = take_kept(g, h, &w, &detail);
	if (bad == PROBLEM_NONE &&
	    (l == NULL || g->nwaiting == LIMIT_HTTP_CONNECTIONS))
		bad = PROBLEM_TIMEOUT;
	if (bad != PROBLEM_NONE) {
		g->c->mem->free(g->c->mem->ctx, w.kept);
		http_problem(g->http, h->id, bad, detail);
		return;
	}
	begin = link_begin(l);
	desk_request_put(&l->out, &r);
	link_end(l, begin);
	w.until = clock_ms() +
	    (int64_t)(h->route->manifest ? LIMIT_MANIFEST_SECONDS
					 : LIMIT_REPLY_SECONDS) *
		1000;
	g->waiting[g->nwaiting++] = w;
}

/* Nobody reads a stream any more. */
static void
stream_gone(void *ctx, uint64_t id)
{
	struct gate *g = ctx;
	struct link *l = desk_of(g);
	struct desk_request r = { .id = id,
		.route = &routes[ROUTE_STREAM],
		.gone = true };
	size_t begin;

	if (l == NULL)
		return;
	begin = link_begin(l);
	desk_request_put(&l->out, &r);
	link_end(l, begin);
}

/* -- From the desk ------------------------------------------------------- */

static bool
waited(struct gate *g, uint64_t id, struct waiting *out)
{
	size_t i;

	for (i = 0; i < g->nwaiting; i++)
		if (g->waiting[i].id == id) {
			*out = g->waiting[i];
			g->waiting[i] = g->waiting[--g->nwaiting];
			return true;
		}
	return false;
}

/* The desk's own numbers, and the gate's behind them. */
static void
send_metrics(struct gate *g, const struct desk_reply *r)
{
	struct http_reply both = r->http;
	struct buf b;

	buf_init(&b, g->c->mem, (size_t)1 << 20);
	buf_add(&b, r->http.body, r->http.n);
	desk_count(&b, http_counts(g->http), "gate");
	both.body = b.s;
	both.n = b.len;
	if (b.failed)
		http_problem(g->http, r->id, PROBLEM_INTERNAL, NULL);
	else
		http_reply(g->http, r->id, &both);
	buf_release(&b);
}

static void
make_page(struct gate *g, enum route_id route, const struct desk_reply *r,
    const json_t *j, struct buf *b)
{
	struct instant now = wall_clock();

	page_desk_read(&g->at_desk, j, now);
	if (route == ROUTE_PAGE)
		page_ask(b, j, &g->at_desk);
	else if (route == ROUTE_PAGE_OVER)
		page_over(b, j, &g->at_desk);
	else if (r->http.signature != NULL)
		page_answer(b, j, r->http.body, r->http.signature, &g->at_desk,
		    now);
	else
		b->failed = true;
}

/* What the desk said, as a page. */
static void
send_page(struct gate *g, const struct desk_reply *r, const struct waiting *was)
{
	json_t *j =
	    json_loadb(r->http.body, r->http.n, JSON_REJECT_DUPLICATES, NULL);
	struct http_reply page = r->http;
	struct buf b;

	buf_init(&b, g->c->mem, PAGE_MAX);
	if (j == NULL)
		b.failed = true;
	else
		make_page(g, was->route, r, j, &b);
	page.media = PAGE_MEDIA;
	page.body = b.s;
	page.n = b.len;
	if (b.failed)
		http_problem(g->http, r->id, PROBLEM_INTERNAL, NULL);
	else
		http_reply(g->http, r->id, &page);
	buf_release(&b);
	json_decref(j);
}

static void
send_kept(struct gate *g, const struct desk_reply *r, const struct waiting *was)
{
	struct http_reply file = r->http;

	file.media = "text/plain; charset=utf-8";
	file.file = "forestay-answer.txt";
	file.body = was->kept;
	file.n = was->nkept;
	http_reply(g->http, r->id, &file);
}

/* What failed, as a page. */
static void
problem_page(void *ctx, struct buf *b, enum problem p, const char *detail,
    const struct route *route)
{
	struct gate *g = ctx;

	page_problem(b, p, detail, route, &g->at_desk);
}

static void
take_reply(struct gate *g, struct wire *w)
{
	struct desk_reply r;
	struct waiting was;

	if (desk_reply_get(w, &r) != 0)
		return;
	if (r.part != PART_WHOLE) {
		(void)waited(g, r.id, &was);
		if (r.part == PART_MORE)
			http_stream(g->http, r.id, r.http.body, r.http.n);
		else
			http_stream_end(g->http, r.id);
		return;
	}
	if (!waited(g, r.id, &was))
		return;
	if (r.problem != PROBLEM_NONE)
		http_problem(g->http, r.id, r.problem, r.detail);
	else if (was.route == ROUTE_METRICS)
		send_metrics(g, &r);
	else if (was.kept != NULL)
		send_kept(g, &r, &was);
	else if (routes[was.route].page && r.http.location == NULL)
		send_page(g, &r, &was);
	else
		http_reply(g->http, r.id, &r.http);
	g->c->mem->free(g->c->mem->ctx, was.kept);
}

/* Whoever waits for too long, or for a desk that is gone. */
static void
give_up(struct gate *g, bool all)
{
	int64_t now = clock_ms();
	struct waiting w;
	size_t i;

	for (i = g->nwaiting; i-- > 0;) {
		w = g->waiting[i];
		if (!all && now < w.until)
			continue;
		g->waiting[i] = g->waiting[--g->nwaiting];
		http_problem(g->http, w.id, PROBLEM_TIMEOUT, NULL);
		g->c->mem->free(g->c->mem->ctx, w.kept);
	}
}

static void
serve_desks(struct gate *g)
{
	struct wire w;
	bool gone = false;
	size_t i;

	for (i = 0; i < CHILD_LINKS; i++) {
		struct link *l = &g->desks[i];

		if (l->fd < 0)
			continue;
		gone = !link_move(l) || gone;
		while (link_next(l, &w))
			take_reply(g, &w);
	}
	if (!gone)
		return;
	give_up(g, true);
	/* They begin anew, with the desk that is there then. */
	http_streams_end(g->http);
}

/* -- The process --------------------------------------------------------- */

static void
gate_round(struct gate *g)
{
	struct pollfd fds[2 + CHILD_LINKS];
	size_t i;

	fds[0] = (struct pollfd){ .fd = g->c->control, .events = POLLIN };
	fds[1] = (struct pollfd){ .fd = http_fd(g->http), .events = POLLIN };
	for (i = 0; i < CHILD_LINKS; i++)
		fds[2 + i] = (struct pollfd){ .fd = g->desks[i].fd,
			.events = (short)(POLLIN |
			    (link_full(&g->desks[i]) ? POLLOUT : 0)) };
	(void)poll(fds, 2 + CHILD_LINKS, http_wait(g->http, LOOK_MS));
	serve_desks(g);
	give_up(g, false);
	/* It sends what was answered, and asks what has come. */
	http_run(g->http);
	for (i = 0; i < CHILD_LINKS; i++)
		(void)link_send(&g->desks[i]);
}

static int
gate_loop(struct gate *g)
{
	int64_t until;

	while (child_notices(g->c, g->desks, CHILD_LINKS) == CHILD_GOES_ON)
		gate_round(g);
	/* Those who were asked are answered; nobody new. */
	http_quiesce(g->http);
	until = clock_ms() + FAREWELL_MS;
	while (http_pending(g->http) > 0 && clock_ms() < until)
		gate_round(g);
	/* What is ready to go out goes. */
	http_run(g->http);
	return 0;
}

static int
gate_start(struct gate *g, struct arena *a, struct buf *said)
{
	const struct serve_listener *at = &g->c->gate;
	struct http_opening o = { .mem = g->c->mem,
		.listener = at->fd,
		.side = SIDE_GATE,
		.ask = ask,
		.gone = stream_gone,
		.page = problem_page,
		.ctx = g };
	const char *why;
	int r;

	if (at->certificate != NULL) {
		o.certificate = child_file(a, at->certificate, &why);
		if (o.certificate == NULL)
			return child_failed(g->c, "%s: %s", at->certificate,
			    why);
		if ((o.key = child_file(a, at->key, &why)) == NULL)
			return child_failed(g->c, "%s: %s", at->key, why);
	}
	if ((r = http_open(&o, &g->http)) != 0)
		return child_failed(g->c, "the gate cannot listen: %s",
		    r == E_SYNTAX ? "its certificate and key are not a pair "
				    "of PEM files"
				  : err_text(r));
	if (confine_files(CONFINE_GATE, NULL, said) != 0 ||
	    confine_calls(CONFINE_GATE, said) != 0)
		return child_failed(g->c, "the gate: %s", said->s);
	return 0;
}

int
gate_main(const struct child *c)
{
	struct gate *g = c->mem->alloc(c->mem->ctx, sizeof(*g));
	struct arena a;
	struct buf said;
	size_t i;
	int r;

	if (g == NULL)
		return child_failed(c, "the gate: out of memory");
	memset(g, 0, sizeof(*g));
	g->c = c;
	arena_init(&a, c->mem, (size_t)1 << 20);
	arena_init(&g->scratch, c->mem, SCRATCH_MAX);
	buf_init(&said, c->mem, NOTICE_BYTES);
	for (i = 0; i < CHILD_LINKS; i++)
		link_init(&g->desks[i], c->mem, -1);
	r = gate_start(g, &a, &said);
	if (r == 0)
		r = child_ready(c, said.s) == 0 ? gate_loop(g) : 1;
	http_close(g->http);
	for (i = 0; i < CHILD_LINKS; i++)
		link_release(&g->desks[i]);
	buf_release(&said);
	arena_release(&g->scratch);
	arena_release(&a);
	c->mem->free(c->mem->ctx, g);
	return r;
}
