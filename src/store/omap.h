/* omap.h - a map of byte strings, in the order of their bytes: a skip list.
 *
 * What is put in is made first and linked later: making can be refused,
 * linking cannot.  So a group of changes is made whole, or given back. */

#ifndef FORESTAY_STORE_OMAP_H
#define FORESTAY_STORE_OMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"

#define OMAP_LEVELS 20 /* of 1 in 4: 4^20 keys */

struct omap_node {
	const uint8_t *key;
	size_t nkey;
	const uint8_t *value;
	size_t nvalue;
	unsigned levels;
	struct omap_node *next[];
};

struct omap {
	const struct mem *mem;
	uint64_t chance;
	size_t n;
	struct omap_node *head[OMAP_LEVELS];
};

/* Made, not linked: a list in the order of making. */
struct omap_pending {
	struct omap_node *first, **last;
};

void omap_init(struct omap *m, const struct mem *mem);
void omap_release(struct omap *m); /* empty, and usable again */

void omap_pending_init(struct omap_pending *p);

/* Make a node of copies and remember it; false when memory is refused. */
bool omap_make(struct omap *m, struct omap_pending *p, const void *key,
    size_t nkey, const void *value, size_t nvalue);

/* Link all that was made, in that order: a key there already has its new
 * value. */
void omap_link(struct omap *m, struct omap_pending *p);
void omap_drop(struct omap *m, struct omap_pending *p);

/* The first node not before key; NULL: none. */
struct omap_node *omap_from(const struct omap *m, const void *key, size_t nkey);
struct omap_node *omap_find(const struct omap *m, const void *key, size_t nkey);

static inline struct omap_node *
omap_next(const struct omap_node *n)
{
	return n->next[0];
}

#endif
