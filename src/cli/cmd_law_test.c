/* cmd_law_test.c - forestay law test: the vignettes of a casebook. */

#include <string.h>

#include "cli/casebook.h"
#include "cli/cmd_law.h"
#include "cli/json.h"
#include "cli/tell.h"
#include "intake/vignette.h"

struct test_opts {
	struct law_opts law;
	const char *only;
	bool verbose;
};

struct tester {
	struct cli *c;
	const struct test_opts *opts;
	struct json *j; /* or NULL */
	size_t passed, failed;
	bool titled; /* the vignette's title was printed */
};

static void
test_place(struct buf *b, struct pos pos)
{
	unsigned line, col;

	pos_line_col(pos, &line, &col);
	buf_printf(b, "%s:%u", pos.src == NULL ? "?" : pos.src->path, line);
}

static void
test_title(struct tester *t, const struct vignette *v)
{
	if (t->titled)
		return;
	t->titled = true;
	test_place(t->c->out, v->pos);
	buf_puts(t->c->out, ": ");
	show_paint(t->c->out, &t->c->look, PAINT_STRONG, v->title);
	buf_putc(t->c->out, '\n');
}

/* "on Fri 23 Jun 2017 10:00 EDT removal to IQ" */
static void
test_question(struct buf *b, const struct vignette_result *r)
{
	buf_puts(b, "on ");
	show_instant(b, r->zone, r->question->act->departs);
	buf_putc(b, ' ');
	tell_act(b, r->question->act);
}

static void
test_answer(struct buf *b, const struct vignette_result *r)
{
	const struct answer *ans = r->answer;
	size_t i;

	buf_puts(b, verdict_text(ans->verdict));
	for (i = 0; i < ans->ncitations; i++)
		buf_printf(b, "%s%s%s", i == 0 ? " by " : ", ",
		    ans->citations[i].order->id.s,
		    ans->citations[i].value == YES ? "" : " (not known)");
	/* Not asked is not "no date". */
	if (ans->verdict != VERDICT_BARRED || !r->question->horizon)
		return;
	buf_puts(b, " until ");
	if (instant_cmp(ans->until, INSTANT_NEVER) < 0)
		show_end(b, r->zone, ans->until);
	else
		buf_puts(b,
		    ans->until_text != NULL ? ans->until_text : "no date");
}

static void
test_labelled(struct cli *c, const char *label, const char *text)
{
	size_t start = c->out->len;

	buf_printf(c->out, "    %s", label);
	show_pad(c->out, start, 14);
	show_wrap(c->out, text, 14, 14, SHOW_WIDTH);
}

static void
test_show(struct tester *t, const struct vignette_result *r)
{
	struct cli *c = t->c;
	struct buf line;
	size_t i;

	buf_init(&line, c->mem, LIMIT_STRING_BYTES);
	test_title(t, r->vignette);
	buf_puts(c->out, "  ");
	test_place(c->out, r->check->pos);
	buf_puts(c->out, ": ");
	show_paint(c->out, &c->look, PAINT_BARRED, "failed");
	buf_puts(c->out, ": ");
	test_question(&line, r);
	buf_puts(c->out, line.s);
	buf_putc(c->out, '\n');
	buf_clear(&line);
	vignette_expectation(&line, r->check);
	test_labelled(c, "expected", line.s);
	buf_clear(&line);
	test_answer(&line, r);
	test_labelled(c, "answered", line.s);
	test_labelled(c, "wrong", r->wrong);
	for (i = 0; i < r->answer->nholds; i++)
		test_labelled(c, i == 0 ? "held for" : "", r->answer->holds[i]);
	if (r->answer->settle != NULL)
		test_labelled(c, "settled by", r->answer->settle);
	for (i = 0; i < r->answer->ncitations; i++)
		if (r->answer->citations[i].why != NULL)
			tell_reason(c->out, &c->look,
			    r->answer->citations[i].why, 6, true);
	buf_release(&line);
}

static void
test_json(struct tester *t, const struct vignette_result *r)
{
	struct json *j = t->j;
	struct buf line;
	unsigned row, col;

	buf_init(&line, t->c->mem, LIMIT_STRING_BYTES);
	pos_line_col(r->check->pos, &row, &col);
	json_open(j);
	json_kstr(j, "vignette", r->vignette->title);
	json_kstr(j, "file", r->check->pos.src->path);
	json_kint(j, "line", row);
	test_question(&line, r);
	json_kstr(j, "asked", line.s);
	buf_clear(&line);
	vignette_expectation(&line, r->check);
	json_kstr(j, "expected", line.s);
	buf_clear(&line);
	test_answer(&line, r);
	json_kstr(j, "answered", line.s);
	json_kbool(j, "passed", r->wrong == NULL);
	json_kstr(j, "wrong", r->wrong);
	json_close(j);
	buf_release(&line);
}

static void
test_report(void *ctx, const struct vignette_result *r)
{
	struct tester *t = ctx;

	if (r->wrong == NULL)
		t->passed++;
	else
		t->failed++;
	if (t->j != NULL) {
		test_json(t, r);
	} else if (r->wrong != NULL) {
		test_show(t, r);
	} else if (t->opts->verbose) {
		test_title(t, r->vignette);
		buf_puts(t->c->out, "  passed: ");
		test_question(t->c->out, r);
		buf_puts(t->c->out, ": ");
		test_answer(t->c->out, r);
		buf_putc(t->c->out, '\n');
	}
}

/* One vignette.  What cannot be run counts as failed, for each check. */
static void
test_vignette(struct tester *t, const struct law *law, const struct vignette *v)
{
	struct arena_mark mark = arena_mark(t->c->arena);
	size_t before = t->passed + t->failed, checks = 0, i;
	int r;

	t->titled = false;
	for (i = 0; i < v->nlines; i++)
		checks += v->lines[i].kind == LINE_CHECK;
	r = vignette_run(t->c->arena, law, v, test_report, t);
	arena_rewind(t->c->arena, mark);
	if (r == 0 && checks > 0)
		return;
	checks -= t->passed + t->failed - before;
	t->failed += checks == 0 ? 1 : checks;
	if (t->j != NULL)
		return;
	test_title(t, v);
	buf_puts(t->c->out, "  ");
	show_paint(t->c->out, &t->c->look, PAINT_BARRED, "failed");
	buf_printf(t->c->out, ": %s\n",
	    r == 0            ? "it checks nothing: it needs an `on` line"
		: r == E_NAME ? "its case has no instrument to be against"
			      : err_text(r));
}

static void
test_all(struct tester *t, const struct casebook *cb,
    const struct source_text *const *own, size_t nown)
{
	const struct vignette *v;
	size_t i;

	for (i = 0; i < cb->law.nvignettes; i++) {
		v = cb->law.vignettes[i];
		if (own != NULL && !casebook_has(own, nown, v->pos))
			continue;
		if (t->opts->only != NULL &&
		    strstr(v->title, t->opts->only) == NULL)
			continue;
		test_vignette(t, &cb->law, v);
	}
}

static enum status
law_test_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct test_opts o = { 0 };
	struct option_list args = { .n = 0 };
	struct tester t = { .c = c, .opts = &o };
	const struct source_text **own = NULL;
	struct casebook cb;
	enum status status;
	struct json j;
	size_t nown = 0;

	if (!cli_begin(c, self, argc, argv, &o, &o.law.common, &args, &status))
		return status;
	if ((args.n == 0 ? casebook_read(c, &args, &cb)
			 : casebook_read_around(c, &args, o.law.alone, &cb,
			       &own, &nown)) != 0)
		return STATUS_FAILED;
	if (cb.diags.nerrors > 0) {
		cli_diags(c, &cb.diags, NULL, 0);
		buf_puts(c->out, "0 passed, 1 failed\n");
		return STATUS_BARRED;
	}
	json_init(&j, c->out);
	if (o.law.common.json) {
		t.j = &j;
		json_open(&j);
		json_key(&j, "checks");
		json_list(&j);
	}
	test_all(&t, &cb, own, nown);
	if (t.j != NULL) {
		json_close(&j);
		json_kint(&j, "passed", (long long)t.passed);
		json_kint(&j, "failed", (long long)t.failed);
		json_close(&j);
		json_done(&j);
	} else {
		if (t.passed + t.failed == 0)
			buf_puts(c->out,
			    o.only != NULL
				? "no vignette's title holds those words\n"
				: "there is no vignette here\n");
		buf_printf(c->out, "%zu passed, %zu failed\n", t.passed,
		    t.failed);
	}
	return t.failed > 0 || t.passed == 0 ? STATUS_BARRED : STATUS_DONE;
}

static const struct option test_options[] = {
	{ "--only", NULL, OPTION_TEXT, "TEXT", offsetof(struct test_opts, only),
	    "the vignettes whose title holds TEXT" },
	{ "--verbose", "-v", OPTION_FLAG, NULL,
	    offsetof(struct test_opts, verbose), "show what passes, too" },
	{ "--alone", NULL, OPTION_FLAG, NULL,
	    offsetof(struct test_opts, law.alone),
	    "read these files only, without the embedded casebook around them" },
	OPTIONS_COMMON(struct test_opts, law.common), OPTION_END
};

const struct command command_law_test = {
	.name = "law test",
	.usage = "[--only TEXT] [-v] [FILE...]",
	.summary = "run the vignettes: examples with their right answer",
	.help =
	    "Each check of each vignette is asked of the deciders.  One that fails is\n"
	    "shown with what was expected, what was answered, and why.  Without a\n"
	    "FILE: the embedded casebook.  Ends with \"N passed, N failed\"; nothing\n"
	    "tested is a failure.\n",
	.options = test_options,
	.run = law_test_run,
};
