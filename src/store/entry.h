/* entry.h - what is written down: bytes, hashed as written, never changed.
 *
 * An entry is one JSON object in one form: keys sorted by their bytes, each
 * once; no blanks; UTF-8, no NUL; only what must be escaped is (RFC 8785,
 * 3.2.2.2); whole numbers that every reader of JSON holds exactly (2^53 - 1
 * at most); instants in UTC with six decimals.  One meaning has one
 * spelling, so that its hash can be made again.  RFC 8785 says the same but
 * for keys beyond U+FFFF, which it sorts as UTF-16.
 *
 *	{"at":"2026-11-22T03:10:11.123456Z",	written down, by the writer
 *	 "author":"m.weiss",			who says it
 *	 "body":{...},				what; its keys are the kind's
 *	 "kind":"fact",				a word: a-z 0-9 _
 *	 "matter":"hamama",
 *	 "on":["person/p-7k2m"],		whom and what it touches
 *	 "source":{"document":"sha256:...","name":"...","page":3},
 *	 "v":1}
 *
 * A draft is the same without "at": the writer puts it first, where it
 * sorts.  `on` names subjects, sorted, each once: whoever reads about a
 * subject finds the entry, and a batch can ask that nothing touched one
 * since (store.h).  "source" stands only when something is said in it.
 *
 * A leaf hides its entry until it is shown: SHA-256 of a tag, 32 random
 * bytes (the salt, kept beside the entry) and the SHA-256 of the bytes.
 * Without the salt nobody can try names against it; a purge forgets both. */

#ifndef FORESTAY_STORE_ENTRY_H
#define FORESTAY_STORE_ENTRY_H

#include <jansson.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/buf.h"
#include "core/err.h"
#include "core/instant.h"
#include "proof/hash.h"

#define SALT_BYTES        32
#define ENTRY_VERSION     1

/* What the writer adds to a draft: "at":"2026-11-22T03:10:11.123456Z", */
#define ENTRY_STAMP_BYTES 35

struct salt {
	uint8_t b[SALT_BYTES];
};

/* To be written.  body is borrowed; strings are UTF-8. */
struct draft {
	const char *kind;
	const char *matter;
	const char *author;
	const char *const *on;
	size_t non;
	const char *source;   /* its name, or NULL */
	const char *document; /* "sha256:..." of a blob, or NULL */
	unsigned page;        /* of the document; 0: not said */
	const json_t *body;   /* an object */
};

/* As written, and read back. */
struct written {
	uint64_t seq; /* from 1, without gaps */
	struct instant at;
	struct salt salt;
	const char *bytes;
	size_t n;
};

/* The draft's bytes, without "at".  on is sorted, and what stands twice is
 * written once.  0; E_SYNTAX when a string is no UTF-8 or holds a NUL, a
 * number is no whole one, or kind, matter, author, body or a subject is
 * missing or not of its form; E_LIMIT when the entry it becomes would be
 * beyond LIMIT_ENTRY_BYTES, or what is in it beyond a limit of its own;
 * E_NOMEM.  Nothing is added on failure. */
int entry_draft(struct buf *out, const struct draft *d) MUST_CHECK;

/* The entry that a draft becomes when it is written down at `at`.  draft
 * was checked.  0; E_RANGE: the year is not understood; E_NOMEM. */
int entry_stamp(struct buf *out, const char *draft, size_t n,
    struct instant at) MUST_CHECK;

/* Whether these bytes are a draft in the one form: 0; E_SYNTAX, E_LIMIT,
 * E_NEWER with *why (static).  Allocates nothing. */
int entry_check(const char *draft, size_t n, const char **why) MUST_CHECK;

struct hash entry_leaf(const struct salt *salt, const char *bytes, size_t n);

/* The head after one more leaf: each head vouches for all before it.  That
 * of no entries is all zero. */
struct hash head_next(const struct hash *head, const struct hash *leaf);

/* "2026-11-22T03:10:11.123456Z", always 27 characters; E_RANGE outside the
 * years understood. */
int instant_text(struct instant t, char out[28]) MUST_CHECK;
bool instant_read(const char *s, struct instant *out);

/* -- Reading ------------------------------------------------------------ */

/* An entry taken apart; the strings live in the arena or in json, which
 * view_release lets go. */
struct entry_view {
	const char *kind, *matter, *author;
	const char **on;
	size_t non;
	const char *source, *document;
	unsigned page;
	json_t *json; /* the whole */
	const json_t *body;
	int version;
};

/* 0; E_SYNTAX: not an entry in the one form; E_NEWER: written by a later
 * forestay; E_LIMIT; E_NOMEM. */
int entry_read(struct arena *a, const char *bytes, size_t n,
    struct entry_view *out) MUST_CHECK;
void entry_view_release(struct entry_view *v);

/* The instant a written entry begins with; E_SYNTAX. */
int entry_at(const char *bytes, size_t n, struct instant *out) MUST_CHECK;

/* For projections, which go through millions: the kind and the subjects of
 * an entry or a draft, without building its tree.  Everything is checked as
 * by entry_read.  subject is called with each, NUL-terminated, and goes on
 * while it returns 0.  0, E_SYNTAX, E_NEWER, E_LIMIT, or what subject said. */
int entry_scan(const char *bytes, size_t n,
    int (*subject)(void *ctx, const char *kind, size_t nkind, const char *s,
	size_t ns),
    void *ctx) MUST_CHECK;

#endif
