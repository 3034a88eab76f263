/* named.c - `person is NAME`: is this whom an order names?
 *
 * An order for one person knows them by a word; their file has another.  That
 * nobody has yet said who it is proves nothing of anybody (SEMANTICS 3): who
 * is near what the paper says, or of whom nothing can be held beside it, may
 * be the one, until it is said of somebody who that is. */

#include "decide/eval.h"

#include <string.h>

/* What is said of the person themself. */
static enum tri
is_said(const struct eval *ev, const char *name, enum known_how how)
{
	enum tri v = NO;

	for (size_t i = 0; i < ev->who->nas; i++) {
		const struct known_as *k = &ev->who->as[i];

		if (k->how == how && strcmp(k->value, name) == 0)
			v = tri_or(v, entry_counts(&k->entry, ev->q->known));
	}
	return v;
}

/* Whether it is known of somebody that they are the one. */
static enum tri
is_found(const struct eval *ev, const char *name)
{
	const struct record *rec = ev->q->record;
	enum tri v = NO;

	if (rec == NULL)
		return NO;
	if (rec->named_known)
		return YES;
	for (size_t i = 0; i < rec->nsaid; i++)
		if (strcmp(rec->said[i].name, name) == 0)
			v = tri_or(v,
			    entry_counts(&rec->said[i].entry, ev->q->known));
	return v;
}

/* What is on record perhaps, of the person or among the papers, may turn out
 * either way: each way is looked at.  Of more the value is not known. */
#define DOUBTS_MOST 5u

struct doubts {
	unsigned with; /* bit i: the i-th is so */
	unsigned n;    /* met */
};

static bool
is_so(struct doubts *d, enum tri v)
{
	unsigned bit = v == UNKNOWN && d->n < DOUBTS_MOST ? 1u << d->n : 0;

	d->n += v == UNKNOWN;
	return v == YES || (d->with & bit) != 0;
}

/* By what they are known; *n of them, with when each was written down. */
struct known_ids {
	struct identifier *ids;
	struct instant *at;
	size_t n;
};

static bool
ids_of(struct eval *ev, struct doubts *d, struct known_ids *out)
{
	const struct person *who = ev->who;

	out->n = 0;
	out->ids = arena_array(ev->a, who->nas, sizeof(*out->ids));
	out->at = arena_array(ev->a, who->nas, sizeof(*out->at));
	if (out->ids == NULL || out->at == NULL) {
		(void)eval_fail(ev, E_NOMEM);
		return false;
	}
	for (size_t i = 0; i < who->nas; i++) {
		const struct known_as *k = &who->as[i];

		if (k->how != KNOWN_BY ||
		    !is_so(d, entry_counts(&k->entry, ev->q->known)))
			continue;
		out->ids[out->n] = (struct identifier){ k->type, k->value };
		out->at[out->n++] = k->entry.recorded;
	}
	return true;
}

/* Beside what was written down by then. */
static enum meant
paper_says(struct eval *ev, const struct naming *paper,
    const struct known_ids *theirs, struct instant by, const char **why)
{
	struct identifier *ids = arena_array(ev->a, theirs->n, sizeof(*ids));
	struct identity_match match;
	struct profile said, known;
	size_t n = 0;

	for (size_t i = 0; ids != NULL && i < theirs->n; i++)
		if (theirs->at[i].us <= by.us)
			ids[n++] = theirs->ids[i];
	if (ids == NULL ||
	    profile_make(ev->a, paper->ids, paper->nids, &said) != 0 ||
	    profile_make(ev->a, ids, n, &known) != 0 ||
	    identity_compare(ev->a, &said, &known, &match) != 0) {
		(void)eval_fail(ev, E_NOMEM);
		return MEANT_UNSAID;
	}
	*why = match.reason;
	return identity_meant(&match);
}

/* The first of those that were written down together. */
static bool
is_first(const struct known_ids *theirs, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (theirs->at[k].us == theirs->at[i].us)
			return false;
	return true;
}

/* What the papers recorded by K say, the one that protects most; and of what
 * is known of somebody, what was known first too: nobody goes out of sight by
 * what one person writes down later. */
static enum meant
papers_say(struct eval *ev, const char *name, struct doubts *d,
    const char **why)
{
	enum meant best = MEANT_UNSAID, one;
	const struct law_paper *papers;
	struct known_ids theirs;
	struct begins b;
	const char *says;
	size_t n;

	papers = law_papers(ev->q->law, name, &n);
	if (n == 0 || !ids_of(ev, d, &theirs))
		return best;
	for (size_t i = 0; i < n; i++) {
		instrument_begins(ev, papers[i].by, &b);
		if (!is_so(d, b.recorded))
			continue;
		for (size_t k = 0; k < theirs.n && ev->err == 0; k++) {
			struct arena_mark mark = arena_mark(ev->a);

			if (!is_first(&theirs, k))
				continue;
			one = paper_says(ev, papers[i].naming, &theirs,
			    theirs.at[k], &says);
			if (one <= best) {
				arena_rewind(ev->a, mark);
				continue;
			}
			best = one;
			*why = says;
		}
	}
	return best;
}

static enum tri
one_way(struct eval *ev, const char *name, struct doubts *d, const char **why)
{
	switch (papers_say(ev, name, d, why)) {
	case MEANT_YES:
		return YES;
	case MEANT_OTHER:
		return NO;
	default:
		/* If somebody else is the one, they are not. */
		return tri_and(UNKNOWN, tri_not(is_found(ev, name)));
	}
}

/* *perhaps: on one way of looking at it they carry what a paper gives. */
static enum tri
by_papers(struct eval *ev, const char *name, const char **why, bool *perhaps)
{
	struct doubts d = { 0, 0 };
	enum tri v = one_way(ev, name, &d, why), one;
	unsigned n = d.n;

	*perhaps = v == YES || n > DOUBTS_MOST;
	if (n > DOUBTS_MOST)
		return UNKNOWN;
	for (unsigned with = 1; with < 1u << n; with++) {
		d = (struct doubts){ with, 0 };
		one = one_way(ev, name, &d, why);
		*perhaps = *perhaps || one == YES;
		v = tri_agree(v, one);
	}
	return v;
}

/* What it comes to, as though it were asked of someone looked up. */
static enum tri
is_named(struct eval *ev, const char *name, const char **why)
{
	enum tri is = is_said(ev, name, KNOWN_IS);
	enum tri is_not = is_said(ev, name, KNOWN_IS_NOT);
	bool perhaps;
	enum tri v;

	if (is == YES && is_not == NO)
		return YES;
	if (is != NO && is_not != NO)
		return UNKNOWN;
	v = by_papers(ev, name, why, &perhaps);
	if (is == UNKNOWN)
		return tri_or(v, UNKNOWN);
	/* Said by a second person too, but not what the paper says. */
	if (is_not == YES)
		return perhaps ? UNKNOWN : NO;
	return is_not == UNKNOWN ? tri_and(v, UNKNOWN) : v;
}

static const char *
unsure(struct eval *ev, const char *name, const char *why)
{
	const char *s = arena_printf(ev->a,
	    "whether this is %s%s%s%s: say of whom it is that they are, or of "
	    "this person that they are not",
	    name, *why != '\0' ? " (" : "", why, *why != '\0' ? ")" : "");

	if (s == NULL)
		(void)eval_fail(ev, E_NOMEM);
	return s;
}

enum tri
eval_person(struct eval *ev, const struct expr *e, const char **text)
{
	const char *why = "";
	enum tri v = is_named(ev, e->ref.s, &why);

	/* Who the other person of a relation is, nobody has looked up. */
	if (v == NO && !(ev->q->exact && ev->who == ev->asked))
		v = UNKNOWN;
	/* Whoever has reasons told has wants told too. */
	if (v == UNKNOWN && ev->who == ev->asked && ev->wants != NULL)
		*text = unsure(ev, e->ref.s, why);
	return v;
}
