/* When an entry counts. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "record/person.h"

static void
an_entry_counts(void **state)
{
	static const struct {
		int64_t recorded;
		bool loss;
		int64_t confirmed, refused, known;
		enum tri is;
	} cases[] = {
		{ 5, false, 99, 99, 4, NO },
		{ 5, false, 99, 99, 5, YES },
		{ 5, true, 99, 99, 4, NO },
		{ 5, true, 99, 99, 6, UNKNOWN },
		{ 5, true, 7, 99, 6, UNKNOWN },
		{ 5, true, 7, 99, 7, YES },
		{ 5, true, 99, 7, 6, UNKNOWN },
		{ 5, true, 99, 7, 7, NO },
		{ 5, false, 99, 7, 8, NO },
	};
	struct entry e;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		e = (struct entry){
			.recorded = { cases[i].recorded },
			.is_loss = cases[i].loss,
			.confirmed = { cases[i].confirmed },
			.refused = { cases[i].refused },
		};
		if (entry_counts(&e, (struct instant){ cases[i].known }) !=
		    cases[i].is)
			fail_msg("case %zu", i);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_entry_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
