/* dockets.c - see dockets.h. */

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/limits.h"
#include "core/utf8.h"
#include "serve/dockets.h"

const char docket_subject[] = "docket_notices";

/* -- Reading ------------------------------------------------------------- */

struct reading {
	struct arena *a;
	struct docket_notices *out;
	size_t cap;
};

static int
read_came(struct reading *rd, const struct written *w,
    const struct entry_view *v)
{
	struct docket_notice x = { .seq = w->seq, .at = w->at };
	struct docket_notices *l = rd->out;

	if (v->document == NULL)
		return E_BROKEN;
	x.by = arena_strdup(rd->a, v->author);
	x.document = arena_strdup(rd->a, v->document);
	if (v->source != NULL &&
	    (x.source = arena_strdup(rd->a, v->source)) == NULL)
		return E_NOMEM;
	l->items =
	    arena_grow(rd->a, l->items, l->n, &rd->cap, sizeof(*l->items));
	if (x.by == NULL || x.document == NULL || l->items == NULL)
		return E_NOMEM;
	l->items[l->n++] = x;
	return 0;
}

static int
read_settled(struct reading *rd, const struct written *w,
    const struct entry_view *v, enum docket_state state)
{
	json_int_t of = json_integer_value(json_object_get(v->body, "of"));
	const char *why = json_string_value(json_object_get(v->body, "why"));
	struct docket_notice *x =
	    (struct docket_notice *)(uintptr_t)docket_notices_of(rd->out,
		of > 0 ? (uint64_t)of : 0);

	if (x == NULL || x->state != DOCKET_WAITS ||
	    (state == DOCKET_REFUSED) != (why != NULL))
		return E_BROKEN;
	x->state = state;
	x->settled = w->seq;
	x->settled_at = w->at;
	x->settled_by = arena_strdup(rd->a, v->author);
	if (why != NULL && (x->why = arena_strdup(rd->a, why)) == NULL)
		return E_NOMEM;
	return x->settled_by == NULL ? E_NOMEM : 0;
}

static int
read_one(struct reading *rd, const struct written *w,
    const struct entry_view *v)
{
	if (strcmp(v->kind, "docket_notice") == 0)
		return read_came(rd, w, v);
	if (strcmp(v->kind, "docket_taken") == 0)
		return read_settled(rd, w, v, DOCKET_TAKEN);
	if (strcmp(v->kind, "docket_refused") == 0)
		return read_settled(rd, w, v, DOCKET_REFUSED);
	return E_BROKEN;
}

int
docket_notices_read(struct arena *a, struct store *s, uint64_t through,
    struct docket_notices *out)
{
	struct reading rd = { .a = a, .out = out };
	struct written *w = NULL;
	struct entry_view v;
	size_t n = 0, i;
	int r;

	*out = (struct docket_notices){ 0 };
	r = store_about(s, a, docket_subject, through, &w, &n);
	for (i = 0; i < n && r == 0; i++) {
		r = entry_read(a, w[i].bytes, w[i].n, &v);
		if (r != 0)
			return r == E_NOMEM ? r : E_BROKEN;
		r = read_one(&rd, &w[i], &v);
		entry_view_release(&v);
	}
	return r;
}

const struct docket_notice *
docket_notices_of(const struct docket_notices *l, uint64_t seq)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		if (l->items[i].seq == seq)
			return &l->items[i];
	return NULL;
}

const struct docket_notice *
docket_notices_same(const struct docket_notices *l, const char *document)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		if (strcmp(l->items[i].document, document) == 0)
			return &l->items[i];
	return NULL;
}

const char *
docket_state_text(enum docket_state state)
{
	return state == DOCKET_WAITS ? "waits"
	    : state == DOCKET_TAKEN  ? "taken"
				     : "refused";
}

/* -- Writing ------------------------------------------------------------- */

int
docket_text_check(const char *s, size_t n)
{
	size_t i, k;
	bool blank = true;
	uint32_t c;

	if (n > LIMIT_DOCKET_BYTES)
		return E_LIMIT;
	for (i = 0; i < n; i += k) {
		k = utf8_read(s + i, n - i, &c);
		if (c == 0 || (c == UTF8_BAD && k == 1))
			return E_SYNTAX;
		blank &= c == ' ' || c == '\t' || c == '\r' || c == '\n';
	}
	return blank ? E_SYNTAX : 0;
}

void
docket_settled_subject(uint64_t seq, char out[DOCKET_SUBJECT_BYTES])
{
	snprintf(out, DOCKET_SUBJECT_BYTES, "docket_settled/%" PRIu64, seq);
}

/* One entry that touches the notices and `once`, which nothing did so far. */
static int
put_once(struct store *s, struct draft *d, const char *once, json_t *body,
    struct appended *out)
{
	const char *const on[] = { docket_subject, once };
	struct precondition pre = { once, 0 };
	struct batch b = { .drafts = d, .n = 1, .pre = &pre, .npre = 1 };
	int r;

	if (body == NULL)
		return E_NOMEM;
	d->matter = "dockets";
	d->on = on;
	d->non = 2;
	d->body = body;
	if ((r = store_batch_id(&b)) == 0)
		r = store_append(s, &b, out);
	json_decref(body);
	return r;
}

int
docket_put(struct store *s, const char *text, size_t n, const char *source,
    const char *by, struct appended *out)
{
	struct draft d = { .kind = "docket_notice",
		.author = by,
		.source = source };
	char document[72], once[DOCKET_SUBJECT_BYTES];
	struct hash h;
	int r;

	if ((r = docket_text_check(text, n)) != 0 ||
	    (r = store_blob_put(s, text, n, &h)) != 0)
		return r;
	hash_text(&h, document);
	d.document = document;
	snprintf(once, sizeof(once), "docket_text/%s",
	    document + strlen("sha256:"));
	return put_once(s, &d, once, json_object(), out);
}

int
docket_refuse(struct store *s, uint64_t seq, const char *why, const char *by,
    struct appended *out)
{
	struct draft d = { .kind = "docket_refused", .author = by };
	char once[DOCKET_SUBJECT_BYTES];

	docket_settled_subject(seq, once);
	return put_once(s, &d, once,
	    json_pack("{s:I, s:s}", "of", (json_int_t)seq, "why", why), out);
}
