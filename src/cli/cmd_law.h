/* cmd_law.h - the commands below `law`; each has a file of its own. */

#ifndef FORESTAY_CMD_LAW_H
#define FORESTAY_CMD_LAW_H

#include "cli/cli.h"

extern const struct command command_law_check;
extern const struct command command_law_fmt;
extern const struct command command_law_print;
extern const struct command command_law_test;
extern const struct command command_law_lint;
extern const struct command command_law_diff;

/* Options of those that read files in the company of the casebook. */
struct law_opts {
	struct common common;
	bool alone;
};

extern const struct option law_read_options[];

#endif
