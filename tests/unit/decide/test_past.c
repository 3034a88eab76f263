/* test_past.c - what an answer that is kept rests on is dated before what is
 * known: an order's dates, and those that somebody confirmed. */

#include "unit/decide/cases.h"

static const char text[] = "case k\n  title \"K\"\n  court dcd docket \"1\"\n"
			   "order k.o\n  document \"1\"  oral 2020-01-03 10:00"
			   "  entered 2020-01-06 10:00"
			   "  docketed 2020-02-10 10:00\n"
			   "  covers everyone\n  bars visit\n";

static bool
past(const struct bench_law *b, const struct record *rec, const char *known)
{
	return decide_orders_past(&b->law, rec, at("UTC", known));
}

/* Each date alone keeps it from being past, until a day after it is over
 * wherever it was meant. */
static void
each_date_counts(void **state)
{
	struct bench_law b;

	bench_open(&b, "book", text);
	assert_false(past(&b, NULL, "2020-01-02 10:00"));
	assert_false(past(&b, NULL, "2020-01-05 10:00"));
	assert_false(past(&b, NULL, "2020-01-20 10:00"));
	assert_false(past(&b, NULL, "2020-02-11 10:00"));
	assert_true(past(&b, NULL, "2020-02-12 10:00"));
	bench_close(&b);
}

/* What else a date is read to be counts as it does; what else an end is read
 * to be does not. */
static void
readings_count(void **state)
{
	static const char read[] =
	    "case k\n  title \"K\"\n  court dcd docket \"1\"\n"
	    "order k.o\n  document \"1\"  entered 2020-01-06 10:00\n"
	    "  conflict entered also read 2020-01-20 \"two dates\"\n"
	    "  covers everyone\n  bars visit\n"
	    "  until 2020-03-02 12:00\n"
	    "  conflict until also read 2020-04-02 12:00 \"two ends\"\n";
	struct bench_law b;

	bench_open(&b, "book", read);
	assert_false(past(&b, NULL, "2020-01-10 10:00"));
	assert_false(past(&b, NULL, "2020-01-21 10:00"));
	assert_true(past(&b, NULL, "2020-01-23 10:00"));
	bench_close(&b);
}

static void
dates_confirmed_count(void **state)
{
	struct confirmation c;
	struct record rec = { .confirmations = &c, .nconfirmations = 1 };
	struct moment later;
	struct bench_law b;

	bench_open(&b, "book", text);
	assert_int_equal(moment_parse("2020-03-01", 10, &later), 0);
	memset(&c, 0, sizeof(c));
	assert_true(past(&b, &rec, "2020-02-20 10:00"));
	for (int i = 0; i < 3; i++) {
		memset(&c, 0, sizeof(c));
		*(i == 0         ? &c.oral
			: i == 1 ? &c.entered
				 : &c.effective) = later;
		assert_false(past(&b, &rec, "2020-02-20 10:00"));
		assert_false(past(&b, &rec, "2020-03-01 12:00"));
		assert_true(past(&b, &rec, "2020-03-03 12:00"));
	}
	bench_close(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_date_counts),
		cmocka_unit_test(readings_count),
		cmocka_unit_test(dates_confirmed_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
