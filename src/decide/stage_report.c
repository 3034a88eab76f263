/* stage_report.c - what a replay tells: the deadlines of the stages it comes
 * through, and what would settle a doubt. */

#include <string.h>

#include "decide/stages.h"

void
stage_want_absence(struct replay *rp, const struct stage *st,
    struct instant end)
{
	struct eval *ev = rp->ev;
	struct buf b;

	if (ev->wants == NULL || rp->quiet)
		return;
	buf_init(&b, ev->a->mem, LIMIT_STRING_BYTES);
	buf_puts(&b, "whether ");
	for (size_t i = 0, n = 0; i < st->ntransitions; i++)
		for (size_t j = 0; j < st->transitions[i].nsteps; j++)
			buf_printf(&b, "%s%s", n++ > 0 ? " or " : "",
			    st->transitions[i].steps[j].path.s);
	buf_puts(&b, " ever happened");
	if (end.us < INSTANT_NEVER.us) {
		buf_puts(&b, " by ");
		zone_print_end(&b, ev->zone, end);
	}
	if (b.failed)
		eval_fail(ev, E_NOMEM);
	else
		eval_want(ev, NULL, NULL, arena_strdup(ev->a, b.s));
	buf_release(&b);
}

/* The record leaves open when something happened. */
void
stage_want_when(struct replay *rp, const struct candidate *c)
{
	struct eval *ev = rp->ev;

	if (ev->wants != NULL && !rp->quiet)
		eval_want(ev, NULL, NULL,
		    arena_printf(ev->a, "when exactly %s%s%s happened",
			c->kind->name, c->step >= 0 ? "." : "",
			c->step >= 0 ? c->kind->steps[c->step] : ""));
}

static const char *
trigger_text(struct eval *ev, const struct stage *st)
{
	struct buf b;
	const char *s;

	buf_init(&b, ev->a->mem, LIMIT_STRING_BYTES);
	for (size_t i = 0, n = 0; i < st->ntransitions; i++)
		for (size_t j = 0; j < st->transitions[i].nsteps; j++)
			buf_printf(&b, "%s%s", n++ > 0 ? " or " : "",
			    st->transitions[i].steps[j].path.s);
	s = b.failed ? NULL : arena_strdup(ev->a, b.s);
	if (s == NULL)
		eval_fail(ev, E_NOMEM);
	buf_release(&b);
	return s;
}

/* Was it met, and was that after the earliest reading? */
static void
deadline_met(struct eval *ev, const struct candidates *cs,
    struct instant earliest, struct instant latest, struct deadline *d)
{
	for (size_t i = 0; i < cs->n; i++) {
		const struct candidate *c = &cs->v[i];

		if (c->w.first.us > ev->t.us || c->w.first.us >= latest.us)
			continue;
		d->met = tri_or(d->met, c->sure);
		if (c->sure == YES && c->w.last.us >= earliest.us)
			d->late_on_early = true;
	}
}

void
stage_report_deadline(struct replay *rp, const struct stage *st,
    const struct transition *clock, const struct due_ends *at,
    const struct candidates *cs, struct when entry, const struct trail *trail)
{
	const struct due_at *hi = &at->hi;
	struct instant earliest =
	    instant_min(at->lo.outs[0].end, at->all.first);
	struct eval *ev = rp->ev;
	struct stage_report *rep = rp->report;
	struct deadline *d;

	for (size_t i = 0; i < rep->ndeadlines; i++)
		if (rep->deadlines[i].stage == st->id.s &&
		    rep->deadlines[i].earliest.us == earliest.us)
			return;
	d = arena_grow(ev->a, rep->deadlines, rep->ndeadlines, &rep->cap,
	    sizeof(*d));
	if (d == NULL) {
		eval_fail(ev, E_NOMEM);
		return;
	}
	rep->deadlines = d;
	d = &rep->deadlines[rep->ndeadlines];
	memset(d, 0, sizeof(*d));
	d->kind = DEADLINE_MEMBER;
	d->order = rp->x;
	d->zone = ev->zone;
	d->stage = st->id.s;
	d->what = trigger_text(ev, st);
	/* Counsel's clock runs on while the order is suspended. */
	d->earliest = earliest;
	d->latest = instrument_pause(ev, rp->x, PAUSE_MOST, entry.first,
	    instant_max(hi->outs[hi->n - 1].end, at->all.last));
	d->has_safe =
	    count_safe_day(&ev->cal, ev->zone, d->earliest, &d->safe) == 0;
	d->consequence = clock->ends != NULL ? clock->ends : clock->then.s;
	d->arithmetic = arena_array(ev->a, hi->n, sizeof(*d->arithmetic));
	if (d->arithmetic == NULL) {
		eval_fail(ev, E_NOMEM);
		return;
	}
	for (size_t i = 0; i < hi->n; i++)
		d->arithmetic[d->narithmetic++] = hi->outs[i].why;
	d->met = NO;
	for (size_t i = 0; i < st->ntransitions; i++)
		if (st->transitions[i].kind == TRANS_ON &&
		    !stage_trigger_absent(ev, &st->transitions[i],
			span_of(entry.first,
			    instant_min(ev->t,
				instant_add_minutes(d->latest, -1))),
			trail))
			d->met = UNKNOWN;
	deadline_met(ev, cs, d->earliest, d->latest, d);
	rep->ndeadlines++;
}
