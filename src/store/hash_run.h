/* hash_run.h - SHA-256 of bytes that come bit by bit. */

#ifndef FORESTAY_HASH_RUN_H
#define FORESTAY_HASH_RUN_H

#include "core/err.h"
#include "proof/hash.h"

struct hash_run;

/* E_NOMEM when the library refuses. */
int hash_run_new(struct hash_run **out) MUST_CHECK;
void hash_run_add(struct hash_run *h, const void *bytes, size_t n);
void hash_run_end(struct hash_run *h, struct hash *out); /* frees it */
void hash_run_free(struct hash_run *h);                  /* accepts NULL */

#endif
