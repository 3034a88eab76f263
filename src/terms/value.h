/* value.h - what stands in a field of a fact or a slot of an act. */

#ifndef FORESTAY_VALUE_H
#define FORESTAY_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/instant.h"
#include "terms/tri.h"
#include "terms/vocab.h"

enum value_kind {
	VALUE_NONE, /* not given: not known */
	VALUE_WORD, /* declared: a place, agency, authority, party */
	VALUE_ID,   /* an identifier nothing declares */
	VALUE_INT,
	VALUE_STR,
	VALUE_MOMENT,
	VALUE_SET,   /* all of items */
	VALUE_EITHER /* one of items, sources disagree: candidates */
};

struct value {
	enum value_kind kind;
	const struct word *word;   /* WORD */
	const char *s;             /* WORD, ID (its name), STR */
	int64_t n;                 /* INT */
	struct moment moment;      /* MOMENT */
	const struct value *items; /* SET, EITHER */
	size_t nitems;
};

void value_print(struct buf *b, const struct value *v);
bool value_equal(const struct value *a, const struct value *b);

/* Is a the value b?  Places: a lies in b.  A SET a is when one of its
 * items is, and a is a SET b when it is one of its items; EITHER: yes if all
 * candidates, no if none.  NONE: unknown.  Texts are compared without regard
 * to capitals; one that is neither yes nor no, against yes or no: unknown. */
enum tri value_is(const struct value *a, const struct value *b);

/* The same, for who knows in which zone each of two times was written. */
struct same_times {
	enum tri (*same)(const void *ctx, const struct moment *a,
	    const struct moment *b);
	const void *ctx;
};
enum tri value_is_by(const struct value *a, const struct value *b,
    const struct same_times *times);

#endif
