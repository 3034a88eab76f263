/* Rows of court data laid under their header: mended where one mending is
 * certain, else not known. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/limits.h"
#include "intake/eoir_row.h"

static struct arena arena;
static struct eoir_codes codes;
static struct dirt dirt;
static struct row_reader rr;
static struct eoir_header head;
static struct eoir_row row;

static int
begin(void **state)
{
	arena_init(&arena, &mem_system, 4 << 20);
	assert_int_equal(codes_init(&arena, &codes), 0);
	dirt_init(&dirt, &mem_system);
	return 0;
}

static int
end(void **state)
{
	dirt_release(&dirt);
	arena_release(&arena);
	return 0;
}

/* A reader of a table with its own header. */
static void
reader(enum eoir_table_id t)
{
	char line[4096];
	const char *missing = NULL;
	size_t n = 0;

	for (size_t k = 0; k < eoir_tables[t].ncolumns; k++) {
		const char *name = eoir_tables[t].columns[k].name;
		size_t len = strcspn(name, "|");

		if (k > 0)
			line[n++] = '\t';
		memcpy(line + n, name, len);
		n += len;
	}
	assert_int_equal(eoir_header_read(&arena, &eoir_tables[t], line, n,
			     &head, &missing),
	    0);
	row_reader_init(&rr, t, &head, &codes,
	    day_of((struct ymd){ 2026, 5, 1 }), &dirt);
}

/* Fields parted by '|'. */
static bool
take(const char *text)
{
	row.fields = 0;
	row.line = 1;
	row.odd = true;
	row.joined = 0;
	for (const char *s = text;; s++) {
		size_t n = strcspn(s, "|");

		row.s[row.fields] = s;
		row.n[row.fields++] = (uint32_t)n;
		s += n;
		if (*s == '\0')
			break;
	}
	return row_take(&rr, &row);
}

static void
says(enum eoir_field f, const char *want)
{
	int k = head.at[f];

	assert_int_equal(row.n[k], strlen(want));
	assert_memory_equal(row.s[k], want, strlen(want));
}

static bool
unknown(enum eoir_field f)
{
	return (row.unknown & UNKNOWN_BIT(f)) != 0;
}

static void
reported(enum dirt_cause c, enum dirt_done d, unsigned n)
{
	assert_int_equal(dirt.done[c][d], n);
}

/* The commonest defect, as a row of April 2026 has it: an empty field behind
 * the city. */
static void
test_empty_behind_city(void **state)
{
	reader(T_CASE);
	assert_true(take(
	    "7375924|BROOKLYN||NY|11209|||EG|AR|N|M|2024-09-12 00:00:00.000|0|"
	    "RMV|NYC|2014-12-02 00:00:00.000|1000|M|||||||"
	    "1998-12-06 00:00:00.000|I|4/1974|||||F|||0|||||N/A"));
	says(F_NAT, "EG");
	says(F_CUSTODY, "N");
	says(F_CASE_TYPE, "RMV");
	says(F_COURT, "NYC");
	assert_int_equal(row.day[head.at[F_REPRESENTED]],
	    day16(day_of((struct ymd){ 2024, 9, 12 })));
	assert_int_equal(dirt_count(&dirt, DIRT_SURPLUS), 1);
	assert_int_equal(row.unknown, 0);
}

static void
test_city_in_two(void **state)
{
	reader(T_CASE);
	assert_true(take(
	    "7375925|SALT|LAKE CITY|UT|84101|||IZ|AR|D|M||0|RMV|SLC|"
	    "2014-12-02 00:00:00.000|1000|M|||||||||4/1974|||||F|||0|||||"));
	says(F_NAT, "IZ");
	says(F_CUSTODY, "D");
	assert_int_equal(row.n[1], strlen("SALT|LAKE CITY"));
	reported(DIRT_SURPLUS, DONE_MENDED, 1);
}

#define PROCEEDING_BEGIN                                      \
	"3200001|2046001|2019-08-05 00:00:00.000|2019-08-08 " \
	"00:00:00.000|PSD|ALW|AMC|||||0|2019-08-28 00:00:00.000|0830|W|X"
#define PROCEEDING_END                                                     \
	"|2022-08-08 00:00:00.000|N|||2022-09-07 00:00:00.000|C|N|RMV|IZ|" \
	"AR|ALW||N||0||"

/* Two ways to lay it differ in what country is designated: that is not
 * known, and all the rest is. */
static void
test_two_ways(void **state)
{
	reader(T_PROCEEDING);
	assert_true(take(PROCEEDING_BEGIN "||IZ|||A|" PROCEEDING_END));
	says(F_DECISION, "X");
	says(F_CASE_TYPE, "RMV");
	says(F_NAT, "IZ");
	assert_true(unknown(F_DEPORTED_1));
	assert_true(unknown(F_DEPORTED_2));
	assert_false(unknown(F_COMPLETED));
	assert_false(unknown(F_DECISION));
	assert_int_equal(row.n[head.at[F_DEPORTED_1]], 0);
	reported(DIRT_SURPLUS, DONE_UNKNOWN, 1);
}

/* A row as it should be is not touched. */
static void
test_clean(void **state)
{
	reader(T_PROCEEDING);
	row.odd = false;
	assert_true(take(PROCEEDING_BEGIN "|IZ|||A|" PROCEEDING_END));
	assert_int_equal(row.unknown, 0);
	assert_int_equal(dirt.n, 0);
	says(F_RESERVED, "A");
	says(F_DEPORTED_1, "IZ");
}

static void
test_two_shifts(void **state)
{
	reader(T_CASE);
	assert_true(take("7375926|DETROIT|MI|48201|||||IZ|AR|R|M||0|RMV|DET|"
			 "2014-12-02 00:00:00.000|1000|M|||||||||"
			 "|4/1974|||||F|||0|||||"));
	says(F_NAT, "IZ");
	says(F_CUSTODY, "R");
	says(F_COURT, "DET");
	assert_int_equal(dirt_count(&dirt, DIRT_SURPLUS), 1);
}

/* Missing columns at the end are not known; they are not moved about. */
static void
test_short(void **state)
{
	reader(T_CUSTODY);
	assert_true(take("12|2046001|D|2020-01-02 00:00:00.000"));
	says(F_CUSTODY, "D");
	assert_true(unknown(F_RELEASED));
	assert_false(unknown(F_DETAINED));
	reported(DIRT_SHORT, DONE_UNKNOWN, 1);
}

/* What cannot be laid keeps its keys and nothing else. */
static void
test_hopeless(void **state)
{
	reader(T_PROCEEDING);
	assert_true(take("3200001|2046001|x|y|z|a|b|c|d|e|f|g|h|i|j|k|l|m|n|"
			 "o|p|q|r|s|t|u|v|w|x|y|z|a|b|c|d|e|f|g|h"));
	says(F_CASE, "2046001");
	assert_true((row.unknown & UNKNOWN_ROW) != 0);
	reported(DIRT_SURPLUS, DONE_UNKNOWN, 1);
	assert_false(take("no key|at all|x|y|z|a|b|c|d|e|f|g|h|i|j|k|l|m|n|"
			  "o|p|q|r|s|t|u|v|w|x|y|z|a|b|c|d|e|f|g|h"));
}

static void
test_cells(void **state)
{
	reader(T_PROCEEDING);
	assert_true(take(
	    "3200001|2046001|1900-01-01 00:00:00.000|2099-01-01 00:00:00.000|"
	    "PSD|ALW|AMC|||||0|2030-08-28 00:00:00.000|0830|W|"
	    "1996-05-21 00:00:00.000|N/A||||" PROCEEDING_END));
	reported(DIRT_DATE, DONE_UNKNOWN, 2);
	reported(DIRT_CODE, DONE_UNKNOWN, 2);
	assert_true(unknown(F_CHARGED));
	assert_true(unknown(F_INPUT));
	assert_true(unknown(F_DECISION));
	assert_true(unknown(F_DEPORTED_1));
	assert_false(unknown(F_COMPLETED));
	assert_true(
	    take("FC|2046001|2019-08-05 00:00:00.000||PSD|ALW|AMC||||"
		 "|0|2030-08-28 00:00:00.000|0830|W|X|IZ||||" PROCEEDING_END));
	reported(DIRT_NUMBER, DONE_UNKNOWN, 1);
	assert_true(unknown(F_ID));
	says(F_DECISION, "X");
}

static void
test_bytes(void **state)
{
	reader(T_CASE);
	assert_true(take("1|\"EL MONTE|CA|91731|||IZ|AR|N|M||0|RMV|LOS|||||||"
			 "||||||||||F|||0|||||"));
	reported(DIRT_QUOTE, DONE_KEPT, 1);
	assert_int_equal(row.n[1], 9);
	assert_true(take("1|CA\xd1ON CITY|CO|91731|||IZ|AR|N|M||0|RMV|DEN|||||"
			 "||||||||||||F|||0|||||"));
	reported(DIRT_LATIN1, DONE_KEPT, 1);
	assert_true(take("1|DENVER|CO|91731|||I\001|AR|N|M||0|RMV|DEN|||||||"
			 "||||||||||F|||0|||||"));
	assert_true(unknown(F_NAT));
	assert_true(dirt_count(&dirt, DIRT_CONTROL) > 0);
}

/* Aliases, whatever their case and place. */
static void
test_header(void **state)
{
	static const char line[] = "DatReleased\tIDNCASE\tCUSTODY_REMOVE\t"
				   "IdnCustody\tWHAT_IS_NEW\tDATDETAINED";
	const char *missing = NULL;

	assert_int_equal(eoir_header_read(&arena, &eoir_tables[T_CUSTODY], line,
			     sizeof(line) - 1, &head, &missing),
	    0);
	assert_int_equal(head.ncolumns, 6);
	assert_int_equal(head.at[F_RELEASED], 0);
	assert_int_equal(head.at[F_CUSTODY], 2);
	assert_int_equal(head.at[F_ID], 3);
	assert_int_equal(head.cells[4], CELL_ANY);
	assert_int_equal(eoir_header_read(&arena, &eoir_tables[T_CUSTODY], line,
			     20, &head, &missing),
	    E_SYNTAX);
	assert_string_equal(missing, "IDNCUSTODY");
	assert_int_equal(eoir_table_named("A_TBLCASE.csv"), T_CASE);
	assert_int_equal(eoir_table_named("tbl_schedule"), T_READ);
}

/* Each day is the calendar's, and what is none is refused. */
static void
test_days(void **state)
{
	struct day d = day_of((struct ymd){ 1930, 1, 1 });
	char s[80];

	reader(T_CUSTODY);
	for (; d.n <= rr.bound.n; d.n++) {
		struct ymd y = day_ymd(d);

		snprintf(s, sizeof(s), "1|2|D|%04d-%02d-%02d 00:00:00.000|",
		    y.year, y.month, y.day);
		assert_true(take(s));
		assert_int_equal(row.day[head.at[F_DETAINED]], day16(d));
	}
	assert_int_equal(dirt.n, 0);
	assert_true(take("1|2|D|2023-02-29 00:00:00.000|"));
	assert_true(take("1|2|D|2023-13-01 00:00:00.000|"));
	assert_true(take("1|2|D|2023-01-00 00:00:00.000|"));
	assert_true(take("1|2|D|2026-05-02 00:00:00.000|"));
	assert_true(take("1|2|D|1929-12-31 00:00:00.000|"));
	reported(DIRT_DATE, DONE_UNKNOWN, 5);
	assert_true(unknown(F_DETAINED));
}

static void
test_limit(void **state)
{
	struct dirt d;

	dirt_init(&d, &mem_system);
	for (size_t i = 0; i < LIMIT_DIRT_LINES - 1; i++)
		dirt_add(&d, T_CASE, 1, -1, DIRT_NUL, DONE_KEPT, "x", 1);
	assert_int_equal(d.n, LIMIT_DIRT_LINES - 1);
	dirt_add(&d, T_CASE, 1, -1, DIRT_NUL, DONE_KEPT, "x", 1);
	assert_int_equal(d.n, LIMIT_DIRT_LINES);
	assert_false(d.full);
	dirt_add(&d, T_CASE, 1, -1, DIRT_NUL, DONE_KEPT, "x", 1);
	assert_int_equal(d.n, LIMIT_DIRT_LINES);
	assert_true(d.full);
	assert_int_equal(dirt_count(&d, DIRT_NUL), LIMIT_DIRT_LINES + 1);
	dirt_release(&d);
}

#define T(f) cmocka_unit_test_setup_teardown(f, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_empty_behind_city),
		T(test_city_in_two),
		T(test_two_ways),
		T(test_clean),
		T(test_two_shifts),
		T(test_short),
		T(test_hopeless),
		T(test_cells),
		T(test_bytes),
		T(test_header),
		T(test_days),
		T(test_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
