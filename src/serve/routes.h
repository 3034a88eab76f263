/* routes.h - what can be asked of the server, and by whom: one table.
 *
 * A handler never asks who somebody is.  What is not in the table is not
 * there; what a role does not have in it is refused before anything is
 * looked up. */

#ifndef FORESTAY_SERVE_ROUTES_H
#define FORESTAY_SERVE_ROUTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* DESIGN section 2. */
enum role {
	ROLE_OFFICER,
	ROLE_COUNSEL,
	ROLE_MONITOR,
	ROLE_FEED, /* a docket service: it tells, and is told nothing */
	ROLES
};

const char *role_text(enum role r); /* "officer" */
bool role_read(const char *s, enum role *out);

enum route_id {
	ROUTE_HEALTH,
	ROUTE_METRICS,
	ROUTE_CHECK,
	ROUTE_MANIFEST,
	ROUTE_NOTICES,
	ROUTE_ACKNOWLEDGE,
	ROUTE_STREAM,
	ROUTE_DOCKET,       /* a notice comes */
	ROUTE_DOCKET_TOKEN, /* the same, its token in the path */
	ROUTE_DOCKETS,      /* which wait */
	ROUTE_PAGE,         /* the officer's page */
	ROUTE_PAGE_CHECK,   /* what it asks */
	ROUTE_PAGE_OVER,    /* its answer is good no more */
	ROUTE_PAGE_KEEP,    /* a signed answer as a file */
	ROUTE_SIGN_IN,
	ROUTE_SIGN_OUT,
	ROUTE_LOOK_CSS,
	ROUTE_GATE_CSS,
	ROUTE_GATE_JS,
	ROUTE_ADD_CHECKPOINT, /* c2sp.org/tlog-witness */
	ROUTES
};

/* By which listener it can be had. */
enum side { SIDE_GATE, SIDE_DESK, SIDE_WITNESS, SIDES };

#define SIDE_BIT(s) (1u << (s))

struct route {
	enum route_id id;
	const char *method;
	const char *path;      /* {number}: digits; {token}: an account's,
				* which then reaches no metric and no reply */
	unsigned roles[SIDES]; /* ROLE_BIT of each that may */
	unsigned open;         /* SIDE_BIT of each where anyone may */
	bool check;            /* whatever fails is a hold */
	bool manifest;         /* of many lines */
	bool docket;           /* its body is kept as it is */
	bool page;             /* of HTML: known by a cookie and never by a
				* header's token; what it sends is a form; what
				* fails is a page too */
	const char *file;      /* of web/, as it is; or NULL */
	bool text;             /* its body is not JSON */
	size_t body_max;       /* 0: takes none */
};

#define ROLE_BIT(r) (1u << (r))

extern const struct route routes[ROUTES];

enum found { FOUND, FOUND_NO_PATH, FOUND_NO_METHOD };

/* Of what that side has.  *out is a route of that path when the method is
 * another; *number what stands for {number}, or 0. */
enum found route_find(enum side side, const char *method, const char *path,
    const struct route **out, uint64_t *number);

/* By which methods there is something at its path: "GET, POST". */
const char *route_methods(const struct route *r);

bool route_allows(const struct route *r, enum side side, enum role role);

/* -- Problems (RFC 9457) ------------------------------------------------- */

enum problem {
	PROBLEM_NONE,
	PROBLEM_REQUEST, /* the request's head or form */
	PROBLEM_BODY,    /* what it says: detail says where */
	PROBLEM_TOKEN,
	PROBLEM_ROLE,
	PROBLEM_ORIGIN, /* a form that another page sent */
	PROBLEM_PATH,
	PROBLEM_METHOD,
	PROBLEM_TIMEOUT,
	PROBLEM_LENGTH, /* a body without one */
	PROBLEM_LARGE,
	PROBLEM_TYPE, /* of the body */
	PROBLEM_HEAD, /* too much of it */
	PROBLEM_EXPECT,
	PROBLEM_INTERNAL,
	PROBLEM_TRANSFER, /* a coding that is not chunked */
	PROBLEM_BUSY,
	PROBLEM_VERSION, /* of HTTP */
	PROBLEMS
};

struct problem_row {
	unsigned status;
	const char *name;  /* urn:forestay:problem:NAME */
	const char *title; /* says nothing of any person */
};

extern const struct problem_row problem_rows[PROBLEMS];

#define PROBLEM_MEDIA "application/problem+json"
#define PAGE_MEDIA    "text/html; charset=utf-8"

/* The document.  detail: a sentence that is in this program, or NULL; hold:
 * a check was asked for, and this is to be read as one. */
struct buf;
void problem_write(struct buf *b, enum problem p, const char *detail,
    bool hold);

#endif
