/* addresses.c - see addresses.h. */

#include <string.h>

#include "core/limits.h"
#include "serve/about.h"
#include "serve/addresses.h"

const char *
post_way_text(enum post_way w)
{
	static const char *const names[POST_WAYS] = { "webhook", "mail" };

	return names[w];
}

struct list {
	struct arena *a;
	struct address *items;
	size_t n, cap;
};

static struct address *
of_account(struct list *l, const char *account)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		if (strcmp(l->items[i].account, account) == 0)
			return &l->items[i];
	if (l->n == LIMIT_ACCOUNTS)
		return NULL;
	l->items = arena_grow(l->a, l->items, l->n, &l->cap, sizeof(*l->items));
	if (l->items == NULL)
		return NULL;
	l->items[l->n] =
	    (struct address){ .account = arena_strdup(l->a, account) };
	return l->items[l->n].account == NULL ? NULL : &l->items[l->n++];
}

static int
read_address(struct list *l, const json_t *body)
{
	const char *account =
		       json_string_value(json_object_get(body, "account")),
		   *way = json_string_value(json_object_get(body, "way")),
		   *to = json_string_value(json_object_get(body, "to"));
	enum post_way w = POST_WEBHOOK;
	struct address *x;

	if (account == NULL || way == NULL)
		return E_BROKEN;
	while (w < POST_WAYS && strcmp(post_way_text(w), way) != 0)
		w++;
	if (w == POST_WAYS)
		return E_BROKEN;
	if ((x = of_account(l, account)) == NULL)
		return E_NOMEM;
	x->to[w] = to == NULL ? NULL : arena_strdup(l->a, to);
	return to != NULL && x->to[w] == NULL ? E_NOMEM : 0;
}

static int
take_entry(void *ctx, const struct written *w, const char *kind,
    const json_t *body)
{
	(void)w;
	return strcmp(kind, "address") == 0 ? read_address(ctx, body)
					    : E_BROKEN;
}

int
addresses_read(struct arena *a, struct store *s, uint64_t through,
    struct addresses *out)
{
	struct list l = { .a = a };
	int r = about_read(a, s, "addresses", through, take_entry, &l);

	*out = (struct addresses){ l.items, r == 0 ? l.n : 0 };
	return r;
}

const struct address *
addresses_of(const struct addresses *all, const char *account)
{
	size_t i;

	for (i = 0; i < all->n; i++)
		if (strcmp(all->items[i].account, account) == 0)
			return &all->items[i];
	return NULL;
}

int
address_write(struct store *s, const char *account, enum post_way way,
    const char *to, const char *by, struct appended *out)
{
	static const char *const on[] = { "addresses" };
	struct draft d = { .kind = "address",
		.matter = "accounts",
		.author = by,
		.on = on,
		.non = 1 };
	struct batch b = { .drafts = &d, .n = 1 };
	json_t *body = json_pack("{s:s, s:s, s:s?}", "account", account, "way",
	    post_way_text(way), "to", to);
	int r;

	if (body == NULL)
		return E_SYNTAX;
	d.body = body;
	if ((r = store_batch_id(&b)) == 0)
		r = store_append(s, &b, out);
	json_decref(body);
	return r;
}
