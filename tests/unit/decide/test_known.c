/* By what somebody is known, as a text in columns, and back; what is none. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/limits.h"
#include "decide/columns.h"

static bool
same(const struct known_as *a, const struct known_as *b)
{
	return a->how == b->how && (a->how != KNOWN_BY || a->type == b->type) &&
	    strcmp(a->value, b->value) == 0 &&
	    a->entry.recorded.us == b->entry.recorded.us &&
	    a->entry.is_loss == b->entry.is_loss &&
	    a->entry.confirmed.us == b->entry.confirmed.us &&
	    a->entry.refused.us == b->entry.refused.us;
}

static void
comes_back(void **state)
{
	const struct entry first = { .recorded = INSTANT_BEGIN,
		.confirmed = INSTANT_BEGIN,
		.refused = INSTANT_NEVER };
	const struct entry later = { .recorded = { 1 },
		.is_loss = true,
		.confirmed = { -5 },
		.refused = { 7 } };

	(void)state;
	for (int how = KNOWN_BY; how <= KNOWN_IS_NOT; how++)
		for (int type = 0; type < IDENTIFIER_TYPES; type++)
			for (int k = 0; k < 5; k++) {
				struct known_as was = { (enum known_how)how,
					(enum identifier_type)type,
					"a:1,2 \xd9\x8a", first },
						back;
				struct buf b;

				if (k == 1)
					was.entry = later;
				was.entry.is_loss |= k == 2;
				if (k == 3)
					was.entry.confirmed = later.confirmed;
				if (k == 4)
					was.entry.refused = later.refused;
				buf_init(&b, &mem_system, 256);
				columns_known_put(&b, &was);
				assert_true(columns_known_read(b.s, &back));
				assert_true(same(&was, &back));
				buf_release(&b);
			}
}

static void
is_none(void **state)
{
	static const char *const texts[] = { "\x01", "\x01z:ash",
		"\x01"
		"a",
		"\x01"
		"a1:x",
		"\x01"
		"a1,0,2:x",
		"\x01"
		"a1,0,2,3",
		"\x01"
		"ax,0,2,3:x",
		"\x01"
		"a1,0,2,3,4:x" };
	struct known_as k;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_false(columns_known_read(texts[i], &k));
	/* As older files have it. */
	assert_true(columns_known_read("ash", &k));
	assert_int_equal(k.how, KNOWN_IS);
	assert_string_equal(k.value, "ash");
	assert_true(entry_counts(&k.entry, (struct instant){ 0 }) == YES);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(comes_back),
		cmocka_unit_test(is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
