/* Numbers as people write them, and those that are near one another. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "record/a_number.h"

static void
numbers_are_read(void **state)
{
	static const struct {
		const char *written, *kept; /* NULL: it is none */
	} cases[] = {
		{ "A000-000-001", "A000-000-001" },
		{ "a000000001", "A000-000-001" },
		{ "000000001", "A000-000-001" },
		{ " A 000 000 001 ", "A000-000-001" },
		{ "A#000-000-001", "A000-000-001" },
		{ "A-000.000.001", "A000-000-001" },
		{ "A00000001", "A000-000-001" }, /* eight digits */
		{ "12345678", "A012-345-678" },
		{ "12345678.0", NULL }, /* a spreadsheet's eight digits */
		{ "12345678.", "A012-345-678" },
		{ "000000000", NULL }, /* nobody's */
		{ "A-000-000-00", NULL },
		{ "1234567", NULL },      /* seven */
		{ "1234567890", NULL },   /* ten */
		{ "A000-000-00l", NULL }, /* the letter l */
		{ "A000/000/001", NULL },
		{ "AA00000001", NULL },
		{ "", NULL },
		{ "A", NULL },
		{ "abrego_garcia", NULL },
		{ "000000001\xc2\xa0", "A000-000-001" }, /* no break */
		{ "A000\xe2\x80\x93"
		  "000\xe2\x80\x93"
		  "001",
		    "A000-000-001" }, /* en dashes */
		{ "\xef\xbb\xbf"
		  "A000\xe2\x88\x92"
		  "000\xe2\x80\x91"
		  "001",
		    "A000-000-001" },
		{ "A000\xe2\x80\x96"
		  "000001",
		    NULL }, /* two bars */
		{ "000000001\xc2", NULL },
		{ "A0000A0001", NULL },
		{ "0A0000001", NULL },
		{ "A.000000001", NULL },
		{ "A0#00000001", NULL },
	};
	char got[A_NUMBER_SIZE];
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		got[0] = '\0';
		if (a_number_read(cases[i].written, got) !=
		    (cases[i].kept != NULL))
			fail_msg("\"%s\"", cases[i].written);
		/* Untouched when it is none. */
		assert_string_equal(got,
		    cases[i].kept == NULL ? "" : cases[i].kept);
	}
}

static void
near_is_one_slip(void **state)
{
	static const struct {
		const char *a, *b;
		bool near;
	} cases[] = {
		{ "A000-000-001", "A000-000-001", false }, /* equal */
		{ "A000-000-001", "A000-000-002", true },
		{ "A100-000-001", "A000-000-001", true },
		{ "A000-000-012", "A000-000-021", true },
		{ "A000-120-000", "A000-210-000", true },
		{ "A001-200-000", "A002-100-000", true },  /* over a dash */
		{ "A000-000-102", "A000-000-201", false }, /* not neighbours */
		{ "A000-000-012", "A000-000-034", false },
		{ "A000-000-011", "A000-000-022", false },
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (a_number_near(cases[i].a, cases[i].b) != cases[i].near)
			fail_msg("%s %s", cases[i].a, cases[i].b);
		if (a_number_near(cases[i].b, cases[i].a) != cases[i].near)
			fail_msg("%s %s, the other way", cases[i].a,
			    cases[i].b);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_read),
		cmocka_unit_test(near_is_one_slip),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
