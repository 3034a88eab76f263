/* test_columns.c - a row made a person again, from columns written by hand:
 * every hole, each way of being broken, memory refused at each place. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/limits.h"
#include "decide/columns.h"

#define TABLES 3 /* a kind, blanket absences, lists */
#define PEOPLE 70
#define WORDS  16

/* One table in use.  Row 0 has what a test puts there; every other row names
 * the one after it as the other person of a relation. */
struct hand {
	struct columns c;
	struct kind_table tables[TABLES];
	struct form_fact fact, each, link;
	struct form form[2], one_each[1];
	uint8_t code[PEOPLE];
	uint16_t day[2][PEOPLE];
	uint32_t recorded[PEOPLE], at[PEOPLE + 1], words[PEOPLE + WORDS];
	uint64_t who_at[PEOPLE + 1], string_at[3];
	char who[PEOPLE * 4 + 32];
	uint8_t marks[PEOPLE];
	struct moment moments[2];
	struct instant instants[2];
	uint32_t rank[2];
	struct source sources[2];
	size_t refuse; /* the table whose touching fails */
};

static int
touch(void *ctx, enum columns_part part, size_t table, size_t row, size_t n)
{
	const struct hand *h = ctx;

	assert_in_range(row, 0, h->c.all - n);
	return (part == COLUMNS_WORDS && table == h->refuse) ||
		(part == COLUMNS_WHO && h->refuse == TABLES)
	    ? E_BROKEN
	    : 0;
}

static void
put_who(struct hand *h, size_t all)
{
	size_t at = 0;

	for (size_t i = 0; i < all; i++) {
		h->who_at[i] = at;
		if (i == 0) {
			memcpy(h->who, "a\0Ann\0x\0yy", 11);
			at = 11;
		} else {
			h->who[at] = 'b';
			at += 3; /* no name */
		}
	}
	h->who_at[all] = at;
}

/* Of rows people and all with those whom relations name; row 0 has code 2,
 * whose fact has those holes, and these words. */
static void
make(struct hand *h, size_t rows, size_t all, unsigned holes,
    const uint32_t *words, size_t nwords)
{
	memset(h, 0, sizeof(*h));
	h->fact = (struct form_fact){ { .type = FACT_HELD, .step = 3 }, holes };
	h->link = (struct form_fact){ { .type = FACT_HELD }, HOLE_OTHER };
	h->form[0] = (struct form){ .facts = &h->fact, .nfacts = 1 };
	h->form[1] = (struct form){ .facts = &h->link, .nfacts = 1 };
	h->one_each[0] = (struct form){ .facts = &h->each, .nfacts = 1 };
	h->code[0] = CODE_FIRST;
	memcpy(h->words, words, nwords * sizeof(*words));
	h->at[1] = (uint32_t)nwords;
	for (size_t i = 1; i < all; i++) {
		h->at[i + 1] = h->at[i];
		if (i + 1 == all)
			continue;
		h->code[i] = CODE_FIRST + 1;
		h->words[h->at[i]] = (uint32_t)(i + 2 - rows);
		h->at[i + 1]++;
	}
	h->tables[0] = (struct kind_table){ .forms = h->form,
		.nforms = 2,
		.each = h->one_each,
		.neach = 1,
		.code = h->code,
		.width = 1,
		.day = { h->day[0], h->day[1] },
		.recorded = h->recorded,
		.at = h->at,
		.words = h->words };
	put_who(h, all);
	h->moments[0].kind = MOMENT_NOT_KNOWN;
	h->instants[0].us = 60000000;
	h->instants[1].us = 120000000;
	h->rank[0] = 1;
	h->rank[1] = 7; /* broken */
	h->string_at[1] = 2;
	h->string_at[2] = 4;
	h->sources[1].name = "a log";
	h->c = (struct columns){ .rows = rows,
		.all = all,
		.tables = h->tables,
		.ntables = TABLES,
		.day0 = 100,
		.moments = h->moments,
		.nmoments = 1,
		.instants = h->instants,
		.instant_rank = h->rank,
		.ninstants = 2,
		.sources = h->sources,
		.nsources = 2,
		.string_at = h->string_at,
		.nstrings = 2,
		.strings = "s\0t",
		.who_at = h->who_at,
		.who = h->who,
		.marks = h->marks,
		.touch = touch,
		.ctx = h };
	h->refuse = SIZE_MAX;
}

static int
person(const struct hand *h, struct arena *a, const struct person **p)
{
	arena_init(a, &mem_system, (size_t)1 << 20);
	return columns_person(a, &h->c, 0, p);
}

static void
expect(const struct hand *h, int err)
{
	const struct person *p;
	struct arena a;

	assert_int_equal(person(h, &a, &p), err);
	arena_release(&a);
}

#define DAY(n) (MOMENT_DAY_BIT | (uint32_t)(MOMENT_DAY_ZERO + (n)))

/* All holes but those that name another fact; in the order of the words. */
static const uint32_t full[] = { DAY(-3), 1, DAY(9), 0, 0, 0, 1, 12, 1, 0, 1,
	2 };
#define FULL                                                                 \
	(HOLE_FROM | HOLE_TO | HOLE_SEEN | HOLE_RECORDED | HOLE_CONFIRMED |  \
	    HOLE_REFUSED | HOLE_SOURCE | HOLE_PAGE | HOLE_ID | HOLE_FILING | \
	    HOLE_OF | HOLE_OTHER)
#define NFULL (sizeof(full) / sizeof(full[0]))

static void
is_full(const struct person *p)
{
	const struct fact *f = p->facts[0];

	assert_string_equal(p->id, "a");
	assert_string_equal(p->name, "Ann");
	assert_int_equal(p->nas, 2);
	assert_string_equal(p->as[1].value, "yy");
	assert_int_equal(p->nfacts, 1);
	assert_int_equal(f->step, 3);
	assert_int_equal(f->from.kind, MOMENT_DAYS);
	assert_int_equal(f->from.lo.day.n, -3);
	assert_int_equal(f->to.kind, MOMENT_NOT_KNOWN);
	assert_int_equal(f->seen.hi.day.n, 9);
	assert_int_equal(f->entry.recorded.us, 120000000);
	assert_int_equal(f->entry.refused.us, 120000000);
	assert_string_equal(f->source->name, "a log");
	assert_int_equal(f->source->page, 12);
	assert_string_equal(f->id, "t");
	assert_string_equal(f->filing, "s");
	assert_string_equal(f->of, "t");
	assert_null(f->other->name);
	assert_string_equal(f->other->id, "b");
	assert_int_equal(f->other->nas, 0);
}

static void
every_hole_is_filled(void **state)
{
	const struct person *p;
	struct hand h;
	struct arena a;

	make(&h, 1, 3, FULL, full, NFULL);
	assert_int_equal(person(&h, &a, &p), 0);
	is_full(p);
	/* Whom it names names the one after, and that one nobody. */
	assert_int_equal(p->facts[0]->other->nfacts, 0);
	arena_release(&a);
	/* A page of no source named. */
	make(&h, 1, 1, HOLE_PAGE, (const uint32_t[]){ 4 }, 1);
	assert_int_equal(person(&h, &a, &p), 0);
	assert_int_equal(p->facts[0]->source->page, 4);
	assert_null(p->facts[0]->source->name);
	arena_release(&a);
	assert_int_equal(columns_day(&h.c, 0).kind, MOMENT_NONE);
	assert_int_equal(columns_day(&h.c, 1).lo.day.n, 100);
}

/* Each word too few, each number that nothing has. */
static void
broken_words(void **state)
{
	static const struct {
		unsigned hole;
		uint32_t word;
	} broken[] = { { HOLE_FROM, 0 }, { HOLE_FROM, 2 }, { HOLE_TO, 2 },
		{ HOLE_SEEN, 2 }, { HOLE_RECORDED, 2 }, { HOLE_CONFIRMED, 1 },
		{ HOLE_SOURCE, 2 }, { HOLE_ID, 2 }, { HOLE_FILING, 2 },
		{ HOLE_OF, 2 }, { HOLE_OTHER, 3 }, { HOLE_CORRECTS, 0 },
		{ HOLE_OVER, 2 } };
	struct hand h;

	for (size_t n = 0; n < NFULL; n++) {
		make(&h, 1, 3, FULL, full, n);
		expect(&h, E_BROKEN);
	}
	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
		make(&h, 1, 3, broken[i].hole, &broken[i].word, 1);
		expect(&h, E_BROKEN);
	}
	/* No words at all. */
	make(&h, 1, 1, HOLE_ID, full, 0);
	h.tables[0].at = NULL;
	expect(&h, E_BROKEN);
}

/* Facts of one person that name each other by their places. */
static void
facts_name_facts(void **state)
{
	static const uint32_t both[] = { 0, 0, 1, 0 }, lost[] = { 0, 0, 1, 5 },
			      wrong[] = { 0, 6, 0 }, none[] = { 0, 0, 0 };
	const unsigned holes = HOLE_PLACE | HOLE_CORRECTS | HOLE_OVER;
	const struct person *p;
	struct hand h;
	struct arena a;

	make(&h, 1, 1, holes, both, 4);
	assert_int_equal(person(&h, &a, &p), 0);
	assert_ptr_equal(p->facts[0]->corrects, p->facts[0]);
	assert_int_equal(p->facts[0]->nover, 1);
	assert_ptr_equal(p->facts[0]->over[0], p->facts[0]);
	arena_release(&a);
	make(&h, 1, 1, holes, none, 3);
	assert_int_equal(person(&h, &a, &p), 0);
	assert_int_equal(p->facts[0]->nover, 0);
	arena_release(&a);
	make(&h, 1, 1, holes, lost, 4);
	expect(&h, E_BROKEN);
	make(&h, 1, 1, holes, wrong, 3);
	expect(&h, E_BROKEN);
	/* It corrects the fact in a place that none has. */
	make(&h, 1, 1, HOLE_CORRECTS, none, 1);
	expect(&h, E_BROKEN);
}

static void
days_and_recording_come_from_columns(void **state)
{
	const struct person *p;
	struct hand h;
	struct arena a;

	make(&h, 1, 1, HOLE_RECORDED, full, 0);
	h.form[0].from_day = h.form[0].to_day = h.form[0].timed = true;
	h.day[0][0] = 4;
	h.day[1][0] = 6;
	h.recorded[0] = 2;
	assert_int_equal(person(&h, &a, &p), 0);
	assert_int_equal(p->facts[0]->from.lo.day.n, 103);
	assert_int_equal(p->facts[0]->to.hi.day.n, 105);
	assert_int_equal(p->facts[0]->entry.recorded.us, 120000000);
	arena_release(&a);
	h.recorded[0] = 0;
	expect(&h, E_BROKEN);
	h.recorded[0] = 3;
	expect(&h, E_BROKEN);
	/* Of a form that is not told so, the same hole is in the words. */
	h.form[0].timed = false;
	expect(&h, E_BROKEN);
}

static void
many_facts_of_one_kind(void **state)
{
	static const uint32_t two[] = { 2, 0, 0 }, other[] = { 1, 1 };
	uint32_t most = LIMIT_FACTS + 1;
	const struct person *p;
	struct hand h;
	struct arena a;

	make(&h, 1, 1, 0, two, 3);
	h.code[0] = CODE_MANY;
	h.each.fact.step = 8;
	assert_int_equal(person(&h, &a, &p), 0);
	assert_int_equal(p->nfacts, 2);
	assert_int_equal(p->facts[1]->step, 8);
	arena_release(&a);
	/* A fact fewer; a form there is none of; more than anybody has; a
	 * form whose own words are lost; a code of no form. */
	make(&h, 1, 1, 0, two, 2);
	h.code[0] = CODE_MANY;
	expect(&h, E_BROKEN);
	make(&h, 1, 1, 0, other, 2);
	h.code[0] = CODE_MANY;
	expect(&h, E_BROKEN);
	make(&h, 1, 1, 0, &most, 1);
	h.code[0] = CODE_MANY;
	expect(&h, E_BROKEN);
	make(&h, 1, 1, 0, two, 3);
	h.code[0] = CODE_MANY;
	h.each.holes = HOLE_OF | HOLE_ID | HOLE_FILING;
	expect(&h, E_BROKEN);
	make(&h, 1, 1, 0, two, 0);
	h.code[0] = CODE_FIRST + 2;
	expect(&h, E_BROKEN);
	make(&h, 1, 1, 0, two, 0);
	h.code[0] = CODE_NONE;
	assert_int_equal(person(&h, &a, &p), 0);
	assert_int_equal(p->nfacts, 0);
	arena_release(&a);
}

/* Row 0 names 1, which names 2 ... so many that they would not end. */
static void
people_name_people(void **state)
{
	static const uint32_t first[] = { 1 }, itself[] = { 0 };
	uint32_t root = OTHER_ROOT;
	const struct person *p, *q;
	struct hand h;
	struct arena a;
	size_t n = 0;

	make(&h, 1, 64, HOLE_OTHER, first, 1);
	assert_int_equal(person(&h, &a, &p), 0);
	for (q = p; q->nfacts > 0; q = q->facts[0]->other)
		n++;
	assert_int_equal(n, 63);
	arena_release(&a);
	make(&h, 1, 65, HOLE_OTHER, first, 1);
	expect(&h, E_BROKEN);
	make(&h, 1, 3, HOLE_OTHER, itself, 1);
	assert_int_equal(person(&h, &a, &p), 0);
	assert_ptr_equal(p->facts[0]->other, p);
	arena_release(&a);
	/* The one at the end names whose relation led there. */
	make(&h, 1, 3, HOLE_OTHER, first, 1);
	h.words[1] = root;
	assert_int_equal(person(&h, &a, &p), 0);
	assert_ptr_equal(p->facts[0]->other->facts[0]->other, p);
	arena_release(&a);
}

/* By what they are known, in a letter that there is none of. */
static void
a_name_that_cannot_be_read(void **state)
{
	struct hand h;

	make(&h, 1, 1, 0, full, 0);
	memcpy(h.who + 6, "\x01z\0", 3);
	expect(&h, E_BROKEN);
}

static void
kinds_that_are_not_asked_for(void **state)
{
	bool of[TABLES] = { false, true, true };
	const struct person *p;
	struct hand h;
	struct arena a;

	make(&h, 1, 1, HOLE_ID, full, 1);
	arena_init(&a, &mem_system, (size_t)1 << 20);
	assert_int_equal(columns_person_of(&a, &h.c, 0, of, &p), 0);
	assert_int_equal(p->nfacts, 0);
	/* Linked facts stand together, whatever is asked for. */
	h.marks[0] = MARK_LINKED;
	h.words[0] = 1;
	assert_int_equal(h.c.marks[0], MARK_LINKED);
	assert_int_equal(columns_person_of(&a, &h.c, 0, of, &p), 0);
	assert_int_equal(p->nfacts, 1);
	arena_release(&a);
	h.refuse = 0;
	expect(&h, E_BROKEN);
	h.refuse = TABLES;
	expect(&h, E_BROKEN);
	h.c.touch = NULL;
	expect(&h, 0);
}

static void
memory_refused_at_each_place(void **state)
{
	static const uint32_t both[] = { 4, 0, 0, 1, 0 };
	const unsigned holes =
	    HOLE_PAGE | HOLE_PLACE | HOLE_CORRECTS | HOLE_OVER;
	const struct person *p;
	size_t refused = 0;
	struct hand h;
	struct arena a;

	for (int full_one = 0; full_one < 2; full_one++)
		for (size_t max = 0;; max += 8) {
			int r;

			if (full_one)
				make(&h, 1, 3, FULL, full, NFULL);
			else
				make(&h, 1, 1, holes, both, 5);
			arena_init(&a, &mem_system, max);
			r = columns_person(&a, &h.c, 0, &p);
			if (r == 0 && full_one)
				is_full(p);
			arena_release(&a);
			if (r == 0)
				break;
			assert_int_equal(r, E_NOMEM);
			refused++;
		}
	assert_true(refused > 100);
	/* A row with more facts than there is room for at first. */
	make(&h, 1, 1, 0, (const uint32_t[]){ 40 }, 1);
	memset(&h.words[1], 0, 40 * sizeof(h.words[0]));
	h.at[1] = 41;
	h.code[0] = CODE_MANY;
	for (size_t max = 0;; max += 64) {
		int r;

		arena_init(&a, &mem_system, max);
		r = columns_person(&a, &h.c, 0, &p);
		if (r == 0)
			assert_int_equal(p->nfacts, 40);
		arena_release(&a);
		if (r == 0)
			break;
		assert_int_equal(r, E_NOMEM);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_hole_is_filled),
		cmocka_unit_test(broken_words),
		cmocka_unit_test(facts_name_facts),
		cmocka_unit_test(days_and_recording_come_from_columns),
		cmocka_unit_test(many_facts_of_one_kind),
		cmocka_unit_test(people_name_people),
		cmocka_unit_test(a_name_that_cannot_be_read),
		cmocka_unit_test(kinds_that_are_not_asked_for),
		cmocka_unit_test(memory_refused_at_each_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
