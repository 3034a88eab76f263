/* eoir_read.c - files into chunks, chunks into rows; see eoir_read.h.
 *
 * Whoever asks for the next chunk reads it, under the lock, so that rows are
 * numbered as they come; all the rest of the work is done outside it. */

#include "intake/eoir_read.h"

#include <errno.h>
#include <string.h>

/* -- Workers -------------------------------------------------------------- */

int
worker_init(struct worker *w, const struct mem *mem)
{
	size_t room = 2 * EOIR_CHUNK;

	memset(w, 0, sizeof(*w));
	w->mem = mem;
	dirt_init(&w->dirt, mem);
	w->bytes = mem->alloc(mem->ctx, room + CUT_SLACK);
	w->cut.ends = mem->alloc(mem->ctx, room * sizeof(*w->cut.ends));
	w->cut.odd = mem->alloc(mem->ctx, room * sizeof(*w->cut.odd));
	w->parts = mem->alloc(mem->ctx, PARTS * sizeof(*w->parts));
	w->happened =
	    mem->alloc(mem->ctx, (UINT16_MAX + 1) * sizeof(*w->happened));
	if (w->bytes == NULL || w->cut.ends == NULL || w->cut.odd == NULL ||
	    w->parts == NULL || w->happened == NULL) {
		mem->free(mem->ctx, w->parts);
		w->parts = NULL;
		worker_release(w);
		return E_NOMEM;
	}
	memset(w->parts, 0, PARTS * sizeof(*w->parts));
	memset(w->happened, 0, (UINT16_MAX + 1) * sizeof(*w->happened));
	return 0;
}

void
worker_release(struct worker *w)
{
	const struct mem *m = w->mem;

	if (m == NULL)
		return;
	for (unsigned k = 0; w->parts != NULL && k < PARTS; k++)
		while (w->parts[k].first != NULL) {
			struct part_block *b = w->parts[k].first;

			w->parts[k].first = b->next;
			m->free(m->ctx, b);
		}
	m->free(m->ctx, w->parts);
	m->free(m->ctx, w->bytes);
	m->free(m->ctx, w->cut.ends);
	m->free(m->ctx, w->cut.odd);
	m->free(m->ctx, w->happened);
	m->free(m->ctx, w->federal);
	dirt_release(&w->dirt);
	memset(w, 0, sizeof(*w));
}

/* -- Streams -------------------------------------------------------------- */

/* Until there are n more bytes, or no more at all. */
static int
stream_fill(struct stream *s, char *to, size_t n, size_t *got)
{
	ssize_t k;

	*got = 0;
	while (*got < n && !s->eof) {
		k = s->fs->read(s->fd, to + *got, n - *got);
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return E_IO;
		if (k == 0)
			s->eof = true;
		else if (s->hash != NULL)
			hash_run_add(s->hash, to + *got, (size_t)k);
		*got += (size_t)k;
	}
	s->done += *got;
	return 0;
}

int
stream_open(struct stream *s, const struct mem *mem,
    const struct file_system *fs, int fd, bool hashed, const char **header,
    size_t *nheader)
{
	const char *feed;
	int r;

	memset(s, 0, sizeof(*s));
	s->fs = fs;
	s->fd = fd;
	s->line = 1;
	s->carry = mem->alloc(mem->ctx, EOIR_CHUNK);
	if (s->carry == NULL)
		return E_NOMEM;
	if (pthread_mutex_init(&s->lock, NULL) != 0) {
		mem->free(mem->ctx, s->carry);
		s->carry = NULL;
		return E_NOMEM;
	}
	r = hashed ? hash_run_new(&s->hash) : 0;
	if (r == 0)
		r = stream_fill(s, s->carry, EOIR_CHUNK, &s->ncarry);
	feed = r == 0 ? memchr(s->carry, '\n', s->ncarry) : NULL;
	if (r == 0 && feed == NULL)
		r = E_SYNTAX;
	if (r != 0) {
		stream_close(s, mem);
		return r;
	}
	*header = s->carry;
	*nheader = (size_t)(feed - s->carry);
	s->crlf = feed > s->carry && feed[-1] == '\r';
	return 0;
}

void
stream_close(struct stream *s, const struct mem *mem)
{
	if (s->carry == NULL)
		return;
	(void)pthread_mutex_destroy(&s->lock);
	mem->free(mem->ctx, s->carry);
	hash_run_free(s->hash);
	s->hash = NULL;
	s->carry = NULL;
}

/* Behind the last line end that ends a row: a number follows it, and in a
 * file of CRLF it is one. */
static size_t
last_row_end(const struct stream *s, const char *b, size_t n)
{
	for (size_t i = n - 1; i > 1; i--)
		if (b[i - 1] == '\n' && (!s->crlf || b[i - 2] == '\r') &&
		    b[i] >= '0' && b[i] <= '9')
			return i;
	return 0;
}

static int
stream_chunk(struct stream *s, struct worker *w, size_t *n)
{
	const size_t most = 2 * EOIR_CHUNK - 1;
	size_t have = s->ncarry, more = 0, end;
	int r;

	memcpy(w->bytes, s->carry, have);
	s->ncarry = 0;
	do {
		more = most - have < EOIR_READ ? most - have : EOIR_READ;
		if (more == 0)
			return E_LIMIT;
		r = stream_fill(s, w->bytes + have, more, &more);
		if (r != 0)
			return r;
		have += more;
		if (s->eof) {
			if (have > 0 && w->bytes[have - 1] != '\n')
				w->bytes[have++] = '\n';
			*n = have;
			return 0;
		}
		end = last_row_end(s, w->bytes, have);
	} while (end == 0 || have - end > EOIR_CHUNK);
	memcpy(s->carry, w->bytes + end, have - end);
	s->ncarry = have - end;
	*n = end;
	return 0;
}

int
stream_next(struct stream *s, struct worker *w, size_t *n, uint32_t *line)
{
	int r = E_IO;

	*n = 0;
	if (pthread_mutex_lock(&s->lock) != 0)
		return E_IO;
	if (s->err == 0 && (!s->eof || s->ncarry > 0)) {
		r = stream_chunk(s, w, n);
		s->err = r;
		*line = s->line;
		if (r == 0)
			s->line += (uint32_t)cut_lines(w->bytes, *n);
	} else {
		r = s->err;
	}
	(void)pthread_mutex_unlock(&s->lock);
	return r;
}

uint64_t
stream_done(struct stream *s)
{
	uint64_t done = 0;

	if (pthread_mutex_lock(&s->lock) == 0) {
		done = s->done;
		(void)pthread_mutex_unlock(&s->lock);
	}
	return done;
}

/* -- Rows ----------------------------------------------------------------- */

struct walk {
	struct worker *w;
	size_t columns;
	bool crlf;
	size_t e, odd; /* next of cut.ends, cut.odd */
	uint32_t start;
};

/* Fields from here to the next line feed, and whether the line begins with a
 * number and a tab. */
static size_t
fields_ahead(const struct walk *k, size_t e, uint32_t start, bool *number)
{
	const struct cut *c = &k->w->cut;
	const char *b = k->w->bytes;
	size_t n = 0;

	*number = e < c->nends && c->ends[e] > start && b[c->ends[e]] == '\t';
	for (uint32_t i = start; *number && i < c->ends[e]; i++)
		*number = b[i] >= '0' && b[i] <= '9';
	for (; e < c->nends && n < ROW_FIELDS_MAX; e++) {
		n++;
		if (b[c->ends[e]] == '\n')
			break;
	}
	return n;
}

/* Whether the line feed at ends[e] ends the row, of which so many fields
 * were read.  In a file of CRLF a line feed alone is none; else a line that
 * is short goes on where the next begins like no row and fills it. */
static bool
ends_row(const struct walk *k, size_t e, size_t fields)
{
	const struct cut *c = &k->w->cut;
	uint32_t at = c->ends[e];
	bool number;
	size_t more;

	if (fields >= k->columns || e + 1 >= c->nends)
		return true;
	if (k->crlf && (at == 0 || k->w->bytes[at - 1] != '\r'))
		return false;
	more = fields_ahead(k, e + 1, at + 1, &number);
	return number || fields + more - 1 > k->columns + 1 ||
	    fields + more - 1 < k->columns;
}

static inline uint32_t
trimmed(const char *s, uint32_t n)
{
	while (n > 0 && s[n - 1] == ' ')
		n--;
	return n;
}

static void
put_field(struct eoir_row *row, const char *b, uint32_t from, uint32_t to)
{
	if (row->fields < ROW_FIELDS_MAX) {
		row->s[row->fields] = b + from;
		row->n[row->fields] = trimmed(b + from, to - from);
	}
	row->fields++;
}

/* The next row; false at the end. *lines: how many line feeds it took. */
static bool
walk_next(struct walk *k, struct eoir_row *row, uint32_t *lines)
{
	const struct cut *c = &k->w->cut;
	const char *b = k->w->bytes;
	uint32_t from = k->start, to = 0;

	row->fields = 0;
	row->joined = 0;
	*lines = 0;
	if (k->e >= c->nends)
		return false;
	for (; k->e < c->nends; k->e++) {
		to = c->ends[k->e];
		if (b[to] == '\n') {
			++*lines;
			if (ends_row(k, k->e, row->fields + 1))
				break;
			row->joined++;
			continue; /* the field goes on */
		}
		put_field(row, b, from, to);
		from = to + 1;
	}
	put_field(row, b, from, to > from && b[to - 1] == '\r' ? to - 1 : to);
	k->e++;
	k->start = to + 1;
	return true;
}

void
chunk_take(struct worker *w, struct row_reader *rr, size_t columns, bool crlf,
    size_t n, uint32_t line)
{
	struct walk k = { .w = w, .columns = columns, .crlf = crlf };
	struct eoir_row row;
	uint32_t lines, begin;
	uint64_t rows;

	if (rr == NULL && columns > 1 &&
	    cut_rows(w->bytes, n, columns, &rows)) {
		w->rows += rows;
		return;
	}
	cut_bytes(w->bytes, n, rr != NULL && rr->table == T_CASE, &w->cut);
	for (; begin = k.start, row.odd = false, walk_next(&k, &row, &lines);
	     line += lines) {
		if (row.fields == 1 && row.n[0] == 0)
			continue;
		w->rows++;
		if (rr == NULL)
			continue;
		while (k.odd < w->cut.nodd && w->cut.odd[k.odd] < begin)
			k.odd++;
		row.odd = k.odd < w->cut.nodd && w->cut.odd[k.odd] < k.start;
		row.line = line;
		if (row.fields > ROW_FIELDS_MAX)
			row.fields = ROW_FIELDS_MAX;
		if (row_take(rr, &row))
			row_keep(w, rr, &row);
	}
}
