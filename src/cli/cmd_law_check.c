/* cmd_law_check.c - forestay law check, print and lint. */

#include <string.h>

#include "cli/casebook.h"
#include "cli/cmd_law.h"
#include "cli/json.h"
#include "decide/gaps.h"
#include "law/lint.h"

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

	json_list(j);
	for (i = 0; i < ds->n; i++) {
		d = &ds->items[i];
		if (d->pos.src != NULL && !casebook_has(own, nown, d->pos))
			continue;
		json_open(j);
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
		json_open(&j);
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

static bool
print_wanted(const struct instrument *x, const struct option_list *ids,
    bool *used)
{
	size_t i;

	if (ids->n == 0)
		return true;
	for (i = 0; i < ids->n; i++)
		if (strcmp(ids->items[i], x->id.s) == 0) {
			used[i] = true;
			return true;
		}
	return false;
}

static void
print_json(struct cli *c, struct json *j, const struct law *law,
    const struct instrument *x)
{
	struct buf text;

	buf_init(&text, c->mem, LIMIT_SOURCE_BYTES);
	law_print_instrument(&text, law, x);
	json_open(j);
	json_kstr(j, "order", x->id.s);
	json_kstr(j, "kind", instrument_kind_text(x->kind));
	json_kstr(j, "text", text.s);
	json_close(j);
	buf_release(&text);
}

struct print_opts {
	struct law_opts law;
	struct option_list orders;
};

static enum status
law_print_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct print_opts o = { 0 };
	struct option_list args = { .n = 0 };
	const struct source_text **own = NULL;
	bool used[OPTION_LIST_MAX] = { false }, printed = false;
	const struct instrument *x;
	struct casebook cb;
	enum status status;
	struct json j;
	size_t nown = 0, i;

	if (!cli_begin(c, self, argc, argv, &o, &o.law.common, &args, &status))
		return status;
	if (args.n > 0) {
		if (casebook_read_around(c, &args, o.law.alone, &cb, &own,
			&nown) != 0)
			return STATUS_FAILED;
	} else if (casebook_read(c, &args, &cb) != 0) {
		return STATUS_FAILED;
	}
	if (cb.diags.nerrors > 0) {
		cli_diags(c, &cb.diags, NULL, 0);
		return STATUS_BARRED;
	}
	json_init(&j, c->out);
	if (o.law.common.json)
		json_list(&j);
	for (i = 0; i < cb.law.ninstruments; i++) {
		x = cb.law.instruments[i];
		if (args.n > 0 && !casebook_has(own, nown, x->pos))
			continue;
		if (!print_wanted(x, &o.orders, used))
			continue;
		if (o.law.common.json) {
			print_json(c, &j, &cb.law, x);
			continue;
		}
		if (printed)
			buf_putc(c->out, '\n');
		printed = true;
		law_print_instrument(c->out, &cb.law, x);
	}
	if (o.law.common.json) {
		json_close(&j);
		json_done(&j);
	}
	for (i = 0; i < o.orders.n; i++)
		if (!used[i])
			return cli_usage(c, self, "no instrument is named %s",
			    o.orders.items[i]);
	return STATUS_DONE;
}

static enum status
law_lint_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct law_opts o = { 0 };
	struct option_list args = { .n = 0 };
	const struct source_text **own = NULL;
	struct casebook cb;
	enum status status;
	size_t nown = 0;
	int r;

	if (!law_read(c, self, argc, argv, &o, &args, &cb, &own, &nown,
		&status))
		return status;
	if (cb.diags.nerrors == 0 && cb.checked == 0 &&
	    ((r = law_lint(c->arena, &cb.law, &cb.diags)) != 0 ||
		(r = gaps_lint(c->arena, &cb.law, &cb.diags)) != 0))
		return cli_failed(c, "%s", err_text(r));
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

static const struct option print_options[] = {
	{ "--order", NULL, OPTION_LIST, "ID",
	    offsetof(struct print_opts, orders),
	    "this instrument; may be given several times" },
	{ "--alone", NULL, OPTION_FLAG, NULL,
	    offsetof(struct print_opts, law.alone),
	    "read these files only, without the embedded casebook around them" },
	OPTIONS_COMMON(struct print_opts, law.common), OPTION_END
};

const struct command command_law_print = {
	.name = "law print",
	.usage = "[--order ID]... [FILE...]",
	.summary = "orders in plain English",
	.help =
	    "Says of each instrument whom it covers, what it bars, from when, until\n"
	    "when, its stages, what it acts on, and what is unverified.  Without a\n"
	    "FILE: the embedded casebook.\n",
	.options = print_options,
	.run = law_print_run,
};

const struct command command_law_lint = {
	.name = "law lint",
	.usage = "[--alone] FILE...",
	.summary = "what is allowed, and probably not meant",
	.help =
	    "A class that covers nobody, a stage nothing leaves, an order nothing ends,\n"
	    "clauses that overlap or leave a gap, each with a person who shows it.\n",
	.options = law_read_options,
	.run = law_lint_run,
};
