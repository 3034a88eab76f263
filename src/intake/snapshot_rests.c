/* snapshot_rests.c - see snapshot_rests.h. */

#include "intake/snapshot_rests.h"

#include <stdlib.h>
#include <string.h>

/* -- Strings --------------------------------------------------------------- */

int
ids_add(struct arena *a, struct ids *l, const char *s)
{
	const char **all = arena_grow(a, l->s, l->n, &l->cap, sizeof(*all));
	char *own = arena_strdup(a, s);

	if (all == NULL || own == NULL)
		return E_NOMEM;
	l->s = all;
	l->s[l->n++] = own;
	return 0;
}

static int
by_text(const void *x, const void *y)
{
	const char *const *a = x, *const *b = y;

	return strcmp(*a, *b);
}

void
ids_sort(struct ids *l)
{
	size_t n = 0;

	if (l->n == 0)
		return;
	qsort(l->s, l->n, sizeof(*l->s), by_text);
	for (size_t i = 0; i < l->n; i++)
		if (n == 0 || strcmp(l->s[n - 1], l->s[i]) != 0)
			l->s[n++] = l->s[i];
	l->n = n;
}

int
ids_join(struct arena *a, const struct ids *more, struct ids *l)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < more->n; i++)
		r = ids_add(a, l, more->s[i]);
	ids_sort(l);
	return r;
}

bool
ids_have(const struct ids *l, const char *s)
{
	return l->n > 0 &&
	    bsearch(&s, l->s, l->n, sizeof(*l->s), by_text) != NULL;
}

/* -- What facts are read against ------------------------------------------- */

static void
spell_fields(struct buf *b, const struct field *f, size_t n)
{
	for (size_t i = 0; i < n; i++)
		buf_printf(b, " %s:%d", f[i].name, (int)f[i].type);
}

static void
spell_kind(struct buf *b, const struct kind *k)
{
	buf_printf(b, "kind %s %d %d", k->name, (int)k->type, (int)k->number);
	spell_fields(b, k->fields, k->nfields);
	for (size_t i = 0; i < k->nsteps; i++)
		buf_printf(b, " step %s", k->steps[i]);
	buf_printf(b, " closes %zu", k->first_closing);
	for (size_t i = 0; i < k->nof; i++)
		buf_printf(b, " of %s", k->of[i]);
	buf_puts(b, "\n");
}

static int
hash_vocab(const struct mem *mem, const struct vocab *v, struct hash *out)
{
	struct buf b;
	int r = 0;

	buf_init(&b, mem, SIZE_MAX);
	for (size_t i = 0; i < v->nkinds; i++)
		spell_kind(&b, v->kinds[i]);
	for (size_t i = 0; i < v->nwords; i++) {
		const struct word *w = v->words[i];

		buf_printf(&b, "word %s %d", w->name, (int)w->type);
		for (size_t k = 0; k < w->nin; k++)
			buf_printf(&b, " in %s", w->in[k]->name);
		buf_puts(&b, "\n");
	}
	if (b.failed)
		r = E_NOMEM;
	else
		*out = hash_of(b.s, b.len);
	buf_release(&b);
	return r;
}

/* The events and steps that stored_takes finds in an order. */
static int
find_takes(struct arena *a, const struct law *law, struct ids *out)
{
	struct given g = { .kind = GIVEN_FACT };
	const char *text;
	int r = 0;

	for (size_t i = 0; i < law->vocab->nkinds; i++) {
		const struct kind *k = law->vocab->kinds[i];
		int last = k->type == KIND_FILING ? (int)k->nsteps - 1 : -1;

		if (k->type != KIND_EVENT && k->type != KIND_FILING)
			continue;
		g.fact = k;
		for (g.step = -1; r == 0 && g.step <= last; g.step++) {
			if (!stored_takes(law, &g))
				continue;
			text = arena_printf(a, "%s %d", k->name, g.step);
			r = text == NULL ? E_NOMEM : ids_add(a, out, text);
		}
	}
	ids_sort(out);
	return r;
}

int
rests_of_law(struct arena *a, const struct law *law, struct rests *out)
{
	int r;

	*out = (struct rests){ .n = 0 };
	r = hash_vocab(a->mem, law->vocab, &out->vocab);
	if (r == 0)
		r = find_takes(a, law, &out->takes);
	for (size_t i = 0; r == 0 && i < law->npersons; i++)
		r = ids_add(a, &out->names, law->persons[i]);
	for (size_t i = 0; r == 0 && i < law->nlists; i++)
		r = ids_add(a, &out->names, law->lists[i]->id.s);
	ids_sort(&out->names);
	return r;
}

/* -- What a person was made of --------------------------------------------- */

static int
rest_on(struct arena *a, struct rests *rs, const char *who, const char *on)
{
	struct rest *all = arena_grow(a, rs->on, rs->n, &rs->cap, sizeof(*all));

	if (all == NULL)
		return E_NOMEM;
	rs->on = all;
	rs->on[rs->n] =
	    (struct rest){ arena_strdup(a, who), arena_strdup(a, on) };
	if (rs->on[rs->n].who == NULL || rs->on[rs->n].on == NULL)
		return E_NOMEM;
	rs->n++;
	return 0;
}

static bool
names_another(const struct person *p)
{
	for (size_t i = 0; i < p->nfacts; i++)
		if (p->facts[i]->other != NULL)
			return true;
	return false;
}

int
rests_add(struct arena *a, struct rests *rs, const struct stored_person *p)
{
	static const char person[] = "person/";
	const size_t skip = sizeof(person) - 1;
	int r = 0;

	if (p->damaged != NULL)
		r = ids_add(a, &rs->damaged, p->id);
	if (r == 0 && p->nwaits > 0)
		r = ids_add(a, &rs->waits, p->id);
	if (r == 0 && (p->damaged != NULL || names_another(&p->under[0])))
		r = ids_add(a, &rs->people, p->id);
	for (size_t i = 0; r == 0 && i < p->ntouched; i++)
		if (strncmp(p->touched[i], person, skip) == 0 &&
		    strcmp(p->touched[i] + skip, p->id) != 0)
			r = rest_on(a, rs, p->id, p->touched[i] + skip);
	return r;
}

/* -- In a file ------------------------------------------------------------- */

static const char first_line[] = "rests 2";

static void
put_all(struct buf *b, const char *word, const struct ids *l)
{
	for (size_t i = 0; i < l->n; i++)
		buf_printf(b, "%s %s\n", word, l->s[i]);
}

int
rests_write(const struct rests *rs, struct buf *out)
{
	char hash[72];

	hash_text(&rs->vocab, hash);
	buf_printf(out, "%s\nvocabulary %s\n", first_line, hash);
	put_all(out, "takes", &rs->takes);
	put_all(out, "name", &rs->names);
	put_all(out, "damaged", &rs->damaged);
	put_all(out, "waits", &rs->waits);
	put_all(out, "people", &rs->people);
	for (size_t i = 0; i < rs->n; i++)
		buf_printf(out, "with %s %s\n", rs->on[i].who, rs->on[i].on);
	return out->failed ? E_NOMEM : 0;
}

static int
read_line(struct arena *a, const char *word, char *rest, struct rests *out)
{
	struct ids *l = strcmp(word, "takes") == 0 ? &out->takes
	    : strcmp(word, "name") == 0            ? &out->names
	    : strcmp(word, "damaged") == 0         ? &out->damaged
	    : strcmp(word, "waits") == 0           ? &out->waits
	    : strcmp(word, "people") == 0          ? &out->people
						   : NULL;
	char *second;

	if (l != NULL)
		return ids_add(a, l, rest);
	if (strcmp(word, "vocabulary") == 0)
		return hash_read(rest, &out->vocab) ? 0 : E_SYNTAX;
	if (strcmp(word, "with") != 0 || (second = strchr(rest, ' ')) == NULL)
		return E_SYNTAX;
	*second++ = '\0';
	return rest_on(a, out, rest, second);
}

int
rests_read(struct arena *a, char *text, struct rests *out)
{
	char *line = text, *end, *rest;
	bool first = true;
	int r;

	*out = (struct rests){ .n = 0 };
	for (; *line != '\0'; line = end) {
		if ((end = strchr(line, '\n')) == NULL)
			return E_SYNTAX;
		*end++ = '\0';
		if (first && strcmp(line, first_line) != 0)
			return E_SYNTAX;
		if (first) {
			first = false;
			continue;
		}
		if ((rest = strchr(line, ' ')) == NULL)
			return E_SYNTAX;
		*rest++ = '\0';
		if ((r = read_line(a, line, rest, out)) != 0)
			return r;
	}
	ids_sort(&out->takes);
	ids_sort(&out->names);
	ids_sort(&out->damaged);
	ids_sort(&out->waits);
	ids_sort(&out->people);
	return first ? E_SYNTAX : 0;
}
