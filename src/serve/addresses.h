/* addresses.h - where an account's notices are sent, besides being shown.
 *
 * An entry each time one is given or taken back; the last counts.  A webhook
 * is an address of https; mail says only that a notice waits. */

#ifndef FORESTAY_SERVE_ADDRESSES_H
#define FORESTAY_SERVE_ADDRESSES_H

#include "store/store.h"

enum post_way { POST_WEBHOOK, POST_MAIL, POST_WAYS };

const char *post_way_text(enum post_way w); /* "webhook" */

struct address {
	const char *account;
	const char *to[POST_WAYS]; /* NULL: not in this way */
};

struct addresses {
	const struct address *items;
	size_t n;
};

/* Lives in a.  E_BROKEN: an entry that is not understood; or what the store
 * said. */
int addresses_read(struct arena *a, struct store *s, uint64_t through,
    struct addresses *out) MUST_CHECK;

/* Of an account; or NULL. */
const struct address *addresses_of(const struct addresses *all,
    const char *account);

/* to: NULL takes it back.  As store_append. */
int address_write(struct store *s, const char *account, enum post_way way,
    const char *to, const char *by, struct appended *out) MUST_CHECK;

#endif
