/* bench_keeper.c - what the keeper writes down in a second, and how long
 * each asker waits, while somebody reads everything that is there.
 *
 * usage: bench_keeper [SECONDS [WRITERS [FOLDER]]]
 *
 * Twice: by a keeper that has no key, and by one that signs the log with
 * every commit.
 *
 * One process keeps; WRITERS threads of another each write one entry after
 * the other, an answer with the preconditions that an answer has; a third
 * process goes through all views again and again.  An entry counts when it
 * is durable.  This disk's own sync, beside it, is what no keeper can be
 * faster than. */

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "store/folder.h"
#include "store/signer.h"
#include "store/store.h"

#define MAX_WRITERS 512
#define WAIT_MS     30000
#define SYNCS       200
#define PEOPLE      100000

struct writer {
	pthread_t thread;
	unsigned number;
	float *ms; /* of each entry */
	size_t n, room;
};

static char folder[256];
static double until;
static float sync_p50, sync_p99; /* ms, of a page that was there */
static size_t written;
static struct rusage before_keeper; /* of the reader */

static void
die(const char *what, const char *why)
{
	fprintf(stderr, "bench_keeper: %s: %s\n", what, why);
	exit(1);
}

static double
now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int
by_size(const void *x, const void *y)
{
	float a = *(const float *)x, b = *(const float *)y;

	return (a > b) - (a < b);
}

static float
at(float *sorted, size_t n, double part)
{
	size_t i = (size_t)((double)n * part);

	return n == 0 ? 0 : sorted[i < n ? i : n - 1];
}

/* A page put at the end of a file, and synced; the same page again. */
static void
this_disk(const char *when)
{
	static const char page[4096] = "x";
	float grow[SYNCS], same[SYNCS];
	char path[300];
	double t;
	int fd, i;

	snprintf(path, sizeof(path), "%s/sync", folder);
	if ((fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600)) < 0)
		die(path, "cannot be made");
	for (i = 0; i < SYNCS; i++) {
		t = now();
		if (write(fd, page, sizeof(page)) < 0 || fsync(fd) != 0)
			die(path, "cannot be synced");
		grow[i] = (float)(1e3 * (now() - t));
	}
	for (i = 0; i < SYNCS; i++) {
		t = now();
		if (pwrite(fd, page, sizeof(page), 0) < 0 || fsync(fd) != 0)
			die(path, "cannot be synced");
		same[i] = (float)(1e3 * (now() - t));
	}
	close(fd);
	unlink(path);
	qsort(grow, SYNCS, sizeof(float), by_size);
	qsort(same, SYNCS, sizeof(float), by_size);
	printf("a sync of this disk, %s: p50 %.2f ms p99 %.2f ms; "
	       "of a page that was there: p50 %.2f ms p99 %.2f ms\n",
	    when, at(grow, SYNCS, 0.5), at(grow, SYNCS, 0.99),
	    at(same, SYNCS, 0.5), at(same, SYNCS, 0.99));
	sync_p50 = at(same, SYNCS, 0.5);
	sync_p99 = at(same, SYNCS, 0.99);
}

static struct store *
open_store(struct arena *a)
{
	struct store *s;
	const char *why;

	if (store_open(a, folder, WAIT_MS, &s, &why) != 0)
		die("store_open", why);
	return s;
}

/* A key of the log, which signs for nobody. */
static struct key
make_key(void)
{
	struct key k = { .purpose = KEY_LOG, .signs = true };
	uint8_t public[NOTE_KEY_BYTES];

	memset(k.bytes, 7, sizeof(k.bytes));
	note_key_pair(k.bytes, public, k.secret);
	if (note_key_make(&k.public, NOTE_ED25519, "bench.example/log",
		public) != 0)
		die("note_key_make", "refused");
	return k;
}

static int
write_one(struct store *s, unsigned who, size_t number)
{
	char person[40], answers[40], text[64];
	const char *on[] = { "answers", answers };
	const struct precondition pre[] = { { person, UINT32_MAX },
		{ "people", UINT32_MAX }, { "orders", UINT32_MAX },
		{ "dockets", UINT32_MAX } };
	unsigned p = (unsigned)(number * 7919 + who * 104729) % PEOPLE;
	struct draft d = { .kind = "answer",
		.matter = "bench",
		.author = "officer",
		.on = on,
		.non = 2 };
	struct batch b = { .drafts = &d,
		.n = 1,
		.pre = pre,
		.npre = sizeof(pre) / sizeof(pre[0]) };
	struct appended out;
	json_t *body;
	int r;

	snprintf(person, sizeof(person), "person/p-%06u", p);
	snprintf(answers, sizeof(answers), "answers/p-%06u", p);
	snprintf(text, sizeof(text), "barred by bench.order until %zu", number);
	body = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:i}", "person",
	    person + 7, "act", "removal", "to", "IQ", "verdict", text,
	    "horizon", "2017-07-06T03:59:00Z", "versions",
	    "rules 1, calendar 1, zones 2026a", "number", (int)number);
	d.body = body;
	if ((r = store_batch_id(&b)) == 0)
		r = store_append(s, &b, &out);
	json_decref(body);
	return r;
}

static void *
writer_run(void *arg)
{
	struct writer *w = arg;
	struct arena a;
	struct store *s;
	double t;

	arena_init(&a, &mem_system, 1 << 20);
	s = open_store(&a);
	while ((t = now()) < until) {
		if (write_one(s, w->number, w->n) != 0)
			die("store_append", store_why(s));
		if (w->n == w->room) {
			w->room = w->room == 0 ? 1024 : 2 * w->room;
			w->ms = realloc(w->ms, w->room * sizeof(float));
			if (w->ms == NULL)
				die("realloc", "no memory");
		}
		w->ms[w->n++] = (float)(1e3 * (now() - t));
	}
	store_close(s);
	arena_release(&a);
	return NULL;
}

static int
count_row(void *ctx, const void *key, size_t nkey, const void *value,
    size_t nvalue)
{
	(void)key;
	(void)nkey;
	(void)value;
	(void)nvalue;
	++*(uint64_t *)ctx;
	return 0;
}

static volatile sig_atomic_t ended;

static void
end(int sig)
{
	(void)sig;
	ended = 1;
}

/* Everything in the views, again and again, until told to end. */
static void
reader_run(int out)
{
	struct store_head h;
	struct arena a;
	struct store *s;
	uint64_t told[2] = { 0, 0 }; /* rows, failures */
	int r;

	arena_init(&a, &mem_system, 1 << 20);
	s = open_store(&a);
	while (!ended) {
		if ((r = store_sync_views(s, &h)) == 0)
			r = store_view_scan(s, VIEW_ENTRY, "", 0, NULL, 0,
			    count_row, &told[0]);
		if (r == 0)
			r = store_view_scan(s, VIEW_ABOUT, "", 0, NULL, 0,
			    count_row, &told[0]);
		told[1] += r != 0;
	}
	if (write(out, told, sizeof(told)) != (ssize_t)sizeof(told))
		_exit(1);
	store_close(s);
	_exit(0);
}

static bool signing;

static void
keeper_run(int out)
{
	struct key key = make_key();
	const struct signing how = { .key = &key };
	const char *why;
	struct arena a;
	struct store *s;

	arena_init(&a, &mem_system, 1 << 20);
	if (store_open_signing(&a, folder, WAIT_MS, signing ? &how : NULL, &s,
		&why) != 0)
		die("store_open", why);
	if (write(out, "k", 1) != 1)
		_exit(1);
	while (!ended)
		(void)poll(NULL, 0, 100);
	store_close(s);
	_exit(0);
}

static pid_t
start(void (*run)(int), int *from)
{
	int both[2];
	pid_t pid;

	if (pipe(both) != 0 || (pid = fork()) < 0)
		die("fork", "refused");
	if (pid == 0) {
		close(both[0]);
		run(both[1]);
	}
	close(both[1]);
	*from = both[0];
	return pid;
}

static void
run_writers(struct writer *writers, unsigned n, double seconds)
{
	unsigned i;

	until = now() + seconds;
	for (i = 0; i < n; i++) {
		writers[i].number = i;
		if (pthread_create(&writers[i].thread, NULL, writer_run,
			&writers[i]) != 0)
			die("pthread_create", "refused");
	}
	for (i = 0; i < n; i++)
		(void)pthread_join(writers[i].thread, NULL);
}

static void
report(struct writer *writers, unsigned n, double seconds)
{
	size_t all = 0, k = 0;
	unsigned i;
	float *ms;

	for (i = 0; i < n; i++)
		all += writers[i].n;
	if ((ms = malloc((all + 1) * sizeof(*ms))) == NULL)
		die("malloc", "no memory");
	for (i = 0; i < n; i++) {
		memcpy(ms + k, writers[i].ms, writers[i].n * sizeof(*ms));
		k += writers[i].n;
		free(writers[i].ms);
	}
	qsort(ms, all, sizeof(*ms), by_size);
	printf("%u writers: %.0f entries a second, durable; "
	       "p50 %.2f ms p99 %.2f ms longest %.1f ms\n",
	    n, (double)all / seconds, at(ms, all, 0.5), at(ms, all, 0.99),
	    at(ms, all, 1));
	printf("in syncs of a page that was there, like for like: p50 %.1f "
	       "p99 %.1f; one p50 of %.2f ms would be %.0f a second\n",
	    at(ms, all, 0.5) / sync_p50, at(ms, all, 0.99) / sync_p99, sync_p50,
	    1e3 * n / sync_p50);
	written = all;
	free(ms);
}

/* What the keeper has used for it, all its threads together. */
static void
report_keeper(void)
{
	struct rusage all;
	double us;

	(void)getrusage(RUSAGE_CHILDREN, &all);
	us = 1e6 *
		(double)(all.ru_utime.tv_sec + all.ru_stime.tv_sec -
		    before_keeper.ru_utime.tv_sec -
		    before_keeper.ru_stime.tv_sec) +
	    (double)(all.ru_utime.tv_usec + all.ru_stime.tv_usec -
		before_keeper.ru_utime.tv_usec -
		before_keeper.ru_stime.tv_usec);
	printf("the keeper used %.1f us of CPU for an entry, views and all\n",
	    us / (double)(written > 0 ? written : 1));
}

static void
make_store(const char *top)
{
	const struct store_kind kind = { false, "bench" };
	const char *why;
	struct arena a;

	snprintf(folder, sizeof(folder), "%s/%s", top,
	    signing ? "signed" : "store");
	arena_init(&a, &mem_system, 1 << 20);
	if (store_init(&a, folder, &kind, &why) != 0)
		die("store_init", why);
	arena_release(&a);
}

/* The log is of all that was written, once the keeper has ended. */
static void
report_log(void)
{
	char path[300], text[512];
	unsigned long long size = 0;
	size_t n;
	FILE *f;

	snprintf(path, sizeof(path), "%s/tiles/checkpoint", folder);
	if ((f = fopen(path, "r")) == NULL)
		die(path, "is not there");
	n = fread(text, 1, sizeof(text) - 1, f);
	text[n] = '\0';
	fclose(f);
	if (sscanf(text, "%*s %llu", &size) != 1 || size != written + 1)
		die(path, "does not speak of all that was written");
	printf("its log speaks of %llu entries\n", size);
}

static void
bench(const char *top, unsigned n, double seconds)
{
	static struct writer writers[MAX_WRITERS];
	uint64_t told[2] = { 0, 0 };
	int from_keeper, from_reader;
	pid_t keeper, reader;
	char k;

	printf("%s\n", signing ? "signed with every commit:" : "unsigned:");
	fflush(stdout);
	memset(writers, 0, sizeof(writers));
	make_store(top);
	keeper = start(keeper_run, &from_keeper);
	if (read(from_keeper, &k, 1) != 1)
		die("keeper", "did not start");
	reader = start(reader_run, &from_reader);
	run_writers(writers, n, seconds);
	report(writers, n, seconds);
	(void)kill(reader, SIGTERM);
	if (read(from_reader, told, sizeof(told)) != (ssize_t)sizeof(told))
		die("reader", "said nothing");
	printf(
	    "meanwhile a reader saw %.0f rows a second, refused %llu times\n",
	    (double)told[0] / seconds, (unsigned long long)told[1]);
	(void)waitpid(reader, NULL, 0);
	(void)getrusage(RUSAGE_CHILDREN, &before_keeper);
	(void)kill(keeper, SIGTERM);
	(void)waitpid(keeper, NULL, 0);
	report_keeper();
	if (signing)
		report_log();
}

int
main(int argc, char **argv)
{
	double seconds = argc > 1 ? strtod(argv[1], NULL) : 5;
	unsigned n = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 64;
	const char *below = argc > 3 ? argv[3] : "/tmp";
	char top[200], command[300];

	if (n == 0 || n > MAX_WRITERS || seconds <= 0)
		die("usage", "bench_keeper [SECONDS [WRITERS [FOLDER]]]");
	snprintf(top, sizeof(top), "%s/forestay-bench.XXXXXX", below);
	if (mkdtemp(top) == NULL)
		die(top, "cannot be made");
	snprintf(folder, sizeof(folder), "%s", top);
	this_disk("idle");
	(void)signal(SIGTERM, end);
	bench(top, n, seconds);
	signing = true;
	bench(top, n, seconds);
	snprintf(command, sizeof(command), "rm -rf '%s'", top);
	return system(command) == 0 ? 0 : 1;
}
