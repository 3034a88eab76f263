/* job_thread.c - see job_thread.h. */

#include "store/job_thread.h"

int
job_thread_init(struct job_thread *h, bool thread)
{
	*h = (struct job_thread){ .may_run = thread };
	if (pthread_mutex_init(&h->lock, NULL) != 0)
		return E_NOMEM;
	if (pthread_cond_init(&h->changed, NULL) != 0) {
		(void)pthread_mutex_destroy(&h->lock);
		return E_NOMEM;
	}
	return 0;
}

static void
change(struct job_thread *h, enum job_state state)
{
	(void)pthread_mutex_lock(&h->lock);
	h->state = state;
	(void)pthread_cond_broadcast(&h->changed);
	(void)pthread_mutex_unlock(&h->lock);
}

/* Until it is given something, or is to end; or has done what it was given. */
static enum job_state
await(struct job_thread *h, enum job_state one, enum job_state other)
{
	enum job_state state;

	(void)pthread_mutex_lock(&h->lock);
	while (h->state != one && h->state != other)
		(void)pthread_cond_wait(&h->changed, &h->lock);
	state = h->state;
	(void)pthread_mutex_unlock(&h->lock);
	return state;
}

static void
work(struct job_thread *h)
{
	h->r = h->job(h->ctx);
	change(h, JOB_DONE);
}

static void *
run(void *arg)
{
	struct job_thread *h = arg;

	while (await(h, JOB_GIVEN, JOB_END) == JOB_GIVEN)
		work(h);
	return NULL;
}

void
job_thread_give(struct job_thread *h, int (*job)(void *ctx), void *ctx)
{
	if (h->may_run && !h->running)
		h->running = pthread_create(&h->thread, NULL, run, h) == 0;
	h->job = job;
	h->ctx = ctx;
	change(h, JOB_GIVEN);
}

bool
job_thread_done(struct job_thread *h)
{
	bool done;

	(void)pthread_mutex_lock(&h->lock);
	done = h->state == JOB_DONE;
	(void)pthread_mutex_unlock(&h->lock);
	return done;
}

int
job_thread_wait(struct job_thread *h)
{
	if (!h->running)
		work(h);
	(void)await(h, JOB_DONE, JOB_DONE);
	change(h, JOB_IDLE);
	return h->r;
}

void
job_thread_release(struct job_thread *h)
{
	if (h->running) {
		(void)pthread_mutex_lock(&h->lock);
		while (h->state == JOB_GIVEN)
			(void)pthread_cond_wait(&h->changed, &h->lock);
		h->state = JOB_END;
		(void)pthread_cond_broadcast(&h->changed);
		(void)pthread_mutex_unlock(&h->lock);
		(void)pthread_join(h->thread, NULL);
	}
	(void)pthread_cond_destroy(&h->changed);
	(void)pthread_mutex_destroy(&h->lock);
}
