/* stored_dockets.c - which dockets were read when, and whether two persons
 * say so; see stored.h.
 *
 * That a docket was read lets NO BAR be said again, so that one person's
 * word is not enough: a reading counts once somebody else confirms it, or
 * has read the same docket since. */

#include <string.h>

#include "intake/stored_read.h"

struct dockets {
	struct stored *st;
	struct arena *a;
	size_t cap;
	struct stored_decision *decisions;
	size_t ndecisions, cap_decisions;
};

static int
dockets_reading(struct dockets *d, const struct written *w,
    const struct entry_view *v)
{
	struct stored *st = d->st;
	struct stored_docket one = { .seq = w->seq, .at = w->at };
	int err = 0;

	one.in_case = stored_string(d->a, v->body, "case", &err);
	one.loss = json_is_true(json_object_get(v->body, "loss"));
	one.author = arena_strdup(d->a, v->author);
	if (err != 0 || one.author == NULL)
		return E_NOMEM;
	if (one.in_case == NULL)
		return 0;
	st->dockets = arena_grow(d->a, st->dockets, st->ndockets, &d->cap,
	    sizeof(*st->dockets));
	if (st->dockets == NULL)
		return E_NOMEM;
	st->dockets[st->ndockets++] = one;
	return 0;
}

static int
dockets_entry(struct dockets *d, const struct written *w)
{
	struct entry_view v;
	int r = entry_read(d->a, w->bytes, w->n, &v);

	/* A docket not known to have been read holds by itself. */
	if (r != 0)
		return r == E_NOMEM ? r : 0;
	if (strcmp(v.kind, "docket") == 0)
		r = dockets_reading(d, w, &v);
	else if (strcmp(v.kind, "confirm") == 0 ||
	    strcmp(v.kind, "refuse") == 0)
		r = stored_decision_add(d->a, &d->decisions, &d->ndecisions,
		    &d->cap_decisions, w, &v);
	entry_view_release(&v);
	return r;
}

/* Somebody else has read the same docket since. */
static bool
read_again(const struct stored *st, size_t i)
{
	const struct stored_docket *one = &st->dockets[i], *later;

	for (i++; i < st->ndockets; i++) {
		later = &st->dockets[i];
		if (strcmp(later->in_case, one->in_case) == 0 &&
		    !stored_same_author(later->author, one->author))
			return true;
	}
	return false;
}

/* A reading that is not older counts: nothing would come of this one. */
static bool
is_passed(const struct stored *st, const struct stored_docket *one)
{
	const struct stored_docket *d;
	size_t i;

	for (i = 0; i < st->ndockets; i++) {
		d = &st->dockets[i];
		if (d->counts == YES && instant_cmp(d->at, one->at) >= 0 &&
		    strcmp(d->in_case, one->in_case) == 0)
			return true;
	}
	return false;
}

static void
dockets_settle(struct dockets *d)
{
	struct stored *st = d->st;
	struct stored_docket *one;
	size_t i;

	for (i = 0; i < st->ndockets; i++) {
		one = &st->dockets[i];
		one->counts = !one->loss
		    ? YES
		    : stored_counts(d->decisions, d->ndecisions, one->seq,
			  one->author);
		if (one->counts == UNKNOWN && read_again(st, i))
			one->counts = YES;
	}
	for (i = 0; i < st->ndockets; i++) {
		one = &st->dockets[i];
		one->waits = one->counts == UNKNOWN && !is_passed(st, one);
	}
}

int
stored_dockets(struct arena *a, struct stored *st)
{
	struct dockets d = { .st = st, .a = a };
	struct written *w = NULL;
	size_t n = 0, i;
	int r = store_about(st->store, a, "dockets", st->through, &w, &n);

	for (i = 0; i < n && r == 0; i++)
		r = dockets_entry(&d, &w[i]);
	if (r == 0)
		dockets_settle(&d);
	return r;
}

int
stored_docket_reads(struct arena *a, const struct stored *st, bool waiting,
    struct docket_read **out, size_t *n)
{
	const struct stored_docket *d;
	size_t i;

	*n = 0;
	*out = arena_array(a, st->ndockets, sizeof(**out));
	if (*out == NULL)
		return E_NOMEM;
	for (i = 0; i < st->ndockets; i++) {
		d = &st->dockets[i];
		if (d->counts == YES || (waiting && d->waits))
			(*out)[(*n)++] =
			    (struct docket_read){ d->in_case, d->at };
	}
	return 0;
}

int
stored_docket_wait(struct arena *a, const struct stored_docket *d,
    struct stored_wait *out)
{
	*out = (struct stored_wait){ .seq = d->seq,
		.kind = "docket",
		.author = d->author,
		.since = d->at };
	out->what = arena_printf(a, "the docket of %s was read", d->in_case);
	return out->what == NULL ? E_NOMEM : 0;
}
