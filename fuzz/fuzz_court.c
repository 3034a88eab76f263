/* fuzz_court.c - tables of court data, and delimited text, from strangers.
 *
 * The first byte says which table and which line ends; the rest are rows.
 * Whatever comes in: no crash; there are no more rows than lines; what is
 * kept is joined, and what is derived of a case is one of three things,
 * final since a day only when it is final. */

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "intake/eoir_join.h"
#include "intake/lines.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

#define MOST ((size_t)65536)

static int
take_case(void *ctx, const struct eoir_case *c)
{
	struct finality f;

	eoir_finality(c, ctx, 30000, &f);
	assert(f.is == FINALITY_YES || f.is == FINALITY_NO ||
	    f.is == FINALITY_UNKNOWN);
	assert(f.is != FINALITY_YES || (f.first != 0 && f.first <= f.last));
	assert(f.is != FINALITY_NO || f.last == 0);
	assert(!c->broken || f.is == FINALITY_UNKNOWN);
	return 0;
}

/* The table's own header, as its file would have it. */
static void
header_of(struct arena *a, enum eoir_table_id t, struct eoir_header *out)
{
	char line[4096];
	const char *missing;
	size_t n = 0;

	for (size_t k = 0; k < eoir_tables[t].ncolumns; k++) {
		const char *name = eoir_tables[t].columns[k].name;
		size_t len = strcspn(name, "|");

		if (k > 0)
			line[n++] = '\t';
		memcpy(line + n, name, len);
		n += len;
	}
	if (eoir_header_read(a, &eoir_tables[t], line, n, out, &missing) != 0)
		abort();
}

static void
as_table(enum eoir_table_id t, bool crlf, const uint8_t *bytes, size_t n)
{
	static struct eoir_codes codes;
	struct eoir_header head;
	struct row_reader rr;
	struct joiner j;
	struct worker w;
	struct arena a;
	size_t lines = 0;

	arena_init(&a, &mem_system, (size_t)8 << 20);
	if (codes_init(&a, &codes) != 0 || worker_init(&w, &mem_system) != 0 ||
	    joiner_init(&j, &mem_system) != 0)
		abort();
	header_of(&a, t, &head);
	row_reader_init(&rr, t, &head, &codes,
	    day_of((struct ymd){ 2026, 5, 1 }), &w.dirt);
	memcpy(w.bytes, bytes, n);
	if (n == 0 || w.bytes[n - 1] != '\n')
		w.bytes[n++] = '\n';
	lines = cut_lines(w.bytes, n);
	chunk_take(&w, &rr, head.ncolumns, crlf, n, 1);
	assert(w.rows <= lines);
	j.codes = &codes;
	j.workers = &w;
	j.nworkers = 1;
	j.dirt = &w.dirt;
	for (unsigned p = 0; p < PARTS; p++)
		if (w.parts[p].first != NULL &&
		    join_part(&j, p, take_case, &codes) != 0)
			abort();
	joiner_release(&j);
	worker_release(&w);
	arena_release(&a);
}

static int
take_row(void *ctx, unsigned line, const char *const *cells, size_t n)
{
	unsigned *last = ctx;

	assert(line > *last && n > 0 && n <= LIMIT_COLUMNS);
	*last = line;
	for (size_t i = 0; i < n; i++)
		assert(strlen(cells[i]) <= MOST);
	return 0;
}

static void
as_lines(const uint8_t *bytes, size_t n)
{
	struct lines l;
	unsigned last = 0;
	int r;

	lines_init(&l, &mem_system, take_row, &last);
	r = lines_feed(&l, (const char *)bytes, n);
	if (r == 0)
		r = lines_end(&l);
	assert(r == 0 || r == E_LIMIT);
	lines_release(&l);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	if (n == 0 || n > MOST)
		return 0;
	if (bytes[0] % 16 < T_READ)
		as_table((enum eoir_table_id)(bytes[0] % 16),
		    (bytes[0] & 16) != 0, bytes + 1, n - 1);
	else
		as_lines(bytes + 1, n - 1);
	return 0;
}
