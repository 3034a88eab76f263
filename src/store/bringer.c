/* bringer.c - see bringer.h. */

#include <stdio.h>

#include "store/bringer.h"

int
bringer_init(struct bringer *b, struct ledger *l, bool thread)
{
	*b = (struct bringer){ .ledger = l, .may_run = thread };
	if (pthread_mutex_init(&b->lock, NULL) != 0)
		return E_NOMEM;
	if (pthread_cond_init(&b->changed, NULL) != 0) {
		(void)pthread_mutex_destroy(&b->lock);
		return E_NOMEM;
	}
	return 0;
}

/* -- One at a time ------------------------------------------------------ */

static void
change(struct bringer *b, enum bringer_state state)
{
	b->state = state;
	(void)pthread_cond_broadcast(&b->changed);
}

struct ledger *
bringer_borrow(struct bringer *b)
{
	(void)pthread_mutex_lock(&b->lock);
	b->waiting++;
	while (b->used)
		(void)pthread_cond_wait(&b->changed, &b->lock);
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
	change(b, b->state);
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
		change(b, b->state);
		while (b->used || b->waiting > 0)
			(void)pthread_cond_wait(&b->changed, &b->lock);
		b->used = true;
	}
	(void)pthread_mutex_unlock(&b->lock);
}

/* -- Bringing in -------------------------------------------------------- */

static void
bring(struct bringer *b)
{
	struct ledger *l = bringer_borrow(b);
	int r;

	l->pause = let_ask;
	l->pause_ctx = b;
	r = l->ops->commit(l, &b->group);
	l->pause = NULL;
	(void)pthread_mutex_lock(&b->lock);
	b->r = r;
	if (r != 0)
		snprintf(b->why, sizeof(b->why), "%s",
		    l->why != NULL && *l->why != '\0' ? l->why : err_text(r));
	b->used = false;
	change(b, BRINGER_DONE);
	(void)pthread_mutex_unlock(&b->lock);
}

static void *
run(void *arg)
{
	struct bringer *b = arg;
	enum bringer_state state;

	do {
		(void)pthread_mutex_lock(&b->lock);
		while (b->state != BRINGER_GIVEN && b->state != BRINGER_END)
			(void)pthread_cond_wait(&b->changed, &b->lock);
		state = b->state;
		(void)pthread_mutex_unlock(&b->lock);
		if (state == BRINGER_GIVEN)
			bring(b);
	} while (state != BRINGER_END);
	return NULL;
}

void
bringer_give(struct bringer *b, const struct ledger_group *g)
{
	/* None to be had: whoever waits for it does the work. */
	if (b->may_run && !b->running)
		b->running = pthread_create(&b->thread, NULL, run, b) == 0;
	(void)pthread_mutex_lock(&b->lock);
	b->group = *g;
	change(b, BRINGER_GIVEN);
	(void)pthread_mutex_unlock(&b->lock);
}

bool
bringer_done(struct bringer *b)
{
	bool done;

	(void)pthread_mutex_lock(&b->lock);
	done = b->state == BRINGER_DONE;
	(void)pthread_mutex_unlock(&b->lock);
	return done;
}

int
bringer_take(struct bringer *b)
{
	int r;

	if (!b->running)
		bring(b);
	(void)pthread_mutex_lock(&b->lock);
	while (b->state != BRINGER_DONE)
		(void)pthread_cond_wait(&b->changed, &b->lock);
	r = b->r;
	change(b, BRINGER_IDLE);
	(void)pthread_mutex_unlock(&b->lock);
	return r;
}

void
bringer_release(struct bringer *b)
{
	if (b->running) {
		(void)pthread_mutex_lock(&b->lock);
		while (b->state == BRINGER_GIVEN)
			(void)pthread_cond_wait(&b->changed, &b->lock);
		change(b, BRINGER_END);
		(void)pthread_mutex_unlock(&b->lock);
		(void)pthread_join(b->thread, NULL);
	}
	(void)pthread_cond_destroy(&b->changed);
	(void)pthread_mutex_destroy(&b->lock);
	b->ledger->ops->close(b->ledger);
}
