/* Signed notes, checkpoints, proofs to carry, tiles: the examples of the
 * specifications, what is made here read back, and each way of being wrong. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/limits.h"
#include "proof/base64.h"
#include "proof/checkpoint.h"
#include "support/fault_mem.h"

#define DASH "\xe2\x80\x94 "

/* c2sp.org/signed-note, its own example. */
static const char foo_key[] = "example.com/foo+530d903a+"
			      "AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
static const char foo_note[] =
    "This is an example message.\n\n" DASH
    "example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1E"
    "RYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

static struct note note;
static const char *why;

static int
read_note(const char *s)
{
	return note_read(s, strlen(s), &note, &why);
}

static void
test_base64(void **state)
{
	/* RFC 4648, section 10. */
	static const char *const pairs[][2] = { { "", "" }, { "f", "Zg==" },
		{ "fo", "Zm8=" }, { "foo", "Zm9v" }, { "foob", "Zm9vYg==" },
		{ "fooba", "Zm9vYmE=" }, { "foobar", "Zm9vYmFy" } };
	static const char *const bad[] = { "Z", "Zg",
		"Zg=", "Zg===", "Zh==", "Zm9=", "Zm8=Zg==", "Zm 9", "Zm9v\n",
		"====", "Zg=a", "=g==", "Zm9-", "Zm9_" };
	char out[16];
	struct buf b;
	size_t n;

	buf_init(&b, &mem_system, 64);
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		buf_clear(&b);
		base64_write(&b, pairs[i][0], strlen(pairs[i][0]));
		assert_string_equal(b.s, pairs[i][1]);
		assert_int_equal(base64_read(b.s, b.len, out, &n), 0);
		assert_int_equal(n, strlen(pairs[i][0]));
		assert_memory_equal(out, pairs[i][0], n);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(base64_read(bad[i], strlen(bad[i]), out, &n),
		    E_SYNTAX);
	buf_release(&b);
}

static void
test_example_of_the_specification(void **state)
{
	struct note_key k;
	struct buf b;
	char s[sizeof(foo_note)];

	assert_int_equal(note_key_read(foo_key, &k), 0);
	assert_int_equal(k.id, 0x530d903a);
	assert_string_equal(k.name, "example.com/foo");
	buf_init(&b, &mem_system, 256);
	note_key_text(&b, &k);
	assert_string_equal(b.s, foo_key);
	buf_release(&b);
	assert_int_equal(read_note(foo_note), 0);
	assert_int_equal(note.nlines, 1);
	assert_int_equal(note.ntext, strlen("This is an example message.\n"));
	assert_int_equal(note_check(&note, &k, &mem_system, NULL), 0);
	/* Any other text, and any other signature, is refused. */
	for (size_t i = 0; i < note.ntext - 1; i++) {
		memcpy(s, foo_note, sizeof(s));
		s[i] ^= 1;
		assert_int_equal(read_note(s), 0);
		assert_int_equal(note_check(&note, &k, &mem_system, NULL),
		    E_BROKEN);
	}
	memcpy(s, foo_note, sizeof(s));
	s[sizeof(s) - 20] ^= 1;
	assert_int_equal(read_note(s), 0);
	assert_int_equal(note_check(&note, &k, &mem_system, NULL), E_BROKEN);
	/* Another name, or another id, is another key's. */
	memcpy(s, foo_note, sizeof(s));
	*strstr(s, "foo") = 'g';
	assert_int_equal(read_note(s), 0);
	assert_int_equal(note_check(&note, &k, &mem_system, NULL), E_NAME);
	memcpy(s, foo_note, sizeof(s));
	*strstr(s, "Uw2Q") = 'V';
	assert_int_equal(read_note(s), 0);
	assert_int_equal(note_check(&note, &k, &mem_system, NULL), E_NAME);
}

static void
test_keys(void **state)
{
	static const struct {
		const char *text;
		int r;
	} bad[] = {
		{ "", E_SYNTAX },
		{ "example.com/foo", E_SYNTAX },
		{ "example.com/foo+530d903a", E_SYNTAX },
		{ "+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
		    E_SYNTAX },
		{ "a b+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
		    E_SYNTAX },
		/* not its own id */
		{ "example.com/foo+530d903b+"
		  "AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
		    E_SYNTAX },
		{ "example.com/foo+530D903A+"
		  "AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
		    E_SYNTAX },
		/* too short, too long */
		{ "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV",
		    E_SYNTAX },
		{ "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKa"
		  "ANYcrnKv3U2kAAAA",
		    E_SYNTAX },
		{ "example.com/foo+530d903a+", E_SYNTAX },
		{ "example.com/foo+530d903a+!ekyeRrm56hApGFkyQR4ZCbV54Id2LKa"
		  "ANYcrnKv3U2k",
		    E_SYNTAX },
		/* ML-DSA */
		{ "example.com/foo+530d903a+"
		  "BukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
		    E_NEWER },
	};
	char name[LIMIT_NOTE_NAME + 2];
	uint8_t bytes[NOTE_KEY_BYTES] = { 1 };
	struct note_key k, was;

	memset(&k, 7, sizeof(k));
	was = k;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(note_key_read(bad[i].text, &k), bad[i].r);
		assert_memory_equal(&k, &was, sizeof(k));
	}
	for (size_t n = LIMIT_NOTE_NAME - 1; n <= LIMIT_NOTE_NAME + 1; n++) {
		memset(name, 'x', n);
		name[n] = '\0';
		assert_int_equal(note_key_make(&k, NOTE_ED25519, name, bytes),
		    n <= LIMIT_NOTE_NAME ? 0 : E_SYNTAX);
	}
	assert_false(note_name_ok("", 0));
	assert_false(note_name_ok("a\tb", 3));
	assert_false(note_name_ok("a\xc2\xa0"
				  "b",
	    4)); /* no-break space */
	assert_false(note_name_ok("a\xe2\x80\x8b"
				  "\xff",
	    5));
	assert_false(note_name_ok("a+b", 3));
	assert_true(note_name_ok("caf\xc3\xa9/x", 7));
}

static void
test_forms(void **state)
{
	static const struct {
		const char *text, *why;
	} bad[] = {
		{ "", "empty line" },
		{ "text\n", "empty line" },
		{ "\n\n", "empty line" },
		{ "text\n\n", "no signature" },
		{ "text\n\n" DASH "n AAAAAAE=", "does not end" },
		{ "text\n\nx\n", "no signature" },
		{ "text\n\n-- n AAAAAAE=\n", "no signature" },
		{ "text\n\n" DASH "n\n", "no signature" },
		{ "text\n\n" DASH " AAAAAAE=\n", "no signature" },
		{ "text\n\n" DASH "n AAAA\n", "no signature" },
		{ "text\n\n" DASH "n AAAAAA==\n", "no signature" },
		{ "text\n\n" DASH "n+m AAAAAAE=\n", "no signature" },
		{ "te\txt\n\n" DASH "n AAAAAAE=\n", "UTF-8" },
		{ "te\xffxt\n\n" DASH "n AAAAAAE=\n", "UTF-8" },
		{ "text\r\n\n" DASH "n AAAAAAE=\n", "UTF-8" },
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(read_note(bad[i].text), E_SYNTAX);
		assert_non_null(strstr(why, bad[i].why));
	}
	/* The last empty line ends the text. */
	assert_int_equal(read_note("a\n\nb\n\n" DASH "n AAAAAAE=\n"), 0);
	assert_int_equal(note.ntext, 5);
	assert_int_equal(note.lines[0].id, 0);
	assert_int_equal(note.lines[0].nname, 1);
	assert_int_equal(read_note("\n\n\n" DASH "n AAAAAAE=\n"), 0);
	/* A NUL is a control. */
	assert_int_equal(note_read("a\0\n\n" DASH "n AAAAAAE=\n", 19, &note,
			     &why),
	    E_SYNTAX);
}

static void
test_limits(void **state)
{
	struct buf b;

	buf_init(&b, &mem_system, 2 * LIMIT_NOTE_BYTES);
	for (size_t n = LIMIT_NOTE_LINES - 1; n <= LIMIT_NOTE_LINES + 1; n++) {
		buf_clear(&b);
		buf_puts(&b, "text\n\n");
		for (size_t i = 0; i < n; i++)
			buf_puts(&b, DASH "n AAAAAAE=\n");
		assert_int_equal(note_read(b.s, b.len, &note, &why),
		    n <= LIMIT_NOTE_LINES ? 0 : E_LIMIT);
	}
	for (size_t n = LIMIT_NOTE_BYTES - 1; n <= LIMIT_NOTE_BYTES + 1; n++) {
		static const char tail[] = "\n\n" DASH "n AAAAAAE=\n";

		buf_clear(&b);
		while (b.len < n - (sizeof(tail) - 1))
			buf_putc(&b, 'x');
		buf_puts(&b, tail);
		assert_int_equal(b.len, n);
		assert_int_equal(note_read(b.s, b.len, &note, &why),
		    n <= LIMIT_NOTE_BYTES ? 0 : E_LIMIT);
	}
	buf_release(&b);
}

/* Two keys that belong to nobody. */
struct signer {
	struct note_key key;
	uint8_t secret[NOTE_SECRET_BYTES];
};

static struct signer
signer(const char *name, enum note_key_type type, uint8_t n)
{
	uint8_t seed[32] = { n }, bytes[NOTE_KEY_BYTES];
	struct signer s;

	note_key_pair(seed, bytes, s.secret);
	assert_int_equal(note_key_make(&s.key, type, name, bytes), 0);
	return s;
}

static void
test_signed_here(void **state)
{
	struct signer log = signer("forestay.example/log", NOTE_ED25519, 1);
	struct signer w1 = signer("witness.example/w1", NOTE_COSIGNATURE, 2);
	struct signer w2 = signer("witness.example/w2", NOTE_COSIGNATURE, 3);
	struct checkpoint c = { "forestay.example/log", 20, 3, merkle_empty() };
	struct fault_mem f;
	struct buf b;
	uint64_t when = 0;
	size_t ntext;
	char *at;

	buf_init(&b, &mem_system, 4096);
	checkpoint_text(&b, &c);
	ntext = b.len;
	buf_putc(&b, '\n');
	note_sign(&b, b.s, ntext, &log.key, log.secret, 0);
	note_sign(&b, b.s, ntext, &w1.key, w1.secret, 1679315147);
	assert_false(b.failed);
	assert_int_equal(note_read(b.s, b.len, &note, &why), 0);
	assert_int_equal(note.nlines, 2);
	assert_int_equal(note_check(&note, &log.key, &mem_system, NULL), 0);
	assert_int_equal(note_check(&note, &w1.key, &mem_system, &when), 0);
	assert_int_equal(when, 1679315147);
	assert_int_equal(note_check(&note, &w2.key, &mem_system, NULL), E_NAME);
	/* A witness's key does not pass for one that signs the text. */
	w2 = signer("witness.example/w1", NOTE_ED25519, 2);
	assert_int_equal(note_check(&note, &w2.key, &mem_system, NULL), E_NAME);
	w2.key.id = w1.key.id;
	assert_int_equal(note_check(&note, &w2.key, &mem_system, NULL),
	    E_BROKEN);
	/* Memory refused is an error, not a signature. */
	fault_mem_init(&f, 1);
	assert_int_equal(note_check(&note, &w1.key, &f.mem, &when), E_NOMEM);
	assert_int_equal(f.live, 0);
	/* Another time is another signature. */
	at = strstr(b.s, "w1 ") + 3 + 8;
	*at = *at == 'A' ? 'B' : 'A';
	assert_int_equal(note_read(b.s, b.len, &note, &why), 0);
	assert_int_equal(note_check(&note, &w1.key, &mem_system, NULL),
	    E_BROKEN);
	buf_release(&b);
}

static void
test_checkpoints(void **state)
{
	static const char good[] =
	    "example.com/behind-the-sofa\n20852163\n"
	    "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
	static const char *const bad[] = { "", "o\n", "o\n1\n",
		"\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
		"o\n01\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
		"o\n+1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
		"o\n\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
		"o\n9223372036854775808\n"
		"CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
		"o\n4611686018427387905\n"
		"CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
		"o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I\n",
		"o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxqw==\n",
		"o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=",
		"o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\nx\n" };
	static const char more[] =
	    "o\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nmore\n";
	struct checkpoint c;
	struct buf b;

	assert_int_equal(checkpoint_read(good, sizeof(good) - 1, &c), 0);
	assert_int_equal(c.size, 20852163);
	assert_int_equal(c.norigin, 27);
	buf_init(&b, &mem_system, 256);
	checkpoint_text(&b, &c);
	assert_string_equal(b.s, good);
	buf_release(&b);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(checkpoint_read(bad[i], strlen(bad[i]), &c),
		    E_SYNTAX);
	assert_int_equal(checkpoint_read(more, sizeof(more) - 1, &c), 0);
	assert_int_equal(c.size, 0);
}

/* A small log, a proof of one of its leaves, and what may be done to it. */
#define SEVEN 7

static struct hash leaves[SEVEN];

static int
leaf_node(void *ctx, unsigned level, uint64_t i, struct hash *out)
{
	struct hash l, r;

	if (level == 0) {
		*out = leaves[i];
		return 0;
	}
	if (leaf_node(ctx, level - 1, 2 * i, &l) != 0 ||
	    leaf_node(ctx, level - 1, 2 * i + 1, &r) != 0)
		return E_IO;
	*out = merkle_node(&l, &r);
	return 0;
}

static void
make_proof(struct buf *b, const struct signer *log, uint64_t index,
    const char *extra)
{
	const struct merkle_nodes nodes = { leaf_node, NULL };
	struct checkpoint c = { log->key.name, strlen(log->key.name), SEVEN,
		{ { 0 } } };
	struct merkle_proof p;
	struct buf note_text;
	size_t ntext;

	for (size_t i = 0; i < SEVEN; i++)
		leaves[i] = merkle_leaf(&i, sizeof(i));
	assert_int_equal(merkle_root_at(&nodes, SEVEN, &c.root), 0);
	assert_int_equal(merkle_prove(&nodes, index, SEVEN, &p), 0);
	buf_init(&note_text, &mem_system, 4096);
	checkpoint_text(&note_text, &c);
	ntext = note_text.len;
	buf_putc(&note_text, '\n');
	note_sign(&note_text, note_text.s, ntext, &log->key, log->secret, 0);
	tlog_proof_write(b, extra, extra == NULL ? 0 : strlen(extra), index, &p,
	    note_text.s, note_text.len);
	assert_false(b->failed);
	buf_release(&note_text);
}

static void
test_proof_to_carry(void **state)
{
	struct signer log = signer("forestay.example/log", NOTE_ED25519, 1);
	struct signer other = signer("forestay.example/log2", NOTE_ED25519, 1);
	struct signer forged = signer("forestay.example/log", NOTE_ED25519, 9);
	struct tlog_proof p;
	unsigned held = 0;
	struct buf b;

	buf_init(&b, &mem_system, 8192);
	for (uint64_t i = 0; i < SEVEN; i++) {
		buf_clear(&b);
		make_proof(&b, &log, i, i % 2 == 0 ? NULL : "salt");
		assert_int_equal(tlog_proof_read(b.s, b.len, &p, &why), 0);
		assert_int_equal(p.index, i);
		assert_int_equal(p.nextra, i % 2 == 0 ? 0 : 8);
		assert_int_equal(tlog_proof_check(&p, &leaves[i], &log.key,
				     &mem_system, &why),
		    0);
		assert_int_equal(tlog_proof_check(&p, &leaves[(i + 1) % SEVEN],
				     &log.key, &mem_system, &why),
		    E_BROKEN);
		assert_int_equal(tlog_proof_check(&p, &leaves[i], &other.key,
				     &mem_system, &why),
		    E_NAME);
		assert_int_equal(tlog_proof_check(&p, &leaves[i], &forged.key,
				     &mem_system, &why),
		    E_NAME);
	}
	/* No byte of it can be another, but for the extra, which nobody
	 * signs. */
	buf_clear(&b);
	make_proof(&b, &log, 4, NULL);
	for (size_t i = 0; i < b.len; i++) {
		for (unsigned bit = 0; bit < 8; bit++) {
			b.s[i] ^= (char)(1U << bit);
			if (tlog_proof_read(b.s, b.len, &p, &why) == 0 &&
			    tlog_proof_check(&p, &leaves[4], &log.key,
				&mem_system, &why) == 0)
				held++;
			b.s[i] ^= (char)(1U << bit);
		}
	}
	assert_int_equal(held, 0);
	/* Cut anywhere, it is none. */
	for (size_t n = 0; n < b.len; n++)
		assert_true(tlog_proof_read(b.s, n, &p, &why) != 0);
	buf_release(&b);
}

static void
test_too_long_a_proof(void **state)
{
	struct tlog_proof p;
	struct buf b;

	buf_init(&b, &mem_system, 1 << 16);
	for (size_t n = MERKLE_LEVELS - 1; n <= MERKLE_LEVELS + 1; n++) {
		buf_clear(&b);
		buf_puts(&b, "c2sp.org/tlog-proof@v1\nindex 0\n");
		for (size_t i = 0; i < n; i++)
			buf_puts(&b,
			    "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3"
			    "hSuFU=\n");
		buf_puts(&b,
		    "\no\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3"
		    "hSuFU=\n\n" DASH "n AAAAAAE=\n");
		assert_int_equal(tlog_proof_read(b.s, b.len, &p, &why),
		    n <= MERKLE_LEVELS ? 0 : E_LIMIT);
	}
	buf_release(&b);
}

static void
test_tiles(void **state)
{
	static struct hash tile[TILE_WIDTH];
	char path[TILE_PATH];
	struct hash h, want;
	unsigned level;
	uint64_t n;

	/* c2sp.org/tlog-tiles, its own examples. */
	tile_path(path, 0, 1234067, TILE_WIDTH);
	assert_string_equal(path, "tile/0/x001/x234/067");
	tile_path(path, 0, 273, 112);
	assert_string_equal(path, "tile/0/273.p/112");
	tile_path(path, 2, 0, 1);
	assert_string_equal(path, "tile/2/000.p/1");
	tile_path(path, 7, UINT64_C(1) << 54, 255);
	assert_string_equal(path, "tile/7/x018/x014/x398/x509/x481/984.p/255");
	tile_of(0, 255, &level, &n);
	assert_true(level == 0 && n == 0);
	tile_of(0, 256, &level, &n);
	assert_true(level == 0 && n == 1);
	tile_of(7, 3, &level, &n);
	assert_true(level == 0 && n == 1);
	tile_of(8, 255, &level, &n);
	assert_true(level == 1 && n == 0);
	tile_of(17, 300, &level, &n);
	assert_true(level == 2 && n == 2);
	for (size_t i = 0; i < TILE_WIDTH; i++)
		tile[i] = merkle_leaf(&i, sizeof(i));
	assert_int_equal(tile_node(tile, 100, 8, 99, &h), 0);
	assert_memory_equal(&h, &tile[99], sizeof(h));
	assert_int_equal(tile_node(tile, 100, 0, 100, &h), E_BROKEN);
	assert_int_equal(tile_node(tile, 100, 1, 49, &h), 0);
	want = merkle_node(&tile[98], &tile[99]);
	assert_memory_equal(&h, &want, sizeof(h));
	assert_int_equal(tile_node(tile, 99, 1, 49, &h), E_BROKEN);
	assert_int_equal(tile_node(tile, TILE_WIDTH + 1, 0, 0, &h), E_BROKEN);
	assert_int_equal(tile_node(tile, TILE_WIDTH, 7, 1, &h), 0);
	{
		struct merkle_edge e = { 0 };

		for (size_t i = 128; i < 256; i++)
			assert_int_equal(merkle_add(&e, &tile[i], NULL, NULL),
			    0);
		want = merkle_root(&e);
	}
	assert_memory_equal(&h, &want, sizeof(h));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_base64),
		cmocka_unit_test(test_example_of_the_specification),
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_signed_here),
		cmocka_unit_test(test_checkpoints),
		cmocka_unit_test(test_proof_to_carry),
		cmocka_unit_test(test_too_long_a_proof),
		cmocka_unit_test(test_tiles),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
