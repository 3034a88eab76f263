/* cmd_law_check.c - forestay law check, print and lint. */

#include <string.h>

#include "cli/casebook.h"
#include "cli/cmd_law.h"
#include "cli/json.h"

const struct option law_read_options[] = {
	{ "--alone", NULL, OPTION_FLAG, NULL, offsetof(struct law_opts, alone),
	    "read these files only, without the embedded casebook around them" },
	OPTIONS_COMMON(struct law_opts, common), OPTION_END
};

static const char *
severity_text(enum severity s)
{
	return s == DIAG_ERROR  ? "error"
	    : s == DIAG_WARNING ? "warning"
				: "note";
}

static void
diags_json(struct json *j, const struct diags *ds,
    const struct source_text *const *own, size_t nown)
{
	const struct diag *d;
	unsigned line, col;
	size_t i;

	json_array(j);
	for (i = 0; i < ds->n; i++) {
		d = &ds->items[i];
		if (d->pos.src != NULL && !casebook_has(own, nown, d->pos))
			continue;
		json_object(j);
		json_kstr(j, "severity", severity_text(d->severity));
		if (d->pos.src != NULL) {
			pos_line_col(d->pos, &line, &col);
			json_kstr(j, "file", d->pos.src->path);
			json_kint(j, "line", line);
			json_kint(j, "column", col);
		}
		json_kstr(j, "message", d->message);
		json_kstr(j, "expected", d->expected);
		json_kstr(j, "hint", d->hint);
		json_close(j);
	}
	json_close(j);
}

/* What of the files named was counted. */
struct tally {
	size_t errors, warnings, instruments, vignettes;
};

static struct tally
tally_own(const struct casebook *cb, const struct source_text *const *own,
    size_t nown)
{
	struct tally t = { 0 };
	const struct diag *d;
	size_t i;

	for (i = 0; i < cb->diags.n; i++) {
		d = &cb->diags.items[i];
		if (d->pos.src != NULL && !casebook_has(own, nown, d->pos))
			continue;
		t.errors += d->severity == DIAG_ERROR;
		t.warnings += d->severity == DIAG_WARNING;
	}
	for (i = 0; i < cb->law.ninstruments; i++)
		t.instruments +=
		    casebook_has(own, nown, cb->law.instruments[i]->pos);
	for (i = 0; i < cb->law.nvignettes; i++)
		t.vignettes +=
		    casebook_has(own, nown, cb->law.vignettes[i]->pos);
	return t;
}

static const char *
plural(size_t n)
{
	return n == 1 ? "" : "s";
}

static enum status
check_report(struct cli *c, const struct law_opts *o, const struct casebook *cb,
    const struct source_text *const *own, size_t nown)
{
	struct tally t = tally_own(cb, own, nown);
	struct json j;

	/* An error elsewhere would be blamed on these files, or hide. */
	if (t.errors == 0 && cb->diags.nerrors > 0) {
		cli_diags(c, &cb->diags, NULL, 0);
		return cli_failed(c,
		    "the casebook around these files has errors; --alone reads "
		    "them without it");
	}
	if (o->common.json) {
		json_init(&j, c->out);
		json_object(&j);
		json_kint(&j, "files", (long long)nown);
		json_kint(&j, "errors", (long long)t.errors);
		json_kint(&j, "warnings", (long long)t.warnings);
		json_kint(&j, "instruments", (long long)t.instruments);
		json_kint(&j, "vignettes", (long long)t.vignettes);
		json_key(&j, "diagnostics");
		diags_json(&j, &cb->diags, own, nown);
		json_close(&j);
		json_done(&j);
	} else {
		cli_diags(c, &cb->diags, own, nown);
		buf_printf(c->out,
		    "%zu file%s, %zu instrument%s, %zu vignette%s: "
		    "%zu error%s, %zu warning%s\n",
		    nown, plural(nown), t.instruments, plural(t.instruments),
		    t.vignettes, plural(t.vignettes), t.errors,
		    plural(t.errors), t.warnings, plural(t.warnings));
	}
	return t.errors > 0 ? STATUS_BARRED : STATUS_DONE;
}

/* Shared by check, print and lint: the line read, the files read. */
static bool
law_read(struct cli *c, const struct command *self, int argc, char **argv,
    struct law_opts *o, struct option_list *args, struct casebook *cb,
    const struct source_text ***own, size_t *nown, enum status *status)
{
	if (!cli_begin(c, self, argc, argv, o, &o->common, args, status))
		return false;
	if (args->n == 0) {
		*status = cli_usage(c, self, "name at least one FILE");
		return false;
	}
	*status = STATUS_FAILED;
	return casebook_read_around(c, args, o->alone, cb, own, nown) == 0;
}

static enum status
law_check_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct law_opts o = { 0 };
	struct option_list args = { .n = 0 };
	const struct source_text **own = NULL;
	struct casebook cb;
	enum status status;
	size_t nown = 0;

	if (!law_read(c, self, argc, argv, &o, &args, &cb, &own, &nown,
		&status))
		return status;
	return check_report(c, &o, &cb, own, nown);
}

const struct command command_law_check = {
	.name = "law check",
	.usage = "[--alone] FILE...",
	.summary = "say what is wrong with a text, where, and what to do",
	.help =
	    "Reads the files, resolves every name and checks every rule that binds a\n"
	    "text.  Status 1 when there is an error.\n",
	.options = law_read_options,
	.run = law_check_run,
};
