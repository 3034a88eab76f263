/* segment_tell.c - the facts of a person told as forms and what fills their
 * holes. */

#include <string.h>

#include "core/limits.h"
#include "store/segment_record.h"
#include "store/segment_write.h"

/* -- Numbers --------------------------------------------------------------- */

static int
instant_number(struct segment_writer *w, struct instant t, uint32_t *out)
{
	int r;

	if (w->has_last && w->last.us == t.us) {
		*out = w->last_number;
		return 0;
	}
	if ((r = dictionary_number(&w->instants, &t, sizeof(t), out)) != 0)
		return r;
	w->has_last = true;
	w->last = t;
	w->last_number = *out;
	return 0;
}

/* An instant of recording that many share stands in the form. */
static int
often_recorded(struct segment_writer *w, struct instant t, bool *often)
{
	uint32_t n;
	int r;

	if ((r = instant_number(w, t, &n)) != 0)
		return r;
	*often = n < SEGMENT_IMPORT;
	return 0;
}

static bool
one_day(const struct moment *m)
{
	return m->kind == MOMENT_DAYS && m->lo.day.n == m->hi.day.n;
}

static bool
column_day(const struct moment *m)
{
	return one_day(m) && m->lo.day.n >= SEGMENT_DAY0 &&
	    m->lo.day.n < SEGMENT_DAY0 + 65535;
}

static bool
same_canonical(const struct moment *m, struct moment *out)
{
	memset(out, 0, sizeof(*out));
	out->kind = m->kind;
	switch (m->kind) {
	case MOMENT_DAYS:
		out->lo.day = m->lo.day;
		out->hi.day = m->hi.day;
		break;
	case MOMENT_CLOCK:
		out->lo = m->lo;
		out->hi = m->hi;
		break;
	case MOMENT_EXACT:
		out->first = m->first;
		out->last = m->last;
		break;
	default:
		break;
	}
	return m->kind != MOMENT_NONE;
}

/* A word of the holes waits for l. */
static void
put_lookup(struct segment_writer *w, struct lookup *l)
{
	l->word = (uint32_t)(w->hole_words.n / sizeof(uint32_t));
	bytes_add(&w->to->lookups, l, sizeof(*l));
	put_word(&w->hole_words, 0);
}

/* For the number of these bytes. */
static void
look_for(struct segment_writer *w, struct lookup *l, struct dictionary *d,
    const void *p, size_t n)
{
	l->d = d;
	l->hash = dictionary_hash(p, n);
	l->at = (uint32_t)w->to->looked_for.n;
	l->n = (uint32_t)n;
	bytes_add(&w->to->looked_for, p, n);
}

static void
put_moment_number(struct segment_writer *w, const struct moment *m)
{
	struct lookup l = { .add = 1 };
	struct moment one;

	if (!same_canonical(m, &one)) {
		put_word(&w->hole_words, 0);
	} else if (one_day(m) && m->lo.day.n > -MOMENT_DAY_ZERO &&
	    m->lo.day.n < MOMENT_DAY_ZERO) {
		put_word(&w->hole_words,
		    MOMENT_DAY_BIT | (uint32_t)(m->lo.day.n + MOMENT_DAY_ZERO));
	} else {
		look_for(w, &l, &w->moments, &one, sizeof(one));
		put_lookup(w, &l);
	}
}

/* An absence's own times are mostly the same for all: through the day of
 * the release. */
static int
often_moment(struct segment_writer *w, const struct moment *m, bool *often)
{
	struct moment one;
	uint32_t n;
	int r;

	*often = true;
	if (m->kind == MOMENT_DAYS && w->last_often.kind == MOMENT_DAYS &&
	    m->lo.day.n == w->last_often.lo.day.n &&
	    m->hi.day.n == w->last_often.hi.day.n)
		return 0;
	if (!same_canonical(m, &one))
		return 0;
	if (w->often.n < SEGMENT_OFTEN) {
		r = dictionary_number(&w->often, &one, sizeof(one), &n);
		w->last_often = one;
		return r;
	}
	*often = false;
	/* Their bytes, padding included, are in the one form. */
	for (uint32_t i = 0; i < w->often.n && !*often; i++) {
		const void *was = w->often.heap.p + w->often.at[i];

		// NOLINTNEXTLINE(bugprone-suspicious-memory-comparison)
		*often = memcmp(was, &one, sizeof(one)) == 0;
	}
	return 0;
}

static int
source_find(struct segment_writer *w, const struct source *s, uint32_t *out)
{
	w->form.n = 0;
	segment_source_put(&w->form, s);
	if (w->form.failed)
		return E_NOMEM;
	return dictionary_number(&w->sources, w->form.p, w->form.n, out);
}

/* Most have a name alone, and few names are many facts'. */
static int
source_number(struct segment_writer *w, const struct source *s, uint32_t *out)
{
	struct source_seen *seen =
	    &w->seen[((uintptr_t)s->name >> 3) % SEGMENT_SEEN];
	int r;

	if (s->document != NULL || s->has_good || s->name == NULL)
		return source_find(w, s, out);
	/* The name of another may lie where one did before. */
	if (seen->name[0] != '\0' &&
	    strncmp(seen->name, s->name, sizeof(seen->name)) == 0) {
		*out = seen->number;
		return 0;
	}
	if ((r = source_find(w, s, out)) != 0)
		return r;
	seen->name[0] = '\0';
	if (strlen(s->name) < sizeof(seen->name)) {
		memcpy(seen->name, s->name, strlen(s->name) + 1);
		seen->number = *out;
	}
	return 0;
}

/* -- One fact -------------------------------------------------------------- */

/* How a fact is told. */
struct telling {
	const struct fact *f;
	unsigned holes;
	uint32_t source; /* 0: none; number + 1 */
	bool has_source;
};

static int
tell(struct segment_writer *w, const struct fact *f, bool linked,
    struct telling *t)
{
	bool held = f->type == FACT_HELD || f->type == FACT_HAPPENED, often;
	const struct moment *m[] = { &f->from, &f->to, &f->seen };
	const unsigned bit[] = { HOLE_FROM, HOLE_TO, HOLE_SEEN };
	int r;

	memset(t, 0, sizeof(*t));
	t->f = f;
	for (int i = 0; i < 3; i++) {
		often = m[i]->kind == MOMENT_NONE;
		if (!often && !held && (r = often_moment(w, m[i], &often)) != 0)
			return r;
		if (!often)
			t->holes |= bit[i];
	}
	if ((r = often_recorded(w, f->entry.recorded, &often)) != 0)
		return r;
	if (!often)
		t->holes |= HOLE_RECORDED;
	if (f->entry.confirmed.us < INSTANT_NEVER.us)
		t->holes |= HOLE_CONFIRMED;
	if (f->entry.refused.us < INSTANT_NEVER.us)
		t->holes |= HOLE_REFUSED;
	if (f->source != NULL) {
		if ((r = source_number(w, f->source, &t->source)) != 0)
			return r;
		t->has_source = true;
		if (t->source >= SEGMENT_OFTEN)
			t->holes |= HOLE_SOURCE;
		if (f->source->page != 0)
			t->holes |= HOLE_PAGE;
	}
	t->holes |= f->id != NULL ? HOLE_ID : 0;
	t->holes |= f->filing != NULL ? HOLE_FILING : 0;
	t->holes |= f->of != NULL ? HOLE_OF : 0;
	t->holes |= f->other != NULL ? HOLE_OTHER : 0;
	if (linked) {
		t->holes |= HOLE_PLACE;
		t->holes |= f->corrects != NULL ? HOLE_CORRECTS : 0;
		t->holes |= f->nover > 0 ? HOLE_OVER : 0;
	}
	return 0;
}

static void
put_string_number(struct segment_writer *w, const char *s)
{
	struct lookup l = { .keep = 0 };
	size_t n = strlen(s);

	/* The first, the second filing of somebody: nearly all are one
	 * letter. */
	if (n == 1) {
		bool *seen = &w->letters[(uint8_t)s[0]];

		l.keep = (uint32_t)w->ntables + (uint8_t)s[0] + 1;
		l.again = *seen;
		*seen = true;
	}
	if (!l.again)
		look_for(w, &l, &w->strings, s, n + 1);
	put_lookup(w, &l);
}

static int
place_of(const struct person *p, const struct fact *f, uint32_t *out)
{
	for (size_t i = 0; i < p->nfacts; i++)
		if (p->facts[i] == f) {
			*out = (uint32_t)i;
			return 0;
		}
	return E_RANGE;
}

/* Whom a relation names: this very person, or one of those kept with it. */
static int
put_other(struct segment_writer *w, const struct person *other)
{
	const struct person *const *known;
	size_t n = w->known.n / sizeof(*known), i;

	known = (const struct person *const *)(const void *)w->known.p;
	for (i = 0; i < n && known[i] != other; i++)
		;
	if (i == n)
		bytes_add(&w->known, &other, sizeof(other));
	/* The first of the known is the row itself; the others follow those
	 * who were kept before. */
	put_word(&w->hole_words,
	    other == w->adding ? 0
		: i == 0       ? OTHER_ROOT
			       : (uint32_t)(w->first_other + i));
	return w->known.failed ? E_NOMEM : 0;
}

static int
put_links(struct segment_writer *w, const struct person *p,
    const struct fact *f, unsigned h)
{
	uint32_t n;
	int r;

	if ((h & HOLE_PLACE) != 0) {
		if ((r = place_of(p, f, &n)) != 0)
			return r;
		put_word(&w->hole_words, n);
	}
	if ((h & HOLE_CORRECTS) != 0) {
		if ((r = place_of(p, f->corrects, &n)) != 0)
			return r;
		put_word(&w->hole_words, n);
	}
	if ((h & HOLE_OVER) == 0)
		return 0;
	put_word(&w->hole_words, (uint32_t)f->nover);
	for (size_t i = 0; i < f->nover; i++) {
		if ((r = place_of(p, f->over[i], &n)) != 0)
			return r;
		put_word(&w->hole_words, n);
	}
	return 0;
}

static int
put_instant_number(struct segment_writer *w, struct instant t)
{
	uint32_t n;
	int r;

	if ((r = instant_number(w, t, &n)) == 0)
		put_word(&w->hole_words, n);
	return r;
}

/* In the order of enum hole. */
static int
put_holes(struct segment_writer *w, const struct person *p,
    const struct telling *t, unsigned h)
{
	const struct fact *f = t->f;
	int r = 0;

	if ((h & HOLE_FROM) != 0)
		put_moment_number(w, &f->from);
	if ((h & HOLE_TO) != 0)
		put_moment_number(w, &f->to);
	if ((h & HOLE_SEEN) != 0)
		put_moment_number(w, &f->seen);
	if ((h & HOLE_RECORDED) != 0)
		r = put_instant_number(w, f->entry.recorded);
	if (r == 0 && (h & HOLE_CONFIRMED) != 0)
		r = put_instant_number(w, f->entry.confirmed);
	if (r == 0 && (h & HOLE_REFUSED) != 0)
		r = put_instant_number(w, f->entry.refused);
	if (r != 0)
		return r;
	if ((h & HOLE_SOURCE) != 0)
		put_word(&w->hole_words, t->source);
	if ((h & HOLE_PAGE) != 0)
		put_word(&w->hole_words, f->source->page);
	if ((h & HOLE_ID) != 0)
		put_string_number(w, f->id);
	if ((h & HOLE_FILING) != 0)
		put_string_number(w, f->filing);
	if ((h & HOLE_OF) != 0)
		put_string_number(w, f->of);
	if ((h & HOLE_OTHER) != 0 && (r = put_other(w, f->other)) != 0)
		return r;
	return put_links(w, p, f, h);
}

/* -- One person ------------------------------------------------------------ */

/* How the facts of one table are told as one form. */
struct dense {
	unsigned flags;
	unsigned holes[SEGMENT_DENSE]; /* of each, in the form */
	bool timed;
	struct instant recorded;
};

/* Of one form at most one was held or happened, the first; and all that were
 * recorded at an instant of their own were at one. */
static bool
may_be_dense(const struct telling *ts, size_t n, struct dense *d)
{
	for (size_t i = 0; i < n; i++) {
		const struct fact *f = ts[i].f;

		if (f->entry.is_loss || f->entry.refused.us < INSTANT_NEVER.us)
			return false;
		if (i > 0 &&
		    (f->type == FACT_HELD || f->type == FACT_HAPPENED ||
			f->type == FACT_LIST))
			return false;
		if ((ts[i].holes & HOLE_RECORDED) == 0)
			continue;
		if (d->timed && d->recorded.us != f->entry.recorded.us)
			return false;
		d->timed = true;
		d->recorded = f->entry.recorded;
	}
	return true;
}

static bool
dense(const struct telling *ts, size_t n, bool linked, struct dense *d)
{
	const struct fact *f = ts[0].f;
	unsigned beyond = 0;

	memset(d, 0, sizeof(*d));
	if (linked || n > SEGMENT_DENSE || !may_be_dense(ts, n, d))
		return false;
	for (size_t i = 0; i < n; i++)
		d->holes[i] = ts[i].holes;
	d->flags = d->timed ? FORM_TIMED : 0;
	if ((d->holes[0] & HOLE_FROM) != 0 && column_day(&f->from)) {
		d->flags |= FORM_FROM_DAY;
		d->holes[0] &= ~(unsigned)HOLE_FROM;
	}
	if ((d->holes[0] & HOLE_TO) != 0 && column_day(&f->to)) {
		d->flags |= FORM_TO_DAY;
		d->holes[0] &= ~(unsigned)HOLE_TO;
	}
	for (size_t i = 0; i < n; i++)
		beyond |= d->holes[i] & ~(unsigned)HOLE_RECORDED;
	if ((beyond & ~(unsigned)HOLES_INERT) == 0)
		d->flags |= FORM_PLAIN;
	return true;
}

static uint16_t
day_code(const struct moment *m)
{
	return (uint16_t)(m->lo.day.n - SEGMENT_DAY0 + 1);
}

/* The bytes of one form are behind `from` in looked_for. */
static void
look_form(struct segment_writer *w, size_t table, struct dictionary *d,
    size_t from, uint32_t keep)
{
	struct lookup l = { .d = d,
		.at = (uint32_t)from,
		.n = (uint32_t)(w->to->looked_for.n - from),
		.word = (uint32_t)(w->hole_words.n / sizeof(uint32_t)),
		.table = (uint32_t)table,
		.keep = keep };

	l.hash = dictionary_hash(w->to->looked_for.p + from, l.n);
	bytes_add(&w->to->lookups, &l, sizeof(l));
}

/* Its form says all there is, in a few fixed places. */
static bool
is_bare(const struct telling *t, const struct dense *d)
{
	const struct fact *f = t->f;

	return d->flags == FORM_PLAIN && d->holes[0] == 0 &&
	    f->fields == NULL && f->list == NULL && f->zone == NULL &&
	    f->on_list == 0;
}

/* Whether it says what the one before did; it is the one before now. */
static bool
told_again(struct told_fact *was, const struct telling *t)
{
	const struct fact *f = t->f;

	if (was->given && was->type == f->type && was->kind == f->kind &&
	    was->step == f->step && was->has_source == t->has_source &&
	    was->source == t->source &&
	    was->recorded.us == f->entry.recorded.us &&
	    moment_equal(&was->to, &f->to) &&
	    moment_equal(&was->from, &f->from) &&
	    moment_equal(&was->seen, &f->seen))
		return true;
	*was = (struct told_fact){ .given = true,
		.has_source = t->has_source,
		.type = f->type,
		.kind = f->kind,
		.step = f->step,
		.from = f->from,
		.to = f->to,
		.seen = f->seen,
		.recorded = f->entry.recorded,
		.source = t->source };
	return false;
}

static int
dense_form(struct segment_writer *w, size_t table, const struct telling *ts,
    size_t n, const struct dense *d)
{
	size_t from = w->to->looked_for.n;
	uint32_t keep = 0;
	int r;

	if (n == 1 && is_bare(&ts[0], d)) {
		struct lookup l = { .table = (uint32_t)table,
			.keep = (uint32_t)table + 1,
			.again = true };

		keep = l.keep;
		if (told_again(&w->tables[table].before, &ts[0])) {
			bytes_add(&w->to->lookups, &l, sizeof(l));
			return 0;
		}
	}

	segment_form_head(&w->to->looked_for, d->flags, n);
	for (size_t i = 0; i < n; i++)
		if ((r = segment_form_put(&w->to->looked_for, &w->words,
			 ts[i].f, d->holes[i], i == 0 ? d->flags : 0,
			 ts[i].has_source ? ts[i].source + 1 : 0)) != 0)
			return r;
	look_form(w, table, &w->tables[table].forms, from, keep);
	return 0;
}

/* The group, whose words are in hole_words, behind those before it.  What
 * was looked for since `first` is wanted in it. */
static int
put_told(struct segment_writer *w, const struct group *g, size_t first,
    bool dense)
{
	struct lookup *ls = (void *)w->to->lookups.p;
	uint32_t nwords = (uint32_t)(w->hole_words.n / sizeof(uint32_t));
	uint32_t code = (uint32_t)(w->to->records.n / sizeof(uint32_t)) + 1,
		 words;

	if (w->hole_words.failed || w->to->lookups.failed)
		return E_NOMEM;
	put_group(&w->to->records, g, &w->hole_words);
	if (w->to->records.failed)
		return E_NOMEM;
	words = (uint32_t)(w->to->records.n / sizeof(uint32_t)) - nwords;
	for (size_t i = first; i < w->to->lookups.n / sizeof(*ls); i++)
		ls[i].word += words;
	if (dense) {
		ls[first].word = code;
		ls[first].add = CODE_FIRST;
		ls[first].form = true;
	}
	w->tables[g->table].nwords += nwords;
	return 0;
}

static int
put_dense(struct segment_writer *w, const struct person *p, size_t table,
    const struct telling *ts, size_t n, const struct dense *d)
{
	struct writer_table *wt = &w->tables[table];
	struct group g = { .table = (uint32_t)table };
	size_t first = w->to->lookups.n / sizeof(struct lookup);
	int r;

	w->hole_words.n = 0;
	if ((r = dense_form(w, table, ts, n, d)) != 0)
		return r;
	if ((d->flags & FORM_FROM_DAY) != 0)
		g.days |= day_code(&ts[0].f->from);
	if ((d->flags & FORM_TO_DAY) != 0)
		g.days |= (uint32_t)day_code(&ts[0].f->to) << 16;
	wt->days[0] |= (d->flags & FORM_FROM_DAY) != 0;
	wt->days[1] |= (d->flags & FORM_TO_DAY) != 0;
	if (d->timed) {
		if ((r = instant_number(w, d->recorded, &g.recorded)) != 0)
			return r;
		g.recorded++;
		wt->timed = true;
	}
	for (size_t i = 0; i < n; i++)
		if ((r = put_holes(w, p, &ts[i],
			 d->holes[i] & ~(unsigned)HOLE_RECORDED)) != 0)
			return r;
	return put_told(w, &g, first, true);
}

static int
put_many(struct segment_writer *w, const struct person *p, size_t table,
    const struct telling *ts, size_t n)
{
	const struct group g = { .table = (uint32_t)table, .code = CODE_MANY };
	size_t first = w->to->lookups.n / sizeof(struct lookup), from;
	int r;

	w->tables[table].many += w->adding_row;
	w->hole_words.n = 0;
	put_word(&w->hole_words, (uint32_t)n);
	for (size_t i = 0; i < n; i++) {
		from = w->to->looked_for.n;
		segment_form_head(&w->to->looked_for, 0, 1);
		if ((r = segment_form_put(&w->to->looked_for, &w->words,
			 ts[i].f, ts[i].holes, 0,
			 ts[i].has_source ? ts[i].source + 1 : 0)) != 0)
			return r;
		look_form(w, table, &w->tables[table].each, from, 0);
		put_word(&w->hole_words, 0);
		if ((r = put_holes(w, p, &ts[i], ts[i].holes)) != 0)
			return r;
	}
	return put_told(w, &g, first, false);
}

/* Room for one more; those so far stay. */
static int
telling_room(struct segment_writer *w, size_t n)
{
	size_t cap = n == 0 ? 64 : 2 * n;
	struct telling *ts;

	if (n < w->ntelling)
		return 0;
	if ((ts = arena_array(&w->a, cap, sizeof(*ts))) == NULL)
		return E_NOMEM;
	if (n > 0)
		memcpy(ts, w->telling, n * sizeof(*ts));
	w->telling = ts;
	w->ntelling = cap;
	return 0;
}

static bool
is_main(const struct fact *f)
{
	return f->type == FACT_HELD || f->type == FACT_HAPPENED;
}

int
segment_tell(struct segment_writer *w, const struct person *p, size_t table,
    bool linked)
{
	struct telling *ts;
	struct dense d;
	size_t n = 0;
	int r;

	for (uint32_t i = w->head[table]; i != 0; i = w->next[i - 1], n++) {
		const struct fact *f = p->facts[i - 1];

		if ((r = telling_room(w, n)) != 0)
			return r;
		ts = w->telling;
		if ((r = tell(w, f, linked, &ts[n])) != 0)
			return r;
		/* The main one first. */
		if (n > 0 && is_main(f) && !is_main(ts[0].f)) {
			struct telling first = ts[0];

			ts[0] = ts[n];
			ts[n] = first;
		}
	}
	ts = w->telling;
	w->tables[table].rows++;
	if (dense(ts, n, linked, &d))
		return put_dense(w, p, table, ts, n, &d);
	return put_many(w, p, table, ts, n);
}
