/* bench_nation.c - everybody at once, of other kinds of order than the peers'
 * and other numbers of people and orders; what a start, a new order, a reason
 * cost.
 *
 *	build/bench/bench_nation            a million people, everything
 *	build/bench/bench_nation scale 10000000 1000
 *
 * Times are of one core.  People have what real data lacks: for some nobody
 * knows the country, whether they were ordered removed, convicted, or have
 * filed. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "property/rng.h"
#include "support/crowd.h"

#define T    20605 /* 2026-06-01 */
#define RUNS 5

static size_t npeople = 1000000;
static struct rng rng = { 20260601 };

static void
die(const char *what)
{
	fprintf(stderr, "bench_nation: %s\n", what);
	exit(1);
}

static int
between(int a, int b)
{
	return a + (int)rng_below(&rng, (unsigned)(b - a + 1));
}

static int
country(int of)
{
	return between(0, of - 1) * between(0, of - 1) / of;
}

/* -- Orders ---------------------------------------------------------------- */

enum set { SELECTIVE, NATIONWIDE, CONDUCT, STAGES, CLOCKS, MIXED };

static const char *const set_names[] = { "selective", "nationwide",
	"negative conduct", "stages", "stages, clocks", "mixed" };

static void
put_day(struct buf *b, const char *before, int day, const char *after)
{
	buf_puts(b, before);
	day_print(b, (struct day){ day });
	buf_puts(b, after);
}

static void
put_order(struct buf *b, int i, enum set set)
{
	int day = between(19000, 20200);

	if (set == MIXED)
		set = (enum set)(i % 10 < 7 ? SELECTIVE : i % 4);
	buf_printf(b, "order o%d\n  document \"%d\"\n", i, i);
	put_day(b, "  entered ", between(18000, 20500), "\n  covers ");
	switch (set) {
	case NATIONWIDE:
		put_day(b, "(ordered since ", day, ")\n");
		put_day(b, "     and (ordered by ", day + between(30, 400),
		    ") and (ever detained)\n");
		break;
	case CONDUCT:
		put_day(b, "(ordered by ", day, ")\n");
		put_day(b, "     and (detained since ", day, ")\n");
		put_day(b, "     and (never convicted since ", day, ")\n");
		break;
	default:
		buf_printf(b, "nationality is c%d\n", country(60));
		put_day(b, "     and (ordered by ", day, ")\n");
		if (set == SELECTIVE)
			put_day(b, "     and (detained since ", day - 900,
			    ")\n");
		break;
	}
	buf_puts(b, "  bars removal\n");
	if (set == STAGES)
		buf_puts(b,
		    "  for each member\n"
		    "    stage s0\n"
		    "      on motion.filed then s1\n"
		    "    stage s1\n"
		    "      on motion.denied ends \"denied\"\n");
	buf_puts(b, "\n");
}

static void
make_book(struct crowd_book *k, int norders, enum set set)
{
	struct buf said;

	crowd_begin(k, "nation");
	for (int i = 0; i < norders; i++)
		put_order(&k->text, i, set);
	buf_init(&said, &mem_system, 1 << 20);
	if (!crowd_read(k, &said)) {
		fprintf(stderr, "%s\n", said.s);
		die("the orders are not understood");
	}
	buf_release(&said);
}

/* -- People ---------------------------------------------------------------- */

struct maker {
	struct crowd_person of;
	struct value country, place;
};

/* Of 100: on how many it is on record, of how many recorded absent. */
static void
add_event(struct maker *m, const struct kind *k, unsigned has, unsigned not )
{
	unsigned how = rng_below(&rng, 100);
	struct fact *f;

	if (how < has) {
		f = crowd_event(&m->of, k, between(15500, 20600));
		if (k->type == KIND_FILING) {
			f->step = 0;
			f->filing = "m1";
		}
		crowd_fact(&m->of, k, FACT_ONLY);
	} else if (how < has + not ) {
		crowd_fact(&m->of, k, FACT_ABSENT);
	}
}

static const struct kind *kinds[6];

static void
make_person(struct maker *m, const struct crowd_book *k, size_t i)
{
	crowd_person(&m->of, i);
	if (!rng_chance(&rng, 3, 100)) {
		crowd_word(&m->country, k->countries[country(200)]);
		crowd_fact(&m->of, kinds[0], FACT_HELD)->fields = &m->country;
	}
	crowd_word(&m->place, k->offices[between(0, 24)]);
	crowd_fact(&m->of, kinds[1], FACT_HELD)->fields = &m->place;
	add_event(m, kinds[2], 83, 15);
	add_event(m, kinds[3], 20, 78);
	add_event(m, kinds[4], 4, 66);
	add_event(m, kinds[5], 3, 60);
}

static char *
write_people(struct crowd_book *k, const char *folder)
{
	static const char *const names[] = { "nationality", "office", "ordered",
		"detained", "convicted", "motion" };
	struct segment_writer *w;
	struct maker m;
	struct hash h;
	double at;

	for (int i = 0; i < 6; i++)
		kinds[i] = vocab_kind(k->law.vocab, names[i]);
	if (segment_writer_new(&mem_system, &file_system_real, folder,
		k->law.vocab, &w) != 0)
		die("no segment");
	at = crowd_seconds();
	for (size_t i = 0; i < npeople; i++) {
		make_person(&m, k, i);
		if (segment_add(w, &m.of.p) != 0)
			die("a person is not taken");
	}
	if (segment_finish(w, NULL, NULL, &h) != 0)
		die("the segment is not finished");
	segment_writer_free(w);
	printf("%zu people to a segment in %.1f s\n", npeople,
	    crowd_seconds() - at);
	return segment_path(&k->a, folder, &h);
}

/* -- Deciding -------------------------------------------------------------- */

static struct act act;

static struct segment *
open_people(const struct crowd_book *k, const char *path)
{
	struct segment *s;
	const char *why;

	if (segment_open(&mem_system, path, k->law.vocab, NULL, &s, &why) != 0)
		die(why);
	return s;
}

static void
measure(const char *what, const struct crowd_book *k, const struct segment *s)
{
	struct population_ask q = crowd_ask(k, s, &act, T);
	struct population_tally t = { .order_yes = NULL };
	struct population_cost cost = { 0 };
	double whole = 1e9, run = 1e9;
	struct rusage used;

	for (int i = 0; i < (npeople > 2000000 ? 2 : RUNS); i++) {
		struct population *p;
		struct arena a;
		double began = crowd_seconds(), ready, done;

		arena_init(&a, &mem_system, (size_t)16 << 30);
		if (population_new(&a, &q, &p) != 0)
			die("not compiled");
		ready = crowd_seconds();
		if (population_count(p, &t) != 0)
			die("not decided");
		done = crowd_seconds();
		whole = done - began < whole ? done - began : whole;
		run = done - ready < run ? done - ready : run;
		cost = population_cost(p);
		population_free(p);
		arena_release(&a);
	}
	getrusage(RUSAGE_SELF, &used);
	printf("%-18s %7.1f M people/s (%.1f ms, of it %.1f to compile); yes "
	       "%llu, not known %llu of %llu held; alone %llu; %ld MB\n",
	    what, (double)npeople / whole / 1e6, whole * 1e3,
	    (whole - run) * 1e3, (unsigned long long)t.yes,
	    (unsigned long long)t.unknown, (unsigned long long)t.held,
	    (unsigned long long)(cost.scalar + cost.remembered),
	    used.ru_maxrss / 1024);
}

/* Two bits for each pair and clause. */
static void
bulk(const struct crowd_book *k, const struct segment *s)
{
	static uint8_t planes[16][COLUMNS_BLOCK];
	uint8_t *out[16];
	struct population_ask q = crowd_ask(k, s, &act, T);
	struct population *p;
	struct arena a;
	uint64_t clauses = 0, sum = 0;
	double at;

	arena_init(&a, &mem_system, (size_t)16 << 30);
	if (population_new(&a, &q, &p) != 0)
		die("not compiled");
	for (int i = 0; i < 16; i++)
		out[i] = planes[i];
	at = crowd_seconds();
	for (size_t b = 0; b < population_blocks(p); b++)
		for (size_t o = 0; o < population_norders(p); o++) {
			size_t n = population_nclauses(p, o);

			n = n < 16 ? n : 16;
			if (population_reasons(p, b, o, out, n) != 0)
				die("no reasons");
			clauses += n;
			sum += planes[0][b % COLUMNS_BLOCK];
		}
	at = crowd_seconds() - at;
	printf("reasons in bulk: %.1f M people/s (%llu clauses of %zu orders; "
	       "%llu)\n",
	    (double)npeople / at / 1e6,
	    (unsigned long long)(clauses / population_blocks(p)),
	    population_norders(p), (unsigned long long)sum);
	population_free(p);
	arena_release(&a);
}

/* From nothing to one answer; then one tree; then an order more. */
static void
start(const char *path, int norders)
{
	const struct instrument *only;
	struct population_tally t = { .order_yes = NULL };
	const struct person *who;
	struct population_ask q;
	struct population *p;
	struct segment *s;
	struct answer ans;
	struct question one;
	struct citation c;
	struct arena a;
	struct crowd_book k;
	double began = crowd_seconds(), read, opened, done;

	make_book(&k, norders, MIXED);
	read = crowd_seconds();
	s = open_people(&k, path);
	opened = crowd_seconds();
	arena_init(&a, &mem_system, (size_t)16 << 30);
	q = crowd_ask(&k, s, &act, T);
	if (segment_person(s, &a, npeople / 2, &who) != 0)
		die("nobody");
	one = (struct question){ .law = &k.law,
		.who = &who,
		.nwho = 1,
		.exact = true,
		.act = &act,
		.known = act.departs };
	if (decide(&a, &one, &ans) != 0)
		die("not decided");
	done = crowd_seconds();
	printf("start with %zu people and %d orders: %.1f ms to read the "
	       "orders, %.1f to open the people, %.1f to answer for one\n",
	    npeople, norders, (read - began) * 1e3, (opened - read) * 1e3,
	    (done - opened) * 1e3);
	began = crowd_seconds();
	for (int i = 0; i < 1000; i++)
		if (decide_explain(&a, &one, k.law.instruments[i % norders],
			&c) != 0)
			die("no tree");
	printf("one full tree: %.1f us\n", (crowd_seconds() - began) * 1e3);
	only = k.law.instruments[norders - 1];
	q.only = &only;
	q.nonly = 1;
	began = crowd_seconds();
	if (population_new(&a, &q, &p) != 0 || population_count(p, &t) != 0)
		die("not decided");
	printf("an order entered: %.1f ms for whom it covers (%llu)",
	    (crowd_seconds() - began) * 1e3,
	    (unsigned long long)(t.yes + t.unknown));
	population_free(p);
	q.nonly = 0;
	began = crowd_seconds();
	if (population_new(&a, &q, &p) != 0 || population_count(p, &t) != 0)
		die("not decided");
	printf("; %.1f ms for everybody and all orders anew\n",
	    (crowd_seconds() - began) * 1e3);
	population_free(p);
	segment_close(s);
	arena_release(&a);
	crowd_release(&k);
}

static void
scale(const char *folder, int norders)
{
	struct crowd_book k;
	struct segment *s;
	char *path, what[64];

	make_book(&k, norders, MIXED);
	path = write_people(&k, folder);
	s = open_people(&k, path);
	if (segment_verify(s) != 0)
		die("it is broken");
	snprintf(what, sizeof(what), "%d orders", norders);
	measure(what, &k, s);
	segment_close(s);
	(void)unlink(path);
	crowd_release(&k);
}

int
main(int argc, char **argv)
{
	char folder[] = "/tmp/forestay-nation-XXXXXX", *path;
	struct segment *s;
	struct crowd_book k;

	if (mkdtemp(folder) == NULL)
		die("no folder");
	if (argc > 3 && strcmp(argv[1], "scale") == 0) {
		npeople = (size_t)strtoull(argv[2], NULL, 10);
		scale(folder, (int)strtol(argv[3], NULL, 10));
		(void)rmdir(folder);
		return 0;
	}
	make_book(&k, 1, SELECTIVE);
	path = write_people(&k, folder);
	for (int set = 0; set <= MIXED; set++) {
		struct crowd_book b;

		make_book(&b, 100, (enum set)set);
		s = open_people(&b, path);
		if (segment_verify(s) != 0)
			die("it is broken");
		measure(set_names[set], &b, s);
		if (set == MIXED)
			bulk(&b, s);
		segment_close(s);
		crowd_release(&b);
	}
	start(path, 1000);
	(void)unlink(path);
	(void)rmdir(folder);
	return 0;
}
