/* cmd_timeline.c - forestay timeline: one person's time, drawn.
 *
 * Facts, the orders that bar or hold, deadlines and the horizon over one
 * axis, with a line for the instant asked; and below, the table behind the
 * picture.  All of it as known at one instant. */

#include <stdlib.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/ask_waits.h"
#include "cli/chart.h"
#include "cli/tell.h"

/* How far to either side of the instant asked is looked, by default. */
#define LOOK_BACK_DAYS  500
#define LOOK_AHEAD_DAYS 300
/* Changes of one order in that time; more are not drawn. */
#define SEGMENTS_MAX    96
#define ROWS_MAX        40

struct timeline_opts {
	struct ask_opts ask;
	const char *since, *through;
};

struct segment {
	struct instant from, to;
	enum verdict verdict;
};

struct order_line {
	const struct instrument *order; /* NULL: all of them */
	const struct ask_wait *with;    /* ... with what waits; or NULL */
	struct segment *segments;
	size_t n;
};

/* A line of the table: what, and when. */
struct moment_line {
	struct instant t;
	const char *text;
};

struct timeline {
	struct ask *a;
	struct instant from, to; /* looked at */
	struct order_line lines[ROWS_MAX];
	size_t nlines;
	struct deadline *due;
	size_t ndue;
	struct answer now;
	struct ask_wait *waits;
	size_t nwaits;
	struct moment_line *moments;
	size_t nmoments, cap_moments;
	struct chart chart;
};

/* -- What there is to draw -- */

/* One question at one instant: under what waits, of everything the store
 * knows, or under its confirmed law. */
static int
line_answer(struct timeline *tl, const struct order_line *l,
    const struct act *act, struct answer *out)
{
	struct ask *a = tl->a;
	struct question q = l->with != NULL ? l->with->question : a->question;
	/* Whether somebody read the docket that day is not what is drawn. */
	struct record read = a->store == NULL ? a->people.record : *q.record;
	struct stored_question all = { .st = &a->stored,
		.who = a->kept,
		.nwho = a->nkept,
		.exact = a->exact,
		.act = act,
		.dockets_fresh = true,
		.horizon = true,
		.zone = a->zone };

	if (a->store != NULL && l->order == NULL && l->with == NULL)
		return stored_decide(a->c->arena, &all, out);
	read.dockets_fresh = true;
	q.act = act;
	q.record = &read;
	q.explain = q.settle = false;
	q.horizon = true;
	if (l->order != NULL) {
		q.only = &l->order;
		q.nonly = 1;
	}
	return decide(a->c->arena, &q, out);
}

/* How the orders of a line answer from tl->from to tl->to. */
static int
order_line(struct timeline *tl, struct order_line *out)
{
	struct act act = out->with != NULL ? out->with->act : tl->a->act;
	struct answer ans;
	struct segment *s;
	size_t cap = 0;
	int r;

	act.departs = act.arrives = tl->from;
	while (instant_cmp(act.departs, tl->to) < 0 && out->n < SEGMENTS_MAX) {
		if ((r = line_answer(tl, out, &act, &ans)) != 0)
			return r;
		out->segments = arena_grow(tl->a->c->arena, out->segments,
		    out->n, &cap, sizeof(*s));
		if (out->segments == NULL)
			return E_NOMEM;
		s = &out->segments[out->n++];
		*s = (struct segment){ act.departs,
			instant_min(ans.horizon, tl->to), ans.verdict };
		/* An answer whose horizon is now would never end. */
		if (instant_cmp(s->to, s->from) <= 0)
			s->to = instant_add_minutes(s->from, 1);
		act.departs = act.arrives = s->to;
	}
	return 0;
}

static bool
ever_applies(const struct order_line *l)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		if (l->segments[i].verdict != VERDICT_NO_BAR)
			return true;
	return false;
}

static int
timeline_orders(struct timeline *tl)
{
	const struct law *law = &tl->a->book.law;
	const struct instrument *x;
	size_t i;
	int r;

	for (i = 0; i <= tl->nwaits; i++) {
		if (i > 0 && tl->waits[i - 1].law == NULL)
			continue;
		if (i > 0)
			tl->lines[tl->nlines].with = &tl->waits[i - 1];
		if ((r = order_line(tl, &tl->lines[tl->nlines])) != 0)
			return r;
		tl->nlines++;
	}
	for (i = 0; i < law->ninstruments && tl->nlines < ROWS_MAX; i++) {
		x = law->instruments[i];
		if (x->kind == INSTR_FORM || (x->nbars == 0 && x->nneeds == 0))
			continue;
		tl->lines[tl->nlines] = (struct order_line){ .order = x };
		r = order_line(tl, &tl->lines[tl->nlines]);
		if (r != 0)
			return r;
		if (ever_applies(&tl->lines[tl->nlines]))
			tl->nlines++;
	}
	return 0;
}

static const struct zone *
fact_zone(const struct timeline *tl, const struct fact *f)
{
	return f->zone != NULL ? f->zone : tl->a->zone;
}

static int
add_moment(struct timeline *tl, struct instant t, const char *text)
{
	if (instant_cmp(t, tl->from) < 0 || instant_cmp(t, tl->to) >= 0)
		return 0;
	tl->moments = arena_grow(tl->a->c->arena, tl->moments, tl->nmoments,
	    &tl->cap_moments, sizeof(*tl->moments));
	if (tl->moments == NULL || text == NULL)
		return E_NOMEM;
	tl->moments[tl->nmoments++] = (struct moment_line){ t, text };
	return 0;
}

static bool
dated(const struct moment *m)
{
	return m->kind != MOMENT_NONE && m->kind != MOMENT_NOT_KNOWN;
}

static const char *
fact_text(struct timeline *tl, const struct fact *f)
{
	struct buf b;
	const char *s;

	buf_init(&b, tl->a->c->mem, LIMIT_STRING_BYTES);
	tell_fact(&b, f);
	s = b.failed ? NULL : arena_strdup(tl->a->c->arena, b.s);
	buf_release(&b);
	return s;
}

static int
timeline_facts(struct timeline *tl)
{
	const struct person *p = tl->a->persons[0];
	const struct fact *f;
	size_t i;
	int r = 0;

	for (i = 0; i < p->nfacts && r == 0; i++) {
		f = p->facts[i];
		if (entry_counts(&f->entry, tl->a->question.known) == NO)
			continue;
		if (dated(&f->from) && f->type != FACT_ABSENT)
			r = add_moment(tl,
			    zone_when(fact_zone(tl, f), &f->from).first,
			    fact_text(tl, f));
		else if (f->type == FACT_ABSENT && dated(&f->to))
			r = add_moment(tl,
			    zone_when(fact_zone(tl, f), &f->to).first,
			    fact_text(tl, f));
	}
	return r;
}

static int
timeline_instruments(struct timeline *tl)
{
	const struct law *law = &tl->a->book.law;
	const struct instrument *x;
	const struct begin *b;
	size_t i, k;
	int r = 0;

	/* Those drawn, and what acts upon them. */
	for (i = 0; i < law->ninstruments && r == 0; i++) {
		x = law->instruments[i];
		for (k = 1; k < tl->nlines; k++)
			if (tl->lines[k].order == x ||
			    (x->in_case != NULL && tl->lines[k].order != NULL &&
				x->in_case == tl->lines[k].order->in_case &&
				x->nedges > 0))
				break;
		b = x->entered.moment.kind != MOMENT_NONE ? &x->entered
							  : &x->oral;
		if (k == tl->nlines || x->kind == INSTR_FORM ||
		    !dated(&b->moment))
			continue;
		if (instant_cmp(zone_when(x->zone, &b->moment).first,
			tl->a->question.known) > 0)
			continue;
		r = add_moment(tl, zone_when(x->zone, &b->moment).first,
		    arena_printf(tl->a->c->arena, "%s %s entered%s",
			instrument_kind_text(x->kind), x->id.s,
			b->unverified ? " (date not verified)" : ""));
	}
	return r;
}

static int
timeline_due(struct timeline *tl)
{
	const struct deadline *d;
	size_t i;
	int r;

	if (!tl->a->exact)
		return 0;
	r = decide_deadlines(tl->a->c->arena, &tl->a->question, &tl->due,
	    &tl->ndue);
	for (i = 0; i < tl->ndue && r == 0; i++) {
		d = &tl->due[i];
		if (d->kind != DEADLINE_MEMBER)
			continue;
		r = add_moment(tl, instant_add_minutes(d->earliest, -1),
		    arena_printf(tl->a->c->arena,
			"due: %s (%s), earliest reading", tell_due(d),
			d->order->id.s));
		if (r == 0 && instant_cmp(d->latest, d->earliest) != 0)
			r = add_moment(tl, instant_add_minutes(d->latest, -1),
			    arena_printf(tl->a->c->arena,
				"due: %s (%s), latest reading", tell_due(d),
				d->order->id.s));
	}
	return r;
}

/* Where the answer changes. */
static int
timeline_changes(struct timeline *tl)
{
	const struct order_line *l = &tl->lines[0];
	size_t i;
	int r = 0;

	for (i = 1; i < l->n && r == 0; i++) {
		/* By other orders, or other reasons. */
		if (l->segments[i].verdict == l->segments[i - 1].verdict)
			continue;
		r = add_moment(tl, l->segments[i].from,
		    arena_printf(tl->a->c->arena, "the answer becomes %s%s",
			verdict_text(l->segments[i].verdict),
			instant_cmp(l->segments[i].from, tl->a->act.departs) > 0
			    ? ", if nothing new is recorded"
			    : ""));
	}
	return r;
}

static int
by_time(const void *x, const void *y)
{
	const struct moment_line *a = x, *b = y;
	int c = instant_cmp(a->t, b->t);

	return c != 0 ? c : strcmp(a->text, b->text);
}

/* The axis: what there is to see, with a margin. */
static void
timeline_window(struct timeline *tl, bool fixed)
{
	struct instant lo = tl->a->act.departs, hi = lo;
	int64_t margin;
	size_t i, k;

	tl->chart.from = tl->from;
	tl->chart.to = tl->to;
	if (fixed)
		return;
	for (i = 0; i < tl->nmoments; i++) {
		lo = instant_min(lo, tl->moments[i].t);
		hi = instant_max(hi, tl->moments[i].t);
	}
	for (i = 1; i < tl->nlines; i++)
		for (k = 1; k < tl->lines[i].n; k++) {
			lo = instant_min(lo, tl->lines[i].segments[k].from);
			hi = instant_max(hi, tl->lines[i].segments[k].from);
		}
	margin = (hi.us - lo.us) / INSTANT_MINUTE / 16 + 5 * 1440;
	tl->chart.from =
	    instant_max(tl->from, instant_add_minutes(lo, -margin));
	tl->chart.to = instant_min(tl->to, instant_add_minutes(hi, margin));
}

/* -- Drawing -- */

static const char *
line_label(struct timeline *tl, const struct order_line *l)
{
	const char *s;

	if (l->order != NULL)
		return l->order->id.s;
	if (l->with == NULL)
		return "the answer";
	s = arena_printf(tl->a->c->arena, "with entry %llu",
	    (unsigned long long)l->with->wait->seq);
	return s == NULL ? "with what waits" : s;
}

static void
draw_orders(struct timeline *tl, struct buf *b)
{
	const struct order_line *l;
	struct chart_row row;
	size_t i, k;

	for (i = 0; i < tl->nlines; i++) {
		l = &tl->lines[i];
		chart_clear(&row);
		for (k = 0; k < l->n; k++)
			if (l->order == NULL ||
			    l->segments[k].verdict != VERDICT_NO_BAR)
				chart_span(&tl->chart, &row,
				    l->segments[k].from, l->segments[k].to,
				    chart_verdict(l->segments[k].verdict));
		if (i == 0)
			chart_mark(&tl->chart, &row, tl->now.horizon,
			    CELL_HORIZON);
		chart_print(b, &tl->chart, line_label(tl, l), &row);
	}
}

static void
draw_fact(struct timeline *tl, struct buf *b, const struct fact *f)
{
	const struct zone *z = fact_zone(tl, f);
	struct chart_row row;
	struct instant from, to = tl->chart.to;
	struct buf label;

	chart_clear(&row);
	from = dated(&f->from) ? zone_when(z, &f->from).first : tl->chart.from;
	if (f->type == FACT_HAPPENED) {
		chart_mark(&tl->chart, &row, from, CELL_EVENT);
	} else {
		if (dated(&f->to))
			to = zone_when(z, &f->to).last;
		chart_span(&tl->chart, &row, from, to, CELL_STATE);
		if (dated(&f->from))
			chart_mark(&tl->chart, &row, from, CELL_EVENT);
	}
	buf_init(&label, tl->a->c->mem, LIMIT_STRING_BYTES);
	buf_puts(&label, f->kind->name);
	if (f->kind->type == KIND_FILING && f->step >= 0)
		buf_printf(&label, ".%s", f->kind->steps[f->step]);
	chart_print(b, &tl->chart, label.s, &row);
	buf_release(&label);
}

static void
draw_facts(struct timeline *tl, struct buf *b)
{
	const struct person *p = tl->a->persons[0];
	const struct fact *f;
	size_t i, rows = 0;

	for (i = 0; i < p->nfacts && rows < ROWS_MAX; i++) {
		f = p->facts[i];
		if ((f->type != FACT_HELD && f->type != FACT_HAPPENED) ||
		    entry_counts(&f->entry, tl->a->question.known) == NO)
			continue;
		draw_fact(tl, b, f);
		rows++;
	}
}

static void
draw_due(struct timeline *tl, struct buf *b)
{
	const struct deadline *d;
	struct chart_row row;
	size_t i;

	for (i = 0; i < tl->ndue; i++) {
		d = &tl->due[i];
		if (d->kind != DEADLINE_MEMBER)
			continue;
		chart_clear(&row);
		chart_span(&tl->chart, &row, d->earliest, d->latest,
		    CELL_CLOCK);
		chart_mark(&tl->chart, &row, instant_add_minutes(d->latest, -1),
		    CELL_LATEST);
		chart_mark(&tl->chart, &row,
		    instant_add_minutes(d->earliest, -1), CELL_EARLIEST);
		chart_print(b, &tl->chart, tell_due(d), &row);
	}
}

/* A time known to the day alone is shown as a day. */
static void
moment_words(struct timeline *tl, struct buf *b, struct instant t)
{
	struct civil c = zone_civil(tl->a->zone, t);

	if (c.minute == 0)
		show_day(b, c.day);
	else
		show_short(b, tl->a->zone, t);
}

static void
draw_table(struct timeline *tl, struct buf *b)
{
	struct look *look = &tl->a->c->look;
	struct buf line;
	bool told = false;
	size_t i, start;

	buf_init(&line, tl->a->c->mem, LIMIT_STRING_BYTES);
	show_section(b, look, "IN ORDER");
	for (i = 0; i <= tl->nmoments; i++) {
		if (!told &&
		    (i == tl->nmoments ||
			instant_cmp(tl->moments[i].t, tl->a->act.departs) >
			    0)) {
			told = true;
			start = b->len;
			buf_clear(&line);
			show_short(&line, tl->a->zone, tl->a->act.departs);
			show_paint(b, look, PAINT_STRONG, line.s);
			show_pad(b, start, 19);
			show_paint(b, look, PAINT_STRONG, "the instant asked");
			buf_putc(b, '\n');
		}
		if (i == tl->nmoments)
			break;
		start = b->len;
		moment_words(tl, b, tl->moments[i].t);
		show_pad(b, start, 19);
		show_wrap(b, tl->moments[i].text, 19, 19, SHOW_WIDTH);
	}
	buf_release(&line);
}

static void
timeline_json(struct timeline *tl)
{
	const struct order_line *l;
	struct json j;
	size_t i, k;

	json_init(&j, tl->a->c->out);
	json_open(&j);
	json_kstr(&j, "person", tl->a->who);
	json_kinstant(&j, "at", tl->a->act.departs);
	json_kinstant(&j, "known", tl->a->question.known);
	json_kinstant(&j, "horizon", tl->now.horizon);
	json_key(&j, "lines");
	json_list(&j);
	for (i = 0; i < tl->nlines; i++) {
		l = &tl->lines[i];
		json_open(&j);
		json_kstr(&j, "order",
		    l->order == NULL ? NULL : l->order->id.s);
		if (l->with != NULL)
			json_kint(&j, "with_entry",
			    (long long)l->with->wait->seq);
		json_key(&j, "segments");
		json_list(&j);
		for (k = 0; k < l->n; k++) {
			json_open(&j);
			json_kinstant(&j, "from", l->segments[k].from);
			json_kinstant(&j, "to", l->segments[k].to);
			json_kstr(&j, "verdict",
			    verdict_text(l->segments[k].verdict));
			json_close(&j);
		}
		json_close(&j);
		json_close(&j);
	}
	json_close(&j);
	json_key(&j, "moments");
	json_list(&j);
	for (i = 0; i < tl->nmoments; i++) {
		json_open(&j);
		json_kinstant(&j, "at", tl->moments[i].t);
		json_kstr(&j, "text", tl->moments[i].text);
		json_close(&j);
	}
	json_close(&j);
	if (tl->a->store != NULL)
		ask_waits_json(&j, tl->a, tl->waits, tl->nwaits);
	json_close(&j);
	json_done(&j);
}

static void
timeline_show(struct timeline *tl)
{
	struct cli *c = tl->a->c;

	ask_heading(tl->a, c->out);
	buf_putc(c->out, '\n');
	show_verdict(c->out, &c->look, tl->now.verdict);
	buf_puts(c->out, "\n\n");
	chart_axis(c->out, &tl->chart);
	draw_orders(tl, c->out);
	if (tl->a->exact) {
		draw_due(tl, c->out);
		draw_facts(tl, c->out);
	}
	buf_putc(c->out, '\n');
	chart_legend(c->out, &tl->chart);
	show_paint(c->out, &c->look, PAINT_QUIET,
	    " Drawn as if each docket had just been read.");
	buf_putc(c->out, '\n');
	draw_table(tl, c->out);
	ask_waits_show(tl->a, tl->waits, tl->nwaits);
	answer_foot(tl->a, &tl->now);
}

static bool
timeline_range(struct timeline *tl, const struct timeline_opts *o,
    const struct command *self, enum status *status)
{
	struct arena *arena = tl->a->c->arena;
	struct when w;
	const char *why = NULL;

	tl->from = instant_add_minutes(tl->a->act.departs,
	    -(int64_t)LOOK_BACK_DAYS * 1440);
	tl->to = instant_add_minutes(tl->a->act.departs,
	    (int64_t)LOOK_AHEAD_DAYS * 1440);
	if (o->since != NULL) {
		if (!ask_instant(arena, o->since, tl->a->zone, &w, &why))
			goto usage;
		tl->from = w.first;
	}
	if (o->through != NULL) {
		if (!ask_instant(arena, o->through, tl->a->zone, &w, &why))
			goto usage;
		tl->to = instant_add_minutes(w.last, 1);
	}
	if (instant_cmp(tl->from, tl->to) < 0)
		return true;
	why = "--since is not before --through";
usage:
	*status = cli_usage(tl->a->c, self, "%s", why);
	return false;
}

static enum status
timeline_answer(struct ask *a, const struct timeline_opts *o,
    const struct command *self)
{
	struct cli *c = a->c;
	struct timeline *tl = arena_alloc(c->arena, sizeof(*tl));
	enum status status;
	int r;

	if (tl == NULL)
		return cli_failed(c, "%s", err_text(E_NOMEM));
	tl->a = a;
	if (!timeline_range(tl, o, self, &status))
		return status;
	a->question.horizon = true;
	ask_decide(a, &tl->now);
	if ((r = ask_waits(a, &tl->waits, &tl->nwaits)) != 0 ||
	    (r = timeline_orders(tl)) != 0 || (r = timeline_facts(tl)) != 0 ||
	    (r = timeline_instruments(tl)) != 0 ||
	    (r = timeline_due(tl)) != 0 || (r = timeline_changes(tl)) != 0)
		return cli_failed(c, "%s", err_text(r));
	if (tl->nmoments > 0)
		qsort(tl->moments, tl->nmoments, sizeof(*tl->moments), by_time);
	tl->chart.look = &c->look;
	tl->chart.zone = a->zone;
	tl->chart.at = a->act.departs;
	timeline_window(tl, o->since != NULL && o->through != NULL);
	if (o->ask.common.json)
		timeline_json(tl);
	else
		timeline_show(tl);
	return ask_status(&tl->now);
}

static enum status
timeline_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct timeline_opts o = { 0 };
	struct ask a;
	enum status status;

	if (!ask_read(c, self, argc, argv, &o.ask, &a, &status))
		return status;
	status = timeline_answer(&a, &o, self);
	ask_end(&a);
	return status;
}

static const struct option timeline_options[] = {
	{ "--since", NULL, OPTION_TEXT, "DAY",
	    offsetof(struct timeline_opts, since), "draw from this day on" },
	{ "--through", NULL, OPTION_TEXT, "DAY",
	    offsetof(struct timeline_opts, through), "draw up to this day" },
	OPTIONS_ASK, OPTIONS_COMMON(struct timeline_opts, ask.common),
	OPTION_END
};

const struct command command_timeline = {
	.name = "timeline",
	.usage = "PERSON --people FILE|--store STORE [--since DAY]",
	.summary = "one person's time: facts, orders, deadlines, drawn",
	.help =
	    "Draws the facts, the orders that bar or hold, what is due and when the\n"
	    "answer changes by itself, on one axis, all as known at one instant; and\n"
	    "lists the same in order.\n",
	.options = timeline_options,
	.run = timeline_run,
};
