/* client.c - see include/forestay.h. */

#include <arpa/inet.h>
#include <curl/curl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "serve/account.h"
#include "serve/judge.h"
#include "store/keeper.h"

#define TIMEOUT_MS   10000
#define MANIFEST_MS  60000
#define NONCE_RANDOM 16

/* What came, as far as it did. */
struct coming {
	struct buf body;
	char signature[1024];
	unsigned signatures;
};

static size_t
take_body(char *s, size_t one, size_t n, void *ctx)
{
	struct coming *c = ctx;

	buf_add(&c->body, s, one * n);
	/* Less than it gave ends the transfer. */
	return c->body.failed ? 0 : one * n;
}

static size_t
take_header(char *s, size_t one, size_t n, void *ctx)
{
	static const char name[] = "Forestay-Signature:";
	const size_t lead = sizeof(name) - 1;
	struct coming *c = ctx;
	size_t len = one * n, from = lead;

	if (len < lead || strncasecmp(s, name, lead) != 0)
		return len;
	while (from < len && s[from] == ' ')
		from++;
	while (len > from && (s[len - 1] == '\r' || s[len - 1] == '\n'))
		len--;
	c->signatures++;
	if (len - from >= sizeof(c->signature))
		return 0;
	memcpy(c->signature, s + from, len - from);
	c->signature[len - from] = '\0';
	return one * n;
}

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

/* -- The way there ------------------------------------------------------- */

static bool
begins(const char *s, const char *with)
{
	return strncmp(s, with, strlen(with)) == 0;
}

/* In the open only within this machine. */
static bool
url_ok(const char *url)
{
	return begins(url, "https://") || begins(url, "http://127.0.0.1:") ||
	    begins(url, "http://[::1]:");
}

struct way {
	CURL *curl;
	struct curl_slist *headers;
	char url[1024], authorization[128], said[CURL_ERROR_SIZE];
};

static bool
way_headers(struct way *w)
{
	const char *const lines[] = { "Content-Type: application/json",
		"Accept: application/json", "Expect:", w->authorization };
	struct curl_slist *more;
	size_t i;

	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		if ((more = curl_slist_append(w->headers, lines[i])) == NULL)
			return false;
		w->headers = more;
	}
	return true;
}

static bool
way_open(struct way *w, const struct forestay_gate *g, const char *path,
    long timeout_ms, struct coming *to, const char *body)
{
	size_t n = strlen(g->url);
	CURL *c;
	int r = 0;

	while (n > 0 && g->url[n - 1] == '/')
		n--;
	(void)snprintf(w->url, sizeof(w->url), "%.*s%s", (int)n, g->url, path);
	(void)snprintf(w->authorization, sizeof(w->authorization),
	    "Authorization: Bearer %s", g->token);
	if (n > sizeof(w->url) - 16 || (w->curl = c = curl_easy_init()) == NULL)
		return false;
	if (!way_headers(w))
		return false;
#define SET(option, value) r |= (int)curl_easy_setopt(c, option, value)
	SET(CURLOPT_URL, w->url);
	SET(CURLOPT_PROTOCOLS_STR, "https,http");
	SET(CURLOPT_FOLLOWLOCATION, 0L);
	SET(CURLOPT_PROXY, "");
	SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	SET(CURLOPT_SSL_VERIFYPEER, 1L);
	SET(CURLOPT_SSL_VERIFYHOST, 2L);
	if (g->ca_file != NULL)
		SET(CURLOPT_CAINFO, g->ca_file);
	SET(CURLOPT_TIMEOUT_MS, g->timeout_ms > 0 ? g->timeout_ms : timeout_ms);
	SET(CURLOPT_HTTPHEADER, w->headers);
	SET(CURLOPT_POSTFIELDS, body);
	SET(CURLOPT_WRITEFUNCTION, take_body);
	SET(CURLOPT_WRITEDATA, to);
	SET(CURLOPT_HEADERFUNCTION, take_header);
	SET(CURLOPT_HEADERDATA, to);
	SET(CURLOPT_ERRORBUFFER, w->said);
#undef SET
	return r == 0;
}

static void
way_close(struct way *w)
{
	curl_slist_free_all(w->headers);
	if (w->curl != NULL)
		curl_easy_cleanup(w->curl);
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

	if (gate->url == NULL || !url_ok(gate->url))
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
	struct coming came;
	struct judge_reply reply;
	struct instant now;
};

static bool
exchange(struct asking *x, size_t max, const char *text, char why[256])
{
	const struct keeper_world *world = &keeper_world_real;
	struct way w = { .curl = NULL };
	CURLcode code;
	bool ok = false;

	buf_init(&x->came.body, &mem_system, max);
	if (text == NULL ||
	    !way_open(&w, x->gate, x->path, x->timeout_ms, &x->came, text))
		say(why, "it could not be asked", "");
	else if ((code = curl_easy_perform(w.curl)) != CURLE_OK)
		say(why, "the gate cannot be asked",
		    w.said[0] != '\0' ? w.said : curl_easy_strerror(code));
	else if (curl_easy_getinfo(w.curl, CURLINFO_RESPONSE_CODE,
		     &x->reply.status) != CURLE_OK ||
	    world->now(world->ctx, &x->now) != 0)
		say(why, "the clock cannot be read", "");
	else
		ok = true;
	way_close(&w);
	x->reply.signature = x->came.signatures == 1 ? x->came.signature : NULL;
	x->reply.body = x->came.body.s;
	x->reply.n = x->came.body.len;
	return ok;
}

/* What was believed, for the caller to keep. */
static bool
keep_body(const struct judge_reply *r, char **body, size_t *n, char why[256])
{
	*body = mem_system.alloc(mem_system.ctx, r->n + 1);
	if (*body == NULL) {
		say(why, "out of memory", "");
		return false;
	}
	memcpy(*body, r->body, r->n + 1);
	*n = r->n;
	return true;
}

static void
judge_one(const struct asking *x, const struct note_key *key,
    const struct forestay_question *q, struct forestay_answer *out)
{
	struct instant expires;
	const char *why;
	enum forestay_verdict v = judge_reply(&mem_system, key, q, x->nonce,
	    x->now, &x->reply, &expires, &why);

	if (why != NULL)
		say(out->why, why, "");
	else if (keep_body(&x->reply, &out->body, &out->nbody, out->why))
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
		.timeout_ms = TIMEOUT_MS };
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
	buf_release(&x.came.body);
	free(text);
	return out->verdict;
}

void
forestay_answer_release(struct forestay_answer *answer)
{
	mem_system.free(mem_system.ctx, answer->body);
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
	const char *why;
	size_t i;
	enum forestay_verdict v = judge_manifest(&mem_system, key, m, x->nonce,
	    x->now, &x->reply, out->lines, &out->version, &why);

	if (why != NULL)
		say(out->why, why, "");
	if (out->version == 0)
		return;
	if (keep_body(&x->reply, &out->body, &out->nbody, out->why)) {
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
	buf_release(&x.came.body);
	free(text);
	return out->verdict;
}

void
forestay_manifest_answer_release(struct forestay_manifest_answer *answer)
{
	mem_system.free(mem_system.ctx, answer->body);
	free(answer->lines);
	*answer = (struct forestay_manifest_answer){ .nlines = 0 };
}
