/* check_stage.c - stages: what leads where, and what waits for what. */

#include <string.h>

#include "law/check.h"

static int
find_stage(const struct each *each, const char *id)
{
	size_t i;

	for (i = 0; i < each->nstages; i++)
		if (strcmp(each->stages[i].id.s, id) == 0)
			return (int)i;
	return -1;
}

static void
check_steps(struct check *c, struct transition *t)
{
	struct at at = { .lean = LEAN_NEITHER };
	size_t i;

	for (i = 0; i < t->nsteps; i++) {
		struct step *s = &t->steps[i];

		if (!check_event_path(c, &s->path, "`on`", &s->kind, &s->step))
			continue;
		at.within = s->kind;
		if (s->where != NULL)
			check_expr(c, s->where, at);
	}
}

/* Where a transition leads; `else` leads only forward, so that a clock that
 * runs out again and again comes to an end. */
static void
check_then(struct check *c, const struct each *each, struct transition *t,
    size_t from)
{
	struct names names = { NULL, 0, 0 };
	size_t i;

	t->then_stage = -1;
	if (t->kind == TRANS_TEXT_ONLY || t->then.s == NULL)
		return;
	t->then_stage = find_stage(each, t->then.s);
	if (t->then_stage < 0) {
		for (i = 0; i < each->nstages; i++)
			names_add(c, &names, each->stages[i].id.s);
		diag_add(c->ds, DIAG_ERROR, t->then.pos,
		    one_of(c, &names, NULL), did_you_mean(c, t->then.s, &names),
		    "no stage is called %s", t->then.s);
		return;
	}
	if (t->kind == TRANS_WITHIN && (size_t)t->then_stage <= from)
		diag_add(c->ds, DIAG_ERROR, t->then.pos,
		    "a stage written after this one, or `ends`", NULL,
		    "`else` leads back from %s to %s", each->stages[from].id.s,
		    t->then.s);
}

static void
check_transition(struct check *c, struct instrument *x, size_t stage, size_t i)
{
	struct transition *t = &x->each.stages[stage].transitions[i];

	switch (t->kind) {
	case TRANS_ON:
		check_steps(c, t);
		break;
	case TRANS_WITHIN:
		check_due(c, &t->within);
		if (!t->has_else)
			diag_add(c->ds, DIAG_ERROR, t->pos,
			    "`else then STAGE`, or `else ends \"why\"`", NULL,
			    "nothing says what happens when the time is over");
		break;
	case TRANS_TEXT_ONLY:
		break;
	}
	check_then(c, &x->each, t, stage);
}

static void
check_stage(struct check *c, struct instrument *x, size_t n)
{
	const struct stage *s = &x->each.stages[n];
	size_t i, leaving = 0, clocks = 0, text = 0;
	int first = find_stage(&x->each, s->id.s);

	if ((size_t)first < n)
		diag_add(c->ds, DIAG_ERROR, s->id.pos, "a name of its own",
		    NULL, "two stages are called %s", s->id.s);
	for (i = 0; i < s->ntransitions; i++) {
		check_transition(c, x, n, i);
		switch (s->transitions[i].kind) {
		case TRANS_WITHIN:
			if (++clocks == 2)
				diag_add(c->ds, DIAG_ERROR,
				    s->transitions[i].pos,
				    "`also read` within one clock", NULL,
				    "a second clock in stage %s", s->id.s);
			leaving++;
			break;
		case TRANS_ON:
			leaving++;
			break;
		case TRANS_TEXT_ONLY:
			text++;
			break;
		}
	}
	if (leaving == 0 && text == 0 && !s->open)
		diag_add(c->ds, DIAG_ERROR, s->id.pos,
		    "`on`, `within`, or `open`",
		    "write `open` if nothing in the text ends it",
		    "nothing leaves stage %s", s->id.s);
	if (leaving > 0 && s->open)
		diag_add(c->ds, DIAG_ERROR, s->id.pos,
		    "no `open`, or nothing that leaves it", NULL,
		    "stage %s says `open`, and is left", s->id.s);
}

/* Stages that no way leads to from the first. */
static void
warn_unreached(struct check *c, const struct each *each)
{
	bool *reached, more = true;
	size_t i, k;

	reached = arena_array(c->a, each->nstages, sizeof(*reached));
	if (reached == NULL) {
		c->nomem = true;
		return;
	}
	reached[0] = true;
	while (more) {
		more = false;
		for (i = 0; i < each->nstages; i++) {
			const struct stage *s = &each->stages[i];

			for (k = 0; reached[i] && k < s->ntransitions; k++) {
				int to = s->transitions[k].then_stage;

				if (to < 0 || reached[to])
					continue;
				reached[to] = true;
				more = true;
			}
		}
	}
	for (i = 0; i < each->nstages; i++)
		if (!reached[i])
			diag_add(c->ds, DIAG_WARNING, each->stages[i].id.pos,
			    NULL, "lead to it with `then`, or leave it out",
			    "nothing leads to stage %s", each->stages[i].id.s);
}

static void
check_filing(struct check *c, struct instrument *x)
{
	struct each *each = &x->each;
	struct names names = { NULL, 0, 0 };
	const struct kind *k;
	size_t i;

	if (each->filing_name.s == NULL)
		return;
	k = vocab_kind(c->vocab, each->filing_name.s);
	if (k == NULL || k->type != KIND_FILING) {
		for (i = 0; i < c->vocab->nkinds; i++)
			if (c->vocab->kinds[i]->type == KIND_FILING)
				names_add(c, &names, c->vocab->kinds[i]->name);
		diag_add(c->ds, DIAG_ERROR, each->filing_name.pos,
		    "`member`, or a kind of filing",
		    did_you_mean(c, each->filing_name.s, &names),
		    k == NULL ? "no filing is called %s" : "%s is not a filing",
		    each->filing_name.s);
		return;
	}
	each->filing = k;
	if (each->where != NULL)
		check_expr(c, each->where,
		    (struct at){ .lean = LEAN_YES, .within = k });
}

void
check_stages(struct check *c, struct instrument *x)
{
	size_t before = c->ds->nerrors, i;

	if (!x->each.given)
		return;
	check_filing(c, x);
	if (x->each.nstages == 0) {
		diag_add(c->ds, DIAG_ERROR, x->each.pos, "a `stage`", NULL,
		    "`for each` without a stage");
		return;
	}
	for (i = 0; i < x->each.nstages; i++)
		check_stage(c, x, i);
	/* A way that was misspelled leads nowhere: no need to say it. */
	if (c->ds->nerrors == before)
		warn_unreached(c, &x->each);
}
