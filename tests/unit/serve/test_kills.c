/* Processes of a server killed under load, and its disk full: whatever was
 * answered is in the record as it was answered, the log goes on from every
 * checkpoint that it ever gave, and nobody is told that there is no bar
 * unless that is written down.
 *
 * FULL: 500 kills (make check-gate). */

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#include "support/serving.h"

#define ASKERS          4
#define TOLD_MAX        (1u << 20)
#define CHECKPOINTS_MAX 64
/* A server gives up after twenty ends in a minute. */
#define KILLS_A_SERVER  18

static const char law[] = "case one\n"
			  "  court mied\n"
			  "order one.stay\n"
			  "  entered 2017-06-22\n"
			  "  covers supervision (agency is CBP) now\n"
			  "  bars removal\n"
			  "  until 2090-07-06 end of day\n";

enum told { NOT_TOLD, NO_BAR, BARRED, HELD };

static struct serving server;

/* What was answered about person n: an entry, and with what word. */
static struct answered {
	uint64_t entry;
	enum told told;
} answered[TOLD_MAX];

static atomic_uint next_person, answers, failures, no_bars;
static atomic_bool over, pause_all;
static atomic_uint paused;

static void
sleep_ms(long ms)
{
	const struct timespec t = { .tv_sec = ms / 1000,
		.tv_nsec = ms % 1000 * 1000000 };

	(void)nanosleep(&t, NULL);
}

/* -- Askers -------------------------------------------------------------- */

/* Every other one is barred. */
static bool
is_barred(unsigned person)
{
	return person % 2 == 1;
}

static enum told
ask(unsigned person, uint64_t *entry)
{
	enum told told = NOT_TOLD;
	struct exchange x;
	char body[256];
	const char *word;
	json_t *j;

	snprintf(body, sizeof(body),
	    "{\"person\":\"A000-%03u-%03u\",\"act\":\"removal\",\"to\":\"IQ\","
	    "\"facts\":[\"supervision agency %s\"]}",
	    person / 1000 % 1000, person % 1000,
	    is_barred(person) ? "CBP" : "ICE");
	serving_ask(server.gate, "POST", "/v1/check", server.officer, body, &x);
	j = x.status == 200 && x.whole ? json_loadb(x.body, x.n, 0, NULL)
				       : NULL;
	word = json_string_value(json_object_get(j, "verdict"));
	if (word != NULL) {
		*entry =
		    (uint64_t)json_integer_value(json_object_get(j, "entry"));
		told = strcmp(word, "no_bar_on_record") == 0 ? NO_BAR
		    : strcmp(word, "barred") == 0            ? BARRED
							     : HELD;
	}
	json_decref(j);
	exchange_free(&x);
	return told;
}

static void *
asker(void *ctx)
{
	(void)ctx;
	while (!atomic_load(&over)) {
		unsigned who;

		if (atomic_load(&pause_all)) {
			atomic_fetch_add(&paused, 1);
			while (atomic_load(&pause_all))
				sleep_ms(2);
			atomic_fetch_sub(&paused, 1);
			continue;
		}
		who = atomic_fetch_add(&next_person, 1);
		if (who >= TOLD_MAX)
			break;
		answered[who].told = ask(who, &answered[who].entry);
		if (answered[who].told == NOT_TOLD) {
			atomic_fetch_add(&failures, 1);
			sleep_ms(2);
			continue;
		}
		atomic_fetch_add(&answers, 1);
		atomic_fetch_add(&no_bars, answered[who].told == NO_BAR);
	}
	return NULL;
}

static void
hush(bool quiet)
{
	atomic_store(&pause_all, quiet);
	while (atomic_load(&paused) != (quiet ? ASKERS : 0))
		sleep_ms(2);
}

/* -- What must be so ------------------------------------------------------ */

/* Every answer that names an entry is that entry, and says what it says; no
 * bar always names one. */
static unsigned
look_at_entries(void)
{
	char command[512], *line = NULL;
	size_t room = 0;
	unsigned found = 0, i, n = atomic_load(&next_person);
	const char *program = getenv("FORESTAY");
	json_t **by_seq;
	size_t nseq = 0, cap = (size_t)1 << 21;
	FILE *f;

	by_seq = calloc(cap, sizeof(json_t *));
	assert_non_null(by_seq);
	snprintf(command, sizeof(command), "%s entries %s",
	    program != NULL ? program : "build/forestay", server.store);
	f = popen(command, "r");
	assert_non_null(f);
	while (getline(&line, &room, f) > 0) {
		json_t *j = json_loads(line, 0, NULL);
		size_t seq =
		    (size_t)json_integer_value(json_object_get(j, "seq"));

		assert_true(seq > 0 && seq < cap && by_seq[seq] == NULL);
		by_seq[seq] = j;
		nseq = seq > nseq ? seq : nseq;
	}
	assert_int_equal(pclose(f), 0);
	for (i = 0; i < n && i < TOLD_MAX; i++) {
		const struct answered *a = &answered[i];
		char *text, name[32];

		if (a->told == NOT_TOLD)
			continue;
		assert_true(a->told != NO_BAR || a->entry > 0);
		assert_true(a->told != NO_BAR || !is_barred(i));
		if (a->entry == 0)
			continue;
		assert_true(a->entry <= nseq && by_seq[a->entry] != NULL);
		text = json_dumps(by_seq[a->entry], JSON_COMPACT);
		snprintf(name, sizeof(name), "A000-%03u-%03u", i / 1000 % 1000,
		    i % 1000);
		if (strstr(text, name) == NULL)
			fail_msg("entry %llu of %zu is not the answer about "
				 "%s (told %d):\n%s",
			    (unsigned long long)a->entry, nseq, name, a->told,
			    text);
		assert_non_null(strstr(text,
		    a->told == NO_BAR       ? "\"NO BAR ON RECORD\""
			: a->told == BARRED ? "\"BARRED\""
					    : "\"HOLD\""));
		free(text);
		found++;
	}
	for (i = 0; i <= nseq; i++)
		json_decref(by_seq[i]);
	free(by_seq);
	free(line);
	return found;
}

/* A checkpoint, as whoever asks the log is given it. */
static void
take_checkpoint(unsigned *n)
{
	static char out[1 << 16];
	char path[160];
	FILE *f;

	if (*n == CHECKPOINTS_MAX ||
	    serving_cli(out, sizeof(out), "log", "sign", server.store, NULL) !=
		0)
		return;
	snprintf(path, sizeof(path), "%s/seen.%u", server.dir, (*n)++);
	f = fopen(path, "w");
	assert_non_null(f);
	assert_true(fputs(out, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

static void
log_is_of_all(unsigned n)
{
	static char out[1 << 16];
	char command[CHECKPOINTS_MAX * 64 + 1024];
	const char *program = getenv("FORESTAY");
	size_t at;
	unsigned i;
	FILE *f;

	at = (size_t)snprintf(command, sizeof(command),
	    "%s log verify %s --log '%s'",
	    program != NULL ? program : "build/forestay", server.store,
	    server.log_key);
	for (i = 0; i < n; i++)
		at += (size_t)snprintf(command + at, sizeof(command) - at,
		    " --seen %s/seen.%u", server.dir, i);
	f = popen(command, "r");
	assert_non_null(f);
	out[fread(out, 1, sizeof(out) - 1, f)] = '\0';
	if (pclose(f) != 0)
		fail_msg("%s", out);
	assert_non_null(strstr(out, "VERIFIED"));
}

static void
answers_again(void)
{
	uint64_t entry;
	int tries;

	for (tries = 0; tries < 200; tries++) {
		unsigned who = atomic_fetch_add(&next_person, 1);

		assert_true(who < TOLD_MAX);
		answered[who].told = ask(who, &entry);
		answered[who].entry = entry;
		if (answered[who].told == NO_BAR)
			return;
		sleep_ms(50);
	}
	fail_msg("it answers no more");
}

/* -- Stories -------------------------------------------------------------- */

static void
kill_one(unsigned i)
{
	pid_t children[8];
	size_t n = serving_children(&server, children, 8);

	/* One may be on its way already. */
	if (n > 0)
		(void)kill(children[i % n], SIGKILL);
	assert_true(serving_says(&server, "ended by itself", 20000));
}

static void
processes_killed(void **state)
{
	unsigned kills = getenv("FULL") != NULL ? 500 : 9, i, seen = 0, found;
	pthread_t threads[ASKERS];

	(void)state;
	for (i = 0; i < ASKERS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, asker, NULL),
		    0);
	for (i = 0; i < kills; i++) {
		unsigned had = atomic_load(&answers);
		int tries;

		if (i > 0 && i % KILLS_A_SERVER == 0) {
			hush(true);
			assert_int_equal(serving_stop(&server), 0);
			serving_start(&server, false);
			hush(false);
		}
		kill_one(i);
		/* It goes on. */
		for (tries = 0;
		     tries < 2000 && atomic_load(&answers) < had + 20; tries++)
			sleep_ms(10);
		if (atomic_load(&answers) < had + 20)
			fail_msg("kill %u: no more than %u answers since, %u "
				 "asked of nobody",
			    i, atomic_load(&answers) - had,
			    atomic_load(&failures));
		if (i % (kills / 8) == 0)
			take_checkpoint(&seen);
	}
	atomic_store(&over, true);
	for (i = 0; i < ASKERS; i++)
		(void)pthread_join(threads[i], NULL);
	take_checkpoint(&seen);
	assert_int_equal(serving_stop(&server), 0);
	found = look_at_entries();
	assert_true(seen >= 5);
	log_is_of_all(seen);
	printf("%u kills; %u answers, %u of them written and found, %u with no "
	       "bar; %u asked of nobody; %u checkpoints\n",
	    kills, atomic_load(&answers), found, atomic_load(&no_bars),
	    atomic_load(&failures), seen);
	assert_true(found > kills && atomic_load(&no_bars) > kills);
}

static void
fill(const char *path)
{
	static char zeros[1 << 16];
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	size_t n = sizeof(zeros);

	assert_true(fd >= 0);
	while (n > 0)
		if (write(fd, zeros, n) <= 0)
			n /= 2;
	(void)close(fd);
}

/* A disk of its own, which only root can make; a machine of builds is. */
static void
a_full_disk(void **state)
{
	char disk[96], command[400], filler[128];
	unsigned i, held = 0, first;
	uint64_t entry;

	(void)state;
	if (geteuid() != 0) {
		printf("not root: no disk can be made to be full\n");
		return;
	}
	snprintf(disk, sizeof(disk), "%s/disk", server.dir);
	snprintf(filler, sizeof(filler), "%s/disk/filler", server.dir);
	assert_int_equal(mkdir(disk, 0700), 0);
	assert_int_equal(mount("none", disk, "tmpfs", 0, "size=64m"), 0);
	snprintf(command, sizeof(command), "cp -r %s %s/store", server.store,
	    disk);
	assert_int_equal(system(command), 0);
	snprintf(server.store, sizeof(server.store), "%.80s/store", disk);
	serving_start(&server, false);
	answers_again();
	fill(filler);
	first = atomic_load(&next_person);
	for (i = 0; i < 40; i++) {
		unsigned who = atomic_fetch_add(&next_person, 1);

		answered[who].told = ask(who, &entry);
		answered[who].entry =
		    answered[who].told == NOT_TOLD ? 0 : entry;
		held += answered[who].told == HELD ||
		    answered[who].told == NOT_TOLD;
	}
	/* What room it had left may have done for the first of them. */
	assert_true(held >= 10);
	for (i = first + 20; i < first + 40; i++)
		assert_true(answered[i].told != NO_BAR);
	assert_int_equal(unlink(filler), 0);
	/* And by itself. */
	answers_again();
	assert_int_equal(serving_stop(&server), 0);
	(void)look_at_entries();
	log_is_of_all(0);
	assert_int_equal(umount(disk), 0);
}

static int
begin(void **state)
{
	(void)state;
	serving_make(&server, law);
	serving_start(&server, false);
	return 0;
}

static int
finish(void **state)
{
	char disk[96];

	(void)state;
	snprintf(disk, sizeof(disk), "%s/disk", server.dir);
	(void)umount2(disk, MNT_DETACH);
	serving_end(&server);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(processes_killed),
		cmocka_unit_test(a_full_disk),
	};

	return cmocka_run_group_tests(tests, begin, finish);
}
