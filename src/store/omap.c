/* omap.c - a skip list; what is linked is never moved. */

#include "store/omap.h"

#include <string.h>

void
omap_init(struct omap *m, const struct mem *mem)
{
	*m = (struct omap){ .mem = mem, .chance = 0x9e3779b97f4a7c15u };
}

static void
free_all(struct omap *m, struct omap_node *n)
{
	struct omap_node *next;

	for (; n != NULL; n = next) {
		next = n->next[0];
		m->mem->free(m->mem->ctx, n);
	}
}

void
omap_release(struct omap *m)
{
	free_all(m, m->head[0]);
	omap_init(m, m->mem);
}

void
omap_pending_init(struct omap_pending *p)
{
	p->first = NULL;
	p->last = &p->first;
}

/* xorshift64: the order of making alone decides, so that a run repeats. */
static unsigned
levels(struct omap *m)
{
	unsigned n = 1;
	uint64_t c = m->chance;

	c ^= c << 13;
	c ^= c >> 7;
	c ^= c << 17;
	m->chance = c;
	for (; n < OMAP_LEVELS && (c & 3) == 0; c >>= 2)
		n++;
	return n;
}

bool
omap_make(struct omap *m, struct omap_pending *p, const void *key, size_t nkey,
    const void *value, size_t nvalue)
{
	unsigned n = levels(m);
	size_t head = sizeof(struct omap_node) + n * sizeof(p->first);
	struct omap_node *node;
	uint8_t *bytes;

	if (nkey > SIZE_MAX / 4 || nvalue > SIZE_MAX / 4)
		return false;
	node = m->mem->alloc(m->mem->ctx, head + nkey + nvalue);
	if (node == NULL)
		return false;
	bytes = (uint8_t *)node + head;
	if (nkey > 0)
		memcpy(bytes, key, nkey);
	if (nvalue > 0)
		memcpy(bytes + nkey, value, nvalue);
	*node = (struct omap_node){ bytes, nkey, bytes + nkey, nvalue, n };
	node->next[0] = NULL;
	*p->last = node;
	p->last = &node->next[0];
	return true;
}

static int
compare(const struct omap_node *n, const void *key, size_t nkey)
{
	size_t both = n->nkey < nkey ? n->nkey : nkey;
	int d = both == 0 ? 0 : memcmp(n->key, key, both);

	return d != 0 ? d : (n->nkey > nkey) - (n->nkey < nkey);
}

/* On each level the link that leads to the first node not before key. */
static void
path(struct omap *m, const void *key, size_t nkey,
    struct omap_node **links[OMAP_LEVELS])
{
	struct omap_node **row = m->head;

	for (int i = OMAP_LEVELS - 1; i >= 0; i--) {
		while (row[i] != NULL && compare(row[i], key, nkey) < 0)
			row = row[i]->next;
		links[i] = &row[i];
	}
}

static void
link_one(struct omap *m, struct omap_node *node)
{
	struct omap_node **links[OMAP_LEVELS], *old;

	path(m, node->key, node->nkey, links);
	old = *links[0];
	if (old != NULL && compare(old, node->key, node->nkey) == 0) {
		for (unsigned i = 0; i < old->levels; i++)
			*links[i] = old->next[i];
		m->mem->free(m->mem->ctx, old);
		m->n--;
	}
	for (unsigned i = 0; i < node->levels; i++) {
		node->next[i] = *links[i];
		*links[i] = node;
	}
	m->n++;
}

void
omap_link(struct omap *m, struct omap_pending *p)
{
	struct omap_node *n, *next;

	for (n = p->first; n != NULL; n = next) {
		next = n->next[0];
		link_one(m, n);
	}
	omap_pending_init(p);
}

void
omap_drop(struct omap *m, struct omap_pending *p)
{
	free_all(m, p->first);
	omap_pending_init(p);
}

struct omap_node *
omap_from(const struct omap *m, const void *key, size_t nkey)
{
	struct omap_node *const *row = m->head;

	for (int i = OMAP_LEVELS - 1; i >= 0; i--)
		while (row[i] != NULL && compare(row[i], key, nkey) < 0)
			row = row[i]->next;
	return row[0];
}

struct omap_node *
omap_find(const struct omap *m, const void *key, size_t nkey)
{
	struct omap_node *n = omap_from(m, key, nkey);

	return n != NULL && compare(n, key, nkey) == 0 ? n : NULL;
}
