#include "decide/sample.h"

#include <assert.h>
#include <string.h>

#define CHOICES_MAX 64u   /* of one kind */
#define FACETS_MAX  24u   /* kinds, lists, names */
#define VALUES_MAX  4u    /* of one field, and one more that none names */
#define TRIES_MAX   5000u /* people asked about */
#define LINKS_MAX   64u   /* members of members */

void
sample_init(struct sample *s, struct arena *a, const struct vocab *vocab,
    struct instant t, const struct zone *zone)
{
	*s = (struct sample){ .a = a, .vocab = vocab, .t = t, .zone = zone };
}

/* Refused: none is drawn from here on. */
static void *
take(struct sample *s, size_t n, size_t size)
{
	void *p = arena_array(s->a, n, size);

	s->nomem |= p == NULL;
	return p;
}

static struct facet *
add_facet(struct sample *s)
{
	struct facet *grown;

	if (s->n == FACETS_MAX)
		return NULL;
	grown = arena_grow(s->a, s->facets, s->n, &s->cap, sizeof(*grown));
	if (grown == NULL) {
		s->nomem = true;
		return NULL;
	}
	s->facets = grown;
	s->facets[s->n] = (struct facet){ .n = 0 };
	return &s->facets[s->n++];
}

static void
add_choice(struct sample *s, struct facet *f, struct made made)
{
	struct made *grown;

	assert(f->n < CHOICES_MAX);
	grown = arena_grow(s->a, f->choices, f->n, &f->cap, sizeof(*grown));
	if (grown == NULL) {
		s->nomem = true;
		return;
	}
	f->choices = grown;
	f->choices[f->n++] = made;
}

/* By name: a kind of another casebook may be the same kind of fact. */
static struct facet *
facet_of(struct sample *s, const struct kind *k)
{
	const struct made *first;
	struct facet *f;
	size_t i;

	for (i = 0; i < s->n; i++) {
		first = s->facets[i].choices;
		if (first != NULL && first->kind != NULL &&
		    strcmp(first->kind->name, k->name) == 0)
			return &s->facets[i];
	}
	f = add_facet(s);
	if (f != NULL)
		add_choice(s, f,
		    (struct made){ .kind = k, .absent = true, .step = -1 });
	return f;
}

/* -- Values ------------------------------------------------------------- */

struct values {
	const char *v[VALUES_MAX + 1];
	const struct word *w[VALUES_MAX + 1]; /* NULL: no word */
	size_t n;
};

static void
add_value(struct values *values, const char *s, const struct word *w)
{
	size_t i;

	for (i = 0; i < values->n; i++)
		if (strcmp(values->v[i], s) == 0)
			return;
	if (values->n == VALUES_MAX)
		return;
	values->v[values->n] = s;
	values->w[values->n++] = w;
}

static void
add_terms(struct values *values, const struct expr *e)
{
	size_t i;

	for (i = 0; i < e->nterms; i++) {
		const struct term *t = &e->terms[i];

		/* A path, a time, two candidates: no word to give. */
		if (t->path == NULL &&
		    (t->v.kind == VALUE_WORD || t->v.kind == VALUE_ID))
			add_value(values, t->v.s, t->v.word);
	}
}

/* The values that e, a condition on k, names for its field f. */
static void
values_of(const struct kind *k, int f, const struct expr *e,
    struct values *values)
{
	size_t i;

	if (e == NULL)
		return;
	if (e->fact == k && (e->kind == EXPR_FACT ? f == 0 : e->field == f))
		add_terms(values, e);
	for (i = 0; i < e->nargs; i++)
		values_of(k, f, e->args[i], values);
	values_of(k, f, e->where, values);
}

/* Whether w lies in none of those named, words if one of them is, and holds
 * none: that it lies in one is then not NO, but not known. */
static bool
is_apart(const struct values *values, const struct word *w)
{
	size_t k;

	for (k = 0; k < values->n; k++) {
		assert(values->w[k] != NULL);
		if (word_in(w, values->w[k]) != NO)
			return false;
	}
	return true;
}

/* A word of that type that none of those named has anything to do with;
 * rather one beside the first of them, as area.CHI is beside area.DET. */
static void
add_another(const struct sample *s, struct values *values)
{
	const struct word *first, *found = NULL;
	size_t i;

	if (values->n == 0 || values->w[0] == NULL)
		return;
	first = values->w[0];
	for (i = 0; i < s->vocab->nwords; i++) {
		const struct word *w = s->vocab->words[i];
		bool beside =
		    first->nin > 0 && w->nin > 0 && first->in[0] == w->in[0];

		if (w->type != first->type || !is_apart(values, w) ||
		    (found != NULL && !beside))
			continue;
		found = w;
		if (beside)
			break;
	}
	if (found == NULL)
		return;
	values->v[values->n] = found->name;
	values->w[values->n++] = found;
}

/* -- Times -------------------------------------------------------------- */

struct times {
	struct moment from[4], to[4];
	size_t n;
};

static struct moment
on_day(int32_t n)
{
	struct day d = { n };

	return (struct moment){ .kind = MOMENT_DAYS, .lo.day = d, .hi.day = d };
}

static void
add_time(struct times *times, struct moment from, struct moment to)
{
	times->from[times->n] = from;
	times->to[times->n++] = to;
}

/* The day a condition turns on, or today. */
static int32_t
turning_day(const struct expr *e, int32_t today)
{
	if ((e->scope == SCOPE_ON_DAY || e->scope == SCOPE_BY_DAY ||
		e->scope == SCOPE_SINCE_DAY) &&
	    e->day.kind == MOMENT_DAYS)
		return e->day.hi.day.n;
	/* The checker has seen to it that a time stands there. */
	if (e->subject == SUBJECT_EVENT &&
	    e->terms[0].v.moment.kind == MOMENT_DAYS)
		return e->terms[0].v.moment.hi.day.n;
	return today;
}

/* Throughout, begun after the day, ended before it, ended a month ago; of
 * what happens at an instant: lately, after the day, before it. */
static void
times_of(const struct sample *s, const struct expr *e, struct times *times)
{
	const struct moment none = { .kind = MOMENT_NONE };
	int32_t today = zone_civil(s->zone, s->t).day.n;
	int32_t d = turning_day(e, today);

	times->n = 0;
	if (e->fact->type == KIND_EVENT || e->fact->type == KIND_FILING) {
		add_time(times, on_day(today - 2), none);
		if (d != today) {
			add_time(times, on_day(d + 1), none);
			add_time(times, on_day(d - 1), none);
		}
		return;
	}
	add_time(times, none, none);
	if (d != today) {
		add_time(times, on_day(d + 1), none);
		add_time(times, none, on_day(d));
	}
	add_time(times, none, on_day(today - 30));
}

/* -- Drawing ------------------------------------------------------------ */

static bool
same_made(const struct made *a, const struct made *b)
{
	size_t i;

	if (a->absent || a->kind != b->kind || a->step != b->step ||
	    a->other != b->other || !moment_equal(&a->from, &b->from) ||
	    !moment_equal(&a->to, &b->to))
		return false;
	for (i = 0; i < a->kind->nfields; i++) {
		const char *x = a->values[i], *y = b->values[i];

		if (x == NULL || y == NULL ? x != y : strcmp(x, y) != 0)
			return false;
	}
	return true;
}

static void
add_new_choice(struct sample *s, struct facet *f, struct made made)
{
	size_t i;

	for (i = 0; i < f->n; i++)
		if (same_made(&f->choices[i], &made))
			return;
	add_choice(s, f, made);
}

/* Every combination of the values named for each field, at one time. */
static void
add_combinations(struct sample *s, struct facet *f, struct made made,
    const struct values *values)
{
	const struct kind *k = made.kind;
	const char **picked;
	size_t i, combo, left, all = 1;

	for (i = 0; i < k->nfields; i++)
		if (values[i].n > 0 && all < CHOICES_MAX)
			all *= values[i].n;
	for (combo = 0; combo < all && f->n < CHOICES_MAX; combo++) {
		picked = take(s, k->nfields, sizeof(*picked));
		if (picked == NULL)
			return;
		for (i = 0, left = combo; i < k->nfields; i++)
			if (values[i].n > 0) {
				picked[i] = values[i].v[left % values[i].n];
				left /= values[i].n;
			}
		made.values = picked;
		add_new_choice(s, f, made);
	}
}

/* The other person of a relation has one record: of the first kind that
 * its parentheses ask about, with the first values they name. */
static const struct made *
other_of(struct sample *s, const struct expr *e)
{
	const struct made *found = NULL;
	struct made *made;
	const char **picked;
	struct values values;
	size_t i;

	if (e == NULL)
		return NULL;
	for (i = 0; i < e->nargs && found == NULL; i++)
		found = other_of(s, e->args[i]);
	if (e->kind != EXPR_FACT || e->fact->type != KIND_STATE)
		return found;
	made = take(s, 1, sizeof(*made));
	picked = take(s, e->fact->nfields, sizeof(*picked));
	if (s->nomem)
		return NULL;
	for (i = 0; i < e->fact->nfields; i++) {
		values.n = 0;
		values_of(e->fact, (int)i, e, &values);
		if (values.n > 0)
			picked[i] = values.v[0];
	}
	*made = (struct made){ .kind = e->fact, .step = -1, .values = picked };
	return made;
}

static void
draw_fact(struct sample *s, const struct expr *e)
{
	const struct kind *k = e->fact;
	struct facet *f = facet_of(s, k);
	struct values *values;
	struct times times;
	struct made made = { .kind = k, .step = e->step };
	size_t i;

	values = take(s, k->nfields, sizeof(*values));
	if (f == NULL || s->nomem)
		return;
	for (i = 0; i < k->nfields; i++) {
		values_of(k, (int)i, e, &values[i]);
		add_another(s, &values[i]);
	}
	if (k->type == KIND_FILING && made.step < 0)
		made.step = 0;
	if (k->type == KIND_RELATION)
		made.other = other_of(s, e->where);
	times_of(s, e, &times);
	for (i = 0; i < times.n; i++) {
		made.from = times.from[i];
		made.to = times.to[i];
		add_combinations(s, f, made, values);
	}
}

/* On a list or not; this very person or not. */
static void
draw_name(struct sample *s, const char *list, const char *is)
{
	const char *name = list != NULL ? list : is;
	struct facet *f;
	size_t i;

	assert(name != NULL);
	for (i = 0; i < s->n; i++) {
		const struct made *m = s->facets[i].choices;
		const char *other = m == NULL ? NULL
		    : list != NULL            ? m->list
					      : m->is;

		if (other != NULL && strcmp(other, name) == 0)
			return;
	}
	f = add_facet(s);
	if (f == NULL)
		return;
	add_choice(s, f,
	    (struct made){ .absent = true, .list = list, .is = is });
	add_choice(s, f, (struct made){ .list = list, .is = is });
}

static void draw_members(struct sample *s, const struct instrument *x,
    unsigned links);

static void
draw(struct sample *s, const struct expr *e, unsigned links)
{
	size_t i;

	if (e == NULL)
		return;
	if (e->kind == EXPR_FACT ||
	    (e->kind == EXPR_COMPARE &&
		(e->subject == SUBJECT_KIND_FIELD ||
		    e->subject == SUBJECT_EVENT)))
		draw_fact(s, e);
	else if (e->kind == EXPR_ON_LIST)
		draw_name(s, e->ref.s, NULL);
	else if (e->kind == EXPR_PERSON_IS)
		draw_name(s, NULL, e->ref.s);
	else if (e->kind == EXPR_MEMBERS && links < LINKS_MAX)
		draw_members(s, e->members, links + 1);
	for (i = 0; i < e->nargs; i++)
		draw(s, e->args[i], links);
}

static void
draw_members(struct sample *s, const struct instrument *x, unsigned links)
{
	size_t i;

	draw(s, x->covers, links);
	for (i = 0; i < x->nexcepts; i++)
		draw(s, x->excepts[i].expr, links);
}

void
sample_draw(struct sample *s, const struct expr *e)
{
	draw(s, e, 0);
}

void
sample_draw_members(struct sample *s, const struct instrument *x)
{
	draw_members(s, x, 0);
}

/* -- The search --------------------------------------------------------- */

static int
try_one(struct sample *s, sample_test *test, void *ctx, const size_t *choice)
{
	struct arena_mark mark = arena_mark(s->a);
	int r = test(ctx, s, choice);

	arena_rewind(s->a, mark);
	return r;
}

/* Nothing rather than something, the first rather than a later choice, as
 * long as it is still who is looked for. */
static int
make_plain(struct sample *s, sample_test *test, void *ctx, size_t *choice)
{
	size_t i, was;
	int r;

	for (i = 0; i < s->n; i++) {
		was = choice[i];
		for (choice[i] = 0; choice[i] < was; choice[i]++) {
			r = try_one(s, test, ctx, choice);
			if (r < 0)
				return r;
			if (r == 1)
				break;
		}
	}
	return 0;
}

static size_t
common_divisor(size_t a, size_t b)
{
	size_t left;

	while (b != 0) {
		left = a % b;
		a = b;
		b = left;
	}
	return a;
}

/* The people drawn are numbered; when there are more than are tried, every
 * so many-th is, so that all facets are varied. */
int
sample_search(struct sample *s, sample_test *test, void *ctx, bool *found,
    size_t **out)
{
	size_t *choice, i, k, n, at, step, tries, all = 1;
	int r = 0;

	*found = false;
	choice = arena_array(s->a, s->n, sizeof(*choice));
	if (choice == NULL || s->nomem)
		return E_NOMEM;
	for (i = 0; i < s->n && all < SIZE_MAX / CHOICES_MAX; i++)
		all *= s->facets[i].n;
	tries = all < TRIES_MAX ? all : TRIES_MAX;
	step = all / tries | 1;
	while (common_divisor(step, all) != 1)
		step++;
	for (k = 0, n = 0; k < tries && r == 0; k++) {
		for (i = 0, at = n; i < s->n; i++) {
			choice[i] = at % s->facets[i].n;
			at /= s->facets[i].n;
		}
		r = try_one(s, test, ctx, choice);
		n = (n + step) % all;
	}
	if (r != 1)
		return r;
	*found = true;
	*out = choice;
	return make_plain(s, test, ctx, choice);
}
