/* ice_cell.c - what stands in the cells of enforcement data; see ice.h. */

#include <string.h>

#include "intake/eoir_case.h"
#include "intake/ice.h"

/* "b(6), b(7)C", "(b)(6);(b)(7)(c)", "B6": only of these. */
bool
ice_redacted(const char *cell)
{
	bool six = false;

	for (const char *s = cell; *s != '\0'; s++) {
		if (strchr("bBcCeEfF()67 ,;&", *s) == NULL)
			return false;
		six |= *s == '6' || *s == '7';
	}
	return six && (cell[0] == 'b' || cell[0] == 'B' || cell[0] == '(');
}

static const char *
number(const char *s, size_t most, int *out)
{
	size_t n = 0;

	for (*out = 0; *s >= '0' && *s <= '9' && n < most; s++, n++)
		*out = *out * 10 + (*s - '0');
	return n > 0 ? s : NULL;
}

static bool
valid(struct ymd d, struct day *out)
{
	if (!ymd_valid(d) || day16(day_of(d)) == 0)
		return false;
	*out = day_of(d);
	return true;
}

/* Days since 30 December 1899, as spreadsheets count. */
static bool
serial(const char *s, struct day *out)
{
	int n;
	const char *end = number(s, 6, &n);

	if (end == NULL || (*end != '\0' && *end != '.'))
		return false;
	out->n = n - 25569;
	return n > 10000 && day16(*out) != 0;
}

bool
ice_day(const char *cell, struct day *out)
{
	struct ymd d;
	const char *s = number(cell, 4, &d.year);

	if (s == NULL)
		return false;
	if (*s == '-' && s - cell == 4) {
		if ((s = number(s + 1, 2, &d.month)) == NULL || *s != '-' ||
		    (s = number(s + 1, 2, &d.day)) == NULL)
			return false;
		return (*s == '\0' || *s == ' ' || *s == 'T') && valid(d, out);
	}
	if (*s == '/' && s - cell <= 2) {
		d.month = d.year;
		if ((s = number(s + 1, 2, &d.day)) == NULL || *s != '/' ||
		    (s = number(s + 1, 4, &d.year)) == NULL)
			return false;
		return (*s == '\0' || *s == ' ') && valid(d, out);
	}
	return serial(cell, out);
}
