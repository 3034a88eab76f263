/* run.c - what the property programs share. */

#include "property/run.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

uint64_t
prop_number(const char *name, uint64_t otherwise)
{
	const char *s = getenv(name);
	unsigned long long n;
	char *end;

	if (s == NULL)
		return otherwise;
	errno = 0;
	n = strtoull(s, &end, 10);
	if (end == s || *end != '\0' || errno != 0) {
		printf("%s=%s is not a number\n0 passed, 1 failed\n", name, s);
		exit(2);
	}
	return n;
}

int
prop_order(const struct instrument *x)
{
	char *end;
	long n;

	if (x->id.s[0] != 'o')
		return -1;
	n = strtol(x->id.s + 1, &end, 10);
	return end == x->id.s + 1 || *end != '\0' || n < 0 || n > 9999 ? -1
								       : (int)n;
}

bool
prop_good(struct rng *r, const struct gen_how *how, struct gcase *c,
    size_t *refused)
{
	struct built b;
	const char *why;
	int bad;

	for (int i = 0; i < 50; i++) {
		gen_case(r, how, c);
		bad = gcase_build_law(c, &b, &why);
		built_release(&b);
		if (bad == 0)
			return true;
		++*refused;
		if (getenv("PROP_REFUSED") != NULL)
			printf("%s\n", why);
	}
	return false;
}

struct rng
prop_rng(uint64_t seed, size_t i)
{
	struct rng r = { seed ^ (i * 0x9e3779b97f4a7c15u) };

	(void)rng_next(&r);
	return r;
}

void
prop_show(const struct gcase *c)
{
	struct buf b;

	buf_init(&b, &mem_system, (size_t)1 << 16);
	gcase_print(c, &b);
	printf("%s\n", b.s);
	fflush(stdout);
	buf_release(&b);
}
