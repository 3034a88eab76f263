/* cmd_law_fmt.c - forestay law fmt: one layout for every text. */

#include <string.h>

#include "cli/cmd_law.h"
#include "intake/file.h"

struct fmt_opts {
	struct common common;
	bool write;
	bool check;
};

/* One file laid out anew into b.  A text that cannot be read is left. */
static enum status
fmt_one(struct cli *c, const struct source_text *src, struct buf *b)
{
	struct diags ds;
	int r;

	diags_init(&ds, c->arena);
	r = law_format(c->arena, src, b, &ds);
	cli_diags(c, &ds, NULL, 0);
	if (r == E_SYNTAX || ds.nerrors > 0)
		return STATUS_BARRED;
	if (r != 0 || b->failed)
		return cli_failed(c, "%s: %s", src->path,
		    err_text(r != 0 ? r : E_NOMEM));
	return STATUS_DONE;
}

static enum status
fmt_put(struct cli *c, const struct fmt_opts *o, const struct source_text *src,
    const struct buf *b)
{
	bool same = b->len == src->len && memcmp(b->s, src->bytes, b->len) == 0;
	const char *why = NULL;
	int r;

	if (o->check) {
		if (!same)
			buf_printf(c->out, "%s: not laid out by law fmt\n",
			    src->path);
		return same ? STATUS_DONE : STATUS_BARRED;
	}
	if (!o->write) {
		buf_add(c->out, b->s, b->len);
		return STATUS_DONE;
	}
	if (same)
		return STATUS_DONE;
	r = file_replace(&file_system_real, c->arena, src->path, b->s, b->len,
	    &why);
	if (r != 0)
		return cli_failed(c, "%s", why != NULL ? why : err_text(r));
	buf_printf(c->out, "%s\n", src->path);
	return STATUS_DONE;
}

static enum status
law_fmt_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct fmt_opts o = { 0 };
	struct option_list args = { .n = 0 };
	struct source_text src;
	struct buf b;
	enum status status, one;
	const char *why = NULL;
	size_t i;
	int r;

	if (!cli_begin(c, self, argc, argv, &o, &o.common, &args, &status))
		return status;
	if (args.n == 0)
		return cli_usage(c, self, "name at least one FILE");
	if (o.write && o.check)
		return cli_usage(c, self, "-w rewrites, --check only looks");
	status = STATUS_DONE;
	for (i = 0; i < args.n; i++) {
		if (o.write && strcmp(args.items[i], "-") == 0)
			return cli_usage(c, self,
			    "-w needs a file, not standard input");
		r = file_read(&file_system_real, c->arena, args.items[i],
		    LIMIT_SOURCE_BYTES, &src, &why);
		if (r != 0) {
			status = cli_failed(c, "%s",
			    why != NULL ? why : err_text(r));
			continue;
		}
		buf_init(&b, c->mem, 4 * (size_t)LIMIT_SOURCE_BYTES);
		one = fmt_one(c, &src, &b);
		if (one == STATUS_DONE)
			one = fmt_put(c, &o, &src, &b);
		buf_release(&b);
		if (one > status)
			status = one;
	}
	return status;
}

static const struct option fmt_options[] = {
	{ "--write", "-w", OPTION_FLAG, NULL, offsetof(struct fmt_opts, write),
	    "rewrite the files; each is replaced whole or left as it was" },
	{ "--check", NULL, OPTION_FLAG, NULL, offsetof(struct fmt_opts, check),
	    "say which files would change, and change none" },
	OPTIONS_COMMON(struct fmt_opts, common), OPTION_END
};

const struct command command_law_fmt = {
	.name = "law fmt",
	.usage = "[-w | --check] FILE...",
	.summary = "lay a text out; comments stay, the meaning stays",
	.help =
	    "Prints the text in the one layout, or rewrites the file with -w.\n",
	.options = fmt_options,
	.run = law_fmt_run,
};
