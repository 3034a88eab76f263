/* account.h - who may ask the server, and by what they are known.
 *
 * An account is an entry of the store: what it is called, its role, and the
 * hash of a token that was said once, when it was made, and is kept by
 * nobody but its holder.  A token is 24 random bytes in hexadecimal behind
 * "fst_": nothing is gained by trying, and its hash needs no salt. */

#ifndef FORESTAY_SERVE_ACCOUNT_H
#define FORESTAY_SERVE_ACCOUNT_H

#include "serve/routes.h"
#include "store/store.h"

#define TOKEN_RANDOM   24

#define FEED_QUIET_MAX 8760 /* hours */

/* "fst_" and 48 small hexadecimal digits. */
bool account_token_form(const char *s, size_t n);
void account_token(const uint8_t random[TOKEN_RANDOM], char out[64]);
struct hash account_token_hash(const char *token);

struct account {
	const char *id; /* a-z 0-9 - . _ */
	enum role role;
	const char *holder;
	struct hash token;
	uint64_t seq;
	struct instant since;
	bool revoked;
	unsigned quiet; /* of a feed: hours without anything new before it is
			 * an alarm; 0: never */
};

struct accounts {
	const struct account *items; /* in the order they were made */
	size_t n;
};

bool account_id_ok(const char *s);

/* All of them, by the entry through.  Lives in a.  E_BROKEN: an entry about
 * them that this program does not understand, so that nobody is let in; or
 * what the store said. */
int accounts_read(struct arena *a, struct store *s, uint64_t through,
    struct accounts *out) MUST_CHECK;

/* Whose token hashes to this, and is not revoked; or NULL. */
const struct account *accounts_find(const struct accounts *all,
    const struct hash *token);

/* By its name, revoked or not; or NULL. */
const struct account *accounts_named(const struct accounts *all,
    const char *id);

/* What is written down: it is made, with its token, or revoked.  0, or as
 * store_append. */
int account_write(struct store *s, const struct account *x, bool revoke,
    const char *by, uint64_t decided_at, struct appended *out) MUST_CHECK;

#endif
