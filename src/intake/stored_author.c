/* stored_author.c - whether two names written down are one author's.
 *
 * Case, blanks, points, marks, and letters of another alphabet that look the
 * same make no second person.  When in doubt they are one: then somebody
 * else has to confirm. */

#include <string.h>

#include "core/utf8.h"
#include "intake/stored.h"

/* Letters of Greek and Cyrillic that are drawn as Latin ones. */
static uint32_t
as_latin(uint32_t c)
{
	static const struct {
		uint32_t from;
		char to;
	} like[] = { { 0x391, 'a' }, { 0x392, 'b' }, { 0x395, 'e' },
		{ 0x396, 'z' }, { 0x397, 'h' }, { 0x399, 'i' }, { 0x39a, 'k' },
		{ 0x39c, 'm' }, { 0x39d, 'n' }, { 0x39f, 'o' }, { 0x3a1, 'p' },
		{ 0x3a4, 't' }, { 0x3a5, 'y' }, { 0x3a7, 'x' }, { 0x3b1, 'a' },
		{ 0x3b5, 'e' }, { 0x3b9, 'i' }, { 0x3ba, 'k' }, { 0x3bd, 'v' },
		{ 0x3bf, 'o' }, { 0x3c1, 'p' }, { 0x3c4, 't' }, { 0x3c5, 'u' },
		{ 0x3c7, 'x' }, { 0x3f2, 'c' }, { 0x430, 'a' }, { 0x432, 'b' },
		{ 0x435, 'e' }, { 0x43a, 'k' }, { 0x43c, 'm' }, { 0x43d, 'h' },
		{ 0x43e, 'o' }, { 0x440, 'p' }, { 0x441, 'c' }, { 0x442, 't' },
		{ 0x443, 'y' }, { 0x445, 'x' }, { 0x455, 's' }, { 0x456, 'i' },
		{ 0x457, 'i' }, { 0x458, 'j' }, { 0x4bb, 'h' }, { 0x501, 'd' },
		{ 0x51b, 'q' }, { 0x51d, 'w' } };
	size_t i;

	for (i = 0; i < sizeof(like) / sizeof(like[0]); i++)
		if (like[i].from == c)
			return (uint32_t)(unsigned char)like[i].to;
	return c;
}

/* A letter or digit without case and marks; 0 for what is neither. */
static uint32_t
plain(uint32_t c)
{
	/* From U+00C0 to U+017F, without their marks. */
	static const char bare[] =
	    "aaaaaaaceeeeiiiidnoooooxouuuuytsaaaaaaaceeeeiiiidnooooo-ouuuuyty"
	    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll"
	    "lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

	if (c >= 0xff01 && c <= 0xff5e)
		c -= 0xfee0;
	if (c >= 0xc0 && c <= 0x17f)
		c = (uint32_t)(unsigned char)bare[c - 0xc0];
	if (c >= 0x400 && c <= 0x40f)
		c += 80;
	else if (c >= 0x410 && c <= 0x42f)
		c += 32;
	c = as_latin(c);
	if (c >= 0x391 && c <= 0x3a9)
		c += 32;
	if (c >= 'A' && c <= 'Z')
		c += 32;
	/* Blanks and marks of every kind, and what stands beside letters. */
	if ((c < 0x80 && !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9')) ||
	    (c >= 0x80 && c < 0xc0) || (c >= 0x2b0 && c < 0x370) ||
	    (c >= 0x2000 && c < 0x2070) || c == 0x3000 || c == 0x180e ||
	    (c >= 0xfe00 && c < 0xfe10) || c == 0xfeff || c == UTF8_BAD ||
	    c >= 0xe0000)
		return 0;
	return c;
}

/* The next that tells names apart; 0 at the end.  What is no text does not. */
static uint32_t
next_plain(const char **s)
{
	uint32_t c, p;
	size_t n;

	while (**s != '\0') {
		n = utf8_read(*s, strlen(*s), &c);
		*s += n > 0 ? n : 1;
		if (n > 0 && (p = plain(c)) != 0)
			return p;
	}
	return 0;
}

bool
stored_same_author(const char *a, const char *b)
{
	uint32_t c;

	while ((c = next_plain(&a)) == next_plain(&b))
		if (c == 0)
			return true;
	return false;
}
