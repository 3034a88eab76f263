/* embedded.h - the casebook that travels inside the binary. */

#ifndef FORESTAY_EMBEDDED_H
#define FORESTAY_EMBEDDED_H

#include <stddef.h>

struct embedded {
	const char *name;  /* below casebook/: "hamama.law" */
	const char *bytes; /* NUL-terminated beyond len */
	size_t len;
};

/* In order of name; made from casebook/ at build time. */
extern const struct embedded casebook_files[];
extern const size_t casebook_nfiles;

#endif
