/* The arena: zeroed and aligned memory, its maximum, refusals, marks. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/arena.h"
#include "support/fault_mem.h"

#define GRAIN _Alignof(max_align_t)

static void
allocates_nothing_before_use(void **state)
{
	struct fault_mem f;
	struct arena a;

	fault_mem_init(&f, 0);
	arena_init(&a, &f.mem, 100);
	assert_int_equal(f.calls, 0);
	arena_release(&a);
	assert_int_equal(f.live, 0);
}

static void
memory_is_zeroed_and_aligned(void **state)
{
	struct arena_mark mark;
	struct arena a;
	char *p;

	arena_init(&a, &mem_system, 1 << 20);
	mark = arena_mark(&a);
	for (int round = 0; round < 2; round++) {
		for (size_t n = 0; n < 300; n++) {
			p = arena_alloc(&a, n);
			assert_non_null(p);
			assert_int_equal((uintptr_t)p % GRAIN, 0);
			for (size_t i = 0; i < n; i++)
				assert_int_equal(p[i], 0);
			memset(p, 0xa5, n);
		}
		/* What was given back and is given out again is zeroed. */
		arena_rewind(&a, mark);
	}
	arena_release(&a);
}

static void
objects_do_not_overlap(void **state)
{
	struct arena a;
	unsigned char *p[500];

	arena_init(&a, &mem_system, 1 << 20);
	for (size_t i = 0; i < 500; i++) {
		p[i] = arena_alloc(&a, i + 1);
		memset(p[i], (int)(i & 0xff), i + 1);
	}
	for (size_t i = 0; i < 500; i++)
		for (size_t k = 0; k <= i; k++)
			assert_int_equal(p[i][k], i & 0xff);
	arena_release(&a);
}

static void
refuses_beyond_its_maximum(void **state)
{
	static const struct {
		size_t max, n;
		int given;
	} cases[] = {
		{ 16 * GRAIN, 15 * GRAIN, 1 },
		{ 16 * GRAIN, 16 * GRAIN - 1, 1 },
		{ 16 * GRAIN, 16 * GRAIN, 1 },
		{ 16 * GRAIN, 16 * GRAIN + 1, 0 },
		{ 0, 0, 0 },
		{ SIZE_MAX, SIZE_MAX, 0 },
	};
	struct arena a;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		arena_init(&a, &mem_system, cases[i].max);
		assert_int_equal(arena_alloc(&a, cases[i].n) != NULL,
		    cases[i].given);
		arena_release(&a);
	}
	/* The maximum is of all that is handed out, over every block. */
	arena_init(&a, &mem_system, 10000 * GRAIN);
	for (int i = 0; i < 10000; i++)
		assert_non_null(arena_alloc(&a, GRAIN));
	assert_null(arena_alloc(&a, 1));
	arena_release(&a);
	assert_non_null(arena_alloc(&a, 1));
	arena_release(&a);
}

static void
an_array_that_overflows_is_refused(void **state)
{
	struct arena a;

	arena_init(&a, &mem_system, SIZE_MAX);
	assert_null(arena_array(&a, SIZE_MAX / 2, 3));
	assert_null(arena_array(&a, 3, SIZE_MAX / 2));
	/* The product would be 2 bytes. */
	assert_null(arena_array(&a, SIZE_MAX / 2 + 2, 2));
	assert_non_null(arena_array(&a, 0, 8));
	assert_non_null(arena_array(&a, 8, 0));
	assert_null(arena_strndup(&a, "x", SIZE_MAX));
	arena_release(&a);
}

static void
texts_are_copied(void **state)
{
	struct arena a;

	arena_init(&a, &mem_system, 1 << 16);
	assert_string_equal(arena_strdup(&a, "stay of removal"),
	    "stay of removal");
	assert_string_equal(arena_strndup(&a, "stay of removal", 4), "stay");
	assert_string_equal(arena_strndup(&a, NULL, 0), "");
	assert_string_equal(arena_printf(&a, "%s %d", "Dkt.", 61), "Dkt. 61");
	arena_release(&a);
}

static void
a_mark_gives_back_what_came_after(void **state)
{
	struct arena_mark mark;
	struct fault_mem f;
	struct arena a;
	char *kept;
	size_t blocks, used, calls;

	fault_mem_init(&f, 0);
	arena_init(&a, &f.mem, 1 << 24);
	kept = arena_strdup(&a, "kept");
	mark = arena_mark(&a);
	blocks = f.live;
	used = a.used;
	for (int i = 0; i < 1000; i++)
		assert_non_null(arena_alloc(&a, 1000));
	assert_true(f.live > blocks);
	arena_rewind(&a, mark);
	assert_int_equal(f.live, blocks);
	assert_int_equal(a.used, used);
	assert_string_equal(kept, "kept");
	/* Room given back is used again, not lost. */
	calls = f.calls;
	for (int i = 0; i < 10000; i++) {
		assert_non_null(arena_alloc(&a, 100));
		arena_rewind(&a, mark);
	}
	assert_int_equal(f.calls, calls);
	/* Marked before first use: everything goes. */
	arena_release(&a);
	mark = arena_mark(&a);
	assert_non_null(arena_alloc(&a, 1));
	arena_rewind(&a, mark);
	assert_int_equal(f.live, 0);
	assert_int_equal(a.used, 0);
}

static void
an_array_grows_and_keeps_its_items(void **state)
{
	struct arena a;
	size_t cap = 0;
	int *items = NULL;

	arena_init(&a, &mem_system, 1 << 20);
	for (size_t n = 0; n < 1000; n++) {
		items = arena_grow(&a, items, n, &cap, sizeof(*items));
		assert_non_null(items);
		assert_true(cap > n);
		items[n] = (int)n;
	}
	for (size_t n = 0; n < 1000; n++)
		assert_int_equal(items[n], n);
	cap = SIZE_MAX / 2 + 1;
	assert_null(arena_grow(&a, items, cap, &cap, 1));
	arena_release(&a);
}

static void
every_refusal_comes_back(void **state)
{
	struct fault_mem f;
	struct arena a;
	size_t cap, fail_at;
	void *p = NULL;

	for (fail_at = 1; p == NULL; fail_at++) {
		fault_mem_init(&f, fail_at);
		arena_init(&a, &f.mem, 1 << 20);
		cap = 0;
		p = arena_strdup(&a, "x");
		p = p == NULL ? NULL : arena_printf(&a, "%05000d", 1);
		p = p == NULL ? NULL : arena_array(&a, 1000, 20);
		p = p == NULL ? NULL : arena_grow(&a, NULL, 0, &cap, 9000);
		assert_int_equal(p != NULL, f.calls < fail_at);
		arena_release(&a);
		assert_int_equal(f.live, 0);
	}
	assert_true(fail_at > 4);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(allocates_nothing_before_use),
		cmocka_unit_test(memory_is_zeroed_and_aligned),
		cmocka_unit_test(objects_do_not_overlap),
		cmocka_unit_test(refuses_beyond_its_maximum),
		cmocka_unit_test(an_array_that_overflows_is_refused),
		cmocka_unit_test(texts_are_copied),
		cmocka_unit_test(a_mark_gives_back_what_came_after),
		cmocka_unit_test(an_array_grows_and_keeps_its_items),
		cmocka_unit_test(every_refusal_comes_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
