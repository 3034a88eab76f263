/* What goes out: whereto it may, how it is signed, that it comes in the end,
 * and that nothing in it says of whom it is. */

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>
#include <gnutls/crypto.h>
#include <jansson.h>

#include "serve/post.h"
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

/* -- Rules --------------------------------------------------------------- */

static void
which_urls(void **state)
{
	static const struct {
		const char *url;
		bool far, near; /* loopback not allowed, and allowed */
	} cases[] = {
		{ "https://office.example/hook", true, true },
		{ "https://office.example:8443/hook?a=b", true, true },
		{ "http://office.example/", false, false },
		{ "http://127.0.0.1:80/", false, true },
		{ "http://[::1]:80/", false, true },
		{ "http://127.0.0.1.office.example/", false, false },
		{ "http://localhost:80/", false, false },
		{ "https://a:b@office.example/", false, false },
		{ "https:///x", false, false },
		{ "https://", false, false },
		{ "https://?", false, false },
		{ "HTTPS://office.example/", false, false },
		{ "file:///etc/passwd", false, false },
		{ "gopher://office.example/", false, false },
		{ "https://office.example/ x", false, false },
		{ "https://office.example/\r\nX: y", false, false },
		{ "https://office.example/#x", false, false },
		{ "", false, false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (post_url_ok(cases[i].url, false) != cases[i].far ||
		    post_url_ok(cases[i].url, true) != cases[i].near)
			fail_msg("%s", cases[i].url);
}

static void
which_mailboxes(void **state)
{
	static const char *const good[] = { "duty@office.example", "a@b",
		"a.b+c_d-e@x-y.example" };
	static const char *const bad[] = { "", "a", "@b", "a@", "a@b@c",
		"a b@c", "<a@b>", "-a@b", "a@-b", "a@b\r\nRCPT TO:<x@y>",
		"a@[127.0.0.1]", "\"a\"@b" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_true(post_mail_ok(good[i]));
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (post_mail_ok(bad[i]))
			fail_msg("%s", bad[i]);
}

static bool
may(const char *s, bool loopback)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };
	struct sockaddr_storage to;

	memset(&to, 0, sizeof(to));
	if (inet_pton(AF_INET, s, &v4.sin_addr) == 1)
		memcpy(&to, &v4, sizeof(v4));
	else if (inet_pton(AF_INET6, s, &v6.sin6_addr) == 1)
		memcpy(&to, &v6, sizeof(v6));
	else
		fail_msg("%s is no address", s);
	return post_address_ok((const struct sockaddr *)&to, loopback);
}

static void
which_addresses(void **state)
{
	static const char *const open[] = { "1.1.1.1", "9.255.255.255",
		"11.0.0.0", "172.15.255.255", "172.32.0.0", "192.167.255.255",
		"192.169.0.0", "100.63.255.255", "100.128.0.0", "126.1.1.1",
		"128.0.0.1", "223.255.255.255", "2606:4700::1",
		"::ffff:1.1.1.1", "64:ff9b::101:101", "2002:101:101::1" };
	static const char *const shut[] = { "0.0.0.0", "10.0.0.0",
		"10.255.255.255", "100.64.0.1", "169.254.169.254", "172.16.0.1",
		"172.31.255.255", "192.0.0.1", "192.0.2.1", "192.168.1.1",
		"198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1",
		"240.0.0.1", "255.255.255.255", "::", "::10.0.0.1",
		"::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::a00:1",
		"2002:a00:1::1", "fc00::1", "fd12::1", "fe80::1", "ff02::1",
		"2001:db8::1", "2001::1", "4000::1" };
	static const char *const here[] = { "127.0.0.1", "127.255.255.255",
		"::1", "::ffff:127.0.0.1" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(open) / sizeof(open[0]); i++)
		if (!may(open[i], false) || !may(open[i], true))
			fail_msg("%s is not public", open[i]);
	for (i = 0; i < sizeof(shut) / sizeof(shut[0]); i++)
		if (may(shut[i], false) || may(shut[i], true))
			fail_msg("%s may be reached", shut[i]);
	for (i = 0; i < sizeof(here) / sizeof(here[0]); i++)
		if (may(here[i], false) || !may(here[i], true))
			fail_msg("%s", here[i]);
	assert_false(
	    post_address_ok(&(const struct sockaddr){ .sa_family = AF_UNIX },
		true));
}

static void
when_again(void **state)
{
	unsigned i;
	int64_t was = 0, first;

	(void)state;
	assert_int_equal(post_delay(1, 0), 1000);
	for (i = 1; i < 40; i++) {
		first = post_delay(i, 0);
		assert_true(first >= was && first <= 300000);
		assert_true(post_delay(i, UINT32_MAX) <= first + first / 2);
		was = first;
	}
	assert_int_equal(was, 300000);
}

/* By another's HMAC. */
static void
hex_hmac(const uint8_t *key, size_t nkey, const char *text, char out[65])
{
	uint8_t mac[32];
	size_t i;

	assert_int_equal(gnutls_hmac_fast(GNUTLS_MAC_SHA256, key, nkey, text,
			     strlen(text), mac),
	    0);
	for (i = 0; i < sizeof(mac); i++)
		snprintf(out + 2 * i, 3, "%02x", mac[i]);
}

static void
how_it_is_signed(void **state)
{
	uint8_t key[KEY_BYTES], one[POST_SECRET_BYTES], two[POST_SECRET_BYTES];
	char signature[POST_SIGNATURE_BYTES], want[65], has[65];
	size_t i;

	(void)state;
	memset(key, 7, sizeof(key));
	post_secret(key, "ero-detroit-7", one);
	post_secret(key, "ero-detroit-8", two);
	assert_memory_not_equal(one, two, sizeof(one));
	hex_hmac(key, sizeof(key), "forestay webhook 1 ero-detroit-7", want);
	for (i = 0; i < sizeof(one); i++)
		snprintf(has + 2 * i, 3, "%02x", one[i]);
	assert_string_equal(has, want);
	post_signature(one, 1796097600, "{\"notice\":1}", 12, signature);
	hex_hmac(one, sizeof(one), "1796097600.{\"notice\":1}", want);
	assert_memory_equal(signature, "t=1796097600,v1=", 16);
	assert_string_equal(signature + 16, want);
}

/* -- Receivers ----------------------------------------------------------- */

/* A child that takes connections one after the other, answers as told, and
 * writes what it was sent into a pipe. */
struct receiver {
	pid_t pid;
	unsigned port;
	int said;
};

static int
listen_here(unsigned *port)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t n = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_true(fd >= 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(listen(fd, 16), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &n), 0);
	*port = ntohs(at.sin_port);
	return fd;
}

static void
say(int fd, const char *s)
{
	(void)!write(fd, s, strlen(s));
}

/* A POST and its body; the answers in turn, the last one for ever. */
static void
be_web(int c, int said, const char *answer)
{
	static char all[1 << 16];
	const char *end, *length;
	size_t n = 0, want = sizeof(all) - 1;
	ssize_t got;

	while (n < want && (got = read(c, all + n, sizeof(all) - 1 - n)) > 0) {
		n += (size_t)got;
		all[n] = '\0';
		end = strstr(all, "\r\n\r\n");
		length = strstr(all, "Content-Length: ");
		if (end != NULL && length != NULL)
			want = (size_t)(end + 4 - all) +
			    strtoul(length + 16, NULL, 10);
	}
	(void)!write(said, all, n);
	say(said, "\n--\n");
	say(c, answer);
}

/* Line by line, however they come. */
static void
be_mail(int c, int said)
{
	char line[4096];
	bool in_text = false;
	FILE *f = fdopen(dup(c), "r");

	say(c, "220 here\r\n");
	while (f != NULL && fgets(line, sizeof(line), f) != NULL) {
		say(said, line);
		if (in_text && strcmp(line, ".\r\n") != 0)
			continue;
		if (in_text) {
			in_text = false;
			say(c, "250 taken\r\n");
		} else if (strncmp(line, "DATA", 4) == 0) {
			in_text = true;
			say(c, "354 go on\r\n");
		} else {
			say(c, "250 yes\r\n");
		}
	}
	if (f != NULL)
		(void)fclose(f);
}

static void
receive(struct receiver *r, bool mail, const char *const *answers, size_t n)
{
	int both[2], fd = listen_here(&r->port), c;
	size_t i;

	assert_int_equal(pipe(both), 0);
	r->said = both[0];
	if ((r->pid = fork()) != 0) {
		(void)close(both[1]);
		(void)close(fd);
		return;
	}
	(void)signal(SIGPIPE, SIG_IGN);
	/* Whoever reads what the test says does not wait for it. */
	(void)close(1);
	(void)close(2);
	for (i = 0;; i++) {
		if ((c = accept(fd, NULL, NULL)) < 0)
			_exit(0);
		if (mail)
			be_mail(c, both[1]);
		else
			be_web(c, both[1], answers[i < n ? i : n - 1]);
		(void)close(c);
	}
}

static void
receiver_end(struct receiver *r)
{
	(void)kill(r->pid, SIGKILL);
	(void)waitpid(r->pid, NULL, 0);
	(void)close(r->said);
}

/* What was sent so far, until it holds text so often. */
static bool
sent(struct receiver *r, char *out, size_t max, size_t *n, const char *text,
    unsigned times)
{
	struct pollfd p = { .events = POLLIN };
	const char *at;
	unsigned have;
	ssize_t got;

	for (;;) {
		out[*n] = '\0';
		for (have = 0, at = out; (at = strstr(at, text)) != NULL; at++)
			have++;
		if (have >= times)
			return true;
		p.fd = r->said;
		if (poll(&p, 1, 60000) <= 0)
			return false;
		got = read(r->said, out + *n, max - 1 - *n);
		if (got <= 0)
			return false;
		*n += (size_t)got;
	}
}

static struct serving server;
static struct receiver web, mail;

static json_t *
first_notice(void)
{
	struct exchange x;
	json_t *all, *list, *one;

	serving_ask(server.gate, "GET", "/v1/notices", server.monitor, NULL,
	    &x);
	assert_int_equal(x.status, 200);
	all = json_loadb(x.body, x.n, 0, NULL);
	list = json_object_get(all, "notices");
	assert_int_equal(json_array_size(list), 1);
	one = json_incref(json_array_get(list, 0));
	json_decref(all);
	exchange_free(&x);
	return one;
}

/* It fails, is sent elsewhere, and is taken: signed each time, followed
 * nowhere, and of nobody. */
static void
comes_in_the_end(void **state)
{
	static char all[1 << 20], secret_text[4096];
	const struct timespec tick = { 0, 50000000 };
	uint8_t secret[POST_SECRET_BYTES];
	char signed_[2048], want[65];
	const char *at, *body, *end;
	struct exchange x;
	size_t n = 0, nmail = 0, i;
	json_t *notice;
	int r, tries;

	(void)state;
	r = serving_cli(secret_text, sizeof(secret_text), "account", "reach",
	    server.store, "officer", "--secret", server.keys, NULL);
	assert_int_equal(r, 0);
	at = secret_text;
	while (strspn(at, "0123456789abcdef") < 64 && *at != '\0')
		at++;
	for (i = 0; i < sizeof(secret); i++) {
		char two[3] = { at[2 * i], at[2 * i + 1], '\0' };

		secret[i] = (uint8_t)strtoul(two, NULL, 16);
	}
	serving_ask(server.gate, "POST", "/v1/check", server.officer,
	    "{\"person\":\"A000-111-001\",\"act\":\"removal\",\"to\":\"IQ\"}",
	    &x);
	assert_non_null(strstr(x.body, "no_bar_on_record"));
	exchange_free(&x);
	r = serving_cli(all, sizeof(all), "facts", "add", server.store,
	    "A000-111-001", "supervision agency CBP", "--by", "c", NULL);
	assert_int_equal(r, 0);
	assert_true(sent(&web, all, sizeof(all), &n, "\n--\n", 3));
	assert_null(strstr(all, "A000"));
	assert_null(strstr(all, "GET /elsewhere"));
	for (at = all, i = 0; i < 3; i++) {
		assert_memory_equal(at, "POST /hook HTTP/1.1\r\n", 21);
		body = strstr(at, "\r\n\r\n");
		end = strstr(at, "\n--\n");
		assert_non_null(body);
		body += 4;
		assert_int_equal(end - body, 1024);
		at = strstr(at, "Forestay-Webhook: t=");
		assert_non_null(at);
		at += 20;
		snprintf(signed_, sizeof(signed_), "%.*s.%.*s",
		    (int)strspn(at, "0123456789"), at, (int)(end - body), body);
		hex_hmac(secret, sizeof(secret), signed_, want);
		at = strstr(at, ",v1=");
		assert_memory_equal(at + 4, want, 64);
		at = end + 4;
	}
	/* Received when it was taken, and not before it was sent. */
	for (tries = 0; tries < 100; tries++) {
		notice = first_notice();
		r = json_is_string(json_object_get(notice, "received"));
		if (r != 0)
			break;
		json_decref(notice);
		(void)nanosleep(&tick, NULL);
	}
	assert_true(r != 0);
	assert_true(
	    strcmp(json_string_value(json_object_get(notice, "sent")),
		json_string_value(json_object_get(notice, "received"))) < 0);
	assert_true(json_is_null(json_object_get(notice, "acknowledged")));
	json_decref(notice);
	assert_true(sent(&mail, all, sizeof(all), &nmail, "\r\n.\r\n", 1));
	assert_non_null(strstr(all, "RCPT TO:<duty@office.example>"));
	assert_non_null(strstr(all, "MAIL FROM:<notices@gate.example>"));
	assert_non_null(strstr(all, "Subject: forestay: a notice waits\r\n"));
	assert_null(strstr(all, "A000"));
	assert_null(strstr(all, "recall"));
	assert_null(strstr(all, "officer"));
}

/* The one that sends is killed: another begins, and what was taken is not
 * sent again. */
static void
a_post_that_is_killed(void **state)
{
	pid_t children[8];
	struct exchange x;

	(void)state;
	assert_int_equal(serving_children(&server, children, 8), 4);
	assert_int_equal(kill(children[3], SIGKILL), 0);
	assert_true(serving_says(&server, "the post ended by itself", 10000));
	serving_ask(server.gate, "GET", "/healthz", NULL, NULL, &x);
	assert_int_equal(x.status, 200);
	exchange_free(&x);
}

static int
begin(void **state)
{
	static const char *const answers[] = {
		"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n",
		("HTTP/1.1 302 No\r\nLocation: /elsewhere\r\n"
		 "Content-Length: 0\r\n\r\n"),
		"HTTP/1.1 204 Yes\r\n\r\n"
	};
	char out[4096], seq[16], url[64];
	unsigned i;

	(void)state;
	receive(&web, false, answers, 3);
	receive(&mail, true, NULL, 0);
	serving_make(&server, law);
	assert_int_equal(serving_cli(out, sizeof(out), "people", "add",
			     server.store, "--a-number", "A000-111-001", "--by",
			     "clerk", "--fact", "supervision agency ICE", NULL),
	    0);
	for (i = 1; i < 20; i++) {
		snprintf(seq, sizeof(seq), "%u", i);
		(void)serving_cli(out, sizeof(out), "confirm", server.store,
		    seq, "--by", "second", NULL);
	}
	snprintf(url, sizeof(url), "http://127.0.0.1:%u/hook", web.port);
	assert_int_equal(serving_cli(out, sizeof(out), "account", "reach",
			     server.store, "officer", "--webhook", url,
			     "--mail", "duty@office.example", "--by", "clerk",
			     NULL),
	    0);
	server.post = true;
	server.mail = mail.port;
	serving_start(&server, false);
	return 0;
}

static int
finish(void **state)
{
	(void)state;
	serving_end(&server);
	receiver_end(&web);
	receiver_end(&mail);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(which_urls),
		cmocka_unit_test(which_mailboxes),
		cmocka_unit_test(which_addresses),
		cmocka_unit_test(when_again),
		cmocka_unit_test(how_it_is_signed),
		cmocka_unit_test(comes_in_the_end),
		cmocka_unit_test(a_post_that_is_killed),
	};

	return cmocka_run_group_tests(tests, begin, finish);
}
