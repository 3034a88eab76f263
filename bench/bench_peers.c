/* bench_peers.c - the peers' workload: 1,000,000 people, 100 orders, one
 * instant; which orders bar whom?
 *
 *	build/bench/bench_peers [PEOPLE [FOLDER]]
 *
 * The orders are written in the order language with a vocabulary of their
 * own, as a lawyer would: nothing is split or sorted by hand, and the people
 * are shuffled before they are laid out.  The right answer for a million is
 * 238,982 pairs, 177,719 people, checksum 7386289108160 (the sum of
 * (person + 1) * (order + 1)); the program fails when it is another.
 *
 * Beside it, in the same run: plain C over columns that knows no unknown and
 * gives no reason, which is a floor and no peer.  bench/peers.bash runs DuckDB
 * and SQLite on the tables that FOLDER is given.  A figure is the best of
 * several, in time of one core (so that a machine others use says the same);
 * whole is with the orders compiled, run without. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/crowd.h"

#define T    20605 /* 2026-06-01 */
#define MAXD 32767
#define RUNS 7

struct one {
	int nat, fod, dd, off, cor;
};

struct rule {
	int nat, fl, fh, dl, dh, off, cor, en, ex;
};

static uint64_t seed = 88172645463325252u;
static struct one *people;
static struct rule rules[100];
static size_t npeople = 1000000;

static uint64_t
next(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

static double
part(void)
{
	return (double)(next() >> 11) * (1.0 / 9007199254740992.0);
}

static int
between(int a, int b)
{
	return a + (int)(part() * (b - a + 1));
}

static void
die(const char *what)
{
	fprintf(stderr, "bench_peers: %s\n", what);
	exit(1);
}

/* -- The workload, as its generator makes it ------------------------------ */

static void
make_rule(int i, struct rule *r)
{
	int k = i % 10;
	double square;

	*r = (struct rule){ -1, -1, MAXD, -1, MAXD, -1, -1, 0, 0 };
	if (k < 5) {
		square = part();
		r->nat = (int)(square * part() * 60);
		r->fl = 0;
		r->fh = between(14000, 20500);
		r->dl = between(16000, 19500);
	} else if (k < 7) {
		r->off = between(0, 24);
		r->dl = between(17000, 20300);
	} else if (k == 7) {
		square = part();
		r->cor = (int)(square * part() * 60);
		r->fl = 0;
	} else if (k == 8) {
		square = part();
		r->nat = (int)(square * part() * 60);
		r->dl = 0;
		r->fl = between(12000, 18000);
		r->fh = between(18500, 20600);
	} else {
		r->fl = between(18000, 19500);
		r->fh = r->fl + between(30, 400);
		r->dl = 0;
	}
	r->en = between(15000, 20550);
	r->ex = r->en + between(200, 6000);
	if (part() < 0.3)
		r->ex = MAXD;
}

static void
make_workload(void)
{
	for (int i = 0; i < 100; i++)
		make_rule(i, &rules[i]);
	if ((people = calloc(npeople, sizeof(*people))) == NULL)
		die("no room");
	for (size_t i = 0; i < npeople; i++) {
		struct one *o = &people[i];
		double x = part();

		o->nat = (int)(x * x * 200);
		o->fod = part() < 0.15 ? -1 : between(9000, 20600);
		o->dd = part() < 0.20 ? between(15500, 20600) : -1;
		o->off = between(0, 24);
		o->cor = part() < 0.9 ? o->nat : between(0, 199);
	}
}

static void
write_tables(const char *folder)
{
	char path[512];
	FILE *f;

	snprintf(path, sizeof(path), "%s/persons.csv", folder);
	if ((f = fopen(path, "w")) == NULL)
		die(path);
	fprintf(f, "id,nat,fod,det,ddate,off,cor\n");
	for (size_t i = 0; i < npeople; i++)
		fprintf(f, "%zu,%d,%d,%d,%d,%d,%d\n", i, people[i].nat,
		    people[i].fod, people[i].dd >= 0, people[i].dd,
		    people[i].off, people[i].cor);
	fclose(f);
	snprintf(path, sizeof(path), "%s/orders.csv", folder);
	if ((f = fopen(path, "w")) == NULL)
		die(path);
	fprintf(f,
	    "id,nat,fod_lo,fod_hi,dd_lo,dd_hi,off,cor,entered,expires\n");
	for (int i = 0; i < 100; i++)
		fprintf(f, "%d,%d,%d,%d,%d,%d,%d,%d,%d,%d\n", i, rules[i].nat,
		    rules[i].fl, rules[i].fh, rules[i].dl, rules[i].dh,
		    rules[i].off, rules[i].cor, rules[i].en, rules[i].ex);
	fclose(f);
}

/* -- The orders as text ---------------------------------------------------- */

static void
put_day(struct buf *b, int day)
{
	day_print(b, (struct day){ day });
}

static void
put_clause(struct buf *b, int *n, const char *first)
{
	buf_puts(b, (*n)++ == 0 ? "\n  covers " : "\n     and ");
	buf_puts(b, first);
}

/* The clauses of a rule; turned: the last first. */
static void
put_covers(struct buf *b, const struct rule *r, bool turned)
{
	int n = 0;

	for (int step = 0; step < 5; step++)
		switch (turned ? 4 - step : step) {
		case 0:
			if (r->nat < 0)
				break;
			put_clause(b, &n, "nationality is");
			buf_printf(b, " c%d", r->nat);
			break;
		case 1:
			if (r->fl <= 0)
				break;
			put_clause(b, &n, "(ordered since ");
			put_day(b, r->fl);
			buf_puts(b, ")");
			break;
		case 2:
			if (r->fl < 0)
				break;
			put_clause(b, &n,
			    r->fh == MAXD ? "(ever ordered" : "(ordered by ");
			if (r->fh != MAXD)
				put_day(b, r->fh);
			buf_puts(b, ")");
			break;
		case 3:
			if (r->dl < 0)
				break;
			put_clause(b, &n,
			    r->dl == 0 ? "(ever detained" : "(detained since ");
			if (r->dl != 0)
				put_day(b, r->dl);
			buf_puts(b, ")");
			if (r->dh == MAXD)
				break;
			put_clause(b, &n, "(detained by ");
			put_day(b, r->dh);
			buf_puts(b, ")");
			break;
		default:
			if (r->off >= 0) {
				put_clause(b, &n, "office (place in");
				buf_printf(b, " f%d) now", r->off);
			}
			if (r->cor >= 0) {
				put_clause(b, &n, "removable (country is");
				buf_printf(b, " c%d) now", r->cor);
			}
			break;
		}
}

static void
put_order(struct buf *b, const char *name, int i, const struct rule *r,
    bool turned)
{
	buf_printf(b, "order %s%d\n  document \"%d\"\n  entered ", name, i, i);
	put_day(b, r->en);
	put_covers(b, r, turned);
	buf_puts(b, "\n  bars removal\n");
	if (r->ex != MAXD) {
		buf_puts(b, "  until ");
		put_day(b, r->ex - 1);
		buf_puts(b, " end of day\n");
	}
	buf_puts(b, "\n");
}

static void
read_book(struct crowd_book *k)
{
	struct buf said;

	buf_init(&said, &mem_system, 1 << 20);
	if (!crowd_read(k, &said)) {
		fprintf(stderr, "%s\n", said.s);
		die("the orders are not understood");
	}
	buf_release(&said);
}

/* -- The people ------------------------------------------------------------ */

struct maker {
	struct crowd_person of;
	struct value country, place, removable;
};

/* An event on a day and no other, or none at all; recorded on its day, or
 * from the beginning. */
static void
add_event(struct maker *m, const struct kind *kind, int day, bool timed)
{
	struct fact *f;

	if (day < 0) {
		crowd_fact(&m->of, kind, FACT_ABSENT);
		return;
	}
	f = crowd_event(&m->of, kind, day);
	if (timed)
		f->entry.recorded.us = (int64_t)(day + 1) * 86400000000;
	crowd_fact(&m->of, kind, FACT_ONLY);
}

static void
add_place(struct maker *m, const struct kind *kind, struct value *v,
    const struct word *w)
{
	crowd_word(v, w);
	crowd_fact(&m->of, kind, FACT_HELD)->fields = v;
}

static const struct kind *kinds[5];

static void
find_kinds(const struct crowd_book *k)
{
	static const char *const names[] = { "nationality", "ordered",
		"detained", "office", "removable" };

	for (int i = 0; i < 5; i++)
		kinds[i] = vocab_kind(k->law.vocab, names[i]);
}

static void
make_person(struct maker *m, const struct crowd_book *k, size_t i, bool timed)
{
	const struct one *o = &people[i];

	crowd_person(&m->of, i);
	add_place(m, kinds[0], &m->country, k->countries[o->nat]);
	add_event(m, kinds[1], o->fod, timed);
	add_event(m, kinds[2], o->dd, timed);
	add_place(m, kinds[3], &m->place, k->offices[o->off]);
	add_place(m, kinds[4], &m->removable, k->countries[o->cor]);
}

static struct segment *
open_people(const struct crowd_book *k, const char *path)
{
	struct segment *s;
	const char *why;

	if (segment_open(&mem_system, path, k->law.vocab, NULL, &s, &why) != 0)
		die(why);
	if (segment_verify(s) != 0)
		die("it is broken");
	return s;
}

static char *
write_people(const struct crowd_book *k, const char *folder, bool timed)
{
	struct segment_writer *w;
	struct segment *s;
	struct maker m;
	struct hash h;
	const char *why;
	uint32_t *order;
	char *path;
	double at;

	find_kinds(k);
	if ((order = calloc(npeople, sizeof(*order))) == NULL ||
	    segment_writer_new(&mem_system, &file_system_real, folder,
		k->law.vocab, &w) != 0)
		die("no segment");
	for (size_t i = 0; i < npeople; i++)
		order[i] = (uint32_t)i;
	for (size_t i = npeople; i > 1; i--) {
		size_t j = next() % i;
		uint32_t x = order[i - 1];

		order[i - 1] = order[j];
		order[j] = x;
	}
	at = crowd_seconds();
	for (size_t i = 0; i < npeople; i++) {
		make_person(&m, k, order[i], timed);
		if (segment_add(w, &m.of.p) != 0)
			die("a person is not taken");
	}
	printf("segment: %.2f us to add a person,",
	    (crowd_seconds() - at) * 1e6 / (double)npeople);
	at = crowd_seconds();
	if (segment_finish(w, NULL, NULL, &h) != 0)
		die("the segment is not finished");
	printf(" %.2f us to lay one out,",
	    (crowd_seconds() - at) * 1e6 / (double)npeople);
	segment_writer_free(w);
	free(order);
	path = segment_path((struct arena *)(uintptr_t)&k->a, folder, &h);
	at = crowd_seconds();
	if (segment_open(&mem_system, path, k->law.vocab, &h, &s, &why) != 0)
		die(why);
	printf(" %.1f ms to open\n", (crowd_seconds() - at) * 1e3);
	/* The first touch checks what it reads. */
	at = crowd_seconds();
	if (segment_verify(s) != 0)
		die("it is broken");
	printf("         %.1f ms to check all of it\n",
	    (crowd_seconds() - at) * 1e3);
	segment_close(s);
	return path;
}

/* -- Deciding -------------------------------------------------------------- */

struct asked {
	uint64_t pairs, held, barred, checksum;
	double whole, run, lists;
	uint64_t scalar;
	size_t norders;
};

static uint64_t
sum_lists(const struct population *p, const struct columns *c,
    const struct population_lists *l)
{
	uint64_t sum = 0;

	for (size_t row = 0; row < c->rows; row++) {
		uint64_t id = strtoull(columns_id(c, row), NULL, 10);

		for (uint32_t i = l->at[row]; i < l->at[row + 1]; i++) {
			const char *name =
			    population_order(p, l->order[i])->id.s;

			while (*name < '0' || *name > '9')
				name++;
			if (l->doubt[i] == 0)
				sum +=
				    (id + 1) * (strtoull(name, NULL, 10) + 1);
		}
	}
	return sum;
}

static void
ask(const struct crowd_book *k, const struct segment *s, struct instant known,
    enum population_width width, bool lists, struct asked *out)
{
	const struct columns *c = segment_columns(s);
	struct act act;
	struct population_ask q = crowd_ask(k, s, &act, T);
	uint32_t *ats = calloc(c->rows + 1, sizeof(*ats));

	q.known = known;
	q.width = width;
	*out = (struct asked){ .whole = 1e9, .run = 1e9, .lists = 1e9 };
	for (int i = 0; i < RUNS; i++) {
		struct population_tally t = { .order_yes = NULL };
		struct population *p;
		struct arena a;
		double began = crowd_seconds(), ready, done;

		arena_init(&a, &mem_system, (size_t)8 << 30);
		if (population_new(&a, &q, &p) != 0)
			die("not compiled");
		ready = crowd_seconds();
		if (population_count(p, &t) != 0)
			die("not decided");
		done = crowd_seconds();
		out->whole =
		    done - began < out->whole ? done - began : out->whole;
		out->run = done - ready < out->run ? done - ready : out->run;
		out->pairs = t.yes;
		out->held = t.held;
		out->barred = t.barred;
		out->scalar = population_cost(p).scalar;
		out->norders = population_norders(p);
		if (lists) {
			struct population_lists l = { .at = ats };
			struct population_lists again = { .at = ats };

			began = crowd_seconds();
			if (population_lists(p, &a, &l) != 0)
				die("no lists");
			done = crowd_seconds();
			/* The first finds its memory. */
			again.order = l.order;
			again.doubt = l.doubt;
			again.cap = l.cap;
			began = crowd_seconds();
			if (population_lists(p, &a, &again) != 0)
				die("no lists");
			done = crowd_seconds();
			out->lists = done - began < out->lists ? done - began
							       : out->lists;
			if (i == 0)
				out->checksum = sum_lists(p, c, &l);
		}
		population_free(p);
		arena_release(&a);
	}
	free(ats);
}

static double
rate(double seconds)
{
	return (double)npeople / seconds / 1e6;
}

/* -- Plain C over columns: the floor --------------------------------------- */

static uint64_t
plain_block(const int16_t *restrict nat, const int16_t *restrict fod,
    const int16_t *restrict dd, const int16_t *restrict off,
    const int16_t *restrict cor, size_t n, const struct rule *r,
    uint8_t *restrict any)
{
	int16_t nl = (int16_t)r->nat,
		nh = (int16_t)(r->nat < 0 ? MAXD : r->nat);
	int16_t ol = (int16_t)r->off,
		oh = (int16_t)(r->off < 0 ? MAXD : r->off);
	int16_t cl = (int16_t)r->cor,
		ch = (int16_t)(r->cor < 0 ? MAXD : r->cor);
	int16_t fl = (int16_t)r->fl, fh = (int16_t)r->fh, dl = (int16_t)r->dl;
	uint64_t pairs = 0;

	for (size_t i = 0; i < n; i++) {
		uint8_t w =
		    (uint8_t)((nat[i] >= nl) & (nat[i] <= nh) & (fod[i] >= fl) &
			(fod[i] <= fh) & (dd[i] >= dl) & (off[i] >= ol) &
			(off[i] <= oh) & (cor[i] >= cl) & (cor[i] <= ch));

		any[i] |= w;
		pairs += w;
	}
	return pairs;
}

static double
plain(uint64_t *pairs, uint64_t *barred)
{
	static uint8_t any[4096];
	int16_t *col[5];
	double best = 1e9;

	for (int i = 0; i < 5; i++)
		if ((col[i] = calloc(npeople, sizeof(int16_t))) == NULL)
			die("no room");
	for (size_t i = 0; i < npeople; i++) {
		col[0][i] = (int16_t)people[i].nat;
		col[1][i] = (int16_t)people[i].fod;
		col[2][i] = (int16_t)people[i].dd;
		col[3][i] = (int16_t)people[i].off;
		col[4][i] = (int16_t)people[i].cor;
	}
	for (int run = 0; run < 3; run++) {
		double began = crowd_seconds();

		*pairs = *barred = 0;
		for (size_t s = 0; s < npeople; s += 4096) {
			size_t n = npeople - s < 4096 ? npeople - s : 4096;

			memset(any, 0, sizeof(any));
			for (int k = 0; k < 100; k++)
				if (rules[k].en <= T && T < rules[k].ex)
					*pairs += plain_block(col[0] + s,
					    col[1] + s, col[2] + s, col[3] + s,
					    col[4] + s, n, &rules[k], any);
			for (size_t i = 0; i < n; i++)
				*barred += any[i];
		}
		if (crowd_seconds() - began < best)
			best = crowd_seconds() - began;
	}
	for (int i = 0; i < 5; i++)
		free(col[i]);
	return best;
}

/* -- The whole ------------------------------------------------------------- */

static struct instant
day_at(int day)
{
	return (struct instant){ (int64_t)day * 86400000000 + 43200000000 };
}

/* The first in force whose people a day of arrest divides. */
static int
one_to_cut(void)
{
	int i = 0;

	while (rules[i].dl < 17000 || rules[i].en > T || T >= rules[i].ex)
		i++;
	return i;
}

static void
write_book(struct crowd_book *k, int how)
{
	crowd_begin(k, "peers");
	for (int i = 0; i < 100; i++) {
		struct rule first = rules[i], second = rules[i];

		if (how != 2 || i != one_to_cut()) {
			put_order(&k->text, "o", i, &rules[i], how > 0);
			continue;
		}
		/* One cut in two: those detained until a day, and after. */
		first.dl = (rules[i].dl + T) / 2;
		second.dh = first.dl - 1;
		put_order(&k->text, "o", i, &first, true);
		put_order(&k->text, "p", i, &second, false);
	}
	read_book(k);
}

int
main(int argc, char **argv)
{
	static const char *const width[] = { "portable", "avx2" };
	enum population_width w = crowd_widest();
	char folder[] = "/tmp/forestay-peers-XXXXXX";
	struct crowd_book k, turned, cut;
	struct segment *s;
	char *path;
	struct asked a, b, c;
	uint64_t pairs, barred;
	bool right;
	double floor;

	if (argc > 1)
		npeople = (size_t)strtoull(argv[1], NULL, 10);
	make_workload();
	if (argc > 2)
		write_tables(argv[2]);
	if (mkdtemp(folder) == NULL)
		die("no folder");
	write_book(&k, 0);
	write_book(&turned, 1);
	write_book(&cut, 2);
	path = write_people(&k, folder, false);
	s = open_people(&k, path);
	floor = plain(&pairs, &barred);
	printf("plain C over columns (a floor): %.1f M people/s; %llu pairs, "
	       "%llu people\n",
	    rate(floor), (unsigned long long)pairs, (unsigned long long)barred);
	for (int i = 0; i <= (int)w; i++) {
		ask(&k, s, day_at(T), (enum population_width)i, i == (int)w,
		    &a);
		printf("forestay, %s: %.1f M people/s (run alone %.1f); "
		       "%zu orders, %llu asked alone\n",
		    width[i], rate(a.whole), rate(a.run), a.norders,
		    (unsigned long long)a.scalar);
	}
	printf("a list per person: %.1f M people/s\n", rate(a.lists));
	printf("pairs %llu, people %llu, not known %llu, checksum %llu\n",
	    (unsigned long long)a.pairs, (unsigned long long)a.barred,
	    (unsigned long long)a.held, (unsigned long long)a.checksum);
	segment_close(s);
	s = open_people(&turned, path);
	ask(&turned, s, day_at(T), w, false, &b);
	printf("clauses turned round: %.1f M people/s, %.2f times as long\n",
	    rate(b.whole), b.whole / a.whole);
	right = b.pairs == a.pairs;
	if (!right)
		printf("turned: %llu pairs\n", (unsigned long long)b.pairs);
	segment_close(s);
	s = open_people(&cut, path);
	ask(&cut, s, day_at(T), w, false, &b);
	printf("and one cut in two: %.1f M people/s, %.2f times as long\n",
	    rate(b.whole), b.whole / a.whole);
	right &= b.barred == a.barred && b.pairs == a.pairs;
	if (!right)
		printf("cut: %llu pairs, %llu people\n",
		    (unsigned long long)b.pairs, (unsigned long long)b.barred);
	segment_close(s);
	(void)unlink(path);
	path = write_people(&k, folder, true);
	s = open_people(&k, path);
	ask(&k, s, day_at(T), w, false, &b);
	ask(&k, s, day_at(T - 500), w, false, &c);
	printf("each event recorded on its day: now %.1f M people/s; as known "
	       "500 days ago %.1f, %.2f times as long (%llu not known)\n",
	    rate(b.whole), rate(c.whole), c.whole / b.whole,
	    (unsigned long long)c.held);
	if (b.pairs != a.pairs)
		printf("timed: %llu pairs\n", (unsigned long long)b.pairs);
	right &= b.pairs == a.pairs && a.pairs == pairs && a.barred == barred;
	if (npeople == 1000000)
		right &= a.pairs == 238982 && a.barred == 177719 &&
		    a.checksum == 7386289108160u;
	printf("bench_peers: %s; pairs %.1f M people/s, lists %.1f M, plain C "
	       "%.1f M\n",
	    right ? "the right answer" : "ANOTHER ANSWER", rate(a.whole),
	    rate(a.lists), rate(floor));
	segment_close(s);
	(void)unlink(path);
	(void)rmdir(folder);
	return right ? 0 : 1;
}
