/* views_fill.c - see views_fill.h. */

#include "store/views_fill.h"

int
views_fill_init(struct views_fill *f, const struct mem *mem, bool thread,
    int (*put)(void *ctx, const struct views_row *rows, size_t n), void *ctx)
{
	*f = (struct views_fill){ .runs = { { .mem = mem }, { .mem = mem } },
		.put = put,
		.ctx = ctx };
	return job_thread_init(&f->thread, thread);
}

static int
put_run(void *ctx)
{
	struct views_fill *f = ctx;

	return views_run_each(&f->runs[!f->now], f->put, f->ctx);
}

/* The other run is empty. */
static int
await(struct views_fill *f)
{
	int r;

	if (f->given) {
		r = job_thread_wait(&f->thread);
		f->given = false;
		if (f->r == 0)
			f->r = r;
	}
	return f->r;
}

static int
hand_over(struct views_fill *f)
{
	int r = await(f);

	if (r != 0)
		return r;
	f->now = !f->now;
	f->given = true;
	job_thread_give(&f->thread, put_run, f);
	return 0;
}

int
views_fill_add(struct views_fill *f, enum view_id view, const void *key,
    size_t nkey, const void *value, size_t nvalue)
{
	struct views_run *run = &f->runs[f->now];
	int r = views_run_add(run, view, key, nkey, value, nvalue);

	if (r != E_LIMIT)
		return r;
	if ((r = hand_over(f)) != 0)
		return r;
	return views_run_add(&f->runs[f->now], view, key, nkey, value, nvalue);
}

int
views_fill_end(struct views_fill *f)
{
	int r = hand_over(f);

	return r == 0 ? await(f) : r;
}

void
views_fill_forget(struct views_fill *f)
{
	(void)await(f);
	views_run_clear(&f->runs[0]);
	views_run_clear(&f->runs[1]);
}

void
views_fill_release(struct views_fill *f)
{
	(void)await(f);
	job_thread_release(&f->thread);
	views_run_release(&f->runs[0]);
	views_run_release(&f->runs[1]);
}
