/* scene_run.c - the steps that scenes are made of; see scene.h. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/limits.h"
#include "support/scene.h"

#define TRIES 5

static int
world_now(void *ctx, struct instant *out)
{
	struct run *r = ctx;

	if (++r->clock_calls == r->no_clock_at)
		return E_IO;
	out->us = r->clock;
	if (r->nclock > 0)
		r->clock += r->clock_steps[r->clock_calls % r->nclock];
	return 0;
}

static int
world_random(void *ctx, void *out, size_t n)
{
	struct run *r = ctx;
	uint8_t *p = out;

	if (++r->chance_calls == r->no_chance_at) {
		memset(out, 0, n);
		return r->how.bug == BUG_SALT_IS_ZERO ? 0 : E_IO;
	}
	while (n-- > 0)
		*p++ = (uint8_t)(rng_next(&r->chance) >> 32);
	return 0;
}

void
run_init(struct run *r, struct arena *texts, struct disk *d, uint64_t seed)
{
	memset(r, 0, sizeof(*r));
	r->disk = d;
	r->texts = texts;
	r->chance.s = seed;
	r->clock = 1498140000000000;
	r->clock_steps[0] = 1000000;
	r->nclock = 1;
	r->how.mem = &refusing_mem;
	r->how.world = &r->world;
	r->world = (struct keeper_world){ world_now, world_random, r };
}

void
run_wrong(struct run *r, const char *what)
{
	if (r->wrong == NULL)
		r->wrong = what;
}

static void *
must(void *p)
{
	if (p == NULL)
		abort();
	return p;
}

/* -- Opening ------------------------------------------------------------ */

void
run_close(struct run *r)
{
	store_close(r->s);
	r->s = NULL;
}

int
run_open(struct run *r)
{
	char why[400];
	int e = 0, tries;

	r->how.world = &r->world; /* it may have been copied */
	r->world.ctx = r;
	r->how.told_ctx = r;
	for (tries = 0; r->s == NULL && tries < TRIES; tries++) {
		e = disk_store_open(&r->how, &r->s, why, sizeof(why));
		if (e == E_BROKEN || e == E_NEWER || e == E_NAME)
			run_wrong(r,
			    arena_printf(r->texts, "not to be opened: %s",
				why));
	}
	return e;
}

int
run_make(struct run *r)
{
	static const struct store_kind kind = { false, "a scene" };
	int e = E_IO, tries;

	r->how.world = &r->world;
	r->world.ctx = r;
	for (tries = 0; e != 0 && tries < TRIES; tries++) {
		/* One that failed at its last sync: there, and no promise. */
		if (disk_has(r->disk, "/d/ledger.db"))
			return 0;
		e = disk_store_init(&r->how, &kind);
	}
	if (e == 0)
		r->told.made = true;
	return e;
}

uint64_t
run_size(struct run *r)
{
	struct store_head h;

	return run_open(r) == 0 && store_head(r->s, &h) == 0 ? h.size : 0;
}

/* -- Entries ------------------------------------------------------------ */

static struct told_batch *
batch_new(struct run *r, size_t n)
{
	struct told_batch *t = &r->told.batches[r->told.n++];

	if (r->told.n > TOLD_BATCHES)
		abort();
	*t = (struct told_batch){ .n = n, .fate = FATE_NOTHING };
	t->id[0] = 0x1234560000 + r->told.n;
	t->id[1] = 77;
	t->drafts = must(arena_array(r->texts, n, sizeof(*t->drafts)));
	t->sizes = must(arena_array(r->texts, n, sizeof(*t->sizes)));
	return t;
}

static void
batch_put(struct run *r, struct told_batch *t, size_t i, const struct draft *d)
{
	struct buf b;

	buf_init(&b, &mem_system, LIMIT_ENTRY_BYTES);
	if (entry_draft(&b, d) != 0)
		abort();
	t->drafts[i] = must(arena_strndup(r->texts, b.s, b.len));
	t->sizes[i] = b.len;
	buf_release(&b);
}

struct told_batch *
run_entry(struct run *r, const char *kind, const char *const *on, size_t non,
    json_t *body)
{
	struct draft d = { .kind = kind,
		.matter = "hamama",
		.author = "m.weiss",
		.on = on,
		.non = non,
		.body = must(body) };
	bool rested = refusals.rest;
	struct told_batch *t;

	refusals.rest = true;
	t = batch_new(r, 1);
	batch_put(r, t, 0, &d);
	json_decref(body);
	refusals.rest = rested;
	return t;
}

struct told_batch *
run_facts(struct run *r, const char *subject, size_t n)
{
	const char *on[] = { "people", subject };
	struct draft d = { .kind = "fact",
		.matter = "hamama",
		.author = "m.weiss",
		.on = on,
		.non = 2 };
	bool rested = refusals.rest;
	struct told_batch *t;
	json_t *body;
	size_t i;

	refusals.rest = true;
	t = batch_new(r, n);
	for (i = 0; i < n; i++) {
		body = must(json_pack("{s:i,s:s}", "number", (int)r->number++,
		    "text", "nationality IQ"));
		d.body = body;
		batch_put(r, t, i, &d);
		json_decref(body);
	}
	refusals.rest = rested;
	return t;
}

/* What was said of it now, together with what was said before. */
static void
learn(struct run *r, struct told_batch *t, enum fate before, int e,
    const struct appended *out)
{
	if (e == 0 && before == FATE_WRITTEN &&
	    (!out->again || out->first != t->out.first || out->n != t->out.n))
		run_wrong(r, "sent again it is somewhere else");
	if (e == 0) {
		t->fate = FATE_WRITTEN;
		t->out = *out;
	} else if (before == FATE_WRITTEN) {
		t->fate = FATE_WRITTEN;
		if (e == E_CONFLICT || e == E_SYNTAX || e == E_LIMIT)
			run_wrong(r, "sent again it is refused");
	} else if (e == E_IO || e == E_STALE) {
		t->fate = FATE_OPEN;
	} else {
		/* A refusal at the door says nothing of the time before. */
		t->fate =
		    before == FATE_OPEN && e != E_CONFLICT && e != E_SYNTAX
		    ? FATE_OPEN
		    : FATE_NOTHING;
	}
}

static void
request_of(const struct told_batch *t, struct keeper_request *q)
{
	*q = (struct keeper_request){ .drafts = t->drafts,
		.sizes = t->sizes,
		.n = t->n,
		.id = { t->id[0], t->id[1] } };
}

int
run_send(struct run *r, struct told_batch *t, const struct precondition *pre,
    size_t npre, const uint64_t *expected)
{
	struct keeper_request q;
	enum fate before;
	int e = E_IO, tries;

	for (tries = 0; tries < TRIES; tries++) {
		if (run_open(r) != 0)
			return E_IO;
		request_of(t, &q);
		q.pre = pre;
		q.npre = npre;
		q.has_expected = expected != NULL;
		q.expected = expected != NULL ? *expected : 0;
		before = t->fate;
		if (before == FATE_NOTHING)
			t->fate = r->bug == SCENE_ACK_FIRST ? FATE_WRITTEN
							    : FATE_ASKED;
		r->s->ops->append(r->s, &q);
		e = q.r;
		if (e != 0 && (q.why == NULL || *q.why == '\0'))
			run_wrong(r, "a failure without a sentence");
		if (e == E_BROKEN || e == E_NEWER)
			run_wrong(r, "a write finds the store broken");
		learn(r, t, before, e, &q.out);
		if (e == E_IO || e == E_STALE)
			run_close(r);
		else if (e != E_AGAIN && e != E_FULL && e != E_NOMEM)
			break;
	}
	return e;
}

struct told_batch *
run_say(struct run *r, const char *subject, size_t n)
{
	struct told_batch *t = run_facts(r, subject, n);

	(void)run_send(r, t, NULL, 0, NULL);
	return t;
}

void
run_group(struct run *r, size_t from, size_t n, const struct precondition *last)
{
	struct keeper_request q[8];
	enum fate before[8];
	size_t i, k;
	bool again = true;
	int tries;

	for (tries = 0; again && tries < TRIES; tries++) {
		if (run_open(r) != 0)
			return;
		for (i = 0; i < n; i++) {
			struct told_batch *t = &r->told.batches[from + i];

			request_of(t, &q[i]);
			before[i] = t->fate;
			if (t->fate == FATE_NOTHING)
				t->fate = FATE_ASKED;
		}
		if (last != NULL) {
			q[n - 1].pre = last;
			q[n - 1].npre = 1;
		}
		keeper_append(disk_store_keeper(r->s), q, n);
		again = false;
		for (i = 0; i < n; i++) {
			struct told_batch *t = &r->told.batches[from + i];

			/* Twice in one group: once in the notes. */
			for (k = 0; k < i; k++)
				if (memcmp(t->id, t[k - i].id, 16) == 0)
					break;
			if (k < i)
				t->fate = FATE_NOTHING;
			else
				learn(r, t, before[i], q[i].r, &q[i].out);
			again = again || q[i].r == E_IO || q[i].r == E_STALE ||
			    q[i].r == E_AGAIN || q[i].r == E_NOMEM ||
			    q[i].r == E_FULL;
		}
		if (disk_store_keeper(r->s)->broken != 0)
			run_close(r);
	}
}

/* -- Views and blobs ---------------------------------------------------- */

void
run_project(struct run *r, uint64_t max)
{
	uint64_t at;
	int e = E_IO, tries;

	for (tries = 0; e != 0 && tries < TRIES; tries++) {
		if (run_open(r) != 0)
			return;
		if (disk_store_keeper(r->s)->views == NULL) {
			run_close(r);
			continue;
		}
		e = keeper_project(disk_store_keeper(r->s), max, &at);
		if (e == E_BROKEN)
			run_wrong(r, "the views find the store broken");
	}
}

void
run_rebuild(struct run *r)
{
	uint64_t n;
	int e = E_IO, tries;

	for (tries = 0; e != 0 && tries < TRIES; tries++) {
		if (run_open(r) != 0)
			return;
		if ((e = store_rebuild(r->s, NULL, NULL, &n)) != 0)
			run_close(r);
	}
}

void
run_blob(struct run *r, size_t n, char first)
{
	struct told_blob *b = &r->told.blobs[r->told.nblobs++];
	struct hash h;
	char *bytes;
	size_t i;
	int e = E_IO, tries;

	if (r->told.nblobs > TOLD_BLOBS)
		abort();
	bytes = must(arena_array(r->texts, n + 1, 1));
	for (i = 0; i < n; i++)
		bytes[i] = (char)(first + (char)(i * 7 % 31));
	*b = (struct told_blob){ bytes, n, hash_of(bytes, n), false };
	for (tries = 0; e != 0 && tries < TRIES; tries++) {
		if (run_open(r) != 0)
			return;
		e = store_blob_put(r->s, bytes, n, &h);
	}
	b->kept = e == 0;
}
