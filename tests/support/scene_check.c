/* scene_check.c - a disk is found: is everything on it that has to be? */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/limits.h"
#include "store/memory.h"
#include "store/views_sqlite.h"
#include "support/scene.h"

struct found {
	struct run run; /* its own, over the disk that was found */
	size_t *owner;  /* of each entry: its batch; NONE */
	uint64_t size;
	struct instant last;
	size_t last_owner;
	size_t heard; /* NO BARs that are on record */
	const char *why;
};

#define NONE SIZE_MAX

/* -- Entries ------------------------------------------------------------ */

static const char *
find_batches(struct found *f)
{
	struct keeper *k = disk_store_keeper(f->run.s);
	struct ledger_batch b;
	size_t i, n, all = 1;
	int e;

	f->owner = malloc((k->head.size + 1) * sizeof(*f->owner));
	if (f->owner == NULL)
		abort();
	f->size = k->head.size;
	for (i = 0; i <= f->size; i++)
		f->owner[i] = NONE;
	for (i = 0; i < f->run.told.n; i++) {
		struct told_batch *t = &f->run.told.batches[i];

		e = k->ledger->ops->batch(k->ledger, t->id, &b);
		if (e == E_NAME && t->fate == FATE_WRITTEN)
			return "something acknowledged is lost";
		if (e == E_NAME)
			continue;
		if (e != 0)
			return "a batch cannot be looked up";
		/* One of the same id may stand for it (run_group). */
		if (t->fate == FATE_NOTHING)
			continue;
		if (b.n != t->n || b.first + b.n - 1 > f->size)
			return "half a batch is there";
		if (t->fate == FATE_WRITTEN &&
		    (b.first != t->out.first || b.at.us != t->out.at.us))
			return "a batch is not where it was said to be";
		/* Asked for twice at one time. */
		if (f->owner[b.first] != NONE)
			continue;
		for (n = 0; n < b.n; n++)
			f->owner[b.first + n] = i;
		all += b.n;
	}
	/* Answers are written under ids of their own. */
	if (all <= f->size && f->size - all <= f->run.told.asked)
		return NULL;
	return "an entry is there that nobody asked for, or that was said "
	       "not to be written";
}

/* What was said is counted when it is seen. */
static bool
is_answer(struct found *f, const struct written *w)
{
	const struct told *t = &f->run.told;
	struct arena a;
	struct entry_view v;
	const char *verdict;
	bool yes;
	size_t i;

	arena_init(&a, &mem_system, (size_t)4 << 20);
	if (entry_read(&a, w->bytes, w->n, &v) != 0)
		return false;
	yes = strcmp(v.kind, "answer") == 0;
	verdict = json_string_value(json_object_get(v.body, "verdict"));
	for (i = 0; i < t->nsaid; i++)
		if (t->said[i] == w->seq && verdict != NULL &&
		    strcmp(verdict, "NO BAR ON RECORD") == 0)
			f->heard++;
	entry_view_release(&v);
	arena_release(&a);
	return yes;
}

static int
match_entry(void *ctx, const struct written *w)
{
	const size_t stamp = (size_t)ENTRY_STAMP_BYTES + 1;
	struct found *f = ctx;
	const struct told_batch *t;
	size_t o = f->owner[w->seq], i;

	if (w->seq > 1 && o == NONE && !is_answer(f, w)) {
		f->why = "an entry belongs to no batch";
		return E_BROKEN;
	}
	if (w->seq > 1 &&
	    (o == f->last_owner && o != NONE ? w->at.us != f->last.us
					     : w->at.us <= f->last.us)) {
		f->why = "recorded instants do not increase";
		return E_BROKEN;
	}
	for (i = 0; w->seq > 1 && i < SALT_BYTES && w->salt.b[i] == 0; i++)
		continue;
	if (i == SALT_BYTES) {
		f->why = "an entry has no salt";
		return E_BROKEN;
	}
	f->last = w->at;
	f->last_owner = o;
	if (w->seq == 1 || o == NONE)
		return 0;
	t = &f->run.told.batches[o];
	for (i = 0; w->seq > i + 1 && f->owner[w->seq - i - 1] == o; i++)
		continue;
	if (w->n != t->sizes[i] - 1 + stamp ||
	    memcmp(w->bytes + stamp, t->drafts[i] + 1, t->sizes[i] - 1) != 0) {
		f->why = "an entry's bytes are not those acknowledged";
		return E_BROKEN;
	}
	return 0;
}

static const char *
look_at_entries(struct found *f)
{
	struct keeper *k = disk_store_keeper(f->run.s);
	int e;

	if (keeper_verify(k, NULL) != 0)
		return arena_printf(f->run.texts, "heads do not chain: %s",
		    k->why);
	if ((f->why = find_batches(f)) != NULL)
		return f->why;
	f->heard = 0;
	f->last_owner = NONE;
	f->last.us = INT64_MIN;
	e = k->ledger->ops->read(k->ledger, 0, 0, match_entry, f);
	if (e == 0 && f->heard != f->run.told.nsaid)
		return "NO BAR was said and is not on record";
	return e == 0 ? NULL : f->why != NULL ? f->why : "it cannot be read";
}

/* -- Views -------------------------------------------------------------- */

struct sum {
	uint64_t h;
	uint64_t rows;
};

static int
sum_row(void *ctx, const void *key, size_t nkey, const void *value,
    size_t nvalue)
{
	struct sum *s = ctx;
	const uint8_t *k = key, *v = value;

	for (size_t i = 0; i < nkey; i++)
		s->h = (s->h ^ k[i]) * 0x100000001b3u;
	s->h = (s->h ^ 0x100 ^ nkey) * 0x100000001b3u;
	for (size_t i = 0; i < nvalue; i++)
		s->h = (s->h ^ v[i]) * 0x100000001b3u;
	s->h = (s->h ^ 0x100 ^ nvalue) * 0x100000001b3u;
	s->rows++;
	return 0;
}

static bool
sum_views(struct views *v, struct sum *out)
{
	int e = 0;

	*out = (struct sum){ 0xcbf29ce484222325u, 0 };
	for (int i = VIEW_ENTRY; i <= VIEW_IDENTITY && e == 0; i++)
		e = v->ops->scan(v, (enum view_id)i, "", 0, NULL, 0, sum_row,
		    out);
	return e == 0;
}

/* The views that the entries make, in memory. */
struct proof {
	struct medium medium;
	struct views *views;
	struct buf scratch;
	int e;
};

static int
prove_row(void *ctx, const struct written *w)
{
	struct proof *p = ctx;

	return p->e = project_entry(p->views, w, &p->scratch);
}

static const char *
same_views(struct found *f, struct proof *p, uint64_t from, uint64_t to)
{
	static const struct views_mark mark = { 0 };
	struct keeper *k = disk_store_keeper(f->run.s);
	struct sum is, ought;

	if (to > from) {
		if (p->views->ops->begin(p->views) != 0 ||
		    k->ledger->ops->read(k->ledger, from, to - from, prove_row,
			p) != 0 ||
		    p->views->ops->commit(p->views, &mark) != 0)
			return "the entries cannot be projected";
	}
	if (!sum_views(k->views, &is) || !sum_views(p->views, &ought))
		return "the views cannot be read";
	return is.h == ought.h && is.rows == ought.rows
	    ? NULL
	    : "the views are not what the entries make";
}

static const char *
look_at_views(struct found *f, bool deep)
{
	struct keeper *k = disk_store_keeper(f->run.s);
	struct views_mark mark;
	struct proof p = { .e = 0 };
	const char *why;
	uint64_t at;
	int e;

	if (k->views->ops->at(k->views, &mark) != 0 || mark.at > f->size)
		return "the views stand nowhere";
	medium_init(&p.medium, &mem_system);
	buf_init(&p.scratch, &mem_system, 2 * (size_t)LIMIT_ENTRY_BYTES);
	if (views_memory(&p.medium, NULL, &p.views) != 0)
		abort();
	why = same_views(f, &p, 0, mark.at);
	if (why == NULL && (e = keeper_project(k, 0, &at)) != 0)
		why = "the views cannot be brought to the head";
	if (why == NULL)
		why = same_views(f, &p, mark.at, f->size);
	if (why == NULL && deep) {
		e = store_rebuild(f->run.s, NULL, NULL, &at);
		if (e != 0)
			why = "the views cannot be made anew";
		else
			why = same_views(f, &p, f->size, f->size);
	}
	p.views->ops->close(p.views);
	buf_release(&p.scratch);
	medium_release(&p.medium);
	return why;
}

/* -- Blobs, and going on ------------------------------------------------ */

static void
count_name(void *ctx, const char *name)
{
	(void)name;
	++*(size_t *)ctx;
}

static const char *
look_at_blobs(struct found *f)
{
	size_t left = 0;
	struct arena a;
	const void *bytes;
	const char *why = NULL;
	size_t i, n;
	int e;

	arena_init(&a, &mem_system, (size_t)1 << 28);
	for (i = 0; why == NULL && i < f->run.told.nblobs; i++) {
		struct told_blob *b = &f->run.told.blobs[i];

		e = store_blob_get(f->run.s, &a, &b->hash, &bytes, &n);
		if (e == E_NAME && b->kept)
			why = "a document acknowledged is lost";
		else if (e != 0 && e != E_NAME)
			why = b->kept ? "a document acknowledged is damaged"
				      : "half a document is kept";
		arena_release(&a);
	}
	(void)disk_files.list("/d/blobs/new", count_name, &left);
	if (why == NULL && left > 0)
		why = "half a document was left lying";
	return why;
}

static const char *
go_on(struct found *f)
{
	struct told *t = &f->run.told;
	const char *why;
	size_t i;
	int e;

	for (i = 0; i < t->n; i++) {
		struct told_batch *b = &t->batches[i];

		if (b->fate == FATE_NOTHING)
			continue;
		if (b->fate == FATE_ASKED)
			b->fate = FATE_OPEN;
		e = run_send(&f->run, b, NULL, 0, NULL);
		if (e != 0)
			return "what was left open cannot be sent again";
	}
	if (t->n < TOLD_BATCHES) {
		struct told_batch *b = run_say(&f->run, "person/p-z", 1);

		if (b->fate != FATE_WRITTEN)
			return "nothing more can be written";
	}
	if (f->run.wrong != NULL)
		return f->run.wrong;
	if (f->run.s == NULL)
		return "it broke by itself";
	free(f->owner);
	f->owner = NULL;
	run_publish(&f->run);
	if ((why = scene_log(&f->run)) != NULL)
		return why;
	return look_at_entries(f);
}

static const char *
look(struct found *f, bool deep)
{
	const char *why;

	if (!disk_has(f->run.disk, "/d/ledger.db")) {
		if (f->run.told.made)
			return "the store is gone";
		if (run_make(&f->run) != 0)
			return "it cannot be made again";
	}
	if (run_open(&f->run) != 0)
		return f->run.wrong != NULL ? f->run.wrong
					    : "it cannot be opened";
	if ((why = look_at_entries(f)) != NULL ||
	    (why = scene_log(&f->run)) != NULL ||
	    (why = look_at_views(f, deep)) != NULL ||
	    (why = look_at_blobs(f)) != NULL)
		return why;
	return go_on(f);
}

/* -- Cut again while it is opened --------------------------------------- */

struct again {
	struct disk *disk, *cut;
	const struct told *told;
	size_t nheads; /* told until then */
	unsigned left;
	uint64_t seed;
};

static void
cut_again(void *ctx)
{
	struct again *a = ctx;

	if (a->left == 0 || --a->left > 0)
		return;
	a->cut = disk_cut(a->disk, a->seed);
	a->nheads = a->told->nheads;
}

/* d, or what is found when power goes a second time. */
static struct disk *
second_cut(struct found *f, struct disk *d, struct rng *g)
{
	struct again a = { .disk = d,
		.told = &f->run.told,
		.left = 1 + rng_below(g, 24),
		.seed = rng_next(g) };

	(void)disk_use(d);
	f->run.disk = d;
	if (!disk_has(d, "/d/ledger.db"))
		return d;
	disk_watch(d, cut_again, &a);
	if (run_open(&f->run) == 0)
		run_project(&f->run, 3);
	run_close(&f->run);
	disk_watch(d, NULL, NULL);
	if (a.cut == NULL)
		return d;
	f->run.told.nheads = a.nheads;
	disk_free(d);
	return a.cut;
}

const char *
scene_check(const struct run *r, struct disk *d, bool deep, uint64_t seed)
{
	static struct found f;
	struct disk *before = disk_use(d);
	struct refusals kept = refusals;
	struct rng g = { seed };
	struct arena texts;
	const char *why;

	refusals.rest = true;
	refusals.at = 0;
	arena_init(&texts, &mem_system, (size_t)1 << 28);
	f = (struct found){ .owner = NULL };
	run_init(&f.run, &texts, d, seed);
	f.run.told = r->told;
	f.run.number = r->number + 1000000;
	f.run.how.mem = &mem_system;
	f.run.how.bug = r->how.bug;
	if (r->how.log != NULL)
		run_sign(&f.run);
	if (deep)
		d = second_cut(&f, d, &g);
	(void)disk_use(d);
	f.run.disk = d;
	why = f.run.wrong != NULL ? f.run.wrong : look(&f, deep);
	if (why != NULL)
		why = arena_strdup(r->texts, why);
	run_close(&f.run);
	free(f.owner);
	disk_free(d);
	arena_release(&texts);
	(void)disk_use(before);
	refusals = kept;
	return why;
}
