/* spell.c - a condition as text, on one line, as the formatter spells it. */

#include <inttypes.h>

#include "law/law.h"

static void
spell_span(struct buf *b, const struct length *len)
{
	static const struct {
		const char *one, *many;
	} units[] = {
		[UNIT_HOURS] = { "hour", "hours" },
		[UNIT_DAYS] = { "day", "days" },
		[UNIT_BUSINESS_DAYS] = { "business day", "business days" },
		[UNIT_BUSINESS_HOURS] = { "business hour", "business hours" },
		[UNIT_MONTHS_CLAMPED] = { "month clamped", "months clamped" },
		[UNIT_MONTHS_NEXT_DAY] = { "month next day",
		    "months next day" },
		[UNIT_YEARS] = { "year", "years" },
	};

	buf_printf(b, "%d %s%s", len->n,
	    len->n == 1 ? units[len->unit].one : units[len->unit].many,
	    len->unverified ? " unverified" : "");
}

static void
spell_term(struct buf *b, const struct term *t)
{
	if (t->v.kind == VALUE_STR)
		buf_printf(b, "\"%s\"", t->word.s);
	else
		buf_puts(b, t->word.s);
}

static void
spell_terms(struct buf *b, const struct expr *e)
{
	size_t i;

	if (e->nterms == 1) {
		spell_term(b, &e->terms[0]);
		return;
	}
	buf_putc(b, '{');
	for (i = 0; i < e->nterms; i++) {
		if (i > 0)
			buf_puts(b, ", ");
		spell_term(b, &e->terms[i]);
	}
	buf_putc(b, '}');
}

const char *
compare_text(enum compare c)
{
	static const char *const texts[] = {
		[CMP_IS] = "is",
		[CMP_IS_NOT] = "is not",
		[CMP_HAS] = "has",
		[CMP_IN] = "in",
		[CMP_BEFORE] = "before",
		[CMP_AFTER] = "after",
		[CMP_BY] = "by",
		[CMP_SINCE] = "since",
		[CMP_AT_LEAST] = "at least",
		[CMP_AT_MOST] = "at most",
	};

	return texts[c];
}

static void
spell_compare(struct buf *b, const struct expr *e)
{
	if (e->nterms == 0)
		return;
	buf_printf(b, " %s ", compare_text(e->compare));
	spell_terms(b, e);
}

static void
spell_scope(struct buf *b, const struct expr *e)
{
	switch (e->scope) {
	case SCOPE_NONE:
		break;
	case SCOPE_NOW:
		buf_puts(b, " now");
		break;
	case SCOPE_ON_DAY:
		buf_puts(b, " on ");
		moment_print(b, &e->day);
		break;
	case SCOPE_BY_DAY:
		buf_puts(b, " by ");
		moment_print(b, &e->day);
		break;
	case SCOPE_AT_REF:
		buf_printf(b, " at %s", e->at.path.s);
		break;
	case SCOPE_FOR_LENGTH:
		buf_puts(b, " for ");
		spell_span(b, &e->length);
		if (e->length.rule != NULL)
			buf_printf(b, " under %s", e->length.rule->id);
		break;
	case SCOPE_SINCE_DAY:
		buf_puts(b, " since ");
		moment_print(b, &e->day);
		break;
	case SCOPE_SINCE_REF:
		buf_printf(b, " since %s", e->at.path.s);
		break;
	case SCOPE_WHEN_ENTERED:
		buf_puts(b, " when entered");
		break;
	}
}

static void
spell_fact(struct buf *b, const struct expr *e)
{
	static const char *const tenses[] = {
		[TENSE_NONE] = "",
		[TENSE_EVER] = "ever ",
		[TENSE_ONCE] = "once ",
		[TENSE_NEVER] = "never ",
		[TENSE_WILL_BE] = "will be ",
	};

	buf_printf(b, "%s%s%s", e->some ? "some " : "", tenses[e->tense],
	    e->path.s);
	spell_compare(b, e);
	if (e->where != NULL) {
		buf_puts(b, " (");
		expr_print(b, e->where);
		buf_putc(b, ')');
	}
	if (e->before_act) {
		buf_puts(b, " at least ");
		spell_span(b, &e->notice);
		buf_puts(b, " before act");
	}
	spell_scope(b, e);
}

/* An argument of `and`, `or` and the words before a condition: what is
 * itself joined stands in parentheses. */
static void
spell_arg(struct buf *b, const struct expr *e)
{
	bool joined = e->kind == EXPR_AND || e->kind == EXPR_OR;

	if (joined)
		buf_putc(b, '(');
	expr_print(b, e);
	if (joined)
		buf_putc(b, ')');
}

static void
spell_chain(struct buf *b, const struct expr *e)
{
	size_t i;

	for (i = 0; i < e->nargs; i++) {
		if (i > 0)
			buf_puts(b, e->kind == EXPR_AND ? " and " : " or ");
		spell_arg(b, e->args[i]);
	}
}

void
expr_print(struct buf *b, const struct expr *e)
{
	switch (e->kind) {
	case EXPR_AND:
	case EXPR_OR:
		spell_chain(b, e);
		break;
	case EXPR_NOT:
		buf_puts(b, "not ");
		spell_arg(b, e->args[0]);
		break;
	case EXPR_SHOWN:
		buf_puts(b, "shown ");
		spell_arg(b, e->args[0]);
		break;
	case EXPR_PRESUMED:
		buf_puts(b, "presumed ");
		spell_arg(b, e->args[0]);
		break;
	case EXPR_DOUBT:
		buf_puts(b, "doubt (");
		expr_print(b, e->args[0]);
		buf_puts(b, ") or (");
		expr_print(b, e->args[1]);
		buf_printf(b, ") \"%s\"", e->text);
		break;
	case EXPR_TEXT_ONLY:
		buf_printf(b, "text only \"%s\"", e->text);
		break;
	case EXPR_MEMBERS:
		buf_printf(b, "members of %s", e->ref.s);
		break;
	case EXPR_ON_LIST:
		buf_printf(b, "on list %s", e->ref.s);
		break;
	case EXPR_PERSON_IS:
		buf_printf(b, "person is %s", e->ref.s);
		break;
	case EXPR_EVERYONE:
		buf_puts(b, "everyone");
		break;
	case EXPR_FACT:
	case EXPR_COMPARE:
		spell_fact(b, e);
		break;
	}
}
