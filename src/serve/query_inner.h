/* query_inner.h - what query.c and query_manifest.c share. */

#ifndef FORESTAY_SERVE_QUERY_INNER_H
#define FORESTAY_SERVE_QUERY_INNER_H

#include <jansson.h>

#include "serve/query.h"

/* A key of an object that holds a line of text. */
struct query_key {
	const char *key;
	size_t max;
	const char **to; /* NULL when it is not there */
	const char *why; /* when it is no such line */
};

/* 0; E_SYNTAX, E_LIMIT with *why; E_NOMEM. */
int query_lines(struct arena *a, const json_t *j, const struct query_key *keys,
    size_t n, const char **why) MUST_CHECK;

/* "to", "from", "under", "by", and those under "slots". */
int query_slots(struct arena *a, const json_t *j, struct query *q,
    const char **why) MUST_CHECK;

/* A list of facts; j may be NULL. */
int query_facts(struct arena *a, const json_t *j, const char ***out, size_t *n,
    const char **why) MUST_CHECK;

/* Every key of j is one of these (NULL ends them), or names a slot. */
bool query_keys_known(const json_t *j, const char *const *keys, bool slots);

/* A line of text at most max long; NULL when it is empty; anything else
 * fails w. */
const char *query_get_line(struct wire *w, struct arena *a, size_t max);
/* As query_get, whatever is not there. */
int query_get_all(struct wire *w, struct arena *a,
    struct query *out) MUST_CHECK;
int query_get_facts(struct wire *w, struct arena *a, const char ***out,
    size_t *n) MUST_CHECK;
void query_put_facts(struct buf *b, const char *const *facts, size_t n);

#endif
