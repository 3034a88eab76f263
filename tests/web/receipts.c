/* receipts.c - receipts good and bad, and what forestay says of each: for
 * verify.mjs, which must say the same.
 *
 *	receipts [N [SEED]]
 *
 * A line of JSON each: the receipt in base64, the log's key, those of the
 * witnesses that must have signed, whether it verifies here, and what was done
 * to it. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "proof/base64.h"
#include "proof/receipt.h"
#include "property/rng.h"

#define LEAVES 400

static struct hash leaves[LEAVES];

/* Nodes straight from the leaves. */
static int
node(void *ctx, unsigned level, uint64_t i, struct hash *out)
{
	struct hash l, r;

	if (level == 0) {
		*out = leaves[i];
		return 0;
	}
	(void)node(ctx, level - 1, 2 * i, &l);
	(void)node(ctx, level - 1, 2 * i + 1, &r);
	*out = merkle_node(&l, &r);
	return 0;
}

struct log {
	struct note_key key;
	uint8_t secret[NOTE_SECRET_BYTES];
};

static void
make_log(struct log *l, enum note_key_type type, const char *name, uint8_t n)
{
	uint8_t seed[32] = { n }, bytes[NOTE_KEY_BYTES];

	note_key_pair(seed, bytes, l->secret);
	if (note_key_make(&l->key, type, name, bytes) != 0)
		abort();
}

static void
make_receipt(struct buf *b, struct rng *r, const struct log *l,
    const struct log *witness)
{
	const struct merkle_nodes nodes = { node, NULL };
	uint64_t size = 1 + rng_below(r, LEAVES), index;
	struct hash root;
	uint8_t salt[RECEIPT_SALT_BYTES];
	char entry[128];
	struct merkle_proof p;
	struct hash h, was;
	struct buf note;
	struct note signed_note;
	const char *why;
	size_t n;

	index = rng_below(r, (uint32_t)size);
	for (size_t i = 0; i < sizeof(salt); i++)
		salt[i] = (uint8_t)rng_below(r, 256);
	n = (size_t)snprintf(entry, sizeof(entry),
	    "{\"at\":\"2026-11-22T03:10:11.%06uZ\",\"who\":\"A000-000-%03u\"}",
	    (unsigned)rng_below(r, 1000000), (unsigned)rng_below(r, 1000));
	was = leaves[index];
	h = receipt_commitment(salt, entry, n);
	leaves[index] = merkle_leaf(h.b, HASH_BYTES);
	if (merkle_root_at(&nodes, size, &root) != 0 ||
	    merkle_prove(&nodes, index, size, &p) != 0)
		abort();
	leaves[index] = was;
	buf_init(&note, &mem_system, 4096);
	checkpoint_sign(&note, size, &root, &l->key, l->secret);
	if (witness != NULL) {
		if (note_read(note.s, note.len, &signed_note, &why) != 0)
			abort();
		note_sign(&note, note.s, signed_note.ntext, &witness->key,
		    witness->secret, 1790000000 + rng_below(r, 1000000));
	}
	receipt_write(b, "HOLD\n", 5, entry, n, salt, index, &p, note.s,
	    note.len);
	if (b->failed || note.failed)
		abort();
	buf_release(&note);
}

/* Something done to a receipt; its name. */
static const char *
change(struct buf *b, struct rng *r)
{
	/* Behind the words, which only forestay makes again. */
	size_t first = (size_t)(strstr(b->s, "\nentry ") - b->s) + 1;
	size_t at = first + rng_below(r, (uint32_t)(b->len - first));

	switch (rng_below(r, 6)) {
	case 0:
	case 1:
		return "nothing";
	case 2:
		b->s[at] = (char)(b->s[at] ^ 1 << rng_below(r, 8));
		return "a bit changed";
	case 3:
		b->len = at;
		return "cut";
	case 4:
		memmove(b->s + at, b->s + at + 1, b->len - at - 1);
		b->len--;
		return "a byte left out";
	default:
		b->s[at] = "A0=+/\n \xe2"[rng_below(r, 8)];
		return "a byte exchanged";
	}
}

static bool
verifies(const struct buf *b, const struct log *log, const struct log *witness)
{
	struct receipt rec;
	const char *why;

	return receipt_read(b->s, b->len, &rec, &why) == 0 &&
	    receipt_check(&rec, &log->key, &mem_system, &why) == 0 &&
	    (witness == NULL ||
		note_check(&rec.proof.note, &witness->key, &mem_system, NULL) ==
		    0);
}

int
main(int argc, char **argv)
{
	unsigned long n = argc > 1 ? strtoul(argv[1], NULL, 10) : 10000;
	struct rng r;
	struct log own, other, witness, stranger;
	struct buf b, line;

	r.s = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
	make_log(&own, NOTE_ED25519, "log.example/one", 1);
	make_log(&other, NOTE_ED25519, "log.example/two", 2);
	make_log(&witness, NOTE_COSIGNATURE, "witness.example/one", 3);
	make_log(&stranger, NOTE_COSIGNATURE, "witness.example/two", 4);
	for (size_t i = 0; i < LEAVES; i++)
		leaves[i] = merkle_leaf(&i, sizeof(i));
	buf_init(&b, &mem_system, 1 << 16);
	buf_init(&line, &mem_system, 1 << 18);
	for (unsigned long i = 0; i < n; i++) {
		const struct log *asked =
		    rng_below(&r, 16) == 0 ? &other : &own;
		const struct log *seen = rng_below(&r, 3) == 0 ? NULL
		    : rng_below(&r, 16) == 0                   ? &stranger
							       : &witness;
		const char *what;
		bool ok;

		buf_clear(&b);
		buf_clear(&line);
		make_receipt(&b, &r, &own,
		    seen != NULL || rng_below(&r, 2) == 0 ? &witness : NULL);
		what = change(&b, &r);
		ok = verifies(&b, asked, seen);
		buf_puts(&line, "{\"receipt\":\"");
		base64_write(&line, b.s, b.len);
		buf_puts(&line, "\",\"key\":\"");
		note_key_text(&line, &asked->key);
		buf_puts(&line, "\",\"witness\":[");
		if (seen != NULL) {
			buf_putc(&line, '"');
			note_key_text(&line, &seen->key);
			buf_putc(&line, '"');
		}
		buf_printf(&line, "],\"ok\":%s,\"what\":\"%s\"}",
		    ok ? "true" : "false", what);
		puts(line.s);
	}
	buf_release(&b);
	buf_release(&line);
	return 0;
}
