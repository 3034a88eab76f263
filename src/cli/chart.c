/* chart.c - see chart.h. */

#include <stdio.h>
#include <string.h>

#include "cli/chart.h"

static const struct {
	const char *utf8, *ascii;
	enum paint paint;
} cells[] = {
	[CELL_EMPTY] = { " ", " ", PAINT_PLAIN },
	[CELL_NO_BAR] = { "\u00b7", ".", PAINT_QUIET },
	[CELL_HOLD] = { "\u2591", "?", PAINT_HOLD_BLOCK },
	[CELL_BARRED] = { "\u2588", "#", PAINT_BAR_BLOCK },
	[CELL_STATE] = { "\u2500", "-", PAINT_PLAIN },
	[CELL_EVENT] = { "\u25cf", "*", PAINT_STRONG },
	[CELL_CLOCK] = { "\u2500", "~", PAINT_LINK },
	[CELL_EARLIEST] = { "\u25c7", "e", PAINT_LINK },
	[CELL_LATEST] = { "\u25c6", "L", PAINT_LINK },
	[CELL_HORIZON] = { "\u25bd", "v", PAINT_STRONG },
};

void
chart_clear(struct chart_row *row)
{
	memset(row, 0, sizeof(*row));
}

/* The column of t; below 0 or CHART_WIDTH and more when it is off. */
static int
chart_column(const struct chart *ch, struct instant t)
{
	int64_t span = (ch->to.us - ch->from.us) / INSTANT_MINUTE;
	int64_t at;

	if (instant_cmp(t, ch->from) < 0)
		return -1;
	if (instant_cmp(t, ch->to) >= 0)
		return CHART_WIDTH;
	at = (t.us - ch->from.us) / INSTANT_MINUTE;
	return (int)(at * CHART_WIDTH / (span > 0 ? span : 1));
}

void
chart_span(const struct chart *ch, struct chart_row *row, struct instant a,
    struct instant b, enum cell cell)
{
	int first = chart_column(ch, a), last, i;

	if (instant_cmp(b, a) <= 0)
		return;
	last = chart_column(ch, instant_add_minutes(b, -1));
	if (last < 0 || first >= CHART_WIDTH)
		return;
	if (first < 0)
		first = 0;
	if (last >= CHART_WIDTH)
		last = CHART_WIDTH - 1;
	/* A column that is partly barred shows the bar: what protects is
	 * never hidden by what does not. */
	for (i = first; i <= last; i++)
		if (row->cells[i] < cell)
			row->cells[i] = cell;
}

void
chart_mark(const struct chart *ch, struct chart_row *row, struct instant t,
    enum cell cell)
{
	int i = chart_column(ch, t);

	if (i >= 0 && i < CHART_WIDTH && row->cells[i] < cell)
		row->cells[i] = cell;
}

enum cell
chart_verdict(enum verdict v)
{
	return v == VERDICT_BARRED ? CELL_BARRED
	    : v == VERDICT_HOLD    ? CELL_HOLD
				   : CELL_NO_BAR;
}

/* Characters of one paint, to be put out together. */
#define RUN_MAX (3 * CHART_WIDTH + 1)

static void
run_add(char run[RUN_MAX], const char *s)
{
	size_t n = strlen(run);

	snprintf(run + n, RUN_MAX - n, "%s", s);
}

/* -- The axis -- */

static struct instant
day_start(const struct chart *ch, struct day d)
{
	return zone_day(ch->zone, d).first;
}

/* The first of the n-th month after d's own. */
static struct day
month_after(struct day d, int n)
{
	struct ymd y = day_ymd(d);
	int m = y.year * 12 + y.month - 1 + n;

	return day_of((struct ymd){ m / 12, m % 12 + 1, 1 });
}

/* The least distance between labels: one of these, in days or months. */
static const struct {
	int days, months;
} steps[] = { { 1, 0 }, { 2, 0 }, { 7, 0 }, { 14, 0 }, { 0, 1 }, { 0, 2 },
	{ 0, 3 }, { 0, 6 }, { 0, 12 }, { 0, 24 }, { 0, 60 }, { 0, 120 } };

#define NSTEPS        (sizeof(steps) / sizeof(steps[0]))
#define LABEL_COLUMNS 9

static struct day
axis_next(struct day d, size_t step)
{
	if (steps[step].days > 0)
		return (struct day){ d.n + steps[step].days };
	return month_after(d, steps[step].months);
}

/* The first label at or after the axis begins. */
static struct day
axis_first(const struct chart *ch, size_t step)
{
	struct day d = zone_civil(ch->zone, ch->from).day;
	struct ymd y = day_ymd(d);

	if (steps[step].months >= 12)
		d = day_of((struct ymd){ y.year, 1, 1 });
	else if (steps[step].months > 0)
		d = day_of((struct ymd){ y.year,
		    (y.month - 1) / steps[step].months * steps[step].months + 1,
		    1 });
	while (instant_cmp(day_start(ch, d), ch->from) < 0)
		d = axis_next(d, step);
	return d;
}

static size_t
axis_step(const struct chart *ch)
{
	int64_t days = (ch->to.us - ch->from.us) / INSTANT_MINUTE / 1440;
	size_t i;

	for (i = 0; i + 1 < NSTEPS; i++)
		if ((steps[i].days + steps[i].months * 30) * CHART_WIDTH >=
		    days * LABEL_COLUMNS)
			break;
	return i;
}

static void
axis_label(struct day d, size_t step, char *out, size_t n)
{
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May",
		"Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	struct ymd y = day_ymd(d);

	if (steps[step].days > 0)
		snprintf(out, n, "%d %s", y.day, months[y.month - 1]);
	else if (steps[step].months < 12)
		snprintf(out, n, "%s %d", months[y.month - 1], y.year);
	else
		snprintf(out, n, "%d", y.year);
}

void
chart_axis(struct buf *b, const struct chart *ch)
{
	char labels[CHART_WIDTH + 16], text[16], run[RUN_MAX];
	bool ticks[CHART_WIDTH] = { false };
	size_t step = axis_step(ch), i;
	struct day d = axis_first(ch, step);
	int col, end = 0;
	const char *s;

	memset(labels, ' ', sizeof(labels));
	for (;; d = axis_next(d, step)) {
		col = chart_column(ch, day_start(ch, d));
		if (col < 0 || col >= CHART_WIDTH)
			break;
		ticks[col] = true;
		axis_label(d, step, text, sizeof(text));
		if (col < end || (size_t)col + strlen(text) > CHART_WIDTH)
			continue;
		memcpy(labels + col, text, strlen(text));
		end = col + (int)strlen(text) + 1;
	}
	labels[CHART_WIDTH] = '\0';
	for (i = CHART_WIDTH; i > 0 && labels[i - 1] == ' '; i--)
		labels[i - 1] = '\0';
	for (i = 0; i < CHART_LABEL; i++)
		buf_putc(b, ' ');
	show_paint(b, ch->look, PAINT_QUIET, labels);
	buf_putc(b, '\n');
	for (i = 0; i < CHART_LABEL; i++)
		buf_putc(b, ' ');
	run[0] = '\0';
	for (i = 0; i < CHART_WIDTH; i++) {
		s = ticks[i] ? (ch->look->utf8 ? "\u252c" : "+")
			     : (ch->look->utf8 ? "\u2500" : "-");
		run_add(run, s);
	}
	show_paint(b, ch->look, PAINT_QUIET, run);
	buf_putc(b, '\n');
}

void
chart_print(struct buf *b, const struct chart *ch, const char *label,
    const struct chart_row *row)
{
	size_t start = b->len, last = CHART_WIDTH, i;
	int at = chart_column(ch, ch->at);
	char text[CHART_LABEL - 1], run[RUN_MAX];
	enum paint paint = PAINT_PLAIN;

	snprintf(text, sizeof(text), "%s", label);
	/* A longer label is cut, and says so. */
	if (strlen(label) >= sizeof(text))
		memcpy(text + sizeof(text) - 3, "..", 3);
	buf_putc(b, ' ');
	show_clean(b, text);
	show_pad(b, start, CHART_LABEL);
	while (last > 0 && row->cells[last - 1] == CELL_EMPTY &&
	    (int)last - 1 != at)
		last--;
	run[0] = '\0';
	for (i = 0; i < last; i++) {
		enum cell cell = row->cells[i];
		bool line = (int)i == at && cell < CELL_EVENT;
		enum paint p = line ? PAINT_STRONG : cells[cell].paint;

		if (p != paint) {
			show_paint(b, ch->look, paint, run);
			run[0] = '\0';
			paint = p;
		}
		run_add(run,
		    line ? (ch->look->utf8 ? "\u2502" : "|")
			 : (ch->look->utf8 ? cells[cell].utf8
					   : cells[cell].ascii));
	}
	show_paint(b, ch->look, paint, run);
	buf_putc(b, '\n');
}

void
chart_legend(struct buf *b, const struct chart *ch)
{
	static const struct {
		enum cell cell;
		const char *means;
	} legend[] = { { CELL_BARRED, "barred" }, { CELL_HOLD, "held" },
		{ CELL_NO_BAR, "no bar" }, { CELL_STATE, "a fact" },
		{ CELL_EVENT, "an event" }, { CELL_EARLIEST, "due, earliest" },
		{ CELL_LATEST, "latest" },
		{ CELL_HORIZON, "changes by itself" } };
	size_t i, n = sizeof(legend) / sizeof(legend[0]), column = 0, wide;

	for (i = 0; i < n; i++) {
		wide = strlen(legend[i].means) + 4;
		if (column + wide > SHOW_WIDTH) {
			buf_putc(b, '\n');
			column = 0;
		}
		buf_putc(b, ' ');
		show_paint(b, ch->look, cells[legend[i].cell].paint,
		    ch->look->utf8 ? cells[legend[i].cell].utf8
				   : cells[legend[i].cell].ascii);
		buf_printf(b, " %s ", legend[i].means);
		column += wide;
	}
	buf_putc(b, '\n');
}
