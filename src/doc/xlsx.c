/* xlsx.c - see xlsx.h.
 *
 * The parts of the archive come in any order, and the sheets need the
 * workbook, its styles and its shared strings: so the archive is gone
 * through once for each part that is needed, and a sheet is never held. */

#include <archive.h>
#include <archive_entry.h>
#include <expat.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/limits.h"
#include "doc/xlsx.h"

#define BLOCK     65536
#define XML_DEPTH 64

struct xlsx_sheet {
	char *name;
	char *part; /* "xl/worksheets/sheet1.xml" */
	char *id;   /* of its relation */
};

struct xlsx {
	const struct mem *mem;
	int fd;
	const struct xlsx_taker *to;
	struct buf *why;
	size_t unpacked; /* so far, of all parts */
	bool from_1904;
	struct xlsx_sheet sheets[XLSX_SHEETS_MAX];
	size_t nsheets;
	bool *dates; /* by style */
	size_t nstyles;
	struct buf strings; /* one after another, each with its end */
	size_t *starts;
	size_t nstrings, cap_strings;

	/* The part in hand. */
	XML_Parser parser;
	int failed; /* of a handler */
	unsigned depth;
	struct buf text;
	bool in_text, in_cell, in_strings, in_formats, phonetic, formula,
	    valued;
	unsigned format_ids[4096]; /* number formats that are dates */
	size_t nformats;

	/* The row in hand. */
	struct buf cells;
	size_t at[LIMIT_COLUMNS]; /* where each begins in cells; 0: blank */
	size_t ncells;
	unsigned line;
	size_t column;
	char type[12];
	size_t style;
	bool too_wide;
};

static int
fail(struct xlsx *x, int err, const char *why)
{
	if (x->failed == 0) {
		buf_clear(x->why);
		buf_puts(x->why, why);
		x->failed = err;
	}
	if (x->parser != NULL)
		(void)XML_StopParser(x->parser, XML_FALSE);
	return err;
}

static char *
copy(struct xlsx *x, const char *s)
{
	size_t n = strlen(s);
	char *to = x->mem->alloc(x->mem->ctx, n + 1);

	if (to == NULL)
		(void)fail(x, E_NOMEM, "no memory");
	else
		memcpy(to, s, n + 1);
	return to;
}

/* -- XML ------------------------------------------------------------------ */

static const char *
local(const char *name)
{
	const char *colon = strrchr(name, ':');

	return colon == NULL ? name : colon + 1;
}

static const char *
attribute(const char **atts, const char *name)
{
	for (; *atts != NULL; atts += 2)
		if (strcmp(local(atts[0]), name) == 0)
			return atts[1];
	return NULL;
}

static void
on_text(void *ctx, const char *s, int n)
{
	struct xlsx *x = ctx;

	if (!x->in_text || x->phonetic)
		return;
	buf_add(&x->text, s, (size_t)n);
	if (x->text.failed)
		(void)fail(x, E_LIMIT, "a cell is too long");
}

static void
on_doctype(void *ctx, const char *name, const char *sysid, const char *pubid,
    int internal)
{
	(void)name;
	(void)sysid;
	(void)pubid;
	(void)internal;
	(void)fail(ctx, E_SYNTAX,
	    "the workbook holds a document type declaration, which no "
	    "spreadsheet writes: it is not read");
}

static bool
too_deep(struct xlsx *x)
{
	if (++x->depth <= XML_DEPTH)
		return false;
	(void)fail(x, E_LIMIT, "the workbook's parts are nested too deep");
	return true;
}

/* -- The archive ---------------------------------------------------------- */

static bool
same_part(const char *entry, const char *part)
{
	if (entry == NULL)
		return false;
	while (*entry == '/')
		entry++;
	return strcmp(entry, part) == 0;
}

static int
feed(struct xlsx *x, struct archive *a)
{
	size_t part = 0;
	char *block;
	la_ssize_t n;

	block = x->mem->alloc(x->mem->ctx, BLOCK);
	if (block == NULL)
		return fail(x, E_NOMEM, "no memory");
	while (x->failed == 0) {
		n = archive_read_data(a, block, BLOCK);
		if (n < 0) {
			(void)fail(x, E_SYNTAX, "the workbook is damaged");
			break;
		}
		part += (size_t)n;
		x->unpacked += (size_t)n;
		if (part > (x->to->large ? XLSX_LARGE_MAX : XLSX_PART_MAX) ||
		    x->unpacked >
			(x->to->large ? XLSX_LARGE_MAX : XLSX_ALL_MAX)) {
			(void)fail(x, E_LIMIT,
			    "the workbook unpacks to more than is read");
			break;
		}
		if (XML_Parse(x->parser, block, (int)n, n == 0) !=
			XML_STATUS_OK &&
		    x->failed == 0)
			(void)fail(x, E_SYNTAX,
			    "a part of the workbook is not well-formed XML");
		if (n == 0)
			break;
	}
	x->mem->free(x->mem->ctx, block);
	return x->failed;
}

static int
parse_with(struct xlsx *x, struct archive *a, XML_StartElementHandler start,
    XML_EndElementHandler end)
{
	int r;

	x->parser = XML_ParserCreate(NULL);
	if (x->parser == NULL)
		return fail(x, E_NOMEM, "no memory");
	XML_SetUserData(x->parser, x);
	XML_SetElementHandler(x->parser, start, end);
	XML_SetCharacterDataHandler(x->parser, on_text);
	XML_SetStartDoctypeDeclHandler(x->parser, on_doctype);
	x->depth = 0;
	x->in_text = x->phonetic = false;
	buf_clear(&x->text);
	r = feed(x, a);
	XML_ParserFree(x->parser);
	x->parser = NULL;
	return r;
}

/* Parse one part; E_NAME when the archive has none of that name. */
static int
part(struct xlsx *x, const char *name, XML_StartElementHandler start,
    XML_EndElementHandler end)
{
	struct archive *a = archive_read_new();
	struct archive_entry *e = NULL;
	int r = E_NAME, k;

	if (a == NULL)
		return fail(x, E_NOMEM, "no memory");
	if (lseek(x->fd, 0, SEEK_SET) != 0 ||
	    archive_read_support_format_zip_seekable(a) != ARCHIVE_OK ||
	    archive_read_open_fd(a, x->fd, BLOCK) != ARCHIVE_OK) {
		r = fail(x, E_SYNTAX, "the file is no workbook");
		goto out;
	}
	for (;;) {
		k = archive_read_next_header(a, &e);
		if (k == ARCHIVE_EOF)
			break;
		if (k != ARCHIVE_OK && k != ARCHIVE_WARN) {
			r = fail(x, E_SYNTAX, "the workbook is damaged");
			break;
		}
		if (archive_entry_is_encrypted(e) != 0) {
			r = fail(x, E_SYNTAX,
			    "the workbook has a password: save it without one");
			break;
		}
		if (!same_part(archive_entry_pathname(e), name))
			continue;
		r = parse_with(x, a, start, end);
		break;
	}
out:
	archive_read_free(a);
	return r;
}

/* -- The workbook and its relations --------------------------------------- */

static void XMLCALL
workbook_start(void *ctx, const char *name, const char **atts)
{
	struct xlsx *x = ctx;
	struct xlsx_sheet *s;
	const char *v;

	if (too_deep(x))
		return;
	name = local(name);
	if (strcmp(name, "workbookPr") == 0) {
		v = attribute(atts, "date1904");
		x->from_1904 = v != NULL &&
		    (strcmp(v, "1") == 0 || strcmp(v, "true") == 0);
	}
	if (strcmp(name, "sheet") != 0)
		return;
	if (x->nsheets == XLSX_SHEETS_MAX) {
		(void)fail(x, E_LIMIT, "the workbook has too many sheets");
		return;
	}
	s = &x->sheets[x->nsheets];
	v = attribute(atts, "name");
	s->name = copy(x, v == NULL ? "" : v);
	/* r:id; sheetId is another attribute altogether. */
	v = attribute(atts, "id");
	s->id = copy(x, v == NULL ? "" : v);
	x->nsheets++;
}

static void XMLCALL
plain_end(void *ctx, const char *name)
{
	struct xlsx *x = ctx;

	(void)name;
	x->depth--;
}

static void XMLCALL
relations_start(void *ctx, const char *name, const char **atts)
{
	struct xlsx *x = ctx;
	const char *id = attribute(atts, "Id"),
		   *target = attribute(atts, "Target");
	char full[512];
	size_t i;

	if (too_deep(x) || strcmp(local(name), "Relationship") != 0 ||
	    id == NULL || target == NULL || strlen(target) > 400)
		return;
	snprintf(full, sizeof(full), "%s%s", target[0] == '/' ? "" : "xl/",
	    target[0] == '/' ? target + 1 : target);
	for (i = 0; i < x->nsheets; i++)
		if (x->sheets[i].part == NULL && x->sheets[i].id != NULL &&
		    strcmp(x->sheets[i].id, id) == 0)
			x->sheets[i].part = copy(x, full);
}

/* -- Styles --------------------------------------------------------------- */

static bool
builtin_date(unsigned long id)
{
	return (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 31) ||
	    id == 36 || (id >= 50 && id <= 54) || id == 57 || id == 58;
}

static bool
is_date_format(const struct xlsx *x, unsigned long id)
{
	size_t i;

	for (i = 0; i < x->nformats; i++)
		if (x->format_ids[i] == id)
			return true;
	return builtin_date(id);
}

static unsigned long
number_of(const char *s)
{
	return s == NULL ? 0 : strtoul(s, NULL, 10);
}

static void XMLCALL
styles_start(void *ctx, const char *name, const char **atts)
{
	struct xlsx *x = ctx;
	const char *code;

	if (too_deep(x))
		return;
	name = local(name);
	if (strcmp(name, "cellXfs") == 0) {
		x->in_formats = true;
	} else if (strcmp(name, "numFmt") == 0) {
		code = attribute(atts, "formatCode");
		if (code != NULL && xlsx_format_is_date(code) &&
		    x->nformats < 4096)
			x->format_ids[x->nformats++] =
			    (unsigned)number_of(attribute(atts, "numFmtId"));
	} else if (x->in_formats && strcmp(name, "xf") == 0 &&
	    x->nstyles < XLSX_STYLES_MAX) {
		x->dates[x->nstyles++] =
		    is_date_format(x, number_of(attribute(atts, "numFmtId")));
	}
}

static void XMLCALL
styles_end(void *ctx, const char *name)
{
	struct xlsx *x = ctx;

	x->depth--;
	if (strcmp(local(name), "cellXfs") == 0)
		x->in_formats = false;
}

/* -- Shared strings ------------------------------------------------------- */

static bool
strings_grow(struct xlsx *x)
{
	size_t cap = x->cap_strings == 0 ? 1024 : x->cap_strings * 2;
	size_t *starts;

	if (x->nstrings < x->cap_strings)
		return true;
	if (x->nstrings >= XLSX_STRINGS_MAX) {
		(void)fail(x, E_LIMIT, "the workbook has too many strings");
		return false;
	}
	starts = x->mem->alloc(x->mem->ctx, cap * sizeof(*starts));
	if (starts == NULL) {
		(void)fail(x, E_NOMEM, "no memory");
		return false;
	}
	if (x->nstrings > 0)
		memcpy(starts, x->starts, x->nstrings * sizeof(*starts));
	x->mem->free(x->mem->ctx, x->starts);
	x->starts = starts;
	x->cap_strings = cap;
	return true;
}

static void XMLCALL
strings_start(void *ctx, const char *name, const char **atts)
{
	struct xlsx *x = ctx;

	(void)atts;
	if (too_deep(x))
		return;
	name = local(name);
	if (strcmp(name, "si") == 0)
		buf_clear(&x->text);
	else if (strcmp(name, "rPh") == 0)
		x->phonetic = true;
	else if (strcmp(name, "t") == 0)
		x->in_text = true;
}

static void XMLCALL
strings_end(void *ctx, const char *name)
{
	struct xlsx *x = ctx;

	x->depth--;
	name = local(name);
	if (strcmp(name, "t") == 0)
		x->in_text = false;
	else if (strcmp(name, "rPh") == 0)
		x->phonetic = false;
	else if (strcmp(name, "si") == 0 && strings_grow(x)) {
		x->starts[x->nstrings++] = x->strings.len;
		buf_add(&x->strings, x->text.s, x->text.len);
		buf_putc(&x->strings, '\0');
		if (x->strings.failed)
			(void)fail(x, E_LIMIT,
			    "the workbook has too many strings");
	}
}

/* -- A sheet -------------------------------------------------------------- */

/* "C7": the third column; without a reference, the next. */
static size_t
column_of(const struct xlsx *x, const char *ref)
{
	size_t n = 0;

	if (ref == NULL)
		return x->column + 1;
	for (; *ref >= 'A' && *ref <= 'Z' && n < 100000; ref++)
		n = n * 26 + (size_t)(*ref - 'A' + 1);
	return n;
}

static void
row_begin(struct xlsx *x, const char **atts)
{
	const char *r = attribute(atts, "r");

	x->line = r == NULL ? x->line + 1 : (unsigned)number_of(r);
	x->column = 0;
	x->ncells = 0;
	x->too_wide = false;
	memset(x->at, 0, sizeof(x->at));
	buf_clear(&x->cells);
	buf_putc(&x->cells, '\0');
}

static void
cell_begin(struct xlsx *x, const char **atts)
{
	const char *t = attribute(atts, "t"), *s = attribute(atts, "s");

	x->column = column_of(x, attribute(atts, "r"));
	snprintf(x->type, sizeof(x->type), "%s", t == NULL ? "n" : t);
	x->style = s == NULL ? 0 : number_of(s);
	x->in_cell = true;
	x->formula = x->valued = false;
	buf_clear(&x->text);
}

static void XMLCALL
sheet_start(void *ctx, const char *name, const char **atts)
{
	struct xlsx *x = ctx;

	if (too_deep(x))
		return;
	name = local(name);
	if (strcmp(name, "row") == 0)
		row_begin(x, atts);
	else if (strcmp(name, "c") == 0)
		cell_begin(x, atts);
	else if (strcmp(name, "rPh") == 0)
		x->phonetic = true;
	else if (x->in_cell && strcmp(name, "f") == 0)
		x->formula = true;
	else if (x->in_cell &&
	    (strcmp(name, "v") == 0 || strcmp(name, "t") == 0))
		x->in_text = x->valued = true;
}

/* A number as a person would write it: a day where the style says so, no
 * exponent on what is whole. */
static void
number_text(struct xlsx *x, struct buf *out)
{
	char *end = NULL, date[24];
	double v = strtod(x->text.s, &end);

	if (end == x->text.s || *end != '\0') {
		buf_add(out, x->text.s, x->text.len);
		return;
	}
	if (x->style < x->nstyles && x->dates[x->style] &&
	    xlsx_date(v, x->from_1904, date))
		buf_puts(out, date);
	else if (floor(v) == v && fabs(v) < 1e15)
		buf_printf(out, "%.0f", v);
	else
		buf_add(out, x->text.s, x->text.len);
}

static void
cell_text(struct xlsx *x, struct buf *out)
{
	unsigned long i;

	/* A program that reckons nothing wrote the formula alone: that is no
	 * blank. */
	if (x->formula && !x->valued)
		buf_puts(out, "#FORMULA!");
	if (x->text.len == 0)
		return;
	if (strcmp(x->type, "s") == 0) {
		i = number_of(x->text.s);
		if (i < x->nstrings)
			buf_puts(out, x->strings.s + x->starts[i]);
		else
			(void)fail(x, E_SYNTAX,
			    "a cell names a string that the workbook lacks");
	} else if (strcmp(x->type, "b") == 0) {
		buf_puts(out, x->text.s[0] == '1' ? "yes" : "no");
	} else if (strcmp(x->type, "d") == 0 && x->text.len >= 10) {
		buf_add(out, x->text.s, 10);
	} else if (strcmp(x->type, "n") == 0) {
		number_text(x, out);
	} else {
		buf_add(out, x->text.s, x->text.len);
	}
}

static void
cell_end(struct xlsx *x)
{
	size_t start = x->cells.len;

	x->in_cell = false;
	cell_text(x, &x->cells);
	if (x->cells.len == start)
		return;
	if (x->column == 0 || x->column > LIMIT_COLUMNS) {
		x->too_wide = true;
		return;
	}
	buf_putc(&x->cells, '\0');
	x->at[x->column - 1] = start;
	if (x->column > x->ncells)
		x->ncells = x->column;
	if (x->cells.failed)
		(void)fail(x, E_LIMIT, "a row is too long");
}

static void
row_end(struct xlsx *x)
{
	const char *cells[LIMIT_COLUMNS];
	size_t i;
	int r;

	if (x->too_wide) {
		(void)fail(x, E_LIMIT, "a row has more columns than are read");
		return;
	}
	if (x->ncells == 0 || x->failed != 0)
		return;
	for (i = 0; i < x->ncells; i++)
		cells[i] = x->cells.s + x->at[i];
	r = x->to->row(x->to->ctx, x->line, cells, x->ncells);
	if (r != 0)
		(void)fail(x, r, "the rows cannot be given on");
}

static void XMLCALL
sheet_end(void *ctx, const char *name)
{
	struct xlsx *x = ctx;

	x->depth--;
	name = local(name);
	if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0)
		x->in_text = false;
	else if (strcmp(name, "rPh") == 0)
		x->phonetic = false;
	else if (strcmp(name, "c") == 0)
		cell_end(x);
	else if (strcmp(name, "row") == 0)
		row_end(x);
}

/* -- All of it ------------------------------------------------------------ */

/* A part that may be missing. */
static int
part_maybe(struct xlsx *x, const char *name, XML_StartElementHandler start,
    XML_EndElementHandler end)
{
	int r = part(x, name, start, end);

	return r == E_NAME ? 0 : r;
}

static int
sheets_read(struct xlsx *x)
{
	size_t i;
	int r = 0;

	for (i = 0; i < x->nsheets && r == 0; i++) {
		if (x->sheets[i].part == NULL)
			continue;
		r = x->to->sheet(x->to->ctx, x->sheets[i].name);
		x->line = 0;
		x->in_cell = false;
		if (r == 0)
			r = part_maybe(x, x->sheets[i].part, sheet_start,
			    sheet_end);
	}
	return r;
}

static int
workbook_read(struct xlsx *x)
{
	int r;

	r = part(x, "xl/workbook.xml", workbook_start, plain_end);
	if (r == E_NAME)
		return fail(x, E_SYNTAX,
		    "the file is an archive and no workbook: save it as XLSX "
		    "or as comma-separated values");
	if (r == 0)
		r = part_maybe(x, "xl/_rels/workbook.xml.rels", relations_start,
		    plain_end);
	if (r == 0)
		r = part_maybe(x, "xl/styles.xml", styles_start, styles_end);
	if (r == 0)
		r = part_maybe(x, "xl/sharedStrings.xml", strings_start,
		    strings_end);
	return r != 0 ? r : sheets_read(x);
}

int
xlsx_read(const struct mem *mem, int fd, const struct xlsx_taker *to,
    struct buf *why)
{
	struct xlsx *x = mem->alloc(mem->ctx, sizeof(*x));
	size_t i;
	int r = E_NOMEM;

	if (x == NULL)
		return E_NOMEM;
	memset(x, 0, sizeof(*x));
	x->mem = mem;
	x->fd = fd;
	x->to = to;
	x->why = why;
	x->dates = mem->alloc(mem->ctx, XLSX_STYLES_MAX * sizeof(*x->dates));
	buf_init(&x->text, mem, LIMIT_STRING_BYTES);
	buf_init(&x->cells, mem, LIMIT_COLUMNS * (size_t)4096);
	buf_init(&x->strings, mem, XLSX_PART_MAX);
	if (x->dates != NULL)
		r = workbook_read(x);
	for (i = 0; i < x->nsheets; i++) {
		mem->free(mem->ctx, x->sheets[i].name);
		mem->free(mem->ctx, x->sheets[i].part);
		mem->free(mem->ctx, x->sheets[i].id);
	}
	buf_release(&x->text);
	buf_release(&x->cells);
	buf_release(&x->strings);
	mem->free(mem->ctx, x->starts);
	mem->free(mem->ctx, x->dates);
	mem->free(mem->ctx, x);
	return r;
}
