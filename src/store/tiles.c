/* tiles.c - see tiles.h.
 *
 * Of each row of tiles the last one, which is not full, is in memory; the
 * full ones are on the disk alone. */

#include "store/tiles.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/limits.h"
#include "store/linux.h"

#define ROWS      8    /* of 256 each: more leaves than there can be */
#define IN_FOLDER 1000 /* tiles, as tile_path has it */
#define TILE_DIR  "/tiles/"
#define WITNESSED "witnessed"
#define TILE_ROOM (PATH_MAX - TILE_PATH - 32)

struct row {
	struct hash hashes[TILE_WIDTH];
	unsigned n;
	bool changed; /* since it was written */
	bool reached; /* the folders above it are durable */
};

/* One tile as it was read last: a proof asks for its neighbours. */
struct held_tile {
	bool is;
	unsigned level, width;
	uint64_t n;
	struct hash hashes[TILE_WIDTH];
};

struct tiles {
	const struct mem *mem;
	const struct file_system *fs;
	struct merkle_edge edge;
	struct row rows[ROWS];
	struct held_tile held;
	uint64_t upto; /* leaves that the checkpoint speaks of */
	int broken;    /* a write failed: open it again */
	struct buf checkpoint;
	char folder[PATH_MAX];
	char why[PATH_MAX + 256];
};

static int
failed(struct tiles *t, int r, const char *what, const char *path)
{
	if (r == E_IO && (errno == ENOSPC || errno == EDQUOT))
		r = E_FULL;
	snprintf(t->why, sizeof(t->why), "%s %s: %s", path, what,
	    r == E_IO || r == E_FULL ? strerror(errno) : err_text(r));
	return r;
}

uint64_t
tiles_size(const struct tiles *t)
{
	return t->edge.size;
}

const struct merkle_edge *
tiles_edge(const struct tiles *t)
{
	return &t->edge;
}

uint64_t
tiles_signed(const struct tiles *t)
{
	return t->upto;
}

const char *
tiles_checkpoint(const struct tiles *t, size_t *n)
{
	*n = t->checkpoint.len;
	return t->checkpoint.len > 0 ? t->checkpoint.s : NULL;
}

const char *
tiles_why(const struct tiles *t)
{
	return t->why;
}

/* -- Files -- */

/* Everything in a file, up to max bytes.  E_NAME: it is not there. */
static int
read_file(struct tiles *t, const char *path, char *to, size_t max, size_t *n)
{
	int fd = t->fs->open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW, 0);
	ssize_t k = 1;

	*n = 0;
	if (fd < 0)
		return errno == ENOENT
		    ? E_NAME
		    : failed(t, E_IO, "cannot be read", path);
	while (k != 0 && *n < max) {
		k = t->fs->read(fd, to + *n, max - *n);
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0) {
			(void)failed(t, E_IO, "cannot be read", path);
			(void)t->fs->close(fd);
			return E_IO;
		}
		*n += (size_t)k;
	}
	(void)t->fs->close(fd);
	return 0;
}

/* The folders above path that are below the store's; *made: one was not
 * there. */
static int
make_folders(struct tiles *t, char *path, bool *made)
{
	for (char *s = path + strlen(t->folder) + 1; *s != '\0'; s++) {
		int r = 0;

		if (*s != '/')
			continue;
		*s = '\0';
		if (t->fs->mkdir(path, 0700) == 0)
			*made = true;
		else if (errno != EEXIST)
			r = failed(t, E_IO, "cannot be made", path);
		*s = '/';
		if (r != 0)
			return r;
	}
	return 0;
}

/* The folder that path is in; and when all, those above it up to the
 * store's, without whose names it would not be found either. */
static int
sync_folders(struct tiles *t, const char *path, bool all)
{
	char dir[PATH_MAX];
	char *slash;

	snprintf(dir, sizeof(dir), "%s", path);
	while ((slash = strrchr(dir, '/')) != NULL &&
	    (size_t)(slash - dir) >= strlen(t->folder)) {
		*slash = '\0';
		if (files_sync_folder(t->fs, dir) != 0)
			return failed(t, E_IO, "cannot be synced", dir);
		if (!all)
			return 0;
	}
	return 0;
}

/* *all: a folder above it was made. */
static int
put_file(struct tiles *t, char *path, const void *bytes, size_t n, bool synced,
    bool *all)
{
	int fd, r;

	if ((r = make_folders(t, path, all)) != 0)
		return r;
	fd = t->fs->open(path,
	    O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return failed(t, E_IO, "cannot be written", path);
	r = files_write(t->fs, fd, bytes, n);
	if (r == 0 && synced && t->fs->sync(fd) != 0)
		r = E_IO;
	if (r != 0)
		r = failed(t, r, "cannot be written", path);
	if (t->fs->close(fd) != 0 && r == 0)
		r = failed(t, E_IO, "cannot be written", path);
	return r;
}

/* Durable when 0 is returned. */
static int
write_file(struct tiles *t, char *path, const void *bytes, size_t n, bool all)
{
	int r = put_file(t, path, bytes, n, true, &all);

	return r != 0 ? r : sync_folders(t, path, all);
}

static void
path_of(const struct tiles *t, unsigned level, uint64_t n, unsigned width,
    char out[PATH_MAX])
{
	char tile[TILE_PATH];

	tile_path(tile, level, n, width);
	snprintf(out, PATH_MAX, "%.*s" TILE_DIR "%s", TILE_ROOM, t->folder,
	    tile);
}

/* The last one of a row, which is not full. */
static int
write_tile(struct tiles *t, unsigned level, uint64_t n)
{
	struct row *row = &t->rows[level];
	char path[PATH_MAX];
	int r;

	path_of(t, level, n, row->n, path);
	r = write_file(t, path, row->hashes, row->n * sizeof(row->hashes[0]),
	    !row->reached);
	if (r == 0) {
		row->changed = false;
		row->reached = true;
	}
	return r;
}

/* One that is full; sync_full follows. */
static int
put_tile(struct tiles *t, unsigned level, uint64_t n)
{
	struct row *row = &t->rows[level];
	char path[PATH_MAX];
	bool made = false;
	int r;

	path_of(t, level, n, row->n, path);
	r = put_file(t, path, row->hashes, row->n * sizeof(row->hashes[0]),
	    false, &made);
	row->reached = row->reached && !made;
	return r;
}

static int
sync_file(struct tiles *t, const char *path)
{
	int fd = t->fs->open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW, 0);
	int r = fd < 0 || t->fs->sync(fd) != 0 ? E_IO : 0;

	if (r != 0)
		r = failed(t, r, "cannot be synced", path);
	if (fd >= 0)
		(void)t->fs->close(fd);
	return r;
}

/* How many of a row's tiles are full. */
static uint64_t
full_tiles(uint64_t size, unsigned level)
{
	return level + 1 < ROWS ? size >> (TILE_HEIGHT * (level + 1)) : 0;
}

/* Of a row, those that were filled since the checkpoint. */
static int
sync_full(struct tiles *t, unsigned level)
{
	struct row *row = &t->rows[level];
	uint64_t n = full_tiles(t->upto, level);
	uint64_t end = full_tiles(t->edge.size, level);
	char path[PATH_MAX];
	int r = 0;

	for (; n < end && r == 0; n++) {
		path_of(t, level, n, TILE_WIDTH, path);
		r = sync_file(t, path);
		/* So many lie in one folder. */
		if (r == 0 && (n + 1 == end || (n + 1) % IN_FOLDER == 0))
			r = sync_folders(t, path, !row->reached || n + 1 < end);
		if (r == 0 && n + 1 == end)
			row->reached = true;
	}
	return r;
}

/* A tile of so many hashes, from its file; or from a wider one, when the tree
 * has grown since. */
static int
read_tile(struct tiles *t, unsigned level, uint64_t n, unsigned width,
    struct hash *out)
{
	struct hash all[TILE_WIDTH];
	char path[PATH_MAX];
	size_t got;
	int r;

	path_of(t, level, n, width, path);
	r = read_file(t, path, (char *)all, sizeof(all), &got);
	if (r == E_NAME && width < TILE_WIDTH) {
		path_of(t, level, n, TILE_WIDTH, path);
		r = read_file(t, path, (char *)all, sizeof(all), &got);
	}
	if (r == E_NAME || (r == 0 && got < width * sizeof(all[0])))
		return failed(t, E_BROKEN, "is not there, or is cut", path);
	if (r != 0)
		return r;
	memcpy(out, all, width * sizeof(all[0]));
	return 0;
}

/* -- Reading the tree -- */

/* How many hashes tile n of a row has in a tree of `size` leaves. */
static unsigned
width_of(uint64_t size, unsigned level, uint64_t n)
{
	uint64_t all = level >= ROWS ? 0 : size >> (TILE_HEIGHT * level);
	uint64_t before = n << TILE_HEIGHT;

	if (all <= before)
		return 0;
	return all - before < TILE_WIDTH ? (unsigned)(all - before)
					 : TILE_WIDTH;
}

static int
hold(struct tiles *t, unsigned level, uint64_t n)
{
	struct held_tile *h = &t->held;
	unsigned width = width_of(t->upto, level, n);
	int r;

	if (h->is && h->level == level && h->n == n && h->width == width)
		return 0;
	h->is = false;
	if (width == 0) {
		snprintf(t->why, sizeof(t->why),
		    "the log has no tile %llu in row %u", (unsigned long long)n,
		    level);
		return E_BROKEN;
	}
	if ((r = read_tile(t, level, n, width, h->hashes)) != 0)
		return r;
	h->is = true;
	h->level = level;
	h->n = n;
	h->width = width;
	return 0;
}

static int
give_node(void *ctx, unsigned level, uint64_t index, struct hash *out)
{
	struct tiles *t = ctx;
	unsigned row;
	uint64_t n;
	int r;

	tile_of(level, index, &row, &n);
	if ((r = hold(t, row, n)) != 0)
		return r;
	return tile_node(t->held.hashes, t->held.width, level, index, out);
}

struct merkle_nodes
tiles_nodes(struct tiles *t)
{
	return (struct merkle_nodes){ give_node, t };
}

int
tiles_leaves(struct tiles *t, uint64_t first, struct hash out[TILE_WIDTH],
    size_t *n)
{
	unsigned skip = (unsigned)(first % TILE_WIDTH);
	int r;

	if ((r = hold(t, 0, first / TILE_WIDTH)) != 0)
		return r;
	*n = skip < t->held.width ? t->held.width - skip : 0;
	memcpy(out, t->held.hashes + skip, *n * sizeof(out[0]));
	return 0;
}

/* -- Opening -- */

int
tiles_claim(struct arena *a, const char *folder, int *fd, const char **why)
{
	char path[PATH_MAX];
	int r;

	*why = "the folder's name is too long";
	if (strlen(folder) >= TILE_ROOM)
		return E_LIMIT;
	snprintf(path, sizeof(path), "%.*s/tiles", TILE_ROOM, folder);
	r = mkdir(path, 0700) == 0 || errno == EEXIST ? 0 : E_IO;
	snprintf(path, sizeof(path), "%.*s" TILE_DIR "lock", TILE_ROOM, folder);
	*fd = r != 0
	    ? -1
	    : open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (*fd < 0) {
		*why = arena_printf(a, "%s cannot be made: %s", path,
		    strerror(errno));
		r = E_IO;
	} else if ((r = linux_lock(*fd)) != 0) {
		*why = r == E_AGAIN
		    ? "somebody else is writing to this log: try again"
		    : "the log cannot be locked";
		(void)close(*fd);
	}
	if (*why == NULL)
		*why = "the log cannot be locked";
	return r;
}

/* The right edge of the tree that the checkpoint speaks of. */
static int
load_edge(struct tiles *t)
{
	struct merkle_nodes nodes = tiles_nodes(t);
	uint64_t size = t->upto;
	int r;

	for (unsigned l = 0; l < MERKLE_LEVELS; l++) {
		if ((size >> l & 1) == 0)
			continue;
		r = give_node(nodes.ctx, l, (size >> l) - 1, &t->edge.peak[l]);
		if (r != 0)
			return r;
	}
	t->edge.size = size;
	for (unsigned level = 0; level < ROWS; level++) {
		struct row *row = &t->rows[level];
		uint64_t all = size >> (TILE_HEIGHT * level);

		row->n = (unsigned)(all % TILE_WIDTH);
		if (row->n == 0)
			continue;
		r = read_tile(t, level, all / TILE_WIDTH, row->n, row->hashes);
		if (r != 0)
			return r;
	}
	return 0;
}

static int
load(struct tiles *t, struct arena *a, bool doubted)
{
	char path[PATH_MAX], *bytes = arena_alloc(a, LIMIT_NOTE_BYTES);
	struct checkpoint head;
	struct hash root;
	struct note note;
	const char *why;
	size_t n;
	int r;

	if (bytes == NULL)
		return failed(t, E_NOMEM, "cannot be opened", t->folder);
	snprintf(path, sizeof(path), "%.*s" TILE_DIR "checkpoint", TILE_ROOM,
	    t->folder);
	if ((r = read_file(t, path, bytes, LIMIT_NOTE_BYTES, &n)) == E_NAME)
		return 0;
	if (r != 0)
		return r;
	if (note_read(bytes, n, &note, &why) != 0 ||
	    checkpoint_read(note.text, note.ntext, &head) != 0)
		return failed(t, E_BROKEN, "is no checkpoint", path);
	buf_add(&t->checkpoint, bytes, n);
	if (t->checkpoint.failed)
		return failed(t, E_NOMEM, "cannot be read", path);
	t->upto = head.size;
	if (doubted) {
		t->broken = E_BROKEN;
		return 0;
	}
	if ((r = load_edge(t)) != 0)
		return r;
	root = merkle_root(&t->edge);
	if (!hash_equal(&root, &head.root)) {
		snprintf(t->why, sizeof(t->why),
		    "the tiles below %s have another root than the checkpoint "
		    "there says",
		    t->folder);
		return E_BROKEN;
	}
	return 0;
}

int
tiles_open(struct arena *a, const struct mem *mem, const struct file_system *fs,
    const char *folder, bool doubted, struct tiles **out, const char **why)
{
	struct tiles *t = mem->alloc(mem->ctx, sizeof(*t));
	int r;

	*out = NULL;
	*why = "there is not enough memory";
	if (t == NULL)
		return E_NOMEM;
	memset(t, 0, sizeof(*t));
	t->mem = mem;
	t->fs = fs;
	buf_init(&t->checkpoint, mem, LIMIT_NOTE_BYTES);
	if (strlen(folder) >= TILE_ROOM) {
		*why = "the folder's name is too long";
		tiles_close(t);
		return E_LIMIT;
	}
	snprintf(t->folder, sizeof(t->folder), "%s", folder);
	if ((r = load(t, a, doubted)) != 0) {
		if ((*why = arena_strdup(a, t->why)) == NULL)
			*why = "the log cannot be read";
		tiles_close(t);
		return r;
	}
	*out = t;
	return 0;
}

void
tiles_close(struct tiles *t)
{
	const struct mem *mem;

	if (t == NULL)
		return;
	mem = t->mem;
	buf_release(&t->checkpoint);
	mem->free(mem->ctx, t);
}

/* -- Growing -- */

static int
take_node(void *ctx, unsigned level, uint64_t index, const struct hash *h)
{
	struct tiles *t = ctx;
	struct row *row = &t->rows[level / TILE_HEIGHT];
	int r;

	if (level % TILE_HEIGHT != 0)
		return 0;
	row->hashes[row->n++] = *h;
	row->changed = true;
	if (row->n < TILE_WIDTH)
		return 0;
	r = put_tile(t, level / TILE_HEIGHT, index / TILE_WIDTH);
	row->n = 0;
	row->changed = false;
	return r;
}

int
tiles_add(struct tiles *t, const struct hash *commitment)
{
	struct hash leaf = merkle_leaf(commitment->b, HASH_BYTES);

	/* One tile may be written and the next one not: what is in memory is
	 * then no tree any more. */
	if (t->broken == 0)
		t->broken = merkle_add(&t->edge, &leaf, take_node, t);
	return t->broken;
}

static int
put_note(struct tiles *t, const char *name, const char *note, size_t n)
{
	char path[PATH_MAX], beside[PATH_MAX];
	int r;

	snprintf(path, sizeof(path), "%.*s" TILE_DIR "%s", TILE_ROOM, t->folder,
	    name);
	snprintf(beside, sizeof(beside), "%.*s" TILE_DIR "%s.new", TILE_ROOM,
	    t->folder, name);
	if ((r = write_file(t, beside, note, n, true)) != 0)
		return r;
	if (t->fs->rename(beside, path) != 0)
		return failed(t, E_IO, "cannot be put in its place", path);
	return sync_folders(t, path, false);
}

static bool
signed_already(const struct tiles *t, const struct note_key *key)
{
	struct note note;
	const char *why;

	return t->upto == t->edge.size && t->checkpoint.len > 0 &&
	    note_read(t->checkpoint.s, t->checkpoint.len, &note, &why) == 0 &&
	    note_check(&note, key, t->mem, NULL) == 0;
}

/* Whether a note speaks of the tree as it stands. */
static bool
of_this_tree(const struct tiles *t, const char *bytes, size_t n)
{
	struct hash root = merkle_root(&t->edge);
	struct checkpoint head;
	struct note note;
	const char *why;

	return note_read(bytes, n, &note, &why) == 0 &&
	    checkpoint_read(note.text, note.ntext, &head) == 0 &&
	    head.size == t->edge.size && hash_equal(&head.root, &root);
}

int
tiles_publish(struct tiles *t, const char *note, size_t n)
{
	int r = 0;

	if (t->broken != 0)
		return t->broken;
	if (!of_this_tree(t, note, n))
		return failed(t, E_BROKEN, "has another tree", t->folder);
	for (unsigned level = 0; level < ROWS && r == 0; level++) {
		r = sync_full(t, level);
		if (r == 0 && t->rows[level].changed && t->rows[level].n > 0)
			r = write_tile(t, level,
			    full_tiles(t->edge.size, level));
	}
	if (r != 0 || (r = put_note(t, "checkpoint", note, n)) != 0)
		return r;
	t->upto = t->edge.size;
	t->held.is = false;
	buf_clear(&t->checkpoint);
	buf_add(&t->checkpoint, note, n);
	return t->checkpoint.failed
	    ? failed(t, E_NOMEM, "cannot be kept", t->folder)
	    : 0;
}

int
tiles_sign(struct tiles *t, const struct note_key *key,
    const uint8_t secret[NOTE_SECRET_BYTES])
{
	struct hash root;
	struct buf note;
	int r;

	if (t->broken != 0)
		return t->broken;
	if (signed_already(t, key))
		return 0;
	buf_init(&note, t->mem, LIMIT_NOTE_BYTES);
	root = merkle_root(&t->edge);
	checkpoint_sign(&note, t->edge.size, &root, key, secret);
	r = note.failed ? failed(t, E_NOMEM, "cannot be signed", t->folder)
			: tiles_publish(t, note.s, note.len);
	buf_release(&note);
	return r;
}

/* -- What witnesses signed -- */

int
tiles_witnessed(struct tiles *t, struct arena *a, const char **note, size_t *n)
{
	char path[PATH_MAX], *bytes = arena_alloc(a, LIMIT_NOTE_BYTES);
	int r;

	snprintf(path, sizeof(path), "%.*s" TILE_DIR WITNESSED, TILE_ROOM,
	    t->folder);
	if (bytes == NULL)
		return failed(t, E_NOMEM, "cannot be read", path);
	if ((r = read_file(t, path, bytes, LIMIT_NOTE_BYTES, n)) == E_NAME)
		snprintf(t->why, sizeof(t->why),
		    "no witness has signed this log yet");
	*note = bytes;
	return r;
}

int
tiles_put_witnessed(struct tiles *t, const char *note, size_t n)
{
	return put_note(t, WITNESSED, note, n);
}
