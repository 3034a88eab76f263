/* print_cond.c - a condition in plain English. */

#include <string.h>

#include "law/print.h"

/* Trees are bounded by parser and checker; this bounds what calls us. */
#define DEPTH 256

void
put_name(struct buf *b, const char *name)
{
	for (; *name != '\0'; name++)
		buf_putc(b, *name == '_' || *name == '.' ? ' ' : *name);
}

static const char *
slot_text(const char *slot)
{
	static const char *const texts[][2] = {
		{ "to", "destination" },
		{ "from", "place of departure" },
		{ "under", "authority" },
		{ "by", "agency" },
	};
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (strcmp(slot, texts[i][0]) == 0)
			return texts[i][1];
	return slot;
}

static void
put_term(struct buf *b, const struct term *t)
{
	if (t->path != NULL && t->path_kind != NULL) {
		buf_puts(b, "a ");
		put_name(b, t->path_kind->fields[t->path_field].name);
		buf_puts(b, " of the person's ");
		put_name(b, t->path_kind->name);
	} else if (t->path != NULL) {
		buf_printf(b, "the act's %s", slot_text(t->path));
	} else if (t->v.kind != VALUE_NONE) {
		value_print(b, &t->v);
		if (t->v.kind == VALUE_EITHER)
			buf_puts(b, " (which, is in doubt)");
	} else {
		buf_puts(b, t->word.s);
	}
}

void
put_terms(struct buf *b, const struct term *terms, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (i > 0)
			buf_puts(b, i + 1 == n ? " or " : ", ");
		put_term(b, &terms[i]);
	}
}

void
put_ref(struct buf *b, const struct ref *ref)
{
	switch (ref->kind) {
	case REF_ENTRY:
		buf_puts(b, "the start of this order");
		return;
	case REF_ACT:
		buf_puts(b, "the act");
		return;
	case REF_EVENT:
	case REF_STAGE:
	case REF_NONE:
		break;
	}
	put_name(b, ref->path.s);
}

static void put_one(struct buf *b, const struct expr *e, unsigned depth);

/* -- Comparisons -------------------------------------------------------- */

static void
put_compare(struct buf *b, const struct expr *e, unsigned depth)
{
	switch (e->subject) {
	case SUBJECT_SLOT:
		buf_printf(b, "the act's %s", slot_text(e->path.s));
		break;
	case SUBJECT_KIND_FIELD:
		put_name(b, e->fact->fields[e->field].name);
		buf_puts(b, " of the person's ");
		put_name(b, e->fact->name);
		break;
	case SUBJECT_FIELD:
	case SUBJECT_EVENT:
	case SUBJECT_NONE:
		put_name(b, e->path.s);
		break;
	}
	if (e->where != NULL) {
		buf_puts(b, " (");
		put_one(b, e->where, depth + 1);
		buf_putc(b, ')');
	}
	/* "in US" of one place reads as it is written. */
	buf_printf(b, " %s ",
	    e->compare == CMP_HAS      ? "includes"
		: e->compare != CMP_IN ? compare_text(e->compare)
		: e->nterms == 1       ? "is in"
				       : "is one of");
	put_terms(b, e->terms, e->nterms);
}

/* -- Facts -------------------------------------------------------------- */

static void
put_fact_itself(struct buf *b, const struct expr *e, unsigned depth)
{
	if (e->some)
		buf_puts(b, "some ");
	put_name(b, e->path.s);
	if (e->nterms > 0) {
		buf_puts(b, e->compare == CMP_IN ? " is one of " : " is ");
		put_terms(b, e->terms, e->nterms);
	}
	if (e->where != NULL) {
		buf_puts(b, e->other ? " (someone for whom " : " (");
		put_one(b, e->where, depth + 1);
		buf_putc(b, ')');
	}
}

static void
put_since(struct buf *b, const struct expr *e)
{
	if (e->scope == SCOPE_SINCE_DAY) {
		buf_puts(b, " since ");
		moment_print(b, &e->day);
	} else if (e->scope == SCOPE_SINCE_REF) {
		buf_puts(b, " since ");
		put_ref(b, &e->at);
	}
}

/* When an untensed fact is asked. */
static void
put_when(struct buf *b, const struct expr *e)
{
	bool happens = e->fact != NULL &&
	    (e->fact->type == KIND_EVENT || e->fact->type == KIND_FILING);

	switch (e->scope) {
	case SCOPE_ON_DAY:
		buf_puts(b, " on ");
		moment_print(b, &e->day);
		break;
	case SCOPE_BY_DAY:
		buf_puts(b, " at some time up to the end of ");
		moment_print(b, &e->day);
		break;
	case SCOPE_AT_REF:
		buf_puts(b, " at the time of ");
		put_ref(b, &e->at);
		break;
	case SCOPE_FOR_LENGTH:
		buf_puts(b, " without a break for the last ");
		put_length(b, &e->length);
		break;
	case SCOPE_WHEN_ENTERED:
		buf_puts(b, " when this order began");
		break;
	case SCOPE_NOW:
		/* Of what happens at an instant, now asks no more than
		 * ever; a filing may be open. */
		buf_puts(b,
		    !happens ? " at the time of the act"
			: e->fact->type == KIND_FILING && e->step < 0
			? " open at the time of the act"
			: " has happened");
		break;
	case SCOPE_NONE:
		buf_puts(b,
		    e->before_act ? ""
			: happens ? " has happened"
				  : " at the time of the act");
		break;
	case SCOPE_SINCE_DAY:
	case SCOPE_SINCE_REF:
		put_since(b, e);
		break;
	}
}

static void
put_fact(struct buf *b, const struct expr *e, unsigned depth)
{
	switch (e->tense) {
	case TENSE_EVER:
	case TENSE_NEVER:
		buf_puts(b,
		    e->tense == TENSE_EVER ? "at some time" : "at no time");
		put_since(b, e);
		buf_puts(b, ": ");
		put_fact_itself(b, e, depth);
		break;
	case TENSE_ONCE:
		buf_puts(b, "at some time since this order began: ");
		put_fact_itself(b, e, depth);
		break;
	case TENSE_WILL_BE:
		buf_puts(b, "by the act itself, or still to come: ");
		put_fact_itself(b, e, depth);
		break;
	case TENSE_NONE:
		put_fact_itself(b, e, depth);
		put_when(b, e);
		break;
	}
	if (e->before_act) {
		buf_puts(b, " at least ");
		put_length(b, &e->notice);
		buf_puts(b, " before the act");
	}
}

/* -- The rest ----------------------------------------------------------- */

/* Joined within a sentence: a list in a list stands in parentheses. */
static void
put_joined(struct buf *b, const struct expr *e, unsigned depth)
{
	size_t i;

	for (i = 0; i < e->nargs; i++) {
		const struct expr *arg = e->args[i];
		bool list = arg->kind == EXPR_AND || arg->kind == EXPR_OR;

		if (i > 0)
			buf_puts(b, e->kind == EXPR_AND ? " and " : " or ");
		if (list)
			buf_putc(b, '(');
		put_one(b, arg, depth + 1);
		if (list)
			buf_putc(b, ')');
	}
}

static void
put_prefixed(struct buf *b, const char *before, const struct expr *e,
    const char *after, unsigned depth)
{
	buf_puts(b, before);
	put_one(b, e->args[0], depth + 1);
	buf_puts(b, after);
}

static void
put_one(struct buf *b, const struct expr *e, unsigned depth)
{
	if (depth > DEPTH) {
		buf_puts(b, "...");
		return;
	}
	switch (e->kind) {
	case EXPR_AND:
	case EXPR_OR:
		put_joined(b, e, depth);
		break;
	case EXPR_NOT:
		put_prefixed(b, "not (", e, ")", depth);
		break;
	case EXPR_SHOWN:
		put_prefixed(b, "", e,
		    " [to be shown: while it is not known it counts as no]",
		    depth);
		break;
	case EXPR_PRESUMED:
		put_prefixed(b, "", e,
		    " [presumed: while it is not known it counts as yes]",
		    depth);
		break;
	case EXPR_DOUBT:
		put_prefixed(b, "in doubt, either (", e, ") or (", depth);
		put_one(b, e->args[1], depth + 1);
		buf_printf(b, "): %s", e->text);
		break;
	case EXPR_TEXT_ONLY:
		buf_printf(b, "a person must read this: \"%s\"", e->text);
		break;
	case EXPR_MEMBERS:
		buf_printf(b, "a member of %s", e->ref.s);
		break;
	case EXPR_ON_LIST:
		buf_printf(b, "on the list %s", e->ref.s);
		break;
	case EXPR_PERSON_IS:
		buf_printf(b, "the very person called %s", e->ref.s);
		break;
	case EXPR_EVERYONE:
		buf_puts(b, "everyone");
		break;
	case EXPR_FACT:
		put_fact(b, e, depth);
		break;
	case EXPR_COMPARE:
		put_compare(b, e, depth);
		break;
	}
}

void
put_condition(struct buf *b, const struct expr *e)
{
	put_one(b, e, 0);
}

/* A list only where something in it is worth a line of its own. */
static bool
is_list(const struct expr *e)
{
	return (e->kind == EXPR_AND || e->kind == EXPR_OR) && e->nargs > 1;
}

void
print_condition(struct printer *p, const struct expr *e, unsigned depth,
    unsigned nesting)
{
	size_t i;

	if (!is_list(e) || nesting > DEPTH) {
		put_one(&p->line, e, 0);
		print_line(p, depth);
		return;
	}
	buf_puts(&p->line,
	    e->kind == EXPR_AND ? "all of these:" : "one of these:");
	print_line(p, depth);
	for (i = 0; i < e->nargs; i++)
		print_condition(p, e->args[i], depth + 1, nesting + 1);
}
