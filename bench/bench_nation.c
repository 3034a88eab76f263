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
#include <time.h>
#include <unistd.h>

#include "decide/population.h"
#include "law/law.h"
#include "property/rng.h"
#include "store/segment.h"

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

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
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

static const char vocabulary_head[] =
    "vocabulary nation\n"
    "state nationality (country) whole set persists\n"
    "state office (place) one persists\n"
    "state removable (country) one persists\n"
    "event ordered\n"
    "event detained\n"
    "event convicted\n"
    "filing motion steps filed closed by granted, denied\n"
    "act removal (to)\n";

struct book {
	struct arena a;
	struct source_text vocab, src;
	struct buf vocab_text, text;
	struct law law;
};

static void
read_book(struct book *k)
{
	struct diags ds;
	struct buf said;

	diags_init(&ds, &k->a);
	k->src = (struct source_text){ .path = "nation.law",
		.bytes = k->text.s,
		.len = k->text.len };
	k->vocab = (struct source_text){ .path = "nation.vocab",
		.bytes = k->vocab_text.s,
		.len = k->vocab_text.len };
	if (law_parse(&k->a, &k->vocab, &k->law, &ds) == 0 &&
	    law_parse(&k->a, &k->src, &k->law, &ds) == 0 && ds.nerrors == 0 &&
	    law_check(&k->a, &k->law, &ds) == 0)
		return;
	buf_init(&said, &mem_system, 1 << 20);
	for (size_t i = 0; i < ds.n && i < 3; i++)
		diag_print(&said, &ds.items[i], false);
	fprintf(stderr, "%s\n", said.s);
	die("the orders are not understood");
}

static void
begin_book(struct book *k)
{
	memset(k, 0, sizeof(*k));
	arena_init(&k->a, &mem_system, (size_t)4 << 30);
	buf_init(&k->vocab_text, &mem_system, 1 << 20);
	buf_init(&k->text, &mem_system, (size_t)64 << 20);
	buf_puts(&k->vocab_text, vocabulary_head);
	for (int i = 0; i < 200; i++)
		buf_printf(&k->vocab_text, "place c%d\n", i);
	for (int i = 0; i < 25; i++)
		buf_printf(&k->vocab_text, "place f%d\n", i);
	buf_puts(&k->text, "case nation\n  court mied\n\n");
}

/* -- People ---------------------------------------------------------------- */

struct maker {
	struct fact facts[12];
	const struct fact *list[12];
	struct value country, place;
	struct person p;
	char id[24];
};

static const struct word *words[2][200];

static struct fact *
add_fact(struct maker *m, const struct kind *k, enum fact_type type)
{
	struct fact *f = &m->facts[m->p.nfacts];

	memset(f, 0, sizeof(*f));
	f->type = type;
	f->kind = k;
	f->step = -1;
	f->entry = (struct entry){ INSTANT_BEGIN, false, INSTANT_NEVER,
		INSTANT_NEVER };
	m->list[m->p.nfacts++] = f;
	return f;
}

static void
word_value(struct value *v, const struct word *w)
{
	memset(v, 0, sizeof(*v));
	v->kind = VALUE_WORD;
	v->word = w;
	v->s = w->name;
}

/* Of 100: on how many it is on record, of how many recorded absent. */
static void
add_event(struct maker *m, const struct kind *k, unsigned has, unsigned not )
{
	unsigned how = rng_below(&rng, 100);
	struct fact *f;

	if (how < has) {
		f = add_fact(m, k, FACT_HAPPENED);
		f->from.kind = MOMENT_DAYS;
		f->from.lo.day.n = f->from.hi.day.n = between(15500, 20600);
		if (k->type == KIND_FILING) {
			f->step = 0;
			f->filing = "m1";
		}
		add_fact(m, k, FACT_ONLY);
	} else if (how < has + not ) {
		add_fact(m, k, FACT_ABSENT);
	}
}

static const struct kind *kinds[6];

static void
make_person(struct maker *m, size_t i)
{
	memset(&m->p, 0, sizeof(m->p));
	snprintf(m->id, sizeof(m->id), "%zu", i);
	m->p.id = m->id;
	m->p.facts = m->list;
	if (!rng_chance(&rng, 3, 100)) {
		word_value(&m->country, words[0][country(200)]);
		add_fact(m, kinds[0], FACT_HELD)->fields = &m->country;
	}
	word_value(&m->place, words[1][between(0, 24)]);
	add_fact(m, kinds[1], FACT_HELD)->fields = &m->place;
	add_event(m, kinds[2], 83, 15);
	add_event(m, kinds[3], 20, 78);
	add_event(m, kinds[4], 4, 66);
	add_event(m, kinds[5], 3, 60);
}

static char *
write_people(struct book *k, const char *folder)
{
	static const char *const names[] = { "nationality", "office", "ordered",
		"detained", "convicted", "motion" };
	struct segment_writer *w;
	struct maker m;
	struct hash h;
	double at;

	for (int i = 0; i < 200; i++)
		words[0][i] =
		    vocab_any_word(k->law.vocab, arena_printf(&k->a, "c%d", i));
	for (int i = 0; i < 25; i++)
		words[1][i] =
		    vocab_any_word(k->law.vocab, arena_printf(&k->a, "f%d", i));
	for (int i = 0; i < 6; i++)
		kinds[i] = vocab_kind(k->law.vocab, names[i]);
	if (segment_writer_new(&mem_system, &file_system_real, folder,
		k->law.vocab, &w) != 0)
		die("no segment");
	at = now();
	for (size_t i = 0; i < npeople; i++) {
		make_person(&m, i);
		if (segment_add(w, &m.p) != 0)
			die("a person is not taken");
	}
	if (segment_finish(w, NULL, NULL, &h) != 0)
		die("the segment is not finished");
	segment_writer_free(w);
	printf("%zu people to a segment in %.1f s\n", npeople, now() - at);
	return segment_path(&k->a, folder, &h);
}

/* -- Deciding -------------------------------------------------------------- */

static enum population_width
widest(void)
{
#if defined(__x86_64__)
	if (__builtin_cpu_supports("avx2"))
		return WIDTH_AVX2;
#endif
	return WIDTH_PORTABLE;
}

static struct value none = { .kind = VALUE_NONE };
static struct act act;

static struct population_ask
ask_of(const struct book *k, const struct segment *s)
{
	struct instant at = { (int64_t)T * 86400000000 + 43200000000 };

	act = (struct act){ .kind = vocab_act(k->law.vocab, "removal"),
		.departs = at,
		.arrives = at,
		.slots = &none };
	return (struct population_ask){ .law = &k->law,
		.columns = segment_columns(s),
		.act = &act,
		.known = at,
		.width = widest() };
}

static struct segment *
open_people(const struct book *k, const char *path)
{
	struct segment *s;
	const char *why;

	if (segment_open(&mem_system, path, k->law.vocab, NULL, &s, &why) != 0)
		die(why);
	return s;
}

static void
make_book(struct book *k, int norders, enum set set)
{
	begin_book(k);
	for (int i = 0; i < norders; i++)
		put_order(&k->text, i, set);
	read_book(k);
}

static void
measure(const char *what, const struct book *k, const struct segment *s)
{
	struct population_ask q = ask_of(k, s);
	struct population_tally t = { .order_yes = NULL };
	struct population_cost cost = { 0 };
	double whole = 1e9, run = 1e9;
	struct rusage used;

	for (int i = 0; i < (npeople > 2000000 ? 2 : RUNS); i++) {
		struct population *p;
		struct arena a;
		double began = now(), ready, done;

		arena_init(&a, &mem_system, (size_t)16 << 30);
		if (population_new(&a, &q, &p) != 0)
			die("not compiled");
		ready = now();
		if (population_count(p, &t) != 0)
			die("not decided");
		done = now();
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
bulk(const struct book *k, const struct segment *s)
{
	static uint8_t planes[16][COLUMNS_BLOCK];
	uint8_t *out[16];
	struct population_ask q = ask_of(k, s);
	struct population *p;
	struct arena a;
	uint64_t clauses = 0, sum = 0;
	double at;

	arena_init(&a, &mem_system, (size_t)16 << 30);
	if (population_new(&a, &q, &p) != 0)
		die("not compiled");
	for (int i = 0; i < 16; i++)
		out[i] = planes[i];
	at = now();
	for (size_t b = 0; b < population_blocks(p); b++)
		for (size_t o = 0; o < population_norders(p); o++) {
			size_t n = population_nclauses(p, o);

			n = n < 16 ? n : 16;
			if (population_reasons(p, b, o, out, n) != 0)
				die("no reasons");
			clauses += n;
			sum += planes[0][b % COLUMNS_BLOCK];
		}
	at = now() - at;
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
	struct book k;
	double began = now(), read, opened, done;

	make_book(&k, norders, MIXED);
	read = now();
	s = open_people(&k, path);
	opened = now();
	arena_init(&a, &mem_system, (size_t)16 << 30);
	q = ask_of(&k, s);
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
	done = now();
	printf("start with %zu people and %d orders: %.1f ms to read the "
	       "orders, %.1f to open the people, %.1f to answer for one\n",
	    npeople, norders, (read - began) * 1e3, (opened - read) * 1e3,
	    (done - opened) * 1e3);
	began = now();
	for (int i = 0; i < 1000; i++)
		if (decide_explain(&a, &one, k.law.instruments[i % norders],
			&c) != 0)
			die("no tree");
	printf("one full tree: %.1f us\n", (now() - began) * 1e3);
	only = k.law.instruments[norders - 1];
	q.only = &only;
	q.nonly = 1;
	began = now();
	if (population_new(&a, &q, &p) != 0 || population_count(p, &t) != 0)
		die("not decided");
	printf("an order entered: %.1f ms for whom it covers (%llu)",
	    (now() - began) * 1e3, (unsigned long long)(t.yes + t.unknown));
	population_free(p);
	q.nonly = 0;
	began = now();
	if (population_new(&a, &q, &p) != 0 || population_count(p, &t) != 0)
		die("not decided");
	printf("; %.1f ms for everybody and all orders anew\n",
	    (now() - began) * 1e3);
	population_free(p);
	segment_close(s);
	arena_release(&a);
	arena_release(&k.a);
}

static void
scale(const char *folder, int norders)
{
	struct book k;
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
	arena_release(&k.a);
}

int
main(int argc, char **argv)
{
	char folder[] = "/tmp/forestay-nation-XXXXXX", *path;
	struct segment *s;
	struct book k;

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
		struct book b;

		make_book(&b, 100, (enum set)set);
		s = open_people(&b, path);
		if (segment_verify(s) != 0)
			die("it is broken");
		measure(set_names[set], &b, s);
		if (set == MIXED)
			bulk(&b, s);
		segment_close(s);
		arena_release(&b.a);
	}
	start(path, 1000);
	(void)unlink(path);
	(void)rmdir(folder);
	return 0;
}
