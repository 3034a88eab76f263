/* check_fact.c - a path in a condition: a fact, a field, a slot or an
 * event's instant. */

#include <assert.h>
#include <string.h>

#include "law/check.h"

static bool
happens(const struct kind *k)
{
	return k->type == KIND_EVENT || k->type == KIND_FILING;
}

/* -- Comparisons -------------------------------------------------------- */

static bool
compares_times(enum compare compare)
{
	return compare == CMP_BEFORE || compare == CMP_AFTER ||
	    compare == CMP_BY || compare == CMP_SINCE;
}

/* As written, for whoever prints the condition. */
static const char *
time_text(struct check *c, const struct moment *m)
{
	const char *text;
	struct buf b;

	buf_init(&b, c->a->mem, 200);
	moment_print(&b, m);
	c->nomem = c->nomem || b.failed;
	text = said(c, "%s", b.s);
	buf_release(&b);
	return text;
}

/* `X by D` and `X since D` are read as scopes of a fact: of a field or an
 * event they compare. */
static bool
scope_to_compare(struct check *c, struct expr *e)
{
	struct term *t;

	if (e->kind != EXPR_FACT || e->nterms > 0 || e->where != NULL ||
	    e->tense != TENSE_NONE ||
	    (e->scope != SCOPE_BY_DAY && e->scope != SCOPE_SINCE_DAY))
		return true;
	t = arena_alloc(c->a, sizeof(*t));
	if (t == NULL) {
		c->nomem = true;
		return false;
	}
	*t = (struct term){ .word = { time_text(c, &e->day), e->pos },
		.v = { .kind = VALUE_MOMENT, .moment = e->day },
		.path_field = -1 };
	e->kind = EXPR_COMPARE;
	e->compare = e->scope == SCOPE_BY_DAY ? CMP_BY : CMP_SINCE;
	e->scope = SCOPE_NONE;
	e->terms = t;
	e->nterms = 1;
	return true;
}

/* Whether the terms are of the kind that the comparison needs. */
static void
check_operands(struct check *c, struct expr *e)
{
	bool times = compares_times(e->compare);
	size_t i;

	if (!times && e->compare != CMP_AT_LEAST && e->compare != CMP_AT_MOST)
		return;
	for (i = 0; i < e->nterms; i++) {
		struct value *v = &e->terms[i].v;

		/* Four digits are a year where a time is asked for. */
		if (times && v->kind == VALUE_INT &&
		    v->moment.kind != MOMENT_NONE)
			v->kind = VALUE_MOMENT;
		if (v->kind == (times ? VALUE_MOMENT : VALUE_INT))
			continue;
		diag_add(c->ds, DIAG_ERROR, e->terms[i].word.pos,
		    times ? "a day or an instant" : "a whole number", NULL,
		    "`%s` cannot compare with %s", compare_text(e->compare),
		    e->terms[i].word.s);
		return;
	}
}

/* e compares a field of that name and type. */
static void
check_compare(struct check *c, struct expr *e, const struct field *field,
    struct at at)
{
	if (!scope_to_compare(c, e))
		return;
	if (e->tense != TENSE_NONE || e->scope != SCOPE_NONE || e->some ||
	    e->where != NULL || e->before_act) {
		diag_add(c->ds, DIAG_ERROR, e->pos,
		    "a comparison: `is`, `in`, `has`, `before` ...",
		    e->subject == SUBJECT_KIND_FIELD
			? said(c,
			      "write the tense with the fact: ever %s (%s "
			      "is ...)",
			      e->fact->name, field->name)
			: NULL,
		    "a field has no tense of its own: %s", e->path.s);
		return;
	}
	if (e->nterms == 0) {
		diag_add(c->ds, DIAG_ERROR, e->pos,
		    "a comparison: `is`, `in`, `has`, `before` ...", NULL,
		    "%s is a field: what of it?", e->path.s);
		return;
	}
	e->kind = EXPR_COMPARE;
	if (field->type != FIELD_FREE &&
	    (compares_times(e->compare) || e->compare == CMP_AT_LEAST ||
		e->compare == CMP_AT_MOST)) {
		diag_add(c->ds, DIAG_ERROR, e->pos, "`is`, `in` or `has`", NULL,
		    "`%s` holds names: nothing is %s one", field->name,
		    compare_text(e->compare));
		return;
	}
	check_terms(c, field, e->terms, e->nterms, at);
	check_operands(c, e);
}

/* The instant of an event, compared. */
static void
check_event_compare(struct check *c, struct expr *e)
{
	static const struct field instant = { "instant", FIELD_FREE };
	struct names names = { NULL, 0, 0 };

	if (!compares_times(e->compare)) {
		diag_add(c->ds, DIAG_ERROR, e->pos,
		    "`before`, `after`, `by` or `since` and a time",
		    e->fact->nfields > 0
			? said(c,
			      "compare its fields in parentheses: %s (%s "
			      "is ...)",
			      e->path.s, e->fact->fields[0].name)
			: NULL,
		    "%s happens at an instant: `%s` does not compare it",
		    e->path.s, compare_text(e->compare));
		return;
	}
	if (e->fact->type == KIND_FILING && e->step < 0) {
		names_of_steps(c, &names, e->fact);
		diag_add(c->ds, DIAG_ERROR, e->path.pos,
		    one_of(c, &names, "a step"),
		    said(c, "write %s.%s %s ...", e->path.s, e->fact->steps[0],
			compare_text(e->compare)),
		    "%s is a filing: which of its steps?", e->path.s);
		return;
	}
	e->subject = SUBJECT_EVENT;
	check_terms(c, &instant, e->terms, e->nterms, (struct at){ 0 });
	check_operands(c, e);
}

/* -- Facts -------------------------------------------------------------- */

/* custody, presence and wherever a place or an agency is asked: transfer
 * and release change these, so rule 6 asks for their tense. */
static bool
is_place_field(const struct field *f)
{
	return f->type == FIELD_AGENCY || strcmp(f->name, "place") == 0 ||
	    strcmp(f->name, "from") == 0 || strcmp(f->name, "out_of") == 0;
}

static bool
asks_place(const struct kind *k, const struct expr *e, int depth)
{
	size_t i;
	int f;

	if (depth > (int)LIMIT_NESTING)
		return false;
	if (e->kind == EXPR_FACT || e->kind == EXPR_COMPARE) {
		f = kind_field(k, e->path.s);
		if (f < 0)
			return false;
		assert(k->fields != NULL);
		return is_place_field(&k->fields[f]);
	}
	for (i = 0; i < e->nargs; i++)
		if (asks_place(k, e->args[i], depth + 1))
			return true;
	return false;
}

/* field: the one compared, or NULL. */
static void
check_tense_given(struct check *c, const struct expr *e,
    const struct field *field)
{
	const struct kind *k = e->fact;
	bool place = strcmp(k->name, "custody") == 0 ||
	    strcmp(k->name, "present") == 0 ||
	    strcmp(k->name, "residence") == 0 ||
	    (field != NULL && is_place_field(field)) ||
	    (e->where != NULL && asks_place(k, e->where, 0));

	if (!place || happens(k))
		return;
	diag_add(c->ds, DIAG_ERROR, e->pos,
	    "`once`, `ever ... since DAY`, or `now`",
	    said(c,
		"transfer and release end nothing unless the order says "
		"so (rule 6): write `once %s` for whoever was so since "
		"the order began, `ever %s since DAY` for a class that "
		"looks back, `%s now` only if the text ends cover on "
		"transfer or release",
		k->name, k->name, k->name),
	    "%s in `covers` needs its tense", k->name);
}

/* Which tense words and scopes stand together. */
static void
check_tense(struct check *c, const struct expr *e)
{
	static const char *const words[] = {
		[TENSE_NONE] = "",
		[TENSE_EVER] = "ever",
		[TENSE_ONCE] = "once",
		[TENSE_NEVER] = "never",
		[TENSE_WILL_BE] = "will be",
	};
	bool since = e->scope == SCOPE_SINCE_DAY || e->scope == SCOPE_SINCE_REF;

	if (since && e->tense == TENSE_NONE) {
		diag_add(c->ds, DIAG_ERROR, e->pos, "`ever` or `never`",
		    said(c, "write: ever %s since ...", e->path.s),
		    "%s since when: at some instant since, or all the time?",
		    e->path.s);
		return;
	}
	if (e->tense == TENSE_NONE || e->scope == SCOPE_NONE)
		goto held;
	if (since && (e->tense == TENSE_EVER || e->tense == TENSE_NEVER))
		goto held;
	diag_add(c->ds, DIAG_ERROR, e->pos,
	    "a tense word, or a time that says when; `ever` and `never` "
	    "take `since`",
	    NULL, "`%s` cannot stand with that time", words[e->tense]);
	return;
held:
	if (e->scope == SCOPE_FOR_LENGTH && happens(e->fact) &&
	    !(e->fact->type == KIND_FILING && e->step < 0))
		diag_add(c->ds, DIAG_ERROR, e->pos, "a state or a relation",
		    NULL, "%s happens at an instant: it cannot last",
		    e->path.s);
}

static void
check_notice(struct check *c, const struct expr *e, const struct at *at)
{
	if (!e->before_act)
		return;
	if (!at->notice)
		diag_add(c->ds, DIAG_ERROR, e->pos, "no `before act` here",
		    "it may stand in the `unless` or `where` of what an "
		    "order bars",
		    "notice is counted back from an act, and there is none "
		    "here");
	else if (!happens(e->fact))
		diag_add(c->ds, DIAG_ERROR, e->pos,
		    "an event, or a step of a filing", NULL,
		    "%s lasts: a notice is given at an instant", e->path.s);
}

/* What stands in the parentheses of a fact. */
static void
check_where(struct check *c, struct expr *e, struct at at)
{
	bool asks_other = false;

	if (e->where == NULL)
		return;
	if (e->tense == TENSE_NEVER && at.lean == LEAN_YES)
		at.lean = LEAN_NO;
	else if (e->tense == TENSE_NEVER && at.lean == LEAN_NO)
		at.lean = LEAN_YES;
	at.within = e->fact;
	at.notice = false;
	at.asks_other = &asks_other;
	check_expr(c, e->where, at);
	e->other = asks_other;
}

static void
check_first_field(struct check *c, struct expr *e, struct at at)
{
	if (e->nterms == 0)
		return;
	if (e->fact->nfields == 0) {
		diag_add(c->ds, DIAG_ERROR, e->pos, "no value", NULL,
		    "%s has no field to compare", e->fact->name);
		return;
	}
	check_terms(c, &e->fact->fields[0], e->terms, e->nterms, at);
}

static void
check_plain_fact(struct check *c, struct expr *e, struct at at)
{
	if (e->fact->type == KIND_RELATION && at.other) {
		diag_add(c->ds, DIAG_ERROR, e->pos,
		    "a fact of that person alone", NULL,
		    "%s looks at a second person from within another: one "
		    "hop only",
		    e->path.s);
		return;
	}
	check_tense(c, e);
	if (e->scope == SCOPE_AT_REF || e->scope == SCOPE_SINCE_REF)
		check_ref(c, &e->at);
	check_notice(c, e, &at);
	check_first_field(c, e, at);
	check_where(c, e, at);
	if (at.covers && e->tense == TENSE_NONE && e->scope == SCOPE_NONE)
		check_tense_given(c, e,
		    e->nterms > 0 && e->fact->nfields > 0 ? &e->fact->fields[0]
							  : NULL);
}

/* A comparison whose left side is a whole fact: of an event its instant, of
 * a state its first field. */
static void
check_kind_compare(struct check *c, struct expr *e, struct at at)
{
	const struct kind *k = e->fact;

	if (happens(k)) {
		check_event_compare(c, e);
		return;
	}
	if (e->compare == CMP_HAS) {
		e->kind = EXPR_FACT;
		e->compare = CMP_IS;
		check_plain_fact(c, e, at);
		return;
	}
	if (e->compare == CMP_IS_NOT) {
		diag_add(c->ds, DIAG_ERROR, e->pos, "`not`, then the fact",
		    said(c, "does a second %s count? write: not %s is ...",
			k->name, k->name),
		    "%s is not ...: not this one, or none at all?", k->name);
		return;
	}
	if (compares_times(e->compare) &&
	    (k->nfields == 0 || k->fields[0].type != FIELD_FREE)) {
		diag_add(c->ds, DIAG_ERROR, e->pos, "an event",
		    e->compare == CMP_SINCE
			? said(c, "write: ever %s since ...", k->name)
			: said(c, "write: %s on DAY, or %s by DAY", k->name,
			      k->name),
		    "%s lasts: it has no one instant to compare", k->name);
		return;
	}
	if (k->nfields == 0) {
		diag_add(c->ds, DIAG_ERROR, e->pos, "no value", NULL,
		    "%s has no field to compare", k->name);
		return;
	}
	e->subject = SUBJECT_KIND_FIELD;
	e->field = 0;
	check_compare(c, e, &k->fields[0], at);
}

static void
unknown_path(struct check *c, const struct expr *e, const struct at *at)
{
	struct names names = { NULL, 0, 0 };

	if (at->within != NULL)
		names_of_fields(c, &names, at->within->fields,
		    at->within->nfields);
	if (at->within != NULL && at->within->type != KIND_RELATION) {
		diag_add(c->ds, DIAG_ERROR, e->path.pos,
		    one_of(c, &names, "nothing: it has no fields"),
		    did_you_mean(c, e->path.s, &names),
		    "%s has no field called %s", at->within->name, e->path.s);
		return;
	}
	if (at->act != NULL)
		names_of_fields(c, &names, at->act->slots, at->act->nslots);
	names_of_kinds(c, &names);
	diag_add(c->ds, DIAG_ERROR, e->path.pos,
	    at->act != NULL ? "a slot of the act, or a fact"
			    : "a fact that the vocabulary declares",
	    did_you_mean(c, e->path.s, &names), "no fact is called %s",
	    e->path.s);
}

/* K.rest, where rest is neither a step nor a field of K. */
static void
unknown_rest(struct check *c, const struct expr *e, const char *rest)
{
	struct names names = { NULL, 0, 0 };
	const struct kind *k = e->fact;
	size_t i;

	for (i = 0; i < k->nsteps; i++)
		names_add(c, &names, k->steps[i]);
	names_of_fields(c, &names, k->fields, k->nfields);
	diag_add(c->ds, DIAG_ERROR, e->path.pos,
	    one_of(c, &names, said(c, "%s alone", k->name)),
	    did_you_mean(c, rest, &names), "%s has no %s called %s", k->name,
	    k->type == KIND_FILING ? "step or field" : "field", rest);
}

/* A field of the fact in whose parentheses e stands, or a slot. */
static bool
check_near_field(struct check *c, struct expr *e, const struct at *at)
{
	struct at outer = *at;
	int i;

	if (at->within != NULL &&
	    (i = kind_field(at->within, e->path.s)) >= 0) {
		e->subject = SUBJECT_FIELD;
		e->fact = at->within;
		e->field = i;
		check_compare(c, e, &at->within->fields[i], outer);
		return true;
	}
	if (at->within == NULL && at->act != NULL &&
	    (i = act_slot(at->act, e->path.s)) >= 0) {
		e->subject = SUBJECT_SLOT;
		e->field = i;
		check_compare(c, e, &at->act->slots[i], outer);
		return true;
	}
	return false;
}

void
check_fact(struct check *c, struct expr *e, struct at at)
{
	const char *rest;
	int i;

	e->step = -1;
	e->field = -1;
	if (check_near_field(c, e, &at))
		return;
	e->fact = vocab_path(c->vocab, e->path.s, &rest);
	if (e->fact == NULL ||
	    (at.within != NULL && at.within->type != KIND_RELATION)) {
		unknown_path(c, e, &at);
		return;
	}
	/* What is no field of a relation is asked of the other person. */
	if (at.within != NULL) {
		*at.asks_other = true;
		at.within = NULL;
		at.act = NULL;
		at.other = true;
	}
	if (*rest != '\0' && (i = kind_field(e->fact, rest)) >= 0) {
		e->subject = SUBJECT_KIND_FIELD;
		e->field = i;
		check_compare(c, e, &e->fact->fields[i], at);
		if (at.covers)
			check_tense_given(c, e, &e->fact->fields[i]);
		return;
	}
	if (*rest != '\0' && (e->step = kind_step(e->fact, rest)) < 0) {
		unknown_rest(c, e, rest);
		return;
	}
	if (happens(e->fact) && !scope_to_compare(c, e))
		return;
	if (e->kind == EXPR_COMPARE)
		check_kind_compare(c, e, at);
	else
		check_plain_fact(c, e, at);
}
