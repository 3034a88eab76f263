/* bench_identity.c - how long it takes to find who may be meant.
 *
 *	PEOPLE=100000 build/bench/bench_identity
 *
 * A store in a folder, everyone with a number, a name of three parts and a
 * day of birth; then asked for by a number with a slip, by a name in another
 * order with day and month exchanged, and by a common name alone. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "intake/say.h"
#include "property/rng.h"
#include "store/candidates.h"

#define ASKED 200

static const char *const given[] = { "Mohammed", "Ahmed", "Ali", "Hussein",
	"Hassan", "Youssef", "Ibrahim", "Omar", "Khalid", "Kadhim", "Jassim",
	"Abdul Rahman", "Fatima", "Zaynab", "Saleh", "Munther", "Shamoun",
	"Khoshaba", "Odisho", "Hormiz", "Yonan", "Dinkha", "Toma", "Azad" };
static const char *const ends[] = { "i", "an", "o", "ar", "is", "oun", "ad",
	"aya" };
static const char *const middles[] = { "tikr", "samr", "barz", "zeb", "hann",
	"ward", "kass", "jabb", "mikh", "kar", "hadd", "shamm", "rash", "dul",
	"azz", "jub", "khos", "bazz", "gorg", "nis", "pet", "sark", "yal",
	"zor", "mar", "las", "bidd", "tell", "qash", "nan" };

#define COUNT(a) (unsigned)(sizeof(a) / sizeof((a)[0]))

struct known {
	char number[16], name[96], birth[16];
};

static void
make(struct rng *rng, unsigned i, struct known *k)
{
	/* Not in order, so that neighbours are strangers. */
	unsigned n = (unsigned)(((uint64_t)i * 999999937u) % 999999999u);

	snprintf(k->number, sizeof(k->number), "%09u", n);
	snprintf(k->name, sizeof(k->name), "%s %s %s%s%s",
	    given[rng_below(rng, COUNT(given))],
	    given[rng_below(rng, COUNT(given))],
	    middles[rng_below(rng, COUNT(middles))],
	    rng_chance(rng, 1, 2) ? middles[rng_below(rng, COUNT(middles))]
				  : "",
	    ends[rng_below(rng, COUNT(ends))]);
	snprintf(k->birth, sizeof(k->birth), "%04u-%02u-%02u",
	    1935 + rng_below(rng, 70), 1 + rng_below(rng, 12),
	    1 + rng_below(rng, 12));
}

static void
fill(struct store *s, unsigned people)
{
	struct rng rng = { 1 };
	unsigned char random[12];
	char id[PERSON_ID_SIZE];
	struct appended done;
	unsigned i, k, c;

	for (i = 0; i < people; i += 1000) {
		struct arena a;
		struct saying say = { .arena = &a,
			.matter = "m",
			.author = "b" };
		struct batch b = { 0 };

		arena_init(&a, &mem_system, (size_t)256 << 20);
		for (k = i; k < i + 1000 && k < people; k++) {
			struct known p;
			const struct identifier ids[] = { { IDENTIFIER_A_NUMBER,
							      p.number },
				{ IDENTIFIER_NAME, p.name },
				{ IDENTIFIER_BIRTH, p.birth } };

			make(&rng, k, &p);
			for (c = 0; c < 12; c++)
				random[c] = (unsigned char)rng_below(&rng, 256);
			person_id_make(random, id);
			if (say_person(&say, id) != 0)
				abort();
			for (c = 0; c < 3; c++)
				if (say_identifier(&say, id, &ids[c]) != 0)
					abort();
		}
		b.drafts = say.drafts;
		b.n = say.n;
		if (store_batch_id(&b) != 0)
			abort();
		/* A loaded machine: the same id finds out. */
		for (c = 0; c < 20; c++)
			if (store_append(s, &b, &done) == 0)
				break;
		if (c == 20) {
			fprintf(stderr, "%s\n", store_why(s));
			exit(1);
		}
		say_release(&say);
		arena_release(&a);
	}
}

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
ask(struct store *s, uint64_t through, unsigned people, int how,
    const char *what)
{
	double began, worst = 0, all = 0, took;
	struct rng rng = { 1 };
	struct candidate *cs;
	size_t n, count;
	unsigned i, found = 0;

	for (i = 0; i < people; i++) {
		struct identifier ids[2] = { { 0 } };
		struct known p;
		struct arena a;
		char swapped[16], birth[16];
		unsigned c;
		size_t nids = 1;

		make(&rng, i, &p);
		for (c = 0; c < 12; c++)
			(void)rng_below(&rng, 256);
		if (i % (people / ASKED) != 0)
			continue;
		memcpy(swapped, p.number, sizeof(swapped));
		swapped[8] = (char)('0' + (swapped[8] - '0' + 3) % 10);
		snprintf(birth, sizeof(birth), "%.4s-%.2s-%.2s", p.birth,
		    p.birth + 8, p.birth + 5);
		ids[0] = how == 0
		    ? (struct identifier){ IDENTIFIER_A_NUMBER, swapped }
		    : (struct identifier){ IDENTIFIER_NAME,
			      how == 1 ? p.name : "Mohammed Ali" };
		if (how == 1)
			ids[nids++] =
			    (struct identifier){ IDENTIFIER_BIRTH, birth };
		arena_init(&a, &mem_system, (size_t)512 << 20);
		began = now();
		if (candidates_find(s, &a, ids, nids, through, 5, &cs, &n,
			&count) != 0) {
			fprintf(stderr, "%s\n", store_why(s));
			exit(1);
		}
		took = now() - began;
		found += n > 0;
		all += took;
		worst = took > worst ? took : worst;
		arena_release(&a);
	}
	printf("%-44s %7.2f ms mean, %7.2f ms worst (%u found)\n", what,
	    all / ASKED * 1e3, worst * 1e3, found);
}

int
main(void)
{
	const char *s = getenv("PEOPLE");
	unsigned people = s == NULL ? 20000 : (unsigned)strtoul(s, NULL, 10);
	char folder[] = "/tmp/forestay-bench.XXXXXX";
	struct store_kind kind = { .name = "bench" };
	struct store_head head;
	struct store *store;
	const char *why = NULL;
	struct arena a;
	double began;
	int r;

	if (people < ASKED || mkdtemp(folder) == NULL)
		abort();
	arena_init(&a, &mem_system, (size_t)64 << 20);
	if (store_init(&a, folder, &kind, &why) != 0 ||
	    store_open(&a, folder, 1000, &store, &why) != 0) {
		fprintf(stderr, "%s\n", why);
		return 1;
	}
	began = now();
	fill(store, people);
	printf("%u people recorded in %.1f s\n", people, now() - began);
	began = now();
	while ((r = store_sync_views(store, &head)) == E_AGAIN)
		;
	if (r != 0) {
		fprintf(stderr, "%s\n", store_why(store));
		return 1;
	}
	printf("views in step after %.1f s\n", now() - began);
	ask(store, head.size, people, 0, "a number with a digit wrong");
	ask(store, head.size, people, 1, "a name; day and month exchanged");
	ask(store, head.size, people, 2, "a common name alone");
	store_close(store);
	arena_release(&a);
	printf("the store is left in %s\n", folder);
	return 0;
}
