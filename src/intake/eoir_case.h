/* eoir_case.h - what is kept of each row while a release is read, and all
 * the rows of one case together.
 *
 * Small on purpose: ten million cases are joined in memory. */

#ifndef FORESTAY_EOIR_CASE_H
#define FORESTAY_EOIR_CASE_H

#include "core/instant.h"
#include "intake/eoir_table.h"

/* A day from 1930 to 2109; 0: missing. */
#define DAY16_BASE (-14611) /* the day before 1930-01-01 */

static inline uint16_t
day16(struct day d)
{
	int32_t n = d.n - DAY16_BASE;

	return n > 0 && n <= UINT16_MAX ? (uint16_t)n : 0;
}

static inline struct day
day16_day(uint16_t d)
{
	return (struct day){ (int32_t)d + DAY16_BASE };
}

/* Whether what a field said is not known; a bit for each enum eoir_field
 * (the last few, of lead and rider, share one). */
#define UNKNOWN_BIT(f) \
	((uint32_t)1 << ((unsigned)(f) < 31 ? (unsigned)(f) : 31))
#define UNKNOWN_ROW UNKNOWN_BIT(F_NONE) /* all of it but its keys */

struct rec {
	uint32_t case_id;
	uint32_t line; /* of its table's file */
	uint32_t unknown;
	uint8_t table;
	uint8_t pad[3];
};

struct rec_case {
	struct rec r;
	uint32_t lang, court;
	uint16_t nat, represented, detained, released;
	uint8_t custody, type, pad[2];
};

struct rec_proceeding {
	struct rec r;
	uint32_t id, court, place, lang;
	uint16_t nat, deported_1, deported_2;
	uint16_t charged, input, transfer_in, completed, due;
	uint16_t detained, released;
	uint8_t decision, other, reserved, absentia, custody, type, pad[2];
};

enum appeal_type {
	APPEAL_UNKNOWN,
	APPEAL_CASE,
	APPEAL_CIRCUIT, /* a remand by a court of appeals */
	APPEAL_REOPEN,  /* a motion to the Board */
	APPEAL_MOTION,  /* from a judge's decision of a motion */
	APPEAL_OTHER    /* bond, interlocutory: no order turns on it */
};

struct rec_appeal {
	struct rec r;
	uint32_t id, proceeding, outcome;
	uint16_t filed, decided;
	uint8_t type, by, pad[2];
};

/* Joined to its appeal by id, before cases are put together. */
struct rec_federal {
	struct rec r; /* case_id: 0 */
	uint32_t appeal, outcome;
	uint16_t filed;
	uint8_t pad[2];
};

struct rec_motion {
	struct rec r;
	uint32_t proceeding, id;
	uint16_t type; /* two letters */
	uint16_t filed, completed;
	uint8_t outcome, stay, by, pad[3];
};

struct rec_application {
	struct rec r;
	uint32_t form;
	uint16_t filed;
	uint8_t outcome, pad;
};

struct rec_custody {
	struct rec r;
	uint16_t detained, released;
	uint8_t custody, pad[3];
};

struct rec_representative {
	struct rec r;
	uint16_t represented;
	uint8_t alien, pad;
};

struct rec_rider {
	struct rec r;
	uint32_t lead;
	uint16_t created, severed;
	uint8_t active, pad[3];
};

#define REC_LARGEST sizeof(struct rec_proceeding)

/* Bytes of a record of that table; 0 for what is checked and not kept. */
size_t rec_size(enum eoir_table_id t);

/* All rows of one case, each kind in the order of its file.  The case's own
 * row is NULL when there is none. */
#define CASE_ROWS_MAX 512

struct eoir_case {
	uint32_t id;
	const struct rec_case *own;
	const struct rec_proceeding *proceedings[CASE_ROWS_MAX];
	const struct rec_appeal *appeals[CASE_ROWS_MAX];
	const struct rec_motion *motions[CASE_ROWS_MAX];
	const struct rec_application *applications[CASE_ROWS_MAX];
	const struct rec_custody *custody[CASE_ROWS_MAX];
	const struct rec_representative *reps[CASE_ROWS_MAX];
	const struct rec_rider *riders[CASE_ROWS_MAX];
	const struct rec_federal *federal[CASE_ROWS_MAX]; /* of appeals[i] */
	size_t nproceedings, nappeals, nmotions, napplications, ncustody, nreps,
	    nriders;
	bool broken; /* a key no row answers to, rows that conflict, too many
		      * rows: no order can be read from it */
};

#endif
