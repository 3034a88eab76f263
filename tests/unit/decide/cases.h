/* cases.h - what the deciders' tests share: texts read and checked, people
 * from givens, questions put. */

#ifndef FORESTAY_TEST_CASES_H
#define FORESTAY_TEST_CASES_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <dirent.h>

#include "decide/decide.h"
#include "intake/givens.h"
#include "intake/vignette.h"

#define CASES     "tests/unit/decide/cases/"
#define FILES_MAX 64

struct bench_law {
	struct arena arena;
	struct diags ds;
	struct law law;
	struct source_text src[4];
	size_t nsrc;
};

static inline const char *
slurp(struct arena *a, const char *path, size_t *n)
{
	FILE *f = fopen(path, "rb");
	char *s;
	long size;

	if (f == NULL)
		fail_msg("%s cannot be read", path);
	(void)fseek(f, 0, SEEK_END);
	size = ftell(f);
	rewind(f);
	s = arena_alloc(a, (size_t)size + 1);
	*n = fread(s, 1, (size_t)size, f);
	fclose(f);
	return s;
}

static inline void
bench_add(struct bench_law *b, const char *path, const char *bytes, size_t n)
{
	struct source_text *src = &b->src[b->nsrc++];

	*src = (struct source_text){ path, bytes, n };
	assert_int_equal(law_parse(&b->arena, src, &b->law, &b->ds), 0);
}

/* The words every case uses, and then one text of its own. */
static inline void
bench_open(struct bench_law *b, const char *path, const char *text)
{
	struct buf said;
	const char *s;
	size_t n;

	memset(b, 0, sizeof(*b));
	arena_init(&b->arena, &mem_system, (size_t)1 << 30);
	diags_init(&b->ds, &b->arena);
	s = slurp(&b->arena, CASES "words.vocab", &n);
	bench_add(b, CASES "words.vocab", s, n);
	if (text == NULL) {
		s = slurp(&b->arena, path, &n);
		bench_add(b, path, s, n);
	} else {
		bench_add(b, path, text, strlen(text));
	}
	if (b->ds.nerrors == 0 && law_check(&b->arena, &b->law, &b->ds) == 0)
		return;
	buf_init(&said, &mem_system, 1u << 20);
	for (size_t i = 0; i < b->ds.n; i++)
		diag_print(&said, &b->ds.items[i], false);
	fail_msg("%s", said.s);
}

static inline void
bench_close(struct bench_law *b)
{
	arena_release(&b->arena);
}

static inline const struct instrument *
order(struct bench_law *b, const char *id)
{
	const struct instrument *x = law_instrument(&b->law, id);

	if (x == NULL)
		fail_msg("no order %s", id);
	return x;
}

/* "2020-01-06 10:00" in zone. */
static inline struct instant
at(const char *zone, const char *s)
{
	struct moment m;

	assert_int_equal(moment_parse(s, strlen(s), &m), 0);
	return zone_when(zone_builtin(zone), &m).first;
}

/* A person of givens as in a vignette's person line. */
static inline const struct person *
person_of(struct bench_law *b, const char *id, const char *givens)
{
	struct source_text *src = arena_alloc(&b->arena, sizeof(*src));
	struct person *p = arena_alloc(&b->arena, sizeof(*p));
	struct givens g = { .arena = &b->arena,
		.law = &b->law,
		.zone = zone_builtin("UTC") };
	struct given *list;
	size_t n;

	*src = (struct source_text){ "givens", givens, strlen(givens) };
	if (law_parse_givens(&b->arena, src, &b->law, &list, &n, &b->ds) != 0)
		fail_msg("%s: %s", givens,
		    b->ds.n > 0 ? b->ds.items[0].message : "?");
	for (size_t i = 0; i < n; i++)
		assert_int_equal(givens_add(&g, &list[i]), 0);
	assert_int_equal(givens_person(&g, id, id, p), 0);
	return p;
}

/* Every text of the folder, so that a new one needs no line here. */
static inline size_t
find_files(char (*names)[64])
{
	DIR *d = opendir(CASES);
	const struct dirent *e;
	size_t n = 0;

	while (d != NULL && (e = readdir(d)) != NULL) {
		size_t len = strlen(e->d_name);

		if (n < FILES_MAX && len > 4 && len < sizeof(names[n]) &&
		    strcmp(e->d_name + len - 4, ".law") == 0)
			memcpy(names[n++], e->d_name, len + 1);
	}
	if (d != NULL)
		closedir(d);
	return n;
}

#endif
