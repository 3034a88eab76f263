/* A page says what the signed reply says, of one size, and can hold no more:
 * nothing in a reply ends an element, and what is over is a hold. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/web.h"
#include "serve/page.h"

static struct page_desk desk;
static struct buf page;

static struct instant
now(void)
{
	struct instant t;

	assert_int_equal(instant_parse_utc("2026-12-01T10:00:00Z", 20, &t), 0);
	return t;
}

#define REPLY(verdict, more)                                           \
	"{\"forestay\":\"answer 1\",\"nonce\":null,\"account\":\"o\"," \
	"\"person\":\"A000-000-114\",\"act\":\"removal\","             \
	"\"slots\":{\"to\":\"IQ\"},\"verdict\":\"" verdict "\","       \
	"\"known\":\"2026-12-01T09:59:59Z\",\"entry\":7,"              \
	"\"identity\":\"exact\",\"rehearsal\":false,"                  \
	"\"desk\":{\"name\":\"N. Night\",\"telephone\":\"555\"}," more "}\n"

/* What is shown: behind it is what a script shows when it must. */
static void
is_whole(void)
{
	char *rest = strstr(page.s, "<template");

	assert_false(page.failed);
	assert_int_equal(page.len, PAGE_BYTES);
	assert_non_null(rest);
	assert_non_null(strstr(rest, ">HOLD</h1>"));
	*rest = '\0';
}

static void
answer(const char *text)
{
	json_t *j = json_loads(text, 0, NULL);

	assert_non_null(j);
	buf_clear(&page);
	page_desk_read(&desk, j, now());
	page_answer(&page, j, text, "example.org/log abc=", &desk, now());
	is_whole();
	json_decref(j);
}

static void
says(const char *word)
{
#define HEADING(word) ("<h1 id=\"word\" tabindex=\"-1\">" word "</h1>")
	static const char *const words[] = { HEADING("BARRED"), HEADING("HOLD"),
		HEADING("NO BAR ON RECORD") };
	size_t i;

	for (i = 0; i < 3; i++)
		if ((strstr(page.s, words[i]) != NULL) !=
		    (strstr(words[i], word) != NULL))
			fail_msg("not %s:\n%s", word, page.s);
}

static void
each_answer_in_its_words(void **state)
{
	answer(REPLY("barred",
	    "\"orders\":[{\"order\":\"one.stay\",\"document\":\"Dkt. 1\","
	    "\"case\":\"One v. Two\",\"court\":null,\"docket\":\"2:17\","
	    "\"ends\":\"2090-07-07T04:00:00Z\"}],\"more_orders\":2"));
	says("BARRED");
	assert_non_null(strstr(page.s, "One v. Two</b> 2:17, Dkt. 1<br>"));
	assert_non_null(strstr(page.s, "until 7 Jul 2090, 04:00 UTC"));
	assert_non_null(strstr(page.s, "and 2 more"));
	assert_non_null(strstr(page.s, "removal to Iraq"));
	assert_non_null(strstr(page.s, "<option value=\"IQ\" selected>"));
	answer(REPLY("hold", "\"orders\":[],\"more_orders\":0"));
	says("HOLD");
	assert_non_null(strstr(page.s, "N. Night"));
	assert_null(strstr(page.s, "http-equiv"));
	answer(
	    REPLY("no_bar_on_record", "\"expires\":\"2026-12-01T10:05:00Z\""));
	says("NO BAR");
	/* It goes away by itself. */
	assert_non_null(strstr(page.s, "content=\"300; url=/over\""));
}

/* As any client reads it: judge.h. */
static void
what_is_not_good_is_a_hold(void **state)
{
	static const char *const replies[] = {
		REPLY("no_bar_on_record", "\"expires\":null"),
		REPLY("no_bar_on_record",
		    "\"expires\":\"2026-12-01T10:00:00Z\""),
		REPLY("no_bar_on_record",
		    "\"expires\":\"2026-12-01T10:06:01Z\""),
		REPLY("no_bar_on_record",
		    "\"expires\":\"2026-12-01T10:05:00Z\",\"rehearsal\":true"),
		REPLY("no_bar_on_record",
		    "\"expires\":\"2026-12-01T10:05:00Z\",\"entry\":null"),
		REPLY("no_bar_on_record",
		    "\"expires\":\"2026-12-01T10:05:00Z\","
		    "\"identity\":\"near\""),
		REPLY("clear", "\"expires\":\"2026-12-01T10:05:00Z\""),
		REPLY("", "\"expires\":\"2026-12-01T10:05:00Z\""),
		"{\"desk\":null}\n",
	};
	size_t i;

	for (i = 0; i < sizeof(replies) / sizeof(replies[0]); i++) {
		answer(replies[i]);
		says("HOLD");
	}
	assert_non_null(strstr(page.s, "nobody is on the roster"));
}

/* What is not ours by its form stands in none of the pages. */
static void
nothing_of_a_reply_is_markup(void **state)
{
#define HOSTILE "<i>x'\\\"&"
	static const char text[] =
	    "{\"account\":\"" HOSTILE "\",\"person\":\"" HOSTILE
	    "\",\"act\":\"" HOSTILE "\",\"slots\":{\"to\":\"" HOSTILE
	    "\"},\"verdict\":\"barred\",\"identity\":\"" HOSTILE
	    "\",\"known\":\"" HOSTILE "\",\"desk\":{\"name\":\"" HOSTILE
	    "\",\"telephone\":\"" HOSTILE "\"},\"orders\":[{\"case\":\"" HOSTILE
	    "\",\"court\":\"" HOSTILE "\",\"docket\":\"" HOSTILE
	    "\",\"document\":\"" HOSTILE "\",\"order\":\"" HOSTILE
	    "\",\"ends\":\"" HOSTILE "\"}]}\n";
	size_t n = 0;
	const char *at;

	answer(text);
	assert_null(strstr(page.s, "<i>"));
	assert_null(strstr(page.s, "x'"));
	for (at = page.s; (at = strstr(at, "&lt;i&gt;x&#39;")) != NULL; at++)
		n++;
	assert_true(n > 10);
}

static void
pages_without_an_answer(void **state)
{
	static const enum route_id asked[] = { ROUTE_PAGE, ROUTE_PAGE_CHECK,
		ROUTE_SIGN_IN };
	enum problem p;
	size_t i;

	for (p = PROBLEM_REQUEST; p < PROBLEMS; p++)
		for (i = 0; i < 3; i++) {
			buf_clear(&page);
			page_problem(&page, p, i == 1 ? "<detail>" : NULL,
			    &routes[asked[i]], &desk);
			is_whole();
			assert_null(strstr(page.s, "<detail>"));
			if (p != PROBLEM_TOKEN || i > 0)
				says("HOLD");
		}
}

/* A slot that nobody fills would be a hole in a page. */
static void
a_part_that_is_not_filled_in(void **state)
{
	buf_clear(&page);
	page_part(&page, "of", NULL, 0);
	assert_true(page.failed);
	buf_clear(&page);
	page_part(&page, "no such part", NULL, 0);
	assert_true(page.failed);
}

static int
begin(void **state)
{
	buf_init(&page, &mem_system, (size_t)1 << 20);
	return 0;
}

static int
finish(void **state)
{
	buf_release(&page);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_answer_in_its_words),
		cmocka_unit_test(what_is_not_good_is_a_hold),
		cmocka_unit_test(nothing_of_a_reply_is_markup),
		cmocka_unit_test(pages_without_an_answer),
		cmocka_unit_test(a_part_that_is_not_filled_in),
	};

	return cmocka_run_group_tests(tests, begin, finish);
}
