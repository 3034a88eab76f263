/* buf.h - text that grows, up to a maximum its owner names. */

#ifndef FORESTAY_BUF_H
#define FORESTAY_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "core/arena.h"

struct buf {
	const struct mem *mem;
	char *s; /* always NUL-terminated; "" at first */
	size_t len;
	size_t cap;
	size_t max;
	bool failed; /* sticky: refused, or over max */
};

void buf_init(struct buf *b, const struct mem *mem, size_t max);
void buf_release(struct buf *b);
void buf_clear(struct buf *b); /* empty; failed is cleared too */

/* Append.  On refusal the buffer is left as it was and failed is set:
 * check it once, at the end. */
void buf_add(struct buf *b, const char *s, size_t n);
void buf_puts(struct buf *b, const char *s);
void buf_putc(struct buf *b, char c);
void buf_printf(struct buf *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void buf_vprintf(struct buf *b, const char *fmt, va_list ap);
void buf_pad(struct buf *b, char c, size_t upto); /* to column upto */

/* A JSON string, quotes included, control characters and bad UTF-8
 * escaped (U+FFFD). */
void buf_json(struct buf *b, const char *s);

#endif
