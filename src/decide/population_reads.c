/* population_reads.c - which kinds of fact a condition looks at. */

#include "decide/population_inner.h"

#include <string.h>

int
population_reads(const struct population *p, struct arena *a, struct reads *rd)
{
	*rd = (struct reads){ .law = p->ask.law, .ntables = p->c->ntables };
	rd->tables = arena_array(a, rd->ntables, sizeof(*rd->tables));
	return rd->tables == NULL ? E_NOMEM : 0;
}

static void
reads_kind(struct reads *rd, const struct kind *k)
{
	if (k == NULL)
		return;
	rd->tables[k->index] = true;
	if (k->type == KIND_EVENT || k->type == KIND_FILING)
		rd->tables[rd->ntables - 2] = true;
}

void
reads_all(struct reads *rd)
{
	for (size_t i = 0; i < rd->ntables; i++)
		rd->tables[i] = true;
	rd->is = rd->opaque = true;
}

void
reads_field(struct reads *rd, const char *field)
{
	const struct vocab *v = rd->law->vocab;

	for (size_t i = 0; i < v->nkinds; i++)
		if (v->kinds[i]->type == KIND_STATE &&
		    kind_field(v->kinds[i], field) >= 0)
			reads_kind(rd, v->kinds[i]);
}

static void
reads_ref(struct reads *rd, const struct ref *ref)
{
	if (ref->kind == REF_EVENT) {
		reads_kind(rd, ref->event);
		rd->days = true;
	} else if (ref->kind == REF_ENTRY || ref->kind == REF_STAGE) {
		rd->entry = true;
	}
}

static void
reads_terms(struct reads *rd, const struct expr *e)
{
	for (size_t i = 0; i < e->nterms; i++)
		if (e->terms[i].path_kind != NULL)
			reads_kind(rd, e->terms[i].path_kind);
		else if (e->terms[i].path != NULL)
			rd->slots = true;
}

static void
reads_fact(struct reads *rd, const struct expr *e)
{
	reads_kind(rd, e->fact);
	reads_terms(rd, e);
	reads_ref(rd, &e->at);
	if (e->tense == TENSE_ONCE || e->scope == SCOPE_WHEN_ENTERED)
		rd->entry = true;
	if (e->scope == SCOPE_FOR_LENGTH || e->before_act)
		rd->days = true;
	/* Another person is looked at. */
	if (e->fact->type == KIND_RELATION && e->where != NULL)
		rd->opaque = true;
	if (e->where != NULL)
		reads_expr(rd, e->where);
}

static void
reads_members(struct reads *rd, const struct instrument *x)
{
	if (x->covers != NULL)
		reads_expr(rd, x->covers);
	for (size_t i = 0; i < x->nexcepts; i++)
		reads_expr(rd, x->excepts[i].expr);
	for (size_t i = 0; i < x->nupon; i++) {
		const struct instrument *y = x->upon_by[i];

		if (x->upon[i]->kind == EDGE_NARROWS)
			reads_expr(rd, x->upon[i]->to);
		if (x->upon[i]->kind == EDGE_EXEMPTS)
			rd->is = true;
		if (x->upon[i]->kind == EDGE_CORRECTS)
			reads_order(rd, y);
	}
}

void
reads_expr(struct reads *rd, const struct expr *e)
{
	bool was;

	if (++rd->depth > EVAL_DEPTH) {
		reads_all(rd);
		rd->depth--;
		return;
	}
	switch (e->kind) {
	case EXPR_MEMBERS:
		/* It began when it began, whoever asks. */
		was = rd->entry;
		reads_members(rd, e->members);
		rd->entry = was;
		rd->members = rd->days = true;
		break;
	case EXPR_ON_LIST:
		rd->tables[rd->ntables - 1] = true;
		break;
	case EXPR_PERSON_IS:
		rd->is = true;
		break;
	case EXPR_COMPARE:
		reads_terms(rd, e);
		rd->slots |= e->subject == SUBJECT_SLOT;
		if (e->subject == SUBJECT_KIND_FIELD ||
		    e->subject == SUBJECT_EVENT)
			reads_fact(rd, e);
		break;
	case EXPR_FACT:
		reads_fact(rd, e);
		break;
	default:
		for (size_t i = 0; i < e->nargs; i++)
			reads_expr(rd, e->args[i]);
		break;
	}
	rd->depth--;
}

void
reads_due(struct reads *rd, const struct due *due)
{
	if (due->has_after)
		reads_ref(rd, &due->after);
	for (size_t i = 0; due->clock != NULL && i < due->clock->nversions;
	     i++) {
		const struct clock_version *v = &due->clock->versions[i];

		if (v->has_after)
			reads_ref(rd, &v->after);
		if (v->when != NULL)
			reads_expr(rd, v->when);
	}
}

void
reads_each(struct reads *rd, const struct each *each)
{
	reads_kind(rd, each->filing);
	if (each->where != NULL)
		reads_expr(rd, each->where);
	for (size_t i = 0; i < each->nstages; i++)
		for (size_t j = 0; j < each->stages[i].ntransitions; j++) {
			const struct transition *t =
			    &each->stages[i].transitions[j];

			reads_due(rd, &t->within);
			/* Where a clock ends depends on what started it. */
			rd->days |= t->kind == TRANS_WITHIN;
			for (size_t k = 0; k < t->nsteps; k++) {
				reads_kind(rd, t->steps[k].kind);
				if (t->steps[k].where != NULL)
					reads_expr(rd, t->steps[k].where);
			}
		}
}

/* All that its decision may look at, whatever stands in force. */
void
reads_order(struct reads *rd, const struct instrument *x)
{
	if (++rd->depth > EVAL_DEPTH) {
		reads_all(rd);
		rd->depth--;
		return;
	}
	reads_members(rd, x);
	for (size_t i = 0; i < x->nbars; i++) {
		const struct bar *b = &x->bars[i];

		if (b->has_out_of)
			reads_field(rd, "place");
		if (b->has_under)
			reads_field(rd, "authority");
		if (b->where != NULL)
			reads_expr(rd, b->where);
		if (b->unless != NULL)
			reads_expr(rd, b->unless);
	}
	for (size_t i = 0; i < x->nneeds; i++)
		reads_expr(rd, x->needs[i].expr);
	if (x->each.given)
		reads_each(rd, &x->each);
	if (x->until.kind == END_DUE)
		reads_due(rd, &x->until.due);
	for (size_t i = 0; i < x->nedges; i++)
		if (x->edges[i].until.kind == END_DUE)
			reads_due(rd, &x->edges[i].until.due);
	rd->depth--;
}
