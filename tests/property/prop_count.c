/* prop_count.c - counting, on random lengths, triggers and closures.
 *
 * A later trigger never ends earlier on the same reading (hours that roll
 * apart: count_span is held to a walk over every minute instead); rolling
 * and doubtful closures only ever add readings; and each reading agrees
 * with a naive walk from day to day. */

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/count.h"
#include "core/limits.h"
#include "core/zone_table.h"

#define ROUNDS 6000

static unsigned long failed;

static void check(bool ok, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

static void
check(bool ok, const char *fmt, ...)
{
	va_list ap;

	if (ok || ++failed > 20)
		return;
	va_start(ap, fmt);
	(void)vprintf(fmt, ap);
	va_end(ap);
	(void)putchar('\n');
}

static uint64_t seed = 0x2545f4914f6cdd1du;

static int
pick(int lo, int hi)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return lo + (int)(seed % (uint64_t)(hi - lo + 1));
}

#define NCLOSURES 12

/* A length, a court that was closed now and then, and when. */
struct scene {
	struct closure closures[NCLOSURES];
	struct calendar cal;
	const struct zone *z;
	struct length len;
	struct instant trigger;
	struct arena a;
	struct outcome out[LIMIT_READINGS];
	size_t n;
};

static void
pick_scene(struct scene *s)
{
	static const int longest[] = {
		[UNIT_HOURS] = 400,
		[UNIT_DAYS] = 200,
		[UNIT_BUSINESS_DAYS] = 60,
		[UNIT_BUSINESS_HOURS] = 300,
		[UNIT_MONTHS_CLAMPED] = 30,
		[UNIT_MONTHS_NEXT_DAY] = 30,
		[UNIT_YEARS] = 12,
	};
	static const char *const rules[] = { "frcp6", "frap26", "bia", "none" };
	static const char *const states[] = { NULL, "LA", "FL", "HI", "TX" };
	const char *const *names = zone_names();
	int day = pick(400, 43000);

	s->z = zone_builtin(names[pick(0, 15)]);
	s->len = (struct length){ .unit = (enum unit)pick(0, UNIT_YEARS) };
	s->len.n = pick(0, longest[s->len.unit]);
	s->len.tro = s->len.unit == UNIT_DAYS && pick(0, 3) == 0;
	if (pick(0, 1))
		s->len.rule = count_rule_find(rules[pick(0, 3)]);
	/* Changes of the clock and ends of months oftener than chance. */
	if (pick(0, 2) == 0)
		day = day_of((struct ymd){ pick(1972, 2085),
				 pick(0, 1) ? 3 : 11, pick(1, 14) })
			  .n -
		    s->len.n / 24;
	s->trigger = zone_day(s->z, (struct day){ day }).first;
	s->trigger = instant_add_minutes(s->trigger, pick(0, 1439));
	for (int i = 0; i < NCLOSURES; i++)
		s->closures[i] = (struct closure){ .court = "mied",
			.day = { day + pick(-3, s->len.n + 5) },
			.why = "a storm",
			.source = "a paper",
			.verified = pick(0, 1) };
	s->cal = (struct calendar){ .court = "mied",
		.closures = s->closures,
		.nclosures = (size_t)pick(0, NCLOSURES),
		.state = states[pick(0, 4)],
		.circuit_state = states[pick(0, 4)] };
}

static bool
count(struct scene *s, struct instant trigger)
{
	arena_release(&s->a);
	if (count_length(&s->a, &s->len, &s->cal, s->z, trigger, s->out,
		&s->n) == 0)
		return true;
	check(false, "not counted");
	return false;
}

/* The states whose holidays count, by the rule's name. */
static enum court_day
of_states(const struct scene *s, struct day d)
{
	const char *id = s->len.rule != NULL ? s->len.rule->id : "frcp6";
	enum court_day own, circuit = COURT_OPEN;

	if (strcmp(id, "bia") == 0 || strcmp(id, "none") == 0)
		return COURT_OPEN;
	own = state_holidays_on(s->cal.state, d, NULL);
	if (strcmp(id, "frap26") == 0)
		circuit = state_holidays_on(s->cal.circuit_state, d, NULL);
	if (s->len.unit == UNIT_BUSINESS_DAYS ||
	    s->len.unit == UNIT_BUSINESS_HOURS)
		return own != COURT_OPEN || circuit != COURT_OPEN
		    ? COURT_DOUBTFUL
		    : COURT_OPEN;
	return own > circuit ? own : circuit;
}

static bool
is_open(const struct scene *s, struct day d, int kind)
{
	enum court_day court = calendar_court_day(&s->cal, d, NULL);
	enum court_day states = of_states(s, d);
	enum court_day state = court > states ? court : states;

	return state == COURT_OPEN ||
	    (state == COURT_DOUBTFUL && (kind & COUNT_DOUBT_OPEN) != 0);
}

static struct day
last_day_inside(const struct scene *s, struct instant end)
{
	return zone_civil(s->z, instant_add_minutes(end, -1)).day;
}

/* Days and business days, and all rolling, by walking. */
static void
agrees_with_a_walk(struct scene *s)
{
	struct day from, d;
	const struct outcome *x;
	int n;

	if (!count(s, s->trigger))
		return;
	from = zone_civil(s->z, s->trigger).day;
	for (int kind = 0; kind < 32; kind++) {
		if ((kind & 7) != COUNT_END_OF_DAY ||
		    (x = count_of_kind(s->out, s->n, kind)) == NULL)
			continue;
		d = from;
		n = s->len.n;
		while (n > 0) {
			d.n++;
			n -= s->len.unit == UNIT_DAYS || is_open(s, d, kind);
		}
		while ((kind & COUNT_ROLLED) != 0 && !is_open(s, d, kind))
			d.n++;
		check(last_day_inside(s, x->end).n == d.n &&
			x->end.us ==
			    instant_add_minutes(zone_day(s->z, d).last, 1).us,
		    "walk: %s", x->why);
	}
	/* What does not roll ends no later than what does, and what rolls
	 * ends on an open day. */
	for (int kind = 0; kind < 32; kind++) {
		if ((kind & COUNT_ROLLED) == 0 ||
		    (x = count_of_kind(s->out, s->n, kind)) == NULL)
			continue;
		check(is_open(s, last_day_inside(s, x->end), kind),
		    "rolls to a closed day: %s", x->why);
	}
}

static void
is_monotone(struct scene *s)
{
	struct outcome first[LIMIT_READINGS];
	struct instant later;
	const struct outcome *x, *y;
	struct arena kept;
	size_t n;

	later = instant_add_minutes(s->trigger,
	    pick(0, 1) ? pick(0, 180) : pick(0, 9000));
	if (!count(s, s->trigger))
		return;
	memcpy(first, s->out, sizeof(first));
	n = s->n;
	kept = s->a;
	arena_init(&s->a, &mem_system, 1 << 20);
	if (count(s, later)) {
		for (int kind = 0; kind < 32; kind++) {
			if (kind % 16 == (COUNT_TO_THE_MINUTE | COUNT_ROLLED))
				continue;
			x = count_of_kind(first, n, kind);
			y = count_of_kind(s->out, s->n, kind);
			check((x == NULL) == (y == NULL), "kinds differ");
			check(x == NULL || y == NULL || x->end.us <= y->end.us,
			    "not monotone: %s; then %s", x ? x->why : "",
			    y ? y->why : "");
		}
	}
	arena_release(&kept);
}

/* One more doubtful closure: the bar is never shorter for it, counsel's
 * date never later, and no end that was there is lost. */
static void
doubt_only_adds(struct scene *s)
{
	struct instant ends[LIMIT_READINGS];
	size_t n;

	if (s->cal.nclosures == NCLOSURES || !count(s, s->trigger))
		return;
	n = s->n;
	for (size_t i = 0; i < n; i++)
		ends[i] = s->out[i].end;
	s->closures[s->cal.nclosures].verified = false;
	s->cal.nclosures++;
	if (!count(s, s->trigger))
		return;
	check(s->out[0].end.us <= ends[0].us, "doubt moves the earliest on");
	check(s->out[s->n - 1].end.us >= ends[n - 1].us,
	    "doubt brings the latest nearer");
}

/* A trigger from which the hours end within half a day before a change. */
static void
aim_at_change(struct scene *s)
{
	struct zone_span span;

	span = zone_span_at(s->z, s->trigger.us / 1000000);
	if (span.to > (int64_t)4000000000)
		return;
	s->trigger.us = span.to * 1000000;
	s->trigger =
	    instant_add_minutes(s->trigger, -s->len.n * 60 - pick(0, 720));
}

static void
spans_hold_every_minute(struct scene *s)
{
	struct instant lo, hi, earliest = INSTANT_NEVER, latest = INSTANT_BEGIN;
	int minutes = pick(0, 3) ? pick(0, 200) : pick(0, 5000);
	struct when w;
	bool ok;

	/* Mostly hours, which alone are not monotone, and mostly so that
	 * they end about a change of the clock. */
	if (pick(0, 3) != 0) {
		s->len.unit = UNIT_HOURS;
		s->len.n = pick(0, 60);
		s->len.tro = false;
		minutes = pick(0, 700);
		aim_at_change(s);
	}
	w = (struct when){ s->trigger,
		instant_add_minutes(s->trigger, minutes) };

	if (count_span(&s->len, &s->cal, s->z, w, &lo, &hi) != 0) {
		check(false, "no span");
		return;
	}
	for (int m = 0; m <= minutes; m++) {
		if (!count(s, instant_add_minutes(s->trigger, m)))
			return;
		earliest = instant_min(earliest, s->out[0].end);
		latest = instant_max(latest, s->out[s->n - 1].end);
	}
	check(lo.us == earliest.us && hi.us == latest.us,
	    "span of %d minutes: %s", minutes, s->out[0].why);
	/* Notice holds from the latest end of its own minute on. */
	if (!count(s, s->trigger))
		return;
	hi = s->out[s->n - 1].end;
	check(count_notice_ok(&s->len, &s->cal, s->z, s->trigger, hi, &ok) ==
		    0 &&
		ok,
	    "notice has run at its end");
	check(count_notice_ok(&s->len, &s->cal, s->z, s->trigger,
		  instant_add_minutes(hi, -1), &ok) == 0 &&
		!ok,
	    "notice has not run before its end");
}

int
main(void)
{
	static const struct {
		void (*holds)(struct scene *s);
		int rounds;
	} properties[] = {
		{ agrees_with_a_walk, ROUNDS },
		{ is_monotone, ROUNDS },
		{ doubt_only_adds, ROUNDS },
		{ spans_hold_every_minute, ROUNDS / 10 },
	};
	unsigned long passed = 0, bad = 0;
	struct scene s = { .n = 0 };

	arena_init(&s.a, &mem_system, 1 << 20);
	for (size_t i = 0; i < sizeof(properties) / sizeof(properties[0]);
	     i++) {
		failed = 0;
		for (int k = 0; k < properties[i].rounds; k++) {
			pick_scene(&s);
			properties[i].holds(&s);
		}
		if (failed == 0)
			passed++;
		else
			bad++;
	}
	arena_release(&s.a);
	printf("%lu passed, %lu failed\n", passed, bad);
	return bad > 0;
}
