/* wire.c - see wire.h. */

#include <string.h>

#include "store/wire.h"

#define LENGTH_BYTES 4

size_t
wire_begin(struct buf *b)
{
	size_t begin = b->len;

	wire_u32(b, 0);
	return begin;
}

void
wire_end(struct buf *b, size_t begin)
{
	size_t n = b->len - begin - LENGTH_BYTES;
	int i;

	if (b->failed)
		return;
	for (i = 0; i < LENGTH_BYTES; i++)
		b->s[begin + (size_t)i] = (char)(uint8_t)(n >> (8 * i));
}

void
wire_u8(struct buf *b, unsigned v)
{
	buf_putc(b, (char)(uint8_t)v);
}

static void
put_number(struct buf *b, uint64_t v, size_t n)
{
	char s[8];
	size_t i;

	for (i = 0; i < n; i++)
		s[i] = (char)(uint8_t)(v >> (8 * i));
	buf_add(b, s, n);
}

void
wire_u32(struct buf *b, uint32_t v)
{
	put_number(b, v, 4);
}

void
wire_u64(struct buf *b, uint64_t v)
{
	put_number(b, v, 8);
}

void
wire_bytes(struct buf *b, const void *s, size_t n)
{
	wire_u32(b, (uint32_t)n);
	if (n > 0)
		buf_add(b, s, n);
}

/* With its NUL, so that it can be used where it lies. */
void
wire_text(struct buf *b, const char *s)
{
	wire_bytes(b, s == NULL ? "" : s, (s == NULL ? 0 : strlen(s)) + 1);
}

void
wire_head(struct buf *b, const struct store_head *h)
{
	wire_u64(b, h->size);
	buf_add(b, (const char *)h->hash.b, HASH_BYTES);
	wire_u64(b, (uint64_t)h->at.us);
	wire_u64(b, h->epoch);
}

void
wire_append(struct buf *b, const struct keeper_request *q)
{
	size_t i;

	wire_u64(b, q->id[0]);
	wire_u64(b, q->id[1]);
	wire_u8(b, q->has_expected);
	wire_u64(b, q->expected);
	wire_u32(b, (uint32_t)q->npre);
	for (i = 0; i < q->npre; i++) {
		wire_text(b, q->pre[i].subject);
		wire_u64(b, q->pre[i].since);
	}
	wire_u32(b, (uint32_t)q->n);
	for (i = 0; i < q->n; i++)
		wire_bytes(b, q->drafts[i], q->sizes[i]);
}

void
wire_written(struct buf *b, const struct written *w)
{
	wire_u64(b, w->seq);
	wire_u64(b, (uint64_t)w->at.us);
	buf_add(b, (const char *)w->salt.b, SALT_BYTES);
	wire_bytes(b, w->bytes, w->n);
}

/* -- Reading ------------------------------------------------------------ */

static uint64_t
number_at(const uint8_t *s, size_t n)
{
	uint64_t v = 0;

	while (n-- > 0)
		v = v << 8 | s[n];
	return v;
}

int
wire_whole(const struct buf *b, size_t max, struct wire *out, size_t *n)
{
	const uint8_t *s = (const uint8_t *)b->s;

	if (b->len < LENGTH_BYTES)
		return E_AGAIN;
	*n = (size_t)number_at(s, LENGTH_BYTES);
	if (*n > max)
		return E_LIMIT;
	*n += LENGTH_BYTES;
	if (b->len < *n)
		return E_AGAIN;
	*out = (struct wire){ s + LENGTH_BYTES, s + *n, false };
	return 0;
}

static const uint8_t *
take(struct wire *w, size_t n)
{
	const uint8_t *at = w->at;

	if (w->failed || (size_t)(w->end - w->at) < n) {
		w->failed = true;
		return NULL;
	}
	w->at += n;
	return at;
}

static uint64_t
get_number(struct wire *w, size_t n)
{
	const uint8_t *s = take(w, n);

	return s == NULL ? 0 : number_at(s, n);
}

unsigned
wire_get_u8(struct wire *w)
{
	return (unsigned)get_number(w, 1);
}

uint32_t
wire_get_u32(struct wire *w)
{
	return (uint32_t)get_number(w, 4);
}

uint64_t
wire_get_u64(struct wire *w)
{
	return get_number(w, 8);
}

const char *
wire_get_bytes(struct wire *w, size_t *n)
{
	const uint8_t *s;

	*n = wire_get_u32(w);
	s = take(w, *n);
	if (s == NULL)
		*n = 0;
	return s == NULL ? "" : (const char *)s;
}

const char *
wire_get_text(struct wire *w)
{
	size_t n;
	const char *s = wire_get_bytes(w, &n);

	if (n == 0 || strnlen(s, n) != n - 1) {
		w->failed = true;
		return "";
	}
	return s;
}

void
wire_get_head(struct wire *w, struct store_head *out)
{
	const uint8_t *s;

	*out = (struct store_head){ .size = wire_get_u64(w) };
	if ((s = take(w, HASH_BYTES)) != NULL)
		memcpy(out->hash.b, s, HASH_BYTES);
	out->at.us = (int64_t)wire_get_u64(w);
	out->epoch = wire_get_u64(w);
}

void
wire_get_written(struct wire *w, struct written *out)
{
	const uint8_t *s;

	*out = (struct written){ .seq = wire_get_u64(w) };
	out->at.us = (int64_t)wire_get_u64(w);
	if ((s = take(w, SALT_BYTES)) != NULL)
		memcpy(out->salt.b, s, SALT_BYTES);
	out->bytes = wire_get_bytes(w, &out->n);
}

bool
wire_done(const struct wire *w)
{
	return !w->failed && w->at == w->end;
}

int
wire_get_append(struct wire *w, struct arena *a, struct keeper_request *out)
{
	struct precondition *pre;
	const char **drafts;
	size_t *sizes, i;

	*out = (struct keeper_request){ .n = 0 };
	out->id[0] = wire_get_u64(w);
	out->id[1] = wire_get_u64(w);
	out->has_expected = wire_get_u8(w) != 0;
	out->expected = wire_get_u64(w);
	out->npre = wire_get_u32(w);
	if (out->npre > LIMIT_PRECONDITIONS)
		return E_LIMIT;
	if ((pre = arena_array(a, out->npre, sizeof(*pre))) == NULL)
		return E_NOMEM;
	for (i = 0; i < out->npre; i++) {
		pre[i].subject = wire_get_text(w);
		pre[i].since = wire_get_u64(w);
	}
	out->pre = pre;
	out->n = wire_get_u32(w);
	if (out->n > LIMIT_BATCH)
		return E_LIMIT;
	drafts = arena_array(a, out->n, sizeof(*drafts));
	sizes = arena_array(a, out->n, sizeof(*sizes));
	if (drafts == NULL || sizes == NULL)
		return E_NOMEM;
	for (i = 0; i < out->n; i++)
		drafts[i] = wire_get_bytes(w, &sizes[i]);
	out->drafts = drafts;
	out->sizes = sizes;
	return wire_done(w) ? 0 : E_SYNTAX;
}
