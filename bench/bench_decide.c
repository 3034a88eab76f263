/* bench_decide.c - what one answer costs, over the whole casebook.
 *
 * Each line is measured in the same run and given beside the first, since
 * these machines are noisy: the ratios are what to read.  The person is
 * the one of SEMANTICS 11: arrested in June 2017, files in November. */

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "decide/decide.h"
#include "intake/givens.h"
#include "law/law.h"

#define MAX_FILES 128
#define RUNS      400

static struct source_text files[MAX_FILES];
static size_t nfiles;

static void
die(const char *what)
{
	fprintf(stderr, "bench_decide: %s\n", what);
	exit(1);
}

static void
read_casebook(struct arena *a)
{
	DIR *d = opendir("casebook");
	struct dirent *e;

	if (d == NULL)
		die("run it from the top of the tree");
	while ((e = readdir(d)) != NULL && nfiles < MAX_FILES) {
		const char *dot = strrchr(e->d_name, '.');
		char *path, *s;
		FILE *f;
		long n;

		if (dot == NULL ||
		    (strcmp(dot, ".law") != 0 && strcmp(dot, ".vocab") != 0))
			continue;
		path = arena_printf(a, "casebook/%s", e->d_name);
		if ((f = fopen(path, "rb")) == NULL)
			die(path);
		(void)fseek(f, 0, SEEK_END);
		n = ftell(f);
		rewind(f);
		s = arena_alloc(a, (size_t)n + 1);
		files[nfiles++] =
		    (struct source_text){ path, s, fread(s, 1, (size_t)n, f) };
		fclose(f);
	}
	closedir(d);
}

static double
seconds(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static const struct person *
someone(struct arena *a, const struct law *law, struct diags *ds)
{
	static const char text[] =
	    "nationality IQ; final_order authority INA_240 since 1995; "
	    "no other final_order; no visa; no refugee_approval; "
	    "no entry_authorization; custody agency ICE place area.DET "
	    "since 2017-06-11; a_file.produced 2017-11-06; "
	    "record.produced 2017-11-06; nothing else happened";
	static const struct source_text src = { "bench", text,
		sizeof(text) - 1 };
	static struct person p;
	struct givens g = { .arena = a,
		.law = law,
		.zone = zone_builtin("America/Detroit") };
	struct given *list;
	size_t n;

	if (law_parse_givens(a, &src, law, &list, &n, ds) != 0)
		die(ds->n > 0 ? ds->items[0].message : "givens");
	for (size_t i = 0; i < n; i++)
		if (givens_add(&g, &list[i]) != 0)
			die("givens");
	if (givens_person(&g, "A000-000-001", NULL, &p) != 0)
		die("person");
	return &p;
}

/* Microseconds an answer. */
static double
cost(struct arena *a, const struct question *q)
{
	struct arena_mark mark = arena_mark(a);
	struct answer ans;
	double began = seconds();

	for (int i = 0; i < RUNS; i++) {
		if (decide(a, q, &ans) != 0)
			die("an answer failed");
		arena_rewind(a, mark);
	}
	return (seconds() - began) / RUNS * 1e6;
}

int
main(void)
{
	static const struct {
		const char *what;
		bool cache, horizon, explain, settle;
	} rows[] = {
		{ "verdict and citations", false, false, false, false },
		{ "the same, one cache for many people", true, false, false,
		    false },
		{ "with horizon and until", false, true, false, false },
		{ "with every reason", false, false, true, false },
		{ "all of it, and what would settle a hold", false, true, true,
		    true },
	};
	struct moment m;
	struct value slots[8] = { { .kind = VALUE_NONE } };
	struct act act = { .slots = slots };
	const struct person *who;
	struct question q = { .nwho = 1, .exact = true };
	struct diags ds;
	struct arena a;
	struct law law = { 0 };
	double first = 0;

	arena_init(&a, &mem_system, (size_t)1 << 30);
	diags_init(&ds, &a);
	read_casebook(&a);
	for (size_t i = 0; i < nfiles; i++)
		if (law_parse(&a, &files[i], &law, &ds) != 0)
			die("parse");
	if (law_check(&a, &law, &ds) != 0)
		die("the casebook does not check");
	who = someone(&a, &law, &ds);
	if (moment_parse("2017-12-01 10:00", 16, &m) != 0)
		die("moment");
	act.kind = vocab_act(law.vocab, "removal");
	act.departs = act.arrives =
	    zone_when(zone_builtin("America/Detroit"), &m).first;
	slots[act_slot(act.kind, "to")] = (struct value){ .kind = VALUE_WORD,
		.word = vocab_any_word(law.vocab, "IQ"),
		.s = "IQ" };
	q.law = &law;
	q.who = &who;
	q.act = &act;
	q.known = act.departs;
	printf("one answer over %zu instruments, CPU time\n", law.ninstruments);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		double us;

		q.cache = rows[i].cache ? decide_cache_new(&a, &law) : NULL;
		q.horizon = rows[i].horizon;
		q.explain = rows[i].explain;
		q.settle = rows[i].settle;
		us = cost(&a, &q);
		if (i == 0)
			first = us;
		printf("  %-42s %8.1f us  %5.2f x\n", rows[i].what, us,
		    us / first);
	}
	arena_release(&a);
	return 0;
}
