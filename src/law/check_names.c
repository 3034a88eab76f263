/* check_names.c - finding what a name means, and saying what it might have
 * meant. */

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "law/check.h"

/* Names listed in a message before "and N more". */
#define NAMES_LISTED 12

#define SAID_MAX     2000

void
names_add(struct check *c, struct names *names, const char *s)
{
	const char **grown;

	/* What is not shown need not be found. */
	if (c->ds->nerrors >= LIMIT_DIAGNOSTICS)
		return;
	grown = arena_grow(c->a, names->s, names->n, &names->cap,
	    sizeof(*names->s));
	if (grown == NULL) {
		c->nomem = true;
		return;
	}
	names->s = grown;
	names->s[names->n++] = s;
}

void
names_of_fields(struct check *c, struct names *names,
    const struct field *fields, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		names_add(c, names, fields[i].name);
}

void
names_of_kinds(struct check *c, struct names *names)
{
	size_t i;

	for (i = 0; i < c->vocab->nkinds; i++)
		names_add(c, names, c->vocab->kinds[i]->name);
}

void
names_of_steps(struct check *c, struct names *names, const struct kind *k)
{
	size_t i;

	for (i = 0; i < k->nsteps; i++)
		names_add(c, names, said(c, "%s.%s", k->name, k->steps[i]));
}

const char *
said(struct check *c, const char *fmt, ...)
{
	char text[SAID_MAX];
	const char *copy;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	copy = arena_strdup(c->a, text);
	if (copy == NULL) {
		c->nomem = true;
		return "";
	}
	return copy;
}

const char *
did_you_mean(struct check *c, const char *word, const struct names *names)
{
	const char *near = nearest_name(word, names->s, names->n);

	return near == NULL ? NULL : said(c, "did you mean %s?", near);
}

const char *
one_of(struct check *c, const struct names *names, const char *otherwise)
{
	const char *list;
	size_t i;

	if (names->n == 0)
		return otherwise;
	if (names->n == 1)
		return names->s[0];
	list = said(c, "one of %s", names->s[0]);
	for (i = 1; i < names->n && i < NAMES_LISTED; i++)
		list = said(c, "%s, %s", list, names->s[i]);
	if (i < names->n)
		list = said(c, "%s and %zu more", list, names->n - i);
	return list;
}

/* -- Orders, cases, lists and clocks by name ---------------------------- */

struct id_entry {
	struct name name; /* s NULL: empty */
	struct named is;
};

static size_t
hash_name(const char *s)
{
	uint64_t h = 14695981039346656037u;

	for (; *s != '\0'; s++)
		h = (h ^ (unsigned char)*s) * 1099511628211u;
	return (size_t)(h ^ (h >> 32));
}

/* The entry of that name, or the empty one where it belongs: the table is
 * never more than half full. */
static struct id_entry *
find_id(const struct check *c, const char *id)
{
	size_t i = hash_name(id) & (c->nids - 1);

	while (c->ids[i].name.s != NULL && strcmp(c->ids[i].name.s, id) != 0)
		i = (i + 1) & (c->nids - 1);
	return &c->ids[i];
}

static void
add_id(struct check *c, const struct name *name, struct named is)
{
	struct id_entry *e = find_id(c, name->s);
	unsigned line, col;

	if (e->name.s == NULL) {
		*e = (struct id_entry){ .name = *name, .is = is };
		return;
	}
	pos_line_col(e->name.pos, &line, &col);
	diag_add(c->ds, DIAG_ERROR, name->pos, "a name of its own",
	    said(c, "the first is at %s:%u:%u", e->name.pos.src->path, line,
		col),
	    "%s is declared twice", name->s);
}

int
ids_build(struct check *c, struct law *law)
{
	size_t i, n;

	n = law->ninstruments + law->ncases + law->nlists + law->nclocks;
	for (c->nids = 16; c->nids < 2 * n; c->nids *= 2)
		;
	c->ids = arena_array(c->a, c->nids, sizeof(*c->ids));
	if (c->ids == NULL)
		return E_NOMEM;
	for (i = 0; i < law->ncases; i++)
		add_id(c, &law->cases[i]->id,
		    (struct named){ .in_case = law->cases[i] });
	for (i = 0; i < law->ninstruments; i++) {
		law->instruments[i]->index = i;
		add_id(c, &law->instruments[i]->id,
		    (struct named){ .instrument = law->instruments[i] });
	}
	for (i = 0; i < law->nlists; i++)
		add_id(c, &law->lists[i]->id,
		    (struct named){ .list = law->lists[i] });
	for (i = 0; i < law->nclocks; i++)
		add_id(c, &law->clocks[i]->id,
		    (struct named){ .clock = law->clocks[i] });
	return 0;
}

/* A condition checked on its own has no table: walk. */
static struct named
walk_names(const struct law *law, const char *id)
{
	struct named is = { NULL, NULL, NULL, NULL };
	size_t i;

	for (i = 0; i < law->ninstruments; i++)
		if (strcmp(law->instruments[i]->id.s, id) == 0)
			is.instrument = law->instruments[i];
	for (i = 0; i < law->ncases; i++)
		if (strcmp(law->cases[i]->id.s, id) == 0)
			is.in_case = law->cases[i];
	for (i = 0; i < law->nlists; i++)
		if (strcmp(law->lists[i]->id.s, id) == 0)
			is.list = law->lists[i];
	for (i = 0; i < law->nclocks; i++)
		if (strcmp(law->clocks[i]->id.s, id) == 0)
			is.clock = law->clocks[i];
	return is;
}

struct named
find_name(const struct check *c, const char *id)
{
	if (c->ids == NULL)
		return walk_names(c->law, id);
	return find_id(c, id)->is;
}

struct instrument *
need_instrument(struct check *c, const struct name *name)
{
	struct named is = find_name(c, name->s);
	struct names names = { NULL, 0, 0 };
	size_t i;

	if (is.instrument != NULL && is.instrument->kind != INSTR_FORM)
		return is.instrument;
	if (is.instrument != NULL) {
		diag_add(c->ds, DIAG_ERROR, name->pos,
		    "an order, or an instance of the form", NULL,
		    "%s is a form: it binds nobody", name->s);
		return NULL;
	}
	if (is.in_case != NULL) {
		diag_add(c->ds, DIAG_ERROR, name->pos, "the name of an order",
		    "only `dismisses` acts on a whole case",
		    "%s is a case, not an order", name->s);
		return NULL;
	}
	for (i = 0; i < c->law->ninstruments; i++)
		names_add(c, &names, c->law->instruments[i]->id.s);
	diag_add(c->ds, DIAG_ERROR, name->pos, "the name of an order",
	    did_you_mean(c, name->s, &names), "no order is called %s", name->s);
	return NULL;
}

struct law_case *
need_case(struct check *c, const struct name *name)
{
	struct named is = find_name(c, name->s);
	struct names names = { NULL, 0, 0 };
	size_t i;

	if (is.in_case != NULL)
		return is.in_case;
	if (is.instrument != NULL) {
		diag_add(c->ds, DIAG_ERROR, name->pos, "the name of a case",
		    "write `dissolves` or `vacates` to end one order",
		    "%s is an order, not a case", name->s);
		return NULL;
	}
	for (i = 0; i < c->law->ncases; i++)
		names_add(c, &names, c->law->cases[i]->id.s);
	diag_add(c->ds, DIAG_ERROR, name->pos, "the name of a case",
	    did_you_mean(c, name->s, &names), "no case is called %s", name->s);
	return NULL;
}

const struct law_list *
need_list(struct check *c, const struct name *name)
{
	struct named is = find_name(c, name->s);
	struct names names = { NULL, 0, 0 };
	size_t i;

	if (is.list != NULL)
		return is.list;
	for (i = 0; i < c->law->nlists; i++)
		names_add(c, &names, c->law->lists[i]->id.s);
	diag_add(c->ds, DIAG_ERROR, name->pos,
	    one_of(c, &names, "a list declared with `list`"),
	    did_you_mean(c, name->s, &names), "no list is called %s", name->s);
	return NULL;
}

const struct clock *
need_clock(struct check *c, const struct name *name)
{
	struct named is = find_name(c, name->s);
	struct names names = { NULL, 0, 0 };
	size_t i;

	if (is.clock != NULL)
		return is.clock;
	for (i = 0; i < c->law->nclocks; i++)
		names_add(c, &names, c->law->clocks[i]->id.s);
	diag_add(c->ds, DIAG_ERROR, name->pos,
	    one_of(c, &names, "a clock declared with `clock`"),
	    did_you_mean(c, name->s, &names), "no clock is called %s", name->s);
	return NULL;
}
