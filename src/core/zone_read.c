/* zone_read.c - reading TZif, RFC 9636, versions 1 to 4. */

#include <string.h>

#include "core/limits.h"
#include "core/zone.h"
#include "core/zone_table.h"

#define HEADER_BYTES 44
#define CLOCK_BYTES  6
#define CLOCKS_MAX   256
#define ABBREVS_MAX  1024

/* Beyond any date: RFC 9636 advises against times before -2^59. */
#define TIME_MAX     ((int64_t)1 << 59)

/* RFC 9636 3.2: from -24:59:59 to 25:59:59. */
#define OFFSET_MIN   (-89999)
#define OFFSET_MAX   93599

struct reader {
	const uint8_t *p;
	const uint8_t *end;
};

static uint64_t
big_endian(const uint8_t *p, size_t n)
{
	uint64_t v = 0;

	for (; n > 0; n--)
		v = v << 8 | *p++;
	return v;
}

/* n bytes, or NULL when they are not there. */
static const uint8_t *
take(struct reader *r, size_t n)
{
	const uint8_t *p = r->p;

	if ((size_t)(r->end - r->p) < n)
		return NULL;
	r->p += n;
	return p;
}

struct header {
	int version;
	size_t isutcs, isstds, leaps, times, clocks, chars;
};

static int
read_header(struct reader *r, struct header *h)
{
	const uint8_t *p = take(r, HEADER_BYTES);

	if (p == NULL || memcmp(p, "TZif", 4) != 0)
		return E_SYNTAX;
	if (p[4] == '\0')
		h->version = 1;
	else if (p[4] >= '2' && p[4] <= '4')
		h->version = p[4] - '0';
	else
		return E_SYNTAX;
	h->isutcs = (size_t)big_endian(p + 20, 4);
	h->isstds = (size_t)big_endian(p + 24, 4);
	h->leaps = (size_t)big_endian(p + 28, 4);
	h->times = (size_t)big_endian(p + 32, 4);
	h->clocks = (size_t)big_endian(p + 36, 4);
	h->chars = (size_t)big_endian(p + 40, 4);
	if (h->times > LIMIT_ZONE_TRANSITIONS)
		return E_LIMIT;
	if (h->clocks > CLOCKS_MAX || h->chars > ABBREVS_MAX ||
	    h->leaps > LIMIT_ZONE_TRANSITIONS)
		return E_LIMIT;
	if ((h->isutcs != 0 && h->isutcs != h->clocks) ||
	    (h->isstds != 0 && h->isstds != h->clocks))
		return E_SYNTAX;
	return 0;
}

/* Times are width bytes wide: 4 in the first block, 8 in the second. */
static size_t
block_bytes(const struct header *h, size_t width)
{
	return h->times * (width + 1) + h->clocks * CLOCK_BYTES + h->chars +
	    h->leaps * (width + 4) + h->isstds + h->isutcs;
}

static int
read_times(const uint8_t *p, size_t width, size_t n, int64_t *at)
{
	for (size_t i = 0; i < n; i++, p += width) {
		at[i] = width == 4 ? (int32_t)(uint32_t)big_endian(p, 4)
				   : (int64_t)big_endian(p, 8);
		if (at[i] > TIME_MAX || at[i] < -TIME_MAX)
			return E_SYNTAX;
		if (i > 0 && at[i] <= at[i - 1])
			return E_SYNTAX;
	}
	return 0;
}

static int
read_clocks(const uint8_t *p, const uint8_t *chars, const struct header *h,
    struct zone_clock *clocks)
{
	for (size_t i = 0; i < h->clocks; i++, p += CLOCK_BYTES) {
		int32_t offset = (int32_t)(uint32_t)big_endian(p, 4);
		size_t from = p[5], len;
		const uint8_t *nul;

		if (offset < OFFSET_MIN || offset > OFFSET_MAX || p[4] > 1 ||
		    from >= h->chars)
			return E_SYNTAX;
		nul = memchr(chars + from, '\0', h->chars - from);
		if (nul == NULL)
			return E_SYNTAX;
		len = (size_t)(nul - (chars + from));
		if (len >= ZONE_ABBREV)
			return E_SYNTAX;
		for (size_t k = 0; k < len; k++)
			if (chars[from + k] <= ' ' || chars[from + k] > '~')
				return E_SYNTAX;
		clocks[i].offset = offset;
		memcpy(clocks[i].abbrev, chars + from, len);
	}
	return 0;
}

/* The newline, the TZ string, the newline. */
static int
read_footer(struct reader *r, struct zone *z)
{
	const uint8_t *p = take(r, 1), *nl;
	int e;

	if (p == NULL || *p != '\n')
		return E_SYNTAX;
	p = r->p;
	nl = memchr(p, '\n', (size_t)(r->end - p));
	if (nl == NULL)
		return E_SYNTAX;
	if (nl == p)
		return 0; /* nothing is said of what comes after */
	if ((e = zone_rule_read((const char *)p, (size_t)(nl - p), &z->rule)) !=
	    0)
		return e;
	z->has_rule = true;
	return 0;
}

static int
read_block(struct arena *a, struct reader *r, const struct header *h,
    size_t width, struct zone *z)
{
	const uint8_t *block = take(r, block_bytes(h, width));
	const uint8_t *index, *clocks;
	struct zone_clock *c;
	int64_t *at;
	uint8_t *ix;
	int e;

	if (block == NULL || h->clocks == 0 || h->chars == 0 || h->leaps != 0)
		return E_SYNTAX;
	at = arena_array(a, h->times, sizeof(*at));
	ix = arena_array(a, h->times, sizeof(*ix));
	c = arena_array(a, h->clocks, sizeof(*c));
	if (at == NULL || ix == NULL || c == NULL)
		return E_NOMEM;
	index = block + h->times * width;
	clocks = index + h->times;
	if ((e = read_times(block, width, h->times, at)) != 0 ||
	    (e = read_clocks(clocks, clocks + h->clocks * CLOCK_BYTES, h, c)) !=
		0)
		return e;
	for (size_t i = 0; i < h->times; i++) {
		if (index[i] >= h->clocks)
			return E_SYNTAX;
		ix[i] = index[i];
	}
	z->at = at;
	z->index = ix;
	z->clocks = c;
	z->ntransitions = h->times;
	z->nclocks = h->clocks;
	return 0;
}

int
zone_read(struct arena *a, const char *name, const uint8_t *bytes, size_t n,
    const struct zone **out)
{
	struct arena_mark mark = arena_mark(a);
	struct reader r = { bytes, bytes + n };
	struct header h;
	struct zone *z;
	int e;

	if (n > LIMIT_ZONE_BYTES)
		return E_LIMIT;
	if ((z = arena_alloc(a, sizeof(*z))) == NULL ||
	    (z->name = arena_strdup(a, name)) == NULL) {
		e = E_NOMEM;
		goto out;
	}
	if ((e = read_header(&r, &h)) != 0)
		goto out;
	if (h.version == 1) {
		e = read_block(a, &r, &h, 4, z);
		goto out;
	}
	/* The first block is there for readers of version 1 alone. */
	e = E_SYNTAX;
	if (take(&r, block_bytes(&h, 4)) == NULL)
		goto out;
	if ((e = read_header(&r, &h)) != 0 ||
	    (e = read_block(a, &r, &h, 8, z)) != 0)
		goto out;
	e = read_footer(&r, z);
out:
	if (e != 0)
		arena_rewind(a, mark);
	else
		*out = z;
	return e;
}
