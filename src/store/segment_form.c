/* segment_form.c - forms of facts as bytes, and bytes back as forms.
 *
 * Numbers stand with their highest byte first, so that forms sorted as
 * bytes lie beside those that differ from them last: in their words. */

#include "store/segment_inner.h"

#include <string.h>

/* -- Out ------------------------------------------------------------------- */

/* The n lowest bytes of v, the highest first; eight are written. */
static inline uint8_t *
put_at(uint8_t *q, uint64_t v, unsigned n)
{
	v = __builtin_bswap64(v << (64 - 8 * n));
	memcpy(q, &v, sizeof(v));
	return q + n;
}

static inline void
put(struct bytes *b, uint64_t v, unsigned n)
{
	if (!bytes_room(b, sizeof(v)))
		return;
	(void)put_at(b->p + b->n, v, n);
	b->n += n;
}

static void
put_string(struct bytes *b, const char *s)
{
	size_t n = s == NULL ? 0 : strlen(s);

	put(b, s == NULL ? 0 : n + 1, 4);
	bytes_add(b, s, n);
}

#define MOMENT_BYTES 17 /* at most */

static uint8_t *
put_moment_at(uint8_t *q, const struct moment *m)
{
	q = put_at(q, (uint64_t)m->kind, 1);
	switch (m->kind) {
	case MOMENT_DAYS:
		q = put_at(q, (uint32_t)m->lo.day.n, 4);
		return put_at(q, (uint32_t)m->hi.day.n, 4);
	case MOMENT_CLOCK:
		q = put_at(q, (uint32_t)m->lo.day.n, 4);
		q = put_at(q, (uint32_t)m->lo.minute, 4);
		q = put_at(q, (uint32_t)m->hi.day.n, 4);
		return put_at(q, (uint32_t)m->hi.minute, 4);
	case MOMENT_EXACT:
		q = put_at(q, (uint64_t)m->first.us, 8);
		return put_at(q, (uint64_t)m->last.us, 8);
	default:
		return q;
	}
}

static void
put_moment(struct bytes *b, const struct moment *m)
{
	if (bytes_room(b, MOMENT_BYTES + 8))
		b->n = (size_t)(put_moment_at(b->p + b->n, m) - b->p);
}

static void
put_length(struct bytes *b, const struct length *len)
{
	put(b, (uint32_t)len->n, 4);
	put(b, (uint64_t)len->unit, 1);
	put(b, (unsigned)len->tro | (unsigned)len->unverified << 1, 1);
	put_string(b, len->rule == NULL ? NULL : len->rule->id);
}

void
segment_source_put(struct bytes *b, const struct source *s)
{
	put_string(b, s->name);
	put_string(b, s->document);
	put(b, s->has_good, 1);
	if (s->has_good)
		put_length(b, &s->good_for);
}

static size_t
word_slot(const struct word_map *m, const struct word *w)
{
	size_t s =
	    (size_t)(((uintptr_t)w >> 4) * 0x9e3779b97f4a7c15u) & (m->n - 1);

	while (m->keys[s] != NULL && m->keys[s] != w)
		s = (s + 1) & (m->n - 1);
	return s;
}

int
word_map_make(struct arena *a, const struct vocab *v, struct word_map *out)
{
	out->n = 16;
	while (out->n < 2 * v->nwords)
		out->n *= 2;
	out->keys = arena_array(a, out->n, sizeof(struct word *));
	out->numbers = arena_array(a, out->n, sizeof(uint32_t));
	if (out->keys == NULL || out->numbers == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < v->nwords; i++) {
		size_t s = word_slot(out, v->words[i]);

		out->keys[s] = v->words[i];
		out->numbers[s] = (uint32_t)i;
	}
	return 0;
}

#define VALUE_NESTING 8

static int
put_value(struct bytes *b, const struct word_map *words, const struct value *v,
    int depth)
{
	size_t s;
	int r;

	put(b, (uint64_t)v->kind, 1);
	switch (v->kind) {
	case VALUE_WORD:
		s = word_slot(words, v->word);
		if (words->keys[s] == NULL)
			return E_NAME;
		put(b, words->numbers[s], 4);
		return 0;
	case VALUE_ID:
	case VALUE_STR:
		put_string(b, v->s);
		return 0;
	case VALUE_INT:
		put(b, (uint64_t)v->n, 8);
		return 0;
	case VALUE_MOMENT:
		put_moment(b, &v->moment);
		return 0;
	case VALUE_SET:
	case VALUE_EITHER:
		if (depth >= VALUE_NESTING)
			return E_LIMIT;
		put(b, v->nitems, 4);
		for (size_t i = 0; i < v->nitems; i++)
			if ((r = put_value(b, words, &v->items[i],
				 depth + 1)) != 0)
				return r;
		return 0;
	default:
		return 0;
	}
}

void
segment_form_head(struct bytes *b, unsigned flags, size_t nfacts)
{
	put(b, flags, 1);
	put(b, nfacts, 1);
}

/* What most facts have, in one go. */
#define FIXED_BYTES (2 * 8 + 3 * MOMENT_BYTES + 4 * 8)

static void
put_fixed(struct bytes *b, const struct fact *f, unsigned holes, unsigned flags)
{
	static const struct moment none;
	uint8_t *q;

	if (!bytes_room(b, FIXED_BYTES))
		return;
	q = b->p + b->n;
	q = put_at(q, (uint64_t)f->type, 1);
	q = put_at(q, f->kind == NULL ? 0 : f->kind->index + 1, 2);
	q = put_at(q, (uint32_t)(f->step + 1), 4);
	q = put_at(q, holes, 2);
	q = put_moment_at(q,
	    (holes & HOLE_FROM) != 0 || (flags & FORM_FROM_DAY) != 0
		? &none
		: &f->from);
	q = put_moment_at(q,
	    (holes & HOLE_TO) != 0 || (flags & FORM_TO_DAY) != 0 ? &none
								 : &f->to);
	q = put_moment_at(q, (holes & HOLE_SEEN) != 0 ? &none : &f->seen);
	q = put_at(q, f->entry.is_loss, 1);
	if ((holes & HOLE_RECORDED) == 0)
		q = put_at(q, (uint64_t)f->entry.recorded.us, 8);
	if ((holes & HOLE_CONFIRMED) == 0)
		q = put_at(q, (uint64_t)f->entry.confirmed.us, 8);
	if ((holes & HOLE_REFUSED) == 0)
		q = put_at(q, (uint64_t)f->entry.refused.us, 8);
	b->n = (size_t)(q - b->p);
}

/* A value that most have, in one go: its kind, a word or a short text. */
#define SHORT_TEXT  16
#define SHORT_BYTES (1 + 4 + SHORT_TEXT + 8)

/* Behind it, or NULL: it is another. */
static inline uint8_t *
put_short(uint8_t *q, const struct word_map *words, const struct value *v)
{
	size_t n;

	switch (v->kind) {
	case VALUE_NONE:
		return put_at(q, VALUE_NONE, 1);
	case VALUE_WORD:
		n = word_slot(words, v->word);
		if (words->keys[n] == NULL)
			return NULL;
		q = put_at(q, VALUE_WORD, 1);
		return put_at(q, words->numbers[n], 4);
	case VALUE_ID:
	case VALUE_STR:
		if (v->s == NULL || (n = strlen(v->s)) > SHORT_TEXT)
			return NULL;
		q = put_at(q, (uint64_t)v->kind, 1);
		q = put_at(q, n + 1, 4);
		memcpy(q, v->s, n);
		return q + n;
	default:
		return NULL;
	}
}

static int
put_values(struct bytes *b, const struct word_map *words,
    const struct value *values, size_t n)
{
	uint8_t *q;
	int r;

	for (size_t i = 0; i < n; i++) {
		if (!bytes_room(b, SHORT_BYTES))
			return E_NOMEM;
		if ((q = put_short(b->p + b->n, words, &values[i])) != NULL)
			b->n = (size_t)(q - b->p);
		else if ((r = put_value(b, words, &values[i], 0)) != 0)
			return r;
	}
	return 0;
}

static void
put_named(struct bytes *b, const struct fact *f)
{
	put_string(b, f->list);
	put(b, (uint64_t)f->on_list, 1);
	put_string(b, f->zone == NULL ? NULL : zone_name(f->zone));
}

int
segment_form_put(struct bytes *b, const struct word_map *words,
    const struct fact *f, unsigned holes, unsigned flags, uint32_t source)
{
	int r;

	put_fixed(b, f, holes, flags);
	put_named(b, f);
	if (f->zone != NULL && zone_builtin(zone_name(f->zone)) != f->zone)
		return E_NAME;
	if ((holes & HOLE_SOURCE) == 0)
		put(b, source, 4);
	put(b, f->fields != NULL, 1);
	if (f->fields != NULL &&
	    (r = put_values(b, words, f->fields, f->kind->nfields)) != 0)
		return r;
	return b->failed ? E_NOMEM : 0;
}

/* -- In -------------------------------------------------------------------- */

struct reader {
	struct arena *a;
	const struct segment_names *names;
	const uint8_t *p, *end;
	int err;
};

static uint64_t
get(struct reader *rd, unsigned n)
{
	uint64_t v = 0;

	if ((size_t)(rd->end - rd->p) < n) {
		rd->err = E_BROKEN;
		rd->p = rd->end;
		return 0;
	}
	for (unsigned i = 0; i < n; i++)
		v = v << 8 | *rd->p++;
	return v;
}

static const char *
get_string(struct reader *rd)
{
	uint64_t n = get(rd, 4);
	char *s;

	if (n == 0)
		return NULL;
	n--;
	if (n > (uint64_t)(rd->end - rd->p)) {
		rd->err = E_BROKEN;
		return NULL;
	}
	if ((s = arena_strndup(rd->a, (const char *)rd->p, (size_t)n)) == NULL)
		rd->err = E_NOMEM;
	rd->p += n;
	return s;
}

static struct moment
get_moment(struct reader *rd)
{
	struct moment m = { .kind = MOMENT_NONE };
	uint64_t kind = get(rd, 1);

	if (kind > MOMENT_NOT_KNOWN) {
		rd->err = E_BROKEN;
		return m;
	}
	m.kind = (enum moment_kind)kind;
	if (m.kind == MOMENT_DAYS) {
		m.lo.day.n = (int32_t)get(rd, 4);
		m.hi.day.n = (int32_t)get(rd, 4);
	} else if (m.kind == MOMENT_CLOCK) {
		m.lo.day.n = (int32_t)get(rd, 4);
		m.lo.minute = (int)get(rd, 4);
		m.hi.day.n = (int32_t)get(rd, 4);
		m.hi.minute = (int)get(rd, 4);
	} else if (m.kind == MOMENT_EXACT) {
		m.first.us = (int64_t)get(rd, 8);
		m.last.us = (int64_t)get(rd, 8);
	}
	return m;
}

static void
get_length(struct reader *rd, struct length *len)
{
	uint64_t bits;
	const char *rule;

	len->n = (int)get(rd, 4);
	len->unit = (enum unit)get(rd, 1);
	bits = get(rd, 1);
	len->tro = (bits & 1) != 0;
	len->unverified = (bits & 2) != 0;
	rule = get_string(rd);
	len->rule = rule == NULL ? NULL : count_rule_find(rule);
	if (len->n < 0 || (unsigned)len->unit > UNIT_YEARS ||
	    (rule != NULL && len->rule == NULL))
		rd->err = E_BROKEN;
}

int
segment_source_read(struct arena *a, const uint8_t *p, size_t n,
    struct source *out)
{
	struct reader rd = { .a = a, .p = p, .end = p + n };

	memset(out, 0, sizeof(*out));
	out->name = get_string(&rd);
	out->document = get_string(&rd);
	out->has_good = get(&rd, 1) != 0;
	if (out->has_good)
		get_length(&rd, &out->good_for);
	return rd.err;
}

static void
get_value(struct reader *rd, struct value *v, int depth)
{
	struct value *items;
	uint64_t n = get(rd, 1);

	if (n > VALUE_EITHER) {
		rd->err = E_BROKEN;
		return;
	}
	v->kind = (enum value_kind)n;
	switch (v->kind) {
	case VALUE_WORD:
		n = get(rd, 4);
		if (n >= rd->names->nwords || rd->names->words[n] == NULL) {
			rd->err = E_NAME;
			return;
		}
		v->word = rd->names->words[n];
		v->s = v->word->name;
		return;
	case VALUE_ID:
	case VALUE_STR:
		v->s = get_string(rd);
		return;
	case VALUE_INT:
		v->n = (int64_t)get(rd, 8);
		return;
	case VALUE_MOMENT:
		v->moment = get_moment(rd);
		return;
	case VALUE_SET:
	case VALUE_EITHER:
		n = get(rd, 4);
		if (depth >= VALUE_NESTING || n > (uint64_t)(rd->end - rd->p)) {
			rd->err = E_BROKEN;
			return;
		}
		if ((items = arena_array(rd->a, (size_t)n, sizeof(*items))) ==
		    NULL) {
			rd->err = E_NOMEM;
			return;
		}
		for (size_t i = 0; rd->err == 0 && i < n; i++)
			get_value(rd, &items[i], depth + 1);
		v->items = items;
		v->nitems = (size_t)n;
		return;
	default:
		return;
	}
}

static void
get_fields(struct reader *rd, struct fact *f, size_t nfields)
{
	struct value *fields;

	if (get(rd, 1) == 0 || rd->err != 0)
		return;
	if (f->kind == NULL || nfields > f->kind->nfields) {
		rd->err = E_BROKEN;
		return;
	}
	fields = arena_array(rd->a, f->kind->nfields + 1, sizeof(*fields));
	if (fields == NULL) {
		rd->err = E_NOMEM;
		return;
	}
	for (size_t i = 0; rd->err == 0 && i < nfields; i++)
		get_value(rd, &fields[i], 0);
	f->fields = fields;
}

static void
get_entry(struct reader *rd, unsigned holes, struct entry *e)
{
	e->is_loss = get(rd, 1) != 0;
	if ((holes & HOLE_RECORDED) == 0)
		e->recorded.us = (int64_t)get(rd, 8);
	if ((holes & HOLE_CONFIRMED) == 0)
		e->confirmed.us = (int64_t)get(rd, 8);
	if ((holes & HOLE_REFUSED) == 0)
		e->refused.us = (int64_t)get(rd, 8);
}

static void
get_fact(struct reader *rd, const struct source *sources, size_t nsources,
    struct form_fact *out)
{
	struct fact *f = &out->fact;
	const char *zone;
	uint64_t n;
	size_t kind;

	n = get(rd, 1);
	f->type = n > FACT_LIST ? FACT_LIST : (enum fact_type)n;
	kind = (size_t)get(rd, 2);
	if (kind > rd->names->nkinds ||
	    (kind > 0 && rd->names->kinds[kind - 1] == NULL)) {
		rd->err = E_NAME;
		return;
	}
	f->kind = kind == 0 ? NULL : rd->names->kinds[kind - 1];
	f->step = (int)(int32_t)get(rd, 4) - 1;
	out->holes = (unsigned)get(rd, 2);
	f->from = get_moment(rd);
	f->to = get_moment(rd);
	f->seen = get_moment(rd);
	get_entry(rd, out->holes, &f->entry);
	f->list = get_string(rd);
	f->on_list = (enum on_list)get(rd, 1);
	if ((zone = get_string(rd)) != NULL &&
	    (f->zone = zone_builtin(zone)) == NULL)
		rd->err = E_NAME;
	if ((out->holes & HOLE_SOURCE) == 0) {
		n = get(rd, 4);
		if (n > nsources)
			rd->err = E_BROKEN;
		else
			f->source = n == 0 ? NULL : &sources[n - 1];
	}
	get_fields(rd, f, kind == 0 ? 0 : rd->names->nfields[kind - 1]);
}

int
segment_form_read(struct arena *a, const struct segment_names *names,
    const struct source *sources, size_t nsources, const uint8_t *p, size_t n,
    struct form *out)
{
	struct reader rd = { .a = a, .names = names, .p = p, .end = p + n };
	unsigned flags = (unsigned)get(&rd, 1);
	size_t nfacts = (size_t)get(&rd, 1);
	struct form_fact *facts;

	/* The evaluators have no more room. */
	if (nfacts == 0 || nfacts > FORM_FACTS)
		return E_BROKEN;
	if ((facts = arena_array(a, nfacts, sizeof(*facts))) == NULL)
		return E_NOMEM;
	memset(out, 0, sizeof(*out));
	out->from_day = (flags & FORM_FROM_DAY) != 0;
	out->to_day = (flags & FORM_TO_DAY) != 0;
	out->timed = (flags & FORM_TIMED) != 0;
	out->plain = (flags & FORM_PLAIN) != 0;
	for (size_t i = 0; rd.err == 0 && i < nfacts; i++)
		get_fact(&rd, sources, nsources, &facts[i]);
	out->facts = facts;
	out->nfacts = nfacts;
	return rd.err != 0 ? rd.err : rd.p == rd.end ? 0 : E_BROKEN;
}
