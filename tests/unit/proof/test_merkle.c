/* The tree over the log: its hashes as RFC 6962 defines them, made in the
 * plainest way; every proof of every small tree; and that nothing else passes
 * for one. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "proof/base64.h"
#include "proof/merkle.h"

#define LEAVES 70

/* A kept tree: node (l, i) at [l][i]. */
struct kept {
	struct hash leaf[LEAVES];
	struct hash node[8][LEAVES];
	size_t told[8];
	int refuse; /* the n-th node asked for is refused */
	int asked;
	struct merkle_edge edge;
};

/* MTH of RFC 6962, 2.1, word for word. */
static struct hash
mth(const struct hash *leaves, size_t n)
{
	size_t k = 1;
	struct hash l, r;

	if (n == 0)
		return hash_of("", 0);
	if (n == 1)
		return leaves[0];
	while (2 * k < n)
		k *= 2;
	l = mth(leaves, k);
	r = mth(leaves + k, n - k);
	return merkle_node(&l, &r);
}

static int
keep(void *ctx, unsigned level, uint64_t index, const struct hash *h)
{
	struct kept *k = ctx;

	assert_true(level < 8 && index < LEAVES);
	assert_int_equal(index, k->told[level]); /* in order, each once */
	k->node[level][index] = *h;
	k->told[level]++;
	return 0;
}

static int
give(void *ctx, unsigned level, uint64_t index, struct hash *out)
{
	struct kept *k = ctx;

	if (k->refuse > 0 && ++k->asked == k->refuse)
		return E_IO;
	assert_true(level < 8 && index < k->told[level]);
	*out = k->node[level][index];
	return 0;
}

static struct kept kept;
static const struct merkle_nodes nodes = { give, &kept };

static int
set_up(void **state)
{
	memset(&kept, 0, sizeof(kept));
	for (size_t i = 0; i < LEAVES; i++) {
		char text[16];
		int n = snprintf(text, sizeof(text), "leaf %zu", i);

		kept.leaf[i] = merkle_leaf(text, (size_t)n);
		if (merkle_add(&kept.edge, &kept.leaf[i], keep, &kept) != 0)
			return -1;
	}
	return 0;
}

static void
test_hashes(void **state)
{
	/* Of the empty tree and the empty leaf, as RFC 6962's own
	 * implementation has them. */
	static const char empty[] = "sha256:e3b0c44298fc1c149afbf4c8996fb924"
				    "27ae41e4649b934ca495991b7852b855";
	static const char leaf[] = "sha256:6e340b9cffb37a989ca544e6bb780a2c7"
				   "8901d3fb33738768511a30617afa01d";
	char text[72];
	struct hash h = merkle_empty();

	hash_text(&h, text);
	assert_string_equal(text, empty);
	h = merkle_leaf("", 0);
	hash_text(&h, text);
	assert_string_equal(text, leaf);
}

static void
test_roots(void **state)
{
	struct merkle_edge e = { 0 };
	struct hash root, want;

	for (size_t n = 0; n <= LEAVES; n++) {
		want = mth(kept.leaf, n);
		root = merkle_root(&e);
		assert_memory_equal(&root, &want, sizeof(root));
		assert_int_equal(merkle_root_at(&nodes, n, &root), 0);
		assert_memory_equal(&root, &want, sizeof(root));
		if (n < LEAVES)
			assert_int_equal(merkle_add(&e, &kept.leaf[n], NULL,
					     NULL),
			    0);
	}
}

/* Each way in which a proof can be almost right. */
static void
refuse_almost(const struct merkle_proof *p, const struct hash *leaf,
    uint64_t index, uint64_t size, const struct hash *root)
{
	struct merkle_proof bad;
	struct hash other = *leaf;

	for (size_t i = 0; i < p->n; i++) {
		bad = *p;
		bad.hashes[i].b[i % HASH_BYTES] ^= 1;
		assert_int_equal(merkle_check(leaf, index, size, bad.hashes,
				     bad.n, root),
		    E_BROKEN);
	}
	if (p->n > 0)
		assert_int_equal(merkle_check(leaf, index, size, p->hashes,
				     p->n - 1, root),
		    E_BROKEN);
	bad = *p;
	bad.hashes[bad.n++] = *root;
	assert_int_equal(merkle_check(leaf, index, size, bad.hashes, bad.n,
			     root),
	    E_BROKEN);
	other.b[31] ^= 0x80;
	assert_int_equal(merkle_check(&other, index, size, p->hashes, p->n,
			     root),
	    E_BROKEN);
	for (uint64_t i = 0; i < size + 2; i++)
		if (i != index)
			assert_int_equal(merkle_check(leaf, i, size, p->hashes,
					     p->n, root),
			    E_BROKEN);
}

static void
test_every_member(void **state)
{
	struct merkle_proof p;
	struct hash root;

	for (uint64_t n = 1; n <= LEAVES; n++) {
		root = mth(kept.leaf, n);
		for (uint64_t i = 0; i < n; i++) {
			assert_int_equal(merkle_prove(&nodes, i, n, &p), 0);
			assert_int_equal(merkle_check(&kept.leaf[i], i, n,
					     p.hashes, p.n, &root),
			    0);
			refuse_almost(&p, &kept.leaf[i], i, n, &root);
		}
		assert_int_equal(merkle_prove(&nodes, n, n, &p), E_RANGE);
		assert_int_equal(p.n, 0);
	}
	assert_int_equal(merkle_prove(&nodes, 0, 0, &p), E_RANGE);
	assert_int_equal(merkle_prove(&nodes, 0, MERKLE_SIZE_MAX + 1, &p),
	    E_LIMIT);
	assert_int_equal(merkle_check(&root, 0, 0, NULL, 0, &root), E_BROKEN);
}

static void
test_every_growth(void **state)
{
	struct merkle_proof p, bad;
	struct hash old_root, root, other;

	for (uint64_t n = 0; n <= LEAVES; n++) {
		root = mth(kept.leaf, n);
		for (uint64_t m = 0; m <= n; m++) {
			old_root = mth(kept.leaf, m);
			assert_int_equal(merkle_prove_growth(&nodes, m, n, &p),
			    0);
			assert_int_equal(merkle_check_growth(m, n, p.hashes,
					     p.n, &old_root, &root),
			    0);
			for (size_t i = 0; i < p.n; i++) {
				bad = p;
				bad.hashes[i].b[0] ^= 4;
				assert_int_equal(merkle_check_growth(m, n,
						     bad.hashes, bad.n,
						     &old_root, &root),
				    E_BROKEN);
			}
			other = old_root;
			other.b[7] ^= 1;
			assert_int_equal(merkle_check_growth(m, n, p.hashes,
					     p.n, &other, &root),
			    E_BROKEN);
			if (m > 0) {
				other = root;
				other.b[7] ^= 1;
				assert_int_equal(merkle_check_growth(m, n,
						     p.hashes, p.n, &old_root,
						     &other),
				    E_BROKEN);
			}
			bad = p;
			bad.hashes[bad.n++] = root;
			assert_int_equal(merkle_check_growth(m, n, bad.hashes,
					     bad.n, &old_root, &root),
			    E_BROKEN);
			if (p.n > 0)
				assert_int_equal(merkle_check_growth(m, n,
						     p.hashes, p.n - 1,
						     &old_root, &root),
				    E_BROKEN);
		}
		assert_int_equal(merkle_prove_growth(&nodes, n + 1, n, &p),
		    E_RANGE);
		assert_int_equal(merkle_check_growth(n + 1, n, NULL, 0, &root,
				     &root),
		    E_BROKEN);
	}
	assert_int_equal(merkle_prove_growth(&nodes, 1, MERKLE_SIZE_MAX + 1,
			     &p),
	    E_LIMIT);
}

/* One leaf left out, put in, exchanged: the root is another. */
static void
test_what_changes_the_root(void **state)
{
	struct hash leaves[LEAVES], root = mth(kept.leaf, LEAVES), other;

	for (size_t i = 0; i + 1 < LEAVES; i++) {
		memcpy(leaves, kept.leaf, sizeof(leaves));
		leaves[i] = kept.leaf[i + 1];
		leaves[i + 1] = kept.leaf[i];
		other = mth(leaves, LEAVES);
		assert_memory_not_equal(&root, &other, sizeof(root));
		memmove(leaves + i, kept.leaf + i + 1,
		    (LEAVES - 1 - i) * sizeof(leaves[0]));
		other = mth(leaves, LEAVES - 1);
		assert_memory_not_equal(&root, &other, sizeof(root));
	}
}

/* A node that cannot be read is an error, and no proof. */
static void
test_unreadable(void **state)
{
	struct merkle_proof p;
	struct hash h;
	int r;

	for (int i = 1;; i++) {
		kept.refuse = i;
		kept.asked = 0;
		if ((r = merkle_prove(&nodes, 37, LEAVES, &p)) == 0)
			break;
		assert_int_equal(r, E_IO);
		assert_int_equal(p.n, 0);
	}
	for (int i = 1;; i++) {
		kept.refuse = i;
		kept.asked = 0;
		if ((r = merkle_prove_growth(&nodes, 37, LEAVES, &p)) == 0)
			break;
		assert_int_equal(r, E_IO);
		assert_int_equal(p.n, 0);
	}
	kept.refuse = 1;
	kept.asked = 0;
	assert_int_equal(merkle_root_at(&nodes, LEAVES, &h), E_IO);
	kept.refuse = 0;
	assert_int_equal(merkle_root_at(&nodes, MERKLE_SIZE_MAX + 1, &h),
	    E_LIMIT);
}

static int
refuse_level(void *ctx, unsigned level, uint64_t index, const struct hash *h)
{
	return level == *(unsigned *)ctx ? E_FULL : 0;
}

static void
test_add_refused(void **state)
{
	struct merkle_edge e = kept.edge, was = e;
	unsigned level = 0;

	assert_int_equal(merkle_add(&e, &kept.leaf[0], refuse_level, &level),
	    E_FULL);
	assert_memory_equal(&e, &was, sizeof(e));
	assert_int_equal(merkle_add(&e, &kept.leaf[0], NULL, NULL), 0);
	was = e;
	level = 1;
	assert_int_equal(merkle_add(&e, &kept.leaf[0], refuse_level, &level),
	    E_FULL);
	assert_memory_equal(&e, &was, sizeof(e));
	e.size = MERKLE_SIZE_MAX;
	assert_int_equal(merkle_add(&e, &kept.leaf[0], NULL, NULL), E_LIMIT);
	e.size = MERKLE_SIZE_MAX - 1;
	assert_int_equal(merkle_add(&e, &kept.leaf[0], NULL, NULL), 0);
}

/* A hash of the vectors: false when it is none. */
static bool
vector_hash(const char *s, struct hash *out)
{
	uint8_t bytes[64];
	size_t n = strlen(s), len;

	if (n > 64 || base64_read(s, n, bytes, &len) != 0 || len != HASH_BYTES)
		return false;
	memcpy(out->b, bytes, HASH_BYTES);
	return true;
}

static int
vector(char *line, const char **want)
{
	struct hash hashes[MERKLE_LEVELS], a, b;
	char *at = NULL, *word[80] = { NULL };
	size_t n = 0;
	bool good = true;
	uint64_t x, y;

	for (char *w = strtok_r(line, " \n", &at); w != NULL && n < 80;
	     w = strtok_r(NULL, " \n", &at))
		word[n++] = w;
	assert_true(n >= 6);
	*want = word[5];
	x = strtoull(word[1], NULL, 10);
	y = strtoull(word[2], NULL, 10);
	good = vector_hash(word[3], &a) && vector_hash(word[4], &b);
	for (size_t i = 6; i < n; i++)
		if (i - 6 >= MERKLE_LEVELS ||
		    !vector_hash(word[i], &hashes[i - 6]))
			good = false;
	if (!good)
		return E_BROKEN;
	return strcmp(word[0], "member") == 0
	    ? merkle_check(&a, x, y, hashes, n - 6, &b)
	    : merkle_check_growth(x, y, hashes, n - 6, &a, &b);
}

static void
test_published(void **state)
{
	FILE *f = fopen("tests/fixtures/proof/merkle-vectors.txt", "r");
	char line[4096];
	unsigned good = 0, bad = 0;

	assert_non_null(f);
	while (fgets(line, sizeof(line), f) != NULL) {
		const char *want;
		int r;

		if (*line == '#')
			continue;
		r = vector(line, &want);
		if (strcmp(want, "good") == 0) {
			assert_int_equal(r, 0);
			good++;
		} else {
			assert_string_equal(want, "bad");
			assert_int_equal(r, E_BROKEN);
			bad++;
		}
	}
	(void)fclose(f);
	assert_int_equal(good, 11);
	assert_int_equal(bad, 175);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hashes),
		cmocka_unit_test(test_roots),
		cmocka_unit_test(test_every_member),
		cmocka_unit_test(test_every_growth),
		cmocka_unit_test(test_what_changes_the_root),
		cmocka_unit_test(test_unreadable),
		cmocka_unit_test(test_add_refused),
		cmocka_unit_test(test_published),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
