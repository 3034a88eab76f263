/* a_number.c - see a_number.h. */

#include <string.h>

#include "core/utf8.h"
#include "record/a_number.h"

#define DIGITS 9

/* Blanks and dashes, those too that word processors put in place of the
 * keyboard's: no-break spaces, U+2010 to U+2015, the minus sign. */
static bool
is_between(uint32_t c)
{
	return c == ' ' || c == '\t' || c == '-' || c == 0xa0 || c == 0xad ||
	    (c >= 0x2007 && c <= 0x2015) || c == 0x202f || c == 0x2212 ||
	    c == 0xfeff;
}

bool
a_number_read(const char *s, char out[A_NUMBER_SIZE])
{
	char d[DIGITS + 1] = { 0 };
	bool letter = false, any = false;
	size_t n = 0, left = strlen(s), dot = 0, i, k;
	uint32_t c;

	for (; left > 0; s += k, left -= k) {
		k = utf8_read(s, left, &c);
		if (c >= '0' && c <= '9') {
			if (n == DIGITS)
				return false;
			d[n++] = (char)c;
			any = any || c != '0';
		} else if ((c == 'A' || c == 'a') && n == 0 && !letter) {
			letter = true;
		} else if (c == '.' && n > 0) {
			dot = n;
		} else if (!is_between(c) && !(c == '#' && n == 0)) {
			return false;
		}
	}
	/* Noughts alone stand for a number that nobody knew; and 12345678.0
	 * of a spreadsheet is another's than 123-456-780. */
	if ((n != DIGITS && n != DIGITS - 1) || !any ||
	    (dot > 0 && n - dot == 1))
		return false;
	if (n == DIGITS - 1) {
		memmove(d + 1, d, n);
		d[0] = '0';
	}
	out[0] = 'A';
	for (i = 0, k = 1; i < DIGITS; i++) {
		if (i == 3 || i == 6)
			out[k++] = '-';
		out[k++] = d[i];
	}
	out[k] = '\0';
	return true;
}

/* The digits alone. */
static void
digits(const char *s, char d[DIGITS])
{
	size_t n = 0;

	for (; *s != '\0' && n < DIGITS; s++)
		if (*s >= '0' && *s <= '9')
			d[n++] = *s;
}

bool
a_number_near(const char *a, const char *b)
{
	char x[DIGITS] = { 0 }, y[DIGITS] = { 0 };
	size_t differ = 0, first = 0, i;

	digits(a, x);
	digits(b, y);
	for (i = 0; i < DIGITS; i++) {
		if (x[i] == y[i])
			continue;
		if (differ == 0)
			first = i;
		differ++;
	}
	if (differ == 1)
		return true;
	return differ == 2 && first + 1 < DIGITS && x[first] == y[first + 1] &&
	    x[first + 1] == y[first];
}
