/* parse.h - what the files of the parser share.  No other file includes it.
 *
 * The unit is a clause: the words from one that opens a clause or an item
 * at the start of its line up to the next such.  Within it the parser reads
 * by recursive descent; what lies beyond looks like the end of the text, so
 * no mistake reaches farther than its own clause.
 *
 * Every parse_* that returns bool says whether it read what it should:
 * false means that a diagnostic was added, or memory refused (then
 * parser.failed is set and nothing more is read). */

#ifndef FORESTAY_PARSE_H
#define FORESTAY_PARSE_H

#include "law/law.h"
#include "law/lex.h"

struct parser {
	struct arena *a;
	struct diags *ds;
	struct law *law;
	struct lexed lexed;
	size_t at;    /* the word being read */
	size_t begin; /* of the clause */
	size_t end;   /* of the clause: the first word beyond it */
	enum block block;
	bool failed;     /* memory refused */
	int err;         /* E_NOMEM, E_LIMIT or 0 */
	unsigned depth;  /* of nesting */
	unsigned inside; /* parentheses around this word */
	/* Words that end a condition at its outermost level: `by` that
	 * begins a duty's due time, `and destination`. */
	bool stop_by, stop_destination;
	bool unresolved; /* names of the vocabulary are not looked up */
	bool marks_only; /* what an item says is forgotten behind it */
	struct law_case *in_case;
	struct instrument *in_form;
};

/* -- parse.c: words and errors -- */

void parser_init(struct parser *p, struct arena *a, struct law *law,
    struct diags *ds);

const struct token *current(const struct parser *p);
const struct token *ahead(const struct parser *p, size_t n);
bool at_word(const struct parser *p, const char *word);
bool at_words(const struct parser *p, const char *first, const char *second);
bool ahead_word(const struct parser *p, size_t n, const char *word);
bool at_kind(const struct parser *p, enum token_kind kind);
bool at_end(const struct parser *p);
void mark(struct parser *p, enum token_mark m); /* the current word */
bool take(struct parser *p, const char *word);
bool take_part(struct parser *p, const char *word); /* and mark it */
bool take_kind(struct parser *p, enum token_kind kind);

/* From the word at index first up to the one last read. */
struct pos pos_from(const struct parser *p, size_t first);
struct pos pos_here(const struct parser *p);

/* Say that the current word is not what was expected.  Always false. */
bool unexpected(struct parser *p, const char *expected, const char *hint);
bool parse_error(struct parser *p, struct pos pos, const char *expected,
    const char *hint, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));
bool no_memory(struct parser *p);

bool expect_word(struct parser *p, const char *word, const char *hint);
bool expect_part(struct parser *p, const char *word, const char *hint);
bool expect_kind(struct parser *p, enum token_kind kind, const char *what);

/* Whether the current word can be a name: no word that joins others. */
bool at_name(const struct parser *p);
bool parse_name(struct parser *p, struct name *out, const char *what);
bool parse_names(struct parser *p, struct name **out, size_t *n,
    const char *what); /* with commas between */
bool parse_string(struct parser *p, const char **out, const char *what);
bool parse_int(struct parser *p, long *out, const char *what);
char *token_text(struct parser *p, const struct token *t);

/* One more place at the end of an array whose capacity is the least power
 * of two from 8 that holds n; NULL when refused. */
void *push(struct parser *p, void *items, size_t n, size_t size);
#define PUSH(p, items, n) \
	(((items) = push((p), (items), (n), sizeof(*(items)))) != NULL)
void *make(struct parser *p, size_t size);

/* Set p->end for the clause that begins at p->at. */
void clause_begin(struct parser *p);
/* Leave the clause, whether it was read to its end or not. */
void clause_leave(struct parser *p);
/* Whether another clause of this block follows; then enter it. */
bool clause_next(struct parser *p);
/* The current word opens no clause here: say so. */
bool unexpected_clause(struct parser *p);

/* Read a source whose names need not be declared here; out keeps the words
 * with their marks, and a holds little else.  ds has another arena than a.
 * 0, E_NOMEM, E_LIMIT. */
int parse_to_format(struct arena *a, const struct source_text *src,
    struct lexed *out, struct diags *ds) MUST_CHECK;

/* -- parse_time.c -- */

bool at_day(const struct parser *p); /* a day, instant or year */
bool parse_day(struct parser *p, struct moment *out, bool clock,
    const char *what);
bool parse_moment(struct parser *p, struct moment *out);
bool at_span(const struct parser *p);
bool span_ahead(const struct parser *p, size_t n);
bool parse_span(struct parser *p, struct length *out);
bool parse_due(struct parser *p, struct due *out, bool *unverified);
bool parse_end(struct parser *p, struct end *out);
bool parse_ref(struct parser *p, struct ref *out);
/* [under RULE] */
bool parse_under(struct parser *p, struct length *out);
bool parse_counted_span(struct parser *p, struct length *out);

/* -- parse_expr.c -- */

bool parse_expr(struct parser *p, struct expr **out);
/* ( expr ), the parentheses included */
bool parse_where(struct parser *p, struct expr **out);
bool parse_value(struct parser *p, struct term *out, const char *what);
bool parse_set(struct parser *p, struct term **out, size_t *n);
/* A number, a day of birth or a name, as it is written. */
bool parse_known_by(struct parser *p, enum identifier_type type,
    const char **out);

/* -- the items -- */

bool parse_quote(struct parser *p, struct quote **quotes, size_t *n);
bool at_quote(const struct parser *p);
/* Whether a clause that may stand once is not given yet. */
bool parse_once(struct parser *p, bool given, const char *what);
bool parse_court(struct parser *p, struct name *court, struct name *from);
bool parse_dockets(struct parser *p, const char ***out, size_t *n);
bool parse_zone(struct parser *p, struct name *out);
void parse_case(struct parser *p);
void parse_list(struct parser *p);
void parse_clock(struct parser *p);
void parse_instrument(struct parser *p);
bool parse_instrument_clause(struct parser *p, struct instrument *x);
bool at_edge(const struct parser *p);
bool parse_edge(struct parser *p, struct instrument *x);
bool parse_bars(struct parser *p, struct instrument *x);
bool parse_each(struct parser *p, struct instrument *x);
void parse_vignette(struct parser *p);
bool parse_givens(struct parser *p, struct given **out, size_t *n);
void parse_vocabulary(struct parser *p);

#endif
