/* http_head.c - see http_head.h. */

#include <string.h>
#include <strings.h>

#include "serve/account.h"
#include "serve/dockets.h"
#include "serve/http_head.h"

/* RFC 9110, 5.6.2: a token. */
static bool
is_name(const char *s, size_t n)
{
	static const char also[] = "!#$%&'*+-.^_`|~";
	size_t i;

	for (i = 0; i < n; i++)
		if (!((s[i] >= 'a' && s[i] <= 'z') ||
			(s[i] >= 'A' && s[i] <= 'Z') ||
			(s[i] >= '0' && s[i] <= '9') ||
			(s[i] != '\0' && strchr(also, s[i]) != NULL)))
			return false;
	return n > 0;
}

/* Nothing that could end a line or a string. */
static bool
is_value(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if ((unsigned char)s[i] < ' ' || s[i] == 0x7f)
			return false;
	return true;
}

static bool
is_host(const char *s, size_t n)
{
	static const char also[] = ".-:[]_";
	size_t i;

	for (i = 0; i < n; i++)
		if (!((s[i] >= 'a' && s[i] <= 'z') ||
			(s[i] >= 'A' && s[i] <= 'Z') ||
			(s[i] >= '0' && s[i] <= '9') ||
			strchr(also, s[i]) != NULL))
			return false;
	return n > 0 && n <= HEAD_HOST_MAX;
}

static bool
is(const char *name, const char *s, size_t n)
{
	return strlen(name) == n && strncasecmp(name, s, n) == 0;
}

static void
take_number(struct http_head *h, const char *s, size_t n, uint64_t *out)
{
	size_t i;

	*out = 0;
	if (n == 0 || n > 15) {
		h->bad = true;
		return;
	}
	for (i = 0; i < n; i++) {
		if (s[i] < '0' || s[i] > '9')
			h->bad = true;
		*out = *out * 10 + (uint64_t)(s[i] - '0');
	}
}

static void
take_token(struct http_head *h, const char *s, size_t n)
{
	static const char bearer[] = "Bearer ";
	const size_t lead = sizeof(bearer) - 1;

	h->tokens++;
	if (n <= lead || strncasecmp(s, bearer, lead) != 0 ||
	    !account_token_form(s + lead, n - lead)) {
		h->bad_token = true;
		return;
	}
	memcpy(h->token, s + lead, n - lead);
	h->token[n - lead] = '\0';
}

static void
take_key(struct http_head *h, const char *s, size_t n)
{
	h->keys++;
	if (!docket_key_ok(s, n)) {
		h->bad_key = true;
		return;
	}
	memcpy(h->key, s, n);
	h->key[n] = '\0';
}

static void
take_type(struct http_head *h, const char *s, size_t n)
{
	h->types++;
	h->json = is("application/json", s, n) ||
	    is("application/json; charset=utf-8", s, n) ||
	    is("application/json;charset=utf-8", s, n);
	h->form = is("application/x-www-form-urlencoded", s, n) ||
	    is("application/x-www-form-urlencoded;charset=utf-8", s, n);
}

static void
take_host(struct http_head *h, const char *s, size_t n)
{
	h->hosts++;
	if (!is_host(s, n)) {
		h->bad = true;
		return;
	}
	memcpy(h->host, s, n);
	h->host[n] = '\0';
}

/* RFC 6265, 4.2.1; what other cookies there are is passed over. */
static void
take_cookies(struct http_head *h, const char *s, size_t n)
{
	static const char name[] = HEAD_COOKIE "=";
	const size_t lead = sizeof(name) - 1;
	const char *end = s + n, *next;

	h->cookie_lines++;
	for (; s < end; s = next + 1) {
		while (s < end && *s == ' ')
			s++;
		next = memchr(s, ';', (size_t)(end - s));
		if (next == NULL)
			next = end;
		n = (size_t)(next - s);
		if (n < lead || memcmp(s, name, lead) != 0)
			continue;
		h->cookies++;
		if (!session_form(s + lead, n - lead))
			continue;
		memcpy(h->cookie, s + lead, SESSION_TEXT);
		h->cookie[SESSION_TEXT] = '\0';
	}
	if (h->cookies != 1)
		h->cookie[0] = '\0';
}

static void
take_origin(struct http_head *h, const char *s, size_t n)
{
	h->origins++;
	if (n >= sizeof(h->origin))
		n = 0; /* no origin of ours is so long */
	memcpy(h->origin, s, n);
	h->origin[n] = '\0';
}

void
head_take(struct http_head *h, const char *name, size_t nname,
    const char *value, size_t nvalue)
{
	if (value == NULL)
		nvalue = 0;
	if (value == NULL)
		value = "";
	h->headers++;
	if (!is_name(name, nname) || !is_value(value, nvalue))
		h->bad = true;
	if (is("Host", name, nname)) {
		take_host(h, value, nvalue);
	} else if (is("Content-Length", name, nname)) {
		h->lengths++;
		take_number(h, value, nvalue, &h->length);
	} else if (is("Last-Event-ID", name, nname)) {
		h->events++;
		take_number(h, value, nvalue, &h->last_event);
	} else if (is("Transfer-Encoding", name, nname)) {
		h->codings++;
		if (!is("chunked", value, nvalue))
			h->bad_coding = true;
	} else if (is("Authorization", name, nname)) {
		take_token(h, value, nvalue);
	} else if (is("Idempotency-Key", name, nname)) {
		take_key(h, value, nvalue);
	} else if (is("Content-Type", name, nname)) {
		take_type(h, value, nvalue);
	} else if (is("Cookie", name, nname)) {
		take_cookies(h, value, nvalue);
	} else if (is("Origin", name, nname)) {
		take_origin(h, value, nvalue);
	} else if (is("Sec-Fetch-Site", name, nname)) {
		h->sites++;
		h->same_site = is("same-origin", value, nvalue);
	} else if (is("Content-Encoding", name, nname)) {
		h->packed = true;
	} else if (is("Expect", name, nname)) {
		if (!is("100-continue", value, nvalue))
			h->expects = true;
	}
}

/* Browsers that say whence a request comes in Sec-Fetch-Site are believed;
 * those that do not say it have it in Origin, which is "null" where a page
 * sends no referrer. */
static bool
from_own_page(const struct http_head *h, bool tls)
{
	const char *scheme = tls ? "https://" : "http://";
	size_t lead = strlen(scheme);
	bool own = strncmp(h->origin, scheme, lead) == 0 &&
	    strcasecmp(h->origin + lead, h->host) == 0;

	if (h->origins > 1 || h->sites > 1)
		return false;
	if (h->sites == 1)
		return h->same_site &&
		    (h->origins == 0 || own || strcmp(h->origin, "null") == 0);
	return own;
}

enum problem
head_problem(const struct http_head *h, const char *version,
    const struct route *route, bool tls)
{
	bool has_body = h->codings > 0 || (h->lengths > 0 && h->length > 0);

	if (strcmp(version, "HTTP/1.1") != 0)
		return PROBLEM_VERSION;
	if (h->headers > LIMIT_HTTP_HEADERS)
		return PROBLEM_HEAD;
	if (h->bad || h->hosts != 1 || h->lengths > 1 || h->codings > 1 ||
	    (h->lengths > 0 && h->codings > 0) || h->tokens > 1 ||
	    h->types > 1 || h->events > 1 || h->cookie_lines > 1)
		return PROBLEM_REQUEST;
	if (h->bad_coding)
		return PROBLEM_TRANSFER;
	if (h->expects)
		return PROBLEM_EXPECT;
	if (route == NULL)
		return PROBLEM_NONE;
	/* A key that is not taken as it is would make two of one. */
	if (route->docket && (h->keys > 1 || h->bad_key))
		return PROBLEM_REQUEST;
	if (route->id == ROUTE_DOCKET_TOKEN && h->tokens > 0)
		return PROBLEM_REQUEST;
	if (route->page && strcmp(route->method, "POST") == 0 &&
	    !from_own_page(h, tls))
		return PROBLEM_ORIGIN;
	if (!has_body)
		return route->body_max == 0 ? PROBLEM_NONE
		    : h->lengths > 0        ? PROBLEM_BODY
					    : PROBLEM_LENGTH;
	if (route->body_max == 0 || h->length > route->body_max)
		return PROBLEM_LARGE;
	if (!(route->page         ? h->form
		    : route->text ? true
				  : h->json) ||
	    h->packed)
		return PROBLEM_TYPE;
	return PROBLEM_NONE;
}
