/* name.h - names, as they are heard and miscopied.
 *
 * One person's name is written in Arabic, Syriac and Latin letters, by many
 * hands and from many tongues.  A name is folded into its parts; each part
 * keeps its letters as spelled (no case, no marks) and its sounds: the
 * consonants, in one small alphabet for all three scripts, so that Mohammed,
 * Muhammad and the Arabic spelling have one sound.  Where a letter is heard
 * in two ways (th; a final h) the part has both.
 *
 * A sound is coarse on purpose: it finds, it never decides.  name_like says
 * how like two names are; their order is ignored, since forms and tongues
 * put the family first or last. */

#ifndef FORESTAY_NAME_H
#define FORESTAY_NAME_H

#include <stdbool.h>
#include <stddef.h>

#include "core/arena.h"
#include "core/err.h"

#define NAME_PARTS       8  /* more are left out: they find nothing more */
#define NAME_SOUNDS      4  /* of one part */
#define NAME_SOUND_BYTES 16 /* of one sound, with its end */
#define NAME_PART_BYTES  48 /* of one part as spelled, with its end */

struct name_part {
	char spelled[NAME_PART_BYTES];
	char sounds[NAME_SOUNDS][NAME_SOUND_BYTES];
	size_t nsounds; /* 0 in a script that is not heard here */
	bool latin;
	bool joined; /* a hyphen stood between it and the part before */
};

struct person_name {
	struct name_part parts[NAME_PARTS];
	size_t n;
};

/* Any bytes may come: what is no letter parts the name.  *out may have no
 * part at all.  Cannot fail. */
void name_fold(const char *s, struct person_name *out);

enum name_likeness {
	NAME_UNLIKE,
	NAME_PARTLY,    /* some parts are the same */
	NAME_LIKE,      /* a slip of the pen, or parts left out */
	NAME_SOUND,     /* the same, spelled otherwise */
	NAME_REORDERED, /* the same, in another order */
	NAME_SAME
};

/* How like a and b are: 0 to 100, and in what way. */
unsigned name_like(const struct person_name *a, const struct person_name *b,
    enum name_likeness *how);

/* One insertion, deletion, substitution or exchange of neighbours counts
 * one; at most 32 bytes of each are looked at. */
unsigned letters_apart(const char *a, const char *b);

#endif
