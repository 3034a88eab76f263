/* The greatest ids: what is said to have been written never was not. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "property/rng.h"
#include "store/top_ids.h"

#define MANY 300

/* Small numbers, so that many are alike in the first and some in both. */
static void
some_id(struct rng *g, uint64_t id[2])
{
	id[0] = rng_below(g, 40);
	id[1] = rng_below(g, 8);
}

static bool
is_in(uint64_t ids[][2], size_t n, const uint64_t id[2])
{
	for (size_t i = 0; i < n; i++)
		if (memcmp(ids[i], id, sizeof(ids[i])) == 0)
			return true;
	return false;
}

static void
test_never(void **state)
{
	uint64_t ids[MANY][2], id[2];
	size_t n, greater, i, sure = 0;

	for (uint64_t seed = 1; seed <= 200; seed++) {
		struct rng g = { seed };
		struct top_ids t = { .n = 0 };

		for (n = 0; n < MANY && rng_chance(&g, 60, 61); n++) {
			do
				some_id(&g, ids[n]);
			while (is_in(ids, n, ids[n]));
			top_ids_add(&t, ids[n]);
		}
		for (int asked = 0; asked < 400; asked++) {
			some_id(&g, id);
			if (top_ids_never(&t, id)) {
				sure++;
				assert_false(is_in(ids, n, id));
				continue;
			}
			/* It doubts only when it must. */
			for (greater = i = 0; i < n; i++)
				greater += ids[i][0] > id[0] ||
				    (ids[i][0] == id[0] && ids[i][1] > id[1]);
			assert_true(is_in(ids, n, id) || greater >= TOP_IDS);
		}
	}
	assert_true(sure > 10000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_never) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
