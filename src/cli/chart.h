/* chart.h - a picture of time, eighty columns wide.
 *
 * Rows of bars and marks over one axis, with a line for the instant asked.
 * Readable without colour and without UTF-8: each thing has its own
 * character. */

#ifndef FORESTAY_CHART_H
#define FORESTAY_CHART_H

#include "cli/show.h"

#define CHART_LABEL 24
#define CHART_WIDTH (SHOW_WIDTH - CHART_LABEL - 1)

struct chart {
	const struct look *look;
	const struct zone *zone;
	struct instant from, to; /* the axis; from < to */
	struct instant at;       /* the line */
};

/* What one column of a row shows; later ones hide earlier ones. */
enum cell {
	CELL_EMPTY,
	CELL_NO_BAR,
	CELL_HOLD,
	CELL_BARRED,
	CELL_STATE,    /* a fact that holds */
	CELL_EVENT,    /* something happened */
	CELL_CLOCK,    /* a clock runs */
	CELL_LATEST,   /* its latest end */
	CELL_EARLIEST, /* hides the latest where both fall in one column */
	CELL_HORIZON
};

struct chart_row {
	enum cell cells[CHART_WIDTH];
};

void chart_clear(struct chart_row *row);
/* From a up to, not including, b. */
void chart_span(const struct chart *ch, struct chart_row *row, struct instant a,
    struct instant b, enum cell cell);
void chart_mark(const struct chart *ch, struct chart_row *row, struct instant t,
    enum cell cell);
enum cell chart_verdict(enum verdict v);

void chart_axis(struct buf *b, const struct chart *ch);
void chart_print(struct buf *b, const struct chart *ch, const char *label,
    const struct chart_row *row);
/* What each character means. */
void chart_legend(struct buf *b, const struct chart *ch);

#endif
