/* class.c - a class counted in a segment, held to the truth of each person.
 *
 *	class DIR SEGMENT [NAT [DAY]]
 *
 * DIR is what eoir-gen makes, with truth.tsv; SEGMENT what `forestay import
 * eoir` made of it.  The class is whoever is of that nationality (the courts'
 * code and, in the scope, IZ: IQ) and had a final order of removal on that
 * day; without them IZ and 2017-06-24.  NAT -: of whatever nationality.
 *
 * Wrong is: a yes of whom the truth is no, a no of whom it is yes, somebody
 * who is missing.  Of an order that was undone since, and of a day before one
 * that came after it, truth.tsv does not say whether it stood: such a person
 * may be anything, and is counted apart.  Held is who is not known and whose
 * truth is no; how many of them truth.tsv says nobody can tell from a release
 * (voluntary departure, rows that contradict each other) is told too.  The
 * last line is a summary; exit status 1 when anybody is wrong or more than 2%
 * of those outside are held of whom it can be told. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/embedded.h"
#include "decide/population.h"
#include "law/law.h"
#include "store/segment.h"

enum truth { TRUTH_NONE, TRUTH_NO, TRUTH_YES, TRUTH_OPEN };

#define HIDDEN 4u /* beside a truth: a release does not show it */

struct counted {
	uint8_t *truth; /* by number, from `first` on */
	unsigned long first;
	size_t n, cap;
	const struct columns *c;
	uint64_t said[3][4]; /* by what was said, and the truth */
	uint64_t hidden[3];  /* TRUTH_NO that a release does not show */
	uint64_t people, wrong;
};

static void
die(const char *what)
{
	printf("# %s\n", what);
	exit(2);
}

/* -- The truth ------------------------------------------------------------- */

static enum truth
truth_of(char *const *cell, const char *nat, const char *day)
{
	bool final = cell[1][0] == '1', undone = cell[15][0] == '1';

	if (strcmp(nat, "-") != 0 && strcmp(cell[5], nat) != 0)
		return TRUTH_NO;
	if (final && strcmp(cell[2], day) <= 0)
		return TRUTH_YES;
	return undone ? TRUTH_OPEN : TRUTH_NO;
}

static void
keep_truth(struct counted *k, unsigned long id, unsigned t)
{
	size_t at = id - k->first;
	uint8_t *grown;

	if (k->n == 0)
		k->first = id, at = 0;
	if (id < k->first)
		die("truth.tsv is not in the order of its numbers");
	if (at >= k->cap) {
		grown = calloc(2 * at + 1024, 1);
		if (grown == NULL)
			die("no memory");
		if (k->n > 0)
			memcpy(grown, k->truth, k->cap);
		free(k->truth);
		k->truth = grown;
		k->cap = 2 * at + 1024;
	}
	k->truth[at] = (uint8_t)t;
	k->n++;
}

static void
read_truth(struct counted *k, const char *dir, const char *nat, const char *day)
{
	char path[4096], line[4096], *cell[18];
	FILE *f;

	snprintf(path, sizeof(path), "%s/truth.tsv", dir);
	if ((f = fopen(path, "r")) == NULL)
		die("truth.tsv cannot be read");
	(void)!fgets(line, sizeof(line), f);
	while (fgets(line, sizeof(line), f) != NULL) {
		size_t n = 0;

		for (char *s = line; s != NULL && n < 18; n++) {
			cell[n] = s;
			if ((s = strchr(s, '\t')) != NULL)
				*s++ = '\0';
		}
		if (n == 18)
			keep_truth(k, strtoul(cell[0], NULL, 10),
			    truth_of(cell, nat, day) |
				(cell[14][0] == '0' ? HIDDEN : 0u));
	}
	fclose(f);
}

/* -- What was said --------------------------------------------------------- */

static void
say_wrong(struct counted *k, unsigned long id, enum tri v, enum truth t)
{
	if (k->wrong++ < 20)
		printf("# case %lu: %s, and the truth is %s\n", id,
		    v == YES      ? "yes"
			: v == NO ? "no"
				  : "not known",
		    t == TRUTH_YES      ? "yes"
			: t == TRUTH_NO ? "no"
					: "that there is none");
}

static void
take(struct counted *k, size_t row, enum tri v)
{
	unsigned long id = strtoul(columns_id(k->c, row) + 5, NULL, 10);
	enum truth t = TRUTH_NONE;
	bool hidden = false;

	if (id >= k->first && id - k->first < k->cap) {
		t = (enum truth)(k->truth[id - k->first] & (HIDDEN - 1));
		hidden = (k->truth[id - k->first] & HIDDEN) != 0;
	}
	k->people++;
	k->said[v][t]++;
	k->hidden[v] += hidden && t == TRUTH_NO;
	if (t == TRUTH_NONE || (v == YES && t == TRUTH_NO) ||
	    (v == NO && t == TRUTH_YES))
		say_wrong(k, id, v, t);
	if (t != TRUTH_NONE)
		k->truth[id - k->first] = TRUTH_NONE; /* each but once */
}

/* Blocks that are NO for everybody are not told of. */
struct told_rows {
	uint8_t *value;
};

static void
told(void *ctx, size_t order, size_t row, size_t n, const uint8_t *values,
    enum tri all)
{
	struct told_rows *out = ctx;

	for (size_t i = 0; i < n; i++)
		out->value[row + i] = values != NULL ? values[i] : (uint8_t)all;
}

static void
read_book(struct arena *a, struct law *law)
{
	struct diags ds;

	diags_init(&ds, a);
	for (size_t i = 0; i < casebook_nfiles; i++) {
		const struct embedded *e = &casebook_files[i];
		struct source_text *t = arena_alloc(a, sizeof(*t));

		if (strcmp(e->name + strlen(e->name) - 6, ".vocab") != 0)
			continue;
		if (t == NULL)
			die("no memory");
		*t = (struct source_text){ e->name, e->bytes, e->len };
		if (law_parse(a, t, law, &ds) != 0)
			die("the vocabulary is not understood");
	}
	if (law_check(a, law, &ds) != 0)
		die("the vocabulary is not understood");
}

static void
ask(struct arena *a, const struct law *law, const char *scope,
    struct counted *k)
{
	struct source_text src = { .path = "scope",
		.bytes = scope,
		.len = strlen(scope) };
	struct population_ask q = { .law = law,
		.columns = k->c,
		.at = { (int64_t)time(NULL) * 1000000 },
		.known = { (int64_t)time(NULL) * 1000000 } };
	struct told_rows out = { calloc(k->c->rows + 1, 1) };
	struct population *p;
	struct diags ds;
	struct expr *e;

	diags_init(&ds, a);
	if (out.value == NULL)
		die("no memory");
	if (law_parse_condition(a, &src, law, &e, &ds) != 0 ||
	    population_of(a, &q, e, zone_builtin("America/New_York"), &p) != 0)
		die("the scope is not understood");
	if (population_run(p, 0, population_blocks(p), told, &out) != 0 ||
	    columns_touch(k->c, COLUMNS_WHO, 0, 0, k->c->rows) != 0)
		die("the segment cannot be read");
	population_free(p);
	for (size_t row = 0; row < k->c->rows; row++)
		take(k, row, (enum tri)out.value[row]);
	free(out.value);
}

/* -- The whole ------------------------------------------------------------- */

static int
summary(const struct counted *k)
{
	uint64_t held = k->said[UNKNOWN][TRUTH_NO],
		 outside =
		     k->said[NO][TRUTH_NO] + held + k->said[YES][TRUTH_NO],
		 truth = 0, yes = 0, unknown = 0, missing = k->n - k->people,
		 ours = held - k->hidden[UNKNOWN];

	for (int t = TRUTH_NONE; t <= TRUTH_OPEN; t++) {
		yes += k->said[YES][t];
		unknown += k->said[UNKNOWN][t];
	}
	for (int v = NO; v <= YES; v++)
		truth += k->said[v][TRUTH_YES];
	printf(
	    "people %llu yes %llu unknown %llu truth %llu (open %llu of yes, "
	    "%llu of unknown, %llu of no) wrong %llu missing %llu held %llu "
	    "of %llu outside (%.3f%%), %llu of whom it can be told (%.3f%%)\n",
	    (unsigned long long)k->people, (unsigned long long)yes,
	    (unsigned long long)unknown, (unsigned long long)truth,
	    (unsigned long long)k->said[YES][TRUTH_OPEN],
	    (unsigned long long)k->said[UNKNOWN][TRUTH_OPEN],
	    (unsigned long long)k->said[NO][TRUTH_OPEN],
	    (unsigned long long)k->wrong, (unsigned long long)missing,
	    (unsigned long long)held, (unsigned long long)outside,
	    outside > 0 ? 100.0 * (double)held / (double)outside : 0.0,
	    (unsigned long long)ours,
	    outside > 0 ? 100.0 * (double)ours / (double)outside : 0.0);
	return k->wrong > 0 || missing > 0 || ours * 50 > outside ||
	    k->said[YES][TRUTH_YES] == 0;
}

int
main(int argc, char **argv)
{
	const char *day = argc > 4 ? argv[4] : "2017-06-24", *why, *scope;
	const char *nat = argc > 3 ? argv[3] : "IZ";
	struct counted k = { .n = 0 };
	struct segment *s;
	struct law law = { 0 };
	struct arena a;
	int r;

	if (argc < 3)
		return 2;
	arena_init(&a, &mem_system, (size_t)1 << 30);
	read_book(&a, &law);
	read_truth(&k, argv[1], nat, day);
	if (segment_open(&mem_system, argv[2], law.vocab, NULL, &s, &why) != 0)
		die(why);
	k.c = segment_columns(s);
	scope = strcmp(nat, "-") == 0
	    ? arena_printf(&a, "final_order on %s", day)
	    : arena_printf(&a, "nationality is %s and final_order on %s",
		  strcmp(nat, "IZ") == 0 ? "IQ" : nat, day);
	ask(&a, &law, scope, &k);
	r = summary(&k);
	segment_close(s);
	free(k.truth);
	arena_release(&a);
	return r;
}
