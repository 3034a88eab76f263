/* segment_layout.c - the people of a temporary file laid out as columns.
 *
 * Rows are sorted by what the people are: by the forms of the kinds of fact
 * that divide them, those that divide into fewest first.  So an order about
 * one nationality finds its people in a few blocks, whatever the order is;
 * none is asked. */

#include "store/segment_write.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "law/law.h"
#include "store/segment.h"

const char *const section_names[SECTIONS] = { "forms", "each", "code", "from",
	"to", "recorded", "at", "words", "zones", "moments", "instants",
	"ranks", "sources", "string-at", "strings", "who-at", "who", "marks" };

struct section {
	enum section_kind kind;
	long table; /* -1: the whole */
	uint64_t at, length;
	uint64_t done; /* written of it */
};

#define KEYS_MAX 16

struct key_table {
	size_t table;
	double divides; /* into about so many */
	unsigned bits;
};

struct row_key {
	uint64_t key;
	uint32_t row;
};

/* One table's part of a block being filled. */
struct piece {
	uint32_t *code, *recorded, *nwords;
	uint16_t *day[2];
	struct bytes words;
	uint64_t at; /* words before this block */
};

struct layout {
	struct segment_writer *w;
	struct arena a;
	const uint8_t *spill; /* mapped */
	size_t nspill;
	size_t rows, all;
	struct row_key *order;
	uint32_t *rank; /* of instants as they came */
	struct section *sections;
	size_t nsections, cap_sections;
	uint64_t end; /* of the last section */
	struct piece *pieces;
	struct bytes who, out;
	char *new_path;
	int fd;
};

/* -- Records --------------------------------------------------------------- */

struct record {
	uint32_t ngroups, text, marks;
	const uint8_t *groups, *who;
};

struct group {
	uint32_t table, code, days, recorded, nwords;
	const uint8_t *words;
};

static const uint8_t *
read_group(const uint8_t *p, struct group *g)
{
	memcpy(g, p, 5 * sizeof(uint32_t));
	g->words = p + 5 * sizeof(uint32_t);
	return g->words + (size_t)g->nwords * sizeof(uint32_t);
}

static void
read_record(const struct layout *l, uint64_t at, struct record *rec)
{
	const uint8_t *p = l->spill + at;
	struct group g;

	memcpy(rec, p, 3 * sizeof(uint32_t));
	rec->groups = p + 3 * sizeof(uint32_t);
	p = rec->groups;
	for (uint32_t i = 0; i < rec->ngroups; i++)
		p = read_group(p, &g);
	rec->who = p;
}

static uint64_t
record_at(const struct layout *l, size_t row)
{
	const struct bytes *from = row < l->rows ? &l->w->rows : &l->w->others;
	size_t i = row < l->rows ? l->order[row].row : row - l->rows;
	uint64_t at;

	memcpy(&at, from->p + i * sizeof(at), sizeof(at));
	return at;
}

static uint32_t
code_of(const struct layout *l, const struct group *g)
{
	return g->code < CODE_FIRST
	    ? g->code
	    : CODE_FIRST + l->w->tables[g->table].sorted[g->code - CODE_FIRST];
}

/* -- Order ----------------------------------------------------------------- */

struct form_key {
	const uint8_t *p;
	size_t n;
	uint32_t form;
};

static int
by_bytes(const void *x, const void *y)
{
	const struct form_key *a = x, *b = y;
	int d = memcmp(a->p, b->p, a->n < b->n ? a->n : b->n);

	return d != 0 ? d : a->n < b->n ? -1 : a->n > b->n;
}

/* Forms that are alike but for their words lie together, so that what a
 * condition says of them is a stretch of codes. */
static int
sort_forms(struct layout *l, struct writer_table *t)
{
	struct form_key *keys;

	keys = malloc(((size_t)t->forms.n + 1) * sizeof(*keys));
	t->sorted =
	    arena_array(&l->a, (size_t)t->forms.n + 1, sizeof(*t->sorted));
	if (keys == NULL || t->sorted == NULL) {
		free(keys);
		return E_NOMEM;
	}
	for (uint32_t i = 0; i < t->forms.n; i++)
		keys[i] = (struct form_key){ t->forms.heap.p + t->forms.at[i],
			(size_t)(t->forms.at[i + 1] - t->forms.at[i]), i };
	qsort(keys, t->forms.n, sizeof(*keys), by_bytes);
	for (uint32_t i = 0; i < t->forms.n; i++)
		t->sorted[keys[i].form] = i;
	free(keys);
	return 0;
}

static int
by_instant(const void *x, const void *y)
{
	const struct row_key *a = x, *b = y;
	int64_t ta = (int64_t)a->key, tb = (int64_t)b->key;

	return ta < tb ? -1 : ta > tb;
}

static int
sort_instants(struct layout *l)
{
	const struct dictionary *d = &l->w->instants;
	struct row_key *keys = malloc(((size_t)d->n + 1) * sizeof(*keys));

	l->rank = arena_array(&l->a, (size_t)d->n + 1, sizeof(*l->rank));
	if (keys == NULL || l->rank == NULL) {
		free(keys);
		return E_NOMEM;
	}
	for (uint32_t i = 0; i < d->n; i++) {
		memcpy(&keys[i].key, d->heap.p + d->at[i], sizeof(int64_t));
		keys[i].row = i;
	}
	qsort(keys, d->n, sizeof(*keys), by_instant);
	for (uint32_t i = 0; i < d->n; i++)
		l->rank[keys[i].row] = i;
	free(keys);
	return 0;
}

/* How often each code of each table occurs among the people. */
static int
count_codes(struct layout *l, uint32_t **counts)
{
	struct segment_writer *w = l->w;

	for (size_t t = 0; t < w->ntables; t++) {
		counts[t] = arena_array(&l->a,
		    (size_t)w->tables[t].forms.n + CODE_FIRST,
		    sizeof(**counts));
		if (counts[t] == NULL)
			return E_NOMEM;
	}
	for (size_t i = 0; i < l->rows; i++) {
		struct record rec;
		struct group g;
		uint64_t at;
		const uint8_t *p;

		memcpy(&at, w->rows.p + i * sizeof(at), sizeof(at));
		read_record(l, at, &rec);
		p = rec.groups;
		for (uint32_t j = 0; j < rec.ngroups; j++) {
			p = read_group(p, &g);
			counts[g.table][code_of(l, &g)]++;
		}
	}
	return 0;
}

/* 1 / sum of the squares of the shares: of n codes equally frequent, n. */
static double
divides(const struct layout *l, const uint32_t *counts, size_t n)
{
	double all = (double)l->rows, sum = 0, none = all;

	for (size_t i = 1; i < n; i++) {
		sum += (double)counts[i] / all * ((double)counts[i] / all);
		none -= counts[i];
	}
	return 1 / (sum + none / all * (none / all));
}

static unsigned
bits_of(size_t n)
{
	unsigned bits = 0;

	while (((size_t)1 << bits) < n)
		bits++;
	return bits;
}

static int
by_division(const void *x, const void *y)
{
	const struct key_table *a = x, *b = y;

	if (a->divides != b->divides)
		return a->divides < b->divides ? -1 : 1;
	return a->table < b->table ? -1 : a->table > b->table;
}

static int
choose_keys(struct layout *l, struct key_table **out, size_t *n)
{
	struct segment_writer *w = l->w;
	uint32_t **counts = arena_array(&l->a, w->ntables, sizeof(*counts));
	struct key_table *kt;
	unsigned bits = 0;
	size_t all = 0;
	int r;

	kt = arena_array(&l->a, w->ntables, sizeof(*kt));
	if (counts == NULL || kt == NULL)
		return E_NOMEM;
	if ((r = count_codes(l, counts)) != 0)
		return r;
	for (size_t t = 0; t < w->ntables; t++) {
		size_t ncodes = w->tables[t].forms.n + CODE_FIRST;

		kt[all] = (struct key_table){ t, divides(l, counts[t], ncodes),
			bits_of(ncodes) };
		if (kt[all].divides > 1.05 && kt[all].bits <= 20)
			all++;
	}
	qsort(kt, all, sizeof(*kt), by_division);
	for (*n = 0; *n < all && bits + kt[*n].bits <= 64; ++*n)
		bits += kt[*n].bits;
	*out = kt;
	return 0;
}

/* Sorted by key, rows of one key as they came: bytes from the lowest. */
static int
sort_keys(struct row_key **keys, size_t n)
{
	struct row_key *from = *keys, *to = malloc((n + 1) * sizeof(*to));

	if (to == NULL)
		return E_NOMEM;
	for (unsigned shift = 0; shift < 64; shift += 8) {
		size_t counts[257] = { 0 };
		struct row_key *swap;

		for (size_t i = 0; i < n; i++)
			counts[(from[i].key >> shift & 255) + 1]++;
		if (n > 0 && counts[(from[0].key >> shift & 255) + 1] == n)
			continue;
		for (size_t i = 1; i < 257; i++)
			counts[i] += counts[i - 1];
		for (size_t i = 0; i < n; i++)
			to[counts[from[i].key >> shift & 255]++] = from[i];
		swap = from;
		from = to;
		to = swap;
	}
	*keys = from;
	free(to);
	return 0;
}

static int
sort_rows(struct layout *l)
{
	struct key_table *kt;
	size_t nkt;
	int r;

	l->order = malloc((l->rows + 1) * sizeof(*l->order));
	if (l->order == NULL)
		return E_NOMEM;
	if ((r = choose_keys(l, &kt, &nkt)) != 0)
		return r;
	for (size_t i = 0; i < l->rows; i++) {
		uint32_t codes[64] = { 0 };
		struct record rec;
		struct group g;
		const uint8_t *p;
		uint64_t at;

		memcpy(&at, l->w->rows.p + i * sizeof(at), sizeof(at));
		read_record(l, at, &rec);
		p = rec.groups;
		for (uint32_t j = 0; j < rec.ngroups; j++) {
			p = read_group(p, &g);
			for (size_t k = 0; k < nkt; k++)
				if (kt[k].table == g.table)
					codes[k] = code_of(l, &g);
		}
		l->order[i] = (struct row_key){ 0, (uint32_t)i };
		for (size_t k = 0; k < nkt; k++)
			l->order[i].key =
			    l->order[i].key << kt[k].bits | codes[k];
	}
	return sort_keys(&l->order, l->rows);
}

/* -- Sections -------------------------------------------------------------- */

static int
add_section(struct layout *l, enum section_kind kind, long table,
    uint64_t length)
{
	struct section *s = arena_grow(&l->a, l->sections, l->nsections,
	    &l->cap_sections, sizeof(*s));

	if (s == NULL)
		return E_NOMEM;
	l->sections = s;
	l->end = (l->end + SEGMENT_ALIGN - 1) / SEGMENT_ALIGN * SEGMENT_ALIGN;
	s[l->nsections++] = (struct section){ kind, table, l->end, length, 0 };
	l->end += length;
	return 0;
}

static struct section *
find_section(struct layout *l, enum section_kind kind, long table)
{
	for (size_t i = 0; i < l->nsections; i++)
		if (l->sections[i].kind == kind &&
		    l->sections[i].table == table)
			return &l->sections[i];
	return NULL;
}

static int
write_all_at(struct layout *l, const void *p, size_t n, uint64_t at)
{
	const uint8_t *from = p;
	ssize_t took;

	while (n > 0) {
		took = l->w->fs->write_at(l->fd, from, n, (off_t)at);
		if (took < 0 && errno == EINTR)
			continue;
		if (took < 0 && (errno == ENOSPC || errno == EDQUOT))
			return E_FULL;
		if (took <= 0)
			return E_IO;
		from += took;
		at += (uint64_t)took;
		n -= (size_t)took;
	}
	return 0;
}

/* The next n bytes of a section; one that is not there takes none. */
static int
write_section(struct layout *l, enum section_kind kind, long table,
    const void *p, size_t n)
{
	struct section *s = find_section(l, kind, table);
	int r;

	if (s == NULL || n == 0)
		return 0;
	if (n > s->length - s->done)
		return E_BROKEN;
	r = write_all_at(l, p, n, s->at + s->done);
	s->done += n;
	return r;
}

static unsigned
code_width(const struct writer_table *t)
{
	return t->forms.n + CODE_FIRST <= 256  ? 1
	    : t->forms.n + CODE_FIRST <= 65536 ? 2
					       : 4;
}

static uint64_t
dictionary_bytes(const struct dictionary *d)
{
	return d->heap.n + (uint64_t)d->n * sizeof(uint32_t);
}

static int
plan_table(struct layout *l, size_t i)
{
	const struct writer_table *t = &l->w->tables[i];
	uint64_t all = l->all,
		 blocks = (all + COLUMNS_BLOCK - 1) / COLUMNS_BLOCK;
	long table = (long)i;
	int r;

	if (t->rows == 0)
		return 0;
	if (t->nwords > UINT32_MAX)
		return E_LIMIT;
	if ((r = add_section(l, SECTION_FORMS, table,
		 dictionary_bytes(&t->forms))) != 0 ||
	    (r = add_section(l, SECTION_EACH, table,
		 dictionary_bytes(&t->each))) != 0 ||
	    (r = add_section(l, SECTION_CODE, table, all * code_width(t))) != 0)
		return r;
	for (int d = 0; d < 2; d++)
		if (t->days[d] &&
		    (r = add_section(l, d == 0 ? SECTION_FROM : SECTION_TO,
			 table, all * sizeof(uint16_t))) != 0)
			return r;
	if (t->timed &&
	    (r = add_section(l, SECTION_RECORDED, table,
		 all * sizeof(uint32_t))) != 0)
		return r;
	if (t->nwords > 0 &&
	    ((r = add_section(l, SECTION_AT, table,
		  (all + 1) * sizeof(uint32_t))) != 0 ||
		(r = add_section(l, SECTION_WORDS, table,
		     t->nwords * sizeof(uint32_t))) != 0))
		return r;
	return add_section(l, SECTION_ZONES, table,
	    blocks * sizeof(struct zone_map));
}

static int
plan(struct layout *l)
{
	const struct segment_writer *w = l->w;
	int r;

	l->end = SEGMENT_HEAD;
	for (size_t i = 0; i < w->ntables; i++)
		if ((r = plan_table(l, i)) != 0)
			return r;
	if ((r = add_section(l, SECTION_MOMENTS, -1,
		 w->moments.n * sizeof(struct moment))) != 0 ||
	    (r = add_section(l, SECTION_INSTANTS, -1,
		 w->instants.n * sizeof(struct instant))) != 0 ||
	    (r = add_section(l, SECTION_RANKS, -1,
		 w->instants.n * sizeof(uint32_t))) != 0 ||
	    (r = add_section(l, SECTION_SOURCES, -1,
		 dictionary_bytes(&w->sources))) != 0 ||
	    (r = add_section(l, SECTION_STRING_AT, -1,
		 ((uint64_t)w->strings.n + 1) * sizeof(uint64_t))) != 0 ||
	    (r = add_section(l, SECTION_STRINGS, -1, w->strings.heap.n)) != 0 ||
	    (r = add_section(l, SECTION_WHO_AT, -1,
		 (l->all + 1) * sizeof(uint64_t))) != 0 ||
	    (r = add_section(l, SECTION_WHO, -1, w->text)) != 0)
		return r;
	return add_section(l, SECTION_MARKS, -1, l->all);
}

/* -- Dictionaries ---------------------------------------------------------- */

static void
add_length(struct bytes *b, uint32_t n)
{
	bytes_add(b, &n, sizeof(n));
}

/* Each with its length before it, in the order given by sorted or as they
 * came. */
static int
write_dictionary(struct layout *l, enum section_kind kind, long table,
    const struct dictionary *d, const uint32_t *sorted)
{
	uint32_t *from = NULL;
	int r = 0;

	if (sorted != NULL) {
		if ((from = malloc(((size_t)d->n + 1) * sizeof(*from))) == NULL)
			return E_NOMEM;
		for (uint32_t i = 0; i < d->n; i++)
			from[sorted[i]] = i;
	}
	for (uint32_t i = 0; r == 0 && i < d->n; i++) {
		uint32_t n = from != NULL ? from[i] : i;
		size_t len = (size_t)(d->at[n + 1] - d->at[n]);

		add_length(&l->out, (uint32_t)len);
		bytes_add(&l->out, d->heap.p + d->at[n], len);
		if (l->out.failed)
			r = E_NOMEM;
		else if (l->out.n >= SEGMENT_SPILL || i + 1 == d->n) {
			r = write_section(l, kind, table, l->out.p, l->out.n);
			l->out.n = 0;
		}
	}
	free(from);
	return r;
}

static int
write_instants(struct layout *l)
{
	const struct dictionary *d = &l->w->instants;
	struct instant *sorted = malloc(((size_t)d->n + 1) * sizeof(*sorted));
	int r;

	if (sorted == NULL)
		return E_NOMEM;
	for (uint32_t i = 0; i < d->n; i++)
		memcpy(&sorted[l->rank[i]], d->heap.p + d->at[i],
		    sizeof(*sorted));
	r = write_section(l, SECTION_INSTANTS, -1, sorted,
	    d->n * sizeof(*sorted));
	free(sorted);
	return r != 0 ? r
		      : write_section(l, SECTION_RANKS, -1, l->rank,
			    d->n * sizeof(*l->rank));
}

static int
write_dictionaries(struct layout *l)
{
	struct segment_writer *w = l->w;
	const uint64_t zero = 0;
	int r;

	for (size_t i = 0; i < w->ntables; i++)
		if ((r = write_dictionary(l, SECTION_FORMS, (long)i,
			 &w->tables[i].forms, w->tables[i].sorted)) != 0 ||
		    (r = write_dictionary(l, SECTION_EACH, (long)i,
			 &w->tables[i].each, NULL)) != 0)
			return r;
	if ((r = write_section(l, SECTION_MOMENTS, -1, w->moments.heap.p,
		 w->moments.heap.n)) != 0 ||
	    (r = write_instants(l)) != 0 ||
	    (r = write_dictionary(l, SECTION_SOURCES, -1, &w->sources, NULL)) !=
		0 ||
	    (r = write_section(l, SECTION_STRINGS, -1, w->strings.heap.p,
		 w->strings.heap.n)) != 0)
		return r;
	if (w->strings.n == 0)
		return write_section(l, SECTION_STRING_AT, -1, &zero,
		    sizeof(zero));
	return write_section(l, SECTION_STRING_AT, -1, w->strings.at,
	    ((size_t)w->strings.n + 1) * sizeof(uint64_t));
}

/* -- Blocks of rows -------------------------------------------------------- */

static int
make_pieces(struct layout *l)
{
	l->pieces = arena_array(&l->a, l->w->ntables, sizeof(*l->pieces));
	if (l->pieces == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < l->w->ntables; i++) {
		struct piece *p = &l->pieces[i];

		if (l->w->tables[i].rows == 0)
			continue;
		p->code = arena_array(&l->a, COLUMNS_BLOCK, sizeof(uint32_t));
		p->recorded =
		    arena_array(&l->a, COLUMNS_BLOCK, sizeof(uint32_t));
		p->nwords = arena_array(&l->a, COLUMNS_BLOCK, sizeof(uint32_t));
		p->day[0] = arena_array(&l->a, COLUMNS_BLOCK, sizeof(uint16_t));
		p->day[1] = arena_array(&l->a, COLUMNS_BLOCK, sizeof(uint16_t));
		if (p->code == NULL || p->recorded == NULL ||
		    p->nwords == NULL || p->day[0] == NULL || p->day[1] == NULL)
			return E_NOMEM;
	}
	return 0;
}

static void
clear_pieces(struct layout *l)
{
	for (size_t i = 0; i < l->w->ntables; i++) {
		struct piece *p = &l->pieces[i];

		if (p->code == NULL)
			continue;
		memset(p->code, 0, COLUMNS_BLOCK * sizeof(uint32_t));
		memset(p->recorded, 0, COLUMNS_BLOCK * sizeof(uint32_t));
		memset(p->nwords, 0, COLUMNS_BLOCK * sizeof(uint32_t));
		memset(p->day[0], 0, COLUMNS_BLOCK * sizeof(uint16_t));
		memset(p->day[1], 0, COLUMNS_BLOCK * sizeof(uint16_t));
		p->words.n = 0;
	}
}

static void
fill_row(struct layout *l, size_t row, size_t i, uint8_t *marks, uint64_t *at)
{
	struct record rec;
	struct group g;
	const uint8_t *p;

	read_record(l, record_at(l, row), &rec);
	p = rec.groups;
	for (uint32_t j = 0; j < rec.ngroups; j++) {
		struct piece *pc;

		p = read_group(p, &g);
		pc = &l->pieces[g.table];
		pc->code[i] = code_of(l, &g);
		pc->day[0][i] = (uint16_t)(g.days & 0xffff);
		pc->day[1][i] = (uint16_t)(g.days >> 16);
		pc->recorded[i] =
		    g.recorded == 0 ? 0 : l->rank[g.recorded - 1] + 1;
		pc->nwords[i] = g.nwords;
		bytes_add(&pc->words, g.words, (size_t)g.nwords * 4);
	}
	marks[i] = (uint8_t)rec.marks;
	at[i + 1] = at[i] + rec.text;
	bytes_add(&l->who, rec.who, rec.text);
}

static struct zone_map
zone_of(const struct piece *p, size_t n)
{
	struct zone_map z = { UINT32_MAX, 0, { UINT16_MAX, UINT16_MAX },
		{ 0, 0 } };

	for (size_t i = 0; i < n; i++) {
		if (p->code[i] < z.form_lo)
			z.form_lo = p->code[i];
		if (p->code[i] > z.form_hi)
			z.form_hi = p->code[i];
		for (int d = 0; d < 2; d++) {
			uint16_t day = p->day[d][i];

			if (day != 0 && day < z.day_lo[d])
				z.day_lo[d] = day;
			if (day > z.day_hi[d])
				z.day_hi[d] = day;
		}
	}
	return z;
}

static int
write_codes(struct layout *l, size_t t, const struct piece *p, size_t n)
{
	unsigned width = code_width(&l->w->tables[t]);
	uint8_t *narrow;

	l->out.n = 0;
	if (!bytes_room(&l->out, n * width))
		return E_NOMEM;
	narrow = l->out.p;
	for (size_t i = 0; i < n; i++) {
		uint16_t two = (uint16_t)p->code[i];

		if (width == 1)
			narrow[i] = (uint8_t)p->code[i];
		else
			memcpy(narrow + i * width,
			    width == 2 ? (const void *)&two : &p->code[i],
			    width);
	}
	return write_section(l, SECTION_CODE, (long)t, narrow, n * width);
}

static int
write_piece(struct layout *l, size_t t, size_t n, bool last)
{
	struct piece *p = &l->pieces[t];
	struct zone_map z;
	uint32_t at[COLUMNS_BLOCK + 1];
	long table = (long)t;
	int r;

	if (p->code == NULL)
		return 0;
	if (p->words.failed)
		return E_NOMEM;
	z = zone_of(p, n);
	for (size_t i = 0; i < n; i++) {
		at[i] = (uint32_t)p->at;
		p->at += p->nwords[i];
	}
	at[n] = (uint32_t)p->at;
	if ((r = write_codes(l, t, p, n)) != 0 ||
	    (r = write_section(l, SECTION_FROM, table, p->day[0],
		 n * sizeof(uint16_t))) != 0 ||
	    (r = write_section(l, SECTION_TO, table, p->day[1],
		 n * sizeof(uint16_t))) != 0 ||
	    (r = write_section(l, SECTION_RECORDED, table, p->recorded,
		 n * sizeof(uint32_t))) != 0 ||
	    (r = write_section(l, SECTION_AT, table, at,
		 (n + last) * sizeof(uint32_t))) != 0 ||
	    (r = write_section(l, SECTION_WORDS, table, p->words.p,
		 p->words.n)) != 0)
		return r;
	return write_section(l, SECTION_ZONES, table, &z, sizeof(z));
}

static int
write_rows(struct layout *l, bool (*progress)(void *, size_t, size_t),
    void *ctx)
{
	uint64_t at[COLUMNS_BLOCK + 1] = { 0 };
	uint8_t marks[COLUMNS_BLOCK];
	int r;

	for (size_t row = 0; row < l->all; row += COLUMNS_BLOCK) {
		size_t n = l->all - row;
		bool last = n <= COLUMNS_BLOCK;

		n = last ? n : COLUMNS_BLOCK;
		clear_pieces(l);
		l->who.n = 0;
		for (size_t i = 0; i < n; i++)
			fill_row(l, row + i, i, marks, at);
		for (size_t t = 0; t < l->w->ntables; t++)
			if ((r = write_piece(l, t, n, last)) != 0)
				return r;
		if (l->who.failed)
			return E_NOMEM;
		if ((r = write_section(l, SECTION_WHO, -1, l->who.p,
			 l->who.n)) != 0 ||
		    (r = write_section(l, SECTION_WHO_AT, -1, at,
			 (n + last) * sizeof(*at))) != 0 ||
		    (r = write_section(l, SECTION_MARKS, -1, marks, n)) != 0)
			return r;
		at[0] = at[n];
		if (progress != NULL && !progress(ctx, row + n, l->all))
			return E_AGAIN;
	}
	return l->all > 0
	    ? 0
	    : write_section(l, SECTION_WHO_AT, -1, at, sizeof(*at));
}

/* -- The head, and the whole ----------------------------------------------- */

static void
say_names(const struct vocab *v, struct buf *b)
{
	for (size_t i = 0; i < v->nkinds; i++) {
		const struct kind *k = v->kinds[i];

		buf_printf(b, "kind %s (", k->name);
		for (size_t j = 0; j < k->nfields; j++)
			buf_printf(b, "%s%s", j > 0 ? " " : "",
			    k->fields[j].name);
		buf_puts(b, ") (");
		for (size_t j = 0; j < k->nsteps; j++)
			buf_printf(b, "%s%s", j > 0 ? " " : "", k->steps[j]);
		buf_puts(b, ")\n");
	}
	for (size_t i = 0; i < v->nwords; i++)
		buf_printf(b, "word %s\n", v->words[i]->name);
}

static void
say_directory(const struct layout *l, struct buf *b)
{
	const struct segment_writer *w = l->w;

	buf_printf(b, "vocabulary %s\nlanguage %s\nzones %s\n", w->v->name,
	    law_version(), zone_version());
	buf_printf(b, "people %zu\nnamed %zu\nday0 %d\n", l->rows,
	    l->all - l->rows, SEGMENT_DAY0);
	for (size_t i = 0; i < l->nsections; i++) {
		const struct section *s = &l->sections[i];

		buf_printf(b, "section %s %ld %llu %llu\n",
		    section_names[s->kind], s->table, (unsigned long long)s->at,
		    (unsigned long long)s->length);
	}
	say_names(w->v, b);
}

/* A checksum of each block up to `end`, read back as written. */
static int
sum_blocks(struct layout *l, uint64_t end, struct bytes *sums)
{
	uint8_t *map;

	map = mmap(NULL, (size_t)end, PROT_READ, MAP_SHARED, l->fd, 0);
	if (map == MAP_FAILED)
		return E_IO;
	for (uint64_t at = 0; at < end; at += SEGMENT_BLOCK) {
		uint64_t n = end - at;
		struct hash h;

		/* The head is of the name alone: it says where these are. */
		n = n < SEGMENT_BLOCK ? n : SEGMENT_BLOCK;
		h = at == 0 ? hash_of(map + SEGMENT_HEAD, n - SEGMENT_HEAD)
			    : hash_of(map + at, n);
		bytes_add(sums, h.b, sizeof(h.b));
	}
	(void)munmap(map, (size_t)end);
	return sums->failed ? E_NOMEM : 0;
}

/* The head says where directory and checksums lie; the hash of head,
 * directory and checksums is the name. */
static int
write_head(struct layout *l, struct hash *hash)
{
	struct bytes tail = { NULL, 0, 0, false };
	char head[SEGMENT_HEAD] = { 0 };
	struct buf b;
	uint64_t dir;
	int r;

	l->end = (l->end + SEGMENT_ALIGN - 1) / SEGMENT_ALIGN * SEGMENT_ALIGN;
	dir = l->end;
	bytes_add(&tail, head, SEGMENT_HEAD);
	buf_init(&b, &mem_system, (size_t)64 << 20);
	say_directory(l, &b);
	r = b.failed ? E_NOMEM : 0;
	/* The last block is whole to its end. */
	if (r == 0)
		r = write_all_at(l, "\n", 1, dir);
	bytes_add(&tail, b.s, b.len);
	if (r == 0)
		r = sum_blocks(l, dir, &tail);
	if (r == 0 && tail.failed)
		r = E_NOMEM;
	if (r != 0)
		goto out;
	snprintf(head, sizeof(head),
	    SEGMENT_MAGIC "format %d\ndirectory %llu %zu\nsums %llu\n",
	    SEGMENT_FORMAT, (unsigned long long)dir, b.len,
	    (unsigned long long)dir + b.len);
	memcpy(tail.p, head, SEGMENT_HEAD);
	*hash = hash_of(tail.p, tail.n);
	if ((r = write_all_at(l, tail.p + SEGMENT_HEAD, tail.n - SEGMENT_HEAD,
		 dir)) == 0)
		r = write_all_at(l, head, SEGMENT_HEAD, 0);
out:
	buf_release(&b);
	bytes_release(&tail);
	return r;
}

char *
segment_path(struct arena *a, const char *folder, const struct hash *h)
{
	char text[72];

	hash_text(h, text);
	return arena_printf(a, "%s/%s.segment", folder, strchr(text, ':') + 1);
}

static int
settle(struct layout *l, const struct hash *h)
{
	const struct file_system *fs = l->w->fs;
	char *path = segment_path(&l->a, l->w->folder, h);

	if (path == NULL)
		return E_NOMEM;
	if (fs->sync(l->fd) != 0)
		return errno == ENOSPC || errno == EDQUOT ? E_FULL : E_IO;
	if (fs->rename(l->new_path, path) != 0)
		return E_IO;
	l->new_path = NULL; /* it has its name now */
	return files_sync_folder(fs, l->w->folder);
}

static int
lay_out(struct layout *l, bool (*progress)(void *, size_t, size_t), void *ctx,
    struct hash *hash)
{
	struct segment_writer *w = l->w;
	int r;

	for (size_t i = 0; i < w->ntables; i++)
		if ((r = sort_forms(l, &w->tables[i])) != 0)
			return r;
	if ((r = sort_instants(l)) != 0 || (r = sort_rows(l)) != 0 ||
	    (r = plan(l)) != 0 || (r = make_pieces(l)) != 0)
		return r;
	l->fd = w->fs->open(l->new_path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC,
	    0600);
	if (l->fd < 0)
		return errno == ENOSPC || errno == EDQUOT ? E_FULL : E_IO;
	if ((r = write_dictionaries(l)) != 0 ||
	    (r = write_rows(l, progress, ctx)) != 0 ||
	    (r = write_head(l, hash)) != 0)
		return r;
	return settle(l, hash);
}

static void
layout_release(struct layout *l)
{
	if (l->fd >= 0)
		(void)l->w->fs->close(l->fd);
	if (l->fd >= 0 && l->new_path != NULL)
		(void)l->w->fs->unlink(l->new_path);
	for (size_t i = 0; l->pieces != NULL && i < l->w->ntables; i++)
		bytes_release(&l->pieces[i].words);
	bytes_release(&l->who);
	bytes_release(&l->out);
	free(l->order);
	if (l->nspill > 0)
		(void)munmap((void *)(uintptr_t)l->spill, l->nspill);
	arena_release(&l->a);
}

int
segment_finish(struct segment_writer *w,
    bool (*progress)(void *ctx, size_t done, size_t of), void *ctx,
    struct hash *hash)
{
	struct layout l = { .w = w, .fd = -1 };
	void *map;
	int r;

	if (w->finished)
		return E_LIMIT;
	w->finished = true;
	arena_init(&l.a, &mem_system, (size_t)8 << 30);
	l.rows = w->rows.n / sizeof(uint64_t);
	l.all = l.rows + w->others.n / sizeof(uint64_t);
	if ((r = files_write(w->fs, w->fd, w->spill.p, w->spill.n)) != 0)
		goto out;
	w->spill.n = 0;
	if (w->spilled > 0) {
		map = mmap(NULL, (size_t)w->spilled, PROT_READ, MAP_SHARED,
		    w->fd, 0);
		if (map == MAP_FAILED) {
			r = E_IO;
			goto out;
		}
		l.spill = map;
		l.nspill = (size_t)w->spilled;
	}
	l.new_path = arena_printf(&l.a, "%s/.segment-%ld-new", w->folder,
	    (long)getpid());
	r = l.new_path == NULL ? E_NOMEM : lay_out(&l, progress, ctx, hash);
out:
	layout_release(&l);
	return r;
}
