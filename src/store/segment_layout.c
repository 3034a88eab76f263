/* segment_layout.c - the people of a temporary file laid out as columns.
 *
 * Rows are put in order, then several lanes each take the next few thousand
 * of them, make columns of them, and say in turn where their words go: so the
 * bytes are the same however many lanes there are. */

#include "store/segment_layout.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* -- Lanes ----------------------------------------------------------------- */

static void *
lane_main(void *ctx)
{
	struct lane *n = ctx;
	int r = n->job(n);

	(void)pthread_mutex_lock(&n->l->lock);
	if (r != 0 && n->l->err == 0)
		n->l->err = r;
	(void)pthread_cond_broadcast(&n->l->moved);
	(void)pthread_mutex_unlock(&n->l->lock);
	return NULL;
}

int
layout_run(struct layout *l, int (*job)(struct lane *n))
{
	unsigned n = 1;

	l->next = l->turn = 0;
	l->err = 0;
	for (unsigned i = 0; i < l->nlanes; i++)
		l->lanes[i].job = job;
	/* The first is this thread; fewer others than hoped for will do. */
	for (; n < l->nlanes; n++)
		if (pthread_create(&l->lanes[n].thread, NULL, lane_main,
			&l->lanes[n]) != 0)
			break;
	(void)lane_main(&l->lanes[0]);
	for (unsigned i = 1; i < n; i++)
		(void)pthread_join(l->lanes[i].thread, NULL);
	return l->err;
}

bool
lane_take(struct lane *n, size_t of, size_t *k)
{
	struct layout *l = n->l;
	bool taken;

	(void)pthread_mutex_lock(&l->lock);
	taken = l->err == 0 && l->next < of;
	if (taken)
		*k = l->next++;
	(void)pthread_mutex_unlock(&l->lock);
	return taken;
}

bool
lane_turn(struct lane *n, size_t k)
{
	struct layout *l = n->l;

	(void)pthread_mutex_lock(&l->lock);
	while (l->turn != k && l->err == 0)
		(void)pthread_cond_wait(&l->moved, &l->lock);
	if (l->err == 0)
		return true;
	(void)pthread_mutex_unlock(&l->lock);
	return false;
}

void
lane_pass(struct lane *n)
{
	n->l->turn++;
	(void)pthread_cond_broadcast(&n->l->moved);
	(void)pthread_mutex_unlock(&n->l->lock);
}

/* -- The whole ------------------------------------------------------------- */

char *
segment_path(struct arena *a, const char *folder, const struct hash *h)
{
	char text[72];

	hash_text(h, text);
	return arena_printf(a, "%s/%s.segment", folder, strchr(text, ':') + 1);
}

static int
map_spill(struct layout *l)
{
	struct segment_writer *w = l->w;
	void *map;
	int r;

	if ((r = segment_spill(w, true)) != 0 ||
	    (r = files_write(w->fs, w->fd, w->spill.p, w->spill.n)) != 0)
		return r;
	told_release(&w->told[0]);
	told_release(&w->told[1]);
	bytes_release(&w->spill);
	if (w->spilled == 0)
		return 0;
	map = mmap(NULL, (size_t)w->spilled, PROT_READ, MAP_SHARED, w->fd, 0);
	if (map == MAP_FAILED)
		return E_IO;
	l->spill = map;
	l->nspill = (size_t)w->spilled;
	return 0;
}

static void
unmap_spill(struct layout *l)
{
	if (l->nspill > 0)
		(void)munmap((void *)(uintptr_t)l->spill, l->nspill);
	l->nspill = 0;
}

/* It has no name: closed, what of it is not on the disk never will be, and
 * the segment's own bytes need not wait behind it. */
static int
drop_spill(struct layout *l)
{
	int fd = l->w->fd;

	unmap_spill(l);
	l->w->fd = -1;
	return l->w->fs->close(fd) == 0 ? 0 : E_IO;
}

static int
settle(struct layout *l, const struct hash *h)
{
	const struct file_system *fs = l->w->fs;
	char *path = segment_path(&l->a, l->w->folder, h);

	if (path == NULL)
		return E_NOMEM;
	if (fs->sync(l->fd) != 0)
		return errno == ENOSPC || errno == EDQUOT ? E_FULL : E_IO;
	if (fs->rename(l->new_path, path) != 0)
		return E_IO;
	l->new_path = NULL; /* it has its name now */
	return files_sync_folder(fs, l->w->folder);
}

static int
lay_out(struct layout *l, struct hash *hash)
{
	const struct file_system *fs = l->w->fs;
	int r;

	if ((r = map_spill(l)) != 0 || (r = layout_order(l)) != 0 ||
	    (r = layout_plan(l)) != 0 || (r = layout_lanes_init(l)) != 0)
		return r;
	l->new_path = arena_printf(&l->a, "%s/.segment-%ld-new", l->w->folder,
	    (long)getpid());
	if (l->new_path == NULL)
		return E_NOMEM;
	l->fd =
	    fs->open(l->new_path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (l->fd < 0)
		return errno == ENOSPC || errno == EDQUOT ? E_FULL : E_IO;
	if ((r = layout_dictionaries(l)) != 0 || (r = layout_rows(l)) != 0)
		return r;
	if ((r = drop_spill(l)) != 0 || (r = layout_head(l, hash)) != 0)
		return r;
	return settle(l, hash);
}

static void
layout_release(struct layout *l)
{
	const struct mem *m = l->w->mem;

	if (l->fd >= 0)
		(void)l->w->fs->close(l->fd);
	if (l->fd >= 0 && l->new_path != NULL)
		(void)l->w->fs->unlink(l->new_path);
	layout_lanes_release(l);
	unmap_spill(l);
	m->free(m->ctx, l->order);
	m->free(m->ctx, l->others);
	arena_release(&l->a);
	(void)pthread_cond_destroy(&l->moved);
	(void)pthread_mutex_destroy(&l->lock);
}

int
segment_finish(struct segment_writer *w,
    bool (*progress)(void *ctx, size_t done, size_t of), void *ctx,
    struct hash *hash)
{
	const struct mem *m = w->mem;
	struct layout *l;
	int r = E_NOMEM;

	if (w->finished)
		return E_LIMIT;
	w->finished = true;
	if ((l = m->alloc(m->ctx, sizeof(*l))) == NULL)
		return E_NOMEM;
	*l = (struct layout){ .w = w,
		.fd = -1,
		.rows = w->rows,
		.all = w->rows + w->others,
		.progress = progress,
		.ctx = ctx,
		.nlanes = w->threads };
	arena_init(&l->a, m, (size_t)8 << 30);
	if (pthread_mutex_init(&l->lock, NULL) != 0)
		goto out;
	if (pthread_cond_init(&l->moved, NULL) != 0) {
		(void)pthread_mutex_destroy(&l->lock);
		goto out;
	}
	r = lay_out(l, hash);
	layout_release(l);
out:
	m->free(m->ctx, l);
	return r;
}
