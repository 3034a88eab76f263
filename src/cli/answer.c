/* answer.c - see answer.h; for people.  answer_json.c is for programs. */

#include <string.h>

#include "cli/answer.h"
#include "cli/named.h"
#include "cli/tell.h"

/* How long a NO BAR ON RECORD is good: five minutes (SEMANTICS 9). */
#define ANSWER_MINUTES 5

#define LABEL          12

static void
labelled(struct cli *c, const char *label, const char *text)
{
	size_t start = c->out->len;

	buf_puts(c->out, "  ");
	show_paint(c->out, &c->look, PAINT_QUIET, label);
	show_pad(c->out, start, LABEL + 2);
	show_wrap(c->out, text, LABEL + 2, LABEL + 2, SHOW_WIDTH);
}

/* The order's own end, in words. */
static void
end_words(struct buf *b, const struct citation *x)
{
	if (instant_cmp(x->end, INSTANT_NEVER) < 0)
		show_end(b, x->order->zone, x->end);
	else
		buf_puts(b,
		    x->end_text != NULL ? x->end_text : "until further order");
}

static void
citation_head(struct cli *c, const struct citation *x)
{
	const enum verdict v = x->value == YES ? VERDICT_BARRED
	    : x->value == UNKNOWN              ? VERDICT_HOLD
					       : VERDICT_NO_BAR;
	const struct quote *doc = tell_document(x->order);
	struct buf line;
	size_t start = c->out->len;

	buf_init(&line, c->mem, LIMIT_STRING_BYTES);
	show_paint(c->out, &c->look, show_verdict_paint(v),
	    show_verdict_mark(&c->look, v));
	buf_putc(c->out, ' ');
	show_paint(c->out, &c->look, PAINT_LINK, x->order->id.s);
	show_pad(c->out, start, 32);
	buf_puts(c->out, standing_text(x->standing));
	buf_putc(c->out, '\n');
	if (doc != NULL)
		buf_printf(&line, "%s%s, ", doc->s,
		    doc->unverified ? " (not verified)" : "");
	tell_case(&line, x->order);
	if (line.len > 0)
		labelled(c, "from", line.s);
	buf_clear(&line);
	end_words(&line, x);
	labelled(c, "ends", line.s);
	buf_release(&line);
}

/* Where the order's own end has an earlier reading, that too. */
static void
citation_readings(struct cli *c, const struct citation *x,
    const struct deadline *due, size_t n)
{
	struct buf line;
	size_t i, k;

	for (i = 0; i < n; i++) {
		if (due[i].kind != DEADLINE_ORDER_ENDS ||
		    due[i].order != x->order)
			continue;
		if (instant_cmp(due[i].earliest, due[i].latest) != 0) {
			buf_init(&line, c->mem, LIMIT_STRING_BYTES);
			if (instant_cmp(due[i].earliest, INSTANT_BEGIN) > 0)
				show_end(&line, due[i].zone, due[i].earliest);
			else
				buf_puts(&line, "not known");
			labelled(c, "earliest", line.s);
			buf_release(&line);
		}
		for (k = 0; k < due[i].narithmetic; k++)
			labelled(c, k == 0 ? "reckoned" : "",
			    due[i].arithmetic[k]);
		return;
	}
}

static void
citation_mandate(struct cli *c, const struct citation *x)
{
	struct buf line;

	if (instant_cmp(x->mandate, INSTANT_NEVER) >= 0)
		return;
	buf_init(&line, c->mem, LIMIT_STRING_BYTES);
	buf_puts(&line, "none on record; not before ");
	show_end(&line, x->order->zone, x->mandate);
	buf_puts(&line,
	    ", unless the court shortens the time (Fed. R. App. P. 40, "
	    "41(b)): watch its docket");
	labelled(c, "mandate", line.s);
	buf_release(&line);
}

void
answer_citation(struct cli *c, const struct citation *x,
    const struct deadline *due, size_t n)
{
	size_t i;

	citation_head(c, x);
	citation_readings(c, x, due, n);
	citation_mandate(c, x);
	if (x->stage != NULL)
		labelled(c, "stage", x->stage);
	for (i = 0; i < x->nunverified; i++)
		labelled(c, i == 0 ? "unverified" : "", x->unverified[i]);
}

/* -- What is due -- */

static bool
same_end(const struct deadline *d)
{
	return instant_cmp(d->earliest, d->latest) == 0;
}

/* The earliest reading is counsel's; the latest is the one a bar holds to. */
static void
deadline_ends(struct cli *c, const struct deadline *d)
{
	bool member = d->kind == DEADLINE_MEMBER;
	struct buf line;

	buf_init(&line, c->mem, LIMIT_STRING_BYTES);
	if (instant_cmp(d->earliest, INSTANT_NEVER) >= 0)
		buf_puts(&line, "no date is running");
	else if (instant_cmp(d->earliest, INSTANT_BEGIN) <= 0)
		buf_puts(&line, "a day that is not known");
	else
		show_end(&line, d->zone, d->earliest);
	labelled(c, member && !same_end(d) ? "counsel, by" : "by", line.s);
	if (!same_end(d)) {
		buf_clear(&line);
		if (instant_cmp(d->latest, INSTANT_NEVER) >= 0)
			buf_puts(&line, "no date");
		else
			show_end(&line, d->zone, d->latest);
		labelled(c, member ? "bar holds to" : "or, read late", line.s);
	}
	if (d->has_safe && d->met != YES) {
		buf_clear(&line);
		show_day(&line, d->safe);
		labelled(c, "safe day", line.s);
	}
	buf_release(&line);
}

static void
deadline_show(struct cli *c, const struct deadline *d, struct instant at)
{
	struct buf line;
	size_t i;

	buf_init(&line, c->mem, LIMIT_STRING_BYTES);
	show_clean(&line, tell_due(d));
	show_paint(c->out, &c->look, PAINT_STRONG, line.s);
	buf_clear(&line);
	buf_printf(&line, "  %s", d->order->id.s);
	if (d->stage != NULL)
		buf_printf(&line, ", stage %s", d->stage);
	/* On the same line when it fits. */
	if (show_columns(tell_due(d)) + line.len <= SHOW_WIDTH) {
		show_paint(c->out, &c->look, PAINT_LINK, line.s);
		buf_putc(c->out, '\n');
	} else {
		buf_putc(c->out, '\n');
		show_paint(c->out, &c->look, PAINT_LINK, line.s);
		buf_putc(c->out, '\n');
	}
	deadline_ends(c, d);
	if (d->met == YES)
		labelled(c, "done",
		    d->kind == DEADLINE_DUTY ? "it is on record"
			: d->late_on_early
			? "late on the early reading, in time for the bar"
			: "in time");
	else if (instant_cmp(d->latest, at) <= 0)
		labelled(c, "passed",
		    d->met == NO ? "recorded as not done"
				 : "nothing is recorded");
	if (d->consequence != NULL && d->kind == DEADLINE_DUTY)
		labelled(c, "whose", d->consequence);
	else if (d->consequence != NULL && d->met != YES)
		labelled(c, "else", d->consequence);
	for (i = 0; i < d->narithmetic; i++)
		labelled(c, i == 0 ? "reckoned" : "", d->arithmetic[i]);
	if (d->unverified)
		labelled(c, "unverified",
		    "the length or the rule is from "
		    "memory: check it");
	buf_release(&line);
}

void
answer_deadlines(struct cli *c, const struct deadline *due, size_t n,
    struct instant at, bool members_only)
{
	static const struct {
		enum deadline_kind kind;
		const char *section;
	} parts[] = { { DEADLINE_MEMBER, "DUE FOR THIS PERSON" },
		{ DEADLINE_ORDER_ENDS, "ORDERS THAT END" },
		{ DEADLINE_DUTY, "DUTIES" } };
	size_t i, k, shown;

	for (k = 0; k < (members_only ? 1 : sizeof(parts) / sizeof(parts[0]));
	     k++) {
		shown = 0;
		for (i = 0; i < n; i++) {
			if (due[i].kind != parts[k].kind)
				continue;
			if (shown++ == 0)
				show_section(c->out, &c->look,
				    parts[k].section);
			deadline_show(c, &due[i], at);
		}
	}
}

/* -- The page -- */

static void
identity(struct ask *a)
{
	struct cli *c = a->c;
	struct buf line;
	size_t i;

	if (a->exact)
		return;
	buf_init(&line, c->mem, LIMIT_STRING_BYTES);
	if (a->nentries == 0) {
		buf_printf(&line,
		    "%s is not in the %s. That proves nothing: it is "
		    "decided as someone of whom nothing is known.",
		    a->who, a->store != NULL ? "store" : "people file");
	} else {
		buf_printf(&line,
		    a->store != NULL
			? "%s is nobody's alone in the store; who may be meant: "
			: "%s is not in the people file; near it: ",
		    a->who);
		for (i = 0; i < a->nentries; i++)
			buf_printf(&line, "%s%s", i == 0 ? "" : ", ",
			    a->entries[i]->id);
		buf_puts(&line,
		    ". They are candidates, never merged: this is "
		    "what they share.");
		if (a->unsure != NULL)
			buf_printf(&line, " %s.", a->unsure);
	}
	buf_putc(c->out, '\n');
	show_wrap(c->out, line.s, 0, 0, SHOW_WIDTH);
	buf_release(&line);
}

static void
until_line(struct ask *a, const struct answer *ans, struct buf *b)
{
	if (instant_cmp(ans->until, INSTANT_NEVER) < 0) {
		buf_puts(b, "until ");
		show_end(b, a->zone, ans->until);
		buf_puts(b, ", if nothing new is recorded");
	} else {
		buf_puts(b,
		    ans->until_text != NULL ? ans->until_text : "no date");
	}
}

static void
verdict_show(struct ask *a, const struct answer *ans)
{
	struct cli *c = a->c;
	struct buf line;

	buf_init(&line, c->mem, LIMIT_STRING_BYTES);
	buf_putc(c->out, '\n');
	show_verdict(c->out, &c->look, ans->verdict);
	if (ans->verdict == VERDICT_BARRED) {
		until_line(a, ans, &line);
		buf_puts(c->out, "  ");
		show_wrap(c->out, line.s, 14, 14, SHOW_WIDTH);
	} else {
		buf_putc(c->out, '\n');
	}
	buf_release(&line);
}

static void
bullet(struct cli *c, const char *text)
{
	buf_puts(c->out, c->look.utf8 ? "\u00b7 " : "- ");
	show_wrap(c->out, text, 2, 2, SHOW_WIDTH);
}

static void
holds_show(struct ask *a, const struct answer *ans)
{
	struct cli *c = a->c;
	size_t i;

	if (ans->failed)
		labelled(c, "failed", err_text(ans->err));
	if (ans->verdict == VERDICT_HOLD && ans->nholds > 0)
		show_section(c->out, &c->look, "HELD, BECAUSE");
	for (i = 0; ans->verdict == VERDICT_HOLD && i < ans->nholds; i++)
		bullet(c, ans->holds[i]);
	if (ans->settle != NULL) {
		show_section(c->out, &c->look, "WHAT WOULD SETTLE IT");
		show_wrap(c->out, ans->settle, 0, 0, SHOW_WIDTH);
	}
}

static void
citations_show(struct ask *a, const struct answer *ans,
    const struct deadline *due, size_t ndue)
{
	struct cli *c = a->c;
	const struct citation *x;
	struct buf line;
	size_t i;

	if (ans->nbarring > 0)
		show_section(c->out, &c->look, "BARRED BY");
	else if (ans->ncitations > 0)
		show_section(c->out, &c->look, "HELD BY");
	for (i = 0; i < ans->ncitations; i++)
		if (ans->nbarring == 0 || i < ans->nbarring)
			answer_citation(c, &ans->citations[i], due, ndue);
	if (ans->nbarring == 0 || ans->nbarring == ans->ncitations)
		return;
	/* They change nothing now; explain unfolds them. */
	show_section(c->out, &c->look, "ALSO, NOT KNOWN OF");
	buf_init(&line, c->mem, LIMIT_STRING_BYTES);
	for (i = ans->nbarring; i < ans->ncitations; i++) {
		x = &ans->citations[i];
		buf_clear(&line);
		buf_puts(&line, x->order->id.s);
		if (x->why_held != NULL)
			buf_printf(&line, ": %s", x->why_held);
		bullet(c, line.s);
	}
	buf_release(&line);
}

static bool
bars_act(const struct instrument *x, const struct act_kind *act)
{
	for (size_t i = 0; i < x->nbars; i++)
		if (x->bars[i].act == act)
			return true;
	return false;
}

/* Under NO BAR: the orders on record that cover the person and bar, or
 * barred, an act of this kind, each with why it does not bar this one. */
static void
covered_show(struct ask *a)
{
	const struct law *law = a->question.law;
	struct cli *c = a->c;
	struct citation x;
	size_t i, shown = 0;

	for (i = 0; i < law->ninstruments; i++) {
		if (law->instruments[i]->kind == INSTR_FORM ||
		    !bars_act(law->instruments[i], a->act.kind) ||
		    decide_explain(c->arena, &a->question, law->instruments[i],
			&x) != 0 ||
		    x.covers != YES || x.value != NO ||
		    x.standing == STANDING_NOT_RECORDED)
			continue;
		if (shown++ == 0)
			show_section(c->out, &c->look,
			    "COVERED BY, AND NOT BARRED");
		citation_head(c, &x);
		if (x.in_force != NO && x.stage != NULL)
			labelled(c, "stage", x.stage);
		if (x.in_force != NO)
			labelled(c, "but",
			    x.stage != NULL
				? "its bar has ended for this person, or "
				  "has not begun"
				: "it does not bar this act");
		for (size_t k = 0; k < x.nunverified; k++)
			labelled(c, k == 0 ? "unverified" : "",
			    x.unverified[k]);
	}
}

static void
duties_show(struct ask *a, const struct deadline *due, size_t n)
{
	size_t i, duties = 0;

	for (i = 0; i < n; i++)
		duties += due[i].kind == DEADLINE_DUTY;
	if (duties > 0)
		buf_printf(a->c->out,
		    "\n%zu dut%s besides: forestay deadlines shows %s.\n",
		    duties, duties == 1 ? "y" : "ies",
		    duties == 1 ? "it" : "them");
}

struct instant
answer_expires(const struct ask *a, const struct answer *ans)
{
	if (ans->verdict != VERDICT_NO_BAR)
		return INSTANT_NEVER;
	return instant_min(instant_add_minutes(a->act.departs, ANSWER_MINUTES),
	    ans->horizon);
}

void
answer_foot(struct ask *a, const struct answer *ans)
{
	struct cli *c = a->c;
	struct buf line;

	buf_init(&line, c->mem, LIMIT_STRING_BYTES);
	buf_putc(c->out, '\n');
	if (ans->verdict == VERDICT_NO_BAR) {
		buf_puts(&line,
		    "NO BAR ON RECORD is never a permission; it "
		    "expires ");
		show_instant(&line, a->zone, answer_expires(a, ans));
		buf_puts(&line, ". Ask again before the act. ");
		if (a->store == NULL)
			buf_puts(&line, "Not logged, no receipt. ");
	}
	if (a->store != NULL && a->not_logged != NULL)
		buf_printf(&line, "NOT LOGGED: %s. ", a->not_logged);
	else if (a->store != NULL)
		buf_printf(&line, "Written down as entry %llu. ",
		    (unsigned long long)a->entry);
	if (a->store != NULL && store_kind(a->store)->rehearsal)
		buf_puts(&line, "This store is a rehearsal. ");
	buf_puts(&line, "This is not legal advice.");
	show_wrap(c->out, line.s, 0, 0, SHOW_WIDTH);
	buf_release(&line);
}

static void
horizon_show(struct ask *a, const struct answer *ans)
{
	struct buf line;

	buf_init(&line, a->c->mem, LIMIT_STRING_BYTES);
	if (instant_cmp(ans->horizon, INSTANT_NEVER) >= 0) {
		buf_puts(&line, "Nothing changes this by itself.");
	} else {
		buf_puts(&line, "By itself this changes ");
		show_instant(&line, a->zone, ans->horizon);
		buf_putc(&line, '.');
	}
	buf_putc(a->c->out, '\n');
	show_wrap(a->c->out, line.s, 0, 0, SHOW_WIDTH);
	buf_release(&line);
}

void
answer_show(struct ask *a, const struct answer *ans, const struct deadline *due,
    size_t ndue)
{
	ask_heading(a, a->c->out);
	verdict_show(a, ans);
	identity(a);
	holds_show(a, ans);
	if (ans->verdict == VERDICT_NO_BAR)
		named_show(a);
	citations_show(a, ans, due, ndue);
	if (ans->verdict == VERDICT_NO_BAR)
		covered_show(a);
	answer_deadlines(a->c, due, ndue, a->act.departs, true);
	duties_show(a, due, ndue);
	horizon_show(a, ans);
	answer_foot(a, ans);
}

void
answer_show_officer(struct ask *a, const struct answer *ans)
{
	struct cli *c = a->c;
	size_t i;

	ask_heading(a, c->out);
	buf_putc(c->out, '\n');
	show_verdict(c->out, &c->look, ans->verdict);
	buf_putc(c->out, '\n');
	if (ans->ncitations > 0)
		show_section(c->out, &c->look, "ORDERS");
	for (i = 0; i < ans->ncitations; i++)
		citation_head(c, &ans->citations[i]);
	buf_putc(c->out, '\n');
	if (ans->verdict == VERDICT_HOLD)
		show_wrap(c->out,
		    "It cannot be known now whether this act is barred: do not "
		    "act on it, and ask again.",
		    0, 0, SHOW_WIDTH);
	else if (ans->verdict == VERDICT_BARRED)
		show_wrap(c->out,
		    "Do not act. An order ends when it says so and not "
		    "before; ask again before any act.",
		    0, 0, SHOW_WIDTH);
	answer_foot(a, ans);
}
