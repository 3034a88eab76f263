/* cmd_explain.c - forestay explain: an answer, unfolded. */

#include <string.h>

#include "cli/answer.h"
#include "cli/ask_waits.h"
#include "cli/tell.h"

struct explain_opts {
	struct ask_opts ask;
	struct option_list orders;
};

static bool
explain_wanted(const struct option_list *ids, const struct instrument *x)
{
	size_t i;

	for (i = 0; i < ids->n; i++)
		if (strcmp(ids->items[i], x->id.s) == 0)
			return true;
	return false;
}

static void
explain_one(struct cli *c, const struct citation *x)
{
	answer_citation(c, x, NULL, 0);
	tell_reason(c->out, &c->look, x->why, 2, true);
	buf_putc(c->out, '\n');
}

/* Every order that does not apply, with how it stands; one line each. */
static void
explain_rest(struct ask *a, const struct answer *ans)
{
	struct cli *c = a->c;
	const struct law *law = &a->book.law;
	const struct instrument *x;
	struct instant end;
	enum standing s;
	size_t i, k, start, shown = 0, absent = 0;

	for (i = 0; i < law->ninstruments; i++) {
		x = law->instruments[i];
		for (k = 0; k < ans->ncitations; k++)
			if (ans->citations[k].order == x)
				break;
		if (k < ans->ncitations || x->kind == INSTR_FORM ||
		    x->nbars == 0)
			continue;
		s = decide_standing(c->arena, &a->question, x, a->act.departs,
		    &end);
		if (s == STANDING_NOT_RECORDED) {
			absent++;
			continue;
		}
		if (shown++ == 0)
			show_section(c->out, &c->look, "NOT BARRING THIS ACT");
		start = c->out->len;
		buf_puts(c->out, "  ");
		show_paint(c->out, &c->look, PAINT_LINK, x->id.s);
		show_pad(c->out, start, 32);
		show_wrap(c->out, standing_text(s), 32, 32, SHOW_WIDTH);
	}
	if (shown > 0)
		buf_puts(c->out, "\n--order ID unfolds one of them.\n");
	if (absent > 0)
		buf_printf(c->out,
		    "%zu instrument%s of the casebook %s not on record by "
		    "then.\n",
		    absent, absent == 1 ? "" : "s",
		    absent == 1 ? "was" : "were");
}

static enum status
explain_orders(struct ask *a, const struct explain_opts *o,
    const struct command *self, struct citation *out)
{
	const struct instrument *x;
	size_t i;
	int r;

	for (i = 0; i < o->orders.n; i++) {
		x = law_instrument(&a->book.law, o->orders.items[i]);
		if (x == NULL)
			return cli_usage(a->c, self,
			    "the casebook has no instrument %s",
			    o->orders.items[i]);
		r = decide_explain(a->c->arena, &a->question, x, &out[i]);
		if (r != 0)
			return cli_failed(a->c, "%s: %s", x->id.s, err_text(r));
	}
	return STATUS_DONE;
}

/* The orders asked for, in place of those cited. */
static void
explain_replace(struct answer *ans, const struct citation *chosen, size_t n)
{
	ans->citations = chosen;
	ans->ncitations = n;
	ans->nbarring = 0;
}

/* An order asked for, under the confirmed law and with each that waits. */
static int
explain_with(struct ask *a, const struct ask_wait *w, const char *id)
{
	const struct instrument *x = law_instrument(w->law, id);
	struct citation with;
	int r;

	if (x == NULL) {
		buf_printf(a->c->out, "    %s is gone\n", id);
		return 0;
	}
	r = decide_explain(a->c->arena, &w->question, x, &with);
	if (r != 0)
		return r;
	buf_printf(a->c->out, "    %s %s: ", id,
	    with.value == YES      ? "bars it"
		: with.value == NO ? "does not bar it"
				   : "may bar it");
	show_wrap(a->c->out, standing_text(with.standing), strlen(id) + 20, 6,
	    SHOW_WIDTH);
	return 0;
}

/* The trees above are of the law that counts. */
static int
explain_waiting(struct ask *a, const struct explain_opts *o,
    const struct ask_wait *ws, size_t n)
{
	size_t i, k;
	int r = 0;

	ask_waits_show(a, ws, n);
	for (i = 0; i < n && r == 0; i++) {
		if (ws[i].law == NULL || o->orders.n == 0)
			continue;
		buf_printf(a->c->out, "  With entry %llu:\n",
		    (unsigned long long)ws[i].wait->seq);
		for (k = 0; k < o->orders.n && r == 0; k++)
			r = explain_with(a, &ws[i], o->orders.items[k]);
	}
	return r;
}

static enum status
explain_answer(struct ask *a, const struct explain_opts *o,
    const struct command *self)
{
	struct citation *chosen = NULL;
	struct ask_wait *waits = NULL;
	struct cli *c = a->c;
	struct answer ans;
	enum status status;
	size_t i, nwaits = 0;
	int r;

	a->question.explain = a->question.horizon = a->question.settle = true;
	ask_decide(a, &ans);
	if (o->orders.n > 0) {
		chosen = arena_array(c->arena, o->orders.n, sizeof(*chosen));
		if (chosen == NULL)
			return cli_failed(c, "%s", err_text(E_NOMEM));
		status = explain_orders(a, o, self, chosen);
		if (status != STATUS_DONE)
			return status;
		explain_replace(&ans, chosen, o->orders.n);
	}
	if (o->ask.common.json) {
		answer_json(a, &ans, NULL, 0);
		return ask_status(&ans);
	}
	ask_heading(a, c->out);
	buf_putc(c->out, '\n');
	show_verdict(c->out, &c->look, ans.verdict);
	buf_puts(c->out, "\n\n");
	for (i = 0; i < ans.ncitations; i++)
		if (o->orders.n == 0 ||
		    explain_wanted(&o->orders, ans.citations[i].order))
			explain_one(c, &ans.citations[i]);
	if (o->orders.n == 0)
		explain_rest(a, &ans);
	if ((r = ask_waits(a, &waits, &nwaits)) != 0 ||
	    (r = explain_waiting(a, o, waits, nwaits)) != 0)
		return cli_failed(c, "what waits: %s", err_text(r));
	answer_foot(a, &ans);
	return ask_status(&ans);
}

static enum status
explain_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct explain_opts o = { 0 };
	struct ask a;
	enum status status;

	if (!ask_read(c, self, argc, argv, &o.ask, &a, &status))
		return status;
	status = explain_answer(&a, &o, self);
	ask_end(&a);
	return status;
}

static const struct option explain_options[] = {
	{ "--order", NULL, OPTION_LIST, "ID",
	    offsetof(struct explain_opts, orders),
	    "unfold this instrument, whether it applies or not; may be given "
	    "several times" },
	OPTIONS_ASK, OPTIONS_COMMON(struct explain_opts, ask.common), OPTION_END
};

const struct command command_explain = {
	.name = "explain",
	.usage = "PERSON --people FILE|--store STORE [--order ID]",
	.summary = "the same answer, with every reason and every fact",
	.help =
	    "Unfolds an answer into the clauses, facts and sources it rests on, each\n"
	    "yes, no or not known, and lists the orders that do not apply.\n",
	.options = explain_options,
	.run = explain_run,
};
