/* show.h - how things look on a terminal: words, colours, dates.
 *
 * Nothing is told by colour alone.  Three answers, three shapes: barred is
 * solid, held is an open triangle, no bar is a dashed circle; never green,
 * never a tick. */

#ifndef FORESTAY_SHOW_H
#define FORESTAY_SHOW_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buf.h"
#include "core/instant.h"
#include "core/zone.h"
#include "decide/decide.h"

/* Columns; nothing shown is wider. */
#define SHOW_WIDTH 80

struct look {
	bool colour;
	bool utf8;
};

enum paint {
	PAINT_PLAIN,
	PAINT_STRONG,  /* what a page is about */
	PAINT_QUIET,   /* what may be skipped */
	PAINT_SECTION, /* the name of a part */
	PAINT_LINK,    /* an order's name; the one accent */
	PAINT_BARRED,
	PAINT_HOLD,
	PAINT_NO_BAR,
	PAINT_BARRED_BADGE,
	PAINT_HOLD_BADGE,
	PAINT_NO_BAR_BADGE,
	PAINT_BAR_BLOCK, /* filled part of a chart */
	PAINT_HOLD_BLOCK
};

/* s in that paint; controls and direction marks in s become '?'. */
void show_paint(struct buf *b, const struct look *l, enum paint p,
    const char *s);

/* s with everything that could move a cursor or turn the writing taken
 * out; all words of strangers come through here. */
void show_clean(struct buf *b, const char *s);
void show_word(struct buf *b, const char *s, size_t n); /* n bytes of it */

enum paint show_verdict_paint(enum verdict v);
/* One character (ASCII without UTF-8) that stands for the answer. */
const char *show_verdict_mark(const struct look *l, enum verdict v);
/* The answer large: shape and word, painted. */
void show_verdict(struct buf *b, const struct look *l, enum verdict v);

/* Columns s takes on a terminal. */
size_t show_columns(const char *s);

/* s broken at blanks so that no line passes width.  The first line starts
 * at column at, the others at column indent; ends with a newline. */
void show_wrap(struct buf *b, const char *s, size_t at, size_t indent,
    size_t width);

/* Blanks until s, which started at byte `start` of b, is `columns` wide
 * on the terminal; at least one. */
void show_pad(struct buf *b, size_t start, size_t columns);

/* A dashed or plain rule across the page. */
void show_rule(struct buf *b, const struct look *l);

/* "WHAT IS DUE" on a line of its own. */
void show_section(struct buf *b, const struct look *l, const char *name);

/* "Fri 23 Jun 2017 10:00 EDT"; "the beginning", "never". */
void show_instant(struct buf *b, const struct zone *z, struct instant t);
/* An exclusive end: "Thu 6 Jul 2017, end of day EDT", "Thu 6 Jul 2017
 * 16:00 EDT" (the last minute inside). */
void show_end(struct buf *b, const struct zone *z, struct instant end);
/* "Fri 2 Feb 2018" */
void show_day(struct buf *b, struct day d);
/* "23 Jun 10:00", "6 Jul end of day": within a year that is plain. */
void show_short(struct buf *b, const struct zone *z, struct instant t);

/* 1,444 */
void show_count(struct buf *b, size_t n);

#endif
