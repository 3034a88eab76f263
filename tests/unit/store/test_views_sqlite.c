/* The views over SQLite: what is put is scanned, in order and in chunks, and
 * a file never says it stands where it may not. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "core/limits.h"
#include "property/rng.h"
#include "store/linux.h"
#include "store/sql.h"
#include "store/views_sqlite.h"
#include "store/views_sqlite_inner.h"

static char folder[64], path[128], mark[128], why[400];
static struct views_sqlite_opening o;

static int
begin(void **state)
{
	snprintf(folder, sizeof(folder), "/tmp/forestay-views.XXXXXX");
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/views.db", folder);
	snprintf(mark, sizeof(mark), "%s/views.mark", folder);
	o = (struct views_sqlite_opening){ .fs = &file_system_real,
		.folder = folder };
	linux_boot(o.boot);
	assert_int_equal(strlen(o.boot), VIEWS_BOOT_BYTES);
	return 0;
}

static int
end(void **state)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	return system(command);
}

static struct views *
writer(void)
{
	struct views *v;

	if (views_sqlite_open(&mem_system, &o, &v, why, sizeof(why)) != 0)
		fail_msg("%s", why);
	return v;
}

static struct views *
reader(void)
{
	struct views *v;

	if (views_sqlite_read(&mem_system, &o, &v, why, sizeof(why)) != 0)
		fail_msg("%s", why);
	return v;
}

/* Rows 0 .. n - 1 of a view, standing at `at`. */
static void
put_rows(struct views *v, enum view_id view, unsigned n, uint64_t at)
{
	struct views_mark m = { .at = at, .version = PROJECT_VERSION };
	char key[16];
	unsigned i;

	m.head.b[0] = (uint8_t)at;
	assert_int_equal(v->ops->begin(v), 0);
	for (i = 0; i < n; i++) {
		snprintf(key, sizeof(key), "k%06u", i);
		assert_int_equal(v->ops->put(v, view, key, 7, &i, sizeof(i)),
		    0);
	}
	assert_int_equal(v->ops->commit(v, &m), 0);
}

static uint64_t
stands(struct views *v)
{
	struct views_mark m;

	assert_int_equal(v->ops->at(v, &m), 0);
	assert_int_equal(m.head.b[0], (uint8_t)m.at);
	return m.at;
}

struct seen {
	unsigned n, next;
	struct views *writer; /* writes in the middle of a scan */
};

static int
see(void *ctx, const void *key, size_t nkey, const void *value, size_t nvalue)
{
	struct seen *s = ctx;
	unsigned i;

	if (nkey != 7 || nvalue != sizeof(i))
		return E_BROKEN;
	memcpy(&i, value, sizeof(i));
	if (i != s->next++)
		return E_BROKEN;
	if (++s->n == 700 && s->writer != NULL)
		put_rows(s->writer, VIEW_IDENTITY, 1, 99);
	return 0;
}

static void
test_scan(void **state)
{
	struct views *w = writer(), *r;
	struct seen s = { 0 };

	put_rows(w, VIEW_ABOUT, 3000, 5);
	put_rows(w, VIEW_IDENTITY, 10, 6);
	r = reader();
	assert_int_equal(stands(r), 6);
	/* Chunks: a writer gets in between, and no row is seen twice. */
	s.writer = w;
	assert_int_equal(r->ops->scan(r, VIEW_ABOUT, "", 0, NULL, 0, see, &s),
	    0);
	assert_int_equal(s.n, 3000);
	assert_int_equal(stands(r), 99);
	s = (struct seen){ .next = 1000 };
	assert_int_equal(r->ops->scan(r, VIEW_ABOUT, "k001", 4, NULL, 0, see,
			     &s),
	    0);
	assert_int_equal(s.n, 1000);
	s = (struct seen){ .next = 1990 };
	assert_int_equal(r->ops->scan(r, VIEW_ABOUT, "k001", 4, "k001990", 7,
			     see, &s),
	    0);
	assert_int_equal(s.n, 10);
	s = (struct seen){ 0 };
	assert_int_equal(r->ops->scan(r, VIEW_ABOUT, "l", 1, NULL, 0, see, &s),
	    0);
	assert_int_equal(s.n, 0);
	assert_int_equal(r->ops->begin(r), E_IO);
	r->ops->close(r);
	w->ops->close(w);
}

static int
count(void *ctx, const void *key, size_t nkey, const void *value, size_t nvalue)
{
	++*(unsigned *)ctx;
	return 0;
}

/* The end of a prefix of highest bytes; keys at their limit. */
static void
test_keys(void **state)
{
	static uint8_t high[LIMIT_KEY_BYTES + 1];
	struct views_mark m = { .at = 1, .version = PROJECT_VERSION };
	struct views *v = writer();
	unsigned n = 0;

	memset(high, 0xff, sizeof(high));
	assert_int_equal(v->ops->begin(v), 0);
	assert_int_equal(v->ops->put(v, VIEW_ABOUT, high, 2, "", 0), 0);
	assert_int_equal(v->ops->put(v, VIEW_ABOUT, "\xfe\xff\x01", 3, "", 0),
	    0);
	assert_int_equal(v->ops->put(v, VIEW_IDENTITY, "\0", 1, "", 0), 0);
	assert_int_equal(v->ops->put(v, VIEW_ABOUT, high, LIMIT_KEY_BYTES - 1,
			     "", 0),
	    0);
	assert_int_equal(v->ops->put(v, VIEW_ABOUT, high, LIMIT_KEY_BYTES, "",
			     0),
	    0);
	assert_int_equal(v->ops->put(v, VIEW_ABOUT, high, LIMIT_KEY_BYTES + 1,
			     "", 0),
	    E_LIMIT);
	assert_int_equal(v->ops->commit(v, &m), 0);
	assert_int_equal(v->ops->scan(v, VIEW_ABOUT, high, 1, NULL, 0, count,
			     &n),
	    0);
	assert_int_equal(n, 3);
	n = 0;
	assert_int_equal(v->ops->scan(v, VIEW_ABOUT, "\xfe\xff", 2, NULL, 0,
			     count, &n),
	    0);
	assert_int_equal(n, 1);
	v->ops->close(v);
}

/* A writer that ended without closing, having written at another boot or at
 * this one. */
static void
left_open(const char *boot)
{
	struct views *v;
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		snprintf(o.boot, sizeof(o.boot), "%s", boot);
		v = writer();
		put_rows(v, VIEW_ABOUT, 5, 7);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static void
test_not_closed(void **state)
{
	char boot[VIEWS_BOOT_BYTES + 1];
	struct views *v;

	snprintf(boot, sizeof(boot), "%s", o.boot);
	left_open(boot);
	assert_int_equal(access(mark, F_OK), 0);
	/* The system has not gone down since: what was written is there. */
	v = writer();
	assert_int_equal(stands(v), 7);
	v->ops->close(v);
	assert_int_equal(access(mark, F_OK), -1);
	v = writer();
	assert_int_equal(stands(v), 7);
	/* Opened and not written to: nothing to mark. */
	assert_int_equal(access(mark, F_OK), -1);
	v->ops->close(v);

	left_open("11111111-2222-3333-4444-555555555555");
	v = writer();
	assert_int_equal(stands(v), 0);
	v->ops->close(v);

	/* Nobody knows which boot it was. */
	left_open(boot);
	o.boot[0] = '\0';
	v = writer();
	assert_int_equal(stands(v), 0);
	v->ops->close(v);
}

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
test_wal_and_newer(void **state)
{
	struct views *v = writer();

	put_rows(v, VIEW_ABOUT, 5, 7);
	v->ops->close(v);
	/* Another layout: made anew, since nothing is lost with it. */
	assert_int_equal(by_hand("PRAGMA user_version=9"), SQLITE_OK);
	assert_int_equal(views_sqlite_read(&mem_system, &o, &v, why,
			     sizeof(why)),
	    E_NEWER);
	v = writer();
	assert_int_equal(stands(v), 0);
	v->ops->close(v);
	if (sql_wal_allowed(sqlite3_libversion_number()))
		return;
	assert_int_equal(by_hand("PRAGMA journal_mode=WAL"), SQLITE_OK);
	assert_int_equal(views_sqlite_open(&mem_system, &o, &v, why,
			     sizeof(why)),
	    E_BROKEN);
	assert_non_null(strstr(why, "WAL"));
	assert_int_equal(views_sqlite_read(&mem_system, &o, &v, why,
			     sizeof(why)),
	    E_BROKEN);
}

static void
test_replace(void **state)
{
	struct views *v = writer(), *anew, *r;

	put_rows(v, VIEW_ABOUT, 100, 3);
	r = reader();
	o.anew = true;
	anew = writer();
	o.anew = false;
	put_rows(anew, VIEW_ABOUT, 50, 4);
	assert_int_equal(stands(r), 3);
	v->ops->close(v);
	assert_int_equal(views_sqlite_replace(anew), 0);
	/* Whoever has the old one open goes on with it; the next does not. */
	assert_int_equal(stands(r), 3);
	put_rows(anew, VIEW_ABOUT, 60, 5);
	assert_int_equal(stands(r), 3);
	r->ops->close(r);
	r = reader();
	assert_int_equal(stands(r), 5);
	r->ops->close(r);
	anew->ops->close(anew);
	assert_int_equal(access(mark, F_OK), -1);
}

/* -- Entries, and what is made anew ------------------------------------- */

struct row {
	enum view_id view;
	size_t nkey;
	uint8_t key[40];
	unsigned value;
};

static size_t
number_key(uint8_t *key, uint64_t seq)
{
	for (int i = 0; i < 8; i++)
		key[i] = (uint8_t)(seq >> (56 - 8 * i));
	return 8;
}

/* Keys that share a beginning, differ late, end early and come again. */
static struct row
some_row(struct rng *rng, uint64_t seq)
{
	static const char *const begins[] = { "", "p", "person/p-00000",
		"person/p-0000012345678", "\xff\xff\xff\xff\xff\xff\xff\xff" };
	struct row row = { .view = VIEW_ENTRY + rng_below(rng, 3),
		.value = rng_below(rng, 1000000) };
	const char *begin = begins[rng_below(rng, 5)];

	if (row.view == VIEW_ENTRY) {
		row.nkey = number_key(row.key, seq);
		return row;
	}
	memcpy(row.key, begin, strlen(begin));
	row.nkey = strlen(begin);
	for (unsigned n = rng_below(rng, 4); n > 0; n--)
		row.key[row.nkey++] = (uint8_t)rng_below(rng, 3);
	return row;
}

static void
put_some(struct views *v, uint64_t seed)
{
	struct rng rng = { seed };
	struct views_mark m = { .version = PROJECT_VERSION };

	for (unsigned i = 0; i < 40; i++) {
		assert_int_equal(v->ops->begin(v), 0);
		for (unsigned k = 0; k < 50; k++) {
			struct row row = some_row(&rng, 50 * i + k + 1);

			assert_int_equal(v->ops->put(v, row.view, row.key,
					     row.nkey, &row.value,
					     sizeof(row.value)),
			    0);
		}
		m.at = 50 * (i + 1);
		m.head.b[0] = (uint8_t)m.at;
		assert_int_equal(v->ops->commit(v, &m), 0);
		assert_int_equal(stands(v), m.at);
	}
}

static int
write_row(void *ctx, const void *key, size_t nkey, const void *value,
    size_t nvalue)
{
	buf_printf(ctx, "%zu %zu ", nkey, nvalue);
	buf_add(ctx, key, nkey);
	buf_add(ctx, value, nvalue);
	return 0;
}

static void
all_rows(struct views *v, struct buf *out)
{
	buf_init(out, &mem_system, 1 << 20);
	for (enum view_id view = VIEW_ENTRY; view <= VIEW_IDENTITY; view++) {
		buf_printf(out, "view %d\n", (int)view);
		assert_int_equal(v->ops->scan(v, view, "", 0, NULL, 0,
				     write_row, out),
		    0);
	}
	assert_false(out->failed);
}

/* What is made anew, sorted and at once, is what was made step by step. */
static void
test_anew_is_the_same(void **state)
{
	struct buf steps, once;
	struct views *v;

	for (uint64_t seed = 1; seed <= 5; seed++) {
		v = writer();
		put_some(v, seed);
		all_rows(v, &steps);
		v->ops->close(v);
		o.anew = true;
		v = writer();
		o.anew = false;
		put_some(v, seed);
		assert_int_equal(views_sqlite_replace(v), 0);
		assert_int_equal(stands(v), 2000);
		all_rows(v, &once);
		assert_true(steps.len > 10000);
		assert_int_equal(steps.len, once.len);
		assert_memory_equal(steps.s, once.s, once.len);
		assert_int_equal(v->ops->clear(v), 0);
		buf_release(&once);
		all_rows(v, &once);
		assert_int_equal(once.len, 3 * strlen("view 1\n"));
		v->ops->close(v);
		buf_release(&steps);
		buf_release(&once);
	}
}

/* One that failed leaves the other, its mark and nothing else. */
static void
test_anew_given_up(void **state)
{
	struct views_mark m = { .at = 1, .version = PROJECT_VERSION };
	struct views *v = writer(), *anew;
	char other[160];

	put_rows(v, VIEW_ABOUT, 10, 7);
	snprintf(other, sizeof(other), "%s/views.new", folder);
	o.anew = true;
	anew = writer();
	o.anew = false;
	assert_int_equal(anew->ops->begin(anew), 0);
	assert_int_equal(anew->ops->put(anew, VIEW_ABOUT, "a", 1, "", 0), 0);
	anew->ops->rollback(anew);
	/* It has no journal to go back by. */
	assert_int_equal(anew->ops->begin(anew), E_IO);
	assert_int_not_equal(anew->ops->commit(anew, &m), 0);
	assert_int_equal(views_sqlite_replace(anew), E_IO);
	assert_int_equal(access(other, F_OK), 0);
	anew->ops->close(anew);
	assert_int_equal(access(other, F_OK), -1);
	assert_int_equal(access(mark, F_OK), 0);
	assert_int_equal(stands(v), 7);
	v->ops->close(v);
	assert_int_equal(access(mark, F_OK), -1);
	v = writer();
	assert_int_equal(stands(v), 7);
	v->ops->close(v);
}

static unsigned
entries_of(struct views *v, const void *prefix, size_t np, const void *from,
    size_t nf)
{
	unsigned n = 0;

	assert_int_equal(v->ops->scan(v, VIEW_ENTRY, prefix, np, from, nf,
			     count, &n),
	    0);
	return n;
}

/* Entries lie apart, under numbers; asked for, they are keys like others. */
static void
test_entries(void **state)
{
	static const uint64_t seqs[] = { 0, 1, 255, 256, 257, 511, 512, 700000,
		INT64_MAX };
	struct views_mark m = { .at = 1, .version = PROJECT_VERSION };
	struct views *v = writer();
	uint8_t key[10] = { 0 };

	assert_int_equal(v->ops->begin(v), 0);
	for (size_t i = 0; i < sizeof(seqs) / sizeof(seqs[0]); i++)
		assert_int_equal(v->ops->put(v, VIEW_ENTRY, key,
				     number_key(key, seqs[i]), "x", 1),
		    0);
	assert_int_equal(v->ops->put(v, VIEW_ENTRY, key, 7, "", 0), E_SYNTAX);
	assert_int_equal(v->ops->put(v, VIEW_ENTRY, key, 9, "", 0), E_SYNTAX);
	(void)number_key(key, UINT64_MAX);
	assert_int_equal(v->ops->put(v, VIEW_ENTRY, key, 8, "", 0), E_SYNTAX);
	assert_int_equal(v->ops->commit(v, &m), 0);
	assert_int_equal(entries_of(v, "", 0, NULL, 0), 9);
	assert_int_equal(entries_of(v, "\x7f", 1, NULL, 0), 1);
	assert_int_equal(entries_of(v, "\xff", 1, NULL, 0), 0);
	assert_int_equal(entries_of(v, key, 8, NULL, 0), 0); /* all ones */
	/* All that begin as 256 does but for its last byte: to 511. */
	(void)number_key(key, 256);
	assert_int_equal(entries_of(v, key, 7, NULL, 0), 3);
	assert_int_equal(entries_of(v, key, 8, NULL, 0), 1);
	assert_int_equal(entries_of(v, key, 9, NULL, 0), 0);
	/* From it on; from its successor on. */
	assert_int_equal(entries_of(v, "", 0, key, 8), 6);
	key[8] = 0;
	assert_int_equal(entries_of(v, "", 0, key, 9), 5);
	assert_int_equal(entries_of(v, key, 7, key, 9), 2);
	v->ops->close(v);
}

static bool
is_held(struct views *v)
{
	return sqlite3_get_autocommit(views_sqlite_of(v)->sql.db) == 0;
}

/* One hold within another ends with the outer one, and not before. */
static void
test_held_within_held(void **state)
{
	struct views *w = writer(), *r;

	put_rows(w, VIEW_ABOUT, 3, 1);
	r = reader();
	assert_false(is_held(r));
	r->ops->hold(r, true);
	assert_int_equal(stands(r), 1);
	r->ops->hold(r, true);
	r->ops->hold(r, false);
	assert_true(is_held(r));
	r->ops->hold(r, false);
	assert_false(is_held(r));
	/* One too many is none. */
	r->ops->hold(r, false);
	r->ops->hold(r, true);
	assert_true(is_held(r));
	r->ops->hold(r, false);
	/* Who writes is let in again. */
	put_rows(w, VIEW_ABOUT, 3, 2);
	assert_int_equal(stands(r), 2);
	r->ops->close(r);
	w->ops->close(w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_held_within_held, begin,
		    end),
		cmocka_unit_test_setup_teardown(test_scan, begin, end),
		cmocka_unit_test_setup_teardown(test_keys, begin, end),
		cmocka_unit_test_setup_teardown(test_not_closed, begin, end),
		cmocka_unit_test_setup_teardown(test_wal_and_newer, begin, end),
		cmocka_unit_test_setup_teardown(test_replace, begin, end),
		cmocka_unit_test_setup_teardown(test_anew_is_the_same, begin,
		    end),
		cmocka_unit_test_setup_teardown(test_anew_given_up, begin, end),
		cmocka_unit_test_setup_teardown(test_entries, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
