/* givens.h - what a `person` line says, made into facts.
 *
 * Vignettes and people files speak of people in the same words (SEMANTICS
 * 10 and 12): src/law reads them, this turns them into the facts that
 * src/decide looks at.  src/record cannot, since it knows no law.
 *
 * How a given becomes a fact:
 * - A line is known from its earliest instant: a fact is recorded at the
 *   first minute of its `since`, its own instant or the day it was seen;
 *   one without a date, from the beginning.  An absence is recorded no
 *   earlier than the first minute of its `through`: what has not yet not
 *   happened cannot be known.  `recorded I` says otherwise; a day given
 *   there counts from its last minute.
 * - An absence, and a person's being on a complete list's outside, takes
 *   protection away, so it is a loss: confirmed when recorded, unless the
 *   line says `unconfirmed`.
 * - The first step of a filing opens a new one; a later step belongs to the
 *   last of its kind.  `as m1` names a filing, `of m1` what it is of.
 * - A relation's fields that are facts of the other person make that
 *   person, with those facts throughout; with `person` the caller says who
 *   it is. */

#ifndef FORESTAY_GIVENS_H
#define FORESTAY_GIVENS_H

#include "core/arena.h"
#include "core/zone.h"
#include "law/law.h"
#include "record/person.h"

/* A person while facts are added.  Zeroed, with id, law, zone and arena
 * set, it is empty. */
struct givens {
	struct arena *arena;
	const struct law *law;
	const struct zone *zone;     /* in which days are recorded */
	bool zone_binds;             /* facts carry zone; else a day is of
				      * the order that asks */
	const struct source *source; /* where a given names none; or NULL */
	const struct person *other;  /* whom the next given names with
				      * `person`; or NULL */
	const struct entry *entry;   /* of a store: it says when, and whether
				      * it counts; or NULL */
	bool losses_need_document;   /* an absence without a document is
				      * taken as unconfirmed */
	const struct fact **facts;
	size_t nfacts, cap_facts;
	struct known_as *as;
	size_t nas, cap_as;
	size_t nfilings;     /* to name those that nobody names */
	size_t nunconfirmed; /* losses that lack a document */
};

/* Add one given.  0, E_NOMEM, or E_LIMIT when the person has LIMIT_FACTS
 * facts; nothing is added then. */
int givens_add(struct givens *g, const struct given *given) MUST_CHECK;

/* One thing more that they are known by, or said to be. */
int givens_known(struct givens *g, const struct known_as *known) MUST_CHECK;

/* What was added, as a person.  The arrays are the givens' own: adding
 * more afterwards leaves the person as it was. */
int givens_person(struct givens *g, const char *id, const char *name,
    struct person *out) MUST_CHECK;

#endif
