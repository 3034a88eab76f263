/* What is not acknowledged is told to people, after 10 and after 20 minutes:
 * once each, and an alarm until it is.  A rehearsal, whose clock is told. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>
#include <jansson.h>

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

static struct serving server;

static void
wait_ms(long ms)
{
	const struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

	(void)nanosleep(&t, NULL);
}

static void
cli_at(const char *now, const char *a, const char *b, const char *c,
    const char *d)
{
	char out[4096];
	int r;

	(void)setenv("FORESTAY_NOW", now, 1);
	r = serving_cli(out, sizeof(out), a, b, server.store, c, d, "--by",
	    "clerk", NULL);
	if (r != 0)
		fail_msg("%s %s at %s: %d: %s", a, b, now, r, out);
}

static json_t *
notices_of(unsigned port, const char *token)
{
	struct exchange x;
	json_t *j;

	serving_ask(port, "GET", "/v1/notices", token, NULL, &x);
	assert_int_equal(x.status, 200);
	j = json_loadb(x.body, x.n, 0, NULL);
	exchange_free(&x);
	assert_non_null(j);
	return j;
}

static size_t
count(unsigned port, const char *token, const char *what)
{
	json_t *all = notices_of(port, token), *x;
	size_t i, n = 0;
	const char *s;

	for (i = 0; i < json_array_size(json_object_get(all, "notices")); i++) {
		x = json_array_get(json_object_get(all, "notices"), i);
		s = json_string_value(json_object_get(x, "what"));
		n += s != NULL && strcmp(s, what) == 0;
	}
	json_decref(all);
	return n;
}

static void
await(unsigned port, const char *token, const char *what, size_t want)
{
	size_t n = 0;
	int i;

	for (i = 0; i < 200 && (n = count(port, token, what)) < want; i++)
		wait_ms(30);
	wait_ms(400);
	n = count(port, token, what);
	if (n != want)
		fail_msg("%zu of %s, not %zu", n, what, want);
}

static bool
alarmed(void)
{
	struct exchange x;
	bool is;

	serving_ask(server.gate, "GET", "/healthz", NULL, NULL, &x);
	assert_int_equal(x.status, 200);
	is = strstr(x.body, "\"notices\"") != NULL;
	exchange_free(&x);
	return is;
}

static void
told_after_ten_and_twenty_minutes(void **state)
{
	struct exchange x;
	json_t *all;
	char path[64];

	(void)state;
	serving_ask(server.gate, "POST", "/v1/check", server.officer,
	    "{\"person\":\"A000-111-001\",\"act\":\"removal\",\"to\":\"IQ\"}",
	    &x);
	if (strstr(x.body, "no_bar_on_record") == NULL)
		fail_msg("%s", x.body);
	exchange_free(&x);
	cli_at("2019-04-10T17:01:00Z", "facts", "add", "A000-111-001",
	    "supervision agency CBP");
	await(server.gate, server.officer, "recall", 1);
	assert_false(alarmed());
	cli_at("2019-04-10T17:10:30Z", "facts", "add", "A000-111-001",
	    "nationality IQ");
	wait_ms(500);
	assert_int_equal(count(server.desk, server.counsel, "escalation"), 0);
	cli_at("2019-04-10T17:12:00Z", "facts", "add", "A000-111-001",
	    "nationality IQ");
	/* Counsel is on duty; the monitor comes after them. */
	await(server.desk, server.counsel, "escalation", 1);
	assert_true(alarmed());
	all = notices_of(server.gate, server.monitor);
	assert_int_equal(json_array_size(json_object_get(all, "notices")), 2);
	json_decref(all);
	cli_at("2019-04-10T17:22:00Z", "facts", "add", "A000-111-001",
	    "nationality IQ");
	await(server.desk, server.counsel, "escalation", 2);
	await(server.gate, server.monitor, "escalation", 3);
	/* It ends when it is acknowledged. */
	all = notices_of(server.gate, server.officer);
	snprintf(path, sizeof(path), "/v1/notices/%lld/ack",
	    (long long)json_integer_value(json_object_get(
		json_array_get(json_object_get(all, "notices"), 0), "notice")));
	json_decref(all);
	serving_ask(server.gate, "POST", path, server.officer, NULL, &x);
	assert_int_equal(x.status, 200);
	exchange_free(&x);
	wait_ms(400);
	assert_false(alarmed());
	cli_at("2019-04-10T18:22:00Z", "facts", "add", "A000-111-001",
	    "nationality IQ");
	wait_ms(500);
	assert_int_equal(count(server.desk, server.counsel, "escalation"), 2);
}

static int
begin(void **state)
{
	char out[4096], seq[16];
	unsigned i;
	int r;

	(void)state;
	(void)setenv("FORESTAY_NOW", "2019-04-10T16:00:00Z", 1);
	serving_make_rehearsal(&server, law);
	r = serving_cli(out, sizeof(out), "people", "add", server.store,
	    "--a-number", "A000-111-001", "--by", "clerk", "--fact",
	    "supervision agency ICE", NULL);
	assert_int_equal(r, 0);
	/* What makes an answer lower takes a second person. */
	for (i = 1; i < 20; i++) {
		snprintf(seq, sizeof(seq), "%u", i);
		(void)serving_cli(out, sizeof(out), "confirm", server.store,
		    seq, "--by", "second", NULL);
	}
	(void)setenv("FORESTAY_NOW", "2019-04-10T17:00:00Z", 1);
	r = serving_cli(out, sizeof(out), "roster", "add", server.store,
	    "--name", "C. Counsel", "--telephone", "1", "--from",
	    "2019-01-01T00:00Z", "--until", "2019-05-01T00:00Z", "--account",
	    "counsel", "--by", "c", NULL);
	assert_int_equal(r, 0);
	r = serving_cli(out, sizeof(out), "roster", "add", server.store,
	    "--name", "M. Monitor", "--telephone", "2", "--from",
	    "2019-04-11T00:00Z", "--until", "2019-05-01T00:00Z", "--account",
	    "monitor", "--by", "c", NULL);
	assert_int_equal(r, 0);
	serving_start(&server, false);
	return 0;
}

static int
finish(void **state)
{
	(void)state;
	serving_end(&server);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(told_after_ten_and_twenty_minutes),
	};

	return cmocka_run_group_tests(tests, begin, finish);
}
