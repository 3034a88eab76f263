/* checkpoint.c - checkpoints, proofs to carry, and the names of tiles. */

#include "proof/checkpoint.h"

#include <stdio.h>
#include <string.h>

#include "proof/base64.h"
#include "proof/lines.h"

void
checkpoint_text(struct buf *b, const struct checkpoint *c)
{
	buf_add(b, c->origin, c->norigin);
	buf_printf(b, "\n%llu\n", (unsigned long long)c->size);
	base64_write(b, c->root.b, HASH_BYTES);
	buf_putc(b, '\n');
}

void
checkpoint_sign(struct buf *b, uint64_t size, const struct hash *root,
    const struct note_key *key, const uint8_t secret[NOTE_SECRET_BYTES])
{
	struct checkpoint c = { key->name, strlen(key->name), size, *root };
	size_t from = b->len, n;

	checkpoint_text(b, &c);
	n = b->len - from;
	buf_putc(b, '\n');
	if (!b->failed)
		note_sign(b, b->s + from, n, key, secret, 0);
}

int
checkpoint_read(const char *text, size_t n, struct checkpoint *out)
{
	struct checkpoint c;
	const char *line;
	size_t at = 0, len;

	if (!lines_next(text, n, &at, &c.origin, &c.norigin) || c.norigin == 0)
		return E_SYNTAX;
	if (!lines_next(text, n, &at, &line, &len) ||
	    !lines_number(line, len, &c.size) || c.size > MERKLE_SIZE_MAX)
		return E_SYNTAX;
	if (!lines_next(text, n, &at, &line, &len) ||
	    !lines_hash(line, len, &c.root))
		return E_SYNTAX;
	while (at < n)
		if (!lines_next(text, n, &at, &line, &len) || len == 0)
			return E_SYNTAX;
	*out = c;
	return 0;
}

#define FIRST "c2sp.org/tlog-proof@v1"

void
tlog_proof_write(struct buf *b, const void *extra, size_t nextra,
    uint64_t index, const struct merkle_proof *proof, const char *checkpoint,
    size_t ncheckpoint)
{
	buf_puts(b, FIRST "\n");
	if (nextra > 0) {
		buf_puts(b, "extra ");
		base64_write(b, extra, nextra);
		buf_putc(b, '\n');
	}
	buf_printf(b, "index %llu\n", (unsigned long long)index);
	lines_put_proof(b, proof);
	buf_add(b, checkpoint, ncheckpoint);
}

int
tlog_proof_read(const char *bytes, size_t n, struct tlog_proof *out,
    const char **why)
{
	const char *line;
	size_t at = 0, len;
	int r;

	memset(out, 0, sizeof(*out));
	*why = "it does not begin with " FIRST;
	if (!lines_next(bytes, n, &at, &line, &len) ||
	    len != sizeof(FIRST) - 1 || !lines_begins(line, len, FIRST))
		return E_SYNTAX;
	*why = "it does not say where in the log it is";
	if (!lines_next(bytes, n, &at, &line, &len))
		return E_SYNTAX;
	if (lines_begins(line, len, "extra ")) {
		out->extra = line + 6;
		out->nextra = len - 6;
		if (!lines_next(bytes, n, &at, &line, &len))
			return E_SYNTAX;
	}
	if (!lines_begins(line, len, "index ") ||
	    !lines_number(line + 6, len - 6, &out->index))
		return E_SYNTAX;
	if ((r = lines_proof(bytes, n, &at, &out->proof, why)) != 0)
		return r;
	out->checkpoint = bytes + at;
	out->ncheckpoint = n - at;
	if ((r = note_read(bytes + at, n - at, &out->note, why)) != 0)
		return r;
	*why = "what is signed is no checkpoint of a log";
	return checkpoint_read(out->note.text, out->note.ntext, &out->head);
}

int
tlog_proof_check(const struct tlog_proof *p, const struct hash *leaf,
    const struct note_key *log, const struct mem *mem, const char **why)
{
	size_t n = strlen(log->name);
	int r;

	*why = "it is of another log";
	if (p->head.norigin != n || memcmp(p->head.origin, log->name, n) != 0)
		return E_NAME;
	if ((r = note_check(&p->note, log, mem, NULL)) != 0) {
		*why = r == E_NAME ? "the log has not signed it"
				   : "the log's signature is not right";
		return r;
	}
	*why = "it does not lead to the root that the log has signed";
	return merkle_check(leaf, p->index, p->head.size, p->proof.hashes,
	    p->proof.n, &p->head.root);
}

void
tile_path(char out[TILE_PATH], unsigned level, uint64_t n, unsigned width)
{
	char part[8][5];
	size_t k = 0, at;

	/* Three digits a folder, the last one first. */
	do {
		(void)snprintf(part[k], sizeof(part[k]), "%s%03u",
		    k == 0 ? "" : "x", (unsigned)(n % 1000));
		n /= 1000;
		k++;
	} while (n > 0 && k < 8);
	at = (size_t)snprintf(out, TILE_PATH, "tile/%u", level);
	while (k-- > 0)
		at +=
		    (size_t)snprintf(out + at, TILE_PATH - at, "/%s", part[k]);
	if (width < TILE_WIDTH)
		(void)snprintf(out + at, TILE_PATH - at, ".p/%u", width);
}

void
tile_of(unsigned level, uint64_t index, unsigned *tile_level, uint64_t *tile_n)
{
	unsigned up = level % TILE_HEIGHT;

	*tile_level = level / TILE_HEIGHT;
	*tile_n = index << up >> TILE_HEIGHT;
}

int
tile_node(const struct hash *tile, unsigned width, unsigned level,
    uint64_t index, struct hash *out)
{
	unsigned up = level % TILE_HEIGHT, n = 1U << up;
	unsigned first = (unsigned)(index << up & (TILE_WIDTH - 1));
	struct hash h[TILE_WIDTH];

	if (width > TILE_WIDTH || first + n > width)
		return E_BROKEN;
	memcpy(h, tile + first, n * sizeof(h[0]));
	for (; n > 1; n /= 2)
		for (unsigned i = 0; i < n / 2; i++)
			h[i] = merkle_node(&h[2 * (size_t)i],
			    &h[2 * (size_t)i + 1]);
	*out = h[0];
	return 0;
}
