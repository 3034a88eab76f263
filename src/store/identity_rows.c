/* identity_rows.c - the rows by which an identifier is found.
 *
 * A change of the keys (record/identity.h) needs a new PROJECT_VERSION. */

#include <string.h>

#include "core/limits.h"
#include "record/identity.h"
#include "store/views.h"

/* Keys of a name with every part forked: some hundreds of bytes each. */
#define ROWS_ARENA_MAX ((size_t)4 << 20)

struct rows {
	struct views *views;
	struct arena *arena;
	uint8_t seq[8];
	const char *person;
	const char *type;
	const char *value;
};

static int
row_put(const struct rows *rw, const char *key, bool with_person)
{
	size_t np = with_person ? strlen(rw->person) + 1 : 0;
	size_t nt = strlen(rw->type) + 1, nv = strlen(rw->value);
	size_t nk = strlen(key) + 1;
	char *k = arena_alloc(rw->arena, nk + sizeof(rw->seq));
	char *v = arena_alloc(rw->arena, np + nt + nv);

	if (k == NULL || v == NULL)
		return E_NOMEM;
	memcpy(k, key, nk);
	memcpy(k + nk, rw->seq, sizeof(rw->seq));
	memcpy(v, rw->person, np);
	memcpy(v + np, rw->type, nt);
	memcpy(v + np + nt, rw->value, nv);
	return rw->views->ops->put(rw->views, VIEW_IDENTITY, k,
	    nk + sizeof(rw->seq), v, np + nt + nv);
}

static int
rows_put(const struct rows *rw)
{
	struct identity_keys keys = { .arena = rw->arena };
	struct identifier id = { .value = rw->value };
	const char *own;
	size_t i;
	int r;

	own = arena_printf(rw->arena, "p/%s", rw->person);
	if (own == NULL)
		return E_NOMEM;
	if ((r = row_put(rw, own, false)) != 0)
		return r;
	/* A type of a later forestay is kept for whom it is about, and finds
	 * nobody. */
	if (!identifier_read_word(rw->type, strlen(rw->type), &id.type))
		return 0;
	r = identity_keys_kept(&keys, &id);
	for (i = 0; i < keys.n && r == 0; i++)
		r = row_put(rw, keys.items[i].key, true);
	return r;
}

int
project_identity(struct views *v, const struct written *w,
    const struct mem *mem)
{
	struct entry_view e;
	struct arena arena;
	struct rows rw = { .views = v, .arena = &arena };
	uint64_t seq = w->seq;
	int r, i;

	for (i = 7; i >= 0; i--, seq >>= 8)
		rw.seq[i] = (uint8_t)seq;
	arena_init(&arena, mem, ROWS_ARENA_MAX);
	r = entry_read(&arena, w->bytes, w->n, &e);
	/* The keeper took it: what it does not understand finds nobody. */
	if (r == E_NEWER || r == E_SYNTAX)
		r = 0;
	else if (r == 0) {
		rw.person =
		    json_string_value(json_object_get(e.body, "person"));
		rw.type = json_string_value(json_object_get(e.body, "type"));
		rw.value = json_string_value(json_object_get(e.body, "value"));
		if (rw.person != NULL && rw.type != NULL && rw.value != NULL &&
		    strlen(rw.person) <= LIMIT_SUBJECT_BYTES)
			r = rows_put(&rw);
		entry_view_release(&e);
	}
	arena_release(&arena);
	return r;
}
