/* Enforcement data: title rows, sheets one below the other, redactions,
 * dates as serial numbers; people by their identifiers.  All made up. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "intake/ice.h"
#include "law/law.h"
#include "support/workbook.h"

static const char *reader; /* beside the tests */
static struct arena arena;
static struct law law;
static struct buf out;
static char path[64];

static const char vocab[] =
    "vocabulary small\n"
    "state nationality (country) whole set persists\n"
    "state final_order (authority, designated) many persists\n"
    "state custody (agency, place) one stale after 7 days\n"
    "event departure (country)\n"
    "agency ICE\n"
    "place IQ, MX, KP, KR, GT\n";

static int
begin(void **state)
{
	static const struct source_text text = { "small.vocab", vocab,
		sizeof(vocab) - 1 };
	struct diags ds;

	arena_init(&arena, &mem_system, (size_t)64 << 20);
	buf_init(&out, &mem_system, 1 << 20);
	memset(&law, 0, sizeof(law));
	diags_init(&ds, &arena);
	assert_int_equal(law_parse(&arena, &text, &law, &ds), 0);
	assert_int_equal(ds.nerrors, 0);
	snprintf(path, sizeof(path), "/tmp/forestay-ice.XXXXXX");
	return 0;
}

static int
end(void **state)
{
	unlink(path);
	buf_release(&out);
	arena_release(&arena);
	return 0;
}

static int
print(void *ctx, const struct person *p)
{
	buf_printf(&out, "%s\n", p->id);
	for (size_t i = 0; i < p->nfacts; i++) {
		const struct fact *f = p->facts[i];

		buf_printf(&out, "  %s", f->kind->name);
		for (size_t k = 0; k < f->kind->nfields; k++)
			if (f->fields[k].kind != VALUE_NONE) {
				buf_putc(&out, ' ');
				value_print(&out, &f->fields[k]);
			}
		if (f->from.kind != MOMENT_NONE) {
			buf_puts(&out, " from ");
			moment_print(&out, &f->from);
		}
		if (f->to.kind != MOMENT_NONE) {
			buf_puts(&out, " to ");
			moment_print(&out, &f->to);
		}
		buf_printf(&out, " [%.8s %u]\n", f->source->name + 4,
		    f->source->page);
	}
	return 0;
}

static struct ice_counts
says(const char *want)
{
	struct ice_options o = { .reader = reader };
	struct ice_counts counts;
	const char *why = NULL;
	struct ice *i;

	if (ice_read(&arena, &mem_system, path, &o, &i, &why) != 0)
		fail_msg("%s", why);
	assert_int_equal(ice_each(i, law.vocab, print, NULL, &why), 0);
	assert_string_equal(out.s, want);
	counts = *ice_counts_of(i);
	ice_free(i);
	return counts;
}

static void
file(const char *text)
{
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
}

#define CELL(ref, text) \
	"<c r=\"" ref "\" t=\"inlineStr\"><is><t>" text "</t></is></c>"

/* The header in row 7, dates as serial numbers, one of them styled. */
#define SHEET(rows)                                                         \
	WORKBOOK_XML "<worksheet><sheetData><row r=\"1\">" CELL("A1",       \
	    "ICE FOIA") "</row><row r=\"3\">" CELL("A3",                    \
	    "Not for further release") "</row><row r=\"7\">" CELL("A7",     \
	    "Apprehension Date") CELL("B7", "Citizenship Country")          \
	    CELL("C7", "Final Order Yes No") CELL("D7", "Final Order Date") \
		CELL("E7", "Anonymized Identifier") "</row>" rows           \
						    "</sheetData></worksheet>"

static void
test_workbook(void **state)
{
	static const struct workbook_part parts[] = { WORKBOOK_BOOK(""),
		{ "xl/worksheets/sheet1.xml",
		    SHEET("<row r=\"8\"><c r=\"A8\" s=\"1\"><v>42897</v></c>" CELL(
			"B8", "IRAQ") CELL("C8",
			"YES") "<c r=\"D8\"><v>40000.5</v></c>" CELL("E8",
			"aa1") "</row><row r=\"9\"><c r=\"A9\"><v>42898</v></c>" CELL("B9",
			"MEXICO") CELL("C9", "NO")
			    CELL("E9", "b(6), b(7)C") "</row>") },
		{ "xl/worksheets/sheet2.xml",
		    SHEET("<row r=\"8\"><c r=\"A8\"><v>43000</v></c>" CELL("B8",
			"IRAQ") CELL("C8", "YES") CELL("D8", "(b)(6);(b)(7)(c)")
			    CELL("E8", "aa1") "</row>") },
		{ NULL, NULL } };
	struct ice_counts c;

	workbook_write(path, parts);
	c = says("ice:aa1\n"
		 "  nationality IQ [arrests, 8]\n"
		 "  final_order from 2009-07-06 [arrests, 8]\n"
		 "  final_order from not known [arrests, 8]\n"
		 "  custody ICE from 2017-06-11 [arrests, 8]\n"
		 "  custody ICE from 2017-09-22 [arrests, 8]\n"
		 "ice:row-1-9\n"
		 "  nationality MX [arrests, 9]\n"
		 "  custody ICE from 2017-06-12 [arrests, 9]\n");
	assert_int_equal(c.rows, 3);
	assert_int_equal(c.sheets, 2);
	assert_int_equal(c.redacted, 2);
	assert_int_equal(c.unnamed, 1);
	assert_int_equal(c.people, 2);
	assert_int_equal(c.by_kind[ICE_ARRESTS], 3);
}

static const char detentions[] =
    "A title\nAnother, with a comma\n\n"
    "hashid|country_of_citizenship|detention_book_in_date_and_time|"
    "detention_book_out_date_time|\"note\"\n"
    "h2|KOREA|2/3/2019 10:00|2/5/2019 09:00|\"a|b\"\n"
    "h1|GUATEMALA|2019-01-02 08:00|not a date|\n"
    "h1|GUATEMALA|2019-03-01 08:00|2019-03-04 01:00|\n"
    "h3|NOWHERE|||\n";

static const char detentions_say[] =
    "ice:h1\n"
    "  nationality GT [detentio 6]\n"
    "  custody ICE from 2019-01-02 [detentio 6]\n"
    "  custody ICE from 2019-03-01 to 2019-03-04 [detentio 7]\n"
    "ice:h2\n"
    "  nationality KP or KR [detentio 5]\n"
    "  custody ICE from 2019-02-03 to 2019-02-05 [detentio 5]\n"
    "ice:h3\n";

static void
test_bars(void **state)
{
	struct ice_counts c;

	file(detentions);
	c = says(detentions_say);
	assert_int_equal(c.bad_dates, 1);
	assert_int_equal(c.bad_countries, 1);
	assert_int_equal(c.title_rows, 2);
}

static void
test_packed(void **state)
{
	struct archive *a = archive_write_new();
	struct archive_entry *e = archive_entry_new();
	int fd = mkstemp(path);

	assert_int_equal(archive_write_add_filter_gzip(a), ARCHIVE_OK);
	assert_int_equal(archive_write_set_format_raw(a), ARCHIVE_OK);
	assert_int_equal(archive_write_open_fd(a, fd), ARCHIVE_OK);
	archive_entry_set_filetype(e, AE_IFREG);
	assert_int_equal(archive_write_header(a, e), ARCHIVE_OK);
	assert_true(archive_write_data(a, detentions, strlen(detentions)) > 0);
	assert_int_equal(archive_write_close(a), ARCHIVE_OK);
	archive_entry_free(e);
	archive_write_free(a);
	close(fd);
	(void)says(detentions_say);
}

static void
test_removals(void **state)
{
	file("Departed Date,Port of Departure,Departure Country,Citizenship "
	     "Country,Final Order Yes No,Final Order Date,Unique Identifier\n"
	     "6/22/2017,\"DETROIT, MI\",IRAQ,IRAQ,YES,1/5/1998,u1\n");
	(void)says("ice:u1\n"
		   "  nationality IQ [removals 2]\n"
		   "  final_order from 1998-01-05 [removals 2]\n"
		   "  departure IQ from 2017-06-22 [removals 2]\n");
}

static void
test_refused(void **state)
{
	struct ice_options o = { .reader = reader };
	const char *why = NULL;
	struct ice *i;

	file("a,b,c\n1,2,3\n");
	assert_int_equal(ice_read(&arena, &mem_system, path, &o, &i, &why),
	    E_SYNTAX);
	assert_non_null(strstr(why, "no sheet has the header"));
	assert_int_equal(ice_read(&arena, &mem_system, "/tmp/none", &o, &i,
			     &why),
	    E_IO);
}

static void
test_cells(void **state)
{
	struct day d;

	assert_true(ice_redacted("b(6), b(7)C"));
	assert_true(ice_redacted("(b)(6);(b)(7)(c)"));
	assert_true(ice_redacted("b(6), b(7)c"));
	assert_false(ice_redacted(""));
	assert_false(ice_redacted("B"));
	assert_false(ice_redacted("IRAQ"));
	assert_false(ice_redacted("66"));
	assert_true(ice_day("42897", &d));
	assert_int_equal(d.n, day_of((struct ymd){ 2017, 6, 11 }).n);
	assert_true(ice_day("42897.75", &d));
	assert_false(ice_day("12", &d));
	assert_false(ice_day("2019-02-29", &d));
	assert_false(ice_day("13/1/2019", &d));
	assert_false(ice_day("soon", &d));
	assert_string_equal(ice_country("Iraq"), "IQ");
	assert_string_equal(ice_country("CHINA, PEOPLES REPUBLIC OF"), "CN");
	assert_string_equal(ice_country("ZIMBABWE"), "ZW");
	assert_null(ice_country("NOWHERE"));
}

#define T(f) cmocka_unit_test_setup_teardown(f, begin, end)

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		T(test_workbook),
		T(test_bars),
		T(test_packed),
		T(test_removals),
		T(test_refused),
		T(test_cells),
	};
	static char beside[4096];
	const char *at = argc > 0 ? strstr(argv[0], "/tests/unit/") : NULL;

	assert(at != NULL);
	snprintf(beside, sizeof(beside), "%.*s/forestay-doc",
	    (int)(at - argv[0]), argv[0]);
	reader = beside;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
