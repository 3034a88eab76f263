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
struct finding {
	const struct stored *st;
	struct arena *a;
	const char **ids; /* of whom it is certain; then the rest */
	size_t n, nstand, cap;
	const char *why;
};

static int
find_add(struct finding *f, const char *id)
{
	size_t i;

	for (i = 0; i < f->n; i++)
		if (strcmp(f->ids[i], id) == 0)
			return 0;
	f->ids = arena_grow(f->a, f->ids, f->n, &f->cap, sizeof(*f->ids));
	if (f->ids == NULL)
		return E_NOMEM;
	f->ids[f->n++] = id;
	return 0;
}

static int
find_exact(struct finding *f, const char *who)
{
	static const enum identifier_type types[] = { IDENTIFIER_A_NUMBER,
		IDENTIFIER_COURT, IDENTIFIER_OTHER };
	struct identifier id = { .value = who };
	struct stored_carrier *found[3] = { NULL };
	size_t count[3] = { 0 }, stand[3] = { 0 }, i, k;
	int r = 0;

	for (i = 0; i < 3 && r == 0; i++) {
		id.type = types[i];
		r = stored_carriers(f->st, f->a, &id, &found[i], &count[i],
		    &stand[i]);
		/* No number of that type at all. */
		if (r == E_SYNTAX)
			r = 0;
	}
	for (i = 0; i < 3 && r == 0; i++)
		for (k = 0; k < stand[i] && r == 0; k++)
			r = find_add(f, found[i][k].person);
	f->nstand = f->n;
	for (i = 0; i < 3 && r == 0; i++)
		for (k = stand[i]; k < count[i] && r == 0; k++) {
			r = find_add(f, found[i][k].person);
			f->why = found[i][k].why;
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
find_near(struct finding *f, const char *who)
{
	struct identifier id = { .value = who,
		.type =
		    has_digit(who) ? IDENTIFIER_A_NUMBER : IDENTIFIER_NAME };
	struct candidate *found = NULL;
	size_t count = 0, all = 0, i;
	int r;

	r = candidates_find(f->st->store, f->a, &id, 1, f->st->through,
	    FIND_MAX, &found, &count, &all);
	if (r == E_SYNTAX)
		return 0;
	for (i = 0; i < count && r == 0; i++)
		if (found[i].match.score >= IDENTITY_NEAR)
			r = find_add(f, found[i].person);
	return r;
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

/* Our own id names one record. */
static int
find_record(struct finding *f, const char *who, bool *is_exact)
{
	const char *subject = arena_printf(f->a, "person/%s", who);
	struct written *w = NULL;
	size_t count = 0;
	int r;

	if (subject == NULL)
		return E_NOMEM;
	r = store_about(f->st->store, f->a, subject, f->st->through, &w,
	    &count);
	*is_exact = count > 0;
	return r != 0 || count == 0 ? r : find_add(f, who);
}

int
stored_find(const struct stored *st, struct arena *a, const char *who,
    const char ***out, size_t *n, bool *is_exact, const char **why)
{
	struct finding f = { .st = st, .a = a };
	int r = 0;

	*out = NULL;
	*n = 0;
	*is_exact = false;
	if (why != NULL)
		*why = NULL;
	if (st->through == 0)
		return 0;
	if (strncmp(who, "p-", 2) == 0) {
		r = find_record(&f, who, is_exact);
	} else if ((r = find_exact(&f, who)) == 0 && f.nstand == 0) {
		/* Nobody's, or not for certain: whoever it is near to. */
		r = find_near(&f, who);
	} else if (r == 0) {
		f.n = f.nstand;
		*is_exact = f.n == 1;
		if (f.n > 1)
			r = find_linked(st, a, f.ids, f.n, is_exact);
		if (*is_exact)
			f.n = 1;
	}
	*out = f.ids;
	*n = f.n;
	if (why != NULL && !*is_exact)
		*why = f.why;
	return r;
}
