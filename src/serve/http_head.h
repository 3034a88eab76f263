/* http_head.h - whether a request's head is strictly of the form of
 * HTTP/1.1.  Header by header, in the order they came. */

#ifndef FORESTAY_SERVE_HTTP_HEAD_H
#define FORESTAY_SERVE_HTTP_HEAD_H

#include "core/limits.h"
#include "serve/routes.h"
#include "serve/session.h"

/* A name that a browser takes from its own host alone, over TLS. */
#define HEAD_COOKIE   "__Host-forestay"

#define HEAD_HOST_MAX 255

struct http_head {
	unsigned headers, hosts, lengths, codings, tokens, types;
	uint64_t length; /* when lengths is 1 */
	bool json;       /* the body is said to be JSON */
	bool form;       /* or a page's form */
	bool packed;     /* the body is in a coding */
	bool expects;    /* something other than 100-continue */
	bool bad_coding; /* a transfer coding that is not chunked */
	bool bad;        /* bytes that no header has */
	bool bad_token;
	unsigned events;
	uint64_t last_event; /* Last-Event-ID; 0: none */
	char token[LIMIT_TOKEN_BYTES + 1];
	unsigned keys; /* Idempotency-Key, of a docket's notice */
	bool bad_key;
	char key[LIMIT_DOCKET_KEY + 1];

	/* Who signed in on a page: of the right form, or "". */
	unsigned cookie_lines, cookies;
	char cookie[SESSION_TEXT + 1];

	/* From which page a form was sent, as browsers say. */
	char host[HEAD_HOST_MAX + 1];
	unsigned origins, sites;
	char origin[HEAD_HOST_MAX + 9]; /* "https://HOST"; "null" */
	bool same_site;                 /* Sec-Fetch-Site: same-origin */
};

void head_take(struct http_head *h, const char *name, size_t nname,
    const char *value, size_t nvalue);

/* Once all were taken.  version: "HTTP/1.1".  PROBLEM_NONE: it is.  A form
 * counts only when the browser says that it was sent from a page of this
 * listener, tls or not: no other page can have it sent. */
enum problem head_problem(const struct http_head *h, const char *version,
    const struct route *route, bool tls);

#endif
