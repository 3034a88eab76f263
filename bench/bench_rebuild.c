/* bench_rebuild.c - how many entries a second a rebuild of the views makes.
 *
 * usage: bench_rebuild [ENTRIES [ROUNDS [FOLDER]]]
 *
 * Facts of some 250 bytes about two subjects, one in sixteen the name of a
 * person; written by a keeper of this process, projected once as they come,
 * then all made anew ROUNDS times.  Wall clock and CPU time of all that
 * `forestay rebuild` does but open the store. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "store/store.h"

#define TOGETHER 1000
#define PEOPLE   5000
#define WAIT_MS  30000

static void
die(const char *what, const char *why)
{
	fprintf(stderr, "bench_rebuild: %s: %s\n", what, why);
	exit(1);
}

static double
now(clockid_t clock)
{
	struct timespec t;

	(void)clock_gettime(clock, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

struct said {
	char person[40];
	const char *on[2];
	json_t *body;
};

/* As ids are: 12 letters and digits that say nothing. */
static void
person_of(unsigned who, char out[15])
{
	static const char of[] = "0123456789abcdefghijklmnopqrstuv";
	uint64_t mixed = who * 0x9e3779b97f4a7c15u;

	mixed ^= mixed >> 29;
	mixed *= 0xbf58476d1ce4e5b9u;
	memcpy(out, "p-", 2);
	for (int i = 2; i < 14; i++, mixed >>= 5)
		out[i] = of[mixed & 31];
	out[14] = '\0';
}

static void
say(struct said *s, struct draft *d, unsigned i)
{
	bool name = i % 16 == 0;
	char text[80];

	memcpy(s->person, "person/", 7);
	person_of(i * 7919 % PEOPLE, s->person + 7);
	s->on[0] = s->person;
	s->on[1] = "people";
	*d = (struct draft){ .kind = name ? "identifier" : "fact",
		.matter = "bench",
		.author = "m.weiss",
		.on = s->on,
		.non = 2,
		.source = "intake call, 2017-06-12" };
	snprintf(text, sizeof(text),
	    name ? "Example %u Person"
		 : "custody agency ICE place area.DET since 2017-06-%02u",
	    i % 28 + 1);
	s->body = name
	    ? json_pack("{s:s, s:s, s:s}", "person", s->person + 7, "type",
		  "name", "value", text)
	    : json_pack("{s:s, s:s}", "person", s->person + 7, "text", text);
	d->body = s->body;
}

static void
fill(struct store *s, unsigned n)
{
	static struct said said[TOGETHER];
	static struct draft drafts[TOGETHER];
	struct appended out;
	unsigned i, k;

	for (i = 0; i < n; i += TOGETHER) {
		struct batch b = { .drafts = drafts };

		for (k = 0; k < TOGETHER && i + k < n; k++)
			say(&said[k], &drafts[k], i + k);
		b.n = k;
		if (store_batch_id(&b) != 0 || store_append(s, &b, &out) != 0)
			die("store_append", store_why(s));
		while (k > 0)
			json_decref(said[--k].body);
	}
}

int
main(int argc, char **argv)
{
	unsigned n = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 300000;
	unsigned rounds = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 2;
	const char *below = argc > 3 ? argv[3] : "/tmp", *why;
	const struct store_kind kind = { false, "bench" };
	char top[200], folder[256], command[300];
	struct store_head head;
	struct store *s;
	struct arena a;
	uint64_t made;
	double began, cpu;

	snprintf(top, sizeof(top), "%s/forestay-bench.XXXXXX", below);
	if (mkdtemp(top) == NULL)
		die(top, "cannot be made");
	snprintf(folder, sizeof(folder), "%s/store", top);
	arena_init(&a, &mem_system, 1 << 20);
	if (store_init(&a, folder, &kind, &why) != 0 ||
	    store_open(&a, folder, WAIT_MS, &s, &why) != 0)
		die(folder, why);
	began = now(CLOCK_MONOTONIC);
	fill(s, n);
	printf("%u entries written: %.0f a second\n", n,
	    n / (now(CLOCK_MONOTONIC) - began));
	if (store_sync_views(s, &head) != 0)
		die("store_sync_views", store_why(s));
	printf("and projected as they came: %.0f a second\n",
	    n / (now(CLOCK_MONOTONIC) - began));
	while (rounds-- > 0) {
		began = now(CLOCK_MONOTONIC);
		cpu = now(CLOCK_PROCESS_CPUTIME_ID);
		if (store_rebuild(s, NULL, NULL, &made) != 0)
			die("store_rebuild", store_why(s));
		printf("rebuild of %llu: %.0f entries a second, "
		       "%.0f of CPU time; the aim is 1000000\n",
		    (unsigned long long)made,
		    (double)made / (now(CLOCK_MONOTONIC) - began),
		    (double)made / (now(CLOCK_PROCESS_CPUTIME_ID) - cpu));
		fflush(stdout);
	}
	store_close(s);
	arena_release(&a);
	snprintf(command, sizeof(command), "rm -rf '%s'", top);
	return system(command) == 0 ? 0 : 1;
}
