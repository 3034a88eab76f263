/* query.c - see query.h. */

#include <jansson.h>
#include <string.h>

#include "core/err.h"
#include "serve/query_inner.h"

/* -- JSON ---------------------------------------------------------------- */

static bool
is_line(const char *s, size_t n, size_t max)
{
	size_t i;

	for (i = 0; i < n; i++)
		if ((unsigned char)s[i] < ' ' || s[i] == 0x7f)
			return false;
	return n > 0 && n <= max;
}

/* A line of text of an object, in the arena; NULL when it has none. */
static int
line_of(struct arena *a, const json_t *j, size_t max, const char **out)
{
	const char *s = json_string_value(j);
	size_t n = json_string_length(j);

	*out = NULL;
	if (j == NULL || json_is_null(j))
		return 0;
	/* A NUL in it is a control too. */
	if (s == NULL || !is_line(s, n, max))
		return E_SYNTAX;
	*out = arena_strndup(a, s, n);
	return *out == NULL ? E_NOMEM : 0;
}

static int
slot_add(struct arena *a, struct query *q, const char *name, const json_t *j)
{
	const char *value;
	int r = line_of(a, j, LIMIT_ID_BYTES, &value);

	if (r != 0 || value == NULL)
		return r;
	if (q->nslots == LIMIT_FIELDS)
		return E_LIMIT;
	q->slots[q->nslots].name = arena_strdup(a, name);
	q->slots[q->nslots].value = value;
	return q->slots[q->nslots++].name == NULL ? E_NOMEM : 0;
}

static int
read_slots(struct arena *a, const json_t *j, struct query *q)
{
	const char *name;
	const json_t *value;
	void *at;
	int r = 0;

	if (j == NULL)
		return 0;
	if (!json_is_object(j))
		return E_SYNTAX;
	for (at = json_object_iter((json_t *)(uintptr_t)j);
	     at != NULL && r == 0;
	     at = json_object_iter_next((json_t *)(uintptr_t)j, at)) {
		name = json_object_iter_key(at);
		value = json_object_iter_value(at);
		if (!is_line(name, strlen(name), LIMIT_ID_BYTES) ||
		    json_is_null(value))
			return E_SYNTAX;
		r = slot_add(a, q, name, value);
	}
	return r;
}

int
query_facts(struct arena *a, const json_t *j, const char ***out, size_t *n,
    const char **why)
{
	size_t i;
	int r = 0;

	*out = NULL;
	*n = 0;
	*why = "facts is a list of at most 64 lines of text";
	if (j == NULL)
		return 0;
	if (!json_is_array(j))
		return E_SYNTAX;
	if (json_array_size(j) > LIMIT_STATED)
		return E_LIMIT;
	*out = arena_array(a, json_array_size(j), sizeof(**out));
	if (*out == NULL)
		return E_NOMEM;
	for (i = 0; i < json_array_size(j) && r == 0; i++) {
		r = line_of(a, json_array_get(j, i), LIMIT_STRING_BYTES,
		    &(*out)[i]);
		if (r == 0 && (*out)[i] == NULL)
			r = E_SYNTAX;
		*n = i + 1;
	}
	return r;
}

static const char *const slot_keys[] = { "to", "from", "under", "by" };

static bool
is_known(const char *key, const char *const *keys, bool slots)
{
	size_t i;

	for (i = 0; slots && i < sizeof(slot_keys) / sizeof(slot_keys[0]); i++)
		if (strcmp(slot_keys[i], key) == 0)
			return true;
	for (; *keys != NULL; keys++)
		if (strcmp(*keys, key) == 0)
			return true;
	return false;
}

bool
query_keys_known(const json_t *j, const char *const *keys, bool slots)
{
	json_t *o = (json_t *)(uintptr_t)j;
	void *at;

	for (at = json_object_iter(o); at != NULL;
	     at = json_object_iter_next(o, at))
		if (!is_known(json_object_iter_key(at), keys, slots))
			return false;
	return true;
}

int
query_lines(struct arena *a, const json_t *j, const struct query_key *keys,
    size_t n, const char **why)
{
	size_t i;
	int r = 0;

	for (i = 0; i < n && r == 0; i++) {
		*why = keys[i].why;
		r = line_of(a, json_object_get(j, keys[i].key), keys[i].max,
		    keys[i].to);
	}
	return r;
}

int
query_slots(struct arena *a, const json_t *j, struct query *q, const char **why)
{
	size_t i;
	int r;

	*why = "to, from, under and by are words; slots is an object of them";
	q->slots = arena_array(a, LIMIT_FIELDS, sizeof(*q->slots));
	if (q->slots == NULL)
		return E_NOMEM;
	for (i = 0; i < sizeof(slot_keys) / sizeof(slot_keys[0]); i++)
		if ((r = slot_add(a, q, slot_keys[i],
			 json_object_get(j, slot_keys[i]))) != 0)
			return r;
	return read_slots(a, json_object_get(j, "slots"), q);
}

static int
read_object(struct arena *a, const json_t *j, struct query *q, const char **why)
{
	static const char *const known[] = { "nonce", "person", "act",
		"departs", "arrives", "slots", "facts", NULL };
	const struct query_key keys[] = {
		{ "nonce", LIMIT_NONCE_BYTES, &q->nonce,
		    "nonce is a line of text" },
		{ "person", LIMIT_ID_BYTES, &q->person,
		    "person is an identifier" },
		{ "act", LIMIT_ID_BYTES, &q->act, "act is a word" },
		{ "departs", LIMIT_ID_BYTES, &q->departs,
		    "departs is an instant" },
		{ "arrives", LIMIT_ID_BYTES, &q->arrives,
		    "arrives is an instant" },
	};
	int r;

	*why = "a JSON object is wanted";
	if (!json_is_object(j))
		return E_SYNTAX;
	*why = "a key that is not known: docs/openapi.json has all of them";
	if (!query_keys_known(j, known, true))
		return E_SYNTAX;
	if ((r = query_lines(a, j, keys, sizeof(keys) / sizeof(keys[0]),
		 why)) != 0)
		return r;
	*why = "person and act have to be there";
	if (q->person == NULL || q->act == NULL)
		return E_SYNTAX;
	if ((r = query_slots(a, j, q, why)) != 0)
		return r;
	return query_facts(a, json_object_get(j, "facts"), &q->facts,
	    &q->nfacts, why);
}

int
query_read(struct arena *a, const char *json, size_t n, struct query *out,
    const char **why)
{
	json_error_t error;
	json_t *j;
	int r;

	*out = (struct query){ .nonce = NULL };
	*why = "this is no JSON, or names a key twice";
	j = json_loadb(json, n, JSON_REJECT_DUPLICATES, &error);
	if (j == NULL)
		return E_SYNTAX;
	r = read_object(a, j, out, why);
	json_decref(j);
	return r;
}

/* -- Between processes --------------------------------------------------- */

void
query_put(struct buf *b, const struct query *q)
{
	size_t i;

	wire_text(b, q->nonce);
	wire_text(b, q->person);
	wire_text(b, q->act);
	wire_text(b, q->departs);
	wire_text(b, q->arrives);
	wire_u32(b, (uint32_t)q->nslots);
	for (i = 0; i < q->nslots; i++) {
		wire_text(b, q->slots[i].name);
		wire_text(b, q->slots[i].value);
	}
	query_put_facts(b, q->facts, q->nfacts);
}

void
query_put_facts(struct buf *b, const char *const *facts, size_t n)
{
	size_t i;

	wire_u32(b, (uint32_t)n);
	for (i = 0; i < n; i++)
		wire_text(b, facts[i]);
}

/* Of whoever is at the other end no more is believed than that it is bytes. */
const char *
query_get_line(struct wire *w, struct arena *a, size_t max)
{
	const char *s = wire_get_text(w);
	size_t n = strlen(s);

	if (n == 0)
		return NULL;
	if (!is_line(s, n, max)) {
		w->failed = true;
		return NULL;
	}
	s = arena_strndup(a, s, n);
	if (s == NULL)
		w->failed = true;
	return s;
}

int
query_get_all(struct wire *w, struct arena *a, struct query *out)
{
	uint32_t i, n;

	*out =
	    (struct query){ .nonce = query_get_line(w, a, LIMIT_NONCE_BYTES) };
	out->person = query_get_line(w, a, LIMIT_ID_BYTES);
	out->act = query_get_line(w, a, LIMIT_ID_BYTES);
	out->departs = query_get_line(w, a, LIMIT_ID_BYTES);
	out->arrives = query_get_line(w, a, LIMIT_ID_BYTES);
	if ((n = wire_get_u32(w)) > LIMIT_FIELDS)
		return E_LIMIT;
	out->slots = arena_array(a, n, sizeof(*out->slots));
	if (out->slots == NULL)
		return E_NOMEM;
	for (i = 0; i < n; i++) {
		out->slots[i].name = query_get_line(w, a, LIMIT_ID_BYTES);
		out->slots[i].value = query_get_line(w, a, LIMIT_ID_BYTES);
		if (out->slots[i].name == NULL || out->slots[i].value == NULL)
			return E_SYNTAX;
	}
	out->nslots = n;
	return query_get_facts(w, a, &out->facts, &out->nfacts);
}

int
query_get_facts(struct wire *w, struct arena *a, const char ***out, size_t *n)
{
	uint32_t k = wire_get_u32(w), i;

	if (k > LIMIT_STATED)
		return E_LIMIT;
	*n = k;
	if ((*out = arena_array(a, k, sizeof(**out))) == NULL)
		return E_NOMEM;
	for (i = 0; i < k; i++)
		if (((*out)[i] = query_get_line(w, a, LIMIT_STRING_BYTES)) ==
		    NULL)
			return E_SYNTAX;
	return w->failed ? E_SYNTAX : 0;
}

int
query_get(struct wire *w, struct arena *a, struct query *out)
{
	int r = query_get_all(w, a, out);

	if (r != 0)
		return r;
	return out->person == NULL || out->act == NULL ? E_SYNTAX : 0;
}
