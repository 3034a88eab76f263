/* demo_page.c - the replay as one page.
 *
 * A strip of columns, one an event, is the slider: each is a radio button, so
 * it works by keyboard and without a script, and shows what share is barred,
 * held and not.  Below it stands the event that is chosen; where a browser
 * cannot choose, and on paper, all of them stand one after another. */

#include <stdio.h>
#include <string.h>

#include "cli/demo_page.h"
#include "cli/show.h"
#include "core/html.h"
#include "core/web.h"

#define WIDE   940 /* of the picture of time, in its own units */
#define LEFT   210 /* where time begins in it */
#define ROW    27
#define TOP    24
#define BEFORE 21 /* days shown before the event, and after it */
#define AFTER  42

/* -- HTML ------------------------------------------------------------------ */

static void
put_instant(struct buf *b, const struct zone *z, struct instant t)
{
	struct buf s;

	buf_init(&s, b->mem, LIMIT_STRING_BYTES);
	show_instant(&s, z, t);
	html_text(b, s.s);
	buf_release(&s);
}

static void
put_short(struct buf *b, const struct zone *z, struct instant t)
{
	struct buf s;

	buf_init(&s, b->mem, LIMIT_STRING_BYTES);
	show_short(&s, z, t);
	html_text(b, s.s);
	buf_release(&s);
}

static const char *
css(const char *name)
{
	for (size_t i = 0; i < web_nfiles; i++)
		if (strcmp(web_files[i].name, name) == 0)
			return web_files[i].bytes;
	return "";
}

static const char *
order_name(const struct demo_order *o)
{
	const char *dot = strchr(o->order->id.s, '.');

	return dot == NULL ? o->order->id.s : dot + 1;
}

/* -- The strip ------------------------------------------------------------- */

static void
strip_part(struct buf *b, const char *cls, size_t n, size_t all, double *y)
{
	double h = all == 0 ? 0 : 52.0 * (double)n / (double)all;

	/* Be they ever so few, they are seen. */
	if (n > 0 && h < 2)
		h = 2;
	if (n > 0)
		buf_printf(b,
		    "<rect class=\"%s\" x=\"0\" y=\"%.1f\" width=\"10\" "
		    "height=\"%.1f\"/>",
		    cls, *y, h > 52 - *y ? 52 - *y : h);
	*y += h;
}

static void
strip(struct buf *b, const struct demo_page *p)
{
	const struct demo_count *k;
	double y;

	buf_puts(b,
	    "<fieldset class=\"strip\"><legend class=\"aside\">Choose an "
	    "event</legend>\n");
	for (size_t i = 0; i < p->n; i++) {
		k = &p->counts[i];
		buf_printf(b,
		    "<label><input class=\"aside\" type=\"radio\" name=\"event\" "
		    "id=\"t%zu\"%s><svg viewBox=\"0 0 10 52\" "
		    "preserveAspectRatio=\"none\" aria-hidden=\"true\">",
		    i, i == p->first ? " checked" : "");
		y = 0;
		strip_part(b, "s-barred", k->verdicts[VERDICT_BARRED],
		    k->people, &y);
		strip_part(b, "s-hold", k->verdicts[VERDICT_HOLD], k->people,
		    &y);
		strip_part(b, "s-none", k->verdicts[VERDICT_NO_BAR], k->people,
		    &y);
		buf_puts(b, "</svg><b>");
		put_short(b, p->zone, p->events[i].t);
		buf_puts(b, "</b></label>\n");
	}
	buf_puts(b, "</fieldset>\n");
}

static void
step_to(struct buf *b, const struct demo_page *p, size_t i, bool back)
{
	buf_printf(b, "<label for=\"t%zu\">%s", i, back ? "&#9664; " : "");
	put_short(b, p->zone, p->events[i].t);
	buf_printf(b, "%s</label>", back ? "" : " &#9654;");
}

/* -- One event: the answers ------------------------------------------------ */

static void
answer(struct buf *b, const struct demo_page *p, size_t i, enum verdict v)
{
	static const struct {
		const char *cls, *shape, *word;
	} answers[] = {
		[VERDICT_BARRED] = { "barred",
		    "<path d=\"M7 1h10l6 6v10l-6 6H7l-6-6V7z\"/>", "barred" },
		[VERDICT_HOLD] = { "hold", "<path d=\"M12 2l11 20H1z\"/>",
		    "hold" },
		[VERDICT_NO_BAR] = { "none",
		    "<circle cx=\"12\" cy=\"12\" r=\"9.5\"/>",
		    "no bar on record" },
	};
	const struct demo_count *k = &p->counts[i];
	size_t is = k->verdicts[v], was;

	buf_printf(b,
	    "<div class=\"ans %s\"><svg viewBox=\"0 0 24 24\" "
	    "aria-hidden=\"true\">%s</svg><b>",
	    answers[v].cls, answers[v].shape);
	show_count(b, is);
	buf_printf(b, "</b><span>%s</span><em>", answers[v].word);
	was = i == 0 ? is : p->counts[i - 1].verdicts[v];
	if (i == 0 || was == is) {
		buf_puts(b, i == 0 ? "the first count" : "as before");
	} else {
		buf_puts(b, is > was ? "+" : "&minus;");
		show_count(b, is > was ? is - was : was - is);
		buf_puts(b, " since ");
		put_short(b, p->zone, p->events[i - 1].t);
	}
	buf_puts(b, "</em></div>\n");
}

static void
next(struct buf *b, const struct demo_page *p, size_t i)
{
	const struct demo_count *k = &p->counts[i];

	buf_puts(b, "<div class=\"next\"><h2>Next by itself</h2><p>");
	if (instant_cmp(k->next, INSTANT_NEVER) >= 0) {
		buf_puts(b, "Nothing that is known now ends by itself.");
	} else {
		struct buf s;

		buf_init(&s, b->mem, LIMIT_STRING_BYTES);
		show_end(&s, p->zone, k->next);
		buf_puts(b, "<time>");
		html_text(b, s.s);
		buf_release(&s);
		buf_puts(b, "</time><br>");
		html_text(b, k->next_what);
		buf_puts(b, ", ");
		show_count(b, k->next_people);
		buf_puts(b, k->next_people == 1 ? " person" : " people");
	}
	buf_puts(b, "</p></div>\n");
}

/* -- One event: the picture of time ---------------------------------------- */

struct window {
	struct instant from, to;
};

static double
across(const struct window *w, struct instant t)
{
	double part;

	if (instant_cmp(t, w->from) <= 0)
		return LEFT;
	if (instant_cmp(t, w->to) >= 0)
		return WIDE;
	part = (double)(t.us - w->from.us) / (double)(w->to.us - w->from.us);
	return LEFT + part * (WIDE - LEFT);
}

static void
put_rect(struct buf *b, const struct window *w, const char *cls,
    struct instant from, struct instant to, size_t row, double share)
{
	double x = across(w, from), end = across(w, to);
	double h = share > 0 ? 4 + 14 * share : 18;

	if (end - x < 1)
		return;
	buf_printf(b,
	    "<rect class=\"%s\" x=\"%.0f\" y=\"%.0f\" width=\"%.0f\" "
	    "height=\"%.0f\" rx=\"2\"/>",
	    cls, x, (double)(TOP + row * ROW) + 21 - h, end - x, h);
}

static const struct demo_order *
order_at(const struct demo_page *p, size_t i, const struct demo_order *o)
{
	const struct demo_count *k = &p->counts[i];

	for (size_t j = 0; j < k->norders; j++)
		if (k->orders[j].order == o->order)
			return &k->orders[j];
	return NULL;
}

/* From each time it was asked to the next: as tall as the share it barred. */
static void
order_row(struct buf *b, const struct demo_page *p, size_t i,
    const struct window *w, const struct demo_order *o, size_t row)
{
	const struct demo_order *was;
	struct instant t = p->events[i].t, until;
	size_t last, n;

	buf_printf(b, "<text x=\"0\" y=\"%zu\">", TOP + row * ROW + 17);
	html_text(b, order_name(o));
	buf_puts(b, "</text>");
	for (size_t e = 0; e < i; e = last) {
		was = order_at(p, e, o);
		n = was == NULL ? 0 : was->barring;
		for (last = e + 1; last < i; last++) {
			was = order_at(p, last, o);
			if ((was == NULL ? 0 : was->barring) != n)
				break;
		}
		if (n > 0)
			put_rect(b, w, "was", p->events[e].t, p->events[last].t,
			    row, (double)n / (double)p->counts[e].people);
	}
	if (o->barring == 0)
		return;
	until = o->clocks || instant_cmp(o->end, t) <= 0 ? w->to : o->end;
	put_rect(b, w, "on", t, instant_add_minutes(t, 24 * 60), row,
	    (double)o->barring / (double)p->counts[i].people);
	put_rect(b, w, "will", t, until, row, 0);
	buf_printf(b, "<text class=\"tick\" x=\"%.1f\" y=\"%zu\">",
	    across(w, t) + 18, TOP + row * ROW + 16);
	show_count(b, o->barring);
	buf_puts(b, o->clocks ? ", by a clock of their own</text>" : "</text>");
}

static void
ticks(struct buf *b, const struct demo_page *p, const struct window *w,
    size_t rows)
{
	struct day d = zone_civil(p->zone, w->from).day;
	size_t bottom = TOP + rows * ROW;

	for (int k = 0; k * 7 < BEFORE + AFTER; k++) {
		struct day on = { d.n + 7 * k };
		double x = across(w, zone_day(p->zone, on).first);

		if (x <= LEFT)
			continue;
		buf_printf(b,
		    "<path class=\"grid\" d=\"M%.0f %dV%zu\"/><text class=\"tick "
		    "mid\" x=\"%.0f\" y=\"14\">%d %.3s</text>",
		    x, TOP - 4, bottom, x, day_ymd(on).day,
		    &"JanFebMarAprMayJunJulAugSepOctNovDec"[3 *
			(day_ymd(on).month - 1)]);
	}
}

static void
gantt(struct buf *b, const struct demo_page *p, size_t i)
{
	const struct demo_count *k = &p->counts[i];
	struct instant t = p->events[i].t;
	struct window w = { instant_add_minutes(t, -(BEFORE * 24 * 60)),
		instant_add_minutes(t, AFTER * 24 * 60) };
	double x = across(&w, t);

	buf_puts(b, "<h2>What acts on whom</h2>\n");
	if (k->norders == 0) {
		buf_puts(b, "<p>No order of this case bars anyone yet.</p>\n");
		return;
	}
	buf_printf(b,
	    "<div class=\"scroll\" tabindex=\"0\" role=\"group\" "
	    "aria-label=\"Picture of time; its table is below\"><svg "
	    "class=\"gantt\" viewBox=\"0 0 %d %zu\" aria-hidden=\"true\">",
	    WIDE, TOP + k->norders * ROW + 18);
	ticks(b, p, &w, k->norders);
	for (size_t j = 0; j < k->norders; j++)
		order_row(b, p, i, &w, &k->orders[j], j);
	buf_printf(b,
	    "<line class=\"now\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" "
	    "y2=\"%zu\"/><text class=\"nowt\" x=\"%.1f\" y=\"%zu\">now</text>"
	    "</svg></div>\n",
	    x, x, TOP - 6, TOP + k->norders * ROW + 4, x + 5,
	    TOP + k->norders * ROW + 14);
}

static void
orders_table(struct buf *b, const struct demo_page *p, size_t i)
{
	const struct demo_count *k = &p->counts[i];

	if (k->norders == 0)
		return;
	buf_puts(b,
	    "<table><thead><tr><th scope=\"col\">order</th><td>bars</td>"
	    "<td>gained</td><td>lost</td></tr></thead><tbody>\n");
	for (size_t j = 0; j < k->norders; j++) {
		const struct demo_order *o = &k->orders[j];

		buf_puts(b, "<tr><th scope=\"row\">");
		html_text(b, o->order->id.s);
		if (o->barring > 0 && !o->clocks &&
		    instant_cmp(o->end, INSTANT_NEVER) < 0) {
			struct buf s;

			buf_init(&s, b->mem, LIMIT_STRING_BYTES);
			show_end(&s, p->zone, o->end);
			buf_puts(b, ", until ");
			html_text(b, s.s);
			buf_release(&s);
		}
		buf_puts(b, "</th><td>");
		show_count(b, o->barring);
		buf_puts(b, "</td><td>");
		show_count(b, o->gained);
		buf_puts(b, "</td><td>");
		show_count(b, o->lost);
		buf_puts(b, "</td></tr>\n");
	}
	buf_puts(b, "</tbody></table>\n");
}

/* -- One event: what changed, and what is wanting -------------------------- */

static void
moved(struct buf *b, const char *cls, size_t n, const char *what)
{
	if (n == 0)
		return;
	buf_printf(b, "<li><span class=\"%s\">", cls);
	show_count(b, n);
	buf_printf(b, "</span> %s</li>\n", what);
}

static void
changes(struct buf *b, const struct demo_page *p, size_t i)
{
	const struct demo_count *k = &p->counts[i];

	buf_puts(b, "<h2>What changed</h2><ul class=\"chg\">\n");
	if (i == 0)
		buf_puts(b, "<li>Here the replay begins.</li>\n");
	else if (k->same)
		buf_puts(b, "<li>Nothing changes for anyone.</li>\n");
	moved(b, "gain",
	    k->moved[VERDICT_NO_BAR][VERDICT_BARRED] +
		k->moved[VERDICT_HOLD][VERDICT_BARRED],
	    "who were not barred are barred");
	moved(b, "lose", k->moved[VERDICT_NO_BAR][VERDICT_HOLD],
	    "who had no bar on record are held");
	moved(b, "lose", k->moved[VERDICT_BARRED][VERDICT_HOLD],
	    "who were barred are held");
	moved(b, "lose",
	    k->moved[VERDICT_BARRED][VERDICT_NO_BAR] +
		k->moved[VERDICT_HOLD][VERDICT_NO_BAR],
	    "who were barred or held have no bar on record");
	if (p->events[i].arrives.us != p->events[i].t.us && k->aboard > 0) {
		buf_puts(b, "<li>");
		show_count(b, k->aboard_barred);
		buf_puts(b, " of the ");
		show_count(b, k->aboard);
		buf_puts(b, " expected aboard are barred</li>\n");
	}
	buf_puts(b, "</ul>\n");
}

static void
wants(struct buf *b, const struct demo_page *p, size_t i)
{
	const struct demo_count *k = &p->counts[i];

	buf_puts(b, "<h2>Held for want of</h2>\n");
	if (k->nwants == 0) {
		buf_puts(b, "<p>Nobody is held.</p>\n");
		return;
	}
	buf_puts(b, "<table>\n");
	for (size_t j = 0; j < k->nwants && j < 6; j++) {
		buf_puts(b, "<tr><th scope=\"row\">");
		html_text(b, k->wants[j].text);
		buf_puts(b, "</th><td>");
		show_count(b, k->wants[j].people);
		buf_printf(b,
		    "</td><td class=\"bar\" aria-hidden=\"true\"><i "
		    "style=\"width:%zu%%\"></i></td></tr>\n",
		    1 + 99 * k->wants[j].people / k->wants[0].people);
	}
	buf_puts(b, "</table>\n");
	if (k->nwants > 6)
		buf_printf(b, "<p>and %zu more</p>\n", k->nwants - 6);
}

static void
event(struct buf *b, const struct demo_page *p, size_t i)
{
	buf_printf(b, "<section class=\"event e%zu\"><p class=\"step\">", i);
	if (i > 0)
		step_to(b, p, i - 1, true);
	if (i + 1 < p->n)
		step_to(b, p, i + 1, false);
	buf_puts(b, "</p><h1>");
	put_instant(b, p->zone, p->events[i].t);
	buf_puts(b, " <small>as known then: ");
	html_text(b, p->events[i].what);
	buf_puts(b, "</small></h1>\n<div class=\"answers\">\n");
	answer(b, p, i, VERDICT_BARRED);
	answer(b, p, i, VERDICT_HOLD);
	answer(b, p, i, VERDICT_NO_BAR);
	next(b, p, i);
	buf_puts(b, "</div>\n");
	gantt(b, p, i);
	buf_puts(b, "<div class=\"two\"><div>");
	orders_table(b, p, i);
	changes(b, p, i);
	buf_puts(b, "</div><div>");
	wants(b, p, i);
	buf_puts(b, "</div></div></section>\n");
}

/* -- The page -------------------------------------------------------------- */

void
demo_page(const struct demo_page *p, struct buf *b)
{
	buf_puts(b,
	    "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
	    "<meta name=\"viewport\" content=\"width=device-width, "
	    "initial-scale=1\">\n<title>forestay: June 2017, replayed</title>\n"
	    "<style>\n");
	buf_puts(b, css("look.css"));
	buf_puts(b, css("replay.css"));
	buf_puts(b, "@supports selector(:has(a)) { @media screen {\n");
	for (size_t i = 0; i < p->n; i++)
		buf_printf(b,
		    "body:has(#t%zu:checked) .e%zu { display: block }\n", i, i);
	buf_puts(b,
	    "} }\n</style></head>\n<body><header><b class=\"mark\">forestay</b>"
	    "<span>Hamama v. Adducci, replayed</span><span class=\"who\">"
	    "synthetic people only</span></header>\n<main><p>");
	show_count(b, p->n == 0 ? 0 : p->counts[0].people);
	buf_puts(b,
	    " people who do not exist, with final orders of removal to Iraq. At "
	    "each event everyone is asked about: is removal to Iraq barred now, "
	    "as far as is known now?</p>\n");
	strip(b, p);
	for (size_t i = 0; i < p->n; i++)
		event(b, p, i);
	buf_puts(b,
	    "</main>\n<footer><p>Every figure was counted from the orders and "
	    "the people; the confirmation of the mandate's date is the demo's "
	    "own and synthetic. NO BAR ON RECORD is never a permission. This is "
	    "not legal advice.</p></footer></body></html>\n");
}
