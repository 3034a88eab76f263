/* Every entry hashed again: what was changed is named. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "store/memory.h"
#include "store/verify.h"

#define ENTRIES 1300 /* more than are compared together, twice */

static struct medium medium;
static struct store *store;

static int
begin(void **state)
{
	static const struct store_kind kind = { false, "verified" };
	static const char *const on[] = { "orders" };
	json_t *body = json_pack("{s:s}", "text", "order one.stay");
	struct draft d = { .kind = "law",
		.matter = "m",
		.author = "a",
		.on = on,
		.non = 1,
		.body = body };
	struct store_head head;
	struct appended out;
	const char *why;

	medium_init(&medium, &mem_system);
	assert_int_equal(store_memory_open(&medium, &kind, NULL, &store, &why),
	    0);
	for (int i = 1; i < ENTRIES; i++) {
		struct batch b = { .drafts = &d, .n = 1 };

		assert_int_equal(store_batch_id(&b), 0);
		assert_int_equal(store_append(store, &b, &out), 0);
	}
	json_decref(body);
	assert_int_equal(store_sync_views(store, &head), 0);
	return 0;
}

static int
end(void **state)
{
	store_close(store);
	medium_release(&medium);
	return 0;
}

static struct verified
verified(void)
{
	struct verified v;

	assert_int_equal(store_verify(store, NULL, NULL, &v), 0);
	return v;
}

static void
test_whole(void **state)
{
	struct verified v = verified();

	assert_int_equal(v.n, ENTRIES);
	assert_null(v.what);
	assert_int_equal(v.bad, 0);
}

/* Each in turn: at the ends, and where those compared together end. */
static void
test_changed(void **state)
{
	static const unsigned at[] = { 2, 3, 511, 512, 513, 514, 1024, 1025,
		ENTRIES - 1, ENTRIES };

	for (size_t i = 0; i < sizeof(at) / sizeof(at[0]); i++) {
		struct medium_row *row = medium.rows[at[i] - 1];
		char *letter = strstr(row->bytes, "stay");
		struct verified v;

		assert_non_null(letter);
		*letter = 'x';
		v = verified();
		assert_int_equal(v.bad, at[i]);
		assert_non_null(strstr(v.what, "the views were made of"));
		*letter = 's';

		row->salt.b[31] ^= 1;
		assert_int_equal(verified().bad, at[i]);
		row->salt.b[31] ^= 1;

		letter[-1] = '\n';
		v = verified();
		assert_int_equal(v.bad, at[i]);
		assert_string_equal(v.what, "it is no entry");
		letter[-1] = '.';
	}
	assert_null(verified().what);
}

/* The first of two is named. */
static void
test_first(void **state)
{
	char *a = strstr(medium.rows[700]->bytes, "stay");
	char *b = strstr(medium.rows[40]->bytes, "stay");

	*a = *b = 'x';
	assert_int_equal(verified().bad, 41);
	*b = 's';
	assert_int_equal(verified().bad, 701);
	*a = 's';
	assert_null(verified().what);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_changed),
		cmocka_unit_test(test_first),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
