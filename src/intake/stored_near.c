/* stored_near.c - who else a person on record may be; see stored.h. */

#include <string.h>

#include "intake/stored_read.h"
#include "store/candidates.h"

/* Links of one record: who is said, and settled, to be another person. */
struct apart {
	struct arena *a;
	const char **who;
	uint64_t *seqs;
	const char **authors;
	size_t n;
	struct stored_decision *decisions;
	size_t ndecisions, cap;
};

static int
apart_link(struct apart *ap, const char *id, const struct written *w,
    const struct entry_view *v)
{
	int err = 0;
	const char *person = stored_string(ap->a, v->body, "person", &err);
	const char *with = stored_string(ap->a, v->body, "with", &err);
	const char *author = arena_strdup(ap->a, v->author);

	if (err != 0 || author == NULL)
		return E_NOMEM;
	if (person == NULL || with == NULL ||
	    json_is_true(json_object_get(v->body, "same")))
		return 0;
	ap->who[ap->n] = strcmp(person, id) == 0 ? with : person;
	ap->seqs[ap->n] = w->seq;
	ap->authors[ap->n++] = author;
	return 0;
}

static int
apart_read(const struct stored *st, struct apart *ap, const char *id)
{
	const char *subject = arena_printf(ap->a, "person/%s", id);
	struct written *w = NULL;
	struct entry_view v;
	size_t n = 0, i;
	int r;

	if (subject == NULL)
		return E_NOMEM;
	r = store_about(st->store, ap->a, subject, st->through, &w, &n);
	if (r != 0)
		return r;
	ap->who = arena_array(ap->a, n, sizeof(*ap->who));
	ap->seqs = arena_array(ap->a, n, sizeof(*ap->seqs));
	ap->authors = arena_array(ap->a, n, sizeof(*ap->authors));
	if (ap->who == NULL || ap->seqs == NULL || ap->authors == NULL)
		return E_NOMEM;
	for (i = 0; i < n && r == 0; i++) {
		if ((r = entry_read(ap->a, w[i].bytes, w[i].n, &v)) != 0)
			return r;
		if (strcmp(v.kind, "link") == 0)
			r = apart_link(ap, id, &w[i], &v);
		else if (strcmp(v.kind, "confirm") == 0 ||
		    strcmp(v.kind, "refuse") == 0)
			r = stored_decision_add(ap->a, &ap->decisions,
			    &ap->ndecisions, &ap->cap, &w[i], &v);
		entry_view_release(&v);
	}
	return r;
}

/* Only what a second person confirmed takes somebody off the list. */
static bool
is_apart(const struct apart *ap, const char *id)
{
	size_t i;

	for (i = 0; i < ap->n; i++)
		if (strcmp(ap->who[i], id) == 0 &&
		    stored_counts(ap->decisions, ap->ndecisions, ap->seqs[i],
			ap->authors[i]) == YES)
			return true;
	return false;
}

static bool
is_same(const struct stored_person *p, const char *id)
{
	size_t i;

	if (strcmp(p->id, id) == 0)
		return true;
	for (i = 0; i < p->nsame; i++)
		if (strcmp(p->same[i], id) == 0)
			return true;
	return false;
}

struct nearing {
	const struct stored *st;
	struct arena *a;
	const struct stored_person *p;
	struct apart *apart; /* of p and of what is certainly theirs */
	size_t napart;
	struct stored_other *out;
	size_t n, cap;
	bool more;
};

static bool
is_left_out(const struct nearing *ng, const struct apart *own, const char *id)
{
	size_t i;

	if (is_same(ng->p, id) || (own != NULL && is_apart(own, id)))
		return true;
	for (i = 0; i < ng->napart; i++)
		if (is_apart(&ng->apart[i], id))
			return true;
	for (i = 0; i < ng->n; i++)
		if (strcmp(ng->out[i].id, id) == 0)
			return true;
	return false;
}

/* Those near what is known by so many of its identifiers. */
static int
near_ids(struct nearing *ng, const char *id, const struct apart *own,
    const struct identifier *ids, size_t n)
{
	struct candidate *cs = NULL;
	size_t found = 0, all = 0, i;
	bool unseen = false;
	int r;

	if ((r = candidates_near(ng->st->store, ng->a, ids, n, ng->st->through,
		 STORED_NEAR, &cs, &found, &all, &unseen)) != 0)
		return r;
	for (i = 0; i < found; i++) {
		if (cs[i].match.score < IDENTITY_NEAR ||
		    strcmp(cs[i].person, id) == 0 ||
		    is_left_out(ng, own, cs[i].person))
			continue;
		ng->out = arena_grow(ng->a, ng->out, ng->n, &ng->cap,
		    sizeof(*ng->out));
		if (ng->out == NULL)
			return E_NOMEM;
		ng->out[ng->n++] =
		    (struct stored_other){ cs[i].person, cs[i].match.reason };
	}
	ng->more = ng->more || unseen ||
	    (all > found && found > 0 &&
		cs[found - 1].match.score >= IDENTITY_NEAR);
	return 0;
}

/* Those near one record, by what was written of it at first or later; own:
 * who is apart from it alone. */
static int
near_record(struct nearing *ng, const char *id, const struct apart *own)
{
	struct known_identifier *known = NULL;
	struct identifier *ids;
	size_t nids = 0, to, i;
	int r;

	r = person_identifiers(ng->st->store, ng->a, id, ng->st->through,
	    &known, &nids);
	if (r != 0 || nids == 0)
		return r;
	ids = arena_array(ng->a, nids, sizeof(*ids));
	if (ids == NULL)
		return E_NOMEM;
	for (i = 0; i < nids; i++)
		ids[i] = known[i].id;
	for (to = 0; r == 0 && (to = identifiers_before(known, nids, to)) > 0;)
		r = near_ids(ng, id, own, ids, to);
	return r;
}

int
stored_near(const struct stored *st, struct arena *a,
    const struct stored_person *p, struct stored_other **out, size_t *n,
    bool *more)
{
	struct nearing ng = { .st = st, .a = a, .p = p };
	struct apart own;
	size_t i;
	int r = 0;

	ng.apart = arena_array(a, p->nsame + 1, sizeof(*ng.apart));
	if (ng.apart == NULL)
		return E_NOMEM;
	for (i = 0; i <= p->nsame && r == 0; i++) {
		ng.apart[i] = (struct apart){ .a = a };
		r = apart_read(st, &ng.apart[i],
		    i == 0 ? p->id : p->same[i - 1]);
		ng.napart++;
	}
	for (i = 0; i <= p->nsame && r == 0; i++)
		r = near_record(&ng, i == 0 ? p->id : p->same[i - 1], NULL);
	for (i = 0; i < p->nperhaps && r == 0; i++) {
		own = (struct apart){ .a = a };
		if ((r = apart_read(st, &own, p->perhaps[i])) == 0)
			r = near_record(&ng, p->perhaps[i], &own);
	}
	*out = ng.out;
	*n = ng.n;
	*more = ng.more;
	return r;
}
