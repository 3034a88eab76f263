/* segment_file.c - the sections of a segment, and what vouches for them. */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "law/law.h"
#include "store/segment_layout.h"

const char *const section_names[SECTIONS] = { "forms", "each", "code", "from",
	"to", "recorded", "at", "words", "zones", "moments", "instants",
	"ranks", "sources", "string-at", "strings", "who-at", "who", "marks" };

/* -- Sections -------------------------------------------------------------- */

static uint32_t *
section_slot(const struct layout *l, enum section_kind kind, long table)
{
	return &l->section_of[(size_t)(table + 1) * SECTIONS + kind];
}

static int
add_section(struct layout *l, enum section_kind kind, long table,
    uint64_t length)
{
	struct section *s = arena_grow(&l->a, l->sections, l->nsections,
	    &l->cap_sections, sizeof(*s));

	if (s == NULL)
		return E_NOMEM;
	l->sections = s;
	l->end = (l->end + SEGMENT_ALIGN - 1) / SEGMENT_ALIGN * SEGMENT_ALIGN;
	s[l->nsections++] = (struct section){ kind, table, l->end, length };
	*section_slot(l, kind, table) = (uint32_t)l->nsections;
	l->end += length;
	return 0;
}

bool
layout_has(const struct layout *l, enum section_kind kind, long table)
{
	return *section_slot(l, kind, table) != 0;
}

static int
write_all_at(struct layout *l, const void *p, size_t n, uint64_t at)
{
	const uint8_t *from = p;
	ssize_t took;

	while (n > 0) {
		took = l->w->fs->write_at(l->fd, from, n, (off_t)at);
		if (took < 0 && errno == EINTR)
			continue;
		if (took < 0 && (errno == ENOSPC || errno == EDQUOT))
			return E_FULL;
		if (took <= 0)
			return E_IO;
		from += took;
		at += (uint64_t)took;
		n -= (size_t)took;
	}
	return 0;
}

int
layout_write(struct layout *l, enum section_kind kind, long table,
    const void *p, size_t n, uint64_t from)
{
	uint32_t number = *section_slot(l, kind, table);
	const struct section *s;

	if (number == 0 || n == 0)
		return 0;
	s = &l->sections[number - 1];
	if (from > s->length || n > s->length - from)
		return E_BROKEN;
	return write_all_at(l, p, n, s->at + from);
}

unsigned
layout_code_width(const struct writer_table *t)
{
	return t->forms.n + CODE_FIRST <= 256  ? 1
	    : t->forms.n + CODE_FIRST <= 65536 ? 2
					       : 4;
}

static uint64_t
dictionary_bytes(const struct dictionary *d)
{
	return d->heap.n + (uint64_t)d->n * sizeof(uint32_t);
}

static int
plan_table(struct layout *l, size_t i)
{
	const struct writer_table *t = &l->w->tables[i];
	uint64_t all = l->all,
		 blocks = (all + COLUMNS_BLOCK - 1) / COLUMNS_BLOCK;
	long table = (long)i;
	int r;

	if (t->rows == 0)
		return 0;
	if (t->nwords > UINT32_MAX)
		return E_LIMIT;
	if ((r = add_section(l, SECTION_FORMS, table,
		 dictionary_bytes(&t->forms))) != 0 ||
	    (r = add_section(l, SECTION_EACH, table,
		 dictionary_bytes(&t->each))) != 0 ||
	    (r = add_section(l, SECTION_CODE, table,
		 all * layout_code_width(t))) != 0)
		return r;
	for (int d = 0; d < 2; d++)
		if (t->days[d] &&
		    (r = add_section(l, d == 0 ? SECTION_FROM : SECTION_TO,
			 table, all * sizeof(uint16_t))) != 0)
			return r;
	if (t->timed &&
	    (r = add_section(l, SECTION_RECORDED, table,
		 all * sizeof(uint32_t))) != 0)
		return r;
	if (t->nwords > 0 &&
	    ((r = add_section(l, SECTION_AT, table,
		  (all + 1) * sizeof(uint32_t))) != 0 ||
		(r = add_section(l, SECTION_WORDS, table,
		     t->nwords * sizeof(uint32_t))) != 0))
		return r;
	return add_section(l, SECTION_ZONES, table,
	    blocks * sizeof(struct zone_map));
}

int
layout_plan(struct layout *l)
{
	const struct segment_writer *w = l->w;
	int r;

	l->end = SEGMENT_HEAD;
	l->section_of = arena_array(&l->a, (w->ntables + 1) * SECTIONS,
	    sizeof(*l->section_of));
	if (l->section_of == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < w->ntables; i++)
		if ((r = plan_table(l, i)) != 0)
			return r;
	if ((r = add_section(l, SECTION_MOMENTS, -1,
		 w->moments.n * sizeof(struct moment))) != 0 ||
	    (r = add_section(l, SECTION_INSTANTS, -1,
		 w->instants.n * sizeof(struct instant))) != 0 ||
	    (r = add_section(l, SECTION_RANKS, -1,
		 w->instants.n * sizeof(uint32_t))) != 0 ||
	    (r = add_section(l, SECTION_SOURCES, -1,
		 dictionary_bytes(&w->sources))) != 0 ||
	    (r = add_section(l, SECTION_STRING_AT, -1,
		 ((uint64_t)w->strings.n + 1) * sizeof(uint64_t))) != 0 ||
	    (r = add_section(l, SECTION_STRINGS, -1, w->strings.heap.n)) != 0 ||
	    (r = add_section(l, SECTION_WHO_AT, -1,
		 (l->all + 1) * sizeof(uint64_t))) != 0 ||
	    (r = add_section(l, SECTION_WHO, -1, w->text)) != 0)
		return r;
	return add_section(l, SECTION_MARKS, -1, l->all);
}

/* -- Dictionaries ---------------------------------------------------------- */

static void
add_length(struct bytes *b, uint32_t n)
{
	bytes_add(b, &n, sizeof(n));
}

/* Each with its length before it, in the order given by `from`, or as they
 * came. */
static int
write_runs(struct layout *l, enum section_kind kind, long table,
    const struct dictionary *d, const uint32_t *from)
{
	struct bytes out;
	uint64_t at = 0;
	int r = 0;

	bytes_init(&out, l->w->mem);
	for (uint32_t i = 0; r == 0 && i < d->n; i++) {
		uint32_t n = from != NULL ? from[i] : i;
		size_t len = (size_t)(d->at[n + 1] - d->at[n]);

		add_length(&out, (uint32_t)len);
		bytes_add(&out, d->heap.p + d->at[n], len);
		if (out.failed)
			r = E_NOMEM;
		else if (out.n >= SEGMENT_SPILL || i + 1 == d->n) {
			r = layout_write(l, kind, table, out.p, out.n, at);
			at += out.n;
			out.n = 0;
		}
	}
	bytes_release(&out);
	return r;
}

static int
write_forms(struct layout *l, long table, const struct writer_table *t)
{
	const struct mem *m = l->w->mem;
	uint32_t *from =
	    m->alloc(m->ctx, ((size_t)t->forms.n + 1) * sizeof(*from));
	int r;

	if (from == NULL)
		return E_NOMEM;
	for (uint32_t i = 0; i < t->forms.n; i++)
		from[t->sorted[i]] = i;
	r = write_runs(l, SECTION_FORMS, table, &t->forms, from);
	m->free(m->ctx, from);
	return r;
}

static int
write_instants(struct layout *l)
{
	const struct mem *m = l->w->mem;
	const struct dictionary *d = &l->w->instants;
	struct instant *sorted =
	    m->alloc(m->ctx, ((size_t)d->n + 1) * sizeof(*sorted));
	int r;

	if (sorted == NULL)
		return E_NOMEM;
	for (uint32_t i = 0; i < d->n; i++)
		memcpy(&sorted[l->rank[i]], d->heap.p + d->at[i],
		    sizeof(*sorted));
	r = layout_write(l, SECTION_INSTANTS, -1, sorted,
	    d->n * sizeof(*sorted), 0);
	m->free(m->ctx, sorted);
	return r != 0 ? r
		      : layout_write(l, SECTION_RANKS, -1, l->rank,
			    d->n * sizeof(*l->rank), 0);
}

int
layout_dictionaries(struct layout *l)
{
	const struct segment_writer *w = l->w;
	const uint64_t zero = 0;
	int r;

	for (size_t i = 0; i < w->ntables; i++)
		if ((r = write_forms(l, (long)i, &w->tables[i])) != 0 ||
		    (r = write_runs(l, SECTION_EACH, (long)i,
			 &w->tables[i].each, NULL)) != 0)
			return r;
	if ((r = layout_write(l, SECTION_MOMENTS, -1, w->moments.heap.p,
		 w->moments.heap.n, 0)) != 0 ||
	    (r = write_instants(l)) != 0 ||
	    (r = write_runs(l, SECTION_SOURCES, -1, &w->sources, NULL)) != 0 ||
	    (r = layout_write(l, SECTION_STRINGS, -1, w->strings.heap.p,
		 w->strings.heap.n, 0)) != 0)
		return r;
	if (w->strings.n == 0)
		return layout_write(l, SECTION_STRING_AT, -1, &zero,
		    sizeof(zero), 0);
	return layout_write(l, SECTION_STRING_AT, -1, w->strings.at,
	    ((size_t)w->strings.n + 1) * sizeof(uint64_t), 0);
}

/* -- The head, and the whole ----------------------------------------------- */

static void
say_names(const struct vocab *v, struct buf *b)
{
	for (size_t i = 0; i < v->nkinds; i++) {
		const struct kind *k = v->kinds[i];

		buf_printf(b, "kind %s (", k->name);
		for (size_t j = 0; j < k->nfields; j++)
			buf_printf(b, "%s%s", j > 0 ? " " : "",
			    k->fields[j].name);
		buf_puts(b, ") (");
		for (size_t j = 0; j < k->nsteps; j++)
			buf_printf(b, "%s%s", j > 0 ? " " : "", k->steps[j]);
		buf_puts(b, ")\n");
	}
	for (size_t i = 0; i < v->nwords; i++)
		buf_printf(b, "word %s\n", v->words[i]->name);
}

static void
say_directory(const struct layout *l, struct buf *b)
{
	const struct segment_writer *w = l->w;

	buf_printf(b, "vocabulary %s\nlanguage %s\nzones %s\n", w->v->name,
	    law_version(), zone_version());
	buf_printf(b, "people %zu\nnamed %zu\nday0 %d\n", l->rows,
	    l->all - l->rows, SEGMENT_DAY0);
	for (size_t i = 0; i < l->nsections; i++) {
		const struct section *s = &l->sections[i];

		buf_printf(b, "section %s %ld %llu %llu\n",
		    section_names[s->kind], s->table, (unsigned long long)s->at,
		    (unsigned long long)s->length);
	}
	say_names(w->v, b);
}

#define SUM_BLOCKS 16u /* mapped at a time */

/* Checksums of some blocks, read back as written. */
static int
sum_blocks(struct layout *l, size_t first)
{
	uint64_t at = (uint64_t)first * SEGMENT_BLOCK, end = l->end - at;
	uint8_t *map;

	end =
	    end < SUM_BLOCKS * SEGMENT_BLOCK ? end : SUM_BLOCKS * SEGMENT_BLOCK;
	map = mmap(NULL, (size_t)end, PROT_READ, MAP_SHARED, l->fd, (off_t)at);
	if (map == MAP_FAILED)
		return E_IO;
	for (uint64_t b = 0; b < end; b += SEGMENT_BLOCK) {
		uint64_t n = end - b < SEGMENT_BLOCK ? end - b : SEGMENT_BLOCK;
		/* The head is of the name alone: it says where these are. */
		uint64_t from = at + b == 0 ? SEGMENT_HEAD : 0;

		l->sums[first + b / SEGMENT_BLOCK] =
		    hash_of(map + b + from, (size_t)(n - from));
	}
	(void)munmap(map, (size_t)end);
	return 0;
}

static size_t
nsums(const struct layout *l)
{
	return (size_t)((l->end + SEGMENT_BLOCK - 1) / SEGMENT_BLOCK);
}

static int
sum_all(struct lane *n)
{
	size_t of = (nsums(n->l) + SUM_BLOCKS - 1) / SUM_BLOCKS, k;
	int r = 0;

	while (r == 0 && lane_take(n, of, &k))
		r = sum_blocks(n->l, k * SUM_BLOCKS);
	return r;
}

/* The head says where directory and checksums lie; the hash of head,
 * directory and checksums is the name. */
static int
write_tail(struct layout *l, const struct buf *dir, struct bytes *tail,
    struct hash *hash)
{
	char head[SEGMENT_HEAD] = { 0 };
	int r;

	snprintf(head, sizeof(head),
	    SEGMENT_MAGIC "format %d\ndirectory %llu %zu\nsums %llu\n",
	    SEGMENT_FORMAT, (unsigned long long)l->end, dir->len,
	    (unsigned long long)l->end + dir->len);
	bytes_add(tail, head, SEGMENT_HEAD);
	bytes_add(tail, dir->s, dir->len);
	for (size_t i = 0; i < nsums(l); i++)
		bytes_add(tail, l->sums[i].b, HASH_BYTES);
	if (tail->failed)
		return E_NOMEM;
	*hash = hash_of(tail->p, tail->n);
	if ((r = write_all_at(l, tail->p + SEGMENT_HEAD, tail->n - SEGMENT_HEAD,
		 l->end)) != 0)
		return r;
	return write_all_at(l, head, SEGMENT_HEAD, 0);
}

int
layout_head(struct layout *l, struct hash *hash)
{
	struct bytes tail;
	struct buf dir;
	int r;

	l->end = (l->end + SEGMENT_ALIGN - 1) / SEGMENT_ALIGN * SEGMENT_ALIGN;
	l->sums = arena_array(&l->a, nsums(l), sizeof(*l->sums));
	if (l->sums == NULL)
		return E_NOMEM;
	bytes_init(&tail, l->w->mem);
	buf_init(&dir, l->w->mem, (size_t)64 << 20);
	say_directory(l, &dir);
	r = dir.failed ? E_NOMEM : 0;
	/* The last block is whole to its end. */
	if (r == 0)
		r = write_all_at(l, "\n", 1, l->end);
	if (r == 0)
		r = layout_run(l, sum_all);
	if (r == 0)
		r = write_tail(l, &dir, &tail, hash);
	buf_release(&dir);
	bytes_release(&tail);
	return r;
}
