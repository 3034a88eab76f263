/* post.h - what goes out: webhooks and mail.
 *
 * The process that sends them is the only one that may connect.  It has no
 * store and no key but its own; the desk hands it texts, and it says what
 * became of each.  Nothing that is sent says of whom anything is.
 *
 * A webhook is a POST of the notice's JSON with
 *
 *	Forestay-Notice: 155
 *	Forestay-Webhook: t=1796097600,v1=<hex>
 *
 * v1 is HMAC-SHA256 over t, a full stop and the body, by a secret of the
 * account's own, which is HMAC-SHA256 over "forestay webhook 1 " and its name
 * by the key `webhook`: no receiver can sign for another.  (RFC 2104.) */

#ifndef FORESTAY_SERVE_POST_H
#define FORESTAY_SERVE_POST_H

#include <sys/socket.h>

#include "serve/addresses.h"
#include "store/keys.h"
#include "store/wire.h"

/* -- Between desk and post ----------------------------------------------- */

struct post_item {
	uint64_t notice;
	enum post_way way;
	const char *account, *to;
	const char *body; /* of a webhook; mail has a text of its own */
};

void post_item_put(struct buf *b, const struct post_item *x);
int post_item_get(struct wire *w, struct post_item *out) MUST_CHECK;

/* What became of it, in the end. */
struct post_result {
	uint64_t notice;
	enum post_way way;
	bool delivered;
	char account[LIMIT_TOKEN_BYTES + 1];
};

void post_result_put(struct buf *b, const struct post_result *x);
int post_result_get(struct wire *w, struct post_result *out) MUST_CHECK;

/* -- What may be sent, and whereto (post_rules.c) ------------------------ */

/* https://; http:// of this machine alone where loopback is allowed.  No
 * user, no blank, no fragment. */
bool post_url_ok(const char *url, bool loopback);

/* One mailbox, plain. */
bool post_mail_ok(const char *s);

/* An address of the network at large; or of this machine, where that is
 * allowed.  No other: a webhook is no way into somebody's own network. */
bool post_address_ok(const struct sockaddr *to, bool loopback);

#define POST_SECRET_BYTES    32
#define POST_SIGNATURE_BYTES 128

void post_secret(const uint8_t key[KEY_BYTES], const char *account,
    uint8_t out[POST_SECRET_BYTES]);

/* "t=...,v1=..." of a body at a time, in seconds since 1970. */
void post_signature(const uint8_t secret[POST_SECRET_BYTES], int64_t t,
    const char *body, size_t n, char out[POST_SIGNATURE_BYTES]);

/* How long, in ms, until the next attempt after so many failed: doubled each
 * time, at most five minutes, and up to half of it more, as random says. */
int64_t post_delay(unsigned failed, uint32_t random);

#define POST_ATTEMPTS 16 /* over an hour */

#endif
