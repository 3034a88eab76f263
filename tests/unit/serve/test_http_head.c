/* What is not strictly of the form of HTTP/1.1 is refused: two readers of
 * one request must never read two requests. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "serve/http_head.h"

#define TOKEN "fst_0123456789abcdef0123456789abcdef0123456789abcdef"

struct one {
	const char *name, *value;
};

static enum problem
of(const struct one *headers, const char *version, enum route_id route)
{
	struct http_head h = { 0 };

	for (; headers->name != NULL; headers++)
		head_take(&h, headers->name, strlen(headers->name),
		    headers->value, strlen(headers->value));
	return head_problem(&h, version, &routes[route], true);
}

#define GOOD                                       \
	{ "Host", "a.example:8443" },              \
	{                                          \
		"Content-Type", "application/json" \
	}

static void
what_is_of_the_form(void **state)
{
	static const struct one length[] = { GOOD, { "Content-Length", "12" },
		{ "Authorization", "Bearer " TOKEN }, { NULL, NULL } };
	static const struct one chunked[] = { GOOD,
		{ "Transfer-Encoding", "chunked" }, { NULL, NULL } };
	static const struct one get[] = { { "Host", "[::1]:1" },
		{ NULL, NULL } };

	assert_int_equal(of(length, "HTTP/1.1", ROUTE_CHECK), PROBLEM_NONE);
	assert_int_equal(of(chunked, "HTTP/1.1", ROUTE_CHECK), PROBLEM_NONE);
	assert_int_equal(of(get, "HTTP/1.1", ROUTE_HEALTH), PROBLEM_NONE);
	assert_int_equal(of(get, "HTTP/1.0", ROUTE_HEALTH), PROBLEM_VERSION);
}

static void
what_is_not(void **state)
{
	static const struct {
		struct one h[6];
		enum problem is;
	} cases[] = {
		{ { { "Content-Length", "1" }, { NULL, NULL } },
		    PROBLEM_REQUEST }, /* no Host */
		{ { GOOD, { "Host", "b" }, { "Content-Length", "1" },
		      { NULL, NULL } },
		    PROBLEM_REQUEST },
		{ { GOOD, { "Content-Length", "1" }, { "Content-Length", "1" },
		      { NULL, NULL } },
		    PROBLEM_REQUEST },
		{ { GOOD, { "Content-Length", "1" },
		      { "Transfer-Encoding", "chunked" }, { NULL, NULL } },
		    PROBLEM_REQUEST },
		{ { GOOD, { "Content-Length", "+1" }, { NULL, NULL } },
		    PROBLEM_REQUEST },
		{ { GOOD, { "Content-Length", "-1" }, { NULL, NULL } },
		    PROBLEM_REQUEST },
		{ { GOOD, { "Content-Length", "0x1" }, { NULL, NULL } },
		    PROBLEM_REQUEST },
		{ { GOOD, { "Content-Length", "" }, { NULL, NULL } },
		    PROBLEM_REQUEST },
		{ { GOOD, { "Content-Length", "1,1" }, { NULL, NULL } },
		    PROBLEM_REQUEST },
		{ { GOOD, { "Content-Length ", "1" }, { NULL, NULL } },
		    PROBLEM_REQUEST },
		{ { GOOD, { "X", "a\nb" }, { "Content-Length", "1" },
		      { NULL, NULL } },
		    PROBLEM_REQUEST },
		{ { { "Host", "a b" }, { "Content-Length", "1" },
		      { NULL, NULL } },
		    PROBLEM_REQUEST },
		{ { { "Host", "" }, { NULL, NULL } }, PROBLEM_REQUEST },
		{ { GOOD, { "Authorization", "Bearer " TOKEN },
		      { "Authorization", "Bearer " TOKEN }, { NULL, NULL } },
		    PROBLEM_REQUEST },
		{ { GOOD, { "Transfer-Encoding", "gzip" }, { NULL, NULL } },
		    PROBLEM_TRANSFER },
		{ { GOOD, { "Transfer-Encoding", "gzip, chunked" },
		      { NULL, NULL } },
		    PROBLEM_TRANSFER },
		{ { GOOD, { "Expect", "a miracle" }, { "Content-Length", "1" },
		      { NULL, NULL } },
		    PROBLEM_EXPECT },
		{ { GOOD, { NULL, NULL } }, PROBLEM_LENGTH },
		{ { GOOD, { "Content-Encoding", "gzip" },
		      { "Content-Length", "1" }, { NULL, NULL } },
		    PROBLEM_TYPE },
		{ { { "Host", "a" }, { "Content-Type", "text/plain" },
		      { "Content-Length", "1" }, { NULL, NULL } },
		    PROBLEM_TYPE },
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (of(cases[i].h, "HTTP/1.1", ROUTE_CHECK) != cases[i].is)
			fail_msg("case %zu is %d", i,
			    of(cases[i].h, "HTTP/1.1", ROUTE_CHECK));
}

/* A NUL, of which strings know nothing. */
static void
a_nul_is_refused(void **state)
{
	struct http_head h = { 0 };

	head_take(&h, "Host", 4, "a", 1);
	head_take(&h, "X", 1, "a\0b", 3);
	assert_int_equal(head_problem(&h, "HTTP/1.1", &routes[ROUTE_HEALTH],
			     true),
	    PROBLEM_REQUEST);
}

static void
lengths_at_their_limits(void **state)
{
	struct http_head h = { 0 };
	char n[32];
	size_t i;

	for (i = 0; i < 3; i++) {
		const struct one headers[] = { GOOD, { "Content-Length", n },
			{ NULL, NULL } };

		snprintf(n, sizeof(n), "%zu",
		    (size_t)LIMIT_CHECK_BYTES - 1 + i);
		assert_int_equal(of(headers, "HTTP/1.1", ROUTE_CHECK),
		    i < 2 ? PROBLEM_NONE : PROBLEM_LARGE);
	}
	head_take(&h, "Host", 4, "a", 1);
	for (i = 1; i < LIMIT_HTTP_HEADERS; i++)
		head_take(&h, "X", 1, "a", 1);
	assert_int_equal(head_problem(&h, "HTTP/1.1", &routes[ROUTE_HEALTH],
			     true),
	    PROBLEM_NONE);
	head_take(&h, "X", 1, "a", 1);
	assert_int_equal(head_problem(&h, "HTTP/1.1", &routes[ROUTE_HEALTH],
			     true),
	    PROBLEM_HEAD);
}

/* Another page can have a browser send a form with its cookie: it counts only
 * with the browser's word that it came from a page of this listener. */
static void
a_form_is_of_its_own_page(void **state)
{
#define FORM                                                         \
	{ "Host", "a.example:8443" },                                \
	    { "Content-Type", "application/x-www-form-urlencoded" }, \
	{                                                            \
		"Content-Length", "3"                                \
	}
	static const struct {
		struct one h[7];
		enum problem is;
	} cases[] = {
		{ { FORM, { "Origin", "https://a.example:8443" } },
		    PROBLEM_NONE },
		{ { FORM, { "Origin", "https://A.EXAMPLE:8443" } },
		    PROBLEM_NONE },
		{ { FORM, { "Sec-Fetch-Site", "same-origin" } }, PROBLEM_NONE },
		{ { FORM, { "Origin", "null" },
		      { "Sec-Fetch-Site", "same-origin" } },
		    PROBLEM_NONE },
		{ { FORM }, PROBLEM_ORIGIN },
		{ { FORM, { "Origin", "null" } }, PROBLEM_ORIGIN },
		{ { FORM, { "Origin", "" } }, PROBLEM_ORIGIN },
		{ { FORM, { "Origin", "http://a.example:8443" } },
		    PROBLEM_ORIGIN },
		{ { FORM, { "Origin", "https://a.example" } }, PROBLEM_ORIGIN },
		{ { FORM, { "Origin", "https://a.example:84430" } },
		    PROBLEM_ORIGIN },
		{ { FORM, { "Origin", "https://a.example:8443" },
		      { "Sec-Fetch-Site", "same-site" } },
		    PROBLEM_ORIGIN },
		{ { FORM, { "Sec-Fetch-Site", "same-origin" },
		      { "Sec-Fetch-Site", "same-origin" } },
		    PROBLEM_ORIGIN },
		{ { FORM, { "Origin", "https://a.example:8443" },
		      { "Origin", "https://a.example:8443" } },
		    PROBLEM_ORIGIN },
		{ { { "Host", "a" }, { "Origin", "https://a" },
		      { "Content-Length", "2" },
		      { "Content-Type", "application/json" } },
		    PROBLEM_TYPE },
		{ { FORM, { "Origin", "https://a.example:8443" },
		      { "Cookie", "a=b" }, { "Cookie", "c=d" } },
		    PROBLEM_REQUEST },
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (of(cases[i].h, "HTTP/1.1", ROUTE_PAGE_CHECK) != cases[i].is)
			fail_msg("case %zu is %d", i,
			    of(cases[i].h, "HTTP/1.1", ROUTE_PAGE_CHECK));
}

static void
a_cookie_has_one_form(void **state)
{
	char good[SESSION_TEXT + 1], line[2048];
	const struct {
		const char *form;
		bool ok;
	} cases[] = {
		{ HEAD_COOKIE "=%s", true },
		{ "a=b; " HEAD_COOKIE "=%s; c=d", true },
		{ "a=b;" HEAD_COOKIE "=%s", true },
		{ HEAD_COOKIE "=%s0", false },
		{ HEAD_COOKIE "= %s", false },
		{ "x" HEAD_COOKIE "=%s", false },
		{ HEAD_COOKIE "=; " HEAD_COOKIE "=%s", false },
		{ HEAD_COOKIE "=%s; " HEAD_COOKIE "=0", false },
		{ ";;; ;", false },
	};
	size_t i;

	memset(good, 'a', SESSION_TEXT);
	good[SESSION_TEXT] = '\0';
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct http_head h = { 0 };
		int n = snprintf(line, sizeof(line), cases[i].form, good);

		head_take(&h, "Cookie", 6, line, (size_t)n);
		if ((strcmp(h.cookie, good) == 0) != cases[i].ok ||
		    (!cases[i].ok && h.cookie[0] != '\0'))
			fail_msg("case %zu: %s", i, line);
	}
}

static void
a_token_has_one_form(void **state)
{
	static const struct {
		const char *value;
		bool ok;
	} cases[] = {
		{ "Bearer " TOKEN, true },
		{ "bearer " TOKEN, true },
		{ "Bearer  " TOKEN, false },
		{ "Bearer " TOKEN "0", false },
		{ "Basic " TOKEN, false },
		{ TOKEN, false },
		{ "Bearer fst_0123456789ABCDEF0123456789abcdef0123456789abcdef",
		    false },
		{ "", false },
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct http_head h = { 0 };

		head_take(&h, "authorization", 13, cases[i].value,
		    strlen(cases[i].value));
		assert_int_equal(h.bad_token, !cases[i].ok);
		assert_int_equal(h.token[0] != '\0', cases[i].ok);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_of_the_form),
		cmocka_unit_test(what_is_not),
		cmocka_unit_test(a_nul_is_refused),
		cmocka_unit_test(lengths_at_their_limits),
		cmocka_unit_test(a_form_is_of_its_own_page),
		cmocka_unit_test(a_cookie_has_one_form),
		cmocka_unit_test(a_token_has_one_form),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
