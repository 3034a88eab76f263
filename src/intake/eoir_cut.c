/* eoir_cut.c - see eoir_cut.h.
 *
 * Sixty-four bytes become a word of bits for each question; only bits that
 * are set cost more than that.  SSE2 is part of x86-64 itself; elsewhere the
 * compiler's own vectors are left to the plain loop. */

#include "intake/eoir_cut.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define BLOCK 64

/* A bit for each byte of a block. */
struct marks {
	uint64_t end;   /* tab, line feed */
	uint64_t feed;  /* line feed */
	uint64_t ret;   /* carriage return */
	uint64_t blank; /* blank */
	uint64_t other; /* control, above ASCII, quote, backslash, DEL */
};

static bool
plain_other(unsigned char c)
{
	return c < 0x20 || c >= 0x7f || c == '"' || c == '\\';
}

void
cut_bytes_plain(const char *bytes, size_t n, bool pairs, struct cut *c)
{
	c->nends = c->nodd = 0;
	for (size_t i = 0; i < n; i++) {
		unsigned char b = (unsigned char)bytes[i];

		if (b == '\t' || b == '\n')
			c->ends[c->nends++] = (uint32_t)i;
		else if (b == '\r' ? i + 1 == n || bytes[i + 1] != '\n'
				   : plain_other(b))
			c->odd[c->nodd++] = (uint32_t)i;
		else if (pairs && b == ' ' && i > 0 && bytes[i - 1] == ' ')
			c->odd[c->nodd++] = (uint32_t)i;
	}
}

#ifdef __SSE2__

static inline uint64_t
bits(__m128i v)
{
	return (uint64_t)(unsigned)_mm_movemask_epi8(v);
}

static inline struct marks
block_marks(const char *p)
{
	const __m128i tab = _mm_set1_epi8('\t'), feed = _mm_set1_epi8('\n'),
		      ret = _mm_set1_epi8('\r'), blank = _mm_set1_epi8(' '),
		      quote = _mm_set1_epi8('"'), back = _mm_set1_epi8('\\'),
		      del = _mm_set1_epi8(0x7f);
	struct marks m = { 0, 0, 0, 0, 0 };

	for (unsigned k = 0; k < BLOCK; k += 16) {
		__m128i v = _mm_loadu_si128((const __m128i *)(p + k));
		__m128i f = _mm_cmpeq_epi8(v, feed), r = _mm_cmpeq_epi8(v, ret);
		__m128i e = _mm_or_si128(f, _mm_cmpeq_epi8(v, tab));
		/* Signed: what is above ASCII is below zero. */
		__m128i o = _mm_cmplt_epi8(v, blank);

		o = _mm_or_si128(o, _mm_cmpeq_epi8(v, quote));
		o = _mm_or_si128(o, _mm_cmpeq_epi8(v, back));
		o = _mm_or_si128(o, _mm_cmpeq_epi8(v, del));
		o = _mm_andnot_si128(_mm_or_si128(e, r), o);
		m.end |= bits(e) << k;
		m.feed |= bits(f) << k;
		m.ret |= bits(r) << k;
		m.blank |= bits(_mm_cmpeq_epi8(v, blank)) << k;
		m.other |= bits(o) << k;
	}
	return m;
}

#else

static inline struct marks
block_marks(const char *p)
{
	struct marks m = { 0, 0, 0, 0, 0 };

	for (unsigned k = 0; k < BLOCK; k++) {
		unsigned char b = (unsigned char)p[k];
		uint64_t bit = (uint64_t)1 << k;

		m.feed |= b == '\n' ? bit : 0;
		m.end |= b == '\n' || b == '\t' ? bit : 0;
		m.ret |= b == '\r' ? bit : 0;
		m.blank |= b == ' ' ? bit : 0;
		m.other |= plain_other(b) && b != '\n' && b != '\t' && b != '\r'
		    ? bit
		    : 0;
	}
	return m;
}

#endif

static inline uint32_t *
put_bits(uint32_t *to, uint64_t set, size_t base)
{
	uint32_t at = (uint32_t)base;

	while (set != 0) {
		*to++ = at + (uint32_t)__builtin_ctzll(set);
		set &= set - 1;
	}
	return to;
}

void
cut_bytes(const char *bytes, size_t n, bool pairs, struct cut *c)
{
	uint32_t *ends = c->ends, *odd = c->odd;
	uint64_t blank_before = 0;

	for (size_t i = 0; i < n; i += BLOCK) {
		struct marks m = block_marks(bytes + i);
		uint64_t here = n - i >= BLOCK ? ~(uint64_t)0
					       : ((uint64_t)1 << (n - i)) - 1;
		uint64_t strange = m.other & here;

		if (m.ret != 0) {
			uint64_t next = m.feed & here;

			next >>= 1;
			if (i + BLOCK < n && bytes[i + BLOCK] == '\n')
				next |= (uint64_t)1 << (BLOCK - 1);
			strange |= m.ret & ~next & here;
		}
		if (pairs) {
			strange |=
			    m.blank & (m.blank << 1 | blank_before) & here;
			blank_before = m.blank >> (BLOCK - 1);
		}
		ends = put_bits(ends, m.end & here, i);
		if (strange != 0)
			odd = put_bits(odd, strange, i);
	}
	c->nends = (size_t)(ends - c->ends);
	c->nodd = (size_t)(odd - c->odd);
}

size_t
cut_lines(const char *bytes, size_t n)
{
	size_t lines = 0, i = 0;

#ifdef __SSE2__
	const __m128i feed = _mm_set1_epi8('\n'), zero = _mm_setzero_si128();

	/* A byte counts to 255 before it must be added up. */
	while (n - i >= 16) {
		size_t turns = (n - i) / 16 < 255 ? (n - i) / 16 : 255;
		__m128i sum = zero;
		uint64_t two[2];

		for (size_t k = 0; k < turns; k++, i += 16)
			sum = _mm_sub_epi8(sum,
			    _mm_cmpeq_epi8(_mm_loadu_si128(
					       (const __m128i *)(bytes + i)),
				feed));
		_mm_storeu_si128((__m128i *)two, _mm_sad_epu8(sum, zero));
		lines += two[0] + two[1];
	}
#endif
	for (; i < n; i++)
		lines += bytes[i] == '\n';
	return lines;
}

/* -- Rows that are counted and nothing else -------------------------------- */

/* Tabs and line feeds of a block. */
static inline void
block_ends(const char *p, uint64_t *tabs, uint64_t *feeds)
{
#ifdef __SSE2__
	const __m128i tab = _mm_set1_epi8('\t'), feed = _mm_set1_epi8('\n');

	*tabs = *feeds = 0;
	for (unsigned k = 0; k < BLOCK; k += 16) {
		__m128i v = _mm_loadu_si128((const __m128i *)(p + k));

		*tabs |= bits(_mm_cmpeq_epi8(v, tab)) << k;
		*feeds |= bits(_mm_cmpeq_epi8(v, feed)) << k;
	}
#else
	*tabs = *feeds = 0;
	for (unsigned k = 0; k < BLOCK; k++) {
		*tabs |= (uint64_t)(p[k] == '\t') << k;
		*feeds |= (uint64_t)(p[k] == '\n') << k;
	}
#endif
}

/* Without an instruction for it, which not all machines have. */
static inline size_t
bits_set(uint64_t v)
{
	v -= v >> 1 & 0x5555555555555555u;
	v = (v & 0x3333333333333333u) + (v >> 2 & 0x3333333333333333u);
	v = (v + (v >> 4)) & 0x0f0f0f0f0f0f0f0fu;
	return (size_t)(v * 0x0101010101010101u >> 56);
}

bool
cut_rows(const char *bytes, size_t n, size_t fields, uint64_t *rows)
{
	size_t so_far = 1; /* fields of the line, this one included */
	uint64_t tabs, feeds, count = 0;

	for (size_t i = 0; i < n; i += BLOCK) {
		block_ends(bytes + i, &tabs, &feeds);
		if (n - i < BLOCK) {
			tabs &= ((uint64_t)1 << (n - i)) - 1;
			feeds &= ((uint64_t)1 << (n - i)) - 1;
		}
		for (; feeds != 0; feeds &= feeds - 1) {
			/* Up to and with the lowest line feed. */
			uint64_t line = feeds ^ (feeds - 1);

			so_far += bits_set(tabs & line);
			if (so_far < fields)
				return false;
			tabs &= ~line;
			so_far = 1;
			count++;
		}
		so_far += bits_set(tabs);
	}
	*rows = count;
	return true;
}
