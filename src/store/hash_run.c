/* hash_run.c - see hash_run.h. */

#include "store/hash_run.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <stdlib.h>

/* The library's handle is what this is. */
int
hash_run_new(struct hash_run **out)
{
	gnutls_hash_hd_t h = NULL;

	if (gnutls_hash_init(&h, GNUTLS_DIG_SHA256) != 0)
		return E_NOMEM;
	*out = (struct hash_run *)(void *)h;
	return 0;
}

void
hash_run_add(struct hash_run *h, const void *bytes, size_t n)
{
	/* It cannot fail but by a library that is not what it says. */
	if (gnutls_hash((gnutls_hash_hd_t)(void *)h, bytes, n) != 0)
		abort();
}

void
hash_run_end(struct hash_run *h, struct hash *out)
{
	gnutls_hash_deinit((gnutls_hash_hd_t)(void *)h, out->b);
}

void
hash_run_free(struct hash_run *h)
{
	struct hash nothing;

	if (h != NULL)
		hash_run_end(h, &nothing);
}
