/* count.c - counting a length of time, one reading at a time.
 *
 * Every reading of a length is computed by itself, by its kind; those that
 * come to the same end are then one outcome. */

#include "core/count.h"

#include <assert.h>
#include <string.h>

#include "core/count_text.h"
#include "core/limits.h"
#include "core/zone_table.h"

#define DAY_MINUTES 1440

static const struct count_rule rules[] = {
	{ "frcp6", ROLL_YES, "Fed. R. Civ. P. 6(a)", true, STATES_COURT },
	{ "frap26", ROLL_YES, "Fed. R. App. P. 26(a)", true,
	    STATES_COURT_AND_CIRCUIT },
	{ "bia", ROLL_YES, "8 CFR 1003.38(b)", true, STATES_NONE },
	{ "none", ROLL_NO, "a date certain: nothing moves it", true,
	    STATES_NONE },
	{ NULL, ROLL_BOTH, NULL, false, STATES_NONE },
};

const struct count_rule *
count_rules(void)
{
	return rules;
}

const struct count_rule *
count_rule_find(const char *id)
{
	for (const struct count_rule *r = rules; r->id != NULL; r++)
		if (strcmp(r->id, id) == 0)
			return r;
	return NULL;
}

/* Is d a business day, on this reading of days that may be closed? */
static bool
is_open(struct counting *c, struct day d)
{
	enum court_day state = counting_day(c, d, NULL);

	c->doubted |= state == COURT_DOUBTFUL;
	return state == COURT_OPEN ||
	    (state == COURT_DOUBTFUL && (c->kind & COUNT_DOUBT_OPEN) != 0);
}

/* The days of a state's holidays; COURT_OPEN when the rule has none.  Fed.
 * R. App. P. 26(a)(6)(C) has two states: of the district court that rendered
 * the judgment, and of the circuit clerk's principal office. */
static enum court_day
state_day(const struct counting *c, struct day d, const char **why)
{
	const struct calendar *cal = c->cal;
	const char *others[2] = { NULL, NULL }, *also;
	enum court_day most, other;

	if (cal == NULL || c->states == STATES_NONE)
		return COURT_OPEN;
	most = state_holidays_on(cal->state, d, why);
	if (c->states == STATES_COURT_AND_CIRCUIT) {
		others[0] = cal->circuit_state;
		others[1] = cal->from_state;
	}
	for (size_t i = 0; i < 2; i++) {
		other = state_holidays_on(others[i], d, &also);
		if (other <= most)
			continue;
		most = other;
		*why = also;
	}
	return most;
}

enum court_day
counting_day(const struct counting *c, struct day d, const char **why)
{
	bool business = c->ct != NULL || c->unit == UNIT_BUSINESS_DAYS ||
	    c->unit == UNIT_BUSINESS_HOURS;
	enum court_day state, court = calendar_court_day(c->cal, d, why);
	const char *also;

	if (court == COURT_CLOSED)
		return court;
	state = state_day(c, d, &also);
	if (state == COURT_CLOSED && business)
		state = COURT_DOUBTFUL;
	if (state <= court)
		return court;
	if (why != NULL)
		*why = also;
	return state;
}

/* The first business day not before d. */
static int
open_from(struct counting *c, struct day d, struct day *out)
{
	for (; calendar_knows(d); d.n++) {
		if (is_open(c, d)) {
			*out = d;
			return 0;
		}
	}
	return E_RANGE;
}

/* The n-th business day after d; d itself when n is 0. */
static int
business_day_after(struct counting *c, struct day d, int n, struct day *out)
{
	int r;

	for (; n > 0; n--) {
		d.n++;
		if ((r = open_from(c, d, &d)) != 0)
			return r;
	}
	*out = d;
	return 0;
}

/* months after d; the day that month lacks is its last, or the next
 * month's first. */
static int
months_after(struct day d, int64_t months, bool clamped, struct day *out)
{
	struct ymd ymd = day_ymd(d);
	int64_t month = ymd.year * (int64_t)12 + ymd.month - 1 + months;

	if (month / 12 > LIMIT_YEAR_LAST)
		return E_RANGE;
	ymd.year = (int)(month / 12);
	ymd.month = (int)(month % 12) + 1;
	if (ymd.day > days_in_month(ymd.year, ymd.month)) {
		ymd.day = days_in_month(ymd.year, ymd.month);
		*out = day_of(ymd);
		out->n += !clamped;
	} else {
		*out = day_of(ymd);
	}
	return 0;
}

/* Days and longer: the last day, before any rolling. */
static int
last_day(struct counting *c, int n, struct day *out)
{
	struct day d = c->trigger_day;
	bool clamped = (c->kind & COUNT_BASE) == COUNT_CLAMPED;

	switch (c->unit) {
	case UNIT_DAYS:
		d.n += n;
		break;
	case UNIT_BUSINESS_DAYS:
		return business_day_after(c, d, n, out);
	case UNIT_MONTHS_CLAMPED:
	case UNIT_MONTHS_NEXT_DAY:
		return months_after(d, n, clamped, out);
	case UNIT_YEARS:
		return months_after(d, (int64_t)n * 12, clamped, out);
	case UNIT_HOURS:
	case UNIT_BUSINESS_HOURS:
		assert(0); /* not counted in days */
	}
	*out = d;
	return 0;
}

static int
count_days(struct counting *c, int n)
{
	struct day d;
	int r;

	if ((r = last_day(c, n, &d)) != 0)
		return r;
	if (!calendar_knows(d))
		return E_RANGE;
	c->raw.day = d;
	if ((c->kind & COUNT_ROLLED) != 0 && (r = open_from(c, d, &d)) != 0)
		return r;
	c->final.day = d;
	c->end = instant_add_minutes(zone_day(c->z, d).last, 1);
	return 0;
}

/* From the minute; an end on a closed day moves to the same hour of the
 * next business day.  Fed. R. Civ. P. 6(a)(2). */
static int
count_minutes(struct counting *c, int64_t minutes)
{
	struct instant e = instant_add_minutes(c->trigger, minutes), first;
	int r;

	c->raw = zone_civil(c->z, e);
	c->raw_at = e;
	c->final = c->raw;
	if (!calendar_knows(c->raw.day))
		return E_RANGE;
	if ((c->kind & COUNT_ROLLED) != 0 && !is_open(c, c->raw.day)) {
		if ((r = open_from(c, c->raw.day, &c->final.day)) != 0)
			return r;
		zone_instants(c->z, c->final, &first, &e);
	}
	c->final_at = e;
	c->end = instant_add_minutes(e, 1);
	return 0;
}

/* The minutes of day d that count as business hours: [from, to). */
static void
business_minutes(const struct counting *c, struct day d, struct instant *from,
    struct instant *to)
{
	struct instant other;

	if ((c->kind & COUNT_BASE) == COUNT_EIGHT_HOURS) {
		zone_instants(c->z, (struct civil){ d, 9 * 60 }, from, &other);
		zone_instants(c->z, (struct civil){ d, 17 * 60 }, &other, to);
	} else {
		*from = zone_day(c->z, d).first;
		*to = instant_add_minutes(zone_day(c->z, d).last, 1);
	}
}

static int
count_business_minutes(struct counting *c, int64_t minutes)
{
	struct day d = c->trigger_day;
	struct instant from, to;
	int64_t room;

	for (; calendar_knows(d); d.n++) {
		if (!is_open(c, d))
			continue;
		business_minutes(c, d, &from, &to);
		from = instant_max(from, c->trigger);
		if (instant_cmp(from, to) >= 0)
			continue;
		room = (to.us - from.us) / INSTANT_MINUTE;
		if (minutes > room) {
			minutes -= room;
			continue;
		}
		c->final_at = instant_add_minutes(from, minutes);
		c->final = zone_civil(c->z, c->final_at);
		c->raw = c->final;
		c->raw_at = c->final_at;
		c->end = instant_add_minutes(c->final_at, 1);
		return 0;
	}
	return E_RANGE;
}

static int
count_clock_time(struct counting *c, const struct clock_time *ct)
{
	struct instant first;
	int r;

	c->final.minute = ct->minute;
	if ((r = business_day_after(c, c->trigger_day, ct->business_day,
		 &c->final.day)) != 0)
		return r;
	zone_instants(c->z, c->final, &first, &c->final_at);
	c->raw = c->final;
	c->raw_at = c->final_at;
	c->end = instant_add_minutes(c->final_at, 1);
	return 0;
}

/* One reading of one length; c->kind says which. */
static int
count_one(struct counting *c)
{
	switch (c->kind & COUNT_BASE) {
	case COUNT_TO_THE_MINUTE:
		return count_minutes(c,
		    c->n * (int64_t)(c->tro ? DAY_MINUTES : 60));
	case COUNT_CLOCK_HOURS:
	case COUNT_EIGHT_HOURS:
		return count_business_minutes(c, c->n * (int64_t)60);
	case COUNT_CLOCK_TIME:
		return count_clock_time(c, c->ct);
	default:
		return count_days(c, c->n);
	}
}

/* The kinds of len's readings, doubtful closures apart; how many. */
static size_t
kinds_of(const struct length *len, int kinds[static LIMIT_READINGS])
{
	enum roll roll = len->rule != NULL ? len->rule->roll : ROLL_BOTH;
	int base[2] = { COUNT_END_OF_DAY, COUNT_END_OF_DAY };
	size_t n = 0, nbase = 1;

	switch (len->unit) {
	case UNIT_HOURS:
		base[0] = COUNT_TO_THE_MINUTE;
		break;
	case UNIT_DAYS:
	case UNIT_BUSINESS_DAYS:
		break;
	case UNIT_BUSINESS_HOURS:
		kinds[n++] = COUNT_CLOCK_HOURS;
		kinds[n++] = COUNT_EIGHT_HOURS;
		return n;
	case UNIT_MONTHS_CLAMPED:
		base[0] = COUNT_CLAMPED;
		break;
	case UNIT_MONTHS_NEXT_DAY:
		base[0] = COUNT_NEXT_DAY;
		break;
	case UNIT_YEARS:
		base[0] = COUNT_CLAMPED;
		base[1] = COUNT_NEXT_DAY;
		nbase = 2;
		break;
	}
	if (len->tro) {
		kinds[n++] = COUNT_TO_THE_MINUTE;
		roll = ROLL_BOTH;
	}
	for (size_t i = 0; i < nbase; i++) {
		if (roll != ROLL_YES)
			kinds[n++] = base[i];
		if (roll != ROLL_NO)
			kinds[n++] = base[i] | COUNT_ROLLED;
	}
	return n;
}

/* An end, and the first reading that came to it. */
struct found {
	struct counting how;
	uint32_t kinds;
};

/* Kept in order of end; readings that come to the same are one. */
static void
keep(struct found *all, size_t *n, const struct counting *c)
{
	size_t i = *n;

	while (i > 0 && instant_cmp(all[i - 1].how.end, c->end) > 0)
		i--;
	if (i > 0 && instant_cmp(all[i - 1].how.end, c->end) == 0) {
		all[i - 1].kinds |= (uint32_t)1 << c->kind;
		return;
	}
	assert(*n < LIMIT_READINGS);
	memmove(all + i + 1, all + i, (*n - i) * sizeof(*all));
	all[i].how = *c;
	all[i].kinds = (uint32_t)1 << c->kind;
	++*n;
}

/* Every distinct end of what c counts, from c->trigger. */
static int
count_all(struct counting *c, const int *kinds, size_t nkinds,
    struct found all[static LIMIT_READINGS], size_t *n)
{
	size_t found = 0;
	int r;

	c->trigger = instant_floor_minute(c->trigger);
	if (instant_cmp(c->trigger, INSTANT_BEGIN) <= 0 ||
	    instant_cmp(c->trigger, INSTANT_NEVER) >= 0)
		return E_RANGE;
	c->trigger_day = zone_civil(c->z, c->trigger).day;
	if (!calendar_knows(c->trigger_day))
		return E_RANGE;
	for (size_t i = 0; i < nkinds; i++) {
		c->kind = kinds[i];
		c->doubted = false;
		if ((r = count_one(c)) != 0)
			return r;
		keep(all, &found, c);
		c->kind |= COUNT_DOUBT_OPEN;
		/* Where no doubt was met, both readings are one. */
		if (c->doubted && (r = count_one(c)) != 0)
			return r;
		keep(all, &found, c);
	}
	*n = found;
	return 0;
}

static int
length_all(const struct length *len, const struct calendar *cal,
    const struct zone *z, struct instant trigger,
    struct found all[static LIMIT_READINGS], size_t *n)
{
	struct counting c = {
		.n = len->n,
		.tro = len->tro,
		.unit = len->unit,
		.cal = cal,
		.states = len->rule != NULL ? len->rule->states : STATES_COURT,
		.z = z,
		.trigger = trigger,
	};
	int kinds[LIMIT_READINGS];

	if (len->n < 0 || len->n > LIMIT_COUNT ||
	    (len->tro && len->unit != UNIT_DAYS))
		return E_RANGE;
	return count_all(&c, kinds, kinds_of(len, kinds), all, n);
}

/* The outcomes found, with their arithmetic as text. */
static int
explain(struct arena *a, const struct found *all, size_t nall,
    struct outcome *out, size_t *n)
{
	struct arena_mark mark = { 0 };
	const char *why[LIMIT_READINGS] = { NULL };

	if (a != NULL)
		mark = arena_mark(a);
	for (size_t i = 0; a != NULL && i < nall; i++) {
		if ((why[i] = count_text(a, &all[i].how)) == NULL) {
			arena_rewind(a, mark);
			return E_NOMEM;
		}
	}
	for (size_t i = 0; i < nall; i++) {
		out[i] = (struct outcome){
			.end = all[i].how.end,
			.why = why[i],
			.kind = all[i].how.kind,
			.kinds = all[i].kinds,
		};
	}
	*n = nall;
	return 0;
}

int
count_length(struct arena *a, const struct length *len,
    const struct calendar *cal, const struct zone *z, struct instant trigger,
    struct outcome *out, size_t *n)
{
	struct found all[LIMIT_READINGS];
	size_t nall;
	int r;

	if ((r = length_all(len, cal, z, trigger, all, &nall)) != 0)
		return r;
	return explain(a, all, nall, out, n);
}

int
count_clock(struct arena *a, const struct clock_time *ct,
    const struct calendar *cal, const struct zone *z, struct instant trigger,
    struct outcome *out, size_t *n)
{
	static const int kinds[] = { COUNT_CLOCK_TIME };
	struct counting c = {
		.ct = ct,
		.cal = cal,
		.z = z,
		.trigger = trigger,
	};
	struct found all[LIMIT_READINGS];
	size_t nall;
	int r;

	if (ct->minute < 0 || ct->minute >= DAY_MINUTES || ct->business_day < 1)
		return E_RANGE;
	if ((r = count_all(&c, kinds, 1, all, &nall)) != 0)
		return r;
	return explain(a, all, nall, out, n);
}

const struct outcome *
count_of_kind(const struct outcome *out, size_t n, int kind)
{
	for (size_t i = 0; i < n; i++)
		if ((out[i].kinds >> kind & 1) != 0)
			return &out[i];
	return NULL;
}

/* Widen *earliest .. *latest by len's ends from one trigger. */
static int
widen(const struct length *len, const struct calendar *cal,
    const struct zone *z, struct instant trigger, struct instant *earliest,
    struct instant *latest)
{
	struct found all[LIMIT_READINGS];
	size_t n;
	int r;

	if ((r = length_all(len, cal, z, trigger, all, &n)) != 0)
		return r;
	*earliest = instant_min(*earliest, all[0].how.end);
	*latest = instant_max(*latest, all[n - 1].how.end);
	return 0;
}

/* The minutes of trigger at which hours that roll can end earliest or
 * latest: its own two, those from which the count comes to the first
 * minute of a day or the last of the day before, and those around a change
 * of the clock, since an hour that occurs twice is one hour to roll to. */
static size_t
turning_points(const struct length *len, const struct zone *z,
    struct when trigger, struct instant points[static 6])
{
	int64_t minutes = len->n * (int64_t)60, s;
	struct instant lo = instant_add_minutes(trigger.first, minutes);
	struct instant hi = instant_add_minutes(trigger.last, minutes), t;
	struct day d;
	size_t n = 0;

	points[n++] = trigger.first;
	points[n++] = trigger.last;
	d = zone_civil(z, lo).day;
	points[n++] = instant_add_minutes(zone_day(z, d).last, 1 - minutes);
	d = zone_civil(z, hi).day;
	points[n++] = instant_add_minutes(zone_day(z, d).first, -1 - minutes);
	s = zone_span_at(z, lo.us / (1000 * 1000)).to;
	if (s < INSTANT_NEVER.us / (1000 * 1000)) {
		t.us = s * 1000 * 1000;
		points[n++] = instant_add_minutes(t, -minutes);
	}
	s = zone_span_at(z, hi.us / (1000 * 1000)).from;
	if (s > INSTANT_BEGIN.us / (1000 * 1000)) {
		t.us = s * 1000 * 1000;
		points[n++] = instant_add_minutes(t, -1 - minutes);
	}
	return n;
}

int
count_span(const struct length *len, const struct calendar *cal,
    const struct zone *z, struct when trigger, struct instant *earliest,
    struct instant *latest)
{
	struct instant lo = INSTANT_NEVER, hi = INSTANT_BEGIN, points[6];
	size_t n;
	int r;

	trigger.first = instant_floor_minute(trigger.first);
	trigger.last = instant_floor_minute(trigger.last);
	if ((r = widen(len, cal, z, trigger.first, &lo, &hi)) != 0 ||
	    (r = widen(len, cal, z, trigger.last, &lo, &hi)) != 0)
		return r;
	if (len->unit == UNIT_HOURS) {
		n = turning_points(len, z, trigger, points);
		for (size_t i = 2; i < n; i++) {
			if (instant_cmp(points[i], trigger.first) < 0 ||
			    instant_cmp(points[i], trigger.last) > 0)
				continue;
			if ((r = widen(len, cal, z, points[i], &lo, &hi)) != 0)
				return r;
		}
	}
	*earliest = lo;
	*latest = hi;
	return 0;
}

int
count_notice_ok(const struct length *len, const struct calendar *cal,
    const struct zone *z, struct instant notice, struct instant act, bool *ok)
{
	struct instant earliest = INSTANT_NEVER, latest = INSTANT_BEGIN;
	int r;

	if ((r = widen(len, cal, z, notice, &earliest, &latest)) != 0)
		return r;
	*ok = instant_cmp(latest, act) <= 0;
	return 0;
}

int
count_safe_day(const struct calendar *cal, const struct zone *z,
    struct instant end, struct day *out)
{
	struct day d;

	if (instant_cmp(end, INSTANT_BEGIN) <= 0 ||
	    instant_cmp(end, INSTANT_NEVER) >= 0)
		return E_RANGE;
	d = zone_civil(z, instant_add_minutes(end, -1)).day;
	for (; calendar_knows(d); d.n--) {
		if (calendar_court_day(cal, d, NULL) == COURT_OPEN) {
			*out = d;
			return 0;
		}
	}
	return E_RANGE;
}
