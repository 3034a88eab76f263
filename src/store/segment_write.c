/* segment_write.c - people on their way into a segment.
 *
 * Each person becomes a record of 32-bit words in a temporary file
 * (segment_record.h): which form of which kind, and what fills its holes.
 * segment_layout.c makes columns of them. */

#include "store/segment_write.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "core/limits.h"
#include "store/segment_record.h"

static int
writer_tables(struct segment_writer *w)
{
	w->ntables = w->v->nkinds + 2;
	if (w->ntables > GROUP_TABLE)
		return E_LIMIT;
	w->tables = arena_array(&w->a, w->ntables, sizeof(*w->tables));
	w->head = arena_array(&w->a, w->ntables, sizeof(*w->head));
	w->tail = arena_array(&w->a, w->ntables, sizeof(*w->tail));
	w->used = arena_array(&w->a, w->ntables, sizeof(*w->used));
	w->next = arena_array(&w->a, LIMIT_FACTS, sizeof(*w->next));
	w->kept =
	    arena_array(&w->a, w->ntables + SEGMENT_LETTERS, sizeof(*w->kept));
	if (w->kept == NULL || w->tables == NULL || w->head == NULL ||
	    w->tail == NULL || w->used == NULL || w->next == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < w->ntables; i++) {
		dictionary_init(&w->tables[i].forms, w->mem);
		dictionary_init(&w->tables[i].each, w->mem);
		bytes_init(&w->tables[i].often, w->mem);
	}
	return word_map_make(&w->a, w->v, &w->words);
}

static void
writer_init(struct segment_writer *w, const struct mem *mem)
{
	memset(w, 0, sizeof(*w));
	w->mem = mem;
	w->fd = -1;
	w->threads = 1;
	arena_init(&w->a, mem, (size_t)256 << 20);
	dictionary_init(&w->instants, mem);
	dictionary_init(&w->moments, mem);
	dictionary_init(&w->sources, mem);
	dictionary_init(&w->strings, mem);
	dictionary_init(&w->often, mem);
	bytes_init(&w->form, mem);
	bytes_init(&w->hole_words, mem);
	told_init(&w->told[0], mem);
	told_init(&w->told[1], mem);
	w->to = &w->told[0];
	bytes_init(&w->spill, mem);
	bytes_init(&w->chunks, mem);
	bytes_init(&w->known, mem);
}

int
segment_writer_new(const struct mem *mem, const struct file_system *fs,
    const char *folder, const struct vocab *v, struct segment_writer **out)
{
	struct segment_writer *w = mem->alloc(mem->ctx, sizeof(*w));
	int r;

	if (w == NULL)
		return E_NOMEM;
	writer_init(w, mem);
	w->fs = fs;
	w->v = v;
	w->folder = arena_strdup(&w->a, folder);
	w->spill_path = arena_printf(&w->a, "%s/.segment-%ld-people", folder,
	    (long)getpid());
	if (w->folder == NULL || w->spill_path == NULL) {
		r = E_NOMEM;
		goto out;
	}
	if ((r = writer_tables(w)) != 0)
		goto out;
	w->fd = fs->open(w->spill_path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC,
	    0600);
	if (w->fd < 0) {
		r = errno == ENOSPC || errno == EDQUOT ? E_FULL : E_IO;
		goto out;
	}
	/* It has no name from now on, and is gone however this ends. */
	if (fs->unlink(w->spill_path) != 0) {
		r = E_IO;
		goto out;
	}
	*out = w;
	w = NULL; /* the caller's now */
	r = 0;
out:
	segment_writer_free(w);
	return r;
}

void
segment_writer_free(struct segment_writer *w)
{
	if (w == NULL)
		return;
	if (w->has_looking)
		job_thread_release(&w->looking);
	if (w->fd >= 0)
		(void)w->fs->close(w->fd);
	for (size_t i = 0; w->tables != NULL && i < w->ntables; i++) {
		dictionary_release(&w->tables[i].forms);
		dictionary_release(&w->tables[i].each);
		bytes_release(&w->tables[i].often);
	}
	dictionary_release(&w->instants);
	dictionary_release(&w->moments);
	dictionary_release(&w->sources);
	dictionary_release(&w->strings);
	dictionary_release(&w->often);
	bytes_release(&w->form);
	bytes_release(&w->hole_words);
	told_release(&w->told[0]);
	told_release(&w->told[1]);
	bytes_release(&w->spill);
	bytes_release(&w->chunks);
	bytes_release(&w->known);
	arena_release(&w->a);
	w->mem->free(w->mem->ctx, w);
}

void
segment_writer_threads(struct segment_writer *w, unsigned n)
{
	w->threads = n < 1 ? 1 : n > SEGMENT_THREADS ? SEGMENT_THREADS : n;
}

size_t
segment_added(const struct segment_writer *w)
{
	return w->rows;
}

/* -- One person ------------------------------------------------------------ */

static size_t
table_of(const struct segment_writer *w, const struct fact *f)
{
	if (f->kind != NULL && f->type != FACT_LIST)
		return f->kind->index;
	return f->type == FACT_LIST ? w->ntables - 1 : w->ntables - 2;
}

static void
sort_facts(struct segment_writer *w, const struct person *p, bool *linked)
{
	w->nused = 0;
	*linked = false;
	for (size_t i = 0; i < p->nfacts; i++) {
		size_t t = table_of(w, p->facts[i]);

		*linked |=
		    p->facts[i]->corrects != NULL || p->facts[i]->nover > 0;
		w->next[i] = 0;
		if (w->head[t] == 0) {
			w->used[w->nused++] = (uint32_t)t;
			w->head[t] = (uint32_t)i + 1;
		} else {
			w->next[w->tail[t]] = (uint32_t)i + 1;
		}
		w->tail[t] = (uint32_t)i;
	}
}

static void
put_known(struct bytes *out, const struct person *p)
{
	struct buf b;

	buf_init(&b, out->mem, LIMIT_STRING_BYTES);
	for (size_t i = 0; i < p->nas; i++) {
		buf_clear(&b);
		columns_known_put(&b, &p->as[i]);
		bytes_add(out, b.s, b.len + 1);
		out->failed |= b.failed;
	}
	buf_release(&b);
}

/* Who the person is, at the end of the record that begins there. */
static void
put_text(struct segment_writer *w, const struct person *p, size_t begin)
{
	struct bytes *b = &w->to->records;
	const char *name = p->name == NULL ? "" : p->name;
	size_t at = b->n;
	uint32_t n;

	bytes_add(b, p->id, strlen(p->id) + 1);
	bytes_add(b, name, strlen(name) + 1);
	put_known(b, p);
	if (b->failed)
		return;
	n = (uint32_t)(b->n - at);
	memcpy(b->p + begin + sizeof(n), &n, sizeof(n));
	w->text += n;
	while (b->n % sizeof(n) != 0 && !b->failed)
		bytes_add(b, "", 1);
}

static int
end_record(struct segment_writer *w, bool row)
{
	struct told *to = w->to;
	struct told_end end = { .bytes = (uint32_t)to->records.n,
		.lookups = (uint32_t)(to->lookups.n / sizeof(struct lookup)),
		.row = row };

	bytes_add(&to->ends, &end, sizeof(end));
	if (to->records.failed || to->lookups.failed || to->looked_for.failed ||
	    to->ends.failed)
		return E_NOMEM;
	return to->records.n < SEGMENT_TOLD ? 0 : segment_spill(w, false);
}

static int
add_record(struct segment_writer *w, const struct person *p, bool row)
{
	struct told *to = w->to;
	uint32_t marks = p->nas > 0 ? MARK_IS : 0;
	size_t begin = to->records.n;
	bool linked;
	int r = 0;

	if (p->nfacts > LIMIT_FACTS)
		return E_LIMIT;
	w->adding = p;
	w->adding_row = row;
	sort_facts(w, p, &linked);
	marks |= linked ? MARK_LINKED : 0;
	put_word(&to->records,
	    (uint32_t)w->nused | marks << RECORD_MARKS |
		(row ? 0u : 1u) << RECORD_OTHER);
	put_word(&to->records, 0); /* bytes of text */
	for (size_t i = 0; i < w->nused; i++) {
		if (r == 0)
			r = segment_tell(w, p, w->used[i], linked);
		w->head[w->used[i]] = 0;
	}
	if (r != 0)
		return r;
	put_text(w, p, begin);
	return end_record(w, row);
}

int
segment_add(struct segment_writer *w, const struct person *p)
{
	int r;

	if (w->finished || w->rows >= SEGMENT_ROWS || w->others >= SEGMENT_ROWS)
		return E_LIMIT;
	w->known.n = 0;
	w->first_other = w->others;
	bytes_add(&w->known, &p, sizeof(p));
	if (w->known.failed)
		return E_NOMEM;
	if ((r = add_record(w, p, true)) != 0)
		return r;
	w->rows++;
	/* Known grows as those it names name others. */
	for (size_t i = 1; i < w->known.n / sizeof(p); i++) {
		const struct person *other;

		memcpy(&other, w->known.p + i * sizeof(p), sizeof(p));
		if (i > LIMIT_RELATED)
			return E_LIMIT;
		if ((r = add_record(w, other, false)) != 0)
			return r;
		w->others++;
	}
	return 0;
}
