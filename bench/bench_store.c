/* bench_store.c - what an entry costs before any disk is asked.
 *
 * A fact of some 250 bytes about two subjects, over the ledger and the
 * views in memory.  CPU time; each line is given beside the hashing of a
 * leaf, which nothing can be spared. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/limits.h"
#include "store/backend.h"
#include "store/memory.h"

#define ENTRIES  200000
#define TOGETHER 100

static void
die(const char *what)
{
	fprintf(stderr, "bench_store: %s\n", what);
	exit(1);
}

static double
seconds(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double leaf_us;

static void
line(const char *what, double began, double n)
{
	double us = (seconds() - began) / n * 1e6;

	if (leaf_us == 0)
		leaf_us = us;
	printf("  %-44s %8.2f us %10.0f /s %6.1f x\n", what, us, 1e6 / us,
	    us / leaf_us);
}

static void
fact(struct buf *out, unsigned i)
{
	char person[40], text[80];
	const char *on[] = { person, "people" };
	struct draft d = { .kind = "fact",
		.matter = "hamama",
		.author = "m.weiss",
		.on = on,
		.non = 2,
		.source = "intake call, 2017-06-12" };
	json_t *body;

	(void)snprintf(person, sizeof(person), "person/p-%012u", i % 5000);
	(void)snprintf(text, sizeof(text),
	    "custody agency ICE place area.DET since 2017-06-%02u", i % 28 + 1);
	body = json_pack("{s:s, s:s}", "person", person + 7, "text", text);
	d.body = body;
	if (body == NULL || entry_draft(out, &d) != 0)
		die("draft");
	json_decref(body);
}

static int
nothing(void *ctx, const char *kind, size_t nkind, const char *s, size_t n)
{
	(void)kind;
	(void)nkind;
	(void)s;
	*(size_t *)ctx += n;
	return 0;
}

/* One entry by itself. */
static void
alone(void)
{
	const int runs = ENTRIES;
	struct hash leaf = { { 0 } }, head = leaf;
	struct salt salt = { { 1 } };
	struct buf draft, entry;
	struct entry_view v;
	struct arena a;
	const char *why;
	size_t sum = 0;
	double began;

	buf_init(&draft, &mem_system, LIMIT_ENTRY_BYTES);
	buf_init(&entry, &mem_system, LIMIT_ENTRY_BYTES);
	arena_init(&a, &mem_system, (size_t)1 << 30);
	fact(&draft, 1);
	if (entry_stamp(&entry, draft.s, draft.len, (struct instant){ 0 }) != 0)
		die("stamp");
	printf("one entry, %zu bytes\n", entry.len);
	began = seconds();
	for (int i = 0; i < runs; i++) {
		leaf = entry_leaf(&salt, entry.s, entry.len);
		head = head_next(&head, &leaf);
	}
	line("its leaf and the next head", began, runs);
	began = seconds();
	for (int i = 0; i < runs; i++) {
		buf_clear(&draft);
		fact(&draft, (unsigned)i);
	}
	line("a draft, its body made and written", began, runs);
	began = seconds();
	for (int i = 0; i < runs; i++)
		if (entry_check(draft.s, draft.len, &why) != 0)
			die(why);
	line("a draft checked", began, runs);
	began = seconds();
	for (int i = 0; i < runs; i++)
		if (entry_scan(entry.s, entry.len, nothing, &sum) != 0)
			die("scan");
	line("its subjects read (entry_scan)", began, runs);
	began = seconds();
	for (int i = 0; i < runs; i++) {
		struct arena_mark mark = arena_mark(&a);

		if (entry_read(&a, entry.s, entry.len, &v) != 0)
			die("read");
		entry_view_release(&v);
		arena_rewind(&a, mark);
	}
	line("all of it read (entry_read)", began, runs);
	if (sum == 0 || head.b[0] == leaf.b[0])
		printf("  \n"); /* they are used */
	buf_release(&draft);
	buf_release(&entry);
	arena_release(&a);
}

/* ENTRIES drafts, written in batches of n, which come in groups. */
static void
written(struct keeper *k, const struct buf *all, const size_t *sizes, size_t n,
    size_t group)
{
	struct keeper_request reqs[TOGETHER] = { { .n = 0 } };
	static const char *drafts[ENTRIES];
	static uint64_t id;
	size_t at = 0, i = 0;

	for (size_t j = 0; j < ENTRIES; at += sizes[j++])
		drafts[j] = all->s + at;
	while (i < ENTRIES) {
		size_t m = 0;

		for (; m < group && i < ENTRIES; m++, i += n)
			reqs[m] = (struct keeper_request){ .drafts = drafts + i,
				.sizes = sizes + i,
				.n = n,
				.id = { ++id, 1 } };
		keeper_append(k, reqs, m);
		for (size_t j = 0; j < m; j++)
			if (reqs[j].r != 0)
				die(reqs[j].why);
	}
}

static void
many(const struct buf *all, const size_t *sizes, size_t n, size_t group,
    const char *what)
{
	static const struct store_kind kind = { false, NULL };
	struct store *s, *again;
	struct medium m;
	const char *why;
	double began;
	uint64_t at;

	medium_init(&m, &mem_system);
	if (store_memory_open(&m, &kind, NULL, &s, &why) != 0)
		die(why);
	began = seconds();
	written(store_memory_keeper(s), all, sizes, n, group);
	line(what, began, ENTRIES);
	if (n > 1) {
		if (keeper_verify(store_memory_keeper(s), NULL) != 0)
			die("verify");
		began = seconds();
		if (keeper_verify(store_memory_keeper(s), NULL) != 0)
			die("verify");
		line("the chain checked", began, ENTRIES);
		began = seconds();
		if (keeper_project(store_memory_keeper(s), 0, &at) != 0)
			die("project");
		line("put into views (three rows each)", began, ENTRIES);
		began = seconds();
		if (store_memory_open(&m, NULL, NULL, &again, &why) != 0)
			die(why);
		printf("  %-44s %8.0f us\n",
		    "the whole opened again, views there",
		    (seconds() - began) * 1e6);
		store_close(again);
	}
	store_close(s);
	medium_release(&m);
}

int
main(void)
{
	static size_t sizes[ENTRIES];
	struct buf all;

	alone();
	printf("%d entries over memory\n", ENTRIES);
	buf_init(&all, &mem_system, (size_t)1 << 30);
	for (unsigned i = 0; i < ENTRIES; i++) {
		size_t before = all.len;

		fact(&all, i);
		sizes[i] = all.len - before;
	}
	many(&all, sizes, 1, 1, "appended, one a commit");
	many(&all, sizes, 1, TOGETHER, "appended, a hundred batches a commit");
	many(&all, sizes, TOGETHER, 1, "appended, a hundred in a batch");
	buf_release(&all);
	return 0;
}
