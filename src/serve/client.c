/* client.c - see include/forestay.h. */

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "respond/reply.h"
#include "serve/account.h"
#include "serve/call.h"
#include "serve/judge.h"
#include "store/keeper.h"

#define MANIFEST_MS  60000
#define NONCE_RANDOM 16

/* -- The question -------------------------------------------------------- */

static int
put(json_t *o, const char *key, const char *s)
{
	return s == NULL ? 0 : json_object_set_new(o, key, json_string(s));
}

static json_t *
facts_json(const char *const *facts, size_t n)
{
	json_t *list = json_array();
	size_t i;
	int r = 0;

	for (i = 0; i < n; i++)
		r |= json_array_append_new(list, json_string(facts[i]));
	if (r == 0)
		return list;
	json_decref(list);
	return NULL;
}

static char *
question_text(const struct forestay_question *q, const char *nonce)
{
	json_t *o = json_object();
	char *s = NULL;
	int r = 0;

	r |= put(o, "nonce", nonce);
	r |= put(o, "person", q->person);
	r |= put(o, "act", q->act);
	r |= put(o, "to", q->to);
	r |= put(o, "from", q->from);
	r |= put(o, "under", q->under);
	r |= put(o, "by", q->by);
	r |= put(o, "departs", q->departs);
	r |= put(o, "arrives", q->arrives);
	r |= json_object_set_new(o, "facts", facts_json(q->facts, q->nfacts));
	if (r == 0)
		s = json_dumps(o, JSON_COMPACT);
	json_decref(o);
	return s;
}

static json_t *
line_json(const struct forestay_line *line)
{
	json_t *o = json_object();
	int r = put(o, "person", line->person);

	r |= put(o, "list", line->alternate ? "alternate" : "main");
	r |= put(o, "to", line->to);
	if (line->nfacts > 0)
		r |= json_object_set_new(o, "facts",
		    facts_json(line->facts, line->nfacts));
	if (r == 0)
		return o;
	json_decref(o);
	return NULL;
}

static char *
manifest_text(const struct forestay_manifest *m, const char *nonce)
{
	json_t *o = json_object(), *lines = json_array();
	char *s = NULL;
	size_t i;
	int r = 0;

	r |= put(o, "nonce", nonce);
	r |= put(o, "manifest", m->name);
	r |= put(o, "act", m->act);
	r |= put(o, "to", m->to);
	r |= put(o, "from", m->from);
	r |= put(o, "under", m->under);
	r |= put(o, "by", m->by);
	r |= put(o, "departs", m->departs);
	r |= put(o, "arrives", m->arrives);
	for (i = 0; i < m->nlines; i++)
		r |= json_array_append_new(lines, line_json(&m->lines[i]));
	r |= json_object_set_new(o, "lines", lines);
	if (r == 0)
		s = json_dumps(o, JSON_COMPACT);
	json_decref(o);
	return s;
}

static bool
nonce_make(char out[2 * NONCE_RANDOM + 1])
{
	const struct keeper_world *w = &keeper_world_real;
	uint8_t random[NONCE_RANDOM];
	size_t i;

	if (w->random(w->ctx, random, sizeof(random)) != 0)
		return false;
	for (i = 0; i < NONCE_RANDOM; i++)
		(void)snprintf(out + 2 * i, 3, "%02x", random[i]);
	return true;
}

/* -- Asking -------------------------------------------------------------- */

static void
say(char why[256], const char *what, const char *more)
{
	(void)snprintf(why, 256, "%s%s%.160s", what, *more != '\0' ? ": " : "",
	    more);
}

/* Whether it can be asked at all. */
static bool
gate_ok(const struct forestay_gate *gate, struct note_key *key, char why[256])
{
	const char *wrong = NULL;

	if (gate->url == NULL || !call_url_ok(gate->url))
		wrong = "the gate's address begins with https:// (http:// only "
			"within this machine)";
	else if (gate->token == NULL ||
	    !account_token_form(gate->token, strlen(gate->token)))
		wrong = "the account's token is none";
	else if (gate->log_key == NULL ||
	    note_key_read(gate->log_key, key) != 0)
		wrong = "the log's key is none";
	if (wrong != NULL)
		say(why, wrong, "");
	return wrong == NULL;
}

/* A question and what came of it. */
struct asking {
	const struct forestay_gate *gate;
	const char *path;
	long timeout_ms;
	char nonce[2 * NONCE_RANDOM + 1];
	struct call_reply came;
	struct judge_reply reply;
	struct instant now;
};

static bool
exchange(struct asking *x, size_t max, const char *text, char why[256])
{
	const struct keeper_world *world = &keeper_world_real;
	char authorization[128];
	const char *const headers[] = { "Content-Type: application/json",
		"Accept: application/json", authorization, NULL };
	struct call call = { .url = x->gate->url,
		.path = x->path,
		.ca_file = x->gate->ca_file,
		.headers = headers,
		.body = text,
		.timeout_ms = x->gate->timeout_ms > 0 ? x->gate->timeout_ms
						      : x->timeout_ms,
		.body_max = max };

	if (text == NULL) {
		say(why, "it could not be asked", "");
		return false;
	}
	(void)snprintf(authorization, sizeof(authorization),
	    "Authorization: Bearer %s", x->gate->token);
	call.nbody = strlen(text);
	if (call_post(&mem_system, &call, &x->came) != 0) {
		say(why, "the gate cannot be asked", x->came.why);
		return false;
	}
	x->reply = (struct judge_reply){ .status = x->came.status,
		.signature = x->came.signatures == 1 ? x->came.signature : NULL,
		.body = x->came.body.s,
		.n = x->came.body.len };
	if (world->now(world->ctx, &x->now) == 0)
		return true;
	say(why, "the clock cannot be read", "");
	return false;
}

/* What was believed, alone and with what it is believed by, for the caller to
 * keep. */
struct kept {
	char **body, **receipt;
	size_t *nbody, *nreceipt;
};

static bool
keep_reply(const struct judge_reply *r, const struct kept *to, char why[256])
{
	const struct mem *m = &mem_system;
	struct buf b;

	buf_init(&b, m, r->n + CALL_SIGNATURE_BYTES + 16);
	reply_note(&b, r->body, r->n, r->signature);
	*to->body = m->alloc(m->ctx, r->n + 1);
	*to->receipt = m->alloc(m->ctx, b.len + 1);
	if (b.failed || *to->body == NULL || *to->receipt == NULL) {
		m->free(m->ctx, *to->body);
		m->free(m->ctx, *to->receipt);
		*to->body = *to->receipt = NULL;
		say(why, "out of memory", "");
	} else {
		memcpy(*to->body, r->body, r->n + 1);
		memcpy(*to->receipt, b.s, b.len + 1);
		*to->nbody = r->n;
		*to->nreceipt = b.len;
	}
	buf_release(&b);
	return *to->body != NULL;
}

static void
judge_one(const struct asking *x, const struct note_key *key,
    const struct forestay_question *q, struct forestay_answer *out)
{
	const struct kept to = { &out->body, &out->receipt, &out->nbody,
		&out->nreceipt };
	struct instant expires;
	const char *why;
	enum forestay_verdict v = judge_reply(&mem_system, key, q, x->nonce,
	    x->now, &x->reply, &expires, &why);

	if (why != NULL)
		say(out->why, why, "");
	else if (keep_reply(&x->reply, &to, out->why))
		out->verdict = v;
	if (out->verdict == FORESTAY_NO_BAR_ON_RECORD)
		out->expires = expires.us;
}

enum forestay_verdict
forestay_check(const struct forestay_gate *gate,
    const struct forestay_question *question, struct forestay_answer *out)
{
	struct asking x = { .gate = gate,
		.path = "/v1/check",
		.timeout_ms = CALL_TIMEOUT_MS };
	struct note_key key;
	char *text = NULL;

	*out = (struct forestay_answer){ .verdict = FORESTAY_HOLD };
	if (!gate_ok(gate, &key, out->why))
		return FORESTAY_HOLD;
	if (question->person == NULL || question->act == NULL) {
		say(out->why, "say of whom, and which act", "");
		return FORESTAY_HOLD;
	}
	if (nonce_make(x.nonce))
		text = question_text(question, x.nonce);
	if (exchange(&x, JUDGE_BODY_MAX, text, out->why))
		judge_one(&x, &key, question, out);
	call_release(&x.came);
	free(text);
	return out->verdict;
}

void
forestay_answer_release(struct forestay_answer *answer)
{
	mem_system.free(mem_system.ctx, answer->body);
	mem_system.free(mem_system.ctx, answer->receipt);
	*answer = (struct forestay_answer){ .verdict = FORESTAY_HOLD };
}

/* -- A manifest ---------------------------------------------------------- */

static const char *
manifest_wrong(const struct forestay_manifest *m)
{
	size_t i;

	if (m->name == NULL || m->act == NULL)
		return "say what the manifest is called, and which act";
	if (m->nlines == 0 || m->nlines > LIMIT_MANIFEST_LINES)
		return "a manifest has 1 to 5000 lines";
	for (i = 0; i < m->nlines; i++)
		if (m->lines[i].person == NULL ||
		    (m->lines[i].to == NULL && m->to == NULL))
			return "each line needs a person and a destination";
	return NULL;
}

static void
judge_all(const struct asking *x, const struct note_key *key,
    const struct forestay_manifest *m, struct forestay_manifest_answer *out)
{
	const struct kept to = { &out->body, &out->receipt, &out->nbody,
		&out->nreceipt };
	const char *why;
	size_t i;
	enum forestay_verdict v = judge_manifest(&mem_system, key, m, x->nonce,
	    x->now, &x->reply, out->lines, &out->version, &why);

	if (why != NULL)
		say(out->why, why, "");
	if (out->version == 0)
		return;
	if (keep_reply(&x->reply, &to, out->why)) {
		out->verdict = v;
		return;
	}
	for (i = 0; i < out->nlines; i++)
		out->lines[i] =
		    (struct forestay_line_answer){ FORESTAY_HOLD, 0, 0 };
}

enum forestay_verdict
forestay_manifest(const struct forestay_gate *gate,
    const struct forestay_manifest *manifest,
    struct forestay_manifest_answer *out)
{
	struct asking x = { .gate = gate,
		.path = "/v1/manifest",
		.timeout_ms = MANIFEST_MS };
	const char *wrong = manifest_wrong(manifest);
	struct note_key key;
	char *text = NULL;

	*out = (struct forestay_manifest_answer){ .verdict = FORESTAY_HOLD };
	if (manifest->nlines > 0)
		out->lines = calloc(manifest->nlines, sizeof(*out->lines));
	if (out->lines != NULL)
		out->nlines = manifest->nlines;
	else if (wrong == NULL)
		wrong = "out of memory";
	if (wrong != NULL)
		say(out->why, wrong, "");
	if (wrong != NULL || !gate_ok(gate, &key, out->why))
		return FORESTAY_HOLD;
	if (nonce_make(x.nonce))
		text = manifest_text(manifest, x.nonce);
	if (exchange(&x, JUDGE_MANIFEST_MAX, text, out->why))
		judge_all(&x, &key, manifest, out);
	call_release(&x.came);
	free(text);
	return out->verdict;
}

void
forestay_manifest_answer_release(struct forestay_manifest_answer *answer)
{
	mem_system.free(mem_system.ctx, answer->body);
	mem_system.free(mem_system.ctx, answer->receipt);
	free(answer->lines);
	*answer = (struct forestay_manifest_answer){ .nlines = 0 };
}
