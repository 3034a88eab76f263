/* form.h - the one form of an entry, read without building anything.
 *
 * For entry.c alone.  A slice is of the bytes that were read, as they stand
 * there: quotes and escapes included. */

#ifndef FORESTAY_STORE_FORM_H
#define FORESTAY_STORE_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/err.h"
#include "core/limits.h"

struct slice {
	const char *s; /* NULL: it does not stand there */
	size_t n;
};

struct form {
	struct slice at, author, body, kind, matter, on, source, v;
	struct slice document, name, page; /* of the source */
	int version;
	size_t non;
};

/* The largest whole number that every reader of JSON holds exactly. */
#define FORM_WHOLE (((int64_t)1 << 53) - 1)

enum form_kind {
	FORM_DRAFT,   /* without "at" */
	FORM_WRITTEN, /* with it */
	FORM_EITHER
};

/* Check all n bytes.  0; E_SYNTAX, E_LIMIT, E_NEWER with *why, static. */
int form_read(const char *s, size_t n, enum form_kind kind, struct form *f,
    const char **why) MUST_CHECK;

/* A string that form_read went over, without quotes and escapes and with a
 * NUL; out has room for as many bytes as the slice.  Its length. */
size_t form_string(struct slice from, char *out);

/* The next string of a list that form_read went over, from *at on (0 at
 * first); false at its end. */
bool form_next(struct slice list, size_t *at, struct slice *out);

#endif
