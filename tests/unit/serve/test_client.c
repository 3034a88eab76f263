/* The client behind a line that cuts, delays, repeats, swaps and forges: a
 * hold, every time.  A proxy stands between it and a real gate. */

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
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
#include "support/serving.h"

static const char law[] = "case one\n"
			  "  court mied\n"
			  "order one.stay\n"
			  "  entered 2017-06-22\n"
			  "  covers supervision (agency is CBP) now\n"
			  "  bars removal\n"
			  "  until 2090-07-06 end of day\n";

enum mischief { NONE, CUT, LATE, REPEAT, FORGE, STATUS, TWICE };

static struct serving server;

/* The proxy: one connection after the other. */
static struct {
	int listener;
	unsigned port;
	atomic_int mischief;
	atomic_size_t at;     /* CUT, FORGE: which byte */
	atomic_size_t length; /* of the last reply */
	char last[1 << 16];   /* the reply before */
	size_t nlast;
} line;

static size_t
take_request(int fd, char *to, size_t max)
{
	size_t n = 0, want = 0;
	const char *end, *length;
	ssize_t got;

	while (n < max - 1 && (want == 0 || n < want) &&
	    (got = recv(fd, to + n, max - 1 - n, 0)) > 0) {
		n += (size_t)got;
		to[n] = '\0';
		if ((end = strstr(to, "\r\n\r\n")) == NULL)
			continue;
		length = strstr(to, "Content-Length: ");
		want = (size_t)(end + 4 - to) +
		    (length == NULL ? 0 : strtoul(length + 16, NULL, 10));
	}
	return n;
}

static void
send_all(int fd, const char *s, size_t n)
{
	ssize_t sent;

	for (; n > 0; s += sent, n -= (size_t)sent)
		if ((sent = send(fd, s, n, MSG_NOSIGNAL)) <= 0)
			return;
}

static void
play(int fd, char *reply, size_t n)
{
	const struct timespec late = { 0, 600000000 };
	size_t at = atomic_load(&line.at);

	atomic_store(&line.length, n);
	switch (atomic_load(&line.mischief)) {
	case CUT:
		n = at < n ? at : n;
		break;
	case LATE:
		(void)nanosleep(&late, NULL);
		break;
	case REPEAT:
		send_all(fd, line.last, line.nlast);
		return;
	case FORGE:
		if (at < n)
			reply[at] ^= 1;
		break;
	case STATUS:
		memcpy(reply + 9, "201", 3);
		break;
	case TWICE: /* each header */
		send_all(fd, "HTTP/1.1 200 OK\r\nForestay-Signature: x\r\n",
		    41);
		send_all(fd, strstr(reply, "\r\n") + 2,
		    n - (size_t)(strstr(reply, "\r\n") + 2 - reply));
		return;
	default:
		memcpy(line.last, reply, n);
		line.nlast = n;
		break;
	}
	send_all(fd, reply, n);
}

static void *
proxy(void *arg)
{
	static char request[1 << 16], reply[1 << 16];
	struct exchange x;
	size_t n;
	int fd;

	(void)arg;
	while ((fd = accept(line.listener, NULL, NULL)) >= 0) {
		n = take_request(fd, request, sizeof(request));
		if (n == 0) {
			(void)close(fd);
			continue;
		}
		serving_raw(server.gate, request, n, 400, &x);
		if (x.whole) {
			n = (size_t)snprintf(reply, sizeof(reply), "%s\r\n",
			    x.head);
			memcpy(reply + n, x.body, x.n);
			play(fd, reply, n + x.n);
		}
		exchange_free(&x);
		(void)close(fd);
	}
	return NULL;
}

static enum forestay_verdict
ask(const char *person, struct forestay_answer *a)
{
	char url[64];
	struct forestay_gate g = { .url = url,
		.token = server.officer,
		.log_key = server.log_key,
		.timeout_ms = 500 };
	struct forestay_question q = { .person = person,
		.act = "removal",
		.to = "IQ" };

	snprintf(url, sizeof(url), "http://127.0.0.1:%u", line.port);
	return forestay_check(&g, &q, a);
}

static void
holds(enum mischief m, size_t at)
{
	struct forestay_answer a;

	atomic_store(&line.at, at);
	atomic_store(&line.mischief, (int)m);
	if (ask("A000-111-001", &a) != FORESTAY_HOLD || a.why[0] == '\0')
		fail_msg("mischief %d at %zu is believed: %s", (int)m, at,
		    a.body);
	forestay_answer_release(&a);
	atomic_store(&line.mischief, NONE);
}

static enum forestay_verdict
ask_list(const char *name, struct forestay_manifest_answer *a)
{
	static const struct forestay_line lines[] = { { .person =
							      "A000-111-001" },
		{ .person = "A000-640-999", .to = "SY", .alternate = 1 } };
	char url[64];
	struct forestay_gate g = { .url = url,
		.token = server.officer,
		.log_key = server.log_key,
		.timeout_ms = 500 };
	struct forestay_manifest m = { .name = name,
		.act = "removal",
		.to = "IQ",
		.lines = lines,
		.nlines = 2 };

	snprintf(url, sizeof(url), "http://127.0.0.1:%u", line.port);
	return forestay_manifest(&g, &m, a);
}

static void
list_holds(enum mischief m, size_t at)
{
	struct forestay_manifest_answer a;

	atomic_store(&line.at, at);
	atomic_store(&line.mischief, (int)m);
	if (ask_list("list", &a) != FORESTAY_HOLD || a.why[0] == '\0' ||
	    a.nlines != 2 || a.lines[0].verdict != FORESTAY_HOLD ||
	    a.lines[1].verdict != FORESTAY_HOLD)
		fail_msg("mischief %d at %zu is believed: %s", (int)m, at,
		    a.body);
	forestay_manifest_answer_release(&a);
	atomic_store(&line.mischief, NONE);
}

/* It is believed as it is: the first is barred, the second held. */
static void
list_is_whole(const char *name)
{
	struct forestay_manifest_answer a;

	if (ask_list(name, &a) != FORESTAY_HOLD || a.why[0] != '\0')
		fail_msg("%s", a.why);
	assert_int_equal(a.lines[0].verdict, FORESTAY_BARRED);
	assert_int_equal(a.lines[1].verdict, FORESTAY_HOLD);
	assert_true(a.version > 0);
	forestay_manifest_answer_release(&a);
}

static void
a_manifest_cut_forged_late(void **state)
{
	size_t step = getenv("FULL") != NULL ? 1 : 37, n, i;

	list_is_whole("list");
	n = atomic_load(&line.length);
	for (i = 0; i < n; i += step)
		list_holds(CUT, i);
	list_holds(CUT, n - 1);
	/* Two lines, and what stands about them. */
	for (i = n - 2048; i < n; i += step)
		list_holds(FORGE, i);
	list_holds(LATE, 0);
	list_holds(REPEAT, 0);
	list_is_whole("another");
	list_holds(REPEAT, 0);
	list_holds(STATUS, 0);
	list_holds(TWICE, 0);
	list_is_whole("list");
}

static void
barred(void)
{
	struct forestay_answer a;

	if (ask("A000-111-001", &a) != FORESTAY_BARRED)
		fail_msg("%s", a.why);
	assert_non_null(a.body);
	assert_non_null(strstr(a.body, "one.stay"));
	forestay_answer_release(&a);
}

static void
what_is_whole(void **state)
{
	barred();
}

/* FULL=1: at every byte of head and body; else at every 37th, and at each of
 * the first of the body. */
static void
cut_at_every_byte(void **state)
{
	size_t step = getenv("FULL") != NULL ? 1 : 37, n, i;

	barred();
	n = atomic_load(&line.length);
	for (i = 0; i < n; i += step)
		holds(CUT, i);
	holds(CUT, n - 1);
	barred();
}

static void
forged_at_every_byte(void **state)
{
	struct forestay_answer a;
	size_t step = getenv("FULL") != NULL ? 1 : 37, n, i;

	barred();
	n = atomic_load(&line.length);
	/* Of the body's bytes, and of the signature's. */
	for (i = n - 4096; i < n; i += step)
		holds(FORGE, i);
	/* Of the head's others: what is believed is what was signed. */
	for (i = 0; i < n - 4096; i += step) {
		atomic_store(&line.at, i);
		atomic_store(&line.mischief, FORGE);
		assert_true(
		    ask("A000-111-001", &a) != FORESTAY_NO_BAR_ON_RECORD);
		forestay_answer_release(&a);
	}
	atomic_store(&line.mischief, NONE);
}

static void
late_repeated_swapped(void **state)
{
	struct forestay_answer a;

	holds(LATE, 0);
	/* The reply that came before, to the same question. */
	barred();
	holds(REPEAT, 0);
	/* And to another's. */
	(void)ask("A000-999-777", &a);
	forestay_answer_release(&a);
	holds(REPEAT, 0);
	holds(STATUS, 0);
	holds(TWICE, 0);
	barred();
}

static void
asked_wrongly(void **state)
{
	const struct forestay_question q = { .person = "A000-111-001",
		.act = "removal" };
	struct forestay_gate g = { .url = "http://gate.example",
		.token = server.officer,
		.log_key = server.log_key };
	struct forestay_answer a;

	/* In the open to another machine: never sent. */
	assert_int_equal(forestay_check(&g, &q, &a), FORESTAY_HOLD);
	assert_non_null(strstr(a.why, "https://"));
	g.url = "http://127.0.0.1:1";
	assert_int_equal(forestay_check(&g, &q, &a), FORESTAY_HOLD);
	assert_true(a.why[0] != '\0');
	g.token = "x";
	assert_int_equal(forestay_check(&g, &q, &a), FORESTAY_HOLD);
	g.token = server.officer;
	g.log_key = "x";
	assert_int_equal(forestay_check(&g, &q, &a), FORESTAY_HOLD);
}

/* Over TLS, by whom its certificate was signed; the status of a hold that is
 * a failure is 3. */
static void
the_command(void **state)
{
	char out[1 << 16], token[128], ca[128], url[64];
	FILE *f;

	snprintf(token, sizeof(token), "%s/token", server.dir);
	snprintf(ca, sizeof(ca), "%s/cert.pem", server.dir);
	assert_non_null(f = fopen(token, "w"));
	(void)fprintf(f, "%s\n", server.officer);
	(void)fclose(f);
	assert_int_equal(serving_stop(&server), 0);
	serving_start(&server, true);
	snprintf(url, sizeof(url), "https://127.0.0.1:%u", server.gate);
	assert_int_equal(serving_cli(out, sizeof(out), "check", "A000-111-001",
			     "--to", "IQ", "--server", url, "--token", token,
			     "--log", server.log_key, "--ca", ca, NULL),
	    1);
	assert_non_null(strstr(out, "BARRED"));
	assert_non_null(strstr(out, "one.stay"));
	assert_int_equal(serving_cli(out, sizeof(out), "check", "A000-111-001",
			     "--to", "IQ", "--server", url, "--token", token,
			     "--log", server.log_key, NULL),
	    3);
	assert_non_null(strstr(out, "HOLD"));
	assert_int_equal(serving_cli(out, sizeof(out), "check", "A000-111-001",
			     "--to", "IQ", "--server", url, "--token", token,
			     "--log", server.log_key, "--ca", ca, "--store",
			     server.store, NULL),
	    2);
	assert_int_equal(serving_stop(&server), 0);
	assert_int_equal(serving_cli(out, sizeof(out), "check", "A000-111-001",
			     "--to", "IQ", "--server", url, "--token", token,
			     "--log", server.log_key, "--ca", ca, "--json",
			     NULL),
	    3);
	assert_non_null(strstr(out, "\"verdict\":\"hold\""));
}

/* -- The story ----------------------------------------------------------- */

static pthread_t thread;

static int
begin(void **state)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t n = sizeof(at);
	char out[4096];

	serving_make(&server, law);
	assert_int_equal(serving_cli(out, sizeof(out), "people", "add",
			     server.store, "--a-number", "A000-111-001",
			     "--fact", "supervision agency CBP", "--by", "c",
			     NULL),
	    0);
	serving_start(&server, false);
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	line.listener = socket(AF_INET, SOCK_STREAM, 0);
	assert_true(line.listener >= 0);
	assert_int_equal(bind(line.listener, (struct sockaddr *)&at, n), 0);
	assert_int_equal(listen(line.listener, 64), 0);
	assert_int_equal(getsockname(line.listener, (struct sockaddr *)&at, &n),
	    0);
	line.port = ntohs(at.sin_port);
	return pthread_create(&thread, NULL, proxy, NULL);
}

static int
finish(void **state)
{
	(void)shutdown(line.listener, SHUT_RDWR);
	(void)pthread_join(thread, NULL);
	(void)close(line.listener);
	serving_end(&server);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_whole),
		cmocka_unit_test(cut_at_every_byte),
		cmocka_unit_test(forged_at_every_byte),
		cmocka_unit_test(late_repeated_swapped),
		cmocka_unit_test(a_manifest_cut_forged_late),
		cmocka_unit_test(asked_wrongly),
		cmocka_unit_test(the_command),
	};

	return cmocka_run_group_tests(tests, begin, finish);
}
