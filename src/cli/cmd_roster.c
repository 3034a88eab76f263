/* cmd_roster.c - forestay roster: who is at the desk, for whoever is held. */

#include <stdio.h>
#include <string.h>

#include "cli/ask.h"
#include "cli/json.h"
#include "cli/keep.h"
#include "serve/account.h"
#include "serve/roster.h"

struct roster_opts {
	struct common common;
	const char *name, *telephone, *account, *from, *until, *by;
};

struct roster_run {
	struct cli *c;
	struct roster_opts o;
	struct option_list args;
	struct store *store;
	struct keep_now now;
	struct roster all;
	struct accounts accounts;
};

static bool
begin(struct roster_run *r, const struct command *self, int argc, char **argv,
    size_t nargs, enum status *status)
{
	struct store_head head;
	int e;

	if (!cli_begin(r->c, self, argc, argv, &r->o, &r->o.common, &r->args,
		status))
		return false;
	if (r->args.n != nargs) {
		*status = cli_usage(r->c, self, "%s",
		    nargs == 1 ? "name one store"
			       : "name one store and the entry of a shift");
		return false;
	}
	*status = STATUS_FAILED;
	if (!keep_open(r->c, r->args.items[0], &r->store))
		return false;
	if ((e = keep_now(r->store, &r->now)) == 0 &&
	    (e = store_sync_views(r->store, &head)) == 0)
		e = roster_read(r->c->arena, r->store, head.size, &r->all);
	if (e == 0)
		e = accounts_read(r->c->arena, r->store, head.size,
		    &r->accounts);
	if (e == 0)
		return true;
	(void)keep_failed(r->c, r->store, e);
	store_close(r->store);
	r->store = NULL;
	return false;
}

static enum status
finish(struct roster_run *r, enum status status)
{
	if (r->store != NULL)
		store_close(r->store);
	return status;
}

static bool
read_instant(struct roster_run *r, const struct command *self, const char *what,
    const char *s, struct instant *out, enum status *status)
{
	struct when w;
	const char *why = NULL;

	if (s == NULL)
		why = "say from when and until when it is: --from, --until";
	else if (ask_instant(r->c->arena, s, NULL, &w, &why)) {
		*out = w.first;
		return true;
	}
	*status = cli_usage(r->c, self, "%s: %s", what, why);
	return false;
}

static enum status
add(struct roster_run *r, const struct command *self)
{
	struct shift x = { .name = r->o.name,
		.telephone = r->o.telephone,
		.account = r->o.account };
	struct appended out;
	enum status status;
	int e;

	if (x.name == NULL || x.telephone == NULL || !shift_text_ok(x.name) ||
	    !shift_text_ok(x.telephone))
		return cli_usage(r->c, self,
		    "--name and --telephone are what a hold shows: a line of "
		    "at most %d bytes each",
		    SHIFT_TEXT_MAX);
	if (x.account != NULL &&
	    accounts_named(&r->accounts, x.account) == NULL)
		return cli_failed(r->c, "there is no account %s", x.account);
	if (!read_instant(r, self, "--from", r->o.from, &x.from, &status) ||
	    !read_instant(r, self, "--until", r->o.until, &x.until, &status))
		return status;
	if (instant_cmp(x.until, x.from) <= 0)
		return cli_usage(r->c, self, "it ends before it begins");
	e = roster_add(r->store, &x, ask_author(r->o.by), &out);
	if (e != 0)
		return keep_failed(r->c, r->store, e);
	buf_printf(r->c->out, "entry %llu: ", (unsigned long long)out.first);
	show_clean(r->c->out, x.name);
	buf_puts(r->c->out, ", from ");
	instant_print_utc(r->c->out, x.from);
	buf_puts(r->c->out, " until ");
	instant_print_utc(r->c->out, x.until);
	buf_putc(r->c->out, '\n');
	return STATUS_DONE;
}

static enum status
add_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct roster_run r = { .c = c };
	enum status status;

	if (!begin(&r, self, argc, argv, 1, &status))
		return status;
	return finish(&r, add(&r, self));
}

static void
list_json(struct roster_run *r, const struct shift *duty)
{
	const struct shift *x;
	struct json j;
	size_t i;

	json_init(&j, r->c->out);
	json_list(&j);
	for (i = 0; i < r->all.n; i++) {
		x = &r->all.items[i];
		json_open(&j);
		json_kint(&j, "entry", (long long)x->seq);
		json_kstr(&j, "name", x->name);
		json_kstr(&j, "telephone", x->telephone);
		json_kstr(&j, "account", x->account);
		json_kinstant(&j, "from", x->from);
		json_kinstant(&j, "until", x->until);
		json_kbool(&j, "ended", x->ended);
		json_kbool(&j, "on_duty", x == duty);
		json_close(&j);
	}
	json_close(&j);
	json_done(&j);
}

static enum status
list(struct roster_run *r)
{
	const struct shift *duty = roster_on_duty(&r->all, r->now.clock), *x;
	struct buf *b = r->c->out;
	size_t i;

	if (r->o.common.json) {
		list_json(r, duty);
		return STATUS_DONE;
	}
	for (i = 0; i < r->all.n; i++) {
		x = &r->all.items[i];
		if (x->ended || instant_cmp(x->until, r->now.clock) <= 0)
			continue;
		buf_printf(b, "%s %llu  ", x == duty ? "on duty" : "       ",
		    (unsigned long long)x->seq);
		instant_print_utc(b, x->from);
		buf_puts(b, " - ");
		instant_print_utc(b, x->until);
		buf_puts(b, "  ");
		show_clean(b, x->name);
		buf_puts(b, "  ");
		show_clean(b, x->telephone);
		buf_putc(b, '\n');
	}
	if (duty == NULL)
		buf_puts(b, "nobody is on duty: a hold names nobody\n");
	return STATUS_DONE;
}

static enum status
list_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct roster_run r = { .c = c };
	enum status status;

	if (!begin(&r, self, argc, argv, 1, &status))
		return status;
	return finish(&r, list(&r));
}

static enum status
end(struct roster_run *r)
{
	const char *s = r->args.items[1];
	struct appended out;
	size_t i;
	int e;

	for (i = 0; i < r->all.n; i++) {
		char seq[24];

		snprintf(seq, sizeof(seq), "%llu",
		    (unsigned long long)r->all.items[i].seq);
		if (strcmp(seq, s) == 0)
			break;
	}
	if (i == r->all.n)
		return cli_failed(r->c, "entry %s is no shift", s);
	e = roster_end(r->store, r->all.items[i].seq, ask_author(r->o.by),
	    &out);
	if (e != 0)
		return keep_failed(r->c, r->store, e);
	show_clean(r->c->out, r->all.items[i].name);
	buf_puts(r->c->out, " is not on duty then\n");
	return STATUS_DONE;
}

static enum status
end_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct roster_run r = { .c = c };
	enum status status;

	if (!begin(&r, self, argc, argv, 2, &status))
		return status;
	return finish(&r, end(&r));
}

#define OPTION_BY                                               \
	{                                                       \
		"--by", NULL, OPTION_TEXT, "NAME",              \
		    offsetof(struct roster_opts, by),           \
		    "who does this; without it: the login name" \
	}

static const struct option add_options[] = {
	{ "--name", NULL, OPTION_TEXT, "NAME",
	    offsetof(struct roster_opts, name), "who is called" },
	{ "--telephone", NULL, OPTION_TEXT, "NUMBER",
	    offsetof(struct roster_opts, telephone), "and how" },
	{ "--account", NULL, OPTION_TEXT, "NAME",
	    offsetof(struct roster_opts, account),
	    "theirs: it is told when a notice is not acknowledged" },
	{ "--from", NULL, OPTION_TEXT, "INSTANT",
	    offsetof(struct roster_opts, from), "2026-12-01T08:00Z" },
	{ "--until", NULL, OPTION_TEXT, "INSTANT",
	    offsetof(struct roster_opts, until),
	    "when it ends; let it overlap the next one's beginning" },
	OPTION_BY, OPTIONS_COMMON(struct roster_opts, common), OPTION_END
};

static const struct option list_options[] = {
	OPTIONS_COMMON(struct roster_opts, common), OPTION_END
};

static const struct option end_options[] = { OPTION_BY,
	OPTIONS_COMMON(struct roster_opts, common), OPTION_END };

static const struct command command_add = {
	.name = "roster add",
	.usage = "STORE --name WHO --telephone NUMBER --from I --until I",
	.summary = "a shift at the desk",
	.help = "Where two shifts overlap, who began later is on duty.\n",
	.options = add_options,
	.run = add_run,
};

static const struct command command_list = {
	.name = "roster list",
	.usage = "STORE",
	.summary = "the shifts that are not over, and who is on duty now",
	.help = "With --json: all there ever were.\n",
	.options = list_options,
	.run = list_run,
};

static const struct command command_end = {
	.name = "roster end",
	.usage = "STORE ENTRY",
	.summary = "take a shift back",
	.help = "ENTRY is its number in the list.\n",
	.options = end_options,
	.run = end_run,
};

static const struct command *const under[] = { &command_add, &command_list,
	&command_end, NULL };

const struct command command_roster = {
	.name = "roster",
	.usage = "add|list|end STORE ...",
	.summary = "who answers the telephone when an act is held",
	.help =
	    "Every hold names the desk on duty and its telephone.  Nobody on duty is an\n"
	    "alarm of the server (/healthz, /metrics).\n",
	.under = under,
	.run = cli_under,
};
