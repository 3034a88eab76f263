/* Who is found in a store by what is known of them, as of which entry, and
 * that memory refused is a failure and no shorter list. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "intake/say.h"
#include "store/candidates.h"
#include "support/fault_mem.h"

static struct store *
opened(void)
{
	static const struct store_kind kind = { .name = "synthetic" };
	struct store *s = NULL;

	assert_int_equal(store_memory(&mem_system, &kind, NULL, &s), 0);
	return s;
}

static void
put(struct store *s, struct arena *a, const char *person, const char *number,
    const char *name, const char *birth)
{
	struct saying say = { .arena = a, .matter = "m", .author = "one" };
	const struct identifier ids[] = { { IDENTIFIER_A_NUMBER, number },
		{ IDENTIFIER_NAME, name }, { IDENTIFIER_BIRTH, birth } };
	struct appended done;
	struct batch b = { 0 };
	size_t i;

	assert_int_equal(say_person(&say, person), 0);
	for (i = 0; i < 3; i++)
		if (ids[i].value != NULL)
			assert_int_equal(say_identifier(&say, person, &ids[i]),
			    0);
	b.drafts = say.drafts;
	b.n = say.n;
	assert_int_equal(store_batch_id(&b), 0);
	assert_int_equal(store_append(s, &b, &done), 0);
	say_release(&say);
}

static void
registry(struct store *s, struct arena *a)
{
	put(s, a, "p-000000000001", "A000-123-456", "Hanna Yousif Warda",
	    "1980-03-04");
	put(s, a, "p-000000000002", "A000-123-465", "Toma Yousif Warda",
	    "1980-03-04");
	put(s, a, "p-000000000003", "A000-777-888", "Jabbar Kareem",
	    "1955-11-12");
}

static void
they_are_found(void **state)
{
	static const struct {
		enum identifier_type type;
		const char *value;
		const char *first; /* NULL: nobody */
		size_t all;
		bool one;
	} cases[] = {
		{ IDENTIFIER_A_NUMBER, "000123456", "p-000000000001", 2, true },
		{ IDENTIFIER_A_NUMBER, "A000-777-889", "p-000000000003", 1,
		    false },
		{ IDENTIFIER_A_NUMBER, "A999-999-999", NULL, 0, false },
		{ IDENTIFIER_NAME, "Warda, Hana Yusuf", "p-000000000001", 2,
		    false },
		{ IDENTIFIER_BIRTH, "1980-04-03", "p-000000000001", 2, false },
		{ IDENTIFIER_NAME, "Nobody Atall", NULL, 0, false },
	};
	struct candidate *cs;
	struct store_head head;
	struct arena a;
	struct store *s = opened();
	size_t i, n, all;

	arena_init(&a, &mem_system, (size_t)64 << 20);
	registry(s, &a);
	assert_int_equal(store_sync_views(s, &head), 0);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct identifier id = { cases[i].type, cases[i].value };

		assert_int_equal(candidates_find(s, &a, &id, 1, head.size, 5,
				     &cs, &n, &all),
		    0);
		if (n != cases[i].all || all != n)
			fail_msg("%s: %zu", cases[i].value, n);
		if (n == 0)
			continue;
		assert_string_equal(cs[0].person, cases[i].first);
		assert_int_equal(cs[0].match.one, cases[i].one);
		assert_int_equal(cs[0].nids, 3);
		assert_non_null(strstr(cs[0].match.reason, ""));
	}
	/* No more than are asked for, and how many there are. */
	{
		struct identifier id = { IDENTIFIER_BIRTH, "1980-03-04" };

		assert_int_equal(candidates_find(s, &a, &id, 1, head.size, 1,
				     &cs, &n, &all),
		    0);
		assert_int_equal(n, 1);
		assert_int_equal(all, 2);
	}
	store_close(s);
	arena_release(&a);
}

static void
as_of_an_entry(void **state)
{
	struct identifier id = { IDENTIFIER_A_NUMBER, "A000-777-888" };
	struct candidate *cs;
	const char **who;
	struct store_head head;
	struct arena a;
	struct store *s = opened();
	size_t n, all;

	arena_init(&a, &mem_system, (size_t)64 << 20);
	registry(s, &a);
	assert_int_equal(store_sync_views(s, &head), 0);
	/* The third person's number is the last entry but two. */
	assert_int_equal(candidates_find(s, &a, &id, 1, head.size - 3, 5, &cs,
			     &n, &all),
	    0);
	assert_int_equal(n, 0);
	assert_int_equal(candidates_exact(s, &a, &id, head.size - 3, &who, &n),
	    0);
	assert_int_equal(n, 0);
	assert_int_equal(candidates_exact(s, &a, &id, head.size - 2, &who, &n),
	    0);
	assert_int_equal(n, 1);
	assert_string_equal(who[0], "p-000000000003");
	/* Two records with one number: both, and it is for a person to say. */
	put(s, &a, "p-000000000004", "777888", NULL, NULL);
	put(s, &a, "p-000000000005", "A 000 777 888", NULL, NULL);
	assert_int_equal(store_sync_views(s, &head), 0);
	assert_int_equal(candidates_exact(s, &a, &id, head.size, &who, &n), 0);
	assert_int_equal(n, 2);
	/* A name is nobody's alone. */
	id = (struct identifier){ IDENTIFIER_NAME, "Jabbar Kareem" };
	assert_int_equal(candidates_exact(s, &a, &id, head.size, &who, &n), 0);
	assert_int_equal(n, 0);
	store_close(s);
	arena_release(&a);
}

static void
memory_refused(void **state)
{
	struct identifier id[] = { { IDENTIFIER_A_NUMBER, "A000-123-456" },
		{ IDENTIFIER_NAME, "Warda, Hana Yusuf" } };
	struct candidate *cs;
	struct store_head head;
	struct fault_mem f;
	struct arena a, keep;
	struct store *s = opened();
	size_t n = 0, all, i;
	int r = E_NOMEM;

	arena_init(&keep, &mem_system, (size_t)64 << 20);
	registry(s, &keep);
	assert_int_equal(store_sync_views(s, &head), 0);
	for (i = 1; r != 0 && i < 10000; i++) {
		fault_mem_init(&f, i);
		arena_init(&a, &f.mem, (size_t)64 << 20);
		n = 0;
		r = candidates_find(s, &a, id, 2, head.size, 5, &cs, &n, &all);
		assert_true(r == 0 || r == E_NOMEM);
		assert_true(r == 0 || n == 0);
		arena_release(&a);
		assert_int_equal(f.live, 0);
	}
	assert_int_equal(r, 0);
	assert_int_equal(n, 2);
	store_close(s);
	arena_release(&keep);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(they_are_found),
		cmocka_unit_test(as_of_an_entry),
		cmocka_unit_test(memory_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
