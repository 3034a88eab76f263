/* people_table.c - people files made by spreadsheets.
 *
 * The heading says what each column means, in the casebook's own words
 * (docs/people-files.md).  Each row is one person's; the cells of one kind
 * are put together as the line of givens they stand for, and read by the
 * same parser, so that a table can say nothing that a line could not. */

#include <stdio.h>
#include <string.h>

#include "core/limits.h"
#include "core/utf8.h"
#include "intake/people.h"
#include "intake/table.h"
#include "record/a_number.h"

enum column_type {
	COLUMN_LEFT_OUT,
	COLUMN_NUMBER,
	COLUMN_NAME,
	COLUMN_IDENTIFIER, /* says who it is, and no fact */
	COLUMN_SOURCE,     /* of every fact of the row */
	COLUMN_DOCUMENT,
	COLUMN_RECORDED,
	COLUMN_VALUE, /* of a kind's first field, or yes; of an event,
		       * a filing's step: when */
	COLUMN_FIELD, /* of a kind: arg names it */
	COLUMN_WHEN,  /* since, until: arg names it */
	COLUMN_SEEN,
	COLUMN_ABSENT, /* no KIND: through which day */
	COLUMN_LIST    /* yes, no or near */
};

struct column {
	enum column_type type;
	const char *heading;
	const char *path; /* the kind, with a filing's step; or the list */
	const struct kind *kind;
	const char *arg;
	enum identifier_type identifier; /* NUMBER, IDENTIFIER */
};

struct people_table {
	struct people *p;
	const char *path;
	struct column columns[LIMIT_COLUMNS];
	size_t n;
	size_t number; /* the person's column */
};

static int
table_reject(struct people_table *t, struct people_entry *who, unsigned line,
    const char *column, const char *value, const char *why, const char *todo)
{
	struct people_reject r = { .path = t->path,
		.line = line,
		.column = column,
		.value = value,
		.why = why,
		.todo = todo };

	return people_reject(t->p, who, &r);
}

/* -- Headings -- */

static bool
is_event(const struct kind *k)
{
	return k->type == KIND_EVENT || k->type == KIND_FILING;
}

static bool
is_one_of(const char *s, const char *const *names)
{
	for (; *names != NULL; names++)
		if (strcmp(s, *names) == 0)
			return true;
	return false;
}

/* "custody.since" and the like, once the kind is known. */
static bool
column_rest(struct column *c, const char *rest)
{
	static const char *const whens[] = { "since", "until", NULL };
	bool event = is_event(c->kind);

	c->arg = rest;
	if (rest[0] == '\0' ||
	    (c->kind->type == KIND_FILING && kind_step(c->kind, rest) >= 0))
		c->type = COLUMN_VALUE;
	else if (!event && is_one_of(rest, whens))
		c->type = COLUMN_WHEN;
	else if (!event && strcmp(rest, "seen") == 0)
		c->type = COLUMN_SEEN;
	else
		c->type = COLUMN_FIELD;
	return true;
}

static bool
column_kind(struct people_table *t, struct column *c, const char *path)
{
	const char *rest = NULL;
	size_t n;

	c->kind = vocab_path(t->p->law->vocab, path, &rest);
	if (c->kind == NULL)
		return false;
	n = strlen(path) - strlen(rest);
	if (c->kind->type == KIND_FILING && kind_step(c->kind, rest) >= 0)
		n = strlen(path);
	else if (rest[0] != '\0')
		n--; /* its dot */
	/* A filing's field is said when it is filed. */
	if (c->kind->type == KIND_FILING && rest[0] != '\0' &&
	    kind_step(c->kind, rest) < 0 && c->kind->nsteps > 0)
		c->path = arena_printf(t->p->arena, "%s.%s", c->kind->name,
		    c->kind->steps[0]);
	else
		c->path = arena_strndup(t->p->arena, path, n);
	return column_rest(c, rest);
}

/* False when the heading means nothing; path NULL then, or when there is
 * no memory. */
static bool
column_read(struct people_table *t, struct column *c, const char *s)
{
	static const struct {
		const char *heading;
		enum column_type type;
		enum identifier_type identifier;
	} fixed[] = { { "a_number", COLUMN_NUMBER, IDENTIFIER_A_NUMBER },
		{ "id", COLUMN_NUMBER, IDENTIFIER_OTHER },
		{ "name", COLUMN_NAME, IDENTIFIER_NAME },
		{ "birth", COLUMN_IDENTIFIER, IDENTIFIER_BIRTH },
		{ "court_id", COLUMN_IDENTIFIER, IDENTIFIER_COURT },
		{ "other_id", COLUMN_IDENTIFIER, IDENTIFIER_OTHER },
		{ "source", COLUMN_SOURCE, 0 },
		{ "document", COLUMN_DOCUMENT, 0 },
		{ "recorded", COLUMN_RECORDED, 0 } };
	size_t i;

	*c = (struct column){ .heading = s };
	if (s[0] == '#' || s[0] == '\0') {
		c->type = COLUMN_LEFT_OUT;
		return true;
	}
	for (i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
		if (strcmp(s, fixed[i].heading) == 0) {
			c->type = fixed[i].type;
			c->identifier = fixed[i].identifier;
			return true;
		}
	if (strncmp(s, "list ", 5) == 0) {
		c->type = COLUMN_LIST;
		c->path = s + 5;
		for (i = 0; i < t->p->law->nlists; i++)
			if (strcmp(t->p->law->lists[i]->id.s, c->path) == 0)
				return true;
		return false;
	}
	if (strncmp(s, "no ", 3) == 0) {
		if (!column_kind(t, c, s + 3) || c->type != COLUMN_VALUE)
			return false;
		c->type = COLUMN_ABSENT;
		return true;
	}
	return column_kind(t, c, s);
}

static int
heading_reject(struct people_table *t, const struct table_record *rec, size_t i)
{
	const struct vocab *v = t->p->law->vocab;
	static const char *const fixed[] = { "a_number", "id", "name", "birth",
		"court_id", "other_id", "source", "document", "recorded" };
	const size_t nfixed = sizeof(fixed) / sizeof(fixed[0]);
	const char **names =
	    arena_array(t->p->arena, v->nkinds + nfixed, sizeof(*names));
	const char *near, *todo, *dot, *kind;
	size_t k;

	if (names == NULL)
		return E_NOMEM;
	for (k = 0; k < v->nkinds; k++)
		names[k] = v->kinds[k]->name;
	for (k = 0; k < nfixed; k++)
		names[v->nkinds + k] = fixed[k];
	near = nearest_name(rec->cells[i], names, v->nkinds + nfixed);
	dot = strrchr(rec->cells[i], '.');
	if (near == NULL && dot != NULL) {
		kind = arena_strndup(t->p->arena, rec->cells[i],
		    (size_t)(dot - rec->cells[i]));
		if (kind == NULL)
			return E_NOMEM;
		near = nearest_name(kind, names, v->nkinds);
	}
	todo = arena_printf(t->p->arena,
	    "%s%s%swrite # before the heading to leave the column out",
	    near == NULL ? "" : "did you mean ", near == NULL ? "" : near,
	    near == NULL ? "" : "? else ");
	if (todo == NULL)
		return E_NOMEM;
	t->columns[i].type = COLUMN_LEFT_OUT;
	return table_reject(t, NULL, rec->line, rec->cells[i], NULL,
	    "this heading means nothing in the vocabulary", todo);
}

/* *ok is false when no row can be read under this heading. */
static int
heading_read(struct people_table *t, const struct table_record *rec, bool *ok)
{
	size_t i;
	int r;

	*ok = false;
	t->number = LIMIT_COLUMNS;
	t->n = rec->ncells;
	if (rec->wrong != NULL)
		return table_reject(t, NULL, rec->line, NULL, NULL, rec->wrong,
		    "mend the heading: no row was read");
	for (i = 0; i < rec->ncells; i++) {
		if (!column_read(t, &t->columns[i], rec->cells[i]) &&
		    (r = heading_reject(t, rec, i)) != 0)
			return r;
		if (t->columns[i].type >= COLUMN_VALUE &&
		    t->columns[i].path == NULL)
			return E_NOMEM;
		if (t->columns[i].type != COLUMN_NUMBER)
			continue;
		/* A row is one person's. */
		if (t->number != LIMIT_COLUMNS)
			return table_reject(t, NULL, rec->line, rec->cells[i],
			    NULL, "two columns say who a row is about",
			    "write # before one of the headings: no row was "
			    "read");
		t->number = i;
	}
	if (t->number == LIMIT_COLUMNS)
		return table_reject(t, NULL, rec->line, "a_number", NULL,
		    "no column is headed a_number",
		    "head one column a_number: no row was read");
	*ok = true;
	return 0;
}

/* -- Cells -- */

static bool
is_word(const char *s)
{
	size_t i;

	for (i = 0; s[i] != '\0'; i++)
		if (!(s[i] >= 'a' && s[i] <= 'z') &&
		    !(s[i] >= 'A' && s[i] <= 'Z') &&
		    !(s[i] >= '0' && s[i] <= '9') && s[i] != '_' &&
		    s[i] != '.' && s[i] != '-')
			return false;
	return i > 0 && i <= LIMIT_ID_BYTES;
}

/* A string of the language: no quote, no control. */
static bool
put_string(struct buf *b, const char *s)
{
	size_t n = strlen(s), i = 0;
	uint32_t c;

	while (i < n) {
		i += utf8_read(s + i, n - i, &c);
		if (c == '"' || c == UTF8_BAD ||
		    (utf8_is_control(c) && c != '\n' && c != '\r'))
			return false;
	}
	buf_printf(b, "\"%s\"", s);
	return true;
}

/* One value, or several with bars between: a set. */
static bool
put_value(struct buf *b, const char *s)
{
	bool set = strchr(s, '|') != NULL;
	char word[LIMIT_ID_BYTES + 1];
	const char *bar;
	size_t n;

	if (!set)
		return is_word(s) ? (buf_puts(b, s), true) : put_string(b, s);
	buf_putc(b, '{');
	for (;;) {
		while (*s == ' ')
			s++;
		bar = strchr(s, '|');
		n = bar == NULL ? strlen(s) : (size_t)(bar - s);
		while (n > 0 && s[n - 1] == ' ')
			n--;
		if (n == 0 || n > LIMIT_ID_BYTES)
			return false;
		memcpy(word, s, n);
		word[n] = '\0';
		if (!is_word(word))
			return false;
		buf_puts(b, word);
		if (bar == NULL)
			break;
		buf_puts(b, ", ");
		s = bar + 1;
	}
	buf_putc(b, '}');
	return true;
}

/* A day or an hour, as the language writes it. */
static bool
put_time(struct buf *b, const char *s)
{
	struct moment m;

	if (moment_parse(s, strlen(s), &m) != 0 || m.kind == MOMENT_EXACT)
		return false;
	buf_puts(b, s);
	return true;
}

static const char time_wrong[] = "this is not a day or an hour";
static const char time_todo[] =
    "write 2017-06-11, 2017-06, 2017 or 2017-06-11 09:00: day and month are "
    "never guessed";
static const char value_wrong[] = "a value cannot hold this";
static const char value_todo[] =
    "write a word of the vocabulary, or words without quotes and controls; "
    "several with | between";

/* What one row says of one path, as a line of givens. */
struct row_fact {
	const char *path;
	bool present; /* some cell says something */
	bool timed;   /* an event's own cell says when */
	bool failed;
};

static int
cell_reject(struct people_table *t, struct people_entry *e,
    const struct table_record *rec, size_t i, bool time, struct row_fact *f)
{
	f->failed = true;
	return table_reject(t, e, rec->line, t->columns[i].heading,
	    rec->cells[i], time ? time_wrong : value_wrong,
	    time ? time_todo : value_todo);
}

/* The first value of a fact: "custody" alone, "nationality IQ", an event's
 * day (put last, where a bare time stands). */
static bool
put_first(struct buf *b, const struct column *c, const char *cell)
{
	if (is_event(c->kind))
		return true;
	if (strcmp(cell, "yes") == 0)
		return true;
	buf_putc(b, ' ');
	return put_value(b, cell);
}

/* Parts in the order the language wants them: value, fields, times. */
static int
row_fact_part(struct people_table *t, struct people_entry *e,
    const struct table_record *rec, size_t i, int pass, struct row_fact *f,
    struct buf *b)
{
	const struct column *c = &t->columns[i];
	const char *cell = rec->cells[i];
	bool event = is_event(c->kind);

	if (pass == 0 && c->type == COLUMN_VALUE)
		return put_first(b, c, cell)
		    ? 0
		    : cell_reject(t, e, rec, i, false, f);
	if (pass == 1 && c->type == COLUMN_FIELD) {
		buf_printf(b, " %s ", c->arg);
		return put_value(b, cell) ? 0
					  : cell_reject(t, e, rec, i, false, f);
	}
	if (pass == 2 && c->type == COLUMN_WHEN)
		buf_printf(b, " %s ", c->arg);
	else if (pass == 2 &&
	    (c->type == COLUMN_SEEN || (c->type == COLUMN_VALUE && event)))
		buf_putc(b, ' ');
	else
		return 0;
	return put_time(b, cell) ? 0 : cell_reject(t, e, rec, i, true, f);
}

/* What stands on every fact of a row. */
static bool
put_common(struct buf *b, const struct people_table *t,
    const struct table_record *rec)
{
	static const char *const words[] = { [COLUMN_SOURCE] = " source ",
		[COLUMN_DOCUMENT] = " document ",
		[COLUMN_RECORDED] = " recorded " };
	enum column_type type;
	size_t i;

	for (i = 0; i < t->n; i++) {
		type = t->columns[i].type;
		if (rec->cells[i][0] == '\0' ||
		    (type != COLUMN_SOURCE && type != COLUMN_DOCUMENT &&
			type != COLUMN_RECORDED))
			continue;
		buf_puts(b, words[type]);
		if (type == COLUMN_RECORDED ? !put_time(b, rec->cells[i])
					    : !put_string(b, rec->cells[i]))
			return false;
	}
	return true;
}

static int
row_line(struct people_table *t, struct people_entry *e,
    const struct table_record *rec, const char *heading, struct buf *b)
{
	struct people_reject place = { .path = t->path,
		.line = rec->line,
		.column = heading };

	if (!put_common(b, t, rec))
		return table_reject(t, e, rec->line, heading, NULL,
		    "source, document or recorded of this row cannot be read",
		    "write words without quotes, and times as 2017-06-11");
	if (b->failed)
		return table_reject(t, e, rec->line, heading, NULL,
		    "the row is too long", NULL);
	return people_givens(t->p, e, &place, b->s, b->len);
}

/* The fact whose first column is i, from all columns of its path. */
static int
row_fact(struct people_table *t, struct people_entry *e,
    const struct table_record *rec, size_t i, struct buf *b)
{
	struct row_fact f = { .path = t->columns[i].path };
	const struct column *c;
	size_t k;
	int pass, r;

	buf_clear(b);
	buf_puts(b, f.path);
	for (pass = 0; pass < 3; pass++)
		for (k = i; k < t->n; k++) {
			c = &t->columns[k];
			if (c->type < COLUMN_VALUE || c->type > COLUMN_SEEN ||
			    strcmp(c->path, f.path) != 0 ||
			    rec->cells[k][0] == '\0')
				continue;
			f.present = true;
			f.timed = f.timed || c->type == COLUMN_VALUE;
			r = row_fact_part(t, e, rec, k, pass, &f, b);
			if (r != 0)
				return r;
		}
	if (!f.present || f.failed)
		return 0;
	if (!f.timed && is_event(t->columns[i].kind))
		return table_reject(t, e, rec->line, t->columns[i].heading,
		    rec->cells[i], "when it happened is missing",
		    "add a column with the day it happened");
	return row_line(t, e, rec, t->columns[i].heading, b);
}

static int
row_absence(struct people_table *t, struct people_entry *e,
    const struct table_record *rec, size_t i, struct buf *b)
{
	struct row_fact f = { 0 };

	if (rec->cells[i][0] == '\0')
		return 0;
	buf_clear(b);
	buf_printf(b, "no %s through ", t->columns[i].path);
	if (!put_time(b, rec->cells[i]))
		return cell_reject(t, e, rec, i, true, &f);
	return row_line(t, e, rec, t->columns[i].heading, b);
}

static int
row_list(struct people_table *t, struct people_entry *e,
    const struct table_record *rec, size_t i, struct buf *b)
{
	const char *cell = rec->cells[i];

	if (cell[0] == '\0')
		return 0;
	buf_clear(b);
	if (strcmp(cell, "yes") == 0)
		buf_puts(b, "on");
	else if (strcmp(cell, "no") == 0)
		buf_puts(b, "not on");
	else if (strcmp(cell, "near") == 0)
		buf_puts(b, "near");
	else
		return table_reject(t, e, rec->line, t->columns[i].heading,
		    cell, "this is not yes, no or near", NULL);
	buf_printf(b, " list %s", t->columns[i].path);
	return row_line(t, e, rec, t->columns[i].heading, b);
}

/* Whether an earlier column has the same path. */
static bool
seen_before(const struct people_table *t, size_t i)
{
	size_t k;

	for (k = 0; k < i; k++)
		if (t->columns[k].type >= COLUMN_VALUE &&
		    t->columns[k].type <= COLUMN_SEEN &&
		    strcmp(t->columns[k].path, t->columns[i].path) == 0)
			return true;
	return false;
}

/* Whom the row is about, as it says: the number first. */
static size_t
row_identifiers(struct people_table *t, const struct table_record *rec,
    struct identifier *ids, size_t max)
{
	const struct column *c;
	size_t i, n = 1;

	ids[0] = (struct identifier){ t->columns[t->number].identifier,
		rec->cells[t->number] };
	for (i = 0; i < t->n && n < max; i++) {
		c = &t->columns[i];
		if ((c->type == COLUMN_NAME || c->type == COLUMN_IDENTIFIER) &&
		    rec->cells[i][0] != '\0')
			ids[n++] =
			    (struct identifier){ c->identifier, rec->cells[i] };
	}
	return n;
}

/* *e is NULL when the taker refuses the row. */
static int
row_take(struct people_table *t, const struct table_record *rec,
    struct people_entry **e)
{
	struct people_refusal no = { 0 };
	struct identifier ids[16];
	size_t n;
	int r;

	if (t->p->taker == NULL)
		return 0;
	n = row_identifiers(t, rec, ids, sizeof(ids) / sizeof(ids[0]));
	r = t->p->taker->row(t->p->taker->ctx, *e, rec->line, ids, n, &no);
	if (r != 0 || no.why == NULL)
		return r;
	r = table_reject(t, *e, rec->line,
	    no.column != NULL ? no.column : t->columns[t->number].heading,
	    no.value, no.why, no.todo);
	*e = NULL;
	return r;
}

static int
row_person(struct people_table *t, const struct table_record *rec,
    struct people_entry **out)
{
	const char *id = rec->cells[t->number], *name = NULL;
	char number[A_NUMBER_SIZE];
	size_t i;
	int r;

	*out = NULL;
	if (!is_word(id) && people_id(t->p->arena, id) == NULL)
		return E_NOMEM;
	if (id[0] == '\0' || strlen(id) > LIMIT_ID_BYTES)
		return table_reject(t, NULL, rec->line,
		    t->columns[t->number].heading, id,
		    "the row names nobody: nothing of it was read",
		    "write the A-number: eight or nine digits");
	if (t->columns[t->number].identifier == IDENTIFIER_A_NUMBER &&
	    !a_number_read(id, number))
		return table_reject(t, NULL, rec->line,
		    t->columns[t->number].heading, id,
		    "this is no A-number: nothing of the row was read",
		    "an A-number has eight or nine digits: A012-345-678");
	for (i = 0; i < t->n; i++)
		if (t->columns[i].type == COLUMN_NAME &&
		    rec->cells[i][0] != '\0')
			name = rec->cells[i];
	if ((r = people_entry(t->p, id, name, out)) != 0)
		return r;
	return row_take(t, rec, out);
}

static int
row_read(struct people_table *t, const struct table_record *rec, struct buf *b)
{
	struct people_entry *e = NULL;
	char why[96];
	size_t i;
	int r = 0;

	if (rec->wrong == NULL && rec->ncells != t->n) {
		snprintf(why, sizeof(why),
		    "the row has %zu cells, the heading %zu", rec->ncells,
		    t->n);
		return table_reject(t, NULL, rec->line, NULL, NULL, why,
		    "nothing of it was read: mend the row");
	}
	if (rec->wrong != NULL)
		return table_reject(t, NULL, rec->line, NULL, NULL, rec->wrong,
		    "nothing of it was read: mend the row");
	if ((r = row_person(t, rec, &e)) != 0 || e == NULL)
		return r;
	for (i = 0; i < t->n && r == 0; i++) {
		switch (t->columns[i].type) {
		case COLUMN_VALUE:
		case COLUMN_FIELD:
		case COLUMN_WHEN:
		case COLUMN_SEEN:
			if (!seen_before(t, i))
				r = row_fact(t, e, rec, i, b);
			break;
		case COLUMN_ABSENT:
			r = row_absence(t, e, rec, i, b);
			break;
		case COLUMN_LIST:
			r = row_list(t, e, rec, i, b);
			break;
		case COLUMN_LEFT_OUT:
		case COLUMN_NUMBER:
		case COLUMN_NAME:
		case COLUMN_IDENTIFIER:
		case COLUMN_SOURCE:
		case COLUMN_DOCUMENT:
		case COLUMN_RECORDED:
			break;
		}
	}
	return r;
}

bool
people_heading(struct people *p, const char *heading)
{
	struct people_table *t = arena_alloc(p->arena, sizeof(*t));
	struct column c;

	if (t == NULL)
		return false;
	t->p = p;
	return column_read(t, &c, heading);
}

int
people_table_begin(struct people *p, const char *path,
    const struct table_record *heading, struct people_table **out, bool *ok)
{
	struct people_table *t = arena_alloc(p->arena, sizeof(*t));

	*ok = false;
	*out = t;
	if (t == NULL)
		return E_NOMEM;
	t->p = p;
	t->path = path;
	return heading_read(t, heading, ok);
}

int
people_table_row(struct people_table *t, const struct table_record *rec)
{
	struct buf b;
	int r;

	buf_init(&b, t->p->arena->mem, 4 * (size_t)LIMIT_STRING_BYTES);
	r = row_read(t, rec, &b);
	buf_release(&b);
	return r;
}

int
people_read_table(struct people *p, const struct source_text *src)
{
	struct people_table *t = NULL;
	struct table_record *rec = arena_alloc(p->arena, sizeof(*rec));
	struct table table;
	struct people_table none = { .p = p, .path = src->path };
	bool ok = false;
	int r;

	if (rec == NULL)
		return E_NOMEM;
	table_init(&table, p->arena, src);
	if ((r = table_next(&table, rec)) == 0)
		r = table_reject(&none, NULL, 1, NULL, NULL,
		    "the file is empty",
		    "begin with a heading: a_number,name,...");
	else if (r > 0)
		r = people_table_begin(p, src->path, rec, &t, &ok);
	while (r == 0 && ok && (r = table_next(&table, rec)) > 0)
		r = people_table_row(t, rec);
	return r;
}
