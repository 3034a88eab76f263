/* merkle.h - the tree over a log's leaves, and proofs about it.
 *
 * RFC 6962, section 2.1 (the same tree as RFC 9162): a leaf is hashed behind
 * a byte 0, two hashes behind a byte 1, so that neither can pass for the
 * other; a tree of n leaves splits at the largest power of two below n.
 *
 * A node is named by its level and its place in it: node (l, i) is the hash
 * of the leaves i * 2^l to (i + 1) * 2^l, all of which exist.  A tree is kept
 * as those nodes; nothing else is needed to prove anything about it. */

#ifndef FORESTAY_PROOF_MERKLE_H
#define FORESTAY_PROOF_MERKLE_H

#include "core/err.h"
#include "proof/hash.h"

/* A tree has no more than 2^62 leaves, so no proof is longer than this; the
 * same bound is that of c2sp.org/tlog-witness. */
#define MERKLE_LEVELS   63
#define MERKLE_SIZE_MAX (UINT64_C(1) << 62)

/* What a leaf holds is a commitment of a few dozen bytes; n is no more. */
#define MERKLE_LEAF_MAX 128

struct hash merkle_empty(void); /* of no leaves: SHA-256 of nothing */
struct hash merkle_leaf(const void *bytes, size_t n);
struct hash merkle_node(const struct hash *left, const struct hash *right);

/* The right edge of a tree: all that is needed to go on adding to it.
 * peak[l] stands when bit l of size does. */
struct merkle_edge {
	uint64_t size;
	struct hash peak[MERKLE_LEVELS];
};

/* Add one leaf hash (of merkle_leaf) to an edge, zeroed at first.  Each node
 * that is now whole is told, lowest first, the leaf among them; told may be
 * NULL.  0; E_LIMIT: MERKLE_SIZE_MAX; or what told said, *e untouched. */
int merkle_add(struct merkle_edge *e, const struct hash *leaf,
    int (*told)(void *ctx, unsigned level, uint64_t i, const struct hash *h),
    void *ctx) MUST_CHECK;

struct hash merkle_root(const struct merkle_edge *e);

/* Where a kept tree's nodes come from: 0, or why not. */
struct merkle_nodes {
	int (*node)(void *ctx, unsigned level, uint64_t i, struct hash *out);
	void *ctx;
};

struct merkle_proof {
	struct hash hashes[MERKLE_LEVELS];
	size_t n;
};

/* The root of the first `size` leaves.  0, E_LIMIT, or what a node said. */
int merkle_root_at(const struct merkle_nodes *nodes, uint64_t size,
    struct hash *out) MUST_CHECK;

/* That leaf `index` is in the tree of `size` leaves (RFC 6962, 2.1.1).
 * 0; E_RANGE when it is not; E_LIMIT; or what a node said. */
int merkle_prove(const struct merkle_nodes *nodes, uint64_t index,
    uint64_t size, struct merkle_proof *out) MUST_CHECK;

/* That the tree of `size` leaves begins with that of `old` (2.1.2).  Of no
 * leaves, or of as many, the proof is empty.  Errors as above. */
int merkle_prove_growth(const struct merkle_nodes *nodes, uint64_t old,
    uint64_t size, struct merkle_proof *out) MUST_CHECK;

/* Whether the proof shows it: 0, or E_BROKEN. */
int merkle_check(const struct hash *leaf, uint64_t index, uint64_t size,
    const struct hash *hashes, size_t n, const struct hash *root) MUST_CHECK;
int merkle_check_growth(uint64_t old, uint64_t size, const struct hash *hashes,
    size_t n, const struct hash *old_root, const struct hash *root) MUST_CHECK;

#endif
