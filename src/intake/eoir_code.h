/* eoir_code.h - the immigration courts' codes.
 *
 * Pure.  Codes are theirs: IZ is Iraq, and 88 of their country codes mean
 * another country in ISO 3166.  A release brings its own tables in Lookup/;
 * those kept here stand in for one that is missing, and say from where. */

#ifndef FORESTAY_EOIR_CODE_H
#define FORESTAY_EOIR_CODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/err.h"

/* Up to four bytes packed, the first lowest; 0 when n is 0, CODE_LONG when
 * it is longer. */
#define CODE_LONG UINT32_MAX

static inline uint32_t
code_pack(const char *s, size_t n)
{
	uint32_t v = 0;

	if (n > 4)
		return CODE_LONG;
	for (size_t i = 0; i < n; i++)
		v |= (uint32_t)(unsigned char)s[i] << (8 * i);
	return v;
}

/* The reverse. */
static inline void
code_text(uint32_t code, char out[5])
{
	for (unsigned i = 0; i < 4; i++)
		out[i] = (char)(code >> (8 * i) & 0xff);
	out[4] = '\0';
}

/* Codes that a table lists. */
struct code_set {
	uint32_t *slots; /* 0: free; a power of two of them */
	size_t mask;
	size_t n; /* 0: no table, anything goes */
};

bool code_set_has(const struct code_set *s, uint32_t code);

enum case_type {
	CASE_NONE, /* missing, or none of these */
	CASE_RMV,
	CASE_DEP,
	CASE_EXC,
	CASE_CFR,
	CASE_RFR,
	CASE_WHO,
	CASE_AOC,
	CASE_DDC,
	CASE_REC,
	CASE_CSR,
	CASE_NAC,
	CASE_CDR,
	CASE_DCC,
	CASE_TYPES
};

enum case_type case_type_read(const char *s, size_t n);
const char *case_type_text(enum case_type t); /* "RMV" */

/* tblLookupCourtDecision: what a code means for a case type and a kind of
 * decision, and whether the person has an order of removal by it. */
enum disposition {
	DISPOSITION_NONE, /* no such code for that case type and kind */
	DISPOSITION_REMOVAL,
	DISPOSITION_DEPARTURE, /* voluntary */
	DISPOSITION_OTHER
};

struct decision {
	enum disposition disposition;
	const char *outcome; /* "removal", "relief"; a word, never NULL */
};

enum bia_class {
	BIA_UNKNOWN, /* no such code, or one that settles nothing */
	BIA_DISMISSED,
	BIA_UNTIMELY, /* dismissed as late or waived */
	BIA_WITHDRAWN,
	BIA_DEPARTURE, /* dismissed with voluntary departure */
	BIA_UNDONE,    /* remanded, sustained, granted, terminated */
	BIA_DENIED
};

#define CODE_LETTERS 128

struct eoir_codes {
	struct code_set nat, lang, court, judge, bia, application;
	struct decision merits[CASE_TYPES][CODE_LETTERS]; /* kind C */
	bool other[CASE_TYPES][CODE_LETTERS];             /* kind O */
	const char
	    *decisions_from; /* the table's name, or where ours is from */
	unsigned char bia_class[64];
	uint32_t bia_codes[64];
	size_t nbia;
};

/* Codes with blanks between, of the release that eoir_kept.c names. */
extern const char eoir_kept_courts[], eoir_kept_judges[];

/* With the tables kept here. */
int codes_init(struct arena *a, struct eoir_codes *c) MUST_CHECK;

/* Take one table of Lookup/ (its bytes; its name with or without .csv).
 * One that is not known is passed by.  0, E_NOMEM; E_SYNTAX: it has not the
 * columns it must have, *c is as it was. */
int codes_take(struct arena *a, struct eoir_codes *c, const char *name,
    const char *bytes, size_t n) MUST_CHECK;

enum bia_class codes_bia(const struct eoir_codes *c, uint32_t code);

/* The countries (ISO 3166-1 alpha-2) that a nationality code may mean:
 * "IQ"; "CZ SK" for a country that is no more; "" when it means none or
 * nobody knows; NULL when there is no such code. */
const char *nat_countries(uint32_t code);

#endif
