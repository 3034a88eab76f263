/* ledger_log.c - see ledger_log.h. */

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "store/ledger_log.h"
#include "store/wire.h"

#define BLOCK        ((size_t)LEDGER_LOG_BLOCK)
#define TAG_HEADER   "FSlogbeg"
#define TAG_RECORD   "FSlogrec"
#define TAG_BYTES    8
#define LENGTH_AT    16 /* tag, round, then the length with the seal */
#define FIXED_BYTES  (LENGTH_AT + 4 + HASH_BYTES)

/* A header's bytes: the tag, the round, the head, the seal. */
#define HEAD_BYTES   ((size_t)8 + HASH_BYTES + 8 + 8)
#define HEADER_BYTES (TAG_BYTES + 8 + HEAD_BYTES)
#define BATCH_BYTES  ((size_t)40)

#define WHY_IO                                                          \
	"ledger.log cannot be written; look at the disk (dmesg), then " \
	"open the store again"
#define WHY_DAMAGED                                                          \
	"ledger.log is damaged; keep it as it is and put the newest backup " \
	"of the whole store in its place"

static int
log_no(struct ledger_log *log, int r, const char *why)
{
	log->why = why;
	return r;
}

void
ledger_log_init(struct ledger_log *log, const struct mem *mem,
    const struct file_system *fs, const char *folder, size_t bytes)
{
	*log = (struct ledger_log){ .mem = mem,
		.fs = fs,
		.folder = folder,
		.bytes = bytes,
		.fd = -1,
		.why = "" };
	buf_init(&log->scratch, mem, bytes);
}

void
ledger_log_release(struct ledger_log *log)
{
	if (log->fd >= 0)
		(void)log->fs->close(log->fd);
	log->fd = -1;
	buf_release(&log->scratch);
}

static int
log_path(struct ledger_log *log, char path[PATH_MAX])
{
	int n = snprintf(path, PATH_MAX, "%s/" LEDGER_LOG_NAME, log->folder);

	return n > 0 && n < PATH_MAX ? 0 : log_no(log, E_LIMIT, "its name");
}

/* -- Writing ------------------------------------------------------------ */

static int
write_at(struct ledger_log *log, const char *bytes, size_t n, uint64_t at)
{
	ssize_t took;

	while (n > 0) {
		took = log->fs->write_at(log->fd, bytes, n, (off_t)at);
		if (took < 0 && errno == EINTR)
			continue;
		if (took <= 0)
			return log_no(log, E_IO, WHY_IO);
		bytes += took;
		at += (uint64_t)took;
		n -= (size_t)took;
	}
	return 0;
}

/* The seal put at the end of b, and zeroes to the end of the block. */
static struct hash
seal(struct buf *b)
{
	static const char zeroes[LEDGER_LOG_BLOCK];
	struct hash h = hash_of(b->s, b->len);

	buf_add(b, (const char *)h.b, HASH_BYTES);
	if (b->len % BLOCK != 0)
		buf_add(b, zeroes, BLOCK - b->len % BLOCK);
	return h;
}

int
ledger_log_begin(struct ledger_log *log, const struct store_head *head)
{
	struct buf *b = &log->scratch;
	uint64_t round = log->round + 1, first;
	struct hash h;
	int r;

	buf_clear(b);
	buf_add(b, TAG_HEADER, TAG_BYTES);
	wire_u64(b, round);
	wire_head(b, head);
	h = seal(b);
	if (b->failed)
		return log_no(log, E_NOMEM, err_text(E_NOMEM));
	/* Into the block of this part's round before the last: torn, it
	 * leaves the last one, whose records the ledger has. */
	first = round % LEDGER_LOG_PARTS * log->bytes;
	if ((r = write_at(log, b->s, b->len,
		 first + round / LEDGER_LOG_PARTS % 2 * BLOCK)) != 0)
		return r;
	log->round = round;
	log->at = first + 2 * BLOCK;
	log->end = first + log->bytes;
	log->seal = h;
	return 0;
}

int
ledger_log_make(struct ledger_log *log, const struct store_head *head)
{
	static const char zeroes[(size_t)64 << 10];
	char path[PATH_MAX];
	size_t left = LEDGER_LOG_PARTS * log->bytes, n;
	int r;

	if ((r = log_path(log, path)) != 0)
		return r;
	log->fd = log->fs->open(path,
	    O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (log->fd < 0)
		return log_no(log, E_IO, "ledger.log cannot be made");
	for (; r == 0 && left > 0; left -= n) {
		n = left < sizeof(zeroes) ? left : sizeof(zeroes);
		r = files_write(log->fs, log->fd, zeroes, n);
	}
	if (r == 0 && log->fs->sync(log->fd) != 0)
		r = E_IO;
	if (r == 0)
		r = files_sync_folder(log->fs, log->folder);
	if (r != 0)
		return log_no(log, r, "ledger.log cannot be made");
	log->round = 0;
	if ((r = ledger_log_begin(log, head)) == 0 &&
	    log->fs->sync_bytes(log->fd) != 0)
		r = log_no(log, E_IO, WHY_IO);
	return r;
}

static void
put_group(struct buf *b, const struct ledger_group *g)
{
	size_t i, k;

	wire_head(b, &g->before);
	wire_head(b, &g->after);
	wire_u32(b, (uint32_t)g->nrows);
	wire_u32(b, (uint32_t)g->nbatches);
	for (i = 0; i < g->nrows; i++) {
		const struct ledger_row *row = &g->rows[i];

		buf_add(b, (const char *)row->salt.b, SALT_BYTES);
		wire_bytes(b, row->bytes, row->n);
		wire_u32(b, (uint32_t)row->non);
		for (k = 0; k < row->non; k++)
			wire_text(b, row->on[k]);
	}
	for (i = 0; i < g->nbatches; i++) {
		wire_u64(b, g->batches[i].id[0]);
		wire_u64(b, g->batches[i].id[1]);
		wire_u64(b, g->batches[i].first);
		wire_u64(b, g->batches[i].n);
		wire_u64(b, (uint64_t)g->batches[i].at.us);
	}
}

/* The record's length, to the end of its last block. */
static size_t
record_size(const struct ledger_group *g)
{
	size_t n = FIXED_BYTES + 2 * HEAD_BYTES + 8 + HASH_BYTES;

	for (size_t i = 0; i < g->nrows; i++) {
		n += SALT_BYTES + 4 + g->rows[i].n + 4;
		for (size_t k = 0; k < g->rows[i].non; k++)
			n += 4 + strlen(g->rows[i].on[k]) + 1;
	}
	n += g->nbatches * BATCH_BYTES;
	return (n + BLOCK - 1) / BLOCK * BLOCK;
}

int
ledger_log_append(struct ledger_log *log, const struct ledger_group *g)
{
	struct buf *b = &log->scratch;
	uint32_t length;
	struct hash h;
	int r;

	if (record_size(g) > log->end - log->at)
		return log_no(log, E_LIMIT, "ledger.log is full");
	buf_clear(b);
	buf_add(b, TAG_RECORD, TAG_BYTES);
	wire_u64(b, log->round);
	wire_u32(b, 0);
	buf_add(b, (const char *)log->seal.b, HASH_BYTES);
	put_group(b, g);
	if (!b->failed) {
		length = (uint32_t)(b->len + HASH_BYTES);
		for (size_t i = 0; i < 4; i++)
			b->s[LENGTH_AT + i] = (char)(length >> (8 * i));
	}
	h = seal(b);
	if (b->failed)
		return log_no(log, E_NOMEM, err_text(E_NOMEM));
	if ((r = write_at(log, b->s, b->len, log->at)) != 0)
		return r;
	if (log->fs->sync_bytes(log->fd) != 0)
		return log_no(log, E_IO, WHY_IO);
	log->at += b->len;
	log->seal = h;
	return 0;
}

void
ledger_log_remove(struct ledger_log *log)
{
	char path[PATH_MAX];

	if (log->fd >= 0)
		(void)log->fs->close(log->fd);
	log->fd = -1;
	if (log_path(log, path) == 0 && log->fs->unlink(path) == 0 &&
	    files_sync_folder(log->fs, log->folder) != 0)
		log->why = "ledger.log may still be there";
}

/* -- Reading ------------------------------------------------------------ */

struct reading {
	struct ledger_log *log;
	struct arena *arena;
	struct buf bytes;
	const char *file; /* its bytes */
	size_t n;
};

/* The last round of a part. */
struct part {
	struct reading *rd;
	size_t first, end; /* where it lies in the file */
	bool begun;        /* it has a header that can be read */
	uint64_t round;
	struct store_head base;
	struct hash seal;
};

/* All of it, however large it was made. */
static int
read_all(struct reading *rd, unsigned parts)
{
	struct ledger_log *log = rd->log;
	char some[(size_t)64 << 10];
	ssize_t took;

	for (;;) {
		took = log->fs->read(log->fd, some, sizeof(some));
		if (took < 0 && errno == EINTR)
			continue;
		if (took < 0)
			return log_no(log, E_IO, "ledger.log cannot be read");
		if (took == 0)
			break;
		buf_add(&rd->bytes, some, (size_t)took);
		if (rd->bytes.failed)
			return log_no(log, E_NOMEM, err_text(E_NOMEM));
	}
	rd->file = rd->bytes.s;
	rd->n = rd->bytes.len / parts / BLOCK * BLOCK * parts;
	log->bytes = rd->n / parts;
	log->scratch.max = log->bytes;
	return 0;
}

static bool
sealed(const char *s, size_t n)
{
	struct hash h = hash_of(s, n - HASH_BYTES);

	return memcmp(h.b, s + n - HASH_BYTES, HASH_BYTES) == 0;
}

/* The header of the last round that has one. */
static void
find_round(struct part *p)
{
	const char *file = p->rd->file;
	size_t n = HEADER_BYTES + HASH_BYTES;

	for (size_t i = 0; i < 2 && p->first + (i + 1) * BLOCK <= p->end; i++) {
		const uint8_t *s = (const uint8_t *)file + p->first + i * BLOCK;
		struct wire w = { s + TAG_BYTES, s + HEADER_BYTES, false };
		uint64_t round;

		if (memcmp(s, TAG_HEADER, TAG_BYTES) != 0 ||
		    !sealed((const char *)s, n))
			continue;
		round = wire_get_u64(&w);
		if (p->begun && round < p->round)
			continue;
		p->begun = true;
		p->round = round;
		wire_get_head(&w, &p->base);
		memcpy(p->seal.b, s + HEADER_BYTES, HASH_BYTES);
	}
}

/* A whole record lies at `at`: its length, or 0. */
static size_t
record_at(const struct part *p, size_t at, uint64_t *round)
{
	const uint8_t *s = (const uint8_t *)p->rd->file + at;
	struct wire w = { s + TAG_BYTES, s + FIXED_BYTES, false };
	size_t n;

	if (p->end - at < BLOCK || memcmp(s, TAG_RECORD, TAG_BYTES) != 0)
		return 0;
	*round = wire_get_u64(&w);
	n = wire_get_u32(&w);
	if (n < FIXED_BYTES + HASH_BYTES || n > p->end - at)
		return 0;
	return sealed((const char *)s, n) ? n : 0;
}

static int
get_rows(struct wire *w, struct arena *a, struct ledger_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct ledger_row *row = &rows[i];
		const char **on;

		if ((size_t)(w->end - w->at) < SALT_BYTES)
			return E_BROKEN;
		memcpy(row->salt.b, w->at, SALT_BYTES);
		w->at += SALT_BYTES;
		row->bytes = wire_get_bytes(w, &row->n);
		row->non = wire_get_u32(w);
		if (w->failed || row->non > LIMIT_SUBJECTS)
			return E_BROKEN;
		if ((on = arena_array(a, row->non, sizeof(*on))) == NULL)
			return E_NOMEM;
		for (size_t k = 0; k < row->non; k++)
			on[k] = wire_get_text(w);
		row->on = on;
	}
	return 0;
}

static int
get_group(struct wire *w, struct arena *a, struct ledger_group *g)
{
	struct ledger_batch *batches;
	struct ledger_row *rows;
	int r;

	*g = (struct ledger_group){ .nrows = 0 };
	wire_get_head(w, &g->before);
	wire_get_head(w, &g->after);
	g->nrows = wire_get_u32(w);
	g->nbatches = wire_get_u32(w);
	/* Each takes some of what is there. */
	if (w->failed || g->nrows > (size_t)(w->end - w->at) ||
	    g->nbatches > (size_t)(w->end - w->at))
		return E_BROKEN;
	rows = arena_array(a, g->nrows, sizeof(*rows));
	batches = arena_array(a, g->nbatches, sizeof(*batches));
	if (rows == NULL || batches == NULL)
		return E_NOMEM;
	if ((r = get_rows(w, a, rows, g->nrows)) != 0)
		return r;
	for (size_t i = 0; i < g->nbatches; i++) {
		batches[i].id[0] = wire_get_u64(w);
		batches[i].id[1] = wire_get_u64(w);
		batches[i].first = wire_get_u64(w);
		batches[i].n = (size_t)wire_get_u64(w);
		batches[i].at.us = (int64_t)wire_get_u64(w);
	}
	g->rows = rows;
	g->batches = batches;
	return wire_done(w) ? 0 : E_BROKEN;
}

/* The group of the record of n bytes at `at`. */
static int
group_at(struct reading *rd, size_t at, size_t n, struct ledger_group *g)
{
	const uint8_t *s = (const uint8_t *)rd->file + at;
	struct wire w = { s + FIXED_BYTES, s + n - HASH_BYTES, false };

	return get_group(&w, rd->arena, g);
}

/* Whether a whole record of entries beyond `known` comes at or after `at`,
 * where the next one cannot be read.  One may: the first of a round whose
 * header is not there, since neither was synced. */
static bool
more_come(struct part *p, size_t at, uint64_t known)
{
	struct ledger_group g;
	uint64_t round;
	size_t n;

	for (; at + BLOCK <= p->end; at += BLOCK)
		if ((n = record_at(p, at, &round)) > 0 &&
		    group_at(p->rd, at, n, &g) == 0 && g.after.size > known &&
		    ((p->begun && round == p->round) ||
			at > p->first + 2 * BLOCK))
			return true;
	return false;
}

static bool
same_place(const struct store_head *a, const struct store_head *b)
{
	return a->size == b->size &&
	    memcmp(&a->hash, &b->hash, sizeof(a->hash)) == 0;
}

/* The groups of a part's last round; *last becomes the head after them. */
static int
walk(struct part *p, uint64_t known, struct store_head *last,
    int (*each)(void *ctx, const struct ledger_group *g), void *ctx)
{
	struct ledger_log *log = p->rd->log;
	size_t at = p->first + 2 * BLOCK, n;
	struct ledger_group g;
	uint64_t round;
	int r;

	/* What it follows the ledger has, or the round before it held. */
	if (p->base.size > known && !same_place(&p->base, last))
		return log_no(log, E_BROKEN, WHY_DAMAGED);
	*last = p->base;
	while (at < p->end && (n = record_at(p, at, &round)) > 0 &&
	    round == p->round &&
	    memcmp(p->rd->file + at + LENGTH_AT + 4, p->seal.b, HASH_BYTES) ==
		0) {
		if ((r = group_at(p->rd, at, n, &g)) != 0)
			return log_no(log, r,
			    r == E_BROKEN ? WHY_DAMAGED : err_text(r));
		if (!same_place(&g.before, last))
			return log_no(log, E_BROKEN, WHY_DAMAGED);
		*last = g.after;
		memcpy(p->seal.b, p->rd->file + at + n - HASH_BYTES,
		    HASH_BYTES);
		at += (n + BLOCK - 1) / BLOCK * BLOCK;
		if ((r = each(ctx, &g)) != 0)
			return r;
	}
	return more_come(p, at, known) ? log_no(log, E_BROKEN, WHY_DAMAGED) : 0;
}

/* Parts in the order of their rounds; one that cannot have begun is let be. */
static int
find_rounds(struct reading *rd, unsigned parts, uint64_t known,
    struct part part[LEDGER_LOG_PARTS])
{
	struct ledger_log *log = rd->log;
	struct part swap;
	unsigned i;

	for (i = 0; i < parts; i++) {
		part[i] = (struct part){ .rd = rd,
			.first = i * log->bytes,
			.end = (i + 1) * log->bytes };
		find_round(&part[i]);
		if (!part[i].begun && more_come(&part[i], part[i].first, known))
			return log_no(log, E_BROKEN, WHY_DAMAGED);
	}
	if (parts == 2 && part[0].begun &&
	    (!part[1].begun || part[1].round < part[0].round)) {
		swap = part[0];
		part[0] = part[1];
		part[1] = swap;
	}
	log->round = part[parts - 1].round;
	return part[parts - 1].begun ? 0 : log_no(log, E_BROKEN, WHY_DAMAGED);
}

static int
read_parts(struct reading *rd, unsigned parts, uint64_t known,
    int (*each)(void *ctx, const struct ledger_group *g), void *ctx)
{
	struct part part[LEDGER_LOG_PARTS];
	struct store_head last = { .size = 0 };
	unsigned i;
	int r;

	if ((r = read_all(rd, parts)) != 0 ||
	    (r = find_rounds(rd, parts, known, part)) != 0)
		return r;
	for (i = 0; r == 0 && i < parts; i++)
		if (part[i].begun)
			r = walk(&part[i], known, &last, each, ctx);
	return r;
}

int
ledger_log_open(struct ledger_log *log, struct arena *a, unsigned parts,
    uint64_t known, int (*each)(void *ctx, const struct ledger_group *g),
    void *ctx)
{
	struct reading rd = { .log = log, .arena = a };
	char path[PATH_MAX];
	int r;

	if (parts == 0 || parts > LEDGER_LOG_PARTS)
		return log_no(log, E_BROKEN, WHY_DAMAGED);
	if ((r = log_path(log, path)) != 0)
		return r;
	log->fd = log->fs->open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0);
	if (log->fd < 0 && errno == ENOENT)
		return log_no(log, E_NAME,
		    "ledger.log is missing, and with it the last entries: put "
		    "it back from where ledger.db came");
	if (log->fd < 0)
		return log_no(log, E_IO, "ledger.log cannot be opened");
	buf_init(&rd.bytes, log->mem, LEDGER_LOG_MAX);
	r = read_parts(&rd, parts, known, each, ctx);
	buf_release(&rd.bytes);
	return r;
}
