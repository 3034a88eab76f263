/* desk.h - what gate and desk say to each other.
 *
 * A request: its number, the route, whether there is a token and its hash,
 * who signed in on a page, sealed, the query of a check, or a manifest; or
 * that the asker of a stream is gone.  A reply: the number; a problem and its
 * detail, or what is to be sent as it is, of a page what it is made of; of a
 * stream there are many. */

#ifndef FORESTAY_SERVE_DESK_H
#define FORESTAY_SERVE_DESK_H

#include "serve/account.h"
#include "serve/dockets.h"
#include "serve/http.h"
#include "serve/query.h"
#include "store/wire.h"

struct desk_request {
	uint64_t id;
	const struct route *route;
	bool has_token;
	struct hash token;
	uint64_t number;           /* in its path; http.h */
	bool gone;                 /* nobody reads the stream of that number */
	const char *cookie;        /* of a page; or NULL */
	struct docket_body docket; /* of a notice that came */
	struct query query;        /* of a check */
	struct manifest manifest;  /* of one of many lines */
};

enum desk_part { PART_WHOLE, PART_MORE, PART_END, PARTS };

struct desk_reply {
	uint64_t id;
	enum problem problem;   /* then detail */
	const char *detail;     /* or NULL */
	struct http_reply http; /* PROBLEM_NONE */
	enum desk_part part;
};

/* A page knows who asks by a cookie, everything else by a token: a form that
 * another page has sent can ask nothing of the API, and a token in a header
 * nothing of a page. */

/* What the network said, made a request of: PROBLEM_NONE; else *detail. */
enum problem desk_request_read(struct arena *a, const struct http_request *h,
    struct desk_request *out, const char **detail);

void desk_request_put(struct buf *b, const struct desk_request *r);
int desk_request_get(struct wire *w, struct arena *a,
    struct desk_request *out) MUST_CHECK;

void desk_reply_put(struct buf *b, const struct desk_reply *r);
int desk_reply_get(struct wire *w, struct desk_reply *out) MUST_CHECK;

/* One series for each status class and route; what it is of: "gate". */
void desk_count(struct buf *b, const struct http_counts *c, const char *of);

#endif
