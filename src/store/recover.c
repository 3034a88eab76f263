/* recover.c - a ledger that was put back from an older copy gets back the
 * entries that its views still hold; see keeper.h. */

#include <string.h>

#include "store/keeper.h"

/* Entries of one commit. */
#define TOGETHER 1024

struct recovery {
	struct keeper *k;
	struct views_mark mark; /* where the views stand */
	struct store_head head; /* of what was gone through */
	/* Gathered to be written, or only gone through (rows NULL). */
	struct arena arena;
	struct ledger_row *rows;
	struct store_head before;
	size_t n;
	const char *why;
};

static int
no(struct recovery *c, int r, const char *why)
{
	c->why = why;
	return r;
}

struct subjects {
	struct arena *arena;
	const char **on;
	size_t n;
};

static int
add_subject(void *ctx, const char *kind, size_t nkind, const char *s, size_t n)
{
	struct subjects *l = ctx;

	(void)kind;
	(void)nkind;
	if ((l->on[l->n] = arena_strndup(l->arena, s, n)) == NULL)
		return E_NOMEM;
	l->n++;
	return 0;
}

static int
gather(struct recovery *c, const struct salt *salt, const char *bytes, size_t n)
{
	const char **on = arena_array(&c->arena, LIMIT_SUBJECTS, sizeof(*on));
	struct subjects l = { &c->arena, on, 0 };
	struct ledger_row *row = &c->rows[c->n];
	int r;

	if (on == NULL)
		return E_NOMEM;
	if ((r = entry_scan(bytes, n, add_subject, &l)) != 0)
		return no(c, r, "an entry of the views cannot be read");
	*row = (struct ledger_row){ .salt = *salt,
		.bytes = arena_strndup(&c->arena, bytes, n),
		.n = n,
		.on = on,
		.non = l.n };
	c->n++;
	return row->bytes == NULL ? E_NOMEM : 0;
}

static int
write_down(struct recovery *c)
{
	struct ledger *l = c->k->ledger;
	const struct ledger_group g = { .rows = c->rows,
		.nrows = c->n,
		.before = c->before,
		.after = c->head };
	int r;

	if (c->n == 0)
		return 0;
	if ((r = l->ops->commit(l, &g)) != 0)
		return no(c, r, l->why);
	arena_release(&c->arena);
	c->before = c->head;
	c->n = 0;
	c->rows = arena_array(&c->arena, TOGETHER, sizeof(*c->rows));
	return c->rows == NULL ? E_NOMEM : 0;
}

static int
take_entry(void *ctx, const void *key, size_t nkey, const void *value,
    size_t nvalue)
{
	struct recovery *c = ctx;
	const uint8_t *k = key;
	const char *bytes = (const char *)value + SALT_BYTES;
	struct instant at;
	struct hash leaf;
	struct salt salt;
	uint64_t seq = 0;
	int r;

	for (size_t i = 0; i < nkey && i < 8; i++)
		seq = seq << 8 | k[i];
	if (nkey != 8 || nvalue < SALT_BYTES || seq != c->head.size + 1 ||
	    entry_at(bytes, nvalue - SALT_BYTES, &at) != 0)
		return no(c, E_BROKEN, "the views miss an entry");
	memcpy(salt.b, value, SALT_BYTES);
	if (c->rows != NULL &&
	    (r = gather(c, &salt, bytes, nvalue - SALT_BYTES)) != 0)
		return r;
	leaf = entry_leaf(&salt, bytes, nvalue - SALT_BYTES);
	c->head.size = seq;
	c->head.hash = head_next(&c->head.hash, &leaf);
	c->head.at = at;
	return c->n == TOGETHER ? write_down(c) : 0;
}

/* From the ledger's head to where the views stand. */
static int
go_through(struct recovery *c)
{
	struct views *v = c->k->views;
	uint8_t from[8];
	int r;

	c->before = c->head = c->k->head;
	for (int i = 0; i < 8; i++)
		from[i] = (uint8_t)((c->head.size + 1) >> (56 - 8 * i));
	v->why = "";
	r = v->ops->scan(v, VIEW_ENTRY, "", 0, from, sizeof(from), take_entry,
	    c);
	if (r != 0 && c->why == NULL && *v->why != '\0')
		c->why = v->why;
	if (r != 0)
		return r;
	return c->head.size == c->mark.at &&
		memcmp(&c->head.hash, &c->mark.head, sizeof(c->head.hash)) == 0
	    ? 0
	    : no(c, E_BROKEN,
		  "the views were not made of what follows this ledger: put "
		  "the newest backup of the whole store in its place");
}

static int
recover(struct recovery *c)
{
	int r;

	/* Nothing is written before all of it is known to be what was. */
	if ((r = go_through(c)) != 0)
		return r;
	c->rows = arena_array(&c->arena, TOGETHER, sizeof(*c->rows));
	if (c->rows == NULL)
		return E_NOMEM;
	if ((r = go_through(c)) != 0)
		return r;
	return write_down(c);
}

int
keeper_recover(struct keeper *k, uint64_t *n)
{
	struct recovery c = { .k = k };
	struct ledger *l = k->ledger;
	uint64_t epoch, had;
	int r;

	*n = 0;
	k->why = "";
	k->broken = E_IO; /* it is opened when it is whole */
	if ((r = l->ops->take(l, &epoch)) != 0 ||
	    (r = l->ops->head(l, &k->head)) != 0) {
		k->why = l->why;
		return r;
	}
	if ((r = k->views->ops->at(k->views, &c.mark)) != 0) {
		k->why = k->views->why;
		return r;
	}
	had = k->head.size;
	if (c.mark.at <= had)
		return 0;
	/* What is there has to be whole by itself. */
	if ((r = keeper_verify(k, NULL)) != 0)
		return r;
	arena_init(&c.arena, k->mem, SIZE_MAX / 2);
	if ((r = recover(&c)) == 0)
		*n = c.mark.at - had;
	else
		k->why = c.why != NULL ? c.why : err_text(r);
	arena_release(&c.arena);
	return r;
}
