/* query.h - what an asker says: one person or a manifest, one act, facts.
 *
 * Read from JSON in the process that talks to the network and can do nothing
 * else; what it hands on is of a fixed form with bounded strings.  What the
 * strings mean is for the desk to find out. */

#ifndef FORESTAY_SERVE_QUERY_H
#define FORESTAY_SERVE_QUERY_H

#include <stdbool.h>

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

/* From a page's form: person, act, and to where there is one.  Errors as
 * above. */
struct page_form;
int query_form(const struct page_form *f, struct arena *a, struct query *out,
    const char **why) MUST_CHECK;

void query_put(struct buf *b, const struct query *q);
int query_get(struct wire *w, struct arena *a, struct query *out) MUST_CHECK;

/* -- Manifests (query_manifest.c) ---------------------------------------- */

struct manifest_line {
	const char *person;
	const char *to; /* destination; NULL: the manifest's own */
	bool alternate; /* who goes if one of the main list does not */
	const char **facts;
	size_t nfacts;
};

/* Everyone on it has a destination, their own or the manifest's. */
struct manifest {
	const char *name; /* by which its versions are told: letters, digits,
			   * - . _ */
	struct query all; /* what goes for each line; person is NULL */
	struct manifest_line *lines;
	size_t n; /* 1 .. LIMIT_MANIFEST_LINES */
};

/* As of a query. */
int manifest_read(struct arena *a, const char *json, size_t n,
    struct manifest *out, const char **why) MUST_CHECK;
void manifest_put(struct buf *b, const struct manifest *m);
int manifest_get(struct wire *w, struct arena *a,
    struct manifest *out) MUST_CHECK;

/* One line as a query of its own; slots: room for m->all.nslots + 1. */
void manifest_query(const struct manifest *m, size_t i,
    struct query_slot *slots, struct query *out);

/* Where a line goes to; NULL: it is not said. */
const char *manifest_to(const struct manifest *m, size_t i);

#endif
