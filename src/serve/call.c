/* call.c - see call.h. */

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "serve/call.h"

/* -- What comes ---------------------------------------------------------- */

static size_t
take_body(char *s, size_t one, size_t n, void *ctx)
{
	struct call_reply *r = ctx;

	buf_add(&r->body, s, one * n);
	/* Less than it gave ends the transfer. */
	return r->body.failed ? 0 : one * n;
}

static size_t
take_header(char *s, size_t one, size_t n, void *ctx)
{
	static const char name[] = "Forestay-Signature:";
	const size_t lead = sizeof(name) - 1;
	struct call_reply *r = ctx;
	size_t len = one * n, from = lead;

	if (len < lead || strncasecmp(s, name, lead) != 0)
		return len;
	while (from < len && s[from] == ' ')
		from++;
	while (len > from && (s[len - 1] == '\r' || s[len - 1] == '\n'))
		len--;
	r->signatures++;
	if (len - from >= sizeof(r->signature))
		return 0;
	memcpy(r->signature, s + from, len - from);
	r->signature[len - from] = '\0';
	return one * n;
}

/* -- The way there ------------------------------------------------------- */

static bool
begins(const char *s, const char *with)
{
	return strncmp(s, with, strlen(with)) == 0;
}

bool
call_url_ok(const char *url)
{
	return begins(url, "https://") || begins(url, "http://127.0.0.1:") ||
	    begins(url, "http://[::1]:");
}

struct way {
	CURL *curl;
	struct curl_slist *headers;
	char url[1024], said[CURL_ERROR_SIZE];
};

static int
way_headers(struct way *w, const struct call *c)
{
	struct curl_slist *more = curl_slist_append(NULL, "Expect:");
	size_t i;

	if ((w->headers = more) == NULL)
		return E_NOMEM;
	for (i = 0; c->headers != NULL && c->headers[i] != NULL; i++) {
		more = curl_slist_append(w->headers, c->headers[i]);
		if (more == NULL)
			return E_NOMEM;
		w->headers = more;
	}
	return 0;
}

static int
way_open(struct way *w, const struct call *call, struct call_reply *to)
{
	size_t n = strlen(call->url);
	CURL *c;
	int r = 0;

	while (n > 0 && call->url[n - 1] == '/')
		n--;
	if (n >= sizeof(w->url) ||
	    (size_t)snprintf(w->url, sizeof(w->url), "%.*s%s", (int)n,
		call->url, call->path) >= sizeof(w->url))
		return E_LIMIT;
	if ((w->curl = c = curl_easy_init()) == NULL ||
	    way_headers(w, call) != 0)
		return E_NOMEM;
#define SET(option, value) r |= (int)curl_easy_setopt(c, option, value)
	SET(CURLOPT_URL, w->url);
	SET(CURLOPT_PROTOCOLS_STR, "https,http");
	SET(CURLOPT_FOLLOWLOCATION, 0L);
	SET(CURLOPT_PROXY, "");
	SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	SET(CURLOPT_SSL_VERIFYPEER, 1L);
	SET(CURLOPT_SSL_VERIFYHOST, 2L);
	if (call->ca_file != NULL)
		SET(CURLOPT_CAINFO, call->ca_file);
	SET(CURLOPT_TIMEOUT_MS,
	    call->timeout_ms > 0 ? call->timeout_ms : (long)CALL_TIMEOUT_MS);
	SET(CURLOPT_HTTPHEADER, w->headers);
	SET(CURLOPT_POSTFIELDS, call->body);
	SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)call->nbody);
	SET(CURLOPT_WRITEFUNCTION, take_body);
	SET(CURLOPT_WRITEDATA, to);
	SET(CURLOPT_HEADERFUNCTION, take_header);
	SET(CURLOPT_HEADERDATA, to);
	SET(CURLOPT_ERRORBUFFER, w->said);
#undef SET
	return r == 0 ? 0 : E_NOMEM;
}

static int
perform(struct way *w, struct call_reply *out)
{
	CURLcode code = curl_easy_perform(w->curl);

	if (code == CURLE_OK)
		code = curl_easy_getinfo(w->curl, CURLINFO_RESPONSE_CODE,
		    &out->status);
	if (code == CURLE_OK)
		return 0;
	(void)snprintf(out->why, sizeof(out->why), "%.160s",
	    w->said[0] != '\0' ? w->said : curl_easy_strerror(code));
	return E_IO;
}

int
call_post(const struct mem *mem, const struct call *c, struct call_reply *out)
{
	struct way w = { .curl = NULL };
	int r;

	memset(out, 0, sizeof(*out));
	buf_init(&out->body, mem, c->body_max);
	if ((r = way_open(&w, c, out)) != 0)
		(void)snprintf(out->why, sizeof(out->why), "%s",
		    r == E_LIMIT ? "its address is too long"
				 : "there is not enough memory");
	else
		r = perform(&w, out);
	curl_slist_free_all(w.headers);
	if (w.curl != NULL)
		curl_easy_cleanup(w.curl);
	return r;
}

void
call_release(struct call_reply *r)
{
	buf_release(&r->body);
}
