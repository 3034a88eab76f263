/* rng.h - random choices that a seed repeats (splitmix64). */

#ifndef FORESTAY_PROPERTY_RNG_H
#define FORESTAY_PROPERTY_RNG_H

#include <stdbool.h>
#include <stdint.h>

struct rng {
	uint64_t s;
};

static inline uint64_t
rng_next(struct rng *r)
{
	uint64_t z = (r->s += 0x9e3779b97f4a7c15u);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

/* 0 .. n - 1 */
static inline unsigned
rng_below(struct rng *r, unsigned n)
{
	return n == 0 ? 0 : (unsigned)((rng_next(r) >> 33) % n);
}

static inline bool
rng_chance(struct rng *r, unsigned in, unsigned of)
{
	return rng_below(r, of) < in;
}

#endif
