/* zone.c - from instants to wall clocks and back. */

#include "core/zone.h"

#include <assert.h>
#include <string.h>

#include "core/zone_table.h"

#define SECOND_US     ((int64_t)1000 * 1000)
#define DAY_SECONDS   ((int64_t)86400)

/* No offset is this far from UTC (zone_read holds files to it). */
#define REACH_SECONDS (26 * (int64_t)3600)

#define FOREVER       (INT64_MAX / 4)

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b != 0 && (a % b < 0) != (b < 0));
}

const struct zone *
zone_builtin(const char *name)
{
	for (size_t i = 0; zone_table[i] != NULL; i++)
		if (strcmp(zone_table[i]->name, name) == 0)
			return zone_table[i];
	return NULL;
}

const char *
zone_name(const struct zone *z)
{
	return z->name;
}

const char *
zone_version(void)
{
	return zone_table_version;
}

const char *const *
zone_names(void)
{
	return zone_table_names;
}

/* Days since 1970 of 1 January; any year, unlike day_of. */
static int64_t
new_year(int64_t year)
{
	int64_t y = year - 1;

	return y * 365 + floor_div(y, 4) - floor_div(y, 100) +
	    floor_div(y, 400) - 719162;
}

static bool
leap_year(int64_t year)
{
	return new_year(year + 1) - new_year(year) == 366;
}

/* The day of the year, from 0, of weekday c->day in week c->week. */
static int64_t
weekday_of_month(const struct zone_change *c, int64_t year)
{
	static const int before[] = { 0, 31, 59, 90, 120, 151, 181, 212, 243,
		273, 304, 334, 365 };
	int leap = leap_year(year);
	int64_t first = before[c->month - 1] + (c->month > 2 ? leap : 0);
	int64_t next = before[c->month] + (c->month > 1 ? leap : 0);
	int64_t weekday, day;

	weekday = floor_div(new_year(year) + first + 4, 7) * 7;
	weekday = new_year(year) + first + 4 - weekday;
	day = first + (c->day - weekday + 7) % 7 + (c->week - 1) * 7;
	return day < next ? day : day - 7;
}

/* When c changes the clock in a year; offset is the one it changes from. */
static int64_t
change_at(const struct zone_change *c, int64_t year, int32_t offset)
{
	int64_t day = 0;

	switch (c->kind) {
	case ZONE_JULIAN:
		day = c->day - 1 + (leap_year(year) && c->day >= 60);
		break;
	case ZONE_COUNTED:
		day = c->day;
		break;
	case ZONE_WEEKDAY:
		day = weekday_of_month(c, year);
		break;
	}
	return (new_year(year) + day) * DAY_SECONDS + c->time - offset;
}

/* A rule's changes are at most a week beside their year, so those of five
 * years hold the stretch around any second of the middle one.  Where two
 * fall together the later year's rules: so a rule can say that it is
 * summer all year. */
static struct zone_span
rule_span(const struct zone_rule *r, int64_t s)
{
	struct zone_span span = { -FOREVER, FOREVER, &r->standard };
	int64_t year, days, t;
	const struct zone_change *c;
	const struct zone_clock *old, *new;

	if (!r->has_summer)
		return span;
	days = floor_div(s, DAY_SECONDS);
	year = 1970 + floor_div(days * 400, 146097);
	for (int64_t y = year - 2; y <= year + 2; y++) {
		for (int half = 0; half < 2; half++) {
			bool summer = half == 0;

			c = summer ? &r->to_summer : &r->to_standard;
			old = summer ? &r->standard : &r->summer;
			new = summer ? &r->summer : &r->standard;
			t = change_at(c, y, old->offset);
			if (t <= s && t >= span.from) {
				span.from = t;
				span.clock = new;
			} else if (t > s && t < span.to) {
				span.to = t;
			}
		}
	}
	return span;
}

struct zone_span
zone_span_at(const struct zone *z, int64_t s)
{
	struct zone_span span = { -FOREVER, FOREVER, NULL };
	size_t lo = 0, hi = z->ntransitions, mid;

	/* lo: how many transitions are not after s. */
	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (z->at[mid] <= s)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo == z->ntransitions && z->has_rule) {
		span = rule_span(&z->rule, s);
	} else {
		span.clock = &z->clocks[lo == 0 ? 0 : z->index[lo - 1]];
		if (lo < z->ntransitions)
			span.to = z->at[lo];
	}
	if (lo > 0 && span.from < z->at[lo - 1])
		span.from = z->at[lo - 1];
	return span;
}

static int64_t
whole_seconds(struct instant t)
{
	assert(t.us > INSTANT_BEGIN.us && t.us < INSTANT_NEVER.us);
	return floor_div(t.us, SECOND_US);
}

/* The first minute of UTC not before second s. */
static struct instant
minute_from(int64_t s)
{
	return (struct instant){ -floor_div(-s, 60) * INSTANT_MINUTE };
}

struct civil
zone_civil(const struct zone *z, struct instant t)
{
	int64_t s = whole_seconds(t), day;
	struct civil c;

	s += zone_span_at(z, s).clock->offset;
	day = floor_div(s, DAY_SECONDS);
	c.day.n = (int32_t)day;
	c.minute = (int)((s - day * DAY_SECONDS) / 60);
	return c;
}

const char *
zone_abbrev(const struct zone *z, struct instant t)
{
	return zone_span_at(z, whole_seconds(t)).clock->abbrev;
}

/* Instants have room for this many days either way, and more. */
static int64_t
local_seconds(struct day d, int minute)
{
	assert(d.n > -20 * 1000 * 1000 && d.n < 20 * 1000 * 1000);
	assert(minute >= 0 && minute < 1440);
	return d.n * DAY_SECONDS + minute * (int64_t)60;
}

/* The minutes of UTC whose wall clock lies in [lo, hi), local seconds:
 * the first and the last of them; false when there is none. */
static bool
minutes_between(const struct zone *z, int64_t lo, int64_t hi,
    struct instant *first, struct instant *last)
{
	struct zone_span span;
	struct instant a, b;
	int64_t s, from, to;
	bool found = false;

	for (s = lo - REACH_SECONDS; s < hi + REACH_SECONDS; s = span.to) {
		span = zone_span_at(z, s);
		from = lo - span.clock->offset;
		to = hi - span.clock->offset;
		if (from < span.from)
			from = span.from;
		if (to > span.to)
			to = span.to;
		if (from >= to)
			continue;
		a = minute_from(from);
		b = minute_from(to - 60); /* the last before to */
		if (a.us >= to * SECOND_US)
			continue; /* less than a minute long */
		if (!found)
			*first = a;
		*last = b;
		found = true;
	}
	return found;
}

/* Where a wall clock that never shows local moves to: what it would show
 * had the clock not been put forward. */
static struct instant
past_gap(const struct zone *z, int64_t local)
{
	struct zone_span span;
	int64_t s = local - REACH_SECONDS;

	for (;; s = span.to) {
		span = zone_span_at(z, s);
		if (local - span.clock->offset < span.to)
			break;
		/* Past the end of this stretch and, since no minute shows
		 * local, before the beginning of the next. */
		if (local - zone_span_at(z, span.to).clock->offset < span.to)
			break;
	}
	return minute_from(local - span.clock->offset);
}

void
zone_instants(const struct zone *z, struct civil c, struct instant *first,
    struct instant *second)
{
	int64_t local = local_seconds(c.day, c.minute);

	if (minutes_between(z, local, local + 60, first, second))
		return;
	*first = past_gap(z, local);
	*second = *first;
}

struct when
zone_day(const struct zone *z, struct day d)
{
	int64_t local = local_seconds(d, 0);
	struct when w;

	if (!minutes_between(z, local, local + DAY_SECONDS, &w.first,
		&w.last)) {
		w.first = past_gap(z, local);
		w.last = past_gap(z, local + DAY_SECONDS - 60);
	}
	return w;
}

struct when
zone_when(const struct zone *z, const struct moment *m)
{
	struct when w = WHEN_UNKNOWN;
	struct instant other;

	assert(m->kind != MOMENT_NONE);
	switch (m->kind) {
	case MOMENT_DAYS:
		w.first = zone_day(z, m->lo.day).first;
		w.last = zone_day(z, m->hi.day).last;
		break;
	case MOMENT_CLOCK:
		zone_instants(z, m->lo, &w.first, &other);
		zone_instants(z, m->hi, &other, &w.last);
		break;
	case MOMENT_EXACT:
		w.first = m->first;
		w.last = m->last;
		break;
	case MOMENT_NONE:
	case MOMENT_NOT_KNOWN:
		break;
	}
	return w;
}

/* "begin" and "never" have no wall clock. */
static bool
print_endless(struct buf *b, struct instant t)
{
	if (t.us > INSTANT_BEGIN.us && t.us < INSTANT_NEVER.us)
		return false;
	buf_puts(b, t.us < 0 ? "begin" : "never");
	return true;
}

void
zone_print(struct buf *b, const struct zone *z, struct instant t)
{
	struct civil c;

	if (print_endless(b, t))
		return;
	c = zone_civil(z, t);
	day_print(b, c.day);
	buf_printf(b, " %02d:%02d %s", c.minute / 60, c.minute % 60,
	    zone_abbrev(z, t));
}

void
zone_print_end(struct buf *b, const struct zone *z, struct instant end)
{
	struct instant last = instant_add_minutes(end, -1);

	if (print_endless(b, end) || print_endless(b, last))
		return;
	if (zone_civil(z, end).day.n <= zone_civil(z, last).day.n) {
		zone_print(b, z, last);
		return;
	}
	day_print(b, zone_civil(z, last).day);
	buf_printf(b, " end of day %s", zone_abbrev(z, last));
}
