/* parse_stage.c - `for each`: the stages of a member or a filing. */

#include "law/parse.h"

#include <string.h>

static bool
parse_for_each(struct parser *p, struct each *e)
{
	size_t first = p->at;

	if (!parse_once(p, e->given, "`for each`"))
		return false;
	p->at += 2;
	e->given = true;
	if (!take(p, "member")) {
		if (!parse_name(p, &e->filing_name,
			"`member`, or a filing, as motion_to_reopen"))
			return false;
		p->stop_destination = true;
		if (take(p, "where") && !parse_expr(p, &e->where))
			return false;
		p->stop_destination = false;
	}
	if (at_words(p, "and", "destination")) {
		p->at += 2;
		e->by_destination = true;
	}
	e->pos = pos_from(p, first);
	return true;
}

/* Where a transition leads. */
static bool
parse_target(struct parser *p, struct transition *t)
{
	if (take(p, "then"))
		return parse_name(p, &t->then, "the next stage's name");
	if (take(p, "ends"))
		return parse_string(p, &t->ends, "why it ends, in quotes");
	return unexpected(p, "`then STAGE` or `ends \"why\"`", NULL);
}

static bool
parse_step(struct parser *p, struct transition *t)
{
	struct step *s;

	if (!PUSH(p, t->steps, t->nsteps))
		return false;
	s = &t->steps[t->nsteps++];
	*s = (struct step){ 0 };
	if (!parse_name(p, &s->path,
		"an event or a filing's step, as motion_to_reopen.filed"))
		return false;
	return !at_kind(p, TOKEN_OPEN) || parse_where(p, &s->where);
}

static bool
parse_on(struct parser *p, struct transition *t)
{
	size_t first = p->at++;
	bool comma = false;

	t->kind = TRANS_ON;
	for (;;) {
		if (!parse_step(p, t))
			return false;
		if (take_kind(p, TOKEN_COMMA))
			comma = true;
		else if (take(p, "and"))
			t->all = true;
		else if (at_word(p, "or"))
			return unexpected(p, "`,`",
			    "either of two events: `on A, B`");
		else
			break;
	}
	mark(p, MARK_TARGET);
	if (t->all && t->nsteps > LIMIT_TOGETHER)
		return parse_error(p, pos_from(p, first), NULL,
		    "lead through a stage that waits for some of them",
		    "more than %u events joined by `and`", LIMIT_TOGETHER);
	if (comma && t->all)
		return parse_error(p, pos_from(p, first), NULL,
		    "write two lines, one for each way",
		    "`,` (either) and `and` (both) stand side by side");
	return parse_target(p, t);
}

static bool
parse_within(struct parser *p, struct transition *t)
{
	bool unverified = false;

	p->at++;
	t->kind = TRANS_WITHIN;
	if (!parse_due(p, &t->within, &unverified))
		return false;
	mark(p, MARK_TARGET);
	if (!expect_word(p, "else",
		"say what follows when the time has run: "
		"`else ends \"why\"` or `else then STAGE`"))
		return false;
	t->has_else = true;
	return parse_target(p, t);
}

static bool
parse_transition(struct parser *p, struct stage *s)
{
	struct transition *t;
	size_t first = p->at;
	bool ok;

	if (s->ntransitions >= LIMIT_TRIGGERS)
		return parse_error(p, pos_here(p), NULL, NULL,
		    "more than %u ways out of one stage", LIMIT_TRIGGERS);
	if (!PUSH(p, s->transitions, s->ntransitions))
		return false;
	t = &s->transitions[s->ntransitions++];
	*t = (struct transition){ .then_stage = -1 };
	if (at_word(p, "on")) {
		ok = parse_on(p, t);
	} else if (at_word(p, "within")) {
		ok = parse_within(p, t);
	} else {
		p->at += 2;
		t->kind = TRANS_TEXT_ONLY;
		ok = parse_string(p, &t->text, "the words");
	}
	t->pos = pos_from(p, first);
	return ok;
}

static bool
parse_stage_head(struct parser *p, struct instrument *x)
{
	struct each *e = &x->each;
	struct stage *s;

	if (e->nstages >= LIMIT_STAGES)
		return parse_error(p, pos_here(p), NULL, NULL,
		    "more than %u stages in one instrument", LIMIT_STAGES);
	p->at++;
	if (!PUSH(p, e->stages, e->nstages))
		return false;
	s = &e->stages[e->nstages++];
	*s = (struct stage){ 0 };
	if (!parse_name(p, &s->id, "the stage's name"))
		return false;
	s->free = take(p, "free");
	s->open = take(p, "open");
	if (!s->free)
		s->free = take(p, "free");
	return true;
}

/* One clause below `for each`. */
bool
parse_each(struct parser *p, struct instrument *x)
{
	struct each *e = &x->each;
	struct stage *s;

	if (at_words(p, "for", "each")) {
		/* From here on other words open a clause. */
		p->block = BLOCK_EACH;
		clause_begin(p);
		return parse_for_each(p, e);
	}
	if (at_word(p, "stage"))
		return parse_stage_head(p, x);
	s = e->nstages > 0 ? &e->stages[e->nstages - 1] : NULL;
	if (at_word(p, "bars") && s == NULL)
		return parse_bars(p, x);
	if (at_word(p, "on") || at_word(p, "within") ||
	    at_words(p, "text", "only")) {
		if (s != NULL)
			return parse_transition(p, s);
		return parse_error(p, pos_here(p), "`stage`", NULL,
		    "there is no stage yet that this could lead out of");
	}
	if (s != NULL && at_quote(p))
		return parse_quote(p, &s->quotes, &s->nquotes);
	if (word_opens_clause(&p->lexed, p->at, BLOCK_INSTRUMENT))
		return parse_error(p, pos_here(p), NULL,
		    "`for each` comes last: put this above it",
		    "`%s` cannot stand below `for each`",
		    token_text(p, current(p)));
	return unexpected_clause(p);
}
