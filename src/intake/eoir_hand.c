/* eoir_hand.c - see eoir_hand.h.
 *
 * A few batches go round: while one is taken, the next is made.  A batch is
 * small enough to be in the cache still when it is taken. */

#include "intake/eoir_hand.h"

#include <pthread.h>
#include <string.h>

#define BATCHES      4
#define BATCH_PEOPLE 64
#define BATCH_BYTES  ((size_t)256 << 20) /* most of one: 2 MB a person */
#define BATCH_KEPT   ((size_t)512 << 10) /* that are not given back */

struct batch {
	struct arena a;
	struct arena_mark begin; /* of a block that nearly all fit in */
	const struct person *people[BATCH_PEOPLE];
	size_t n;
	bool full;
};

struct eoir_hand {
	pthread_mutex_t lock;
	pthread_cond_t moved;
	struct batch batches[BATCHES];
	size_t making, taking;
	struct eoir_telling how;
	int (*make)(void *ctx, struct eoir_hand *h);
	void *make_ctx;
	int made;  /* what make() returned */
	int taken; /* what each() returned */
	bool done;
};

/* The batch being made is handed over; the next is waited for. */
static int
hand_over(struct eoir_hand *h)
{
	int r;

	(void)pthread_mutex_lock(&h->lock);
	h->batches[h->making].full = true;
	h->making = (h->making + 1) % BATCHES;
	(void)pthread_cond_broadcast(&h->moved);
	while (h->batches[h->making].full && h->taken == 0)
		(void)pthread_cond_wait(&h->moved, &h->lock);
	r = h->taken;
	(void)pthread_mutex_unlock(&h->lock);
	return r;
}

int
eoir_put(struct eoir_hand *h, const struct eoir_case *c,
    const struct finality *f)
{
	struct batch *b = &h->batches[h->making];
	int r;

	h->how.a = &b->a;
	if ((r = eoir_tell(&h->how, c, f, &b->people[b->n])) != 0)
		return r;
	b->n++;
	return b->n == BATCH_PEOPLE ? hand_over(h) : 0;
}

static void *
make_all(void *ctx)
{
	struct eoir_hand *h = ctx;
	int r = h->make(h->make_ctx, h);

	if (r == 0)
		r = hand_over(h);
	(void)pthread_mutex_lock(&h->lock);
	h->made = r;
	h->done = true;
	(void)pthread_cond_broadcast(&h->moved);
	(void)pthread_mutex_unlock(&h->lock);
	return NULL;
}

/* What was made on another core is fetched before it is asked for. */
static void
fetch(const struct person *p)
{
	for (size_t i = 0; i < p->nfacts; i++)
		for (size_t line = 0; line < sizeof(struct fact); line += 64)
			__builtin_prefetch((const char *)p->facts[i] + line);
}

static int
take_batch(struct batch *b, int (*each)(void *ctx, const struct person *p),
    void *ctx)
{
	int r = 0;

	for (size_t i = 0; i < b->n && r == 0; i++) {
		if (i + 1 < b->n)
			fetch(b->people[i + 1]);
		r = each(ctx, b->people[i]);
	}
	b->n = 0;
	arena_rewind(&b->a, b->begin);
	return r;
}

static int
take_all(struct eoir_hand *h, int (*each)(void *ctx, const struct person *p),
    void *ctx)
{
	struct batch *b;
	int r = 0;

	(void)pthread_mutex_lock(&h->lock);
	for (;;) {
		b = &h->batches[h->taking];
		while (!b->full && !h->done)
			(void)pthread_cond_wait(&h->moved, &h->lock);
		if (!b->full)
			break;
		(void)pthread_mutex_unlock(&h->lock);
		r = take_batch(b, each, ctx);
		(void)pthread_mutex_lock(&h->lock);
		b->full = false;
		h->taken = r;
		h->taking = (h->taking + 1) % BATCHES;
		(void)pthread_cond_broadcast(&h->moved);
		if (r != 0)
			break;
	}
	(void)pthread_mutex_unlock(&h->lock);
	return r;
}

/* Without its block it does with smaller ones. */
static void
batch_init(struct batch *b, const struct mem *mem)
{
	arena_init(&b->a, mem, BATCH_BYTES);
	(void)arena_alloc(&b->a, BATCH_KEPT);
	b->begin = (struct arena_mark){ b->a.top, 0, 0 };
}

int
eoir_hand(const struct mem *mem, const struct eoir_telling *how,
    int (*make)(void *ctx, struct eoir_hand *h), void *make_ctx,
    int (*each)(void *ctx, const struct person *p), void *ctx)
{
	struct eoir_hand *h = mem->alloc(mem->ctx, sizeof(*h));
	pthread_t thread;
	int r = E_NOMEM;

	if (h == NULL)
		return E_NOMEM;
	memset(h, 0, sizeof(*h));
	h->how = *how;
	h->make = make;
	h->make_ctx = make_ctx;
	for (size_t i = 0; i < BATCHES; i++)
		batch_init(&h->batches[i], mem);
	if (pthread_mutex_init(&h->lock, NULL) == 0) {
		if (pthread_cond_init(&h->moved, NULL) == 0) {
			if (pthread_create(&thread, NULL, make_all, h) == 0) {
				r = take_all(h, each, ctx);
				(void)pthread_join(thread, NULL);
				if (r == 0)
					r = h->made;
			}
			(void)pthread_cond_destroy(&h->moved);
		}
		(void)pthread_mutex_destroy(&h->lock);
	}
	for (size_t i = 0; i < BATCHES; i++)
		arena_release(&h->batches[i].a);
	mem->free(mem->ctx, h);
	return r;
}
