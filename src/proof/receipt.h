/* receipt.h - one answer, or any other entry, with the proof that it was
 * written down: a file that a lawyer can hand a judge.
 *
 *	forestay receipt v1
 *
 *	NO BAR ON RECORD ...		words, for people: made of the entry
 *
 *	entry {"at":"2026- ...		the entry, byte for byte
 *	salt q83vEjRW...		32 random bytes, in base64
 *	c2sp.org/tlog-proof@v1		and the rest is a proof to carry
 *	...
 *
 * A leaf of the log hides its entry: it is a hash of the salt and of the
 * entry's hash.  Whoever has the receipt can make it again; whoever has only
 * the log can try no name against it.
 *
 * The words are nobody's proof.  Whoever verifies makes them again from the
 * entry (src/respond/words.h) and refuses a file whose words say another
 * thing. */

#ifndef FORESTAY_PROOF_RECEIPT_H
#define FORESTAY_PROOF_RECEIPT_H

#include "proof/checkpoint.h"

#define RECEIPT_SALT_BYTES 32

/* What a leaf of the log holds of an entry. */
struct hash receipt_commitment(const uint8_t salt[RECEIPT_SALT_BYTES],
    const char *entry, size_t n);

struct receipt {
	const char *words; /* between the empty lines; nwords of it */
	size_t nwords;
	const char *entry;
	size_t nentry;
	uint8_t salt[RECEIPT_SALT_BYTES];
	struct tlog_proof proof;
};

/* words: lines, each ended, none empty first or last, and none that begins
 * with "entry ". */
void receipt_write(struct buf *b, const char *words, size_t nwords,
    const char *entry, size_t nentry, const uint8_t salt[RECEIPT_SALT_BYTES],
    uint64_t index, const struct merkle_proof *proof, const char *checkpoint,
    size_t ncheckpoint);

/* Everything points into the bytes.  0; E_SYNTAX, E_LIMIT with *why
 * (static).  Line ends that a mail program turned into CR LF are not mended:
 * what was signed is bytes. */
int receipt_read(const char *bytes, size_t n, struct receipt *out,
    const char **why) MUST_CHECK;

/* Whether the entry stands in that log; as tlog_proof_check. */
int receipt_check(const struct receipt *r, const struct note_key *log,
    const struct mem *mem, const char **why) MUST_CHECK;

#endif
