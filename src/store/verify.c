/* verify.c - see verify.h. */

#include <string.h>

#include "store/verify.h"

/* Entries compared together with their copies. */
#define TOGETHER  512

#define SAY_EVERY 1024

struct rereading {
	struct verified *out;
	uint64_t all;
	struct hash head;
	struct instant at;
	void (*progress)(void *ctx, uint64_t done, uint64_t all);
	void *ctx;
};

static int
no_subject(void *ctx, const char *kind, size_t nkind, const char *s, size_t n)
{
	(void)ctx;
	(void)kind;
	(void)nkind;
	(void)s;
	(void)n;
	return 0;
}

/* What is not right with an entry by itself; NULL: nothing. */
static const char *
wrong_with(const struct rereading *rd, const struct written *w)
{
	struct instant at;
	int r;

	if (entry_at(w->bytes, w->n, &at) != 0 || at.us != w->at.us)
		return "it does not say when it was written down";
	if (at.us < rd->at.us)
		return "it was written down before the one before it";
	r = entry_scan(w->bytes, w->n, no_subject, NULL);
	/* Of a later one only its hash can be known. */
	return r == 0 || r == E_NEWER ? NULL : "it is no entry";
}

static int
reread(void *ctx, const struct written *w)
{
	struct rereading *rd = ctx;
	struct hash leaf = entry_leaf(&w->salt, w->bytes, w->n);

	rd->out->n++;
	if (rd->out->bad == 0 && (rd->out->what = wrong_with(rd, w)) != NULL)
		rd->out->bad = w->seq;
	rd->head = head_next(&rd->head, &leaf);
	rd->at = w->at;
	if (rd->progress != NULL && rd->out->n % SAY_EVERY == 0)
		rd->progress(rd->ctx, rd->out->n, rd->all);
	return 0;
}

/* -- Beside their copies ------------------------------------------------ */

struct comparing {
	uint64_t after; /* those after it */
	struct hash leaves[TOGETHER];
	size_t n, seen;
	uint64_t bad;
};

static int
take_leaf(void *ctx, const struct written *w)
{
	struct comparing *c = ctx;

	c->leaves[c->n++] = entry_leaf(&w->salt, w->bytes, w->n);
	return 0;
}

#define ENOUGH 1

static int
compare_copy(void *ctx, const void *key, size_t nkey, const void *value,
    size_t nvalue)
{
	struct comparing *c = ctx;
	struct hash leaf = { { 0 } };
	struct salt salt;

	(void)key;
	if (c->seen == c->n)
		return ENOUGH;
	if (nkey == 8 && nvalue >= SALT_BYTES) {
		memcpy(salt.b, value, SALT_BYTES);
		leaf = entry_leaf(&salt, (const char *)value + SALT_BYTES,
		    nvalue - SALT_BYTES);
	}
	if (memcmp(&leaf, &c->leaves[c->seen++], sizeof(leaf)) == 0)
		return 0;
	c->bad = c->after + c->seen;
	return ENOUGH;
}

/* The first entry that is another than its copy; 0: none is. */
static int
find_other(struct store *s, uint64_t all, uint64_t *bad)
{
	struct comparing c = { .after = 0 };
	uint8_t from[8];
	int r;

	while (c.after < all) {
		c.n = c.seen = 0;
		if ((r = store_follow(s, c.after, TOGETHER, take_leaf, &c)) !=
		    0)
			return r;
		for (int i = 0; i < 8; i++)
			from[i] = (uint8_t)((c.after + 1) >> (56 - 8 * i));
		r = store_view_scan(s, VIEW_ENTRY, "", 0, from, sizeof(from),
		    compare_copy, &c);
		*bad = c.bad;
		if ((r != 0 && r != ENOUGH) || c.bad != 0)
			return r == ENOUGH ? 0 : r;
		/* The views stand no further. */
		if (c.seen < c.n || c.n == 0)
			return 0;
		c.after += c.n;
	}
	return 0;
}

int
store_verify(struct store *s,
    void (*progress)(void *ctx, uint64_t done, uint64_t all), void *ctx,
    struct verified *out)
{
	struct rereading rd = { .out = out,
		.at = INSTANT_BEGIN,
		.progress = progress,
		.ctx = ctx };
	struct store_head head;
	int r;

	*out = (struct verified){ .n = 0 };
	if ((r = store_head(s, &head)) != 0)
		return r;
	rd.all = head.size;
	if ((r = store_follow(s, 0, head.size, reread, &rd)) != 0)
		return r;
	if (out->n != head.size) {
		out->bad = out->n + 1;
		out->what = "it is missing";
	}
	if (out->what != NULL ||
	    memcmp(&rd.head, &head.hash, sizeof(head.hash)) == 0)
		return 0;
	out->what = "the ledger's head does not vouch for its entries";
	if (find_other(s, head.size, &out->bad) == 0 && out->bad != 0)
		out->what = "it is not the entry that the views were made of";
	return 0;
}
