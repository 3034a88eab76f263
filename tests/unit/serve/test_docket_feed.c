/* A docket service tells: once each, on the disk before it hears of it, and
 * nothing it says changes an answer. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

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
			  "  until 2090-07-06 end of day\n";

#define ALERT(id, words)                                                  \
	"{\"payload\":{\"results\":[{\"id\":" id                          \
	",\"docket\":1,\"entry_number\":1,\"date_filed\":\"2026-12-01\"," \
	"\"description\":\"A v. B " words "\",\"recap_documents\":[]}]}," \
	"\"webhook\":{\"event_type\":1,\"version\":1,\"date_created\":"   \
	"\"2026-01-01T00:00:00Z\",\"deprecation_date\":null}}"

static struct serving server;
static json_t *document;
static char feed[80], path[128];

static int
set_up(void **state)
{
	char out[4096];

	(void)state;
	document = schema_document();
	serving_make(&server, law);
	assert_int_equal(serving_cli(out, sizeof(out), "account", "add",
			     server.store, "feed", "--role", "feed", "--holder",
			     "a docket service", "--by", "clerk", "--quiet",
			     "1", NULL),
	    0);
	serving_token(out, feed);
	snprintf(path, sizeof(path), "/v1/dockets/%s", feed);
	serving_start(&server, false);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	serving_end(&server);
	json_decref(document);
	return 0;
}

/* With headers of its own; the body or its status. */
static unsigned
send_it(unsigned port, const char *where, const char *head, const char *body,
    char out[64])
{
	struct exchange x;
	char request[4096], why[256] = "";
	unsigned status;
	int n = snprintf(request, sizeof(request),
	    "POST %s HTTP/1.1\r\nHost: localhost\r\n%s"
	    "Content-Type: application/json\r\nConnection: close\r\n"
	    "Content-Length: %zu\r\n\r\n%s",
	    where, head, strlen(body), body);

	assert_true(n > 0 && (size_t)n < sizeof(request));
	serving_raw(port, request, (size_t)n, 5000, &x);
	status = x.status;
	if (status != 0 &&
	    !schema_reply(document,
		strcmp(where, "/v1/dockets") == 0 ? where
						  : "/v1/dockets/{token}",
		"post", status, exchange_header(&x, "Content-Type"), x.body,
		x.n, why))
		fail_msg("%u: %s\n%s", status, why, x.body);
	/* The token is in no reply. */
	assert_null(strstr(x.head, feed + 4));
	assert_null(strstr(x.body, feed + 4));
	snprintf(out, 64, "%s", x.body == NULL ? "" : x.body);
	exchange_free(&x);
	return status;
}

static void
sent(const char *key, const char *body, const char *what)
{
	char head[128], out[64], want[64];

	snprintf(head, sizeof(head), "Idempotency-Key: %s\r\n", key);
	assert_int_equal(send_it(server.gate, path, head, body, out), 200);
	snprintf(want, sizeof(want), "{\"status\":\"%s\"}\n", what);
	assert_string_equal(out, want);
}

static json_t *
got(unsigned port, const char *where, const char *token, unsigned status)
{
	struct exchange x;
	char why[256] = "";
	json_t *j;

	serving_ask(port, "GET", where, token, NULL, &x);
	if (x.status != status)
		fail_msg("%s: %u", where, x.status);
	if (!schema_reply(document, where, "get", x.status,
		exchange_header(&x, "Content-Type"), x.body, x.n, why))
		fail_msg("%s: %s", where, why);
	j = json_loadb(x.body, x.n, 0, NULL);
	exchange_free(&x);
	return j;
}

static bool
is_alarm(void)
{
	json_t *j = got(server.gate, "/healthz", NULL, 200), *x;
	bool is = false;
	size_t i;

	json_array_foreach(json_object_get(j, "alarms"), i, x) is |=
	    strcmp(json_string_value(x), "dockets") == 0;
	json_decref(j);
	return is;
}

static char *
answer(void)
{
	static char verdict[2][32];
	static int turn;
	struct exchange x;
	json_t *j;

	serving_ask(server.gate, "POST", "/v1/check", server.officer,
	    "{\"person\":\"A000-000-001\",\"act\":\"removal\",\"to\":\"IQ\","
	    "\"facts\":[\"nationality IQ\"]}",
	    &x);
	assert_int_equal(x.status, 200);
	j = json_loadb(x.body, x.n, 0, NULL);
	turn = !turn;
	snprintf(verdict[turn], sizeof(verdict[turn]), "%s",
	    json_string_value(json_object_get(j, "verdict")));
	json_decref(j);
	exchange_free(&x);
	return verdict[turn];
}

static void
each_comes_once_and_changes_nothing(void **state)
{
	const char *before = answer();
	char out[8192], seq[24];
	json_t *j;

	(void)state;
	sent("11111111-1111-4111-8111-111111111111", ALERT("1", "ORDER"),
	    "kept");
	sent("11111111-1111-4111-8111-111111111111", ALERT("1", "ORDER"),
	    "again");
	sent("22222222-2222-4222-8222-222222222222", ALERT("1", "ORDER"),
	    "again");
	assert_false(is_alarm());
	/* Another text in that key's name is kept, and is an alarm. */
	sent("11111111-1111-4111-8111-111111111111",
	    ALERT("2", "<script>alert(1)</script>"), "clash");
	sent("33333333-3333-4333-8333-333333333333",
	    "{\"payload\":{},\"webhook\":{\"event_type\":3}}", "ignored");
	assert_true(is_alarm());
	j = got(server.desk, "/v1/dockets", server.counsel, 200);
	assert_int_equal(json_integer_value(json_object_get(j, "waiting")), 2);
	snprintf(seq, sizeof(seq), "%d",
	    (int)json_integer_value(json_object_get(
		json_array_get(json_object_get(j, "notices"), 1), "notice")));
	json_decref(j);
	assert_int_equal(serving_cli(out, sizeof(out), "docket", "show",
			     server.store, seq, NULL),
	    0);
	assert_non_null(strstr(out, "alert(1)"));
	assert_non_null(strstr(out, "ITS KEY STOOD FOR ANOTHER"));
	assert_string_equal(before, answer());
}

static void
who_may(void **state)
{
	static const char key[] = "Idempotency-Key: k\r\n";
	char head[256], out[64], other[128];
	struct exchange x;

	(void)state;
	snprintf(head, sizeof(head), "Authorization: Bearer %s\r\n", feed);
	assert_int_equal(send_it(server.desk, "/v1/dockets", head,
			     ALERT("3", "by header"), out),
	    200);
	snprintf(head, sizeof(head), "Authorization: Bearer %s\r\n",
	    server.officer);
	assert_int_equal(send_it(server.gate, "/v1/dockets", head,
			     ALERT("4", ""), out),
	    403);
	snprintf(other, sizeof(other), "/v1/dockets/%s", server.counsel);
	assert_int_equal(send_it(server.gate, other, key, ALERT("4", ""), out),
	    403);
	snprintf(other, sizeof(other), "/v1/dockets/fst_%048d", 0);
	assert_int_equal(send_it(server.gate, other, key, ALERT("4", ""), out),
	    401);
	assert_int_equal(send_it(server.gate, "/v1/dockets", key,
			     ALERT("4", ""), out),
	    401);
	/* Two tokens are one too many. */
	snprintf(head, sizeof(head), "Authorization: Bearer %s\r\n", feed);
	assert_int_equal(send_it(server.gate, path, head, ALERT("4", ""), out),
	    400);
	serving_ask(server.desk, "GET", "/v1/dockets", feed, NULL, &x);
	assert_int_equal(x.status, 403);
	exchange_free(&x);
	serving_ask(server.gate, "GET", "/v1/dockets", server.officer, NULL,
	    &x);
	assert_int_equal(x.status, 405);
	exchange_free(&x);
	serving_ask(server.gate, "POST", "/v1/check", feed,
	    "{\"person\":\"A000-000-001\",\"act\":\"removal\",\"to\":\"IQ\"}",
	    &x);
	assert_int_equal(x.status, 403);
	exchange_free(&x);
}

static void
what_is_none(void **state)
{
	static const char *const bad[] = { "[]", "{", "{}", "null",
		"{\"webhook\":{\"event_type\":1},\"payload\":{}}",
		"{\"webhook\":{\"event_type\":\"1\"},\"payload\":{}}",
		"{\"webhook\":{\"event_type\":1},\"payload\":{\"results\":{}}}",
		"{\"webhook\":{\"event_type\":1},\"webhook\":{},"
		"\"payload\":{\"results\":[]}}",
		"{\"webhook\":{\"event_type\":1},\"payload\":{\"results\":"
		"[\"\\u0000\"]}}",
		"{\"webhook\":{\"event_type\":1},\"payload\":{\"results\":"
		"[\"\xff\"]}}" };
	char deep[3000] = "{\"payload\":", out[64];
	size_t i, n = strlen(deep);

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (send_it(server.gate, path, "", bad[i], out) != 422 &&
		    strcmp(bad[i], "{") != 0)
			fail_msg("%s: %s", bad[i], out);
	for (; n < sizeof(deep) - 1; n++)
		deep[n] = '[';
	deep[n] = '\0';
	assert_int_equal(send_it(server.gate, path, "", deep, out), 422);
	assert_int_equal(send_it(server.gate, path, "Idempotency-Key: a/b\r\n",
			     ALERT("5", ""), out),
	    400);
	assert_int_equal(send_it(server.gate, path,
			     "Idempotency-Key: a\r\nIdempotency-Key: a\r\n",
			     ALERT("5", ""), out),
	    400);
}

static void
its_token_is_nowhere(void **state)
{
	struct exchange x;

	(void)state;
	serving_ask(server.gate, "GET", "/metrics", server.monitor, NULL, &x);
	assert_int_equal(x.status, 200);
	assert_null(strstr(x.body, feed + 4));
	assert_non_null(strstr(x.body, "forestay_dockets_waiting 3"));
	assert_non_null(strstr(x.body, "forestay_dockets_clashes 1"));
	assert_non_null(strstr(x.body, "forestay_dockets_ignored_total 1"));
	assert_non_null(strstr(x.body, "route=\"/v1/dockets/{token}\""));
	exchange_free(&x);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_comes_once_and_changes_nothing),
		cmocka_unit_test(who_may),
		cmocka_unit_test(what_is_none),
		cmocka_unit_test(its_token_is_nowhere),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
