/* What a keeper is told: every length is bounded, and half a message, or one
 * that lies about itself, is refused and harms nobody. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cmocka.h>

#include "store/folder.h"
#include "store/wire.h"

static void
batch(struct buf *b)
{
	static const char *const drafts[] = { "{\"a\":1}", "{\"b\":22}" };
	static const size_t sizes[] = { 7, 8 };
	static const struct precondition pre[] = { { "orders", 7 },
		{ "people", 1 } };
	const struct keeper_request q = { .drafts = drafts,
		.sizes = sizes,
		.n = 2,
		.id = { 1, UINT64_MAX },
		.has_expected = true,
		.expected = 12,
		.pre = pre,
		.npre = 2 };
	size_t begin;

	buf_init(b, &mem_system, WIRE_REQUEST_MAX);
	begin = wire_begin(b);
	wire_append(b, &q);
	wire_end(b, begin);
	assert_false(b->failed);
}

static void
test_batch(void **state)
{
	struct keeper_request q;
	struct arena a;
	struct wire w;
	struct buf b;
	size_t n, cut;

	arena_init(&a, &mem_system, 1 << 20);
	batch(&b);
	assert_int_equal(wire_whole(&b, WIRE_REQUEST_MAX, &w, &n), 0);
	assert_int_equal(n, b.len);
	assert_int_equal(wire_get_append(&w, &a, &q), 0);
	assert_int_equal(q.n, 2);
	assert_int_equal(q.id[1], UINT64_MAX);
	assert_int_equal(q.expected, 12);
	assert_string_equal(q.pre[1].subject, "people");
	assert_int_equal(q.pre[0].since, 7);
	assert_int_equal(q.sizes[1], 8);
	assert_memory_equal(q.drafts[1], "{\"b\":22}", 8);
	/* Any part of it is none; nor is it with more behind. */
	for (cut = 0; cut < n - 4; cut++) {
		assert_int_equal(wire_whole(&b, WIRE_REQUEST_MAX, &w, &n), 0);
		w.end = w.at + cut;
		assert_int_equal(wire_get_append(&w, &a, &q), E_SYNTAX);
	}
	assert_int_equal(wire_whole(&b, n - 4, &w, &n), 0);
	assert_int_equal(wire_whole(&b, n - 5, &w, &n), E_LIMIT);
	b.len--;
	assert_int_equal(wire_whole(&b, WIRE_REQUEST_MAX, &w, &n), E_AGAIN);
	buf_release(&b);
	arena_release(&a);
}

/* Every byte of a batch changed: refused or read, never beyond its end. */
static void
test_lies(void **state)
{
	struct keeper_request q;
	struct arena a;
	struct wire w;
	struct buf b;
	size_t i, n;
	char was;

	batch(&b);
	for (i = 4; i < b.len; i++) {
		arena_init(&a, &mem_system, 8u << 20);
		was = b.s[i];
		b.s[i] = (char)0xff;
		assert_int_equal(wire_whole(&b, WIRE_REQUEST_MAX, &w, &n), 0);
		if (wire_get_append(&w, &a, &q) == 0) {
			assert_true(q.n <= LIMIT_BATCH);
			assert_true(q.npre <= LIMIT_PRECONDITIONS);
		}
		b.s[i] = was;
		arena_release(&a);
	}
	buf_release(&b);
}

static void
test_strangers(void **state)
{
	static const char *const said[] = { "\xff\xff\xff\xff",
		"\x04\0\0\0\x02\x02\x02\x02", "GET / HTTP/1.1\r\n\r\n" };
	static const size_t sizes[] = { 4, 8, 18 };
	const struct timeval patience = { 5, 0 };
	const struct store_kind kind = { false, NULL };
	char top[64], path[128], command[128], back[64];
	struct store_head h;
	struct folder f;
	struct store *s;
	struct arena a;
	const char *why;
	int fd;
	size_t i;

	snprintf(top, sizeof(top), "/tmp/forestay-wire.XXXXXX");
	assert_non_null(mkdtemp(top));
	snprintf(path, sizeof(path), "%s/s", top);
	arena_init(&a, &mem_system, 1 << 20);
	assert_int_equal(store_init(&a, path, &kind, &why), 0);
	assert_int_equal(store_open(&a, path, 30000, &s, &why), 0);
	assert_int_equal(folder_open(&f, &file_system_real, path), 0);
	for (i = 0; i < sizeof(said) / sizeof(said[0]); i++) {
		assert_int_equal(folder_connect(&f, &fd), 0);
		assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO,
				     &patience, sizeof(patience)),
		    0);
		assert_int_equal(send(fd, said[i], sizes[i], MSG_NOSIGNAL),
		    sizes[i]);
		if (i == 2)
			shutdown(fd, SHUT_WR);
		/* A refusal, or the line cut; never an answer. */
		if (recv(fd, back, sizeof(back), MSG_WAITALL) > 4)
			assert_int_not_equal(back[4], 0);
		close(fd);
		assert_int_equal(store_head(s, &h), 0);
		assert_int_equal(h.size, 1);
	}
	folder_close(&f);
	store_close(s);
	arena_release(&a);
	snprintf(command, sizeof(command), "rm -rf '%s'", top);
	assert_int_equal(system(command), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_batch),
		cmocka_unit_test(test_lies),
		cmocka_unit_test(test_strangers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
