/* ice.h - what Immigration and Customs Enforcement releases: arrests,
 * detentions, removals, encounters, detainers.
 *
 * Workbooks of a million rows and more (XLSX), comma-separated values, or
 * bar-separated ones packed with gzip; title rows before the header, several
 * sheets one below the other, redactions as text.  Rows are streamed; some
 * sixty bytes of each are kept.  Rows with one identifier are one person,
 * "ice:IDENTIFIER"; a row without one is a person of its own.  These data
 * and the courts' share no key: nobody here is the same as anybody there. */

#ifndef FORESTAY_ICE_H
#define FORESTAY_ICE_H

#include "record/person.h"
#include "store/files.h"

/* What an entry says it was read by: another when facts differ. */
#define ICE_READER "ice-1"

enum ice_kind {
	ICE_ARRESTS,
	ICE_DETENTIONS,
	ICE_REMOVALS,
	ICE_ENCOUNTERS,
	ICE_DETAINERS,
	ICE_KINDS
};

const char *ice_kind_text(enum ice_kind k); /* "arrests" */

struct ice_counts {
	uint64_t rows, title_rows, sheets, people;
	uint64_t redacted; /* cells: kept as missing */
	uint64_t unnamed;  /* rows without an identifier */
	uint64_t bad_dates, bad_countries;
	uint64_t by_kind[ICE_KINDS];
};

struct ice_options {
	const char *reader; /* forestay-doc, for what is packed */
	bool (*progress)(void *ctx, const char *what, uint64_t done,
	    uint64_t all); /* false: stop */
	void *ctx;
};

struct ice;

/* Read the file.  0; E_SYNTAX: no sheet has a header that is known; E_AGAIN,
 * E_IO, E_LIMIT, E_NOMEM; *why in the arena. */
int ice_read(struct arena *a, const struct mem *mem, const char *path,
    const struct ice_options *o, struct ice **out, const char **why) MUST_CHECK;
void ice_free(struct ice *i); /* accepts NULL */

/* Each person, in the order of identifiers. */
int ice_each(struct ice *i, const struct vocab *v,
    int (*each)(void *ctx, const struct person *p), void *ctx,
    const char **why) MUST_CHECK;

const struct ice_counts *ice_counts_of(const struct ice *i);

/* ISO 3166-1 alpha-2 of a country's name; several, parted by blanks, when it
 * may be any of them; NULL: no such name. */
const char *ice_country(const char *name);

/* A cell that only says that it was struck out. */
bool ice_redacted(const char *cell);

/* "2019-01-02", "2019-01-02 10:00", "1/2/2019 10:00", or a serial number of
 * a spreadsheet; false: none of them, or not from 1930 to 2109. */
bool ice_day(const char *cell, struct day *out);

#endif
