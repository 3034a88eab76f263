/* mutate.c - would the vignettes notice if an order said something else?
 *
 * Each date, count, comparison, tense, connective, `else` and effect of the
 * casebook is changed once, and the vignettes are run: a mutant that
 * passes them all has survived.  One that says the same by a rule of the
 * language (mutate_same.c) has no answer to change and is not counted; it
 * is run all the same, and the rule is wrong if a vignette notices it.
 *
 * At least 95% of the others must be killed.  Each survivor is listed in
 * casebook/MUTANTS with a reason; one that is not, and a listed one that is
 * killed after all, or was never made, fail the run.
 *
 *	mutate CASEBOOK-DIR [--list]      --list: what became of each
 */

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "intake/vignette.h"
#include "law/mutate.h"

#define MAX_FILES    256
#define MAX_RULES    8
#define ARENA_MAX    ((size_t)1 << 30)
#define NEED_PERCENT 95.0

static struct source_text files[MAX_FILES];
static size_t nfiles;

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

/* -- Mutants ------------------------------------------------------------- */

enum fate { KILLED, SURVIVED, SAME, REFUSED, FAILED, FATES };

static const char *const fates[] = { "killed", "survived", "same",
	"refused by the checker", "FAILED" };

struct mutant {
	char *label;
	enum fate fate;
	const char *rule; /* SAME */
	bool rule_wrong;  /* SAME, and killed */
};

struct mutants {
	struct mutant *v;
	size_t n, cap;
};

/* Called so that no two are called the same. */
static void
name_mutant(void *ctx, long at, const char *owner, const char *what,
    const char *how)
{
	struct mutants *m = ctx;
	struct buf b;
	size_t len, before = 0;

	(void)at;
	if (m->n == m->cap) {
		m->cap = m->cap == 0 ? 1024 : 2 * m->cap;
		m->v = realloc(m->v, m->cap * sizeof(*m->v));
		if (m->v == NULL)
			abort();
	}
	buf_init(&b, &mem_system, (size_t)1 << 16);
	buf_printf(&b, "%s: %s: %s", owner, what, how);
	len = b.len;
	for (size_t i = 0; i < m->n; i++)
		before += strncmp(m->v[i].label, b.s, len) == 0 &&
		    (m->v[i].label[len] == '\0' ||
			strncmp(m->v[i].label + len, " (", 2) == 0);
	if (before > 0)
		buf_printf(&b, " (%zu)", before + 1);
	m->v[m->n++] = (struct mutant){ .label = strdup(b.s) };
	buf_release(&b);
}

static void
run_mutant(const struct law *was, size_t i, struct mutant *m)
{
	struct walk w = { .want = (long)i };
	struct diags ds;
	struct arena a;
	struct law law;

	m->fate = FAILED;
	arena_init(&a, &mem_system, ARENA_MAX);
	w.a = &a;
	if (load(&a, &law, &ds) == 0) {
		walk_law(&w, &law);
		if (!w.done)
			m->fate = FAILED;
		else if (law_check(&a, &law, &ds) != 0)
			m->fate = REFUSED;
		else if ((m->rule = same_by_rule(&a, was, &law, &w)) != NULL) {
			m->fate = SAME;
			m->rule_wrong = killed(&law, w.owner);
		} else {
			m->fate = killed(&law, w.owner) ? KILLED : SURVIVED;
		}
	}
	arena_release(&a);
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

/* -- Telling ------------------------------------------------------------- */

/* A survivor is excused by a line that begins with its label and " -- ". */
static bool
excused(const char *list, const char *label)
{
	size_t n = strlen(label);

	for (const char *p = list; p != NULL && *p != '\0';) {
		if (strncmp(p, label, n) == 0 &&
		    strncmp(p + n, " -- ", 4) == 0 && p[n + 4] != '\n')
			return true;
		if ((p = strchr(p, '\n')) != NULL)
			p++;
	}
	return false;
}

/* Lines of the list that excuse nothing. */
static size_t
idle_excuses(const char *list, const struct mutants *m)
{
	size_t idle = 0;

	for (const char *p = list; p != NULL && *p != '\0';) {
		const char *end = strchr(p, '\n');
		int n = end == NULL ? (int)strlen(p) : (int)(end - p);
		bool used = *p == '#' || n == 0;

		for (size_t i = 0; i < m->n && !used; i++) {
			size_t len = strlen(m->v[i].label);

			used = m->v[i].fate == SURVIVED &&
			    strncmp(p, m->v[i].label, len) == 0 &&
			    strncmp(p + len, " -- ", 4) == 0;
		}
		if (!used) {
			printf("in MUTANTS, and did not survive: %.*s\n", n, p);
			idle++;
		}
		p = end == NULL ? NULL : end + 1;
	}
	return idle;
}

static void
tell_rules(const struct mutants *m)
{
	const char *rules[MAX_RULES];
	size_t nrules = 0, count;

	for (size_t i = 0; i < m->n; i++) {
		bool known = m->v[i].rule == NULL;

		for (size_t j = 0; j < nrules; j++)
			known |=
			    strcmp(rules[j],
				m->v[i].rule == NULL ? "" : m->v[i].rule) == 0;
		if (!known && nrules < MAX_RULES)
			rules[nrules++] = m->v[i].rule;
	}
	for (size_t j = 0; j < nrules; j++) {
		count = 0;
		for (size_t i = 0; i < m->n; i++)
			count += m->v[i].rule != NULL &&
			    strcmp(rules[j], m->v[i].rule) == 0;
		printf("%5zu same: %s\n", count, rules[j]);
	}
}

/* What became of them all; how many things are wrong with that. */
static int
tell(const struct mutants *m, const char *list, bool each)
{
	size_t count[FATES] = { 0 }, listed = 0, unlisted = 0, wrong = 0;
	size_t passed;
	double share;

	for (size_t i = 0; i < m->n; i++) {
		const struct mutant *x = &m->v[i];
		bool excuse = x->fate == SURVIVED && excused(list, x->label);

		count[x->fate]++;
		listed += excuse;
		unlisted += x->fate == SURVIVED && !excuse;
		wrong += x->rule_wrong;
		if (each)
			printf("%s: %s%s%s\n", fates[x->fate], x->label,
			    x->rule != NULL ? " -- " : "",
			    x->rule != NULL ? x->rule : "");
		else if (x->fate == SURVIVED && !excuse)
			printf("survived: %s\n", x->label);
		if (x->rule_wrong)
			printf("killed, though the same by rule: %s -- %s\n",
			    x->label, x->rule);
	}
	wrong += count[FAILED] + idle_excuses(list, m);
	passed = count[KILLED] + count[SURVIVED];
	share =
	    passed == 0 ? 0 : 100.0 * (double)count[KILLED] / (double)passed;
	printf("%5zu generated\n%5zu refused by the checker\n", m->n,
	    count[REFUSED]);
	tell_rules(m);
	printf("%5zu left: %zu killed (%.1f%%), %zu survived (%zu of them "
	       "listed in MUTANTS with a reason)\n",
	    passed, count[KILLED], share, count[SURVIVED], listed);
	if (share < NEED_PERCENT)
		printf("fewer than %.0f%% killed\n", NEED_PERCENT);
	wrong += unlisted + (share < NEED_PERCENT);
	printf("%zu passed, %zu failed\n", count[KILLED] + count[SAME] + listed,
	    wrong);
	return wrong > 0;
}

int
main(int argc, char **argv)
{
	struct mutants m = { 0 };
	struct walk w = { .want = -1, .tell = name_mutant, .ctx = &m };
	struct diags ds;
	struct arena a, names;
	struct law law, unchecked;
	char path[4096];
	size_t n = 0;
	char *list;
	int r;

	if (argc < 2 || !read_casebook(argv[1])) {
		fprintf(stderr, "usage: mutate CASEBOOK-DIR [--list]\n");
		return 2;
	}
	snprintf(path, sizeof(path), "%s/MUTANTS", argv[1]);
	list = read_file(path, &n);
	arena_init(&a, &mem_system, ARENA_MAX);
	arena_init(&names, &mem_system, ARENA_MAX);
	if (load(&a, &law, &ds) != 0 || law_check(&a, &law, &ds) != 0 ||
	    killed(&law, "")) {
		fprintf(stderr, "the casebook does not pass as it is\n");
		free(list);
		arena_release(&names);
		arena_release(&a);
		return 1;
	}
	w.a = &names;
	if (load(&names, &unchecked, &ds) != 0)
		return 1;
	walk_law(&w, &unchecked);
	for (size_t i = 0; i < m.n; i++)
		run_mutant(&law, i, &m.v[i]);
	r = tell(&m, list, argc > 2 && strcmp(argv[2], "--list") == 0);
	for (size_t i = 0; i < m.n; i++)
		free(m.v[i].label);
	free(m.v);
	free(list);
	arena_release(&names);
	arena_release(&a);
	return r;
}
