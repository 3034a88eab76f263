#include "law/diff.h"

#include <stdlib.h>
#include <string.h>

#include "law/print.h"

/* One thing of a casebook that has a name. */
struct item {
	const char *id;
	const char *what;
	const struct instrument *instrument;
	const struct clock *clock;
	const struct law_list *list;
};

struct diff {
	struct arena *a;
	const struct law *from, *to;
	struct law_change *changes;
	size_t n, cap;
};

static int
item_cmp(const void *a, const void *b)
{
	const struct item *x = a, *y = b;
	int order = strcmp(x->id, y->id);

	return order != 0 ? order : strcmp(x->what, y->what);
}

static struct item *
items_of(struct arena *a, const struct law *law, size_t *n)
{
	struct item *items;
	size_t i, k = 0;

	*n = law->ninstruments + law->nclocks + law->nlists;
	items = arena_array(a, *n, sizeof(*items));
	if (items == NULL)
		return NULL;
	for (i = 0; i < law->ninstruments; i++) {
		const struct instrument *x = law->instruments[i];

		items[k++] = (struct item){ .id = x->id.s,
			.what = instrument_kind_text(x->kind),
			.instrument = x };
	}
	for (i = 0; i < law->nclocks; i++)
		items[k++] = (struct item){ .id = law->clocks[i]->id.s,
			.what = "clock",
			.clock = law->clocks[i] };
	for (i = 0; i < law->nlists; i++)
		items[k++] = (struct item){ .id = law->lists[i]->id.s,
			.what = "list",
			.list = law->lists[i] };
	qsort(items, *n, sizeof(*items), item_cmp);
	return items;
}

static int
add_change(struct diff *d, struct law_change change)
{
	struct law_change *grown;

	grown = arena_grow(d->a, d->changes, d->n, &d->cap, sizeof(*grown));
	if (grown == NULL)
		return E_NOMEM;
	d->changes = grown;
	d->changes[d->n++] = change;
	return 0;
}

/* A clause that reads differently. */
static int
compare_texts(struct diff *d, const struct item *x, const char *clause,
    const struct buf *was, const struct buf *is)
{
	struct law_change change = { .kind = CHANGE_CHANGED,
		.what = x->what,
		.id = x->id,
		.clause = clause };

	if (was->failed || is->failed)
		return E_NOMEM;
	if (strcmp(was->s, is->s) == 0)
		return 0;
	change.was = arena_strdup(d->a, was->s);
	change.is = arena_strdup(d->a, is->s);
	if (change.was == NULL || change.is == NULL)
		return E_NOMEM;
	return add_change(d, change);
}

static void
instrument_text(struct buf *b, const struct law *law,
    const struct print_section *s, const struct instrument *x)
{
	struct printer p;

	printer_init(&p, b, law);
	print_section(&p, s, x);
	printer_release(&p);
}

static void
clock_text(struct buf *b, const struct clock *clock)
{
	size_t i;

	for (i = 0; i < clock->nversions; i++) {
		put_version(b, &clock->versions[i]);
		buf_putc(b, '\n');
	}
}

static void
list_text(struct buf *b, const struct law_list *list)
{
	size_t i;

	if (list->what != NULL)
		buf_printf(b, "%s\n", list->what);
	if (list->rows >= 0)
		buf_printf(b, "%ld rows\n", list->rows);
	for (i = 0; i < list->nidentifiers; i++)
		buf_printf(b, "every row has %s\n", list->identifiers[i].s);
	buf_puts(b, list->complete ? "complete\n" : "not known complete\n");
}

static int
compare_items(struct diff *d, const struct item *x, const struct item *y)
{
	const struct print_section *s;
	struct buf was, is;
	int r = 0;

	buf_init(&was, d->a->mem, LIMIT_SOURCE_BYTES);
	buf_init(&is, d->a->mem, LIMIT_SOURCE_BYTES);
	if (x->clock != NULL) {
		clock_text(&was, x->clock);
		clock_text(&is, y->clock);
		r = compare_texts(d, x, "count", &was, &is);
	} else if (x->list != NULL) {
		list_text(&was, x->list);
		list_text(&is, y->list);
		r = compare_texts(d, x, "rows", &was, &is);
	}
	for (s = print_sections;
	     x->instrument != NULL && r == 0 && s->clause != NULL; s++) {
		if (!s->own)
			continue;
		buf_clear(&was);
		buf_clear(&is);
		instrument_text(&was, d->from, s, x->instrument);
		instrument_text(&is, d->to, s, y->instrument);
		r = compare_texts(d, x, s->clause, &was, &is);
	}
	buf_release(&was);
	buf_release(&is);
	return r;
}

int
law_diff(struct arena *a, const struct law *from, const struct law *to,
    struct law_change **out, size_t *n)
{
	struct diff d = { .a = a, .from = from, .to = to };
	struct item *x, *y;
	size_t nx, ny, i = 0, k = 0;
	int r = 0, order;

	x = items_of(a, from, &nx);
	y = items_of(a, to, &ny);
	if (x == NULL || y == NULL)
		return E_NOMEM;
	while (r == 0 && (i < nx || k < ny)) {
		order = i == nx ? 1 : k == ny ? -1 : item_cmp(&x[i], &y[k]);
		if (order == 0)
			r = compare_items(&d, &x[i++], &y[k++]);
		else if (order < 0)
			r = add_change(&d,
			    (struct law_change){ .kind = CHANGE_REMOVED,
				.what = x[i].what,
				.id = x[i].id }),
			i++;
		else
			r = add_change(&d,
			    (struct law_change){ .kind = CHANGE_ADDED,
				.what = y[k].what,
				.id = y[k].id }),
			k++;
	}
	if (r != 0)
		return r;
	*out = d.changes;
	*n = d.n;
	return 0;
}

static void
put_marked(struct buf *b, char mark, const char *text)
{
	size_t n;

	while (*text != '\0') {
		n = strcspn(text, "\n");
		buf_printf(b, "  %c ", mark);
		buf_add(b, text, n);
		buf_putc(b, '\n');
		text += n + (text[n] == '\n' ? 1 : 0);
	}
}

void
law_change_print(struct buf *b, const struct law_change *c)
{
	switch (c->kind) {
	case CHANGE_ADDED:
		buf_printf(b, "+ %s %s\n", c->what, c->id);
		break;
	case CHANGE_REMOVED:
		buf_printf(b, "- %s %s\n", c->what, c->id);
		break;
	case CHANGE_CHANGED:
		buf_printf(b, "%s %s: %s\n", c->what, c->id, c->clause);
		put_marked(b, '-', c->was);
		put_marked(b, '+', c->is);
		break;
	}
}
