/* The log in files: the tree that the leaves make, whatever was signed when;
 * what a power cut, a failure or a stranger's hand leaves is the old
 * checkpoint, the new one, or an error. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "store/tiles.h"
#include "support/cut_disk.h"
#include "support/fault_mem.h"

#define FOLDER "/d/s"

static struct note_key key;
static uint8_t secret[NOTE_SECRET_BYTES];
static struct arena arena;
static struct disk *disk;
static const char *why;
static const struct file_system *fs = &disk_files;
static char folder[64] = FOLDER;

static struct hash
leaf(uint64_t i)
{
	return hash_of(&i, sizeof(i));
}

static struct hash
root_of(uint64_t n)
{
	struct merkle_edge e = { 0 };

	for (uint64_t i = 0; i < n; i++) {
		struct hash c = leaf(i), l = merkle_leaf(c.b, HASH_BYTES);

		assert_int_equal(merkle_add(&e, &l, NULL, NULL), 0);
	}
	return merkle_root(&e);
}

static struct tiles *
open_tiles(void)
{
	struct tiles *t = NULL;
	int r = tiles_open(&arena, &mem_system, fs, folder, false, &t, &why);

	if (r != 0)
		fail_msg("tiles_open: %d, %s", r, why);
	return t;
}

static int
begin(void **state)
{
	uint8_t seed[32] = { 1 }, bytes[NOTE_KEY_BYTES];

	note_key_pair(seed, bytes, secret);
	arena_init(&arena, &mem_system, (size_t)1 << 30);
	disk = disk_new();
	(void)disk_use(disk);
	(void)disk_files.mkdir("/d", 0700);
	(void)disk_files.mkdir(FOLDER, 0700);
	disk_settle(disk);
	return note_key_make(&key, NOTE_ED25519, "log.example", bytes);
}

/* A real folder: the disk in memory holds no hundreds of files. */
static int
begin_real(void **state)
{
	fs = &file_system_real;
	snprintf(folder, sizeof(folder), "/tmp/forestay-tiles.XXXXXX");
	return begin(state) != 0 || mkdtemp(folder) == NULL ? -1 : 0;
}

static int
end(void **state)
{
	char command[128];

	if (fs == &file_system_real) {
		snprintf(command, sizeof(command), "rm -rf '%s'", folder);
		if (system(command) != 0)
			return -1;
	}
	fs = &disk_files;
	snprintf(folder, sizeof(folder), FOLDER);
	disk_free(disk_use(NULL));
	arena_release(&arena);
	return 0;
}

/* Leaves up to `upto`, in order, then signed. */
static int
grow(struct tiles *t, uint64_t upto)
{
	int r = 0;

	for (uint64_t i = tiles_size(t); i < upto && r == 0; i++) {
		struct hash h = leaf(i);

		r = tiles_add(t, &h);
	}
	return r != 0 ? r : tiles_sign(t, &key, secret);
}

static void
expect_signed(struct tiles *t, uint64_t size)
{
	struct hash root = root_of(size);
	struct checkpoint head;
	struct note note;
	const char *s;
	size_t n;

	s = tiles_checkpoint(t, &n);
	assert_non_null(s);
	assert_int_equal(note_read(s, n, &note, &why), 0);
	assert_int_equal(checkpoint_read(note.text, note.ntext, &head), 0);
	assert_int_equal(note_check(&note, &key, &mem_system, NULL), 0);
	assert_int_equal(head.size, size);
	assert_memory_equal(&head.root, &root, sizeof(root));
	assert_int_equal(tiles_signed(t), size);
}

/* Each leaf that was signed for lies in its tile. */
static void
expect_leaves(struct tiles *t)
{
	struct hash got[TILE_WIDTH];
	uint64_t i = 0;
	size_t n, k;

	while (i < tiles_signed(t)) {
		assert_int_equal(tiles_leaves(t, i, got, &n), 0);
		for (k = 0; k < n; k++, i++) {
			struct hash h = leaf(i);
			struct hash want = merkle_leaf(h.b, HASH_BYTES);

			assert_memory_equal(&got[k], &want, sizeof(want));
		}
	}
}

/* A tile of so many bytes. */
static bool
there(const char *tile, off_t size)
{
	char path[128];
	struct stat st;

	snprintf(path, sizeof(path), "%s/tiles/tile/%s", folder, tile);
	return stat(path, &st) == 0 && st.st_size == size;
}

static void
test_grows(void **state)
{
	static const uint64_t sizes[] = { 0, 1, 2, 255, 256, 257, 511, 512, 513,
		1000, 65535, 65536, 65537, 70000 };
	struct merkle_proof p;

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct tiles *t = open_tiles();
		struct merkle_nodes nodes = tiles_nodes(t);
		struct hash root = root_of(sizes[i]), c, l, old;

		assert_int_equal(grow(t, sizes[i]), 0);
		expect_signed(t, sizes[i]);
		tiles_close(t);
		t = open_tiles();
		nodes = tiles_nodes(t);
		assert_int_equal(tiles_size(t), sizes[i]);
		expect_signed(t, sizes[i]);
		for (uint64_t k = 0; k < sizes[i]; k += sizes[i] / 7 + 1) {
			c = leaf(k);
			l = merkle_leaf(c.b, HASH_BYTES);
			assert_int_equal(merkle_prove(&nodes, k, sizes[i], &p),
			    0);
			assert_int_equal(merkle_check(&l, k, sizes[i], p.hashes,
					     p.n, &root),
			    0);
			old = root_of(k);
			assert_int_equal(merkle_prove_growth(&nodes, k,
					     sizes[i], &p),
			    0);
			assert_int_equal(merkle_check_growth(k, sizes[i],
					     p.hashes, p.n, &old, &root),
			    0);
		}
		tiles_close(t);
	}
	/* As c2sp.org/tlog-tiles says of this very size. */
	assert_true(there("0/272", 8192));
	assert_true(there("0/273.p/112", 112 * 32));
	assert_true(there("1/000", 8192));
	assert_true(there("1/001.p/17", 17 * 32));
	assert_true(there("2/000.p/1", 32));
	assert_false(there("2/000", 32));
}

/* Signed again by the same key it stays as it is; by another, it is new. */
static void
test_signed_again(void **state)
{
	uint8_t seed[32] = { 2 }, bytes[NOTE_KEY_BYTES];
	uint8_t other_secret[NOTE_SECRET_BYTES];
	struct tiles *t = open_tiles();
	struct note_key other;
	struct note note;
	unsigned long calls;
	const char *s;
	size_t n;

	assert_int_equal(grow(t, 300), 0);
	calls = disk_plan(disk)->calls;
	assert_int_equal(tiles_sign(t, &key, secret), 0);
	assert_int_equal(disk_plan(disk)->calls, calls);
	note_key_pair(seed, bytes, other_secret);
	assert_int_equal(note_key_make(&other, NOTE_ED25519, "log.example",
			     bytes),
	    0);
	assert_int_equal(tiles_sign(t, &other, other_secret), 0);
	s = tiles_checkpoint(t, &n);
	assert_int_equal(note_read(s, n, &note, &why), 0);
	assert_int_equal(note_check(&note, &other, &mem_system, NULL), 0);
	tiles_close(t);
}

/* -- Power cuts -- */

struct cutting {
	uint64_t from, to; /* signed before, being signed */
	unsigned long cuts, old, new;
};

static void
cut_here(void *ctx)
{
	struct cutting *c = ctx;
	struct disk *was;

	for (uint64_t seed = 1; seed <= 4; seed++) {
		struct disk *after = disk_cut(disk, seed);
		struct tiles *t = NULL;
		int r;

		was = disk_use(after);
		r = tiles_open(&arena, &mem_system, &disk_files, FOLDER, false,
		    &t, &why);
		if (r != 0)
			fail_msg("after a cut: %d, %s", r, why);
		if (tiles_signed(t) == c->to)
			c->new ++;
		else if (tiles_signed(t) == c->from)
			c->old++;
		else
			fail_msg("neither the old log nor the new one");
		expect_leaves(t);
		/* And it can go on from there. */
		assert_int_equal(grow(t, c->to), 0);
		expect_signed(t, c->to);
		tiles_close(t);
		(void)disk_use(was);
		disk_free(after);
		c->cuts++;
	}
}

static void
test_power_cuts(void **state)
{
	static const uint64_t sizes[] = { 0, 3, 255, 256, 300, 513 };
	struct cutting c = { 0 };

	for (size_t i = 1; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct tiles *t = open_tiles();

		c.from = sizes[i - 1];
		c.to = sizes[i];
		disk_watch(disk, cut_here, &c);
		assert_int_equal(grow(t, c.to), 0);
		disk_watch(disk, NULL, NULL);
		tiles_close(t);
		/* Signed: from here on it is there whatever happens. */
		c.from = c.to;
		cut_here(&c);
	}
	assert_true(c.cuts > 150 && c.old > 0 && c.new > 0);
}

/* Each call failing once: an error, and what was signed stands. */
static void
test_failures(void **state)
{
	for (unsigned long at = 1;; at++) {
		struct disk *d = disk_copy(disk);
		struct disk *was = disk_use(d);
		struct tiles *t = open_tiles();
		bool failed;
		int r;

		assert_int_equal(grow(t, 3), 0);
		disk_plan(d)->at = disk_plan(d)->calls + at;
		r = grow(t, 600);
		failed = disk_plan(d)->failed > 0;
		disk_plan(d)->at = 0;
		if (r != 0) {
			assert_true(strlen(tiles_why(t)) > 0);
			assert_true(
			    tiles_add(t, &(struct hash){ { 0 } }) != 0 ||
			    tiles_signed(t) == 3);
		}
		tiles_close(t);
		t = open_tiles();
		assert_true(
		    tiles_signed(t) == 600 || (r != 0 && tiles_signed(t) == 3));
		assert_int_equal(grow(t, 600), 0);
		expect_signed(t, 600);
		tiles_close(t);
		(void)disk_use(was);
		disk_free(d);
		if (!failed)
			break;
	}
}

static void
test_full_disk(void **state)
{
	struct tiles *t = open_tiles();

	assert_int_equal(grow(t, 3), 0);
	disk_plan(disk)->room = disk_bytes(disk) + 4096;
	assert_int_equal(grow(t, 600), E_FULL);
	disk_plan(disk)->room = 0;
	tiles_close(t);
	t = open_tiles();
	expect_signed(t, 3);
	tiles_close(t);
}

/* -- A stranger's hand -- */

static void
change_byte(const char *path, off_t at)
{
	int fd = disk_files.open(path, O_RDWR, 0);
	char all[16384];
	ssize_t n = disk_files.read(fd, all, sizeof(all));

	assert_true(n > at);
	all[at] ^= 1;
	assert_int_equal(disk_files.write_at(fd, all + at, 1, at), 1);
	(void)disk_files.close(fd);
}

static void
test_changed(void **state)
{
	struct tiles *t = open_tiles(), *again = NULL;
	struct hash leaves[TILE_WIDTH], want;
	size_t n;

	assert_int_equal(grow(t, 300), 0);
	tiles_close(t);
	change_byte(FOLDER "/tiles/tile/0/001.p/44", 40);
	assert_int_equal(tiles_open(&arena, &mem_system, &disk_files, FOLDER,
			     false, &again, &why),
	    E_BROKEN);
	assert_null(again);
	assert_non_null(strstr(why, "another root"));
	change_byte(FOLDER "/tiles/tile/0/001.p/44", 40);
	/* A full tile is not read again at opening; its leaf is another. */
	change_byte(FOLDER "/tiles/tile/0/000", 32 * 7);
	t = open_tiles();
	assert_int_equal(tiles_leaves(t, 7, leaves, &n), 0);
	assert_int_equal(n, 249);
	want = leaf(7);
	want = merkle_leaf(want.b, HASH_BYTES);
	assert_memory_not_equal(&leaves[0], &want, sizeof(want));
	want = leaf(8);
	want = merkle_leaf(want.b, HASH_BYTES);
	assert_memory_equal(&leaves[1], &want, sizeof(want));
	assert_int_equal(tiles_leaves(t, 600, leaves, &n), E_BROKEN);
	tiles_close(t);
	(void)disk_files.unlink(FOLDER "/tiles/tile/1/000.p/1");
	assert_int_equal(tiles_open(&arena, &mem_system, &disk_files, FOLDER,
			     false, &again, &why),
	    E_BROKEN);
	assert_non_null(strstr(why, "not there"));
	change_byte(FOLDER "/tiles/checkpoint", 12);
	assert_int_equal(tiles_open(&arena, &mem_system, &disk_files, FOLDER,
			     false, &again, &why),
	    E_BROKEN);
}

static void
test_memory_refused(void **state)
{
	struct fault_mem f;
	int r = E_NOMEM;

	{
		struct tiles *t = open_tiles();

		assert_int_equal(grow(t, 300), 0);
		tiles_close(t);
	}
	for (size_t at = 1; r != 0; at++) {
		struct tiles *t = NULL;

		fault_mem_init(&f, at);
		r = tiles_open(&arena, &f.mem, &disk_files, FOLDER, false, &t,
		    &why);
		if (r == 0 && (r = grow(t, 301)) != 0)
			assert_int_equal(r, E_NOMEM);
		tiles_close(t);
		assert_true(r == 0 || r == E_NOMEM);
		assert_int_equal(f.live, 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_grows, begin_real, end),
		cmocka_unit_test_setup_teardown(test_signed_again, begin, end),
		cmocka_unit_test_setup_teardown(test_power_cuts, begin, end),
		cmocka_unit_test_setup_teardown(test_failures, begin, end),
		cmocka_unit_test_setup_teardown(test_full_disk, begin, end),
		cmocka_unit_test_setup_teardown(test_changed, begin, end),
		cmocka_unit_test_setup_teardown(test_memory_refused, begin,
		    end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
