/* columns_spread.c - the same people in other rows: as many blocks as a test
 * wants, of whom it wants, under codes of any width. */

#include <string.h>

#include "support/everybody.h"

struct spreading {
	struct arena *a;
	const struct columns *c;
	const uint32_t *map;
	size_t n, all;
	unsigned width;
};

/* Whom relations name stand after the people, as before. */
static size_t
row_of(const struct spreading *s, size_t i)
{
	return i < s->n ? s->map[i] : s->c->rows + (i - s->n);
}

static void *
array_of(struct spreading *s, size_t n, size_t size, int *r)
{
	void *p = arena_array(s->a, n, size);

	if (p == NULL)
		*r = E_NOMEM;
	return p;
}

static int
spread_code(struct spreading *s, const struct kind_table *t,
    struct kind_table *out)
{
	int r = 0;
	uint8_t *to;

	out->width = s->width > t->width ? s->width : t->width;
	out->code = to = array_of(s, s->all, out->width, &r);
	for (size_t i = 0; r == 0 && i < s->all; i++) {
		uint32_t code = table_code(t, row_of(s, i));
		uint16_t two = (uint16_t)code;
		uint8_t one = (uint8_t)code;

		memcpy(to + i * out->width,
		    out->width == 1       ? (const void *)&one
			: out->width == 2 ? (const void *)&two
					  : &code,
		    out->width);
	}
	return r;
}

static int
spread_numbers(struct spreading *s, const struct kind_table *t,
    struct kind_table *out)
{
	uint32_t *recorded;
	uint16_t *day;
	int r = 0;

	for (int d = 0; d < 2; d++) {
		if (t->day[d] == NULL)
			continue;
		out->day[d] = day = array_of(s, s->all, sizeof(*day), &r);
		for (size_t i = 0; r == 0 && i < s->all; i++)
			day[i] = t->day[d][row_of(s, i)];
	}
	if (t->recorded == NULL)
		return r;
	out->recorded = recorded = array_of(s, s->all, sizeof(*recorded), &r);
	for (size_t i = 0; r == 0 && i < s->all; i++)
		recorded[i] = t->recorded[row_of(s, i)];
	return r;
}

static int
spread_words(struct spreading *s, const struct kind_table *t,
    struct kind_table *out)
{
	uint32_t *at, *words;
	size_t n = 0;
	int r = 0;

	if (t->at == NULL)
		return 0;
	for (size_t i = 0; i < s->all; i++)
		n += t->at[row_of(s, i) + 1] - t->at[row_of(s, i)];
	out->at = at = array_of(s, s->all + 1, sizeof(*at), &r);
	out->words = words = array_of(s, n + 1, sizeof(*words), &r);
	if (r != 0)
		return r;
	for (size_t i = 0; i < s->all; i++) {
		size_t row = row_of(s, i), m = t->at[row + 1] - t->at[row];

		at[i + 1] = at[i] + (uint32_t)m;
		memcpy(words + at[i], t->words + t->at[row],
		    m * sizeof(*words));
	}
	return 0;
}

static void
widen(struct zone_map *z, const struct kind_table *t, size_t row)
{
	uint32_t code = table_code(t, row);

	z->form_lo = code < z->form_lo ? code : z->form_lo;
	z->form_hi = code > z->form_hi ? code : z->form_hi;
	for (int d = 0; d < 2; d++) {
		uint16_t day = t->day[d] != NULL ? t->day[d][row] : 0;

		if (day == 0)
			continue;
		z->day_lo[d] = day < z->day_lo[d] ? day : z->day_lo[d];
		z->day_hi[d] = day > z->day_hi[d] ? day : z->day_hi[d];
	}
}

static int
spread_zones(struct spreading *s, struct kind_table *t)
{
	struct zone_map *z;
	int r = 0;

	t->zones = z = array_of(s, s->all / COLUMNS_BLOCK + 1, sizeof(*z), &r);
	for (size_t i = 0; r == 0 && i < s->all; i++) {
		if (i % COLUMNS_BLOCK == 0)
			z[i / COLUMNS_BLOCK] = (struct zone_map){ UINT32_MAX, 0,
				{ UINT16_MAX, UINT16_MAX }, { 0, 0 } };
		widen(&z[i / COLUMNS_BLOCK], t, i);
	}
	return r;
}

static int
spread_table(struct spreading *s, const struct kind_table *t,
    struct kind_table *out)
{
	int r;

	*out = *t;
	if (t->code == NULL)
		return 0;
	if ((r = spread_code(s, t, out)) != 0 ||
	    (r = spread_numbers(s, t, out)) != 0 ||
	    (r = spread_words(s, t, out)) != 0)
		return r;
	return spread_zones(s, out);
}

static int
spread_who(struct spreading *s, struct columns *out)
{
	const struct columns *c = s->c;
	uint64_t *at;
	uint8_t *marks;
	size_t n = 0;
	char *who;
	int r = 0;

	for (size_t i = 0; i < s->all; i++)
		n += c->who_at[row_of(s, i) + 1] - c->who_at[row_of(s, i)];
	out->who_at = at = array_of(s, s->all + 1, sizeof(*at), &r);
	out->who = who = array_of(s, n + 1, 1, &r);
	out->marks = marks = array_of(s, s->all + 1, 1, &r);
	if (r != 0)
		return r;
	for (size_t i = 0; i < s->all; i++) {
		size_t row = row_of(s, i);

		at[i + 1] = at[i] + c->who_at[row + 1] - c->who_at[row];
		memcpy(who + at[i], c->who + c->who_at[row], at[i + 1] - at[i]);
		marks[i] = c->marks[row];
	}
	return 0;
}

int
columns_spread(struct arena *a, const struct columns *c, const uint32_t *map,
    size_t n, unsigned width, struct columns *out)
{
	struct spreading s = { a, c, map, n, n + (c->all - c->rows), width };
	struct kind_table *tables;
	int r;

	*out = *c;
	out->rows = n;
	out->all = s.all;
	out->touch = NULL;
	tables = arena_array(a, c->ntables, sizeof(*tables));
	if (tables == NULL)
		return E_NOMEM;
	out->tables = tables;
	for (size_t i = 0; i < c->ntables; i++)
		if ((r = columns_touch(c, COLUMNS_ROWS, i, 0, c->all)) != 0 ||
		    (r = columns_touch(c, COLUMNS_WORDS, i, 0, c->all)) != 0 ||
		    (r = spread_table(&s, &c->tables[i], &tables[i])) != 0)
			return r;
	if ((r = columns_touch(c, COLUMNS_WHO, 0, 0, c->all)) != 0)
		return r;
	return spread_who(&s, out);
}
