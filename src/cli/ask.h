/* ask.h - one question, from the command line: who, what, where, when.
 *
 * check, explain, timeline and deadlines ask the same way. */

#ifndef FORESTAY_ASK_H
#define FORESTAY_ASK_H

#include "cli/casebook.h"
#include "cli/cli.h"
#include "decide/decide.h"
#include "intake/people.h"
#include "intake/stored.h"

struct ask_opts {
	struct common common;
	const char *act, *to, *from, *under, *by;
	struct option_list slots; /* NAME=VALUE */
	const char *at, *arrives, *known, *zone;
	const char *store, *asked_by;
	struct option_list people, casebook;
	bool officer;                                    /* check */
	const char *server, *token, *log, *ca, *receipt; /* check, of a gate */
};

/* For a command whose struct begins with a struct ask_opts. */
#define OPTIONS_ASK                                                          \
	{ "--people", NULL, OPTION_LIST, "FILE",                             \
		offsetof(struct ask_opts, people),                           \
		"a people file; may be given several times" },               \
	    { "--store", NULL, OPTION_TEXT, "STORE",                         \
		    offsetof(struct ask_opts, store),                        \
		    "ask a store instead: its people, its orders; the "      \
		    "answer is written down in it" },                        \
	    { "--asked-by", NULL, OPTION_TEXT, "NAME",                       \
		    offsetof(struct ask_opts, asked_by),                     \
		    "who asks a store; without it: the login name" },        \
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
		    "as known then; without it: as known when it begins, "   \
		    "or when a day alone ends; of a store all that is "      \
		    "known now" },                                           \
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

	/* Of a store; see ask_store.c. */
	struct store *store; /* NULL: of files */
	const struct command *self;
	const char *asked; /* of whom, as given */
	struct stored stored;
	struct stored_others others; /* whom the answer rests on besides */
	const char *unsure;          /* why a number is not exactly theirs */
	const char *clock_behind; /* why nobody knows what "now" is; or NULL */
	const struct stored_person **kept; /* whom it is asked of */
	size_t nkept;
	uint64_t entry;         /* the answer's, once it is written */
	const char *not_logged; /* why it is not */
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

/* Let go of the store; the answer stays.  Nothing of files. */
void ask_end(struct ask *a);

/* Put the question.  An answer of a store is written down in it before this
 * returns; NO BAR that could not be is a hold.  What could not be read of the
 * people file makes a hold of no bar: it may have spoken of this person. */
void ask_decide(struct ask *a, struct answer *out);

/* Rejects of the people files, on standard error. */
void ask_rejects(struct cli *c, const struct people *p);
void ask_reject_list(struct cli *c, const struct people *p);

/* "Removal to IQ of A000-000-001", the time, and as known when. */
void ask_heading(struct ask *a, struct buf *b);

/* Read an instant in z: its first and last minute.  False with *why when it
 * is none. */
bool ask_instant(struct arena *arena, const char *s, const struct zone *z,
    struct when *out, const char **why);

enum status ask_status(const struct answer *ans);

/* -- Between ask.c and ask_store.c -- */

bool ask_now(struct instant *out);
bool ask_zone(struct ask *a, const struct command *self, enum status *status);
struct keep_now;
/* store: what "now" is for it, and the latest that can be known; or NULL. */
bool ask_times(struct ask *a, const struct command *self,
    const struct keep_now *store, enum status *status);
bool ask_act(struct ask *a, const struct command *self, enum status *status);

bool ask_store_read(struct cli *c, const struct command *self,
    const struct ask_opts *opts, struct ask *a, const char *who,
    enum status *status);
/* Everything the question rests on, as a->store stands now; a->c, opts, self
 * and zone are set.  False: *status is to be returned. */
bool ask_store_load(struct ask *a, const char *who, enum status *status);
void ask_store_decide(struct ask *a, struct answer *out);

/* The body of an answer's entry; a new reference, or NULL. */
json_t *ask_store_body(const struct ask *a, const struct answer *ans);

/* Who writes, when nobody is named: the login name. */
const char *ask_author(const char *named);

#endif
