/* account.c - see account.h. */

#include <stdio.h>
#include <string.h>

#include "core/limits.h"
#include "serve/about.h"
#include "serve/account.h"

static const char lead[] = "fst_";

bool
account_token_form(const char *s, size_t n)
{
	const size_t nlead = sizeof(lead) - 1;
	size_t i;

	if (n != nlead + (size_t)2 * TOKEN_RANDOM ||
	    memcmp(s, lead, nlead) != 0)
		return false;
	for (i = nlead; i < n; i++)
		if (!((s[i] >= '0' && s[i] <= '9') ||
			(s[i] >= 'a' && s[i] <= 'f')))
			return false;
	return true;
}

void
account_token(const uint8_t random[TOKEN_RANDOM], char out[64])
{
	static const char digits[] = "0123456789abcdef";
	char *s = out + sizeof(lead) - 1;
	size_t i;

	memcpy(out, lead, sizeof(lead) - 1);
	for (i = 0; i < TOKEN_RANDOM; i++) {
		*s++ = digits[random[i] >> 4];
		*s++ = digits[random[i] & 15];
	}
	*s = '\0';
}

struct hash
account_token_hash(const char *token)
{
	return hash_of(token, strlen(token));
}

bool
account_id_ok(const char *s)
{
	size_t n = strlen(s), i;

	if (n == 0 || n > LIMIT_TOKEN_BYTES)
		return false;
	for (i = 0; i < n; i++)
		if (!((s[i] >= 'a' && s[i] <= 'z') ||
			(s[i] >= '0' && s[i] <= '9') || s[i] == '-' ||
			s[i] == '.' || s[i] == '_'))
			return false;
	return true;
}

/* -- Reading ------------------------------------------------------------- */

struct reading {
	struct arena *a;
	struct account *items;
	size_t n, cap;
};

static struct account *
named(struct reading *rd, const char *id)
{
	size_t i;

	for (i = 0; i < rd->n; i++)
		if (strcmp(rd->items[i].id, id) == 0)
			return &rd->items[i];
	return NULL;
}

static int
read_account(struct reading *rd, const struct written *w, const json_t *body)
{
	const char *id, *role, *holder, *token;
	struct account x = { .seq = w->seq, .since = w->at };
	json_int_t quiet = json_integer_value(json_object_get(body, "quiet"));

	id = json_string_value(json_object_get(body, "account"));
	role = json_string_value(json_object_get(body, "role"));
	holder = json_string_value(json_object_get(body, "holder"));
	token = json_string_value(json_object_get(body, "token"));
	if (id == NULL || role == NULL || holder == NULL || token == NULL ||
	    !role_read(role, &x.role) || !hash_read(token, &x.token) ||
	    named(rd, id) != NULL)
		return E_BROKEN;
	if (quiet < 0 || quiet > FEED_QUIET_MAX)
		return E_BROKEN;
	x.quiet = (unsigned)quiet;
	if (rd->n == LIMIT_ACCOUNTS)
		return E_LIMIT;
	x.id = arena_strdup(rd->a, id);
	x.holder = arena_strdup(rd->a, holder);
	rd->items =
	    arena_grow(rd->a, rd->items, rd->n, &rd->cap, sizeof(*rd->items));
	if (x.id == NULL || x.holder == NULL || rd->items == NULL)
		return E_NOMEM;
	rd->items[rd->n++] = x;
	return 0;
}

static int
read_revoke(struct reading *rd, const json_t *body)
{
	const char *id = json_string_value(json_object_get(body, "account"));
	struct account *x = id == NULL ? NULL : named(rd, id);

	if (x == NULL)
		return E_BROKEN;
	x->revoked = true;
	return 0;
}

static int
take_entry(void *ctx, const struct written *w, const char *kind,
    const json_t *body)
{
	if (strcmp(kind, "account") == 0)
		return read_account(ctx, w, body);
	return strcmp(kind, "revoke") == 0 ? read_revoke(ctx, body) : E_BROKEN;
}

int
accounts_read(struct arena *a, struct store *s, uint64_t through,
    struct accounts *out)
{
	struct reading rd = { .a = a };
	int r = about_read(a, s, "accounts", through, take_entry, &rd);

	*out = (struct accounts){ rd.items, r == 0 ? rd.n : 0 };
	return r;
}

const struct account *
accounts_find(const struct accounts *all, const struct hash *token)
{
	size_t i;

	for (i = 0; i < all->n; i++)
		if (!all->items[i].revoked &&
		    hash_equal(&all->items[i].token, token))
			return &all->items[i];
	return NULL;
}

const struct account *
accounts_named(const struct accounts *all, const char *id)
{
	size_t i;

	for (i = 0; i < all->n; i++)
		if (strcmp(all->items[i].id, id) == 0)
			return &all->items[i];
	return NULL;
}

/* -- Writing ------------------------------------------------------------- */

int
account_write(struct store *s, const struct account *x, bool revoke,
    const char *by, uint64_t decided_at, struct appended *out)
{
	const struct precondition pre = { "accounts", decided_at };
	char hash[72];
	json_t *body;

	hash_text(&x->token, hash);
	body = revoke
	    ? json_pack("{s:s}", "account", x->id)
	    : json_pack("{s:s, s:s, s:s, s:s}", "account", x->id, "role",
		  role_text(x->role), "holder", x->holder, "token", hash);
	if (body != NULL && !revoke && x->quiet > 0)
		(void)json_object_set_new(body, "quiet",
		    json_integer((json_int_t)x->quiet));
	return about_write(s, "accounts", revoke ? "revoke" : "account", body,
	    by, &pre, out);
}
