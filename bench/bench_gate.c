/* bench_gate.c - checks over HTTPS, each decided, written down, synced and
 * signed: how many a second, and how long each takes.
 *
 *	bench_gate [CONNECTIONS [SECONDS [PEOPLE]]]
 *
 * One request a check on connections that stay open; the store, the server
 * and whoever asks on this one machine.  People are distinct, of whom a third
 * is barred. */

#include <arpa/inet.h>
#include <gnutls/gnutls.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "support/serving.h"

#define CONNECTIONS_MAX 512
#define REPLY_MAX       16384
#define SAMPLES_MAX     (1u << 20)

static const char law[] = "case one\n"
			  "  court mied\n"
			  "order one.stay\n"
			  "  entered 2017-06-22\n"
			  "  covers supervision (agency is CBP) now\n"
			  "  bars removal\n"
			  "  until 2090-07-06 end of day\n";

static struct serving server;
static unsigned people;
static atomic_bool over;
static atomic_size_t next_person;

struct asker {
	pthread_t thread;
	gnutls_session_t tls;
	int fd;
	double *ms;
	size_t n, cap, failed;
	size_t verdicts[3];
};

/* Far from one another: who is near another is asked about twice. */
static unsigned
number(unsigned who)
{
	return 100000000u + (unsigned)((uint64_t)who * 7654321u % 899999999u);
}

static void
die(const char *what)
{
	fprintf(stderr, "bench_gate: %s\n", what);
	exit(1);
}

static double
now_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void
asker_connect(struct asker *a, gnutls_certificate_credentials_t c)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)server.gate) };
	int r;

	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	a->fd = socket(AF_INET, SOCK_STREAM, 0);
	if (a->fd < 0 ||
	    connect(a->fd, (const struct sockaddr *)&to, sizeof(to)) != 0)
		die("it does not listen");
	if (gnutls_init(&a->tls, GNUTLS_CLIENT) < 0 ||
	    gnutls_set_default_priority(a->tls) < 0 ||
	    gnutls_credentials_set(a->tls, GNUTLS_CRD_CERTIFICATE, c) < 0)
		die("TLS");
	gnutls_transport_set_int(a->tls, a->fd);
	do
		r = gnutls_handshake(a->tls);
	while (r < 0 && gnutls_error_is_fatal(r) == 0);
	if (r < 0)
		die(gnutls_strerror(r));
}

/* One reply, whole; its length, or 0. */
static size_t
read_reply(struct asker *a, char *to)
{
	size_t n = 0, want = 0;
	const char *end, *length;
	ssize_t got;

	while (want == 0 || n < want) {
		got = gnutls_record_recv(a->tls, to + n, REPLY_MAX - 1 - n);
		if (got == GNUTLS_E_AGAIN || got == GNUTLS_E_INTERRUPTED)
			continue;
		if (got <= 0)
			return 0;
		n += (size_t)got;
		to[n] = '\0';
		if (want == 0 && (end = strstr(to, "\r\n\r\n")) != NULL) {
			length = strstr(to, "Content-Length: ");
			if (length == NULL)
				return 0;
			want = (size_t)(end + 4 - to) +
			    strtoul(length + 16, NULL, 10);
		}
	}
	return n;
}

static void
take(struct asker *a, const char *reply, double ms)
{
	static const char *const verdicts[] = { "\"verdict\":\"no_bar",
		"\"verdict\":\"hold", "\"verdict\":\"barred" };
	size_t i;

	if (strncmp(reply, "HTTP/1.1 200 ", 13) != 0) {
		a->failed++;
		return;
	}
	for (i = 0; i < 3; i++)
		a->verdicts[i] += strstr(reply, verdicts[i]) != NULL;
	if (a->n < a->cap)
		a->ms[a->n++] = ms;
}

static void *
ask_on(void *arg)
{
	struct asker *a = arg;
	char request[1024], body[256], *reply = malloc(REPLY_MAX);
	unsigned who;
	double began;
	int n;

	while (reply != NULL && !atomic_load(&over)) {
		who = (unsigned)(atomic_fetch_add(&next_person, 1) % people);
		snprintf(body, sizeof(body),
		    "{\"nonce\":\"%zu\",\"person\":\"A%09u\","
		    "\"act\":\"removal\",\"to\":\"IQ\"}",
		    a->n, number(who));
		n = snprintf(request, sizeof(request),
		    "POST /v1/check HTTP/1.1\r\nHost: localhost\r\n"
		    "Authorization: Bearer %s\r\n"
		    "Content-Type: application/json\r\n"
		    "Content-Length: %zu\r\n\r\n%s",
		    server.officer, strlen(body), body);
		began = now_ms();
		if (gnutls_record_send(a->tls, request, (size_t)n) != n ||
		    read_reply(a, reply) == 0) {
			a->failed++;
			break;
		}
		take(a, reply, now_ms() - began);
	}
	free(reply);
	return NULL;
}

static int
by_value(const void *x, const void *y)
{
	double a = *(const double *)x, b = *(const double *)y;

	return a < b ? -1 : a > b;
}

static void
tell(struct asker *all, size_t n, double seconds)
{
	double *ms = malloc(SAMPLES_MAX * sizeof(*ms));
	size_t i, k, count = 0, failed = 0, verdicts[3] = { 0 };

	for (i = 0; ms != NULL && i < n; i++) {
		failed += all[i].failed;
		for (k = 0; k < 3; k++)
			verdicts[k] += all[i].verdicts[k];
		for (k = 0; k < all[i].n && count < SAMPLES_MAX; k++)
			ms[count++] = all[i].ms[k];
	}
	if (count == 0)
		die("nothing was answered");
	qsort(ms, count, sizeof(*ms), by_value);
	printf("%zu connections, %u people: %.0f checks/s, p50 %.2f ms, "
	       "p99 %.2f ms, longest %.1f ms; no bar %zu, hold %zu, barred "
	       "%zu, failed %zu\n",
	    n, people, (double)count / seconds, ms[count / 2],
	    ms[count * 99 / 100], ms[count - 1], verdicts[0], verdicts[1],
	    verdicts[2], failed);
	free(ms);
}

/* A table of people, brought in at once. */
static void
bring_people(void)
{
	static char out[1 << 22];
	char path[128];
	unsigned i;
	FILE *f;
	int r;

	snprintf(path, sizeof(path), "%s/people.csv", server.dir);
	if ((f = fopen(path, "w")) == NULL)
		die("no file");
	(void)fputs("A-Number,supervision.agency\n", f);
	for (i = 0; i < people; i++)
		(void)fprintf(f, "A%09u,%s\n", number(i),
		    i % 3 == 0 ? "CBP" : "ICE");
	(void)fclose(f);
	r = serving_cli(out, sizeof(out), "people", "import", server.store,
	    path, "--map", "A-Number=a_number", "--map",
	    "supervision.agency=supervision.agency", "--by", "clerk", NULL);
	if (r != 0)
		fprintf(stderr, "import: status %d: %.500s\n", r, out);
}

int
main(int argc, char **argv)
{
	size_t n = argc > 1 ? strtoul(argv[1], NULL, 10) : 64, i;
	double seconds = argc > 2 ? strtod(argv[2], NULL) : 10, began;
	static struct asker all[CONNECTIONS_MAX];
	gnutls_certificate_credentials_t c;
	struct timespec rest;

	people = argc > 3 ? (unsigned)strtoul(argv[3], NULL, 10) : 2000;
	if (n < 1 || n > CONNECTIONS_MAX || people < 1 || people > 1000000)
		die("usage: bench_gate [CONNECTIONS [SECONDS [PEOPLE]]]");
	serving_make(&server, law);
	bring_people();
	serving_start(&server, true);
	if (gnutls_certificate_allocate_credentials(&c) < 0)
		die("TLS");
	for (i = 0; i < n; i++) {
		all[i].cap = SAMPLES_MAX / n;
		all[i].ms = malloc(all[i].cap * sizeof(double));
		if (all[i].ms == NULL)
			die("out of memory");
		asker_connect(&all[i], c);
	}
	began = now_ms();
	for (i = 0; i < n; i++)
		if (pthread_create(&all[i].thread, NULL, ask_on, &all[i]) != 0)
			die("no thread");
	rest.tv_sec = (time_t)seconds;
	rest.tv_nsec = 0;
	(void)nanosleep(&rest, NULL);
	atomic_store(&over, true);
	for (i = 0; i < n; i++)
		(void)pthread_join(all[i].thread, NULL);
	tell(all, n, (now_ms() - began) / 1e3);
	serving_end(&server);
	return 0;
}
