/* bench_telling.c - whether the time of an answer tells why it is a hold.
 *
 *	bench_telling [EACH]
 *
 * An officer asks about EACH (10,000) people held for one reason, as many
 * held for another, as many of whom nobody ever heard, and as many again of
 * the first kind, in random order, each once, one after another; over HTTP,
 * where nothing but the server takes time.  Welch's t of each pair: 4.5 and
 * more tells (Goodwill, Jun, Jaffe and Rohatgi, "A testing methodology for
 * side-channel resistance validation", NIST 2011).  Status 1 when one does,
 * and when answers have more than one length. */

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "store/store.h"
#include "support/serving.h"

#define EACH_MAX  100000u
#define REPLY_MAX 16384
#define TOGETHER  1000 /* people in one batch */
#define TELLS     4.5

enum why { ONE_REASON, ANOTHER, NEVER_HEARD, ONE_AGAIN, WHYS };

static const char *const names[WHYS] = { "held for one reason",
	"held for another", "never heard of", "held for one reason (again)" };

static const char law[] =
    "case one\n"
    "  court mied\n"
    "order one.a\n"
    "  document \"1\"\n"
    "  entered 2017-06-22\n"
    "  covers supervision (agency is CBP) now\n"
    "  bars removal\n"
    "order one.b\n"
    "  document \"2\"\n"
    "  entered 2017-06-22\n"
    "  covers not (ever departure) and nationality is IR\n"
    "  bars removal\n";

static struct serving server;
static unsigned each;

struct timed {
	double sum, squares;
	size_t n;
};

static void
die(const char *what)
{
	fprintf(stderr, "bench_telling: %s\n", what);
	exit(1);
}

static double
now_us(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

/* Far from one another. */
static unsigned
number(unsigned who)
{
	return 100000000u + (unsigned)((uint64_t)who * 7654321u % 899999999u);
}

/* -- The store ----------------------------------------------------------- */

struct said {
	char id[20], on[32], number[12];
	const char *subjects[2];
};

/* That there is such a person, their number, and a fact. */
static void
say(struct said *s, struct draft *d, unsigned who, enum why why)
{
	snprintf(s->id, sizeof(s->id), "p-%012u", who);
	snprintf(s->on, sizeof(s->on), "person/p-%012u", who);
	snprintf(s->number, sizeof(s->number), "A%09u", number(who));
	s->subjects[0] = "people";
	s->subjects[1] = s->on;
	for (int i = 0; i < 3; i++)
		d[i] = (struct draft){ .matter = "bench",
			.author = "clerk",
			.on = i == 2 ? s->subjects + 1 : s->subjects,
			.non = i == 2 ? 1 : 2,
			.source = "a table" };
	d[0].kind = "person";
	d[0].body = json_pack("{s:s}", "person", s->id);
	d[1].kind = "identifier";
	d[1].body = json_pack("{s:s,s:s,s:s}", "person", s->id, "type",
	    "a_number", "value", s->number);
	d[2].kind = "fact";
	d[2].body = json_pack("{s:s,s:s}", "person", s->id, "text",
	    why == ANOTHER ? "supervision agency ICE" : "nationality IQ");
}

static void
bring_people(void)
{
	static struct said said[TOGETHER];
	static struct draft drafts[3 * TOGETHER];
	unsigned all = WHYS * each, who = 0;
	struct store_head head;
	struct appended out;
	struct store *s;
	struct arena a;
	const char *why;

	arena_init(&a, &mem_system, (size_t)1 << 20);
	if (store_open(&a, server.store, 300000, &s, &why) != 0)
		die(why);
	while (who < all) {
		struct batch b = { .drafts = drafts };

		for (; who < all && b.n < 3 * TOGETHER; who++)
			if (who % WHYS != NEVER_HEARD) {
				say(&said[b.n / 3], &drafts[b.n], who,
				    (enum why)(who % WHYS));
				b.n += 3;
			}
		if (store_batch_id(&b) != 0 || store_append(s, &b, &out) != 0)
			die(store_why(s));
		while (b.n > 0)
			json_decref((json_t *)(uintptr_t)drafts[--b.n].body);
	}
	if (store_sync_views(s, &head) != 0)
		die(store_why(s));
	store_close(s);
	arena_release(&a);
}

/* -- Asking -------------------------------------------------------------- */

/* One reply, whole; its length, or 0. */
static size_t
read_reply(int fd, char *to, size_t max)
{
	size_t n = 0, want = 0;
	const char *end, *length;
	ssize_t got;

	while (want == 0 || n < want) {
		if ((got = recv(fd, to + n, max - 1 - n, 0)) <= 0)
			return 0;
		n += (size_t)got;
		to[n] = '\0';
		if (want != 0 || (end = strstr(to, "\r\n\r\n")) == NULL)
			continue;
		if ((length = strstr(to, "Content-Length: ")) == NULL)
			return 0;
		want = (size_t)(end + 4 - to) + strtoul(length + 16, NULL, 10);
	}
	return n;
}

static size_t
ask(int fd, unsigned who, double *us)
{
	char request[1024], body[128], reply[REPLY_MAX];
	double began;
	size_t got;
	int n;

	snprintf(body, sizeof(body),
	    "{\"person\":\"A%09u\",\"act\":\"removal\",\"to\":\"IQ\"}",
	    number(who));
	n = snprintf(request, sizeof(request),
	    "POST /v1/check HTTP/1.1\r\nHost: localhost\r\n"
	    "Authorization: Bearer %s\r\n"
	    "Content-Type: application/json\r\n"
	    "Content-Length: %zu\r\n\r\n%s",
	    server.officer, strlen(body), body);
	began = now_us();
	if (send(fd, request, (size_t)n, MSG_NOSIGNAL) != n ||
	    (got = read_reply(fd, reply, sizeof(reply))) == 0)
		die("no answer");
	*us = now_us() - began;
	if (strncmp(reply, "HTTP/1.1 200 ", 13) != 0 ||
	    strstr(reply, "\"verdict\":\"hold\"") == NULL)
		die(reply);
	return got;
}

/* Everybody once, in an order of the seed. */
static unsigned *
shuffled(unsigned n)
{
	unsigned *all = malloc(n * sizeof(*all));
	uint64_t s = 20261201;

	if (all == NULL)
		die("out of memory");
	for (unsigned i = 0; i < n; i++)
		all[i] = i;
	for (unsigned i = n; i > 1; i--) {
		unsigned was = all[i - 1], k;

		s = s * 6364136223846793005u + 1442695040888963407u;
		k = (unsigned)((s >> 33) % i);
		all[i - 1] = all[k];
		all[k] = was;
	}
	return all;
}

static double
mean(const struct timed *x)
{
	return x->sum / (double)x->n;
}

/* Of the mean. */
static double
variance(const struct timed *x)
{
	double n = (double)x->n, m = mean(x);

	return (x->squares / n - m * m) / (n - 1);
}

static int
tell(const struct timed *x)
{
	int tells = 0;

	for (int i = 0; i < WHYS; i++)
		printf("%-28s %zu, %.1f us, deviation %.1f us\n", names[i],
		    x[i].n, mean(&x[i]),
		    sqrt(variance(&x[i]) * (double)x[i].n));
	for (int i = 0; i < WHYS; i++)
		for (int k = i + 1; k < WHYS; k++) {
			double t = (mean(&x[i]) - mean(&x[k])) /
			    sqrt(variance(&x[i]) + variance(&x[k]));

			printf("t %6.2f  %s, %s\n", t, names[i], names[k]);
			tells |= fabs(t) >= TELLS;
		}
	return tells;
}

int
main(int argc, char **argv)
{
	static struct timed x[WHYS];
	size_t length = 0, got;
	unsigned *order, i;
	int fd, tells;

	each = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 10000;
	if (each < 100 || each > EACH_MAX)
		die("usage: bench_telling [EACH], 100 to 100000");
	serving_make(&server, law);
	bring_people();
	serving_start(&server, false);
	if ((fd = serving_connect(server.gate)) < 0)
		die("it does not listen");
	order = shuffled(WHYS * each);
	for (i = 0; i < WHYS * each; i++) {
		struct timed *to = &x[order[i] % WHYS];
		double us;

		got = ask(fd, order[i], &us);
		/* The first few warm it up. */
		if (i < 100)
			continue;
		if (length != 0 && got != length)
			die("answers have more than one length");
		length = got;
		to->sum += us;
		to->squares += us * us;
		to->n++;
	}
	free(order);
	(void)close(fd);
	serving_end(&server);
	tells = tell(x);
	printf("the time of an answer %s\n",
	    tells ? "tells why it is a hold" : "tells nothing");
	return tells;
}
