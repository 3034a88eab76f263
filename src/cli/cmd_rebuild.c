/* cmd_rebuild.c - forestay rebuild: the views made anew from the entries. */

#include "cli/json.h"
#include "cli/store_arg.h"

struct rebuild_opts {
	struct common common;
	bool recover;
};

static void
say_done(struct cli *c, bool as_json, uint64_t n, double seconds)
{
	double rate = seconds > 0 ? (double)n / seconds : 0;
	struct json j;

	if (!as_json) {
		buf_printf(c->out,
		    "%llu entries in %.2f s, %.0f entries a second\n",
		    (unsigned long long)n, seconds, rate);
		return;
	}
	json_init(&j, c->out);
	json_open(&j);
	json_kint(&j, "entries", (long long)n);
	json_kint(&j, "milliseconds", (long long)(seconds * 1000));
	json_kint(&j, "entries_a_second", (long long)rate);
	json_close(&j);
	json_done(&j);
}

/* False: said. */
static bool
recover(struct cli *c, const char *folder)
{
	const char *why;
	uint64_t n;

	if (store_recover(c->arena, folder, &n, &why) != 0) {
		(void)cli_failed(c, "%s", why);
		return false;
	}
	buf_printf(c->err, "%llu entries brought back from the views\n",
	    (unsigned long long)n);
	return true;
}

static enum status
rebuild_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct rebuild_opts o = { 0 };
	struct option_list args = { .n = 0 };
	struct progress progress;
	enum status status;
	struct store *s;
	double seconds;
	uint64_t n;
	int r;

	if (!cli_begin(c, self, argc, argv, &o, &o.common, &args, &status))
		return status;
	if (args.n != 1)
		return cli_usage(c, self, "name one store");
	if (o.recover && !recover(c, args.items[0]))
		return STATUS_FAILED;
	if ((status = store_arg_open(c, args.items[0], &s)) != STATUS_DONE)
		return status;
	progress_begin(&progress, &c->err_look, "entries");
	r = store_rebuild(s, progress_say, &progress, &n);
	seconds = progress_end(&progress);
	if (r != 0)
		status = cli_failed(c, "%s", store_why(s));
	else
		say_done(c, o.common.json, n, seconds);
	store_close(s);
	return status;
}

static const struct option rebuild_options[] = {
	{ "--recover", NULL, OPTION_FLAG, NULL,
	    offsetof(struct rebuild_opts, recover),
	    "first bring back what the ledger lacks" },
	OPTIONS_COMMON(struct rebuild_opts, common), OPTION_END
};

const struct command command_rebuild = {
	.name = "rebuild",
	.usage = "STORE",
	.summary = "make a store's views anew from its entries",
	.help =
	    "Everything that is looked up in a store is made of its entries.  This makes\n"
	    "it again, in a file that then takes the old one's place; the store is used\n"
	    "meanwhile, and each entry's hash is checked on the way.\n"
	    "\n"
	    "A ledger.db that was put back from an older copy ends before the views do, and\n"
	    "is not opened.  --recover takes the entries that it lacks out of the views, if\n"
	    "they are, hash for hash, those that were written; nobody may have it open.\n"
	    "What was sent with them is written again if it is sent again.\n",
	.options = rebuild_options,
	.run = rebuild_run,
};
