/* witness_state.c - see witness_state.h. */

#include "store/witness_state.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "store/linux.h"

#define PATH_ROOM (PATH_MAX - 16)

struct witness {
	const struct mem *mem;
	const struct file_system *fs;
	struct note_key log, own;
	uint8_t secret[NOTE_SECRET_BYTES];
	struct checkpoint seen; /* its origin is the log's name */
	uint64_t signed_at;     /* seconds */
	int lock;
	bool broken; /* what the file holds is not known: open it again */
	char path[PATH_MAX];
	char folder[PATH_MAX];
};

uint64_t
witness_size(const struct witness *w)
{
	return w->seen.size;
}

/* -- Its file -- */

static int
read_all(struct witness *w, char *to, size_t max, size_t *n)
{
	int fd = w->fs->open(w->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW, 0);
	ssize_t k = 1;
	int r = 0;

	*n = 0;
	if (fd < 0)
		return errno == ENOENT ? E_NAME : E_IO;
	while (r == 0 && k != 0 && *n < max) {
		k = w->fs->read(fd, to + *n, max - *n);
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			r = E_IO;
		else
			*n += (size_t)k;
	}
	(void)w->fs->close(fd);
	return r;
}

/* Durable when 0 is returned: written beside, then renamed over it. */
static int
put(struct witness *w, const struct buf *note)
{
	char beside[PATH_MAX];
	int fd, r;

	snprintf(beside, sizeof(beside), "%.*s.new", (int)PATH_ROOM, w->path);
	fd = w->fs->open(beside,
	    O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return E_IO;
	r = files_write(w->fs, fd, note->s, note->len);
	if (r == 0 && w->fs->sync(fd) != 0)
		r = E_IO;
	if (w->fs->close(fd) != 0 && r == 0)
		r = E_IO;
	if (r != 0)
		return r;
	if (w->fs->rename(beside, w->path) == 0 &&
	    files_sync_folder(w->fs, w->folder) == 0)
		return 0;
	/* The old one or the new one may be found by whoever looks next. */
	w->broken = true;
	return E_IO;
}

/* Signed by the log, and by this witness. */
static int
learn(struct witness *w, const char *bytes, size_t n)
{
	struct checkpoint head;
	struct note note;
	const char *why;
	int r;

	if (note_read(bytes, n, &note, &why) != 0 ||
	    checkpoint_read(note.text, note.ntext, &head) != 0)
		return E_BROKEN;
	if ((r = note_check(&note, &w->log, w->mem, NULL)) != 0 ||
	    (r = note_check(&note, &w->own, w->mem, &w->signed_at)) != 0)
		return r == E_NOMEM ? E_NOMEM : E_BROKEN;
	w->seen.size = head.size;
	w->seen.root = head.root;
	return 0;
}

static int
load(struct witness *w)
{
	char *bytes = w->mem->alloc(w->mem->ctx, LIMIT_NOTE_BYTES);
	size_t n;
	int r;

	if (bytes == NULL)
		return E_NOMEM;
	r = read_all(w, bytes, LIMIT_NOTE_BYTES, &n);
	if (r == 0)
		r = learn(w, bytes, n);
	else if (r == E_NAME)
		r = 0; /* it has signed nothing yet */
	w->mem->free(w->mem->ctx, bytes);
	return r;
}

static int
claim(struct witness *w)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%.*s.lock", (int)PATH_ROOM, w->path);
	w->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	return w->lock < 0 ? E_IO : linux_lock(w->lock);
}

/* -- Opening -- */

static void
name_paths(struct witness *w, const char *path)
{
	char *slash;

	snprintf(w->path, sizeof(w->path), "%s", path);
	snprintf(w->folder, sizeof(w->folder), "%s", path);
	if ((slash = strrchr(w->folder, '/')) == NULL)
		snprintf(w->folder, sizeof(w->folder), ".");
	else
		slash[slash == w->folder] = '\0';
}

static const char *
sentence(int r)
{
	switch (r) {
	case E_BROKEN:
		return "it is not what this witness signed of that log: it was "
		       "changed, or is of another log or key";
	case E_AGAIN:
		return "another process is this witness";
	case E_IO:
		return strerror(errno);
	default:
		return err_text(r);
	}
}

int
witness_open(const struct mem *mem, const struct witness_opening *o,
    struct witness **out, char *why, size_t n)
{
	struct witness *w;
	int r = 0;

	*out = NULL;
	snprintf(why, n, "%s: its name is too long", o->path);
	if (strlen(o->path) >= PATH_ROOM)
		return E_LIMIT;
	snprintf(why, n, "there is not enough memory");
	if ((w = mem->alloc(mem->ctx, sizeof(*w))) == NULL)
		return E_NOMEM;
	memset(w, 0, sizeof(*w));
	w->mem = mem;
	w->fs = o->fs;
	w->log = *o->log;
	w->own = o->own->public;
	memcpy(w->secret, o->own->secret, sizeof(w->secret));
	w->lock = -1;
	w->seen = (struct checkpoint){ w->log.name, strlen(w->log.name), 0,
		merkle_empty() };
	name_paths(w, o->path);
	if ((o->lock && (r = claim(w)) != 0) || (r = load(w)) != 0) {
		snprintf(why, n, "%s: %s", o->path, sentence(r));
		witness_close(w);
		return r;
	}
	*out = w;
	return 0;
}

void
witness_close(struct witness *w)
{
	const struct mem *mem;

	if (w == NULL)
		return;
	mem = w->mem;
	if (w->lock >= 0)
		(void)close(w->lock);
	sodium_memzero(w->secret, sizeof(w->secret));
	mem->free(mem->ctx, w);
}

/* -- Answering -- */

/* Kept first, then signed for. */
static enum witness_verdict
keep(struct witness *w, const struct witness_request *q, uint64_t seconds,
    struct buf *out, const char **why)
{
	struct buf note, line;
	int r;

	buf_init(&note, w->mem, LIMIT_NOTE_BYTES);
	buf_init(&line, w->mem, LIMIT_NOTE_BYTES);
	note_sign(&line, q->note.text, q->note.ntext, &w->own, w->secret,
	    seconds);
	*why = "there is not enough memory";
	/* A line that passes for its own is not kept. */
	r = line.failed ? E_NOMEM
			: witness_take(q->checkpoint, q->ncheckpoint, line.s,
			      line.len, &w->own, w->mem, &note, NULL, why);
	if (r == 0 && (r = put(w, &note)) != 0)
		*why = "what was seen cannot be kept, and is not signed";
	if (r == 0) {
		w->seen.size = q->head.size;
		w->seen.root = q->head.root;
		w->signed_at = seconds;
		buf_add(out, line.s, line.len);
	}
	buf_release(&note);
	buf_release(&line);
	return r == 0 ? WITNESS_SIGNS : WITNESS_FAILED;
}

enum witness_verdict
witness_answer(struct witness *w, const char *request, size_t n,
    uint64_t seconds, struct buf *out)
{
	struct witness_request q;
	enum witness_verdict v;
	const char *why;

	if (witness_request_read(request, n, &q, &why) != 0)
		v = WITNESS_MALFORMED;
	else
		v = witness_judge(&q, &w->log, &w->seen, w->mem, &why);
	if (v == WITNESS_SIGNS && w->broken) {
		v = WITNESS_FAILED;
		why = "what was seen last is not known: start the witness "
		      "again";
	}
	/* Nothing that it signs is dated before what it signed. */
	if (v == WITNESS_SIGNS && seconds < w->signed_at) {
		v = WITNESS_FAILED;
		why = "the witness's clock was set back";
	}
	if (v == WITNESS_SIGNS)
		v = keep(w, &q, seconds, out, &why);
	if (v == WITNESS_CONFLICT)
		buf_printf(out, "%llu\n", (unsigned long long)w->seen.size);
	else if (v != WITNESS_SIGNS)
		buf_printf(out, "%s\n", why);
	return v;
}
