/* http.c - see http.h.
 *
 * libmicrohttpd calls `access` once with the head, then with each piece of
 * the body, then with nothing.  A reply in the first call makes it close the
 * connection: wanted for what is refused, and for nothing else. */

#include <microhttpd.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "serve/http.h"
#include "serve/http_head.h"

#define PROBLEM_MAX ((size_t)256 << 10)

#define CIPHERS                                                           \
	"NONE:+VERS-TLS1.3:+VERS-TLS1.2:+AES-256-GCM:+AES-128-GCM:"       \
	"+CHACHA20-POLY1305:+AEAD:+ECDHE-ECDSA:+ECDHE-RSA:+GROUP-X25519:" \
	"+GROUP-SECP256R1:+GROUP-SECP384R1:+SIGN-ALL:-SIGN-RSA-SHA1:"     \
	"-SIGN-ECDSA-SHA1:+COMP-NULL:+CTYPE-X509:%SERVER_PRECEDENCE"

/* A body that goes on beyond what is taken is cut off here. */
#define DRAIN_BYTES ((size_t)256 << 10)

/* A stream that nobody reads may hold back so much. */
#define STREAM_MAX  ((size_t)1 << 20)

/* So often something is sent on a stream. */
#define BEAT_MS     15000

/* One connection: how long since a request came whole on it. */
struct peer {
	struct http *http;
	struct peer *next, *before;
	int fd;
	bool asking; /* its request waits for an answer */
	int64_t since;
};

struct pending {
	struct http *http;
	struct pending *next_free;
	uint32_t slot, turn;
	struct MHD_Connection *connection;
	struct peer *peer;
	const struct route *route;
	uint64_t number; /* in its path */
	struct buf body;
	char token[LIMIT_TOKEN_BYTES + 1];
	char cookie[SESSION_TEXT + 1];
	char key[LIMIT_DOCKET_KEY + 1];
	size_t drained;
	bool too_large, suspended;
	bool large, no_room; /* larger than a check's */
	enum { READING, ASKED, ANSWERED, STREAMING } state;
	struct MHD_Response *response; /* ANSWERED; NULL: hang up */
	unsigned status;
	/* STREAMING */
	struct buf out;
	size_t taken;
	int64_t beat; /* when something was sent */
	bool ends;
};

struct http {
	const struct mem *mem;
	struct http_opening o;
	struct MHD_Daemon *daemon;
	int epoll;
	struct pending *slots;
	struct pending *free;
	size_t npending; /* asked, not answered */
	size_t nlarge;   /* bodies of more than LIMIT_CHECK_BYTES */
	struct peer *peers;
	int64_t looked, beat;
	struct http_counts counts;
};

static int64_t
clock_ms(void)
{
	struct timespec t;

	if (clock_gettime(CLOCK_MONOTONIC, &t) != 0)
		return 0;
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* -- Replies ------------------------------------------------------------- */

/* What every page and document says of itself. */
static const char *const always[][2] = {
	{ "Cache-Control", "no-store" },
	{ "X-Content-Type-Options", "nosniff" },
	{ "Referrer-Policy", "no-referrer" },
	{ "Cross-Origin-Resource-Policy", "same-origin" },
	{ "Cross-Origin-Opener-Policy", "same-origin" },
	/* For browsers that do not know the policy below. */
	{ "X-Frame-Options", "DENY" },
	{ "X-XSS-Protection", "0" },
};

/* A page has what it needs in files of its own: nothing stands within it that
 * runs or dresses it. */
#define POLICY_ALL "default-src 'none'; frame-ancestors 'none'"
#define POLICY_PAGE                                          \
	POLICY_ALL "; script-src 'self'; style-src 'self'; " \
		   "img-src 'self'; connect-src 'self'; "    \
		   "form-action 'self'; base-uri 'none'"

#define COOKIE_KEEP "; Path=/; Secure; HttpOnly; SameSite=Strict"

static bool
header(struct MHD_Response *r, const char *name, const char *value)
{
	return MHD_add_response_header(r, name, value) == MHD_YES;
}

static bool
response_headers(struct MHD_Response *m, const char *media, bool tls)
{
	bool ok = true;
	size_t i;

	for (i = 0; ok && i < sizeof(always) / sizeof(always[0]); i++)
		ok = header(m, always[i][0], always[i][1]);
	ok = ok && header(m, "Content-Type", media);
	ok = ok &&
	    header(m, "Content-Security-Policy",
		strcmp(media, PAGE_MEDIA) == 0 ? POLICY_PAGE : POLICY_ALL);
	if (ok && tls)
		ok = header(m, "Strict-Transport-Security", "max-age=31536000");
	return ok;
}

static bool
cookie_header(struct MHD_Response *m, const char *value)
{
	char line[sizeof(HEAD_COOKIE) + SESSION_TEXT + 96];

	(void)snprintf(line, sizeof(line), "%s=%.*s%s%s", HEAD_COOKIE,
	    SESSION_TEXT, value, COOKIE_KEEP,
	    *value == '\0' ? "; Max-Age=0" : "");
	return header(m, "Set-Cookie", line);
}

static bool
file_header(struct MHD_Response *m, const char *name)
{
	char line[128];

	(void)snprintf(line, sizeof(line), "attachment; filename=\"%.80s\"",
	    name);
	return header(m, "Content-Disposition", line);
}

static struct MHD_Response *
response_new(const struct http_reply *r, bool tls)
{
	struct MHD_Response *m = MHD_create_response_from_buffer(r->n,
	    (void *)(uintptr_t)r->body, MHD_RESPMEM_MUST_COPY);
	bool ok = m != NULL && response_headers(m, r->media, tls);

	if (ok && r->signature != NULL)
		ok = header(m, "Forestay-Signature", r->signature);
	if (ok && r->allow != NULL)
		ok = header(m, "Allow", r->allow);
	if (ok && r->cookie != NULL)
		ok = cookie_header(m, r->cookie);
	if (ok && r->location != NULL)
		ok = header(m, "Location", r->location);
	if (ok && r->file != NULL)
		ok = file_header(m, r->file);
	if (ok && r->status == 401)
		ok = header(m, "WWW-Authenticate", "Bearer");
	if (ok && r->status == 503)
		ok = header(m, "Retry-After", "1");
	if (!ok && m != NULL) {
		MHD_destroy_response(m);
		m = NULL;
	}
	return m;
}

static void
count(struct http *h, const struct route *route, unsigned status)
{
	size_t row = route == NULL ? ROUTES : (size_t)route->id;

	if (status / 100 < 6)
		h->counts.replies[row][status / 100]++;
}

static enum MHD_Result
queue(struct http *h, struct MHD_Connection *c, const struct route *route,
    unsigned status, struct MHD_Response *m)
{
	enum MHD_Result r;

	if (m == NULL)
		return MHD_NO; /* hung up on: the asker holds */
	r = MHD_queue_response(c, status, m);
	MHD_destroy_response(m);
	count(h, route, status);
	return r;
}

static struct MHD_Response *
problem_response(struct http *h, enum problem p, const char *detail,
    const struct route *route)
{
	struct http_reply r = { .status = problem_rows[p].status,
		.media = PROBLEM_MEDIA };
	bool page = h->o.page != NULL && route != NULL && route->page;
	struct MHD_Response *m = NULL;
	struct buf b;

	buf_init(&b, h->mem, PROBLEM_MAX);
	if (page) {
		r.media = PAGE_MEDIA;
		h->o.page(h->o.ctx, &b, p, detail, route);
	} else {
		problem_write(&b, p, detail, route != NULL && route->check);
	}
	if (p == PROBLEM_METHOD && route != NULL)
		r.allow = route_methods(route);
	r.body = b.s;
	r.n = b.len;
	if (!b.failed)
		m = response_new(&r, h->o.certificate != NULL);
	buf_release(&b);
	return m;
}

/* -- Requests ------------------------------------------------------------ */

static struct pending *
pending_new(struct http *h)
{
	struct pending *p = h->free;

	if (p == NULL)
		return NULL;
	h->free = p->next_free;
	p->turn++;
	p->peer = NULL;
	p->route = NULL;
	p->drained = 0;
	p->too_large = p->suspended = false;
	p->large = p->no_room = false;
	p->state = READING;
	p->response = NULL;
	p->ends = false;
	p->taken = 0;
	return p;
}

static uint64_t
id_of(const struct pending *p)
{
	return (uint64_t)p->turn << 32 | p->slot;
}

static void
pending_free(struct http *h, struct pending *p)
{
	if (p->state == ASKED)
		h->npending--;
	if (p->response != NULL)
		MHD_destroy_response(p->response);
	p->response = NULL;
	if (p->state == STREAMING && h->o.gone != NULL)
		h->o.gone(h->o.ctx, id_of(p));
	p->state = READING;
	p->connection = NULL;
	buf_release(&p->body);
	h->nlarge -= p->large;
	buf_release(&p->out);
	if (p->peer != NULL) {
		p->peer->asking = false;
		p->peer->since = clock_ms();
	}
	p->next_free = h->free;
	h->free = p;
}

static enum MHD_Result
take_header(void *ctx, enum MHD_ValueKind kind, const char *name, size_t nname,
    const char *value, size_t nvalue)
{
	(void)kind;
	head_take(ctx, name, nname, value, nvalue);
	return MHD_YES;
}

/* route_find has seen that it is one. */
static void
token_of_path(const char *url, char out[LIMIT_TOKEN_BYTES + 1])
{
	const char *last = strrchr(url, '/');

	(void)snprintf(out, LIMIT_TOKEN_BYTES + 1, "%s",
	    last == NULL ? "" : last + 1);
}

/* The head has come.  What is wrong with it is said now, and the connection
 * is closed: what follows on it might be anything. */
static enum MHD_Result
take_head(struct http *h, struct MHD_Connection *c, const char *url,
    const char *method, const char *version, void **ctx)
{
	const union MHD_ConnectionInfo *info =
	    MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	struct http_head head = { 0 };
	const struct route *route;
	uint64_t number;
	enum found found = route_find(h->o.side, method, url, &route, &number);
	struct pending *p;
	enum problem bad;

	(void)MHD_get_connection_values_n(c, MHD_HEADER_KIND, take_header,
	    &head);
	bad = head_problem(&head, version, found == FOUND ? route : NULL,
	    h->o.certificate != NULL);
	if (bad == PROBLEM_NONE &&
	    (found == FOUND_NO_PATH ||
		(found == FOUND && route->page && h->o.page == NULL)))
		bad = PROBLEM_PATH;
	if (bad == PROBLEM_NONE && found == FOUND_NO_METHOD)
		bad = PROBLEM_METHOD;
	if (bad == PROBLEM_NONE && head.bad_token)
		bad = PROBLEM_TOKEN;
	if (bad == PROBLEM_NONE && (p = pending_new(h)) == NULL)
		bad = PROBLEM_BUSY;
	if (bad != PROBLEM_NONE)
		return queue(h, c, route, problem_rows[bad].status,
		    problem_response(h, bad, NULL, route));
	p->connection = c;
	p->peer = info == NULL ? NULL : info->socket_context;
	p->route = route;
	p->number = number != 0 ? number : head.last_event;
	memcpy(p->token, head.token, sizeof(p->token));
	memcpy(p->cookie, head.cookie, sizeof(p->cookie));
	memcpy(p->key, head.key, sizeof(p->key));
	if (route->id == ROUTE_DOCKET_TOKEN)
		token_of_path(url, p->token);
	buf_init(&p->body, h->mem, route->body_max);
	*ctx = p;
	return MHD_YES;
}

static void
ask(struct http *h, struct pending *p)
{
	struct http_request r = { .id = id_of(p),
		.route = p->route,
		.number = p->number,
		.token = p->token[0] == '\0' ? NULL : p->token,
		.cookie = p->cookie[0] == '\0' ? NULL : p->cookie,
		.key = p->key[0] == '\0' ? NULL : p->key,
		.body = p->body.s,
		.nbody = p->body.len };

	p->state = ASKED;
	if (p->peer != NULL)
		p->peer->asking = true;
	h->npending++;
	h->o.ask(h->o.ctx, &r);
}

/* A piece of the body.  What is not taken is still read, so that the asker
 * hears why. */
static void
take_piece(struct http *h, struct pending *p, const char *data, size_t n)
{
	if (p->body.len + n > p->route->body_max)
		p->too_large = true;
	if (!p->large && p->body.len + n > LIMIT_CHECK_BYTES) {
		p->no_room = p->no_room || h->nlarge == LIMIT_HTTP_LARGE;
		p->large = !p->no_room;
		h->nlarge += p->large;
	}
	if (!p->too_large && !p->no_room)
		buf_add(&p->body, data, n);
	p->drained += n;
}

static enum MHD_Result
access_request(void *ctx, struct MHD_Connection *c, const char *url,
    const char *method, const char *version, const char *data, size_t *n,
    void **kept)
{
	struct http *h = ctx;
	struct pending *p = *kept;
	struct MHD_Response *m;

	if (p == NULL)
		return take_head(h, c, url, method, version, kept);
	if (*n > 0) {
		take_piece(h, p, data, *n);
		*n = 0;
		return p->too_large &&
			p->drained > p->route->body_max + DRAIN_BYTES
		    ? MHD_NO
		    : MHD_YES;
	}
	if (p->too_large || p->body.failed)
		return queue(h, c, p->route, problem_rows[PROBLEM_LARGE].status,
		    problem_response(h, PROBLEM_LARGE, NULL, p->route));
	if (p->no_room)
		return queue(h, c, p->route, problem_rows[PROBLEM_BUSY].status,
		    problem_response(h, PROBLEM_BUSY, NULL, p->route));
	if (p->state == READING)
		ask(h, p);
	if (p->state == ASKED) {
		p->suspended = true;
		MHD_suspend_connection(c);
		return MHD_YES;
	}
	/* ANSWERED, or a stream that begins. */
	m = p->response;
	p->response = NULL;
	return queue(h, c, p->route, p->status, m);
}

static void
completed(void *ctx, struct MHD_Connection *c, void **kept,
    enum MHD_RequestTerminationCode how)
{
	struct http *h = ctx;

	(void)c;
	(void)how;
	if (*kept != NULL)
		pending_free(h, *kept);
	*kept = NULL;
}

static void
notified(void *ctx, struct MHD_Connection *c, void **kept,
    enum MHD_ConnectionNotificationCode what)
{
	struct http *h = ctx;
	struct peer *p = *kept;

	if (what == MHD_CONNECTION_NOTIFY_STARTED) {
		const union MHD_ConnectionInfo *info =
		    MHD_get_connection_info(c,
			MHD_CONNECTION_INFO_CONNECTION_FD);

		h->counts.connections++;
		h->counts.open++;
		p = h->mem->alloc(h->mem->ctx, sizeof(*p));
		if (p == NULL || info == NULL) {
			/* Not watched, then not served. */
			if (info != NULL)
				(void)shutdown(info->connect_fd, SHUT_RDWR);
			h->mem->free(h->mem->ctx, p);
			return;
		}
		*p = (struct peer){ .http = h,
			.next = h->peers,
			.fd = info->connect_fd,
			.since = clock_ms() };
		if (h->peers != NULL)
			h->peers->before = p;
		h->peers = p;
		*kept = p;
		return;
	}
	h->counts.open--;
	if (p == NULL)
		return;
	if (p->next != NULL)
		p->next->before = p->before;
	if (p->before != NULL)
		p->before->next = p->next;
	else
		h->peers = p->next;
	h->mem->free(h->mem->ctx, p);
	*kept = NULL;
}

/* Names are compared as they came: no %00, no %2f. */
static size_t
unescape(void *ctx, struct MHD_Connection *c, char *s)
{
	(void)ctx;
	(void)c;
	return strlen(s);
}

/* What it would say of a request goes nowhere. */
static void
no_log(void *ctx, const char *fmt, va_list ap)
{
	(void)ctx;
	(void)fmt;
	(void)ap;
}

/* Whoever sends byte by byte, or nothing at all. */
static void
drop_slow(struct http *h)
{
	int64_t now = clock_ms();
	struct peer *p;

	if (now - h->looked < 500)
		return;
	h->looked = now;
	for (p = h->peers; p != NULL; p = p->next)
		if (!p->asking &&
		    now - p->since > (int64_t)LIMIT_HTTP_SECONDS * 1000)
			(void)shutdown(p->fd, SHUT_RDWR);
}

/* -- The listener -------------------------------------------------------- */

static int
slots_new(struct http *h)
{
	uint32_t i;

	h->slots = h->mem->alloc(h->mem->ctx,
	    LIMIT_HTTP_CONNECTIONS * sizeof(*h->slots));
	if (h->slots == NULL)
		return E_NOMEM;
	memset(h->slots, 0, LIMIT_HTTP_CONNECTIONS * sizeof(*h->slots));
	for (i = LIMIT_HTTP_CONNECTIONS; i-- > 0;) {
		h->slots[i].http = h;
		h->slots[i].slot = i;
		buf_init(&h->slots[i].body, h->mem, 0);
		buf_init(&h->slots[i].out, h->mem, STREAM_MAX);
		h->slots[i].next_free = h->free;
		h->free = &h->slots[i];
	}
	return 0;
}

static struct MHD_Daemon *
daemon_new(struct http *h)
{
	const struct MHD_OptionItem tls[] = {
		{ MHD_OPTION_HTTPS_MEM_CERT, 0,
		    (void *)(uintptr_t)h->o.certificate },
		{ MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)h->o.key },
		{ MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(uintptr_t)CIPHERS },
		{ MHD_OPTION_END, 0, NULL }
	};
	const struct MHD_OptionItem plain[] = { { MHD_OPTION_END, 0, NULL } };
	unsigned flags =
	    MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;

	if (h->o.certificate != NULL)
		flags |= MHD_USE_TLS;
	return MHD_start_daemon(flags, 0, NULL, NULL, access_request, h,
	    MHD_OPTION_EXTERNAL_LOGGER, no_log, NULL, MHD_OPTION_LISTEN_SOCKET,
	    h->o.listener, MHD_OPTION_STRICT_FOR_CLIENT, 1,
	    MHD_OPTION_CONNECTION_LIMIT, (unsigned)LIMIT_HTTP_CONNECTIONS,
	    MHD_OPTION_PER_IP_CONNECTION_LIMIT,
	    (unsigned)LIMIT_HTTP_PER_ADDRESS,
	    MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)LIMIT_HTTP_HEAD_BYTES,
	    MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)LIMIT_HTTP_SECONDS,
	    MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, MHD_OPTION_NOTIFY_COMPLETED,
	    completed, h, MHD_OPTION_NOTIFY_CONNECTION, notified, h,
	    MHD_OPTION_UNESCAPE_CALLBACK, unescape, NULL, MHD_OPTION_ARRAY,
	    h->o.certificate != NULL ? tls : plain, MHD_OPTION_END);
}

int
http_open(const struct http_opening *o, struct http **out)
{
	struct http *h = o->mem->alloc(o->mem->ctx, sizeof(*h));
	const union MHD_DaemonInfo *info;
	int r;

	if (h == NULL)
		return E_NOMEM;
	memset(h, 0, sizeof(*h));
	h->mem = o->mem;
	h->o = *o;
	if ((r = slots_new(h)) != 0)
		goto out;
	r = o->certificate != NULL ? E_SYNTAX : E_IO;
	if ((h->daemon = daemon_new(h)) == NULL)
		goto out;
	info = MHD_get_daemon_info(h->daemon, MHD_DAEMON_INFO_EPOLL_FD);
	r = E_IO;
	if (info == NULL)
		goto out;
	h->epoll = info->epoll_fd;
	*out = h;
	return 0;
out:
	http_close(h);
	return r;
}

/* libmicrohttpd may not be stopped while a connection is suspended. */
static void
let_go(struct http *h)
{
	uint32_t i;

	for (i = 0; i < LIMIT_HTTP_CONNECTIONS; i++)
		if (h->slots[i].suspended) {
			h->slots[i].suspended = false;
			MHD_resume_connection(h->slots[i].connection);
		}
}

void
http_close(struct http *h)
{
	if (h == NULL)
		return;
	if (h->daemon != NULL) {
		http_streams_end(h);
		let_go(h);
		MHD_stop_daemon(h->daemon);
	}
	h->mem->free(h->mem->ctx, h->slots);
	h->mem->free(h->mem->ctx, h);
}

int
http_fd(const struct http *h)
{
	return h->epoll;
}

int
http_wait(struct http *h, int at_most)
{
	MHD_UNSIGNED_LONG_LONG ms;

	if (MHD_get_timeout(h->daemon, &ms) == MHD_YES &&
	    ms < (MHD_UNSIGNED_LONG_LONG)at_most)
		return (int)ms;
	return at_most;
}

static struct pending *
slot_of(struct http *h, uint64_t id)
{
	uint32_t slot = (uint32_t)id;

	return slot < LIMIT_HTTP_CONNECTIONS && h->slots[slot].turn == id >> 32
	    ? &h->slots[slot]
	    : NULL;
}

static struct pending *
pending_of(struct http *h, uint64_t id)
{
	struct pending *p = slot_of(h, id);

	return p != NULL && p->state == ASKED ? p : NULL;
}

static void
answer(struct http *h, struct pending *p, unsigned status,
    struct MHD_Response *m)
{
	h->npending--;
	p->state = ANSWERED;
	p->status = status;
	p->response = m;
	if (p->suspended) {
		p->suspended = false;
		MHD_resume_connection(p->connection);
	}
}

void
http_reply(struct http *h, uint64_t id, const struct http_reply *r)
{
	struct pending *p = pending_of(h, id);

	if (p != NULL)
		answer(h, p, r->status,
		    response_new(r, h->o.certificate != NULL));
}

void
http_problem(struct http *h, uint64_t id, enum problem bad, const char *detail)
{
	struct pending *p = pending_of(h, id);

	if (p != NULL)
		answer(h, p, problem_rows[bad].status,
		    problem_response(h, bad, detail, p->route));
}

/* -- Streams ------------------------------------------------------------- */

static void
go_on(struct pending *p)
{
	if (!p->suspended)
		return;
	p->suspended = false;
	MHD_resume_connection(p->connection);
}

/* What there is; when there is nothing, it waits for http_stream. */
static ssize_t
take_stream(void *ctx, uint64_t at, char *out, size_t max)
{
	struct pending *p = ctx;
	size_t n = p->out.len - p->taken;

	(void)at;
	if (n == 0 && p->ends)
		return MHD_CONTENT_READER_END_OF_STREAM;
	if (n == 0) {
		p->suspended = true;
		MHD_suspend_connection(p->connection);
		return 0;
	}
	n = n < max ? n : max;
	memcpy(out, p->out.s + p->taken, n);
	p->taken += n;
	if (p->taken == p->out.len) {
		buf_clear(&p->out);
		p->taken = 0;
	}
	return (ssize_t)n;
}

static void
stream_begin(struct http *h, struct pending *p)
{
	struct MHD_Response *m =
	    MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 4096,
		take_stream, p, NULL);

	if (m != NULL &&
	    !response_headers(m, "text/event-stream",
		h->o.certificate != NULL)) {
		MHD_destroy_response(m);
		m = NULL;
	}
	answer(h, p, 200, m);
	if (m != NULL)
		p->state = STREAMING;
}

void
http_stream(struct http *h, uint64_t id, const char *bytes, size_t n)
{
	struct pending *p = slot_of(h, id);

	if (p != NULL && p->state == ASKED)
		stream_begin(h, p);
	if (p == NULL || p->state != STREAMING)
		return;
	buf_add(&p->out, bytes, n);
	p->beat = clock_ms();
	/* It begins anew, and says what came last. */
	if (p->out.failed && p->peer != NULL)
		(void)shutdown(p->peer->fd, SHUT_RDWR);
	if (p->out.failed)
		p->ends = true;
	go_on(p);
}

void
http_stream_end(struct http *h, uint64_t id)
{
	struct pending *p = slot_of(h, id);

	if (p == NULL || p->state != STREAMING)
		return;
	p->ends = true;
	go_on(p);
}

void
http_streams_end(struct http *h)
{
	uint32_t i;

	for (i = 0; i < LIMIT_HTTP_CONNECTIONS; i++)
		if (h->slots[i].state == STREAMING) {
			h->slots[i].ends = true;
			go_on(&h->slots[i]);
		}
}

/* A comment, by which both ends see that the other is there. */
static void
keep_alive(struct http *h)
{
	int64_t now = clock_ms();
	uint32_t i;

	if (now - h->beat < 1000)
		return;
	h->beat = now;
	for (i = 0; i < LIMIT_HTTP_CONNECTIONS; i++)
		if (h->slots[i].state == STREAMING &&
		    now - h->slots[i].beat >= BEAT_MS)
			http_stream(h, id_of(&h->slots[i]), ":\n\n", 3);
}

void
http_run(struct http *h)
{
	(void)MHD_run(h->daemon);
	drop_slow(h);
	keep_alive(h);
}

void
http_quiesce(struct http *h)
{
	/* The listener is the caller's: others may go on with it. */
	(void)MHD_quiesce_daemon(h->daemon);
}

size_t
http_pending(const struct http *h)
{
	return h->npending;
}

const struct http_counts *
http_counts(const struct http *h)
{
	return &h->counts;
}
