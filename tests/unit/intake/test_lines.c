/* Delimited text cut into rows, in pieces of any size. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "intake/lines.h"

static struct buf seen;

static int
see(void *ctx, unsigned line, const char *const *cells, size_t n)
{
	buf_printf(&seen, "%u:", line);
	for (size_t i = 0; i < n; i++)
		buf_printf(&seen, "[%s]", cells[i]);
	buf_putc(&seen, '\n');
	return 0;
}

/* The same rows whether it comes whole or byte by byte. */
static void
cut(const char *text, const char *want)
{
	size_t n = strlen(text);

	for (size_t piece = 1; piece <= n; piece += piece < 4 ? 1 : n) {
		struct lines l;

		buf_init(&seen, &mem_system, 65536);
		lines_init(&l, &mem_system, see, NULL);
		l.separator = piece == n ? '\0' : strchr(text, '|') ? '|' : ',';
		for (size_t at = 0; at < n; at += piece)
			assert_int_equal(lines_feed(&l, text + at,
					     n - at < piece ? n - at : piece),
			    0);
		assert_int_equal(lines_end(&l), 0);
		assert_string_equal(seen.s, want);
		lines_release(&l);
		buf_release(&seen);
	}
}

static void
test_cut(void **state)
{
	cut("a,b,c\r\n1,,\"x, y\"\r\n\r\n2,\"say \"\"no\"\"\",z",
	    "1:[a][b][c]\n2:[1][][x, y]\n4:[2][say \"no\"][z]\n");
	cut("A title\n\nid|when|who\n7|1/2/2019 10:00|\"A\nB\"\n8||\n",
	    "1:[A title]\n3:[id][when][who]\n4:[7][1/2/2019 10:00][A\nB]\n"
	    "6:[8][][]\n");
	cut("a,b\n", "1:[a][b]\n");
}

static void
columns(size_t n, int want)
{
	struct lines l;
	int r = 0;

	buf_init(&seen, &mem_system, 65536);
	lines_init(&l, &mem_system, see, NULL);
	for (size_t i = 0; i < n && r == 0; i++)
		r = lines_feed(&l, i + 1 < n ? "x," : "x\n", 2);
	assert_int_equal(r, want);
	lines_release(&l);
	buf_release(&seen);
}

static void
test_columns(void **state)
{
	columns(LIMIT_COLUMNS - 1, 0);
	columns(LIMIT_COLUMNS, 0);
	columns(LIMIT_COLUMNS + 1, E_LIMIT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_columns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
