/* views_run.c - see views_run.h. */

#include <stdlib.h>
#include <string.h>

#include "store/views_run.h"

/* The first bytes of the view and the key as numbers: most comparisons end
 * there, without a look at the key itself. */
struct views_run_row {
	uint64_t first, second;
	const char *key; /* its value follows */
	uint32_t nkey, nvalue;
};

static uint64_t
eight(const uint8_t *s, size_t n)
{
	uint64_t v = 0;

	for (size_t i = 0; i < 8; i++)
		v = v << 8 | (i < n ? s[i] : 0);
	return v;
}

static bool
have_room(struct views_run *run)
{
	const struct mem *mem = run->mem;

	if (run->rows == NULL)
		run->rows =
		    mem->alloc(mem->ctx, VIEWS_RUN_ROWS * sizeof(*run->rows));
	if (run->bytes == NULL)
		run->bytes = mem->alloc(mem->ctx, VIEWS_RUN_BYTES);
	return run->rows != NULL && run->bytes != NULL;
}

int
views_run_add(struct views_run *run, enum view_id view, const void *key,
    size_t nkey, const void *value, size_t nvalue)
{
	const uint8_t *k = key;
	struct views_run_row *row;
	char *to;

	if (!have_room(run))
		return E_NOMEM;
	if (run->nrows == VIEWS_RUN_ROWS || nkey > VIEWS_RUN_BYTES ||
	    nvalue > VIEWS_RUN_BYTES - nkey ||
	    run->nbytes > VIEWS_RUN_BYTES - nkey - nvalue)
		return E_LIMIT;
	to = run->bytes + run->nbytes;
	run->nbytes += nkey + nvalue;
	if (nkey > 0)
		memcpy(to, key, nkey);
	if (nvalue > 0)
		memcpy(to + nkey, value, nvalue);
	row = &run->rows[run->nrows++];
	*row = (struct views_run_row){
		.first = (uint64_t)view << 56 | eight(k, nkey) >> 8,
		.second = nkey > 7 ? eight(k + 7, nkey - 7) : 0,
		.key = to,
		.nkey = (uint32_t)nkey,
		.nvalue = (uint32_t)nvalue,
	};
	return 0;
}

static int
by_key(const void *a, const void *b)
{
	const struct views_run_row *x = a, *y = b;
	int d;

	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	if (x->second != y->second)
		return x->second < y->second ? -1 : 1;
	d = memcmp(x->key, y->key, x->nkey < y->nkey ? x->nkey : y->nkey);
	if (d != 0)
		return d;
	if (x->nkey != y->nkey)
		return x->nkey < y->nkey ? -1 : 1;
	/* As they were put. */
	return (x->key > y->key) - (x->key < y->key);
}

int
views_run_each(struct views_run *run,
    int (*put)(void *ctx, enum view_id view, const void *key, size_t nkey,
	const void *value, size_t nvalue),
    void *ctx)
{
	const struct views_run_row *row = run->rows;
	size_t n = run->nrows;
	int r = 0;

	run->nrows = run->nbytes = 0;
	if (n == 0)
		return 0;
	qsort(run->rows, n, sizeof(*run->rows), by_key);
	for (; r == 0 && n > 0; row++, n--)
		r = put(ctx, (enum view_id)(row->first >> 56), row->key,
		    row->nkey, row->key + row->nkey, row->nvalue);
	return r;
}

void
views_run_release(struct views_run *run)
{
	const struct mem *mem = run->mem;

	mem->free(mem->ctx, run->rows);
	mem->free(mem->ctx, run->bytes);
	*run = (struct views_run){ .mem = mem };
}
