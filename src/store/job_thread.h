/* job_thread.h - one job at a time, done by a thread of its own.
 *
 * Where there is to be no thread, or none is to be had, whoever waits for the
 * job does it: a test has then every step in its own hands. */

#ifndef FORESTAY_JOB_THREAD_H
#define FORESTAY_JOB_THREAD_H

#include <pthread.h>
#include <stdbool.h>

#include "core/err.h"

enum job_state { JOB_IDLE, JOB_GIVEN, JOB_DONE, JOB_END };

struct job_thread {
	bool may_run; /* a thread, begun with the first job */
	bool running;
	pthread_t thread;
	pthread_mutex_t lock; /* of everything below */
	pthread_cond_t changed;
	enum job_state state;
	int (*job)(void *ctx);
	void *ctx;
	int r; /* what the job returned */
};

/* 0 or E_NOMEM: then there is nothing to be released. */
int job_thread_init(struct job_thread *h, bool thread) MUST_CHECK;

/* Waits for what it was given. */
void job_thread_release(struct job_thread *h);

/* Give it a job; none was given, or it was waited for. */
void job_thread_give(struct job_thread *h, int (*job)(void *ctx), void *ctx);

/* Whether job_thread_wait would not wait. */
bool job_thread_done(struct job_thread *h);

/* What the job returned. */
int job_thread_wait(struct job_thread *h) MUST_CHECK;

#endif
