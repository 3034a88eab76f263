/* gpeople.c - see gpeople.h. */

#include "property/gpeople.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A day alone is what court data says; the generator writes hours too. */
static void
make_day(struct moment *m)
{
	if (m->kind != MOMENT_CLOCK)
		return;
	m->kind = MOMENT_DAYS;
	m->hi = m->lo;
}

static void
make_days(struct gcase *c)
{
	for (size_t i = 0; i < c->nfacts; i++) {
		make_day(&c->facts[i].from);
		make_day(&c->facts[i].to);
		make_day(&c->facts[i].seen);
	}
}

/* Of each kind no more than one, as most people are. */
static void
make_few(struct gcase *c)
{
	bool seen[K_N + 1] = { false };
	size_t n = 0;

	for (size_t i = 0; i < c->nfacts; i++) {
		struct gfact f = c->facts[i];

		if (seen[f.kind + 1])
			continue;
		seen[f.kind + 1] = true;
		f.corrects = f.over = -1;
		c->facts[n++] = f;
	}
	c->nfacts = n;
}

/* Thousands are written in a run, and none is to outlive it. */
static int
no_sync(int fd)
{
	return fd < 0 ? -1 : 0;
}

bool
gpeople_make(struct rng *r, size_t n, struct gpeople *g, size_t *refused)
{
	struct gen_how how = { .exact = rng_chance(r, 1, 5) };
	unsigned days = rng_below(r, 3), few = rng_below(r, 3);

	if (!prop_good(r, &how, &g->base, refused))
		return false;
	g->base.near = 0;
	g->n = n;
	for (size_t i = 0; i < n; i++) {
		struct gcase *c = &g->people[i];

		*c = g->base;
		c->nfacts = c->nothers = 0;
		c->nconfirmations = c->nrecordings = 0;
		gen_people(r, &how, c);
		if (rng_below(r, 3) < days)
			make_days(c);
		if (rng_below(r, 3) < few)
			make_few(c);
		if (i > 0 && rng_chance(r, 1, 8)) {
			/* Alike, as many are. */
			memcpy(c->facts, c[-1].facts, sizeof(c->facts));
			c->nfacts = c[-1].nfacts;
		}
		if (rng_chance(r, 1, 2))
			c->nknown_as = 0;
	}
	return true;
}

int
gpeople_build(const struct gpeople *g, size_t i, struct built *b)
{
	static struct gcase c;
	static char id[32];
	int r;

	c = g->base;
	memcpy(c.facts, g->people[i].facts, sizeof(c.facts));
	memcpy(c.others, g->people[i].others, sizeof(c.others));
	c.nfacts = g->people[i].nfacts;
	c.nothers = g->people[i].nothers;
	memcpy(c.known_as, g->people[i].known_as, sizeof(c.known_as));
	c.nknown_as = g->people[i].nknown_as;
	if ((r = gcase_build_people(&c, b)) != 0)
		return r;
	snprintf(id, sizeof(id), "A000-%03zu-%03zu", i / 1000, i % 1000);
	b->people[0].id = id;
	return 0;
}

size_t
gpeople_of_row(const struct gpeople *g, size_t row)
{
	const char *id = columns_id(segment_columns(g->segment), row);

	return (size_t)strtoul(id + 5, NULL, 10) * 1000 +
	    (size_t)strtoul(id + 9, NULL, 10);
}

int
gpeople_write(struct gpeople *g, struct built *b)
{
	struct file_system fs = file_system_real;
	struct segment_writer *w = NULL;
	const char *why;
	struct arena a;
	struct hash h;
	char *path;
	int r;

	fs.sync = no_sync;
	snprintf(g->folder, sizeof(g->folder), "/tmp/forestay-gp-XXXXXX");
	if (mkdtemp(g->folder) == NULL)
		return E_IO;
	arena_init(&a, &mem_system, (size_t)1 << 20);
	r = segment_writer_new(&mem_system, &fs, g->folder, b->law.vocab, &w);
	for (size_t i = 0; r == 0 && i < g->n; i++)
		if ((r = gpeople_build(g, i, b)) == 0)
			r = segment_add(w, &b->people[0]);
	if (r == 0)
		r = segment_finish(w, NULL, NULL, &h);
	segment_writer_free(w);
	if (r == 0) {
		path = segment_path(&a, g->folder, &h);
		snprintf(g->path, sizeof(g->path), "%s", path);
		r = segment_open(&mem_system, g->path, b->law.vocab, &h,
		    &g->segment, &why);
		if (r != 0)
			printf("%s: %s\n", g->path, why);
	}
	arena_release(&a);
	return r;
}

void
gpeople_close(struct gpeople *g)
{
	segment_close(g->segment);
	g->segment = NULL;
	(void)unlink(g->path);
	(void)rmdir(g->folder);
}
