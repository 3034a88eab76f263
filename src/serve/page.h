/* page.h - the officer's pages, made of what the desk said (web/gate.html).
 *
 * Each has one size whatever it says.  What it shows is read from the reply
 * that is signed, as any other client would read it: what is not understood,
 * or is over, is a hold.  All text is escaped. */

#ifndef FORESTAY_SERVE_PAGE_H
#define FORESTAY_SERVE_PAGE_H

#include <jansson.h>

#include "core/instant.h"
#include "serve/roster.h"
#include "serve/routes.h"

/* Every page has so many bytes. */
#define PAGE_BYTES ((size_t)32 << 10)

/* Who was at the desk when it was last heard of: a page that must do without
 * it names them too. */
struct page_desk {
	char name[SHIFT_TEXT_MAX + 1];
	char telephone[SHIFT_TEXT_MAX + 1];
	struct instant heard;
};

/* Take in what a reply says of it. */
void page_desk_read(struct page_desk *d, const json_t *reply,
    struct instant now);

/* The form; and the one shown when an answer is over. */
void page_ask(struct buf *b, const json_t *reply, const struct page_desk *desk);
void page_over(struct buf *b, const json_t *reply,
    const struct page_desk *desk);

/* body is the text of reply, a line that ends, and is signed. */
void page_answer(struct buf *b, const json_t *reply, const char *body,
    const char *signature, const struct page_desk *desk, struct instant now);

/* What was asked failed: a hold; or it wants signing in first. */
void page_problem(struct buf *b, enum problem p, const char *detail,
    const struct route *route, const struct page_desk *desk);

/* A part of a page, for whoever makes others: text between "== name" and the
 * next, each {{slot}} replaced.  A slot that is not given fails b. */
struct page_slot {
	const char *name, *value;
};
void page_part(struct buf *b, const char *part, const struct page_slot *slots,
    size_t n);

#endif
