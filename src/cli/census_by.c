/* census_by.c - see census_by.h. */

#include "cli/census_by.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/limits.h"

#define NOT_KNOWN "not known"

static int
cell_of(struct arena *a, struct by *by, const char *label, uint32_t *out)
{
	struct by_cell *cells;

	for (size_t i = 0; i < by->ncells; i++)
		if (strcmp(by->cells[i].label, label) == 0) {
			*out = (uint32_t)i;
			return 0;
		}
	if (by->ncells == BY_LABELS_MAX)
		return E_LIMIT;
	cells = arena_grow(a, by->cells, by->ncells, &by->cap_cells,
	    sizeof(*cells));
	if (cells == NULL)
		return E_NOMEM;
	by->cells = cells;
	cells[by->ncells] = (struct by_cell){ arena_strdup(a, label), 0, 0 };
	if (cells[by->ncells].label == NULL)
		return E_NOMEM;
	*out = (uint32_t)by->ncells++;
	return 0;
}

/* -- Which ----------------------------------------------------------------- */

static bool
on_record(const struct columns *c, const struct kind *k)
{
	return k != NULL && c->tables[k->index].code != NULL;
}

struct alias {
	const char *name;
	const char *kinds[3]; /* the first that somebody has */
	const char *field;    /* or NULL */
	const char *within;
	bool year;
};

static const struct alias aliases[] = {
	{ "court", { "immigration_court" }, "place", NULL, false },
	{ "nationality", { "nationality" }, "country", NULL, false },
	{ "custody", { "court_custody", "custody" }, NULL, NULL, false },
	{ "year", { "final_order" }, NULL, NULL, true },
	{ "represented", { "represented" }, NULL, NULL, false },
	{ "office", { "custody", "immigration_court", "present" }, "place",
	    "area.", false },
	{ "state", { "custody", "immigration_court", "present" }, "place",
	    "state.", false },
};

static bool
find_alias(const struct columns *c, const char *name, struct by *out)
{
	for (size_t i = 0; i < sizeof(aliases) / sizeof(*aliases); i++) {
		const struct alias *al = &aliases[i];

		if (strcmp(al->name, name) != 0)
			continue;
		for (size_t j = 0; j < 3 && al->kinds[j] != NULL; j++) {
			const struct kind *k =
			    vocab_kind(c->vocab, al->kinds[j]);

			if (k == NULL ||
			    (!on_record(c, k) && out->kind != NULL))
				continue;
			if (out->kind == NULL || !on_record(c, out->kind))
				out->kind = k;
		}
		if (out->kind == NULL)
			return false;
		out->within = al->within;
		out->year = al->year;
		out->field = al->field != NULL
		    ? kind_field(out->kind, al->field)
		    : out->kind->nfields > 0 && !al->year ? 0
							  : -1;
		return true;
	}
	return false;
}

int
by_find(struct arena *a, const struct columns *c, const char *name,
    struct by *out)
{
	const char *rest = "";

	memset(out, 0, sizeof(*out));
	out->name = name;
	out->field = -1;
	if (!find_alias(c, name, out)) {
		out->kind = vocab_path(c->vocab, name, &rest);
		if (out->kind == NULL)
			return E_NAME;
		out->field = *rest != '\0'   ? kind_field(out->kind, rest)
		    : out->kind->nfields > 0 ? 0
					     : -1;
		if (*rest != '\0' && out->field < 0)
			return E_NAME;
	}
	if (by_columns(a, c, out) != 0)
		return E_NOMEM;
	return cell_of(a, out, NOT_KNOWN, &out->not_known);
}

bool
by_on_record(const struct columns *c, const struct by *by)
{
	return on_record(c, by->kind);
}

int
by_columns(struct arena *a, const struct columns *c, struct by *by)
{
	size_t n = c->tables[by->kind->index].nforms + CODE_FIRST;

	by->of_code = arena_array(a, n, sizeof(uint32_t));
	return by->of_code == NULL ? E_NOMEM : 0;
}

/* -- Of one row ------------------------------------------------------------ */

static const struct word *
within(const struct word *w, const char *prefix, unsigned depth)
{
	const struct word *up;

	if (strncmp(w->name, prefix, strlen(prefix)) == 0)
		return w;
	for (size_t i = 0; depth < 8 && i < w->nin; i++)
		if ((up = within(w->in[i], prefix, depth + 1)) != NULL)
			return up;
	return NULL;
}

static int
label_fact(struct arena *a, struct by *by, const struct fact *f, uint32_t *out)
{
	struct value none = { .kind = VALUE_NONE };
	const struct value *v = &none;
	const struct word *w;
	struct buf b;
	int r;

	if (f->type == FACT_ABSENT || f->type == FACT_ONLY)
		return cell_of(a, by, "none", out);
	if (f->type != FACT_HELD && f->type != FACT_HAPPENED) {
		*out = by->not_known;
		return 0;
	}
	if (by->field < 0 && !by->year)
		return cell_of(a, by, "on record", out);
	buf_init(&b, &mem_system, LIMIT_STRING_BYTES);
	if (by->year) {
		if (f->from.kind == MOMENT_DAYS &&
		    day_ymd(f->from.lo.day).year ==
			day_ymd(f->from.hi.day).year)
			buf_printf(&b, "%d", day_ymd(f->from.lo.day).year);
		else
			buf_puts(&b, NOT_KNOWN);
	} else {
		if (f->fields != NULL)
			v = &f->fields[by->field];
		if (by->within == NULL)
			value_print(&b, v);
		else if (v->kind == VALUE_WORD &&
		    (w = within(v->word, by->within, 0)) != NULL)
			buf_puts(&b, w->name);
		else
			buf_puts(&b, NOT_KNOWN);
	}
	r = b.failed ? E_NOMEM : cell_of(a, by, b.s, out);
	buf_release(&b);
	return r;
}

/* Of several facts that which began last, as of K. */
static int
label_many(struct arena *a, const struct columns *c, struct instant known,
    size_t row, struct by *by, uint32_t *out)
{
	struct arena_mark mark = arena_mark(a);
	bool *of = arena_array(a, c->ntables, sizeof(*of));
	const struct fact *last = NULL;
	const struct person *p;
	char label[128] = NOT_KNOWN;
	uint32_t cell;
	int r;

	if (of == NULL)
		return E_NOMEM;
	of[by->kind->index] = true;
	if ((r = columns_person_of(a, c, row, of, &p)) != 0)
		return r;
	for (size_t i = 0; i < p->nfacts; i++) {
		const struct fact *f = p->facts[i];

		if (f->kind != by->kind ||
		    (f->type != FACT_HELD && f->type != FACT_HAPPENED) ||
		    entry_counts(&f->entry, known) != YES)
			continue;
		if (last == NULL || last->from.lo.day.n <= f->from.lo.day.n)
			last = f;
	}
	if (last != NULL) {
		if ((r = label_fact(a, by, last, &cell)) != 0)
			return r;
		snprintf(label, sizeof(label), "%s", by->cells[cell].label);
		*out = cell;
		return 0;
	}
	arena_rewind(a, mark);
	return cell_of(a, by, label, out);
}

static int
label_year(struct arena *a, const struct columns *c, size_t row, struct by *by,
    uint32_t *out)
{
	const struct kind_table *t = &c->tables[by->kind->index];
	struct moment m = columns_day(c, t->day[0][row]);
	char label[16];

	snprintf(label, sizeof(label), "%d", day_ymd(m.lo.day).year);
	return cell_of(a, by, label, out);
}

static int
label_row(struct arena *a, const struct columns *c, struct instant known,
    size_t row, struct by *by, uint32_t *out)
{
	const struct kind_table *t = &c->tables[by->kind->index];
	const struct form *f;
	uint32_t code;
	int r;

	*out = by->not_known;
	if ((r = columns_touch(c, COLUMNS_ROWS, by->kind->index, row, 1)) != 0)
		return r;
	if ((code = table_code(t, row)) == CODE_NONE)
		return 0;
	if (code == CODE_MANY ||
	    (by->year && !t->forms[code - CODE_FIRST].from_day))
		return label_many(a, c, known, row, by, out);
	f = &t->forms[code - CODE_FIRST];
	if (f->timed && c->instants[t->recorded[row] - 1].us > known.us)
		return 0;
	if (by->year && f->from_day)
		return label_year(a, c, row, by, out);
	if (by->of_code[code] == 0) {
		if ((r = label_fact(a, by, &f->facts[0].fact, out)) != 0)
			return r;
		by->of_code[code] = *out + 1;
	}
	*out = by->of_code[code] - 1;
	return 0;
}

int
by_count(struct arena *a, const struct columns *c, struct instant known,
    size_t row, enum tri v, struct by *by)
{
	uint32_t cell;
	int r = label_row(a, c, known, row, by, &cell);

	if (r != 0)
		return r;
	if (v == YES)
		by->cells[cell].yes++;
	else
		by->cells[cell].unknown++;
	return 0;
}

static int
by_size(const void *x, const void *y)
{
	const struct by_cell *a = x, *b = y;

	if (a->yes != b->yes)
		return a->yes > b->yes ? -1 : 1;
	if (a->unknown != b->unknown)
		return a->unknown > b->unknown ? -1 : 1;
	return strcmp(a->label, b->label);
}

void
by_sort(struct by *by)
{
	qsort(by->cells, by->ncells, sizeof(*by->cells), by_size);
}
