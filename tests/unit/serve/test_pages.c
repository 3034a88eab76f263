/* The officer's page on a whole server: signing in and out, one size
 * whatever is answered, nothing by another page's hand. */

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/web.h"
#include "proof/note.h"
#include "serve/page.h"
#include "serve/session.h"
#include "support/serving.h"

static const char law[] = "case one\n"
			  "  title \"One v. <Two>\"\n"
			  "  court mied\n"
			  "order one.stay\n"
			  "  document \"Dkt. 1\"\n"
			  "  entered 2017-06-22\n"
			  "  covers supervision (agency is CBP) now\n"
			  "  bars removal\n"
			  "  until 2090-07-06 end of day\n";

#define BARRED  "A000-111-001"
#define FREE    "A000-222-002" /* no bar on record */
#define HELD    "A000-444-004" /* nothing is known of them */
#define HELD2   "A000-555-005" /* two sources disagree */
#define UNKNOWN "A000-777-999"

static struct serving server;
static char cookie[SESSION_TEXT + 64]; /* as a browser sends it */

/* -- Asking -------------------------------------------------------------- */

struct asking {
	const char *origin, *site, *cookie;
};

#define OWN ((struct asking){ "own", NULL, cookie })

static void
send_form(const struct asking *as, const char *method, const char *path,
    const char *form, struct exchange *x)
{
	static char request[1 << 16], own[64];
	const char *origin = as->origin;
	char *rest;
	int n;

	if (origin != NULL && strcmp(origin, "own") == 0) {
		snprintf(own, sizeof(own), "http://127.0.0.1:%u", server.gate);
		origin = own;
	}
	n = snprintf(request, sizeof(request),
	    "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nConnection: close\r\n"
	    "%s%s%s%s%s%s%s%s%s",
	    method, path, server.gate, origin != NULL ? "Origin: " : "",
	    origin != NULL ? origin : "", origin != NULL ? "\r\n" : "",
	    as->site != NULL ? "Sec-Fetch-Site: " : "",
	    as->site != NULL ? as->site : "", as->site != NULL ? "\r\n" : "",
	    as->cookie != NULL ? "Cookie: " : "",
	    as->cookie != NULL ? as->cookie : "",
	    as->cookie != NULL ? "\r\n" : "");
	if (form != NULL)
		n += snprintf(request + n, sizeof(request) - (size_t)n,
		    "Content-Type: application/x-www-form-urlencoded\r\n"
		    "Content-Length: %zu\r\n\r\n%s",
		    strlen(form), form);
	else
		n += snprintf(request + n, sizeof(request) - (size_t)n,
		    "Content-Length: 0\r\n\r\n");
	serving_raw(server.gate, request, (size_t)n, 20000, x);
	/* Behind what is shown is what a script shows when it must. */
	if ((rest = strstr(x->body, "<template")) != NULL)
		*rest = '\0';
}

/* The cookie that came, as a browser keeps it. */
static void
take_cookie(const struct exchange *x, char out[SESSION_TEXT + 64])
{
	const char *set = exchange_header(x, "Set-Cookie");

	assert_non_null(set);
	assert_non_null(strstr(set,
	    "; Path=/; Secure; HttpOnly; "
	    "SameSite=Strict"));
	snprintf(out, SESSION_TEXT + 64, "%.*s", (int)strcspn(set, ";"), set);
}

static void
sign_in_as(const char *token, struct exchange *x)
{
	char form[128];

	snprintf(form, sizeof(form), "token=%s", token);
	send_form(&(const struct asking){ "own", NULL, NULL }, "POST",
	    "/sign-in", form, x);
}

static void
sign_in(void)
{
	struct exchange x;

	sign_in_as(server.officer, &x);
	assert_int_equal(x.status, 303);
	assert_string_equal(exchange_header(&x, "Location"), "/");
	take_cookie(&x, cookie);
	exchange_free(&x);
}

static void
ask(const char *person, struct exchange *x)
{
	char form[256];

	snprintf(form, sizeof(form), "person=%s&act=removal&to=IQ", person);
	send_form(&OWN, "POST", "/", form, x);
}

static void
is_page(const struct exchange *x, const char *word)
{
	char lead[64];

	assert_true(x->whole);
	assert_int_equal(x->n, PAGE_BYTES);
	snprintf(lead, sizeof(lead), "tabindex=\"-1\">%s</h1>", word);
	if (strstr(x->body, lead) == NULL)
		fail_msg("%u, not %s:\n%s", x->status, word, x->body);
}

/* -- Signing in ---------------------------------------------------------- */

static void
who_is_not_signed_in(void **state)
{
	const struct asking nobody = { "own", NULL, NULL };
	struct exchange x;

	send_form(&nobody, "GET", "/", NULL, &x);
	assert_int_equal(x.status, 401);
	assert_int_equal(x.n, PAGE_BYTES);
	assert_non_null(strstr(x.body, "name=\"token\""));
	assert_null(strstr(x.body, "id=\"word\""));
	exchange_free(&x);
	send_form(&nobody, "POST", "/", "person=" BARRED "&act=removal", &x);
	assert_int_equal(x.status, 401);
	is_page(&x, "HOLD");
	exchange_free(&x);
	/* A token in a header is the API's. */
	serving_ask(server.gate, "GET", "/", server.officer, NULL, &x);
	assert_int_equal(x.status, 401);
	exchange_free(&x);
}

static void
tokens_that_are_none(void **state)
{
	static const char *const tokens[] = { "", "x",
		"fst_000000000000000000000000000000000000000000000000",
		"fst_0000000000000000000000000000000000000000000000000" };
	struct exchange x;
	size_t i;

	for (i = 0; i < 4; i++) {
		sign_in_as(tokens[i], &x);
		assert_int_equal(x.status, 401);
		is_page(&x, "HOLD");
		assert_null(exchange_header(&x, "Set-Cookie"));
		exchange_free(&x);
	}
	/* What counsel sees goes through no process that officers reach. */
	sign_in_as(server.counsel, &x);
	assert_int_equal(x.status, 403);
	assert_null(exchange_header(&x, "Set-Cookie"));
	exchange_free(&x);
}

static void
signed_in_and_out(void **state)
{
	char old[SESSION_TEXT + 64];
	struct asking as = { "own", NULL, old };
	struct exchange x;

	sign_in();
	send_form(&OWN, "GET", "/", NULL, &x);
	assert_int_equal(x.status, 200);
	assert_int_equal(x.n, PAGE_BYTES);
	assert_non_null(strstr(x.body, "<span class=\"who\">officer</span>"));
	assert_non_null(strstr(x.body, "N. Night"));
	assert_null(strstr(x.body, "id=\"word\""));
	/* Used again, it is another one. */
	snprintf(old, sizeof(old), "%s", cookie);
	take_cookie(&x, cookie);
	assert_string_not_equal(old, cookie);
	exchange_free(&x);
	send_form(&OWN, "POST", "/sign-out", NULL, &x);
	assert_int_equal(x.status, 303);
	assert_non_null(strstr(exchange_header(&x, "Set-Cookie"),
	    "forestay=; Path=/; Secure; HttpOnly; SameSite=Strict; "
	    "Max-Age=0"));
	exchange_free(&x);
	/* Who kept a copy of it, or of one before it, is out too. */
	send_form(&OWN, "GET", "/", NULL, &x);
	assert_int_equal(x.status, 401);
	exchange_free(&x);
	send_form(&as, "GET", "/", NULL, &x);
	assert_int_equal(x.status, 401);
	exchange_free(&x);
}

static void
a_cookie_that_was_made_up(void **state)
{
	char made[SESSION_TEXT + 64];
	struct asking as = { "own", NULL, made };
	struct exchange x;
	size_t i;

	sign_in();
	for (i = 0; i < 4; i++) {
		snprintf(made, sizeof(made), "%s", cookie);
		if (i == 0)
			made[strlen(made) - 1] ^= 1;
		else if (i == 1)
			made[strlen(made) - 1] = '\0';
		else if (i == 2)
			snprintf(made, sizeof(made), "a=b");
		else
			memset(strchr(made, '=') + 1, '0', SESSION_TEXT);
		send_form(&as, "GET", "/", NULL, &x);
		assert_int_equal(x.status, 401);
		exchange_free(&x);
	}
	/* Beside others it is found. */
	snprintf(made, sizeof(made), "a=b; %.260s", cookie);
	send_form(&as, "GET", "/", NULL, &x);
	assert_int_equal(x.status, 200);
	exchange_free(&x);
}

static void
a_revoked_account_is_out(void **state)
{
	char token[80], out[1024];
	struct exchange x;

	assert_int_equal(serving_cli(out, sizeof(out), "account", "add",
			     server.store, "gone", "--role", "officer",
			     "--holder", "x", "--by", "clerk", NULL),
	    0);
	serving_token(out, token);
	sign_in_as(token, &x);
	take_cookie(&x, cookie);
	exchange_free(&x);
	ask(BARRED, &x);
	is_page(&x, "BARRED");
	exchange_free(&x);
	assert_int_equal(serving_cli(out, sizeof(out), "account", "revoke",
			     server.store, "gone", "--by", "clerk", NULL),
	    0);
	ask(BARRED, &x);
	assert_int_equal(x.status, 401);
	is_page(&x, "HOLD");
	exchange_free(&x);
}

/* -- Forms of other pages ------------------------------------------------ */

static void
from_its_own_page_alone(void **state)
{
	static const struct {
		const char *origin, *site;
		unsigned status;
	} cases[] = {
		{ "own", NULL, 200 },
		{ "own", "same-origin", 200 },
		/* A page without a referrer: what browsers send. */
		{ "null", "same-origin", 200 },
		{ NULL, "same-origin", 200 },
		{ NULL, NULL, 403 },
		{ "null", NULL, 403 },
		{ "null", "cross-site", 403 },
		{ "own", "cross-site", 403 },
		{ "own", "same-site", 403 },
		{ "own", "none", 403 },
		{ "https://evil.example", NULL, 403 },
		{ "https://evil.example", "same-origin", 403 },
		{ "http://127.0.0.1", NULL, 403 },
		{ "http://127.0.0.1.evil.example", NULL, 403 },
	};
	static const char *const paths[] = { "/", "/sign-out", "/sign-in",
		"/signed-answer" };
	struct exchange x;
	size_t i, k;

	sign_in();
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct asking as = { cases[i].origin, cases[i].site,
			cookie };

		send_form(&as, "POST", "/", "person=" BARRED "&act=removal",
		    &x);
		if (x.status != cases[i].status)
			fail_msg("case %zu: %u", i, x.status);
		is_page(&x, cases[i].status == 200 ? "BARRED" : "HOLD");
		exchange_free(&x);
		for (k = 0; k < 4 && cases[i].status == 403; k++) {
			send_form(&as, "POST", paths[k], k == 1 ? NULL : "a=b",
			    &x);
			assert_int_equal(x.status, 403);
			exchange_free(&x);
		}
	}
}

/* -- Answers ------------------------------------------------------------- */

static void
one_size_whatever_it_says(void **state)
{
	static const struct {
		const char *person, *word;
	} cases[] = { { BARRED, "BARRED" }, { FREE, "NO BAR ON RECORD" },
		{ HELD, "HOLD" }, { HELD2, "HOLD" }, { UNKNOWN, "HOLD" } };
	size_t first_head = 0, i;
	struct exchange x;

	sign_in();
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		ask(cases[i].person, &x);
		assert_int_equal(x.status, 200);
		is_page(&x, cases[i].word);
		assert_non_null(strstr(x.body, cases[i].person));
		if (i == 0)
			first_head = strlen(x.head);
		assert_int_equal(strlen(x.head), first_head);
		assert_null(exchange_header(&x, "Forestay-Reason"));
		exchange_free(&x);
	}
}

/* Two holds differ in nothing but their number, entry, times, identity. */
static void
a_hold_tells_no_reason(void **state)
{
	struct exchange x;

	sign_in();
	ask(HELD2, &x);
	assert_null(strstr(x.body, "disagree"));
	assert_null(strstr(x.body, "CBP"));
	assert_null(strstr(x.body, "one.stay"));
	assert_null(strstr(x.body, "zqcanary"));
	exchange_free(&x);
	ask(BARRED, &x);
	assert_non_null(strstr(x.body, "One v. &lt;Two&gt;"));
	assert_null(strstr(x.body, "zqcanary"));
	exchange_free(&x);
}

static void
how_a_page_is_sent(void **state)
{
	struct exchange x;

	sign_in();
	ask(FREE, &x);
	assert_string_equal(exchange_header(&x, "Content-Type"), PAGE_MEDIA);
	assert_string_equal(exchange_header(&x, "Cache-Control"), "no-store");
	assert_string_equal(exchange_header(&x, "Referrer-Policy"),
	    "no-referrer");
	assert_string_equal(exchange_header(&x, "X-Content-Type-Options"),
	    "nosniff");
	assert_string_equal(exchange_header(&x, "X-Frame-Options"), "DENY");
	assert_non_null(strstr(exchange_header(&x, "Content-Security-Policy"),
	    "default-src 'none'; frame-ancestors 'none'; script-src 'self'; "
	    "style-src 'self';"));
	assert_null(strstr(x.body, "style=\""));
	assert_null(strstr(x.body, "<style"));
	assert_null(strstr(x.body, " onload"));
	/* Nothing of whom is in an address or in what a browser keeps. */
	assert_null(strstr(x.body, "=\"/?"));
	assert_non_null(strstr(x.body, "<title>NO BAR ON RECORD - forestay"));
	exchange_free(&x);
}

static void
what_is_asked_badly_is_a_hold(void **state)
{
	static const char *const forms[] = { "person=&act=removal",
		"person=1&act=picnic", "act=removal", "person=%00&act=removal",
		"person=1&person=2&act=removal",
		"person=1&act=removal&to=nowhere" };
	struct exchange x;
	size_t i;

	sign_in();
	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		send_form(&OWN, "POST", "/", forms[i], &x);
		assert_int_equal(x.status, 422);
		is_page(&x, "HOLD");
		exchange_free(&x);
	}
	/* JSON is the API's. */
	serving_ask(server.gate, "POST", "/", server.officer,
	    "{\"person\":\"1\",\"act\":\"removal\"}", &x);
	assert_int_equal(x.status, 403);
	exchange_free(&x);
}

static void
a_form_that_is_too_large(void **state)
{
	static const char lead[] = "person=" BARRED "&act=removal&x=";
	static char form[LIMIT_FORM_BYTES + 2];
	struct exchange x;
	size_t n;

	sign_in();
	for (n = LIMIT_FORM_BYTES - 1; n <= LIMIT_FORM_BYTES + 1; n++) {
		memset(form, 'x', n);
		form[n] = '\0';
		memcpy(form, lead, sizeof(lead) - 1);
		send_form(&OWN, "POST", "/", form, &x);
		assert_int_equal(x.status, n <= LIMIT_FORM_BYTES ? 200 : 413);
		is_page(&x, n <= LIMIT_FORM_BYTES ? "BARRED" : "HOLD");
		exchange_free(&x);
	}
}

static void
an_answer_that_is_over(void **state)
{
	struct exchange x;

	sign_in();
	send_form(&OWN, "GET", "/over", NULL, &x);
	assert_int_equal(x.status, 200);
	is_page(&x, "HOLD");
	exchange_free(&x);
}

/* -- What the page offers ------------------------------------------------ */

/* Every choice is a word that the vocabulary has. */
static void
each_choice_can_be_asked(void **state)
{
	static const char lead[] = "<option value=\"";
	const char *page = NULL, *at;
	char value[64], form[256];
	struct exchange x;
	bool acts;
	size_t i, n = 0;

	for (i = 0; i < web_nfiles; i++)
		if (strcmp(web_files[i].name, "gate.html") == 0)
			page = web_files[i].bytes;
	assert_non_null(page);
	sign_in();
	for (at = page; (at = strstr(at, lead)) != NULL;) {
		at += sizeof(lead) - 1;
		snprintf(value, sizeof(value), "%.*s", (int)strcspn(at, "\""),
		    at);
		acts = at > strstr(page, "\n== acts\n");
		snprintf(form, sizeof(form), "person=" HELD "&act=%s&to=%s",
		    acts ? value : "removal", acts ? "" : value);
		send_form(&OWN, "POST", "/", form, &x);
		if (x.status != 200)
			fail_msg("%s: %u", form, x.status);
		exchange_free(&x);
		n++;
	}
	assert_true(n > 250);
}

static void
unescape(char *s)
{
	static const struct {
		const char *from;
		char to;
	} refs[] = { { "&quot;", '"' }, { "&lt;", '<' }, { "&gt;", '>' },
		{ "&amp;", '&' }, { "&#39;", '\'' }, { "", '\0' } };
	char *to = s;
	size_t i;

	for (; *s != '\0'; s++) {
		for (i = 0; refs[i].to != '\0' &&
		     strncmp(s, refs[i].from, strlen(refs[i].from)) != 0;
		     i++)
			continue;
		*to++ = refs[i].to != '\0' ? refs[i].to : *s;
		if (refs[i].to != '\0')
			s += strlen(refs[i].from) - 1;
	}
	*to = '\0';
}

/* What stands in a hidden field of the page. */
static void
hidden(const struct exchange *x, const char *name, char *out, size_t n)
{
	char lead[64];
	const char *at;

	snprintf(lead, sizeof(lead), "name=\"%s\" value=\"", name);
	at = strstr(x->body, lead);
	assert_non_null(at);
	at += strlen(lead);
	snprintf(out, n, "%.*s", (int)strcspn(at, "\""), at);
	unescape(out);
}

static size_t
put_field(char *form, size_t n, const char *name, const char *value)
{
	size_t at = (size_t)snprintf(form, n, "%s=", name);

	for (; *value != '\0'; value++)
		at += (size_t)snprintf(form + at, n - at, "%%%02x",
		    (unsigned char)*value);
	return at;
}

static void
the_signed_answer_as_a_file(void **state)
{
	static char form[1 << 15], answer[8192], signature[1024];
	static struct note note;
	struct note_key key;
	const char *why;
	struct exchange x;
	size_t n;

	sign_in();
	ask(BARRED, &x);
	hidden(&x, "answer", answer, sizeof(answer));
	hidden(&x, "signature", signature, sizeof(signature));
	exchange_free(&x);
	n = put_field(form, sizeof(form), "answer", answer);
	form[n++] = '&';
	n += put_field(form + n, sizeof(form) - n, "signature", signature);
	assert_true(n < LIMIT_FORM_BYTES);
	send_form(&OWN, "POST", "/signed-answer", form, &x);
	assert_int_equal(x.status, 200);
	assert_string_equal(exchange_header(&x, "Content-Disposition"),
	    "attachment; filename=\"forestay-answer.txt\"");
	assert_string_equal(exchange_header(&x, "Content-Type"),
	    "text/plain; charset=utf-8");
	/* It is a note that the log's key has signed. */
	assert_int_equal(note_key_read(server.log_key, &key), 0);
	assert_int_equal(note_read(x.body, x.n, &note, &why), 0);
	assert_int_equal(note_check(&note, &key, &mem_system, NULL), 0);
	assert_non_null(strstr(x.body, "\"verdict\":\"barred\""));
	exchange_free(&x);
	/* Anything else is not handed back. */
	send_form(&OWN, "POST", "/signed-answer",
	    "answer=%3Cscript%3E&signature=x", &x);
	assert_int_equal(x.status, 422);
	exchange_free(&x);
	send_form(&(const struct asking){ "own", NULL, NULL }, "POST",
	    "/signed-answer", form, &x);
	assert_int_equal(x.status, 401);
	exchange_free(&x);
}

static void
what_it_is_dressed_in(void **state)
{
	static const char *const files[] = { "/look.css", "/gate.css",
		"/gate.js" };
	struct exchange x;
	size_t i;

	for (i = 0; i < 3; i++) {
		serving_ask(server.gate, "GET", files[i], NULL, NULL, &x);
		assert_int_equal(x.status, 200);
		assert_string_equal(exchange_header(&x, "Content-Type"),
		    i < 2 ? "text/css; charset=utf-8"
			  : "text/javascript; charset=utf-8");
		assert_true(x.n > 100);
		exchange_free(&x);
		/* There are no pages at the desk. */
		serving_ask(server.desk, "GET", files[i], NULL, NULL, &x);
		assert_int_equal(x.status, 404);
		exchange_free(&x);
	}
	serving_ask(server.desk, "GET", "/", NULL, NULL, &x);
	assert_int_equal(x.status, 404);
	exchange_free(&x);
	serving_ask(server.gate, "PUT", "/", NULL, NULL, &x);
	assert_int_equal(x.status, 405);
	assert_string_equal(exchange_header(&x, "Allow"), "GET, POST");
	exchange_free(&x);
}

/* -- The story ----------------------------------------------------------- */

static void
person(const char *number, const char *fact, const char *fact2)
{
	char out[1 << 14];
	int r = serving_cli(out, sizeof(out), "people", "add", server.store,
	    "--a-number", number, "--source", "zqcanary", "--by", "clerk",
	    fact == NULL ? NULL : "--fact", fact,
	    fact2 == NULL ? NULL : "--fact", fact2, NULL);

	if (r != 0)
		fail_msg("%s", out);
}

static int
begin(void **state)
{
	char out[1 << 14], seq[16];
	const char *at;

	serving_make(&server, law);
	person(BARRED, "supervision agency CBP", NULL);
	person(FREE, "supervision agency ICE", NULL);
	person(HELD, NULL, NULL);
	person(HELD2, "supervision agency CBP since 2020-01-01",
	    "supervision agency ICE since 2020-01-01");
	/* What makes an answer lower takes a second person. */
	assert_int_equal(serving_cli(out, sizeof(out), "waiting", server.store,
			     NULL),
	    0);
	for (at = out; (at = strstr(at, "entry ")) != NULL;) {
		at += strlen("entry ");
		snprintf(seq, sizeof(seq), "%.*s",
		    (int)strspn(at, "0123456789"), at);
		(void)serving_cli((char[8192]){ 0 }, 8192, "confirm",
		    server.store, seq, "--by", "second", NULL);
	}
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
	serving_end(&server);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_is_not_signed_in),
		cmocka_unit_test(tokens_that_are_none),
		cmocka_unit_test(signed_in_and_out),
		cmocka_unit_test(a_cookie_that_was_made_up),
		cmocka_unit_test(a_revoked_account_is_out),
		cmocka_unit_test(from_its_own_page_alone),
		cmocka_unit_test(one_size_whatever_it_says),
		cmocka_unit_test(a_hold_tells_no_reason),
		cmocka_unit_test(how_a_page_is_sent),
		cmocka_unit_test(what_is_asked_badly_is_a_hold),
		cmocka_unit_test(a_form_that_is_too_large),
		cmocka_unit_test(an_answer_that_is_over),
		cmocka_unit_test(each_choice_can_be_asked),
		cmocka_unit_test(the_signed_answer_as_a_file),
		cmocka_unit_test(what_it_is_dressed_in),
	};

	return cmocka_run_group_tests(tests, begin, finish);
}
