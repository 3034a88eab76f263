/* call.h - one request to another server, and its whole reply: libcurl.
 *
 * No redirect is followed, no proxy or .netrc looked at; TLS 1.2 at least,
 * the certificate checked.  In the open only within this machine. */

#ifndef FORESTAY_SERVE_CALL_H
#define FORESTAY_SERVE_CALL_H

#include <stdbool.h>

#include "core/buf.h"
#include "core/err.h"
#include "core/arena.h"

#define CALL_TIMEOUT_MS      10000
#define CALL_SIGNATURE_BYTES 1024

struct call {
	const char *url, *path;     /* call_url_ok; "/v1/check" */
	const char *ca_file;        /* PEM; NULL: whom the system trusts */
	const char *const *headers; /* "Name: value", NULL-terminated */
	const char *body;           /* posted */
	size_t nbody;
	long timeout_ms; /* for all of it; 0: CALL_TIMEOUT_MS */
	size_t body_max; /* of the reply; more is a failure */
};

struct call_reply {
	long status;
	struct buf body; /* NUL-terminated when there is one */
	/* Forestay-Signature, and how often it came. */
	char signature[CALL_SIGNATURE_BYTES];
	unsigned signatures;
	char why[256]; /* of a failure */
};

/* https://..., or http:// of a loopback address. */
bool call_url_ok(const char *url);

/* 0: a reply came whole, whatever its status; E_LIMIT: the address is too
 * long; E_NOMEM; E_IO: none came, and why.  call_release either way. */
int call_post(const struct mem *mem, const struct call *c,
    struct call_reply *out) MUST_CHECK;
void call_release(struct call_reply *r);

#endif
