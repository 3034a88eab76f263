/* keys.c - see keys.h. */

#include "store/keys.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "proof/base64.h"

#define FIRST    "forestay key v1"
#define FILE_MAX ((size_t)4096)

static const char *const purposes[KEY_PURPOSES] = { "log", "witness", "seal",
	"lookup", "session", "webhook", "backup" };

const char *
key_purpose_text(enum key_purpose p)
{
	return purposes[p];
}

bool
key_purpose_read(const char *s, enum key_purpose *out)
{
	for (int i = 0; i < KEY_PURPOSES; i++)
		if (strcmp(s, purposes[i]) == 0) {
			*out = (enum key_purpose)i;
			return true;
		}
	return false;
}

static int
say(struct arena *a, const char **why, int r, const char *path,
    const char *what)
{
	if (r == E_IO && (errno == ENOSPC || errno == EDQUOT))
		r = E_FULL;
	*why = r == E_IO || r == E_FULL
	    ? arena_printf(a, "%s %s: %s", path, what, strerror(errno))
	    : arena_printf(a, "%s %s", path, what);
	if (*why == NULL)
		*why = what;
	return r;
}

static void
path_of(const char *folder, enum key_purpose p, unsigned rotated,
    char out[PATH_MAX])
{
	if (rotated == 0)
		snprintf(out, PATH_MAX, "%s/%s.key", folder, purposes[p]);
	else
		snprintf(out, PATH_MAX, "%s/%s.%u.key", folder, purposes[p],
		    rotated);
}

/* -- Reading -- */

/* A file that is its owner's alone, whole. */
static int
read_private(struct arena *a, const struct keys_world *w, const char *path,
    char *to, size_t *n, const char **why)
{
	int fd = w->fs->open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW, 0);
	struct stat st;
	ssize_t k = 1;
	int r = 0;

	*n = 0;
	if (fd < 0)
		return say(a, why, errno == ENOENT ? E_NAME : E_IO, path,
		    errno == ENOENT ? "is not there" : "cannot be read");
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		errno = EINVAL;
		r = say(a, why, E_IO, path, "is no file");
	} else if ((st.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
		errno = EPERM;
		r = say(a, why, E_IO, path,
		    "may be read by others; chmod 600 it, and rotate the key "
		    "if anybody could have");
	}
	while (r == 0 && k != 0 && *n < FILE_MAX) {
		k = w->fs->read(fd, to + *n, FILE_MAX - *n);
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			r = say(a, why, E_IO, path, "cannot be read");
		else
			*n += (size_t)k;
	}
	(void)w->fs->close(fd);
	return r;
}

/* The value of the next line, which must be named so; NULL when it is not. */
static char *
value_of(struct arena *a, const char **at, const char *end, const char *name)
{
	size_t n = strlen(name);
	const char *nl = memchr(*at, '\n', (size_t)(end - *at));
	const char *from = *at + n + 1;

	if (nl == NULL || (size_t)(nl - *at) <= n + 1 ||
	    memcmp(*at, name, n) != 0 || (*at)[n] != ' ')
		return NULL;
	*at = nl + 1;
	return arena_strndup(a, from, (size_t)(nl - from));
}

static bool
make_public(struct key *k)
{
	uint8_t bytes[NOTE_KEY_BYTES];

	k->signs = k->purpose == KEY_LOG || k->purpose == KEY_WITNESS;
	if (!k->signs)
		return true;
	note_key_pair(k->bytes, bytes, k->secret);
	return note_key_make(&k->public,
		   k->purpose == KEY_LOG ? NOTE_ED25519 : NOTE_COSIGNATURE,
		   k->name, bytes) == 0;
}

static int
parse(struct arena *a, const char *s, size_t n, struct key *out)
{
	const char *end = s + n, *at = s, *purpose, *secret, *since;
	uint8_t bytes[BASE64_ROOM(44)];
	size_t len;

	if (n < sizeof(FIRST) || memcmp(s, FIRST "\n", sizeof(FIRST)) != 0)
		return E_SYNTAX;
	at += sizeof(FIRST);
	if ((purpose = value_of(a, &at, end, "purpose")) == NULL ||
	    !key_purpose_read(purpose, &out->purpose) ||
	    (out->name = value_of(a, &at, end, "name")) == NULL ||
	    (out->holder = value_of(a, &at, end, "holder")) == NULL ||
	    (since = value_of(a, &at, end, "since")) == NULL ||
	    instant_parse_utc(since, strlen(since), &out->since) != 0 ||
	    (secret = value_of(a, &at, end, "secret")) == NULL || at != end)
		return E_SYNTAX;
	if (strlen(secret) != 44 || base64_read(secret, 44, bytes, &len) != 0 ||
	    len != KEY_BYTES)
		return E_SYNTAX;
	memcpy(out->bytes, bytes, KEY_BYTES);
	return make_public(out) ? 0 : E_SYNTAX;
}

int
keys_get(struct arena *a, const struct keys_world *w, const char *folder,
    enum key_purpose p, unsigned rotated, struct key *out, const char **why)
{
	char path[PATH_MAX], text[FILE_MAX];
	struct key k = { .rotated = rotated };
	size_t n;
	int r;

	path_of(folder, p, rotated, path);
	if ((r = read_private(a, w, path, text, &n, why)) != 0)
		return r;
	r = n == FILE_MAX ? E_SYNTAX : parse(a, text, n, &k);
	sodium_memzero(text, sizeof(text));
	if (r != 0 || k.purpose != p)
		return say(a, why, E_SYNTAX, path,
		    "is no key as forestay keys init makes them");
	*out = k;
	return 0;
}

/* -- Making -- */

static int
write_private(struct arena *a, const struct keys_world *w, const char *folder,
    const char *path, const struct buf *text, const char **why)
{
	int fd, r;

	/* O_EXCL: no key is ever written over. */
	fd = w->fs->open(path,
	    O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return say(a, why, errno == EEXIST ? E_NAME : E_IO, path,
		    errno == EEXIST ? "is there already, and is kept"
				    : "cannot be made");
	r = files_write(w->fs, fd, text->s, text->len);
	if (r == 0 && w->fs->sync(fd) != 0)
		r = E_IO;
	if (w->fs->close(fd) != 0 && r == 0)
		r = E_IO;
	if (r == 0)
		r = files_sync_folder(w->fs, folder);
	if (r != 0) {
		r = say(a, why, r, path, "cannot be written");
		(void)w->fs->unlink(path);
	}
	return r;
}

static int
make_key(struct arena *a, const struct keys_world *w, const char *folder,
    struct key *k, const char **why)
{
	char path[PATH_MAX];
	struct buf text;
	int r;

	path_of(folder, k->purpose, 0, path);
	if (w->random(w->ctx, k->bytes, sizeof(k->bytes)) != 0) {
		*why = "the system gives no random bytes";
		return E_IO;
	}
	if (!make_public(k)) {
		*why = "a log's name is what its signatures carry: no blank, "
		       "no plus, 128 bytes at most; as example.org/log";
		return E_SYNTAX;
	}
	buf_init(&text, a->mem, FILE_MAX);
	buf_printf(&text, FIRST "\npurpose %s\nname %s\nholder %s\nsince ",
	    purposes[k->purpose], k->name, k->holder);
	instant_print_utc(&text, k->since);
	buf_puts(&text, "\nsecret ");
	base64_write(&text, k->bytes, sizeof(k->bytes));
	buf_putc(&text, '\n');
	r = text.failed ? say(a, why, E_SYNTAX, path, "would be too long")
			: write_private(a, w, folder, path, &text, why);
	sodium_memzero(text.s, text.len);
	buf_release(&text);
	return r;
}

static bool
one_line(const char *s)
{
	return *s != '\0' && strpbrk(s, "\r\n") == NULL;
}

int
keys_init(struct arena *a, const struct keys_world *w, const char *folder,
    const char *name, const char *holder, struct instant now, const char **why)
{
	char path[PATH_MAX];
	int r = 0;

	if (!one_line(holder) || !note_name_ok(name, strlen(name))) {
		*why = "a log's name is what its signatures carry: no blank, "
		       "no plus, 128 bytes at most, as example.org/log; its "
		       "holder is one line";
		return E_SYNTAX;
	}
	if (strlen(folder) >= PATH_MAX - 64)
		return say(a, why, E_LIMIT, folder, "is too long a name");
	if (w->fs->mkdir(folder, 0700) != 0 && errno != EEXIST)
		return say(a, why, E_IO, folder, "cannot be made");
	/* All or none: what is there is looked for first. */
	for (int p = 0; p < KEY_PURPOSES; p++) {
		int fd;

		path_of(folder, (enum key_purpose)p, 0, path);
		fd = w->fs->open(path, O_RDONLY | O_CLOEXEC, 0);
		if (fd < 0 && errno == ENOENT)
			continue;
		if (fd < 0)
			return say(a, why, E_IO, path, "cannot be looked for");
		(void)w->fs->close(fd);
		return say(a, why, E_NAME, path,
		    "is there already; forestay keys rotate makes a new one");
	}
	for (int p = 0; p < KEY_PURPOSES && r == 0; p++) {
		struct key k = { .purpose = (enum key_purpose)p,
			.name = name,
			.holder = holder,
			.since = now };

		r = make_key(a, w, folder, &k, why);
	}
	return r;
}

int
keys_rotate(struct arena *a, const struct keys_world *w, const char *folder,
    enum key_purpose p, const char *holder, struct instant now,
    const char **why)
{
	char path[PATH_MAX], old[PATH_MAX];
	struct key was, k;
	unsigned n = 1;
	int fd, r;

	if ((r = keys_get(a, w, folder, p, 0, &was, why)) != 0)
		return r;
	for (; n <= KEY_ROTATIONS; n++) {
		path_of(folder, p, n, old);
		if ((fd = w->fs->open(old, O_RDONLY | O_CLOEXEC, 0)) < 0)
			break;
		(void)w->fs->close(fd);
	}
	if (n > KEY_ROTATIONS)
		return say(a, why, E_LIMIT, old, "is the last there can be");
	/* Only what is certainly not there is free: a rename replaces. */
	if (errno != ENOENT)
		return say(a, why, E_IO, old, "cannot be looked for");
	path_of(folder, p, 0, path);
	if (w->fs->rename(path, old) != 0)
		return say(a, why, E_IO, path, "cannot be put aside");
	k = (struct key){ .purpose = p,
		.name = was.name,
		.holder = one_line(holder) ? holder : was.holder,
		.since = now };
	/* Without a new one the old one is in use again. */
	if ((r = make_key(a, w, folder, &k, why)) != 0)
		(void)w->fs->rename(old, path);
	return r;
}
