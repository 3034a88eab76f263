/* judge.c - see judge.h. */

#include <jansson.h>
#include <string.h>

#include "serve/judge.h"

/* NO BAR is good for five minutes; clocks may be a minute apart. */
#define GOOD_MINUTES  5
#define APART_MINUTES 1

/* -- The signature ------------------------------------------------------- */

static bool
is_signed(const struct mem *mem, const struct note_key *key,
    const struct judge_reply *r)
{
	struct note *note = mem->alloc(mem->ctx, sizeof(*note));
	const char *why;
	struct buf b;
	bool ok;

	buf_init(&b, mem, JUDGE_BODY_MAX + LIMIT_NOTE_BYTES);
	buf_add(&b, r->body, r->n);
	buf_printf(&b, "\n\xe2\x80\x94 %s\n", r->signature);
	ok = note != NULL && !b.failed &&
	    note_read(b.s, b.len, note, &why) == 0 && note->ntext == r->n &&
	    note_check(note, key, mem, NULL) == 0;
	buf_release(&b);
	mem->free(mem->ctx, note);
	return ok;
}

/* -- Whose it is --------------------------------------------------------- */

static bool
says(const json_t *j, const char *key, const char *value)
{
	const json_t *x = json_object_get(j, key);
	const char *s = json_string_value(x);

	return s != NULL && strlen(s) == json_string_length(x) &&
	    strcmp(s, value) == 0;
}

static bool
says_slots(const json_t *j, const struct forestay_question *q)
{
	const struct {
		const char *name, *value;
	} given[] = { { "to", q->to }, { "from", q->from },
		{ "under", q->under }, { "by", q->by } };
	const json_t *slots = json_object_get(j, "slots");
	size_t i, n = 0;

	for (i = 0; i < sizeof(given) / sizeof(given[0]); i++) {
		if (given[i].value == NULL)
			continue;
		if (!says(slots, given[i].name, given[i].value))
			return false;
		n++;
	}
	return json_is_object(slots) && json_object_size(slots) == n;
}

static bool
is_asked(const json_t *j, const struct forestay_question *q, const char *nonce)
{
	return says(j, "forestay", "answer 1") && says(j, "nonce", nonce) &&
	    says(j, "person", q->person) && says(j, "act", q->act) &&
	    says_slots(j, q);
}

/* -- What it says -------------------------------------------------------- */

static bool
instant_of(const json_t *j, const char *key, struct instant *out)
{
	const char *s = json_string_value(json_object_get(j, key));

	return s != NULL && instant_parse_utc(s, strlen(s), out) == 0;
}

/* Good now, and not for longer than any is. */
static bool
is_good(const json_t *j, struct instant now, struct instant *expires)
{
	return instant_of(j, "expires", expires) &&
	    instant_cmp(*expires, now) > 0 &&
	    instant_cmp(*expires,
		instant_add_minutes(now, GOOD_MINUTES + APART_MINUTES)) <= 0 &&
	    json_integer_value(json_object_get(j, "entry")) > 0 &&
	    (says(j, "identity", "exact") || says(j, "identity", "none")) &&
	    json_is_false(json_object_get(j, "rehearsal"));
}

static enum forestay_verdict
read_verdict(const json_t *j, struct instant now, struct instant *expires,
    const char **why)
{
	if (says(j, "verdict", "barred"))
		return FORESTAY_BARRED;
	if (says(j, "verdict", "hold"))
		return FORESTAY_HOLD;
	if (!says(j, "verdict", "no_bar_on_record")) {
		*why = "the gate says what this program does not know";
		return FORESTAY_HOLD;
	}
	if (is_good(j, now, expires))
		return FORESTAY_NO_BAR_ON_RECORD;
	*why = "no bar that has expired, or was not written down";
	return FORESTAY_HOLD;
}

enum forestay_verdict
judge_reply(const struct mem *mem, const struct note_key *key,
    const struct forestay_question *asked, const char *nonce,
    struct instant now, const struct judge_reply *r, struct instant *expires,
    const char **why)
{
	enum forestay_verdict v = FORESTAY_HOLD;
	json_t *j;

	*expires = INSTANT_NEVER;
	*why = "the gate did not answer the question";
	if (r->status != 200)
		return FORESTAY_HOLD;
	*why = "the reply is not signed by the log";
	if (r->signature == NULL || r->n == 0 || !is_signed(mem, key, r))
		return FORESTAY_HOLD;
	*why = "the reply is not understood";
	j = json_loadb(r->body, r->n, JSON_REJECT_DUPLICATES, NULL);
	if (!json_is_object(j))
		goto out;
	*why = "the reply is to another question";
	if (!is_asked(j, asked, nonce))
		goto out;
	*why = NULL;
	v = read_verdict(j, now, expires, why);
out:
	json_decref(j);
	return v;
}
