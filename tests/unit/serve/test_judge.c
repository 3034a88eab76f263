/* A reply that is cut at any byte, has any bit turned, is another's, forged,
 * old or not understood is a hold; only the whole one is what it says. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "serve/judge.h"

static uint8_t secret[NOTE_SECRET_BYTES];
static struct note_key key;
static const struct forestay_question asked = { .person = "A000-000-001",
	.act = "removal",
	.to = "IQ" };
static const struct instant now = { 1796083200000000 }; /* 2026-11-30 */

static const char form[] =
    "{\"forestay\":\"answer 1\",\"nonce\":\"%s\",\"account\":\"o\","
    "\"person\":\"%s\",\"act\":\"removal\",\"slots\":{\"to\":\"%s\"},"
    "\"verdict\":\"%s\",\"identity\":\"%s\",\"expires\":%s,\"entry\":%s,"
    "\"rehearsal\":%s}\n";

struct reply {
	char body[2048];
	char signature[256];
};

static void
sign_with(struct reply *r, const struct note_key *k, const uint8_t *with)
{
	static const size_t lead = sizeof("\xe2\x80\x94 ") - 1;
	struct buf b;

	buf_init(&b, &mem_system, 4096);
	note_sign(&b, r->body, strlen(r->body), k, with, 0);
	snprintf(r->signature, sizeof(r->signature), "%.*s",
	    (int)(b.len - lead - 1), b.s + lead);
	buf_release(&b);
}

static void
expires_in(char out[40], int64_t minutes)
{
	struct buf b;

	buf_init(&b, &mem_system, 64);
	instant_print_utc(&b, instant_add_minutes(now, minutes));
	snprintf(out, 40, "\"%.30s\"", b.s);
	buf_release(&b);
}

static enum forestay_verdict
judged(const struct reply *r, size_t n, long status, const char **why)
{
	struct judge_reply j = { .status = status,
		.signature = r->signature[0] == '\0' ? NULL : r->signature,
		.n = n };
	struct instant expires;
	char *body = malloc(n + 1);
	enum forestay_verdict v;

	/* Of its very length: a read beyond it is found. */
	assert_non_null(body);
	memcpy(body, r->body, n);
	body[n] = '\0';
	j.body = body;
	v = judge_reply(&mem_system, &key, &asked, "n1", now, &j, &expires,
	    why);
	free(body);
	return v;
}

static void
reply_make(struct reply *r, const char *verdict)
{
	char expires[40];

	expires_in(expires, 5);
	snprintf(r->body, sizeof(r->body), form, "n1", "A000-000-001", "IQ",
	    verdict, "exact",
	    strcmp(verdict, "no_bar_on_record") == 0 ? expires : "null", "12",
	    "false");
	sign_with(r, &key, secret);
}

static void
what_is_whole(void **state)
{
	struct reply r;
	const char *why;

	reply_make(&r, "barred");
	assert_int_equal(judged(&r, strlen(r.body), 200, &why),
	    FORESTAY_BARRED);
	assert_null(why);
	reply_make(&r, "hold");
	assert_int_equal(judged(&r, strlen(r.body), 200, &why), FORESTAY_HOLD);
	assert_null(why);
	reply_make(&r, "no_bar_on_record");
	assert_int_equal(judged(&r, strlen(r.body), 200, &why),
	    FORESTAY_NO_BAR_ON_RECORD);
	assert_null(why);
}

static void
cut_at_every_byte(void **state)
{
	struct reply r;
	const char *why;
	size_t n;

	reply_make(&r, "no_bar_on_record");
	for (n = 0; n < strlen(r.body); n++) {
		assert_int_equal(judged(&r, n, 200, &why), FORESTAY_HOLD);
		assert_non_null(why);
	}
	for (n = strlen(r.signature); n-- > 0;) {
		r.signature[n] = '\0';
		assert_int_equal(judged(&r, strlen(r.body), 200, &why),
		    FORESTAY_HOLD);
		assert_non_null(why);
	}
}

static void
every_bit_turned(void **state)
{
	struct reply r, bad;
	const char *why;
	size_t i, bits;

	reply_make(&r, "no_bar_on_record");
	bits = 8 * strlen(r.body);
	for (i = 0; i < bits; i++) {
		bad = r;
		bad.body[i / 8] = (char)(bad.body[i / 8] ^ 1 << i % 8);
		assert_int_equal(judged(&bad, strlen(r.body), 200, &why),
		    FORESTAY_HOLD);
	}
	bits = 8 * strlen(r.signature);
	for (i = 0; i < bits; i++) {
		bad = r;
		bad.signature[i / 8] =
		    (char)(bad.signature[i / 8] ^ 1 << i % 8);
		assert_int_equal(judged(&bad, strlen(r.body), 200, &why),
		    FORESTAY_HOLD);
	}
}

/* Signed by the log, and still not to be acted on. */
static void
signed_and_a_hold(void **state)
{
	static const struct {
		const char *nonce, *person, *to, *verdict, *identity, *entry,
		    *rehearsal;
		int minutes;
	} cases[] = {
		{ "n2", "A000-000-001", "IQ", "no_bar_on_record", "exact", "1",
		    "false", 5 }, /* replayed, or another's */
		{ "n1", "A000-000-002", "IQ", "no_bar_on_record", "exact", "1",
		    "false", 5 }, /* of another person */
		{ "n1", "A000-000-001", "SY", "no_bar_on_record", "exact", "1",
		    "false", 5 },
		{ "n1", "A000-000-001", "IQ", "clear", "exact", "1", "false",
		    5 },
		{ "n1", "A000-000-001", "IQ", "NO_BAR_ON_RECORD", "exact", "1",
		    "false", 5 },
		{ "n1", "A000-000-001", "IQ", "no_bar_on_record", "near", "1",
		    "false", 5 },
		{ "n1", "A000-000-001", "IQ", "no_bar_on_record", "exact",
		    "null", "false", 5 },
		{ "n1", "A000-000-001", "IQ", "no_bar_on_record", "exact", "1",
		    "true", 5 },
		{ "n1", "A000-000-001", "IQ", "no_bar_on_record", "exact", "1",
		    "false", 0 }, /* expired */
		{ "n1", "A000-000-001", "IQ", "no_bar_on_record", "exact", "1",
		    "false", 7 }, /* for longer than any is */
	};
	char expires[40];
	struct reply r;
	const char *why;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		expires_in(expires, cases[i].minutes);
		snprintf(r.body, sizeof(r.body), form, cases[i].nonce,
		    cases[i].person, cases[i].to, cases[i].verdict,
		    cases[i].identity, expires, cases[i].entry,
		    cases[i].rehearsal);
		sign_with(&r, &key, secret);
		if (judged(&r, strlen(r.body), 200, &why) != FORESTAY_HOLD ||
		    why == NULL)
			fail_msg("case %zu is believed", i);
	}
}

static void
forged_or_of_another_status(void **state)
{
	static const long statuses[] = { 0, 100, 201, 204, 301, 400, 503 };
	uint8_t seed[32] = { 9 }, other[NOTE_SECRET_BYTES],
		bytes[NOTE_KEY_BYTES];
	struct note_key forger;
	struct reply r;
	const char *why;
	size_t i;

	reply_make(&r, "no_bar_on_record");
	for (i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++)
		assert_int_equal(judged(&r, strlen(r.body), statuses[i], &why),
		    FORESTAY_HOLD);
	note_key_pair(seed, bytes, other);
	assert_int_equal(note_key_make(&forger, NOTE_ED25519, key.name, bytes),
	    0);
	sign_with(&r, &forger, other);
	assert_int_equal(judged(&r, strlen(r.body), 200, &why), FORESTAY_HOLD);
	r.signature[0] = '\0';
	assert_int_equal(judged(&r, strlen(r.body), 200, &why), FORESTAY_HOLD);
}

/* -- Manifests ----------------------------------------------------------- */

#define M_LINE(n, who, to, verdict, expires)                \
	"{\"line\":" n ",\"person\":\"" who                 \
	"\",\"list\":\"main\",\"to\":\"" to                 \
	"\",\"changes\":[\"added\"],\"verdict\":\"" verdict \
	"\",\"identity\":\"exact\",\"expires\":" expires ",\"entry\":12}"
#define M_HEAD(name, nonce)                                                   \
	"{\"forestay\":\"manifest 1\",\"nonce\":\"" nonce                     \
	"\",\"manifest\":\"" name "\",\"act\":\"removal\",\"slots\":{\"to\":" \
	"\"IQ\"},\"version\":2,\"lines\":["
#define M_END      "],\"rehearsal\":false}\n"
#define ONE(...)   ONE_(__VA_ARGS__)
#define ONE_(v, x) M_LINE("1", "A000-000-001", "IQ", v, x)
#define TWO(...)   TWO_(__VA_ARGS__)
#define TWO_(v, x) M_LINE("2", "A000-000-002", "SY", v, x)
#define BAR        "barred", "null"
#define FREE       "no_bar_on_record", "EXPIRES"

static const struct forestay_line listed[] = { { .person = "A000-000-001" },
	{ .person = "A000-000-002", .to = "SY" } };
static const struct forestay_manifest list = { .name = "m",
	.act = "removal",
	.to = "IQ",
	.lines = listed,
	.nlines = 2 };

/* EXPIRES in the form is an instant that is good. */
static enum forestay_verdict
manifest_judged(const char *said, struct forestay_line_answer lines[2],
    const char **why)
{
	struct judge_reply j = { .status = 200 };
	const char *at, *end;
	char expires[40];
	uint64_t version;
	struct reply r;
	size_t n = 0;

	expires_in(expires, 5);
	for (at = said; (end = strstr(at, "EXPIRES")) != NULL; at = end + 7)
		n += (size_t)snprintf(r.body + n, sizeof(r.body) - n, "%.*s%s",
		    (int)(end - at), at, expires);
	snprintf(r.body + n, sizeof(r.body) - n, "%s", at);
	sign_with(&r, &key, secret);
	j.signature = r.signature;
	j.body = r.body;
	j.n = strlen(r.body);
	return judge_manifest(&mem_system, &key, &list, "n1", now, &j, lines,
	    &version, why);
}

static void
a_manifest_that_is_whole(void **state)
{
	struct forestay_line_answer lines[2];
	const char *why;

	assert_int_equal(manifest_judged(M_HEAD("m", "n1")
					     ONE(FREE) "," TWO(FREE) M_END,
			     lines, &why),
	    FORESTAY_NO_BAR_ON_RECORD);
	assert_null(why);
	assert_int_equal(lines[1].changes, FORESTAY_ADDED);
	assert_true(lines[0].expires > now.us);
	assert_int_equal(manifest_judged(M_HEAD("m", "n1")
					     ONE(BAR) "," TWO(FREE) M_END,
			     lines, &why),
	    FORESTAY_BARRED);
	assert_int_equal(lines[0].verdict, FORESTAY_BARRED);
	assert_int_equal(lines[1].verdict, FORESTAY_NO_BAR_ON_RECORD);
	assert_int_equal(manifest_judged(M_HEAD("m", "n1") ONE(
					     BAR) "," TWO("hold", "null") M_END,
			     lines, &why),
	    FORESTAY_HOLD);
	assert_null(why);
}

/* Signed by the log, and yet not to this question: each line is a hold. */
static void
a_manifest_of_other_lines(void **state)
{
	static const char *const said[] = {
		/* one is missing, or is there twice, or is one more */
		M_HEAD("m", "n1") ONE(FREE) M_END,
		M_HEAD("m", "n1") TWO(FREE) M_END,
		M_HEAD("m", "n1") ONE(FREE) "," ONE(FREE) M_END,
		M_HEAD("m", "n1") ONE(FREE) "," TWO(FREE) "," TWO(FREE) M_END,
		M_HEAD("m", "n1") M_END,
		/* in another order, of another person, to another place */
		M_HEAD("m", "n1") TWO(FREE) "," ONE(FREE) M_END,
		M_HEAD("m", "n1") ONE(FREE) "," M_LINE("2", "A000-000-003",
		    "SY", "no_bar_on_record", "EXPIRES") M_END,
		M_HEAD("m", "n1") ONE(FREE) "," M_LINE("2", "A000-000-002",
		    "IQ", "no_bar_on_record", "EXPIRES") M_END,
		/* another's */
		M_HEAD("m2", "n1") ONE(FREE) "," TWO(FREE) M_END,
		M_HEAD("m", "n2") ONE(FREE) "," TWO(FREE) M_END,
		"{\"forestay\":\"answer 1\",\"nonce\":\"n1\"}\n",
	};
	struct forestay_line_answer lines[2];
	const char *why;
	size_t i;

	for (i = 0; i < sizeof(said) / sizeof(said[0]); i++) {
		lines[0].verdict = lines[1].verdict = FORESTAY_BARRED;
		if (manifest_judged(said[i], lines, &why) != FORESTAY_HOLD ||
		    why == NULL || lines[0].verdict != FORESTAY_HOLD ||
		    lines[1].verdict != FORESTAY_HOLD)
			fail_msg("believed: %s", said[i]);
	}
}

/* One line is not good: that one is a hold, and all together are. */
static void
a_line_that_is_not_good(void **state)
{
	static const char *const said[] = {
		M_HEAD("m", "n1") ONE(FREE) "," TWO("no_bar_on_record", "null")
		    M_END,
		M_HEAD("m", "n1") ONE(FREE) "," TWO("no_bar_on_record",
		    "\"2026-11-01T00:00:00Z\"") M_END,
		M_HEAD("m", "n1") ONE(FREE) "," TWO("go", "null") M_END,
	};
	struct forestay_line_answer lines[2];
	const char *why;
	size_t i;

	for (i = 0; i < sizeof(said) / sizeof(said[0]); i++) {
		if (manifest_judged(said[i], lines, &why) != FORESTAY_HOLD ||
		    why == NULL || lines[1].verdict != FORESTAY_HOLD)
			fail_msg("believed: %s", said[i]);
		assert_int_equal(lines[0].verdict, FORESTAY_NO_BAR_ON_RECORD);
	}
	/* A rehearsal's is none. */
	assert_int_equal(manifest_judged(M_HEAD("m", "n1") ONE(FREE) "," TWO(
					     FREE) "],\"rehearsal\":true}\n",
			     lines, &why),
	    FORESTAY_HOLD);
	assert_int_equal(lines[0].verdict, FORESTAY_HOLD);
	/* Two lines of text are no reply, whoever signed them. */
	assert_int_equal(manifest_judged(M_HEAD("m", "n1")
					     ONE(FREE) ",\n" TWO(FREE) M_END,
			     lines, &why),
	    FORESTAY_HOLD);
	assert_int_equal(lines[0].verdict, FORESTAY_HOLD);
}

static int
begin(void **state)
{
	static const uint8_t seed[32] = { 1, 2, 3 };
	uint8_t bytes[NOTE_KEY_BYTES];

	note_key_pair(seed, bytes, secret);
	return note_key_make(&key, NOTE_ED25519, "example.org/log", bytes);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_whole),
		cmocka_unit_test(cut_at_every_byte),
		cmocka_unit_test(every_bit_turned),
		cmocka_unit_test(signed_and_a_hold),
		cmocka_unit_test(forged_or_of_another_status),
		cmocka_unit_test(a_manifest_that_is_whole),
		cmocka_unit_test(a_manifest_of_other_lines),
		cmocka_unit_test(a_line_that_is_not_good),
	};

	return cmocka_run_group_tests(tests, begin, NULL);
}
