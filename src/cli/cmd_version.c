/* cmd_version.c - forestay version: what every answer rests on. */

#include "cli/cli.h"
#include "cli/json.h"
#include "core/calendar.h"
#include "decide/decide.h"

struct version_opts {
	struct common common;
};

static enum status
version_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct version_opts o = { 0 };
	struct option_list args = { .n = 0 };
	enum status status;
	struct json j;

	if (!cli_begin(c, self, argc, argv, &o, &o.common, &args, &status))
		return status;
	if (args.n > 0)
		return cli_usage(c, self, "version takes no argument");
	if (o.common.json) {
		json_init(&j, c->out);
		json_open(&j);
		json_kstr(&j, "forestay", FORESTAY_VERSION);
		json_kstr(&j, "rules", decide_version());
		json_kstr(&j, "language", law_version());
		json_kstr(&j, "calendar", calendar_version());
		json_kstr(&j, "zones", zone_version());
		json_close(&j);
		json_done(&j);
		return STATUS_DONE;
	}
	buf_printf(c->out,
	    "forestay %s\nrules    %s\nlanguage %s\ncalendar %s\nzones    %s\n",
	    FORESTAY_VERSION, decide_version(), law_version(),
	    calendar_version(), zone_version());
	return STATUS_DONE;
}

static const struct option version_options[] = {
	OPTIONS_COMMON(struct version_opts, common), OPTION_END
};

const struct command command_version = {
	.name = "version",
	.usage = "",
	.summary = "versions of program, rules, language, calendar and zones",
	.help =
	    "Every answer rests on these; two answers that differ may differ by them.\n",
	.options = version_options,
	.run = version_run,
};
