/* cmd_law_fmt.c - forestay law fmt: one layout for every text. */

#include <string.h>

#include "cli/cmd_law.h"
#include "cli/json.h"
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
    const struct buf *b, bool same)
{
	const char *why = NULL;
	int r;

	if (o->check) {
		if (!same && !o->common.json)
			buf_printf(c->out, "%s: not laid out by law fmt\n",
			    src->path);
		return same ? STATUS_DONE : STATUS_BARRED;
	}
	if (!o->write) {
		if (!o->common.json)
			buf_add(c->out, b->s, b->len);
		return STATUS_DONE;
	}
	if (same)
		return STATUS_DONE;
	r = file_replace(&file_system_real, c->arena, src->path, b->s, b->len,
	    &why);
	if (r != 0)
		return cli_failed(c, "%s", why != NULL ? why : err_text(r));
	if (!o->common.json)
		buf_printf(c->out, "%s\n", src->path);
	return STATUS_DONE;
}

/* What became of one file; text is NULL where there is none to show. */
static void
fmt_json(struct json *j, const struct fmt_opts *o, const char *path,
    enum status status, bool same, const char *text)
{
	bool read = text != NULL;

	json_open(j);
	json_kstr(j, "file", path);
	json_kbool(j, "read", read);
	json_kbool(j, "changes", read && !same);
	json_kbool(j, "written",
	    read && o->write && !same && status == STATUS_DONE);
	json_kstr(j, "text", o->write || o->check ? NULL : text);
	json_close(j);
}

static enum status
fmt_file(struct cli *c, const struct fmt_opts *o, const char *path,
    struct json *j)
{
	enum status status = STATUS_DONE;
	const char *why = NULL;
	struct source_text src;
	bool same = false, laid = false;
	struct buf b;
	int r;

	buf_init(&b, c->mem, 4 * (size_t)LIMIT_SOURCE_BYTES);
	r = file_read(&file_system_real, c->arena, path, LIMIT_SOURCE_BYTES,
	    &src, &why);
	if (r != 0)
		status = cli_failed(c, "%s", why != NULL ? why : err_text(r));
	else
		status = fmt_one(c, &src, &b);
	laid = status == STATUS_DONE;
	if (laid) {
		same = b.len == src.len && memcmp(b.s, src.bytes, b.len) == 0;
		status = fmt_put(c, o, &src, &b, same);
	}
	if (o->common.json)
		fmt_json(j, o, path, status, same, laid ? b.s : NULL);
	buf_release(&b);
	return status;
}

static enum status
law_fmt_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct fmt_opts o = { 0 };
	struct option_list args = { .n = 0 };
	enum status status, one;
	struct json j;
	size_t i;

	if (!cli_begin(c, self, argc, argv, &o, &o.common, &args, &status))
		return status;
	if (args.n == 0)
		return cli_usage(c, self, "name at least one FILE");
	if (o.write && o.check)
		return cli_usage(c, self, "-w rewrites, --check only looks");
	for (i = 0; i < args.n; i++)
		if (o.write && strcmp(args.items[i], "-") == 0)
			return cli_usage(c, self,
			    "-w needs a file, not standard input");
	json_init(&j, c->out);
	if (o.common.json)
		json_list(&j);
	status = STATUS_DONE;
	for (i = 0; i < args.n; i++) {
		one = fmt_file(c, &o, args.items[i], &j);
		if (one > status)
			status = one;
	}
	if (o.common.json) {
		json_close(&j);
		json_done(&j);
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
	    "Prints the text in the one layout, or rewrites the file with -w.\n"
	    "With --json, of each file: whether it could be read, whether the\n"
	    "layout changes it, whether it was written, and the text where it\n"
	    "would be printed.\n",
	.options = fmt_options,
	.run = law_fmt_run,
};
