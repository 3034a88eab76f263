/* cmd_law.c - forestay law: orders as text, read, checked and shown. */

#include "cli/cmd_law.h"

static const struct command *const laws[] = { &command_law_check,
	&command_law_fmt, &command_law_print, &command_law_test,
	&command_law_lint, &command_law_diff, NULL };

const struct command command_law = {
	.name = "law",
	.usage = "check|fmt|print|test|lint|diff FILE...",
	.summary =
	    "read, check, format, print, test and compare orders as text",
	.help =
	    "Orders are text files that a lawyer can read and a program can check:\n"
	    "the casebook.  A folder named as FILE is a whole casebook and stands\n"
	    "alone; single files are read with the embedded casebook around them.\n",
	.under = laws,
	.run = cli_under,
};
