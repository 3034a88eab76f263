/* page.h - lines of laid-out text, filled to a width.  format.c's own. */

#ifndef FORESTAY_PAGE_H
#define FORESTAY_PAGE_H

#include "law/lex.h"

#define PAGE_WIDTH 100u

struct line {
	const char *text;
	size_t len;
	unsigned columns;
	const struct comment *comment; /* behind it, or NULL */
	bool blank_before;
};

struct page {
	struct arena *a;
	struct arena_mark mark; /* what it held before the lines kept */
	struct buf *out;
	const struct lexed *lexed;
	/* The lines kept: the last, which a comment may still stand behind,
	 * and those above it whose comments stand in one column with it. */
	struct line *lines;
	size_t nlines, cap;
	struct buf now; /* the line being filled */
	unsigned column;
	bool blank;     /* a blank line goes before it */
	size_t comment; /* the next one to place */
	enum block block;
	bool begun;  /* something was written to out */
	bool failed; /* memory refused */
};

/* A stretch of tokens that makes one clause, or part of one. */
struct stretch {
	size_t from, to;
	unsigned indent; /* of the lines after the first */
	/* Columns at which these stand, if the line has not come so far. */
	unsigned act, target;
};

/* Lines go to out as soon as nothing can change them.  Nobody else may
 * take from a until the page is released. */
void page_init(struct page *p, struct arena *a, const struct lexed *l,
    struct buf *out);
void page_release(struct page *p);

void page_put(struct page *p, const char *s, size_t n);
void page_pad(struct page *p, unsigned column);
/* End the line, if it holds anything. */
void page_break(struct page *p);

/* Fill lines with the tokens, comments among them included. */
void page_fill(struct page *p, const struct stretch *s);
/* How many columns the tokens would take on one line. */
unsigned page_width(const struct page *p, size_t from, size_t to);

/* A comment that stands behind what was placed last, before token i. */
void page_trailing(struct page *p, size_t i);
/* A comment on a line of its own. */
void page_comment(struct page *p, unsigned indent);

/* Write the lines that are still kept. */
void page_flush(struct page *p);

#endif
