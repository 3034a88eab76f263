/* eoir_lay.c - a row with tabs too many or columns too few laid under its
 * header; see eoir_row.h.
 *
 * The ways to lay n fields under m columns, leaving out empty fields, are
 * the paths through a narrow grid.  A field may stand under a column if some
 * whole path puts it there.  Where all paths put the same text, it is
 * certain; elsewhere it is not known: the first way that fits is a guess,
 * however likely, and a guess is what this importer does not make. */

#include <string.h>

#include "intake/eoir_row.h"

/* Fields left out, at most: a grid this wide. */
#define LAY_SURPLUS 8

struct lay {
	const struct eoir_header *head;
	const struct eoir_row *row;
	size_t n, m;  /* fields; columns that are there */
	size_t extra; /* n - m */
	/* From the beginning, to the end: field j + d, column j. */
	bool from[EOIR_COLUMNS_MAX + 1][LAY_SURPLUS + 1];
	bool to[EOIR_COLUMNS_MAX + 1][LAY_SURPLUS + 1];
};

static bool
fits(const struct lay *l, size_t i, size_t j)
{
	return cell_fits(l->head->cells[j], l->row->s[i], l->row->n[i]);
}

/* Two halves of one city: neither is empty, both are text. */
static bool
halves(const struct lay *l, size_t i, size_t j)
{
	return l->head->cells[j] == CELL_CITY && i + 1 < l->n &&
	    l->row->n[i] > 0 && l->row->n[i + 1] > 0 && fits(l, i, j) &&
	    fits(l, i + 1, j);
}

static void
lay_forward(struct lay *l)
{
	memset(l->from, 0, sizeof(l->from));
	l->from[0][0] = true;
	for (size_t j = 0; j <= l->m; j++)
		for (size_t d = 0; d <= l->extra; d++) {
			size_t i = j + d;

			if (!l->from[j][d] || i >= l->n)
				continue;
			if (d < l->extra && l->row->n[i] == 0)
				l->from[j][d + 1] = true;
			if (j == l->m)
				continue;
			if (fits(l, i, j))
				l->from[j + 1][d] = true;
			if (d < l->extra && halves(l, i, j))
				l->from[j + 1][d + 1] = true;
		}
}

static void
lay_backward(struct lay *l)
{
	memset(l->to, 0, sizeof(l->to));
	l->to[l->m][l->extra] = true;
	for (size_t j = l->m + 1; j-- > 0;)
		for (size_t d = l->extra + 1; d-- > 0;) {
			size_t i = j + d;
			bool ok = l->to[j][d];

			if (i < l->n) {
				ok |= d < l->extra && l->row->n[i] == 0 &&
				    l->to[j][d + 1];
				ok |= j < l->m && fits(l, i, j) &&
				    l->to[j + 1][d];
				ok |= j < l->m && d < l->extra &&
				    halves(l, i, j) && l->to[j + 1][d + 1];
			}
			l->to[j][d] = ok;
		}
}

/* Put s under column j; not sure when another text was put there. */
static void
put(struct row_lay *out, size_t j, const char *s, size_t n, bool first)
{
	if (first) {
		out->s[j] = s;
		out->n[j] = (uint32_t)n;
		out->sure[j] = true;
	} else if (out->n[j] != n || (n > 0 && memcmp(out->s[j], s, n) != 0)) {
		out->sure[j] = false;
	}
}

static void
lay_columns(const struct lay *l, struct row_lay *out)
{
	for (size_t j = 0; j < l->m; j++) {
		bool first = true;

		for (size_t d = 0; d <= l->extra; d++) {
			size_t i = j + d;
			const char *s = l->row->s[i];

			if (!l->from[j][d])
				continue;
			if (fits(l, i, j) && l->to[j + 1][d]) {
				put(out, j, s, l->row->n[i], first);
				first = false;
			}
			/* The tab between stays: whoever reads text makes a
			 * blank of it. */
			if (d < l->extra && halves(l, i, j) &&
			    l->to[j + 1][d + 1]) {
				put(out, j, s,
				    (size_t)(l->row->s[i + 1] - s) +
					l->row->n[i + 1],
				    first);
				first = false;
			}
		}
	}
}

bool
row_lay(const struct eoir_header *head, const struct eoir_row *row,
    struct row_lay *out)
{
	struct lay l = { .head = head, .row = row, .n = row->fields };
	size_t columns = head->ncolumns, extra;

	extra = l.n > columns ? l.n - columns : 0;
	for (size_t tries = 0; tries < 3; tries++, extra++) {
		if (extra > LAY_SURPLUS || extra > l.n || l.n - extra > columns)
			break;
		l.extra = extra;
		l.m = l.n - extra;
		lay_forward(&l);
		if (!l.from[l.m][extra])
			continue;
		lay_backward(&l);
		lay_columns(&l, out);
		for (size_t j = l.m; j < columns; j++) {
			out->s[j] = "";
			out->n[j] = 0;
			out->sure[j] = false;
		}
		for (size_t j = 0; j < l.m; j++)
			if (head->cells[j] == CELL_KEY && !out->sure[j])
				return false;
		return true;
	}
	return false;
}
