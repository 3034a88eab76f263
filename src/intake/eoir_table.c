/* eoir_table.c - see eoir_table.h. */

#include "intake/eoir_table.h"

#include <string.h>
#include <strings.h>

enum eoir_table_id
eoir_table_named(const char *name)
{
	size_t n = strlen(name);
	unsigned t;

	if (n > 4 && strcasecmp(name + n - 4, ".csv") == 0)
		n -= 4;
	for (t = 0; t < T_READ; t++)
		if (strlen(eoir_tables[t].name) == n &&
		    strncasecmp(eoir_tables[t].name, name, n) == 0)
			break;
	return (enum eoir_table_id)t;
}

/* -- Headers -------------------------------------------------------------- */

/* Is s one of the names in "A|B"? */
static bool
named(const char *names, const char *s)
{
	size_t n = strlen(s);

	while (*names != '\0') {
		size_t k = strcspn(names, "|");

		if (k == n && strncasecmp(names, s, n) == 0)
			return true;
		names += k + (names[k] == '|');
	}
	return false;
}

static const struct eoir_column *
column_of(const struct eoir_table *t, const char *name)
{
	static const char suffix[] = "_Remove";
	char plain[64];
	size_t n = strlen(name), s = sizeof(suffix) - 1;

	for (size_t i = 0; i < t->ncolumns; i++)
		if (named(t->columns[i].name, name))
			return &t->columns[i];
	if (n <= s || n - s >= sizeof(plain) ||
	    strcasecmp(name + n - s, suffix) != 0)
		return NULL;
	memcpy(plain, name, n - s);
	plain[n - s] = '\0';
	return column_of(t, plain);
}

static int
header_name(struct arena *a, const struct eoir_table *t, const char *s,
    size_t n, struct eoir_header *h)
{
	const struct eoir_column *c;
	char *name;

	if (h->ncolumns == EOIR_COLUMNS_MAX)
		return E_SYNTAX;
	while (n > 0 && (s[n - 1] == ' ' || s[n - 1] == '\r'))
		n--;
	if ((name = arena_strndup(a, s, n)) == NULL)
		return E_NOMEM;
	c = column_of(t, name);
	h->names[h->ncolumns] = name;
	h->cells[h->ncolumns] = c != NULL ? c->cell : CELL_ANY;
	if (c != NULL && c->field != F_NONE && h->at[c->field] < 0)
		h->at[c->field] = (short)h->ncolumns;
	h->ncolumns++;
	return 0;
}

int
eoir_header_read(struct arena *a, const struct eoir_table *t, const char *line,
    size_t n, struct eoir_header *out, const char **missing)
{
	const char *end = line + n, *tab;
	size_t i;
	int r;

	memset(out, 0, sizeof(*out));
	for (i = 0; i < EOIR_FIELDS; i++)
		out->at[i] = -1;
	*missing = "more columns than a table has";
	/* A mark of UTF-8 before the first name is none of it. */
	if (n >= 3 && memcmp(line, "\xef\xbb\xbf", 3) == 0)
		line += 3;
	do {
		tab = memchr(line, '\t', (size_t)(end - line));
		r = header_name(a, t, line,
		    (size_t)((tab != NULL ? tab : end) - line), out);
		if (r != 0)
			return r;
		line = tab != NULL ? tab + 1 : end;
	} while (tab != NULL);
	for (i = 0; i < t->ncolumns; i++)
		if (t->columns[i].field != F_NONE &&
		    out->at[t->columns[i].field] < 0) {
			*missing = t->columns[i].name;
			return E_SYNTAX;
		}
	return 0;
}

/* -- What fits where ------------------------------------------------------ */

static bool
all_digits(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (s[i] < '0' || s[i] > '9')
			return false;
	return true;
}

static bool
is_upper(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* "2017-06-22", alone or with a time behind it. */
static bool
like_date(const char *s, size_t n)
{
	return n >= 10 && n <= 27 && all_digits(s, 4) && s[4] == '-' &&
	    all_digits(s + 5, 2) && s[7] == '-' && all_digits(s + 8, 2) &&
	    (n == 10 || s[10] == ' ' || s[10] == 'T');
}

/* Letters, digits and a few marks, from least to most of them. */
static bool
like_code(const char *s, size_t n, size_t least, size_t most)
{
	if (n < least || n > most)
		return false;
	for (size_t i = 0; i < n; i++)
		if (!is_upper(s[i]) && (s[i] < '0' || s[i] > '9') &&
		    strchr("?<>/-_ ", s[i]) == NULL)
			return false;
	return true;
}

static bool
like_number(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((s[i] < '0' || s[i] > '9') && s[i] != '-' && s[i] != '.')
			return false;
	return n <= 20;
}

static bool
like_zip(const char *s, size_t n)
{
	size_t digits = 0;

	if (n == 3 && memcmp(s, "UNK", 3) == 0)
		return true;
	for (size_t i = 0; i < n; i++) {
		digits += s[i] >= '0' && s[i] <= '9';
		if (is_upper(s[i]))
			return false;
	}
	return n <= 12 && digits >= 3;
}

static bool
like_birth(const char *s, size_t n)
{
	const char *slash = memchr(s, '/', n);

	return slash != NULL && n <= 10 && all_digits(s, (size_t)(slash - s)) &&
	    all_digits(slash + 1, n - (size_t)(slash - s) - 1);
}

static bool
like_time(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((s[i] < '0' || s[i] > '9') && s[i] != ':')
			return false;
	return n >= 3 && n <= 8;
}

static bool
like_city(const char *s, size_t n)
{
	bool letter = false;

	for (size_t i = 0; i < n; i++)
		letter |= is_upper(s[i]) || (unsigned char)s[i] >= 0x80;
	return letter && !like_date(s, n);
}

static bool
blank_mark(const char *s, size_t n)
{
	return n == 3 && memcmp(s, "N/A", 3) == 0;
}

bool
cell_fits(enum cell cell, const char *s, size_t n)
{
	if (n == 0)
		return cell != CELL_KEY;
	switch (cell) {
	case CELL_KEY:
		return n <= 9 && all_digits(s, n); /* below 2^32 */
	case CELL_NUMBER:
		return like_number(s, n);
	case CELL_PAST:
	case CELL_DATE:
	case CELL_ENTRY:
		return like_date(s, n);
	case CELL_BIRTH:
		return like_birth(s, n);
	case CELL_TIME:
		return like_time(s, n);
	case CELL_ZIP:
		return like_zip(s, n);
	case CELL_STATE:
		return n == 2 && is_upper(s[0]) && is_upper(s[1]);
	case CELL_CITY:
		return like_city(s, n);
	case CELL_NAT:
		return like_code(s, n, 2, 2) || blank_mark(s, n);
	case CELL_LANG:
		return like_code(s, n, 2, 3);
	case CELL_CASE_TYPE:
		return n == 3 && is_upper(s[0]) && is_upper(s[2]);
	case CELL_COURT:
	case CELL_PLACE:
		return like_code(s, n, 2, 3);
	case CELL_JUDGE:
		return like_code(s, n, 1, 4);
	case CELL_BIA:
		return like_code(s, n, 2, 3);
	case CELL_APPLICATION:
		return like_code(s, n, 1, 6);
	case CELL_APPEAL_TYPE:
		return n >= 3 && n <= 24 && like_city(s, n);
	case CELL_CUSTODY:
		return (n == 1 && strchr("DRN", s[0]) != NULL) ||
		    blank_mark(s, n);
	case CELL_FLAG:
	case CELL_DECISION:
	case CELL_OTHER_COMP:
	case CELL_APPL_DEC:
	case CELL_MOTION_DEC:
		return like_code(s, n, 1, 1);
	case CELL_RESERVED:
		return n == 1 && strchr("AIB", s[0]) != NULL;
	case CELL_ABSENTIA:
		return n == 1 && strchr("YN", s[0]) != NULL;
	case CELL_FILED_BY:
		return n == 1 && is_upper(s[0]);
	case CELL_WORD:
		return like_code(s, n, 1, 8);
	case CELL_ANY:
		break;
	}
	return true;
}
