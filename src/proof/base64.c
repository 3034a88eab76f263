/* base64.c - bytes as text. */

#include "proof/base64.h"

#include <stdint.h>

static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void
base64_write(struct buf *b, const void *bytes, size_t n)
{
	const uint8_t *p = bytes;

	for (; n > 0; p += 3) {
		size_t k = n < 3 ? n : 3;
		uint32_t v = (uint32_t)p[0] << 16;
		char four[4];

		if (k > 1)
			v |= (uint32_t)p[1] << 8;
		if (k > 2)
			v |= p[2];
		four[0] = alphabet[v >> 18];
		four[1] = alphabet[v >> 12 & 63];
		four[2] = k > 1 ? alphabet[v >> 6 & 63] : '=';
		four[3] = k > 2 ? alphabet[v & 63] : '=';
		buf_add(b, four, 4);
		n -= k;
	}
}

static int
digit(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+')
		return 62;
	return c == '/' ? 63 : -1;
}

int
base64_read(const char *s, size_t n, void *out, size_t *len)
{
	uint8_t *to = out;
	size_t all = 0;

	if (n % 4 != 0)
		return E_SYNTAX;
	for (size_t i = 0; i < n; i += 4) {
		size_t pad = 0;
		uint32_t v = 0;

		/* Padding ends the text, and nothing else does. */
		if (i + 4 == n && s[i + 3] == '=')
			pad = s[i + 2] == '=' ? 2 : 1;
		for (size_t k = 0; k < 4; k++) {
			int d = k >= 4 - pad ? 0 : digit(s[i + k]);

			if (d < 0)
				return E_SYNTAX;
			v = v << 6 | (uint32_t)d;
		}
		if ((pad == 1 && (v & 0xff) != 0) ||
		    (pad == 2 && (v & 0xffff) != 0))
			return E_SYNTAX;
		for (size_t k = 0; to != NULL && k < 3 - pad; k++)
			to[all + k] = (uint8_t)(v >> (16 - 8 * k));
		all += 3 - pad;
	}
	*len = all;
	return 0;
}
