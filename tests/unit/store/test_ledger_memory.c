/* The ledger in memory: the same as the one on disk, as far as anyone who
 * asks can tell. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/memory.h"
#include "support/ledger_drive.h"

static int
open_it(void *ctx, struct ledger **out)
{
	return ledger_memory(ctx, NULL, out);
}

static void
test_model(void **state)
{
	struct ledger_stand stand = { .open = open_it };
	const char *wrong;
	struct medium m;
	uint64_t seed;

	for (seed = 1; seed <= 30; seed++) {
		medium_init(&m, &mem_system);
		stand.ctx = &m;
		wrong = ledger_drive(&stand, seed, 400);
		medium_release(&m);
		if (wrong != NULL)
			fail_msg("seed %u: %s", (unsigned)seed, wrong);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_model),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
