/* What is said of a text that is wrong, word for word: tests/law/messages
 * holds texts, each with the whole of what is printed of it.
 *
 * UPDATE_MESSAGES=1 writes what is printed now; read it before it is kept. */

#include <glob.h>

#include "unit/law/reading.h"

static char *
expectation(const char *path)
{
	static char s[512];
	size_t n = strlen(path) - strlen(".law");

	assert_true(n + sizeof(".expect") < sizeof(s));
	memcpy(s, path, n);
	memcpy(s + n, ".expect", sizeof(".expect"));
	return s;
}

static void
write_expectation(const char *path, const char *s)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fputs(s, f) >= 0, 1);
	assert_int_equal(fclose(f), 0);
}

static void
one_message(const char *path)
{
	struct reading_test t;
	struct source_text src;
	int r;

	reading_init(&t);
	src = *source_file(&t, path);
	src.path = strrchr(path, '/') + 1;
	r = law_parse(&t.arena, &src, &t.law, &t.ds);
	assert_int_equal(r, 0);
	/* Each of these is wrong: none may pass in silence. */
	if (t.ds.nerrors == 0)
		fail_msg("%s: nothing is said", path);
	if (getenv("UPDATE_MESSAGES") != NULL)
		write_expectation(expectation(path), said(&t));
	assert_string_equal(said(&t),
	    source_file(&t, expectation(path))->bytes);
	reading_release(&t);
}

static void
every_message(void **state)
{
	glob_t g = { 0 };
	size_t i;

	assert_int_equal(glob("tests/law/messages/*.law", 0, NULL, &g), 0);
	assert_true(g.gl_pathc >= 60);
	for (i = 0; i < g.gl_pathc; i++)
		one_message(g.gl_pathv[i]);
	globfree(&g);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_message),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
