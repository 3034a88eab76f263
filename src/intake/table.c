/* table.c - see table.h. */

#include <string.h>

#include "intake/table.h"

void
table_init(struct table *t, struct arena *a, const struct source_text *src)
{
	const char *s = src->bytes, *end;
	size_t n;

	*t = (struct table){ .arena = a, .src = src, .line = 1 };
	if (src->len >= 3 && memcmp(s, "\xef\xbb\xbf", 3) == 0)
		t->at = 3;
	end = memchr(s, '\n', src->len);
	n = end == NULL ? src->len : (size_t)(end - s);
	t->separator = memchr(s, ',', n) != NULL ? ','
	    : memchr(s, ';', n) != NULL          ? ';'
	    : memchr(s, '\t', n) != NULL         ? '\t'
						 : ',';
}

static bool
at_line_end(const struct table *t)
{
	return t->at >= t->src->len || t->src->bytes[t->at] == '\n' ||
	    (t->src->bytes[t->at] == '\r' &&
		(t->at + 1 == t->src->len || t->src->bytes[t->at + 1] == '\n'));
}

/* To the beginning of the next line. */
static void
skip_line(struct table *t)
{
	while (t->at < t->src->len && t->src->bytes[t->at] != '\n')
		t->at++;
	if (t->at < t->src->len)
		t->at++;
	t->line++;
}

/* A cell in quotes, its opening quote at t->at.  Quotes within are doubled;
 * line ends within are part of it. */
static int
quoted_cell(struct table *t, struct table_record *out, char **cell, size_t *len)
{
	const char *s = t->src->bytes;
	size_t start = t->at + 1, i = start, n = 0;
	unsigned lines = 0;
	char *to;

	while (i < t->src->len) {
		if (s[i] == '"' && i + 1 < t->src->len && s[i + 1] == '"')
			i++;
		else if (s[i] == '"')
			break;
		else if (s[i] == '\n')
			lines++;
		i++;
	}
	if (i >= t->src->len) {
		/* The quote may be a stray one: only its line is given up. */
		out->wrong = "a quote is opened and never closed";
		return 0;
	}
	to = arena_alloc(t->arena, i - start + 1);
	if (to == NULL)
		return E_NOMEM;
	for (t->at = start; t->at < i; t->at++) {
		if (s[t->at] == '"')
			t->at++;
		to[n++] = s[t->at];
	}
	t->at = i + 1;
	t->line += lines;
	*cell = to;
	*len = n;
	if (!at_line_end(t) && s[t->at] != t->separator)
		out->wrong = "something stands after a closing quote";
	return 0;
}

static int
plain_cell(struct table *t, struct table_record *out, char **cell, size_t *len)
{
	const char *s = t->src->bytes;
	size_t start = t->at;

	while (!at_line_end(t) && s[t->at] != t->separator) {
		if (s[t->at] == '"')
			out->wrong = "a quote stands inside a cell that does "
				     "not begin with one";
		t->at++;
	}
	*len = t->at - start;
	*cell = arena_strndup(t->arena, s + start, *len);
	return *cell == NULL ? E_NOMEM : 0;
}

static void
trim(char **cell, size_t *len)
{
	char *s = *cell;
	size_t n = *len;

	while (n > 0 && (s[n - 1] == ' ' || s[n - 1] == '\t'))
		s[--n] = '\0';
	while (n > 0 && (*s == ' ' || *s == '\t')) {
		s++;
		n--;
	}
	*cell = s;
	*len = n;
}

int
table_next(struct table *t, struct table_record *out)
{
	size_t len = 0;
	char *cell = NULL;
	int r;

	while (t->at < t->src->len && at_line_end(t))
		skip_line(t);
	if (t->at >= t->src->len)
		return 0;
	out->line = t->line;
	out->ncells = 0;
	out->wrong = NULL;
	for (;;) {
		r = t->at < t->src->len && t->src->bytes[t->at] == '"'
		    ? quoted_cell(t, out, &cell, &len)
		    : plain_cell(t, out, &cell, &len);
		if (r != 0)
			return r;
		if (out->wrong != NULL)
			break;
		trim(&cell, &len);
		if (memchr(cell, '\0', len) != NULL)
			out->wrong = "a cell holds a NUL byte";
		else if (len > LIMIT_STRING_BYTES)
			out->wrong = "a cell is too long";
		else if (out->ncells == LIMIT_COLUMNS)
			out->wrong = "the row has more cells than are read";
		if (out->wrong != NULL)
			break;
		out->cells[out->ncells++] = cell;
		if (at_line_end(t))
			break;
		t->at++; /* the separator */
	}
	skip_line(t);
	return 1;
}
