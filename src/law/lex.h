/* lex.h - a law source cut into words.
 *
 * Nothing is lost: each token and each comment knows where its bytes are,
 * so the formatter can put the source together again.  Bytes that are no
 * text (NUL, bad UTF-8, characters that reorder the line when shown) are
 * reported here; text that is no word of the language becomes a
 * TOKEN_BAD, which the parser reports where it meets it. */

#ifndef FORESTAY_LEX_H
#define FORESTAY_LEX_H

#include "core/diag.h"
#include "core/err.h"

enum token_kind {
	TOKEN_END, /* of the source, or of the clause being read */
	TOKEN_WORD,
	TOKEN_INT,
	TOKEN_DAY,     /* 2017-06, 2017-06-22 */
	TOKEN_CLOCK,   /* 09:00 */
	TOKEN_INSTANT, /* 2017-06-22T13:00Z */
	TOKEN_STRING,
	TOKEN_OPEN,  /* ( */
	TOKEN_CLOSE, /* ) */
	TOKEN_BRACE, /* { */
	TOKEN_UNBRACE,
	TOKEN_COMMA,
	TOKEN_SEMICOLON,
	TOKEN_COLON,
	TOKEN_EQUALS,
	TOKEN_BAD
};

enum bad_token {
	BAD_NONE,
	BAD_CHARACTER,
	BAD_OPERATOR, /* == != < > <= >= && || & | ! + * / */
	BAD_QUOTE,    /* a typographic quote or ' */
	BAD_NUMBER,
	BAD_DAY, /* of the right shape, but not in the calendar */
	BAD_UNTERMINATED,
	BAD_LONG_STRING,
	BAD_LONG_WORD
};

/* What can begin where.  A line whose first word opens an item, or a
 * clause of the block it stands in, begins it. */
enum block {
	BLOCK_NONE, /* a condition or givens on their own */
	BLOCK_FILE, /* before the first item */
	BLOCK_CASE,
	BLOCK_INSTRUMENT,
	BLOCK_EACH, /* an instrument's, after `for each` */
	BLOCK_LIST,
	BLOCK_CLOCK,
	BLOCK_VIGNETTE,
	BLOCK_VOCABULARY
};

/* What the parser found a word to be, for the formatter's sake. */
enum token_mark {
	MARK_NONE,
	MARK_CLAUSE, /* opens a clause, wherever on its line */
	MARK_PART,   /* begins a part of one: where, unless, by ... */
	MARK_GIVEN,  /* begins one fact of a person */
	MARK_ACT,    /* the act of a check */
	MARK_EXPECT, /* barred, held, no bar */
	MARK_TARGET  /* then, ends, else: where a stage leads */
};

struct token {
	enum token_kind kind;
	enum bad_token bad;
	enum token_mark mark;
	bool bol; /* first on its line */
	uint32_t offset;
	uint32_t length; /* of a string: with its quotes */
	uint32_t line;   /* from 0 */
	enum block item; /* the block it begins as an item, or NONE */
	unsigned opens;  /* the blocks of which it opens a clause */
	/* What a misspelt opening word is taken for, once that is said. */
	const char *alias;
};

struct comment {
	uint32_t offset; /* of the # */
	uint32_t length; /* without trailing blanks */
	uint32_t line;
	size_t before; /* the token it stands before */
	bool own_line;
};

struct lexed {
	const struct source_text *src;
	struct token *tokens; /* tokens[n] is a TOKEN_END */
	size_t n;
	struct comment *comments;
	size_t ncomments;
};

/* 0; E_LIMIT with a diagnostic when the source is too large or has too
 * many words; E_NOMEM. */
int lex(struct arena *a, const struct source_text *src, struct lexed *out,
    struct diags *ds) MUST_CHECK;

/* Report a TOKEN_BAD: what is wrong with it and what to write. */
void lex_report(const struct lexed *l, const struct token *t, struct diags *ds);

/* For a day that is not in the calendar: that its year is not, or NULL. */
const char *day_hint(const char *s, size_t n);

bool token_is(const struct lexed *l, const struct token *t, const char *word);

/* The bytes between the quotes, every run of blanks and line ends folded
 * to one blank, none at the ends; NULL when refused. */
char *token_string(struct arena *a, const struct lexed *l,
    const struct token *t);

bool opens_item(const struct lexed *l, size_t i);
bool opens_clause(const struct lexed *l, size_t i, enum block b);

/* The same wherever on its line the word stands. */
bool word_opens_clause(const struct lexed *l, size_t i, enum block b);

/* Fill in what the word of n bytes at s begins. */
void token_classify(struct token *t, const char *s, size_t n);

/* The block that an item's first word begins; BLOCK_NONE for no item. */
enum block item_block(const struct lexed *l, size_t i);

/* "it is a clause of an order": what the word opens elsewhere; or NULL. */
const char *clause_of(const struct lexed *l, size_t i);

/* The words that open a clause of b, or an item when b is BLOCK_FILE, for
 * the sake of a suggestion.  At most max are written; returns how many. */
size_t opening_words(enum block b, const char **words, size_t max);

#endif
