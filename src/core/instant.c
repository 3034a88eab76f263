/* instant.c - the proleptic Gregorian calendar, and times as written. */

#include "core/instant.h"

#include <assert.h>
#include <string.h>

#include "core/limits.h"

#define SECOND_US   ((int64_t)1000 * 1000)
#define DAY_MINUTES 1440

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b != 0 && (a % b < 0) != (b < 0));
}

static bool
leap_year(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int
days_in_month(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };

	assert(month >= 1 && month <= 12);
	return days[month - 1] + (month == 2 && leap_year(year));
}

bool
ymd_valid(struct ymd d)
{
	return d.year >= LIMIT_YEAR_FIRST && d.year <= LIMIT_YEAR_LAST &&
	    d.month >= 1 && d.month <= 12 && d.day >= 1 &&
	    d.day <= days_in_month(d.year, d.month);
}

/* Years are taken to begin on 1 March, so that the leap day is a year's
 * last and a month's first day is a linear step: (153 m + 2) / 5. */
struct day
day_of(struct ymd d)
{
	int64_t y, era, yoe, doy;

	assert(ymd_valid(d));
	y = d.year - (d.month <= 2);
	era = floor_div(y, 400);
	yoe = y - era * 400;
	doy = (153 * (d.month + (d.month > 2 ? -3 : 9)) + 2) / 5 + d.day - 1;
	return (struct day){ (int32_t)(era * 146097 + yoe * 365 + yoe / 4 -
	    yoe / 100 + doy - 719468) };
}

struct ymd
day_ymd(struct day d)
{
	int64_t z = (int64_t)d.n + 719468, era, doe, yoe, doy, mp;
	struct ymd out;

	era = floor_div(z, 146097);
	doe = z - era * 146097;
	yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	mp = (5 * doy + 2) / 153;
	out.day = (int)(doy - (153 * mp + 2) / 5 + 1);
	out.month = (int)(mp < 10 ? mp + 3 : mp - 9);
	out.year = (int)(yoe + era * 400 + (out.month <= 2));
	return out;
}

int
day_weekday(struct day d)
{
	int64_t w = ((int64_t)d.n + 4) % 7; /* 1970-01-01: Thursday */

	return (int)(w < 0 ? w + 7 : w);
}

const char *
weekday_name(int weekday)
{
	static const char *const names[] = { "Sunday", "Monday", "Tuesday",
		"Wednesday", "Thursday", "Friday", "Saturday" };

	assert(weekday >= 0 && weekday <= 6);
	return names[weekday];
}

struct instant
instant_add_minutes(struct instant t, int64_t minutes)
{
	int64_t room;

	if (t.us <= INSTANT_BEGIN.us)
		return INSTANT_BEGIN;
	if (t.us >= INSTANT_NEVER.us)
		return INSTANT_NEVER;
	room = minutes < 0 ? t.us - INSTANT_BEGIN.us : INSTANT_NEVER.us - t.us;
	if (minutes < 0 && minutes <= -(room / INSTANT_MINUTE))
		return INSTANT_BEGIN;
	if (minutes > 0 && minutes >= room / INSTANT_MINUTE)
		return INSTANT_NEVER;
	return (struct instant){ t.us + minutes * INSTANT_MINUTE };
}

struct instant
instant_floor_minute(struct instant t)
{
	if (t.us <= INSTANT_BEGIN.us || t.us >= INSTANT_NEVER.us)
		return t;
	return (
	    struct instant){ floor_div(t.us, INSTANT_MINUTE) * INSTANT_MINUTE };
}

int
instant_cmp(struct instant a, struct instant b)
{
	return (a.us > b.us) - (a.us < b.us);
}

struct instant
instant_min(struct instant a, struct instant b)
{
	return a.us <= b.us ? a : b;
}

struct instant
instant_max(struct instant a, struct instant b)
{
	return a.us >= b.us ? a : b;
}

/* What is left of a text being read. */
struct cursor {
	const char *s;
	const char *end;
};

static bool
take(struct cursor *c, char want)
{
	if (c->s == c->end || *c->s != want)
		return false;
	c->s++;
	return true;
}

/* Exactly n digits. */
static bool
take_digits(struct cursor *c, int n, int *out)
{
	int v = 0;

	if (c->end - c->s < n)
		return false;
	for (; n > 0; n--, c->s++) {
		if (*c->s < '0' || *c->s > '9')
			return false;
		v = v * 10 + (*c->s - '0');
	}
	*out = v;
	return true;
}

/* What was written, not yet judged to exist. */
struct written {
	struct ymd ymd;   /* month or day 0: not given */
	int hour, minute; /* hour -1: not given */
	int second;
	int64_t fraction; /* microseconds */
	bool zoned;
	int offset; /* minutes east of UTC */
};

/* ":ss" and ".ffffff"; finer than a microsecond is cut off. */
static bool
take_seconds(struct cursor *c, struct written *w)
{
	int64_t unit = SECOND_US / 10;
	int digit;

	if (!take(c, ':'))
		return true;
	if (!take_digits(c, 2, &w->second))
		return false;
	if (!take(c, '.'))
		return true;
	if (!take_digits(c, 1, &digit))
		return false;
	do {
		w->fraction += digit * unit;
		unit /= 10;
	} while (take_digits(c, 1, &digit));
	return true;
}

static int
take_offset(struct cursor *c, struct written *w)
{
	int h, m, sign;

	w->zoned = true;
	if (take(c, 'Z') || take(c, 'z'))
		return 0;
	if (take(c, '+'))
		sign = 1;
	else if (take(c, '-'))
		sign = -1;
	else
		return E_SYNTAX;
	if (!take_digits(c, 2, &h) || !take(c, ':') || !take_digits(c, 2, &m))
		return E_SYNTAX;
	if (h > 23 || m > 59)
		return E_RANGE;
	w->offset = sign * (h * 60 + m);
	return 0;
}

static int
read_written(const char *s, size_t n, struct written *w)
{
	struct cursor c = { s, s + n };
	int r;

	*w = (struct written){ .hour = -1 };
	if (!take_digits(&c, 4, &w->ymd.year))
		return E_SYNTAX;
	if (c.s == c.end)
		return 0;
	if (!take(&c, '-') || !take_digits(&c, 2, &w->ymd.month))
		return E_SYNTAX;
	if (c.s == c.end)
		return w->ymd.month == 0 ? E_RANGE : 0;
	if (!take(&c, '-') || !take_digits(&c, 2, &w->ymd.day))
		return E_SYNTAX;
	if (w->ymd.month == 0 || w->ymd.day == 0)
		return E_RANGE;
	if (c.s == c.end)
		return 0;
	if (take(&c, ' ')) { /* the court's own clock */
		if (!take_digits(&c, 2, &w->hour) || !take(&c, ':') ||
		    !take_digits(&c, 2, &w->minute))
			return E_SYNTAX;
	} else {
		if (!take(&c, 'T') && !take(&c, 't'))
			return E_SYNTAX;
		if (!take_digits(&c, 2, &w->hour) || !take(&c, ':') ||
		    !take_digits(&c, 2, &w->minute) || !take_seconds(&c, w))
			return E_SYNTAX;
		if ((r = take_offset(&c, w)) != 0)
			return r;
	}
	return c.s == c.end ? 0 : E_SYNTAX;
}

/* Whether what was written exists. */
static int
judge_written(const struct written *w)
{
	struct ymd d = w->ymd;

	d.month = d.month == 0 ? 1 : d.month;
	d.day = d.day == 0 ? 1 : d.day;
	if (!ymd_valid(d))
		return E_RANGE;
	/* 24:00 and the leap second are refused: each is also the name of
	 * another minute, and a date must have one meaning. */
	if (w->hour > 23 || w->minute > 59 || w->second > 59)
		return E_RANGE;
	return 0;
}

static struct instant
written_instant(const struct written *w)
{
	int64_t minutes;

	minutes = (int64_t)day_of(w->ymd).n * DAY_MINUTES + w->hour * 60 +
	    w->minute - w->offset;
	return (struct instant){ minutes * INSTANT_MINUTE +
		w->second * SECOND_US + w->fraction };
}

/* A year, a month or a day, as its first and last day. */
static void
written_days(const struct written *w, struct moment *m)
{
	struct ymd lo = w->ymd, hi = w->ymd;

	m->kind = MOMENT_DAYS;
	if (lo.month == 0) {
		lo.month = 1;
		hi.month = 12;
	}
	if (lo.day == 0) {
		lo.day = 1;
		hi.day = days_in_month(hi.year, hi.month);
	}
	m->lo.day = day_of(lo);
	m->hi.day = day_of(hi);
}

int
moment_parse(const char *s, size_t n, struct moment *out)
{
	struct moment m = { .kind = MOMENT_NONE };
	struct written w;
	int r;

	if ((r = read_written(s, n, &w)) != 0 || (r = judge_written(&w)) != 0)
		return r;
	if (w.hour < 0) {
		written_days(&w, &m);
	} else if (w.zoned) {
		m.kind = MOMENT_EXACT;
		m.first = instant_floor_minute(written_instant(&w));
		m.last = m.first;
	} else {
		m.kind = MOMENT_CLOCK;
		m.lo.day = day_of(w.ymd);
		m.lo.minute = w.hour * 60 + w.minute;
		m.hi = m.lo;
	}
	*out = m;
	return 0;
}

int
instant_parse_utc(const char *s, size_t n, struct instant *out)
{
	struct written w;
	int r;

	if ((r = read_written(s, n, &w)) != 0)
		return r;
	if (!w.zoned)
		return E_SYNTAX;
	if ((r = judge_written(&w)) != 0)
		return r;
	*out = written_instant(&w);
	return 0;
}

void
day_print(struct buf *b, struct day d)
{
	struct ymd ymd = day_ymd(d);

	buf_printf(b, "%04d-%02d-%02d", ymd.year, ymd.month, ymd.day);
}

static void
civil_print(struct buf *b, struct civil c)
{
	day_print(b, c.day);
	buf_printf(b, " %02d:%02d", c.minute / 60, c.minute % 60);
}

/* Whole years and months by their own names. */
static void
days_print(struct buf *b, struct day lo, struct day hi)
{
	struct ymd from = day_ymd(lo), to = day_ymd(hi);
	bool whole;

	whole = from.year == to.year && from.day == 1 &&
	    to.day == days_in_month(to.year, to.month);
	if (lo.n == hi.n) {
		day_print(b, lo);
	} else if (whole && from.month == 1 && to.month == 12) {
		buf_printf(b, "%04d", from.year);
	} else if (whole && from.month == to.month) {
		buf_printf(b, "%04d-%02d", from.year, from.month);
	} else {
		buf_puts(b, "between ");
		day_print(b, lo);
		buf_puts(b, " and ");
		day_print(b, hi);
	}
}

static void
minute_print_utc(struct buf *b, struct instant t)
{
	int64_t minutes, day;

	if (t.us <= INSTANT_BEGIN.us || t.us >= INSTANT_NEVER.us) {
		buf_puts(b, t.us < 0 ? "begin" : "never");
		return;
	}
	minutes = floor_div(t.us, INSTANT_MINUTE);
	day = floor_div(minutes, DAY_MINUTES);
	minutes -= day * DAY_MINUTES;
	day_print(b, (struct day){ (int32_t)day });
	buf_printf(b, "T%02d:%02d", (int)(minutes / 60), (int)(minutes % 60));
}

static void
exact_print(struct buf *b, struct instant t)
{
	minute_print_utc(b, t);
	if (t.us > INSTANT_BEGIN.us && t.us < INSTANT_NEVER.us)
		buf_putc(b, 'Z');
}

void
moment_print(struct buf *b, const struct moment *m)
{
	bool one;

	switch (m->kind) {
	case MOMENT_NONE:
		buf_puts(b, "not given");
		break;
	case MOMENT_DAYS:
		days_print(b, m->lo.day, m->hi.day);
		break;
	case MOMENT_CLOCK:
		one =
		    m->lo.day.n == m->hi.day.n && m->lo.minute == m->hi.minute;
		buf_puts(b, one ? "" : "between ");
		civil_print(b, m->lo);
		buf_puts(b, one ? "" : " and ");
		if (!one)
			civil_print(b, m->hi);
		break;
	case MOMENT_EXACT:
		one = instant_cmp(m->first, m->last) == 0;
		buf_puts(b, one ? "" : "between ");
		exact_print(b, m->first);
		buf_puts(b, one ? "" : " and ");
		if (!one)
			exact_print(b, m->last);
		break;
	case MOMENT_NOT_KNOWN:
		buf_puts(b, "not known");
		break;
	}
}

bool
moment_equal(const struct moment *a, const struct moment *b)
{
	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case MOMENT_DAYS:
		return a->lo.day.n == b->lo.day.n && a->hi.day.n == b->hi.day.n;
	case MOMENT_CLOCK:
		return a->lo.day.n == b->lo.day.n &&
		    a->hi.day.n == b->hi.day.n &&
		    a->lo.minute == b->lo.minute &&
		    a->hi.minute == b->hi.minute;
	case MOMENT_EXACT:
		return a->first.us == b->first.us && a->last.us == b->last.us;
	case MOMENT_NONE:
	case MOMENT_NOT_KNOWN:
		break;
	}
	return true;
}

void
instant_print_utc(struct buf *b, struct instant t)
{
	int64_t us;
	int digits = 6;

	minute_print_utc(b, t);
	if (t.us <= INSTANT_BEGIN.us || t.us >= INSTANT_NEVER.us)
		return;
	us = t.us - instant_floor_minute(t).us;
	buf_printf(b, ":%02d", (int)(us / SECOND_US));
	if ((us %= SECOND_US) != 0) {
		for (; us % 10 == 0; us /= 10)
			digits--;
		buf_printf(b, ".%0*d", digits, (int)us);
	}
	buf_putc(b, 'Z');
}
