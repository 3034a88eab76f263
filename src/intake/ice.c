/* ice.c - see ice.h. */

#include "intake/ice.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "intake/eoir_case.h"
#include "intake/lines.h"
#include "intake/sheet.h"

/* Columns by what they mean; any of their names. */
enum ice_column {
	C_ID,
	C_CITIZENSHIP,
	C_APPREHENDED,
	C_BOOK_IN,
	C_BOOK_OUT,
	C_STAY_IN,
	C_STAY_OUT,
	C_DEPARTED,
	C_DEPARTURE_COUNTRY,
	C_FINAL,
	C_FINAL_DATE,
	C_EVENT,
	C_DETAINER,
	ICE_COLUMNS
};

static const struct {
	enum ice_column column;
	const char *names; /* small letters and digits alone */
} column_names[] = {
	{ C_ID,
	    "anonymizedidentifier|uniqueidentifier|hashid|"
	    "anonymizedid" },
	{ C_CITIZENSHIP, "citizenshipcountry|countryofcitizenship" },
	{ C_APPREHENDED, "apprehensiondate|arrestdate|apprehensiondatetime" },
	{ C_BOOK_IN,
	    "bookindatetime|detentionbookindateandtime|"
	    "bookindate|detentionbookindate" },
	{ C_BOOK_OUT,
	    "bookoutdatetime|detentionbookoutdatetime|"
	    "bookoutdate|detentionbookoutdate" },
	{ C_STAY_IN,
	    "staybookindatetime|staybookindate|"
	    "initialbookindate" },
	{ C_STAY_OUT, "staybookoutdatetime|staybookoutdate" },
	{ C_DEPARTED, "departeddate|departuredate" },
	{ C_DEPARTURE_COUNTRY, "departurecountry|departedtocountry" },
	{ C_FINAL, "finalorderyesno|finalorder" },
	{ C_FINAL_DATE, "finalorderdate" },
	{ C_EVENT, "eventdate|encounterdate" },
	{ C_DETAINER,
	    "detainerpreparedate|detainerissueddate|"
	    "detainerliftreason" },
};

/* What is kept of a row. */
struct ice_row {
	uint64_t id; /* where its identifier lies in ids; none: its own */
	uint32_t line;
	uint16_t from, to; /* custody; departure in from */
	uint16_t final;
	uint16_t citizenship, country; /* 1 + in countries; 0: none */
	uint8_t kind, sheet;
	uint8_t is_final, pad[3];
};

#define SHEETS_MAX    64
#define COUNTRIES_MAX 512
#define HEADER_ROWS   24 /* a header stands in one of these */

struct ice {
	const struct mem *mem;
	struct arena *a;
	struct arena scratch; /* of a row */
	const char *path;
	const struct ice_options *o;
	struct ice_row *rows;
	size_t nrows, cap;
	struct buf ids;
	const char *countries[COUNTRIES_MAX]; /* ISO, as ice_country has it */
	size_t ncountries;
	const char *sources[SHEETS_MAX];
	size_t nsheets;
	struct ice_counts counts;
	/* The sheet in hand. */
	int at[ICE_COLUMNS];
	bool header;
	enum ice_kind kind;
	unsigned before; /* rows without a header */
	struct lines lines;
	bool stopped;
};

const char *
ice_kind_text(enum ice_kind k)
{
	static const char *const texts[ICE_KINDS] = { "arrests", "detentions",
		"removals", "encounters", "detainers" };

	return texts[k];
}

/* -- The header ----------------------------------------------------------- */

static bool
named(const char *names, const char *cell)
{
	char plain[64];
	size_t n = 0;

	for (; *cell != '\0'; cell++) {
		char c = *cell;

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if ((c < 'a' || c > 'z') && (c < '0' || c > '9'))
			continue;
		if (n + 1 == sizeof(plain))
			return false;
		plain[n++] = c;
	}
	plain[n] = '\0';
	while (n > 0 && *names != '\0') {
		size_t k = strcspn(names, "|");

		if (k == n && memcmp(names, plain, n) == 0)
			return true;
		names += k + (names[k] == '|');
	}
	return false;
}

/* An agency's table by the column that only it has. */
static bool
kind_of(const int at[ICE_COLUMNS], enum ice_kind *k)
{
	if (at[C_DETAINER] >= 0)
		*k = ICE_DETAINERS;
	else if (at[C_BOOK_IN] >= 0 || at[C_STAY_IN] >= 0)
		*k = ICE_DETENTIONS;
	else if (at[C_APPREHENDED] >= 0)
		*k = ICE_ARRESTS;
	else if (at[C_EVENT] >= 0)
		*k = ICE_ENCOUNTERS;
	else if (at[C_DEPARTED] >= 0)
		*k = ICE_REMOVALS;
	else
		return false;
	return at[C_CITIZENSHIP] >= 0;
}

static bool
take_header(struct ice *i, const char *const *cells, size_t n)
{
	for (unsigned c = 0; c < ICE_COLUMNS; c++)
		i->at[c] = -1;
	for (size_t k = 0; k < n; k++)
		for (size_t c = 0;
		     c < sizeof(column_names) / sizeof(column_names[0]); c++)
			if (i->at[column_names[c].column] < 0 &&
			    named(column_names[c].names, cells[k]))
				i->at[column_names[c].column] = (int)k;
	return kind_of(i->at, &i->kind);
}

/* -- Rows ----------------------------------------------------------------- */

struct row_cells {
	const char *const *cells;
	size_t n;
};

/* "" when it is missing or struck out. */
static const char *
cell(struct ice *i, const struct row_cells *r, enum ice_column c)
{
	const char *s;

	if (i->at[c] < 0 || (size_t)i->at[c] >= r->n)
		return "";
	s = r->cells[i->at[c]];
	if (!ice_redacted(s))
		return s;
	i->counts.redacted++;
	return "";
}

static uint16_t
day(struct ice *i, const struct row_cells *r, enum ice_column c)
{
	const char *s = cell(i, r, c);
	struct day d;

	if (*s == '\0')
		return 0;
	if (ice_day(s, &d))
		return day16(d);
	i->counts.bad_dates++;
	return 0;
}

static uint16_t
country(struct ice *i, const struct row_cells *r, enum ice_column c)
{
	const char *s = cell(i, r, c), *iso;

	if (*s == '\0')
		return 0;
	if ((iso = ice_country(s)) == NULL) {
		i->counts.bad_countries++;
		return 0;
	}
	for (size_t k = 0; k < i->ncountries; k++)
		if (strcmp(i->countries[k], iso) == 0)
			return (uint16_t)(k + 1);
	if (i->ncountries == COUNTRIES_MAX)
		return 0;
	i->countries[i->ncountries++] = iso;
	return (uint16_t)i->ncountries;
}

static bool
room(struct ice *i)
{
	size_t cap = i->cap > 0 ? 2 * i->cap : 4096;
	struct ice_row *grown;

	if (i->nrows < i->cap)
		return true;
	grown = i->mem->alloc(i->mem->ctx, cap * sizeof(*grown));
	if (grown == NULL)
		return false;
	if (i->nrows > 0)
		memcpy(grown, i->rows, i->nrows * sizeof(*grown));
	i->mem->free(i->mem->ctx, i->rows);
	i->rows = grown;
	i->cap = cap;
	return true;
}

/* First of two columns that has a day. */
static uint16_t
day_of_two(struct ice *i, const struct row_cells *r, enum ice_column a,
    enum ice_column b)
{
	uint16_t d = day(i, r, a);

	return d != 0 ? d : day(i, r, b);
}

static void
take_days(struct ice *i, const struct row_cells *r, struct ice_row *row)
{
	switch (i->kind) {
	case ICE_ARRESTS:
		row->from = day(i, r, C_APPREHENDED);
		break;
	case ICE_DETENTIONS:
		row->from = day_of_two(i, r, C_BOOK_IN, C_STAY_IN);
		row->to = day_of_two(i, r, C_BOOK_OUT, C_STAY_OUT);
		break;
	case ICE_REMOVALS:
		row->from = day(i, r, C_DEPARTED);
		row->country = country(i, r, C_DEPARTURE_COUNTRY);
		break;
	default:
		break;
	}
}

static int
take_row(struct ice *i, unsigned line, const struct row_cells *r)
{
	const char *id = cell(i, r, C_ID), *final = cell(i, r, C_FINAL);
	struct ice_row *row;

	if (!room(i))
		return E_NOMEM;
	row = &i->rows[i->nrows];
	memset(row, 0, sizeof(*row));
	row->kind = (uint8_t)i->kind;
	row->sheet = (uint8_t)(i->nsheets - 1);
	row->line = line;
	row->citizenship = country(i, r, C_CITIZENSHIP);
	row->is_final = strcmp(final, "YES") == 0 || strcmp(final, "Yes") == 0;
	if (row->is_final)
		row->final = day(i, r, C_FINAL_DATE);
	take_days(i, r, row);
	row->id = i->ids.len;
	if (*id != '\0' && strlen(id) < LIMIT_ID_BYTES) {
		buf_add(&i->ids, id, strlen(id) + 1);
	} else {
		i->counts.unnamed++;
		buf_printf(&i->ids, "row-%zu-%u", i->nsheets, line);
		buf_add(&i->ids, "", 1);
	}
	if (i->ids.failed)
		return E_LIMIT;
	i->nrows++;
	i->counts.rows++;
	i->counts.by_kind[i->kind]++;
	return 0;
}

static int
on_row(void *ctx, unsigned line, const char *const *cells, size_t n)
{
	struct ice *i = ctx;
	struct row_cells r = { cells, n };

	if (!i->header) {
		i->header = i->before < HEADER_ROWS && take_header(i, cells, n);
		i->counts.title_rows += !i->header;
		i->before++;
		if (i->header)
			i->sources[i->nsheets - 1] = arena_printf(i->a,
			    "ICE %s, %s", ice_kind_text(i->kind),
			    i->sources[i->nsheets - 1]);
		return i->sources[i->nsheets - 1] != NULL ? 0 : E_NOMEM;
	}
	if (i->counts.rows % 4096 == 0 && i->o->progress != NULL &&
	    !i->o->progress(i->o->ctx, "rows", i->counts.rows, 0)) {
		i->stopped = true;
		return E_AGAIN;
	}
	return take_row(i, line, &r);
}

static int
on_sheet(void *ctx, const char *name)
{
	struct ice *i = ctx;
	const char *base = strrchr(i->path, '/');

	base = base != NULL ? base + 1 : i->path;
	if (i->nsheets == SHEETS_MAX)
		return E_LIMIT;
	i->sources[i->nsheets] = name[0] != '\0'
	    ? arena_printf(i->a, "%s, sheet %s", base, name)
	    : arena_strdup(i->a, base);
	if (i->sources[i->nsheets++] == NULL)
		return E_NOMEM;
	i->counts.sheets++;
	i->header = false;
	i->before = 0;
	return 0;
}

static int
on_bytes(void *ctx, const char *s, size_t n)
{
	struct ice *i = ctx;

	return lines_feed(&i->lines, s, n);
}

/* -- Files ---------------------------------------------------------------- */

/* As it stands on the disk. */
static int
read_plain(struct ice *i, int fd)
{
	char block[65536];
	ssize_t n;
	int r = 0;

	while (r == 0 && (n = read(fd, block, sizeof(block))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		r = n < 0 ? E_IO : lines_feed(&i->lines, block, (size_t)n);
	}
	return r;
}

static int
read_any(struct ice *i, const char **why)
{
	const struct sheet_taker to = { .sheet = on_sheet,
		.row = on_row,
		.bytes = on_bytes,
		.ctx = i,
		.large = true };
	unsigned char magic[2] = { 0, 0 };
	int fd = open(i->path, O_RDONLY | O_CLOEXEC), r = 0;
	ssize_t n;

	if (fd < 0) {
		*why = arena_printf(i->a, "%s: %s", i->path, strerror(errno));
		return E_IO;
	}
	n = pread(fd, magic, sizeof(magic), 0);
	if (n == 2 && magic[0] == 'P' && magic[1] == 'K') {
		r = sheet_stream(&i->scratch, i->o->reader, "xlsx-large",
		    i->path, &to, why);
	} else {
		r = on_sheet(i, "");
		if (r == 0)
			r = n == 2 && magic[0] == 0x1f && magic[1] == 0x8b
			    ? sheet_stream(&i->scratch, i->o->reader, "gz",
				  i->path, &to, why)
			    : read_plain(i, fd);
		if (r == 0)
			r = lines_end(&i->lines);
	}
	(void)close(fd);
	if (*why != NULL)
		*why = arena_strdup(i->a, *why);
	return r;
}

int
ice_read(struct arena *a, const struct mem *mem, const char *path,
    const struct ice_options *o, struct ice **out, const char **why)
{
	struct ice *i = mem->alloc(mem->ctx, sizeof(*i));
	int r;

	*out = NULL;
	*why = NULL;
	if (i == NULL)
		return E_NOMEM;
	memset(i, 0, sizeof(*i));
	i->mem = mem;
	i->a = a;
	i->path = path;
	i->o = o;
	arena_init(&i->scratch, mem, (size_t)64 << 20);
	buf_init(&i->ids, mem, (size_t)2 << 30);
	lines_init(&i->lines, mem, on_row, i);
	r = read_any(i, why);
	if (i->stopped) {
		r = E_AGAIN;
		*why = "stopped; nothing was written";
	} else if (r == 0 && i->counts.rows == 0) {
		r = E_SYNTAX;
		*why = arena_printf(a,
		    "%s: no sheet has the header of arrests, detentions, "
		    "removals, encounters or detainers with a row below it",
		    path);
	}
	if (r != 0) {
		if (*why == NULL)
			*why = arena_printf(a, "%s cannot be read: %s", path,
			    err_text(r));
		ice_free(i);
		return r;
	}
	*out = i;
	return 0;
}

void
ice_free(struct ice *i)
{
	if (i == NULL)
		return;
	i->mem->free(i->mem->ctx, i->rows);
	buf_release(&i->ids);
	lines_release(&i->lines);
	arena_release(&i->scratch);
	i->mem->free(i->mem->ctx, i);
}

const struct ice_counts *
ice_counts_of(const struct ice *i)
{
	return &i->counts;
}

/* -- People --------------------------------------------------------------- */

#define FACTS_MAX 4096

struct ice_telling {
	struct ice *i;
	struct arena a; /* of a person */
	const struct kind *nationality, *final_order, *custody, *departure;
	const struct word *agency;
	const struct vocab *v;
	const struct fact *facts[FACTS_MAX];
	size_t n;
	bool failed;
};

static struct fact *
add(struct ice_telling *t, enum fact_type type, const struct kind *k,
    const struct ice_row *row)
{
	struct fact *f = arena_alloc(&t->a, sizeof(*f));
	struct source *s = arena_alloc(&t->a, sizeof(*s));
	struct value *v = arena_array(&t->a, k->nfields + 1, sizeof(*v));

	if (f == NULL || s == NULL || v == NULL || t->n == FACTS_MAX) {
		t->failed = true;
		return NULL;
	}
	s->name = t->i->sources[row->sheet];
	s->page = row->line;
	f->type = type;
	f->kind = k;
	f->step = -1;
	f->fields = v;
	f->source = s;
	f->entry.confirmed = f->entry.refused = INSTANT_NEVER;
	f->entry.recorded = INSTANT_BEGIN;
	t->facts[t->n++] = f;
	return f;
}

static struct moment
on(uint16_t d)
{
	if (d == 0)
		return (struct moment){ .kind = MOMENT_NOT_KNOWN };
	return (struct moment){ .kind = MOMENT_DAYS,
		.lo = { .day = day16_day(d) },
		.hi = { .day = day16_day(d) } };
}

/* A country, or any of several. */
static void
set_country(struct ice_telling *t, const struct fact *f, uint16_t country)
{
	const char *iso = t->i->countries[country - 1];
	struct value *v = (struct value *)(uintptr_t)f->fields, *items;
	size_t n = (strlen(iso) + 1) / 3, k;

	items = arena_array(&t->a, n + 1, sizeof(*items));
	for (k = 0; items != NULL && k < n; k++) {
		char name[3] = { iso[3 * k], iso[3 * k + 1], '\0' };
		const struct word *w = vocab_word(t->v, FIELD_PLACE, name);

		if (w == NULL)
			return;
		items[k] = (struct value){ .kind = VALUE_WORD,
			.word = w,
			.s = w->name };
	}
	if (items == NULL)
		t->failed = true;
	else if (n == 1)
		v[0] = items[0];
	else
		v[0] = (struct value){ .kind = VALUE_EITHER,
			.items = items,
			.nitems = n };
}

static void
tell_custody(struct ice_telling *t, const struct ice_row *row)
{
	struct fact *f;

	if (row->from == 0 || (f = add(t, FACT_HELD, t->custody, row)) == NULL)
		return;
	*(struct value *)(uintptr_t)f->fields =
	    (struct value){ .kind = VALUE_WORD,
		    .word = t->agency,
		    .s = t->agency->name };
	f->from = on(row->from);
	if (row->to >= row->from)
		f->to = on(row->to);
}

static void
tell_row(struct ice_telling *t, const struct ice_row *row)
{
	struct fact *f;

	if (row->kind == ICE_ARRESTS || row->kind == ICE_DETENTIONS)
		tell_custody(t, row);
	if (row->kind == ICE_REMOVALS && row->from != 0 &&
	    (f = add(t, FACT_HAPPENED, t->departure, row)) != NULL) {
		f->from = on(row->from);
		if (row->country != 0)
			set_country(t, f, row->country);
	}
}

/* One nationality, if all rows agree; orders by their days, each once. */
static void
tell_once(struct ice_telling *t, const struct ice_row *const *rows, size_t n)
{
	uint16_t nat = 0;
	size_t from = 0, k, j;
	struct fact *f;

	for (k = 0; k < n; k++) {
		if (rows[k]->citizenship == 0)
			continue;
		if (nat != 0 && nat != rows[k]->citizenship)
			break;
		from = nat == 0 ? k : from;
		nat = rows[k]->citizenship;
	}
	if (k == n && nat != 0 &&
	    (f = add(t, FACT_HELD, t->nationality, rows[from])) != NULL)
		set_country(t, f, nat);
	for (k = 0; k < n; k++) {
		for (j = 0; j < k; j++)
			if (rows[j]->is_final &&
			    rows[j]->final == rows[k]->final)
				break;
		if (!rows[k]->is_final || j < k)
			continue;
		if ((f = add(t, FACT_HELD, t->final_order, rows[k])) != NULL)
			f->from = on(rows[k]->final);
	}
}

static int
tell_person(struct ice_telling *t, const struct ice_row *const *rows, size_t n,
    int (*each)(void *ctx, const struct person *p), void *ctx)
{
	struct arena_mark mark = arena_mark(&t->a);
	struct person p = { .facts = t->facts };
	int r;

	t->n = 0;
	p.id = arena_printf(&t->a, "ice:%s", t->i->ids.s + rows[0]->id);
	tell_once(t, rows, n);
	for (size_t k = 0; k < n; k++)
		tell_row(t, rows[k]);
	p.nfacts = t->n;
	r = p.id == NULL || t->failed ? E_NOMEM : each(ctx, &p);
	arena_rewind(&t->a, mark);
	t->i->counts.people++;
	return r;
}

static bool
before(const struct ice *i, const struct ice_row *a, const struct ice_row *b)
{
	int c = strcmp(i->ids.s + a->id, i->ids.s + b->id);

	if (c != 0)
		return c < 0;
	return a->sheet != b->sheet ? a->sheet < b->sheet : a->line < b->line;
}

/* Merge sort: rows by identifier, from work into rows. */
static void
merge(const struct ice *i, const struct ice_row **rows,
    const struct ice_row **work, size_t n)
{
	for (size_t w = 1; w < n; w *= 2) {
		const struct ice_row **from = rows;

		for (size_t lo = 0; lo < n; lo += 2 * w) {
			size_t mid = lo + w < n ? lo + w : n;
			size_t hi = lo + 2 * w < n ? lo + 2 * w : n;
			size_t a = lo, b = mid;

			for (size_t k = lo; k < hi; k++)
				work[k] = a < mid &&
					(b >= hi ||
					    !before(i, from[b], from[a]))
				    ? from[a++]
				    : from[b++];
		}
		memcpy(rows, work, n * sizeof(*rows));
	}
}

static int
words(struct ice_telling *t, const char **why)
{
	t->nationality = vocab_kind(t->v, "nationality");
	t->final_order = vocab_kind(t->v, "final_order");
	t->custody = vocab_kind(t->v, "custody");
	t->departure = vocab_kind(t->v, "departure");
	t->agency = vocab_word(t->v, FIELD_AGENCY, "ICE");
	if (t->nationality != NULL && t->final_order != NULL &&
	    t->custody != NULL && t->departure != NULL && t->agency != NULL)
		return 0;
	*why = "the vocabulary has not the words: nationality, final_order, "
	       "custody, departure, ICE";
	return E_NAME;
}

int
ice_each(struct ice *i, const struct vocab *v,
    int (*each)(void *ctx, const struct person *p), void *ctx, const char **why)
{
	size_t bytes = (i->nrows + 1) * sizeof(const struct ice_row *), same;
	const struct ice_row **rows = i->mem->alloc(i->mem->ctx, bytes);
	const struct ice_row **work = i->mem->alloc(i->mem->ctx, bytes);
	struct ice_telling *t = i->mem->alloc(i->mem->ctx, sizeof(*t));
	int r = rows != NULL && work != NULL && t != NULL ? 0 : E_NOMEM;

	*why = err_text(E_NOMEM);
	if (r == 0) {
		memset(t, 0, sizeof(*t));
		t->i = i;
		t->v = v;
		arena_init(&t->a, i->mem, (size_t)64 << 20);
		r = words(t, why);
	}
	for (size_t k = 0; r == 0 && k < i->nrows; k++)
		rows[k] = &i->rows[k];
	if (r == 0)
		merge(i, rows, work, i->nrows);
	for (size_t k = 0; r == 0 && k < i->nrows; k += same) {
		for (same = 1; k + same < i->nrows &&
		     strcmp(i->ids.s + rows[k]->id,
			 i->ids.s + rows[k + same]->id) == 0;
		     same++)
			;
		r = tell_person(t, rows + k, same, each, ctx);
	}
	if (t != NULL)
		arena_release(&t->a);
	i->mem->free(i->mem->ctx, t);
	i->mem->free(i->mem->ctx, work);
	i->mem->free(i->mem->ctx, rows);
	return r;
}
