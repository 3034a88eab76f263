/* population_tally.c - pairs counted, people marked, lists made. */

#include "decide/population_inner.h"

#include <string.h>

struct tallying {
	struct population *p;
	struct population_tally *out;
	uint64_t *barred, *held; /* a bit a row */
	uint8_t person[COLUMNS_BLOCK];
	size_t row, n; /* of the block in person; n 0: none yet */
};

/* The highest bit of each of 64 bytes whose bit `bit` is set. */
static uint64_t
bits_of(const uint8_t *v, size_t n, unsigned bit)
{
	uint64_t out = 0, w;
	size_t i;

	for (i = 0; i + 8 <= n; i += 8) {
		memcpy(&w, v + i, 8);
		w = w >> bit & 0x0101010101010101u;
		out |= (w * 0x0102040810204080u >> 56) << i;
	}
	for (; i < n; i++)
		out |= (uint64_t)(v[i] >> bit & 1) << i;
	return out;
}

static void
end_block(struct tallying *t)
{
	uint32_t ones, twos;

	if (t->n == 0)
		return;
	t->p->k->count(t->person, t->n, &ones, &twos);
	t->out->held += ones;
	t->out->barred += twos;
	for (size_t i = 0; i < t->n; i += 64) {
		size_t n = t->n - i < 64 ? t->n - i : 64, w = (t->row + i) / 64;

		if (t->barred != NULL)
			t->barred[w] = bits_of(t->person + i, n, 1);
		if (t->held != NULL)
			t->held[w] = bits_of(t->person + i, n, 0);
	}
	t->n = 0;
}

static void
tally(void *ctx, size_t order, size_t row, size_t n, const uint8_t *values,
    enum tri all)
{
	struct tallying *t = ctx;
	uint32_t ones = all == UNKNOWN ? (uint32_t)n : 0,
		 twos = all == YES ? (uint32_t)n : 0;

	if (t->n == 0 || t->row != row) {
		end_block(t);
		memset(t->person, NO, n);
		t->row = row;
		t->n = n;
	}
	if (values != NULL) {
		t->p->k->count(values, n, &ones, &twos);
		t->p->k->most(t->person, t->person, values, n);
	} else {
		for (size_t i = 0; i < n; i++)
			t->person[i] = t->person[i] > (uint8_t)all
			    ? t->person[i]
			    : (uint8_t)all;
	}
	t->out->yes += twos;
	t->out->unknown += ones;
	if (t->out->order_yes != NULL)
		t->out->order_yes[order] += twos;
	if (t->out->order_unknown != NULL)
		t->out->order_unknown[order] += ones;
}

static int
count_into(struct population *p, struct population_tally *out, uint64_t *barred,
    uint64_t *held)
{
	struct tallying t = { .p = p,
		.out = out,
		.barred = barred,
		.held = held };
	size_t words = p->c->rows / 64 + 1;
	int r;

	if (barred != NULL)
		memset(barred, 0, words * sizeof(*barred));
	if (held != NULL)
		memset(held, 0, words * sizeof(*held));
	r = population_run(p, 0, p->blocks, tally, &t);
	end_block(&t);
	return r;
}

int
population_count(struct population *p, struct population_tally *out)
{
	uint64_t *yes = out->order_yes, *unknown = out->order_unknown;

	memset(out, 0, sizeof(*out));
	out->order_yes = yes;
	out->order_unknown = unknown;
	for (size_t i = 0; yes != NULL && i < p->norders; i++)
		yes[i] = 0;
	for (size_t i = 0; unknown != NULL && i < p->norders; i++)
		unknown[i] = 0;
	return count_into(p, out, NULL, NULL);
}

int
population_people(struct population *p, uint64_t *barred, uint64_t *held)
{
	struct population_tally t = { .order_yes = NULL };

	return count_into(p, &t, barred, held);
}

/* -- Lists ----------------------------------------------------------------- */

/* Pairs of the block at hand, in order of orders; then by row. */
struct pair {
	uint16_t row;
	uint8_t doubt;
	uint32_t order;
};

struct listing {
	struct population *p;
	struct arena *a;
	struct population_lists *out;
	struct pair *pairs;
	size_t npairs, cap_pairs;
	uint32_t count[COLUMNS_BLOCK + 1];
	size_t row, n;
	size_t most; /* pairs in all */
	int err;
};

static bool
room_for_pairs(struct listing *l, size_t more)
{
	struct pair *pairs;
	size_t cap = l->cap_pairs == 0 ? 8192 : l->cap_pairs;

	if (l->npairs + more <= l->cap_pairs)
		return true;
	while (cap < l->npairs + more)
		cap *= 2;
	if ((pairs = arena_array(l->a, cap, sizeof(*pairs))) == NULL) {
		l->err = E_NOMEM;
		return false;
	}
	if (l->npairs > 0)
		memcpy(pairs, l->pairs, l->npairs * sizeof(*pairs));
	l->pairs = pairs;
	l->cap_pairs = cap;
	return true;
}

static bool
room_in_lists(struct listing *l, size_t more)
{
	struct population_lists *o = l->out;
	size_t cap = o->cap == 0 ? 65536 : o->cap;
	uint32_t *order;
	uint8_t *doubt;

	if (o->n + more > l->most) {
		l->err = E_LIMIT;
		return false;
	}
	if (o->n + more <= o->cap)
		return true;
	while (cap < o->n + more)
		cap *= 2;
	order = arena_array(l->a, cap, sizeof(*order));
	doubt = arena_array(l->a, cap, sizeof(*doubt));
	if (order == NULL || doubt == NULL) {
		l->err = E_NOMEM;
		return false;
	}
	if (o->n > 0) {
		memcpy(order, o->order, o->n * sizeof(*order));
		memcpy(doubt, o->doubt, o->n * sizeof(*doubt));
	}
	o->order = order;
	o->doubt = doubt;
	o->cap = cap;
	return true;
}

/* Sorted by row by counting, which keeps the order of orders. */
static void
end_lists(struct listing *l)
{
	struct population_lists *o = l->out;
	uint32_t at = (uint32_t)o->n;

	if (l->n == 0 || !room_in_lists(l, l->npairs))
		return;
	for (size_t i = 0; i < l->n; i++) {
		uint32_t c = l->count[i];

		o->at[l->row + i] = l->count[i] = at;
		at += c;
	}
	for (size_t i = 0; i < l->npairs; i++) {
		const struct pair *pr = &l->pairs[i];
		uint32_t to = l->count[pr->row]++;

		o->order[to] = pr->order;
		o->doubt[to] = pr->doubt;
	}
	o->n = at;
	l->npairs = 0;
	l->n = 0;
}

/* Rows that no order was told of are nobody's. */
static void
begin_lists(struct listing *l, size_t row, size_t n)
{
	size_t was = l->row + l->n;

	end_lists(l);
	for (size_t i = was; i < row; i++)
		l->out->at[i] = (uint32_t)l->out->n;
	memset(l->count, 0, sizeof(l->count));
	l->row = row;
	l->n = n;
}

static void
add_bits(struct listing *l, size_t order, size_t at, uint64_t bits, bool doubt)
{
	while (bits != 0) {
		size_t i = at + (size_t)__builtin_ctzll(bits);

		bits &= bits - 1;
		l->pairs[l->npairs++] =
		    (struct pair){ (uint16_t)i, doubt, (uint32_t)order };
		l->count[i]++;
	}
}

static void
list(void *ctx, size_t order, size_t row, size_t n, const uint8_t *values,
    enum tri all)
{
	struct listing *l = ctx;

	if (l->err != 0)
		return;
	if (l->n == 0 || l->row != row)
		begin_lists(l, row, n);
	if (!room_for_pairs(l, n))
		return;
	for (size_t i = 0; i < n; i += 64) {
		size_t m = n - i < 64 ? n - i : 64;
		uint64_t every =
		    m == 64 ? ~(uint64_t)0 : ((uint64_t)1 << m) - 1;

		if (values == NULL) {
			add_bits(l, order, i, every, all == UNKNOWN);
			continue;
		}
		add_bits(l, order, i, bits_of(values + i, m, 1), false);
		add_bits(l, order, i, bits_of(values + i, m, 0), true);
	}
}

int
population_lists_of(struct population *p, struct arena *a, size_t most,
    struct population_lists *out)
{
	struct listing *l = arena_alloc(a, sizeof(*l));
	int r;

	if (l == NULL)
		return E_NOMEM;
	l->p = p;
	l->a = a;
	l->out = out;
	l->most = most;
	out->n = 0;
	r = population_run(p, 0, p->blocks, list, l);
	if (r == 0)
		begin_lists(l, p->c->rows, 0);
	out->at[p->c->rows] = (uint32_t)out->n;
	return r != 0 ? r : l->err;
}

int
population_lists(struct population *p, struct arena *a,
    struct population_lists *out)
{
	return population_lists_of(p, a, UINT32_MAX, out);
}
