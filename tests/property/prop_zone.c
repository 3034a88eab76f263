/* prop_zone.c - civil time and instants are each other's inverse.
 *
 * For every zone compiled in and, where the host has zone files, for every
 * zone of the world: wall clocks as the host's C library has them; each
 * instant among those of its own wall clock; each wall clock's instants the
 * first and last that show it, found here by walking every minute. */

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/limits.h"
#include "core/zone.h"
#include "core/zone_table.h"

#define HOST "/usr/share/zoneinfo"

/* Zones; and in the one at hand, what does not hold. */
static unsigned long passed, failed, wrong;

static void check(bool ok, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

static void
check(bool ok, const char *fmt, ...)
{
	va_list ap;

	if (ok || ++wrong > 20)
		return;
	va_start(ap, fmt);
	(void)vprintf(fmt, ap);
	va_end(ap);
	(void)putchar('\n');
}

static uint64_t seed = 0x9e3779b97f4a7c15u;

static int64_t
pick(int64_t lo, int64_t hi)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return lo + (int64_t)(seed % (uint64_t)(hi - lo + 1));
}

#define FIRST ((int64_t)-2208988800) /* 1900 */
#define LAST  ((int64_t)7258118399)  /* 2199 */

static struct instant
minute_at(int64_t s)
{
	return instant_floor_minute((struct instant){ s * 1000000 });
}

static bool
same(struct civil a, struct civil b)
{
	return a.day.n == b.day.n && a.minute == b.minute;
}

static int64_t
civil_minutes(struct civil c)
{
	return c.day.n * (int64_t)1440 + c.minute;
}

/* An instant lies between the instants of what the clock shows at it. */
static void
inverse_at(const struct zone *z, struct instant t)
{
	struct instant first, second;
	struct civil c = zone_civil(z, t);
	struct when day = zone_day(z, c.day);

	zone_instants(z, c, &first, &second);
	check(first.us <= t.us && t.us <= second.us &&
		same(zone_civil(z, first), c) && same(zone_civil(z, second), c),
	    "%s: inverse at %lld", zone_name(z), (long long)t.us);
	check(day.first.us <= t.us && t.us <= day.last.us &&
		zone_civil(z, day.first).day.n == c.day.n &&
		zone_civil(z, day.last).day.n == c.day.n &&
		zone_civil(z, instant_add_minutes(day.first, -1)).day.n !=
		    c.day.n &&
		zone_civil(z, instant_add_minutes(day.last, 1)).day.n !=
		    c.day.n,
	    "%s: day at %lld", zone_name(z), (long long)t.us);
}

/* Around a change: each wall clock of three hours before to three after,
 * compared with a walk over all minutes. */
static void
walk_around(const struct zone *z, int64_t change)
{
	static struct civil shown[2880];
	struct instant from = minute_at(change - 86400), first, second;
	struct civil c = zone_civil(z, instant_add_minutes(from, 1260));
	int64_t want_first, want_last, before, after;
	int lo, hi;

	for (int i = 0; i < 2880; i++)
		shown[i] = zone_civil(z, instant_add_minutes(from, i));
	before = zone_span_at(z, change - 1).clock->offset;
	after = zone_span_at(z, change).clock->offset;
	for (int k = 0; k < 360; k++) {
		if (++c.minute == 1440) {
			c.minute = 0;
			c.day.n++;
		}
		lo = hi = -1;
		for (int i = 0; i < 2880; i++) {
			if (!same(shown[i], c))
				continue;
			lo = lo < 0 ? i : lo;
			hi = i;
		}
		zone_instants(z, c, &first, &second);
		if (lo >= 0) {
			want_first = instant_add_minutes(from, lo).us;
			want_last = instant_add_minutes(from, hi).us;
			check(first.us == want_first && second.us == want_last,
			    "%s: around %lld, minute %d", zone_name(z),
			    (long long)change, c.minute);
		} else if ((after - before) % 60 == 0) {
			/* It moves forward by the length of the gap. */
			check(first.us == second.us &&
				civil_minutes(zone_civil(z, first)) ==
				    civil_minutes(c) + (after - before) / 60,
			    "%s: gap at %lld, minute %d", zone_name(z),
			    (long long)change, c.minute);
		}
	}
}

static void
as_on_host(const struct zone *z, int64_t s)
{
	struct zone_span span = zone_span_at(z, s);
	time_t t = (time_t)s;
	struct civil c = zone_civil(z, minute_at(s));
	struct ymd ymd = day_ymd(c.day);
	char name[32];
	struct tm tm;

	t = (time_t)(minute_at(s).us / 1000000);
	if (localtime_r(&t, &tm) == NULL) {
		check(false, "%s: no local time", zone_name(z));
		return;
	}
	check(ymd.year == tm.tm_year + 1900 && ymd.month == tm.tm_mon + 1 &&
		ymd.day == tm.tm_mday &&
		c.minute == tm.tm_hour * 60 + tm.tm_min,
	    "%s: host differs at %lld", zone_name(z), (long long)s);
	t = (time_t)s;
	(void)localtime_r(&t, &tm);
	(void)strftime(name, sizeof(name), "%Z", &tm);
	check(strcmp(name, span.clock->abbrev) == 0,
	    "%s: host says %s at %lld, not %s", zone_name(z), name,
	    (long long)s, span.clock->abbrev);
}

static void
zone_holds(const struct zone *z, bool host)
{
	struct zone_span span;
	int walks = 0;

	wrong = 0;
	for (int i = 0; i < 200; i++) {
		int64_t s = pick(FIRST, LAST);

		inverse_at(z, minute_at(s));
		if (host)
			as_on_host(z, s);
	}
	for (int64_t s = 0; s < LAST; s = span.to) {
		span = zone_span_at(z, s);
		if (span.to >= LAST)
			break;
		inverse_at(z, minute_at(span.to));
		inverse_at(z, instant_add_minutes(minute_at(span.to), -1));
		if (host) {
			as_on_host(z, span.to - 1);
			as_on_host(z, span.to);
		}
		if (walks++ % (host ? 60 : 16) == 0)
			walk_around(z, span.to);
	}
	if (wrong == 0)
		passed++;
	else
		failed++;
}

/* Every zone that the host's list names. */
static void
zones_of_the_host(void)
{
	static uint8_t bytes[LIMIT_ZONE_BYTES];
	FILE *list = fopen(HOST "/tzdata.zi", "r"), *f;
	char line[512], name[128], path[256];
	const struct zone *z;
	struct arena a;
	size_t n;

	if (list == NULL)
		return;
	while (fgets(line, sizeof(line), list) != NULL) {
		if (sscanf(line, "Z %127s", name) != 1)
			continue;
		(void)snprintf(path, sizeof(path), HOST "/%s", name);
		if ((f = fopen(path, "rb")) == NULL)
			continue;
		n = fread(bytes, 1, sizeof(bytes), f);
		fclose(f);
		arena_init(&a, &mem_system, 1 << 20);
		if (zone_read(&a, name, bytes, n, &z) != 0) {
			printf("%s: cannot be read\n", name);
			failed++;
			arena_release(&a);
			continue;
		}
		(void)setenv("TZ", name, 1);
		tzset();
		zone_holds(z, true);
		arena_release(&a);
	}
	fclose(list);
}

int
main(void)
{
	for (const char *const *n = zone_names(); *n != NULL; n++)
		zone_holds(zone_builtin(*n), false);
	zones_of_the_host();
	printf("%lu passed, %lu failed\n", passed, failed);
	return failed > 0;
}
