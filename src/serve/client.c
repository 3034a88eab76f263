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

static char *
question_text(const struct forestay_question *q, const char *nonce)
{
	json_t *o = json_object(), *facts = json_array();
	char *s = NULL;
	size_t i;
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
	for (i = 0; i < q->nfacts; i++)
		r |= json_array_append_new(facts, json_string(q->facts[i]));
	r |= json_object_set_new(o, "facts", facts);
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
way_open(struct way *w, const struct forestay_gate *g, struct coming *to,
    const char *body)
{
	size_t n = strlen(g->url);
	CURL *c;
	int r = 0;

	while (n > 0 && g->url[n - 1] == '/')
		n--;
	(void)snprintf(w->url, sizeof(w->url), "%.*s/v1/check", (int)n, g->url);
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
	SET(CURLOPT_TIMEOUT_MS,
	    g->timeout_ms > 0 ? g->timeout_ms : (long)TIMEOUT_MS);
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

static enum forestay_verdict
hold(struct forestay_answer *out, const char *why, const char *more)
{
	out->verdict = FORESTAY_HOLD;
	out->expires = 0;
	(void)snprintf(out->why, sizeof(out->why), "%s%s%.160s", why,
	    *more != '\0' ? ": " : "", more);
	return FORESTAY_HOLD;
}

static enum forestay_verdict
judge(const struct note_key *key, const struct forestay_question *q,
    const char *nonce, struct way *w, struct coming *came,
    struct forestay_answer *out)
{
	const struct keeper_world *world = &keeper_world_real;
	struct judge_reply r = { .signature = came->signatures == 1
		    ? came->signature
		    : NULL,
		.body = came->body.s,
		.n = came->body.len };
	enum forestay_verdict v;
	struct instant now, expires;
	const char *why;

	if (curl_easy_getinfo(w->curl, CURLINFO_RESPONSE_CODE, &r.status) !=
		CURLE_OK ||
	    world->now(world->ctx, &now) != 0)
		return hold(out, "the clock cannot be read", "");
	v = judge_reply(&mem_system, key, q, nonce, now, &r, &expires, &why);
	if (why != NULL)
		return hold(out, why, "");
	out->body = mem_system.alloc(mem_system.ctx, r.n + 1);
	if (out->body == NULL)
		return hold(out, "out of memory", "");
	memcpy(out->body, r.body, r.n + 1);
	out->nbody = r.n;
	out->verdict = v;
	out->expires = v == FORESTAY_NO_BAR_ON_RECORD ? expires.us : 0;
	return v;
}

static enum forestay_verdict
ask(const struct forestay_gate *g, const struct note_key *key,
    const struct forestay_question *q, struct forestay_answer *out)
{
	char nonce[2 * NONCE_RANDOM + 1];
	struct coming came = { .signatures = 0 };
	struct way w = { .curl = NULL };
	enum forestay_verdict v;
	char *text = NULL;
	CURLcode code;

	buf_init(&came.body, &mem_system, JUDGE_BODY_MAX);
	if (!nonce_make(nonce) || (text = question_text(q, nonce)) == NULL ||
	    !way_open(&w, g, &came, text))
		v = hold(out, "it could not be asked", "");
	else if ((code = curl_easy_perform(w.curl)) != CURLE_OK)
		v = hold(out, "the gate cannot be asked",
		    w.said[0] != '\0' ? w.said : curl_easy_strerror(code));
	else
		v = judge(key, q, nonce, &w, &came, out);
	way_close(&w);
	buf_release(&came.body);
	if (text != NULL)
		free(text);
	return v;
}

enum forestay_verdict
forestay_check(const struct forestay_gate *gate,
    const struct forestay_question *question, struct forestay_answer *out)
{
	struct note_key key;

	*out = (struct forestay_answer){ .verdict = FORESTAY_HOLD };
	if (gate->url == NULL || !url_ok(gate->url))
		return hold(out,
		    "the gate's address begins with https:// (http:// only "
		    "within this machine)",
		    "");
	if (gate->token == NULL ||
	    !account_token_form(gate->token, strlen(gate->token)))
		return hold(out, "the account's token is none", "");
	if (gate->log_key == NULL || note_key_read(gate->log_key, &key) != 0)
		return hold(out, "the log's key is none", "");
	if (question->person == NULL || question->act == NULL)
		return hold(out, "say of whom, and which act", "");
	return ask(gate, &key, question, out);
}

void
forestay_answer_release(struct forestay_answer *answer)
{
	mem_system.free(mem_system.ctx, answer->body);
	*answer = (struct forestay_answer){ .verdict = FORESTAY_HOLD };
}
