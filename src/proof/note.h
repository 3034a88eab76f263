/* note.h - text that keys have signed.
 *
 * c2sp.org/signed-note: a text ending in a newline, an empty line, then a
 * line for each signature: an em dash, the key's name, and in base64 the
 * key's id and the signature.
 *
 *	example.org/log
 *	20852163
 *	CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
 *
 *	- example.org/log Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJ...
 *
 * The text is nobody's until a key that the reader trusts has been checked.
 * Two kinds of key are known here, both Ed25519 (RFC 8032): one that signs
 * the text, and a witness's, which signs when it saw the text
 * (c2sp.org/tlog-cosignature).  Signatures by others are left alone. */

#ifndef FORESTAY_PROOF_NOTE_H
#define FORESTAY_PROOF_NOTE_H

#include <stdint.h>

#include "core/buf.h"
#include "core/err.h"
#include "core/limits.h"

#define NOTE_KEY_BYTES    32 /* a public key */
#define NOTE_SECRET_BYTES 64 /* seed and public key, as libsodium has it */
#define NOTE_SIGN_BYTES   64

/* The byte that tells one use of a key from another. */
enum note_key_type { NOTE_ED25519 = 0x01, NOTE_COSIGNATURE = 0x04 };

/* Whom to believe. */
struct note_key {
	enum note_key_type type;
	uint32_t id;
	uint8_t bytes[NOTE_KEY_BYTES];
	char name[LIMIT_NOTE_NAME + 1];
};

/* A name that can stand in a signature: not empty, no blank, no plus, no
 * control, valid UTF-8, LIMIT_NOTE_NAME bytes at most. */
bool note_name_ok(const char *s, size_t n);

/* A key by its name and 32 bytes; its id is worked out.  0, or E_SYNTAX when
 * it is no name. */
int note_key_make(struct note_key *k, enum note_key_type type, const char *name,
    const uint8_t bytes[NOTE_KEY_BYTES]) MUST_CHECK;

/* NAME+ID+KEY, as keys are handed from one person to another (a "vkey").
 * Read: 0; E_SYNTAX when it is not of that form, or its id is not its own;
 * E_NEWER when it is of a type not known here. */
void note_key_text(struct buf *b, const struct note_key *k);
int note_key_read(const char *s, struct note_key *out) MUST_CHECK;

struct note_line {
	const char *name; /* nname bytes; not NUL-terminated */
	size_t nname;
	uint32_t id;
	const char *base64; /* id and signature, as written */
	size_t nbase64;
};

/* A note taken apart; everything points into the bytes it was read from. */
struct note {
	const char *text; /* with its last newline */
	size_t ntext;
	struct note_line lines[LIMIT_NOTE_LINES];
	size_t nlines;
};

/* 0; E_SYNTAX with *why (static) when it is not of the form; E_LIMIT:
 * LIMIT_NOTE_BYTES, LIMIT_NOTE_LINES.  No signature is checked. */
int note_read(const char *bytes, size_t n, struct note *out,
    const char **why) MUST_CHECK;

/* Whether key has signed it.  0, and for a witness's key *seconds is when it
 * says it saw it (POSIX time; seconds may be NULL); E_NAME: it has not;
 * E_BROKEN: what stands there as its signature is none, and the note is not
 * to be believed whoever else signed it; E_NOMEM.  mem is for the text a
 * witness signs, and given back. */
int note_check(const struct note *note, const struct note_key *key,
    const struct mem *mem, uint64_t *seconds) MUST_CHECK;

/* One signature line over text, which ends in a newline.  seconds: when, for
 * a witness's key.  key must belong to secret.  The line is added to b. */
void note_sign(struct buf *b, const char *text, size_t ntext,
    const struct note_key *key, const uint8_t secret[NOTE_SECRET_BYTES],
    uint64_t seconds);

/* The two keys that 32 random bytes make. */
void note_key_pair(const uint8_t seed[32], uint8_t key[NOTE_KEY_BYTES],
    uint8_t secret[NOTE_SECRET_BYTES]);

#endif
