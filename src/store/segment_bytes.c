/* segment_bytes.c - bytes that grow, and dictionaries of them. */

#include <string.h>

#include "store/segment_inner.h"

void
bytes_init(struct bytes *b, const struct mem *mem)
{
	*b = (struct bytes){ .mem = mem };
}

void
bytes_release(struct bytes *b)
{
	if (b->mem != NULL)
		b->mem->free(b->mem->ctx, b->p);
	*b = (struct bytes){ .mem = b->mem };
}

bool
bytes_grow(struct bytes *b, size_t more)
{
	size_t cap = b->cap == 0 ? 256 : b->cap;
	uint8_t *p;

	if (b->failed || more > SIZE_MAX / 4 - b->n) {
		b->failed = true;
		return false;
	}
	if (b->n + more <= b->cap)
		return true;
	while (cap < b->n + more)
		cap *= 2;
	if ((p = b->mem->alloc(b->mem->ctx, cap)) == NULL) {
		b->failed = true;
		return false;
	}
	if (b->n > 0)
		memcpy(p, b->p, b->n);
	b->mem->free(b->mem->ctx, b->p);
	b->p = p;
	b->cap = cap;
	return true;
}

void
dictionary_init(struct dictionary *d, const struct mem *mem)
{
	*d = (struct dictionary){ .mem = mem };
	bytes_init(&d->heap, mem);
}

void
dictionary_release(struct dictionary *d)
{
	const struct mem *m = d->mem;

	if (m == NULL)
		return;
	bytes_release(&d->heap);
	m->free(m->ctx, d->at);
	m->free(m->ctx, d->slots);
	dictionary_init(d, m);
}

/* Two chains, so that one multiplication need not wait for the other. */
uint32_t
dictionary_hash(const void *from, size_t n)
{
	const uint8_t *p = from;
	uint64_t h = 0x9e3779b97f4a7c15u ^ n, k = 0x2545f4914f6cdd1du, w[2];

	for (; n >= 16; p += 16, n -= 16) {
		memcpy(w, p, 16);
		h = (h ^ w[0]) * 0xbf58476d1ce4e5b9u;
		k = (k ^ w[1]) * 0x94d049bb133111ebu;
		h ^= h >> 32;
		k ^= k >> 29;
	}
	w[0] = w[1] = 0;
	memcpy(w, p, n);
	h = (h ^ w[0]) * 0xbf58476d1ce4e5b9u;
	k = (k ^ w[1]) * 0x94d049bb133111ebu;
	h = (h ^ h >> 32 ^ (k << 21 | k >> 43)) * 0xbf58476d1ce4e5b9u;
	return (uint32_t)(h >> 32);
}

static int
dictionary_grow(struct dictionary *d)
{
	uint32_t nslots = d->nslots == 0 ? 64 : d->nslots * 2;
	struct dictionary_slot *slots;

	if (nslots < d->nslots)
		return E_LIMIT;
	slots = d->mem->alloc(d->mem->ctx, nslots * sizeof(*slots));
	if (slots == NULL)
		return E_NOMEM;
	memset(slots, 0, nslots * sizeof(*slots));
	for (uint32_t i = 0; i < d->nslots; i++) {
		uint32_t s = d->slots[i].hash & (nslots - 1);

		if (d->slots[i].number == 0)
			continue;
		while (slots[s].number != 0)
			s = (s + 1) & (nslots - 1);
		slots[s] = d->slots[i];
	}
	d->mem->free(d->mem->ctx, d->slots);
	d->slots = slots;
	d->nslots = nslots;
	return 0;
}

static int
dictionary_room(struct dictionary *d)
{
	uint32_t cap = d->cap == 0 ? 32 : d->cap * 2;
	uint64_t *at;

	if (d->n < d->cap)
		return 0;
	if (cap < d->cap)
		return E_LIMIT;
	at = d->mem->alloc(d->mem->ctx, ((size_t)cap + 1) * sizeof(*at));
	if (at == NULL)
		return E_NOMEM;
	if (d->n > 0)
		memcpy(at, d->at, ((size_t)d->n + 1) * sizeof(*at));
	d->mem->free(d->mem->ctx, d->at);
	d->at = at;
	d->cap = cap;
	return 0;
}

int
dictionary_look(struct dictionary *d, uint32_t h, const void *p, size_t n,
    uint32_t *out)
{
	uint32_t s;
	int r;

	if (2 * (d->n + 1) > d->nslots && (r = dictionary_grow(d)) != 0)
		return r;
	s = h & (d->nslots - 1);
	for (; d->slots[s].number != 0; s = (s + 1) & (d->nslots - 1)) {
		uint32_t i = d->slots[s].number - 1;

		if (d->slots[s].hash == h && d->at[i + 1] - d->at[i] == n &&
		    memcmp(d->heap.p + d->at[i], p, n) == 0) {
			*out = i;
			return 0;
		}
	}
	if ((r = dictionary_room(d)) != 0)
		return r;
	if (!bytes_room(&d->heap, n + 1))
		return E_NOMEM;
	d->at[d->n] = d->heap.n;
	bytes_add(&d->heap, p, n);
	d->at[d->n + 1] = d->heap.n;
	d->slots[s] = (struct dictionary_slot){ h, d->n + 1 };
	*out = d->n++;
	return 0;
}
