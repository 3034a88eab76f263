/* sheet_doc.c - a workbook's rows, from forestay-doc; see sheet.h.
 *
 * What comes over the pipe was made of a hostile file: every length is
 * bounded here, whatever the child says, and without its last record it is
 * a failure. */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/limits.h"
#include "core/utf8.h"
#include "doc/wire.h"
#include "intake/sheet.h"

#define PIPE_BYTES  65536
#define SHEETS_MOST 64

struct pipe_reader {
	struct arena *a;
	int fd;
	char bytes[PIPE_BYTES];
	size_t at, n;
	size_t all; /* bytes of cells so far */
	const char *path;
	const char **why;
	const struct sheet_taker *to;
	bool begun; /* a sheet was named */
	/* Of sheet_from_workbook. */
	struct sheet *sheets;
	size_t nsheets;
};

static int
pipe_bytes(struct pipe_reader *p, char *to, size_t n)
{
	ssize_t k;

	while (n > 0) {
		if (p->at == p->n) {
			k = read(p->fd, p->bytes, sizeof(p->bytes));
			if (k < 0 && errno == EINTR)
				continue;
			if (k <= 0)
				return E_IO;
			p->at = 0;
			p->n = (size_t)k;
		}
		k = (ssize_t)(n < p->n - p->at ? n : p->n - p->at);
		memcpy(to, p->bytes + p->at, (size_t)k);
		p->at += (size_t)k;
		to += k;
		n -= (size_t)k;
	}
	return 0;
}

static int
pipe_number(struct pipe_reader *p, size_t most, size_t *out)
{
	unsigned char b[4];
	int r = pipe_bytes(p, (char *)b, sizeof(b));

	if (r != 0)
		return r;
	*out =
	    (size_t)b[0] << 24 | (size_t)b[1] << 16 | (size_t)b[2] << 8 | b[3];
	return *out > most ? E_LIMIT : 0;
}

/* Text without NUL; what is no UTF-8, or a control, is a blank.  Blanks
 * around it go. */
static int
pipe_string(struct pipe_reader *p, const char **out)
{
	size_t n = 0, i = 0, k;
	uint32_t c;
	char *s;
	int r = pipe_number(p, LIMIT_STRING_BYTES, &n);

	if (r != 0)
		return r;
	p->all += n + 1;
	if (p->all > LIMIT_BLOB_BYTES)
		return E_LIMIT;
	s = arena_alloc(p->a, n + 1);
	if (s == NULL)
		return E_NOMEM;
	if ((r = pipe_bytes(p, s, n)) != 0)
		return r;
	while (i < n) {
		k = utf8_read(s + i, n - i, &c);
		if ((c == UTF8_BAD && k == 1) || c < 0x20 || c == 0x7f)
			memset(s + i, ' ', k);
		i += k;
	}
	while (n > 0 && s[n - 1] == ' ')
		s[--n] = '\0';
	while (*s == ' ')
		s++;
	*out = s;
	return 0;
}

/* Cells live until the row was taken. */
static int
pipe_row(struct pipe_reader *p)
{
	struct arena_mark mark = arena_mark(p->a);
	const char *cells[LIMIT_COLUMNS];
	size_t line = 0, n = 0, i;
	int r;

	if (!p->begun)
		return E_SYNTAX;
	if ((r = pipe_number(p, LIMIT_SHEET_ROWS, &line)) != 0 ||
	    (r = pipe_number(p, LIMIT_COLUMNS, &n)) != 0)
		return r;
	for (i = 0; i < n; i++)
		if ((r = pipe_string(p, &cells[i])) != 0)
			return r;
	r = p->to->row(p->to->ctx, (unsigned)line, cells, n);
	if (p->to->large) {
		arena_rewind(p->a, mark);
		p->all = 0;
	}
	return r;
}

static int
pipe_sheet(struct pipe_reader *p)
{
	const char *name;
	int r = pipe_string(p, &name);

	p->begun = true;
	return r != 0 ? r : p->to->sheet(p->to->ctx, name);
}

static int
pipe_packed(struct pipe_reader *p)
{
	char bytes[4096];
	size_t n = 0, k;
	int r = pipe_number(p, PIPE_BYTES, &n);

	if (p->to->bytes == NULL)
		return E_SYNTAX;
	for (; r == 0 && n > 0; n -= k) {
		k = n < sizeof(bytes) ? n : sizeof(bytes);
		if ((r = pipe_bytes(p, bytes, k)) == 0)
			r = p->to->bytes(p->to->ctx, bytes, k);
	}
	return r;
}

static int
pipe_all(struct pipe_reader *p)
{
	char magic[sizeof(WIRE_MAGIC) - 1], what;
	const char *why;
	int r = pipe_bytes(p, magic, sizeof(magic));

	if (r == 0 && memcmp(magic, WIRE_MAGIC, sizeof(magic)) != 0)
		return E_SYNTAX;
	while (r == 0 && (r = pipe_bytes(p, &what, 1)) == 0) {
		if (what == WIRE_END)
			return 0;
		if (what == WIRE_SHEET) {
			r = pipe_sheet(p);
		} else if (what == WIRE_ROW) {
			r = pipe_row(p);
		} else if (what == WIRE_BYTES) {
			r = pipe_packed(p);
		} else if (what == WIRE_WRONG) {
			if ((r = pipe_string(p, &why)) != 0)
				return r;
			*p->why = arena_printf(p->a, "%s: %s", p->path, why);
			return E_SYNTAX;
		} else {
			return E_SYNTAX;
		}
	}
	return r;
}

/* -- The child ------------------------------------------------------------ */

/* Nothing but the document and the pipe goes along. */
static void
child(const char *reader, const char *kind, int document, int out)
{
	char *const argv[] = { (char *)(uintptr_t)reader,
		(char *)(uintptr_t)kind, NULL };
	char *const envp[] = { NULL };

	if (dup2(document, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0)
		_exit(3);
	(void)execve(reader, argv, envp);
	_exit(4);
}

static int
start(const char *reader, const char *kind, const char *path, pid_t *pid,
    int *from)
{
	int document = open(path, O_RDONLY | O_CLOEXEC), ends[2] = { -1, -1 };
	int r = E_IO;

	if (document < 0 || pipe(ends) != 0)
		goto out;
	if (fcntl(ends[0], F_SETFD, FD_CLOEXEC) != 0 ||
	    fcntl(ends[1], F_SETFD, FD_CLOEXEC) != 0)
		goto out;
	*pid = fork();
	if (*pid == 0)
		child(reader, kind, document, ends[1]);
	if (*pid < 0)
		goto out;
	*from = ends[0];
	ends[0] = -1; /* the caller's now */
	r = 0;
out:
	if (document >= 0)
		close(document);
	if (ends[0] >= 0)
		close(ends[0]);
	if (ends[1] >= 0)
		close(ends[1]);
	return r;
}

static int
finish(struct pipe_reader *p, pid_t pid, int r)
{
	int status = 0;

	close(p->fd);
	/* What it still has to say is of no interest. */
	if (r != 0)
		(void)kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (*p->why != NULL || r == 0)
		return r;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 4)
		*p->why = "forestay-doc, which reads workbooks, is not beside "
			  "this program";
	else if (r == E_NOMEM)
		*p->why = "no memory for the workbook";
	else
		*p->why = arena_printf(p->a,
		    "%s: the workbook could not be read%s: save it as "
		    "comma-separated values",
		    p->path,
		    r == E_LIMIT ? ", it is larger than what is read" : "");
	return r;
}

/* -- Which sheet ---------------------------------------------------------- */

static bool
is_number(const char *s, size_t *out)
{
	*out = 0;
	if (*s < '1' || *s > '9')
		return false;
	for (; *s >= '0' && *s <= '9' && *out < 10000; s++)
		*out = *out * 10 + (size_t)(*s - '0');
	return *s == '\0';
}

static int
choose(struct pipe_reader *p, const char *which, struct sheet *out)
{
	const char *names = "";
	size_t i, n = 0, at = 0, number;

	for (i = 0; i < p->nsheets; i++) {
		if (which != NULL && strcmp(p->sheets[i].name, which) == 0) {
			*out = p->sheets[i];
			return 0;
		}
		if (p->sheets[i].n == 0)
			continue;
		at = i;
		names = arena_printf(p->a, "%s%s%s", names, n == 0 ? "" : ", ",
		    p->sheets[i].name);
		if (names == NULL)
			return E_NOMEM;
		n++;
	}
	if (which != NULL && is_number(which, &number) &&
	    number <= p->nsheets) {
		*out = p->sheets[number - 1];
		return 0;
	}
	if (which == NULL && n == 1) {
		*out = p->sheets[at];
		return 0;
	}
	*p->why = n == 0
	    ? arena_printf(p->a, "%s: no sheet has a row", p->path)
	    : arena_printf(p->a, "%s: say which sheet: --sheet NAME, of: %s",
		  p->path, names);
	return E_NAME;
}

/* -- Taking --------------------------------------------------------------- */

static int
collect_sheet(void *ctx, const char *name)
{
	struct pipe_reader *p = ctx;

	if (p->nsheets == SHEETS_MOST)
		return E_LIMIT;
	p->sheets[p->nsheets++] =
	    (struct sheet){ .path = p->path, .name = name };
	return 0;
}

static int
collect_row(void *ctx, unsigned line, const char *const *cells, size_t n)
{
	struct pipe_reader *p = ctx;

	return sheet_add(p->a, &p->sheets[p->nsheets - 1], line, cells, n,
	    NULL);
}

static int
run(struct pipe_reader *p, const char *reader, const char *kind)
{
	pid_t pid = -1;
	int r = start(reader, kind, p->path, &pid, &p->fd);

	if (r != 0) {
		*p->why =
		    arena_printf(p->a, "%s: no process could be started: %s",
			p->path, strerror(errno));
		return r;
	}
	return finish(p, pid, pipe_all(p));
}

int
sheet_stream(struct arena *a, const char *reader, const char *kind,
    const char *path, const struct sheet_taker *to, const char **why)
{
	struct pipe_reader *p = arena_alloc(a, sizeof(*p));

	*why = NULL;
	if (p == NULL)
		return E_NOMEM;
	p->a = a;
	p->path = path;
	p->why = why;
	p->to = to;
	return run(p, reader, kind);
}

int
sheet_from_workbook(struct arena *a, const char *reader, const char *path,
    const char *which, struct sheet *out, const char **why)
{
	struct pipe_reader *p = arena_alloc(a, sizeof(*p));
	struct sheet_taker to = { .sheet = collect_sheet,
		.row = collect_row,
		.ctx = p };
	int r;

	*why = NULL;
	if (p == NULL ||
	    (p->sheets = arena_array(a, SHEETS_MOST, sizeof(*p->sheets))) ==
		NULL)
		return E_NOMEM;
	p->a = a;
	p->path = path;
	p->why = why;
	p->to = &to;
	r = run(p, reader, "xlsx");
	return r != 0 ? r : choose(p, which, out);
}
