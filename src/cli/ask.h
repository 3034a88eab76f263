/* ask.h - one question, from the command line: who, what, where, when.
 *
 * check, explain, timeline and deadlines ask the same way. */

#ifndef FORESTAY_ASK_H
#define FORESTAY_ASK_H

#include "cli/casebook.h"
#include "cli/cli.h"
#include "decide/decide.h"
#include "intake/people.h"

struct ask_opts {
	struct common common;
	const char *act, *to, *from, *under, *by;
	struct option_list slots; /* NAME=VALUE */
	const char *at, *arrives, *known, *zone;
	struct option_list people, casebook;
	bool officer; /* check */
};

/* For a command whose struct begins with a struct ask_opts. */
#define OPTIONS_ASK                                                          \
	{ "--people", NULL, OPTION_LIST, "FILE",                             \
		offsetof(struct ask_opts, people),                           \
		"a people file; may be given several times" },               \
	    { "--act", NULL, OPTION_TEXT, "ACT",                             \
		    offsetof(struct ask_opts, act),                          \
		    "what is about to be done: removal, transfer, ..." },    \
	    { "--to", NULL, OPTION_TEXT, "PLACE",                            \
		    offsetof(struct ask_opts, to),                           \
		    "where it ends: a country (IQ) or a place" },            \
	    { "--from", NULL, OPTION_TEXT, "PLACE",                          \
		    offsetof(struct ask_opts, from), "where it begins" },    \
	    { "--under", NULL, OPTION_TEXT, "AUTHORITY",                     \
		    offsetof(struct ask_opts, under),                        \
		    "under which authority" },                               \
	    { "--by", NULL, OPTION_TEXT, "AGENCY",                           \
		    offsetof(struct ask_opts, by), "by whom" },              \
	    { "--slot", NULL, OPTION_LIST, "NAME=VALUE",                     \
		    offsetof(struct ask_opts, slots),                        \
		    "anything else the vocabulary says of that act" },       \
	    { "--at", NULL, OPTION_TEXT, "INSTANT",                          \
		    offsetof(struct ask_opts, at),                           \
		    "when it begins: \"2017-06-23 10:00\" in the zone, or "  \
		    "2017-06-23T14:00:00Z; a day alone is the whole day; "   \
		    "without it: now" },                                     \
	    { "--arrives", NULL, OPTION_TEXT, "INSTANT",                     \
		    offsetof(struct ask_opts, arrives),                      \
		    "when it ends: the air counts" },                        \
	    { "--known", NULL, OPTION_TEXT, "INSTANT",                       \
		    offsetof(struct ask_opts, known),                        \
		    "as known then; without it: as known when it begins" },  \
	    { "--zone", NULL, OPTION_TEXT, "ZONE",                           \
		    offsetof(struct ask_opts, zone),                         \
		    "in which hours are written and shown, as "              \
		    "America/Detroit; without it: the zone that the people " \
		    "file names" },                                          \
	{                                                                    \
		"--casebook", NULL, OPTION_LIST, "DIR|FILE",                 \
		    offsetof(struct ask_opts, casebook),                     \
		    "these orders in place of those in the program; may be " \
		    "given several times"                                    \
	}

struct ask {
	struct cli *c;
	const struct ask_opts *opts;
	struct casebook book;
	struct people people;
	const char *who; /* as kept: "A000-000-001" */
	const struct people_entry **entries;
	size_t nentries;
	bool exact;
	const struct person **persons;
	struct act act;
	struct question question;
	const struct zone *zone; /* shown in */
	bool known_given;
};

/* Read the line, the casebook and the people; fill in the question. *a must
 * live as long as the answer.  False: *status is to be returned. */
bool ask_read(struct cli *c, const struct command *self, int argc, char **argv,
    struct ask_opts *opts, struct ask *a, enum status *status);

/* The same of nobody in particular, against a casebook that is read: for
 * commands that ask about everyone in the people files. */
bool ask_everyone(struct cli *c, const struct command *self,
    const struct ask_opts *opts, const struct casebook *book, struct ask *a,
    enum status *status);

/* Put the question.  What could not be read of the people file makes a hold
 * of no bar: it may have spoken of this person. */
void ask_decide(struct ask *a, struct answer *out);

/* Rejects of the people files, on standard error. */
void ask_rejects(struct cli *c, const struct people *p);

/* "Removal to IQ of A000-000-001", the time, and as known when. */
void ask_heading(struct ask *a, struct buf *b);

/* Read an instant in z: its first and last minute.  False with *why when it
 * is none. */
bool ask_instant(struct arena *arena, const char *s, const struct zone *z,
    struct when *out, const char **why);

enum status ask_status(const struct answer *ans);

#endif
