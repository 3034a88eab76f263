/* The log that a keeper signs: with every commit, of what is durable and of
 * nothing else; refused over a store that it is not the log of. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "store/signer.h"
#include "support/scene.h"

static struct arena texts;
static struct run run;

static int
setup(void **state)
{
	(void)state;
	refusals_begin();
	cut_vfs();
	arena_init(&texts, &mem_system, (size_t)1 << 26);
	run_init(&run, &texts, disk_new(), 1);
	(void)disk_use(run.disk);
	run.how.mem = &mem_system;
	assert_int_equal(run_make(&run), 0);
	run_say(&run, "person/p-a", 3);
	run_sign(&run);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	run_close(&run);
	disk_free(disk_use(NULL));
	arena_release(&texts);
	return 0;
}

static struct signer *
signer(void)
{
	assert_int_equal(run_open(&run), 0);
	return disk_store_keeper(run.s)->signer;
}

static void
test_with_every_commit(void **state)
{
	uint64_t size;

	(void)state;
	size = signer_size(signer());
	assert_int_equal(size, 4);
	assert_int_equal(signer_published(signer()), size);
	for (unsigned i = 1; i < 5; i++) {
		run_say(&run, "person/p-b", i);
		size += i;
		assert_int_equal(signer_size(signer()), size);
		assert_int_equal(signer_published(signer()), 4);
	}
	run_publish(&run);
	assert_int_equal(signer_published(signer()), size);
	assert_null(scene_log(&run));
}

/* What was not written is not signed for. */
static void
test_no_commit(void **state)
{
	struct keeper_request q = { .n = 1 };
	struct told_batch *t;
	struct keeper *k;

	(void)state;
	run_say(&run, "person/p-a", 1);
	k = disk_store_keeper(run.s);
	t = run_facts(&run, "person/p-a", 40);
	q = (struct keeper_request){ .drafts = t->drafts,
		.sizes = t->sizes,
		.n = t->n,
		.id = { t->id[0], t->id[1] } };
	disk_plan(run.disk)->room = disk_bytes(run.disk) + 100;
	keeper_append(k, &q, 1);
	assert_int_equal(q.r, E_FULL);
	disk_plan(run.disk)->room = 0;
	assert_int_equal(signer_size(k->signer), 5);
	run_say(&run, "person/p-b", 2);
	assert_int_equal(signer_size(k->signer), 7);
	run_publish(&run);
	assert_null(scene_log(&run));
}

/* A try that failed is made good by the next. */
static void
test_tiles_fail(void **state)
{
	struct signer *s = signer();

	(void)state;
	for (unsigned long at = 1; at < 12; at++) {
		run_say(&run, "person/p-a", 2);
		disk_plan(run.disk)->at = disk_plan(run.disk)->calls + at;
		signer_publish(s);
		assert_int_not_equal(signer_wait(s), 0);
		assert_true(strlen(signer_why(s)) > 0);
		disk_plan(run.disk)->at = 0;
		run_say(&run, "person/p-b", 1);
		signer_publish(s);
		assert_int_equal(signer_wait(s), 0);
		assert_int_equal(signer_published(s), signer_size(s));
		assert_null(scene_log(&run));
	}
}

static void
expect_refused(const char *sentence)
{
	struct store *s = NULL;
	char why[400];

	run_close(&run);
	assert_int_equal(disk_store_open(&run.how, &s, why, sizeof(why)),
	    E_BROKEN);
	if (strstr(why, sentence) == NULL)
		fail_msg("it says: %s", why);
}

/* The ledger of yesterday beside the tiles of today. */
static void
put_back(const struct disk *old)
{
	static const char *const files[] = { "/d/ledger.db", "/d/ledger.log",
		"/d/views.db", "/d/views.mark", "/d/ledger.db-journal" };
	char bytes[4096];

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		struct disk *from = disk_copy(old);
		int in, out;
		ssize_t n;

		if (disk_has(run.disk, files[i]))
			assert_int_equal(disk_files.unlink(files[i]), 0);
		(void)disk_use(from);
		if (!disk_has(from, files[i])) {
			(void)disk_use(run.disk);
			disk_free(from);
			continue;
		}
		in = disk_files.open(files[i], O_RDONLY, 0);
		(void)disk_use(run.disk);
		out = disk_files.open(files[i], O_WRONLY | O_CREAT, 0600);
		for (;;) {
			(void)disk_use(from);
			n = disk_files.read(in, bytes, sizeof(bytes));
			(void)disk_use(run.disk);
			if (n <= 0)
				break;
			assert_int_equal(files_write(&disk_files, out, bytes,
					     (size_t)n),
			    0);
		}
		(void)disk_files.close(out);
		(void)disk_use(from);
		(void)disk_files.close(in);
		(void)disk_use(run.disk);
		disk_free(from);
	}
	disk_settle(run.disk);
}

static void
test_yesterday(void **state)
{
	const struct signing *log = run.how.log;
	struct disk *old;

	(void)state;
	run_say(&run, "person/p-a", 1);
	run_close(&run);
	old = disk_copy(run.disk);
	run_say(&run, "person/p-a", 3);
	run_close(&run);
	put_back(old);
	expect_refused("older than what was signed");
	/* It went on, unsigned, until it is as long again. */
	run.how.log = NULL;
	run_say(&run, "person/p-b", 3);
	run_close(&run);
	run.how.log = log;
	expect_refused("of another history");
	disk_free(old);
}

static void
test_unfit(void **state)
{
	struct key k = *run.how.log->key;

	(void)state;
	assert_null(signer_unfit(&k, false));
	assert_non_null(signer_unfit(&k, true));
	snprintf(k.public.name, sizeof(k.public.name), "rehearsal.example");
	assert_null(signer_unfit(&k, true));
	assert_non_null(signer_unfit(&k, false));
}

/* A clock behind the last entry, or behind what a witness signed. */
static void
test_clock(void **state)
{
	struct keeper *k;
	struct signing how = *run.how.log;
	struct signer_seen seen = { .name = "w.example",
		.head = { .size = 2 } };
	struct signer_opening o = { .fs = &disk_files,
		.folder = "/d",
		.how = &how };
	struct signer *s;
	char why[400];

	(void)state;
	run_close(&run);
	run.how.log = NULL;
	assert_int_equal(run_open(&run), 0);
	k = disk_store_keeper(run.s);
	o.head = k->head;
	o.now.us = k->head.at.us - 1;
	assert_int_equal(signer_open(&mem_system, &o, k->ledger, &s, why,
			     sizeof(why)),
	    E_RANGE);
	assert_non_null(strstr(why, "behind the store's last entry"));
	assert_false(disk_has(run.disk, "/d/tiles/checkpoint"));
	o.rehearsal = true;
	assert_int_equal(signer_open(&mem_system, &o, k->ledger, &s, why,
			     sizeof(why)),
	    E_NAME);
	o.rehearsal = false;
	o.now = k->head.at;
	how.seen = &seen;
	how.nseen = 1;
	seen.seconds = (uint64_t)(o.now.us / 1000000) + 1;
	assert_int_equal(signer_open(&mem_system, &o, k->ledger, &s, why,
			     sizeof(why)),
	    E_RANGE);
	assert_non_null(strstr(why, "w.example signed"));
	/* Right, but for what it saw. */
	seen.seconds--;
	assert_int_equal(signer_open(&mem_system, &o, k->ledger, &s, why,
			     sizeof(why)),
	    E_BROKEN);
	assert_non_null(strstr(why, "of another history"));
	how.nseen = 0;
	assert_int_equal(signer_open(&mem_system, &o, k->ledger, &s, why,
			     sizeof(why)),
	    0);
	signer_close(s);
}

/* SIGNER_WAITING leaves may wait, and not one more. */
static void
test_waiting(void **state)
{
	static struct hash some[4096];
	struct signer *s = signer();
	uint64_t left = SIGNER_WAITING - 1, n;

	(void)state;
	for (; left > 0; left -= n) {
		n = left < 4096 ? left : 4096;
		assert_int_equal(signer_hold(s, some, (size_t)n), 0);
	}
	assert_int_equal(signer_hold(s, some, 2), E_FULL);
	assert_int_equal(signer_hold(s, some, 1), 0);
	assert_int_equal(signer_hold(s, some, 1), E_FULL);
	signer_let_go(s);
	assert_int_equal(signer_hold(s, some, 1), 0);
	signer_let_go(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_with_every_commit, setup,
		    teardown),
		cmocka_unit_test_setup_teardown(test_no_commit, setup,
		    teardown),
		cmocka_unit_test_setup_teardown(test_tiles_fail, setup,
		    teardown),
		cmocka_unit_test_setup_teardown(test_yesterday, setup,
		    teardown),
		cmocka_unit_test_setup_teardown(test_unfit, setup, teardown),
		cmocka_unit_test_setup_teardown(test_clock, setup, teardown),
		cmocka_unit_test_setup_teardown(test_waiting, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
