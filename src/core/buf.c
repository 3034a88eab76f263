/* buf.c - text that grows by doubling, up to its maximum. */

#include "core/buf.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "core/utf8.h"

/* What an empty buffer points at, so that s is a string from the start
 * and nothing is allocated before it is needed.  Never written: every
 * write is behind room_for. */
static const char nothing[1];

void
buf_init(struct buf *b, const struct mem *mem, size_t max)
{
	*b = (struct buf){ .mem = mem, .s = (char *)nothing, .max = max };
}

void
buf_release(struct buf *b)
{
	if (b->cap > 0)
		b->mem->free(b->mem->ctx, b->s);
	buf_init(b, b->mem, b->max);
}

void
buf_clear(struct buf *b)
{
	if (b->cap > 0)
		b->s[0] = '\0';
	b->len = 0;
	b->failed = false;
}

/* Make room for n more bytes and the NUL. */
static bool
room_for(struct buf *b, size_t n)
{
	size_t need, cap;
	char *s;

	if (b->failed)
		return false;
	if (n > b->max || b->len > b->max - n || n > SIZE_MAX - 1 - b->len)
		goto refused;
	need = b->len + n + 1;
	if (need <= b->cap)
		return true;
	cap = b->cap == 0 ? 64 : b->cap;
	while (cap < need)
		cap = cap > SIZE_MAX / 2 ? need : cap * 2;
	if (cap - 1 > b->max)
		cap = b->max + 1;
	if ((s = b->mem->alloc(b->mem->ctx, cap)) == NULL)
		goto refused;
	memcpy(s, b->s, b->len + 1);
	if (b->cap > 0)
		b->mem->free(b->mem->ctx, b->s);
	b->s = s;
	b->cap = cap;
	return true;
refused:
	b->failed = true;
	return false;
}

void
buf_add(struct buf *b, const char *s, size_t n)
{
	if (n == 0 || !room_for(b, n))
		return;
	memcpy(b->s + b->len, s, n);
	b->len += n;
	b->s[b->len] = '\0';
}

void
buf_puts(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void
buf_putc(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void
buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(b, fmt, ap);
	va_end(ap);
}

void
buf_vprintf(struct buf *b, const char *fmt, va_list ap)
{
	va_list again;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (n < 0)
		b->failed = true;
	if (n <= 0 || !room_for(b, (size_t)n))
		return;
	(void)vsnprintf(b->s + b->len, (size_t)n + 1, fmt, ap);
	b->len += (size_t)n;
}

void
buf_pad(struct buf *b, char c, size_t upto)
{
	size_t i, column = 0;
	uint32_t ch;

	for (i = b->len; i > 0 && b->s[i - 1] != '\n'; i--)
		;
	while (i < b->len) {
		i += utf8_read(b->s + i, b->len - i, &ch);
		column += utf8_columns(ch);
	}
	if (column >= upto || !room_for(b, upto - column))
		return;
	memset(b->s + b->len, c, upto - column);
	b->len += upto - column;
	b->s[b->len] = '\0';
}

static void
json_char(struct buf *b, const char *s, size_t n, uint32_t c)
{
	switch (c) {
	case '"':
		buf_puts(b, "\\\"");
		return;
	case '\\':
		buf_puts(b, "\\\\");
		return;
	case '\n':
		buf_puts(b, "\\n");
		return;
	case '\r':
		buf_puts(b, "\\r");
		return;
	case '\t':
		buf_puts(b, "\\t");
		return;
	}
	if (c < 0x20 || c == 0x7f || (c == UTF8_BAD && n == 1))
		buf_printf(b, "\\u%04x", (unsigned)c);
	else
		buf_add(b, s, n);
}

void
buf_json(struct buf *b, const char *s)
{
	size_t len = strlen(s), before = b->len, i, n;
	uint32_t c;

	buf_putc(b, '"');
	for (i = 0; i < len && !b->failed; i += n) {
		n = utf8_read(s + i, len - i, &c);
		json_char(b, s + i, n, c);
	}
	buf_putc(b, '"');
	if (b->failed && b->len > before) {
		b->len = before; /* left as it was */
		b->s[before] = '\0';
	}
}
