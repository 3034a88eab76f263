/* cmd_init.c - forestay init: an empty store. */

#include "cli/cli.h"
#include "cli/json.h"
#include "store/store.h"

struct init_opts {
	struct common common;
	bool rehearsal;
	const char *name;
};

static enum status
init_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct init_opts o = { 0 };
	struct option_list args = { .n = 0 };
	struct store_kind kind;
	enum status status;
	const char *why;
	struct json j;
	int r;

	if (!cli_begin(c, self, argc, argv, &o, &o.common, &args, &status))
		return status;
	if (args.n != 1)
		return cli_usage(c, self, "name the folder that is to be made");
	kind = (struct store_kind){ .rehearsal = o.rehearsal, .name = o.name };
	if ((r = store_init(c->arena, args.items[0], &kind, &why)) != 0)
		return cli_failed(c, "%s", why != NULL ? why : err_text(r));
	if (o.common.json) {
		json_init(&j, c->out);
		json_open(&j);
		json_kstr(&j, "store", args.items[0]);
		json_kstr(&j, "name", o.name);
		json_kbool(&j, "rehearsal", o.rehearsal);
		json_close(&j);
		json_done(&j);
		return STATUS_DONE;
	}
	show_clean(c->out, args.items[0]);
	buf_puts(c->out,
	    o.rehearsal ? " is a store for rehearsals: its clock is told\n"
			: " is a store\n");
	return STATUS_DONE;
}

static const struct option init_options[] = {
	{ "--name", NULL, OPTION_TEXT, "NAME", offsetof(struct init_opts, name),
	    "what people call it; it stands on every page" },
	{ "--rehearsal", NULL, OPTION_FLAG, NULL,
	    offsetof(struct init_opts, rehearsal),
	    "its clock is told, not read, so that a story can be played; "
	    "every answer says so" },
	OPTIONS_COMMON(struct init_opts, common), OPTION_END
};

const struct command command_init = {
	.name = "init",
	.usage = "STORE",
	.summary = "make an empty store: a folder that keeps everything said",
	.help =
	    "Makes the folder STORE, which must not be there or be empty, readable by\n"
	    "you alone.  What a store is cannot be changed later.\n",
	.options = init_options,
	.run = init_run,
};
