/* query_form.c - see query.h: what a page's form asks. */

#include <string.h>

#include "core/err.h"
#include "serve/page_form.h"
#include "serve/query.h"

int
query_form(const struct page_form *f, struct arena *a, struct query *out,
    const char **why)
{
	const char *to = page_form_get(f, "to");

	*out = (struct query){ .person = page_form_get(f, "person"),
		.act = page_form_get(f, "act") };
	*why = "write an A-number and choose an act";
	if (out->person == NULL || out->act == NULL)
		return E_SYNTAX;
	*why = "an A-number, an act and a destination are each a short line";
	if (strlen(out->person) > LIMIT_ID_BYTES ||
	    strlen(out->act) > LIMIT_ID_BYTES ||
	    (to != NULL && strlen(to) > LIMIT_ID_BYTES))
		return E_SYNTAX;
	if (to == NULL)
		return 0;
	out->slots = arena_array(a, 1, sizeof(*out->slots));
	if (out->slots == NULL)
		return E_NOMEM;
	out->slots[0] = (struct query_slot){ "to", to };
	out->nslots = 1;
	return 0;
}
