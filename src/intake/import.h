/* import.h - a table of people, into a store.
 *
 * The rows are read under a mapping, understood against the store's
 * vocabulary, and compared with what is on record: what is there already is
 * not written again, so that the same table brought twice changes nothing.
 * Who carries a number exactly is that person; anyone else is a new one,
 * and listed when near somebody.  Nobody is merged, nothing is corrected,
 * a blank erases nothing.
 *
 * Every row or cell that is not taken is listed with its place, its value,
 * why, and what to do. */

#ifndef FORESTAY_IMPORT_H
#define FORESTAY_IMPORT_H

#include "intake/mapping.h"
#include "intake/people.h"
#include "intake/say.h"
#include "intake/sheet.h"
#include "intake/stored.h"
#include "store/candidates.h"

struct import_fact {
	const char *text;
	unsigned line;
	bool loss;          /* waits for a second person ... */
	bool lowers;        /* ... for what is on record beside it */
	const char *unseen; /* ... or may: why that is not known; or NULL */
	bool on_record;
	bool left_out; /* refused: it is a reject */
};

/* Of a row about somebody: a cell, or all of it, that could not be read. */
struct import_unread {
	const char *person; /* of the store, when it is not the row's own */
	unsigned line;
	const char *column, *value; /* may be NULL */
	const char *why;
	bool on_record; /* or nobody's: it is not written */
};

struct import_person {
	struct people_entry *entry;
	const char *id; /* of the store; NULL until it is known */
	bool is_new;
	unsigned line; /* of their first row */
	struct identifier *ids;
	bool *ids_on_record;
	size_t nids, cap_ids;
	bool number_waits; /* those of them that name one person */
	struct import_fact *facts;
	size_t nfacts, cap_facts;
	struct import_unread *unread;
	size_t nunread, cap_unread;
	const struct candidate *near; /* others, that may be they */
	size_t nnear;
};

/* A column as it is read. */
struct import_column {
	const char *heading; /* of the table */
	const char *means;   /* of docs/people-files.md; "#": left out */
	bool guessed;
};

struct import {
	struct arena *arena;
	const struct stored *st;
	const struct sheet *sheet;
	const struct mapping *mapping;
	const char *zone; /* name, or NULL */
	const char
	    *document;    /* "sha256:..." that shows what is lost, or NULL */
	const char *file; /* hash of the table itself, or NULL */
	unsigned heading_row; /* 0: to be found */
	size_t heading;       /* index in the sheet's rows */
	struct import_column columns[LIMIT_COLUMNS];
	size_t ncolumns;
	size_t nguessed;
	struct people people; /* its rejects are the import's */
	struct people_taker taker;
	struct import_person **persons;
	size_t npersons, cap_persons;
	size_t rows, rows_taken;
	size_t nfacts, nfacts_new, nlosses_new, nids_new, nnew;
	size_t nunread_new;
	/* Cells of the row being read that hold no value. */
	struct import_unread *blanks;
	size_t nblanks, cap_blanks;
};

/* arena, st, sheet, mapping, zone, document and heading_row are set; find
 * the heading and read every row.  0, E_NOMEM, E_LIMIT. */
int import_read(struct import *im) MUST_CHECK;

/* Compare with what is on record.  Rows about whom a number and a name
 * disagree, or two records with one number, become rejects. */
int import_compare(struct import *im) MUST_CHECK;

/* Of p, once; its person may be NULL.  0 or E_NOMEM. */
int import_unread_add(struct import *im, struct import_person *p,
    const struct import_unread *one) MUST_CHECK;

/* What could not be read of each person, beside what is on record; of
 * import_compare. */
int import_unread(struct import *im) MUST_CHECK;
int import_unread_say(const struct import_person *p,
    struct saying *s) MUST_CHECK;

/* Weigh what is new of each person (weigh_said.h): what makes an answer
 * lower waits, and without a document what lowers BARRED becomes a reject.
 * author is whoever brings it.  progress may be NULL. */
int import_weigh(struct import *im, const char *author,
    void (*progress)(void *ctx, size_t done, size_t all), void *ctx) MUST_CHECK;

/* Those on record, or new in this import, to whom each new person is near.
 * Of the entries that are there by now.  progress may be NULL. */
int import_near(struct import *im, uint64_t through,
    void (*progress)(void *ctx, size_t done, size_t all), void *ctx) MUST_CHECK;

/* Entries for persons [from, to): what is not on record. */
int import_say(const struct import *im, size_t from, size_t to,
    struct saying *s) MUST_CHECK;

#endif
