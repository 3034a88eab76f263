/* population_kernel.c - what is done to planes, a block at a time.
 *
 * Plain loops that compilers turn into vectors, compiled for each width; a
 * test holds that all give the same.  Bytes of masks rather than bits: the
 * comparisons cost more than what follows, and lesser and greater of bytes
 * are one instruction on every x86-64.  Vectors of 64 bytes were measured
 * and are no faster than those of 32: the planes come from the cache. */

#include "decide/population_inner.h"

#define KERNELS(suffix, attr)                                                  \
	attr static void set1_##suffix(uint8_t *restrict dst,                  \
	    const uint8_t *restrict code, size_t n, unsigned lo, unsigned hi,  \
	    uint8_t v)                                                         \
	{                                                                      \
		uint8_t l = (uint8_t)lo, w = (uint8_t)(hi - lo);               \
		for (size_t i = 0; i < n; i++)                                 \
			dst[i] = (uint8_t)(code[i] - l) <= w ? v : dst[i];     \
	}                                                                      \
	attr static void set2_##suffix(uint8_t *restrict dst,                  \
	    const uint16_t *restrict code, size_t n, unsigned lo, unsigned hi, \
	    uint8_t v)                                                         \
	{                                                                      \
		uint16_t l = (uint16_t)lo, w = (uint16_t)(hi - lo);            \
		for (size_t i = 0; i < n; i++)                                 \
			dst[i] = (uint16_t)(code[i] - l) <= w ? v : dst[i];    \
	}                                                                      \
	attr static void set4_##suffix(uint8_t *restrict dst,                  \
	    const uint32_t *restrict code, size_t n, unsigned lo, unsigned hi, \
	    uint8_t v)                                                         \
	{                                                                      \
		uint32_t w = hi - lo;                                          \
		for (size_t i = 0; i < n; i++)                                 \
			dst[i] = code[i] - lo <= w ? v : dst[i];               \
	}                                                                      \
	attr static void take1_##suffix(uint8_t *restrict dst,                 \
	    const uint8_t *restrict src, const uint8_t *restrict code,         \
	    size_t n, unsigned lo, unsigned hi)                                \
	{                                                                      \
		uint8_t l = (uint8_t)lo, w = (uint8_t)(hi - lo);               \
		for (size_t i = 0; i < n; i++)                                 \
			dst[i] =                                               \
			    (uint8_t)(code[i] - l) <= w ? src[i] : dst[i];     \
	}                                                                      \
	attr static void take2_##suffix(uint8_t *restrict dst,                 \
	    const uint8_t *restrict src, const uint16_t *restrict code,        \
	    size_t n, unsigned lo, unsigned hi)                                \
	{                                                                      \
		uint16_t l = (uint16_t)lo, w = (uint16_t)(hi - lo);            \
		for (size_t i = 0; i < n; i++)                                 \
			dst[i] =                                               \
			    (uint16_t)(code[i] - l) <= w ? src[i] : dst[i];    \
	}                                                                      \
	attr static void take4_##suffix(uint8_t *restrict dst,                 \
	    const uint8_t *restrict src, const uint32_t *restrict code,        \
	    size_t n, unsigned lo, unsigned hi)                                \
	{                                                                      \
		uint32_t w = hi - lo;                                          \
		for (size_t i = 0; i < n; i++)                                 \
			dst[i] = code[i] - lo <= w ? src[i] : dst[i];          \
	}                                                                      \
	attr static void from_##suffix(uint8_t *restrict dst,                  \
	    const uint16_t *restrict day, size_t n, unsigned from, uint8_t v)  \
	{                                                                      \
		uint16_t f = (uint16_t)from;                                   \
		for (size_t i = 0; i < n; i++)                                 \
			dst[i] = day[i] >= f ? v : dst[i];                     \
	}                                                                      \
	attr static void later_##suffix(uint8_t *restrict dst,                 \
	    const uint32_t *restrict at, size_t n, uint32_t than, uint8_t v)   \
	{                                                                      \
		for (size_t i = 0; i < n; i++)                                 \
			dst[i] = at[i] > than ? v : dst[i];                    \
	}                                                                      \
	attr static void least_##suffix(uint8_t *dst, const uint8_t *a,        \
	    const uint8_t *b, size_t n)                                        \
	{                                                                      \
		for (size_t i = 0; i < n; i++)                                 \
			dst[i] = a[i] < b[i] ? a[i] : b[i];                    \
	}                                                                      \
	attr static void most_##suffix(uint8_t *dst, const uint8_t *a,         \
	    const uint8_t *b, size_t n)                                        \
	{                                                                      \
		for (size_t i = 0; i < n; i++)                                 \
			dst[i] = a[i] > b[i] ? a[i] : b[i];                    \
	}                                                                      \
	attr static void negate_##suffix(uint8_t *dst, const uint8_t *a,       \
	    size_t n)                                                          \
	{                                                                      \
		for (size_t i = 0; i < n; i++)                                 \
			dst[i] = (uint8_t)(2 - a[i]);                          \
	}                                                                      \
	attr static unsigned split_##suffix(uint8_t *restrict lo,              \
	    uint8_t *restrict hi, const uint8_t *restrict v, size_t n)         \
	{                                                                      \
		uint8_t any = 0;                                               \
		for (size_t i = 0; i < n; i++) {                               \
			uint8_t u = v[i] == UNDECIDED ? 0xff : 0;              \
			lo[i] = (uint8_t)(v[i] & ~u);                          \
			hi[i] = (uint8_t)(u != 0 ? 2 : v[i]);                  \
			any |= u;                                              \
		}                                                              \
		return any;                                                    \
	}                                                                      \
	attr static unsigned any_##suffix(const uint8_t *a, size_t n)          \
	{                                                                      \
		uint8_t any = 0;                                               \
		for (size_t i = 0; i < n; i++)                                 \
			any |= a[i];                                           \
		return any;                                                    \
	}                                                                      \
	attr static unsigned some_##suffix(const uint8_t *a, size_t n)         \
	{                                                                      \
		uint8_t any = 0;                                               \
		for (size_t i = 0; i < n; i++)                                 \
			any |= a[i] ^ 2;                                       \
		return any;                                                    \
	}                                                                      \
	attr static void count_##suffix(const uint8_t *a, size_t n,            \
	    uint32_t *ones, uint32_t *twos)                                    \
	{                                                                      \
		uint32_t one = 0, two = 0;                                     \
		while (n > 0) {                                                \
			/* Bytes hold the counts of 255 rounds. */             \
			size_t m = n < 16 * 255 ? n : 16 * 255;                \
			uint8_t o[16] = { 0 }, t[16] = { 0 };                  \
			size_t whole = m / 16 * 16;                            \
			for (size_t i = 0; i < whole; i += 16)                 \
				for (size_t j = 0; j < 16; j++) {              \
					o[j] =                                 \
					    (uint8_t)(o[j] + (a[i + j] == 1)); \
					t[j] =                                 \
					    (uint8_t)(t[j] + (a[i + j] == 2)); \
				}                                              \
			for (size_t i = whole; i < m; i++) {                   \
				one += a[i] == 1;                              \
				two += a[i] == 2;                              \
			}                                                      \
			for (size_t j = 0; j < 16; j++) {                      \
				one += o[j];                                   \
				two += t[j];                                   \
			}                                                      \
			a += m;                                                \
			n -= m;                                                \
		}                                                              \
		*ones = one;                                                   \
		*twos = two;                                                   \
	}                                                                      \
	static const struct kernels kernels_##suffix = { set1_##suffix,        \
		set2_##suffix, set4_##suffix, take1_##suffix, take2_##suffix,  \
		take4_##suffix, from_##suffix, later_##suffix, least_##suffix, \
		most_##suffix, negate_##suffix, split_##suffix, any_##suffix,  \
		some_##suffix, count_##suffix };

#define NOTHING_MORE
KERNELS(portable, NOTHING_MORE)
#if defined(__x86_64__)
KERNELS(avx2, __attribute__((target("avx2"))))
#endif

const struct kernels *
population_kernels(enum population_width width)
{
#if defined(__x86_64__)
	if (width == WIDTH_AVX2)
		return &kernels_avx2;
#endif
	(void)width;
	return &kernels_portable;
}
