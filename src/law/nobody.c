/* nobody.c - conditions that are yes for nobody, as far as the text alone
 * can show it.
 *
 * Everything here must hold whatever the record says: what is not sure is
 * not said.  Conditions are those of a checked law: whatever the checker
 * promises (a name behind `members of`, a time behind `before`) is not asked
 * again.  So `nationality is IQ and nationality is IR` is no
 * contradiction (a person may have both), and neither is custody in two
 * places at two times. */

#include <string.h>

#include "law/lint.h"

#define DEPTH 256

/* -- The same condition ------------------------------------------------- */

static bool
same_name(const struct name *a, const struct name *b)
{
	return strcmp(a->s, b->s) == 0;
}

static bool
same_length(const struct length *a, const struct length *b)
{
	return a->n == b->n && a->unit == b->unit && a->tro == b->tro &&
	    a->rule == b->rule;
}

static bool
same_term(const struct term *a, const struct term *b)
{
	if (a->path != NULL || b->path != NULL)
		return a->path != NULL && b->path != NULL &&
		    a->path_kind == b->path_kind &&
		    a->path_field == b->path_field;
	return value_equal(&a->v, &b->v);
}

static bool
has_term(const struct expr *e, const struct term *t)
{
	size_t i;

	for (i = 0; i < e->nterms; i++)
		if (same_term(&e->terms[i], t))
			return true;
	return false;
}

static bool
same_terms(const struct expr *a, const struct expr *b)
{
	size_t i;

	if (a->nterms != b->nterms)
		return false;
	for (i = 0; i < a->nterms; i++)
		if (!has_term(b, &a->terms[i]) || !has_term(a, &b->terms[i]))
			return false;
	return true;
}

static bool
same_scope(const struct expr *a, const struct expr *b)
{
	if (a->tense != b->tense || a->scope != b->scope ||
	    a->some != b->some || a->before_act != b->before_act)
		return false;
	if (a->before_act && !same_length(&a->notice, &b->notice))
		return false;
	switch (a->scope) {
	case SCOPE_ON_DAY:
	case SCOPE_BY_DAY:
	case SCOPE_SINCE_DAY:
		return moment_equal(&a->day, &b->day);
	case SCOPE_AT_REF:
	case SCOPE_SINCE_REF:
		return same_name(&a->at.path, &b->at.path);
	case SCOPE_FOR_LENGTH:
		return same_length(&a->length, &b->length);
	case SCOPE_NONE:
	case SCOPE_NOW:
	case SCOPE_WHEN_ENTERED:
		break;
	}
	return true;
}

static bool
equal_at(const struct expr *a, const struct expr *b, unsigned depth)
{
	size_t i;

	if (a == NULL || b == NULL)
		return a == b;
	if (depth > DEPTH || a->kind != b->kind || a->nargs != b->nargs)
		return false;
	for (i = 0; i < a->nargs; i++)
		if (!equal_at(a->args[i], b->args[i], depth + 1))
			return false;
	switch (a->kind) {
	case EXPR_FACT:
	case EXPR_COMPARE:
		return a->fact == b->fact && a->step == b->step &&
		    a->subject == b->subject && a->field == b->field &&
		    (a->nterms == 0 || a->compare == b->compare) &&
		    same_terms(a, b) && same_scope(a, b) &&
		    equal_at(a->where, b->where, depth + 1);
	case EXPR_TEXT_ONLY:
	case EXPR_DOUBT:
		return strcmp(a->text, b->text) == 0;
	case EXPR_MEMBERS:
	case EXPR_ON_LIST:
	case EXPR_PERSON_IS:
		return same_name(&a->ref, &b->ref);
	case EXPR_AND:
	case EXPR_OR:
	case EXPR_NOT:
	case EXPR_SHOWN:
	case EXPR_PRESUMED:
	case EXPR_EVERYONE:
		break;
	}
	return true;
}

bool
expr_equal(const struct expr *a, const struct expr *b)
{
	return equal_at(a, b, 0);
}

/* -- Two conditions that are never both yes ----------------------------- */

/* No value is both one of a's and one of b's. */
static bool
terms_apart(const struct expr *a, const struct expr *b)
{
	size_t i, k;

	for (i = 0; i < a->nterms; i++)
		for (k = 0; k < b->nterms; k++) {
			const struct term *s = &a->terms[i], *t = &b->terms[k];

			if (s->path != NULL || t->path != NULL ||
			    value_is(&s->v, &t->v) != NO ||
			    value_is(&t->v, &s->v) != NO)
				return false;
		}
	return true;
}

static bool
names_values(const struct expr *e)
{
	return e->nterms > 0 && (e->compare == CMP_IS || e->compare == CMP_IN);
}

/* `at least 5` and `at most 3`; `after` and `before` a day. */
static bool
bounds_cross(const struct expr *low, const struct expr *high)
{
	const struct value *a = &low->terms[0].v, *b = &high->terms[0].v;

	if (low->compare == CMP_AT_LEAST && high->compare == CMP_AT_MOST)
		return a->n > b->n;
	if ((low->compare != CMP_AFTER && low->compare != CMP_SINCE) ||
	    (high->compare != CMP_BEFORE && high->compare != CMP_BY))
		return false;
	/* Days alone: clock times would want a zone. */
	return a->moment.kind == MOMENT_DAYS && b->moment.kind == MOMENT_DAYS &&
	    a->moment.lo.day.n > b->moment.hi.day.n;
}

/* A designation holds several countries at once; so may what is free. */
static bool
holds_one(const struct kind *k, int field)
{
	return k->fields[field].type != FIELD_FREE &&
	    strcmp(k->fields[field].name, "designated") != 0;
}

/* Two things asked of one record, or of one act. */
static bool
fields_apart(const struct expr *a, const struct expr *b)
{
	if (a->kind != EXPR_COMPARE || b->kind != EXPR_COMPARE ||
	    a->subject != b->subject || a->field != b->field)
		return false;
	if (a->subject != SUBJECT_SLOT &&
	    (a->subject != SUBJECT_FIELD || a->fact != b->fact))
		return false;
	if (bounds_cross(a, b) || bounds_cross(b, a))
		return true;
	return names_values(a) && names_values(b) && terms_apart(a, b) &&
	    (a->subject == SUBJECT_SLOT || holds_one(a->fact, a->field));
}

/* A search: pairs are tried as long as it has steps left, and what was not
 * tried is not shown. */
#define STEPS 20000u

struct search {
	unsigned steps;
};

static bool apart(struct search *s, const struct expr *a, const struct expr *b,
    unsigned depth);

/* A `one` state at one instant: K (place in US) now and K (place in IQ)
 * now, and `K is V` of two values.  (An act may imply a place that the
 * record denies; no class is meant to consist of those.) */
static bool
states_apart(struct search *s, const struct expr *a, const struct expr *b,
    unsigned depth)
{
	if (a->kind != EXPR_FACT || b->kind != EXPR_FACT ||
	    a->fact != b->fact || a->fact->type != KIND_STATE ||
	    a->fact->number != NUMBER_ONE || a->tense != TENSE_NONE ||
	    b->tense != TENSE_NONE)
		return false;
	/* A day is not an instant: one may be moved within it. */
	if ((a->scope != SCOPE_NONE && a->scope != SCOPE_NOW) ||
	    (b->scope != SCOPE_NONE && b->scope != SCOPE_NOW))
		return false;
	if (names_values(a) && names_values(b) && holds_one(a->fact, 0) &&
	    terms_apart(a, b))
		return true;
	return a->where != NULL && b->where != NULL &&
	    apart(s, a->where, b->where, depth + 1);
}

/* never is the negation of ever, since the same time. */
static bool
tenses_apart(const struct expr *a, const struct expr *b)
{
	struct expr other = *b;

	if (a->kind != EXPR_FACT || b->kind != EXPR_FACT ||
	    !((a->tense == TENSE_EVER && b->tense == TENSE_NEVER) ||
		(a->tense == TENSE_NEVER && b->tense == TENSE_EVER)))
		return false;
	other.tense = a->tense;
	return expr_equal(a, &other);
}

static bool
apart_from_list(struct search *s, const struct expr *list, const struct expr *b,
    unsigned depth)
{
	bool all = list->kind == EXPR_OR;
	size_t i;

	for (i = 0; i < list->nargs; i++)
		if (apart(s, list->args[i], b, depth + 1) != all)
			return !all;
	return all;
}

/* Whether a and b are never both yes.  `shown P` is yes only where P is. */
static bool
apart(struct search *s, const struct expr *a, const struct expr *b,
    unsigned depth)
{
	if (depth > DEPTH || s->steps == 0)
		return false;
	s->steps--;
	if (a->kind == EXPR_SHOWN)
		a = a->args[0];
	if (b->kind == EXPR_SHOWN)
		b = b->args[0];
	if (a->kind == EXPR_AND)
		return apart_from_list(s, a, b, depth);
	if (b->kind == EXPR_AND)
		return apart_from_list(s, b, a, depth);
	if (a->kind == EXPR_OR)
		return apart_from_list(s, a, b, depth);
	if (b->kind == EXPR_OR)
		return apart_from_list(s, b, a, depth);
	if (a->kind == EXPR_NOT && expr_equal(a->args[0], b))
		return true;
	if (b->kind == EXPR_NOT && expr_equal(b->args[0], a))
		return true;
	return tenses_apart(a, b) || fields_apart(a, b) ||
	    states_apart(s, a, b, depth);
}

static bool nobody(struct search *s, const struct expr *e, unsigned depth);

static bool
list_is_nobody(struct search *s, const struct expr *e, unsigned depth)
{
	size_t i, k;

	for (i = 0; i < e->nargs; i++) {
		bool none = nobody(s, e->args[i], depth + 1);

		if (e->kind == EXPR_OR && !none)
			return false;
		if (e->kind == EXPR_AND && none)
			return true;
		for (k = 0; e->kind == EXPR_AND && k < i && s->steps > 0; k++)
			if (apart(s, e->args[i], e->args[k], depth + 1))
				return true;
	}
	return e->kind == EXPR_OR;
}

static bool
nobody(struct search *s, const struct expr *e, unsigned depth)
{
	if (depth > DEPTH || s->steps == 0)
		return false;
	s->steps--;
	switch (e->kind) {
	case EXPR_AND:
	case EXPR_OR:
		return list_is_nobody(s, e, depth);
	case EXPR_NOT:
		return e->args[0]->kind == EXPR_EVERYONE;
	case EXPR_SHOWN:
		return nobody(s, e->args[0], depth + 1);
	case EXPR_FACT:
		return e->tense != TENSE_NEVER && e->where != NULL &&
		    nobody(s, e->where, depth + 1);
	case EXPR_MEMBERS:
		return nobody(s, e->members->covers, depth + 1);
	case EXPR_PRESUMED:
	case EXPR_DOUBT:
	case EXPR_TEXT_ONLY:
	case EXPR_ON_LIST:
	case EXPR_PERSON_IS:
	case EXPR_EVERYONE:
	case EXPR_COMPARE:
		break;
	}
	return false;
}

bool
expr_covers_nobody(const struct expr *e)
{
	struct search s = { STEPS };

	return nobody(&s, e, 0);
}
