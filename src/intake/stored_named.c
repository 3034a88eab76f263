/* stored_named.c - by what somebody of a store is known, for orders that say
 * whom they name; and of whom it is said that orders name them. */

#include <string.h>

#include "core/limits.h"
#include "intake/stored_named.h"
#include "record/a_number.h"

static struct known_as
known_by(const struct identifier *id, struct instant at, enum tri stands)
{
	return (struct known_as){ .how = KNOWN_BY,
		.type = id->type,
		.value = id->value,
		.entry = { .recorded = at,
		    .is_loss = stands != YES,
		    .confirmed = stands == YES ? at : INSTANT_NEVER,
		    .refused = INSTANT_NEVER } };
}

int
stored_known(const struct stored *st, struct arena *a, const char *person,
    enum tri theirs, struct givens *gs)
{
	struct stored_identifier *ids = NULL;
	struct known_as known;
	char number[A_NUMBER_SIZE];
	size_t n = 0, i;
	int r;

	/* Nobody on record: they are asked for by a number all the same. */
	if (a_number_read(person, number)) {
		known = known_by(&(struct identifier){ IDENTIFIER_A_NUMBER,
				     person },
		    INSTANT_BEGIN, YES);
		return givens_known(gs, &known);
	}
	r = stored_identifiers(st, a, person, &ids, &n);
	for (i = 0; i < n && r == 0; i++) {
		enum tri stands = tri_and(theirs, ids[i].stands);

		/* What was withdrawn is near them for ever. */
		if (ids[i].stands == NO && ids[i].gone_by != 0)
			stands = UNKNOWN;
		if (stands == NO)
			continue;
		known = known_by(&ids[i].id, ids[i].at, stands);
		r = givens_known(gs, &known);
	}
	return r == E_LIMIT ? 0 : r;
}

/* -- Of whom it is said ---------------------------------------------------- */

struct saids {
	struct said_is *items;
	size_t n, cap;
};

static int
said_of(const struct stored *st, struct arena *a, size_t law, const char *name,
    const char *id, struct saids *out)
{
	struct stored_person p;
	size_t i;
	int r = stored_person(st, a, id, STORED_AS_KNOWN, &p);

	for (i = 0; r == 0 && i < p.under[law].nas; i++) {
		const struct known_as *k = &p.under[law].as[i];

		if (k->how != KNOWN_IS || strcmp(k->value, name) != 0)
			continue;
		out->items = arena_grow(a, out->items, out->n, &out->cap,
		    sizeof(*out->items));
		if (out->items == NULL)
			return E_NOMEM;
		out->items[out->n++] = (struct said_is){ name, k->entry };
	}
	return r;
}

static int
said_as(const struct stored *st, struct arena *a, size_t law, const char *name,
    struct saids *out)
{
	const char *subject = arena_printf(a, "named/%s", name), *last = "",
		   *id;
	struct written *w = NULL;
	struct entry_view v;
	size_t n = 0, i;
	int r = subject == NULL ? E_NOMEM : 0, err = 0;

	if (r == 0)
		r = store_about(st->store, a, subject, st->through, &w, &n);
	for (i = 0; i < n && r == 0; i++) {
		if ((r = entry_read(a, w[i].bytes, w[i].n, &v)) != 0)
			return r;
		id = stored_string(a, v.body, "person", &err);
		entry_view_release(&v);
		if (err != 0)
			return err;
		if (id != NULL && strcmp(id, last) != 0)
			r = said_of(st, a, law, name, last = id, out);
	}
	return r;
}

int
stored_said(struct stored *st, struct arena *a)
{
	size_t i, k;
	int r = 0;

	for (i = 0; i < st->nlaws && r == 0; i++) {
		struct stored_law *l = &st->laws[i];
		struct saids all = { NULL, 0, 0 };

		for (k = 0; l->good && k < l->law.npersons && r == 0; k++)
			r = said_as(st, a, i, l->law.persons[k], &all);
		l->record.said = all.items;
		l->record.nsaid = all.n;
	}
	return r;
}
