/* bench_gate.c - checks over HTTPS, each decided, written down, synced and
 * signed: how many a second, and how long each takes.
 *
 *	bench_gate [CONNECTIONS [SECONDS [PEOPLE [ORDERS [ASKED]]]]]
 *
 * One request a check on connections that stay open; the store, the server
 * and whoever asks on this one machine.  Each order covers those supervised
 * by one agency in one place; of the people half are covered by one, and the
 * rest by none.  ASKED: so many of them are asked about, again and again;
 * without it all.  Beside the wall clock, which says what others do on the
 * machine too, the time that each process has had a check. */

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

#include "store/store.h"
#include "support/serving.h"

#define CONNECTIONS_MAX 512
#define REPLY_MAX       16384
#define LINES           200 /* of a manifest */
#define MANIFESTS       20
#define MANIFEST_MAX    ((size_t)1 << 20)
#define SAMPLES_MAX     (1u << 20)

#define AGENCIES        10
#define PLACES          100
#define ORDERS_MAX      (AGENCIES * PLACES)
#define TOGETHER        3000 /* entries */

static const char *const agencies[AGENCIES] = { "ICE", "CBP", "USCIS", "EOIR",
	"BIA", "OPLA", "DOS", "BOP", "USMS", "HHS_ORR" };

static unsigned norders;
static unsigned asked_of;

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
read_reply(struct asker *a, char *to, size_t max)
{
	size_t n = 0, want = 0;
	const char *end, *length;
	ssize_t got;

	while (want == 0 || n < want) {
		got = gnutls_record_recv(a->tls, to + n, max - 1 - n);
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
		who = (unsigned)(atomic_fetch_add(&next_person, 1) % asked_of);
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
		    read_reply(a, reply, REPLY_MAX) == 0) {
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

static size_t
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
	return count;
}

/* -- Manifests ----------------------------------------------------------- */

static double
one_manifest(struct asker *a, unsigned from, char *reply)
{
	struct buf body, request;
	double began;
	unsigned i;

	buf_init(&body, &mem_system, MANIFEST_MAX);
	buf_init(&request, &mem_system, MANIFEST_MAX);
	buf_printf(&body,
	    "{\"nonce\":\"1\",\"manifest\":\"m%u\",\"act\":\"removal\","
	    "\"to\":\"IQ\",\"lines\":[",
	    from);
	for (i = 0; i < LINES; i++)
		buf_printf(&body, "%s{\"person\":\"A%09u\"}", i == 0 ? "" : ",",
		    number((from + i) % people));
	buf_puts(&body, "]}");
	buf_printf(&request,
	    "POST /v1/manifest HTTP/1.1\r\nHost: localhost\r\n"
	    "Authorization: Bearer %s\r\nContent-Type: application/json\r\n"
	    "Content-Length: %zu\r\n\r\n%s",
	    server.officer, body.len, body.s);
	began = now_ms();
	if (request.failed ||
	    gnutls_record_send(a->tls, request.s, request.len) !=
		(ssize_t)request.len ||
	    read_reply(a, reply, MANIFEST_MAX) == 0 ||
	    strncmp(reply, "HTTP/1.1 200 ", 13) != 0)
		die("a manifest is not answered");
	buf_release(&body);
	buf_release(&request);
	return now_ms() - began;
}

/* Each of people who were not asked about before, then each again. */
static void
manifests(struct asker *a)
{
	char *reply = malloc(MANIFEST_MAX);
	double ms[MANIFESTS];
	unsigned i, k;

	if (reply == NULL)
		die("out of memory");
	for (k = 0; k < 2; k++) {
		for (i = 0; i < MANIFESTS; i++)
			ms[i] = one_manifest(a,
			    (people / 2 + i * LINES) % people, reply);
		qsort(ms, MANIFESTS, sizeof(*ms), by_value);
		printf("a manifest of %d, %s: p50 %.1f ms, longest %.1f ms\n",
		    LINES, k == 0 ? "for the first time" : "again",
		    ms[MANIFESTS / 2], ms[MANIFESTS - 1]);
	}
	free(reply);
}

/* -- The store ----------------------------------------------------------- */

/* Countries stand for places: there are enough of them. */
static void
place(unsigned i, char out[3])
{
	static const char all[] =
	    "ADAEAFAGAIALAMAOAQARATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBV"
	    "BWBYBZCACCCDCFCGCHCICKCLCMCNCOCRCUCVCWCXCYCZDEDJDKDMDODZECEEEGEHER"
	    "ESETFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGUGWGYHKHMHNHRHTHUIQ";

	memcpy(out, all + (size_t)2 * (i % PLACES), 2);
	out[2] = '\0';
}

static char *
make_law(void)
{
	struct buf b;
	unsigned i;
	char in[3];

	buf_init(&b, &mem_system, (size_t)1 << 20);
	buf_puts(&b, "case one\n  court mied\n");
	for (i = 0; i < norders; i++) {
		place(i / AGENCIES, in);
		buf_printf(&b,
		    "order one.o%u\n  document \"Dkt. %u\"\n"
		    "  entered 2017-06-22\n"
		    "  covers supervision (agency is %s and place is %s) now\n"
		    "  bars removal\n  until 2090-07-06 end of day\n",
		    i, i, agencies[i % AGENCIES], in);
	}
	if (b.failed)
		die("out of memory");
	return b.s;
}

struct said {
	char id[16], on[32], text[64], number[12];
};

/* Three entries: that there is such a person, their number, a fact. */
static void
say(struct said *s, struct draft *d, const char **on, unsigned who)
{
	char in[3] = "ZW";

	snprintf(s->id, sizeof(s->id), "p-%012u", who);
	snprintf(s->on, sizeof(s->on), "person/p-%012u", who);
	snprintf(s->number, sizeof(s->number), "A%09u", number(who));
	/* Of every two, one is where no order is. */
	if (who % 2 == 0)
		place(who / 7, in);
	snprintf(s->text, sizeof(s->text), "supervision agency %s place %s",
	    agencies[who % AGENCIES], in);
	on[0] = "people";
	on[1] = s->on;
	for (int i = 0; i < 3; i++)
		d[i] = (struct draft){ .matter = "bench",
			.author = "clerk",
			.on = i == 2 ? on + 1 : on,
			.non = i == 2 ? 1 : 2,
			.source = "a table" };
	d[0].kind = "person";
	d[0].body = json_pack("{s:s}", "person", s->id);
	d[1].kind = "identifier";
	d[1].body = json_pack("{s:s,s:s,s:s}", "person", s->id, "type",
	    "a_number", "value", s->number);
	d[2].kind = "fact";
	d[2].body = json_pack("{s:s,s:s}", "person", s->id, "text", s->text);
}

static void
bring_people(void)
{
	static struct said said[TOGETHER / 3];
	static struct draft drafts[TOGETHER];
	static const char *on[TOGETHER / 3][2];
	struct store_head head;
	struct appended out;
	struct store *s;
	struct arena a;
	const char *why;
	unsigned i, n;
	double began = now_ms();

	arena_init(&a, &mem_system, (size_t)1 << 20);
	if (store_open(&a, server.store, 300000, &s, &why) != 0)
		die(why);
	for (i = 0; i < people; i += n) {
		struct batch b = { .drafts = drafts };

		for (n = 0; n < TOGETHER / 3 && i + n < people; n++, b.n += 3)
			say(&said[n], &drafts[b.n], on[n], i + n);
		if (store_batch_id(&b) != 0 || store_append(s, &b, &out) != 0)
			die(store_why(s));
		while (b.n > 0)
			json_decref((json_t *)(uintptr_t)drafts[--b.n].body);
		/* The views come along, so that nobody waits for them. */
		if (i / n % 20 == 19 && store_sync_views(s, &head) != 0)
			die(store_why(s));
	}
	if (store_sync_views(s, &head) != 0)
		die(store_why(s));
	store_close(s);
	arena_release(&a);
	printf("%u people, %u orders: a store in %.0f s\n", people, norders,
	    (now_ms() - began) / 1e3);
	(void)fflush(stdout);
}

/* -- Whose time ---------------------------------------------------------- */

/* Of the processes of the server, in the order they were started, then of
 * this one; in seconds. */
#define PROCESSES 5

static void
times_now(double out[PROCESSES])
{
	char path[64], line[1024], *at;
	unsigned long user, kernel;
	pid_t pids[PROCESSES];
	size_t n = serving_children(&server, pids, PROCESSES - 1), i;
	struct timespec t;
	FILE *f;

	memset(out, 0, PROCESSES * sizeof(*out));
	for (i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "/proc/%d/stat", (int)pids[i]);
		if ((f = fopen(path, "r")) == NULL)
			continue;
		if (fgets(line, sizeof(line), f) != NULL &&
		    (at = strrchr(line, ')')) != NULL &&
		    sscanf(at,
			") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu",
			&user, &kernel) == 2)
			out[i] = (double)(user + kernel) /
			    (double)sysconf(_SC_CLK_TCK);
		(void)fclose(f);
	}
	if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t) == 0)
		out[PROCESSES - 1] =
		    (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void
tell_times(const double before[PROCESSES], const double after[PROCESSES],
    size_t checks)
{
	static const char *const names[PROCESSES] = { "keeper", "desk", "gate",
		"", "askers" };
	double all = 0;

	printf("processor time a check:");
	for (int i = 0; i < PROCESSES; i++) {
		if (*names[i] == '\0')
			continue;
		printf(" %s %.0f us,", names[i],
		    (after[i] - before[i]) * 1e6 / (double)checks);
		all += after[i] - before[i];
	}
	printf(" all %.0f us: %.0f checks/s of two cores\n",
	    all * 1e6 / (double)checks, 2 * (double)checks / all);
}

int
main(int argc, char **argv)
{
	size_t n = argc > 1 ? strtoul(argv[1], NULL, 10) : 64, i;
	double seconds = argc > 2 ? strtod(argv[2], NULL) : 10, began;
	static struct asker all[CONNECTIONS_MAX];
	gnutls_certificate_credentials_t c;
	double before[PROCESSES], after[PROCESSES];
	struct timespec rest;

	people = argc > 3 ? (unsigned)strtoul(argv[3], NULL, 10) : 2000;
	norders = argc > 4 ? (unsigned)strtoul(argv[4], NULL, 10) : 1;
	asked_of = argc > 5 ? (unsigned)strtoul(argv[5], NULL, 10) : people;
	if (n < 1 || n > CONNECTIONS_MAX || people < 1 || people > 1000000 ||
	    norders < 1 || norders > ORDERS_MAX || asked_of < 1 ||
	    asked_of > people)
		die("usage: bench_gate [CONNECTIONS [SECONDS [PEOPLE [ORDERS "
		    "[ASKED]]]]]");
	serving_make(&server, make_law());
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
	times_now(before);
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
	seconds = (now_ms() - began) / 1e3;
	times_now(after);
	tell_times(before, after, tell(all, n, seconds));
	manifests(&all[0]);
	serving_end(&server);
	return 0;
}
