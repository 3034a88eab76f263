/* lines.c - see lines.h. */

#include "intake/lines.h"

#include <string.h>

#define ROW_BYTES ((size_t)1 << 20)

void
lines_init(struct lines *l, const struct mem *mem,
    int (*row)(void *ctx, unsigned line, const char *const *cells, size_t n),
    void *ctx)
{
	memset(l, 0, sizeof(*l));
	l->row = row;
	l->ctx = ctx;
	l->line = l->begun = 1;
	l->blank = true;
	l->n = 1;
	buf_init(&l->b, mem, ROW_BYTES);
}

void
lines_release(struct lines *l)
{
	buf_release(&l->b);
}

static char
choose(const char *s, size_t n)
{
	size_t bars = 0, tabs = 0, commas = 0;

	for (size_t i = 0; i < n; i++) {
		bars += s[i] == '|';
		tabs += s[i] == '\t';
		commas += s[i] == ',';
	}
	if (bars > tabs && bars > commas)
		return '|';
	return tabs > commas ? '\t' : ',';
}

static int
next_cell(struct lines *l)
{
	buf_putc(&l->b, '\0');
	if (l->n == LIMIT_COLUMNS)
		return E_LIMIT;
	l->at[l->n++] = l->b.len;
	return l->b.failed ? E_LIMIT : 0;
}

static int
end_row(struct lines *l)
{
	const char *cells[LIMIT_COLUMNS];
	int r = 0;

	while (l->b.len > l->at[l->n - 1] && l->b.s[l->b.len - 1] == '\r')
		l->b.len--;
	buf_putc(&l->b, '\0');
	if (l->b.failed)
		return E_LIMIT;
	for (size_t i = 0; i < l->n; i++)
		cells[i] = l->b.s + l->at[i];
	if (!l->blank)
		r = l->row(l->ctx, l->begun, cells, l->n);
	buf_clear(&l->b);
	l->n = 1;
	l->at[0] = 0;
	l->blank = true;
	l->quoted = l->quote = false;
	l->begun = l->line;
	return r;
}

static int
one(struct lines *l, char c)
{
	bool was = l->quote;

	if (c == '\0')
		return 0; /* no text */
	l->quote = false;
	if (c == '"' && l->quoted) {
		l->quoted = false;
		l->quote = true;
		return 0;
	}
	if (c == '"' && (was || l->b.len == l->at[l->n - 1])) {
		l->quoted = true;
		if (was)
			buf_putc(&l->b, '"');
		return 0;
	}
	if (!l->quoted && c == l->separator)
		return next_cell(l);
	if (!l->quoted && c == '\n')
		return end_row(l);
	if (c != ' ' && c != '\r')
		l->blank = false;
	buf_putc(&l->b, c);
	return l->b.failed ? E_LIMIT : 0;
}

int
lines_feed(struct lines *l, const char *s, size_t n)
{
	int r = 0;

	if (l->separator == '\0')
		l->separator = choose(s, n);
	for (size_t i = 0; i < n && r == 0; i++) {
		l->line += s[i] == '\n';
		r = one(l, s[i]);
	}
	return r;
}

int
lines_end(struct lines *l)
{
	return l->b.len > 0 || l->n > 1 ? end_row(l) : 0;
}
