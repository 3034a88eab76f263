/* count_text.c - the arithmetic of a count, for people to check. */

#include "core/count_text.h"

#include <string.h>

#include "core/limits.h"

#define TEXT_MAX      4096
#define SKIPPED_SHOWN 6 /* closed days named; the rest are counted */

static const char *const unit_names[] = {
	[UNIT_HOURS] = "hour",
	[UNIT_DAYS] = "day",
	[UNIT_BUSINESS_DAYS] = "business day",
	[UNIT_BUSINESS_HOURS] = "business hour",
	[UNIT_MONTHS_CLAMPED] = "month",
	[UNIT_MONTHS_NEXT_DAY] = "month",
	[UNIT_YEARS] = "year",
};

void
length_print(struct buf *b, const struct length *len)
{
	buf_printf(b, "%d %s%s", len->n, unit_names[len->unit],
	    len->n == 1 ? "" : "s");
	if (len->unit == UNIT_MONTHS_CLAMPED)
		buf_puts(b, " clamped");
	else if (len->unit == UNIT_MONTHS_NEXT_DAY)
		buf_puts(b, " next day");
	if (len->unverified)
		buf_puts(b, " unverified");
	if (len->tro)
		buf_puts(b, " tro");
	else if (len->rule != NULL)
		buf_printf(b, " under %s", len->rule->id);
}

/* "Mon 6 Nov 2017" */
static void
put_day(struct buf *b, struct day d)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	struct ymd ymd = day_ymd(d);

	buf_printf(b, "%.3s %d %.3s %d", weekday_name(day_weekday(d)), ymd.day,
	    months + (ymd.month - 1) * 3, ymd.year);
}

static void
put_minute(struct buf *b, const struct zone *z, struct instant t)
{
	struct civil c = zone_civil(z, t);

	put_day(b, c.day);
	buf_printf(b, " %02d:%02d %s", c.minute / 60, c.minute % 60,
	    zone_abbrev(z, t));
}

static bool
to_the_minute(const struct counting *c)
{
	switch (c->kind & COUNT_BASE) {
	case COUNT_TO_THE_MINUTE:
	case COUNT_CLOCK_HOURS:
	case COUNT_EIGHT_HOURS:
	case COUNT_CLOCK_TIME:
		return true;
	}
	return false;
}

static void
put_counted(struct buf *b, const struct counting *c)
{
	int base = c->kind & COUNT_BASE, n;

	if (c->ct != NULL) {
		buf_printf(b, "%02d:%02d on business day %d",
		    c->ct->minute / 60, c->ct->minute % 60,
		    c->ct->business_day);
		return;
	}
	n = c->n;
	buf_printf(b, "%d %s%s", n, unit_names[c->unit], n == 1 ? "" : "s");
	if (c->tro && base == COUNT_TO_THE_MINUTE)
		buf_printf(b, " (%d hours)", n * 24);
}

static void
put_why(struct buf *b, enum court_day state, const char *why)
{
	buf_puts(b, why);
	if (state == COURT_DOUBTFUL)
		buf_puts(b, ", not verified");
}

/* Closed days of [from, to), each with its reason; weekends by name alone
 * or, when they go without saying, not at all. */
static void
put_skipped(struct buf *b, const struct counting *c, struct day from,
    struct day to, bool weekends)
{
	const char *why, *before = " (";
	enum court_day state;
	int shown = 0, more = 0;

	for (struct day d = from; d.n < to.n; d.n++) {
		bool weekend = day_weekday(d) == 0 || day_weekday(d) == 6;

		state = counting_day(c, d, &why);
		if (state == COURT_OPEN || (weekend && !weekends))
			continue;
		if (state == COURT_DOUBTFUL &&
		    (c->kind & COUNT_DOUBT_OPEN) != 0)
			continue;
		if (++shown > SKIPPED_SHOWN) {
			more++;
			continue;
		}
		buf_puts(b, before);
		before = ", ";
		if (!weekend) {
			put_day(b, d);
			buf_puts(b, ": ");
		}
		put_why(b, state, why);
	}
	if (more > 0)
		buf_printf(b, ", and %d more", more);
	if (shown > 0)
		buf_putc(b, ')');
}

/* On a reading that takes it as open, the day it ends on may be closed. */
static void
put_taken_as_open(struct buf *b, const struct counting *c)
{
	const char *why;

	if (counting_day(c, c->final.day, &why) == COURT_DOUBTFUL &&
	    (c->kind & COUNT_DOUBT_OPEN) != 0)
		buf_printf(b, "; taken as open (%s, not verified)", why);
}

static void
put_rolling(struct buf *b, const struct counting *c)
{
	enum court_day state;
	const char *why;

	if ((c->kind & COUNT_ROLLED) == 0) {
		state = counting_day(c, c->raw.day, &why);
		if (state == COURT_OPEN ||
		    (state == COURT_DOUBTFUL &&
			(c->kind & COUNT_DOUBT_OPEN) != 0))
			return;
		buf_puts(b, "; not rolled (");
		put_why(b, state, why);
		buf_putc(b, ')');
	} else if (c->final.day.n != c->raw.day.n) {
		buf_puts(b, "; rolls to ");
		if (to_the_minute(c))
			put_minute(b, c->z, c->final_at);
		else
			put_day(b, c->final.day);
		put_skipped(b, c, c->raw.day, c->final.day, true);
	}
}

/* What a business day or hour is, or how a missing 29 February is read. */
static void
put_reading(struct buf *b, const struct counting *c)
{
	struct ymd from = day_ymd(c->trigger_day), to = day_ymd(c->raw.day);
	int base = c->kind & COUNT_BASE;
	struct day after = { c->trigger_day.n + 1 };

	if (c->unit == UNIT_BUSINESS_HOURS && c->ct == NULL)
		after = c->trigger_day;
	if (base == COUNT_CLOCK_HOURS)
		buf_puts(b, " (all 24 hours of a business day)");
	else if (base == COUNT_EIGHT_HOURS)
		buf_puts(b, " (09:00 to 17:00 of a business day)");
	else if (base == COUNT_CLAMPED && from.day != to.day)
		buf_puts(b, " (the month's last day)");
	else if (base == COUNT_NEXT_DAY && from.day != to.day)
		buf_puts(b, " (the day after the month's last)");
	if (base == COUNT_CLOCK_HOURS || base == COUNT_EIGHT_HOURS ||
	    base == COUNT_CLOCK_TIME || c->unit == UNIT_BUSINESS_DAYS)
		put_skipped(b, c, after, c->raw.day, false);
}

const char *
count_text(struct arena *a, const struct counting *c)
{
	char *copy = NULL;
	struct buf b;

	buf_init(&b, a->mem, TEXT_MAX);
	put_counted(&b, c);
	buf_puts(&b, c->ct != NULL ? " after " : " from ");
	if (to_the_minute(c) && c->ct == NULL)
		put_minute(&b, c->z, c->trigger);
	else
		put_day(&b, c->trigger_day);
	buf_puts(&b, ": ");
	if (to_the_minute(c))
		put_minute(&b, c->z, c->raw_at);
	else
		put_day(&b, c->raw.day);
	put_reading(&b, c);
	if (c->ct == NULL && c->unit != UNIT_BUSINESS_HOURS)
		put_rolling(&b, c);
	put_taken_as_open(&b, c);
	if (!b.failed)
		copy = arena_strndup(a, b.s, b.len);
	buf_release(&b);
	return copy;
}
