/* cmd_census.c - forestay census: how many a draft class holds, and where.
 *
 * Yes, not known and no, each counted; never a name. */

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/ask.h"
#include "cli/census.h"
#include "core/limits.h"
#include "decide/population.h"
#include "intake/eoir.h"
#include "intake/eoir_folder.h"
#include "intake/snapshot.h"

/* People of whom it is asked why they are not known; more are said to be. */
#define WHY_MOST 100000
#define THREADS  2 /* that read a release and lay it out */

/* An interrupt is looked for between blocks, so that what was begun is put
 * away. */
static bool
interrupted(const struct census *s)
{
	sigset_t waiting;

	(void)s;
	return sigpending(&waiting) == 0 &&
	    (sigismember(&waiting, SIGINT) == 1 ||
		sigismember(&waiting, SIGTERM) == 1);
}

static bool
go_on(void *ctx, size_t done, size_t all)
{
	struct census *s = ctx;

	keep_progress(&s->progress, done, all);
	return !interrupted(s);
}

/* -- What is counted ------------------------------------------------------- */

static bool
open_segment(struct census *s, enum status *status)
{
	const char *why;
	int r;

	if (casebook_need(s->c, &s->o->casebook, &s->book) != 0) {
		*status = STATUS_FAILED;
		return false;
	}
	s->law = &s->book.law;
	r = segment_open(&mem_system, s->source, s->law->vocab, NULL,
	    &s->snapshot.base, &why);
	if (r != 0)
		*status = cli_failed(s->c, "%s: %s", s->source,
		    r == E_IO ? strerror(errno) : why);
	return r == 0;
}

static bool
open_store(struct census *s, enum status *status)
{
	struct keep_now now;
	int r;

	*status = STATUS_FAILED;
	if (!keep_open(s->c, s->source, &s->store))
		return false;
	if ((r = keep_now(s->store, &now)) != 0 ||
	    (r = keep_orders(s->c->arena, s->store, &now,
		 instant_min(now.known, s->known), &s->stored)) != 0) {
		*status = keep_failed(s->c, s->store, r);
		return false;
	}
	s->law = &s->stored.laws[0].law;
	s->progress.what = "laying out";
	r = snapshot_open(s->c->arena, &s->stored, s->source, go_on, s,
	    &s->snapshot);
	keep_progress_end(&s->progress);
	if (r != 0)
		*status = cli_failed(s->c, "%s: no snapshot: %s", s->source,
		    r == E_AGAIN                   ? "interrupted"
			: s->stored.broken != NULL ? s->stored.broken
						   : err_text(r));
	return r == 0;
}

/* -- A release of court data ----------------------------------------------- */

static bool
reading(void *ctx, const char *what, uint64_t done, uint64_t all)
{
	struct census *s = ctx;

	s->progress.what = what;
	return go_on(s, (size_t)done, (size_t)all);
}

static int
take_case(void *ctx, const struct person *p)
{
	struct census *s = ctx;

	return segment_add(s->writer, p);
}

/* The cases as columns in folder, which is asked for this once. */
static int
lay_out(struct census *s, struct eoir_release *release, const char *folder,
    const char **why)
{
	char *path;
	struct hash h;
	int r;

	r = segment_writer_new(&mem_system, &file_system_real, folder,
	    s->law->vocab, &s->writer);
	if (r == 0) {
		segment_writer_threads(s->writer, THREADS);
		r = eoir_each(release, s->law->vocab, take_case, s, why);
	}
	s->progress.what = "laying out";
	if (r == 0)
		r = segment_finish(s->writer, go_on, s, &h);
	segment_writer_free(s->writer);
	if (r != 0)
		return r;
	if ((path = segment_path(s->c->arena, folder, &h)) == NULL)
		return E_NOMEM;
	r = segment_open(&mem_system, path, s->law->vocab, &h,
	    &s->snapshot.base, why);
	/* Mapped, it needs no name. */
	(void)unlink(path);
	return r;
}

static int
read_release(struct census *s, const char *folder, const char **why)
{
	struct eoir_options how = { .threads = THREADS,
		.progress = reading,
		.ctx = s };
	struct eoir_release *release = NULL;
	struct eoir_source from;
	int r;

	r = eoir_folder(s->c->arena, s->source, &from, &how.bound, why);
	if (r == 0)
		r = eoir_read(s->c->arena, s->c->mem, &file_system_real, &from,
		    &how, &release, why);
	if (r == 0)
		r = lay_out(s, release, folder, why);
	eoir_free(release);
	return r;
}

static bool
open_release(struct census *s, enum status *status)
{
	const char *tmp = getenv("TMPDIR"), *why = NULL;
	char *folder = arena_printf(s->c->arena, "%s/forestay-census-XXXXXX",
	    tmp != NULL ? tmp : "/tmp");
	int r;

	*status = STATUS_FAILED;
	if (casebook_need(s->c, &s->o->casebook, &s->book) != 0)
		return false;
	s->law = &s->book.law;
	if (folder == NULL || mkdtemp(folder) == NULL) {
		*status = cli_failed(s->c, "no room for its columns: %s",
		    strerror(errno));
		return false;
	}
	r = read_release(s, folder, &why);
	keep_progress_end(&s->progress);
	(void)rmdir(folder);
	if (r != 0)
		*status = cli_failed(s->c, "%s: %s", s->source,
		    r == E_AGAIN      ? "interrupted"
			: why != NULL ? why
				      : err_text(r));
	return r == 0;
}

static bool
is_store(const struct census *s)
{
	char *ledger = arena_printf(s->c->arena, "%s/ledger.db", s->source);
	struct stat st;

	return ledger != NULL && stat(ledger, &st) == 0;
}

static bool
open_source(struct census *s, enum status *status)
{
	struct stat st;

	if (stat(s->source, &st) != 0) {
		*status =
		    cli_failed(s->c, "%s: %s", s->source, strerror(errno));
		return false;
	}
	if (!S_ISDIR(st.st_mode))
		return open_segment(s, status);
	return is_store(s) ? open_store(s, status) : open_release(s, status);
}

static bool
read_scope(struct census *s, const char *text, const struct expr **out,
    enum status *status)
{
	struct source_text *src = arena_alloc(s->c->arena, sizeof(*src));
	struct diags ds;
	struct expr *e;

	if (src == NULL) {
		*status = cli_failed(s->c, "no memory");
		return false;
	}
	*src = (struct source_text){ .path = "the scope",
		.bytes = text,
		.len = strlen(text) };
	diags_init(&ds, s->c->arena);
	if (law_parse_condition(s->c->arena, src, s->law, &e, &ds) != 0) {
		cli_diags(s->c, &ds, NULL, 0);
		*status =
		    cli_usage(s->c, s->self, "the scope is not understood");
		return false;
	}
	*out = e;
	return true;
}

/* -- Counting -------------------------------------------------------------- */

static bool
is_stale(const struct part *p, size_t row)
{
	return p->stale != NULL && (p->stale[row / 64] >> row % 64 & 1) != 0;
}

static void
told(void *ctx, size_t order, size_t row, size_t n, const uint8_t *values,
    enum tri all)
{
	struct census *s = ctx;
	const struct part *p = s->part;
	bool last = s->unknowns != NULL;

	(void)order;
	for (size_t i = 0; i < n && s->err == 0; i++) {
		uint8_t v = values != NULL ? values[i] : (uint8_t)all;
		size_t at = p->first + row + i;

		if (v == NO || is_stale(p, row + i))
			continue;
		if (s->first != NULL)
			s->first[at] = v;
		s->counts[s->nats].yes += v == YES;
		s->counts[s->nats].unknown += v == UNKNOWN;
		if (!last)
			continue;
		if (v == UNKNOWN)
			s->unknowns[at / 64] |= (uint64_t)1 << at % 64;
		for (size_t b = 0; b < s->nbys && s->err == 0; b++)
			s->err = by_count(s->c->arena, p->columns, s->known,
			    row + i, (enum tri)v, &s->bys[b]);
	}
}

/* The second scope, beside what was found of the first. */
static void
told_second(void *ctx, size_t order, size_t row, size_t n,
    const uint8_t *values, enum tri all)
{
	struct census *s = ctx;

	(void)order;
	for (size_t i = 0; i < n; i++) {
		uint8_t v = values != NULL ? values[i] : (uint8_t)all;
		uint8_t u = s->first[s->part->first + row + i];

		if (is_stale(s->part, row + i))
			continue;
		s->both[u][NO]--;
		s->both[u][v]++;
	}
}

static enum population_width
width(void)
{
#if defined(__x86_64__)
	if (__builtin_cpu_supports("avx2"))
		return WIDTH_AVX2;
#endif
	return WIDTH_PORTABLE;
}

static int
run_part(struct census *s, const struct expr *e, struct instant at,
    population_told *tell, struct part *p)
{
	struct population_ask q = { .law = s->law,
		.columns = p->columns,
		.at = at,
		.known = s->known,
		.width = width() };
	size_t blocks;
	int r;

	s->part = p;
	if ((r = population_of(&p->arena, &q, e, s->zone, &p->population)) != 0)
		return r;
	blocks = population_blocks(p->population);
	for (size_t b = 0; r == 0 && b < blocks; b++) {
		r = population_run(p->population, b, b + 1, tell, s);
		if (r == 0 && !go_on(s, b + 1, blocks))
			r = E_AGAIN;
	}
	return r != 0 ? r : s->err;
}

static void
run_end(struct census *s)
{
	for (size_t i = 0; i < s->nparts; i++) {
		population_free(s->parts[i].population);
		s->parts[i].population = NULL;
		arena_release(&s->parts[i].arena);
	}
}

/* Everybody; the populations stand until run_end. */
static int
run(struct census *s, const struct expr *e, struct instant at,
    population_told *tell, bool divided)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < s->nparts; i++) {
		struct part *p = &s->parts[i];

		arena_init(&p->arena, s->c->mem, (size_t)4 << 30);
		for (size_t b = 0; r == 0 && divided && b < s->nbys; b++)
			r = by_columns(s->c->arena, p->columns, &s->bys[b]);
		if (r == 0)
			r = run_part(s, e, at, tell, p);
	}
	return r;
}

static int
add_reason(struct census *s, const char *text)
{
	for (size_t i = 0; i < s->nreasons; i++)
		if (strcmp(s->reasons[i].text, text) == 0) {
			s->reasons[i].people++;
			return 0;
		}
	if (s->nreasons == REASONS_MAX)
		return 0;
	s->reasons[s->nreasons].text = arena_strdup(s->c->arena, text);
	s->reasons[s->nreasons].people = 1;
	return s->reasons[s->nreasons++].text == NULL ? E_NOMEM : 0;
}

static int
most_people(const void *x, const void *y)
{
	const struct reason_count *a = x, *b = y;

	if (a->people != b->people)
		return a->people > b->people ? -1 : 1;
	return strcmp(a->text, b->text);
}

/* For want of what is who is not known not known? */
static int
find_reasons_in(struct census *s, const struct part *p)
{
	const char *texts[POPULATION_WHY];
	struct arena a;
	size_t n, at;
	int r = 0;

	arena_init(&a, s->c->mem, (size_t)64 << 20);
	for (size_t row = 0;
	     r == 0 && row < p->columns->rows && s->asked_why < WHY_MOST;
	     row++) {
		at = p->first + row;
		if ((s->unknowns[at / 64] >> at % 64 & 1) == 0)
			continue;
		s->asked_why++;
		r = population_why(p->population, &a, 0, row, texts, &n);
		for (size_t i = 0; r == 0 && i < n; i++)
			r = add_reason(s, texts[i]);
		arena_release(&a);
		if (r == 0 && interrupted(s))
			r = E_AGAIN;
	}
	arena_release(&a);
	return r;
}

static int
find_reasons(struct census *s)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < s->nparts; i++)
		r = find_reasons_in(s, &s->parts[i]);
	qsort(s->reasons, s->nreasons, sizeof(*s->reasons), most_people);
	return r;
}

static int
count_at(struct census *s, const struct expr *e, size_t i, bool last)
{
	int r;

	s->nats = i;
	s->counts[i] = (struct count){ .at = s->ats[i] };
	if (last) {
		s->unknowns = arena_array(s->c->arena, s->rows / 64 + 1,
		    sizeof(*s->unknowns));
		if (s->unknowns == NULL)
			return E_NOMEM;
	}
	r = run(s, e, s->ats[i], told, last);
	s->counts[i].no = s->people - s->counts[i].yes - s->counts[i].unknown;
	if (r == 0 && last)
		r = find_reasons(s);
	run_end(s);
	return r;
}

static int
compare(struct census *s, const struct expr *e)
{
	const struct count *last = &s->counts[s->nats];
	int r;

	s->both[YES][NO] = last->yes;
	s->both[UNKNOWN][NO] = last->unknown;
	s->both[NO][NO] = last->no;
	r = run(s, e, last->at, told_second, false);
	run_end(s);
	return r;
}

/* -- The command ----------------------------------------------------------- */

static bool
read_instants(struct census *s, enum status *status)
{
	const char *why;
	struct when w;

	s->zone = zone_builtin(s->o->zone != NULL ? s->o->zone : "UTC");
	if (s->zone == NULL) {
		*status = cli_usage(s->c, s->self, "there is no zone \"%s\"",
		    s->o->zone);
		return false;
	}
	/* After all that is on record; what was never refused is not. */
	s->known.us = INSTANT_NEVER.us - 1;
	if (s->o->known != NULL) {
		if (!ask_instant(s->c->arena, s->o->known, s->zone, &w, &why))
			goto usage;
		s->known = w.last;
	}
	if (s->o->at.n > ATS_MAX) {
		why = "more instants than can be counted at once";
		goto usage;
	}
	for (size_t i = 0; i < s->o->at.n; i++) {
		if (!ask_instant(s->c->arena, s->o->at.items[i], s->zone, &w,
			&why))
			goto usage;
		s->ats[i] = w.last;
	}
	s->nats = s->o->at.n;
	if (s->nats == 0) {
		if (!ask_now(&s->ats[0])) {
			*status = cli_failed(s->c,
			    "what time it is cannot be "
			    "known: say --at");
			return false;
		}
		s->ats[0] = instant_floor_minute(s->ats[0]);
		s->nats = 1;
	}
	return true;
usage:
	*status = cli_usage(s->c, s->self, "%s", why);
	return false;
}

static bool
read_line(struct census *s, enum status *status)
{
	char *end;

	if (s->o->scope == NULL) {
		*status = cli_usage(s->c, s->self, "say --scope 'CONDITION'");
		return false;
	}
	if (s->o->suppress != NULL) {
		s->suppress = strtol(s->o->suppress, &end, 10);
		if (*end != '\0' || end == s->o->suppress || s->suppress < 0) {
			*status = cli_usage(s->c, s->self,
			    "--suppress needs a number");
			return false;
		}
	}
	if (s->o->by.n > BYS_MAX) {
		*status = cli_usage(s->c, s->self,
		    "at most %d divisions at once", BYS_MAX);
		return false;
	}
	return read_instants(s, status);
}

/* In the part where somebody has it. */
static int
find_by(struct census *s, const char *name, struct by *by)
{
	int r;

	r = by_find(s->c->arena, s->parts[0].columns, name, by);
	if (r == 0 && s->nparts > 1 && !by_on_record(s->parts[0].columns, by))
		r = by_find(s->c->arena, s->parts[1].columns, name, by);
	return r;
}

static bool
find_bys(struct census *s, enum status *status)
{
	for (size_t i = 0; i < s->o->by.n; i++) {
		if (find_by(s, s->o->by.items[i], &s->bys[i]) != 0) {
			*status = cli_usage(s->c, s->self,
			    "nothing is known by \"%s\": name a kind of the "
			    "vocabulary, or KIND.FIELD",
			    s->o->by.items[i]);
			return false;
		}
		s->nbys++;
	}
	return true;
}

static int
count_all(struct census *s, const struct expr *e, const struct expr *other)
{
	size_t n = s->nats;
	int r = 0;

	s->progress.what = "counting";
	if (other != NULL) {
		s->first = arena_array(s->c->arena, s->rows + 1, 1);
		if (s->first == NULL)
			return E_NOMEM;
	}
	for (size_t i = 0; r == 0 && i < n; i++) {
		if (s->first != NULL)
			memset(s->first, NO, s->rows);
		r = count_at(s, e, i, i + 1 == n);
	}
	if (r == 0 && other != NULL)
		r = compare(s, other);
	for (size_t i = 0; i < s->nbys; i++)
		by_sort(&s->bys[i]);
	keep_progress_end(&s->progress);
	return r;
}

static void
find_parts(struct census *s)
{
	const struct snapshot *snap = &s->snapshot;

	s->parts[0].columns = segment_columns(snap->base);
	s->parts[0].stale = snap->stale;
	s->nparts = 1;
	s->rows = s->parts[0].columns->rows;
	if (snap->after != NULL) {
		s->parts[1].columns = segment_columns(snap->after);
		s->parts[1].first = s->rows;
		s->nparts = 2;
		s->rows += s->parts[1].columns->rows;
	}
	s->people = s->rows - snap->nstale;
}

static enum status
census(struct census *s)
{
	const struct expr *e, *other = NULL;
	enum status status;
	int r;

	if (!read_line(s, &status) || !open_source(s, &status))
		return status;
	find_parts(s);
	if (!read_scope(s, s->o->scope, &e, &status) ||
	    (s->o->compare != NULL &&
		!read_scope(s, s->o->compare, &other, &status)) ||
	    !find_bys(s, &status))
		return status;
	r = count_all(s, e, other);
	if (r == E_RANGE)
		return cli_usage(s->c, s->self,
		    "the scope counts from when an order began, or names what "
		    "is done: say a day");
	if (r != 0)
		return cli_failed(s->c, "%s: %s", s->source,
		    r == E_AGAIN ? "interrupted" : err_text(r));
	if (s->o->common.json)
		census_json(s);
	else if (s->o->csv)
		census_csv(s);
	else
		census_text(s);
	return STATUS_DONE;
}

static enum status
census_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct census_opts o = { 0 };
	struct option_list args = { .n = 0 };
	struct census *s;
	enum status status;
	sigset_t was;

	if (!cli_begin(c, self, argc, argv, &o, &o.common, &args, &status))
		return status;
	if (args.n != 1)
		return cli_usage(c, self,
		    "name one segment, store or folder of a release");
	if ((s = arena_alloc(c->arena, sizeof(*s))) == NULL)
		return cli_failed(c, "no memory");
	s->c = c;
	s->o = &o;
	s->self = self;
	s->source = args.items[0];
	if (sigemptyset(&s->ends) != 0 || sigaddset(&s->ends, SIGINT) != 0 ||
	    sigaddset(&s->ends, SIGTERM) != 0 ||
	    pthread_sigmask(SIG_BLOCK, &s->ends, &was) != 0)
		return cli_failed(c, "signals cannot be waited for");
	status = census(s);
	snapshot_close(&s->snapshot);
	store_close(s->store);
	/* What came meanwhile ends the program now, all put away. */
	(void)pthread_sigmask(SIG_SETMASK, &was, NULL);
	return status;
}

static const struct option census_options[] = {
	{ "--scope", NULL, OPTION_TEXT, "CONDITION",
	    offsetof(struct census_opts, scope),
	    "whom to count, in the words of an order's covers" },
	{ "--compare", NULL, OPTION_TEXT, "CONDITION",
	    offsetof(struct census_opts, compare),
	    "another draft: who is in one and not in the other" },
	{ "--at", NULL, OPTION_LIST, "INSTANT",
	    offsetof(struct census_opts, at),
	    "asked then; several: how the class grew; without it: now" },
	{ "--known", NULL, OPTION_TEXT, "INSTANT",
	    offsetof(struct census_opts, known),
	    "as known then; without it: all that is on record" },
	{ "--zone", NULL, OPTION_TEXT, "ZONE",
	    offsetof(struct census_opts, zone),
	    "in which days and hours are; without it: UTC" },
	{ "--by", NULL, OPTION_LIST, "WHAT", offsetof(struct census_opts, by),
	    "court, nationality, custody, year, represented, office, state, or "
	    "any KIND.FIELD; may be given several times" },
	{ "--suppress", NULL, OPTION_TEXT, "N",
	    offsetof(struct census_opts, suppress),
	    "do not tell groups of fewer than N, nor what would give one away" },
	{ "--csv", NULL, OPTION_FLAG, NULL, offsetof(struct census_opts, csv),
	    "as CSV" },
	{ "--casebook", NULL, OPTION_LIST, "DIR|FILE",
	    offsetof(struct census_opts, casebook),
	    "the vocabulary, and the orders that `members of` names" },
	OPTIONS_COMMON(struct census_opts, common), OPTION_END
};

const struct command command_census = {
	.name = "census",
	.usage = "--scope 'CONDITION' SOURCE [--by WHAT]",
	.summary = "count whom a draft class holds, and where they are",
	.help =
	    "SOURCE is a segment (forestay import makes one), a store, or the folder of a\n"
	    "release of court data, which is read for this once.  Each person is counted\n"
	    "once: yes, not known, or no.  Not known is not no: the\n"
	    "class holds at least the yes and at most both together; what would have to be\n"
	    "looked up is told, most wanted first.  Nobody is named.\n"
	    "\n"
	    "  forestay census --scope 'nationality is IQ and final_order on 2017-06-24'\n"
	    "      release.segment --by court --suppress 10\n",
	.options = census_options,
	.run = census_run,
};
