/* Federal holidays of each year's own statute, closures, business days. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/calendar.h"

static struct day
day(int year, int month, int d)
{
	struct ymd ymd = { year, month, d };

	assert_true(ymd_valid(ymd));
	return day_of(ymd);
}

/* Month and day of each holiday observed on a weekday of the year.  1970
 * to 1979 from the statutes (5 U.S.C. 6103 as of 1966; Pub. L. 90-363 from
 * 1971; Pub. L. 94-97 from 1978), worked out by hand; 1980 on from a
 * table of observed days derived from 5 U.S.C. 6103. */
static const struct {
	int year;
	const char *observed;
} years[] = {
	/* 1970: 22 February was a Sunday, 30 May and 4 July Saturdays. */
	{ 1970, "0101 0223 0529 0703 0907 1111 1126 1225" },
	{ 1971, "0101 0215 0531 0705 0906 1011 1025 1125 1224 1231" },
	{ 1972, "0221 0529 0704 0904 1009 1023 1123 1225" },
	{ 1973, "0101 0219 0528 0704 0903 1008 1022 1122 1225" },
	{ 1974, "0101 0218 0527 0704 0902 1014 1028 1128 1225" },
	{ 1975, "0101 0217 0526 0704 0901 1013 1027 1127 1225" },
	{ 1976, "0101 0216 0531 0705 0906 1011 1025 1125 1224 1231" },
	{ 1977, "0221 0530 0704 0905 1010 1024 1124 1226" },
	{ 1978, "0102 0220 0529 0704 0904 1009 1110 1123 1225" },
	{ 1979, "0101 0219 0528 0704 0903 1008 1112 1122 1225" },
	{ 1980, "0101 0218 0526 0704 0901 1013 1111 1127 1225" },
	{ 1981, "0101 0216 0525 0703 0907 1012 1111 1126 1225" },
	{ 1982, "0101 0215 0531 0705 0906 1011 1111 1125 1224 1231" },
	{ 1983, "0221 0530 0704 0905 1010 1111 1124 1226" },
	{ 1984, "0102 0220 0528 0704 0903 1008 1112 1122 1225" },
	{ 1985, "0101 0218 0527 0704 0902 1014 1111 1128 1225" },
	{ 1986, "0101 0120 0217 0526 0704 0901 1013 1111 1127 1225" },
	{ 1987, "0101 0119 0216 0525 0703 0907 1012 1111 1126 1225" },
	{ 1988, "0101 0118 0215 0530 0704 0905 1010 1111 1124 1226" },
	{ 1989, "0102 0116 0220 0529 0704 0904 1009 1110 1123 1225" },
	{ 1990, "0101 0115 0219 0528 0704 0903 1008 1112 1122 1225" },
	{ 1991, "0101 0121 0218 0527 0704 0902 1014 1111 1128 1225" },
	{ 1992, "0101 0120 0217 0525 0703 0907 1012 1111 1126 1225" },
	{ 1993, "0101 0118 0215 0531 0705 0906 1011 1111 1125 1224 1231" },
	{ 1994, "0117 0221 0530 0704 0905 1010 1111 1124 1226" },
	{ 1995, "0102 0116 0220 0529 0704 0904 1009 1110 1123 1225" },
	{ 1996, "0101 0115 0219 0527 0704 0902 1014 1111 1128 1225" },
	{ 1997, "0101 0120 0217 0526 0704 0901 1013 1111 1127 1225" },
	{ 1998, "0101 0119 0216 0525 0703 0907 1012 1111 1126 1225" },
	{ 1999, "0101 0118 0215 0531 0705 0906 1011 1111 1125 1224 1231" },
	{ 2000, "0117 0221 0529 0704 0904 1009 1110 1123 1225" },
	{ 2001, "0101 0115 0219 0528 0704 0903 1008 1112 1122 1225" },
	{ 2002, "0101 0121 0218 0527 0704 0902 1014 1111 1128 1225" },
	{ 2003, "0101 0120 0217 0526 0704 0901 1013 1111 1127 1225" },
	{ 2004, "0101 0119 0216 0531 0705 0906 1011 1111 1125 1224 1231" },
	{ 2005, "0117 0221 0530 0704 0905 1010 1111 1124 1226" },
	{ 2006, "0102 0116 0220 0529 0704 0904 1009 1110 1123 1225" },
	{ 2007, "0101 0115 0219 0528 0704 0903 1008 1112 1122 1225" },
	{ 2008, "0101 0121 0218 0526 0704 0901 1013 1111 1127 1225" },
	{ 2009, "0101 0119 0216 0525 0703 0907 1012 1111 1126 1225" },
	{ 2010, "0101 0118 0215 0531 0705 0906 1011 1111 1125 1224 1231" },
	{ 2011, "0117 0221 0530 0704 0905 1010 1111 1124 1226" },
	{ 2012, "0102 0116 0220 0528 0704 0903 1008 1112 1122 1225" },
	{ 2013, "0101 0121 0218 0527 0704 0902 1014 1111 1128 1225" },
	{ 2014, "0101 0120 0217 0526 0704 0901 1013 1111 1127 1225" },
	{ 2015, "0101 0119 0216 0525 0703 0907 1012 1111 1126 1225" },
	{ 2016, "0101 0118 0215 0530 0704 0905 1010 1111 1124 1226" },
	{ 2017, "0102 0116 0220 0529 0704 0904 1009 1110 1123 1225" },
	{ 2018, "0101 0115 0219 0528 0704 0903 1008 1112 1122 1225" },
	{ 2019, "0101 0121 0218 0527 0704 0902 1014 1111 1128 1225" },
	{ 2020, "0101 0120 0217 0525 0703 0907 1012 1111 1126 1225" },
	{ 2021, "0101 0118 0215 0531 0618 0705 0906 1011 1111 1125 1224 1231" },
	{ 2022, "0117 0221 0530 0620 0704 0905 1010 1111 1124 1226" },
	{ 2023, "0102 0116 0220 0529 0619 0704 0904 1009 1110 1123 1225" },
	{ 2024, "0101 0115 0219 0527 0619 0704 0902 1014 1111 1128 1225" },
	{ 2025, "0101 0120 0217 0526 0619 0704 0901 1013 1111 1127 1225" },
	{ 2026, "0101 0119 0216 0525 0619 0703 0907 1012 1111 1126 1225" },
	{ 2027, "0101 0118 0215 0531 0618 0705 0906 1011 1111 1125 1224 1231" },
	{ 2028, "0117 0221 0529 0619 0704 0904 1009 1110 1123 1225" },
	{ 2029, "0101 0115 0219 0528 0619 0704 0903 1008 1112 1122 1225" },
	{ 2030, "0101 0121 0218 0527 0619 0704 0902 1014 1111 1128 1225" },
	{ 2031, "0101 0120 0217 0526 0619 0704 0901 1013 1111 1127 1225" },
	{ 2032, "0101 0119 0216 0531 0618 0705 0906 1011 1111 1125 1224 1231" },
	{ 2033, "0117 0221 0530 0620 0704 0905 1010 1111 1124 1226" },
	{ 2034, "0102 0116 0220 0529 0619 0704 0904 1009 1110 1123 1225" },
	{ 2035, "0101 0115 0219 0528 0619 0704 0903 1008 1112 1122 1225" },
};

static void
observed_days_are_those_of_the_statute(void **state)
{
	for (size_t i = 0; i < sizeof(years) / sizeof(years[0]); i++) {
		char got[200] = "";
		size_t len = 0;

		for (struct day d = day(years[i].year, 1, 1);
		     day_ymd(d).year == years[i].year; d.n++) {
			int w = day_weekday(d);

			if (w == 0 || w == 6 ||
			    calendar_holiday(d, NULL) == NULL)
				continue;
			len += (size_t)snprintf(got + len, sizeof(got) - len,
			    "%s%02d%02d", len > 0 ? " " : "", day_ymd(d).month,
			    day_ymd(d).day);
		}
		assert_string_equal(got, years[i].observed);
	}
}

static void
a_holiday_has_its_name(void **state)
{
	static const struct {
		struct ymd d;
		const char *name;
		bool observance;
	} cases[] = {
		{ { 2018, 1, 15 }, "Birthday of Martin Luther King, Jr.",
		    false },
		{ { 1985, 1, 21 }, NULL, false },
		{ { 1986, 1, 20 }, "Birthday of Martin Luther King, Jr.",
		    false },
		{ { 1970, 2, 22 }, "Washington's Birthday", false },
		{ { 1970, 2, 23 }, "Washington's Birthday", true },
		{ { 1971, 2, 22 }, NULL, false },
		{ { 1971, 2, 15 }, "Washington's Birthday", false },
		{ { 1970, 5, 30 }, "Memorial Day", false },
		{ { 1970, 5, 29 }, "Memorial Day", true },
		{ { 2021, 5, 31 }, "Memorial Day", false },
		{ { 2022, 5, 30 }, "Memorial Day", false },
		{ { 2022, 5, 23 }, NULL, false },
		{ { 2020, 6, 19 }, NULL, false },
		{ { 2021, 6, 18 }, "Juneteenth National Independence Day",
		    true },
		{ { 2023, 6, 19 }, "Juneteenth National Independence Day",
		    false },
		{ { 2021, 7, 4 }, "Independence Day", false },
		{ { 2021, 7, 5 }, "Independence Day", true },
		{ { 2020, 7, 3 }, "Independence Day", true },
		{ { 2020, 7, 4 }, "Independence Day", false },
		{ { 2020, 7, 6 }, NULL, false },
		{ { 1970, 10, 12 }, NULL, false },
		{ { 1971, 10, 11 }, "Columbus Day", false },
		{ { 1970, 11, 11 }, "Veterans Day", false },
		{ { 1971, 11, 11 }, NULL, false },
		{ { 1977, 10, 24 }, "Veterans Day", false },
		{ { 1977, 11, 11 }, NULL, false },
		{ { 1978, 10, 23 }, NULL, false },
		{ { 1978, 11, 11 }, "Veterans Day", false },
		{ { 2017, 11, 10 }, "Veterans Day", true },
		{ { 2017, 11, 23 }, "Thanksgiving Day", false },
		{ { 2012, 11, 22 }, "Thanksgiving Day", false },
		{ { 2012, 11, 29 }, NULL, false },
		/* New Year's Day of the next year, on a Friday of this. */
		{ { 2021, 12, 31 }, "New Year's Day", true },
		{ { 2023, 1, 2 }, "New Year's Day", true },
		/* An inauguration is no holiday of rule 6. */
		{ { 2017, 1, 20 }, NULL, false },
		{ { 2021, 1, 20 }, NULL, false },
		{ { 2018, 12, 24 }, NULL, false },
		{ { 2100, 12, 31 }, "New Year's Day", true },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		bool observance = !cases[i].observance;
		const char *name =
		    calendar_holiday(day_of(cases[i].d), &observance);

		if (cases[i].name == NULL)
			assert_null(name);
		else
			assert_string_equal(name, cases[i].name);
		assert_int_equal(observance, cases[i].observance);
	}
}

static void
the_calendar_has_an_end(void **state)
{
	static const struct {
		int32_t n;
		bool knows;
	} cases[] = {
		{ -1, false },
		{ 0, true },
		{ 1, true },
		{ 47845, true },
		{ 47846, true },
		{ 47847, false },
		{ INT32_MIN, false },
		{ INT32_MAX, false },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(calendar_knows((struct day){ cases[i].n }),
		    cases[i].knows);
	assert_int_equal(CALENDAR_LAST.n, day(2100, 12, 31).n);
	assert_int_equal(CALENDAR_FIRST.n, day(1970, 1, 1).n);
	/* Beyond it weekdays alone decide. */
	assert_null(calendar_closed(NULL, day(1969, 12, 25)));
	assert_string_equal(calendar_closed(NULL, day(1969, 12, 28)), "Sunday");
	assert_null(calendar_closed(NULL, day(2101, 7, 4)));
	assert_non_null(calendar_version());
}

static const struct closure storms[] = {
	{ "mied", { 17197 }, "a storm", "an order", true }, /* 31 Jan 2017 */
	{ "*", { 17198 }, "a declared day", "a paper", true },
	{ "ohnd", { 17199 }, "a flood", "an order", true },
	{ "mied", { 17200 }, "perhaps a storm", "hearsay", false },
	{ "mied", { 17203 }, "perhaps, on Monday", "hearsay", false },
	{ "mied", { 17203 }, "surely, on Monday", "an order", true },
	{ "mied", { 17202 }, "a Sunday anyway", "an order", false },
	{ "mied", { -1 }, "before the calendar", "an order", true },
};

static void
a_court_has_closures_of_its_own(void **state)
{
	static const struct {
		const char *court;
		int32_t day;
		enum court_day want;
		const char *why;
	} cases[] = {
		{ "mied", 17196, COURT_OPEN, NULL },
		{ "mied", 17197, COURT_CLOSED, "a storm" },
		{ "ohnd", 17197, COURT_OPEN, NULL },
		{ NULL, 17197, COURT_OPEN, NULL },
		{ "mied", 17198, COURT_CLOSED, "a declared day" },
		{ "ohnd", 17198, COURT_CLOSED, "a declared day" },
		{ NULL, 17198, COURT_CLOSED, "a declared day" },
		{ "mied", 17199, COURT_OPEN, NULL },
		{ "ohnd", 17199, COURT_CLOSED, "a flood" },
		{ "mied", 17200, COURT_DOUBTFUL, "perhaps a storm" },
		{ "mied", 17203, COURT_CLOSED, "surely, on Monday" },
		{ "mied", 17202, COURT_CLOSED, "Sunday" },
		{ "mied", 17201, COURT_CLOSED, "Saturday" },
		{ "mied", -1, COURT_OPEN, NULL },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct calendar c = { .court = cases[i].court,
			.closures = storms,
			.nclosures = sizeof(storms) / sizeof(storms[0]) };
		struct day d = { cases[i].day };
		const char *why = "untouched";

		assert_int_equal(calendar_court_day(&c, d, &why),
		    cases[i].want);
		assert_int_equal(calendar_court_day(&c, d, NULL),
		    cases[i].want);
		if (cases[i].why == NULL) {
			assert_null(why);
			assert_null(calendar_closed(&c, d));
		} else {
			assert_string_equal(why, cases[i].why);
			assert_string_equal(calendar_closed(&c, d),
			    cases[i].why);
		}
	}
}

/* The closures carried along: none on a day that is closed anyway, each
 * with its source, ascending, and none that claims to be verified, since
 * nothing read settles rule 6(a)(6)(B) for every court. */
static void
carried_closures_are_doubtful_weekdays(void **state)
{
	static const struct ymd days[] = { { 1997, 12, 26 }, { 2001, 12, 24 },
		{ 2012, 12, 24 }, { 2014, 12, 26 }, { 2018, 12, 5 },
		{ 2018, 12, 24 }, { 2019, 12, 24 }, { 2020, 12, 24 },
		{ 2024, 12, 24 }, { 2025, 1, 9 }, { 2025, 12, 24 },
		{ 2025, 12, 26 } };
	const struct closure *x;
	struct calendar c = { .court = "mied" };
	size_t n;

	x = calendar_closures(&n);
	assert_int_equal(n, sizeof(days) / sizeof(days[0]));
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(x[i].day.n, day_of(days[i]).n);
		assert_null(calendar_closed(NULL, x[i].day));
		assert_true(strlen(x[i].source) > 0);
		assert_false(x[i].verified);
		c.closures = x;
		c.nclosures = n;
		assert_int_equal(calendar_court_day(&c, x[i].day, NULL),
		    COURT_DOUBTFUL);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(observed_days_are_those_of_the_statute),
		cmocka_unit_test(a_holiday_has_its_name),
		cmocka_unit_test(the_calendar_has_an_end),
		cmocka_unit_test(a_court_has_closures_of_its_own),
		cmocka_unit_test(carried_closures_are_doubtful_weekdays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
