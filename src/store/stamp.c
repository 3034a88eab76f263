/* stamp.c - the instant an entry was written down, as text and in it. */

#include "store/entry.h"

#include <string.h>

#include "core/limits.h"

#define SECOND     ((int64_t)1000 * 1000)
#define DAY        ((int64_t)24 * 60 * 60 * SECOND)

#define TEXT_BYTES 27 /* "2026-11-22T03:10:11.123456Z" */
#define AT_BEFORE  "{\"at\":\""
#define AT_AFTER   "\","

_Static_assert(sizeof(AT_BEFORE) - 1 + TEXT_BYTES + sizeof(AT_AFTER) - 1 ==
	ENTRY_STAMP_BYTES + 1,
    "the stamp, and the brace that the draft has too");

/* The digits of v at s, as many as n. */
static void
put_digits(char *s, int n, int64_t v)
{
	for (s += n; n > 0; n--, v /= 10)
		*--s = (char)('0' + v % 10);
}

int
instant_text(struct instant t, char out[28])
{
	static const char form[] = "0000-00-00T00:00:00.000000Z";
	int64_t days = t.us / DAY, rest = t.us % DAY;
	struct ymd d;

	if (rest < 0) {
		rest += DAY;
		days--;
	}
	if (days < -(int64_t)400 * 366 || days > (int64_t)400 * 366)
		return E_RANGE;
	d = day_ymd((struct day){ (int32_t)days });
	if (!ymd_valid(d))
		return E_RANGE;
	memcpy(out, form, sizeof(form));
	put_digits(out, 4, d.year);
	put_digits(out + 5, 2, d.month);
	put_digits(out + 8, 2, d.day);
	put_digits(out + 11, 2, rest / (3600 * SECOND));
	put_digits(out + 14, 2, rest / (60 * SECOND) % 60);
	put_digits(out + 17, 2, rest / SECOND % 60);
	put_digits(out + 20, 6, rest % SECOND);
	return 0;
}

bool
instant_read(const char *s, struct instant *out)
{
	struct instant t;
	char again[28];

	/* The one form: what it means, written again, is the same text. */
	if (strlen(s) != TEXT_BYTES ||
	    instant_parse_utc(s, TEXT_BYTES, &t) != 0 ||
	    instant_text(t, again) != 0 || memcmp(s, again, TEXT_BYTES) != 0)
		return false;
	*out = t;
	return true;
}

int
entry_stamp(struct buf *out, const char *draft, size_t n, struct instant at)
{
	size_t before = out->len;
	char text[28];
	int r;

	if (n < 2 || draft[0] != '{')
		return E_SYNTAX;
	if ((r = instant_text(at, text)) != 0)
		return r;
	buf_puts(out, AT_BEFORE);
	buf_add(out, text, TEXT_BYTES);
	buf_puts(out, AT_AFTER);
	buf_add(out, draft + 1, n - 1);
	if (!out->failed)
		return 0;
	if (out->len > before) {
		out->len = before;
		out->s[before] = '\0';
	}
	return E_NOMEM;
}

int
entry_at(const char *bytes, size_t n, struct instant *out)
{
	const size_t before = sizeof(AT_BEFORE) - 1;
	char text[TEXT_BYTES + 1];

	if (n < (size_t)ENTRY_STAMP_BYTES + 2 ||
	    memcmp(bytes, AT_BEFORE, before) != 0 ||
	    memcmp(bytes + before + TEXT_BYTES, AT_AFTER,
		sizeof(AT_AFTER) - 1) != 0)
		return E_SYNTAX;
	memcpy(text, bytes + before, TEXT_BYTES);
	text[TEXT_BYTES] = '\0';
	return instant_read(text, out) ? 0 : E_SYNTAX;
}
