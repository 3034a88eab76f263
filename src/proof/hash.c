/* hash.c - SHA-256 by GnuTLS, which is seven times faster than libsodium's. */

#include "proof/hash.h"

#include <assert.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <stdlib.h>
#include <string.h>

struct hash
hash_of(const void *bytes, size_t n)
{
	struct hash h;

	/* It allocates nothing and cannot fail but by a library that is not
	 * what it says: with no hash nothing here can be believed. */
	if (gnutls_hash_fast(GNUTLS_DIG_SHA256, n == 0 ? "" : bytes, n, h.b) !=
	    0)
		abort();
	return h;
}

struct hash
hash_tagged(const char *tag, const uint8_t a[HASH_BYTES],
    const uint8_t b[HASH_BYTES])
{
	uint8_t all[32 + 2 * HASH_BYTES];
	size_t n = strlen(tag);

	assert(n <= 32);
	/* No text is made of it. */
	memcpy(all, tag, n); // NOLINT(bugprone-not-null-terminated-result)
	memcpy(all + n, a, HASH_BYTES);
	memcpy(all + n + HASH_BYTES, b, HASH_BYTES);
	return hash_of(all, n + (size_t)2 * HASH_BYTES);
}

bool
hash_equal(const struct hash *a, const struct hash *b)
{
	return memcmp(a->b, b->b, HASH_BYTES) == 0;
}

#define PREFIX "sha256:"

void
hash_text(const struct hash *h, char out[72])
{
	static const char hex[] = "0123456789abcdef";
	char *s = out + sizeof(PREFIX) - 1;

	memcpy(out, PREFIX, sizeof(PREFIX) - 1);
	for (size_t i = 0; i < HASH_BYTES; i++) {
		*s++ = hex[h->b[i] >> 4];
		*s++ = hex[h->b[i] & 15];
	}
	*s = '\0';
}

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool
hash_read(const char *s, struct hash *out)
{
	struct hash h;

	if (strlen(s) != sizeof(PREFIX) - 1 + (size_t)2 * HASH_BYTES ||
	    memcmp(s, PREFIX, sizeof(PREFIX) - 1) != 0)
		return false;
	s += sizeof(PREFIX) - 1;
	for (size_t i = 0; i < HASH_BYTES; i++, s += 2) {
		int hi = hex_value(s[0]), lo = hex_value(s[1]);

		if (hi < 0 || lo < 0)
			return false;
		h.b[i] = (uint8_t)(hi << 4 | lo);
	}
	*out = h;
	return true;
}
