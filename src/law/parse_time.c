/* parse_time.c - days, instants, lengths, due times and ends. */

#include "law/parse.h"

#include <stdio.h>
#include <string.h>

static bool
at_year(const struct parser *p)
{
	const struct token *t = current(p);

	return t->kind == TOKEN_INT && t->length == 4 && !at_span(p);
}

bool
at_day(const struct parser *p)
{
	return at_kind(p, TOKEN_DAY) || at_kind(p, TOKEN_INSTANT) || at_year(p);
}

/* Read the moment that the n bytes at offset spell, with a clock behind
 * them or none. */
static bool
spelled_moment(struct parser *p, const struct token *day,
    const struct token *clock, struct moment *out)
{
	const char *bytes = p->lexed.src->bytes;
	char s[64];
	int n, r;

	n = snprintf(s, sizeof(s), "%.*s%s%.*s", (int)day->length,
	    bytes + day->offset, clock != NULL ? " " : "",
	    clock != NULL ? (int)clock->length : 0,
	    clock != NULL ? bytes + clock->offset : "");
	r = n < (int)sizeof(s) ? moment_parse(s, (size_t)n, out) : E_SYNTAX;
	if (r == 0)
		return true;
	return parse_error(p, pos_from(p, p->at - 1), "a day of the calendar",
	    day_hint(s, strlen(s)), "there is no day `%s`", s);
}

bool
parse_day(struct parser *p, struct moment *out, bool clock, const char *what)
{
	const struct token *day = current(p), *time = NULL;

	if (at_kind(p, TOKEN_CLOCK))
		return unexpected(p, what,
		    "a time needs its day: 2017-03-09 17:00");
	if (!at_day(p))
		return unexpected(p, what, "write a day as 2017-03-09");
	p->at++;
	if (day->kind == TOKEN_DAY && at_kind(p, TOKEN_CLOCK)) {
		if (!clock)
			return unexpected(p, "a day without an hour", NULL);
		time = current(p);
		if (day->length != 10)
			return unexpected(p, "a full day before the hour",
			    "write 2017-03-09 17:00");
		p->at++;
	} else if (day->kind == TOKEN_INSTANT && !clock)
		return parse_error(p, pos_from(p, p->at - 1), what, NULL,
		    "a day is wanted here, not a minute");
	return spelled_moment(p, day, time, out);
}

/* The two ends of `between`, each as well as it is known, make one. */
static bool
between(struct parser *p, size_t first, const struct moment *a,
    const struct moment *b, struct moment *out)
{
	bool exact = a->kind == MOMENT_EXACT;

	if (exact != (b->kind == MOMENT_EXACT))
		return parse_error(p, pos_from(p, first), NULL,
		    "give both with their offset from UTC, or neither",
		    "one of these has a zone of its own, the other not");
	*out = *a;
	if (exact) {
		out->last = b->last;
	} else {
		out->hi = b->hi;
		if (a->kind == MOMENT_CLOCK || b->kind == MOMENT_CLOCK) {
			out->kind = MOMENT_CLOCK;
			if (a->kind == MOMENT_DAYS)
				out->lo.minute = 0;
			if (b->kind == MOMENT_DAYS)
				out->hi.minute = 24 * 60 - 1;
		}
	}
	if (exact ? instant_cmp(out->first, out->last) > 0
		  : out->lo.day.n > out->hi.day.n ||
		    (out->kind == MOMENT_CLOCK &&
			out->lo.day.n == out->hi.day.n &&
			out->lo.minute > out->hi.minute))
		return parse_error(p, pos_from(p, first), NULL,
		    "give the earlier one first",
		    "this span of time ends before it begins");
	return true;
}

bool
parse_moment(struct parser *p, struct moment *out)
{
	struct moment a = { 0 }, b = { 0 };
	size_t first = p->at;

	if (take(p, "between")) {
		if (!parse_day(p, &a, true, "the first of two days") ||
		    !expect_word(p, "and",
			"write `between 2017-06-11 and 2017-06-22`") ||
		    !parse_day(p, &b, true, "the second of two days"))
			return false;
		return between(p, first, &a, &b, out);
	}
	if (at_words(p, "not", "known")) {
		p->at += 2;
		out->kind = MOMENT_NOT_KNOWN;
		return true;
	}
	if (!take(p, "by"))
		return parse_day(p, out, true,
		    "a day, a minute, `between D and E`, `by D` or "
		    "`not known`");
	/* Some day up to that one: the years that are counted begin it. */
	if (!parse_day(p, out, false, "a day"))
		return false;
	out->lo.day = day_of(
	    (struct ymd){ .year = LIMIT_YEAR_FIRST, .month = 1, .day = 1 });
	return true;
}

/* -- Lengths ------------------------------------------------------------ */

static bool
is_unit(const struct parser *p, size_t n)
{
	static const char *const units[] = { "hours", "days", "business",
		"months", "years", "hour", "day", "month", "year", "weeks",
		"week", "minutes", "minute" };
	size_t i;

	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (ahead_word(p, n, units[i]))
			return true;
	return false;
}

bool
span_ahead(const struct parser *p, size_t n)
{
	return ahead(p, n)->kind == TOKEN_INT && is_unit(p, n + 1);
}

bool
at_span(const struct parser *p)
{
	return span_ahead(p, 0);
}

/* `days`, or `day` of one. */
static bool
take_unit(struct parser *p, const char *many, const char *one, int n)
{
	return take(p, many) || (n == 1 && take(p, one));
}

static bool
parse_months(struct parser *p, size_t first, struct length *out)
{
	char hint[160];

	if (take(p, "clamped")) {
		out->unit = UNIT_MONTHS_CLAMPED;
		return true;
	}
	if (at_words(p, "next", "day")) {
		p->at += 2;
		out->unit = UNIT_MONTHS_NEXT_DAY;
		return true;
	}
	(void)snprintf(hint, sizeof(hint),
	    "write `%d months clamped` (31 January + 1 month = 28 February) "
	    "or `%d months next day` (= 1 March)",
	    out->n, out->n);
	return parse_error(p, pos_from(p, first), "`clamped` or `next day`",
	    hint, "months must say how they are rounded");
}

static bool
parse_unit(struct parser *p, size_t first, struct length *out)
{
	static const char units[] =
	    "hours, days, business days, business hours, months or years";
	bool business = take(p, "business");

	if (take_unit(p, "days", "day", out->n))
		out->unit = business ? UNIT_BUSINESS_DAYS : UNIT_DAYS;
	else if (take_unit(p, "hours", "hour", out->n))
		out->unit = business ? UNIT_BUSINESS_HOURS : UNIT_HOURS;
	else if (business)
		return unexpected(p, "`days` or `hours`", NULL);
	else if (take_unit(p, "years", "year", out->n))
		out->unit = UNIT_YEARS;
	else if (take_unit(p, "months", "month", out->n))
		return parse_months(p, first, out);
	else if (at_word(p, "weeks") || at_word(p, "week"))
		return unexpected(p, units, "write weeks as days: `14 days`");
	else if (at_word(p, "minutes") || at_word(p, "minute"))
		return unexpected(p, units, "the shortest unit is the hour");
	else
		return unexpected(p, units, "write `14 days`");
	return true;
}

bool
parse_span(struct parser *p, struct length *out)
{
	size_t first = p->at;
	long n;

	*out = (struct length){ 0 };
	if (!parse_int(p, &n, "a length of time, as `14 days`"))
		return false;
	if (n > LIMIT_COUNT)
		return parse_error(p, pos_from(p, first), NULL, NULL,
		    "a length of more than %d units", LIMIT_COUNT);
	out->n = (int)n;
	if (!parse_unit(p, first, out))
		return false;
	out->unverified = take(p, "unverified");
	return true;
}

static bool
unknown_rule(struct parser *p, const struct name *id)
{
	const struct count_rule *r;
	const char *ids[64], *near;
	char hint[240];
	size_t n = 0, len;

	for (r = count_rules(); r->id != NULL && n < 64; r++)
		ids[n++] = r->id;
	near = nearest_name(id->s, ids, n);
	if (near != NULL) {
		(void)snprintf(hint, sizeof(hint), "did you mean `%s`?", near);
	} else {
		len = (size_t)snprintf(hint, sizeof(hint), "the rules are");
		for (r = count_rules(); r->id != NULL && len < 200; r++)
			len += (size_t)snprintf(hint + len, sizeof(hint) - len,
			    " %s", r->id);
	}
	return parse_error(p, id->pos, "a rule of counting", hint,
	    "no rule is called `%s`", id->s);
}

static bool
parse_rule(struct parser *p, struct length *out)
{
	struct name id;

	if (!parse_name(p, &id, "the rule it is counted under, as frcp6"))
		return false;
	out->rule = count_rule_find(id.s);
	return out->rule != NULL || unknown_rule(p, &id);
}

bool
parse_under(struct parser *p, struct length *out)
{
	return !take(p, "under") || parse_rule(p, out);
}

bool
parse_counted_span(struct parser *p, struct length *out)
{
	if (!parse_span(p, out))
		return false;
	if (take(p, "tro"))
		out->tro = true;
	else if (!parse_under(p, out))
		return false;
	if (take(p, "unverified"))
		out->unverified = true;
	return true;
}

static bool
parse_reading(struct parser *p, struct reading *out)
{
	const struct token *t = current(p);
	const char *s = p->lexed.src->bytes + t->offset;
	size_t first = p->at;
	long day;

	*out = (struct reading){ .kind = READING_LENGTH };
	if (!at_kind(p, TOKEN_CLOCK)) {
		if (!parse_counted_span(p, &out->length))
			return false;
		out->unverified = out->length.unverified;
		out->pos = pos_from(p, first);
		return true;
	}
	out->kind = READING_CLOCK_TIME;
	out->time.minute = ((s[0] - '0') * 10 + (s[1] - '0')) * 60 +
	    (s[3] - '0') * 10 + (s[4] - '0');
	p->at++;
	if (!expect_word(p, "on", "write `16:00 on business day 2`") ||
	    !expect_word(p, "business", "write `16:00 on business day 2`") ||
	    !expect_word(p, "day", "write `16:00 on business day 2`") ||
	    !parse_int(p, &day, "the number of the business day"))
		return false;
	out->pos = pos_from(p, first);
	if (day < 1 || day > LIMIT_COUNT)
		return parse_error(p, out->pos, NULL,
		    day < 1 ? "the first business day after is 1" : NULL,
		    "no business day has the number %ld", day);
	out->time.business_day = (int)day;
	out->unverified = take(p, "unverified");
	return true;
}

bool
parse_ref(struct parser *p, struct ref *out)
{
	return parse_name(p, &out->path,
	    "an event, a filing's step, `entry` or `act`");
}

static bool
parse_readings(struct parser *p, struct due *out, bool *unverified)
{
	struct reading *r = NULL;
	size_t first = p->at;

	for (;;) {
		if (out->nreadings >= LIMIT_READINGS)
			return parse_error(p, pos_from(p, first), NULL, NULL,
			    "more than %u readings of one length",
			    LIMIT_READINGS);
		if (!PUSH(p, r, out->nreadings) ||
		    !parse_reading(p, &r[out->nreadings]))
			return false;
		*unverified |= r[out->nreadings].unverified;
		out->readings = r;
		out->nreadings++;
		if (!at_words(p, "also", "read"))
			return true;
		p->at += 2;
	}
}

bool
parse_due(struct parser *p, struct due *out, bool *unverified)
{
	*out = (struct due){ 0 };
	if (take(p, "clock")) {
		if (!parse_name(p, &out->clock_name, "the clock's name"))
			return false;
	} else if (!at_span(p) && !at_kind(p, TOKEN_CLOCK)) {
		return unexpected(p,
		    "a length of time (`14 days`), `16:00 on business day 2` "
		    "or `clock` and its name",
		    NULL);
	} else if (!parse_readings(p, out, unverified))
		return false;
	out->has_after = take(p, "after");
	return !out->has_after || parse_ref(p, &out->after);
}

/* A year, month or day may be followed by `end of day`: its last minute is
 * inside either way, and the words make it plain. */
static bool
parse_end_moment(struct parser *p, struct end *out)
{
	out->kind = END_MOMENT;
	if (!parse_day(p, &out->moment, true, "a day or a minute"))
		return false;
	if (!at_words(p, "end", "of") || !ahead_word(p, 2, "day"))
		return !at_word(p, "end") ||
		    unexpected(p, "`end of day`", NULL);
	if (out->moment.kind != MOMENT_DAYS)
		return unexpected(p, NULL,
		    "either the hour or `end of day`, not both");
	p->at += 3;
	out->end_of_day = true;
	return true;
}

bool
parse_end(struct parser *p, struct end *out)
{
	size_t first = p->at;
	bool unverified = false;

	*out = (struct end){ 0 };
	if (at_words(p, "further", "order")) {
		out->kind = END_FURTHER_ORDER;
		p->at += 2;
	} else if (at_words(p, "not", "stated")) {
		out->kind = END_NOT_STATED;
		p->at += 2;
	} else if (at_day(p)) {
		if (!parse_end_moment(p, out))
			return false;
	} else if (at_span(p) || at_kind(p, TOKEN_CLOCK) ||
	    at_word(p, "clock")) {
		out->kind = END_DUE;
		if (!parse_due(p, &out->due, &unverified))
			return false;
	} else {
		return unexpected(p,
		    "a day, a minute, a length of time, `further order` or "
		    "`not stated`",
		    NULL);
	}
	out->unverified = take(p, "unverified") || unverified;
	out->pos = pos_from(p, first);
	return true;
}
