/* columns.c - a row made into a person again. */

#include "decide/columns.h"

#include "core/limits.h"

#include <string.h>

/* One call of columns_person(): who was made already, since two people may
 * name each other. */
struct making {
	struct arena *a;
	const struct columns *c;
	const bool *of;
	struct made {
		const struct made *up;
		size_t row;
		const struct person *person;
	} const *made;
	unsigned depth;
};

#define MAKING_DEPTH 64

struct moment
columns_day(const struct columns *c, uint16_t code)
{
	struct moment m = { .kind = MOMENT_NONE };

	if (code == 0)
		return m;
	m.kind = MOMENT_DAYS;
	m.lo.day.n = m.hi.day.n = c->day0 + (int32_t)code - 1;
	return m;
}

const char *
columns_id(const struct columns *c, size_t row)
{
	return c->who + c->who_at[row];
}

/* The words of a row, one after another; 0 past the end. */
struct words {
	const uint32_t *at, *end;
	bool broken;
};

static uint32_t
next_word(struct words *w)
{
	if (w->at == w->end) {
		w->broken = true;
		return 0;
	}
	return *w->at++;
}

static struct words
words_of(const struct kind_table *t, size_t row)
{
	struct words w = { NULL, NULL, false };

	if (t->at != NULL) {
		w.at = t->words + t->at[row];
		w.end = t->words + t->at[row + 1];
	}
	return w;
}

static struct moment
moment_word(const struct columns *c, struct words *w)
{
	struct moment m = { .kind = MOMENT_NONE };
	uint32_t n = next_word(w);

	if ((n & MOMENT_DAY_BIT) != 0) {
		m.kind = MOMENT_DAYS;
		m.lo.day.n = m.hi.day.n =
		    (int32_t)(n & ~MOMENT_DAY_BIT) - MOMENT_DAY_ZERO;
	} else if (n == 0 || n > c->nmoments) {
		w->broken = true;
	} else {
		m = c->moments[n - 1];
	}
	return m;
}

static struct instant
instant_word(const struct columns *c, struct words *w)
{
	uint32_t n = next_word(w);

	if (n >= c->ninstants || c->instant_rank[n] >= c->ninstants) {
		w->broken = true;
		return INSTANT_NEVER;
	}
	return c->instants[c->instant_rank[n]];
}

static const char *
string_word(const struct columns *c, struct words *w)
{
	uint32_t n = next_word(w);

	if (n >= c->nstrings) {
		w->broken = true;
		return NULL;
	}
	return c->strings + c->string_at[n];
}

static int make_person(struct making *mk, size_t row, const bool *of,
    const struct person **out);

static int
other_word(struct making *mk, struct words *w, size_t row,
    const struct person **out)
{
	uint32_t n = next_word(w);
	size_t other = n == 0 ? row : mk->c->rows + n - 1;

	if (n == OTHER_ROOT) {
		const struct made *root = mk->made;

		while (root->up != NULL)
			root = root->up;
		*out = root->person;
		return 0;
	}
	if (other >= mk->c->all) {
		w->broken = true;
		return E_BROKEN;
	}
	return make_person(mk, other, NULL, out);
}

/* Facts of one person being made: by place when they name each other. */
struct links {
	uint32_t place, corrects, nover;
	const uint32_t *over;
	bool has_place, has_corrects;
};

static int
fill_holes(struct making *mk, const struct form_fact *ff, unsigned h,
    size_t row, struct words *w, struct fact *f, struct links *link)
{
	const struct columns *c = mk->c;
	uint32_t n;
	int r;

	*f = ff->fact;
	if ((h & HOLE_FROM) != 0)
		f->from = moment_word(c, w);
	if ((h & HOLE_TO) != 0)
		f->to = moment_word(c, w);
	if ((h & HOLE_SEEN) != 0)
		f->seen = moment_word(c, w);
	if ((h & HOLE_RECORDED) != 0)
		f->entry.recorded = instant_word(c, w);
	if ((h & HOLE_CONFIRMED) != 0)
		f->entry.confirmed = instant_word(c, w);
	if ((h & HOLE_REFUSED) != 0)
		f->entry.refused = instant_word(c, w);
	if ((h & HOLE_SOURCE) != 0) {
		n = next_word(w);
		if (n >= c->nsources)
			return E_BROKEN;
		f->source = &c->sources[n];
	}
	if ((h & HOLE_PAGE) != 0) {
		struct source *s = arena_alloc(mk->a, sizeof(*s));

		if (s == NULL)
			return E_NOMEM;
		if (f->source != NULL)
			*s = *f->source;
		s->page = next_word(w);
		f->source = s;
	}
	if ((h & HOLE_ID) != 0)
		f->id = string_word(c, w);
	if ((h & HOLE_FILING) != 0)
		f->filing = string_word(c, w);
	if ((h & HOLE_OF) != 0)
		f->of = string_word(c, w);
	if ((h & HOLE_OTHER) != 0 &&
	    (r = other_word(mk, w, row, &f->other)) != 0)
		return r;
	memset(link, 0, sizeof(*link));
	if ((link->has_place = (h & HOLE_PLACE) != 0))
		link->place = next_word(w);
	if ((link->has_corrects = (h & HOLE_CORRECTS) != 0))
		link->corrects = next_word(w);
	if ((h & HOLE_OVER) != 0) {
		link->nover = next_word(w);
		if (link->nover > (size_t)(w->end - w->at))
			return E_BROKEN;
		link->over = w->at;
		w->at += link->nover;
	}
	return w->broken ? E_BROKEN : 0;
}

/* What a row has of one table. */
struct building {
	struct fact *facts;
	struct links *links;
	size_t n, cap;
};

static int
room_for(struct making *mk, struct building *b, size_t more)
{
	struct fact *facts;
	struct links *links;
	size_t cap = b->cap == 0 ? 16 : b->cap;

	while (cap < b->n + more)
		cap *= 2;
	if (cap == b->cap)
		return 0;
	facts = arena_array(mk->a, cap, sizeof(*facts));
	links = arena_array(mk->a, cap, sizeof(*links));
	if (facts == NULL || links == NULL)
		return E_NOMEM;
	if (b->n > 0) {
		memcpy(facts, b->facts, b->n * sizeof(*facts));
		memcpy(links, b->links, b->n * sizeof(*links));
	}
	b->facts = facts;
	b->links = links;
	b->cap = cap;
	return 0;
}

static int
add_one(struct making *mk, const struct kind_table *t, size_t row,
    const struct form *form, struct words *w, bool dense, struct building *b)
{
	int r;

	if ((r = room_for(mk, b, form->nfacts)) != 0)
		return r;
	for (size_t i = 0; i < form->nfacts; i++) {
		struct fact *f = &b->facts[b->n];
		unsigned h = form->facts[i].holes;
		bool timed = dense && form->timed && (h & HOLE_RECORDED) != 0;

		if (timed)
			h &= ~(unsigned)HOLE_RECORDED;
		if ((r = fill_holes(mk, &form->facts[i], h, row, w, f,
			 &b->links[b->n])) != 0)
			return r;
		if (dense && i == 0 && form->from_day)
			f->from = columns_day(mk->c, t->day[0][row]);
		if (dense && i == 0 && form->to_day)
			f->to = columns_day(mk->c, t->day[1][row]);
		if (timed) {
			uint32_t n = t->recorded[row];

			if (n == 0 || n > mk->c->ninstants)
				return E_BROKEN;
			f->entry.recorded = mk->c->instants[n - 1];
		}
		b->n++;
	}
	return 0;
}

static int
add_table(struct making *mk, const struct kind_table *t, size_t row,
    struct building *b)
{
	uint32_t code = table_code(t, row), n;
	struct words w;
	int r;

	if (code == CODE_NONE)
		return 0;
	w = words_of(t, row);
	if (code != CODE_MANY) {
		if (code - CODE_FIRST >= t->nforms)
			return E_BROKEN;
		return add_one(mk, t, row, &t->forms[code - CODE_FIRST], &w,
		    true, b);
	}
	n = next_word(&w);
	if (n > LIMIT_FACTS)
		return E_BROKEN;
	for (uint32_t i = 0; i < n; i++) {
		code = next_word(&w);
		if (w.broken || code >= t->neach)
			return E_BROKEN;
		if ((r = add_one(mk, t, row, &t->each[code], &w, false, b)) !=
		    0)
			return r;
	}
	return 0;
}

/* Facts are told of by their place among those of the person. */
static const struct fact *
at_place(const struct building *b, uint32_t place)
{
	for (size_t i = 0; i < b->n; i++)
		if (b->links[i].has_place && b->links[i].place == place)
			return &b->facts[i];
	return NULL;
}

static int
tie(struct making *mk, struct building *b)
{
	for (size_t i = 0; i < b->n; i++) {
		const struct links *l = &b->links[i];
		const struct fact **over;

		if (l->has_corrects &&
		    (b->facts[i].corrects = at_place(b, l->corrects)) == NULL)
			return E_BROKEN;
		if (l->nover == 0)
			continue;
		over = arena_array(mk->a, l->nover, sizeof(*over));
		if (over == NULL)
			return E_NOMEM;
		for (uint32_t j = 0; j < l->nover; j++)
			if ((over[j] = at_place(b, l->over[j])) == NULL)
				return E_BROKEN;
		b->facts[i].over = over;
		b->facts[i].nover = l->nover;
	}
	return 0;
}

/* id, name, and what else the person is. */
static int
who_is(struct making *mk, size_t row, struct person *p)
{
	const char *s = mk->c->who + mk->c->who_at[row];
	const char *end = mk->c->who + mk->c->who_at[row + 1];
	struct known_as *as;
	size_t n = 0;

	p->id = s;
	s += strlen(s) + 1;
	p->name = *s == '\0' ? NULL : s;
	s += strlen(s) + 1;
	for (const char *q = s; q < end; q += strlen(q) + 1)
		n++;
	if (n == 0)
		return 0;
	if ((as = arena_array(mk->a, n, sizeof(*as))) == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < n; i++, s += strlen(s) + 1)
		if (!columns_known_read(s, &as[i]))
			return E_BROKEN;
	p->as = as;
	p->nas = n;
	return 0;
}

static int
make_facts(struct making *mk, size_t row, const bool *of, struct person *p)
{
	const struct columns *c = mk->c;
	struct building b = { NULL, NULL, 0, 0 };
	const struct fact **list;
	int r;

	for (size_t i = 0; i < c->ntables; i++) {
		if (c->tables[i].code == NULL || (of != NULL && !of[i]))
			continue;
		if ((r = columns_touch(c, COLUMNS_WORDS, i, row, 1)) != 0)
			return r;
		if ((r = add_table(mk, &c->tables[i], row, &b)) != 0)
			return r;
	}
	if ((r = tie(mk, &b)) != 0)
		return r;
	if ((list = arena_array(mk->a, b.n + 1, sizeof(*list))) == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < b.n; i++)
		list[i] = &b.facts[i];
	p->facts = list;
	p->nfacts = b.n;
	return 0;
}

static int
make_person(struct making *mk, size_t row, const bool *of,
    const struct person **out)
{
	struct person *p;
	struct made made = { mk->made, row, NULL };
	int r;

	for (const struct made *m = mk->made; m != NULL; m = m->up)
		if (m->row == row) {
			*out = m->person;
			return 0;
		}
	if (mk->depth >= MAKING_DEPTH)
		return E_BROKEN;
	if ((p = arena_alloc(mk->a, sizeof(*p))) == NULL)
		return E_NOMEM;
	if ((r = columns_touch(mk->c, COLUMNS_WHO, 0, row, 1)) != 0)
		return r;
	made.person = p;
	mk->made = &made;
	mk->depth++;
	if ((mk->c->marks[row] & MARK_LINKED) != 0)
		of = NULL;
	r = who_is(mk, row, p);
	if (r == 0)
		r = make_facts(mk, row, of, p);
	mk->depth--;
	mk->made = made.up;
	*out = p;
	return r;
}

int
columns_person_of(struct arena *a, const struct columns *c, size_t row,
    const bool *of, const struct person **out)
{
	struct making mk = { .a = a, .c = c };

	return make_person(&mk, row, of, out);
}

int
columns_person(struct arena *a, const struct columns *c, size_t row,
    const struct person **out)
{
	return columns_person_of(a, c, row, NULL, out);
}
