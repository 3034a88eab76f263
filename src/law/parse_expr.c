/* parse_expr.c - conditions.
 *
 * What the words alone leave open (a fact, a field, an event's instant) is
 * written as a fact; see struct expr in law.h. */

#include "law/parse.h"

#include <stdio.h>
#include <string.h>

static bool parse_unary(struct parser *p, struct expr **out);

static const char condition[] =
    "a condition, as `nationality is IQ` or `ever custody (agency is ICE)`";

static bool
new_expr(struct parser *p, enum expr_kind kind, struct expr **out)
{
	if ((*out = make(p, sizeof(**out))) == NULL)
		return false;
	(*out)->kind = kind;
	return true;
}

static bool
add_arg(struct parser *p, struct expr *e, struct expr *arg)
{
	if (!PUSH(p, e->args, e->nargs))
		return false;
	e->args[e->nargs++] = arg;
	return true;
}

static struct pos
pos_over(struct pos a, struct pos b)
{
	a.length = b.offset + b.length - a.offset;
	return a;
}

/* -- Nesting ------------------------------------------------------------ */

static bool
deeper(struct parser *p)
{
	if (++p->depth <= LIMIT_NESTING)
		return true;
	return parse_error(p, pos_here(p), NULL, "cut the condition into parts",
	    "a condition nested more than %u deep", LIMIT_NESTING);
}

static bool
unclosed(struct parser *p, struct pos open)
{
	unsigned line, column;
	char hint[80];

	pos_line_col(open, &line, &column);
	(void)snprintf(hint, sizeof(hint),
	    "it closes the `(` in line %u, column %u", line, column);
	return unexpected(p, "`)`", hint);
}

/* What stands in parentheses; inside them no word of the clause around can
 * end a condition. */
static bool
parse_group(struct parser *p, struct expr **out)
{
	bool by = p->stop_by, destination = p->stop_destination, ok;
	struct pos open = pos_here(p);

	if (!expect_kind(p, TOKEN_OPEN, "`(`") || !deeper(p))
		return false;
	p->inside++;
	p->stop_by = p->stop_destination = false;
	ok = parse_expr(p, out) &&
	    (take_kind(p, TOKEN_CLOSE) || unclosed(p, open));
	p->stop_by = by;
	p->stop_destination = destination;
	p->inside--;
	p->depth--;
	return ok;
}

bool
parse_where(struct parser *p, struct expr **out)
{
	return parse_group(p, out);
}

/* -- Values ------------------------------------------------------------- */

static bool
parse_time_value(struct parser *p, struct term *out)
{
	size_t first = p->at;
	struct buf b;

	if (!parse_day(p, &out->v.moment, true, "a day"))
		return false;
	out->v.kind = VALUE_MOMENT;
	out->word.pos = pos_from(p, first);
	buf_init(&b, p->a->mem, 128);
	moment_print(&b, &out->v.moment);
	out->word.s = b.failed ? NULL : arena_strdup(p->a, b.s);
	buf_release(&b);
	return out->word.s != NULL || no_memory(p);
}

bool
parse_value(struct parser *p, struct term *out, const char *what)
{
	long n;

	*out = (struct term){ .word.pos = pos_here(p) };
	if (at_kind(p, TOKEN_STRING)) {
		out->v.kind = VALUE_STR;
		if (!parse_string(p, &out->word.s, what))
			return false;
		out->v.s = out->word.s;
		return true;
	}
	if (at_kind(p, TOKEN_INT)) {
		/* Four digits may be a year, where a time is asked for. */
		if (current(p)->length == 4 &&
		    moment_parse(p->lexed.src->bytes + current(p)->offset, 4,
			&out->v.moment) != 0)
			out->v.moment = (struct moment){ 0 };
		out->word.s = token_text(p, current(p));
		out->v.kind = VALUE_INT;
		if (!parse_int(p, &n, what))
			return false;
		out->v.n = n;
		return out->word.s != NULL;
	}
	if (at_day(p) || at_kind(p, TOKEN_CLOCK))
		return parse_time_value(p, out);
	return parse_name(p, &out->word, what);
}

bool
parse_set(struct parser *p, struct term **out, size_t *n)
{
	if (take_kind(p, TOKEN_BRACE)) {
		do {
			if (!PUSH(p, *out, *n) ||
			    !parse_value(p, &(*out)[*n], "a value"))
				return false;
			(*n)++;
		} while (take_kind(p, TOKEN_COMMA));
		return expect_kind(p, TOKEN_UNBRACE, "`,` or `}`");
	}
	if (at_kind(p, TOKEN_OPEN))
		return unexpected(p, "`{` or a name",
		    "a set is written in braces: in {IQ, SY}");
	if (!PUSH(p, *out, *n) ||
	    !parse_value(p, &(*out)[*n], "a place, a field or a set {...}"))
		return false;
	(*n)++;
	return true;
}

/* -- Facts and comparisons ---------------------------------------------- */

static bool
parse_terms(struct parser *p, struct expr *e)
{
	if (e->compare == CMP_IN)
		return parse_set(p, &e->terms, &e->nterms);
	if (!PUSH(p, e->terms, e->nterms) ||
	    !parse_value(p, &e->terms[e->nterms], "a value"))
		return false;
	e->nterms++;
	return true;
}

/* What follows the path: a comparison, or nothing. */
static bool
parse_compare(struct parser *p, struct expr *e)
{
	static const struct {
		const char *first, *second;
		enum compare compare;
		enum expr_kind kind;
	} ops[] = {
		{ "is", "not", CMP_IS_NOT, EXPR_COMPARE },
		{ "is", NULL, CMP_IS, EXPR_FACT },
		{ "in", NULL, CMP_IN, EXPR_FACT },
		{ "has", NULL, CMP_HAS, EXPR_COMPARE },
		{ "before", NULL, CMP_BEFORE, EXPR_COMPARE },
		{ "after", NULL, CMP_AFTER, EXPR_COMPARE },
		{ "at", "most", CMP_AT_MOST, EXPR_COMPARE },
		{ "at", "least", CMP_AT_LEAST, EXPR_COMPARE },
	};
	size_t i;

	for (i = 0; i < sizeof(ops) / sizeof(ops[0]); i++) {
		if (ops[i].second != NULL
			? !at_words(p, ops[i].first, ops[i].second)
			: !at_word(p, ops[i].first))
			continue;
		/* at least 72 hours before act: see parse_notice */
		if (ops[i].compare == CMP_AT_LEAST && span_ahead(p, 2))
			return true;
		p->at += ops[i].second != NULL ? 2 : 1;
		e->kind = ops[i].kind;
		e->compare = ops[i].compare;
		return parse_terms(p, e);
	}
	return true;
}

static bool
parse_notice(struct parser *p, struct expr *e)
{
	if (!at_words(p, "at", "least"))
		return true;
	mark(p, MARK_PART);
	p->at += 2;
	e->before_act = true;
	return parse_span(p, &e->notice) &&
	    expect_word(p, "before", "write `at least 72 hours before act`") &&
	    expect_word(p, "act", "write `at least 72 hours before act`");
}

static bool
parse_scope(struct parser *p, struct expr *e)
{
	if (take(p, "now")) {
		e->scope = SCOPE_NOW;
	} else if (at_word(p, "on") && !ahead_word(p, 1, "list")) {
		p->at++;
		e->scope = SCOPE_ON_DAY;
		return parse_day(p, &e->day, false, "a day");
	} else if (at_word(p, "by") && !(p->stop_by && p->inside == 0)) {
		p->at++;
		e->scope = SCOPE_BY_DAY;
		return parse_day(p, &e->day, true, "a day");
	} else if (at_word(p, "at")) {
		p->at++;
		e->scope = SCOPE_AT_REF;
		return parse_ref(p, &e->at);
	} else if (at_word(p, "for")) {
		p->at++;
		e->scope = SCOPE_FOR_LENGTH;
		return parse_span(p, &e->length) && parse_under(p, &e->length);
	} else if (take(p, "since")) {
		e->scope = at_day(p) ? SCOPE_SINCE_DAY : SCOPE_SINCE_REF;
		if (at_day(p))
			return parse_day(p, &e->day, true, "a day");
		return parse_ref(p, &e->at);
	} else if (at_words(p, "when", "entered")) {
		p->at += 2;
		e->scope = SCOPE_WHEN_ENTERED;
	}
	return true;
}

/* A tense word is one only where a fact follows it: in parentheses a field
 * may be called so. */
static bool
take_tense(struct parser *p, enum tense *out)
{
	static const struct {
		const char *word;
		enum tense tense;
	} tenses[] = {
		{ "ever", TENSE_EVER },
		{ "once", TENSE_ONCE },
		{ "never", TENSE_NEVER },
	};
	size_t i;

	if (at_words(p, "will", "be")) {
		p->at += 2;
		*out = TENSE_WILL_BE;
		return true;
	}
	for (i = 0; i < sizeof(tenses) / sizeof(tenses[0]); i++)
		if (take(p, tenses[i].word)) {
			*out = tenses[i].tense;
			return true;
		}
	return false;
}

static bool
parse_fact(struct parser *p, struct expr **out)
{
	struct expr *e;
	size_t first = p->at;
	bool tensed;

	if (!new_expr(p, EXPR_FACT, out))
		return false;
	e = *out;
	e->some = take(p, "some");
	tensed = take_tense(p, &e->tense);
	if (!parse_name(p, &e->path,
		tensed || e->some ? "a fact, as custody" : condition) ||
	    !parse_compare(p, e))
		return false;
	if (e->kind == EXPR_COMPARE && (tensed || e->some))
		return parse_error(p, pos_from(p, first), NULL,
		    "put it in parentheses after the fact: "
		    "ever FACT (FIELD is not VALUE)",
		    "a comparison has no tense");
	if (e->kind == EXPR_FACT) {
		if (at_kind(p, TOKEN_OPEN) && !parse_where(p, &e->where))
			return false;
		if (!parse_notice(p, e) || !parse_scope(p, e))
			return false;
		if (e->scope != SCOPE_NONE && at_kind(p, TOKEN_OPEN))
			return unexpected(p, NULL,
			    "the parentheses come first: "
			    "final_order (authority is INA_240) now");
	}
	e->pos = pos_from(p, first);
	return true;
}

/* -- The rest ----------------------------------------------------------- */

static bool
parse_prefix(struct parser *p, enum expr_kind kind, struct expr **out)
{
	struct expr *arg = NULL;
	size_t first = p->at;
	bool ok;

	p->at++;
	ok = deeper(p) && new_expr(p, kind, out) && parse_unary(p, &arg) &&
	    add_arg(p, *out, arg);
	p->depth--;
	if (ok)
		(*out)->pos = pos_from(p, first);
	return ok;
}

static bool
parse_doubt(struct parser *p, struct expr **out)
{
	struct expr *a = NULL, *b = NULL;
	size_t first = p->at++;

	if (!new_expr(p, EXPR_DOUBT, out) || !parse_group(p, &a) ||
	    !expect_word(p, "or", "write doubt (A) or (B) \"why\"") ||
	    !parse_group(p, &b) || !add_arg(p, *out, a) ||
	    !add_arg(p, *out, b) ||
	    !parse_string(p, &(*out)->text, "why it is in doubt"))
		return false;
	(*out)->pos = pos_from(p, first);
	return true;
}

/* Two words and a name, or a quotation. */
static bool
parse_two_words(struct parser *p, enum expr_kind kind, const char *what,
    struct expr **out)
{
	size_t first = p->at;
	bool ok;

	p->at += 2;
	if (!new_expr(p, kind, out))
		return false;
	if (kind == EXPR_TEXT_ONLY)
		ok = parse_string(p, &(*out)->text, what);
	else
		ok = parse_name(p, &(*out)->ref, what);
	(*out)->pos = pos_from(p, first);
	return ok;
}

/* In parentheses a field may have the name of a word of the language: it
 * is one when a comparison follows. */
static bool
at_field(const struct parser *p)
{
	return p->inside > 0 && at_name(p) &&
	    (ahead_word(p, 1, "is") || ahead_word(p, 1, "in") ||
		ahead_word(p, 1, "has"));
}

static bool
parse_unary(struct parser *p, struct expr **out)
{
	size_t first = p->at;

	if (at_kind(p, TOKEN_OPEN)) {
		if (!parse_group(p, out))
			return false;
		(*out)->pos = pos_from(p, first);
		return true;
	}
	if (at_words(p, "person", "is"))
		return parse_two_words(p, EXPR_PERSON_IS, "who it is", out);
	if (at_field(p))
		return parse_fact(p, out);
	if (at_word(p, "not"))
		return parse_prefix(p, EXPR_NOT, out);
	if (at_word(p, "shown"))
		return parse_prefix(p, EXPR_SHOWN, out);
	if (at_word(p, "presumed"))
		return parse_prefix(p, EXPR_PRESUMED, out);
	if (at_words(p, "text", "only"))
		return parse_two_words(p, EXPR_TEXT_ONLY, "the words", out);
	if (at_words(p, "members", "of"))
		return parse_two_words(p, EXPR_MEMBERS, "an order's name", out);
	if (at_words(p, "on", "list"))
		return parse_two_words(p, EXPR_ON_LIST, "a list's name", out);
	if (at_word(p, "doubt") && ahead(p, 1)->kind == TOKEN_OPEN)
		return parse_doubt(p, out);
	if (take(p, "everyone")) {
		if (!new_expr(p, EXPR_EVERYONE, out))
			return false;
		(*out)->pos = pos_from(p, first);
		return true;
	}
	return parse_fact(p, out);
}

/* -- and, or ------------------------------------------------------------ */

struct chain {
	struct expr **args;
	bool *ors; /* ors[i] stands before args[i]; ors[0] is nothing */
	size_t n;
	bool mixed;
};

/* The chain with those joined by `or` (or `and`) put in parentheses. */
static void
spell_chain(struct buf *b, const struct chain *c, bool tight)
{
	size_t i;
	bool open = false, joins, more, joined;

	for (i = 0; i < c->n; i++) {
		joins = i > 0 && c->ors[i] == tight;
		more = i + 1 < c->n && c->ors[i + 1] == tight;
		if (i > 0)
			buf_puts(b, c->ors[i] ? " or " : " and ");
		if (!joins && more) {
			buf_putc(b, '(');
			open = true;
		}
		joined =
		    c->args[i]->kind == EXPR_AND || c->args[i]->kind == EXPR_OR;
		buf_puts(b, joined ? "(" : "");
		expr_print(b, c->args[i]);
		buf_puts(b, joined ? ")" : "");
		if (open && !more) {
			buf_putc(b, ')');
			open = false;
		}
	}
}

static bool
mixed_error(struct parser *p, size_t first, const struct chain *c)
{
	struct buf b;

	buf_init(&b, p->a->mem, 64u << 10);
	buf_puts(&b, "write ");
	spell_chain(&b, c, false);
	buf_puts(&b, "\n  or  ");
	spell_chain(&b, c, true);
	(void)parse_error(p, pos_from(p, first), NULL,
	    b.failed ? "put one of them in parentheses" : b.s,
	    "`and` and `or` stand side by side: which goes first?");
	buf_release(&b);
	return false;
}

static bool
parse_chain(struct parser *p, struct chain *c)
{
	for (;;) {
		bool is_or = c->n > 0 && at_word(p, "or");

		if (c->n > 0) {
			if (!is_or && !at_word(p, "and"))
				return true;
			if (!is_or && p->stop_destination && p->inside == 0 &&
			    ahead_word(p, 1, "destination"))
				return true;
			p->at++;
		}
		if (!PUSH(p, c->args, c->n) || !PUSH(p, c->ors, c->n) ||
		    !parse_unary(p, &c->args[c->n]))
			return false;
		c->ors[c->n++] = is_or;
		c->mixed |= c->n > 2 && c->ors[1] != is_or;
	}
}

bool
parse_expr(struct parser *p, struct expr **out)
{
	struct chain c = { 0 };
	size_t first = p->at;

	if (!parse_chain(p, &c))
		return false;
	if (c.mixed)
		return mixed_error(p, first, &c);
	if (c.n == 1) {
		*out = c.args[0];
		return true;
	}
	if (!new_expr(p, c.ors[1] ? EXPR_OR : EXPR_AND, out))
		return false;
	(*out)->args = c.args;
	(*out)->nargs = c.n;
	(*out)->pos = pos_over(c.args[0]->pos, c.args[c.n - 1]->pos);
	return true;
}
