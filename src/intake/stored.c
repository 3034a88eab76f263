/* stored.c - the orders of a store; see stored.h. */

#include <stdlib.h>
#include <string.h>

#include "intake/stored.h"
#include "intake/stored_named.h"

/* -- Entries --------------------------------------------------------------- */

const char *
stored_string(struct arena *a, const json_t *body, const char *key, int *err)
{
	const json_t *j = json_object_get(body, key);
	const char *s;

	if (!json_is_string(j))
		return NULL;
	s = arena_strndup(a, json_string_value(j), json_string_length(j));
	if (s == NULL)
		*err = E_NOMEM;
	return s;
}

uint64_t
stored_number(const json_t *body, const char *key)
{
	const json_t *j = json_object_get(body, key);

	if (!json_is_integer(j) || json_integer_value(j) < 1)
		return 0;
	return (uint64_t)json_integer_value(j);
}

int
stored_by(struct store *s, const struct store_head *head, struct instant known,
    uint64_t *out)
{
	uint64_t lo = 0, hi = head->size, mid; /* lo: recorded by known */
	struct written w;
	struct arena a;
	int r = 0;

	if (head->size == 0 || instant_cmp(head->at, known) <= 0) {
		*out = head->size;
		return 0;
	}
	arena_init(&a, &mem_system, (size_t)4 << 20);
	/* Recorded instants never go back. */
	while (lo + 1 < hi && r == 0) {
		mid = lo + (hi - lo) / 2;
		r = store_entry(s, &a, mid, &w);
		if (r == 0 && instant_cmp(w.at, known) <= 0)
			lo = mid;
		else
			hi = mid;
		arena_release(&a);
	}
	*out = lo;
	return r;
}

/* -- Versions -------------------------------------------------------------- */

/* The entries that touch the orders, while they are read. */
struct orders {
	struct stored *st;
	struct arena *a;
	struct written *w;
	size_t n;
	struct stored_decision *decisions;
	size_t ndecisions, cap_decisions;
	size_t cap_versions, cap_waits, cap_confirmations;
	/* verify entries: who says so, for the second person */
	struct confirmation *confirmations;
	size_t nconfirmations;
};

static int
orders_broken(struct orders *o, const char *fmt, unsigned long long seq)
{
	if (o->st->broken != NULL)
		return 0;
	o->st->broken = arena_printf(o->a, fmt, seq);
	return o->st->broken == NULL ? E_NOMEM : 0;
}

int
stored_decision_add(struct arena *a, struct stored_decision **all, size_t *n,
    size_t *cap, const struct written *w, const struct entry_view *v)
{
	struct stored_decision d = { .of = stored_number(v->body, "of"),
		.at = w->at,
		.refuses = strcmp(v->kind, "refuse") == 0 };

	d.author = arena_strdup(a, v->author);
	*all = arena_grow(a, *all, *n, cap, sizeof(**all));
	if (*all == NULL || d.author == NULL)
		return E_NOMEM;
	(*all)[(*n)++] = d;
	return 0;
}

enum tri
stored_counts(const struct stored_decision *all, size_t n, uint64_t seq,
    const char *author)
{
	enum tri counts = UNKNOWN;
	size_t i;

	for (i = 0; i < n; i++) {
		if (all[i].of != seq ||
		    stored_same_author(all[i].author, author))
			continue;
		if (all[i].refuses)
			return NO;
		counts = YES;
	}
	return counts;
}

static int
orders_law(struct orders *o, const struct written *w,
    const struct entry_view *v)
{
	struct stored_source s = { .seq = w->seq, .at = w->at, .counts = YES };
	const char *dates;
	int err = 0;

	s.name = stored_string(o->a, v->body, "name", &err);
	s.text = stored_string(o->a, v->body, "text", &err);
	dates = stored_string(o->a, v->body, "dates", &err);
	s.own = dates != NULL && strcmp(dates, "own") == 0;
	s.loss = json_is_true(json_object_get(v->body, "loss"));
	s.author = arena_strdup(o->a, v->author);
	if (v->document != NULL)
		s.document = arena_strdup(o->a, v->document);
	if (err != 0 || s.author == NULL)
		return E_NOMEM;
	if (s.name == NULL || s.text == NULL)
		return orders_broken(o,
		    "entry %llu, an order, lacks its name or its text", w->seq);
	s.len = strlen(s.text);
	s.src = (struct source_text){ s.name, s.text, s.len };
	o->st->versions = arena_grow(o->a, o->st->versions, o->st->nversions,
	    &o->cap_versions, sizeof(*o->st->versions));
	if (o->st->versions == NULL)
		return E_NOMEM;
	o->st->versions[o->st->nversions++] = s;
	return 0;
}

static int
orders_verify(struct orders *o, const struct written *w,
    const struct entry_view *v)
{
	struct confirmation c = { .at = w->at };
	const char *entered, *zone;
	int err = 0;

	c.instrument = stored_string(o->a, v->body, "order", &err);
	entered = stored_string(o->a, v->body, "entered", &err);
	zone = stored_string(o->a, v->body, "zone", &err);
	c.by = arena_strdup(o->a, v->author);
	if (v->document != NULL)
		c.document = arena_strdup(o->a, v->document);
	if (err != 0 || c.by == NULL)
		return E_NOMEM;
	/* What is confirmed without a document is not. */
	if (c.document == NULL)
		return 0;
	if (c.instrument == NULL ||
	    (entered != NULL &&
		moment_parse(entered, strlen(entered), &c.entered) != 0) ||
	    (zone != NULL && (c.zone = zone_builtin(zone)) == NULL))
		return orders_broken(o,
		    "entry %llu, a date verified, cannot be read", w->seq);
	o->confirmations = arena_grow(o->a, o->confirmations, o->nconfirmations,
	    &o->cap_confirmations, sizeof(*o->confirmations));
	if (o->confirmations == NULL)
		return E_NOMEM;
	o->confirmations[o->nconfirmations++] = c;
	return 0;
}

static int
orders_entry(struct orders *o, const struct written *w)
{
	struct entry_view v;
	int r = entry_read(o->a, w->bytes, w->n, &v);

	if (r == E_NOMEM)
		return r;
	if (r != 0)
		return orders_broken(o,
		    "entry %llu, about the orders, cannot be read by this "
		    "program",
		    w->seq);
	if (strcmp(v.kind, "law") == 0)
		r = orders_law(o, w, &v);
	else if (strcmp(v.kind, "verify") == 0)
		r = orders_verify(o, w, &v);
	else if (strcmp(v.kind, "confirm") == 0 ||
	    strcmp(v.kind, "refuse") == 0)
		r = stored_decision_add(o->a, &o->decisions, &o->ndecisions,
		    &o->cap_decisions, w, &v);
	else
		r = orders_broken(o,
		    "entry %llu, about the orders, is of a kind this program "
		    "does not know",
		    w->seq);
	entry_view_release(&v);
	return r;
}

/* Which versions count, and which wait. */
static int
orders_settle(struct orders *o)
{
	struct stored *st = o->st;
	struct stored_source *s;
	size_t i;

	for (i = 0; i < st->nversions; i++) {
		s = &st->versions[i];
		if (!s->loss)
			continue;
		s->counts = stored_counts(o->decisions, o->ndecisions, s->seq,
		    s->author);
		if (s->counts != UNKNOWN)
			continue;
		st->waits = arena_grow(o->a, st->waits, st->nwaits,
		    &o->cap_waits, sizeof(*st->waits));
		if (st->waits == NULL)
			return E_NOMEM;
		st->waits[st->nwaits++] = (struct stored_wait){ .seq = s->seq,
			.kind = "law",
			.author = s->author,
			.what = s->name,
			.since = s->at };
	}
	return 0;
}

/* -- A casebook ------------------------------------------------------------ */

static bool
is_vocab(const char *name)
{
	size_t n = strlen(name), k = strlen(".vocab");

	return n >= k && strcmp(name + n - k, ".vocab") == 0;
}

static int
by_name(const void *x, const void *y)
{
	const struct stored_source *const *a = x, *const *b = y;

	return strcmp((*a)->name, (*b)->name);
}

static int
law_hash(struct arena *a, struct stored_law *l)
{
	struct buf b;
	size_t i;

	buf_init(&b, a->mem, (size_t)1 << 30);
	for (i = 0; i < l->nsources; i++) {
		/* Lengths before what they measure: no two casebooks run
		 * together into the same bytes. */
		buf_printf(&b, "%zu %s %zu\n", strlen(l->sources[i]->name),
		    l->sources[i]->name, l->sources[i]->len);
		buf_add(&b, l->sources[i]->text, l->sources[i]->len);
	}
	if (!b.failed)
		l->hash = hash_of(b.s, b.len);
	i = b.failed;
	buf_release(&b);
	return i > 0 ? E_NOMEM : 0;
}

/* Whether a version of a source says anything of an instrument. */
static int
version_has(struct arena *a, const struct stored_law *l,
    const struct stored_source *s, const struct instrument *x, bool *has)
{
	struct law old = { .vocab = l->law.vocab };
	struct diags ds;
	int r;

	*has = false;
	if (is_vocab(s->name) || strstr(s->text, x->id.s) == NULL)
		return 0;
	diags_init(&ds, a);
	r = law_parse(a, &s->src, &old, &ds);
	if (r == 0)
		*has = law_instrument(&old, x->id.s) != NULL;
	return r == E_NOMEM ? r : 0;
}

/* When an instrument became known: with the first version that has it, if
 * that did not leave it its own dates. */
static int
law_recording(struct arena *a, struct stored_law *l,
    const struct stored_source *versions, size_t n, const struct instrument *x,
    struct recording *out, bool *any)
{
	const struct stored_source *s = NULL;
	struct arena_mark mark;
	size_t i, k;
	bool has;
	int r;

	*any = false;
	for (i = 0; i < n; i++) {
		s = &versions[i];
		if (s->counts == NO)
			continue;
		/* One that waits counts only in the casebook it is of. */
		for (k = 0; k < l->nsources; k++)
			if (l->sources[k] == s)
				break;
		if (s->counts == UNKNOWN && k == l->nsources)
			continue;
		if (k < l->nsources && x->pos.src == &s->src)
			break;
		mark = arena_mark(a);
		r = version_has(a, l, s, x, &has);
		arena_rewind(a, mark);
		if (r != 0)
			return r;
		if (has)
			break;
	}
	/* Not entered yet: it is what is asked about. */
	if (i == n || s->own)
		return 0;
	*any = true;
	*out = (struct recording){ .instrument = x->id.s,
		.entry = { .recorded = s->at,
		    .confirmed = s->at,
		    .refused = INSTANT_NEVER } };
	return 0;
}

static int
law_recordings(struct arena *a, struct stored_law *l,
    const struct stored_source *versions, size_t n)
{
	struct recording *all =
	    arena_array(a, l->law.ninstruments, sizeof(*all));
	size_t i, k = 0;
	bool any;
	int r;

	if (all == NULL)
		return E_NOMEM;
	for (i = 0; i < l->law.ninstruments; i++) {
		r = law_recording(a, l, versions, n, l->law.instruments[i],
		    &all[k], &any);
		if (r != 0)
			return r;
		k += any;
	}
	l->record.recordings = all;
	l->record.nrecordings = k;
	return 0;
}

int
stored_law_make(struct arena *a, const struct stored_source *const *now,
    size_t n, const struct stored_source *versions, size_t nversions,
    struct stored_law *out)
{
	size_t i, pass;
	int r = 0;

	diags_init(&out->diags, a);
	out->sources = arena_array(a, n, sizeof(*out->sources));
	if (out->sources == NULL)
		return E_NOMEM;
	for (i = 0; i < n; i++)
		if (now[i]->len > 0)
			out->sources[out->nsources++] = now[i];
	if (out->nsources > 0)
		qsort(out->sources, out->nsources, sizeof(*out->sources),
		    by_name);
	/* Vocabularies first: they tell fields from values. */
	for (pass = 0; pass < 2; pass++)
		for (i = 0; i < out->nsources && r == 0; i++)
			if (is_vocab(out->sources[i]->name) == (pass == 0))
				r = law_parse(a, &out->sources[i]->src,
				    &out->law, &out->diags);
	if (r == E_NOMEM || out->diags.failed)
		return E_NOMEM;
	if (r == 0 && out->diags.nerrors == 0 && out->law.vocab != NULL)
		r = law_check(a, &out->law, &out->diags);
	if (r == E_NOMEM || out->diags.failed)
		return E_NOMEM;
	out->good = r == 0 && out->diags.nerrors == 0 && out->law.vocab != NULL;
	if (!out->good)
		return 0;
	if ((r = law_hash(a, out)) != 0)
		return r;
	return law_recordings(a, out, versions, nversions);
}

/* A date is verified by a second person: not by who entered the order. */
static int
law_confirmations(struct orders *o, struct stored_law *l)
{
	const struct confirmation *c;
	struct confirmation *mine;
	const struct instrument *x;
	size_t i, k, n = 0;

	mine = arena_array(o->a, o->nconfirmations, sizeof(*mine));
	if (mine == NULL)
		return E_NOMEM;
	for (i = 0; i < o->nconfirmations; i++) {
		c = &o->confirmations[i];
		x = law_instrument(&l->law, c->instrument);
		for (k = 0; x != NULL && k < l->nsources; k++)
			if (x->pos.src == &l->sources[k]->src &&
			    stored_same_author(l->sources[k]->author, c->by))
				x = NULL;
		if (x != NULL)
			mine[n++] = *c;
	}
	l->record.confirmations = mine;
	l->record.nconfirmations = n;
	return 0;
}

static int
law_dockets(struct orders *o, struct stored_law *l)
{
	struct docket_read *reads = NULL;
	int r =
	    stored_docket_reads(o->a, o->st, false, &reads, &l->record.nreads);

	l->record.reads = reads;
	return r;
}

/* The newest of each source, of those that count when `with` does. */
static int
orders_make(struct orders *o, unsigned with, struct stored_law *out)
{
	struct stored *st = o->st;
	const struct stored_source **now, *s;
	size_t i, k, n = 0;
	int r;

	now = arena_array(o->a, st->nversions, sizeof(*now));
	if (now == NULL)
		return E_NOMEM;
	for (i = 0; i < st->nversions; i++) {
		s = &st->versions[i];
		for (k = 0; s->counts == UNKNOWN && k < st->nwaits; k++)
			if (st->waits[k].seq == s->seq &&
			    (with & (1u << k)) == 0)
				break;
		if (s->counts == NO || (s->counts == UNKNOWN && k < st->nwaits))
			continue;
		for (k = 0; k < n; k++)
			if (strcmp(now[k]->name, s->name) == 0)
				break;
		now[k] = s;
		n += k == n;
	}
	*out = (struct stored_law){ .with = with };
	r = stored_law_make(o->a, now, n, st->versions, st->nversions, out);
	if (r != 0 || !out->good)
		return r;
	r = law_confirmations(o, out);
	return r != 0 ? r : law_dockets(o, out);
}

/* A casebook for each set of those that wait. */
static int
orders_laws(struct orders *o)
{
	struct stored *st = o->st;
	unsigned with, sets, covered = 0;
	struct stored_law *l;
	int r;

	if (st->nwaits > STORED_WAITING_ORDERS && st->broken == NULL)
		st->broken = "more orders wait for a second person than can be "
			     "weighed one with another";
	sets = st->broken != NULL ? 1 : 1u << st->nwaits;
	st->laws = arena_array(o->a, sets, sizeof(*st->laws));
	if (st->laws == NULL)
		return E_NOMEM;
	for (with = 0; with < sets; with++) {
		l = &st->laws[st->nlaws];
		if ((r = orders_make(o, with, l)) != 0)
			return r;
		/* Some stand only on another that waits too. */
		if (!l->good && with > 0)
			continue;
		if (!l->good && st->broken == NULL)
			st->broken = st->nversions == 0
			    ? "the store holds no orders yet"
			    : "the orders of the store cannot be understood "
			      "together";
		covered |= with;
		st->nlaws++;
	}
	if (st->broken == NULL && covered != sets - 1)
		st->broken = "an order that waits for a second person cannot "
			     "be understood with the others";
	return 0;
}

int
stored_open(struct arena *a, struct store *s, struct instant known,
    uint64_t through, struct stored *out)
{
	struct orders o = { .st = out, .a = a };
	struct written *w = NULL;
	size_t n = 0, i;
	int r;

	*out = (struct stored){ .arena = a, .store = s, .known = known };
	if ((r = store_sync_views(s, &out->head)) != 0)
		return r;
	if (through == 0 || through > out->head.size)
		through = out->head.size;
	if ((r = stored_by(s, &out->head, known, &out->through)) != 0)
		return r;
	if (out->through > through)
		out->through = through;
	if ((r = store_about(s, a, "orders", out->through, &w, &n)) != 0)
		return r;
	for (i = 0; i < n; i++)
		if ((r = orders_entry(&o, &w[i])) != 0)
			return r;
	if ((r = stored_dockets(a, out)) != 0 || (r = orders_settle(&o)) != 0 ||
	    (r = orders_laws(&o)) != 0)
		return r;
	return stored_said(out, a);
}
