/* named.c - see named.h. */

#include <string.h>

#include "cli/named.h"

/* A name that the condition asks for; NULL when it asks for none. */
static const char *
name_in(const struct expr *e)
{
	const char *s = NULL;

	if (e->kind == EXPR_PERSON_IS)
		return e->ref.s;
	for (size_t i = 0; i < e->nargs && s == NULL; i++)
		s = name_in(e->args[i]);
	return s;
}

const char *
named_by(const struct instrument *x)
{
	if (x->covers == NULL || x->kind == INSTR_FORM)
		return NULL;
	return name_in(x->covers);
}

static bool
bars_such(const struct instrument *x, const struct act_kind *act)
{
	for (size_t i = 0; i < x->nbars; i++)
		if (x->bars[i].act == act)
			return true;
	return false;
}

static bool
is_said(const struct ask *a, const char *name)
{
	const struct question *q = &a->question;

	for (size_t i = 0; i < q->nwho; i++)
		for (size_t k = 0; k < q->who[i]->nas; k++)
			if (q->who[i]->as[k].how == KNOWN_IS &&
			    strcmp(q->who[i]->as[k].value, name) == 0)
				return true;
	return false;
}

static bool
is_asked(const struct question *q, const struct instrument *x)
{
	for (size_t i = 0; i < q->nonly; i++)
		if (q->only[i] == x)
			return true;
	return q->nonly == 0;
}

static bool
stands(const struct ask *a, const struct instrument *x)
{
	struct instant end;

	switch (decide_standing(a->c->arena, &a->question, x, a->act.departs,
	    &end)) {
	case STANDING_IN_FORCE:
	case STANDING_AWAITING_MANDATE:
	case STANDING_VACATUR_STAYED:
	case STANDING_DOUBT:
		return true;
	default:
		return false;
	}
}

const struct named *
named_orders(const struct ask *a, size_t *n)
{
	const struct law *law = a->question.law;
	struct named *all = NULL;
	size_t cap = 0;

	*n = 0;
	for (size_t i = 0; law != NULL && i < law->ninstruments; i++) {
		const struct instrument *x = law->instruments[i];
		const char *name = named_by(x);

		if (name == NULL || !bars_such(x, a->act.kind) ||
		    is_said(a, name) || !is_asked(&a->question, x) ||
		    !stands(a, x))
			continue;
		all = arena_grow(a->c->arena, all, *n, &cap, sizeof(*all));
		if (all == NULL) {
			*n = 0;
			return NULL;
		}
		all[(*n)++] = (struct named){ x, name };
	}
	return all;
}

void
named_show(struct ask *a)
{
	struct cli *c = a->c;
	const struct named *all;
	struct buf line;
	size_t n;

	all = named_orders(a, &n);
	if (n == 0)
		return;
	show_section(c->out, &c->look, "IN FORCE FOR ONE NAMED PERSON");
	buf_init(&line, c->mem, LIMIT_STRING_BYTES);
	for (size_t i = 0; i < n; i++) {
		buf_clear(&line);
		buf_printf(&line,
		    "%s covers %s; nobody said that this person is %s",
		    all[i].order->id.s, all[i].name, all[i].name);
		buf_puts(c->out, c->look.utf8 ? "\u00b7 " : "- ");
		show_wrap(c->out, line.s, 2, 2, SHOW_WIDTH);
	}
	buf_release(&line);
}
