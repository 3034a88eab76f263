/* cmd_law.c - forestay law: orders as text, read, checked and shown. */

#include <string.h>

#include "cli/cmd_law.h"

static const struct command *const laws[] = { &command_law_check,
	&command_law_fmt, &command_law_print, &command_law_test,
	&command_law_lint, &command_law_diff, NULL };

static enum status
law_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	const char *names[8], *near;
	struct option_list args = { .n = 0 };
	struct law_opts o = { 0 };
	enum status status;
	size_t i;

	if (argc > 0 && argv[0][0] != '-') {
		for (i = 0; laws[i] != NULL; i++) {
			names[i] = laws[i]->name + strlen("law ");
			if (strcmp(argv[0], names[i]) == 0)
				return laws[i]->run(c, laws[i], argc - 1,
				    argv + 1);
		}
		near = nearest_name(argv[0], names, i);
		return cli_usage(c, self, "law has no \"%s\"%s%s%s", argv[0],
		    near == NULL ? "" : "; did you mean law ",
		    near == NULL ? "" : near, near == NULL ? "" : "?");
	}
	if (!cli_begin(c, self, argc, argv, &o, &o.common, &args, &status))
		return status;
	return cli_usage(c, self, "say what to do with the text");
}

static const struct option law_options[] = {
	OPTIONS_COMMON(struct law_opts, common), OPTION_END
};

const struct command command_law = {
	.name = "law",
	.usage = "check|fmt|print|test|lint|diff FILE...",
	.summary =
	    "read, check, format, print, test and compare orders as text",
	.help =
	    "Orders are text files that a lawyer can read and a program can check:\n"
	    "the casebook.  A folder named as FILE is a whole casebook and stands\n"
	    "alone; single files are read with the embedded casebook around them.\n",
	.options = law_options,
	.under = laws,
	.run = law_run,
};
