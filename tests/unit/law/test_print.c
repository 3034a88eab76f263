/* Orders in plain English, check/print.txt; and what one casebook says that
 * another does not. */

#include "cases.h"

#include "law/diff.h"
#include "support/fault_mem.h"

static const char *
answer_print(struct reading_test *t, int checked)
{
	size_t i;

	(void)said(t);
	for (i = 0; checked == 0 && i < t->law.ninstruments; i++)
		law_print_instrument(&t->said, &t->law, t->law.instruments[i]);
	assert_false(t->said.failed);
	return t->said.s;
}

static void
reads_in_plain_english(void **state)
{
	run_cases("tests/unit/law/check/print.txt", 5, answer_print);
}

/* -- Bounds and refusals ------------------------------------------------ */

static void
deep_conditions_are_cut(void **state)
{
	enum { DEPTH = 600 };
	struct expr *all = calloc(DEPTH, sizeof(*all)), *args[DEPTH];
	struct instrument x = { .id = { .s = "x" } };
	struct vocab vocab = { 0 };
	struct law law = { .vocab = &vocab };
	struct buf b;
	int i;

	assert_non_null(all);
	for (i = 0; i < DEPTH; i++) {
		all[i].kind = i + 1 == DEPTH ? EXPR_EVERYONE : EXPR_NOT;
		args[i] = i + 1 == DEPTH ? NULL : &all[i + 1];
		all[i].args = &args[i];
		all[i].nargs = i + 1 == DEPTH ? 0 : 1;
	}
	x.covers = &all[0];
	buf_init(&b, &mem_system, 1u << 20);
	law_print_instrument(&b, &law, &x);
	assert_false(b.failed);
	assert_non_null(strstr(b.s, "..."));
	assert_null(strstr(b.s, "everyone"));
	buf_release(&b);
	free(all);
}

static const char old_book[] =
    "case c  court mied\n"
    "order c.gone\n  entered 2020-01-01\n"
    "order c.same\n  entered 2020-01-01  until 3 days\n"
    "order c.one\n  entered 2020-01-01\n"
    "  covers nationality is IQ and ever custody (agency is ICE)\n"
    "  bars   removal\n"
    "clock k\n  count 30 days after bia_appeal.dismissed\n"
    "clock same\n  from 2019  count 90 days\n"
    "list l \"people\"\n  rows 3\n"
    "list same_list \"people\"\n  rows 3  identifier a_number  complete\n";

static const char new_book[] =
    "case c  court mied\n"
    "order c.same\n  entered 2020-01-01  until 3 days\n"
    "order c.one\n  entered 2020-01-01\n"
    "  covers nationality is IQ\n"
    "  except told: ever conviction\n"
    "  bars   removal\n"
    "order c.new\n  entered 2020-01-02  extends c.one until 2021-01-01\n"
    "clock k\n  count 30 days after bia_appeal.dismissed\n"
    "  from 2019 unverified  reading \"vacated\"  count 90 days after entry\n"
    "  when nationality is IQ  limit 1  unverified\n"
    "  from 2020  count no limit of time\n"
    "clock same\n  from 2019  count 90 days\n"
    "clock z\n  count 3 days\n"
    "list l \"people\"\n  rows 4  identifier a_number  complete\n"
    "list same_list \"people\"\n  rows 3  identifier a_number  complete\n";

static void
check_book(struct reading_test *t, const char *text)
{
	reading_init(t);
	read_vocabulary(t);
	assert_int_equal(read_text(t, text), 0);
	if (t->ds.nerrors > 0 || law_check(&t->arena, &t->law, &t->ds) != 0)
		fail_msg("%s", said(t));
}

static void
tells_two_casebooks_apart(void **state)
{
	struct reading_test from, to;
	struct law_change *changes = NULL;
	struct buf b;
	size_t n = 99, i;

	check_book(&from, old_book);
	check_book(&to, new_book);
	buf_init(&b, &mem_system, 1u << 20);
	assert_int_equal(law_diff(&to.arena, &from.law, &to.law, &changes, &n),
	    0);
	for (i = 0; i < n; i++)
		law_change_print(&b, &changes[i]);
	assert_string_equal(b.s,
	    "- order c.gone\n"
	    "+ order c.new\n"
	    "order c.one: covers\n"
	    "  - Covers      all of these:\n"
	    "  -             - nationality is IQ at the time of the act\n"
	    "  -             - at some time: custody (agency is ICE)\n"
	    "  + Covers      nationality is IQ at the time of the act\n"
	    "order c.one: except\n"
	    "  + Except      told: at some time: conviction\n"
	    "clock k: count\n"
	    "  - 30 days after bia appeal dismissed\n"
	    "  + 30 days after bia appeal dismissed\n"
	    "  + from 2019 [unverified]: read as vacated: 90 days after the "
	    "start of this order, when nationality is IQ at the time of the "
	    "act, at most 1 [unverified]\n"
	    "  + from 2020: no limit of time\n"
	    "list l: rows\n"
	    "  - people\n"
	    "  - 3 rows\n"
	    "  - not known complete\n"
	    "  + people\n"
	    "  + 4 rows\n"
	    "  + every row has a_number\n"
	    "  + complete\n"
	    "+ clock z\n");
	assert_int_equal(law_diff(&to.arena, &to.law, &to.law, &changes, &n),
	    0);
	assert_int_equal(n, 0);
	buf_release(&b);
	reading_release(&from);
	reading_release(&to);
}

/* Memory refused at every call: said, nothing leaked, nothing half told. */
static void
memory_refused(void **state)
{
	struct reading_test from, to;
	struct law_change *changes = NULL;
	struct fault_mem f;
	struct arena a;
	struct buf b;
	bool refused;
	size_t n, at;
	int r = E_NOMEM;

	check_book(&from, old_book);
	check_book(&to, new_book);
	for (at = 1; r == E_NOMEM; at++) {
		fault_mem_init(&f, at);
		arena_init(&a, &f.mem, 1u << 24);
		n = 99;
		r = law_diff(&a, &from.law, &to.law, &changes, &n);
		if (r == E_NOMEM)
			assert_int_equal(n, 99);
		arena_release(&a);
		assert_int_equal(f.live, 0);
		assert_true(at < 2000);
	}
	assert_int_equal(r, 0);
	assert_true(at > 10);
	for (at = 0, r = E_NOMEM; r == E_NOMEM; at += 64) {
		arena_init(&a, &mem_system, at);
		r = law_diff(&a, &from.law, &to.law, &changes, &n);
		arena_release(&a);
	}
	assert_int_equal(r, 0);
	for (at = 1, refused = true; refused; at++) {
		fault_mem_init(&f, at);
		buf_init(&b, &f.mem, 1u << 20);
		law_print_instrument(&b, &to.law,
		    law_instrument(&to.law, "c.same"));
		refused = b.failed;
		buf_release(&b);
		assert_int_equal(f.live, 0);
		assert_true(at < 2000);
	}
	assert_true(at > 3);
	reading_release(&from);
	reading_release(&to);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_in_plain_english),
		cmocka_unit_test(deep_conditions_are_cut),
		cmocka_unit_test(tells_two_casebooks_apart),
		cmocka_unit_test(memory_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
