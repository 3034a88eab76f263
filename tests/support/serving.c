/* serving.c - see serving.h. */

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "support/certificate.h"
#include "support/serving.h"

#define ARGS_MAX 40

static long
clock_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static const char *
program(void)
{
	const char *s = getenv("FORESTAY");

	return s != NULL ? s : "build/forestay";
}

/* Its output is read from *out. */
static pid_t
spawn(const char *const *args, int *out)
{
	int both[2], r = pipe(both);
	pid_t pid;

	assert(r == 0);
	(void)fcntl(both[0], F_SETFD, FD_CLOEXEC);
	pid = fork();
	assert(pid >= 0);
	if (pid == 0) {
		/* With a test that is killed its server ends. */
		(void)prctl(PR_SET_PDEATHSIG, SIGTERM);
		(void)dup2(both[1], 1);
		(void)dup2(both[1], 2);
		(void)close(both[1]);
		(void)execv(program(), (char *const *)(const void *)args);
		_exit(127);
	}
	(void)close(both[1]);
	*out = both[0];
	return pid;
}

static int
status_of(pid_t pid)
{
	int status = 0;

	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

int
serving_cli(char *out, size_t n, const char *first, ...)
{
	const char *args[ARGS_MAX] = { "forestay", first };
	size_t i = 2, len = 0;
	ssize_t got;
	pid_t pid;
	va_list ap;
	int fd;

	va_start(ap, first);
	while (i < ARGS_MAX - 1 && (args[i] = va_arg(ap, const char *)) != NULL)
		i++;
	va_end(ap);
	args[i] = NULL;
	pid = spawn(args, &fd);
	while ((got = read(fd, out + len, n - 1 - len)) > 0)
		len += (size_t)got;
	out[len] = '\0';
	(void)close(fd);
	return status_of(pid);
}

static void
must(const char *what, int status, const char *out)
{
	if (status == 0)
		return;
	fprintf(stderr, "%s: status %d\n%s\n", what, status, out);
	abort();
}

void
serving_token(const char *out, char token[80])
{
	const char *at = strstr(out, "fst_");

	snprintf(token, 80, "%.*s", at == NULL ? 0 : (int)strcspn(at, "\n"),
	    at == NULL ? "" : at);
}

static void
account(struct serving *s, const char *role, char token[80])
{
	char out[1024];
	int r = serving_cli(out, sizeof(out), "account", "add", s->store, role,
	    "--role", role, "--holder", "an office", "--by", "clerk", NULL);

	must("account add", r, out);
	serving_token(out, token);
}

static void
make(struct serving *s, const char *law, bool rehearsal)
{
	static char out[1 << 20];
	char path[128];
	FILE *f;
	int r;

	memset(s, 0, sizeof(*s));
	s->out = -1;
	snprintf(s->dir, sizeof(s->dir), "/tmp/forestay-serving.XXXXXX");
	if (mkdtemp(s->dir) == NULL)
		abort();
	snprintf(s->store, sizeof(s->store), "%s/store", s->dir);
	snprintf(s->keys, sizeof(s->keys), "%s/keys", s->dir);
	snprintf(path, sizeof(path), "%s/test.law", s->dir);
	f = fopen(path, "w");
	assert(f != NULL);
	(void)fputs(law, f);
	(void)fclose(f);
	r = serving_cli(out, sizeof(out), "init", s->store,
	    rehearsal ? "--rehearsal" : NULL, NULL);
	must("init", r, out);
	r = serving_cli(out, sizeof(out), "order", "enter", s->store,
	    "casebook/removal.vocab", path, "--own-dates", "--by", "clerk",
	    NULL);
	must("order enter", r, out);
	r = serving_cli(out, sizeof(out), "keys", "init", s->keys, "--name",
	    rehearsal ? "rehearsal.example/log" : "example.org/log", "--holder",
	    "K. Keeper", NULL);
	must("keys init", r, out);
	r = serving_cli(out, sizeof(out), "keys", "export", s->keys, "log",
	    NULL);
	must("keys export", r, out);
	out[strcspn(out, "\n")] = '\0';
	snprintf(s->log_key, sizeof(s->log_key), "%.255s", out);
	account(s, "officer", s->officer);
	account(s, "counsel", s->counsel);
	account(s, "monitor", s->monitor);
}

void
serving_make(struct serving *s, const char *law)
{
	make(s, law, false);
}

void
serving_make_rehearsal(struct serving *s, const char *law)
{
	make(s, law, true);
}

static void
port_in(const char *said, const char *lead, unsigned *port)
{
	static const char host[] = "127.0.0.1:";
	const char *at = strstr(said, lead);

	if (at != NULL && (at = strstr(at, host)) != NULL)
		*port = (unsigned)strtoul(at + sizeof(host) - 1, NULL, 10);
}

bool
serving_says(struct serving *s, const char *text, int ms)
{
	static char said[1 << 16];
	static size_t n;
	long until = clock_ms() + ms, left;
	struct pollfd p = { .fd = s->out, .events = POLLIN };
	char *at;
	ssize_t got;

	while ((at = strstr(said, text)) == NULL) {
		if ((left = until - clock_ms()) <= 0 ||
		    poll(&p, 1, (int)left) <= 0)
			return false;
		if (n > sizeof(said) / 2)
			n = 0;
		got = read(s->out, said + n, sizeof(said) - 1 - n);
		if (got <= 0)
			return false;
		n += (size_t)got;
		said[n] = '\0';
	}
	port_in(said, "the gate listens at ", &s->gate);
	port_in(said, "the desk listens at ", &s->desk);
	said[0] = '\0';
	n = 0;
	return true;
}

void
serving_start(struct serving *s, bool tls)
{
	char certificate[128], key[128], mail[32];
	const char *args[24] = { "forestay", "serve", s->store, "--keys",
		s->keys, "--listen", "127.0.0.1:0", "--desk", "127.0.0.1:0",
		tls ? "--certificate" : "--plain", tls ? certificate : NULL,
		"--key", key, NULL };
	size_t n = tls ? 13 : 10;

	if (s->post) {
		args[n++] = "--post";
		args[n++] = "--post-loopback";
	}
	if (s->mail != 0) {
		snprintf(mail, sizeof(mail), "127.0.0.1:%u", s->mail);
		args[n++] = "--mail";
		args[n++] = mail;
		args[n++] = "--mail-from";
		args[n++] = "notices@gate.example";
	}
	args[n] = NULL;
	snprintf(certificate, sizeof(certificate), "%s/cert.pem", s->dir);
	snprintf(key, sizeof(key), "%s/key.pem", s->dir);
	if (tls)
		certificate_make(certificate, key);
	s->pid = spawn(args, &s->out);
	if (!serving_says(s, "the desk listens at ", 30000)) {
		fprintf(stderr, "the server did not start\n");
		abort();
	}
}

int
serving_stop(struct serving *s)
{
	int status;

	(void)kill(s->pid, SIGTERM);
	status = status_of(s->pid);
	(void)close(s->out);
	s->out = -1;
	s->pid = 0;
	return status;
}

void
serving_end(struct serving *s)
{
	pid_t pid;

	if (s->pid != 0)
		(void)serving_stop(s);
	pid = fork();
	if (pid == 0) {
		(void)execl("/bin/rm", "rm", "-rf", s->dir, (char *)NULL);
		_exit(127);
	}
	(void)status_of(pid);
}

size_t
serving_children(const struct serving *s, pid_t *out, size_t max)
{
	char path[64], line[1024], *at;
	size_t n = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", (int)s->pid,
	    (int)s->pid);
	f = fopen(path, "r");
	if (f == NULL)
		return 0;
	if (fgets(line, sizeof(line), f) != NULL)
		for (at = strtok(line, " \n"); at != NULL && n < max;
		     at = strtok(NULL, " \n"))
			out[n++] = (pid_t)strtol(at, NULL, 10);
	(void)fclose(f);
	return n;
}

/* -- The client ---------------------------------------------------------- */

int
serving_connect(unsigned port)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert(fd >= 0);
	if (connect(fd, (const struct sockaddr *)&to, sizeof(to)) != 0) {
		(void)close(fd);
		return -1;
	}
	return fd;
}

static void
take_apart(char *all, size_t n, struct exchange *out)
{
	char *end = strstr(all, "\r\n\r\n");
	const char *length;

	out->head = all;
	if (end == NULL || strncmp(all, "HTTP/1.1 ", 9) != 0) {
		out->body = all + n;
		return;
	}
	out->status = (unsigned)strtoul(all + 9, NULL, 10);
	end[2] = '\0';
	out->body = end + 4;
	out->n = n - (size_t)(out->body - all);
	length = exchange_header(out, "Content-Length");
	out->whole = length != NULL &&
	    strtoul(length, NULL, 10) == (unsigned long)out->n;
}

/* All that was said to come. */
static bool
is_whole(char *all, size_t n)
{
	struct exchange x = { .head = all };
	char *end = strstr(all, "\r\n\r\n");
	const char *length;

	if (end == NULL)
		return false;
	length = exchange_header(&x, "Content-Length");
	return length != NULL &&
	    n - (size_t)(end + 4 - all) >= strtoul(length, NULL, 10);
}

void
serving_raw(unsigned port, const void *bytes, size_t n, int ms,
    struct exchange *out)
{
	size_t len = 0, max = (size_t)8 << 20, sent = 0;
	char *all = malloc(max + 1);
	long until = clock_ms() + ms, left;
	struct pollfd p = { .events = POLLIN };
	ssize_t got;
	int fd = serving_connect(port);

	memset(out, 0, sizeof(*out));
	assert(all != NULL);
	p.fd = fd;
	while (fd >= 0 && sent < n) {
		got = send(fd, (const char *)bytes + sent, n - sent,
		    MSG_NOSIGNAL);
		if (got <= 0)
			break;
		sent += (size_t)got;
	}
	while (fd >= 0 && len < max && (left = until - clock_ms()) > 0) {
		if (poll(&p, 1, (int)left) <= 0)
			break;
		if ((got = recv(fd, all + len, max - len, 0)) <= 0)
			break;
		len += (size_t)got;
		all[len] = '\0';
		if (is_whole(all, len))
			break;
	}
	all[len] = '\0';
	if (fd >= 0)
		(void)close(fd);
	take_apart(all, len, out);
}

void
serving_ask(unsigned port, const char *method, const char *path,
    const char *token, const char *body, struct exchange *out)
{
	static _Thread_local char request[1 << 20];
	int n;

	n = snprintf(request, sizeof(request),
	    "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
	    "%s%s%s",
	    method, path, token != NULL ? "Authorization: Bearer " : "",
	    token != NULL ? token : "", token != NULL ? "\r\n" : "");
	if (body != NULL)
		n += snprintf(request + n, sizeof(request) - (size_t)n,
		    "Content-Type: application/json\r\n"
		    "Content-Length: %zu\r\n\r\n%s",
		    strlen(body), body);
	else
		n += snprintf(request + n, sizeof(request) - (size_t)n, "\r\n");
	serving_raw(port, request, (size_t)n, 20000, out);
}

void
exchange_free(struct exchange *x)
{
	free(x->head);
	memset(x, 0, sizeof(*x));
}

const char *
exchange_header(const struct exchange *x, const char *name)
{
	static _Thread_local char value[4096];
	const char *at = x->head;
	size_t n = strlen(name), len;

	for (; (at = strstr(at, "\r\n")) != NULL; at += 2) {
		if (strncasecmp(at + 2, name, n) != 0 || at[2 + n] != ':')
			continue;
		at += 3 + n;
		while (*at == ' ')
			at++;
		len = strcspn(at, "\r\n");
		snprintf(value, sizeof(value), "%.*s", (int)len, at);
		return value;
	}
	return NULL;
}
