/* snapshot.c - see snapshot.h. */

#include "intake/snapshot.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "intake/file.h"
#include "intake/snapshot_since.h"

#define SCRATCH_MOST ((size_t)256 << 20)
#define CURRENT_MOST 4096
#define RESTS_MOST   ((size_t)1 << 30)

/* One snapshot being opened. */
struct taking {
	struct arena *a;
	const struct stored *st;
	const char *folder;
	const char *current;  /* its path */
	struct arena scratch; /* a person's */
	struct segment_writer *w;
	struct rests rests; /* of what is written now */
	struct ids everyone;
	bool (*progress)(void *, size_t, size_t);
	void *ctx;
	struct snapshot *out;
};

/* -- People into columns --------------------------------------------------- */

static int
take_id(void *ctx, const char *id)
{
	struct taking *t = ctx;

	return ids_add(t->a, &t->everyone, id);
}

static int
take_person(struct taking *t, const char *id)
{
	struct stored whole = *t->st;
	struct stored_person sp;
	struct person p = { .id = id };
	int r;

	/* It is read under later orders too. */
	whole.whole = true;
	r = stored_person(&whole, &t->scratch, id, STORED_AS_KNOWN, &sp);
	if (r != 0)
		return r;
	if (sp.damaged == NULL)
		p = sp.under[0];
	p.id = id;
	r = rests_add(t->a, &t->rests, &sp);
	return r != 0 ? r : segment_add(t->w, &p);
}

static int
take_people(struct taking *t, const struct ids *ids)
{
	int r = 0;

	arena_init(&t->scratch, t->a->mem, SCRATCH_MOST);
	for (size_t i = 0; r == 0 && i < ids->n; i++) {
		r = take_person(t, ids->s[i]);
		arena_release(&t->scratch);
		if (r == 0 && t->progress != NULL && i % 256 == 0 &&
		    !t->progress(t->ctx, i, ids->n))
			r = E_AGAIN;
	}
	return r;
}

/* A segment of these people. */
static int
write_segment(struct taking *t, const struct ids *ids, struct hash *h)
{
	int r = segment_writer_new(&mem_system, &file_system_real, t->folder,
	    t->st->laws[0].law.vocab, &t->w);

	if (r == 0)
		r = take_people(t, ids);
	if (r == 0)
		r = segment_finish(t->w, t->progress, t->ctx, h);
	segment_writer_free(t->w);
	t->w = NULL;
	return r;
}

static int
map_segment(struct taking *t, const struct hash *h, bool keep,
    struct segment **out)
{
	char *path = segment_path(t->a, t->folder, h);
	const char *why;
	int r;

	if (path == NULL)
		return E_NOMEM;
	r = segment_open(&mem_system, path, t->st->laws[0].law.vocab, h, out,
	    &why);
	/* Mapped, it needs no name. */
	if (!keep)
		(void)unlink(path);
	return r;
}

/* -- Which is current ------------------------------------------------------ */

/* What `current` says: of which entry, which is known by its leaf. */
struct current {
	uint64_t seq;
	struct hash leaf, segment, rests;
};

static int
leaf_of(struct taking *t, uint64_t seq, struct hash *out)
{
	struct written w;
	int r = store_entry(t->st->store, t->a, seq, &w);

	if (r == 0)
		*out = entry_leaf(&w.salt, w.bytes, w.n);
	return r;
}

static char *
rests_path(struct taking *t, const struct hash *segment)
{
	char *path = segment_path(t->a, t->folder, segment);

	return path == NULL ? NULL : arena_printf(t->a, "%s.rests", path);
}

/* What stands after word and a blank, up to the next blank or end of line. */
static const char *
word_after(char **at, const char *word)
{
	size_t n = strlen(word);
	char *found = *at;

	if (strncmp(found, word, n) != 0 || found[n] != ' ')
		return "";
	found += n + 1;
	*at = found + strcspn(found, " \n");
	if (**at != '\0')
		*(*at)++ = '\0';
	return found;
}

/* Of this store's entries, and none that came after st. */
static bool
read_current(struct taking *t, struct current *out)
{
	struct source_text text;
	const char *why;
	struct hash is;
	char *at;

	if (file_read(&file_system_real, t->a, t->current, CURRENT_MOST, &text,
		&why) != 0 ||
	    (at = arena_strdup(t->a, text.bytes)) == NULL)
		return false;
	out->seq = strtoull(word_after(&at, "entry"), NULL, 10);
	return hash_read(word_after(&at, "leaf"), &out->leaf) &&
	    hash_read(word_after(&at, "segment"), &out->segment) &&
	    hash_read(word_after(&at, "rests"), &out->rests) &&
	    out->seq <= t->st->through && leaf_of(t, out->seq, &is) == 0 &&
	    hash_equal(&is, &out->leaf);
}

static int
say_current(struct taking *t, const struct current *c)
{
	char leaf[72], segment[72], rests[72], *all;
	const char *why;

	hash_text(&c->leaf, leaf);
	hash_text(&c->segment, segment);
	hash_text(&c->rests, rests);
	all = arena_printf(t->a, "entry %llu leaf %s\nsegment %s\nrests %s\n",
	    (unsigned long long)c->seq, leaf, segment, rests);
	if (all == NULL)
		return E_NOMEM;
	return file_replace(&file_system_real, t->a, t->current, all,
	    strlen(all), &why);
}

static int
say_rests(struct taking *t, struct current *c)
{
	char *path = rests_path(t, &c->segment);
	const char *why;
	struct buf b;
	int r;

	if (path == NULL)
		return E_NOMEM;
	buf_init(&b, t->a->mem, RESTS_MOST);
	r = rests_write(&t->rests, &b);
	if (r == 0)
		r = file_replace(&file_system_real, t->a, path, b.s, b.len,
		    &why);
	if (r == 0)
		c->rests = hash_of(b.s, b.len);
	buf_release(&b);
	return r;
}

static bool
read_rests(struct taking *t, const struct current *c, struct rests *out)
{
	char *path = rests_path(t, &c->segment), *bytes;
	struct source_text text;
	const char *why;
	struct hash is;

	if (path == NULL ||
	    file_read(&file_system_real, t->a, path, RESTS_MOST, &text, &why) !=
		0)
		return false;
	is = hash_of(text.bytes, text.len);
	if (!hash_equal(&is, &c->rests) ||
	    (bytes = arena_strdup(t->a, text.bytes)) == NULL)
		return false;
	return rests_read(t->a, bytes, out) == 0;
}

/* What an older snapshot left: nobody opens it by name any more. */
static void
remove_old(struct taking *t, const struct hash *segment)
{
	char *path = segment_path(t->a, t->folder, segment),
	     *rests = rests_path(t, segment);

	if (path != NULL)
		(void)unlink(path);
	if (rests != NULL)
		(void)unlink(rests);
}

/* -- All of it ------------------------------------------------------------- */

/* Everyone.  What was known before `current` is nobody's next question: it
 * gets no name. */
static int
make_base(struct taking *t, const struct current *old, bool keep)
{
	struct current c = { .seq = t->st->through };
	int r;

	r = stored_everyone(t->st, t->a, take_id, t);
	if (r == 0)
		r = write_segment(t, &t->everyone, &c.segment);
	if (r == 0)
		r = map_segment(t, &c.segment, keep, &t->out->base);
	if (r != 0 || !keep)
		return r;
	t->out->of = c.seq;
	if ((r = leaf_of(t, c.seq, &c.leaf)) != 0 ||
	    (r = say_rests(t, &c)) != 0 || (r = say_current(t, &c)) != 0)
		return r;
	if (old != NULL && !hash_equal(&old->segment, &c.segment))
		remove_old(t, &old->segment);
	return 0;
}

static int
mark_stale(struct taking *t, const struct columns *c, const struct ids *ids)
{
	struct snapshot *s = t->out;

	s->stale = arena_array(t->a, c->rows / 64 + 1, sizeof(*s->stale));
	if (s->stale == NULL)
		return E_NOMEM;
	for (size_t row = 0; row < c->rows; row++)
		if (ids_have(ids, columns_id(c, row))) {
			s->stale[row / 64] |= (uint64_t)1 << row % 64;
			s->nstale++;
		}
	return 0;
}

/* What stands there, and whose rows of it do not; *serves false: it is to be
 * made anew. */
static int
take_base(struct taking *t, const struct current *cur, struct rests *was,
    struct since *since, bool *serves)
{
	int r;

	*serves = read_rests(t, cur, was) &&
	    map_segment(t, &cur->segment, true, &t->out->base) == 0;
	if (!*serves)
		return 0;
	t->out->of = cur->seq;
	r = snapshot_since(t->a, t->st, cur->seq, was, &t->rests,
	    segment_columns(t->out->base), since);
	*serves = r == 0 && !since->anew;
	/* Its own bytes: it can be made again. */
	return r == E_BROKEN ? 0 : r;
}

/* With what came since laid over it. */
static int
lay_over(struct taking *t, const struct current *cur, bool *serves)
{
	struct since since;
	struct rests was;
	struct hash h;
	int r = take_base(t, cur, &was, &since, serves);

	if (r != 0 || !*serves || since.ids.n == 0)
		return r;
	if ((r = mark_stale(t, segment_columns(t->out->base), &since.ids)) !=
		0 ||
	    (r = write_segment(t, &since.ids, &h)) != 0)
		return r;
	return map_segment(t, &h, false, &t->out->after);
}

static int
begin(struct taking *t, const char *store)
{
	*t->out = (struct snapshot){ .base = NULL };
	t->folder = arena_printf(t->a, "%s/snapshots", store);
	t->current = arena_printf(t->a, "%s/snapshots/current", store);
	if (t->folder == NULL || t->current == NULL)
		return E_NOMEM;
	if (!t->st->laws[0].good)
		return E_CHECK;
	return rests_of_law(t->a, &t->st->laws[0].law, &t->rests);
}

/* What stands there; *stale are whose rows do not, sorted.  E_AGAIN: nothing
 * serves. */
static int
stands(struct taking *t, const char *store, struct rests *was,
    struct ids *stale)
{
	struct current cur;
	struct since since = { .anew = false };
	bool serves = false;
	int r = begin(t, store);

	*was = (struct rests){ .n = 0 };
	if (r == 0 && read_current(t, &cur))
		r = take_base(t, &cur, was, &since, &serves);
	if (r == 0 && !serves)
		r = E_AGAIN;
	if (r == 0)
		r = ids_join(t->a, &was->damaged, &since.ids);
	*stale = since.ids;
	return r;
}

int
snapshot_rows(struct arena *a, const struct stored *st, const char *store,
    struct snapshot *out)
{
	struct taking t = { .a = a, .st = st, .out = out };
	struct rests was;
	struct ids stale;
	int r = stands(&t, store, &was, &stale);

	if (r == 0)
		r = mark_stale(&t, segment_columns(out->base), &stale);
	if (r != 0)
		snapshot_close(out);
	return r;
}

/* As read under one of the casebooks: under another, more may wait. */
static int
waits_under(struct arena *a, const struct stored *st, size_t law,
    const char *store, struct ids *out)
{
	struct stored one = *st;
	struct snapshot snap = { .base = NULL };
	struct taking t = { .a = a, .st = &one, .out = &snap };
	struct ids stale;
	struct rests was;
	int r;

	one.laws = &st->laws[law];
	one.nlaws = 1;
	r = stands(&t, store, &was, &stale);
	snapshot_close(&snap);
	if (r == 0)
		r = ids_join(a, &was.waits, out);
	return r != 0 ? r : ids_join(a, &stale, out);
}

static int
waits_now(struct arena *a, const struct stored *st, const char *store,
    struct ids *out)
{
	int r = 0;

	*out = (struct ids){ .n = 0 };
	for (size_t i = 0; r == 0 && i < st->nlaws; i++)
		if (i == 0 || st->laws[i].good)
			r = waits_under(a, st, i, store, out);
	return r;
}

int
snapshot_waits(struct arena *a, const struct stored *st, const char *store,
    bool (*progress)(void *ctx, size_t done, size_t all), void *ctx,
    struct ids *out)
{
	struct snapshot made = { .base = NULL };
	int r = waits_now(a, st, store, out);

	if (r != E_AGAIN)
		return r;
	if ((r = snapshot_open(a, st, store, progress, ctx, &made)) != 0)
		return r;
	snapshot_close(&made);
	return waits_now(a, st, store, out);
}

int
snapshot_open(struct arena *a, const struct stored *st, const char *store,
    bool (*progress)(void *ctx, size_t done, size_t all), void *ctx,
    struct snapshot *out)
{
	struct taking t = { .a = a,
		.st = st,
		.progress = progress,
		.ctx = ctx,
		.out = out };
	bool had, serves = false, later = st->through < st->head.size;
	struct current cur;
	int r;

	if ((r = begin(&t, store)) != 0)
		return r;
	if (mkdir(t.folder, 0700) != 0 && errno != EEXIST)
		return E_IO;
	had = read_current(&t, &cur);
	if (had)
		r = lay_over(&t, &cur, &serves);
	if (r == 0 && !serves) {
		snapshot_close(out);
		r = make_base(&t, had ? &cur : NULL, !later);
	}
	if (r != 0)
		snapshot_close(out);
	return r;
}

void
snapshot_close(struct snapshot *s)
{
	segment_close(s->base);
	segment_close(s->after);
	*s = (struct snapshot){ .base = NULL };
}
