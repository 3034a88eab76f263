/* NO BAR ON RECORD is durable before it is spoken: whatever of the store
 * fails, whenever, an answer that says it can be read back. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "cli/ask.h"
#include "cli/keep.h"

#include "unit/stored_story.h"

/* What main.c says of failures: here nobody reads it. */
enum status
cli_failed(struct cli *c, const char *fmt, ...)
{
	return STATUS_FAILED;
}

enum status
cli_usage(struct cli *c, const struct command *self, const char *fmt, ...)
{
	return STATUS_USAGE;
}

void
cli_note(struct cli *c, const char *fmt, ...)
{
}

void
cli_diags(struct cli *c, const struct diags *ds,
    const struct source_text *const *only_of, size_t n)
{
}

bool
cli_begin(struct cli *c, const struct command *self, int argc, char **argv,
    void *opts, struct common *common, struct option_list *args,
    enum status *status)
{
	return false;
}

bool
cli_flush(struct cli *c)
{
	return true;
}

struct bench {
	struct arena arena;
	struct buf out, err;
	struct cli c;
	struct ask_opts opts;
	struct ask a;
};

static void
bench_begin(struct bench *b, struct store *s)
{
	static const struct command self = { .name = "check", .usage = "" };

	memset(b, 0, sizeof(*b));
	arena_init(&b->arena, &mem_system, (size_t)64 << 20);
	buf_init(&b->out, &mem_system, (size_t)1 << 20);
	buf_init(&b->err, &mem_system, (size_t)1 << 20);
	b->c = (struct cli){ .mem = &mem_system,
		.arena = &b->arena,
		.out = &b->out,
		.err = &b->err };
	b->opts.store = "memory";
	b->opts.asked_by = "officer";
	b->opts.at = "2017-07-01T12:00Z";
	b->a = (struct ask){ .c = &b->c,
		.opts = &b->opts,
		.store = s,
		.self = &self,
		.asked = "p-one" };
}

static void
bench_end(struct bench *b)
{
	buf_release(&b->out);
	buf_release(&b->err);
	arena_release(&b->arena);
}

static size_t
answers(struct store *s)
{
	struct store_head head;
	struct written *w = NULL;
	struct arena a;
	size_t n = 0;

	arena_init(&a, &mem_system, (size_t)16 << 20);
	assert_int_equal(store_sync_views(s, &head), 0);
	assert_int_equal(store_about(s, &a, "answers", head.size, &w, &n), 0);
	arena_release(&a);
	return n;
}

static void
test_each_failure(void **state)
{
	static const int errors[] = { E_IO, E_AGAIN, E_FULL, E_NOMEM };
	size_t spoken = 0, held = 0;

	for (size_t e = 0; e < 4; e++)
		for (int after = 0; after < 2; after++)
			for (unsigned long n = 1; n < 200; n++) {
				struct store_faults f = { .at = 0 };
				enum status status;
				struct answer ans;
				struct bench b;
				struct story s;
				bool loaded;

				story_begin(&s, &f);
				story_small_law(&s);
				(void)story_fact(&s, "nationality SY");
				bench_begin(&b, s.store);
				f.calls = 0;
				f.at = n;
				f.err = errors[e];
				f.after = after > 0;
				loaded = ask_store_load(&b.a, "p-one", &status);
				if (loaded)
					ask_store_decide(&b.a, &ans);
				else
					assert_int_equal(status, STATUS_FAILED);
				if (f.calls < n)
					n = 1000; /* nothing failed: done */
				f.at = 0;
				if (loaded && ans.verdict == VERDICT_NO_BAR) {
					spoken++;
					assert_null(b.a.not_logged);
					assert_int_equal(answers(s.store), 1);
				} else if (loaded) {
					held++;
					assert_int_equal(ans.verdict,
					    VERDICT_HOLD);
					assert_true(ans.failed);
				}
				bench_end(&b);
				story_end(&s);
			}
	assert_true(spoken > 8);
	assert_true(held > 0);
}

/* BARRED is said all the same, and says that it is not logged. */
static void
test_barred_not_withheld(void **state)
{
	struct store_faults f = { .at = 0 };
	enum status status;
	struct answer ans;
	struct bench b;
	struct story s;
	unsigned long n;
	bool seen = false;

	for (n = 1; n < 200 && !seen; n++) {
		story_begin(&s, &f);
		story_small_law(&s);
		(void)story_fact(&s, "nationality IQ");
		bench_begin(&b, s.store);
		assert_true(ask_store_load(&b.a, "p-one", &status));
		f.calls = 0;
		f.at = n;
		f.err = E_FULL;
		ask_store_decide(&b.a, &ans);
		assert_int_equal(ans.verdict, VERDICT_BARRED);
		seen = b.a.not_logged != NULL;
		f.at = 0;
		bench_end(&b);
		story_end(&s);
	}
	assert_true(seen);
}

/* Something comes between: decided anew, and then written. */
static void
test_conflict(void **state)
{
	enum status status;
	struct answer ans;
	struct bench b;
	struct story s;

	story_begin(&s, NULL);
	story_small_law(&s);
	(void)story_fact(&s, "nationality SY");
	bench_begin(&b, s.store);
	assert_true(ask_store_load(&b.a, "p-one", &status));
	(void)story_fact(&s, "nationality IQ");
	ask_store_decide(&b.a, &ans);
	assert_int_equal(ans.verdict, VERDICT_HOLD);
	assert_null(b.a.not_logged);
	assert_int_equal(answers(s.store), 1);
	bench_end(&b);
	story_end(&s);
}

/* What is recorded once "now" was taken is not read, and is no part of what
 * the answer says it rests on: to write it down is a conflict. */
static void
test_between_now_and_reading(void **state)
{
	struct keep_now now;
	struct stored st;
	struct bench b;
	struct story s;

	story_begin(&s, NULL);
	story_small_law(&s);
	(void)story_fact(&s, "nationality SY");
	bench_begin(&b, s.store);
	assert_int_equal(keep_now(s.store, &now), 0);
	(void)story_fact(&s, "nationality IQ");
	assert_int_equal(keep_orders(&b.arena, s.store, &now, now.known, &st),
	    0);
	assert_int_equal(st.through, now.head.size);
	assert_int_equal(st.head.size, now.head.size);
	bench_end(&b);
	story_end(&s);
}

/* A clock behind the store: as of both, for one of them is wrong. */
static void
test_clock_behind(void **state)
{
	struct keep_now now = { .known = { 9 * INSTANT_MINUTE + 5 },
		.clock = { 3 * INSTANT_MINUTE + 5 } };
	enum status status;
	struct bench b;

	bench_begin(&b, NULL);
	b.opts.at = NULL;
	assert_true(ask_times(&b.a, NULL, &now, &status));
	assert_true(b.a.act.departs.us == 3 * INSTANT_MINUTE);
	assert_true(b.a.act.arrives.us == 9 * INSTANT_MINUTE);
	assert_true(b.a.question.known.us == now.known.us);
	assert_non_null(b.a.clock_behind);
	/* Steps of a minute are no doubt; nor is an instant that is given. */
	now.clock.us = now.known.us - INSTANT_MINUTE;
	assert_true(ask_times(&b.a, NULL, &now, &status));
	assert_null(b.a.clock_behind);
	now.clock.us -= 1;
	assert_true(ask_times(&b.a, NULL, &now, &status));
	assert_non_null(b.a.clock_behind);
	bench_end(&b);
}

/* What is now is not known: no bar is not said, and what is barred is. */
static void
test_clock_behind_holds(void **state)
{
	static const char *const facts[] = { "nationality SY",
		"nationality IQ" };
	static const enum verdict is[] = { VERDICT_NO_BAR, VERDICT_BARRED };
	enum status status;
	struct answer ans;
	struct bench b;
	struct story s;

	for (size_t i = 0; i < 2; i++)
		for (int behind = 0; behind < 2; behind++) {
			story_begin(&s, NULL);
			story_small_law(&s);
			(void)story_fact(&s, facts[i]);
			bench_begin(&b, s.store);
			assert_true(ask_store_load(&b.a, "p-one", &status));
			if (behind > 0)
				b.a.clock_behind = "the clock is behind";
			ask_store_decide(&b.a, &ans);
			assert_int_equal(ans.verdict,
			    behind > 0 && is[i] == VERDICT_NO_BAR ? VERDICT_HOLD
								  : is[i]);
			bench_end(&b);
			story_end(&s);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_failure),
		cmocka_unit_test(test_barred_not_withheld),
		cmocka_unit_test(test_conflict),
		cmocka_unit_test(test_between_now_and_reading),
		cmocka_unit_test(test_clock_behind),
		cmocka_unit_test(test_clock_behind_holds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
