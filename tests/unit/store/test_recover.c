/* A ledger put back from an older copy gets back what its views hold: all of
 * it, hash for hash, or nothing. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "property/rng.h"
#include "store/memory.h"

#define BATCHES 23 /* of 100: more than two commits' worth */
#define EACH    100

/* The same story twice: the same clock and chance. */
struct told {
	struct rng g;
	int64_t us;
};

static int
told_now(void *ctx, struct instant *out)
{
	struct told *t = ctx;

	out->us = t->us += 1000;
	return 0;
}

static int
told_random(void *ctx, void *out, size_t n)
{
	struct told *t = ctx;
	uint8_t *p = out;

	while (n-- > 0)
		*p++ = (uint8_t)(rng_next(&t->g) >> 24);
	return 0;
}

static struct told told;
static const struct keeper_world world = { told_now, told_random, &told };

static void
keep(struct keeper *k, struct medium *ledger, struct medium *views,
    struct store_faults *faults)
{
	*k = (struct keeper){ .mem = &mem_system, .world = &world };
	assert_int_equal(ledger_memory(ledger, faults, &k->ledger), 0);
	assert_int_equal(views_memory(views, faults, &k->views), 0);
}

static void
let_go(struct keeper *k)
{
	k->views->ops->close(k->views);
	k->ledger->ops->close(k->ledger);
}

static void
say(struct keeper *k, unsigned batch)
{
	char text[EACH][160];
	const char *drafts[EACH];
	size_t sizes[EACH];
	struct keeper_request q = { .drafts = drafts,
		.sizes = sizes,
		.n = EACH,
		.id = { 7, batch } };

	for (unsigned i = 0; i < EACH; i++) {
		sizes[i] = (size_t)snprintf(text[i], sizeof(text[i]),
		    "{\"author\":\"t\",\"body\":{\"n\":%u},\"kind\":\"fact\","
		    "\"matter\":\"m\",\"on\":[\"orders\",\"person/p-%u\"],"
		    "\"v\":1}",
		    batch * EACH + i, i % 7);
		drafts[i] = text[i];
	}
	keeper_append(k, &q, 1);
	assert_int_equal(q.r, 0);
}

/* So many batches in a medium, and all of them in its views. */
static void
tell(struct medium *m, unsigned batches)
{
	static const struct store_kind kind = { false, "recovered" };
	struct keeper k;
	uint64_t at;

	told = (struct told){ { 1 }, 1500000000000000 };
	medium_init(m, &mem_system);
	keep(&k, m, m, NULL);
	assert_int_equal(keeper_open(&k), 0);
	assert_int_equal(keeper_begin(&k, &kind), 0);
	for (unsigned i = 0; i < batches; i++)
		say(&k, i);
	assert_int_equal(keeper_project(&k, 0, &at), 0);
	let_go(&k);
}

static void
assert_whole(struct medium *old, struct medium *all)
{
	struct keeper k;
	uint64_t at, seq;

	keep(&k, old, all, NULL);
	if (keeper_open(&k) != 0)
		fail_msg("%s", k.why);
	assert_int_equal(k.head.size, all->head.size);
	assert_memory_equal(&k.head.hash, &all->head.hash, HASH_BYTES);
	assert_int_equal(k.head.at.us, all->head.at.us);
	assert_int_equal(keeper_verify(&k, NULL), 0);
	assert_int_equal(keeper_project(&k, 0, &at), 0);
	assert_int_equal(k.ledger->ops->touched(k.ledger, "orders", 0, &seq),
	    0);
	assert_int_equal(seq, 1 + BATCHES * EACH);
	let_go(&k);
}

static void
test_recovered(void **state)
{
	struct medium all, old;
	struct keeper k;
	uint64_t n;

	for (unsigned had = 0; had <= BATCHES; had += 11) {
		tell(&all, BATCHES);
		tell(&old, had);
		keep(&k, &old, &all, NULL);
		if (had < BATCHES - 1) {
			assert_int_equal(keeper_open(&k), E_BROKEN);
			assert_non_null(strstr(k.why, "rebuild --recover"));
		}
		assert_int_equal(keeper_recover(&k, &n), 0);
		assert_int_equal(n, (BATCHES - had) * EACH);
		let_go(&k);
		assert_whole(&old, &all);
		medium_release(&all);
		medium_release(&old);
	}
}

/* Not ahead, another story, a copy that was changed: nothing is written. */
static void
test_refused(void **state)
{
	struct medium all, old;
	struct omap_node *node;
	struct store_head before;
	struct keeper k;
	uint64_t n;

	tell(&all, 4);
	tell(&old, 9);
	keep(&k, &old, &all, NULL);
	assert_int_equal(keeper_recover(&k, &n), 0);
	assert_int_equal(n, 0);
	assert_int_equal(old.head.size, 1 + 9 * EACH);
	let_go(&k);
	medium_release(&old);

	tell(&old, 2);
	before = old.head;
	node = omap_from(&all.views, "\1\0\0\0\0\0\0\1\x2f", 9);
	assert_non_null(node);
	((uint8_t *)(uintptr_t)node->value)[node->nvalue - 40] ^= 1;
	keep(&k, &old, &all, NULL);
	assert_int_equal(keeper_recover(&k, &n), E_BROKEN);
	assert_int_equal(n, 0);
	assert_true(strlen(k.why) > 0);
	assert_int_equal(old.head.size, before.size);
	assert_memory_equal(&old.head.hash, &before.hash, HASH_BYTES);
	let_go(&k);
	medium_release(&old);
	medium_release(&all);

	/* What comes before was changed: the hashes do not meet. */
	tell(&all, 4);
	tell(&old, 2);
	all.mark.head.b[3] ^= 1;
	keep(&k, &old, &all, NULL);
	assert_int_equal(keeper_recover(&k, &n), E_BROKEN);
	assert_non_null(strstr(k.why, "newest backup"));
	assert_int_equal(old.head.size, before.size);
	let_go(&k);
	medium_release(&old);
	medium_release(&all);
}

/* Each call fails in turn, and it is asked again: nothing is lost by it. */
static void
test_faults(void **state)
{
	static const int errors[] = { E_IO, E_FULL, E_AGAIN, E_NOMEM };
	struct medium all, old;
	struct keeper k;
	unsigned long failed = 1;
	uint64_t n;
	int r;

	tell(&all, BATCHES);
	for (unsigned long at = 1; failed > 0; at++) {
		struct store_faults f = { .at = at,
			.err = errors[at % 4],
			.after = at % 3 == 0 };

		tell(&old, 1);
		keep(&k, &old, &all, &f);
		r = keeper_recover(&k, &n);
		failed = f.calls >= at;
		if (failed)
			assert_int_equal(r, errors[at % 4]);
		let_go(&k);
		keep(&k, &old, &all, NULL);
		assert_int_equal(keeper_recover(&k, &n), 0);
		let_go(&k);
		assert_whole(&old, &all);
		medium_release(&old);
	}
	medium_release(&all);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_recovered),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_faults),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
