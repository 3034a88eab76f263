/* eoir_cut.h - tab-separated bytes cut into fields, many at a time.
 *
 * Pure: no quoting, no copying.  What is found are the places of every tab
 * and line feed, and of every byte that a clean field does not hold: a
 * control, NUL, a byte above ASCII, a quote, a backslash, a carriage return
 * that no line feed follows and, when pairs is set, the second of two
 * blanks.  A row without one needs no second look. */

#ifndef FORESTAY_EOIR_CUT_H
#define FORESTAY_EOIR_CUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cut {
	uint32_t *ends; /* of fields: the places of tabs and line feeds */
	size_t nends;
	uint32_t *odd;
	size_t nodd;
};

/* Bytes behind the n that may be read, whatever they are. */
#define CUT_SLACK 64

/* Cut n bytes, fewer than 2^32.  c->ends and c->odd have room for n each;
 * the bytes are followed by CUT_SLACK that may be read. */
void cut_bytes(const char *bytes, size_t n, bool pairs, struct cut *c);

/* The same, byte by byte: what cut_bytes is held to. */
void cut_bytes_plain(const char *bytes, size_t n, bool pairs, struct cut *c);

/* How many line feeds. */
size_t cut_lines(const char *bytes, size_t n);

/* Whether every line has at least so many fields: then each is a row, and
 * *rows how many there are.  The bytes end with a line feed and are followed
 * by CUT_SLACK that may be read.  False: some line is short, and *rows says
 * nothing. */
bool cut_rows(const char *bytes, size_t n, size_t fields, uint64_t *rows);

#endif
