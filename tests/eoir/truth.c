/* truth.c - a release whose answers are known, read and compared.
 *
 *	truth DIR [AS-OF] [MOST]
 *
 * DIR is what eoir-gen makes: tables, truth.tsv, dirt_log.tsv.  AS-OF is a
 * day, or "-"; MOST how many times the undeterminable may be unknown.
 * Wrong is: final where the truth is not, or the reverse, or a day outside
 * the days it may be.  The last line is a summary; exit status 1 when it is
 * not good enough (done-when of the import: nothing wrong at any dirt, 99% of
 * the rows that were spoilt named). */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "intake/eoir.h"
#include "intake/eoir_folder.h"

struct truth {
	uint32_t id;
	bool final, determinable, seen;
	uint16_t day;
	unsigned dirt;
	char basis[28], nat[4];
};

struct all {
	struct truth *t;
	size_t n;
	uint64_t wrong, wrong_day, unknown, undeterminable, missed, between;
	uint64_t same, extra;
	unsigned shown;
};

static uint16_t
day_read(const char *s)
{
	struct ymd d;

	if (sscanf(s, "%d-%d-%d", &d.year, &d.month, &d.day) != 3)
		return 0;
	return day16(day_of(d));
}

static size_t
cut(char *line, char *cells[], size_t most)
{
	size_t n = 0;

	line[strcspn(line, "\r\n")] = '\0';
	for (char *s = line; s != NULL && n < most; n++) {
		cells[n] = s;
		s = strchr(s, '\t');
		if (s != NULL)
			*s++ = '\0';
	}
	return n;
}

static void
read_truth(const char *dir, struct all *all)
{
	char path[4096], line[4096], *c[20];
	size_t cap = 0;
	FILE *f;

	snprintf(path, sizeof(path), "%s/truth.tsv", dir);
	if ((f = fopen(path, "r")) == NULL) {
		perror(path);
		exit(2);
	}
	(void)!fgets(line, sizeof(line), f);
	while (fgets(line, sizeof(line), f) != NULL) {
		struct truth *t;

		if (cut(line, c, 20) < 18)
			continue;
		if (all->n == cap) {
			cap = cap ? 2 * cap : 65536;
			all->t = realloc(all->t, cap * sizeof(*all->t));
		}
		t = &all->t[all->n++];
		memset(t, 0, sizeof(*t));
		t->id = (uint32_t)strtoul(c[0], NULL, 10);
		t->final = c[1][0] == '1';
		t->day = day_read(c[2]);
		snprintf(t->basis, sizeof(t->basis), "%s", c[3]);
		snprintf(t->nat, sizeof(t->nat), "%s", c[5]);
		t->determinable = c[14][0] == '1';
		t->dirt = (unsigned)strtoul(c[17], NULL, 10);
	}
	fclose(f);
}

static struct truth *
truth_of(struct all *all, uint32_t id)
{
	size_t lo = 0, hi = all->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (all->t[mid].id < id)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < all->n && all->t[lo].id == id ? &all->t[lo] : NULL;
}

static void
say(struct all *all, const char *what, const struct truth *t,
    const struct finality *f)
{
	if (all->shown++ < 20)
		printf(
		    "# %s: case %u, truth %d %u %s dirt %u, read %d %u-%u %s\n",
		    what, t->id, t->final, t->day, t->basis, t->dirt,
		    (int)f->is, f->first, f->last,
		    finality_basis_text(f->basis));
}

static int
compare(void *ctx, const struct eoir_case *c, const struct finality *f)
{
	struct all *all = ctx;
	struct truth *t = truth_of(all, c->id);

	if (t == NULL) {
		all->extra++;
		return 0;
	}
	t->seen = true;
	if (f->is == FINALITY_UNKNOWN) {
		all->unknown++;
		if (getenv("SAY_UNKNOWN") != NULL && t->determinable)
			say(all, "unknown", t, f);
		return 0;
	}
	if (!t->determinable)
		return 0;
	if ((f->is == FINALITY_YES) != t->final) {
		all->wrong++;
		say(all, "wrong", t, f);
	} else if (t->final && (t->day < f->first || t->day > f->last)) {
		all->wrong_day++;
		say(all, "wrong day", t, f);
	} else if (t->final && f->first != f->last) {
		all->between++;
	} else {
		all->same++;
	}
	return 0;
}

/* Rows that were spoilt and are named in the report. */
static void
compare_dirt(const char *dir, const struct eoir_release *r,
    const struct dirt *d, uint64_t *flagged, uint64_t *named)
{
	char path[4096], line[4096], *c[4];
	unsigned shown = 0;
	FILE *f;

	snprintf(path, sizeof(path), "%s/dirt_log.tsv", dir);
	if ((f = fopen(path, "r")) == NULL)
		return;
	(void)!fgets(line, sizeof(line), f);
	while (fgets(line, sizeof(line), f) != NULL) {
		enum eoir_table_id t;
		uint32_t row;
		size_t lo = 0, hi = d->n;
		bool found = false;

		if (cut(line, c, 4) < 4)
			continue;
		t = eoir_table_named(c[0]);
		row = (uint32_t)strtoul(c[1], NULL, 10);
		++*flagged;
		while (lo < hi) {
			size_t mid = lo + (hi - lo) / 2;
			const struct dirt_line *l = &d->lines[mid];

			if (l->table < t ||
			    (l->table == t && eoir_row_of(r, t, l->line) < row))
				lo = mid + 1;
			else
				hi = mid;
		}
		found = lo < d->n && d->lines[lo].table == t &&
		    eoir_row_of(r, t, d->lines[lo].line) == row;
		*named += found;
		if (!found && shown++ < 10)
			printf("# not named: %s row %u case %s flags %s\n",
			    c[0], row, c[2], c[3]);
	}
	fclose(f);
}

static bool
no_progress(void *ctx, const char *what, uint64_t done, uint64_t all)
{
	return true;
}

int
main(int argc, char **argv)
{
	struct eoir_options o = { .threads = 2, .progress = no_progress };
	struct eoir_release *r = NULL;
	struct eoir_source from;
	struct all all = { 0 };
	const struct dirt *d;
	struct arena a;
	uint64_t flagged = 0, named = 0;
	const char *why = "";
	int err;

	if (argc < 2)
		return 2;
	if (argc > 2 && argv[2][0] != '-') {
		struct ymd y;

		o.has_as_of =
		    sscanf(argv[2], "%d-%d-%d", &y.year, &y.month, &y.day) == 3;
		o.as_of = day_of(y);
	}
	arena_init(&a, &mem_system, (size_t)1 << 30);
	read_truth(argv[1], &all);
	err = eoir_folder(&a, argv[1], &from, &o.bound, &why);
	if (err == 0)
		err = eoir_read(&a, &mem_system, &file_system_real, &from, &o,
		    &r, &why);
	if (err == 0)
		err = eoir_each_case(r, compare, &all);
	if (err == 0)
		err = eoir_dirt_of(r, &d);
	if (err != 0) {
		printf("# %s\n", why);
		return 1;
	}
	compare_dirt(argv[1], r, d, &flagged, &named);
	for (size_t i = 0; i < all.n; i++) {
		all.missed += !all.t[i].seen;
		all.undeterminable += !all.t[i].determinable;
	}
	for (unsigned k = 0; getenv("SAY_DIRT") != NULL && k < DIRT_CAUSES; k++)
		if (dirt_count(d, (enum dirt_cause)k) > 0)
			printf("# %-24s %8llu (mended %llu, unknown %llu)\n",
			    dirt_cause_text((enum dirt_cause)k),
			    (unsigned long long)dirt_count(d,
				(enum dirt_cause)k),
			    (unsigned long long)d->done[k][DONE_MENDED],
			    (unsigned long long)d->done[k][DONE_UNKNOWN]);
	printf("cases %zu wrong %llu wrong-day %llu same %llu between %llu "
	       "unknown %llu undeterminable %llu ratio %.3f missed %llu "
	       "extra %llu flagged %llu named %llu (%.2f%%) report %zu\n",
	    all.n, (unsigned long long)all.wrong,
	    (unsigned long long)all.wrong_day, (unsigned long long)all.same,
	    (unsigned long long)all.between, (unsigned long long)all.unknown,
	    (unsigned long long)all.undeterminable,
	    (double)all.unknown / (double)(all.undeterminable + 1),
	    (unsigned long long)all.missed, (unsigned long long)all.extra,
	    (unsigned long long)flagged, (unsigned long long)named,
	    flagged > 0 ? 100.0 * (double)named / (double)flagged : 100.0,
	    d->n);
	eoir_free(r);
	arena_release(&a);
	free(all.t);
	if (argc > 3 &&
	    (double)all.unknown >
		strtod(argv[3], NULL) * (double)all.undeterminable)
		return 1;
	return all.wrong + all.wrong_day + all.missed > 0 ||
	    (double)named < 0.99 * (double)flagged;
}
