/* snapshot.c - see snapshot.h. */

#include "intake/snapshot.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SCRATCH_MOST ((size_t)256 << 20)
#define LINE_MAX     256

struct taking {
	const struct stored *st;
	struct arena *a;
	struct arena scratch; /* a person's */
	struct segment_writer *w;
	const char **ids;
	size_t nids, cap_ids;
	bool (*progress)(void *, size_t, size_t);
	void *ctx;
};

static int
take_id(void *ctx, const char *id)
{
	struct taking *t = ctx;
	const char **ids =
	    arena_grow(t->a, t->ids, t->nids, &t->cap_ids, sizeof(*ids));

	if (ids == NULL || (ids[t->nids] = arena_strdup(t->a, id)) == NULL)
		return E_NOMEM;
	t->ids = ids;
	t->nids++;
	return 0;
}

static int
take_person(struct taking *t, const char *id)
{
	struct stored_person sp;
	struct person p = { .id = id };
	int r;

	r = stored_person(t->st, &t->scratch, id, STORED_AS_KNOWN, &sp);
	if (r != 0)
		return r;
	if (sp.damaged == NULL)
		p = sp.under[0];
	p.id = id;
	return segment_add(t->w, &p);
}

static int
take_all(struct taking *t)
{
	int r;

	if ((r = stored_everyone(t->st, t->a, take_id, t)) != 0)
		return r;
	arena_init(&t->scratch, t->a->mem, SCRATCH_MOST);
	for (size_t i = 0; r == 0 && i < t->nids; i++) {
		r = take_person(t, t->ids[i]);
		arena_release(&t->scratch);
		if (r == 0 && t->progress != NULL && i % 256 == 0 &&
		    !t->progress(t->ctx, i, t->nids))
			r = E_AGAIN;
	}
	return r;
}

/* What `current` must say for a snapshot to be that of st. */
static void
say_entry(const struct stored *st, char line[LINE_MAX])
{
	char head[72];

	hash_text(&st->head.hash, head);
	snprintf(line, LINE_MAX, "entry %llu head %s segment ",
	    (unsigned long long)st->through, head);
}

static bool
current(const char *path, const struct stored *st, struct hash *out)
{
	char want[LINE_MAX], got[LINE_MAX + 80] = { 0 };
	size_t n;
	FILE *f = fopen(path, "r");

	if (f == NULL)
		return false;
	n = fread(got, 1, sizeof(got) - 1, f);
	(void)fclose(f);
	say_entry(st, want);
	if (n <= strlen(want) || memcmp(got, want, strlen(want)) != 0)
		return false;
	got[strcspn(got, "\n")] = '\0';
	return hash_read(got + strlen(want), out);
}

/* Under another name, synced, renamed: an old one is no harm, half a one
 * would be. */
static int
say_current(struct arena *a, const char *folder, const char *path,
    const struct stored *st, const struct hash *h)
{
	const struct file_system *fs = &file_system_real;
	char *name = arena_printf(a, "%s/.current-%ld", folder, (long)getpid());
	char line[LINE_MAX], hash[72], *all;
	int fd, r;

	say_entry(st, line);
	hash_text(h, hash);
	all = arena_printf(a, "%s%s\n", line, hash);
	if (name == NULL || all == NULL)
		return E_NOMEM;
	fd = fs->open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0)
		return E_IO;
	r = files_write(fs, fd, all, strlen(all));
	if (r == 0 && fs->sync(fd) != 0)
		r = E_IO;
	if (fs->close(fd) != 0 && r == 0)
		r = E_IO;
	if (r == 0 && fs->rename(name, path) != 0)
		r = E_IO;
	if (r != 0)
		(void)fs->unlink(name);
	return r != 0 ? r : files_sync_folder(fs, folder);
}

static int
make(struct arena *a, const struct stored *st, const char *folder,
    bool (*progress)(void *, size_t, size_t), void *ctx, struct hash *h)
{
	struct taking t = { .st = st,
		.a = a,
		.progress = progress,
		.ctx = ctx };
	int r;

	if (mkdir(folder, 0700) != 0 && errno != EEXIST)
		return E_IO;
	r = segment_writer_new(&file_system_real, folder, st->laws[0].law.vocab,
	    &t.w);
	if (r == 0)
		r = take_all(&t);
	if (r == 0)
		r = segment_finish(t.w, progress, ctx, h);
	segment_writer_free(t.w);
	return r;
}

int
snapshot_open(struct arena *a, const struct stored *st, const char *store,
    bool (*progress)(void *ctx, size_t done, size_t all), void *ctx,
    struct segment **out)
{
	const struct vocab *v = st->laws[0].law.vocab;
	char *folder = arena_printf(a, "%s/snapshots", store), *at, *path;
	struct hash h, old;
	const char *why;
	bool had;
	int r;

	if (folder == NULL ||
	    (at = arena_printf(a, "%s/current", folder)) == NULL)
		return E_NOMEM;
	had = current(at, st, &old);
	if (had && (path = segment_path(a, folder, &old)) != NULL &&
	    segment_open(path, v, &old, out, &why) == 0)
		return 0;
	if ((r = make(a, st, folder, progress, ctx, &h)) != 0)
		return r;
	if ((r = say_current(a, folder, at, st, &h)) != 0)
		return r;
	if ((path = segment_path(a, folder, &h)) == NULL)
		return E_NOMEM;
	return segment_open(path, v, &h, out, &why);
}
