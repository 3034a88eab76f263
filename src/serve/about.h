/* about.h - small lists that a store keeps beside people and orders: accounts,
 * shifts, addresses.  Entries about one subject, one after the other. */

#ifndef FORESTAY_SERVE_ABOUT_H
#define FORESTAY_SERVE_ABOUT_H

#include <jansson.h>

#include "store/store.h"

/* One of them; kind and body live during the call.  0, or why the list cannot
 * be read: E_BROKEN for what it does not know. */
typedef int about_fn(void *ctx, const struct written *w, const char *kind,
    const json_t *body);

/* All entries about a subject up to `through`, in order.  0; what `take` said;
 * E_BROKEN, E_IO, E_NOMEM. */
int about_read(struct arena *a, struct store *s, const char *subject,
    uint64_t through, about_fn *take, void *ctx) MUST_CHECK;

/* One more, by somebody; the body is given away.  pre may be NULL.  E_SYNTAX
 * when there is no body; as store_append. */
int about_write(struct store *s, const char *subject, const char *kind,
    json_t *body, const char *by, const struct precondition *pre,
    struct appended *out) MUST_CHECK;

#endif
