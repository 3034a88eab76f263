/* What a witness's answer must be to be kept: of this tree, signed by both,
 * by a clock like ours; whatever fails, what was kept before stands. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "store/cosign.h"
#include "store/witness_state.h"
#include "support/cut_disk.h"
#include "support/fault_mem.h"

#define FOLDER "/d/s"
#define STATE  "/d/state"
#define NOW    UINT64_C(1790000000)

static struct note_key log_key, other_log;
static uint8_t log_secret[NOTE_SECRET_BYTES], other_secret[NOTE_SECRET_BYTES];
static struct key own;
static struct arena arena;
static struct disk *disk;
static struct tiles *tiles;
static struct witness *witness;
static struct buf request, answer;
static const char *why;

static void
make_pair(struct note_key *k, enum note_key_type type, const char *name,
    uint8_t n, uint8_t secret[NOTE_SECRET_BYTES])
{
	uint8_t seed[32] = { n }, bytes[NOTE_KEY_BYTES];

	note_key_pair(seed, bytes, secret);
	assert_int_equal(note_key_make(k, type, name, bytes), 0);
}

static void
grow(uint64_t upto)
{
	while (tiles_size(tiles) < upto) {
		uint64_t i = tiles_size(tiles);
		struct hash h = hash_of(&i, sizeof(i));

		assert_int_equal(tiles_add(tiles, &h), 0);
	}
	assert_int_equal(tiles_sign(tiles, &log_key, log_secret), 0);
}

static int
begin(void **state)
{
	struct witness_opening o = { .fs = &disk_files,
		.path = STATE,
		.log = &log_key,
		.own = &own };
	char said[256];

	(void)state;
	make_pair(&log_key, NOTE_ED25519, "log.example", 1, log_secret);
	make_pair(&other_log, NOTE_ED25519, "log.example", 2, other_secret);
	make_pair(&own.public, NOTE_COSIGNATURE, "witness.example", 3,
	    own.secret);
	arena_init(&arena, &mem_system, (size_t)1 << 26);
	buf_init(&request, &mem_system, LIMIT_WITNESS_BYTES);
	buf_init(&answer, &mem_system, LIMIT_NOTE_BYTES);
	disk = disk_new();
	(void)disk_use(disk);
	(void)disk_files.mkdir("/d", 0700);
	(void)disk_files.mkdir(FOLDER, 0700);
	disk_settle(disk);
	if (tiles_open(&arena, &mem_system, &disk_files, FOLDER, false, &tiles,
		&why) != 0)
		return -1;
	return witness_open(&mem_system, &o, &witness, said, sizeof(said));
}

static int
end(void **state)
{
	(void)state;
	witness_close(witness);
	tiles_close(tiles);
	buf_release(&request);
	buf_release(&answer);
	disk_free(disk_use(NULL));
	arena_release(&arena);
	return 0;
}

/* Asked of one of `old`, and answered by a clock that shows `seconds`. */
static enum witness_verdict
ask(uint64_t old, uint64_t seconds)
{
	buf_clear(&request);
	buf_clear(&answer);
	assert_int_equal(cosign_request(tiles, &arena, old, &request, &why), 0);
	return witness_answer(witness, request.s, request.len, seconds,
	    &answer);
}

static int
take(const struct note_key *log, const struct note_key *of, uint64_t asked,
    uint64_t came, uint64_t *size)
{
	const struct cosign_answer a = { .request = request.s,
		.nrequest = request.len,
		.lines = answer.s,
		.nlines = answer.len,
		.asked = asked,
		.came = came };

	return cosign_take(tiles, &arena, &mem_system, log, of, &a, size, &why);
}

static uint64_t
known(void)
{
	return cosign_known(tiles, &arena, &mem_system, &own.public);
}

static void
test_kept(void **state)
{
	uint64_t size;

	(void)state;
	assert_int_equal(cosign_request(tiles, &arena, 0, &request, &why),
	    E_NAME);
	grow(5);
	assert_int_equal(known(), 0);
	assert_int_equal(ask(0, NOW), WITNESS_SIGNS);
	assert_int_equal(take(&log_key, &own.public, NOW, NOW, &size), 0);
	assert_int_equal(size, 5);
	assert_int_equal(known(), 5);
	grow(9);
	assert_int_equal(ask(0, NOW), WITNESS_CONFLICT);
	assert_string_equal(answer.s, "5\n");
	assert_int_equal(ask(5, NOW + 60), WITNESS_SIGNS);
	assert_int_equal(take(&log_key, &own.public, NOW, NOW, &size), 0);
	assert_int_equal(known(), 9);
	/* What it saw is more than there is. */
	assert_int_equal(cosign_request(tiles, &arena, 10, &request, &why),
	    E_RANGE);
	assert_non_null(strstr(why, "older than what was witnessed"));
}

/* Two minutes off, either way; a way by hand may take days. */
static void
test_clocks(void **state)
{
	static const struct {
		uint64_t asked, came, signed_at;
		int r;
	} cases[] = {
		{ NOW, NOW, NOW + 121, E_RANGE },
		{ NOW, NOW, NOW - 121, E_RANGE },
		{ NOW, NOW + 10, NOW + 131, E_RANGE },
		{ 0, NOW, NOW + 121, E_RANGE },
		{ NOW, NOW + 10, NOW + 130, 0 },
		{ NOW, NOW + 10, NOW - 120, 0 },
		{ 0, NOW, NOW - 400000, 0 },
	};
	uint64_t size, before, later;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		grow(i + 3);
		before = known();
		/* A witness's own clock goes on. */
		later = i * 1000000;
		assert_int_equal(ask(witness_size(witness),
				     cases[i].signed_at + later),
		    WITNESS_SIGNS);
		assert_int_equal(take(&log_key, &own.public,
				     cases[i].asked == 0
					 ? 0
					 : cases[i].asked + later,
				     cases[i].came + later, &size),
		    cases[i].r);
		assert_int_equal(known(), cases[i].r == 0 ? i + 3 : before);
	}
}

static void
test_refused(void **state)
{
	struct note_key stranger;
	uint8_t secret[NOTE_SECRET_BYTES];
	uint64_t size;
	size_t i, n;

	(void)state;
	grow(7);
	assert_int_equal(ask(0, NOW), WITNESS_SIGNS);
	make_pair(&stranger, NOTE_COSIGNATURE, "witness.example", 9, secret);
	assert_int_equal(take(&other_log, &own.public, NOW, NOW, &size),
	    E_BROKEN);
	assert_true(take(&log_key, &stranger, NOW, NOW, &size) != 0);
	/* Cut anywhere, it is not kept. */
	for (n = answer.len, i = 0; i < n; i++) {
		answer.len = i;
		assert_true(take(&log_key, &own.public, NOW, NOW, &size) != 0);
	}
	answer.len = n;
	for (i = 0; i < n - 1; i++) {
		answer.s[i] ^= 1;
		assert_true(take(&log_key, &own.public, NOW, NOW, &size) != 0);
		answer.s[i] ^= 1;
	}
	assert_int_equal(known(), 0);
	assert_int_equal(take(&log_key, &own.public, NOW, NOW, &size), 0);
}

/* Signed for another tree, or for one that is longer than ours. */
static void
test_other_history(void **state)
{
	struct tiles *ours = tiles, *theirs;
	uint64_t size, i;

	(void)state;
	(void)disk_files.mkdir("/d/t", 0700);
	assert_int_equal(tiles_open(&arena, &mem_system, &disk_files, "/d/t",
			     false, &theirs, &why),
	    0);
	for (i = 0; i < 4; i++) {
		uint64_t other = i + 100;
		struct hash h = hash_of(&other, sizeof(other));

		assert_int_equal(tiles_add(theirs, &h), 0);
	}
	assert_int_equal(tiles_sign(theirs, &log_key, log_secret), 0);
	grow(2);
	tiles = theirs;
	assert_int_equal(ask(0, NOW), WITNESS_SIGNS);
	tiles = ours;
	assert_int_equal(take(&log_key, &own.public, NOW, NOW, &size),
	    E_BROKEN);
	assert_non_null(strstr(why, "older than what was witnessed"));
	grow(6);
	assert_int_equal(take(&log_key, &own.public, NOW, NOW, &size),
	    E_BROKEN);
	assert_non_null(strstr(why, "another history"));
	assert_int_equal(known(), 0);
	tiles_close(theirs);
}

static void
test_later_is_kept(void **state)
{
	struct buf old, old_answer;
	uint64_t size;

	(void)state;
	buf_init(&old, &mem_system, LIMIT_WITNESS_BYTES);
	buf_init(&old_answer, &mem_system, LIMIT_NOTE_BYTES);
	grow(3);
	assert_int_equal(ask(0, NOW), WITNESS_SIGNS);
	buf_add(&old, request.s, request.len);
	buf_add(&old_answer, answer.s, answer.len);
	grow(8);
	assert_int_equal(ask(3, NOW), WITNESS_SIGNS);
	assert_int_equal(take(&log_key, &own.public, NOW, NOW, &size), 0);
	buf_clear(&request);
	buf_clear(&answer);
	buf_add(&request, old.s, old.len);
	buf_add(&answer, old_answer.s, old_answer.len);
	assert_int_equal(take(&log_key, &own.public, NOW, NOW, &size), E_NAME);
	assert_int_equal(known(), 8);
	buf_release(&old);
	buf_release(&old_answer);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_kept, begin, end),
		cmocka_unit_test_setup_teardown(test_clocks, begin, end),
		cmocka_unit_test_setup_teardown(test_refused, begin, end),
		cmocka_unit_test_setup_teardown(test_other_history, begin, end),
		cmocka_unit_test_setup_teardown(test_later_is_kept, begin, end),
	};

	return cmocka_run_group_tests_name("cosign", tests, NULL, NULL);
}
