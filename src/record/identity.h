/* identity.h - who may be meant: identifiers, how they are found, and how
 * near two people's are.
 *
 * Nothing here says that two are one: only a person may, and that is a
 * fact (docs/entries.md, `link`).  What is exact is found as it is kept;
 * what is near is a candidate, with a score and a reason in words.
 *
 * Pure. */

#ifndef FORESTAY_IDENTITY_H
#define FORESTAY_IDENTITY_H

#include "core/arena.h"
#include "core/err.h"
#include "record/name.h"

enum identifier_type {
	IDENTIFIER_A_NUMBER,
	IDENTIFIER_COURT, /* a court's own number for the person or case */
	IDENTIFIER_BIRTH, /* a day, a month or a year of birth */
	IDENTIFIER_NAME,
	IDENTIFIER_OTHER
};

#define IDENTIFIER_TYPES 5

struct identifier {
	enum identifier_type type;
	const char *value; /* as written */
};

/* "a_number", "court_id", "birth", "name", "other": as entries say it. */
const char *identifier_word(enum identifier_type type);
bool identifier_read_word(const char *s, size_t n, enum identifier_type *out);

/* The one form in which a value is compared: "A012-345-678",
 * "2017cv11910", "1980-03-04"; a name without blanks around it.  E_SYNTAX
 * when it is none of its type: *why (static) says what to write. */
int identifier_kept(struct arena *a, const struct identifier *id,
    const char **out, const char **why) MUST_CHECK;

/* The same, in its one form or as written. */
bool identifier_same(struct arena *a, const struct identifier *x,
    const struct identifier *y);

/* Whether a value of this type names one person: numbers do, names and days
 * of birth do not. */
bool identifier_names_one(enum identifier_type type);

/* -- Finding ------------------------------------------------------------- */

/* What an index keeps of an identifier, and what to ask it for.  Keys are
 * text without NUL.
 *
 * A number is kept forwards and backwards: whatever one slip did to it, its
 * front or its back is as it was, so that two prefixes find it, and each row
 * is then looked at (identity_slip).  An index of every slip would hold ten
 * rows for one; asking for every slip took 190 questions, and was ten times
 * as slow.  A name is kept by its sounds, and each two of them together. */
enum key_strength {
	KEY_EXACT, /* the same number */
	KEY_NEAR,  /* one slip away */
	KEY_DAY,   /* the same day of birth */
	KEY_BIRTH, /* a slip away from it */
	KEY_TWO,   /* two parts of a name */
	KEY_ONE    /* one part */
};

struct identity_key {
	const char *key;
	enum key_strength strength;
	bool prefix;      /* any key that begins with it */
	const char *slip; /* only rows whose number is a slip away from this;
			   * or NULL */
};

struct identity_keys {
	struct arena *arena;
	struct identity_key *items;
	size_t n, cap;
};

/* Add the keys under which `id` is kept, or is asked for.  Keys come with
 * the strongest first.  What has no kept form adds none, but a number with
 * a digit too few or too many is still asked for.  0 or E_NOMEM. */
int identity_keys_kept(struct identity_keys *k,
    const struct identifier *id) MUST_CHECK;
int identity_keys_asked(struct identity_keys *k,
    const struct identifier *id) MUST_CHECK;

/* Whether a number as kept or written is one slip away from another. */
bool identity_slip(enum identifier_type type, const char *asked,
    const char *value);

/* -- Comparing ----------------------------------------------------------- */

#define PROFILE_EACH 8 /* identifiers of one type looked at */

/* What is known of one person, made ready to be compared. */
struct profile {
	const char *numbers[PROFILE_EACH * 2]; /* digits: as kept, and as
						* written when not all nine */
	size_t nnumbers;
	const char *others[PROFILE_EACH * 2]; /* court and other ids, kept */
	size_t nothers;
	const char *births[PROFILE_EACH];
	size_t nbirths;
	struct person_name names[PROFILE_EACH];
	const char *written[PROFILE_EACH]; /* the names */
	size_t nnames;
};

int profile_make(struct arena *a, const struct identifier *ids, size_t n,
    struct profile *out) MUST_CHECK;

/* Scores: what is the same adds, what differs takes away. */
#define IDENTITY_SHOWN 15 /* below: not a candidate at all */
#define IDENTITY_NEAR                                       \
	40 /* from here on: may be the same person, so that \
	    * NO BAR ON RECORD of one needs both */

struct identity_match {
	bool number;        /* one number is the same */
	bool against;       /* and yet name and day of birth both differ */
	bool unlike;        /* name, or day of birth, is not the same */
	bool one;           /* number, and nothing against it: exact */
	bool compared;      /* both have something that can be held together */
	bool differs;       /* name, or day of birth, is another altogether */
	bool other_number;  /* their numbers are not near each other */
	bool hint;          /* a number, day of birth or whole name is near */
	unsigned score;     /* 0 to 200 or so */
	const char *reason; /* "digits 4 and 5 exchanged; same name" */
};

int identity_compare(struct arena *a, const struct profile *asked,
    const struct profile *known, struct identity_match *out) MUST_CHECK;

/* What a paper says of whom it names, beside what is known of somebody; the
 * stronger, the more it protects them. */
enum meant {
	MEANT_UNSAID, /* nothing of theirs can be held beside it */
	MEANT_OTHER,  /* it speaks of somebody else */
	MEANT_MAY,    /* near, or it says both */
	MEANT_YES     /* the same number, and nothing against it */
};

enum meant identity_meant(const struct identity_match *m);

#endif
