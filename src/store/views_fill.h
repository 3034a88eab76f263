/* views_fill.h - rows on their way into views that are made anew.
 *
 * They are gathered by one who reads entries, and put into the file by
 * another, sorted (views_run.h): the one fills a run while the other puts
 * the last one in. */

#ifndef FORESTAY_VIEWS_FILL_H
#define FORESTAY_VIEWS_FILL_H

#include "store/job_thread.h"
#include "store/views_run.h"

struct views_fill {
	struct views_run runs[2];
	unsigned now; /* the one being filled */
	bool given;   /* the other was given to be put in */
	int r;        /* what became of it */
	struct job_thread thread;
	int (*put)(void *ctx, const struct views_row *rows, size_t n);
	void *ctx;
};

/* put is called by a thread of its own, until views_fill_end or _release has
 * returned.  0 or E_NOMEM: then there is nothing to be released. */
int views_fill_init(struct views_fill *f, const struct mem *mem, bool thread,
    int (*put)(void *ctx, const struct views_row *rows, size_t n),
    void *ctx) MUST_CHECK;
void views_fill_release(struct views_fill *f);

/* A row; what put has said of one before it, E_LIMIT, E_NOMEM. */
int views_fill_add(struct views_fill *f, enum view_id view, const void *key,
    size_t nkey, const void *value, size_t nvalue) MUST_CHECK;

/* All that was added is put in. */
int views_fill_end(struct views_fill *f) MUST_CHECK;

/* Nothing of what was added and is not yet put in will be; and nothing is
 * being put in now. */
void views_fill_forget(struct views_fill *f);

#endif
