/* What the linter says of texts without fault: check/lint.txt. */

#include "cases.h"

#include "law/lint.h"

static const char *
answer_lint(struct reading_test *t, int checked)
{
	if (checked == 0)
		assert_int_equal(law_lint(&t->arena, &t->law, &t->ds), 0);
	return said(t);
}

static void
says_what_is_seldom_meant(void **state)
{
	run_cases("tests/unit/law/check/lint.txt", 8, answer_lint);
}

/* A condition too wide to compare each with each: not shown, and soon. */
static void
wide_conditions_are_let_be(void **state)
{
	struct reading_test t;
	struct buf b;
	int i;

	reading_init(&t);
	read_vocabulary(&t);
	buf_init(&b, &mem_system, 1u << 20);
	buf_puts(&b, "order one  court mied  entered 2020-01-01\n  covers ");
	for (i = 0; i < 1000; i++)
		buf_printf(&b, "visa is a%d and\n ", i);
	buf_puts(&b, "visa is x and not visa is x\n");
	assert_int_equal(read_text(&t, b.s), 0);
	assert_int_equal(law_check(&t.arena, &t.law, &t.ds), 0);
	assert_false(expr_covers_nobody(t.law.instruments[0]->covers));
	buf_release(&b);
	reading_release(&t);
}

static void
memory_refused(void **state)
{
	struct reading_test t;
	size_t room;
	int r = E_NOMEM;

	for (room = 0; r == E_NOMEM; room += 16) {
		reading_init(&t);
		read_vocabulary(&t);
		assert_int_equal(read_text(&t,
				     "case c  court mied\n"
				     "order c.one\n  entered 2020-01-01\n"
				     "  covers everyone  bars removal\n"
				     "order c.two\n  entered 2020-01-02\n"
				     "  covers visa now and not visa now\n"
				     "  document \"d\"  dismisses c\n"),
		    0);
		assert_int_equal(law_check(&t.arena, &t.law, &t.ds), 0);
		t.arena.max = t.arena.used + room;
		r = law_lint(&t.arena, &t.law, &t.ds);
		reading_release(&t);
		assert_true(room < 1u << 16);
	}
	assert_int_equal(r, 0);
	assert_true(room > 32);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_what_is_seldom_meant),
		cmocka_unit_test(wide_conditions_are_let_be),
		cmocka_unit_test(memory_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
