/* everybody.c - see everybody.h. */

#include "support/everybody.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "decide/population_inner.h"

/* -- People ---------------------------------------------------------------- */

static int
no_sync(int fd)
{
	return fd < 0 ? -1 : 0;
}

int
everybody_write(struct arena *a, const struct law *law,
    const struct person *const *people, size_t n, struct everybody *out)
{
	struct file_system fs = file_system_real;
	struct segment_writer *w = NULL;
	const char *why;
	struct hash h;
	char *path;
	int r;

	memset(out, 0, sizeof(*out));
	fs.sync = no_sync;
	snprintf(out->folder, sizeof(out->folder), "/tmp/forestay-all-XXXXXX");
	if (mkdtemp(out->folder) == NULL)
		return E_IO;
	out->people = arena_array(a, n + 1, sizeof(*out->people));
	if (out->people == NULL)
		return E_NOMEM;
	out->n = n;
	r = segment_writer_new(&mem_system, &fs, out->folder, law->vocab, &w);
	for (size_t i = 0; r == 0 && i < n; i++) {
		out->people[i] = *people[i];
		out->people[i].id = arena_printf(a, "%zu", i);
		r = segment_add(w, &out->people[i]);
	}
	if (r == 0)
		r = segment_finish(w, NULL, NULL, &h);
	segment_writer_free(w);
	if (r != 0)
		return r;
	path = segment_path(a, out->folder, &h);
	snprintf(out->path, sizeof(out->path), "%s", path);
	return segment_open(&mem_system, out->path, law->vocab, &h,
	    &out->segment, &why);
}

void
everybody_close(struct everybody *e)
{
	if (e->segment != NULL)
		segment_close(e->segment);
	(void)unlink(e->path);
	(void)rmdir(e->folder);
}

size_t
everybody_of_row(const struct columns *c, size_t row)
{
	return (size_t)strtoul(columns_id(c, row), NULL, 10);
}

/* -- Alone ----------------------------------------------------------------- */

struct comparing {
	struct arena *a;
	const struct everybody *e;
	const struct population_ask *q;
	struct population *p;
	size_t norders;  /* of the law */
	uint8_t *alone;  /* a person, an order */
	uint8_t *values; /* a row, an order */
};

static struct question
question_of(const struct population_ask *q, const struct person *const *who)
{
	return (struct question){ .law = q->law,
		.record = q->record,
		.who = who,
		.nwho = 1,
		.exact = true,
		.act = q->act,
		.known = q->known };
}

/* What decide() says of one order, of an act that departs at t; *next as it
 * finds it. */
static enum tri
alone(struct comparing *cmp, size_t i, const struct instrument *x,
    struct instant t, struct instant *next)
{
	const struct person *who = &cmp->e->people[i];
	struct question q = question_of(cmp->q, &who);
	int64_t span = q.act->arrives.us - q.act->departs.us;
	struct instant last = { t.us + span }, first = INSTANT_NEVER;
	struct order_value ov;
	enum tri v = NO;
	struct eval ev;

	do {
		struct arena_mark mark = arena_mark(cmp->a);

		eval_begin(&ev, cmp->a, &q, who, t);
		order_decide(&ev, x, &ov);
		arena_rewind(cmp->a, mark);
		v = tri_or(v, ov.value);
		first = instant_min(first, ev.next);
		t = ev.next;
	} while (t.us <= last.us);
	*next = t.us < INSTANT_NEVER.us
	    ? instant_min(first, (struct instant){ t.us - span })
	    : first;
	return v;
}

static void
ask_each(struct comparing *cmp)
{
	const struct instant t = cmp->q->act->departs;
	struct instant next;

	for (size_t i = 0; i < cmp->e->n; i++)
		for (size_t x = 0; x < cmp->norders; x++)
			cmp->alone[i * cmp->norders + x] = (uint8_t)alone(cmp,
			    i, cmp->q->law->instruments[x], t, &next);
}

/* Nobody's value of any order is another before the instant that is said. */
static const char *
changes_early(struct comparing *cmp)
{
	const struct instant said = population_next(cmp->p);

	for (size_t i = 0; i < cmp->e->n; i++)
		for (size_t x = 0; x < cmp->norders; x++) {
			const struct instrument *o =
			    cmp->q->law->instruments[x];
			struct instant next;
			enum tri v =
			    alone(cmp, i, o, cmp->q->act->departs, &next);

			for (int k = 0; next.us < said.us && k < 20; k++)
				if (alone(cmp, i, o, next, &next) != v)
					return arena_printf(cmp->a,
					    "%s of %zu changes before it is "
					    "said to",
					    o->id.s, i);
		}
	return NULL;
}

/* -- Together -------------------------------------------------------------- */

static void
told(void *ctx, size_t order, size_t row, size_t n, const uint8_t *v,
    enum tri all)
{
	struct comparing *cmp = ctx;
	size_t x = population_order(cmp->p, order)->index;

	for (size_t i = 0; i < n; i++)
		cmp->values[(row + i) * cmp->norders + x] =
		    v != NULL ? v[i] : (uint8_t)all;
}

static const char *
rows_differ(struct comparing *cmp)
{
	const struct columns *c = cmp->q->columns;

	for (size_t row = 0; row < c->rows; row++) {
		size_t i = everybody_of_row(c, row);
		const uint8_t *is = &cmp->values[row * cmp->norders],
			      *was = &cmp->alone[i * cmp->norders];

		for (size_t x = 0; x < cmp->norders; x++)
			if (is[x] != was[x])
				return arena_printf(cmp->a,
				    "%s of %zu in row %zu: alone %s, "
				    "together %s",
				    cmp->q->law->instruments[x]->id.s, i, row,
				    tri_text((enum tri)was[x]),
				    tri_text((enum tri)is[x]));
	}
	return NULL;
}

/* The pairs of one row, in its list; what it adds to counts. */
static bool
row_tallied(struct comparing *cmp, size_t row, const struct population_lists *l,
    uint64_t *yes, uint64_t *unknown, uint8_t *most)
{
	uint32_t at = l->at[row];

	*most = NO;
	for (size_t i = 0; i < population_norders(cmp->p); i++) {
		uint8_t v = cmp->values[row * cmp->norders +
		    population_order(cmp->p, i)->index];

		*most = v > *most ? v : *most;
		yes[i] += v == YES;
		unknown[i] += v == UNKNOWN;
		if (v == NO)
			continue;
		if (at >= l->at[row + 1] || l->order[at] != i ||
		    l->doubt[at] != (v == UNKNOWN))
			return false;
		at++;
	}
	return at == l->at[row + 1];
}

static const char *
tallies_differ(struct comparing *cmp)
{
	size_t rows = cmp->q->columns->rows, words = rows / 64 + 1;
	size_t n = population_norders(cmp->p);
	uint64_t *barred = arena_array(cmp->a, words, sizeof(*barred)),
		 *held = arena_array(cmp->a, words, sizeof(*held)),
		 *sums = arena_array(cmp->a, 4 * n + 1, sizeof(*sums));
	uint64_t all[4] = { 0 };
	struct population_tally t = { .order_yes = sums,
		.order_unknown = sums + n };
	struct population_lists l = { .at = arena_array(cmp->a, rows + 1,
					  sizeof(*l.at)) };

	if (population_count(cmp->p, &t) != 0 ||
	    population_people(cmp->p, barred, held) != 0 ||
	    population_lists(cmp->p, cmp->a, &l) != 0)
		return "counting failed";
	for (size_t row = 0; row < rows; row++) {
		uint8_t most;

		if (!row_tallied(cmp, row, &l, sums + 2 * n, sums + 3 * n,
			&most) ||
		    (barred[row / 64] >> row % 64 & 1) != (most == YES) ||
		    (held[row / 64] >> row % 64 & 1) != (most == UNKNOWN))
			return "a list, or who is marked, is another";
		all[2] += most == YES;
		all[3] += most == UNKNOWN;
	}
	for (size_t i = 0; i < n; i++) {
		all[0] += sums[2 * n + i];
		all[1] += sums[3 * n + i];
	}
	if (memcmp(sums, sums + 2 * n, 2 * n * sizeof(*sums)) != 0 ||
	    t.yes != all[0] || t.unknown != all[1] || t.barred != all[2] ||
	    t.held != all[3])
		return "the counts are others";
	return NULL;
}

/* -- Clauses, and what is wanted ------------------------------------------- */

/* The condition of a clause of one person, in the name it is asked in. */
static bool
clause_is(struct comparing *cmp, const struct expr *e, size_t i, uint8_t is)
{
	for (size_t k = 0; k < cmp->p->nleaves; k++) {
		const struct leaf *l = cmp->p->leaves[k];
		struct eval ev;
		enum tri v;

		if (l->e != e)
			continue;
		population_eval(cmp->p, &ev, &l->asker, &cmp->e->people[i]);
		v = eval_expr(&ev, e);
		if (ev.err == 0 && v == (enum tri)is)
			return true;
	}
	return false;
}

static const char *
clauses_differ(struct comparing *cmp, size_t order)
{
	static uint8_t planes[64][COLUMNS_BLOCK];
	size_t n = population_nclauses(cmp->p, order);
	size_t rows = cmp->q->columns->rows;
	uint8_t *out[64];

	n = n < 64 ? n : 64;
	for (size_t i = 0; i < n; i++)
		out[i] = planes[i];
	for (size_t b = 0; b < population_blocks(cmp->p); b++) {
		if (population_reasons(cmp->p, b, order, out, n) != 0)
			return "its clauses are not told";
		for (size_t i = 0; i < n; i++) {
			const struct expr *e =
			    population_clause(cmp->p, order, i);

			/* A few of each block: they are asked alone. */
			for (size_t k = 0; e != NULL && k < 40 &&
			     b * COLUMNS_BLOCK + k < rows;
			     k++)
				if (out[i][k] != UNDECIDED &&
				    !clause_is(cmp, e,
					everybody_of_row(cmp->q->columns,
					    b * COLUMNS_BLOCK + k),
					out[i][k]))
					return arena_printf(cmp->a,
					    "clause %zu of %s in row %zu is "
					    "another",
					    i,
					    population_order(cmp->p, order)
						->id.s,
					    b * COLUMNS_BLOCK + k);
		}
	}
	return NULL;
}

static const char *
wants_differ(struct comparing *cmp, size_t order, size_t row)
{
	const struct instrument *x = population_order(cmp->p, order);
	const struct person *who =
	    &cmp->e->people[everybody_of_row(cmp->q->columns, row)];
	struct question q = question_of(cmp->q, &who);
	const char *texts[POPULATION_WHY];
	struct want wants[WANT_MAX];
	struct instant t = q.act->departs;
	struct order_value ov;
	struct eval ev;
	size_t n;
	int r = population_why(cmp->p, cmp->a, order, row, texts, &n);

	do {
		eval_begin(&ev, cmp->a, &q, who, t);
		ev.wants = wants;
		order_decide(&ev, x, &ov);
		t = ev.next;
	} while (ov.value != UNKNOWN && t.us <= q.act->arrives.us);
	if (r != ev.err)
		return "why it is not known is not told";
	if (n != (ev.nwants < POPULATION_WHY ? ev.nwants : POPULATION_WHY))
		return "it wants more, or less";
	for (size_t i = 0; i < n; i++)
		if (strcmp(texts[i], wants[i].text) != 0)
			return "it wants something else";
	return NULL;
}

static const char *
reasons_differ(struct comparing *cmp)
{
	const char *differs = NULL;

	for (size_t i = 0; i < population_norders(cmp->p); i++) {
		size_t x = population_order(cmp->p, i)->index, asked = 0;

		differs = clauses_differ(cmp, i);
		for (size_t row = 0; differs == NULL && asked < 20 &&
		     row < cmp->q->columns->rows;
		     row++)
			if (cmp->values[row * cmp->norders + x] == UNKNOWN) {
				differs = wants_differ(cmp, i, row);
				asked++;
			}
		if (differs != NULL)
			break;
	}
	return differs;
}

const char *
everybody_differs(struct arena *a, const struct everybody *e,
    const struct population_ask *q)
{
	struct comparing cmp = { .a = a,
		.e = e,
		.q = q,
		.norders = q->law->ninstruments };
	const char *differs;
	int r;

	cmp.alone = arena_array(a, e->n * cmp.norders + 1, 1);
	cmp.values = arena_array(a, q->columns->rows * cmp.norders + 1, 1);
	if (cmp.alone == NULL || cmp.values == NULL)
		return "no memory";
	ask_each(&cmp);
	if ((r = population_new(a, q, &cmp.p)) != 0)
		return arena_printf(a, "refused: %d", r);
	if ((r = population_run(cmp.p, 0, SIZE_MAX, told, &cmp)) != 0)
		differs = arena_printf(a, "not run: %d", r);
	else if ((differs = rows_differ(&cmp)) == NULL &&
	    (differs = changes_early(&cmp)) == NULL &&
	    (differs = tallies_differ(&cmp)) == NULL)
		differs = reasons_differ(&cmp);
	population_free(cmp.p);
	return differs;
}
