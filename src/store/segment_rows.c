/* segment_rows.c - rows made columns, a few thousand at a time. */

#include <errno.h>
#include <string.h>

#include "store/segment_layout.h"
#include "store/segment_record.h"

#define PUSH_EVERY 8u /* pieces of work of the first lane */
#define AHEAD      8u /* rows whose records are fetched before they are read */

/* -- What a lane works with ------------------------------------------------ */

static int
piece_init(struct layout *l, size_t t, struct piece *p)
{
	struct arena *a = &l->a;
	long table = (long)t;

	bytes_init(&p->words, l->w->mem);
	if (l->w->tables[t].rows == 0)
		return 0;
	p->code = arena_array(a, LAYOUT_ROWS, sizeof(*p->code));
	if (p->code == NULL)
		return E_NOMEM;
	if (layout_has(l, SECTION_RECORDED, table) &&
	    (p->recorded = arena_array(a, LAYOUT_ROWS, sizeof(*p->recorded))) ==
		NULL)
		return E_NOMEM;
	if (layout_has(l, SECTION_AT, table) &&
	    (p->at = arena_array(a, LAYOUT_ROWS + 1, sizeof(*p->at))) == NULL)
		return E_NOMEM;
	for (int d = 0; d < 2; d++)
		if (layout_has(l, d == 0 ? SECTION_FROM : SECTION_TO, table) &&
		    (p->day[d] = arena_array(a, LAYOUT_ROWS,
			 sizeof(*p->day[d]))) == NULL)
			return E_NOMEM;
	return 0;
}

static int
lane_init(struct layout *l, struct lane *n)
{
	size_t ntables = l->w->ntables;
	int r;

	bytes_init(&n->who, l->w->mem);
	bytes_init(&n->narrow, l->w->mem);
	n->who_at = arena_array(&l->a, LAYOUT_ROWS + 1, sizeof(*n->who_at));
	n->marks = arena_alloc(&l->a, LAYOUT_ROWS);
	n->words_before = arena_array(&l->a, ntables, sizeof(uint64_t));
	n->pieces = arena_array(&l->a, ntables, sizeof(*n->pieces));
	if (n->who_at == NULL || n->marks == NULL || n->words_before == NULL ||
	    n->pieces == NULL)
		return E_NOMEM;
	for (size_t t = 0; t < ntables; t++)
		if ((r = piece_init(l, t, &n->pieces[t])) != 0)
			return r;
	return 0;
}

int
layout_lanes_init(struct layout *l)
{
	int r;

	l->words_at = arena_array(&l->a, l->w->ntables, sizeof(*l->words_at));
	if (l->words_at == NULL)
		return E_NOMEM;
	for (unsigned i = 0; i < l->nlanes; i++)
		if ((r = lane_init(l, &l->lanes[i])) != 0)
			return r;
	return 0;
}

void
layout_lanes_release(struct layout *l)
{
	for (unsigned i = 0; i < l->nlanes; i++) {
		struct lane *n = &l->lanes[i];

		for (size_t t = 0; n->pieces != NULL && t < l->w->ntables; t++)
			bytes_release(&n->pieces[t].words);
		bytes_release(&n->who);
		bytes_release(&n->narrow);
	}
}

/* -- Filling --------------------------------------------------------------- */

static void
clear(struct lane *n, size_t rows)
{
	for (size_t t = 0; t < n->l->w->ntables; t++) {
		struct piece *p = &n->pieces[t];

		if (p->code == NULL)
			continue;
		memset(p->code, 0, rows * sizeof(*p->code));
		if (p->recorded != NULL)
			memset(p->recorded, 0, rows * sizeof(*p->recorded));
		if (p->at != NULL)
			memset(p->at, 0, rows * sizeof(*p->at));
		for (int d = 0; d < 2; d++)
			if (p->day[d] != NULL)
				memset(p->day[d], 0, rows * sizeof(*p->day[d]));
		p->words.n = 0;
	}
	n->who.n = 0;
}

static const uint32_t *
record_of(const struct layout *l, size_t row)
{
	uint64_t at =
	    row < l->rows ? l->order[row].at : l->others[row - l->rows];

	return l->spill + at / sizeof(uint32_t);
}

static void
fetch(const struct layout *l, size_t row)
{
	const char *p = (const char *)record_of(l, row);

	for (int line = 0; line < 4; line++)
		__builtin_prefetch(p + (ptrdiff_t)line * 64);
}

static void
fill_row(struct lane *n, size_t row, size_t i)
{
	const struct layout *l = n->l;
	struct record rec;
	struct group g;
	const uint32_t *p = record_head(record_of(l, row), &rec);

	for (uint32_t j = 0; j < rec.ngroups; j++) {
		struct piece *pc;

		p = record_group(p, &g);
		pc = &n->pieces[g.table];
		pc->code[i] = g.code < CODE_FIRST ? g.code
						  : CODE_FIRST +
			l->w->tables[g.table].sorted[g.code - CODE_FIRST];
		if (pc->day[0] != NULL)
			pc->day[0][i] = (uint16_t)(g.days & 0xffff);
		if (pc->day[1] != NULL)
			pc->day[1][i] = (uint16_t)(g.days >> 16);
		if (g.recorded != 0)
			pc->recorded[i] = l->rank[g.recorded - 1] + 1;
		if (g.nwords == 0)
			continue;
		pc->at[i] = g.nwords;
		bytes_add(&pc->words, g.words,
		    (size_t)g.nwords * sizeof(*g.words));
	}
	n->marks[i] = rec.marks;
	n->who_at[i] = rec.text;
	bytes_add(&n->who, p, rec.text);
}

static int
fill(struct lane *n, size_t first, size_t rows)
{
	const struct layout *l = n->l;

	clear(n, rows);
	for (size_t i = 0; i < rows; i++) {
		if (first + i + AHEAD < l->all)
			fetch(l, first + i + AHEAD);
		fill_row(n, first + i, i);
	}
	for (size_t t = 0; t < l->w->ntables; t++)
		if (n->pieces[t].words.failed)
			return E_NOMEM;
	return n->who.failed ? E_NOMEM : 0;
}

/* -- Writing --------------------------------------------------------------- */

static struct zone_map
zone_of(const struct piece *p, size_t from, size_t to)
{
	struct zone_map z = { UINT32_MAX, 0, { UINT16_MAX, UINT16_MAX },
		{ 0, 0 } };

	for (size_t i = from; i < to; i++) {
		if (p->code[i] < z.form_lo)
			z.form_lo = p->code[i];
		if (p->code[i] > z.form_hi)
			z.form_hi = p->code[i];
	}
	for (int d = 0; d < 2; d++)
		for (size_t i = from; p->day[d] != NULL && i < to; i++) {
			uint16_t day = p->day[d][i];

			/* 0, none, is above all of them as it is below. */
			if ((uint16_t)(day - 1) < (uint16_t)(z.day_lo[d] - 1))
				z.day_lo[d] = day;
			if (day > z.day_hi[d])
				z.day_hi[d] = day;
		}
	return z;
}

static int
write_zones(struct layout *l, long table, const struct piece *p, size_t first,
    size_t rows)
{
	struct zone_map zones[LAYOUT_ROWS / COLUMNS_BLOCK];
	size_t n = 0;

	for (size_t i = 0; i < rows; i += COLUMNS_BLOCK)
		zones[n++] = zone_of(p, i,
		    i + COLUMNS_BLOCK < rows ? i + COLUMNS_BLOCK : rows);
	return layout_write(l, SECTION_ZONES, table, zones, n * sizeof(*zones),
	    first / COLUMNS_BLOCK * sizeof(*zones));
}

static int
write_codes(struct lane *n, size_t t, size_t first, size_t rows)
{
	unsigned width = layout_code_width(&n->l->w->tables[t]);
	const uint32_t *code = n->pieces[t].code;
	uint16_t *two;

	n->narrow.n = 0;
	if (!bytes_room(&n->narrow, rows * sizeof(*code)))
		return E_NOMEM;
	two = (void *)n->narrow.p;
	for (size_t i = 0; width == 1 && i < rows; i++)
		n->narrow.p[i] = (uint8_t)code[i];
	for (size_t i = 0; width == 2 && i < rows; i++)
		two[i] = (uint16_t)code[i];
	return layout_write(n->l, SECTION_CODE, (long)t,
	    width == 4 ? (const void *)code : n->narrow.p, rows * width,
	    first * width);
}

static int
write_words(struct lane *n, size_t t, size_t first, size_t rows, bool last)
{
	struct piece *p = &n->pieces[t];
	uint64_t at = n->words_before[t];
	long table = (long)t;
	int r;

	if (p->at == NULL)
		return 0;
	for (size_t i = 0; i < rows; i++) {
		uint32_t nwords = p->at[i];

		p->at[i] = (uint32_t)at;
		at += nwords;
	}
	p->at[rows] = (uint32_t)at;
	if ((r = layout_write(n->l, SECTION_AT, table, p->at,
		 (rows + last) * sizeof(*p->at), first * sizeof(*p->at))) != 0)
		return r;
	return layout_write(n->l, SECTION_WORDS, table, p->words.p, p->words.n,
	    n->words_before[t] * sizeof(uint32_t));
}

static int
write_piece(struct lane *n, size_t t, size_t first, size_t rows, bool last)
{
	const struct piece *p = &n->pieces[t];
	long table = (long)t;
	int r;

	if (p->code == NULL)
		return 0;
	if ((r = write_zones(n->l, table, p, first, rows)) != 0 ||
	    (r = write_codes(n, t, first, rows)) != 0)
		return r;
	for (int d = 0; d < 2; d++)
		if (p->day[d] != NULL &&
		    (r = layout_write(n->l, d == 0 ? SECTION_FROM : SECTION_TO,
			 table, p->day[d], rows * sizeof(uint16_t),
			 first * sizeof(uint16_t))) != 0)
			return r;
	if (p->recorded != NULL &&
	    (r = layout_write(n->l, SECTION_RECORDED, table, p->recorded,
		 rows * sizeof(uint32_t), first * sizeof(uint32_t))) != 0)
		return r;
	return write_words(n, t, first, rows, last);
}

static int
write_who(struct lane *n, uint64_t before, size_t first, size_t rows, bool last)
{
	uint64_t at = before;
	int r;

	for (size_t i = 0; i < rows; i++) {
		uint64_t text = n->who_at[i];

		n->who_at[i] = at;
		at += text;
	}
	n->who_at[rows] = at;
	if ((r = layout_write(n->l, SECTION_WHO, -1, n->who.p, n->who.n,
		 before)) != 0 ||
	    (r = layout_write(n->l, SECTION_WHO_AT, -1, n->who_at,
		 (rows + last) * sizeof(at), first * sizeof(at))) != 0)
		return r;
	return layout_write(n->l, SECTION_MARKS, -1, n->marks, rows, first);
}

/* Where the words and the text of these rows go: behind those of the rows
 * before them. */
static bool
reserve(struct lane *n, size_t k, uint64_t *who)
{
	struct layout *l = n->l;

	if (!lane_turn(n, k))
		return false;
	for (size_t t = 0; t < l->w->ntables; t++) {
		n->words_before[t] = l->words_at[t];
		l->words_at[t] += n->pieces[t].words.n / sizeof(uint32_t);
	}
	*who = l->who_at;
	l->who_at += n->who.n;
	lane_pass(n);
	return true;
}

static int
push(void *ctx)
{
	const struct layout *l = ctx;

	if (l->w->fs->sync_bytes(l->fd) == 0)
		return 0;
	return errno == ENOSPC || errno == EDQUOT ? E_FULL : E_IO;
}

/* Left to the end, the sync of gigabytes takes as long as laying them out.
 * Of several lanes, whose threads are there, one more asks for it now. */
static int
push_again(struct layout *l)
{
	int r;

	if (l->nlanes < 2)
		return 0;
	if (!l->has_pushing) {
		if ((r = job_thread_init(&l->pushing, true)) != 0)
			return r;
		l->has_pushing = true;
	}
	if (l->pushes && !job_thread_done(&l->pushing))
		return 0;
	if (l->pushes && (r = job_thread_wait(&l->pushing)) != 0) {
		l->pushes = false;
		return r;
	}
	job_thread_give(&l->pushing, push, l);
	l->pushes = true;
	return 0;
}

/* Of the first lane, now and then. */
static int
look_up(struct layout *l, size_t k, size_t done)
{
	if (l->progress != NULL && !l->progress(l->ctx, done, l->all))
		return E_AGAIN;
	return k % PUSH_EVERY == PUSH_EVERY - 1 ? push_again(l) : 0;
}

static int
lay_rows(struct lane *n)
{
	struct layout *l = n->l;
	size_t of = (l->all + LAYOUT_ROWS - 1) / LAYOUT_ROWS, k, turns = 0;
	int r;

	while (lane_take(n, of, &k)) {
		size_t first = k * LAYOUT_ROWS, rows = l->all - first;
		bool last = rows <= LAYOUT_ROWS;
		uint64_t who;

		rows = last ? rows : LAYOUT_ROWS;
		if ((r = fill(n, first, rows)) != 0)
			return r;
		if (!reserve(n, k, &who))
			return 0;
		for (size_t t = 0; t < l->w->ntables; t++)
			if ((r = write_piece(n, t, first, rows, last)) != 0)
				return r;
		if ((r = write_who(n, who, first, rows, last)) != 0)
			return r;
		if (n == &l->lanes[0] &&
		    (r = look_up(l, turns++, first + rows)) != 0)
			return r;
	}
	return 0;
}

int
layout_rows(struct layout *l)
{
	const uint64_t zero = 0;
	int r, pushed;

	if (l->all == 0)
		return layout_write(l, SECTION_WHO_AT, -1, &zero, sizeof(zero),
		    0);
	if ((r = push_again(l)) == 0)
		r = layout_run(l, lay_rows);
	pushed = l->pushes ? job_thread_wait(&l->pushing) : 0;
	if (l->has_pushing)
		job_thread_release(&l->pushing);
	return r != 0 ? r : pushed;
}
