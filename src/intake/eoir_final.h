/* eoir_final.h - whether a case has a final order of removal.
 *
 * Pure.  No column of a release says so: it follows from the proceedings,
 * what was appealed, what the Board and the courts of appeals did, and what
 * was reopened (8 CFR 1241.1, 1003.39, 1003.6).  What the rows cannot tell,
 * above all whether somebody granted voluntary departure has left, is
 * UNKNOWN and never guessed. */

#ifndef FORESTAY_EOIR_FINAL_H
#define FORESTAY_EOIR_FINAL_H

#include "intake/eoir_case.h"

enum finality_is { FINALITY_NO, FINALITY_YES, FINALITY_UNKNOWN, FINALITIES };

enum finality_basis {
	BASIS_NO_PROCEEDING,
	BASIS_PENDING,     /* before the judge */
	BASIS_NO_ORDER,    /* decided: no order of removal */
	BASIS_IN_ABSENTIA, /* final at once */
	BASIS_WAIVED,      /* no appeal reserved */
	BASIS_LAPSED,      /* the time to appeal passed */
	BASIS_WINDOW_OPEN, /* it has not */
	BASIS_LATE_APPEAL, /* an appeal came when it had */
	BASIS_PENDING_BOARD,
	BASIS_DISMISSED,
	BASIS_WITHDRAWN,
	BASIS_UNDONE,       /* reopened, remanded, sustained */
	BASIS_DEPARTURE,    /* voluntary: not to be told */
	BASIS_OTHER_ORDER,  /* the case rests on an order made elsewhere */
	BASIS_DIRT,         /* a row that counts cannot be read */
	BASIS_INCONSISTENT, /* rows that cannot all be so */
	BASES
};

const char *finality_basis_text(enum finality_basis b);

/* A row it rests on. */
struct finality_row {
	uint8_t table; /* enum eoir_table_id */
	uint32_t line;
};

#define FINALITY_ROWS 8
#define FINALITY_PAST 8

/* An order that was final and was undone. */
struct finality_past {
	uint16_t from, to; /* day16; to 0: not known */
	uint8_t table;
	uint32_t line;
};

struct finality {
	enum finality_is is;
	enum finality_basis basis;
	/* YES: final since a day from first to last, one day if it is known.
	 * UNKNOWN: not before first (0: at any time). */
	uint16_t first, last;               /* day16 */
	const struct rec_proceeding *order; /* whose decision, or NULL */
	enum case_type type; /* under which it was decided; CASE_NONE: more
			      * than one may be */
	bool withheld;       /* removal to deported_1 withheld or deferred */
	struct finality_row rows[FINALITY_ROWS];
	size_t nrows;
	struct finality_past past[FINALITY_PAST];
	size_t npast;
};

/* As the release has it, whole before as_of. */
void eoir_finality(const struct eoir_case *c, const struct eoir_codes *codes,
    uint16_t as_of, struct finality *out);

/* What a decision of that proceeding means, whatever case type its row and
 * the case's others may have; NULL: none, or it is not certain. */
const struct decision *eoir_decision(const struct eoir_case *c,
    const struct eoir_codes *codes, const struct rec_proceeding *p,
    enum case_type *type);

#endif
