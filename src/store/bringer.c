/* bringer.c - see bringer.h. */

#include <stdio.h>

#include "store/bringer.h"

int
bringer_init(struct bringer *b, struct ledger *l, bool thread)
{
	*b = (struct bringer){ .ledger = l };
	if (pthread_mutex_init(&b->lock, NULL) != 0)
		return E_NOMEM;
	if (pthread_cond_init(&b->free, NULL) != 0)
		goto no_cond;
	if (job_thread_init(&b->thread, thread) == 0)
		return 0;
	(void)pthread_cond_destroy(&b->free);
no_cond:
	(void)pthread_mutex_destroy(&b->lock);
	return E_NOMEM;
}

void
bringer_release(struct bringer *b)
{
	job_thread_release(&b->thread);
	(void)pthread_cond_destroy(&b->free);
	(void)pthread_mutex_destroy(&b->lock);
	b->ledger->ops->close(b->ledger);
}

/* -- One at a time ------------------------------------------------------ */

struct ledger *
bringer_borrow(struct bringer *b)
{
	(void)pthread_mutex_lock(&b->lock);
	b->waiting++;
	while (b->used)
		(void)pthread_cond_wait(&b->free, &b->lock);
	b->waiting--;
	b->used = true;
	(void)pthread_mutex_unlock(&b->lock);
	return b->ledger;
}

void
bringer_return(struct bringer *b)
{
	(void)pthread_mutex_lock(&b->lock);
	b->used = false;
	(void)pthread_cond_broadcast(&b->free);
	(void)pthread_mutex_unlock(&b->lock);
}

/* Between rows: those who wait go first. */
static void
let_ask(void *ctx)
{
	struct bringer *b = ctx;

	(void)pthread_mutex_lock(&b->lock);
	if (b->waiting > 0) {
		b->used = false;
		(void)pthread_cond_broadcast(&b->free);
		while (b->used || b->waiting > 0)
			(void)pthread_cond_wait(&b->free, &b->lock);
		b->used = true;
	}
	(void)pthread_mutex_unlock(&b->lock);
}

/* -- Bringing in -------------------------------------------------------- */

static int
bring(void *ctx)
{
	struct bringer *b = ctx;
	struct ledger *l = bringer_borrow(b);
	int r;

	l->pause = let_ask;
	l->pause_ctx = b;
	r = l->ops->commit(l, &b->group);
	l->pause = NULL;
	if (r != 0)
		snprintf(b->why, sizeof(b->why), "%s",
		    l->why != NULL && *l->why != '\0' ? l->why : err_text(r));
	bringer_return(b);
	return r;
}

void
bringer_give(struct bringer *b, const struct ledger_group *g)
{
	b->group = *g;
	job_thread_give(&b->thread, bring, b);
}

bool
bringer_done(struct bringer *b)
{
	return job_thread_done(&b->thread);
}

int
bringer_take(struct bringer *b)
{
	return job_thread_wait(&b->thread);
}
