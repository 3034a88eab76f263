/* refusals.c - memory refused to SQLite, to jansson and to struct mem. */

#include <stdlib.h>
#include <string.h>

#include <jansson.h>
#include <sqlite3.h>

#include "support/scene.h"

struct refusals refusals;

static sqlite3_mem_methods real;

static bool
refused(void)
{
	struct refusals *p = &refusals;

	if (p->rest)
		return false;
	p->calls++;
	if (p->at == 0 || (p->on ? p->calls < p->at : p->calls != p->at))
		return false;
	p->refused++;
	return true;
}

static void *
take(void *ctx, size_t n)
{
	void *p = refused() ? NULL : malloc(n);

	(void)ctx;
	if (p != NULL)
		refusals.live++;
	return p;
}

static void
give(void *ctx, void *p)
{
	(void)ctx;
	if (p != NULL)
		refusals.live--;
	free(p);
}

const struct mem refusing_mem = { take, give, NULL };

static void *
j_take(size_t n)
{
	return refused() ? NULL : malloc(n);
}

static void *
s_take(int n)
{
	return refused() ? NULL : real.xMalloc(n);
}

static void *
s_retake(void *p, int n)
{
	return refused() ? NULL : real.xRealloc(p, n);
}

void
refusals_begin(void)
{
	sqlite3_mem_methods mine;

	refusals.rest = true;
	json_set_alloc_funcs(j_take, free);
	(void)sqlite3_config(SQLITE_CONFIG_GETMALLOC, &real);
	mine = real;
	mine.xMalloc = s_take;
	mine.xRealloc = s_retake;
	(void)sqlite3_config(SQLITE_CONFIG_MALLOC, &mine);
	(void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}
