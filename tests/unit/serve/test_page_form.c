/* What a form sends is read in one way, or not at all. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/limits.h"
#include "serve/page_form.h"
#include "serve/query.h"

static struct arena arena;

static int
read_it(const char *s, struct page_form *f)
{
	const char *why = NULL;
	int r = page_form_read(&arena, s, strlen(s), f, &why);

	if (r != 0)
		assert_non_null(why);
	return r;
}

static void
fields_as_browsers_send_them(void **state)
{
	struct page_form f;

	assert_int_equal(read_it("person=+A000+000%2d114+&act=removal&to=&x&=y",
			     &f),
	    0);
	assert_string_equal(page_form_get(&f, "person"), "A000 000-114");
	assert_string_equal(page_form_get(&f, "act"), "removal");
	assert_null(page_form_get(&f, "to"));
	assert_null(page_form_get(&f, "x"));
	assert_null(page_form_get(&f, "none"));
	assert_string_equal(page_form_get(&f, ""), "y");
	assert_int_equal(read_it("", &f), 0);
	assert_int_equal(f.n, 0);
	assert_int_equal(read_it("a=%D8%B9%3D%26", &f), 0);
	assert_string_equal(page_form_get(&f, "a"), "\xd8\xb9=&");
}

static void
what_is_no_line_of_text(void **state)
{
	static const char *const cases[] = { "a=%", "a=%4", "a=%zz", "a=%00",
		"a=x%00y", "a=%0a", "a=%0d%0ab", "a=%7f", "a=\x01", "a=%ff",
		"a=%c3", "a=%c0%80", "a=%e2%80%ae", "a=1&a=2", "a=1&%61=2",
		"%0a=1" };
	struct page_form f;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (read_it(cases[i], &f) != E_SYNTAX)
			fail_msg("%s", cases[i]);
}

static void
so_many_fields(void **state)
{
	char s[512] = "";
	struct page_form f;
	size_t i, n = 0;

	for (i = 0; i < PAGE_FORM_FIELDS; i++)
		n += (size_t)snprintf(s + n, sizeof(s) - n, "f%zu=1&", i);
	assert_int_equal(read_it(s, &f), 0);
	snprintf(s + n, sizeof(s) - n, "more=1");
	assert_int_equal(read_it(s, &f), E_LIMIT);
}

static void
a_question(void **state)
{
	static const char *const bad[] = { "", "person=1", "act=removal",
		"person=&act=removal", "person=+&act=removal" };
	char s[LIMIT_ID_BYTES + 64];
	struct page_form f;
	struct query q;
	const char *why;
	size_t i, n;

	assert_int_equal(read_it("person=A1&act=removal&to=IQ&facts=x", &f), 0);
	assert_int_equal(query_form(&f, &arena, &q, &why), 0);
	assert_string_equal(q.person, "A1");
	assert_string_equal(q.act, "removal");
	assert_int_equal(q.nslots, 1);
	assert_string_equal(q.slots[0].name, "to");
	assert_string_equal(q.slots[0].value, "IQ");
	assert_int_equal(q.nfacts, 0);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(read_it(bad[i], &f), 0);
		assert_int_equal(query_form(&f, &arena, &q, &why), E_SYNTAX);
	}
	for (n = LIMIT_ID_BYTES - 1; n <= LIMIT_ID_BYTES + 1; n++) {
		snprintf(s, sizeof(s), "act=removal&person=%0*d", (int)n, 1);
		assert_int_equal(read_it(s, &f), 0);
		assert_int_equal(query_form(&f, &arena, &q, &why),
		    n <= LIMIT_ID_BYTES ? 0 : E_SYNTAX);
	}
}

static int
finish(void **state)
{
	arena_release(&arena);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields_as_browsers_send_them),
		cmocka_unit_test(what_is_no_line_of_text),
		cmocka_unit_test(so_many_fields),
		cmocka_unit_test(a_question),
	};

	arena_init(&arena, &mem_system, (size_t)1 << 20);
	return cmocka_run_group_tests(tests, NULL, finish);
}
