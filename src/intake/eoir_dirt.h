/* eoir_dirt.h - what was wrong in a release, and what was done about it.
 *
 * Nothing is dropped and nothing is guessed: a row is mended where one
 * mending is certain, else what it said is kept as unknown.  Every case of
 * it is a line of the report. */

#ifndef FORESTAY_EOIR_DIRT_H
#define FORESTAY_EOIR_DIRT_H

#include "core/buf.h"
#include "intake/eoir_table.h"

enum dirt_cause {
	DIRT_SURPLUS,    /* more fields than columns: tabs in the row */
	DIRT_SHORT,      /* fewer fields than columns */
	DIRT_SHIFTED,    /* as many, but under the wrong columns */
	DIRT_NEWLINE,    /* a line end inside a field */
	DIRT_NUL,        /* a NUL byte */
	DIRT_CONTROL,    /* a control character, a backslash */
	DIRT_BLANKS,     /* blanks before or doubled inside a field */
	DIRT_QUOTE,      /* a quote, which is data here */
	DIRT_LATIN1,     /* a byte above ASCII: latin-1 */
	DIRT_DATE,       /* no such date, or not one of this column */
	DIRT_CODE,       /* a code that no table lists */
	DIRT_NUMBER,     /* a key that is no number */
	DIRT_CASE_TYPE,  /* rows of one case differ in its type */
	DIRT_DUPLICATE,  /* the same row twice */
	DIRT_CONFLICT,   /* one key, two rows that differ */
	DIRT_NO_CASE,    /* proceedings of no row in A_TblCase */
	DIRT_NO_PARENT,  /* a row of a case that is nowhere else */
	DIRT_NO_HEARING, /* a case of no proceeding */
	DIRT_CAUSES
};

enum dirt_done {
	DONE_MENDED,  /* one mending was certain */
	DONE_UNKNOWN, /* kept as unknown */
	DONE_KEPT,    /* read as it stands */
	DONE_ONCE,    /* counted once */
	DIRT_DONE
};

const char *dirt_cause_text(enum dirt_cause c); /* "surplus-tabs" */
const char *dirt_done_text(enum dirt_done d);   /* "mended" */

#define DIRT_SAMPLE 16

struct dirt_line {
	uint32_t line; /* of the file, the header not counted; then the row */
	unsigned char table;
	unsigned char cause;
	unsigned char done;
	unsigned char nsample;
	short column; /* of the file; -1: the row */
	char sample[DIRT_SAMPLE];
};

/* Lines found by one worker. */
struct dirt {
	const struct mem *mem;
	struct dirt_line *lines;
	size_t n, cap;
	uint64_t counts[T_READ][DIRT_CAUSES];
	uint64_t done[DIRT_CAUSES][DIRT_DONE];
	bool full; /* LIMIT_DIRT_LINES: counted, no longer kept */
	bool failed;
};

void dirt_init(struct dirt *d, const struct mem *mem);
void dirt_release(struct dirt *d);
void dirt_add(struct dirt *d, enum eoir_table_id t, uint32_t line, int column,
    enum dirt_cause cause, enum dirt_done done, const char *s, size_t n);

/* Take all of from into d; from is empty then. */
void dirt_merge(struct dirt *d, struct dirt *from);

/* By table and line. */
void dirt_sort(struct dirt *d);

uint64_t dirt_count(const struct dirt *d, enum dirt_cause c);

#endif
