/* name.c - see name.h.
 *
 * The table of sounds was made from how the three scripts are transliterated
 * for Iraqi names (BGN/PCGN, IJMES, French, Turkish and Kurdish spellings,
 * and what clerks type): letters that any two of them exchange have one
 * sound.  Vowels are not heard but at the beginning of a part, where all are
 * one; w and y are heard only there, since Arabic and Syriac write vowels
 * with them. */

#include <string.h>

#include <utf8proc.h>

#include "core/utf8.h"
#include "record/name.h"

#define NAME_LETTERS 96 /* of a whole name after decomposition, and more */

/* Letters that are turned into more than one Latin letter before anything
 * is heard of them. */
#define LETTER_SH    ((uint32_t)0xe001) /* s or c with a cedilla or a caron */
#define LETTER_CH    ((uint32_t)0xe002)

enum script { SCRIPT_LATIN, SCRIPT_ARABIC, SCRIPT_SYRIAC, SCRIPT_OTHER };

/* A part while it is read: its letters, one script. */
struct letters {
	uint32_t c[NAME_PART_BYTES];
	size_t n;
	enum script script;
	bool joined;
};

/* -- What a letter is ----------------------------------------------------- */

static enum script
script_of(uint32_t c)
{
	if ((c >= 'a' && c <= 'z') || c == LETTER_SH || c == LETTER_CH)
		return SCRIPT_LATIN;
	if (c >= 0x600 && c <= 0x6ff)
		return SCRIPT_ARABIC;
	if (c >= 0x700 && c <= 0x74f)
		return SCRIPT_SYRIAC;
	return SCRIPT_OTHER;
}

/* Latin letters that do not decompose. */
static uint32_t
plain_latin(uint32_t c)
{
	switch (c) {
	case 0xe6: /* ae */
	case 0x259:
		return 'a';
	case 0xf0:
	case 0x111:
		return 'd';
	case 0xf8:
	case 0x153:
		return 'o';
	case 0x131:
		return 'i';
	case 0x142:
		return 'l';
	case 0xfe:
		return 't';
	default:
		return c;
	}
}

static bool
is_letter(uint32_t c)
{
	switch (utf8proc_category((utf8proc_int32_t)c)) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LO:
		return c != 0x640; /* tatweel */
	default:
		return false;
	}
}

/* What stands inside a word and is not heard: marks, modifier letters (ayn
 * and hamza of transliterations), apostrophes, direction marks. */
static bool
is_silent(uint32_t c)
{
	if (c == '\'' || c == '`' || c == 0x2019 || c == 0x2018 || c == 0xb4 ||
	    c == 0x640)
		return true;
	switch (utf8proc_category((utf8proc_int32_t)c)) {
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_MC:
	case UTF8PROC_CATEGORY_ME:
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_SK:
	case UTF8PROC_CATEGORY_CF:
		return true;
	default:
		return false;
	}
}

static bool
is_hyphen(uint32_t c)
{
	return c == '-' || (c >= 0x2010 && c <= 0x2015) || c == 0x2212;
}

/* -- Into parts ----------------------------------------------------------- */

/* One character, decomposed and without case, as a sequence of letters of
 * the part in hand; or its end. */
struct splitter {
	struct letters *parts;
	size_t n;
	bool open;   /* the last part takes more */
	bool hyphen; /* one came since it was closed */
};

static void
split_letter(struct splitter *s, uint32_t c)
{
	struct letters *p;

	c = plain_latin(c);
	p = s->n == 0 ? NULL : &s->parts[s->n - 1];
	if (!s->open || p->script != script_of(c)) {
		if (s->n == NAME_PARTS * 2)
			return;
		p = &s->parts[s->n++];
		p->n = 0;
		p->script = script_of(c);
		p->joined = s->hyphen && s->n > 1;
		s->open = true;
		s->hyphen = false;
	}
	if (p->n < NAME_PART_BYTES)
		p->c[p->n++] = c;
}

static void
split_mark(struct splitter *s, uint32_t c)
{
	struct letters *p = s->n == 0 ? NULL : &s->parts[s->n - 1];
	uint32_t *last;

	if (!s->open || p->n == 0)
		return;
	last = &p->c[p->n - 1];
	if ((c == 0x327 || c == 0x30c) && *last == 's')
		*last = LETTER_SH;
	else if ((c == 0x327 || c == 0x30c) && *last == 'c')
		*last = LETTER_CH;
}

static size_t
split(const char *s, struct letters *parts)
{
	struct splitter sp = { .parts = parts };
	utf8proc_int32_t to[18];
	utf8proc_ssize_t k, i;
	size_t n = strlen(s), at = 0, seen = 0;
	int boundary = 0;
	uint32_t c;

	while (at < n && seen++ < NAME_LETTERS * 4) {
		at += utf8_read(s + at, n - at, &c);
		k = utf8proc_decompose_char((utf8proc_int32_t)c, to,
		    (utf8proc_ssize_t)(sizeof(to) / sizeof(to[0])),
		    UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD,
		    &boundary);
		if (k < 0 || k > (utf8proc_ssize_t)(sizeof(to) / sizeof(to[0])))
			continue;
		for (i = 0; i < k; i++) {
			c = (uint32_t)to[i];
			if (is_letter(c))
				split_letter(&sp, c);
			else if (is_silent(c))
				split_mark(&sp, c);
			else {
				sp.open = false;
				sp.hyphen =
				    is_hyphen(c) || (sp.hyphen && c == ' ');
			}
		}
	}
	return sp.n;
}

/* -- Particles ------------------------------------------------------------ */

/* Letters against a word of ASCII, or of code points ended by 0. */
static bool
part_is(const struct letters *p, const char *word)
{
	size_t i;

	if (p->script != SCRIPT_LATIN || strlen(word) != p->n)
		return false;
	for (i = 0; i < p->n; i++)
		if (p->c[i] != (unsigned char)word[i])
			return false;
	return true;
}

static bool
part_is_any(const struct letters *p, const char *const *words)
{
	for (; *words != NULL; words++)
		if (part_is(p, *words))
			return true;
	return false;
}

static bool
part_is_letters(const struct letters *p, const uint32_t *word)
{
	size_t i;

	for (i = 0; i < p->n && word[i] != 0; i++)
		if (p->c[i] != word[i])
			return false;
	return i == p->n && word[i] == 0;
}

static const uint32_t ar_bin[] = { 0x628, 0x646, 0 };
static const uint32_t ar_ibn[] = { 0x627, 0x628, 0x646, 0 };
static const uint32_t ar_bint[] = { 0x628, 0x646, 0x62a, 0 };
static const uint32_t ar_abd[] = { 0x639, 0x628, 0x62f, 0 };
static const uint32_t ar_abu[] = { 0x627, 0x628, 0x648, 0 };
static const uint32_t ar_din[] = { 0x62f, 0x64a, 0x646, 0 };

/* "son of": some write it and some do not. */
static bool
is_son_of(const struct letters *p)
{
	static const char *const words[] = { "bin", "ibn", "ben", "bint",
		NULL };

	return part_is_any(p, words) || part_is_letters(p, ar_bin) ||
	    part_is_letters(p, ar_ibn) || part_is_letters(p, ar_bint);
}

/* Begins a name that some write as one word. */
static bool
is_beginning(const struct letters *p)
{
	static const char *const words[] = { "abd", "abdul", "abdel", "abdal",
		"abdol", "abu", "abo", "abou", NULL };

	return part_is_any(p, words) || part_is_letters(p, ar_abd) ||
	    part_is_letters(p, ar_abu);
}

/* Ends one: Salah al-Din. */
static bool
is_ending(const struct letters *p)
{
	static const char *const words[] = { "din", "deen", "dine", "eddin",
		"eddine", "uddin", "addin", "aldin", "eldin", NULL };

	return part_is_any(p, words) || part_is_letters(p, ar_din);
}

/* The article as a word of its own, or as it is heard before a sun letter:
 * "as-Samarrai". */
static bool
is_article(const struct letters *p, const struct letters *next)
{
	static const char *const words[] = { "al", "el", "ul", NULL };
	static const char suns[] = "tdrznsl";

	if (part_is_any(p, words))
		return true;
	return next != NULL && next->joined && p->script == SCRIPT_LATIN &&
	    (p->n == 2 || (p->n == 3 && p->c[2] == 'h')) &&
	    (p->c[0] == 'a' || p->c[0] == 'e' || p->c[0] == 'u') &&
	    p->c[1] < 128 && strchr(suns, (int)p->c[1]) != NULL &&
	    next->c[0] == p->c[1];
}

static void
drop_letters(struct letters *p, size_t n)
{
	memmove(p->c, p->c + n, (p->n - n) * sizeof(p->c[0]));
	p->n -= n;
}

/* In Arabic letters the article is written on: alif lam. */
static bool
has_arabic_article(const struct letters *p)
{
	return p->script == SCRIPT_ARABIC && p->n >= 5 && p->c[0] == 0x627 &&
	    p->c[1] == 0x644;
}

static void
append_letters(struct letters *to, const struct letters *from)
{
	size_t i;

	for (i = 0; i < from->n && to->n < NAME_PART_BYTES; i++)
		to->c[to->n++] = from->c[i];
}

/* Put together what is one name, and leave out what is none.  Returns how
 * many parts are left. */
static size_t
settle(struct letters *parts, size_t n)
{
	bool fuse = false, joined = false;
	struct letters *p, bare;
	size_t i, k = 0;

	for (i = 0; i < n; i++) {
		p = &parts[i];
		joined = joined || p->joined;
		if (i + 1 < n && (is_son_of(p) || is_article(p, &parts[i + 1])))
			continue;
		bare = *p;
		if (has_arabic_article(p))
			drop_letters(&bare, 2);
		if (k > 0 && p->script == parts[k - 1].script &&
		    (fuse || is_ending(&bare))) {
			append_letters(&parts[k - 1], &bare);
			fuse = false;
			joined = false;
			continue;
		}
		fuse = is_beginning(p);
		if (k != i)
			parts[k] = *p;
		parts[k].joined = joined && k > 0 && p->joined;
		joined = false;
		k++;
	}
	return k < NAME_PARTS ? k : NAME_PARTS;
}

/* -- Sounds --------------------------------------------------------------- */

/* Sounds of one part while they are made: all grow together, and fork where
 * a letter is heard in two ways. */
struct hearing {
	char s[NAME_SOUNDS][NAME_SOUND_BYTES];
	size_t len[NAME_SOUNDS];
	size_t n;
};

/* Doubled sounds are one, even with a vowel between: Arabic and Syriac do
 * not write it. */
static void
hear_one(struct hearing *h, size_t i, char c)
{
	if (c == '\0' || (h->len[i] > 0 && h->s[i][h->len[i] - 1] == c))
		return;
	if (h->len[i] + 1 < NAME_SOUND_BYTES)
		h->s[i][h->len[i]++] = c;
}

/* Any of the sounds in `any`; '-' is no sound. */
static void
hear(struct hearing *h, const char *any)
{
	size_t old = h->n, i, k;
	size_t ways = strlen(any);

	for (k = 1; k < ways; k++)
		for (i = 0; i < old && h->n < NAME_SOUNDS; i++) {
			memcpy(h->s[h->n], h->s[i], NAME_SOUND_BYTES);
			h->len[h->n] = h->len[i];
			hear_one(h, h->n, any[k] == '-' ? '\0' : any[k]);
			h->n++;
		}
	for (i = 0; i < old; i++)
		hear_one(h, i, any[0] == '-' ? '\0' : any[0]);
}

/* Letters of Arabic and Syriac.  first: heard at the beginning of a part
 * only.  NULL: elsewhere as everywhere. */
struct letter_sound {
	uint32_t c;
	const char *sound; /* "" : not heard */
	const char *first; /* at the beginning */
	const char *last;  /* at the end */
};

static const struct letter_sound letter_sounds[] = {
	{ 0x621, "", "a", NULL },
	{ 0x627, "", "a", NULL },
	{ 0x628, "b", NULL, NULL },
	{ 0x629, "", NULL, NULL },
	{ 0x62a, "t", NULL, NULL },
	{ 0x62b, "tsd", NULL, NULL },
	{ 0x62c, "g", "gy", NULL },
	{ 0x62d, "h", NULL, NULL },
	{ 0x62e, "kh", NULL, NULL },
	{ 0x62f, "d", NULL, NULL },
	{ 0x630, "dt", NULL, NULL },
	{ 0x631, "r", NULL, NULL },
	{ 0x632, "d", NULL, NULL },
	{ 0x633, "s", NULL, NULL },
	{ 0x634, "S", NULL, NULL },
	{ 0x635, "s", NULL, NULL },
	{ 0x636, "d", NULL, NULL },
	{ 0x637, "t", NULL, NULL },
	{ 0x638, "dt", NULL, NULL },
	{ 0x639, "", "a", NULL },
	{ 0x63a, "g", NULL, NULL },
	{ 0x641, "b", NULL, NULL },
	{ 0x642, "k", NULL, NULL },
	{ 0x643, "k", NULL, NULL },
	{ 0x644, "l", NULL, NULL },
	{ 0x645, "m", NULL, NULL },
	{ 0x646, "n", NULL, NULL },
	{ 0x647, "h", NULL, "-h" },
	{ 0x648, "", "w", NULL },
	{ 0x649, "", NULL, NULL },
	{ 0x64a, "", "y", NULL },
	{ 0x671, "", "a", NULL },
	{ 0x67e, "b", NULL, NULL },
	{ 0x686, "S", NULL, NULL },
	{ 0x695, "r", NULL, NULL },
	{ 0x698, "g", NULL, NULL },
	{ 0x6a4, "", "w", NULL },
	{ 0x6a9, "k", NULL, NULL },
	{ 0x6af, "g", NULL, NULL },
	{ 0x6b5, "l", NULL, NULL },
	{ 0x6be, "h", NULL, "-h" },
	{ 0x6c1, "h", NULL, "-h" },
	{ 0x6c6, "", "a", NULL },
	{ 0x6cc, "", "y", NULL },
	{ 0x6ce, "", "y", NULL },
	{ 0x6d5, "", "a", NULL },
	/* Syriac */
	{ 0x710, "", "a", NULL },
	{ 0x712, "b", NULL, NULL },
	{ 0x713, "g", NULL, NULL },
	{ 0x714, "g", NULL, NULL },
	{ 0x715, "d", NULL, NULL },
	{ 0x716, "d", NULL, NULL },
	{ 0x717, "h", NULL, "-h" },
	{ 0x718, "", "w", NULL },
	{ 0x719, "d", NULL, NULL },
	{ 0x71a, "kh", NULL, NULL },
	{ 0x71b, "t", NULL, NULL },
	{ 0x71c, "t", NULL, NULL },
	{ 0x71d, "", "y", NULL },
	{ 0x71f, "k", NULL, NULL },
	{ 0x720, "l", NULL, NULL },
	{ 0x721, "m", NULL, NULL },
	{ 0x722, "n", NULL, NULL },
	{ 0x723, "s", NULL, NULL },
	{ 0x724, "s", NULL, NULL },
	{ 0x725, "", "a", NULL },
	{ 0x726, "b", NULL, NULL },
	{ 0x727, "b", NULL, NULL },
	{ 0x728, "s", NULL, NULL },
	{ 0x729, "k", NULL, NULL },
	{ 0x72a, "r", NULL, NULL },
	{ 0x72b, "S", NULL, NULL },
	{ 0x72c, "ts", NULL, NULL },
};

static void
hear_eastern(struct hearing *h, const struct letters *p, size_t from)
{
	const struct letter_sound *l;
	const char *sound;
	size_t i, k;

	for (i = from; i < p->n; i++)
		for (k = 0;
		     k < sizeof(letter_sounds) / sizeof(letter_sounds[0]);
		     k++) {
			l = &letter_sounds[k];
			if (l->c != p->c[i])
				continue;
			sound = i == from && l->first != NULL  ? l->first
			    : i + 1 == p->n && l->last != NULL ? l->last
							       : l->sound;
			if (sound[0] != '\0')
				hear(h, sound);
			break;
		}
}

static bool
is_vowel(uint32_t c)
{
	return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' ||
	    c == 'y';
}

/* Latin letters that stand together for one sound; the longest first. */
static const struct {
	const char *letters;
	const char *sound;
} latin_groups[] = {
	{ "tch", "S" },
	{ "sch", "S" },
	{ "sh", "S" },
	{ "ch", "Sk" },
	{ "kh", "kh" },
	{ "gh", "g" },
	{ "th", "tsd" },
	{ "dh", "d" },
	{ "dj", "g" },
	{ "zh", "g" },
	{ "ph", "b" },
	{ "ck", "k" },
};

static const char *
latin_sound(uint32_t c, uint32_t next, bool first)
{
	switch (c) {
	case LETTER_SH:
		return "Ss";
	case LETTER_CH:
		return "Sk";
	case 'b':
	case 'p':
	case 'f':
		return "b";
	case 'c':
		return next == 'e' || next == 'i' ? "sk" : "k";
	case 'k':
	case 'q':
		return "k";
	case 'x':
		return "kh";
	case 'd':
	case 'z':
		return "d";
	case 'g':
		return "g";
	case 'j':
		return first ? "gy" : "g";
	case 't':
		return "t";
	case 's':
		return "s";
	case 'h':
		return "h";
	case 'l':
		return "l";
	case 'm':
		return "m";
	case 'n':
		return "n";
	case 'r':
		return "r";
	case 'w':
	case 'v':
		return first ? "w" : "";
	case 'y':
		return first ? "y" : "";
	default:
		return first && is_vowel(c) ? "a" : "";
	}
}

/* Which group begins at i, or -1. */
static int
latin_group(const struct letters *p, size_t i)
{
	const char *g;
	size_t k, n;

	for (k = 0; k < sizeof(latin_groups) / sizeof(latin_groups[0]); k++) {
		g = latin_groups[k].letters;
		for (n = 0; g[n] != '\0' && i + n < p->n &&
		     p->c[i + n] == (unsigned char)g[n];
		     n++)
			;
		if (g[n] == '\0')
			return (int)k;
	}
	return -1;
}

static void
hear_latin(struct hearing *h, const struct letters *p, size_t from)
{
	const char *sound;
	size_t i = from;
	int g;

	while (i < p->n) {
		if ((g = latin_group(p, i)) >= 0) {
			hear(h, latin_groups[g].sound);
			i += strlen(latin_groups[g].letters);
			continue;
		}
		if (p->c[i] == 'h' && i + 1 == p->n && i > from &&
		    is_vowel(p->c[i - 1]))
			sound = "-h"; /* Fatimah, Saleh */
		else
			sound = latin_sound(p->c[i],
			    i + 1 < p->n ? p->c[i + 1] : 0, i == from);
		if (sound[0] != '\0')
			hear(h, sound);
		i++;
	}
}

/* Abd al-Rahman, Abdul Rahman, Abdurrahman: the l of the article goes. */
static void
drop_servant_article(char *s)
{
	size_t n = strlen(s);

	if (n > 4 && strncmp(s, "abdl", 4) == 0)
		memmove(s + 3, s + 4, n - 3);
}

static void
add_sound(struct name_part *out, const char *s)
{
	size_t i;

	if (s[0] == '\0' || out->nsounds == NAME_SOUNDS)
		return;
	for (i = 0; i < out->nsounds; i++)
		if (strcmp(out->sounds[i], s) == 0)
			return;
	memcpy(out->sounds[out->nsounds++], s, strlen(s) + 1);
}

static void
hear_part(const struct letters *p, size_t from, struct name_part *out)
{
	struct hearing h = { .n = 1 };
	size_t i;

	if (p->script == SCRIPT_LATIN)
		hear_latin(&h, p, from);
	else
		hear_eastern(&h, p, from);
	for (i = 0; i < h.n; i++) {
		drop_servant_article(h.s[i]);
		add_sound(out, h.s[i]);
	}
}

/* -- Putting it together -------------------------------------------------- */

static void
spell(const struct letters *p, char out[NAME_PART_BYTES])
{
	utf8proc_uint8_t bytes[4];
	utf8proc_ssize_t k;
	size_t n = 0, i;

	for (i = 0; i < p->n; i++) {
		if (p->c[i] == LETTER_SH || p->c[i] == LETTER_CH) {
			bytes[0] = p->c[i] == LETTER_SH ? 's' : 'c';
			bytes[1] = 'h';
			k = 2;
		} else {
			k = utf8proc_encode_char((utf8proc_int32_t)p->c[i],
			    bytes);
		}
		if (n + (size_t)k >= NAME_PART_BYTES)
			break;
		memcpy(out + n, bytes, (size_t)k);
		n += (size_t)k;
	}
	out[n] = '\0';
}

void
name_fold(const char *s, struct person_name *out)
{
	struct letters parts[NAME_PARTS * 2];
	struct name_part *p;
	size_t n, i;

	memset(out, 0, sizeof(*out));
	n = settle(parts, split(s, parts));
	for (i = 0; i < n; i++) {
		p = &out->parts[out->n++];
		spell(&parts[i], p->spelled);
		p->latin = parts[i].script == SCRIPT_LATIN;
		p->joined = parts[i].joined;
		if (parts[i].script == SCRIPT_OTHER)
			continue;
		/* Al-Tikriti; but Ilyas has the same letters and no article. */
		if (has_arabic_article(&parts[i]))
			hear_part(&parts[i], 2, p);
		hear_part(&parts[i], 0, p);
		/* Altikriti: the article written on. */
		if (p->latin && parts[i].n >= 6 && parts[i].c[1] == 'l' &&
		    (parts[i].c[0] == 'a' || parts[i].c[0] == 'e') &&
		    !is_vowel(parts[i].c[2]))
			hear_part(&parts[i], 2, p);
	}
}
