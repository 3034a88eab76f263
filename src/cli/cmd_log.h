/* cmd_log.h - what the commands below forestay log share. */

#ifndef FORESTAY_CMD_LOG_H
#define FORESTAY_CMD_LOG_H

#include "cli/store_arg.h"
#include "store/tiles.h"

struct log_opts {
	struct common common;
	const char *keys, *log;
	struct option_list seen, witness;
	const char *old;
	const char *at, *ca; /* of a witness that is asked over a network */
};

#define LOG_AT(member) offsetof(struct log_opts, member)

/* The store and its tiles. */
struct log_run {
	struct cli *c;
	struct log_opts o;
	struct option_list args;
	struct store *store;
	struct store_head head;
	struct tiles *tiles;
	int claimed; /* the lock of who writes; or -1 */
	struct progress progress;
};

/* What it is for: to sign, and with keys of one's own nobody else does
 * meanwhile; to read; to doubt what lies there. */
enum log_use { LOG_SIGN, LOG_READ, LOG_DOUBT };

/* Read what was given, open the store that is named first, and its tiles;
 * nargs names there are.  False: *status says how it ended.  log_end either
 * way. */
bool log_begin(struct log_run *l, const struct command *self, int argc,
    char **argv, size_t nargs, enum log_use use, enum status *status);
void log_end(struct log_run *l);

/* A whole number from 1 on; false when it is none. */
bool log_number(const char *s, uint64_t *out);

/* cmd_log_witness.c */
extern const struct command log_ask;
extern const struct command log_witness;
extern const struct command log_cosigned;
extern const struct command log_cosign;

#endif
