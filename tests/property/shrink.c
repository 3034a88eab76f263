/* shrink.c - a failing case made as small as it goes: a line, an order, a
 * fact, a slot at a time, as long as it still fails. */

#include "property/gcase.h"

#include <stdlib.h>
#include <string.h>

static bool
keep(struct gcase *c, const struct gcase *smaller, fails_fn *fails)
{
	if (memcmp(c, smaller, sizeof(*c)) == 0 || fails(smaller) == NULL)
		return false;
	*c = *smaller;
	return true;
}

static void
cut(struct gcase *c, size_t at, size_t n)
{
	memmove(c->text + at, c->text + at + n, strlen(c->text + at + n) + 1);
	/* Equal texts compare equal. */
	memset(c->text + strlen(c->text), 0, sizeof(c->text) - strlen(c->text));
}

/* Pieces that end with `until`: whole items, then lines. */
static bool
shrink_pieces(struct gcase *c, fails_fn *fails, const char *until)
{
	struct gcase *t = malloc(sizeof(*t));
	bool any = false;
	size_t at = 0;

	while (t != NULL && c->text[at] != '\0') {
		const char *end = strstr(c->text + at, until);
		size_t n = end == NULL
		    ? strlen(c->text + at)
		    : (size_t)(end - c->text) - at + strlen(until);

		*t = *c;
		cut(t, at, n);
		if (keep(c, t, fails))
			any = true;
		else
			at += n;
	}
	free(t);
	return any;
}

/* A word and what follows it up to the end of its clause. */
static bool
shrink_words(struct gcase *c, fails_fn *fails)
{
	static const char *const from[] = { " unverified", " also read ",
		" after ", "shown ", "presumed ", "not ", " free", " where ",
		" unless ", " from 2", " under ", " and ", " or ", ", ",
		" since ", "; " };
	static const char *const to[] = { "", " and ", " or ", ")", "\n",
		" else", " then", " ends" };
	struct gcase *t = malloc(sizeof(*t));
	bool any = false;

	for (size_t i = 0; t != NULL && i < sizeof(from) / sizeof(*from); i++)
		for (size_t at = 0; c->text[at] != '\0'; at++) {
			size_t n = strlen(from[i]);

			if (strncmp(c->text + at, from[i], n) != 0)
				continue;
			for (size_t j = 0; j < sizeof(to) / sizeof(*to); j++) {
				const char *end =
				    strstr(c->text + at + n, to[j]);

				if (end == NULL)
					continue;
				*t = *c;
				cut(t, at, (size_t)(end - c->text) - at);
				if (keep(c, t, fails)) {
					any = true;
					break;
				}
			}
		}
	free(t);
	return any;
}

/* What stands in parentheses alone, or `everyone` for it. */
static bool
shrink_parens(struct gcase *c, fails_fn *fails)
{
	struct gcase *t = malloc(sizeof(*t));
	bool any = false;

	for (size_t at = 0; t != NULL && c->text[at] != '\0'; at++) {
		size_t end = at, depth = 0;

		if (c->text[at] != '(')
			continue;
		do {
			depth += c->text[end] == '(';
			depth -= c->text[end] == ')';
			end++;
		} while (depth > 0 && c->text[end] != '\0');
		*t = *c;
		cut(t, at, end - at);
		if (keep(c, t, fails)) {
			any = true;
			continue;
		}
		if (end - at > 10) {
			*t = *c;
			memcpy(t->text + at, "(everyone)", 10);
			cut(t, at + 10, end - at - 10);
			any |= keep(c, t, fails);
		}
	}
	free(t);
	return any;
}

static int
moved(int index, int gone)
{
	return index == gone ? -1 : index > gone ? index - 1 : index;
}

static void
drop(struct gfact *v, size_t *n, size_t i)
{
	memmove(&v[i], &v[i + 1], (*n - i - 1) * sizeof(*v));
	(*n)--;
	memset(&v[*n], 0, sizeof(*v));
	for (size_t j = 0; j < *n; j++) {
		v[j].corrects = moved(v[j].corrects, (int)i);
		v[j].over = moved(v[j].over, (int)i);
	}
}

static bool
shrink_facts(struct gcase *c, fails_fn *fails)
{
	struct gcase *t = malloc(sizeof(*t));
	bool any = false;

	if (t == NULL)
		return false;
	for (size_t i = c->nfacts; i > 0; i--) {
		*t = *c;
		drop(t->facts, &t->nfacts, i - 1);
		any |= keep(c, t, fails);
	}
	for (size_t i = c->nothers; i > 0; i--) {
		*t = *c;
		drop(t->others, &t->nothers, i - 1);
		any |= keep(c, t, fails);
	}
	for (size_t i = 0; i < c->nfacts; i++) {
		*t = *c;
		t->facts[i].recorded = INSTANT_BEGIN;
		any |= keep(c, t, fails);
		*t = *c;
		t->facts[i].is_loss = false;
		any |= keep(c, t, fails);
		*t = *c;
		t->facts[i].good = 0;
		any |= keep(c, t, fails);
		*t = *c;
		t->facts[i].corrects = -1;
		any |= keep(c, t, fails);
		*t = *c;
		t->facts[i].over = -1;
		any |= keep(c, t, fails);
	}
	free(t);
	return any;
}

static bool
shrink_rest(struct gcase *c, fails_fn *fails)
{
	struct gcase *t = malloc(sizeof(*t));
	bool any = false;

	if (t == NULL)
		return false;
	for (size_t i = c->nconfirmations; i > 0; i--) {
		*t = *c;
		t->confirmations[i - 1] = t->confirmations[--t->nconfirmations];
		any |= keep(c, t, fails);
	}
	for (size_t i = c->nrecordings; i > 0; i--) {
		*t = *c;
		t->recordings[i - 1] = t->recordings[--t->nrecordings];
		any |= keep(c, t, fails);
	}
	*t = *c;
	t->arrives = t->departs;
	any |= keep(c, t, fails);
	*t = *c;
	t->known = t->departs;
	any |= keep(c, t, fails);
	*t = *c;
	t->near = 0;
	any |= keep(c, t, fails);
	*t = *c;
	t->fresh = true;
	any |= keep(c, t, fails);
	*t = *c;
	t->nsaid = 0;
	any |= keep(c, t, fails);
	for (size_t i = c->nknown_as; i > 0; i--) {
		*t = *c;
		memmove(&t->known_as[i - 1], &t->known_as[i],
		    (t->nknown_as - i) * sizeof(*t->known_as));
		t->nknown_as--;
		any |= keep(c, t, fails);
	}
	for (size_t i = 0; i < G_SLOTS; i++) {
		*t = *c;
		t->slots[i].kind = GV_NONE;
		any |= keep(c, t, fails);
	}
	free(t);
	return any;
}

void
shrink(struct gcase *c, fails_fn *fails)
{
	bool more = true;

	memset(c->text + strlen(c->text), 0, sizeof(c->text) - strlen(c->text));
	for (int round = 0; more && round < 8; round++) {
		more = shrink_pieces(c, fails, "\n\n");
		more |= shrink_facts(c, fails);
		more |= shrink_pieces(c, fails, "\n");
		more |= shrink_words(c, fails);
		more |= shrink_parens(c, fails);
		more |= shrink_rest(c, fails);
	}
}
