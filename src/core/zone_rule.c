/* zone_rule.c - POSIX TZ strings: reading them.
 *
 * POSIX.1-2008 8.3 with the extensions of RFC 9636 section 3.3.1: names in
 * angle brackets, hours of a change from -167 to 167. */

#include <string.h>

#include "core/err.h"
#include "core/zone_table.h"

struct cursor {
	const char *s;
	const char *end;
};

static bool
take(struct cursor *c, char want)
{
	if (c->s == c->end || *c->s != want)
		return false;
	c->s++;
	return true;
}

static bool
is_digit(char ch)
{
	return ch >= '0' && ch <= '9';
}

static bool
is_letter(char ch)
{
	return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z');
}

/* One to three digits, lo .. hi. */
static bool
take_number(struct cursor *c, int lo, int hi, int *out)
{
	int v = 0, digits = 0;

	for (; c->s < c->end && is_digit(*c->s) && digits < 3; digits++)
		v = v * 10 + (*c->s++ - '0');
	if (digits == 0 || v < lo || v > hi)
		return false;
	*out = v;
	return true;
}

/* "EST" or "<+03>": three characters or more. */
static bool
take_name(struct cursor *c, char *out)
{
	bool quoted = take(c, '<');
	size_t n = 0;

	for (; c->s < c->end; c->s++) {
		bool sign =
		    quoted && (is_digit(*c->s) || *c->s == '+' || *c->s == '-');

		if (!is_letter(*c->s) && !sign)
			break;
		if (n == ZONE_ABBREV - 1)
			return false;
		out[n++] = *c->s;
	}
	return n >= 3 && (!quoted || take(c, '>'));
}

/* [+-]h[h[h]][:mm[:ss]] in seconds, hours at most max. */
static bool
take_time(struct cursor *c, int max, int32_t *out)
{
	bool negative = take(c, '-');
	int h, m = 0, s = 0;

	if (!negative)
		(void)take(c, '+');
	if (!take_number(c, 0, max, &h))
		return false;
	if (take(c, ':')) {
		if (!take_number(c, 0, 59, &m))
			return false;
		if (take(c, ':') && !take_number(c, 0, 59, &s))
			return false;
	}
	*out = (int32_t)(h * 3600 + m * 60 + s) * (negative ? -1 : 1);
	return true;
}

static bool
take_change(struct cursor *c, struct zone_change *out)
{
	int month = 0, week = 0, day;

	if (take(c, 'M')) {
		out->kind = ZONE_WEEKDAY;
		if (!take_number(c, 1, 12, &month) || !take(c, '.') ||
		    !take_number(c, 1, 5, &week) || !take(c, '.') ||
		    !take_number(c, 0, 6, &day))
			return false;
	} else if (take(c, 'J')) {
		out->kind = ZONE_JULIAN;
		if (!take_number(c, 1, 365, &day))
			return false;
	} else {
		out->kind = ZONE_COUNTED;
		if (!take_number(c, 0, 365, &day))
			return false;
	}
	out->month = (int16_t)month;
	out->week = (int16_t)week;
	out->day = (int16_t)day;
	out->time = 2 * 3600;
	return !take(c, '/') || take_time(c, 167, &out->time);
}

int
zone_rule_read(const char *s, size_t n, struct zone_rule *out)
{
	struct cursor c = { s, s + n };
	struct zone_rule r;
	int32_t west;

	memset(&r, 0, sizeof(r));
	/* POSIX counts offsets west of Greenwich. */
	if (!take_name(&c, r.standard.abbrev) || !take_time(&c, 24, &west))
		return E_SYNTAX;
	r.standard.offset = -west;
	if (c.s == c.end)
		goto done;
	r.has_summer = true;
	if (!take_name(&c, r.summer.abbrev))
		return E_SYNTAX;
	west -= 3600;
	if (c.s < c.end && *c.s != ',' && !take_time(&c, 24, &west))
		return E_SYNTAX;
	r.summer.offset = -west;
	/* Without dates POSIX leaves them to the host: of no use here. */
	if (!take(&c, ',') || !take_change(&c, &r.to_summer) ||
	    !take(&c, ',') || !take_change(&c, &r.to_standard) || c.s != c.end)
		return E_SYNTAX;
done:
	*out = r;
	return 0;
}
