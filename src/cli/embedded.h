/* embedded.h - the casebook that travels inside the binary. */

#ifndef FORESTAY_EMBEDDED_H
#define FORESTAY_EMBEDDED_H

#include "core/embedded.h"

/* In order of name; made from casebook/ at build time. */
extern const struct embedded casebook_files[];
extern const size_t casebook_nfiles;

#endif
