/* format.c - the layout of a source: items, clauses, stages, checks.
 *
 * Works on the words, not on the tree, so that what it writes is what it
 * read: only blanks, line ends and the folding of quotations change. */

#include <string.h>

#include "law/page.h"
#include "law/parse.h"

#define INDENT 2u /* of a clause */
#define PADDED 9u /* a clause's first word and the blanks behind it */
#define STAGE  4u

struct layout {
	struct page page;
	size_t at;           /* the token being placed */
	size_t item;         /* the item it is in; SIZE_MAX before any */
	unsigned transition; /* column of what leads out of a stage */
	unsigned target;     /* column of where it leads */
	unsigned act;        /* of a vignette's checks */
};

static bool
is_word(const struct layout *y, size_t i, const char *word)
{
	return token_is(y->page.lexed, &y->page.lexed->tokens[i], word);
}

static bool
opens(const struct layout *y, size_t i)
{
	return opens_item(y->page.lexed, i) ||
	    opens_clause(y->page.lexed, i, y->page.block);
}

static bool
clause_starts(const struct layout *y, size_t i)
{
	return y->page.lexed->tokens[i].mark == MARK_CLAUSE &&
	    word_opens_clause(y->page.lexed, i, y->page.block);
}

/* Whether an empty line stands before the byte at offset. */
static bool
blank_above(const struct layout *y, size_t offset)
{
	const char *s = y->page.lexed->src->bytes;
	unsigned lines = 0;

	while (offset > 0 && strchr(" \t\r\n", s[offset - 1]) != NULL)
		lines += s[--offset] == '\n';
	return lines > 1;
}

static bool
at_margin(const struct layout *y, size_t offset)
{
	return offset == 0 || y->page.lexed->src->bytes[offset - 1] == '\n';
}

/* -- Columns ------------------------------------------------------------ */

/* Where the item that token i begins, or is in, stops. */
static size_t
item_end(const struct layout *y, size_t i)
{
	for (i++; i < y->page.lexed->n && !opens_item(y->page.lexed, i); i++)
		;
	return i;
}

/* From i to the next token with this mark, or to end. */
static size_t
next_mark(const struct layout *y, size_t i, size_t end, enum token_mark mark)
{
	while (i < end && y->page.lexed->tokens[i].mark != mark)
		i++;
	return i;
}

static unsigned
wider(unsigned a, unsigned b, unsigned max)
{
	return b > a && b <= max ? b : a;
}

/* The columns of the stages that follow i: a way out that is very long
 * does not move the others. */
static void
measure_stages(struct layout *y, size_t i)
{
	const struct page *p = &y->page;
	size_t end = item_end(y, i), target;
	unsigned id = 0, head = 0;

	for (; i < end; i++) {
		if (p->lexed->tokens[i].mark != MARK_CLAUSE)
			continue;
		if (is_word(y, i, "stage"))
			id = wider(id, page_width(p, i + 1, i + 2), 24);
		if (!is_word(y, i, "on") && !is_word(y, i, "within"))
			continue;
		target = next_mark(y, i, end, MARK_TARGET);
		head = wider(head, page_width(p, i, target), 44);
	}
	y->transition = STAGE + 6 + id + 2;
	y->target = y->transition + head + 2;
}

static void
measure_checks(struct layout *y, size_t i)
{
	const struct page *p = &y->page;
	size_t end = item_end(y, i), act, expect;
	unsigned when = 0, what = 0;

	for (; i < end; i++) {
		if (p->lexed->tokens[i].mark != MARK_CLAUSE ||
		    !is_word(y, i, "on"))
			continue;
		act = next_mark(y, i, end, MARK_ACT);
		expect = next_mark(y, act, end, MARK_EXPECT);
		when = wider(when, page_width(p, i + 1, act), 50);
		what = wider(what, page_width(p, act, expect), 44);
	}
	y->act = INDENT + PADDED + when + 2;
	y->target = y->act + what + 2;
}

/* -- Clauses ------------------------------------------------------------ */

/* Small clauses that may share a line with one another: what a docket line
 * says, and what a list has. */
static unsigned
sharing(const struct layout *y, size_t i)
{
	static const struct {
		const char *word;
		unsigned group;
	} groups[] = {
		{ "title", 1 },
		{ "document", 1 },
		{ "oral", 1 },
		{ "entered", 1 },
		{ "docketed", 1 },
		{ "effective", 1 },
		{ "court", 1 },
		{ "docket", 1 },
		{ "judge", 1 },
		{ "zone", 1 },
		{ "rows", 2 },
		{ "identifier", 2 },
		{ "complete", 2 },
		{ "not", 2 },
	};
	size_t k;

	for (k = 0; k < sizeof(groups) / sizeof(groups[0]); k++)
		if (is_word(y, i, groups[k].word))
			return groups[k].group;
	return 0;
}

static bool
is_transition(const struct layout *y, size_t i)
{
	return y->page.block == BLOCK_EACH && !is_word(y, i, "stage") &&
	    !is_word(y, i, "for") && !is_word(y, i, "bars");
}

static unsigned
clause_indent(const struct layout *y, size_t i)
{
	if (is_transition(y, i))
		return y->transition;
	if (y->page.block == BLOCK_EACH && !is_word(y, i, "for"))
		return STAGE;
	return INDENT;
}

/* stage ID, and its flags in the column of what leads out of it. */
static void
lay_stage(struct layout *y, size_t end)
{
	struct page *p = &y->page;
	struct stretch s = { .from = y->at,
		.to = y->at + 2,
		.indent = y->transition };

	page_pad(p, STAGE);
	page_fill(p, &s);
	if (s.to < end) {
		page_pad(p, p->column + 1);
		page_pad(p, y->transition);
	}
	s.from = s.to;
	s.to = end;
	page_fill(p, &s);
}

static void
lay_clause(struct layout *y, size_t end)
{
	struct page *p = &y->page;
	unsigned indent = clause_indent(y, y->at);
	struct stretch s = {
		.from = y->at,
		.to = end,
		.indent = indent + 2,
		.act = y->act,
		.target = y->target,
	};

	if (is_word(y, y->at, "stage") && p->block == BLOCK_EACH) {
		lay_stage(y, end);
		return;
	}
	page_pad(p, indent);
	if (!is_transition(y, y->at) && !is_word(y, y->at, "for") &&
	    !is_word(y, y->at, "not")) {
		const struct token *t = &p->lexed->tokens[y->at];

		page_put(p, p->lexed->src->bytes + t->offset, t->length);
		page_put(p, " ", 1);
		page_pad(p, indent + PADDED);
		s.indent = indent + PADDED;
		s.from++;
	}
	page_fill(p, &s);
}

/* Whether the clause at y->at goes on in the line of the one before. */
static bool
shares_line(const struct layout *y, size_t before, size_t end)
{
	const struct page *p = &y->page;

	if (p->lexed->tokens[y->at].bol || p->column == 0)
		return false;
	if (is_word(y, before, "stage"))
		return is_word(y, y->at, "on") || is_word(y, y->at, "within") ||
		    (is_word(y, y->at, "text") &&
			is_word(y, y->at + 1, "only"));
	return sharing(y, y->at) != 0 &&
	    sharing(y, y->at) == sharing(y, before) &&
	    p->column + 2 + page_width(p, y->at, end) <= PAGE_WIDTH;
}

static void
lay_shared(struct layout *y, size_t before, size_t end)
{
	struct page *p = &y->page;
	struct stretch s = {
		.from = y->at,
		.to = end,
		.indent = clause_indent(y, before) + PADDED,
		.target = y->target,
	};

	if (is_word(y, before, "stage")) {
		page_pad(p, p->column + 1);
		page_pad(p, y->transition);
		s.indent = y->transition + 2;
	} else {
		page_pad(p, p->column + 2);
	}
	page_fill(p, &s);
}

/* -- Items -------------------------------------------------------------- */

/* The first of the comments that stand right above the item at y->at, with
 * no empty line between: they go where it goes. */
static size_t
attached(const struct layout *y)
{
	const struct lexed *l = y->page.lexed;
	size_t end = y->page.comment, first;
	size_t below = l->tokens[y->at].offset;

	while (end < l->ncomments && l->comments[end].before == y->at)
		end++;
	for (first = end; first > y->page.comment && !blank_above(y, below) &&
	     l->comments[first - 1].own_line;
	     first--)
		below = l->comments[first - 1].offset;
	return first;
}

/* The comments before an item, or before the end. */
static void
lay_outer_comments(struct layout *y, bool item)
{
	struct page *p = &y->page;
	const struct lexed *l = p->lexed;
	size_t first = item ? attached(y) : l->ncomments;

	while (p->comment < l->ncomments &&
	    l->comments[p->comment].before == y->at) {
		size_t offset = l->comments[p->comment].offset;
		bool inner = p->comment < first && y->item != SIZE_MAX &&
		    !at_margin(y, offset);

		p->blank = p->comment == first || blank_above(y, offset);
		page_comment(p, inner ? INDENT : 0);
	}
	if (item)
		p->blank = first == p->comment ||
		    blank_above(y, l->tokens[y->at].offset);
}

/* The comments before a clause. */
static void
lay_inner_comments(struct layout *y)
{
	struct page *p = &y->page;
	const struct lexed *l = p->lexed;

	while (p->comment < l->ncomments &&
	    l->comments[p->comment].before == y->at) {
		p->blank = blank_above(y, l->comments[p->comment].offset);
		page_comment(p, clause_indent(y, y->at));
	}
	p->blank = blank_above(y, l->tokens[y->at].offset);
}

/* Up to where the words at y->at make one clause. */
static size_t
clause_end(const struct layout *y)
{
	size_t i = y->at + 1;

	while (i < y->page.lexed->n && !opens(y, i) && !clause_starts(y, i))
		i++;
	return i;
}

static void
lay_item(struct layout *y)
{
	struct page *p = &y->page;
	struct stretch s = { .from = y->at, .indent = 6 };

	lay_outer_comments(y, true);
	p->block = item_block(p->lexed, y->at);
	y->item = y->at;
	if (p->block == BLOCK_VIGNETTE)
		measure_checks(y, y->at);
	/* A form's parameters stay on its line. */
	s.to = clause_end(y);
	if (is_word(y, y->at, "form") && s.to < p->lexed->n &&
	    is_word(y, s.to, "given") && !p->lexed->tokens[s.to].bol) {
		y->at = s.to;
		s.to = clause_end(y);
	}
	page_fill(p, &s);
	y->at = s.to;
}

static void
lay_next(struct layout *y, size_t *before)
{
	struct page *p = &y->page;
	size_t end;

	page_trailing(p, y->at);
	if (opens_item(p->lexed, y->at)) {
		page_break(p);
		*before = y->at;
		lay_item(y);
		return;
	}
	if (is_word(y, y->at, "for") && p->block == BLOCK_INSTRUMENT) {
		p->block = BLOCK_EACH;
		measure_stages(y, y->at);
	}
	end = clause_end(y);
	if (shares_line(y, *before, end)) {
		lay_shared(y, *before, end);
	} else {
		page_break(p);
		lay_inner_comments(y);
		lay_clause(y, end);
	}
	*before = y->at;
	y->at = end;
}

static void
lay_all(struct layout *y)
{
	const struct lexed *l = y->page.lexed;
	size_t before = 0;

	while (y->at < l->n && !y->page.failed)
		lay_next(y, &before);
	page_trailing(&y->page, l->n);
	page_break(&y->page);
	lay_outer_comments(y, false);
	page_flush(&y->page);
}

int
law_format(struct arena *a, const struct source_text *src, struct buf *out,
    struct diags *ds)
{
	struct layout y = { .item = SIZE_MAX };
	struct lexed lexed;
	struct arena own;
	size_t errors = ds->nerrors;
	int r;

	/* Of a long text the words take many times its size, and none of
	 * them outlives this call. */
	arena_init(&own, a->mem, a->max - a->used);
	if ((r = parse_to_format(&own, src, &lexed, ds)) != 0) {
		r = r == E_LIMIT ? E_SYNTAX : r;
		goto out;
	}
	if (ds->nerrors > errors) {
		r = E_SYNTAX;
		goto out;
	}
	page_init(&y.page, &own, &lexed, out);
	lay_all(&y);
	r = y.page.failed ? E_NOMEM : 0;
	page_release(&y.page);
out:
	arena_release(&own);
	return r;
}
