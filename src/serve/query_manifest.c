/* query_manifest.c - see query.h: manifests. */

#include <string.h>

#include "core/err.h"
#include "serve/query_inner.h"

static const char *
slot(const struct query *q, const char *name)
{
	size_t i;

	for (i = 0; i < q->nslots; i++)
		if (strcmp(q->slots[i].name, name) == 0)
			return q->slots[i].value;
	return NULL;
}

const char *
manifest_to(const struct manifest *m, size_t i)
{
	return m->lines[i].to != NULL ? m->lines[i].to : slot(&m->all, "to");
}

void
manifest_query(const struct manifest *m, size_t i, struct query_slot *slots,
    struct query *out)
{
	const struct manifest_line *line = &m->lines[i];
	size_t k, n = 0;

	*out = m->all;
	out->person = line->person;
	out->facts = line->facts;
	out->nfacts = line->nfacts;
	slots[n++] = (struct query_slot){ "to", manifest_to(m, i) };
	for (k = 0; k < m->all.nslots; k++)
		if (strcmp(m->all.slots[k].name, "to") != 0)
			slots[n++] = m->all.slots[k];
	out->slots = slots;
	out->nslots = n;
}

/* It is part of a subject's name. */
static bool
name_ok(const char *s)
{
	static const char ok[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				 "abcdefghijklmnopqrstuvwxyz0123456789-._";

	return s != NULL && strspn(s, ok) == strlen(s);
}

/* -- JSON ---------------------------------------------------------------- */

static int
read_line(struct arena *a, const json_t *j, struct manifest_line *out,
    const char **why)
{
	static const char *const known[] = { "person", "list", "to", "facts",
		NULL };
	const char *list;
	const struct query_key keys[] = {
		{ "person", LIMIT_ID_BYTES, &out->person,
		    "the person of a line is an identifier" },
		{ "list", LIMIT_ID_BYTES, &list,
		    "the list of a line is main or alternate" },
		{ "to", LIMIT_ID_BYTES, &out->to,
		    "the destination of a line is a word" },
	};
	int r;

	*why = "each line is a JSON object";
	if (!json_is_object(j))
		return E_SYNTAX;
	*why = "a line has person, list, to and facts, and nothing else";
	if (!query_keys_known(j, known, false))
		return E_SYNTAX;
	if ((r = query_lines(a, j, keys, sizeof(keys) / sizeof(keys[0]),
		 why)) != 0)
		return r;
	*why = "each line needs a person";
	if (out->person == NULL)
		return E_SYNTAX;
	*why = "the list of a line is main or alternate";
	out->alternate = list != NULL && strcmp(list, "alternate") == 0;
	if (list != NULL && !out->alternate && strcmp(list, "main") != 0)
		return E_SYNTAX;
	return query_facts(a, json_object_get(j, "facts"), &out->facts,
	    &out->nfacts, why);
}

static int
read_all_lines(struct arena *a, const json_t *j, struct manifest *m,
    const char **why)
{
	size_t i;
	int r;

	*why = "lines is a list of 1 to 5000 of them";
	m->n = json_array_size(j);
	if (!json_is_array(j) || m->n == 0)
		return E_SYNTAX;
	if (m->n > LIMIT_MANIFEST_LINES)
		return E_LIMIT;
	if ((m->lines = arena_array(a, m->n, sizeof(*m->lines))) == NULL)
		return E_NOMEM;
	for (i = 0; i < m->n; i++) {
		r = read_line(a, json_array_get(j, i), &m->lines[i], why);
		if (r != 0)
			return r;
		*why = "each line needs a destination: to, its own or the "
		       "manifest's";
		if (manifest_to(m, i) == NULL)
			return E_SYNTAX;
	}
	return 0;
}

static int
read_object(struct arena *a, const json_t *j, struct manifest *m,
    const char **why)
{
	static const char *const known[] = { "nonce", "manifest", "act",
		"departs", "arrives", "slots", "lines", NULL };
	const struct query_key keys[] = {
		{ "nonce", LIMIT_NONCE_BYTES, &m->all.nonce,
		    "nonce is a line of text" },
		{ "manifest", LIMIT_MANIFEST_NAME, &m->name,
		    "manifest is what it is called: at most 64 bytes" },
		{ "act", LIMIT_ID_BYTES, &m->all.act, "act is a word" },
		{ "departs", LIMIT_ID_BYTES, &m->all.departs,
		    "departs is an instant" },
		{ "arrives", LIMIT_ID_BYTES, &m->all.arrives,
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
	*why = "manifest and act have to be there; manifest is letters, "
	       "digits, - . _";
	if (!name_ok(m->name) || m->all.act == NULL)
		return E_SYNTAX;
	if ((r = query_slots(a, j, &m->all, why)) != 0)
		return r;
	return read_all_lines(a, json_object_get(j, "lines"), m, why);
}

int
manifest_read(struct arena *a, const char *json, size_t n, struct manifest *out,
    const char **why)
{
	json_t *j;
	int r;

	*out = (struct manifest){ .n = 0 };
	*why = "this is no JSON, or names a key twice";
	j = json_loadb(json, n, JSON_REJECT_DUPLICATES, NULL);
	if (j == NULL)
		return E_SYNTAX;
	r = read_object(a, j, out, why);
	json_decref(j);
	return r;
}

/* -- Between processes --------------------------------------------------- */

void
manifest_put(struct buf *b, const struct manifest *m)
{
	size_t i;

	query_put(b, &m->all);
	wire_text(b, m->name);
	wire_u32(b, (uint32_t)m->n);
	for (i = 0; i < m->n; i++) {
		wire_text(b, m->lines[i].person);
		wire_text(b, m->lines[i].to);
		wire_u8(b, m->lines[i].alternate);
		query_put_facts(b, m->lines[i].facts, m->lines[i].nfacts);
	}
}

static int
get_lines(struct wire *w, struct arena *a, struct manifest *out)
{
	struct manifest_line *line;
	size_t i;
	int r;

	for (i = 0; i < out->n; i++) {
		line = &out->lines[i];
		line->person = query_get_line(w, a, LIMIT_ID_BYTES);
		line->to = query_get_line(w, a, LIMIT_ID_BYTES);
		line->alternate = wire_get_u8(w) != 0;
		r = query_get_facts(w, a, &line->facts, &line->nfacts);
		if (r != 0)
			return r;
		if (line->person == NULL || manifest_to(out, i) == NULL)
			return E_SYNTAX;
	}
	return 0;
}

int
manifest_get(struct wire *w, struct arena *a, struct manifest *out)
{
	int r;

	*out = (struct manifest){ .n = 0 };
	if ((r = query_get_all(w, a, &out->all)) != 0)
		return r;
	out->name = query_get_line(w, a, LIMIT_MANIFEST_NAME);
	out->n = wire_get_u32(w);
	if (w->failed || !name_ok(out->name) || out->all.act == NULL ||
	    out->n == 0)
		return E_SYNTAX;
	if (out->n > LIMIT_MANIFEST_LINES)
		return E_LIMIT;
	if ((out->lines = arena_array(a, out->n, sizeof(*out->lines))) == NULL)
		return E_NOMEM;
	return get_lines(w, a, out);
}
