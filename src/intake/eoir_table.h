/* eoir_table.h - the tables of a release: their columns by name, and what
 * may stand in each.
 *
 * A column is known by its name or an alias, whatever its case and place in
 * the file ("Sex" was GENDER before 2025; some end in _Remove).  Columns no
 * fact is taken from are checked all the same: a cell that breaks its kind
 * tells that a row has slipped. */

#ifndef FORESTAY_EOIR_TABLE_H
#define FORESTAY_EOIR_TABLE_H

#include "intake/eoir_code.h"

#define EOIR_COLUMNS_MAX 96 /* of one table */

/* What may stand in a cell. */
enum cell {
	CELL_ANY,
	CELL_KEY,    /* digits, always there */
	CELL_NUMBER, /* digits, a sign, a point */
	CELL_FLAG,   /* 0, 1, Y, N, one letter */
	CELL_PAST,   /* a date no later than the release */
	CELL_DATE,   /* a date, also to come */
	CELL_ENTRY,  /* a date of a life: from 1900 */
	CELL_BIRTH,  /* M/YYYY */
	CELL_TIME,   /* HHMM */
	CELL_ZIP,
	CELL_STATE,
	CELL_CITY, /* text; two halves of one may stand apart */
	CELL_NAT,  /* these below have a table of codes */
	CELL_LANG,
	CELL_CUSTODY,
	CELL_CASE_TYPE,
	CELL_COURT,
	CELL_JUDGE,
	CELL_PLACE,    /* of hearings; no complete table */
	CELL_DECISION, /* one letter; judged with its case type */
	CELL_OTHER_COMP,
	CELL_RESERVED,
	CELL_ABSENTIA,
	CELL_BIA,
	CELL_APPEAL_TYPE,
	CELL_FILED_BY,
	CELL_APPLICATION,
	CELL_APPL_DEC,
	CELL_MOTION_DEC,
	CELL_WORD /* a code of few letters that nothing here lists */
};

/* The columns facts are taken from, by what they mean. */
enum eoir_field {
	F_NONE,
	F_ID,
	F_CASE,
	F_NAT,
	F_LANG,
	F_CUSTODY,
	F_CASE_TYPE,
	F_COURT,
	F_PLACE,
	F_REPRESENTED,
	F_DETAINED,
	F_RELEASED,
	F_CHARGED,
	F_INPUT,
	F_TRANSFER_IN,
	F_COMPLETED,
	F_DUE,
	F_DECISION,
	F_OTHER_COMP,
	F_RESERVED,
	F_ABSENTIA,
	F_DEPORTED_1,
	F_DEPORTED_2,
	F_PROCEEDING,
	F_TYPE,
	F_FILED,
	F_BY,
	F_DECIDED,
	F_OUTCOME,
	F_APPEAL,
	F_STAY,
	F_LEAD,
	F_CREATED,
	F_SEVERED,
	F_ACTIVE,
	EOIR_FIELDS
};

enum eoir_table_id {
	T_CASE,
	T_PROCEEDING,
	T_APPEAL,
	T_FEDERAL,
	T_MOTION,
	T_APPLICATION,
	T_CUSTODY,
	T_REPRESENTATIVE,
	T_LEAD_RIDER,
	T_BOND,
	T_CHARGE,
	T_READ, /* so many are read; the others are counted */
	T_COUNTED = T_READ
};

struct eoir_column {
	const char *name; /* "Sex|GENDER" */
	enum cell cell;
	enum eoir_field field;
};

struct eoir_table {
	const char *name;
	bool needed; /* without it nothing can be said */

	const struct eoir_column *columns;
	size_t ncolumns;
};

extern const struct eoir_table eoir_tables[T_READ];

/* A header as it stands in a file. */
struct eoir_header {
	size_t ncolumns;
	const char *names[EOIR_COLUMNS_MAX]; /* in the arena */
	enum cell cells[EOIR_COLUMNS_MAX];
	short at[EOIR_FIELDS]; /* column of a field, or -1 */
	bool crlf;
};

/* Read a header line (no line end).  E_SYNTAX: too many columns, or one a
 * fact is taken from is not there; *missing names it. */
int eoir_header_read(struct arena *a, const struct eoir_table *t,
    const char *line, size_t n, struct eoir_header *out,
    const char **missing) MUST_CHECK;

/* Which table has this name ("a_tblcase", with or without ".csv"); T_READ
 * when it is none that is read. */
enum eoir_table_id eoir_table_named(const char *name);

/* Whether the cell may stand there at all, whatever tables of codes say: by
 * it a row is laid under its header.  Missing fits but in CELL_KEY. */
bool cell_fits(enum cell cell, const char *s, size_t n);

#endif
