/* cmd_law_diff.c - forestay law diff: what one casebook says that another
 * does not, and whom that changes. */

#include <string.h>
#include <sys/stat.h>

#include "cli/ask.h"
#include "cli/cmd_law.h"
#include "cli/json.h"
#include "cli/tell.h"
#include "decide/gaps.h"
#include "law/diff.h"

/* People named for one change; the rest are counted. */
#define DIFF_NAMED 12

/* From losing most to gaining most. */
static const struct {
	enum verdict was, is;
} moves[] = {
	{ VERDICT_BARRED, VERDICT_NO_BAR },
	{ VERDICT_HOLD, VERDICT_NO_BAR },
	{ VERDICT_BARRED, VERDICT_HOLD },
	{ VERDICT_HOLD, VERDICT_BARRED },
	{ VERDICT_NO_BAR, VERDICT_HOLD },
	{ VERDICT_NO_BAR, VERDICT_BARRED },
};

#define NMOVES (sizeof(moves) / sizeof(moves[0]))

struct differ {
	struct cli *c;
	struct ask_opts ask;
	struct casebook from, to;
	struct law_change *changes;
	size_t nchanges;
	struct whom *whom; /* made-up people who gain or lose */
	size_t nwhom;
	struct ask was, is; /* the same question of both */
	bool asked;
	enum verdict *before, *after; /* of each person */
};

/* A folder stands alone; a file is read with the embedded casebook around
 * it. */
static int
diff_read(struct cli *c, const char *path, struct casebook *out)
{
	const struct source_text **own = NULL;
	struct option_list one = { .items = { path }, .n = 1 };
	size_t nown = 0;
	int r = casebook_read_around(c, &one, false, out, &own, &nown);

	if (r != 0)
		return r;
	if (out->diags.nerrors == 0 && out->checked == 0)
		return 0;
	cli_diags(c, &out->diags, NULL, 0);
	(void)cli_failed(c, "%s has errors: it says nothing to compare", path);
	return E_CHECK;
}

/* Everyone's verdict under one casebook. */
static int
diff_verdicts(struct ask *a, enum verdict *out)
{
	struct arena_mark mark;
	struct answer ans;
	size_t i;

	a->question.cache = decide_cache_new(a->c->arena, &a->book.law);
	a->question.nwho = 1;
	a->question.exact = true;
	for (i = 0; i < a->people.n; i++) {
		mark = arena_mark(a->c->arena);
		a->question.who = &a->people.persons[i];
		/* A failure is a hold, and compared as one. */
		(void)decide(a->c->arena, &a->question, &ans);
		out[i] = ans.verdict;
		arena_rewind(a->c->arena, mark);
	}
	return 0;
}

static bool
diff_ask(struct differ *d, const struct command *self, enum status *status)
{
	if (!ask_everyone(d->c, self, &d->ask, &d->from, &d->was, status) ||
	    !ask_everyone(d->c, self, &d->ask, &d->to, &d->is, status))
		return false;
	ask_rejects(d->c, &d->is.people);
	*status = STATUS_FAILED;
	/* Both read the same files, in the same order. */
	if (d->was.people.n != d->is.people.n) {
		*status = cli_failed(d->c,
		    "the two casebooks read different people from these files");
		return false;
	}
	d->before =
	    arena_array(d->c->arena, d->was.people.n, sizeof(*d->before));
	d->after = arena_array(d->c->arena, d->was.people.n, sizeof(*d->after));
	if (d->before == NULL || d->after == NULL) {
		*status = cli_failed(d->c, "%s", err_text(E_NOMEM));
		return false;
	}
	if (diff_verdicts(&d->was, d->before) != 0 ||
	    diff_verdicts(&d->is, d->after) != 0)
		return false;
	d->asked = true;
	return true;
}

static size_t
moved(const struct differ *d)
{
	size_t i, n = 0;

	for (i = 0; d->asked && i < d->is.people.n; i++)
		n += d->before[i] != d->after[i];
	return n;
}

static void
show_move(struct differ *d, enum verdict was, enum verdict is)
{
	struct buf *b = d->c->out;
	const struct look *l = &d->c->look;
	struct buf line;
	size_t i, n = 0;

	buf_init(&line, d->c->mem, LIMIT_STRING_BYTES);
	for (i = 0; i < d->is.people.n; i++) {
		if (d->before[i] != was || d->after[i] != is)
			continue;
		if (n++ < DIFF_NAMED)
			buf_printf(&line, "%s%s", n == 1 ? "" : ", ",
			    d->is.people.persons[i]->id);
	}
	if (n > DIFF_NAMED)
		buf_printf(&line, " and %zu more", n - DIFF_NAMED);
	if (n > 0) {
		show_paint(b, l, show_verdict_paint(was), verdict_text(was));
		buf_puts(b, l->utf8 ? " \u2192 " : " -> ");
		show_paint(b, l, show_verdict_paint(is), verdict_text(is));
		buf_puts(b, ": ");
		show_count(b, n);
		buf_puts(b, "\n  ");
		show_wrap(b, line.s, 2, 2, SHOW_WIDTH);
	}
	buf_release(&line);
}

static void
show_whom(struct differ *d)
{
	struct buf *b = d->c->out;
	struct buf line;
	size_t i;

	buf_init(&line, d->c->mem, LIMIT_STRING_BYTES);
	tell_act(&line, &d->is.act);
	buf_puts(&line, ", ");
	show_instant(&line, d->is.zone, d->is.act.departs);
	buf_printf(&line, ", as known %s: of ",
	    d->is.known_given ? "at the instant given" : "then");
	show_count(&line, d->is.people.n);
	buf_puts(&line, " people, ");
	show_count(&line, moved(d));
	buf_puts(&line, " are answered otherwise");
	show_section(b, &d->c->look, "WHOM IT CHANGES");
	show_wrap(b, line.s, 0, 0, SHOW_WIDTH);
	for (i = 0; i < NMOVES; i++)
		show_move(d, moves[i].was, moves[i].is);
	show_wrap(b,
	    "For a class defined by facts, and anyone not in these files.", 0,
	    0, SHOW_WIDTH);
	buf_release(&line);
}

static void
diff_json(struct differ *d)
{
	static const char *const kinds[] = { "added", "removed", "changed" };
	const struct law_change *ch;
	struct json j;
	size_t i;

	json_init(&j, d->c->out);
	json_open(&j);
	json_key(&j, "changes");
	json_list(&j);
	for (i = 0; i < d->nchanges; i++) {
		ch = &d->changes[i];
		json_open(&j);
		json_kstr(&j, "kind", kinds[ch->kind]);
		json_kstr(&j, "what", ch->what);
		json_kstr(&j, "id", ch->id);
		json_kstr(&j, "clause", ch->clause);
		json_kstr(&j, "was", ch->was);
		json_kstr(&j, "is", ch->is);
		json_close(&j);
	}
	json_close(&j);
	json_key(&j, "people");
	json_list(&j);
	for (i = 0; d->asked && i < d->is.people.n; i++) {
		if (d->before[i] == d->after[i])
			continue;
		json_open(&j);
		json_kstr(&j, "person", d->is.people.persons[i]->id);
		json_kstr(&j, "was", verdict_text(d->before[i]));
		json_kstr(&j, "is", verdict_text(d->after[i]));
		json_close(&j);
	}
	json_close(&j);
	json_key(&j, "examples");
	json_list(&j);
	for (i = 0; i < d->nwhom; i++) {
		json_open(&j);
		json_kstr(&j, "order", d->whom[i].id);
		json_kstr(&j, "now",
		    d->whom[i].gains ? "covered" : "not covered");
		json_kstr(&j, "person", d->whom[i].person);
		json_close(&j);
	}
	json_close(&j);
	json_close(&j);
	json_done(&j);
}

/* Somebody who gains and somebody who loses, made up for each order. */
static void
show_examples(struct differ *d)
{
	const struct whom *w;

	for (size_t i = 0; i < d->nwhom; i++) {
		w = &d->whom[i];
		buf_printf(d->c->out, "%s%s %s, for example\n",
		    i == 0 ? "\n" : "", w->id,
		    w->gains ? "now covers" : "no longer covers");
		buf_puts(d->c->out, "    ");
		show_wrap(d->c->out, w->person, 4, 4, SHOW_WIDTH);
	}
}

static enum status
diff_show(struct differ *d)
{
	size_t i;

	if (d->ask.common.json) {
		diff_json(d);
	} else {
		for (i = 0; i < d->nchanges; i++)
			law_change_print(d->c->out, &d->changes[i]);
		if (d->nchanges == 0)
			buf_puts(d->c->out, "They say the same.\n");
		show_examples(d);
		if (d->asked)
			show_whom(d);
		else if (d->nchanges > 0)
			buf_puts(d->c->out,
			    "\n--people FILE shows whom this changes.\n");
	}
	return d->nchanges > 0 || moved(d) > 0 ? STATUS_BARRED : STATUS_DONE;
}

static enum status
law_diff_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct option_list args = { .n = 0 }, none = { .n = 0 };
	struct differ *d = arena_alloc(c->arena, sizeof(*d));
	enum status status;
	int r;

	if (d == NULL)
		return cli_failed(c, "%s", err_text(E_NOMEM));
	d->c = c;
	if (!cli_begin(c, self, argc, argv, &d->ask, &d->ask.common, &args,
		&status))
		return status;
	if (args.n < 1 || args.n > 2)
		return cli_usage(c, self, "name what is compared: [OLD] NEW");
	if ((args.n == 1 ? casebook_need(c, &none, &d->from)
			 : diff_read(c, args.items[0], &d->from)) != 0 ||
	    diff_read(c, args.items[args.n - 1], &d->to) != 0)
		return STATUS_FAILED;
	r = law_diff(c->arena, &d->from.law, &d->to.law, &d->changes,
	    &d->nchanges);
	if (r == 0)
		r = gaps_diff(c->arena, &d->from.law, &d->to.law, &d->whom,
		    &d->nwhom);
	if (r != 0)
		return cli_failed(c, "%s", err_text(r));
	if (d->ask.people.n > 0 && !diff_ask(d, self, &status))
		return status;
	return diff_show(d);
}

static const struct option diff_options[] = { OPTIONS_ASK,
	OPTIONS_COMMON(struct ask_opts, common), OPTION_END };

const struct command command_law_diff = {
	.name = "law diff",
	.usage = "[OLD] NEW [--people FILE --at INSTANT ...]",
	.summary = "what two casebooks say differently, and whom that changes",
	.help =
	    "Compares two casebooks (folders, or files with the embedded casebook\n"
	    "around them; without OLD, the embedded one), clause by clause.  With\n"
	    "people and an instant: whose answer changes, those who lose first.\n"
	    "Status 1 when they differ.\n",
	.options = diff_options,
	.run = law_diff_run,
};
