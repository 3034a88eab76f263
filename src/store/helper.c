/* helper.c - see helper.h. */

#include "store/helper.h"

int
helper_init(struct helper *h, bool thread)
{
	*h = (struct helper){ .may_run = thread };
	if (pthread_mutex_init(&h->lock, NULL) != 0)
		return E_NOMEM;
	if (pthread_cond_init(&h->changed, NULL) != 0) {
		(void)pthread_mutex_destroy(&h->lock);
		return E_NOMEM;
	}
	return 0;
}

static void
change(struct helper *h, enum helper_state state)
{
	(void)pthread_mutex_lock(&h->lock);
	h->state = state;
	(void)pthread_cond_broadcast(&h->changed);
	(void)pthread_mutex_unlock(&h->lock);
}

/* Until it is given something, or is to end; or has done what it was given. */
static enum helper_state
await(struct helper *h, enum helper_state one, enum helper_state other)
{
	enum helper_state state;

	(void)pthread_mutex_lock(&h->lock);
	while (h->state != one && h->state != other)
		(void)pthread_cond_wait(&h->changed, &h->lock);
	state = h->state;
	(void)pthread_mutex_unlock(&h->lock);
	return state;
}

static void
work(struct helper *h)
{
	h->r = h->job(h->ctx);
	change(h, HELPER_DONE);
}

static void *
run(void *arg)
{
	struct helper *h = arg;

	while (await(h, HELPER_GIVEN, HELPER_END) == HELPER_GIVEN)
		work(h);
	return NULL;
}

void
helper_give(struct helper *h, int (*job)(void *ctx), void *ctx)
{
	if (h->may_run && !h->running)
		h->running = pthread_create(&h->thread, NULL, run, h) == 0;
	h->job = job;
	h->ctx = ctx;
	change(h, HELPER_GIVEN);
}

bool
helper_done(struct helper *h)
{
	bool done;

	(void)pthread_mutex_lock(&h->lock);
	done = h->state == HELPER_DONE;
	(void)pthread_mutex_unlock(&h->lock);
	return done;
}

int
helper_wait(struct helper *h)
{
	if (!h->running)
		work(h);
	(void)await(h, HELPER_DONE, HELPER_DONE);
	change(h, HELPER_IDLE);
	return h->r;
}

void
helper_release(struct helper *h)
{
	if (h->running) {
		(void)pthread_mutex_lock(&h->lock);
		while (h->state == HELPER_GIVEN)
			(void)pthread_cond_wait(&h->changed, &h->lock);
		h->state = HELPER_END;
		(void)pthread_cond_broadcast(&h->changed);
		(void)pthread_mutex_unlock(&h->lock);
		(void)pthread_join(h->thread, NULL);
	}
	(void)pthread_cond_destroy(&h->changed);
	(void)pthread_mutex_destroy(&h->lock);
}
