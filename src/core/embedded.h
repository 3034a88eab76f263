/* embedded.h - a file that travels inside the binary (tools/embed.c). */

#ifndef FORESTAY_CORE_EMBEDDED_H
#define FORESTAY_CORE_EMBEDDED_H

#include <stddef.h>

struct embedded {
	const char *name;  /* below the folder it was in: "hamama.law" */
	const char *bytes; /* NUL-terminated beyond len */
	size_t len;
};

#endif
