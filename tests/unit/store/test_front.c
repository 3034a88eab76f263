/* The log in front of a ledger: the same as the ledger alone, as far as
 * anyone who asks can tell; and when the power is cut, what was acknowledged
 * is there, what was not is there whole or not at all. */

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "property/rng.h"
#include "store/ledger_front.h"
#include "store/ledger_log.h"
#include "store/ledger_sqlite.h"
#include "store/memory.h"
#include "support/ledger_drive.h"

#define SMALL  ((size_t)16 * LEDGER_LOG_BLOCK)
#define PART   (SMALL / 2)
#define SECTOR 512

/* -- A disk with one file ----------------------------------------------- */

static struct disk {
	struct rng rng;
	bool there, linked;  /* the name; and durably */
	size_t n, durable_n; /* its length */
	uint8_t now[SMALL], durable[SMALL];
	size_t at;         /* of read and write */
	int cut_at, calls; /* the power fails in that call */
	bool cut;
	bool lies; /* a sync does nothing: the planted bug */
	int syncs;
} disk;

static struct store_faults faults; /* of the ledger in memory */

/* Of what was not synced, each sector is there, or not, or half. */
static void
power_cut(void)
{
	size_t s, n;

	disk.cut = true;
	if (!disk.linked)
		disk.there = disk.there && rng_chance(&disk.rng, 1, 2);
	if (disk.n != disk.durable_n && rng_chance(&disk.rng, 1, 2))
		disk.n = disk.durable_n;
	for (s = 0; s < SMALL; s += SECTOR)
		switch (rng_below(&disk.rng, 3)) {
		case 0:
			n = 0;
			goto keep;
		case 1:
			n = rng_below(&disk.rng, SECTOR);
keep:
			memcpy(disk.now + s + n, disk.durable + s + n,
			    SECTOR - n);
		}
	memcpy(disk.durable, disk.now, SMALL);
	disk.durable_n = disk.n;
	disk.linked = disk.there;
	/* Of the ledger behind it no call goes through either. */
	faults.at = faults.calls + 1;
	faults.err = E_IO;
}

/* Whether the power is still there; a call in which it fails may have done
 * its work. */
static bool
power(void)
{
	if (disk.cut)
		return false;
	return ++disk.calls != disk.cut_at;
}

static int
fails(void)
{
	if (!disk.cut)
		power_cut();
	errno = EIO;
	return -1;
}

static int
d_open(const char *path, int flags, mode_t mode)
{
	if (!power())
		return fails();
	disk.at = 0;
	if ((flags & O_DIRECTORY) != 0)
		return 9;
	if (!disk.there && (flags & O_CREAT) == 0) {
		errno = ENOENT;
		return -1;
	}
	disk.there = true;
	if ((flags & O_TRUNC) != 0)
		disk.n = 0;
	return 8;
}

static ssize_t
d_read(int fd, void *to, size_t n)
{
	if (!power())
		return fails();
	if (n > disk.n - disk.at)
		n = disk.n - disk.at;
	memcpy(to, disk.now + disk.at, n);
	disk.at += n;
	return (ssize_t)n;
}

static ssize_t
d_write_at(int fd, const void *from, size_t n, off_t at)
{
	bool on = power();

	assert_true((size_t)at + n <= SMALL);
	if (n > SECTOR && rng_chance(&disk.rng, 1, 4))
		n = 1 + rng_below(&disk.rng, (unsigned)n - 1);
	memcpy(disk.now + at, from, n);
	if ((size_t)at + n > disk.n)
		disk.n = (size_t)at + n;
	return on ? (ssize_t)n : fails();
}

static ssize_t
d_write(int fd, const void *from, size_t n)
{
	ssize_t took = d_write_at(fd, from, n, (off_t)disk.at);

	disk.at += took > 0 ? (size_t)took : 0;
	return took;
}

static int
d_sync(int fd)
{
	bool on = power();

	/* It fails before anything is durable, or after. */
	if (!on && rng_chance(&disk.rng, 1, 2))
		return fails();
	if (disk.cut)
		return fails();
	disk.syncs++;
	if (fd == 9) {
		disk.linked = disk.there;
	} else if (!disk.lies) {
		memcpy(disk.durable, disk.now, SMALL);
		disk.durable_n = disk.n;
	}
	return on ? 0 : fails();
}

static int
d_close(int fd)
{
	return disk.cut ? fails() : 0;
}

static int
d_unlink(const char *path)
{
	if (!power())
		return fails();
	disk.there = false;
	return 0;
}

static const struct file_system d_fs = { .open = d_open,
	.read = d_read,
	.write = d_write,
	.write_at = d_write_at,
	.sync = d_sync,
	.sync_bytes = d_sync,
	.close = d_close,
	.unlink = d_unlink };

/* -- The same as a ledger ----------------------------------------------- */

static char why[400];
static struct medium medium;
static unsigned straight, late;

/* Keepers die in these tests, and nobody gives back what they held. */
const char *__asan_default_options(void);
const char *
__asan_default_options(void)
{
	return "detect_leaks=0";
}

static int
open_front(const struct mem *mem, struct ledger **out)
{
	struct ledger_front_opening o = { .fs = &d_fs,
		.folder = "f",
		.bytes = PART,
		.straight = straight,
		.late = late };
	struct ledger *behind;
	int r;

	if ((r = ledger_memory(&medium, &faults, &behind)) != 0)
		return r;
	return ledger_front_open(mem, &o, behind, out, why, sizeof(why));
}

static int
open_it(void *ctx, struct ledger **out)
{
	straight = (unsigned)rng_below(&disk.rng, 3) * 5;
	late = (unsigned)rng_below(&disk.rng, 8);
	return open_front(&mem_system, out);
}

static void
fresh(uint64_t seed)
{
	memset(&disk, 0, sizeof(disk));
	disk.rng.s = seed;
	faults = (struct store_faults){ 0 };
	medium_init(&medium, &mem_system);
}

static void
test_model_memory(void **state)
{
	const struct ledger_stand stand = { open_it, NULL };
	const char *wrong;

	for (uint64_t seed = 1; seed <= 30; seed++) {
		fresh(seed);
		wrong = ledger_drive(&stand, seed, 400);
		medium_release(&medium);
		if (wrong != NULL)
			fail_msg("seed %u: %s (%s)", (unsigned)seed, wrong,
			    why);
		assert_true(disk.syncs > 20);
		/* Closed in order, nothing is left of it. */
		assert_false(disk.there);
	}
}

static char folder[64];
static bool threaded;

static int
open_sqlite(void *ctx, struct ledger **out)
{
	struct ledger_front_opening o = { .fs = &file_system_real,
		.folder = folder,
		.bytes = PART,
		.thread = threaded };
	struct ledger_sqlite_opening lo = { .front = true };
	struct ledger *behind;
	char path[80];
	int r;

	snprintf(path, sizeof(path), "%s/ledger.db", folder);
	lo.path = path;
	lo.create = access(path, F_OK) != 0;
	r = ledger_sqlite_open(&mem_system, &lo, &behind, why, sizeof(why));
	return r != 0
	    ? r
	    : ledger_front_open(&mem_system, &o, behind, out, why, sizeof(why));
}

static void
test_model_sqlite(void **state)
{
	const struct ledger_stand stand = { open_sqlite, NULL };
	char command[96];
	const char *wrong;

	for (uint64_t seed = 1; seed <= 6; seed++) {
		threaded = seed % 3 != 0;
		snprintf(folder, sizeof(folder), "/tmp/forestay-front.XXXXXX");
		assert_non_null(mkdtemp(folder));
		wrong = ledger_drive(&stand, seed, 150);
		if (wrong != NULL)
			fail_msg("seed %u: %s (%s)", (unsigned)seed, wrong,
			    why);
		snprintf(command, sizeof(command), "rm -rf '%s'", folder);
		assert_int_equal(system(command), 0);
	}
}

/* -- The power is cut --------------------------------------------------- */

#define MAX_ROWS 400

/* What was said: of each size the head, of each row its number. */
struct story {
	struct rng rng;
	struct ledger *l;
	struct arena dead; /* of those who had no time to give it back */
	struct mem mem;
	struct store_head acked, open; /* durable; of an open fate */
	bool is_open;
	unsigned said[MAX_ROWS + 1];
	const char *why;
};

static void *
dead_alloc(void *ctx, size_t n)
{
	return arena_alloc(ctx, n);
}

static void
dead_free(void *ctx, void *p)
{
}

#define GROUP 6

static void
say_group(struct story *st)
{
	static const char *const on[] = { "orders" };
	struct ledger_row rows[GROUP] = { { .n = 0 } };
	struct ledger_batch batch;
	struct buf bytes[GROUP];
	struct ledger_group g;
	struct instant at = { 1500000000000000 + (int64_t)st->acked.size };
	size_t n = 1 + rng_below(&st->rng, GROUP), i;
	int r;

	for (i = 0; i < n; i++) {
		unsigned what = rng_below(&st->rng, 1000000);

		buf_init(&bytes[i], &mem_system, 4096);
		assert_int_equal(ledger_drive_bytes(&bytes[i], at, what), 0);
		st->said[st->acked.size + 1 + i] = what;
		rows[i] = (struct ledger_row){ .bytes = bytes[i].s,
			.n = bytes[i].len,
			.on = on,
			.non = 1 };
	}
	batch = (struct ledger_batch){ .id = { rng_next(&st->rng), 1 },
		.first = st->acked.size + 1,
		.n = n,
		.at = at };
	g = (struct ledger_group){ .rows = rows,
		.nrows = n,
		.batches = &batch,
		.nbatches = 1,
		.before = st->acked,
		.after = st->acked };
	g.after.size += n;
	g.after.at = at;
	for (i = 0; i < HASH_BYTES; i++)
		g.after.hash.b[i] = (uint8_t)rng_next(&st->rng);
	r = st->l->ops->commit(st->l, &g);
	if (r == 0) {
		st->acked = g.after;
	} else {
		st->open = g.after;
		st->is_open = true;
	}
	while (n > 0)
		buf_release(&bytes[--n]);
}

static int
check_each(void *ctx, const struct written *w)
{
	struct story *st = ctx;
	struct buf want;

	buf_init(&want, &mem_system, 4096);
	if (ledger_drive_bytes(&want, w->at, st->said[w->seq]) != 0 ||
	    want.len != w->n || memcmp(want.s, w->bytes, w->n) != 0)
		st->why = "an entry is another";
	buf_release(&want);
	return 0;
}

/* Opened again after a cut: what is there? */
static void
look(struct story *st)
{
	struct store_head h;
	uint64_t epoch = 0;
	int r;

	disk.cut = false;
	disk.cut_at = 0;
	faults = (struct store_faults){ 0 };
	if ((r = open_front(&st->mem, &st->l)) != 0) {
		st->why = "it cannot be opened again";
		return;
	}
	if (st->l->ops->head(st->l, &h) != 0)
		st->why = "it has no head";
	else if (st->is_open && h.size == st->open.size &&
	    memcmp(&h.hash, &st->open.hash, HASH_BYTES) == 0)
		st->acked = st->open;
	else if (h.size != st->acked.size ||
	    memcmp(&h.hash, &st->acked.hash, HASH_BYTES) != 0)
		st->why = "what was acknowledged is not what is there";
	st->is_open = false;
	if (st->why == NULL &&
	    (st->l->ops->read(st->l, 0, 0, check_each, st) != 0 ||
		st->l->ops->take(st->l, &epoch) != 0))
		st->why = "it cannot be read";
	st->acked.epoch = epoch;
}

/* A keeper that dies again and again, at any call. */
static const char *
play(uint64_t seed, bool lies)
{
	struct story st = { .rng = { seed } };

	fresh(seed);
	arena_init(&st.dead, &mem_system, (size_t)256 << 20);
	st.mem = (struct mem){ dead_alloc, dead_free, &st.dead };
	disk.lies = lies;
	look(&st);
	while (st.why == NULL && st.acked.size < MAX_ROWS - 2 * GROUP) {
		straight = rng_below(&st.rng, 4);
		late = rng_below(&st.rng, 8);
		disk.cut_at = disk.calls + 1 + (int)rng_below(&st.rng, 40);
		while (!disk.cut && !st.is_open &&
		    st.acked.size < MAX_ROWS - GROUP) {
			say_group(&st);
			if (rng_chance(&st.rng, 1, 30) && !st.is_open &&
			    st.l->ops->settle(st.l) != 0)
				st.why = "it did not settle";
			if (rng_chance(&st.rng, 1, 30) && !st.is_open &&
			    st.l->ops->take(st.l, &st.acked.epoch) != 0)
				st.why = "it was not taken over";
			if (rng_chance(&st.rng, 1, 20))
				break;
		}
		/* Closed in order, if there is time for it. */
		if (!disk.cut || rng_chance(&st.rng, 1, 4)) {
			disk.cut_at =
			    disk.calls + 1 + (int)rng_below(&st.rng, 4);
			st.l->ops->close(st.l);
		}
		if (!disk.cut)
			power_cut();
		/* The process is gone: nobody closes anything more. */
		look(&st);
	}
	medium_release(&medium);
	arena_release(&st.dead);
	return st.why;
}

static void
test_power(void **state)
{
	const char *wrong;

	for (uint64_t seed = 1; seed <= 150; seed++)
		if ((wrong = play(seed, false)) != NULL)
			fail_msg("seed %u: %s (%s)", (unsigned)seed, wrong,
			    why);
}

/* Acknowledged before it is durable: the story above notices. */
static void
test_power_notices(void **state)
{
	unsigned noticed = 0;

	for (uint64_t seed = 1; seed <= 20; seed++)
		noticed += play(seed, true) != NULL;
	assert_true(noticed > 15);
}

/* -- Damage ------------------------------------------------------------- */

static struct story damaged;

/* n groups in the log, none in the ledger, and the process gone. */
static void
leave_groups(unsigned n)
{
	memset(&damaged, 0, sizeof(damaged));
	fresh(7);
	damaged.rng.s = 7;
	straight = 0;
	late = 100;
	arena_init(&damaged.dead, &mem_system, (size_t)64 << 20);
	damaged.mem = (struct mem){ dead_alloc, dead_free, &damaged.dead };
	look(&damaged);
	while (n-- > 0)
		say_group(&damaged);
	assert_null(damaged.why);
}

static void
leave_end(void)
{
	medium_release(&medium);
	arena_release(&damaged.dead);
}

static int
open_damaged(void)
{
	return open_front(&damaged.mem, &damaged.l);
}

static void
test_damage(void **state)
{
	struct store_head h;

	/* The last record torn: whoever wrote it was never answered. */
	leave_groups(5);
	disk.now[PART + 6 * LEDGER_LOG_BLOCK + 100] ^= 1;
	assert_int_equal(open_damaged(), 0);
	assert_int_equal(damaged.l->ops->head(damaged.l, &h), 0);
	assert_true(h.size > 0 && h.size < damaged.acked.size);
	leave_end();

	/* One before the last: others were acknowledged after it. */
	for (unsigned block = 2; block < 6; block++) {
		leave_groups(5);
		disk.now[PART + block * LEDGER_LOG_BLOCK + 100] ^= 1;
		assert_int_equal(open_damaged(), E_BROKEN);
		assert_non_null(strstr(why, "damaged"));
		leave_end();
	}

	/* No header, and none at all. */
	leave_groups(2);
	memset(disk.now + PART, 0, (size_t)2 * LEDGER_LOG_BLOCK);
	assert_int_equal(open_damaged(), E_BROKEN);
	leave_end();
	leave_groups(2);
	disk.there = false;
	assert_int_equal(open_damaged(), E_BROKEN);
	assert_non_null(strstr(why, "missing"));
	leave_end();

	/* Another ledger's: it does not follow. */
	leave_groups(2);
	medium.head.epoch++;
	assert_int_equal(open_damaged(), E_BROKEN);
	assert_non_null(strstr(why, "follow"));
	leave_end();
}

/* A part is full and not brought in, the other goes on: 6 groups in the one,
 * n more in the other. */
static void
leave_two_parts(unsigned n)
{
	leave_groups(6 + n);
	assert_int_equal(medium.head.size, 0);
	assert_memory_equal(disk.now + 2 * LEDGER_LOG_BLOCK, "FSlogrec", 8);
}

static void
test_two_parts(void **state)
{
	struct store_head h;

	leave_two_parts(3);
	assert_int_equal(open_damaged(), 0);
	assert_int_equal(damaged.l->ops->head(damaged.l, &h), 0);
	assert_int_equal(h.size, damaged.acked.size);
	assert_memory_equal(&h.hash, &damaged.acked.hash, HASH_BYTES);
	leave_end();

	/* The end of the round before the last was acknowledged, too. */
	for (unsigned block = 2; block < 8; block++) {
		leave_two_parts(1);
		disk.now[PART + block * LEDGER_LOG_BLOCK + 100] ^= 1;
		assert_int_equal(open_damaged(), E_BROKEN);
		assert_non_null(strstr(why, "damaged"));
		leave_end();
	}

	/* The second header, and what was acknowledged after it. */
	leave_two_parts(2);
	disk.now[LEDGER_LOG_BLOCK + 20] ^= 1;
	assert_int_equal(open_damaged(), E_BROKEN);
	leave_end();

	/* Its only record torn: nobody was answered. */
	leave_two_parts(1);
	disk.now[2 * LEDGER_LOG_BLOCK + 100] ^= 1;
	assert_int_equal(open_damaged(), 0);
	leave_end();

	/* The round before the last is not there at all. */
	leave_two_parts(1);
	memset(disk.now + PART, 0, PART);
	assert_int_equal(open_damaged(), E_BROKEN);
	leave_end();
}

/* A log as it was at first, of one part, left by who was killed: what is in
 * it is there, and the next log is of two. */
static void
test_one_part(void **state)
{
	struct store_head h;

	leave_groups(5);
	memmove(disk.now, disk.now + PART, PART);
	disk.n = PART;
	medium.fronted = 1;
	assert_int_equal(open_damaged(), 0);
	assert_int_equal(damaged.l->ops->head(damaged.l, &h), 0);
	assert_int_equal(h.size, damaged.acked.size);
	assert_memory_equal(&h.hash, &damaged.acked.hash, HASH_BYTES);
	assert_int_equal(medium.fronted, 0);
	assert_false(disk.there);
	damaged.acked = h;
	say_group(&damaged);
	assert_int_equal(medium.fronted, 2);
	assert_int_equal(disk.n, SMALL);
	leave_end();
}

/* What an earlier round left lies behind what this one wrote, whole and
 * sealed, and is not taken for the next. */
static void
test_earlier_round(void **state)
{
	struct store_head h;

	/* Two rounds end by a settling each; the third is in the part of
	 * the first. */
	leave_groups(5);
	assert_int_equal(damaged.l->ops->settle(damaged.l), 0);
	say_group(&damaged);
	assert_int_equal(damaged.l->ops->settle(damaged.l), 0);
	say_group(&damaged);
	say_group(&damaged);
	assert_memory_equal(disk.now + PART + 4 * LEDGER_LOG_BLOCK, "FSlogrec",
	    8);
	assert_memory_equal(disk.now + PART + 6 * LEDGER_LOG_BLOCK, "FSlogrec",
	    8);
	assert_int_equal(open_damaged(), 0);
	assert_int_equal(damaged.l->ops->head(damaged.l, &h), 0);
	assert_int_equal(h.size, damaged.acked.size);
	assert_memory_equal(&h.hash, &damaged.acked.hash, HASH_BYTES);
	leave_end();
}

/* The ledger refuses what is brought in: nothing of it is lost. */
static void
test_ledger_refuses(void **state)
{
	static const int errors[] = { E_FULL, E_AGAIN, E_NOMEM, E_IO };
	struct store_head h;

	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		leave_groups(4);
		faults = (struct store_faults){ .at = 1, .err = errors[i] };
		assert_int_equal(damaged.l->ops->settle(damaged.l), errors[i]);
		assert_int_equal(damaged.l->ops->head(damaged.l, &h), 0);
		assert_int_equal(h.size, damaged.acked.size);
		say_group(&damaged);
		assert_int_equal(damaged.is_open, errors[i] == E_IO);
		look(&damaged);
		assert_null(damaged.why);
		leave_end();
	}
}

/* A commit is one sync. */
static void
test_syncs(void **state)
{
	leave_groups(2);
	disk.syncs = 0;
	say_group(&damaged);
	assert_int_equal(disk.syncs, 1);
	leave_end();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_model_memory),
		cmocka_unit_test(test_model_sqlite),
		cmocka_unit_test(test_power),
		cmocka_unit_test(test_power_notices),
		cmocka_unit_test(test_damage),
		cmocka_unit_test(test_two_parts),
		cmocka_unit_test(test_one_part),
		cmocka_unit_test(test_earlier_round),
		cmocka_unit_test(test_ledger_refuses),
		cmocka_unit_test(test_syncs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
