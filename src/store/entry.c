/* entry.c - drafts into bytes, and bytes into what was said. */

#include "store/entry.h"

#include <stdlib.h>
#include <string.h>

#include "core/limits.h"
#include "core/utf8.h"
#include "store/form.h"

/* -- Writing ------------------------------------------------------------ */

struct writer {
	struct buf *out;
	size_t room; /* bytes that may still come */
};

static int
put(struct writer *w, const char *s, size_t n)
{
	if (n > w->room)
		return E_LIMIT;
	w->room -= n;
	buf_add(w->out, s, n);
	return w->out->failed ? E_NOMEM : 0;
}

static int
puts_(struct writer *w, const char *s)
{
	return put(w, s, strlen(s));
}

/* The shortest escape of c; those of RFC 8785 3.2.2.2. */
static int
put_escape(struct writer *w, unsigned char c)
{
	static const char hex[] = "0123456789abcdef";
	static const char short_[] = "btn?fr";
	char s[6] = { '\\', (char)c, '0', '0', '0', '0' };

	if (c == '"' || c == '\\')
		return put(w, s, 2);
	if (c >= '\b' && c <= '\r' && c != '\v') {
		s[1] = short_[c - '\b'];
		return put(w, s, 2);
	}
	s[1] = 'u';
	s[4] = hex[c >> 4];
	s[5] = hex[c & 15];
	return put(w, s, 6);
}

static int
put_string(struct writer *w, const char *s, size_t n)
{
	size_t from = 0, i = 0, used;
	uint32_t ch;
	int r;

	if ((r = puts_(w, "\"")) != 0)
		return r;
	while (i < n) {
		unsigned char c = (unsigned char)s[i];

		if (c >= 0x80) {
			if ((used = utf8_read(s + i, n - i, &ch)) == 1)
				return E_SYNTAX;
			i += used;
			continue;
		}
		if (c == '\0')
			return E_SYNTAX;
		i++;
		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		if ((r = put(w, s + from, i - 1 - from)) != 0 ||
		    (r = put_escape(w, c)) != 0)
			return r;
		from = i;
	}
	if ((r = put(w, s + from, n - from)) != 0)
		return r;
	return puts_(w, "\"");
}

static int
put_number(struct writer *w, int64_t v)
{
	char s[24], *p = s + sizeof(s);
	bool minus = v < 0;

	if (v > FORM_WHOLE || v < -FORM_WHOLE)
		return E_SYNTAX;
	v = minus ? -v : v;
	do
		*--p = (char)('0' + v % 10);
	while ((v /= 10) != 0);
	if (minus)
		*--p = '-';
	return put(w, p, (size_t)(s + sizeof(s) - p));
}

struct key {
	const char *s;
	size_t n;
	const json_t *value;
};

static int
by_bytes(const void *a, const void *b)
{
	const struct key *x = a, *y = b;
	int d = memcmp(x->s, y->s, x->n < y->n ? x->n : y->n);

	return d != 0 ? d : (x->n > y->n) - (x->n < y->n);
}

static int put_value(struct writer *w, const json_t *v, unsigned depth);

static int
put_members(struct writer *w, const struct key *keys, size_t n, unsigned depth)
{
	int r;

	for (size_t i = 0; i < n; i++) {
		if ((r = puts_(w, i == 0 ? "{" : ",")) != 0 ||
		    (r = put_string(w, keys[i].s, keys[i].n)) != 0 ||
		    (r = puts_(w, ":")) != 0 ||
		    (r = put_value(w, keys[i].value, depth)) != 0)
			return r;
	}
	return puts_(w, n == 0 ? "{}" : "}");
}

/* jansson sorts keys by strcmp, which stops at a NUL and is the library's
 * business; the order is ours. */
static int
put_object(struct writer *w, const json_t *v, unsigned depth)
{
	json_t *o = (json_t *)(uintptr_t)v; /* iterating writes nothing */
	const struct mem *mem = w->out->mem;
	size_t n = json_object_size(v), i = 0;
	struct key *keys;
	void *it;
	int r;

	/* Each takes at least six bytes: no more are worth sorting. */
	if (n > w->room)
		return E_LIMIT;
	if ((keys = mem->alloc(mem->ctx, (n + 1) * sizeof(*keys))) == NULL)
		return E_NOMEM;
	for (it = json_object_iter(o); it != NULL && i < n;
	     it = json_object_iter_next(o, it))
		keys[i++] = (struct key){ json_object_iter_key(it),
			json_object_iter_key_len(it),
			json_object_iter_value(it) };
	qsort(keys, i, sizeof(*keys), by_bytes);
	r = put_members(w, keys, i, depth);
	mem->free(mem->ctx, keys);
	return r;
}

static int
put_list(struct writer *w, const json_t *v, unsigned depth)
{
	size_t n = json_array_size(v);
	int r;

	if ((r = puts_(w, "[")) != 0)
		return r;
	for (size_t i = 0; i < n; i++) {
		if (i > 0 && (r = puts_(w, ",")) != 0)
			return r;
		if ((r = put_value(w, json_array_get(v, i), depth)) != 0)
			return r;
	}
	return puts_(w, "]");
}

/* depth: how many objects and lists are open around it. */
static int
put_value(struct writer *w, const json_t *v, unsigned depth)
{
	switch (json_typeof(v)) {
	case JSON_OBJECT:
		return depth == LIMIT_ENTRY_NESTING
		    ? E_LIMIT
		    : put_object(w, v, depth + 1);
	case JSON_ARRAY:
		return depth == LIMIT_ENTRY_NESTING ? E_LIMIT
						    : put_list(w, v, depth + 1);
	case JSON_STRING:
		return put_string(w, json_string_value(v),
		    json_string_length(v));
	case JSON_INTEGER:
		return put_number(w, json_integer_value(v));
	case JSON_TRUE:
		return puts_(w, "true");
	case JSON_FALSE:
		return puts_(w, "false");
	case JSON_NULL:
		return puts_(w, "null");
	case JSON_REAL:
		break;
	}
	return E_SYNTAX;
}

/* A member of the entry itself. */
static int
put_named(struct writer *w, const char *name, const char *s)
{
	int r;

	if (s == NULL)
		return E_SYNTAX;
	if ((r = puts_(w, name)) != 0)
		return r;
	return put_string(w, s, strlen(s));
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int
put_on(struct writer *w, const struct draft *d)
{
	const char *on[LIMIT_SUBJECTS];
	size_t i;
	int r;

	if (d->non > LIMIT_SUBJECTS)
		return E_LIMIT;
	for (i = 0; i < d->non; i++) {
		if (d->on[i] == NULL)
			return E_SYNTAX;
		on[i] = d->on[i];
	}
	if (d->non > 0)
		qsort(on, d->non, sizeof(on[0]), by_text);
	if ((r = puts_(w, ",\"on\":[")) != 0)
		return r;
	for (i = 0; i < d->non; i++) {
		if (i > 0 && strcmp(on[i - 1], on[i]) == 0)
			continue;
		if ((i > 0 && (r = puts_(w, ",")) != 0) ||
		    (r = put_string(w, on[i], strlen(on[i]))) != 0)
			return r;
	}
	return puts_(w, "]");
}

static int
put_source(struct writer *w, const struct draft *d)
{
	const char *open = ",\"source\":{";
	int r;

	if (d->document == NULL && d->source == NULL)
		return d->page == 0 ? 0 : E_SYNTAX;
	if (d->document != NULL) {
		if ((r = puts_(w, open)) != 0 ||
		    (r = put_named(w, "\"document\":", d->document)) != 0)
			return r;
		open = ",";
	}
	if (d->source != NULL &&
	    ((r = puts_(w, open)) != 0 ||
		(r = put_named(w, "\"name\":", d->source)) != 0))
		return r;
	if (d->page != 0 &&
	    ((r = puts_(w, ",\"page\":")) != 0 ||
		(r = put_number(w, d->page)) != 0))
		return r;
	return puts_(w, "}");
}

static int
put_draft(struct writer *w, const struct draft *d)
{
	int r;

	if (d->body == NULL || !json_is_object(d->body))
		return E_SYNTAX;
	if ((r = put_named(w, "{\"author\":", d->author)) != 0 ||
	    (r = puts_(w, ",\"body\":")) != 0 ||
	    (r = put_value(w, d->body, 1)) != 0 ||
	    (r = put_named(w, ",\"kind\":", d->kind)) != 0 ||
	    (r = put_named(w, ",\"matter\":", d->matter)) != 0 ||
	    (r = put_on(w, d)) != 0 || (r = put_source(w, d)) != 0 ||
	    (r = puts_(w, ",\"v\":")) != 0 ||
	    (r = put_number(w, ENTRY_VERSION)) != 0)
		return r;
	return puts_(w, "}");
}

int
entry_draft(struct buf *out, const struct draft *d)
{
	struct writer w = { out,
		(size_t)LIMIT_ENTRY_BYTES - ENTRY_STAMP_BYTES };
	size_t before = out->len;
	const char *why;
	int r;

	if (out->failed)
		return E_NOMEM;
	if (w.room > out->max - before)
		w.room = out->max - before;
	/* What was written is read: names, subjects and the source are
	 * checked in one place, and no draft is let out that would not be
	 * let in. */
	if ((r = put_draft(&w, d)) == 0)
		r = entry_check(out->s + before, out->len - before, &why);
	if (r != 0) {
		if (out->len > before)
			out->s[before] = '\0';
		out->len = before;
		out->failed = false;
	}
	return r;
}

/* -- Reading ------------------------------------------------------------ */

int
entry_check(const char *draft, size_t n, const char **why)
{
	struct form f;

	return form_read(draft, n, FORM_DRAFT, &f, why);
}

static const char *
text_in(struct arena *a, struct slice s, bool *refused)
{
	char *out;

	if (s.s == NULL)
		return NULL;
	if ((out = arena_alloc(a, s.n)) == NULL) {
		*refused = true;
		return NULL;
	}
	(void)form_string(s, out);
	return out;
}

int
entry_read(struct arena *a, const char *bytes, size_t n, struct entry_view *out)
{
	struct entry_view v = { .json = NULL };
	bool refused = false;
	struct slice s;
	struct form f;
	const char *why;
	size_t at = 0;
	int r;

	if ((r = form_read(bytes, n, FORM_EITHER, &f, &why)) != 0)
		return r;
	v.kind = text_in(a, f.kind, &refused);
	v.matter = text_in(a, f.matter, &refused);
	v.author = text_in(a, f.author, &refused);
	v.source = text_in(a, f.name, &refused);
	v.document = text_in(a, f.document, &refused);
	for (size_t i = 0; i < f.page.n; i++)
		v.page = v.page * 10 + (unsigned)(f.page.s[i] - '0');
	v.version = f.version;
	if ((v.on = arena_array(a, f.non, sizeof(*v.on))) == NULL)
		return E_NOMEM;
	while (form_next(f.on, &at, &s))
		v.on[v.non++] = text_in(a, s, &refused);
	/* It is JSON: no other reason is left than memory. */
	if (refused || (v.json = json_loadb(bytes, n, 0, NULL)) == NULL)
		return E_NOMEM;
	v.body = json_object_get(v.json, "body");
	*out = v;
	return 0;
}

void
entry_view_release(struct entry_view *v)
{
	json_decref(v->json);
	v->json = NULL;
	v->body = NULL;
}

int
entry_scan(const char *bytes, size_t n,
    int (*subject)(void *ctx, const char *kind, size_t nkind, const char *s,
	size_t ns),
    void *ctx)
{
	/* An escape takes more room than what it stands for. */
	char said[LIMIT_SUBJECT_BYTES + 1];
	struct slice s;
	struct form f;
	const char *why;
	size_t at = 0;
	int r;

	if ((r = form_read(bytes, n, FORM_EITHER, &f, &why)) != 0)
		return r;
	while (form_next(f.on, &at, &s)) {
		size_t ns = form_string(s, said);

		if ((r = subject(ctx, f.kind.s + 1, f.kind.n - 2, said, ns)) !=
		    0)
			return r;
	}
	return 0;
}
