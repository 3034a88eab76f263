/* helper.h - one job at a time, done by a thread of its own.
 *
 * Where there is to be no thread, or none is to be had, whoever waits for the
 * job does it: a test has then every step in its own hands. */

#ifndef FORESTAY_STORE_HELPER_H
#define FORESTAY_STORE_HELPER_H

#include <pthread.h>
#include <stdbool.h>

#include "core/err.h"

enum helper_state { HELPER_IDLE, HELPER_GIVEN, HELPER_DONE, HELPER_END };

struct helper {
	bool may_run; /* a thread, begun with the first job */
	bool running;
	pthread_t thread;
	pthread_mutex_t lock; /* of everything below */
	pthread_cond_t changed;
	enum helper_state state;
	int (*job)(void *ctx);
	void *ctx;
	int r; /* what the job returned */
};

/* 0 or E_NOMEM: then there is nothing to be released. */
int helper_init(struct helper *h, bool thread) MUST_CHECK;

/* Waits for what it was given. */
void helper_release(struct helper *h);

/* Give it a job; none was given, or it was waited for. */
void helper_give(struct helper *h, int (*job)(void *ctx), void *ctx);

/* Whether helper_wait would not wait. */
bool helper_done(struct helper *h);

/* What the job returned. */
int helper_wait(struct helper *h) MUST_CHECK;

#endif
