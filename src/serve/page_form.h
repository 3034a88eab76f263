/* page_form.h - what a page's form sends: application/x-www-form-urlencoded
 * (the URL Standard, section 5.1), read strictly. */

#ifndef FORESTAY_SERVE_PAGE_FORM_H
#define FORESTAY_SERVE_PAGE_FORM_H

#include <stddef.h>

#include "core/arena.h"
#include "core/err.h"

#define PAGE_FORM_FIELDS 16

struct page_field {
	const char *name, *value;
};

struct page_form {
	struct page_field fields[PAGE_FORM_FIELDS];
	size_t n;
};

/* Each field is a line of text: UTF-8 without controls, nor what turns the
 * direction of writing; blanks around it are left out.  Strings live in a.
 * 0; E_SYNTAX, E_LIMIT with *why, a sentence of this program's own; E_NOMEM. */
int page_form_read(struct arena *a, const char *s, size_t n,
    struct page_form *out, const char **why) MUST_CHECK;

/* NULL: it is not there, or empty. */
const char *page_form_get(const struct page_form *f, const char *name);

#endif
