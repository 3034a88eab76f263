/* parse_clause.c - an instrument, clause by clause. */

#include "law/parse.h"

#include <stdio.h>
#include <string.h>

static bool
parse_begin(struct parser *p, struct begin *out)
{
	size_t first = p->at;

	if (!parse_once(p, out->moment.kind != MOMENT_NONE, "this time"))
		return false;
	p->at++;
	if (!parse_moment(p, &out->moment))
		return false;
	out->unverified = take(p, "unverified");
	out->pos = pos_from(p, first);
	return true;
}

static bool
parse_except(struct parser *p, struct instrument *x)
{
	struct labelled *e;

	p->at++;
	if (!PUSH(p, x->excepts, x->nexcepts))
		return false;
	e = &x->excepts[x->nexcepts++];
	*e = (struct labelled){ 0 };
	return parse_name(p, &e->label,
		   "the exception's label: except opted_out: ...") &&
	    (take_kind(p, TOKEN_COLON) ||
		unexpected(p, "`:` after the label",
		    "give the exception a name: `except opted_out: ...`")) &&
	    parse_expr(p, &e->expr);
}

static bool
parse_covers(struct parser *p, struct instrument *x)
{
	if (x->covers != NULL)
		return parse_error(p, pos_here(p), NULL,
		    "join the two with `and` or `or`",
		    "`covers` is given twice");
	p->at++;
	return parse_expr(p, &x->covers);
}

static bool
at_known_by(const struct parser *p, enum identifier_type *out)
{
	const struct token *t = current(p);

	return t->kind == TOKEN_WORD && !p->failed &&
	    identifier_read_word(p->lexed.src->bytes + t->offset, t->length,
		out);
}

/* names ash a_number A000-123-456 birth 1980-03-04 name "..." also "..." */
static bool
parse_naming(struct parser *p, struct instrument *x)
{
	static const char what[] = "a_number, birth, name, court_id or other";
	enum identifier_type type = IDENTIFIER_OTHER;
	struct naming *n;
	size_t first = p->at++, ids;

	if (!PUSH(p, x->names, x->nnames))
		return false;
	n = &x->names[x->nnames++];
	*n = (struct naming){ 0 };
	if (!parse_name(p, &n->person, "whom, as the orders call them"))
		return false;
	if (!at_known_by(p, &type))
		return unexpected(p, what,
		    "say what the paper says of them: names ash a_number "
		    "A000-000-001");
	while (at_known_by(p, &type)) {
		do {
			p->at++;
			ids = n->nids;
			if (!PUSH(p, n->ids, n->nids) ||
			    !PUSH(p, n->ids_pos, ids))
				return false;
			n->ids[n->nids].type = type;
			n->ids_pos[n->nids] = pos_here(p);
			if (!parse_known_by(p, type, &n->ids[n->nids].value))
				return false;
			n->nids++;
		} while (at_word(p, "also"));
	}
	n->pos = pos_from(p, first);
	return true;
}

static bool
parse_requires(struct parser *p, struct instrument *x)
{
	struct duty *d;
	size_t first = p->at++;
	bool ok;

	if (!PUSH(p, x->duties, x->nduties))
		return false;
	d = &x->duties[x->nduties++];
	*d = (struct duty){ 0 };
	if (!parse_name(p, &d->party, "who must do it, as government") ||
	    !parse_name(p, &d->act, "what is due, as notice") ||
	    !expect_word(p, "to", "requires PARTY ACT to \"...\" by ...") ||
	    !parse_string(p, &d->what, "the duty in words"))
		return false;
	if (take_part(p, "for")) {
		p->stop_by = true;
		ok = parse_expr(p, &d->of);
		p->stop_by = false;
		if (!ok)
			return false;
	}
	if (!expect_part(p, "by", "say by when, or `by not stated`") ||
	    !parse_end(p, &d->by))
		return false;
	d->unverified = take(p, "unverified") || d->by.unverified;
	if (take_part(p, "met") &&
	    (!expect_word(p, "when",
		 "requires ... by DAY met when CONDITION") ||
		!parse_expr(p, &d->met)))
		return false;
	d->pos = pos_from(p, first);
	return true;
}

static bool
parse_needs(struct parser *p, struct instrument *x)
{
	struct need *n;
	size_t first = p->at++;

	if (!PUSH(p, x->needs, x->nneeds))
		return false;
	n = &x->needs[x->nneeds++];
	*n = (struct need){ 0 };
	if (!parse_expr(p, &n->expr) ||
	    !parse_string(p, &n->why, "why it is needed, in quotes"))
		return false;
	if (take_part(p, "before") &&
	    !parse_names(p, &n->acts, &n->nacts, "an act, as removal"))
		return false;
	n->pos = pos_from(p, first);
	return true;
}

static bool
parse_until(struct parser *p, struct instrument *x)
{
	if (!parse_once(p, x->until.kind != END_NONE, "`until`"))
		return false;
	p->at++;
	return parse_end(p, &x->until);
}

static bool
parse_conflict(struct parser *p, struct instrument *x)
{
	struct conflict *c;
	size_t first = p->at++;

	if (!PUSH(p, x->conflicts, x->nconflicts))
		return false;
	c = &x->conflicts[x->nconflicts++];
	*c = (struct conflict){ 0 };
	if (!parse_name(p, &c->of,
		"what is in conflict: until, entered or a parameter") ||
	    !expect_word(p, "also",
		"conflict until also read 2017-07-10 \"why\"") ||
	    !expect_word(p, "read",
		"conflict until also read 2017-07-10 \"why\"") ||
	    !parse_value(p, &c->also, "the other reading"))
		return false;
	if (c->also.v.moment.kind != MOMENT_NONE)
		c->moment = c->also.v.moment;
	if (at_words(p, "end", "of") && ahead_word(p, 2, "day"))
		p->at += 3; /* a day means its end */
	if (!parse_string(p, &c->why, "why, in quotes"))
		return false;
	c->pos = pos_from(p, first);
	return true;
}

/* -- Forms and instances ------------------------------------------------ */

static bool
parse_param(struct parser *p, struct instrument *x, enum token_kind mark)
{
	struct param *v;

	if (!PUSH(p, x->params, x->nparams))
		return false;
	v = &x->params[x->nparams++];
	*v = (struct param){ 0 };
	if (!parse_name(p, &v->name, "a parameter's name"))
		return false;
	if (!take_kind(p, mark))
		return unexpected(p,
		    mark == TOKEN_COLON ? "`:` and what it is"
					: "`=` and its value",
		    mark == TOKEN_COLON ? "a form says `given C: country`"
					: "an instance says `of FORM, C = SV`");
	if (mark == TOKEN_COLON)
		return parse_name(p, &v->type,
		    "what it is: country, place, agency ...");
	return parse_value(p, &v->value, "its value");
}

static bool
parse_given_params(struct parser *p, struct instrument *x)
{
	if (x->kind != INSTR_FORM)
		return parse_error(p, pos_here(p), NULL,
		    "only a `form` has parameters",
		    "`given` does not belong here");
	p->at++;
	do {
		if (!parse_param(p, x, TOKEN_COLON))
			return false;
	} while (take_kind(p, TOKEN_COMMA));
	return true;
}

static bool
parse_of(struct parser *p, struct instrument *x)
{
	if (x->kind != INSTR_INSTANCE)
		return parse_error(p, pos_here(p), NULL,
		    "only an `instance` is one of a form",
		    "`of` does not belong here");
	if (!parse_once(p, x->of_name.s != NULL, "the form"))
		return false;
	p->at++;
	if (!parse_name(p, &x->of_name, "the form's name"))
		return false;
	while (take_kind(p, TOKEN_COMMA))
		if (!parse_param(p, x, TOKEN_EQUALS))
			return false;
	return true;
}

/* -- Which clause ------------------------------------------------------- */

static bool
parse_court_words(struct parser *p, struct instrument *x)
{
	if (at_word(p, "docket"))
		return parse_dockets(p, &x->dockets, &x->ndockets);
	if (at_word(p, "zone"))
		return parse_once(p, x->zone_name.s != NULL, "the zone") &&
		    parse_zone(p, &x->zone_name);
	if (at_word(p, "judge")) {
		if (!parse_once(p, x->judge != NULL, "the judge"))
			return false;
		p->at++;
		return parse_string(p, &x->judge, "the judge's name");
	}
	return parse_court(p, &x->court_id, &x->from_id);
}

static bool
at_court_words(const struct parser *p)
{
	return at_word(p, "court") || at_word(p, "docket") ||
	    at_word(p, "judge") || at_word(p, "zone");
}

static struct begin *
begin_of(const struct parser *p, struct instrument *x)
{
	if (at_word(p, "oral"))
		return &x->oral;
	if (at_word(p, "entered"))
		return &x->entered;
	if (at_word(p, "docketed"))
		return &x->docketed;
	if (at_word(p, "effective"))
		return &x->effective;
	return NULL;
}

static bool
parse_finds(struct parser *p, struct instrument *x)
{
	p->at++;
	if (!PUSH(p, x->finds, x->nfinds) ||
	    !parse_string(p, &x->finds[x->nfinds], "what it finds"))
		return false;
	x->nfinds++;
	return true;
}

bool
parse_instrument_clause(struct parser *p, struct instrument *x)
{
	static const struct {
		const char *word;
		bool (*parse)(struct parser *, struct instrument *);
	} clauses[] = {
		{ "names", parse_naming },
		{ "covers", parse_covers },
		{ "except", parse_except },
		{ "bars", parse_bars },
		{ "requires", parse_requires },
		{ "needs", parse_needs },
		{ "until", parse_until },
		{ "finds", parse_finds },
		{ "conflict", parse_conflict },
		{ "given", parse_given_params },
		{ "of", parse_of },
	};
	struct begin *b = begin_of(p, x);
	size_t i;

	if (b != NULL)
		return parse_begin(p, b);
	if (at_quote(p))
		return parse_quote(p, &x->quotes, &x->nquotes);
	if (at_court_words(p))
		return parse_court_words(p, x);
	if (at_edge(p))
		return parse_edge(p, x);
	for (i = 0; i < sizeof(clauses) / sizeof(clauses[0]); i++)
		if (at_word(p, clauses[i].word))
			return clauses[i].parse(p, x);
	if (take(p, "survives")) {
		x->survives_dismissal = true;
		return expect_word(p, "dismissal", NULL);
	}
	if (x->kind == INSTR_INSTANCE && at_kind(p, TOKEN_WORD) &&
	    ahead(p, 1)->kind == TOKEN_EQUALS)
		return parse_param(p, x, TOKEN_EQUALS);
	return unexpected_clause(p);
}

static enum instrument_kind
instrument_kind(const struct parser *p)
{
	unsigned k;

	for (k = INSTR_ORDER; k < INSTR_INSTANCE; k++)
		if (at_word(p, instrument_kind_text((enum instrument_kind)k)))
			break;
	return (enum instrument_kind)k;
}

static bool
add_instrument(struct parser *p, struct instrument *x)
{
	struct law *law = p->law;
	struct law_case *c = p->in_case;

	if (law->ninstruments >= LIMIT_INSTRUMENTS) {
		p->err = E_LIMIT;
		return parse_error(p, x->pos, NULL, "cut the casebook in two",
		    "more than %u instruments in one casebook",
		    LIMIT_INSTRUMENTS);
	}
	if (!PUSH(p, law->instruments, law->ninstruments))
		return false;
	x->index = law->ninstruments;
	law->instruments[law->ninstruments++] = x;
	if (c == NULL)
		return true;
	if (!PUSH(p, c->instruments, c->ninstruments))
		return false;
	c->instruments[c->ninstruments++] = x;
	x->in_case = c;
	return true;
}

void
parse_instrument(struct parser *p)
{
	struct instrument *x;
	bool ok;

	if ((x = make(p, sizeof(*x))) == NULL)
		return;
	x->kind = instrument_kind(p);
	x->pos = pos_here(p);
	p->at++;
	ok = parse_name(p, &x->id, "its name, as hamama.detroit") &&
	    add_instrument(p, x);
	for (;;) {
		while (ok && !at_end(p)) {
			mark(p, MARK_CLAUSE);
			if (at_words(p, "for", "each") ||
			    p->block == BLOCK_EACH)
				ok = parse_each(p, x);
			else
				ok = parse_instrument_clause(p, x);
		}
		clause_leave(p);
		if (!clause_next(p))
			break;
		ok = true;
	}
}
