/* desk.h - what the commands about people in a store share: the store, who
 * says it, from which paper, about whom. */

#ifndef FORESTAY_DESK_H
#define FORESTAY_DESK_H

#include "cli/keep.h"
#include "intake/say.h"
#include "intake/weigh_said.h"
#include "store/candidates.h"

struct desk_opts {
	struct common common;
	const char *by, *source, *document, *page, *matter, *zone;
	/* people */
	const char *a_number, *name, *birth, *court_id, *other_id, *to;
	struct option_list facts;
	/* facts */
	struct option_list over;
	bool withdraw;
	/* import */
	const char *sheet, *heading, *mapping, *save, *dates, *undo;
	struct option_list map, value, set;
	bool preview;
};

#define DESK_AT(member) offsetof(struct desk_opts, member)

/* Of a command that writes. */
#define OPTIONS_DESK                                                         \
	{ "--by", NULL, OPTION_TEXT, "NAME", DESK_AT(by), "who says so" },   \
	    { "--source", NULL, OPTION_TEXT, "NAME", DESK_AT(source),        \
		    "where it comes from: \"ICE production log\"" },         \
	    { "--document", NULL, OPTION_TEXT, "FILE", DESK_AT(document),    \
		    "the paper that shows it; it is kept in the store" },    \
	    { "--page", NULL, OPTION_TEXT, "N", DESK_AT(page), "its page" }, \
	{                                                                    \
		"--matter", NULL, OPTION_TEXT, "NAME", DESK_AT(matter),      \
		    "the matter it belongs to; without it: people"           \
	}

#define OPTION_DESK_ZONE                                                       \
	{                                                                      \
		"--zone", NULL, OPTION_TEXT, "ZONE", DESK_AT(zone),            \
		    "in which hours are written, as America/Detroit; without " \
		    "it an hour is refused"                                    \
	}

struct desk {
	struct cli *c;
	const struct command *self;
	const struct desk_opts *o;
	struct option_list args; /* the store's folder first */
	struct store *store;
	struct stored st;
	enum status status;
};

/* Read the line and open the store.  writes: --by is needed.  least, most:
 * arguments beside the store.  False: d->status is to be returned. */
bool desk_begin(struct desk *d, struct cli *c, const struct command *self,
    struct desk_opts *o, int argc, char **argv, size_t least, size_t most,
    bool writes);
void desk_end(struct desk *d);

/* The orders of the store must be understood: facts are read in their words.
 * False: said. */
bool desk_needs_words(struct desk *d);

/* A saying with the desk's matter, author, source and document, which is
 * kept now.  False: said. */
bool desk_saying(struct desk *d, struct saying *s);

/* Write what is said, about persons as they stood at the store's head; and
 * give the bodies back.  False: said. */
bool desk_write(struct desk *d, struct saying *s, const char *const *touched,
    size_t n, struct appended *out);

/* The person that a word of the line means, exactly.  False: said, with the
 * candidates. */
bool desk_person(struct desk *d, const char *who, const char **id);

/* Whoever carries a number now, or may: *id is theirs when nobody else does.
 * *n: how many; 0 when it is nobody's, or no longer anybody's.  False: the
 * store could not be read, said. */
bool desk_carrier(struct desk *d, const struct identifier *number,
    const struct stored_carrier **who, size_t *n);

/* Of candidates found by ids: a number that was withdrawn, or waits for a
 * second person, makes nobody exact, and its reason says so. */
bool desk_settle(struct desk *d, const struct identifier *ids, size_t n,
    struct candidate *cs, size_t found);

/* The identifiers that the options give.  False: said what cannot be one. */
bool desk_identifiers(struct desk *d, struct identifier *ids, size_t *n);

/* What a bare word may identify: a number, a day of birth, a name. */
size_t desk_guess(struct desk *d, const char *word, struct identifier ids[2]);

void desk_candidates(struct desk *d, struct buf *b, const struct candidate *cs,
    size_t n);

/* Parse facts in the store's words; *takes: one of them is a loss.  False:
 * said why not. */
bool desk_fact(struct desk *d, const char *text, bool *takes);

/* Weigh the facts said of one person, drafts from `from` on; of `of` the
 * person and their new numbers are looked at.  What takes is written down as
 * a loss.  *waits: some wait for a second person.  False: said what would be
 * lost, and that it needs a document. */
bool desk_weigh(struct desk *d, const struct said_of *of, struct saying *s,
    size_t from, bool *waits);

/* "a number, a name": the first of each. */
const char *desk_label(struct desk *d, const char *person);

#endif
