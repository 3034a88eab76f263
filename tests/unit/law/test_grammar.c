/* docs/grammar.md says what the parser reads: each of its examples is read
 * and is laid out as the formatter lays it out, each condition of its table
 * is one, and no word that opens a line is left out. */

#include "law/lex.h"
#include "unit/law/reading.h"

#define PAGE "docs/grammar.md"

/* The next block between ```what and ```, or NULL; *at moves behind it. */
static char *
next_block(const char **at, const char *what)
{
	char fence[32];
	const char *from, *to;
	char *s;

	(void)snprintf(fence, sizeof(fence), "\n```%s\n", what);
	if ((from = strstr(*at, fence)) == NULL)
		return NULL;
	from += strlen(fence);
	to = strstr(from, "```\n");
	assert_non_null(to);
	*at = to;
	s = malloc((size_t)(to - from) + 1);
	assert_non_null(s);
	memcpy(s, from, (size_t)(to - from));
	s[to - from] = '\0';
	return s;
}

static void
each_example_is_read(void **state)
{
	struct reading_test t;
	const char *at;
	char *s;
	size_t n = 0;

	reading_init(&t);
	at = source_file(&t, PAGE)->bytes;
	while ((s = next_block(&at, "law")) != NULL) {
		struct buf out;

		buf_init(&out, &mem_system, 1u << 20);
		assert_int_equal(read_text(&t, s), 0);
		assert_string_equal(said(&t), "");
		assert_int_equal(law_format(&t.arena,
				     source_of(&t, "t", s, strlen(s)), &out,
				     &t.ds),
		    0);
		assert_string_equal(out.s, s);
		buf_release(&out);
		free(s);
		n++;
	}
	assert_true(n >= 9);
	reading_release(&t);
}

/* The right column of the table of conditions, between backquotes. */
static void
each_condition_is_one(void **state)
{
	struct reading_test t;
	const char *at, *end, *close;
	size_t n = 0;

	reading_init(&t);
	at = strstr(source_file(&t, PAGE)->bytes, "| a fact, with or without");
	assert_non_null(at);
	end = strstr(at, "\n\n");
	for (at = strchr(at, '`'); at != NULL && at < end;
	     at = strchr(close + 1, '`')) {
		close = strchr(at + 1, '`');
		assert_int_equal(read_text(&t,
				     arena_printf(&t.arena,
					 "order a\n  covers %.*s\n",
					 (int)(close - at - 1), at + 1)),
		    0);
		assert_string_equal(said(&t), "");
		n++;
	}
	assert_true(n >= 25);
	reading_release(&t);
}

/* The same of clauses. */
static void
each_clause_is_one(void **state)
{
	struct reading_test t;
	const char *at, *end, *close;
	size_t n = 0;

	reading_init(&t);
	at = strstr(source_file(&t, PAGE)->bytes, "\n| `except` |");
	assert_non_null(at);
	end = strstr(at, "\n\n");
	for (at = strchr(at, '`'); at != NULL && at < end;
	     at = strchr(close + 1, '`'), n++) {
		close = strchr(at + 1, '`');
		/* The left column only names it. */
		if (at[-3] == '\n')
			continue;
		assert_int_equal(read_text(&t,
				     arena_printf(&t.arena, "order a\n  %.*s\n",
					 (int)(close - at - 1), at + 1)),
		    0);
		assert_string_equal(said(&t), "");
	}
	assert_true(n >= 14);
	reading_release(&t);
}

static void
no_opening_word_is_left_out(void **state)
{
	struct reading_test t;
	struct buf grammar;
	const char *at, *words[80];
	char quoted[64];
	char *s;
	size_t i, n;
	unsigned b;

	reading_init(&t);
	buf_init(&grammar, &mem_system, 1u << 20);
	at = source_file(&t, PAGE)->bytes;
	while ((s = next_block(&at, "ebnf")) != NULL) {
		buf_puts(&grammar, s);
		free(s);
	}
	for (b = BLOCK_FILE; b <= BLOCK_VOCABULARY; b++) {
		n = opening_words((enum block)b, words, 80);
		assert_true(n > 0);
		for (i = 0; i < n; i++) {
			(void)snprintf(quoted, sizeof(quoted), "\"%s\"",
			    words[i]);
			if (strstr(grammar.s, quoted) == NULL)
				fail_msg("%s lacks %s", PAGE, quoted);
		}
	}
	buf_release(&grammar);
	reading_release(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_example_is_read),
		cmocka_unit_test(each_condition_is_one),
		cmocka_unit_test(each_clause_is_one),
		cmocka_unit_test(no_opening_word_is_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
