/* cond.c - conditions, evaluated as written (strong Kleene).
 *
 * SEMANTICS section 3.  No rewriting that uses `x or not x`: the scalar
 * and the population evaluator must give the same third value. */

#include "decide/eval.h"

#include <assert.h>
#include <string.h>

static enum tri eval_inner(struct eval *ev, const struct expr *e);

/* A value as written, or a slot of the act. */
static const struct value *
term_value(const struct eval *ev, const struct term *t)
{
	if (t->path == NULL)
		return &t->v;
	assert(ev->act != NULL);
	return &ev->act->slots[t->path_field];
}

/* The zone that a field's time is of: its fact's own, where it has one, else
 * that of the order that asks. */
static const struct zone *
fields_zone(const struct eval *ev)
{
	return ev->fields != NULL && ev->fields->zone != NULL ? ev->fields->zone
							      : ev->zone;
}

/* Two days are compared as days, in one zone. */
static const struct zone *
field_zone(const struct eval *ev, const struct moment *a,
    const struct moment *b)
{
	return a->kind == MOMENT_DAYS && b->kind == MOMENT_DAYS
	    ? ev->zone
	    : fields_zone(ev);
}

/* A time written in a fact's own zone, and one in that of who asks. */
static enum tri
same_time(const void *ctx, const struct moment *x, const struct moment *y)
{
	const struct eval *ev = ctx;
	const struct when a = zone_when(field_zone(ev, x, y), x);
	const struct when b = zone_when(ev->zone, y);

	if (a.last.us < b.first.us || b.last.us < a.first.us)
		return NO;
	return a.first.us == b.last.us && a.last.us == b.first.us ? YES
								  : UNKNOWN;
}

/* As written, unless what was written is of two zones. */
static enum tri
value_is_here(const struct eval *ev, const struct value *v,
    const struct value *is)
{
	const struct same_times times = { same_time, ev };

	return fields_zone(ev) == ev->zone ? value_is(v, is)
					   : value_is_by(v, is, &times);
}

static bool
is_time(const struct value *v)
{
	if (v->kind == VALUE_SET || v->kind == VALUE_EITHER)
		v = v->items;
	return v->kind == VALUE_MOMENT;
}

/* v is one of the terms; a term that is a path stands for the person's own
 * field, or a slot of the act. */
enum tri
terms_match(struct eval *ev, const struct value *v, const struct term *terms,
    size_t n)
{
	const struct fields *was = ev->fields;
	struct reason *reason = ev->reason;
	enum tri out = NO, x;

	for (size_t i = 0; i < n; i++) {
		struct term own = { .v = *v };

		if (terms[i].path_kind == NULL) {
			out = tri_or(out,
			    value_is_here(ev, v, term_value(ev, &terms[i])));
			continue;
		}
		/* Which minute of its zone a time of another is, a field
		 * does not say. */
		if (v->kind == VALUE_NONE ||
		    (fields_zone(ev) != ev->zone && is_time(v))) {
			out = tri_or(out, UNKNOWN);
			continue;
		}
		ev->fields = NULL;
		ev->reason = NULL;
		x = fields_value(ev, terms[i].path_kind, terms[i].path_field,
		    &own, 1);
		ev->fields = was;
		ev->reason = reason;
		out = tri_or(out, x);
	}
	return out;
}

static enum tri
compare_times(struct eval *ev, const struct value *v, const struct expr *e)
{
	const struct moment *m = &e->terms[0].v.moment;
	struct when a, b;

	if (v->kind != VALUE_MOMENT)
		return UNKNOWN;
	a = zone_when(field_zone(ev, &v->moment, m), &v->moment);
	b = zone_when(ev->zone, m);
	switch (e->compare) {
	case CMP_BEFORE:
		return a.last.us < b.first.us ? YES
		    : a.first.us >= b.last.us ? NO
					      : UNKNOWN;
	case CMP_AFTER:
		return a.first.us > b.last.us ? YES
		    : a.last.us <= b.first.us ? NO
					      : UNKNOWN;
	case CMP_BY:
		return a.last.us <= b.last.us ? YES
		    : a.first.us > b.last.us  ? NO
					      : UNKNOWN;
	default: /* CMP_SINCE */
		return a.first.us >= b.first.us ? YES
		    : a.last.us < b.first.us    ? NO
						: UNKNOWN;
	}
}

/* A number or a time against the one that e names. */
static enum tri
compare_one(struct eval *ev, const struct expr *e, const struct value *v)
{
	const struct value *with = &e->terms[0].v;

	if (e->compare != CMP_AT_LEAST && e->compare != CMP_AT_MOST)
		return compare_times(ev, v, e);
	if (v->kind != VALUE_INT)
		return UNKNOWN;
	return tri_of(
	    e->compare == CMP_AT_LEAST ? v->n >= with->n : v->n <= with->n);
}

static enum tri
compare_value(struct eval *ev, const struct expr *e, const struct value *v)
{
	enum tri out;

	switch (e->compare) {
	case CMP_IS:
	case CMP_HAS:
	case CMP_IN:
		return terms_match(ev, v, e->terms, e->nterms);
	case CMP_IS_NOT:
		return tri_not(terms_match(ev, v, e->terms, e->nterms));
	default:
		if (v->kind != VALUE_EITHER)
			return compare_one(ev, e, v);
		/* What all candidates agree on is known. */
		out = compare_one(ev, e, &v->items[0]);
		for (size_t i = 1; i < v->nitems; i++)
			out = tri_agree(out, compare_one(ev, e, &v->items[i]));
		return out;
	}
}

static void
span_until(struct span *sp, struct instant b)
{
	if (b.us < sp->b.us) {
		sp->b = b;
		sp->b_now = false;
	}
}

/* The instant of an event against a day, as a stretch it lies in; what has
 * not happened by t has not happened. */
static enum tri
compare_event(struct eval *ev, const struct expr *e)
{
	struct when b = zone_when(ev->zone, &e->terms[0].v.moment);
	struct span sure, most;

	sure = most = (struct span){ INSTANT_BEGIN, ev->t, false, true };
	switch (e->compare) {
	case CMP_BEFORE:
		span_until(&sure, instant_add_minutes(b.first, -1));
		span_until(&most, instant_add_minutes(b.last, -1));
		break;
	case CMP_AFTER:
		sure.a = instant_add_minutes(b.last, 1);
		most.a = instant_add_minutes(b.first, 1);
		break;
	case CMP_BY:
		span_until(&sure, b.last);
		span_until(&most, b.last);
		break;
	default:
		sure.a = most.a = b.first;
		break;
	}
	/* Nothing lies in a stretch that has not begun. */
	eval_note(ev, sure.a);
	eval_note(ev, most.a);
	if (most.a.us > ev->t.us)
		return NO;
	if (sure.a.us <= ev->t.us && happened_some(ev, e, sure) == YES)
		return YES;
	return happened_some(ev, e, most) == NO ? NO : UNKNOWN;
}

static enum tri
eval_compare(struct eval *ev, const struct expr *e)
{
	static const struct value none;
	const struct fields *was = ev->fields;
	enum tri v;

	switch (e->subject) {
	case SUBJECT_FIELD:
		assert(ev->fields != NULL);
		return compare_value(ev, e,
		    ev->fields->values == NULL ? &none
					       : &ev->fields->values[e->field]);
	case SUBJECT_SLOT:
		assert(ev->act != NULL);
		/* The asker's own words, of no record's zone. */
		ev->fields = NULL;
		v = compare_value(ev, e, &ev->act->slots[e->field]);
		ev->fields = was;
		return v;
	case SUBJECT_EVENT:
		return compare_event(ev, e);
	default: { /* a field of the person's records */
		struct expr fact = { .kind = EXPR_FACT,
			.fact = e->fact,
			.step = -1 };
		struct expr test = *e;

		if (e->compare == CMP_IS || e->compare == CMP_HAS ||
		    e->compare == CMP_IN)
			return fields_value(ev, e->fact, e->field, e->terms,
			    e->nterms);
		if (e->compare == CMP_IS_NOT)
			return tri_not(fields_value(ev, e->fact, e->field,
			    e->terms, e->nterms));
		test.subject = SUBJECT_FIELD;
		fact.where = &test;
		return held_some(ev, &fact, span_now(ev));
	}
	}
}

/* What the fields of f, or the person it names, say of the condition in the
 * parentheses of e. */
enum tri
fact_matches(struct eval *ev, const struct expr *e, const struct fact *f,
    const struct value *values)
{
	static const struct value none;
	struct fields mine = { f->kind, values, f->other,
		f->kind->type == KIND_RELATION, f->zone };
	const struct fields *was = ev->fields;
	enum tri v = YES;

	if (e->nterms > 0 && e->kind == EXPR_FACT)
		v = terms_match(ev, values != NULL ? &values[0] : &none,
		    e->terms, e->nterms);
	if (e->where == NULL || v == NO)
		return v;
	ev->fields = &mine;
	v = tri_and(v, eval_expr(ev, e->where));
	ev->fields = was;
	return v;
}

/* Inside a relation's parentheses a fact is asked of the other person. */
static enum tri
eval_other(struct eval *ev, const struct expr *e)
{
	const struct fields *was = ev->fields;
	const struct person *who = ev->who;
	enum tri v;

	if (was->other == NULL)
		return UNKNOWN;
	ev->who = was->other;
	ev->fields = NULL;
	v = eval_inner(ev, e);
	ev->fields = was;
	ev->who = who;
	return v;
}

static bool
is_event(const struct kind *k)
{
	return k->type == KIND_EVENT || k->type == KIND_FILING;
}

static enum tri implied_now(struct eval *ev, const struct expr *e);

/* What the act implies is so at its instant, which a stretch that ends
 * there holds. */
static enum tri
some_in(struct eval *ev, const struct expr *e, struct span sp)
{
	if (is_event(e->fact))
		return happened_some(ev, e, sp);
	if (sp.b_now && implied_now(ev, e) == YES)
		return YES;
	return held_some(ev, e, sp);
}

/* Over a stretch whose beginning is known only as w: yes on the smallest,
 * no on the largest. */
static enum tri
some_since(struct eval *ev, const struct expr *e, struct when w)
{
	struct span sp = { w.last, ev->t, w.last.us >= ev->t.us, true };
	enum tri v = NO;

	if (w.last.us <= ev->t.us && (v = some_in(ev, e, sp)) == YES)
		return YES;
	if (w.first.us == w.last.us && w.last.us <= ev->t.us)
		return v;
	eval_note(ev, w.first);
	eval_note(ev, w.last);
	if (w.first.us > ev->t.us)
		return NO;
	sp.a = w.first;
	sp.a_now = false;
	return some_in(ev, e, sp) == NO ? NO : UNKNOWN;
}

/* Where X lies, of `at X` and `since X`.  *known is YES when it is, NO when
 * X is known absent. */
static struct when
ref_when(struct eval *ev, const struct expr *e, enum tri *known)
{
	struct when w;

	*known = YES;
	if (e->at.kind == REF_ACT)
		return (struct when){ ev->t, ev->t };
	w = last_event(ev, e->at.event, e->at.step, known);
	w.last = instant_min(w.last, ev->t);
	return w;
}

/* Of each beginning of the order that has come, or of each, which are readings
 * of one law: so on any where yes leads to the bar, on all where it leads
 * out. */
static enum tri
on_entries(struct eval *ev, const struct expr *e,
    enum tri (*of)(struct eval *, const struct expr *, struct when))
{
	struct begins b;
	enum tri v = NO, x;
	bool any = false;

	instrument_begins(ev, ev->order, &b);
	for (size_t i = 0; i < b.n; i++) {
		if (!eval_reached(ev, b.w[i].first) && !ev->coming)
			continue;
		x = of(ev, e, b.w[i]);
		v = !any ? x : ev->frees ? tri_and(v, x) : tri_or(v, x);
		any = true;
	}
	return any ? v : of(ev, e, instrument_start(ev, ev->order));
}

static enum tri
some_at(struct eval *ev, const struct expr *e, struct when w)
{
	struct span sp = { w.first, w.last, w.first.us == ev->t.us,
		w.last.us == ev->t.us };
	enum tri v;

	if (is_event(e->fact)) {
		v = happened_some(ev, e, sp);
		return w.first.us == w.last.us || v == NO ? v : UNKNOWN;
	}
	v = e->at.kind == REF_ACT ? some_in(ev, e, span_now(ev))
				  : held_some(ev, e, sp);
	if (v == NO || w.first.us == w.last.us)
		return v;
	return held_all(ev, e, sp);
}

static enum tri
at_event(struct eval *ev, const struct expr *e)
{
	enum tri known;
	struct when w;

	if (e->at.kind == REF_ENTRY)
		return on_entries(ev, e, some_at);
	w = ref_when(ev, e, &known);
	return known != YES ? known : some_at(ev, e, w);
}

static enum tri
since_event(struct eval *ev, const struct expr *e)
{
	enum tri known;
	struct when w;

	if (e->at.kind == REF_ENTRY)
		return on_entries(ev, e, some_since);
	w = ref_when(ev, e, &known);
	if (known == NO)
		return NO; /* nothing is since what never was */
	/* Nor since what may never have been. */
	return tri_and(known, some_since(ev, e, w));
}

/* What the act implies is so at its instant, where no more is asked than
 * the implied fields. */
static enum tri
implied_now(struct eval *ev, const struct expr *e)
{
	const struct implied *im = NULL;
	struct fact f = { .type = FACT_HELD, .kind = e->fact, .step = -1 };
	struct value *values;

	if (ev->act == NULL || ev->who != ev->asked)
		return NO;
	for (size_t i = 0; i < ev->act->kind->nimplies; i++)
		if (ev->act->kind->implies[i].kind == e->fact)
			im = &ev->act->kind->implies[i];
	if (im == NULL)
		return NO;
	values = arena_array(ev->a, e->fact->nfields + 1, sizeof(*values));
	if (values == NULL)
		return eval_fail(ev, E_NOMEM);
	for (size_t i = 0; i < im->nfields; i++) {
		int n = kind_field(e->fact, im->fields[i].field);
		const struct word *w =
		    vocab_any_word(ev->q->law->vocab, im->fields[i].value);

		assert(n >= 0);
		values[n].kind = w != NULL ? VALUE_WORD : VALUE_ID;
		values[n].word = w;
		values[n].s = im->fields[i].value;
	}
	return fact_matches(ev, e, &f, values) == YES ? YES : NO;
}

/* The stretches that end at the act: since a day, an event, the order's
 * start, or ever. */
static enum tri
eval_until_now(struct eval *ev, const struct expr *e)
{
	struct span all = { INSTANT_BEGIN, ev->t, false, true };
	struct when w;

	switch (e->scope) {
	case SCOPE_SINCE_DAY:
		w = zone_when(ev->zone, &e->day);
		w.last = w.first; /* a day named in the text is exact */
		return some_since(ev, e, w);
	case SCOPE_SINCE_REF:
		return since_event(ev, e);
	default:
		if (e->tense == TENSE_ONCE)
			return on_entries(ev, e, some_since);
		return some_in(ev, e, all);
	}
}

static enum tri
eval_fact(struct eval *ev, const struct expr *e)
{
	struct expr at;
	struct when w;

	if (e->before_act)
		return noticed_before_act(ev, e);
	if (e->tense == TENSE_WILL_BE)
		return implied_now(ev, e) == YES ? YES : UNKNOWN;
	switch (e->scope) {
	case SCOPE_ON_DAY:
		w = zone_when(ev->zone, &e->day);
		return some_in(ev, e, span_of(w.first, w.last));
	case SCOPE_BY_DAY:
		w = zone_when(ev->zone, &e->day);
		return some_in(ev, e, span_of(INSTANT_BEGIN, w.last));
	case SCOPE_AT_REF:
		return at_event(ev, e);
	case SCOPE_WHEN_ENTERED:
		at = *e;
		at.at.kind = REF_ENTRY;
		return at_event(ev, &at);
	case SCOPE_FOR_LENGTH:
		return held_for(ev, e);
	default:
		break;
	}
	if (e->fact->type == KIND_FILING && e->step < 0 &&
	    e->scope == SCOPE_NOW)
		return filing_open_now(ev, e);
	if (is_event(e->fact))
		return eval_until_now(ev, e);
	if (e->scope != SCOPE_SINCE_DAY && e->scope != SCOPE_SINCE_REF) {
		if (implied_now(ev, e) == YES)
			return YES;
		if (e->tense == TENSE_NONE)
			return held_some(ev, e, span_now(ev));
	}
	return eval_until_now(ev, e);
}

static enum tri
eval_list(struct eval *ev, const struct expr *e)
{
	bool exact = false, gone = false, near = false;

	for (size_t i = 0; i < ev->who->nfacts; i++) {
		const struct fact *f = ev->who->facts[i];
		enum tri x;

		if (f->type != FACT_LIST || strcmp(f->list, e->ref.s) != 0 ||
		    (x = fact_exists(ev, f)) == NO)
			continue;
		reason_fact(ev, f);
		/* Not on it proves nothing of a list not known complete. */
		if (f->on_list == LIST_NOT)
			gone |= x == YES && e->list->complete;
		else if (f->on_list == LIST_EXACT && x == YES)
			exact = true;
		else
			near = true;
	}
	if (exact)
		return gone ? UNKNOWN : YES;
	return gone && !near ? NO : UNKNOWN;
}

/* The burden is on whoever invokes it; but what is shown only on a value
 * that nobody verified is not known. */
static enum tri
eval_shown(struct eval *ev, const struct expr *e)
{
	bool was = ev->shown, unverified = ev->shown_unverified;
	enum tri v;

	ev->shown = true;
	ev->shown_unverified = false;
	v = eval_expr(ev, e->args[0]);
	if (v == YES && ev->shown_unverified)
		v = UNKNOWN;
	else if (v == UNKNOWN)
		v = NO;
	ev->shown = was;
	ev->shown_unverified = unverified;
	return v;
}

static enum tri
eval_many(struct eval *ev, const struct expr *e)
{
	enum tri v = e->kind == EXPR_AND ? YES : NO, stop = tri_not(v);

	for (size_t i = 0; i < e->nargs; i++) {
		enum tri x = eval_expr(ev, e->args[i]);

		v = e->kind == EXPR_AND ? tri_and(v, x) : tri_or(v, x);
		if (v == stop && ev->reason == NULL)
			break;
	}
	return v;
}

static enum tri
eval_inner(struct eval *ev, const struct expr *e)
{
	enum tri v;

	switch (e->kind) {
	case EXPR_AND:
	case EXPR_OR:
		return eval_many(ev, e);
	case EXPR_NOT:
		ev->frees = !ev->frees;
		v = tri_not(eval_expr(ev, e->args[0]));
		ev->frees = !ev->frees;
		return v;
	case EXPR_SHOWN:
		return eval_shown(ev, e);
	case EXPR_PRESUMED:
		v = eval_expr(ev, e->args[0]);
		if (v == UNKNOWN)
			reason_note(ev, "presumed: nothing shows otherwise");
		return v == NO ? NO : YES;
	case EXPR_DOUBT:
		v = eval_expr(ev, e->args[0]);
		reason_note(ev, "doubt of law: %s", e->text);
		return tri_agree(v, eval_expr(ev, e->args[1]));
	case EXPR_TEXT_ONLY:
		reason_note(ev, "a person must read this");
		return UNKNOWN;
	case EXPR_MEMBERS:
		return order_members(ev, e->members);
	case EXPR_ON_LIST:
		return eval_list(ev, e);
	case EXPR_PERSON_IS:
		return eval_person(ev, e, &ev->unsure);
	case EXPR_EVERYONE:
		return YES;
	case EXPR_COMPARE:
		return eval_compare(ev, e);
	default:
		if (e->tense != TENSE_NEVER)
			return eval_fact(ev, e);
		ev->frees = !ev->frees;
		v = tri_not(eval_fact(ev, e));
		ev->frees = !ev->frees;
		return v;
	}
}

static bool
is_leaf(const struct expr *e)
{
	return e->kind == EXPR_TEXT_ONLY || e->kind == EXPR_ON_LIST ||
	    e->kind == EXPR_PERSON_IS || e->kind == EXPR_COMPARE ||
	    e->kind == EXPR_FACT;
}

/* A field test inside a fact's parentheses is no question of its own; in a
 * relation, a fact is asked of the other person. */
static enum tri
eval_here(struct eval *ev, const struct expr *e)
{
	if (ev->fields != NULL && ev->fields->relation && is_leaf(e) &&
	    !(e->kind == EXPR_COMPARE && e->subject == SUBJECT_FIELD))
		return eval_other(ev, e);
	return eval_inner(ev, e);
}

static const char *
leaf_text(struct eval *ev, const struct expr *e)
{
	struct buf b;
	const char *s;

	buf_init(&b, ev->a->mem, LIMIT_STRING_BYTES);
	expr_print(&b, e);
	s = b.failed ? NULL : arena_strdup(ev->a, b.s);
	buf_release(&b);
	if (s == NULL)
		eval_fail(ev, E_NOMEM);
	return s;
}

enum tri
eval_expr(struct eval *ev, const struct expr *e)
{
	struct reason *parent = ev->reason, *r = NULL;
	bool leaf = is_leaf(e) && ev->fields == NULL;
	size_t nwants = ev->nwants;
	const char *text = NULL, *unsure;
	enum tri v;

	if (ev->err != 0)
		return UNKNOWN;
	if (ev->depth >= EVAL_DEPTH)
		return eval_fail(ev, E_LIMIT);
	/* Inside a fact's parentheses there is no reason to give, and tests
	 * that the decider makes itself have no words. */
	if (ev->fields == NULL && (parent != NULL || ev->forced != NULL))
		if ((text = leaf_text(ev, e)) == NULL)
			return UNKNOWN;
	if (leaf && ev->forced != NULL && strcmp(text, ev->forced) == 0)
		return ev->forced_value;
	if (ev->fields == NULL)
		r = reason_open(ev, e->pos, "%s", text != NULL ? text : "");
	ev->depth++;
	ev->unsure = NULL;
	v = eval_here(ev, e);
	unsure = ev->unsure;
	ev->unsure = NULL;
	ev->depth--;
	if (v != UNKNOWN)
		ev->nwants = nwants; /* nothing in it would settle more */
	if (leaf && v == UNKNOWN && ev->wants != NULL) {
		if (text == NULL)
			text = leaf_text(ev, e);
		eval_want(ev, e, text, unsure != NULL ? unsure : text);
	}
	if (unsure != NULL)
		reason_note(ev, "%s", unsure);
	reason_close(ev, parent, r, v);
	return v;
}
