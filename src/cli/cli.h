/* cli.h - what every command has in hand.
 *
 * One file per command; each exports one struct command, with its help
 * beside its function, and main.c holds the table.  A command writes into
 * buffers; main.c alone writes them out, so that a full disk or a closed
 * pipe is noticed once, and is a failure. */

#ifndef FORESTAY_CLI_H
#define FORESTAY_CLI_H

#include "cli/options.h"
#include "cli/show.h"
#include "core/arena.h"
#include "core/buf.h"
#include "core/err.h"
#include "law/law.h"

/* Of this program; no release has been made yet. */
#define FORESTAY_VERSION "0.1"

enum status {
	STATUS_DONE = 0,   /* done; or no bar on record */
	STATUS_BARRED = 1, /* barred or held; a vignette failed; a text
			    * has errors */
	STATUS_USAGE = 2,
	STATUS_FAILED = 3 /* read as held */
};

struct cli {
	const struct mem *mem;
	struct arena *arena; /* lives as long as the command */
	struct buf *out;
	struct buf *err;
	struct look look;     /* of standard output */
	struct look err_look; /* of standard error */
};

struct command {
	const char *name;
	const char *usage;   /* "PERSON --act ACT ..." */
	const char *summary; /* one line */
	const char *help;    /* paragraphs, as printed */
	const struct option *options;
	const struct command *const *under; /* subcommands, or NULL */
	enum status (*run)(struct cli *c, const struct command *self, int argc,
	    char **argv);
};

/* Options that every command has; first in its struct, and OPTIONS_COMMON
 * in its table. */
struct common {
	bool json;
	bool help;
	const char *color;
};

#define OPTIONS_COMMON(s, member)                                              \
	{ "--json", NULL, OPTION_FLAG, NULL, offsetof(s, member.json),         \
		"print results as JSON; keys are in a fixed order" },          \
	    { "--color", NULL, OPTION_MAYBE, "always|never",                   \
		    offsetof(s, member.color),                                 \
		    "colour even when the output is no terminal; without it, " \
		    "only on a terminal, and never when NO_COLOR is set" },    \
	{                                                                      \
		"--help", "-h", OPTION_FLAG, NULL, offsetof(s, member.help),   \
		    "this text"                                                \
	}

/* Read the command line of self into opts (whose common options stand at
 * `common`).  Returns true to go on; false when *status is to be returned:
 * help was asked for, or the line is not understood. */
bool cli_begin(struct cli *c, const struct command *self, int argc, char **argv,
    void *opts, struct common *common, struct option_list *args,
    enum status *status);

/* Of a command that has others under it ("law check"): run the one that the
 * first argument names; without one, its help or what is wrong. */
enum status cli_under(struct cli *c, const struct command *self, int argc,
    char **argv);

/* Say what is wrong with how the command was called, and where its help
 * is.  Returns STATUS_USAGE. */
enum status cli_usage(struct cli *c, const struct command *self,
    const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* Say that the command could not do its work.  Returns STATUS_FAILED, which
 * everyone must read as a hold. */
enum status cli_failed(struct cli *c, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* A word to the reader on standard error. */
void cli_note(struct cli *c, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Each diagnostic on standard error; of these, when only_of is given, only
 * what speaks of its n sources (and of nowhere). */
void cli_diags(struct cli *c, const struct diags *ds,
    const struct source_text *const *only_of, size_t n);

/* Put out what is written so far: for a long replay, whose parts are each
 * whole.  Never in the middle of an answer.  False when it could not all be
 * written; the command then fails. */
bool cli_flush(struct cli *c);

extern const struct command command_law;
extern const struct command command_check;
extern const struct command command_manifest;
extern const struct command command_census;
extern const struct command command_explain;
extern const struct command command_timeline;
extern const struct command command_deadlines;
extern const struct command command_order;
extern const struct command command_confirm;
extern const struct command command_refuse;
extern const struct command command_waiting;
extern const struct command command_replay;
extern const struct command command_demo;
extern const struct command command_init;
extern const struct command command_import;
extern const struct command command_entries;
extern const struct command command_rebuild;
extern const struct command command_verify;
extern const struct command command_keeper;
extern const struct command command_people;
extern const struct command command_facts;
extern const struct command command_log;
extern const struct command command_receipt;
extern const struct command command_keys;
extern const struct command command_serve;
extern const struct command command_account;
extern const struct command command_roster;
extern const struct command command_notices;
extern const struct command command_docket;
extern const struct command command_version;

#endif
