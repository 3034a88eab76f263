/* post.c - the process that sends webhooks and mail; see post.h.
 *
 * libcurl, several transfers at a time, no redirects, no proxy, no cookie.
 * What fails is tried again later, and later still; what was not delivered
 * when this process ends the desk hands to the next one. */

#include <curl/curl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "serve/child.h"
#include "serve/confine.h"
#include "serve/post.h"
#include "store/keeper.h"

#define LOOK_MS     500
#define TIMEOUT_MS  15000
#define RUNNING_MAX 16
#define REPLY_MAX   ((size_t)64 << 10) /* more of a reply is not read */

static const char mail_text[] =
    "A notice of forestay waits to be acknowledged by an account of yours.\r\n"
    "\r\n"
    "Look at it now, where you ask whether an act is barred (/v1/notices).\r\n"
    "Until then do not act on earlier answers.\r\n";

/* One that is to be delivered. */
struct sending {
	struct post_item item; /* its strings are our own: text */
	char *text;
	unsigned failed;
	int64_t next;
	/* While it runs. */
	CURL *curl;
	struct curl_slist *headers, *to;
	char url[128];
	size_t read, came;
	char *mail;
};

struct post {
	const struct child *c;
	struct arena arena;
	struct key key;
	CURLM *multi;
	struct link desks[CHILD_LINKS];
	struct sending all[LIMIT_POSTS];
	size_t n, running;
};

static int64_t
clock_ms(void)
{
	struct timespec t;

	if (clock_gettime(CLOCK_MONOTONIC, &t) != 0)
		return 0;
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static uint32_t
some_random(void)
{
	const struct keeper_world *w = &keeper_world_real;
	uint32_t v = 0;

	/* Without it: all at the same time. */
	(void)!w->random(w->ctx, &v, sizeof(v));
	return v;
}

/* -- One transfer -------------------------------------------------------- */

/* A curl_socket_t, or refused. */
static curl_socket_t
open_public(void *ctx, curlsocktype what, struct curl_sockaddr *to)
{
	const bool *loopback = ctx;

	(void)what;
	if (!post_address_ok(&to->addr, *loopback))
		return CURL_SOCKET_BAD;
	return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

static curl_socket_t
open_local(void *ctx, curlsocktype what, struct curl_sockaddr *to)
{
	(void)ctx;
	(void)what;
	return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

static size_t
take(char *s, size_t one, size_t n, void *ctx)
{
	struct sending *x = ctx;

	(void)s;
	x->came += one * n;
	return x->came > REPLY_MAX ? 0 : one * n;
}

static size_t
give_mail(char *out, size_t one, size_t n, void *ctx)
{
	struct sending *x = ctx;
	size_t max = one * n, k = 0;

	while (k < max && x->mail[x->read] != '\0')
		out[k++] = x->mail[x->read++];
	return k;
}

static bool
add_header(struct sending *x, const char *line)
{
	struct curl_slist *more = curl_slist_append(x->headers, line);

	if (more == NULL)
		return false;
	x->headers = more;
	return true;
}

static int
set_webhook(struct post *p, struct sending *x)
{
	uint8_t secret[POST_SECRET_BYTES];
	char signature[POST_SIGNATURE_BYTES], line[POST_SIGNATURE_BYTES + 32];
	size_t n = strlen(x->item.body);
	CURL *c = x->curl;
	int r = 0;

	post_secret(p->key.bytes, x->item.account, secret);
	post_signature(secret, (int64_t)time(NULL), x->item.body, n, signature);
	(void)snprintf(line, sizeof(line), "Forestay-Webhook: %s", signature);
	if (!add_header(x, line))
		return 1;
	(void)snprintf(line, sizeof(line), "Forestay-Notice: %llu",
	    (unsigned long long)x->item.notice);
	if (!add_header(x, line) ||
	    !add_header(x, "Content-Type: application/json") ||
	    !add_header(x, "Expect:"))
		return 1;
#define SET(option, value) r |= (int)curl_easy_setopt(c, option, value)
	SET(CURLOPT_URL, x->item.to);
	SET(CURLOPT_PROTOCOLS_STR,
	    p->c->post.loopback ? "https,http" : "https");
	SET(CURLOPT_POSTFIELDSIZE, (long)n);
	SET(CURLOPT_POSTFIELDS, x->item.body);
	SET(CURLOPT_HTTPHEADER, x->headers);
	SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	SET(CURLOPT_SSL_VERIFYPEER, 1L);
	SET(CURLOPT_SSL_VERIFYHOST, 2L);
	SET(CURLOPT_OPENSOCKETFUNCTION, open_public);
	SET(CURLOPT_OPENSOCKETDATA, (void *)(uintptr_t)&p->c->post.loopback);
	if (p->c->post.authorities != NULL)
		SET(CURLOPT_CAINFO, p->c->post.authorities);
	return r;
}

static int
set_mail(struct post *p, struct sending *x)
{
	CURL *c = x->curl;
	int r = 0;

	x->mail = arena_printf(&p->arena,
	    "From: <%s>\r\nTo: <%s>\r\nSubject: forestay: a notice "
	    "waits\r\n"
	    "Auto-Submitted: auto-generated\r\n"
	    "Content-Type: text/plain; charset=us-ascii\r\n\r\n%s",
	    p->c->post.mail_from, x->item.to, mail_text);
	x->to = curl_slist_append(NULL, x->item.to);
	(void)snprintf(x->url, sizeof(x->url), "smtp://%s", p->c->post.mail);
	if (x->mail == NULL || x->to == NULL)
		return 1;
	x->read = 0;
	SET(CURLOPT_URL, x->url);
	SET(CURLOPT_PROTOCOLS_STR, "smtp");
	SET(CURLOPT_MAIL_FROM, p->c->post.mail_from);
	SET(CURLOPT_MAIL_RCPT, x->to);
	SET(CURLOPT_READFUNCTION, give_mail);
	SET(CURLOPT_READDATA, x);
	SET(CURLOPT_UPLOAD, 1L);
	SET(CURLOPT_OPENSOCKETFUNCTION, open_local);
	return r;
}

static void
stop(struct post *p, struct sending *x)
{
	if (x->curl != NULL) {
		(void)curl_multi_remove_handle(p->multi, x->curl);
		curl_easy_cleanup(x->curl);
		p->running--;
	}
	curl_slist_free_all(x->headers);
	curl_slist_free_all(x->to);
	x->curl = NULL;
	x->headers = x->to = NULL;
}

/* It will be tried again; true: never more. */
static bool
failed(struct sending *x)
{
	x->failed++;
	x->next = clock_ms() + post_delay(x->failed, some_random());
	return x->failed >= POST_ATTEMPTS;
}

static bool
begin(struct post *p, struct sending *x)
{
	CURL *c = curl_easy_init();
	int r = 0;

	if (c == NULL)
		return false;
	x->curl = c;
	x->came = 0;
	p->running++;
	SET(CURLOPT_PRIVATE, x);
	SET(CURLOPT_FOLLOWLOCATION, 0L);
	SET(CURLOPT_PROXY, "");
	SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_FRESH_CONNECT, 1L);
	SET(CURLOPT_FORBID_REUSE, 1L);
	SET(CURLOPT_TIMEOUT_MS, (long)TIMEOUT_MS);
	SET(CURLOPT_WRITEFUNCTION, take);
	SET(CURLOPT_WRITEDATA, x);
	r |= x->item.way == POST_WEBHOOK ? set_webhook(p, x) : set_mail(p, x);
#undef SET
	return r == 0 && curl_multi_add_handle(p->multi, c) == CURLM_OK;
}

/* -- To and from the desk ------------------------------------------------ */

static void
drop(struct post *p, struct sending *x)
{
	stop(p, x);
	p->c->mem->free(p->c->mem->ctx, x->text);
	/* Handles point at those that run: only one that does not may move. */
	*x = (struct sending){ .text = NULL };
	while (p->n > 0 && p->all[p->n - 1].text == NULL)
		p->n--;
}

static void
tell(struct post *p, const struct sending *x, bool delivered)
{
	struct post_result r = { .notice = x->item.notice,
		.way = x->item.way,
		.delivered = delivered };
	size_t i, begins;

	(void)snprintf(r.account, sizeof(r.account), "%s", x->item.account);
	for (i = 0; i < CHILD_LINKS; i++) {
		if (p->desks[i].fd < 0)
			continue;
		begins = link_begin(&p->desks[i]);
		post_result_put(&p->desks[i].out, &r);
		link_end(&p->desks[i], begins);
		return;
	}
}

static bool
may_be_sent(const struct post *p, const struct post_item *x)
{
	if (x->way == POST_MAIL)
		return p->c->post.mail != NULL && post_mail_ok(x->to);
	return post_url_ok(x->to, p->c->post.loopback);
}

static void
take_item(struct post *p, const struct post_item *x)
{
	size_t a = strlen(x->account) + 1, t = strlen(x->to) + 1,
	       b = strlen(x->body) + 1, i;
	struct sending *s;
	char *text;

	for (i = 0; i < p->n && p->all[i].text != NULL; i++)
		;
	if (i == LIMIT_POSTS)
		return; /* the desk hands it over again */
	text = p->c->mem->alloc(p->c->mem->ctx, a + t + b);
	if (text == NULL)
		return;
	memcpy(text, x->account, a);
	memcpy(text + a, x->to, t);
	memcpy(text + a + t, x->body, b);
	s = &p->all[i];
	*s = (struct sending){ .item = { .notice = x->notice,
				   .way = x->way,
				   .account = text,
				   .to = text + a,
				   .body = text + a + t },
		.text = text };
	if (i == p->n)
		p->n++;
	if (!may_be_sent(p, x)) {
		tell(p, s, false);
		drop(p, s);
	}
}

static void
serve_desks(struct post *p)
{
	struct post_item x;
	struct wire w;
	size_t i;

	for (i = 0; i < CHILD_LINKS; i++) {
		if (p->desks[i].fd < 0)
			continue;
		(void)link_move(&p->desks[i]);
		while (link_next(&p->desks[i], &w))
			if (post_item_get(&w, &x) == 0)
				take_item(p, &x);
	}
}

/* -- The process --------------------------------------------------------- */

static void
ended(struct post *p, CURL *c, CURLcode code)
{
	struct sending *x = NULL;
	long status = 0;
	bool ok;

	if (curl_easy_getinfo(c, CURLINFO_PRIVATE, (char **)(void *)&x) !=
		CURLE_OK ||
	    x == NULL)
		return;
	(void)curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
	ok = code == CURLE_OK && status >= 200 && status < 300;
	stop(p, x);
	if (ok || failed(x)) {
		tell(p, x, ok);
		drop(p, x);
	}
}

static void
post_round(struct post *p)
{
	struct curl_waitfd fds[1 + CHILD_LINKS];
	int64_t now = clock_ms();
	int running, left;
	unsigned nfds = 0;
	CURLMsg *m;
	size_t i;

	for (i = 0; i < p->n && p->running < RUNNING_MAX; i++) {
		struct sending *x = &p->all[i];

		if (x->text == NULL || x->curl != NULL || x->next > now)
			continue;
		if (!begin(p, x)) {
			stop(p, x);
			(void)failed(x);
		}
	}
	fds[nfds++] = (struct curl_waitfd){ .fd = p->c->control,
		.events = CURL_WAIT_POLLIN };
	for (i = 0; i < CHILD_LINKS; i++)
		if (p->desks[i].fd >= 0)
			fds[nfds++] =
			    (struct curl_waitfd){ .fd = p->desks[i].fd,
				    .events = CURL_WAIT_POLLIN };
	(void)curl_multi_perform(p->multi, &running);
	while ((m = curl_multi_info_read(p->multi, &left)) != NULL)
		if (m->msg == CURLMSG_DONE)
			ended(p, m->easy_handle, m->data.result);
	(void)curl_multi_poll(p->multi, fds, nfds, LOOK_MS, NULL);
	serve_desks(p);
	/* A mail's text lives no longer than those that run. */
	if (p->running == 0)
		arena_release(&p->arena);
}

static int
post_start(struct post *p, struct arena *keep, struct buf *said)
{
	const struct keys_world w = { &file_system_real,
		keeper_world_real.random, keeper_world_real.ctx };
	const char *why = "";

	if (keys_get(keep, &w, p->c->keys, KEY_WEBHOOK, 0, &p->key, &why) != 0)
		return child_failed(p->c, "%s", why);
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK ||
	    (p->multi = curl_multi_init()) == NULL)
		return child_failed(p->c, "libcurl does not start");
	if (confine_files(CONFINE_POST, p->c->post.authorities, said) != 0 ||
	    confine_calls(CONFINE_POST, said) != 0)
		return child_failed(p->c, "the post: %s", said->s);
	return 0;
}

int
post_main(const struct child *c)
{
	struct post *p = c->mem->alloc(c->mem->ctx, sizeof(*p));
	struct arena keep;
	struct buf said;
	size_t i;
	int r;

	if (p == NULL)
		return child_failed(c, "the post: out of memory");
	memset(p, 0, sizeof(*p));
	p->c = c;
	arena_init(&p->arena, c->mem, (size_t)16 << 20);
	arena_init(&keep, c->mem, (size_t)1 << 20);
	buf_init(&said, c->mem, NOTICE_BYTES);
	for (i = 0; i < CHILD_LINKS; i++)
		link_init(&p->desks[i], c->mem, -1);
	r = post_start(p, &keep, &said);
	if (r == 0 && child_ready(c, said.s) != 0)
		r = 1;
	while (
	    r == 0 && child_notices(c, p->desks, CHILD_LINKS) == CHILD_GOES_ON)
		post_round(p);
	while (p->n > 0)
		drop(p, &p->all[p->n - 1]);
	if (p->multi != NULL)
		(void)curl_multi_cleanup(p->multi);
	for (i = 0; i < CHILD_LINKS; i++)
		link_release(&p->desks[i]);
	buf_release(&said);
	arena_release(&p->arena);
	arena_release(&keep);
	c->mem->free(c->mem->ctx, p);
	return r;
}
