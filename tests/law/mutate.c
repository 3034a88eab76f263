/* mutate.c - would the vignettes notice if an order said something else?
 *
 * Each date, count, comparison, tense, connective, `else` and effect of the
 * casebook is changed once, and the vignettes are run: a mutant that
 * passes them all has survived.  Survivors are listed in casebook/MUTANTS
 * with the reason why they mean the same; any other survivor, a listed one
 * that is killed after all, and a share below 95% killed fail the test.
 *
 *	mutate CASEBOOK-DIR [--list]
 */

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "intake/vignette.h"
#include "law/law.h"

#define MAX_FILES    256
#define ARENA_MAX    ((size_t)1 << 30)
#define NEED_PERCENT 95.0

struct walk {
	struct arena *a;
	long at;   /* points passed */
	long want; /* the one to change; -1: only count */
	char label[512];
	const char *owner; /* id of the instrument or clock */
	bool done;
};

static struct source_text files[MAX_FILES];
static size_t nfiles;

/* -- Points of change --------------------------------------------------- */

static bool
point(struct walk *w, const char *what, const char *how)
{
	if (w->at++ != w->want)
		return false;
	snprintf(w->label, sizeof(w->label), "%s: %s: %s", w->owner, what, how);
	w->done = true;
	return true;
}

static void
walk_civil(struct civil *c, int days, int minutes)
{
	c->day.n += days;
	c->minute += minutes;
	if (c->minute < 0) {
		c->minute += 1440;
		c->day.n--;
	} else if (c->minute > 1439) {
		c->minute -= 1440;
		c->day.n++;
	}
}

static void
walk_moment(struct walk *w, struct moment *m, const char *what)
{
	int step;

	if (m->kind != MOMENT_DAYS && m->kind != MOMENT_CLOCK)
		return;
	for (step = -1; step <= 1; step += 2) {
		const char *how = m->kind == MOMENT_DAYS
		    ? (step < 0 ? "a day earlier" : "a day later")
		    : (step < 0 ? "a minute earlier" : "a minute later");

		if (!point(w, what, how))
			continue;
		walk_civil(&m->lo, m->kind == MOMENT_DAYS ? step : 0,
		    m->kind == MOMENT_CLOCK ? step : 0);
		walk_civil(&m->hi, m->kind == MOMENT_DAYS ? step : 0,
		    m->kind == MOMENT_CLOCK ? step : 0);
	}
}

static void
walk_length(struct walk *w, struct length *len, const char *what)
{
	if (point(w, what, "one more"))
		len->n++;
	if (len->n > 0 && point(w, what, "one less"))
		len->n--;
}

static void
walk_due(struct walk *w, struct due *due, const char *what)
{
	for (size_t i = 0; i < due->nreadings; i++) {
		struct reading *r =
		    (struct reading *)(uintptr_t)&due->readings[i];

		if (r->kind == READING_LENGTH)
			walk_length(w, &r->length, what);
		else if (point(w, what, "one business day more"))
			r->time.business_day++;
		else if (point(w, what, "a minute later"))
			r->time.minute++;
	}
}

static void
walk_end(struct walk *w, struct end *end, const char *what)
{
	if (end->kind == END_MOMENT)
		walk_moment(w, &end->moment, what);
	else if (end->kind == END_DUE)
		walk_due(w, &end->due, what);
}

static const char *
spelt(struct walk *w, const struct expr *e)
{
	struct buf b;
	const char *s;

	buf_init(&b, &mem_system, 400);
	expr_print(&b, e);
	s = arena_strdup(w->a, b.s);
	buf_release(&b);
	return s == NULL ? "?" : s;
}

static void
negate(struct walk *w, struct expr **e)
{
	struct expr *not = arena_alloc(w->a, sizeof(*not ));
	struct expr **args = arena_array(w->a, 1, sizeof(*args));

	args[0] = *e;
	not ->kind = EXPR_NOT;
	not ->pos = (*e)->pos;
	not ->args = args;
	not ->nargs = 1;
	*e = not ;
}

static void
walk_compare(struct walk *w, struct expr *e, const char *s)
{
	static const struct {
		enum compare from, to;
		const char *how;
	} swaps[] = {
		{ CMP_IS, CMP_IS_NOT, "is not" },
		{ CMP_IS_NOT, CMP_IS, "is" },
		{ CMP_BEFORE, CMP_AFTER, "after" },
		{ CMP_BEFORE, CMP_BY, "by" },
		{ CMP_AFTER, CMP_BEFORE, "before" },
		{ CMP_AFTER, CMP_SINCE, "since" },
		{ CMP_BY, CMP_BEFORE, "before" },
		{ CMP_BY, CMP_SINCE, "since" },
		{ CMP_SINCE, CMP_AFTER, "after" },
		{ CMP_SINCE, CMP_BY, "by" },
		{ CMP_AT_LEAST, CMP_AT_MOST, "at most" },
		{ CMP_AT_MOST, CMP_AT_LEAST, "at least" },
	};

	for (size_t i = 0; i < sizeof(swaps) / sizeof(swaps[0]); i++)
		if (e->compare == swaps[i].from && point(w, s, swaps[i].how)) {
			e->compare = swaps[i].to;
			return;
		}
	for (size_t i = 0; i < e->nterms; i++)
		if (e->terms[i].v.kind == VALUE_MOMENT)
			walk_moment(w, &e->terms[i].v.moment, s);
}

static void walk_expr(struct walk *w, struct expr **e);

static void
walk_fact(struct walk *w, struct expr **ep)
{
	static const enum tense tenses[] = { TENSE_NONE, TENSE_EVER, TENSE_ONCE,
		TENSE_NEVER, TENSE_WILL_BE };
	static const char *const names[] = { "now", "ever", "once", "never",
		"will be" };
	struct expr *e = *ep;
	const char *s = spelt(w, e);

	if (e->where != NULL)
		walk_expr(w, &e->where);
	if (e->before_act)
		walk_length(w, &e->notice, s);
	if (e->scope == SCOPE_FOR_LENGTH)
		walk_length(w, &e->length, s);
	if (e->day.kind != MOMENT_NONE)
		walk_moment(w, &e->day, s);
	if (e->scope == SCOPE_ON_DAY && point(w, s, "by"))
		e->scope = SCOPE_BY_DAY;
	else if (e->scope == SCOPE_BY_DAY && point(w, s, "on"))
		e->scope = SCOPE_ON_DAY;
	for (size_t i = 0; i < 5; i++) {
		if (e->tense == tenses[i])
			continue;
		/* Without a tense a fact is asked now: other tenses of it
		 * are tried where the order says `now`. */
		if (e->tense == TENSE_NONE &&
		    (e->scope != SCOPE_NOW || tenses[i] == TENSE_WILL_BE ||
			tenses[i] == TENSE_NEVER))
			continue;
		if (tenses[i] == TENSE_NONE && e->scope != SCOPE_NONE)
			continue;
		if (!point(w, s, names[i]))
			continue;
		e->tense = tenses[i];
		if (tenses[i] == TENSE_NONE)
			e->scope = SCOPE_NOW;
		else if (e->scope == SCOPE_NOW)
			e->scope = SCOPE_NONE;
		return;
	}
	if (e->nterms > 0 && point(w, s, "is not"))
		negate(w, ep);
}

static void
walk_expr(struct walk *w, struct expr **ep)
{
	struct expr *e = *ep;

	switch (e->kind) {
	case EXPR_AND:
	case EXPR_OR:
		for (size_t i = 0; i < e->nargs; i++)
			walk_expr(w, &e->args[i]);
		if (point(w, spelt(w, e), e->kind == EXPR_AND ? "or" : "and"))
			e->kind = e->kind == EXPR_AND ? EXPR_OR : EXPR_AND;
		break;
	case EXPR_NOT:
		walk_expr(w, &e->args[0]);
		if (point(w, spelt(w, e), "without not"))
			*ep = e->args[0];
		break;
	case EXPR_SHOWN:
	case EXPR_PRESUMED:
	case EXPR_DOUBT:
		for (size_t i = 0; i < e->nargs; i++)
			walk_expr(w, &e->args[i]);
		break;
	case EXPR_COMPARE:
		walk_compare(w, e, spelt(w, e));
		break;
	case EXPR_FACT:
		walk_fact(w, ep);
		break;
	case EXPR_ON_LIST:
	case EXPR_PERSON_IS:
	case EXPR_MEMBERS:
		if (point(w, spelt(w, e), "not"))
			negate(w, ep);
		break;
	default:
		break;
	}
}

static void
walk_transition(struct walk *w, struct each *each, size_t s,
    struct transition *tr)
{
	struct stage *last = &each->stages[each->nstages - 1];
	char what[160];

	snprintf(what, sizeof(what), "stage %s", each->stages[s].id.s);
	for (size_t i = 0; i < tr->nsteps; i++)
		if (tr->steps[i].where != NULL)
			walk_expr(w, &tr->steps[i].where);
	if (tr->kind == TRANS_ON && tr->nsteps > 1 &&
	    point(w, what, tr->all ? "or" : "and"))
		tr->all = !tr->all;
	if (tr->kind == TRANS_WITHIN)
		walk_due(w, &tr->within, what);
	if (tr->kind == TRANS_TEXT_ONLY)
		return;
	if (tr->then.s != NULL &&
	    point(w, what,
		tr->kind == TRANS_ON ? "on ... ends" : "else ends")) {
		tr->then.s = NULL;
		tr->ends = "mutant";
	} else if (tr->then.s == NULL && s + 1 < each->nstages &&
	    point(w, what, "does not end")) {
		tr->then = last->id;
		tr->ends = NULL;
	}
}

static void
walk_each(struct walk *w, struct each *each)
{
	if (each->where != NULL)
		walk_expr(w, &each->where);
	for (size_t i = 0; i < each->nstages; i++) {
		struct stage *st = &each->stages[i];
		char what[160];

		snprintf(what, sizeof(what), "stage %s", st->id.s);
		if (point(w, what, st->free ? "not free" : "free"))
			st->free = !st->free;
		for (size_t j = 0; j < st->ntransitions; j++)
			walk_transition(w, each, i, &st->transitions[j]);
	}
}

static void
walk_edge(struct walk *w, struct instrument *x, size_t i)
{
	struct edge *e = &x->edges[i];
	const char *what = edge_text(e->kind);

	walk_end(w, &e->until, what);
	if (e->to != NULL)
		walk_expr(w, &e->to);
	if (e->from_mandate && point(w, what, "at once")) {
		e->from_mandate = false;
		e->at_once = true;
	}
	/* These say something to people and change no answer. */
	if (e->kind == EDGE_WIDENS || e->kind == EDGE_CLARIFIES)
		return;
	if (point(w, what, "left out")) {
		x->edges[i] = x->edges[x->nedges - 1];
		x->nedges--;
	}
}

static void
walk_instrument(struct walk *w, struct instrument *x)
{
	w->owner = x->id.s;
	walk_moment(w, &x->oral.moment, "oral");
	walk_moment(w, &x->entered.moment, "entered");
	walk_moment(w, &x->effective.moment, "effective");
	walk_end(w, &x->until, "until");
	for (size_t i = 0; i < x->nedges && !w->done; i++)
		walk_edge(w, x, i);
	if (x->covers != NULL)
		walk_expr(w, &x->covers);
	for (size_t i = 0; i < x->nexcepts; i++)
		walk_expr(w, &x->excepts[i].expr);
	for (size_t i = 0; i < x->nneeds; i++)
		walk_expr(w, &x->needs[i].expr);
	for (size_t i = 0; i < x->nbars; i++) {
		/* A bar of several acts is several that share these. */
		bool shared = i > 0 && x->bars[i].where != NULL &&
		    x->bars[i].where == x->bars[i - 1].where;
		bool same = i > 0 && x->bars[i].unless != NULL &&
		    x->bars[i].unless == x->bars[i - 1].unless;

		walk_moment(w, &x->bars[i].from, "bars from");
		if (x->bars[i].where != NULL && !shared)
			walk_expr(w, &x->bars[i].where);
		if (x->bars[i].unless != NULL && !same)
			walk_expr(w, &x->bars[i].unless);
	}
	for (size_t i = 0; i < x->nduties; i++)
		walk_end(w, &x->duties[i].by, "requires ... by");
	if (x->each.given)
		walk_each(w, &x->each);
}

static void
walk_law(struct walk *w, struct law *law)
{
	for (size_t i = 0; i < law->ninstruments && !w->done; i++)
		walk_instrument(w, law->instruments[i]);
	for (size_t i = 0; i < law->nclocks && !w->done; i++) {
		struct clock *c = law->clocks[i];

		w->owner = c->id.s;
		for (size_t j = 0; j < c->nversions; j++) {
			walk_moment(w, &c->versions[j].from.moment, "from");
			if (!c->versions[j].no_limit)
				walk_length(w, &c->versions[j].length, "count");
			if (c->versions[j].when != NULL)
				walk_expr(w,
				    (struct expr **)(uintptr_t)&c->versions[j]
					.when);
		}
	}
}

/* -- Running ------------------------------------------------------------- */

static int
load(struct arena *a, struct law *law, struct diags *ds)
{
	int r = 0;

	memset(law, 0, sizeof(*law));
	diags_init(ds, a);
	for (size_t i = 0; i < nfiles && r == 0; i++)
		r = law_parse(a, &files[i], law, ds);
	return r != 0 ? r : ds->nerrors > 0 ? E_CHECK : 0;
}

static void
count_wrong(void *ctx, const struct vignette_result *r)
{
	if (r->wrong != NULL)
		++*(unsigned *)ctx;
}

/* Vignettes of the mutant's own case first: they are the likelier ones. */
static bool
killed(struct law *law, const char *owner)
{
	const char *dot = strchr(owner, '.');
	size_t n = dot == NULL ? strlen(owner) : (size_t)(dot - owner);

	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < law->nvignettes; i++) {
			const struct vignette *v = law->vignettes[i];
			bool own = v->in_case != NULL &&
			    strncmp(v->in_case->id.s, owner, n) == 0;
			struct arena run;
			unsigned wrong = 0;
			int r;

			if (own != (pass == 0))
				continue;
			arena_init(&run, &mem_system, ARENA_MAX);
			r = vignette_run(&run, law, v, count_wrong, &wrong);
			arena_release(&run);
			if (r != 0 || wrong > 0)
				return true;
		}
	return false;
}

enum fate { KILLED, SURVIVED, REFUSED, FAILED };

static enum fate
run_mutant(long i, char *label, size_t n)
{
	struct walk w = { .want = i };
	struct diags ds;
	struct arena a;
	struct law law;
	enum fate fate = FAILED;

	arena_init(&a, &mem_system, ARENA_MAX);
	w.a = &a;
	if (load(&a, &law, &ds) == 0) {
		walk_law(&w, &law);
		snprintf(label, n, "%s", w.label);
		fate = law_check(&a, &law, &ds) != 0 ? REFUSED
		    : killed(&law, w.owner)          ? KILLED
						     : SURVIVED;
	}
	arena_release(&a);
	return fate;
}

static char *
read_file(const char *path, size_t *n)
{
	FILE *f = fopen(path, "rb");
	char *s = NULL;
	long size;

	if (f == NULL)
		return NULL;
	if (fseek(f, 0, SEEK_END) == 0 && (size = ftell(f)) >= 0 &&
	    fseek(f, 0, SEEK_SET) == 0 &&
	    (s = calloc(1, (size_t)size + 1)) != NULL)
		*n = fread(s, 1, (size_t)size, f);
	fclose(f);
	return s;
}

static int
by_name(const void *a, const void *b)
{
	const struct source_text *x = a, *y = b;

	return strcmp(x->path, y->path);
}

static bool
read_casebook(const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *e;

	while (d != NULL && (e = readdir(d)) != NULL && nfiles < MAX_FILES) {
		const char *dot = strrchr(e->d_name, '.');
		size_t n = strlen(dir) + strlen(e->d_name) + 2;
		char *path;

		if (dot == NULL ||
		    (strcmp(dot, ".law") != 0 && strcmp(dot, ".vocab") != 0))
			continue;
		path = malloc(n);
		snprintf(path, n, "%s/%s", dir, e->d_name);
		files[nfiles].path = path;
		files[nfiles].bytes = read_file(path, &files[nfiles].len);
		nfiles++;
	}
	if (d != NULL)
		closedir(d);
	qsort(files, nfiles, sizeof(files[0]), by_name);
	return nfiles > 0;
}

/* A survivor is excused by a line that begins with its label and " -- ". */
static bool
excused(const char *list, const char *label)
{
	size_t n = strlen(label);
	const char *p = list;

	while (p != NULL && (p = strstr(p, label)) != NULL) {
		if ((p == list || p[-1] == '\n') &&
		    strncmp(p + n, " -- ", 4) == 0)
			return true;
		p += n;
	}
	return false;
}

static size_t
lines_of(const char *list)
{
	size_t n = 0;

	for (const char *p = list; p != NULL && *p != '\0';) {
		const char *end = strchr(p, '\n');

		n += *p != '#' && *p != '\n';
		p = end == NULL ? NULL : end + 1;
	}
	return n;
}

int
main(int argc, char **argv)
{
	long total, distinct, count[4] = { 0 };
	struct walk w = { .want = -1 };
	struct diags ds;
	struct arena a;
	struct law law;
	size_t n = 0, unexcused = 0, excuses = 0;
	char label[512], path[512];
	char *list;
	double share;

	if (argc < 2 || !read_casebook(argv[1])) {
		fprintf(stderr, "usage: mutate CASEBOOK-DIR\n");
		return 2;
	}
	snprintf(path, sizeof(path), "%s/MUTANTS", argv[1]);
	list = read_file(path, &n);
	arena_init(&a, &mem_system, ARENA_MAX);
	w.a = &a;
	w.owner = "";
	if (load(&a, &law, &ds) != 0 || law_check(&a, &law, &ds) != 0 ||
	    killed(&law, "")) {
		fprintf(stderr, "the casebook does not pass as it is\n");
		return 1;
	}
	arena_release(&a);
	if (load(&a, &law, &ds) != 0)
		return 1;
	walk_law(&w, &law);
	total = w.at;
	arena_release(&a);
	for (long i = 0; i < total; i++) {
		enum fate f = run_mutant(i, label, sizeof(label));

		count[f]++;
		if (f != SURVIVED)
			continue;
		if (excused(list, label)) {
			excuses++;
			continue;
		}
		printf("survived: %s\n", label);
		unexcused++;
	}
	/* A mutant that means the same cannot be killed: it is not counted. */
	distinct = count[KILLED] + count[SURVIVED] - (long)excuses;
	share = 100.0 * (double)(count[KILLED]) /
	    (double)(distinct + (distinct == 0));
	printf("%ld mutants: %ld killed, %ld survived (%zu excused), "
	       "%ld refused by the checker; %.1f%% killed\n",
	    total, count[KILLED], count[SURVIVED], excuses, count[REFUSED],
	    share);
	if (list != NULL && lines_of(list) > excuses)
		printf("casebook/MUTANTS lists %zu, of which %zu survive: "
		       "take the others out\n",
		    lines_of(list), excuses);
	printf("%d passed, %d failed\n",
	    (unexcused == 0) + (share >= NEED_PERCENT) + (count[FAILED] == 0),
	    (unexcused != 0) + (share < NEED_PERCENT) + (count[FAILED] != 0));
	free(list);
	return unexcused == 0 && share >= NEED_PERCENT && count[FAILED] == 0
	    ? 0
	    : 1;
}
