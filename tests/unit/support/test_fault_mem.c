/* The fault allocator is what every out-of-memory test stands on. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/fault_mem.h"

static void
refuses_from_the_nth_on(void **state)
{
	struct fault_mem f;
	void *p;

	fault_mem_init(&f, 2);
	p = f.mem.alloc(f.mem.ctx, 10);
	assert_non_null(p);
	assert_null(f.mem.alloc(f.mem.ctx, 10));
	assert_null(f.mem.alloc(f.mem.ctx, 10));
	assert_int_equal(f.calls, 3);
	assert_int_equal(f.live, 1);
	assert_int_equal(f.live_bytes, 10);
	f.mem.free(f.mem.ctx, p);
	assert_int_equal(f.live, 0);
	assert_int_equal(f.live_bytes, 0);
	assert_int_equal(f.peak_bytes, 10);
}

static void
refuses_once(void **state)
{
	struct fault_mem f;
	void *p;

	fault_mem_init(&f, 1);
	f.once = true;
	assert_null(f.mem.alloc(f.mem.ctx, 1));
	p = f.mem.alloc(f.mem.ctx, 1);
	assert_non_null(p);
	f.mem.free(f.mem.ctx, p);
}

static void
never_refuses_at_zero(void **state)
{
	struct fault_mem f;
	void *p[8];
	size_t i;

	fault_mem_init(&f, 0);
	for (i = 0; i < 8; i++) {
		p[i] = f.mem.alloc(f.mem.ctx, i);
		assert_non_null(p[i]);
	}
	assert_int_equal(f.live, 8);
	for (i = 0; i < 8; i++)
		f.mem.free(f.mem.ctx, p[i]);
	f.mem.free(f.mem.ctx, NULL);
	assert_int_equal(f.live, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refuses_from_the_nth_on),
		cmocka_unit_test(refuses_once),
		cmocka_unit_test(never_refuses_at_zero),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
