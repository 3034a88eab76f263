/* asked_again.c - see asked.h: the question of an answer that was written
 * down, put again. */

#include "intake/asked.h"

static const char *
text_of(const json_t *body, const char *key)
{
	const char *s = json_string_value(json_object_get(body, key));

	return s == NULL ? "" : s;
}

struct instant
asked_instant(const json_t *body, const char *key, struct instant otherwise)
{
	struct instant t = otherwise;
	const char *s = json_string_value(json_object_get(body, key));

	if (s != NULL && !instant_read(s, &t))
		return otherwise;
	return t;
}

static int
act_again(struct arena *a, const struct vocab *v, const json_t *body,
    struct act *act)
{
	const json_t *slots = json_object_get(body, "slots");
	struct value *values;
	const char *s;
	size_t i;

	if (v == NULL)
		return E_NAME;
	act->kind = vocab_act(v, text_of(body, "act"));
	if (act->kind == NULL)
		return E_NAME;
	act->departs = asked_instant(body, "departs", INSTANT_BEGIN);
	act->arrives = asked_instant(body, "arrives", act->departs);
	values = arena_array(a, act->kind->nslots, sizeof(*values));
	if (values == NULL)
		return E_NOMEM;
	for (i = 0; i < act->kind->nslots; i++) {
		s = json_string_value(
		    json_object_get(slots, act->kind->slots[i].name));
		if (s == NULL)
			continue;
		values[i] = (struct value){ .kind = VALUE_ID, .s = s };
		if (act->kind->slots[i].type == FIELD_FREE)
			continue;
		values[i].kind = VALUE_WORD;
		values[i].word = vocab_word(v, act->kind->slots[i].type, s);
		if (values[i].word == NULL)
			return E_NAME;
	}
	act->slots = values;
	return 0;
}

int
asked_again(struct arena *a, const struct stored *st, const json_t *body,
    struct act *act, struct asked *out)
{
	const json_t *list = json_object_get(body, "stated");
	size_t n = json_array_size(list), i;
	const char **stated = arena_array(a, n, sizeof(*stated));
	int r;

	if (stated == NULL)
		return E_NOMEM;
	for (i = 0; i < n; i++) {
		stated[i] = json_string_value(json_array_get(list, i));
		if (stated[i] == NULL)
			return E_NAME;
	}
	*act = (struct act){ .kind = NULL };
	if ((r = act_again(a, st->laws[0].law.vocab, body, act)) != 0)
		return r;
	r = asked_find(a, st, text_of(body, "who"), stated, n, out);
	out->act = act;
	return r;
}
