/* hash.h - SHA-256, as everything that vouches for something here uses it.
 *
 * FIPS 180-4.  A hash is 32 bytes and is written "sha256:" and 64 small
 * hexadecimal digits where people and entries name one. */

#ifndef FORESTAY_PROOF_HASH_H
#define FORESTAY_PROOF_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HASH_BYTES 32

struct hash {
	uint8_t b[HASH_BYTES];
};

struct hash hash_of(const void *bytes, size_t n);
/* Of a tag of at most 32 bytes and two times 32: what the tag says it is, and
 * nothing else, for the tags differ. */
struct hash hash_tagged(const char *tag, const uint8_t a[HASH_BYTES],
    const uint8_t b[HASH_BYTES]);

bool hash_equal(const struct hash *a, const struct hash *b);

void hash_text(const struct hash *h, char out[72]); /* "sha256:<hex>" */
bool hash_read(const char *s, struct hash *out);    /* of exactly that form */

#endif
