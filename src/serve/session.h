/* session.h - who signed in on a page, as their browser carries it.
 *
 * A cookie of one length holds what is below, encrypted and authenticated by
 * the key `session` (docs/keys.md), which the desk's process alone has: a
 * browser, and the process that officers reach, can neither read nor make
 * one.  Whose it is is looked up by the token's hash with every request, so
 * that a revoked account's is good no more. */

#ifndef FORESTAY_SERVE_SESSION_H
#define FORESTAY_SERVE_SESSION_H

#include <stdbool.h>

#include "core/instant.h"
#include "proof/hash.h"

/* It ends so long after it was last used, and after it began. */
#define SESSION_IDLE_MINUTES 30
#define SESSION_MINUTES      (12 * 60)

#define SESSION_ID           16
#define SESSION_KEY          32

/* Hexadecimal digits: nonce, the four below, tag. */
#define SESSION_TEXT         (2 * (24 + SESSION_ID + HASH_BYTES + 8 + 8 + 16))

struct session {
	uint8_t id[SESSION_ID]; /* random: what is signed out is known by it */
	struct hash token;
	struct instant began, used;
};

/* Of that form; whether it is one is session_open's. */
bool session_form(const char *s, size_t n);

/* nonce: 24 random bytes, never the same twice. */
void session_seal(const uint8_t key[SESSION_KEY], const uint8_t nonce[24],
    const struct session *s, char out[SESSION_TEXT + 1]);

/* Whether it was sealed by this key and has not ended. */
bool session_open(const uint8_t key[SESSION_KEY], const char *text,
    struct instant now, struct session *out);

#endif
