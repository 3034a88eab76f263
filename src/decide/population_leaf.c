/* population_leaf.c - a condition on one kind of fact, over everybody: codes
 * and days looked up, a block at a time.  population_form.c says what they
 * come to. */

#include "decide/population_inner.h"

#include <string.h>

/* -- In a block ------------------------------------------------------------ */

static size_t
stair_at(const struct stair *st, uint16_t day)
{
	size_t i = st->n - 1;

	while (st->from[i] > day)
		i--;
	return i;
}

/* The value that all rows of a run have in a block, or -1. */
static int
run_value(const struct leaf *l, const struct run *r, const struct zone_map *z)
{
	const struct stair *st;
	size_t lo;

	if (r->stair == 0)
		return r->value == UNDECIDED ? -1 : r->value;
	st = &l->stairs[r->stair - 1];
	if (z->day_lo[0] > z->day_hi[0])
		return -1;
	lo = stair_at(st, z->day_lo[0]);
	if (lo != stair_at(st, z->day_hi[0]) || st->value[lo] == UNDECIDED)
		return -1;
	return st->value[lo];
}

/* Some rows may have been recorded after K. */
static bool
later_ones(const struct population *p, const struct kind_table *t)
{
	return t->recorded != NULL && p->known_rank < p->c->ninstants;
}

static bool
blanket_differs(const struct population *p, const struct leaf *l, size_t block)
{
	const struct kind_table *b = &p->c->tables[TABLE_BLANKET(p->c)];

	return l->blanket && b->code != NULL &&
	    (b->zones[block].form_lo != l->expect ||
		b->zones[block].form_hi != l->expect);
}

static size_t
block_rows(const struct population *p, size_t block)
{
	size_t left = p->c->rows - block * COLUMNS_BLOCK;

	return left < COLUMNS_BLOCK ? left : COLUMNS_BLOCK;
}

static bool
somebody_is(const struct population *p, size_t block)
{
	const uint8_t *m = p->c->marks + block * COLUMNS_BLOCK;
	size_t n = block_rows(p, block);
	uint8_t any = 0;

	for (size_t i = 0; i < n; i++)
		any |= m[i];
	return (any & MARK_IS) != 0;
}

static int
whole_all(const struct population *p, const struct leaf *l, size_t block)
{
	for (size_t t = 0; t < p->c->ntables; t++)
		if (l->reads[t] && p->c->tables[t].code != NULL &&
		    p->c->tables[t].zones[block].form_hi != CODE_NONE)
			return -1;
	return l->is && somebody_is(p, block) ? -1 : l->none;
}

/* The value that all rows of a block have, or -1. */
static int
leaf_all(const struct population *p, const struct leaf *l, size_t block)
{
	const struct kind_table *t;
	const struct zone_map *z;
	int v = -1, one;

	if (l->whole)
		return whole_all(p, l, block);
	t = &p->c->tables[l->table];
	if (blanket_differs(p, l, block))
		return -1;
	if (t->code == NULL)
		return l->none;
	z = &t->zones[block];
	for (uint32_t r = l->run_of[z->form_lo]; r <= l->run_of[z->form_hi];
	     r++) {
		one = run_value(l, &l->runs[r], z);
		if (one < 0 || (v >= 0 && v != one))
			return -1;
		v = one;
	}
	return later_ones(p, t) && v != l->before_all ? -1 : v;
}

static void
set_range(const struct population *p, const struct kind_table *t, uint8_t *dst,
    size_t row, size_t n, const struct run *r, uint8_t v)
{
	if (t->width == 1)
		p->k->set1(dst, (const uint8_t *)t->code + row, n, r->lo, r->hi,
		    v);
	else if (t->width == 2)
		p->k->set2(dst, (const uint16_t *)t->code + row, n, r->lo,
		    r->hi, v);
	else
		p->k->set4(dst, (const uint32_t *)t->code + row, n, r->lo,
		    r->hi, v);
}

static void
take_range(const struct population *p, const struct kind_table *t, uint8_t *dst,
    const uint8_t *src, size_t row, size_t n, const struct run *r)
{
	if (t->width == 1)
		p->k->take1(dst, src, (const uint8_t *)t->code + row, n, r->lo,
		    r->hi);
	else if (t->width == 2)
		p->k->take2(dst, src, (const uint16_t *)t->code + row, n, r->lo,
		    r->hi);
	else
		p->k->take4(dst, src, (const uint32_t *)t->code + row, n, r->lo,
		    r->hi);
}

static void
climb(const struct population *p, const struct kind_table *t, uint8_t *dst,
    size_t row, size_t n, const struct stair *st, const struct zone_map *z)
{
	size_t i =
	    z->day_lo[0] <= z->day_hi[0] ? stair_at(st, z->day_lo[0]) : 0;

	memset(dst, st->value[i], n);
	for (i++; i < st->n && st->from[i] <= z->day_hi[0]; i++)
		p->k->from(dst, t->day[0] + row, n, st->from[i], st->value[i]);
}

static void
look_up(const struct kind_table *t, uint8_t *dst, size_t row, size_t n,
    const uint8_t *values)
{
	if (t->width == 1) {
		const uint8_t *c = (const uint8_t *)t->code + row;

		for (size_t i = 0; i < n; i++)
			dst[i] = values[c[i]];
	} else if (t->width == 2) {
		const uint16_t *c = (const uint16_t *)t->code + row;

		for (size_t i = 0; i < n; i++)
			dst[i] = values[c[i]];
	} else {
		const uint32_t *c = (const uint32_t *)t->code + row;

		for (size_t i = 0; i < n; i++)
			dst[i] = values[c[i]];
	}
}

#define RUNS_FEW 6u

/* Of few runs each is set in its turn; of many each row looks its code up,
 * and where that is a stair, the day. */
static void
run_codes(struct population *p, const struct leaf *l,
    const struct kind_table *t, const struct zone_map *z, uint8_t *dst,
    size_t row, size_t n)
{
	uint32_t first = l->run_of[z->form_lo], last = l->run_of[z->form_hi];

	if (last - first >= RUNS_FEW) {
		look_up(t, dst, row, n, l->values);
		for (size_t s = 0; s < l->nstairs; s++) {
			uint8_t mark = (uint8_t)(STAIR_FIRST + s);

			climb(p, t, p->tmp, row, n, &l->stairs[s], z);
			for (size_t i = 0; i < n; i++)
				dst[i] = dst[i] == mark ? p->tmp[i] : dst[i];
		}
		return;
	}
	for (uint32_t i = first; i <= last; i++) {
		const struct run *r = &l->runs[i];

		if (r->stair == 0) {
			if (i == first)
				memset(dst, r->value, n);
			else
				set_range(p, t, dst, row, n, r, r->value);
			continue;
		}
		climb(p, t, i == first ? dst : p->tmp, row, n,
		    &l->stairs[r->stair - 1], z);
		if (i > first)
			take_range(p, t, dst, p->tmp, row, n, r);
	}
}

static void
undecide_facts(const struct kind_table *t, uint8_t *dst, size_t row, size_t n,
    uint32_t expect)
{
	for (size_t i = 0; i < n; i++)
		if (table_code(t, row + i) != expect)
			dst[i] = UNDECIDED;
}

static void
run_whole(struct population *p, const struct leaf *l, size_t block,
    uint8_t *dst, size_t row, size_t n)
{
	memset(dst, l->none, n);
	for (size_t t = 0; t < p->c->ntables; t++)
		if (l->reads[t] && p->c->tables[t].code != NULL &&
		    p->c->tables[t].zones[block].form_hi != CODE_NONE)
			undecide_facts(&p->c->tables[t], dst, row, n,
			    CODE_NONE);
	for (size_t i = 0; l->is && i < n; i++)
		if ((p->c->marks[row + i] & MARK_IS) != 0)
			dst[i] = UNDECIDED;
}

/* Each as it was before it was recorded. */
static void
look_back(const struct population *p, const struct leaf *l,
    const struct kind_table *t, uint8_t *dst, size_t row, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (t->recorded[row + i] > p->known_rank)
			dst[i] = l->before[table_code(t, row + i)];
}

static void
run_table(struct population *p, const struct leaf *l, size_t block,
    uint8_t *dst, size_t row, size_t n)
{
	const struct kind_table *t = &p->c->tables[l->table];

	if (t->code == NULL) {
		memset(dst, l->none, n);
	} else {
		run_codes(p, l, t, &t->zones[block], dst, row, n);
		if (later_ones(p, t) && l->before_all >= 0)
			p->k->later(dst, t->recorded + row, n, p->known_rank,
			    (uint8_t)l->before_all);
		else if (later_ones(p, t))
			look_back(p, l, t, dst, row, n);
	}
	if (blanket_differs(p, l, block))
		undecide_facts(&p->c->tables[TABLE_BLANKET(p->c)], dst, row, n,
		    l->expect);
}

struct plane
leaf_run(struct population *p, struct leaf *l, size_t block, uint8_t *lo,
    uint8_t *hi)
{
	size_t row = block * COLUMNS_BLOCK, n = block_rows(p, block);
	struct plane out = { -1, NULL, NULL };

	if (l->block == block)
		return l->kept;
	if (l->lo != NULL) {
		lo = l->lo;
		hi = l->hi;
	}
	if ((out.all = leaf_all(p, l, block)) < 0) {
		p->cost.leaves++;
		if (l->whole)
			run_whole(p, l, block, p->out, row, n);
		else
			run_table(p, l, block, p->out, row, n);
		out.lo = lo;
		if (p->k->split(lo, hi, p->out, n) != 0)
			out.hi = hi;
	}
	if (l->lo != NULL) {
		l->block = block;
		l->kept = out;
	}
	return out;
}

/* -- Of one row ------------------------------------------------------------ */

#define ROW_MEMO 256

/* Days that were asked alone, for those who share them. */
struct row_memo {
	uint64_t key[ROW_MEMO]; /* 0: none; a code is never 0 here */
	uint8_t value[ROW_MEMO];
};

static uint8_t
ask_days(struct population *p, struct leaf *l, const struct kind_table *t,
    uint32_t code, size_t row)
{
	const struct form *f = &t->forms[code - CODE_FIRST];
	uint16_t from = f->from_day ? t->day[0][row] : 0;
	uint16_t to = f->to_day ? t->day[1][row] : 0;
	uint64_t key = (uint64_t)code << 32 | (uint64_t)to << 16 | from;
	struct instant next;
	uint8_t v;
	size_t slot = (size_t)(key * 0x9e3779b97f4a7c15u >> 32) % ROW_MEMO;

	if (l->memo == NULL)
		l->memo = arena_alloc(p->a, sizeof(*l->memo));
	if (l->memo == NULL)
		return UNDECIDED;
	if (l->memo->key[slot] == key) {
		p->cost.remembered++;
		return l->memo->value[slot];
	}
	p->cost.days++;
	v = leaf_form(p, l, f, from, to, false, &next);
	/* What these days alone change in it before the next instant. */
	if (next.us < p->at[l->asker.sample + 1].us)
		v = UNDECIDED;
	else if (l->asker.sample + 1 == p->nsamples)
		population_note_end(p, next);
	l->memo->key[slot] = key;
	l->memo->value[slot] = v;
	return v;
}

uint8_t
leaf_row(struct population *p, struct leaf *l, size_t row)
{
	const struct kind_table *t = &p->c->tables[l->table];
	const struct kind_table *b = &p->c->tables[TABLE_BLANKET(p->c)];
	uint32_t code;

	if (l->whole)
		return UNDECIDED;
	if (l->blanket && table_code(b, row) != l->expect)
		return UNDECIDED;
	code = table_code(t, row);
	if (code == CODE_NONE)
		return l->none;
	if (later_ones(p, t) && t->recorded[row] > p->known_rank)
		return l->before[code];
	if (code != CODE_MANY && l->values[code] >= STAIR_FIRST) {
		const struct stair *st =
		    &l->stairs[l->values[code] - STAIR_FIRST];

		return st->value[stair_at(st, t->day[0][row])];
	}
	if (code == CODE_MANY || l->values[code] != UNDECIDED ||
	    !t->forms[code - CODE_FIRST].plain)
		return l->values[code];
	return ask_days(p, l, t, code, row);
}

/* -- Making ---------------------------------------------------------------- */

static uint32_t
key_slot(const struct population *p, const char *key)
{
	uint64_t h = 1469598103934665603u;

	for (const char *s = key; *s != '\0'; s++)
		h = (h ^ (uint8_t)*s) * 1099511628211u;
	return (uint32_t)(h ^ h >> 32) & (uint32_t)(p->nslots - 1);
}

static struct leaf *
leaf_find(const struct population *p, const char *key)
{
	uint32_t s = key_slot(p, key);

	for (; p->leaf_slots[s] != 0; s = (s + 1) & (uint32_t)(p->nslots - 1)) {
		struct leaf *l = p->leaves[p->leaf_slots[s] - 1];

		if (strcmp(l->key, key) == 0)
			return l;
	}
	return NULL;
}

static int
leaf_slots_grow(struct population *p)
{
	size_t was = p->nslots;

	if (2 * (p->nleaves + 1) <= was)
		return 0;
	p->nslots = was == 0 ? 64 : 2 * was;
	p->leaf_slots = arena_array(p->a, p->nslots, sizeof(*p->leaf_slots));
	if (p->leaf_slots == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < p->nleaves; i++) {
		uint32_t s = key_slot(p, p->leaves[i]->key);

		while (p->leaf_slots[s] != 0)
			s = (s + 1) & (uint32_t)(p->nslots - 1);
		p->leaf_slots[s] = (uint32_t)i + 1;
	}
	return 0;
}

/* Kept under its key, with the blocks it may be more than NO in. */
static int
leaf_keep(struct population *p, struct leaf *l)
{
	struct leaf **leaves;
	uint32_t s;
	int r;

	if ((r = leaf_slots_grow(p)) != 0)
		return r;
	leaves = arena_grow(p->a, p->leaves, p->nleaves, &p->cap_leaves,
	    sizeof(*leaves));
	l->may = arena_array(p->a, p->words, sizeof(*l->may));
	if (leaves == NULL || l->may == NULL)
		return E_NOMEM;
	p->leaves = leaves;
	for (size_t b = 0; b < p->blocks; b++)
		if (leaf_all(p, l, b) != NO)
			l->may[b / 64] |= (uint64_t)1 << b % 64;
	s = key_slot(p, l->key);
	while (p->leaf_slots[s] != 0)
		s = (s + 1) & (uint32_t)(p->nslots - 1);
	leaves[p->nleaves++] = l;
	p->leaf_slots[s] = (uint32_t)p->nleaves;
	return 0;
}

int
leaf_whole(struct population *p, const char *key, const struct reads *rd,
    enum tri none, struct leaf **out)
{
	struct leaf *l;
	int r;

	if (p->nslots > 0 && (l = leaf_find(p, key)) != NULL) {
		l->refs++;
		*out = l;
		return 0;
	}
	if ((l = arena_alloc(p->a, sizeof(*l))) == NULL ||
	    (l->key = arena_strdup(p->a, key)) == NULL ||
	    (l->reads = arena_array(p->a, p->c->ntables, sizeof(*l->reads))) ==
		NULL)
		return E_NOMEM;
	for (size_t i = 0; i < p->c->ntables; i++)
		if (rd->tables[i] &&
		    (r = columns_touch(p->c, COLUMNS_ZONES, i, 0, 0)) != 0)
			return r;
	if (rd->is &&
	    (r = columns_touch(p->c, COLUMNS_MARKS, 0, 0, p->c->rows)) != 0)
		return r;
	l->whole = true;
	memcpy(l->reads, rd->tables, p->c->ntables * sizeof(*l->reads));
	l->is = rd->is;
	l->none = (uint8_t)none;
	l->refs = 1;
	l->block = SIZE_MAX;
	*out = l;
	return leaf_keep(p, l);
}

/* What is to be known of it before it is run. */
static int
leaf_fill(struct population *p, struct leaf *l, const struct reads *rd)
{
	int r;

	l->refs = 1;
	l->block = SIZE_MAX;
	for (size_t i = 0; i < p->c->ntables; i++) {
		if (!rd->tables[i])
			continue;
		if (i == TABLE_BLANKET(p->c))
			l->blanket = true;
		else
			l->table = i;
		if ((r = columns_touch(p->c, COLUMNS_ZONES, i, 0, 0)) != 0)
			return r;
	}
	l->expect = l->blanket ? p->blanket : CODE_NONE;
	l->none = leaf_none(p, l);
	/* It failed for who has nothing: it is asked of each. */
	if (l->none == UNDECIDED)
		return E_AGAIN;
	if (p->c->tables[l->table].code != NULL &&
	    (r = leaf_look_up(p, l, rd)) != 0)
		return r;
	return leaf_keep(p, l);
}

/* Two conditions of one text are one where they are asked in the same name,
 * as far as it matters. */
static const char *
leaf_key(struct population *p, const struct expr *e, const struct asker *as)
{
	struct buf b;
	const char *s;

	buf_init(&b, p->a->mem, LIMIT_STRING_BYTES);
	expr_print(&b, e);
	buf_printf(&b, "\n%zu %d %d %s %s", as->sample, as->frees, as->coming,
	    as->order != NULL ? zone_name(as->order->zone)
			      : zone_name(as->zone),
	    as->order != NULL ? as->order->id.s : "");
	s = b.failed ? NULL : arena_strdup(p->a, b.s);
	buf_release(&b);
	return s;
}

int
leaf_make(struct population *p, const struct expr *e, const struct asker *as,
    const struct reads *rd, struct leaf **out)
{
	struct asker shared = *as;
	struct leaf *l;
	const char *key;
	int r;

	shared.coming = as->coming && rd->entry;
	/* Whose order asks matters only for when it began and, of what goes
	 * stale or is good for a while, for its court's calendar. */
	if (as->order != NULL && !rd->entry && !rd->days) {
		bool counts = false;

		for (size_t i = 0; i < p->c->ntables; i++) {
			if (!rd->tables[i])
				continue;
			if ((r = columns_touch(p->c, COLUMNS_ZONES, i, 0, 0)) !=
				0 ||
			    (r = population_skeletons(p, i)) != 0)
				return r;
			counts |= p->skeletons[i].good ||
			    (i < p->c->vocab->nkinds &&
				p->c->vocab->kinds[i]->has_stale);
		}
		if (!counts) {
			shared.zone = as->order->zone;
			shared.order = NULL;
		}
	}
	if ((key = leaf_key(p, e, &shared)) == NULL)
		return E_NOMEM;
	if (p->nslots > 0 && (l = leaf_find(p, key)) != NULL) {
		l->refs++;
		*out = l;
		return 0;
	}
	if ((l = arena_alloc(p->a, sizeof(*l))) == NULL)
		return E_NOMEM;
	l->key = key;
	l->e = e;
	l->asker = shared;
	*out = l;
	return leaf_fill(p, l, rd);
}

int
leaf_stages(struct population *p, const struct asker *as,
    const struct each *each, const struct reads *rd, struct leaf **out)
{
	struct leaf *l = arena_alloc(p->a, sizeof(*l));

	if (l == NULL)
		return E_NOMEM;
	l->key = arena_printf(p->a, "the stages of %s\n%zu %p", as->order->id.s,
	    as->sample, (const void *)each);
	if (l->key == NULL)
		return E_NOMEM;
	l->staged = as->order;
	l->each = each;
	l->asker = *as;
	*out = l;
	return leaf_fill(p, l, rd);
}
