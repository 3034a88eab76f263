/* page.c - fills lines with the words of a clause.
 *
 * A line is broken where the clause is joined most loosely: before the
 * outermost `and` or `or`, then after commas, then inside parentheses, and
 * last between any two words; never before a word that would open a clause
 * or an item at the start of a line. */

#include "law/page.h"

#include <string.h>

#include "core/utf8.h"

#define NEVER   1000u
#define FORCED  0u
#define DEEPEST 64u

void
page_init(struct page *p, struct arena *a, const struct lexed *l,
    struct buf *out)
{
	*p = (struct page){ .a = a, .out = out, .lexed = l };
	p->mark = arena_mark(a);
	buf_init(&p->now, a->mem, LIMIT_SOURCE_BYTES);
}

void
page_release(struct page *p)
{
	buf_release(&p->now);
}

void
page_put(struct page *p, const char *s, size_t n)
{
	buf_add(&p->now, s, n);
	p->column += utf8_width(s, n);
}

void
page_pad(struct page *p, unsigned column)
{
	for (; p->column < column; p->column++)
		buf_putc(&p->now, ' ');
}

/* -- Lines -------------------------------------------------------------- */

/* Comments behind lines that follow one another stand in one column. */
static unsigned
comment_column(const struct page *p, size_t i, size_t *end)
{
	unsigned column = 0;

	for (; i < p->nlines && p->lines[i].comment != NULL; i++) {
		if (column > 0 && p->lines[i].blank_before)
			break;
		if (p->lines[i].columns > column)
			column = p->lines[i].columns;
	}
	*end = i;
	return column + 2;
}

static void
write_comment(struct page *p, const struct line *l, unsigned column)
{
	const char *s = p->lexed->src->bytes + l->comment->offset;
	unsigned w = utf8_width(s, l->comment->length);

	w = column + w > PAGE_WIDTH ? l->columns + 2 : column;
	for (w -= l->columns; w > 0; w--)
		buf_putc(p->out, ' ');
	buf_add(p->out, s, l->comment->length);
}

void
page_flush(struct page *p)
{
	unsigned column = 0;
	size_t i, end = 0;

	for (i = 0; i < p->nlines; i++) {
		const struct line *l = &p->lines[i];

		if (l->blank_before && p->begun)
			buf_putc(p->out, '\n');
		buf_add(p->out, l->text, l->len);
		if (l->comment != NULL) {
			if (i >= end)
				column = comment_column(p, i, &end);
			write_comment(p, l, column);
		}
		buf_putc(p->out, '\n');
		p->begun = true;
	}
	p->failed |= p->out->failed;
	p->lines = NULL;
	p->nlines = p->cap = 0;
	arena_rewind(p->a, p->mark);
}

void
page_break(struct page *p)
{
	struct line *l;
	size_t len = p->now.len;

	while (len > 0 && p->now.s[len - 1] == ' ')
		len--;
	if (len > 0 && p->nlines > 0 && p->lines[p->nlines - 1].comment == NULL)
		page_flush(p);
	if (len > 0 && !p->failed) {
		l = arena_grow(p->a, p->lines, p->nlines, &p->cap, sizeof(*l));
		if (l == NULL) {
			p->failed = true;
			return;
		}
		p->lines = l;
		l = &p->lines[p->nlines++];
		*l = (struct line){ .len = len, .blank_before = p->blank };
		l->text = arena_strndup(p->a, p->now.s, len);
		l->columns = utf8_width(p->now.s, len);
		p->failed |= l->text == NULL || p->now.failed;
		p->blank = false;
	}
	buf_clear(&p->now);
	p->column = 0;
}

/* -- Comments ----------------------------------------------------------- */

static const struct comment *
next_comment(const struct page *p, size_t i)
{
	const struct lexed *l = p->lexed;

	if (p->comment >= l->ncomments || l->comments[p->comment].before != i)
		return NULL;
	return &l->comments[p->comment];
}

void
page_trailing(struct page *p, size_t i)
{
	const struct comment *c = next_comment(p, i);

	if (c == NULL || c->own_line)
		return;
	page_break(p);
	if (p->nlines > 0)
		p->lines[p->nlines - 1].comment = c;
	p->comment++;
}

void
page_comment(struct page *p, unsigned indent)
{
	const struct comment *c = &p->lexed->comments[p->comment++];

	page_break(p);
	page_pad(p, indent);
	page_put(p, p->lexed->src->bytes + c->offset, c->length);
	page_break(p);
}

/* -- Breaks ------------------------------------------------------------- */

static const struct token *
token_at(const struct page *p, size_t i)
{
	return &p->lexed->tokens[i];
}

static bool
is_kind(const struct page *p, size_t i, enum token_kind a, enum token_kind b)
{
	return token_at(p, i)->kind == a || token_at(p, i)->kind == b;
}

static bool
is_joint(const struct page *p, size_t i)
{
	return token_is(p->lexed, token_at(p, i), "and") ||
	    token_is(p->lexed, token_at(p, i), "or");
}

/* Blanks before token i, which is not the first. */
static unsigned
gap(const struct page *p, size_t i)
{
	if (is_kind(p, i, TOKEN_CLOSE, TOKEN_UNBRACE) ||
	    is_kind(p, i, TOKEN_COMMA, TOKEN_SEMICOLON) ||
	    token_at(p, i)->kind == TOKEN_COLON)
		return 0;
	if (is_kind(p, i - 1, TOKEN_OPEN, TOKEN_BRACE))
		return 0;
	return token_at(p, i)->mark >= MARK_ACT ? 2 : 1;
}

/* How tightly token i holds to the one before it. */
static unsigned
hold(const struct page *p, size_t i, unsigned depth)
{
	const struct token *t = token_at(p, i);

	if (next_comment(p, i) != NULL)
		return FORCED;
	if (gap(p, i) == 0 || item_block(p->lexed, i) != BLOCK_NONE ||
	    word_opens_clause(p->lexed, i, p->block))
		return NEVER;
	if (is_joint(p, i))
		return t->bol && depth == 0 ? FORCED : 1 + 2 * depth;
	if (t->mark == MARK_PART) /* `at least` holds to its fact */
		return (token_is(p->lexed, t, "at") ? 2 : 1) + 2 * depth;
	if (t->mark >= MARK_GIVEN ||
	    token_at(p, i - 1)->kind == TOKEN_SEMICOLON)
		return 1;
	if (token_at(p, i - 1)->kind == TOKEN_COMMA)
		return 2 + 2 * depth;
	if (t->kind == TOKEN_STRING)
		return 3 + 2 * depth;
	return t->kind == TOKEN_OPEN ? NEVER - 1 : NEVER - 2;
}

static unsigned
string_columns(const struct page *p, const struct token *t)
{
	const char *s = p->lexed->src->bytes + t->offset + 1;
	size_t n = t->length - 2, i, from;
	unsigned w = 2, words = 0;

	for (i = 0; i < n;) {
		while (i < n && strchr(" \t\r\n", s[i]) != NULL)
			i++;
		from = i;
		while (i < n && strchr(" \t\r\n", s[i]) == NULL)
			i++;
		if (i > from) {
			w += utf8_width(s + from, i - from);
			words++;
		}
	}
	return words > 0 ? w + words - 1 : w;
}

static unsigned
token_columns(const struct page *p, size_t i)
{
	const struct token *t = token_at(p, i);

	return t->kind == TOKEN_STRING ? string_columns(p, t) : t->length;
}

unsigned
page_width(const struct page *p, size_t from, size_t to)
{
	unsigned w = 0;
	size_t i;

	for (i = from; i < to; i++)
		w += (i > from ? gap(p, i) : 0) + token_columns(p, i);
	return w;
}

/* -- Filling ------------------------------------------------------------ */

struct filling {
	struct page *page;
	const struct stretch *s;
	unsigned depth;
	unsigned inside[DEEPEST]; /* the column after each open parenthesis */
};

/* Where a broken line goes on: under what it belongs to, unless that is
 * too far to the right to leave room. */
static unsigned
fresh(const struct filling *f)
{
	unsigned d = f->depth < DEEPEST ? f->depth : DEEPEST;

	while (d > 0 && f->inside[d - 1] > PAGE_WIDTH / 2)
		d--;
	return d > 0 ? f->inside[d - 1] : f->s->indent;
}

/* The tokens from i up to the next place where a break is as good as one
 * before i. */
static unsigned
segment(const struct filling *f, size_t i, unsigned held)
{
	const struct page *p = f->page;
	unsigned depth = f->depth, w = token_columns(p, i), h;
	size_t k;

	for (k = i; k + 1 < f->s->to; k++) {
		if (is_kind(p, k, TOKEN_OPEN, TOKEN_BRACE))
			depth++;
		else if (is_kind(p, k, TOKEN_CLOSE, TOKEN_UNBRACE) && depth > 0)
			depth--;
		h = hold(p, k + 1, depth);
		if (h <= held || w > PAGE_WIDTH)
			break;
		w += gap(p, k + 1) + token_columns(p, k + 1);
	}
	return w;
}

static void
open_line(struct filling *f)
{
	page_break(f->page);
	page_pad(f->page, fresh(f));
}

/* A quotation, cut at its blanks, its lines aligned behind the quote. */
static void
fill_string(struct filling *f, size_t i)
{
	struct page *p = f->page;
	const struct token *t = token_at(p, i);
	const char *s = p->lexed->src->bytes + t->offset + 1;
	size_t n = t->length - 2, at = 0, from;
	unsigned tail = 1, w, margin;
	bool first = true;

	for (from = i + 1; from < f->s->to && gap(p, from) == 0; from++)
		tail += token_columns(p, from);
	page_put(p, "\"", 1);
	margin = p->column;
	for (;;) {
		while (at < n && strchr(" \t\r\n", s[at]) != NULL)
			at++;
		if (at == n)
			break;
		from = at;
		while (at < n && strchr(" \t\r\n", s[at]) == NULL)
			at++;
		w = utf8_width(s + from, at - from);
		if (!first &&
		    p->column + 1 + w +
			    (at + strspn(s + at, " \t\r\n") >= n ? tail : 0) >
			PAGE_WIDTH) {
			page_break(p);
			page_pad(p, margin);
		} else if (!first) {
			page_put(p, " ", 1);
		}
		page_put(p, s + from, at - from);
		first = false;
	}
	page_put(p, "\"", 1);
}

/* Whether to begin a new line before token i. */
static bool
breaks(const struct filling *f, size_t i)
{
	const struct page *p = f->page;
	unsigned held = hold(p, i, f->depth);
	unsigned w, start = p->column + gap(p, i);

	if (held == FORCED || held == NEVER)
		return held == FORCED;
	w = segment(f, i, held);
	if (start + w <= PAGE_WIDTH || p->column <= fresh(f))
		return false;
	/* A quotation can go on where it began: no need to move it far. */
	if (token_at(p, i)->kind == TOKEN_STRING)
		return start > PAGE_WIDTH / 2;
	return true;
}

static void
place_comments(struct filling *f, size_t i)
{
	struct page *p = f->page;

	page_trailing(p, i);
	while (next_comment(p, i) != NULL)
		page_comment(p, fresh(f));
}

static void
place_token(struct filling *f, size_t i)
{
	struct page *p = f->page;
	const struct token *t = token_at(p, i);

	if (t->kind == TOKEN_STRING)
		fill_string(f, i);
	else
		page_put(p, p->lexed->src->bytes + t->offset, t->length);
	if (is_kind(p, i, TOKEN_OPEN, TOKEN_BRACE)) {
		if (f->depth < DEEPEST)
			f->inside[f->depth] = p->column;
		f->depth++;
	} else if (is_kind(p, i, TOKEN_CLOSE, TOKEN_UNBRACE) && f->depth > 0) {
		f->depth--;
	}
}

/* To the column where the marked words of several lines stand, if what
 * follows still fits behind it. */
static void
align(struct filling *f, size_t i)
{
	struct page *p = f->page;
	enum token_mark mark = token_at(p, i)->mark;
	unsigned to = mark == MARK_ACT ? f->s->act : f->s->target;

	if (mark >= MARK_ACT && to + segment(f, i, 1) <= PAGE_WIDTH)
		page_pad(p, to);
}

void
page_fill(struct page *p, const struct stretch *s)
{
	struct filling f = { .page = p, .s = s };
	size_t i;

	for (i = s->from; i < s->to && !p->failed; i++) {
		if (i > s->from ? breaks(&f, i) : next_comment(p, i) != NULL) {
			place_comments(&f, i);
			open_line(&f);
		} else if (i > s->from) {
			page_pad(p, p->column + gap(p, i));
			align(&f, i);
		}
		place_token(&f, i);
	}
}
