/* fuzz_date.c - dates as people write them, and counting from them.
 *
 * The text is a moment; its last bytes choose a length, a court's closures
 * and a zone.  A moment that is read is printed and read again unchanged;
 * every count is in order, names each of its readings once, and is spanned
 * by count_span. */

#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "core/count.h"
#include "core/limits.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

#define TAIL 8 /* bytes that choose */

static void
round_trip(const char *s, size_t n, struct moment *m)
{
	struct instant t, t2;
	struct moment again;
	struct buf b;

	m->kind = MOMENT_NONE;
	buf_init(&b, &mem_system, 200);
	if (moment_parse(s, n, m) == 0) {
		moment_print(&b, m);
		assert(moment_parse(b.s, b.len, &again) == 0);
		assert(moment_equal(m, &again));
	}
	if (instant_parse_utc(s, n, &t) == 0) {
		assert(m->kind == MOMENT_EXACT);
		assert(instant_floor_minute(t).us == m->first.us);
		buf_clear(&b);
		instant_print_utc(&b, t);
		/* An offset may carry a date over the last year's end. */
		if (instant_parse_utc(b.s, b.len, &t2) == 0)
			assert(t.us == t2.us);
	}
	assert(!b.failed);
	buf_release(&b);
}

static void
count(const struct length *len, const struct calendar *cal,
    const struct zone *z, struct when w)
{
	struct outcome out[LIMIT_READINGS];
	struct instant lo, hi;
	uint32_t kinds = 0;
	struct arena a;
	struct day safe;
	size_t n;
	bool ok;

	arena_init(&a, &mem_system, 1 << 20);
	if (count_length(&a, len, cal, z, w.first, out, &n) != 0)
		goto out;
	assert(n >= 1 && n <= LIMIT_READINGS);
	for (size_t i = 0; i < n; i++) {
		assert(out[i].why != NULL && out[i].end.us > w.first.us);
		assert(i == 0 || out[i - 1].end.us < out[i].end.us);
		assert((kinds & out[i].kinds) == 0);
		kinds |= out[i].kinds;
		if (count_safe_day(cal, z, out[i].end, &safe) == 0)
			assert(calendar_closed(cal, safe) == NULL);
	}
	assert(
	    count_notice_ok(len, cal, z, w.first, out[n - 1].end, &ok) == 0 &&
	    ok);
	if (count_span(len, cal, z, w, &lo, &hi) == 0)
		assert(lo.us <= out[0].end.us && hi.us >= out[n - 1].end.us);
out:
	arena_release(&a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	const uint8_t *t = bytes + n - TAIL;
	struct closure closures[4];
	struct calendar cal = { .court = "mied",
		.closures = closures,
		.nclosures = 4,
		.state = "MI",
		.circuit_state = "CA" };
	struct length len = { .n = 0 };
	const struct zone *z;
	struct moment m;
	struct when w;

	if (n < TAIL)
		return 0;
	round_trip((const char *)bytes, n - TAIL, &m);
	if (m.kind == MOMENT_NONE)
		return 0;
	len.n = (t[0] << 8 | t[1]) % 2000 - 3;
	len.unit = (enum unit)(t[2] % 7);
	len.tro = (t[2] & 64) != 0;
	if (t[3] % 5 < 4)
		len.rule = &count_rules()[t[3] % 5];
	z = zone_builtin(zone_names()[t[4] % 16]);
	w = zone_when(z, &m);
	assert(w.first.us <= w.last.us);
	for (int i = 0; i < 4; i++) {
		closures[i] = (struct closure){ .court = "mied",
			.why = "a storm",
			.source = "a paper" };
		closures[i].day = zone_civil(z, w.first).day;
		closures[i].day.n += len.n + t[5] % 8 + i * (t[6] % 4);
		closures[i].verified = (t[7] >> i & 1) != 0;
	}
	count(&len, &cal, z, w);
	return 0;
}
