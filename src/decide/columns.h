/* columns.h - people as columns: what the population evaluator reads.
 *
 * Pure: pointers and counts, nothing owned.  Rows are people.  For each kind
 * of fact there is a table; what all facts of one kind say of one person is
 * a *form* (the words) and *holes* (the times, pages and names).  A few
 * thousand forms serve millions of people, so what an order asks of words it
 * asks once a form, and of times it asks columns of numbers.
 *
 * Nothing is lost: columns_person() makes of any row the person that was
 * added, and the scalar evaluator says of it what it said of the first.
 * docs/segments.md says how this lies in a file. */

#ifndef FORESTAY_COLUMNS_H
#define FORESTAY_COLUMNS_H

#include "core/arena.h"
#include "core/buf.h"
#include "record/person.h"

/* Told row by row, in this order in the words of a row. */
enum hole {
	HOLE_FROM = 1 << 0,
	HOLE_TO = 1 << 1,
	HOLE_SEEN = 1 << 2,
	HOLE_RECORDED = 1 << 3,
	HOLE_CONFIRMED = 1 << 4,
	HOLE_REFUSED = 1 << 5,
	HOLE_SOURCE = 1 << 6,
	HOLE_PAGE = 1 << 7,
	HOLE_ID = 1 << 8,
	HOLE_FILING = 1 << 9,
	HOLE_OF = 1 << 10,
	HOLE_OTHER = 1 << 11,    /* 0: this person; n: row rows + n - 1;
				  * OTHER_ROOT: whose relation led here */
	HOLE_PLACE = 1 << 12,    /* among the person's facts */
	HOLE_CORRECTS = 1 << 13, /* the place of another */
	HOLE_OVER = 1 << 14      /* how many, and the place of each */
};
#define OTHER_ROOT  UINT32_MAX

/* Holes that change no value of the conditions asked of columns. */
#define HOLES_INERT (HOLE_PAGE | HOLE_ID | HOLE_FILING | HOLE_OF | HOLE_OTHER)

struct form_fact {
	struct fact fact; /* holes are empty in it */
	unsigned holes;   /* what stands in the words of the row */
};

/* What the facts of one kind say of one person.  The one that was held or
 * happened, if any, is the first. */
#define FORM_FACTS 4u

struct form {
	const struct form_fact *facts;
	size_t nfacts; /* 1 to FORM_FACTS */
	bool from_day; /* facts[0].from is the day in column day[0] */
	bool to_day;   /* facts[0].to is the day in column day[1] */
	bool timed;    /* those with HOLE_RECORDED were at the instant in the
			* column `recorded`, and not in the words */
	bool plain;    /* nothing else that could matter is in the words */
};

#define CODE_NONE     0u /* no fact of this kind */
#define CODE_MANY     1u /* in the words: how many; each one's form, and holes */
#define CODE_FIRST    2u /* code c: forms[c - CODE_FIRST] */

/* Rows of a block share a line of each zone map. */
#define COLUMNS_BLOCK 4096u

struct zone_map {
	uint32_t form_lo, form_hi;
	uint16_t day_lo[2], day_hi[2]; /* 0 (none) is left out: lo > hi when
					* no row has a day */
};

struct kind_table {
	const struct kind *kind; /* NULL: blanket absences; lists */
	const struct form *forms;
	size_t nforms;
	const struct form *each; /* those that only CODE_MANY names */
	size_t neach;
	/* NULL: nobody has a fact of it.  A code a row, each `width` bytes. */
	const void *code;
	unsigned width;           /* 1, 2, 4 */
	const uint16_t *day[2];   /* 0: none; else day0 + code - 1; or NULL */
	const uint32_t *recorded; /* 1 + index in instants; 0: in the form;
				   * or NULL */
	const uint32_t *at;       /* rows + 1; or NULL: no row has words */
	const uint32_t *words;
	const struct zone_map *zones; /* one a block of rows */
};

/* What is touched before it is read. */
enum columns_part {
	COLUMNS_ZONES, /* of a table, all of them */
	COLUMNS_ROWS,  /* codes, days and recording of a table */
	COLUMNS_WORDS, /* and where its words are, and they */
	COLUMNS_MARKS, /* of no table */
	COLUMNS_WHO    /* of no table: marks, and who people are */
};

#define MARK_IS     1u /* it says who they are, or are not (`person is`) */
#define MARK_LINKED 2u /* a fact corrects or stands over another */

struct columns {
	const struct vocab *vocab;
	size_t rows; /* people; */
	size_t all;  /* and those whom relations name, after them */
	/* vocab->nkinds of them by kind's index, then the two below. */
	const struct kind_table *tables;
	size_t ntables;
	int32_t day0;
	const struct moment *moments; /* those that are not one day */
	size_t nmoments;
	const struct instant *instants; /* of recording, ascending */
	const uint32_t *instant_rank;   /* words name them as they came */
	size_t ninstants;
	const struct source *sources;
	size_t nsources;
	const uint64_t *string_at; /* nstrings + 1, into strings */
	size_t nstrings;
	const char *strings;
	/* id, name, and by what else the person is known (columns_known_put),
	 * each with its NUL; an empty name is none. */
	const uint64_t *who_at; /* all + 1 */
	const char *who;
	const uint8_t *marks; /* all */
	/* Before a part of n rows from row on is read; or NULL.  0, or
	 * E_BROKEN. */
	int (*touch)(void *ctx, enum columns_part part, size_t table,
	    size_t row, size_t n);
	void *ctx;
};

static inline int
columns_touch(const struct columns *c, enum columns_part part, size_t table,
    size_t row, size_t n)
{
	return c->touch == NULL ? 0 : c->touch(c->ctx, part, table, row, n);
}

#define TABLE_BLANKET(c) ((c)->ntables - 2) /* no kind: nothing else */
#define TABLE_LISTS(c)   ((c)->ntables - 1)

/* A time in the words: one day, its number; else moments[n - 1]. */
#define MOMENT_DAY_BIT   0x80000000u
#define MOMENT_DAY_ZERO  0x40000000

/* Of a column of days; 0: none. */
struct moment columns_day(const struct columns *c, uint16_t code);

static inline uint32_t
table_code(const struct kind_table *t, size_t row)
{
	if (t->code == NULL)
		return CODE_NONE;
	switch (t->width) {
	case 1:
		return ((const uint8_t *)t->code)[row];
	case 2:
		return ((const uint16_t *)t->code)[row];
	default:
		return ((const uint32_t *)t->code)[row];
	}
}

/* The person of a row, as it was added but for the order of the facts; lives
 * in a.  row < all.  0, E_NOMEM, E_BROKEN. */
int columns_person(struct arena *a, const struct columns *c, size_t row,
    const struct person **out) MUST_CHECK;

/* The same with the facts of some kinds alone, of[] by table; a person with
 * MARK_LINKED is given whole.  NULL: all. */
int columns_person_of(struct arena *a, const struct columns *c, size_t row,
    const bool *of, const struct person **out) MUST_CHECK;

/* What somebody is known by, or said to be, as one text without NUL; and back:
 * false when it is none.  The value lies in s. */
void columns_known_put(struct buf *b, const struct known_as *k);
bool columns_known_read(const char *s, struct known_as *k);

/* What a row is known by; after COLUMNS_WHO of it was touched. */
const char *columns_id(const struct columns *c, size_t row);

#endif
