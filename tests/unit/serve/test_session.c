/* Who is signed in can be said by nobody but the server, and not for long. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "serve/session.h"

static const uint8_t key[SESSION_KEY] = { 1, 2, 3 };
static const uint8_t other[SESSION_KEY] = { 1, 2, 4 };
static const uint8_t nonce[24] = { 9 };

static struct instant
at(int minutes)
{
	struct instant t = { (int64_t)1800000000 * 1000000 };

	return instant_add_minutes(t, minutes);
}

static struct session
session(int began, int used)
{
	struct session s = { .began = at(began), .used = at(used) };

	memset(s.id, 7, sizeof(s.id));
	memset(s.token.b, 8, sizeof(s.token.b));
	return s;
}

static bool
stands(int began, int used, int now)
{
	struct session s = session(began, used), out;
	char text[SESSION_TEXT + 1];

	session_seal(key, nonce, &s, text);
	return session_open(key, text, at(now), &out);
}

static void
what_was_sealed_comes_back(void **state)
{
	struct session s = session(0, 5), out;
	char text[SESSION_TEXT + 1];

	session_seal(key, nonce, &s, text);
	assert_int_equal(strlen(text), SESSION_TEXT);
	assert_true(session_form(text, strlen(text)));
	assert_true(session_open(key, text, at(6), &out));
	assert_memory_equal(out.id, s.id, sizeof(s.id));
	assert_true(hash_equal(&out.token, &s.token));
	assert_int_equal(out.began.us, s.began.us);
	assert_int_equal(out.used.us, s.used.us);
	assert_false(session_open(other, text, at(6), &out));
}

static void
no_digit_can_be_changed(void **state)
{
	struct session s = session(0, 5), out;
	char text[SESSION_TEXT + 1];
	size_t i;

	session_seal(key, nonce, &s, text);
	for (i = 0; i < SESSION_TEXT; i++) {
		char was = text[i];

		text[i] = was == '0' ? '1' : '0';
		assert_false(session_open(key, text, at(6), &out));
		text[i] = 'A';
		assert_false(session_open(key, text, at(6), &out));
		text[i] = was;
	}
	text[SESSION_TEXT - 1] = '\0';
	assert_false(session_open(key, text, at(6), &out));
	assert_false(session_open(key, "", at(6), &out));
}

static void
it_ends(void **state)
{
	const int all = SESSION_MINUTES, idle = SESSION_IDLE_MINUTES;

	assert_true(stands(0, 0, idle - 1));
	assert_false(stands(0, 0, idle));
	assert_true(stands(0, all - 2, all - 1));
	assert_false(stands(0, all - 2, all));
	/* A clock set back is no way to go on. */
	assert_true(stands(0, 2, 0));
	assert_false(stands(0, 3, 0));
	assert_false(stands(5, 4, 6));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_sealed_comes_back),
		cmocka_unit_test(no_digit_can_be_changed),
		cmocka_unit_test(it_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
