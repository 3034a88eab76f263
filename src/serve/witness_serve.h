/* witness_serve.h - a witness that is asked over a network.
 *
 * POST /add-checkpoint, as c2sp.org/tlog-witness has it, of one log; one
 * process, with its own key and its own file and nothing else within reach
 * (confine.h).  It sees hashes and sizes, and nobody's name. */

#ifndef FORESTAY_SERVE_WITNESS_SERVE_H
#define FORESTAY_SERVE_WITNESS_SERVE_H

#include "serve/listen.h"
#include "store/witness_state.h"

struct witness_serving {
	const struct mem *mem;
	struct witness_opening witness;
	struct listen_address at;
	/* A sentence for people. */
	void (*say)(void *ctx, const char *text);
	void *ctx;
};

/* Until SIGTERM or SIGINT.  0; E_SYNTAX, E_IO, E_NOMEM: it could not start,
 * and what was wrong has been said. */
int witness_serve(const struct witness_serving *o) MUST_CHECK;

#endif
