/* sheet.c - see sheet.h. */

#include <string.h>

#include "intake/sheet.h"

int
sheet_add(struct arena *a, struct sheet *s, unsigned line,
    const char *const *cells, size_t n, const char *wrong)
{
	struct sheet_row *rows, *row;
	size_t i;

	if (s->n == LIMIT_SHEET_ROWS)
		return E_LIMIT;
	rows = arena_grow(a, s->rows, s->n, &s->cap, sizeof(*rows));
	if (rows == NULL)
		return E_NOMEM;
	s->rows = rows;
	row = &rows[s->n];
	*row = (struct sheet_row){ .line = line, .ncells = n, .wrong = wrong };
	row->cells = arena_array(a, n, sizeof(*row->cells));
	if (row->cells == NULL)
		return E_NOMEM;
	for (i = 0; i < n; i++)
		row->cells[i] = cells[i];
	s->n++;
	return 0;
}

int
sheet_from_csv(struct arena *a, const struct source_text *src,
    struct sheet *out)
{
	struct table_record *rec = arena_alloc(a, sizeof(*rec));
	struct table t;
	int r;

	*out = (struct sheet){ .path = src->path };
	if (rec == NULL)
		return E_NOMEM;
	table_init(&t, a, src);
	while ((r = table_next(&t, rec)) > 0)
		if ((r = sheet_add(a, out, rec->line, rec->cells, rec->ncells,
			 rec->wrong)) != 0)
			break;
	return r;
}

bool
sheet_is_workbook(const struct source_text *src)
{
	return src->len >= 4 && memcmp(src->bytes, "PK\003\004", 4) == 0;
}

void
sheet_record(const struct sheet_row *row, size_t n, struct table_record *out)
{
	size_t i;

	out->line = row->line;
	out->wrong = row->wrong;
	out->ncells = row->ncells;
	for (i = 0; i < row->ncells && i < LIMIT_COLUMNS; i++)
		out->cells[i] = row->cells[i];
	while (out->ncells > n && out->cells[out->ncells - 1][0] == '\0')
		out->ncells--;
	while (out->ncells < n && out->ncells < LIMIT_COLUMNS)
		out->cells[out->ncells++] = "";
}
