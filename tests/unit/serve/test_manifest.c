/* A manifest put to the whole server: each line as a check of its own,
 * versions compared, one size a line, whose it is. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "forestay.h"
#include "serve/check.h"
#include "support/schema.h"
#include "support/serving.h"
#include "support/workbook.h"

static const char law[] = "case one\n"
			  "  court mied\n"
			  "order one.stay\n"
			  "  document \"Dkt. 1\"\n"
			  "  entered 2017-06-22\n"
			  "  covers supervision (agency is CBP) now\n"
			  "  bars removal\n"
			  "  until 2090-07-06 end of day\n"
			  "order one.place\n"
			  "  document \"Dkt. 2\"\n"
			  "  entered 2017-06-23\n"
			  "  covers supervision (agency is USMS) now\n"
			  "  bars removal to IQ\n"
			  "  until 2090-07-06 end of day\n";

/* More than a round of the desk takes, and than two do. */
#define ROUND_TEST_LINES 200

static struct serving server;
static json_t *document;

#define BARRED   "A000-111-001" /* everywhere */
#define TO_IQ    "A000-222-002" /* to Iraq */
#define FREE     "A000-333-003"
#define STRANGER "A000-640-999"

struct told {
	struct exchange x;
	json_t *json;
};

static void
ask_as(unsigned port, const char *token, const char *body, struct told *t)
{
	char why[256] = "";

	serving_ask(port, "POST", "/v1/manifest", token, body, &t->x);
	assert_true(t->x.whole);
	if (!schema_reply(document, "/v1/manifest", "post", t->x.status,
		exchange_header(&t->x, "Content-Type"), t->x.body, t->x.n, why))
		fail_msg("%u: %s\n%.2000s", t->x.status, why, t->x.body);
	t->json = json_loadb(t->x.body, t->x.n, 0, NULL);
	assert_non_null(t->json);
}

static void
ask(const char *body, struct told *t)
{
	ask_as(server.gate, server.officer, body, t);
	if (t->x.status != 200)
		fail_msg("%u: %s", t->x.status, t->x.body);
}

static void
told_free(struct told *t)
{
	json_decref(t->json);
	exchange_free(&t->x);
}

static const json_t *
line(const struct told *t, size_t i)
{
	return json_array_get(json_object_get(t->json, "lines"), i);
}

static const char *
text(const json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));

	return s == NULL ? "" : s;
}

static bool
changed(const json_t *o, const char *how)
{
	const json_t *list = json_object_get(o, "changes");
	size_t i;

	for (i = 0; i < json_array_size(list); i++)
		if (strcmp(json_string_value(json_array_get(list, i)), how) ==
		    0)
			return true;
	return false;
}

#define HEAD(name) \
	"{\"nonce\":\"n\",\"manifest\":\"" name "\",\"act\":\"removal\","
#define LINE(p) "{\"person\":\"" p "\"}"

/* -- Each line ----------------------------------------------------------- */

static void
each_line_is_a_check(void **state)
{
	static const char body[] =
	    HEAD("each") "\"to\":\"IQ\",\"lines\":[" LINE(BARRED) "," LINE(TO_IQ) "," LINE(
		FREE) "," LINE(STRANGER) ",{\"person\":\"A000-650-999\",\"facts\":[\"supervision agency ICE\"]}"
					 ",{\"person\":\"A000-651-999\",\"facts\":[\"what is this\"]}"
					 ",{\"person\":\"A000-652-999\",\"to\":\"Nowhere At All\"}]}";
	static const char *const verdicts[] = { "barred", "barred",
		"no_bar_on_record", "hold", "no_bar_on_record", "hold",
		"hold" };
	char out[1 << 14], after[32];
	struct told t;
	size_t i, start;
	const char *at;

	ask(body, &t);
	for (i = 0; i < 7; i++)
		if (strcmp(text(line(&t, i), "verdict"), verdicts[i]) != 0)
			fail_msg("line %zu: %s", i + 1,
			    text(line(&t, i), "verdict"));
	/* One size, whatever each says. */
	at = strstr(t.x.body, "{\"line\":1,");
	for (i = 1; i < 7; i++) {
		start = (size_t)(at - t.x.body);
		at = strstr(at, "\"},{\"line\":");
		assert_non_null(at);
		at += 3;
		assert_int_equal((size_t)(at - t.x.body) - start,
		    LINE_BYTES + 1);
	}
	/* What is not understood says so, and is a hold that no entry has. */
	assert_true(text(line(&t, 5), "problem")[0] != '\0');
	assert_true(text(line(&t, 6), "problem")[0] != '\0');
	assert_true(json_is_null(json_object_get(line(&t, 6), "entry")));
	/* A hold names no order; a bar does. */
	assert_int_equal(json_array_size(
			     json_object_get(line(&t, 3), "orders")),
	    0);
	assert_string_equal(
	    text(json_array_get(json_object_get(line(&t, 1), "orders"), 0),
		"order"),
	    "one.place");
	/* No bar was written down before it was told, and ends. */
	assert_true(text(line(&t, 2), "expires")[0] != '\0');
	snprintf(after, sizeof(after), "%lld",
	    (long long)json_integer_value(
		json_object_get(line(&t, 2), "entry")) -
		1);
	assert_int_equal(serving_cli(out, sizeof(out), "entries", server.store,
			     "--after", after, NULL),
	    0);
	assert_non_null(strstr(out, "NO BAR ON RECORD"));
	assert_non_null(strstr(out, "\"kind\":\"manifest\""));
	assert_non_null(json_object_get(t.json, "desk"));
	assert_string_equal(text(json_object_get(t.json, "desk"), "telephone"),
	    "+1 555 0100");
	told_free(&t);
}

/* Held for one reason, for another, or because nobody has heard of them. */
static void
one_length_for_every_hold(void **state)
{
	static const char *const bodies[] = {
		HEAD("length") "\"to\":\"IQ\",\"lines\":[" LINE(STRANGER) "]}",
		HEAD("length") "\"lines\":[{\"person\":\"" FREE
			       "\",\"to\":\"Nowhere\"}]}",
		HEAD("length") "\"to\":\"IQ\",\"lines\":[" LINE(
		    "A000-333-030") "]}",
	};
	struct told t;
	size_t i, n = 0, own;
	const json_t *l;

	for (i = 0; i < 3; i++) {
		ask(bodies[i], &t);
		l = line(&t, 0);
		assert_string_equal(text(l, "verdict"), "hold");
		own = (size_t)(strstr(t.x.body, "],\"counts\"") -
		    strstr(t.x.body, "{\"line\":1"));
		assert_int_equal(own, LINE_BYTES);
		n = n == 0 ? own : n;
		assert_int_equal(own, n);
		told_free(&t);
	}
}

static void
where_each_goes(void **state)
{
	struct told t;

	ask(HEAD("where") "\"to\":\"IQ\",\"lines\":["
			  "{\"person\":\"" TO_IQ "\",\"to\":\"SY\"},"
			  "{\"person\":\"" BARRED "\",\"to\":\"SY\"}]}",
	    &t);
	assert_string_equal(text(line(&t, 0), "verdict"), "no_bar_on_record");
	assert_string_equal(text(line(&t, 0), "to"), "SY");
	assert_string_equal(text(line(&t, 1), "verdict"), "barred");
	told_free(&t);
}

static void
what_is_asked_badly(void **state)
{
	static const char *const bodies[] = { "{}", "[]", "x",
		HEAD("bad") "\"lines\":[" LINE(FREE) "]}", /* where to? */
		HEAD("bad") "\"to\":\"IQ\",\"lines\":[]}",
		HEAD("bad") "\"to\":\"IQ\"}",
		HEAD("bad") "\"to\":\"IQ\",\"lines\":[{}]}",
		HEAD("bad/er") "\"to\":\"IQ\",\"lines\":[" LINE(FREE) "]}",
		HEAD("") "\"to\":\"IQ\",\"lines\":[" LINE(FREE) "]}",
		HEAD("bad") "\"to\":\"IQ\",\"lines\":[" LINE(FREE) "," LINE(
		    "000333003") "]}",
		HEAD("bad") "\"to\":\"IQ\",\"lines\":[{\"person\":\"" FREE
			    "\",\"list\":\"third\"}]}" };
	struct told t;
	size_t i;

	for (i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		ask_as(server.gate, server.officer, bodies[i], &t);
		if (t.x.status != 422 ||
		    strcmp(text(t.json, "verdict"), "hold") != 0)
			fail_msg("%s: %u", bodies[i], t.x.status);
		told_free(&t);
	}
}

static void
each_role_in_its_place(void **state)
{
	static const char body[] =
	    HEAD("role") "\"to\":\"IQ\",\"lines\":[" LINE(BARRED) "]}";
	const struct {
		unsigned port;
		const char *token;
		unsigned status;
	} cases[] = { { server.gate, server.officer, 200 },
		{ server.gate, server.counsel, 403 },
		{ server.gate, server.monitor, 403 },
		{ server.gate, NULL, 401 },
		{ server.desk, server.officer, 403 },
		{ server.desk, server.counsel, 200 } };
	struct told t;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		ask_as(cases[i].port, cases[i].token, body, &t);
		if (t.x.status != cases[i].status)
			fail_msg("case %zu: %u", i, t.x.status);
		/* Counsel sees until when. */
		if (cases[i].status == 200)
			assert_int_equal(json_object_get(line(&t, 0),
					     "until") != NULL,
			    cases[i].port == server.desk);
		told_free(&t);
	}
}

/* -- Versions ------------------------------------------------------------ */

static void
versions_are_compared(void **state)
{
	const json_t *dropped;
	struct told t;

	ask(HEAD("N723") "\"to\":\"IQ\",\"lines\":[" LINE(BARRED) "," LINE(
		FREE) ",{\"person\":\"" TO_IQ "\",\"list\":\"alternate\"}]}",
	    &t);
	assert_int_equal(json_integer_value(json_object_get(t.json, "version")),
	    1);
	assert_true(json_is_null(json_object_get(t.json, "before")));
	assert_int_equal(json_array_size(
			     json_object_get(line(&t, 0), "changes")),
	    0);
	told_free(&t);
	/* Written another way, in another order, somebody new, one gone. */
	ask(HEAD("N723") "\"to\":\"IQ\",\"lines\":["
			 "{\"person\":\"000222002\",\"to\":\"SY\"}," LINE(
			     STRANGER) ",{\"person\":\"" BARRED
				       "\",\"list\":\"alternate\"}]}",
	    &t);
	assert_int_equal(json_integer_value(json_object_get(t.json, "version")),
	    2);
	assert_true(changed(line(&t, 0), "moved_up"));
	assert_true(changed(line(&t, 0), "destination"));
	assert_false(changed(line(&t, 0), "added"));
	assert_true(changed(line(&t, 1), "added"));
	assert_true(changed(line(&t, 2), "moved_down"));
	dropped = json_object_get(t.json, "dropped");
	assert_int_equal(json_array_size(dropped), 1);
	assert_string_equal(text(json_array_get(dropped, 0), "person"), FREE);
	told_free(&t);
	/* Another name is another manifest. */
	ask(HEAD("N724") "\"to\":\"IQ\",\"lines\":[" LINE(STRANGER) "]}", &t);
	assert_int_equal(json_integer_value(json_object_get(t.json, "version")),
	    1);
	told_free(&t);
}

/* Who was on another's manifest is told to nobody. */
static void
versions_are_of_one_account(void **state)
{
	char out[1024], token[80];
	struct told t;

	assert_int_equal(serving_cli(out, sizeof(out), "account", "add",
			     server.store, "other", "--role", "officer",
			     "--holder", "x", "--by", "clerk", NULL),
	    0);
	serving_token(out, token);
	ask_as(server.gate, token,
	    HEAD("N723") "\"to\":\"IQ\",\"lines\":[" LINE(STRANGER) "]}", &t);
	assert_int_equal(t.x.status, 200);
	assert_int_equal(json_integer_value(json_object_get(t.json, "version")),
	    1);
	assert_int_equal(json_array_size(json_object_get(t.json, "dropped")),
	    0);
	assert_int_equal(json_array_size(
			     json_object_get(line(&t, 0), "changes")),
	    0);
	told_free(&t);
}

/* -- Many ---------------------------------------------------------------- */

static char *
many(size_t n)
{
	struct buf b;
	char *s;
	size_t i;

	buf_init(&b, &mem_system, (size_t)1 << 20);
	buf_puts(&b, HEAD("many") "\"to\":\"IQ\",\"lines\":[");
	for (i = 0; i < n; i++)
		buf_printf(&b, "%s{\"person\":\"A%09zu\"}", i == 0 ? "" : ",",
		    100000000 + i);
	buf_puts(&b, "]}");
	assert_false(b.failed);
	s = strdup(b.s);
	buf_release(&b);
	return s;
}

/* More lines than a round has; beside them checks are answered. */
static void
more_than_a_round(void **state)
{
	char *body = many(ROUND_TEST_LINES);
	struct told t;
	size_t i;

	ask(body, &t);
	assert_int_equal(json_array_size(json_object_get(t.json, "lines")),
	    ROUND_TEST_LINES);
	for (i = 0; i < ROUND_TEST_LINES; i++) {
		assert_int_equal(json_integer_value(
				     json_object_get(line(&t, i), "line")),
		    i + 1);
		assert_string_equal(text(line(&t, i), "verdict"), "hold");
	}
	told_free(&t);
	free(body);
}

static void
a_body_that_is_too_large(void **state)
{
	static char body[LIMIT_MANIFEST_BYTES + 2];
	static const char whole[] =
	    HEAD("large") "\"to\":\"IQ\",\"lines\":[" LINE(BARRED) "]}";
	struct exchange x;
	size_t n;

	for (n = LIMIT_MANIFEST_BYTES; n <= LIMIT_MANIFEST_BYTES + 1; n++) {
		memset(body, ' ', n);
		body[n] = '\0';
		memcpy(body, whole, strlen(whole));
		serving_ask(server.gate, "POST", "/v1/manifest", server.officer,
		    body, &x);
		if (x.status != (n <= LIMIT_MANIFEST_BYTES ? 200 : 413))
			fail_msg("%zu: %u %s", n, x.status, x.body);
		exchange_free(&x);
	}
}

static void
a_moment(void)
{
	const struct timespec t = { 0, 300000000 };

	(void)nanosleep(&t, NULL);
}

/* Of bodies that are larger than a check's only so many come at a time. */
static void
large_ones_at_a_time(void **state)
{
	static char half[LIMIT_CHECK_BYTES + 4096];
	static const char head[] =
	    "POST /v1/manifest HTTP/1.1\r\nHost: a\r\n"
	    "Content-Type: application/json\r\nContent-Length: 200000\r\n\r\n";
	char *body = many(4000); /* more than a check's */
	int fds[LIMIT_HTTP_LARGE];
	struct exchange x;
	size_t i;

	memset(half, ' ', sizeof(half));
	memcpy(half, head, sizeof(head) - 1);
	for (i = 0; i < LIMIT_HTTP_LARGE; i++) {
		fds[i] = serving_connect(server.gate);
		assert_true(fds[i] >= 0);
		assert_int_equal(send(fds[i], half, sizeof(half), MSG_NOSIGNAL),
		    sizeof(half));
		if (i + 2 != LIMIT_HTTP_LARGE)
			continue;
		a_moment();
		serving_ask(server.gate, "POST", "/v1/manifest", NULL, body,
		    &x);
		assert_int_equal(x.status, 401);
		exchange_free(&x);
	}
	a_moment();
	serving_ask(server.gate, "POST", "/v1/manifest", NULL, body, &x);
	assert_int_equal(x.status, 503);
	exchange_free(&x);
	for (i = 0; i < LIMIT_HTTP_LARGE; i++)
		(void)close(fds[i]);
	a_moment();
	serving_ask(server.gate, "POST", "/v1/manifest", NULL, body, &x);
	assert_int_equal(x.status, 401);
	exchange_free(&x);
	free(body);
}

/* -- The command --------------------------------------------------------- */

static int
command(char *out, size_t n, const char *path, const char *a, const char *b)
{
	char url[64], token[96];
	FILE *f;

	snprintf(url, sizeof(url), "http://127.0.0.1:%u", server.gate);
	snprintf(token, sizeof(token), "%s/token", server.dir);
	assert_non_null(f = fopen(token, "w"));
	(void)fprintf(f, "%s\n", server.officer);
	(void)fclose(f);
	return serving_cli(out, n, "manifest", path, "--server", url, "--token",
	    token, "--log", server.log_key, a, b, NULL);
}

static void
file_of(char path[128], const char *name, const char *s)
{
	FILE *f;

	snprintf(path, 128, "%s/%s", server.dir, name);
	assert_non_null(f = fopen(path, "w"));
	(void)fputs(s, f);
	(void)fclose(f);
}

static void
from_a_table(void **state)
{
	char out[1 << 16], path[128];

	file_of(path, "flight.csv",
	    "A-number,List,Destination,fact\n" BARRED ",main,IQ,\n" FREE
	    ",alternate,,\nA000-650-999,,SY,supervision agency ICE\n");
	assert_int_equal(command(out, sizeof(out), path, "--to", "IQ"), 1);
	assert_non_null(strstr(out, "Manifest flight, version 1"));
	assert_non_null(
	    strstr(out, "1 barred, 0 held, 2 with no bar on record"));
	file_of(path, "flight.csv", "person,list,to\n" FREE ",main,IQ\n");
	assert_int_equal(command(out, sizeof(out), path, NULL, NULL), 0);
	assert_non_null(strstr(out, "moved up"));
	assert_non_null(strstr(out, "No longer on it: A000-111-001"));
	/* What is not understood is never passed over. */
	file_of(path, "seats.csv", "person,seat,to\n" FREE ",12A,IQ\n");
	assert_int_equal(command(out, sizeof(out), path, NULL, NULL), 3);
	assert_non_null(strstr(out, "\"seat\""));
	assert_int_equal(command(out, sizeof(out), path, "--ignore", "Seat"),
	    0);
	file_of(path, "nowhere.csv", "person\n" FREE "\n");
	assert_int_equal(command(out, sizeof(out), path, NULL, NULL), 3);
	file_of(path, "nobody.csv", "person,to\n,IQ\n");
	assert_int_equal(command(out, sizeof(out), path, NULL, NULL), 3);
	assert_non_null(strstr(out, "line 2: no person"));
}

static void
from_json(void **state)
{
	char out[1 << 16], path[128];

	file_of(path, "a.json",
	    "{\"manifest\":\"json\",\"act\":\"removal\",\"lines\":["
	    "{\"person\":\"" FREE "\",\"to\":\"IQ\"}]}");
	assert_int_equal(command(out, sizeof(out), path, NULL, NULL), 0);
	assert_int_equal(command(out, sizeof(out), path, "--json", NULL), 0);
	assert_non_null(strstr(out, "\"version\":2"));
	assert_int_equal(command(out, sizeof(out), path, "--to", "IQ"), 2);
	file_of(path, "b.json", "{\"manifest\":\"json\"}");
	assert_int_equal(command(out, sizeof(out), path, NULL, NULL), 3);
}

static void
from_a_workbook(void **state)
{
	static const struct workbook_part parts[] = {
		{ "xl/workbook.xml",
		    "<workbook xmlns:r=\"r\"><sheets>"
		    "<sheet name=\"Flight\" r:id=\"a\"/></sheets></workbook>" },
		{ "xl/_rels/workbook.xml.rels",
		    "<Relationships><Relationship Id=\"a\" "
		    "Target=\"worksheets/sheet1.xml\"/></Relationships>" },
		{ "xl/worksheets/sheet1.xml",
		    "<worksheet><sheetData>"
		    "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>person"
		    "</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>to</t>"
		    "</is></c></row>"
		    "<row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>" FREE
		    "</t></is></c><c r=\"B2\" t=\"inlineStr\"><is><t>IQ</t>"
		    "</is></c></row></sheetData></worksheet>" },
		{ NULL, NULL }
	};
	char out[1 << 16], path[128];

	snprintf(path, sizeof(path), "%s/flight.XXXXXX", server.dir);
	workbook_write(path, parts);
	if (command(out, sizeof(out), path, "--name", "book") != 0)
		fail_msg("%s", out);
	assert_non_null(strstr(out, "Manifest book, version 1"));
	assert_non_null(strstr(out, FREE));
}

/* -- The story ----------------------------------------------------------- */

static void
person(const char *number, const char *agency)
{
	char out[4096], fact[64];

	snprintf(fact, sizeof(fact), "supervision agency %s", agency);
	assert_int_equal(serving_cli(out, sizeof(out), "people", "add",
			     server.store, "--a-number", number, "--fact", fact,
			     "--by", "c", NULL),
	    0);
}

/* What makes an answer lower takes a second person. */
static void
confirm_all(void)
{
	char waiting[1 << 14], out[1 << 14], seq[16];
	const char *at = waiting;

	assert_int_equal(serving_cli(waiting, sizeof(waiting), "waiting",
			     server.store, NULL),
	    0);
	while ((at = strstr(at, "entry ")) != NULL) {
		at += strlen("entry ");
		snprintf(seq, sizeof(seq), "%.*s",
		    (int)strspn(at, "0123456789"), at);
		(void)serving_cli(out, sizeof(out), "confirm", server.store,
		    seq, "--by", "second", NULL);
	}
}

static int
begin(void **state)
{
	char out[4096];

	document = schema_document();
	serving_make(&server, law);
	person(BARRED, "CBP");
	person(TO_IQ, "USMS");
	person(FREE, "ICE");
	confirm_all();
	assert_int_equal(serving_cli(out, sizeof(out), "roster", "add",
			     server.store, "--name", "N. Night", "--telephone",
			     "+1 555 0100", "--from", "2020-01-02T00:00Z",
			     "--until", "2190-01-01T00:00Z", "--by", "c", NULL),
	    0);
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
		cmocka_unit_test(each_line_is_a_check),
		cmocka_unit_test(one_length_for_every_hold),
		cmocka_unit_test(where_each_goes),
		cmocka_unit_test(what_is_asked_badly),
		cmocka_unit_test(each_role_in_its_place),
		cmocka_unit_test(versions_are_compared),
		cmocka_unit_test(versions_are_of_one_account),
		cmocka_unit_test(more_than_a_round),
		cmocka_unit_test(a_body_that_is_too_large),
		cmocka_unit_test(large_ones_at_a_time),
		cmocka_unit_test(from_a_table),
		cmocka_unit_test(from_json),
		cmocka_unit_test(from_a_workbook),
	};

	return cmocka_run_group_tests(tests, begin, finish);
}
