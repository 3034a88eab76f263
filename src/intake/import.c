/* import.c - a table read under a mapping; see import.h. */

#include <string.h>

#include "intake/import.h"
#include "record/a_number.h"

/* A heading stands within so many rows of the top: titles come before. */
#define HEADING_WITHIN 40

/* -- The heading ---------------------------------------------------------- */

/* What a cell of a heading means; NULL when nothing.  A name in parts is put
 * together here, so its parts are headings too. */
static const char *
cell_means(struct import *im, const char *cell, bool *guessed)
{
	const char *means;

	*guessed = false;
	if (cell[0] == '\0')
		return "#";
	if ((means = mapping_column(im->mapping, cell)) != NULL)
		return means[0] == '\0' ? "#" : means;
	if (people_heading(&im->people, cell))
		return cell;
	*guessed = true;
	return mapping_guess(cell);
}

static size_t
row_known(struct import *im, const struct sheet_row *row)
{
	const char *means;
	size_t i, n = 0;
	bool guessed;

	for (i = 0; row->wrong == NULL && i < row->ncells; i++) {
		means = cell_means(im, row->cells[i], &guessed);
		n += means != NULL && means[0] != '#';
	}
	return n;
}

/* The row with most cells that mean something; of those alike, the first. */
static int
heading_find(struct import *im)
{
	size_t i, n, best = 0;

	im->heading = 0;
	for (i = 0; i < im->sheet->n; i++) {
		if (im->heading_row != 0) {
			if (im->sheet->rows[i].line != im->heading_row)
				continue;
			im->heading = i;
			return 0;
		}
		if (i >= HEADING_WITHIN)
			break;
		n = row_known(im, &im->sheet->rows[i]);
		if (n > best) {
			best = n;
			im->heading = i;
		}
	}
	return best > 0 ? 0 : E_NAME;
}

static int
reject_at(struct import *im, unsigned line, const char *column,
    const char *value, const char *why, const char *todo)
{
	struct people_reject r = { .path = im->sheet->path,
		.line = line,
		.column = column,
		.value = value,
		.why = why,
		.todo = todo };

	return people_reject(&im->people, NULL, &r);
}

static int
column_unknown(struct import *im, const struct sheet_row *row, size_t i)
{
	const char *todo = arena_printf(im->arena,
	    "say what it is: --map \"%s=HEADING\" (docs/people-files.md), or "
	    "leave it out: --map \"%s=#\"",
	    row->cells[i], row->cells[i]);

	if (todo == NULL)
		return E_NOMEM;
	im->columns[i].means = "#";
	return reject_at(im, row->line, row->cells[i], NULL,
	    "this heading means nothing here", todo);
}

static int
columns_read(struct import *im)
{
	const struct sheet_row *row = &im->sheet->rows[im->heading];
	struct import_column *c;
	size_t i;
	int r;

	im->ncolumns = row->ncells;
	for (i = 0; i < row->ncells; i++) {
		c = &im->columns[i];
		c->heading = row->cells[i];
		c->means = cell_means(im, row->cells[i], &c->guessed);
		if (c->means != NULL && c->guessed)
			im->nguessed++;
		if (c->means == NULL && (r = column_unknown(im, row, i)) != 0)
			return r;
		if (strcmp(c->means, "recorded") == 0) {
			c->means = "#";
			if ((r = reject_at(im, row->line, c->heading, NULL,
				 "what is brought into a store is recorded "
				 "when it is brought",
				 "leave the column out: --map "
				 "\"recorded=#\"")) != 0)
				return r;
		}
	}
	return 0;
}

/* -- Rows ----------------------------------------------------------------- */

static bool
is_name_part(const char *means)
{
	return strncmp(means, "name.", 5) == 0;
}

/* What a spreadsheet shows in the place of a value: it is no name. */
static bool
is_error(const char *cell)
{
	static const char *const errors[] = { "#N/A", "#REF!", "#NAME?",
		"#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!",
		"#FORMULA!" };
	size_t i;

	for (i = 0; i < sizeof(errors) / sizeof(errors[0]); i++)
		if (strcmp(cell, errors[i]) == 0)
			return true;
	return false;
}

/* First, middle and last name in one cell. */
static const char *
name_of(struct import *im, const struct sheet_row *row)
{
	static const char *const parts[] = { "name.first", "name.middle",
		"name.last" };
	const char *name = "", *cell;
	size_t p, i;

	for (p = 0; p < 3 && name != NULL; p++)
		for (i = 0; i < row->ncells && i < im->ncolumns; i++) {
			if (strcmp(im->columns[i].means, parts[p]) != 0)
				continue;
			cell = mapping_value(im->mapping, row->cells[i]);
			if (cell[0] != '\0' && !is_error(cell))
				name = arena_printf(im->arena, "%s%s%s", name,
				    name[0] == '\0' ? "" : " ", cell);
			if (name == NULL)
				return NULL;
		}
	return name;
}

/* What is brought into a store is recorded when it is brought. */
static bool
is_recorded(const struct import *im, size_t constant)
{
	return strcmp(im->mapping->constants[constant].from, "recorded") == 0;
}

static int
recorded_refused(struct import *im, unsigned line)
{
	size_t i;
	int r = 0;

	for (i = 0; i < im->mapping->nconstants && r == 0; i++)
		if (is_recorded(im, i))
			r = reject_at(im, line, "recorded",
			    im->mapping->constants[i].to,
			    "what is brought into a store is recorded when it "
			    "is brought",
			    "leave --set recorded=... out");
	return r;
}

/* The heading that the table of people reads: in its words; then the name
 * when it came in parts, then what --set says of every row. */
static void
heading_record(struct import *im, bool parts, struct table_record *out)
{
	size_t i;

	out->line = im->sheet->rows[im->heading].line;
	out->wrong = NULL;
	for (i = 0; i < im->ncolumns; i++)
		out->cells[i] = is_name_part(im->columns[i].means)
		    ? "#"
		    : im->columns[i].means;
	out->ncells = im->ncolumns;
	if (parts && out->ncells < LIMIT_COLUMNS)
		out->cells[out->ncells++] = "name";
	for (i = 0; i < im->mapping->nconstants && out->ncells < LIMIT_COLUMNS;
	     i++)
		out->cells[out->ncells++] =
		    is_recorded(im, i) ? "#" : im->mapping->constants[i].from;
}

static bool
has_parts(const struct import *im)
{
	size_t i;

	for (i = 0; i < im->ncolumns; i++)
		if (is_name_part(im->columns[i].means))
			return true;
	return false;
}

/* A cell without a value may have been what bars.  What a person is known
 * by decides nothing. */
static int
blank_add(struct import *im, unsigned line, size_t i, const char *cell)
{
	const char *means = im->columns[i].means;

	if (strcmp(means, "name") == 0 || is_name_part(means) ||
	    strcmp(means, "birth") == 0)
		return 0;
	im->blanks = arena_grow(im->arena, im->blanks, im->nblanks,
	    &im->cap_blanks, sizeof(*im->blanks));
	if (im->blanks == NULL)
		return E_NOMEM;
	im->blanks[im->nblanks++] = (struct import_unread){ .line = line,
		.column = im->columns[i].heading,
		.value = cell,
		.why = "the spreadsheet holds no value here" };
	return 0;
}

static int
row_record(struct import *im, const struct sheet_row *row, bool parts,
    struct table_record *out)
{
	const char *cell;
	size_t i;
	int r;

	im->nblanks = 0;
	sheet_record(row, im->ncolumns, out);
	if (out->wrong == NULL && out->ncells != im->ncolumns)
		out->wrong = "the row has more cells than the heading";
	if (out->wrong != NULL)
		return 0;
	for (i = 0; i < im->ncolumns; i++) {
		cell = mapping_value(im->mapping, out->cells[i]);
		if (is_error(cell) && strcmp(im->columns[i].means, "#") != 0) {
			r = reject_at(im, row->line, im->columns[i].heading,
			    cell, "the spreadsheet holds no value here",
			    "open it, let it reckon, and save it again; or "
			    "say what it means: --value \"THIS=THAT\"");
			if (r != 0 ||
			    (r = blank_add(im, row->line, i, cell)) != 0)
				return r;
			cell = "";
		}
		out->cells[i] = mapping_date(im->arena, im->mapping, cell);
		if (out->cells[i] == NULL)
			return E_NOMEM;
	}
	if (parts && out->ncells < LIMIT_COLUMNS &&
	    (out->cells[out->ncells++] = name_of(im, row)) == NULL)
		return E_NOMEM;
	for (i = 0; i < im->mapping->nconstants && out->ncells < LIMIT_COLUMNS;
	     i++)
		out->cells[out->ncells++] = im->mapping->constants[i].to;
	return 0;
}

static bool
is_blank(const struct table_record *rec, size_t n)
{
	size_t i;

	for (i = 0; i < rec->ncells && i < n; i++)
		if (rec->cells[i][0] != '\0')
			return false;
	return rec->wrong == NULL;
}

/* -- What the table takes ------------------------------------------------- */

static struct import_person *
person_of(struct import *im, struct people_entry *e, unsigned line)
{
	struct import_person *p = e->taken, **all;

	if (p != NULL)
		return p;
	all = arena_grow(im->arena, im->persons, im->npersons, &im->cap_persons,
	    sizeof(*all));
	p = arena_alloc(im->arena, sizeof(*p));
	if (all == NULL || p == NULL)
		return NULL;
	im->persons = all;
	im->persons[im->npersons++] = p;
	p->entry = e;
	p->line = line;
	e->taken = p;
	return p;
}

static int
take_identifier(struct import *im, struct import_person *p,
    const struct identifier *id)
{
	struct identifier *ids;
	size_t i;

	for (i = 0; i < p->nids; i++)
		if (identifier_same(im->arena, &p->ids[i], id))
			return 0;
	ids = arena_grow(im->arena, p->ids, p->nids, &p->cap_ids, sizeof(*ids));
	if (ids == NULL)
		return E_NOMEM;
	p->ids = ids;
	p->ids[p->nids].type = id->type;
	p->ids[p->nids].value = arena_strdup(im->arena, id->value);
	return p->ids[p->nids++].value == NULL ? E_NOMEM : 0;
}

/* Whether the row's name and birth speak against what earlier rows said of
 * that number. */
static int
row_against(struct import *im, const struct import_person *p,
    const struct identifier *ids, size_t n, struct people_refusal *no)
{
	struct identity_match m;
	struct profile row, known;
	int r;

	if ((r = profile_make(im->arena, ids, n, &row)) != 0 ||
	    (r = profile_make(im->arena, p->ids, p->nids, &known)) != 0 ||
	    (r = identity_compare(im->arena, &row, &known, &m)) != 0)
		return r;
	if (!m.against)
		return 0;
	no->why = arena_printf(im->arena,
	    "row %u gives this number to somebody else: %s", p->line, m.reason);
	no->todo = "one of the two numbers was copied wrong: nothing of this "
		   "row was read";
	return no->why == NULL ? E_NOMEM : 0;
}

/* A name or a day of birth that cannot be read is listed, and the rest of
 * the row is taken: what protects is not lost over it. */
static int
identifier_refuse(struct import *im, unsigned line, const struct identifier *id,
    const char *why)
{
	static const char *const headings[] = { "a_number", "court_id", "birth",
		"name", "id" };
	struct people_reject r = { .path = im->sheet->path,
		.line = line,
		.column = headings[id->type],
		.value = id->value,
		.why = "this cannot be read; the rest of the row was taken",
		.todo = why };

	return people_reject(&im->people, NULL, &r);
}

static int
take_row(void *ctx, struct people_entry *e, unsigned line,
    const struct identifier *ids, size_t n, struct people_refusal *no)
{
	struct import *im = ctx;
	struct import_person *p = person_of(im, e, line);
	struct identifier good[16];
	const char *kept = NULL, *why = NULL;
	size_t i, ngood = 0;
	int r;

	if (p == NULL)
		return E_NOMEM;
	for (i = 0; i < n && i < 16; i++) {
		r = identifier_kept(im->arena, &ids[i], &kept, &why);
		if (r == 0)
			good[ngood++] = ids[i];
		else if (r == E_NOMEM ||
		    (r = identifier_refuse(im, line, &ids[i], why)) != 0)
			return r;
		else if (i == 0) {
			no->why = "the row names nobody: nothing of it was "
				  "taken";
			return 0;
		}
	}
	if (p->nids > 0 && (r = row_against(im, p, good, ngood, no)) != 0)
		return r;
	if (no->why != NULL)
		return 0;
	for (i = 0; i < ngood; i++)
		if ((r = take_identifier(im, p, &good[i])) != 0)
			return r;
	for (i = 0; i < im->nblanks; i++)
		if ((r = import_unread_add(im, p, &im->blanks[i])) != 0)
			return r;
	im->rows_taken++;
	return 0;
}

static int
take_fact(void *ctx, struct people_entry *e, unsigned line, const char *text,
    const struct given *givens, size_t n, struct people_refusal *no)
{
	struct import *im = ctx;
	struct import_person *p = person_of(im, e, line);
	struct import_fact *facts, f = { .text = text, .line = line };
	size_t i;

	if (p == NULL)
		return E_NOMEM;
	for (i = 0; i < n; i++)
		f.loss =
		    f.loss || stored_takes(&im->st->laws[0].law, &givens[i]);
	if (f.loss && im->document == NULL) {
		no->why =
		    "this takes protection away, and no document shows it";
		no->todo = "name the document: --document FILE; it then waits "
			   "for a second person";
		return 0;
	}
	for (i = 0; i < p->nfacts; i++)
		if (strcmp(p->facts[i].text, text) == 0)
			return 0;
	facts = arena_grow(im->arena, p->facts, p->nfacts, &p->cap_facts,
	    sizeof(*facts));
	if (facts == NULL)
		return E_NOMEM;
	p->facts = facts;
	p->facts[p->nfacts++] = f;
	im->nfacts++;
	return 0;
}

/* Columns by the names they have in the table. */
static int
rejects_in_their_words(struct import *im)
{
	struct people_reject *r;
	size_t i, k;

	for (i = 0; i < im->people.nrejects; i++) {
		r = &im->people.rejects[i];
		for (k = 0; r->column != NULL && k < im->ncolumns; k++) {
			if (strcmp(im->columns[k].means, r->column) != 0 ||
			    strcmp(im->columns[k].heading, r->column) == 0)
				continue;
			r->column = arena_printf(im->arena, "%s (%s)",
			    im->columns[k].heading, r->column);
			if (r->column == NULL)
				return E_NOMEM;
			break;
		}
	}
	return 0;
}

int
import_read(struct import *im)
{
	struct table_record *rec = arena_alloc(im->arena, sizeof(*rec));
	const struct zone *z = im->zone == NULL ? NULL : zone_builtin(im->zone);
	struct people_table *t = NULL;
	bool ok = false, parts;
	size_t i;
	int r;

	if (rec == NULL)
		return E_NOMEM;
	r = people_init(&im->people, im->arena, &im->st->laws[0].law, z);
	if (r != 0)
		return r;
	im->taker = (struct people_taker){ take_row, take_fact, im };
	im->people.taker = &im->taker;
	if ((r = heading_find(im)) == E_NAME)
		return reject_at(im, 1, NULL, NULL,
		    "no row looks like a heading",
		    "say which it is: --heading ROW, and what its columns are: "
		    "--map \"Their Heading=a_number\"");
	if (r != 0 || (r = columns_read(im)) != 0)
		return r;
	parts = has_parts(im);
	if ((r = recorded_refused(im, im->sheet->rows[im->heading].line)) != 0)
		return r;
	heading_record(im, parts, rec);
	r = people_table_begin(&im->people, im->sheet->path, rec, &t, &ok);
	for (i = im->heading + 1; i < im->sheet->n && r == 0 && ok; i++) {
		r = row_record(im, &im->sheet->rows[i], parts, rec);
		if (r != 0 || is_blank(rec, im->ncolumns))
			continue;
		im->rows++;
		r = people_table_row(t, rec);
	}
	return r != 0 ? r : rejects_in_their_words(im);
}
