/* test_cases.c - the texts of tests/unit/decide/cases, each a small casebook
 * with its right answers.
 *
 * Every check is asked as written; then again in full, with reasons, horizon
 * and what would settle it, while memory is refused at one place after
 * another: a failure is never an answer of no bar, and what does not fail
 * is the same answer. */

#include "unit/decide/cases.h"

#include "support/fault_mem.h"

struct tally {
	unsigned checks;
	unsigned refusals;
	bool every; /* also under refused memory */
};

/* The arena gives out no more than max bytes. */
static int
ask_within(const struct question *q, const struct mem *mem, size_t max,
    struct answer *out)
{
	struct question full = *q;
	struct deadline *dl;
	struct arena a;
	size_t n;
	int r, s;

	full.explain = full.horizon = full.settle = true;
	arena_init(&a, mem, max);
	r = decide(&a, &full, out);
	if (r == 0 && (s = decide_deadlines(&a, &full, &dl, &n)) != 0)
		r = s;
	/* Citations live in the arena: only the verdict outlives it. */
	arena_release(&a);
	return r;
}

static void
refuse_memory(const struct question *q, struct tally *t)
{
	struct answer whole, part;
	struct fault_mem f;
	size_t step = 61;

	assert_int_equal(ask_within(q, &mem_system, (size_t)1 << 28, &whole),
	    0);
	for (size_t max = 0;; max += step) {
		int r = ask_within(q, &mem_system, max, &part);

		t->refusals++;
		if (r == 0) {
			assert_int_equal(part.verdict, whole.verdict);
			break;
		}
		if (part.failed && part.verdict == VERDICT_NO_BAR)
			fail_msg("no bar, out of memory at %zu bytes", max);
		if (part.failed && part.verdict == VERDICT_BARRED)
			assert_int_equal(whole.verdict, VERDICT_BARRED);
	}
	for (size_t i = 1;; i++) {
		int r;

		fault_mem_init(&f, i);
		f.once = true;
		r = ask_within(q, &f.mem, (size_t)1 << 28, &part);
		assert_int_equal(f.live, 0);
		t->refusals++;
		if (r == 0 && f.calls < i) {
			assert_int_equal(part.verdict, whole.verdict);
			break;
		}
		if (part.failed && part.verdict == VERDICT_NO_BAR)
			fail_msg("no bar, refused at allocation %zu", i);
	}
}

/* Asked for no words, it says the same. */
static void
ask_briefly(const struct question *q)
{
	struct question full = *q, brief;
	struct answer a, b;
	struct arena arena;

	full.horizon = true;
	brief = full;
	brief.brief = true;
	arena_init(&arena, &mem_system, (size_t)1 << 28);
	assert_int_equal(decide(&arena, &full, &a), 0);
	assert_int_equal(decide(&arena, &brief, &b), 0);
	assert_int_equal(a.verdict, b.verdict);
	assert_int_equal(a.horizon.us, b.horizon.us);
	assert_int_equal(a.nbarring, b.nbarring);
	assert_int_equal(b.ncitations + b.nholds, 0);
	arena_release(&arena);
}

/* Two records of one who may be either: what both say is so. */
static void
as_two_records(const struct question *q, struct tally *t)
{
	const struct person *both[] = { q->who[0], q->who[0] };
	struct question two = *q;
	struct answer one, same;

	two.who = both;
	two.nwho = 2;
	assert_int_equal(ask_within(q, &mem_system, (size_t)1 << 28, &one), 0);
	assert_int_equal(ask_within(&two, &mem_system, (size_t)1 << 28, &same),
	    0);
	assert_int_equal(one.verdict, same.verdict);
	/* One of a text: it takes as long as all the rest of it. */
	if (t->checks == 1)
		refuse_memory(&two, t);
}

static void
one_check(void *ctx, const struct vignette_result *r)
{
	struct tally *t = ctx;
	unsigned line, col;

	pos_line_col(r->check->pos, &line, &col);
	if (r->wrong != NULL)
		fail_msg("%s:%u: %s (%s)", r->check->pos.src->path, line,
		    r->wrong, r->vignette->title);
	t->checks++;
	ask_briefly(r->question);
	if (t->every) {
		refuse_memory(r->question, t);
		as_two_records(r->question, t);
	}
}

static void
run_file(const char *name, bool every)
{
	struct tally t = { .every = every };
	struct bench_law b;
	struct arena run;
	char path[160];

	snprintf(path, sizeof(path), CASES "%s", name);
	bench_open(&b, path, NULL);
	assert_true(b.law.nvignettes > 0);
	for (size_t i = 0; i < b.law.nvignettes; i++) {
		arena_init(&run, &mem_system, (size_t)1 << 28);
		if (vignette_run(&run, &b.law, b.law.vignettes[i], one_check,
			&t) != 0)
			fail_msg("%s: %s was not run", name,
			    b.law.vignettes[i]->title);
		arena_release(&run);
	}
	assert_true(t.checks > 0);
	assert_true(!every || t.refusals > t.checks);
	bench_close(&b);
}

static void
as_written(void **state)
{
	run_file(*state, false);
}

static void
with_memory_refused(void **state)
{
	run_file(*state, true);
}

int
main(void)
{
	static char names[FILES_MAX][64];
	static struct CMUnitTest tests[2 * FILES_MAX];
	size_t n = find_files(names);

	for (size_t i = 0; i < n; i++) {
		tests[2 * i] = (struct CMUnitTest){ names[i], as_written, NULL,
			NULL, names[i] };
		tests[2 * i + 1] = (struct CMUnitTest){ names[i],
			with_memory_refused, NULL, NULL, names[i] };
	}
	return n == 0
	    ? 1
	    : _cmocka_run_group_tests("cases", tests, 2 * n, NULL, NULL);
}
