/* Counting: the worked examples of the cases, each reading, each edge. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/count.h"
#include "core/limits.h"
#include "core/zone_table.h"
#include "support/fault_mem.h"

static const struct zone *
detroit(void)
{
	return zone_builtin("America/Detroit");
}

static struct calendar
carried(void)
{
	struct calendar c = { .court = "mied" };

	c.closures = calendar_closures(&c.nclosures);
	return c;
}

static struct instant
at(const struct zone *z, const char *text)
{
	struct moment m;

	assert_int_equal(moment_parse(text, strlen(text), &m), 0);
	return zone_when(z, &m).first;
}

/* "END, END": every outcome as zone_print_end has it. */
static void
put_ends(struct buf *b, const struct zone *z, const struct outcome *out,
    size_t n)
{
	for (size_t i = 0; i < n; i++) {
		buf_puts(b, i > 0 ? ", " : "");
		zone_print_end(b, z, out[i].end);
	}
}

struct example {
	const char *from;
	struct length len;
	const char *rule; /* NULL: both rolls are readings */
	const char *ends, *safe;
};

#define N(count, in)                          \
	{                                     \
		.n = count, .unit = UNIT_##in \
	}
#define TRO(count)                                         \
	{                                                  \
		.n = count, .unit = UNIT_DAYS, .tro = true \
	}

static const struct example examples[] = {
	/* Hamama: files served on 6 November 2017. */
	{ "2017-11-06 10:00", N(90, DAYS), NULL,
	    "2018-02-04 end of day EST, 2018-02-05 end of day EST",
	    "2018-02-02" },
	{ "2017-11-06 10:00", N(3, MONTHS_CLAMPED), NULL,
	    "2018-02-06 end of day EST", "2018-02-06" },
	{ "2017-11-27 10:00", N(90, DAYS), NULL,
	    "2018-02-25 end of day EST, 2018-02-26 end of day EST",
	    "2018-02-23" },
	{ "2017-11-06 00:00", N(90, DAYS), "frcp6", "2018-02-05 end of day EST",
	    "2018-02-05" },
	{ "2017-11-06 23:59", N(90, DAYS), "none", "2018-02-04 end of day EST",
	    "2018-02-02" },
	/* The reversal, and the time for rehearing with the US a party. */
	{ "2018-12-20 09:00", N(45, DAYS), "frap26",
	    "2019-02-04 end of day EST", "2019-02-04" },
	{ "2018-12-20 09:00", N(45, DAYS), NULL,
	    "2019-02-03 end of day EST, 2019-02-04 end of day EST",
	    "2019-02-01" },
	{ "2019-04-02 09:00", N(7, DAYS), "frap26", "2019-04-09 end of day EDT",
	    "2019-04-09" },
	/* 14-day stays: J.G.G.'s ended on a Saturday. */
	{ "2025-03-15 19:25", TRO(14), NULL,
	    "2025-03-29 19:25 EDT, 2025-03-29 end of day EDT, "
	    "2025-03-31 end of day EDT",
	    "2025-03-28" },
	{ "2017-06-22 09:00", TRO(14), NULL,
	    "2017-07-06 09:00 EDT, 2017-07-06 end of day EDT", "2017-07-06" },
	/* 14 x 24 hours run on when the clock is put back. */
	{ "2025-10-23 10:00", TRO(14), NULL,
	    "2025-11-06 09:00 EST, 2025-11-06 end of day EST", "2025-11-06" },

	/* Hours: from the minute, every hour, real hours over a change of
	 * the clock. */
	{ "2017-06-21 09:52", N(24, HOURS), NULL, "2017-06-22 09:52 EDT",
	    "2017-06-22" },
	{ "2007-11-02 10:23", N(72, HOURS), "frcp6", "2007-11-05 09:23 EST",
	    "2007-11-05" },
	{ "2017-06-23 09:52", N(24, HOURS), NULL,
	    "2017-06-24 09:52 EDT, 2017-06-26 09:52 EDT", "2017-06-23" },
	{ "2017-06-23 09:52", N(24, HOURS), "frcp6", "2017-06-26 09:52 EDT",
	    "2017-06-26" },
	{ "2017-06-30 23:59", N(72, HOURS), "frcp6",
	    "2017-07-03 end of day EDT", "2017-07-03" },
	{ "2017-07-01 23:59", N(72, HOURS), "frcp6",
	    "2017-07-05 end of day EDT", "2017-07-05" },
	/* Ends at 02:30 on a Sunday that has none: counted on, then rolled
	 * to Monday's. */
	{ "2017-03-11 02:30", N(24, HOURS), NULL,
	    "2017-03-12 03:30 EDT, 2017-03-13 03:30 EDT", "2017-03-10" },
	{ "2017-06-21 09:52", N(0, HOURS), NULL, "2017-06-21 09:52 EDT",
	    "2017-06-21" },

	/* Days: an end on a holiday; several closed days in a row. */
	{ "2017-06-27 12:00", N(7, DAYS), "frcp6", "2017-07-05 end of day EDT",
	    "2017-07-05" },
	{ "2017-12-09 12:00", N(14, DAYS), NULL,
	    "2017-12-23 end of day EST, 2017-12-26 end of day EST",
	    "2017-12-22" },
	{ "2017-06-21 09:52", N(0, DAYS), NULL, "2017-06-21 end of day EDT",
	    "2017-06-21" },
	{ "2017-02-28 12:00", N(1, DAYS), NULL, "2017-03-01 end of day EST",
	    "2017-03-01" },
	/* The day of the change is 25 hours long and still one day. */
	{ "2017-11-04 12:00", N(2, DAYS), NULL, "2017-11-06 end of day EST",
	    "2017-11-06" },

	/* Closures that nobody verified: taken as closed, and as open. */
	{ "2018-11-24 12:00", N(30, DAYS), NULL,
	    "2018-12-24 end of day EST, 2018-12-26 end of day EST",
	    "2018-12-21" },
	{ "2018-11-23 12:00", N(30, DAYS), NULL,
	    "2018-12-23 end of day EST, 2018-12-24 end of day EST, "
	    "2018-12-26 end of day EST",
	    "2018-12-21" },
	{ "2018-11-24 12:00", N(30, DAYS), "none", "2018-12-24 end of day EST",
	    "2018-12-21" },
	{ "2018-12-21 12:00", N(1, BUSINESS_DAYS), NULL,
	    "2018-12-24 end of day EST, 2018-12-26 end of day EST",
	    "2018-12-21" },

	/* Months and years. */
	{ "2018-01-31 12:00", N(1, MONTHS_CLAMPED), NULL,
	    "2018-02-28 end of day EST", "2018-02-28" },
	{ "2018-01-31 12:00", N(1, MONTHS_NEXT_DAY), NULL,
	    "2018-03-01 end of day EST", "2018-03-01" },
	{ "2018-01-28 12:00", N(1, MONTHS_NEXT_DAY), NULL,
	    "2018-02-28 end of day EST", "2018-02-28" },
	{ "2016-01-30 12:00", N(1, MONTHS_CLAMPED), NULL,
	    "2016-02-29 end of day EST", "2016-02-29" },
	{ "2017-11-30 12:00", N(3, MONTHS_CLAMPED), NULL,
	    "2018-02-28 end of day EST", "2018-02-28" },
	{ "2017-12-06 12:00", N(12, MONTHS_CLAMPED), NULL,
	    "2018-12-06 end of day EST", "2018-12-06" },
	{ "2017-06-22 12:00", N(1, YEARS), NULL, "2018-06-22 end of day EDT",
	    "2018-06-22" },
	{ "2024-02-29 12:00", N(1, YEARS), NULL,
	    "2025-02-28 end of day EST, 2025-03-01 end of day EST, "
	    "2025-03-03 end of day EST",
	    "2025-02-28" },
	{ "2024-02-29 12:00", N(1, YEARS), "frcp6",
	    "2025-02-28 end of day EST, 2025-03-03 end of day EST",
	    "2025-02-28" },
	{ "2024-02-29 12:00", N(4, YEARS), NULL, "2028-02-29 end of day EST",
	    "2028-02-29" },

	/* Business days and hours. */
	{ "2017-06-30 12:00", N(2, BUSINESS_DAYS), NULL,
	    "2017-07-05 end of day EDT", "2017-07-05" },
	{ "2017-07-01 12:00", N(1, BUSINESS_DAYS), NULL,
	    "2017-07-03 end of day EDT", "2017-07-03" },
	{ "2017-07-01 12:00", N(0, BUSINESS_DAYS), NULL,
	    "2017-07-01 end of day EDT, 2017-07-03 end of day EDT",
	    "2017-06-30" },
	/* 72 business hours from a Wednesday: of the clock, Thursday,
	 * Friday, Monday; of eight hours, nine days. */
	{ "2025-07-23 10:23", N(72, BUSINESS_HOURS), NULL,
	    "2025-07-28 10:23 EDT, 2025-08-05 10:23 EDT", "2025-07-28" },
	{ "2025-07-26 10:23", N(8, BUSINESS_HOURS), NULL,
	    "2025-07-28 08:00 EDT, 2025-07-28 17:00 EDT", "2025-07-28" },
	{ "2025-07-25 16:59", N(1, BUSINESS_HOURS), NULL,
	    "2025-07-25 17:59 EDT, 2025-07-28 09:59 EDT", "2025-07-25" },
	{ "2025-07-25 17:00", N(1, BUSINESS_HOURS), NULL,
	    "2025-07-25 18:00 EDT, 2025-07-28 10:00 EDT", "2025-07-25" },
	{ "2025-07-25 17:00", N(0, BUSINESS_HOURS), NULL,
	    "2025-07-25 17:00 EDT, 2025-07-28 09:00 EDT", "2025-07-25" },
	{ "2025-07-25 08:00", N(1, BUSINESS_HOURS), NULL,
	    "2025-07-25 09:00 EDT, 2025-07-25 10:00 EDT", "2025-07-25" },
};

#define NEXAMPLES (sizeof(examples) / sizeof(examples[0]))

static void
examples_come_out(void **state)
{
	const struct zone *z = detroit();
	struct calendar cal = carried();
	struct outcome out[LIMIT_READINGS];
	struct arena a;
	struct buf b;

	arena_init(&a, &mem_system, 1 << 20);
	buf_init(&b, &mem_system, 4096);
	for (size_t i = 0; i < NEXAMPLES; i++) {
		const struct example *x = &examples[i];
		struct length len = x->len;
		struct instant from = at(z, x->from), lo, hi;
		struct day safe;
		size_t n;

		if (x->rule != NULL)
			len.rule = count_rule_find(x->rule);
		assert_int_equal(count_length(&a, &len, &cal, z, from, out, &n),
		    0);
		buf_clear(&b);
		put_ends(&b, z, out, n);
		if (strcmp(b.s, x->ends) != 0)
			fail_msg("%s + %d: %s, want %s", x->from, len.n, b.s,
			    x->ends);
		assert_int_equal(count_safe_day(&cal, z, out[0].end, &safe), 0);
		buf_clear(&b);
		day_print(&b, safe);
		assert_string_equal(b.s, x->safe);
		/* A trigger known to the minute spans its own ends. */
		assert_int_equal(count_span(&len, &cal, z,
				     (struct when){ from, from }, &lo, &hi),
		    0);
		assert_int_equal(lo.us, out[0].end.us);
		assert_int_equal(hi.us, out[n - 1].end.us);
	}
	buf_release(&b);
	arena_release(&a);
}

/* Each kind once, in one outcome; the kinds are the length's own. */
static void
kinds_are_the_same_whatever_the_trigger(void **state)
{
	const struct zone *z = detroit();
	struct calendar cal = carried();
	struct outcome out[LIMIT_READINGS];
	struct arena a;

	arena_init(&a, &mem_system, 1 << 24);
	for (size_t i = 0; i < NEXAMPLES; i++) {
		uint32_t first = 0;

		for (int day = 0; day < 400; day++) {
			struct instant t = at(z, "2018-06-01 10:00");
			uint32_t all = 0;
			size_t n;

			t = instant_add_minutes(t, day * 1440);
			assert_int_equal(count_length(&a, &examples[i].len,
					     &cal, z, t, out, &n),
			    0);
			assert_in_range(n, 1, LIMIT_READINGS);
			for (size_t k = 0; k < n; k++) {
				assert_int_equal(all & out[k].kinds, 0);
				all |= out[k].kinds;
				assert_true(
				    (out[k].kinds >> out[k].kind & 1) != 0);
				assert_ptr_equal(count_of_kind(out, n,
						     out[k].kind),
				    &out[k]);
				if (k > 0)
					assert_true(
					    out[k - 1].end.us < out[k].end.us);
			}
			if (day == 0)
				first = all;
			assert_int_equal(all, first);
		}
	}
	assert_null(count_of_kind(out, 1, 31));
	arena_release(&a);
}

/* The minute is the trigger, whatever its second; and a tro's set is its
 * own, whatever rule stands beside it. */
static void
what_changes_no_count(void **state)
{
	const struct zone *z = detroit();
	struct calendar cal = carried();
	struct length len = TRO(14);
	struct outcome a_out[LIMIT_READINGS], b_out[LIMIT_READINGS];
	struct instant t = at(z, "2025-03-15 19:25");
	struct arena a;
	size_t n, m;

	arena_init(&a, &mem_system, 1 << 20);
	assert_int_equal(count_length(&a, &len, &cal, z, t, a_out, &n), 0);
	t.us += INSTANT_MINUTE - 1;
	len.rule = count_rule_find("none");
	assert_int_equal(count_length(&a, &len, &cal, z, t, b_out, &m), 0);
	assert_int_equal(n, m);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(a_out[i].end.us, b_out[i].end.us);
	arena_release(&a);
}

/* An hour that occurs twice on a business day, which no court's clock has:
 * an end that moves there comes to the later, one that falls there stays. */
static void
an_hour_that_occurs_twice_ends_at_the_second(void **state)
{
	static const char tz[] = "AAA0BBB,M4.1.1,M10.1.1"; /* Mondays */
	struct zone z = { .name = "Test/Mondays", .has_rule = true };
	struct length day = N(24, HOURS), two = N(48, HOURS);
	struct clock_time ct = { 90, 1 };
	struct calendar cal = { 0 };
	struct outcome out[LIMIT_READINGS];
	struct instant first, second, from;
	struct arena a;
	struct day d;
	size_t n;

	assert_int_equal(zone_rule_read(tz, sizeof(tz) - 1, &z.rule), 0);
	arena_init(&a, &mem_system, 1 << 20);
	d = day_of((struct ymd){ 2017, 10, 2 });
	zone_instants(&z, (struct civil){ d, 90 }, &first, &second);
	assert_int_equal(second.us - first.us, 60 * INSTANT_MINUTE);

	from = instant_add_minutes(first, -2 * 1440);
	assert_int_equal(count_length(&a, &day, &cal, &z, from, out, &n), 0);
	assert_int_equal(n, 2);
	assert_int_equal(out[1].end.us, second.us + INSTANT_MINUTE);
	assert_int_equal(count_length(&a, &two, &cal, &z, from, out, &n), 0);
	assert_int_equal(n, 1);
	assert_int_equal(out[0].end.us, first.us + INSTANT_MINUTE);
	assert_int_equal(count_clock(&a, &ct, &cal, &z, from, out, &n), 0);
	assert_int_equal(n, 1);
	assert_int_equal(out[0].end.us, second.us + INSTANT_MINUTE);
	arena_release(&a);
}

static void
readings_are_named(void **state)
{
	const struct zone *z = detroit();
	struct calendar cal = carried();
	struct length tro = TRO(14), leap = N(1, YEARS), year = N(90, DAYS);
	struct length hours = N(24, HOURS), business = N(8, BUSINESS_HOURS);
	struct outcome out[LIMIT_READINGS];
	struct arena a;
	size_t n;

	arena_init(&a, &mem_system, 1 << 20);
	assert_int_equal(count_length(&a, &tro, &cal, z,
			     at(z, "2025-03-15 19:25"), out, &n),
	    0);
	assert_int_equal(out[0].kind, COUNT_TO_THE_MINUTE);
	assert_int_equal(out[1].kind, COUNT_END_OF_DAY);
	assert_int_equal(out[2].kind, COUNT_END_OF_DAY | COUNT_ROLLED);
	assert_int_equal(count_length(&a, &leap, &cal, z,
			     at(z, "2024-02-29 10:00"), out, &n),
	    0);
	assert_int_equal(out[0].kind, COUNT_CLAMPED);
	assert_int_equal(out[1].kind, COUNT_NEXT_DAY);
	assert_int_equal(out[2].kind, COUNT_NEXT_DAY | COUNT_ROLLED);
	assert_ptr_equal(count_of_kind(out, n, COUNT_CLAMPED | COUNT_ROLLED),
	    &out[0]);
	assert_int_equal(count_length(&a, &year, &cal, z,
			     at(z, "2018-09-24 10:00"), out, &n),
	    0);
	assert_int_equal(n, 3);
	assert_ptr_equal(count_of_kind(out, n, COUNT_END_OF_DAY), &out[0]);
	assert_ptr_equal(count_of_kind(out, n,
			     COUNT_END_OF_DAY | COUNT_ROLLED |
				 COUNT_DOUBT_OPEN),
	    &out[1]);
	assert_ptr_equal(count_of_kind(out, n, COUNT_END_OF_DAY | COUNT_ROLLED),
	    &out[2]);
	assert_int_equal(count_length(&a, &hours, &cal, z,
			     at(z, "2017-06-23 10:00"), out, &n),
	    0);
	assert_int_equal(out[1].kind, COUNT_TO_THE_MINUTE | COUNT_ROLLED);
	assert_int_equal(count_length(&a, &business, &cal, z,
			     at(z, "2017-06-23 10:00"), out, &n),
	    0);
	assert_int_equal(out[0].kind, COUNT_CLOCK_HOURS);
	assert_int_equal(out[1].kind, COUNT_EIGHT_HOURS);
	arena_release(&a);
}

static const struct count_rule always = { "always", ROLL_YES, "a rule", true,
	STATES_COURT };

static void
the_arithmetic_is_told(void **state)
{
	static const struct {
		const char *from;
		struct length len;
		size_t outcome;
		const char *why;
	} cases[] = {
		{ "2017-11-06 10:00", N(90, DAYS), 0,
		    "90 days from Mon 6 Nov 2017: Sun 4 Feb 2018; not rolled "
		    "(Sunday)" },
		{ "2017-11-06 10:00", N(90, DAYS), 1,
		    "90 days from Mon 6 Nov 2017: Sun 4 Feb 2018; rolls to "
		    "Mon 5 Feb 2018 (Sunday)" },
		{ "2017-11-06 10:00", N(3, MONTHS_CLAMPED), 0,
		    "3 months from Mon 6 Nov 2017: Tue 6 Feb 2018" },
		{ "2018-01-31 10:00", N(1, MONTHS_CLAMPED), 0,
		    "1 month from Wed 31 Jan 2018: Wed 28 Feb 2018 (the "
		    "month's last day)" },
		{ "2018-01-31 10:00", N(1, MONTHS_NEXT_DAY), 0,
		    "1 month from Wed 31 Jan 2018: Thu 1 Mar 2018 (the day "
		    "after the month's last)" },
		{ "2018-11-23 10:00", N(30, DAYS), 1,
		    "30 days from Fri 23 Nov 2018: Sun 23 Dec 2018; rolls to "
		    "Mon 24 Dec 2018 (Sunday); taken as open (executive "
		    "departments closed by Executive Order 13854, not "
		    "verified)" },
		{ "2018-11-23 10:00", N(30, DAYS), 2,
		    "30 days from Fri 23 Nov 2018: Sun 23 Dec 2018; rolls to "
		    "Wed 26 Dec 2018 (Sunday, Mon 24 Dec 2018: executive "
		    "departments closed by Executive Order 13854, not "
		    "verified, Tue 25 Dec 2018: Christmas Day)" },
		{ "2018-11-24 10:00", N(30, DAYS), 0,
		    "30 days from Sat 24 Nov 2018: Mon 24 Dec 2018; not "
		    "rolled (executive departments closed by Executive Order "
		    "13854, not verified)" },
		{ "2025-03-15 19:25", TRO(14), 0,
		    "14 days (336 hours) from Sat 15 Mar 2025 19:25 EDT: Sat "
		    "29 Mar 2025 19:25 EDT; not rolled (Saturday)" },
		{ "2017-06-23 09:52", N(24, HOURS), 1,
		    "24 hours from Fri 23 Jun 2017 09:52 EDT: Sat 24 Jun 2017 "
		    "09:52 EDT; rolls to Mon 26 Jun 2017 09:52 EDT (Saturday, "
		    "Sunday)" },
		{ "2017-06-30 10:00", N(2, BUSINESS_DAYS), 0,
		    "2 business days from Fri 30 Jun 2017: Wed 5 Jul 2017 "
		    "(Tue 4 Jul 2017: Independence Day)" },
		{ "2025-07-23 10:23", N(72, BUSINESS_HOURS), 1,
		    "72 business hours from Wed 23 Jul 2025 10:23 EDT: Tue 5 "
		    "Aug 2025 10:23 EDT (09:00 to 17:00 of a business day)" },
		{ "2017-06-20 10:00",
		    { .n = 2, .unit = UNIT_DAYS, .rule = &always }, 0,
		    "2 days from Tue 20 Jun 2017: Thu 22 Jun 2017" },
		{ "2018-11-24 10:00",
		    { .n = 30, .unit = UNIT_DAYS, .rule = &always }, 0,
		    "30 days from Sat 24 Nov 2018: Mon 24 Dec 2018; taken as "
		    "open (executive departments closed by Executive Order "
		    "13854, not verified)" },
		/* On one reading the 24th is a business day like others. */
		{ "2018-12-21 10:00", N(1, BUSINESS_DAYS), 0,
		    "1 business day from Fri 21 Dec 2018: Mon 24 Dec 2018; "
		    "taken as open (executive departments closed by Executive "
		    "Order 13854, not verified)" },
		{ "2018-12-21 10:00", N(2, BUSINESS_DAYS), 0,
		    "2 business days from Fri 21 Dec 2018: Wed 26 Dec 2018 "
		    "(Tue 25 Dec 2018: Christmas Day)" },
		/* So many closed days are not all named. */
		{ "2017-01-03 10:00", N(200, BUSINESS_DAYS), 0,
		    "200 business days from Tue 3 Jan 2017: Wed 18 Oct 2017 "
		    "(Mon 16 Jan 2017: Birthday of Martin Luther King, Jr., "
		    "Mon 20 Feb 2017: Washington's Birthday, Mon 29 May 2017: "
		    "Memorial Day, Tue 4 Jul 2017: Independence Day, Mon 4 "
		    "Sep 2017: Labor Day, Mon 9 Oct 2017: Columbus Day)" },
		{ "2017-01-03 10:00", N(250, BUSINESS_DAYS), 0,
		    "250 business days from Tue 3 Jan 2017: Tue 2 Jan 2018 "
		    "(Mon 16 Jan 2017: Birthday of Martin Luther King, Jr., "
		    "Mon 20 Feb 2017: Washington's Birthday, Mon 29 May 2017: "
		    "Memorial Day, Tue 4 Jul 2017: Independence Day, Mon 4 "
		    "Sep 2017: Labor Day, Mon 9 Oct 2017: Columbus Day, and "
		    "4 more)" },
	};
	struct calendar cal = carried();
	struct outcome out[LIMIT_READINGS];
	struct arena a;
	size_t n;

	arena_init(&a, &mem_system, 1 << 20);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(count_length(&a, &cases[i].len, &cal,
				     detroit(), at(detroit(), cases[i].from),
				     out, &n),
		    0);
		assert_true(cases[i].outcome < n);
		assert_string_equal(out[cases[i].outcome].why, cases[i].why);
	}
	arena_release(&a);
}

static void
four_o_clock_on_the_second_business_day(void **state)
{
	static const struct {
		const char *from, *ends;
	} cases[] = {
		{ "2017-06-28 09:00", "2017-06-30 16:00 EDT" },
		{ "2017-06-28 17:00", "2017-06-30 16:00 EDT" },
		{ "2017-06-30 09:00", "2017-07-05 16:00 EDT" },
		{ "2017-07-01 09:00", "2017-07-05 16:00 EDT" },
		{ "2018-12-20 09:00",
		    "2018-12-24 16:00 EST, 2018-12-26 16:00 EST" },
	};
	static const struct clock_time bad[] = { { -1, 1 }, { 1440, 1 },
		{ 0, 0 }, { 0, -1 } };
	struct clock_time ct = { 16 * 60, 2 };
	struct calendar cal = carried();
	struct outcome out[LIMIT_READINGS];
	struct arena a;
	struct buf b;
	size_t n;

	arena_init(&a, &mem_system, 1 << 20);
	buf_init(&b, &mem_system, 1000);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(count_clock(&a, &ct, &cal, detroit(),
				     at(detroit(), cases[i].from), out, &n),
		    0);
		buf_clear(&b);
		put_ends(&b, detroit(), out, n);
		assert_string_equal(b.s, cases[i].ends);
	}
	assert_string_equal(out[0].why,
	    "16:00 on business day 2 after Thu 20 Dec 2018: Mon 24 Dec 2018 "
	    "16:00 EST; taken as open (executive departments closed by "
	    "Executive Order 13854, not verified)");
	assert_int_equal(out[1].kind, COUNT_CLOCK_TIME);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(count_clock(&a, &bad[i], &cal, detroit(),
				     at(detroit(), "2017-06-28 09:00"), out,
				     &n),
		    E_RANGE);
	ct = (struct clock_time){ 1439, INT32_MAX };
	assert_int_equal(count_clock(&a, &ct, &cal, detroit(),
			     at(detroit(), "2017-06-28 09:00"), out, &n),
	    E_RANGE);
	buf_release(&b);
	arena_release(&a);
}

static const struct count_rule fixed = { "fixed", ROLL_NO, "a date", true,
	STATES_NONE };

#define NO_ROLL(count, in)                                    \
	{                                                     \
		.n = count, .unit = UNIT_##in, .rule = &fixed \
	}

static void
nothing_is_said_off_the_calendar(void **state)
{
	static const struct {
		const char *from;
		struct length len;
		int result;
	} cases[] = {
		{ "1970-01-01 00:00", N(1, DAYS), 0 },
		{ "1969-12-31 23:59", N(1, DAYS), E_RANGE },
		{ "1969-12-01 00:00", N(90, DAYS), E_RANGE },
		{ "2100-12-28 00:00", N(1, DAYS), 0 },
		/* Friday the 31st is a holiday, and the last day known. */
		{ "2100-12-30 00:00", N(1, DAYS), E_RANGE },
		{ "2100-12-31 00:00", N(0, DAYS), E_RANGE },
		{ "2101-01-01 00:00", N(0, DAYS), E_RANGE },
		{ "2100-12-31 00:00", NO_ROLL(0, DAYS), 0 },
		{ "2100-12-31 00:00", NO_ROLL(1, DAYS), E_RANGE },
		{ "2100-12-31 00:00", NO_ROLL(23, HOURS), 0 },
		{ "2100-12-31 00:00", NO_ROLL(24, HOURS), E_RANGE },
		{ "2100-12-29 00:00", N(1, BUSINESS_DAYS), 0 },
		{ "2100-12-29 00:00", N(2, BUSINESS_DAYS), E_RANGE },
		{ "2100-12-29 00:00", N(47, BUSINESS_HOURS), E_RANGE },
		{ "2100-12-29 00:00", N(47, HOURS), 0 },
		{ "2100-12-29 00:00", N(73, HOURS), E_RANGE },
		{ "2017-01-01 00:00", N(1007, MONTHS_CLAMPED), 0 },
		{ "2017-01-01 00:00", N(1008, MONTHS_CLAMPED), E_RANGE },
		{ "2017-01-01 00:00", N(83, YEARS), 0 },
		{ "2017-01-01 00:00", N(84, YEARS), E_RANGE },
		{ "2017-01-01 00:00", N(184, YEARS), E_RANGE },
		{ "2017-01-01 00:00", N(-1, DAYS), E_RANGE },
		{ "2017-01-01 00:00", N(INT32_MIN, HOURS), E_RANGE },
		/* The limit itself: 114 years of hours run past 2100. */
		{ "1970-01-02 00:00", N(LIMIT_COUNT - 1, HOURS), 0 },
		{ "1970-01-02 00:00", N(LIMIT_COUNT, HOURS), 0 },
		{ "1970-01-02 00:00", N(LIMIT_COUNT + 1, HOURS), E_RANGE },
		{ "2017-01-01 00:00", N(LIMIT_COUNT, DAYS), E_RANGE },
		{ "2017-01-01 00:00", N(LIMIT_COUNT, MONTHS_CLAMPED), E_RANGE },
		{ "2017-01-01 00:00", N(LIMIT_COUNT, YEARS), E_RANGE },
		{ "2017-01-01 00:00", N(LIMIT_COUNT, BUSINESS_DAYS), E_RANGE },
		{ "2017-01-01 00:00", N(LIMIT_COUNT, BUSINESS_HOURS), E_RANGE },
		{ "2017-01-01 00:00",
		    { .n = 14, .unit = UNIT_HOURS, .tro = true }, E_RANGE },
	};
	struct calendar cal = { 0 };
	const struct length fine = N(1, DAYS);
	struct outcome out[LIMIT_READINGS];
	struct arena a;
	size_t n;

	arena_init(&a, &mem_system, 1 << 20);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int r;

		n = 77;
		r = count_length(&a, &cases[i].len, &cal, detroit(),
		    at(detroit(), cases[i].from), out, &n);
		if (r != cases[i].result)
			fail_msg("%s + %d: %d", cases[i].from, cases[i].len.n,
			    r);
		assert_int_equal(n == 77, r != 0);
	}
	n = 77;
	assert_int_equal(count_length(&a, &fine, &cal, detroit(), INSTANT_BEGIN,
			     out, &n),
	    E_RANGE);
	assert_int_equal(count_length(&a, &fine, &cal, detroit(), INSTANT_NEVER,
			     out, &n),
	    E_RANGE);
	assert_int_equal(n, 77);
	arena_release(&a);
}

static void
a_refusal_of_memory_leaves_nothing(void **state)
{
	struct length len = TRO(14);
	struct calendar cal = carried();
	struct outcome out[LIMIT_READINGS];
	struct fault_mem f;
	struct arena a;
	size_t n = 77, fail_at;
	int r = E_NOMEM;

	for (fail_at = 1; r != 0; fail_at++) {
		fault_mem_init(&f, fail_at);
		arena_init(&a, &f.mem, 1 << 16);
		r = count_length(&a, &len, &cal, detroit(),
		    at(detroit(), "2025-03-15 19:25"), out, &n);
		if (r != 0) {
			assert_int_equal(r, E_NOMEM);
			assert_int_equal(n, 77);
			assert_int_equal(f.live, 0);
		}
		arena_release(&a);
		assert_int_equal(f.live, 0);
	}
	assert_int_equal(n, 3);
	assert_true(fail_at > 3);
}

static void
notice_must_have_run_on_every_reading(void **state)
{
	static const struct {
		struct length len;
		const char *notice, *act;
		bool ok;
	} cases[] = {
		{ N(72, HOURS), "2025-05-20 10:00", "2025-05-23 10:00", false },
		{ N(72, HOURS), "2025-05-20 10:00", "2025-05-23 10:01", true },
		/* Ends on Saturday; on one reading, on Tuesday (Memorial
		 * Day). */
		{ N(72, HOURS), "2025-05-21 10:00", "2025-05-24 10:01", false },
		{ N(72, HOURS), "2025-05-21 10:00", "2025-05-27 10:00", false },
		{ N(72, HOURS), "2025-05-21 10:00", "2025-05-27 10:01", true },
		{ N(7, DAYS), "2025-05-20 10:00", "2025-05-27 23:59", false },
		{ N(7, DAYS), "2025-05-20 10:00", "2025-05-28 00:00", true },
		{ N(72, BUSINESS_HOURS), "2025-07-23 10:23", "2025-08-05 10:23",
		    false },
		{ N(72, BUSINESS_HOURS), "2025-07-23 10:23", "2025-08-05 10:24",
		    true },
		/* Notice after the act is no notice. */
		{ N(1, DAYS), "2025-05-20 10:00", "2025-05-19 10:00", false },
	};
	struct calendar cal = carried();
	struct length len = N(1, DAYS);
	bool ok;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(count_notice_ok(&cases[i].len, &cal, detroit(),
				     at(detroit(), cases[i].notice),
				     at(detroit(), cases[i].act), &ok),
		    0);
		assert_int_equal(ok, cases[i].ok);
	}
	assert_int_equal(count_notice_ok(&len, &cal, detroit(), INSTANT_BEGIN,
			     INSTANT_NEVER, &ok),
	    E_RANGE);
}

static void
a_safe_day_is_a_business_day(void **state)
{
	static const struct {
		const char *end, *safe;
	} cases[] = {
		/* Midnight is the end of the day before. */
		{ "2018-02-05 00:00", "2018-02-02" },
		{ "2018-02-06 00:00", "2018-02-05" },
		{ "2018-02-05 00:01", "2018-02-05" },
		{ "2017-07-04 12:00", "2017-07-03" },
		{ "2018-12-26 00:00", "2018-12-21" },
		{ "2018-12-25 00:00", "2018-12-21" },
		{ "1970-01-03 00:00", "1970-01-02" },
		{ "1970-01-02 00:00", NULL }, /* New Year's Day alone */
		{ "1970-01-01 00:00", NULL },
		{ "2101-01-02 00:00", NULL },
		{ "2101-01-01 00:00", "2100-12-30" },
	};
	struct calendar cal = carried();
	struct buf b;

	buf_init(&b, &mem_system, 100);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct day d = { 7777 };
		int r = count_safe_day(&cal, detroit(),
		    at(detroit(), cases[i].end), &d);

		assert_int_equal(r, cases[i].safe == NULL ? E_RANGE : 0);
		buf_clear(&b);
		day_print(&b, d);
		if (r == 0)
			assert_string_equal(b.s, cases[i].safe);
		else
			assert_int_equal(d.n, 7777);
	}
	assert_int_equal(count_safe_day(&cal, detroit(), INSTANT_NEVER,
			     &(struct day){ 0 }),
	    E_RANGE);
	assert_int_equal(count_safe_day(&cal, detroit(), INSTANT_BEGIN,
			     &(struct day){ 0 }),
	    E_RANGE);
	buf_release(&b);
}

static void
rules_are_found_by_name(void **state)
{
	static const struct {
		const char *id;
		enum roll roll;
	} cases[] = {
		{ "frcp6", ROLL_YES },
		{ "frap26", ROLL_YES },
		{ "bia", ROLL_YES },
		{ "none", ROLL_NO },
	};
	size_t n = 0;

	for (const struct count_rule *r = count_rules(); r->id != NULL; r++) {
		assert_ptr_equal(count_rule_find(r->id), r);
		assert_non_null(r->what);
		n++;
	}
	assert_int_equal(n, sizeof(cases) / sizeof(cases[0]));
	for (size_t i = 0; i < n; i++)
		assert_int_equal(count_rule_find(cases[i].id)->roll,
		    cases[i].roll);
	assert_null(count_rule_find("frcp"));
	assert_null(count_rule_find(""));
}

static void
lengths_are_printed_as_written(void **state)
{
	static const struct {
		struct length len;
		const char *rule, *text;
	} cases[] = {
		{ N(90, DAYS), NULL, "90 days" },
		{ N(1, DAYS), NULL, "1 day" },
		{ TRO(14), NULL, "14 days tro" },
		{ N(3, MONTHS_CLAMPED), NULL, "3 months clamped" },
		{ N(3, MONTHS_NEXT_DAY), NULL, "3 months next day" },
		{ N(2, YEARS), NULL, "2 years" },
		{ N(72, HOURS), NULL, "72 hours" },
		{ N(72, BUSINESS_HOURS), NULL, "72 business hours" },
		{ N(2, BUSINESS_DAYS), NULL, "2 business days" },
		{ N(30, DAYS), "bia", "30 days under bia" },
		{ { .n = 7, .unit = UNIT_DAYS, .unverified = true }, "frcp6",
		    "7 days unverified under frcp6" },
	};
	struct buf b;

	buf_init(&b, &mem_system, 100);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct length len = cases[i].len;

		if (cases[i].rule != NULL)
			len.rule = count_rule_find(cases[i].rule);
		buf_clear(&b);
		length_print(&b, &len);
		assert_string_equal(b.s, cases[i].text);
	}
	buf_release(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(examples_come_out),
		cmocka_unit_test(kinds_are_the_same_whatever_the_trigger),
		cmocka_unit_test(what_changes_no_count),
		cmocka_unit_test(an_hour_that_occurs_twice_ends_at_the_second),
		cmocka_unit_test(readings_are_named),
		cmocka_unit_test(the_arithmetic_is_told),
		cmocka_unit_test(four_o_clock_on_the_second_business_day),
		cmocka_unit_test(nothing_is_said_off_the_calendar),
		cmocka_unit_test(a_refusal_of_memory_leaves_nothing),
		cmocka_unit_test(notice_must_have_run_on_every_reading),
		cmocka_unit_test(a_safe_day_is_a_business_day),
		cmocka_unit_test(rules_are_found_by_name),
		cmocka_unit_test(lengths_are_printed_as_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
