/* stored_identity.c - by what a record is known, and whether that stands;
 * see stored.h. */

#include <string.h>

#include "intake/stored_read.h"
#include "store/candidates.h"

/* That an identifier is withdrawn. */
struct withdrawal {
	uint64_t of, seq;
	const char *author;
	struct instant at;
};

struct identity {
	struct arena *a;
	struct stored_identifier *ids;
	size_t n;
	struct withdrawal *gone;
	size_t ngone;
	struct stored_decision *decisions;
	size_t ndecisions, cap_decisions;
};

static int
identity_identifier(struct identity *d, const struct written *w,
    const struct entry_view *v)
{
	struct stored_identifier *id = &d->ids[d->n];
	int err = 0;
	const char *type = stored_string(d->a, v->body, "type", &err);

	*id = (struct stored_identifier){ .seq = w->seq, .at = w->at };
	id->id.value = stored_string(d->a, v->body, "value", &err);
	id->author = arena_strdup(d->a, v->author);
	id->loss = json_is_true(json_object_get(v->body, "loss"));
	if (err != 0 || id->author == NULL)
		return E_NOMEM;
	/* What this program cannot read finds nobody. */
	if (type != NULL && id->id.value != NULL &&
	    identifier_read_word(type, strlen(type), &id->id.type))
		d->n++;
	return 0;
}

static int
identity_entry(struct identity *d, const struct written *w,
    const struct entry_view *v)
{
	struct withdrawal *g = &d->gone[d->ngone];

	if (strcmp(v->kind, "identifier") == 0)
		return identity_identifier(d, w, v);
	if (strcmp(v->kind, "confirm") == 0 || strcmp(v->kind, "refuse") == 0)
		return stored_decision_add(d->a, &d->decisions, &d->ndecisions,
		    &d->cap_decisions, w, v);
	if (strcmp(v->kind, "withdraw") != 0)
		return 0;
	*g = (struct withdrawal){ .of = stored_number(v->body, "of"),
		.seq = w->seq,
		.at = w->at };
	g->author = arena_strdup(d->a, v->author);
	d->ngone++;
	return g->author == NULL ? E_NOMEM : 0;
}

static const char *
day_text(struct arena *a, struct instant t)
{
	char text[28];

	if (instant_text(t, text) != 0)
		return "";
	text[10] = '\0';
	return arena_strdup(a, text);
}

/* Of the same number, however it was written, all that stood is withdrawn. */
static bool
withdraws(const struct identity *d, const struct withdrawal *g,
    const struct stored_identifier *id)
{
	size_t i;

	if (g->of == id->seq)
		return true;
	for (i = 0; g->seq > id->seq && i < d->n; i++)
		if (d->ids[i].seq == g->of)
			return identifier_same(d->a, &d->ids[i].id, &id->id);
	return false;
}

/* Its own entry, then what was said of it. */
static int
identity_settle(struct identity *d, struct stored_identifier *id)
{
	const struct withdrawal *g;
	enum tri gone;
	size_t i;

	id->stands = !id->loss
	    ? YES
	    : stored_counts(d->decisions, d->ndecisions, id->seq, id->author);
	if (id->stands != YES)
		id->why = arena_printf(d->a,
		    id->stands == NO
			? "%s is refused, entry %llu"
			: "that %s is theirs waits for a second person, entry "
			  "%llu",
		    id->id.value, (unsigned long long)id->seq);
	for (i = 0; i < d->ngone && (id->stands == YES || id->why != NULL);
	     i++) {
		g = &d->gone[i];
		gone = !withdraws(d, g, id)
		    ? NO
		    : stored_counts(d->decisions, d->ndecisions, g->seq,
			  g->author);
		if (gone == NO || tri_not(gone) >= id->stands)
			continue;
		id->stands = tri_not(gone);
		id->gone_by = g->seq;
		id->why = arena_printf(d->a,
		    gone == YES ? "%s was withdrawn by %s, %s, entry %llu"
				: "that %s is withdrawn, by %s, %s, waits for "
				  "a second person, entry %llu",
		    id->id.value, g->author, day_text(d->a, g->at),
		    (unsigned long long)g->seq);
	}
	return id->stands != YES && id->why == NULL ? E_NOMEM : 0;
}

int
stored_identifiers(const struct stored *st, struct arena *a, const char *person,
    struct stored_identifier **out, size_t *n)
{
	const char *subject = arena_printf(a, "person/%s", person);
	struct identity d = { .a = a };
	struct written *w = NULL;
	struct entry_view v;
	size_t nw = 0, i;
	int r = subject == NULL ? E_NOMEM : 0;

	if (r == 0 && st->through > 0)
		r = store_about(st->store, a, subject, st->through, &w, &nw);
	d.ids = arena_array(a, nw, sizeof(*d.ids));
	d.gone = arena_array(a, nw, sizeof(*d.gone));
	if (r == 0 && (d.ids == NULL || d.gone == NULL))
		r = E_NOMEM;
	for (i = 0; i < nw && r == 0; i++) {
		r = entry_read(a, w[i].bytes, w[i].n, &v);
		if (r != 0) {
			/* Whoever it is about is held for it already. */
			r = r == E_NOMEM ? r : 0;
			continue;
		}
		r = identity_entry(&d, &w[i], &v);
		entry_view_release(&v);
	}
	for (i = 0; i < d.n && r == 0; i++)
		r = identity_settle(&d, &d.ids[i]);
	*out = d.ids;
	*n = d.n;
	return r;
}

/* Of the times that a record was given the number, the best. */
static int
carrier_read(const struct stored *st, struct arena *a,
    const struct identifier *id, struct stored_carrier *c)
{
	struct stored_identifier *all = NULL;
	size_t n = 0, i;
	int r = stored_identifiers(st, a, c->person, &all, &n);

	c->stands = NO;
	for (i = 0; i < n && r == 0; i++) {
		if (!identifier_same(a, id, &all[i].id) ||
		    (c->why != NULL && all[i].stands <= c->stands))
			continue;
		c->stands = all[i].stands;
		c->why = all[i].why == NULL ? "" : all[i].why;
	}
	return r;
}

int
stored_carriers(const struct stored *st, struct arena *a,
    const struct identifier *id, struct stored_carrier **out, size_t *n,
    size_t *nstand)
{
	const char **who = NULL;
	size_t i;
	int r;

	*out = NULL;
	*n = *nstand = 0;
	r = candidates_exact(st->store, a, id, st->through, &who, n);
	if (r != 0)
		return r;
	*out = arena_array(a, *n, sizeof(**out));
	if (*out == NULL)
		return E_NOMEM;
	for (i = 0; i < *n && r == 0; i++) {
		(*out)[i].person = who[i];
		r = carrier_read(st, a, id, &(*out)[i]);
	}
	/* Those of whom it is certain, first. */
	for (i = 0; i < *n && r == 0; i++)
		if ((*out)[i].stands == YES) {
			struct stored_carrier c = (*out)[*nstand];

			(*out)[(*nstand)++] = (*out)[i];
			(*out)[i] = c;
		}
	return r;
}
