/* parse.c - the words a parser reads, its errors, and the file as a whole.
 * law.h and parse.h say what is read. */

#include "law/parse.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *misspelt_opening(struct parser *p, size_t i, bool *item);

void
parser_init(struct parser *p, struct arena *a, struct law *law,
    struct diags *ds)
{
	*p = (struct parser){ .a = a, .law = law, .ds = ds };
}

bool
no_memory(struct parser *p)
{
	p->failed = true;
	if (p->err == 0)
		p->err = E_NOMEM;
	return false;
}

/* The end of the source, which every word beyond the clause looks like. */
static const struct token *
end_token(const struct parser *p)
{
	return &p->lexed.tokens[p->lexed.n];
}

const struct token *
ahead(const struct parser *p, size_t n)
{
	if (p->failed || p->at + n >= p->end)
		return end_token(p);
	return &p->lexed.tokens[p->at + n];
}

const struct token *
current(const struct parser *p)
{
	return ahead(p, 0);
}

bool
at_end(const struct parser *p)
{
	return current(p)->kind == TOKEN_END;
}

bool
ahead_word(const struct parser *p, size_t n, const char *word)
{
	return token_is(&p->lexed, ahead(p, n), word);
}

bool
at_word(const struct parser *p, const char *word)
{
	return ahead_word(p, 0, word);
}

bool
at_words(const struct parser *p, const char *first, const char *second)
{
	return at_word(p, first) && ahead_word(p, 1, second);
}

bool
at_kind(const struct parser *p, enum token_kind kind)
{
	return current(p)->kind == kind;
}

void
mark(struct parser *p, enum token_mark m)
{
	if (!at_end(p))
		p->lexed.tokens[p->at].mark = m;
}

bool
take(struct parser *p, const char *word)
{
	if (!at_word(p, word))
		return false;
	p->at++;
	return true;
}

bool
take_part(struct parser *p, const char *word)
{
	if (at_word(p, word))
		mark(p, MARK_PART);
	return take(p, word);
}

bool
take_kind(struct parser *p, enum token_kind kind)
{
	if (!at_kind(p, kind))
		return false;
	p->at++;
	return true;
}

struct pos
pos_from(const struct parser *p, size_t first)
{
	const struct token *t = p->lexed.tokens;
	size_t last = p->at > first ? p->at - 1 : first;

	return (struct pos){
		.src = p->lexed.src,
		.offset = t[first].offset,
		.length = t[last].offset + t[last].length - t[first].offset,
	};
}

/* Right behind the word last read. */
static struct pos
pos_before(const struct parser *p)
{
	const struct token *t = p->lexed.tokens;

	if (p->at == 0)
		return (struct pos){ .src = p->lexed.src };
	return (struct pos){
		.src = p->lexed.src,
		.offset = t[p->at - 1].offset + t[p->at - 1].length,
	};
}

struct pos
pos_here(const struct parser *p)
{
	return at_end(p) ? pos_before(p) : pos_from(p, p->at);
}

bool
parse_error(struct parser *p, struct pos pos, const char *expected,
    const char *hint, const char *fmt, ...)
{
	char message[512];
	va_list ap;

	if (p->failed)
		return false;
	va_start(ap, fmt);
	(void)vsnprintf(message, sizeof(message), fmt, ap);
	va_end(ap);
	diag_add(p->ds, DIAG_ERROR, pos, expected, hint, "%s", message);
	return false;
}

static bool
is_month(const struct parser *p, const struct token *t)
{
	static const char *const months[] = { "January", "February", "March",
		"April", "May", "June", "July", "August", "September",
		"October", "November", "December", "Jan", "Feb", "Mar", "Apr",
		"Jun", "Jul", "Aug", "Sept", "Sep", "Oct", "Nov", "Dec" };
	size_t i;

	for (i = 0; i < sizeof(months) / sizeof(months[0]); i++)
		if (token_is(&p->lexed, t, months[i]))
			return true;
	return false;
}

/* What people write from habit, and what it is called here. */
static const char *
usual_mistake(const struct parser *p, const struct token *t)
{
	static const struct {
		const char *word, *hint;
	} usual[] = {
		{ "AND", "write `and`" },
		{ "OR", "write `or`" },
		{ "NOT", "write `not`" },
		{ "unless",
		    "an exception is a clause of its own: `except "
		    "label: condition`" },
		{ "but", "write `and`, or an `except label: condition`" },
		{ "Dkt", "quote it: \"Dkt. 61\"" },
		{ "ECF", "quote it: \"ECF 61\"" },
		{ "equals", "write `is`" },
		{ "are", "write `is`" },
		{ "noon", "write 12:00" },
		{ "midnight", "write 00:00, or `end of day` after the day" },
		{ "forever", "write `further order`" },
		{ "a", "leave `a` out" },
		{ "the", "leave `the` out" },
	};
	const struct token *before;
	size_t i;

	assert(t != NULL);
	before = p->at > 0 ? &p->lexed.tokens[p->at - 1] : NULL;
	/* "so "it" goes": the second quote ended the string. */
	if (before != NULL && before->kind == TOKEN_STRING &&
	    before->offset + before->length == t->offset)
		return "a \" ends the text: inside it write '";
	if (is_month(p, t))
		return "write a day as 2017-03-09";
	if (t->kind == TOKEN_EQUALS)
		return "write `is`";
	for (i = 0; i < sizeof(usual) / sizeof(usual[0]); i++)
		if (token_is(&p->lexed, t, usual[i].word))
			return usual[i].hint;
	return NULL;
}

/* The same of a word that could stand where it does: `was custody` is
 * noticed only at custody. */
static const char *
mistake_before(const struct parser *p, const struct token *t)
{
	static const struct {
		const char *word, *hint;
	} usual[] = {
		{ "was", "write `ever` before the fact" },
		{ "were", "write `ever` before the fact" },
		{ "had", "write `ever` before the fact" },
		{ "cleared", "write `no bar`: nothing is ever cleared" },
		{ "allowed", "write `no bar`: nothing is ever allowed" },
	};
	size_t i;

	for (i = 0; i < sizeof(usual) / sizeof(usual[0]); i++)
		if (token_is(&p->lexed, t, usual[i].word))
			return usual[i].hint;
	return NULL;
}

static const char *
mistake_here(const struct parser *p)
{
	const char *hint = usual_mistake(p, current(p));

	if (hint == NULL && p->at > p->begin)
		hint = mistake_before(p, &p->lexed.tokens[p->at - 1]);
	return hint;
}

bool
unexpected(struct parser *p, const char *expected, const char *hint)
{
	const struct token *t = current(p);
	const char *mistake = mistake_here(p);

	if (p->failed)
		return false;
	if (t->kind == TOKEN_BAD) {
		lex_report(&p->lexed, t, p->ds);
		p->lexed.tokens[p->at].bad = BAD_NONE; /* once is enough */
		return false;
	}
	if (mistake != NULL)
		hint = mistake;
	if (t->kind == TOKEN_END || misspelt_opening(p, p->at, NULL) != NULL)
		return parse_error(p, pos_before(p), expected, hint,
		    "this clause ends too early");
	return parse_error(p, pos_here(p), expected, hint, "unexpected `%.*s`",
	    t->length > 60 ? 60 : (int)t->length,
	    p->lexed.src->bytes + t->offset);
}

bool
expect_word(struct parser *p, const char *word, const char *hint)
{
	char expected[80];

	if (take(p, word))
		return true;
	(void)snprintf(expected, sizeof(expected), "`%s`", word);
	return unexpected(p, expected, hint);
}

bool
expect_part(struct parser *p, const char *word, const char *hint)
{
	if (at_word(p, word))
		mark(p, MARK_PART);
	return expect_word(p, word, hint);
}

bool
expect_kind(struct parser *p, enum token_kind kind, const char *what)
{
	return take_kind(p, kind) || unexpected(p, what, NULL);
}

void *
make(struct parser *p, size_t size)
{
	void *v = p->failed ? NULL : arena_alloc(p->a, size);

	if (v == NULL)
		(void)no_memory(p);
	return v;
}

void *
push(struct parser *p, void *items, size_t n, size_t size)
{
	size_t cap = n == 0 ? 0 : 8;
	void *v;

	while (cap < n)
		cap *= 2;
	v = p->failed ? NULL : arena_grow(p->a, items, n, &cap, size);
	if (v == NULL)
		(void)no_memory(p);
	return v;
}

char *
token_text(struct parser *p, const struct token *t)
{
	char *s = p->failed
	    ? NULL
	    : arena_strndup(p->a, p->lexed.src->bytes + t->offset, t->length);

	if (s == NULL)
		(void)no_memory(p);
	return s;
}

bool
at_name(const struct parser *p)
{
	static const char *const joining[] = { "and", "or", "not", "is", "has",
		"then", "else", "also", "since", "ever", "never", "once",
		"some", "now", "shown", "presumed" };
	size_t i;

	if (!at_kind(p, TOKEN_WORD))
		return false;
	for (i = 0; i < sizeof(joining) / sizeof(joining[0]); i++)
		if (at_word(p, joining[i]))
			return false;
	return true;
}

bool
parse_name(struct parser *p, struct name *out, const char *what)
{
	if (!at_name(p))
		return unexpected(p, what, NULL);
	out->pos = pos_here(p);
	out->s = token_text(p, current(p));
	p->at++;
	return out->s != NULL;
}

bool
parse_names(struct parser *p, struct name **out, size_t *n, const char *what)
{
	do {
		if (!PUSH(p, *out, *n))
			return false;
		if (!parse_name(p, &(*out)[*n], what))
			return false;
		(*n)++;
	} while (take_kind(p, TOKEN_COMMA));
	return true;
}

bool
parse_string(struct parser *p, const char **out, const char *what)
{
	if (!at_kind(p, TOKEN_STRING))
		return unexpected(p, what, "put it in quotes: \"...\"");
	*out = token_string(p->a, &p->lexed, current(p));
	p->at++;
	return *out != NULL || no_memory(p);
}

bool
parse_int(struct parser *p, long *out, const char *what)
{
	const struct token *t = current(p);
	uint32_t i;

	if (t->kind != TOKEN_INT)
		return unexpected(p, what, NULL);
	*out = 0;
	for (i = 0; i < t->length; i++)
		*out = *out * 10 + (p->lexed.src->bytes[t->offset + i] - '0');
	p->at++;
	return true;
}

/* -- Clauses ------------------------------------------------------------ */

void
clause_begin(struct parser *p)
{
	size_t i = p->at + 1;

	while (i < p->lexed.n && !opens_item(&p->lexed, i) &&
	    !opens_clause(&p->lexed, i, p->block))
		i++;
	p->begin = p->at;
	p->end = i;
}

/* The word that opens an item or a clause of this block and that the first
 * word of a line, which opens nothing, was meant to be; or NULL. */
static const char *
misspelt_opening(struct parser *p, size_t i, bool *item)
{
	const char *words[64], *near = NULL;
	const struct token *t = &p->lexed.tokens[i];
	size_t at = p->at;
	char *word;
	bool name;

	p->at = i;
	name = at_name(p);
	p->at = at;
	if (!name || !t->bol || t->alias != NULL ||
	    p->ds->nerrors >= LIMIT_DIAGNOSTICS ||
	    item_block(&p->lexed, i) != BLOCK_NONE ||
	    word_opens_clause(&p->lexed, i, p->block))
		return NULL;
	if ((word = token_text(p, t)) == NULL)
		return NULL;
	near = nearest_name(word, words,
	    opening_words(BLOCK_FILE, words, sizeof(words) / sizeof(*words)));
	if (item != NULL)
		*item = near != NULL;
	if (near != NULL)
		return near;
	return nearest_name(word, words,
	    opening_words(p->block, words, sizeof(words) / sizeof(*words)));
}

/* Take the word for what it was meant to be, and say so: what follows it
 * is then read as the author meant it. */
static bool
mend_opening(struct parser *p, size_t i)
{
	struct token *t = &p->lexed.tokens[i];
	char hint[80];
	bool item = false;
	const char *near = misspelt_opening(p, i, &item);
	size_t at = p->at;

	if (near == NULL)
		return false;
	p->at = i;
	(void)snprintf(hint, sizeof(hint), "did you mean `%s`?", near);
	(void)parse_error(p, pos_here(p), NULL, hint, "no %s is called `%s`",
	    item ? "item" : "clause", token_text(p, t));
	p->at = at;
	t->alias = near;
	token_classify(t, near, strlen(near));
	p->end = i;
	return true;
}

/* What the lexer could not read and the parser passed over is reported
 * here, if on a line of which nothing was said yet. */
void
clause_leave(struct parser *p)
{
	uint32_t line = p->lexed.tokens[p->at].line;

	if (p->block == BLOCK_FILE || p->block == BLOCK_NONE)
		line = UINT32_MAX;
	for (; !p->failed && p->at < p->end; p->at++) {
		struct token *t = &p->lexed.tokens[p->at];

		if (line != UINT32_MAX && mend_opening(p, p->at))
			break;
		if (t->bad != BAD_NONE && t->line != line) {
			lex_report(&p->lexed, t, p->ds);
			line = t->line;
		}
	}
	p->at = p->end;
	p->depth = p->inside = 0;
	p->stop_by = p->stop_destination = false;
}

/* Nobody mends a thousand mistakes at once: the rest is not read. */
static bool
hopeless(const struct parser *p)
{
	return p->ds->nerrors >= 4 * (size_t)LIMIT_DIAGNOSTICS;
}

bool
clause_next(struct parser *p)
{
	if (p->failed || p->at >= p->lexed.n || hopeless(p) ||
	    opens_item(&p->lexed, p->at))
		return false;
	clause_begin(p);
	return true;
}

bool
unexpected_clause(struct parser *p)
{
	const struct token *before =
	    p->at > 0 ? &p->lexed.tokens[p->at - 1] : NULL;
	const char *what, *hint = NULL;

	if (at_kind(p, TOKEN_WORD) &&
	    item_block(&p->lexed, p->at) != BLOCK_NONE)
		return parse_error(p, pos_here(p), NULL,
		    "begin it on a line of its own",
		    "`%s` does not belong here", token_text(p, current(p)));
	if (at_words(p, "on", "list"))
		return unexpected(p, "a clause, or the next line",
		    "conditions are joined by `and` or `or`");
	if (at_kind(p, TOKEN_WORD) &&
	    (what = clause_of(&p->lexed, p->at)) != NULL)
		return parse_error(p, pos_here(p), NULL, what,
		    "`%s` does not belong here", token_text(p, current(p)));
	if (!at_end(p) && mend_opening(p, p->at))
		return false;
	if (at_kind(p, TOKEN_COMMA) || at_kind(p, TOKEN_SEMICOLON))
		hint = "conditions are joined by `and` or `or`";
	else if (before != NULL && token_is(&p->lexed, before, "no"))
		hint = "write `not` before a fact";
	else if (p->at == p->begin + 2 && at_kind(p, TOKEN_WORD) &&
	    token_is(&p->lexed, before - 1, "covers"))
		hint = "a condition is written as `nationality is IQ and "
		       "final_order now`; words of the order go into "
		       "`text \"...\"`";
	return unexpected(p, "a clause, or the next line", hint);
}

/* -- Files -------------------------------------------------------------- */

static void
parse_item(struct parser *p)
{
	p->block = item_block(&p->lexed, p->at);
	clause_begin(p);
	switch (p->block) {
	case BLOCK_CASE:
		parse_case(p);
		break;
	case BLOCK_INSTRUMENT:
		parse_instrument(p);
		break;
	case BLOCK_LIST:
		parse_list(p);
		break;
	case BLOCK_CLOCK:
		parse_clock(p);
		break;
	case BLOCK_VIGNETTE:
		parse_vignette(p);
		break;
	case BLOCK_VOCABULARY:
		parse_vocabulary(p);
		break;
	case BLOCK_NONE:
	case BLOCK_FILE:
	case BLOCK_EACH:
		break;
	}
}

/* Words before the first item belong to nothing. */
static void
parse_stray(struct parser *p)
{
	const char *what;

	p->block = BLOCK_FILE;
	clause_begin(p);
	what = clause_of(&p->lexed, p->at);
	if (what != NULL)
		(void)parse_error(p, pos_here(p), "an item: case, order ...",
		    what, "`%s` does not belong here",
		    token_text(p, current(p)));
	else if (!mend_opening(p, p->at))
		(void)unexpected(p, "an item: case, order, vocabulary ...",
		    NULL);
	clause_leave(p);
}

/* Read the item, mark its words and forget what it said.  Only a
 * vocabulary is looked back at. */
static void
parse_item_marks(struct parser *p)
{
	struct law law = *p->law;
	struct arena_mark before = arena_mark(p->a);
	bool words = item_block(&p->lexed, p->at) == BLOCK_VOCABULARY;

	parse_item(p);
	if (words)
		return;
	*p->law = law;
	p->in_case = NULL;
	arena_rewind(p->a, before);
}

static int
parse_source(struct parser *p, const struct source_text *src)
{
	int r;

	if ((r = lex(p->a, src, &p->lexed, p->ds)) != 0)
		return r;
	assert(p->lexed.tokens != NULL);
	while (!p->failed && p->at < p->lexed.n && !hopeless(p)) {
		if (!opens_item(&p->lexed, p->at))
			parse_stray(p);
		else if (p->marks_only)
			parse_item_marks(p);
		else
			parse_item(p);
	}
	if (p->err == 0 && p->ds->failed)
		p->err = E_NOMEM;
	return p->err;
}

int
law_parse(struct arena *a, const struct source_text *src, struct law *law,
    struct diags *ds)
{
	struct parser p;

	parser_init(&p, a, law, ds);
	return parse_source(&p, src);
}

int
parse_to_format(struct arena *a, const struct source_text *src,
    struct lexed *out, struct diags *ds)
{
	struct parser p;
	struct law law = { 0 };
	int r;

	assert(ds->arena != a);
	parser_init(&p, a, &law, ds);
	p.unresolved = true;
	p.marks_only = true;
	r = parse_source(&p, src);
	*out = p.lexed;
	return r;
}
