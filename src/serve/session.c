/* session.c - see session.h. */

#include <sodium.h>
#include <string.h>

#include "serve/session.h"

#define NONCE        crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG          crypto_aead_xchacha20poly1305_ietf_ABYTES
#define PLAIN        (SESSION_ID + HASH_BYTES + 8 + 8)
#define SEALED       (NONCE + PLAIN + TAG)

/* The clock may have been set back by so much since. */
#define BACK_MINUTES 2

_Static_assert(SESSION_TEXT == 2 * SEALED, "a cookie has one length");
_Static_assert(SESSION_KEY == crypto_aead_xchacha20poly1305_ietf_KEYBYTES,
    "the key's length");

/* What is sealed is this and nothing else. */
static const uint8_t what[] = "forestay session 1";

bool
session_form(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!((s[i] >= '0' && s[i] <= '9') ||
			(s[i] >= 'a' && s[i] <= 'f')))
			return false;
	return n == SESSION_TEXT;
}

static void
put64(uint8_t *p, int64_t v)
{
	size_t i;

	for (i = 0; i < 8; i++)
		p[i] = (uint8_t)((uint64_t)v >> 8 * i);
}

static int64_t
get64(const uint8_t *p)
{
	uint64_t v = 0;
	size_t i;

	for (i = 0; i < 8; i++)
		v |= (uint64_t)p[i] << 8 * i;
	return (int64_t)v;
}

void
session_seal(const uint8_t key[SESSION_KEY], const uint8_t nonce[24],
    const struct session *s, char out[SESSION_TEXT + 1])
{
	uint8_t plain[PLAIN], all[SEALED];

	memcpy(plain, s->id, SESSION_ID);
	memcpy(plain + SESSION_ID, s->token.b, HASH_BYTES);
	put64(plain + SESSION_ID + HASH_BYTES, s->began.us);
	put64(plain + SESSION_ID + HASH_BYTES + 8, s->used.us);
	memcpy(all, nonce, NONCE);
	(void)crypto_aead_xchacha20poly1305_ietf_encrypt(all + NONCE, NULL,
	    plain, PLAIN, what, sizeof(what), NULL, nonce, key);
	(void)sodium_bin2hex(out, SESSION_TEXT + 1, all, SEALED);
}

static bool
stands(const struct session *s, struct instant now)
{
	struct instant late = instant_add_minutes(now, BACK_MINUTES);

	return instant_cmp(s->began, s->used) <= 0 &&
	    instant_cmp(s->used, late) <= 0 &&
	    instant_cmp(now,
		instant_add_minutes(s->used, SESSION_IDLE_MINUTES)) < 0 &&
	    instant_cmp(now, instant_add_minutes(s->began, SESSION_MINUTES)) <
	    0;
}

bool
session_open(const uint8_t key[SESSION_KEY], const char *text,
    struct instant now, struct session *out)
{
	uint8_t plain[PLAIN], all[SEALED];
	size_t n = 0;

	if (!session_form(text, strlen(text)) ||
	    sodium_hex2bin(all, SEALED, text, SESSION_TEXT, NULL, &n, NULL) !=
		0 ||
	    n != SEALED ||
	    crypto_aead_xchacha20poly1305_ietf_decrypt(plain, NULL, NULL,
		all + NONCE, PLAIN + TAG, what, sizeof(what), all, key) != 0)
		return false;
	memcpy(out->id, plain, SESSION_ID);
	memcpy(out->token.b, plain + SESSION_ID, HASH_BYTES);
	out->began.us = get64(plain + SESSION_ID + HASH_BYTES);
	out->used.us = get64(plain + SESSION_ID + HASH_BYTES + 8);
	return stands(out, now);
}
