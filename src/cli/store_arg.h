/* store_arg.h - the store that a command is about, and how far along it is. */

#ifndef FORESTAY_STORE_ARG_H
#define FORESTAY_STORE_ARG_H

#include "cli/cli.h"
#include "store/store.h"

/* How long a command waits for a keeper to answer or to hand over. */
#define STORE_WAIT_MS 15000

/* Open the store in folder.  STATUS_DONE; else what it has said is the
 * command's status. */
enum status store_arg_open(struct cli *c, const char *folder,
    struct store **out);

/* The same; as its keeper, sign the log with that key (NULL: nobody does). */
struct signing;
enum status store_arg_open_signing(struct cli *c, const char *folder,
    const struct signing *log, struct store **out);

/* Views that another program made are made anew, with a bar, before anything
 * is looked up.  0; else store_why has it. */
int store_arg_views(struct cli *c, struct store *s) MUST_CHECK;

/* A bar on standard error, when that is a terminal and it takes longer than
 * a second. */
struct progress {
	const struct look *look;
	const char *what; /* "entries" */
	bool terminal;
	bool shown;
	int64_t began, said; /* milliseconds of a clock that never goes back */
};

void progress_begin(struct progress *p, const struct look *look,
    const char *what);
void progress_say(void *ctx, uint64_t done, uint64_t all);
double progress_end(struct progress *p); /* takes it away; seconds in all */

#endif
