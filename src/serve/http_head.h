/* http_head.h - whether a request's head is strictly of the form of
 * HTTP/1.1.  Header by header, in the order they came. */

#ifndef FORESTAY_SERVE_HTTP_HEAD_H
#define FORESTAY_SERVE_HTTP_HEAD_H

#include "core/limits.h"
#include "serve/routes.h"

struct http_head {
	unsigned headers, hosts, lengths, codings, tokens, types;
	uint64_t length; /* when lengths is 1 */
	bool json;       /* the body is said to be JSON */
	bool packed;     /* the body is in a coding */
	bool expects;    /* something other than 100-continue */
	bool bad_coding; /* a transfer coding that is not chunked */
	bool bad;        /* bytes that no header has */
	bool bad_token;
	unsigned events;
	uint64_t last_event; /* Last-Event-ID; 0: none */
	char token[LIMIT_TOKEN_BYTES + 1];
};

void head_take(struct http_head *h, const char *name, size_t nname,
    const char *value, size_t nvalue);

/* Once all were taken.  version: "HTTP/1.1".  PROBLEM_NONE: it is. */
enum problem head_problem(const struct http_head *h, const char *version,
    const struct route *route);

#endif
