/* cmd_check.c - forestay check and deadlines. */

#include <string.h>

#include "cli/answer.h"
#include "cli/check_server.h"
#include "cli/ask_waits.h"

static int
due_read(struct ask *a, struct deadline **due, size_t *n)
{
	int r = 0;

	*n = 0;
	*due = NULL;
	/* A near match has no clock of its own. */
	if (a->exact)
		r = decide_deadlines(a->c->arena, &a->question, due, n);
	if (r != 0)
		(void)cli_failed(a->c, "deadlines: %s", err_text(r));
	return r;
}

static enum status
check_answer(struct ask *a)
{
	const struct ask_opts *o = a->opts;
	struct deadline *due = NULL;
	struct answer ans;
	size_t ndue = 0;

	/* An officer is not shown the horizon, but no bar expires with it. */
	a->question.horizon = true;
	a->question.settle = !o->officer;
	ask_decide(a, &ans);
	if (o->officer) {
		if (o->common.json)
			answer_json_officer(a, &ans);
		else
			answer_show_officer(a, &ans);
		return ask_status(&ans);
	}
	if (due_read(a, &due, &ndue) != 0)
		return STATUS_FAILED;
	if (o->common.json)
		answer_json(a, &ans, due, ndue);
	else
		answer_show(a, &ans, due, ndue);
	return ask_status(&ans);
}

static enum status
check_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct ask_opts o = { 0 };
	struct option_list args = { .n = 0 };
	struct ask a;
	enum status status;

	if (!cli_begin(c, self, argc, argv, &o, &o.common, &args, &status))
		return status;
	if (o.server != NULL && args.n == 1)
		return check_server(c, self, &o, args.items[0]);
	o = (struct ask_opts){ 0 };
	if (!ask_read(c, self, argc, argv, &o, &a, &status))
		return status;
	status = check_answer(&a);
	ask_end(&a);
	return status;
}

static bool
same_due(const struct deadline *x, const struct deadline *y)
{
	return strcmp(x->order->id.s, y->order->id.s) == 0 &&
	    strcmp(x->what, y->what) == 0 &&
	    instant_cmp(x->earliest, y->earliest) == 0 &&
	    instant_cmp(x->latest, y->latest) == 0;
}

/* Those of one list that the other lacks, packed to its front. */
static size_t
due_lacking(struct deadline *of, size_t n, const struct deadline *in, size_t m)
{
	size_t i, k, left = 0;
	struct deadline d;

	for (i = 0; i < n; i++) {
		for (k = 0; k < m && !same_due(&of[i], &in[k]); k++)
			;
		if (k < m)
			continue;
		d = of[i];
		of[i] = of[left];
		of[left++] = d;
	}
	return left;
}

static int
deadlines_with(struct ask *a, const struct ask_wait *w, struct deadline *due,
    size_t ndue)
{
	struct deadline *with = NULL, *was;
	size_t n = 0, more, fewer, i;
	int r = decide_deadlines(a->c->arena, &w->question, &with, &n);

	was = arena_array(a->c->arena, ndue, sizeof(*was));
	if (r != 0 || was == NULL)
		return r != 0 ? r : E_NOMEM;
	for (i = 0; i < ndue; i++)
		was[i] = due[i];
	fewer = due_lacking(was, ndue, with, n);
	more = due_lacking(with, n, due, ndue);
	buf_printf(a->c->out, "\nWith entry %llu, which waits, ",
	    (unsigned long long)w->wait->seq);
	if (fewer + more == 0)
		buf_puts(a->c->out, "the same is due.\n");
	for (i = 0; i < fewer; i++)
		buf_printf(a->c->out, "%s%s (%s)%s", i == 0 ? "" : ", ",
		    was[i].what, was[i].order->id.s,
		    i + 1 == fewer ? " would not be due so.\n" : "");
	if (more > 0) {
		buf_puts(a->c->out,
		    fewer > 0 ? "Instead:\n" : "this would be due:\n");
		answer_deadlines(a->c, with, more, a->act.departs, false);
	}
	return 0;
}

static int
deadlines_waiting(struct ask *a, struct deadline *due, size_t ndue)
{
	struct ask_wait *ws = NULL;
	size_t n = 0, i;
	int r = ask_waits(a, &ws, &n);

	if (r == 0)
		ask_waits_show(a, ws, n);
	for (i = 0; i < n && r == 0; i++)
		if (ws[i].law != NULL)
			r = deadlines_with(a, &ws[i], due, ndue);
	return r;
}

static enum status
deadlines_json(struct ask *a, const struct deadline *due, size_t ndue)
{
	struct ask_wait *ws = NULL;
	struct cli *c = a->c;
	struct json j;
	size_t n = 0;
	int r = ask_waits(a, &ws, &n);

	if (r != 0)
		return cli_failed(c, "what waits: %s", err_text(r));
	json_init(&j, c->out);
	json_open(&j);
	json_kstr(&j, "person", a->who);
	json_kinstant(&j, "at", a->act.departs);
	json_kinstant(&j, "known", a->question.known);
	answer_deadlines_json(&j, due, ndue);
	if (a->store != NULL)
		ask_waits_json(&j, a, ws, n);
	json_close(&j);
	json_done(&j);
	return STATUS_DONE;
}

static enum status
deadlines_answer(struct ask *a, const struct command *self)
{
	struct deadline *due = NULL;
	struct cli *c = a->c;
	size_t ndue = 0;
	int r;

	if (!a->exact)
		return cli_usage(c, self,
		    "%s is not in the %s: whose clock it would be is not known",
		    a->who, a->store != NULL ? "store" : "people file");
	if (due_read(a, &due, &ndue) != 0)
		return STATUS_FAILED;
	if (a->opts->common.json)
		return deadlines_json(a, due, ndue);
	ask_heading(a, c->out);
	answer_deadlines(c, due, ndue, a->act.departs, false);
	if (ndue == 0)
		buf_puts(c->out,
		    "\nNo clock is running, as far as is known.\n");
	if ((r = deadlines_waiting(a, due, ndue)) != 0)
		return cli_failed(c, "what waits: %s", err_text(r));
	buf_puts(c->out, "\nThis is not legal advice.\n");
	return STATUS_DONE;
}

static enum status
deadlines_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct ask_opts o = { 0 };
	struct ask a;
	enum status status;

	if (!ask_read(c, self, argc, argv, &o, &a, &status))
		return status;
	status = deadlines_answer(&a, self);
	ask_end(&a);
	return status;
}

static const struct option check_options[] = { OPTIONS_ASK,
	{ "--officer", NULL, OPTION_FLAG, NULL,
	    offsetof(struct ask_opts, officer),
	    "what an officer may see: the answer and the orders; a date only "
	    "if it is the order's own" },
	{ "--server", NULL, OPTION_TEXT, "URL",
	    offsetof(struct ask_opts, server),
	    "ask a gate (forestay serve); whatever goes wrong is a hold" },
	{ "--token", NULL, OPTION_TEXT, "FILE",
	    offsetof(struct ask_opts, token),
	    "of --server: the file with the account's token" },
	{ "--log", NULL, OPTION_TEXT, "KEY", offsetof(struct ask_opts, log),
	    "of --server: the public key by which answers are believed, or "
	    "the file that holds it" },
	{ "--ca", NULL, OPTION_TEXT, "FILE", offsetof(struct ask_opts, ca),
	    "of --server: PEM, whom its certificate is signed by; without it "
	    "whom this machine trusts" },
	{ "--receipt", NULL, OPTION_TEXT, "FILE",
	    offsetof(struct ask_opts, receipt),
	    "of --server: keep the signed reply in this file (forestay receipt "
	    "verify)" },
	OPTIONS_COMMON(struct ask_opts, common), OPTION_END };

const struct command command_check = {
	.name = "check",
	.usage = "PERSON --people FILE|--store STORE|--server URL ...",
	.summary = "is it barred, by which order, until when, what is due",
	.help =
	    "Answers BARRED, HOLD or NO BAR ON RECORD for one person, act and instant,\n"
	    "each order cited with its document and its end, what is not verified,\n"
	    "what would settle a hold, and what is due by when, on every reading.\n"
	    "PERSON is an A-number, written any way, or an identifier of the file; a\n"
	    "number that is only near is a candidate and never NO BAR.\n",
	.options = check_options,
	.run = check_run,
};

static const struct option deadlines_options[] = { OPTIONS_ASK,
	OPTIONS_COMMON(struct ask_opts, common), OPTION_END };

const struct command command_deadlines = {
	.name = "deadlines",
	.usage = "PERSON --people FILE|--store STORE [--at INSTANT] ...",
	.summary = "what is due for someone, by when, and how it is reckoned",
	.help =
	    "Every clock that runs for a person at an instant: the earliest reading,\n"
	    "which counsel must meet; the latest, to which a bar holds; the last\n"
	    "business day before; and the arithmetic of each.\n",
	.options = deadlines_options,
	.run = deadlines_run,
};
