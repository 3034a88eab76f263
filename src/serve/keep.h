/* keep.h - what the keeper's process signs. */

#ifndef FORESTAY_SERVE_KEEP_H
#define FORESTAY_SERVE_KEEP_H

#include <stdbool.h>
#include <stddef.h>

/* Every reply that is signed begins as one of these. */
#define KEEP_REPLY_LEAD    "{\"forestay\":\"answer 1\","
#define KEEP_MANIFEST_LEAD "{\"forestay\":\"manifest 1\","

/* Whether this is a reply, one line, and can be read as nothing else that the
 * log's key signs. */
bool keep_may_sign(const char *text, size_t n);

#endif
