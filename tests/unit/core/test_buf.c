/* Growing text: its maximum, the sticky failure, padding, JSON; UTF-8. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/buf.h"
#include "core/utf8.h"
#include "support/fault_mem.h"

static void
starts_as_an_empty_string(void **state)
{
	struct fault_mem f;
	struct buf b;

	fault_mem_init(&f, 0);
	buf_init(&b, &f.mem, 10);
	assert_string_equal(b.s, "");
	buf_add(&b, NULL, 0);
	buf_puts(&b, "");
	buf_printf(&b, "%s", "");
	buf_clear(&b);
	assert_int_equal(f.calls, 0);
	assert_false(b.failed);
	buf_release(&b);
}

static void
grows_by_every_verb(void **state)
{
	struct buf b;

	buf_init(&b, &mem_system, 1 << 20);
	buf_add(&b, "order", 3);
	buf_puts(&b, "-");
	buf_putc(&b, 'x');
	buf_printf(&b, " %d", 42);
	assert_string_equal(b.s, "ord-x 42");
	assert_int_equal(b.len, 8);
	for (int i = 0; i < 1000; i++)
		buf_putc(&b, '.');
	assert_int_equal(strlen(b.s), 1008);
	buf_clear(&b);
	assert_string_equal(b.s, "");
	buf_release(&b);
	assert_string_equal(b.s, "");
}

static void
holds_its_maximum_and_no_more(void **state)
{
	static const size_t maxima[] = { 1, 7, 63, 64, 65, 1000 };
	struct buf b;
	char text[1002];

	memset(text, 'a', sizeof(text));
	for (size_t i = 0; i < sizeof(maxima) / sizeof(maxima[0]); i++) {
		size_t max = maxima[i];

		buf_init(&b, &mem_system, max);
		buf_add(&b, text, max - 1);
		assert_false(b.failed);
		buf_putc(&b, 'b');
		assert_false(b.failed);
		buf_putc(&b, 'c');
		assert_true(b.failed);
		assert_int_equal(b.len, max);
		assert_int_equal(b.s[max - 1], 'b');
		buf_release(&b);

		buf_init(&b, &mem_system, max);
		buf_printf(&b, "%.*s", (int)max + 1, text);
		assert_true(b.failed);
		assert_string_equal(b.s, "");
		buf_release(&b);
	}
}

static void
failure_sticks_until_cleared(void **state)
{
	struct buf b;

	buf_init(&b, &mem_system, 4);
	buf_puts(&b, "ab");
	buf_puts(&b, "cde");
	assert_true(b.failed);
	buf_puts(&b, "c"); /* would fit; but the text has a hole */
	assert_string_equal(b.s, "ab");
	buf_clear(&b);
	assert_false(b.failed);
	buf_puts(&b, "abcd");
	assert_string_equal(b.s, "abcd");
	buf_release(&b);
}

static void
every_refusal_is_seen(void **state)
{
	struct fault_mem f;
	struct buf b;
	size_t fail_at;

	for (fail_at = 1;; fail_at++) {
		fault_mem_init(&f, fail_at);
		buf_init(&b, &f.mem, 1 << 16);
		for (int i = 0; i < 50; i++)
			buf_json(&b, "a text of some length");
		buf_pad(&b, ' ', 3000);
		buf_printf(&b, "%05000d", 7);
		assert_int_equal(b.failed, f.calls >= fail_at);
		assert_int_equal(strlen(b.s), b.len);
		buf_release(&b);
		assert_int_equal(f.live, 0);
		if (f.calls < fail_at)
			break;
	}
	assert_true(fail_at > 5);
}

static void
pads_to_a_column_of_the_line(void **state)
{
	struct buf b;

	buf_init(&b, &mem_system, 100);
	buf_puts(&b, "a long line\nab");
	buf_pad(&b, '.', 4);
	buf_pad(&b, '.', 2);
	buf_puts(&b, "|\n\xc3\xa9\xe6\x97\xa5"); /* one column, and two */
	buf_pad(&b, ' ', 5);
	buf_putc(&b, '|');
	assert_string_equal(b.s, "a long line\nab..|\n\xc3\xa9\xe6\x97\xa5  |");
	buf_release(&b);
}

static void
json_is_escaped(void **state)
{
	static const struct {
		const char *text, *json;
	} cases[] = {
		{ "", "\"\"" },
		{ "Hamama v. Adducci", "\"Hamama v. Adducci\"" },
		{ "a\"b\\c", "\"a\\\"b\\\\c\"" },
		{ "\n\r\t\b\x1b\x7f", "\"\\n\\r\\t\\u0008\\u001b\\u007f\"" },
		{ "\xc3\xa9\xf0\x9f\x98\x80", "\"\xc3\xa9\xf0\x9f\x98\x80\"" },
		{ "a\xff\xc3", "\"a\\ufffd\\ufffd\"" },
		{ "\xed\xa0\x80", "\"\\ufffd\\ufffd\\ufffd\"" },
		{ "\xef\xbf\xbd", "\"\xef\xbf\xbd\"" },
	};
	struct buf b;

	buf_init(&b, &mem_system, 1000);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		buf_clear(&b);
		buf_json(&b, cases[i].text);
		assert_string_equal(b.s, cases[i].json);
	}
	buf_release(&b);
}

static void
json_that_does_not_fit_leaves_nothing(void **state)
{
	struct buf b;

	for (size_t max = 2; max < 9; max++) {
		buf_init(&b, &mem_system, max);
		buf_puts(&b, "x=");
		buf_json(&b, "a\nb");
		assert_int_equal(b.failed, max < 8);
		assert_string_equal(b.s, max < 8 ? "x=" : "x=\"a\\nb\"");
		buf_release(&b);
	}
}

/* An independent reading of RFC 3629's table 3-7, by ranges. */
static size_t
valid_length(const unsigned char *s)
{
	unsigned a = s[0], b = s[1];
	int tail2 = (s[2] & 0xc0) == 0x80, tail3 = (s[3] & 0xc0) == 0x80;

	if (a < 0x80)
		return 1;
	if (a >= 0xc2 && a <= 0xdf)
		return b >= 0x80 && b <= 0xbf ? 2 : 0;
	if (a >= 0xe0 && a <= 0xef)
		return b >= (a == 0xe0 ? 0xa0u : 0x80u) &&
			b <= (a == 0xed ? 0x9fu : 0xbfu) && tail2
		    ? 3
		    : 0;
	if (a >= 0xf0 && a <= 0xf4)
		return b >= (a == 0xf0 ? 0x90u : 0x80u) &&
			b <= (a == 0xf4 ? 0x8fu : 0xbfu) && tail2 && tail3
		    ? 4
		    : 0;
	return 0;
}

static void
utf8_is_read_strictly(void **state)
{
	static const unsigned char edges[] = { 0x00, 0x41, 0x7f, 0x80, 0x8f,
		0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xed,
		0xef, 0xf0, 0xf4, 0xf5, 0xff };
	unsigned char s[4];
	uint32_t c;

	for (unsigned first = 0; first < 256; first++) {
		for (size_t k = 0; k < 20 * 20 * 20; k++) {
			size_t want, got;

			s[0] = (unsigned char)first;
			s[1] = edges[k % 20];
			s[2] = edges[k / 20 % 20];
			s[3] = edges[k / 400];
			want = valid_length(s);
			got = utf8_read((const char *)s, 4, &c);
			assert_int_equal(got, want == 0 ? 1 : want);
			if (want == 0)
				assert_int_equal(c, UTF8_BAD);
			/* Cut short, it is a bad byte. */
			if (want > 1) {
				got = utf8_read((const char *)s, want - 1, &c);
				assert_int_equal(got, 1);
				assert_int_equal(c, UTF8_BAD);
			}
		}
	}
	assert_int_equal(utf8_read("\xe6\x97\xa5", 3, &c), 3);
	assert_int_equal(c, 0x65e5);
	assert_int_equal(utf8_read("\xf4\x8f\xbf\xbf", 4, &c), 4);
	assert_int_equal(c, 0x10ffff);
}

static void
controls_and_marks_of_direction_are_known(void **state)
{
	for (uint32_t c = 0; c < 0x3000; c++) {
		bool want = c < 0x20 || (c >= 0x7f && c <= 0x9f) ||
		    c == 0x200e || c == 0x200f ||
		    (c >= 0x202a && c <= 0x202e) ||
		    (c >= 0x2066 && c <= 0x2069);

		assert_int_equal(utf8_is_control(c) != 0, want);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(starts_as_an_empty_string),
		cmocka_unit_test(grows_by_every_verb),
		cmocka_unit_test(holds_its_maximum_and_no_more),
		cmocka_unit_test(failure_sticks_until_cleared),
		cmocka_unit_test(every_refusal_is_seen),
		cmocka_unit_test(pads_to_a_column_of_the_line),
		cmocka_unit_test(json_is_escaped),
		cmocka_unit_test(json_that_does_not_fit_leaves_nothing),
		cmocka_unit_test(utf8_is_read_strictly),
		cmocka_unit_test(controls_and_marks_of_direction_are_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
