/* A witness signs what grew out of what it signed, and nothing else; whatever
 * becomes of its disk, all that it ever signed is one history. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "property/rng.h"
#include "store/witness_state.h"
#include "support/cut_disk.h"
#include "support/fault_mem.h"

#define STATE  "/d/state"
#define LEAVES 64

static struct note_key log_key, other_log;
static uint8_t log_secret[NOTE_SECRET_BYTES], other_secret[NOTE_SECRET_BYTES];
static struct key own;
static struct disk *disk;
static struct witness *w;
static struct buf request, answer;
static uint64_t now_at = 1790000000;

/* Two histories: they part where `parts` says. */
struct branch {
	unsigned number, parts;
};

static int
node(void *ctx, unsigned level, uint64_t i, struct hash *out)
{
	const struct branch *b = ctx;
	struct hash l, r;

	if (level == 0) {
		uint64_t what[2] = { i, i < b->parts ? 0 : b->number };

		*out = merkle_leaf(what, sizeof(what));
		return 0;
	}
	(void)node(ctx, level - 1, 2 * i, &l);
	(void)node(ctx, level - 1, 2 * i + 1, &r);
	*out = merkle_node(&l, &r);
	return 0;
}

static void
make_pair(struct note_key *k, enum note_key_type type, const char *name,
    uint8_t n, uint8_t secret[NOTE_SECRET_BYTES])
{
	uint8_t seed[32] = { n }, bytes[NOTE_KEY_BYTES];

	note_key_pair(seed, bytes, secret);
	assert_int_equal(note_key_make(k, type, name, bytes), 0);
}

static int
open_witness(void)
{
	struct witness_opening o = { .fs = &disk_files,
		.path = STATE,
		.log = &log_key,
		.own = &own };
	char why[256];

	witness_close(w);
	return witness_open(&mem_system, &o, &w, why, sizeof(why));
}

static int
setup(void **state)
{
	(void)state;
	make_pair(&log_key, NOTE_ED25519, "log.example", 1, log_secret);
	make_pair(&other_log, NOTE_ED25519, "log.example", 2, other_secret);
	own = (struct key){ .purpose = KEY_WITNESS, .signs = true };
	make_pair(&own.public, NOTE_COSIGNATURE, "witness.example", 3,
	    own.secret);
	disk = disk_new();
	(void)disk_use(disk);
	buf_init(&request, &mem_system, 1 << 16);
	buf_init(&answer, &mem_system, 1 << 16);
	w = NULL;
	assert_int_equal(open_witness(), 0);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	witness_close(w);
	buf_release(&request);
	buf_release(&answer);
	disk_free(disk_use(NULL));
	return 0;
}

static void
make_note(struct buf *b, struct branch at, uint64_t size)
{
	struct merkle_nodes nodes = { node, &at };
	struct hash root;

	assert_int_equal(merkle_root_at(&nodes, size, &root), 0);
	checkpoint_sign(b, size, &root, &log_key, log_secret);
}

static void
make_request(struct branch at, uint64_t old, uint64_t size)
{
	struct merkle_nodes nodes = { node, &at };
	struct merkle_proof proof = { .n = 0 };
	struct buf note;

	buf_init(&note, &mem_system, 4096);
	make_note(&note, at, size);
	if (old <= size)
		assert_int_equal(merkle_prove_growth(&nodes, old, size, &proof),
		    0);
	buf_clear(&request);
	witness_request_write(&request, old, &proof, note.s, note.len);
	buf_release(&note);
}

static enum witness_verdict
ask(struct branch at, uint64_t old, uint64_t size)
{
	make_request(at, old, size);
	buf_clear(&answer);
	return witness_answer(w, request.s, request.len, now_at, &answer);
}

/* What came back is the witness's signature of what was asked. */
static void
expect_line(struct branch at, uint64_t size)
{
	uint64_t seconds = 0;
	struct buf note, out;
	const char *why;

	buf_init(&note, &mem_system, 4096);
	buf_init(&out, &mem_system, 4096);
	make_note(&note, at, size);
	assert_int_equal(witness_take(note.s, note.len, answer.s, answer.len,
			     &own.public, &mem_system, &out, &seconds, &why),
	    0);
	assert_int_equal(seconds, now_at);
	/* A signature of another checkpoint is none of this one. */
	buf_clear(&note);
	make_note(&note, at, size + 1);
	assert_int_equal(witness_take(note.s, note.len, answer.s, answer.len,
			     &own.public, &mem_system, &out, &seconds, &why),
	    E_BROKEN);
	buf_release(&note);
	buf_release(&out);
}

static const struct branch one = { 0, LEAVES }, two = { 1, 10 };

static void
test_grows(void **state)
{
	(void)state;
	assert_int_equal(ask(one, 0, 5), WITNESS_SIGNS);
	expect_line(one, 5);
	assert_int_equal(ask(one, 5, 5), WITNESS_SIGNS);
	assert_int_equal(ask(one, 5, 20), WITNESS_SIGNS);
	expect_line(one, 20);
	assert_int_equal(open_witness(), 0);
	assert_int_equal(witness_size(w), 20);
	assert_int_equal(ask(one, 20, 33), WITNESS_SIGNS);
}

static void
test_refuses(void **state)
{
	(void)state;
	assert_int_equal(ask(one, 0, 20), WITNESS_SIGNS);
	/* Smaller; another size than it saw; another root; a branch. */
	assert_int_equal(ask(one, 5, 12), WITNESS_CONFLICT);
	assert_string_equal(answer.s, "20\n");
	assert_int_equal(ask(one, 0, 30), WITNESS_CONFLICT);
	assert_int_equal(ask(one, 20, 12), WITNESS_MALFORMED);
	assert_int_equal(ask(two, 20, 20), WITNESS_CONFLICT);
	assert_int_equal(ask(two, 20, 30), WITNESS_NO_GROWTH);
	assert_int_equal(witness_size(w), 20);
	assert_int_equal(open_witness(), 0);
	assert_int_equal(witness_size(w), 20);
	/* Its clock was set back. */
	now_at -= 100;
	assert_int_equal(ask(one, 20, 21), WITNESS_FAILED);
	now_at += 100;
	assert_int_equal(ask(one, 20, 21), WITNESS_SIGNS);
}

static void
test_strangers(void **state)
{
	struct note_key was = log_key;

	(void)state;
	make_request(one, 0, 5);
	log_key = other_log;
	assert_int_equal(open_witness(), 0);
	assert_int_equal(witness_answer(w, request.s, request.len, now_at,
			     &answer),
	    WITNESS_NOT_SIGNED);
	snprintf(log_key.name, sizeof(log_key.name), "elsewhere.example");
	assert_int_equal(open_witness(), 0);
	assert_int_equal(witness_answer(w, request.s, request.len, now_at,
			     &answer),
	    WITNESS_OTHER_LOG);
	log_key = was;
	assert_int_equal(open_witness(), 0);
	/* Cut anywhere it is refused; nothing is signed. */
	for (size_t n = 0; n < request.len; n++) {
		buf_clear(&answer);
		assert_int_not_equal(witness_answer(w, request.s, n, now_at,
					 &answer),
		    WITNESS_SIGNS);
	}
	assert_int_equal(witness_size(w), 0);
}

/* A state that somebody changed is not believed. */
static void
test_state(void **state)
{
	char all[1024], c;
	ssize_t n;
	int fd;

	(void)state;
	assert_int_equal(ask(one, 0, 5), WITNESS_SIGNS);
	fd = disk_files.open(STATE, 2, 0);
	n = disk_files.read(fd, all, sizeof(all));
	assert_true(n > 200);
	for (ssize_t i = 0; i < n; i += 7) {
		c = (char)(all[i] ^ 4);
		assert_int_equal(disk_files.write_at(fd, &c, 1, i), 1);
		assert_int_equal(open_witness(), E_BROKEN);
		assert_int_equal(disk_files.write_at(fd, &all[i], 1, i), 1);
	}
	(void)disk_files.close(fd);
	assert_int_equal(open_witness(), 0);
}

/* -- Its disk -- */

struct cutting {
	uint64_t signed_for; /* the line has left */
	unsigned long cuts;
};

static void
cut_here(void *ctx)
{
	struct cutting *c = ctx;
	struct witness *was = w;

	for (uint64_t seed = 0; seed < 4; seed++) {
		struct disk *after =
		    seed == 0 ? disk_copy(disk) : disk_cut(disk, seed);
		struct disk *before = disk_use(after);

		w = NULL;
		assert_int_equal(open_witness(), 0);
		assert_true(witness_size(w) >= c->signed_for);
		witness_close(w);
		(void)disk_use(before);
		disk_free(after);
		c->cuts++;
	}
	w = was;
}

static void
test_power_cuts(void **state)
{
	struct cutting c = { 0 };

	(void)state;
	disk_watch(disk, cut_here, &c);
	for (uint64_t size = 1; size < 12; size++) {
		assert_int_equal(ask(one, size - 1, size), WITNESS_SIGNS);
		c.signed_for = size;
		cut_here(&c);
	}
	disk_watch(disk, NULL, NULL);
	assert_true(c.cuts > 100);
}

/* Asked by two histories, its disk failing now and then, restarted now and
 * then: what it signed is of one of them. */
static void
test_one_history(void **state)
{
	for (uint64_t seed = 1; seed <= 40; seed++) {
		struct rng g = { seed };
		unsigned signed_two = 0, signed_one = 0;

		teardown(state);
		setup(state);
		for (unsigned i = 0; i < 60; i++) {
			struct branch at = rng_chance(&g, 1, 2) ? one : two;
			uint64_t old = rng_chance(&g, 3, 4)
			    ? witness_size(w)
			    : rng_below(&g, LEAVES - 8);
			uint64_t size = old + rng_below(&g, 4);

			if (rng_chance(&g, 1, 4))
				disk_plan(disk)->at = disk_plan(disk)->calls +
				    1 + rng_below(&g, 6);
			if (size < LEAVES &&
			    ask(at, old, size) == WITNESS_SIGNS &&
			    size > two.parts) {
				signed_one += at.number == one.number;
				signed_two += at.number == two.number;
			}
			disk_plan(disk)->at = 0;
			if (rng_chance(&g, 1, 6))
				assert_int_equal(open_witness(), 0);
		}
		assert_true(signed_one == 0 || signed_two == 0);
		assert_true(signed_one + signed_two > 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_grows, setup, teardown),
		cmocka_unit_test_setup_teardown(test_refuses, setup, teardown),
		cmocka_unit_test_setup_teardown(test_strangers, setup,
		    teardown),
		cmocka_unit_test_setup_teardown(test_state, setup, teardown),
		cmocka_unit_test_setup_teardown(test_power_cuts, setup,
		    teardown),
		cmocka_unit_test_setup_teardown(test_one_history, setup,
		    teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
