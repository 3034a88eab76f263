/* diag.c - collecting what is wrong with a text, and showing it.
 *
 * Texts come from strangers: what is shown to a terminal has its control
 * characters taken out, wherever it comes from. */

#include "core/diag.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/utf8.h"

#define TAB_COLUMNS    8
#define WINDOW_COLUMNS 100  /* of a source line are shown */
#define WINDOW_BEFORE  40   /* of them before the caret, if need be */
#define WINDOW_BYTES   1024 /* of the line looked at on either side of it */

void
diags_init(struct diags *ds, struct arena *a)
{
	*ds = (struct diags){ .arena = a };
}

static char *
copy_vprintf(struct arena *a, const char *fmt, va_list ap)
{
	va_list again;
	char *s;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (n < 0 || (s = arena_alloc(a, (size_t)n + 1)) == NULL)
		return NULL;
	(void)vsnprintf(s, (size_t)n + 1, fmt, ap);
	return s;
}

static bool
copy_text(struct arena *a, const char *s, const char **out)
{
	*out = s == NULL ? NULL : arena_strdup(a, s);
	return s == NULL || *out != NULL;
}

void
diag_add(struct diags *ds, enum severity sev, struct pos pos,
    const char *expected, const char *hint, const char *fmt, ...)
{
	struct diag d = { .severity = sev, .pos = pos };
	struct diag *items;
	va_list ap;

	ds->nerrors += sev == DIAG_ERROR;
	ds->nwarnings += sev == DIAG_WARNING;
	if (ds->n >= LIMIT_DIAGNOSTICS)
		return;
	va_start(ap, fmt);
	d.message = copy_vprintf(ds->arena, fmt, ap);
	va_end(ap);
	if (d.message == NULL || !copy_text(ds->arena, expected, &d.expected) ||
	    !copy_text(ds->arena, hint, &d.hint))
		goto refused;
	items =
	    arena_grow(ds->arena, ds->items, ds->n, &ds->cap, sizeof(*items));
	if (items == NULL)
		goto refused;
	ds->items = items;
	items[ds->n++] = d;
	return;
refused:
	ds->failed = true;
}

static size_t
clamped_offset(struct pos pos)
{
	return pos.offset < pos.src->len ? pos.offset : pos.src->len;
}

/* How many bytes from s on are ASCII, so that each is a character; a line
 * may be megabytes long, so by eight. */
static size_t
plain_run(const char *s, size_t n)
{
	uint64_t eight;
	size_t i;

	for (i = 0; n - i >= sizeof(eight); i += sizeof(eight)) {
		memcpy(&eight, s + i, sizeof(eight));
		if ((eight & UINT64_C(0x8080808080808080)) != 0)
			break;
	}
	while (i < n && (unsigned char)s[i] < 0x80)
		i++;
	return i;
}

void
pos_line_col(struct pos pos, unsigned *line, unsigned *col)
{
	const char *p, *nl, *at;
	uint32_t c;

	*line = 1;
	*col = 1;
	if (pos.src == NULL || pos.src->len == 0)
		return;
	p = pos.src->bytes;
	at = p + clamped_offset(pos);
	while ((nl = memchr(p, '\n', (size_t)(at - p))) != NULL) {
		p = nl + 1;
		++*line;
	}
	while (p < at) {
		size_t plain = plain_run(p, (size_t)(at - p));

		p += plain;
		*col += (unsigned)plain;
		if (p < at) {
			p += utf8_read(p, (size_t)(at - p), &c);
			++*col;
		}
	}
}

/* Text from anywhere, made safe to show; further lines are indented. */
static void
show_text(struct buf *b, const char *s)
{
	size_t len = strlen(s), i, n;
	uint32_t c;

	for (i = 0; i < len; i += n) {
		n = utf8_read(s + i, len - i, &c);
		if (c == '\n')
			buf_puts(b, "\n        ");
		else if (utf8_is_control(c) || (c == UTF8_BAD && n == 1))
			buf_putc(b, '?');
		else
			buf_add(b, s + i, n);
	}
}

/* The part of a source line that is looked at. */
struct excerpt {
	const char *s;
	size_t len;
	bool cut_before, cut_after; /* the line does not end there */
};

/* The columns of an excerpt that are shown, and where the underline goes,
 * counted from where the excerpt starts. */
struct window {
	size_t from, to;    /* columns shown */
	size_t caret, tail; /* columns underlined: caret .. tail - 1 */
	size_t width;       /* of the whole excerpt */
};

static bool
is_inside(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

/* The line that holds offset, as far as it can matter: it may be as long
 * as the source. */
static struct excerpt
excerpt_at(const struct source_text *src, size_t offset)
{
	size_t start = offset, end, most;
	struct excerpt x = { 0 };
	const char *nl;

	while (start > 0 && offset - start < WINDOW_BYTES &&
	    src->bytes[start - 1] != '\n')
		start--;
	x.cut_before = start > 0 && src->bytes[start - 1] != '\n';
	while (x.cut_before && start < offset && is_inside(src->bytes[start]))
		start++;
	most = src->len - offset;
	if (most > WINDOW_BYTES)
		most = WINDOW_BYTES;
	nl = memchr(src->bytes + offset, '\n', most);
	end = nl != NULL ? (size_t)(nl - src->bytes) : offset + most;
	x.cut_after = nl == NULL && end < src->len;
	while (x.cut_after && end > offset && is_inside(src->bytes[end]))
		end--;
	if (!x.cut_after && end > start && src->bytes[end - 1] == '\r')
		end--;
	x.s = src->bytes + start;
	x.len = end - start;
	return x;
}

/* Columns of the character c when it stands at column. */
static size_t
shown_columns(uint32_t c, size_t column)
{
	if (c == '\t')
		return TAB_COLUMNS - column % TAB_COLUMNS;
	return utf8_is_control(c) ? 1 : utf8_columns(c);
}

static struct window
window_of(const char *line, size_t len, size_t begin, size_t end)
{
	struct window w = { .caret = SIZE_MAX, .tail = SIZE_MAX };
	uint32_t c;
	size_t i;

	for (i = 0; i < len;) {
		if (i >= begin && w.caret == SIZE_MAX)
			w.caret = w.width;
		if (i >= end && w.tail == SIZE_MAX)
			w.tail = w.width;
		i += utf8_read(line + i, len - i, &c);
		w.width += shown_columns(c, w.width);
	}
	if (w.caret == SIZE_MAX)
		w.caret = w.width;
	if (w.tail == SIZE_MAX)
		w.tail = w.width;
	w.to = w.width;
	if (w.width > WINDOW_COLUMNS) {
		w.from = w.caret > WINDOW_BEFORE ? w.caret - WINDOW_BEFORE : 0;
		if (w.from + WINDOW_COLUMNS > w.width)
			w.from = w.width - WINDOW_COLUMNS;
		w.to = w.from + WINDOW_COLUMNS;
	}
	if (w.tail > w.to && w.to > w.caret)
		w.tail = w.to;
	return w;
}

static bool
cut_left(const struct excerpt *x, const struct window *w)
{
	return x->cut_before || w->from > 0;
}

static void
show_line(struct buf *b, const struct excerpt *x, const struct window *w)
{
	size_t i, n, columns, column = 0;
	uint32_t c;

	buf_puts(b, cut_left(x, w) ? "..." : "");
	for (i = 0; i < x->len && column < w->to; i += n, column += columns) {
		n = utf8_read(x->s + i, x->len - i, &c);
		columns = shown_columns(c, column);
		if (column + columns <= w->from)
			continue; /* left of the window */
		/* A wide character or a tab may stand on its edge. */
		if (c == '\t' || column < w->from || column + columns > w->to) {
			for (size_t k = column; k < column + columns; k++)
				if (k >= w->from && k < w->to)
					buf_putc(b, ' ');
		} else if (utf8_is_control(c) || (c == UTF8_BAD && n == 1)) {
			buf_putc(b, '?');
		} else {
			buf_add(b, x->s + i, n);
		}
	}
	buf_puts(b, x->cut_after || w->to < w->width ? "..." : "");
	buf_putc(b, '\n');
}

static void
show_source(struct buf *b, struct pos pos, bool colour)
{
	size_t offset = clamped_offset(pos), begin, tail, k;
	struct excerpt x;
	struct window w;

	if (pos.src->len == 0)
		return;
	x = excerpt_at(pos.src, offset);
	begin = offset - (size_t)(x.s - pos.src->bytes);
	begin = begin < x.len ? begin : x.len;
	tail = pos.length < x.len - begin ? begin + pos.length : x.len;
	w = window_of(x.s, x.len, begin, tail);

	buf_puts(b, "    ");
	show_line(b, &x, &w);
	buf_puts(b, "    ");
	for (k = w.caret - w.from + (cut_left(&x, &w) ? 3 : 0); k > 0; k--)
		buf_putc(b, ' ');
	buf_puts(b, colour ? "\033[1;32m^" : "^");
	for (k = w.caret + 1; k < w.tail; k++)
		buf_putc(b, '~');
	buf_puts(b, colour ? "\033[0m\n" : "\n");
}

void
diag_print(struct buf *b, const struct diag *d, bool colour)
{
	static const struct {
		const char *word, *code;
	} kinds[] = {
		[DIAG_ERROR] = { "error", "\033[1;31m" },
		[DIAG_WARNING] = { "warning", "\033[1;35m" },
		[DIAG_NOTE] = { "note", "\033[1;36m" },
	};
	unsigned line, col;

	assert(d->severity <= DIAG_NOTE);
	if (d->pos.src != NULL) {
		pos_line_col(d->pos, &line, &col);
		if (d->pos.src->path != NULL)
			show_text(b, d->pos.src->path);
		buf_printf(b, ":%u:%u: ", line, col);
	}
	buf_puts(b, colour ? kinds[d->severity].code : "");
	buf_printf(b, "%s:", kinds[d->severity].word);
	buf_puts(b, colour ? "\033[0m " : " ");
	show_text(b, d->message);
	buf_putc(b, '\n');
	if (d->pos.src != NULL)
		show_source(b, d->pos, colour);
	if (d->expected != NULL) {
		buf_puts(b, "    expected: ");
		show_text(b, d->expected);
		buf_putc(b, '\n');
	}
	if (d->hint != NULL) {
		buf_puts(b, "    hint: ");
		show_text(b, d->hint);
		buf_putc(b, '\n');
	}
}

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Edits that make a of b: one byte put in, taken out or changed, or two
 * neighbours exchanged.  Both are at most LIMIT_ID_BYTES long. */
static size_t
edit_distance(const char *a, size_t na, const char *b, size_t nb)
{
	size_t rows[3][LIMIT_ID_BYTES + 1], *older, *old, *now, *turn;
	size_t i, j;

	older = rows[0];
	old = rows[1];
	now = rows[2];
	for (j = 0; j <= nb; j++) {
		older[j] = 0;
		old[j] = j;
	}
	for (i = 1; i <= na; i++) {
		now[0] = i;
		for (j = 1; j <= nb; j++) {
			now[j] = least(old[j - 1] + (a[i - 1] != b[j - 1]),
			    least(old[j], now[j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				now[j] = least(now[j], older[j - 2] + 1);
		}
		turn = older;
		older = old;
		old = now;
		now = turn;
	}
	return old[nb];
}

const char *
nearest_name(const char *word, const char *const *names, size_t n)
{
	size_t len = strlen(word), best, d, i, other;
	const char *found = NULL;

	if (len == 0 || len > LIMIT_ID_BYTES)
		return NULL;
	best = len / 3 + 1;
	for (i = 0; i < n; i++) {
		other = strlen(names[i]);
		if (other > LIMIT_ID_BYTES || other + best <= len ||
		    len + best <= other)
			continue;
		d = edit_distance(word, len, names[i], other);
		if (d < best) {
			best = d;
			found = names[i];
		}
		if (best == 0)
			break;
	}
	return found;
}
