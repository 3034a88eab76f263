/* The whole server: what each role is told, what is refused, what none may
 * see, and what becomes of it when a process is killed. */

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "proof/note.h"
#include "serve/check.h"
#include "support/schema.h"
#include "support/serving.h"

static const char law[] = "case one\n"
			  "  title \"One v. Two\"\n"
			  "  court mied\n"
			  "  docket \"2:17-cv-00001\"\n"
			  "order one.stay\n"
			  "  document \"Dkt. 1\"\n"
			  "  entered 2017-06-22\n"
			  "  covers supervision (agency is CBP) now\n"
			  "  bars removal\n"
			  "  until 2090-07-06 end of day\n"
			  "order one.counted\n"
			  "  document \"Dkt. 2\"\n"
			  "  entered 2017-06-23\n"
			  "  covers supervision (agency is USMS) now\n"
			  "  bars removal\n"
			  "  until 5000 days\n";

/* Far from one another: who is near somebody barred is held. */
#define PEOPLE   75
#define GROUP(i) (((i) + 1) * 111 % 1000)

static struct serving server;
static json_t *document;

/* -- Asking -------------------------------------------------------------- */

struct told {
	struct exchange x;
	json_t *json;
};

static void
hold_to_document(const char *path, const char *method, const struct exchange *x)
{
	const char *media = exchange_header(x, "Content-Type");
	char why[256] = "";

	assert_true(x->whole);
	assert_non_null(media);
	if (!schema_reply(document, path, method, x->status, media, x->body,
		x->n, why))
		fail_msg("%s %s: %u: %s\n%s", method, path, x->status, why,
		    x->body);
}

static void
ask(unsigned port, const char *token, const char *body, struct told *t)
{
	serving_ask(port, "POST", "/v1/check", token, body, &t->x);
	hold_to_document("/v1/check", "post", &t->x);
	t->json = json_loadb(t->x.body, t->x.n, 0, NULL);
	assert_non_null(t->json);
}

static void
told_free(struct told *t)
{
	json_decref(t->json);
	exchange_free(&t->x);
}

static const char *
field(const struct told *t, const char *name)
{
	const char *s = json_string_value(json_object_get(t->json, name));

	return s == NULL ? "" : s;
}

/* As the log's key has signed it: an em dash before, a newline behind. */
static bool
is_signed(const struct exchange *x)
{
	const char *value = exchange_header(x, "Forestay-Signature"), *why;
	static struct note note;
	struct note_key key;
	struct buf b;
	bool ok;

	if (value == NULL || note_key_read(server.log_key, &key) != 0)
		return false;
	buf_init(&b, &mem_system, (size_t)1 << 16);
	buf_add(&b, x->body, x->n);
	buf_printf(&b, "\n\xe2\x80\x94 %s\n", value);
	ok = note_read(b.s, b.len, &note, &why) == 0 &&
	    note_check(&note, &key, &mem_system, NULL) == 0;
	buf_release(&b);
	return ok;
}

#define PERSON(n)                                                   \
	"{\"nonce\":\"n-1\",\"person\":\"A000-" n n n "-00" n "\"," \
	"\"act\":\"removal\",\"to\":\"IQ\""
#define STRANGER \
	"{\"person\":\"A000-640-999\",\"act\":\"removal\",\"to\":\"IQ\""
#define END "}"

/* -- What is told -------------------------------------------------------- */

static void
a_bar_is_cited(void **state)
{
	struct told t;
	const json_t *o;

	ask(server.gate, server.officer, PERSON("1") END, &t);
	assert_int_equal(t.x.status, 200);
	assert_string_equal(field(&t, "verdict"), "barred");
	assert_string_equal(field(&t, "identity"), "exact");
	assert_string_equal(field(&t, "nonce"), "n-1");
	assert_string_equal(field(&t, "account"), "officer");
	o = json_array_get(json_object_get(t.json, "orders"), 0);
	assert_string_equal(json_string_value(json_object_get(o, "order")),
	    "one.stay");
	assert_string_equal(json_string_value(json_object_get(o, "document")),
	    "Dkt. 1");
	assert_string_equal(json_string_value(json_object_get(o, "case")),
	    "One v. Two");
	/* The order prints it. */
	assert_string_equal(json_string_value(json_object_get(o, "ends")),
	    "2090-07-07T04:00:00Z");
	assert_true(is_signed(&t.x));
	told_free(&t);
	/* This one counts it. */
	ask(server.gate, server.officer, PERSON("2") END, &t);
	assert_string_equal(field(&t, "verdict"), "barred");
	o = json_array_get(json_object_get(t.json, "orders"), 0);
	assert_string_equal(json_string_value(json_object_get(o, "order")),
	    "one.counted");
	assert_true(json_is_null(json_object_get(o, "ends")));
	told_free(&t);
}

static void
no_bar_is_written_and_ends(void **state)
{
	struct instant known, expires;
	char out[4096], after[32];
	struct told t;
	json_int_t entry;

	ask(server.gate, server.officer, PERSON("3") END, &t);
	assert_string_equal(field(&t, "verdict"), "no_bar_on_record");
	assert_true(is_signed(&t.x));
	entry = json_integer_value(json_object_get(t.json, "entry"));
	assert_true(entry > 0);
	assert_int_equal(instant_parse_utc(field(&t, "known"),
			     strlen(field(&t, "known")), &known),
	    0);
	assert_int_equal(instant_parse_utc(field(&t, "expires"),
			     strlen(field(&t, "expires")), &expires),
	    0);
	assert_true(instant_cmp(expires, known) > 0);
	assert_true(
	    expires.us - known.us < (CHECK_GOOD_MINUTES + 1) * INSTANT_MINUTE);
	snprintf(after, sizeof(after), "%lld", (long long)entry - 1);
	assert_int_equal(serving_cli(out, sizeof(out), "entries", server.store,
			     "--after", after, NULL),
	    0);
	assert_non_null(strstr(out, "NO BAR ON RECORD"));
	assert_non_null(strstr(out, "\"author\":\"officer\""));
	told_free(&t);
}

static void
a_hold_names_the_desk(void **state)
{
	struct told t;
	const json_t *desk;

	ask(server.gate, server.officer, PERSON("4") END, &t);
	assert_string_equal(field(&t, "verdict"), "hold");
	desk = json_object_get(t.json, "desk");
	assert_string_equal(json_string_value(json_object_get(desk, "name")),
	    "N. Night");
	assert_string_equal(json_string_value(
				json_object_get(desk, "telephone")),
	    "+1 555 0100");
	assert_int_equal(json_array_size(json_object_get(t.json, "orders")), 0);
	told_free(&t);
}

static void
one_size_whatever_the_reason(void **state)
{
	static const char *const bodies[] = { PERSON("1") END, PERSON("2") END,
		PERSON("3") END, PERSON("4") END, STRANGER END,
		STRANGER ",\"facts\":[\"supervision agency ICE\"]" END };
	struct told t;
	size_t i;

	for (i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		ask(server.gate, server.officer, bodies[i], &t);
		assert_int_equal(t.x.status, 200);
		assert_int_equal(t.x.n, OFFICER_BYTES);
		told_free(&t);
	}
}

/* Of someone who is not in the registry: what the asker says, and nothing
 * that our not knowing them would show. */
static void
facts_of_somebody_unknown(void **state)
{
	static const struct {
		const char *facts, *verdict;
	} cases[] = {
		{ "", "hold" },
		{ ",\"facts\":[\"supervision agency CBP\"]", "barred" },
		{ ",\"facts\":[\"no other supervision\"]",
		    "hold" }, /* an absence wants a second person */
		{ ",\"facts\":[\"supervision agency ICE\"]",
		    "no_bar_on_record" },
	};
	char body[512];
	struct told t;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(body, sizeof(body),
		    "{\"person\":\"A000-640-999\",\"act\":\"removal\","
		    "\"to\":\"IQ\"%s}",
		    cases[i].facts);
		ask(server.gate, server.officer, body, &t);
		if (strcmp(field(&t, "verdict"), cases[i].verdict) != 0)
			fail_msg("%s: %s", cases[i].facts,
			    field(&t, "verdict"));
		assert_string_equal(field(&t, "identity"), "none");
		told_free(&t);
	}
	/* Of someone who is, they count for nothing. */
	ask(server.gate, server.officer,
	    PERSON("1") ",\"facts\":[\"supervision agency ICE\"]" END, &t);
	assert_string_equal(field(&t, "verdict"), "barred");
	told_free(&t);
	ask(server.gate, server.officer,
	    STRANGER ",\"facts\":[\"what is this\"]" END, &t);
	assert_int_equal(t.x.status, 422);
	assert_string_equal(field(&t, "verdict"), "hold");
	told_free(&t);
}

static void
what_is_asked_badly(void **state)
{
	static const char *const bodies[] = { "{}", "[1]", "x",
		PERSON("1") ",\"act\":\"removal\"" END,
		"{\"person\":\"1\",\"act\":\"a picnic\"}",
		PERSON("1") ",\"departs\":\"tomorrow\"" END,
		PERSON("1") ",\"departs\":\"2026-12-01\"" END,
		PERSON("1") ",\"departs\":\"2026-12-01T00:00Z\","
			    "\"arrives\":\"2026-11-01T00:00Z\"" END,
		PERSON("1") ",\"under\":\"no such\"" END,
		PERSON("1") ",\"slots\":{\"to\":\"IQ\"}" END };
	struct told t;
	size_t i;

	for (i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		ask(server.gate, server.officer, bodies[i], &t);
		if (t.x.status != 422 || strcmp(field(&t, "verdict"), "hold"))
			fail_msg("%s: %u", bodies[i], t.x.status);
		told_free(&t);
	}
}

static void
each_role_in_its_place(void **state)
{
	const struct {
		bool at_desk;
		const char *token;
		unsigned check, metrics;
	} cases[] = {
		{ false, server.officer, 200, 403 },
		{ false, server.counsel, 403, 403 },
		{ false, server.monitor, 403, 200 },
		{ false, NULL, 401, 401 },
		{ true, server.officer, 403, 403 },
		{ true, server.counsel, 200, 403 },
		{ true, server.monitor, 403, 200 },
		{ true, "fst_000000000000000000000000000000000000000000000000",
		    401, 401 },
		{ true, "nonsense", 401, 401 },
	};
	struct exchange x;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		unsigned port = cases[i].at_desk ? server.desk : server.gate;

		serving_ask(port, "POST", "/v1/check", cases[i].token,
		    PERSON("1") END, &x);
		hold_to_document("/v1/check", "post", &x);
		if (x.status != cases[i].check)
			fail_msg("case %zu: check %u", i, x.status);
		exchange_free(&x);
		serving_ask(port, "GET", "/metrics", cases[i].token, NULL, &x);
		hold_to_document("/metrics", "get", &x);
		if (x.status != cases[i].metrics)
			fail_msg("case %zu: metrics %u", i, x.status);
		exchange_free(&x);
	}
}

/* Whoever was revoked cannot ask from the next request on. */
static void
a_revoked_account(void **state)
{
	char token[80], out[1024];
	struct told t;

	assert_int_equal(serving_cli(out, sizeof(out), "account", "add",
			     server.store, "gone", "--role", "officer",
			     "--holder", "x", "--by", "clerk", NULL),
	    0);
	serving_token(out, token);
	ask(server.gate, token, PERSON("1") END, &t);
	assert_int_equal(t.x.status, 200);
	told_free(&t);
	assert_int_equal(serving_cli(out, sizeof(out), "account", "revoke",
			     server.store, "gone", "--by", "clerk", NULL),
	    0);
	ask(server.gate, token, PERSON("1") END, &t);
	assert_int_equal(t.x.status, 401);
	told_free(&t);
}

/* No answer is older than a commit that returned. */
static void
no_stale_answer(void **state)
{
	char out[4096];
	struct told t;

	ask(server.gate, server.officer, PERSON("5") END, &t);
	assert_string_equal(field(&t, "verdict"), "no_bar_on_record");
	told_free(&t);
	assert_int_equal(serving_cli(out, sizeof(out), "facts", "add",
			     server.store, "A000-555-005",
			     "supervision agency CBP", "--by", "clerk", NULL),
	    0);
	ask(server.gate, server.officer, PERSON("5") END, &t);
	if (strcmp(field(&t, "verdict"), "no_bar_on_record") == 0)
		fail_msg("stale: %s", t.x.body);
	told_free(&t);
}

static void
health_tells_of_alarms(void **state)
{
	struct exchange x;

	serving_ask(server.gate, "GET", "/healthz", NULL, NULL, &x);
	hold_to_document("/healthz", "get", &x);
	assert_int_equal(x.status, 200);
	assert_string_equal(x.body, "{\"status\":\"ok\",\"alarms\":[]}\n");
	exchange_free(&x);
}

/* -- What nobody may see ------------------------------------------------- */

static void
canary(char out[32], unsigned i)
{
	snprintf(out, 32, "zqcanary%03u", i);
}

/* Names, numbers, sources, matters, authors, filings: all of one person. */
static void
plant(unsigned i)
{
	static char out[1 << 16];
	char c[7][32], number[32], fact[128];
	unsigned k;
	int r;

	for (k = 0; k < 7; k++)
		canary(c[k], i * 7 + k);
	snprintf(number, sizeof(number), "A000-%03u-%03u", GROUP(i), i + 1);
	snprintf(fact, sizeof(fact), "motion_to_reopen.filed as %s 2020-01-02",
	    c[0]);
	r = serving_cli(out, sizeof(out), "people", "add", server.store,
	    "--a-number", number, "--source", c[4], "--matter", c[5], "--by",
	    c[6], "--fact", fact, i % 8 == 3 ? "--zone" : "--fact",
	    i % 8 == 0       ? "supervision agency CBP"
		: i % 8 == 1 ? "supervision agency USMS"
		: i % 8 == 3 ? "UTC"
			     : "supervision agency ICE",
	    /* Who is like another by name is held: two are like nobody. */
	    i == 2 || i == 4 ? NULL : "--name", c[1], "--court-id", c[2],
	    "--other-id", c[3], NULL);
	if (r != 0)
		fail_msg("people add: %d: %s", r, out);
}

/* What makes an answer lower takes a second person. */
static void
confirm_all(void)
{
	static char waiting[1 << 20];
	char out[1 << 14], seq[16];
	const char *at = waiting;
	int r = serving_cli(waiting, sizeof(waiting), "waiting", server.store,
	    NULL);

	assert_int_equal(r, 0);
	while ((at = strstr(at, "entry ")) != NULL) {
		at += strlen("entry ");
		snprintf(seq, sizeof(seq), "%.*s",
		    (int)strspn(at, "0123456789"), at);
		if (strstr(at, "supervision") == NULL ||
		    strstr(at, "ICE") == NULL)
			continue;
		(void)serving_cli(out, sizeof(out), "confirm", server.store,
		    seq, "--by", "second", NULL);
	}
}

static void
has_no_canary(const char *what, const char *s, size_t n)
{
	const char *at = memmem(s, n, "zqcanary", 8);

	if (at != NULL)
		fail_msg("%s holds %.12s", what, at);
}

static void
an_officer_sees_no_canary(void **state)
{
	static const char *const facts[] = { "", ",\"facts\":[\"x\"]",
		",\"facts\":[\"supervision agency CBP\"]", ",\"nonce\":1" };
	char body[512];
	struct told t;
	unsigned i, k;

	/* Its own number, a number near it, each in several ways. */
	for (i = 0; i < PEOPLE; i++)
		for (k = 0; k < 5; k++) {
			snprintf(body, sizeof(body),
			    "{\"person\":\"A00%s-%03u-%03u\","
			    "\"act\":\"removal\",\"to\":\"IQ\"%s}",
			    k == 4 ? "1" : "0", GROUP(i), i + 1, facts[k % 4]);
			ask(server.gate, server.officer, body, &t);
			has_no_canary(body, t.x.head, strlen(t.x.head));
			has_no_canary(body, t.x.body, t.x.n);
			told_free(&t);
		}
	/* They are there: counsel sees some of them. */
	ask(server.desk, server.counsel, PERSON("1") END, &t);
	assert_int_equal(t.x.status, 200);
	told_free(&t);
}

static void
no_number_or_log_line_holds_one(void **state)
{
	struct exchange x;

	serving_ask(server.gate, "GET", "/metrics", server.monitor, NULL, &x);
	assert_int_equal(x.status, 200);
	has_no_canary("metrics", x.body, x.n);
	assert_non_null(strstr(x.body, "forestay_roster_on_duty 1"));
	assert_null(strstr(x.body, "A000"));
	exchange_free(&x);
}

/* -- Hostile ------------------------------------------------------------- */

#define HOST "Host: a\r\n"
#define JSON "Content-Type: application/json\r\n"
#define POST "POST /v1/check HTTP/1.1\r\n"

static void
hostile_requests(void **state)
{
	static const struct {
		const char *bytes;
		size_t n;
	} cases[] = {
#define CASE(s) { s, sizeof(s) - 1 }
		CASE(POST JSON "Content-Length: 2\r\n\r\n{}"),
		CASE(POST HOST HOST JSON "Content-Length: 2\r\n\r\n{}"),
		CASE(POST HOST JSON
		    "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}"),
		CASE(POST HOST JSON
		    "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}"),
		CASE(POST HOST JSON "Content-Length: 2\r\nTransfer-Encoding: "
				    "chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"),
		CASE(POST HOST JSON "Transfer-Encoding: gzip\r\n\r\n{}"),
		CASE(POST HOST JSON "Transfer-Encoding: xchunked\r\n\r\n{}"),
		CASE(POST HOST JSON "Content-Length: +2\r\n\r\n{}"),
		CASE(POST HOST JSON "Content-Length: -2\r\n\r\n{}"),
		CASE(POST HOST JSON "Content-Length: 0x2\r\n\r\n{}"),
		CASE(POST HOST JSON "Content-Length : 2\r\n\r\n{}"),
		CASE("GET /healthz HTTP/1.1\r\nHost : a\r\n\r\n"),
		CASE("GET /healthz%00 HTTP/1.1\r\nHost: a\r\n\r\n"),
		CASE("GET /%68ealthz HTTP/1.1\r\nHost: a\r\n\r\n"),
		CASE("GET //healthz HTTP/1.1\r\nHost: a\r\n\r\n"),
		CASE("GET /healthz/ HTTP/1.1\r\nHost: a\r\n\r\n"),
		CASE("GET http://a/healthz HTTP/1.1\r\nHost: a\r\n\r\n"),
		CASE("GET /healthz HTTP/1.0\r\nHost: a\r\n\r\n"),
		CASE("GET /healthz HTTP/0.9\r\nHost: a\r\n\r\n"),
		CASE("GET /healthz HTTP/2.0\r\nHost: a\r\n\r\n"),
		CASE("GET /healthz\r\n\r\n"),
		CASE("get /healthz HTTP/1.1\r\nHost: a\r\n\r\n"),
		CASE("POST /healthz HTTP/1.1\r\nHost: a\r\n"
		     "Content-Length: 0\r\n\r\n"),
		CASE("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"),
#undef CASE
	};
	struct exchange x;
	unsigned port;
	size_t i;

	for (i = 0; i < 2 * sizeof(cases) / sizeof(cases[0]); i++) {
		port = i % 2 == 0 ? server.gate : server.desk;
		serving_raw(port, cases[i / 2].bytes, cases[i / 2].n, 700, &x);
		if (x.status >= 200 && x.status < 400)
			fail_msg("%u of:\n%s", x.status, cases[i / 2].bytes);
		exchange_free(&x);
	}
	/* It is none the worse for it. */
	health_tells_of_alarms(state);
}

/* What libmicrohttpd cannot refuse: no header is looked at that could hold
 * it, but for Host and the token, which have one form. */
static void
what_reaches_nothing(void **state)
{
	static const char nul[] =
	    "GET /healthz HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n"
	    "Connection: close\r\n\r\n";
	static const char nul_host[] =
	    "GET /healthz HTTP/1.1\r\nHost: a\0b c\r\n\r\n";
	static const char folded[] =
	    "GET /metrics HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n"
	    "Connection: close\r\n\r\n";
	struct exchange x;

	serving_raw(server.gate, nul, sizeof(nul) - 1, 2000, &x);
	assert_true(x.status == 200 || x.status >= 400);
	assert_null(memmem(x.body, x.n, "a\0b", 3));
	exchange_free(&x);
	serving_raw(server.gate, nul_host, sizeof(nul_host) - 1, 700, &x);
	exchange_free(&x);
	serving_raw(server.gate, folded, sizeof(folded) - 1, 2000, &x);
	assert_true(x.status == 0 || x.status >= 400);
	exchange_free(&x);
	health_tells_of_alarms(state);
}

/* A second request behind a first that is refused is not looked at. */
static void
nothing_is_smuggled(void **state)
{
	static const char both[] = POST HOST JSON
	    "Content-Length: 49\r\nTransfer-Encoding: chunked\r\n\r\n"
	    "0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: a\r\n\r\n";
	struct exchange x;

	serving_raw(server.gate, both, sizeof(both) - 1, 700, &x);
	assert_true(x.status >= 400 || x.status == 0);
	assert_null(strstr(x.body, "alarms"));
	exchange_free(&x);
}

static void
a_body_that_is_too_large(void **state)
{
	static char body[LIMIT_CHECK_BYTES + 2];
	struct exchange x;
	size_t n;

	for (n = LIMIT_CHECK_BYTES; n <= LIMIT_CHECK_BYTES + 1; n++) {
		memset(body, ' ', n);
		body[n] = '\0';
		memcpy(body, PERSON("1") END, strlen(PERSON("1") END));
		serving_ask(server.gate, "POST", "/v1/check", server.officer,
		    body, &x);
		assert_int_equal(x.status, n <= LIMIT_CHECK_BYTES ? 200 : 413);
		exchange_free(&x);
	}
}

/* -- Processes ----------------------------------------------------------- */

static void
settled(void)
{
	const struct timespec t = { 0, 20000000 };
	struct exchange x;
	unsigned status = 0;
	int i;

	for (i = 0; i < 500 && status != 200; i++) {
		serving_ask(server.gate, "GET", "/healthz", NULL, NULL, &x);
		status = x.status;
		exchange_free(&x);
		(void)nanosleep(&t, NULL);
	}
	assert_int_equal(status, 200);
}

/* Until it is answered as before: what is asked meanwhile is a hold, and
 * nothing else. */
static void
barred_again(void)
{
	const struct timespec wait = { .tv_nsec = 100000000 };
	bool barred = false;
	struct told t;
	int tries;

	for (tries = 0; tries < 200 && !barred; tries++) {
		ask(server.gate, server.officer, PERSON("1") END, &t);
		barred = strcmp(field(&t, "verdict"), "barred") == 0;
		assert_true(
		    barred || strcmp(field(&t, "verdict"), "hold") == 0);
		assert_true(t.x.status != 200 || is_signed(&t.x));
		told_free(&t);
		if (!barred)
			(void)nanosleep(&wait, NULL);
	}
	assert_true(barred);
}

static void
a_process_that_is_killed(void **state)
{
	pid_t children[8];
	size_t i, n;

	for (i = 0; i < 6; i++) {
		n = serving_children(&server, children, 8);
		assert_int_equal(n, 3);
		assert_int_equal(kill(children[i % 3], SIGKILL), 0);
		assert_true(serving_says(&server, "ended by itself", 10000));
		settled();
		barred_again();
	}
}

/* Each set of them, seen to have ended together. */
static void
several_that_are_killed(void **state)
{
	pid_t children[8];
	unsigned set;
	size_t i, n;

	for (set = 1; set < 8; set++) {
		n = serving_children(&server, children, 8);
		assert_int_equal(n, 3);
		assert_int_equal(kill(server.pid, SIGSTOP), 0);
		for (i = 0; i < n; i++)
			if ((set >> i & 1) != 0)
				assert_int_equal(kill(children[i], SIGKILL), 0);
		assert_int_equal(kill(server.pid, SIGCONT), 0);
		assert_true(serving_says(&server, "ended by itself", 10000));
		settled();
		barred_again();
	}
}

static void
loaded_anew(void **state)
{
	assert_int_equal(kill(server.pid, SIGHUP), 0);
	assert_true(serving_says(&server, "loaded anew", 10000));
	settled();
}

static void
ended_at_a_word(void **state)
{
	char out[4096];

	assert_int_equal(serving_stop(&server), 0);
	assert_int_equal(serving_cli(out, sizeof(out), "verify", server.store,
			     NULL),
	    0);
}

/* -- The story ----------------------------------------------------------- */

static int
begin(void **state)
{
	char out[4096];
	unsigned i;
	int r;

	document = schema_document();
	serving_make(&server, law);
	for (i = 0; i < PEOPLE; i++)
		plant(i);
	confirm_all();
	/* The later one has taken over. */
	r = serving_cli(out, sizeof(out), "roster", "add", server.store,
	    "--name", "D. Day", "--telephone", "+1 555 0199", "--from",
	    "2020-01-01T00:00Z", "--until", "2190-01-01T00:00Z", "--by", "c",
	    NULL);
	assert_int_equal(r, 0);
	r = serving_cli(out, sizeof(out), "roster", "add", server.store,
	    "--name", "N. Night", "--telephone", "+1 555 0100", "--from",
	    "2020-01-02T00:00Z", "--until", "2190-01-01T00:00Z", "--by", "c",
	    NULL);
	assert_int_equal(r, 0);
	serving_start(&server, false);
	return 0;
}

static int
finish(void **state)
{
	json_decref(document);
	serving_end(&server);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_bar_is_cited),
		cmocka_unit_test(no_bar_is_written_and_ends),
		cmocka_unit_test(a_hold_names_the_desk),
		cmocka_unit_test(one_size_whatever_the_reason),
		cmocka_unit_test(facts_of_somebody_unknown),
		cmocka_unit_test(what_is_asked_badly),
		cmocka_unit_test(each_role_in_its_place),
		cmocka_unit_test(a_revoked_account),
		cmocka_unit_test(no_stale_answer),
		cmocka_unit_test(health_tells_of_alarms),
		cmocka_unit_test(an_officer_sees_no_canary),
		cmocka_unit_test(no_number_or_log_line_holds_one),
		cmocka_unit_test(hostile_requests),
		cmocka_unit_test(what_reaches_nothing),
		cmocka_unit_test(nothing_is_smuggled),
		cmocka_unit_test(a_body_that_is_too_large),
		cmocka_unit_test(a_process_that_is_killed),
		cmocka_unit_test(several_that_are_killed),
		cmocka_unit_test(loaded_anew),
		cmocka_unit_test(ended_at_a_word),
	};

	return cmocka_run_group_tests(tests, begin, finish);
}
