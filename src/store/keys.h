/* keys.h - the keys of an installation, in a folder of their own.
 *
 *	log.key		signs the log's checkpoints; its public half is what
 *			receipts are verified by
 *	witness.key	signs that a witness saw a checkpoint
 *	seal.key	encrypts sensitive columns
 *	lookup.key	finds an identifier by a keyed hash
 *	session.key	seals who is signed in on a page
 *	webhook.key	signs what is sent to others
 *	backup.key	encrypts backups
 *
 * Each is a text of a few lines: what it is for, its name, since when, who
 * holds it, 32 random bytes.  A key that was rotated out stays as
 * log.1.key, log.2.key ...: what it signed must go on being verified.
 * docs/keys.md says what losing and what stealing each gives.
 *
 * The folder lies outside any store and is its owner's alone, 0700 and 0600;
 * one that others may look into is refused.  No key is ever taken from the
 * environment or a command line. */

#ifndef FORESTAY_KEYS_H
#define FORESTAY_KEYS_H

#include "core/arena.h"
#include "core/instant.h"
#include "proof/note.h"
#include "store/files.h"

enum key_purpose {
	KEY_LOG,
	KEY_WITNESS,
	KEY_SEAL,
	KEY_LOOKUP,
	KEY_SESSION,
	KEY_WEBHOOK,
	KEY_BACKUP,
	KEY_PURPOSES
};

#define KEY_BYTES     32
#define KEY_ROTATIONS 64 /* of one purpose */

struct key {
	enum key_purpose purpose;
	unsigned rotated; /* 0: in use; else its number in the file's name */
	const char *name; /* of log and witness: as in their signatures */
	const char *holder;
	struct instant since;
	uint8_t bytes[KEY_BYTES];
	/* log and witness */
	bool signs;
	struct note_key public;
	uint8_t secret[NOTE_SECRET_BYTES];
};

const char *key_purpose_text(enum key_purpose p); /* "log" */
bool key_purpose_read(const char *s, enum key_purpose *out);

/* How keys are reached: the system, and where random bytes come from. */
struct keys_world {
	const struct file_system *fs;
	int (*random)(void *ctx, void *out, size_t n);
	void *ctx;
};

/* Make one key of each purpose in a folder, which is made when it is not
 * there.  Nothing that is there is replaced: E_NAME names it.  name: what log
 * and witness sign as.  0, E_SYNTAX (the name), E_IO, E_FULL, E_NOMEM. */
int keys_init(struct arena *a, const struct keys_world *w, const char *folder,
    const char *name, const char *holder, struct instant now,
    const char **why) MUST_CHECK;

/* A new key of a purpose; the one in use gets a number.  Errors as above. */
int keys_rotate(struct arena *a, const struct keys_world *w, const char *folder,
    enum key_purpose p, const char *holder, struct instant now,
    const char **why) MUST_CHECK;

/* The key of a purpose, in the arena: rotated 0 the one in use.  E_NAME:
 * there is none; E_IO: it cannot be read, or others may read it; E_SYNTAX. */
int keys_get(struct arena *a, const struct keys_world *w, const char *folder,
    enum key_purpose p, unsigned rotated, struct key *out,
    const char **why) MUST_CHECK;

#endif
