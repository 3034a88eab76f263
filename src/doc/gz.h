/* gz.h - a text packed with gzip, unpacked.
 *
 * Hostile until shown otherwise: it runs in forestay-doc, and what it unpacks
 * to is bounded. */

#ifndef FORESTAY_DOC_GZ_H
#define FORESTAY_DOC_GZ_H

#include <stddef.h>

#include "core/buf.h"
#include "core/err.h"

#define GZ_MAX ((size_t)64 << 30)

/* Read fd; bytes() takes what comes of it and returns 0 to go on.  0;
 * E_SYNTAX, E_LIMIT, E_NOMEM with a sentence in why; or what bytes()
 * returned. */
int gz_read(int fd, int (*bytes)(void *ctx, const char *s, size_t n), void *ctx,
    struct buf *why) MUST_CHECK;

#endif
