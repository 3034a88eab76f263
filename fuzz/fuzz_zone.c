/* fuzz_zone.c - time-zone files and POSIX TZ strings from anywhere.
 *
 * What begins like TZif is a file; anything else is a TZ string.  Whatever
 * is accepted must answer for every instant, and instants and wall clocks
 * must stay each other's inverse. */

#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "core/limits.h"
#include "core/zone.h"
#include "core/zone_table.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void
holds_at(const struct zone *z, int64_t s)
{
	struct instant t = { s * 1000000 }, first, second;
	struct zone_span span = zone_span_at(z, s);
	struct civil c;
	struct when day;

	assert(span.from <= s && s < span.to);
	assert(span.clock->offset > -26 * 3600);
	assert(span.clock->offset < 26 * 3600);
	t = instant_floor_minute(t);
	c = zone_civil(z, t);
	assert(c.minute >= 0 && c.minute < 1440);
	zone_instants(z, c, &first, &second);
	assert(first.us <= t.us && t.us <= second.us);
	assert(zone_civil(z, first).day.n == c.day.n);
	assert(zone_civil(z, second).minute == c.minute);
	day = zone_day(z, c.day);
	assert(day.first.us <= t.us && t.us <= day.last.us);
	assert(strlen(zone_abbrev(z, t)) < ZONE_ABBREV);
	/* A clock that may never be shown still has an instant. */
	c.minute = (c.minute + 90) % 1440;
	zone_instants(z, c, &first, &second);
	assert(first.us <= second.us);
}

static void
holds(const struct zone *z, const uint8_t *bytes, size_t n)
{
	int64_t s = 0;
	struct buf b;

	for (size_t i = 0; i < z->ntransitions && i < 8; i++) {
		/* Far beyond any year, but within what an instant holds. */
		if (z->at[i] > -200000000000 && z->at[i] < 200000000000) {
			holds_at(z, z->at[i]);
			holds_at(z, z->at[i] - 1);
		}
	}
	for (size_t i = 0; i < 8 && i < n; i++) {
		s = (s * 257 + bytes[n - 1 - i]) % 8000000000;
		holds_at(z, s);
		holds_at(z, -s / 4);
		holds_at(z,
		    zone_span_at(z, s).to < 8000000000 ? zone_span_at(z, s).to
						       : s);
	}
	buf_init(&b, &mem_system, 1000);
	zone_print(&b, z, (struct instant){ s * 1000000 });
	zone_print_end(&b, z, (struct instant){ s * 1000000 });
	assert(!b.failed);
	buf_release(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct zone ruled = { .name = "fuzz", .has_rule = true };
	const struct zone *z;
	struct arena a;

	if (n < 4 || memcmp(bytes, "TZif", 4) != 0) {
		if (zone_rule_read((const char *)bytes, n, &ruled.rule) == 0)
			holds(&ruled, bytes, n);
		return 0;
	}
	arena_init(&a, &mem_system, 1 << 20);
	if (zone_read(&a, "fuzz", bytes, n, &z) == 0)
		holds(z, bytes, n);
	else
		assert(a.used == 0);
	arena_release(&a);
	return 0;
}
