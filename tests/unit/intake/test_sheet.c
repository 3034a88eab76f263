/* Workbooks through forestay-doc: rows come back, a child that dies or lies
 * is a failure, and several sheets are asked about. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <sys/stat.h>

#include "intake/sheet.h"
#include "support/workbook.h"

static const char *reader; /* beside the tests */

#define SHEETS(second)                                                      \
	{ "xl/worksheets/sheet1.xml",                                       \
		WORKBOOK_XML                                                \
		"<worksheet><sheetData><row r=\"2\"><c r=\"A2\" "           \
		"t=\"inlineStr\"><is><t> A#\n</t></is></c><c r=\"C2\" "     \
		"s=\"1\"><v>42897</v></c></row></sheetData></worksheet>" }, \
	{                                                                   \
		"xl/worksheets/sheet2.xml",                                 \
		    WORKBOOK_XML "<worksheet><sheetData>" second            \
				 "</sheetData></worksheet>"                 \
	}

static int
from(struct arena *a, const struct workbook_part *parts, const char *program,
    const char *which, struct sheet *out, const char **why)
{
	char path[] = "/tmp/forestay-sheet.XXXXXX";
	int r;

	workbook_write(path, parts);
	r = sheet_from_workbook(a, program, path, which, out, why);
	unlink(path);
	return r;
}

static void
a_workbook_is_read(void **state)
{
	static const struct workbook_part parts[] = { WORKBOOK_BOOK(""),
		SHEETS(""), { NULL, NULL } };
	struct table_record *rec;
	struct sheet s;
	const char *why;
	struct arena a;

	arena_init(&a, &mem_system, (size_t)64 << 20);
	if (from(&a, parts, reader, NULL, &s, &why) != 0)
		fail_msg("%s", why);
	assert_int_equal(s.n, 1);
	assert_int_equal(s.rows[0].line, 2);
	assert_int_equal(s.rows[0].ncells, 3);
	assert_string_equal(s.name, "List");
	assert_string_equal(s.rows[0].cells[0], "A#");
	assert_string_equal(s.rows[0].cells[1], "");
	assert_string_equal(s.rows[0].cells[2], "2017-06-11");
	rec = arena_alloc(&a, sizeof(*rec));
	assert_non_null(rec);
	sheet_record(&s.rows[0], 5, rec);
	assert_int_equal(rec->ncells, 5);
	assert_string_equal(rec->cells[4], "");
	arena_release(&a);
}

static void
several_sheets_are_asked_about(void **state)
{
	static const struct workbook_part parts[] = { WORKBOOK_BOOK(""),
		SHEETS("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>"),
		{ NULL, NULL } };
	struct sheet s;
	const char *why;
	struct arena a;

	arena_init(&a, &mem_system, (size_t)64 << 20);
	assert_int_equal(from(&a, parts, reader, NULL, &s, &why), E_NAME);
	assert_non_null(strstr(why, "--sheet NAME, of: List, Notes"));
	assert_int_equal(from(&a, parts, reader, "Notes", &s, &why), 0);
	assert_string_equal(s.rows[0].cells[0], "1");
	assert_int_equal(from(&a, parts, reader, "1", &s, &why), 0);
	assert_string_equal(s.name, "List");
	assert_int_equal(from(&a, parts, reader, "3", &s, &why), E_NAME);
	arena_release(&a);
}

static void
what_cannot_be_read_says_so(void **state)
{
	static const struct workbook_part none[] = { { "a.txt", "x" },
		{ NULL, NULL } };
	struct sheet s;
	const char *why;
	struct arena a;

	arena_init(&a, &mem_system, (size_t)64 << 20);
	assert_int_equal(from(&a, none, reader, NULL, &s, &why), E_SYNTAX);
	assert_non_null(strstr(why, "no workbook"));
	assert_true(
	    from(&a, none, "/nonexistent/forestay-doc", NULL, &s, &why) != 0);
	assert_non_null(strstr(why, "not beside"));
	/* A child that says nothing, and one that says something else. */
	assert_true(from(&a, none, "/bin/true", NULL, &s, &why) != 0);
	assert_non_null(strstr(why, "could not be read"));
	assert_true(from(&a, none, "/bin/echo", NULL, &s, &why) != 0);
	arena_release(&a);
}

static void
csv_is_a_sheet(void **state)
{
	struct source_text src = { "x.csv", "a,b\n1,\"2\n3\"\n\"x\n", 0 };
	struct sheet s;
	struct arena a;

	src.len = strlen(src.bytes);
	arena_init(&a, &mem_system, (size_t)16 << 20);
	assert_false(sheet_is_workbook(&src));
	assert_int_equal(sheet_from_csv(&a, &src, &s), 0);
	assert_int_equal(s.n, 3);
	assert_int_equal(s.rows[1].line, 2);
	assert_null(s.rows[1].wrong);
	assert_non_null(s.rows[2].wrong);
	arena_release(&a);
}

static void
rows_are_bounded(void **state)
{
	struct sheet s = { .path = "x" };
	const char *cell = "x";
	struct arena a;
	size_t i;

	arena_init(&a, &mem_system, (size_t)1 << 30);
	for (i = 0; i < LIMIT_SHEET_ROWS - 1; i++)
		assert_int_equal(sheet_add(&a, &s, 1, &cell, 0, NULL), 0);
	assert_int_equal(sheet_add(&a, &s, 1, &cell, 1, NULL), 0);
	assert_int_equal(sheet_add(&a, &s, 1, &cell, 1, NULL), E_LIMIT);
	assert_int_equal(s.n, LIMIT_SHEET_ROWS);
	arena_release(&a);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_workbook_is_read),
		cmocka_unit_test(several_sheets_are_asked_about),
		cmocka_unit_test(what_cannot_be_read_says_so),
		cmocka_unit_test(csv_is_a_sheet),
		cmocka_unit_test(rows_are_bounded),
	};
	static char path[4096];
	const char *at = argc > 0 ? strstr(argv[0], "/tests/unit/") : NULL;

	assert(at != NULL);
	snprintf(path, sizeof(path), "%.*s/forestay-doc", (int)(at - argv[0]),
	    argv[0]);
	reader = path;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
