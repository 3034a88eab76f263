/* hash.c - what is hashed for a head; for a leaf, see receipt.h. */

#include "proof/receipt.h"
#include "store/entry.h"

#define TAG_HEAD "forestay head 1\n"

_Static_assert(SALT_BYTES == RECEIPT_SALT_BYTES, "one salt");

struct hash
entry_leaf(const struct salt *salt, const char *bytes, size_t n)
{
	return receipt_commitment(salt->b, bytes, n);
}

struct hash
head_next(const struct hash *head, const struct hash *leaf)
{
	return hash_tagged(TAG_HEAD, head->b, leaf->b);
}
