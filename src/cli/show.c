/* show.c - see show.h. */

#include <stdio.h>
#include <string.h>

#include "cli/show.h"
#include "core/utf8.h"

/* 256-colour codes that stay legible on light and dark grounds; what must
 * be seen carries its own ground. */
static const char *const paints[] = {
	[PAINT_PLAIN] = "",
	[PAINT_STRONG] = "\033[1m",
	[PAINT_QUIET] = "\033[38;5;245m",
	[PAINT_SECTION] = "\033[1;38;5;245m",
	[PAINT_LINK] = "\033[38;5;67m",
	[PAINT_BARRED] = "\033[1;38;5;131m",
	[PAINT_HOLD] = "\033[38;5;172m",
	[PAINT_NO_BAR] = "\033[38;5;245m",
	[PAINT_BARRED_BADGE] = "\033[1;38;5;231;48;5;88m",
	[PAINT_HOLD_BADGE] = "\033[1;38;5;16;48;5;214m",
	[PAINT_NO_BAR_BADGE] = "\033[38;5;231;48;5;240m",
	[PAINT_BAR_BLOCK] = "\033[38;5;88m",
	[PAINT_HOLD_BLOCK] = "\033[38;5;172m",
};

void
show_paint(struct buf *b, const struct look *l, enum paint p, const char *s)
{
	bool painted = l->colour && paints[p][0] != '\0';

	if (painted)
		buf_puts(b, paints[p]);
	show_clean(b, s);
	if (painted)
		buf_puts(b, "\033[0m");
}

enum paint
show_verdict_paint(enum verdict v)
{
	return v == VERDICT_BARRED ? PAINT_BARRED
	    : v == VERDICT_HOLD    ? PAINT_HOLD
				   : PAINT_NO_BAR;
}

const char *
show_verdict_mark(const struct look *l, enum verdict v)
{
	if (v == VERDICT_BARRED)
		return l->utf8 ? "\u25a0" : "#";
	if (v == VERDICT_HOLD)
		return l->utf8 ? "\u25b3" : "?";
	return l->utf8 ? "\u25cc" : "o";
}

void
show_verdict(struct buf *b, const struct look *l, enum verdict v)
{
	static const enum paint badges[] = {
		[VERDICT_NO_BAR] = PAINT_NO_BAR_BADGE,
		[VERDICT_HOLD] = PAINT_HOLD_BADGE,
		[VERDICT_BARRED] = PAINT_BARRED_BADGE,
	};
	char text[64];

	snprintf(text, sizeof(text), "  %s  %s  ", show_verdict_mark(l, v),
	    verdict_text(v));
	show_paint(b, l, badges[v], text);
}

/* Escape sequences take no column. */
size_t
show_columns(const char *s)
{
	size_t n = strlen(s), took, columns = 0;
	uint32_t c;

	while (n > 0) {
		took = utf8_read(s, n, &c);
		if (c == 0x1b) {
			while (n > took && s[took] != 'm')
				took++;
			if (n > took)
				took++;
		} else {
			columns += utf8_columns(c);
		}
		s += took;
		n -= took;
	}
	return columns;
}

void
show_word(struct buf *b, const char *s, size_t n)
{
	size_t took;
	uint32_t c;

	while (n > 0) {
		took = utf8_read(s, n, &c);
		if (utf8_is_control(c) || (c == UTF8_BAD && took == 1))
			buf_putc(b, '?');
		else
			buf_add(b, s, took);
		s += took;
		n -= took;
	}
}

void
show_clean(struct buf *b, const char *s)
{
	show_word(b, s, strlen(s));
}

void
show_wrap(struct buf *b, const char *s, size_t at, size_t indent, size_t width)
{
	size_t n, columns, column = at, i;
	bool first = true;

	for (;;) {
		s += strspn(s, " \t\n");
		n = strcspn(s, " \t\n");
		if (n == 0)
			break;
		columns = utf8_width(s, n);
		if (!first && column + 1 + columns > width) {
			buf_putc(b, '\n');
			for (i = 0; i < indent; i++)
				buf_putc(b, ' ');
			column = indent;
			first = true;
		}
		if (!first) {
			buf_putc(b, ' ');
			column++;
		}
		show_word(b, s, n);
		column += columns;
		first = false;
		s += n;
	}
	buf_putc(b, '\n');
}

void
show_pad(struct buf *b, size_t start, size_t columns)
{
	size_t have = b->failed ? columns : show_columns(b->s + start);

	do
		buf_putc(b, ' ');
	while (++have < columns);
}

void
show_rule(struct buf *b, const struct look *l)
{
	char line[3 * SHOW_WIDTH + 1];
	const char *dash = l->utf8 ? "\u2500" : "-";
	size_t i, n = strlen(dash);

	for (i = 0; i < SHOW_WIDTH; i++)
		memcpy(line + i * n, dash, n);
	line[SHOW_WIDTH * n] = '\0';
	show_paint(b, l, PAINT_QUIET, line);
	buf_putc(b, '\n');
}

void
show_section(struct buf *b, const struct look *l, const char *name)
{
	buf_putc(b, '\n');
	show_paint(b, l, PAINT_SECTION, name);
	buf_putc(b, '\n');
}

static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
	"Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

void
show_day(struct buf *b, struct day d)
{
	struct ymd y = day_ymd(d);

	buf_printf(b, "%.3s %d %s %d", weekday_name(day_weekday(d)), y.day,
	    months[y.month - 1], y.year);
}

static bool
show_without_date(struct buf *b, struct instant t)
{
	if (instant_cmp(t, INSTANT_BEGIN) <= 0) {
		buf_puts(b, "the beginning");
		return true;
	}
	if (instant_cmp(t, INSTANT_NEVER) >= 0) {
		buf_puts(b, "never");
		return true;
	}
	return false;
}

void
show_instant(struct buf *b, const struct zone *z, struct instant t)
{
	struct civil c;

	if (show_without_date(b, t))
		return;
	c = zone_civil(z, t);
	show_day(b, c.day);
	buf_printf(b, " %02d:%02d %s", c.minute / 60, c.minute % 60,
	    zone_abbrev(z, t));
}

void
show_end(struct buf *b, const struct zone *z, struct instant end)
{
	struct instant last;
	struct civil c;

	if (show_without_date(b, end))
		return;
	last = instant_add_minutes(end, -1);
	c = zone_civil(z, last);
	show_day(b, c.day);
	if (c.minute == 1439)
		buf_printf(b, ", end of day %s", zone_abbrev(z, last));
	else
		buf_printf(b, " %02d:%02d %s", c.minute / 60, c.minute % 60,
		    zone_abbrev(z, last));
}

void
show_short(struct buf *b, const struct zone *z, struct instant t)
{
	struct civil c;
	struct ymd y;

	if (show_without_date(b, t))
		return;
	c = zone_civil(z, t);
	y = day_ymd(c.day);
	buf_printf(b, "%d %s %d %02d:%02d", y.day, months[y.month - 1], y.year,
	    c.minute / 60, c.minute % 60);
}

void
show_count(struct buf *b, size_t n)
{
	if (n >= 1000) {
		show_count(b, n / 1000);
		buf_printf(b, ",%03zu", n % 1000);
	} else {
		buf_printf(b, "%zu", n);
	}
}
