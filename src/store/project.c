/* project.c - what an entry puts into the views.
 *
 * A change of what is put here needs a new PROJECT_VERSION: views made by
 * the old one are then made anew. */

#include <string.h>

#include "core/limits.h"
#include "store/views.h"

struct projecting {
	struct views *views;
	uint8_t seq[8];
	bool identifier; /* the entry is one */
};

static void
big_endian(uint8_t out[8], uint64_t v)
{
	for (int i = 7; i >= 0; i--, v >>= 8)
		out[i] = (uint8_t)v;
}

static int
put_about(void *ctx, const char *kind, size_t nkind, const char *s, size_t n)
{
	struct projecting *p = ctx;
	uint8_t key[LIMIT_SUBJECT_BYTES + 1 + sizeof(p->seq)];

	p->identifier = nkind == sizeof("identifier") - 1 &&
	    memcmp(kind, "identifier", nkind) == 0;
	memcpy(key, s, n);
	key[n] = 0;
	memcpy(key + n + 1, p->seq, sizeof(p->seq));
	return p->views->ops->put(p->views, VIEW_ABOUT, key,
	    n + 1 + sizeof(p->seq), NULL, 0);
}

int
project_entry(struct views *v, const struct written *w, struct buf *scratch)
{
	struct projecting p = { .views = v };
	int r;

	big_endian(p.seq, w->seq);
	buf_clear(scratch);
	buf_add(scratch, (const char *)w->salt.b, SALT_BYTES);
	buf_add(scratch, w->bytes, w->n);
	if (scratch->failed)
		return E_NOMEM;
	if ((r = v->ops->put(v, VIEW_ENTRY, p.seq, sizeof(p.seq), scratch->s,
		 scratch->len)) != 0)
		return r;
	if ((r = entry_scan(w->bytes, w->n, put_about, &p)) != 0)
		return r;
	return p.identifier ? project_identity(v, w, scratch->mem) : 0;
}
