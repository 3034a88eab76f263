/* http.h - a listener: requests in, replies out.
 *
 * libmicrohttpd with GnuTLS, in the caller's own thread and loop: poll
 * http_fd for http_wait milliseconds at most, then http_run.  A request is
 * refused here when its head is not strictly of the form of HTTP/1.1, is for
 * nothing that the table of routes has, or is too large or too slow; the
 * rest is handed to `ask`, and answered by its number, then or later; once,
 * or bit by bit (http_stream).
 *
 * What is not refused reaches nothing: no header is logged, copied or made a
 * key of, but for the token, which is of one form (account.h). */

#ifndef FORESTAY_SERVE_HTTP_H
#define FORESTAY_SERVE_HTTP_H

#include <stdint.h>

#include "core/buf.h"
#include "core/err.h"
#include "serve/routes.h"

struct http;

struct http_request {
	uint64_t id;
	const struct route *route;
	/* In its path; of a stream the last event that came before; or 0. */
	uint64_t number;
	const char *token;  /* of the right form; or NULL */
	const char *cookie; /* likewise: who signed in on a page */
	const char *key;    /* of a docket's notice; or NULL */
	const char *body;
	size_t nbody;
};

struct http_reply {
	unsigned status;
	const char *media;
	const char *signature; /* a header of that name; or NULL */
	const char *allow;     /* of 405; or NULL */
	const char *cookie;    /* what the browser is to send from now on, ""
				* nothing; or NULL: as before */
	const char *location;  /* of 303; or NULL */
	const char *file;      /* the name it is kept under; or NULL */
	const char *body;
	size_t n;
};

/* What has been answered: for metrics. */
struct http_counts {
	uint64_t replies[ROUTES + 1][6]; /* by route (the last: none of
					  * them) and status / 100 */
	uint64_t connections;            /* ever */
	unsigned open;                   /* now */
};

struct http_opening {
	const struct mem *mem;
	int listener;            /* bound and listening; stays the caller's */
	enum side side;          /* which routes it has */
	const char *certificate; /* PEM; NULL: no TLS */
	const char *key;
	/* Answer it, or keep r->id and answer later; its strings live during
	 * the call. */
	void (*ask)(void *ctx, const struct http_request *r);
	/* The asker of a stream is gone; or NULL. */
	void (*gone)(void *ctx, uint64_t id);
	/* What fails on a page, as a page; NULL: this listener has none. */
	void (*page)(void *ctx, struct buf *b, enum problem p,
	    const char *detail, const struct route *route);
	void *ctx;
};

/* 0; E_SYNTAX: certificate or key are none; E_IO; E_NOMEM. */
int http_open(const struct http_opening *o, struct http **out) MUST_CHECK;
void http_close(struct http *h);

int http_fd(const struct http *h);
int http_wait(struct http *h, int at_most);

/* Do what is there to be done, and let go of who is too slow. */
void http_run(struct http *h);

/* A request that is there no more is nobody's: nothing is done. */
void http_reply(struct http *h, uint64_t id, const struct http_reply *r);
void http_problem(struct http *h, uint64_t id, enum problem bad,
    const char *detail);

/* More of a stream of events, which the first call begins.  It is kept alive
 * meanwhile; who does not take what is sent is hung up on. */
void http_stream(struct http *h, uint64_t id, const char *bytes, size_t n);
void http_stream_end(struct http *h, uint64_t id);

/* Of all of them: whoever was answering is gone. */
void http_streams_end(struct http *h);

/* Take no new connections; how many requests are not answered yet. */
void http_quiesce(struct http *h);
size_t http_pending(const struct http *h);

const struct http_counts *http_counts(const struct http *h);

#endif
