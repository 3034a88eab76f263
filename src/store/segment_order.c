/* segment_order.c - the order of rows in a segment.
 *
 * Rows are sorted by what the people are: by the forms of the kinds of fact
 * that divide them, those that divide into fewest first, so that most blocks
 * are all alike in most of them.  Where people are so many that a kind's
 * parts have blocks enough for all that, one of which a form says all there
 * is (no column of days belongs to it: nationality) goes before: whoever asks
 * for one form of it finds its people in a stretch of rows.  No order is
 * asked. */

#include <stdlib.h>
#include <string.h>

#include "store/segment_layout.h"
#include "store/segment_record.h"

/* -- Forms, instants ------------------------------------------------------- */

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
	const struct mem *m = l->w->mem;
	struct form_key *keys =
	    m->alloc(m->ctx, ((size_t)t->forms.n + 1) * sizeof(*keys));

	t->sorted =
	    arena_array(&l->a, (size_t)t->forms.n + 1, sizeof(*t->sorted));
	if (keys == NULL || t->sorted == NULL) {
		m->free(m->ctx, keys);
		return E_NOMEM;
	}
	for (uint32_t i = 0; i < t->forms.n; i++)
		keys[i] = (struct form_key){ t->forms.heap.p + t->forms.at[i],
			(size_t)(t->forms.at[i + 1] - t->forms.at[i]), i };
	qsort(keys, t->forms.n, sizeof(*keys), by_bytes);
	for (uint32_t i = 0; i < t->forms.n; i++)
		t->sorted[keys[i].form] = i;
	m->free(m->ctx, keys);
	return 0;
}

struct instant_key {
	int64_t us;
	uint32_t number;
};

static int
by_instant(const void *x, const void *y)
{
	const struct instant_key *a = x, *b = y;

	return a->us < b->us ? -1 : a->us > b->us;
}

static int
sort_instants(struct layout *l)
{
	const struct mem *m = l->w->mem;
	const struct dictionary *d = &l->w->instants;
	struct instant_key *keys =
	    m->alloc(m->ctx, ((size_t)d->n + 1) * sizeof(*keys));

	l->rank = arena_array(&l->a, (size_t)d->n + 1, sizeof(*l->rank));
	if (keys == NULL || l->rank == NULL) {
		m->free(m->ctx, keys);
		return E_NOMEM;
	}
	for (uint32_t i = 0; i < d->n; i++) {
		memcpy(&keys[i].us, d->heap.p + d->at[i], sizeof(int64_t));
		keys[i].number = i;
	}
	qsort(keys, d->n, sizeof(*keys), by_instant);
	for (uint32_t i = 0; i < d->n; i++)
		l->rank[keys[i].number] = i;
	m->free(m->ctx, keys);
	return 0;
}

/* -- Which kinds divide the people ----------------------------------------- */

#define PART_BLOCKS 128 /* of a part that others divide further */

struct key_table {
	size_t table;
	bool dayless, first;
	double divides; /* into about so many */
	unsigned bits;
};

static double
squared_share(double n, double all)
{
	return n / all * (n / all);
}

/* 1 / sum of the squares of the shares: of n codes equally frequent, n.  In
 * the order of their codes, so that the sum is the same for the same people. */
static int
divides(struct layout *l, const struct writer_table *t, double *out)
{
	const uint32_t *often = (const void *)t->often.p;
	size_t n = t->often.n / sizeof(*often);
	double all = (double)l->rows, none = all, sum;
	struct arena_mark mark = arena_mark(&l->a);
	uint32_t *counts =
	    arena_array(&l->a, (size_t)t->forms.n + 1, sizeof(*counts));

	if (counts == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < n; i++)
		counts[t->sorted[i]] = often[i];
	sum = squared_share(t->many, all);
	none -= t->many;
	for (size_t i = 0; i < t->forms.n; i++) {
		sum += squared_share(counts[i], all);
		none -= counts[i];
	}
	arena_rewind(&l->a, mark);
	*out = 1 / (sum + squared_share(none, all));
	return 0;
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

	if (a->first != b->first)
		return a->first ? -1 : 1;
	if (a->divides != b->divides)
		return (a->divides < b->divides) != a->first ? -1 : 1;
	return a->table < b->table ? -1 : a->table > b->table;
}

/* Those that go before: what divides most, as long as there are blocks. */
static void
choose_first(const struct layout *l, struct key_table *kt, size_t n)
{
	double blocks = (double)l->rows / COLUMNS_BLOCK;

	for (;;) {
		struct key_table *most = NULL;

		for (size_t i = 0; i < n; i++)
			if (kt[i].dayless && !kt[i].first &&
			    blocks / kt[i].divides >= PART_BLOCKS &&
			    (most == NULL || kt[i].divides > most->divides))
				most = &kt[i];
		if (most == NULL)
			return;
		most->first = true;
		blocks /= most->divides;
	}
}

/* The key of a row: the code of the first table highest. */
static int
choose_keys(struct layout *l)
{
	struct segment_writer *w = l->w;
	struct key_table *kt = arena_array(&l->a, w->ntables, sizeof(*kt));
	size_t all = 0, n;
	unsigned bits;
	int r;

	l->shift = arena_alloc(&l->a, w->ntables);
	if (kt == NULL || l->shift == NULL)
		return E_NOMEM;
	memset(l->shift, SHIFT_NONE, w->ntables);
	for (size_t t = 0; l->rows > 0 && t < w->ntables; t++) {
		size_t ncodes = (size_t)w->tables[t].forms.n + CODE_FIRST;

		kt[all] = (struct key_table){ .table = t,
			.dayless =
			    !w->tables[t].days[0] && !w->tables[t].days[1],
			.bits = bits_of(ncodes) };
		if ((r = divides(l, &w->tables[t], &kt[all].divides)) != 0)
			return r;
		if (kt[all].divides > 1.05 && kt[all].bits <= 20)
			all++;
	}
	choose_first(l, kt, all);
	qsort(kt, all, sizeof(*kt), by_division);
	for (n = 0; n < all && l->key_bits + kt[n].bits <= 64; n++)
		l->key_bits += kt[n].bits;
	bits = l->key_bits;
	for (size_t k = 0; k < n; k++) {
		bits -= kt[k].bits;
		l->shift[kt[k].table] = (uint8_t)bits;
	}
	return 0;
}

/* -- Rows ------------------------------------------------------------------ */

static const uint32_t *
read_key(const struct layout *l, const uint32_t *p, bool *other, uint64_t *key)
{
	struct record rec;
	struct group g;

	*key = 0;
	p = record_head(p, &rec);
	*other = rec.other;
	for (uint32_t j = 0; j < rec.ngroups; j++) {
		p = record_group(p, &g);
		if (l->shift[g.table] == SHIFT_NONE)
			continue;
		if (g.code >= CODE_FIRST)
			g.code = CODE_FIRST +
			    l->w->tables[g.table].sorted[g.code - CODE_FIRST];
		*key |= (uint64_t)g.code << l->shift[g.table];
	}
	return record_end(p, &rec);
}

/* The records of a chunk: where they lie, and by what they are sorted. */
static void
read_chunk(struct layout *l, size_t k)
{
	const struct spill_chunk *c = (const void *)l->w->chunks.p;
	size_t nchunks = l->w->chunks.n / sizeof(*c);
	uint64_t end = k + 1 < nchunks ? c[k + 1].at : l->w->spilled;
	const uint32_t *p = l->spill + c[k].at / sizeof(*p), *from = p;
	uint32_t row = c[k].row, other = c[k].other;

	while ((uint64_t)(p - from) * sizeof(*p) < end - c[k].at) {
		uint64_t at = (uint64_t)(p - l->spill) * sizeof(*p), key;
		bool is_other;

		p = read_key(l, p, &is_other, &key);
		if (is_other)
			l->others[other++] = at;
		else
			l->order[row++] = (struct row_key){ key, at };
	}
}

static int
read_chunks(struct lane *n)
{
	size_t nchunks = n->l->w->chunks.n / sizeof(struct spill_chunk), k;

	while (lane_take(n, nchunks, &k))
		read_chunk(n->l, k);
	return 0;
}

#define DIGIT_BITS 11u /* of a key: its counts are in the nearest cache */
#define DIGITS     ((size_t)1 << DIGIT_BITS)

static inline size_t
digit(const struct row_key *k, unsigned shift)
{
	return (size_t)(k->key >> shift) & (DIGITS - 1);
}

/* Sorted by key, rows of one key as they came: digits from the lowest. */
static int
sort_keys(struct layout *l)
{
	const struct mem *m = l->w->mem;
	size_t n = l->rows;
	struct row_key *from = l->order,
		       *to = m->alloc(m->ctx, (n + 1) * sizeof(*to));

	if (to == NULL)
		return E_NOMEM;
	for (unsigned shift = 0; shift < l->key_bits; shift += DIGIT_BITS) {
		size_t counts[DIGITS + 1] = { 0 };
		struct row_key *swap;

		for (size_t i = 0; i < n; i++)
			counts[digit(&from[i], shift) + 1]++;
		if (n > 0 && counts[digit(&from[0], shift) + 1] == n)
			continue;
		for (size_t i = 1; i <= DIGITS; i++)
			counts[i] += counts[i - 1];
		for (size_t i = 0; i < n; i++)
			to[counts[digit(&from[i], shift)]++] = from[i];
		swap = from;
		from = to;
		to = swap;
	}
	l->order = from;
	m->free(m->ctx, to);
	return 0;
}

int
layout_order(struct layout *l)
{
	struct segment_writer *w = l->w;
	int r;

	for (size_t i = 0; i < w->ntables; i++)
		if ((r = sort_forms(l, &w->tables[i])) != 0)
			return r;
	if ((r = sort_instants(l)) != 0 || (r = choose_keys(l)) != 0)
		return r;
	l->order =
	    w->mem->alloc(w->mem->ctx, (w->rows + 1) * sizeof(*l->order));
	l->others =
	    w->mem->alloc(w->mem->ctx, (w->others + 1) * sizeof(*l->others));
	if (l->order == NULL || l->others == NULL)
		return E_NOMEM;
	for (unsigned i = 0; i < l->nlanes; i++)
		l->lanes[i].l = l;
	if ((r = layout_run(l, read_chunks)) != 0)
		return r;
	return sort_keys(l);
}
