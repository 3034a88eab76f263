/* cmd_import_court.c - forestay import: what courts and agencies publish. */

#include <string.h>

#include "cli/cmd_import_court.h"
#include "cli/keep.h"
#include "intake/say.h"

static const struct command *const imports[] = { &command_import_eoir,
	&command_import_ice, NULL };

struct import_opts {
	struct common common;
};

bool
release_write(struct cli *c, const struct release_entry *r, uint64_t *entry,
    enum status *status)
{
	static const char *const on[] = { "releases" };
	struct saying s = { .arena = c->arena,
		.matter = r->matter,
		.author = r->by,
		.source = r->source };
	struct store *store = NULL;
	struct appended out;
	struct batch b;
	bool ok = false;

	*status = STATUS_FAILED;
	if (!keep_open(c, r->store, &store)) {
		json_decref(r->body);
		return false;
	}
	if (say_other(&s, "release", r->body, on, 1) == 0) {
		b = (struct batch){ .drafts = s.drafts, .n = s.n };
		ok = keep_append(c, store, &b, &out);
		*entry = ok ? out.first : 0;
	} else {
		*status = cli_failed(c, "%s", err_text(E_NOMEM));
	}
	say_release(&s);
	store_close(store);
	if (ok)
		*status = STATUS_DONE;
	return ok;
}

static enum status
import_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct import_opts o = { 0 };
	struct option_list args = { .n = 0 };
	enum status status;

	if (argc > 0 && argv[0][0] != '-') {
		for (size_t i = 0; imports[i] != NULL; i++)
			if (strcmp(argv[0],
				imports[i]->name + strlen("import ")) == 0)
				return imports[i]->run(c, imports[i], argc - 1,
				    argv + 1);
		return cli_usage(c, self,
		    "nothing is known of \"%s\" data (people of your own: "
		    "forestay people import)",
		    argv[0]);
	}
	if (!cli_begin(c, self, argc, argv, &o, &o.common, &args, &status))
		return status;
	return cli_usage(c, self, "say whose data it is");
}

static const struct option import_options[] = {
	OPTIONS_COMMON(struct import_opts, common), OPTION_END
};

const struct command command_import = {
	.name = "import",
	.usage = "eoir|ice SOURCE",
	.summary = "court and enforcement data made into columns",
	.help =
	    "What courts and agencies publish of everybody, made into facts that can be\n"
	    "counted.  People of your own are brought by `forestay people import`.\n",
	.options = import_options,
	.under = imports,
	.run = import_run,
};
