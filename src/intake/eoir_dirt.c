/* eoir_dirt.c - see eoir_dirt.h. */

#include "intake/eoir_dirt.h"

#include <stdlib.h>
#include <string.h>

#include "core/limits.h"

static const char *const causes[DIRT_CAUSES] = {
	[DIRT_SURPLUS] = "surplus-tabs",
	[DIRT_SHORT] = "short-row",
	[DIRT_SHIFTED] = "shifted",
	[DIRT_NEWLINE] = "line-end-in-field",
	[DIRT_NUL] = "nul",
	[DIRT_CONTROL] = "control",
	[DIRT_BLANKS] = "blanks",
	[DIRT_QUOTE] = "quote",
	[DIRT_LATIN1] = "latin-1",
	[DIRT_DATE] = "bad-date",
	[DIRT_CODE] = "unknown-code",
	[DIRT_NUMBER] = "bad-key",
	[DIRT_CASE_TYPE] = "case-type-differs",
	[DIRT_DUPLICATE] = "duplicate-row",
	[DIRT_CONFLICT] = "rows-conflict",
	[DIRT_NO_CASE] = "proceeding-without-case",
	[DIRT_NO_PARENT] = "row-without-case",
	[DIRT_NO_HEARING] = "case-without-proceeding",
};

static const char *const done_words[DIRT_DONE] = {
	[DONE_MENDED] = "mended",
	[DONE_UNKNOWN] = "unknown",
	[DONE_KEPT] = "kept",
	[DONE_ONCE] = "counted-once",
};

const char *
dirt_cause_text(enum dirt_cause c)
{
	return causes[c];
}

const char *
dirt_done_text(enum dirt_done d)
{
	return done_words[d];
}

void
dirt_init(struct dirt *d, const struct mem *mem)
{
	memset(d, 0, sizeof(*d));
	d->mem = mem;
}

void
dirt_release(struct dirt *d)
{
	d->mem->free(d->mem->ctx, d->lines);
	d->lines = NULL;
	d->n = d->cap = 0;
}

static bool
dirt_room(struct dirt *d, size_t n)
{
	struct dirt_line *grown;
	size_t cap = d->cap < 1024 ? 1024 : d->cap;

	if (n > LIMIT_DIRT_LINES) {
		d->full = true;
		return false;
	}
	while (cap < n)
		cap *= 2;
	if (cap == d->cap)
		return true;
	grown = d->mem->alloc(d->mem->ctx, cap * sizeof(*grown));
	if (grown == NULL) {
		d->failed = true;
		return false;
	}
	if (d->n > 0)
		memcpy(grown, d->lines, d->n * sizeof(*grown));
	d->mem->free(d->mem->ctx, d->lines);
	d->lines = grown;
	d->cap = cap;
	return true;
}

void
dirt_add(struct dirt *d, enum eoir_table_id t, uint32_t line, int column,
    enum dirt_cause cause, enum dirt_done done, const char *s, size_t n)
{
	struct dirt_line *l;

	d->counts[t][cause]++;
	d->done[cause][done]++;
	if (!dirt_room(d, d->n + 1))
		return;
	if (n > DIRT_SAMPLE)
		n = DIRT_SAMPLE;
	l = &d->lines[d->n++];
	*l = (struct dirt_line){ .line = line,
		.table = (unsigned char)t,
		.cause = (unsigned char)cause,
		.done = (unsigned char)done,
		.nsample = (unsigned char)n,
		.column = (short)column };
	if (n > 0)
		memcpy(l->sample, s, n);
}

void
dirt_merge(struct dirt *d, struct dirt *from)
{
	if (from->n > 0 && dirt_room(d, d->n + from->n)) {
		memcpy(d->lines + d->n, from->lines,
		    from->n * sizeof(*d->lines));
		d->n += from->n;
	}
	for (unsigned t = 0; t < T_READ; t++)
		for (unsigned c = 0; c < DIRT_CAUSES; c++)
			d->counts[t][c] += from->counts[t][c];
	for (unsigned c = 0; c < DIRT_CAUSES; c++)
		for (unsigned k = 0; k < DIRT_DONE; k++)
			d->done[c][k] += from->done[c][k];
	d->full |= from->full;
	d->failed |= from->failed;
	dirt_release(from);
	dirt_init(from, from->mem);
}

static int
dirt_order(const void *a, const void *b)
{
	const struct dirt_line *x = a, *y = b;

	if (x->table != y->table)
		return x->table < y->table ? -1 : 1;
	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	if (x->column != y->column)
		return x->column < y->column ? -1 : 1;
	return (int)x->cause - (int)y->cause;
}

void
dirt_sort(struct dirt *d)
{
	if (d->n > 1)
		qsort(d->lines, d->n, sizeof(*d->lines), dirt_order);
}

uint64_t
dirt_count(const struct dirt *d, enum dirt_cause c)
{
	uint64_t n = 0;

	for (unsigned k = 0; k < DIRT_DONE; k++)
		n += d->done[c][k];
	return n;
}
