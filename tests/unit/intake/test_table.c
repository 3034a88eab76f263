/* Comma-separated values: RFC 4180, and what breaks it. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "intake/table.h"

/* Records as "a|b/c|d"; a broken one as "!". */
static void
flatten(const char *bytes, size_t n, char *out, size_t size, unsigned *last)
{
	struct source_text src = { "t.csv", bytes, n };
	struct table_record *rec;
	struct arena a;
	struct table t;
	size_t i, at = 0;
	int r;

	arena_init(&a, &mem_system, 1 << 24);
	rec = arena_alloc(&a, sizeof(*rec));
	assert_non_null(rec);
	table_init(&t, &a, &src);
	out[0] = '\0';
	while ((r = table_next(&t, rec)) > 0) {
		if (at > 0)
			at += (size_t)snprintf(out + at, size - at, "/");
		*last = rec->line;
		if (rec->wrong != NULL) {
			at += (size_t)snprintf(out + at, size - at, "!");
			continue;
		}
		for (i = 0; i < rec->ncells; i++)
			at += (size_t)snprintf(out + at, size - at, "%s%s",
			    i == 0 ? "" : "|", rec->cells[i]);
	}
	assert_int_equal(r, 0);
	arena_release(&a);
}

static void
tables_are_read(void **state)
{
	static const struct {
		const char *text, *flat;
	} cases[] = {
		{ "", "" },
		{ "a,b\n1,2\n", "a|b/1|2" },
		{ "a,b\r\n1,2\r\n", "a|b/1|2" },
		{ "a,b\n1,2", "a|b/1|2" },
		{ "a,b\n\n\n1,2\n\n", "a|b/1|2" },
		{ "\xef\xbb\xbf"
		  "a,b\n1,2\n",
		    "a|b/1|2" },
		{ "a;b\n1;2\n", "a|b/1|2" },
		{ "a\tb\n1\t2\n", "a|b/1|2" },
		{ "a,b\n1;2,3\n", "a|b/1;2|3" },
		{ "a,b\n,\n", "a|b/|" },
		{ "a,b\n\"1,\"\"2\"\"\",3\n", "a|b/1,\"2\"|3" },
		{ "a,b\n\"1\n2\",3\n", "a|b/1\n2|3" },
		{ "a,b\n  1 , 2\t\n", "a|b/1|2" },
		{ "a,b\n\"\",\"\"\n", "a|b/|" },
		/* Broken ones are one record, and reading goes on. */
		{ "a,b\n1\"2,3\n4,5\n", "a|b/!/4|5" },
		{ "a,b\n\"1\"2,3\n4,5\n", "a|b/!/4|5" },
		{ "a,b\n\"1,2\n3,4\n", "a|b/!/3|4" },
	};
	char flat[256];
	unsigned line;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		flatten(cases[i].text, strlen(cases[i].text), flat,
		    sizeof(flat), &line);
		if (strcmp(flat, cases[i].flat) != 0)
			fail_msg("case %zu: \"%s\" for \"%s\"", i, flat,
			    cases[i].flat);
	}
}

static void
a_nul_breaks_a_record(void **state)
{
	static const char text[] = "a,b\n1,x\0y\n3,4\n";
	char flat[64];
	unsigned line;

	flatten(text, sizeof(text) - 1, flat, sizeof(flat), &line);
	assert_string_equal(flat, "a|b/!/3|4");
}

static void
lines_are_counted_through_quotes(void **state)
{
	static const char text[] = "a,b\n\"1\n2\n3\",x\n4,5\n";
	char flat[64];
	unsigned line;

	flatten(text, sizeof(text) - 1, flat, sizeof(flat), &line);
	assert_int_equal(line, 5);
}

/* LIMIT_COLUMNS cells are read; one more breaks the record. */
static void
columns_are_limited(void **state)
{
	static char text[2 * LIMIT_COLUMNS + 8], flat[4096];
	size_t n, cells;
	unsigned line;

	for (cells = LIMIT_COLUMNS - 1; cells <= LIMIT_COLUMNS + 1; cells++) {
		memset(text, ',', cells - 1);
		n = cells - 1;
		text[n++] = 'x';
		text[n++] = '\n';
		flatten(text, n, flat, sizeof(flat), &line);
		assert_int_equal(strcmp(flat, "!") == 0, cells > LIMIT_COLUMNS);
	}
}

/* A cell of LIMIT_STRING_BYTES is read; one byte more is not. */
static void
cells_are_limited(void **state)
{
	static char text[LIMIT_STRING_BYTES + 16];
	static char flat[LIMIT_STRING_BYTES + 16];
	unsigned line;
	size_t n;

	for (n = LIMIT_STRING_BYTES - 1; n <= LIMIT_STRING_BYTES + 1; n++) {
		memset(text, 'x', n);
		text[n] = '\n';
		flatten(text, n + 1, flat, sizeof(flat), &line);
		assert_int_equal(strcmp(flat, "!") == 0,
		    n > LIMIT_STRING_BYTES);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tables_are_read),
		cmocka_unit_test(a_nul_breaks_a_record),
		cmocka_unit_test(lines_are_counted_through_quotes),
		cmocka_unit_test(columns_are_limited),
		cmocka_unit_test(cells_are_limited),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
