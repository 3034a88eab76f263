/* eoir_zip.c - a release in its ZIP, through 7zz and its pipe; see
 * eoir_folder.h.
 *
 * The ZIP is Deflate64 and its members pass 4 GB, which the libraries here
 * do not read.  One child unpacks one table into a pipe; nothing is unpacked
 * to disk.  The child gets no shell, no input and no environment. */

#include "intake/eoir_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define MEMBERS_MOST 512
#define LISTING_MOST ((size_t)4 << 20)

struct member {
	const char *path; /* in the ZIP */
	const char *name; /* "A_TblCase.csv", "Lookup/tblLanguage.csv" */
	uint64_t bytes;
};

struct zip_source {
	struct arena *a;
	const char *seven, *path;
	struct member members[MEMBERS_MOST];
	size_t n;
	pid_t child;
};

/* 7zz COMMAND SWITCHES -- ZIP [MEMBER], its output to *fd. */
static int
seven_run(struct zip_source *z, const char *command, const char *how,
    const char *member, int *fd)
{
	const char *argv[8] = { z->seven, command, how, "-bd", "--", z->path,
		member, NULL };
	const char *env[] = { "PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C",
		NULL };
	int ends[2], null;

	if (pipe(ends) != 0)
		return E_IO;
	z->child = fork();
	if (z->child < 0) {
		(void)close(ends[0]);
		(void)close(ends[1]);
		return E_IO;
	}
	if (z->child == 0) {
		null = open("/dev/null", O_RDWR);
		if (null < 0 || dup2(null, 0) < 0 || dup2(ends[1], 1) < 0 ||
		    dup2(null, 2) < 0)
			_exit(127);
		(void)close(ends[0]);
		(void)close(ends[1]);
		if (strchr(z->seven, '/') != NULL) {
			(void)execve(z->seven, (char *const *)(uintptr_t)argv,
			    (char *const *)(uintptr_t)env);
		} else {
			static const char *const places[] = { "/usr/bin",
				"/usr/local/bin", "/bin" };

			for (size_t i = 0; i < 3; i++) {
				const char *p = arena_printf(z->a, "%s/%s",
				    places[i], z->seven);

				if (p != NULL)
					(void)execve(p,
					    (char *const *)(uintptr_t)argv,
					    (char *const *)(uintptr_t)env);
			}
		}
		_exit(127);
	}
	(void)close(ends[1]);
	(void)fcntl(ends[0], F_SETFD, FD_CLOEXEC);
	*fd = ends[0];
	return 0;
}

/* Closed before its end, the child dies of the pipe: that is no failure of
 * what was read; a child that says of itself that it failed is. */
static int
seven_end(struct zip_source *z, int fd)
{
	int status = 0;
	pid_t r;

	(void)close(fd);
	do
		r = waitpid(z->child, &status, 0);
	while (r < 0 && errno == EINTR);
	if (r < 0)
		return E_IO;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		return E_NAME;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : E_IO;
}

/* Below whatever folder it lies in: Lookup/NAME, or NAME. */
static const char *
member_name(const char *path)
{
	const char *slash = strrchr(path, '/'), *before;

	if (slash == NULL)
		return path;
	for (before = slash; before > path && before[-1] != '/'; before--)
		;
	if ((size_t)(slash - before) == 6 &&
	    strncasecmp(before, "Lookup", 6) == 0)
		return before;
	return slash + 1;
}

/* "Path = x" and "Size = n" of each, as `l -slt` lists them. */
static int
take_listing(struct zip_source *z, char *s)
{
	struct member *m = NULL;
	char *next;

	for (; s != NULL && *s != '\0'; s = next) {
		next = strchr(s, '\n');
		if (next != NULL)
			*next++ = '\0';
		s[strcspn(s, "\r")] = '\0';
		if (strncmp(s, "Path = ", 7) == 0) {
			if (z->n == MEMBERS_MOST)
				return E_LIMIT;
			m = &z->members[z->n++];
			*m = (struct member){ .path = s + 7,
				.name = member_name(s + 7) };
		} else if (strncmp(s, "Size = ", 7) == 0 && m != NULL) {
			for (s += 7; *s >= '0' && *s <= '9'; s++)
				m->bytes = m->bytes * 10 + (uint64_t)(*s - '0');
		}
	}
	return 0;
}

static int
zip_listing(struct zip_source *z)
{
	char *text = arena_alloc(z->a, LISTING_MOST);
	size_t n = 0;
	ssize_t k = 1;
	int fd, r;

	if (text == NULL)
		return E_NOMEM;
	if ((r = seven_run(z, "l", "-slt", NULL, &fd)) != 0)
		return r;
	while (k > 0 && n + 1 < LISTING_MOST) {
		k = read(fd, text + n, LISTING_MOST - 1 - n);
		if (k < 0 && errno == EINTR)
			k = 1;
		else if (k > 0)
			n += (size_t)k;
	}
	text[n] = '\0';
	r = seven_end(z, fd);
	return r != 0 ? r : take_listing(z, text);
}

static const struct member *
member_named(const struct zip_source *z, const char *name)
{
	for (size_t i = 0; i < z->n; i++)
		if (strcasecmp(z->members[i].name, name) == 0)
			return &z->members[i];
	return NULL;
}

static int
zip_list(void *ctx, struct arena *a, const char ***names, size_t *n,
    const char **why)
{
	struct zip_source *z = ctx;

	*why = err_text(E_NOMEM);
	*names = arena_array(a, z->n + 1, sizeof(**names));
	if (*names == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < z->n; i++)
		(*names)[i] = z->members[i].name;
	*n = z->n;
	return 0;
}

static int
zip_open(void *ctx, const char *name, int *fd, const char **why)
{
	struct zip_source *z = ctx;
	const struct member *m = member_named(z, name);
	int r;

	if (m == NULL) {
		*why = arena_printf(z->a, "%s: there is no %s in it", z->path,
		    name);
		return E_IO;
	}
	r = seven_run(z, "x", "-so", m->path, fd);
	if (r != 0)
		*why = arena_printf(z->a, "%s: %s", z->seven, strerror(errno));
	return r;
}

static int
zip_close(void *ctx, int fd)
{
	return seven_end(ctx, fd);
}

static uint64_t
zip_bytes(void *ctx, const char *name)
{
	const struct member *m = member_named(ctx, name);

	return m != NULL ? m->bytes : 0;
}

int
eoir_zip(struct arena *a, const char *seven, const char *path,
    struct eoir_source *out, struct day *bound, const char **why)
{
	struct zip_source *z = arena_alloc(a, sizeof(*z));
	struct stat st;
	int r;

	*why = err_text(E_NOMEM);
	if (z == NULL)
		return E_NOMEM;
	z->a = a;
	z->seven = seven;
	z->path = path;
	if (stat(path, &st) != 0) {
		*why = arena_printf(a, "%s: %s", path, strerror(errno));
		return E_IO;
	}
	bound->n = (int32_t)(st.st_mtime / 86400);
	if ((r = zip_listing(z)) != 0) {
		*why = r == E_NAME
		    ? arena_printf(a,
			  "there is no %s to unpack it with: install 7zip, or "
			  "unpack it and name the folder",
			  seven)
		    : arena_printf(a, "%s cannot be read as a ZIP", path);
		return r;
	}
	*out =
	    (struct eoir_source){ zip_list, zip_open, zip_close, zip_bytes, z };
	return 0;
}
