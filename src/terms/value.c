#include "terms/value.h"

#include <inttypes.h>
#include <string.h>

/* Sets of candidates of sets: no text nests deeper; a value that does is
 * equal to nothing, and not known to be anything. */
#define VALUE_DEPTH 8

static void print_items(struct buf *b, const struct value *v,
    const char *between, int depth);

static void
print_at(struct buf *b, const struct value *v, int depth)
{
	switch (v->kind) {
	case VALUE_WORD:
	case VALUE_ID:
		buf_puts(b, v->s);
		return;
	case VALUE_INT:
		buf_printf(b, "%" PRId64, v->n);
		return;
	case VALUE_STR:
		buf_printf(b, "\"%s\"", v->s);
		return;
	case VALUE_MOMENT:
		moment_print(b, &v->moment);
		return;
	case VALUE_SET:
		buf_putc(b, '{');
		print_items(b, v, ", ", depth);
		buf_putc(b, '}');
		return;
	case VALUE_EITHER:
		print_items(b, v, " or ", depth);
		return;
	case VALUE_NONE:
		break;
	}
	buf_puts(b, "not known");
}

static void
print_items(struct buf *b, const struct value *v, const char *between,
    int depth)
{
	size_t i;

	if (depth >= VALUE_DEPTH) {
		buf_puts(b, "...");
		return;
	}
	for (i = 0; i < v->nitems; i++) {
		if (i > 0)
			buf_puts(b, between);
		print_at(b, &v->items[i], depth + 1);
	}
}

void
value_print(struct buf *b, const struct value *v)
{
	print_at(b, v, 0);
}

static bool
equal_at(const struct value *a, const struct value *b, int depth)
{
	size_t i;

	if (a->kind != b->kind || depth > VALUE_DEPTH)
		return false;
	switch (a->kind) {
	case VALUE_NONE:
		return true;
	case VALUE_WORD:
		return a->word == b->word;
	case VALUE_ID:
	case VALUE_STR:
		return strcmp(a->s, b->s) == 0;
	case VALUE_INT:
		return a->n == b->n;
	case VALUE_MOMENT:
		return moment_equal(&a->moment, &b->moment);
	case VALUE_SET:
	case VALUE_EITHER:
		break;
	}
	if (a->nitems != b->nitems)
		return false;
	for (i = 0; i < a->nitems; i++)
		if (!equal_at(&a->items[i], &b->items[i], depth + 1))
			return false;
	return true;
}

bool
value_equal(const struct value *a, const struct value *b)
{
	return equal_at(a, b, 0);
}

/* -- What is what ------------------------------------------------------- */

/* Two times as written: the same if each is one day or one minute and they
 * are equal; not the same if no day is in both; else not known, for a zone
 * would have to say. */
static enum tri
moment_is(const void *ctx, const struct moment *a, const struct moment *b)
{
	bool civil;

	(void)ctx;
	civil = (a->kind == MOMENT_DAYS || a->kind == MOMENT_CLOCK) &&
	    (b->kind == MOMENT_DAYS || b->kind == MOMENT_CLOCK);

	if (civil) {
		if (a->hi.day.n < b->lo.day.n || b->hi.day.n < a->lo.day.n)
			return NO;
		if (a->kind != b->kind)
			return UNKNOWN;
		if (a->lo.day.n != a->hi.day.n || b->lo.day.n != b->hi.day.n)
			return UNKNOWN;
		if (a->kind == MOMENT_DAYS)
			return YES;
		if (a->lo.minute != a->hi.minute ||
		    b->lo.minute != b->hi.minute)
			return a->hi.minute < b->lo.minute ||
				b->hi.minute < a->lo.minute
			    ? NO
			    : UNKNOWN;
		return tri_of(a->lo.minute == b->lo.minute);
	}
	if (a->kind != MOMENT_EXACT || b->kind != MOMENT_EXACT)
		return UNKNOWN;
	if (instant_cmp(a->last, b->first) < 0 ||
	    instant_cmp(b->last, a->first) < 0)
		return NO;
	return instant_cmp(a->first, a->last) == 0 &&
		instant_cmp(b->first, b->last) == 0
	    ? YES
	    : UNKNOWN;
}

static bool
is_text(const struct value *v)
{
	return v->kind == VALUE_ID || v->kind == VALUE_STR;
}

static int
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

/* The same word, in capitals or not. */
static bool
same_word(const char *a, const char *b)
{
	for (; *a != '\0' && lower(*a) == lower(*b); a++, b++)
		;
	return *a == '\0' && *b == '\0';
}

static bool
yes_or_no(const char *s)
{
	return same_word(s, "yes") || same_word(s, "no");
}

/* Words that nothing declares.  What should be yes or no and is neither (`Y`,
 * `true`) is not known to be the one or the other. */
static enum tri
text_is(const char *a, const char *b)
{
	if (same_word(a, b))
		return YES;
	return yes_or_no(a) != yes_or_no(b) ? UNKNOWN : NO;
}

static enum tri
one_is(const struct value *a, const struct value *b,
    const struct same_times *times)
{
	if (a->kind == VALUE_WORD && b->kind == VALUE_WORD)
		return word_in(a->word, b->word);
	if (is_text(a) && is_text(b))
		return text_is(a->s, b->s);
	if (a->kind == VALUE_INT && b->kind == VALUE_INT)
		return tri_of(a->n == b->n);
	if (a->kind == VALUE_MOMENT && b->kind == VALUE_MOMENT)
		return times->same(times->ctx, &a->moment, &b->moment);
	return UNKNOWN;
}

static enum tri
is_at(const struct value *a, const struct value *b,
    const struct same_times *times, int depth)
{
	enum tri r;
	size_t i;

	if (a->kind == VALUE_NONE || b->kind == VALUE_NONE ||
	    depth > VALUE_DEPTH)
		return UNKNOWN;
	/* The right side is opened first only when it leaves candidates:
	 * {IQ, TR} is one of {IQ, SY} if some item is. */
	if (a->kind == VALUE_EITHER || b->kind == VALUE_EITHER) {
		const struct value *v = a->kind == VALUE_EITHER ? a : b;

		for (i = 0, r = UNKNOWN; i < v->nitems; i++) {
			enum tri one = v == a
			    ? is_at(&a->items[i], b, times, depth + 1)
			    : is_at(a, &b->items[i], times, depth + 1);

			r = i == 0 ? one : tri_agree(r, one);
		}
		return r;
	}
	if (a->kind == VALUE_SET || b->kind == VALUE_SET) {
		const struct value *v = a->kind == VALUE_SET ? a : b;

		for (i = 0, r = NO; i < v->nitems; i++)
			r = tri_or(r,
			    v == a ? is_at(&a->items[i], b, times, depth + 1)
				   : is_at(a, &b->items[i], times, depth + 1));
		return r;
	}
	return one_is(a, b, times);
}

enum tri
value_is_by(const struct value *a, const struct value *b,
    const struct same_times *times)
{
	return is_at(a, b, times, 0);
}

enum tri
value_is(const struct value *a, const struct value *b)
{
	static const struct same_times as_written = { moment_is, NULL };

	return value_is_by(a, b, &as_written);
}
