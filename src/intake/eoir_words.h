/* eoir_words.h - the words that facts of a release are said in; inside
 * eoir_facts.c and eoir_filings.c. */

#ifndef FORESTAY_EOIR_WORDS_H
#define FORESTAY_EOIR_WORDS_H

#include "intake/eoir_facts.h"

#define FACTS_MAX 1024
#define CODES_MAX 4096
#define NONE_MAX  8 /* kinds of which a release has all there is */

struct kept_code {
	const struct kind *kind;
	uint32_t code;
	const struct value *fields;
};

struct eoir_words {
	const struct vocab *v;
	struct arena *a;
	const struct kind *nationality, *final_order, *court, *hearing_place,
	    *court_custody, *custody, *represented, *language, *lead, *begun,
	    *merits, *circuit_remand, *decision, *reopen, *reconsider,
	    *bia_appeal, *petition, *stay, *application;
	const struct value **nat; /* 65536: fields of a nationality, or NULL */
	struct kept_code codes[CODES_MAX];
	const char *ids[64]; /* "1", "2" ... names of filings */
	/* "No other of that kind": one for everybody. */
	const struct fact *none[NONE_MAX];
	size_t nnone;
	const struct word *authorities[CASE_TYPES]; /* of orders */
	size_t ncodes;
};

struct telling {
	const struct eoir_telling *t;
	const struct eoir_case *c;
	const struct finality *f;
	const struct fact *facts[FACTS_MAX];
	size_t n;
	bool failed;
};

/* -- eoir_facts.c --------------------------------------------------------- */

/* A fact more, with the row it was read from; NULL: s->failed. */
struct fact *telling_add(struct telling *s, enum fact_type type,
    const struct kind *k, const struct rec *from);

/* No fields of a kind are known yet. */
struct value *telling_fields(struct telling *s, const struct kind *k);
const struct value *telling_code(struct telling *s, const struct kind *k,
    const char *prefix, uint32_t code);
void telling_id(struct value *v, const struct kind *k, const char *field,
    const char *id);

struct moment telling_days(uint16_t from, uint16_t to);
struct moment telling_on(uint16_t d);           /* 0: not known */
struct moment telling_perhaps_from(uint16_t d); /* on some day, if at all */
uint16_t telling_last_day(const struct telling *s);
bool telling_unknown(const struct rec *r, enum eoir_field f);

/* -- eoir_filings.c ------------------------------------------------------- */

/* Decisions, motions, appeals, applications. */
void tell_filings(struct telling *s);

#endif
