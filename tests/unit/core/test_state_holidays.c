/* Holidays of states: the days, where they move, and what they do to a
 * count.  Fed. R. Civ. P. 6(a)(6)(C), Fed. R. App. P. 26(a)(6)(C). */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/count.h"
#include "core/limits.h"
#include "core/zone_table.h"

static struct day
day(int year, int month, int d)
{
	struct ymd ymd = { year, month, d };

	assert_true(ymd_valid(ymd));
	return day_of(ymd);
}

#define OPEN     COURT_OPEN
#define DOUBTFUL COURT_DOUBTFUL
#define CLOSED   COURT_CLOSED

/* Each from a source beside the table's own, where one is named. */
static const struct {
	const char *state;
	struct ymd day;
	enum court_day want;
	const char *why;
} cases[] = {
	/* Massachusetts Trial Court, legal holidays of 2015 and 2016; the
	 * Registry of Motor Vehicles of 2019. */
	{ "MA", { 2015, 4, 20 }, CLOSED, "Patriots' Day (MA)" },
	{ "MA", { 2016, 4, 18 }, CLOSED, "Patriots' Day (MA)" },
	{ "MA", { 2019, 4, 15 }, CLOSED, "Patriots' Day (MA)" },
	{ "MA", { 2019, 4, 8 }, OPEN, NULL },
	{ "MA", { 2019, 4, 22 }, OPEN, NULL },
	{ "MA", { 2012, 4, 16 }, DOUBTFUL, "Patriots' Day (MA)" },
	{ "NH", { 2019, 4, 15 }, OPEN, NULL },
	{ "MA", { 2025, 3, 17 }, DOUBTFUL,
	    "Evacuation Day in Suffolk County (MA)" },
	/* "or the day following when ... on Sunday", and no Friday */
	{ "MA", { 2018, 6, 18 }, DOUBTFUL,
	    "Bunker Hill Day in Suffolk County (MA)" },
	{ "MA", { 2017, 6, 16 }, OPEN, NULL },

	/* "A holiday falling on a Saturday will be observed on the preceding
	 * Friday": 24 December 2022 was one. */
	{ "AR", { 2019, 12, 24 }, CLOSED, "Christmas Eve (AR)" },
	{ "AR", { 2022, 12, 23 }, CLOSED, "Christmas Eve (AR)" },
	{ "AR", { 2022, 12, 22 }, OPEN, NULL },
	{ "AR", { 2015, 12, 24 }, DOUBTFUL, "Christmas Eve (AR)" },
	{ "AZ", { 2019, 9, 17 }, DOUBTFUL,
	    "Constitution Commemoration Day (AZ)" },
	/* its 17th was a Sunday: not the Monday after */
	{ "AZ", { 2023, 9, 18 }, OPEN, NULL },
	{ "MN", { 2019, 11, 29 }, DOUBTFUL, "day after Thanksgiving (MN)" },
	{ "ND", { 2019, 4, 19 }, DOUBTFUL, "Good Friday (ND)" },
	{ "OR", { 2019, 11, 29 }, OPEN, NULL },

	/* "if any of such days ... is Sunday, the next day thereafter; each
	 * general election day" */
	{ "NY", { 2018, 2, 12 }, CLOSED, "Lincoln's Birthday (NY)" },
	{ "NY", { 2017, 2, 13 }, CLOSED, "Lincoln's Birthday (NY)" },
	{ "NY", { 2022, 2, 11 }, OPEN, NULL },
	{ "NY", { 2022, 2, 14 }, OPEN, NULL },
	{ "NY", { 2003, 2, 12 }, DOUBTFUL, "Lincoln's Birthday (NY)" },
	{ "NY", { 2016, 11, 8 }, CLOSED, "General Election Day (NY)" },
	{ "NY", { 2016, 11, 1 }, OPEN, NULL },
	{ "NY", { 2017, 11, 7 }, CLOSED, "General Election Day (NY)" },
	{ "NY", { 2020, 6, 19 }, DOUBTFUL, "Juneteenth (NY)" },

	/* "falls on a Saturday, the next preceding day", "on a Sunday, the
	 * next succeeding day"; Inauguration Day on no Friday. */
	{ "DC", { 2018, 4, 16 }, CLOSED, "Emancipation Day (DC)" },
	{ "DC", { 2016, 4, 15 }, CLOSED, "Emancipation Day (DC)" },
	{ "DC", { 2017, 4, 17 }, CLOSED, "Emancipation Day (DC)" },
	{ "DC", { 2006, 4, 17 }, DOUBTFUL, "Emancipation Day (DC)" },
	{ "DC", { 2004, 4, 16 }, OPEN, NULL },
	{ "DC", { 2017, 1, 20 }, CLOSED, "Inauguration Day (DC)" },
	{ "DC", { 2016, 1, 20 }, OPEN, NULL },
	{ "DC", { 2015, 1, 20 }, OPEN, NULL },
	{ "DC", { 1985, 1, 21 }, DOUBTFUL, "Inauguration Day (DC)" },
	/* Dr. King's as well: the nation's own */
	{ "DC", { 2025, 1, 20 }, OPEN, NULL },

	/* 662.004(b): but the Friday after Thanksgiving, 24 and 26 December
	 * have enough employees on duty. */
	{ "TX", { 2020, 11, 27 }, CLOSED, "day after Thanksgiving (TX)" },
	{ "TX", { 2020, 12, 24 }, CLOSED, "Christmas Eve (TX)" },
	{ "TX", { 2017, 12, 26 }, CLOSED, "day after Christmas (TX)" },
	{ "TX", { 2020, 12, 28 }, OPEN, NULL },
	{ "TX", { 1998, 12, 24 }, DOUBTFUL, "Christmas Eve (TX)" },
	{ "TX", { 2025, 4, 21 }, DOUBTFUL, "San Jacinto Day (TX)" },
	{ "TX", { 2020, 6, 19 }, DOUBTFUL, "Emancipation Day (TX)" },
	{ "TX", { 2024, 6, 19 }, OPEN, NULL },

	/* Superior Court of Calaveras County, holidays of 2026; Dwyer. */
	{ "CA", { 2026, 2, 12 }, CLOSED, "Lincoln Day (CA)" },
	{ "CA", { 2026, 3, 31 }, CLOSED, "Cesar Chavez Day (CA)" },
	{ "CA", { 2026, 9, 25 }, CLOSED, "Native American Day (CA)" },
	{ "CA", { 2026, 11, 27 }, CLOSED, "day after Thanksgiving (CA)" },
	{ "CA", { 2024, 9, 27 }, DOUBTFUL, "Native American Day (CA)" },
	/* 6701: on Monday for a Sunday; on Friday by the courts' rule. */
	{ "CA", { 2019, 4, 1 }, CLOSED, "Cesar Chavez Day (CA)" },
	{ "CA", { 2022, 2, 11 }, DOUBTFUL, "Lincoln Day (CA)" },
	{ "CA", { 2004, 11, 26 }, DOUBTFUL, "day after Thanksgiving (CA)" },
	{ "CA", { 2019, 9, 9 }, DOUBTFUL, "Admission Day (CA)" },
	{ "CA", { 2025, 1, 29 }, DOUBTFUL, "Lunar New Year (CA)" },

	/* Clerk of court, Caddo Parish, closings of 2024. */
	{ "LA", { 2024, 2, 13 }, CLOSED, "Mardi Gras (LA)" },
	{ "LA", { 2024, 3, 29 }, CLOSED, "Good Friday (LA)" },
	{ "LA", { 2024, 11, 1 }, CLOSED, "All Saints' Day (LA)" },
	{ "LA", { 2024, 11, 5 }, CLOSED, "General Election Day (LA)" },
	{ "LA", { 2023, 11, 7 }, OPEN, NULL },
	{ "LA", { 2020, 2, 25 }, DOUBTFUL, "Mardi Gras (LA)" },
	{ "LA", { 2021, 6, 3 }, DOUBTFUL, "Confederate Memorial Day (LA)" },
	{ "LA", { 2024, 6, 3 }, OPEN, NULL },

	/* "the third Friday of June, or June 21 this year" (2024) */
	{ "NJ", { 2024, 6, 21 }, CLOSED, "Juneteenth Day (NJ)" },
	{ "NJ", { 2025, 4, 18 }, CLOSED, "Good Friday (NJ)" },
	{ "NJ", { 2025, 2, 12 }, DOUBTFUL, "Lincoln's Birthday (NJ)" },
	{ "MD", { 2021, 9, 13 }, DOUBTFUL, "Defenders' Day (MD)" },
	/* Michigan Supreme Court, holidays of 2015 */
	{ "MI", { 2015, 11, 27 }, DOUBTFUL, "day after Thanksgiving (MI)" },
	{ "MI", { 2015, 12, 24 }, DOUBTFUL, "Christmas Eve (MI)" },
	{ "MI", { 2015, 12, 31 }, DOUBTFUL, "New Year's Eve (MI)" },
	{ "MI", { 2018, 2, 12 }, DOUBTFUL, "Lincoln's Birthday (MI)" },
	/* an eve on Friday, on Saturday, on Sunday */
	{ "MI", { 2021, 12, 23 }, DOUBTFUL, "Christmas Eve (MI)" },
	{ "MI", { 2016, 12, 23 }, DOUBTFUL, "Christmas Eve (MI)" },
	{ "MI", { 2017, 12, 22 }, DOUBTFUL, "Christmas Eve (MI)" },
	{ "MI", { 2015, 12, 23 }, OPEN, NULL },
	{ "MI", { 2016, 11, 8 }, DOUBTFUL, "General Election Day (MI)" },
	{ "MI", { 2017, 11, 7 }, OPEN, NULL },

	/* Nye County, 27 October 2023 */
	{ "NV", { 2023, 10, 27 }, CLOSED, "Nevada Day (NV)" },
	/* "If June 19 falls on a ... Thursday ..., the preceding Monday" */
	{ "UT", { 2025, 6, 16 }, CLOSED, "Juneteenth (UT)" },
	{ "UT", { 2021, 7, 23 }, CLOSED, "Pioneer Day (UT)" },
	{ "MO", { 2011, 5, 9 }, CLOSED, "Truman Day (MO)" },
	{ "HI", { 2011, 3, 25 }, DOUBTFUL, "Kuhio Day (HI)" },
	{ "HI", { 2012, 3, 26 }, CLOSED, "Kuhio Day (HI)" },
	{ "VA", { 2020, 11, 3 }, CLOSED, "Election Day (VA)" },
	{ "VA", { 2018, 1, 12 }, DOUBTFUL, "Lee-Jackson Day (VA)" },
	/* Supreme Court of Pennsylvania, holidays of 2007 */
	{ "PA", { 2007, 4, 6 }, DOUBTFUL, "Good Friday (PA)" },
	{ "PA", { 2007, 11, 6 }, DOUBTFUL, "Election Day (PA)" },
	{ "PA", { 2007, 11, 23 }, DOUBTFUL, "day after Thanksgiving (PA)" },
	/* The last Friday of a month of four, and of five. */
	{ "NE", { 2024, 4, 26 }, DOUBTFUL, "Arbor Day (NE)" },
	{ "NE", { 2021, 4, 30 }, DOUBTFUL, "Arbor Day (NE)" },

	{ "OH", { 2018, 2, 12 }, OPEN, NULL },
	{ "ZZ", { 2018, 2, 12 }, OPEN, NULL },
	{ NULL, { 2018, 2, 12 }, OPEN, NULL },
};

static void
each_day_is_the_states_own(void **state)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct day d = day_of(cases[i].day);
		const char *why = "untouched";
		enum court_day got;

		got = state_holidays_on(cases[i].state, d, &why);
		if (got != cases[i].want)
			fail_msg("%s %d-%d-%d: %d, want %d", cases[i].state,
			    cases[i].day.year, cases[i].day.month,
			    cases[i].day.day, (int)got, (int)cases[i].want);
		assert_string_equal(why,
		    cases[i].why != NULL ? cases[i].why : "untouched");
		assert_int_equal(state_holidays_on(cases[i].state, d, NULL),
		    cases[i].want);
	}
	assert_int_equal(state_holidays_on("MA", (struct day){ -9999 }, NULL),
	    OPEN);
}

/* Early, late and the exceptions of the Gregorian rule. */
static void
easter_is_found(void **state)
{
	static const struct ymd easters[] = { { 1970, 3, 29 }, { 1981, 4, 19 },
		{ 1992, 4, 19 }, { 2000, 4, 23 }, { 2008, 3, 23 },
		{ 2011, 4, 24 }, { 2038, 4, 25 }, { 2049, 4, 18 },
		{ 2076, 4, 19 }, { 2100, 3, 28 } };

	for (size_t i = 0; i < sizeof(easters) / sizeof(easters[0]); i++) {
		struct day d = day_of(easters[i]);
		const char *why;

		assert_int_equal(day_weekday(d), 0);
		d.n -= 2;
		assert_int_equal(state_holidays_on("TN", d, &why), DOUBTFUL);
		assert_string_equal(why, "Good Friday (TN)");
		d.n += 7;
		assert_int_equal(state_holidays_on("TN", d, NULL), OPEN);
	}
}

/* Some day on which that row alone, or it first, is told. */
static bool
is_ever_told(const struct state_holiday *h)
{
	struct day d = day(h->first, 1, 1), last = day(2032, 12, 31);
	const char *why;

	for (; d.n <= last.n; d.n++)
		if (state_holidays_on(h->state, d, &why) != OPEN &&
		    strcmp(why, h->name) == 0)
			return true;
	return false;
}

static void
every_row_is_whole(void **state)
{
	const struct state_holiday *all;
	size_t n;

	all = state_holidays(&n);
	for (size_t i = 0; i < n; i++) {
		const struct state_holiday *h = &all[i];
		size_t len = strlen(h->name);

		if (i > 0)
			assert_true(strcmp(all[i - 1].state, h->state) <= 0);
		assert_int_equal(strlen(h->state), 2);
		assert_true(len > 5 && h->name[len - 4] == '(' &&
		    strncmp(h->name + len - 3, h->state, 2) == 0);
		assert_true(strlen(h->source) > 0);
		assert_in_range(h->first, 1970, 2100);
		assert_true(h->last == 0 || h->last >= h->first);
		assert_true(h->sure == 0 || h->sure >= h->first);
		assert_true(h->every == 1 || h->every == 2 || h->every == 4);
		assert_in_range(h->month, 0, 12);
		assert_int_equal(h->month != 0 && h->day == 0, h->week != 0);
		/* A day of the week has nowhere to move. */
		assert_true(h->day != 0 || h->moves == 0);
		if (!is_ever_told(h))
			fail_msg("%s is on no day", h->name);
	}
}

static struct instant
at(const struct zone *z, const char *text)
{
	struct moment m;

	assert_int_equal(moment_parse(text, strlen(text), &m), 0);
	return zone_when(z, &m).first;
}

#define N(count, in)                          \
	{                                     \
		.n = count, .unit = UNIT_##in \
	}

/* From New York's clock; a court of one state, a circuit of another. */
static const struct {
	const char *state, *circuit, *from;
	struct length len;
	const char *rule, *ends;
} counts[] = {
	{ "MA", "MA", "2019-04-01 10:00", N(14, DAYS), "frcp6",
	    "2019-04-16 end of day EDT" },
	{ "NH", "MA", "2019-04-01 10:00", N(14, DAYS), "frcp6",
	    "2019-04-15 end of day EDT" },
	{ NULL, NULL, "2019-04-01 10:00", N(14, DAYS), "frcp6",
	    "2019-04-15 end of day EDT" },
	/* No rule named: rolled or not. */
	{ "MA", "MA", "2019-04-01 10:00", N(14, DAYS), NULL,
	    "2019-04-15 end of day EDT, 2019-04-16 end of day EDT" },
	/* Nothing moves a date certain, and no state's day the Board. */
	{ "MA", "MA", "2019-04-01 10:00", N(14, DAYS), "none",
	    "2019-04-15 end of day EDT" },
	{ "MA", "MA", "2019-04-01 10:00", N(14, DAYS), "bia",
	    "2019-04-15 end of day EDT" },
	/* "either of the following": the circuit's office too */
	{ "NH", "MA", "2019-04-01 10:00", N(14, DAYS), "frap26",
	    "2019-04-16 end of day EDT" },
	{ "MA", "NY", "2019-04-01 10:00", N(14, DAYS), "frap26",
	    "2019-04-16 end of day EDT" },
	/* in doubt at home (Patriots' Day of Maine), sure at the circuit */
	{ "ME", "MA", "2019-04-01 10:00", N(14, DAYS), "frap26",
	    "2019-04-16 end of day EDT" },
	{ "ME", "MA", "2019-04-01 10:00", N(14, DAYS), "frcp6",
	    "2019-04-15 end of day EDT, 2019-04-16 end of day EDT" },
	{ "MA", "MA", "2019-04-12 10:00", N(72, HOURS), "frcp6",
	    "2019-04-16 10:00 EDT" },
	{ "MA", "MA", "2019-01-15 10:00", N(3, MONTHS_CLAMPED), "frcp6",
	    "2019-04-16 end of day EDT" },
	/* A weekend runs into the holiday. */
	{ "MA", "MA", "2019-03-31 10:00", N(14, DAYS), "frcp6",
	    "2019-04-16 end of day EDT" },
	{ "DC", "DC", "2016-04-01 10:00", N(14, DAYS), "frcp6",
	    "2016-04-18 end of day EDT" },
	{ "NY", "NY", "2018-01-29 10:00", N(14, DAYS), "frcp6",
	    "2018-02-13 end of day EST" },
	{ "MI", "OH", "2018-01-29 10:00", N(14, DAYS), "frcp6",
	    "2018-02-12 end of day EST, 2018-02-13 end of day EST" },
	/* Is a holiday of the state a business day of the court? */
	{ "MA", "MA", "2019-04-12 10:00", N(1, BUSINESS_DAYS), "frcp6",
	    "2019-04-15 end of day EDT, 2019-04-16 end of day EDT" },
	{ "MA", "MA", "2019-04-12 10:00", N(24, BUSINESS_HOURS), NULL,
	    "2019-04-15 10:00 EDT, 2019-04-16 10:00 EDT, "
	    "2019-04-17 10:00 EDT, 2019-04-18 10:00 EDT" },
};

static void
put_ends(struct buf *b, const struct zone *z, const struct outcome *out,
    size_t n)
{
	for (size_t i = 0; i < n; i++) {
		buf_puts(b, i > 0 ? ", " : "");
		zone_print_end(b, z, out[i].end);
	}
}

/* Rule 26 alone asks where the court sits whose judgment is reviewed. */
static void
an_appeal_has_the_holidays_of_where_it_comes_from(void **state)
{
	static const struct {
		const char *from, *rule, *ends;
	} appeals[] = {
		{ "MA", "frap26", "2019-04-16 end of day EDT" },
		{ "NH", "frap26", "2019-04-15 end of day EDT" },
		{ NULL, "frap26", "2019-04-15 end of day EDT" },
		{ "ME", "frap26",
		    "2019-04-15 end of day EDT, 2019-04-16 end of day EDT" },
		{ "MA", "frcp6", "2019-04-15 end of day EDT" },
		{ "MA", "bia", "2019-04-15 end of day EDT" },
	};
	const struct zone *z = zone_builtin("America/New_York");
	struct length len = N(14, DAYS);
	struct outcome out[LIMIT_READINGS];
	struct arena a;
	struct buf b;
	size_t n;

	arena_init(&a, &mem_system, 1 << 20);
	buf_init(&b, &mem_system, 4096);
	for (size_t i = 0; i < sizeof(appeals) / sizeof(appeals[0]); i++) {
		struct calendar cal = { .state = "OH",
			.circuit_state = "OH",
			.from_state = appeals[i].from };

		len.rule = count_rule_find(appeals[i].rule);
		assert_int_equal(count_length(&a, &len, &cal, z,
				     at(z, "2019-04-01 10:00"), out, &n),
		    0);
		buf_clear(&b);
		put_ends(&b, z, out, n);
		assert_string_equal(b.s, appeals[i].ends);
	}
	buf_release(&b);
	arena_release(&a);
}

static void
a_period_after_an_event_ends_on_none(void **state)
{
	const struct zone *z = zone_builtin("America/New_York");
	struct outcome out[LIMIT_READINGS];
	struct arena a;
	struct buf b;
	size_t n;

	arena_init(&a, &mem_system, 1 << 20);
	buf_init(&b, &mem_system, 4096);
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		struct calendar cal = { .state = counts[i].state,
			.circuit_state = counts[i].circuit };
		struct length len = counts[i].len;

		if (counts[i].rule != NULL)
			len.rule = count_rule_find(counts[i].rule);
		assert_int_equal(count_length(&a, &len, &cal, z,
				     at(z, counts[i].from), out, &n),
		    0);
		buf_clear(&b);
		put_ends(&b, z, out, n);
		if (strcmp(b.s, counts[i].ends) != 0)
			fail_msg("%zu: %s, want %s", i, b.s, counts[i].ends);
	}
	buf_release(&b);
	arena_release(&a);
}

static void
the_arithmetic_names_the_day(void **state)
{
	const struct zone *z = zone_builtin("America/New_York");
	struct calendar ma = { .state = "MA" }, mi = { .state = "MI" };
	struct length len = N(14, DAYS);
	struct clock_time four = { 16 * 60, 1 };
	struct outcome out[LIMIT_READINGS];
	struct arena a;
	struct day safe;
	size_t n;

	arena_init(&a, &mem_system, 1 << 20);
	len.rule = count_rule_find("frcp6");
	assert_int_equal(count_length(&a, &len, &ma, z,
			     at(z, "2019-04-01 10:00"), out, &n),
	    0);
	assert_string_equal(out[0].why,
	    "14 days from Mon 1 Apr 2019: Mon 15 Apr 2019; rolls to Tue 16 "
	    "Apr 2019 (Mon 15 Apr 2019: Patriots' Day (MA))");
	/* The federal court may well be open: counsel can aim for it. */
	assert_int_equal(count_safe_day(&ma, z, at(z, "2019-04-16 00:00"),
			     &safe),
	    0);
	assert_int_equal(safe.n, day(2019, 4, 15).n);

	assert_int_equal(count_length(&a, &len, &mi, z,
			     at(z, "2018-01-29 10:00"), out, &n),
	    0);
	assert_int_equal(n, 2);
	assert_string_equal(out[0].why,
	    "14 days from Mon 29 Jan 2018: Mon 12 Feb 2018; taken as open "
	    "(Lincoln's Birthday (MI), not verified)");

	assert_int_equal(count_clock(&a, &four, &ma, z,
			     at(z, "2019-04-12 10:00"), out, &n),
	    0);
	assert_int_equal(n, 2);
	assert_int_equal(out[0].end.us,
	    at(z, "2019-04-15 16:00").us + INSTANT_MINUTE);
	assert_int_equal(out[1].end.us,
	    at(z, "2019-04-16 16:00").us + INSTANT_MINUTE);
	arena_release(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_day_is_the_states_own),
		cmocka_unit_test(easter_is_found),
		cmocka_unit_test(every_row_is_whole),
		cmocka_unit_test(a_period_after_an_event_ends_on_none),
		cmocka_unit_test(
		    an_appeal_has_the_holidays_of_where_it_comes_from),
		cmocka_unit_test(the_arithmetic_names_the_day),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
