/* slip.c - see slip.h. */

#include <string.h>

#include "record/slip.h"

size_t
slip_digits(const char *s, char *out, size_t n)
{
	size_t k = 0;

	for (; *s != '\0'; s++) {
		if (*s < '0' || *s > '9')
			continue;
		if (k + 1 >= n)
			return 0;
		out[k++] = *s;
	}
	out[k] = '\0';
	return k;
}

/* One of b's characters is not in a. */
static bool
slip_inserted(const char *a, const char *b, size_t same, struct buf *words,
    bool turned)
{
	if (strcmp(a + same, b + same + 1) != 0)
		return false;
	if (words != NULL)
		buf_printf(words,
		    turned ? "digit %zu (%c) one too many"
			   : "digit %zu (%c) left out",
		    same + 1, b[same]);
	return true;
}

bool
slip_between(const char *a, const char *b, struct buf *words)
{
	size_t na = strlen(a), nb = strlen(b), i = 0;

	while (a[i] != '\0' && a[i] == b[i])
		i++;
	if (na == nb && i == na)
		return false;
	if (nb == na + 1)
		return slip_inserted(a, b, i, words, false);
	if (na == nb + 1)
		return slip_inserted(b, a, i, words, true);
	if (na != nb)
		return false;
	if (strcmp(a + i + 1, b + i + 1) == 0) {
		if (words != NULL)
			buf_printf(words, "digit %zu is %c here and %c there",
			    i + 1, a[i], b[i]);
		return true;
	}
	if (a[i] == b[i + 1] && a[i + 1] == b[i] &&
	    strcmp(a + i + 2, b + i + 2) == 0) {
		if (words != NULL)
			buf_printf(words, "digits %zu and %zu exchanged", i + 1,
			    i + 2);
		return true;
	}
	return false;
}

/* Nine digits with noughts in front stand for a shorter number as well. */
static const char *
bare(const char *digits)
{
	while (*digits == '0' && digits[1] != '\0')
		digits++;
	return digits;
}

bool
number_slip(const char *a, const char *b, struct buf *words)
{
	const char *x = bare(a), *y = bare(b);

	if (slip_between(a, b, words))
		return true;
	/* Kept with a nought in front, of which a digit was left out. */
	if (strlen(x) < 7 || strlen(y) < 7)
		return false;
	if (strcmp(x, y) == 0) {
		if (words != NULL)
			buf_puts(words, "noughts in front");
		return true;
	}
	return slip_between(x, b, words) || slip_between(a, y, words);
}
