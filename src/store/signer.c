/* signer.c - see signer.h.
 *
 * Two threads: the keeper's, which has the edge, the note and what is held;
 * and the job's, which has the tiles and what is going into them. */

#include "store/signer.h"

#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "store/job_thread.h"
#include "store/tiles.h"

#define WAITING_BYTES ((size_t)SIGNER_WAITING * HASH_BYTES)

struct signer {
	const struct mem *mem;
	const struct file_system *fs;
	struct note_key key;
	uint8_t secret[NOTE_SECRET_BYTES];
	struct merkle_edge edge;
	struct buf held; /* commitments that wait for tiles */
	size_t kept;     /* of them, in bytes: those that are durable */
	struct buf notes[2];
	unsigned newest; /* which of them was signed last */
	uint64_t size;   /* what that one speaks of */
	uint64_t published;
	bool given;
	int r; /* of the last job */
	struct job_thread thread;
	/* The job's while it runs. */
	struct tiles *tiles;
	struct buf going;
	uint64_t from; /* leaves before the first of them */
	struct buf going_note;
	char folder[PATH_MAX];
	char why[PATH_MAX + 256];
};

const char *
signer_unfit(const struct key *key, bool rehearsal)
{
	bool says = strstr(key->public.name, "rehearsal") != NULL;

	if (rehearsal && !says)
		return "this store is a rehearsal: the name of what signs it "
		       "must say so (keys init --name "
		       "rehearsal.example.org/log)";
	if (!rehearsal && says)
		return "that key signs rehearsals, and this store is none";
	return NULL;
}

const char *
signer_note(const struct signer *s, size_t *n)
{
	*n = s->notes[s->newest].len;
	return s->notes[s->newest].s;
}

uint64_t
signer_size(const struct signer *s)
{
	return s->size;
}

uint64_t
signer_published(const struct signer *s)
{
	return s->published;
}

const char *
signer_why(const struct signer *s)
{
	return s->why;
}

/* The other note first: without memory the one that was signed stands. */
static void
sign(struct signer *s)
{
	struct buf *b = &s->notes[1 - s->newest];
	struct hash root = merkle_root(&s->edge);

	buf_clear(b);
	checkpoint_sign(b, s->edge.size, &root, &s->key, s->secret);
	if (b->failed)
		return;
	s->newest = 1 - s->newest;
	s->size = s->edge.size;
}

/* -- With each commit -- */

int
signer_hold(struct signer *s, const struct hash *commitments, size_t n)
{
	if (s->going.len + s->held.len + n * HASH_BYTES > WAITING_BYTES)
		return E_FULL;
	buf_add(&s->held, (const char *)commitments, n * HASH_BYTES);
	if (!s->held.failed)
		return 0;
	s->held.failed = false;
	return E_NOMEM;
}

void
signer_let_go(struct signer *s)
{
	s->held.len = s->kept;
}

void
signer_keep(struct signer *s)
{
	for (; s->kept < s->held.len; s->kept += HASH_BYTES) {
		struct hash leaf = merkle_leaf(s->held.s + s->kept, HASH_BYTES);

		/* A tree of 2^62 leaves is not reached. */
		if (merkle_add(&s->edge, &leaf, NULL, NULL) != 0)
			return;
	}
	sign(s);
}

/* -- Into tiles -- */

static int
job_failed(struct signer *s, int r, const char *why)
{
	snprintf(s->why, sizeof(s->why), "%s", why);
	tiles_close(s->tiles);
	s->tiles = NULL;
	return r;
}

static int
open_tiles(struct signer *s)
{
	const char *why;
	struct arena a;
	int r;

	arena_init(&a, s->mem, (size_t)4 << 20);
	r = tiles_open(&a, s->mem, s->fs, s->folder, false, &s->tiles, &why);
	if (r != 0)
		(void)job_failed(s, r, why);
	arena_release(&a);
	return r;
}

/* What is going, as far as the files do not have it yet: a try that failed at
 * its last step may have done all. */
static int
publish(void *ctx)
{
	struct signer *s = ctx;
	size_t n = s->going.len / HASH_BYTES;
	struct hash h;
	uint64_t has;
	int r = 0;

	if (s->tiles == NULL && (r = open_tiles(s)) != 0)
		return r;
	has = tiles_size(s->tiles);
	if (has < s->from || has > s->from + n)
		return job_failed(s, E_BROKEN,
		    "somebody else writes to the log's tiles");
	for (size_t i = (size_t)(has - s->from); r == 0 && i < n; i++) {
		memcpy(h.b, s->going.s + i * HASH_BYTES, HASH_BYTES);
		r = tiles_add(s->tiles, &h);
	}
	if (r == 0)
		r = tiles_publish(s->tiles, s->going_note.s, s->going_note.len);
	return r == 0 ? 0 : job_failed(s, r, tiles_why(s->tiles));
}

/* What is held goes after what is going already and could not. */
static bool
make_ready(struct signer *s)
{
	const struct buf *note = &s->notes[s->newest];
	size_t n = (size_t)(s->size - s->from) * HASH_BYTES - s->going.len;

	if (n > 0)
		buf_add(&s->going, s->held.s, n);
	buf_clear(&s->going_note);
	buf_add(&s->going_note, note->s, note->len);
	if (s->going.failed || s->going_note.failed) {
		s->going.failed = false;
		return false;
	}
	if (n > 0)
		memmove(s->held.s, s->held.s + n, s->held.len - n);
	s->held.len -= n;
	s->kept -= n;
	return true;
}

void
signer_publish(struct signer *s)
{
	if (s->given || s->published == s->size || !make_ready(s))
		return;
	s->given = true;
	job_thread_give(&s->thread, publish, s);
}

int
signer_wait(struct signer *s)
{
	if (!s->given)
		return s->r;
	s->r = job_thread_wait(&s->thread);
	s->given = false;
	if (s->r != 0)
		return s->r;
	s->from += s->going.len / HASH_BYTES;
	s->published = s->from;
	buf_clear(&s->going);
	return 0;
}

int
signer_look(struct signer *s)
{
	return s->given && job_thread_done(&s->thread) ? signer_wait(s) : s->r;
}

/* -- Opening -- */

/* A root beside the one that a witness has signed for. */
static int
compare_seen(struct signer *s, const struct signer_seen *w,
    const struct hash *root)
{
	if (hash_equal(root, &w->head.root))
		return 0;
	snprintf(s->why, sizeof(s->why),
	    "%s has signed for %llu entries of another history: this store "
	    "was changed, or put back from a copy and written to",
	    w->name, (unsigned long long)w->head.size);
	return E_BROKEN;
}

/* What lies in tiles already; the rest is compared as it is brought in. */
static int
compare_old(struct signer *s, const struct signing *how, uint64_t size)
{
	struct merkle_nodes nodes = tiles_nodes(s->tiles);
	struct hash root;
	int r = 0;

	for (size_t i = 0; r == 0 && i < how->nseen; i++) {
		const struct signer_seen *w = &how->seen[i];

		if (w->head.size > size) {
			snprintf(s->why, sizeof(s->why),
			    "%s has signed for %llu entries and the store has "
			    "%llu: this store is older than what was "
			    "witnessed",
			    w->name, (unsigned long long)w->head.size,
			    (unsigned long long)size);
			return E_BROKEN;
		}
		if (w->head.size > tiles_size(s->tiles))
			continue;
		r = merkle_root_at(&nodes, w->head.size, &root);
		if (r != 0)
			snprintf(s->why, sizeof(s->why), "%s",
			    tiles_why(s->tiles));
		else
			r = compare_seen(s, w, &root);
	}
	return r;
}

static int
compare_new(struct signer *s, const struct signing *how)
{
	struct hash root;
	int r = 0;

	for (size_t i = 0; r == 0 && i < how->nseen; i++) {
		if (how->seen[i].head.size != tiles_size(s->tiles))
			continue;
		root = merkle_root(tiles_edge(s->tiles));
		r = compare_seen(s, &how->seen[i], &root);
	}
	return r;
}

/* What is signed now would be dated before what was. */
static int
look_at_clock(struct signer *s, const struct signer_opening *o)
{
	const struct signing *how = o->how;
	int64_t now = o->now.us / 1000000;

	for (size_t i = 0; i < how->nseen; i++)
		if (now < (int64_t)how->seen[i].seconds) {
			snprintf(s->why, sizeof(s->why),
			    "this machine's clock is behind the time at which "
			    "%s signed what it saw: set it",
			    how->seen[i].name);
			return E_RANGE;
		}
	if (o->rehearsal || o->now.us >= o->head.at.us)
		return 0;
	snprintf(s->why, sizeof(s->why),
	    "this machine's clock is behind the store's last entry: set it");
	return E_RANGE;
}

struct catching_up {
	struct signer *s;
	const struct signing *how;
	bool said; /* why, by what was compared */
	uint64_t has;
	struct hash last[TILE_WIDTH]; /* leaves of the tiles' last row */
	size_t n;
	const char *why;
};

/* The entries that the last tile speaks of are looked at again: a store that
 * was put back from a copy and went on is another history. */
static int
catch_up(void *ctx, const struct written *w)
{
	struct catching_up *c = ctx;
	struct hash h = entry_leaf(&w->salt, w->bytes, w->n);
	struct hash leaf = merkle_leaf(h.b, HASH_BYTES);
	uint64_t first = c->has - c->n;
	int r;

	if (w->seq > c->has) {
		if ((r = tiles_add(c->s->tiles, &h)) != 0)
			return r;
		r = compare_new(c->s, c->how);
		c->said = r != 0;
		return r;
	}
	if (hash_equal(&leaf, &c->last[w->seq - 1 - first]))
		return 0;
	c->why = "the entries are of another history than was signed for: "
		 "the store was put back from a copy and written to "
		 "(forestay log verify)";
	return E_BROKEN;
}

static int
bring_up(struct signer *s, struct ledger *l, const struct signing *how,
    uint64_t size)
{
	struct catching_up c = { .s = s,
		.how = how,
		.has = tiles_size(s->tiles) };
	int r;

	if (c.has > size) {
		snprintf(s->why, sizeof(s->why),
		    "the log has %llu entries and the store %llu: this store "
		    "is older than what was signed",
		    (unsigned long long)c.has, (unsigned long long)size);
		return E_BROKEN;
	}
	if (c.has > 0 &&
	    (r = tiles_leaves(s->tiles, (c.has - 1) / TILE_WIDTH * TILE_WIDTH,
		 c.last, &c.n)) != 0) {
		snprintf(s->why, sizeof(s->why), "%s", tiles_why(s->tiles));
		return r;
	}
	if ((r = compare_old(s, how, size)) != 0)
		return r;
	r = l->ops->read(l, c.has - c.n, 0, catch_up, &c);
	if (r != 0 && !c.said)
		snprintf(s->why, sizeof(s->why), "%s",
		    c.why != NULL                      ? c.why
			: *tiles_why(s->tiles) != '\0' ? tiles_why(s->tiles)
						       : l->why);
	return r;
}

static int
begin(struct signer *s, struct ledger *l, const struct signer_opening *o)
{
	int r;

	if ((r = look_at_clock(s, o)) != 0 || (r = open_tiles(s)) != 0 ||
	    (r = bring_up(s, l, o->how, o->head.size)) != 0)
		return r;
	if ((r = tiles_sign(s->tiles, &s->key, s->secret)) != 0)
		return job_failed(s, r, tiles_why(s->tiles));
	s->edge = *tiles_edge(s->tiles);
	sign(s);
	if (s->size != s->edge.size) {
		snprintf(s->why, sizeof(s->why), "there is not enough memory");
		return E_NOMEM;
	}
	s->published = s->from = s->size;
	return 0;
}

static void
release(struct signer *s)
{
	const struct mem *mem = s->mem;

	tiles_close(s->tiles);
	buf_release(&s->held);
	buf_release(&s->going);
	buf_release(&s->going_note);
	buf_release(&s->notes[0]);
	buf_release(&s->notes[1]);
	sodium_memzero(s->secret, sizeof(s->secret));
	mem->free(mem->ctx, s);
}

static struct signer *
make(const struct mem *mem, const struct signer_opening *o)
{
	struct signer *s = mem->alloc(mem->ctx, sizeof(*s));

	if (s == NULL)
		return NULL;
	memset(s, 0, sizeof(*s));
	s->mem = mem;
	s->fs = o->fs;
	s->key = o->how->key->public;
	memcpy(s->secret, o->how->key->secret, sizeof(s->secret));
	snprintf(s->folder, sizeof(s->folder), "%s", o->folder);
	buf_init(&s->held, mem, WAITING_BYTES);
	buf_init(&s->going, mem, WAITING_BYTES);
	buf_init(&s->going_note, mem, LIMIT_NOTE_BYTES);
	buf_init(&s->notes[0], mem, LIMIT_NOTE_BYTES);
	buf_init(&s->notes[1], mem, LIMIT_NOTE_BYTES);
	if (job_thread_init(&s->thread, o->thread) == 0)
		return s;
	release(s);
	return NULL;
}

int
signer_open(const struct mem *mem, const struct signer_opening *o,
    struct ledger *l, struct signer **out, char *why, size_t n)
{
	const char *unfit = signer_unfit(o->how->key, o->rehearsal);
	struct signer *s;
	int r;

	*out = NULL;
	snprintf(why, n, "%s",
	    unfit != NULL ? unfit : "there is not enough memory");
	if (unfit != NULL)
		return E_NAME;
	if ((s = make(mem, o)) == NULL)
		return E_NOMEM;
	if ((r = begin(s, l, o)) != 0) {
		snprintf(why, n, "%s", s->why);
		job_thread_release(&s->thread);
		release(s);
		return r;
	}
	*out = s;
	return 0;
}

void
signer_close(struct signer *s)
{
	if (s == NULL)
		return;
	(void)signer_wait(s);
	signer_publish(s);
	(void)signer_wait(s);
	job_thread_release(&s->thread);
	release(s);
}
