/* layout.c - the same words of a casebook, laid out otherwise.
 *
 * What the grammar leaves free: where a line that goes on is broken, how
 * far it is indented, blanks, empty lines, comments, how a quotation is
 * folded.  A word that could open an item or a clause stays at the start of
 * its line, or within it, as it was: there it says something else. */

#include "property/layout.h"

#include "law/lex.h"

#include <string.h>

static void
blanks(struct rng *r, struct buf *b, unsigned least)
{
	unsigned n = least + (rng_chance(r, 1, 4) ? rng_below(r, 6) : 0);

	for (unsigned i = 0; i < n; i++)
		buf_putc(b, rng_chance(r, 1, 8) ? '\t' : ' ');
}

static void
line_end(struct rng *r, struct buf *b, const char *newline, unsigned *comments)
{
	if (rng_chance(r, 1, 10))
		buf_printf(b, "%s# behind, %u", rng_chance(r, 1, 2) ? " " : "",
		    ++*comments);
	buf_puts(b, newline);
	while (rng_chance(r, 1, 6)) {
		blanks(r, b, 0);
		if (rng_chance(r, 1, 2))
			buf_printf(b, "# \"alone\", order %u", ++*comments);
		buf_puts(b, newline);
	}
}

static bool
opens(const struct token *t)
{
	return t->item != BLOCK_NONE || t->opens != 0;
}

/* A quotation's blanks and line ends are one blank, however many. */
static void
put_token(struct rng *r, struct buf *b, const struct lexed *l,
    const struct token *t, const char *newline)
{
	const char *s = l->src->bytes + t->offset;

	for (uint32_t i = 0; i < t->length; i++) {
		if (t->kind != TOKEN_STRING || s[i] != ' ' ||
		    !rng_chance(r, 1, 6)) {
			buf_putc(b, s[i]);
			continue;
		}
		if (rng_chance(r, 1, 2))
			buf_puts(b, newline);
		blanks(r, b, 1);
	}
}

int
layout_anew(struct rng *r, struct arena *a, const char *text, struct buf *out)
{
	struct source_text src = { "case.law", text, strlen(text) };
	const char *newline = rng_chance(r, 1, 8) ? "\r\n" : "\n";
	unsigned comments = 0;
	struct lexed l;
	struct diags ds;
	int e;

	diags_init(&ds, a);
	if ((e = lex(a, &src, &l, &ds)) != 0)
		return e;
	for (size_t i = 0; i < l.n; i++) {
		const struct token *t = &l.tokens[i];
		bool apart = i > 0 &&
		    l.tokens[i - 1].offset + l.tokens[i - 1].length < t->offset;
		bool bol = opens(t) ? t->bol : apart && rng_chance(r, 1, 12);

		if (i == 0 || bol) {
			if (i > 0 || rng_chance(r, 1, 2))
				line_end(r, out, newline, &comments);
			blanks(r, out, rng_below(r, 5));
		} else {
			blanks(r, out, apart || rng_chance(r, 1, 10));
		}
		put_token(r, out, &l, t, newline);
	}
	line_end(r, out, newline, &comments);
	return out->failed ? E_NOMEM : 0;
}

static bool
same_words(const struct lexed *x, const struct lexed *y, struct arena *a)
{
	if (x->n != y->n)
		return false;
	for (size_t i = 0; i < x->n; i++) {
		const struct token *s = &x->tokens[i], *t = &y->tokens[i];
		const char *p = x->src->bytes + s->offset;
		const char *q = y->src->bytes + t->offset;

		if (s->kind == TOKEN_STRING && t->kind == TOKEN_STRING) {
			p = token_string(a, x, s);
			q = token_string(a, y, t);
			if (p == NULL || q == NULL || strcmp(p, q) != 0)
				return false;
		} else if (s->kind != t->kind || s->length != t->length ||
		    memcmp(p, q, s->length) != 0) {
			return false;
		}
	}
	return true;
}

static bool
same_comments(const struct lexed *x, const struct lexed *y)
{
	if (x->ncomments != y->ncomments)
		return false;
	for (size_t i = 0; i < x->ncomments; i++)
		if (x->comments[i].length != y->comments[i].length ||
		    memcmp(x->src->bytes + x->comments[i].offset,
			y->src->bytes + y->comments[i].offset,
			x->comments[i].length) != 0)
			return false;
	return true;
}

const char *
layout_lost(struct arena *a, const char *x, const char *y)
{
	struct source_text sx = { "case.law", x, strlen(x) };
	struct source_text sy = { "case.law", y, strlen(y) };
	struct lexed lx, ly;
	struct diags ds;

	diags_init(&ds, a);
	if (lex(a, &sx, &lx, &ds) != 0 || lex(a, &sy, &ly, &ds) != 0)
		return "cannot be cut into words";
	if (!same_words(&lx, &ly, a))
		return "other words";
	return same_comments(&lx, &ly) ? NULL : "other comments";
}
