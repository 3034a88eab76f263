#include "property/store_model.h"

#include <string.h>

const char *const model_subjects[SUBJECTS] = { "orders", "p", "people",
	"person/p-1", "person/p-2", "person/p-\xc3\xa9" };

static bool
same_drafts(const struct ask *a, const struct ask *b)
{
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (a->drafts[i].n != b->drafts[i].n ||
		    memcmp(a->drafts[i].bytes, b->drafts[i].bytes,
			a->drafts[i].n) != 0)
			return false;
	return true;
}

static uint64_t
last_touch(const struct model *m, const char *subject)
{
	for (size_t i = m->n; i > 0; i--)
		for (unsigned s = 0; s < SUBJECTS; s++)
			if ((m->entries[i - 1].on >> s & 1) != 0 &&
			    strcmp(model_subjects[s], subject) == 0)
				return i;
	return 0;
}

int
model_says(const struct model *m, const struct ask *a, struct appended *out)
{
	*out = (struct appended){ .n = 0 };
	for (size_t i = 0; i < a->n; i++)
		if (a->drafts[i].wrong)
			return E_SYNTAX;
	for (size_t i = 0; i < m->nbatches; i++) {
		const struct model_batch *b = &m->batches[i];

		if (memcmp(b->ask->id, a->id, sizeof(a->id)) != 0)
			continue;
		if (!same_drafts(b->ask, a))
			return E_SYNTAX;
		*out = (struct appended){ b->first, a->n, b->at, true, NULL };
		return 0;
	}
	if (a->has_expected && a->expected != m->n)
		return E_CONFLICT;
	for (size_t i = 0; i < a->npre; i++)
		if (last_touch(m, a->pre[i].subject) > a->pre[i].since) {
			out->subject = a->pre[i].subject;
			return E_CONFLICT;
		}
	*out = (struct appended){ .first = m->n + 1, .n = a->n };
	return 0;
}

void
model_add(struct model *m, const struct ask *a, struct instant at)
{
	m->batches[m->nbatches++] = (struct model_batch){ a, m->n + 1, at };
	for (size_t i = 0; i < a->n; i++) {
		m->at[m->n] = at;
		m->entries[m->n++] = a->drafts[i];
	}
}

struct reading {
	struct model *m;
	struct hash head;
	uint64_t n;
	const char *why;
};

static int
wrong(struct reading *r, const char *why)
{
	r->why = why;
	return 1;
}

static int
compare_row(void *ctx, const struct written *w)
{
	const size_t stamp = ENTRY_STAMP_BYTES + 1;
	struct reading *r = ctx;
	struct hash h = entry_leaf(&w->salt, w->bytes, w->n), of;
	const struct wrote *is = &r->m->entries[r->n];
	struct instant at;

	r->head = head_next(&r->head, &h);
	if (w->seq != ++r->n)
		return wrong(r, "sequence numbers have a gap");
	if (r->n > r->m->n)
		return wrong(r, "more is kept than was written");
	if (entry_at(w->bytes, w->n, &at) != 0 || at.us != w->at.us)
		return wrong(r, "an entry does not say when");
	if (is->bytes == NULL) {
		of = hash_of(w->bytes, w->n);
		if (memcmp(&of, &r->m->first, sizeof(of)) != 0)
			return wrong(r, "entry 1 was changed");
		return 0;
	}
	if (at.us != r->m->at[r->n - 1].us)
		return wrong(r, "an instant is not what was acknowledged");
	if (w->n != is->n - 1 + stamp ||
	    memcmp(w->bytes + stamp, is->bytes + 1, is->n - 1) != 0)
		return wrong(r, "an entry is not what was written");
	return 0;
}

const char *
model_ledger(struct model *m, struct keeper *k)
{
	struct reading r = { .m = m };
	int e;

	if ((e = k->ledger->ops->read(k->ledger, 0, 0, compare_row, &r)) != 0)
		return r.why != NULL ? r.why : err_text(e);
	if (r.n != m->n)
		return "less is kept than was written";
	if (k->head.size != m->n)
		return "the head's size is not that of what was written";
	if (memcmp(&r.head, &k->head.hash, sizeof(r.head)) != 0)
		return "the head does not chain";
	return NULL;
}

/* -- Views: the rows they must have, one after another ------------------ */

struct rows {
	struct reading r;
	unsigned subject;
	uint64_t seq; /* next to be looked at */
};

static int
compare_entry(void *ctx, const void *key, size_t nkey, const void *value,
    size_t nvalue)
{
	struct rows *r = ctx;
	const uint8_t *p = key;
	struct written w = { .bytes = (const char *)value + SALT_BYTES,
		.n = nvalue - SALT_BYTES };

	memcpy(w.salt.b, value, SALT_BYTES);
	for (size_t i = 0; i < nkey; i++)
		w.seq = w.seq << 8 | p[i];
	if (nkey != 8 || entry_at(w.bytes, w.n, &w.at) != 0)
		return wrong(&r->r, "a row of the entries has another form");
	return compare_row(&r->r, &w);
}

/* The next pair of subject and entry, in the order of the keys. */
static bool
next_about(struct rows *r)
{
	for (; r->subject < SUBJECTS; r->subject++, r->seq = 0)
		while (r->seq++ < r->r.m->n)
			if ((r->r.m->entries[r->seq - 1].on >> r->subject &
				1) != 0)
				return true;
	return false;
}

static int
compare_about(void *ctx, const void *key, size_t nkey, const void *value,
    size_t nvalue)
{
	struct rows *r = ctx;
	const char *s = key;
	uint8_t want[8] = { 0 };
	size_t n;

	if (strcmp(s, "store") == 0)
		return 0;
	if (!next_about(r))
		return wrong(&r->r, "the views have a subject too many");
	n = strlen(model_subjects[r->subject]) + 1;
	want[6] = (uint8_t)(r->seq >> 8);
	want[7] = (uint8_t)r->seq;
	if (nkey != n + 8 || nvalue != 0 ||
	    memcmp(s, model_subjects[r->subject], n) != 0 ||
	    memcmp(s + n, want, 8) != 0)
		return wrong(&r->r, "the views lack a subject");
	return 0;
}

const char *
model_views(const struct model *m, struct keeper *k)
{
	struct rows r = { .r = { .m = (struct model *)(uintptr_t)m } };
	struct views *v = k->views;
	uint64_t at;

	if (keeper_project(k, 0, &at) != 0)
		return k->why;
	if (at != m->n)
		return "the views do not stand at the head";
	if (v->ops->scan(v, VIEW_ENTRY, NULL, 0, NULL, 0, compare_entry, &r) !=
	    0)
		return r.r.why;
	if (r.r.n != m->n)
		return "the views lack an entry";
	if (v->ops->scan(v, VIEW_ABOUT, NULL, 0, NULL, 0, compare_about, &r) !=
	    0)
		return r.r.why;
	return next_about(&r) ? "the views lack the last subjects" : NULL;
}
