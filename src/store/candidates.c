/* candidates.c - see candidates.h.
 *
 * Keys are asked strongest first and each gives at most so many rows: of a
 * million people half a percent may share two parts of a name, and someone
 * of whom nothing else is known cannot be told from them anyway.  What was
 * found by several keys is compared in full. */

#include <stdlib.h>
#include <string.h>

#include "store/candidates.h"

/* Rows read of one key, by its strength. */
static const size_t rows_most[] = { [KEY_EXACT] = 64,
	[KEY_NEAR] = 16384,
	[KEY_DAY] = 8192,
	[KEY_BIRTH] = 8192,
	[KEY_TWO] = 32768,
	[KEY_ONE] = 4096 };

/* What finding someone by such a key is worth, before they are compared.
 * A number outweighs a day of birth, and that any name: of ten thousand
 * people hundreds share two parts of a name, and whoever is a slip of the
 * number away was not among the first of them. */
static const unsigned worth[] = { [KEY_EXACT] = 8000,
	[KEY_NEAR] = 4000,
	[KEY_DAY] = 1000,
	[KEY_BIRTH] = 900,
	[KEY_TWO] = 30,
	[KEY_ONE] = 12 };

#define NAMES_WORTH   600   /* at most: less than a day of birth */
#define COMPARED_MOST 96    /* people compared in full */
#define FOUND_MOST    65536 /* people found at all */

struct hit {
	const char *person; /* NULL: free */
	unsigned worth;
	unsigned names; /* of that from a name */
	bool number;    /* found by a number already */
	bool day;       /* ... by a day of birth */
};

struct finding {
	struct store *store;
	struct arena *a;
	uint64_t through;
	struct hit *hits; /* open addressing */
	size_t cap, n;
	const struct identity_key *key;
	size_t rows;
	int err;
};

#define SCAN_ENOUGH 1 /* from a callback: no more rows, not an error */

static uint64_t
row_seq(const void *key, size_t nkey)
{
	const uint8_t *s = (const uint8_t *)key + nkey - 8;
	uint64_t v = 0;
	int i;

	for (i = 0; i < 8; i++)
		v = v << 8 | s[i];
	return v;
}

static size_t
person_hash(const char *s, size_t n)
{
	uint64_t h = 14695981039346656037u; /* FNV-1a */
	size_t i;

	for (i = 0; i < n; i++)
		h = (h ^ (unsigned char)s[i]) * 1099511628211u;
	return (size_t)(h ^ h >> 29);
}

static struct hit *
hit_slot(const struct finding *f, const char *s, size_t n)
{
	size_t i = person_hash(s, n) & (f->cap - 1);

	while (f->hits[i].person != NULL &&
	    (strncmp(f->hits[i].person, s, n) != 0 ||
		f->hits[i].person[n] != '\0'))
		i = (i + 1) & (f->cap - 1);
	return &f->hits[i];
}

static int
hits_grow(struct finding *f)
{
	struct finding bigger = *f;
	size_t i;

	bigger.cap = f->cap == 0 ? 1024 : f->cap * 2;
	bigger.hits = arena_array(f->a, bigger.cap, sizeof(*bigger.hits));
	if (bigger.hits == NULL)
		return E_NOMEM;
	for (i = 0; i < f->cap; i++)
		if (f->hits[i].person != NULL)
			*hit_slot(&bigger, f->hits[i].person,
			    strlen(f->hits[i].person)) = f->hits[i];
	*f = bigger;
	return 0;
}

/* Several slips of one number, and of one day, count once. */
static void
hit_count(struct hit *h, enum key_strength how)
{
	switch (how) {
	case KEY_DAY:
	case KEY_BIRTH:
		h->worth += h->day ? 0 : worth[how];
		h->day = true;
		break;
	case KEY_TWO:
	case KEY_ONE:
		if (h->names + worth[how] > NAMES_WORTH)
			break;
		h->names += worth[how];
		h->worth += worth[how];
		break;
	case KEY_EXACT:
	case KEY_NEAR:
		h->worth += h->number ? 0 : worth[how];
		h->number = true;
		break;
	}
}

/* Of a prefix, only numbers that one slip makes of the one asked for.
 * rest: type, NUL, value. */
static bool
row_slips(const struct identity_key *key, const char *rest, size_t n)
{
	const char *nul = memchr(rest, '\0', n);
	enum identifier_type type;
	char value[160];
	size_t k;

	if (key->slip == NULL)
		return true;
	if (nul == NULL ||
	    !identifier_read_word(rest, (size_t)(nul - rest), &type))
		return false;
	k = n - (size_t)(nul + 1 - rest);
	if (k >= sizeof(value))
		return false;
	memcpy(value, nul + 1, k);
	value[k] = '\0';
	return identity_slip(type, key->slip, value);
}

static int
hit_row(void *ctx, const void *key, size_t nkey, const void *value,
    size_t nvalue)
{
	struct finding *f = ctx;
	const char *end = memchr(value, '\0', nvalue);
	struct hit *h;
	size_t n;

	if (f->rows++ >= rows_most[f->key->strength])
		return SCAN_ENOUGH;
	if (end == NULL || nkey < 8 || row_seq(key, nkey) > f->through ||
	    !row_slips(f->key, end + 1,
		nvalue - (size_t)(end + 1 - (const char *)value)))
		return 0;
	n = (size_t)(end - (const char *)value);
	if (2 * (f->n + 1) > f->cap && (f->err = hits_grow(f)) != 0)
		return SCAN_ENOUGH;
	h = hit_slot(f, value, n);
	if (h->person == NULL) {
		if (f->n == FOUND_MOST)
			return SCAN_ENOUGH;
		h->person = arena_strndup(f->a, value, n);
		if (h->person == NULL) {
			f->err = E_NOMEM;
			return SCAN_ENOUGH;
		}
		f->n++;
	}
	hit_count(h, f->key->strength);
	return 0;
}

static int
find_key(struct finding *f, const struct identity_key *k)
{
	int r;

	f->key = k;
	f->rows = 0;
	/* With its NUL, no longer key begins with it. */
	r = store_view_scan(f->store, VIEW_IDENTITY, k->key,
	    strlen(k->key) + (k->prefix ? 0 : 1), NULL, 0, hit_row, f);
	if (f->err != 0)
		return f->err;
	return r == SCAN_ENOUGH ? 0 : r;
}

/* -- One person ----------------------------------------------------------- */

struct own {
	struct arena *a;
	uint64_t through;
	struct known_identifier *items;
	size_t n, cap;
	int err;
};

static int
own_row(void *ctx, const void *key, size_t nkey, const void *value,
    size_t nvalue)
{
	struct own *o = ctx;
	const char *s = value, *nul = memchr(value, '\0', nvalue);
	struct known_identifier k = { 0 }, *items;
	size_t n;

	if (nul == NULL || nkey < 8 ||
	    (k.seq = row_seq(key, nkey)) > o->through)
		return 0;
	n = (size_t)(nul - s);
	if (!identifier_read_word(s, n, &k.id.type))
		return 0;
	k.id.value = arena_strndup(o->a, nul + 1, nvalue - n - 1);
	items = arena_grow(o->a, o->items, o->n, &o->cap, sizeof(*items));
	if (items == NULL || k.id.value == NULL) {
		o->err = E_NOMEM;
		return SCAN_ENOUGH;
	}
	o->items = items;
	o->items[o->n++] = k;
	return 0;
}

int
person_identifiers(struct store *s, struct arena *a, const char *person,
    uint64_t through, struct known_identifier **out, size_t *n)
{
	struct own o = { .a = a, .through = through };
	const char *prefix = arena_printf(a, "p/%s", person);
	int r;

	if (prefix == NULL)
		return E_NOMEM;
	r = store_view_scan(s, VIEW_IDENTITY, prefix, strlen(prefix) + 1, NULL,
	    0, own_row, &o);
	if (o.err != 0)
		return o.err;
	*out = o.items;
	*n = o.n;
	return r;
}

/* -- All of it ------------------------------------------------------------ */

static int
by_worth(const void *x, const void *y)
{
	const struct hit *a = x, *b = y;

	if (a->worth != b->worth)
		return a->worth > b->worth ? -1 : 1;
	return strcmp(a->person, b->person);
}

static int
by_score(const void *x, const void *y)
{
	const struct candidate *a = x, *b = y;

	if (a->match.one != b->match.one)
		return a->match.one ? -1 : 1;
	if (a->match.score != b->match.score)
		return a->match.score > b->match.score ? -1 : 1;
	return strcmp(a->person, b->person);
}

/* The fullest first, packed to the front. */
static void
hits_sort(struct finding *f)
{
	size_t i, n = 0;

	for (i = 0; i < f->cap; i++)
		if (f->hits[i].person != NULL)
			f->hits[n++] = f->hits[i];
	if (n > 0)
		qsort(f->hits, n, sizeof(*f->hits), by_worth);
	f->cap = 0; /* it is no table any more */
}

size_t
identifiers_before(const struct known_identifier *ids, size_t n, size_t at)
{
	if (at >= n)
		return 0;
	for (at++; at < n && ids[at].seq == ids[at - 1].seq + 1; at++)
		;
	return at;
}

/* Of what is known by then, at first and with whatever came later: a second
 * name or another day of birth, written down afterwards, takes nobody out
 * of sight. */
static int
compare_one(struct finding *f, const struct profile *asked, struct candidate *c)
{
	struct known_identifier *known = NULL;
	struct identity_match m;
	struct identifier *ids;
	struct profile profile;
	size_t i, to;
	int r;

	r = person_identifiers(f->store, f->a, c->person, f->through, &known,
	    &c->nids);
	if (r != 0)
		return r;
	c->ids = known;
	ids = arena_array(f->a, c->nids, sizeof(*ids));
	if (ids == NULL)
		return E_NOMEM;
	for (i = 0; i < c->nids; i++)
		ids[i] = known[i].id;
	for (to = 0; (to = identifiers_before(known, c->nids, to)) > 0;) {
		if ((r = profile_make(f->a, ids, to, &profile)) != 0 ||
		    (r = identity_compare(f->a, asked, &profile, &m)) != 0)
			return r;
		if (c->match.reason == NULL || m.score > c->match.score ||
		    to == c->nids) {
			/* What they are is said by all of it. */
			if (c->match.reason != NULL &&
			    c->match.score > m.score) {
				m.score = c->match.score;
				m.reason = c->match.reason;
			}
			c->match = m;
		}
	}
	return 0;
}

/* Of those that are not compared, one may be near: by a number, or by a day
 * of birth and a part of the name. */
static bool
any_unseen(const struct finding *f, size_t from)
{
	size_t i;

	for (i = from; i < f->n; i++)
		if (f->hits[i].number ||
		    (f->hits[i].day && f->hits[i].names > 0))
			return true;
	return false;
}

static int
compare_all(struct finding *f, const struct profile *asked, size_t max,
    struct candidate **out, size_t *nout, size_t *all)
{
	size_t most = f->n < COMPARED_MOST ? f->n : COMPARED_MOST, i, n = 0;
	struct candidate *cs = arena_array(f->a, most, sizeof(*cs));
	int r;

	if (cs == NULL)
		return E_NOMEM;
	for (i = 0; i < most; i++) {
		cs[n] = (struct candidate){ .person = f->hits[i].person };
		if ((r = compare_one(f, asked, &cs[n])) != 0)
			return r;
		if (cs[n].match.score >= IDENTITY_SHOWN || cs[n].match.number)
			n++;
	}
	if (n > 0)
		qsort(cs, n, sizeof(*cs), by_score);
	*all = n;
	*out = cs;
	*nout = n < max ? n : max;
	return 0;
}

static int
by_strength(const void *x, const void *y)
{
	const struct identity_key *a = x, *b = y;

	if (a->strength != b->strength)
		return a->strength < b->strength ? -1 : 1;
	return strcmp(a->key, b->key);
}

int
candidates_find(struct store *s, struct arena *a, const struct identifier *ids,
    size_t n, uint64_t through, size_t max, struct candidate **out,
    size_t *nout, size_t *all)
{
	bool unseen;

	return candidates_near(s, a, ids, n, through, max, out, nout, all,
	    &unseen);
}

int
candidates_near(struct store *s, struct arena *a, const struct identifier *ids,
    size_t n, uint64_t through, size_t max, struct candidate **out,
    size_t *nout, size_t *all, bool *unseen)
{
	struct finding f = { .store = s, .a = a, .through = through };
	struct identity_keys keys = { .arena = a };
	struct profile asked;
	size_t i;
	int r;

	*out = NULL;
	*nout = *all = 0;
	*unseen = false;
	for (i = 0; i < n; i++)
		if ((r = identity_keys_asked(&keys, &ids[i])) != 0)
			return r;
	if ((r = profile_make(a, ids, n, &asked)) != 0)
		return r;
	if (keys.n > 0)
		qsort(keys.items, keys.n, sizeof(*keys.items), by_strength);
	for (i = 0; i < keys.n; i++)
		if ((r = find_key(&f, &keys.items[i])) != 0)
			return r;
	hits_sort(&f);
	*unseen = any_unseen(&f, COMPARED_MOST);
	return compare_all(&f, &asked, max, out, nout, all);
}

int
candidates_exact(struct store *s, struct arena *a, const struct identifier *id,
    uint64_t through, const char ***out, size_t *n)
{
	struct finding f = { .store = s, .a = a, .through = through };
	struct identity_keys keys = { .arena = a };
	const char **ids;
	size_t i;
	int r;

	*out = NULL;
	*n = 0;
	if (!identifier_names_one(id->type))
		return 0;
	if ((r = identity_keys_kept(&keys, id)) != 0)
		return r;
	for (i = 0; i < keys.n; i++)
		if ((r = find_key(&f, &keys.items[i])) != 0)
			return r;
	hits_sort(&f);
	ids = arena_array(a, f.n, sizeof(*ids));
	if (ids == NULL)
		return E_NOMEM;
	for (i = 0; i < f.n; i++)
		ids[i] = f.hits[i].person;
	*out = ids;
	*n = f.n;
	return 0;
}
