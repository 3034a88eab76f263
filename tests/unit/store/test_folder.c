/* A store in a folder: its keeper is found or replaced, several processes
 * write at once, and one that is killed leaves nothing to repair. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/limits.h"
#include "store/folder.h"

#define WAIT_MS 60000

static char top[64], path[128];
static struct arena arena;
static const char *why;
static const struct store_kind kind = { false, "a test" };

static int
begin(void **state)
{
	snprintf(top, sizeof(top), "/tmp/forestay-folder.XXXXXX");
	assert_non_null(mkdtemp(top));
	snprintf(path, sizeof(path), "%s/s", top);
	arena_init(&arena, &mem_system, (size_t)1 << 30);
	return 0;
}

static int
end(void **state)
{
	char command[128];

	arena_release(&arena);
	snprintf(command, sizeof(command), "rm -rf '%s'", top);
	return system(command);
}

static struct store *
open_store(void)
{
	struct store *s = NULL;
	int r = store_open(&arena, path, WAIT_MS, &s, &why);

	if (r != 0)
		fail_msg("store_open: %d, %s", r, why);
	return s;
}

static struct store *
made(void)
{
	int r = store_init(&arena, path, &kind, &why);

	if (r != 0)
		fail_msg("store_init: %d, %s", r, why);
	return open_store();
}

/* One batch of n facts about a person; 0 or what was said. */
static int
say_many(struct store *s, const char *person, unsigned number, size_t n,
    struct appended *out)
{
	const char *on[] = { person, "people" };
	json_t *body = json_pack("{s:i}", "number", (int)number);
	struct draft one = { .kind = "fact",
		.matter = "hamama",
		.author = "m.weiss",
		.on = on,
		.non = 2,
		.body = body };
	struct draft *drafts = calloc(n, sizeof(*drafts));
	struct batch b = { .drafts = drafts, .n = n };
	size_t i;
	int r;

	for (i = 0; i < n; i++)
		drafts[i] = one;
	if ((r = store_batch_id(&b)) == 0)
		do
			r = store_append(s, &b, out);
		while (r == E_IO || r == E_STALE);
	free(drafts);
	json_decref(body);
	return r;
}

static int
say(struct store *s, const char *person, unsigned number, struct appended *out)
{
	return say_many(s, person, number, 1, out);
}

static size_t
about(struct store *s, const char *person)
{
	struct store_head h;
	struct written *list;
	size_t n = 0;
	int r;

	if ((r = store_sync_views(s, &h)) != 0 ||
	    (r = store_about(s, &arena, person, h.size, &list, &n)) != 0)
		fail_msg("about: %d, %s", r, store_why(s));
	return n;
}

struct count {
	uint64_t n, next;
	struct hash head;
};

static int
count_each(void *ctx, const struct written *w)
{
	struct count *c = ctx;
	struct hash leaf = entry_leaf(&w->salt, w->bytes, w->n);

	if (w->seq != c->next++)
		return E_BROKEN;
	c->head = head_next(&c->head, &leaf);
	c->n++;
	return 0;
}

/* All entries, and that the head vouches for just these. */
static uint64_t
whole(struct store *s)
{
	struct count c = { .next = 1 };
	struct store_head h;

	assert_int_equal(store_follow(s, 0, 0, count_each, &c), 0);
	assert_int_equal(store_head(s, &h), 0);
	assert_int_equal(h.size, c.n);
	assert_memory_equal(&h.hash, &c.head, sizeof(c.head));
	return c.n;
}

static void
test_made_and_opened(void **state)
{
	struct appended out;
	struct stat st;
	struct store *s;
	char file[160];

	assert_int_equal(store_open(&arena, path, 100, &s, &why), E_NAME);
	s = made();
	assert_string_equal(store_kind(s)->name, "a test");
	assert_false(store_kind(s)->rehearsal);
	assert_true(store_folder_keeps(s));
	assert_int_equal(say(s, "person/p-1", 1, &out), 0);
	assert_int_equal(out.first, 2);
	assert_int_equal(say_many(s, "person/p-2", 2, 3, &out), 0);
	assert_int_equal(out.first, 3);
	assert_int_equal(about(s, "person/p-1"), 1);
	assert_int_equal(about(s, "person/p-2"), 3);
	assert_int_equal(whole(s), 5);
	store_close(s);

	/* Closed: what it needs to be whole lies in these files alone. */
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	snprintf(file, sizeof(file), "%s/ledger.db", path);
	assert_int_equal(stat(file, &st), 0);
	assert_int_equal(st.st_mode & 0077, 0);
	snprintf(file, sizeof(file), "%s/views.mark", path);
	assert_int_equal(stat(file, &st), -1);
	snprintf(file, sizeof(file), "%s/keeper.sock", path);
	assert_int_equal(stat(file, &st), -1);

	s = open_store();
	assert_int_equal(about(s, "person/p-2"), 3);
	assert_int_equal(whole(s), 5);
	store_close(s);
	assert_int_equal(store_init(&arena, path, &kind, &why), E_NAME);
	assert_non_null(strstr(why, "already"));
}

static void
test_refused(void **state)
{
	struct store *s;
	char file[160];
	FILE *f;

	assert_int_equal(mkdir(path, 0755), 0);
	assert_int_equal(store_init(&arena, path, &kind, &why), E_IO);
	assert_non_null(strstr(why, "chmod 700"));
	assert_int_equal(chmod(path, 0700), 0);
	snprintf(file, sizeof(file), "%s/notes.txt", path);
	assert_non_null(f = fopen(file, "w"));
	fclose(f);
	assert_int_equal(store_init(&arena, path, &kind, &why), E_NAME);
	assert_non_null(strstr(why, "notes.txt"));
	assert_int_equal(unlink(file), 0);

	/* An init that was cut off: made again. */
	snprintf(file, sizeof(file), "%s/ledger.new", path);
	assert_non_null(f = fopen(file, "w"));
	fputs("half of it", f);
	fclose(f);
	assert_int_equal(store_open(&arena, path, 100, &s, &why), E_NAME);
	s = made();
	store_close(s);
	assert_int_equal(chmod(path, 0750), 0);
	assert_int_equal(store_open(&arena, path, 100, &s, &why), E_IO);
}

static void
test_preconditions_and_ids(void **state)
{
	struct store *s = made(), *t = open_store();
	const char *on[] = { "orders" };
	json_t *body = json_object();
	struct draft d = { .kind = "fact",
		.matter = "m",
		.author = "a",
		.on = on,
		.non = 1,
		.body = body };
	struct precondition pre[] = { { "people", 9 }, { "orders", 1 } };
	struct batch b = { .drafts = &d, .n = 1, .id = { 1, 2 } };
	struct precondition *many =
	    calloc(LIMIT_PRECONDITIONS + 1, sizeof(*many));
	struct appended first, out;

	assert_non_null(many);
	for (size_t i = 0; i <= LIMIT_PRECONDITIONS; i++)
		many[i] = (struct precondition){ "people", 9 };
	/* The second is a client of the first. */
	assert_true(store_folder_keeps(s));
	assert_false(store_folder_keeps(t));
	assert_int_equal(store_append(t, &b, &first), 0);
	assert_int_equal(store_append(s, &b, &out), 0);
	assert_true(out.again);
	assert_int_equal(out.first, first.first);
	assert_int_equal(out.at.us, first.at.us);
	b.id[0] = 3;
	b.pre = pre;
	b.npre = 2;
	assert_int_equal(store_append(t, &b, &out), E_CONFLICT);
	assert_ptr_equal(out.subject, pre[1].subject);
	assert_true(strlen(store_why(t)) > 0);
	b.npre = 0;
	b.has_expected = true;
	b.expected = 1;
	assert_int_equal(store_append(t, &b, &out), E_CONFLICT);
	assert_null(out.subject);
	b.expected = 2;
	assert_int_equal(store_append(t, &b, &out), 0);
	assert_int_equal(whole(t), 3);
	/* None is left out: more than are taken are refused. */
	b.has_expected = false;
	b.pre = many;
	for (unsigned more = 0; more <= 1; more++) {
		b.id[0] = 4 + more;
		b.npre = LIMIT_PRECONDITIONS + more;
		assert_int_equal(store_append(t, &b, &out),
		    more > 0 ? E_LIMIT : 0);
		assert_true(
		    more == 0 || strstr(store_why(t), "preconditions") != NULL);
	}
	assert_int_equal(whole(t), 4);
	free(many);
	assert_int_equal(store_tell_time(t, (struct instant){ 5 }), E_NAME);
	json_decref(body);
	store_close(t);
	store_close(s);
}

/* The keeper closes: a client goes on, and is the keeper. */
static void
test_hand_over(void **state)
{
	struct store *s = made(), *t = open_store();
	struct appended out;

	assert_int_equal(say(t, "person/p-1", 1, &out), 0);
	store_close(s);
	assert_int_equal(say(t, "person/p-1", 2, &out), 0);
	assert_true(store_folder_keeps(t));
	s = open_store();
	assert_false(store_folder_keeps(s));
	assert_int_equal(about(s, "person/p-1"), 2);
	assert_int_equal(about(t, "person/p-1"), 2);
	store_close(s);
	store_close(t);
}

static void
test_blobs(void **state)
{
	struct store *s = made();
	struct hash h, again;
	const void *bytes;
	char file[256], text[72];
	size_t n;
	FILE *f;

	assert_int_equal(store_blob_put(s, "an order", 8, &h), 0);
	assert_int_equal(store_blob_put(s, "an order", 8, &again), 0);
	assert_memory_equal(&h, &again, sizeof(h));
	assert_int_equal(store_blob_get(s, &arena, &h, &bytes, &n), 0);
	assert_int_equal(n, 8);
	assert_memory_equal(bytes, "an order", 8);
	assert_int_equal(store_blob_put(s, "", 0, &again), 0);
	assert_int_equal(store_blob_get(s, &arena, &again, &bytes, &n), 0);
	assert_int_equal(n, 0);
	again.b[5] ^= 1;
	assert_int_equal(store_blob_get(s, &arena, &again, &bytes, &n), E_NAME);

	/* What is kept is not what was; put again, it is mended. */
	hash_text(&h, text);
	snprintf(file, sizeof(file), "%s/blobs/%.2s/%s", path, text + 7,
	    text + 9);
	assert_non_null(f = fopen(file, "w"));
	fputs("another!", f);
	fclose(f);
	assert_int_equal(store_blob_get(s, &arena, &h, &bytes, &n), E_BROKEN);
	assert_int_equal(store_blob_put(s, "an order", 8, &h), 0);
	assert_int_equal(store_blob_get(s, &arena, &h, &bytes, &n), 0);
	store_close(s);

	/* What somebody left who was killed while writing one goes away. */
	snprintf(file, sizeof(file), "%s/blobs/new/0123456789abcdef", path);
	assert_non_null(f = fopen(file, "w"));
	fputs("half a docu", f);
	fclose(f);
	s = open_store();
	assert_int_equal(access(file, F_OK), -1);
	assert_int_equal(store_blob_get(s, &arena, &h, &bytes, &n), 0);
	store_close(s);
}

/* A keeper that begins tidies away what is being written: it is written
 * again. */
static unsigned tidied;

static int
tidied_rename(const char *from, const char *to)
{
	if (tidied > 0) {
		tidied--;
		assert_int_equal(unlink(from), 0);
	}
	return rename(from, to);
}

static void
test_blob_tidied(void **state)
{
	struct store *s = made();
	struct file_system fs = file_system_real;
	const void *bytes;
	struct folder f;
	struct hash h;
	size_t n;

	fs.rename = tidied_rename;
	assert_int_equal(folder_open(&f, &fs, path), 0);
	h = hash_of("a proof", 7);
	tidied = 2;
	assert_int_equal(blob_put(&f, &h, "a proof", 7), 0);
	assert_int_equal(blob_get(&f, &arena, &h, &bytes, &n), 0);
	assert_memory_equal(bytes, "a proof", 7);
	h = hash_of("another", 7);
	tidied = 99;
	assert_int_equal(blob_put(&f, &h, "another", 7), E_AGAIN);
	assert_int_equal(blob_get(&f, &arena, &h, &bytes, &n), E_NAME);
	folder_close(&f);
	store_close(s);
}

static void
progress(void *ctx, uint64_t done, uint64_t all)
{
	uint64_t *last = ctx;

	assert_true(done <= all);
	*last = done;
}

static void
test_rebuild(void **state)
{
	struct store *s = made(), *t = open_store();
	struct appended out;
	uint64_t last = 0, n;
	char file[160];
	FILE *f;

	assert_int_equal(say_many(s, "person/p-1", 1, 12000, &out), 0);
	assert_int_equal(about(t, "person/p-1"), 12000);
	assert_int_equal(store_rebuild(s, progress, &last, &n), 0);
	assert_int_equal(n, 12001);
	assert_int_equal(last, 12001);
	assert_int_equal(about(s, "person/p-1"), 12000);
	/* One that had the old file open sees what is written since. */
	assert_int_equal(say(s, "person/p-1", 2, &out), 0);
	assert_int_equal(about(t, "person/p-1"), 12001);
	store_close(t);
	store_close(s);

	/* Damaged views are made anew; the ledger is what counts. */
	snprintf(file, sizeof(file), "%s/views.db", path);
	assert_non_null(f = fopen(file, "w"));
	fputs("no database at all, and long enough to be looked at: "
	      "no database at all, and long enough to be looked at",
	    f);
	fclose(f);
	s = open_store();
	assert_int_equal(about(s, "person/p-1"), 12001);
	store_close(s);

	/* So are those of a machine that went down while they were open. */
	snprintf(file, sizeof(file), "%s/views.mark", path);
	assert_non_null(f = fopen(file, "w"));
	fputs("00000000-0000-0000-0000-000000000000", f);
	fclose(f);
	s = open_store();
	assert_int_equal(about(s, "person/p-1"), 12001);
	store_close(s);
}

/* -- Several processes -------------------------------------------------- */

static void
writer(unsigned who, unsigned many)
{
	struct appended out;
	struct store *s = NULL;
	struct arena a;
	char person[32];
	unsigned i;

	arena_init(&a, &mem_system, 1 << 20);
	snprintf(person, sizeof(person), "person/p-%u", who);
	if (store_open(&a, path, WAIT_MS, &s, &why) != 0)
		_exit(1);
	for (i = 0; i < many; i++)
		if (say(s, person, i, &out) != 0) {
			fprintf(stderr, "writer: %s\n", store_why(s));
			_exit(2);
		}
	store_close(s);
	_exit(0);
}

#define WRITERS 4

/* None of them is the keeper for the whole time: whoever came first hands
 * over when it is done. */
static void
test_many_write(void **state)
{
	pid_t pids[WRITERS];
	struct store *s;
	unsigned i;
	int status;

	store_close(made());
	for (i = 0; i < WRITERS; i++)
		if ((pids[i] = fork()) == 0)
			writer(i, 20 + 10 * i);
	for (i = 0; i < WRITERS; i++) {
		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_int_equal(status, 0);
	}
	s = open_store();
	assert_int_equal(whole(s), 1 + 20 + 30 + 40 + 50);
	for (i = 0; i < WRITERS; i++) {
		char person[32];

		snprintf(person, sizeof(person), "person/p-%u", i);
		assert_int_equal(about(s, person), 20 + 10 * i);
	}
	store_close(s);
}

static void
keep_until_killed(void)
{
	struct store *s = NULL;
	struct arena a;

	arena_init(&a, &mem_system, 1 << 20);
	while (store_open(&a, path, WAIT_MS, &s, &why) != 0)
		continue;
	for (;;)
		pause();
}

/* A keeper is killed under load, again and again.  Every batch that was
 * acknowledged is there, each once, and nothing had to be mended. */
static void
test_killed(void **state)
{
	const struct timespec while_ = { 0, 120 * 1000 * 1000 };
	pid_t pids[WRITERS], keeper;
	struct store *s;
	unsigned i, round;
	int status;

	store_close(made());
	keeper = fork();
	if (keeper == 0)
		keep_until_killed();
	(void)nanosleep(&while_, NULL);
	for (i = 0; i < WRITERS; i++)
		if ((pids[i] = fork()) == 0)
			writer(i, 60);
	for (round = 0; round < 4; round++) {
		(void)nanosleep(&while_, NULL);
		assert_int_equal(kill(keeper, SIGKILL), 0);
		assert_int_equal(waitpid(keeper, &status, 0), keeper);
		keeper = fork();
		if (keeper == 0)
			keep_until_killed();
	}
	for (i = 0; i < WRITERS; i++) {
		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_int_equal(status, 0);
	}
	assert_int_equal(kill(keeper, SIGKILL), 0);
	assert_int_equal(waitpid(keeper, &status, 0), keeper);
	s = open_store();
	assert_int_equal(whole(s), 1 + WRITERS * 60);
	for (i = 0; i < WRITERS; i++) {
		char person[32];

		snprintf(person, sizeof(person), "person/p-%u", i);
		assert_int_equal(about(s, person), 60);
	}
	store_close(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_made_and_opened, begin,
		    end),
		cmocka_unit_test_setup_teardown(test_refused, begin, end),
		cmocka_unit_test_setup_teardown(test_preconditions_and_ids,
		    begin, end),
		cmocka_unit_test_setup_teardown(test_hand_over, begin, end),
		cmocka_unit_test_setup_teardown(test_blobs, begin, end),
		cmocka_unit_test_setup_teardown(test_blob_tidied, begin, end),
		cmocka_unit_test_setup_teardown(test_rebuild, begin, end),
		cmocka_unit_test_setup_teardown(test_many_write, begin, end),
		cmocka_unit_test_setup_teardown(test_killed, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
