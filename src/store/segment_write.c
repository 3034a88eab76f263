/* segment_write.c - people on their way into a segment.
 *
 * Each person becomes a record of 32-bit words in a temporary file: which
 * form of which kind, and what fills its holes.  segment_layout.c makes
 * columns of them. */

#include "store/segment_write.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/limits.h"
#include "store/segment.h"

static int
writer_tables(struct segment_writer *w)
{
	w->ntables = w->v->nkinds + 2;
	w->tables = arena_array(&w->a, w->ntables, sizeof(*w->tables));
	w->head = arena_array(&w->a, w->ntables, sizeof(*w->head));
	w->tail = arena_array(&w->a, w->ntables, sizeof(*w->tail));
	w->used = arena_array(&w->a, w->ntables, sizeof(*w->used));
	w->next = arena_array(&w->a, LIMIT_FACTS, sizeof(*w->next));
	if (w->tables == NULL || w->head == NULL || w->tail == NULL ||
	    w->used == NULL || w->next == NULL)
		return E_NOMEM;
	return word_map_make(&w->a, w->v, &w->words);
}

int
segment_writer_new(const struct file_system *fs, const char *folder,
    const struct vocab *v, struct segment_writer **out)
{
	struct segment_writer *w = calloc(1, sizeof(*w));
	int r;

	if (w == NULL)
		return E_NOMEM;
	w->fs = fs;
	w->v = v;
	w->fd = -1;
	arena_init(&w->a, &mem_system, (size_t)256 << 20);
	w->folder = arena_strdup(&w->a, folder);
	w->spill_path = arena_printf(&w->a, "%s/.segment-%ld-people", folder,
	    (long)getpid());
	if (w->folder == NULL || w->spill_path == NULL) {
		r = E_NOMEM;
		goto out;
	}
	if ((r = writer_tables(w)) != 0)
		goto out;
	w->fd = fs->open(w->spill_path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC,
	    0600);
	if (w->fd < 0) {
		r = errno == ENOSPC || errno == EDQUOT ? E_FULL : E_IO;
		goto out;
	}
	/* It has no name from now on, and is gone however this ends. */
	if (fs->unlink(w->spill_path) != 0) {
		r = E_IO;
		goto out;
	}
	*out = w;
	w = NULL; /* the caller's now */
	r = 0;
out:
	segment_writer_free(w);
	return r;
}

void
segment_writer_free(struct segment_writer *w)
{
	if (w == NULL)
		return;
	if (w->fd >= 0)
		(void)w->fs->close(w->fd);
	for (size_t i = 0; w->tables != NULL && i < w->ntables; i++) {
		dictionary_release(&w->tables[i].forms);
		dictionary_release(&w->tables[i].each);
	}
	dictionary_release(&w->instants);
	dictionary_release(&w->moments);
	dictionary_release(&w->sources);
	dictionary_release(&w->strings);
	dictionary_release(&w->often);
	bytes_release(&w->form);
	bytes_release(&w->record);
	bytes_release(&w->spill);
	bytes_release(&w->rows);
	bytes_release(&w->others);
	bytes_release(&w->known);
	arena_release(&w->a);
	free(w);
}

size_t
segment_added(const struct segment_writer *w)
{
	return w->rows.n / sizeof(uint64_t);
}

/* -- Numbers --------------------------------------------------------------- */

static void
put_word(struct bytes *b, uint32_t v)
{
	if (!bytes_room(b, sizeof(v)))
		return;
	memcpy(b->p + b->n, &v, sizeof(v));
	b->n += sizeof(v);
}

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

static int
moment_number(struct segment_writer *w, const struct moment *m, uint32_t *out)
{
	struct moment one;
	int r;

	if (!same_canonical(m, &one)) {
		*out = 0;
		return 0;
	}
	if (one_day(m) && m->lo.day.n > -MOMENT_DAY_ZERO &&
	    m->lo.day.n < MOMENT_DAY_ZERO) {
		*out =
		    MOMENT_DAY_BIT | (uint32_t)(m->lo.day.n + MOMENT_DAY_ZERO);
		return 0;
	}
	if ((r = dictionary_number(&w->moments, &one, sizeof(one), out)) != 0)
		return r;
	++*out;
	return *out >= MOMENT_DAY_BIT ? E_LIMIT : 0;
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
	if (!same_canonical(m, &one))
		return 0;
	if (w->often.n < SEGMENT_OFTEN) {
		r = dictionary_number(&w->often, &one, sizeof(one), &n);
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
source_number(struct segment_writer *w, const struct source *s, uint32_t *out)
{
	w->form.n = 0;
	segment_source_put(&w->form, s);
	if (w->form.failed)
		return E_NOMEM;
	return dictionary_number(&w->sources, w->form.p, w->form.n, out);
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

static int
put_string_number(struct segment_writer *w, const char *s)
{
	uint32_t n;
	int r;

	if ((r = dictionary_number(&w->strings, s, strlen(s) + 1, &n)) == 0)
		put_word(&w->record, n);
	return r;
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
	put_word(&w->record,
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
		put_word(&w->record, n);
	}
	if ((h & HOLE_CORRECTS) != 0) {
		if ((r = place_of(p, f->corrects, &n)) != 0)
			return r;
		put_word(&w->record, n);
	}
	if ((h & HOLE_OVER) == 0)
		return 0;
	put_word(&w->record, (uint32_t)f->nover);
	for (size_t i = 0; i < f->nover; i++) {
		if ((r = place_of(p, f->over[i], &n)) != 0)
			return r;
		put_word(&w->record, n);
	}
	return 0;
}

static int
put_moment_number(struct segment_writer *w, const struct moment *m)
{
	uint32_t n;
	int r;

	if ((r = moment_number(w, m, &n)) == 0)
		put_word(&w->record, n);
	return r;
}

static int
put_instant_number(struct segment_writer *w, struct instant t)
{
	uint32_t n;
	int r;

	if ((r = instant_number(w, t, &n)) == 0)
		put_word(&w->record, n);
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
		r = put_moment_number(w, &f->from);
	if (r == 0 && (h & HOLE_TO) != 0)
		r = put_moment_number(w, &f->to);
	if (r == 0 && (h & HOLE_SEEN) != 0)
		r = put_moment_number(w, &f->seen);
	if (r == 0 && (h & HOLE_RECORDED) != 0)
		r = put_instant_number(w, f->entry.recorded);
	if (r == 0 && (h & HOLE_CONFIRMED) != 0)
		r = put_instant_number(w, f->entry.confirmed);
	if (r == 0 && (h & HOLE_REFUSED) != 0)
		r = put_instant_number(w, f->entry.refused);
	if (r != 0)
		return r;
	if ((h & HOLE_SOURCE) != 0)
		put_word(&w->record, t->source);
	if ((h & HOLE_PAGE) != 0)
		put_word(&w->record, f->source->page);
	if ((h & HOLE_ID) != 0 && (r = put_string_number(w, f->id)) != 0)
		return r;
	if ((h & HOLE_FILING) != 0 &&
	    (r = put_string_number(w, f->filing)) != 0)
		return r;
	if ((h & HOLE_OF) != 0 && (r = put_string_number(w, f->of)) != 0)
		return r;
	if ((h & HOLE_OTHER) != 0 && (r = put_other(w, f->other)) != 0)
		return r;
	return put_links(w, p, f, h);
}

/* -- One person ------------------------------------------------------------ */

static size_t
table_of(const struct segment_writer *w, const struct fact *f)
{
	if (f->kind != NULL && f->type != FACT_LIST)
		return f->kind->index;
	return f->type == FACT_LIST ? w->ntables - 1 : w->ntables - 2;
}

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

static int
dense_form(struct segment_writer *w, size_t table, const struct telling *ts,
    size_t n, const struct dense *d, uint32_t *code)
{
	int r;

	w->form.n = 0;
	segment_form_head(&w->form, d->flags, n);
	for (size_t i = 0; i < n; i++)
		if ((r = segment_form_put(&w->form, &w->words, ts[i].f,
			 d->holes[i], i == 0 ? d->flags : 0,
			 ts[i].has_source ? ts[i].source + 1 : 0)) != 0)
			return r;
	return dictionary_number(&w->tables[table].forms, w->form.p, w->form.n,
	    code);
}

/* table, code, days, recorded, how many words; the words. */
static int
put_dense(struct segment_writer *w, const struct person *p, size_t table,
    const struct telling *ts, size_t n, const struct dense *d)
{
	struct writer_table *wt = &w->tables[table];
	uint32_t head[5] = { (uint32_t)table, 0, 0, 0, 0 };
	size_t at;
	int r;

	if ((r = dense_form(w, table, ts, n, d, &head[1])) != 0)
		return r;
	head[1] += CODE_FIRST;
	if ((d->flags & FORM_FROM_DAY) != 0)
		head[2] |= day_code(&ts[0].f->from);
	if ((d->flags & FORM_TO_DAY) != 0)
		head[2] |= (uint32_t)day_code(&ts[0].f->to) << 16;
	wt->days[0] |= (d->flags & FORM_FROM_DAY) != 0;
	wt->days[1] |= (d->flags & FORM_TO_DAY) != 0;
	if (d->timed) {
		if ((r = instant_number(w, d->recorded, &head[3])) != 0)
			return r;
		head[3]++;
		wt->timed = true;
	}
	at = w->record.n + 4 * sizeof(uint32_t);
	bytes_add(&w->record, head, sizeof(head));
	for (size_t i = 0; i < n; i++)
		if ((r = put_holes(w, p, &ts[i],
			 d->holes[i] & ~(unsigned)HOLE_RECORDED)) != 0)
			return r;
	if (w->record.failed)
		return E_NOMEM;
	head[4] = (uint32_t)((w->record.n - at) / sizeof(uint32_t) - 1);
	memcpy(w->record.p + at, &head[4], sizeof(uint32_t));
	wt->nwords += head[4];
	return 0;
}

static int
put_many(struct segment_writer *w, const struct person *p, size_t table,
    const struct telling *ts, size_t n)
{
	struct writer_table *wt = &w->tables[table];
	uint32_t head[6] = { (uint32_t)table, CODE_MANY, 0, 0, 0, (uint32_t)n };
	size_t at = w->record.n + 4 * sizeof(uint32_t);
	uint32_t code;
	int r;

	bytes_add(&w->record, head, sizeof(head));
	for (size_t i = 0; i < n; i++) {
		w->form.n = 0;
		segment_form_head(&w->form, 0, 1);
		if ((r = segment_form_put(&w->form, &w->words, ts[i].f,
			 ts[i].holes, 0,
			 ts[i].has_source ? ts[i].source + 1 : 0)) != 0 ||
		    (r = dictionary_number(&wt->each, w->form.p, w->form.n,
			 &code)) != 0)
			return r;
		put_word(&w->record, code);
		if ((r = put_holes(w, p, &ts[i], ts[i].holes)) != 0)
			return r;
	}
	if (w->record.failed)
		return E_NOMEM;
	head[4] = (uint32_t)((w->record.n - at) / sizeof(uint32_t) - 1);
	memcpy(w->record.p + at, &head[4], sizeof(uint32_t));
	wt->nwords += head[4];
	return 0;
}

static int
put_table(struct segment_writer *w, const struct person *p, size_t table,
    bool linked)
{
	struct telling *ts = w->telling;
	struct dense d;
	size_t n = 0;
	int r;

	for (uint32_t i = w->head[table]; i != 0; i = w->next[i - 1]) {
		const struct fact *f = p->facts[i - 1];

		if (n == w->ntelling) {
			size_t cap = n == 0 ? 64 : 2 * n;

			ts = arena_array(&w->a, cap, sizeof(*ts));
			if (ts == NULL)
				return E_NOMEM;
			if (n > 0)
				memcpy(ts, w->telling, n * sizeof(*ts));
			w->telling = ts;
			w->ntelling = cap;
		}
		if ((r = tell(w, f, linked, &ts[n])) != 0)
			return r;
		/* The main one first. */
		if (n > 0 &&
		    (f->type == FACT_HELD || f->type == FACT_HAPPENED) &&
		    ts[0].f->type != FACT_HELD &&
		    ts[0].f->type != FACT_HAPPENED) {
			struct telling first = ts[0];

			ts[0] = ts[n];
			ts[n] = first;
		}
		n++;
	}
	w->tables[table].rows++;
	if (dense(ts, n, linked, &d))
		return put_dense(w, p, table, ts, n, &d);
	return put_many(w, p, table, ts, n);
}

static void
sort_facts(struct segment_writer *w, const struct person *p, bool *linked)
{
	w->nused = 0;
	*linked = false;
	for (size_t i = 0; i < p->nfacts; i++) {
		size_t t = table_of(w, p->facts[i]);

		*linked |=
		    p->facts[i]->corrects != NULL || p->facts[i]->nover > 0;
		w->next[i] = 0;
		if (w->head[t] == 0) {
			w->used[w->nused++] = (uint32_t)t;
			w->head[t] = (uint32_t)i + 1;
		} else {
			w->next[w->tail[t]] = (uint32_t)i + 1;
		}
		w->tail[t] = (uint32_t)i;
	}
}

static int
put_record(struct segment_writer *w)
{
	int r = 0;

	bytes_add(&w->spill, w->record.p, w->record.n);
	if (w->spill.failed)
		return E_NOMEM;
	w->spilled += w->record.n;
	if (w->spill.n >= SEGMENT_SPILL) {
		r = files_write(w->fs, w->fd, w->spill.p, w->spill.n);
		w->spill.n = 0;
	}
	return r;
}

static void
put_known(struct segment_writer *w, const struct person *p)
{
	struct buf b;

	buf_init(&b, &mem_system, LIMIT_STRING_BYTES);
	for (size_t i = 0; i < p->nas; i++) {
		buf_clear(&b);
		columns_known_put(&b, &p->as[i]);
		bytes_add(&w->record, b.s, b.len + 1);
		w->record.failed |= b.failed;
	}
	buf_release(&b);
}

/* groups, bytes of text, marks; the groups; the text, to whole words. */
static int
add_row(struct segment_writer *w, const struct person *p, struct bytes *rows)
{
	uint32_t head[3] = { 0, 0, 0 };
	uint64_t at = w->spilled;
	bool linked;
	size_t text;
	int r = 0;

	if (p->nfacts > LIMIT_FACTS)
		return E_LIMIT;
	w->record.n = 0;
	sort_facts(w, p, &linked);
	head[0] = (uint32_t)w->nused;
	head[2] = (p->nas > 0 ? MARK_IS : 0) | (linked ? MARK_LINKED : 0);
	bytes_add(&w->record, head, sizeof(head));
	for (size_t i = 0; i < w->nused; i++) {
		if (r == 0)
			r = put_table(w, p, w->used[i], linked);
		w->head[w->used[i]] = 0;
	}
	if (r != 0)
		return r;
	text = w->record.n;
	bytes_add(&w->record, p->id, strlen(p->id) + 1);
	bytes_add(&w->record, p->name == NULL ? "" : p->name,
	    p->name == NULL ? 1 : strlen(p->name) + 1);
	put_known(w, p);
	if (w->record.failed)
		return E_NOMEM;
	head[1] = (uint32_t)(w->record.n - text);
	memcpy(w->record.p + sizeof(uint32_t), &head[1], sizeof(uint32_t));
	w->text += head[1];
	while (w->record.n % sizeof(uint32_t) != 0)
		bytes_add(&w->record, "", 1);
	bytes_add(rows, &at, sizeof(at));
	if (rows->failed || w->record.failed)
		return E_NOMEM;
	return put_record(w);
}

int
segment_add(struct segment_writer *w, const struct person *p)
{
	int r;

	if (w->finished || segment_added(w) >= SEGMENT_ROWS)
		return E_LIMIT;
	w->known.n = 0;
	w->first_other = w->others.n / sizeof(uint64_t);
	w->adding = p;
	bytes_add(&w->known, &p, sizeof(p));
	if (w->known.failed)
		return E_NOMEM;
	if ((r = add_row(w, p, &w->rows)) != 0)
		return r;
	/* Known grows as those it names name others. */
	for (size_t i = 1; i < w->known.n / sizeof(p); i++) {
		const struct person *other;

		memcpy(&other, w->known.p + i * sizeof(p), sizeof(p));
		if (i > LIMIT_RELATED)
			return E_LIMIT;
		w->adding = other;
		if ((r = add_row(w, other, &w->others)) != 0)
			return r;
	}
	return 0;
}
