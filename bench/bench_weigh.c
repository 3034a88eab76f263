/* bench_weigh.c - whom an order entered changes: read from everybody, and
 * told from a snapshot.
 *
 * usage: bench_weigh [PEOPLE [ORDERS [FOLDER]]]
 *
 * A store of so many people of three facts each, and of orders for 59 of 200
 * countries, each in a file of its own; then one order more, for another
 * country.  Both lists come of one run; it fails where they differ. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "intake/snapshot.h"
#include "intake/weigh.h"

#define TOGETHER 1000
#define WAIT_MS  30000

static void
die(const char *what, const char *why)
{
	fprintf(stderr, "bench_weigh: %s: %s\n", what, why);
	exit(1);
}

static double
now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* -- The store ------------------------------------------------------------- */

static struct draft drafts[TOGETHER];
static char subjects[TOGETHER][40];
static const char *on[TOGETHER][2];
static size_t ndrafts;
static struct store *store;

static void
flush(void)
{
	struct batch b = { .drafts = drafts, .n = ndrafts };
	struct appended out;

	if (ndrafts == 0)
		return;
	if (store_batch_id(&b) != 0 || store_append(store, &b, &out) != 0)
		die("store_append", store_why(store));
	while (ndrafts > 0)
		json_decref((json_t *)(uintptr_t)drafts[--ndrafts].body);
}

static void
say(const char *kind, const char *subject, bool people, json_t *body)
{
	size_t i = ndrafts;

	snprintf(subjects[i], sizeof(subjects[i]), "%s", subject);
	on[i][0] = subjects[i];
	on[i][1] = "people";
	drafts[i] = (struct draft){ .kind = kind,
		.matter = "bench",
		.author = "m.weiss",
		.on = on[i],
		.non = people ? 2 : 1,
		.body = body };
	if (++ndrafts == TOGETHER)
		flush();
}

static void
say_law(const char *name, const char *text)
{
	say("law", "orders", false,
	    json_pack("{s:s, s:s, s:b, s:s}", "name", name, "text", text,
		"loss", 0, "dates", "own"));
}

static void
put_order(struct buf *b, unsigned i, unsigned country)
{
	buf_printf(b,
	    "case k%u\n  title \"A v. B\"\n  court mied\n"
	    "order k%u.stay\n  document \"1\"\n  entered 2017-06-22\n"
	    "  covers (nationality is c%u) and (ever ordered)\n"
	    "  bars removal\n",
	    i, i, country);
}

static void
say_orders(unsigned norders)
{
	struct buf b;
	char name[32];

	buf_init(&b, &mem_system, 1 << 20);
	buf_puts(&b,
	    "vocabulary bench\n"
	    "state nationality (country) whole set persists\n"
	    "event ordered\n"
	    "event detained\n"
	    "act removal (to)\n"
	    "place c0");
	for (unsigned i = 1; i < 200; i++)
		buf_printf(&b, ", c%u", i);
	buf_puts(&b, "\n");
	say_law("bench.vocab", b.s);
	for (unsigned i = 0; i < norders; i++) {
		buf_clear(&b);
		put_order(&b, i, i % 59);
		snprintf(name, sizeof(name), "k%u.law", i);
		say_law(name, b.s);
	}
	flush();
	buf_release(&b);
}

static void
say_people(unsigned n)
{
	char on_person[40], text[80];

	for (unsigned i = 0; i < n; i++) {
		const char *id = on_person + 7;

		snprintf(on_person, sizeof(on_person), "person/p-%012u", i);
		say("person", on_person, true,
		    json_pack("{s:s}", "person", id));
		snprintf(text, sizeof(text), "nationality country c%u",
		    i * 7919 % 200);
		say("fact", on_person, false,
		    json_pack("{s:s, s:s}", "person", id, "text", text));
		snprintf(text, sizeof(text), "ordered 2016-%02u-%02u",
		    i % 12 + 1, i % 28 + 1);
		say("fact", on_person, false,
		    json_pack("{s:s, s:s}", "person", id, "text", text));
		snprintf(text, sizeof(text), "detained 2017-%02u-%02u",
		    i % 12 + 1, i % 27 + 1);
		say("fact", on_person, false,
		    json_pack("{s:s, s:s}", "person", id, "text", text));
	}
	flush();
}

/* -- An order more --------------------------------------------------------- */

static void
make_more(struct arena *a, const struct stored *st, struct stored_law *out)
{
	const struct stored_law *was = &st->laws[0];
	const struct stored_source **all =
	    arena_array(a, was->nsources + 1, sizeof(*all));
	struct stored_source *vs =
	    arena_array(a, st->nversions + 1, sizeof(*vs));
	struct stored_source *new;
	struct buf b;

	if (all == NULL || vs == NULL)
		die("memory", "none");
	memcpy(vs, st->versions, st->nversions * sizeof(*vs));
	new = &vs[st->nversions];
	buf_init(&b, &mem_system, 4096);
	put_order(&b, 999999, 59);
	*new = (struct stored_source){ .name = "more.law",
		.text = arena_strdup(a, b.s),
		.len = b.len,
		.author = "m.weiss",
		.at = st->known,
		.counts = YES };
	new->src = (struct source_text){ new->name, new->text, new->len };
	buf_release(&b);
	for (size_t i = 0; i < was->nsources; i++)
		all[i] = was->sources[i];
	all[was->nsources] = new;
	*out = (struct stored_law){ .good = false };
	if (stored_law_make(a, all, was->nsources + 1, vs, st->nversions + 1,
		out) != 0 ||
	    !out->good)
		die("the orders", "not understood");
}

static double
weigh(struct arena *a, const struct stored *st, const struct stored_law *is,
    const char *folder, struct weighing *w)
{
	double began = now();

	if (weigh_texts(a, st, &st->laws[0], is, NULL, NULL, w) != 0 ||
	    weigh_people(a, w, folder, NULL, NULL) != 0)
		die("weigh_people", "failed");
	return now() - began;
}

static int
read_one(void *ctx, const char *id)
{
	const struct stored *st = ctx;
	struct stored_person p;
	struct arena a;
	int r;

	arena_init(&a, &mem_system, 1 << 26);
	r = stored_person(st, &a, id, STORED_AS_KNOWN, &p);
	arena_release(&a);
	return r;
}

static int
pass_by(void *ctx, const char *id)
{
	*(size_t *)ctx += id != NULL;
	return 0;
}

/* Of whom something waits: from a snapshot that stands, none. */
static double
find_waits(struct arena *a, const struct stored *st, const char *folder)
{
	double began = now();
	struct ids few;
	size_t count = 0;

	if (snapshot_waits(a, st, folder, NULL, NULL, &few) != 0 ||
	    stored_everyone(st, a, pass_by, &count) != 0 || few.n != 0)
		die("snapshot_waits", "failed");
	return now() - began;
}

int
main(int argc, char **argv)
{
	unsigned n = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 20000;
	unsigned orders = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 100;
	const char *below = argc > 3 ? argv[3] : "/tmp", *why;
	const struct store_kind kind = { false, "bench" };
	char top[200], folder[256], command[300];
	static struct weighing walk, first, told;
	struct store_head head;
	struct stored_law is;
	struct stored st;
	struct arena a;
	size_t count = 0;
	double at, by_reading, by_walk, by_first, by_told;

	snprintf(top, sizeof(top), "%s/forestay-bench.XXXXXX", below);
	if (mkdtemp(top) == NULL)
		die(top, "cannot be made");
	snprintf(folder, sizeof(folder), "%s/store", top);
	arena_init(&a, &mem_system, (size_t)16 << 30);
	if (store_init(&a, folder, &kind, &why) != 0 ||
	    store_open(&a, folder, WAIT_MS, &store, &why) != 0)
		die(folder, why);
	at = now();
	say_orders(orders);
	say_people(n);
	if (store_sync_views(store, &head) != 0)
		die("store_sync_views", store_why(store));
	printf("%u people, %u orders, written in %.1f s\n", n, orders,
	    now() - at);
	at = now();
	if (stored_open(&a, store,
		(struct instant){ (int64_t)time(NULL) * 1000000 + 60000000 }, 0,
		&st) != 0 ||
	    st.broken != NULL)
		die("stored_open", st.broken != NULL ? st.broken : "failed");
	printf("orders read: %.3f s\n", now() - at);
	make_more(&a, &st, &is);
	at = now();
	if (stored_everyone(&st, &a, pass_by, &count) != 0)
		die("stored_everyone", "failed");
	printf("everyone's ids: %.3f s\n", now() - at);
	at = now();
	if (stored_everyone(&st, &a, read_one, &st) != 0)
		die("stored_person", "failed");
	by_reading = now() - at;
	by_walk = weigh(&a, &st, &is, NULL, &walk);
	by_first = weigh(&a, &st, &is, folder, &first);
	by_told = weigh(&a, &st, &is, folder, &told);
	printf("an order more: %zu gain, %zu unchanged; everybody read %.2f s; "
	       "told, the snapshot made first %.2f s; told %.3f s, %.1f times "
	       "less; %zu read\n",
	    walk.ngains, walk.nsame, by_walk, by_first, by_told,
	    by_walk / by_told, (size_t)n - told.nspared);
	at = find_waits(&a, &st, folder);
	printf("of whom something waits: everybody read %.2f s; told %.3f s, "
	       "%.1f times less\n",
	    by_reading, at, by_reading / at);
	if (walk.ngains != told.ngains || walk.nloses != told.nloses ||
	    walk.nsame != told.nsame || walk.npeople != told.npeople)
		die("the lists", "differ");
	store_close(store);
	snprintf(command, sizeof(command), "rm -rf '%s'", top);
	(void)!system(command);
	arena_release(&a);
	return 0;
}
