/* A query says one thing or nothing, and is the same on both sides of the
 * pair of sockets. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "serve/query.h"
#include "support/fault_mem.h"

static int
reads(const char *json)
{
	struct arena a;
	struct query q;
	const char *why = NULL;
	int r;

	arena_init(&a, &mem_system, (size_t)1 << 20);
	r = query_read(&a, json, strlen(json), &q, &why);
	if (r != 0)
		assert_non_null(why);
	arena_release(&a);
	return r;
}

static void
what_is_refused(void **state)
{
	static const char *const bad[] = { "", "[]", "{", "null", "1",
		"{\"person\":\"1\"}", "{\"act\":\"removal\"}",
		"{\"person\":1,\"act\":\"removal\"}",
		"{\"person\":\"\",\"act\":\"removal\"}",
		"{\"person\":\"1\",\"act\":\"removal\",\"person\":\"2\"}",
		"{\"person\":\"1\",\"act\":\"removal\",\"oficer\":\"2\"}",
		"{\"person\":\"1\\u0000\",\"act\":\"removal\"}",
		"{\"person\":\"1\\n\",\"act\":\"removal\"}",
		"{\"person\":\"1\",\"act\":\"removal\",\"facts\":\"x\"}",
		"{\"person\":\"1\",\"act\":\"removal\",\"facts\":[null]}",
		"{\"person\":\"1\",\"act\":\"removal\",\"slots\":[]}",
		"{\"person\":\"1\",\"act\":\"removal\",\"slots\":{\"to\":1}}",
		"{\"person\":\"1\",\"act\":\"removal\"} {}" };
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (reads(bad[i]) == 0)
			fail_msg("taken: %s", bad[i]);
	assert_int_equal(reads("{\"person\":\"1\",\"act\":\"removal\"}"), 0);
}

static void
limits(void **state)
{
	static char json[LIMIT_CHECK_BYTES];
	size_t i, k, n;

	for (k = LIMIT_STATED - 1; k <= LIMIT_STATED + 1; k++) {
		n = (size_t)snprintf(json, sizeof(json),
		    "{\"person\":\"1\",\"act\":\"removal\",\"facts\":[\"x\"");
		for (i = 1; i < k; i++)
			n += (size_t)snprintf(json + n, sizeof(json) - n,
			    ",\"x\"");
		snprintf(json + n, sizeof(json) - n, "]}");
		assert_int_equal(reads(json) == 0, k <= LIMIT_STATED);
	}
	for (k = LIMIT_NONCE_BYTES - 1; k <= LIMIT_NONCE_BYTES + 1; k++) {
		char nonce[LIMIT_NONCE_BYTES + 2];

		memset(nonce, 'n', k);
		nonce[k] = '\0';
		snprintf(json, sizeof(json),
		    "{\"person\":\"1\",\"act\":\"removal\",\"nonce\":\"%s\"}",
		    nonce);
		assert_int_equal(reads(json) == 0, k <= LIMIT_NONCE_BYTES);
	}
}

static const char whole[] =
    "{\"nonce\":\"n\",\"person\":\"A000-000-001\",\"act\":\"removal\","
    "\"to\":\"IQ\",\"under\":\"INA_240\",\"slots\":{\"x\":\"y\"},"
    "\"departs\":\"2026-12-01T00:00Z\",\"arrives\":\"2026-12-01T09:00Z\","
    "\"facts\":[\"nationality IQ\",\"final_order since 1995\"]}";

static void
both_sides_read_the_same(void **state)
{
	struct query q, got;
	struct arena a;
	struct wire w;
	struct buf b;
	const char *why;

	arena_init(&a, &mem_system, (size_t)1 << 20);
	buf_init(&b, &mem_system, (size_t)1 << 20);
	assert_int_equal(query_read(&a, whole, strlen(whole), &q, &why), 0);
	query_put(&b, &q);
	w = (struct wire){ (const uint8_t *)b.s, (const uint8_t *)b.s + b.len,
		false };
	assert_int_equal(query_get(&w, &a, &got), 0);
	assert_true(wire_done(&w));
	assert_string_equal(got.nonce, "n");
	assert_string_equal(got.person, "A000-000-001");
	assert_string_equal(got.act, "removal");
	assert_string_equal(got.departs, "2026-12-01T00:00Z");
	assert_string_equal(got.arrives, "2026-12-01T09:00Z");
	assert_int_equal(got.nslots, 3);
	assert_string_equal(got.slots[0].name, "to");
	assert_string_equal(got.slots[2].value, "y");
	assert_int_equal(got.nfacts, 2);
	assert_string_equal(got.facts[1], "final_order since 1995");
	buf_release(&b);
	arena_release(&a);
}

/* Cut anywhere it is refused, and never read beyond. */
static void
a_cut_message_is_refused(void **state)
{
	struct query q, got;
	struct arena a;
	struct wire w;
	struct buf b;
	const char *why;
	size_t n;
	int r;

	arena_init(&a, &mem_system, (size_t)64 << 20);
	buf_init(&b, &mem_system, (size_t)1 << 20);
	assert_int_equal(query_read(&a, whole, strlen(whole), &q, &why), 0);
	query_put(&b, &q);
	for (n = 0; n < b.len; n++) {
		w = (struct wire){ (const uint8_t *)b.s,
			(const uint8_t *)b.s + n, false };
		r = query_get(&w, &a, &got);
		if (r == 0 && wire_done(&w))
			fail_msg("taken when cut at %zu", n);
	}
	buf_release(&b);
	arena_release(&a);
}

static void
every_refusal_of_memory(void **state)
{
	struct fault_mem f;
	struct query q;
	struct arena a;
	const char *why;
	size_t i;
	int r = E_NOMEM;

	for (i = 1; r != 0 && i < 100; i++) {
		fault_mem_init(&f, i);
		arena_init(&a, &f.mem, (size_t)1 << 20);
		r = query_read(&a, whole, strlen(whole), &q, &why);
		assert_true(r == 0 || r == E_NOMEM);
		arena_release(&a);
	}
	assert_int_equal(r, 0);
}

/* -- Manifests ----------------------------------------------------------- */

static const char manifest[] =
    "{\"nonce\":\"n\",\"manifest\":\"N7-2.x_\",\"act\":\"removal\","
    "\"to\":\"IQ\",\"by\":\"ICE\",\"departs\":\"2026-12-01T00:00Z\","
    "\"lines\":[{\"person\":\"A000-000-001\"},{\"person\":\"A000-000-002\","
    "\"list\":\"alternate\",\"to\":\"SY\",\"facts\":[\"nationality IQ\"]},"
    "{\"person\":\"A000-000-003\",\"list\":\"main\"}]}";

static int
manifest_reads(const char *json)
{
	struct manifest m;
	struct arena a;
	const char *why = NULL;
	int r;

	arena_init(&a, &mem_system, (size_t)16 << 20);
	r = manifest_read(&a, json, strlen(json), &m, &why);
	if (r != 0)
		assert_non_null(why);
	arena_release(&a);
	return r;
}

static void
manifests_on_both_sides(void **state)
{
	struct query_slot slots[3];
	struct manifest m, got;
	struct arena a;
	struct query q;
	struct wire w;
	struct buf b;
	const char *why;
	size_t n;
	int r;

	arena_init(&a, &mem_system, (size_t)64 << 20);
	buf_init(&b, &mem_system, (size_t)1 << 20);
	assert_int_equal(manifest_read(&a, manifest, strlen(manifest), &m,
			     &why),
	    0);
	manifest_put(&b, &m);
	for (n = 0; n <= b.len; n++) {
		w = (struct wire){ (const uint8_t *)b.s,
			(const uint8_t *)b.s + n, false };
		r = manifest_get(&w, &a, &got);
		if ((r == 0 && wire_done(&w)) != (n == b.len))
			fail_msg("cut at %zu of %zu", n, b.len);
	}
	assert_string_equal(got.name, "N7-2.x_");
	assert_int_equal(got.n, 3);
	manifest_query(&got, 0, slots, &q);
	assert_string_equal(q.person, "A000-000-001");
	assert_string_equal(q.slots[0].value, "IQ");
	assert_int_equal(q.nslots, 2);
	assert_int_equal(q.nfacts, 0);
	assert_string_equal(q.departs, "2026-12-01T00:00Z");
	manifest_query(&got, 1, slots, &q);
	assert_string_equal(q.slots[0].value, "SY");
	assert_int_equal(q.nslots, 2);
	assert_string_equal(q.facts[0], "nationality IQ");
	assert_true(got.lines[1].alternate);
	assert_false(got.lines[2].alternate);
	buf_release(&b);
	arena_release(&a);
}

static void
manifest_limits(void **state)
{
	static char json[1 << 20];
	size_t i, k, n;

	for (k = LIMIT_MANIFEST_LINES - 1; k <= LIMIT_MANIFEST_LINES + 1; k++) {
		n = (size_t)snprintf(json, sizeof(json),
		    "{\"manifest\":\"m\",\"act\":\"a\",\"to\":\"b\",\"lines\":[");
		for (i = 0; i < k; i++)
			n += (size_t)snprintf(json + n, sizeof(json) - n,
			    "%s{\"person\":\"%zu\"}", i == 0 ? "" : ",", i);
		snprintf(json + n, sizeof(json) - n, "]}");
		assert_int_equal(manifest_reads(json) == 0,
		    k <= LIMIT_MANIFEST_LINES);
	}
	for (k = LIMIT_MANIFEST_NAME - 1; k <= LIMIT_MANIFEST_NAME + 1; k++) {
		char name[LIMIT_MANIFEST_NAME + 2];

		memset(name, 'm', k);
		name[k] = '\0';
		snprintf(json, sizeof(json),
		    "{\"manifest\":\"%s\",\"act\":\"a\",\"to\":\"b\","
		    "\"lines\":[{\"person\":\"1\"}]}",
		    name);
		assert_int_equal(manifest_reads(json) == 0,
		    k <= LIMIT_MANIFEST_NAME);
	}
}

static void
manifest_memory(void **state)
{
	struct fault_mem f;
	struct manifest m;
	struct arena a;
	const char *why;
	size_t i;
	int r = E_NOMEM;

	for (i = 1; r != 0 && i < 100; i++) {
		fault_mem_init(&f, i);
		arena_init(&a, &f.mem, (size_t)1 << 20);
		r = manifest_read(&a, manifest, strlen(manifest), &m, &why);
		assert_true(r == 0 || r == E_NOMEM);
		arena_release(&a);
	}
	assert_int_equal(r, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_refused),
		cmocka_unit_test(limits),
		cmocka_unit_test(both_sides_read_the_same),
		cmocka_unit_test(a_cut_message_is_refused),
		cmocka_unit_test(every_refusal_of_memory),
		cmocka_unit_test(manifests_on_both_sides),
		cmocka_unit_test(manifest_limits),
		cmocka_unit_test(manifest_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
