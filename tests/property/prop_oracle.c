/* prop_oracle.c - decide() against a second reading of SEMANTICS.
 *
 * Sections 5, 6 and 8, where every instant is exact and every fact known
 * (oracle.h).
 *
 *	PROP_CASES=200000 SEED=7 build/tests/property/prop_oracle
 *
 * Of the cases that fail the shortest of each kind is printed. */

#include "property/oracle.h"
#include "property/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct tally {
	size_t cases, failed, refused, said[3];
	char shortest[1 << 15];
};

static enum tri
told(const struct answer *a, int order)
{
	for (size_t i = 0; i < a->ncitations; i++)
		if (prop_order(a->citations[i].order) == order + 1)
			return a->citations[i].value;
	return NO;
}

static void
disagree(const struct gcase *c, int order, enum tri mine, enum tri theirs,
    struct tally *t)
{
	struct buf b;

	t->failed++;
	buf_init(&b, &mem_system, sizeof(t->shortest) - 1);
	gcase_print(c, &b);
	buf_printf(&b, "o%d: the decider says %s, the second reading %s\n",
	    order + 1, tri_text(theirs), tri_text(mine));
	if (t->shortest[0] == '\0' || b.len < strlen(t->shortest))
		snprintf(t->shortest, sizeof(t->shortest), "%s", b.s);
	buf_release(&b);
}

static void
compare(const struct model *m, struct tally *t)
{
	static struct gcase c;
	const char *why = "";
	struct answer a;
	struct built b;

	oracle_case(m, &c);
	if (gcase_build_law(&c, &b, &why) != 0) {
		t->refused++;
		if (getenv("PROP_REFUSED") != NULL)
			printf("%s\n", why);
		built_release(&b);
		return;
	}
	t->cases++;
	if (gcase_build_people(&c, &b) == 0 && decide(&b.arena, &b.q, &a) == 0)
		for (int i = 0; i < m->norders; i++) {
			enum tri v = NO;

			if (m->orders[i].bars)
				v = oracle_in_force(m, i, m->t);
			if (v != NO && i == 0)
				v = tri_and(v, oracle_stages_bar(m));
			t->said[v]++;
			if (v != told(&a, i)) {
				disagree(&c, i, v, told(&a, i), t);
				break;
			}
		}
	built_release(&b);
}

static void
run(const char *name, bool staged, uint64_t seed, size_t n, struct tally *t)
{
	for (size_t i = 0; i < n; i++) {
		struct rng r = prop_rng(seed, i);
		struct model m;

		memset(&m, 0, sizeof(m));
		if (staged) {
			/* One order, and perhaps a stay of it. */
			oracle_gen_orders(&r, &m,
			    1 + (int)rng_below(&r, 4) / 3);
			oracle_gen_stages(&r, &m);
			oracle_gen_events(&r, &m);
		} else {
			oracle_gen_orders(&r, &m,
			    2 + (int)rng_below(&r, ORDERS - 1));
		}
		oracle_gen_t(&r, &m);
		compare(&m, t);
	}
	printf("%-8s %zu cases, %zu refused, %zu failed; no %zu, not known "
	       "%zu, yes %zu\n%s\n",
	    name, t->cases, t->refused, t->failed, t->said[NO],
	    t->said[UNKNOWN], t->said[YES], t->shortest);
}

int
main(void)
{
	static struct tally orders, stages;
	uint64_t seed = prop_number("SEED", 20190304);
	size_t n = prop_number("PROP_CASES", 20000);

	printf("seed %llu\n", (unsigned long long)seed);
	run("orders", false, seed, n / 2, &orders);
	run("stages", true, seed, n - n / 2, &stages);
	printf("%zu passed, %zu failed\n",
	    orders.cases + stages.cases - orders.failed - stages.failed,
	    orders.failed + stages.failed);
	return orders.failed + stages.failed > 0;
}
