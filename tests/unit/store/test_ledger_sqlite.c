/* The ledger over SQLite: it says what it was told, forgets nothing, and
 * what it refuses leaves nothing behind. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "store/ledger_sqlite.h"
#include "store/sql.h"
#include "support/fault_mem.h"
#include "support/fault_vfs.h"
#include "support/ledger_drive.h"

static char folder[64], path[128], why[400];
static const char *vfs;

static int
begin(void **state)
{
	snprintf(folder, sizeof(folder), "/tmp/forestay-ledger.XXXXXX");
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/ledger.db", folder);
	vfs = NULL;
	*fault_vfs() = (struct fault_vfs){ 0 };
	return 0;
}

static void
remove_file(const char *suffix)
{
	char other[160];

	snprintf(other, sizeof(other), "%s%s", path, suffix);
	unlink(other);
}

static int
end(void **state)
{
	remove_file("");
	remove_file("-journal");
	remove_file("-wal");
	remove_file("-shm");
	assert_int_equal(rmdir(folder), 0);
	return 0;
}

static int
open_it(void *ctx, struct ledger **out)
{
	struct ledger_sqlite_opening o = { .path = path, .vfs = vfs };

	o.create = access(path, F_OK) != 0;
	return ledger_sqlite_open(&mem_system, &o, out, why, sizeof(why));
}

/* Run SQL on the file as somebody with a shell would. */
static int
by_hand(const char *sql)
{
	sqlite3 *db;
	int rc;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	rc = sqlite3_exec(db, sql, NULL, NULL, NULL);
	sqlite3_close(db);
	return rc;
}

static void
group_of(struct ledger_group *g, struct ledger_row *row,
    struct ledger_batch *batch, struct buf *b, const struct store_head *before)
{
	static const char *const on[] = { "orders" };

	buf_init(b, &mem_system, 4096);
	assert_int_equal(ledger_drive_bytes(b,
			     (struct instant){
				 1500000000000000 + (int64_t)before->size },
			     1),
	    0);
	*row = (struct ledger_row){ .bytes = b->s,
		.n = b->len,
		.on = on,
		.non = 1 };
	*batch = (struct ledger_batch){ .id = { 7, before->size },
		.first = before->size + 1,
		.n = 1,
		.at = { 1500000000000000 + (int64_t)before->size } };
	*g = (struct ledger_group){ .rows = row,
		.nrows = 1,
		.batches = batch,
		.nbatches = 1,
		.before = *before,
		.after = *before };
	g->after.size++;
	g->after.at = batch->at;
	g->after.hash.b[0] = (uint8_t)(before->size + 1);
}

static int
commit_one(struct ledger *l, struct store_head *head)
{
	struct ledger_group g;
	struct ledger_row row;
	struct ledger_batch batch;
	struct buf b;
	int r;

	group_of(&g, &row, &batch, &b, head);
	r = l->ops->commit(l, &g);
	if (r == 0)
		*head = g.after;
	buf_release(&b);
	return r;
}

/* A ledger of n entries, closed again. */
static void
ledger_of(unsigned n)
{
	struct store_head head;
	struct ledger *l;

	assert_int_equal(open_it(NULL, &l), 0);
	assert_int_equal(l->ops->head(l, &head), 0);
	while (n-- > 0)
		assert_int_equal(commit_one(l, &head), 0);
	l->ops->close(l);
}

static void
test_model(void **state)
{
	const struct ledger_stand stand = { open_it, NULL };
	const char *wrong;
	uint64_t seed;

	for (seed = 1; seed <= 6; seed++) {
		wrong = ledger_drive(&stand, seed, 150);
		if (wrong != NULL)
			fail_msg("seed %u: %s (%s)", (unsigned)seed, wrong,
			    why);
		remove_file("");
	}
}

static void
test_only_grows(void **state)
{
	static const char *const changes[] = {
		"UPDATE entries SET bytes = x'00' WHERE seq = 2",
		"DELETE FROM entries WHERE seq = 3",
		"REPLACE INTO entries VALUES (2, zeroblob(32), x'00')",
		"INSERT INTO entries VALUES (9, zeroblob(32), x'00')",
		"UPDATE touches SET seq = 1",
		"DELETE FROM touches",
		"UPDATE batches SET n = 2",
		"DELETE FROM batches",
		"REPLACE INTO batches SELECT id, 1, 1, 1 FROM batches",
		"DELETE FROM head",
		"UPDATE head SET size = size - 1",
		"UPDATE head SET epoch = epoch - 1",
		"REPLACE INTO head VALUES (1, 0, zeroblob(32), 0, 0)",
	};
	size_t i;

	ledger_of(3);
	for (i = 0; i < sizeof(changes) / sizeof(changes[0]); i++)
		if (by_hand(changes[i]) == SQLITE_OK)
			fail_msg("allowed: %s", changes[i]);
}

static void
test_wal(void **state)
{
	struct ledger *l;

	assert_false(sql_wal_allowed(3040001));
	assert_false(sql_wal_allowed(SQL_WAL_MENDED - 1));
	assert_true(sql_wal_allowed(SQL_WAL_MENDED));

	ledger_of(1);
	assert_int_equal(by_hand("PRAGMA journal_mode=WAL"), SQLITE_OK);
	if (sql_wal_allowed(sqlite3_libversion_number())) {
		assert_int_equal(open_it(NULL, &l), 0);
		l->ops->close(l);
		return;
	}
	assert_int_equal(open_it(NULL, &l), E_BROKEN);
	assert_non_null(strstr(why, "WAL"));
	assert_non_null(strstr(why, "journal_mode=DELETE"));
	/* Refused, not touched: no -wal came to be. */
	remove_file("");
	assert_int_equal(rmdir(folder), 0);
	assert_int_equal(mkdir(folder, 0700), 0);
}

static void
copy_file(const char *from, const char *to)
{
	char f[160], t[160], command[400];

	snprintf(f, sizeof(f), "%s%s", path, from);
	snprintf(t, sizeof(t), "%s%s", path, to);
	snprintf(command, sizeof(command), "cp -p '%s' '%s'", f, t);
	assert_int_equal(system(command), 0);
}

/* Power went while the first page was written, and its first sector is all
 * twos, which is how a WAL says that it is one.  Its journal has the page. */
static void
test_garbled(void **state)
{
	char two[512], name[160];
	struct ledger *l;
	sqlite3 *db;
	FILE *f;

	ledger_of(3);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db,
			     "BEGIN IMMEDIATE; PRAGMA user_version=9;"
			     "INSERT INTO touches VALUES ('x', 1)",
			     NULL, NULL, NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_db_cacheflush(db), SQLITE_OK);
	copy_file("", ".cut");
	copy_file("-journal", ".cut-journal");
	sqlite3_close(db);
	copy_file(".cut", "");
	copy_file(".cut-journal", "-journal");
	memset(two, 2, sizeof(two));
	assert_non_null(f = fopen(path, "r+"));
	assert_int_equal(fwrite(two, 1, sizeof(two), f), sizeof(two));
	fclose(f);
	if (open_it(NULL, &l) != 0)
		fail_msg("%s", why);
	l->ops->close(l);
	snprintf(name, sizeof(name), "%s.cut", path);
	unlink(name);
	snprintf(name, sizeof(name), "%s.cut-journal", path);
	unlink(name);
}

static void
test_newer_foreign_damaged(void **state)
{
	struct ledger *l;
	FILE *f;

	ledger_of(2);
	/* Whoever does not know that a log lies in front. */
	assert_int_equal(by_hand("PRAGMA user_version=2"), SQLITE_OK);
	assert_int_equal(open_it(NULL, &l), E_NEWER);
	assert_non_null(strstr(why, "later forestay"));
	assert_int_equal(by_hand("PRAGMA user_version=1;"
				 "PRAGMA application_id=5"),
	    SQLITE_OK);
	assert_int_equal(open_it(NULL, &l), E_BROKEN);
	assert_non_null(strstr(why, "not made by forestay"));
	remove_file("");

	assert_non_null(f = fopen(path, "w"));
	fputs("no database at all", f);
	fclose(f);
	assert_int_equal(open_it(NULL, &l), E_BROKEN);
	remove_file("");

	/* Cut off before anything was made: not there. */
	assert_non_null(f = fopen(path, "w"));
	fclose(f);
	assert_int_equal(open_it(NULL, &l), E_NAME);
	remove_file("");

	ledger_of(3);
	assert_int_equal(by_hand("DROP TRIGGER entries_are_kept;"
				 "DELETE FROM entries WHERE seq = 3"),
	    SQLITE_OK);
	assert_int_equal(open_it(NULL, &l), E_BROKEN);
	assert_non_null(strstr(why, "backup"));
}

static void
test_one_at_a_time(void **state)
{
	struct ledger *a, *b;

	assert_int_equal(open_it(NULL, &a), 0);
	assert_int_equal(open_it(NULL, &b), E_AGAIN);
	a->ops->close(a);
	assert_int_equal(open_it(NULL, &b), 0);
	b->ops->close(b);
}

/* Every write and sync of a commit fails in turn.  What is said of it must
 * be so: refused is not there, done is there, open is one of both. */
static void
try_faults(int rc)
{
	struct fault_vfs *f = fault_vfs();
	struct store_head before, after;
	struct ledger *l;
	int n, r, refused_count = 0;

	vfs = FAULT_VFS;
	for (n = 1;; n++) {
		*f = (struct fault_vfs){ 0 };
		assert_int_equal(open_it(NULL, &l), 0);
		assert_int_equal(l->ops->head(l, &before), 0);
		*f = (struct fault_vfs){ .fail_at = n, .rc = rc, .once = true };
		after = before;
		r = commit_one(l, &after);
		if (f->calls < n) {
			assert_int_equal(r, 0);
			l->ops->close(l);
			break;
		}
		f->fail_at = 0;
		if (r == E_IO) {
			/* Its fate is open: it takes nothing more. */
			assert_int_equal(commit_one(l, &after), E_IO);
			assert_non_null(l->why);
		} else if (r != 0) {
			assert_int_equal(r, E_FULL);
			refused_count++;
			assert_int_equal(commit_one(l, &after), 0);
		}
		l->ops->close(l);
		assert_int_equal(open_it(NULL, &l), 0);
		assert_int_equal(l->ops->head(l, &after), 0);
		assert_true(after.size == before.size + 1 ||
		    (r == E_IO && after.size == before.size));
		l->ops->close(l);
		assert_true(n < 200);
	}
	assert_true(n > 5);
	assert_int_equal(refused_count > 0, rc == SQLITE_FULL);
}

static void
test_faults(void **state)
{
	try_faults(SQLITE_FULL);
	try_faults(SQLITE_IOERR_WRITE);
}

static void
test_syncs(void **state)
{
	struct fault_vfs *f = fault_vfs();
	struct store_head head;
	struct ledger *l;

	vfs = FAULT_VFS;
	assert_int_equal(open_it(NULL, &l), 0);
	assert_int_equal(l->ops->head(l, &head), 0);
	assert_int_equal(commit_one(l, &head), 0);
	f->syncs = 0;
	assert_int_equal(commit_one(l, &head), 0);
	/* Fewer, and something is not durable when it is said to be. */
	assert_int_equal(f->syncs, 4);
	l->ops->close(l);
}

static void
test_no_memory(void **state)
{
	struct ledger_sqlite_opening o = { .path = path, .create = true };
	struct fault_mem f;
	struct ledger *l;

	fault_mem_init(&f, 1);
	assert_int_equal(ledger_sqlite_open(&f.mem, &o, &l, why, sizeof(why)),
	    E_NOMEM);
	assert_int_equal(f.live, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_model, begin, end),
		cmocka_unit_test_setup_teardown(test_only_grows, begin, end),
		cmocka_unit_test_setup_teardown(test_wal, begin, end),
		cmocka_unit_test_setup_teardown(test_garbled, begin, end),
		cmocka_unit_test_setup_teardown(test_newer_foreign_damaged,
		    begin, end),
		cmocka_unit_test_setup_teardown(test_one_at_a_time, begin, end),
		cmocka_unit_test_setup_teardown(test_faults, begin, end),
		cmocka_unit_test_setup_teardown(test_syncs, begin, end),
		cmocka_unit_test_setup_teardown(test_no_memory, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
