/* vocab.h - what can be said of people, acts and places.
 *
 * The vocabulary is declared in text (casebook/removal.vocab), so another
 * field of law is a new vocabulary and no new C.  src/law reads the text
 * and builds these; src/record and src/decide only look. */

#ifndef FORESTAY_VOCAB_H
#define FORESTAY_VOCAB_H

#include <stdbool.h>
#include <stddef.h>

#include "core/count.h"
#include "core/instant.h"
#include "terms/tri.h"

enum kind_type { KIND_STATE, KIND_RELATION, KIND_EVENT, KIND_FILING };

enum kind_number {
	NUMBER_ONE, /* a later value ends an earlier one */
	NUMBER_MANY,
	NUMBER_WHOLE_SET /* a recorded value is the whole set */
};

/* What may stand in a field.  Taken from the field's name: agency (also by),
 * place (also country, designated, from, to, out_of), authority (also
 * under), party are declared words; anything else is free: an identifier, a
 * number, a string or a time. */
enum field_type {
	FIELD_FREE,
	FIELD_PLACE,
	FIELD_AGENCY,
	FIELD_AUTHORITY,
	FIELD_PARTY
};

struct field {
	const char *name;
	enum field_type type;
};

/* A kind of fact.  Its first field is the one `K is V` speaks of. */
struct kind {
	const char *name; /* "custody", "a_file.produced" */
	enum kind_type type;
	enum kind_number number; /* states and relations */
	bool has_stale;          /* else it persists */
	struct length stale;     /* past its last sighting */
	const struct field *fields;
	size_t nfields;
	/* Filings only.  steps[0] opens; those from first_closing on close. */
	const char *const *steps;
	size_t nsteps;
	size_t first_closing;
	const char *const *of; /* kinds it may be `of` */
	size_t nof;
	const char *text; /* for people, or NULL */
	size_t index;     /* in vocab.kinds */
};

/* Something a declared word may name: a place, agency, authority, party. */
struct word {
	const char *name; /* "area.DET" */
	enum field_type type;
	const struct word **in; /* what it lies in, nearest first */
	size_t nin;
};

struct implied_field {
	const char *field;
	const char *value;
};

/* One state an act implies, with some of its fields. */
struct implied {
	const struct kind *kind;
	const struct implied_field *fields;
	size_t nfields;
};

/* An act: removal (from, to, under, by).  Its kind may say what it leaves:
 * a removal ends outside the United States.  What it implies are states with
 * some fields, each yes at the act's instant: removal implies
 * custody (agency is ICE) and present (place in US). */
struct act_kind {
	const char *name;
	const struct field *slots;
	size_t nslots;
	const struct word *leaves; /* the place it ends outside of, whatever
				    * its destination; or NULL */
	const struct implied *implies;
	size_t nimplies;
	const char *text;
};

struct vocab {
	const char *name;
	struct kind **kinds;
	size_t nkinds;
	struct word **words;
	size_t nwords;
	struct act_kind **acts;
	size_t nacts;
};

/* Look-ups; NULL when nothing has that name. */
const struct kind *vocab_kind(const struct vocab *v, const char *name);
const struct word *vocab_word(const struct vocab *v, enum field_type type,
    const char *name);
const struct word *vocab_any_word(const struct vocab *v, const char *name);
const struct act_kind *vocab_act(const struct vocab *v, const char *name);
int kind_field(const struct kind *k, const char *name);   /* or -1 */
int kind_step(const struct kind *k, const char *name);    /* or -1 */
int act_slot(const struct act_kind *k, const char *name); /* or -1 */
enum field_type field_type_of(const char *name);

/* The longest declared kind that path begins with; *rest is what follows
 * its dot ("" when nothing does): "motion_to_reopen.filed" gives
 * motion_to_reopen and "filed".  NULL when none. */
const struct kind *vocab_path(const struct vocab *v, const char *path,
    const char **rest);

/* Whether place a lies in place b.  Yes if b is a or holds a; no if two
 * different places of one kind (the part before the dot; a name without a
 * dot is a country) hold them, for places of one kind do not overlap; else
 * unknown. */
enum tri word_in(const struct word *a, const struct word *b);

#endif
