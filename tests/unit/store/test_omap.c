/* The ordered map: held against a sorted array, as keys come in any order,
 * again, and together. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "property/rng.h"
#include "store/omap.h"
#include "support/fault_mem.h"

#define KEYS 4096 /* 12 bits, two of them the length */

struct key {
	uint8_t b[3];
	size_t n;
};

/* Some begin others; bytes above 127 sort last. */
static struct key
key_of(unsigned v)
{
	struct key k = { .n = v & 3 };

	for (size_t i = 0; i < k.n; i++)
		k.b[i] = (uint8_t)((v >> (2 + 3 * i) & 7) * 36);
	return k;
}

static int
by_key(const void *x, const void *y)
{
	const struct key *a = x, *b = y;
	int d = memcmp(a->b, b->b, a->n < b->n ? a->n : b->n);

	return d != 0 ? d : (a->n > b->n) - (a->n < b->n);
}

static void
it_is_a_sorted_array(void **state)
{
	static struct key in[KEYS];
	static unsigned value[KEYS];
	struct rng g = { 1 };
	struct omap_pending p;
	struct fault_mem f;
	struct omap m;
	size_t n = 0;

	fault_mem_init(&f, 0);
	omap_init(&m, &f.mem);
	omap_pending_init(&p);
	for (unsigned i = 1; i <= 6000; i++) {
		struct key k = key_of(rng_below(&g, KEYS)), *at;
		struct omap_node *node;

		assert_true(omap_make(&m, &p, k.b, k.n, &i, sizeof(i)));
		if (rng_chance(&g, 1, 9)) { /* given back, never there */
			omap_drop(&m, &p);
			continue;
		}
		omap_link(&m, &p);
		at = bsearch(&k, in, n, sizeof(k), by_key);
		if (at == NULL) {
			size_t j = n++;

			for (; j > 0 && by_key(&in[j - 1], &k) > 0; j--) {
				in[j] = in[j - 1];
				value[j] = value[j - 1];
			}
			in[j] = k;
			at = &in[j];
		}
		value[at - in] = i;
		assert_int_equal(m.n, n);
		k = key_of(rng_below(&g, KEYS));
		node = omap_from(&m, k.b, k.n);
		for (size_t j = 0; j <= n; j++)
			if (j == n || by_key(&in[j], &k) >= 0) {
				assert_int_equal(node == NULL, j == n);
				if (node != NULL)
					assert_memory_equal(node->value,
					    &value[j], sizeof(i));
				break;
			}
		assert_true((bsearch(&k, in, n, sizeof(k), by_key) != NULL) ==
		    (omap_find(&m, k.b, k.n) != NULL));
	}
	{
		struct omap_node *node = omap_from(&m, NULL, 0);

		for (size_t j = 0; j < n; j++, node = omap_next(node)) {
			assert_non_null(node);
			assert_int_equal(node->nkey, in[j].n);
			assert_memory_equal(node->key, in[j].b, in[j].n);
		}
		assert_null(node);
	}
	assert_true(n > 500);
	omap_release(&m);
	assert_int_equal(f.live, 0);
	assert_null(omap_from(&m, NULL, 0));
}

static void
the_last_of_those_made_together_stays(void **state)
{
	struct omap_pending p;
	struct fault_mem f;
	struct omap m;

	fault_mem_init(&f, 3);
	omap_init(&m, &f.mem);
	omap_pending_init(&p);
	assert_true(omap_make(&m, &p, "k", 1, "old", 3));
	assert_true(omap_make(&m, &p, "k", 1, "new", 3));
	assert_false(omap_make(&m, &p, "l", 1, "", 0));
	assert_false(omap_make(&m, &p, "l", SIZE_MAX / 2, "", 0));
	assert_null(omap_find(&m, "k", 1)); /* made is not linked */
	omap_link(&m, &p);
	assert_int_equal(m.n, 1);
	assert_memory_equal(omap_find(&m, "k", 1)->value, "new", 3);
	assert_int_equal(f.live, 1);
	omap_release(&m);
	assert_int_equal(f.live, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_a_sorted_array),
		cmocka_unit_test(the_last_of_those_made_together_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
