/* No answer is stale: checks race commits, and each is right for what was on
 * record when it was written down.  Whoever asks again hears the same only
 * while nothing that it rests on was touched. */

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "forestay.h"
#include "store/store.h"
#include "support/serving.h"

static const char law[] = "case one\n"
			  "  court mied\n"
			  "order one.stay\n"
			  "  document \"Dkt. 1\"\n"
			  "  entered 2017-06-22\n"
			  "  covers supervision (agency is CBP) now\n"
			  "  bars removal\n"
			  "  until 2090-07-06 end of day\n";

/* Another, which bars one who was free. */
static const char more[] = "case two\n"
			   "  court mied\n"
			   "order two.stay\n"
			   "  document \"Dkt. 2\"\n"
			   "  entered 2017-06-22\n"
			   "  covers supervision (agency is USMS) now\n"
			   "  bars removal\n"
			   "  until 2090-07-06 end of day\n";

#define PEOPLE  24
#define ASKERS  4
#define CHANGES 4096

static struct serving server;

/* Far from one another: who is near somebody barred is held. */
static void
number(unsigned i, char out[16])
{
	snprintf(out, 16, "A%09u", 100000000u + i * 7654321u);
}

static void
id_of(unsigned i, char out[16])
{
	snprintf(out, 16, "p-%012u", i);
}

/* -- Writing ------------------------------------------------------------- */

static struct store *store;

static uint64_t
write_one(const char *kind, const char *author, const char *const *on,
    size_t non, json_t *body)
{
	struct draft d = { .kind = kind,
		.matter = "test",
		.author = author,
		.on = (const char **)(uintptr_t)on,
		.non = non,
		.source = "a test",
		.body = body };
	struct batch b = { .drafts = &d, .n = 1 };
	struct appended out;

	assert_non_null(body);
	assert_int_equal(store_batch_id(&b), 0);
	if (store_append(store, &b, &out) != 0)
		fail_msg("%s", store_why(store));
	json_decref(body);
	return out.first;
}

static uint64_t
fact(unsigned who, const char *text)
{
	char id[16], person[32];
	const char *on[1] = { person };

	id_of(who, id);
	snprintf(person, sizeof(person), "person/%s", id);
	return write_one("fact", "clerk", on, 1,
	    json_pack("{s:s,s:s}", "person", id, "text", text));
}

/* A fact is withdrawn, and a second person says so too; when it counts. */
static uint64_t
withdraw(unsigned who, uint64_t of)
{
	char id[16], person[32], entry[32];
	const char *on[2] = { entry, person };
	uint64_t seq;

	id_of(who, id);
	snprintf(person, sizeof(person), "person/%s", id);
	snprintf(entry, sizeof(entry), "entry/%llu", (unsigned long long)of);
	seq = write_one("correct", "clerk", on, 2,
	    json_pack("{s:s,s:I,s:n}", "person", id, "of", (json_int_t)of,
		"text"));
	snprintf(entry, sizeof(entry), "entry/%llu", (unsigned long long)seq);
	return write_one("confirm", "second", on, 2,
	    json_pack("{s:I}", "of", (json_int_t)seq));
}

static void
person(unsigned who, const char *a_number, const char *text)
{
	char id[16], subject[32];
	const char *on[2] = { "people", subject };

	id_of(who, id);
	snprintf(subject, sizeof(subject), "person/%s", id);
	(void)write_one("person", "clerk", on, 2,
	    json_pack("{s:s}", "person", id));
	(void)write_one("identifier", "clerk", on, 2,
	    json_pack("{s:s,s:s,s:s}", "person", id, "type", "a_number",
		"value", a_number));
	(void)fact(who, text);
}

/* -- Asking -------------------------------------------------------------- */

static enum forestay_verdict
ask(const char *who, uint64_t *entry)
{
	char body[256];
	struct exchange x;
	enum forestay_verdict v = FORESTAY_HOLD;
	const char *at;

	snprintf(body, sizeof(body),
	    "{\"person\":\"%s\",\"act\":\"removal\",\"to\":\"IQ\"}", who);
	serving_ask(server.gate, "POST", "/v1/check", server.officer, body, &x);
	if (x.status != 200)
		fail_msg("%u: %s", x.status, x.body);
	if (strstr(x.body, "\"verdict\":\"no_bar_on_record\"") != NULL)
		v = FORESTAY_NO_BAR_ON_RECORD;
	else if (strstr(x.body, "\"verdict\":\"barred\"") != NULL)
		v = FORESTAY_BARRED;
	*entry = (at = strstr(x.body, "\"entry\":")) == NULL
	    ? 0
	    : strtoull(at + 8, NULL, 10);
	exchange_free(&x);
	return v;
}

/* -- A history ----------------------------------------------------------- */

/* From entry `at` on the person is free, or not; or, from `at` on and before
 * `then`, it may be either. */
struct change {
	unsigned who;
	uint64_t at, then;
	bool is_free;
};

struct heard {
	unsigned who;
	uint64_t before; /* committed when it was asked */
	uint64_t entry;
	bool is_free;
};

static struct change changes[CHANGES];
static size_t nchanges;
static _Atomic uint64_t committed;
static unsigned per_asker, ncommits;

static struct asker {
	pthread_t thread;
	unsigned seed;
	struct heard *heard;
	size_t n;
} askers[ASKERS];

static void *
ask_again_and_again(void *arg)
{
	struct asker *a = arg;
	char who[16];

	while (a->n < per_asker) {
		struct heard *h = &a->heard[a->n++];

		a->seed = a->seed * 1103515245u + 12345u;
		h->who = a->seed / 65536u % PEOPLE;
		h->before = atomic_load(&committed);
		number(h->who, who);
		h->is_free = ask(who, &h->entry) == FORESTAY_NO_BAR_ON_RECORD;
	}
	return NULL;
}

static void
change(unsigned who, bool is_free, uint64_t at, uint64_t then)
{
	assert_true(nchanges < CHANGES);
	changes[nchanges++] = (struct change){ who, at, then, is_free };
	atomic_store(&committed, then);
}

/* What each was as of an entry: 1 free, 0 not, -1 either. */
static int
was_free(unsigned who, uint64_t at)
{
	int v = 1;
	size_t i;

	for (i = 0; i < nchanges; i++) {
		if (changes[i].who != who || changes[i].at > at)
			continue;
		v = at < changes[i].then ? -1 : changes[i].is_free;
	}
	return v;
}

static void
judge_all(void)
{
	size_t i, k, n = 0, free_ones = 0;

	for (i = 0; i < ASKERS; i++)
		for (k = 0; k < askers[i].n; k++) {
			const struct heard *h = &askers[i].heard[k];
			int was;

			/* Written down after what was committed before. */
			if (h->entry <= h->before)
				fail_msg("entry %llu, after %llu",
				    (unsigned long long)h->entry,
				    (unsigned long long)h->before);
			was = was_free(h->who, h->entry - 1);
			if (was >= 0 && was != (int)h->is_free)
				fail_msg("person %u, entry %llu: said %s",
				    h->who, (unsigned long long)h->entry,
				    h->is_free ? "free" : "not free");
			free_ones += h->is_free;
			n++;
		}
	/* It was no history of one answer. */
	assert_true(free_ones > n / 8 && free_ones < n - n / 8);
}

static void
checks_racing_commits(void **state)
{
	const struct timespec rest = { 0, 500000 };
	uint64_t bar[PEOPLE] = { 0 }, at;
	unsigned i, who, seed = 7;

	for (i = 0; i < ASKERS; i++) {
		askers[i].seed = i + 1;
		askers[i].n = 0;
		askers[i].heard = calloc(per_asker, sizeof(*askers[i].heard));
		assert_non_null(askers[i].heard);
		assert_int_equal(pthread_create(&askers[i].thread, NULL,
				     ask_again_and_again, &askers[i]),
		    0);
	}
	for (i = 0; i < ncommits; i++) {
		seed = seed * 1103515245u + 12345u;
		who = seed / 65536u % PEOPLE;
		if (bar[who] == 0) {
			at = bar[who] = fact(who, "supervision agency CBP");
			change(who, false, at, at);
		} else {
			/* Until the second person's word it is not free. */
			at = withdraw(who, bar[who]);
			bar[who] = 0;
			change(who, true, at, at);
		}
		(void)nanosleep(&rest, NULL);
	}
	for (i = 0; i < ASKERS; i++)
		(void)pthread_join(askers[i].thread, NULL);
	judge_all();
	for (i = 0; i < ASKERS; i++)
		free(askers[i].heard);
}

/* -- What an answer rests on --------------------------------------------- */

static void
asked_twice(const char *who, enum forestay_verdict v)
{
	uint64_t first, second;

	assert_int_equal(ask(who, &first), v);
	assert_int_equal(ask(who, &second), v);
	/* Each time it is written down. */
	assert_true(second > first);
}

/* Somebody new is near to one who was free, and is barred. */
static void
somebody_near_is_recorded(void **state)
{
	uint64_t entry;

	person(100, "A900000001", "supervision agency ICE");
	asked_twice("A900000001", FORESTAY_NO_BAR_ON_RECORD);
	person(101, "A900000010", "supervision agency CBP");
	assert_int_equal(ask("A900000001", &entry), FORESTAY_HOLD);
	/* And what is recorded of the one near counts too. */
	person(102, "A700000001", "supervision agency ICE");
	person(103, "A700000010", "supervision agency ICE");
	asked_twice("A700000001", FORESTAY_NO_BAR_ON_RECORD);
	(void)fact(103, "supervision agency CBP");
	assert_int_equal(ask("A700000001", &entry), FORESTAY_HOLD);
}

static void
an_order_is_entered(void **state)
{
	char out[4096], path[128];
	uint64_t entry;
	FILE *f;

	person(104, "A500000001", "supervision agency USMS");
	asked_twice("A500000001", FORESTAY_NO_BAR_ON_RECORD);
	snprintf(path, sizeof(path), "%s/more.law", server.dir);
	assert_non_null(f = fopen(path, "w"));
	(void)fputs(more, f);
	(void)fclose(f);
	if (serving_cli(out, sizeof(out), "order", "enter", server.store, path,
		"--by", "clerk", NULL) != 0)
		fail_msg("%s", out);
	assert_int_equal(ask("A500000001", &entry), FORESTAY_BARRED);
	asked_twice("A500000001", FORESTAY_BARRED);
}

/* Deciding anew what each was decided from gives what was written. */
static void
all_of_them_again(void **state)
{
	static char out[1 << 20];

	store_close(store);
	store = NULL;
	assert_int_equal(serving_stop(&server), 0);
	if (serving_cli(out, sizeof(out), "replay", server.store, NULL) != 0)
		fail_msg("%.2000s", out);
}

/* -- The story ----------------------------------------------------------- */

static struct arena arena;

static int
begin(void **state)
{
	const char *why, *full = getenv("FULL");
	char a_number[16];
	unsigned i;

	per_asker = full != NULL ? 50000 : 200;
	ncommits = full != NULL ? 1000 : 60;
	serving_make(&server, law);
	serving_start(&server, false);
	arena_init(&arena, &mem_system, (size_t)1 << 20);
	if (store_open(&arena, server.store, 10000, &store, &why) != 0)
		fail_msg("%s", why);
	for (i = 0; i < PEOPLE; i++) {
		number(i, a_number);
		person(i, a_number, "supervision agency ICE");
	}
	return 0;
}

static int
finish(void **state)
{
	if (store != NULL)
		store_close(store);
	arena_release(&arena);
	serving_end(&server);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(checks_racing_commits),
		cmocka_unit_test(somebody_near_is_recorded),
		cmocka_unit_test(an_order_is_entered),
		cmocka_unit_test(all_of_them_again),
	};

	return cmocka_run_group_tests(tests, begin, finish);
}
