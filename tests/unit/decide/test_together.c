/* test_together.c - everybody of the cases decided at once.
 *
 * The texts of tests/unit/decide/cases say one thing each of one person.
 * Here all the people of a text stand in one segment, and of each question
 * that the text asks, everybody is as alone: the values, counts, lists,
 * clauses, wants, and the instant before which nothing changes.  Once more in
 * other rows: several blocks, whose codes are of another width. */

#include "unit/decide/cases.h"

#include "core/limits.h"
#include "support/everybody.h"
#include "support/fault_mem.h"

#define ASKED_MAX 400

struct asked {
	struct act act;
	struct record record;
	struct instant known;
};

struct cases {
	bool released; /* absences as a release says them, of everybody */
	struct bench_law b;
	struct arena run;
	const struct person *people[ASKED_MAX];
	size_t npeople;
	struct asked asked[ASKED_MAX];
	size_t nasked;
};

static bool
same_person(const struct person *a, const struct person *b)
{
	if (a->nfacts != b->nfacts || a->nas != b->nas)
		return false;
	for (size_t i = 0; i < a->nfacts; i++)
		if (a->facts[i] != b->facts[i])
			return false;
	return true;
}

/* What is lent for the call alone is copied. */
static void
keep_person(struct cases *c, const struct person *p)
{
	const struct fact **facts;
	struct person *copy;
	struct known_as *as;

	if (c->npeople > 0 && same_person(c->people[c->npeople - 1], p))
		return;
	assert_true(c->npeople < ASKED_MAX);
	copy = arena_alloc(&c->b.arena, sizeof(*copy));
	facts = arena_array(&c->b.arena, p->nfacts + 1, sizeof(*facts));
	as = arena_array(&c->b.arena, p->nas + 1, sizeof(*as));
	for (size_t i = 0; i < p->nfacts; i++) {
		struct fact *f = (struct fact *)(uintptr_t)p->facts[i];

		/* As those who import write it: what needs no second person
		 * has none, and is looked up by its form. */
		if (c->released)
			f->entry.is_loss = false;
		if (!f->entry.is_loss)
			f->entry.confirmed = INSTANT_NEVER;
		facts[i] = f;
	}
	for (size_t i = 0; i < p->nas; i++)
		as[i] = p->as[i];
	*copy = *p;
	copy->facts = facts;
	copy->as = as;
	c->people[c->npeople++] = copy;
}

static void
keep_check(void *ctx, const struct vignette_result *r)
{
	const struct question *q = r->question;
	struct cases *c = ctx;
	struct asked *asked = &c->asked[c->nasked++];
	size_t n = q->act->kind->nslots;
	struct value *slots = arena_array(&c->b.arena, n + 1, sizeof(*slots));

	assert_true(c->nasked < ASKED_MAX);
	memcpy(slots, q->act->slots, n * sizeof(*slots));
	asked->act = *q->act;
	asked->act.slots = slots;
	asked->record = *q->record;
	asked->known = q->known;
	keep_person(c, q->who[0]);
}

static void
open_cases(struct cases *c, const char *name)
{
	char path[160];

	memset(c, 0, sizeof(*c));
	snprintf(path, sizeof(path), CASES "%s", name);
	c->released = strcmp(name, "crowd_quiet.law") == 0;
	bench_open(&c->b, path, NULL);
	arena_init(&c->run, &mem_system, (size_t)1 << 28);
	for (size_t i = 0; i < c->b.law.nvignettes; i++)
		assert_int_equal(vignette_run(&c->run, &c->b.law,
				     c->b.law.vignettes[i], keep_check, c),
		    0);
}

static void
close_cases(struct cases *c)
{
	arena_release(&c->run);
	bench_close(&c->b);
}

static struct population_ask
ask_of(const struct cases *c, const struct asked *asked,
    const struct columns *columns, enum population_width width)
{
	return (struct population_ask){ .law = &c->b.law,
		.record = &asked->record,
		.columns = columns,
		.act = &asked->act,
		.known = asked->known,
		.width = width };
}

/* A block of one half of them, and a few rows of all. */
static void
lay_out(uint32_t *map, size_t n, size_t people)
{
	for (size_t i = 0; i < n; i++)
		map[i] =
		    (uint32_t)(i < COLUMNS_BLOCK ? i % (people / 2 + 1)
						 : (i * 7 + i / 5) % people);
}

#define SPREAD (COLUMNS_BLOCK + 77)

static void
as_alone(void **state)
{
	static const unsigned widths[] = { 0, 2, 4 };
	static struct cases c;
	static uint32_t map[SPREAD];
	struct columns other;
	struct everybody e;
	struct arena a;

	open_cases(&c, *state);
	assert_int_equal(everybody_write(&c.b.arena, &c.b.law, c.people,
			     c.npeople, &e),
	    0);
	lay_out(map, SPREAD, c.npeople);
	arena_init(&a, &mem_system, (size_t)1 << 28);
	for (size_t i = 0; i < c.nasked; i++) {
		struct population_ask q = ask_of(&c, &c.asked[i],
		    segment_columns(e.segment), WIDTH_PORTABLE);
		const char *differs = everybody_differs(&a, &e, &q);

		if (differs == NULL && i % 16 == 0) {
			assert_int_equal(columns_spread(&a, q.columns, map,
					     SPREAD, widths[i / 16 % 3],
					     &other),
			    0);
			q.columns = &other;
			differs = everybody_differs(&a, &e, &q);
		}
		if (differs != NULL)
			fail_msg("%s, question %zu: %s", (const char *)*state,
			    i, differs);
		arena_release(&a);
	}
	everybody_close(&e);
	close_cases(&c);
}

/* -- What is refused, and what is broken ----------------------------------- */

/* Of everybody's answers one number, whatever memory and columns allow. */
struct attempt {
	struct arena a;
	struct population *p;
	uint64_t sum;
	int err;
};

static void
told(void *ctx, size_t order, size_t row, size_t n, const uint8_t *v,
    enum tri all)
{
	struct attempt *at = ctx;

	for (size_t i = 0; i < n; i++)
		at->sum =
		    (at->sum ^
			((uint64_t)population_order(at->p, order)->index + 1) *
			    (row + i + 1) *
			    ((v != NULL ? v[i] : (uint64_t)all) + 7)) *
		    0x9e3779b97f4a7c15u;
}

/* What of a condition nobody asked an order for, and why it is not known. */
static int
ask_condition(struct arena *a, const struct population_ask *q,
    const struct expr *e, const struct zone *zone)
{
	const char *texts[POPULATION_WHY];
	struct population_tally t = { .order_yes = NULL };
	struct population *p;
	size_t n;
	int r = population_of(a, q, e, zone, &p);

	if (r == E_RANGE)
		return 0;
	if (r != 0)
		return r;
	if ((r = population_count(p, &t)) == 0)
		r = population_why(p, a, 0, 0, texts, &n);
	population_free(p);
	/* What fails of one person is not known of them. */
	return r == E_NOMEM || r == E_BROKEN ? r : 0;
}

static void
attempt(const struct population_ask *q, const struct mem *mem, size_t max,
    struct attempt *at)
{
	struct population_lists l = { .at = NULL };
	const struct law *law = q->law;

	memset(at, 0, sizeof(*at));
	arena_init(&at->a, mem, max);
	if ((at->err = population_new(&at->a, q, &at->p)) != 0)
		return;
	at->err = population_run(at->p, 0, population_blocks(at->p), told, at);
	if (at->err == 0) {
		l.at = arena_array(&at->a, q->columns->rows + 1, sizeof(*l.at));
		at->err = l.at == NULL ? E_NOMEM
				       : population_lists(at->p, &at->a, &l);
	}
	population_free(at->p);
	for (size_t i = 0; at->err == 0 && i < law->ninstruments; i++)
		if (law->instruments[i]->covers != NULL)
			at->err = ask_condition(&at->a, q,
			    law->instruments[i]->covers,
			    law->instruments[i]->zone);
}

/* As far as it got; every answer that it gave at all is the right one. */
static size_t
try_within(const struct population_ask *q, size_t max, uint64_t sum, bool *done)
{
	struct attempt at;
	size_t used;

	attempt(q, &mem_system, max, &at);
	used = at.a.used;
	arena_release(&at.a);
	*done = at.err == 0;
	if (at.err == 0)
		assert_int_equal(at.sum, sum);
	else
		assert_int_equal(at.err, E_NOMEM);
	return used;
}

/* The arena gives out no more than max bytes, and of each thing that it is
 * asked for there is a max at which it is the first to be refused. */
static void
refuse_by_bytes(const struct population_ask *q, uint64_t sum)
{
	size_t max = 0, used, wider;
	bool done = false;

	while (!done) {
		size_t lo = max, hi = max;

		used = try_within(q, max, sum, &done);
		for (wider = 16; !done; wider *= 2) {
			hi = lo + wider;
			if (try_within(q, hi, sum, &done) != used || done)
				break;
			lo = hi;
		}
		for (; hi > lo + 16 && !done;) {
			size_t mid = lo + (hi - lo) / 32 * 16;
			bool over;

			if (try_within(q, mid, sum, &over) != used || over)
				hi = mid;
			else
				lo = mid;
		}
		max = hi;
	}
}

static void
refuse_by_call(const struct population_ask *q, uint64_t sum, bool once)
{
	struct attempt at;
	struct fault_mem f;

	for (size_t i = 1;; i++) {
		fault_mem_init(&f, i);
		f.once = once;
		attempt(q, &f.mem, (size_t)1 << 28, &at);
		arena_release(&at.a);
		assert_int_equal(f.live, 0);
		if (at.err == 0)
			assert_int_equal(at.sum, sum);
		else
			assert_int_equal(at.err, E_NOMEM);
		if (f.calls < i)
			break;
	}
}

/* Columns whose N-th touch finds that they are not as they were written. */
struct touchy {
	struct columns c;
	const struct columns *real;
	size_t calls, fail_at;
};

static int
touch(void *ctx, enum columns_part part, size_t table, size_t row, size_t n)
{
	struct touchy *t = ctx;

	if (++t->calls == t->fail_at)
		return E_BROKEN;
	return columns_touch(t->real, part, table, row, n);
}

static void
break_by_touch(const struct population_ask *q, uint64_t sum)
{
	struct touchy t = { *q->columns, q->columns, 0, 0 };
	struct population_ask broken = *q;
	struct attempt at;

	t.c.touch = touch;
	t.c.ctx = &t;
	broken.columns = &t.c;
	for (t.fail_at = 1;; t.fail_at++) {
		t.calls = 0;
		attempt(&broken, &mem_system, (size_t)1 << 28, &at);
		arena_release(&at.a);
		if (t.calls < t.fail_at) {
			assert_int_equal(at.err, 0);
			assert_int_equal(at.sum, sum);
			break;
		}
		assert_int_equal(at.err, E_BROKEN);
	}
}

static void
refused_and_broken(void **state)
{
	static struct cases c;
	struct population_ask q;
	struct everybody e;
	struct attempt whole;
	size_t step;

	open_cases(&c, *state);
	assert_int_equal(everybody_write(&c.b.arena, &c.b.law, c.people,
			     c.npeople < 12 ? c.npeople : 12, &e),
	    0);
	/* Of a long text one question, of a short one several. */
	step = c.nasked > 24 ? c.nasked : c.nasked / 3 + 1;
	for (size_t i = c.nasked > 24 ? c.nasked / 2 : 0; i < c.nasked;
	     i += step) {
		q = ask_of(&c, &c.asked[i], segment_columns(e.segment),
		    WIDTH_PORTABLE);
		attempt(&q, &mem_system, (size_t)1 << 28, &whole);
		arena_release(&whole.a);
		assert_int_equal(whole.err, 0);
		refuse_by_bytes(&q, whole.sum);
		refuse_by_call(&q, whole.sum, false);
		refuse_by_call(&q, whole.sum, true);
		break_by_touch(&q, whole.sum);
	}
	everybody_close(&e);
	close_cases(&c);
}

int
main(void)
{
	static char names[FILES_MAX][64];
	static char *refused[] = { "cond.law", "stages.law", "edges.law",
		"replay.law", "crowd_quiet.law", "facts.law", "acts.law",
		"dismissed.law", "instruments.law", "members.law", "named.law",
		"standing.law" };
	static struct CMUnitTest tests[FILES_MAX + 16];
	size_t n = find_files(names), m = sizeof(refused) / sizeof(refused[0]);

	for (size_t i = 0; i < m; i++)
		tests[i] = (struct CMUnitTest){ refused[i], refused_and_broken,
			NULL, NULL, refused[i] };
	for (size_t i = 0; i < n; i++)
		tests[i + m] = (struct CMUnitTest){ names[i], as_alone, NULL,
			NULL, names[i] };
	return n == 0
	    ? 1
	    : _cmocka_run_group_tests("together", tests, n + m, NULL, NULL);
}
