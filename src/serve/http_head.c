/* http_head.c - see http_head.h. */

#include <string.h>
#include <strings.h>

#include "serve/account.h"
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
	return n > 0 && n <= 255;
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
take_type(struct http_head *h, const char *s, size_t n)
{
	h->types++;
	h->json = is("application/json", s, n) ||
	    is("application/json; charset=utf-8", s, n) ||
	    is("application/json;charset=utf-8", s, n);
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
		h->hosts++;
		if (!is_host(value, nvalue))
			h->bad = true;
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
	} else if (is("Content-Type", name, nname)) {
		take_type(h, value, nvalue);
	} else if (is("Content-Encoding", name, nname)) {
		h->packed = true;
	} else if (is("Expect", name, nname)) {
		if (!is("100-continue", value, nvalue))
			h->expects = true;
	}
}

enum problem
head_problem(const struct http_head *h, const char *version,
    const struct route *route)
{
	bool has_body = h->codings > 0 || (h->lengths > 0 && h->length > 0);

	if (strcmp(version, "HTTP/1.1") != 0)
		return PROBLEM_VERSION;
	if (h->headers > LIMIT_HTTP_HEADERS)
		return PROBLEM_HEAD;
	if (h->bad || h->hosts != 1 || h->lengths > 1 || h->codings > 1 ||
	    (h->lengths > 0 && h->codings > 0) || h->tokens > 1 ||
	    h->types > 1 || h->events > 1)
		return PROBLEM_REQUEST;
	if (h->bad_coding)
		return PROBLEM_TRANSFER;
	if (h->expects)
		return PROBLEM_EXPECT;
	if (route == NULL)
		return PROBLEM_NONE;
	if (!has_body)
		return route->body_max == 0 ? PROBLEM_NONE
		    : h->lengths > 0        ? PROBLEM_BODY
					    : PROBLEM_LENGTH;
	if (route->body_max == 0 || h->length > route->body_max)
		return PROBLEM_LARGE;
	if (!h->json || h->packed)
		return PROBLEM_TYPE;
	return PROBLEM_NONE;
}
