/* eoir.c - a release read, counted and handed on; see eoir.h. */

#include "intake/eoir.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "intake/eoir_hand.h"
#include "intake/eoir_join.h"

struct eoir_release {
	const struct mem *mem;
	struct arena *a;
	const struct file_system *fs;
	const struct eoir_source *from;
	struct eoir_options o;
	struct eoir_codes codes;
	struct eoir_summary sum;
	struct worker workers[EOIR_THREADS_MAX];
	size_t nworkers;
	struct dirt dirt;
	struct rec_federal *federal;
	size_t nfederal;
	uint32_t *joins[T_READ]; /* lines that go on, ascending */
	size_t njoins[T_READ];
	uint64_t done, all;
	const char **why;
};

#define COUNT_BYTES  ((size_t)1 << 20) /* of Count.txt */
#define LOOKUP_BYTES ((size_t)16 << 20)
#define WORDS_BYTES  ((size_t)64 << 20)

static int
fail(struct eoir_release *r, int err, const char *why)
{
	*r->why = why != NULL ? why : err_text(err);
	return err;
}

/* -- Small files ---------------------------------------------------------- */

/* All of it, in the arena. */
static int
read_whole(struct eoir_release *r, const char *name, size_t most, char **out,
    size_t *n)
{
	size_t cap = 65536;
	char *b = arena_alloc(r->a, cap), *grown;
	int fd, err;
	ssize_t k = 1;

	if (b == NULL)
		return fail(r, E_NOMEM, NULL);
	if ((err = r->from->open(r->from->ctx, name, &fd, r->why)) != 0)
		return err;
	for (*n = 0; k > 0 && *n < most; *n += (size_t)k) {
		if (*n == cap) {
			grown = arena_alloc(r->a, 2 * cap);
			if (grown == NULL)
				break;
			memcpy(grown, b, cap);
			cap *= 2;
			b = grown;
		}
		k = r->fs->read(fd, b + *n, cap - *n);
		if (k < 0)
			break;
	}
	err = r->from->close(r->from->ctx, fd);
	*out = b;
	if (k != 0 || err != 0)
		return fail(r, k > 0 ? E_LIMIT : E_IO,
		    arena_printf(r->a, "%s cannot be read", name));
	return 0;
}

static int
take_lookups(struct eoir_release *r, const char *const *names, size_t n)
{
	char *bytes;
	size_t len;
	int err;

	for (size_t i = 0; i < n; i++) {
		if (strncasecmp(names[i], "Lookup/", 7) != 0)
			continue;
		err = read_whole(r, names[i], LOOKUP_BYTES, &bytes, &len);
		if (err == 0)
			err = codes_take(r->a, &r->codes, names[i] + 7, bytes,
			    len);
		if (err != 0)
			return fail(r, err,
			    err == E_SYNTAX
				? arena_printf(r->a,
				      "%s has not the columns of that table",
				      names[i])
				: *r->why);
	}
	r->sum.decisions_from = r->codes.decisions_from;
	return 0;
}

/* -- Count.txt ------------------------------------------------------------ */

static struct eoir_table_read *
table_named(struct eoir_release *r, const char *name)
{
	for (size_t i = 0; i < r->sum.ntables; i++)
		if (strcasecmp(r->sum.tables[i].name, name) == 0)
			return &r->sum.tables[i];
	return NULL;
}

/* "NAME<tab>ROWS" */
static int
count_line(struct eoir_release *r, const char *s, size_t n)
{
	const char *tab = memchr(s, '\t', n);
	struct eoir_table_read *t;
	uint64_t rows = 0;
	size_t k;
	char *name;

	while (n > 0 && (s[n - 1] == '\r' || s[n - 1] == ' '))
		n--;
	if (n == 0)
		return 0;
	if (tab == NULL || tab == s || tab >= s + n)
		return E_SYNTAX;
	for (k = (size_t)(tab - s) + 1; k < n; k++) {
		if (s[k] < '0' || s[k] > '9' || rows > UINT32_MAX)
			return E_SYNTAX;
		rows = rows * 10 + (uint64_t)(s[k] - '0');
	}
	if (r->sum.ntables == EOIR_TABLES_MAX)
		return E_LIMIT;
	name = arena_strndup(r->a, s, (size_t)(tab - s));
	if (name == NULL)
		return E_NOMEM;
	k = strlen(name);
	if (k > 4 && strcasecmp(name + k - 4, ".csv") == 0)
		name[k - 4] = '\0';
	if (table_named(r, name) != NULL)
		return E_SYNTAX;
	t = &r->sum.tables[r->sum.ntables++];
	*t = (struct eoir_table_read){ .name = name,
		.said = rows,
		.id = eoir_table_named(name) };
	return 0;
}

static int
read_counts(struct eoir_release *r)
{
	const char *s, *end, *feed;
	char *bytes;
	size_t n, line = 0;
	int err = read_whole(r, "Count.txt", COUNT_BYTES, &bytes, &n);

	if (err != 0)
		return err;
	for (s = bytes, end = bytes + n; s < end && err == 0; s = feed + 1) {
		feed = memchr(s, '\n', (size_t)(end - s));
		if (feed == NULL)
			feed = end;
		line++;
		err = count_line(r, s, (size_t)(feed - s));
	}
	if (err != 0)
		return fail(r, err,
		    arena_printf(r->a,
			"Count.txt, line %zu: not the name of a table, a tab "
			"and a number, or one twice",
			line));
	return 0;
}

/* -- Tables --------------------------------------------------------------- */

struct reading {
	struct eoir_release *r;
	struct worker *w;
	struct stream *s;
	const struct eoir_table_read *t;
	struct row_reader rr;
	int err;
	bool leads; /* tells how far */
};

static bool
go_on(struct reading *g)
{
	struct eoir_release *r = g->r;

	return !g->leads || r->o.progress == NULL ||
	    r->o.progress(r->o.ctx, g->t->name, r->done + stream_done(g->s),
		r->all);
}

static void *
read_chunks(void *ctx)
{
	struct reading *g = ctx;
	bool kept = g->t->id != T_COUNTED;
	size_t n = 1;
	uint32_t line = 0;

	while (g->err == 0) {
		g->err = stream_next(g->s, g->w, &n, &line);
		if (g->err != 0 || n == 0)
			break;
		chunk_take(g->w, kept ? &g->rr : NULL, g->t->head.ncolumns,
		    g->s->crlf, n, line);
		if (g->w->failed || g->w->dirt.failed)
			g->err = E_NOMEM;
		else if (!go_on(g))
			g->err = E_AGAIN;
	}
	return NULL;
}

/* All workers through one file. */
static int
read_all_chunks(struct eoir_release *r, struct eoir_table_read *t,
    struct stream *s)
{
	struct reading *g = arena_array(r->a, r->nworkers, sizeof(*g));
	pthread_t threads[EOIR_THREADS_MAX];
	size_t n = 0;
	int err = 0;

	if (g == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < r->nworkers; i++) {
		g[i] = (struct reading){ .r = r,
			.w = &r->workers[i],
			.s = s,
			.t = t,
			.leads = i == 0 };
		r->workers[i].rows = 0;
		if (t->id != T_COUNTED)
			row_reader_init(&g[i].rr, t->id, &t->head, &r->codes,
			    r->o.bound, &r->workers[i].dirt);
	}
	/* The first is this thread; fewer others than hoped for will do. */
	for (size_t i = 1; i < r->nworkers; i++)
		if (pthread_create(&threads[n], NULL, read_chunks, &g[i]) == 0)
			n++;
		else
			break;
	(void)read_chunks(&g[0]);
	for (size_t i = 0; i < n; i++)
		(void)pthread_join(threads[i], NULL);
	for (size_t i = 0; i < r->nworkers; i++) {
		if (g[i].err != 0)
			err = g[i].err;
		t->rows += r->workers[i].rows;
	}
	return err;
}

static int
read_table(struct eoir_release *r, struct eoir_table_read *t)
{
	const char *name = arena_printf(r->a, "%s.csv", t->name), *header;
	const char *missing = NULL;
	struct stream s;
	size_t n;
	int fd, err;

	if (name == NULL)
		return fail(r, E_NOMEM, NULL);
	if ((err = r->from->open(r->from->ctx, name, &fd, r->why)) != 0)
		return err;
	err = stream_open(&s, r->mem, r->fs, fd, r->o.hashes, &header, &n);
	if (err == 0) {
		static const struct eoir_table nothing = { "", false, NULL, 0 };

		err = eoir_header_read(r->a,
		    t->id == T_COUNTED ? &nothing : &eoir_tables[t->id], header,
		    n - (s.crlf ? 1 : 0), &t->head, &missing);
		t->head.crlf = s.crlf;
		if (err == 0) {
			s.ncarry -= n + 1;
			memmove(s.carry, s.carry + n + 1, s.ncarry);
			err = read_all_chunks(r, t, &s);
		}
		t->bytes = s.done;
		if (err == 0 && s.hash != NULL) {
			hash_run_end(s.hash, &t->hash);
			s.hash = NULL;
		}
		r->done += s.done;
		stream_close(&s, r->mem);
	}
	if (r->from->close(r->from->ctx, fd) != 0 && err == 0)
		err = E_IO;
	if (err == 0)
		return 0;
	return fail(r, err,
	    missing != NULL
		? arena_printf(r->a, "%s has no column %s", t->name, missing)
		: err == E_AGAIN ? "stopped; nothing was written"
		: err == E_LIMIT
		? arena_printf(r->a, "%s: a row of more than 1 MB", t->name)
		: arena_printf(r->a, "%s cannot be read: %s", t->name,
		      err_text(err)));
}

static int
compare_counts(struct eoir_release *r)
{
	const char *all = NULL, *one;

	for (size_t i = 0; i < r->sum.ntables; i++) {
		const struct eoir_table_read *t = &r->sum.tables[i];
		bool fewer = t->rows < t->said;

		if (t->rows == t->said || r->o.uncounted)
			continue;
		one = arena_printf(r->a,
		    "%s has %llu rows, %llu %s than Count.txt says (%llu)",
		    t->name, (unsigned long long)t->rows,
		    (unsigned long long)(fewer ? t->said - t->rows
					       : t->rows - t->said),
		    fewer ? "fewer" : "more", (unsigned long long)t->said);
		all = all == NULL || one == NULL
		    ? one
		    : arena_printf(r->a, "%s; %s", all, one);
		if (all == NULL)
			return fail(r, E_NOMEM, NULL);
	}
	return all == NULL ? 0 : fail(r, E_CHECK, all);
}

/* -- When the release was made -------------------------------------------- */

/* The last day on which courts wrote down what they do on a day: a thousandth
 * part of the busiest is enough, and a date typed wrong is not. */
static void
find_as_of(struct eoir_release *r)
{
	uint64_t most = 0, day;
	uint16_t bound = day16(r->o.bound);

	r->sum.as_of_said = r->o.has_as_of;
	r->sum.as_of = r->o.as_of;
	if (r->o.has_as_of)
		return;
	r->sum.as_of = r->o.bound;
	for (int pass = 0; pass < 2; pass++)
		for (unsigned d = bound; d > 0; d--) {
			day = 0;
			for (size_t w = 0; w < r->nworkers; w++)
				day += r->workers[w].happened[d];
			if (pass == 0 && day > most)
				most = day;
			if (pass == 1 && day > most / 1000) {
				r->sum.as_of = day16_day((uint16_t)d);
				return;
			}
		}
}

/* -- Putting together ----------------------------------------------------- */

static int
federal_order(const void *a, const void *b)
{
	const struct rec_federal *x = a, *y = b;

	if (x->appeal != y->appeal)
		return x->appeal < y->appeal ? -1 : 1;
	return x->r.line < y->r.line ? -1 : x->r.line > y->r.line;
}

static int
gather_federal(struct eoir_release *r)
{
	size_t n = 0;

	for (size_t w = 0; w < r->nworkers; w++)
		n += r->workers[w].nfederal;
	if (n == 0)
		return 0;
	r->federal = r->mem->alloc(r->mem->ctx, n * sizeof(*r->federal));
	if (r->federal == NULL)
		return fail(r, E_NOMEM, NULL);
	for (size_t w = 0; w < r->nworkers; w++) {
		struct worker *k = &r->workers[w];

		if (k->nfederal > 0)
			memcpy(r->federal + r->nfederal, k->federal,
			    k->nfederal * sizeof(*k->federal));
		r->nfederal += k->nfederal;
	}
	qsort(r->federal, r->nfederal, sizeof(*r->federal), federal_order);
	return 0;
}

/* The lines that go on in the next, for eoir_row_of. */
static int
find_joins(struct eoir_release *r)
{
	const struct dirt *d = &r->dirt;
	uint64_t n[T_READ] = { 0 };

	for (unsigned t = 0; t < T_READ; t++) {
		n[t] = d->counts[t][DIRT_NEWLINE];
		if (n[t] == 0)
			continue;
		r->joins[t] = r->mem->alloc(r->mem->ctx,
		    (size_t)n[t] * sizeof(*r->joins[t]));
		if (r->joins[t] == NULL)
			return E_NOMEM;
	}
	for (size_t i = 0; i < d->n; i++) {
		unsigned t = d->lines[i].table;

		if (d->lines[i].cause == DIRT_NEWLINE && r->njoins[t] < n[t])
			r->joins[t][r->njoins[t]++] = d->lines[i].line;
	}
	return 0;
}

/* What the workers found, together; the joins of it. */
static int
gather_joins(struct eoir_release *r)
{
	for (size_t w = 0; w < r->nworkers; w++)
		dirt_merge(&r->dirt, &r->workers[w].dirt);
	dirt_sort(&r->dirt);
	return r->dirt.failed ? E_NOMEM : find_joins(r);
}

static int
read_tables(struct eoir_release *r)
{
	char *name;
	int err = 0;

	for (unsigned t = 0; t < T_READ; t++)
		if (eoir_tables[t].needed &&
		    table_named(r, eoir_tables[t].name) == NULL)
			return fail(r, E_SYNTAX,
			    arena_printf(r->a,
				"%s is not in the release: without it no "
				"order can be told",
				eoir_tables[t].name));
	for (size_t i = 0; i < r->sum.ntables; i++) {
		name = arena_printf(r->a, "%s.csv", r->sum.tables[i].name);
		if (name == NULL)
			return fail(r, E_NOMEM, NULL);
		r->all += r->from->bytes(r->from->ctx, name);
	}
	for (size_t i = 0; i < r->sum.ntables && err == 0; i++)
		err = read_table(r, &r->sum.tables[i]);
	r->sum.bytes = r->done;
	return err;
}

/* Without Count.txt: every table in the folder that is known. */
static int
tables_found(struct eoir_release *r, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		enum eoir_table_id t = eoir_table_named(names[i]);

		if (t == T_READ || r->sum.ntables == EOIR_TABLES_MAX)
			continue;
		r->sum.tables[r->sum.ntables++] =
		    (struct eoir_table_read){ .name = eoir_tables[t].name,
			    .id = t };
	}
	return 0;
}

static int
read_release(struct eoir_release *r)
{
	const char **names = NULL;
	size_t n = 0;
	int err;

	if ((err = r->from->list(r->from->ctx, r->a, &names, &n, r->why)) != 0)
		return err;
	if ((err = codes_init(r->a, &r->codes)) != 0)
		return fail(r, err, NULL);
	if ((err = take_lookups(r, names, n)) != 0)
		return err;
	err = r->o.uncounted ? tables_found(r, names, n) : read_counts(r);
	if (err != 0 || (err = read_tables(r)) != 0 ||
	    (err = compare_counts(r)) != 0)
		return err;
	find_as_of(r);
	if ((err = gather_joins(r)) != 0)
		return fail(r, err, NULL);
	return gather_federal(r);
}

int
eoir_read(struct arena *a, const struct mem *mem, const struct file_system *fs,
    const struct eoir_source *from, const struct eoir_options *o,
    struct eoir_release **out, const char **why)
{
	struct eoir_release *r = arena_alloc(a, sizeof(*r));
	int err = 0;

	*out = NULL;
	*why = err_text(E_NOMEM);
	if (r == NULL)
		return E_NOMEM;
	*r = (struct eoir_release){ .mem = mem,
		.a = a,
		.fs = fs,
		.from = from,
		.o = *o,
		.why = why };
	dirt_init(&r->dirt, mem);
	while (r->nworkers < o->threads && r->nworkers < EOIR_THREADS_MAX &&
	    err == 0)
		if ((err = worker_init(&r->workers[r->nworkers], mem)) == 0)
			r->nworkers++;
	if (err == 0)
		err = read_release(r);
	if (err != 0) {
		eoir_free(r);
		return err;
	}
	*out = r;
	return 0;
}

void
eoir_free(struct eoir_release *r)
{
	if (r == NULL)
		return;
	for (size_t w = 0; w < r->nworkers; w++)
		worker_release(&r->workers[w]);
	r->nworkers = 0;
	r->mem->free(r->mem->ctx, r->federal);
	r->federal = NULL;
	for (unsigned t = 0; t < T_READ; t++) {
		r->mem->free(r->mem->ctx, r->joins[t]);
		r->joins[t] = NULL;
	}
	dirt_release(&r->dirt);
}

/* -- Handing on ----------------------------------------------------------- */

struct handing {
	struct eoir_release *r;
	int (*each)(void *ctx, const struct eoir_case *c,
	    const struct finality *f);
	void *ctx;
};

static int
hand_case(void *ctx, const struct eoir_case *c)
{
	struct handing *h = ctx;
	struct finality f;

	eoir_finality(c, &h->r->codes, day16(h->r->sum.as_of), &f);
	h->r->sum.finality[f.is]++;
	return h->each(h->ctx, c, &f);
}

int
eoir_each_case(struct eoir_release *r,
    int (*each)(void *ctx, const struct eoir_case *c, const struct finality *f),
    void *ctx)
{
	struct handing h = { r, each, ctx };
	struct joiner *j = r->mem->alloc(r->mem->ctx, sizeof(*j));
	int err = j != NULL ? joiner_init(j, r->mem) : E_NOMEM;

	if (err == 0) {
		j->codes = &r->codes;
		j->workers = r->workers;
		j->nworkers = r->nworkers;
		j->federal = r->federal;
		j->nfederal = r->nfederal;
		j->dirt = &r->dirt;
		for (unsigned p = 0; p < PARTS && err == 0; p++)
			err = join_part(j, p, hand_case, &h);
		r->sum.cases = j->cases;
		r->sum.proceedings = j->proceedings;
		joiner_release(j);
	}
	r->mem->free(r->mem->ctx, j);
	if (err == 0 && r->dirt.failed)
		err = E_NOMEM;
	return err;
}

struct telling_all {
	struct eoir_release *r;
	struct eoir_hand *h;
	uint64_t told, all;
};

static int
put_case(void *ctx, const struct eoir_case *c, const struct finality *f)
{
	struct telling_all *t = ctx;
	const struct eoir_options *o = &t->r->o;

	if (++t->told % 4096 == 0 && o->progress != NULL &&
	    !o->progress(o->ctx, "cases", t->told, t->all))
		return E_AGAIN;
	return eoir_put(t->h, c, f);
}

static int
make_people(void *ctx, struct eoir_hand *h)
{
	struct telling_all *t = ctx;

	t->h = h;
	return eoir_each_case(t->r, put_case, t);
}

static uint32_t
row_of(const void *ctx, enum eoir_table_id t, uint32_t line)
{
	return eoir_row_of(ctx, t, line);
}

/* Rows were freed part by part, here and there in what malloc holds: without
 * this, 1.1 GB of a release of ten million cases stay resident while what
 * was made of it is written. */
static void
give_back(const struct eoir_release *r)
{
#ifdef __GLIBC__
	if (r->mem == &mem_system)
		(void)malloc_trim(0);
#endif
}

int
eoir_each(struct eoir_release *r, const struct vocab *v,
    int (*each)(void *ctx, const struct person *p), void *ctx, const char **why)
{
	struct telling_all t = { .r = r };
	struct eoir_telling how = { .codes = &r->codes,
		.as_of = day16(r->sum.as_of),
		.row_of = row_of,
		.ctx = r };
	const char *missing = "";
	struct arena words; /* of the thread that makes people */
	int err;

	r->why = why;
	for (size_t i = 0; i < r->sum.ntables; i++)
		if (r->sum.tables[i].id == T_CASE)
			t.all = r->sum.tables[i].rows;
	arena_init(&words, r->mem, WORDS_BYTES);
	err = eoir_words_find(&words, v, &how.words, &missing);
	if (err == E_NAME)
		(void)fail(r, err,
		    arena_printf(r->a, "the vocabulary has no word `%s`",
			missing));
	else if (err == 0)
		err = eoir_hand(r->mem, &how, make_people, &t, each, ctx);
	give_back(r);
	if (err != 0 && err != E_NAME)
		(void)fail(r, err, NULL);
	arena_release(&words);
	return err;
}

/* -- The report ----------------------------------------------------------- */

int
eoir_dirt_of(struct eoir_release *r, const struct dirt **out)
{
	dirt_sort(&r->dirt);
	*out = &r->dirt;
	return r->dirt.failed ? E_NOMEM : 0;
}

uint32_t
eoir_row_of(const struct eoir_release *r, enum eoir_table_id t, uint32_t line)
{
	size_t lo = 0, hi = r->njoins[t];

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (r->joins[t][mid] < line)
			lo = mid + 1;
		else
			hi = mid;
	}
	return line - (uint32_t)lo;
}

const struct eoir_summary *
eoir_summary_of(const struct eoir_release *r)
{
	return &r->sum;
}
