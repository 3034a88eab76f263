/* words.c - which words begin what, and what a word that is none means. */

#include <string.h>

#include "core/utf8.h"

#include "law/lex.h"

#define IN(b) (1u << (b))
#define ORDER IN(BLOCK_INSTRUMENT)
#define EACH  IN(BLOCK_EACH)
#define BOTH  (ORDER | EACH)
#define CASE  IN(BLOCK_CASE)
#define LIST  IN(BLOCK_LIST)
#define CLOCK IN(BLOCK_CLOCK)
#define WORDS IN(BLOCK_VOCABULARY)

static const struct {
	const char *word;
	unsigned blocks;
	const char *next; /* opens only before this word (each), or NULL */
} openers[] = {
	{ "text", CASE | BOTH | LIST | CLOCK, NULL },
	{ "source", CASE | BOTH | LIST | CLOCK, NULL },
	{ "document", CASE | BOTH | LIST, NULL },
	{ "note", CASE | BOTH | LIST, NULL },
	{ "title", CASE | BOTH | LIST | CLOCK, NULL },
	{ "court", CASE | BOTH, NULL },
	{ "docket", CASE | BOTH, NULL },
	{ "judge", CASE | BOTH, NULL },
	{ "zone", CASE | BOTH, NULL },
	{ "read", CASE, NULL },
	{ "oral", BOTH, NULL },
	{ "entered", BOTH, NULL },
	{ "docketed", BOTH, NULL },
	{ "effective", BOTH, NULL },
	{ "extends", BOTH, NULL },
	{ "shortens", BOTH, NULL },
	{ "widens", BOTH, NULL },
	{ "clarifies", BOTH, NULL },
	{ "narrows", BOTH, NULL },
	{ "replaces", BOTH, NULL },
	{ "stays", BOTH, NULL },
	{ "lifts", BOTH, NULL },
	{ "revives", BOTH, NULL },
	{ "vacates", BOTH, NULL },
	{ "reverses", BOTH, NULL },
	{ "dissolves", BOTH, NULL },
	{ "dismisses", BOTH, NULL },
	{ "exempts", BOTH, NULL },
	{ "corrects", BOTH, NULL },
	{ "issues", BOTH, NULL },
	{ "recalls", BOTH, NULL },
	{ "names", BOTH, NULL },
	{ "covers", BOTH, NULL },
	{ "except", BOTH, NULL },
	{ "bars", BOTH, NULL },
	{ "requires", BOTH, NULL },
	{ "until", BOTH, NULL },
	{ "needs", BOTH, NULL },
	{ "finds", BOTH, NULL },
	{ "conflict", BOTH, NULL },
	{ "survives", BOTH, NULL },
	{ "given", BOTH, NULL },
	{ "for", BOTH, "each" },
	{ "stage", EACH, NULL },
	{ "on", EACH | IN(BLOCK_VIGNETTE), NULL },
	{ "within", EACH, NULL },
	{ "rows", LIST, NULL },
	{ "identifier", LIST, NULL },
	{ "complete", LIST, NULL },
	{ "not", LIST, NULL },
	{ "from", CLOCK, NULL },
	{ "reading", CLOCK, NULL },
	{ "count", CLOCK, NULL },
	{ "person", IN(BLOCK_VIGNETTE), NULL },
	{ "state", WORDS, NULL },
	{ "relation", WORDS, NULL },
	{ "event", WORDS, NULL },
	{ "filing", WORDS, NULL },
	{ "act", WORDS, NULL },
	{ "place", WORDS, NULL },
	{ "agency", WORDS, NULL },
	{ "authority", WORDS, NULL },
	{ "party", WORDS, NULL },
};

static const struct {
	const char *word;
	enum block block;
} items[] = {
	{ "case", BLOCK_CASE },
	{ "order", BLOCK_INSTRUMENT },
	{ "regulation", BLOCK_INSTRUMENT },
	{ "assurance", BLOCK_INSTRUMENT },
	{ "settlement", BLOCK_INSTRUMENT },
	{ "mandate", BLOCK_INSTRUMENT },
	{ "form", BLOCK_INSTRUMENT },
	{ "instance", BLOCK_INSTRUMENT },
	{ "list", BLOCK_LIST },
	{ "clock", BLOCK_CLOCK },
	{ "vignette", BLOCK_VIGNETTE },
	{ "vocabulary", BLOCK_VOCABULARY },
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Marks a word that opens only before another. */
#define BEFORE   IN(31)

/* Asked seventy times of each word: nearly always by its first letter. */
static bool
same_word(const char *word, const char *s, size_t n)
{
	return n > 0 && word[0] == s[0] && strlen(word) == n &&
	    memcmp(word, s, n) == 0;
}

void
token_classify(struct token *t, const char *s, size_t n)
{
	size_t k;

	t->item = BLOCK_NONE;
	t->opens = 0;
	for (k = 0; k < COUNT(items); k++)
		if (same_word(items[k].word, s, n))
			t->item = items[k].block;
	for (k = 0; k < COUNT(openers); k++)
		if (same_word(openers[k].word, s, n))
			t->opens = openers[k].blocks |
			    (openers[k].next != NULL ? BEFORE : 0);
}

enum block
item_block(const struct lexed *l, size_t i)
{
	return l->tokens[i].item;
}

bool
opens_item(const struct lexed *l, size_t i)
{
	return l->tokens[i].bol && l->tokens[i].item != BLOCK_NONE;
}

bool
word_opens_clause(const struct lexed *l, size_t i, enum block b)
{
	const struct token *t = &l->tokens[i];

	if ((t->opens & IN(b)) == 0)
		return false;
	/* `text only` is a condition everywhere but below a stage. */
	if (b != BLOCK_EACH && token_is(l, t, "text") &&
	    token_is(l, t + 1, "only"))
		return false;
	return (t->opens & BEFORE) == 0 || token_is(l, t + 1, "each");
}

bool
opens_clause(const struct lexed *l, size_t i, enum block b)
{
	return l->tokens[i].bol && word_opens_clause(l, i, b);
}

const char *
clause_of(const struct lexed *l, size_t i)
{
	static const struct {
		enum block block;
		const char *what;
	} blocks[] = {
		{ BLOCK_INSTRUMENT, "it is a clause of an order" },
		{ BLOCK_CASE, "it is a clause of a case" },
		{ BLOCK_EACH, "it is a line below `for each`" },
		{ BLOCK_LIST, "it is a clause of a list" },
		{ BLOCK_CLOCK, "it is a clause of a clock" },
		{ BLOCK_VIGNETTE, "it is a line of a vignette" },
		{ BLOCK_VOCABULARY, "it is a declaration of a vocabulary" },
	};
	size_t k;

	for (k = 0; k < COUNT(blocks); k++)
		if (word_opens_clause(l, i, blocks[k].block))
			return blocks[k].what;
	return NULL;
}

size_t
opening_words(enum block b, const char **words, size_t max)
{
	size_t k, n = 0;

	if (b == BLOCK_FILE)
		for (k = 0; k < COUNT(items) && n < max; k++)
			words[n++] = items[k].word;
	else
		for (k = 0; k < COUNT(openers) && n < max; k++)
			if ((openers[k].blocks & IN(b)) != 0 &&
			    openers[k].next == NULL)
				words[n++] = openers[k].word;
	return n;
}

static const char *
number_hint(const char *s, size_t n)
{
	size_t digits = 0;

	while (digits < n && s[digits] >= '0' && s[digits] <= '9')
		digits++;
	if (memchr(s, '/', n) != NULL)
		return "write a day as 2017-03-09";
	if (memchr(s, ':', n) != NULL && memchr(s, '-', n) == NULL)
		return "write a time as 09:00 or 17:30 (24 hours, two digits)";
	if (n == digits + 2 && (s[n - 1] == 'm' || s[n - 1] == 'M') &&
	    (s[n - 2] == 'a' || s[n - 2] == 'p' || s[n - 2] == 'A' ||
		s[n - 2] == 'P'))
		return "write a time as 05:00 or 17:00 (24 hours)";
	if (n == digits + 1 && (s[digits] == 'h' || s[digits] == 'H'))
		return "write a length as 72 hours";
	if (n == digits + 1 && (s[digits] == 'd' || s[digits] == 'D'))
		return "write a length as 14 days";
	if (n >= 8 && s[4] == '-')
		return "write a day as 2017-03-09, a minute as 2017-03-09 "
		       "17:00";
	if (n == digits)
		return "a number has at most nine digits; an identifier is "
		       "quoted: \"...\"";
	return "a number is 14, a day 2017-03-09, a minute 2017-03-09 17:00; "
	       "anything else is quoted: \"...\"";
}

const char *
day_hint(const char *s, size_t n)
{
	int year = 0;
	size_t i;

	for (i = 0; i < 4 && i < n; i++)
		year = year * 10 + (s[i] - '0');
	if (year >= LIMIT_YEAR_FIRST && year <= LIMIT_YEAR_LAST)
		return NULL;
	return "the years 1900 to 2199 are understood";
}

static const char *
operator_hint(const char *s, size_t n)
{
	static const struct {
		const char *op, *hint;
	} ops[] = {
		{ "==", "write `is`" },
		{ "!=", "write `is not`" },
		{ "<>", "write `is not`" },
		{ "&&", "write `and`" },
		{ "&", "write `and`" },
		{ "||", "write `or`" },
		{ "|", "write `or`" },
		{ "!", "write `not`" },
		{ "<", "write `before` of times, `at most` of numbers" },
		{ "<=", "write `by` of times, `at most` of numbers" },
		{ ">", "write `after` of times, `at least` of numbers" },
		{ ">=", "write `since` of times, `at least` of numbers" },
		{ "*", "to cover all, write `everyone`" },
	};
	size_t k;

	for (k = 0; k < COUNT(ops); k++)
		if (strlen(ops[k].op) == n && memcmp(ops[k].op, s, n) == 0)
			return ops[k].hint;
	return NULL;
}

static void
report_character(const struct lexed *l, const struct token *t, struct pos pos,
    struct diags *ds)
{
	const char *s = l->src->bytes + t->offset;
	uint32_t c;

	(void)utf8_read(s, t->length, &c);
	if (c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200d) ||
	    c == 0x202f || c == 0x205f || c == 0x3000 || c == 0xfeff)
		diag_add(ds, DIAG_ERROR, pos, NULL, "use a plain blank",
		    "U+%04X looks like a blank and is none", (unsigned)c);
	else
		diag_add(ds, DIAG_ERROR, pos, NULL,
		    "names are made of a-z, A-Z, 0-9 and _, with . and - "
		    "inside; other words are quoted",
		    "`%.*s` is not part of the language", (int)t->length, s);
}

void
lex_report(const struct lexed *l, const struct token *t, struct diags *ds)
{
	const char *s = l->src->bytes + t->offset;
	struct pos pos = { .src = l->src,
		.offset = t->offset,
		.length = t->length };
	int shown = t->length > 40 ? 40 : (int)t->length;

	switch (t->bad) {
	case BAD_OPERATOR:
		diag_add(ds, DIAG_ERROR, pos, NULL, operator_hint(s, t->length),
		    "`%.*s` is not part of the language", shown, s);
		break;
	case BAD_QUOTE:
		diag_add(ds, DIAG_ERROR, pos, NULL,
		    "quote with the plain \" of the keyboard",
		    "this quotation mark cannot begin a quotation");
		break;
	case BAD_NUMBER:
		diag_add(ds, DIAG_ERROR, pos, NULL, number_hint(s, t->length),
		    "`%.*s` is no number, day or time", shown, s);
		break;
	case BAD_DAY:
		diag_add(ds, DIAG_ERROR, pos, "a day of the calendar",
		    day_hint(s, t->length), "there is no day `%.*s`", shown, s);
		break;
	case BAD_UNTERMINATED:
		diag_add(ds, DIAG_ERROR, pos, NULL,
		    "close it with \"; a \" cannot stand inside one, use '",
		    "this quotation is never closed");
		break;
	case BAD_LONG_STRING:
		pos.length = 1;
		diag_add(ds, DIAG_ERROR, pos, NULL,
		    "quote the part that decides and name the document",
		    "a quotation of more than %u bytes", LIMIT_STRING_BYTES);
		break;
	case BAD_LONG_WORD:
		diag_add(ds, DIAG_ERROR, pos, NULL, "choose a shorter name",
		    "a name of more than %u bytes", LIMIT_ID_BYTES);
		break;
	case BAD_CHARACTER:
	case BAD_NONE:
		report_character(l, t, pos, ds);
		break;
	}
}
