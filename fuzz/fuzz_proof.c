/* fuzz_proof.c - receipts, proofs and notes from strangers.
 *
 * What is read is read from within its bytes; what reads as a proof writes
 * and reads as the same one; nothing a stranger made is believed by a key
 * that never signed anything. */

#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "proof/receipt.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void
check_proof(const struct tlog_proof *p, const struct note_key *key)
{
	struct hash leaf = merkle_leaf("x", 1);
	struct tlog_proof again;
	const char *why;
	struct buf b;

	assert(tlog_proof_check(p, &leaf, key, &mem_system, &why) != 0);
	if (p->extra != NULL)
		return;
	buf_init(&b, &mem_system, 1 << 21);
	tlog_proof_write(&b, NULL, 0, p->index, &p->proof, p->checkpoint,
	    p->ncheckpoint);
	assert(!b.failed);
	assert(tlog_proof_read(b.s, b.len, &again, &why) == 0);
	assert(again.index == p->index && again.proof.n == p->proof.n);
	assert(memcmp(again.proof.hashes, p->proof.hashes,
		   p->proof.n * sizeof(p->proof.hashes[0])) == 0);
	buf_release(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static const uint8_t nobody[NOTE_KEY_BYTES] = { 0x58, 0x66, 0x66 };
	const char *s = (const char *)bytes, *why = NULL;
	struct checkpoint c;
	struct tlog_proof p;
	struct note_key key;
	struct receipt r;
	struct note note;

	if (note_key_make(&key, NOTE_ED25519, "example.com/foo", nobody) != 0)
		return 0;
	if (note_read(s, n, &note, &why) == 0) {
		assert(note.text[note.ntext - 1] == '\n');
		assert(note_check(&note, &key, &mem_system, NULL) != 0);
		if (checkpoint_read(note.text, note.ntext, &c) == 0)
			assert(c.norigin > 0 && c.size <= MERKLE_SIZE_MAX);
	} else {
		assert(why != NULL);
	}
	if (tlog_proof_read(s, n, &p, &why) == 0)
		check_proof(&p, &key);
	if (receipt_read(s, n, &r, &why) == 0) {
		assert(r.entry >= s && r.entry + r.nentry <= s + n);
		assert(r.words + r.nwords < r.entry);
		assert(receipt_check(&r, &key, &mem_system, &why) != 0);
		check_proof(&r.proof, &key);
	}
	return 0;
}
