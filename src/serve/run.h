/* run.h - the server: its processes started, watched, ended.
 *
 * One process starts the others (child.h), holds their listening sockets, and
 * does nothing else: it opens no store and knows no key.  One that ends by
 * itself is started again; when the keeper ends, the desk does too.  SIGTERM
 * and SIGINT end all of them, the listeners first; SIGHUP starts a new gate
 * (which reads its certificate anew) and lets the old one finish. */

#ifndef FORESTAY_SERVE_RUN_H
#define FORESTAY_SERVE_RUN_H

#include "core/arena.h"
#include "core/buf.h"
#include "core/err.h"
#include "serve/child.h"
#include "serve/listen.h"

struct run_opening {
	const struct mem *mem;
	const char *store, *keys;
	const char *program; /* its version */
	struct listen_address gate, desk;
	struct serve_post post;
	struct signing log; /* what it is held to; the key is the keeper's */
	/* A sentence for people. */
	void (*say)(void *ctx, const char *text);
	void *ctx;
};

/* Until it is ended.  0; E_SYNTAX: an address; E_IO: it could not start, or
 * its processes end again and again; what was wrong has been said. */
int run(const struct run_opening *o) MUST_CHECK;

#endif
