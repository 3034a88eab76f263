/* A notice of a docket waits: it touches nothing that an answer rests on, is
 * kept once, and is settled once. */

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/limits.h"
#include "serve/dockets.h"

static struct arena arena;
static struct store *store;

static int
set_up(void **state)
{
	static const struct store_kind kind = { .name = "dockets" };

	(void)state;
	arena_init(&arena, &mem_system, (size_t)64 << 20);
	return store_memory(&mem_system, &kind, NULL, &store);
}

static int
tear_down(void **state)
{
	(void)state;
	store_close(store);
	arena_release(&arena);
	return 0;
}

static uint64_t
put(const char *text)
{
	struct appended out;

	assert_int_equal(docket_put(store, text, strlen(text), "a mail",
			     "clerk", &out),
	    0);
	return out.first;
}

static void
read_all(struct docket_notices *out)
{
	struct store_head head;

	assert_int_equal(store_sync_views(store, &head), 0);
	assert_int_equal(docket_notices_read(&arena, store, head.size, out), 0);
}

static int
is_apart(void *ctx, const struct written *w)
{
	struct entry_view v;
	size_t i, *n = ctx;

	if (entry_read(&arena, w->bytes, w->n, &v) != 0)
		return E_BROKEN;
	if (strncmp(v.kind, "docket_", 7) == 0) {
		++*n;
		/* No answer, cache, recall or broadcast follows these. */
		for (i = 0; i < v.non; i++)
			assert_true(strcmp(v.on[i], "docket_notices") == 0 ||
			    strncmp(v.on[i], "docket_text/", 12) == 0 ||
			    strncmp(v.on[i], "docket_settled/", 15) == 0);
		/* And its words are in none of them. */
		assert_null(memmem(w->bytes, w->n, "A v. B", 6));
	}
	entry_view_release(&v);
	return 0;
}

static void
no_answer_rests_on_it(void **state)
{
	struct appended out;
	uint64_t seq = put("A v. B: ORDER staying removal");
	size_t n = 0;

	(void)state;
	assert_int_equal(docket_refuse(store, seq, "no order", "clerk", &out),
	    0);
	assert_int_equal(store_follow(store, 0, 0, is_apart, &n), 0);
	assert_int_equal(n, 2);
}

static void
the_same_text_is_kept_once(void **state)
{
	static const char text[] = "A v. B: again";
	struct docket_notices all;
	struct appended out;
	uint64_t seq = put(text);

	(void)state;
	assert_int_equal(docket_put(store, text, strlen(text), NULL, "another",
			     &out),
	    E_CONFLICT);
	read_all(&all);
	assert_int_equal(all.n, 2);
	assert_int_equal(all.items[1].seq, seq);
	assert_string_equal(all.items[1].by, "clerk");
	assert_ptr_equal(docket_notices_same(&all, all.items[1].document),
	    &all.items[1]);
	/* What was refused is not proposed again. */
	assert_int_equal(docket_put(store, "A v. B: ORDER staying removal",
			     strlen("A v. B: ORDER staying removal"), NULL,
			     "another", &out),
	    E_CONFLICT);
}

static void
it_is_settled_once(void **state)
{
	struct docket_notices all;
	struct appended out;
	uint64_t seq = put("A v. B: once");
	const struct docket_notice *x;

	(void)state;
	assert_int_equal(docket_refuse(store, seq, "read", "clerk", &out), 0);
	assert_int_equal(docket_refuse(store, seq, "again", "clerk", &out),
	    E_CONFLICT);
	read_all(&all);
	x = docket_notices_of(&all, seq);
	assert_non_null(x);
	assert_int_equal(x->state, DOCKET_REFUSED);
	assert_string_equal(x->why, "read");
	assert_null(docket_notices_of(&all, seq + 1));
	/* A refusal of what is none makes the list unreadable, not shorter. */
	assert_int_equal(docket_refuse(store, 9999, "none", "clerk", &out), 0);
	assert_int_equal(store_sync_views(store, &(struct store_head){ 0 }), 0);
	assert_int_equal(docket_notices_read(&arena, store, out.first, &all),
	    E_BROKEN);
}

static void
a_feed_is_silent(void **state)
{
	struct docket_notice x = { .by = "feed", .sent = true };
	struct docket_notices l = { &x, 1 };
	struct account feed = { .id = "feed", .role = ROLE_FEED, .quiet = 2 };
	struct accounts all = { &feed, 1 };
	const struct instant two = instant_add_minutes(feed.since, 120),
			     three = instant_add_minutes(feed.since, 180);

	(void)state;
	x.at = instant_add_minutes(feed.since, 61);
	assert_int_equal(docket_feeds_silent(&l, &all,
			     instant_add_minutes(feed.since, 119)),
	    0);
	assert_false(docket_feed_silent(&l, &feed, two));
	assert_false(docket_feed_silent(&l, &feed, three));
	assert_true(docket_feed_silent(&l, &feed,
	    instant_add_minutes(feed.since, 181)));
	x.sent = false; /* what a person pastes shows nothing of it */
	assert_true(docket_feed_silent(&l, &feed, two));
	assert_int_equal(docket_feeds_silent(&l, &all, two), 1);
	feed.revoked = true;
	assert_false(docket_feed_silent(&l, &feed, two));
	feed.revoked = false;
	feed.quiet = 0;
	assert_false(docket_feed_silent(&l, &feed, two));
}

static void
what_is_text(void **state)
{
	static const struct {
		const char *s;
		size_t n;
	} bad[] = { { "", 0 }, { " \t\r\n", 4 }, { "a\0b", 3 }, { "\xff", 1 },
		{ "a\xc3", 2 }, { "\xed\xa0\x80", 3 } };
	char *large = malloc(LIMIT_DOCKET_BYTES + 1);
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(docket_text_check(bad[i].s, bad[i].n),
		    E_SYNTAX);
	assert_int_equal(docket_text_check("\xef\xbf\xbd", 3), 0);
	assert_non_null(large);
	memset(large, 'x', LIMIT_DOCKET_BYTES + 1);
	assert_int_equal(docket_text_check(large, LIMIT_DOCKET_BYTES - 1), 0);
	assert_int_equal(docket_text_check(large, LIMIT_DOCKET_BYTES), 0);
	assert_int_equal(docket_text_check(large, LIMIT_DOCKET_BYTES + 1),
	    E_LIMIT);
	free(large);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_answer_rests_on_it),
		cmocka_unit_test(the_same_text_is_kept_once),
		cmocka_unit_test(it_is_settled_once),
		cmocka_unit_test(a_feed_is_silent),
		cmocka_unit_test(what_is_text),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
