/* layout.h - one casebook in many layouts. */

#ifndef FORESTAY_PROPERTY_LAYOUT_H
#define FORESTAY_PROPERTY_LAYOUT_H

#include "core/arena.h"
#include "core/buf.h"
#include "property/rng.h"

/* The words of text, otherwise laid out and commented.  0 or an error. */
int layout_anew(struct rng *r, struct arena *a, const char *text,
    struct buf *out);

/* What of x is not in y, or stands elsewhere: words or comments; NULL when
 * both hold the same. */
const char *layout_lost(struct arena *a, const char *x, const char *y);

#endif
