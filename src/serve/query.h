/* query.h - what an asker says: one person, one act, facts.
 *
 * Read from JSON in the process that talks to the network and can do nothing
 * else; what it hands on is of a fixed form with bounded strings.  What the
 * strings mean is for the desk to find out. */

#ifndef FORESTAY_SERVE_QUERY_H
#define FORESTAY_SERVE_QUERY_H

#include "core/limits.h"
#include "store/wire.h"

struct query_slot {
	const char *name, *value;
};

struct query {
	const char *nonce;             /* comes back signed */
	const char *person;            /* an identifier, as written */
	const char *act;               /* "removal" */
	const char *departs, *arrives; /* instants; NULL: now; departs */
	struct query_slot *slots;      /* "to" is the destination */
	size_t nslots;
	const char **facts; /* in the order language */
	size_t nfacts;
};

/* From a JSON object.  Strings live in a.  0; E_SYNTAX, E_LIMIT with *why, a
 * sentence of this program's own that repeats nothing of the body; E_NOMEM. */
int query_read(struct arena *a, const char *json, size_t n, struct query *out,
    const char **why) MUST_CHECK;

void query_put(struct buf *b, const struct query *q);
int query_get(struct wire *w, struct arena *a, struct query *out) MUST_CHECK;

#endif
