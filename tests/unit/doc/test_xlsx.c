/* Workbooks as rows: strings shared and inline, days by style in both
 * systems, rows that skip columns, and what no spreadsheet writes. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <fcntl.h>

#include "doc/xlsx.h"
#include "support/fault_mem.h"
#include "support/workbook.h"

#define SHEET(rows)                                                    \
	{ "xl/worksheets/sheet1.xml",                                  \
		WORKBOOK_XML "<worksheet><sheetData>" rows             \
			     "</sheetData></worksheet>" },             \
	{                                                              \
		"xl/worksheets/sheet2.xml",                            \
		    WORKBOOK_XML "<worksheet><sheetData/></worksheet>" \
	}

#define STRINGS                                                              \
	{                                                                    \
		"xl/sharedStrings.xml",                                      \
		    WORKBOOK_XML                                             \
		    "<sst><si><t>A#</t></si><si><r><t>Da</t></r><r><t>y</t>" \
		    "</r><rPh><t>no</t></rPh></si></sst>"                    \
	}

struct seen {
	struct buf b;
};

static int
see_sheet(void *ctx, const char *name)
{
	struct seen *s = ctx;

	buf_printf(&s->b, "[%s]", name);
	return 0;
}

static int
see_row(void *ctx, unsigned line, const char *const *cells, size_t n)
{
	struct seen *s = ctx;
	size_t i;

	buf_printf(&s->b, " %u:", line);
	for (i = 0; i < n; i++)
		buf_printf(&s->b, "%s%s", i == 0 ? "" : "|", cells[i]);
	return 0;
}

static int
read_parts(const struct workbook_part *parts, const struct mem *mem,
    struct seen *seen, struct buf *why)
{
	const struct xlsx_taker to = { .sheet = see_sheet,
		.row = see_row,
		.ctx = seen };
	char path[] = "/tmp/forestay-xlsx.XXXXXX";
	int fd, r;

	workbook_write(path, parts);
	fd = open(path, O_RDONLY);
	assert_true(fd >= 0);
	r = xlsx_read(mem, fd, &to, why);
	close(fd);
	unlink(path);
	return r;
}

static void
read_is(const struct workbook_part *parts, int expected, const char *text)
{
	struct seen seen;
	struct buf why;
	int r;

	buf_init(&seen.b, &mem_system, 65536);
	buf_init(&why, &mem_system, 4096);
	r = read_parts(parts, &mem_system, &seen, &why);
	if (r != expected || strcmp(r == 0 ? seen.b.s : why.s, text) != 0)
		fail_msg("%d: \"%s\" \"%s\"", r, seen.b.s, why.s);
	buf_release(&seen.b);
	buf_release(&why);
}

static const struct workbook_part plain[] = { WORKBOOK_BOOK(""), STRINGS,
	SHEET("<row r=\"7\"><c r=\"A7\" t=\"s\"><v>0</v></c><c r=\"C7\" "
	      "t=\"s\"><v>1</v></c></row><row r=\"9\"><c r=\"A9\"><v>"
	      "2.06123456E8</v></c><c r=\"B9\" t=\"inlineStr\"><is><t>b(6)"
	      "</t></is></c><c r=\"C9\" s=\"1\"><v>42897</v></c></row>"
	      "<row><c s=\"2\"><v>42897.395833333336</v></c><c t=\"b\"><v>1"
	      "</v></c><c t=\"e\"><v>#REF!</v></c><c><v>1.5</v></c></row>"),
	{ NULL, NULL } };

/* A formula is its value, an empty one too; one that was never reckoned is
 * no blank.  What is merged stands in the first cell; what is hidden is
 * read. */
static void
formulas(void **state)
{
	static const struct workbook_part book[] = { WORKBOOK_BOOK(""), STRINGS,
		SHEET("<row r=\"2\" hidden=\"1\"><c r=\"A2\" t=\"str\"><f>B1"
		      "</f><v>IQ</v></c><c r=\"B2\" t=\"str\"><f>X1</f></c>"
		      "<c r=\"C2\" t=\"str\"><f>Y1</f><v></v></c><c r=\"D2\">"
		      "<f>NOW()</f></c><c r=\"E2\"><v>7</v></c></row><row "
		      "r=\"3\"><c r=\"A3\"/><c r=\"B3\"><v>8</v></c></row>"),
		{ NULL, NULL } };

	(void)state;
	read_is(book, 0, "[List] 2:IQ|#FORMULA!||#FORMULA!|7 3:|8[Notes]");
}

static void
rows_are_read(void **state)
{
	read_is(plain, 0,
	    "[List] 7:A#||Day 9:206123456|b(6)|2017-06-11 "
	    "10:2017-06-11 09:30|yes|#REF!|1.5[Notes]");
}

static void
days_of_both_systems(void **state)
{
	static const struct {
		double serial;
		bool from_1904;
		const char *day; /* NULL: none */
	} cases[] = {
		{ 1, false, "1900-01-01" },
		{ 59, false, "1900-02-28" },
		{ 60, false, NULL }, /* the day that never was */
		{ 61, false, "1900-03-01" },
		{ 42897, false, "2017-06-11" },
		{ 42897.99999, false, "2017-06-12" },
		{ 0, false, NULL },
		{ -1, false, NULL },
		{ 1e9, false, NULL },
		{ 0, true, "1904-01-01" },
		{ 41435, true, "2017-06-11" },
	};
	char got[24];
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (xlsx_date(cases[i].serial, cases[i].from_1904, got) !=
		    (cases[i].day != NULL))
			fail_msg("%f", cases[i].serial);
		if (cases[i].day != NULL)
			assert_string_equal(got, cases[i].day);
	}
}

static void
the_book_says_1904(void **state)
{
	static const struct workbook_part parts[] = {
		WORKBOOK_BOOK("<workbookPr date1904=\"1\"/>"),
		SHEET(
		    "<row r=\"1\"><c r=\"A1\" s=\"1\"><v>41435</v></c></row>"),
		{ NULL, NULL }
	};

	read_is(parts, 0, "[List] 1:2017-06-11[Notes]");
}

static void
formats(void **state)
{
	static const struct {
		const char *code;
		bool date;
	} cases[] = { { "m/d/yyyy", true }, { "General", false },
		{ "0.00", false }, { "[$-409]d-mmm-yy", true },
		{ "\"day\" 0", false }, { "\\d0", false },
		{ "#,##0;[Red]-d", false }, { "h:mm", false }, { "[", false },
		{ "\\", false } };
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (xlsx_format_is_date(cases[i].code) != cases[i].date)
			fail_msg("%s", cases[i].code);
}

static void
what_is_refused(void **state)
{
	static const struct workbook_part bomb[] = { WORKBOOK_BOOK(""),
		{ "xl/worksheets/sheet1.xml",
		    "<!DOCTYPE x [<!ENTITY a \"aaaa\">]><worksheet>&a;"
		    "</worksheet>" },
		{ NULL, NULL } };
	static const struct workbook_part torn[] = { WORKBOOK_BOOK(""),
		{ "xl/worksheets/sheet1.xml", "<worksheet><row>" },
		{ NULL, NULL } };
	static const struct workbook_part other[] = { { "a.txt", "hello" },
		{ NULL, NULL } };
	static const struct workbook_part lost[] = { WORKBOOK_BOOK(""),
		SHEET("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>5</v></c></row>"),
		{ NULL, NULL } };
	static const struct workbook_part wide[] = { WORKBOOK_BOOK(""),
		SHEET("<row r=\"1\"><c r=\"ZZ1\"><v>5</v></c></row>"),
		{ NULL, NULL } };

	read_is(bomb, E_SYNTAX,
	    "the workbook holds a document type declaration, which no "
	    "spreadsheet writes: it is not read");
	read_is(torn, E_SYNTAX,
	    "a part of the workbook is not well-formed XML");
	read_is(other, E_SYNTAX,
	    "the file is an archive and no workbook: save it as XLSX or as "
	    "comma-separated values");
	read_is(lost, E_SYNTAX,
	    "a cell names a string that the workbook lacks");
	read_is(wide, E_LIMIT, "a row has more columns than are read");
}

static void
memory_refused(void **state)
{
	struct fault_mem f;
	struct seen seen;
	struct buf why;
	size_t i;
	int r = E_NOMEM;

	buf_init(&seen.b, &mem_system, 65536);
	buf_init(&why, &mem_system, 4096);
	for (i = 1; r != 0 && i < 200; i++) {
		fault_mem_init(&f, i);
		buf_clear(&seen.b);
		r = read_parts(plain, &f.mem, &seen, &why);
		assert_true(r == 0 || r == E_NOMEM || r == E_LIMIT);
		assert_int_equal(f.live, 0);
	}
	assert_int_equal(r, 0);
	buf_release(&seen.b);
	buf_release(&why);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_read),
		cmocka_unit_test(formulas),
		cmocka_unit_test(days_of_both_systems),
		cmocka_unit_test(the_book_says_1904),
		cmocka_unit_test(formats),
		cmocka_unit_test(what_is_refused),
		cmocka_unit_test(memory_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
