/* folder.c - see folder.h. */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "store/folder.h"
#include "store/linux.h"

#define SOCKET_NAME "keeper.sock"
#define LOCK_NAME   "keeper.lock"

/* As many as may wait to be accepted while a commit runs. */
#define BACKLOG     512

static const char *const inner[] = { "blobs", "segments", "snapshots" };

static int
folder_why(struct folder *f, int r, const char *what, int e)
{
	if (e == ENOSPC || e == EDQUOT)
		r = E_FULL;
	snprintf(f->why, sizeof(f->why), "%s: %s%s%s", f->path, what,
	    e != 0 ? ": " : "", e != 0 ? strerror(e) : "");
	return r;
}

void
folder_name(const struct folder *f, const char *name, char out[PATH_MAX])
{
	snprintf(out, PATH_MAX, "%s/%s", f->path, name);
}

/* The folder's own descriptor and owner, and a path that stays right
 * wherever the process goes. */
static int
folder_enter(struct folder *f)
{
	char link[64];
	struct stat st;
	ssize_t n;

	f->fd = f->fs->open(f->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
	if (f->fd < 0)
		return folder_why(f, errno == ENOENT ? E_NAME : E_IO,
		    "it cannot be opened", errno);
	snprintf(link, sizeof(link), "/proc/self/fd/%d", f->fd);
	n = readlink(link, f->path, sizeof(f->path) - 1);
	if (n < 0 || (size_t)n >= sizeof(f->path) - 1) {
		snprintf(f->path, sizeof(f->path), "the store");
		return folder_why(f, E_LIMIT, "its path is too long", 0);
	}
	f->path[n] = '\0';
	if (fstat(f->fd, &st) != 0)
		return folder_why(f, E_IO, "cannot be opened", errno);
	f->owner = st.st_uid;
	if ((st.st_mode & (S_IRWXG | S_IRWXO)) != 0)
		return folder_why(f, E_IO,
		    "others may look into it; chmod 700 it first", 0);
	return 0;
}

static int
folder_begin(struct folder *f, const struct file_system *fs, const char *path)
{
	*f = (struct folder){ .fs = fs, .fd = -1, .lock = -1 };
	if (strlen(path) >= sizeof(f->path)) {
		snprintf(f->why, sizeof(f->why),
		    "the folder's path is too long");
		return E_LIMIT;
	}
	snprintf(f->path, sizeof(f->path), "%s", path);
	return 0;
}

static bool
is_leftover(const char *name)
{
	static const char *const left[] = { ".", "..", "ledger.new",
		"ledger.new-journal", LOCK_NAME, "blobs", "segments",
		"snapshots" };
	size_t i;

	for (i = 0; i < sizeof(left) / sizeof(left[0]); i++)
		if (strcmp(name, left[i]) == 0)
			return true;
	return false;
}

static int
must_be_empty(struct folder *f)
{
	DIR *d = opendir(f->path);
	struct dirent *e;
	char what[NAME_MAX + 64];
	int r = 0;

	if (d == NULL)
		return folder_why(f, E_IO, "cannot be listed", errno);
	while (r == 0 && (e = readdir(d)) != NULL) {
		if (is_leftover(e->d_name))
			continue;
		snprintf(what, sizeof(what),
		    "there is something in it already: %s", e->d_name);
		r = folder_why(f, E_NAME,
		    strcmp(e->d_name, "ledger.db") == 0
			? "there is a store in it already"
			: what,
		    0);
	}
	closedir(d);
	return r;
}

int
folder_make(struct folder *f, const struct file_system *fs, const char *path)
{
	char name[PATH_MAX], parent[PATH_MAX];
	size_t i;
	int r;

	if ((r = folder_begin(f, fs, path)) != 0)
		return r;
	if (fs->mkdir(f->path, 0700) != 0 && errno != EEXIST)
		return folder_why(f, E_IO, "cannot be made", errno);
	if ((r = folder_enter(f)) != 0 || (r = must_be_empty(f)) != 0)
		goto out;
	for (i = 0; i < sizeof(inner) / sizeof(inner[0]); i++) {
		folder_name(f, inner[i], name);
		if (fs->mkdir(name, 0700) != 0 && errno != EEXIST) {
			r = folder_why(f, E_IO, "cannot be filled", errno);
			goto out;
		}
	}
	folder_name(f, "..", parent);
	if (files_sync_folder(fs, f->path) != 0 ||
	    files_sync_folder(fs, parent) != 0)
		r = folder_why(f, E_IO, "cannot be synced", errno);
out:
	if (r != 0)
		folder_close(f);
	return r;
}

int
folder_open(struct folder *f, const struct file_system *fs, const char *path)
{
	char name[PATH_MAX];
	struct stat st;
	int r;

	if ((r = folder_begin(f, fs, path)) != 0)
		return r;
	if ((r = folder_enter(f)) != 0)
		goto out;
	folder_name(f, "ledger.db", name);
	if (stat(name, &st) != 0)
		r = errno == ENOENT
		    ? folder_why(f, E_NAME,
			  "there is no store in it; forestay init makes one", 0)
		    : folder_why(f, E_IO, "cannot be read", errno);
out:
	if (r != 0)
		folder_close(f);
	return r;
}

void
folder_close(struct folder *f)
{
	folder_unlock(f);
	if (f->fd >= 0)
		(void)f->fs->close(f->fd);
	f->fd = -1;
}

int
folder_lock(struct folder *f)
{
	char name[PATH_MAX];
	int fd, r;

	folder_name(f, LOCK_NAME, name);
	fd = f->fs->open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return folder_why(f, E_IO, "its lock cannot be opened", errno);
	if ((r = linux_lock(fd)) != 0) {
		r = folder_why(f, r,
		    r == E_AGAIN ? "another process writes to it"
				 : "its lock cannot be taken",
		    r == E_AGAIN ? 0 : errno);
		(void)f->fs->close(fd);
		return r;
	}
	f->lock = fd;
	return 0;
}

void
folder_unlock(struct folder *f)
{
	if (f->lock >= 0)
		(void)f->fs->close(f->lock);
	f->lock = -1;
}

/* -- The socket --------------------------------------------------------- */

/* A socket's name has room for 107 bytes and a folder's for more: through
 * its descriptor every folder is near. */
static void
socket_name(const struct folder *f, struct sockaddr_un *out)
{
	memset(out, 0, sizeof(*out));
	out->sun_family = AF_UNIX;
	snprintf(out->sun_path, sizeof(out->sun_path), "/proc/self/fd/%d/%s",
	    f->fd, SOCKET_NAME);
}

int
folder_listen(struct folder *f, int *out)
{
	struct sockaddr_un name;
	int fd;

	socket_name(f, &name);
	if (f->fs->unlink(name.sun_path) != 0 && errno != ENOENT)
		return folder_why(f, E_IO, "its socket cannot be replaced",
		    errno);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return folder_why(f, E_IO, "no socket is to be had", errno);
	if (bind(fd, (const struct sockaddr *)&name, sizeof(name)) != 0 ||
	    chmod(name.sun_path, 0600) != 0 || listen(fd, BACKLOG) != 0) {
		(void)folder_why(f, E_IO, "its socket cannot be made", errno);
		(void)close(fd);
		return E_IO;
	}
	*out = fd;
	return 0;
}

void
folder_unlisten(struct folder *f)
{
	struct sockaddr_un name;

	socket_name(f, &name);
	(void)f->fs->unlink(name.sun_path);
}

int
folder_connect(struct folder *f, int *out)
{
	struct sockaddr_un name;
	int fd, e;

	socket_name(f, &name);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return folder_why(f, E_IO, "no socket is to be had", errno);
	if (connect(fd, (const struct sockaddr *)&name, sizeof(name)) == 0) {
		*out = fd;
		return 0;
	}
	e = errno;
	(void)close(fd);
	if (e == ENOENT || e == ECONNREFUSED)
		return folder_why(f, E_NAME, "no keeper listens", 0);
	if (e == EAGAIN || e == EINTR)
		return folder_why(f, E_AGAIN, "its keeper is busy", 0);
	return folder_why(f, E_IO, "its keeper cannot be reached", e);
}

bool
folder_trusts(const struct folder *f, int fd)
{
	uid_t uid;
	pid_t pid;

	return linux_peer(fd, &uid, &pid) == 0 && (uid == f->owner || uid == 0);
}
