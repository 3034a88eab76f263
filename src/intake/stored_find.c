/* stored_find.c - whom an identifier means, and everyone; see stored.h. */

#include <string.h>

#include "intake/stored_read.h"
#include "store/candidates.h"

/* -- Everyone -------------------------------------------------------------- */

struct everyone {
	struct arena *a;
	uint64_t through;
	const char **ids;
	size_t n, cap;
};

static uint64_t
key_seq(const uint8_t *s)
{
	uint64_t v = 0;
	int i;

	for (i = 0; i < 8; i++)
		v = v << 8 | s[i];
	return v;
}

/* Rows of one subject come together, the earliest first. */
static int
everyone_row(void *ctx, const void *key, size_t nkey, const void *value,
    size_t nvalue)
{
	static const size_t lead = sizeof("person/") - 1;
	struct everyone *e = ctx;
	const char *s = key, *last;
	size_t n;

	(void)value;
	(void)nvalue;
	if (nkey < lead + 9 ||
	    key_seq((const uint8_t *)key + nkey - 8) > e->through)
		return 0;
	s += lead;
	n = nkey - lead - 9;
	last = e->n == 0 ? NULL : e->ids[e->n - 1];
	if (last != NULL && strlen(last) == n && memcmp(last, s, n) == 0)
		return 0;
	e->ids = arena_grow(e->a, e->ids, e->n, &e->cap, sizeof(*e->ids));
	if (e->ids == NULL ||
	    (e->ids[e->n] = arena_strndup(e->a, s, n)) == NULL)
		return E_NOMEM;
	e->n++;
	return 0;
}

int
stored_everyone(const struct stored *st, struct arena *a,
    int (*each)(void *ctx, const char *id), void *ctx)
{
	struct everyone e = { .a = a, .through = st->through };
	size_t i;
	int r;

	r = store_view_scan(st->store, VIEW_ABOUT, "person/",
	    sizeof("person/") - 1, NULL, 0, everyone_row, &e);
	for (i = 0; i < e.n && r == 0; i++)
		r = each(ctx, e.ids[i]);
	return r;
}

/* -- By identifier --------------------------------------------------------- */

/* Those looked at of whom nobody carries the number. */
#define FIND_MAX 32

/* Whoever carries it, as a number of any kind: what is one person's A-number
 * may be another's in some other list. */
static int
find_exact(const struct stored *st, struct arena *a, const char *who,
    const char ***out, size_t *n)
{
	static const enum identifier_type types[] = { IDENTIFIER_A_NUMBER,
		IDENTIFIER_COURT, IDENTIFIER_OTHER };
	struct identifier id = { .value = who };
	const char **found[3] = { NULL };
	size_t count[3] = { 0 }, i, k, m;
	int r = 0;

	for (i = 0; i < 3 && r == 0; i++) {
		id.type = types[i];
		r = candidates_exact(st->store, a, &id, st->through, &found[i],
		    &count[i]);
		/* No number of that type at all. */
		if (r == E_SYNTAX)
			r = 0;
	}
	*out = arena_array(a, count[0] + count[1] + count[2], sizeof(**out));
	if (*out == NULL)
		return E_NOMEM;
	for (i = 0; i < 3; i++)
		for (k = 0; k < count[i]; k++) {
			for (m = 0; m < *n; m++)
				if (strcmp((*out)[m], found[i][k]) == 0)
					break;
			if (m == *n)
				(*out)[(*n)++] = found[i][k];
		}
	return r;
}

static bool
has_digit(const char *s)
{
	for (; *s != '\0'; s++)
		if (*s >= '0' && *s <= '9')
			return true;
	return false;
}

static int
find_near(const struct stored *st, struct arena *a, const char *who,
    const char ***out, size_t *n)
{
	struct identifier id = { .value = who,
		.type =
		    has_digit(who) ? IDENTIFIER_A_NUMBER : IDENTIFIER_NAME };
	struct candidate *found = NULL;
	const char **ids;
	size_t count = 0, all = 0, i;
	int r;

	r = candidates_find(st->store, a, &id, 1, st->through, FIND_MAX, &found,
	    &count, &all);
	if (r == E_SYNTAX)
		return 0;
	if (r != 0)
		return r;
	ids = arena_array(a, count, sizeof(*ids));
	if (ids == NULL)
		return E_NOMEM;
	for (i = 0; i < count; i++)
		if (found[i].match.score >= IDENTITY_NEAR)
			ids[(*n)++] = found[i].person;
	*out = ids;
	return 0;
}

/* One number of several records: one person if a second person said so. */
static int
find_linked(const struct stored *st, struct arena *a, const char **ids,
    size_t n, bool *one)
{
	struct stored_person p;
	size_t i, k;
	int r = stored_person(st, a, ids[0], STORED_AS_KNOWN, &p);

	*one = r == 0;
	for (i = 1; i < n && *one; i++) {
		for (k = 0; k < p.nsame; k++)
			if (strcmp(p.same[k], ids[i]) == 0)
				break;
		*one = k < p.nsame;
	}
	return r;
}

int
stored_find(const struct stored *st, struct arena *a, const char *who,
    const char ***out, size_t *n, bool *is_exact)
{
	const char **ids = NULL, *subject;
	struct written *w = NULL;
	size_t count = 0;
	int r;

	*out = NULL;
	*n = 0;
	*is_exact = false;
	if (st->through == 0)
		return 0;
	/* Our own id names one record. */
	if (strncmp(who, "p-", 2) == 0) {
		subject = arena_printf(a, "person/%s", who);
		ids = arena_array(a, 1, sizeof(*ids));
		if (subject == NULL || ids == NULL)
			return E_NOMEM;
		r = store_about(st->store, a, subject, st->through, &w, &count);
		ids[0] = who;
		*out = ids;
		*n = count > 0;
		*is_exact = count > 0;
		return r;
	}
	if ((r = find_exact(st, a, who, out, n)) != 0)
		return r;
	if (*n == 0)
		return find_near(st, a, who, out, n);
	*is_exact = *n == 1;
	if (*n == 1)
		return 0;
	r = find_linked(st, a, *out, *n, is_exact);
	if (*is_exact)
		*n = 1;
	return r;
}
