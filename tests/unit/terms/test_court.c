/* The courts, their circuits and their clocks. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "terms/court.h"

static void
every_court_is_found_by_its_id(void **state)
{
	const struct court *all;
	size_t i, n;

	all = court_table(&n);
	assert_int_equal(n, 94 + 13 + 3);
	for (i = 0; i < n; i++) {
		assert_ptr_equal(court_find(all[i].id), &all[i]);
		/* Looked up by halves: the order must hold. */
		if (i > 0)
			assert_true(strcmp(all[i - 1].id, all[i].id) < 0);
	}
	assert_null(court_find("mie"));
	assert_null(court_find("mied2"));
	assert_null(court_find(""));
	assert_null(court_find("zzz"));
	assert_null(court_find(NULL));
}

/* 28 U.S.C. 41: how many districts each circuit holds, with D.C. and the
 * three territorial courts. */
static void
districts_of_each_circuit(void **state)
{
	static const struct {
		const char *circuit;
		size_t districts;
	} circuits[] = {
		{ "ca1", 5 },
		{ "ca2", 6 },
		{ "ca3", 6 },
		{ "ca4", 9 },
		{ "ca5", 9 },
		{ "ca6", 9 },
		{ "ca7", 7 },
		{ "ca8", 10 },
		{ "ca9", 15 },
		{ "ca10", 8 },
		{ "ca11", 9 },
		{ "cadc", 1 },
	};
	const struct court *all;
	size_t i, k, n, districts, total = 0, appellate = 0;

	all = court_table(&n);
	for (k = 0; k < sizeof(circuits) / sizeof(circuits[0]); k++) {
		assert_non_null(court_find(circuits[k].circuit));
		for (i = 0, districts = 0; i < n; i++)
			if (all[i].circuit != NULL &&
			    strcmp(all[i].circuit, circuits[k].circuit) == 0)
				districts++;
		assert_int_equal(districts, circuits[k].districts);
		total += districts;
	}
	assert_int_equal(total, 94);
	for (i = 0; i < n; i++)
		if (all[i].appellate)
			appellate++;
	assert_int_equal(appellate, 13 + 1);
	assert_false(court_find("bia")->appellate);
	assert_true(court_find("scotus")->appellate);
}

static void
clocks_where_it_matters(void **state)
{
	static const struct {
		const char *id, *zone;
	} cases[] = {
		{ "mied", "America/Detroit" },
		{ "txnd", "America/Chicago" },
		{ "azd", "America/Phoenix" },
		{ "flnd", "America/New_York" },
		{ "innd", "America/Indiana/Indianapolis" },
		{ "tned", "America/New_York" },
		{ "tnmd", "America/Chicago" },
		{ "nmid", "Pacific/Guam" },
		{ "vid", "America/Puerto_Rico" },
		{ "ca9", "America/Los_Angeles" },
		{ "bia", "America/New_York" },
		{ "eoir", "America/New_York" },
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(court_find(cases[i].id)->zone,
		    cases[i].zone);
}

/* The holidays of two states: of the district, and of the city in which the
 * clerk of its court of appeals has the principal office. */
static void
a_calendar_knows_its_states(void **state)
{
	static const struct {
		const char *id, *own, *circuit;
	} cases[] = {
		{ "mied", "MI", "OH" }, /* Cincinnati */
		{ "mad", "MA", "MA" },
		{ "med", "ME", "MA" },
		{ "nmid", "MP", "CA" },
		{ "nmd", "NM", "CO" },
		{ "mdd", "MD", "VA" }, /* Richmond */
		{ "txnd", "TX", "LA" },
		{ "dcd", "DC", "DC" },
		{ "vid", "VI", "PA" },
		{ "ca9", "CA", "CA" },
		{ "cafc", "DC", "DC" },
		{ "scotus", NULL, NULL },
		{ "bia", NULL, NULL },
		{ "eoir", NULL, NULL },
		{ NULL, NULL, NULL },
	};
	const struct court *all;
	struct calendar c;
	size_t n, closures;

	(void)calendar_closures(&closures);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		c = court_calendar(court_find(cases[i].id), NULL);
		assert_ptr_equal(c.closures, calendar_closures(&n));
		assert_int_equal(c.nclosures, closures);
		if (cases[i].id == NULL)
			assert_null(c.court);
		else
			assert_string_equal(c.court, cases[i].id);
		if (cases[i].own == NULL) {
			assert_null(c.state);
			assert_null(c.circuit_state);
			continue;
		}
		assert_string_equal(c.state, cases[i].own);
		assert_string_equal(c.circuit_state, cases[i].circuit);
	}
	assert_null(court_calendar(court_find("ca6"), NULL).from_state);
	c = court_calendar(court_find("ca6"), court_find("mied"));
	assert_string_equal(c.from_state, "MI");
	assert_string_equal(c.state, "OH");
	all = court_table(&n);
	for (size_t i = 0; i < n; i++)
		if (all[i].circuit != NULL)
			assert_int_equal(strlen(all[i].state), 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_court_is_found_by_its_id),
		cmocka_unit_test(districts_of_each_circuit),
		cmocka_unit_test(clocks_where_it_matters),
		cmocka_unit_test(a_calendar_knows_its_states),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
