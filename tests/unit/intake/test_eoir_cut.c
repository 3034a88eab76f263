/* Bytes cut into fields: the fast way finds what the plain way finds. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "intake/eoir_cut.h"

#define MOST 400

static uint64_t seed = 20170622;

static unsigned
next(unsigned n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(seed >> 33) % n;
}

static void
same(const char *bytes, size_t n, bool pairs)
{
	uint32_t e1[MOST + 1], e2[MOST + 1], o1[MOST + 1], o2[MOST + 1];
	struct cut fast = { .ends = e1, .odd = o1 };
	struct cut plain = { .ends = e2, .odd = o2 };

	cut_bytes(bytes, n, pairs, &fast);
	cut_bytes_plain(bytes, n, pairs, &plain);
	assert_int_equal(fast.nends, plain.nends);
	assert_int_equal(fast.nodd, plain.nodd);
	assert_memory_equal(e1, e2, fast.nends * sizeof(e1[0]));
	assert_memory_equal(o1, o2, fast.nodd * sizeof(o1[0]));
}

/* Every length around a block, bytes that matter thick on the ground. */
static void
test_same(void **state)
{
	static const char often[] = "\t\n\r\n  \"\\\x7f\x80\xff\001A9\0";
	char bytes[MOST + CUT_SLACK];

	for (int turn = 0; turn < 20000; turn++) {
		size_t n = next(MOST);

		for (size_t i = 0; i < sizeof(bytes); i++)
			bytes[i] = next(3) == 0 ? (char)next(256)
						: often[next(sizeof(often))];
		same(bytes, n, turn % 2 == 0);
	}
}

static void
test_found(void **state)
{
	static const char row[] = "1\tA  B\t\"C\r\n2\tx\ry\t\r\n";
	char bytes[sizeof(row) + CUT_SLACK] = { 0 };
	uint32_t ends[64], odd[64];
	struct cut c = { .ends = ends, .odd = odd };

	memcpy(bytes, row, sizeof(row));
	cut_bytes(bytes, sizeof(row) - 1, true, &c);
	assert_int_equal(c.nends, 6);
	assert_int_equal(ends[0], 1);
	assert_int_equal(ends[2], 10);
	/* the second blank, the quote, the lone carriage return */
	assert_int_equal(c.nodd, 3);
	assert_int_equal(odd[0], 4);
	assert_int_equal(odd[1], 7);
	assert_int_equal(odd[2], 14);
	cut_bytes(bytes, sizeof(row) - 1, false, &c);
	assert_int_equal(c.nodd, 2);
}

static void
test_lines(void **state)
{
	static char bytes[9000];
	size_t plain = 0;

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = next(2) == 0 ? '\n' : 'x';
	for (size_t n = 0; n < sizeof(bytes); n++) {
		if (n % 97 == 0 || n > 8990)
			assert_int_equal(cut_lines(bytes, n), plain);
		plain += bytes[n] == '\n';
	}
}

/* Byte by byte: whether each line has so many fields, and how many lines. */
static bool
plain_rows(const char *bytes, size_t n, size_t fields, uint64_t *rows)
{
	size_t has = 1;

	*rows = 0;
	for (size_t i = 0; i < n; i++) {
		has += bytes[i] == '\t';
		if (bytes[i] != '\n')
			continue;
		if (has < fields)
			return false;
		has = 1;
		++*rows;
	}
	return true;
}

/* Lines of a few hundred bytes and of none, whole blocks of tabs, one line
 * short now and then. */
static void
test_rows(void **state)
{
	static char bytes[4096 + CUT_SLACK];
	size_t whole = 0;

	(void)state;
	for (int turn = 0; turn < 20000; turn++) {
		size_t fields = 2 + next(70), n = 0;
		uint64_t rows = 77, plain;

		while (n < 3000) {
			size_t k = fields + next(3) - (next(200) == 0);

			for (size_t f = 1; f < k; f++) {
				for (unsigned x = next(4); x > 0; x--)
					bytes[n++] = 'x';
				bytes[n++] = '\t';
			}
			bytes[n++] = '\n';
		}
		/* What lies behind is none of it. */
		memset(bytes + n, '\n', CUT_SLACK);
		if (plain_rows(bytes, n, fields, &plain)) {
			whole++;
			assert_true(cut_rows(bytes, n, fields, &rows));
			assert_int_equal(rows, plain);
		} else {
			assert_false(cut_rows(bytes, n, fields, &rows));
		}
	}
	assert_in_range(whole, 1000, 19000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same),
		cmocka_unit_test(test_found),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
