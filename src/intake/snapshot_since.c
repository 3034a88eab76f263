/* snapshot_since.c - see snapshot_since.h. */

#include "intake/snapshot_since.h"

#include <string.h>

/* More than one in SHARE, and to write them all again is no dearer. */
#define SHARE    8
#define AT_LEAST 1024

struct coming {
	struct arena *a;
	struct ids *ids;
	bool people; /* who carries which number may have changed */
};

static int
see_subject(void *ctx, const char *kind, size_t nkind, const char *s, size_t ns)
{
	static const char person[] = "person/", answer[] = "answer";
	struct coming *rd = ctx;

	(void)ns;
	if (nkind == sizeof(answer) - 1 && memcmp(kind, answer, nkind) == 0)
		return 0;
	if (strcmp(s, "people") == 0)
		rd->people = true;
	if (strncmp(s, person, sizeof(person) - 1) != 0)
		return 0;
	return ids_add(rd->a, rd->ids, s + sizeof(person) - 1);
}

static int
see_entry(void *ctx, const struct written *w)
{
	return entry_scan(w->bytes, w->n, see_subject, ctx);
}

static int
add_all(struct arena *a, const struct ids *from, struct ids *to)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < from->n; i++)
		r = ids_add(a, to, from->s[i]);
	return r;
}

static bool
all_in(const struct ids *few, const struct ids *many)
{
	for (size_t i = 0; i < few->n; i++)
		if (!ids_have(many, few->s[i]))
			return false;
	return true;
}

/* Everyone of whom a fact of that kind is on record. */
static int
add_with(struct arena *a, const struct columns *c, const char *takes,
    struct ids *ids)
{
	char *name = arena_strdup(a, takes);
	const struct kind *k;
	const struct kind_table *t;
	int r;

	if (name == NULL)
		return E_NOMEM;
	name[strcspn(name, " ")] = '\0';
	if ((k = vocab_kind(c->vocab, name)) == NULL)
		return 0;
	t = &c->tables[k->index];
	if ((r = columns_touch(c, COLUMNS_ROWS, k->index, 0, c->all)) != 0)
		return r;
	for (size_t row = 0; r == 0 && row < c->rows; row++)
		if (table_code(t, row) != CODE_NONE)
			r = ids_add(a, ids, columns_id(c, row));
	return r;
}

/* What an order lets nobody record alone, it does or did not before. */
static int
add_taken(struct arena *a, const struct columns *c, const struct ids *was,
    const struct ids *now, struct ids *ids)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < was->n; i++)
		if (!ids_have(now, was->s[i]))
			r = add_with(a, c, was->s[i], ids);
	for (size_t i = 0; r == 0 && i < now->n; i++)
		if (!ids_have(was, now->s[i]))
			r = add_with(a, c, now->s[i], ids);
	return r;
}

/* Last, for they rest on whoever else is read again. */
static int
add_resting(struct arena *a, const struct rests *was, struct ids *ids)
{
	const struct ids read = *ids;
	struct ids more = { .n = 0 };
	int r = 0;

	for (size_t i = 0; r == 0 && i < was->n; i++)
		if (ids_have(&read, was->on[i].on))
			r = ids_add(a, &more, was->on[i].who);
	return r != 0 ? r : add_all(a, &more, ids);
}

int
snapshot_since(struct arena *a, const struct stored *st, uint64_t after,
    const struct rests *was, const struct rests *now, const struct columns *c,
    struct since *out)
{
	struct coming rd = { .a = a, .ids = &out->ids };
	int r;

	*out = (struct since){ .anew = true };
	if (!hash_equal(&was->vocab, &now->vocab) ||
	    !all_in(&was->names, &now->names))
		return 0;
	if ((r = columns_touch(c, COLUMNS_WHO, 0, 0, c->all)) != 0)
		return r;
	if (st->through > after)
		r = store_follow(st->store, after, st->through - after,
		    see_entry, &rd);
	if (r == 0)
		r = add_taken(a, c, &was->takes, &now->takes, &out->ids);
	if (r == 0 && was->names.n != now->names.n)
		r = add_all(a, &was->damaged, &out->ids);
	if (r == 0 && rd.people)
		r = add_all(a, &was->people, &out->ids);
	if (r != 0)
		return r;
	ids_sort(&out->ids);
	if ((r = add_resting(a, was, &out->ids)) != 0)
		return r;
	ids_sort(&out->ids);
	out->anew = out->ids.n > c->rows / SHARE + AT_LEAST;
	return 0;
}
