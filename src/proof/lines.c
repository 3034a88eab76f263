/* lines.c - see lines.h. */

#include "proof/lines.h"

#include <string.h>

#include "proof/base64.h"

bool
lines_number(const char *s, size_t n, uint64_t *out)
{
	uint64_t v = 0;

	if (n == 0 || n > 19 || (n > 1 && s[0] == '0'))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (s[i] < '0' || s[i] > '9')
			return false;
		v = v * 10 + (uint64_t)(s[i] - '0');
	}
	*out = v;
	return true;
}

bool
lines_hash(const char *s, size_t n, struct hash *out)
{
	uint8_t bytes[BASE64_ROOM(44)];
	size_t len;

	if (n != 44 || base64_read(s, n, bytes, &len) != 0 || len != HASH_BYTES)
		return false;
	memcpy(out->b, bytes, HASH_BYTES);
	return true;
}

bool
lines_next(const char *s, size_t n, size_t *at, const char **line, size_t *len)
{
	const char *end;

	if (*at >= n || (end = memchr(s + *at, '\n', n - *at)) == NULL)
		return false;
	*line = s + *at;
	*len = (size_t)(end - *line);
	*at += *len + 1;
	return true;
}

bool
lines_begins(const char *line, size_t n, const char *with)
{
	size_t k = strlen(with);

	return n >= k && memcmp(line, with, k) == 0;
}

int
lines_proof(const char *s, size_t n, size_t *at, struct merkle_proof *p,
    const char **why)
{
	const char *line;
	size_t len;

	p->n = 0;
	for (;;) {
		*why = "there is no empty line before its checkpoint";
		if (!lines_next(s, n, at, &line, &len))
			return E_SYNTAX;
		if (len == 0)
			return 0;
		*why = "it has more hashes than any tree needs";
		if (p->n == MERKLE_LEVELS)
			return E_LIMIT;
		*why = "a line of the proof is no hash";
		if (!lines_hash(line, len, &p->hashes[p->n++]))
			return E_SYNTAX;
	}
}

void
lines_put_proof(struct buf *b, const struct merkle_proof *p)
{
	for (size_t i = 0; i < p->n; i++) {
		base64_write(b, p->hashes[i].b, HASH_BYTES);
		buf_putc(b, '\n');
	}
	buf_putc(b, '\n');
}
