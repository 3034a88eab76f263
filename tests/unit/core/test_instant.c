/* Days, instants, and times as people write them. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "core/instant.h"
#include "core/limits.h"

static void
days_and_dates_are_inverse(void **state)
{
	struct ymd d = { 1899, 12, 31 };
	struct day last = day_of((struct ymd){ LIMIT_YEAR_LAST, 12, 31 });
	int32_t n = day_of((struct ymd){ LIMIT_YEAR_FIRST, 1, 1 }).n - 1;
	int weekday = 0; /* 31 December 1899 was a Sunday */

	/* Step a naive calendar along, day by day, and compare. */
	for (; n <= last.n; n++) {
		struct ymd got = day_ymd((struct day){ n });

		assert_int_equal(got.year, d.year);
		assert_int_equal(got.month, d.month);
		assert_int_equal(got.day, d.day);
		assert_int_equal(day_weekday((struct day){ n }), weekday);
		if (ymd_valid(d))
			assert_int_equal(day_of(d).n, n);
		else
			assert_int_equal(d.year, 1899);
		weekday = (weekday + 1) % 7;
		if (++d.day > days_in_month(d.year, d.month)) {
			d.day = 1;
			if (++d.month > 12) {
				d.month = 1;
				d.year++;
			}
		}
	}
	assert_int_equal(d.year, LIMIT_YEAR_LAST + 1);
}

static void
days_agree_with_the_host(void **state)
{
	for (int32_t n = -25567; n < 84006; n += 1) {
		time_t t = (time_t)n * 86400;
		struct ymd d = day_ymd((struct day){ n });
		struct tm tm;

		assert_non_null(gmtime_r(&t, &tm));
		assert_int_equal(tm.tm_year + 1900, d.year);
		assert_int_equal(tm.tm_mon + 1, d.month);
		assert_int_equal(tm.tm_mday, d.day);
		assert_int_equal(tm.tm_wday, day_weekday((struct day){ n }));
	}
}

static void
only_dates_that_exist_are_valid(void **state)
{
	static const struct {
		struct ymd d;
		bool valid;
	} cases[] = {
		{ { 2017, 6, 22 }, true },
		{ { 2000, 2, 29 }, true },
		{ { 2016, 2, 29 }, true },
		{ { 2100, 2, 29 }, false },
		{ { 1900, 2, 29 }, false },
		{ { 2017, 2, 29 }, false },
		{ { 2017, 4, 31 }, false },
		{ { 2017, 4, 30 }, true },
		{ { 2017, 0, 1 }, false },
		{ { 2017, 13, 1 }, false },
		{ { 2017, 1, 0 }, false },
		{ { 2017, 1, 32 }, false },
		{ { LIMIT_YEAR_FIRST - 1, 12, 31 }, false },
		{ { LIMIT_YEAR_FIRST, 1, 1 }, true },
		{ { LIMIT_YEAR_FIRST + 1, 1, 1 }, true },
		{ { LIMIT_YEAR_LAST - 1, 12, 31 }, true },
		{ { LIMIT_YEAR_LAST, 12, 31 }, true },
		{ { LIMIT_YEAR_LAST + 1, 1, 1 }, false },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(ymd_valid(cases[i].d), cases[i].valid);
}

/* What moment_parse makes of a text, as moment_print shows it. */
static void
moments_are_read_as_written(void **state)
{
	static const struct {
		const char *text;
		int result;
		enum moment_kind kind;
		const char *printed;
	} cases[] = {
		{ "1995", 0, MOMENT_DAYS, "1995" },
		{ "2017-06", 0, MOMENT_DAYS, "2017-06" },
		{ "2016-02", 0, MOMENT_DAYS, "2016-02" },
		{ "2017-06-22", 0, MOMENT_DAYS, "2017-06-22" },
		{ "2017-06-22 09:00", 0, MOMENT_CLOCK, "2017-06-22 09:00" },
		{ "2017-06-22 23:59", 0, MOMENT_CLOCK, "2017-06-22 23:59" },
		{ "2017-06-22 00:00", 0, MOMENT_CLOCK, "2017-06-22 00:00" },
		{ "2017-06-22T13:00Z", 0, MOMENT_EXACT, "2017-06-22T13:00Z" },
		{ "2017-06-22t13:00z", 0, MOMENT_EXACT, "2017-06-22T13:00Z" },
		{ "2017-06-22T13:00:59Z", 0, MOMENT_EXACT,
		    "2017-06-22T13:00Z" },
		{ "2017-06-22T13:00:59.999999999Z", 0, MOMENT_EXACT,
		    "2017-06-22T13:00Z" },
		{ "2017-06-22T01:00+02:00", 0, MOMENT_EXACT,
		    "2017-06-21T23:00Z" },
		{ "2017-06-22T23:00-05:30", 0, MOMENT_EXACT,
		    "2017-06-23T04:30Z" },
		{ "1969-12-31T23:59:30Z", 0, MOMENT_EXACT,
		    "1969-12-31T23:59Z" },
		{ "1900", 0, MOMENT_DAYS, "1900" },
		{ "2199-12-31", 0, MOMENT_DAYS, "2199-12-31" },

		/* It does not exist, or is not understood. */
		{ "1899", E_RANGE, 0, NULL },
		{ "2200", E_RANGE, 0, NULL },
		{ "0000", E_RANGE, 0, NULL },
		{ "2017-00", E_RANGE, 0, NULL },
		{ "2017-13", E_RANGE, 0, NULL },
		{ "2017-06-00", E_RANGE, 0, NULL },
		{ "2017-06-31", E_RANGE, 0, NULL },
		{ "2017-02-29", E_RANGE, 0, NULL },
		{ "2017-00-12", E_RANGE, 0, NULL },
		{ "2017-06-22 24:00", E_RANGE, 0, NULL },
		{ "2017-06-22 23:60", E_RANGE, 0, NULL },
		{ "2017-06-22T24:00Z", E_RANGE, 0, NULL },
		{ "2017-06-22T23:59:60Z", E_RANGE, 0, NULL },
		{ "2017-06-22T13:00+24:00", E_RANGE, 0, NULL },
		{ "2017-06-22T13:00+02:60", E_RANGE, 0, NULL },

		/* It is no time at all. */
		{ "", E_SYNTAX, 0, NULL },
		{ "201", E_SYNTAX, 0, NULL },
		{ "20170", E_SYNTAX, 0, NULL },
		{ " 2017", E_SYNTAX, 0, NULL },
		{ "2017 ", E_SYNTAX, 0, NULL },
		{ "2017-", E_SYNTAX, 0, NULL },
		{ "2017-6", E_SYNTAX, 0, NULL },
		{ "2017-06-", E_SYNTAX, 0, NULL },
		{ "2017-06-2", E_SYNTAX, 0, NULL },
		{ "2017/06/22", E_SYNTAX, 0, NULL },
		{ "-017-06-22", E_SYNTAX, 0, NULL },
		{ "2017-06-22 ", E_SYNTAX, 0, NULL },
		{ "2017-06-22 9:00", E_SYNTAX, 0, NULL },
		{ "2017-06-22 09", E_SYNTAX, 0, NULL },
		{ "2017-06-22 09:00Z", E_SYNTAX, 0, NULL },
		{ "2017-06-22 09:00:00", E_SYNTAX, 0, NULL },
		{ "2017-06-22T09:00", E_SYNTAX, 0, NULL },
		{ "2017-06-22T09:00:", E_SYNTAX, 0, NULL },
		{ "2017-06-22T09:00:00.Z", E_SYNTAX, 0, NULL },
		{ "2017-06-22T09:00+0200", E_SYNTAX, 0, NULL },
		{ "2017-06-22T09:00Zx", E_SYNTAX, 0, NULL },
	};
	struct buf b;

	buf_init(&b, &mem_system, 200);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct moment m = { .kind = MOMENT_NOT_KNOWN }, again;
		const char *text = cases[i].text;

		assert_int_equal(moment_parse(text, strlen(text), &m),
		    cases[i].result);
		if (cases[i].result != 0) {
			assert_int_equal(m.kind, MOMENT_NOT_KNOWN);
			continue;
		}
		assert_int_equal(m.kind, cases[i].kind);
		buf_clear(&b);
		moment_print(&b, &m);
		assert_string_equal(b.s, cases[i].printed);
		assert_int_equal(moment_parse(b.s, b.len, &again), 0);
		assert_true(moment_equal(&m, &again));
	}
	buf_release(&b);
}

static void
a_text_ends_where_its_length_says(void **state)
{
	struct moment m;

	assert_int_equal(moment_parse("2017-06-22", 4, &m), 0);
	assert_int_equal(m.hi.day.n - m.lo.day.n, 364);
	assert_int_equal(moment_parse("2017-06-22", 7, &m), 0);
	assert_int_equal(m.hi.day.n - m.lo.day.n, 29);
	assert_int_equal(moment_parse("2016-02-22", 7, &m), 0);
	assert_int_equal(m.hi.day.n - m.lo.day.n, 28);
	assert_int_equal(moment_parse("2017-06-22", 5, &m), E_SYNTAX);
}

static void
spans_are_printed(void **state)
{
	struct day d = day_of((struct ymd){ 2017, 6, 1 });
	struct moment days = { .kind = MOMENT_DAYS,
		.lo.day = d,
		.hi.day = { d.n + 4 } };
	struct moment clock = { .kind = MOMENT_CLOCK,
		.lo = { d, 540 },
		.hi = { d, 541 } };
	struct moment exact = { .kind = MOMENT_EXACT,
		.first = INSTANT_BEGIN,
		.last = INSTANT_NEVER };
	struct moment none = { .kind = MOMENT_NONE };
	struct moment unknown = { .kind = MOMENT_NOT_KNOWN };
	struct buf b;

	buf_init(&b, &mem_system, 400);
	moment_print(&b, &days);
	buf_puts(&b, "; ");
	moment_print(&b, &clock);
	buf_puts(&b, "; ");
	moment_print(&b, &exact);
	buf_puts(&b, "; ");
	moment_print(&b, &none);
	buf_puts(&b, "; ");
	moment_print(&b, &unknown);
	assert_string_equal(b.s,
	    "between 2017-06-01 and 2017-06-05; "
	    "between 2017-06-01 09:00 and 2017-06-01 09:01; "
	    "between begin and never; not given; not known");
	assert_false(moment_equal(&days, &clock));
	none = clock;
	none.lo.minute--;
	assert_false(moment_equal(&none, &clock));
	none = clock;
	none.hi.minute++;
	assert_false(moment_equal(&none, &clock));
	clock.hi.minute = 540;
	buf_clear(&b);
	moment_print(&b, &clock);
	assert_string_equal(b.s, "2017-06-01 09:00");
	days.lo.minute = 7; /* says nothing of a day */
	clock = days;
	clock.lo.minute = 8;
	assert_true(moment_equal(&days, &clock));
	clock.hi.day.n++;
	assert_false(moment_equal(&days, &clock));
	buf_release(&b);
}

static void
instants_are_read_and_printed(void **state)
{
	static const struct {
		const char *text;
		int result;
		int64_t us;
		const char *printed;
	} cases[] = {
		{ "1970-01-01T00:00:00Z", 0, 0, "1970-01-01T00:00:00Z" },
		{ "2017-06-22T13:00:00Z", 0, 1498136400000000,
		    "2017-06-22T13:00:00Z" },
		{ "2017-06-22T13:00Z", 0, 1498136400000000,
		    "2017-06-22T13:00:00Z" },
		{ "2017-06-22T15:00:00+02:00", 0, 1498136400000000,
		    "2017-06-22T13:00:00Z" },
		{ "2017-06-22T13:00:01.5Z", 0, 1498136401500000,
		    "2017-06-22T13:00:01.5Z" },
		{ "2017-06-22T13:00:01.000001Z", 0, 1498136401000001,
		    "2017-06-22T13:00:01.000001Z" },
		{ "2017-06-22T13:00:01.0000019Z", 0, 1498136401000001,
		    "2017-06-22T13:00:01.000001Z" },
		{ "1969-12-31T23:59:59.75Z", 0, -250000,
		    "1969-12-31T23:59:59.75Z" },
		{ "2017-06-22 13:00", E_SYNTAX, 0, NULL },
		{ "2017-06-22", E_SYNTAX, 0, NULL },
		{ "2017", E_SYNTAX, 0, NULL },
		{ "2017-02-30T13:00:00Z", E_RANGE, 0, NULL },
		{ "2017-02-20T13:00:60Z", E_RANGE, 0, NULL },
	};
	struct buf b;

	buf_init(&b, &mem_system, 100);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *text = cases[i].text;
		struct instant t = { 77 };

		assert_int_equal(instant_parse_utc(text, strlen(text), &t),
		    cases[i].result);
		assert_int_equal(t.us, cases[i].result ? 77 : cases[i].us);
		if (cases[i].result != 0)
			continue;
		buf_clear(&b);
		instant_print_utc(&b, t);
		assert_string_equal(b.s, cases[i].printed);
	}
	buf_clear(&b);
	instant_print_utc(&b, INSTANT_BEGIN);
	buf_putc(&b, ' ');
	instant_print_utc(&b, INSTANT_NEVER);
	assert_string_equal(b.s, "begin never");
	buf_release(&b);
}

static void
minutes_are_added_and_saturate(void **state)
{
	static const struct {
		int64_t us, minutes, want;
	} cases[] = {
		{ 0, 1, 60000000 },
		{ 0, -1, -60000000 },
		{ 5, 0, 5 },
		{ 0, INT64_MAX, INT64_MAX / 4 },
		{ 0, INT64_MIN, INT64_MIN / 4 },
		{ INT64_MAX / 4, -1, INT64_MAX / 4 },
		{ INT64_MAX / 4, INT64_MIN, INT64_MAX / 4 },
		{ INT64_MIN / 4, 1, INT64_MIN / 4 },
		{ INT64_MIN / 4, INT64_MAX, INT64_MIN / 4 },
		{ INT64_MAX / 4 - 1, 1, INT64_MAX / 4 },
		{ INT64_MAX / 4 - 1, INT64_MAX, INT64_MAX / 4 },
		{ INT64_MIN / 4 + 1, -1, INT64_MIN / 4 },
		{ INT64_MAX / 4 - 1, -1, INT64_MAX / 4 - 1 - 60000000 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct instant t = { cases[i].us };

		assert_int_equal(instant_add_minutes(t, cases[i].minutes).us,
		    cases[i].want);
	}
}

static void
instants_are_floored_and_compared(void **state)
{
	struct instant a = { -1 }, b = { 59999999 };

	assert_int_equal(instant_floor_minute(a).us, -60000000);
	assert_int_equal(instant_floor_minute(b).us, 0);
	assert_int_equal(instant_floor_minute(INSTANT_BEGIN).us,
	    INSTANT_BEGIN.us);
	assert_int_equal(instant_floor_minute(INSTANT_NEVER).us,
	    INSTANT_NEVER.us);
	assert_int_equal(instant_cmp(a, b), -1);
	assert_int_equal(instant_cmp(b, a), 1);
	assert_int_equal(instant_cmp(a, a), 0);
	assert_int_equal(instant_min(a, b).us, -1);
	assert_int_equal(instant_min(b, a).us, -1);
	assert_int_equal(instant_max(a, b).us, 59999999);
	assert_int_equal(instant_max(b, a).us, 59999999);
}

static void
errors_are_sentences(void **state)
{
	static const int errors[] = { 0, E_NOMEM, E_RANGE, E_SYNTAX, E_LIMIT,
		E_IO, E_NAME, E_CHECK, -99, 1 };

	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		assert_non_null(err_text(errors[i]));
		for (size_t k = 0; k < i && k < 8 && i < 8; k++)
			assert_string_not_equal(err_text(errors[i]),
			    err_text(errors[k]));
	}
	assert_string_equal(err_text(-99), err_text(1));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days_and_dates_are_inverse),
		cmocka_unit_test(days_agree_with_the_host),
		cmocka_unit_test(only_dates_that_exist_are_valid),
		cmocka_unit_test(moments_are_read_as_written),
		cmocka_unit_test(a_text_ends_where_its_length_says),
		cmocka_unit_test(spans_are_printed),
		cmocka_unit_test(instants_are_read_and_printed),
		cmocka_unit_test(minutes_are_added_and_saturate),
		cmocka_unit_test(instants_are_floored_and_compared),
		cmocka_unit_test(errors_are_sentences),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
