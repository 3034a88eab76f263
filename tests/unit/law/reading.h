/* reading.h - what the tests of the law's reading side share. */

#ifndef FORESTAY_READING_H
#define FORESTAY_READING_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "law/law.h"

/* A law being read, and everything that was said of it. */
struct reading_test {
	struct arena arena;
	struct diags ds;
	struct law law;
	struct buf said; /* diagnostics as printed, by said() */
};

static inline void
reading_init(struct reading_test *t)
{
	*t = (struct reading_test){ 0 };
	arena_init(&t->arena, &mem_system, (size_t)1 << 30);
	diags_init(&t->ds, &t->arena);
	buf_init(&t->said, &mem_system, 1u << 24);
}

static inline void
reading_release(struct reading_test *t)
{
	buf_release(&t->said);
	arena_release(&t->arena);
}

static inline const struct source_text *
source_of(struct reading_test *t, const char *path, const char *s, size_t n)
{
	struct source_text *src = arena_alloc(&t->arena, sizeof(*src));

	assert_non_null(src);
	src->path = path;
	src->bytes = arena_strndup(&t->arena, s, n);
	assert_non_null(src->bytes);
	src->len = n;
	return src;
}

static inline const struct source_text *
source_file(struct reading_test *t, const char *path)
{
	const struct source_text *src;
	FILE *f = fopen(path, "rb");
	char *bytes = malloc(1u << 24);
	size_t n;

	assert_non_null(f);
	assert_non_null(bytes);
	n = fread(bytes, 1, 1u << 24, f);
	(void)fclose(f);
	src = source_of(t, path, bytes, n);
	free(bytes);
	return src;
}

/* All that was said, as the command line shows it. */
static inline const char *
said(struct reading_test *t)
{
	size_t i;

	buf_clear(&t->said);
	for (i = 0; i < t->ds.n; i++)
		diag_print(&t->said, &t->ds.items[i], false);
	return t->said.s;
}

static inline int
read_text(struct reading_test *t, const char *s)
{
	return law_parse(&t->arena, source_of(t, "t.law", s, strlen(s)),
	    &t->law, &t->ds);
}

#endif
