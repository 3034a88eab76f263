#include "law/lex.h"

#include <string.h>

#include "core/instant.h"
#include "core/utf8.h"

struct lexer {
	const struct source_text *src;
	struct diags *ds;
	struct lexed *out;
	size_t at;
	uint32_t line;
	bool bol;
	bool counts; /* how many there are, and keeps none */
	int err;
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool
is_wordy(char c)
{
	return is_letter(c) || is_digit(c);
}

/* The byte n after here, or 0 past the end. */
static char
byte(const struct lexer *lx, size_t n)
{
	size_t at = lx->at + n;

	return at < lx->src->len ? lx->src->bytes[at] : '\0';
}

static struct pos
pos_at(const struct lexer *lx, size_t offset, size_t length)
{
	return (struct pos){
		.src = lx->src,
		.offset = (uint32_t)offset,
		.length = (uint32_t)length,
	};
}

/* Bytes that are no text are wrong wherever they stand, a comment or a
 * quotation too: what one reader sees must be what another reads. */
static void
check_bytes(struct lexer *lx)
{
	size_t at = 0, n;
	uint32_t c;

	while (at < lx->src->len) {
		n = utf8_read(lx->src->bytes + at, lx->src->len - at, &c);
		if (c == UTF8_BAD && n == 1)
			diag_add(lx->ds, DIAG_ERROR, pos_at(lx, at, 1), NULL,
			    "save the file as UTF-8",
			    "byte 0x%02x is not UTF-8",
			    (unsigned)(unsigned char)lx->src->bytes[at]);
		else if (c == '\0')
			diag_add(lx->ds, DIAG_ERROR, pos_at(lx, at, 1), NULL,
			    "remove it", "a NUL byte in the text");
		else if (c == '\r' &&
		    (at + 1 >= lx->src->len || lx->src->bytes[at + 1] != '\n'))
			diag_add(lx->ds, DIAG_ERROR, pos_at(lx, at, 1), NULL,
			    "end lines with a line feed",
			    "a carriage return that ends no line");
		else if (c != '\t' && c != '\n' && c != '\r' &&
		    utf8_is_control(c))
			diag_add(lx->ds, DIAG_ERROR, pos_at(lx, at, n), NULL,
			    "remove it: what is shown would not be what is "
			    "read",
			    "control character U+%04X", (unsigned)c);
		at += n;
	}
}

static void
add_token(struct lexer *lx, enum token_kind kind, enum bad_token bad, size_t n)
{
	struct lexed *o = lx->out;

	if (o->n >= LIMIT_TOKENS) {
		diag_add(lx->ds, DIAG_ERROR, pos_at(lx, lx->at, n), NULL,
		    "cut the source into several files",
		    "more than %u words in one source", LIMIT_TOKENS);
		lx->err = E_LIMIT;
		return;
	}
	if (!lx->counts)
		o->tokens[o->n] = (struct token){
			.kind = kind,
			.bad = bad,
			.bol = lx->bol,
			.offset = (uint32_t)lx->at,
			.length = (uint32_t)n,
			.line = lx->line,
		};
	o->n++;
	lx->bol = false;
	lx->at += n;
}

static void
lex_comment(struct lexer *lx)
{
	struct lexed *o = lx->out;
	size_t n = 0, kept;

	while (lx->at + n < lx->src->len && byte(lx, n) != '\n')
		n++;
	kept = n;
	while (byte(lx, kept - 1) == ' ' || byte(lx, kept - 1) == '\t' ||
	    byte(lx, kept - 1) == '\r')
		kept--;
	if (!lx->counts)
		o->comments[o->ncomments] = (struct comment){
			.offset = (uint32_t)lx->at,
			.length = (uint32_t)kept,
			.line = lx->line,
			.before = o->n,
			.own_line = lx->bol,
		};
	o->ncomments++;
	lx->at += n;
}

/* Every run of blanks and line ends made one blank, none at the ends.
 * Returns the length; out may be NULL. */
static size_t
folded(const char *s, size_t n, char *out)
{
	size_t i, len = 0;
	bool blank = false;

	for (i = 0; i < n; i++) {
		if (s[i] == ' ' || s[i] == '\t' || s[i] == '\n' ||
		    s[i] == '\r') {
			blank = len > 0;
			continue;
		}
		if (blank && out != NULL)
			out[len] = ' ';
		len += blank;
		blank = false;
		if (out != NULL)
			out[len] = s[i];
		len++;
	}
	return len;
}

/* A string that was never closed runs to the next quote, wherever that is:
 * then a word stands right behind the quote that seems to close it. */
static void
lex_string(struct lexer *lx)
{
	size_t n = 1, first_line = 0;
	uint32_t lines = 0;

	while (lx->at + n < lx->src->len && byte(lx, n) != '"') {
		if (byte(lx, n) == '\n') {
			if (lines++ == 0)
				first_line = n;
		}
		n++;
	}
	if (lx->at + n >= lx->src->len ||
	    (lines > 0 && is_wordy(byte(lx, n + 1)))) {
		if (lines > 0)
			n = first_line;
		while (n > 1 &&
		    (byte(lx, n - 1) == '\r' || byte(lx, n - 1) == ' ' ||
			byte(lx, n - 1) == '\t'))
			n--;
		add_token(lx, TOKEN_BAD, BAD_UNTERMINATED, n);
		return;
	}
	/* Folded: how it is laid out must not make it too long. */
	if (folded(lx->src->bytes + lx->at + 1, n - 1, NULL) >
	    LIMIT_STRING_BYTES)
		add_token(lx, TOKEN_BAD, BAD_LONG_STRING, n + 1);
	else
		add_token(lx, TOKEN_STRING, BAD_NONE, n + 1);
	lx->line += lines;
}

/* A dot or a hyphen belongs to a word when a letter or digit follows. */
static void
lex_word(struct lexer *lx)
{
	size_t n = 0;

	while (is_wordy(byte(lx, n)) ||
	    ((byte(lx, n) == '.' || byte(lx, n) == '-') &&
		is_wordy(byte(lx, n + 1))))
		n++;
	if (n > LIMIT_ID_BYTES) {
		add_token(lx, TOKEN_BAD, BAD_LONG_WORD, n);
		return;
	}
	add_token(lx, TOKEN_WORD, BAD_NONE, n);
	if (lx->err == 0 && !lx->counts)
		token_classify(&lx->out->tokens[lx->out->n - 1],
		    lx->src->bytes + lx->at - n, n);
}

/* What s[0..n) is by its shape alone: digits stand for 9. */
static bool
has_shape(const char *s, size_t n, const char *shape)
{
	size_t i;

	if (n != strlen(shape))
		return false;
	for (i = 0; i < n; i++)
		if (shape[i] == '9' ? !is_digit(s[i]) : s[i] != shape[i])
			return false;
	return true;
}

static bool
is_day(const char *s, size_t n)
{
	return has_shape(s, n, "9999-99") || has_shape(s, n, "9999-99-99");
}

static enum token_kind
number_kind(const char *s, size_t n)
{
	struct moment m;
	size_t i;

	for (i = 0; i < n && is_digit(s[i]); i++)
		;
	if (i == n)
		return n <= 9 ? TOKEN_INT : TOKEN_BAD;
	if (is_day(s, n))
		return moment_parse(s, n, &m) == 0 ? TOKEN_DAY : TOKEN_BAD;
	if (has_shape(s, n, "99:99")) {
		i = (size_t)(s[0] - '0') * 10 + (size_t)(s[1] - '0');
		return i < 24 && s[3] < '6' ? TOKEN_CLOCK : TOKEN_BAD;
	}
	if (moment_parse(s, n, &m) == 0 && m.kind == MOMENT_EXACT)
		return TOKEN_INSTANT;
	return TOKEN_BAD;
}

static void
lex_number(struct lexer *lx)
{
	enum token_kind kind;
	size_t n = 0;
	char c;

	for (;; n++) {
		c = byte(lx, n);
		if (is_wordy(c))
			continue;
		if ((c == '-' || c == ':' || c == '.' || c == '+' ||
			c == '/') &&
		    is_wordy(byte(lx, n + 1)))
			continue;
		break;
	}
	kind = number_kind(lx->src->bytes + lx->at, n);
	if (kind != TOKEN_BAD)
		add_token(lx, kind, BAD_NONE, n);
	else if (is_day(lx->src->bytes + lx->at, n))
		add_token(lx, kind, BAD_DAY, n);
	else
		add_token(lx, kind, BAD_NUMBER, n);
}

static void
lex_other(struct lexer *lx)
{
	static const char operators[] = "<>&|!+*/=";
	size_t n = 0;
	uint32_t c;

	while (byte(lx, n) != '\0' && strchr(operators, byte(lx, n)) != NULL)
		n++;
	if (n == 1 && byte(lx, 0) == '=') {
		add_token(lx, TOKEN_EQUALS, BAD_NONE, 1);
		return;
	}
	if (n > 0) {
		add_token(lx, TOKEN_BAD, BAD_OPERATOR, n);
		return;
	}
	n = utf8_read(lx->src->bytes + lx->at, lx->src->len - lx->at, &c);
	if (c == '\0' || c == UTF8_BAD || utf8_is_control(c))
		lx->at += n; /* check_bytes has spoken */
	else if (c == '\'' || (c >= 0x2018 && c <= 0x201f) || c == 0xab ||
	    c == 0xbb)
		add_token(lx, TOKEN_BAD, BAD_QUOTE, n);
	else
		add_token(lx, TOKEN_BAD, BAD_CHARACTER, n);
}

static void
lex_one(struct lexer *lx)
{
	static const struct {
		char c;
		enum token_kind kind;
	} marks[] = {
		{ '(', TOKEN_OPEN },
		{ ')', TOKEN_CLOSE },
		{ '{', TOKEN_BRACE },
		{ '}', TOKEN_UNBRACE },
		{ ',', TOKEN_COMMA },
		{ ';', TOKEN_SEMICOLON },
		{ ':', TOKEN_COLON },
	};
	char c = byte(lx, 0);
	size_t i;

	if (c == '\n') {
		lx->line++;
		lx->bol = true;
		lx->at++;
		return;
	}
	if (c == ' ' || c == '\t' || c == '\r') {
		lx->at++;
		return;
	}
	for (i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (c == marks[i].c) {
			add_token(lx, marks[i].kind, BAD_NONE, 1);
			return;
		}
	if (c == '#')
		lex_comment(lx);
	else if (c == '"')
		lex_string(lx);
	else if (is_digit(c))
		lex_number(lx);
	else if (is_letter(c))
		lex_word(lx);
	else
		lex_other(lx);
}

/* From the first byte to the last, or to what it stops at. */
static int
lex_all(struct lexer *lx)
{
	const struct source_text *src = lx->src;

	lx->at = 0;
	lx->line = 0;
	lx->bol = true;
	lx->out->n = 0;
	lx->out->ncomments = 0;
	if (src->len >= 3 && memcmp(src->bytes, "\xef\xbb\xbf", 3) == 0)
		lx->at = 3;
	while (lx->at < src->len && lx->err == 0)
		lex_one(lx);
	return lx->err;
}

int
lex(struct arena *a, const struct source_text *src, struct lexed *out,
    struct diags *ds)
{
	struct lexer lx = { .src = src, .ds = ds, .out = out };

	*out = (struct lexed){ .src = src };
	if (src->len > LIMIT_SOURCE_BYTES) {
		diag_add(ds, DIAG_ERROR, (struct pos){ .src = src }, NULL,
		    "cut it into several files",
		    "a source of more than %u bytes", LIMIT_SOURCE_BYTES);
		return E_LIMIT;
	}
	check_bytes(&lx);
	/* Counted first: an array that grew would leave as much again
	 * behind it in the arena. */
	lx.counts = true;
	if (lex_all(&lx) != 0)
		return lx.err;
	out->tokens = arena_array(a, out->n + 1, sizeof(*out->tokens));
	out->comments = arena_array(a, out->ncomments, sizeof(*out->comments));
	if (out->tokens == NULL || out->comments == NULL)
		return E_NOMEM;
	lx.counts = false;
	if (lex_all(&lx) != 0)
		return lx.err;
	out->tokens[out->n] = (struct token){
		.kind = TOKEN_END,
		.bol = true,
		.offset = (uint32_t)src->len,
		.line = lx.line,
	};
	return ds->failed ? E_NOMEM : 0;
}

bool
token_is(const struct lexed *l, const struct token *t, const char *word)
{
	size_t n = strlen(word);

	if (t->alias != NULL)
		return strcmp(t->alias, word) == 0;
	return t->kind == TOKEN_WORD && t->length == n &&
	    memcmp(l->src->bytes + t->offset, word, n) == 0;
}

char *
token_string(struct arena *a, const struct lexed *l, const struct token *t)
{
	const char *s = l->src->bytes + t->offset + 1;
	size_t n = t->length - 2;
	char *out = arena_alloc(a, n + 1);

	if (out != NULL)
		out[folded(s, n, out)] = '\0';
	return out;
}
