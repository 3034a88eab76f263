/* A long table read into an import: what is kept of a row is what it says,
 * not what reading it made. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "intake/import.h"
#include "small_law.h"

#define ROWS      2000
#define ROW_BYTES 2500 /* most that a row with two facts may keep */

/* Rows of synthetic people, a number, a name and two facts each. */
static const char *
table(struct arena *a, size_t rows)
{
	struct buf b;
	const char *s;

	buf_init(&b, &mem_system, (size_t)16 << 20);
	buf_puts(&b, "a_number,name,nationality,final_order.since\n");
	for (size_t i = 0; i < rows; i++)
		buf_printf(&b, "A000-%03zu-%03zu,Hanna Warda %zu,%s,%zu\n",
		    100 + i / 500, 200 + i % 500, i, i % 3 == 0 ? "IQ" : "SY",
		    1995 + i % 20);
	s = arena_strdup(a, b.s);
	buf_release(&b);
	assert_non_null(s);
	return s;
}

static void
a_row_keeps_what_it_says(void **state)
{
	static struct import im;
	static struct mapping mapping;
	struct stored_law law = { .good = true };
	struct stored st = { .laws = &law, .nlaws = 1 };
	struct source_text src = { .path = "list.csv" };
	struct sheet sheet = { .path = "list.csv" };
	struct arena a;
	size_t before;

	(void)state;
	arena_init(&a, &mem_system, (size_t)256 << 20);
	small_law(&a, &law.law);
	src.bytes = table(&a, ROWS);
	src.len = strlen(src.bytes);
	assert_int_equal(sheet_from_csv(&a, &src, &sheet), 0);
	im = (struct import){ .arena = &a,
		.st = &st,
		.sheet = &sheet,
		.mapping = &mapping };
	before = a.used;
	assert_int_equal(import_read(&im), 0);
	assert_int_equal(im.rows_taken, ROWS);
	assert_int_equal(im.nfacts, 2 * ROWS);
	assert_int_equal(im.people.nrejects, 0);
	assert_true(a.used - before < (size_t)ROWS * ROW_BYTES);
	/* Nor is anything lost of it. */
	assert_string_equal(im.persons[7]->facts[0].text, "nationality SY");
	assert_string_equal(im.persons[7]->facts[1].text,
	    "final_order since 2002");
	arena_release(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_row_keeps_what_it_says),
	};

	return cmocka_run_group_tests_name("import", tests, NULL, NULL);
}
