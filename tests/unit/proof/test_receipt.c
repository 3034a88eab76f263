/* A receipt: what is written reads back, and no byte of it that says
 * anything can be another. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "proof/receipt.h"
#include "store/entry.h"

static const char words[] = "NO BAR ON RECORD\n\nRemoval to IQ of "
			    "A000-000-001\n";
static const char entry[] = "{\"at\":\"2026-11-22T03:10:11.123456Z\"}";
static const uint8_t salt[RECEIPT_SALT_BYTES] = { 1, 2, 3 };

static struct note_key key;
static uint8_t secret[NOTE_SECRET_BYTES];
static struct buf text;
static const char *why;

/* Two leaves, of which it is the second. */
static int
set_up(void **state)
{
	uint8_t seed[32] = { 5 }, bytes[NOTE_KEY_BYTES];
	struct hash c = receipt_commitment(salt, entry, sizeof(entry) - 1);
	struct hash mine = merkle_leaf(c.b, HASH_BYTES);
	struct merkle_proof p = { .n = 1 };
	struct checkpoint head = { "log.example", 11, 2, { { 0 } } };
	struct buf note;
	size_t n;

	note_key_pair(seed, bytes, secret);
	if (note_key_make(&key, NOTE_ED25519, "log.example", bytes) != 0)
		return -1;
	p.hashes[0] = merkle_leaf("other", 5);
	head.root = merkle_node(&p.hashes[0], &mine);
	buf_init(&note, &mem_system, 1024);
	checkpoint_text(&note, &head);
	n = note.len;
	buf_putc(&note, '\n');
	note_sign(&note, note.s, n, &key, secret, 0);
	buf_init(&text, &mem_system, 4096);
	receipt_write(&text, words, sizeof(words) - 1, entry, sizeof(entry) - 1,
	    salt, 1, &p, note.s, note.len);
	buf_release(&note);
	return text.failed ? -1 : 0;
}

static int
tear_down(void **state)
{
	buf_release(&text);
	return 0;
}

static void
test_reads_back(void **state)
{
	struct salt s;
	struct receipt r;
	struct hash a, b;

	assert_int_equal(receipt_read(text.s, text.len, &r, &why), 0);
	assert_int_equal(r.nwords, sizeof(words) - 1);
	assert_memory_equal(r.words, words, r.nwords);
	assert_int_equal(r.nentry, sizeof(entry) - 1);
	assert_memory_equal(r.entry, entry, r.nentry);
	assert_memory_equal(r.salt, salt, sizeof(salt));
	assert_int_equal(receipt_check(&r, &key, &mem_system, &why), 0);
	/* It is the leaf that the store's head was made of. */
	memcpy(s.b, salt, sizeof(salt));
	a = entry_leaf(&s, entry, sizeof(entry) - 1);
	b = receipt_commitment(salt, entry, sizeof(entry) - 1);
	assert_memory_equal(&a, &b, sizeof(a));
}

static void
test_each_bit(void **state)
{
	size_t words_end = (size_t)(strstr(text.s, "\nentry ") - text.s);
	struct receipt r;

	for (size_t i = 0; i < text.len; i++) {
		for (unsigned bit = 0; bit < 8; bit++) {
			int ok;

			text.s[i] ^= (char)(1U << bit);
			ok = receipt_read(text.s, text.len, &r, &why) == 0 &&
			    receipt_check(&r, &key, &mem_system, &why) == 0;
			text.s[i] ^= (char)(1U << bit);
			/* The words are checked by whoever can make them. */
			if (ok)
				assert_true(i >= 21 && i < words_end);
		}
	}
	for (size_t n = 0; n < text.len; n++)
		assert_true(receipt_read(text.s, n, &r, &why) != 0);
}

static void
test_another_s(void **state)
{
	uint8_t bytes[NOTE_KEY_BYTES], other_secret[NOTE_SECRET_BYTES];
	uint8_t seed[32] = { 6 };
	struct note_key other;
	struct receipt r;

	assert_int_equal(receipt_read(text.s, text.len, &r, &why), 0);
	note_key_pair(seed, bytes, other_secret);
	assert_int_equal(note_key_make(&other, NOTE_ED25519, "log.example",
			     bytes),
	    0);
	assert_int_equal(receipt_check(&r, &other, &mem_system, &why), E_NAME);
	assert_non_null(strstr(why, "not signed"));
	r.salt[0] ^= 1;
	assert_int_equal(receipt_check(&r, &key, &mem_system, &why), E_BROKEN);
	assert_non_null(strstr(why, "root"));
}

static void
test_no_receipt(void **state)
{
	static const struct {
		const char *text, *why;
	} bad[] = {
		{ "", "begin" },
		{ "forestay receipt v2\n\nx\n\nentry {}\n", "begin" },
		{ "forestay receipt v1\n\n", "no entry" },
		{ "forestay receipt v1\n\nentry {}\n", "no entry" },
		{ "forestay receipt v1\n\nx\nentry {}\n", "no entry" },
		{ "forestay receipt v1\n\nx\n\nentry {}", "no entry" },
		{ "forestay receipt v1\n\nx\n\nentry {}\n", "no salt" },
		{ "forestay receipt v1\n\nx\n\nentry {}\nsalt AAAA\n",
		    "no salt" },
		{ "forestay receipt v1\n\nx\n\nentry {}\nsalt "
		  "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
		    "tlog-proof" },
	};
	struct receipt r;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(receipt_read(bad[i].text, strlen(bad[i].text),
				     &r, &why),
		    E_SYNTAX);
		assert_non_null(strstr(why, bad[i].why));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reads_back),
		cmocka_unit_test(test_each_bit),
		cmocka_unit_test(test_another_s),
		cmocka_unit_test(test_no_receipt),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
