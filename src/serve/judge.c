/* judge.c - see judge.h. */

#include <string.h>

#include "respond/reply.h"
#include "serve/judge.h"

/* NO BAR is good for five minutes; clocks may be a minute apart. */
#define GOOD_MINUTES  5
#define APART_MINUTES 1

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
says_slots(const json_t *j, const char *const given[4])
{
	static const char *const names[4] = { "to", "from", "under", "by" };
	const json_t *slots = json_object_get(j, "slots");
	size_t i, n = 0;

	for (i = 0; i < 4; i++) {
		if (given[i] == NULL)
			continue;
		if (!says(slots, names[i], given[i]))
			return false;
		n++;
	}
	return json_is_object(slots) && json_object_size(slots) == n;
}

static bool
is_asked(const json_t *j, const struct forestay_question *q, const char *nonce)
{
	const char *const slots[4] = { q->to, q->from, q->under, q->by };

	return says(j, "forestay", "answer 1") && says(j, "nonce", nonce) &&
	    says(j, "person", q->person) && says(j, "act", q->act) &&
	    says_slots(j, slots);
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
is_good(const json_t *j, bool rehearsal, struct instant now,
    struct instant *expires)
{
	return instant_of(j, "expires", expires) &&
	    instant_cmp(*expires, now) > 0 &&
	    instant_cmp(*expires,
		instant_add_minutes(now, GOOD_MINUTES + APART_MINUTES)) <= 0 &&
	    json_integer_value(json_object_get(j, "entry")) > 0 &&
	    (says(j, "identity", "exact") || says(j, "identity", "none")) &&
	    !rehearsal;
}

static bool
is_rehearsal(const json_t *j)
{
	return !json_is_false(json_object_get(j, "rehearsal"));
}

static enum forestay_verdict
read_verdict(const json_t *j, bool rehearsal, struct instant now,
    struct instant *expires, const char **why)
{
	if (says(j, "verdict", "barred"))
		return FORESTAY_BARRED;
	if (says(j, "verdict", "hold"))
		return FORESTAY_HOLD;
	if (!says(j, "verdict", "no_bar_on_record")) {
		*why = "the gate says what this program does not know";
		return FORESTAY_HOLD;
	}
	if (is_good(j, rehearsal, now, expires))
		return FORESTAY_NO_BAR_ON_RECORD;
	*why = "no bar that has expired, or was not written down";
	return FORESTAY_HOLD;
}

/* The object that was signed; NULL with *why. */
static json_t *
believed(const struct mem *mem, const struct note_key *key,
    const struct judge_reply *r, const char **why)
{
	json_t *j;

	*why = "the gate did not answer the question";
	if (r->status != 200)
		return NULL;
	*why = "the reply is not signed by the log";
	if (r->signature == NULL || r->n == 0 ||
	    !reply_signed(r->body, r->n, r->signature, key, mem))
		return NULL;
	*why = "the reply is not understood";
	j = json_loadb(r->body, r->n, JSON_REJECT_DUPLICATES, NULL);
	if (json_is_object(j))
		return j;
	json_decref(j);
	return NULL;
}

enum forestay_verdict
judge_verdict(const json_t *j, struct instant now, struct instant *expires,
    const char **why)
{
	*why = NULL;
	*expires = INSTANT_NEVER;
	return read_verdict(j, is_rehearsal(j), now, expires, why);
}

enum forestay_verdict
judge_reply(const struct mem *mem, const struct note_key *key,
    const struct forestay_question *asked, const char *nonce,
    struct instant now, const struct judge_reply *r, struct instant *expires,
    const char **why)
{
	enum forestay_verdict v = FORESTAY_HOLD;
	json_t *j = believed(mem, key, r, why);

	*expires = INSTANT_NEVER;
	if (j == NULL)
		return FORESTAY_HOLD;
	*why = "the reply is to another question";
	if (is_asked(j, asked, nonce)) {
		v = judge_verdict(j, now, expires, why);
	}
	json_decref(j);
	return v;
}

/* -- Manifests ----------------------------------------------------------- */

static bool
is_line(const json_t *j, const struct forestay_manifest *m, size_t i)
{
	const struct forestay_line *line = &m->lines[i];
	const char *to = line->to != NULL ? line->to : m->to;

	return json_integer_value(json_object_get(j, "line")) ==
	    (json_int_t)i + 1 &&
	    says(j, "person", line->person) && to != NULL &&
	    says(j, "to", to) &&
	    says(j, "list", line->alternate ? "alternate" : "main");
}

/* All of it, and nothing but it, in its order. */
static bool
is_manifest(const json_t *j, const struct forestay_manifest *m,
    const char *nonce)
{
	const char *const slots[4] = { m->to, m->from, m->under, m->by };
	const json_t *lines = json_object_get(j, "lines");
	size_t i;

	if (!says(j, "forestay", "manifest 1") || !says(j, "nonce", nonce) ||
	    !says(j, "manifest", m->name) || !says(j, "act", m->act) ||
	    !says_slots(j, slots) || json_array_size(lines) != m->nlines)
		return false;
	for (i = 0; i < m->nlines; i++)
		if (!is_line(json_array_get(lines, i), m, i))
			return false;
	return true;
}

static unsigned
read_changes(const json_t *list)
{
	static const char *const names[] = { "added", "moved_up", "moved_down",
		"destination" };
	unsigned out = 0;
	size_t i, k;

	for (i = 0; i < json_array_size(list); i++)
		for (k = 0; k < sizeof(names) / sizeof(names[0]); k++) {
			const char *s =
			    json_string_value(json_array_get(list, i));

			if (s != NULL && strcmp(s, names[k]) == 0)
				out |= 1u << k;
		}
	return out;
}

enum forestay_verdict
judge_manifest(const struct mem *mem, const struct note_key *key,
    const struct forestay_manifest *asked, const char *nonce,
    struct instant now, const struct judge_reply *r,
    struct forestay_line_answer *out, uint64_t *version, const char **why)
{
	enum forestay_verdict v = FORESTAY_NO_BAR_ON_RECORD;
	json_t *j = believed(mem, key, r, why);
	struct instant expires;
	const json_t *line;
	const char *bad;
	size_t i;

	*version = 0;
	for (i = 0; i < asked->nlines; i++)
		out[i] = (struct forestay_line_answer){ FORESTAY_HOLD, 0, 0 };
	if (j == NULL)
		return FORESTAY_HOLD;
	*why = "the reply is to another question";
	if (!is_manifest(j, asked, nonce)) {
		json_decref(j);
		return FORESTAY_HOLD;
	}
	*why = NULL;
	*version = (uint64_t)json_integer_value(json_object_get(j, "version"));
	for (i = 0; i < asked->nlines; i++) {
		line = json_array_get(json_object_get(j, "lines"), i);
		bad = NULL;
		out[i].verdict =
		    read_verdict(line, is_rehearsal(j), now, &expires, &bad);
		out[i].expires = out[i].verdict == FORESTAY_NO_BAR_ON_RECORD
		    ? expires.us
		    : 0;
		out[i].changes = read_changes(json_object_get(line, "changes"));
		if (bad != NULL)
			*why = bad;
		if (out[i].verdict == FORESTAY_HOLD)
			v = FORESTAY_HOLD;
		else if (out[i].verdict == FORESTAY_BARRED &&
		    v != FORESTAY_HOLD)
			v = FORESTAY_BARRED;
	}
	json_decref(j);
	return v;
}
