/* utf8.c - strict reading of UTF-8, and how wide a character is shown. */

#include "core/utf8.h"

size_t
utf8_read(const char *s, size_t n, uint32_t *c)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned char b = (unsigned char)s[0];
	uint32_t v;
	size_t i, len;

	*c = UTF8_BAD;
	if (b < 0x80) {
		*c = b;
		return 1;
	}
	len = b >= 0xf0 ? 4 : b >= 0xe0 ? 3 : 2;
	if (b < 0xc2 || b > 0xf4 || n < len)
		return 1;
	v = b & (0x7fu >> len);
	for (i = 1; i < len; i++) {
		if (((unsigned char)s[i] & 0xc0) != 0x80)
			return 1;
		v = v << 6 | ((unsigned char)s[i] & 0x3fu);
	}
	/* Overlong forms, surrogates, and beyond Unicode. */
	if (v < least[len] || (v >= 0xd800 && v <= 0xdfff) || v > 0x10ffff)
		return 1;
	*c = v;
	return len;
}

unsigned
utf8_columns(uint32_t c)
{
	static const uint32_t none[][2] = {
		{ 0x300, 0x36f },
		{ 0x483, 0x489 },
		{ 0x591, 0x5bd },
		{ 0x610, 0x61a },
		{ 0x64b, 0x65f },
		{ 0x200b, 0x200f },
		{ 0x20d0, 0x20ff },
		{ 0xfe00, 0xfe0f },
		{ 0xfe20, 0xfe2f },
	};
	static const uint32_t two[][2] = {
		{ 0x1100, 0x115f },
		{ 0x2e80, 0x303e },
		{ 0x3041, 0xa4cf },
		{ 0xac00, 0xd7a3 },
		{ 0xf900, 0xfaff },
		{ 0xfe30, 0xfe6f },
		{ 0xff00, 0xff60 },
		{ 0xffe0, 0xffe6 },
		{ 0x1f300, 0x1f64f },
		{ 0x1f900, 0x1f9ff },
		{ 0x20000, 0x3fffd },
	};
	size_t i;

	for (i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		if (c >= none[i][0] && c <= none[i][1])
			return 0;
	for (i = 0; i < sizeof(two) / sizeof(two[0]); i++)
		if (c >= two[i][0] && c <= two[i][1])
			return 2;
	return 1;
}

unsigned
utf8_width(const char *s, size_t n)
{
	unsigned w = 0;
	uint32_t c;
	size_t took;

	while (n > 0) {
		took = 1;
		if ((unsigned char)*s < 0x80) {
			w++;
		} else {
			took = utf8_read(s, n, &c);
			w += utf8_columns(c);
		}
		s += took;
		n -= took;
	}
	return w;
}

int
utf8_is_control(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x200e ||
	    c == 0x200f || (c >= 0x202a && c <= 0x202e) ||
	    (c >= 0x2066 && c <= 0x2069);
}
