/* by_word.h - changing an input word by word and line by line.
 *
 * A byte changed in an order or a people file is nearly always a word
 * misspelt, and its reader stops there; what lies behind it is reached by
 * words and lines taken out, put in, exchanged and brought over from other
 * inputs.  Words come from the engine's dictionary: a word is made by
 * having the engine change nothing at all, or the word that stands there.
 *
 * The engine draws: everything here follows from the seed it passes. */

#ifndef BY_WORD_H
#define BY_WORD_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

size_t LLVMFuzzerMutate(uint8_t *bytes, size_t n, size_t max);
size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t n, size_t max,
    unsigned seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *x, size_t nx, const uint8_t *y,
    size_t ny, uint8_t *out, size_t max, unsigned seed);

#define WORD_MAX 80 /* of a word made */

/* A stretch of an input: a word with the blanks before it, or a line. */
struct stretch_of {
	size_t at, n;
};

static inline unsigned
draw(unsigned *seed, size_t among)
{
	*seed = *seed * 1103515245u + 12345u;
	return among == 0 ? 0 : (unsigned)((*seed >> 8) % among);
}

static inline int
is_name(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-' ||
	    c == ':' || c >= 0x80;
}

/* The word that ends the blanks from i on: a name, a quotation or a mark. */
static inline struct stretch_of
word_at(const uint8_t *s, size_t n, size_t i)
{
	struct stretch_of w = { .at = i };

	while (i < n && (s[i] == ' ' || s[i] == '\t'))
		i++;
	if (i < n && s[i] == '"') {
		for (i++; i < n && s[i] != '"' && s[i] != '\n'; i++)
			;
		i += i < n;
	} else if (i < n && is_name(s[i])) {
		while (i < n && is_name(s[i]))
			i++;
	} else {
		i += i < n;
	}
	w.n = i - w.at;
	return w;
}

static inline struct stretch_of
line_at(const uint8_t *s, size_t n, size_t i)
{
	struct stretch_of w;

	while (i > 0 && s[i - 1] != '\n')
		i--;
	w.at = i;
	while (i < n && s[i] != '\n')
		i++;
	w.n = i + (i < n) - w.at;
	return w;
}

/* A word or, one time in three, one to four lines, from anywhere. */
static inline struct stretch_of
some_stretch(const uint8_t *s, size_t n, unsigned *seed)
{
	size_t i = draw(seed, n), end;
	struct stretch_of w;
	unsigned more;

	if (draw(seed, 3) == 0) {
		w = line_at(s, n, i);
		for (more = draw(seed, 4); more > 0 && w.at + w.n < n; more--)
			w.n += line_at(s, n, w.at + w.n).n;
		return w;
	}
	while (i > 0 && is_name(s[i - 1]))
		i--;
	while (i > 0 && (s[i - 1] == ' ' || s[i - 1] == '\t'))
		i--;
	w = word_at(s, n, i);
	for (more = draw(seed, 8); more > 5 && w.at + w.n < n; more--) {
		end = w.at + w.n;
		w.n += word_at(s, n, end).n;
	}
	return w;
}

/* In place of gone, these n bytes; the length after it, or len unchanged
 * where there is no room. */
static inline size_t
put_over(uint8_t *s, size_t len, size_t max, struct stretch_of gone,
    const uint8_t *put, size_t n)
{
	if (len - gone.n + n > max)
		return len;
	memmove(s + gone.at + n, s + gone.at + gone.n, len - gone.at - gone.n);
	if (n > 0)
		memcpy(s + gone.at, put, n);
	return len - gone.n + n;
}

/* A blank and a word of the engine's making, from the n bytes of old. */
static inline size_t
make_word(uint8_t *word, const uint8_t *old, size_t n)
{
	if (n > WORD_MAX / 2)
		n = WORD_MAX / 2;
	word[0] = ' ';
	if (n > 0)
		memcpy(word + 1, old, n);
	return 1 + LLVMFuzzerMutate(word + 1, n, WORD_MAX - 1);
}

static inline size_t
mutate_by_word(uint8_t *s, size_t n, size_t max, unsigned seed)
{
	uint8_t kept[1024], word[WORD_MAX];
	struct stretch_of a, b;
	size_t k = 0;

	if (n == 0 || draw(&seed, 6) == 0)
		return LLVMFuzzerMutate(s, n, max);
	a = some_stretch(s, n, &seed);
	b = some_stretch(s, n, &seed);
	switch (draw(&seed, 6)) {
	case 0: /* taken out */
		return a.n < n ? put_over(s, n, max, a, NULL, 0) : n;
	case 1: /* another's words in its place, or before it */
	case 2:
		if (b.n > sizeof(kept))
			return n;
		memcpy(kept, s + b.at, b.n);
		if (draw(&seed, 2) == 0)
			a.n = 0;
		return put_over(s, n, max, a, kept, b.n);
	case 3: /* a new word in its place, or before it */
	case 4:
		k = make_word(word, NULL, 0);
		if (draw(&seed, 2) == 0)
			a.n = 0;
		return put_over(s, n, max, a, word, k);
	default: /* the word itself changed */
		while (a.n > 0 && s[a.at] == ' ') {
			a.at++;
			a.n--;
		}
		if (a.n > WORD_MAX / 2)
			a.n = WORD_MAX / 2;
		k = make_word(word, s + a.at, a.n);
		return put_over(s, n, max, a, word + 1, k - 1);
	}
}

/* x, with a stretch of y in place of one of its own or before it. */
static inline size_t
cross_by_word(const uint8_t *x, size_t nx, const uint8_t *y, size_t ny,
    uint8_t *out, size_t max, unsigned seed)
{
	struct stretch_of a = { 0 }, b;

	if (nx > max)
		nx = max;
	if (nx > 0)
		memcpy(out, x, nx);
	if (ny == 0)
		return nx;
	if (nx > 0)
		a = some_stretch(out, nx, &seed);
	b = some_stretch(y, ny, &seed);
	if (draw(&seed, 2) == 0)
		a.n = 0;
	return put_over(out, nx, max, a, y + b.at, b.n);
}

/* What the engine calls, in the target that says so. */
#define MUTATES_BY_WORD                                                      \
	size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t n, size_t max, \
	    unsigned seed)                                                   \
	{                                                                    \
		return mutate_by_word(bytes, n, max, seed);                  \
	}                                                                    \
	size_t LLVMFuzzerCustomCrossOver(const uint8_t *x, size_t nx,        \
	    const uint8_t *y, size_t ny, uint8_t *out, size_t max,           \
	    unsigned seed)                                                   \
	{                                                                    \
		return cross_by_word(x, nx, y, ny, out, max, seed);          \
	}

#endif
