/* Diagnostics: where the caret stands, what is not shown, near names. */

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/diag.h"
#include "core/limits.h"
#include "support/fault_mem.h"

static struct source_text
source(const char *text)
{
	return (struct source_text){ "a.law", text, strlen(text) };
}

static void
lines_and_columns_count_characters(void **state)
{
	static const struct {
		const char *text;
		uint32_t offset;
		unsigned line, col;
	} cases[] = {
		{ "", 0, 1, 1 },
		{ "", 9, 1, 1 },
		{ "order x", 0, 1, 1 },
		{ "order x", 6, 1, 7 },
		{ "order x", 7, 1, 8 },
		{ "order x", 99, 1, 8 },
		{ "a\nb", 1, 1, 2 },
		{ "a\nb", 2, 2, 1 },
		{ "a\nb\n", 4, 3, 1 },
		{ "\tb", 1, 1, 2 },
		{ "\xc3\xa9z", 2, 1, 2 },
		{ "\xe6\x97\xa5\xe6\x9c\xacz", 6, 1, 3 },
		{ "\xff\xffz", 2, 1, 3 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct source_text src = source(cases[i].text);
		struct pos pos = { &src, cases[i].offset, 1 };
		unsigned line, col;

		pos_line_col(pos, &line, &col);
		assert_int_equal(line, cases[i].line);
		assert_int_equal(col, cases[i].col);
	}
}

#define E10 "0123456789"
#define E50 E10 E10 E10 E10 E10

static void
the_caret_stands_under_what_it_speaks_of(void **state)
{
	static const struct {
		const char *text;
		uint32_t offset, length;
		const char *printed;
	} cases[] = {
		{ "order x", 6, 1,
		    "a.law:1:7: error: m\n"
		    "    order x\n"
		    "          ^\n" },
		{ "a\norder xyz\nb", 8, 3,
		    "a.law:2:7: error: m\n"
		    "    order xyz\n"
		    "          ^~~\n" },
		/* Longer than its line, or of no length. */
		{ "ab\ncd", 1, 99,
		    "a.law:1:2: error: m\n"
		    "    ab\n"
		    "     ^\n" },
		{ "ab\ncd", 3, 0,
		    "a.law:2:1: error: m\n"
		    "    cd\n"
		    "    ^\n" },
		/* At the end, with and without a last newline; \r\n. */
		{ "ab", 2, 1,
		    "a.law:1:3: error: m\n"
		    "    ab\n"
		    "      ^\n" },
		{ "ab\n", 3, 1,
		    "a.law:2:1: error: m\n"
		    "    \n"
		    "    ^\n" },
		{ "ab\r\ncd", 1, 9,
		    "a.law:1:2: error: m\n"
		    "    ab\n"
		    "     ^\n" },
		{ "", 0, 1, "a.law:1:1: error: m\n" },
		/* Tabs go to the next eighth column, as in an editor. */
		{ "\tab", 1, 2,
		    "a.law:1:2: error: m\n"
		    "            ab\n"
		    "            ^~\n" },
		{ "abc\td\te", 6, 1,
		    "a.law:1:7: error: m\n"
		    "    abc     d       e\n"
		    "                    ^\n" },
		{ "abc\td", 3, 1,
		    "a.law:1:4: error: m\n"
		    "    abc     d\n"
		    "       ^~~~~\n" },
		/* A character is one column, or two, or none. */
		{ "\xc3\xa9\xc3\xa9 x", 5, 1,
		    "a.law:1:4: error: m\n"
		    "    \xc3\xa9\xc3\xa9 x\n"
		    "       ^\n" },
		{ "\xe6\x97\xa5x", 3, 1,
		    "a.law:1:2: error: m\n"
		    "    \xe6\x97\xa5x\n"
		    "      ^\n" },
		{ "e\xcc\x81x", 3, 1,
		    "a.law:1:3: error: m\n"
		    "    e\xcc\x81x\n"
		    "     ^\n" },
		/* Controls, bad bytes and marks of direction are not shown. */
		{ "a\x1b[2J\xff\xe2\x80\xaex", 9, 1,
		    "a.law:1:8: error: m\n"
		    "    a?[2J??x\n"
		    "           ^\n" },
		/* Of a long line, a window. */
		{ E50 E50, 99, 1,
		    "a.law:1:100: error: m\n"
		    "    " E50 E50 "\n"
		    "    "
		    "          "
		    "          "
		    "          "
		    "          "
		    "          "
		    "          "
		    "          "
		    "          "
		    "          "
		    "         ^\n" },
		{ E50 E50 "x", 0, 2,
		    "a.law:1:1: error: m\n"
		    "    " E50 E50 "...\n"
		    "    ^~\n" },
		{ E50 E50 E10 E10, 41, 1,
		    "a.law:1:42: error: m\n"
		    "    ...123456789" E50 E10 E10 E10 E10 "0...\n"
		    "                                               ^\n" },
		{ E50 E50 E50 E50, 100, 1,
		    "a.law:1:101: error: m\n"
		    "    ..." E50 E50 "...\n"
		    "                                               ^\n" },
		{ E50 E50 E10 E10, 120, 1,
		    "a.law:1:121: error: m\n"
		    "    ..." E50 E50 "\n"
		    "    "
		    "   "
		    "          "
		    "          "
		    "          "
		    "          "
		    "          "
		    "          "
		    "          "
		    "          "
		    "          "
		    "          ^\n" },
	};
	struct buf b;

	buf_init(&b, &mem_system, 10000);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct source_text src = source(cases[i].text);
		struct diag d = { DIAG_ERROR,
			{ &src, cases[i].offset, cases[i].length }, "m", NULL,
			NULL };

		buf_clear(&b);
		diag_print(&b, &d, false);
		assert_string_equal(b.s, cases[i].printed);
	}
	buf_release(&b);
}

static void
a_wide_character_on_the_window_s_edge_is_blank(void **state)
{
	struct source_text src;
	struct diag d = { .severity = DIAG_NOTE, .message = "m" };
	char text[400] = "a";
	struct buf b;

	/* Columns 1-2, 3-4, ...: the window begins inside a character. */
	for (size_t i = 0; i < 100; i++)
		memcpy(text + 1 + 3 * i, "\xe6\x97\xa5", 3);
	src = source(text);
	d.pos = (struct pos){ &src, 1 + 3 * 50, 3 };
	buf_init(&b, &mem_system, 4000);
	diag_print(&b, &d, false);
	assert_non_null(strstr(b.s, "    ...\xe6\x97\xa5"));
	d.pos.offset = 1 + 3 * 50;
	text[0] = '\t'; /* eight columns: now even, shift by one */
	memmove(text + 2, text + 1, 301);
	text[1] = 'b';
	d.pos.offset++;
	src = source(text);
	buf_clear(&b);
	diag_print(&b, &d, false);
	assert_non_null(strstr(b.s, "    ..."));
	assert_true(strlen(b.s) < 800);
	buf_release(&b);
}

/* A line of 16 MB of which only the first 4 KB can be read: whoever looks
 * farther than the window crashes. */
static void
only_a_window_of_a_line_is_looked_at(void **state)
{
	size_t readable = (size_t)sysconf(_SC_PAGESIZE);
	struct source_text src = { "a.law", NULL, LIMIT_SOURCE_BYTES };
	struct diag d = { .severity = DIAG_ERROR, .message = "m" };
	char *line, *guard;
	struct buf b;
	int fd;

	fd = open("/dev/zero", O_RDWR);
	assert_true(fd >= 0);
	line = mmap(NULL, LIMIT_SOURCE_BYTES, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE, fd, 0);
	assert_true(line != MAP_FAILED);
	guard = line + readable;
	memset(line, 'a', readable);
	assert_int_equal(mprotect(guard, LIMIT_SOURCE_BYTES - readable,
			     PROT_NONE),
	    0);
	src.bytes = line;
	d.pos = (struct pos){ &src, 60, 2 };
	buf_init(&b, &mem_system, 4000);
	diag_print(&b, &d, false);
	assert_memory_equal(b.s, "a.law:1:61: error: m\n    ...aaaa", 32);
	assert_non_null(strstr(b.s, "a...\n    "));
	assert_true(b.len < 300);
	buf_release(&b);
	munmap(line, LIMIT_SOURCE_BYTES);
	close(fd);
}

/* Far into a line the column is exact, and the window whole characters. */
static void
a_caret_far_into_a_line_is_where_it_was(void **state)
{
	size_t n = 3000, i;
	char *text = malloc(2 * n + 2);
	struct source_text src = { "a.law", text, 2 * n };
	struct diag d = { DIAG_ERROR, { &src, 0, 2 }, "m", NULL, NULL };
	struct buf b;
	char *line;

	assert_non_null(text);
	for (i = 0; i < n; i++)
		memcpy(text + 2 * i, "\xc3\xa9", 2);
	buf_init(&b, &mem_system, 4000);
	for (i = 0; i < n; i += 7) {
		d.pos.offset = (uint32_t)(2 * i);
		buf_clear(&b);
		text[2 * i] = 'x';
		text[2 * i + 1] = 'y';
		diag_print(&b, &d, false);
		memcpy(text + 2 * i, "\xc3\xa9", 2);
		assert_int_equal(strtoul(b.s + 8, NULL, 10), i + 1);
		assert_null(strchr(b.s, '?'));
		line = strchr(b.s, '\n') + 1;
		assert_true((strncmp(line, "    ...", 7) == 0) == (i > 40));
		/* The caret is under the x: columns before each. */
		assert_int_equal(strcspn(strchr(line, '\n') + 1, "^"),
		    4 + (i > 40 ? 3 : 0) +
			(strchr(line, 'x') - line - (i > 40 ? 7 : 4)) / 2);
	}
	buf_release(&b);
	free(text);
}

static void
everything_said_is_printed(void **state)
{
	struct source_text src = source("order x");
	struct diag d = { DIAG_WARNING, { &src, 0, 5 }, "what\nis wrong",
		"a colour \x1b[31m", "do this" };
	struct buf b;

	buf_init(&b, &mem_system, 1000);
	diag_print(&b, &d, false);
	assert_string_equal(b.s,
	    "a.law:1:1: warning: what\n"
	    "        is wrong\n"
	    "    order x\n"
	    "    ^~~~~\n"
	    "    expected: a colour ?[31m\n"
	    "    hint: do this\n");
	buf_clear(&b);
	d.pos.src = NULL;
	d.expected = d.hint = NULL;
	d.severity = DIAG_NOTE;
	diag_print(&b, &d, true);
	assert_string_equal(b.s,
	    "\033[1;36mnote:\033[0m what\n        is wrong\n");
	buf_clear(&b);
	src.path = NULL;
	d.pos.src = &src;
	d.message = "m";
	diag_print(&b, &d, true);
	assert_string_equal(b.s,
	    ":1:1: \033[1;36mnote:\033[0m m\n"
	    "    order x\n"
	    "    \033[1;32m^~~~~\033[0m\n");
	buf_release(&b);
}

static void
the_list_keeps_its_limit_and_counts_all(void **state)
{
	struct source_text src = source("x");
	struct pos pos = { &src, 0, 1 };
	struct diags ds;
	struct arena a;

	arena_init(&a, &mem_system, 1 << 20);
	diags_init(&ds, &a);
	for (size_t i = 1; i <= LIMIT_DIAGNOSTICS + 1; i++) {
		diag_add(&ds, i % 2 ? DIAG_ERROR : DIAG_WARNING, pos, NULL,
		    NULL, "number %zu", i);
		assert_int_equal(ds.n,
		    i <= LIMIT_DIAGNOSTICS ? i : LIMIT_DIAGNOSTICS);
		assert_int_equal(ds.nerrors, (i + 1) / 2);
		assert_int_equal(ds.nwarnings, i / 2);
	}
	diag_add(&ds, DIAG_NOTE, pos, NULL, NULL, "a note is neither");
	assert_int_equal(ds.nerrors + ds.nwarnings, LIMIT_DIAGNOSTICS + 1);
	assert_string_equal(ds.items[0].message, "number 1");
	assert_string_equal(ds.items[LIMIT_DIAGNOSTICS - 1].message,
	    "number 256");
	assert_false(ds.failed);
	arena_release(&a);
}

static void
texts_are_copied_and_refusals_seen(void **state)
{
	struct pos nowhere = { NULL, 0, 0 };
	char expected[] = "a day", hint[] = "write a day";
	struct fault_mem f;
	struct diags ds;
	struct arena a;
	size_t max;

	for (max = 0;; max += 8) {
		fault_mem_init(&f, 0);
		arena_init(&a, &f.mem, max);
		diags_init(&ds, &a);
		diag_add(&ds, DIAG_ERROR, nowhere, expected, hint, "no %s",
		    "day");
		assert_int_equal(ds.nerrors, 1);
		assert_int_equal(ds.n, ds.failed ? 0 : 1);
		if (!ds.failed)
			break;
		arena_release(&a);
		assert_int_equal(f.live, 0);
	}
	assert_true(max > 3 * 16);
	expected[0] = hint[0] = 'X';
	assert_string_equal(ds.items[0].message, "no day");
	assert_string_equal(ds.items[0].expected, "a day");
	assert_string_equal(ds.items[0].hint, "write a day");
	arena_release(&a);
}

static void
the_nearest_name_is_offered(void **state)
{
	static const char *const names[] = { "nationality", "custody",
		"final_order", "entered", "extends", "is", "or" };
	static const struct {
		const char *word, *near;
	} cases[] = {
		{ "nationalty", "nationality" },
		{ "nationality", "nationality" },
		{ "antionality", "nationality" },
		{ "natoinalty", "nationality" },
		{ "custdoy", "custody" },
		{ "cutsdoy", "custody" },
		{ "ctsdoy", NULL },
		{ "finalorder", "final_order" },
		{ "enterd", "entered" },
		{ "extned", "extends" },
		{ "exxxxds", NULL },
		{ "si", NULL }, /* a third of two is nothing */
		{ "is", "is" },
		{ "", NULL },
		{ "removal", NULL },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *got = nearest_name(cases[i].word, names, 7);

		if (cases[i].near == NULL)
			assert_null(got);
		else
			assert_string_equal(got, cases[i].near);
	}
	assert_null(nearest_name("custody", names, 0));
}

static void
a_name_at_its_limit_is_compared(void **state)
{
	char word[LIMIT_ID_BYTES + 2], name[LIMIT_ID_BYTES + 2];
	const char *const names[] = { name };

	for (size_t n = LIMIT_ID_BYTES - 1; n <= LIMIT_ID_BYTES + 1; n++) {
		memset(word, 'a', n);
		memset(name, 'a', n);
		word[n] = name[n] = '\0';
		word[n / 2] = 'b';
		assert_ptr_equal(nearest_name(word, names, 1),
		    n <= LIMIT_ID_BYTES ? name : NULL);
	}
	/* One side within, the other beyond. */
	word[LIMIT_ID_BYTES] = '\0';
	assert_null(nearest_name(word, names, 1));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_and_columns_count_characters),
		cmocka_unit_test(the_caret_stands_under_what_it_speaks_of),
		cmocka_unit_test(
		    a_wide_character_on_the_window_s_edge_is_blank),
		cmocka_unit_test(only_a_window_of_a_line_is_looked_at),
		cmocka_unit_test(a_caret_far_into_a_line_is_where_it_was),
		cmocka_unit_test(everything_said_is_printed),
		cmocka_unit_test(the_list_keeps_its_limit_and_counts_all),
		cmocka_unit_test(texts_are_copied_and_refusals_seen),
		cmocka_unit_test(the_nearest_name_is_offered),
		cmocka_unit_test(a_name_at_its_limit_is_compared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
