/* cmd_demo.c - forestay demo: the whole story on synthetic people. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/ask.h"
#include "cli/demo_page.h"
#include "cli/json.h"
#include "intake/file.h"

struct demo_opts {
	struct common common;
	const char *at, *people, *store, *first, *page;
	bool counsel;
};

#define STRIP     78 /* columns of the bar */
#define PAGE_MOST ((size_t)8 << 20)

/* -- For people -- */

static void
strip_part(struct buf *b, const struct look *l, enum verdict v, size_t n)
{
	static const struct {
		const char *utf8, *ascii;
		enum paint paint;
	} parts[] = {
		[VERDICT_NO_BAR] = { "\u00b7", ".", PAINT_QUIET },
		[VERDICT_HOLD] = { "\u2591", "?", PAINT_HOLD_BLOCK },
		[VERDICT_BARRED] = { "\u2588", "#", PAINT_BAR_BLOCK },
	};
	char run[3 * STRIP + 1] = "";
	size_t i, at = 0;

	for (i = 0; i < n && i < STRIP; i++)
		at += (size_t)snprintf(run + at, sizeof(run) - at, "%s",
		    l->utf8 ? parts[v].utf8 : parts[v].ascii);
	show_paint(b, l, parts[v].paint, run);
}

/* Everyone as one bar.  Whoever is held is seen, be they ever so few. */
static void
strip(struct buf *b, const struct look *l, const struct demo_count *k)
{
	size_t barred, held;

	if (k->people == 0)
		return;
	barred = k->verdicts[VERDICT_BARRED] * STRIP / k->people;
	held = k->verdicts[VERDICT_HOLD] * STRIP / k->people;
	if (barred == 0 && k->verdicts[VERDICT_BARRED] > 0)
		barred = 1;
	if (held == 0 && k->verdicts[VERDICT_HOLD] > 0)
		held = 1;
	if (barred + held > STRIP)
		barred = STRIP - held;
	/* The last column belongs to nobody who is barred or held. */
	if (k->verdicts[VERDICT_NO_BAR] > 0 && barred + held == STRIP)
		barred--;
	buf_puts(b, "  ");
	strip_part(b, l, VERDICT_BARRED, barred);
	strip_part(b, l, VERDICT_HOLD, held);
	strip_part(b, l, VERDICT_NO_BAR, STRIP - barred - held);
	buf_putc(b, '\n');
}

static void
figures(struct buf *b, const struct look *l, const struct demo_count *k)
{
	static const struct {
		enum verdict v;
		const char *word;
	} order[] = { { VERDICT_BARRED, "barred" }, { VERDICT_HOLD, "held" },
		{ VERDICT_NO_BAR, "no bar" } };
	struct buf line;
	size_t i, start = b->len;

	buf_init(&line, b->mem, LIMIT_STRING_BYTES);
	for (i = 0; i < 3; i++) {
		buf_clear(&line);
		buf_printf(&line, "%s %s ", show_verdict_mark(l, order[i].v),
		    order[i].word);
		show_count(&line, k->verdicts[order[i].v]);
		if (i == 0)
			buf_puts(b, "  ");
		else
			show_pad(b, start, 2 + i * 18);
		show_paint(b, l, show_verdict_paint(order[i].v), line.s);
	}
	buf_putc(b, '\n');
	buf_release(&line);
}

static void
item(struct cli *c, const char *mark, struct buf *line)
{
	buf_puts(c->out, "  ");
	show_paint(c->out, &c->look, PAINT_QUIET, mark);
	buf_putc(c->out, ' ');
	show_wrap(c->out, line->s, 4, 4, SHOW_WIDTH);
	buf_clear(line);
}

/* What changed since the time before, and by which order. */
static void
changes(struct cli *c, const struct demo_count *k, struct buf *line)
{
	const struct demo_order *o;
	size_t i;

	for (i = 0; i < k->norders; i++) {
		o = &k->orders[i];
		if (o->gained > 0) {
			show_count(line, o->gained);
			buf_printf(line, " now barred by %s", o->order->id.s);
			item(c, "+", line);
		}
		if (o->lost > 0) {
			show_count(line, o->lost);
			buf_printf(line, " no longer barred by %s",
			    o->order->id.s);
			item(c, "-", line);
		}
	}
	if (k->moved[VERDICT_BARRED][VERDICT_HOLD] > 0) {
		show_count(line, k->moved[VERDICT_BARRED][VERDICT_HOLD]);
		buf_puts(line, " who were barred are held");
		item(c, "?", line);
	}
	if (k->moved[VERDICT_BARRED][VERDICT_NO_BAR] +
		k->moved[VERDICT_HOLD][VERDICT_NO_BAR] >
	    0) {
		show_count(line,
		    k->moved[VERDICT_BARRED][VERDICT_NO_BAR] +
			k->moved[VERDICT_HOLD][VERDICT_NO_BAR]);
		buf_puts(line,
		    " who were barred or held have no bar on record");
		item(c, "!", line);
	}
}

static void
wants_line(struct cli *c, const struct demo_count *k, size_t most,
    struct buf *line)
{
	size_t i;

	for (i = 0; i < k->nwants && i < most; i++) {
		show_count(line, k->wants[i].people);
		buf_printf(line, " held for want of: %s", k->wants[i].text);
		item(c, show_verdict_mark(&c->look, VERDICT_HOLD), line);
	}
	if (k->nwants > most) {
		buf_printf(line, "and %zu fact%s more", k->nwants - most,
		    k->nwants - most == 1 ? "" : "s");
		item(c, show_verdict_mark(&c->look, VERDICT_HOLD), line);
	}
}

static void
next_line(struct cli *c, const struct demo *d, const struct demo_count *k,
    struct buf *line)
{
	if (instant_cmp(k->next, INSTANT_NEVER) >= 0)
		return;
	buf_puts(line, "next: ");
	show_end(line, d->zone, k->next);
	buf_printf(line, ", %s, ", k->next_what);
	show_count(line, k->next_people);
	buf_puts(line, k->next_people == 1 ? " person" : " people");
	item(c, c->look.utf8 ? "\u25bd" : "v", line);
}

static void
event_show(struct demo *d, const struct demo_event *e,
    const struct demo_count *k)
{
	struct cli *c = d->c;
	struct buf line;

	buf_init(&line, c->mem, LIMIT_STRING_BYTES);
	buf_putc(c->out, '\n');
	show_instant(&line, d->zone, e->t);
	show_paint(c->out, &c->look, PAINT_STRONG, line.s);
	buf_puts(c->out, "  ");
	show_wrap(c->out, e->what, show_columns(line.s) + 2, 4, SHOW_WIDTH);
	buf_clear(&line);
	strip(c->out, &c->look, k);
	figures(c->out, &c->look, k);
	changes(c, k, &line);
	if (k->same) {
		buf_puts(&line, "nothing changes for anyone");
		item(c, c->look.utf8 ? "\u00b7" : ".", &line);
	}
	if (instant_cmp(e->arrives, e->t) != 0 && k->aboard > 0) {
		show_count(&line, k->aboard_barred);
		buf_puts(&line, " of the ");
		show_count(&line, k->aboard);
		buf_puts(&line, " expected aboard are barred");
		item(c, show_verdict_mark(&c->look, VERDICT_BARRED), &line);
	}
	if (!k->same)
		wants_line(c, k, 3, &line);
	next_line(c, d, k, &line);
	buf_release(&line);
}

/* Who they are, in figures that name no community. */
static void
people_show(struct demo *d)
{
	struct cli *c = d->c;
	size_t detroit = 0, week = 0, aboard = 0, i;
	struct buf line;

	for (i = 0; i < DEMO_PEOPLE; i++) {
		detroit += d->who[i].arrested_detroit;
		week += d->who[i].arrested_week;
		aboard += d->who[i].aboard;
	}
	show_paint(c->out, &c->look, PAINT_STRONG,
	    "June 2017 to April 2019, on people who do not exist");
	buf_puts(c->out, "\n\n");
	buf_init(&line, c->mem, LIMIT_STRING_BYTES);
	show_count(&line, d->people.n);
	buf_puts(&line,
	    " synthetic people with final orders of removal to Iraq. ");
	show_count(&line, detroit);
	buf_puts(&line,
	    " are arrested around Detroit on Sunday 11 June 2017, ");
	show_count(&line, week);
	buf_puts(&line, " elsewhere within the week, and ");
	show_count(&line, aboard);
	buf_puts(&line,
	    " of them are expected on a flight of 27 June. The others are at "
	    "liberty, under supervision. The orders are those of Hamama v. "
	    "Adducci, as the casebook has them. At each event everyone is asked "
	    "about: is removal to Iraq barred now, as far as is known now?");
	show_wrap(c->out, line.s, 0, 0, SHOW_WIDTH);
	buf_release(&line);
}

static void
counsel_show(struct demo *d)
{
	size_t n[NCOMMUNITIES] = { 0 }, i, start;
	struct cli *c = d->c;

	for (i = 0; i < DEMO_PEOPLE; i++)
		n[d->who[i].community]++;
	show_section(c->out, &c->look,
	    "FOR COUNSEL ALONE: COMMUNITIES, KEPT APART FROM EVERY FACT");
	for (i = 0; i < NCOMMUNITIES; i++) {
		start = c->out->len;
		buf_printf(c->out, "  %s",
		    demo_community_text((enum demo_community)i));
		show_pad(c->out, start, 14);
		buf_printf(c->out, "%5zu\n", n[i]);
	}
}

/* Over the whole replay: who is held longest for want of what. */
struct ranking {
	struct demo_want wants[DEMO_WANTS_MAX];
	size_t n;
};

static void
rank(struct ranking *r, const struct demo_count *k)
{
	size_t i, j;

	for (i = 0; i < k->nwants; i++) {
		for (j = 0; j < r->n; j++)
			if (strcmp(r->wants[j].text, k->wants[i].text) == 0)
				break;
		if (j == DEMO_WANTS_MAX)
			continue;
		if (j == r->n)
			r->wants[r->n++] =
			    (struct demo_want){ k->wants[i].text, 0 };
		if (r->wants[j].people < k->wants[i].people)
			r->wants[j].people = k->wants[i].people;
	}
}

static int
by_most(const void *x, const void *y)
{
	const struct demo_want *a = x, *b = y;

	if (a->people != b->people)
		return a->people < b->people ? 1 : -1;
	return strcmp(a->text, b->text);
}

static void
ranking_show(struct cli *c, struct ranking *r)
{
	size_t i, start;
	struct buf line;

	if (r->n == 0)
		return;
	qsort(r->wants, r->n, sizeof(r->wants[0]), by_most);
	show_section(c->out, &c->look,
	    "HELD FOR WANT OF WHICH FACT: THE MOST PEOPLE AT ONE TIME");
	buf_init(&line, c->mem, LIMIT_STRING_BYTES);
	for (i = 0; i < r->n && i < 12; i++) {
		buf_clear(&line);
		show_count(&line, r->wants[i].people);
		start = c->out->len;
		buf_printf(c->out, "%7s", line.s);
		show_pad(c->out, start, 9);
		show_wrap(c->out, r->wants[i].text, 9, 9, SHOW_WIDTH);
	}
	if (r->n > i)
		buf_printf(c->out, "         and %zu more\n", r->n - i);
	buf_release(&line);
}

static void
foot(struct cli *c)
{
	buf_putc(c->out, '\n');
	show_wrap(c->out,
	    "Every figure was counted from the orders and the people; the "
	    "confirmation of the mandate's date is the demo's own and synthetic. "
	    "NO BAR ON RECORD is never a permission. This is not legal advice.",
	    0, 0, SHOW_WIDTH);
}

/* -- For programs -- */

static void
event_json(struct json *j, const struct demo_event *e,
    const struct demo_count *k)
{
	size_t i;

	json_open(j);
	json_kinstant(j, "at", e->t);
	json_kstr(j, "what", e->what);
	json_kint(j, "people", (long long)k->people);
	json_kint(j, "barred", (long long)k->verdicts[VERDICT_BARRED]);
	json_kint(j, "held", (long long)k->verdicts[VERDICT_HOLD]);
	json_kint(j, "no_bar", (long long)k->verdicts[VERDICT_NO_BAR]);
	json_kint(j, "aboard", (long long)k->aboard);
	json_kint(j, "aboard_barred", (long long)k->aboard_barred);
	json_key(j, "orders");
	json_list(j);
	for (i = 0; i < k->norders; i++) {
		json_open(j);
		json_kstr(j, "order", k->orders[i].order->id.s);
		json_kint(j, "barring", (long long)k->orders[i].barring);
		json_kint(j, "gained", (long long)k->orders[i].gained);
		json_kint(j, "lost", (long long)k->orders[i].lost);
		json_close(j);
	}
	json_close(j);
	json_key(j, "held_for_want_of");
	json_list(j);
	for (i = 0; i < k->nwants; i++) {
		json_open(j);
		json_kstr(j, "fact", k->wants[i].text);
		json_kint(j, "people", (long long)k->wants[i].people);
		json_close(j);
	}
	json_close(j);
	json_kinstant(j, "next", k->next);
	json_kstr(j, "next_what",
	    k->next_what[0] == '\0' ? NULL : k->next_what);
	json_kint(j, "next_people", (long long)k->next_people);
	json_close(j);
}

/* -- The command -- */

/* Opened where the most is to be seen: before the flight. */
static size_t
page_first(const struct demo *d)
{
	for (size_t i = 0; i < d->nevents; i++)
		if (instant_cmp(d->events[i].arrives, d->events[i].t) != 0)
			return i;
	return 0;
}

static bool
page_write(struct demo *d, const struct demo_opts *o,
    const struct demo_count *counts)
{
	struct demo_page p = { .events = d->events,
		.counts = counts,
		.n = d->nevents,
		.first = page_first(d),
		.zone = d->zone };
	const char *why = NULL;
	struct buf b;
	int r;

	buf_init(&b, d->c->mem, PAGE_MOST);
	demo_page(&p, &b);
	r = b.failed ? E_NOMEM
		     : file_replace(&file_system_real, d->c->arena, o->page,
			   b.s, b.len, &why);
	buf_release(&b);
	if (r != 0) {
		(void)cli_failed(d->c, "%s", why != NULL ? why : err_text(r));
		return false;
	}
	if (!o->common.json)
		buf_printf(d->c->out, "\nThe same as a page: %s\n", o->page);
	return true;
}

static enum status
demo_replay(struct demo *d, const struct demo_opts *o)
{
	struct demo_count *counts =
	    arena_array(d->c->arena, d->nevents, sizeof(*counts));
	struct demo_count *k = counts;
	struct ranking *r = arena_alloc(d->c->arena, sizeof(*r));
	struct json j;
	size_t i;
	int e;

	if (k == NULL || r == NULL)
		return cli_failed(d->c, "%s", err_text(E_NOMEM));
	json_init(&j, d->c->out);
	if (o->common.json) {
		json_open(&j);
		json_key(&j, "events");
		json_list(&j);
	} else {
		people_show(d);
	}
	for (i = 0; i < d->nevents; i++, k++) {
		if ((e = demo_ask(d, &d->events[i], k)) != 0)
			return cli_failed(d->c, "%s: %s", d->events[i].what,
			    err_text(e));
		rank(r, k);
		if (o->common.json) {
			event_json(&j, &d->events[i], k);
			continue;
		}
		event_show(d, &d->events[i], k);
		if (!cli_flush(d->c))
			return cli_failed(d->c,
			    "the replay could not be written");
	}
	if (o->common.json) {
		json_close(&j);
		json_close(&j);
		json_done(&j);
		return o->page == NULL || page_write(d, o, counts)
		    ? STATUS_DONE
		    : STATUS_FAILED;
	}
	ranking_show(d->c, r);
	if (o->counsel)
		counsel_show(d);
	foot(d->c);
	return o->page == NULL || page_write(d, o, counts) ? STATUS_DONE
							   : STATUS_FAILED;
}

static size_t
demo_first(const struct demo_opts *o)
{
	unsigned long n =
	    o->first == NULL ? DEMO_PEOPLE : strtoul(o->first, NULL, 10);

	return n == 0 ? 1 : (size_t)n;
}

static enum status
demo_go(struct demo *d, const struct demo_opts *o, const struct command *self)
{
	const char *why = NULL;
	struct when w;
	int r;

	ask_rejects(d->c, &d->people);
	if (d->people.nrejects > 0)
		return cli_failed(d->c,
		    "the casebook does not understand the demo's people");
	if (o->people != NULL) {
		r = file_replace(&file_system_real, d->c->arena, o->people,
		    d->text.s, d->text.len, &why);
		if (r != 0)
			return cli_failed(d->c, "%s",
			    why != NULL ? why : err_text(r));
		buf_printf(d->c->out, "%s: %zu people\n", o->people,
		    d->people.n);
		return STATUS_DONE;
	}
	if (o->store != NULL)
		return demo_store(d, o->store, demo_first(o)) == 0
		    ? STATUS_DONE
		    : STATUS_FAILED;
	if (o->at != NULL) {
		if (!ask_instant(d->c->arena, o->at, d->zone, &w, &why))
			return cli_usage(d->c, self, "%s", why);
		d->nevents = 1;
		d->events[0] = (struct demo_event){ .t = w.first,
			.arrives = w.first,
			.what = "the instant asked" };
	}
	return demo_replay(d, o);
}

static enum status
demo_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct demo_opts o = { 0 };
	struct option_list args = { .n = 0 }, none = { .n = 0 };
	struct demo *d = arena_alloc(c->arena, sizeof(*d));
	struct casebook book;
	enum status status;

	if (!cli_begin(c, self, argc, argv, &o, &o.common, &args, &status))
		return status;
	if (args.n > 0)
		return cli_usage(c, self, "demo takes no argument");
	if (d == NULL)
		return cli_failed(c, "%s", err_text(E_NOMEM));
	if (casebook_need(c, &none, &book) != 0)
		return STATUS_FAILED;
	status = STATUS_FAILED;
	if (demo_begin(d, c, &book.law) == 0)
		status = demo_go(d, &o, self);
	demo_end(d);
	return status;
}

static const struct option demo_options[] = {
	{ "--at", NULL, OPTION_TEXT, "INSTANT", offsetof(struct demo_opts, at),
	    "one instant alone, in Detroit's time, as known then" },
	{ "--people", NULL, OPTION_TEXT, "OUT",
	    offsetof(struct demo_opts, people),
	    "write the people file to OUT and stop; check reads it" },
	{ "--store", NULL, OPTION_TEXT, "STORE",
	    offsetof(struct demo_opts, store),
	    "make a rehearsal store of it, ask it everything, and stop; check "
	    "--store asks it" },
	{ "--first", NULL, OPTION_TEXT, "N", offsetof(struct demo_opts, first),
	    "with --store: so many of the people" },
	{ "--page", NULL, OPTION_TEXT, "OUT", offsetof(struct demo_opts, page),
	    "write the replay to OUT as a page for a browser, too" },
	{ "--counsel", NULL, OPTION_FLAG, NULL,
	    offsetof(struct demo_opts, counsel),
	    "what only counsel may see: communities, in sum" },
	OPTIONS_COMMON(struct demo_opts, common), OPTION_END
};

const struct command command_demo = {
	.name = "demo",
	.usage = "[--at INSTANT] [--people OUT]",
	.summary = "the whole story on 1,444 synthetic people: June 2017",
	.help =
	    "Makes 1,444 people who do not exist and replays the stays of removal of\n"
	    "June 2017 to the mandate of April 2019: at each event, who is barred, who\n"
	    "is held and for want of which fact, who has no bar on record, what changed\n"
	    "and why, and what is due next.  Every figure is counted, none written\n"
	    "down.\n",
	.options = demo_options,
	.run = demo_run,
};
