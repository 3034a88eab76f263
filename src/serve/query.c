/* query.c - see query.h. */

#include <jansson.h>
#include <string.h>

#include "core/err.h"
#include "serve/query.h"

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

static int
read_facts(struct arena *a, const json_t *j, struct query *q)
{
	size_t i;
	int r = 0;

	if (j == NULL)
		return 0;
	if (!json_is_array(j))
		return E_SYNTAX;
	if (json_array_size(j) > LIMIT_STATED)
		return E_LIMIT;
	q->facts = arena_array(a, json_array_size(j), sizeof(*q->facts));
	if (q->facts == NULL)
		return E_NOMEM;
	for (i = 0; i < json_array_size(j) && r == 0; i++) {
		r = line_of(a, json_array_get(j, i), LIMIT_STRING_BYTES,
		    &q->facts[i]);
		if (r == 0 && q->facts[i] == NULL)
			r = E_SYNTAX;
		q->nfacts = i + 1;
	}
	return r;
}

static const char *const slot_keys[] = { "to", "from", "under", "by" };
static const char *const other_keys[] = { "nonce", "person", "act", "departs",
	"arrives", "slots", "facts" };

static bool
is_known(const char *key)
{
	size_t i;

	for (i = 0; i < sizeof(slot_keys) / sizeof(slot_keys[0]); i++)
		if (strcmp(slot_keys[i], key) == 0)
			return true;
	for (i = 0; i < sizeof(other_keys) / sizeof(other_keys[0]); i++)
		if (strcmp(other_keys[i], key) == 0)
			return true;
	return false;
}

struct named_line {
	const char *key;
	size_t max;
	const char **to;
	const char *why;
};

static int
read_lines(struct arena *a, const json_t *j, struct query *q, const char **why)
{
	const struct named_line lines[] = {
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
	size_t i;
	int r = 0;

	for (i = 0; i < sizeof(lines) / sizeof(lines[0]) && r == 0; i++) {
		*why = lines[i].why;
		r = line_of(a, json_object_get(j, lines[i].key), lines[i].max,
		    lines[i].to);
	}
	return r;
}

static int
read_object(struct arena *a, const json_t *j, struct query *q, const char **why)
{
	const char *key;
	json_t *value;
	size_t i;
	int r;

	*why = "a JSON object is wanted";
	if (!json_is_object(j))
		return E_SYNTAX;
	*why = "a key that is not known: docs/openapi.json has all of them";
	json_object_foreach((json_t *)(uintptr_t)j, key,
	    value) if (!is_known(key)) return E_SYNTAX;
	if ((r = read_lines(a, j, q, why)) != 0)
		return r;
	*why = "person and act have to be there";
	if (q->person == NULL || q->act == NULL)
		return E_SYNTAX;
	*why = "to, from, under and by are words; slots is an object of them";
	q->slots = arena_array(a, LIMIT_FIELDS, sizeof(*q->slots));
	if (q->slots == NULL)
		return E_NOMEM;
	for (i = 0; i < sizeof(slot_keys) / sizeof(slot_keys[0]); i++)
		if ((r = slot_add(a, q, slot_keys[i],
			 json_object_get(j, slot_keys[i]))) != 0)
			return r;
	if ((r = read_slots(a, json_object_get(j, "slots"), q)) != 0)
		return r;
	*why = "facts is a list of at most 64 lines of text";
	return read_facts(a, json_object_get(j, "facts"), q);
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
	wire_u32(b, (uint32_t)q->nfacts);
	for (i = 0; i < q->nfacts; i++)
		wire_text(b, q->facts[i]);
}

/* Of whoever is at the other end no more is believed than that it is bytes. */
static const char *
get_line(struct wire *w, struct arena *a, size_t max)
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
query_get(struct wire *w, struct arena *a, struct query *out)
{
	uint32_t i, n;

	*out = (struct query){ .nonce = get_line(w, a, LIMIT_NONCE_BYTES) };
	out->person = get_line(w, a, LIMIT_ID_BYTES);
	out->act = get_line(w, a, LIMIT_ID_BYTES);
	out->departs = get_line(w, a, LIMIT_ID_BYTES);
	out->arrives = get_line(w, a, LIMIT_ID_BYTES);
	if ((n = wire_get_u32(w)) > LIMIT_FIELDS)
		return E_LIMIT;
	out->slots = arena_array(a, n, sizeof(*out->slots));
	if (out->slots == NULL)
		return E_NOMEM;
	for (i = 0; i < n; i++) {
		out->slots[i].name = get_line(w, a, LIMIT_ID_BYTES);
		out->slots[i].value = get_line(w, a, LIMIT_ID_BYTES);
		if (out->slots[i].name == NULL || out->slots[i].value == NULL)
			return E_SYNTAX;
	}
	out->nslots = n;
	if ((n = wire_get_u32(w)) > LIMIT_STATED)
		return E_LIMIT;
	out->facts = arena_array(a, n, sizeof(*out->facts));
	if (out->facts == NULL)
		return E_NOMEM;
	for (i = 0; i < n; i++)
		if ((out->facts[i] = get_line(w, a, LIMIT_STRING_BYTES)) ==
		    NULL)
			return E_SYNTAX;
	out->nfacts = n;
	return w->failed || out->person == NULL || out->act == NULL ? E_SYNTAX
								    : 0;
}
