/* print_time.c - lengths, ends and the instants they come to, in plain
 * English. */

#include <string.h>

#include "core/calendar.h"
#include "law/print.h"

void
put_length(struct buf *b, const struct length *len)
{
	static const struct {
		const char *one, *many, *note;
	} units[] = {
		[UNIT_HOURS] = { "hour", "hours", "" },
		[UNIT_DAYS] = { "day", "days", "" },
		[UNIT_BUSINESS_DAYS] = { "business day", "business days", "" },
		[UNIT_BUSINESS_HOURS] = { "business hour", "business hours",
		    "" },
		[UNIT_MONTHS_CLAMPED] = { "month", "months",
		    " (a day the month does not have: its last)" },
		[UNIT_MONTHS_NEXT_DAY] = { "month", "months",
		    " (a day the month does not have: the first of the "
		    "next)" },
		[UNIT_YEARS] = { "year", "years", "" },
	};

	buf_printf(b, "%d %s%s", len->n,
	    len->n == 1 ? units[len->unit].one : units[len->unit].many,
	    units[len->unit].note);
	if (len->tro)
		buf_puts(b, " as a temporary restraining order counts them");
	if (len->rule != NULL)
		buf_printf(b, " under %s", len->rule->what);
	if (len->unverified)
		buf_puts(b, " [unverified]");
}

static void
put_reading(struct buf *b, const struct reading *r)
{
	if (r->kind == READING_LENGTH)
		put_length(b, &r->length);
	else
		buf_printf(b, "%02d:%02d on business day %d",
		    r->time.minute / 60, r->time.minute % 60,
		    r->time.business_day);
	if (r->unverified &&
	    !(r->kind == READING_LENGTH && r->length.unverified))
		buf_puts(b, " [unverified]");
}

void
put_due(struct buf *b, const struct due *due)
{
	size_t i;

	if (due->clock_name.s != NULL)
		buf_printf(b, "the time of the clock %s", due->clock_name.s);
	for (i = 0; i < due->nreadings; i++) {
		if (i > 0)
			buf_puts(b, ", also read as ");
		put_reading(b, &due->readings[i]);
	}
	if (due->has_after) {
		buf_puts(b, " after ");
		put_ref(b, &due->after);
	}
}

void
put_end(struct buf *b, const struct end *end)
{
	bool said = false;
	size_t i;

	for (i = 0; end->kind == END_DUE && i < end->due.nreadings; i++)
		said = said || end->due.readings[i].unverified;
	switch (end->kind) {
	case END_NONE:
	case END_FURTHER_ORDER:
		buf_puts(b, "further order");
		break;
	case END_NOT_STATED:
		buf_puts(b, "a date that is not stated");
		break;
	case END_MOMENT:
		moment_print(b, &end->moment);
		buf_puts(b,
		    end->moment.kind == MOMENT_DAYS ? ", end of day"
						    : ", that minute included");
		break;
	case END_DUE:
		put_due(b, &end->due);
		break;
	}
	/* Of a reading it has been said beside it. */
	if (end->unverified && !said)
		buf_puts(b, " [unverified]");
}

/* One version of a clock. */
void
put_version(struct buf *b, const struct clock_version *v)
{
	if (v->from.moment.kind != MOMENT_NONE) {
		buf_puts(b, "from ");
		moment_print(b, &v->from.moment);
		buf_puts(b, v->from.unverified ? " [unverified]: " : ": ");
	}
	if (v->reading != NULL)
		buf_printf(b, "read as %s: ", v->reading);
	if (v->no_limit)
		buf_puts(b, "no limit of time");
	else
		put_length(b, &v->length);
	if (v->has_after) {
		buf_puts(b, " after ");
		put_ref(b, &v->after);
	}
	if (v->when != NULL) {
		buf_puts(b, ", when ");
		put_condition(b, v->when);
	}
	if (v->limit > 0)
		buf_printf(b, ", at most %d", v->limit);
	if (v->unverified)
		buf_puts(b, " [unverified]");
}

/* -- What a length comes to --------------------------------------------- */

#define ENDS_MAX ((size_t)LIMIT_READINGS * 8)

struct ends {
	struct outcome out[ENDS_MAX];
	size_t n;
};

/* Sorted in, each end once. */
static void
add_end(struct ends *ends, struct outcome o)
{
	size_t i, at = 0;

	while (at < ends->n && instant_cmp(ends->out[at].end, o.end) < 0)
		at++;
	if (at < ends->n && instant_cmp(ends->out[at].end, o.end) == 0)
		return;
	if (ends->n == ENDS_MAX)
		return;
	for (i = ends->n; i > at; i--)
		ends->out[i] = ends->out[i - 1];
	ends->out[at] = o;
	ends->n++;
}

static void
count_from(struct printer *p, const struct instrument *x, const struct due *due,
    struct instant trigger, struct ends *ends)
{
	struct outcome out[LIMIT_READINGS];
	const struct calendar cal = court_calendar(x->court, x->from);
	size_t n, i, k;

	for (i = 0; i < due->nreadings; i++) {
		const struct reading *r = &due->readings[i];
		int err = r->kind == READING_LENGTH
		    ? count_length(&p->a, &r->length, &cal, x->zone, trigger,
			  out, &n)
		    : count_clock(&p->a, &r->time, &cal, x->zone, trigger, out,
			  &n);

		/* A day off the calendar has no end to show. */
		if (err == E_NOMEM)
			p->b->failed = true;
		for (k = 0; err == 0 && k < n; k++)
			add_end(ends, out[k]);
	}
}

void
print_readings(struct printer *p, const struct instrument *x,
    const struct due *due)
{
	const struct begin *begins[] = { &x->oral, &x->entered };
	struct ends ends = { .n = 0 };
	struct when when;
	size_t i;

	if (due->has_after && due->after.kind != REF_ENTRY)
		return;
	for (i = 0; i < 2; i++) {
		if (begins[i]->moment.kind == MOMENT_NONE ||
		    begins[i]->moment.kind == MOMENT_NOT_KNOWN)
			continue;
		when = zone_when(x->zone, &begins[i]->moment);
		count_from(p, x, due, when.first, &ends);
		if (instant_cmp(when.first, when.last) != 0)
			count_from(p, x, due, when.last, &ends);
	}
	for (i = 0; i < ends.n; i++) {
		buf_puts(&p->line,
		    ends.n == 1          ? "that is "
			: i == 0         ? "earliest, for counsel: "
			: i + 1 < ends.n ? "or "
					 : "latest, which the bar holds to: ");
		zone_print_end(&p->line, x->zone, ends.out[i].end);
		buf_printf(&p->line, " (%s)", ends.out[i].why);
		print_line(p, 1);
	}
}
