/* mutate_same.c - which changes of a casebook say the same, by a rule.
 *
 * Three rules of the language, and no list of cases: (1) of an event, no
 * tense or `now` means `ever`; (2) what the act implies is so, and of what
 * it does not imply `will be` is not known; (3) a stage of text alone is
 * not known, free or not.
 *
 * By (2) a condition is read once for each act it can be asked of.  Acts
 * that an order bars ask for its value.  Any act asks whether an order that
 * has deadlines covers somebody at all, that is, does not know otherwise:
 * there "not known" is as good as yes, under `and` and `or` alone. */

#include <string.h>

#include "law/mutate.h"

#define TEXT_MAX ((size_t)1 << 16)
#define DEEP     32 /* of `members of` */

/* What a condition comes to: always so, or what its text says. */
enum comes { COMES_NO, COMES_UNKNOWN, COMES_YES, COMES_TEXT };

struct ask {
	const struct law *law;
	const struct act_kind *act; /* NULL: of no act at all */
	bool implied;               /* read by rule (2) */
	bool listing;               /* only whether it is not NO */
	bool failed;
};

/* -- What an act implies ------------------------------------------------ */

static enum tri
implied_terms(const struct ask *q, const struct implied *im,
    const struct kind *k, int field, const struct term *terms, size_t n)
{
	struct value v = { 0 };
	enum tri out = NO;

	for (size_t i = 0; i < im->nfields; i++) {
		if (kind_field(k, im->fields[i].field) != field)
			continue;
		v.word = vocab_any_word(q->law->vocab, im->fields[i].value);
		v.kind = v.word != NULL ? VALUE_WORD : VALUE_ID;
		v.s = im->fields[i].value;
	}
	for (size_t i = 0; i < n; i++)
		out = tri_or(out,
		    v.kind == VALUE_NONE || terms[i].path_kind != NULL
			? UNKNOWN
			: value_is(&v, &terms[i].v));
	return out;
}

static enum tri
implied_where(const struct ask *q, const struct implied *im,
    const struct expr *e)
{
	enum tri v;

	switch (e->kind) {
	case EXPR_AND:
	case EXPR_OR:
		v = e->kind == EXPR_AND ? YES : NO;
		for (size_t i = 0; i < e->nargs; i++) {
			enum tri x = implied_where(q, im, e->args[i]);

			v = e->kind == EXPR_AND ? tri_and(v, x) : tri_or(v, x);
		}
		return v;
	case EXPR_NOT:
		return tri_not(implied_where(q, im, e->args[0]));
	case EXPR_COMPARE:
		if (e->subject != SUBJECT_FIELD)
			return UNKNOWN;
		v = implied_terms(q, im, im->kind, e->field, e->terms,
		    e->nterms);
		return e->compare == CMP_IS_NOT ? tri_not(v)
		    : e->compare == CMP_IS || e->compare == CMP_HAS ||
			e->compare == CMP_IN
		    ? v
		    : UNKNOWN;
	default:
		return UNKNOWN;
	}
}

/* The act implies all that e asks. */
static bool
is_implied(const struct ask *q, const struct expr *e)
{
	for (size_t i = 0; i < q->act->nimplies; i++) {
		const struct implied *im = &q->act->implies[i];
		enum tri v = YES;

		if (im->kind != e->fact)
			continue;
		if (e->nterms > 0)
			v = implied_terms(q, im, e->fact, 0, e->terms,
			    e->nterms);
		if (e->where != NULL)
			v = tri_and(v, implied_where(q, im, e->where));
		return v == YES;
	}
	return false;
}

/* -- A condition, by the rules ------------------------------------------ */

static enum comes
leaf(struct ask *q, struct buf *b, const struct expr *e, bool plain)
{
	struct expr as = *e;
	bool event = e->kind == EXPR_FACT &&
	    (e->fact->type == KIND_EVENT ||
		(e->fact->type == KIND_FILING && e->step >= 0));
	bool bare = e->scope == SCOPE_NONE || e->scope == SCOPE_NOW;

	if (e->kind == EXPR_TEXT_ONLY && q->listing && plain)
		return COMES_YES;
	if (e->kind == EXPR_FACT && q->implied && q->act != NULL && !event &&
	    !e->before_act && e->fact->type == KIND_STATE) {
		bool yes = is_implied(q, e);

		if (e->tense == TENSE_WILL_BE)
			return yes || (q->listing && plain) ? COMES_YES
							    : COMES_UNKNOWN;
		if (yes && bare)
			return e->tense == TENSE_NEVER ? COMES_NO : COMES_YES;
	}
	if (event && bare && e->tense == TENSE_NONE) {
		as.tense = TENSE_EVER;
		as.scope = SCOPE_NONE;
	}
	expr_print(b, &as);
	for (size_t i = 0; i < e->nterms; i++)
		buf_printf(b, "[%ld %d %ld %d]",
		    (long)e->terms[i].v.moment.lo.day.n,
		    e->terms[i].v.moment.lo.minute,
		    (long)e->terms[i].v.moment.hi.day.n,
		    e->terms[i].v.moment.hi.minute);
	return COMES_TEXT;
}

static enum comes condition(struct ask *q, struct buf *b, const struct expr *e,
    bool plain);

/* Kleene's `and` and `or`: what decides alone is all there is, what decides
 * nothing is left out. */
static enum comes
several(struct ask *q, struct buf *b, const struct expr *e, bool plain)
{
	enum comes stop = e->kind == EXPR_AND ? COMES_NO : COMES_YES;
	enum comes skip = e->kind == EXPR_AND ? COMES_YES : COMES_NO;
	bool text = false, unknown = false;
	struct buf all, one;
	enum comes v = skip;

	buf_init(&all, &mem_system, TEXT_MAX);
	buf_init(&one, &mem_system, TEXT_MAX);
	for (size_t i = 0; i < e->nargs && v != stop; i++) {
		buf_clear(&one);
		v = condition(q, &one, e->args[i], plain);
		unknown |= v == COMES_UNKNOWN;
		if (v != COMES_TEXT)
			continue;
		buf_printf(&all, "%s%s", text ? "; " : "", one.s);
		text = true;
	}
	q->failed |= all.failed || one.failed;
	if (v != stop && text)
		buf_printf(b, "%s(%s%s)", e->kind == EXPR_AND ? "all" : "any",
		    all.s, unknown ? "; not known" : "");
	buf_release(&one);
	buf_release(&all);
	return v == stop ? stop
	    : text       ? COMES_TEXT
	    : unknown    ? COMES_UNKNOWN
			 : skip;
}

static enum comes
condition(struct ask *q, struct buf *b, const struct expr *e, bool plain)
{
	enum comes v;

	switch (e->kind) {
	case EXPR_AND:
	case EXPR_OR:
		return several(q, b, e, plain);
	case EXPR_NOT:
		buf_puts(b, "not ");
		v = condition(q, b, e->args[0], false);
		return v == COMES_NO ? COMES_YES
		    : v == COMES_YES ? COMES_NO
				     : v;
	case EXPR_SHOWN:
	case EXPR_PRESUMED:
	case EXPR_DOUBT:
		buf_printf(b, "%d %s:", (int)e->kind,
		    e->text != NULL ? e->text : "");
		for (size_t i = 0; i < e->nargs; i++) {
			v = condition(q, b, e->args[i], false);
			buf_printf(b, " %d;", (int)v);
		}
		return COMES_TEXT;
	default:
		return leaf(q, b, e, plain);
	}
}

static void
put(struct ask *q, struct buf *b, const struct expr *e, bool plain)
{
	struct buf text;
	enum comes v;

	if (e == NULL)
		return;
	buf_init(&text, &mem_system, TEXT_MAX);
	v = condition(q, &text, e, plain);
	buf_printf(b, "%d %s\n", (int)v, v == COMES_TEXT ? text.s : "");
	q->failed |= text.failed;
	buf_release(&text);
}

/* -- Who asks ----------------------------------------------------------- */

struct asked {
	const struct law *law;
	bool *acts;   /* by index in the vocabulary: for its value */
	bool listing; /* whether it covers somebody at all, by any act */
};

/* e speaks of the members of x; *plainly when under `and` and `or` alone. */
static bool
names_members(const struct expr *e, const struct instrument *x, bool plain,
    bool *plainly)
{
	bool found = false;

	if (e == NULL)
		return false;
	if (e->kind == EXPR_MEMBERS && e->members == x) {
		*plainly = *plainly && plain;
		return true;
	}
	plain = plain && (e->kind == EXPR_AND || e->kind == EXPR_OR);
	for (size_t i = 0; i < e->nargs; i++)
		found |= names_members(e->args[i], x, plain, plainly);
	return names_members(e->where, x, false, plainly) || found;
}

static void
ask_act(struct asked *k, const struct act_kind *act)
{
	for (size_t i = 0; i < k->law->vocab->nacts; i++)
		if (act == NULL || k->law->vocab->acts[i] == act)
			k->acts[i] = true;
}

static bool
has_deadlines(const struct instrument *x)
{
	for (size_t i = 0; i < x->nupon; i++)
		if (x->upon[i]->kind == EDGE_EXTENDS ||
		    x->upon[i]->kind == EDGE_SHORTENS ||
		    x->upon[i]->kind == EDGE_CORRECTS)
			return true;
	return x->until.kind == END_MOMENT || x->until.kind == END_DUE ||
	    x->each.given || x->nduties > 0;
}

/* Some condition of y, other than whom it covers and to whom duties are
 * owed, speaks of the members of x. */
static bool
names_elsewhere(const struct instrument *y, const struct instrument *x)
{
	bool found = false, plainly = true;

	for (size_t i = 0; i < y->nexcepts; i++)
		found |= names_members(y->excepts[i].expr, x, false, &plainly);
	for (size_t i = 0; i < y->nbars; i++) {
		found |= names_members(y->bars[i].where, x, false, &plainly);
		found |= names_members(y->bars[i].unless, x, false, &plainly);
	}
	for (size_t i = 0; i < y->nneeds; i++)
		found |= names_members(y->needs[i].expr, x, false, &plainly);
	for (size_t i = 0; i < y->nedges; i++)
		found |= names_members(y->edges[i].to, x, false, &plainly);
	for (size_t i = 0; i < y->nduties; i++)
		found |= names_members(y->duties[i].met, x, false, &plainly);
	return found;
}

static void who_asks(struct asked *k, const struct instrument *x,
    unsigned depth);

/* Who asks x through y. */
static void
who_names(struct asked *k, const struct instrument *y,
    const struct instrument *x, unsigned depth)
{
	bool plainly = true, duty = false;
	bool covered = names_members(y->covers, x, true, &plainly);

	for (size_t i = 0; i < y->nduties; i++)
		duty |= names_members(y->duties[i].of, x, true, &plainly);
	k->listing |= duty;
	/* Not under `and` and `or` alone: there what is not known need not
	 * be as good as yes. */
	if (names_elsewhere(y, x) || ((covered || duty) && !plainly))
		ask_act(k, NULL);
	if (covered)
		who_asks(k, y, depth + 1);
}

static void
who_asks(struct asked *k, const struct instrument *x, unsigned depth)
{
	if (depth > DEEP) {
		ask_act(k, NULL);
		return;
	}
	k->listing |= has_deadlines(x);
	/* Its words stand in another's place: that one's acts ask. */
	if (x->kind == INSTR_FORM)
		ask_act(k, NULL);
	for (size_t i = 0; i < x->nedges; i++)
		if (x->edges[i].to != NULL || x->edges[i].kind == EDGE_CORRECTS)
			ask_act(k, NULL);
	for (size_t i = 0; i < x->nbars; i++)
		if (x->bars[i].text_only == NULL)
			ask_act(k, x->bars[i].act);
	for (size_t i = 0; i < x->nneeds; i++)
		for (size_t j = 0; j < x->needs[i].nacts; j++)
			ask_act(k, x->needs[i].act_kinds[j]);
	for (size_t i = 0; i < k->law->ninstruments; i++)
		who_names(k, k->law->instruments[i], x, depth);
}

/* -- Comparing ---------------------------------------------------------- */

static void
put_instrument(struct ask *q, struct buf *b, const struct instrument *x)
{
	put(q, b, x->covers, true);
	for (size_t i = 0; i < x->nexcepts; i++)
		put(q, b, x->excepts[i].expr, false);
	for (size_t i = 0; i < x->nneeds; i++)
		put(q, b, x->needs[i].expr, false);
	for (size_t i = 0; i < x->nedges; i++)
		put(q, b, x->edges[i].to, false);
	for (size_t i = 0; i < x->nbars; i++) {
		put(q, b, x->bars[i].where, false);
		put(q, b, x->bars[i].unless, false);
	}
	for (size_t i = 0; i < x->nduties; i++) {
		put(q, b, x->duties[i].of, true);
		put(q, b, x->duties[i].met, false);
	}
	put(q, b, x->each.where, false);
	for (size_t i = 0; i < x->each.nstages; i++)
		for (size_t j = 0; j < x->each.stages[i].ntransitions; j++) {
			struct transition *t =
			    &x->each.stages[i].transitions[j];

			for (size_t s = 0; s < t->nsteps; s++)
				put(q, b, t->steps[s].where, false);
		}
}

static bool
same_text(struct ask was, struct ask now, const struct instrument *x,
    const struct instrument *y)
{
	struct buf a, b;
	bool same;

	buf_init(&a, &mem_system, TEXT_MAX);
	buf_init(&b, &mem_system, TEXT_MAX);
	put_instrument(&was, &a, x);
	put_instrument(&now, &b, y);
	same = !was.failed && !now.failed && !a.failed && !b.failed &&
	    strcmp(a.s == NULL ? "" : a.s, b.s == NULL ? "" : b.s) == 0;
	buf_release(&b);
	buf_release(&a);
	return same;
}

static const char *
same_condition(struct arena *a, const struct law *was, const struct law *now,
    const struct instrument *x, const struct instrument *y)
{
	struct asked k = { .law = was };
	struct ask qx = { .law = was }, qy = { .law = now };

	if (same_text(qx, qy, x, y))
		return "of an event, now means ever";
	k.acts = arena_array(a, was->vocab->nacts + 1, sizeof(*k.acts));
	if (k.acts == NULL)
		return NULL;
	who_asks(&k, x, 0);
	qx.implied = qy.implied = true;
	for (size_t i = 0; i < was->vocab->nacts; i++) {
		qx.act = was->vocab->acts[i];
		qy.act = now->vocab->acts[i];
		qx.listing = qy.listing = false;
		if (k.acts[i] && !same_text(qx, qy, x, y))
			return NULL;
		qx.listing = qy.listing = true;
		if (k.listing && !same_text(qx, qy, x, y))
			return NULL;
	}
	return "what the act implies is so";
}

static const char *
same_clock(const struct law *was, const struct law *now, const char *id)
{
	bool same = true;

	for (size_t i = 0; i < was->nclocks; i++) {
		const struct clock *x = was->clocks[i], *y = now->clocks[i];

		if (strcmp(x->id.s, id) != 0)
			continue;
		for (size_t j = 0; j < x->nversions; j++) {
			struct ask qx = { .law = was }, qy = { .law = now };
			struct buf a, b;

			buf_init(&a, &mem_system, TEXT_MAX);
			buf_init(&b, &mem_system, TEXT_MAX);
			put(&qx, &a, x->versions[j].when, false);
			put(&qy, &b, y->versions[j].when, false);
			same = same && !a.failed && !b.failed && !qx.failed &&
			    !qy.failed &&
			    strcmp(a.s == NULL ? "" : a.s,
				b.s == NULL ? "" : b.s) == 0;
			buf_release(&b);
			buf_release(&a);
		}
	}
	return same ? "of an event, now means ever" : NULL;
}

static const char *
same_stage(const struct stage *st)
{
	for (size_t i = 0; i < st->ntransitions; i++)
		if (st->transitions[i].kind != TRANS_TEXT_ONLY)
			return NULL;
	return st->ntransitions > 0
	    ? "a stage of text alone is not known, free or not"
	    : NULL;
}

const char *
same_by_rule(struct arena *a, const struct law *was, const struct law *now,
    const struct walk *w)
{
	const struct instrument *x = law_instrument(was, w->owner);
	const struct instrument *y = law_instrument(now, w->owner);

	if (w->change == CHANGE_CONDITION)
		return x == NULL || y == NULL
		    ? same_clock(was, now, w->owner)
		    : same_condition(a, was, now, x, y);
	if (w->change == CHANGE_FREE && x != NULL)
		return same_stage(&x->each.stages[w->stage]);
	return NULL;
}
