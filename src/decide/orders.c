/* orders.c - one order, one act: in force and covers and not except and the
 * act matches and not unless and the stage bars (SEMANTICS 10). */

#include "decide/instruments.h"
#include "decide/orders.h"

#include <assert.h>
#include <string.h>

static const struct value *
slot(const struct eval *ev, const char *name)
{
	static const struct value none;
	int i = act_slot(ev->act->kind, name);

	return i < 0 ? &none : &ev->act->slots[i];
}

/* Is something on record of k that may have the person in p? */
static bool
perhaps_in(const struct eval *ev, const struct kind *k, int f,
    const struct term *p)
{
	for (size_t i = 0; i < ev->who->nfacts; i++) {
		const struct fact *x = ev->who->facts[i];

		if (x->kind == k && x->type == FACT_HELD &&
		    entry_counts(&x->entry, ev->q->known) != NO &&
		    (x->fields == NULL || value_is(&x->fields[f], &p->v) != NO))
			return true;
	}
	return false;
}

/* Is the person in place p at t?  Any state that has a place says so; what
 * others say is no answer to one that is not known though it is on record. */
static enum tri
person_in(struct eval *ev, const struct term *p)
{
	const struct vocab *vocab = ev->q->law->vocab;
	enum tri v = UNKNOWN, one;
	bool doubt = false;

	for (size_t i = 0; i < vocab->nkinds; i++) {
		const struct kind *k = vocab->kinds[i];
		int f;

		if (k->type != KIND_STATE || (f = kind_field(k, "place")) < 0)
			continue;
		one = fields_value(ev, k, f, p, 1);
		if (one == UNKNOWN) {
			doubt = doubt || perhaps_in(ev, k, f, p);
			continue;
		}
		if (v != UNKNOWN && v != one)
			return UNKNOWN;
		v = one;
	}
	return v == NO && doubt ? UNKNOWN : v;
}

/* Does the act end in P?  An act of some kinds ends outside of a place
 * whatever its destination, and so outside of all that lies in it. */
static enum tri
ends_in(const struct eval *ev, const struct term *p)
{
	struct value left = { .kind = VALUE_WORD,
		.word = ev->act->kind->leaves };
	enum tri v = value_is(slot(ev, "to"), &p->v);

	if (v == UNKNOWN && left.word != NULL && value_is(&p->v, &left) == YES)
		return NO;
	return v;
}

/* Where it begins is where the person is.  Whoever says that it begins
 * elsewhere gets out of the bar only where the record has them elsewhere: what
 * is not recorded, or no longer, lets nobody out by a claim. */
static enum tri
begins_in(struct eval *ev, const struct term *p)
{
	const struct value *from = slot(ev, "from");
	enum tri v;

	if (from->kind != VALUE_NONE && (v = value_is(from, &p->v)) != NO)
		return v;
	v = person_in(ev, p);
	if (from->kind == VALUE_NONE || v == NO) {
		if (v == UNKNOWN)
			eval_want(ev, NULL, NULL, "where the person is");
		return v;
	}
	eval_want(ev, NULL, NULL,
	    "where the person is: the record does not have them where the act "
	    "is said to begin");
	return UNKNOWN;
}

/* `out of P`: begins in P and does not end in P. */
enum tri
order_out_of(struct eval *ev, const struct bar *bar)
{
	enum tri ends = ends_in(ev, &bar->out_of), begins;

	if (ends == YES)
		return NO;
	begins = begins_in(ev, &bar->out_of);
	if (ends == UNKNOWN && begins != NO &&
	    slot(ev, "to")->kind == VALUE_NONE)
		eval_want(ev, NULL, NULL, "the destination");
	return tri_and(begins, tri_not(ends));
}

/* A claimed authority gets out of a bar on another only if a final order
 * under it is on record. */
enum tri
order_under(struct eval *ev, const struct bar *bar)
{
	const struct vocab *vocab = ev->q->law->vocab;
	const struct value *claim = slot(ev, "under");
	enum tri v = value_is(claim, &bar->under.v);

	if (v != NO)
		return v;
	for (size_t i = 0; i < vocab->nkinds; i++) {
		const struct kind *k = vocab->kinds[i];
		struct term is = { .v = *claim };
		struct expr test = { .kind = EXPR_COMPARE,
			.compare = CMP_IS,
			.subject = SUBJECT_FIELD,
			.fact = k,
			.terms = &is,
			.nterms = 1 };
		struct expr e = { .kind = EXPR_FACT,
			.fact = k,
			.step = -1,
			.where = &test };

		if (k->type != KIND_STATE ||
		    (test.field = kind_field(k, "authority")) < 0)
			continue;
		if (held_some(ev, &e, span_now(ev)) == YES)
			return NO;
	}
	return UNKNOWN;
}

/* A condition that leads out of the bar where it is yes. */
static enum tri
eval_freeing(struct eval *ev, const struct expr *e)
{
	enum tri v;

	ev->frees = !ev->frees;
	v = eval_expr(ev, e);
	ev->frees = !ev->frees;
	return v;
}

static enum tri
bar_matches(struct eval *ev, const struct instrument *x, const struct bar *bar)
{
	struct reason *parent = ev->reason, *r;
	enum tri v = YES;

	if (bar->text_only != NULL) {
		eval_want(ev, NULL, NULL, "what the order's own words bar");
		return UNKNOWN;
	}
	if (bar->act != ev->act->kind)
		return NO;
	r = reason_open(ev, bar->pos, "bars %s%s%s%s%s%s%s", bar->act->name,
	    bar->has_to ? " to " : "", bar->has_to ? bar->to.word.s : "",
	    bar->has_out_of ? " out of " : "",
	    bar->has_out_of ? bar->out_of.word.s : "",
	    bar->has_under ? " under " : "",
	    bar->has_under ? bar->under.word.s : "");
	if (bar->from.kind != MOMENT_NONE)
		v = eval_when_reached(ev, zone_when(x->zone, &bar->from));
	if (bar->has_to) {
		v = tri_and(v, value_is(slot(ev, "to"), &bar->to.v));
		if (slot(ev, "to")->kind == VALUE_NONE)
			eval_want(ev, NULL, NULL, "the destination");
	}
	if (v != NO && bar->has_out_of)
		v = tri_and(v, order_out_of(ev, bar));
	if (v != NO && bar->has_under) {
		v = tri_and(v, order_under(ev, bar));
		if (v == UNKNOWN)
			eval_want(ev, NULL, NULL,
			    "under which authority the act "
			    "is done, with its order on record");
	}
	if (v != NO && bar->where != NULL)
		v = tri_and(v, eval_expr(ev, bar->where));
	if (v != NO && bar->unless != NULL)
		v = tri_and(v, tri_not(eval_freeing(ev, bar->unless)));
	reason_close(ev, parent, r, v);
	return v;
}

static enum tri
act_matches(struct eval *ev, const struct instrument *x,
    const struct view *view)
{
	size_t nwants = ev->nwants;
	enum tri v = NO;

	for (size_t i = 0; i < view->nbars; i++) {
		v = tri_or(v, bar_matches(ev, x, &view->bars[i]));
		if (v == YES && ev->reason == NULL)
			break;
	}
	if (v != UNKNOWN)
		ev->nwants = nwants;
	return v;
}

/* What others did to whom x covers.  It takes protection away, and is read
 * that way; but where being a member is what frees from a bar, not being one
 * protects. */
static enum tri
narrowed(struct eval *ev, const struct instrument *x, enum tri v)
{
	enum dir dir = ev->frees ? PROTECT : TAKE;

	for (size_t i = 0; i < x->nupon && v != NO; i++) {
		const struct edge *e = x->upon[i];
		const struct instrument *y = x->upon_by[i];
		struct expr is = { .kind = EXPR_PERSON_IS, .ref = e->person };
		struct asking was;
		enum tri c, to;

		if (e->kind != EDGE_NARROWS && e->kind != EDGE_EXEMPTS)
			continue;
		if ((c = edge_counts(ev, y, e, dir)) == NO)
			continue;
		was = eval_ask(ev, y);
		to = e->kind == EDGE_NARROWS ? eval_expr(ev, e->to)
					     : tri_not(eval_expr(ev, &is));
		eval_asked(ev, was);
		v = tri_and(v, tri_or(tri_not(c), to));
	}
	return v;
}

static enum tri
view_members(struct eval *ev, const struct instrument *x,
    const struct view *view)
{
	struct reason *parent = ev->reason, *r;
	enum tri v, excepted;

	assert(view->covers != NULL);
	r = reason_open(ev, view->covers->pos, "covers");
	v = eval_expr(ev, view->covers);
	reason_close(ev, parent, r, v);
	for (size_t i = 0; i < view->nexcepts && v != NO; i++) {
		r = reason_open(ev, view->excepts[i].expr->pos, "except %s",
		    view->excepts[i].label.s);
		excepted = eval_freeing(ev, view->excepts[i].expr);
		reason_close(ev, parent, r, excepted);
		v = tri_and(v, tri_not(excepted));
	}
	return narrowed(ev, x, v);
}

/* Members of x at t, whether or not x is in force: nor has it to have begun,
 * on a reading of when it did. */
enum tri
order_members(struct eval *ev, const struct instrument *x)
{
	struct view views[VIEW_MAX];
	struct asking was = eval_ask(ev, x);
	size_t n = instrument_views(ev, x, views);
	enum tri values[VIEW_MAX];
	bool coming = ev->coming;

	ev->coming = true;
	for (size_t i = 0; i < n; i++)
		values[i] = view_members(ev, x, &views[i]);
	ev->coming = coming;
	eval_asked(ev, was);
	return view_value(ev, views, values, n);
}

/* x could bar, or hold, acts of this kind at all. */
bool
order_concerns(const struct eval *ev, const struct instrument *x,
    const struct view *view)
{
	const struct act_kind *k = ev->act->kind;

	for (size_t i = 0; i < view->nbars; i++)
		if (view->bars[i].text_only != NULL || view->bars[i].act == k)
			return true;
	for (size_t i = 0; i < x->nneeds; i++)
		for (size_t j = 0; j < x->needs[i].nacts; j++)
			if (x->needs[i].act_kinds[j] == k)
				return true;
	return false;
}

bool
order_need_concerns(const struct eval *ev, const struct view *view,
    const struct need *need)
{
	const struct act_kind *k = ev->act->kind;

	for (size_t i = 0; i < need->nacts; i++)
		if (need->act_kinds[i] == k)
			return true;
	if (need->nacts > 0)
		return false;
	for (size_t i = 0; i < view->nbars; i++)
		if (view->bars[i].act == k)
			return true;
	return false;
}

/* Where what an order needs is not yes of someone covered, the act is at
 * least a hold. */
static enum tri
needs(struct eval *ev, const struct instrument *x, const struct view *view)
{
	enum tri v = NO;

	for (size_t i = 0; i < x->nneeds; i++) {
		const struct need *need = &x->needs[i];

		if (!order_need_concerns(ev, view, need))
			continue;
		if (eval_freeing(ev, need->expr) != YES) {
			eval_want(ev, NULL, NULL, need->why);
			v = UNKNOWN;
		}
	}
	return v;
}

/* The docket of a case one of whose orders may come back by itself was
 * last read too long ago. */
bool
order_docket_stale(struct eval *ev, const struct instrument *x)
{
	const struct record *rec = ev->q->record;
	struct instant last = INSTANT_BEGIN;
	struct length limit = { .n = 24, .unit = UNIT_HOURS };
	struct outcome outs[LIMIT_READINGS];
	size_t n = 0;

	if (x->in_case == NULL || (rec != NULL && rec->dockets_fresh))
		return false;
	if (x->in_case->has_read_limit)
		limit = x->in_case->read_limit;
	limit.rule = count_rule_find("none");
	for (size_t i = 0; rec != NULL && i < rec->nreads; i++)
		if (strcmp(rec->reads[i].in_case, x->in_case->id.s) == 0 &&
		    rec->reads[i].at.us <= ev->q->known.us)
			last = instant_max(last,
			    instant_floor_minute(rec->reads[i].at));
	if (last.us <= INSTANT_BEGIN.us)
		return true;
	if (count_length(NULL, &limit, &ev->cal, ev->zone, last, outs, &n) != 0)
		return true;
	return eval_reached(ev, outs[0].end);
}

/* x, which is recorded, has not begun, on some reading of its beginning. */
bool
order_may_begin(struct eval *ev, const struct instrument *x)
{
	struct begins b;

	instrument_begins(ev, x, &b);
	for (size_t i = 0; i < b.n; i++)
		if (eval_when_reached(ev, b.w[i]) != YES)
			return true;
	return false;
}

/* x may come to bar by itself. */
bool
order_may_resume(struct eval *ev, const struct instrument *x)
{
	struct begins b;

	instrument_begins(ev, x, &b);
	return b.recorded != NO &&
	    (order_may_begin(ev, x) ||
		(instrument_suspended(ev, x, PROTECT) != NO &&
		    instrument_ended(ev, x, PROTECT) != YES));
}

static enum tri
stages(struct eval *ev, const struct instrument *x, const struct view *view,
    struct order_value *out)
{
	struct stage_report report = { .stage = NULL };
	struct reason *parent = ev->reason, *r;
	size_t nwants = ev->nwants;
	enum tri v;

	if (!view->each->given)
		return YES;
	r = reason_open(ev, view->each->pos, "the member's own clock");
	v = stage_bars(ev, x, view->each, &report);
	if (v != UNKNOWN)
		ev->nwants = nwants; /* what branches differ in, they share */
	out->stage = report.stage;
	if (r != NULL && report.stage != NULL)
		reason_note(ev, "stands in stage %s", report.stage);
	reason_close(ev, parent, r, v);
	return v;
}

/* Of an order in force as far as `in_force` says, whose bars match the act
 * as far as `act` says. */
static enum tri
bars_now(struct eval *ev, const struct instrument *x, const struct view *view,
    enum tri in_force, enum tri act, struct order_value *out)
{
	enum tri v = tri_and(in_force, out->covers);

	if (v == NO)
		return NO;
	if (act != NO || ev->reason != NULL)
		act = tri_and(act, stages(ev, x, view, out));
	return tri_or(tri_and(v, act), tri_and(v, needs(ev, x, view)));
}

/* The same of x if it begins, at a time that has not come.  The docket may say
 * that it has. */
static enum tri
bars_coming(struct eval *ev, const struct instrument *x,
    const struct view *view, struct order_value *out)
{
	struct reason *reason = ev->reason;
	enum tri covers, v = NO;

	ev->reason = NULL;
	ev->coming = true;
	if ((covers = view_members(ev, x, view)) != NO)
		v = tri_and(covers,
		    tri_or(act_matches(ev, x, view), needs(ev, x, view)));
	ev->coming = false;
	ev->reason = reason;
	if (v != NO)
		out->covers = covers;
	return v;
}

/* What the docket may say since it was last read. */
static enum tri
bars_unread(struct eval *ev, const struct instrument *x,
    const struct view *view, enum tri act, struct order_value *out)
{
	bool begins = order_may_begin(ev, x);

	if (!begins && (out->covers == NO || out->in_force != NO))
		return NO;
	if (!order_may_resume(ev, x) || !order_docket_stale(ev, x))
		return NO;
	return tri_and(UNKNOWN,
	    begins ? bars_coming(ev, x, view, out)
		   : bars_now(ev, x, view, UNKNOWN, act, out));
}

static enum tri
view_decide(struct eval *ev, const struct instrument *x,
    const struct view *view, struct order_value *out)
{
	struct reason *parent = ev->reason, *r;
	bool all = ev->reason != NULL;
	enum tri v = NO, act = NO;

	if (!order_concerns(ev, x, view) || view->covers == NULL)
		return NO;
	/* Whom it does not cover it never bars, in force or not, unless it is
	 * yet to begin on some reading; until that changes nothing else about
	 * it need be looked at.  Of a thousand orders that is most. */
	if (!all && ev->wants == NULL &&
	    (out->covers = view_members(ev, x, view)) == NO &&
	    !order_may_begin(ev, x))
		return NO;
	r = reason_open(ev, x->pos, "in force");
	out->in_force = instrument_in_force(ev, x);
	if (r != NULL)
		reason_note(ev, "%s",
		    standing_text(instrument_standing(ev, x)));
	reason_close(ev, parent, r, out->in_force);
	if (out->in_force == UNKNOWN && ev->wants != NULL)
		eval_want(ev, NULL, NULL, instrument_doubt(ev, x));
	if (out->in_force == NO && !order_may_resume(ev, x) && !all)
		return NO;
	out->covers = view_members(ev, x, view);
	if (out->covers != NO || all) {
		act = act_matches(ev, x, view);
		v = bars_now(ev, x, view, out->in_force, act, out);
	}
	if (v != NO || bars_unread(ev, x, view, act, out) == NO)
		return v;
	eval_want(ev, NULL, NULL,
	    "what the docket says since it "
	    "was last read");
	r = reason_open(ev, x->pos, "its docket was last read too long ago");
	reason_close(ev, parent, r, UNKNOWN);
	return UNKNOWN;
}

void
order_decide(struct eval *ev, const struct instrument *x,
    struct order_value *out)
{
	struct view views[VIEW_MAX];
	enum tri values[VIEW_MAX];
	struct asking was;
	size_t n, nwants;

	*out = (struct order_value){ NO, NO, NO, NULL };
	/* The clauses of a correction are those of what it corrects. */
	for (size_t i = 0; i < x->nedges; i++)
		if (x->edges[i].kind == EDGE_CORRECTS)
			return;
	if (x->kind == INSTR_FORM || (x->covers == NULL && x->nupon == 0))
		return;
	nwants = ev->nwants;
	was = eval_ask(ev, x);
	n = instrument_views(ev, x, views);
	values[0] = view_decide(ev, x, &views[0], out);
	for (size_t i = 1; i < n; i++) {
		struct order_value other = *out;

		values[i] = view_decide(ev, x, &views[i], &other);
	}
	out->value = view_value(ev, views, values, n);
	if (ev->err != 0)
		out->value = UNKNOWN;
	if (out->value != UNKNOWN)
		ev->nwants = nwants;
	eval_asked(ev, was);
}
