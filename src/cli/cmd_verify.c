/* cmd_verify.c - forestay verify: every entry hashed again. */

#include "cli/json.h"
#include "cli/store_arg.h"
#include "store/verify.h"

struct verify_opts {
	struct common common;
};

static void
say_json(struct cli *c, const struct verified *v)
{
	struct json j;

	json_init(&j, c->out);
	json_open(&j);
	json_kint(&j, "entries", (long long)v->n);
	json_kbool(&j, "whole", v->what == NULL);
	if (v->bad != 0)
		json_kint(&j, "entry", (long long)v->bad);
	if (v->what != NULL)
		json_kstr(&j, "what", v->what);
	json_close(&j);
	json_done(&j);
}

static enum status
say_found(struct cli *c, const struct verified *v, bool as_json)
{
	if (as_json)
		say_json(c, v);
	if (v->what == NULL) {
		if (!as_json)
			buf_printf(c->out,
			    "%llu entries, each as it was written\n",
			    (unsigned long long)v->n);
		return STATUS_DONE;
	}
	if (v->bad != 0)
		return cli_failed(c,
		    "entry %llu of %llu: %s; keep the store as it is and put "
		    "the newest backup in its place",
		    (unsigned long long)v->bad, (unsigned long long)v->n,
		    v->what);
	return cli_failed(c,
	    "%s; keep the store as it is and put the newest backup in its "
	    "place",
	    v->what);
}

static enum status
verify_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct verify_opts o = { 0 };
	struct option_list args = { .n = 0 };
	struct progress progress;
	struct verified found;
	enum status status;
	struct store *s;
	int r;

	if (!cli_begin(c, self, argc, argv, &o, &o.common, &args, &status))
		return status;
	if (args.n != 1)
		return cli_usage(c, self, "name one store");
	if ((status = store_arg_open(c, args.items[0], &s)) != STATUS_DONE)
		return status;
	progress_begin(&progress, &c->err_look, "entries");
	r = store_verify(s, progress_say, &progress, &found);
	(void)progress_end(&progress);
	if (r != 0)
		status = cli_failed(c, "%s", store_why(s));
	else
		status = say_found(c, &found, o.common.json);
	store_close(s);
	return status;
}

static const struct option verify_options[] = {
	OPTIONS_COMMON(struct verify_opts, common), OPTION_END
};

const struct command command_verify = {
	.name = "verify",
	.usage = "STORE",
	.summary = "hash every entry of a store again, from the first",
	.help =
	    "Opening a store checks what was written since its views were made; this\n"
	    "checks all of it.  The head of the ledger vouches for every entry, its salt,\n"
	    "its bytes and its place.  Where it does not, the first entry is named that is\n"
	    "none, or is not the one that the views were made of.\n",
	.options = verify_options,
	.run = verify_run,
};
