/* calendar.c - federal legal holidays by rule, each year's own statute.
 *
 * 5 U.S.C. 6103 as enacted in 1966; the Uniform Monday Holiday Act, Pub. L.
 * 90-363, from 1971; Pub. L. 94-97 (Veterans Day again on 11 November, from
 * 1978); Pub. L. 98-144 (Dr. King, from 1986); Pub. L. 117-17 (Juneteenth,
 * from 2021).  A holiday on a Saturday is kept on the Friday before, 5
 * U.S.C. 6103(b)(1); one on a Sunday on the Monday after (Executive Order
 * 11582; before it, 10358).  Inauguration Day is a holiday of the District
 * of Columbia's offices alone and no federal holiday of Fed. R. Civ. P.
 * 6(a)(6)(A); see state_holidays.c. */

#include "core/calendar.h"

#include <stddef.h>
#include <string.h>

enum weekday { SUNDAY, MONDAY, THURSDAY = 4, FRIDAY, SATURDAY };

struct holiday {
	const char *name;
	int first, last; /* years; last 0: still */
	int month;
	int day;  /* of the month, or 0: by weekday */
	int week; /* 1..4; 5: the last */
	enum weekday weekday;
};

static const struct holiday holidays[] = {
	{ "New Year's Day", 1970, 0, 1, 1, 0, SUNDAY },
	{ "Birthday of Martin Luther King, Jr.", 1986, 0, 1, 0, 3, MONDAY },
	{ "Washington's Birthday", 1970, 1970, 2, 22, 0, SUNDAY },
	{ "Washington's Birthday", 1971, 0, 2, 0, 3, MONDAY },
	{ "Memorial Day", 1970, 1970, 5, 30, 0, SUNDAY },
	{ "Memorial Day", 1971, 0, 5, 0, 5, MONDAY },
	{ "Juneteenth National Independence Day", 2021, 0, 6, 19, 0, SUNDAY },
	{ "Independence Day", 1970, 0, 7, 4, 0, SUNDAY },
	{ "Labor Day", 1970, 0, 9, 0, 1, MONDAY },
	{ "Columbus Day", 1971, 0, 10, 0, 2, MONDAY },
	{ "Veterans Day", 1970, 1970, 11, 11, 0, SUNDAY },
	{ "Veterans Day", 1971, 1977, 10, 0, 4, MONDAY },
	{ "Veterans Day", 1978, 0, 11, 11, 0, SUNDAY },
	{ "Thanksgiving Day", 1970, 0, 11, 0, 4, THURSDAY },
	{ "Christmas Day", 1970, 0, 12, 25, 0, SUNDAY },
};

const char *
calendar_version(void)
{
	return "us-federal-1, states-2";
}

static struct day
day_after(struct day d, int days)
{
	return (struct day){ d.n + days };
}

/* The holiday whose own day d is. */
static const char *
holiday_on(struct day d)
{
	struct ymd ymd = day_ymd(d);
	const struct holiday *h;
	int week = (ymd.day - 1) / 7 + 1;
	bool last = ymd.day + 7 > days_in_month(ymd.year, ymd.month);

	for (size_t i = 0; i < sizeof(holidays) / sizeof(holidays[0]); i++) {
		h = &holidays[i];
		if (ymd.month != h->month || ymd.year < h->first ||
		    (h->last != 0 && ymd.year > h->last))
			continue;
		if (h->day != 0 ? ymd.day == h->day
				: day_weekday(d) == (int)h->weekday &&
			    (h->week == 5 ? last : week == h->week))
			return h->name;
	}
	return NULL;
}

const char *
calendar_holiday(struct day d, bool *is_observance)
{
	const char *name = holiday_on(d);
	bool observance = false;

	if (name == NULL && day_weekday(d) == FRIDAY) {
		name = holiday_on(day_after(d, 1));
		observance = name != NULL;
	} else if (name == NULL && day_weekday(d) == MONDAY) {
		name = holiday_on(day_after(d, -1));
		observance = name != NULL;
	}
	if (is_observance != NULL)
		*is_observance = observance;
	return name;
}

bool
calendar_knows(struct day d)
{
	return d.n >= CALENDAR_FIRST.n && d.n <= CALENDAR_LAST.n;
}

static bool
closure_of(const struct closure *x, const struct calendar *c, struct day d)
{
	if (x->day.n != d.n)
		return false;
	return strcmp(x->court, "*") == 0 ||
	    (c->court != NULL && strcmp(x->court, c->court) == 0);
}

enum court_day
calendar_court_day(const struct calendar *c, struct day d, const char **why)
{
	enum court_day state = COURT_OPEN;
	const char *reason = NULL;
	int weekday = day_weekday(d);

	if (weekday == SUNDAY || weekday == SATURDAY)
		reason = weekday_name(weekday);
	else if (calendar_knows(d))
		reason = calendar_holiday(d, NULL);
	if (reason != NULL)
		state = COURT_CLOSED;
	for (size_t i = 0; c != NULL && i < c->nclosures; i++) {
		const struct closure *x = &c->closures[i];

		if (state == COURT_CLOSED || !calendar_knows(d))
			break;
		if (!closure_of(x, c, d))
			continue;
		state = x->verified ? COURT_CLOSED : COURT_DOUBTFUL;
		reason = x->why;
	}
	if (why != NULL)
		*why = reason;
	return state;
}

const char *
calendar_closed(const struct calendar *c, struct day d)
{
	const char *why;

	(void)calendar_court_day(c, d, &why);
	return why;
}
