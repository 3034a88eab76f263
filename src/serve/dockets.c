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
	const char *text = json_string_value(json_object_get(v->body, "text")),
		   *key = json_string_value(json_object_get(v->body, "key"));

	if ((v->document == NULL) == (text == NULL))
		return E_BROKEN;
	x.sent = text != NULL;
	x.clash = json_is_true(json_object_get(v->body, "clash"));
	x.by = arena_strdup(rd->a, v->author);
	x.document = arena_strdup(rd->a, text != NULL ? text : v->document);
	if (key != NULL && (x.key = arena_strdup(rd->a, key)) == NULL)
		return E_NOMEM;
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
	snprintf(once, sizeof(once), "docket_text/%.64s",
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

/* -- What feeds send ----------------------------------------------------- */

/* cl/api/models.py of freelawproject/courtlistener: WebhookEventType. */
#define EVENT_DOCKET_ALERT 1

static int
body_is(const json_t *j, struct docket_body *out, const char **why)
{
	const json_t *hook = json_object_get(j, "webhook"),
		     *type = json_object_get(hook, "event_type"),
		     *payload = json_object_get(j, "payload");

	*why = "webhook.event_type is a whole number, and payload an object";
	if (!json_is_integer(type) || !json_is_object(payload))
		return E_SYNTAX;
	out->alert = json_integer_value(type) == EVENT_DOCKET_ALERT;
	*why = "payload.results of a docket alert is a list of its entries";
	return out->alert && !json_is_array(json_object_get(payload, "results"))
	    ? E_SYNTAX
	    : 0;
}

int
docket_body_read(const char *s, size_t n, struct docket_body *out,
    const char **why)
{
	json_t *j;
	int r;

	*out = (struct docket_body){ .text = s, .n = n };
	*why = "it is text in UTF-8, not blank, and not too long";
	if ((r = docket_text_check(s, n)) != 0)
		return r;
	/* jansson refuses a NUL in a string, and nesting beyond a depth. */
	j = json_loadb(s, n, JSON_REJECT_DUPLICATES, NULL);
	*why = "it is one object of JSON, each key once";
	r = j == NULL ? E_SYNTAX : body_is(j, out, why);
	json_decref(j);
	if (r == 0)
		*why = NULL;
	return r;
}

void
docket_body_put(struct buf *b, const struct docket_body *d)
{
	wire_bytes(b, d->text, d->n);
	wire_text(b, d->key);
	wire_u8(b, d->alert);
}

int
docket_body_get(struct wire *w, struct arena *a, struct docket_body *out)
{
	const char *text, *key;

	*out = (struct docket_body){ 0 };
	text = wire_get_bytes(w, &out->n);
	key = wire_get_text(w);
	out->alert = wire_get_u8(w) != 0;
	if (w->failed || docket_text_check(text, out->n) != 0 ||
	    (*key != '\0' && !docket_key_ok(key, strlen(key))))
		return E_SYNTAX;
	out->text = arena_strndup(a, text, out->n);
	if (*key != '\0' && (out->key = arena_strdup(a, key)) == NULL)
		return E_NOMEM;
	return out->text == NULL ? E_NOMEM : 0;
}

bool
docket_key_ok(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!((s[i] >= '0' && s[i] <= '9') ||
			(s[i] >= 'a' && s[i] <= 'z') ||
			(s[i] >= 'A' && s[i] <= 'Z') || s[i] == '-'))
			return false;
	return n > 0 && n <= LIMIT_DOCKET_KEY;
}

/* Its subjects, each of which nothing touched so far. */
struct sent {
	char document[72];
	char text[DOCKET_SUBJECT_BYTES], key[DOCKET_SUBJECT_BYTES];
};

/* The notice, and its text beside it.  Without `once_key` the key's subject is
 * another's already. */
static int
sent_write(struct store *s, const struct docket_body *d, const char *feed,
    const struct sent *x, bool once_key, struct appended *out)
{
	const char *const on[] = { docket_subject, x->text, x->key };
	const char *const on_text[] = { x->text };
	const struct precondition pre[] = { { x->text, 0 }, { x->key, 0 } };
	struct draft drafts[] = { { .kind = "docket_notice",
				      .matter = "dockets",
				      .author = feed,
				      .on = on,
				      .non = d->key != NULL ? 3 : 2 },
		{ .kind = "docket_words",
		    .matter = "dockets",
		    .author = feed,
		    .on = on_text,
		    .non = 1 } };
	struct batch b = { .drafts = drafts,
		.n = 2,
		.pre = pre,
		.npre = d->key != NULL && once_key ? 2 : 1 };
	json_t *notice = json_pack("{s:s, s:s*, s:b}", "text", x->document,
		   "key", d->key, "clash", d->key != NULL && !once_key),
	       *words = json_pack("{s:s%}", "text", d->text, d->n);
	int r = notice == NULL || words == NULL ? E_NOMEM : store_batch_id(&b);

	drafts[0].body = notice;
	drafts[1].body = words;
	if (r == 0)
		r = store_append(s, &b, out);
	json_decref(notice);
	json_decref(words);
	return r;
}

int
docket_take_sent(struct store *s, const struct docket_body *d, const char *feed,
    enum docket_came *came, struct appended *out)
{
	struct hash h = hash_of(d->text, d->n);
	struct sent x;
	int r;

	hash_text(&h, x.document);
	snprintf(x.text, sizeof(x.text), "docket_text/%.64s",
	    x.document + strlen("sha256:"));
	snprintf(x.key, sizeof(x.key), "docket_key/%.64s/%.64s", feed,
	    d->key == NULL ? "" : d->key);
	*came = DOCKET_KEPT;
	r = sent_write(s, d, feed, &x, true, out);
	if (r != E_CONFLICT)
		return r;
	/* The text was there, or the key stood for another: then it is kept
	 * all the same, and said. */
	*came = DOCKET_CLASH;
	r = sent_write(s, d, feed, &x, false, out);
	if (r != E_CONFLICT)
		return r;
	*came = DOCKET_AGAIN;
	return 0;
}

static int
sent_text(struct arena *a, struct store *s, uint64_t through,
    const struct docket_notice *x, const void **text, size_t *n)
{
	char subject[DOCKET_SUBJECT_BYTES];
	struct written *w = NULL;
	struct entry_view v;
	const json_t *j;
	size_t nw = 0, i;
	int r;

	snprintf(subject, sizeof(subject), "docket_text/%.64s",
	    x->document + strlen("sha256:"));
	r = store_about(s, a, subject, through, &w, &nw);
	for (i = 0; i < nw && r == 0 && *text == NULL; i++) {
		if (entry_read(a, w[i].bytes, w[i].n, &v) != 0)
			return E_BROKEN;
		j = json_object_get(v.body, "text");
		if (strcmp(v.kind, "docket_words") == 0) {
			*n = json_string_length(j);
			*text = arena_strndup(a, json_string_value(j), *n);
			r = *text == NULL ? E_NOMEM : 0;
		}
		entry_view_release(&v);
	}
	return r == 0 && *text == NULL ? E_BROKEN : r;
}

int
docket_text(struct arena *a, struct store *s, uint64_t through,
    const struct docket_notice *x, const void **text, size_t *n)
{
	struct hash h, is;
	int r;

	*text = NULL;
	*n = 0;
	if (!hash_read(x->document, &h))
		return E_BROKEN;
	if (!x->sent)
		return store_blob_get(s, a, &h, text, n);
	if ((r = sent_text(a, s, through, x, text, n)) != 0)
		return r;
	is = hash_of(*text, *n);
	return hash_equal(&h, &is) ? 0 : E_BROKEN;
}

/* -- Alarms -------------------------------------------------------------- */

bool
docket_feed_silent(const struct docket_notices *l, const struct account *feed,
    struct instant now)
{
	struct instant last = feed->since;
	size_t i;

	if (feed->role != ROLE_FEED || feed->revoked || feed->quiet == 0)
		return false;
	for (i = 0; i < l->n; i++)
		if (l->items[i].sent && strcmp(l->items[i].by, feed->id) == 0)
			last = instant_max(last, l->items[i].at);
	return instant_cmp(instant_add_minutes(last, (int64_t)feed->quiet * 60),
		   now) <= 0;
}

size_t
docket_feeds_silent(const struct docket_notices *l, const struct accounts *all,
    struct instant now)
{
	size_t i, n = 0;

	for (i = 0; i < all->n; i++)
		n += docket_feed_silent(l, &all->items[i], now);
	return n;
}

size_t
docket_waiting(const struct docket_notices *l, bool clashes)
{
	size_t i, n = 0;

	for (i = 0; i < l->n; i++)
		n += l->items[i].state == DOCKET_WAITS &&
		    (!clashes || l->items[i].clash);
	return n;
}
