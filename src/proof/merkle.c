/* merkle.c - the tree and its proofs.
 *
 * What is proved is walked down from the root as RFC 6962 words it; what is
 * checked is walked up as RFC 9162, 2.1.3.2 and 2.1.4.2, words it: two
 * readings of one tree that have to agree. */

#include "proof/merkle.h"

#include <assert.h>
#include <string.h>

struct hash
merkle_empty(void)
{
	return hash_of("", 0);
}

struct hash
merkle_leaf(const void *bytes, size_t n)
{
	uint8_t all[1 + MERKLE_LEAF_MAX];

	assert(n <= MERKLE_LEAF_MAX);
	all[0] = 0;
	memcpy(all + 1, n == 0 ? "" : bytes, n);
	return hash_of(all, n + 1);
}

struct hash
merkle_node(const struct hash *left, const struct hash *right)
{
	uint8_t all[1 + 2 * HASH_BYTES];

	all[0] = 1;
	memcpy(all + 1, left->b, HASH_BYTES);
	memcpy(all + 1 + HASH_BYTES, right->b, HASH_BYTES);
	return hash_of(all, sizeof(all));
}

int
merkle_add(struct merkle_edge *e, const struct hash *leaf,
    int (*told)(void *ctx, unsigned level, uint64_t i, const struct hash *h),
    void *ctx)
{
	uint64_t index = e->size;
	struct hash h = *leaf;
	unsigned level = 0;
	int r;

	if (e->size >= MERKLE_SIZE_MAX)
		return E_LIMIT;
	if (told != NULL && (r = told(ctx, 0, index, &h)) != 0)
		return r;
	/* As a counter carries: two whole halves make a whole. */
	while ((e->size >> level & 1) != 0) {
		h = merkle_node(&e->peak[level], &h);
		level++;
		index >>= 1;
		if (told != NULL && (r = told(ctx, level, index, &h)) != 0)
			return r;
	}
	e->peak[level] = h;
	e->size++;
	return 0;
}

struct hash
merkle_root(const struct merkle_edge *e)
{
	struct hash h = merkle_empty();
	bool any = false;

	for (unsigned l = 0; l < MERKLE_LEVELS; l++) {
		if ((e->size >> l & 1) == 0)
			continue;
		h = any ? merkle_node(&e->peak[l], &h) : e->peak[l];
		any = true;
	}
	return h;
}

/* The hash of the leaves from `first` to `first + count`, where first is a
 * multiple of the largest power of two in count, as every part of a tree
 * is. */
static int
part(const struct merkle_nodes *nodes, uint64_t first, uint64_t count,
    struct hash *out)
{
	struct hash h, left;
	bool any = false;
	int r;

	/* Its whole nodes, from the right end. */
	for (unsigned l = 0; l < MERKLE_LEVELS; l++) {
		uint64_t at;

		if ((count >> l & 1) == 0)
			continue;
		at = (first + (count >> l << l) - (UINT64_C(1) << l)) >> l;
		if ((r = nodes->node(nodes->ctx, l, at, &left)) != 0)
			return r;
		h = any ? merkle_node(&left, &h) : left;
		any = true;
	}
	*out = any ? h : merkle_empty();
	return 0;
}

/* The largest power of two below n, which is 2 or more. */
static uint64_t
split(uint64_t n)
{
	uint64_t k = 1;

	while (k << 1 < n)
		k <<= 1;
	return k;
}

int
merkle_root_at(const struct merkle_nodes *nodes, uint64_t size,
    struct hash *out)
{
	return size > MERKLE_SIZE_MAX ? E_LIMIT : part(nodes, 0, size, out);
}

/* Found on the way down, wanted from the bottom up. */
static void
turn_round(struct merkle_proof *p)
{
	for (size_t i = 0; i < p->n / 2; i++) {
		struct hash h = p->hashes[i];

		p->hashes[i] = p->hashes[p->n - 1 - i];
		p->hashes[p->n - 1 - i] = h;
	}
}

int
merkle_prove(const struct merkle_nodes *nodes, uint64_t index, uint64_t size,
    struct merkle_proof *out)
{
	uint64_t first = 0, count = size;
	int r;

	out->n = 0;
	if (size > MERKLE_SIZE_MAX)
		return E_LIMIT;
	if (index >= size)
		return E_RANGE;
	while (count > 1) {
		uint64_t k = split(count);
		struct hash *h = &out->hashes[out->n++];

		if (index - first < k) {
			r = part(nodes, first + k, count - k, h);
			count = k;
		} else {
			r = part(nodes, first, k, h);
			first += k;
			count -= k;
		}
		if (r != 0) {
			out->n = 0;
			return r;
		}
	}
	turn_round(out);
	return 0;
}

int
merkle_prove_growth(const struct merkle_nodes *nodes, uint64_t old,
    uint64_t size, struct merkle_proof *out)
{
	uint64_t first = 0, count = size, m = old;
	bool whole = true; /* the old tree ends where this part begins */
	int r = 0;

	out->n = 0;
	if (size > MERKLE_SIZE_MAX)
		return E_LIMIT;
	if (old > size)
		return E_RANGE;
	if (old == 0 || old == size)
		return 0;
	while (m < count && r == 0) {
		uint64_t k = split(count);
		struct hash *h = &out->hashes[out->n++];

		if (m <= k) {
			r = part(nodes, first + k, count - k, h);
			count = k;
		} else {
			r = part(nodes, first, k, h);
			first += k;
			count -= k;
			m -= k;
			whole = false;
		}
	}
	/* The old root is known to whoever checks; another part is not. */
	if (r == 0 && !whole)
		r = part(nodes, first, count, &out->hashes[out->n++]);
	if (r != 0) {
		out->n = 0;
		return r;
	}
	turn_round(out);
	return 0;
}

int
merkle_check(const struct hash *leaf, uint64_t index, uint64_t size,
    const struct hash *hashes, size_t n, const struct hash *root)
{
	uint64_t fn = index, sn = size - 1;
	struct hash h = *leaf;

	if (index >= size || size > MERKLE_SIZE_MAX)
		return E_BROKEN;
	for (size_t i = 0; i < n; i++) {
		if (sn == 0)
			return E_BROKEN;
		if ((fn & 1) != 0 || fn == sn) {
			h = merkle_node(&hashes[i], &h);
			while ((fn & 1) == 0 && fn != 0) {
				fn >>= 1;
				sn >>= 1;
			}
		} else {
			h = merkle_node(&h, &hashes[i]);
		}
		fn >>= 1;
		sn >>= 1;
	}
	return sn == 0 && hash_equal(&h, root) ? 0 : E_BROKEN;
}

int
merkle_check_growth(uint64_t old, uint64_t size, const struct hash *hashes,
    size_t n, const struct hash *old_root, const struct hash *root)
{
	struct hash fr, sr, empty = merkle_empty();
	uint64_t fn, sn;
	size_t i = 0;

	if (old > size || size > MERKLE_SIZE_MAX)
		return E_BROKEN;
	/* Nothing is the beginning of everything; but it has one root. */
	if (old == 0)
		return n == 0 && hash_equal(old_root, &empty) &&
			(size > 0 || hash_equal(root, &empty))
		    ? 0
		    : E_BROKEN;
	if (old == size)
		return n == 0 && hash_equal(old_root, root) ? 0 : E_BROKEN;
	fn = old - 1;
	sn = size - 1;
	while ((fn & 1) != 0) {
		fn >>= 1;
		sn >>= 1;
	}
	/* A power of two: its root is a node of the larger tree. */
	if (fn == 0 && (old & (old - 1)) == 0)
		fr = sr = *old_root;
	else if (n == 0)
		return E_BROKEN;
	else
		fr = sr = hashes[i++];
	for (; i < n; i++) {
		if (sn == 0)
			return E_BROKEN;
		if ((fn & 1) != 0 || fn == sn) {
			fr = merkle_node(&hashes[i], &fr);
			sr = merkle_node(&hashes[i], &sr);
			while ((fn & 1) == 0 && fn != 0) {
				fn >>= 1;
				sn >>= 1;
			}
		} else {
			sr = merkle_node(&sr, &hashes[i]);
		}
		fn >>= 1;
		sn >>= 1;
	}
	return sn == 0 && hash_equal(&fr, old_root) && hash_equal(&sr, root)
	    ? 0
	    : E_BROKEN;
}
