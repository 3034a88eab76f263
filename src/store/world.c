/* world.c - the clock and the chance of the host. */

#include <errno.h>
#include <sys/random.h>
#include <time.h>

#include "store/keeper.h"

static int
real_now(void *ctx, struct instant *out)
{
	struct timespec t;

	(void)ctx;
	if (clock_gettime(CLOCK_REALTIME, &t) != 0)
		return E_IO;
	out->us = (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
	return 0;
}

static int
real_random(void *ctx, void *out, size_t n)
{
	uint8_t *p = out;

	(void)ctx;
	while (n > 0) {
		ssize_t got = getrandom(p, n, 0);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return E_IO;
		p += got;
		n -= (size_t)got;
	}
	return 0;
}

const struct keeper_world keeper_world_real = { real_now, real_random, NULL };
