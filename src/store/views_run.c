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
views_run_add(struct views_run *run, enum view_id view, const void *key,
    size_t nkey, const void *value, size_t nvalue)
{
	const uint8_t *k = key;
	struct views_run_row *row;
	char *to;

	if (!have_room(run))
		return E_NOMEM;
	if (run->nentries + run->nothers == VIEWS_RUN_ROWS ||
	    nkey > VIEWS_RUN_BYTES || nvalue > VIEWS_RUN_BYTES - nkey ||
	    run->nbytes > VIEWS_RUN_BYTES - nkey - nvalue)
		return E_LIMIT;
	to = run->bytes + run->nbytes;
	run->nbytes += nkey + nvalue;
	if (nkey > 0)
		memcpy(to, key, nkey);
	if (nvalue > 0)
		memcpy(to + nkey, value, nvalue);
	row = view == VIEW_ENTRY ? &run->rows[run->nentries++]
				 : &run->rows[VIEWS_RUN_ROWS - ++run->nothers];
	*row = (struct views_run_row){
		.first = (uint64_t)view << 56 | eight(k, nkey) >> 8,
		.second = nkey > 7 ? eight(k + 7, nkey - 7) : 0,
		.key = to,
		.nkey = (uint32_t)nkey,
		.nvalue = (uint32_t)nvalue,
	};
	if (view == VIEW_ENTRY && run->nentries > 1 && by_key(row - 1, row) > 0)
		run->astray = true;
	return 0;
}

/* As many of the first n rows as go together. */
static size_t
together(const struct views_run_row *row, size_t n,
    struct views_row out[VIEWS_TOGETHER])
{
	size_t i;

	for (i = 0; i < n && i < VIEWS_TOGETHER &&
	     row[i].first >> 56 == row[0].first >> 56;
	     i++)
		out[i] = (struct views_row){
			.view = (enum view_id)(row[i].first >> 56),
			.key = row[i].key,
			.nkey = row[i].nkey,
			.value = row[i].key + row[i].nkey,
			.nvalue = row[i].nvalue,
		};
	return i;
}

static int
hand_on(const struct views_run_row *row, size_t n,
    int (*put)(void *ctx, const struct views_row *rows, size_t n), void *ctx)
{
	struct views_row some[VIEWS_TOGETHER];
	size_t took;
	int r = 0;

	for (; r == 0 && n > 0; row += took, n -= took) {
		took = together(row, n, some);
		r = put(ctx, some, took);
	}
	return r;
}

int
views_run_each(struct views_run *run,
    int (*put)(void *ctx, const struct views_row *rows, size_t n), void *ctx)
{
	struct views_run_row *others = run->rows;
	size_t nentries = run->nentries, nothers = run->nothers;
	bool astray = run->astray;
	int r;

	views_run_clear(run);
	if (nothers > 0) {
		others += VIEWS_RUN_ROWS - nothers;
		qsort(others, nothers, sizeof(*others), by_key);
	}
	if (astray)
		qsort(run->rows, nentries, sizeof(*run->rows), by_key);
	r = hand_on(run->rows, nentries, put, ctx);
	return r == 0 ? hand_on(others, nothers, put, ctx) : r;
}

void
views_run_clear(struct views_run *run)
{
	run->nentries = run->nothers = run->nbytes = 0;
	run->astray = false;
}

void
views_run_release(struct views_run *run)
{
	const struct mem *mem = run->mem;

	mem->free(mem->ctx, run->rows);
	mem->free(mem->ctx, run->bytes);
	*run = (struct views_run){ .mem = mem };
}
