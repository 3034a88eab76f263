/* Civil time: the compiled-in zones, and what happens at a change. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "core/limits.h"
#include "core/zone.h"
#include "core/zone_table.h"

#define HOST "/usr/share/zoneinfo"

static struct civil
civil(const char *text)
{
	struct moment m;

	assert_int_equal(moment_parse(text, strlen(text), &m), 0);
	assert_int_equal(m.kind, MOMENT_CLOCK);
	return m.lo;
}

static struct instant
utc(const char *text)
{
	struct instant t;

	assert_int_equal(instant_parse_utc(text, strlen(text), &t), 0);
	return t;
}

static void
assert_utc(struct instant t, const char *want)
{
	struct buf b;

	buf_init(&b, &mem_system, 100);
	instant_print_utc(&b, t);
	assert_string_equal(b.s, want);
	buf_release(&b);
}

static void
every_zone_has_its_name(void **state)
{
	const char *const *names = zone_names();
	size_t n;

	for (n = 0; names[n] != NULL; n++) {
		const struct zone *z = zone_builtin(names[n]);

		assert_non_null(z);
		assert_string_equal(zone_name(z), names[n]);
		if (n > 0)
			assert_true(strcmp(names[n - 1], names[n]) < 0);
	}
	assert_int_equal(n, 16);
	assert_null(zone_builtin("America/Detroi"));
	assert_null(zone_builtin("america/detroit"));
	assert_null(zone_builtin(""));
	assert_string_equal(zone_version(), "2025b");
}

static void
the_wall_clock_of_a_court(void **state)
{
	static const struct {
		const char *zone, *utc, *want;
	} cases[] = {
		{ "America/Detroit", "2017-06-23T14:00Z",
		    "2017-06-23 10:00 EDT" },
		{ "America/Detroit", "2017-06-23T03:59Z",
		    "2017-06-22 23:59 EDT" },
		{ "America/Detroit", "2018-02-05T05:00Z",
		    "2018-02-05 00:00 EST" },
		/* Detroit kept standard time when others did not. */
		{ "America/Detroit", "1970-07-01T12:00Z",
		    "1970-07-01 07:00 EST" },
		{ "America/New_York", "1970-07-01T12:00Z",
		    "1970-07-01 08:00 EDT" },
		{ "America/New_York", "1974-01-20T12:00Z",
		    "1974-01-20 08:00 EDT" },
		{ "America/Indiana/Indianapolis", "2005-07-01T12:00Z",
		    "2005-07-01 07:00 EST" },
		{ "America/Indiana/Indianapolis", "2006-07-01T12:00Z",
		    "2006-07-01 08:00 EDT" },
		{ "America/Kentucky/Louisville", "2017-07-01T12:00Z",
		    "2017-07-01 08:00 EDT" },
		{ "America/Chicago", "2017-07-01T12:00Z",
		    "2017-07-01 07:00 CDT" },
		{ "America/Denver", "2017-07-01T12:00Z",
		    "2017-07-01 06:00 MDT" },
		{ "America/Boise", "2017-01-01T12:00Z",
		    "2017-01-01 05:00 MST" },
		{ "America/Phoenix", "2017-07-01T12:00Z",
		    "2017-07-01 05:00 MST" },
		{ "America/Los_Angeles", "2017-07-01T12:00Z",
		    "2017-07-01 05:00 PDT" },
		{ "America/Anchorage", "2017-07-01T12:00Z",
		    "2017-07-01 04:00 AKDT" },
		{ "Pacific/Honolulu", "2017-07-01T12:00Z",
		    "2017-07-01 02:00 HST" },
		{ "America/Puerto_Rico", "2017-07-01T12:00Z",
		    "2017-07-01 08:00 AST" },
		{ "America/St_Thomas", "2017-07-01T12:00Z",
		    "2017-07-01 08:00 AST" },
		{ "Pacific/Guam", "2017-07-01T20:00Z",
		    "2017-07-02 06:00 ChST" },
		{ "Pacific/Saipan", "2017-07-01T20:00Z",
		    "2017-07-02 06:00 ChST" },
		{ "UTC", "2017-07-01T12:34Z", "2017-07-01 12:34 UTC" },
		/* The rule, long after the table. */
		{ "America/New_York", "2099-07-01T12:00Z",
		    "2099-07-01 08:00 EDT" },
		{ "America/New_York", "2199-12-31T12:00Z",
		    "2199-12-31 07:00 EST" },
		/* Local mean time has seconds; the minute that holds t. */
		{ "America/New_York", "1883-11-18T16:59Z",
		    "1883-11-18 12:02 LMT" },
	};
	struct buf b;

	buf_init(&b, &mem_system, 100);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct zone *z = zone_builtin(cases[i].zone);
		struct instant t = { 0 };

		if (strncmp(cases[i].utc, "1883", 4) == 0)
			t.us = (int64_t)-2717650860 * 1000000;
		else
			t = utc(cases[i].utc);
		buf_clear(&b);
		zone_print(&b, z, t);
		assert_string_equal(b.s, cases[i].want);
	}
	buf_clear(&b);
	zone_print(&b, zone_builtin("UTC"), INSTANT_BEGIN);
	zone_print(&b, zone_builtin("UTC"), INSTANT_NEVER);
	zone_print_end(&b, zone_builtin("UTC"), INSTANT_BEGIN);
	zone_print_end(&b, zone_builtin("UTC"), INSTANT_NEVER);
	assert_string_equal(b.s, "beginneverbeginnever");
	buf_release(&b);
}

static void
a_time_that_occurs_twice_or_never(void **state)
{
	static const struct {
		const char *zone, *clock, *first, *second;
	} cases[] = {
		{ "America/Detroit", "2017-11-05 00:59", "2017-11-05T04:59:00Z",
		    "2017-11-05T04:59:00Z" },
		{ "America/Detroit", "2017-11-05 01:00", "2017-11-05T05:00:00Z",
		    "2017-11-05T06:00:00Z" },
		{ "America/Detroit", "2017-11-05 01:59", "2017-11-05T05:59:00Z",
		    "2017-11-05T06:59:00Z" },
		{ "America/Detroit", "2017-11-05 02:00", "2017-11-05T07:00:00Z",
		    "2017-11-05T07:00:00Z" },
		{ "America/Detroit", "2017-03-12 01:59", "2017-03-12T06:59:00Z",
		    "2017-03-12T06:59:00Z" },
		/* 02:30 becomes 03:30. */
		{ "America/Detroit", "2017-03-12 02:00", "2017-03-12T07:00:00Z",
		    "2017-03-12T07:00:00Z" },
		{ "America/Detroit", "2017-03-12 02:30", "2017-03-12T07:30:00Z",
		    "2017-03-12T07:30:00Z" },
		{ "America/Detroit", "2017-03-12 02:59", "2017-03-12T07:59:00Z",
		    "2017-03-12T07:59:00Z" },
		{ "America/Detroit", "2017-03-12 03:00", "2017-03-12T07:00:00Z",
		    "2017-03-12T07:00:00Z" },
		/* By the rule, after the table. */
		{ "America/Chicago", "2090-03-12 02:30", "2090-03-12T08:30:00Z",
		    "2090-03-12T08:30:00Z" },
		{ "America/Chicago", "2090-11-05 01:30", "2090-11-05T06:30:00Z",
		    "2090-11-05T07:30:00Z" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct instant first, second;

		zone_instants(zone_builtin(cases[i].zone),
		    civil(cases[i].clock), &first, &second);
		assert_utc(first, cases[i].first);
		assert_utc(second, cases[i].second);
	}
}

static void
a_day_has_its_own_length(void **state)
{
	static const struct {
		const char *zone, *day, *first;
		int minutes;
	} cases[] = {
		{ "America/Detroit", "2017-06-22", "2017-06-22T04:00:00Z",
		    1440 },
		{ "America/Detroit", "2017-03-12", "2017-03-12T05:00:00Z",
		    1380 },
		{ "America/Detroit", "2017-11-05", "2017-11-05T04:00:00Z",
		    1500 },
		{ "UTC", "2017-11-05", "2017-11-05T00:00:00Z", 1440 },
		{ "America/Phoenix", "2017-11-05", "2017-11-05T07:00:00Z",
		    1440 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct zone *z = zone_builtin(cases[i].zone);
		struct moment m;
		struct when w;

		assert_int_equal(moment_parse(cases[i].day, 10, &m), 0);
		w = zone_when(z, &m);
		assert_utc(w.first, cases[i].first);
		assert_int_equal((w.last.us - w.first.us) / INSTANT_MINUTE + 1,
		    cases[i].minutes);
	}
}

static void
a_moment_is_a_span_of_minutes(void **state)
{
	static const struct {
		const char *text, *first, *last;
	} cases[] = {
		{ "1995", "1995-01-01T05:00:00Z", "1996-01-01T04:59:00Z" },
		{ "2017-06", "2017-06-01T04:00:00Z", "2017-07-01T03:59:00Z" },
		{ "2017-03", "2017-03-01T05:00:00Z", "2017-04-01T03:59:00Z" },
		{ "2017-06-22", "2017-06-22T04:00:00Z",
		    "2017-06-23T03:59:00Z" },
		{ "2017-06-22 09:00", "2017-06-22T13:00:00Z",
		    "2017-06-22T13:00:00Z" },
		{ "2017-11-05 01:30", "2017-11-05T05:30:00Z",
		    "2017-11-05T06:30:00Z" },
		{ "2017-06-22T09:00Z", "2017-06-22T09:00:00Z",
		    "2017-06-22T09:00:00Z" },
	};
	const struct zone *z = zone_builtin("America/Detroit");
	struct moment m;
	struct when w;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(moment_parse(cases[i].text,
				     strlen(cases[i].text), &m),
		    0);
		w = zone_when(z, &m);
		assert_utc(w.first, cases[i].first);
		assert_utc(w.last, cases[i].last);
	}
	m.kind = MOMENT_NOT_KNOWN;
	w = zone_when(z, &m);
	assert_utc(w.first, "begin");
	assert_utc(w.last, "never");
}

static void
an_end_is_printed_as_its_last_minute(void **state)
{
	static const struct {
		const char *end, *want;
	} cases[] = {
		{ "2017-07-07T04:00Z", "2017-07-06 end of day EDT" },
		{ "2017-07-25T04:00Z", "2017-07-24 end of day EDT" },
		{ "2017-07-25T03:59Z", "2017-07-24 23:58 EDT" },
		{ "2017-07-25T04:01Z", "2017-07-25 00:00 EDT" },
		{ "2017-07-06T20:01Z", "2017-07-06 16:00 EDT" },
		/* The day the clock goes back ends by the new one. */
		{ "2017-11-06T05:00Z", "2017-11-05 end of day EST" },
		{ "2017-11-05T06:00Z", "2017-11-05 01:59 EDT" },
	};
	struct buf b;

	buf_init(&b, &mem_system, 100);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		buf_clear(&b);
		zone_print_end(&b, zone_builtin("America/Detroit"),
		    utc(cases[i].end));
		assert_string_equal(b.s, cases[i].want);
	}
	buf_release(&b);
}

/* A zone of one rule, for what no court's zone does. */
static const struct zone *
ruled(struct zone *z, const char *tz)
{
	*z = (struct zone){ .name = tz, .has_rule = true };
	assert_int_equal(zone_rule_read(tz, strlen(tz), &z->rule), 0);
	return z;
}

static void
changes_around_midnight(void **state)
{
	struct instant first, second;
	struct when w;
	struct zone z;

	/* 23:30 to 00:30: the day begins half an hour late, the day before
	 * ends half an hour early. */
	ruled(&z, "AAA0BBB,M4.1.0/23:30,M10.1.0");
	w = zone_day(&z, civil("2017-04-02 00:00").day);
	assert_utc(w.first, "2017-04-02T00:00:00Z");
	assert_utc(w.last, "2017-04-02T23:29:00Z");
	w = zone_day(&z, civil("2017-04-03 00:00").day);
	assert_utc(w.first, "2017-04-02T23:30:00Z");
	assert_utc(w.last, "2017-04-03T22:59:00Z");

	/* Back from midnight to 23:00: 23:xx occurs twice, the day is 25
	 * hours long and the next whole. */
	ruled(&z, "AAA0BBB,M4.1.0,M10.1.0/24");
	w = zone_day(&z, civil("2017-10-01 00:00").day);
	assert_utc(w.first, "2017-09-30T23:00:00Z");
	assert_utc(w.last, "2017-10-01T23:59:00Z");
	w = zone_day(&z, civil("2017-10-02 00:00").day);
	assert_utc(w.first, "2017-10-02T00:00:00Z");
	zone_instants(&z, civil("2017-10-01 23:30"), &first, &second);
	assert_utc(first, "2017-10-01T22:30:00Z");
	assert_utc(second, "2017-10-01T23:30:00Z");

	/* Forward at midnight, as in Santiago: no 00:00. */
	ruled(&z, "<-04>4<-03>,M9.1.6/24,M4.1.6/24");
	w = zone_day(&z, civil("2017-09-03 00:00").day);
	assert_utc(w.first, "2017-09-03T04:00:00Z");
	assert_int_equal(zone_civil(&z, w.first).minute, 60);
	zone_instants(&z, civil("2017-09-03 00:15"), &first, &second);
	assert_int_equal(zone_civil(&z, first).minute, 75);
	assert_int_equal(zone_civil(&z, first).day.n,
	    civil("2017-09-03 00:00").day.n);
}

static void
a_day_that_a_date_line_took(void **state)
{
	/* As Samoa: from 10 hours behind to 14 ahead at the end of
	 * 29 December 2011; there was no 30th. */
	static const int64_t at[] = { 1325239200 };
	static const uint8_t index[] = { 1 };
	static const struct zone_clock clocks[] = {
		{ -36000, "SST" },
		{ 50400, "WSDT" },
	};
	static const struct zone z = { "Samoa", at, index, 1, clocks, 2,
		.has_rule = false };
	struct instant first, second;
	struct when w, next;

	assert_utc(zone_day(&z, civil("2011-12-29 00:00").day).last,
	    "2011-12-30T09:59:00Z");
	next = zone_day(&z, civil("2011-12-31 00:00").day);
	assert_utc(next.first, "2011-12-30T10:00:00Z");
	zone_instants(&z, civil("2011-12-30 12:00"), &first, &second);
	assert_int_equal(zone_civil(&z, first).day.n,
	    civil("2011-12-31 00:00").day.n);
	assert_int_equal(zone_civil(&z, first).minute, 720);
	w = zone_day(&z, civil("2011-12-30 00:00").day);
	assert_utc(w.first, "2011-12-30T10:00:00Z");
	assert_utc(w.last, "2011-12-31T09:59:00Z");
}

static void
a_stretch_shorter_than_a_minute_is_harmless(void **state)
{
	static const int64_t at[] = { 100030, 100050 };
	static const uint8_t index[] = { 1, 2 };
	static const struct zone_clock clocks[] = {
		{ 0, "AAA" },
		{ 7200, "BBB" },
		{ 0, "CCC" },
	};
	static const struct zone z = { "odd", at, index, 2, clocks, 3,
		.has_rule = false };
	struct instant first, second;
	struct civil c;

	for (int64_t m = 1400; m < 2000; m++) {
		struct instant t = { m * INSTANT_MINUTE };

		c = zone_civil(&z, t);
		zone_instants(&z, c, &first, &second);
		assert_true(first.us <= t.us && t.us <= second.us);
		/* No minute of UTC shows the short stretch's own. */
		assert_int_equal(zone_civil(&z, first).minute, c.minute);
		assert_int_equal(zone_civil(&z, second).minute, c.minute);
	}
}

/* How many seconds east the host's C library says, and what it calls it. */
static long
host_offset(int64_t s, char *name, size_t size)
{
	time_t t = (time_t)s;
	struct tm tm;
	struct ymd ymd;

	assert_non_null(localtime_r(&t, &tm));
	(void)strftime(name, size, "%Z", &tm);
	ymd = (struct ymd){ tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday };
	return day_of(ymd).n * 86400L + tm.tm_hour * 3600 + tm.tm_min * 60 +
	    tm.tm_sec - (long)s;
}

static void
assert_as_on_host(const struct zone *z, int64_t s)
{
	struct zone_span span = zone_span_at(z, s);
	char name[32];

	if (host_offset(s, name, sizeof(name)) != span.clock->offset ||
	    strcmp(name, span.clock->abbrev) != 0)
		fail_msg("%s at %lld: host %ld %s, ours %d %s", z->name,
		    (long long)s, host_offset(s, name, sizeof(name)), name,
		    span.clock->offset, span.clock->abbrev);
}

static bool
host_has_our_release(void)
{
	char line[64] = "", want[64];
	FILE *f = fopen(HOST "/tzdata.zi", "r");

	if (f == NULL)
		return false;
	if (fgets(line, sizeof(line), f) == NULL)
		line[0] = '\0';
	fclose(f);
	(void)snprintf(want, sizeof(want), "# version %s\n", zone_version());
	return strcmp(line, want) == 0;
}

/* 1970 to 2100. */
#define FIRST ((int64_t)0)
#define LAST  ((int64_t)4133980800)

static void
every_change_agrees_with_the_host(void **state)
{
	struct zone_span span;

	if (!host_has_our_release())
		skip();
	for (const char *const *n = zone_names(); *n != NULL; n++) {
		const struct zone *z = zone_builtin(*n);

		assert_int_equal(setenv("TZ", *n, 1), 0);
		tzset();
		for (int64_t s = FIRST; s < LAST; s = span.to) {
			span = zone_span_at(z, s);
			assert_as_on_host(z, s);
			if (span.from > FIRST)
				assert_as_on_host(z, span.from - 1);
			if (span.to < LAST)
				assert_as_on_host(z, span.to - 1);
		}
		/* And no change that we do not know of. */
		for (int64_t s = FIRST; s < LAST; s += 5 * 86400 + 3600)
			assert_as_on_host(z, s);
	}
	assert_int_equal(setenv("TZ", "UTC", 1), 0);
	tzset();
}

static void
our_tables_are_the_host_s_files(void **state)
{
	static uint8_t bytes[LIMIT_ZONE_BYTES];
	struct arena a;

	if (!host_has_our_release())
		skip();
	arena_init(&a, &mem_system, 1 << 20);
	for (const char *const *n = zone_names(); *n != NULL; n++) {
		const struct zone *z = zone_builtin(*n), *read;
		struct zone_span ours, theirs;
		char path[256];
		size_t len;
		FILE *f;

		(void)snprintf(path, sizeof(path), HOST "/%s", *n);
		f = fopen(path, "rb");
		assert_non_null(f);
		len = fread(bytes, 1, sizeof(bytes), f);
		fclose(f);
		assert_int_equal(zone_read(&a, *n, bytes, len, &read), 0);
		assert_string_equal(zone_name(read), *n);
		for (int64_t s = FIRST; s < LAST; s = ours.to) {
			ours = zone_span_at(z, s);
			theirs = zone_span_at(read, s);
			assert_int_equal(ours.to, theirs.to);
			assert_int_equal(ours.clock->offset,
			    theirs.clock->offset);
			assert_string_equal(ours.clock->abbrev,
			    theirs.clock->abbrev);
		}
	}
	arena_release(&a);
}

static void
rules_agree_with_the_host(void **state)
{
	static const char *const rules[] = {
		"UTC0",
		"EST5EDT,M3.2.0,M11.1.0",
		"NZST-12NZDT,M9.5.0,M4.1.0/3",
		"AEST-10AEDT,M10.1.0,M4.1.0/3",
		"<+03>-3",
		"<-02>2<-01>,M3.5.0/-1,M10.5.0/0",
		"<+1030>-10:30<+11>-11,M10.1.0,M4.1.0",
		"IST-2IDT,M3.4.4/26,M10.5.0",
		"EET-2EEST,M3.4.4/50,M10.4.4/50",
		"<-04>4<-03>,M9.1.6/24,M4.1.6/24",
		"EST5EDT,J60/2,J300/2",
		"EST5EDT,59/2,300/2",
		"EST5EDT,J59/167,J365/-167",
		"AAA-1BBB-3:15:30,100/-100,200/100:30:15",
		"IST-1GMT0,M10.5.0,M3.5.0/1",
	};
	struct zone_span span;
	struct zone z;

	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		ruled(&z, rules[i]);
		assert_int_equal(setenv("TZ", rules[i], 1), 0);
		tzset();
		/* The host's library reads rules from 1970 on. */
		for (int64_t s = 86400 * 800; s < LAST; s = span.to) {
			span = zone_span_at(&z, s);
			assert_as_on_host(&z, s);
			if (span.to < LAST)
				assert_as_on_host(&z, span.to - 1);
		}
		for (int64_t s = 86400 * 800; s < LAST; s += 3 * 86400 + 60)
			assert_as_on_host(&z, s);
	}
	assert_int_equal(setenv("TZ", "UTC", 1), 0);
	tzset();
}

static void
a_rule_can_say_it_is_always_summer(void **state)
{
	struct zone_span span;
	struct zone z;

	/* RFC 9636 3.3.1. */
	ruled(&z, "EST5EDT,0/0,J365/25");
	for (int64_t s = FIRST; s < LAST; s += 86400 * 13 + 3600) {
		span = zone_span_at(&z, s);
		assert_string_equal(span.clock->abbrev, "EDT");
	}
	for (int64_t year = 0; year < 100; year++)
		assert_string_equal(
		    zone_span_at(&z, 1483246800 + year).clock->abbrev, "EDT");
}

static void
only_whole_rules_are_read(void **state)
{
	static const struct {
		const char *tz;
		int result;
	} cases[] = {
		{ "EST5", 0 },
		{ "EST5EDT,M3.2.0,M11.1.0", 0 },
		{ "<+03>-3", 0 },
		{ "<A1->3", 0 },
		{ "ABCDEFGHIJKLMNO0", 0 },
		{ "AAA24", 0 },
		{ "AAA-24:59:59", 0 },
		{ "AAA+3", 0 },
		{ "AAA3BBB,M1.1.0/166,M12.5.6/-166", 0 },
		{ "AAA3BBB,M1.1.0/167,M12.5.6/-167", 0 },
		{ "AAA3BBB2,J1,J365", 0 },
		{ "AAA3BBB,0,365", 0 },

		{ "", E_SYNTAX },
		{ "EST", E_SYNTAX },
		{ "ES5", E_SYNTAX },
		{ "E5T5", E_SYNTAX },
		{ "<+3>", E_SYNTAX },
		{ "<+03-3", E_SYNTAX },
		{ "<+03:3>3", E_SYNTAX },
		{ "ABCDEFGHIJKLMNOP0", E_SYNTAX },
		{ "AAA25", E_SYNTAX },
		{ "AAA1:60", E_SYNTAX },
		{ "AAA1:00:60", E_SYNTAX },
		{ "AAA1:", E_SYNTAX },
		{ "AAA1234", E_SYNTAX },
		{ "AAA0012", E_SYNTAX },
		{ "AAA3BBB", E_SYNTAX },
		{ "AAA3BBB,", E_SYNTAX },
		{ "AAA3BBB,M3.2.0", E_SYNTAX },
		{ "AAA3BBB,M3.2.0,", E_SYNTAX },
		{ "AAA3BBB,M3.2.0,M11.1.0,", E_SYNTAX },
		{ "AAA3BBB,M3.2.0,M11.1.0x", E_SYNTAX },
		{ "AAA3BBB,M0.2.0,M11.1.0", E_SYNTAX },
		{ "AAA3BBB,M13.2.0,M11.1.0", E_SYNTAX },
		{ "AAA3BBB,M3.0.0,M11.1.0", E_SYNTAX },
		{ "AAA3BBB,M3.6.0,M11.1.0", E_SYNTAX },
		{ "AAA3BBB,M3.2.7,M11.1.0", E_SYNTAX },
		{ "AAA3BBB,M3.2,M11.1.0", E_SYNTAX },
		{ "AAA3BBB,J0,J365", E_SYNTAX },
		{ "AAA3BBB,J1,J366", E_SYNTAX },
		{ "AAA3BBB,0,366", E_SYNTAX },
		{ "AAA3BBB,0/168,365", E_SYNTAX },
		{ "AAA3BBB,0,365/-168", E_SYNTAX },
		{ "AAA3BBB,0/,365", E_SYNTAX },
		{ "AAA3 BBB,0,365", E_SYNTAX },
	};
	struct zone_rule r;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *tz = cases[i].tz;

		memset(&r, 0x5a, sizeof(r));
		if (zone_rule_read(tz, strlen(tz), &r) != cases[i].result)
			fail_msg("%s", tz);
		if (cases[i].result != 0)
			assert_int_equal(r.standard.offset, 0x5a5a5a5a);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_zone_has_its_name),
		cmocka_unit_test(the_wall_clock_of_a_court),
		cmocka_unit_test(a_time_that_occurs_twice_or_never),
		cmocka_unit_test(a_day_has_its_own_length),
		cmocka_unit_test(a_moment_is_a_span_of_minutes),
		cmocka_unit_test(an_end_is_printed_as_its_last_minute),
		cmocka_unit_test(changes_around_midnight),
		cmocka_unit_test(a_day_that_a_date_line_took),
		cmocka_unit_test(a_stretch_shorter_than_a_minute_is_harmless),
		cmocka_unit_test(every_change_agrees_with_the_host),
		cmocka_unit_test(our_tables_are_the_host_s_files),
		cmocka_unit_test(rules_agree_with_the_host),
		cmocka_unit_test(a_rule_can_say_it_is_always_summer),
		cmocka_unit_test(only_whole_rules_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
