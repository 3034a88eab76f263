/* check_term.c - values and times as written: what their words name. */

#include <string.h>

#include "law/check.h"

static const char *
type_text(enum field_type type)
{
	switch (type) {
	case FIELD_PLACE:
		return "a place";
	case FIELD_AGENCY:
		return "an agency";
	case FIELD_AUTHORITY:
		return "an authority";
	case FIELD_PARTY:
		return "a party";
	case FIELD_FREE:
		break;
	}
	return "a value";
}

/* A country is a place without a dot, and these fields hold countries. */
static bool
holds_country(const struct field *f)
{
	return strcmp(f->name, "country") == 0 ||
	    strcmp(f->name, "designated") == 0;
}

const struct param *
form_param(const struct check *c, const char *name)
{
	size_t i;

	if (c->form == NULL)
		return NULL;
	for (i = 0; i < c->form->nparams; i++)
		if (strcmp(c->form->params[i].name.s, name) == 0)
			return &c->form->params[i];
	return NULL;
}

static bool
check_word(struct check *c, const struct field *field, const struct word *w,
    struct pos pos)
{
	if (w->type != field->type) {
		diag_add(c->ds, DIAG_ERROR, pos, type_text(field->type), NULL,
		    "%s is %s, and `%s` holds %s", w->name, type_text(w->type),
		    field->name, type_text(field->type));
		return false;
	}
	if (holds_country(field) && strchr(w->name, '.') != NULL) {
		diag_add(c->ds, DIAG_ERROR, pos, "a country", NULL,
		    "%s is no country, and `%s` holds countries", w->name,
		    field->name);
		return false;
	}
	return true;
}

/* A field of the person's facts, K.f, or a slot of the act, on the right
 * side of a comparison. */
static bool
check_path_term(struct check *c, const struct field *field, struct term *t,
    const struct at *at)
{
	const struct field *f;
	const struct kind *k;
	const char *rest;
	int i;

	if (at->act != NULL && (i = act_slot(at->act, t->word.s)) >= 0) {
		f = &at->act->slots[i];
		t->path_kind = NULL;
	} else {
		k = vocab_path(c->vocab, t->word.s, &rest);
		if (k == NULL || (i = kind_field(k, rest)) < 0)
			return false;
		f = &k->fields[i];
		t->path_kind = k;
	}
	t->path = t->word.s;
	t->path_field = i;
	if (f->type != field->type)
		diag_add(c->ds, DIAG_ERROR, t->word.pos, type_text(field->type),
		    NULL, "%s holds %s, and `%s` %s", t->word.s,
		    type_text(f->type), field->name, type_text(field->type));
	return true;
}

/* A value that the parser, or an instance, has filled in. */
static void
check_known_term(struct check *c, const struct field *field,
    const struct term *t)
{
	size_t i;

	if (t->v.kind == VALUE_EITHER) {
		for (i = 0; i < t->v.nitems; i++)
			if (t->v.items[i].kind == VALUE_WORD)
				(void)check_word(c, field, t->v.items[i].word,
				    t->word.pos);
		return;
	}
	if (t->v.kind == VALUE_WORD) {
		(void)check_word(c, field, t->v.word, t->word.pos);
		return;
	}
	if (field->type != FIELD_FREE)
		diag_add(c->ds, DIAG_ERROR, t->word.pos, type_text(field->type),
		    NULL, "`%s` holds %s, not %s", field->name,
		    type_text(field->type), t->word.s);
}

static void
check_term(struct check *c, const struct field *field, struct term *t,
    const struct at *at)
{
	struct names names = { NULL, 0, 0 };
	const char *near;
	const struct param *p;
	const struct word *w;
	enum field_type type;
	size_t i;

	t->path_field = -1;
	if (t->v.kind != VALUE_NONE) {
		check_known_term(c, field, t);
		return;
	}
	if ((p = form_param(c, t->word.s)) != NULL) {
		type = field_type_of(p->type.s);
		if (type != field->type && field->type != FIELD_FREE)
			diag_add(c->ds, DIAG_ERROR, t->word.pos,
			    type_text(field->type), NULL,
			    "%s is %s, and `%s` holds %s", t->word.s,
			    type_text(type), field->name,
			    type_text(field->type));
		return;
	}
	if (field->type == FIELD_FREE) {
		if (!check_path_term(c, field, t, at))
			t->v =
			    (struct value){ .kind = VALUE_ID, .s = t->word.s };
		return;
	}
	w = vocab_word(c->vocab, field->type, t->word.s);
	if (w == NULL && check_path_term(c, field, t, at))
		return;
	if (w == NULL)
		w = vocab_any_word(c->vocab, t->word.s);
	if (w != NULL) {
		if (check_word(c, field, w, t->word.pos))
			t->v = (struct value){ .kind = VALUE_WORD,
				.word = w,
				.s = w->name };
		return;
	}
	for (i = 0; i < c->vocab->nwords; i++)
		if (c->vocab->words[i]->type == field->type)
			names_add(c, &names, c->vocab->words[i]->name);
	near = did_you_mean(c, t->word.s, &names);
	if (near == NULL && field->type == FIELD_PLACE)
		near = "a country is two letters (ISO 3166-1), as IQ; "
		       "others begin with what they are, as state.MI";
	diag_add(c->ds, DIAG_ERROR, t->word.pos,
	    said(c, "%s that the vocabulary declares", type_text(field->type)),
	    near, "%s is not known as %s", t->word.s, type_text(field->type));
}

void
check_terms(struct check *c, const struct field *field, struct term *terms,
    size_t n, struct at at)
{
	size_t i;

	for (i = 0; i < n; i++)
		check_term(c, field, &terms[i], &at);
}

/* -- Times counted from something --------------------------------------- */

bool
check_event_path(struct check *c, const struct name *path, const char *what,
    const struct kind **kind, int *step)
{
	struct names names = { NULL, 0, 0 };
	const struct kind *k;
	const char *rest;
	size_t i;

	*step = -1;
	k = vocab_path(c->vocab, path->s, &rest);
	if (k != NULL && k->type == KIND_EVENT && *rest == '\0') {
		*kind = k;
		return true;
	}
	if (k != NULL && k->type == KIND_FILING &&
	    (*step = kind_step(k, rest)) >= 0) {
		*kind = k;
		return true;
	}
	if (k != NULL && k->type == KIND_FILING) {
		names_of_steps(c, &names, k);
		diag_add(c->ds, DIAG_ERROR, path->pos,
		    one_of(c, &names, "a step"),
		    did_you_mean(c, path->s, &names),
		    *rest == '\0' ? "%s is a filing: which of its steps?"
				  : "%s is no step of that filing",
		    path->s);
		return false;
	}
	if (k != NULL && k->type != KIND_EVENT) {
		diag_add(c->ds, DIAG_ERROR, path->pos,
		    "an event, or a step of a filing", NULL,
		    "%s lasts, and %s needs an instant", path->s, what);
		return false;
	}
	if (find_name(c, path->s).instrument != NULL) {
		diag_add(c->ds, DIAG_ERROR, path->pos,
		    "an event, or a step of a filing",
		    "a length counts from the beginning of the order that "
		    "says it: leave `after` out, or write the day it comes to",
		    "%s is an order, and %s needs an event", path->s, what);
		return false;
	}
	for (i = 0; i < c->vocab->nkinds; i++) {
		k = c->vocab->kinds[i];
		if (k->type == KIND_FILING)
			names_of_steps(c, &names, k);
		else if (k->type == KIND_EVENT)
			names_add(c, &names, k->name);
	}
	diag_add(c->ds, DIAG_ERROR, path->pos,
	    "an event, or a step of a filing", did_you_mean(c, path->s, &names),
	    "nothing is called %s", path->s);
	return false;
}

void
check_ref(struct check *c, struct ref *ref)
{
	ref->step = -1;
	ref->kind = REF_NONE;
	if (strcmp(ref->path.s, "entry") == 0) {
		ref->kind = REF_ENTRY;
	} else if (strcmp(ref->path.s, "act") == 0) {
		ref->kind = REF_ACT;
	} else if (check_event_path(c, &ref->path, "a time counted from it",
		       &ref->event, &ref->step)) {
		ref->kind = REF_EVENT;
	}
}

void
check_due(struct check *c, struct due *due)
{
	if (due->clock_name.s != NULL)
		due->clock = need_clock(c, &due->clock_name);
	if (due->has_after)
		check_ref(c, &due->after);
}

void
check_end(struct check *c, struct end *end)
{
	if (end->kind == END_DUE)
		check_due(c, &end->due);
}
