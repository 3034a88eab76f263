/* Who is told when what they rely on no longer holds: each of them, once, and
 * nobody else, whatever ends in between. */

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
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "serve/notices.h"
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

static const char more_law[] = "case %s\n"
			       "  title \"Three v. Four\"\n"
			       "  court mied\n"
			       "  docket \"2:17-cv-00002\"\n"
			       "order %s.stay\n"
			       "  document \"Dkt. 1\"\n"
			       "  entered 2017-06-22\n"
			       "  covers supervision (agency is %s) now\n"
			       "  bars removal\n"
			       "  until 2090-07-06 end of day\n";

#define PEOPLE 18
#define ASKED  48

static struct serving server;
static json_t *document;
static char second[80]; /* another officer's token */
static bool is_usms[PEOPLE + 1];

/* An answer of no bar that was given. */
static struct given {
	unsigned person;
	bool by_second;
	json_int_t entry;
} given[4 * ASKED];
static size_t ngiven;

/* -- Asking -------------------------------------------------------------- */

static void
number_of(unsigned i, char out[16])
{
	snprintf(out, 16, "A000-%03u-%03u", (i + 1) * 111 % 1000, i + 1);
}

static json_t *
reply(unsigned port, const char *method, const char *path, const char *in,
    const char *token, const char *body, unsigned status)
{
	struct exchange x;
	const char *media;
	char why[256] = "";
	json_t *j;

	serving_ask(port, method, path, token, body, &x);
	media = exchange_header(&x, "Content-Type");
	if (x.status != status)
		fail_msg("%s %s: %u: %s", method, path, x.status, x.body);
	assert_non_null(media);
	if (!schema_reply(document, in,
		strcmp(method, "GET") == 0 ? "get" : "post", x.status, media,
		x.body, x.n, why))
		fail_msg("%s %s: %s\n%s", method, path, why, x.body);
	j = json_loadb(x.body, x.n, 0, NULL);
	assert_non_null(j);
	exchange_free(&x);
	return j;
}

static const char *
field(const json_t *j, const char *name)
{
	const char *s = json_string_value(json_object_get(j, name));

	return s == NULL ? "" : s;
}

static json_int_t
number(const json_t *j, const char *name)
{
	return json_integer_value(json_object_get(j, name));
}

/* Ask of one; what was no bar is remembered. */
static void
ask(unsigned person, bool by_second, const char *verdict)
{
	char who[16], body[256];
	json_t *j;

	number_of(person, who);
	snprintf(body, sizeof(body),
	    "{\"person\":\"%s\",\"act\":\"removal\",\"to\":\"IQ\"}", who);
	j = reply(server.gate, "POST", "/v1/check", "/v1/check",
	    by_second ? second : server.officer, body, 200);
	if (strcmp(field(j, "verdict"), verdict) != 0)
		fail_msg("%s: %s", who, field(j, "verdict"));
	if (strcmp(verdict, "no_bar_on_record") == 0) {
		assert_true(ngiven < sizeof(given) / sizeof(given[0]));
		given[ngiven++] =
		    (struct given){ person, by_second, number(j, "entry") };
	}
	json_decref(j);
}

static json_t *
notices_of(const char *token)
{
	return reply(server.gate, "GET", "/v1/notices", "/v1/notices", token,
	    NULL, 200);
}

/* How many recalls of an answer, or broadcasts of an entry (0: of any). */
static size_t
count(const json_t *all, const char *what, json_int_t of)
{
	const json_t *list = json_object_get(all, "notices"), *x;
	size_t i, n = 0;

	for (i = 0; i < json_array_size(list); i++) {
		x = json_array_get(list, i);
		n += strcmp(field(x, "what"), what) == 0 &&
		    (of == 0 || number(x, "of") == of);
	}
	return n;
}

static void
wait_ms(long ms)
{
	const struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

	(void)nanosleep(&t, NULL);
}

static void
settled(void)
{
	struct exchange x;
	unsigned status = 0;
	int i;

	for (i = 0; i < 500 && status != 200; i++) {
		serving_ask(server.gate, "GET", "/healthz", NULL, NULL, &x);
		status = x.status;
		exchange_free(&x);
		wait_ms(20);
	}
	assert_int_equal(status, 200);
}

/* Until so many recalls are there; and then no more come. */
static void
await_recalls(size_t n)
{
	json_t *one, *two;
	size_t have = 0;
	int i;

	for (i = 0; i < 300 && have != n; i++) {
		one = notices_of(server.officer);
		two = notices_of(second);
		have = count(one, "recall", 0) + count(two, "recall", 0);
		json_decref(one);
		json_decref(two);
		wait_ms(30);
	}
	if (have != n)
		fail_msg("%zu recalls, not %zu", have, n);
	wait_ms(500);
}

/* Those of people for whom barred() says so have one recall each, told to
 * whose they were; no other has one. */
static void
exactly(bool (*barred)(unsigned person), size_t from)
{
	json_t *one, *two;
	size_t i;

	one = notices_of(server.officer);
	two = notices_of(second);
	for (i = from; i < ngiven; i++) {
		bool is = barred(given[i].person);
		size_t mine, other;

		mine = count(given[i].by_second ? two : one, "recall",
		    given[i].entry);
		other = count(given[i].by_second ? one : two, "recall",
		    given[i].entry);
		if (mine != (is ? 1 : 0) || other != 0)
			fail_msg("answer %lld of person %u: %zu, %zu",
			    (long long)given[i].entry, given[i].person, mine,
			    other);
	}
	json_decref(one);
	json_decref(two);
}

static size_t
of_given(bool (*barred)(unsigned person), size_t from)
{
	size_t i, n = 0;

	for (i = from; i < ngiven; i++)
		n += barred(given[i].person);
	return n;
}

static void
enter(const char *name, const char *agency)
{
	char path[128], out[4096];
	FILE *f;
	int r;

	snprintf(path, sizeof(path), "%s/%s.law", server.dir, name);
	f = fopen(path, "w");
	assert_non_null(f);
	(void)fprintf(f, more_law, name, name, agency);
	(void)fclose(f);
	r = serving_cli(out, sizeof(out), "order", "enter", server.store, path,
	    "--own-dates", "--by", "clerk", NULL);
	if (r != 0)
		fail_msg("order enter: %d: %s", r, out);
}

static size_t recalls; /* so far */

/* -- Tests --------------------------------------------------------------- */

static void
nothing_at_first(void **state)
{
	json_t *all = notices_of(server.officer);

	(void)state;
	assert_int_equal(json_array_size(json_object_get(all, "notices")), 0);
	assert_int_equal(number(all, "unacknowledged"), 0);
	json_decref(all);
}

/* A fact of one person has the answers about them taken back. */
static void
a_fact_takes_back(void **state)
{
	char who[16], out[2048];
	size_t i;

	(void)state;
	for (i = 0; i < PEOPLE; i++)
		ask((unsigned)i, i % 3 == 0, "no_bar_on_record");
	number_of(1, who);
	assert_int_equal(serving_cli(out, sizeof(out), "facts", "add",
			     server.store, who, "supervision agency CBP",
			     "--by", "clerk", NULL),
	    0);
	await_recalls(recalls += 1);
}

static bool
is_first(unsigned person)
{
	return person == 1;
}

static void
none_but_theirs(void **state)
{
	(void)state;
	exactly(is_first, 0);
}

static bool
of_usms_and_asked(unsigned person)
{
	return person != 1 && is_usms[person];
}

/* An order: each answer that it bars, asked however often, by whomever. */
static void
an_order_takes_back(void **state)
{
	size_t from = ngiven, i;
	unsigned p;

	(void)state;
	for (i = 0; i < ASKED; i++)
		if ((p = (unsigned)rand() % PEOPLE) != 1)
			ask(p, rand() % 2 == 0, "no_bar_on_record");
	enter("two", "USMS");
	/* The first answers are relied on still, too. */
	await_recalls(recalls += of_given(of_usms_and_asked, 0));
	exactly(of_usms_and_asked, from);
}

static void
an_order_is_told_to_all(void **state)
{
	json_t *one = notices_of(server.officer), *two = notices_of(second),
	       *counsel = reply(server.desk, "GET", "/v1/notices",
		   "/v1/notices", server.counsel, NULL, 200);

	(void)state;
	assert_int_equal(count(one, "order", 0), 1);
	assert_int_equal(count(two, "order", 0), 1);
	assert_int_equal(count(counsel, "order", 0), 1);
	assert_int_equal(count(counsel, "recall", 0), 0);
	json_decref(one);
	json_decref(two);
	json_decref(counsel);
}

/* Whoever is told is told nothing of why, in so many bytes. */
static void
a_recall_says_no_more(void **state)
{
	json_t *all = notices_of(server.officer), *x;
	char *s;
	size_t i;

	(void)state;
	for (i = 0; i < json_array_size(json_object_get(all, "notices")); i++) {
		x = json_array_get(json_object_get(all, "notices"), i);
		s = json_dumps(x, JSON_COMPACT | JSON_PRESERVE_ORDER);
		assert_int_equal(strlen(s), NOTICE_TOLD_BYTES);
		assert_null(strstr(s, "A000"));
		if (strcmp(field(x, "what"), "recall") == 0)
			assert_null(strstr(s, "two"));
		free(s);
	}
	json_decref(all);
}

static void
acknowledged_once_by_whose_it_is(void **state)
{
	json_t *all = notices_of(server.officer), *x, *after;
	json_int_t open = number(all, "unacknowledged");
	char path[64];

	(void)state;
	x = json_array_get(json_object_get(all, "notices"), 0);
	/* Entry, sending, receipt, acknowledgement: each its own. */
	assert_string_not_equal(field(x, "entered"), "");
	assert_string_not_equal(field(x, "sent"), "");
	assert_string_equal(field(x, "received"), "");
	assert_string_equal(field(x, "acknowledged"), "");
	snprintf(path, sizeof(path), "/v1/notices/%lld/ack",
	    (long long)number(x, "notice"));
	/* Somebody else's is nowhere, and so is one that is not. */
	json_decref(reply(server.gate, "POST", path, "/v1/notices/{number}/ack",
	    second, NULL, 404));
	json_decref(reply(server.gate, "POST", "/v1/notices/999999/ack",
	    "/v1/notices/{number}/ack", second, NULL, 404));
	after = reply(server.gate, "POST", path, "/v1/notices/{number}/ack",
	    server.officer, NULL, 200);
	assert_string_not_equal(field(after, "acknowledged"), "");
	assert_string_not_equal(field(after, "received"), "");
	json_decref(after);
	after = reply(server.gate, "POST", path, "/v1/notices/{number}/ack",
	    server.officer, NULL, 200);
	json_decref(after);
	after = notices_of(server.officer);
	assert_int_equal(number(after, "unacknowledged"), open - 1);
	json_decref(after);
	json_decref(all);
}

/* A monitor sees all of them, and acknowledges nobody's. */
static void
a_monitor_sees_all(void **state)
{
	json_t *all = notices_of(server.monitor), *x;
	char path[64];
	struct exchange m;

	(void)state;
	assert_int_equal(count(all, "recall", 0), recalls);
	x = json_array_get(json_object_get(all, "notices"), 0);
	snprintf(path, sizeof(path), "/v1/notices/%lld/ack",
	    (long long)number(x, "notice"));
	json_decref(reply(server.gate, "POST", path, "/v1/notices/{number}/ack",
	    server.monitor, NULL, 404));
	json_decref(all);
	serving_ask(server.gate, "GET", "/metrics", server.monitor, NULL, &m);
	assert_non_null(strstr(m.body, "forestay_notices_unacknowledged "));
	assert_non_null(strstr(m.body, "forestay_answers_to_decide_again 0"));
	exchange_free(&m);
}

static bool
of_ice(unsigned person)
{
	return person != 1 && !is_usms[person];
}

/* The server ends between the commit and the recall, or before the commit:
 * nothing is lost, and nothing is told twice. */
static void
nothing_is_lost_at_an_end(void **state)
{
	pid_t children[8];
	size_t from = ngiven, i, n;

	(void)state;
	for (i = 0; i < PEOPLE; i++)
		if (of_ice((unsigned)i))
			ask((unsigned)i, i % 2 == 0, "no_bar_on_record");
	n = serving_children(&server, children, 8);
	for (i = 0; i < n; i++)
		(void)kill(children[i], SIGSTOP);
	(void)kill(server.pid, SIGKILL);
	for (i = 0; i < n; i++)
		(void)kill(children[i], SIGKILL);
	(void)serving_stop(&server);
	enter("three", "ICE");
	serving_start(&server, false);
	recalls += of_given(of_ice, 0);
	await_recalls(recalls);
	exactly(of_ice, from);
	/* And a desk that begins anew tells nobody again. */
	assert_int_equal(serving_stop(&server), 0);
	serving_start(&server, false);
	await_recalls(recalls);
	n = serving_children(&server, children, 8);
	assert_true(n >= 2);
	assert_int_equal(kill(children[1], SIGKILL), 0);
	assert_true(serving_says(&server, "ended by itself", 10000));
	settled();
	await_recalls(recalls);
	exactly(of_ice, from);
}

/* -- Streams ------------------------------------------------------------- */

/* What comes on a stream within ms; while it is open, a fact is written of
 * somebody, unless who is NULL. */
static void
stream(const char *token, const char *last, const char *who, int ms,
    struct exchange *x)
{
	char request[512], out[1024];
	pid_t pid = 0;
	int n;

	n = snprintf(request, sizeof(request),
	    "GET /v1/notices/stream HTTP/1.1\r\nHost: a\r\n"
	    "Authorization: Bearer %s\r\n%s%s%s\r\n",
	    token, last != NULL ? "Last-Event-ID: " : "",
	    last != NULL ? last : "", last != NULL ? "\r\n" : "");
	if (who != NULL && (pid = fork()) == 0) {
		wait_ms(400);
		_exit(
		    serving_cli(out, sizeof(out), "facts", "add", server.store,
			who, "supervision agency CBP", "--by", "clerk", NULL));
	}
	serving_raw(server.gate, request, (size_t)n, ms, x);
	if (pid != 0)
		(void)waitpid(pid, NULL, 0);
}

static void
a_stream_tells_at_once(void **state)
{
	char who[16], of[32];
	json_int_t seq = 0;
	json_t *all, *x;
	struct exchange s;
	size_t i;

	(void)state;
	number_of(PEOPLE, who);
	ask(PEOPLE, true, "no_bar_on_record");
	snprintf(of, sizeof(of), "\"of\":%lld",
	    (long long)given[ngiven - 1].entry);
	stream(second, NULL, who, 4000, &s);
	assert_int_equal(s.status, 200);
	assert_non_null(exchange_header(&s, "Content-Type"));
	assert_string_equal(exchange_header(&s, "Content-Type"),
	    "text/event-stream");
	assert_non_null(strstr(s.body, "event: recall"));
	assert_non_null(strstr(s.body, of));
	assert_null(strstr(s.body, "A000"));
	exchange_free(&s);
	all = notices_of(second);
	for (i = 0; i < json_array_size(json_object_get(all, "notices")); i++) {
		x = json_array_get(json_object_get(all, "notices"), i);
		if (number(x, "of") == given[ngiven - 1].entry) {
			seq = number(x, "notice");
			assert_string_not_equal(field(x, "sent"), "");
			assert_string_equal(field(x, "received"), "");
		}
	}
	assert_true(seq > 0);
	json_decref(all);
	/* Whoever begins anew says which came last. */
	snprintf(who, sizeof(who), "%lld", (long long)seq);
	stream(second, who, NULL, 700, &s);
	assert_non_null(strstr(s.body, "retry: "));
	assert_null(strstr(s.body, of));
	exchange_free(&s);
	all = notices_of(second);
	for (i = 0; i < json_array_size(json_object_get(all, "notices")); i++) {
		x = json_array_get(json_object_get(all, "notices"), i);
		if (number(x, "notice") == seq)
			assert_string_not_equal(field(x, "received"), "");
	}
	json_decref(all);
	/* One that was never given out keeps nothing back. */
	stream(second, "999999999", NULL, 700, &s);
	assert_non_null(strstr(s.body, of));
	exchange_free(&s);
}

/* So many of one account; when one is closed another may come. */
static void
streams_are_limited(void **state)
{
	static struct exchange s[LIMIT_STREAMS_ACCOUNT];
	pid_t pids[LIMIT_STREAMS_ACCOUNT];
	struct exchange x;
	unsigned i;

	(void)state;
	for (i = 0; i < LIMIT_STREAMS_ACCOUNT; i++)
		if ((pids[i] = fork()) == 0) {
			stream(server.officer, NULL, NULL, 2500, &s[i]);
			_exit(s[i].status == 200 ? 0 : 1);
		}
	wait_ms(1200);
	stream(server.officer, NULL, NULL, 500, &x);
	assert_int_equal(x.status, 503);
	exchange_free(&x);
	stream(second, NULL, NULL, 500, &x);
	assert_int_equal(x.status, 200);
	exchange_free(&x);
	for (i = 0; i < LIMIT_STREAMS_ACCOUNT; i++) {
		int status = 1;

		(void)waitpid(pids[i], &status, 0);
		assert_int_equal(status, 0);
	}
}

/* The list of a shell says the same. */
static void
listed_in_a_shell(void **state)
{
	static char out[1 << 20];
	json_t *all = notices_of(server.monitor);
	char want[64];

	(void)state;
	assert_int_equal(serving_cli(out, sizeof(out), "notices", server.store,
			     NULL),
	    0);
	snprintf(want, sizeof(want), "\n%lld not acknowledged\n",
	    (long long)number(all, "unacknowledged"));
	assert_non_null(strstr(out, want));
	assert_non_null(strstr(out, "answer taken back: entry "));
	assert_non_null(strstr(out, "to second (x)"));
	assert_null(strstr(out, "A000"));
	json_decref(all);
}

/* -- The story ----------------------------------------------------------- */

static void
plant(unsigned i)
{
	static char out[1 << 16];
	char who[16];
	int r;

	number_of(i, who);
	is_usms[i] = i < PEOPLE && rand() % 2 == 0;
	r = serving_cli(out, sizeof(out), "people", "add", server.store,
	    "--a-number", who, "--by", "clerk", "--fact",
	    i == PEOPLE                ? "supervision agency BOP"
		: is_usms[i] && i != 1 ? "supervision agency USMS"
				       : "supervision agency ICE",
	    NULL);
	if (r != 0)
		fail_msg("people add: %d: %s", r, out);
}

/* What makes an answer lower takes a second person. */
static void
confirm_all(void)
{
	static char waiting[1 << 18];
	char out[1 << 14], seq[16];
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
	const char *seed = getenv("SEED");
	char out[4096];
	unsigned i;
	int r;

	(void)state;
	srand(seed == NULL ? 7 : (unsigned)strtoul(seed, NULL, 10));
	document = schema_document();
	serving_make(&server, law);
	for (i = 0; i <= PEOPLE; i++)
		plant(i);
	confirm_all();
	r = serving_cli(out, sizeof(out), "roster", "add", server.store,
	    "--name", "N. Night", "--telephone", "+1 555 0100", "--from",
	    "2020-01-02T00:00Z", "--until", "2190-01-01T00:00Z", "--account",
	    "counsel", "--by", "c", NULL);
	assert_int_equal(r, 0);
	r = serving_cli(out, sizeof(out), "account", "add", server.store,
	    "second", "--role", "officer", "--holder", "x", "--by", "clerk",
	    NULL);
	assert_int_equal(r, 0);
	serving_token(out, second);
	serving_start(&server, false);
	return 0;
}

static int
finish(void **state)
{
	(void)state;
	json_decref(document);
	serving_end(&server);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_at_first),
		cmocka_unit_test(a_fact_takes_back),
		cmocka_unit_test(none_but_theirs),
		cmocka_unit_test(an_order_takes_back),
		cmocka_unit_test(an_order_is_told_to_all),
		cmocka_unit_test(a_recall_says_no_more),
		cmocka_unit_test(acknowledged_once_by_whose_it_is),
		cmocka_unit_test(a_monitor_sees_all),
		cmocka_unit_test(nothing_is_lost_at_an_end),
		cmocka_unit_test(a_stream_tells_at_once),
		cmocka_unit_test(streams_are_limited),
		cmocka_unit_test(listed_in_a_shell),
	};

	return cmocka_run_group_tests(tests, begin, finish);
}
