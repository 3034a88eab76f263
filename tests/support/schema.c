/* schema.c - see schema.h. */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/schema.h"

struct checking {
	const json_t *document;
	char *why;
};

json_t *
schema_document(void)
{
	json_error_t error;
	json_t *j =
	    json_load_file("docs/openapi.json", JSON_REJECT_DUPLICATES, &error);

	if (j == NULL) {
		fprintf(stderr, "docs/openapi.json:%d: %s\n", error.line,
		    error.text);
		abort();
	}
	return j;
}

static bool
no(struct checking *c, const char *at, const char *what)
{
	snprintf(c->why, 256, "%.120s: %.120s", at, what);
	return false;
}

/* "#/components/schemas/X" */
static const json_t *
refer(struct checking *c, const char *ref)
{
	static const char lead[] = "#/components/schemas/";

	if (strncmp(ref, lead, sizeof(lead) - 1) != 0)
		return NULL;
	return json_object_get(json_object_get(json_object_get(c->document,
						   "components"),
				   "schemas"),
	    ref + sizeof(lead) - 1);
}

static bool
is_type(const char *type, const json_t *v)
{
	return (strcmp(type, "object") == 0 && json_is_object(v)) ||
	    (strcmp(type, "array") == 0 && json_is_array(v)) ||
	    (strcmp(type, "string") == 0 && json_is_string(v)) ||
	    (strcmp(type, "integer") == 0 && json_is_integer(v)) ||
	    (strcmp(type, "boolean") == 0 && json_is_boolean(v)) ||
	    (strcmp(type, "null") == 0 && json_is_null(v));
}

static bool fits(struct checking *c, const json_t *s, const json_t *v,
    const char *at);

static bool
fits_object(struct checking *c, const json_t *s, const json_t *v,
    const char *at)
{
	const json_t *props = json_object_get(s, "properties"),
		     *required = json_object_get(s, "required"),
		     *more = json_object_get(s, "additionalProperties"), *sub;
	const char *key;
	json_t *value;
	size_t i;

	for (i = 0; i < json_array_size(required); i++)
		if (json_object_get(v,
			json_string_value(json_array_get(required, i))) == NULL)
			return no(c, at,
			    json_string_value(json_array_get(required, i)));
	json_object_foreach((json_t *)(uintptr_t)v, key, value)
	{
		sub = json_object_get(props, key);
		if (sub == NULL && (more == NULL || json_is_false(more)))
			return no(c, key, "is not in the document");
		if (sub == NULL)
			sub = more;
		if (!fits(c, sub, value, key))
			return false;
	}
	return true;
}

static bool
fits_any(struct checking *c, const json_t *any, const json_t *v, const char *at)
{
	size_t i;

	for (i = 0; i < json_array_size(any); i++)
		if (fits(c, json_array_get(any, i), v, at))
			return true;
	return false;
}

static bool
fits(struct checking *c, const json_t *s, const json_t *v, const char *at)
{
	const json_t *x;
	const char *word;
	json_t *value;
	size_t i;

	json_object_foreach((json_t *)(uintptr_t)s, word,
	    value) if (strstr(" $ref anyOf type enum const items properties "
			      "required additionalProperties description "
			      "maxLength maxItems ",
			   word) == NULL) return no(c, at, word);
	if ((x = json_object_get(s, "$ref")) != NULL)
		return (x = refer(c, json_string_value(x))) != NULL &&
		    fits(c, x, v, at);
	if ((x = json_object_get(s, "anyOf")) != NULL)
		return fits_any(c, x, v, at);
	if ((x = json_object_get(s, "const")) != NULL && !json_equal(x, v))
		return no(c, at, "is not what it always is");
	if ((x = json_object_get(s, "enum")) != NULL) {
		for (i = 0; i < json_array_size(x); i++)
			if (json_equal(json_array_get(x, i), v))
				return true;
		return no(c, at, "is none of those it can be");
	}
	if ((x = json_object_get(s, "type")) == NULL)
		return true;
	if (!is_type(json_string_value(x), v))
		return no(c, at, "is of another type");
	if (json_is_object(v))
		return fits_object(c, s, v, at);
	for (i = 0; json_is_array(v) && i < json_array_size(v); i++)
		if (!fits(c, json_object_get(s, "items"), json_array_get(v, i),
			at))
			return false;
	return true;
}

bool
schema_reply(const json_t *document, const char *path, const char *method,
    unsigned status, const char *media, const char *body, size_t n,
    char why[256])
{
	struct checking c = { document, why };
	const json_t *content, *s;
	char number[16], kind[64];
	json_t *v;
	bool ok;

	snprintf(number, sizeof(number), "%u", status);
	snprintf(kind, sizeof(kind), "%.*s", (int)strcspn(media, ";"), media);
	content = json_object_get(
	    json_object_get(
		json_object_get(
		    json_object_get(json_object_get(json_object_get(document,
							"paths"),
					path),
			method),
		    "responses"),
		number),
	    "content");
	if ((s = json_object_get(json_object_get(content, kind), "schema")) ==
	    NULL)
		return no(&c, number, kind);
	if (strstr(kind, "json") == NULL)
		return true;
	v = json_loadb(body, n, JSON_REJECT_DUPLICATES, NULL);
	if (v == NULL)
		return no(&c, number, "is no JSON");
	ok = fits(&c, s, v, "the body");
	json_decref(v);
	return ok;
}
