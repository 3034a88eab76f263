/* utf8.h - characters of a text, strictly: RFC 3629. */

#ifndef FORESTAY_UTF8_H
#define FORESTAY_UTF8_H

#include <stddef.h>
#include <stdint.h>

#define UTF8_BAD ((uint32_t)0xfffd) /* stands for a bad byte */

/* Read one character from the n bytes at s; n must not be 0.  Returns how
 * many bytes it takes.  A byte that begins no valid character is one byte
 * of its own, and *c is UTF8_BAD (which a valid text may also hold: then
 * three bytes are taken). */
size_t utf8_read(const char *s, size_t n, uint32_t *c);

/* Columns c takes on a terminal: 0, 1 or 2. */
unsigned utf8_columns(uint32_t c);

/* Columns the n bytes at s take, where they stand on one line. */
unsigned utf8_width(const char *s, size_t n);

/* Characters that would move the cursor or reorder the line when shown:
 * controls, and the marks that turn the direction of writing. */
int utf8_is_control(uint32_t c);

#endif
