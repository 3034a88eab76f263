/* Characters and the columns they take: what the formatter's margin and the
 * folding of answers are measured by. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/utf8.h"

static void
a_text_is_as_wide_as_its_characters(void **state)
{
	static const struct {
		const char *s;
		unsigned columns;
	} cases[] = {
		{ "", 0 }, { "removal to IQ", 13 },
		{ "S\xc3\xa9minaire", 9 },                /* two bytes, one */
		{ "e\xcc\x81", 1 },                       /* a mark above */
		{ "\xe6\x97\xa5\xe6\x9c\xac", 4 },        /* wide */
		{ "a\xffz", 3 },                          /* a bad byte */
		{ "\xd8\xb9\xd8\xb1\xd8\xa7\xd9\x82", 4 } /* Iraq */
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(utf8_width(cases[i].s, strlen(cases[i].s)),
		    cases[i].columns);
	/* No more than n bytes are looked at. */
	assert_int_equal(utf8_width("ab\xc3\xa9", 3), 3);
}

static void
a_bad_byte_is_one_of_its_own(void **state)
{
	uint32_t c;

	assert_int_equal(utf8_read("\xc3\xa9", 2, &c), 2);
	assert_int_equal(c, 0xe9);
	assert_int_equal(utf8_read("\xc3", 1, &c), 1);
	assert_int_equal(c, UTF8_BAD);
	assert_int_equal(utf8_read("\xc0\x80", 2, &c), 1); /* overlong */
	assert_int_equal(c, UTF8_BAD);
	assert_int_equal(utf8_read("\xef\xbf\xbd", 3, &c), 3);
	assert_int_equal(c, UTF8_BAD);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_text_is_as_wide_as_its_characters),
		cmocka_unit_test(a_bad_byte_is_one_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
